/* SPDX-License-Identifier: Apache-2.0 */
/* Answers to pushed requests, introspection requests and backchannel requests. */
#include "test/role/as_answer_fixture.h"

#define CNF "\"cnf\":{\"jkt\":\"" A_JKT "\",\"x5t#S256\":\"" A_X5T "\"}"
#define LIVE "{\"sub\":\"alice\",\"scope\":\"a b\",\"exp\":1800000300,\"token_type\":\"DPoP\"," CNF ",\"cdr_arrangement_id\":\"c\"}"

static int text_is(const char *text, const char *want)
{
    return text != NULL && strcmp(text, want) == 0;
}

static int passed_fixture(as_answer_fixture **fx, int profile)
{
    int rc = as_answer_fixture_new(fx, profile);

    if (rc == FAPI_OK)
        a_passed(*fx, NULL, NULL);
    return rc;
}

static int par(as_answer_fixture *fx)
{
    return fapi_as_answer_par(&fx->as, fx->verdict, fx->answer);
}

static int introspection(as_answer_fixture *fx)
{
    return fapi_as_answer_introspection(&fx->as, &fx->client, fx->verdict, A_NOW, fx->answer);
}

static int backchannel(as_answer_fixture *fx, int64_t interval)
{
    return fapi_as_answer_backchannel(&fx->as, fx->verdict, interval, fx->answer);
}

static void test_par(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    char uri[FAPI_REQUEST_URI_LENGTH + 1];
    json_t *json = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, passed_fixture(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_ANSWER_PART, par(fx));
    STATUS(FAPI_OK, fapi_par_request_uri(uri, sizeof uri));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_REQUEST_URI, uri));
    STATUS(FAPI_OK, fapi_answer_set_expires_in(fx->answer, 60));
    memcpy(fx->verdict->nonce, A_JKT, FAPI_JKT_LENGTH + 1);
    STATUS(FAPI_OK, par(fx));
    json = a_json(fx);
    good = json_object_size(json) == 2 && a_is(json, "request_uri", uri) && a_is_integer(json, "expires_in", 60);
    json_decref(json);
    CHECK(good && fapi_answer_http(fx->answer) == 201 && text_is(a_header(fx, "Cache-Control"), "no-store"));
    CHECK(text_is(a_header(fx, "DPoP-Nonce"), A_JKT) && text_is(a_header(fx, "Content-Type"), "application/json"));
    ACCEPTS("RFC9126-2.2-1");
    ACCEPTS("RFC9126-2.2-2");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_REQUEST_URI, "urn:ietf:params:oauth:request_uri:1"));
    STATUS(FAPI_REQUEST_URI_FORM, par(fx));
    CHECK(a_empty(fx));
    REFUSES("RFC9126-2.2-2");
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_REQUEST_URI, uri));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_ANSWER_UNEXPECTED, par(fx));
    a_refused(fx, FAPI_PAR_CLIENT, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_REQUEST_URI, uri));
    STATUS(FAPI_ERR_STATE, par(fx));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_par(NULL, fx->verdict, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_par(&fx->as, NULL, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_par(&fx->as, fx->verdict, NULL));
}

static void test_lifetimes_of_pushed_requests(void **state)
{
    static const struct {
        int profile;
        int64_t asked, given; /* 0: refused */
        const char *claims;
    } rows[] = {
        {FAPI_PROFILE_FAPI2_SECURITY, 0, 599, "FAPI2SP-5.3.2.2-12"},
        {FAPI_PROFILE_FAPI2_SECURITY, 600, 0, "FAPI2SP-5.3.2.2-12"},
        {FAPI_PROFILE_FAPI2_SECURITY, 4, 0, "RFC9126-2.2-1"},
        {FAPI_PROFILE_AU_CDR, 10, 10, "CDR-reqobj-1"},
        {FAPI_PROFILE_AU_CDR, 90, 90, "CDR-reqobj-1"},
        {FAPI_PROFILE_AU_CDR, 9, 0, "CDR-reqobj-1"},
        {FAPI_PROFILE_AU_CDR, 91, 0, "CDR-reqobj-1"},
        {FAPI_PROFILE_BR_OPEN_FINANCE, 60, 60, "BROF-5.2.2-22"},
        {FAPI_PROFILE_BR_OPEN_FINANCE, 59, 0, "BROF-5.2.2-22"},
    };
    char uri[FAPI_REQUEST_URI_LENGTH + 1];
    (void)state;

    SLOW(); /* a fixture for each row */
    STATUS(FAPI_OK, fapi_par_request_uri(uri, sizeof uri));
    for (size_t i = 0; i < A_MANY(rows); i++) {
        AUTO(as_answer_fixture) fx = NULL;

        STATUS(FAPI_OK, passed_fixture(&fx, rows[i].profile));
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_REQUEST_URI, uri));
        STATUS(FAPI_OK, fapi_answer_set_expires_in(fx->answer, rows[i].asked));
        STATUS(rows[i].given == 0 ? FAPI_PAR_LIFETIME : FAPI_OK, par(fx));
        CHECK(rows[i].given == 0 || strstr(a_body(fx), t_format("\"expires_in\":%d}", (int)rows[i].given)) != NULL);
        t_claim(rows[i].given == 0 ? "refuse" : "accept", rows[i].claims, __func__);
    }
}

static void test_inactive(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, passed_fixture(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, introspection(fx));
    CHECK(text_is(a_body(fx), "{\"active\":false}") && fapi_answer_http(fx->answer) == 200);
    CHECK(text_is(a_header(fx, "Content-Type"), "application/json") && text_is(a_header(fx, "Cache-Control"),
        "no-store"));
    ACCEPTS("RFC7662-2.2-4");
    ACCEPTS("RFC7662-2.2-2");
    /* One that ended since the host looked. */
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_INTROSPECTION, "{\"sub\":\"alice\",\"exp\":1800000000}"));
    STATUS(FAPI_OK, introspection(fx));
    CHECK(text_is(a_body(fx), "{\"active\":false}"));
    REFUSES("RFC7662-2.2-2");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_INTROSPECTION, "{\"active\":false,\"sub\":\"alice\"}"));
    STATUS(FAPI_ANSWER_ACTIVE, introspection(fx));
    REFUSES("RFC7662-2.2-4");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_INTROSPECTION, "{\"active\":\"true\"}"));
    STATUS(FAPI_ANSWER_CLAIM, introspection(fx));
    CHECK(a_empty(fx));
    REFUSES("RFC7662-2.2-1");
}

static void test_active(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    json_t *json = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, passed_fixture(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_INTROSPECTION, LIVE));
    STATUS(FAPI_OK, introspection(fx));
    json = a_json(fx);
    good = json_object_size(json) == 7 && json_is_true(json_object_get(json, "active")) && a_is(json, "sub", "alice") &&
           a_is(json_object_get(json, "cnf"), "jkt", A_JKT) && a_is(json_object_get(json, "cnf"), "x5t#S256", A_X5T);
    json_decref(json);
    CHECK(good && fapi_answer_kind(fx->answer) == FAPI_ANSWER_JSON);
    ACCEPTS("RFC7662-2.2-1");
    ACCEPTS("RFC9449-6.2-1");
    ACCEPTS("RFC8705-3.2-1");
    /* Said twice is said once. */
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_INTROSPECTION,
        "{\"active\":true,\"authorization_details\":[{\"type\":\"p\"}]}"));
    STATUS(FAPI_OK, introspection(fx));
    CHECK(text_is(a_body(fx), "{\"active\":true,\"authorization_details\":[{\"type\":\"p\"}]}"));
    ACCEPTS("RFC9396-9.2-1");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_INTROSPECTION, "{}"));
    STATUS(FAPI_OK, introspection(fx));
    CHECK(text_is(a_body(fx), "{\"active\":true}"));
}

static void test_members_that_lie(void **state)
{
    static const char *const rows[] = {
        "{\"cnf\":{}}", "{\"cnf\":\"x\"}", "{\"cnf\":{\"jkt\":\"short\"}}", "{\"cnf\":{\"x5t#S256\":1}}",
        "{\"token_type\":\"Bearer\"," CNF "}", "{\"scope\":[\"a\"]}", "{\"exp\":\"1\"}", "{\"iat\":-1}",
            "{\"client_id\":7}",
        "{\"authorization_details\":{}}",
    };
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, passed_fixture(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < A_MANY(rows); i++) {
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_INTROSPECTION, rows[i]));
        STATUS(FAPI_ANSWER_CLAIM, introspection(fx));
    }
    REFUSES("RFC9449-6.2-1");
    REFUSES("RFC8705-3.2-1");
    REFUSES("RFC9396-9.2-1");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_INTROSPECTION, "[]"));
    STATUS(FAPI_JSON_NOT_OBJECT, introspection(fx));
    CHECK(a_empty(fx));
}

static void test_signed(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    json_t *claims = NULL;
    const json_t *inner = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, passed_fixture(&fx, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_INTROSPECTION, LIVE));
    memcpy(fx->verdict->interaction_id, "c770aef3-6784-41f7-8e0e-ff5f97bddb3a", 37);
    STATUS(FAPI_OK, introspection(fx));
    CHECK(a_headers(fx, "x-fapi-interaction-id") == 1 && text_is(a_header(fx, "Cache-Control"), "no-store"));
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_JWT && fapi_answer_http(fx->answer) == 200);
    CHECK(text_is(a_header(fx, "Content-Type"), "application/token-introspection+jwt"));
    claims = a_claims(fx, a_body(fx), "token-introspection+jwt");
    inner = json_object_get(claims, "token_introspection");
    good = json_object_size(claims) == 4 && a_is(claims, "iss", A_ISSUER) && a_is(claims, "aud", A_CLIENT) &&
           a_is_integer(claims, "iat", A_NOW) && json_is_true(json_object_get(inner, "active")) && a_is(inner, "sub",
               "alice") &&
           json_object_size(inner) == 7;
    json_decref(claims);
    CHECK(good);
    ACCEPTS("FAPI2MS-5.5.1-1");
    ACCEPTS("RFC9701-5-1");
    ACCEPTS("RFC9701-5-2");
    ACCEPTS("RFC9701-5-3");
    REFUSES("RFC9701-5-3"); /* four members, so neither sub nor exp */
    claims = a_claims(fx, a_body(fx), "JWT");
    CHECK(claims == NULL);
    REFUSES("RFC9701-5-1");
    fapi_answer_reset(fx->answer);
    STATUS(FAPI_OK, introspection(fx));
    claims = a_claims(fx, a_body(fx), "token-introspection+jwt");
    inner = json_object_get(claims, "token_introspection");
    good = json_object_size(inner) == 1 && json_is_false(json_object_get(inner, "active"));
    json_decref(claims);
    CHECK(good);
    ACCEPTS("RFC9701-5-4");
    REFUSES("RFC9701-5-4");
    fx->client.alg[FAPIX_CLIENT_ALG_INTROSPECTION] = FAPI_ALG_PS256;
    STATUS(FAPI_ANSWER_ALG, introspection(fx)); /* nor is it then sent unsigned */
    CHECK(a_empty(fx));
    REFUSES("FAPI2MS-5.5.1-1");
    REFUSES("RFC9701-5-2");
}

static void test_signed_on_demand(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, passed_fixture(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    fx->verdict->wants_jwt = true;
    STATUS(FAPI_OK, introspection(fx));
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_JWT);
    fx->as.policy.value[FAPI_CONTROL_INTROSPECTION_SIGNED] = FAPI_USE_OFF;
    STATUS(FAPI_OK, introspection(fx));
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_JSON);
    a_refused(fx, FAPI_CLIENT_AUTH_MISSING, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_ERR_STATE, introspection(fx));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_introspection(&fx->as, NULL, fx->verdict, 0, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_introspection(NULL, &fx->client, fx->verdict, 0, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_introspection(&fx->as, &fx->client, NULL, 0, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_introspection(&fx->as, &fx->client, fx->verdict, 0, NULL));
    a_passed(fx, NULL, NULL);
    STATUS(FAPI_ERR_CLOCK, fapi_as_answer_introspection(&fx->as, &fx->client, fx->verdict, -1, fx->answer));
}

static void test_backchannel(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, passed_fixture(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_ANSWER_PART, backchannel(fx, 5));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_AUTH_REQ_ID, "1c266114-a1be-4252-8ad1-04986c5b9ac1"));
    STATUS(FAPI_OK, backchannel(fx, 5));
    CHECK(text_is(a_body(fx),
        "{\"auth_req_id\":\"1c266114-a1be-4252-8ad1-04986c5b9ac1\",\"expires_in\":300,\"interval\":5}"));
    CHECK(fapi_answer_http(fx->answer) == 200 && text_is(a_header(fx, "Cache-Control"), "no-store"));
    STATUS(FAPI_OK, fapi_answer_set_expires_in(fx->answer, 360));
    STATUS(FAPI_OK, backchannel(fx, 0));
    CHECK(text_is(a_body(fx), "{\"auth_req_id\":\"1c266114-a1be-4252-8ad1-04986c5b9ac1\",\"expires_in\":360}"));
    ACCEPTS("CIBA-7.3-1");
    STATUS(FAPI_ERR_RANGE, backchannel(fx, -1));
    STATUS(FAPI_ERR_RANGE, backchannel(fx, 86401));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_AUTH_REQ_ID, "1c266114-a1be-4252-8a"));
    STATUS(FAPI_ANSWER_SECRET, backchannel(fx, 5));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_AUTH_REQ_ID, "1c266114-a1be-4252-8ad1/04986c5b9ac1"));
    STATUS(FAPI_ANSWER_SECRET_TEXT, backchannel(fx, 5));
    CHECK(a_empty(fx));
    REFUSES("CIBA-7.3-1");
    STATUS(FAPI_ERR_ARG, fapi_as_answer_backchannel(NULL, fx->verdict, 5, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_backchannel(&fx->as, NULL, 5, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_backchannel(&fx->as, fx->verdict, 5, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_par),
        cmocka_unit_test(test_lifetimes_of_pushed_requests),
        cmocka_unit_test(test_inactive),
        cmocka_unit_test(test_active),
        cmocka_unit_test(test_members_that_lie),
        cmocka_unit_test(test_signed),
        cmocka_unit_test(test_signed_on_demand),
        cmocka_unit_test(test_backchannel),
    };

    return t_main("as_answer_back", tests, A_MANY(tests));
}
