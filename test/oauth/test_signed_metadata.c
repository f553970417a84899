/* SPDX-License-Identifier: Apache-2.0 */
/* Signed metadata: who attests, and whose values count. */
#include "test/oauth/table.h"

#define NOW INT64_C(1800000000)
#define S(text) (text), (sizeof(text) - 1)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define B(status) FAPI_SIGNED_METADATA_##status

static int ready(fapi_signed_metadata **trusted, fapi_verdict **verdict)
{
    const char *keys = t_format("{\"keys\":[%s]}", t_public_jwk(T_EDDSA));
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    int rc = FAPI_ERR_NOMEM;

    *trusted = fapi_signed_metadata_new(t_context());
    *verdict = fapi_verdict_new(t_context());
    if (*trusted == NULL || *verdict == NULL || jwks == NULL)
        return rc;
    rc = fapi_jwks_load(jwks, keys, strlen(keys));
    return rc == FAPI_OK ? fapi_signed_metadata_add_issuer(*trusted, S("https://as.example"), jwks) : rc;
}
#define READY(trusted, verdict)                                                          \
    AUTO(fapi_signed_metadata) trusted = NULL;                                           \
    AUTO(fapi_verdict) verdict = NULL;                                                   \
    do {                                                                                 \
        if (!t_status(FAPI_OK, ready(&trusted, &verdict), "ready", __FILE__, __LINE__))   \
            return;                                                                      \
    } while (0)

typedef struct row {
    enum t_key_name key;
    t_member header, claim;
    int status;
    const char *ids;
} row;

static const char *make(const row *one)
{
    static const t_member headers[] = {{"alg", "\"EdDSA\""}, {NULL, NULL}};
    static const t_member members[] = {{"iss", "\"https://as.example\""}, {"issuer", "\"https://as.example\""},
                                       {"jwks_uri", "\"https://as.example/signed\""}, {NULL, NULL}};

    return t_sign(one->key, t_object(headers, &one->header, 1), t_object(members, &one->claim, 1));
}

static void rules(void **state)
{
    static const row rows[] = {
        {T_EDDSA, {NULL, NULL}, {NULL, NULL}, FAPI_OK, "+RFC8414-2.1-1 +RFC8414-2.1-2 +RFC9728-2.2-1 +RFC9728-2.2-2"},
        {T_EDDSA, {"typ", "\"JWT\""}, {"exp", "1800000001"}, FAPI_OK, NULL},
        {T_EDDSA, {"kid", "\"eddsa\""}, {"nbf", "1800000010"}, FAPI_OK, NULL},
        {T_EDDSA, {"alg", "\"none\""}, {NULL, NULL}, B(ALG), "-RFC8414-2.1-1 -RFC9728-2.2-1 !ALG-01"},
        {T_EDDSA, {"alg", "\"HS256\""}, {NULL, NULL}, B(ALG), NULL},
        {T_EDDSA, {"alg", NULL}, {NULL, NULL}, B(ALG), NULL},
        {T_EDDSA, {"typ", "\"at+jwt\""}, {NULL, NULL}, B(TYP), NULL},
        {T_EDDSA, {"kid", "\"other\""}, {NULL, NULL}, B(KEY), NULL},
        {T_EDDSA, {"jwk", "{}"}, {NULL, NULL}, FAPI_JWS_EMBEDDED_KEY, NULL},
        {T_EDDSA, {NULL, NULL}, {"iss", NULL}, B(ISS_MISSING), "-RFC8414-2.1-1 -RFC9728-2.2-1"},
        {T_EDDSA, {NULL, NULL}, {"iss", "7"}, B(ISS_MISSING), NULL},
        {T_EDDSA, {NULL, NULL}, {"iss", "\"https://as.example/\""}, B(ISSUER), "-RFC9728-2.2-1"},
        {T_ES256, {NULL, NULL}, {NULL, NULL}, B(SIGNATURE), "-RFC8414-2.1-1 -RFC9728-2.2-1"},
        {T_EDDSA, {NULL, NULL}, {"exp", "1799999990"}, B(TIME), NULL},
        {T_EDDSA, {NULL, NULL}, {"nbf", "1800000011"}, B(TIME), NULL},
        {T_EDDSA, {NULL, NULL}, {"exp", "\"soon\""}, FAPI_JWT_NUMERIC_DATE, NULL},
        {T_EDDSA, {NULL, NULL}, {"signed_metadata", "\"\""}, B(NESTED), "-RFC8414-2.1-2 -RFC9728-2.2-2"},
    };
    const char *text = NULL;
    size_t n = 0;

    (void)state;
    READY(trusted, verdict);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *jwt = make(rows + i);
        int want = rows[i].status;

        CHECK(jwt[0] != '\0');
        STATUS(want, t_row(i, jwt, want, fapi_signed_metadata_check(trusted, jwt, strlen(jwt), NOW, verdict)));
        STATUS(want == FAPI_OK ? FAPI_OK : FAPI_ERR_STATE, fapi_verdict_claim_string(verdict, S("jwks_uri"), &text, &n));
        t_claim_all(rows[i].ids, __func__);
    }
    STATUS(B(MISSING), fapi_signed_metadata_check(trusted, NULL, 0, NOW, verdict));
    STATUS(FAPI_ERR_CLOCK, fapi_signed_metadata_check(trusted, S("a"), -1, verdict));
    STATUS(FAPI_ERR_ARG, fapi_signed_metadata_check(NULL, S("a"), NOW, verdict));
}

static const char plain[] = "{\"issuer\":\"https://as.example\",\"jwks_uri\":\"https://evil.example\",\"x\\\"y\":[1, 2],"
                            "\"response_types_supported\":[\"token\"],\"signed_metadata\":\"a.b.c\",\"iss\":\"kept\"}";

static void precedence(void **state)
{
    const row good = {T_EDDSA, {NULL, NULL}, {"response_types_supported", "[\"code\"]"}, FAPI_OK, NULL};
    const char *jwt = make(&good);
    char merged[512];
    size_t n = 0;

    (void)state;
    READY(trusted, verdict);
    CHECK(jwt[0] != '\0');
    STATUS(FAPI_ERR_STATE, fapi_signed_metadata_merge(verdict, plain, sizeof plain - 1, merged, sizeof merged, &n));
    STATUS(FAPI_OK, fapi_signed_metadata_check(trusted, jwt, strlen(jwt), NOW, verdict));
    STATUS(FAPI_OK, fapi_signed_metadata_merge(verdict, plain, sizeof plain - 1, merged, sizeof merged, &n));
    CHECK(n < sizeof merged);
    merged[n] = '\0';
    CHECK(strcmp(merged, "{\"x\\\"y\":[1, 2],\"iss\":\"kept\",\"issuer\":\"https://as.example\","
                         "\"jwks_uri\":\"https://as.example/signed\",\"response_types_supported\":[\"code\"]}") == 0);
    ACCEPTS("RFC8414-2.1-1");
    ACCEPTS("RFC9728-2.2-1");
    for (size_t size = 0; size < n; size++) {
        size_t got = 1;

        STATUS(FAPI_ERR_BUFFER, fapi_signed_metadata_merge(verdict, plain, sizeof plain - 1, merged, size, &got));
        CHECK(got == 0);
    }
    STATUS(FAPI_OK, fapi_signed_metadata_merge(verdict, S("{}"), merged, sizeof merged, &n));
    STATUS(FAPI_JSON_NOT_OBJECT, fapi_signed_metadata_merge(verdict, S("[]"), merged, sizeof merged, &n));
    STATUS(FAPI_ERR_ARG, fapi_signed_metadata_merge(verdict, NULL, 1, merged, sizeof merged, &n));
}

static void set_up(void **state)
{
    AUTO(fapi_jwks) empty = fapi_jwks_new(t_context());
    AUTO(fapi_jwks) full = fapi_jwks_new(t_context());
    const char *keys = t_public_jwks();
    char name[] = "issuer a";

    (void)state;
    READY(trusted, verdict);
    CHECK(empty != NULL && full != NULL && keys[0] != '\0');
    STATUS(FAPI_JWKS_EMPTY, fapi_signed_metadata_add_issuer(trusted, S("x"), empty));
    STATUS(FAPI_OK, fapi_jwks_load(full, keys, strlen(keys)));
    STATUS(FAPI_ERR_ARG, fapi_signed_metadata_add_issuer(trusted, NULL, 0, full));
    STATUS(FAPI_ERR_ARG, fapi_signed_metadata_add_issuer(NULL, S("x"), full));
    STATUS(FAPI_ERR_ARG, fapi_signed_metadata_set_algs(trusted, 0));
    STATUS(FAPI_OK, fapi_signed_metadata_set_algs(trusted, FAPI_ALG_EDDSA));
    for (int i = 0; i < 15; i++) {
        name[7] = (char)('a' + i);
        STATUS(FAPI_OK, fapi_signed_metadata_add_issuer(trusted, name, 8, full));
    }
    STATUS(FAPI_ERR_RANGE, fapi_signed_metadata_add_issuer(trusted, S("one more"), full));
    STATUS(FAPI_OK, fapi_signed_metadata_add_issuer(trusted, S("https://as.example"), full));
    fapi_signed_metadata_free(NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(rules), cmocka_unit_test(precedence), cmocka_unit_test(set_up)};

    return t_main("signed_metadata", tests, COUNT(tests));
}
