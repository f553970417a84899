/* SPDX-License-Identifier: Apache-2.0 */
/* Answers to refused messages, as a client or a user gets them. */
#include "test/role/as_answer_fixture.h"

static int text_is(const char *text, const char *want)
{
    return text != NULL && strcmp(text, want) == 0;
}

static void test_back_channel(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    json_t *json = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    a_refused(fx, FAPI_CODE_REUSED, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_OK, a_refusal(fx));
    json = a_json(fx);
    good = json_object_size(json) == 2 && a_is(json, "error", "invalid_grant") &&
           a_is(json, "error_description", "the code was used before");
    json_decref(json);
    CHECK(good && fapi_answer_kind(fx->answer) == FAPI_ANSWER_JSON && fapi_answer_http(fx->answer) == 400);
    CHECK(text_is(a_header(fx, "Content-Type"), "application/json") && text_is(a_header(fx, "Pragma"), "no-cache"));
    CHECK(text_is(a_header(fx, "Cache-Control"), "no-store"));
    CHECK(a_headers(fx, "WWW-Authenticate") == 0 && a_headers(fx, "Allow") == 0 && a_headers(fx, "Location") == 0);
    CHECK(a_headers(fx, "Retry-After") == 0 && a_headers(fx, "DPoP-Nonce") == 0);
    a_refused(fx, FAPI_CLIENT_AUTH_MISSING, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(fapi_answer_http(fx->answer) == 401 && text_is(a_header(fx, "WWW-Authenticate"),
        "Bearer realm=\"" A_ISSUER "\""));
    ACCEPTS("RFC6749-5.2-1");
    a_refused(fx, FAPI_REPLAY_FULL, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(fapi_answer_http(fx->answer) == 503 && text_is(a_header(fx, "Retry-After"), "5"));
    a_refused(fx, FAPI_TOKEN_MISSING, FAPI_SUBJECT_ACCESS_TOKEN, false);
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(fapi_answer_http(fx->answer) == 401 && text_is(a_body(fx), "") && a_headers(fx, "Content-Type") == 0);
}

static void test_allow(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    a_refused(fx, FAPI_PAR_METHOD, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(fapi_answer_http(fx->answer) == 405 && text_is(a_header(fx, "Allow"), "POST"));
    a_refused(fx, FAPI_AUTHORIZATION_METHOD, FAPI_SUBJECT_REQUEST, true);
    a_target(fx, FAPIX_MODE_QUERY, A_REDIRECT, "s");
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(fapi_answer_http(fx->answer) == 405 && text_is(a_header(fx, "Allow"), "GET, POST"));
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_PAGE);
    ACCEPTS("RFC9110-15.5.6-1");
    a_refused(fx, FAPI_CODE_MISSING, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(a_headers(fx, "Allow") == 0);
    REFUSES("RFC9110-15.5.6-1");
}

/* T18 */
static void test_nonce(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    AUTO(fapi_dpop_nonce) nonce = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, 60, 2, &nonce));
    a_refused(fx, FAPI_DPOP_NONCE_MISSING, FAPI_SUBJECT_DPOP_PROOF, false);
    memcpy(fx->verdict->nonce, A_JKT, FAPI_JKT_LENGTH + 1);
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(fapi_answer_http(fx->answer) == 400 && a_headers(fx, "DPoP-Nonce") == 1);
    CHECK(text_is(a_header(fx, "DPoP-Nonce"), A_JKT) && a_headers(fx, "WWW-Authenticate") == 0);
    CHECK(strstr(a_body(fx), "\"use_dpop_nonce\"") != NULL);
    ACCEPTS("RFC9449-8-1");
    /* Never that error without a nonce: a check that was cut off before it made one gets it made here. */
    a_refused(fx, FAPI_DPOP_NONCE, FAPI_SUBJECT_DPOP_PROOF, false);
    STATUS(FAPI_ERR_STATE, a_refusal(fx));
    CHECK(a_empty(fx));
    REFUSES("RFC9449-8-1");
    fx->as.nonce = nonce;
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(a_headers(fx, "DPoP-Nonce") == 1);
    STATUS(FAPI_OK, fapi_dpop_nonce_check(nonce, a_header(fx, "DPoP-Nonce"), FAPI_JKT_LENGTH, A_NOW));
    /* Another refusal brings the next one along. */
    a_refused(fx, FAPI_CODE_MISSING, FAPI_SUBJECT_REQUEST, false);
    memcpy(fx->verdict->nonce, A_JKT, FAPI_JKT_LENGTH + 1);
    memcpy(fx->verdict->interaction_id, "c770aef3-6784-41f7-8e0e-ff5f97bddb3a", 37);
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(text_is(a_header(fx, "DPoP-Nonce"), A_JKT));
    CHECK(text_is(a_header(fx, "x-fapi-interaction-id"), "c770aef3-6784-41f7-8e0e-ff5f97bddb3a"));
}

static void test_page(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    const char *body = NULL, *policy = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    a_refused(fx, FAPI_REDIRECT_URI_UNREGISTERED, FAPI_SUBJECT_REQUEST, true);
    fapix_actual(fx->verdict, fapix_slice_str("https://evil.example/<script>"));
    STATUS(FAPI_OK, a_refusal(fx));
    body = a_body(fx);
    policy = a_header(fx, "Content-Security-Policy");
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_PAGE && fapi_answer_http(fx->answer) == 400);
    CHECK(a_headers(fx, "Location") == 0 && strstr(body, "evil") == NULL && strstr(body, "<script") == NULL);
    CHECK(strstr(body, "redirect_uri is not a registered one") != NULL && strstr(body, "http://") == NULL);
    CHECK(strstr(policy, "default-src 'none'") != NULL && strstr(policy, "script-src") == NULL);
    CHECK(text_is(a_header(fx, "Referrer-Policy"), "no-referrer") && text_is(a_header(fx, "Cache-Control"),
        "no-store"));
    CHECK(text_is(a_header(fx, "Content-Type"), "text/html; charset=utf-8"));
    ACCEPTS("OIDCC-3.1.2.6-1");
    a_refused(fx, FAPI_REPLAY_FULL, FAPI_SUBJECT_REQUEST, true);
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(fapi_answer_http(fx->answer) == 503 && a_headers(fx, "Retry-After") == 1);
}

static void test_redirect(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    const char *location = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    a_refused(fx, FAPI_PKCE_METHOD, FAPI_SUBJECT_REQUEST, true);
    a_target(fx, FAPIX_MODE_QUERY, A_REDIRECT "?a=b", "x y&z\"");
    STATUS(FAPI_OK, a_refusal(fx));
    location = a_header(fx, "Location");
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_REDIRECT && fapi_answer_http(fx->answer) == 303);
    CHECK(strncmp(location, A_REDIRECT "?a=b&error=invalid_request&", strlen(A_REDIRECT) + 27) == 0);
    CHECK(text_is(a_parameter(location, '?', "error_description"), "code_challenge_method must be S256"));
    CHECK(text_is(a_parameter(location, '?', "state"), "x y&z\"") && text_is(a_parameter(location, '?', "iss"),
        A_ISSUER));
    ACCEPTS("OIDCC-3.1.2.6-2");
    ACCEPTS("RFC6749-4.1.2.1-2");
    ACCEPTS("RFC9207-2-1");
    a_target(fx, FAPIX_MODE_QUERY, A_REDIRECT, "");
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(a_parameter(a_header(fx, "Location"), '?', "state") == NULL);
    REFUSES("OIDCC-3.1.2.6-2"); /* no state where the request had none */
    a_target(fx, FAPIX_MODE_FRAGMENT, A_REDIRECT, "s");
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(strncmp(a_header(fx, "Location"), A_REDIRECT "#error=", strlen(A_REDIRECT) + 7) == 0);
    a_target(fx, FAPIX_MODE_FORM_POST, A_REDIRECT, "'\"><b>");
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_FORM_POST);
    CHECK(strstr(a_body(fx), "name=\"state\" value=\"&#39;&quot;&gt;&lt;b&gt;\"") != NULL);
}

/* Statuses that say that client or redirect URI are not proven go nowhere, even if someone left a target. */
static void test_no_open_redirect(void **state)
{
    static const int statuses[] = {
        FAPI_CLIENT_UNKNOWN, FAPI_REDIRECT_URI_FORM, FAPI_REDIRECT_URI_UNREGISTERED, FAPI_REDIRECT_URI_NOT_ALLOWED,
        FAPI_AUTHORIZATION_CLIENT_ID, FAPI_AUTHORIZATION_CLIENT_ID_MISSING, FAPI_AUTHORIZATION_REDIRECT_URI_MISSING,
        FAPI_AUTHORIZATION_RESPONSE_MODE, FAPI_REQUEST_URI_CLIENT,
    };
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < A_MANY(statuses); i++) {
        a_refused(fx, statuses[i], FAPI_SUBJECT_REQUEST, true);
        a_target(fx, FAPIX_MODE_QUERY, "https://evil.example/", "s");
        STATUS(FAPI_OK, a_refusal(fx));
        CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_PAGE && a_headers(fx, "Location") == 0);
    }
    a_refused(fx, FAPI_PKCE_METHOD, FAPI_SUBJECT_REQUEST, true);
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_PAGE);
    REFUSES("RFC6749-4.1.2.1-2");
    REFUSES("OIDCC-3.1.2.6-1");
    REFUSES("FAPI2SP-5.3.2.1-7");
    REFUSES("RFC9700-4.11.2-1");
}

static void test_signed(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    const char *location = NULL;
    json_t *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    a_refused(fx, FAPI_PKCE_METHOD, FAPI_SUBJECT_REQUEST, true);
    a_target(fx, FAPIX_MODE_QUERY_JWT, A_REDIRECT, "s");
    STATUS(FAPI_OK, a_refusal(fx));
    location = a_header(fx, "Location");
    claims = a_claims(fx, a_parameter(location, '?', "response"), "JWT");
    good = json_object_size(claims) == 6 && a_is(claims, "iss", A_ISSUER) && a_is(claims, "aud", A_CLIENT) &&
           a_is_integer(claims, "exp", A_NOW + 600) && a_is(claims, "error", "invalid_request") && a_is(claims, "state",
               "s");
    json_decref(claims);
    CHECK(good && strchr(location, '&') == NULL);
    ACCEPTS("JARM-2.1-1");
    /* A client that nobody can sign for is not answered in the clear. */
    fx->verdict->target.alg = FAPIX_CLIENT_UNKNOWN;
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_PAGE && a_headers(fx, "Location") == 0);
    CHECK(a_headers(fx, "Cache-Control") == 1);
    fx->verdict->target.alg = 0;
    STATUS(FAPI_ERR_CLOCK, fapi_as_answer_refusal(&fx->as, fx->verdict, FAPI_MAX_TIME, fx->answer));
    CHECK(a_empty(fx));
}

static void test_use(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_ERR_STATE, a_refusal(fx)); /* before any check */
    a_passed(fx, NULL, NULL);
    STATUS(FAPI_ERR_STATE, a_refusal(fx));
    a_refused(fx, FAPI_REPLAY_PENDING, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_ERR_STATE, a_refusal(fx));
    a_refused(fx, FAPI_CODE_MISSING, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_ERR_CLOCK, fapi_as_answer_refusal(&fx->as, fx->verdict, -1, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_refusal(NULL, fx->verdict, 0, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_refusal(&fx->as, NULL, 0, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_refusal(&fx->as, fx->verdict, 0, NULL));
    /* Parts of an answer that came to nothing do not stand in the way. */
    CHECK(fapi_answer_set(fx->answer, 99, "x", 1) == FAPI_ERR_ARG);
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_refusal(fx));
    CHECK(strstr(a_body(fx), A_CODE) == NULL);
    fx->as.sealed = false;
    STATUS(FAPI_ERR_STATE, a_refusal(fx));
    CHECK(a_empty(fx));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_back_channel), cmocka_unit_test(test_allow),
        cmocka_unit_test(test_nonce),        cmocka_unit_test(test_page),
        cmocka_unit_test(test_redirect),     cmocka_unit_test(test_no_open_redirect),
        cmocka_unit_test(test_signed),       cmocka_unit_test(test_use),
    };

    return t_main("as_answer_refusal", tests, A_MANY(tests));
}
