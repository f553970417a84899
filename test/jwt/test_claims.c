/* SPDX-License-Identifier: Apache-2.0 */
/* Registered claims: types and times. */
#include "harness.h"
#include "jose_make.h"

#include "jwt/claims.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static fapix_json json;

static int parse(const char *text)
{
    static uint8_t scratch[4096];
    return fapix_json_parse(&json, fapix_slice_str(text), scratch);
}

static void types(void **state)
{
    (void)state;
    static const struct {
        const char *claims;
        int status;
        const char *name, *ids;
    } rows[] = {
        {"{}", FAPI_OK, NULL, ""},
        {"{\"iss\":\"i\",\"sub\":\"s\",\"aud\":[\"a\",\"b\"],\"exp\":1.5,\"nbf\":0,\"iat\":1e3,\"jti\":\"j\",\"own\":{\"iss\":1}}", FAPI_OK, NULL,
         "RFC7519-2-1 RFC7519-2-2 RFC7519-4-2 RFC7519-4.1.6-1 RFC7519-4.1.7-1"},
        {"{\"iss\":[\"i\"]}", FAPI_JWT_CLAIM_TYPE, "iss", "CLM-01 RFC7519-2-2"},
        {"{\"iss\":1}", FAPI_JWT_CLAIM_TYPE, "iss", "CLM-01"},
        {"{\"iss\":\"\"}", FAPI_JWT_CLAIM_TYPE, "iss", "CLM-05"},
        {"{\"iss\":null}", FAPI_JWT_CLAIM_TYPE, "iss", "CLM-05"},
        {"{\"sub\":1}", FAPI_JWT_CLAIM_TYPE, "sub", "CLM-10 RFC7519-2-2"},
        {"{\"sub\":\"\"}", FAPI_JWT_CLAIM_TYPE, "sub", "CLM-10"},
        {"{\"jti\":1}", FAPI_JWT_CLAIM_TYPE, "jti", "CLM-11 RFC7519-4.1.7-1"},
        {"{\"jti\":[\"j\"]}", FAPI_JWT_CLAIM_TYPE, "jti", "CLM-11"},
        {"{\"jti\":\"\"}", FAPI_JWT_CLAIM_TYPE, "jti", "CLM-11"},
        {"{\"aud\":[]}", FAPI_JWT_CLAIM_TYPE, "aud", "CLM-06 RFC7519-4.1.3-1"},
        {"{\"aud\":null}", FAPI_JWT_CLAIM_TYPE, "aud", "CLM-06"},
        {"{\"aud\":{}}", FAPI_JWT_CLAIM_TYPE, "aud", "CLM-06"},
        {"{\"aud\":{\"a\":\"a\"}}", FAPI_JWT_CLAIM_TYPE, "aud", "CLM-06"},
        {"{\"aud\":[[\"a\"]]}", FAPI_JWT_CLAIM_TYPE, "aud", "CLM-06"},
        {"{\"aud\":[\"a\",1]}", FAPI_JWT_CLAIM_TYPE, "aud", "CLM-06 RFC7519-2-2"},
        {"{\"aud\":\"\"}", FAPI_JWT_CLAIM_TYPE, "aud", "CLM-06"},
        {"{\"aud\":[\"\"]}", FAPI_JWT_CLAIM_TYPE, "aud", "CLM-06"},
        {"{\"exp\":\"9999999999\"}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-01 RFC7519-2-1"},
        {"{\"exp\":1e400}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-02"},
        {"{\"exp\":1e308}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-02"},
        {"{\"exp\":1e19}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-02"},
        {"{\"exp\":9223372036854775808}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-02"},
        {"{\"exp\":18446744073709551617}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-02"},
        {"{\"exp\":9223372036854775807}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-04"},
        {"{\"exp\":253402300799}", FAPI_OK, NULL, "RFC7519-2-1"},
        {"{\"exp\":253402300800}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-02"},
        {"{\"exp\":1700000000000}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-07"},
        {"{\"exp\":-1}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-03"},
        {"{\"exp\":-9223372036854775808}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-03"},
        {"{\"exp\":null}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-05"},
        {"{\"exp\":true}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-05"},
        {"{\"exp\":{}}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-05"},
        {"{\"exp\":[1]}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-05"},
        {"{\"exp\":\"never\"}", FAPI_JWT_NUMERIC_DATE, "exp", "TIME-05"},
        {"{\"nbf\":\"1\"}", FAPI_JWT_NUMERIC_DATE, "nbf", "TIME-09 RFC7519-2-1"},
        {"{\"nbf\":null}", FAPI_JWT_NUMERIC_DATE, "nbf", "TIME-09"},
        {"{\"nbf\":true}", FAPI_JWT_NUMERIC_DATE, "nbf", "TIME-09"},
        {"{\"nbf\":1e300}", FAPI_JWT_NUMERIC_DATE, "nbf", "TIME-09"},
        {"{\"iat\":\"1\"}", FAPI_JWT_NUMERIC_DATE, "iat", "TIME-10 RFC7519-4.1.6-1"},
        {"{\"iat\":[]}", FAPI_JWT_NUMERIC_DATE, "iat", "TIME-10 RFC7519-4.1.6-1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *name = "unset";
        int parsed = parse(rows[i].claims);
        if (parsed == FAPI_JSON_NUMBER) {
            /* The reader itself stops numbers that no double holds. */
            CHECK(rows[i].status == FAPI_JWT_NUMERIC_DATE);
            t_claim_row(rows[i].status, rows[i].ids, __func__);
            continue;
        }
        STATUS(FAPI_OK, parsed);
        STATUS(rows[i].status, fapix_claims_types(&json, &name));
        CHECK((name == NULL) == (rows[i].name == NULL) && (name == NULL || strcmp(name, rows[i].name) == 0));
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
}

static void getters(void **state)
{
    (void)state;
    fapix_slice value;
    int64_t seconds = 7;
    STATUS(FAPI_OK, parse("{\"a\":\"\\u0061\\u00e9\",\"b\":\"\",\"c\":1,\"d\":1.9,\"e\":\"1\"}"));
    STATUS(FAPI_OK, fapix_claim_string(&json, "a", &value));
    CHECK(fapix_slice_is(value, "a\xc3\xa9"));
    STATUS(FAPI_JWT_CLAIM_TYPE, fapix_claim_string(&json, "b", &value));
    CHECK(value.p == NULL && value.n == 0);
    STATUS(FAPI_JWT_CLAIM_TYPE, fapix_claim_string(&json, "c", &value));
    STATUS(FAPI_JWT_CLAIM_MISSING, fapix_claim_string(&json, "z", &value));
    STATUS(FAPI_OK, fapix_claim_date(&json, "d", &seconds));
    CHECK(seconds == 1);
    STATUS(FAPI_JWT_NUMERIC_DATE, fapix_claim_date(&json, "e", &seconds));
    CHECK(seconds == 0);
    STATUS(FAPI_JWT_CLAIM_MISSING, fapix_claim_date(&json, "z", &seconds));
}

static void audiences(void **state)
{
    (void)state;
    static const struct {
        const char *claims;
        int status;
        const char *ids;
    } rows[] = {
        {"{\"aud\":\"https://rs.example\"}", FAPI_OK, "RFC7519-4.1.3-1 RFC7519-7.3-1"},
        {"{\"aud\":[\"x\",\"https://rs.example\"]}", FAPI_OK, "RFC7519-4.1.3-1"},
        {"{\"aud\":\"https://rs\\u002eexample\"}", FAPI_OK, "RFC7519-7.3-1"},
        {"{}", FAPI_JWT_CLAIM_MISSING, "CLM-09"},
        {"{\"aud\":\"https://rs.exampl\"}", FAPI_JWT_AUD, "CLM-07"},
        {"{\"aud\":\"https://rs.example/\"}", FAPI_JWT_AUD, "CLM-07 RFC7519-2-2"},
        {"{\"aud\":\"https://RS.example\"}", FAPI_JWT_AUD, "CLM-07 RFC7519-7.3-1"},
        {"{\"aud\":\"https://rs.example,https://x\"}", FAPI_JWT_AUD, "CLM-07"},
        {"{\"aud\":\"https://rs.example x\"}", FAPI_JWT_AUD, "CLM-06"},
        {"{\"aud\":[\"a\",\"b\"]}", FAPI_JWT_AUD, "RFC7519-4.1.3-1"},
        {"{\"aud\":[\"https://rs.example\",1]}", FAPI_JWT_CLAIM_TYPE, "CLM-06"},
        {"{\"aud\":[]}", FAPI_JWT_CLAIM_TYPE, "CLM-06"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_OK, parse(rows[i].claims));
        STATUS(rows[i].status, fapix_claim_audience(&json, fapix_slice_str("https://rs.example")));
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
}

static void times(void **state)
{
    (void)state;
    CHECK(!fapix_time_expired(1000, 999, 0));
    CHECK(fapix_time_expired(1000, 1000, 0));
    CHECK(!fapix_time_expired(1000, 1009, 10));
    ACCEPTS("RFC7519-4.1.4-1");
    CHECK(fapix_time_expired(1000, 1010, 10));
    REFUSES("RFC7519-4.1.4-1");
    ATTACK("TIME-06");
    CHECK(!fapix_time_ahead(1010, 1000, 10));
    ACCEPTS("RFC7519-4.1.5-1");
    CHECK(fapix_time_ahead(1011, 1000, 10));
    REFUSES("RFC7519-4.1.5-1");
    CHECK(!fapix_time_older(940, 1000, 60));
    CHECK(fapix_time_older(939, 1000, 60));
    /* Sums do not wrap. */
    CHECK(!fapix_time_expired(INT64_MAX, FAPI_MAX_TIME, 60));
    CHECK(!fapix_time_expired(INT64_MAX, FAPI_MAX_TIME, INT64_MAX));
    CHECK(fapix_time_expired(INT64_MIN, 0, -60));
    CHECK(!fapix_time_ahead(INT64_MAX, INT64_MAX, INT64_MAX));
    CHECK(fapix_time_older(INT64_MIN, 0, INT64_MAX));
    CHECK(!fapix_time_older(INT64_MAX, 0, INT64_MAX));
    ATTACK("TIME-04");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(types), cmocka_unit_test(getters), cmocka_unit_test(audiences), cmocka_unit_test(times),
    };
    return t_main("claims", tests, sizeof tests / sizeof tests[0]);
}
