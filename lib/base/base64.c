/* SPDX-License-Identifier: Apache-2.0 */
/* base64 of certificates and their hashes: public values, so that nothing here hides how long it takes. */
#include "base/base64.h"

#define BAD 64

static uint32_t value_of(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return (uint32_t)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (uint32_t)(c - 'a' + 26);
    if (c >= '0' && c <= '9')
        return (uint32_t)(c - '0' + 52);
    return c == '+' ? 62 : c == '/' ? 63 : BAD;
}

/* One group, of which `characters` (2 to 4) are no padding. */
static bool decode_group(const uint8_t *in, size_t characters, uint8_t *out)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < 4; i++) {
        uint32_t value = i < characters ? value_of(in[i]) : 0;

        if (value == BAD)
            return false;
        bits = bits << 6 | value;
    }
    for (size_t i = 0; i + 1 < characters; i++)
        out[i] = (uint8_t)(bits >> (16 - 8 * i));
    return (characters == 4 || (bits & (characters == 3 ? 0xffU : 0xffffU)) == 0);
}

static size_t count_pads(fapix_slice text)
{
    size_t pads = 0;

    while (pads < 2 && text.p[text.n - 1 - pads] == '=')
        pads++;
    return pads;
}

bool fapix_base64_decode(fapix_slice text, uint8_t *out, size_t *out_n)
{
    size_t pads = 0, groups = text.n / 4;

    *out_n = 0;
    if (text.n == 0 || text.n % 4 != 0)
        return false;
    pads = count_pads(text);
    for (size_t i = 0; i < groups; i++) {
        if (!decode_group(text.p + 4 * i, i + 1 == groups ? 4 - pads : 4, out + 3 * i))
            return false;
    }
    *out_n = groups * 3 - pads;
    return true;
}

bool fapix_base64_is(fapix_slice text)
{
    uint8_t out[3];

    if (text.n == 0 || text.n % 4 != 0)
        return false;
    for (size_t i = 0; i < text.n; i += 4) {
        if (!decode_group(text.p + i, i + 4 == text.n ? 4 - count_pads(text) : 4, out))
            return false;
    }
    return true;
}

void fapix_base64_encode_group(fapix_slice octets, char out[4])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;

    for (size_t i = 0; i < 3; i++)
        bits = bits << 8 | (i < octets.n ? octets.p[i] : 0U);
    for (size_t i = 0; i < 4; i++)
        out[i] = i <= octets.n ? alphabet[bits >> (18 - 6 * i) & 63] : '=';
}
