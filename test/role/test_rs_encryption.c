/* SPDX-License-Identifier: Apache-2.0 */
/* Access tokens that are encrypted for the resource server. */
#include "base/base64url.h"
#include "test/jwe_make.h"
#include "test/role/fixture.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define HEADER "{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\",\"cty\":\"JWT\",\"kid\":\"ec\"," T_EPK "}"

static int read_key(enum t_enc_key name, fapi_decrypter **key)
{
    const char *jwk = t_enc_private_jwk(name);

    return fapi_decrypter_new(t_context(), jwk, strlen(jwk), key);
}

/* The current token becomes a JWE of itself, which is what its proof is made for. */
static int wrap(fixture *fx, const char *header)
{
    const t_jwe jwe = {header, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, fx->token, 0, NULL, NULL, NULL};
    const char *text = t_make_jwe(&jwe);
    uint8_t hash[32];
    fapix_slice token = fapix_slice_str(text);

    if (text[0] == '\0')
        return FAPI_ERR_NOMEM;
    snprintf(fx->token, sizeof fx->token, "%s", text);
    fx->token_len = strlen(fx->token);
    int rc = t_context()->provider->sha256(NULL, &token, 1, hash);
    fapix_base64url_encode(fapix_slice_of(hash, sizeof hash), fx->ath);
    return rc;
}

static int ask(fixture *fx)
{
    static int turn;
    char jti[32];
    int rc = FAPI_ERR_INTERNAL;

    snprintf(jti, sizeof jti, "{\"jti\":\"e%d\"}", turn++);
    rc = fixture_proof(fx, jti);
    if (rc == FAPI_OK)
        rc = fixture_request(fx, "DPoP");
    return rc == FAPI_OK ? fixture_check(fx) : rc;
}

static void encrypted_tokens(void **state)
{
    AUTO(fixture) fx = NULL;
    AUTO(fapi_decrypter) key = NULL;
    const char *value = NULL;
    size_t n = 0;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, read_key(T_ENC_EC, &key));
    STATUS(FAPI_OK, fapi_rs_add_decrypter(fx->rs, key));
    STATUS(FAPI_OK, fapi_rs_set_encryption(fx->rs, 1, 0));
    STATUS(FAPI_OK, fapi_rs_set_cache(fx->rs, 16));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_TOKEN_PLAIN, ask(fx));
    CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), "invalid_token") == 0 && fapi_verdict_http(fx->verdict) == 401);
    REFUSES("RFC9068-4-2");
    STATUS(FAPI_OK, wrap(fx, HEADER));
    STATUS(FAPI_OK, ask(fx));
    STATUS(FAPI_OK, fapi_verdict_claim_string(fx->verdict, "iss", 3, &value, &n));
    CHECK(n == strlen(ISSUER) && memcmp(value, ISSUER, n) == 0);
    STATUS(FAPI_OK, ask(fx)); /* the second time its signature is known */
    ACCEPTS("RFC9068-4-2");
    snprintf(fx->token, sizeof fx->token, "%s", t_flip_jwe(fx->token, 4, 1));
    STATUS(FAPI_JWE_DECRYPTION, ask(fx));
    CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), "invalid_token") == 0 && fapi_verdict_http(fx->verdict) == 401);
    /* Encrypted by anybody, signed by a stranger. */
    STATUS(FAPI_OK, fixture_token_by(fx, fx->stranger, NULL, NULL));
    STATUS(FAPI_OK, wrap(fx, HEADER));
    int rc = ask(fx);
    CHECK(rc == FAPI_KEY_UNKNOWN || rc == FAPI_TOKEN_SIGNATURE);
    snprintf(fx->token, sizeof fx->token, "{\"sub\":\"a\"}");
    STATUS(FAPI_OK, wrap(fx, HEADER));
    STATUS(FAPI_JWE_PLAINTEXT, ask(fx));
}

/* Without a key an encrypted token is refused by name; where none was agreed a plain one passes. */
static void plain_tokens(void **state)
{
    AUTO(fixture) fx = NULL;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, ask(fx));
    STATUS(FAPI_OK, wrap(fx, HEADER));
    STATUS(FAPI_TOKEN_ENCRYPTED, ask(fx));
}

static void set_up_of_the_server(void **state)
{
    AUTO(fixture) fx = NULL;
    AUTO(fixture) brazil = NULL;
    AUTO(fapi_decrypter) key = NULL;

    (void)state;
    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, read_key(T_ENC_EC, &key));
    STATUS(FAPI_ERR_ARG, fapi_rs_add_decrypter(NULL, key));
    STATUS(FAPI_ERR_ARG, fapi_rs_add_decrypter(fx->rs, NULL));
    STATUS(FAPI_ERR_ARG, fapi_rs_set_encryption(NULL, 1, 0));
    STATUS(FAPI_ERR_ARG, fapi_rs_set_encryption(fx->rs, 2, 0));
    /* Agreed, and without a key nothing could ever pass. */
    STATUS(FAPI_OK, fapi_rs_set_encryption(fx->rs, 1, 0));
    STATUS(FAPI_POLICY_EMPTY, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fapi_rs_set_encryption(fx->rs, 0, 1));
    STATUS(FAPI_POLICY_EMPTY, fapi_rs_seal(fx->rs));
    for (int i = 0; i < 8; i++)
        STATUS(FAPI_OK, fapi_rs_add_decrypter(fx->rs, key));
    STATUS(FAPI_ERR_RANGE, fapi_rs_add_decrypter(fx->rs, key));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_ERR_STATE, fapi_rs_add_decrypter(fx->rs, key));
    STATUS(FAPI_ERR_STATE, fapi_rs_set_encryption(fx->rs, 0, 0));
    SLOW();
    STATUS(FAPI_OK, fixture_new(&brazil, FAPI_PROFILE_BR_OPEN_FINANCE));
    STATUS(FAPI_POLICY_VALUE, fapi_rs_add_decrypter(brazil->rs, key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encrypted_tokens), cmocka_unit_test(plain_tokens), cmocka_unit_test(set_up_of_the_server),
    };

    return t_main("rs_encryption", tests, COUNT(tests));
}
