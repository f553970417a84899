/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client assertion. The first byte chooses the rules; then comes the assertion, either as it is or as the texts of
 * header and payload with a line feed between them, encoded here so that the fuzzer need not learn base64url. Keys and
 * signatures are all good (fake_provider.c). What is accepted is read again by jansson, and must then be what the rules
 * allow.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/base64url.h"
#include "oauth/client_assertion.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)
#define SKEW 10
#define LIFETIME 300
#define AGE 60
#define ISSUER "https://a.example"
#define ENDPOINT "https://a.example/b"
#define TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
enum { AS_IT_IS = 1, ANY_AUD = 2, AGED = 4, REGISTERED = 8, ONLY_CLAIMED = 16 };

static fapi_verdict *verdict;
static fapi_jwks *jwks;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    /* 43 characters are 32 octets, whatever they are: the fake provider takes them for a point */
    static const char keys[] =
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"},"
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\",\"x\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\","
        "\"y\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}]}";
    fapi_context *context = fapi_context_new();

    verdict = fapi_verdict_new(context);
    jwks = fapi_jwks_new(context);
    must(verdict != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    must(jwks != NULL && fapi_jwks_load(jwks, keys, sizeof keys - 1) == FAPI_OK);
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

static bool hold_header(int use)
{
    json_t *header = json_loadb((const char *)verdict->token.header_text, verdict->token.header_raw.n, 0, NULL);
    const json_t *typ = json_object_get(header, "typ");
    const char *text = json_string_value(typ), *alg = json_string_value(json_object_get(header, "alg"));
    bool named = text != NULL && (strcasecmp(text, "client-authentication+jwt") == 0 ||
                                  strcasecmp(text, "application/client-authentication+jwt") == 0);

    must(named || typ == NULL ||
         (text != NULL && (strcasecmp(text, "JWT") == 0 || strcasecmp(text, "application/jwt") == 0)));
    must(alg != NULL && (strcmp(alg, "EdDSA") == 0 || strcmp(alg, "Ed25519") == 0 ||
                         ((use & REGISTERED) == 0 && strcmp(alg, "ES256") == 0)));
    must(json_object_get(header, "jwk") == NULL && json_object_get(header, "x5c") == NULL);
    must(json_object_get(header, "crit") == NULL && json_object_get(header, "b64") == NULL);
    json_decref(header);
    return named;
}

static double date_of(const json_t *claims, const char *name)
{
    const json_t *value = json_object_get(claims, name);
    const double seconds = json_number_value(value);

    must(json_is_number(value) && seconds >= 0 && seconds < (double)FAPI_MAX_TIME + 1);
    return (double)(int64_t)seconds;
}

static bool is_us(const json_t *name, bool any)
{
    const char *text = json_string_value(name);

    must(text != NULL);
    return strcmp(text, ISSUER) == 0 || (any && strcmp(text, ENDPOINT) == 0);
}

static bool names_us(const json_t *aud, bool any)
{
    size_t i = 0;
    const json_t *one = NULL;
    bool found = false;

    if (!any || json_is_string(aud))
        return is_us(aud, any);
    must(json_is_array(aud));
    json_array_foreach(aud, i, one)
    {
        found = is_us(one, any) || found;
    }
    return found;
}

static void hold_claims(int use, bool named)
{
    json_t *claims = json_loadb((const char *)verdict->token.payload_text, verdict->token.payload.n, 0, NULL);
    const char *iss = json_string_value(json_object_get(claims, "iss"));
    const char *sub = json_string_value(json_object_get(claims, "sub"));
    const json_t *jti = json_object_get(claims, "jti"), *iat = json_object_get(claims, "iat");
    const double exp = date_of(claims, "exp");

    must(iss != NULL && strcmp(iss, "c") == 0 && sub != NULL && strcmp(sub, "c") == 0);
    must(json_is_string(jti) && json_string_length(jti) > 0 && json_string_length(jti) <= FAPI_MAX_JTI);
    must(names_us(json_object_get(claims, "aud"), (use & ANY_AUD) != 0));
    must(exp + SKEW > (double)NOW && exp <= (double)(NOW + LIFETIME + SKEW));
    if (json_object_get(claims, "nbf") != NULL)
        must(date_of(claims, "nbf") <= (double)(NOW + SKEW) && date_of(claims, "nbf") < exp);
    must(iat != NULL || (use & AGED) == 0);
    if (iat != NULL)
        must(date_of(claims, "iat") <= (double)(NOW + SKEW) && date_of(claims, "iat") < exp);
    if ((use & AGED) != 0)
        must(date_of(claims, "iat") >= (double)(NOW - AGE));
    must(named || (json_object_get(claims, "response_type") == NULL && json_object_get(claims, "htu") == NULL));
    must(verdict->has_replay && verdict->replay_expiry == (int64_t)exp + 2 * SKEW);
    json_decref(claims);
}

static int judge(fapix_slice assertion, int use)
{
    static const fapix_slice endpoints[] = {{(const uint8_t *)"other", 5}, {(const uint8_t *)ENDPOINT, sizeof ENDPOINT - 1}};
    const fapix_client_assertion_facts facts = {
        .client_id = fapix_slice_str("c"),
        .jwks = jwks,
        .registered_alg = (use & REGISTERED) != 0 ? FAPI_ALG_EDDSA : 0,
        .algs = FAPI_ALG_ES256 | FAPI_ALG_EDDSA,
        .issuer = fapix_slice_str(ISSUER),
        .endpoints = endpoints,
        .endpoint_count = 2,
        .issuer_string = (use & ANY_AUD) == 0,
        .now = NOW,
        .skew_ahead = SKEW,
        .skew_behind = SKEW,
        .max_lifetime = LIFETIME,
        .max_age = (use & AGED) != 0 ? AGE : 0,
        .type = fapix_slice_str(TYPE),
    };
    fapix_slice name = {NULL, 0};
    int rc = FAPI_OK;

    if ((use & ONLY_CLAIMED) == 0)
        return fapix_client_assertion_judge(verdict, assertion, &facts);
    rc = fapix_client_assertion_claimed(verdict, assertion, &name);
    must(rc == FAPI_OK ? name.n > 0 && name.n <= FAPI_MAX_SUB : name.n == 0);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char compact[3 * FAPI_MAX_JWT];
    fapix_slice assertion;
    int rc = FAPI_OK, first = FAPI_OK;

    if (verdict == NULL)
        set_up();
    if (size == 0 || size > FAPI_MAX_JWT + 64)
        return 0;
    assertion = fapix_slice_of(data + 1, size - 1);
    if ((data[0] & AS_IT_IS) == 0)
        assertion = encode(assertion, compact);
    fapix_verdict_begin(verdict);
    rc = first = judge(assertion, data[0]);
    if (rc == FAPI_OK && (data[0] & ONLY_CLAIMED) == 0)
        hold_claims(data[0], hold_header(data[0]));
    rc = fapix_verdict_end(verdict, rc);
    must(rc == first && fapi_status_name(rc) != NULL);
    must(rc == FAPI_OK || (fapi_verdict_subject(verdict) == FAPI_SUBJECT_CLIENT_ASSERTION && !verdict->has_replay));
    must(rc == FAPI_OK || fapi_verdict_clause(verdict)[0] != '\0');
    return 0;
}
