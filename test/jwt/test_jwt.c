/* SPDX-License-Identifier: Apache-2.0 */
/* The generic JWT: every rule after the signature, and that the signature comes first. */
#include <pthread.h>

#include "harness.h"
#include "jose_make.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define FAPI2 (FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA)
#define NOW INT64_C(1700000000)
#define ISS "https://as.example"
#define AUD "https://rs.example"
#define HEADER "{\"alg\":\"EdDSA\",\"kid\":\"eddsa\",\"typ\":\"at+jwt\"}"
#define CLAIMS(more) "{\"iss\":\"" ISS "\",\"aud\":\"" AUD "\",\"exp\":1700000300" more "}"
#define WITH(iss, aud, exp) "{\"iss\":" iss ",\"aud\":" aud ",\"exp\":" exp "}"
#define ISS_IS(iss) WITH(iss, "\"" AUD "\"", "1700000300")
#define AUD_IS(aud) WITH("\"" ISS "\"", aud, "1700000300")
#define EXP_IS(exp) WITH("\"" ISS "\"", "\"" AUD "\"", exp)

typedef struct fixture {
    fapi_jwks *jwks;
    fapi_jwt *jwt;
    fapi_verdict *verdict;
} fixture;

static void fixture_free(fixture *f)
{
    fapi_jwks_free(f->jwks);
    fapi_jwt_free(f->jwt);
    fapi_verdict_free(f->verdict);
    *f = (fixture){NULL, NULL, NULL};
}
#define FIXTURE(name) __attribute__((cleanup(fixture_free))) fixture name = {NULL, NULL, NULL}

static int set_up(fixture *f)
{
    fixture_free(f);
    f->jwks = fapi_jwks_new(t_context());
    f->jwt = fapi_jwt_new(t_context());
    f->verdict = fapi_verdict_new(t_context());
    if (f->jwks == NULL || f->jwt == NULL || f->verdict == NULL)
        return FAPI_ERR_NOMEM;
    int rc = fapi_jwks_load(f->jwks, t_public_jwks(), strlen(t_public_jwks()));
    if (rc == FAPI_OK)
        rc = fapi_jwt_set_issuer(f->jwt, ISS, strlen(ISS));
    if (rc == FAPI_OK)
        rc = fapi_jwt_set_audience(f->jwt, AUD, strlen(AUD));
    if (rc == FAPI_OK)
        rc = fapi_jwt_set_algs(f->jwt, FAPI2);
    return rc;
}

static int check(const fixture *f, const char *token, int64_t now)
{
    const char *claims = NULL;
    size_t n = 0;
    if (token[0] == '\0' && t_injected())
        return FAPI_ERR_NOMEM;
    int rc = fapi_jwt_check(f->jwt, f->jwks, token, strlen(token), now, f->verdict);
    bool readable = fapi_verdict_claims_json(f->verdict, &claims, &n) == FAPI_OK;
    return fapi_verdict_status(f->verdict) != rc || readable != (rc == FAPI_OK) ? FAPI_ERR_INTERNAL : rc;
}

typedef struct row {
    const char *claims;
    int status;
    const char *ids;
} row;

static void judge(const row *rows, size_t count, const char *test)
{
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    for (size_t i = 0; i < count; i++) {
        const char *token = t_sign(T_EDDSA, HEADER, rows[i].claims);
        CHECK(token[0] != '\0');
        if (!t_status(rows[i].status, check(&f, token, NOW), rows[i].claims, __FILE__, __LINE__))
            return;
        t_claim_row(rows[i].status, rows[i].ids, test);
    }
}
#define JUDGE(rows) judge(rows, COUNT(rows), __func__)

static void parties(void **state)
{
    (void)state;
    static const row rows[] = {
        {CLAIMS(""), FAPI_OK,
         "RFC7519-7.2-1 RFC8725-3.8-1 RFC8725-3.9-1 RFC7519-4-1 RFC7519-2-2 RFC7519-7.3-1 FAPI2SP-5.4.1-1.1 RFC8725-3.7-1"},
        {CLAIMS(",\"own\":{\"exp\":1},\"sub\":\"s\",\"jti\":\"j\""), FAPI_OK, "RFC7519-4-2 RFC7519-4.1.7-1"},
        {AUD_IS("[\"x\",\"" AUD "\"]"), FAPI_OK, "RFC8725-3.9-1 RFC7519-4.1.3-1"},
        {"{\"aud\":\"" AUD "\",\"exp\":1700000300}", FAPI_JWT_ISS, "CLM-05 RFC8725-3.8-1 RFC7519-4-2"},
        {ISS_IS("[\"" ISS "\"]"), FAPI_JWT_CLAIM_TYPE, "CLM-01 RFC7519-2-2"},
        {ISS_IS("7"), FAPI_JWT_CLAIM_TYPE, "CLM-01"},
        {ISS_IS("\"\""), FAPI_JWT_CLAIM_TYPE, "CLM-05"},
        {ISS_IS("null"), FAPI_JWT_CLAIM_TYPE, "CLM-05"},
        {ISS_IS("\"" ISS "/\""), FAPI_JWT_ISS, "CLM-02 RFC7519-2-2"},
        {ISS_IS("\"https://AS.example\""), FAPI_JWT_ISS, "CLM-02 RFC7519-7.3-1"},
        {ISS_IS("\"HTTPS://as.example\""), FAPI_JWT_ISS, "CLM-02"},
        {ISS_IS("\"" ISS ":443\""), FAPI_JWT_ISS, "CLM-02"},
        {ISS_IS("\"https://as.ex%61mple\""), FAPI_JWT_ISS, "CLM-02"},
        {ISS_IS("\"https://as.example/a/..\""), FAPI_JWT_ISS, "CLM-02"},
        {ISS_IS("\"https://as.example.evil.com\""), FAPI_JWT_ISS, "CLM-03 RFC8725-3.8-1"},
        {ISS_IS("\"https://as.exampl\""), FAPI_JWT_ISS, "CLM-03"},
        {ISS_IS("\"s://as.example\""), FAPI_JWT_ISS, "CLM-03"},
        {ISS_IS("\"https://\xd0\xb0s.example\""), FAPI_JWT_ISS, "CLM-04"},
        {ISS_IS("\"https://as\xe2\x80\x8d.example\""), FAPI_JWT_ISS, "CLM-04"},
        {ISS_IS("\"https://as.e\xcc\x81xample\""), FAPI_JWT_ISS, "CLM-04"},
        {ISS_IS("\"https://\xef\xbd\x81s.example\""), FAPI_JWT_ISS, "CLM-04"},
        {"{\"iss\":\"" ISS "\",\"exp\":1700000300}", FAPI_JWT_AUD, "CLM-09 RFC8725-3.9-1"},
        {AUD_IS("[]"), FAPI_JWT_CLAIM_TYPE, "CLM-06"},
        {AUD_IS("null"), FAPI_JWT_CLAIM_TYPE, "CLM-06"},
        {AUD_IS("{}"), FAPI_JWT_CLAIM_TYPE, "CLM-06"},
        {AUD_IS("[[\"" AUD "\"]]"), FAPI_JWT_CLAIM_TYPE, "CLM-06"},
        {AUD_IS("[\"" AUD "\",1]"), FAPI_JWT_CLAIM_TYPE, "CLM-06 RFC7519-4.1.3-1"},
        {AUD_IS("\"\""), FAPI_JWT_CLAIM_TYPE, "CLM-06"},
        {AUD_IS("\"" AUD " b\""), FAPI_JWT_AUD, "CLM-06"},
        {AUD_IS("\"https://rs.exampl\""), FAPI_JWT_AUD, "CLM-07"},
        {AUD_IS("\"" AUD "." "evil\""), FAPI_JWT_AUD, "CLM-07"},
        {AUD_IS("\"" AUD ",https://x.example\""), FAPI_JWT_AUD, "CLM-07"},
        {AUD_IS("\"https://RS.example\""), FAPI_JWT_AUD, "CLM-07 RFC7519-7.3-1"},
        {CLAIMS(",\"sub\":\"\""), FAPI_JWT_CLAIM_TYPE, "CLM-10"},
        {CLAIMS(",\"sub\":1"), FAPI_JWT_CLAIM_TYPE, "CLM-10"},
        {CLAIMS(",\"jti\":\"\""), FAPI_JWT_CLAIM_TYPE, "CLM-11"},
        {CLAIMS(",\"jti\":1"), FAPI_JWT_CLAIM_TYPE, "CLM-11 RFC7519-4.1.7-1"},
        {CLAIMS(",\"jti\":[\"j\"]"), FAPI_JWT_CLAIM_TYPE, "CLM-11"},
        {CLAIMS(",\"iss\":\"" ISS "\""), FAPI_JSON_DUPLICATE, "RFC7519-4-1"},
        {CLAIMS(",\"\\u0069ss\":\"" ISS "\""), FAPI_JSON_DUPLICATE, "RFC7519-4-1"},
        {CLAIMS("") "x", FAPI_JSON_TRAILING, "RFC7519-7.2-1"},
        {CLAIMS(",\"a\":\"\xff\""), FAPI_JSON_UTF8, "RFC8725-3.7-1 RFC7519-7.2-1"},
        {"[]", FAPI_JSON_NOT_OBJECT, "RFC7519-7.2-1 FAPI2SP-5.4.1-1.1 JSON-03"},
        {"[" CLAIMS("") "]", FAPI_JSON_NOT_OBJECT, "JSON-03"},
        {"\"x\"", FAPI_JSON_NOT_OBJECT, "JSON-03"},
        {"1", FAPI_JSON_NOT_OBJECT, "JSON-03"},
        {"null", FAPI_JSON_NOT_OBJECT, "JSON-03"},
        {"true", FAPI_JSON_NOT_OBJECT, "JSON-03"},
        {"", FAPI_JSON_SYNTAX, "RFC7519-7.2-1 JSON-03"},
    };
    JUDGE(rows);
}

static void times(void **state)
{
    (void)state;
    static const row rows[] = {
        {EXP_IS("1700000001"), FAPI_OK, "RFC7519-4.1.4-1 RFC7519-2-1"},
        {EXP_IS("1699999990.9"), FAPI_JWT_EXPIRED, "TIME-06"}, /* floored: now is exactly exp + skew */
        {EXP_IS("1699999991"), FAPI_OK, "RFC7519-4.1.4-1"},
        {EXP_IS("1699999991.9"), FAPI_OK, "RFC7519-2-1"},
        {EXP_IS("1699999990"), FAPI_JWT_EXPIRED, "TIME-06 RFC7519-4.1.4-1"},
        {EXP_IS("1699999989"), FAPI_JWT_EXPIRED, "TIME-06"},
        {EXP_IS("0"), FAPI_JWT_EXPIRED, "TIME-03"},
        {EXP_IS("-0"), FAPI_JWT_NUMERIC_DATE, "TIME-03"},
        {EXP_IS("-1"), FAPI_JWT_NUMERIC_DATE, "TIME-03"},
        {EXP_IS("-9223372036854775808"), FAPI_JWT_NUMERIC_DATE, "TIME-03"},
        {EXP_IS("\"9999999999\""), FAPI_JWT_NUMERIC_DATE, "TIME-01 RFC7519-2-1"},
        {EXP_IS("1e308"), FAPI_JWT_NUMERIC_DATE, "TIME-02"},
        {EXP_IS("1e19"), FAPI_JWT_NUMERIC_DATE, "TIME-02"},
        {EXP_IS("9223372036854775808"), FAPI_JSON_NUMBER, "TIME-02"},
        {EXP_IS("18446744073709551617"), FAPI_JSON_NUMBER, "TIME-02"},
        {EXP_IS("9223372036854775807"), FAPI_JWT_NUMERIC_DATE, "TIME-04"},
        {EXP_IS("1700000000000"), FAPI_JWT_NUMERIC_DATE, "TIME-07"},
        {EXP_IS("null"), FAPI_JWT_NUMERIC_DATE, "TIME-05"},
        {EXP_IS("true"), FAPI_JWT_NUMERIC_DATE, "TIME-05"},
        {EXP_IS("{}"), FAPI_JWT_NUMERIC_DATE, "TIME-05"},
        {EXP_IS("[1700000300]"), FAPI_JWT_NUMERIC_DATE, "TIME-05"},
        {EXP_IS("\"never\""), FAPI_JWT_NUMERIC_DATE, "TIME-05"},
        {"{\"iss\":\"" ISS "\",\"aud\":\"" AUD "\"}", FAPI_JWT_EXP_MISSING, "TIME-08"},
        {CLAIMS(",\"nbf\":1700000010,\"iat\":1700000010"), FAPI_OK, "RFC7519-4.1.5-1 RFC7519-4.1.6-1"},
        {CLAIMS(",\"nbf\":1700000010.5"), FAPI_OK, "RFC7519-4.1.5-1"},
        {CLAIMS(",\"nbf\":1700000011"), FAPI_JWT_NBF, "TIME-09 RFC7519-4.1.5-1"},
        {CLAIMS(",\"nbf\":1700000011.5"), FAPI_JWT_NBF, "TIME-09"},
        {CLAIMS(",\"nbf\":\"1700000011\""), FAPI_JWT_NUMERIC_DATE, "TIME-09"},
        {CLAIMS(",\"nbf\":null"), FAPI_JWT_NUMERIC_DATE, "TIME-09"},
        {CLAIMS(",\"nbf\":true"), FAPI_JWT_NUMERIC_DATE, "TIME-09"},
        {CLAIMS(",\"nbf\":1e300"), FAPI_JWT_NUMERIC_DATE, "TIME-09"},
        {CLAIMS(",\"iat\":\"1700000000\""), FAPI_JWT_NUMERIC_DATE, "TIME-10 RFC7519-4.1.6-1"},
        {CLAIMS(",\"iat\":1700000011"), FAPI_JWT_IAT, "TIME-10"},
        {CLAIMS(",\"iat\":1900000000"), FAPI_JWT_IAT, "TIME-10"},
        {"{\"iss\":\"" ISS "\",\"aud\":\"" AUD "\",\"exp\":1699999995,\"iat\":1699999996}", FAPI_JWT_IAT, "TIME-10"},
    };
    JUDGE(rows);
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    const char *token = t_sign(T_EDDSA, HEADER, EXP_IS("1e400"));
    CHECK(token[0] != '\0');
    int rc = check(&f, token, NOW);
    CHECK(rc == FAPI_JSON_NUMBER || rc == FAPI_JWT_NUMERIC_DATE);
    ATTACK("TIME-02");
    token = t_sign(T_EDDSA, HEADER, CLAIMS(""));
    CHECK(token[0] != '\0');
    STATUS(FAPI_ERR_CLOCK, check(&f, token, -1));
    STATUS(FAPI_ERR_CLOCK, check(&f, token, FAPI_MAX_TIME + 1));
    STATUS(FAPI_ERR_CLOCK, check(&f, token, INT64_MIN));
    STATUS(FAPI_ERR_CLOCK, check(&f, token, INT64_MAX));
    ATTACK("TIME-11");
    STATUS(FAPI_OK, check(&f, token, 0));
    STATUS(FAPI_JWT_EXPIRED, check(&f, token, FAPI_MAX_TIME));
}

static void lengths(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t most;
        const char *attack;
    } rows[] = {{"sub", FAPI_MAX_SUB, "CLM-10"}, {"jti", FAPI_MAX_JTI, "CLM-11"}};
    char text[512];
    memset(text, 's', sizeof text);
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *good = t_sign(T_EDDSA, HEADER, t_format(CLAIMS(",\"%s\":\"%.*s\""), rows[i].name, (int)rows[i].most, text));
        CHECK(good[0] != '\0');
        STATUS(FAPI_OK, check(&f, good, NOW));
        const char *bad = t_sign(T_EDDSA, HEADER, t_format(CLAIMS(",\"%s\":\"%.*s\""), rows[i].name, (int)rows[i].most + 1, text));
        CHECK(bad[0] != '\0');
        STATUS(FAPI_JWT_CLAIM_TYPE, check(&f, bad, NOW));
        CHECK(strcmp(fapi_verdict_actual(f.verdict), rows[i].name) == 0);
        t_claim_row(FAPI_JWT_CLAIM_TYPE, rows[i].attack, __func__);
    }
}

static void members(void **state)
{
    (void)state;
    SLOW();
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    /* As many as fit the longest token: 200,000 would be stopped by size alone. */
    char *text = malloc(20000);
    CHECK(text != NULL);
    size_t n = (size_t)sprintf(text, "{\"iss\":\"" ISS "\",\"exp\":1700000300,\"aud\":[\"" AUD "\"");
    for (size_t i = 0; i < 2000; i++)
        n += (size_t)sprintf(text + n, ",\"a\"");
    sprintf(text + n, "]}");
    int aud = check(&f, t_sign(T_EDDSA, HEADER, text), NOW);
    n = (size_t)sprintf(text, "{\"iss\":\"" ISS "\",\"exp\":1700000300,\"aud\":\"" AUD "\"");
    for (size_t i = 0; i < 1000; i++)
        n += (size_t)sprintf(text + n, ",\"%zu\":0", i);
    sprintf(text + n, "}");
    int many = check(&f, t_sign(T_EDDSA, HEADER, text), NOW);
    free(text);
    STATUS(FAPI_JSON_MEMBERS, aud);
    STATUS(FAPI_JSON_MEMBERS, many);
    ATTACK("STR-06");
}

static void kinds(void **state)
{
    (void)state;
    static const struct {
        const char *typ;
        int status;
        const char *ids;
    } rows[] = {
        {",\"typ\":\"at+jwt\"", FAPI_OK, "RFC8725-3.11-1 RFC8725-3.12-1 RFC7515-4.1.9-1"},
        {",\"typ\":\"application/AT+JWT\"", FAPI_OK, "RFC8725-3.11-1"},
        {",\"typ\":\"AT+JWT\"", FAPI_OK, ""},
        {",\"typ\":\"at+jwt \"", FAPI_JWT_TYP, "TYP-02"},
        {",\"typ\":\"at+jwt;v=1\"", FAPI_JWT_TYP, "TYP-02"},
        {",\"typ\":\"JWT\"", FAPI_JWT_TYP, "TYP-02 RFC8725-3.11-1"},
        {",\"typ\":\"dpop+jwt\"", FAPI_JWT_TYP, "RFC8725-3.12-1 RFC7515-4.1.9-1"},
        {",\"typ\":\"\"", FAPI_JWT_TYP, "TYP-02"},
        {"", FAPI_JWT_TYP, "TYP-02 RFC8725-3.11-1"},
        {",\"typ\":1", FAPI_JWS_HEADER_TYPE, "TYP-03"},
        {",\"typ\":null", FAPI_JWS_HEADER_TYPE, "TYP-03"},
        {",\"typ\":[\"at+jwt\"]", FAPI_JWS_HEADER_TYPE, "TYP-03"},
    };
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    const char *plain = t_sign(T_EDDSA, "{\"alg\":\"EdDSA\"}", CLAIMS(""));
    CHECK(plain[0] != '\0');
    FIXTURE(untyped);
    STATUS(FAPI_OK, set_up(&untyped));
    STATUS(FAPI_OK, check(&untyped, plain, NOW));
    STATUS(FAPI_OK, fapi_jwt_set_typ(f.jwt, "at+jwt", 6));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *token = t_sign(T_EDDSA, t_format("{\"alg\":\"EdDSA\",\"kid\":\"eddsa\"%s}", rows[i].typ), CLAIMS(""));
        CHECK(token[0] != '\0');
        STATUS(rows[i].status, check(&f, token, NOW));
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
}

/* A JWT within a JWT is not looked into, and a b64 header does not open a way around the claims. */
static void nesting_and_b64(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    const char *token = t_sign(T_EDDSA, HEADER, CLAIMS(""));
    CHECK(token[0] != '\0');
    for (int depth = 1; depth <= 4; depth++) {
        const char *outer = t_sign(T_EDDSA, HEADER, token);
        CHECK(outer[0] != '\0');
        STATUS(FAPI_JSON_SYNTAX, check(&f, outer, NOW));
        outer = t_sign(T_EDDSA, "{\"alg\":\"EdDSA\",\"kid\":\"eddsa\",\"cty\":\"JWT\"}", token);
        CHECK(outer[0] != '\0');
        STATUS(FAPI_JWS_CTY, check(&f, outer, NOW));
        token = outer;
    }
    ATTACK("STR-05");
    REFUSES("RFC7519-5.2-1");
    const char *b64 = "{\"alg\":\"EdDSA\",\"kid\":\"eddsa\",\"b64\":false,\"crit\":[\"b64\"]}";
    token = t_sign(T_EDDSA, b64, CLAIMS(""));
    CHECK(token[0] != '\0');
    STATUS(FAPI_JWS_B64, check(&f, token, NOW));
    ATTACK("HDR-08");
    CHECK(check(&f, t_replace_part(token, 1, "{\"iss\":\"evil\"}"), NOW) != FAPI_OK);
    ATTACK("HDR-07");
}

static void the_signature_comes_first(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    const char *good = t_sign(T_EDDSA, HEADER, CLAIMS("")), *expired = t_sign(T_EDDSA, HEADER, EXP_IS("1"));
    CHECK(good[0] != '\0' && expired[0] != '\0');
    STATUS(FAPI_JWS_SIGNATURE, check(&f, t_replace_part(expired, 2, strrchr(good, '.') + 1), NOW));
    STATUS(FAPI_JWT_EXPIRED, check(&f, expired, NOW));
    STATUS(FAPI_JWS_SIGNATURE, check(&f, t_replace_part(good, 2, strrchr(expired, '.') + 1), NOW));
    ATTACK("SIG-11");
    STATUS(FAPI_JWS_ALG, check(&f, t_sign(T_RS256, "{\"alg\":\"RS256\",\"kid\":\"rs256\"}", CLAIMS("")), NOW));
    ATTACK("ALG-07");
    REFUSES("FAPI2SP-5.4.1-1.1");
}

static void claims_of_a_good_token(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    const char *token = t_sign(T_EDDSA, HEADER, CLAIMS(",\"sub\":\"joe\"")), *value = NULL;
    size_t n = 0;
    int64_t exp = 0;
    CHECK(token[0] != '\0');
    STATUS(FAPI_OK, check(&f, token, NOW));
    STATUS(FAPI_OK, fapi_verdict_claim_string(f.verdict, "sub", 3, &value, &n));
    CHECK(n == 3 && memcmp(value, "joe", 3) == 0);
    STATUS(FAPI_OK, fapi_verdict_claim_integer(f.verdict, "exp", 3, &exp));
    CHECK(exp == 1700000300);
    STATUS(FAPI_JWT_EXPIRED, check(&f, token, NOW + 1000));
    STATUS(FAPI_ERR_STATE, fapi_verdict_claim_string(f.verdict, "sub", 3, &value, &n));
    CHECK(value == NULL && n == 0);
    ATTACK("CFG-03");
    ATTACK("MEM-06");
}

static void the_trace_has_the_claims(void **state)
{
    bool seen = false;
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    STATUS(FAPI_OK, fapi_verdict_set_trace(f.verdict, 1));
    const char *token = t_sign(T_EDDSA, HEADER, CLAIMS(""));
    CHECK(token[0] != '\0');
    STATUS(FAPI_OK, check(&f, token, NOW));
    for (size_t i = 0; i < fapi_verdict_trace_count(f.verdict); i++)
        seen = seen || (fapi_verdict_trace_status(f.verdict, i) == FAPI_JWT_CLAIMS &&
                        fapi_verdict_trace_outcome(f.verdict, i) == FAPI_OUTCOME_PASS);
    CHECK(seen);
}

static void nothing_is_allowed_by_leaving_it_out(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    const char *token = t_sign(T_EDDSA, HEADER, CLAIMS(""));
    CHECK(token[0] != '\0');
    const size_t n = strlen(token);
    for (int left_out = 0; left_out < 3; left_out++) {
        AUTO(fapi_jwt) jwt = fapi_jwt_new(t_context());
        CHECK(jwt != NULL);
        if (left_out != 0)
            STATUS(FAPI_OK, fapi_jwt_set_issuer(jwt, ISS, strlen(ISS)));
        if (left_out != 1)
            STATUS(FAPI_OK, fapi_jwt_set_audience(jwt, AUD, strlen(AUD)));
        if (left_out != 2)
            STATUS(FAPI_OK, fapi_jwt_set_algs(jwt, FAPI2));
        STATUS(FAPI_POLICY_EMPTY, fapi_jwt_check(jwt, f.jwks, token, n, NOW, f.verdict));
    }
    AUTO(fapi_jwks) empty = fapi_jwks_new(t_context());
    CHECK(empty != NULL);
    STATUS(FAPI_ERR_STATE, fapi_jwt_check(f.jwt, empty, token, n, NOW, f.verdict));
    ATTACK("CFG-01");
    STATUS(FAPI_ERR_ARG, fapi_jwt_check(f.jwt, NULL, token, n, NOW, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_jwt_check(NULL, f.jwks, token, n, NOW, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_jwt_check(f.jwt, f.jwks, NULL, n, NOW, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_jwt_check(f.jwt, f.jwks, token, n, NOW, NULL));
    ATTACK("CFG-02");
}

static void settings(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_issuer(f.jwt, "", 0));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_issuer(f.jwt, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_issuer(NULL, "a", 1));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_audience(f.jwt, "", 0));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_audience(NULL, "a", 1));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_typ(f.jwt, "", 0));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_typ(f.jwt, "a\0b", 3));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_typ(NULL, "a", 1));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_algs(f.jwt, 0));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_algs(f.jwt, 32));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_algs(NULL, FAPI2));
    STATUS(FAPI_ERR_RANGE, fapi_jwt_set_skew(f.jwt, -1));
    STATUS(FAPI_ERR_RANGE, fapi_jwt_set_skew(f.jwt, 61));
    STATUS(FAPI_ERR_RANGE, fapi_jwt_set_skew(f.jwt, INT64_MAX));
    STATUS(FAPI_ERR_ARG, fapi_jwt_set_skew(NULL, 1));
    ATTACK("TIME-12");
    /* The last setting counts; a check ends the time of settings. */
    STATUS(FAPI_OK, fapi_jwt_set_skew(f.jwt, 60));
    STATUS(FAPI_OK, fapi_jwt_set_issuer(f.jwt, "other", 5));
    STATUS(FAPI_OK, fapi_jwt_set_issuer(f.jwt, ISS, strlen(ISS)));
    STATUS(FAPI_OK, fapi_jwt_set_audience(f.jwt, "other", 5));
    STATUS(FAPI_OK, fapi_jwt_set_audience(f.jwt, AUD, strlen(AUD)));
    const char *token = t_sign(T_EDDSA, HEADER, EXP_IS("1699999941"));
    CHECK(token[0] != '\0');
    STATUS(FAPI_OK, check(&f, token, NOW));
    STATUS(FAPI_JWT_EXPIRED, check(&f, token, NOW + 1));
    STATUS(FAPI_ERR_STATE, fapi_jwt_set_issuer(f.jwt, "other", 5));
    STATUS(FAPI_ERR_STATE, fapi_jwt_set_audience(f.jwt, "other", 5));
    STATUS(FAPI_ERR_STATE, fapi_jwt_set_typ(f.jwt, "other", 5));
    STATUS(FAPI_ERR_STATE, fapi_jwt_set_algs(f.jwt, FAPI_ALG_ES256));
    STATUS(FAPI_ERR_STATE, fapi_jwt_set_skew(f.jwt, 0));
    STATUS(FAPI_OK, check(&f, token, NOW));
}

/* One validator and one key set, used by several threads from its very first check on. */
typedef struct worker {
    const fixture *shared;
    fapi_verdict *verdict;
    const char *tokens[T_RS256];
    int wrong;
} worker;

static void *work(void *user)
{
    worker *w = user;
    for (int i = 0; i < 30; i++) {
        const char *token = w->tokens[i % T_RS256];
        int rc = fapi_jwt_check(w->shared->jwt, w->shared->jwks, token, strlen(token), NOW, w->verdict);
        w->wrong += rc != FAPI_OK;
    }
    return NULL;
}

static void shared_by_threads(void **state)
{
    (void)state;
    SLOW();
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f));
    AUTO(fapi_verdict) one = fapi_verdict_new(t_context());
    AUTO(fapi_verdict) two = fapi_verdict_new(t_context());
    CHECK(one != NULL && two != NULL);
    worker workers[2] = {{.shared = &f, .verdict = one}, {.shared = &f, .verdict = two}};
    static const char *const headers[T_RS256] = {"{\"alg\":\"EdDSA\"}", "{\"alg\":\"ES256\"}", "{\"alg\":\"PS256\"}"};
    for (enum t_key_name name = 0; name < T_RS256; name++) {
        const char *token = t_sign(name, headers[name], CLAIMS(""));
        CHECK(token[0] != '\0');
        workers[0].tokens[name] = workers[1].tokens[name] = token;
    }
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, work, &workers[0]) == 0);
    work(&workers[1]);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(workers[0].wrong == 0 && workers[1].wrong == 0);
    ATTACK("MEM-07");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(parties),
        cmocka_unit_test(times),
        cmocka_unit_test(lengths),
        cmocka_unit_test(members),
        cmocka_unit_test(kinds),
        cmocka_unit_test(nesting_and_b64),
        cmocka_unit_test(the_signature_comes_first),
        cmocka_unit_test(claims_of_a_good_token),
        cmocka_unit_test(the_trace_has_the_claims),
        cmocka_unit_test(nothing_is_allowed_by_leaving_it_out),
        cmocka_unit_test(settings),
        cmocka_unit_test(shared_by_threads),
    };
    return t_main("jwt", tests, sizeof tests / sizeof tests[0]);
}
