/* SPDX-License-Identifier: Apache-2.0 */
/* What ties an ID token to its flow: nonce, hashes, auth_req_id, auth_time, acr, and the user of an earlier one. Cases C13, C15 and C20 of the
 * public suite among them; and encrypted ID tokens (C16). */
#include "test/jwe_make.h"
#include "test/oauth/id_token_fixture.h"

#define RT_HASH "urn:openid:params:jwt:claim:rt_hash"
#define AUTH_REQ_ID "urn:openid:params:jwt:claim:auth_req_id"

/* C13 */
static void nonce(void **state)
{
    static const id_token_row sent[] = {
        {NONE, {NONE}, FAPI_OK, "+OIDCC-3.1.3.7-11 +RFC9700-4.5.3.2-1"},
        {NONE, {{"nonce", NULL}}, I(NONCE_MISSING), "-OIDCC-3.1.3.7-11 !CLM-13"},
        {NONE, {{"nonce", "\"another\""}}, I(NONCE), "-OIDCC-3.1.3.7-11 -RFC9700-4.5.3.2-1 !CLM-13"},
        {NONE, {{"nonce", "\"" NONCE "x\""}}, I(NONCE), "!CLM-13"},
        {NONE, {{"nonce", "\"n-0S6_WzA2M\""}}, I(NONCE), "!CLM-13"},
        {NONE, {{"nonce", "\"N-0S6_WzA2Mj\""}}, I(NONCE), "!CLM-13"},
        {NONE, {{"nonce", "\"\""}}, I(NONCE), "!CLM-13"},
        {NONE, {{"nonce", "null"}}, I(CLAIM_TYPE), "!CLM-13"},
        {NONE, {{"nonce", "[\"" NONCE "\"]"}}, I(CLAIM_TYPE), "!CLM-13"},
    };
    static const id_token_row unsent[] = {
        {NONE, {{"nonce", NULL}}, FAPI_OK, NULL},
        {NONE, {NONE}, I(NONCE_UNASKED), "!CLM-13"},
        {NONE, {{"nonce", "\"\""}}, I(NONCE_UNASKED), "!MIX-04"},
    };
    READY(id_token, jwks, verdict);

    (void)state;
    RUN(sent);
    STATUS(FAPI_OK, fapi_id_token_insecure_set_no_nonce(id_token));
    RUN(unsent);
}

/* C15: the front channel. */
static void front(void **state)
{
    const char *c_hash = id_token_hash(T_EDDSA, CODE), *s_hash = id_token_hash(T_EDDSA, STATE);
    const char *c_other = id_token_hash(T_EDDSA, "another"), *c_256 = id_token_hash(T_ES256, CODE), *s_256 = id_token_hash(T_ES256, STATE);
    const char *full = t_format("\"%s\"", t_base64url("0123456789012345678901234567890123456789012345678901234567890123", 64));
    const char *half = t_format("%.*s\"", 22, c_hash);
    const id_token_row rows[] = {
        {NONE, {{"c_hash", c_hash}, {"s_hash", s_hash}}, FAPI_OK,
         "+OIDCC-3.3.2.10-1 +FAPI1ADV-5.2.3.1-3 +FAPI1ADV-5.2.3.1-4 +FAPI1ADV-8.4.3-1 +OIDCC-3.3.2.12-2"},
        {NONE, {{"s_hash", s_hash}}, I(C_HASH_MISSING), "-OIDCC-3.3.2.10-1 -FAPI1ADV-5.2.3.1-3"},
        {NONE, {{"c_hash", c_other}, {"s_hash", s_hash}}, I(C_HASH), "-OIDCC-3.3.2.10-1 -FAPI1ADV-5.2.3.1-3 -FAPI1ADV-8.4.3-1 !CLM-14"},
        {NONE, {{"c_hash", c_256}, {"s_hash", s_hash}}, I(C_HASH), "!CLM-14"},
        {NONE, {{"c_hash", full}, {"s_hash", s_hash}}, I(C_HASH), "!CLM-14"},
        {NONE, {{"c_hash", half}, {"s_hash", s_hash}}, I(C_HASH), "!CLM-14"},
        {NONE, {{"c_hash", "\"\""}, {"s_hash", s_hash}}, I(C_HASH), "!CLM-14"},
        {NONE, {{"c_hash", "7"}, {"s_hash", s_hash}}, I(CLAIM_TYPE), "!CLM-14"},
        {NONE, {{"c_hash", c_hash}}, I(S_HASH_MISSING), "-FAPI1ADV-5.2.3.1-4"},
        {NONE, {{"c_hash", c_hash}, {"s_hash", c_other}}, I(S_HASH), "-FAPI1ADV-5.2.3.1-4 -FAPI1ADV-8.4.3-1 !CLM-14"},
        {NONE, {{"c_hash", c_hash}, {"s_hash", c_hash}}, I(S_HASH), "!CLM-14"},
        {NONE, {{"c_hash", c_hash}, {"s_hash", s_256}}, I(S_HASH), "!CLM-14"},
        {NONE, {{"c_hash", c_hash}, {"s_hash", s_hash}, {"nonce", NULL}}, I(NONCE_MISSING), "-OIDCC-3.3.2.12-2"},
        {NONE, {{"c_hash", c_hash}, {"s_hash", s_hash}, {"nonce", "\"x\""}}, I(NONCE), "-OIDCC-3.3.2.12-2 -FAPI1ADV-5.2.3.1-3"},
        {NONE, {{"c_hash", c_hash}, {"s_hash", s_hash}, {"aud", "\"x\""}}, I(AUD), "-FAPI1ADV-5.2.3.1-3"},
        {NONE, {{"c_hash", c_hash}, {"s_hash", s_hash}, {"iss", "\"https://evil.example\""}}, I(ISS), "-FAPI1ADV-5.2.3.1-3"},
    };
    const id_token_row stateless[] = {
        {NONE, {{"c_hash", c_hash}}, FAPI_OK, NULL},
        {NONE, {NONE}, I(C_HASH_MISSING), NULL},
    };
    READY(id_token, jwks, verdict);

    (void)state;
    CHECK(c_hash[0] && s_hash[0] && c_other[0] && c_256[0] && s_256[0] && full[0] && half[0]);
    STATUS(FAPI_OK, fapi_id_token_set_front_channel(id_token, S(CODE), S(STATE)));
    RUN(rows);
    STATUS(FAPI_OK, fapi_id_token_set_front_channel(id_token, S(CODE), NULL, 0));
    RUN(stateless);
    /* no nonce, no front channel */
    STATUS(FAPI_OK, fapi_id_token_insecure_set_no_nonce(id_token));
    STATUS(FAPI_ERR_STATE, id_token_try(id_token, jwks, id_token_with("c_hash", c_hash), NOW, verdict));
    REFUSES("OIDCC-3.3.2.12-2");
}

/* C15, C20: the back channel, where nothing need be there. */
static void back(void **state)
{
    const char *at_hash = id_token_hash(T_EDDSA, ACCESS_TOKEN), *rt_hash = id_token_hash(T_EDDSA, "refresh");
    const char *other = id_token_hash(T_EDDSA, "x"), *at_256 = id_token_hash(T_ES256, ACCESS_TOKEN);
    const id_token_row rows[] = {
        {NONE, {NONE}, FAPI_OK, "+OIDCC-3.1.3.8-1"},
        {NONE, {{"at_hash", at_hash}}, FAPI_OK, "+OIDCC-3.1.3.8-1 +FAPI1ADV-8.4.3-1"},
        {NONE, {{"at_hash", other}}, I(AT_HASH), "-OIDCC-3.1.3.8-1 -FAPI1ADV-8.4.3-1 !CLM-14"},
        {NONE, {{"at_hash", at_256}}, I(AT_HASH), "!CLM-14"},
        {NONE, {{"at_hash", "null"}}, I(CLAIM_TYPE), NULL},
        {NONE, {{RT_HASH, rt_hash}, {AUTH_REQ_ID, "\"1c266114\""}}, FAPI_OK, NULL},
        {NONE, {{RT_HASH, at_hash}}, I(RT_HASH), NULL},
        {NONE, {{RT_HASH, "{}"}}, I(CLAIM_TYPE), NULL},
        {NONE, {{AUTH_REQ_ID, "\"1c266115\""}}, I(AUTH_REQ_ID), NULL},
        {NONE, {{AUTH_REQ_ID, "\"\""}}, I(AUTH_REQ_ID), NULL},
        {NONE, {{AUTH_REQ_ID, "1"}}, I(CLAIM_TYPE), NULL},
    };
    const id_token_row unknown[] = {{NONE, {{"at_hash", other}, {RT_HASH, other}, {AUTH_REQ_ID, "\"x\""}}, FAPI_OK, NULL}};
    READY(id_token, jwks, verdict);

    (void)state;
    CHECK(at_hash[0] && rt_hash[0] && other[0] && at_256[0]);
    RUN(unknown); /* of what the host does not know, nothing can be said */
    STATUS(FAPI_OK, fapi_id_token_set_access_token(id_token, S(ACCESS_TOKEN)));
    STATUS(FAPI_OK, fapi_id_token_set_refresh_token(id_token, S("refresh")));
    STATUS(FAPI_OK, fapi_id_token_set_auth_req_id(id_token, S("1c266114")));
    RUN(rows);
}

/* The hash is that of the algorithm of the token: the worked example of OpenID Connect Core A.4 has RS256. */
static void published_hashes(void **state)
{
    const t_member changes[] = {{"at_hash", "\"77QmUPtjPfzWtF2AnpK9RQ\""}, {"c_hash", "\"LDktKdoQak3Pk0cnXxCltA\""}};
    READY(id_token, jwks, verdict);

    (void)state;
    STATUS(FAPI_OK, fapi_id_token_set_front_channel(id_token, S("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"), NULL, 0));
    STATUS(FAPI_OK, fapi_id_token_set_access_token(id_token, S("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")));
    STATUS(FAPI_OK, id_token_try(id_token, jwks, id_token_by(T_ES256, changes, 2), NOW, verdict));
    STATUS(I(C_HASH), id_token_try(id_token, jwks, id_token_by(T_EDDSA, changes, 2), NOW, verdict));
}

static void authentication(void **state)
{
    static const id_token_row asked[] = {
        {NONE, {{"auth_time", "1799999990"}, {"acr", "\"urn:b\""}}, FAPI_OK,
         "+OIDCC-3.1.3.7-12 +OIDCC-3.1.3.7-13 +FAPI1ADV-5.2.3-3 +FAPICIBA-5.2.3.1-3"},
        {NONE, {{"auth_time", "1799999690"}, {"acr", "\"urn:a\""}}, FAPI_OK, NULL},
        {NONE, {{"auth_time", "1799999689"}, {"acr", "\"urn:a\""}}, I(AUTH_TIME_OLD), "-OIDCC-3.1.3.7-13 !CLM-15"},
        {NONE, {{"acr", "\"urn:a\""}}, I(AUTH_TIME_MISSING), "-OIDCC-3.1.3.7-13 !CLM-15"},
        {NONE, {{"auth_time", "1800000010"}, {"acr", "\"urn:a\""}}, FAPI_OK, NULL},
        {NONE, {{"auth_time", "1800000011"}, {"acr", "\"urn:a\""}}, I(AUTH_TIME_FUTURE), "!CLM-15"},
        {NONE, {{"auth_time", "\"1799999990\""}, {"acr", "\"urn:a\""}}, I(CLAIM_TYPE), "!CLM-15"},
        {NONE, {{"auth_time", "1799999990000"}, {"acr", "\"urn:a\""}}, I(CLAIM_TYPE), "!CLM-15"},
        {NONE, {{"auth_time", "1799999990"}}, I(ACR_MISSING), "-OIDCC-3.1.3.7-12 -FAPI1ADV-5.2.3-3 -FAPICIBA-5.2.3.1-3 !CLM-15"},
        {NONE, {{"auth_time", "1799999990"}, {"acr", "\"urn:c\""}}, I(ACR), "-OIDCC-3.1.3.7-12 -FAPI1ADV-5.2.3-3 -FAPICIBA-5.2.3.1-3"},
        {NONE, {{"auth_time", "1799999990"}, {"acr", "\"urn:\""}}, I(ACR), "!CLM-15"},
        {NONE, {{"auth_time", "1799999990"}, {"acr", "\"urn:a urn:b\""}}, I(ACR), "!CLM-15"},
        {NONE, {{"auth_time", "1799999990"}, {"acr", "\"\""}}, I(ACR), "!CLM-15"},
        {NONE, {{"auth_time", "1799999990"}, {"acr", "[\"urn:a\"]"}}, I(CLAIM_TYPE), "!CLM-15"},
        {NONE, {{"auth_time", "1799999990"}, {"acr", "0"}}, I(CLAIM_TYPE), "!CLM-15"},
    };
    static const id_token_row unasked[] = {
        {NONE, {NONE}, FAPI_OK, NULL},
        {NONE, {{"auth_time", "1"}, {"acr", "\"urn:c\""}}, FAPI_OK, NULL},
        {NONE, {{"auth_time", "true"}}, I(CLAIM_TYPE), NULL},
    };
    READY(id_token, jwks, verdict);

    (void)state;
    RUN(unasked);
    STATUS(FAPI_OK, fapi_id_token_set_max_age(id_token, 300));
    STATUS(FAPI_OK, fapi_id_token_set_acr_values(id_token, S("urn:a  urn:b")));
    RUN(asked);
}

static void refreshed(void **state)
{
    static const id_token_row again[] = {
        {NONE, {{"auth_time", "1700000000"}}, FAPI_OK, "+OIDCC-12.2-1"},
        {NONE, {{"nonce", NULL}}, FAPI_OK, "+OIDCC-12.2-1"},
        {NONE, {{"nonce", "\"another\""}}, I(NONCE), "-OIDCC-12.2-1"},
        {NONE, {{"auth_time", "1700000001"}}, I(AUTH_TIME_CHANGED), "-OIDCC-12.2-1"},
        {NONE, {{"sub", "\"24400321\""}}, I(SUB_CHANGED), "-OIDCC-12.2-1"},
        {NONE, {{"iss", "\"https://evil.example\""}}, I(ISS), "-OIDCC-12.2-1"},
        {NONE, {{"aud", "\"client-2\""}}, I(AUD), "-OIDCC-12.2-1"},
        {NONE, {{"iat", "1799395200"}}, I(IAT_OLD), NULL},
        {NONE, {{"acr", "\"urn:a\""}}, FAPI_OK, NULL},
        {NONE, {{"acr", "\"urn:c\""}}, I(ACR), NULL},
    };
    static const id_token_row second[] = {
        {NONE, {{"acr", "\"urn:a\""}, {"auth_time", "1800000000"}}, FAPI_OK, NULL},
        {NONE, {{"acr", "\"urn:a\""}, {"auth_time", "1800000000"}, {"sub", "\"24400321\""}}, I(SUB_CHANGED), NULL},
        {NONE, {{"acr", "\"urn:a\""}, {"auth_time", "1800000000"}, {"nonce", NULL}}, I(NONCE_MISSING), NULL},
    };
    READY(id_token, jwks, verdict);

    (void)state;
    STATUS(FAPI_OK, fapi_id_token_set_max_age(id_token, 300));
    STATUS(FAPI_OK, fapi_id_token_set_acr_values(id_token, S("urn:a")));
    STATUS(FAPI_OK, fapi_id_token_set_earlier(id_token, S("24400320"), 1, 1700000000));
    RUN(again);
    STATUS(FAPI_OK, fapi_id_token_set_earlier(id_token, S("24400320"), 0, -1));
    RUN(second);
    /* of a first one without auth_time nothing is known */
    STATUS(FAPI_OK, fapi_id_token_set_earlier(id_token, S("24400320"), 1, -1));
    STATUS(FAPI_OK, id_token_try(id_token, jwks, id_token_with("auth_time", "1700000000"), NOW, verdict));
}

/* The next flow knows nothing of the last one. */
static void reset(void **state)
{
    const t_member none = {"nonce", NULL};
    READY(id_token, jwks, verdict);

    (void)state;
    STATUS(FAPI_OK, fapi_id_token_set_front_channel(id_token, S(CODE), S(STATE)));
    STATUS(FAPI_OK, fapi_id_token_set_max_age(id_token, 0));
    STATUS(FAPI_OK, fapi_id_token_set_acr_values(id_token, S("urn:a")));
    STATUS(FAPI_OK, fapi_id_token_set_earlier(id_token, S("x"), 1, 0));
    STATUS(I(C_HASH_MISSING), id_token_try(id_token, jwks, id_token_with(NULL, NULL), NOW, verdict));
    fapi_id_token_reset(id_token);
    STATUS(FAPI_ERR_STATE, id_token_try(id_token, jwks, id_token_with(NULL, NULL), NOW, verdict));
    STATUS(FAPI_OK, fapi_id_token_insecure_set_no_nonce(id_token));
    STATUS(FAPI_OK, id_token_try(id_token, jwks, id_token_by(T_EDDSA, &none, 1), NOW, verdict));
}

static const char *seal(const char *plaintext)
{
    const t_jwe jwe = {.header = "{\"alg\":\"ECDH-ES\",\"enc\":\"A256GCM\",\"cty\":\"JWT\",\"kid\":\"ec\"," T_EPK "}",
                       .alg = FAPI_JWE_ALG_ECDH_ES,
                       .enc = FAPI_JWE_ENC_A256GCM,
                       .plaintext = plaintext};

    return t_make_jwe(&jwe);
}

/* C16, and OpenID Connect Core 3.1.3.7 (1). */
static void encrypted(void **state)
{
    const char *key = t_enc_private_jwk(T_ENC_EC), *good = id_token_with(NULL, NULL), *claims = id_token_claims(NULL, 0);
    AUTO(fapi_decrypter) decrypter = NULL;
    READY(id_token, jwks, verdict);
    const struct {
        const char *token;
        int status;
    } rows[] = {
        {seal(good), FAPI_OK},
        {good, I(NOT_ENCRYPTED)},
        {seal(id_token_with("nonce", "\"another\"")), I(NONCE)},
        {seal(t_join("{\"alg\":\"none\"}", claims, strlen(claims), "", 0)), I(ALG)},
        {seal(claims), FAPI_BASE64URL_CHARACTER}, /* encrypted, not signed: two dots in the issuer do not make a JWS of it */
        {seal("{}"), FAPI_JWE_PLAINTEXT},
        {seal(seal(good)), FAPI_JWE_IN_JWE},
        {t_rfc7516_a1(), FAPI_JWE_KEY},
    };

    (void)state;
    STATUS(I(ENCRYPTED), id_token_try(id_token, jwks, rows[0].token, NOW, verdict));
    STATUS(FAPI_OK, fapi_decrypter_new(t_context(), key, strlen(key), &decrypter));
    STATUS(FAPI_OK, fapi_id_token_add_decrypter(id_token, decrypter));
    for (size_t i = 0; i < COUNT(rows); i++) {
        CHECK(rows[i].token[0] != '\0');
        STATUS(rows[i].status, t_row(i, "encrypted", rows[i].status, id_token_try(id_token, jwks, rows[i].token, NOW, verdict)));
    }
    ACCEPTS("OIDCC-3.1.3.7-1");
    REFUSES("OIDCC-3.1.3.7-1");
    ACCEPTS("FAPI1ADV-5.2.3.1-5");
    REFUSES("FAPI1ADV-5.2.3.1-5");
    ATTACK("JWE-09");
    STATUS(FAPI_OK, fapi_id_token_set_jwe_algs(id_token, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A256GCM));
    STATUS(FAPI_JWE_ALG, id_token_try(id_token, jwks, rows[0].token, NOW, verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nonce),          cmocka_unit_test(front),     cmocka_unit_test(back),  cmocka_unit_test(published_hashes),
        cmocka_unit_test(authentication), cmocka_unit_test(refreshed), cmocka_unit_test(reset), cmocka_unit_test(encrypted),
    };

    return t_main("oauth/id_token_ties", tests, COUNT(tests));
}
