/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An access token, judged as RFC 9068 has it and as looser profiles do. The first byte says whether the rest is the
 * token as it is, or the texts of header and payload with a line feed between them, encoded here so that the fuzzer
 * need not learn base64url. What is accepted is read again by jansson, and must then be what the rules allow.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "oauth/access_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)
#define SKEW 10
#define LIFETIME 600
#define ISSUER "https://a.example"
enum { AS_IT_IS = 1, STRICT = 2, SCOPE_REQUIRED = 4, LIMITED = 8 };

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

static void hold_header(bool strict)
{
    json_t *header = json_loadb((const char *)verdict->token.header_text, verdict->token.header_raw.n, 0, NULL);
    const json_t *typ = json_object_get(header, "typ");
    const char *text = json_string_value(typ), *alg = json_string_value(json_object_get(header, "alg"));
    bool named = text != NULL && (strcasecmp(text, "at+jwt") == 0 || strcasecmp(text, "application/at+jwt") == 0);
    bool plain = text != NULL && (strcasecmp(text, "JWT") == 0 || strcasecmp(text, "application/jwt") == 0);

    must(named || (!strict && (typ == NULL || plain)));
    must(alg != NULL && (strcmp(alg, "ES256") == 0 || strcmp(alg, "EdDSA") == 0 || strcmp(alg, "Ed25519") == 0));
    must(json_object_get(header, "jwk") == NULL && json_object_get(header, "crit") == NULL);
    json_decref(header);
}

static double date_of(const json_t *claims, const char *name)
{
    const json_t *value = json_object_get(claims, name);

    const double seconds = json_number_value(value);

    must(json_is_number(value) && seconds >= 0 && seconds < (double)FAPI_MAX_TIME + 1);
    return (double)(int64_t)seconds;
}

static bool names_us(const json_t *aud)
{
    size_t i = 0;
    const json_t *one = NULL;
    bool found = false;

    if (json_is_string(aud))
        return strcmp(json_string_value(aud), "b") == 0;
    must(json_is_array(aud));
    json_array_foreach(aud, i, one)
    {
        must(json_is_string(one));
        found = found || strcmp(json_string_value(one), "b") == 0;
    }
    return found;
}

static void hold_claims(int use)
{
    static const char *const required[] = {"sub", "client_id", "jti"};
    json_t *claims = json_loadb((const char *)verdict->token.payload_text, verdict->token.payload.n, 0, NULL);
    const char *iss = json_string_value(json_object_get(claims, "iss"));
    const json_t *scope = json_object_get(claims, "scope");

    must(iss != NULL && strcmp(iss, ISSUER) == 0);
    must(names_us(json_object_get(claims, "aud")));
    must(date_of(claims, "exp") + SKEW > (double)NOW);
    if (json_object_get(claims, "nbf") != NULL)
        must(date_of(claims, "nbf") <= (double)(NOW + SKEW));
    if (json_object_get(claims, "iat") != NULL)
        must(date_of(claims, "iat") <= (double)(NOW + SKEW));
    if ((use & LIMITED) != 0)
        must(date_of(claims, "exp") - date_of(claims, "iat") <= LIFETIME);
    for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
        const json_t *value = json_object_get(claims, required[i]);

        must(value == NULL ? (use & STRICT) == 0 : json_is_string(value) && json_string_length(value) > 0);
    }
    must(scope == NULL ? (use & SCOPE_REQUIRED) == 0 : json_is_string(scope) && json_string_length(scope) > 0);
    if ((use & STRICT) == 0)
        must(json_object_get(claims, "nonce") == NULL && json_object_get(claims, "events") == NULL);
    json_decref(claims);
}

/* After a pass: the binding and the scope may still refuse, but must not go wrong. */
static void hold_binding(void)
{
    const fapix_slice wanted = fapix_slice_str("s");
    fapix_confirmation cnf;
    int rc = fapix_access_token_confirmation(verdict, &cnf);

    must(rc == FAPI_OK || rc == FAPI_CNF_FORM || rc == FAPI_CNF_UNKNOWN);
    must(rc == FAPI_OK || !cnf.present);
    must(!cnf.present || cnf.has_jkt || cnf.has_x5t);
    must(!cnf.has_jkt || fapix_is_sha256_base64url(cnf.jkt));
    must(!cnf.has_x5t || fapix_is_sha256_base64url(cnf.x5t));
    rc = fapix_access_token_scope(verdict, &wanted, 1);
    must(rc == FAPI_OK || rc == FAPI_TOKEN_SCOPE_INSUFFICIENT);
}

static int judge(fapix_slice token, int use)
{
    static const fapix_slice audiences[] = {{(const uint8_t *)"other", 5}, {(const uint8_t *)"b", 1}};
    const fapix_access_token_facts facts = {
        .issuer = fapix_slice_str(ISSUER),
        .audiences = audiences,
        .audience_count = 2,
        .now = NOW,
        .skew_ahead = SKEW,
        .skew_behind = SKEW,
        .max_lifetime = (use & LIMITED) != 0 ? LIFETIME : 0,
        .rfc9068 = (use & STRICT) != 0,
        .scope_required = (use & SCOPE_REQUIRED) != 0,
    };
    fapix_jws jws;
    fapix_slice issuer;
    int rc = fapix_access_token_read(verdict, token, FAPI_ALG_ES256 | FAPI_ALG_EDDSA, facts.rfc9068, &jws, &issuer);

    if (rc == FAPI_OK)
        rc = fapix_access_token_claims(verdict, &facts);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char compact[3 * FAPI_MAX_JWT];
    fapix_slice token;
    int rc = FAPI_OK, first = FAPI_OK;

    if (verdict == NULL) {
        verdict = fapi_verdict_new(NULL);
        must(verdict != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    }
    if (size == 0 || size > FAPI_MAX_JWT + 64)
        return 0;
    token = fapix_slice_of(data + 1, size - 1);
    if ((data[0] & AS_IT_IS) == 0)
        token = encode(token, compact);
    fapix_verdict_begin(verdict);
    rc = first = judge(token, data[0]);
    if (rc == FAPI_OK) {
        hold_header((data[0] & STRICT) != 0);
        hold_claims(data[0]);
        hold_binding();
        first = verdict->status;
    }
    rc = fapix_verdict_end(verdict, rc);
    must(rc == first && fapi_status_name(rc) != NULL);
    must(rc == FAPI_OK || fapi_verdict_subject(verdict) == FAPI_SUBJECT_ACCESS_TOKEN);
    must(rc == FAPI_OK || fapi_verdict_clause(verdict)[0] != '\0');
    return 0;
}
