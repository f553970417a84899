/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An introspection response. The first byte says whether the rest is plain JSON, a JWT as it is, or the texts of header and payload of one
 * with a line feed between them, encoded here. What is accepted is read again by jansson, and must then be what the rules allow.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "oauth/access_token.h"
#include "oauth/introspection_response_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)
#define SKEW 10
#define ISSUER "https://a.example"
enum { PLAIN = 1, AS_IT_IS = 2, SCOPE_REQUIRED = 4 };

static fapi_verdict *verdict;

static void must(int holds)
{
    if (!holds)
        abort();
}

/* header LF payload -> compact, with a signature of 64 octets. */
static fapix_slice encode(fapix_slice input, char *out)
{
    static const uint8_t signature[64] = {0};
    const uint8_t *feed = input.n == 0 ? NULL : memchr(input.p, '\n', input.n);
    fapix_slice header = {input.p, feed == NULL ? input.n : (size_t)(feed - input.p)};
    fapix_slice payload = {feed == NULL ? NULL : feed + 1, feed == NULL ? 0 : input.n - header.n - 1};
    size_t at = 0;

    fapix_base64url_encode(header, out);
    at = fapix_base64url_encoded(header.n);
    out[at++] = '.';
    fapix_base64url_encode(payload, out + at);
    at += fapix_base64url_encoded(payload.n);
    out[at++] = '.';
    fapix_base64url_encode(fapix_slice_of(signature, sizeof signature), out + at);
    return fapix_slice_of(out, at + fapix_base64url_encoded(sizeof signature));
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static void hold_jwt(void)
{
    json_t *header = json_loadb((const char *)verdict->proof.header_text, verdict->proof.header_raw.n, 0, NULL);
    json_t *claims = json_loadb((const char *)verdict->proof.payload_text, verdict->proof.payload.n, 0, NULL);
    const char *typ = text_of(header, "typ"), *iss = text_of(claims, "iss"), *alg = text_of(header, "alg");

    must(typ != NULL && (strcasecmp(typ, "token-introspection+jwt") == 0 ||
                         strcasecmp(typ, "application/token-introspection+jwt") == 0));
    must(alg != NULL && (strcmp(alg, "ES256") == 0 || strcmp(alg, "EdDSA") == 0 || strcmp(alg, "Ed25519") == 0));
    must(iss != NULL && strcmp(iss, ISSUER) == 0);
    must(json_object_get(claims, "sub") == NULL && json_object_get(claims, "exp") == NULL);
    must(json_is_number(json_object_get(claims, "iat")) &&
         json_number_value(json_object_get(claims, "iat")) < (double)(NOW + SKEW + 1));
    must(json_is_object(json_object_get(claims, "token_introspection")));
    json_decref(header);
    json_decref(claims);
}

static void hold_date(const json_t *members, const char *name, int64_t least, int64_t most)
{
    const json_t *value = json_object_get(members, name);

    must(value == NULL || (json_is_integer(value) && json_integer_value(value) >= least && json_integer_value(value) <= most));
}

static void hold_members(int use)
{
    json_t *members = json_loadb((const char *)verdict->token.payload_text, verdict->token.payload.n, JSON_REJECT_DUPLICATES, NULL);
    const json_t *scope = json_object_get(members, "scope"), *iss = json_object_get(members, "iss");

    must(json_is_true(json_object_get(members, "active")));
    hold_date(members, "exp", NOW - SKEW + 1, INT64_MAX);
    hold_date(members, "nbf", 0, NOW + SKEW);
    hold_date(members, "iat", 0, NOW + SKEW);
    must(scope == NULL ? (use & SCOPE_REQUIRED) == 0 : json_is_string(scope) && json_string_length(scope) > 0);
    must(iss == NULL || (json_is_string(iss) && strcmp(json_string_value(iss), ISSUER) == 0));
    json_decref(members);
}

/* token_type DPoP and a thumbprint of a key go together. */
static void hold_binding(void)
{
    fapix_confirmation cnf;
    json_t *members = json_loadb((const char *)verdict->token.payload_text, verdict->token.payload.n, 0, NULL);
    const char *type = text_of(members, "token_type");
    int rc = fapix_access_token_confirmation(verdict, &cnf);

    must(rc == FAPI_OK || rc == FAPI_CNF_FORM || rc == FAPI_CNF_UNKNOWN);
    must(!cnf.has_jkt || fapix_is_sha256_base64url(cnf.jkt));
    must(rc != FAPI_OK || type == NULL || (strcasecmp(type, "DPoP") == 0) == cnf.has_jkt);
    json_decref(members);
}

static int judge_jwt(fapix_slice jwt, fapix_slice *members)
{
    static const fapix_slice callers[] = {{(const uint8_t *)"other", 5}, {(const uint8_t *)"b", 1}};
    const fapix_introspection_facts facts = {fapix_slice_str(ISSUER), callers, 2, NOW, SKEW};
    fapix_jws jws;
    int rc = fapix_introspection_jwt_read(verdict, jwt, FAPI_ALG_ES256 | FAPI_ALG_EDDSA, &jws);

    if (rc == FAPI_OK)
        rc = fapix_introspection_jwt_judge(verdict, &facts, members);
    if (rc == FAPI_OK)
        hold_jwt();
    return rc;
}

static int judge(fapix_slice input, int use)
{
    static const fapix_slice audiences[] = {{(const uint8_t *)"b", 1}};
    const fapix_access_token_facts facts = {
        .issuer = fapix_slice_str(ISSUER), .audiences = audiences, .audience_count = 1, .now = NOW,
        .skew_ahead = SKEW, .skew_behind = SKEW, .introspected = true, .scope_required = (use & SCOPE_REQUIRED) != 0};
    fapix_slice members = input;
    int rc = (use & PLAIN) != 0 ? FAPI_OK : judge_jwt(input, &members);

    if (rc == FAPI_OK)
        rc = fapix_introspection_members(verdict, members);
    if (rc == FAPI_OK)
        rc = fapix_access_token_claims(verdict, &facts);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char compact[3 * FAPI_MAX_JWT];
    fapix_slice input;
    int rc = FAPI_OK, first = FAPI_OK;

    if (verdict == NULL) {
        verdict = fapi_verdict_new(NULL);
        must(verdict != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    }
    if (size == 0 || size > FAPI_MAX_JWT + 64)
        return 0;
    input = fapix_slice_of(data + 1, size - 1);
    if ((data[0] & (PLAIN | AS_IT_IS)) == 0)
        input = encode(input, compact);
    fapix_verdict_begin(verdict);
    rc = first = judge(input, data[0]);
    if (rc == FAPI_OK) {
        hold_members(data[0]);
        hold_binding();
        first = verdict->status;
    }
    rc = fapix_verdict_end(verdict, rc);
    must(rc == first && fapi_status_name(rc) != NULL);
    must(rc == FAPI_OK || fapi_verdict_subject(verdict) == FAPI_SUBJECT_ACCESS_TOKEN);
    return 0;
}
