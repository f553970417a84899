/* SPDX-License-Identifier: Apache-2.0 */
/* Response JWTs that are encrypted: where that was agreed nothing else passes, and what is inside is judged like any other. */
#include "base/verdict.h"
#include "jose/jwe.h"
#include "test/oauth/jarm_fixture.h"

/* The compact JWE of a text for this key; "" without memory. */
static const char *seal(const fapi_decrypter *decrypter, int alg, int enc, const char *text)
{
    AUTO(fapi_encrypter) encrypter = NULL;
    const char *jwk = NULL, *compact = "";
    fapix_buffer out;
    size_t n = 0;

    fapix_buffer_init(&out, &t_context()->memory, FAPI_MAX_JWT);
    if (text[0] != '\0' && fapi_decrypter_public_jwk(decrypter, &jwk, &n) == FAPI_OK &&
        fapi_encrypter_new(t_context(), jwk, n, alg, enc, &encrypter) == FAPI_OK &&
        fapix_jwe_seal(encrypter, fapix_slice_str(text), &out) == FAPI_OK)
        compact = t_format("%.*s", (int)out.n, (const char *)out.p);
    fapix_buffer_free(&out);
    return compact;
}

#define ECDH(decrypter, text) seal(decrypter, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A256GCM, text)
#define KEY(name)                                                                                        \
    AUTO(fapi_decrypter) name = NULL;                                                                    \
    STATUS(FAPI_OK, fapi_decrypter_generate(t_context(), FAPI_JWE_ALG_ECDH_ES, &name))

static void agreed(void **state)
{
    const char *good = NULL, *value = NULL;
    size_t n = 0;
    READY(jarm, verdict);
    KEY(key);
    KEY(other);

    (void)state;
    /* before it was agreed */
    good = ECDH(key, jarm_with(NULL, NULL));
    CHECK(good[0] != '\0');
    STATUS(J(ENCRYPTED), jarm_try(jarm, good, NOW, verdict));
    STATUS(FAPI_OK, fapi_jarm_add_decrypter(jarm, key));
    STATUS(FAPI_OK, jarm_try(jarm, good, NOW, verdict));
    STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, S("code"), &value, &n));
    CHECK(n == 8 && memcmp(value, "SplxlOBe", n) == 0);
    ACCEPTS("JARM-2.4-1");
    STATUS(J(NOT_ENCRYPTED), jarm_try(jarm, jarm_with(NULL, NULL), NOW, verdict));
    STATUS(FAPI_JWE_DECRYPTION, jarm_try(jarm, t_format("%sA", good), NOW, verdict));
    REFUSES("JARM-2.4-1");
    good = ECDH(other, jarm_with(NULL, NULL));
    CHECK(good[0] != '\0');
    CHECK(jarm_try(jarm, good, NOW, verdict) != FAPI_OK && verdict->readable == NULL);
    STATUS(FAPI_OK, fapi_jarm_add_decrypter(jarm, other));
    STATUS(FAPI_OK, jarm_try(jarm, ECDH(other, jarm_with(NULL, NULL)), NOW, verdict));
    STATUS(FAPI_OK, jarm_try(jarm, ECDH(key, jarm_with(NULL, NULL)), NOW, verdict));
    STATUS(FAPI_OK, fapi_jarm_set_jwe_algs(jarm, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM));
    STATUS(FAPI_JWE_ENC, jarm_try(jarm, ECDH(key, jarm_with(NULL, NULL)), NOW, verdict));
}

/* Anybody can encrypt to the client: what is inside must be the server's, all the same. */
static void inside(void **state)
{
    const t_member evil = {"iss", "\"https://evil.example\""}, stale = {"state", "\"x\""}, sub = {"sub", "\"alice\""};
    const char *unsigned_jwt = NULL, *nested = NULL;
    READY(jarm, verdict);
    KEY(key);

    (void)state;
    STATUS(FAPI_OK, fapi_jarm_add_decrypter(jarm, key));
    unsigned_jwt = t_join("{\"alg\":\"none\"}", jarm_claims(NULL, 0), strlen(jarm_claims(NULL, 0)), "", 0);
    CHECK(unsigned_jwt[0] != '\0');
    STATUS(J(ALG), jarm_try(jarm, ECDH(key, unsigned_jwt), NOW, verdict));
    STATUS(FAPI_JWE_PLAINTEXT, jarm_try(jarm, ECDH(key, "{\"code\":\"c\"}"), NOW, verdict));
    STATUS(J(ALG), jarm_try(jarm, ECDH(key, t_forge("{\"alg\":\"HS256\"}", jarm_claims(NULL, 0), S("secret"))), NOW, verdict));
    ATTACK("JARM-04");
    REFUSES("JARM-2.4-5");
    STATUS(J(ISS), jarm_try(jarm, ECDH(key, jarm_by(T_EDDSA, &evil, 1)), NOW, verdict));
    STATUS(FAPI_AUTHORIZATION_RESPONSE_STATE, jarm_try(jarm, ECDH(key, jarm_by(T_EDDSA, &stale, 1)), NOW, verdict));
    STATUS(J(KIND), jarm_try(jarm, ECDH(key, jarm_by(T_EDDSA, &sub, 1)), NOW, verdict));
    STATUS(J(EXPIRED), jarm_try(jarm, ECDH(key, jarm_with("exp", "1799999000")), NOW, verdict));
    nested = ECDH(key, jarm_with(NULL, NULL));
    CHECK(nested[0] != '\0');
    STATUS(FAPI_JWE_IN_JWE, jarm_try(jarm, ECDH(key, nested), NOW, verdict)); /* encrypted twice */
}

static void algorithms(void **state)
{
    static const struct {
        int alg, enc;
    } rows[] = {
        {FAPI_JWE_ALG_RSA_OAEP_256, FAPI_JWE_ENC_A256GCM},   {FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A128GCM},
        {FAPI_JWE_ALG_ECDH_ES_A256KW, FAPI_JWE_ENC_A256CBC_HS512}, {FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWE_ENC_A128CBC_HS256},
    };

    (void)state;
    SLOW();
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(fapi_decrypter) key = NULL;
        READY(jarm, verdict);

        STATUS(FAPI_OK, fapi_decrypter_generate(t_context(), rows[i].alg, &key));
        STATUS(FAPI_OK, fapi_jarm_add_decrypter(jarm, key));
        STATUS(FAPI_OK, jarm_try(jarm, seal(key, rows[i].alg, rows[i].enc, jarm_with(NULL, NULL)), NOW, verdict));
        STATUS(FAPI_OK, fapi_jarm_set_jwe_algs(jarm, FAPI_JWE_ALG_ECDH_ES, rows[i].enc));
        STATUS(FAPI_JWE_ALG, jarm_try(jarm, seal(key, rows[i].alg, rows[i].enc, jarm_with(NULL, NULL)), NOW, verdict));
    }
    /* RSA1_5, whatever follows */
    {
        KEY(key);
        READY(jarm, verdict);

        STATUS(FAPI_OK, fapi_jarm_add_decrypter(jarm, key));
        STATUS(FAPI_JWE_ALG_RSA1_5, jarm_try(jarm, t_format("%s.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
                                             t_base64url(S("{\"alg\":\"RSA1_5\",\"enc\":\"A256GCM\"}"))), NOW, verdict));
        for (int i = 0; i < 7; i++)
            STATUS(FAPI_OK, fapi_jarm_add_decrypter(jarm, key));
        STATUS(FAPI_ERR_RANGE, fapi_jarm_add_decrypter(jarm, key));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agreed), cmocka_unit_test(inside), cmocka_unit_test(algorithms)};

    return t_main("oauth/jarm_encrypted", tests, COUNT(tests));
}
