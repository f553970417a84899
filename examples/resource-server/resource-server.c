/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A resource server on libfapi: a bank's accounts for whoever brings an access token that passes. Tokens are judged here, with the issuer's
 * keys, or by asking the issuer. One-use values of proofs are kept in SQLite, so that a restart forgets none of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "rs.h"

server the;

static const char accounts_json[] =
    "{\"Data\":{\"Account\":[{\"AccountId\":\"22289\",\"Currency\":\"EUR\",\"AccountType\":\"Personal\",\"AccountSubType\":"
    "\"CurrentAccount\",\"Nickname\":\"Bills\"},{\"AccountId\":\"31820\",\"Currency\":\"EUR\",\"AccountType\":\"Personal\","
    "\"AccountSubType\":\"Savings\",\"Nickname\":\"Household\"}]}}";

/* What this server adds to a desk: what it asks the issuer with. */
typedef struct asking {
    fapi_request *request;
    fetch *fetch;
} asking;

/* Ask the issuer what the token means. */
static int judge_by_asking(desk *d)
{
    asking *own = d->own;
    const char *token = NULL;
    size_t n = 0;
    int answered = 0, rc = fapi_rs_presented_token(the.rs, d->request, d->now, d->verdict, &token, &n);

    if (rc != FAPI_OK)
        return rc;
    answered = fapi_rp_make_introspection(the.rp, token, n, d->now, own->request) == FAPI_OK
        && fetch_send(own->fetch, own->request, d->response) == 0;
    return fapi_rs_check_introspected(the.rs, the.issuer, strlen(the.issuer), d->request, answered ? d->response : NULL, d->now,
                                      d->verdict);
}

static int judge(desk *d)
{
    return the.introspects ? judge_by_asking(d) : fapi_rs_check(the.rs, d->request, d->now, d->verdict);
}

/* The proof's one-use value, on the disk before the answer goes out. */
static int claim(desk *d)
{
    const uint8_t *key = NULL;
    size_t n = 0;
    int64_t expiry = 0;
    int rc = FAPI_REPLAY_UNAVAILABLE;

    if (fapi_verdict_replay_key(d->verdict, 0, &key, &n, &expiry) == FAPI_OK && store_begin(d->store) == STORE_OK) {
        rc = store_claim(d->store, key, n, expiry, d->now);
        if (store_tidy(d->store, d->now) != STORE_OK || store_commit(d->store) != STORE_OK) {
            store_rollback(d->store);
            rc = FAPI_REPLAY_UNAVAILABLE;
        }
    }
    return fapi_rs_finish(the.rs, d->verdict, rc);
}

static int accounts(desk *d, const void *what)
{
    const char *id = NULL;
    size_t n = 0;

    (void)what;
    (void)!fapi_request_require_scope(d->request, the.scope, strlen(the.scope));
    int rc = judge(d);
    if (fapi_verdict_refresh_keys(d->verdict)) {
        /* The issuer has new keys, or ours are old. A request that was refused for that waits for them and is judged once more: else the
         * first ones after every change of keys would fail. Nobody can make many wait, as the library asks only once in a while. */
        int refused = rc != FAPI_OK && rc != FAPI_REPLAY_PENDING;
        issuer_refresh(refused);
        if (refused)
            rc = judge(d);
    }
    if (rc == FAPI_REPLAY_PENDING)
        rc = claim(d);
    d->judged = 1;
    if (fapi_verdict_claim_string(d->verdict, "client_id", 9, &id, &n) == FAPI_OK)
        snprintf(d->client_id, sizeof d->client_id, "%.*s", (int)(n < 255 ? n : 255), id);
    if (fapi_rs_answer(the.rs, d->verdict, d->answer) != FAPI_OK)
        return BROKEN;
    if (rc == FAPI_OK) {
        d->type = "application/json";
        d->body = accounts_json;
        d->body_len = sizeof accounts_json - 1;
    }
    return HANDLED;
}

static int desk_new(desk *d)
{
    asking *own = calloc(1, sizeof *own);

    d->own = own;
    if (own == NULL)
        return -1;
    own->request = fapi_request_new(the.http.context);
    own->fetch = fetch_new(the.ca, NULL, NULL);
    return own->request != NULL && own->fetch != NULL ? 0 : -1;
}

static void desk_free(desk *d)
{
    asking *own = d->own;

    if (own == NULL)
        return;
    fapi_request_free(own->request);
    fetch_free(own->fetch);
    free(own);
}

int main(int argc, char **argv)
{
    static route routes[] = {{NULL, accounts, NULL, "GET, HEAD, POST", 0}};

    if (argc != 2) {
        fprintf(stderr, "usage: %s CONFIG.json\n", argv[0]);
        return 2;
    }
    http_prepare_process();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    the.http.routes = routes;
    the.http.route_count = 1;
    the.http.desk_new = desk_new;
    the.http.desk_free = desk_free;
    setup(argv[1], &routes[0]);
    http_wait();
    teardown();
    curl_global_cleanup();
    return 0;
}
