/* SPDX-License-Identifier: Apache-2.0 */
/* What a regime asks of authorization requests beyond FAPI: intents of the UK, sharing durations of CDR, hints that Brazil refuses, the
 * authentication contexts of all three; and requests that ask for nothing. */
#include "test/role/as_server.h"

#define IRO 400, "invalid_request_object"
#define IR 400, "invalid_request"
#define DENIED 400, "access_denied"
#define INTENT(text) {.object = {{"claims", "{\"id_token\":{\"openbanking_intent_id\":" text "}}"}}}
#define ACR(text) {.how = AS_IN_OBJECT, .object = {{"claims", "{\"id_token\":{\"acr\":" text ",\"openbanking_intent_id\":" \
                   "{\"essential\":true,\"value\":\"i\"}}}"}}}
#define DURATION(text) {.object = {{"claims", "{\"sharing_duration\":" text ",\"id_token\":{\"acr\":null}}"}}}

static const as_row rows[] = {
    {"an intent", AS_PAR, "U", {.how = 0}, FAPI_OK, 200, "", "+OBUK-OBSP-3.3-1"},
    {"no claims", AS_PAR, "U", {.object = {{"claims", NULL}}}, FAPI_AUTHORIZATION_INTENT_ID, IRO, "-OBUK-OBSP-3.3-1"},
    {"no intent in claims", AS_PAR, "U", {.object = {{"claims", "{\"id_token\":{\"acr\":null}}"}}}, FAPI_AUTHORIZATION_INTENT_ID, IRO, NULL},
    {"no ID token in claims", AS_PAR, "U", {.object = {{"claims", "{\"id_token\":null}"}}}, FAPI_AUTHORIZATION_INTENT_ID, IRO, NULL},
    {"an intent for userinfo", AS_PAR, "U",
     {.object = {{"claims", "{\"userinfo\":{\"openbanking_intent_id\":{\"essential\":true,\"value\":\"i\"}}}"}}}, FAPI_AUTHORIZATION_INTENT_ID, IRO,
     NULL},
    {"an intent that is not essential", AS_PAR, "U", INTENT("{\"value\":\"i\"}"), FAPI_AUTHORIZATION_INTENT_ID, IRO, NULL},
    {"an intent that is voluntary", AS_PAR, "U", INTENT("{\"value\":\"i\",\"essential\":false}"), FAPI_AUTHORIZATION_INTENT_ID, IRO, NULL},
    {"an intent without value", AS_PAR, "U", INTENT("{\"essential\":true}"), FAPI_AUTHORIZATION_INTENT_ID, IRO, "-OBUK-OBSP-3.3-1"},
    {"an intent with an empty value", AS_PAR, "U", INTENT("{\"essential\":true,\"value\":\"\"}"), FAPI_AUTHORIZATION_INTENT_ID, IRO, NULL},
    {"an intent that is a number", AS_PAR, "U", INTENT("{\"essential\":true,\"value\":7}"), FAPI_AUTHORIZATION_INTENT_ID, IRO, NULL},
    {"an intent of null", AS_PAR, "U", INTENT("null"), FAPI_AUTHORIZATION_INTENT_ID, IRO, NULL},
    {"an intent of no form", AS_PAR, "U", INTENT("7"), FAPI_AUTHORIZATION_CLAIMS, IR, NULL},
    {"an intent by value", AS_AUTHORIZE, "U", {.how = AS_DIRECT}, FAPI_OK, 200, "", NULL},
    {"no intent by value", AS_AUTHORIZE, "U", {.how = AS_DIRECT, .object = {{"claims", NULL}}}, FAPI_AUTHORIZATION_INTENT_ID, 303,
     "invalid_request_object", NULL},
    {"no intent elsewhere", AS_PAR, "1CBM", INTENT("null"), FAPI_OK, 200, "", NULL},

    {"no duration", AS_PAR, "C", {.how = 0}, FAPI_OK, 200, "", "+CDR-reqobj-4"},
    {"no time at all", AS_PAR, "C", DURATION("0"), FAPI_OK, 200, "", "+CDR-reqobj-4"},
    {"a year", AS_PAR, "C", DURATION("31536000"), FAPI_OK, 200, "", NULL},
    {"more than a year, which the server cuts", AS_PAR, "C", DURATION("99999999"), FAPI_OK, 200, "", NULL},
    {"less than no time", AS_PAR, "C", DURATION("-1"), FAPI_AUTHORIZATION_SHARING_DURATION, IRO, "-CDR-reqobj-4"},
    {"half a second", AS_PAR, "C", DURATION("0.5"), FAPI_AUTHORIZATION_SHARING_DURATION, IRO, NULL},
    {"more than a number holds", AS_PAR, "C", DURATION("99999999999999999999"), FAPI_JSON_NUMBER, IRO, NULL},
    {"a text", AS_PAR, "C", DURATION("\"3600\""), FAPI_AUTHORIZATION_SHARING_DURATION, IRO, "-CDR-reqobj-4"},
    {"null", AS_PAR, "C", DURATION("null"), FAPI_AUTHORIZATION_SHARING_DURATION, IRO, NULL},
    {"a text elsewhere", AS_PAR, "1BM", DURATION("\"3600\""), FAPI_OK, 200, "", NULL},

    {"a hint", AS_PAR, "B", {.request = {{"id_token_hint", "e30.e30.AA"}}}, FAPI_AUTHORIZATION_ID_TOKEN_HINT, IR, "-BROF-5.2.2-21"},
    {"no hint", AS_PAR, "B", {.request = {{"id_token_hint", ""}}}, FAPI_OK, 200, "", "+BROF-5.2.2-21"},
    {"a hint elsewhere", AS_PAR, "12MUCO", {.request = {{"id_token_hint", "e30.e30.AA"}}}, FAPI_ID_TOKEN_ALG, IR, NULL},

    {"sca", AS_PAR, "U", ACR("{\"essential\":true,\"value\":\"urn:openbanking:psd2:sca\"}"), FAPI_OK, 200, "", "+OBUK-acr-1"},
    {"one of two", AS_PAR, "U", ACR("{\"essential\":true,\"values\":[\"other\",\"urn:openbanking:psd2:ca\"]}"), FAPI_OK, 200, "", "+OBUK-acr-1"},
    {"another one as a wish", AS_PAR, "UCB", ACR("{\"value\":\"other\"}"), FAPI_OK, 200, "", NULL},
    {"any, but one", AS_PAR, "UCB", ACR("{\"essential\":true}"), FAPI_OK, 200, "", NULL},
    {"another one", AS_PAR, "UCB", ACR("{\"essential\":true,\"value\":\"other\"}"), FAPI_AUTHORIZATION_ACR, DENIED, "-OBUK-acr-1"},
    {"others", AS_PAR, "UCB", ACR("{\"essential\":true,\"values\":[\"other\",7]}"), FAPI_AUTHORIZATION_ACR, DENIED, "-OBUK-acr-1"},
    {"none of none", AS_PAR, "UCB", ACR("{\"essential\":true,\"values\":[]}"), FAPI_AUTHORIZATION_ACR, DENIED, NULL},
    {"a number", AS_PAR, "UCB", ACR("{\"essential\":true,\"value\":2}"), FAPI_AUTHORIZATION_ACR, DENIED, NULL},
    {"one that only others know", AS_PAR, "UB", ACR("{\"essential\":true,\"value\":\"urn:cds.au:cdr:2\"}"), FAPI_AUTHORIZATION_ACR, DENIED, NULL},
    {"level 2", AS_PAR, "C", ACR("{\"essential\":true,\"value\":\"urn:cds.au:cdr:2\"}"), FAPI_OK, 200, "", NULL},
    {"level 1", AS_PAR, "C", ACR("{\"essential\":true,\"value\":\"urn:cds.au:cdr:1\"}"), FAPI_AUTHORIZATION_ACR, DENIED, NULL},
    {"loa3", AS_PAR, "B", ACR("{\"essential\":true,\"value\":\"urn:brasil:openbanking:loa3\"}"), FAPI_OK, 200, "", NULL},
    {"whatever the host knows", AS_PAR, "12MO", ACR("{\"essential\":true,\"value\":\"other\"}"), FAPI_OK, 200, "", NULL},

    {"R24 no scope inside", AS_AUTHORIZE, "1", {.how = AS_DIRECT, .request = {{"scope", NULL}}, .form = {{"scope", "openid"}}},
     FAPI_AUTHORIZATION_NOTHING_ASKED, 303, "invalid_request", NULL},
    {"R24 no scope inside", AS_AUTHORIZE, "U", {.how = AS_DIRECT, .request = {{"scope", NULL}}, .form = {{"scope", "openid"}}},
     FAPI_AUTHORIZATION_OPENID_MISSING, 303, "invalid_request", "-OIDCC-3.1.2.1-1"},
    {"no scope", AS_PAR, "1C", {.request = {{"scope", NULL}}}, FAPI_AUTHORIZATION_NOTHING_ASKED, IR, NULL},
    {"no openid with an ID token", AS_PAR, "UB", {.request = {{"scope", "accounts"}}}, FAPI_AUTHORIZATION_OPENID_MISSING, IR,
     "-OIDCC-3.1.2.1-1"},
    {"no openid without one", AS_PAR, "1C", {.request = {{"scope", "accounts"}}}, FAPI_OK, 200, "", "+OIDCC-3.1.2.1-1"},
    {"no scope where the server has one for it", AS_PAR, "2MO", {.request = {{"scope", NULL}}}, FAPI_OK, 200, "", NULL},
};

static void requests_of_regimes(void **state)
{
    SLOW();
    (void)state;
    AS_RUN(rows);
}

/* Details say what is asked for as well as a scope does; and a host may have a scope for those who name none. */
static void asked_by_details(void **state)
{
    static const as_change details = {.request = {{"scope", NULL}}, .object = {{"authorization_details", "[{\"type\":\"payment\"}]"}}};
    static const as_change nothing = {.request = {{"scope", NULL}}};
    AUTO(as_server) server = NULL;
    AUTO(as_server) lenient = NULL;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, fapi_as_add_details_type(server->as, "payment", strlen("payment")));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_AUTHORIZATION_NOTHING_ASKED, as_send(server, AS_PAR, &nothing));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &details));
    STATUS(FAPI_OK, as_server_new_set(&lenient, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CONTROL_SCOPE_OF_REQUEST, 0));
    STATUS(FAPI_OK, fapi_as_seal(lenient->as));
    STATUS(FAPI_OK, as_send(lenient, AS_PAR, &nothing));
}

/* A regime is data: any policy can have its rules. */
static void rules_of_a_policy(void **state)
{
    static const as_change hint = {.request = {{"id_token_hint", "e30.e30.AA"}}};
    AUTO(as_server) server = NULL;
    (void)state;

    STATUS(FAPI_OK, as_server_new_set(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CONTROL_ID_TOKEN_HINT, 0));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_AUTHORIZATION_ID_TOKEN_HINT, as_send(server, AS_PAR, &hint));
    STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_of_regimes),
        cmocka_unit_test(asked_by_details),
        cmocka_unit_test(rules_of_a_policy),
    };
    return t_main("role/as_regimes", tests, sizeof tests / sizeof tests[0]);
}
