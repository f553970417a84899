/* SPDX-License-Identifier: Apache-2.0 */
/* Software statements by themselves: what each rule takes and refuses, and whom the handle trusts. */
#include "test/oauth/table.h"

#define NOW INT64_C(1800000000)
#define S(text) (text), (sizeof(text) - 1)
#define SERVER "https://as.example"
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define B(status) FAPI_STATEMENT_##status

typedef struct row {
    t_member header, claims[2];
    int status;
    const char *ids;
} row;

static int load(enum t_key_name name, fapi_jwks **jwks)
{
    const char *keys = t_format("{\"keys\":[%s]}", t_public_jwk(name));

    fapi_jwks_free(*jwks);
    *jwks = fapi_jwks_new(t_context());
    return *jwks == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(*jwks, keys, strlen(keys));
}

/* "directory" has the EdDSA key, "other" the one for ES256. */
static int ready(fapi_software_statement **statement, fapi_verdict **verdict)
{
    AUTO(fapi_jwks) mine = NULL;
    AUTO(fapi_jwks) others = NULL;
    int rc = FAPI_ERR_NOMEM;

    *statement = fapi_software_statement_new(t_context());
    *verdict = fapi_verdict_new(t_context());
    if (*statement == NULL || *verdict == NULL)
        return rc;
    rc = load(T_EDDSA, &mine);
    if (rc == FAPI_OK)
        rc = load(T_ES256, &others);
    if (rc == FAPI_OK)
        rc = fapi_software_statement_add_directory(*statement, S("directory"), mine);
    if (rc == FAPI_OK)
        rc = fapi_software_statement_add_directory(*statement, S("other"), others);
    if (rc == FAPI_OK)
        rc = fapi_software_statement_add_audience(*statement, S(SERVER));
    return rc;
}
#define READY(statement, verdict)                                                        \
    AUTO(fapi_software_statement) statement = NULL;                                      \
    AUTO(fapi_verdict) verdict = NULL;                                                   \
    do {                                                                                 \
        if (!t_status(FAPI_OK, ready(&statement, &verdict), "ready", __FILE__, __LINE__)) \
            return;                                                                      \
    } while (0)

static const char *make(enum t_key_name key, const t_member *header, const t_member *claims)
{
    static const t_member headers[] = {{"alg", "\"EdDSA\""}, {NULL, NULL}};
    static const t_member members[] = {{"iss", "\"directory\""}, {"iat", "1800000000"}, {"software_id", "\"17\""},
                                       {"redirect_uris", "[\"https://client.example/cb\"]"}, {NULL, NULL}};

    return t_sign(key, t_object(headers, header, 1), t_object(members, claims, 2));
}

static void run(const row *rows, size_t count, const char *test)
{
    READY(statement, verdict);
    for (size_t i = 0; i < count; i++) {
        const char *jwt = make(T_EDDSA, &rows[i].header, rows[i].claims);
        int want = rows[i].status;

        CHECK(jwt[0] != '\0');
        STATUS(want, t_row(i, jwt, want, fapi_software_statement_check(statement, jwt, strlen(jwt), NOW, verdict)));
        if (want != FAPI_OK) {
            CHECK(fapi_verdict_subject(verdict) == FAPI_SUBJECT_SOFTWARE_STATEMENT && fapi_verdict_http(verdict) == 400);
            CHECK(strcmp(fapi_verdict_oauth_error(verdict), want == B(ISSUER) ? "unapproved_software_statement"
                                                                               : "invalid_software_statement") == 0);
        }
        t_claim_all(rows[i].ids, test);
    }
}

static void header(void **state)
{
    static const row rows[] = {
        {{NULL, NULL}, {{NULL, NULL}}, FAPI_OK, "+RFC7591-2.3-1 +OBUK-dcr-3"},
        {{"typ", "\"JWT\""}, {{NULL, NULL}}, FAPI_OK, NULL},
        {{"typ", "\"at+jwt\""}, {{NULL, NULL}}, B(TYP), NULL},
        {{"typ", "1"}, {{NULL, NULL}}, B(TYP), NULL},
        {{"alg", NULL}, {{NULL, NULL}}, B(ALG), NULL},
        {{"alg", "\"none\""}, {{NULL, NULL}}, B(ALG), NULL},
        {{"alg", "\"HS256\""}, {{NULL, NULL}}, B(ALG), NULL},
        {{"alg", "\"RS256\""}, {{NULL, NULL}}, B(ALG), NULL},
        {{"x5c", "[\"MIIB\"]"}, {{NULL, NULL}}, B(EMBEDDED_KEY), "-OBUK-dcr-3"},
        {{"x5u", "\"https://evil.example/x\""}, {{NULL, NULL}}, B(EMBEDDED_KEY), "-OBUK-dcr-3"},
        {{"jku", "\"https://evil.example/x\""}, {{NULL, NULL}}, B(EMBEDDED_KEY), NULL},
        {{"jwk", "{}"}, {{NULL, NULL}}, B(EMBEDDED_KEY), NULL},
        {{"kid", "\"another\""}, {{NULL, NULL}}, B(KEY), NULL},
        {{"crit", "[\"exp\"]"}, {{NULL, NULL}}, FAPI_JWS_CRIT_FORM, NULL},
    };

    (void)state;
    run(rows, COUNT(rows), __func__);
}

static void claims(void **state)
{
    static const row rows[] = {
        {{NULL, NULL}, {{"iss", NULL}}, B(ISS_MISSING), "-RFC7591-2.3-1"},
        {{NULL, NULL}, {{"iss", "\"nobody\""}}, B(ISSUER), "-RFC7591-2.3-1"},
        {{NULL, NULL}, {{"iss", "\"Directory\""}}, B(ISSUER), NULL},
        {{NULL, NULL}, {{"iss", "[\"directory\"]"}}, B(CLAIM_TYPE), NULL},
        /* The keys of one directory are not those of another. */
        {{NULL, NULL}, {{"iss", "\"other\""}}, B(KEY), "-RFC7591-2.3-1"},
        {{NULL, NULL}, {{"aud", "\"" SERVER "\""}}, FAPI_OK, NULL},
        {{NULL, NULL}, {{"aud", "[\"x\",\"" SERVER "\"]"}}, FAPI_OK, NULL},
        {{NULL, NULL}, {{"aud", "\"https://other.example\""}}, B(AUD), NULL},
        {{NULL, NULL}, {{"aud", "1"}}, B(CLAIM_TYPE), NULL},
        {{NULL, NULL}, {{"exp", "1799999991"}}, FAPI_OK, NULL},
        {{NULL, NULL}, {{"exp", "1799999990"}}, B(EXPIRED), NULL},
        {{NULL, NULL}, {{"exp", "\"1900000000\""}}, B(CLAIM_TYPE), NULL},
        {{NULL, NULL}, {{"nbf", "1800000010"}}, FAPI_OK, NULL},
        {{NULL, NULL}, {{"nbf", "1800000011"}}, B(NBF), NULL},
        {{NULL, NULL}, {{"iat", "1800000010"}}, FAPI_OK, NULL},
        {{NULL, NULL}, {{"iat", "1800000011"}}, B(IAT_FUTURE), NULL},
        {{NULL, NULL}, {{"iat", "1"}}, FAPI_OK, NULL},
        {{NULL, NULL}, {{"iat", NULL}}, FAPI_OK, NULL},
        {{NULL, NULL}, {{"software_statement", "\"x\""}}, B(NESTED), NULL},
    };

    (void)state;
    run(rows, COUNT(rows), __func__);
}

static void signature(void **state)
{
    READY(statement, verdict);
    const char *good = make(T_EDDSA, NULL, NULL), *bad = "", *value = NULL;
    size_t n = 0;

    (void)state;
    CHECK(good[0] != '\0');
    STATUS(FAPI_OK, fapi_software_statement_check(statement, good, strlen(good), NOW, verdict));
    STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, S("software_id"), &value, &n));
    CHECK(n == 2 && memcmp(value, "17", 2) == 0);
    bad = t_replace_part(good, 2, t_base64url("0123456789012345678901234567890123456789012345678901234567890123", 64));
    CHECK(bad[0] != '\0');
    STATUS(B(SIGNATURE), fapi_software_statement_check(statement, bad, strlen(bad), NOW, verdict));
    CHECK(strcmp(fapi_verdict_oauth_error(verdict), "invalid_software_statement") == 0);
    REFUSES("RFC7591-2.3-1");
    STATUS(FAPI_ERR_STATE, fapi_verdict_claim_string(verdict, S("software_id"), &value, &n));
    STATUS(B(MISSING), fapi_software_statement_check(statement, NULL, 0, NOW, verdict));
    STATUS(FAPI_JWS_STRUCTURE, fapi_software_statement_check(statement, S("a.b"), NOW, verdict));
}

/* Settings: how old, how far off, which algorithm, whose keys. */
static void settings(void **state)
{
    READY(statement, verdict);
    AUTO(fapi_jwks) keys = NULL;
    const char *jwt = make(T_EDDSA, NULL, (const t_member[]){{"iat", "1799999700"}, {NULL, NULL}}), *none = "";

    (void)state;
    CHECK(jwt[0] != '\0');
    STATUS(FAPI_OK, fapi_software_statement_set_age(statement, 300));
    STATUS(FAPI_OK, fapi_software_statement_check(statement, jwt, strlen(jwt), NOW, verdict));
    ACCEPTS("BROFDCR-7.1-3");
    STATUS(B(IAT_OLD), fapi_software_statement_check(statement, jwt, strlen(jwt), NOW + 1, verdict));
    REFUSES("BROFDCR-7.1-3");
    none = make(T_EDDSA, NULL, (const t_member[]){{"iat", NULL}, {NULL, NULL}});
    CHECK(none[0] != '\0');
    STATUS(B(IAT_MISSING), fapi_software_statement_check(statement, none, strlen(none), NOW, verdict));
    STATUS(FAPI_OK, fapi_software_statement_set_age(statement, 0));
    STATUS(FAPI_OK, fapi_software_statement_set_window(statement, 0, 0));
    STATUS(B(IAT_FUTURE), fapi_software_statement_check(statement, jwt, strlen(jwt), 1799999699, verdict));
    STATUS(FAPI_OK, fapi_software_statement_set_algs(statement, FAPI_ALG_PS256));
    STATUS(B(ALG), fapi_software_statement_check(statement, jwt, strlen(jwt), NOW, verdict));
    STATUS(FAPI_OK, fapi_software_statement_set_algs(statement, FAPI_ALG_EDDSA));
    STATUS(FAPI_OK, load(T_ES256, &keys));
    STATUS(FAPI_OK, fapi_software_statement_add_directory(statement, S("directory"), keys));
    STATUS(B(KEY), fapi_software_statement_check(statement, jwt, strlen(jwt), NOW, verdict));
}

static void wrong_use(void **state)
{
    READY(statement, verdict);
    AUTO(fapi_jwks) empty = fapi_jwks_new(t_context());
    AUTO(fapi_jwks) keys = NULL;

    (void)state;
    CHECK(empty != NULL);
    STATUS(FAPI_OK, load(T_EDDSA, &keys));
    STATUS(FAPI_JWKS_EMPTY, fapi_software_statement_add_directory(statement, S("x"), empty));
    STATUS(FAPI_ERR_ARG, fapi_software_statement_add_directory(statement, S("x"), NULL));
    STATUS(FAPI_ERR_ARG, fapi_software_statement_add_directory(statement, "", 0, keys));
    STATUS(FAPI_ERR_ARG, fapi_software_statement_add_directory(NULL, S("x"), keys));
    for (int i = 0; i < 14; i++)
        STATUS(FAPI_OK, fapi_software_statement_add_directory(statement, &"abcdefghijklmn"[i], 1, keys));
    STATUS(FAPI_ERR_RANGE, fapi_software_statement_add_directory(statement, S("z"), keys));
    STATUS(FAPI_ERR_ARG, fapi_software_statement_add_audience(statement, "", 0));
    for (int i = 0; i < 7; i++)
        STATUS(FAPI_OK, fapi_software_statement_add_audience(statement, S("x")));
    STATUS(FAPI_ERR_RANGE, fapi_software_statement_add_audience(statement, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_software_statement_set_algs(statement, 0));
    STATUS(FAPI_ERR_ARG, fapi_software_statement_set_algs(NULL, FAPI_ALG_PS256));
    STATUS(FAPI_ERR_RANGE, fapi_software_statement_set_age(statement, -1));
    STATUS(FAPI_ERR_RANGE, fapi_software_statement_set_age(statement, 31536001));
    STATUS(FAPI_ERR_ARG, fapi_software_statement_set_age(NULL, 1));
    STATUS(FAPI_ERR_RANGE, fapi_software_statement_set_window(statement, 61, 0));
    STATUS(FAPI_ERR_RANGE, fapi_software_statement_set_window(statement, 0, -1));
    STATUS(FAPI_ERR_ARG, fapi_software_statement_set_window(NULL, 0, 0));
    STATUS(FAPI_ERR_CLOCK, fapi_software_statement_check(statement, S("x"), -1, verdict));
    STATUS(FAPI_ERR_ARG, fapi_software_statement_check(statement, NULL, 1, NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_software_statement_check(NULL, S("x"), NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_software_statement_check(statement, S("x"), NOW, NULL));
    fapi_software_statement_free(NULL);
}

/* No audience is known: a statement that names one is for somebody else. */
static void nobody_is_not_everybody(void **state)
{
    AUTO(fapi_software_statement) statement = fapi_software_statement_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    AUTO(fapi_jwks) keys = NULL;
    const char *jwt = make(T_EDDSA, NULL, (const t_member[]){{"aud", "\"" SERVER "\""}, {NULL, NULL}});

    (void)state;
    CHECK(statement != NULL && verdict != NULL && jwt[0] != '\0');
    STATUS(B(ISSUER), fapi_software_statement_check(statement, jwt, strlen(jwt), NOW, verdict));
    STATUS(FAPI_OK, load(T_EDDSA, &keys));
    STATUS(FAPI_OK, fapi_software_statement_add_directory(statement, S("directory"), keys));
    STATUS(B(AUD), fapi_software_statement_check(statement, jwt, strlen(jwt), NOW, verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header),   cmocka_unit_test(claims),    cmocka_unit_test(signature),
        cmocka_unit_test(settings), cmocka_unit_test(wrong_use), cmocka_unit_test(nobody_is_not_everybody),
    };

    return t_main("oauth/software_statement", tests, COUNT(tests));
}
