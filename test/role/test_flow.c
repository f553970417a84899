/* SPDX-License-Identifier: Apache-2.0 */
/* Flows: parameters, texts, nonces, and the document that is kept between steps. */
#include "role/flow.h"

#include "test/oauth/table.h"

#define S(text) (text), (sizeof(text) - 1)
#define SLICE(text) fapix_slice_of((text), sizeof(text) - 1)

static int set(fapi_flow *flow, const char *name, const char *value)
{
    return fapi_flow_set_parameter(flow, name, strlen(name), value, strlen(value));
}

static void test_parameters(void **state)
{
    static const struct {
        const char *name;
        int want;
    } rows[] = {
        {"client_id", FAPI_FLOW_RESERVED}, {"state", FAPI_FLOW_RESERVED},      {"nonce", FAPI_FLOW_RESERVED},
        {"code_challenge", FAPI_FLOW_RESERVED}, {"request", FAPI_FLOW_RESERVED}, {"request_uri", FAPI_FLOW_RESERVED},
        {"dpop_jkt", FAPI_FLOW_RESERVED},  {"client_assertion", FAPI_FLOW_RESERVED}, {"aud", FAPI_FLOW_RESERVED},
        {"sub", FAPI_FLOW_RESERVED},       {"access_token", FAPI_FLOW_RESERVED}, {"", FAPI_ERR_ARG},
        {"a b", FAPI_ERR_ARG},             {"a&b", FAPI_ERR_ARG},              {"a~", FAPI_ERR_ARG},
        {"scope", FAPI_OK},
    };
    AUTO(fapi_flow) flow = fapi_flow_new(t_context());
    char large[8193], name[16];

    (void)state;
    CHECK(flow != NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        STATUS(rows[i].want, t_row(i, rows[i].name, rows[i].want, set(flow, rows[i].name, "value")));
    STATUS(FAPI_ERR_ARG, set(flow, "acr_values", "\xFF"));
    STATUS(FAPI_ERR_ARG, fapi_flow_set_parameter(flow, S("acr_values"), S("a\0b")));
    memset(large, 'x', sizeof large);
    STATUS(FAPI_ERR_RANGE, fapi_flow_set_parameter(flow, S("claims"), large, sizeof large));
    STATUS(FAPI_OK, fapi_flow_set_parameter(flow, S("claims"), large, sizeof large - 1));
    STATUS(FAPI_OK, set(flow, "claims", ""));
    CHECK(flow->parameter_count == 1);
    for (size_t i = 1; i < FAPIX_FLOW_PARAMETERS; i++) {
        snprintf(name, sizeof name, "p%zu", i);
        STATUS(FAPI_OK, set(flow, name, "1"));
    }
    STATUS(FAPI_ERR_RANGE, set(flow, "more", "1"));
    STATUS(FAPI_OK, set(flow, "p1", "another"));
    CHECK(fapix_slice_is(fapix_flow_parameter_value(flow, "p1"), "another"));
    STATUS(FAPI_OK, set(flow, "unknown", ""));
    flow->step = FAPIX_FLOW_SENT;
    STATUS(FAPI_ERR_STATE, set(flow, "p1", "1"));
    STATUS(FAPI_ERR_ARG, fapi_flow_set_parameter(NULL, S("scope"), S("a")));
    STATUS(FAPI_ERR_ARG, fapi_flow_set_parameter(flow, NULL, 0, S("a")));
    STATUS(FAPI_ERR_ARG, fapi_flow_set_parameter(flow, S("scope"), NULL, 1));
}

/* However many quotes: what is stored can be read. */
static void test_fits(void **state)
{
    AUTO(fapi_flow) flow = fapi_flow_new(t_context());
    static char quotes[16384];
    char name[16];
    const char *json = NULL;
    size_t n = 0;
    int rc = FAPI_OK;

    (void)state;
    SLOW();
    CHECK(flow != NULL);
    memset(quotes, '"', sizeof quotes);
    STATUS(FAPI_ERR_RANGE, fapi_flow_set_parameter(flow, S("claims"), quotes, 8192));
    for (size_t i = 0; rc == FAPI_OK && i < FAPIX_FLOW_PARAMETERS; i++) {
        snprintf(name, sizeof name, "p%zu", i);
        rc = fapi_flow_set_parameter(flow, name, strlen(name), quotes, 7900);
    }
    CHECK(rc == FAPI_ERR_RANGE && flow->parameter_count == 4);
    memset(quotes, 'x', sizeof quotes);
    for (int i = 0; i < FAPIX_FLOW_TEXTS; i++) {
        rc = fapix_flow_set(flow, (enum fapix_flow_text)i, fapix_slice_of(quotes, 8000));
        CHECK(rc == FAPI_OK || rc == FAPI_ERR_BUFFER);
    }
    CHECK(fapix_flow_set(flow, FAPIX_FLOW_ACCESS_TOKEN, fapix_slice_of(quotes, 16384)) == FAPI_ERR_BUFFER);
    STATUS(FAPI_OK, fapi_flow_store(flow, &json, &n));
    {
        char *copy = malloc(n);

        CHECK(copy != NULL);
        memcpy(copy, json, n);
        rc = fapi_flow_load(flow, copy, n);
        free(copy);
    }
    STATUS(FAPI_OK, rc);
    CHECK(flow->parameter_count == 4);
}

static int fill(fapi_flow *flow)
{
    int rc = set(flow, "scope", "openid accounts");

    if (rc == FAPI_OK)
        rc = set(flow, "claims", "{\"id_token\":{\"a\":\"\xC3\xA4\\n\"}}");
    if (rc == FAPI_OK)
        rc = fapix_flow_set(flow, FAPIX_FLOW_STATE, SLICE("s\"t\\"));
    if (rc == FAPI_OK)
        rc = fapix_flow_set(flow, FAPIX_FLOW_ACCESS_TOKEN, SLICE("token"));
    if (rc == FAPI_OK)
        rc = fapix_flow_set(flow, FAPIX_FLOW_TOKEN_TYPE, SLICE("DPoP"));
    if (rc == FAPI_OK)
        rc = fapix_flow_set(flow, FAPIX_FLOW_ISSUER, SLICE("https://as.example.com"));
    if (rc == FAPI_OK)
        rc = fapix_flow_set(flow, FAPIX_FLOW_CLIENT_ID, SLICE("client"));
    if (rc == FAPI_OK)
        rc = fapix_flow_keep_nonce(flow, SLICE("https://AS.example.com:443/par"), SLICE("n1"));
    if (rc == FAPI_OK)
        rc = fapix_flow_keep_nonce(flow, SLICE("https://api.example.com:8443/x?y"), SLICE("n2"));
    flow->number[FAPIX_FLOW_TOKEN_EXPIRES] = 1800000000;
    flow->number[FAPIX_FLOW_MAX_AGE] = 0;
    if (rc == FAPI_OK)
        flow->step = FAPIX_FLOW_TOKENS;
    return rc;
}

static void test_round(void **state)
{
    AUTO(fapi_flow) flow = fapi_flow_new(t_context());
    AUTO(fapi_flow) other = fapi_flow_new(t_context());
    const char *json = NULL, *again = NULL, *value = NULL;
    size_t n = 0, again_n = 0;

    (void)state;
    CHECK(flow != NULL && other != NULL);
    STATUS(FAPI_OK, fill(flow));
    STATUS(FAPI_OK, fapi_flow_store(flow, &json, &n));
    STATUS(FAPI_OK, fapi_flow_load(other, json, n));
    STATUS(FAPI_OK, fapi_flow_store(other, &again, &again_n));
    CHECK(n == again_n && memcmp(json, again, n) == 0);
    STATUS(FAPI_OK, fapi_flow_value(other, S("state"), &value, &n));
    CHECK(n == 4 && memcmp(value, "s\"t\\", 4) == 0);
    CHECK(fapi_flow_expires_at(other) == 1800000000 && other->number[FAPIX_FLOW_MAX_AGE] == 0);
    CHECK(other->number[FAPIX_FLOW_AUTH_TIME] == -1 && other->step == FAPIX_FLOW_TOKENS && other->parameter_count == 2);
    CHECK(fapix_slice_is(fapix_flow_nonce_for(other, SLICE("https://as.example.com/token")), "n1"));
    CHECK(fapix_slice_is(fapix_flow_nonce_for(other, SLICE("https://api.example.com:8443/")), "n2"));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_flow_value(other, S("code"), &value, &n));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_flow_value(other, S("nonsense"), &value, &n));
    fapi_flow_reset(other);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_flow_value(other, S("state"), &value, &n));
    CHECK(fapi_flow_expires_at(other) == 0 && fapix_flow_nonce_for(other, SLICE("https://as.example.com/")).n == 0);
}

static void test_hostile(void **state)
{
    static const struct {
        const char *json;
        int want;
    } rows[] = {
        {"{\"libfapi_flow\":1,\"step\":0}", FAPI_OK},
        {"{\"libfapi_flow\":2,\"step\":0}", FAPI_FLOW_FORM},
        {"{\"step\":0}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":10}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":-1}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":\"new\"}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":0,\"other\":1}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":0,\"state\":7}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":0,\"state\":\"\"}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":0,\"state\":[]}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":0,\"max_age\":253402300800}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":0,\"parameter:state\":\"x\"}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":0,\"parameter:a b\":\"x\"}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":0,\"parameter:\":\"x\"}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":0,\"nonce:a\":\"1\",\"nonce:b\":\"1\",\"nonce:c\":\"1\",\"nonce:d\":\"1\",\"nonce:e\":\"1\"}",
         FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":0,\"state\":\"a\",\"state\":\"b\"}", FAPI_JSON_DUPLICATE},
        {"{\"libfapi_flow\":1,\"step\":0", FAPI_JSON_SYNTAX},
        {"", FAPI_JSON_SYNTAX},
        {"[]", FAPI_JSON_NOT_OBJECT},
    };
    AUTO(fapi_flow) flow = fapi_flow_new(t_context());
    const char *value = NULL;
    size_t n = 0;

    (void)state;
    CHECK(flow != NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(FAPI_OK, fapix_flow_set(flow, FAPIX_FLOW_CODE_TEXT, SLICE("code")));
        STATUS(rows[i].want, t_row(i, rows[i].json, rows[i].want, fapi_flow_load(flow, rows[i].json, strlen(rows[i].json))));
        STATUS(FAPI_ERR_NOT_FOUND, fapi_flow_value(flow, S("code"), &value, &n));
        CHECK(flow->step == FAPIX_FLOW_NEW && flow->parameter_count == 0);
    }
    STATUS(FAPI_ERR_ARG, fapi_flow_load(NULL, S("{}")));
    STATUS(FAPI_ERR_ARG, fapi_flow_load(flow, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_flow_store(NULL, &value, &n));
    STATUS(FAPI_ERR_ARG, fapi_flow_store(flow, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_flow_value(NULL, S("state"), &value, &n));
}

/* The newest of each server; of five servers the oldest is forgotten. */
static void test_nonces(void **state)
{
    static const char *const urls[] = {"https://a.example/1", "https://b.example/", "https://c.example/", "https://d.example/",
                                       "https://e.example/"};
    AUTO(fapi_flow) flow = fapi_flow_new(t_context());

    (void)state;
    CHECK(flow != NULL);
    for (size_t i = 0; i < 4; i++)
        STATUS(FAPI_OK, fapix_flow_keep_nonce(flow, fapix_slice_str(urls[i]), SLICE("old")));
    STATUS(FAPI_OK, fapix_flow_keep_nonce(flow, SLICE("https://A.example:443/2"), SLICE("new")));
    CHECK(fapix_slice_is(fapix_flow_nonce_for(flow, SLICE("https://a.example/x?y#z")), "new"));
    ACCEPTS("RFC9449-8.2-1");
    CHECK(fapix_flow_nonce_for(flow, SLICE("https://a.example:444/")).n == 0);
    CHECK(fapix_flow_nonce_for(flow, SLICE("http://a.example/")).n == 0);
    REFUSES("RFC9449-8.2-1");
    STATUS(FAPI_OK, fapix_flow_keep_nonce(flow, fapix_slice_str(urls[4]), SLICE("fifth")));
    CHECK(fapix_slice_is(fapix_flow_nonce_for(flow, fapix_slice_str(urls[4])), "fifth"));
    CHECK(fapix_slice_is(fapix_flow_nonce_for(flow, fapix_slice_str(urls[3])), "old"));
}

/* A check must not be left out because a store lost what it compares with. */
static void test_lost_members(void **state)
{
#define WHO "\"issuer\":\"https://as.example\",\"client_id\":\"c\""
#define SENT WHO ",\"redirect_uri\":\"https://c.example\",\"response_type\":\"code\",\"state\":\"s\",\"code_verifier\":\"v\""
    static const struct {
        const char *json;
        int want;
    } rows[] = {
        {"{\"libfapi_flow\":1,\"step\":3," SENT "}", FAPI_OK},
        {"{\"libfapi_flow\":1,\"step\":3," SENT ",\"asked_scope\":\"openid x\"}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":3," SENT ",\"asked_scope\":\"openid x\",\"nonce\":\"n\"}", FAPI_OK},
        {"{\"libfapi_flow\":1,\"step\":3," WHO ",\"redirect_uri\":\"https://c.example\",\"response_type\":\"code\",\"code_verifier\":\"v\"}",
         FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":2," SENT "}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":4," SENT "}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":4," SENT ",\"code\":\"1\"}", FAPI_OK},
        {"{\"libfapi_flow\":1,\"step\":5," SENT ",\"code\":\"1\"}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":5,\"grant\":1," SENT ",\"code\":\"1\"}", FAPI_OK},
        {"{\"libfapi_flow\":1,\"step\":5,\"grant\":1," SENT ",\"code\":\"1\",\"asked_scope\":\"openid\"}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":5,\"grant\":99," SENT ",\"code\":\"1\"}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":6," WHO ",\"access_token\":\"t\"}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":6,\"access_token\":\"t\",\"token_type\":\"DPoP\"}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":8," WHO "}", FAPI_FLOW_FORM},
        {"{\"libfapi_flow\":1,\"step\":8," WHO ",\"auth_req_id\":\"a\",\"asked_scope\":\"openid\"}", FAPI_OK},
        {"{\"libfapi_flow\":1,\"step\":9," WHO "}", FAPI_OK},
    };
    AUTO(fapi_flow) flow = fapi_flow_new(t_context());

    (void)state;
    CHECK(flow != NULL && FAPI_GRANT_AUTHORIZATION_CODE == 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(rows[i].want, t_row(i, rows[i].json, rows[i].want, fapi_flow_load(flow, rows[i].json, strlen(rows[i].json))));
        CHECK(rows[i].want == FAPI_OK || (flow->step == FAPIX_FLOW_NEW && fapix_flow_text(flow, FAPIX_FLOW_ISSUER).n == 0));
    }
}

/* A nonce is kept with its origin or not at all: what a flow has can always be read again. */
static void test_nonce_without_memory(void **state)
{
    AUTO(fapi_flow) flow = fapi_flow_new(t_context());
    AUTO(fapi_flow) other = fapi_flow_new(t_context());
    const char *json = NULL;
    size_t n = 0;
    int rc = FAPI_ERR_INTERNAL;

    (void)state;
    CHECK(flow != NULL && other != NULL);
    rc = fapix_flow_keep_nonce(flow, SLICE("https://a.example/"), SLICE("a"));
    CHECK(rc == FAPI_OK || t_injected());
    STATUS(FAPI_OK, fapi_flow_store(flow, &json, &n));
    STATUS(FAPI_OK, fapi_flow_load(other, json, n));
    CHECK((fapix_flow_nonce_for(other, SLICE("https://a.example/")).n == 1) == (rc == FAPI_OK));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parameters), cmocka_unit_test(test_fits),   cmocka_unit_test(test_round),
        cmocka_unit_test(test_hostile),    cmocka_unit_test(test_nonces),
        cmocka_unit_test(test_nonce_without_memory), cmocka_unit_test(test_lost_members),
    };

    return t_main("flow", tests, sizeof tests / sizeof *tests);
}
