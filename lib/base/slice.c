/* SPDX-License-Identifier: Apache-2.0 */
/* Comparison of borrowed bytes without regard to ASCII case. */
#include "base/slice.h"

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

bool fapix_slice_eq_nocase(fapix_slice a, fapix_slice b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    }
    return true;
}

bool fapix_slice_is_nocase(fapix_slice a, const char *text)
{
    return fapix_slice_eq_nocase(a, fapix_slice_str(text));
}
