/* SPDX-License-Identifier: Apache-2.0 */
/* What comes back from a pushed request. */
#include "oauth/par_response.h"

#include "test/oauth/made_json.h"
#include "test/oauth/table.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))

static const t_member GOOD[] = {
    {"request_uri", "\"urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c\""}, {"expires_in", "60"}, {NULL, NULL}};

static int judge(fapi_verdict *verdict, const char *text, int64_t max, fapix_slice *uri, int64_t *life)
{
    const fapix_json *json = NULL;
    int rc = made_parse(text, &json);

    fapix_verdict_begin(verdict);
    if (rc == FAPI_OK)
        rc = fapix_par_response_judge(verdict, json, max, uri, life);
    return fapix_verdict_end(verdict, rc);
}

static void test_members(void **state)
{
    static const struct {
        int status;
        t_member change;
    } rows[] = {
        {FAPI_OK, {NULL, NULL}},
        {FAPI_OK, {"more", "[]"}},
        {FAPI_OK, {"request_uri", "\"https://as.example.com/r/1\""}},
        {FAPI_PAR_RESPONSE_REQUEST_URI, {"request_uri", NULL}},
        {FAPI_PAR_RESPONSE_REQUEST_URI, {"request_uri", "7"}},
        {FAPI_PAR_RESPONSE_REQUEST_URI, {"request_uri", "\"\""}},
        {FAPI_PAR_RESPONSE_REQUEST_URI, {"request_uri", "\"urn:a b\""}},
        {FAPI_PAR_RESPONSE_REQUEST_URI, {"request_uri", "\"urn:a#b\""}},
        {FAPI_PAR_RESPONSE_REQUEST_URI, {"request_uri", "\"urn:\\u00e4\""}},
        {FAPI_PAR_RESPONSE_REQUEST_URI, {"request_uri", "\"no-scheme\""}},
        {FAPI_PAR_RESPONSE_EXPIRES_IN, {"expires_in", NULL}},
        {FAPI_PAR_RESPONSE_EXPIRES_IN, {"expires_in", "\"60\""}},
        {FAPI_PAR_RESPONSE_EXPIRES_IN, {"expires_in", "0"}},
        {FAPI_PAR_RESPONSE_EXPIRES_IN, {"expires_in", "6e1"}},
        {FAPI_OK, {"expires_in", "599"}},
        {FAPI_PAR_RESPONSE_LIFETIME, {"expires_in", "600"}},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_slice uri;
    int64_t life = 0;
    (void)state;

    CHECK(verdict != NULL);
    for (size_t i = 0; i < MANY(rows); i++) {
        STATUS(rows[i].status, t_row(i, rows[i].change.name, rows[i].status,
                                     judge(verdict, t_object(GOOD, &rows[i].change, 1), 599, &uri, &life)));
        CHECK((rows[i].status == FAPI_OK) == (uri.n > 0) && (uri.n > 0) == (life > 0));
    }
    STATUS(FAPI_OK, judge(verdict, "{\"request_uri\":\"urn:x:1\",\"expires_in\":86400}", 0, &uri, &life));
    CHECK(fapix_slice_is(uri, "urn:x:1") && life == 86400);
}

static void test_length(void **state)
{
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    char text[1024];
    fapix_slice uri;
    int64_t life = 0;
    (void)state;

    CHECK(verdict != NULL);
    (void)snprintf(text, sizeof text, "{\"expires_in\":60,\"request_uri\":\"urn:x:%0506d\"}", 1);
    STATUS(FAPI_OK, judge(verdict, text, 0, &uri, &life));
    CHECK(uri.n == 512);
    ACCEPTS("RFC9101-5.2-2");
    (void)snprintf(text, sizeof text, "{\"expires_in\":60,\"request_uri\":\"urn:x:%0507d\"}", 1);
    STATUS(FAPI_PAR_RESPONSE_REQUEST_URI, judge(verdict, text, 0, &uri, &life));
    REFUSES("RFC9101-5.2-2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_members), cmocka_unit_test(test_length)};

    return t_main("par_response", tests, MANY(tests));
}
