/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed metadata, and a plain document that they are put into: header, payload and document with a line feed after each of the first two.
 * Keys and signatures are all good (fake_provider.c). The merged document is read again by jansson.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/base64url.h"
#include "base/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)

static fapi_signed_metadata *trusted;
static fapi_verdict *verdict;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    static const char keys[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}]}";
    fapi_context *context = fapi_context_new();
    fapi_jwks *jwks = fapi_jwks_new(context);

    trusted = fapi_signed_metadata_new(context);
    verdict = fapi_verdict_new(context);
    must(trusted != NULL && verdict != NULL && jwks != NULL && fapi_jwks_load(jwks, keys, sizeof keys - 1) == FAPI_OK);
    must(fapi_signed_metadata_add_issuer(trusted, "d", 1, jwks) == FAPI_OK);
    fapi_jwks_free(jwks);
    fapi_context_free(context);
}

static size_t encode(fapix_slice part, char *out)
{
    fapix_base64url_encode(part, out);
    return fapix_base64url_encoded(part.n);
}

static void hold(const char *plain, size_t plain_n)
{
    static char merged[3 * FAPI_MAX_JWT];
    size_t n = 0;
    int rc = fapi_signed_metadata_merge(verdict, plain, plain_n, merged, sizeof merged, &n);
    json_t *document = NULL, *claims = NULL;
    const json_t *value = NULL;
    const char *name = NULL;

    must(fapi_status_name(rc) != NULL && (rc == FAPI_OK) == (n > 0));
    if (rc != FAPI_OK)
        return;
    document = json_loadb(merged, n, JSON_REJECT_DUPLICATES, NULL);
    claims = json_loadb((const char *)verdict->token.payload_text, verdict->token.payload.n, 0, NULL);
    /* Numbers beyond its range jansson refuses, the merged ones with the others. */
    if (claims != NULL && document != NULL) {
        must(json_object_get(document, "signed_metadata") == NULL);
        json_object_foreach(claims, name, value)
        {
            if (strcmp(name, "iss") != 0 && strcmp(name, "sub") != 0 && strcmp(name, "aud") != 0 && strcmp(name, "exp") != 0 &&
                strcmp(name, "nbf") != 0 && strcmp(name, "iat") != 0 && strcmp(name, "jti") != 0)
                must(json_equal(value, json_object_get(document, name)));
        }
    }
    json_decref(claims);
    json_decref(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t signature[64] = {0};
    static char jwt[4 * FAPI_MAX_JWT];
    const uint8_t *first = NULL, *second = NULL, *end = data + size;
    size_t n = 0;
    int rc = FAPI_OK;

    if (verdict == NULL)
        set_up();
    if (size == 0 || size > FAPI_MAX_JWT || (first = memchr(data, '\n', size)) == NULL ||
        (second = memchr(first + 1, '\n', (size_t)(end - first - 1))) == NULL)
        return 0;
    n = encode(fapix_slice_of(data, (size_t)(first - data)), jwt);
    jwt[n++] = '.';
    n += encode(fapix_slice_of(first + 1, (size_t)(second - first - 1)), jwt + n);
    jwt[n++] = '.';
    n += encode(fapix_slice_of(signature, sizeof signature), jwt + n);
    rc = fapi_signed_metadata_check(trusted, jwt, n, NOW, verdict);
    must(fapi_status_name(rc) != NULL && rc == fapi_verdict_status(verdict));
    if (rc == FAPI_OK)
        hold((const char *)second + 1, (size_t)(end - second - 1));
    return 0;
}
