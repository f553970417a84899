/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A compact JWS, as a generic JWT and as a bare JWS, with a key set for every algorithm whose signatures are all
 * good (fake_provider.c): whatever is accepted must be what RFC 7515 and 7519 allow. An input that begins with "{"
 * is a header, the octet 0x1F and a payload, which are encoded here, so that the fuzzer can change them without
 * knowing base64url.
 */
#include <stdlib.h>
#include <string.h>

#include <fapi.h>

#include "base/base64url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
static const char set[] = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" X "\"},"
                          "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\",\"x\":\"" X "\",\"y\":\"" X "\"},"
                          "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"e\",\"x\":\"" X "\"},"
                          "{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"" X "\",\"e\":\"AQAB\"},"
                          "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"n\":\"" X "\",\"e\":\"AQAB\"}]}";
static const int all = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA | FAPI_ALG_RS256;

static fapi_context *context;
static fapi_jwks *jwks;
static fapi_jwt *jwt;
static fapi_verdict *verdict;

static void demand(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    context = fapi_context_new();
    jwks = fapi_jwks_new(context);
    jwt = fapi_jwt_new(context);
    verdict = fapi_verdict_new(context);
    demand(fapi_jwks_load(jwks, set, sizeof set - 1) == FAPI_OK && fapi_jwks_count(jwks) == 5);
    demand(fapi_jwt_set_issuer(jwt, "i", 1) == FAPI_OK && fapi_jwt_set_audience(jwt, "a", 1) == FAPI_OK);
    demand(fapi_jwt_set_algs(jwt, all) == FAPI_OK && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
}

/* Takes header and payload to a token of which only the signature is nobody's. */
static size_t encode(const uint8_t *data, size_t size, char *token)
{
    const uint8_t *separator = memchr(data, 0x1F, size);
    size_t header_n = separator == NULL ? size : (size_t)(separator - data);
    size_t payload_n = separator == NULL ? 0 : size - header_n - 1;
    fapix_base64url_encode(fapix_slice_of(data, header_n), token);
    size_t n = fapix_base64url_encoded(header_n);
    token[n++] = '.';
    if (payload_n > 0)
        fapix_base64url_encode(fapix_slice_of(separator + 1, payload_n), token + n);
    n += fapix_base64url_encoded(payload_n);
    token[n++] = '.';
    memset(token + n, 'A', 86);
    return n + 86;
}

static void judge(const uint8_t *data, size_t size)
{
    const char *text = NULL, *value = NULL;
    const uint8_t *payload = NULL;
    size_t n = 0;
    int rc = fapi_jws_check(jwks, all, (const char *)data, size, verdict);
    demand(fapi_status_name(rc) != NULL && fapi_verdict_status(verdict) == rc);
    demand((fapi_verdict_payload(verdict, &payload, &n) == FAPI_OK) == (rc == FAPI_OK));
    if (rc == FAPI_OK) {
        /* Three parts, and the dots where they belong. */
        const char *first = memchr(data, '.', size);
        demand(first != NULL && memchr(first + 1, '.', size - (size_t)(first + 1 - (const char *)data)) != NULL);
    }
    rc = fapi_jwt_check(jwt, jwks, (const char *)data, size, 1300000000, verdict);
    demand(fapi_status_name(rc) != NULL && fapi_verdict_status(verdict) == rc);
    demand((fapi_verdict_claims_json(verdict, &text, &n) == FAPI_OK) == (rc == FAPI_OK));
    if (rc == FAPI_OK)
        demand(fapi_verdict_claim_string(verdict, "iss", 3, &value, &n) == FAPI_OK && n == 1 && value[0] == 'i');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (context == NULL)
        set_up();
    if (size == 0 || data[0] != '{' || size > FAPI_MAX_JWT) {
        judge(data, size);
        return 0;
    }
    /* Exactly as long as it is, so that a read beyond its end is seen. */
    static char token[2 * FAPI_MAX_JWT];
    size_t n = encode(data, size, token);
    uint8_t *exact = malloc(n);
    demand(exact != NULL);
    memcpy(exact, token, n);
    judge(exact, n);
    free(exact);
    return 0;
}
