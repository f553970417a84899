/* SPDX-License-Identifier: Apache-2.0 */
/* The lint of key sets. */
#include "test/role/metadata_fixture.h"

enum {
    F1B = FAPI_PROFILE_FAPI1_BASELINE,
    F1A = FAPI_PROFILE_FAPI1_ADVANCED,
    F2S = FAPI_PROFILE_FAPI2_SECURITY,
    AU = FAPI_PROFILE_AU_CDR,
    SHALL = FAPI_LEVEL_SHALL,
    SHOULD = FAPI_LEVEL_SHOULD
};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define ED_X "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""
#define ED(kid, more) "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"," ED_X kid more "}"
#define KID(kid) ",\"kid\":\"" kid "\""
#define SET(keys) "{\"keys\":[" keys "]}"
#define ENC "{\"kty\":\"EC\",\"crv\":\"P-384\",\"use\":\"enc\",\"kid\":\"e\"}"

typedef struct key_row {
    int profile;
    const char *json;
    int status, level;
    const char *member;
    size_t more;
    const char *ids;
} key_row;

static void sets(void **state)
{
    static const key_row rows[] = {
        {F2S, SET(ED(KID("1"), "")), FAPI_OK, 0, NULL, 0, "+RFC7591-2-5 +RFC8414-2-3 +RFC7517-9.2-1"},
        {AU, SET(ED(KID("1"), "") "," ED(KID("2"), "")), FAPI_JWKS_ALG, SHALL, "", 2, NULL},
        {F2S, SET(ED(KID("1"), ",\"use\":\"sig\"") "," ENC), FAPI_OK, 0, NULL, 0, "+RFC8414-2-3"},
        {F2S, SET(ED(KID("1"), "") "," ENC), FAPI_JWKS_USE, SHALL, "", 0, "-RFC8414-2-3"},
        {F2S, SET(ED("", "")), FAPI_JWKS_KID, SHOULD, "[0]", 0, NULL},
        {F2S, SET(ED(KID("1"), "") "," ED(KID("1"), "")), FAPI_JWKS_DUPLICATE_KID, SHOULD, "[1]", 0, NULL},
        {F2S, SET(ED(KID("1"), "") "," ED(KID("\\u0031"), "")), FAPI_JWKS_DUPLICATE_KID, SHOULD, "[1]", 0, NULL},
        {F2S, SET(ED(KID("1"), ",\"x5c\":[]")), FAPI_JWKS_X5C, SHALL, "[0]", 0, NULL},
        {F2S, SET(ED(KID("1"), ",\"x5c\":\"MIIB\"")), FAPI_JWKS_X5C, SHALL, "[0]", 0, NULL},
        /* Curves and kinds that no profile verifies with, and members that give a key away. */
        {F2S, SET("{\"kty\":\"OKP\"," ED_X KID("1") "}"), FAPI_JWK_CRV, SHALL, "[0]", 0, NULL},
        {F2S, SET("{\"kty\":\"OKP\",\"crv\":\"Ed448\"," ED_X KID("1") "}"), FAPI_JWK_CRV, SHALL, "[0]", 0, NULL},
        {F1B, SET("{\"kty\":\"EC\",\"crv\":\"secp112r1\",\"kid\":\"1\"}"), FAPI_JWK_CRV, SHALL, "[0]", 0, "-FAPI1BASE-5.2.2-6 -FAPI1BASE-5.2.4-3"},
        {F2S, SET(ED(KID("1"), ",\"alg\":\"RS256\"")), FAPI_JWK_ALG, SHALL, "[0]", 0, NULL},
        {F2S, SET(ED(KID("1"), ",\"d\":\"AA\"")), FAPI_JWK_PRIVATE, SHALL, "[0]", 0, "-RFC7517-9.2-1"},
        {F2S, SET("{\"kty\":\"EC\",\"use\":\"enc\",\"d\":\"AA\",\"kid\":\"e\"}"), FAPI_JWK_PRIVATE, SHALL, "[0]", 0,
         "-RFC7517-9.2-1"},
        {F2S, SET("{\"kty\":\"oct\",\"k\":\"AA\",\"kid\":\"1\"}"), FAPI_JWK_SYMMETRIC, SHALL, "[0]", 0, "-RFC7517-9.2-1"},
        {F2S, SET(""), FAPI_JWKS_EMPTY, SHALL, "", 0, "!CFG-01"},
        {F2S, "{}", FAPI_JWKS_FORM, SHALL, "", 0, "-RFC7591-2-5"},
        {F2S, "keys.json", FAPI_JSON_SYNTAX, SHALL, "", 0, "!CFG-04"},
        {F2S, SET(ED(KID("1"), ",\"kid\":\"2\"")), FAPI_JSON_DUPLICATE, SHALL, "[0]", 0, NULL},
    };
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());

    (void)state;
    CHECK(findings != NULL);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const t_lint_row row = {.profile = rows[i].profile, .change = {{rows[i].json, NULL}}, .status = rows[i].status,
                                .level = rows[i].level, .member = rows[i].member, .more = rows[i].more};
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), rows[i].profile);
        int want = rows[i].level == SHALL ? rows[i].status : FAPI_OK, rc = FAPI_OK;

        CHECK(policy != NULL);
        rc = fapi_metadata_check_jwks(policy, rows[i].json, strlen(rows[i].json), findings);
        if (t_retry(want, rc))
            rc = fapi_metadata_check_jwks(policy, rows[i].json, strlen(rows[i].json), findings);
        CHECK(t_lint_fits(findings, &row, rc));
        t_claim_all(rows[i].ids, __func__);
    }
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_jwks(NULL, "{}", 2, findings));
}

/* CDR demands distinct kids, where FAPI only advises them. */
static void distinct_kids(void **state)
{
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), AU);
    const char *key = t_public_jwk(T_ES256), *same = NULL, *other = NULL;

    (void)state;
    CHECK(findings != NULL && policy != NULL);
    other = t_format("{\"keys\":[%s,%s]}", key, t_public_jwk(T_PS256));
    same = t_format("{\"keys\":[%s,%s]}", key, key);
    CHECK(other[0] != '\0' && same[0] != '\0');
    STATUS(FAPI_OK, fapi_metadata_check_jwks(policy, other, strlen(other), findings));
    CHECK(fapi_findings_count(findings) == 0);
    ACCEPTS("CDR-jwks-2");
    ACCEPTS("FAPI2SP-5.4.2-3");
    ACCEPTS("FAPI1ADV-8.9-3");
    ACCEPTS("FAPI1BASE-5.2.2-6");
    ACCEPTS("FAPI1BASE-5.2.4-3");
    STATUS(FAPI_JWKS_DUPLICATE_KID, fapi_metadata_check_jwks(policy, same, strlen(same), findings));
    CHECK(strcmp(fapi_findings_member(findings, 0), "[1]") == 0 && strcmp(fapi_findings_actual(findings, 0), "es256") == 0);
    REFUSES("CDR-jwks-2");
    /* The same under every profile, if only as a SHOULD. */
    REFUSES("FAPI2SP-5.4.2-3");
    REFUSES("FAPI1ADV-8.9-3");
}

/* RS256 keys are those of FAPI 1.0 Baseline only, and 1024 bits are nobody's. */
static void rsa_keys(void **state)
{
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_policy) baseline = fapi_policy_new(t_context(), F1B);
    AUTO(fapi_policy) advanced = fapi_policy_new(t_context(), F1A);
    char n[172] = {0};
    const char *rs256 = t_format("{\"keys\":[%s]}", t_public_jwk(T_RS256)), *small = NULL;

    (void)state;
    memset(n, '_', 171);
    small = t_format("{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"1\",\"n\":\"%.170sw\",\"e\":\"AQAB\"}]}", n);
    CHECK(findings != NULL && baseline != NULL && advanced != NULL && rs256[0] != '\0' && small[0] != '\0');
    STATUS(FAPI_OK, fapi_metadata_check_jwks(baseline, rs256, strlen(rs256), findings));
    STATUS(FAPI_JWKS_ALG, fapi_metadata_check_jwks(advanced, rs256, strlen(rs256), findings));
    CHECK(strcmp(fapi_findings_actual(findings, 0), "RS256") == 0);
    STATUS(FAPI_JWK_RSA_SIZE, fapi_metadata_check_jwks(baseline, small, strlen(small), findings));
    REFUSES("FAPI2SP-5.4.1-2");
    ACCEPTS("FAPI1BASE-5.2.2-5");
    REFUSES("FAPI1BASE-5.2.2-5");
    ACCEPTS("FAPI1BASE-5.2.4-2"); /* the rule is the same, whoever's key it is */
    REFUSES("FAPI1BASE-5.2.4-2");
}

static void what_stood_there_is_safe_to_log(void **state)
{
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), F2S);
    const char *text = "{\"issuer\":\"a\\u0007\\\\\xC3\xA9\"}";
    const char *actual = NULL;
    char shown[160] = {0}, json[400];
    size_t at = 0;

    (void)state;
    CHECK(findings != NULL && policy != NULL);
    STATUS(FAPI_METADATA_ISSUER, fapi_metadata_check_server(policy, NULL, 0, text, strlen(text), findings));
    at = t_lint_find(findings, FAPI_METADATA_ISSUER, "issuer");
    CHECK(strcmp(fapi_findings_actual(findings, at), "a\\x07\\x5C\\xC3\\xA9") == 0);
    memset(shown, 'b', 130);
    for (size_t n = 115; n <= 121; n++) {
        snprintf(json, sizeof json, "{\"issuer\":\"%.*s\"}", (int)n, shown);
        STATUS(FAPI_METADATA_ISSUER, fapi_metadata_check_server(policy, NULL, 0, json, strlen(json), findings));
        actual = fapi_findings_actual(findings, t_lint_find(findings, FAPI_METADATA_ISSUER, "issuer"));
        CHECK(strlen(actual) == (n < 120 ? n : 120));
        CHECK((strcmp(actual + strlen(actual) - 3, "...") == 0) == (n > 120));
        snprintf(json, sizeof json, "{\"issuer\":\"%.*s\xC3\xA9\"}", (int)n, shown);
        STATUS(FAPI_METADATA_ISSUER, fapi_metadata_check_server(policy, NULL, 0, json, strlen(json), findings));
        actual = fapi_findings_actual(findings, t_lint_find(findings, FAPI_METADATA_ISSUER, "issuer"));
        CHECK(strlen(actual) <= 120 && strcmp(actual + strlen(actual) - 3, "...") == 0);
    }
    CHECK(fapi_findings_count(NULL) == 0 && fapi_findings_dropped(NULL) == 0 && fapi_findings_level(NULL, 0) == 0);
    CHECK(fapi_findings_status(NULL, 0) == FAPI_ERR_ARG && fapi_findings_clause(NULL, 0)[0] == '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets),
        cmocka_unit_test(distinct_kids),
        cmocka_unit_test(rsa_keys),
        cmocka_unit_test(what_stood_there_is_safe_to_log),
    };

    return t_main("role/metadata_keys", tests, COUNT(tests));
}
