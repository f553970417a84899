/* SPDX-License-Identifier: Apache-2.0 */
/* The handle of the check of ID tokens: what its setters take. */
#include "test/oauth/id_token_fixture.h"

static void client_and_server(void **state)
{
    AUTO(fapi_id_token) id_token = fapi_id_token_new(t_context());
    AUTO(fapi_jwks) empty = fapi_jwks_new(t_context());
    AUTO(fapi_jwks) keys = fapi_jwks_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

    (void)state;
    CHECK(id_token != NULL && empty != NULL && keys != NULL && verdict != NULL);
    STATUS(FAPI_OK, fapi_jwks_load(keys, t_public_jwks(), strlen(t_public_jwks())));
    STATUS(FAPI_ERR_STATE, id_token_try(id_token, keys, "x", NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_issuer(id_token, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_issuer(NULL, S(ISSUER)));
    STATUS(FAPI_URI_NOT_HTTPS, fapi_id_token_set_issuer(id_token, S("http://x")));
    STATUS(FAPI_OK, fapi_id_token_set_issuer(id_token, S(ISSUER)));
    STATUS(FAPI_ERR_STATE, id_token_try(id_token, keys, "x", NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_client(id_token, S(""), 0));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_client(id_token, S("a\nb"), 0));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_client(id_token, NULL, 1, 0));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_client(NULL, S("x"), 0));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_client(id_token, S("x"), FAPI_ALG_PS256 | FAPI_ALG_ES256));
    STATUS(FAPI_OK, fapi_id_token_set_client(id_token, S("x"), 0));
    STATUS(FAPI_ERR_STATE, id_token_try(id_token, keys, "x", NOW, verdict));
    STATUS(FAPI_OK, fapi_id_token_set_nonce(id_token, S(NONCE)));
    STATUS(FAPI_ERR_STATE, id_token_try(id_token, empty, "x", NOW, verdict));
    STATUS(FAPI_JWS_STRUCTURE, id_token_try(id_token, keys, "x", NOW, verdict));
    STATUS(FAPI_ERR_CLOCK, id_token_try(id_token, keys, "x", -1, verdict));
    STATUS(FAPI_ERR_CLOCK, id_token_try(id_token, keys, "x", FAPI_MAX_TIME + 1, verdict));
    STATUS(FAPI_ERR_ARG, fapi_id_token_check(id_token, keys, NULL, 1, NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_id_token_check(id_token, NULL, S("x"), NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_id_token_check(NULL, keys, S("x"), NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_id_token_check(id_token, keys, S("x"), NOW, NULL));
    fapi_id_token_free(NULL);
    fapi_id_token_reset(NULL);
}

static void settings(void **state)
{
    AUTO(fapi_id_token) id_token = fapi_id_token_new(t_context());

    (void)state;
    CHECK(id_token != NULL);
    STATUS(FAPI_ERR_ARG, fapi_id_token_add_audience(id_token, S("")));
    STATUS(FAPI_ERR_ARG, fapi_id_token_add_audience(NULL, S("x")));
    for (int i = 0; i < 8; i++)
        STATUS(FAPI_OK, fapi_id_token_add_audience(id_token, S("x")));
    STATUS(FAPI_ERR_RANGE, fapi_id_token_add_audience(id_token, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_algs(id_token, 0));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_algs(NULL, FAPI_ALG_PS256));
    STATUS(FAPI_ERR_ARG, fapi_id_token_add_decrypter(id_token, NULL));
    STATUS(FAPI_ERR_ARG, fapi_id_token_add_decrypter(NULL, NULL));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_jwe_algs(id_token, 0, 1));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_jwe_algs(id_token, 1, 1 << 20));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_jwe_algs(NULL, 1, 1));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_window(NULL, 0, 0, 60));
    STATUS(FAPI_ERR_RANGE, fapi_id_token_set_window(id_token, 61, 0, 60));
    STATUS(FAPI_ERR_RANGE, fapi_id_token_set_window(id_token, 0, -1, 60));
    STATUS(FAPI_ERR_RANGE, fapi_id_token_set_window(id_token, 0, 0, 59));
    STATUS(FAPI_ERR_RANGE, fapi_id_token_set_window(id_token, 0, 0, 86401));
}

static void flow(void **state)
{
    static const char long_text[2049] = {'x'};
    AUTO(fapi_id_token) id_token = fapi_id_token_new(t_context());

    (void)state;
    CHECK(id_token != NULL);
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_nonce(id_token, S(""))); /* an empty session */
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_nonce(id_token, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_nonce(id_token, long_text, sizeof long_text));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_nonce(NULL, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_id_token_insecure_set_no_nonce(NULL));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_front_channel(id_token, S(""), S("x")));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_front_channel(id_token, S("x"), NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_front_channel(id_token, S("x"), long_text, sizeof long_text));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_front_channel(NULL, S("x"), S("x")));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_access_token(id_token, S("")));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_refresh_token(NULL, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_auth_req_id(id_token, NULL, 2));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_acr_values(id_token, S("")));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_max_age(NULL, 0));
    STATUS(FAPI_ERR_RANGE, fapi_id_token_set_max_age(id_token, -1));
    STATUS(FAPI_ERR_RANGE, fapi_id_token_set_max_age(id_token, FAPI_MAX_TIME + 1));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_earlier(NULL, S("x"), 0, -1));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_earlier(id_token, S(""), 0, -1));
    STATUS(FAPI_ERR_ARG, fapi_id_token_set_earlier(id_token, S("x"), 2, -1));
    STATUS(FAPI_ERR_RANGE, fapi_id_token_set_earlier(id_token, S("x"), 1, -2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(client_and_server), cmocka_unit_test(settings), cmocka_unit_test(flow)};

    return t_main("oauth/id_token_handle", tests, COUNT(tests));
}
