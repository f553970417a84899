/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of banking regimes on requests to resources. */
#include "role/resource_server.h"
#include "test/oauth/table.h"
#include "test/role/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define UUID "c770aef3-6784-41f7-8e0e-ff5f97bddb3a"
#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"
#define F40 "1234567890123456789012345678901234567890"

enum { OFF = FAPI_REQUEST_FIELDS_IGNORED, ON = FAPI_REQUEST_FIELDS_JUDGED, DATED = FAPI_REQUEST_FIELDS_AUTH_DATE };

typedef struct row {
    int fields, longest, idempotent; /* idempotent -1: not said */
    t_member sent[2];
    int status;
    const char *ids;
} row;

static int ready(fixture **fx, const row *one)
{
    int rc = FAPI_ERR_INTERNAL;

    fixture_free(*fx); /* of a first try */
    *fx = NULL;
    rc = fixture_new(fx, FAPI_PROFILE_FAPI1_BASELINE);
    /* The server has a copy of the policy: the values of another profile go in there. */
    if (rc == FAPI_OK) {
        (*fx)->rs->policy.value[FAPI_CONTROL_REQUEST_FIELDS] = one->fields;
        (*fx)->rs->policy.value[FAPI_CONTROL_IDEMPOTENCY_LENGTH] = one->longest;
        rc = fapi_rs_seal((*fx)->rs);
    }
    if (rc == FAPI_OK)
        rc = fixture_token(*fx, NULL, "{\"cnf\":null}");
    if (rc == FAPI_OK)
        rc = fixture_request(*fx, "Bearer");
    for (size_t i = 0; rc == FAPI_OK && i < COUNT(one->sent) && one->sent[i].name != NULL; i++)
        rc = fapi_request_add_header((*fx)->request, one->sent[i].name, strlen(one->sent[i].name), one->sent[i].value,
                                     strlen(one->sent[i].value));
    if (rc == FAPI_OK && one->idempotent >= 0)
        rc = fapi_request_set_idempotent((*fx)->request, one->idempotent);
    return rc;
}

static void run(const row *rows, size_t count, const char *test)
{
    for (size_t i = 0; i < count; i++) {
        AUTO(fixture) fx = NULL;

        STATUS(FAPI_OK, ready(&fx, rows + i));
        STATUS(rows[i].status, t_row(i, rows[i].sent[0].value, rows[i].status, fixture_check(fx)));
        CHECK(rows[i].status == FAPI_OK || fapi_verdict_http(fx->verdict) == 400);
        CHECK(rows[i].status == FAPI_OK || strcmp(fapi_verdict_oauth_error(fx->verdict), "invalid_request") == 0);
        t_claim_all(rows[i].ids, test);
    }
}

static void customer(void **state)
{
    static const row rows[] = {
        {ON, 0, -1, {{NULL, NULL}}, FAPI_OK, NULL},
        {ON, 0, -1, {{"x-fapi-auth-date", DATE}, {"x-fapi-customer-ip-address", "198.51.100.1"}}, FAPI_OK,
         "+FAPI1BASE-6.2.2-3 +FAPI1BASE-6.2.2-4 +FAPI1BASE-6.2.1-13"},
        {ON, 0, -1, {{"X-FAPI-Customer-IP-Address", "2001:DB8::1:0"}, {"x-fapi-interaction-id", UUID}}, FAPI_OK,
         "+FAPI1BASE-6.2.1-13 +FAPI1BASE-6.2.2-5"},
        {ON, 0, -1, {{"x-fapi-customer-ip-address", "::ffff:198.51.100.1"}}, FAPI_OK, NULL},
        {ON, 0, -1, {{"x-fapi-customer-ip-address", "0.0.0.0"}}, FAPI_OK, NULL},
        {ON, 0, -1, {{"x-fapi-auth-date", "2027-01-15T08:00:00Z"}}, FAPI_HEADER_AUTH_DATE, "-FAPI1BASE-6.2.2-3"},
        {ON, 0, -1, {{"x-fapi-auth-date", DATE}, {"x-fapi-auth-date", DATE}}, FAPI_HEADER_AUTH_DATE, NULL},
        {ON, 0, -1, {{"x-fapi-auth-date", ""}}, FAPI_HEADER_AUTH_DATE, NULL},
        {ON, 0, -1, {{"x-fapi-customer-ip-address", "198.51.100.256"}}, FAPI_HEADER_CUSTOMER_IP, "-FAPI1BASE-6.2.2-4"},
        {ON, 0, -1, {{"x-fapi-customer-ip-address", "198.51.100.1, 10.0.0.1"}}, FAPI_HEADER_CUSTOMER_IP,
         "-FAPI1BASE-6.2.2-4 -FAPI1BASE-6.2.1-13"},
        {ON, 0, -1, {{"x-fapi-customer-ip-address", "[2001:db8::1]"}}, FAPI_HEADER_CUSTOMER_IP, NULL},
        {ON, 0, -1, {{"x-fapi-customer-ip-address", "localhost"}}, FAPI_HEADER_CUSTOMER_IP, NULL},
        {ON, 0, -1, {{"x-fapi-interaction-id", "1"}}, FAPI_HEADER_INTERACTION_ID, "-FAPI1BASE-6.2.2-5"},
        {ON, 0, -1, {{"x-fapi-interaction-id", UUID}, {"x-fapi-interaction-id", UUID}}, FAPI_HEADER_INTERACTION_ID, NULL},
        {OFF, 0, -1, {{"x-fapi-auth-date", "yesterday"}, {"x-fapi-customer-ip-address", "here"}}, FAPI_OK, NULL},
        {OFF, 0, -1, {{"x-idempotency-key", F40 "1"}}, FAPI_OK, NULL},
        {DATED, 0, -1, {{"x-fapi-auth-date", DATE}, {"x-fapi-interaction-id", UUID}}, FAPI_OK, "+CDR-headers-1"},
        {DATED, 0, -1, {{"x-fapi-interaction-id", UUID}}, FAPI_HEADER_AUTH_DATE_MISSING, "-CDR-headers-1"},
        {DATED, 0, -1, {{"x-fapi-auth-date", DATE}, {"x-fapi-interaction-id", "no"}}, FAPI_HEADER_INTERACTION_ID, "-CDR-headers-1"},
    };

    (void)state;
    run(rows, COUNT(rows), __func__);
}

static void idempotency(void **state)
{
    static const row rows[] = {
        {OFF, 40, 1, {{"x-idempotency-key", F40}}, FAPI_OK, "+OBUK-headers-2"},
        {OFF, 40, -1, {{"X-Idempotency-Key", "FRESCO.21302.GFX.20"}}, FAPI_OK, NULL},
        {OFF, 40, 0, {{NULL, NULL}}, FAPI_OK, NULL},
        {OFF, 40, -1, {{NULL, NULL}}, FAPI_OK, NULL},
        {OFF, 40, 1, {{NULL, NULL}}, FAPI_HEADER_IDEMPOTENCY_MISSING, "-OBUK-headers-2"},
        {OFF, 40, 0, {{"x-idempotency-key", "1"}}, FAPI_HEADER_IDEMPOTENCY_UNEXPECTED, "-OBUK-headers-2"},
        {OFF, 40, 1, {{"x-idempotency-key", F40 "1"}}, FAPI_HEADER_IDEMPOTENCY_KEY, "-OBUK-headers-2"},
        {OFF, 40, -1, {{"x-idempotency-key", F40 "1"}}, FAPI_HEADER_IDEMPOTENCY_KEY, NULL},
        {OFF, 40, 1, {{"x-idempotency-key", " "}}, FAPI_HEADER_IDEMPOTENCY_KEY, NULL},
        {OFF, 40, 1, {{"x-idempotency-key", "1"}, {"x-idempotency-key", "1"}}, FAPI_HEADER_IDEMPOTENCY_KEY, NULL},
    };

    (void)state;
    run(rows, COUNT(rows), __func__);
}

/* The same by profile, and what a reset forgets. */
static void profiles(void **state)
{
    static const struct {
        int profile, fields, longest;
    } rows[] = {{FAPI_PROFILE_FAPI1_ADVANCED, OFF, 0}, {FAPI_PROFILE_FAPI2_SECURITY, OFF, 0}, {FAPI_PROFILE_UK_OPEN_BANKING, OFF, 40},
                {FAPI_PROFILE_AU_CDR, DATED, 0}, {FAPI_PROFILE_BR_OPEN_FINANCE, OFF, 0}};
    const row good = {DATED, 40, 1, {{"x-fapi-auth-date", DATE}, {"x-idempotency-key", "1"}}, FAPI_OK, NULL};
    AUTO(fixture) fx = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value = 0;

        STATUS(FAPI_OK, fapi_profile_value(rows[i].profile, FAPI_CONTROL_REQUEST_FIELDS, &value));
        CHECK(value == rows[i].fields);
        STATUS(FAPI_OK, fapi_profile_value(rows[i].profile, FAPI_CONTROL_IDEMPOTENCY_LENGTH, &value));
        CHECK(value == rows[i].longest);
    }
    STATUS(FAPI_OK, ready(&fx, &good));
    STATUS(FAPI_OK, fixture_check(fx));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_HEADER_AUTH_DATE_MISSING, fixture_check(fx));
    STATUS(FAPI_ERR_ARG, fapi_request_set_idempotent(NULL, 1));
}

static void client_fields(void **state)
{
    static const struct {
        const char *name, *value;
        int status;
    } rows[] = {
        {"x-fapi-auth-date", DATE, FAPI_OK}, {"X-Fapi-Auth-Date", "now", FAPI_HEADER_AUTH_DATE},
        {"x-fapi-customer-ip-address", "192.0.2.1", FAPI_OK}, {"x-fapi-customer-ip-address", "", FAPI_HEADER_CUSTOMER_IP},
        {"x-fapi-interaction-id", UUID, FAPI_OK}, {"x-fapi-interaction-id", "x", FAPI_HEADER_INTERACTION_ID},
        {"x-idempotency-key", F40, FAPI_OK}, {"x-idempotency-key", F40 "1", FAPI_HEADER_IDEMPOTENCY_KEY},
        {"x-idempotency-key", "", FAPI_HEADER_IDEMPOTENCY_KEY}, {"accept", "x", FAPI_ERR_NOT_FOUND},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        STATUS(rows[i].status, fapi_request_check_field(rows[i].name, strlen(rows[i].name), rows[i].value, strlen(rows[i].value)));
    STATUS(FAPI_ERR_ARG, fapi_request_check_field(NULL, 0, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_request_check_field(S("x"), NULL, 1));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(customer), cmocka_unit_test(idempotency), cmocka_unit_test(profiles),
                                              cmocka_unit_test(client_fields)};

    return t_main("rs_fields", tests, COUNT(tests));
}
