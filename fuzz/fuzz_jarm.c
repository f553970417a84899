/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A response JWT. The first byte chooses the rules; then come the texts of header and payload with a line feed between them, which are encoded
 * here so that the fuzzer need not learn base64url, or the parameters as they are. Keys and signatures are all good (fake_provider.c). What is
 * accepted is read again by jansson, and must then be what the rules allow.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/base64url.h"
#include "base/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)
#define SKEW 10
#define LIFETIME 600
#define ISSUER "https://a.example"
enum { AS_IT_IS = 1, HYBRID = 2, REGISTERED = 4, NO_STATE = 8 };

static fapi_jarm *jarm;
static fapi_verdict *verdict;

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
    fapi_jwks *jwks = fapi_jwks_new(context);

    jarm = fapi_jarm_new(context);
    verdict = fapi_verdict_new(context);
    must(jarm != NULL && verdict != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    must(jwks != NULL && fapi_jwks_load(jwks, keys, sizeof keys - 1) == FAPI_OK);
    must(fapi_jarm_set_server(jarm, ISSUER, sizeof ISSUER - 1, jwks) == FAPI_OK);
    fapi_jwks_free(jwks);
    fapi_context_free(context);
}

static size_t put(char *out, fapix_slice part)
{
    fapix_base64url_encode(part, out);
    return fapix_base64url_encoded(part.n);
}

/* header LF payload -> response=compact, with a signature of 64 octets. */
static fapix_slice encode(fapix_slice input, char *out)
{
    static const uint8_t signature[64] = {0};
    const uint8_t *feed = input.n == 0 ? NULL : memchr(input.p, '\n', input.n);
    fapix_slice header = {input.p, feed == NULL ? input.n : (size_t)(feed - input.p)};
    fapix_slice payload = {feed == NULL ? NULL : feed + 1, feed == NULL ? 0 : input.n - header.n - 1};
    size_t at = sizeof "response=" - 1;

    memcpy(out, "response=", at);
    at += put(out + at, header);
    out[at++] = '.';
    at += put(out + at, payload);
    out[at++] = '.';
    at += put(out + at, fapix_slice_of(signature, sizeof signature));
    return fapix_slice_of(out, at);
}

static void hold_header(int use)
{
    json_t *header = json_loadb((const char *)verdict->token.header_text, verdict->token.header_raw.n, 0, NULL);
    const json_t *typ = json_object_get(header, "typ");
    const char *text = json_string_value(typ), *alg = json_string_value(json_object_get(header, "alg"));

    must(typ == NULL || (text != NULL && (strcasecmp(text, "JWT") == 0 || strcasecmp(text, "application/jwt") == 0)));
    must(alg != NULL && (strcmp(alg, "EdDSA") == 0 || strcmp(alg, "Ed25519") == 0 ||
                         ((use & REGISTERED) == 0 && strcmp(alg, "ES256") == 0)));
    must(json_object_get(header, "jwk") == NULL && json_object_get(header, "x5c") == NULL &&
         json_object_get(header, "enc") == NULL && json_object_get(header, "crit") == NULL);
    json_decref(header);
}

static double date_of(const json_t *claims, const char *name)
{
    const json_t *value = json_object_get(claims, name);
    const double seconds = json_number_value(value);

    must(json_is_number(value) && seconds >= 0 && seconds < (double)FAPI_MAX_TIME + 1);
    return (double)(int64_t)seconds;
}

static int is(const json_t *claims, const char *name, const char *value)
{
    const char *text = json_string_value(json_object_get(claims, name));

    return text != NULL && strcmp(text, value) == 0;
}

static void hold_claims(int use)
{
    json_t *claims = json_loadb((const char *)verdict->token.payload_text, verdict->token.payload.n, 0, NULL);
    const json_t *aud = json_object_get(claims, "aud");

    must(is(claims, "iss", ISSUER));
    if (json_is_array(aud)) {
        must(json_array_size(aud) == 1);
        aud = json_array_get(aud, 0);
    }
    must(json_is_string(aud) && strcmp(json_string_value(aud), "c") == 0);
    must(date_of(claims, "exp") + SKEW > (double)NOW && date_of(claims, "exp") <= (double)(NOW + LIFETIME + SKEW));
    if (json_object_get(claims, "nbf") != NULL)
        must(date_of(claims, "nbf") <= (double)(NOW + SKEW));
    if (json_object_get(claims, "iat") != NULL)
        must(date_of(claims, "iat") <= (double)(NOW + SKEW) && date_of(claims, "iat") >= (double)(NOW - 86400));
    must((use & NO_STATE) != 0 ? json_string_length(json_object_get(claims, "state")) == 0 : is(claims, "state", "s"));
    must(json_string_length(json_object_get(claims, "code")) > 0);
    must(json_string_length(json_object_get(claims, "error")) == 0);
    must(json_string_length(json_object_get(claims, "access_token")) == 0);
    must((json_string_length(json_object_get(claims, "id_token")) > 0) == ((use & HYBRID) != 0));
    must(json_object_get(claims, "sub") == NULL && json_object_get(claims, "nonce") == NULL &&
         json_object_get(claims, "client_id") == NULL);
    json_decref(claims);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char compact[3 * FAPI_MAX_JWT];
    fapix_slice text;
    int rc = FAPI_OK, use = 0;

    if (verdict == NULL)
        set_up();
    if (size == 0 || size > FAPI_MAX_JWT + 64)
        return 0;
    use = data[0];
    text = fapix_slice_of(data + 1, size - 1);
    if ((use & AS_IT_IS) == 0)
        text = encode(text, compact);
    must(fapi_jarm_set_client(jarm, "c", 1, (use & REGISTERED) != 0 ? FAPI_ALG_EDDSA : 0) == FAPI_OK);
    must(fapi_jarm_set_response_type(jarm, (use & HYBRID) != 0 ? FAPI_RESPONSE_CODE_ID_TOKEN : FAPI_RESPONSE_CODE) == FAPI_OK);
    must(((use & NO_STATE) != 0 ? fapi_jarm_insecure_set_no_state(jarm) : fapi_jarm_set_state(jarm, "s", 1)) == FAPI_OK);
    rc = fapi_jarm_check(jarm, (const char *)text.p, text.n, NOW, verdict);
    must(fapi_status_name(rc) != NULL && rc == fapi_verdict_status(verdict));
    must((verdict->server_error[0] != '\0') == (rc == FAPI_AUTHORIZATION_RESPONSE_ERROR));
    if (rc == FAPI_OK) {
        hold_header(use);
        hold_claims(use);
        return 0;
    }
    must(fapi_verdict_subject(verdict) == FAPI_SUBJECT_AUTHORIZATION_RESPONSE && fapi_verdict_clause(verdict)[0] != '\0');
    must(verdict->readable == NULL);
    return 0;
}
