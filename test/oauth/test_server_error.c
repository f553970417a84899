/* SPDX-License-Identifier: Apache-2.0 */
/* Errors of servers: which a client acts on, and which it must not even show. */
#include "oauth/server_error.h"

#include "test/oauth/made_json.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))

static void test_documents(void **state)
{
    static const struct {
        int status;
        enum fapix_server_error error;
        const char *document, *kept;
    } rows[] = {
        {FAPI_OK, FAPIX_ERROR_OTHER, "{\"error\":\"invalid_grant\",\"error_description\":\"\\u0007\"}", "invalid_grant"},
        {FAPI_OK, FAPIX_ERROR_USE_DPOP_NONCE, "{\"error\":\"use_dpop_nonce\"}", "use_dpop_nonce"},
        {FAPI_OK, FAPIX_ERROR_AUTHORIZATION_PENDING, "{\"error\":\"authorization_pending\"}", "authorization_pending"},
        {FAPI_OK, FAPIX_ERROR_SLOW_DOWN, "{\"error\":\"slow_down\"}", "slow_down"},
        {FAPI_OK, FAPIX_ERROR_OTHER, "{\"error\":\"Slow_Down\"}", "Slow_Down"},
        {FAPI_OK, FAPIX_ERROR_OTHER, "{\"error\":\"a b~!\"}", "a b~!"},
        {FAPI_SERVER_ERROR, FAPIX_ERROR_OTHER, "{}", ""},
        {FAPI_SERVER_ERROR, FAPIX_ERROR_OTHER, "{\"error\":\"\"}", ""},
        {FAPI_SERVER_ERROR, FAPIX_ERROR_OTHER, "{\"error\":{\"code\":1}}", ""},
        {FAPI_SERVER_ERROR, FAPIX_ERROR_OTHER, "{\"error\":\"a\\\"b\"}", ""},
        {FAPI_SERVER_ERROR, FAPIX_ERROR_OTHER, "{\"error\":\"a\\\\b\"}", ""},
        {FAPI_SERVER_ERROR, FAPIX_ERROR_OTHER, "{\"error\":\"a\\nb\"}", ""},
        {FAPI_SERVER_ERROR, FAPIX_ERROR_OTHER, "{\"error\":\"\\u00e4\"}", ""},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    (void)state;

    CHECK(verdict != NULL);
    for (size_t i = 0; i < MANY(rows); i++) {
        enum fapix_server_error error = FAPIX_ERROR_INVALID_TOKEN;
        const fapix_json *json = NULL;

        fapix_verdict_begin(verdict);
        verdict->server_error[0] = '\0';
        STATUS(FAPI_OK, made_parse(rows[i].document, &json));
        STATUS(rows[i].status, fapix_server_error_judge(verdict, json, &error));
        CHECK(error == rows[i].error && strcmp(verdict->server_error, rows[i].kept) == 0);
    }
}

static void test_length(void **state)
{
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    char text[FAPIX_SERVER_ERROR + 1];
    (void)state;

    CHECK(verdict != NULL);
    memset(text, 'e', sizeof text);
    CHECK(fapix_server_error_keep(verdict, fapix_slice_of(text, FAPIX_SERVER_ERROR - 1)));
    CHECK(strlen(verdict->server_error) == FAPIX_SERVER_ERROR - 1);
    CHECK(!fapix_server_error_keep(verdict, fapix_slice_of(text, FAPIX_SERVER_ERROR)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_documents), cmocka_unit_test(test_length)};

    return t_main("server_error", tests, MANY(tests));
}
