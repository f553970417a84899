/* SPDX-License-Identifier: Apache-2.0 */
/* A borrowed run of bytes: how all input and all views travel inside the library. */
#ifndef FAPIX_SLICE_H
#define FAPIX_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct fapix_slice {
    const uint8_t *p;
    size_t n;
} fapix_slice;

static inline fapix_slice fapix_slice_of(const void *p, size_t n)
{
    return (fapix_slice){(const uint8_t *)p, n};
}

/* Of a literal or another C string that the library itself wrote. */
static inline fapix_slice fapix_slice_str(const char *text)
{
    return fapix_slice_of(text, strlen(text));
}

static inline bool fapix_slice_eq(fapix_slice a, fapix_slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool fapix_slice_is(fapix_slice a, const char *text)
{
    return fapix_slice_eq(a, fapix_slice_str(text));
}

/* ASCII letters only, whatever the locale. */
bool fapix_slice_is_nocase(fapix_slice a, const char *text);
bool fapix_slice_eq_nocase(fapix_slice a, fapix_slice b);

#endif
