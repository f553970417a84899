/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A software statement. The first byte chooses the rules; then come the texts of header and payload with a line feed between them, which are
 * encoded here, or the statement as it is. Keys and signatures are all good (fake_provider.c). What is accepted is read again by jansson,
 * and must then be what the rules allow.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/base64url.h"
#include "oauth/software_statement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)
#define SKEW 10
#define AGE 300
enum { AS_IT_IS = 1, AGED = 2 };

static fapi_software_statement *statement;
static fapi_verdict *verdict;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    /* 43 characters are 32 octets, whatever they are: the fake provider takes them for a point */
    static const char keys[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}]}";
    fapi_context *context = fapi_context_new();
    fapi_jwks *jwks = fapi_jwks_new(context);

    statement = fapi_software_statement_new(context);
    verdict = fapi_verdict_new(context);
    must(statement != NULL && verdict != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    must(jwks != NULL && fapi_jwks_load(jwks, keys, sizeof keys - 1) == FAPI_OK);
    must(fapi_software_statement_add_directory(statement, "d", 1, jwks) == FAPI_OK);
    must(fapi_software_statement_add_audience(statement, "a", 1) == FAPI_OK);
    must(fapi_software_statement_set_algs(statement, FAPI_ALG_EDDSA) == FAPI_OK);
    fapi_jwks_free(jwks);
    fapi_context_free(context);
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

static void hold_header(void)
{
    json_t *header = json_loadb((const char *)verdict->token.header_text, verdict->token.header_raw.n, 0, NULL);
    const json_t *typ = json_object_get(header, "typ");
    const char *text = json_string_value(typ), *alg = json_string_value(json_object_get(header, "alg"));

    must(typ == NULL || (text != NULL && (strcasecmp(text, "JWT") == 0 || strcasecmp(text, "application/jwt") == 0)));
    must(alg != NULL && (strcmp(alg, "EdDSA") == 0 || strcmp(alg, "Ed25519") == 0));
    must(json_object_get(header, "jwk") == NULL && json_object_get(header, "x5c") == NULL &&
         json_object_get(header, "x5u") == NULL && json_object_get(header, "jku") == NULL);
    json_decref(header);
}

static double date_of(const json_t *claims, const char *name)
{
    const json_t *value = json_object_get(claims, name);
    const double seconds = json_number_value(value);

    must(json_is_number(value) && seconds >= 0 && seconds < (double)FAPI_MAX_TIME + 1);
    return (double)(int64_t)seconds;
}

static int names_us(const json_t *aud)
{
    size_t i = 0;
    const json_t *one = NULL;

    if (json_is_string(aud))
        return strcmp(json_string_value(aud), "a") == 0;
    json_array_foreach(aud, i, one)
    {
        if (json_is_string(one) && strcmp(json_string_value(one), "a") == 0)
            return 1;
    }
    return 0;
}

static void hold_claims(int use)
{
    json_t *claims = json_loadb((const char *)verdict->token.payload_text, verdict->token.payload.n, 0, NULL);
    const char *iss = json_string_value(json_object_get(claims, "iss"));

    must(iss != NULL && strcmp(iss, "d") == 0);
    must(json_object_get(claims, "software_statement") == NULL);
    must(json_object_get(claims, "aud") == NULL || names_us(json_object_get(claims, "aud")));
    if (json_object_get(claims, "exp") != NULL)
        must(date_of(claims, "exp") + SKEW > (double)NOW);
    if (json_object_get(claims, "nbf") != NULL)
        must(date_of(claims, "nbf") <= (double)(NOW + SKEW));
    if (json_object_get(claims, "iat") != NULL || (use & AGED) != 0)
        must(date_of(claims, "iat") <= (double)(NOW + SKEW));
    if ((use & AGED) != 0)
        must(date_of(claims, "iat") >= (double)(NOW - AGE));
    json_decref(claims);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char compact[3 * FAPI_MAX_JWT];
    fapix_slice jwt;
    int rc = FAPI_OK;

    if (verdict == NULL)
        set_up();
    if (size == 0 || size > FAPI_MAX_JWT + 64)
        return 0;
    jwt = fapix_slice_of(data + 1, size - 1);
    if ((data[0] & AS_IT_IS) == 0)
        jwt = encode(jwt, compact);
    must(fapi_software_statement_set_age(statement, (data[0] & AGED) != 0 ? AGE : 0) == FAPI_OK);
    rc = fapi_software_statement_check(statement, (const char *)jwt.p, jwt.n, NOW, verdict);
    must(fapi_status_name(rc) != NULL && rc == fapi_verdict_status(verdict));
    if (rc == FAPI_OK) {
        hold_header();
        hold_claims(data[0]);
        return 0;
    }
    must(fapi_verdict_subject(verdict) == FAPI_SUBJECT_SOFTWARE_STATEMENT && fapi_verdict_http(verdict) == 400);
    must(fapi_verdict_clause(verdict)[0] != '\0');
    return 0;
}
