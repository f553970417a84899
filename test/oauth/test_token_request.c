/* SPDX-License-Identifier: Apache-2.0 */
/* Token requests of all grants: rows that differ from a good one in a parameter, a stored fact or a proven key. */
#include "test/oauth/as_fixture.h"

#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" /* of HASH_A */
#define LONG_VERIFIER "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
                      "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb-._~-._~" /* 128 characters */
#define REDIRECT "https://client.example/cb?x=1"
#define CODE "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri=" REDIRECT "&code_verifier=" VERIFIER
#define REFRESH "grant_type=refresh_token&refresh_token=8xLOxBtZp8"
#define CREDENTIALS "grant_type=client_credentials&scope=accounts"
#define CIBA "grant_type=urn:openid:params:grant-type:ciba&auth_req_id=1c266114-a1be"
#define ALL 15
#define NONE "" /* in place of a default */

/* What is 0 or NULL is as in the good request: a confidential client c1 that may use all grants, a proof with HASH_B, the
 * grant ten seconds old and bound to nothing. */
typedef struct row {
    const char *changes, *client, *method, *jkt, *x5t;                    /* the request */
    const char *owner, *value, *challenge, *redirect, *bound, *bound_x5t, *scope; /* the grant */
    int64_t age, last_poll;
    int used, state, push, no_grant, other_type, no_times;
    int client_type, client_grants, client_bound, rotates;                /* the client */
    int methods, unbound_allowed, pkce_free, code_lifetime, refresh_lifetime, grants; /* limits */
    int want;
    const char *shows;                                                    /* ids, see t_claim_all */
} row;

static const char *or_else(const char *text, const char *good)
{
    return text == NULL ? good : text;
}

static int set_grant(fapi_grant *grant, const row *r, const char *good_value)
{
    static const struct {
        size_t offset;
        int (*set)(fapi_grant *, const char *, size_t);
        const char *good;
    } texts[] = {
        {offsetof(row, owner), fapi_grant_set_client, "c1"},
        {offsetof(row, challenge), fapi_grant_set_challenge, HASH_A},
        {offsetof(row, redirect), fapi_grant_set_redirect_uri, REDIRECT},
        {offsetof(row, bound), fapi_grant_set_jkt, ""},
        {offsetof(row, bound_x5t), fapi_grant_set_x5t_s256, ""},
        {offsetof(row, scope), fapi_grant_set_scope, "openid accounts"},
    };
    const char *value = or_else(r->value, good_value);
    int64_t issued = AS_NOW - (r->age == 0 ? 10 : r->age);
    int rc = *value == '\0' ? FAPI_OK : fapi_grant_set_value(grant, S(value));

    for (size_t i = 0; rc == FAPI_OK && i < MANY(texts); i++) {
        const char *text = or_else(*(const char *const *)((const char *)r + texts[i].offset), texts[i].good);

        rc = *text == '\0' ? FAPI_OK : texts[i].set(grant, S(text));
    }
    if (rc == FAPI_OK && !r->no_times)
        rc = fapi_grant_set_times(grant, issued, issued + 120);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_used(grant, r->used);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_state(grant, r->state == 0 ? FAPI_GRANT_STATE_APPROVED : r->state - 1);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_push(grant, r->push);
    return rc == FAPI_OK && r->last_poll != 0 ? fapi_grant_set_polling(grant, r->last_poll, 5) : rc;
}

static int set_request(fapi_token_request *request, const row *r)
{
    const char *jkt = or_else(r->jkt, HASH_B), *x5t = or_else(r->x5t, ""), *method = or_else(r->method, "POST");
    const char *client = or_else(r->client, "c1");
    int rc = fapi_token_request_set_grant_types(request, r->grants == 0 ? ALL : r->grants);

    if (rc == FAPI_OK)
        rc = fapi_token_request_set_method(request, S(method));
    if (rc == FAPI_OK)
        rc = fapi_token_request_set_client(request, S(client), r->client_type == 0 ? FAPI_CLIENT_CONFIDENTIAL : r->client_type,
                                           r->client_grants == 0 ? ALL : r->client_grants);
    if (rc == FAPI_OK)
        rc = fapi_token_request_set_client_bound(request, r->client_bound);
    if (rc == FAPI_OK)
        rc = fapi_token_request_set_rotates(request, r->rotates);
    if (rc == FAPI_OK)
        rc = fapi_token_request_set_jkt(request, S(jkt));
    if (rc == FAPI_OK)
        rc = fapi_token_request_set_x5t_s256(request, S(x5t));
    if (rc == FAPI_OK)
        rc = fapi_token_request_set_binding(request, !r->unbound_allowed, r->methods == 0 ? 3 : r->methods);
    if (rc == FAPI_OK)
        rc = fapi_token_request_set_pkce_required(request, !r->pkce_free);
    if (rc == FAPI_OK)
        rc = fapi_token_request_set_lifetimes(request, r->code_lifetime == 0 ? 60 : r->code_lifetime, r->refresh_lifetime);
    return rc;
}

static const char *good_value_of(int type)
{
    return type == FAPI_GRANT_AUTHORIZATION_CODE ? "SplxlOBeZQQYbYS6WxSbIA"
           : type == FAPI_GRANT_REFRESH_TOKEN    ? "8xLOxBtZp8"
                                                 : "1c266114-a1be";
}

static void try_rows(const char *test, const row *rows, size_t count, int type, const char *good)
{
    for (size_t i = 0; i < count; i++) {
        const row *r = &rows[i];
        AUTO(fapi_grant) grant = fapi_grant_new(t_context(), r->other_type == 0 ? type : r->other_type);
        AUTO(fapi_token_request) request = fapi_token_request_new(t_context());
        AUTO(fapi_parameters) parameters = fapi_parameters_new(t_context());
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        const char *error = fapi_status_oauth_error(r->want);

        CHECK(grant != NULL && request != NULL && parameters != NULL && verdict != NULL);
        STATUS(FAPI_OK, set_grant(grant, r, good_value_of(type)));
        STATUS(FAPI_OK, set_request(request, r));
        STATUS(FAPI_OK, as_parameters(parameters, good, r->changes));
        STATUS(r->want, t_row(i, r->changes, r->want, fapi_token_request_check(request, parameters, r->no_grant ? NULL : grant,
                                                                               AS_NOW, verdict)));
        CHECK(fapi_verdict_status(verdict) == r->want);
        CHECK(r->want == FAPI_OK || strcmp(error, "server_error") != 0);
        t_claim_all(r->shows, test);
    }
}

static void codes(void **state)
{
    static const row rows[] = {
        {.shows = "+RFC6749-3.2-1 +RFC6749-5.2-2 +RFC6749-5.2-3 +RFC6749-5.2-4 +FAPI2SP-5.3.2.1-2 +RFC9700-2.4-1 "
                  "+RFC6749-4.1.3-1 +RFC6749-4.1.3-2 +RFC6749-4.1.2-1 +OIDCC-3.1.3.2-1 +FAPI1BASE-5.2.2.1-5 "
                  "+FAPI2SP-5.3.2.2-9 +FAPI1BASE-5.2.2-13 +RFC9700-4.2.4-1 +FAPI2SP-5.3.2.1-11 +RFC6749-4.1.2-2 "
                  "+RFC7636-4.5-1 +RFC9700-2.1.1-1 +RFC9700-2.1.1-2 +RFC9449-5-1 +FAPI1ADV-5.2.2-5 +FAPI2SP-5.3.2.1-4 +FAPI2SP-5.3.2.1-5 "
                  "+RFC9700-2.2.1-1 +CDR-token-2 +RFC8705-3.4-1 +RFC6749-3.2-2"},
        {.changes = "client_id=c1", .shows = "+FAPI1BASE-5.2.2-19"},
        {.changes = "client_id=&scope=&x=y", .shows = "+RFC6749-3.2-3"},
        {.changes = "client_id=c2", .want = FAPI_TOKEN_REQUEST_CLIENT_ID, .shows = "-FAPI1BASE-5.2.2-19"},
        {.client = NONE, .want = FAPI_TOKEN_REQUEST_CLIENT},
        {.method = "GET", .want = FAPI_TOKEN_REQUEST_METHOD, .shows = "-RFC6749-3.2-1"},
        {.method = "post", .want = FAPI_TOKEN_REQUEST_METHOD},
        {.changes = "+code=x", .want = FAPI_PARAMETER_REPEATED, .shows = "-RFC6749-3.2-2 -RFC6749-3.1-1"},
        {.changes = "x=1&+x=1", .want = FAPI_PARAMETER_REPEATED, .shows = "-RFC8707-2-3"},
        {.changes = "resource=https://a.example&+resource=https://b.example", .shows = "+RFC8707-2-3"},
        {.changes = "+code=", .want = FAPI_PARAMETER_REPEATED},
        {.changes = "-grant_type", .want = FAPI_GRANT_TYPE_MISSING, .shows = "-RFC6749-5.2-4"},
        {.changes = "grant_type=", .want = FAPI_GRANT_TYPE_MISSING, .shows = "-RFC6749-3.2-3"},
        {.changes = "grant_type=password", .want = FAPI_GRANT_TYPE_FORBIDDEN, .shows = "-FAPI2SP-5.3.2.1-2 -RFC9700-2.4-1"},
        {.changes = "grant_type=implicit", .want = FAPI_GRANT_TYPE_FORBIDDEN},
        {.changes = "grant_type=Authorization_Code", .want = FAPI_GRANT_TYPE_UNSUPPORTED, .shows = "-RFC6749-5.2-2"},
        {.changes = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer", .want = FAPI_GRANT_TYPE_UNSUPPORTED},
        {.grants = FAPI_GRANT_REFRESH_TOKEN, .want = FAPI_GRANT_TYPE_UNSUPPORTED},
        {.client_grants = FAPI_GRANT_REFRESH_TOKEN, .want = FAPI_GRANT_TYPE_CLIENT, .shows = "-RFC6749-5.2-3"},
        {.changes = "-code", .want = FAPI_CODE_MISSING},
        {.changes = "code=SplxlOBeZQQYbYS6WxSbIB", .want = FAPI_CODE_UNKNOWN},
        {.changes = "code=splxlobezqqybys6wxsbia", .want = FAPI_CODE_UNKNOWN},
        {.changes = "code=caf\xc3\xa9", .value = NONE, .want = FAPI_CODE_UNKNOWN},
        {.value = NONE}, /* found by its hash */
        {.no_grant = 1, .want = FAPI_CODE_UNKNOWN},
        {.other_type = FAPI_GRANT_REFRESH_TOKEN, .want = FAPI_CODE_UNKNOWN},
        /* T1 */
        {.used = 1, .want = FAPI_CODE_REUSED, .shows = "-CDR-token-2 -FAPI2SP-5.3.2.2-9 -FAPI1BASE-5.2.2-13 -RFC9700-4.2.4-1"},
        {.used = 1, .age = 3600, .want = FAPI_CODE_REUSED},
        {.used = 1, .client = "c2", .want = FAPI_CODE_CLIENT},
        /* T2 */
        {.age = 59},
        {.age = 60, .want = FAPI_CODE_EXPIRED},
        {.age = 62, .want = FAPI_CODE_EXPIRED, .shows = "-FAPI2SP-5.3.2.1-11 -RFC6749-4.1.2-2"},
        {.age = 119, .code_lifetime = 600},
        {.age = 120, .code_lifetime = 600, .want = FAPI_CODE_EXPIRED},
        {.no_times = 1, .want = FAPI_CODE_EXPIRED},
        {.client = "c2", .want = FAPI_CODE_CLIENT, .shows = "-RFC6749-4.1.3-2 -RFC6749-4.1.2-1"},
        {.owner = NONE, .want = FAPI_CODE_CLIENT},
        {.changes = "-redirect_uri", .want = FAPI_CODE_REDIRECT_URI_MISSING, .shows = "-RFC6749-4.1.3-1"},
        {.changes = "redirect_uri=https://client.example/cb?x=2", .want = FAPI_CODE_REDIRECT_URI,
         .shows = "-OIDCC-3.1.3.2-1 -FAPI1BASE-5.2.2.1-5"},
        {.redirect = NONE, .want = FAPI_CODE_REDIRECT_URI},
        {.redirect = NONE, .changes = "-redirect_uri"},
        /* T3, T4, T5 */
        {.changes = "-code_verifier", .want = FAPI_PKCE_VERIFIER_MISSING, .shows = "-RFC9700-2.1.1-1 -RFC7636-4.5-1"},
        {.changes = "-code_verifier", .pkce_free = 1, .want = FAPI_PKCE_VERIFIER_MISSING},
        {.changes = "code_verifier=eBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", .want = FAPI_PKCE_MISMATCH},
        {.changes = "code_verifier=" LONG_VERIFIER, .challenge = "0QnzqdL1w3vLZ_Gh2WzQbgjBCw0xpIeQyGgYT3RyWR8",
         .want = FAPI_PKCE_MISMATCH},
        {.changes = "code_verifier=short", .want = FAPI_PKCE_VERIFIER},
        {.challenge = NONE, .want = FAPI_PKCE_UNEXPECTED, .shows = "-RFC9700-2.1.1-2 !PKCE-02"},
        {.challenge = NONE, .pkce_free = 1, .want = FAPI_PKCE_UNEXPECTED},
        {.challenge = NONE, .changes = "-code_verifier", .want = FAPI_PKCE_VERIFIER_MISSING},
        {.challenge = NONE, .changes = "-code_verifier", .pkce_free = 1},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows), FAPI_GRANT_AUTHORIZATION_CODE, CODE);
}

static void keys(void **state)
{
    static const row rows[] = {
        /* T6, T7: nothing to bind to */
        {.jkt = NONE, .want = FAPI_TOKEN_REQUEST_UNBOUND, .shows = "-RFC9449-5-1 -FAPI1ADV-5.2.2-5 -FAPI2SP-5.3.2.1-4 -FAPI2SP-5.3.2.1-5 -RFC9700-2.2.1-1"},
        {.jkt = NONE, .unbound_allowed = 1},
        {.jkt = NONE, .x5t = HASH_A, .methods = FAPI_BINDING_MTLS, .shows = "+FAPI1ADV-5.2.2-6"},
        {.methods = FAPI_BINDING_MTLS, .want = FAPI_TOKEN_REQUEST_UNBOUND, .shows = "-FAPI1ADV-5.2.2-6"},
        {.jkt = NONE, .x5t = HASH_A, .methods = FAPI_BINDING_DPOP, .want = FAPI_TOKEN_REQUEST_UNBOUND},
        {.client_bound = FAPI_BINDING_DPOP, .shows = "+RFC9449-5.2-1"},
        {.jkt = NONE, .x5t = HASH_A, .client_bound = FAPI_BINDING_DPOP, .want = FAPI_GRANT_DPOP_MISSING,
         .shows = "-RFC9449-5.2-1"},
        {.client_bound = FAPI_BINDING_MTLS, .want = FAPI_GRANT_CERTIFICATE_MISSING, .shows = "-RFC8705-3.4-1"},
        /* T9, T10: the code is bound by PAR */
        {.bound = HASH_B, .shows = "+RFC9449-10-1 +FAPI2SP-5.3.2.1-12"},
        {.bound = HASH_A, .want = FAPI_GRANT_DPOP_KEY, .shows = "-RFC9449-10-1 -FAPI2SP-5.3.2.1-12 !DPOP-17"},
        {.bound = HASH_B, .jkt = NONE, .x5t = HASH_A, .want = FAPI_GRANT_DPOP_MISSING},
        {.bound = HASH_B, .jkt = NONE, .unbound_allowed = 1, .want = FAPI_GRANT_DPOP_MISSING},
        {.bound_x5t = HASH_A, .x5t = HASH_A},
        {.bound_x5t = HASH_A, .x5t = HASH_B, .want = FAPI_GRANT_CERTIFICATE},
        {.bound_x5t = HASH_A, .want = FAPI_GRANT_CERTIFICATE_MISSING},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows), FAPI_GRANT_AUTHORIZATION_CODE, CODE);
}

static void refresh_tokens(void **state)
{
    static const row rows[] = {
        {.shows = "+RFC6749-6-1 +OIDCC-12.1-1 +RFC9700-2.2.2-1 +RFC9700-4.14.2-1"},
        {.changes = "-refresh_token", .want = FAPI_REFRESH_MISSING},
        {.no_grant = 1, .want = FAPI_REFRESH_UNKNOWN},
        {.other_type = FAPI_GRANT_AUTHORIZATION_CODE, .want = FAPI_REFRESH_UNKNOWN},
        {.changes = "refresh_token=8xLOxBtZp9", .want = FAPI_REFRESH_UNKNOWN},
        /* T11, T13 */
        {.client = NONE, .want = FAPI_TOKEN_REQUEST_CLIENT},
        {.client = "c2", .want = FAPI_REFRESH_CLIENT, .shows = "-RFC6749-6-1 -OIDCC-12.1-1"},
        {.used = 1, .want = FAPI_REFRESH_USED, .shows = "-RFC9700-4.14.2-1"},
        {.used = 1, .rotates = 1, .want = FAPI_REFRESH_USED},
        {.age = 120, .want = FAPI_REFRESH_EXPIRED},
        {.age = 100, .refresh_lifetime = 100, .want = FAPI_REFRESH_EXPIRED},
        {.no_times = 1}, /* one that never ends */
        /* T12 */
        {.jkt = NONE, .want = FAPI_TOKEN_REQUEST_UNBOUND},
        /* confidential: the key may change */
        {.bound = HASH_A, .shows = "+RFC9449-5-5"},
        {.bound_x5t = HASH_A, .x5t = HASH_B},
        /* public: it may not */
        {.client_type = FAPI_CLIENT_PUBLIC, .bound = HASH_B, .shows = "+RFC9449-5-3"},
        {.client_type = FAPI_CLIENT_PUBLIC, .bound = HASH_A, .want = FAPI_GRANT_DPOP_KEY,
         .shows = "-RFC9449-5-3 -RFC9449-5-5 !DPOP-18"},
        {.client_type = FAPI_CLIENT_PUBLIC, .bound_x5t = HASH_A, .x5t = HASH_A, .shows = "+RFC8705-4-1"},
        {.client_type = FAPI_CLIENT_PUBLIC, .bound_x5t = HASH_A, .x5t = HASH_B, .want = FAPI_GRANT_CERTIFICATE,
         .shows = "-RFC8705-4-1"},
        {.client_type = FAPI_CLIENT_PUBLIC, .want = FAPI_REFRESH_UNBOUND, .shows = "-RFC9700-2.2.2-1"},
        {.client_type = FAPI_CLIENT_PUBLIC, .rotates = 1},
        {.changes = "scope=accounts"},
        {.changes = "scope=accounts openid"},
        {.changes = "scope=accounts payments", .want = FAPI_TOKEN_REQUEST_SCOPE_GROWS},
        {.changes = "scope=account", .want = FAPI_TOKEN_REQUEST_SCOPE_GROWS},
        {.changes = "scope=accounts", .scope = NONE, .want = FAPI_TOKEN_REQUEST_SCOPE_GROWS},
        {.changes = "scope=accounts  openid", .want = FAPI_TOKEN_REQUEST_SCOPE},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows), FAPI_GRANT_REFRESH_TOKEN, REFRESH);
}

static void client_credentials(void **state)
{
    static const row rows[] = {
        {.no_grant = 1},
        {.no_grant = 1, .changes = "-scope"},
        {.no_grant = 1, .client_type = FAPI_CLIENT_PUBLIC, .want = FAPI_GRANT_TYPE_CLIENT},
        {.no_grant = 1, .changes = "scope= a", .want = FAPI_TOKEN_REQUEST_SCOPE},
        {.no_grant = 1, .jkt = NONE, .want = FAPI_TOKEN_REQUEST_UNBOUND},
        {.no_grant = 1, .client = NONE, .want = FAPI_TOKEN_REQUEST_CLIENT},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows), FAPI_GRANT_CLIENT_CREDENTIALS, CREDENTIALS);
}

static void ciba(void **state)
{
    static const row rows[] = {
        {.shows = "+CIBA-10.1-1 +CIBA-11-1 +CIBA-11-3 +CIBA-10-1"},
        {.changes = "-auth_req_id", .want = FAPI_CIBA_ID_MISSING},
        {.no_grant = 1, .want = FAPI_CIBA_ID_UNKNOWN, .shows = "-CIBA-10.1-1"},
        {.other_type = FAPI_GRANT_REFRESH_TOKEN, .want = FAPI_CIBA_ID_UNKNOWN},
        /* T15, T16 */
        {.client = "c2", .want = FAPI_CIBA_ID_CLIENT},
        {.used = 1, .want = FAPI_CIBA_ID_USED},
        {.push = 1, .want = FAPI_CIBA_PUSH, .shows = "-CIBA-11-3 -CIBA-10-1"},
        {.age = 120, .want = FAPI_CIBA_EXPIRED},
        {.age = 120, .state = 1 + FAPI_GRANT_STATE_PENDING, .want = FAPI_CIBA_EXPIRED},
        {.age = 119},
        {.no_times = 1, .want = FAPI_CIBA_EXPIRED},
        {.state = 1 + FAPI_GRANT_STATE_DENIED, .want = FAPI_CIBA_DENIED},
        {.state = 1 + FAPI_GRANT_STATE_PENDING, .want = FAPI_CIBA_PENDING},
        {.state = 1 + FAPI_GRANT_STATE_PENDING, .last_poll = AS_NOW - 5, .want = FAPI_CIBA_PENDING},
        {.state = 1 + FAPI_GRANT_STATE_PENDING, .last_poll = AS_NOW - 4, .want = FAPI_CIBA_SLOW_DOWN, .shows = "-CIBA-11-1"},
        {.state = 1 + FAPI_GRANT_STATE_PENDING, .last_poll = AS_NOW + 4, .want = FAPI_CIBA_SLOW_DOWN},
        {.last_poll = AS_NOW - 1}, /* the answer is there */
        {.jkt = NONE, .want = FAPI_TOKEN_REQUEST_UNBOUND},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows), FAPI_GRANT_CIBA, CIBA);
}

/* T5: 128 characters with all four marks. */
static void a_long_verifier(void **state)
{
    char challenge[44];
    row r = {.changes = "code_verifier=" LONG_VERIFIER, .challenge = challenge};

    (void)state;
    CHECK(strlen(LONG_VERIFIER) == 128);
    STATUS(FAPI_OK, fapi_pkce_challenge(S(LONG_VERIFIER), challenge, sizeof challenge));
    try_rows(__func__, &r, 1, FAPI_GRANT_AUTHORIZATION_CODE, CODE);
}

/* What goes into cnf: which of the two thumbprints the verdict shows. */
static void confirmation(void **state)
{
    static const struct {
        const char *jkt, *x5t, *shown_jkt, *shown_x5t;
        int methods, registered;
    } rows[] = {
        {HASH_B, "", HASH_B, "", 3, 0},
        {"", HASH_A, "", HASH_A, 3, 0},
        {HASH_B, HASH_A, HASH_B, "", 3, 0}, /* the certificate only authenticates */
        {HASH_B, HASH_A, HASH_B, HASH_A, 3, FAPI_BINDING_MTLS},
        {HASH_B, HASH_A, "", HASH_A, FAPI_BINDING_MTLS, 0},
        {HASH_B, HASH_A, HASH_B, "", FAPI_BINDING_DPOP, 0},
    };

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        row r = {.jkt = rows[i].jkt, .x5t = rows[i].x5t, .methods = rows[i].methods, .client_bound = rows[i].registered};
        AUTO(fapi_grant) grant = fapi_grant_new(t_context(), FAPI_GRANT_REFRESH_TOKEN);
        AUTO(fapi_token_request) request = fapi_token_request_new(t_context());
        AUTO(fapi_parameters) parameters = fapi_parameters_new(t_context());
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        const char *jkt = NULL, *x5t = NULL;
        size_t jkt_n = 0, x5t_n = 0;

        CHECK(grant != NULL && request != NULL && parameters != NULL && verdict != NULL);
        STATUS(FAPI_OK, set_grant(grant, &r, "8xLOxBtZp8"));
        STATUS(FAPI_OK, set_request(request, &r));
        STATUS(FAPI_OK, as_parameters(parameters, REFRESH, NULL));
        STATUS(FAPI_OK, fapi_token_request_check(request, parameters, grant, AS_NOW, verdict));
        STATUS(FAPI_OK, fapi_verdict_jkt(verdict, &jkt, &jkt_n));
        STATUS(FAPI_OK, fapi_verdict_x5t_s256(verdict, &x5t, &x5t_n));
        CHECK(jkt_n == strlen(rows[i].shown_jkt) && (jkt_n == 0 || memcmp(jkt, rows[i].shown_jkt, jkt_n) == 0));
        CHECK(x5t_n == strlen(rows[i].shown_x5t) && (x5t_n == 0 || memcmp(x5t, rows[i].shown_x5t, x5t_n) == 0));
    }
}

static void answers(void **state)
{
    static const struct {
        int status, http;
        const char *error;
    } rows[] = {
        {FAPI_TOKEN_REQUEST_METHOD, 405, "invalid_request"}, {FAPI_TOKEN_REQUEST_CLIENT, 401, "invalid_client"},
        {FAPI_GRANT_TYPE_FORBIDDEN, 400, "unsupported_grant_type"}, {FAPI_GRANT_TYPE_CLIENT, 400, "unauthorized_client"},
        {FAPI_CODE_REUSED, 400, "invalid_grant"}, {FAPI_CODE_EXPIRED, 400, "invalid_grant"},
        {FAPI_CODE_CLIENT, 400, "invalid_grant"}, {FAPI_PKCE_VERIFIER_MISSING, 400, "invalid_grant"},
        {FAPI_PKCE_MISMATCH, 400, "invalid_grant"}, {FAPI_GRANT_DPOP_KEY, 400, "invalid_grant"},
        {FAPI_GRANT_DPOP_MISSING, 400, "invalid_dpop_proof"}, {FAPI_TOKEN_REQUEST_UNBOUND, 400, "invalid_request"},
        {FAPI_REFRESH_CLIENT, 400, "invalid_grant"}, {FAPI_TOKEN_REQUEST_SCOPE_GROWS, 400, "invalid_scope"},
        {FAPI_CIBA_ID_CLIENT, 400, "invalid_grant"}, {FAPI_CIBA_EXPIRED, 400, "expired_token"},
        {FAPI_CIBA_DENIED, 400, "access_denied"}, {FAPI_CIBA_SLOW_DOWN, 400, "slow_down"},
        {FAPI_CIBA_PENDING, 400, "authorization_pending"}, {FAPI_CIBA_PUSH, 400, "unauthorized_client"},
    };

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        CHECK(strcmp(fapi_status_oauth_error(rows[i].status), rows[i].error) == 0);
        CHECK(fapi_status_http(rows[i].status) == rows[i].http);
    }
}

static void misuse(void **state)
{
    AUTO(fapi_grant) grant = fapi_grant_new(t_context(), FAPI_GRANT_CIBA);
    AUTO(fapi_token_request) request = fapi_token_request_new(t_context());
    AUTO(fapi_parameters) parameters = fapi_parameters_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    char text[257];

    (void)state;
    CHECK(grant != NULL && request != NULL && parameters != NULL && verdict != NULL);
    memset(text, 'a', sizeof text);
    CHECK(fapi_grant_new(NULL, -1) == NULL && fapi_grant_new(NULL, 3) == NULL && fapi_grant_new(NULL, 128) == NULL);
    STATUS(FAPI_ERR_ARG, fapi_token_request_check(NULL, parameters, grant, AS_NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_token_request_check(request, NULL, grant, AS_NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_token_request_check(request, parameters, grant, AS_NOW, NULL));
    STATUS(FAPI_ERR_CLOCK, fapi_token_request_check(request, parameters, grant, -1, verdict));
    STATUS(FAPI_ERR_CLOCK, fapi_token_request_check(request, parameters, grant, FAPI_MAX_TIME + 1, verdict));
    STATUS(FAPI_TOKEN_REQUEST_METHOD, fapi_token_request_check(request, parameters, grant, AS_NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_token_request_set_grant_types(request, 0));
    STATUS(FAPI_ERR_ARG, fapi_token_request_set_grant_types(request, FAPI_GRANT_PUSHED_REQUEST));
    STATUS(FAPI_ERR_RANGE, fapi_token_request_set_lifetimes(request, 0, 0));
    STATUS(FAPI_ERR_RANGE, fapi_token_request_set_lifetimes(request, 601, 0));
    STATUS(FAPI_ERR_RANGE, fapi_token_request_set_lifetimes(request, 60, -1));
    STATUS(FAPI_ERR_ARG, fapi_token_request_set_binding(request, 1, 0));
    STATUS(FAPI_ERR_ARG, fapi_token_request_set_client(request, "c", 1, 3, ALL));
    STATUS(FAPI_ERR_ARG, fapi_token_request_set_client(request, text, 257, FAPI_CLIENT_PUBLIC, ALL));
    STATUS(FAPI_OK, fapi_token_request_set_client(request, text, 256, FAPI_CLIENT_PUBLIC, ALL));
    STATUS(FAPI_ERR_ARG, fapi_token_request_set_jkt(request, S(HASH_A "=")));
    STATUS(FAPI_ERR_ARG, fapi_token_request_set_x5t_s256(request, NULL, 43));
    STATUS(FAPI_ERR_ARG, fapi_token_request_set_rotates(request, 2));
    STATUS(FAPI_ERR_ARG, fapi_grant_set_value(grant, "", 0));
    STATUS(FAPI_ERR_ARG, fapi_grant_set_client(grant, NULL, 2));
    STATUS(FAPI_ERR_ARG, fapi_grant_set_jkt(grant, S("short")));
    STATUS(FAPI_ERR_CLOCK, fapi_grant_set_times(grant, 10, 9));
    STATUS(FAPI_ERR_CLOCK, fapi_grant_set_times(grant, -1, 9));
    STATUS(FAPI_ERR_CLOCK, fapi_grant_set_times(grant, 0, FAPI_MAX_TIME + 1));
    STATUS(FAPI_ERR_ARG, fapi_grant_set_state(grant, 3));
    STATUS(FAPI_ERR_RANGE, fapi_grant_set_polling(grant, -1, 0));
    STATUS(FAPI_ERR_CLOCK, fapi_grant_set_polling(grant, -2, 5));
    STATUS(FAPI_ERR_ARG, fapi_grant_set_used(grant, -1));
    STATUS(FAPI_ERR_ARG, fapi_grant_set_used(NULL, 1));
    fapi_grant_reset(NULL);
    fapi_token_request_reset(NULL);
    fapi_grant_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes),        cmocka_unit_test(keys),
        cmocka_unit_test(refresh_tokens), cmocka_unit_test(client_credentials),
        cmocka_unit_test(ciba),         cmocka_unit_test(a_long_verifier),
        cmocka_unit_test(confirmation), cmocka_unit_test(answers),
        cmocka_unit_test(misuse),
    };
    return t_main("oauth/token_request", tests, sizeof tests / sizeof tests[0]);
}
