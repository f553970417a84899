/* SPDX-License-Identifier: Apache-2.0 */
/* Token responses: what is in them, what they are bound to, and that a resource server of the same profile takes the
 * token. */
#include "crypto/digest.h"
#include "test/role/as_answer_fixture.h"

#define CLAIMS "{\"sub\":\"alice\",\"aud\":\"https://api.example.com\",\"acr\":\"loa2\"}"
#define OPAQUE "2YotnFZFEjr1zCsicMWpAA"
#define REFRESH "tGzv3JOkF0XG5Qx2TlKWIA"
#define ID_CLAIMS "{\"sub\":\"alice\"}"

static int text_is(const char *text, const char *want)
{
    return text != NULL && strcmp(text, want) == 0;
}

static int dpop_fixture(as_answer_fixture **fx)
{
    int rc = as_answer_fixture_new(fx, FAPI_PROFILE_FAPI2_SECURITY);

    if (rc == FAPI_OK)
        a_passed(*fx, A_JKT, NULL);
    return rc;
}

static void test_opaque(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    json_t *json = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, dpop_fixture(&fx));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_REFRESH_TOKEN, REFRESH));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_SCOPE, "accounts payments"));
    memcpy(fx->verdict->nonce, A_X5T, FAPI_JKT_LENGTH + 1);
    STATUS(FAPI_OK, a_token(fx));
    json = a_json(fx);
    good = json_object_size(json) == 5 && a_is(json, "access_token", OPAQUE) && a_is(json, "token_type", "DPoP") &&
           a_is_integer(json, "expires_in", 300) && a_is(json, "refresh_token", REFRESH) && a_is(json, "scope",
               "accounts payments");
    json_decref(json);
    CHECK(good && fapi_answer_http(fx->answer) == 200 && fapi_answer_kind(fx->answer) == FAPI_ANSWER_JSON);
    CHECK(text_is(a_header(fx, "Cache-Control"), "no-store") && text_is(a_header(fx, "Pragma"), "no-cache"));
    CHECK(text_is(a_header(fx, "Content-Type"), "application/json") && text_is(a_header(fx, "DPoP-Nonce"), A_X5T));
    CHECK(a_headers(fx, "DPoP-Nonce") == 1);
    ACCEPTS("RFC6749-5.1-1");
    ACCEPTS("FAPI1BASE-5.2.2-14");
    ACCEPTS("OIDCC-3.1.3.3-1");
    ACCEPTS("RFC6749-3.3-3");
    ACCEPTS("FAPI1BASE-5.2.2-15");
    ACCEPTS("RFC9449-5-2");
    ACCEPTS("RFC9449-8-1");
    a_passed(fx, NULL, A_X5T);
    STATUS(FAPI_OK, a_token(fx));
    CHECK(strstr(a_body(fx), "\"token_type\":\"Bearer\"") != NULL);
    REFUSES("RFC9449-5-2"); /* bound to a certificate it is no DPoP token */
    a_passed(fx, A_JKT, A_X5T);
    STATUS(FAPI_OK, a_token(fx));
    CHECK(strstr(a_body(fx), "\"token_type\":\"DPoP\"") != NULL);
}

static void test_unbound(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, dpop_fixture(&fx));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_OK, a_token(fx));
    ACCEPTS("FAPI2SP-5.3.2.1-4");
    ACCEPTS("RFC8705-3.4-1");
    ACCEPTS("RFC9700-2.2.1-1");
    a_passed(fx, NULL, NULL);
    STATUS(FAPI_ANSWER_UNBOUND, a_token(fx));
    CHECK(a_empty(fx));
    REFUSES("FAPI2SP-5.3.2.1-4");
    REFUSES("RFC8705-3.4-1");
    REFUSES("RFC9700-2.2.1-1");
    /* A way of binding that the profile does not have is none. */
    a_passed(fx, A_JKT, NULL);
    fx->as.policy.value[FAPI_CONTROL_BINDING_METHODS] = FAPI_BINDING_MTLS;
    STATUS(FAPI_ANSWER_UNBOUND, a_token(fx));
    a_passed(fx, NULL, A_X5T);
    STATUS(FAPI_OK, a_token(fx));
    fx->as.policy.value[FAPI_CONTROL_BINDING_METHODS] = FAPI_BINDING_DPOP;
    STATUS(FAPI_ANSWER_UNBOUND, a_token(fx));
}

static void test_lifetimes(void **state)
{
    static const struct {
        int profile;
        const char *jkt;
        int64_t asked, given; /* 0: refused */
    } rows[] = {
        {FAPI_PROFILE_FAPI1_BASELINE, NULL, 0, 599},    {FAPI_PROFILE_FAPI1_BASELINE, NULL, 599, 599},
        {FAPI_PROFILE_FAPI1_BASELINE, NULL, 600, 0},    {FAPI_PROFILE_FAPI1_BASELINE, A_JKT, 3600, 3600},
        {FAPI_PROFILE_FAPI2_SECURITY, A_JKT, 0, 300},   {FAPI_PROFILE_FAPI2_SECURITY, A_JKT, 31536000, 31536000},
        {FAPI_PROFILE_AU_CDR, NULL, 0, 600},            {FAPI_PROFILE_AU_CDR, NULL, 119, 0},
        {FAPI_PROFILE_AU_CDR, NULL, 120, 120},          {FAPI_PROFILE_AU_CDR, NULL, 601, 0},
    };
    (void)state;

    for (size_t i = 0; i < A_MANY(rows); i++) {
        AUTO(as_answer_fixture) fx = NULL;

        STATUS(FAPI_OK, as_answer_fixture_new(&fx, rows[i].profile));
        a_passed(fx, rows[i].jkt, rows[i].profile == FAPI_PROFILE_AU_CDR ? A_X5T : NULL);
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
        STATUS(FAPI_OK, fapi_answer_set_expires_in(fx->answer, rows[i].asked));
        STATUS(rows[i].given == 0 ? FAPI_ANSWER_LIFETIME : FAPI_OK, a_token(fx));
        CHECK(rows[i].given == 0 || strstr(a_body(fx), t_format("\"expires_in\":%d}", (int)rows[i].given)) != NULL);
    }
    ACCEPTS("FAPI1BASE-5.2.2-21");
    REFUSES("FAPI1BASE-5.2.2-21");
    ACCEPTS("CDR-token-1");
    ACCEPTS("RFC6750-5.2-1");
    REFUSES("CDR-token-1");
    REFUSES("RFC6750-5.2-1"); /* none without an end, and none that ends too late */
}

static void test_lifetimes_in_brazil(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_BR_OPEN_FINANCE));
    a_passed(fx, NULL, A_X5T);
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_OK, a_token(fx));
    CHECK(strstr(a_body(fx), "\"expires_in\":900}") != NULL);
    STATUS(FAPI_OK, fapi_answer_set_expires_in(fx->answer, 300));
    STATUS(FAPI_OK, a_token(fx));
    ACCEPTS("BROF-5.2.2-13");
    STATUS(FAPI_OK, fapi_answer_set_expires_in(fx->answer, 299));
    STATUS(FAPI_ANSWER_LIFETIME, a_token(fx));
    STATUS(FAPI_OK, fapi_answer_set_expires_in(fx->answer, 901));
    STATUS(FAPI_ANSWER_LIFETIME, a_token(fx));
    REFUSES("BROF-5.2.2-13");
    fx->as.policy.value[FAPI_CONTROL_TOKEN_MIN_LIFETIME] = 1000;
    fx->as.policy.value[FAPI_CONTROL_TOKEN_MAX_LIFETIME] = 0;
    STATUS(FAPI_OK, fapi_answer_set_expires_in(fx->answer, 0));
    STATUS(FAPI_OK, a_token(fx));
    CHECK(strstr(a_body(fx), "\"expires_in\":1000}") != NULL);
    STATUS(FAPI_ERR_CLOCK, fapi_as_answer_token(&fx->as, &fx->client, fx->verdict, FAPI_MAX_TIME, fx->answer));
}

static void test_what_does_not_fit(void **state)
{
    static const struct {
        int status, part;
        const char *text;
    } rows[] = {
        {FAPI_ANSWER_PART, FAPI_PART_SCOPE, "a"},
        {FAPI_ANSWER_SECRET, FAPI_PART_ACCESS_TOKEN, "2YotnFZFEjr1zCsicMWpA"},
        {FAPI_ANSWER_SECRET_TEXT, FAPI_PART_ACCESS_TOKEN, "2YotnFZFEjr1zCsicMWp A"},
        {FAPI_ANSWER_SECRET_TEXT, FAPI_PART_ACCESS_TOKEN, "2YotnFZFEjr1zCsicMWp\"A"},
        {FAPI_ANSWER_UNEXPECTED, FAPI_PART_ERROR, "access_denied"},
        {FAPI_ANSWER_UNEXPECTED, FAPI_PART_INTROSPECTION, "{}"},
        {FAPI_JSON_SYNTAX, FAPI_PART_ACCESS_TOKEN_CLAIMS, "{\"sub\":}"},
        {FAPI_ANSWER_CLAIM_MISSING, FAPI_PART_ACCESS_TOKEN_CLAIMS, "{\"sub\":\"a\"}"},
        {FAPI_ANSWER_CLAIM_MISSING, FAPI_PART_ACCESS_TOKEN_CLAIMS, "{\"aud\":\"a\"}"},
        {FAPI_ANSWER_CLAIM_RESERVED, FAPI_PART_ACCESS_TOKEN_CLAIMS,
            "{\"sub\":\"a\",\"aud\":\"b\",\"cnf\":{\"jkt\":\"x\"}}"},
    };
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, dpop_fixture(&fx));
    for (size_t i = 0; i < A_MANY(rows); i++) {
        STATUS(FAPI_OK, a_again(fx, rows[i].part, rows[i].text));
        STATUS(rows[i].status, a_token(fx));
        CHECK(a_empty(fx));
    }
    REFUSES("FAPI1BASE-5.2.2-14");
    REFUSES("RFC6749-5.1-1");
    REFUSES("FAPI1BASE-5.2.2-16");
    REFUSES("RFC9068-2.2-1");
    REFUSES("OIDCC-3.1.3.3-1");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_ANSWER_UNEXPECTED, a_token(fx)); /* two access tokens */
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_NONCE, "n"));
    STATUS(FAPI_ANSWER_UNEXPECTED, a_token(fx)); /* a nonce for no ID token */
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_REFRESH_TOKEN, "short"));
    STATUS(FAPI_ANSWER_SECRET, a_token(fx));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_REFRESH_TOKEN, "tGzv3JOkF0XG5Qx2TlKWI\xc3\xa9"));
    STATUS(FAPI_ANSWER_SECRET_TEXT, a_token(fx));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_REFRESH_TOKEN, REFRESH));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_SCOPE, "a  b"));
    STATUS(FAPI_ANSWER_SCOPE, a_token(fx));
    REFUSES("RFC6749-3.3-3");
    REFUSES("FAPI1BASE-5.2.2-15");
}

static void test_use(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_ERR_STATE, a_token(fx)); /* before any check */
    a_refused(fx, FAPI_CODE_REUSED, FAPI_SUBJECT_REQUEST, false);
    STATUS(FAPI_ERR_STATE, a_token(fx));
    a_passed(fx, A_JKT, NULL);
    fx->as.sealed = false;
    STATUS(FAPI_ERR_STATE, a_token(fx));
    fx->as.sealed = true;
    STATUS(FAPI_ERR_CLOCK, fapi_as_answer_token(&fx->as, &fx->client, fx->verdict, -1, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_token(NULL, &fx->client, fx->verdict, 0, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_token(&fx->as, NULL, fx->verdict, 0, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_token(&fx->as, &fx->client, NULL, 0, fx->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_token(&fx->as, &fx->client, fx->verdict, 0, NULL));
    STATUS(FAPI_OK, a_token(fx));
}

/* Who has no user has nothing that belongs to one; and openid with a code brings an ID token. */
static void test_grants(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, dpop_fixture(&fx));
    fx->verdict->grant_type = FAPI_GRANT_CLIENT_CREDENTIALS;
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_OK, a_token(fx));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_REFRESH_TOKEN, REFRESH));
    STATUS(FAPI_ANSWER_GRANT, a_token(fx));
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, ID_CLAIMS));
    STATUS(FAPI_ANSWER_GRANT, a_token(fx));
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_SCOPE, "openid accounts"));
    fx->verdict->grant_type = FAPI_GRANT_AUTHORIZATION_CODE;
    STATUS(FAPI_ANSWER_ID_TOKEN_MISSING, a_token(fx));
    REFUSES("OIDCC-3.1.3.3-2");
    REFUSES("FAPI2SP-5.3.2.3");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, ID_CLAIMS));
    STATUS(FAPI_OK, a_token(fx));
    CHECK(strstr(a_body(fx), "\"id_token\":\"ey") != NULL);
    ACCEPTS("OIDCC-3.1.3.3-2");
    ACCEPTS("FAPI2SP-5.3.2.3");
    fx->verdict->grant_type = FAPI_GRANT_REFRESH_TOKEN;
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_SCOPE, "openid accounts"));
    STATUS(FAPI_OK, a_token(fx));
}

static int hash_is(const as_answer_fixture *fx, const json_t *claims, const char *name, const char *value)
{
    char hash[44];

    return fapi_id_token_hash(fapi_signer_alg(fx->signer), value, strlen(value), hash, sizeof hash) == FAPI_OK &&
           a_is(claims, name, hash);
}

static void test_id_token(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    json_t *json = NULL, *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, dpop_fixture(&fx));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS,
        "{\"sub\":\"alice\",\"email\":\"a@example.com\",\"exp\":1800003600}"));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_NONCE, "n\"1"));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_STATE, "state"));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_token(fx));
    json = a_json(fx);
    claims = a_claims(fx, json_string_value(json_object_get(json, "id_token")), "JWT");
    good = json_object_size(claims) == 10 && a_is(claims, "iss", A_ISSUER) && a_is(claims, "aud", A_CLIENT) &&
           a_is(claims, "sub", "alice") && a_is(claims, "nonce", "n\"1") && a_is_integer(claims, "iat", A_NOW) &&
           a_is_integer(claims, "exp", A_NOW + 3600) && a_is(claims, "email", "a@example.com") &&
           hash_is(fx, claims, "at_hash", OPAQUE) && hash_is(fx, claims, "c_hash", A_CODE) &&
           hash_is(fx, claims, "s_hash", "state");
    json_decref(json);
    json_decref(claims);
    CHECK(good);
    ACCEPTS("FAPI1BASE-5.2.2.1-6");
    STATUS(FAPI_OK, a_again(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, "{\"acr\":\"x\"}"));
    STATUS(FAPI_ANSWER_CLAIM_MISSING, a_token(fx));
    REFUSES("FAPI1BASE-5.2.2.1-6");
    fx->client.alg[FAPIX_CLIENT_ALG_ID_TOKEN] = FAPI_ALG_RS256;
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, ID_CLAIMS));
    STATUS(FAPI_ANSWER_ALG, a_token(fx));
}

static void test_details_and_members(void **state)
{
    static const struct {
        int status;
        const char *details;
    } rows[] = {
        {FAPI_DETAILS_FORM, "{\"type\":\"payment\"}"},  {FAPI_DETAILS_FORM, "[\"payment\"]"},
        {FAPI_DETAILS_TYPE_MISSING, "[{}]"},            {FAPI_DETAILS_TYPE, "[{\"type\":\"account\"}]"},
        {FAPI_DETAILS_FORM, "[],\"access_token\":\"x\""}, {FAPI_JSON_SYNTAX, "[}"},
        {FAPI_JSON_TRAILING, "[]}{"},
    };
    AUTO(as_answer_fixture) fx = NULL;
    json_t *json = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, dpop_fixture(&fx));
    fx->as.details_type[0] = fapix_slice_str("payment");
    fx->as.details_type_count = 1;
    for (size_t i = 0; i < A_MANY(rows); i++) {
        STATUS(FAPI_OK, a_again(fx, FAPI_PART_AUTHORIZATION_DETAILS, rows[i].details));
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN, OPAQUE));
        STATUS(rows[i].status, a_token(fx));
    }
    REFUSES("RFC9396-7-1");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_AUTHORIZATION_DETAILS, " [{\"type\":\"payment\", \"amount\":\"1\"}] "));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_MEMBERS, "{\"grant_id\":\"g\",\"cdr_arrangement_id\":\"c\"}"));
    STATUS(FAPI_OK, a_token(fx));
    json = a_json(fx);
    good = json_object_size(json) == 6 && a_is(json, "grant_id", "g") && a_is(json, "cdr_arrangement_id", "c") &&
           a_is(json_array_get(json_object_get(json, "authorization_details"), 0), "amount", "1");
    json_decref(json);
    CHECK(good);
    ACCEPTS("RFC9396-7-1");
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_MEMBERS, "{\"access_token\":\"x\"}"));
    STATUS(FAPI_ANSWER_CLAIM_RESERVED, a_token(fx));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_MEMBERS, "[]"));
    STATUS(FAPI_JSON_NOT_OBJECT, a_token(fx));
    CHECK(a_empty(fx));
}

static void test_jwt(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    json_t *json = NULL, *claims = NULL;
    const char *first = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    a_passed(fx, A_JKT, A_X5T);
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN_CLAIMS, CLAIMS));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_SCOPE, "accounts"));
    STATUS(FAPI_OK, a_token(fx));
    json = a_json(fx);
    first = t_format("%s", json_string_value(json_object_get(json, "access_token")));
    json_decref(json);
    claims = a_claims(fx, first, "at+jwt");
    good = json_object_size(claims) == 10 && a_is(claims, "iss", A_ISSUER) && a_is(claims, "sub", "alice") &&
           a_is(claims, "aud", "https://api.example.com") && a_is(claims, "client_id", A_CLIENT) &&
           a_is(claims, "scope", "accounts") && a_is_integer(claims, "iat", A_NOW) && a_is_integer(claims, "exp",
               A_NOW + 300) &&
           a_is(claims, "acr", "loa2") && json_string_length(json_object_get(claims, "jti")) == 22 &&
           a_is(json_object_get(claims, "cnf"), "jkt", A_JKT) && a_is(json_object_get(claims, "cnf"), "x5t#S256",
               A_X5T);
    json_decref(claims);
    CHECK(good);
    ACCEPTS("RFC9068-2.1-1");
    ACCEPTS("RFC9068-2.1-2");
    ACCEPTS("RFC9068-2.2-1");
    ACCEPTS("RFC9068-2.2.3-1");
    ACCEPTS("RFC9449-6.1-1");
    ACCEPTS("RFC8705-3.1-1");
    STATUS(FAPI_OK, a_token(fx));
    CHECK(strstr(a_body(fx), first) == NULL); /* another jti */
    fx->as.signer_count = 0;
    STATUS(FAPI_ANSWER_ALG, a_token(fx));
    REFUSES("RFC9068-2.1-1");
}

/* The token that was just made, at a resource server of the same profile, with the certificate that it is bound to. */
static int at_resource_server(as_answer_fixture *fx, const uint8_t *certificate, size_t n, const char *header,
                              const char *proof)
{
    static const char url[] = "https://api.example.com/accounts", audience[] = "https://api.example.com";
    fapi_rs *rs = fapi_rs_new(fx->policy);
    fapi_request *request = fapi_request_new(t_context());
    fapi_replay *replay = fapi_replay_new(t_context(), 16);
    int rc = rs == NULL || request == NULL || replay == NULL ? FAPI_ERR_NOMEM : FAPI_OK;

    if (rc == FAPI_OK)
        rc = fapi_rs_add_issuer(rs, A_ISSUER, strlen(A_ISSUER), fx->jwks, A_NOW);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_audience(rs, audience, strlen(audience));
    if (rc == FAPI_OK)
        rc = fapi_rs_set_replay(rs, replay);
    if (rc == FAPI_OK)
        rc = fapi_rs_seal(rs);
    if (rc == FAPI_OK)
        rc = fapi_request_set_method(request, "GET", 3);
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(request, url, strlen(url));
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(request, "Authorization", 13, header, strlen(header));
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(request, "x-fapi-interaction-id", 21, "c770aef3-6784-41f7-8e0e-ff5f97bddb3a", 36);
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(request, "x-fapi-auth-date", 16, "Fri, 15 Jan 2027 08:00:00 GMT", 29);
    if (rc == FAPI_OK && certificate != NULL)
        rc = fapi_request_set_certificate(request, certificate, n);
    if (rc == FAPI_OK && proof != NULL)
        rc = fapi_request_add_header(request, "DPoP", 4, proof, strlen(proof));
    if (rc == FAPI_OK)
        rc = fapi_request_require_scope(request, "accounts", 8);
    if (rc == FAPI_OK)
        rc = fapi_rs_check(rs, request, A_NOW + 5, fx->checked);
    fapi_replay_free(replay);
    fapi_request_free(request);
    fapi_rs_free(rs);
    return rc;
}

static void test_a_resource_server_takes_it(void **state)
{
    static const uint8_t certificate[520] = {0x30, 0x82, 0x02, 0x04, 0x30, 0x82, 0x01, 0xA0, [424] = 0x30, [425] = 0x0A,
                                             [436] = 0x03, [437] = 0x52};
    static const int profiles[] = {FAPI_PROFILE_FAPI1_ADVANCED, FAPI_PROFILE_FAPI2_SECURITY,
                                   FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_PROFILE_UK_OPEN_BANKING,
                                       FAPI_PROFILE_AU_CDR,
                                   FAPI_PROFILE_BR_OPEN_FINANCE, FAPI_PROFILE_CO_OPEN_FINANCE};
    char x5t[44];
    (void)state;

    SLOW();
    STATUS(FAPI_OK, fapi_mtls_thumbprint(certificate, sizeof certificate, x5t, sizeof x5t));
    for (size_t i = 0; i < A_MANY(profiles); i++) {
        AUTO(as_answer_fixture) fx = NULL;
        json_t *json = NULL;
        const char *header = NULL;

        STATUS(FAPI_OK, as_answer_fixture_new(&fx, profiles[i]));
        a_passed(fx, NULL, x5t);
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN_CLAIMS, CLAIMS));
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_SCOPE, "accounts"));
        STATUS(FAPI_OK, a_token(fx));
        json = a_json(fx);
        header = t_format("Bearer %s", json_string_value(json_object_get(json, "access_token")));
        json_decref(json);
        STATUS(FAPI_OK, at_resource_server(fx, certificate, sizeof certificate, header, NULL));
        /* And one bound to another certificate, or made for no one, it does not. */
        a_passed(fx, NULL, A_X5T);
        STATUS(FAPI_OK, a_token(fx));
        json = a_json(fx);
        header = t_format("Bearer %s", json_string_value(json_object_get(json, "access_token")));
        json_decref(json);
        STATUS(FAPI_MTLS_THUMBPRINT, at_resource_server(fx, certificate, sizeof certificate, header, NULL));
    }
    REFUSES("RFC8705-3.1-1");
}

/* The client's proof for that token. */
static int prove(const fapi_signer *key, const char *token, const char **proof)
{
    AUTO(fapi_jws) jws = fapi_jws_new(t_context());
    const char *payload = NULL, *compact = NULL;
    char ath[44];
    size_t n = 0;
    int rc = jws == NULL ? FAPI_ERR_NOMEM : FAPI_OK;

    if (rc == FAPI_OK)
        rc = fapix_sha256_base64url(fapix_provider_default(), NULL, fapix_slice_str(token), ath);
    if (rc == FAPI_OK)
        rc = fapi_jws_set_typ(jws, "dpop+jwt", 8);
    if (rc == FAPI_OK)
        rc = fapi_jws_set_embed_jwk(jws, 1);
    payload = t_format("{\"jti\":\"proof-1\",\"htm\":\"GET\",\"htu\":\"https://api.example.com/accounts\",\"iat\":%lld,"
                       "\"ath\":\"%s\"}", (long long)A_NOW, ath);
    if (rc == FAPI_OK)
        rc = fapi_jws_sign(jws, key, (const uint8_t *)payload, strlen(payload), &compact, &n);
    if (rc == FAPI_OK)
        *proof = t_format("%.*s", (int)n, compact);
    return rc;
}

static void test_a_resource_server_takes_it_with_dpop(void **state)
{
    static const int profiles[] = {FAPI_PROFILE_FAPI2_SECURITY, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING};
    (void)state;

    SLOW();
    for (size_t i = 0; i < A_MANY(profiles); i++) {
        AUTO(as_answer_fixture) fx = NULL;
        AUTO(fapi_signer) client = NULL;
        AUTO(fapi_signer) thief = NULL;
        const char *token = NULL, *proof = NULL;
        char jkt[44];
        json_t *json = NULL;

        STATUS(FAPI_OK, as_answer_fixture_new(&fx, profiles[i]));
        STATUS(FAPI_OK, fapi_signer_generate(t_context(), FAPI_ALG_EDDSA, &client));
        STATUS(FAPI_OK, fapi_signer_generate(t_context(), FAPI_ALG_EDDSA, &thief));
        STATUS(FAPI_OK, fapi_signer_thumbprint(client, jkt, sizeof jkt));
        a_passed(fx, jkt, NULL);
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN_CLAIMS, CLAIMS));
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_SCOPE, "accounts"));
        STATUS(FAPI_OK, a_token(fx));
        json = a_json(fx);
        token = t_format("%s", json_string_value(json_object_get(json, "access_token")));
        json_decref(json);
        STATUS(FAPI_OK, prove(client, token, &proof));
        STATUS(FAPI_OK, at_resource_server(fx, NULL, 0, t_format("DPoP %s", token), proof));
        STATUS(FAPI_OK, prove(thief, token, &proof));
        STATUS(FAPI_DPOP_JKT, at_resource_server(fx, NULL, 0, t_format("DPoP %s", token), proof));
        STATUS(FAPI_DPOP_BOUND_AS_BEARER, at_resource_server(fx, NULL, 0, t_format("Bearer %s", token), NULL));
    }
    REFUSES("RFC9449-6.1-1");
}

/* An ID token, which is signed with the same key, is no access token. */
static void test_kind(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    json_t *json = NULL, *claims = NULL;
    (void)state;

    STATUS(FAPI_OK, dpop_fixture(&fx));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN_CLAIMS, CLAIMS));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, ID_CLAIMS));
    STATUS(FAPI_OK, a_token(fx));
    json = a_json(fx);
    claims = a_claims(fx, json_string_value(json_object_get(json, "id_token")), "at+jwt");
    json_decref(json);
    CHECK(claims == NULL);
    REFUSES("RFC9068-2.1-2");
    fx->as.policy.value[FAPI_CONTROL_SCOPE_OF_TOKEN] = 1;
    STATUS(FAPI_ANSWER_SCOPE_MISSING, a_token(fx));
    REFUSES("RFC9068-2.2.3-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opaque),
        cmocka_unit_test(test_unbound),
        cmocka_unit_test(test_lifetimes),
        cmocka_unit_test(test_lifetimes_in_brazil),
        cmocka_unit_test(test_what_does_not_fit),
        cmocka_unit_test(test_use),
        cmocka_unit_test(test_grants),
        cmocka_unit_test(test_id_token),
        cmocka_unit_test(test_details_and_members),
        cmocka_unit_test(test_jwt),
        cmocka_unit_test(test_a_resource_server_takes_it),
        cmocka_unit_test(test_a_resource_server_takes_it_with_dpop),
        cmocka_unit_test(test_kind),
    };

    return t_main("as_answer_token", tests, A_MANY(tests));
}
