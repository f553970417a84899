/* SPDX-License-Identifier: Apache-2.0 */
/* Setting up a resource server: nothing is trusted by default, and nothing can be changed once it is sealed. */
#include "test/role/fixture.h"

static void test_seal_needs_everything(void **state)
{
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), FAPI_PROFILE_FAPI2_SECURITY);
    AUTO(fapi_rs) rs = NULL;
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    CHECK(policy != NULL);
    rs = fapi_rs_new(policy);
    CHECK(rs != NULL);
    STATUS(FAPI_POLICY_EMPTY, fapi_rs_seal(rs));
    STATUS(FAPI_OK, fapi_rs_add_issuer(rs, S(ISSUER), fx->jwks, NOW));
    STATUS(FAPI_POLICY_EMPTY, fapi_rs_seal(rs));
    STATUS(FAPI_OK, fapi_rs_add_audience(rs, S(AUDIENCE)));
    STATUS(FAPI_POLICY_EMPTY, fapi_rs_seal(rs));
    STATUS(FAPI_ERR_STATE, fapi_rs_check(rs, fx->request, NOW, fx->verdict));
    STATUS(FAPI_OK, fapi_rs_set_replay(rs, fx->replay));
    STATUS(FAPI_OK, fapi_rs_set_cache(rs, 16));
    STATUS(FAPI_OK, fapi_rs_seal(rs));
    STATUS(FAPI_ERR_STATE, fapi_rs_seal(rs));
    STATUS(FAPI_ERR_STATE, fapi_rs_add_issuer(rs, S("https://other.example.com"), fx->jwks, NOW));
    STATUS(FAPI_ERR_STATE, fapi_rs_add_audience(rs, S("other")));
    STATUS(FAPI_ERR_STATE, fapi_rs_set_realm(rs, S("other")));
    STATUS(FAPI_ERR_STATE, fapi_rs_set_replay(rs, fx->replay));
    STATUS(FAPI_ERR_STATE, fapi_rs_set_replay_external(rs, 1));
    STATUS(FAPI_ERR_STATE, fapi_rs_set_dpop_nonce(rs, NULL));
    STATUS(FAPI_ERR_STATE, fapi_rs_set_cache(rs, 1));
    ATTACK("CFG-01");
}

static void test_seal_needs_nonces_when_demanded(void **state)
{
    AUTO(fapi_rs) rs = NULL;
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_policy_set(fx->policy, FAPI_CONTROL_DPOP_NONCE, 1));
    rs = fapi_rs_new(fx->policy);
    CHECK(rs != NULL);
    STATUS(FAPI_OK, fapi_rs_add_issuer(rs, S(ISSUER), fx->jwks, NOW));
    STATUS(FAPI_OK, fapi_rs_add_audience(rs, S(AUDIENCE)));
    STATUS(FAPI_OK, fapi_rs_set_replay_external(rs, 1));
    STATUS(FAPI_POLICY_EMPTY, fapi_rs_seal(rs));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, 60, 2, &fx->nonce));
    STATUS(FAPI_OK, fapi_rs_set_dpop_nonce(rs, fx->nonce));
    STATUS(FAPI_OK, fapi_rs_seal(rs));
}

static void test_refuses_arguments(void **state)
{
    static const struct {
        const char *issuer;
        int want;
    } issuers[] = {
        {"http://as.example.com", FAPI_URI_NOT_HTTPS},        {"https://as.example.com?x", FAPI_URI_QUERY},
        {"https://as.example.com#x", FAPI_URI_FRAGMENT},      {"https://u@as.example.com", FAPI_URI_USERINFO},
        {"https:as.example.com", FAPI_URI_SYNTAX},            {"//as.example.com", FAPI_URI_SYNTAX},
        {"https://a.example\\@b.example", FAPI_URI_SYNTAX},
    };
    AUTO(fapi_jwks) unloaded = fapi_jwks_new(t_context());
    AUTO(fixture) fx = NULL;
    size_t i = 0;
    static char long_realm[200];
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    CHECK(unloaded != NULL);
    for (i = 0; i < sizeof issuers / sizeof *issuers; i++)
        STATUS(issuers[i].want, fapi_rs_add_issuer(fx->rs, issuers[i].issuer, strlen(issuers[i].issuer), fx->jwks, NOW));
    REFUSES("FAPI2SP-5.2.1-1");
    ATTACK("URL-01");
    STATUS(FAPI_ERR_ARG, fapi_rs_add_issuer(fx->rs, S(ISSUER), fx->jwks, NOW)); /* twice */
    STATUS(FAPI_JWKS_EMPTY, fapi_rs_add_issuer(fx->rs, S("https://b.example"), unloaded, NOW));
    STATUS(FAPI_ERR_ARG, fapi_rs_add_issuer(fx->rs, S("https://b.example"), NULL, NOW));
    STATUS(FAPI_ERR_ARG, fapi_rs_add_issuer(NULL, S("https://b.example"), fx->jwks, NOW));
    STATUS(FAPI_ERR_CLOCK, fapi_rs_add_issuer(fx->rs, S("https://b.example"), fx->jwks, -1));
    STATUS(FAPI_ERR_CLOCK, fapi_rs_add_issuer(fx->rs, S("https://b.example"), fx->jwks, FAPI_MAX_TIME + 1));
    STATUS(FAPI_ERR_STATE, fapi_rs_replace_keys(fx->rs, S(ISSUER), fx->jwks, NOW));
    STATUS(FAPI_ERR_ARG, fapi_rs_add_audience(fx->rs, NULL, 0));
    STATUS(FAPI_ERR_RANGE, fapi_rs_set_realm(fx->rs, S("a\"b")));
    STATUS(FAPI_ERR_RANGE, fapi_rs_set_realm(fx->rs, S("a\r\nb")));
    STATUS(FAPI_ERR_RANGE, fapi_rs_set_realm(fx->rs, S("a\\b")));
    memset(long_realm, 'a', sizeof long_realm);
    STATUS(FAPI_ERR_RANGE, fapi_rs_set_realm(fx->rs, long_realm, sizeof long_realm));
    STATUS(FAPI_ERR_RANGE, fapi_rs_set_cache(fx->rs, 1048577));
    STATUS(FAPI_ERR_ARG, fapi_rs_set_replay(fx->rs, NULL));
    CHECK(fapi_rs_new(NULL) == NULL);
    STATUS(FAPI_ERR_ARG, fapi_rs_check(fx->rs, NULL, NOW, fx->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rs_check(NULL, fx->request, NOW, fx->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rs_check(fx->rs, fx->request, NOW, NULL));
    STATUS(FAPI_ERR_ARG, fapi_rs_finish(NULL, fx->verdict, FAPI_OK));
    fapi_rs_free(NULL);
    ATTACK("CFG-02");
}

static void test_limits_of_lists(void **state)
{
    AUTO(fixture) fx = NULL;
    char name[64];
    int i = 0;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    for (i = 1; i < 256; i++) {
        snprintf(name, sizeof name, "https://as%d.example.com", i);
        STATUS(FAPI_OK, fapi_rs_add_issuer(fx->rs, name, strlen(name), fx->jwks, NOW));
    }
    STATUS(FAPI_ERR_RANGE, fapi_rs_add_issuer(fx->rs, S("https://one.more.example"), fx->jwks, NOW));
    for (i = 1; i < 64; i++) {
        snprintf(name, sizeof name, "aud%d", i);
        STATUS(FAPI_OK, fapi_rs_add_audience(fx->rs, name, strlen(name)));
    }
    STATUS(FAPI_ERR_RANGE, fapi_rs_add_audience(fx->rs, S("one more")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seal_needs_everything),
        cmocka_unit_test(test_seal_needs_nonces_when_demanded),
        cmocka_unit_test(test_refuses_arguments),
        cmocka_unit_test(test_limits_of_lists),
    };
    return t_main("resource_server", tests, sizeof tests / sizeof *tests);
}
