/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A registration request. The first byte chooses the profile; then come the claims of a software statement and, behind a line feed, the JSON
 * that the client sends, in which the statement takes the place of a member "@". Both are signed here, where the profile wants them signed:
 * keys and signatures are all good (fake_provider.c). What is accepted must be a document that jansson reads, with the statement's values.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/base64url.h"
#include "base/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)
enum { PROFILES = FAPI_PROFILE_CO_OPEN_FINANCE, ROOM = 65536 };

static fapi_registration *registrations[PROFILES];
static fapi_findings *findings;
static fapi_verdict *verdict;
static fapi_jwks *keys;
static int is_signed[PROFILES];

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    static const char set[] = "{\"keys\":[{\"kty\":\"RSA\",\"alg\":\"PS256\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}";
    fapi_context *context = fapi_context_new();

    findings = fapi_findings_new(context);
    verdict = fapi_verdict_new(context);
    keys = fapi_jwks_new(context);
    must(findings != NULL && verdict != NULL && keys != NULL && fapi_jwks_load(keys, set, sizeof set - 1) == FAPI_OK);
    for (int i = 0; i < PROFILES; i++) {
        fapi_policy *policy = fapi_policy_new(context, i + 1);
        int64_t value = 0;

        must(policy != NULL && fapi_policy_get(policy, FAPI_CONTROL_REGISTRATION_SIGNED, &value) == FAPI_OK);
        is_signed[i] = value == 1;
        /* There is no certificate to read in the fake provider. */
        must(fapi_policy_insecure_set(policy, FAPI_CONTROL_REGISTRATION_CERTIFICATE, 0) == FAPI_OK);
        registrations[i] = fapi_registration_new(policy);
        must(registrations[i] != NULL);
        must(fapi_registration_add_directory(registrations[i], "d", 1, keys) == FAPI_OK);
        must(fapi_registration_add_audience(registrations[i], "a", 1) == FAPI_OK);
        if (i + 1 == FAPI_PROFILE_BR_OPEN_FINANCE)
            must(fapi_registration_add_role(registrations[i], "R", 1, "openid s", 8) == FAPI_OK);
        fapi_policy_free(policy);
    }
    fapi_context_free(context);
}

/* A compact JWS of these claims; its length. */
static size_t sign(fapix_slice claims, char *out)
{
    static const char header[] = "{\"alg\":\"PS256\"}";
    static const uint8_t signature[256] = {0};
    size_t at = 0;

    fapix_base64url_encode(fapix_slice_of(header, sizeof header - 1), out);
    at = fapix_base64url_encoded(sizeof header - 1);
    out[at++] = '.';
    fapix_base64url_encode(claims, out + at);
    at += fapix_base64url_encoded(claims.n);
    out[at++] = '.';
    fapix_base64url_encode(fapix_slice_of(signature, sizeof signature), out + at);
    return at + fapix_base64url_encoded(sizeof signature);
}

/* The first "@" becomes the member with the statement. */
static size_t put_together(fapix_slice request, const char *statement, size_t statement_n, char *out)
{
    static const char mark[] = "\"@\"", name[] = "\"software_statement\":\"";
    size_t at = 0;

    for (size_t i = 0; i < request.n; i++) {
        if (statement_n > 0 && request.n - i >= sizeof mark - 1 && memcmp(request.p + i, mark, sizeof mark - 1) == 0) {
            memcpy(out + at, name, sizeof name - 1);
            at += sizeof name - 1;
            memcpy(out + at, statement, statement_n);
            at += statement_n;
            out[at++] = '"';
            i += sizeof mark - 2;
            statement_n = 0;
            continue;
        }
        out[at++] = (char)request.p[i];
    }
    return at;
}

static int check(fapi_registration *registration, int with_jwt, const char *body, size_t body_n)
{
    int rc = FAPI_OK;

    fapi_registration_reset(registration);
    must(fapi_registration_set_method(registration, "POST", 4) == FAPI_OK);
    must(fapi_registration_set_content_type(registration, with_jwt ? "application/jwt" : "application/json", with_jwt ? 15 : 16) ==
         FAPI_OK);
    must(fapi_registration_set_body(registration, body, body_n) == FAPI_OK);
    rc = fapi_registration_check(registration, NOW, verdict, findings);
    if (rc == FAPI_REGISTRATION_KEYS_NEEDED) {
        const char *uri = NULL;
        size_t n = 0;

        must(fapi_registration_jwks_uri(registration, &uri, &n) == FAPI_OK && n > 8 && (uri[0] | 0x20) == 'h');
        must(fapi_registration_set_keys(registration, keys) == FAPI_OK);
        rc = fapi_registration_check(registration, NOW, verdict, findings);
        must(rc != FAPI_REGISTRATION_KEYS_NEEDED);
    }
    if (rc == FAPI_REPLAY_PENDING)
        rc = fapi_registration_finish(registration, verdict, FAPI_OK);
    return rc;
}

static json_t *read_back(const char *json, size_t n)
{
    json_t *document = json_loadb(json, n, JSON_REJECT_DUPLICATES, NULL);

    must(json_is_object(document) && json_object_get(document, "client_secret") == NULL && json_object_get(document, "iss") == NULL);
    return document;
}

static void hold(fapi_registration *registration, fapix_slice claims)
{
    const char *json = NULL;
    size_t n = 0;
    json_t *stated = json_loadb((const char *)claims.p, claims.n, 0, NULL), *document = NULL;
    const json_t *name = json_object_get(stated, "client_name");
    int with_statement = 0;

    must(fapi_registration_metadata(registration, &json, &n) == FAPI_OK);
    document = read_back(json, n);
    with_statement = json_object_get(document, "software_statement") != NULL;
    must(json_object_get(document, "client_id") == NULL && json_object_get(document, "grant_types") != NULL);
    if (with_statement && name != NULL)
        must(json_equal(json_object_get(document, "client_name"), name));
    json_decref(document);
    must(fapi_registration_response_json(registration, "\"\\", 2, NOW, &json, &n) == FAPI_OK);
    document = read_back(json, n);
    must(strcmp(json_string_value(json_object_get(document, "client_id")), "\"\\") == 0);
    json_decref(document);
    json_decref(stated);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char statement[ROOM], request[2 * ROOM], body[4 * ROOM];
    const uint8_t *feed = NULL;
    fapix_slice claims, asked;
    int profile = 0, rc = FAPI_OK;
    size_t n = 0;

    if (findings == NULL)
        set_up();
    if (size < 2 || size > 24000)
        return 0;
    profile = data[0] % PROFILES;
    feed = memchr(data + 1, '\n', size - 1);
    if (feed == NULL)
        return 0;
    claims = fapix_slice_of(data + 1, (size_t)(feed - data - 1));
    asked = fapix_slice_of(feed + 1, size - claims.n - 2);
    n = put_together(asked, statement, sign(claims, statement), request);
    if (is_signed[profile])
        n = sign(fapix_slice_of(request, n), body);
    else
        memcpy(body, request, n);
    rc = check(registrations[profile], is_signed[profile], body, n);
    must(fapi_status_name(rc) != NULL && rc == fapi_verdict_status(verdict));
    if (rc == FAPI_OK) {
        must(fapi_verdict_http(verdict) == 201);
        /* A whole one may hold a NUL or invalid UTF-8 where the library refused it; what passed is fine JSON. */
        hold(registrations[profile], claims);
        return 0;
    }
    must(fapi_verdict_clause(verdict)[0] != '\0' && fapi_verdict_http(verdict) == 400);
    return 0;
}
