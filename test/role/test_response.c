/* SPDX-License-Identifier: Apache-2.0 */
/* The response handle: what a setter refuses spoils the response, and a body is read as JSON once. */
#include "role/response.h"

#include "test/oauth/table.h"

#define S(text) (text), (sizeof(text) - 1)

static void test_fields(void **state)
{
    static const struct {
        const char *name, *value;
        int want;
    } rows[] = {
        {"DPoP-Nonce", " n1 ", FAPI_OK}, {"dpop-nonce", "n2", FAPI_OK},        {"Content-Type", "application/json", FAPI_OK},
        {"x-other", "1", FAPI_OK},       {"a b", "1", FAPI_HTTP_FIELD_NAME},   {"a", "1\n2", FAPI_HTTP_FIELD_VALUE},
    };
    AUTO(fapi_response) response = fapi_response_new(t_context());
    static char large[FAPI_MAX_HEADER_VALUE + 1];

    (void)state;
    CHECK(response != NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        STATUS(rows[i].want, t_row(i, rows[i].name, rows[i].want,
                                   fapi_response_add_header(response, rows[i].name, strlen(rows[i].name), rows[i].value,
                                                            strlen(rows[i].value))));
    CHECK(response->dpop_nonce.lines == 2 && fapix_slice_is(fapix_buffer_slice(&response->dpop_nonce.value), "n1"));
    CHECK(response->status == FAPI_HTTP_FIELD_NAME);
    fapi_response_reset(response);
    CHECK(response->status == FAPI_OK && response->dpop_nonce.lines == 0 && response->dpop_nonce.value.n == 0);
    memset(large, 'x', sizeof large);
    STATUS(FAPI_HTTP_FIELD_SIZE, fapi_response_add_header(response, S("DPoP-Nonce"), large, sizeof large));
    CHECK(response->status == FAPI_HTTP_FIELD_SIZE);
    fapi_response_reset(response);
    for (int i = 0; i < FAPIX_RESPONSE_CHALLENGES; i++)
        STATUS(FAPI_OK, fapi_response_add_header(response, S("WWW-Authenticate"), S("DPoP error=\"a\"")));
    CHECK(response->challenges == FAPIX_RESPONSE_CHALLENGES);
}

static void test_numbers(void **state)
{
    AUTO(fapi_response) response = fapi_response_new(t_context());

    (void)state;
    CHECK(response != NULL);
    STATUS(FAPI_ERR_ARG, fapi_response_set_http(response, 99));
    fapi_response_reset(response);
    STATUS(FAPI_ERR_ARG, fapi_response_set_http(response, 600));
    fapi_response_reset(response);
    STATUS(FAPI_OK, fapi_response_set_http(response, 100));
    STATUS(FAPI_OK, fapi_response_set_http(response, 599));
    STATUS(FAPI_ERR_ARG, fapi_response_set_http(NULL, 200));
    STATUS(FAPI_ERR_ARG, fapi_response_add_header(NULL, S("a"), S("b")));
    STATUS(FAPI_ERR_ARG, fapi_response_set_body(NULL, S("{}")));
    fapi_response_reset(NULL);
}

static int judge(fapi_response *response, const char *type, const char *body)
{
    const fapix_json *json = NULL;
    int rc = FAPI_OK;

    fapi_response_reset(response);
    if (type != NULL)
        rc = fapi_response_add_header(response, S("Content-Type"), type, strlen(type));
    if (rc == FAPI_OK)
        rc = fapi_response_set_body(response, body, strlen(body));
    if (rc == FAPI_OK)
        rc = fapix_response_json(response, &json);
    if (rc != FAPI_OK)
        return json == NULL ? rc : FAPI_ERR_INTERNAL;
    return json != NULL && fapix_json_is_string(fapix_json_get(json, "a"), "b") ? FAPI_OK : FAPI_ERR_INTERNAL;
}

static void test_json(void **state)
{
    static const struct {
        const char *type, *body;
        int want;
    } rows[] = {
        {"application/json", "{\"a\":\"b\"}", FAPI_OK},
        {"Application/JSON; charset=utf-8", "{\"a\":\"\\u0062\"}", FAPI_OK},
        {NULL, "{\"a\":\"b\"}", FAPI_RESPONSE_CONTENT_TYPE},
        {"text/html", "{\"a\":\"b\"}", FAPI_RESPONSE_CONTENT_TYPE},
        {"application/jsonp", "{\"a\":\"b\"}", FAPI_RESPONSE_CONTENT_TYPE},
        {"application/json", "{\"a\":\"b\",\"a\":\"c\"}", FAPI_JSON_DUPLICATE},
        {"application/json", "[]", FAPI_JSON_NOT_OBJECT},
        {"application/json", "", FAPI_JSON_SYNTAX},
    };
    AUTO(fapi_response) response = fapi_response_new(t_context());

    (void)state;
    CHECK(response != NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        STATUS(rows[i].want, t_row(i, rows[i].body, rows[i].want, judge(response, rows[i].type, rows[i].body)));
}

static void test_body(void **state)
{
    AUTO(fapi_response) response = fapi_response_new(t_context());
    static char large[FAPI_MAX_RESPONSE + 1];

    (void)state;
    SLOW();
    CHECK(response != NULL);
    STATUS(FAPI_OK, fapi_response_set_body(response, large, FAPI_MAX_RESPONSE));
    STATUS(FAPI_RESPONSE_SIZE, fapi_response_set_body(response, large, sizeof large));
    CHECK(response->status == FAPI_RESPONSE_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields), cmocka_unit_test(test_numbers), cmocka_unit_test(test_json), cmocka_unit_test(test_body),
    };

    return t_main("response", tests, sizeof tests / sizeof *tests);
}
