/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of profiles and regimes that only show when a policy composes the documents. */
#include "test/role/as_server.h"

#define S(text) (text), (sizeof(text) - 1)
#define YES 200, ""
#define REQUEST 400, "invalid_request"
#define TYPE 400, "unsupported_response_type"

static void response_types(void **state)
{
    static const as_row rows[] = {
        {"code id_token", AS_PAR, "B", {.how = 0}, FAPI_OK, YES, "+BROF-5.2.2-15 +BROF-5.2.2-20"},
        {"code id_token", AS_PAR, "U", {.how = 0}, FAPI_OK, YES, "+OBUK-flow-1"},
        {"code", AS_PAR, "C", {.how = 0}, FAPI_OK, YES, "+CDR-authflows-1"},
        {"code id_token", AS_PAR, "C", {.request = {{"response_type", "code id_token"}, {"response_mode", NULL}}},
         FAPI_AUTHORIZATION_RESPONSE_TYPE, TYPE, "-CDR-authflows-1"},
        {"id_token token", AS_PAR, "B", {.request = {{"response_type", "id_token token"}}}, FAPI_AUTHORIZATION_RESPONSE_TYPE, TYPE,
         "-BROF-5.2.2-15 -BROF-5.2.2-20"},
        {"token", AS_PAR, "U", {.request = {{"response_type", "token"}}}, FAPI_AUTHORIZATION_RESPONSE_TYPE, TYPE, "-OBUK-flow-1"},
    };

    (void)state;
    SLOW();
    AS_RUN(rows);
}

/* FAPI 1.0 Advanced wants PKCE with PAR only; a challenge that is there is judged everywhere. */
static void pkce(void **state)
{
    static const as_row rows[] = {
        {"pushed without", AS_PAR, "1", {.request = {{"code_challenge", NULL}, {"code_challenge_method", NULL}}},
         FAPI_PKCE_CHALLENGE_MISSING, REQUEST, "-FAPI1ADV-5.2.2-0"},
        {"by value without", AS_AUTHORIZE, "1",
         {.how = AS_DIRECT, .request = {{"code_challenge", NULL}, {"code_challenge_method", NULL}}}, FAPI_OK, YES, "+FAPI1ADV-5.2.2-0"},
        {"by value, plain", AS_AUTHORIZE, "1", {.how = AS_DIRECT, .request = {{"code_challenge_method", "plain"}}}, FAPI_PKCE_METHOD, 303,
         "invalid_request", NULL},
    };

    (void)state;
    SLOW();
    AS_RUN(rows);
}

/* As OpenID Connect Core 3.1.2.2 has it: prompt, max_age and claims are read, and a request for no good ones is refused. */
static void openid_requests(void **state)
{
    static const as_row rows[] = {
        {"good", AS_PAR, "b2", {.request = {{"prompt", "login"}, {"max_age", "300"}}}, FAPI_OK, YES, "+FAPI1BASE-5.2.2.1-2 +OIDCC-3.1.2.2-1"},
        {"none and login", AS_PAR, "b2", {.request = {{"prompt", "none login"}}}, FAPI_AUTHORIZATION_PROMPT, REQUEST,
         "-FAPI1BASE-5.2.2.1-2 -OIDCC-3.1.2.2-1"},
    };

    (void)state;
    SLOW();
    AS_RUN(rows);
}

/* What stands beside a request object is not merged into it: OpenID Connect Core 6.3.3 would. */
static void nothing_is_merged(void **state)
{
    AUTO(as_server) server = NULL;
    const char *value = NULL;
    size_t n = 0;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, &(as_change){.how = AS_DIRECT, .form = {{"ui_locales", "de"}, {"state", "outside"}}}));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claim_string(server->verdict, S("ui_locales"), &value, &n));
    STATUS(FAPI_OK, fapi_verdict_claim_string(server->verdict, S("state"), &value, &n));
    CHECK(n != 7 || memcmp(value, "outside", 7) != 0);
    ACCEPTS("OIDCC-6.3.3-1");
    STATUS(FAPI_AUTHORIZATION_NOTHING_ASKED,
           as_send(server, AS_AUTHORIZE, &(as_change){.how = AS_DIRECT, .request = {{"scope", NULL}}, .form = {{"scope", "openid accounts"}}}));
    REFUSES("OIDCC-6.3.3-1");
}

/* A request is judged when it is pushed and again when it is referred to. */
static void judged_again(void **state)
{
    static const t_member elsewhere[] = {{"redirect_uris", "[\"https://client.example.com/new\"]"}};
    AUTO(as_server) server = NULL;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, NULL));
    ACCEPTS("RFC9126-4-4");
    STATUS(FAPI_OK, as_register(server, elsewhere, 1));
    STATUS(FAPI_REDIRECT_URI_UNREGISTERED, as_send(server, AS_AUTHORIZE, NULL));
    REFUSES("RFC9126-4-4");
}

/* The types of the server, and of them those that the client registered. */
static void details_types(void **state)
{
    static const t_member only[] = {{"authorization_details_types", "[\"payment_initiation\"]"}};
    static const as_change payment = {.request = {{"authorization_details", "[{\"type\":\"payment_initiation\"}]"}}};
    static const as_change account = {.request = {{"authorization_details", "[{\"type\":\"account_information\"}]"}}};
    AUTO(as_server) server = NULL;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, fapi_as_add_details_type(server->as, S("payment_initiation")));
    STATUS(FAPI_OK, fapi_as_add_details_type(server->as, S("account_information")));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &payment));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &account));
    ACCEPTS("RFC9396-10-1");
    STATUS(FAPI_OK, as_register(server, only, 1));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &payment));
    STATUS(FAPI_DETAILS_TYPE, as_send(server, AS_PAR, &account));
    REFUSES("RFC9396-10-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(response_types),    cmocka_unit_test(pkce),         cmocka_unit_test(openid_requests),
        cmocka_unit_test(nothing_is_merged), cmocka_unit_test(judged_again), cmocka_unit_test(details_types),
    };
    return t_main("role/as_rules", tests, sizeof tests / sizeof tests[0]);
}
