/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each encoding has one reader, and no reader takes what is another's: which one it is, is configuration. They all end
 * in fapix_certificate_der, which wants one DER certificate without a byte around it: a '+' that turned into a space
 * on the way, or an escape that was resolved twice, does not get past that.
 */
#include "oauth/certificate_format.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "oauth/xfcc.h"

#define LINE 64 /* characters of a PEM line, RFC 7468 2 */

static const char begin_line[] = "-----BEGIN CERTIFICATE-----", end_line[] = "-----END CERTIFICATE-----";

static bool starts_with(fapix_slice text, const char *start)
{
    size_t n = strlen(start);

    return text.n >= n && memcmp(text.p, start, n) == 0;
}

static fapix_slice after(fapix_slice text, size_t n)
{
    return fapix_slice_of(text.p + n, text.n - n);
}

/* Bytes up to and with the first "-----END CERTIFICATE-----"; 0 if there is none. */
static size_t block_length(fapix_slice text)
{
    size_t n = sizeof end_line - 1;

    for (size_t i = 0; i + n <= text.n; i++) {
        if (text.p[i] == '-' && memcmp(text.p + i, end_line, n) == 0)
            return i + n;
    }
    return 0;
}

/* One more certificate: the first is the client's, the others must only be some. */
static int add(fapix_found_certificate *found, fapix_slice certificate)
{
    fapix_slice der = {NULL, 0};
    int rc = fapix_certificate_der(certificate, found->count == 0 ? found->leaf : found->other, &der);

    if (rc != FAPI_OK)
        return rc;
    if (found->count++ == 0)
        found->der = der;
    return FAPI_OK;
}

/* PEM with LF between lines and between blocks, and nothing else anywhere. many: a chain may follow. */
static int read_pem(fapix_found_certificate *found, fapix_slice text, bool many)
{
    int rc = FAPI_ERR_INTERNAL;

    if (text.n == 0 || memchr(text.p, '\r', text.n) != NULL)
        return FAPI_CERTIFICATE_PEM;
    while (text.n > 0) {
        size_t n = block_length(text);

        if (n == 0 || !starts_with(text, begin_line))
            return FAPI_CERTIFICATE_PEM;
        if (found->count > 0 && !many)
            return FAPI_CLIENT_CERTIFICATE_COUNT;
        rc = add(found, fapix_slice_of(text.p, n));
        if (rc != FAPI_OK)
            return rc;
        text = after(text, n);
        if (text.n > 0 && text.p[0] != '\n')
            return FAPI_CERTIFICATE_PEM;
        if (text.n > 0)
            text = after(text, 1);
    }
    return FAPI_OK;
}

static int hex_value(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-encoding as proxies write it: never that of forms, so that '+' is a plus; some leave '+', '/', '=' and ',' as
 * they are. Nothing else that needs an escape may stand there without. out holds in.n bytes. */
static int unescape(fapix_slice in, uint8_t *out, fapix_slice *text)
{
    size_t n = 0;

    for (size_t i = 0; i < in.n; i++) {
        uint8_t c = in.p[i];

        if (c == '%') {
            int high = in.n - i > 2 ? hex_value(in.p[i + 1]) : -1, low = in.n - i > 2 ? hex_value(in.p[i + 2]) : -1;

            if (high < 0 || low < 0)
                return FAPI_CLIENT_CERTIFICATE_ESCAPE;
            c = (uint8_t)(high << 4 | low);
            i += 2;
        } else if ((fapix_ascii[c] & FAPIX_ASCII_UNRESERVED) == 0 && c != '+' && c != '/' && c != '=' && c != ',') {
            return FAPI_CLIENT_CERTIFICATE_ESCAPE;
        }
        out[n++] = c;
    }
    *text = fapix_slice_of(out, n);
    return FAPI_OK;
}

static int read_url_pem(fapix_found_certificate *found, fapix_slice value, bool many)
{
    fapix_slice text;
    int rc = unescape(value, found->text, &text);

    return rc == FAPI_OK ? read_pem(found, text, many) : rc;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* Line ends became blanks. As a '+' could have become one too, lines must have the length that all writers give. */
static int read_folded_pem(fapix_found_certificate *found, fapix_slice value)
{
    size_t begin_n = sizeof begin_line - 1, end_n = sizeof end_line - 1, stop = value.n - end_n, n = begin_n;
    bool last = false;

    if (value.n <= begin_n + end_n || !starts_with(value, begin_line) || block_length(value) != value.n)
        return FAPI_CERTIFICATE_PEM;
    memcpy(found->text, begin_line, begin_n);
    for (size_t i = begin_n; i < stop;) {
        size_t start = 0;

        if (!is_blank(value.p[i]))
            return FAPI_CERTIFICATE_PEM;
        while (i < stop && is_blank(value.p[i]))
            i++;
        for (start = i; i < stop && !is_blank(value.p[i]); i++)
            ;
        if ((last && i > start) || i - start > LINE || (i > start && i == stop))
            return FAPI_CERTIFICATE_PEM;
        last = i - start < LINE;
        found->text[n++] = '\n';
        memcpy(found->text + n, value.p + start, i - start);
        n += i - start;
    }
    /* The last blanks have given the line end already. */
    memcpy(found->text + n, end_line, end_n);
    return read_pem(found, fapix_slice_of(found->text, n + end_n), false);
}

/* One certificate, DER in base64. */
static int read_base64_der(fapix_found_certificate *found, fapix_slice value)
{
    uint8_t *room = found->count == 0 ? found->leaf : found->other;
    size_t n = 0;

    if (!fapix_base64_decode(value, room, &n))
        return FAPI_CLIENT_CERTIFICATE_BASE64;
    /* Otherwise PEM within base64 would pass for it. */
    return room[0] == 0x30 ? add(found, fapix_slice_of(room, n)) : FAPI_CERTIFICATE_DER;
}

static int read_base64_pem(fapix_found_certificate *found, fapix_slice value)
{
    size_t n = 0;

    if (!fapix_base64_decode(value, found->text, &n))
        return FAPI_CLIENT_CERTIFICATE_BASE64;
    return read_pem(found, fapix_slice_of(found->text, n), false);
}

/* How long the first element says it is; at most what is there. */
static size_t element_length(fapix_slice der)
{
    size_t n = der.n;

    if (der.n >= 2 && der.p[1] < 0x80)
        n = 2U + der.p[1];
    else if (der.n >= 3 && der.p[1] == 0x81)
        n = 3U + der.p[2];
    else if (der.n >= 4 && der.p[1] == 0x82)
        n = 4U + ((size_t)der.p[2] << 8 | der.p[3]);
    return n < der.n ? n : der.n;
}

/* One item of a list: certificates end to end, as HAProxy writes a chain; most often one. */
static int read_base64_ders(fapix_found_certificate *found, fapix_slice item)
{
    uint8_t *room = found->count == 0 ? found->leaf : found->other;
    size_t n = 0;
    fapix_slice left;
    int rc = FAPI_OK;

    if (!fapix_base64_decode(item, room, &n))
        return FAPI_CLIENT_CERTIFICATE_BASE64;
    for (left = fapix_slice_of(room, n); left.n > 0 && rc == FAPI_OK;) {
        fapix_slice one = fapix_slice_of(left.p, element_length(left));

        rc = one.p[0] == 0x30 ? add(found, one) : FAPI_CERTIFICATE_DER;
        left = after(left, one.n);
    }
    return rc;
}

/* Items with commas between them, the client's first. Old versions of Traefik escape the whole value. */
static int read_base64_list(fapix_found_certificate *found, fapix_slice value)
{
    fapix_slice text;
    int rc = unescape(value, found->text, &text);
    size_t start = 0;

    for (size_t i = 0; rc == FAPI_OK && i <= text.n; i++) {
        if (i < text.n && text.p[i] != ',')
            continue;
        rc = read_base64_ders(found, fapix_slice_of(text.p + start, i - start));
        start = i + 1;
    }
    return rc;
}

/* A Byte Sequence of RFC 9651: base64 between colons. */
static int read_byte_sequence(fapix_found_certificate *found, fapix_slice item)
{
    if (item.n < 2 || item.p[0] != ':' || item.p[item.n - 1] != ':')
        return FAPI_CLIENT_CERTIFICATE_FORM;
    item = fapix_slice_of(item.p + 1, item.n - 2);
    if (memchr(item.p, ':', item.n) != NULL)
        return FAPI_CLIENT_CERTIFICATE_COUNT;
    return read_base64_der(found, item);
}

static bool read_hex(fapix_slice text, uint8_t hash[32])
{
    if (text.n != 64)
        return false;
    for (size_t i = 0; i < 32; i++) {
        int high = hex_value(text.p[2 * i]), low = hex_value(text.p[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        hash[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static int read_hash_hex(fapix_found_certificate *found, fapix_slice value)
{
    found->has_hash = read_hex(value, found->hash);
    return found->has_hash ? FAPI_OK : FAPI_CLIENT_CERTIFICATE_HASH;
}

static int read_hash_base64(fapix_found_certificate *found, fapix_slice value)
{
    uint8_t bytes[33];
    size_t n = 0;

    if (value.n != 44 || !fapix_base64_decode(value, bytes, &n) || n != sizeof found->hash)
        return FAPI_CLIENT_CERTIFICATE_HASH;
    memcpy(found->hash, bytes, sizeof found->hash);
    found->has_hash = true;
    return FAPI_OK;
}

/* The chain, of which the client's own certificate is the first; it must be the one of Cert if both are there. */
static int read_xfcc_chain(fapix_found_certificate *found, fapix_slice chain)
{
    fapix_slice text, first;
    size_t n = 0;
    int rc = unescape(chain, found->text, &text);

    if (rc != FAPI_OK || found->count == 0)
        return rc == FAPI_OK ? read_pem(found, text, true) : rc;
    n = block_length(text);
    rc = n == 0 ? FAPI_CERTIFICATE_PEM : fapix_certificate_der(fapix_slice_of(text.p, n), found->other, &first);
    if (rc != FAPI_OK)
        return rc;
    if (!fapix_slice_eq(first, found->der))
        return FAPI_XFCC_DISAGREES;
    found->count = 0;
    return read_pem(found, text, true);
}

static int read_xfcc(const fapix_certificate_format *format, fapix_found_certificate *found, fapix_slice value)
{
    fapix_xfcc element;
    int rc = fapix_xfcc_read(value, format->xfcc_single, &element);

    if (rc == FAPI_OK && element.has_hash)
        rc = read_hash_hex(found, element.hash);
    if (rc == FAPI_OK && element.has_cert)
        rc = read_url_pem(found, element.cert, false);
    if (rc == FAPI_OK && element.has_chain)
        rc = read_xfcc_chain(found, element.chain);
    if (rc == FAPI_OK && found->count == 0 && !(found->has_hash && format->xfcc_hash_alone))
        rc = FAPI_XFCC_NO_CERTIFICATE;
    return rc;
}

/* HAProxy's %{+Q} puts the value in quotes. */
static fapix_slice unquoted(fapix_slice value)
{
    bool quoted = value.n > 2 && value.p[0] == '"' && value.p[value.n - 1] == '"';

    return quoted ? fapix_slice_of(value.p + 1, value.n - 2) : value;
}

int fapix_certificate_format_read(const fapix_certificate_format *format, fapix_slice value,
                                  fapix_found_certificate *found)
{
    found->der = fapix_slice_of(NULL, 0);
    found->has_hash = false;
    found->count = 0;
    switch (format->format) {
    case FAPI_CERTIFICATE_FORMAT_URL_PEM: return read_url_pem(found, value, false);
    case FAPI_CERTIFICATE_FORMAT_PEM_FOLDED: return read_folded_pem(found, value);
    case FAPI_CERTIFICATE_FORMAT_B64_PEM: return read_base64_pem(found, value);
    case FAPI_CERTIFICATE_FORMAT_B64_DER: return read_base64_der(found, unquoted(value));
    case FAPI_CERTIFICATE_FORMAT_B64_DER_LIST: return read_base64_list(found, value);
    case FAPI_CERTIFICATE_FORMAT_RFC9440: return read_byte_sequence(found, value);
    case FAPI_CERTIFICATE_FORMAT_XFCC: return read_xfcc(format, found, value);
    case FAPI_CERTIFICATE_FORMAT_ALB: return read_url_pem(found, value, true);
    case FAPI_CERTIFICATE_FORMAT_SHA256_HEX: return read_hash_hex(found, value);
    case FAPI_CERTIFICATE_FORMAT_SHA256_B64: return read_hash_base64(found, value);
    default: return FAPI_ERR_INTERNAL;
    }
}

int fapix_certificate_format_read_chain(fapix_slice value, fapix_found_certificate *found)
{
    size_t start = 0;
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i <= value.n; i++) {
        size_t end = i;

        if (i < value.n && value.p[i] != ',')
            continue;
        while (start < end && (value.p[start] == ' ' || value.p[start] == '\t'))
            start++;
        while (end > start && (value.p[end - 1] == ' ' || value.p[end - 1] == '\t'))
            end--;
        rc = read_byte_sequence(found, fapix_slice_of(value.p + start, end - start));
        start = i + 1;
    }
    return rc;
}
