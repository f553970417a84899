/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x-forwarded-client-cert: elements with commas between them, one for each hop; an element is pairs with semicolons
 * between them. Both count only outside of quotes, and a quote is escaped only after an odd number of backslashes.
 * Envoy leaves By and URI without quotes even if they hold a separator: what follows it then is no pair, or a pair
 * twice, or another element, and is refused as far as it can be told.
 */
#include "oauth/xfcc.h"

typedef struct cursor {
    const uint8_t *p, *end;
} cursor;

static bool at(const cursor *in, uint8_t c)
{
    return in->p < in->end && *in->p == c;
}

/* Proxies that join field lines put white space around the comma. */
static void skip_blanks(cursor *in)
{
    while (at(in, ' ') || at(in, '\t'))
        in->p++;
}

/* Up to the quote that ends it; the cursor stands behind the one that begins it. */
static bool take_quoted(cursor *in, fapix_slice *value)
{
    const uint8_t *start = in->p;

    for (; in->p < in->end && *in->p != '"'; in->p++) {
        if (*in->p == '\\' && ++in->p == in->end)
            return false;
    }
    if (in->p == in->end)
        return false;
    *value = fapix_slice_of(start, (size_t)(in->p - start));
    in->p++;
    return true;
}

static bool take_token(cursor *in, fapix_slice *value)
{
    const uint8_t *start = in->p;

    while (in->p < in->end && *in->p != ';' && *in->p != ',') {
        if (*in->p == '"')
            return false;
        in->p++;
    }
    while (in->p > start && (in->p[-1] == ' ' || in->p[-1] == '\t'))
        in->p--;
    *value = fapix_slice_of(start, (size_t)(in->p - start));
    return true;
}

static int once(bool *has, fapix_slice *into, fapix_slice value)
{
    if (*has)
        return FAPI_XFCC_DUPLICATE;
    *has = true;
    if (into != NULL)
        *into = value;
    return FAPI_OK;
}

static int keep(fapix_xfcc *element, fapix_slice key, fapix_slice value, bool quoted)
{
    if (fapix_slice_is_nocase(key, "Hash"))
        return quoted ? FAPI_XFCC_SYNTAX : once(&element->has_hash, &element->hash, value);
    if (fapix_slice_is_nocase(key, "Cert"))
        return !quoted ? FAPI_XFCC_SYNTAX : once(&element->has_cert, &element->cert, value);
    if (fapix_slice_is_nocase(key, "Chain"))
        return !quoted ? FAPI_XFCC_SYNTAX : once(&element->has_chain, &element->chain, value);
    if (fapix_slice_is_nocase(key, "Subject"))
        return !quoted ? FAPI_XFCC_SYNTAX : once(&element->has_subject, NULL, value);
    if (fapix_slice_is_nocase(key, "By") || fapix_slice_is_nocase(key, "URI") || fapix_slice_is_nocase(key, "DNS"))
        return FAPI_OK;
    return FAPI_XFCC_KEY;
}

static int take_pair(cursor *in, fapix_xfcc *element)
{
    const uint8_t *start = in->p;
    fapix_slice key, value;
    bool quoted = false;

    while (in->p < in->end && ((*in->p | 0x20) >= 'a' && (*in->p | 0x20) <= 'z'))
        in->p++;
    key = fapix_slice_of(start, (size_t)(in->p - start));
    if (key.n == 0 || !at(in, '='))
        return FAPI_XFCC_SYNTAX;
    in->p++;
    quoted = at(in, '"');
    in->p += quoted;
    if (quoted ? !take_quoted(in, &value) : !take_token(in, &value))
        return FAPI_XFCC_SYNTAX;
    return keep(element, key, value, quoted);
}

/* All pairs, up to the comma that ends the element or to the end of the value. */
static int take_element(cursor *in, fapix_xfcc *element)
{
    int rc = FAPI_OK;

    *element = (fapix_xfcc){0};
    while ((rc = take_pair(in, element)) == FAPI_OK && at(in, ';'))
        in->p++;
    if (rc != FAPI_OK)
        return rc;
    skip_blanks(in);
    return in->p == in->end || at(in, ',') ? FAPI_OK : FAPI_XFCC_SYNTAX;
}

int fapix_xfcc_read(fapix_slice value, bool single, fapix_xfcc *last)
{
    cursor in = {value.p, value.p + value.n};
    fapix_xfcc element;
    int rc = FAPI_OK;

    *last = element = (fapix_xfcc){0};
    for (;;) {
        skip_blanks(&in);
        rc = take_element(&in, &element);
        if (rc != FAPI_OK)
            return rc;
        if (in.p == in.end)
            break;
        if (single)
            return FAPI_XFCC_ELEMENTS;
        in.p++;
    }
    *last = element;
    return FAPI_OK;
}
