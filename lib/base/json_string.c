/* SPDX-License-Identifier: Apache-2.0 */
/* JSON strings. */
#include "base/json_string.h"

#include <fapi.h>

#include "base/utf8.h"

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* First byte lowest, whatever the machine; compilers make one load of it. */
static uint64_t load(const uint8_t *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
           (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

/* The top bit of each byte that needs a look: control, quote, backslash, not ASCII. A borrow can only mark bytes above one
 * that is marked rightly, so the lowest mark is exact. */
static uint64_t marks(uint64_t word)
{
    const uint64_t quote = word ^ EACH('"'), backslash = word ^ EACH('\\');

    return (((word - EACH(0x20)) & ~word) | ((quote - EACH(1)) & ~quote) | ((backslash - EACH(1)) & ~backslash) | word) &
           EACH(0x80);
}

size_t fapix_json_plain(const uint8_t *p, const uint8_t *end)
{
    const uint8_t *at = p;

    for (; end - at >= 8; at += 8) {
        const uint64_t found = marks(load(at));

        if (found != 0)
            return (size_t)(at - p) + (size_t)__builtin_ctzll(found) / 8;
    }
    while (at < end && *at >= 0x20 && *at < 0x80 && *at != '"' && *at != '\\')
        at++;
    return (size_t)(at - p);
}

/* The four hexadecimal digits at p; more than 0xFFFF if they aren't. */
static uint32_t hex4(const uint8_t *p, const uint8_t *end)
{
    uint32_t value = 0;

    if (end - p < 4)
        return UINT32_MAX;
    for (size_t i = 0; i < 4; i++) {
        const uint8_t c = p[i], letter = (uint8_t)(c | 0x20);

        if (c >= '0' && c <= '9')
            value = value << 4 | (uint32_t)(c - '0');
        else if (letter >= 'a' && letter <= 'f')
            value = value << 4 | (uint32_t)(letter - 'a' + 10);
        else
            return UINT32_MAX;
    }
    return value;
}

/* \uXXXX, or two of them that make a surrogate pair; *p is behind the first "\u". */
static int unicode_escape(const uint8_t **p, const uint8_t *end, uint8_t **out)
{
    uint32_t code = hex4(*p, end), low = 0;

    if (code > 0xFFFF)
        return FAPI_JSON_SYNTAX;
    if (code == 0)
        return FAPI_JSON_NUL;
    *p += 4;
    if (code >= 0xD800 && code <= 0xDFFF) {
        /* A half without its other half is no character, and has no UTF-8. */
        low = end - *p >= 6 && (*p)[0] == '\\' && (*p)[1] == 'u' ? hex4(*p + 2, end) : 0;
        if (code > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
            return FAPI_JSON_UTF8;
        code = 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
        *p += 6;
    }
    *out += fapix_utf8_encode(code, *out);
    return FAPI_OK;
}

/* What follows a backslash, from *p on. */
static int escape(const uint8_t **p, const uint8_t *end, uint8_t **out)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *found = NULL;

    if (*p == end)
        return FAPI_JSON_SYNTAX;
    if (**p == 'u') {
        ++*p;
        return unicode_escape(p, end, out);
    }
    found = **p == 0 ? NULL : strchr(names, **p);
    if (found == NULL)
        return **p == 0 ? FAPI_JSON_NUL : FAPI_JSON_SYNTAX;
    *(*out)++ = (uint8_t)values[found - names];
    ++*p;
    return FAPI_OK;
}

/* Up to the next backslash or the closing quote, without escapes: *p is left there. */
static int literal(const uint8_t **p, const uint8_t *end)
{
    for (;;) {
        size_t n = 0;

        *p += fapix_json_plain(*p, end);
        if (*p == end)
            return FAPI_JSON_SYNTAX;
        if (**p == '"' || **p == '\\')
            return FAPI_OK;
        if (**p < 0x20)
            return **p == 0 ? FAPI_JSON_NUL : FAPI_JSON_SYNTAX;
        /* Spec: RFC7515-5.2-1, RFC8725-3.7-1 */
        n = fapix_utf8_sequence(*p, (size_t)(end - *p));
        if (n == 0)
            return FAPI_JSON_UTF8;
        *p += n;
    }
}

int fapix_json_string_scan(fapix_slice text, uint8_t **scratch, fapix_slice *token, fapix_slice *value)
{
    const uint8_t *const end = text.p + text.n, *p = text.p + 1, *from = p;
    uint8_t *out = *scratch;
    bool escaped = false;
    int rc = literal(&p, end);

    while (rc == FAPI_OK && *p == '\\') {
        escaped = true;
        memcpy(out, from, (size_t)(p - from));
        out += p - from;
        p++;
        rc = escape(&p, end, &out);
        from = p;
        if (rc == FAPI_OK)
            rc = literal(&p, end);
    }
    if (rc != FAPI_OK)
        return rc;
    *token = fapix_slice_of(text.p, (size_t)(p + 1 - text.p));
    *value = fapix_slice_of(from, (size_t)(p - from));
    if (escaped) {
        memcpy(out, from, (size_t)(p - from));
        out += p - from;
        /* Spec: RFC7515-10.13-1 */
        *value = fapix_slice_of(*scratch, (size_t)(out - *scratch));
        *scratch = out;
    }
    return FAPI_OK;
}
