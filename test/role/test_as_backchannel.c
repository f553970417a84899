/* SPDX-License-Identifier: Apache-2.0 */
/* The backchannel endpoint of the authorization server: the messages that the public conformance suite of FAPI-CIBA sends. */
#include "test/role/as_server.h"

#define S(text) (text), (sizeof(text) - 1)
/* FAPI-CIBA goes with FAPI 1.0 Advanced and what is built on it; its later drafts with FAPI 2.0 too. */
#define BOTH "12"
#define REQUEST 400, "invalid_request"
#define CLIENT 401, "invalid_client"
#define YES 200, ""

static void good_requests(void **state)
{
    AUTO(as_server) server = NULL;
    const char *value = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_BACKCHANNEL, NULL));
    STATUS(FAPI_OK, fapi_verdict_claim_string(server->verdict, S("login_hint"), &value, &n));
    CHECK(n == 16 && memcmp(value, "user@example.com", n) == 0);
    CHECK(fapi_verdict_http(server->verdict) == 200);
    ACCEPTS("FAPICIBA-5.2.2-6");
    ACCEPTS("FAPICIBA-5.2.2-0");
}

/* The catalogue's rows with CIBA, in its order, and the rows of the backchannel plan. */
static void conformance(void **state)
{
    static const as_row rows[] = {
        {"R1", AS_BACKCHANNEL, BOTH, {.object = {{"exp", NULL}}}, FAPI_REQUEST_OBJECT_EXP_MISSING, REQUEST, NULL},
        {"R2", AS_BACKCHANNEL, BOTH, {.object = {{"nbf", NULL}}}, FAPI_REQUEST_OBJECT_NBF_MISSING, REQUEST, NULL},
        {"R3", AS_BACKCHANNEL, BOTH, {.object = {{"exp", "1799996400"}, {"nbf", "1799996000"}}}, FAPI_REQUEST_OBJECT_EXPIRED, REQUEST, NULL},
        {"R4", AS_BACKCHANNEL, "1", {.object = {{"exp", "1800004200"}}}, FAPI_REQUEST_OBJECT_LIFETIME, REQUEST, NULL},
        {"R5", AS_BACKCHANNEL, "1", {.object = {{"nbf", "1799995800"}}}, FAPI_REQUEST_OBJECT_OLD, REQUEST, NULL},
        {"R6", AS_BACKCHANNEL, BOTH, {.object = {{"nbf", "1800000600"}, {"exp", "1800000900"}}}, FAPI_REQUEST_OBJECT_NBF, REQUEST, NULL},
        {"R8", AS_BACKCHANNEL, BOTH, {.object = {{"aud", "\"https://other.example.com\""}}}, FAPI_REQUEST_OBJECT_AUD, REQUEST, NULL},
        {"R11", AS_BACKCHANNEL, BOTH, {.object = {{"aud", NULL}}}, FAPI_REQUEST_OBJECT_AUD_MISSING, REQUEST, NULL},
        {"R12", AS_BACKCHANNEL, BOTH, {.object = {{"iss", NULL}}}, FAPI_REQUEST_OBJECT_ISS_MISSING, REQUEST, NULL},
        {"R12", AS_BACKCHANNEL, BOTH, {.object = {{"iss", "\"client-2\""}}}, FAPI_REQUEST_OBJECT_ISS, REQUEST, NULL},
        {"R13", AS_BACKCHANNEL, BOTH, {.object = {{"iat", NULL}}}, FAPI_REQUEST_OBJECT_IAT_MISSING, REQUEST, NULL},
        {"R13", AS_BACKCHANNEL, BOTH, {.object = {{"jti", NULL}}}, FAPI_REQUEST_OBJECT_JTI_MISSING, REQUEST, NULL},
        {"R14", AS_BACKCHANNEL, BOTH, {.object = {{"jti", "\"\""}}}, FAPI_REQUEST_OBJECT_JTI, REQUEST, NULL},
        {"R14", AS_BACKCHANNEL, BOTH, {.object = {{"jti", "7"}}}, FAPI_REQUEST_OBJECT_CLAIM_TYPE, REQUEST, NULL},
        {"R15", AS_BACKCHANNEL, BOTH, {.object_header = {"alg", "\"none\""}}, FAPI_REQUEST_OBJECT_ALG, REQUEST, NULL},
        {"R16", AS_BACKCHANNEL, BOTH, {.object_alg = FAPI_ALG_RS256}, FAPI_REQUEST_OBJECT_ALG, REQUEST, NULL},
        {"R17", AS_BACKCHANNEL, BOTH, {.how = AS_FLIP_OBJECT}, FAPI_REQUEST_OBJECT_SIGNATURE, REQUEST, NULL},
        {"assertion by another", AS_BACKCHANNEL, BOTH, {.how = AS_SIGNED_BY_OTHER}, FAPI_CLIENT_ASSERTION_SIGNATURE, CLIENT, NULL},
        {"R30", AS_BACKCHANNEL, BOTH, {.how = AS_BY_VALUE}, FAPI_BACKCHANNEL_UNSIGNED, REQUEST, "-FAPICIBA-5.2.2-6"},
        {"R33", AS_BACKCHANNEL, BOTH, {.object = {{"requested_expiry", "\"30\""}}}, FAPI_OK, YES, NULL},
        {"requested_expiry as a number", AS_BACKCHANNEL, BOTH, {.object = {{"requested_expiry", "30"}}}, FAPI_OK, YES, NULL},
        {"requested_expiry of nothing", AS_BACKCHANNEL, BOTH, {.object = {{"requested_expiry", "0"}}}, FAPI_BACKCHANNEL_EXPIRY, REQUEST, NULL},
        {"P22", AS_BACKCHANNEL, BOTH, {.request = {{"id_token_hint", "e30.e30.AA"}}}, FAPI_BACKCHANNEL_HINTS, REQUEST, NULL},
        {"no hint", AS_BACKCHANNEL, BOTH, {.request = {{"login_hint", NULL}}}, FAPI_BACKCHANNEL_HINT_MISSING, REQUEST, NULL},
        {"binding message 1234", AS_BACKCHANNEL, BOTH, {.request = {{"binding_message", "1234"}}}, FAPI_OK, YES, NULL},
        {"bad binding message", AS_BACKCHANNEL, BOTH, {.request = {{"binding_message", "\\u202e4321"}}}, FAPI_BACKCHANNEL_MESSAGE, 400,
         "invalid_binding_message", NULL},
        {"scope order", AS_BACKCHANNEL, BOTH, {.request = {{"scope", "accounts openid"}}}, FAPI_OK, YES, NULL},
        {"no openid", AS_BACKCHANNEL, BOTH, {.request = {{"scope", "accounts"}}}, FAPI_BACKCHANNEL_SCOPE_OPENID, 400, "invalid_scope", NULL},
        {"wrong client", AS_BACKCHANNEL, BOTH, {.form = {{"client_id", "client-2"}}}, FAPI_CLIENT_ASSERTION_KEY, CLIENT, NULL},
        {"no assertion", AS_BACKCHANNEL, BOTH, {.how = AS_NO_ASSERTION}, FAPI_CLIENT_AUTH_MISSING, CLIENT, NULL},
        {"RS256 assertion", AS_BACKCHANNEL, BOTH, {.assertion_alg = FAPI_ALG_RS256}, FAPI_CLIENT_ASSERTION_ALG, CLIENT, "-FAPICIBA-5.2.2-0"},
        {"assertion to the issuer", AS_BACKCHANNEL, BOTH, {.assertion = {{"aud", "\"" AS_ISSUER "\""}}}, FAPI_OK, YES, NULL},
        {"assertion to this endpoint", AS_BACKCHANNEL, "1", {.assertion = {{"aud", "\"https://as.example.com/backchannel\""}}}, FAPI_OK, YES, NULL},
        {"PUT", AS_BACKCHANNEL, BOTH, {.method = "PUT"}, FAPI_BACKCHANNEL_METHOD, 405, "invalid_request", NULL},
        {"beside", AS_BACKCHANNEL, BOTH, {.form = {{"login_hint", "somebody"}}}, FAPI_BACKCHANNEL_BESIDE, REQUEST, NULL},
    };

    (void)state;
    SLOW();
    AS_RUN(rows);
}

/* The jti of a request object is spent, and so is that of the assertion beside it. */
static void replays(void **state)
{
    AUTO(as_server) server = NULL;
    const char *object = NULL;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    object = as_object(server, AS_BACKCHANNEL, &(as_change){.how = 0});
    CHECK(object[0] != '\0');
    STATUS(FAPI_OK, as_send(server, AS_BACKCHANNEL, &(as_change){.raw_object = object}));
    STATUS(FAPI_REQUEST_OBJECT_REPLAYED, as_send(server, AS_BACKCHANNEL, &(as_change){.raw_object = object}));
    /* R18: the assertion is the client's own, the object is another's. */
    object = as_object(server, AS_BACKCHANNEL, &(as_change){.how = AS_SIGNED_BY_OTHER});
    CHECK(object[0] != '\0');
    STATUS(FAPI_REQUEST_OBJECT_SIGNATURE, as_send(server, AS_BACKCHANNEL, &(as_change){.raw_object = object}));
    CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), "invalid_request") == 0);
}

static void limits(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(fapi_backchannel_request) wanted = fapi_backchannel_request_new(t_context());

    (void)state;
    CHECK(wanted != NULL);
    STATUS(FAPI_OK, fapi_backchannel_request_set_binding_message(wanted, 1, 8));
    STATUS(FAPI_OK, fapi_backchannel_request_set_signed_required(wanted, 0));
    STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_ERR_ARG, fapi_as_set_backchannel(server->as, NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_set_backchannel(NULL, wanted));
    STATUS(FAPI_OK, fapi_as_set_backchannel(server->as, wanted));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_ERR_STATE, fapi_as_set_backchannel(server->as, wanted));
    STATUS(FAPI_BACKCHANNEL_MESSAGE_MISSING, as_send(server, AS_BACKCHANNEL, &(as_change){.request = {{"binding_message", NULL}}}));
    STATUS(FAPI_BACKCHANNEL_MESSAGE_SIZE,
           as_send(server, AS_BACKCHANNEL, &(as_change){.request = {{"binding_message", "123456789"}}}));
    /* Unsigned ones are refused whatever the limits say. */
    STATUS(FAPI_BACKCHANNEL_UNSIGNED, as_send(server, AS_BACKCHANNEL, &(as_change){.how = AS_BY_VALUE}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_requests),
        cmocka_unit_test(conformance),
        cmocka_unit_test(replays),
        cmocka_unit_test(limits),
    };
    return t_main("role/as_backchannel", tests, sizeof tests / sizeof tests[0]);
}
