/* SPDX-License-Identifier: Apache-2.0 */
/* CIBA at its client: acknowledgements, and pings of whoever can reach the endpoint. */
#include "oauth/backchannel_response.h"

#include "test/oauth/made_json.h"
#include "test/oauth/table.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))

static const t_member GOOD[] = {
    {"auth_req_id", "\"1c266114-a1be-4252-8ad1-04986c5b9ac1\""}, {"expires_in", "120"}, {"interval", "31"}, {NULL, NULL}};

static int judge(fapi_verdict *verdict, const char *text, fapix_acknowledgement *found)
{
    const fapix_json *json = NULL;
    int rc = made_parse(text, &json);

    fapix_verdict_begin(verdict);
    if (rc == FAPI_OK)
        rc = fapix_acknowledgement_judge(verdict, json, found);
    return fapix_verdict_end(verdict, rc);
}

static void test_acknowledgement(void **state)
{
    static const struct {
        int status;
        int64_t interval;
        t_member change;
    } rows[] = {
        {FAPI_OK, 31, {NULL, NULL}},
        {FAPI_OK, 31, {"unheard_of", "null"}},
        {FAPI_OK, 5, {"interval", NULL}},
        {FAPI_OK, 1, {"interval", "1"}},
        {FAPI_BACKCHANNEL_RESPONSE_AUTH_REQ_ID, 0, {"auth_req_id", NULL}},
        {FAPI_BACKCHANNEL_RESPONSE_AUTH_REQ_ID, 0, {"auth_req_id", "\"\""}},
        {FAPI_BACKCHANNEL_RESPONSE_AUTH_REQ_ID, 0, {"auth_req_id", "1"}},
        {FAPI_BACKCHANNEL_RESPONSE_AUTH_REQ_ID, 0, {"auth_req_id", "\"a b\""}},
        {FAPI_BACKCHANNEL_RESPONSE_AUTH_REQ_ID, 0, {"auth_req_id", "\"a~\""}},
        {FAPI_BACKCHANNEL_RESPONSE_EXPIRES_IN, 0, {"expires_in", NULL}},
        {FAPI_BACKCHANNEL_RESPONSE_EXPIRES_IN, 0, {"expires_in", "\"120\""}},
        {FAPI_BACKCHANNEL_RESPONSE_EXPIRES_IN, 0, {"expires_in", "0"}},
        {FAPI_BACKCHANNEL_RESPONSE_INTERVAL, 0, {"interval", "0"}},
        {FAPI_BACKCHANNEL_RESPONSE_INTERVAL, 0, {"interval", "\"5\""}},
        {FAPI_BACKCHANNEL_RESPONSE_INTERVAL, 0, {"interval", "2.5"}},
        {FAPI_BACKCHANNEL_RESPONSE_INTERVAL, 0, {"interval", "null"}},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_acknowledgement found;
    (void)state;

    CHECK(verdict != NULL);
    for (size_t i = 0; i < MANY(rows); i++) {
        STATUS(rows[i].status, t_row(i, rows[i].change.name, rows[i].status,
                                     judge(verdict, t_object(GOOD, &rows[i].change, 1), &found)));
        if (rows[i].status == FAPI_BACKCHANNEL_RESPONSE_AUTH_REQ_ID) /* it is as good as a code */
            CHECK(fapi_verdict_actual(verdict)[0] == '\0');
        CHECK(found.interval == rows[i].interval && (found.expires_in == 120) == (rows[i].status == FAPI_OK));
    }
    ACCEPTS("CIBA-7.4-1");
    REFUSES("CIBA-7.4-1");
}

#define TOKEN "8d67dc78-7faa-4d41-aabd-67707b374255"

static void test_ping(void **state)
{
    static const struct {
        int status;
        const char *method, *type, *authorization, *body;
    } rows[] = {
        {FAPI_OK, "POST", "application/json", "Bearer " TOKEN, "{\"auth_req_id\":\"a-1\"}"},
        {FAPI_OK, "POST", "Application/JSON; charset=utf-8", "bEARER   " TOKEN, "{\"x\":1,\"auth_req_id\":\"a-1\"}"},
        {FAPI_PING_METHOD, "GET", "application/json", "Bearer " TOKEN, "{\"auth_req_id\":\"a-1\"}"},
        {FAPI_PING_TOKEN_MISSING, "POST", "application/json", "", "{\"auth_req_id\":\"a-1\"}"},
        {FAPI_PING_TOKEN_MISSING, "POST", "application/json", "Bearer", "{\"auth_req_id\":\"a-1\"}"},
        {FAPI_PING_TOKEN_MISSING, "POST", "application/json", "Basic " TOKEN, "{\"auth_req_id\":\"a-1\"}"},
        {FAPI_PING_TOKEN, "POST", "application/json", "Bearer " TOKEN "5", "{\"auth_req_id\":\"a-1\"}"},
        {FAPI_PING_TOKEN, "POST", "application/json", "Bearer 8d67dc78-7faa-4d41-aabd-67707b374256",
         "{\"auth_req_id\":\"a-1\"}"},
        {FAPI_PING_TOKEN, "POST", "text/plain", "Bearer x", "no JSON"},
        {FAPI_PING_BODY, "POST", "text/plain", "Bearer " TOKEN, "{\"auth_req_id\":\"a-1\"}"},
        {FAPI_PING_BODY, "POST", "application/json", "Bearer " TOKEN, "auth_req_id=a-1"},
        {FAPI_PING_BODY, "POST", "application/json", "Bearer " TOKEN, ""},
        {FAPI_PING_AUTH_REQ_ID, "POST", "application/json", "Bearer " TOKEN, "{\"auth_req_id\":\"a-2\"}"},
        {FAPI_PING_AUTH_REQ_ID, "POST", "application/json", "Bearer " TOKEN, "{}"},
        {FAPI_PING_AUTH_REQ_ID, "POST", "application/json", "Bearer " TOKEN, "{\"auth_req_id\":[\"a-1\"]}"},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    (void)state;

    CHECK(verdict != NULL);
    for (size_t i = 0; i < MANY(rows); i++) {
        fapix_ping_facts facts = {fapix_slice_str(rows[i].method), fapix_slice_str(rows[i].type), fapix_slice_str(rows[i].body),
                                  fapix_slice_str(rows[i].authorization), fapix_slice_str(TOKEN), fapix_slice_str("a-1")};

        fapix_verdict_begin(verdict);
        STATUS(rows[i].status, t_row(i, rows[i].authorization, rows[i].status, fapix_ping_judge(verdict, &facts)));
    }
    ACCEPTS("CIBA-9-1");
    REFUSES("CIBA-9-1");
    ACCEPTS("CIBA-10.2-1");
    REFUSES("CIBA-10.2-1");
}

/* A flow that never gave a token out is reached by no ping, also not by one with an empty token. */
static void test_nothing_expected(void **state)
{
    fapix_ping_facts facts = {fapix_slice_str("POST"), fapix_slice_str("application/json"),
                              fapix_slice_str("{\"auth_req_id\":\"\"}"), fapix_slice_str("Bearer ="), {NULL, 0}, {NULL, 0}};
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    (void)state;

    CHECK(verdict != NULL);
    fapix_verdict_begin(verdict);
    STATUS(FAPI_PING_TOKEN, fapix_ping_judge(verdict, &facts));
    facts.token = fapix_slice_str("=");
    fapix_verdict_begin(verdict);
    STATUS(FAPI_PING_AUTH_REQ_ID, fapix_ping_judge(verdict, &facts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acknowledgement), cmocka_unit_test(test_ping), cmocka_unit_test(test_nothing_expected),
    };

    return t_main("backchannel_response", tests, MANY(tests));
}
