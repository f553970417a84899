/* SPDX-License-Identifier: Apache-2.0 */
/* The DPoP handle: what it takes, what it refuses to take, and what its verdict shows. */
#include "test/oauth/dpop_fixture.h"

static void clock_limits(void **state)
{
    (void)state;
    READY(dpop, verdict);
    const char *proof = dpop_with(NULL, NULL);
    CHECK(proof[0] != '\0');
    STATUS(FAPI_ERR_CLOCK, dpop_try(dpop, proof, -1, verdict));
    STATUS(FAPI_ERR_CLOCK, dpop_try(dpop, proof, INT64_MIN, verdict));
    STATUS(FAPI_ERR_CLOCK, dpop_try(dpop, proof, FAPI_MAX_TIME + 1, verdict));
    STATUS(FAPI_ERR_CLOCK, dpop_try(dpop, proof, INT64_MAX, verdict));
    STATUS(FAPI_DPOP_IAT_FUTURE, dpop_try(dpop, proof, 0, verdict));
    STATUS(FAPI_DPOP_IAT_OLD, dpop_try(dpop, proof, FAPI_MAX_TIME, verdict));
    ATTACK("TIME-11");
    proof = dpop_with("iat", "253402300799");
    CHECK(proof[0] != '\0');
    const uint8_t *key = NULL;
    size_t n = 0;
    int64_t expiry = 0;
    STATUS(FAPI_OK, dpop_try(dpop, proof, FAPI_MAX_TIME, verdict));
    STATUS(FAPI_OK, fapi_verdict_replay_key(verdict, 0, &key, &n, &expiry));
    CHECK(expiry == FAPI_MAX_TIME);
    proof = dpop_with("iat", "0");
    CHECK(proof[0] != '\0');
    STATUS(FAPI_OK, dpop_try(dpop, proof, 0, verdict));
    /* a window of the host's own */
    STATUS(FAPI_OK, fapi_dpop_set_window(dpop, 300, 0));
    STATUS(FAPI_OK, dpop_try(dpop, proof, 300, verdict));
    STATUS(FAPI_DPOP_IAT_OLD, dpop_try(dpop, proof, 301, verdict));
    proof = dpop_with("iat", "1");
    CHECK(proof[0] != '\0');
    STATUS(FAPI_DPOP_IAT_FUTURE, dpop_try(dpop, proof, 0, verdict));
}

static void no_secret_in_details(void **state)
{
    (void)state;
    READY(dpop, verdict);
    STATUS(FAPI_OK, fapi_dpop_set_url(dpop, S("https://api.example.com?access_token=sesame")));
    STATUS(FAPI_DPOP_HTU, dpop_try(dpop, dpop_with("htu", "\"https://x.example/?t=sesame#sesame\""), NOW, verdict));
    CHECK(strcmp(fapi_verdict_expected(verdict), "https://api.example.com") == 0);
    CHECK(strcmp(fapi_verdict_actual(verdict), "https://x.example/") == 0);
    STATUS(FAPI_OK, fapi_dpop_set_url(dpop, S("https://api.example.com:8443?access_token=sesame")));
    STATUS(FAPI_DPOP_HTU, dpop_try(dpop, dpop_with(NULL, NULL), NOW, verdict));
    CHECK(strcmp(fapi_verdict_expected(verdict), "https://api.example.com:8443") == 0);
    /* an empty path is the path "/" */
    STATUS(FAPI_OK, dpop_try(dpop, dpop_with("htu", "\"https://api.example.com:8443/\""), NOW, verdict));
    ATTACK("DPOP-07");
}

static void misuse(void **state)
{
    (void)state;
    AUTO(fapi_dpop) dpop = fapi_dpop_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    char method[65];

    CHECK(dpop != NULL && verdict != NULL);
    STATUS(FAPI_ERR_STATE, fapi_dpop_check(dpop, "a", 1, NOW, verdict));
    STATUS(FAPI_OK, fapi_dpop_set_method(dpop, S("GET")));
    STATUS(FAPI_ERR_STATE, fapi_dpop_check(dpop, "a", 1, NOW, verdict));
    STATUS(FAPI_OK, fapi_dpop_set_url(dpop, S(URL)));
    STATUS(FAPI_JWS_STRUCTURE, fapi_dpop_check(dpop, "a", 1, NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_dpop_check(dpop, NULL, 1, NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_verdict_status(verdict));
    STATUS(FAPI_ERR_ARG, fapi_dpop_check(NULL, "a", 1, NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_dpop_check(dpop, "a", 1, NOW, NULL));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_method(NULL, S("GET")));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_method(dpop, NULL, 3));
    STATUS(FAPI_HTTP_METHOD, fapi_dpop_set_method(dpop, "", 0));
    STATUS(FAPI_HTTP_METHOD, fapi_dpop_set_method(dpop, S("GET ")));
    memset(method, 'G', sizeof method);
    STATUS(FAPI_OK, fapi_dpop_set_method(dpop, method, 64));
    STATUS(FAPI_HTTP_METHOD, fapi_dpop_set_method(dpop, method, 65));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_url(NULL, S(URL)));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_url(dpop, NULL, 4));
    STATUS(FAPI_URI_NOT_HTTPS, fapi_dpop_set_url(dpop, S("http://api.example.com/")));
    STATUS(FAPI_URI_USERINFO, fapi_dpop_set_url(dpop, S("https://u@api.example.com/")));
    STATUS(FAPI_URI_SIZE, fapi_dpop_set_url(dpop, t_format("https://a/%8200d", 0), 8210));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_access_token(NULL, S("t")));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_access_token(dpop, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_access_token(dpop, method, FAPI_MAX_HEADER_VALUE + 1));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_jkt(NULL, S(A43)));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_jkt(dpop, NULL, 43));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_algs(NULL, FAPI_ALG_ES256));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_algs(dpop, 0));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_algs(dpop, 16));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_algs(dpop, -1));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_window(NULL, 60, 10));
    STATUS(FAPI_ERR_RANGE, fapi_dpop_set_window(dpop, 0, 10));
    STATUS(FAPI_ERR_RANGE, fapi_dpop_set_window(dpop, 3601, 10));
    STATUS(FAPI_ERR_RANGE, fapi_dpop_set_window(dpop, 60, -1));
    STATUS(FAPI_ERR_RANGE, fapi_dpop_set_window(dpop, 60, 61));
    ATTACK("TIME-12");
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_nonce(NULL, NULL));
    fapi_dpop_free(NULL);
}

static void readable(void **state)
{
    (void)state;
    const char *p = NULL;
    size_t n = 0;
    int64_t iat = 0;

    READY(dpop, verdict);
    STATUS(FAPI_OK, dpop_try(dpop, dpop_with(NULL, NULL), NOW, verdict));
    STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, S("jti"), &p, &n));
    CHECK(n == 4 && memcmp(p, "7f1e", 4) == 0);
    STATUS(FAPI_OK, fapi_verdict_claim_integer(verdict, S("iat"), &iat));
    CHECK(iat == NOW);
    STATUS(FAPI_DPOP_HTM, dpop_try(dpop, dpop_with("htm", "\"PUT\""), NOW, verdict));
    CHECK(fapi_verdict_claim_string(verdict, S("jti"), &p, &n) == FAPI_ERR_STATE);
}

/* The trace tells each rule once, in order, and a warm check allocates nothing but the key. */
static void trace_and_memory(void **state)
{
    (void)state;
    static const int order[] = {
        FAPI_DPOP_FORM, FAPI_DPOP_TYP, FAPI_DPOP_ALG, FAPI_DPOP_CLAIM_MISSING, FAPI_DPOP_CLAIM_TYPE, FAPI_DPOP_JTI,
        FAPI_DPOP_JWK_PRIVATE, FAPI_DPOP_JWK, FAPI_DPOP_SIGNATURE, FAPI_DPOP_HTM, FAPI_DPOP_HTU, FAPI_DPOP_IAT_OLD,
        FAPI_DPOP_IAT_FUTURE, FAPI_DPOP_NBF, FAPI_DPOP_EXPIRED, FAPI_DPOP_ATH_MISSING, FAPI_DPOP_ATH, FAPI_DPOP_JKT,
        FAPI_DPOP_NONCE_MISSING, FAPI_DPOP_NONCE,
    };

    READY(dpop, verdict);
    STATUS(FAPI_OK, fapi_verdict_set_trace(verdict, 1));
    const char *proof = dpop_with(NULL, NULL);
    CHECK(proof[0] != '\0');
    STATUS(FAPI_OK, dpop_try(dpop, proof, NOW, verdict));
    size_t next = 0;
    for (size_t i = 0; i < fapi_verdict_trace_count(verdict); i++) {
        CHECK(fapi_verdict_trace_outcome(verdict, i) != FAPI_OUTCOME_FAIL);
        if (next < sizeof order / sizeof *order && fapi_verdict_trace_status(verdict, i) == order[next])
            next++;
    }
    CHECK(next == sizeof order / sizeof *order);
    size_t before = t_allocations();
    STATUS(FAPI_OK, dpop_try(dpop, proof, NOW, verdict));
    CHECK(t_allocations() - before <= 1 || t_injected());
    /* the restated refusal is restated in the trace too */
    STATUS(FAPI_DPOP_ALG, dpop_try(dpop, dpop_proof(&(t_member){"alg", "\"none\""}, &dpop_nothing), NOW, verdict));
    size_t last = fapi_verdict_trace_count(verdict) - 1;
    CHECK(fapi_verdict_trace_status(verdict, last) == FAPI_DPOP_ALG);
    CHECK(fapi_verdict_trace_outcome(verdict, last) == FAPI_OUTCOME_FAIL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clock_limits),
        cmocka_unit_test(no_secret_in_details),
        cmocka_unit_test(misuse),
        cmocka_unit_test(readable),
        cmocka_unit_test(trace_and_memory),
    };

    return t_main("oauth/dpop_handle", tests, sizeof tests / sizeof *tests);
}
