/* SPDX-License-Identifier: Apache-2.0 */
/* The handle of a registration endpoint: what comes around the body, the keys that have to be fetched, the one use of a signed request, and
 * the documents that are stored and sent. */
#include <jansson.h>

#include "test/role/registration_fixture.h"

#define R(status) FAPI_REGISTRATION_##status
#define GOOD_ROW (&(const r_row){.name = "good"})

/* A good body of the regime, or leave the test. */
#define BODY(regime, row, body)                   \
    const char *body = r_body(&regime, row);      \
    CHECK(body[0] != '\0')

static int has_error(const fapi_verdict *verdict, const char *error)
{
    const char *json = NULL;
    size_t n = 0;
    json_t *document = NULL;
    int good = fapi_verdict_error_json(verdict, &json, &n) == FAPI_OK;

    document = good ? json_loadb(json, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
    good = document != NULL && strcmp(json_string_value(json_object_get(document, "error")), error) == 0 &&
           json_string_length(json_object_get(document, "error_description")) > 0 &&
           strcmp(fapi_verdict_oauth_error(verdict), error) == 0;
    json_decref(document);
    return good;
}

static void around_the_body(void **state)
{
    static const struct {
        const char *method, *type;
        int status, http;
        const char *error, *ids;
    } rows[] = {
        {"POST", "application/json", FAPI_OK, 201, "", "+RFC7591-3-1 +RFC7591-3.2.2-1"},
        {"POST", "Application/JSON ; charset=utf-8", FAPI_OK, 201, "", NULL},
        {"GET", "application/json", R(METHOD), 405, "invalid_request", "-RFC7591-3-1"},
        {"PUT", "application/json", R(METHOD), 405, "invalid_request", NULL},
        {"post", "application/json", R(METHOD), 405, "invalid_request", NULL},
        {"POST", "application/jwt", R(CONTENT_TYPE), 400, "invalid_client_metadata", "-RFC7591-3-1 -RFC7591-3.2.2-1"},
        {"POST", "application/x-www-form-urlencoded", R(CONTENT_TYPE), 400, "invalid_client_metadata", NULL},
        {"POST", "application/jsonx", R(CONTENT_TYPE), 400, "invalid_client_metadata", NULL},
        {"POST", "", R(CONTENT_TYPE), 400, "invalid_client_metadata", NULL},
    };

    (void)state;
    R_READY(R_FAPI2, bench);
    BODY(R_FAPI2, GOOD_ROW, body);
    for (size_t i = 0; i < COUNT(rows); i++) {
        bench.method = rows[i].method;
        bench.type = rows[i].type;
        STATUS(rows[i].status, t_row(i, rows[i].type, rows[i].status, r_try(&bench, body)));
        CHECK(fapi_verdict_http(bench.verdict) == rows[i].http);
        CHECK(rows[i].status == FAPI_OK || has_error(bench.verdict, rows[i].error));
        t_claim_all(rows[i].ids, __func__);
    }
}

static void bodies_that_are_none(void **state)
{
    static const struct {
        const char *body;
        int status;
    } rows[] = {
        {"", FAPI_JSON_SYNTAX}, {"[]", FAPI_JSON_NOT_OBJECT}, {"{\"a\":1,\"a\":2}", FAPI_JSON_DUPLICATE}, {"{}x", FAPI_JSON_TRAILING},
        {"{}", R(REDIRECT_MISSING)},
    };

    (void)state;
    R_READY(R_FAPI2, bench);
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(rows[i].status, t_row(i, rows[i].body, rows[i].status, r_try(&bench, rows[i].body)));
        CHECK(fapi_verdict_http(bench.verdict) == 400);
        CHECK(has_error(bench.verdict, i < 4 ? "invalid_client_metadata" : "invalid_redirect_uri"));
        CHECK(fapi_verdict_subject(bench.verdict) == FAPI_SUBJECT_REGISTRATION);
    }
    /* What the lint found is named, and the rest of it is there too. */
    CHECK(strcmp(fapi_verdict_expected(bench.verdict), "redirect_uris") == 0);
    CHECK(fapi_findings_count(bench.findings) > 1);
}

static int try_token(r_bench *bench, const char *body, int status)
{
    fapi_registration *registration = bench->registration;
    int rc = fapi_registration_set_initial_token(registration, status);

    (void)body;
    return rc == FAPI_OK ? fapi_registration_check(registration, NOW, bench->verdict, bench->findings) : rc;
}

static void initial_access_token(void **state)
{
    static const struct {
        int status, http;
        const char *error;
    } rows[] = {
        {FAPI_TOKEN_EXPIRED, 401, "invalid_token"}, {FAPI_JWS_SIGNATURE, 401, "invalid_token"},
        {FAPI_DPOP_HTM, 401, "invalid_dpop_proof"}, {FAPI_REPLAY_UNAVAILABLE, 503, "temporarily_unavailable"},
    };
    const char *value = NULL;
    size_t n = 0;

    (void)state;
    R_READY(R_FAPI2, bench);
    BODY(R_FAPI2, GOOD_ROW, body);
    STATUS(FAPI_OK, r_try(&bench, body));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(rows[i].status, try_token(&bench, body, rows[i].status));
        CHECK(fapi_verdict_http(bench.verdict) == rows[i].http && has_error(bench.verdict, rows[i].error));
        STATUS(FAPI_OK, fapi_verdict_www_authenticate(bench.verdict, &value, &n));
        CHECK((n > 0) == (rows[i].http == 401));
    }
    REFUSES("RFC7591-3.2.2-2");
    /* No token at all: a challenge without an error, and so no document. */
    STATUS(FAPI_TOKEN_MISSING, try_token(&bench, body, FAPI_TOKEN_MISSING));
    STATUS(FAPI_OK, fapi_verdict_www_authenticate(bench.verdict, &value, &n));
    CHECK(n == strlen("Bearer realm=\"registration\"") && memcmp(value, "Bearer realm=\"registration\"", n) == 0);
    STATUS(FAPI_OK, fapi_verdict_error_json(bench.verdict, &value, &n));
    CHECK(n == 0 && fapi_verdict_http(bench.verdict) == 401);
    STATUS(FAPI_ERR_ARG, fapi_registration_set_initial_token(bench.registration, 12345));
    STATUS(FAPI_OK, try_token(&bench, body, FAPI_OK));
    ACCEPTS("RFC7591-3.2.2-2");
}

static void certificates(void **state)
{
    static const struct {
        const char *name;
        int verified, status;
        const char *ids;
    } rows[] = {
        {"oids", 1, FAPI_OK, "+BROFDCR-7.1-1 +BROFDCR-7.1-13"},
        {NULL, 1, R(CERTIFICATE_MISSING), "-BROFDCR-7.1-1"},
        {"oids", 0, R(CERTIFICATE_CHAIN), "-BROFDCR-7.1-1"},
        {"plain", 1, R(CERTIFICATE_UID), "-BROFDCR-7.1-13"},
        {"multi", 1, R(CERTIFICATE_ORGANIZATION), "-BROFDCR-7.1-13"},
        {"two", 1, R(CERTIFICATE_UID), NULL}, /* of two UIDs one would do, which is one too many */
        {"nul", 1, R(CERTIFICATE_UID), NULL},
    };

    (void)state;
    SLOW();
    R_READY(R_BR, bench);
    BODY(R_BR, GOOD_ROW, body);
    for (size_t i = 0; i < COUNT(rows); i++) {
        CHECK(r_certificate(&bench, rows[i].name));
        bench.verified = rows[i].verified;
        STATUS(rows[i].status, t_row(i, rows[i].name, rows[i].status, r_try(&bench, body)));
        CHECK(rows[i].status == FAPI_OK || (has_error(bench.verdict, "invalid_client_metadata") &&
                                            fapi_verdict_subject(bench.verdict) == FAPI_SUBJECT_CERTIFICATE));
        t_claim_all(rows[i].ids, __func__);
    }
    /* Octets that are no certificate. */
    CHECK(r_certificate(&bench, "oids"));
    bench.verified = 1;
    bench.certificate_n--;
    STATUS(FAPI_CERTIFICATE_DER, r_try(&bench, body));
    CHECK(has_error(bench.verdict, "invalid_client_metadata"));
}

/* The UK and CDR ask for mutual TLS and leave it to the host whose certificate it is. */
static void any_verified_certificate(void **state)
{
    (void)state;
    SLOW();
    R_READY(R_UK, bench);
    BODY(R_UK, GOOD_ROW, body);
    CHECK(r_certificate(&bench, "plain"));
    STATUS(FAPI_OK, r_try(&bench, body));
    ACCEPTS("OBUK-dcr-1");
    bench.verified = 0;
    STATUS(R(CERTIFICATE_CHAIN), r_try(&bench, body));
    CHECK(r_certificate(&bench, NULL));
    STATUS(R(CERTIFICATE_MISSING), r_try(&bench, body));
    REFUSES("OBUK-dcr-1");
}

static int state_signed(r_bench *bench, const char *body)
{
    fapi_registration *registration = bench->registration;
    int rc = FAPI_OK;

    fapi_registration_reset(registration);
    rc = fapi_registration_set_method(registration, S("POST"));
    if (rc == FAPI_OK)
        rc = fapi_registration_set_content_type(registration, S("application/jwt"));
    return rc == FAPI_OK ? fapi_registration_set_body(registration, body, strlen(body)) : rc;
}

static int check(r_bench *bench)
{
    return fapi_registration_check(bench->registration, NOW, bench->verdict, bench->findings);
}

static void keys_are_asked_for(void **state)
{
    const char *uri = NULL, *json = NULL;
    size_t n = 0;
    AUTO(fapi_jwks) empty = fapi_jwks_new(t_context());

    (void)state;
    R_READY(R_FAPI2_SIGNED, bench);
    BODY(R_FAPI2_SIGNED, GOOD_ROW, body);
    CHECK(empty != NULL);
    STATUS(FAPI_OK, state_signed(&bench, body));
    STATUS(FAPI_ERR_STATE, fapi_registration_jwks_uri(bench.registration, &uri, &n));
    STATUS(R(KEYS_NEEDED), check(&bench));
    CHECK(fapi_verdict_http(bench.verdict) == 503 && has_error(bench.verdict, "temporarily_unavailable"));
    STATUS(FAPI_OK, fapi_registration_jwks_uri(bench.registration, &uri, &n));
    CHECK(n == 27 && memcmp(uri, "https://client.example/jwks", n) == 0);
    STATUS(FAPI_ERR_STATE, fapi_registration_metadata(bench.registration, &json, &n));
    STATUS(FAPI_ERR_STATE, fapi_registration_finish(bench.registration, bench.verdict, FAPI_OK));
    STATUS(FAPI_JWKS_EMPTY, fapi_registration_set_keys(bench.registration, empty));
    STATUS(FAPI_OK, fapi_registration_set_keys(bench.registration, bench.keys));
    STATUS(FAPI_OK, check(&bench));
    STATUS(FAPI_ERR_STATE, fapi_registration_jwks_uri(bench.registration, &uri, &n));
    /* Another body, another statement: its keys have to be asked for anew. */
    STATUS(FAPI_OK, fapi_registration_set_body(bench.registration, body, strlen(body)));
    STATUS(R(KEYS_NEEDED), check(&bench));
}

/* A statement that nobody signed makes this server fetch nothing. */
static void forgeries_fetch_nothing(void **state)
{
    const r_row nobody = {.name = "nobody", .statement = {{"iss", "\"nobody\""}}};
    const char *uri = NULL, *forged = NULL;
    size_t n = 0;

    (void)state;
    R_READY(R_FAPI2_SIGNED, bench);
    BODY(R_FAPI2_SIGNED, &nobody, body);
    STATUS(FAPI_OK, state_signed(&bench, body));
    STATUS(FAPI_STATEMENT_ISSUER, check(&bench));
    STATUS(FAPI_ERR_STATE, fapi_registration_jwks_uri(bench.registration, &uri, &n));
    /* Nor does the statement of another prove whose request it is. */
    forged = t_replace_part(r_body(&R_FAPI2_SIGNED, GOOD_ROW), 2,
                            t_base64url("0123456789012345678901234567890123456789012345678901234567890123", 64));
    CHECK(forged[0] != '\0');
    STATUS(R(JWT_SIGNATURE), r_try(&bench, forged));
    CHECK(has_error(bench.verdict, "invalid_client_metadata"));
    REFUSES("OBUK-dcr-1");
    REFUSES("CDR-dcr-1");
}

static void one_use(void **state)
{
    const uint8_t *key = NULL;
    const char *json = NULL;
    size_t n = 0;
    int64_t expiry = 0;

    (void)state;
    R_READY(R_FAPI2_SIGNED, bench);
    BODY(R_FAPI2_SIGNED, GOOD_ROW, body);
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_OK, fapi_verdict_replay_key(bench.verdict, 0, &key, &n, &expiry));
    CHECK(n == 32 && expiry == 1800000300 + 10 + 10);
    ACCEPTS("CDR-dcr-1");
    STATUS(R(REPLAYED), r_try(&bench, body));
    CHECK(fapi_verdict_http(bench.verdict) == 400 && has_error(bench.verdict, "invalid_client_metadata"));
    REFUSES("CDR-dcr-1");
    STATUS(FAPI_ERR_STATE, fapi_registration_metadata(bench.registration, &json, &n));
    /* In a store of the host's: nothing is there before it was claimed. */
    STATUS(FAPI_OK, fapi_registration_set_replay(bench.registration, NULL));
    STATUS(FAPI_REPLAY_PENDING, r_try(&bench, body));
    CHECK(fapi_verdict_http(bench.verdict) == 503);
    STATUS(FAPI_OK, fapi_verdict_replay_key(bench.verdict, 0, &key, &n, &expiry));
    CHECK(n == 32);
    STATUS(FAPI_ERR_STATE, fapi_registration_metadata(bench.registration, &json, &n));
    STATUS(FAPI_OK, fapi_registration_finish(bench.registration, bench.verdict, FAPI_OK));
    CHECK(fapi_verdict_http(bench.verdict) == 201);
    STATUS(FAPI_OK, fapi_registration_metadata(bench.registration, &json, &n));
}

static void outcomes(void **state)
{
    static const struct {
        int outcome, status, http;
    } rows[] = {
        {FAPI_REPLAY_SEEN, R(REPLAYED), 400},      {FAPI_REPLAY_FULL, FAPI_REPLAY_FULL, 503},
        {42, FAPI_REPLAY_UNAVAILABLE, 503},        {R(DUPLICATE), R(DUPLICATE), 400},
    };
    const char *json = NULL;
    size_t n = 0;

    (void)state;
    R_READY(R_FAPI2_SIGNED, bench);
    BODY(R_FAPI2_SIGNED, GOOD_ROW, body);
    STATUS(FAPI_OK, fapi_registration_set_replay(bench.registration, NULL));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_REPLAY_PENDING, r_try(&bench, body));
        CHECK(fapi_registration_finish(bench.registration, bench.verdict, rows[i].outcome) == rows[i].status);
        CHECK(fapi_verdict_http(bench.verdict) == rows[i].http);
        STATUS(FAPI_ERR_STATE, fapi_registration_metadata(bench.registration, &json, &n));
        STATUS(FAPI_ERR_STATE, fapi_registration_finish(bench.registration, bench.verdict, FAPI_OK));
    }
    /* Also where nothing had to be claimed: the software is known already. */
    STATUS(FAPI_OK, fapi_registration_set_replay(bench.registration, bench.replay));
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_OK, fapi_registration_finish(bench.registration, bench.verdict, FAPI_OK));
    STATUS(R(DUPLICATE), fapi_registration_finish(bench.registration, bench.verdict, R(DUPLICATE)));
    CHECK(has_error(bench.verdict, "invalid_client_metadata"));
    REFUSES("CDR-dcr-1");
    STATUS(FAPI_ERR_STATE, fapi_registration_metadata(bench.registration, &json, &n));
}

/* ----------------------------------------------------------------------------------------------------- documents -- */

static json_t *document_of(const char *json, size_t n)
{
    return json == NULL ? NULL : json_loadb(json, n, JSON_REJECT_DUPLICATES, NULL);
}

static int says(const json_t *document, const char *name, const char *text)
{
    const char *value = json_string_value(json_object_get(document, name));

    return value != NULL && strcmp(value, text) == 0;
}

/* RFC 7591 3.2.1: what an answer must be. */
static int is_answer(const json_t *document)
{
    return json_is_string(json_object_get(document, "client_id")) && json_is_array(json_object_get(document, "grant_types")) &&
           json_is_array(json_object_get(document, "response_types")) &&
           (json_object_get(document, "client_secret") == NULL ||
            json_is_integer(json_object_get(document, "client_secret_expires_at")));
}

static int is_refused(const char *json)
{
    json_t *document = document_of(json, strlen(json));
    int refused = document != NULL && !is_answer(document);

    json_decref(document);
    return refused;
}

/* What is sent: all that is registered, the statement as it came, its values in place of the client's, and no secret whoever asks. */
static void response(void **state)
{
    const r_row row = {.name = "response",
                       .statement = {{"client_secret", "\"s\""}, {"org_name", "\"A\\u00e7\\u00e3o \\\"Q\\\"\""}},
                       .request = {{"client_name", "\"As asked\""}, {"client_secret", "\"s\""}, {"client_id", "\"mine\""},
                                   {"x\\\"\\u0001y", "[ 1 , {} ]"}}};
    const char *json = NULL, *again = NULL;
    size_t n = 0;
    json_t *document = NULL, *asked = NULL;
    int good = 0;

    (void)state;
    R_READY(R_FAPI2, bench);
    BODY(R_FAPI2, &row, body);
    STATUS(FAPI_ERR_STATE, fapi_registration_response_json(bench.registration, S("c"), NOW, &json, &n));
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_OK, fapi_registration_response_json(bench.registration, S("c\"\\1"), NOW, &json, &n));
    document = document_of(json, n);
    asked = document_of(body, strlen(body));
    good = document != NULL && is_answer(document) && says(document, "client_id", "c\"\\1") &&
           json_integer_value(json_object_get(document, "client_id_issued_at")) == NOW &&
           says(document, "client_name", "As stated") && says(document, "org_name", "A\xc3\xa7\xc3\xa3o \"Q\"") &&
           json_equal(json_object_get(document, "software_statement"), json_object_get(asked, "software_statement")) &&
           json_equal(json_object_get(document, "redirect_uris"), json_object_get(asked, "redirect_uris")) &&
           json_equal(json_object_get(document, "x\"\001y"), json_object_get(asked, "x\"\001y")) &&
           json_object_get(document, "client_secret") == NULL && json_object_get(document, "iss") == NULL &&
           json_object_get(document, "registration_access_token") == NULL;
    json_decref(document);
    json_decref(asked);
    CHECK(good);
    t_claim_all("+RFC7591-3.2.1-1 +RFC7591-3.2.1-2 +RFC7591-3.2.1-3 +RFC7591-3.2.1-5 +RFC7591-2.3-1", __func__);
    /* The check above would see what is missing. */
    CHECK(is_refused("{\"grant_types\":[],\"response_types\":[]}"));
    REFUSES("RFC7591-3.2.1-2");
    CHECK(is_refused("{\"client_id\":\"c\",\"response_types\":[]}"));
    REFUSES("RFC7591-3.2.1-1");
    CHECK(is_refused("{\"client_id\":\"c\",\"grant_types\":[],\"response_types\":[],\"client_secret\":\"s\"}"));
    REFUSES("RFC7591-3.2.1-5");
    /* With what manages the registration. */
    STATUS(FAPI_OK, fapi_registration_set_management(bench.registration, S("token"), S("https://as.example/reg/c")));
    STATUS(FAPI_OK, fapi_registration_response_json(bench.registration, S("c"), 0, &again, &n));
    document = document_of(again, n);
    good = says(document, "registration_access_token", "token") && says(document, "registration_client_uri", "https://as.example/reg/c");
    json_decref(document);
    CHECK(good);
}

/* What is stored, in the regimes: names with software_ in front stand for those without, and fill what is not there. */
static void metadata_of_brasil(void **state)
{
    const r_row row = {.name = "brasil", .request = {{"jwks_uri", NULL}, {"redirect_uris", NULL}, {"scope", NULL}, {"client_name", "\"x\""}}};
    const char *json = NULL;
    size_t n = 0;
    json_t *document = NULL;
    int good = 0;

    (void)state;
    SLOW();
    R_READY(R_BR, bench);
    BODY(R_BR, &row, body);
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_OK, fapi_registration_metadata(bench.registration, &json, &n));
    document = document_of(json, n);
    good = document != NULL && says(document, "jwks_uri", "https://client.example/jwks") && says(document, "client_name", "As stated") &&
           says(document, "scope", "openid accounts consents") && json_array_size(json_object_get(document, "redirect_uris")) == 2 &&
           says(document, "org_id", "12345678000199") && json_object_get(document, "iat") == NULL;
    json_decref(document);
    CHECK(good);
    ACCEPTS("RFC7591-3.2.1-3");
    STATUS(FAPI_OK, fapi_verdict_claim_string(bench.verdict, S("software_id"), &json, &n));
    CHECK(n == 2);
    /* The client's choice among the URIs stays one, and a statement that came altered is no statement. */
    body = r_body(&R_BR, GOOD_ROW);
    CHECK(body[0] != '\0');
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_OK, fapi_registration_metadata(bench.registration, &json, &n));
    document = document_of(json, n);
    good = json_array_size(json_object_get(document, "redirect_uris")) == 1 && says(document, "scope", "openid accounts");
    json_decref(document);
    CHECK(good);
}

/* A client of two roles, whose scopes overlap; and one that takes one of the two URIs that its statement has. */
static void metadata_once_more(void **state)
{
    const r_row roles = {.name = "roles", .request = {{"scope", NULL}},
                         .statement = {{"software_statement_roles", NULL}}};
    const char *json = NULL;
    size_t n = 0;
    json_t *document = NULL;
    int good = 0;

    (void)state;
    SLOW();
    {
        R_READY(R_BR, bench);
        BODY(R_BR, &roles, body);
        STATUS(FAPI_OK, r_try(&bench, body));
        STATUS(FAPI_OK, fapi_registration_metadata(bench.registration, &json, &n));
        document = document_of(json, n);
        good = says(document, "scope", "openid accounts consents payments");
        json_decref(document);
        CHECK(good);
    }
    R_READY(R_AU, bench);
    BODY(R_AU, GOOD_ROW, body);
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_OK, fapi_registration_metadata(bench.registration, &json, &n));
    document = document_of(json, n);
    good = json_array_size(json_object_get(document, "redirect_uris")) == 1 && says(document, "client_name", "As stated") &&
           json_object_get(document, "jti") == NULL && json_object_get(document, "aud") == NULL;
    json_decref(document);
    CHECK(good);
}

static void altered_statement(void **state)
{
    json_t *document = NULL;
    char *text = NULL, changed[8192];

    (void)state;
    R_READY(R_FAPI2, bench);
    BODY(R_FAPI2, GOOD_ROW, body);
    document = document_of(body, strlen(body));
    snprintf(changed, sizeof changed, "%s", json_string_value(json_object_get(document, "software_statement")));
    text = strchr(changed, '.');
    text[5] = text[5] == 'A' ? 'B' : 'A';
    json_object_set_new(document, "software_statement", json_string(changed));
    text = json_dumps(document, 0);
    json_decref(document);
    snprintf(changed, sizeof changed, "%s", text);
    free(text);
    CHECK(r_try(&bench, changed) != FAPI_OK);
    CHECK(has_error(bench.verdict, "invalid_software_statement"));
    REFUSES("RFC7591-3.2.1-3");
}

static void defaults(void **state)
{
    const r_row row = {.name = "defaults", .request = {{"grant_types", NULL}, {"response_types", NULL}}};
    const r_row no_code = {.name = "credentials", .request = {{"grant_types", "[\"client_credentials\"]"}, {"response_types", "[]"},
                                                              {"redirect_uris", NULL}}};
    const char *json = NULL;
    size_t n = 0;
    json_t *document = NULL;
    int good = 0;

    (void)state;
    R_READY(R_FAPI2, bench);
    BODY(R_FAPI2, &row, body);
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_OK, fapi_registration_metadata(bench.registration, &json, &n));
    document = document_of(json, n);
    good = strcmp(json_string_value(json_array_get(json_object_get(document, "grant_types"), 0)), "authorization_code") == 0 &&
           strcmp(json_string_value(json_array_get(json_object_get(document, "response_types"), 0)), "code") == 0;
    json_decref(document);
    CHECK(good);
    ACCEPTS("RFC7591-3.2.1-1");
    ACCEPTS("RFC7591-2-6");
    body = r_body(&R_FAPI2, &no_code);
    CHECK(body[0] != '\0');
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_OK, fapi_registration_metadata(bench.registration, &json, &n));
    document = document_of(json, n);
    good = json_array_size(json_object_get(document, "grant_types")) == 1 && json_array_size(json_object_get(document, "response_types")) == 0;
    json_decref(document);
    CHECK(good);
}

/* In a regime whose only response type is the hybrid one, that is the default. */
static void defaults_of_brasil(void **state)
{
    const r_row row = {.name = "defaults", .request = {{"grant_types", NULL}, {"response_types", NULL}}};
    const char *json = NULL;
    size_t n = 0;
    json_t *document = NULL;
    int good = 0;

    (void)state;
    SLOW();
    R_READY(R_BR, bench);
    BODY(R_BR, &row, body);
    STATUS(FAPI_OK, r_try(&bench, body));
    CHECK(fapi_findings_count(bench.findings) == 0);
    STATUS(FAPI_OK, fapi_registration_metadata(bench.registration, &json, &n));
    document = document_of(json, n);
    good = json_array_size(json_object_get(document, "grant_types")) == 2 &&
           strcmp(json_string_value(json_array_get(json_object_get(document, "response_types"), 0)), "code id_token") == 0;
    json_decref(document);
    CHECK(good);
}

/* ---------------------------------------------------------------------------------------------------------- policy -- */

static int with(int control, fapi_registration **registration)
{
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), FAPI_PROFILE_FAPI2_SECURITY);
    int rc = policy == NULL ? FAPI_ERR_NOMEM : fapi_policy_insecure_set(policy, control, 1);

    fapi_registration_free(*registration);
    *registration = rc == FAPI_OK ? fapi_registration_new(policy) : NULL;
    return rc == FAPI_OK && *registration == NULL ? FAPI_ERR_NOMEM : rc;
}

/* Whatever compares with a statement refuses a registration without one. */
static void statements_that_are_needed(void **state)
{
    static const int controls[] = {FAPI_CONTROL_STATEMENT_REQUIRED, FAPI_CONTROL_REDIRECT_IN_STATEMENT};
    const r_row row = {.name = "none", .request = {{"software_statement", NULL}}};
    const r_row some = {.name = "some"};

    (void)state;
    R_READY(R_FAPI2, bench);
    BODY(R_FAPI2, &row, body);
    STATUS(FAPI_OK, r_try(&bench, body));
    for (size_t i = 0; i < COUNT(controls); i++) {
        STATUS(FAPI_OK, with(controls[i], &bench.registration));
        STATUS(FAPI_STATEMENT_MISSING, r_try(&bench, body));
        CHECK(has_error(bench.verdict, "invalid_software_statement"));
    }
    STATUS(FAPI_OK, with(FAPI_CONTROL_JARM, &bench.registration));
    STATUS(FAPI_OK, fapi_registration_add_role(bench.registration, S("R"), S("openid")));
    STATUS(FAPI_STATEMENT_MISSING, r_try(&bench, body));
    /* Nobody is trusted: whatever is brought is unapproved. */
    body = r_body(&R_FAPI2, &some);
    CHECK(body[0] != '\0');
    STATUS(FAPI_STATEMENT_ISSUER, r_try(&bench, body));
    CHECK(has_error(bench.verdict, "unapproved_software_statement"));
    /* A signed request is for somebody. */
    STATUS(FAPI_OK, with(FAPI_CONTROL_REGISTRATION_SIGNED, &bench.registration));
    bench.type = "application/jwt";
    STATUS(FAPI_POLICY_EMPTY, r_try(&bench, body));
}

/* ------------------------------------------------------------------------------------------------------------- use -- */

static void setters_that_refuse(void **state)
{
    static const char long_text[FAPI_MAX_CERTIFICATE + 1];
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), FAPI_PROFILE_FAPI2_SECURITY);

    (void)state;
    R_READY(R_FAPI2, bench);
    BODY(R_FAPI2, GOOD_ROW, body);
    fapi_registration *r = bench.registration;
    CHECK(policy != NULL);
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_HTTP_METHOD, fapi_registration_set_method(r, S("P OST")));
    STATUS(FAPI_HTTP_METHOD, check(&bench));
    STATUS(FAPI_OK, fapi_registration_set_method(r, S("POST")));
    STATUS(FAPI_HTTP_METHOD, check(&bench)); /* until the reset */
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_HTTP_FIELD_SIZE, fapi_registration_set_content_type(r, long_text, 257));
    STATUS(FAPI_HTTP_FIELD_SIZE, check(&bench));
    fapi_registration_reset(r);
    STATUS(FAPI_HTTP_FIELD_VALUE, fapi_registration_set_content_type(r, S("a\nb")));
    fapi_registration_reset(r);
    STATUS(FAPI_JSON_SIZE, fapi_registration_set_body(r, long_text, 262145));
    fapi_registration_reset(r);
    STATUS(FAPI_CERTIFICATE_SIZE, fapi_registration_set_certificate(r, (const uint8_t *)long_text, sizeof long_text, 1));
    fapi_registration_reset(r);
    STATUS(FAPI_ERR_ARG, fapi_registration_set_certificate(r, NULL, 0, 2));
    STATUS(FAPI_ERR_ARG, fapi_registration_set_body(r, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_registration_set_keys(r, NULL));
    STATUS(FAPI_ERR_STATE, check(&bench)); /* no method, no body */
    STATUS(FAPI_ERR_ARG, fapi_registration_set_management(r, S("t\n"), S("https://as.example/")));
    STATUS(FAPI_URI_NOT_HTTPS, fapi_registration_set_management(r, S("t"), S("http://as.example/")));
    STATUS(FAPI_AUTHORIZATION_SCOPE, fapi_registration_add_role(r, S("R"), S("a  b")));
    STATUS(FAPI_ERR_ARG, fapi_registration_add_role(r, "", 0, S("a")));
    for (int i = 0; i < 32; i++)
        STATUS(FAPI_OK, fapi_registration_add_role(r, &"0123456789abcdefghijklmnopqrstuv"[i], 1, S("a")));
    STATUS(FAPI_ERR_RANGE, fapi_registration_add_role(r, S("w"), S("a")));
    STATUS(FAPI_OK, fapi_registration_add_role(r, S("v"), S("b")));
}

static void wrong_use(void **state)
{
    const char *text = "x";
    size_t n = 7;

    (void)state;
    R_READY(R_FAPI2, bench);
    BODY(R_FAPI2, GOOD_ROW, body);
    fapi_registration *r = bench.registration;
    CHECK(fapi_registration_new(NULL) == NULL);
    fapi_registration_free(NULL);
    fapi_registration_reset(NULL);
    STATUS(FAPI_ERR_ARG, fapi_registration_add_directory(NULL, S("d"), bench.keys));
    STATUS(FAPI_ERR_ARG, fapi_registration_add_audience(NULL, S("d")));
    STATUS(FAPI_ERR_ARG, fapi_registration_add_role(NULL, S("R"), S("a")));
    STATUS(FAPI_ERR_ARG, fapi_registration_set_replay(NULL, NULL));
    STATUS(FAPI_ERR_ARG, fapi_registration_set_method(NULL, S("POST")));
    STATUS(FAPI_ERR_ARG, fapi_registration_set_content_type(NULL, S("a/b")));
    STATUS(FAPI_ERR_ARG, fapi_registration_set_body(NULL, S("{}")));
    STATUS(FAPI_ERR_ARG, fapi_registration_set_certificate(NULL, NULL, 0, 0));
    STATUS(FAPI_ERR_ARG, fapi_registration_set_initial_token(NULL, FAPI_OK));
    STATUS(FAPI_ERR_ARG, fapi_registration_set_keys(NULL, bench.keys));
    STATUS(FAPI_ERR_ARG, fapi_registration_set_management(NULL, S("t"), S("https://as.example/")));
    STATUS(FAPI_ERR_ARG, fapi_registration_jwks_uri(NULL, &text, &n));
    CHECK(text == NULL && n == 0);
    STATUS(FAPI_ERR_ARG, fapi_registration_metadata(r, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_registration_check(NULL, NOW, bench.verdict, bench.findings));
    STATUS(FAPI_ERR_ARG, fapi_registration_check(r, NOW, NULL, bench.findings));
    STATUS(FAPI_ERR_ARG, fapi_registration_check(r, NOW, bench.verdict, NULL));
    STATUS(FAPI_ERR_ARG, fapi_registration_finish(r, NULL, FAPI_OK));
    STATUS(FAPI_ERR_ARG, fapi_registration_finish(NULL, bench.verdict, FAPI_OK));
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_ERR_CLOCK, fapi_registration_check(r, -1, bench.verdict, bench.findings));
    STATUS(FAPI_OK, r_try(&bench, body));
    STATUS(FAPI_ERR_ARG, fapi_registration_response_json(r, S("\n"), NOW, &text, &n));
    STATUS(FAPI_ERR_CLOCK, fapi_registration_response_json(r, S("c"), -1, &text, &n));
    fapi_registration_reset(r);
    STATUS(FAPI_ERR_STATE, fapi_registration_metadata(r, &text, &n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(around_the_body),         cmocka_unit_test(bodies_that_are_none), cmocka_unit_test(initial_access_token),
        cmocka_unit_test(certificates),            cmocka_unit_test(any_verified_certificate),
        cmocka_unit_test(keys_are_asked_for),      cmocka_unit_test(forgeries_fetch_nothing),
        cmocka_unit_test(one_use),                 cmocka_unit_test(outcomes),             cmocka_unit_test(response),
        cmocka_unit_test(metadata_of_brasil),      cmocka_unit_test(metadata_once_more), cmocka_unit_test(altered_statement),    cmocka_unit_test(defaults),
        cmocka_unit_test(defaults_of_brasil),      cmocka_unit_test(statements_that_are_needed),
        cmocka_unit_test(setters_that_refuse),     cmocka_unit_test(wrong_use),
    };

    return t_main("role/registration_handle", tests, COUNT(tests));
}
