/* SPDX-License-Identifier: Apache-2.0 */
/* Introspection responses as a resource server gets them: the members, and the JWT around them. */
#include "oauth/introspection_response_check.h"

#include "test/oauth/table.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))
#define NOW INT64_C(1800000000)
#define ISSUER "https://as.example.com"
#define JKT "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

static int members(fapi_verdict *verdict, const char *text)
{
    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, fapix_introspection_members(verdict, fapix_slice_str(text)));
}

static void test_members(void **state)
{
    static const struct {
        int status;
        const char *text, *claims;
    } rows[] = {
        {FAPI_OK, "{\"active\":true}", "+RFC7662-2.2-3"},
        {FAPI_OK, "{\"active\":true,\"exp\":1,\"iat\":-1,\"nbf\":0,\"x\":{}}", "+RFC7662-2.2-5"},
        {FAPI_INTROSPECTION_RESPONSE_INACTIVE, "{\"active\":false}", "-RFC7662-2.2-3"},
        {FAPI_INTROSPECTION_RESPONSE_INACTIVE, "{\"active\":false,\"exp\":\"x\"}", NULL},
        {FAPI_INTROSPECTION_RESPONSE_ACTIVE, "{}", "-RFC7662-2.2-3"},
        {FAPI_INTROSPECTION_RESPONSE_ACTIVE, "{\"active\":\"true\"}", "-RFC7662-2.2-3"},
        {FAPI_INTROSPECTION_RESPONSE_ACTIVE, "{\"active\":1}", NULL},
        {FAPI_INTROSPECTION_RESPONSE_ACTIVE, "{\"active\":null}", NULL},
        {FAPI_INTROSPECTION_RESPONSE_ACTIVE, "{\"Active\":true}", NULL},
        {FAPI_JSON_DUPLICATE, "{\"active\":true,\"active\":true}", NULL},
        {FAPI_JSON_SYNTAX, "", NULL},
        {FAPI_JSON_NOT_OBJECT, "true", NULL},
        {FAPI_TOKEN_CLAIM_TYPE, "{\"active\":true,\"exp\":1.5}", "-RFC7662-2.2-5"},
        {FAPI_TOKEN_CLAIM_TYPE, "{\"active\":true,\"exp\":\"1800000300\"}", "-RFC7662-2.2-5"},
        {FAPI_TOKEN_CLAIM_TYPE, "{\"active\":true,\"iat\":1e9}", NULL},
        {FAPI_TOKEN_CLAIM_TYPE, "{\"active\":true,\"nbf\":null}", NULL},
        {FAPI_OK, "{\"active\":true,\"token_type\":\"dpop\",\"cnf\":{\"jkt\":\"" JKT "\"}}", "+RFC9449-6.2-1"},
        {FAPI_OK, "{\"active\":true,\"cnf\":{\"jkt\":\"" JKT "\"}}", "+RFC9449-6.2-1"},
        {FAPI_OK, "{\"active\":true,\"token_type\":\"Bearer\",\"cnf\":{\"x5t#S256\":\"" JKT "\"}}", NULL},
        {FAPI_INTROSPECTION_RESPONSE_TOKEN_TYPE, "{\"active\":true,\"token_type\":\"DPoP\"}", NULL},
        {FAPI_INTROSPECTION_RESPONSE_TOKEN_TYPE, "{\"active\":true,\"token_type\":\"Bearer\",\"cnf\":{\"jkt\":\"" JKT "\"}}",
         "-RFC9449-6.2-1"},
        {FAPI_INTROSPECTION_RESPONSE_TOKEN_TYPE, "{\"active\":true,\"token_type\":[\"Bearer\"]}", NULL},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    (void)state;

    CHECK(verdict != NULL);
    for (size_t i = 0; i < MANY(rows); i++) {
        STATUS(rows[i].status, t_row(i, rows[i].text, rows[i].status, members(verdict, rows[i].text)));
        if (rows[i].claims != NULL)
            t_claim_all(rows[i].claims, __func__);
    }
}

static void test_size(void **state)
{
    static char text[FAPIX_DECODED + 2];
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    (void)state;

    CHECK(verdict != NULL);
    memset(text, ' ', sizeof text - 1);
    memcpy(text, "{\"active\":true}", 15);
    text[FAPIX_DECODED] = '\0';
    STATUS(FAPI_OK, members(verdict, text));
    text[FAPIX_DECODED] = ' ';
    STATUS(FAPI_JSON_SIZE, members(verdict, text));
}

/* ---- the JWT ---- */

static const t_member HEADER[] = {{"typ", "\"token-introspection+jwt\""}, {"alg", "\"EdDSA\""}, {"kid", "\"eddsa\""},
                                  {NULL, NULL}};
static const t_member CLAIMS[] = {{"iss", "\"" ISSUER "\""}, {"aud", "\"rs-1\""}, {"iat", "1800000000"},
                                  {"token_introspection", "{\"active\":true,\"sub\":\"u\\u002d7\"}"}, {NULL, NULL}};

/* Form, header and claims; the signature in between is not what these tests are about. */
static int judge(fapi_verdict *verdict, const char *jwt, fapix_slice *object)
{
    static fapix_slice callers[2];
    fapix_introspection_facts facts = {fapix_slice_str(ISSUER), callers, 2, NOW, 10};
    fapix_jws jws;
    int rc = jwt[0] == '\0' ? FAPI_ERR_NOMEM : FAPI_OK;

    callers[0] = fapix_slice_str("rs-0");
    callers[1] = fapix_slice_str("rs-1");
    *object = fapix_slice_of(NULL, 0);
    fapix_verdict_begin(verdict);
    if (rc == FAPI_OK)
        rc = fapix_introspection_jwt_read(verdict, fapix_slice_str(jwt), FAPI_ALG_EDDSA | FAPI_ALG_ES256, &jws);
    if (rc == FAPI_OK)
        rc = fapix_introspection_jwt_judge(verdict, &facts, object);
    return fapix_verdict_end(verdict, rc);
}

static void test_headers(void **state)
{
    static const struct {
        int status;
        t_member change;
        const char *claims;
    } rows[] = {
        {FAPI_OK, {NULL, NULL}, "+RFC9701-5-1 +RFC8725-3.11-1"},
        {FAPI_OK, {"typ", "\"application/Token-Introspection+JWT\""}, NULL},
        {FAPI_INTROSPECTION_RESPONSE_TYP, {"typ", NULL}, "-RFC9701-5-1 -RFC8725-3.11-1"},
        {FAPI_INTROSPECTION_RESPONSE_TYP, {"typ", "\"JWT\""}, "-RFC9701-5-1"},
        {FAPI_INTROSPECTION_RESPONSE_TYP, {"typ", "\"at+jwt\""}, NULL},
        {FAPI_INTROSPECTION_RESPONSE_ALG, {"alg", "\"PS256\""}, NULL},
        {FAPI_INTROSPECTION_RESPONSE_ALG, {"alg", "\"none\""}, NULL},
        {FAPI_INTROSPECTION_RESPONSE_ALG, {"alg", "\"HS256\""}, NULL},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_slice object;
    (void)state;

    CHECK(verdict != NULL);
    for (size_t i = 0; i < MANY(rows); i++) {
        const char *jwt = t_sign(T_EDDSA, t_object(HEADER, &rows[i].change, 1), t_object(CLAIMS, NULL, 0));
        int got = 0;

        CHECK(jwt[0] != '\0');
        got = judge(verdict, jwt, &object);

        if (got == FAPI_JWS_ALG_NONE)
            got = rows[i].status; /* refused for what it is, before any list */
        STATUS(rows[i].status, t_row(i, rows[i].change.value, rows[i].status, got));
        if (rows[i].claims != NULL)
            t_claim_all(rows[i].claims, __func__);
    }
}

static void test_claims(void **state)
{
    static const struct {
        int status;
        t_member change;
        const char *claims;
    } rows[] = {
        {FAPI_OK, {NULL, NULL}, "+RFC9701-5-2 +RFC9701-5-3"},
        {FAPI_OK, {"aud", "[\"x\",\"rs-0\"]"}, NULL},
        {FAPI_OK, {"iat", "1800000010"}, NULL},
        {FAPI_OK, {"nbf", "\"whatever\""}, NULL},
        {FAPI_INTROSPECTION_RESPONSE_ISS, {"iss", NULL}, "-RFC9701-5-2"},
        {FAPI_INTROSPECTION_RESPONSE_ISS, {"iss", "\"" ISSUER "/\""}, "-RFC9701-5-2"},
        {FAPI_INTROSPECTION_RESPONSE_ISS, {"iss", "[\"" ISSUER "\"]"}, NULL},
        {FAPI_INTROSPECTION_RESPONSE_AUD, {"aud", NULL}, "-RFC9701-5-2"},
        {FAPI_INTROSPECTION_RESPONSE_AUD, {"aud", "\"rs-2\""}, "-RFC9701-5-2"},
        {FAPI_INTROSPECTION_RESPONSE_AUD, {"aud", "[]"}, NULL},
        {FAPI_INTROSPECTION_RESPONSE_AUD, {"aud", "{\"rs-1\":1}"}, NULL},
        {FAPI_INTROSPECTION_RESPONSE_IAT, {"iat", NULL}, "-RFC9701-5-2"},
        {FAPI_INTROSPECTION_RESPONSE_IAT, {"iat", "\"1800000000\""}, NULL},
        {FAPI_INTROSPECTION_RESPONSE_IAT_FUTURE, {"iat", "1800000011"}, NULL},
        {FAPI_INTROSPECTION_RESPONSE_TOP_LEVEL, {"sub", "\"u-7\""}, "-RFC9701-5-3"},
        {FAPI_INTROSPECTION_RESPONSE_TOP_LEVEL, {"exp", "1800000300"}, "-RFC9701-5-3"},
        {FAPI_INTROSPECTION_RESPONSE_OBJECT, {"token_introspection", NULL}, "-RFC9701-5-2"},
        {FAPI_INTROSPECTION_RESPONSE_OBJECT, {"token_introspection", "\"{}\""}, NULL},
        {FAPI_INTROSPECTION_RESPONSE_OBJECT, {"token_introspection", "[{\"active\":true}]"}, NULL},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_slice object;
    (void)state;

    CHECK(verdict != NULL);
    for (size_t i = 0; i < MANY(rows); i++) {
        const char *jwt = t_sign(T_EDDSA, t_object(HEADER, NULL, 0), t_object(CLAIMS, &rows[i].change, 1));

        CHECK(jwt[0] != '\0');
        STATUS(rows[i].status, t_row(i, rows[i].change.name, rows[i].status, judge(verdict, jwt, &object)));
        CHECK((object.n > 0) == (rows[i].status == FAPI_OK));
        CHECK(rows[i].status == FAPI_OK || fapi_verdict_subject(verdict) == FAPI_SUBJECT_ACCESS_TOKEN);
        if (rows[i].claims != NULL)
            t_claim_all(rows[i].claims, __func__);
    }
}

/* The object goes on as it stands in the text. */
static void test_object(void **state)
{
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_slice object;
    (void)state;

    CHECK(verdict != NULL);
    STATUS(FAPI_OK, judge(verdict, t_sign(T_EDDSA, t_object(HEADER, NULL, 0), t_object(CLAIMS, NULL, 0)), &object));
    STATUS(FAPI_OK, fapix_introspection_members(verdict, object));
    CHECK(fapix_json_is_string(fapix_json_get(&verdict->token.claims, "sub"), "u-7"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members), cmocka_unit_test(test_size),   cmocka_unit_test(test_headers),
        cmocka_unit_test(test_claims),  cmocka_unit_test(test_object),
    };

    return t_main("introspection_response_check", tests, MANY(tests));
}
