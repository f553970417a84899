/* SPDX-License-Identifier: Apache-2.0 */
/* The syntax of a resource indicator: unlike the URLs of this library it may also be a URN. */
#include "oauth/resource.h"

#include "base/ascii.h"
#include "base/uri.h"

static size_t scheme_length(fapix_slice text)
{
    size_t n = 0;

    while (n < text.n && ((fapix_ascii[text.p[n]] & FAPIX_ASCII_ALPHA) != 0 ||
                          (n > 0 && ((fapix_ascii[text.p[n]] & FAPIX_ASCII_DIGIT) != 0 || text.p[n] == '+' ||
                                     text.p[n] == '-' || text.p[n] == '.'))))
        n++;
    return n;
}

static bool is_uri_text(fapix_slice text)
{
    size_t i = 0;

    while (i < text.n) {
        uint8_t c = text.p[i];

        if (c == '%') {
            if (fapix_uri_character(text, &i) < 0)
                return false;
        } else if ((fapix_ascii[c] & FAPIX_ASCII_URI) != 0 || c == ':' || c == '@' || c == '/' || c == '?') {
            i++;
        } else {
            return false;
        }
    }
    return true;
}

bool fapix_resource_is_valid(fapix_slice resource)
{
    size_t n = scheme_length(resource);
    fapix_slice rest;
    fapix_uri uri;

    if (n == 0 || n + 1 >= resource.n || resource.p[n] != ':' || resource.n > FAPI_MAX_URL)
        return false;
    rest = fapix_slice_of(resource.p + n + 1, resource.n - n - 1);
    if (rest.n >= 2 && rest.p[0] == '/' && rest.p[1] == '/')
        return fapix_uri_parse(&uri, resource) == FAPI_OK && !uri.has_fragment && !uri.has_userinfo;
    return is_uri_text(rest);
}
