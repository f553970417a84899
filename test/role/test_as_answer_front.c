/* SPDX-License-Identifier: Apache-2.0 */
/* The response of the authorization endpoint: every way to the client, and everything that must not travel it. */
#include "test/role/as_answer_fixture.h"

#define PLAIN "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT "\",\"response_type\":\"code\",\"state\":\"s 1&x=%\"}"
#define HYBRID_OF(more) \
    "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT "\",\"response_type\":\"code id_token\"," \
    "\"state\":\"af0ifjsldkj\",\"nonce\":\"n-0S6_WzA2Mj\"" more "}"
#define HYBRID HYBRID_OF("")
#define ID_CLAIMS "{\"sub\":\"24400320\",\"auth_time\":1799999000,\"acr\":\"urn:brasil:openbanking:loa2\"}"

static int text_is(const char *text, const char *want)
{
    return text != NULL && strcmp(text, want) == 0;
}

static int starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void test_code_in_the_query(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    const char *location = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_authorization(fx, PLAIN));
    location = a_header(fx, "Location");
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_REDIRECT && fapi_answer_http(fx->answer) == 303);
    ACCEPTS("FAPI2SP-5.3.2.2-10");
    ACCEPTS("FAPI2SP-5.3.2.2-11");
    ACCEPTS("RFC9700-4.12-1");
    CHECK(starts(location, A_REDIRECT "?code="));
    CHECK(text_is(a_parameter(location, '?', "code"), A_CODE));
    CHECK(text_is(a_parameter(location, '?', "state"), "s 1&x=%"));
    ACCEPTS("RFC6749-4.1.2-4");
    CHECK(text_is(a_parameter(location, '?', "iss"), A_ISSUER));
    ACCEPTS("RFC9207-2-1");
    ACCEPTS("FAPI2SP-5.3.2.2-7");
    CHECK(strchr(location, '#') == NULL && strchr(location, ' ') == NULL);
    CHECK(text_is(a_header(fx, "Cache-Control"), "no-store") && text_is(a_header(fx, "Referrer-Policy"),
        "no-referrer"));
    CHECK(text_is(a_body(fx), ""));
    /* A query that is there already stays as it was registered. */
    STATUS(FAPI_OK, a_authorization(fx, "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT "?tenant=a%20b\","
                                        "\"response_type\":\"code\"}"));
    CHECK(starts(a_header(fx, "Location"), A_REDIRECT "?tenant=a%20b&code=" A_CODE "&iss="));
    CHECK(a_parameter(a_header(fx, "Location"), '?', "state") == NULL);
    ACCEPTS("FAPI2SP-5.3.2.1-7");
    ACCEPTS("RFC6749-4.1.2.1-1");
    ACCEPTS("RFC9700-4.11.2-1");
}

static void test_error(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    const char *location = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ERROR, "access_denied"));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ERROR_DESCRIPTION, "The user said no! <b>[]~"));
    STATUS(FAPI_OK, a_authorization(fx, PLAIN));
    location = a_header(fx, "Location");
    CHECK(text_is(a_parameter(location, '?', "error"), "access_denied"));
    CHECK(text_is(a_parameter(location, '?', "error_description"), "The user said no! <b>[]~"));
    ACCEPTS("RFC6749-4.1.2.1-3");
    CHECK(text_is(a_parameter(location, '?', "state"), "s 1&x=%"));
    CHECK(text_is(a_parameter(location, '?', "iss"), A_ISSUER));
    CHECK(a_parameter(location, '?', "code") == NULL);
    /* Were iss not there, or twice, the reader of these tests would say so. */
    CHECK(a_parameter(t_format("%.*s", (int)(strstr(location, "&iss=") - location), location), '?', "iss") == NULL);
    CHECK(a_parameter(t_format("%s&iss=x", location), '?', "iss") == NULL);
    REFUSES("RFC9207-2-1");
    REFUSES("FAPI2SP-5.3.2.2-7");
}

/* T17: a description that would break a header, a page or a log. */
static void test_error_characters(void **state)
{
    static const char *const bad[] = {"a\"b", "a\\b", "a\r\nSet-Cookie: x", "a\tb", "\x7f", "caf\xc3\xa9"};
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < A_MANY(bad); i++) {
        STATUS(FAPI_OK, a_again(fx, FAPI_PART_ERROR, "access_denied"));
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_ERROR_DESCRIPTION, bad[i]));
        STATUS(FAPI_ANSWER_ERROR, a_authorization(fx, PLAIN));
        CHECK(a_empty(fx));
        STATUS(FAPI_OK, a_again(fx, FAPI_PART_ERROR, bad[i]));
        STATUS(FAPI_ANSWER_ERROR, a_authorization(fx, PLAIN));
    }
    REFUSES("RFC6749-4.1.2.1-3");
}

static void test_what_does_not_fit_together(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_ANSWER_PART, a_authorization(fx, PLAIN));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ERROR, "access_denied"));
    STATUS(FAPI_ANSWER_UNEXPECTED, a_authorization(fx, PLAIN));
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ERROR_DESCRIPTION, "no"));
    STATUS(FAPI_ANSWER_UNEXPECTED, a_authorization(fx, PLAIN));
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, ID_CLAIMS));
    STATUS(FAPI_ANSWER_UNEXPECTED, a_authorization(fx, PLAIN)); /* no ID token with response_type code */
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_SCOPE, "openid"));
    STATUS(FAPI_ANSWER_UNEXPECTED, a_authorization(fx, PLAIN));
    CHECK(a_empty(fx));
    fx->as.sealed = false;
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_ERR_STATE, a_authorization(fx, PLAIN));
    fx->as.sealed = true;
    STATUS(FAPI_ERR_CLOCK, fapi_as_answer_authorization(&fx->as, &fx->client, PLAIN, sizeof PLAIN - 1, -1, fx->answer));
    STATUS(FAPI_ERR_CLOCK, fapi_as_answer_authorization(&fx->as, &fx->client, PLAIN, sizeof PLAIN - 1, FAPI_MAX_TIME,
                                                        fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_authorization(NULL, &fx->client, PLAIN, sizeof PLAIN - 1, 0, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_authorization(&fx->as, NULL, PLAIN, sizeof PLAIN - 1, 0, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_authorization(&fx->as, &fx->client, NULL, 1, 0, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_authorization(&fx->as, &fx->client, PLAIN, sizeof PLAIN - 1, 0, NULL));
    CHECK(a_empty(fx));
}

static void test_secrets(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, "SplxlOBeZQQYbYS6WxSbI")); /* 126 bits */
    STATUS(FAPI_ANSWER_SECRET, a_authorization(fx, PLAIN));
    REFUSES("FAPI2SP-5.4.1-4");
    REFUSES("FAPI1BASE-5.2.2-16");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, "SplxlOBeZQQYbYS6WxSb\nA"));
    STATUS(FAPI_ANSWER_SECRET_TEXT, a_authorization(fx, PLAIN));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_authorization(fx, PLAIN));
    ACCEPTS("FAPI2SP-5.4.1-4");
    ACCEPTS("FAPI1BASE-5.2.2-16");
    fx->as.policy.value[FAPI_CONTROL_SECRET_MIN_BITS] = 256;
    STATUS(FAPI_ANSWER_SECRET, a_authorization(fx, PLAIN));
}

/* Whoever stores parameters can store the wrong ones. */
static void test_parameters(void **state)
{
    static const struct {
        int status;
        const char *parameters;
    } rows[] = {
        {FAPI_JSON_SYNTAX, "{"},
        {FAPI_JSON_NOT_OBJECT, "[]"},
        {FAPI_JSON_DUPLICATE, "{\"state\":\"a\",\"state\":\"b\"}"},
        {FAPI_PARAMETER_TYPE, "{\"client_id\":1}"},
        {FAPI_AUTHORIZATION_CLIENT_ID_MISSING, "{\"redirect_uri\":\"" A_REDIRECT "\",\"response_type\":\"code\"}"},
        {FAPI_AUTHORIZATION_CLIENT_ID,
            "{\"client_id\":\"client-2\",\"redirect_uri\":\"" A_REDIRECT "\",\"response_type\":\"code\"}"},
        {FAPI_REDIRECT_URI_MISSING, "{\"client_id\":\"client-1\",\"response_type\":\"code\"}"},
        {FAPI_REDIRECT_URI_UNREGISTERED,
         "{\"client_id\":\"client-1\",\"redirect_uri\":\"https://client.example.org/CB\",\"response_type\":\"code\"}"},
        {FAPI_REDIRECT_URI_UNREGISTERED,
         "{\"client_id\":\"client-1\",\"redirect_uri\":\"https://evil.example/\\r\\nx\",\"response_type\":\"code\"}"},
        {FAPI_AUTHORIZATION_RESPONSE_TYPE,
         "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT "\",\"response_type\":\"code id_token\"}"},
        {FAPI_AUTHORIZATION_RESPONSE_TYPE, "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT "\"}"},
        {FAPI_AUTHORIZATION_RESPONSE_MODE, "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT
                                           "\",\"response_type\":\"code\",\"response_mode\":\"post\"}"},
        {FAPI_AUTHORIZATION_STATE, "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT
                                   "\",\"response_type\":\"code\",\"state\":\"a\\u000ab\"}"},
    };
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    fx->as.policy.value[FAPI_CONTROL_REDIRECT_UNREGISTERED] = 0;
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    for (size_t i = 0; i < A_MANY(rows); i++) {
        STATUS(rows[i].status, a_authorization(fx, rows[i].parameters));
        CHECK(a_empty(fx));
    }
    REFUSES("FAPI2SP-5.3.2.1-7");
    REFUSES("RFC6749-4.1.2.1-1");
    REFUSES("RFC9700-4.11.2-1");
}

static void test_unregistered_redirect_uris(void **state)
{
    static const char far[] = "{\"client_id\":\"client-1\",\"redirect_uri\":\"https://new.example/cb\",\"response_type\":\"code\"}";
    static const char plain[] = "{\"client_id\":\"client-1\",\"redirect_uri\":\"http://127.0.0.1/cb\",\"response_type\":\"code\"}";
    static const char script[] = "{\"client_id\":\"client-1\",\"redirect_uri\":\"javascript:alert(1)\",\"response_type\":\"code\"}";
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    fx->as.policy.value[FAPI_CONTROL_REDIRECT_UNREGISTERED] = 1;
    STATUS(FAPI_OK, a_authorization(fx, far));
    fx->as.policy.value[FAPI_CONTROL_REDIRECT_HTTP_LOOPBACK] = 1;
    STATUS(FAPI_OK, a_authorization(fx, plain)); /* of a native app, which FAPI 2.0 lets in */
    fx->as.policy.value[FAPI_CONTROL_REDIRECT_HTTP_LOOPBACK] = 0;
    STATUS(FAPI_REDIRECT_URI_UNREGISTERED, a_authorization(fx, plain));
    STATUS(FAPI_REDIRECT_URI_UNREGISTERED, a_authorization(fx, script));
    fx->as.policy.value[FAPI_CONTROL_REDIRECT_UNREGISTERED] = 0;
    STATUS(FAPI_REDIRECT_URI_UNREGISTERED, a_authorization(fx, far));
}

static void test_signed_response(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    const char *location = NULL;
    json_t *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, a_authorization(fx, PLAIN));
    REFUSES("FAPI2MS-5.4.1-1");
    STATUS(FAPI_OK, a_authorization(fx, "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT
                                        "\",\"response_type\":\"code\",\"state\":\"a\\\"b\",\"response_mode\":\"jwt\"}"));
    location = a_header(fx, "Location");
    CHECK(starts(location, A_REDIRECT "?response=") && strchr(location, '&') == NULL);
    claims = a_claims(fx, a_parameter(location, '?', "response"), "JWT");
    good = json_object_size(claims) == 5 && a_is(claims, "iss", A_ISSUER) && a_is(claims, "aud", A_CLIENT) &&
           a_is_integer(claims, "exp", A_NOW + 600) && a_is(claims, "code", A_CODE) && a_is(claims, "state", "a\"b");
    json_decref(claims);
    CHECK(good);
    ACCEPTS("FAPI2MS-5.4.1-1");
    ACCEPTS("FAPI2MS-5.4.1-N1");
    ACCEPTS("FAPI1ADV-5.2.2.2-1");
    ACCEPTS("JARM-2.1-1");
    ACCEPTS("JARM-2.1-4");
    ACCEPTS("JARM-2.2-1");
    ACCEPTS("JARM-2.3-1");
    REFUSES("FAPI2MS-5.4.1-N1");   /* no iss beside the JWT: nothing follows response */
    REFUSES("FAPI1ADV-5.2.2.2-1");
    REFUSES("JARM-2.3-1");
}

static void test_life_of_a_signed_response(void **state)
{
    static const char jwt[] = "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT
                              "\",\"response_type\":\"code\",\"response_mode\":\"query.jwt\"}";
    AUTO(as_answer_fixture) fx = NULL;
    json_t *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, fapi_answer_set_expires_in(fx->answer, 601));
    STATUS(FAPI_ANSWER_LIFETIME, a_authorization(fx, jwt));
    REFUSES("JARM-2.1-2");
    STATUS(FAPI_OK, fapi_answer_set_expires_in(fx->answer, 60));
    STATUS(FAPI_OK, a_authorization(fx, jwt));
    claims = a_claims(fx, a_parameter(a_header(fx, "Location"), '?', "response"), "JWT");
    good = a_is_integer(claims, "exp", A_NOW + 60);
    json_decref(claims);
    CHECK(good);
    ACCEPTS("JARM-2.1-2");
    /* Without a key that the client knows, it is not sent in another way. */
    fx->client.alg[FAPIX_CLIENT_ALG_RESPONSE] = FAPI_ALG_PS256;
    STATUS(FAPI_ANSWER_ALG, a_authorization(fx, jwt));
    REFUSES("JARM-2.2-1");
    fx->client.alg[FAPIX_CLIENT_ALG_RESPONSE] = FAPIX_CLIENT_UNKNOWN;
    STATUS(FAPI_ANSWER_ALG, a_authorization(fx, jwt));
    fx->as.signer_count = 0;
    fx->client.alg[FAPIX_CLIENT_ALG_RESPONSE] = 0;
    STATUS(FAPI_ANSWER_ALG, a_authorization(fx, jwt));
    CHECK(a_empty(fx));
}

/* A response JWT is of use to its client, in its time, and to nobody else; a state of digits is no number. */
static void test_a_signed_response_has_one_reader(void **state)
{
    static const char jwt[] = "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT
                              "\",\"response_type\":\"code\",\"response_mode\":\"jwt\",\"state\":\"123\"}";
    AUTO(as_answer_fixture) fx = NULL;
    AUTO(fapi_jwt) mine = NULL;
    AUTO(fapi_jwt) other = NULL;
    const char *token = NULL, *text = NULL;
    int64_t number = 0;
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    mine = fapi_jwt_new(t_context());
    other = fapi_jwt_new(t_context());
    CHECK(mine != NULL && other != NULL);
    STATUS(FAPI_OK, fapi_jwt_set_issuer(mine, A_ISSUER, strlen(A_ISSUER)));
    STATUS(FAPI_OK, fapi_jwt_set_audience(mine, A_CLIENT, strlen(A_CLIENT)));
    STATUS(FAPI_OK, fapi_jwt_set_algs(mine, FAPI_ALG_EDDSA));
    STATUS(FAPI_OK, fapi_jwt_set_issuer(other, A_ISSUER, strlen(A_ISSUER)));
    STATUS(FAPI_OK, fapi_jwt_set_audience(other, "client-2", 8));
    STATUS(FAPI_OK, fapi_jwt_set_algs(other, FAPI_ALG_EDDSA));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_authorization(fx, jwt));
    token = a_parameter(a_header(fx, "Location"), '?', "response");
    CHECK(token != NULL);
    STATUS(FAPI_OK, fapi_jwt_check(mine, fx->jwks, token, strlen(token), A_NOW, fx->checked));
    STATUS(FAPI_OK, fapi_verdict_claim_string(fx->checked, "state", 5, &text, &n));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claim_integer(fx->checked, "state", 5, &number));
    REFUSES("JARM-2.1-4");
    STATUS(FAPI_JWT_AUD, fapi_jwt_check(other, fx->jwks, token, strlen(token), A_NOW, fx->checked));
    STATUS(FAPI_JWT_EXPIRED, fapi_jwt_check(mine, fx->jwks, token, strlen(token), A_NOW + 611, fx->checked));
    REFUSES("JARM-2.1-1");
}

static void test_modes(void **state)
{
    static const struct {
        const char *mode, *start;
    } rows[] = {
        {"query", A_REDIRECT "?code="}, {"fragment", A_REDIRECT "#code="}, {"query.jwt", A_REDIRECT "?response="},
        {"fragment.jwt", A_REDIRECT "#response="}, {"jwt", A_REDIRECT "?response="},
    };
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    for (size_t i = 0; i < A_MANY(rows); i++) {
        STATUS(FAPI_OK, a_authorization(fx, t_format("{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT
                                                     "\",\"response_type\":\"code\",\"response_mode\":\"%s\"}",
                                                         rows[i].mode)));
        CHECK(fapi_answer_http(fx->answer) == 303 && starts(a_header(fx, "Location"), rows[i].start));
    }
    /* No mode, and no method of the request, leads to the status that repeats a form with the password in it. */
    REFUSES("FAPI2SP-5.3.2.2-10");
    REFUSES("FAPI2SP-5.3.2.2-11");
    REFUSES("RFC9700-4.12-1");
    fx->as.policy.value[FAPI_CONTROL_JARM] = FAPI_USE_OFF;
    STATUS(FAPI_AUTHORIZATION_RESPONSE_MODE,
           a_authorization(fx, "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT
                               "\",\"response_type\":\"code\",\"response_mode\":\"jwt\"}"));
}

static void test_form(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    const char *body = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    fx->client.redirect_uri[0] = fapix_slice_str("https://client.example.org/a?b=1&c='d'");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_authorization(fx,
        "{\"client_id\":\"client-1\",\"redirect_uri\":\"https://client.example.org/a?b=1&c='d'\","
                                        "\"response_type\":\"code\",\"response_mode\":\"form_post\","
                                        "\"state\":\"\\\"><script>alert('x')</script>&amp;\"}"));
    body = a_body(fx);
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_FORM_POST && fapi_answer_http(fx->answer) == 200);
    CHECK(strstr(body, "action=\"https://client.example.org/a?b=1&amp;c=&#39;d&#39;\"") != NULL);
    CHECK(strstr(body, "name=\"code\" value=\"" A_CODE "\"") != NULL);
    CHECK(strstr(body, "name=\"iss\" value=\"" A_ISSUER "\"") != NULL);
    CHECK(strstr(body, "value=\"&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;\"") != NULL);
    CHECK(strstr(body, "alert('x')") == NULL);
    CHECK(text_is(a_header(fx, "Content-Type"), "text/html; charset=utf-8"));
    CHECK(strstr(a_header(fx, "Content-Security-Policy"), "script-src 'sha256-") != NULL);
    CHECK(text_is(a_header(fx, "Cache-Control"), "no-store") && text_is(a_header(fx, "Referrer-Policy"),
        "no-referrer"));
    CHECK(text_is(a_header(fx, "Location"), ""));
    REFUSES("RFC6749-4.1.2-4"); /* a state that would end the attribute does not */
    STATUS(FAPI_OK, a_authorization(fx, "{\"client_id\":\"client-1\",\"redirect_uri\":\"" A_REDIRECT
                                        "\",\"response_type\":\"code\",\"response_mode\":\"form_post.jwt\",\"state\":\"x\"}"));
    body = a_body(fx);
    CHECK(strstr(body, "name=\"response\" value=\"ey") != NULL && strstr(body, "name=\"state\"") == NULL);
}

/* What the client checks, computed by the public function. */
static int hash_is(const fapi_signer *signer, const json_t *claims, const char *name, const char *value)
{
    char hash[44];

    return fapi_id_token_hash(fapi_signer_alg(signer), value, strlen(value), hash, sizeof hash) == FAPI_OK &&
           a_is(claims, name, hash);
}

static void test_hybrid(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    const char *location = NULL;
    json_t *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_ANSWER_PART, a_authorization(fx, HYBRID));
    REFUSES("FAPI1ADV-5.2.2.1-2");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, ID_CLAIMS));
    STATUS(FAPI_OK, a_authorization(fx, HYBRID));
    location = a_header(fx, "Location");
    CHECK(starts(location, A_REDIRECT "#code=" A_CODE "&id_token="));
    ACCEPTS("OIDCC-3.3.2.5-1");
    CHECK(text_is(a_parameter(location, '#', "iss"), A_ISSUER) && text_is(a_parameter(location, '#', "state"),
        "af0ifjsldkj"));
    claims = a_claims(fx, a_parameter(location, '#', "id_token"), "JWT");
    good = json_object_size(claims) == 10 && a_is(claims, "iss", A_ISSUER) && a_is(claims, "aud", A_CLIENT) &&
           a_is(claims, "sub", "24400320") && a_is(claims, "nonce", "n-0S6_WzA2Mj") && a_is_integer(claims, "iat",
               A_NOW) &&
           a_is_integer(claims, "exp", A_NOW + 300) && hash_is(fx->signer, claims, "c_hash", A_CODE) &&
           hash_is(fx->signer, claims, "s_hash", "af0ifjsldkj");
    json_decref(claims);
    CHECK(good);
    ACCEPTS("FAPI1ADV-5.2.2.1-2");
    ACCEPTS("FAPI1ADV-5.2.2.1-4");
    ACCEPTS("FAPI1ADV-5.2.2.1-5");
    ACCEPTS("FAPI1ADV-5.1.1-shash");
    ACCEPTS("OIDCC-3.3.2.11-1");
    ACCEPTS("OIDCC-3.3.2.11-2");
    ACCEPTS("OIDCC-2-2");
    ACCEPTS("OIDCC-2-3");
    ACCEPTS("OIDCC-2-5");
    /* Nothing with an ID token goes into the query. */
    STATUS(FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY, a_authorization(fx, HYBRID_OF(",\"response_mode\":\"query\"")));
    STATUS(FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY, a_authorization(fx, HYBRID_OF(",\"response_mode\":\"query.jwt\"")));
    REFUSES("OIDCC-3.3.2.5-1");
}

static void test_hybrid_in_a_signed_response(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    const char *location = NULL;
    json_t *claims = NULL, *inner = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, ID_CLAIMS));
    STATUS(FAPI_OK, a_authorization(fx, HYBRID_OF(",\"response_mode\":\"jwt\"")));
    location = a_header(fx, "Location");
    CHECK(starts(location, A_REDIRECT "#response=")); /* and of a code alone it is query.jwt: test_signed_response */
    ACCEPTS("JARM-2.3.4-1");
    claims = a_claims(fx, a_parameter(location, '#', "response"), "JWT");
    inner = a_claims(fx, json_string_value(json_object_get(claims, "id_token")), "JWT");
    good = a_is(claims, "code", A_CODE) && a_is(claims, "state", "af0ifjsldkj") && a_is(claims, "aud", A_CLIENT) &&
           hash_is(fx->signer, inner, "c_hash", A_CODE);
    json_decref(claims);
    json_decref(inner);
    CHECK(good);
    /* The plain code of the same profile must be signed. */
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, a_authorization(fx, PLAIN));
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_ERROR, "login_required"));
    STATUS(FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY, a_authorization(fx, HYBRID_OF(",\"response_mode\":\"query.jwt\"")));
    REFUSES("JARM-2.3.4-1");
    STATUS(FAPI_OK, a_authorization(fx, HYBRID));
    CHECK(starts(a_header(fx, "Location"), A_REDIRECT "#error=login_required&state="));
}

static void test_claims_of_the_front_channel(void **state)
{
    static const struct {
        int status;
        const char *claims;
    } rows[] = {
        {FAPI_ANSWER_CLAIM_MISSING, "{}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":7}"},
        {FAPI_ANSWER_CLAIM_RESERVED, "{\"sub\":\"a\",\"c_hash\":\"x\"}"},
        {FAPI_ANSWER_CLAIM_RESERVED, "{\"sub\":\"a\",\"s_hash\":\"x\"}"},
        {FAPI_ANSWER_CLAIM_RESERVED, "{\"sub\":\"a\",\"nonce\":\"x\"}"},
        {FAPI_ANSWER_CLAIM_RESERVED, "{\"sub\":\"a\",\"iss\":\"https://evil.example\"}"},
        {FAPI_ANSWER_PERSONAL, "{\"sub\":\"a\",\"email\":\"a@example.com\"}"},
        {FAPI_ANSWER_PERSONAL, "{\"sub\":\"a\",\"cpf\":\"12345678901\"}"},
        {FAPI_JSON_DUPLICATE, "{\"sub\":\"a\",\"sub\":\"b\"}"},
        {FAPI_JSON_NOT_OBJECT, "\"sub\""},
    };
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    for (size_t i = 0; i < A_MANY(rows); i++) {
        STATUS(FAPI_OK, a_again(fx, FAPI_PART_CODE, A_CODE));
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, rows[i].claims));
        STATUS(rows[i].status, a_authorization(fx, HYBRID));
        CHECK(a_empty(fx));
    }
    REFUSES("FAPI1ADV-5.2.2.1-4");
    REFUSES("FAPI1ADV-5.2.2.1-5");
    REFUSES("FAPI1ADV-5.2.2.1-6");
    REFUSES("BROF-5.2.2.1-1");
    REFUSES("OIDCC-3.3.2.11-1");
    REFUSES("OIDCC-3.3.2.11-2");
    REFUSES("OIDCC-2-5");
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, "{\"sub\":\"a\",\"openbanking_intent_id\":\"i\"}"));
    STATUS(FAPI_OK, a_authorization(fx, HYBRID));
    ACCEPTS("FAPI1ADV-5.2.2.1-6");
    ACCEPTS("BROF-5.2.2.1-1");
    /* max_age, as a string of a form or a number of a request object, wants to hear when the user came in. */
    STATUS(FAPI_ANSWER_CLAIM_MISSING, a_authorization(fx, HYBRID_OF(",\"max_age\":60")));
    STATUS(FAPI_ANSWER_CLAIM_MISSING, a_authorization(fx, HYBRID_OF(",\"max_age\":\"60\"")));
    REFUSES("OIDCC-3.1.2.1-2");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, ID_CLAIMS));
    STATUS(FAPI_OK, a_authorization(fx, HYBRID_OF(",\"max_age\":60")));
    ACCEPTS("OIDCC-3.1.2.1-2");
}

static void test_algorithm_of_the_id_token(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    AUTO(fapi_signer) other = NULL;
    json_t *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, fapi_signer_new(t_context(), t_private_jwk(T_EDDSA), strlen(t_private_jwk(T_EDDSA)), &other));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, ID_CLAIMS));
    fx->client.alg[FAPIX_CLIENT_ALG_ID_TOKEN] = FAPI_ALG_EDDSA;
    STATUS(FAPI_ANSWER_ALG, a_authorization(fx, HYBRID));
    REFUSES("OIDCC-2-2");
    fx->as.signer[fx->as.signer_count++] = other;
    STATUS(FAPI_OK, a_authorization(fx, HYBRID));
    /* The hash follows the algorithm: SHA-512 with Ed25519. */
    claims = a_claims(fx, a_parameter(a_header(fx, "Location"), '#', "id_token"), "JWT");
    good = hash_is(other, claims, "c_hash", A_CODE) && strlen(json_string_value(json_object_get(claims,
        "c_hash"))) == 43;
    json_decref(claims);
    CHECK(good);
}

/* A header that brought its key along would be noticed: the reader of these tests takes alg, typ and kid only. */
static void test_key_in_the_header(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    AUTO(fapi_jws) jws = NULL;
    const char *compact = NULL;
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    jws = fapi_jws_new(t_context());
    CHECK(jws != NULL);
    STATUS(FAPI_OK, fapi_jws_set_typ(jws, "JWT", 3));
    STATUS(FAPI_OK, fapi_jws_set_embed_jwk(jws, 1));
    STATUS(FAPI_OK, fapi_jws_sign(jws, fx->signer, (const uint8_t *)"{}", 2, &compact, &n));
    CHECK(a_claims(fx, t_format("%.*s", (int)n, compact), "JWT") == NULL);
    REFUSES("OIDCC-2-3");
}

static void test_brazil(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    SLOW(); /* PS256 */
    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_BR_OPEN_FINANCE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, "{\"sub\":\"a\"}"));
    STATUS(FAPI_ANSWER_CLAIM_MISSING, a_authorization(fx, HYBRID));
    REFUSES("BROF-5.2.2-14");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, ID_CLAIMS));
    STATUS(FAPI_OK, a_authorization(fx, HYBRID));
    ACCEPTS("BROF-5.2.2-14");
}

/* A host that forgets that a part was refused gets no answer without it. */
static void test_spoiled(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_ERR_RANGE, fapi_answer_set(fx->answer, FAPI_PART_ERROR_DESCRIPTION, "", 0));
    STATUS(FAPI_ERR_RANGE, a_authorization(fx, PLAIN));
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_authorization(fx, PLAIN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_code_in_the_query),
        cmocka_unit_test(test_error),
        cmocka_unit_test(test_error_characters),
        cmocka_unit_test(test_what_does_not_fit_together),
        cmocka_unit_test(test_secrets),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_unregistered_redirect_uris),
        cmocka_unit_test(test_signed_response),
        cmocka_unit_test(test_life_of_a_signed_response),
        cmocka_unit_test(test_a_signed_response_has_one_reader),
        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_hybrid),
        cmocka_unit_test(test_hybrid_in_a_signed_response),
        cmocka_unit_test(test_claims_of_the_front_channel),
        cmocka_unit_test(test_algorithm_of_the_id_token),
        cmocka_unit_test(test_key_in_the_header),
        cmocka_unit_test(test_brazil),
        cmocka_unit_test(test_spoiled),
    };

    return t_main("as_answer_front", tests, A_MANY(tests));
}
