/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of a resource server, word by word: who is challenged how, and what never goes out. */
#include "test/role/fixture.h"

static int sealed(fixture **fx, int profile)
{
    int rc = FAPI_ERR_INTERNAL;

    fixture_free(*fx); /* of a first try that ran out of memory */
    rc = fixture_new(fx, profile);
    if (rc == FAPI_OK)
        rc = fapi_rs_set_realm((*fx)->rs, S("bank"));
    return rc == FAPI_OK ? fapi_rs_seal((*fx)->rs) : rc;
}

static int challenge_is(const fixture *fx, const char *want)
{
    const char *text = NULL;
    size_t n = 0;

    if (fapi_verdict_www_authenticate(fx->verdict, &text, &n) != FAPI_OK)
        return 0;
    if (n == strlen(want) && memcmp(text, want, n) == 0)
        return 1;
    printf("challenge: %.*s\n", (int)n, text);
    return 0;
}

static int json_is(const fixture *fx, const char *want)
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_verdict_error_json(fx->verdict, &text, &n) == FAPI_OK && n == strlen(want) && memcmp(text, want, n) == 0;
}

static int dpop_request(fixture *fx, const char *token, const char *proof)
{
    int rc = fixture_token(fx, NULL, token);

    if (rc == FAPI_OK)
        rc = fixture_proof(fx, proof);
    return rc == FAPI_OK ? fixture_request(fx, "DPoP") : rc;
}

/* The scheme that was used carries the error. */
static void test_error_in_the_scheme_used(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, dpop_request(fx, NULL, "{\"htm\":\"POST\"}"));
    STATUS(FAPI_DPOP_HTM, fixture_check(fx));
    CHECK(fapi_verdict_http(fx->verdict) == 401);
    CHECK(fixture_challenge_has(fx, "DPoP realm=\"bank\", algs=\"PS256 ES256 EdDSA\", error=\"invalid_dpop_proof\", error_description=\""));
    CHECK(!fixture_challenge_has(fx, "Bearer"));
    ACCEPTS("RFC9449-7.1-2");
    ACCEPTS("RFC9449-7.1-3");
    ACCEPTS("RFC6750-3-3");
    ACCEPTS("RFC9110-15.5.2-1");
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_DPOP_BOUND_AS_BEARER, fixture_check(fx));
    CHECK(fixture_challenge_has(fx, "Bearer realm=\"bank\", error=\"invalid_token\", error_description=\""));
    CHECK(fixture_challenge_has(fx, ", DPoP realm=\"bank\", algs=\"PS256 ES256 EdDSA\"")); /* where to go instead */
    CHECK(!fixture_challenge_has(fx, "invalid_dpop_proof"));
    REFUSES("RFC9449-7.2-2"); /* the error is in one challenge only */
    ACCEPTS("RFC9068-4-7");
    ACCEPTS("RFC6750-3.1-1");
}

/* No credentials, or a scheme that is not ours: no error, one parameter at least, the schemes that the profile has. */
static void test_challenge_without_error(void **state)
{
    static const struct {
        int profile;
        const char *want;
    } cases[] = {
        {FAPI_PROFILE_FAPI2_SECURITY, "Bearer realm=\"bank\", DPoP realm=\"bank\", algs=\"PS256 ES256 EdDSA\""},
        {FAPI_PROFILE_FAPI1_ADVANCED, "Bearer realm=\"bank\""},
        {FAPI_PROFILE_FAPI1_BASELINE, "Bearer realm=\"bank\""},
    };
    size_t i = 0;
    (void)state;

    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO(fixture) fx = NULL;

        STATUS(FAPI_OK, sealed(&fx, cases[i].profile));
        STATUS(FAPI_OK, fapi_request_set_method(fx->request, S("GET")));
        STATUS(FAPI_OK, fapi_request_set_url(fx->request, S(URL)));
        STATUS(FAPI_TOKEN_MISSING, fixture_check(fx));
        if (cases[i].profile != FAPI_PROFILE_FAPI1_BASELINE) /* what that one offers is its table's affair */
            CHECK(challenge_is(fx, cases[i].want));
        CHECK(fixture_challenge_has(fx, "realm=") && !fixture_challenge_has(fx, "error"));
        CHECK(json_is(fx, ""));
        CHECK(fapi_verdict_http(fx->verdict) == 401);
        ACCEPTS("RFC6750-3-1");
        REFUSES("RFC6750-3.1-2");
        REFUSES("RFC6750-3-3");
        STATUS(FAPI_OK, fapi_request_add_header(fx->request, S("Authorization"), S("Negotiate abc")));
        STATUS(FAPI_TOKEN_SCHEME, fixture_check(fx));
        CHECK(!fixture_challenge_has(fx, "error"));
    }
    REFUSES("RFC6750-3-1"); /* nothing but realm, algs and the error's parameters ever stands there: see the next test */
}

/* What the client wrote never comes back, and scopes of the host's that would break the syntax are left out. */
static void test_nothing_is_echoed(void **state)
{
    AUTO(fixture) fx = NULL;
    const char *text = NULL;
    size_t n = 0, i = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, dpop_request(fx, "{\"scope\":\"%n%s evil\\u005c\"}", NULL));
    (void)!fixture_check(fx);
    CHECK(!fixture_challenge_has(fx, "evil") && !fixture_challenge_has(fx, "%n"));
    STATUS(FAPI_OK, dpop_request(fx, NULL, NULL));
    STATUS(FAPI_OK, fapi_request_require_scope(fx->request, S("a\"b")));
    STATUS(FAPI_OK, fapi_request_require_scope(fx->request, S("c d")));
    STATUS(FAPI_OK, fapi_request_require_scope(fx->request, S("pay:write")));
    STATUS(FAPI_OK, fapi_request_require_scope(fx->request, S("x\r\ny")));
    STATUS(FAPI_TOKEN_SCOPE_INSUFFICIENT, fixture_check(fx));
    CHECK(fapi_verdict_http(fx->verdict) == 403);
    CHECK(fixture_challenge_has(fx, "error=\"insufficient_scope\""));
    CHECK(fixture_challenge_has(fx, ", scope=\"pay:write\""));
    ACCEPTS("RFC6750-3-2");
    REFUSES("RFC6750-3-2");
    REFUSES("RFC6750-3.1-1");
    STATUS(FAPI_OK, fapi_verdict_www_authenticate(fx->verdict, &text, &n));
    for (i = 0; i < n; i++)
        CHECK(text[i] >= 0x20 && text[i] <= 0x7E);
    STATUS(FAPI_OK, dpop_request(fx, "{\"iss\":\"https://evil.example.com/\\u001b[2J\\u202e\"}", NULL));
    STATUS(FAPI_TOKEN_ISS, fixture_check(fx));
    CHECK(strcmp(fapi_verdict_actual(fx->verdict), "https://evil.example.com/\\x1B[2J\\xE2\\x80\\xAE") == 0);
    CHECK(!fixture_challenge_has(fx, "evil"));
    ATTACK("MEM-08");
    ATTACK("MEM-09");
    ATTACK("SIG-13");
}

static void test_success_says_nothing(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, dpop_request(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(challenge_is(fx, "") && json_is(fx, ""));
    REFUSES("RFC9449-7.1-2"); /* a challenge goes only with a refusal */
    REFUSES("RFC9110-15.5.2-1");
    REFUSES("RFC9449-7.1-3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error_in_the_scheme_used),
        cmocka_unit_test(test_challenge_without_error),
        cmocka_unit_test(test_nothing_is_echoed),
        cmocka_unit_test(test_success_says_nothing),
    };
    return t_main("answer", tests, sizeof tests / sizeof *tests);
}
