/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 3986, parsed strictly. Parsers of URLs differ in what they forgive; this one forgives nothing, so that what it
 * read is what every other party read too. The comparison is in uri_target.c.
 */
#include "base/uri.h"

#include "base/ascii.h"

/* RFC 3986 has no place for these, and browsers send them as they are (the URL Standard's query percent-encode set leaves them
 * alone): filter[name]=x is too common to refuse, and no rule reads a query but for the name of a parameter. */
#define QUERY_MORE "[]{}|^`"

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(uint8_t c)
{
    return (fapix_ascii[c] & FAPIX_ASCII_ALPHA) != 0;
}

static bool is_unreserved(uint8_t c)
{
    return (fapix_ascii[c] & FAPIX_ASCII_UNRESERVED) != 0;
}

static int hex_digit(uint8_t c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

int fapix_uri_character(fapix_slice text, size_t *i)
{
    int high, low;
    uint8_t c = text.p[(*i)++];

    if (c != '%')
        return c;
    if (text.n - *i < 2)
        return -1;
    high = hex_digit(text.p[*i]);
    low = hex_digit(text.p[*i + 1]);
    if (high < 0 || low < 0)
        return -1;
    *i += 2;
    c = (uint8_t)(high * 16 + low);
    return is_unreserved(c) ? c : 256 + c;
}

/* Only unreserved characters, sub-delims and the extra ones, and escapes of others if they are allowed? */
static bool consists_of(fapix_slice text, const char *extra, bool escapes)
{
    size_t i = 0;

    while (i < text.n) {
        int c;

        i += fapix_ascii_span(fapix_slice_of(text.p + i, text.n - i), FAPIX_ASCII_URI);
        if (i == text.n)
            break;
        c = fapix_uri_character(text, &i);
        if (c <= 0 || (c >= 256 && !escapes))
            return false;
        if (c < 256 && !is_unreserved((uint8_t)c) && !strchr(extra, c))
            return false;
    }
    return true;
}

bool fapix_uri_is_ipv4(fapix_slice text)
{
    size_t i = 0;

    for (int octet = 0; octet < 4; octet++) {
        size_t start;
        int value = 0;

        if (octet > 0 && (i == text.n || text.p[i++] != '.'))
            return false;
        start = i;
        while (i < text.n && i - start < 3 && is_digit(text.p[i]))
            value = value * 10 + (text.p[i++] - '0');
        if (i == start || value > 255 || (text.p[start] == '0' && i - start > 1))
            return false;
    }
    return i == text.n;
}

/* RFC 3986 3.2.2, IPv6address: eight groups, or up to seven around one "::"; the last two may be an IPv4 address. */
bool fapix_uri_is_ipv6(fapix_slice text)
{
    size_t i = 0, groups = 0;
    bool gap = text.n >= 2 && text.p[0] == ':' && text.p[1] == ':';

    if (gap)
        i = 2;
    while (i < text.n) {
        size_t start = i;

        if (groups <= 6 && fapix_uri_is_ipv4(fapix_slice_of(text.p + i, text.n - i))) {
            groups += 2;
            break;
        }
        while (i < text.n && i - start < 4 && hex_digit(text.p[i]) >= 0)
            i++;
        if (i == start || ++groups > 8)
            return false;
        if (i == text.n)
            break;
        if (text.p[i++] != ':' || i == text.n)
            return false;
        if (text.p[i] == ':') {
            if (gap)
                return false;
            gap = true;
            i++;
        }
    }
    return gap ? groups <= 7 : groups == 8;
}

/* An escape in a host may only be of a character that needs none: hosts of HTTP are names of DNS, and what %00, %2F or
 * an escaped byte of UTF-8 does there differs from parser to parser. IPvFuture means nothing yet, and a zone id nothing
 * beyond one machine. */
static bool host_is_valid(fapix_slice host)
{
    if (host.n > 0 && host.p[0] == '[')
        return host.p[host.n - 1] == ']' && fapix_uri_is_ipv6(fapix_slice_of(host.p + 1, host.n - 2));
    return consists_of(host, "", false);
}

/* An empty port is the default one. Without leading zeros equal ports are equal texts. */
static bool port_is_valid(fapix_slice port)
{
    unsigned value = 0;

    if (port.n > 5 || (port.n > 0 && port.p[0] == '0'))
        return false;
    for (size_t i = 0; i < port.n; i++) {
        if (!is_digit(port.p[i]))
            return false;
        value = value * 10 + (unsigned)(port.p[i] - '0');
    }
    return value <= 65535;
}

/* Up to the first of the stop bytes, or all. What is taken is cut from rest. */
static fapix_slice take_until(fapix_slice *rest, const char *stops)
{
    fapix_slice taken = {rest->p, 0};
    uint64_t stop[4] = {0};

    for (; *stops != '\0'; stops++)
        stop[(uint8_t)*stops >> 6] |= UINT64_C(1) << ((uint8_t)*stops & 63);
    while (taken.n < rest->n && (stop[rest->p[taken.n] >> 6] >> (rest->p[taken.n] & 63) & 1) == 0)
        taken.n++;
    *rest = fapix_slice_of(rest->p + taken.n, rest->n - taken.n);
    return taken;
}

/* Does this byte come next? It is then cut from rest. */
static bool take(fapix_slice *rest, char c)
{
    if (rest->n == 0 || rest->p[0] != (uint8_t)c)
        return false;
    *rest = fapix_slice_of(rest->p + 1, rest->n - 1);
    return true;
}

static int parse_authority(fapix_uri *uri, fapix_slice authority)
{
    fapix_slice rest = authority, first = take_until(&rest, "@");

    uri->has_authority = true;
    if (take(&rest, '@')) {
        uri->has_userinfo = true;
        uri->userinfo = first;
        if (!consists_of(first, ":", true))
            return FAPI_URI_SYNTAX;
    } else {
        rest = authority;
    }
    if (rest.n > 0 && rest.p[0] == '[') {
        uri->host = take_until(&rest, "]");
        if (!take(&rest, ']'))
            return FAPI_URI_HOST;
        uri->host.n++;
    } else {
        uri->host = take_until(&rest, ":");
    }
    if (!host_is_valid(uri->host))
        return FAPI_URI_HOST;
    if (rest.n > 0) {
        if (!take(&rest, ':'))
            return FAPI_URI_HOST;
        uri->has_port = true;
        uri->port = rest;
    }
    return port_is_valid(uri->port) ? FAPI_OK : FAPI_URI_PORT;
}

static int parse_scheme(fapix_uri *uri, fapix_slice *rest)
{
    fapix_slice scheme = take_until(rest, ":/?#");

    if (scheme.n == 0 || !is_alpha(scheme.p[0]))
        return FAPI_URI_SYNTAX;
    for (size_t i = 1; i < scheme.n; i++) {
        uint8_t c = scheme.p[i];

        if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.')
            return FAPI_URI_SYNTAX;
    }
    uri->scheme = scheme;
    return take(rest, ':') && take(rest, '/') && take(rest, '/') ? FAPI_OK : FAPI_URI_SYNTAX;
}

static bool is_http(const fapix_uri *uri)
{
    return fapix_slice_is_nocase(uri->scheme, "https") || fapix_slice_is_nocase(uri->scheme, "http");
}

static int parse(fapix_uri *uri, fapix_slice text)
{
    fapix_slice rest = text;
    int rc;

    if (text.n > FAPI_MAX_URL)
        return FAPI_URI_SIZE;
    if (text.n == 0)
        return FAPI_URI_SYNTAX;
    rc = parse_scheme(uri, &rest);
    if (rc)
        return rc;
    rc = parse_authority(uri, take_until(&rest, "/?#"));
    if (rc)
        return rc;
    /* RFC 9110 4.2.1, 4.2.2 */
    if (uri->host.n == 0 && is_http(uri))
        return FAPI_URI_HOST;
    uri->path = take_until(&rest, "?#");
    uri->has_query = take(&rest, '?');
    if (uri->has_query)
        uri->query = take_until(&rest, "#");
    uri->has_fragment = take(&rest, '#');
    if (uri->has_fragment)
        uri->fragment = rest;
    if (!consists_of(uri->path, ":@/", true) || !consists_of(uri->query, ":@/?" QUERY_MORE, true) ||
        !consists_of(uri->fragment, ":@/?", true))
        return FAPI_URI_SYNTAX;
    return FAPI_OK;
}

int fapix_uri_parse(fapix_uri *uri, fapix_slice text)
{
    fapix_uri found = {0};
    int rc = parse(&found, text);

    *uri = rc ? (fapix_uri){0} : found;
    return rc;
}

int fapix_uri_parse_https(fapix_uri *uri, fapix_slice text)
{
    fapix_uri found;
    int rc = fapix_uri_parse(&found, text);

    *uri = (fapix_uri){0};
    if (rc)
        return rc;
    /* Spec: FAPI2SP-5.2.1-1 */
    if (!fapix_slice_is_nocase(found.scheme, "https"))
        return FAPI_URI_NOT_HTTPS;
    if (found.has_userinfo)
        return FAPI_URI_USERINFO;
    *uri = found;
    return FAPI_OK;
}

int fapix_uri_check_issuer(fapix_slice text)
{
    fapix_uri uri;
    int rc = fapix_uri_parse_https(&uri, text);

    if (rc)
        return rc;
    /* Spec: RFC8414-2-1 */
    if (uri.has_query)
        return FAPI_URI_QUERY;
    return uri.has_fragment ? FAPI_URI_FRAGMENT : FAPI_OK;
}
