/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes authorization responses. Whatever a parameter holds, it stays one parameter: in a URL everything but
 * unreserved characters is percent-encoded, in a page everything that has a meaning there is a character reference.
 */
#include "oauth/authorization_response.h"

#include "base/form_write.h"

void fapix_response_add(fapix_response *response, const char *name, fapix_slice value)
{
    if (value.n > 0 && response->count < FAPIX_RESPONSE_PARAMETERS)
        response->parameter[response->count++] = (fapix_response_parameter){name, value};
}

bool fapix_response_error_text(fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < 0x20 || text.p[i] > 0x7e || text.p[i] == '"' || text.p[i] == '\\')
            return false;
    return text.n > 0;
}

void fapix_response_location(fapix_slice redirect_uri, bool fragment, const fapix_response *response,
                             fapix_buffer *out)
{
    const bool has_query = memchr(redirect_uri.p, '?', redirect_uri.n) != NULL;
    const uint8_t last = redirect_uri.p[redirect_uri.n - 1];

    fapix_buffer_add(out, redirect_uri);
    for (size_t i = 0; i < response->count; i++) {
        const fapix_response_parameter *parameter = &response->parameter[i];

        if (i > 0 || (!fragment && has_query && last != '?' && last != '&'))
            fapix_buffer_str(out, "&");
        else if (fragment || !has_query)
            fapix_buffer_str(out, fragment ? "#" : "?");
        fapix_buffer_str(out, parameter->name);
        fapix_buffer_str(out, "=");
        fapix_form_escape(out, parameter->value);
    }
}

void fapix_html_text(fapix_slice text, fapix_buffer *out)
{
    for (size_t i = 0; i < text.n; i++) {
        const uint8_t c = text.p[i];
        const char *reference = c == '&'  ? "&amp;"
                              : c == '<'  ? "&lt;"
                              : c == '>'  ? "&gt;"
                              : c == '"'  ? "&quot;"
                              : c == '\'' ? "&#39;"
                                          : NULL;

        if (reference != NULL)
            fapix_buffer_str(out, reference);
        else
            fapix_buffer_add(out, fapix_slice_of(&c, 1));
    }
}

void fapix_response_form(fapix_slice redirect_uri, const fapix_response *response, fapix_buffer *out)
{
    fapix_buffer_str(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
                          "<title>Please wait</title></head>\n"
                          "<body>\n<form method=\"post\" action=\"");
    fapix_html_text(redirect_uri, out);
    fapix_buffer_str(out, "\">\n");
    for (size_t i = 0; i < response->count; i++) {
        fapix_buffer_str(out, "<input type=\"hidden\" name=\"");
        fapix_buffer_str(out, response->parameter[i].name);
        fapix_buffer_str(out, "\" value=\"");
        fapix_html_text(response->parameter[i].value, out);
        fapix_buffer_str(out, "\">\n");
    }
    fapix_buffer_str(out, "<noscript><button type=\"submit\">Continue</button></noscript>\n</form>\n"
                          "<script>document.forms[0].submit()</script>\n</body>\n</html>\n");
}
