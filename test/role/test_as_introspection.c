/* SPDX-License-Identifier: Apache-2.0 */
/* The introspection endpoint: that callers without authentication get nothing, and in which form the answer goes out. */
#include "test/role/as_server.h"

#define S(text) (text), (sizeof(text) - 1)

/* A client that does not authenticate may get tokens under FAPI 1.0 Baseline, but not look into others'. */
static void public_callers(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_BASELINE, 0));
    STATUS(FAPI_CLIENT_AUTH_PUBLIC, as_send(server, AS_INTROSPECT, NULL));
    REFUSES("RFC9701-8.2-1");
}

static int answer_to(as_server *server, const char *accept)
{
    int rc = as_prepare(server, AS_INTROSPECT, NULL);

    if (rc == FAPI_OK && accept != NULL)
        rc = fapi_request_add_header(server->request, S("Accept"), accept, strlen(accept));
    if (rc == FAPI_OK)
        rc = as_judge(server, AS_INTROSPECT, NULL);
    fapi_answer_reset(server->answer);
    if (rc == FAPI_OK)
        rc = fapi_answer_set(server->answer, FAPI_PART_INTROSPECTION, S("{\"sub\":\"alice\",\"scope\":\"accounts\"}"));
    return rc == FAPI_OK ? fapi_as_answer_introspection(server->as, server->client, server->verdict, AS_TIME, server->answer) : rc;
}

/* From the request to the answer: JSON, or the JWT where the caller or the policy wants it. */
static void forms_of_the_answer(void **state)
{
    static const struct {
        const char *accept;
        int kind;
    } rows[] = {
        {NULL, FAPI_ANSWER_JSON},
        {"application/json", FAPI_ANSWER_JSON},
        {"*/*", FAPI_ANSWER_JSON},
        {"application/token-introspection+jwt", FAPI_ANSWER_JWT},
        {"application/json;q=0.5, Application/Token-Introspection+JWT ;q=1", FAPI_ANSWER_JWT},
        {"application/token-introspection+jwtx, ,", FAPI_ANSWER_JSON},
        {"", FAPI_ANSWER_JSON},
    };
    AUTO(as_server) server = NULL;
    const char *body = NULL;
    size_t n = 0;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(FAPI_OK, answer_to(server, rows[i].accept));
        CHECK(fapi_answer_kind(server->answer) == rows[i].kind && fapi_answer_http(server->answer) == 200);
        STATUS(FAPI_OK, fapi_answer_body(server->answer, &body, &n));
        CHECK((n > 2 && body[0] == '{') == (rows[i].kind == FAPI_ANSWER_JSON));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(public_callers),
        cmocka_unit_test(forms_of_the_answer),
    };
    return t_main("role/as_introspection", tests, sizeof tests / sizeof tests[0]);
}
