/* SPDX-License-Identifier: Apache-2.0 */
/* Access tokens and introspection responses that are encrypted to the resource server: opened, and then judged as any other. */
#include "test/role/fixture.h"

#include <sodium.h>

#define ALG FAPI_JWE_ALG_ECDH_ES
#define ENC FAPI_JWE_ENC_A256GCM

typedef struct secret {
    fixture *fx;
    fapi_decrypter *ours, *other;
    fapi_encrypter *to_us, *to_other;
    fapi_jwe *jwe;
    fapi_response *response;
} secret;

static void secret_free(secret *s)
{
    if (s == NULL)
        return;
    fapi_response_free(s->response);
    fapi_jwe_free(s->jwe);
    fapi_encrypter_free(s->to_us);
    fapi_encrypter_free(s->to_other);
    fixture_free(s->fx);
    fapi_decrypter_free(s->ours);
    fapi_decrypter_free(s->other);
    free(s);
}
T_AUTO(secret)

static int pair(fapi_decrypter **decrypter, fapi_encrypter **encrypter)
{
    const char *json = NULL;
    size_t n = 0;
    int rc = fapi_decrypter_generate(t_context(), ALG, decrypter);

    if (rc == FAPI_OK)
        rc = fapi_decrypter_public_jwk(*decrypter, &json, &n);
    return rc == FAPI_OK ? fapi_encrypter_new(t_context(), json, n, ALG, ENC, encrypter) : rc;
}

static int started(secret **s, int tokens, int introspection)
{
    int rc = FAPI_ERR_INTERNAL;

    secret_free(*s); /* of a first try that ran out of memory */
    *s = calloc(1, sizeof **s);
    if (*s == NULL)
        return FAPI_ERR_NOMEM;
    rc = fixture_new(&(*s)->fx, FAPI_PROFILE_FAPI2_SECURITY);
    if (rc == FAPI_OK)
        rc = pair(&(*s)->ours, &(*s)->to_us);
    if (rc == FAPI_OK)
        rc = pair(&(*s)->other, &(*s)->to_other);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_decrypter((*s)->fx->rs, (*s)->ours);
    if (rc == FAPI_OK)
        rc = fapi_rs_set_encryption((*s)->fx->rs, tokens, introspection);
    (*s)->jwe = fapi_jwe_new(t_context());
    (*s)->response = fapi_response_new(t_context());
    if (rc == FAPI_OK && ((*s)->jwe == NULL || (*s)->response == NULL))
        rc = FAPI_ERR_NOMEM;
    return rc == FAPI_OK ? fapi_rs_seal((*s)->fx->rs) : rc;
}

/* Encrypt the token of the fixture in its place, and make request and proof for it. */
static int encrypted(secret *s, const fapi_encrypter *to)
{
    fixture *fx = s->fx;
    const char *compact = NULL;
    uint8_t hash[32];
    size_t n = 0;
    int rc = fixture_token(fx, NULL, NULL);

    if (rc == FAPI_OK)
        rc = fapi_jwe_encrypt(s->jwe, to, fx->token, fx->token_len, &compact, &n);
    if (rc == FAPI_OK && n >= sizeof fx->token)
        rc = FAPI_ERR_BUFFER;
    if (rc != FAPI_OK)
        return rc;
    memcpy(fx->token, compact, n);
    fx->token[n] = '\0';
    fx->token_len = n;
    crypto_hash_sha256(hash, (const uint8_t *)fx->token, n);
    sodium_bin2base64(fx->ath, sizeof fx->ath, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return FAPI_OK;
}

static int requested(secret *s)
{
    int rc = fixture_proof(s->fx, NULL);

    return rc == FAPI_OK ? fixture_request(s->fx, "DPoP") : rc;
}

static void test_token(void **state)
{
    AUTO(secret) s = NULL;
    const char *sub = NULL;
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, started(&s, 1, 0));
    STATUS(FAPI_OK, encrypted(s, s->to_us));
    STATUS(FAPI_OK, requested(s));
    STATUS(FAPI_OK, fixture_check(s->fx));
    STATUS(FAPI_OK, fapi_verdict_claim_string(s->fx->verdict, S("sub"), &sub, &n));
    CHECK(n == 5 && memcmp(sub, "alice", 5) == 0);
    ACCEPTS("RFC9068-4-2");
    STATUS(FAPI_DPOP_REPLAYED, fixture_check(s->fx)); /* the proof was claimed, as that of any token */
}

static void test_token_refused(void **state)
{
    AUTO(secret) s = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&s, 1, 0));
    STATUS(FAPI_OK, fixture_token(s->fx, NULL, NULL));
    STATUS(FAPI_OK, requested(s));
    STATUS(FAPI_TOKEN_PLAIN, fixture_check(s->fx));
    CHECK(fapi_verdict_http(s->fx->verdict) == 401);
    REFUSES("RFC9068-4-2");
    STATUS(FAPI_OK, encrypted(s, s->to_other));
    STATUS(FAPI_OK, requested(s));
    STATUS(FAPI_JWE_KEY, fixture_check(s->fx));
    CHECK(fapi_verdict_http(s->fx->verdict) == 401);
    STATUS(FAPI_OK, encrypted(s, s->to_us));
    s->fx->token[s->fx->token_len - 1] = s->fx->token[s->fx->token_len - 1] == 'A' ? 'Q' : 'A';
    STATUS(FAPI_OK, requested(s));
    STATUS(FAPI_JWE_DECRYPTION, fixture_check(s->fx));
    CHECK(fapi_verdict_http(s->fx->verdict) == 401);
    REFUSES("RFC9068-4-2");
}

/* Where nothing was agreed, a token may come plain; and what is inside an encrypted one is judged no less. */
static void test_not_agreed(void **state)
{
    AUTO(secret) s = NULL;
    const char *compact = NULL;
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, started(&s, 0, 0));
    STATUS(FAPI_OK, fixture_token(s->fx, NULL, NULL));
    STATUS(FAPI_OK, requested(s));
    STATUS(FAPI_OK, fixture_check(s->fx));
    ACCEPTS("RFC9068-4-2");
    STATUS(FAPI_OK, fixture_token_by(s->fx, s->fx->stranger, NULL, NULL));
    STATUS(FAPI_OK, fapi_jwe_encrypt(s->jwe, s->to_us, s->fx->token, s->fx->token_len, &compact, &n));
    CHECK(n < sizeof s->fx->token);
    memcpy(s->fx->token, compact, n);
    s->fx->token[n] = '\0';
    s->fx->token_len = n;
    STATUS(FAPI_OK, requested(s));
    STATUS(FAPI_KEY_UNKNOWN, fixture_check(s->fx));
}

static int answered(secret *s, const fapi_encrypter *to)
{
    char payload[1024], jws[2048];
    const char *compact = NULL;
    size_t n = 0, jws_n = 0;
    int rc = fapi_jws_set_typ(s->fx->jws, S("token-introspection+jwt"));

    (void)snprintf(payload, sizeof payload,
                   "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"iat\":%lld,\"token_introspection\":{\"active\":true,"
                   "\"client_id\":\"client-1\",\"scope\":\"accounts\",\"cnf\":{\"jkt\":\"%s\"}}}",
                   (long long)NOW, s->fx->jkt);
    if (rc == FAPI_OK)
        rc = fapi_jws_set_embed_jwk(s->fx->jws, 0);
    if (rc == FAPI_OK)
        rc = fapi_jws_sign(s->fx->jws, s->fx->as, (const uint8_t *)payload, strlen(payload), &compact, &n);
    if (rc != FAPI_OK)
        return rc;
    memcpy(jws, compact, jws_n = n);
    if (to != NULL)
        rc = fapi_jwe_encrypt(s->jwe, to, jws, jws_n, &compact, &n);
    fapi_response_reset(s->response);
    if (rc == FAPI_OK)
        rc = fapi_response_set_http(s->response, 200);
    if (rc == FAPI_OK)
        rc = fapi_response_add_header(s->response, S("Content-Type"), S("application/token-introspection+jwt"));
    return rc == FAPI_OK ? fapi_response_set_body(s->response, compact, n) : rc;
}

static int introspected(secret *s)
{
    return fapi_rs_check_introspected(s->fx->rs, S(ISSUER), s->fx->request, s->response, NOW, s->fx->verdict);
}

static void test_introspection(void **state)
{
    AUTO(secret) s = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&s, 0, 1));
    STATUS(FAPI_OK, fixture_token(s->fx, NULL, NULL));
    STATUS(FAPI_OK, requested(s));
    STATUS(FAPI_OK, answered(s, NULL));
    STATUS(FAPI_INTROSPECTION_RESPONSE_PLAIN, introspected(s));
    REFUSES("RFC9701-5-5");
    STATUS(FAPI_OK, answered(s, s->to_other));
    STATUS(FAPI_JWE_KEY, introspected(s));
    REFUSES("RFC9701-5-5");
    STATUS(FAPI_OK, answered(s, s->to_us));
    STATUS(FAPI_OK, introspected(s));
    ACCEPTS("RFC9701-5-5");
    /* the type of plain JSON takes the encryption off no more than the signature */
    fapi_response_reset(s->response);
    STATUS(FAPI_OK, fapi_response_set_http(s->response, 200));
    STATUS(FAPI_OK, fapi_response_add_header(s->response, S("Content-Type"), S("application/json")));
    STATUS(FAPI_OK, fapi_response_set_body(s->response, S("{\"active\":true}")));
    STATUS(FAPI_INTROSPECTION_RESPONSE_PLAIN, introspected(s));
}

static void test_use(void **state)
{
    AUTO(secret) s = NULL;
    AUTO(fapi_rs) rs = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&s, 0, 0));
    STATUS(FAPI_ERR_STATE, fapi_rs_add_decrypter(s->fx->rs, s->ours));
    STATUS(FAPI_ERR_STATE, fapi_rs_set_encryption(s->fx->rs, 1, 1));
    rs = fapi_rs_new(s->fx->policy);
    CHECK(rs != NULL);
    STATUS(FAPI_ERR_ARG, fapi_rs_add_decrypter(rs, NULL));
    STATUS(FAPI_ERR_ARG, fapi_rs_add_decrypter(NULL, s->ours));
    STATUS(FAPI_ERR_ARG, fapi_rs_set_encryption(rs, 2, 0));
    STATUS(FAPI_ERR_ARG, fapi_rs_set_encryption(NULL, 1, 0));
    for (int i = 0; i < 8; i++)
        STATUS(FAPI_OK, fapi_rs_add_decrypter(rs, s->ours));
    STATUS(FAPI_ERR_RANGE, fapi_rs_add_decrypter(rs, s->other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_token), cmocka_unit_test(test_token_refused), cmocka_unit_test(test_not_agreed),
        cmocka_unit_test(test_introspection), cmocka_unit_test(test_use),
    };

    return t_main("rs_encrypted", tests, sizeof tests / sizeof *tests);
}
