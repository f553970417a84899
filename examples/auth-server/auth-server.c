/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An authorization server on libfapi. Every endpoint is the same few steps: look up the client and the row that the request speaks of,
 * have the request judged, and in one transaction claim what is used once, make what is issued, store it, spend what it was given for.
 * What the steps mean, the library knows; here is what only a host has: HTTP, the database, the user.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "as.h"

server the;

enum { FOUND = 0, MADE = 1, MADE_TOO = 2 }; /* grants of a desk */

/* What makes one endpoint different from the others. client and found are NULL where there is none. */
typedef struct step {
    int endpoint;         /* enum fapi_endpoint */
    const registry *who;  /* whose requests these are; NULL: it is not the request that says so */
    int (*check)(desk *d, const fapi_client *client, const fapi_grant *found);
    int (*issue)(desk *d, const fapi_client *client, const fapi_grant *found);
} step;

/* ------------------------------------------------------------------------------------------------------ lookups -- */

static void remember_client(desk *d, const char *id, size_t n)
{
    if (n >= sizeof d->client_id)
        n = sizeof d->client_id - 1;
    memcpy(d->client_id, id, n);
    d->client_id[n] = '\0';
}

static const fapi_client *find_client(desk *d, const registry *list)
{
    const registered *row = NULL;
    const char *id = NULL;
    size_t n = 0;

    if (list == NULL || fapi_as_claimed_client(the.as, d->request, d->verdict, &id, &n) != FAPI_OK)
        return NULL;
    remember_client(d, id, n);
    row = registry_find(list, id, n);
    return row == NULL ? NULL : row->client;
}

/* The row that the request speaks of, into FOUND. A row that cannot be read is no row that is missing. */
static int find_row(desk *d, int endpoint)
{
    char key[FAPI_JKT_LENGTH + 1];
    store_row row;
    int rc = STORE_FAILED;

    if (fapi_as_stored_key(the.as, d->request, endpoint, key, sizeof key) != FAPI_OK)
        return STORE_NONE; /* what is wrong with the request, the check says */
    rc = store_find(d->store, key, strlen(key), &row);
    if (rc != STORE_OK)
        return rc;
    if (fapi_grant_load(d->grants[FOUND], row.json, row.json_len, row.used) != FAPI_OK)
        rc = STORE_FAILED;
    else if (row.cookie != NULL && !consent_cookie_fits(d, row.cookie, row.cookie_len))
        rc = STORE_NONE; /* a ticket in the hands of another browser is none */
    store_release(d->store);
    return rc;
}

/* Within the transaction: is the row still there? It may have been revoked since it was read. */
static int still_there(desk *d)
{
    const char *key = NULL;
    store_row row;
    size_t n = 0;

    if (fapi_grant_key(d->grants[FOUND], &key, &n) != FAPI_OK)
        return STORE_FAILED;
    int rc = store_find(d->store, key, n, &row);
    store_release(d->store);
    return rc;
}

/* Of a grant: whose it is. */
static const fapi_client *client_of(desk *d, const fapi_grant *grant)
{
    const registered *row = NULL;
    const char *id = NULL;
    size_t n = 0;

    if (fapi_grant_value(grant, "client_id", 9, &id, &n) != FAPI_OK)
        return NULL;
    remember_client(d, id, n);
    row = registry_find(&the.clients, id, n);
    return row == NULL ? NULL : row->client;
}

/* ------------------------------------------------------------------------------------------------- transactions -- */

/* One-use values of the request. What was claimed stays claimed, also if a later one was seen before. */
static int claim(desk *d)
{
    const uint8_t *key = NULL;
    size_t n = 0, i = 0;
    int64_t expiry = 0;
    int rc = FAPI_OK;

    for (; rc == FAPI_OK && fapi_verdict_replay_key(d->verdict, i, &key, &n, &expiry) == FAPI_OK && n > 0; i++)
        rc = store_claim(d->store, key, n, expiry, d->now);
    return fapi_as_finish(the.as, d->verdict, rc, i == 0 ? 0 : i - 1);
}

static int revoke_rows(desk *d)
{
    const char *text = NULL;
    size_t n = 0;

    switch (fapi_verdict_revoke(d->verdict)) {
    case FAPI_REVOKE_FAMILY:
        if (fapi_grant_family(d->grants[FOUND], &text, &n) != FAPI_OK)
            return STORE_FAILED;
        return store_delete_family(d->store, text, n);
    case FAPI_REVOKE_TOKEN:
        return fapi_grant_key(d->grants[FOUND], &text, &n) == FAPI_OK ? store_delete(d->store, text, n) : STORE_FAILED;
    default:
        return STORE_OK;
    }
}

/* STORE_NONE: another request was faster. */
static int spend(desk *d)
{
    const char *key = NULL;
    size_t n = 0;
    int rc = STORE_OK;

    for (size_t i = 0; rc == STORE_OK && fapi_grant_spends(d->grants[FOUND], i, &key, &n) == FAPI_OK; i++)
        rc = store_spend(d->store, key, n);
    return rc;
}

static int insert(desk *d, fapi_grant *grant)
{
    char own_key[FAPI_JKT_LENGTH + 1], own_family[FAPI_JKT_LENGTH + 1], *cookie = d->own;
    store_row row = {.keep_until = fapi_grant_keep_until(grant)};
    const char *text = NULL;
    size_t n = 0;

    if (fapi_grant_key(grant, &text, &n) != FAPI_OK)
        return STORE_OK; /* there is nothing to store */
    snprintf(own_key, sizeof own_key, "%.*s", (int)n, text);
    row.key = own_key;
    row.key_len = n;
    if (fapi_grant_family(grant, &text, &n) == FAPI_OK) {
        snprintf(own_family, sizeof own_family, "%.*s", (int)n, text);
        row.family = own_family;
        row.family_len = n;
    }
    if (cookie[0] != '\0') {
        row.cookie = cookie;
        row.cookie_len = strlen(cookie);
    }
    if (fapi_grant_store(grant, &row.json, &row.json_len) != FAPI_OK)
        return STORE_FAILED;
    return store_insert(d->store, &row);
}

/* All that follows from a request that passed, as one: HANDLED with the answer built, or refused with the verdict changed.
 * *stored: how the database took it. */
static int complete(desk *d, const step *s, const fapi_client *client, const fapi_grant *found, int *stored)
{
    int rc = FAPI_OK;

    if (fapi_verdict_status(d->verdict) == FAPI_REPLAY_PENDING)
        rc = claim(d);
    if (rc == FAPI_OK && s->issue(d, client, found) != FAPI_OK) {
        /* The library changed its mind, or it is a mistake of ours. */
        *stored = STORE_OK;
        return fapi_verdict_status(d->verdict) != FAPI_OK ? fapi_verdict_status(d->verdict) : FAPI_ERR_INTERNAL;
    }
    /* Spend first: if another request was faster nothing was issued yet, and what was claimed stays. */
    *stored = rc == FAPI_OK && found != NULL ? spend(d) : STORE_OK;
    if (*stored == STORE_NONE) {
        rc = fapi_as_spent(the.as, d->verdict);
        *stored = STORE_OK;
    }
    if (*stored == STORE_OK && found != NULL)
        *stored = revoke_rows(d);
    for (int i = MADE; rc == FAPI_OK && i <= MADE_TOO && *stored == STORE_OK; i++)
        *stored = insert(d, d->grants[i]);
    if (*stored == STORE_OK)
        *stored = store_tidy(d->store, d->now);
    return rc;
}

/* ----------------------------------------------------------------------------------------------------- answering -- */

static int refuse(desk *d)
{
    d->judged = 1;
    d->body = NULL; /* of a page that was begun */
    d->cookie[0] = '\0';
    d->fields = NULL;
    d->http_status = 0;
    return fapi_as_answer_refusal(the.as, d->verdict, d->now, d->answer) == FAPI_OK ? HANDLED : BROKEN;
}

/* The database did not answer: nobody is let in, and nobody is told that something is wrong with the request. */
static int unavailable(desk *d, int endpoint)
{
    store_rollback(d->store);
    return fapi_as_store_failed(the.as, endpoint, d->verdict) == FAPI_OK ? BROKEN : refuse(d);
}

static int serve(desk *d, const void *what)
{
    const step *s = what;
    const fapi_client *client = find_client(d, s->who);
    const fapi_grant *found = NULL;
    int rc = FAPI_ERR_INTERNAL, stored = STORE_OK;

    ((char *)d->own)[0] = '\0';
    for (int i = FOUND; i <= MADE_TOO; i++)
        fapi_grant_reset(d->grants[i]);
    stored = find_row(d, s->endpoint);
    if (stored == STORE_FAILED)
        return unavailable(d, s->endpoint);
    if (stored == STORE_OK)
        found = d->grants[FOUND];
    if (s->who == NULL && found != NULL)
        client = client_of(d, found);
    rc = s->check(d, client, found);
    d->judged = 1;
    /* Refused, and nothing follows from it: no need for the database. */
    if (rc != FAPI_OK && rc != FAPI_REPLAY_PENDING && fapi_verdict_revoke(d->verdict) == FAPI_REVOKE_NOTHING)
        return refuse(d);
    if (store_begin(d->store) != STORE_OK || (found != NULL && (stored = still_there(d)) == STORE_FAILED))
        return unavailable(d, s->endpoint);
    if (stored == STORE_NONE && found != NULL) {
        found = NULL;
        rc = s->check(d, client, NULL);
    }
    stored = STORE_OK;
    if (rc == FAPI_OK || rc == FAPI_REPLAY_PENDING)
        rc = complete(d, s, client, found, &stored);
    else if (found != NULL)
        stored = revoke_rows(d);
    if (stored != STORE_OK || store_commit(d->store) != STORE_OK)
        return unavailable(d, s->endpoint);
    if (rc == FAPI_ERR_INTERNAL)
        return BROKEN;
    return rc == FAPI_OK ? HANDLED : refuse(d);
}

/* ----------------------------------------------------------------------------------------------------- endpoints -- */

static int check_par(desk *d, const fapi_client *client, const fapi_grant *found)
{
    (void)found;
    return fapi_as_check_par(the.as, d->request, client, d->now, d->verdict);
}

static int issue_par(desk *d, const fapi_client *client, const fapi_grant *found)
{
    (void)client, (void)found;
    return fapi_as_issue_par(the.as, d->verdict, d->now, d->grants[MADE], d->answer);
}

static int check_authorization(desk *d, const fapi_client *client, const fapi_grant *found)
{
    return fapi_as_check_authorization(the.as, d->request, client, found, d->now, d->verdict);
}

/* The user is asked: a ticket in the page, and in the database the cookie of the browser that sees it. */
static int issue_page(desk *d, const fapi_client *client, const fapi_grant *found)
{
    int rc = fapi_as_may_ask(the.as, d->verdict);

    if (rc == FAPI_OK)
        rc = fapi_as_issue_consent(the.as, client, d->verdict, found, d->now, d->grants[MADE]);
    if (rc == FAPI_OK)
        rc = consent_cookie(d, d->own);
    return rc == FAPI_OK ? consent_page(d, d->grants[MADE]) : rc;
}

static int check_consent(desk *d, const fapi_client *client, const fapi_grant *found)
{
    (void)client;
    return fapi_as_check_consent(the.as, d->request, found, d->now, d->verdict);
}

/* What the user pressed. Whoever is logged in here is so since the moment of pressing. Name and address are for userinfo to tell, to those
 * who were granted to ask. */
static int issue_code(desk *d, const fapi_client *client, const fapi_grant *found)
{
    const char *decision = NULL;
    size_t n = 0;

    if (fapi_request_parameter(d->request, "decision", 8, &decision, &n) != FAPI_OK || n != 7
        || memcmp(decision, "approve", 7) != 0)
        return fapi_as_issue_denial(the.as, client, d->verdict, found, d->now, d->answer);
    int written = snprintf(d->page, sizeof d->page, "{\"auth_time\":%lld,%s", (long long)d->now, the.who + 1);
    if (written < 0 || (size_t)written >= sizeof d->page)
        return FAPI_ERR_BUFFER;
    int rc = fapi_as_issue_code(the.as, client, d->verdict, found, d->page, (size_t)written, d->now, d->grants[MADE], d->answer);

    /* This user is not the one that the request wants, say: the client gets to know. */
    return rc == FAPI_OK ? rc : fapi_as_issue_denial(the.as, client, d->verdict, found, d->now, d->answer);
}

static int check_token(desk *d, const fapi_client *client, const fapi_grant *found)
{
    return fapi_as_check_token(the.as, d->request, client, found, d->now, d->verdict);
}

static int issue_token(desk *d, const fapi_client *client, const fapi_grant *found)
{
    return fapi_as_issue_token(the.as, client, d->verdict, found, d->now, d->grants[MADE], d->grants[MADE_TOO], d->answer);
}

static int check_introspection(desk *d, const fapi_client *client, const fapi_grant *found)
{
    (void)found;
    return fapi_as_check_introspection(the.as, d->request, client, d->now, d->verdict);
}

static int issue_introspection(desk *d, const fapi_client *client, const fapi_grant *found)
{
    return fapi_as_issue_introspection(the.as, client, d->verdict, found, d->now, d->answer);
}

static int check_revocation(desk *d, const fapi_client *client, const fapi_grant *found)
{
    return fapi_as_check_revocation(the.as, d->request, client, found, d->now, d->verdict);
}

static int issue_revocation(desk *d, const fapi_client *client, const fapi_grant *found)
{
    (void)client, (void)found;
    return fapi_as_answer_revocation(the.as, d->verdict, d->answer);
}

static int check_userinfo(desk *d, const fapi_client *client, const fapi_grant *found)
{
    (void)client;
    return fapi_as_check_userinfo(the.as, d->request, found, d->now, d->verdict);
}

static int issue_userinfo(desk *d, const fapi_client *client, const fapi_grant *found)
{
    (void)found;
    return fapi_as_answer_userinfo(the.as, client, d->verdict, the.user, strlen(the.user), d->now, d->answer);
}

static int metadata(desk *d, const void *what)
{
    (void)what;
    return fapi_as_answer_metadata(the.as, NULL, 0, d->answer) == FAPI_OK ? HANDLED : BROKEN;
}

static int jwks(desk *d, const void *what)
{
    (void)what;
    return fapi_as_answer_jwks(the.as, d->answer) == FAPI_OK ? HANDLED : BROKEN;
}

static const step steps[] = {
    {FAPI_ENDPOINT_PAR, &the.clients, check_par, issue_par},
    {FAPI_ENDPOINT_AUTHORIZATION, &the.clients, check_authorization, issue_page},
    {FAPI_ENDPOINT_CONSENT, NULL, check_consent, issue_code},
    {FAPI_ENDPOINT_TOKEN, &the.clients, check_token, issue_token},
    {FAPI_ENDPOINT_INTROSPECTION, &the.resource_servers, check_introspection, issue_introspection},
    {FAPI_ENDPOINT_REVOCATION, &the.clients, check_revocation, issue_revocation},
    {FAPI_ENDPOINT_USERINFO, NULL, check_userinfo, issue_userinfo},
};

static route routes[] = {
    {NULL, metadata, NULL, "GET, HEAD", 0}, /* where, the library says: see set_metadata_paths */
    {NULL, metadata, NULL, "GET, HEAD", 0},
    {NULL, metadata, NULL, "GET, HEAD", 0},
    {"/jwks", jwks, NULL, "GET, HEAD", 1},
    {"/par", serve, &steps[0], NULL, 0},
    {"/authorize", serve, &steps[1], NULL, 1},
    {"/consent", serve, &steps[2], NULL, 1},
    {"/token", serve, &steps[3], NULL, 0},
    {"/introspect", serve, &steps[4], NULL, 0},
    {"/revoke", serve, &steps[5], NULL, 0},
    {"/userinfo", serve, &steps[6], NULL, 0}, /* stays the last: without OpenID Connect it is not there */
};

/* The hash of the cookie that belongs to the row that is about to be stored; "" for none. */
static int desk_new(desk *d)
{
    d->own = calloc(1, FAPI_JKT_LENGTH + 1);
    return d->own == NULL ? -1 : 0;
}

static void desk_free(desk *d)
{
    free(d->own);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s CONFIG.json\n", argv[0]);
        return 2;
    }
    http_prepare_process();
    the.http.routes = routes;
    the.http.route_count = sizeof routes / sizeof *routes;
    the.http.desk_new = desk_new;
    the.http.desk_free = desk_free;
    consent_prepare();
    setup(argv[1], routes);
    http_wait();
    teardown();
    return 0;
}
