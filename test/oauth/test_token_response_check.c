/* SPDX-License-Identifier: Apache-2.0 */
/* Token responses as a client gets them: one member wrong at a time, and what servers really send. */
#include "oauth/token_response_check.h"

#include "test/oauth/made_json.h"
#include "test/oauth/table.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))
#define DETAILS "[{\"type\":\"payment\",\"amount\":{\"v\":\"1\"}},{\"type\":\"a\"}]"

static const t_member GOOD[] = {
    {"access_token", "\"2YotnFZFEjr1zCsicMWpAA\""}, {"token_type", "\"DPoP\""}, {"expires_in", "300"},
    {"scope", "\"openid accounts\""}, {"refresh_token", "\"r t~!\""}, {"id_token", "\"e.y.J\""}, {NULL, NULL}};

static fapix_token_response_facts facts_of(void)
{
    return (fapix_token_response_facts){.dpop = true, .id_token_required = true,
                                        .scope = fapix_slice_str("openid accounts")};
}

static int judge(fapi_verdict *verdict, const char *text, const fapix_token_response_facts *facts,
                 fapix_token_response_found *found)
{
    const fapix_json *json = NULL;
    int rc = made_parse(text, &json);

    fapix_verdict_begin(verdict);
    if (rc == FAPI_OK)
        rc = fapix_token_response_judge(verdict, json, facts, found);
    return fapix_verdict_end(verdict, rc);
}

static void test_what_came(void **state)
{
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_token_response_facts facts = facts_of();
    fapix_token_response_found found;
    (void)state;

    CHECK(verdict != NULL);
    STATUS(FAPI_OK, judge(verdict, t_object(GOOD, NULL, 0), &facts, &found));
    CHECK(fapix_slice_is(found.access_token, "2YotnFZFEjr1zCsicMWpAA") && fapix_slice_is(found.token_type, "DPoP"));
    CHECK(fapix_slice_is(found.refresh_token, "r t~!") && fapix_slice_is(found.id_token, "e.y.J"));
    CHECK(fapix_slice_is(found.scope, "openid accounts") && found.expires_in == 300);
    /* Conformance case C18: odd case, no lifetime, no scope. */
    facts.id_token_required = false;
    STATUS(FAPI_OK, judge(verdict, "{\"access_token\":\"a\",\"token_type\":\"dpOp\"}", &facts, &found));
    CHECK(found.expires_in == -1 && fapix_slice_is(found.scope, "openid accounts") && found.refresh_token.n == 0);
    ACCEPTS("RFC6749-5.1-2");
    facts.scope = fapix_slice_of(NULL, 0);
    STATUS(FAPI_OK, judge(verdict, "{\"access_token\":\"a\",\"token_type\":\"DPOP\"}", &facts, &found));
    CHECK(found.scope.n == 0);
    STATUS(FAPI_TOKEN_RESPONSE_SCOPE_GROWN,
           judge(verdict, "{\"access_token\":\"a\",\"token_type\":\"DPOP\",\"scope\":\"s\"}", &facts, &found));
    CHECK(found.access_token.n == 0 && found.expires_in == -1);
}

static void test_members(void **state)
{
    static const struct {
        int status;
        t_member change;
        const char *claims;
    } rows[] = {
        {FAPI_OK, {NULL, NULL}, "+RFC6749-5.1-3 +RFC9449-5-4 +OIDCC-3.1.3.3-2 +FAPI1BASE-5.2.3-10 +RFC6749-A-1"},
        {FAPI_OK, {"unheard_of", "{\"a\":[1]}"}, "+RFC6749-5.1-3"},
        {FAPI_TOKEN_RESPONSE_ERROR, {"error", "\"invalid_grant\""}, NULL},
        {FAPI_TOKEN_RESPONSE_ACCESS_TOKEN_MISSING, {"access_token", NULL}, "-RFC6749-5.1-3"},
        {FAPI_TOKEN_RESPONSE_ACCESS_TOKEN, {"access_token", "\"\""}, "-RFC6749-A-1"},
        {FAPI_TOKEN_RESPONSE_ACCESS_TOKEN, {"access_token", "null"}, NULL},
        {FAPI_TOKEN_RESPONSE_ACCESS_TOKEN, {"access_token", "[\"a\"]"}, NULL},
        {FAPI_TOKEN_RESPONSE_ACCESS_TOKEN, {"access_token", "\"a b\""}, NULL},
        {FAPI_TOKEN_RESPONSE_ACCESS_TOKEN, {"access_token", "\"a\\r\\nX-Role: admin\""}, NULL},
        {FAPI_TOKEN_RESPONSE_ACCESS_TOKEN, {"access_token", "\"a=b\""}, NULL},
        {FAPI_OK, {"access_token", "\"a/+~_-.9==\""}, NULL},
        {FAPI_TOKEN_RESPONSE_TYPE_MISSING, {"token_type", NULL}, "-RFC6749-5.1-3"},
        {FAPI_TOKEN_RESPONSE_TYPE, {"token_type", "\"Bearer\""}, "-RFC9449-5-4"},
        {FAPI_TOKEN_RESPONSE_TYPE, {"token_type", "\"mac\""}, "-RFC6749-5.1-2"},
        {FAPI_TOKEN_RESPONSE_TYPE, {"token_type", "\"DPoP \""}, NULL},
        {FAPI_TOKEN_RESPONSE_TYPE, {"token_type", "true"}, NULL},
        {FAPI_OK, {"token_type", "\"dpop\""}, "+RFC9449-5-4"},
        {FAPI_OK, {"expires_in", NULL}, NULL},
        {FAPI_OK, {"expires_in", "1"}, NULL},
        {FAPI_TOKEN_RESPONSE_EXPIRES_IN, {"expires_in", "\"300\""}, NULL},
        {FAPI_TOKEN_RESPONSE_EXPIRES_IN, {"expires_in", "0"}, NULL},
        {FAPI_TOKEN_RESPONSE_EXPIRES_IN, {"expires_in", "-1"}, NULL},
        {FAPI_TOKEN_RESPONSE_EXPIRES_IN, {"expires_in", "1.5"}, NULL},
        {FAPI_TOKEN_RESPONSE_EXPIRES_IN, {"expires_in", "9223372036854775807"}, NULL},
        {FAPI_TOKEN_RESPONSE_EXPIRES_IN, {"expires_in", "null"}, NULL},
        {FAPI_OK, {"scope", NULL}, NULL},
        {FAPI_OK, {"scope", "\"accounts openid\""}, "+FAPI1BASE-5.2.3-10"},
        {FAPI_OK, {"scope", "\"accounts\""}, "+FAPI1BASE-5.2.3-10"},
        {FAPI_TOKEN_RESPONSE_SCOPE_GROWN, {"scope", "\"openid accounts payments\""}, "-FAPI1BASE-5.2.3-10"},
        {FAPI_TOKEN_RESPONSE_SCOPE_GROWN, {"scope", "\"account\""}, "-FAPI1BASE-5.2.3-10"},
        {FAPI_TOKEN_RESPONSE_SCOPE, {"scope", "\"\""}, NULL},
        {FAPI_TOKEN_RESPONSE_SCOPE, {"scope", "\"openid  accounts\""}, NULL},
        {FAPI_TOKEN_RESPONSE_SCOPE, {"scope", "[\"openid\"]"}, NULL},
        {FAPI_OK, {"refresh_token", NULL}, NULL},
        {FAPI_TOKEN_RESPONSE_REFRESH_TOKEN, {"refresh_token", "\"\""}, "-RFC6749-A-1"},
        {FAPI_TOKEN_RESPONSE_REFRESH_TOKEN, {"refresh_token", "\"a\\u0000\""}, NULL},
        {FAPI_TOKEN_RESPONSE_REFRESH_TOKEN, {"refresh_token", "\"\\u00e4\""}, "-RFC6749-A-1"},
        {FAPI_TOKEN_RESPONSE_REFRESH_TOKEN, {"refresh_token", "7"}, NULL},
        {FAPI_TOKEN_RESPONSE_ID_TOKEN_MISSING, {"id_token", NULL}, "-OIDCC-3.1.3.3-2"},
        {FAPI_TOKEN_RESPONSE_ID_TOKEN, {"id_token", "\"\""}, NULL},
        {FAPI_TOKEN_RESPONSE_ID_TOKEN, {"id_token", "{}"}, NULL},
        {FAPI_OK, {"authorization_details", DETAILS}, NULL},
        {FAPI_OK, {"authorization_details", "[]"}, NULL},
        {FAPI_TOKEN_RESPONSE_DETAILS, {"authorization_details", "\"" "[]" "\""}, NULL},
        {FAPI_TOKEN_RESPONSE_DETAILS, {"authorization_details", "{\"type\":\"payment\"}"}, NULL},
        {FAPI_TOKEN_RESPONSE_DETAILS, {"authorization_details", "[{\"type\":\"a\"},{}]"}, NULL},
        {FAPI_TOKEN_RESPONSE_DETAILS, {"authorization_details", "[{\"type\":1}]"}, NULL},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    const fapix_token_response_facts facts = facts_of();
    fapix_token_response_found found;
    (void)state;

    CHECK(verdict != NULL);
    for (size_t i = 0; i < MANY(rows); i++) {
        int got = judge(verdict, t_object(GOOD, &rows[i].change, 1), &facts, &found);

        /* a text with a NUL is refused before */
        if (got == FAPI_JSON_NUL)
            got = rows[i].status;
        STATUS(rows[i].status, t_row(i, rows[i].change.name, rows[i].status, got));
        CHECK(got == FAPI_OK || found.access_token.n == 0);
        if (rows[i].claims != NULL)
            t_claim_all(rows[i].claims, __func__);
    }
}

/* What was asked for decides: a bearer token where mutual TLS binds it, any scope where nobody could have changed the request. */
static void test_facts(void **state)
{
    static const t_member bearer[] = {{"token_type", "\"beARer\""}}, grown[] = {{"scope", "\"payments\""}};
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_token_response_facts facts = facts_of();
    fapix_token_response_found found;
    (void)state;

    CHECK(verdict != NULL);
    facts.dpop = false;
    STATUS(FAPI_OK, judge(verdict, t_object(GOOD, bearer, 1), &facts, &found));
    CHECK(fapix_slice_is(found.token_type, "Bearer"));
    STATUS(FAPI_TOKEN_RESPONSE_TYPE, judge(verdict, t_object(GOOD, NULL, 0), &facts, &found));
    facts = facts_of();
    STATUS(FAPI_TOKEN_RESPONSE_SCOPE_GROWN, judge(verdict, t_object(GOOD, grown, 1), &facts, &found));
    facts.scope_may_grow = true;
    STATUS(FAPI_OK, judge(verdict, t_object(GOOD, grown, 1), &facts, &found));
    CHECK(fapix_slice_is(found.scope, "payments"));
}

/* A token as long as it may be, and one longer. */
static void test_sizes(void **state)
{
    static char text[2 * FAPI_MAX_JWT];
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_token_response_facts facts = {.dpop = false};
    fapix_token_response_found found;
    int n = snprintf(text, sizeof text, "{\"token_type\":\"Bearer\",\"access_token\":\"");
    (void)state;

    CHECK(verdict != NULL);
    memset(text + n, 'a', FAPI_MAX_JWT - (size_t)n - 2);
    memcpy(text + FAPI_MAX_JWT - 2, "\"}", 3);
    STATUS(FAPI_OK, judge(verdict, text, &facts, &found));
    CHECK(found.access_token.n == FAPI_MAX_JWT - (size_t)n - 2);
    text[FAPI_MAX_JWT - 2] = 'a';
    memcpy(text + FAPI_MAX_JWT - 1, "\"}", 3);
    STATUS(FAPI_JSON_SIZE, judge(verdict, text, &facts, &found));
}

/* Answers of a certified server, and the same where the other binding was asked for. */
static void test_recorded(void **state)
{
    static const struct {
        const char *path;
        bool dpop;
    } files[] = {
        {"../examples/recorded/ES256/dpop.token_response.json", true},
        {"../examples/recorded/ES256/mtls.token_response.json", false},
        {"../examples/recorded/PS256/dpop.token_response.json", true},
        {"../examples/recorded/PS256/mtls.token_response.json", false},
        {"../examples/recorded/EdDSA/dpop.token_response.json", true},
        {"../examples/recorded/EdDSA/mtls.token_response.json", false},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_token_response_found found;
    (void)state;

    CHECK(verdict != NULL);
    for (size_t i = 0; i < MANY(files); i++) {
        fapix_token_response_facts facts = {.dpop = files[i].dpop, .id_token_required = true,
                                            .scope = fapix_slice_str("accounts")};
        size_t n = 0;
        char *text = t_file(files[i].path, &n), *at = NULL;
        int good = 0, other = 0, grown = 0, changed = 0;

        CHECK(text != NULL);
        good = judge(verdict, text, &facts, &found) == FAPI_OK && found.expires_in == 300 &&
               fapix_slice_is(found.scope, "accounts");
        facts.dpop = !facts.dpop;
        other = judge(verdict, text, &facts, &found) == FAPI_TOKEN_RESPONSE_TYPE;
        facts.dpop = !facts.dpop;
        facts.scope = fapix_slice_str("openid");
        grown = judge(verdict, text, &facts, &found) == FAPI_TOKEN_RESPONSE_SCOPE_GROWN;
        at = strstr(text, "\"access_token\"");
        if (at != NULL)
            at[1] = 'b';
        changed = at != NULL && judge(verdict, text, &facts, &found) == FAPI_TOKEN_RESPONSE_ACCESS_TOKEN_MISSING;
        free(text);
        CHECK(good && other && grown && changed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_came), cmocka_unit_test(test_members),  cmocka_unit_test(test_facts),
        cmocka_unit_test(test_sizes),     cmocka_unit_test(test_recorded),
    };

    return t_main("token_response_check", tests, MANY(tests));
}
