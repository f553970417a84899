/* SPDX-License-Identifier: Apache-2.0 */
/* What each refusal of an authorization server is called, by status, subject and endpoint. */
#include "role/as_refusal.h"

#include "base/status.h"
#include "test/role/as_answer_fixture.h"

enum { BACK, FRONT, CIBA };

typedef struct expectation {
    int status, subject, endpoint;
    const char *error;
    int http;
    const char *claims;
} expectation;

static const expectation rows[] = {
    {FAPI_ERR_NOMEM, FAPI_SUBJECT_REQUEST, BACK, "server_error", 500, NULL},
    {FAPI_ERR_CRYPTO, FAPI_SUBJECT_DPOP_PROOF, BACK, "server_error", 500, NULL},
    {FAPI_REPLAY_FULL, FAPI_SUBJECT_DPOP_PROOF, BACK, "temporarily_unavailable", 503, NULL},
    {FAPI_REPLAY_UNAVAILABLE, FAPI_SUBJECT_CLIENT_ASSERTION, BACK, "temporarily_unavailable", 503, NULL},
    /* proofs: 400, and never the 401 of a resource server */
    {FAPI_DPOP_MISSING, FAPI_SUBJECT_DPOP_PROOF, BACK, "invalid_dpop_proof", 400, NULL},
    {FAPI_DPOP_HTU, FAPI_SUBJECT_DPOP_PROOF, BACK, "invalid_dpop_proof", 400, NULL},
    {FAPI_DPOP_JKT, FAPI_SUBJECT_DPOP_PROOF, BACK, "invalid_dpop_proof", 400, NULL},
    {FAPI_DPOP_NOT_ALLOWED, FAPI_SUBJECT_REQUEST, BACK, "invalid_dpop_proof", 400, NULL},
    {FAPI_DPOP_REPEATED, FAPI_SUBJECT_REQUEST, BACK, "invalid_dpop_proof", 400, NULL},
    {FAPI_REPLAY_SEEN, FAPI_SUBJECT_NONE, BACK, "invalid_dpop_proof", 400, NULL},
    {FAPI_DPOP_NONCE, FAPI_SUBJECT_DPOP_PROOF, BACK, "use_dpop_nonce", 400, "RFC9449-8-1"},
    {FAPI_DPOP_NONCE_MISSING, FAPI_SUBJECT_DPOP_PROOF, BACK, "use_dpop_nonce", 400, "RFC9449-8-1"},
    {FAPI_JWS_SIGNATURE, FAPI_SUBJECT_DPOP_PROOF, BACK, "invalid_dpop_proof", 400, NULL},
    {FAPI_JSON_SYNTAX, FAPI_SUBJECT_DPOP_PROOF, BACK, "invalid_dpop_proof", 400, NULL},
    {FAPI_GRANT_DPOP_MISSING, FAPI_SUBJECT_REQUEST, BACK, "invalid_dpop_proof", 400, NULL},
    /* the kind of message decides */
    {FAPI_JWS_SIGNATURE, FAPI_SUBJECT_CLIENT_ASSERTION, BACK, "invalid_client", 401, "RFC6749-5.2-1"},
    {FAPI_BASE64URL_CHARACTER, FAPI_SUBJECT_CLIENT_ASSERTION, BACK, "invalid_client", 401, NULL},
    {FAPI_CERTIFICATE_DER, FAPI_SUBJECT_CERTIFICATE, BACK, "invalid_client", 401, NULL},
    {FAPI_JSON_SYNTAX, FAPI_SUBJECT_REQUEST_OBJECT, BACK, "invalid_request_object", 400, NULL},
    {FAPI_JWS_KID, FAPI_SUBJECT_REQUEST_OBJECT, BACK, "invalid_request_object", 400, NULL},
    {FAPI_URI_SYNTAX, FAPI_SUBJECT_REQUEST, BACK, "invalid_request", 400, NULL},
    {FAPI_JSON_SYNTAX, FAPI_SUBJECT_JWT, BACK, "invalid_request", 400, NULL},
    /* what the row says stays */
    {FAPI_CLIENT_UNKNOWN, FAPI_SUBJECT_REQUEST, BACK, "invalid_client", 401, "RFC6749-5.2-1"},
    {FAPI_CODE_EXPIRED, FAPI_SUBJECT_REQUEST, BACK, "invalid_grant", 400, "RFC6749-5.2-1"},
    {FAPI_PAR_METHOD, FAPI_SUBJECT_REQUEST, BACK, "invalid_request", 405, NULL},
    {FAPI_TOKEN_REQUEST_METHOD, FAPI_SUBJECT_REQUEST, BACK, "invalid_request", 405, NULL},
    {FAPI_BACKCHANNEL_METHOD, FAPI_SUBJECT_REQUEST, CIBA, "invalid_request", 405, NULL},
    {FAPI_TOKEN_EXPIRED, FAPI_SUBJECT_ACCESS_TOKEN, BACK, "invalid_token", 401, NULL},
    {FAPI_MTLS_THUMBPRINT, FAPI_SUBJECT_REQUEST, BACK, "invalid_request", 400, NULL},
    {FAPI_MTLS_CERTIFICATE_MISSING, FAPI_SUBJECT_CERTIFICATE, BACK, "invalid_request", 400, NULL},
    /* CIBA knows no invalid_request_object */
    {FAPI_REQUEST_OBJECT_EXPIRED, FAPI_SUBJECT_REQUEST_OBJECT, BACK, "invalid_request_object", 400, NULL},
    {FAPI_REQUEST_OBJECT_EXPIRED, FAPI_SUBJECT_REQUEST_OBJECT, CIBA, "invalid_request", 400, "CIBA-13-1"},
    {FAPI_JWS_SIGNATURE, FAPI_SUBJECT_REQUEST_OBJECT, CIBA, "invalid_request", 400, "CIBA-13-1"},
    {FAPI_JWS_SIGNATURE, FAPI_SUBJECT_CLIENT_ASSERTION, CIBA, "invalid_client", 401, "CIBA-13-1"},
    /* before the redirect URI was proven: a page */
    {FAPI_CLIENT_UNKNOWN, FAPI_SUBJECT_REQUEST, FRONT, "unauthorized_client", 400, NULL},
    {FAPI_REDIRECT_URI_UNREGISTERED, FAPI_SUBJECT_REQUEST, FRONT, "invalid_request", 400, NULL},
    {FAPI_AUTHORIZATION_METHOD, FAPI_SUBJECT_REQUEST, FRONT, "invalid_request", 405, NULL},
    {FAPI_ERR_NOMEM, FAPI_SUBJECT_REQUEST, FRONT, "server_error", 500, NULL},
    {FAPI_REPLAY_FULL, FAPI_SUBJECT_REQUEST, FRONT, "temporarily_unavailable", 503, NULL},
    {FAPI_AUTHORIZATION_SCOPE, FAPI_SUBJECT_REQUEST, FRONT, "invalid_scope", 400, NULL},
};

static void test_names(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    const char *error = NULL;
    int http = 0;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < A_MANY(rows); i++) {
        a_refused(fx, rows[i].status, rows[i].subject, rows[i].endpoint == FRONT);
        fx->verdict->target.backchannel = rows[i].endpoint == CIBA;
        STATUS(FAPI_OK, fapix_as_refusal_of(fx->verdict, &error, &http));
        if (strcmp(error, rows[i].error) != 0 || http != rows[i].http)
            printf("row %zu, %s: %s %d\n", i, fapi_status_name(rows[i].status), error, http);
        CHECK(strcmp(error, rows[i].error) == 0 && http == rows[i].http);
        if (rows[i].claims != NULL)
            t_claim("accept", rows[i].claims, __func__);
    }
    fx->verdict->status = 99999;
    CHECK(fapix_as_refusal_of(fx->verdict, &error, &http) == FAPI_ERR_INTERNAL && http == 500);
    CHECK(strcmp(error, "server_error") == 0);
    a_passed(fx, NULL, NULL);
    STATUS(FAPI_OK, fapix_as_refusal_of(fx->verdict, &error, &http));
    CHECK(error[0] == '\0' && http == 200);
}

/* Whatever is refused, of whatever kind: a status and an error that an authorization server may send. */
static void test_every_status(void **state)
{
    static const char *const front[] = {
        "invalid_request", "unauthorized_client", "access_denied", "unsupported_response_type", "invalid_scope",
            "server_error",
        "temporarily_unavailable", "invalid_request_uri", "invalid_request_object", "invalid_target",
        "invalid_authorization_details", "interaction_required",
    };
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 1; i < fapi_status_count(); i++) {
        int status = fapi_status_at(i), subject = (int)(i % (FAPI_SUBJECT_REQUEST_OBJECT + 1)), known = 0, http = 0;
        const char *error = NULL, *challenge = NULL;
        size_t n = 0;

        a_refused(fx, status, subject, false);
        STATUS(FAPI_OK, fapix_as_refusal_write(&fx->as, fx->verdict));
        http = fapi_verdict_http(fx->verdict);
        CHECK(http == 400 || http == 401 || http == 403 || http == 405 || http == 413 || http == 500 || http == 503 ||
              http == 200);
        CHECK(http != 200 || strncmp(fapi_status_name(status), "FAPI_WARN_", 10) == 0);
        STATUS(FAPI_OK, fapi_verdict_www_authenticate(fx->verdict, &challenge, &n));
        CHECK((n > 0) == (http == 401));
        /* A proof is never answered as a resource server would. */
        CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), "use_dpop_nonce") != 0 || http == 400);
        CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), "invalid_dpop_proof") != 0 || http == 400);
        a_refused(fx, status, subject, true);
        STATUS(FAPI_OK, fapix_as_refusal_of(fx->verdict, &error, &http));
        for (size_t k = 0; k < A_MANY(front); k++)
            known += strcmp(front[k], error) == 0;
        CHECK(known == 1 && (http == 400 || http == 405 || http == 500 || http == 503));
    }
    ACCEPTS("RFC6749-4.1.2.1-2");
    REFUSES("RFC9449-8-1"); /* no 401 for a proof, whatever the row says */
    REFUSES("CIBA-13-1");   /* and the mapping of the front channel is not that of the backchannel endpoint */
}

static int text_is(int (*reader)(const fapi_verdict *, const char **, size_t *), const fapi_verdict *verdict,
    const char *want)
{
    const char *text = NULL;
    size_t n = 0;

    return reader(verdict, &text, &n) == FAPI_OK && n == strlen(want) && memcmp(text, want, n) == 0;
}

static void test_texts_of_the_verdict(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    a_refused(fx, FAPI_CLIENT_AUTH_MISSING, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_OK, fapix_as_refusal_write(&fx->as, fx->verdict));
    CHECK(text_is(fapi_verdict_www_authenticate, fx->verdict, "Bearer realm=\"" A_ISSUER "\""));
    CHECK(text_is(fapi_verdict_error_json, fx->verdict,
        "{\"error\":\"invalid_client\",\"error_description\":\"the request does "
                                                        "not authenticate its client\"}"));
    /* The scheme that was tried. */
    fx->verdict->basic = true;
    STATUS(FAPI_OK, fapix_as_refusal_write(&fx->as, fx->verdict));
    CHECK(text_is(fapi_verdict_www_authenticate, fx->verdict, "Basic realm=\"" A_ISSUER "\""));
    a_refused(fx, FAPI_TOKEN_EXPIRED, FAPI_SUBJECT_ACCESS_TOKEN, false);
    STATUS(FAPI_OK, fapix_as_refusal_write(&fx->as, fx->verdict));
    CHECK(text_is(fapi_verdict_www_authenticate, fx->verdict, "Bearer realm=\"" A_ISSUER "\", error=\"invalid_token\", "
                                                              "error_description=\"the access token has expired\""));
    /* No credentials, no error. */
    a_refused(fx, FAPI_TOKEN_MISSING, FAPI_SUBJECT_ACCESS_TOKEN, false);
    STATUS(FAPI_OK, fapix_as_refusal_write(&fx->as, fx->verdict));
    CHECK(text_is(fapi_verdict_www_authenticate, fx->verdict, "Bearer realm=\"" A_ISSUER "\""));
    CHECK(text_is(fapi_verdict_error_json, fx->verdict, ""));
    a_refused(fx, FAPI_CODE_EXPIRED, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_OK, fapix_as_refusal_write(&fx->as, fx->verdict));
    CHECK(text_is(fapi_verdict_www_authenticate, fx->verdict, ""));
    REFUSES("RFC6749-5.2-1"); /* a 400 asks for no credentials */
    fx->verdict->status = 99999;
    CHECK(fapix_as_refusal_write(&fx->as, fx->verdict) == FAPI_ERR_INTERNAL && fapi_verdict_http(fx->verdict) == 500);
}

/* Which of "no such key" and "bad signature" it was is not told. */
static void test_discreet(void **state)
{
    static const int statuses[] = {FAPI_CLIENT_ASSERTION_KEY, FAPI_CLIENT_ASSERTION_SIGNATURE, FAPI_KEY_UNKNOWN,
                                   FAPI_JWS_SIGNATURE};
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < A_MANY(statuses); i++) {
        a_refused(fx, statuses[i], FAPI_SUBJECT_CLIENT_ASSERTION, false);
        STATUS(FAPI_OK, fapix_as_refusal_write(&fx->as, fx->verdict));
        CHECK(text_is(fapi_verdict_error_json, fx->verdict,
                      "{\"error\":\"invalid_client\",\"error_description\":\"the message is not authentic\"}"));
    }
}

static void test_front_channel(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    a_refused(fx, FAPI_AUTHORIZATION_SCOPE, FAPI_SUBJECT_REQUEST, true);
    a_target(fx, FAPIX_MODE_QUERY, A_REDIRECT, "s");
    STATUS(FAPI_OK, fapix_as_refusal_write(&fx->as, fx->verdict));
    CHECK(fapi_verdict_http(fx->verdict) == 303 && fapix_as_redirects(&fx->as, fx->verdict));
    CHECK(text_is(fapi_verdict_error_json, fx->verdict, "") && text_is(fapi_verdict_www_authenticate, fx->verdict, ""));
    a_target(fx, FAPIX_MODE_FORM_POST_JWT, A_REDIRECT, "s");
    STATUS(FAPI_OK, fapix_as_refusal_write(&fx->as, fx->verdict));
    CHECK(fapi_verdict_http(fx->verdict) == 200);
    /* A target that should not be there is not believed. */
    a_target(fx, FAPIX_MODE_QUERY, "javascript:alert(1)", "s");
    STATUS(FAPI_OK, fapix_as_refusal_write(&fx->as, fx->verdict));
    CHECK(fapi_verdict_http(fx->verdict) == 400 && !fapix_as_redirects(&fx->as, fx->verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_every_status),
        cmocka_unit_test(test_texts_of_the_verdict),
        cmocka_unit_test(test_discreet),
        cmocka_unit_test(test_front_channel),
    };

    return t_main("as_refusal", tests, A_MANY(tests));
}
