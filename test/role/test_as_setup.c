/* SPDX-License-Identifier: Apache-2.0 */
/* Setting up an authorization server, what its calls say to a host that errs, and which client a request names. */
#include "test/role/as_server.h"

#define S(text) (text), strlen(text)

static int open_server(as_server **server)
{
    return as_server_new_open(server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT);
}

static int sealed_server(as_server **server)
{
    return as_server_new(server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT);
}

/* ----------------------------------------------------------------------------------------------------------- names -- */

static void names(void **state)
{
    AUTO(as_server) server = NULL;
    static const struct {
        const char *issuer;
        int want;
    } issuers[] = {
        {"http://as.example.com", FAPI_URI_NOT_HTTPS},         {"https://as.example.com?tenant=1", FAPI_URI_QUERY},
        {"https://as.example.com/#here", FAPI_URI_FRAGMENT},   {"https://me@as.example.com", FAPI_URI_USERINFO},
        {"as.example.com", FAPI_URI_SYNTAX},                   {"https://as.example.com/tenant/1", FAPI_OK},
    };

    (void)state;
    STATUS(FAPI_OK, open_server(&server));
    for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++)
        STATUS(issuers[i].want, fapi_as_set_issuer(server->as, S(issuers[i].issuer)));
    ACCEPTS("RFC9207-2-2"), REFUSES("RFC9207-2-2");
    ACCEPTS("RFC8414-2-1"), REFUSES("RFC8414-2-1");
    STATUS(FAPI_ERR_ARG, fapi_as_set_issuer(NULL, S(AS_ISSUER)));
    STATUS(FAPI_ERR_ARG, fapi_as_set_issuer(server->as, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_as_set_issuer(server->as, NULL, 5));
    STATUS(FAPI_ERR_ARG, fapi_as_set_issuer(server->as, "", 0));
    STATUS(FAPI_URI_NOT_HTTPS, fapi_as_add_endpoint(server->as, S("http://as.example.com/token")));
    STATUS(FAPI_ERR_ARG, fapi_as_add_endpoint(NULL, S(AS_TOKEN_URL)));
    STATUS(FAPI_ERR_ARG, fapi_as_add_endpoint(server->as, NULL, 0));
    for (int i = 2; i < 8; i++) /* the fixture has named two */
        STATUS(FAPI_OK, fapi_as_add_endpoint(server->as, S("https://as.example.com/more?tenant=1")));
    STATUS(FAPI_ERR_RANGE, fapi_as_add_endpoint(server->as, S(AS_TOKEN_URL)));
    ACCEPTS("FAPI2SP-5.2.1-1"), REFUSES("FAPI2SP-5.2.1-1");
}

static void grants_and_types(void **state)
{
    AUTO(as_server) server = NULL;
    char type[258];

    (void)state;
    STATUS(FAPI_OK, open_server(&server));
    memset(type, 'a', sizeof type);
    STATUS(FAPI_ERR_ARG, fapi_as_set_grant_types(NULL, FAPI_GRANT_AUTHORIZATION_CODE));
    STATUS(FAPI_ERR_ARG, fapi_as_set_grant_types(server->as, 0));
    STATUS(FAPI_ERR_ARG, fapi_as_set_grant_types(server->as, -1));
    STATUS(FAPI_ERR_ARG, fapi_as_set_grant_types(server->as, FAPI_GRANT_PUSHED_REQUEST));
    STATUS(FAPI_OK, fapi_as_set_grant_types(server->as, FAPI_GRANT_CIBA));
    STATUS(FAPI_ERR_ARG, fapi_as_add_details_type(NULL, S("payment")));
    STATUS(FAPI_ERR_ARG, fapi_as_add_details_type(server->as, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_as_add_details_type(server->as, type, 257));
    for (size_t i = 0; i < 64; i++)
        STATUS(FAPI_OK, fapi_as_add_details_type(server->as, type, 256));
    STATUS(FAPI_ERR_RANGE, fapi_as_add_details_type(server->as, S("payment")));
}

/* --------------------------------------------------------------------------------------------------------- signers -- */

/* With several keys each has a kid, and no other has the same; and the policy lets its algorithm in. */
static void signers(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(fapi_signer) rs256 = NULL;
    AUTO(fapi_signer) nameless = NULL;
    AUTO(fapi_signer) first = NULL;
    AUTO(fapi_signer) same = NULL;
    const char *d = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", *x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    const char *json = t_format("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"%s\",\"x\":\"%s\",\"alg\":\"EdDSA\"}", d, x);
    const char *with = t_format("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"%s\",\"x\":\"%s\",\"alg\":\"EdDSA\",\"kid\":\"a\"}", d, x);

    (void)state;
    STATUS(FAPI_OK, open_server(&server)); /* with one signer */
    STATUS(FAPI_OK, fapi_signer_new(t_context(), S(t_private_jwk(T_RS256)), &rs256));
    STATUS(FAPI_OK, fapi_signer_new(t_context(), S(json), &nameless));
    STATUS(FAPI_OK, fapi_signer_new(t_context(), S(with), &first));
    STATUS(FAPI_OK, fapi_signer_new(t_context(), S(with), &same));
    STATUS(FAPI_POLICY_VALUE, fapi_as_add_signer(server->as, rs256));
    STATUS(FAPI_JWS_KID, fapi_as_add_signer(server->as, nameless));
    STATUS(FAPI_OK, fapi_as_add_signer(server->as, first));
    ACCEPTS("OIDCC-10.1-1");
    STATUS(FAPI_JWS_KID, fapi_as_add_signer(server->as, same));
    STATUS(FAPI_JWS_KID, fapi_as_add_signer(server->as, first));
    REFUSES("OIDCC-10.1-1");
    STATUS(FAPI_ERR_ARG, fapi_as_add_signer(server->as, NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_add_signer(NULL, first));
}

static void eight_signers(void **state)
{
    AUTO(as_server) server = NULL;
    fapi_signer *more[8] = {NULL};
    int got = FAPI_OK, count = 1;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, open_server(&server));
    for (size_t i = 0; got == FAPI_OK && i < 8; i++) {
        got = fapi_signer_generate(t_context(), FAPI_ALG_EDDSA, &more[i]);
        if (got == FAPI_OK)
            got = fapi_as_add_signer(server->as, more[i]);
        count += got == FAPI_OK;
    }
    for (size_t i = 0; i < 8; i++)
        fapi_signer_free(more[i]); /* the server is only freed after this */
    STATUS(FAPI_ERR_RANGE, got);
    CHECK(count == 8);
}

/* The published set has the public halves, and nothing of the others. */
static void published_keys(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(fapi_signer) second = NULL;
    AUTO(fapi_jwks) read = NULL;
    const char *json = "x";
    size_t n = 7;

    (void)state;
    STATUS(FAPI_OK, open_server(&server));
    STATUS(FAPI_OK, fapi_signer_generate(t_context(), FAPI_ALG_ES256, &second));
    STATUS(FAPI_OK, fapi_as_add_signer(server->as, second));
    STATUS(FAPI_ERR_STATE, fapi_as_jwks(server->as, &json, &n));
    CHECK(json == NULL && n == 0);
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_OK, fapi_as_jwks(server->as, &json, &n));
    CHECK(n > 0 && json[0] == '{');
    read = fapi_jwks_new(t_context());
    CHECK(read != NULL);
    STATUS(FAPI_OK, fapi_jwks_load(read, json, n)); /* refuses what is private */
    CHECK(strstr(t_format("%.*s", (int)n, json), "\"d\"") == NULL);
    STATUS(FAPI_ERR_ARG, fapi_as_jwks(NULL, &json, &n));
    STATUS(FAPI_ERR_ARG, fapi_as_jwks(server->as, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_as_jwks(server->as, &json, NULL));
}

/* --------------------------------------------------------------------------------------------------------- sealing -- */

static void sealing(void **state)
{
    AUTO(as_server) server = NULL;
    fapi_as *bare = NULL;

    (void)state;
    CHECK(fapi_as_new(NULL) == NULL);
    fapi_as_free(NULL);
    STATUS(FAPI_ERR_ARG, fapi_as_seal(NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_set_replay(NULL, NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_set_replay_external(NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_as_set_dpop_nonce(NULL, NULL));
    STATUS(FAPI_OK, open_server(&server));
    STATUS(FAPI_ERR_ARG, fapi_as_set_replay(server->as, NULL));
    STATUS(FAPI_ERR_STATE, as_send(server, AS_REVOKE, NULL));
    CHECK(fapi_verdict_http(server->verdict) == 500);
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_OK, as_send(server, AS_REVOKE, NULL));
    STATUS(FAPI_ERR_STATE, fapi_as_seal(server->as));
    STATUS(FAPI_ERR_STATE, fapi_as_set_issuer(server->as, S(AS_ISSUER)));
    STATUS(FAPI_ERR_STATE, fapi_as_add_endpoint(server->as, S(AS_TOKEN_URL)));
    STATUS(FAPI_ERR_STATE, fapi_as_add_signer(server->as, server->signer));
    STATUS(FAPI_ERR_STATE, fapi_as_set_replay(server->as, server->replay));
    STATUS(FAPI_ERR_STATE, fapi_as_set_replay_external(server->as, 0));
    STATUS(FAPI_ERR_STATE, fapi_as_set_dpop_nonce(server->as, NULL));
    STATUS(FAPI_ERR_STATE, fapi_as_set_grant_types(server->as, FAPI_GRANT_CIBA));
    STATUS(FAPI_ERR_STATE, fapi_as_add_details_type(server->as, S("payment")));
    /* Without an issuer, and then without a store, though each assertion may pass only once. */
    bare = fapi_as_new(server->policy);
    CHECK(bare != NULL);
    int nameless = fapi_as_seal(bare), named = fapi_as_set_issuer(bare, S(AS_ISSUER)), storeless = fapi_as_seal(bare);
    int external = fapi_as_set_replay_external(bare, 1), off = fapi_as_set_replay_external(bare, 0), still = fapi_as_seal(bare);
    int wrong = fapi_as_set_replay_external(bare, 2), yet = fapi_as_seal(bare);
    fapi_as_free(bare);
    STATUS(FAPI_POLICY_EMPTY, nameless);
    STATUS(FAPI_OK, named);
    STATUS(FAPI_POLICY_EMPTY, storeless);
    CHECK(external == FAPI_OK && off == FAPI_OK && still == FAPI_POLICY_EMPTY && wrong == FAPI_OK && yet == FAPI_POLICY_EMPTY);
}

/* ---------------------------------------------------------------------------------------------------------- checks -- */

static int check(const as_server *server, int which, const fapi_as *as, fapi_request *request, int64_t now, fapi_verdict *verdict)
{
    switch (which) {
    case 0:
        return fapi_as_check_par(as, request, server->client, now, verdict);
    case 1:
        return fapi_as_check_authorization(as, request, server->client, NULL, now, verdict);
    case 2:
        return fapi_as_check_token(as, request, server->client, server->grant[AS_TOKEN], now, verdict);
    case 3:
        return fapi_as_check_introspection(as, request, server->client, now, verdict);
    default:
        return fapi_as_check_client(as, request, server->client, now, verdict);
    }
}

static void misuse_of_the_checks(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, sealed_server(&server));
    for (int i = 0; i < 5; i++) {
        STATUS(FAPI_OK, as_prepare(server, AS_TOKEN, NULL));
        STATUS(FAPI_ERR_ARG, check(server, i, NULL, server->request, AS_TIME, server->verdict));
        CHECK(fapi_verdict_status(server->verdict) == FAPI_ERR_ARG && fapi_verdict_http(server->verdict) == 500);
        STATUS(FAPI_ERR_ARG, check(server, i, server->as, NULL, AS_TIME, server->verdict));
        STATUS(FAPI_ERR_ARG, check(server, i, server->as, server->request, AS_TIME, NULL));
        STATUS(FAPI_ERR_CLOCK, check(server, i, server->as, server->request, -1, server->verdict));
        STATUS(FAPI_ERR_CLOCK, check(server, i, server->as, server->request, FAPI_MAX_TIME + 1, server->verdict));
        CHECK(fapi_verdict_http(server->verdict) == 500);
        fapi_request_reset(server->request);
        STATUS(FAPI_ERR_STATE, check(server, i, server->as, server->request, AS_TIME, server->verdict));
        STATUS(FAPI_OK, fapi_request_set_method(server->request, S("POST")));
        STATUS(FAPI_ERR_STATE, check(server, i, server->as, server->request, AS_TIME, server->verdict));
        /* What a setter refused is not forgotten because the host did not look. */
        STATUS(FAPI_OK, as_prepare(server, AS_TOKEN, NULL));
        CHECK(fapi_request_add_header(server->request, S("X y"), S("z")) == FAPI_HTTP_FIELD_NAME);
        STATUS(FAPI_HTTP_FIELD_NAME, check(server, i, server->as, server->request, AS_TIME, server->verdict));
        STATUS(FAPI_OK, as_prepare(server, AS_TOKEN, NULL));
        CHECK(fapi_request_set_body(server->request, NULL, 3) == FAPI_ERR_ARG);
        STATUS(FAPI_ERR_ARG, check(server, i, server->as, server->request, AS_TIME, server->verdict));
    }
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
}

/* A body, a certificate or a proof that was too large is refused, and not judged as if it had not come. */
static void what_was_too_large(void **state)
{
    static char large[FAPI_MAX_HEADER_VALUE + 65537];
    AUTO(as_server) server = NULL;

    (void)state;
    SLOW();
    memset(large, 'a', sizeof large);
    STATUS(FAPI_OK, sealed_server(&server));
    STATUS(FAPI_OK, as_prepare(server, AS_PAR, NULL));
    CHECK(fapi_request_add_header(server->request, S("DPoP"), large, FAPI_MAX_HEADER_VALUE + 1) == FAPI_HTTP_FIELD_SIZE);
    STATUS(FAPI_HTTP_FIELD_SIZE, as_judge(server, AS_PAR, NULL));
    STATUS(FAPI_OK, as_prepare(server, AS_PAR, NULL));
    CHECK(fapi_request_set_certificate(server->request, (const uint8_t *)large, FAPI_MAX_CERTIFICATE + 1) == FAPI_CERTIFICATE_SIZE);
    STATUS(FAPI_CERTIFICATE_SIZE, as_judge(server, AS_PAR, NULL));
    STATUS(FAPI_OK, as_prepare(server, AS_PAR, NULL));
    CHECK(fapi_request_set_body(server->request, large, 65537) == FAPI_FORM_SIZE);
    STATUS(FAPI_FORM_SIZE, as_judge(server, AS_PAR, NULL));
    STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
}

/* No such client, and nothing found under what the request names. */
static void nothing_was_found(void **state)
{
    AUTO(as_server) server = NULL;
    const as_change lost = {.how = AS_NOT_FOUND}, refresh = {.how = AS_NOT_FOUND, .form = {{"grant_type", "refresh_token"}}};
    const as_change poll = {.how = AS_NOT_FOUND, .form = {{"grant_type", "urn:openid:params:grant-type:ciba"}, {"auth_req_id", "x"}}};

    (void)state;
    STATUS(FAPI_OK, sealed_server(&server));
    STATUS(FAPI_CODE_UNKNOWN, as_send(server, AS_TOKEN, &lost));
    STATUS(FAPI_REFRESH_UNKNOWN, as_send(server, AS_TOKEN, &refresh));
    STATUS(FAPI_CIBA_ID_UNKNOWN, as_send(server, AS_TOKEN, &poll));
    STATUS(FAPI_REQUEST_URI_UNKNOWN, as_send(server, AS_AUTHORIZE, &lost));
    /* A grant of another type is none of the one that was asked for. */
    STATUS(FAPI_OK, as_prepare(server, AS_TOKEN, NULL));
    STATUS(FAPI_CODE_UNKNOWN,
           fapi_as_check_token(server->as, server->request, server->client, server->refresh, AS_TIME, server->verdict));
    fapi_client_free(server->client);
    server->client = NULL;
    for (int i = 0; i < 5; i++) {
        STATUS(FAPI_OK, as_prepare(server, i == 0 ? AS_PAR : i == 1 ? AS_AUTHORIZE : AS_TOKEN, &lost));
        STATUS(i == 1 ? FAPI_AUTHORIZATION_CLIENT_ID : FAPI_CLIENT_UNKNOWN,
               check(server, i, server->as, server->request, AS_TIME, server->verdict));
        CHECK(fapi_verdict_http(server->verdict) == (i == 1 ? 400 : 401));
    }
}

/* --------------------------------------------------------------------------------------------------- claimed client -- */

static int claims(as_server *server, const char *id)
{
    const char *found = "x";
    size_t n = 1;
    int rc = fapi_as_claimed_client(server->as, server->request, server->verdict, &found, &n);

    if (rc != FAPI_OK)
        return found == NULL && n == 0 ? rc : -1;
    return n == strlen(id) && memcmp(found, id, n) == 0 ? FAPI_OK : -2;
}

static int claims_of(as_server *server, const char *body, const char *id)
{
    int rc = FAPI_OK;

    fapi_request_reset(server->request);
    rc = fapi_request_set_body(server->request, S(body));
    return rc == FAPI_OK ? claims(server, id) : rc;
}

static void who_it_says_it_is(void **state)
{
    AUTO(as_server) server = NULL;
    const char *id = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, sealed_server(&server));
    STATUS(FAPI_OK, as_prepare(server, AS_PAR, NULL));
    STATUS(FAPI_OK, claims(server, AS_CLIENT));
    STATUS(FAPI_OK, as_prepare(server, AS_TOKEN, &(as_change){.form = {{"client_id", NULL}}}));
    STATUS(FAPI_OK, claims(server, AS_CLIENT)); /* of the assertion */
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, &(as_change){.form = {{"client_id", NULL}}}));
    STATUS(FAPI_OK, as_prepare(server, AS_AUTHORIZE, NULL));
    STATUS(FAPI_OK, claims(server, AS_CLIENT)); /* of the query */
    STATUS(FAPI_CLIENT_AUTH_CLIENT_ID_MISSING, claims_of(server, "grant_type=authorization_code", NULL));
    STATUS(FAPI_CLIENT_AUTH_CLIENT_ID_MISSING, claims_of(server, "client_id=&client_assertion=", NULL));
    STATUS(FAPI_OK, claims_of(server, "client_id=%27%20OR%201%3D1--", "' OR 1=1--")); /* a name to look up, and no more */
    STATUS(FAPI_FORM_REPEATED, claims_of(server, "client_id=a&client_id=b", NULL));
    STATUS(FAPI_FORM_NUL, claims_of(server, "client_id=a%00b", NULL));
    STATUS(FAPI_FORM_ESCAPE, claims_of(server, "client_id=%zz", NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_claimed_client(NULL, server->request, server->verdict, &id, &n));
    STATUS(FAPI_ERR_ARG, fapi_as_claimed_client(server->as, NULL, server->verdict, &id, &n));
    STATUS(FAPI_ERR_ARG, fapi_as_claimed_client(server->as, server->request, NULL, &id, &n));
    STATUS(FAPI_ERR_ARG, fapi_as_claimed_client(server->as, server->request, server->verdict, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_as_claimed_client(server->as, server->request, server->verdict, &id, NULL));
}

static void hostile_assertions(void **state)
{
    AUTO(as_server) server = NULL;
    char sub[300];
    const struct {
        as_change change;
        int want;
    } rows[] = {
        {{.raw_assertion = "x"}, FAPI_JWS_STRUCTURE},
        {{.raw_assertion = "e30.e30.AA"}, FAPI_CLIENT_ASSERTION_ALG},
        {{.raw_assertion = "eyJhbGciOiJQUzI1NiJ9.W10.AA"}, FAPI_JSON_NOT_OBJECT},
        {{.raw_assertion = "eyJhbGciOiJub25lIn0.e30."}, FAPI_CLIENT_ASSERTION_ALG},
        {{.assertion = {{"sub", NULL}}}, FAPI_CLIENT_ASSERTION_SUB_MISSING},
        {{.assertion = {{"sub", "7"}}}, FAPI_CLIENT_ASSERTION_CLAIM_TYPE},
        {{.assertion = {{"sub", "\"\""}}}, FAPI_CLIENT_ASSERTION_SUB},
        {{.assertion = {{"sub", sub}}}, FAPI_CLIENT_ASSERTION_SUB},
        {{.assertion_header = {"typ", "\"at+jwt\""}}, FAPI_CLIENT_ASSERTION_TYP},
    };

    (void)state;
    SLOW();
    memset(sub, 'a', sizeof sub);
    sub[0] = sub[257] = '"';
    sub[258] = '\0';
    STATUS(FAPI_OK, sealed_server(&server));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        as_change change = rows[i].change;

        change.form[0] = (t_member){"client_id", NULL};
        STATUS(FAPI_OK, as_prepare(server, AS_TOKEN, &change));
        STATUS(rows[i].want, t_row(i, change.raw_assertion, rows[i].want, claims(server, NULL)));
        /* The host has found nobody then. */
        STATUS(FAPI_CLIENT_UNKNOWN, as_send(server, AS_TOKEN, &change));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names), cmocka_unit_test(grants_and_types), cmocka_unit_test(signers), cmocka_unit_test(eight_signers),
        cmocka_unit_test(published_keys), cmocka_unit_test(sealing), cmocka_unit_test(misuse_of_the_checks),
        cmocka_unit_test(what_was_too_large), cmocka_unit_test(nothing_was_found), cmocka_unit_test(who_it_says_it_is),
        cmocka_unit_test(hostile_assertions),
    };
    return t_main("role/as_setup", tests, sizeof tests / sizeof tests[0]);
}
