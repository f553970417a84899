/* SPDX-License-Identifier: Apache-2.0 */
/* From the configuration to a sealed resource server. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rs.h"
#include "server/policy.h"

static void must(const config *c, const char *member, int rc)
{
    if (rc != FAPI_OK)
        config_die(c->file, "%s%s: %s (%s)", c->where, member, fapi_status_text(rc), fapi_status_name(rc));
}

/* The client as which the issuer is asked. */
static void set_client(config *c, const char *metadata, size_t n, fapi_jwks *jwks)
{
    config part = config_part(c, "client", 1);
    const json_t *client = config_object(&part, "metadata", 1);
    char *text = json_dumps(client, JSON_COMPACT), *path = config_path(c->file, config_text_required(&part, "key"));
    const char *id = NULL;
    size_t key_len = 0, id_len = 0;
    char *key = config_slurp(path, &key_len);

    config_done(&part);
    must(&part, "metadata", text == NULL ? FAPI_ERR_NOMEM : fapi_client_new(the.http.context, text, strlen(text), NULL, 0, &the.client));
    must(&part, "key", fapi_signer_new(the.http.context, key, key_len, &the.signer));
    the.rp = fapi_rp_new(the.policy);
    must(&part, "metadata", fapi_rp_set_client(the.rp, the.client));
    must(c, "issuer", fapi_rp_set_server(the.rp, the.issuer, strlen(the.issuer), metadata, n, NULL));
    must(c, "issuer", fapi_rp_set_keys(the.rp, jwks, (int64_t)time(NULL)));
    must(&part, "key", fapi_rp_add_signer(the.rp, the.signer));
    must(&part, "metadata", fapi_rp_seal(the.rp));
    must(&part, "metadata", fapi_client_id(the.client, &id, &id_len));
    must(&part, "metadata", fapi_rs_set_client_id(the.rs, the.issuer, strlen(the.issuer), id, id_len));
    explicit_bzero(key, key_len);
    free(key);
    free(path);
    free(text);
}

static void set_server(config *c, const char *resource, int nonces)
{
    fetch *f = fetch_new(the.ca, NULL, NULL);
    const char *why = "out of memory";
    size_t n = 0;
    char *metadata = issuer_metadata(c->file, &n);
    fapi_jwks *jwks = f == NULL ? NULL : issuer_keys(f, &why);

    if (jwks == NULL)
        config_die(c->file, "issuer: keys of %s: %s", the.issuer, why);
    the.rs = fapi_rs_new(the.policy);
    must(c, "issuer", fapi_rs_add_issuer(the.rs, the.issuer, strlen(the.issuer), jwks, (int64_t)time(NULL)));
    must(c, "resource", fapi_rs_add_audience(the.rs, resource, strlen(resource)));
    must(c, "profile", fapi_rs_set_replay_external(the.rs, 1));
    must(c, "profile", fapi_rs_set_cache(the.rs, 16384));
    must(c, "dpop_nonce", fapi_dpop_nonce_new(the.http.context, NULL, 0, 0, 0, &the.nonce));
    if (nonces)
        must(c, "dpop_nonce", fapi_rs_set_dpop_nonce(the.rs, the.nonce));
    if (the.introspects)
        set_client(c, metadata, n, jwks);
    else
        (void)config_object(c, "client", 0);
    must(c, "profile", fapi_rs_seal(the.rs));
    fapi_jwks_free(jwks); /* the servers hold it */
    free(metadata);
    fetch_free(f);
}

void setup(const char *file, route *r)
{
    int nonces = 0;

    the.config_root = config_read(file);
    the.http.context = fapi_context_new();
    config c = config_of(file, the.config_root), listen = config_part(&c, "listen", 1);
    const char *resource = config_text_required(&c, "resource"), *mode = config_text(&c, "mode", "local");
    const char *host = strstr(resource, "://");

    the.issuer = config_text_required(&c, "issuer");
    the.scope = config_text_required(&c, "scope");
    r->path = host == NULL ? NULL : strchr(host + 3, '/');
    if (r->path == NULL)
        config_die(file, "resource must be a URL with a path");
    if (strcmp(mode, "local") != 0 && strcmp(mode, "introspection") != 0)
        config_die(file, "mode must be local or introspection");
    the.introspects = strcmp(mode, "introspection") == 0;
    the.policy = policy_of(&c, the.http.context, &nonces);
    if (tls_priorities(the.policy, the.http.priorities, sizeof the.http.priorities) != 0)
        config_die(file, "no TLS priorities");
    the.ca = config_path(c.file, config_text_required(&c, "ca"));
    http_settings(&the.http, &c, "rs");
    set_server(&c, resource, nonces);
    config_done(&c);
    issuer_start(file);
    the.listener.http = &the.http;
    the.listener.main = the.listener.ask_certificate = 1;
    http_listen(&the.listener, &listen, NULL, resource);
    config_done(&listen);
    printf("READY %s\n", resource);
    fflush(stdout);
}

void teardown(void)
{
    http_stop(&the.listener);
    issuer_stop();
    fapi_rp_free(the.rp);
    fapi_client_free(the.client);
    fapi_signer_free(the.signer);
    fapi_rs_free(the.rs);
    fapi_dpop_nonce_free(the.nonce);
    fapi_policy_free(the.policy);
    fapi_context_free(the.http.context);
    http_forget(&the.http);
    fapi_request_free(the.keys_request);
    free(the.ca);
    json_decref(the.config_root);
}
