/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP fields, RFC 9110: the character classes, the Authorization field, and parameters that must not be in a query. */
#include "base/http.h"

#include "base/ascii.h"
#include "base/uri.h"

bool fapix_http_is_token(fapix_slice text)
{
    return text.n > 0 && fapix_ascii_span(text, FAPIX_ASCII_TCHAR) == text.n;
}

bool fapix_http_is_field_value(fapix_slice text)
{
    /* An empty one may have no address to count from. */
    return text.n == 0 || fapix_ascii_span_field(text) == text.n;
}

/* Spec: RFC6750-2.1-1 */
bool fapix_http_is_token68(fapix_slice text)
{
    size_t i = text.n == 0 ? 0 : fapix_ascii_span_token68(text);

    if (i == 0)
        return false;
    while (i < text.n && text.p[i] == '=')
        i++;
    return i == text.n;
}

/* White space around a field value is no part of it, RFC 9110 5.5; hosts differ in whether they take it away. */
fapix_slice fapix_http_trimmed(fapix_slice value)
{
    while (value.n > 0 && (value.p[0] == ' ' || value.p[0] == '\t')) {
        value.p++;
        value.n--;
    }
    while (value.n > 0 && (value.p[value.n - 1] == ' ' || value.p[value.n - 1] == '\t'))
        value.n--;
    return value;
}

int fapix_http_authorization(fapix_slice value, fapix_slice *scheme, fapix_slice *credentials)
{
    fapix_slice text = fapix_http_trimmed(value), name;
    size_t i = 0;

    *scheme = *credentials = fapix_slice_of(NULL, 0);
    while (i < text.n && text.p[i] != ' ')
        i++;
    name = fapix_slice_of(text.p, i);
    while (i < text.n && text.p[i] == ' ')
        i++;
    if (i == text.n || !fapix_http_is_token(name) || !fapix_http_is_field_value(text))
        return FAPI_TOKEN_SYNTAX;
    *scheme = name;
    *credentials = fapix_slice_of(text.p + i, text.n - i);
    return FAPI_OK;
}

/* Is this parameter called name, which is of unreserved characters? */
static bool is_called(fapix_slice parameter, const char *name)
{
    size_t i = 0;

    while (i < parameter.n && parameter.p[i] != '=') {
        int c = fapix_uri_character(parameter, &i);

        if (*name == '\0' || c != (unsigned char)*name++)
            return false;
    }
    return *name == '\0';
}

bool fapix_http_query_has(fapix_slice query, const char *name)
{
    size_t start = 0;

    for (size_t i = 0; i <= query.n; i++) {
        /* Some servers still split at a semicolon: what any of them would read as a parameter is one. */
        if (i < query.n && query.p[i] != '&' && query.p[i] != ';')
            continue;
        if (i > start && is_called(fapix_slice_of(query.p + start, i - start), name))
            return true;
        start = i + 1;
    }
    return false;
}

bool fapix_http_is_media_type(fapix_slice content_type, const char *type)
{
    const uint8_t *semicolon = content_type.n == 0 ? NULL : memchr(content_type.p, ';', content_type.n);

    if (semicolon != NULL)
        content_type.n = (size_t)(semicolon - content_type.p);
    return fapix_slice_is_nocase(fapix_http_trimmed(content_type), type);
}
