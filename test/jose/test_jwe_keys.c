/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that decrypt and keys to encrypt to: what may be one, what it carries, and which of a set is taken. */
#include "harness.h"
#include "jose_make.h"
#include "jwe_make.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define X "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"
#define Y "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"
#define D "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"
#define EC "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\""
#define ALL_EC (FAPI_JWE_ALG_ECDH_ES | FAPI_JWE_ALG_ECDH_ES_A128KW | FAPI_JWE_ALG_ECDH_ES_A256KW)

static void private_keys(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        int want, algs;
        const char *ids;
    } rows[] = {
        {"{" EC ",\"d\":\"" D "\"}", FAPI_OK, ALL_EC, "RFC8725-3.1-3 RFC7517-4.2-1 RFC8725-3.4-1"},
        {"{" EC ",\"d\":\"" D "\",\"use\":\"enc\",\"alg\":\"ECDH-ES\"}", FAPI_OK, FAPI_JWE_ALG_ECDH_ES, ""},
        {"{" EC ",\"d\":\"" D "\",\"alg\":\"ECDH-ES+A256KW\",\"key_ops\":[\"deriveKey\"]}", FAPI_OK, FAPI_JWE_ALG_ECDH_ES_A256KW,
         "RFC7517-4.3-2 RFC7517-4.3-4"},
        {"{" EC "}", FAPI_JWK_NOT_PRIVATE, 0, ""},
        {"{" EC ",\"d\":\"" D "\",\"use\":\"sig\"}", FAPI_JWE_KEY_USE, 0, "RFC7517-4.2-1"},
        {"{" EC ",\"d\":\"" D "\",\"alg\":\"ES256\"}", FAPI_JWK_ALG, 0, "RFC8725-3.1-3"},
        {"{" EC ",\"d\":\"" D "\",\"alg\":\"RSA-OAEP\"}", FAPI_JWK_ALG, 0, "RFC8725-3.1-3"},
        {"{" EC ",\"d\":\"" D "\",\"alg\":\"ECDH-ES+A192KW\"}", FAPI_JWK_ALG, 0, ""},
        {"{" EC ",\"d\":\"" D "\",\"key_ops\":[\"sign\"]}", FAPI_JWK_KEY_OPS, 0, "RFC7517-4.3-4"},
        {"{" EC ",\"d\":\"" D "\",\"key_ops\":[\"deriveKey\",\"sign\"]}", FAPI_JWK_KEY_OPS, 0, "RFC7517-4.3-2"},
        {"{" EC ",\"d\":\"" D "\",\"key_ops\":\"deriveKey\"}", FAPI_JWK_KEY_OPS, 0, ""},
        {"{" EC ",\"d\":\"" X "\"}", FAPI_JWK_MISMATCH, 0, ""},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" X "\",\"d\":\"" D "\"}", FAPI_JWK_POINT, 0, "RFC8725-3.4-1"},
        {"{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"" X "\",\"y\":\"" Y "\",\"d\":\"" D "\"}", FAPI_JWK_CRV, 0, ""},
        {"{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" X "\",\"d\":\"" D "\"}", FAPI_JWK_KTY, 0, ""},
        {"{\"kty\":\"oct\",\"k\":\"" X "\",\"alg\":\"A256KW\"}", FAPI_JWK_SYMMETRIC, 0, ""},
        {"{" EC ",\"d\":\"" D "\",\"use\":1}", FAPI_JWK_TYPE, 0, ""},
        {"[]", FAPI_JSON_NOT_OBJECT, 0, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(fapi_decrypter) key = NULL;
        if (!t_status(rows[i].want, fapi_decrypter_new(t_context(), rows[i].json, strlen(rows[i].json), &key), rows[i].json, __FILE__,
                      __LINE__))
            return;
        CHECK((key != NULL) == (rows[i].want == FAPI_OK) && fapi_decrypter_algs(key) == rows[i].algs);
        t_claim_row(rows[i].want, rows[i].ids, __func__);
    }
    SLOW();
    /* The two algorithms of RSA are not one. */
    const char *rsa = t_enc_private_jwk(T_ENC_RSA), *alg = strstr(rsa, "\"alg\":\"RSA-OAEP\",");
    const char *open = t_format("%.*s%s", (int)(alg - rsa), rsa, alg + strlen("\"alg\":\"RSA-OAEP\","));
    AUTO(fapi_decrypter) none = NULL;
    AUTO(fapi_decrypter) one = NULL;
    STATUS(FAPI_JWK_ALG, fapi_decrypter_new(t_context(), open, strlen(open), &none));
    STATUS(FAPI_OK, fapi_decrypter_new(t_context(), rsa, strlen(rsa), &one));
    CHECK(fapi_decrypter_algs(one) == FAPI_JWE_ALG_RSA_OAEP);
    ACCEPTS("RFC7518-4.3-1");
    static const char small[] = "{\"kty\":\"RSA\",\"alg\":\"RSA-OAEP\",\"n\":\"" X "\",\"e\":\"AQAB\"}";
    AUTO(fapi_encrypter) to = NULL;
    STATUS(FAPI_JWK_RSA_SIZE, fapi_encrypter_new(t_context(), small, sizeof small - 1, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A256GCM, &to));
    REFUSES("RFC7518-4.3-1");
}

static void fresh_keys(void **state)
{
    (void)state;
    SLOW();
    static const int algs[] = {FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWE_ALG_RSA_OAEP_256};
    for (size_t i = 0; i < COUNT(algs); i++) {
        AUTO(fapi_decrypter) key = NULL;
        AUTO(fapi_encrypter) to = NULL;
        const char *json = NULL;
        size_t n = 0;
        STATUS(FAPI_OK, fapi_decrypter_generate(t_context(), algs[i], &key));
        STATUS(FAPI_OK, fapi_decrypter_public_jwk(key, &json, &n));
        const char *text = t_format("%.*s", (int)n, json);
        CHECK(strstr(text, "\"use\":\"enc\"") != NULL && strstr(text, "\"kid\":\"") != NULL && strstr(text, "\"d\":") == NULL);
        CHECK(strstr(text, t_format("\"alg\":\"%s\"", fapix_jwe_alg_name(algs[i]))) != NULL);
        STATUS(FAPI_OK, fapi_encrypter_new(t_context(), json, n, algs[i], FAPI_JWE_ENC_A256GCM, &to));
        CHECK(fapi_decrypter_algs(key) == algs[i]);
    }
    AUTO(fapi_decrypter) none = NULL;
    STATUS(FAPI_ERR_ARG, fapi_decrypter_generate(t_context(), 0, &none));
    STATUS(FAPI_ERR_ARG, fapi_decrypter_generate(t_context(), 3, &none));
    STATUS(FAPI_ERR_ARG, fapi_decrypter_generate(t_context(), 32, &none));
}

static void public_keys(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        int alg, want;
    } rows[] = {
        {"{" EC "}", FAPI_JWE_ALG_ECDH_ES, FAPI_OK},
        {"{" EC ",\"key_ops\":[]}", FAPI_JWE_ALG_ECDH_ES, FAPI_OK}, /* as WebCrypto writes it */
        {"{" EC ",\"alg\":\"ECDH-ES\"}", FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWK_ALG},
        {"{" EC "}", FAPI_JWE_ALG_RSA_OAEP, FAPI_JWK_ALG},
        {"{" EC ",\"d\":\"" D "\"}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWK_PRIVATE},
        {"{" EC ",\"use\":\"sig\"}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_KEY_USE},
        {"{" EC ",\"key_ops\":[\"verify\"]}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWK_KEY_OPS},
        {"{" EC ",\"ext\":false}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWK_KEY_OPS},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(fapi_encrypter) key = NULL;
        if (!t_status(rows[i].want, fapi_encrypter_new(t_context(), rows[i].json, strlen(rows[i].json), rows[i].alg,
                                                       FAPI_JWE_ENC_A128GCM, &key), rows[i].json, __FILE__, __LINE__))
            return;
        CHECK((key != NULL) == (rows[i].want == FAPI_OK));
    }
}

static void sets(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *kid;
        int want;
    } rows[] = {
        {"{" EC ",\"use\":\"enc\",\"kid\":\"a\"}", "\"a\"", FAPI_OK},
        {"{" EC ",\"alg\":\"ECDH-ES\",\"kid\":\"b\"}", "\"b\"", FAPI_OK},
        {"{" EC ",\"use\":\"enc\",\"kid\":\"a\"},{" EC ",\"use\":\"enc\",\"kid\":\"b\"}", "\"a\"", FAPI_OK},
        /* others are passed over: for signatures, for another algorithm, broken, of an unknown kind */
        {"{" EC ",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"s\"},{" EC ",\"use\":\"enc\",\"alg\":\"ECDH-ES+A256KW\"},"
         "{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"enc\",\"x\":\"" X "\",\"y\":\"" X "\"},{\"kty\":\"new\",\"use\":\"enc\"},"
         "{" EC ",\"use\":\"enc\",\"kid\":\"q\\\"\"}", "\"q\\\"\"", FAPI_OK},
        /* a key that does not say what it is for may be one that signs */
        {"{" EC ",\"kid\":\"a\"}", NULL, FAPI_JWE_KEY},
        {"{" EC ",\"use\":\"sig\"}", NULL, FAPI_JWE_KEY},
        {"", NULL, FAPI_JWE_KEY},
        {"{\"kty\":}", NULL, FAPI_JSON_SYNTAX},
        {"7", NULL, FAPI_JWKS_FORM},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(fapi_encrypter) key = NULL;
        const char *set = t_format("{\"keys\":[%s]}", rows[i].keys);
        if (!t_status(rows[i].want, fapi_encrypter_new_from_set(t_context(), set, strlen(set), FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM,
                                                                &key), rows[i].keys, __FILE__, __LINE__))
            return;
        CHECK((key != NULL) == (rows[i].want == FAPI_OK));
        CHECK(key == NULL || (key->kid_json.n == strlen(rows[i].kid) && memcmp(key->kid_json.p, rows[i].kid, key->kid_json.n) == 0));
    }
}

static void arguments(void **state)
{
    (void)state;
    static const char ec[] = "{" EC "}";
    fapi_decrypter *key = NULL;
    fapi_encrypter *to = NULL;
    const char *json = "";
    size_t n = 1;
    STATUS(FAPI_ERR_ARG, fapi_decrypter_new(t_context(), ec, sizeof ec - 1, NULL));
    STATUS(FAPI_ERR_ARG, fapi_decrypter_new(t_context(), NULL, 0, &key));
    STATUS(FAPI_ERR_ARG, fapi_decrypter_generate(t_context(), FAPI_JWE_ALG_ECDH_ES, NULL));
    STATUS(FAPI_ERR_ARG, fapi_decrypter_public_jwk(NULL, &json, &n));
    CHECK(json == NULL && n == 0 && fapi_decrypter_algs(NULL) == 0);
    STATUS(FAPI_ERR_ARG, fapi_encrypter_new(t_context(), ec, sizeof ec - 1, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, NULL));
    STATUS(FAPI_ERR_ARG, fapi_encrypter_new(t_context(), NULL, 0, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, &to));
    STATUS(FAPI_ERR_ARG, fapi_encrypter_new(t_context(), ec, sizeof ec - 1, 3, FAPI_JWE_ENC_A128GCM, &to));
    STATUS(FAPI_ERR_ARG, fapi_encrypter_new(t_context(), ec, sizeof ec - 1, FAPI_JWE_ALG_ECDH_ES, 3, &to));
    STATUS(FAPI_ERR_ARG, fapi_encrypter_new_from_set(t_context(), ec, sizeof ec - 1, FAPI_JWE_ALG_ECDH_ES, 0, &to));
    STATUS(FAPI_ERR_ARG, fapi_encrypter_new_from_set(t_context(), NULL, 0, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, &to));
    STATUS(FAPI_ERR_ARG, fapi_encrypter_new_from_set(t_context(), ec, 1, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, NULL));
    fapi_decrypter_free(NULL);
    fapi_encrypter_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(private_keys), cmocka_unit_test(fresh_keys), cmocka_unit_test(public_keys),
        cmocka_unit_test(sets),         cmocka_unit_test(arguments),
    };
    return t_main("jwe_keys", tests, COUNT(tests));
}
