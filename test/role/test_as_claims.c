/* SPDX-License-Identifier: Apache-2.0 */
/* What regimes put into the claims parameter, and what a request must ask for at all. */
#include "test/role/as_server.h"

#define OBJECT 400, "invalid_request_object"
#define REQUEST 400, "invalid_request"
#define YES 200, ""
#define CLAIMS(text) {.how = AS_IN_OBJECT, .object = {{"claims", text}}}
#define ACR(kind) "{\"id_token\":{\"acr\":{" kind "}}}"
#define INTENT_WITH(member) "{\"id_token\":{\"openbanking_intent_id\":{" member "}}}"

/* The UK: the consent that the user will confirm is named in the signed request. */
static void intents(void **state)
{
    static const as_row rows[] = {
        {"intent", AS_PAR, "U", {.how = 0}, FAPI_OK, YES, "+OBUK-OBSP-3.3-1"},
        {"no claims", AS_PAR, "U", {.object = {{"claims", NULL}}}, FAPI_AUTHORIZATION_INTENT_ID, OBJECT, "-OBUK-OBSP-3.3-1"},
        {"not essential", AS_PAR, "U", CLAIMS(INTENT_WITH("\"value\":\"1\"")), FAPI_AUTHORIZATION_INTENT_ID, OBJECT, "-OBUK-OBSP-3.3-1"},
        {"no value", AS_PAR, "U", CLAIMS(INTENT_WITH("\"essential\":true")), FAPI_AUTHORIZATION_INTENT_ID, OBJECT, NULL},
        {"empty value", AS_PAR, "U", CLAIMS(INTENT_WITH("\"essential\":true,\"value\":\"\"")), FAPI_AUTHORIZATION_INTENT_ID, OBJECT, NULL},
        {"of userinfo", AS_PAR, "U",
         CLAIMS("{\"userinfo\":{\"openbanking_intent_id\":{\"essential\":true,\"value\":\"1\"}}}"), FAPI_AUTHORIZATION_INTENT_ID, OBJECT, NULL},
        {"elsewhere nobody asks", AS_PAR, "12MCBO", {.object = {{"claims", NULL}}}, FAPI_OK, YES, NULL},
    };

    (void)state;
    SLOW();
    AS_RUN(rows);
}

/* Australia: how long sharing lasts is a number of seconds; what an absent or a zero one means is the host's. */
static void sharing_durations(void **state)
{
    static const as_row rows[] = {
        {"a year", AS_PAR, "C", CLAIMS("{\"sharing_duration\":31536000}"), FAPI_OK, YES, "+CDR-reqobj-4"},
        {"none", AS_PAR, "C", CLAIMS("{\"sharing_duration\":0}"), FAPI_OK, YES, NULL},
        {"absent", AS_PAR, "C", CLAIMS("{}"), FAPI_OK, YES, NULL},
        {"negative", AS_PAR, "C", CLAIMS("{\"sharing_duration\":-1}"), FAPI_AUTHORIZATION_SHARING_DURATION, OBJECT, "-CDR-reqobj-4"},
        {"text", AS_PAR, "C", CLAIMS("{\"sharing_duration\":\"60\"}"), FAPI_AUTHORIZATION_SHARING_DURATION, OBJECT, NULL},
        {"a fraction", AS_PAR, "C", CLAIMS("{\"sharing_duration\":0.5}"), FAPI_AUTHORIZATION_SHARING_DURATION, OBJECT, NULL},
        {"elsewhere unknown", AS_PAR, "12", CLAIMS("{\"sharing_duration\":-1}"), FAPI_OK, YES, NULL},
    };

    (void)state;
    SLOW();
    AS_RUN(rows);
}

static void contexts(void **state)
{
    static const as_row rows[] = {
        {"loa2", AS_PAR, "B", CLAIMS(ACR("\"essential\":true,\"value\":\"urn:brasil:openbanking:loa2\"")), FAPI_OK, YES, "+BROF-5.2.2-6"},
        {"one of two", AS_PAR, "B", CLAIMS(ACR("\"essential\":true,\"values\":[\"x\",\"urn:brasil:openbanking:loa3\"]")), FAPI_OK, YES, NULL},
        {"unknown", AS_PAR, "B", CLAIMS(ACR("\"essential\":true,\"value\":\"loa9\"")), FAPI_AUTHORIZATION_ACR, 400, "access_denied", "-BROF-5.2.2-6"},
        {"none of two", AS_PAR, "B", CLAIMS(ACR("\"essential\":true,\"values\":[\"x\",1]")), FAPI_AUTHORIZATION_ACR, 400, "access_denied", NULL},
        {"a wish", AS_PAR, "B", CLAIMS(ACR("\"value\":\"loa9\"")), FAPI_OK, YES, NULL},
        {"2", AS_PAR, "C", CLAIMS(ACR("\"essential\":true,\"value\":\"urn:cds.au:cdr:2\"")), FAPI_OK, YES, "+CDR-loa-1"},
        {"5", AS_PAR, "C", CLAIMS(ACR("\"essential\":true,\"value\":\"urn:cds.au:cdr:5\"")), FAPI_AUTHORIZATION_ACR, 400, "access_denied", "-CDR-loa-1"},
        {"sca", AS_PAR, "U", CLAIMS("{\"id_token\":{\"openbanking_intent_id\":{\"essential\":true,\"value\":\"1\"},"
                                    "\"acr\":{\"essential\":true,\"values\":[\"urn:openbanking:psd2:sca\"]}}}"), FAPI_OK, YES, "+OBUK-acr-1"},
        {"other", AS_PAR, "U", CLAIMS("{\"id_token\":{\"openbanking_intent_id\":{\"essential\":true,\"value\":\"1\"},"
                                      "\"acr\":{\"essential\":true,\"values\":[\"urn:other\"]}}}"), FAPI_AUTHORIZATION_ACR, 400, "access_denied",
         "-OBUK-acr-1"},
        {"up to the host", AS_PAR, "12", CLAIMS(ACR("\"essential\":true,\"value\":\"loa9\"")), FAPI_OK, YES, NULL},
    };

    (void)state;
    SLOW();
    AS_RUN(rows);
}

static void hints_and_scopes(void **state)
{
    static const as_row rows[] = {
        {"no hint", AS_PAR, "B", {.how = 0}, FAPI_OK, YES, "+BROF-5.2.2-21"},
        {"hint", AS_PAR, "B", {.request = {{"id_token_hint", "e30.e30.AA"}}}, FAPI_AUTHORIZATION_ID_TOKEN_HINT, REQUEST, "-BROF-5.2.2-21"},
        {"hint elsewhere", AS_PAR, "12MUCO", {.request = {{"id_token_hint", "e30.e30.AA"}}}, FAPI_ID_TOKEN_ALG, REQUEST, "-OIDCC-3.1.2.2-5"},
        {"openid", AS_PAR, "U", {.how = 0}, FAPI_OK, YES, "+OIDCC-3.1.2.1-1"},
        {"an ID token without openid", AS_PAR, "UB", {.request = {{"scope", "accounts"}}}, FAPI_AUTHORIZATION_OPENID_MISSING, REQUEST,
         "-OIDCC-3.1.2.1-1"},
        {"plain OAuth", AS_PAR, "2MO", {.request = {{"scope", "accounts"}}}, FAPI_OK, YES, "+OIDCC-3.1.2.1-1"},
        {"nothing asked", AS_PAR, "1", {.request = {{"scope", NULL}}}, FAPI_AUTHORIZATION_NOTHING_ASKED, REQUEST, NULL},
        {"no scope", AS_PAR, "2", {.request = {{"scope", NULL}}}, FAPI_OK, YES, NULL},
    };

    (void)state;
    SLOW();
    AS_RUN(rows);
}

/* A small one for the sweep. */
static void one_of_each(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &(as_change){.request = {{"claims", "{\"id_token\":{\"acr\":null}}"}}}));
    STATUS(FAPI_AUTHORIZATION_CLAIMS, as_send(server, AS_PAR, &(as_change){.request = {{"claims", "[]"}}}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intents),          cmocka_unit_test(sharing_durations), cmocka_unit_test(contexts),
        cmocka_unit_test(hints_and_scopes), cmocka_unit_test(one_of_each),
    };
    return t_main("role/as_claims", tests, sizeof tests / sizeof tests[0]);
}
