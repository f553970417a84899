/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An ID token. The first byte chooses the rules; then come the texts of header and payload with a line feed between them, which are encoded here
 * so that the fuzzer need not learn base64url, or the token as it is. Keys and signatures are all good (fake_provider.c). What is accepted is
 * read again by jansson, and must then be what the rules allow.
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
#define AGE 86400
#define MAX_AGE 300
#define ISSUER "https://a.example"
enum { AS_IT_IS = 1, FRONT = 2, REGISTERED = 4, NO_NONCE = 8, ASKED = 16, REFRESHED = 32 };

static fapi_id_token *id_token;
static fapi_jwks *jwks;
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

    jwks = fapi_jwks_new(context);
    id_token = fapi_id_token_new(context);
    verdict = fapi_verdict_new(context);
    must(id_token != NULL && verdict != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    must(jwks != NULL && fapi_jwks_load(jwks, keys, sizeof keys - 1) == FAPI_OK);
    must(fapi_id_token_set_issuer(id_token, ISSUER, sizeof ISSUER - 1) == FAPI_OK);
    must(fapi_id_token_add_audience(id_token, "d", 1) == FAPI_OK);
    fapi_context_free(context);
}

static void set_flow(int use)
{
    must(fapi_id_token_set_client(id_token, "c", 1, (use & REGISTERED) != 0 ? FAPI_ALG_EDDSA : 0) == FAPI_OK);
    fapi_id_token_reset(id_token);
    must(((use & NO_NONCE) != 0 ? fapi_id_token_insecure_set_no_nonce(id_token) : fapi_id_token_set_nonce(id_token, "n", 1)) == FAPI_OK);
    if ((use & FRONT) != 0)
        must(fapi_id_token_set_front_channel(id_token, "code", 4, "s", 1) == FAPI_OK);
    if ((use & ASKED) != 0)
        must(fapi_id_token_set_max_age(id_token, MAX_AGE) == FAPI_OK && fapi_id_token_set_acr_values(id_token, "1 2", 3) == FAPI_OK);
    if ((use & REFRESHED) != 0)
        must(fapi_id_token_set_earlier(id_token, "u", 1, 1, 5) == FAPI_OK);
}

static size_t put(char *out, fapix_slice part)
{
    fapix_base64url_encode(part, out);
    return fapix_base64url_encoded(part.n);
}

/* header LF payload -> compact, with a signature of 64 octets. */
static fapix_slice encode(fapix_slice input, char *out)
{
    static const uint8_t signature[64] = {0};
    const uint8_t *feed = input.n == 0 ? NULL : memchr(input.p, '\n', input.n);
    fapix_slice header = {input.p, feed == NULL ? input.n : (size_t)(feed - input.p)};
    fapix_slice payload = {feed == NULL ? NULL : feed + 1, feed == NULL ? 0 : input.n - header.n - 1};
    size_t at = put(out, header);

    out[at++] = '.';
    at += put(out + at, payload);
    out[at++] = '.';
    at += put(out + at, fapix_slice_of(signature, sizeof signature));
    return fapix_slice_of(out, at);
}

/* Its algorithm. */
static int hold_header(int use)
{
    json_t *header = json_loadb((const char *)verdict->token.header_text, verdict->token.header_raw.n, 0, NULL);
    const json_t *typ = json_object_get(header, "typ");
    const char *text = json_string_value(typ), *alg = json_string_value(json_object_get(header, "alg"));
    int eddsa = alg != NULL && (strcmp(alg, "EdDSA") == 0 || strcmp(alg, "Ed25519") == 0);

    must(typ == NULL || (text != NULL && (strcasecmp(text, "JWT") == 0 || strcasecmp(text, "application/jwt") == 0)));
    must(eddsa || (alg != NULL && (use & REGISTERED) == 0 && strcmp(alg, "ES256") == 0));
    must(json_object_get(header, "jwk") == NULL && json_object_get(header, "x5c") == NULL &&
         json_object_get(header, "enc") == NULL && json_object_get(header, "crit") == NULL);
    json_decref(header);
    return eddsa ? FAPI_ALG_EDDSA : FAPI_ALG_ES256;
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

static void hold_audience(const json_t *claims)
{
    const json_t *aud = json_object_get(claims, "aud");
    int mine = is(claims, "aud", "c"), other = 0;

    for (size_t i = 0; i < json_array_size(aud); i++) {
        const char *name = json_string_value(json_array_get(aud, i));

        must(name != NULL && (strcmp(name, "c") == 0 || strcmp(name, "d") == 0));
        mine = mine || strcmp(name, "c") == 0;
        other = other || strcmp(name, "d") == 0;
    }
    must(mine && (is(claims, "azp", "c") || (!other && json_object_get(claims, "azp") == NULL)));
}

static void hold_ties(const json_t *claims, int use, int alg)
{
    char hash[44];

    if ((use & NO_NONCE) != 0)
        must(json_object_get(claims, "nonce") == NULL);
    else
        must(is(claims, "nonce", "n") || ((use & REFRESHED) != 0 && json_object_get(claims, "nonce") == NULL));
    if ((use & FRONT) != 0) {
        must(fapi_id_token_hash(alg, "code", 4, hash, sizeof hash) == FAPI_OK && is(claims, "c_hash", hash));
        must(fapi_id_token_hash(alg, "s", 1, hash, sizeof hash) == FAPI_OK && is(claims, "s_hash", hash));
    }
    if ((use & REFRESHED) != 0) {
        must(is(claims, "sub", "u"));
        must(json_object_get(claims, "auth_time") == NULL || (int64_t)date_of(claims, "auth_time") == 5);
    } else if ((use & ASKED) != 0) {
        must(is(claims, "acr", "1") || is(claims, "acr", "2"));
        must(date_of(claims, "auth_time") >= (double)(NOW - MAX_AGE - SKEW));
    }
    if (json_object_get(claims, "auth_time") != NULL)
        must(date_of(claims, "auth_time") <= (double)(NOW + SKEW));
}

static void hold_claims(int use, int alg)
{
    json_t *claims = json_loadb((const char *)verdict->token.payload_text, verdict->token.payload.n, 0, NULL);

    must(is(claims, "iss", ISSUER));
    hold_audience(claims);
    must(json_string_length(json_object_get(claims, "sub")) > 0 && json_string_length(json_object_get(claims, "sub")) <= 255);
    must(date_of(claims, "exp") + SKEW > (double)NOW);
    must(date_of(claims, "iat") <= (double)(NOW + SKEW) && date_of(claims, "iat") >= (double)(NOW - AGE));
    if (json_object_get(claims, "nbf") != NULL)
        must(date_of(claims, "nbf") <= (double)(NOW + SKEW));
    must(json_object_get(claims, "code") == NULL && json_object_get(claims, "events") == NULL);
    hold_ties(claims, use, alg);
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
    set_flow(use);
    rc = fapi_id_token_check(id_token, jwks, (const char *)text.p, text.n, NOW, verdict);
    must(fapi_status_name(rc) != NULL && rc == fapi_verdict_status(verdict));
    if ((use & FRONT) != 0 && (use & NO_NONCE) != 0) {
        must(rc == FAPI_ERR_STATE);
        return 0;
    }
    if (rc == FAPI_OK) {
        hold_claims(use, hold_header(use));
        return 0;
    }
    must(fapi_verdict_subject(verdict) == FAPI_SUBJECT_ID_TOKEN && fapi_verdict_clause(verdict)[0] != '\0');
    must(verdict->readable == NULL);
    return 0;
}
