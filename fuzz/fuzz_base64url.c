/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base64url: what decodes must encode to the very same text, which is what canonical means; what doesn't decode must be told so
 * for the reason that a slow reading of the rules gives; and any bytes must come back from their encoding.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fapi.h>

#include "base/base64url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            fprintf(stderr, "%s does not hold\n", #condition);     \
            abort();                                               \
        }                                                          \
    } while (0)

static int value_of(uint8_t c)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *at = c == 0 ? NULL : strchr(alphabet, c);

    return at == NULL ? -1 : (int)(at - alphabet);
}

/* RFC 4648 5 and 3.5, one bit after the other. */
static int expected(const uint8_t *text, size_t n)
{
    unsigned unused = 0;

    for (size_t i = 0; i < n; i++) {
        if (value_of(text[i]) < 0)
            return text[i] == '=' ? FAPI_BASE64URL_PADDING : FAPI_BASE64URL_CHARACTER;
    }
    if (n * 6 % 8 == 6)
        return FAPI_BASE64URL_LENGTH;
    if (n > 0)
        unused = (unsigned)value_of(text[n - 1]) & ((1u << (n * 6 % 8)) - 1);
    return unused != 0 ? FAPI_BASE64URL_TRAILING_BITS : FAPI_OK;
}

static void check_text(const uint8_t *text, size_t n)
{
    const size_t room = n * 6 / 8;
    uint8_t *out = malloc(room + (room == 0));
    char *again = malloc(n + (n == 0));
    size_t out_n = 99;
    int rc = FAPI_ERR_INTERNAL;

    HOLDS(out != NULL && again != NULL);
    rc = fapix_base64url_decode(fapix_slice_of(text, n), out, &out_n);
    HOLDS(rc == expected(text, n));
    if (rc == FAPI_OK) {
        HOLDS(out_n == room && fapix_base64url_decoded(n) == room && fapix_base64url_encoded(out_n) == n);
        fapix_base64url_encode(fapix_slice_of(out, out_n), again);
        HOLDS(n == 0 || memcmp(again, text, n) == 0);
    } else {
        HOLDS(out_n == 0);
    }
    free(out);
    free(again);
}

static void check_bytes(const uint8_t *bytes, size_t n)
{
    const size_t text_n = fapix_base64url_encoded(n);
    char *text = malloc(text_n + (text_n == 0));
    uint8_t *out = malloc(n + (n == 0));
    size_t out_n = 99;

    HOLDS(text != NULL && out != NULL);
    fapix_base64url_encode(fapix_slice_of(bytes, n), text);
    HOLDS(fapix_base64url_decode(fapix_slice_of(text, text_n), out, &out_n) == FAPI_OK);
    HOLDS(out_n == n && (n == 0 || memcmp(out, bytes, n) == 0));
    free(text);
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_text(data, size);
    check_bytes(data, size);
    return 0;
}
