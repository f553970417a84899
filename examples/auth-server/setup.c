/* SPDX-License-Identifier: Apache-2.0 */
/* From the configuration to a sealed server. What may be set, and what a profile takes, the library says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "as.h"
#include "server/policy.h"

const place endpoints[] = {
    {FAPI_ENDPOINT_AUTHORIZATION, "/authorize", 0}, {FAPI_ENDPOINT_CONSENT, "/consent", 0},
    {FAPI_ENDPOINT_JWKS, "/jwks", 0},               {FAPI_ENDPOINT_PAR, "/par", 1},
    {FAPI_ENDPOINT_TOKEN, "/token", 1},             {FAPI_ENDPOINT_INTROSPECTION, "/introspect", 1},
    {FAPI_ENDPOINT_REVOCATION, "/revoke", 1},       {FAPI_ENDPOINT_USERINFO, "/userinfo", 1},
};
const size_t endpoint_count = sizeof endpoints / sizeof *endpoints;

static void must(const config *c, const char *member, int rc)
{
    if (rc != FAPI_OK)
        config_die(c->file, "%s%s: %s (%s)", c->where, member, fapi_status_text(rc), fapi_status_name(rc));
}

/* ---------------------------------------------------------------------------------------------------- clients -- */

const registered *registry_find(const registry *list, const char *id, size_t n)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2, own = strlen(list->rows[middle].id);
        int order = memcmp(list->rows[middle].id, id, own < n ? own : n);
        if (order == 0 && own == n)
            return &list->rows[middle];
        if (order < 0 || (order == 0 && own < n))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static int by_id(const void *one, const void *other)
{
    return strcmp(((const registered *)one)->id, ((const registered *)other)->id);
}

/* Two of one name: whichever was meant, the other would be let in with it. */
static void put_in_order(const char *file, registry *list)
{
    if (list->count > 0)
        qsort(list->rows, list->count, sizeof *list->rows, by_id);
    for (size_t i = 1; i < list->count; i++)
        if (strcmp(list->rows[i - 1].id, list->rows[i].id) == 0)
            config_die(file, "%s: stands there twice", list->rows[i].id);
}

static registered *next_row(const char *file, registry *list)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 16 : 2 * list->room;
        registered *rows = realloc(list->rows, room * sizeof *rows);
        if (rows == NULL)
            config_die(file, "out of memory");
        list->rows = rows;
        list->room = room;
    }
    return &list->rows[list->count];
}

/* Keys may stand in a file of their own; a library that fetched jwks_uri would hand them over in the same way. */
static void take_keys_in(const char *file, json_t *client)
{
    const json_t *name = json_object_get(client, "jwks_file");

    if (name == NULL)
        return;
    if (!json_is_string(name))
        config_die(file, "jwks_file must be a text");
    char *path = config_path(file, json_string_value(name));
    json_object_set_new(client, "jwks", config_read(path));
    json_object_del(client, "jwks_file");
    free(path);
}

/* A client that the profile would never let in is better refused now than with each of its messages. */
static void add_client(const char *file, registry *list, json_t *metadata, fapi_findings *findings)
{
    registered *row = next_row(file, list);
    size_t n = 0;

    take_keys_in(file, metadata);
    char *text = json_dumps(metadata, JSON_COMPACT);
    if (text == NULL)
        config_die(file, "out of memory");
    const char *id = json_string_value(json_object_get(metadata, "client_id"));
    int rc = fapi_metadata_check_client(the.policy, text, strlen(text), findings);
    policy_print(file, id != NULL ? id : "a client", findings);
    if (rc == FAPI_OK)
        rc = fapi_client_new(the.http.context, text, strlen(text), NULL, 0, &row->client);
    if (rc == FAPI_OK)
        rc = fapi_client_id(row->client, &row->id, &n);
    free(text);
    if (rc != FAPI_OK || id == NULL)
        config_die(file, "%s: %s (%s)", id != NULL ? id : "a client", fapi_status_text(rc), fapi_status_name(rc));
    row->id = id; /* the same, with a NUL behind it */
    const char *name = json_string_value(json_object_get(metadata, "client_name"));
    row->name = name != NULL ? name : id;
    list->count++;
}

static void load_clients(config *c)
{
    char *file = config_path(c->file, config_text_required(c, "clients"));
    fapi_findings *findings = fapi_findings_new(the.http.context);
    const json_t *clients = NULL, *resource_servers = NULL;
    json_t *client = NULL;
    size_t i = 0;

    the.clients_root = config_read(file);
    config part = config_of(file, the.clients_root);
    clients = config_list(&part, "clients", 1);
    resource_servers = config_list(&part, "resource_servers", 0);
    json_array_foreach(clients, i, client)
        add_client(file, &the.clients, client, findings);
    json_array_foreach(resource_servers, i, client)
        add_client(file, &the.resource_servers, client, findings);
    put_in_order(file, &the.clients);
    put_in_order(file, &the.resource_servers);
    config_done(&part);
    fapi_findings_free(findings);
    free(file);
}

/* ------------------------------------------------------------------------------------------------------ server -- */

static void set_texts(config *c, const char *name, int (*add)(fapi_as *as, const char *text, size_t n))
{
    const json_t *list = config_list(c, name, 0);

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text == NULL)
            config_die(c->file, "%s must hold texts", name);
        must(c, name, add(the.as, text, strlen(text)));
    }
}

static void set_endpoints(const config *c, const char *issuer, const char *mtls_url, int openid)
{
    char url[FAPI_MAX_URL];

    for (size_t i = 0; i < endpoint_count; i++) {
        if (endpoints[i].endpoint == FAPI_ENDPOINT_USERINFO && !openid)
            continue;
        int n = snprintf(url, sizeof url, "%.4000s%s", issuer, endpoints[i].path);
        must(c, "issuer", fapi_as_set_endpoint(the.as, endpoints[i].endpoint, url, (size_t)n));
        if (mtls_url == NULL || !endpoints[i].with_certificate)
            continue;
        n = snprintf(url, sizeof url, "%.4000s%s", mtls_url, endpoints[i].path);
        must(c, "mtls.url", fapi_as_set_mtls_endpoint(the.as, endpoints[i].endpoint, url, (size_t)n));
    }
}

static void set_server(config *c, const char *issuer, const char *mtls_url)
{
    int openid = config_flag(c, "openid", 0);
    char *keys = config_path(c->file, config_text_required(c, "keys"));

    the.as = fapi_as_new(the.policy);
    must(c, "issuer", fapi_as_set_issuer(the.as, issuer, strlen(issuer)));
    set_endpoints(c, issuer, mtls_url, openid);
    if (openid)
        must(c, "openid", fapi_as_add_scope(the.as, "openid", 6));
    else
        the.http.route_count--; /* userinfo, the last one, is not there */
    set_texts(c, "scopes", fapi_as_add_scope);
    set_texts(c, "resources", fapi_as_add_resource);
    set_texts(c, "authorization_details_types", fapi_as_add_details_type);
    int types = config_constants(c, "grant_types", "FAPI_GRANT", 0), methods = config_constants(c, "client_auth", "FAPI_AUTH", 0);
    if (types != 0)
        must(c, "grant_types", fapi_as_set_grant_types(the.as, types));
    if (methods != 0)
        must(c, "client_auth", fapi_as_set_client_auth(the.as, methods));
    must(c, "opaque_tokens", fapi_as_set_opaque_tokens(the.as, config_flag(c, "opaque_tokens", 0)));
    keys_load(c, keys);
    free(keys);
    if (the.nonces)
        must(c, "dpop_nonce", fapi_as_set_dpop_nonce(the.as, the.nonce));
    must(c, "clients", fapi_as_set_replay_external(the.as, 1));
    must(c, "profile", fapi_as_seal(the.as));
}

/* Our own metadata as anybody else would judge it. */
static void judge_metadata(const config *c, const char *issuer)
{
    fapi_answer *answer = fapi_answer_new(the.http.context);
    fapi_findings *findings = fapi_findings_new(the.http.context);
    const char *json = NULL;
    size_t n = 0;
    int rc = fapi_as_answer_metadata(the.as, NULL, 0, answer);

    if (rc == FAPI_OK)
        rc = fapi_answer_body(answer, &json, &n);
    if (rc == FAPI_OK) {
        rc = fapi_metadata_check_server(the.policy, issuer, strlen(issuer), json, n, findings);
        policy_print(c->file, "metadata", findings);
    }
    must(c, "metadata", rc);
    fapi_findings_free(findings);
    fapi_answer_free(answer);
}

static void set_user(config *c)
{
    const json_t *user = config_object(c, "user", 1);
    json_t *who = json_pack("{s:O?}", "sub", json_object_get(user, "sub"));

    the.user = json_dumps(user, JSON_COMPACT);
    the.who = json_dumps(who, JSON_COMPACT);
    json_decref(who);
    if (the.user == NULL || the.who == NULL || json_object_get(user, "sub") == NULL)
        config_die(c->file, "user must have sub");
}

static void listen_both(config *c, config *main, config *mtls, const char *issuer, const char *mtls_url)
{
    const char *cas = mtls->object == NULL ? NULL : config_text(mtls, "client_ca", NULL);

    the.main.http = the.mtls.http = &the.http;
    the.main.main = 1;
    the.mtls.ask_certificate = 1;
    if (cas != NULL) {
        char *path = config_path(c->file, cas);
        the.mtls.client_cas = tls_client_cas(path);
        free(path);
    }
    if (mtls->object != NULL)
        http_listen(&the.mtls, mtls, main, mtls_url);
    http_listen(&the.main, main, NULL, issuer);
    config_done(main);
    if (mtls->object != NULL)
        config_done(mtls);
}

/* Where clients look for metadata. Of an issuer without a path that are less places than there are routes. */
static void set_metadata_paths(const config *c, const char *issuer, route *routes)
{
    size_t n = 0;
    int kind = -1;

    for (size_t i = 0; i < METADATA_PLACES && (kind = fapi_metadata_url_kind(issuer, strlen(issuer), i)) != -1; i++) {
        must(c, "issuer", fapi_metadata_url(kind, issuer, strlen(issuer), the.metadata_url[i], sizeof the.metadata_url[i], &n));
        routes[i].path = strchr(strstr(the.metadata_url[i], "://") + 3, '/');
    }
}

void setup(const char *file, route *routes)
{
    the.config_root = config_read(file);
    the.http.context = fapi_context_new();
    config c = config_of(file, the.config_root), main = config_part(&c, "listen", 1), mtls = config_part(&c, "mtls", 0);
    const char *issuer = config_text_required(&c, "issuer");
    const char *mtls_url = mtls.object == NULL ? NULL : config_text_required(&mtls, "url");

    the.policy = policy_of(&c, the.http.context, &the.nonces);
    if (tls_priorities(the.policy, the.http.priorities, sizeof the.http.priorities) != 0)
        config_die(file, "no TLS priorities");
    set_server(&c, issuer, mtls_url);
    set_metadata_paths(&c, issuer, routes);
    set_user(&c);
    load_clients(&c);
    http_settings(&the.http, &c, "as");
    config_done(&c);
    judge_metadata(&c, issuer);
    listen_both(&c, &main, &mtls, issuer, mtls_url);
    printf("READY %s\n", issuer);
    fflush(stdout);
}

static void drop(registry *list)
{
    while (list->count > 0)
        fapi_client_free(list->rows[--list->count].client);
    free(list->rows);
    list->rows = NULL;
}

void teardown(void)
{
    http_stop(&the.main);
    http_stop(&the.mtls);
    drop(&the.clients);
    drop(&the.resource_servers);
    fapi_as_free(the.as);
    while (the.signer_count > 0)
        fapi_signer_free(the.signers[--the.signer_count]);
    fapi_dpop_nonce_free(the.nonce);
    fapi_policy_free(the.policy);
    fapi_context_free(the.http.context);
    http_forget(&the.http);
    free(the.user);
    free(the.who);
    json_decref(the.clients_root);
    json_decref(the.config_root);
}
