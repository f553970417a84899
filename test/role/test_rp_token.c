/* SPDX-License-Identifier: Apache-2.0 */
/* What comes back from the token endpoint, for each grant, and what the flow then knows. */
#include "test/jose_make.h"
#include "test/role/rp_answer_fixture.h"

#define TOKENS(more) "{\"access_token\":\"new-access\",\"token_type\":\"dpOp\"" more "}"

static int checked_at(rp_world *world, int64_t now)
{
    return fapi_rp_check_token(&world->rp, world->flow, world->response, now, world->verdict);
}

static int checked(rp_world *world)
{
    return checked_at(world, NOW);
}

static int answered(rp_world *world, int grant, int http, const char *body, const char *nonce)
{
    int rc = rp_world_asking(world, grant);

    return rc == FAPI_OK ? rp_world_answer(world, http, JSON, body, nonce) : rc;
}

/* An ID token of the server for this flow, with more claims at the end; as the last member of a token response. */
static const char *with_id_token(const char *members, const char *more)
{
    const char *header = "{\"alg\":\"EdDSA\",\"kid\":\"eddsa\"}";
    const char *claims = t_format("{\"iss\":\"" ISSUER "\",\"aud\":\"client-1\",\"sub\":\"alice\",\"nonce\":\"n-1\",\"iat\":%lld,"
                                  "\"exp\":%lld,\"auth_time\":%lld%s}",
                                  (long long)NOW, (long long)(NOW + 300), (long long)(NOW - 20), more);
    const char *token = t_sign(T_EDDSA, header, claims);

    return token[0] == '\0' ? "" : t_format("{\"access_token\":\"new-access\",\"token_type\":\"DPoP\"%s,\"id_token\":\"%s\"}", members,
                                            token);
}

static int without_openid(rp_world *world)
{
    return fapix_flow_set(world->flow, FAPIX_FLOW_ASKED_SCOPE, fapix_slice_str("accounts"));
}

/* Conformance case C18: token_type in odd case, no expires_in, no scope. */
static void test_code(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, rp_world_new(&world, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_AUTHORIZATION_CODE, 200, TOKENS(",\"x\":1"), "nonce-of-a-200"));
    STATUS(FAPI_OK, without_openid(world));
    STATUS(FAPI_OK, checked(world));
    CHECK(world->flow->step == FAPIX_FLOW_TOKENS && rp_world_next(world, FAPI_NEXT_GO_ON, 0, ""));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_ACCESS_TOKEN, "new-access"));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_TOKEN_TYPE, "DPoP") && rp_world_flow_is(world, FAPIX_FLOW_SCOPE, "accounts"));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_REFRESH_TOKEN, "")); /* this server gave none */
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_CODE_TEXT, "") && rp_world_flow_is(world, FAPIX_FLOW_VERIFIER, ""));
    CHECK(world->flow->number[FAPIX_FLOW_TOKEN_EXPIRES] == -1);
    CHECK(fapix_slice_is(fapix_flow_nonce_for(world->flow, fapix_slice_str(ISSUER "/par")), "nonce-of-a-200"));
    ACCEPTS("RFC6749-5.1-2");
    ACCEPTS("RFC9449-5-4");
    ACCEPTS("RFC9449-8.2-1");
    STATUS(FAPI_ERR_ARG, fapi_rp_check_token(NULL, world->flow, world->response, NOW, world->verdict));
    /* and nobody takes the verdict of before for one of this call */
    CHECK(fapi_verdict_status(world->verdict) == FAPI_ERR_ARG && fapi_verdict_next(world->verdict) == FAPI_NEXT_STOP);
    STATUS(FAPI_ERR_STATE, checked(world));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_token(&world->rp, NULL, world->response, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_token(&world->rp, world->flow, NULL, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_token(&world->rp, world->flow, world->response, NOW, NULL));
}

static void test_id_token(void **state)
{
    AUTO(rp_world) world = NULL;
    const char *body = NULL;
    (void)state;

    STATUS(FAPI_OK, rp_world_new(&world, FAPI_PROFILE_FAPI2_SECURITY));
    body = with_id_token(",\"expires_in\":300,\"refresh_token\":\"r-1\"", "");
    CHECK(body[0] != '\0');
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_AUTHORIZATION_CODE, 200, body, NULL));
    STATUS(FAPI_OK, checked(world));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_SUB, "alice") && world->flow->number[FAPIX_FLOW_AUTH_TIME] == NOW - 20);
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_REFRESH_TOKEN, "r-1"));
    CHECK(world->flow->number[FAPIX_FLOW_TOKEN_EXPIRES] == NOW + 300);
    CHECK(fapix_flow_text(world->flow, FAPIX_FLOW_ID_TOKEN).n > 100);
    ACCEPTS("OIDCC-3.1.3.3-2");
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_AUTHORIZATION_CODE, 200, TOKENS(""), NULL));
    STATUS(FAPI_TOKEN_RESPONSE_ID_TOKEN_MISSING, checked(world));
    CHECK(world->flow->step == FAPIX_FLOW_ASKING && rp_world_flow_is(world, FAPIX_FLOW_ACCESS_TOKEN, "old-access"));
    CHECK(rp_world_next(world, FAPI_NEXT_STOP, 0, ""));
    REFUSES("OIDCC-3.1.3.3-2");
    /* what is no JWT at all was surely asked for */
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_AUTHORIZATION_CODE, 200, TOKENS(",\"id_token\":\"x\""), NULL));
    CHECK(checked(world) != FAPI_OK && rp_world_flow_is(world, FAPIX_FLOW_ACCESS_TOKEN, "old-access"));
    /* and where nobody asked for it, it is one of the members that are ignored */
    STATUS(FAPI_OK, without_openid(world));
    STATUS(FAPI_OK, checked(world));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_ID_TOKEN, ""));
}

static void test_refused_tokens(void **state)
{
    static const struct {
        int status;
        const char *body, *refuses;
    } rows[] = {
        {FAPI_TOKEN_RESPONSE_TYPE, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", "RFC9449-5-4"},
        {FAPI_TOKEN_RESPONSE_TYPE, "{\"access_token\":\"a\",\"token_type\":\"N_A\"}", "RFC6749-5.1-2"},
        {FAPI_TOKEN_RESPONSE_TYPE_MISSING, "{\"access_token\":\"a\"}", "RFC6749-5.1-3"},
        {FAPI_TOKEN_RESPONSE_ACCESS_TOKEN_MISSING, "{\"token_type\":\"DPoP\"}", "RFC6749-5.1-3"},
        {FAPI_TOKEN_RESPONSE_EXPIRES_IN, TOKENS(",\"expires_in\":\"300\""), NULL},
        {FAPI_JSON_DUPLICATE, TOKENS(",\"access_token\":\"b\""), NULL},
        {FAPI_JSON_SYNTAX, "access_token=a&token_type=dpop", NULL},
    };
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, rp_world_new(&world, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(FAPI_OK, answered(world, FAPI_GRANT_CLIENT_CREDENTIALS, 200, rows[i].body, NULL));
        STATUS(rows[i].status, checked(world));
        CHECK(rp_world_next(world, FAPI_NEXT_STOP, 0, "") && world->flow->step == FAPIX_FLOW_ASKING);
        CHECK(rp_world_flow_is(world, FAPIX_FLOW_ACCESS_TOKEN, "old-access"));
        if (rows[i].refuses != NULL)
            REFUSES(rows[i].refuses);
    }
    /* bound by mutual TLS, the token is a bearer token */
    world->rp.dpop = NULL;
    world->rp.mtls = true;
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_CLIENT_CREDENTIALS, 200, rows[0].body, NULL));
    STATUS(FAPI_OK, checked(world));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_TOKEN_TYPE, "Bearer"));
    /* and under a profile that knows no DPoP no proof is sent, whatever keys there are */
    world->rp.dpop = world->dpop;
    world->rp.policy.value[FAPI_CONTROL_BINDING_METHODS] = FAPI_BINDING_MTLS;
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_CLIENT_CREDENTIALS, 200, rows[0].body, NULL));
    STATUS(FAPI_OK, checked(world));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_TOKEN_TYPE, "Bearer"));
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_CLIENT_CREDENTIALS, 400, "{\"error\":\"use_dpop_nonce\"}", "n"));
    STATUS(FAPI_SERVER_REFUSED, checked(world));
}

/* Each token of a response may be as long as any, and what was kept can be stored and read again. */
static void test_long_tokens(void **state)
{
    AUTO(rp_world) world = NULL;
    AUTO(fapi_flow) again = fapi_flow_new(t_context());
    static char body[40000];
    const char *json = NULL;
    size_t n = 0;
    (void)state;

    CHECK(again != NULL);
    STATUS(FAPI_OK, rp_world_new(&world, FAPI_PROFILE_FAPI2_SECURITY));
    (void)snprintf(body, sizeof body, "{\"access_token\":\"%015000d\",\"token_type\":\"DPoP\",\"refresh_token\":\"%015000d\"}", 1, 2);
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_REFRESH_TOKEN, 200, body, NULL));
    STATUS(FAPI_OK, checked(world));
    CHECK(fapix_flow_text(world->flow, FAPIX_FLOW_REFRESH_TOKEN).n == 15000);
    STATUS(FAPI_OK, fapi_flow_store(world->flow, &json, &n));
    STATUS(FAPI_OK, fapi_flow_load(again, json, n));
    CHECK(fapix_flow_text(again, FAPIX_FLOW_ACCESS_TOKEN).n == 15000);
    /* too long once it is written with its escapes */
    n = (size_t)snprintf(body, sizeof body, "{\"access_token\":\"a\",\"token_type\":\"DPoP\",\"refresh_token\":\"");
    for (size_t i = 0; i < 9000; i++, n += 2)
        memcpy(body + n, "\\\"", 2);
    memcpy(body + n, "\"}", 3);
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_REFRESH_TOKEN, 200, body, NULL));
    STATUS(FAPI_RESPONSE_SIZE, checked(world));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_REFRESH_TOKEN, "old-refresh"));
}

/* Who could have changed what was asked for? */
static void test_scope(void **state)
{
    AUTO(rp_world) world = NULL;
    const char *more = TOKENS(",\"scope\":\"accounts payments\"");
    (void)state;

    STATUS(FAPI_OK, rp_world_new(&world, FAPI_PROFILE_FAPI1_BASELINE));
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_AUTHORIZATION_CODE, 200, more, NULL));
    STATUS(FAPI_OK, without_openid(world));
    STATUS(FAPI_OK, checked(world));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_SCOPE, "accounts payments"));
    ACCEPTS("FAPI1BASE-5.2.3-10");
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_AUTHORIZATION_CODE, 200, more, NULL));
    STATUS(FAPI_OK, without_openid(world));
    world->flow->number[FAPIX_FLOW_REQUEST_URI_EXPIRES] = -1; /* it went through the browser */
    STATUS(FAPI_TOKEN_RESPONSE_SCOPE_GROWN, checked(world));
    REFUSES("FAPI1BASE-5.2.3-10");
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_CLIENT_CREDENTIALS, 200, more, NULL));
    STATUS(FAPI_OK, checked(world));
}

static void test_refresh(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, rp_world_new(&world, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_REFRESH_TOKEN, 200, TOKENS(",\"expires_in\":9"), NULL));
    STATUS(FAPI_OK, fapix_flow_set(world->flow, FAPIX_FLOW_ID_TOKEN, fapix_slice_str("old.id.token")));
    STATUS(FAPI_OK, checked(world)); /* openid was granted, but a refresh need not bring an ID token */
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_REFRESH_TOKEN, "old-refresh"));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_ACCESS_TOKEN, "new-access"));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_ID_TOKEN, "old.id.token"));
    CHECK(world->flow->number[FAPIX_FLOW_TOKEN_EXPIRES] == NOW + 9);
    ACCEPTS("FAPI2SP-5.3.3.1-6");
    ACCEPTS("RFC6749-6-2");
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_REFRESH_TOKEN, 200, TOKENS(",\"refresh_token\":\"new-refresh\""), NULL));
    STATUS(FAPI_OK, fapix_flow_set(world->flow, FAPIX_FLOW_SCOPE, fapix_slice_str("accounts payments")));
    STATUS(FAPI_OK, checked(world));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_REFRESH_TOKEN, "new-refresh")); /* the old one is nowhere any more */
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_SCOPE, "accounts payments")); /* left out: as it was */
    REFUSES("FAPI2SP-5.3.3.1-6");
    REFUSES("RFC6749-6-2");
}

/* What a refusal leaves of the flow, and what to do next. */
static void test_errors(void **state)
{
    static const struct {
        int grant, http, status, next, step;
        const char *body, *nonce, *error;
    } rows[] = {
        {FAPI_GRANT_AUTHORIZATION_CODE, 400, FAPI_SERVER_NONCE, FAPI_NEXT_RETRY, FAPIX_FLOW_CODE,
         "{\"error\":\"use_dpop_nonce\"}", "n", "use_dpop_nonce"},
        {FAPI_GRANT_REFRESH_TOKEN, 401, FAPI_SERVER_NONCE, FAPI_NEXT_RETRY, FAPIX_FLOW_TOKENS,
         "{\"error\":\"use_dpop_nonce\"}", "n", "use_dpop_nonce"},
        {FAPI_GRANT_CLIENT_CREDENTIALS, 400, FAPI_SERVER_NONCE, FAPI_NEXT_RETRY, FAPIX_FLOW_NEW,
         "{\"error\":\"use_dpop_nonce\"}", "n", "use_dpop_nonce"},
        {FAPI_GRANT_CIBA, 400, FAPI_SERVER_NONCE, FAPI_NEXT_RETRY, FAPIX_FLOW_WAITING, "{\"error\":\"use_dpop_nonce\"}", "n",
         "use_dpop_nonce"},
        {FAPI_GRANT_AUTHORIZATION_CODE, 400, FAPI_SERVER_REFUSED, FAPI_NEXT_SHOW, FAPIX_FLOW_ENDED,
         "{\"error\":\"use_dpop_nonce\"}", NULL, "use_dpop_nonce"},
        /* what is no nonce is not kept: a retry would be refused in the same way, over and over */
        {FAPI_GRANT_REFRESH_TOKEN, 400, FAPI_SERVER_REFUSED, FAPI_NEXT_SHOW, FAPIX_FLOW_TOKENS,
         "{\"error\":\"use_dpop_nonce\"}", "two words", "use_dpop_nonce"},
        {FAPI_GRANT_AUTHORIZATION_CODE, 400, FAPI_SERVER_REFUSED, FAPI_NEXT_SHOW, FAPIX_FLOW_ENDED,
         "{\"error\":\"invalid_grant\"}", "n", "invalid_grant"},
        {FAPI_GRANT_AUTHORIZATION_CODE, 400, FAPI_SERVER_REFUSED, FAPI_NEXT_SHOW, FAPIX_FLOW_ENDED,
         "{\"error\":\"slow_down\"}", NULL, "slow_down"},
        {FAPI_GRANT_REFRESH_TOKEN, 400, FAPI_SERVER_REFUSED, FAPI_NEXT_SHOW, FAPIX_FLOW_ENDED,
         "{\"error\":\"invalid_grant\"}", NULL, "invalid_grant"},
        {FAPI_GRANT_REFRESH_TOKEN, 401, FAPI_SERVER_REFUSED, FAPI_NEXT_SHOW, FAPIX_FLOW_TOKENS,
         "{\"error\":\"invalid_client\"}", NULL, "invalid_client"},
        {FAPI_GRANT_REFRESH_TOKEN, 503, FAPI_RESPONSE_HTTP, FAPI_NEXT_SHOW, FAPIX_FLOW_TOKENS, "busy", NULL, ""},
        {FAPI_GRANT_CLIENT_CREDENTIALS, 400, FAPI_SERVER_REFUSED, FAPI_NEXT_SHOW, FAPIX_FLOW_NEW,
         "{\"error\":\"invalid_scope\"}", NULL, "invalid_scope"},
        {FAPI_GRANT_AUTHORIZATION_CODE, 500, FAPI_RESPONSE_HTTP, FAPI_NEXT_SHOW, FAPIX_FLOW_ASKING, "oops", NULL, ""},
        {FAPI_GRANT_AUTHORIZATION_CODE, 201, FAPI_RESPONSE_HTTP, FAPI_NEXT_STOP, FAPIX_FLOW_ASKING, TOKENS(""), NULL, ""},
        {FAPI_GRANT_AUTHORIZATION_CODE, 400, FAPI_SERVER_ERROR, FAPI_NEXT_SHOW, FAPIX_FLOW_ASKING, "{\"error\":1}", NULL, ""},
        {FAPI_GRANT_CIBA, 400, FAPI_SERVER_REFUSED, FAPI_NEXT_SHOW, FAPIX_FLOW_ENDED, "{\"error\":\"invalid_request\"}", NULL,
         "invalid_request"},
        {FAPI_GRANT_CIBA, 403, FAPI_SERVER_REFUSED, FAPI_NEXT_SHOW, FAPIX_FLOW_ENDED, "{\"error\":\"access_denied\"}", NULL,
         "access_denied"},
        {FAPI_GRANT_CIBA, 400, FAPI_SERVER_REFUSED, FAPI_NEXT_SHOW, FAPIX_FLOW_ENDED, "{\"error\":\"expired_token\"}", NULL,
         "expired_token"},
    };
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, rp_world_new(&world, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int same = 0;

        STATUS(FAPI_OK, answered(world, rows[i].grant, rows[i].http, rows[i].body, rows[i].nonce));
        STATUS(rows[i].status, checked(world));
        same = rp_world_next(world, rows[i].next, 0, rows[i].error) && (int)world->flow->step == rows[i].step;
        if (!same)
            printf("row %zu: next %d, step %d\n", i, fapi_verdict_next(world->verdict), (int)world->flow->step);
        CHECK(same);
        CHECK(rp_world_flow_is(world, FAPIX_FLOW_ACCESS_TOKEN, "old-access"));
    }
    ACCEPTS("FAPI2SP-5.3.3.1-8");
    REFUSES("FAPI2SP-5.3.3.1-8");
    REFUSES("CIBA-11-4");
}

/* Polling: the interval counts from the sending of the last request, and grows by 5 s with each slow_down. Conformance case C19. */
static void test_polling(void **state)
{
    AUTO(rp_world) world = NULL;
    int64_t *interval = NULL;
    (void)state;

    STATUS(FAPI_OK, rp_world_new(&world, FAPI_PROFILE_FAPI1_ADVANCED));
    interval = &world->flow->number[FAPIX_FLOW_INTERVAL];
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_CIBA, 400, "{\"error\":\"authorization_pending\"}", NULL));
    STATUS(FAPI_TOKEN_RESPONSE_PENDING, checked_at(world, NOW));
    CHECK(rp_world_next(world, FAPI_NEXT_WAIT, 5, "authorization_pending") && world->flow->step == FAPIX_FLOW_WAITING);
    ACCEPTS("CIBA-11-4");
    STATUS(FAPI_ERR_STATE, checked(world)); /* no request is out: two answers would be to two overlapping ones */
    REFUSES("CIBA-10.1-2");
    world->flow->step = FAPIX_FLOW_ASKING;
    *interval = 31;
    STATUS(FAPI_TOKEN_RESPONSE_PENDING, checked_at(world, NOW + 2));
    CHECK(rp_world_next(world, FAPI_NEXT_WAIT, 29, "authorization_pending"));
    ACCEPTS("CIBA-10.1-2");
    world->flow->step = FAPIX_FLOW_ASKING;
    STATUS(FAPI_TOKEN_RESPONSE_PENDING, checked_at(world, NOW + 40)); /* the server kept it waiting for longer than that */
    CHECK(rp_world_next(world, FAPI_NEXT_WAIT, 0, "authorization_pending"));
    world->flow->step = FAPIX_FLOW_ASKING;
    STATUS(FAPI_OK, rp_world_answer(world, 400, JSON, "{\"error\":\"slow_down\"}", NULL));
    STATUS(FAPI_TOKEN_RESPONSE_SLOW_DOWN, checked_at(world, NOW + 1));
    CHECK(rp_world_next(world, FAPI_NEXT_WAIT, 35, "slow_down") && *interval == 36);
    ACCEPTS("CIBA-11-2");
    REFUSES("CIBA-11-2"); /* and not 30: the old interval is gone */
    world->flow->step = FAPIX_FLOW_ASKING;
    STATUS(FAPI_OK, rp_world_answer(world, 503, NULL, "", NULL));
    STATUS(FAPI_RESPONSE_HTTP, checked_at(world, NOW + 1));
    CHECK(rp_world_next(world, FAPI_NEXT_WAIT, 35, "") && world->flow->step == FAPIX_FLOW_WAITING);
    world->flow->step = FAPIX_FLOW_ASKING;
    STATUS(FAPI_OK, rp_world_answer(world, 400, JSON, "{\"error\":\"authorization_pending\"}", NULL));
    STATUS(FAPI_TOKEN_RESPONSE_PENDING, checked_at(world, NOW + 120));
    CHECK(rp_world_next(world, FAPI_NEXT_STOP, 0, "authorization_pending") && world->flow->step == FAPIX_FLOW_ENDED);
}

/* Conformance case C20. */
static void test_ciba_claims(void **state)
{
    static const struct {
        int status;
        const char *refresh, *claims;
    } rows[] = {
        {FAPI_OK, ",\"refresh_token\":\"r-1\"", ""},
        {FAPI_OK, ",\"refresh_token\":\"r-1\"", ",\"urn:openid:params:jwt:claim:auth_req_id\":\"req-1\""},
        {FAPI_TOKEN_RESPONSE_AUTH_REQ_ID, ",\"refresh_token\":\"r-1\"", ",\"urn:openid:params:jwt:claim:auth_req_id\":\"req-2\""},
        {FAPI_TOKEN_RESPONSE_AUTH_REQ_ID, "", ",\"urn:openid:params:jwt:claim:auth_req_id\":7"},
        {FAPI_TOKEN_RESPONSE_RT_HASH, ",\"refresh_token\":\"r-1\"", ",\"urn:openid:params:jwt:claim:rt_hash\":\"x\""},
        {FAPI_TOKEN_RESPONSE_RT_HASH, "", ",\"urn:openid:params:jwt:claim:rt_hash\":\"x\""},
    };
    AUTO(rp_world) world = NULL;
    char hash[44], claim[128];
    const char *body = NULL;
    (void)state;

    STATUS(FAPI_OK, rp_world_new(&world, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        body = with_id_token(rows[i].refresh, rows[i].claims);
        CHECK(body[0] != '\0');
        STATUS(FAPI_OK, answered(world, FAPI_GRANT_CIBA, 200, body, NULL));
        STATUS(rows[i].status, checked(world));
        CHECK((world->flow->step == FAPIX_FLOW_TOKENS) == (rows[i].status == FAPI_OK));
    }
    STATUS(FAPI_OK, fapi_id_token_hash(FAPI_ALG_EDDSA, "r-1", 3, hash, sizeof hash));
    (void)snprintf(claim, sizeof claim, ",\"urn:openid:params:jwt:claim:rt_hash\":\"%s\"", hash);
    body = with_id_token(",\"refresh_token\":\"r-1\"", claim);
    CHECK(body[0] != '\0');
    STATUS(FAPI_OK, answered(world, FAPI_GRANT_CIBA, 200, body, NULL));
    STATUS(FAPI_OK, checked(world));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_code),    cmocka_unit_test(test_id_token), cmocka_unit_test(test_refused_tokens),
        cmocka_unit_test(test_scope),   cmocka_unit_test(test_refresh),  cmocka_unit_test(test_errors),
        cmocka_unit_test(test_polling), cmocka_unit_test(test_ciba_claims), cmocka_unit_test(test_long_tokens),
    };

    return t_main("rp_token", tests, sizeof tests / sizeof *tests);
}
