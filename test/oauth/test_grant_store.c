/* SPDX-License-Identifier: Apache-2.0 */
/* Grants as rows of a database: what is written comes back as it was, and what is odd does not come back at all. */
#include "base/slice.h"
#include "oauth/grant.h"
#include "test/harness.h"

#define S(text) (text), (sizeof(text) - 1)
#define NOW INT64_C(1800000000)
#define VALUE "urn:ietf:params:oauth:request_uri:dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define HASH "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define OTHER "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
#define PARAMETERS "{\"scope\":\"a\\u00e9\\\"b\", \"deep\":[[[[[[1]]]]]],\n\"n\":1.50}"
#define USER "{\"sub\":\"ali\\u0063e\",\"auth_time\":1799999000,\"name\":\"\xc3\x89\"}"
#define DETAILS "[{\"type\":\"payment\",\"amount\":\"1.00\"}]"

static int put(fapi_grant *grant, int which, const char *text)
{
    return fapix_grant_put(grant, which, fapix_slice_str(text));
}

/* Everything that a grant can hold. */
static int fill(fapi_grant *grant)
{
    int rc = fapi_grant_set_value(grant, S(VALUE));

    if (rc == FAPI_OK)
        rc = fapi_grant_set_client(grant, S("client \"1\"\\"));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_redirect_uri(grant, S("https://client.example.com/cb?a=b"));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_challenge(grant, S(HASH));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_jkt(grant, S(OTHER));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_x5t_s256(grant, S(HASH));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_scope(grant, S("openid accounts"));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_parameters(grant, S(PARAMETERS));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_user(grant, S(USER));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_times(grant, NOW, NOW + 60);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_rotates(grant, 1);
    if (rc == FAPI_OK)
        rc = put(grant, FAPIX_GRANT_FAMILY, OTHER);
    if (rc == FAPI_OK)
        rc = put(grant, FAPIX_GRANT_PARENT, HASH);
    if (rc == FAPI_OK)
        rc = put(grant, FAPIX_GRANT_DETAILS, DETAILS);
    if (rc == FAPI_OK)
        rc = put(grant, FAPIX_GRANT_RESOURCE, "[\"https://api.example.com\"]");
    return rc == FAPI_OK ? put(grant, FAPIX_GRANT_JTI, "jti-1") : rc;
}

static const char *value_of(const fapi_grant *grant, const char *name)
{
    static char text[4096];
    const char *value = NULL;
    size_t n = 0;

    text[0] = '\0';
    if (fapi_grant_value(grant, name, strlen(name), &value, &n) == FAPI_OK)
        snprintf(text, sizeof text, "%.*s", (int)n, value);
    return text;
}

/* The text has no NUL at its end. */
static int holds(const char *text, size_t n, const char *part)
{
    const size_t m = strlen(part);

    for (size_t i = 0; i + m <= n; i++)
        if (memcmp(text + i, part, m) == 0)
            return 1;
    return 0;
}

static int same(const fapi_grant *one, const fapi_grant *other)
{
    for (int i = 0; i < FAPIX_GRANT_TEXTS; i++)
        if (i != FAPIX_GRANT_VALUE && i != FAPIX_GRANT_JSON && !fapix_slice_eq(one->text[i], other->text[i]))
            return 0;
    return one->type == other->type && one->state == other->state && one->push == other->push &&
           one->rotates == other->rotates && one->issued_at == other->issued_at && one->expires_at == other->expires_at &&
           one->last_poll == other->last_poll && one->interval == other->interval;
}

/* ---- there and back ---- */

static void there_and_back(int type)
{
    AUTO(fapi_grant) grant = fapi_grant_new(t_context(), type);
    AUTO(fapi_grant) back = fapi_grant_new(t_context(), 0);
    const char *json = NULL, *again = NULL;
    size_t n = 0, m = 0;

    CHECK(grant != NULL && back != NULL && fapi_grant_type_of(back) == 0);
    STATUS(FAPI_OK, fill(grant));
    if (type == FAPI_GRANT_CIBA) {
        STATUS(FAPI_OK, fapi_grant_set_state(grant, FAPI_GRANT_STATE_APPROVED));
        STATUS(FAPI_OK, fapi_grant_set_push(grant, 1));
        STATUS(FAPI_OK, fapi_grant_set_polling(grant, NOW, 7));
    }
    STATUS(FAPI_OK, fapi_grant_store(grant, &json, &n));
    STATUS(FAPI_OK, fapi_grant_load(back, json, n, 1));
    CHECK(back->used && fapi_grant_type_of(back) == type && same(grant, back));
    STATUS(FAPI_OK, fapi_grant_store(back, &again, &m));
    CHECK(m == n && memcmp(again, json, n) == 0);
    STATUS(FAPI_OK, fapi_grant_load(back, json, n, 0));
    CHECK(!back->used);
    CHECK(strcmp(value_of(back, "parameters"), PARAMETERS) == 0 && strcmp(value_of(back, "user"), USER) == 0);
    CHECK(strcmp(value_of(back, "sub"), "alice") == 0 && strcmp(value_of(back, "authorization_details"), DETAILS) == 0);
    CHECK(strcmp(value_of(back, "scope"), "openid accounts") == 0 && strcmp(value_of(back, "jkt"), OTHER) == 0);
    CHECK(strcmp(value_of(back, "value"), "") == 0 && strcmp(value_of(grant, "value"), VALUE) == 0);
    CHECK(strcmp(value_of(back, "no such"), "") == 0);
    /* Neither the value is in the text, nor what is secret in it. */
    CHECK(!holds(json, n, "dBjftJeZ4CVP") && !holds(json, n, "request_uri:"));
}

static void every_type_comes_back(void **state)
{
    (void)state;
    for (int type = FAPI_GRANT_AUTHORIZATION_CODE; type <= FAPI_GRANT_ACCESS_TOKEN; type *= 2)
        there_and_back(type);
}

/* A found row answers for no value but its own. */
static void the_hash_decides(void **state)
{
    AUTO(fapi_grant) grant = fapi_grant_new(t_context(), FAPI_GRANT_AUTHORIZATION_CODE);
    AUTO(fapi_grant) back = fapi_grant_new(t_context(), 0);
    const char *json = NULL, *key = NULL;
    size_t n = 0, key_n = 0;

    (void)state;
    CHECK(grant != NULL && back != NULL);
    STATUS(FAPI_OK, fapi_grant_set_value(grant, S("abc")));
    STATUS(FAPI_OK, fapi_grant_key(grant, &key, &key_n));
    /* FIPS 180-4: SHA-256 of abc */
    CHECK(key_n == 43 && memcmp(key, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0", 43) == 0);
    STATUS(FAPI_OK, fapi_grant_store(grant, &json, &n));
    STATUS(FAPI_OK, fapi_grant_load(back, json, n, 0));
    CHECK(fapix_grant_is(back, fapix_slice_str("abc")) && !fapix_grant_is(back, fapix_slice_str("abd")));
    CHECK(!fapix_grant_is(back, fapix_slice_str("")));
    /* Another value has another key. */
    STATUS(FAPI_OK, fapi_grant_set_value(grant, S("abd")));
    STATUS(FAPI_OK, fapi_grant_key(grant, &key, &key_n));
    CHECK(memcmp(key, "ungWv48B", 8) != 0);
}

static void rows(void **state)
{
    AUTO(fapi_grant) grant = fapi_grant_new(t_context(), FAPI_GRANT_CONSENT);
    const char *key = NULL, *family = NULL;
    size_t n = 0;

    (void)state;
    CHECK(grant != NULL);
    STATUS(FAPI_ERR_STATE, fapi_grant_key(grant, &key, &n));
    STATUS(FAPI_ERR_STATE, fapi_grant_family(grant, &family, &n));
    STATUS(FAPI_ERR_STATE, fapi_grant_store(grant, &key, &n));
    STATUS(FAPI_ERR_STATE, fapi_grant_spends(grant, 0, &key, &n));
    CHECK(fapi_grant_keep_until(grant) == 0 && fapi_grant_keep_until(NULL) == 0 && fapi_grant_type_of(NULL) == 0);
    STATUS(FAPI_OK, fapi_grant_set_value(grant, S(VALUE)));
    STATUS(FAPI_OK, fapi_grant_set_times(grant, NOW, NOW + 60));
    CHECK(fapi_grant_keep_until(grant) == NOW + 60);
    /* Nothing came before it, so its family is its own. */
    STATUS(FAPI_OK, fapi_grant_family(grant, &family, &n));
    CHECK(n == 43);
    STATUS(FAPI_OK, fapi_grant_spends(grant, 0, &key, &n));
    CHECK(n == 43 && memcmp(key, family, 43) == 0);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_grant_spends(grant, 1, &key, &n));
    STATUS(FAPI_OK, put(grant, FAPIX_GRANT_PARENT, HASH));
    STATUS(FAPI_OK, fapi_grant_spends(grant, 1, &key, &n));
    CHECK(n == 43 && memcmp(key, HASH, 43) == 0);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_grant_spends(grant, 2, &key, &n));
    CHECK(key == NULL && n == 0);
}

static void what_is_spent(void **state)
{
    static const struct {
        int type, rotates, spent, kept;
    } table[] = {
        {FAPI_GRANT_AUTHORIZATION_CODE, 0, FAPI_OK, 86400}, {FAPI_GRANT_REFRESH_TOKEN, 0, FAPI_ERR_NOT_FOUND, 0},
        {FAPI_GRANT_REFRESH_TOKEN, 1, FAPI_OK, 0},          {FAPI_GRANT_CIBA, 0, FAPI_OK, 0},
        {FAPI_GRANT_PUSHED_REQUEST, 0, FAPI_ERR_NOT_FOUND, 0}, {FAPI_GRANT_ACCESS_TOKEN, 0, FAPI_ERR_NOT_FOUND, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        AUTO(fapi_grant) grant = fapi_grant_new(t_context(), table[i].type);
        const char *key = NULL;
        size_t n = 0;

        CHECK(grant != NULL);
        STATUS(FAPI_OK, fapi_grant_set_value(grant, S(VALUE)));
        STATUS(FAPI_OK, fapi_grant_set_rotates(grant, table[i].rotates));
        STATUS(FAPI_OK, fapi_grant_set_times(grant, NOW, NOW + 60));
        STATUS(table[i].spent, fapi_grant_spends(grant, 0, &key, &n));
        CHECK(fapi_grant_keep_until(grant) == NOW + 60 + table[i].kept);
        STATUS(FAPI_OK, fapi_grant_set_times(grant, NOW, FAPI_MAX_TIME));
        CHECK(fapi_grant_keep_until(grant) == FAPI_MAX_TIME);
    }
}

/* ---- what does not come back ---- */

#define ROW(members) "{\"version\":1,\"type\":\"consent\",\"key\":\"" HASH "\",\"family\":\"" OTHER "\"" members "}"

static void odd_texts(void **state)
{
    static const struct {
        const char *text;
        int want;
    } table[] = {
        {ROW(""), FAPI_OK},
        {" " ROW(",\"scope\":\"a\"") "\n", FAPI_OK},
        {"", FAPI_JSON_SYNTAX},
        {"[]", FAPI_JSON_NOT_OBJECT},
        {"{}", FAPI_GRANT_FORM},
        {ROW("") "x", FAPI_JSON_TRAILING},
        {ROW(",\"scope\":\"a\",\"scope\":\"a\""), FAPI_JSON_DUPLICATE},
        {ROW(",\"unknown\":1"), FAPI_GRANT_FORM},
        {ROW(",\"value\":\"" VALUE "\""), FAPI_GRANT_FORM},
        {ROW(",\"used\":0"), FAPI_GRANT_FORM},
        {ROW(",\"scope\":\"\""), FAPI_GRANT_FORM},
        {ROW(",\"scope\":null"), FAPI_GRANT_FORM},
        {ROW(",\"client_id\":7"), FAPI_GRANT_FORM},
        {ROW(",\"jkt\":\"short\""), FAPI_GRANT_FORM},
        {ROW(",\"parameters\":{}"), FAPI_GRANT_FORM},
        {ROW(",\"parameters\":\"{\""), FAPI_GRANT_FORM},
        {ROW(",\"parameters\":\"[]\""), FAPI_GRANT_FORM},
        {ROW(",\"parameters\":\"{}\""), FAPI_OK},
        {ROW(",\"user\":\"{}\""), FAPI_GRANT_FORM},
        {ROW(",\"user\":\"{\\\"sub\\\":1}\""), FAPI_GRANT_FORM},
        {ROW(",\"user\":\"{\\\"sub\\\":\\\"a\\\"}\""), FAPI_OK},
        {ROW(",\"resource\":\"[\""), FAPI_GRANT_FORM},
        {ROW(",\"resource\":\"[],\\\"x\\\":[1]\""), FAPI_GRANT_FORM},
        {ROW(",\"resource\":\"[1],\\\"x\\\":2\""), FAPI_GRANT_FORM},
        {ROW(",\"resource\":\"\\\"a\\\"\""), FAPI_GRANT_FORM},
        {ROW(",\"resource\":\"[\\\"a\\\"]\""), FAPI_OK},
        {ROW(",\"issued_at\":10,\"expires_at\":10"), FAPI_OK},
        {ROW(",\"issued_at\":10,\"expires_at\":9"), FAPI_GRANT_FORM},
        {ROW(",\"expires_at\":9"), FAPI_GRANT_FORM},
        {ROW(",\"issued_at\":-1"), FAPI_GRANT_FORM},
        {ROW(",\"issued_at\":253402300800"), FAPI_GRANT_FORM},
        {ROW(",\"issued_at\":1.0"), FAPI_GRANT_FORM},
        {ROW(",\"issued_at\":\"1\""), FAPI_GRANT_FORM},
        {ROW(",\"rotates\":1"), FAPI_OK},
        {ROW(",\"rotates\":0"), FAPI_GRANT_FORM},
        {ROW(",\"rotates\":true"), FAPI_GRANT_FORM},
        {ROW(",\"state\":1,\"push\":0,\"interval\":5"), FAPI_GRANT_FORM},
        {ROW(",\"last_poll\":1"), FAPI_GRANT_FORM},
        {"{\"version\":2,\"type\":\"consent\",\"key\":\"" HASH "\",\"family\":\"" OTHER "\"}", FAPI_GRANT_FORM},
        {"{\"type\":\"consent\",\"key\":\"" HASH "\",\"family\":\"" OTHER "\"}", FAPI_GRANT_FORM},
        {"{\"version\":1,\"type\":\"other\",\"key\":\"" HASH "\",\"family\":\"" OTHER "\"}", FAPI_GRANT_FORM},
        {"{\"version\":1,\"type\":\"consent\",\"family\":\"" OTHER "\"}", FAPI_GRANT_FORM},
        {"{\"version\":1,\"type\":\"consent\",\"key\":\"" HASH "\"}", FAPI_GRANT_FORM},
        {"{\"version\":1,\"type\":\"backchannel_request\",\"key\":\"" HASH "\",\"family\":\"" OTHER "\",\"state\":1,\"push\":0}",
         FAPI_GRANT_FORM},
        {"{\"version\":1,\"type\":\"backchannel_request\",\"key\":\"" HASH "\",\"family\":\"" OTHER "\",\"state\":3,\"push\":0,"
         "\"interval\":5}", FAPI_GRANT_FORM},
        {"{\"version\":1,\"type\":\"backchannel_request\",\"key\":\"" HASH "\",\"family\":\"" OTHER "\",\"state\":1,\"push\":0,"
         "\"interval\":0}", FAPI_GRANT_FORM},
        {"{\"version\":1,\"type\":\"backchannel_request\",\"key\":\"" HASH "\",\"family\":\"" OTHER "\",\"state\":1,\"push\":0,"
         "\"interval\":5}", FAPI_OK},
    };
    AUTO(fapi_grant) grant = fapi_grant_new(t_context(), FAPI_GRANT_REFRESH_TOKEN);

    (void)state;
    CHECK(grant != NULL);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        int rc = fapi_grant_load(grant, table[i].text, strlen(table[i].text), 1);

        if (rc != table[i].want && !t_injected())
            fail_msg("%s: %d, not %d", table[i].text, rc, table[i].want);
        STATUS(table[i].want, rc);
        /* What failed left nothing. */
        CHECK(rc == FAPI_OK || (!grant->used && grant->type == FAPI_GRANT_REFRESH_TOKEN && grant->text[FAPIX_GRANT_KEY].n == 0));
    }
}

static void every_cut_is_refused(void **state)
{
    AUTO(fapi_grant) grant = fapi_grant_new(t_context(), FAPI_GRANT_CONSENT);
    AUTO(fapi_grant) back = fapi_grant_new(t_context(), 0);
    const char *json = NULL;
    size_t n = 0;

    (void)state;
    SLOW();
    CHECK(grant != NULL && back != NULL);
    STATUS(FAPI_OK, fill(grant));
    STATUS(FAPI_OK, fapi_grant_store(grant, &json, &n));
    for (size_t i = 0; i < n; i++) {
        int rc = fapi_grant_load(back, json, i, 0);

        CHECK(rc != FAPI_OK);
    }
}

static void what_cannot_be_stored(void **state)
{
    AUTO(fapi_grant) grant = fapi_grant_new(t_context(), FAPI_GRANT_CONSENT);
    AUTO(fapi_grant) none = fapi_grant_new(t_context(), 0);
    const char *json = NULL;
    size_t n = 0;

    (void)state;
    CHECK(grant != NULL && none != NULL);
    STATUS(FAPI_OK, fapi_grant_set_value(none, S(VALUE)));
    STATUS(FAPI_ERR_STATE, fapi_grant_store(none, &json, &n));
    STATUS(FAPI_OK, fapi_grant_set_value(grant, S(VALUE)));
    STATUS(FAPI_OK, fapi_grant_set_client(grant, S("\xff")));
    STATUS(FAPI_JSON_UTF8, fapi_grant_store(grant, &json, &n));
    STATUS(FAPI_OK, fapi_grant_set_client(grant, S("a")));
    STATUS(FAPI_OK, fapi_grant_set_parameters(grant, S("no JSON")));
    STATUS(FAPI_GRANT_FORM, fapi_grant_store(grant, &json, &n));
    CHECK(json == NULL && n == 0);
    STATUS(FAPI_GRANT_FORM, fapi_grant_set_user(grant, S("{}")));
    STATUS(FAPI_JSON_SYNTAX, fapi_grant_set_user(grant, S("{")));
    STATUS(FAPI_ERR_ARG, fapi_grant_set_user(NULL, S("{}")));
    STATUS(FAPI_ERR_ARG, fapi_grant_store(NULL, &json, &n));
    STATUS(FAPI_ERR_ARG, fapi_grant_store(grant, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_grant_load(NULL, S("{}"), 0));
    STATUS(FAPI_ERR_ARG, fapi_grant_load(grant, NULL, 1, 0));
    STATUS(FAPI_ERR_ARG, fapi_grant_load(grant, S("{}"), 2));
    STATUS(FAPI_ERR_ARG, fapi_grant_key(grant, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_grant_family(NULL, &json, &n));
    STATUS(FAPI_ERR_ARG, fapi_grant_spends(NULL, 0, &json, &n));
    STATUS(FAPI_ERR_ARG, fapi_grant_value(grant, NULL, 0, &json, &n));
}

static void scope_by_value(void **state)
{
    static const char *const want[] = {"openid", "accounts", "p"};
    AUTO(fapi_grant) grant = fapi_grant_new(t_context(), FAPI_GRANT_CONSENT);
    const char *value = NULL;
    size_t n = 0;

    (void)state;
    CHECK(grant != NULL);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_grant_scope(grant, 0, &value, &n));
    STATUS(FAPI_OK, fapi_grant_set_scope(grant, S("openid accounts p")));
    for (size_t i = 0; i < 3; i++) {
        STATUS(FAPI_OK, fapi_grant_scope(grant, i, &value, &n));
        CHECK(n == strlen(want[i]) && memcmp(value, want[i], n) == 0);
    }
    STATUS(FAPI_ERR_NOT_FOUND, fapi_grant_scope(grant, 3, &value, &n));
    CHECK(value == NULL && n == 0);
    STATUS(FAPI_OK, fapi_grant_set_scope(grant, S(" a  b "))); /* no scope, but what a host sets it may have back */
    STATUS(FAPI_OK, fapi_grant_scope(grant, 1, &value, &n));
    CHECK(n == 1 && *value == 'b');
    STATUS(FAPI_ERR_NOT_FOUND, fapi_grant_scope(grant, SIZE_MAX, &value, &n));
    STATUS(FAPI_ERR_ARG, fapi_grant_scope(NULL, 0, &value, &n));
    STATUS(FAPI_ERR_ARG, fapi_grant_scope(grant, 0, NULL, &n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_comes_back), cmocka_unit_test(scope_by_value),
        cmocka_unit_test(the_hash_decides),     cmocka_unit_test(rows),
        cmocka_unit_test(what_is_spent),         cmocka_unit_test(odd_texts),            cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(what_cannot_be_stored),
    };

    return t_main("oauth/grant_store", tests, sizeof tests / sizeof tests[0]);
}
