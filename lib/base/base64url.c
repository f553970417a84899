/* SPDX-License-Identifier: Apache-2.0 */
/* base64url, canonical only. Decoded by table; encoded without one, as what is encoded may be a secret, or be compared with one. */
#include "base/base64url.h"

#include <fapi.h>

#include "base/memory.h"

#define NO 0x80 /* not a character of the alphabet: a bit that no value has */

static const uint8_t value_of[256] = {
     NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,
     NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,
     NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  62,  NO,  NO,
     52,  53,  54,  55,  56,  57,  58,  59,  60,  61,  NO,  NO,  NO,  NO,  NO,  NO,
     NO,   0,   1,   2,   3,   4,   5,   6,   7,   8,   9,  10,  11,  12,  13,  14,
     15,  16,  17,  18,  19,  20,  21,  22,  23,  24,  25,  NO,  NO,  NO,  NO,  63,
     NO,  26,  27,  28,  29,  30,  31,  32,  33,  34,  35,  36,  37,  38,  39,  40,
     41,  42,  43,  44,  45,  46,  47,  48,  49,  50,  51,  NO,  NO,  NO,  NO,  NO,
     NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,
     NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,
     NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,
     NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,
     NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,
     NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,
     NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,
     NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO,  NO
};

size_t fapix_base64url_decoded(size_t n)
{
    return n / 4 * 3 + (n % 4 > 1 ? n % 4 - 1 : 0);
}

size_t fapix_base64url_encoded(size_t n)
{
    return n / 3 * 4 + (n % 3 > 0 ? n % 3 + 1 : 0);
}

/* Four characters to three bytes. Returns the values or-ed together: NO is set in it if any was not of the alphabet. */
static uint8_t decode_group(const uint8_t *in, uint8_t *out)
{
    const uint8_t a = value_of[in[0]], b = value_of[in[1]], c = value_of[in[2]], d = value_of[in[3]];
    const uint32_t bits = (uint32_t)a << 18 | (uint32_t)b << 12 | (uint32_t)c << 6 | d;

    out[0] = (uint8_t)(bits >> 16);
    out[1] = (uint8_t)(bits >> 8);
    out[2] = (uint8_t)bits;
    return a | b | c | d;
}

/* The two or three characters after the last group. *rest is what they hold beyond whole bytes: unused bits. */
static uint8_t decode_tail(const uint8_t *in, size_t n, uint8_t *out, uint8_t *rest)
{
    const uint8_t a = value_of[in[0]], b = value_of[in[1]], c = n == 3 ? value_of[in[2]] : 0;

    out[0] = (uint8_t)(a << 2 | b >> 4);
    if (n == 3)
        out[1] = (uint8_t)(b << 4 | c >> 2);
    *rest = n == 3 ? c & 0x03 : b & 0x0F;
    return a | b | c;
}

/* Why does this text not decode? The first wrong character tells; without one it is the length or the last bits. */
static int reason(fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (value_of[text.p[i]] == NO)
            return text.p[i] == '=' ? FAPI_BASE64URL_PADDING : FAPI_BASE64URL_CHARACTER;
    }
    return text.n % 4 == 1 ? FAPI_BASE64URL_LENGTH : FAPI_BASE64URL_TRAILING_BITS;
}

int fapix_base64url_decode(fapix_slice text, uint8_t *out, size_t *out_n)
{
    const size_t groups = text.n / 4, tail = text.n % 4;
    uint8_t seen = 0, rest = 0;

    *out_n = 0;
    /* The whole text is decoded before anything is judged: one branch for a group would cost more than the decoding. */
    for (size_t i = 0; i < groups; i++)
        seen |= decode_group(text.p + 4 * i, out + 3 * i);
    if (tail > 1)
        seen |= decode_tail(text.p + 4 * groups, tail, out + 3 * groups, &rest);
    /* Spec: RFC7515-2-1 */
    if ((seen & NO) != 0 || tail == 1 || rest != 0) {
        fapix_wipe(out, fapix_base64url_decoded(text.n));
        return reason(text);
    }
    *out_n = fapix_base64url_decoded(text.n);
    return FAPI_OK;
}

/* The character of a value from 0 to 63, without a branch or an index that depends on it: where value is over a limit, the difference wraps
 * round, and the bits above the eighth let through what is to be added from there on. */
static char character(int of)
{
    const unsigned value = (unsigned)of;
    unsigned c = value + 'A';

    c += (25 - value) >> 8 & ('a' - 'A' - 26);
    c -= (51 - value) >> 8 & ('a' - 26 - ('0' - 52));
    c -= (61 - value) >> 8 & ('0' - 52 - ('-' - 62));
    c += (62 - value) >> 8 & ('_' - 63 - ('-' - 62));
    return (char)c;
}

void fapix_base64url_encode(fapix_slice bytes, char *out)
{
    const uint8_t *in = bytes.p;
    size_t n = bytes.n;

    for (; n >= 3; n -= 3, in += 3, out += 4) {
        out[0] = character(in[0] >> 2);
        out[1] = character((in[0] & 0x03) << 4 | in[1] >> 4);
        out[2] = character((in[1] & 0x0F) << 2 | in[2] >> 6);
        out[3] = character(in[2] & 0x3F);
    }
    if (n > 0) {
        out[0] = character(in[0] >> 2);
        out[1] = character((in[0] & 0x03) << 4 | (n == 2 ? in[1] >> 4 : 0));
        if (n == 2)
            out[2] = character((in[1] & 0x0F) << 2);
    }
}
