/* SPDX-License-Identifier: Apache-2.0 */
/* The response of the authorization endpoint on its way through the browser: RFC 6749 4.1.2, form_post, JARM. */
#ifndef FAPIX_AUTHORIZATION_RESPONSE_H
#define FAPIX_AUTHORIZATION_RESPONSE_H

#include "base/buffer.h"

#define FAPIX_RESPONSE_PARAMETERS 8
/* The Content-Security-Policy of the page below: its own script, by its hash, and nothing else. What the client's page
 * does after the post is not bound by form-action. */
#define FAPIX_FORM_POLICY \
    "default-src 'none'; script-src 'sha256-ePniVEkSivX/c7XWBGafqh8tSpiRrKiqYeqbG7N1TOE='; base-uri 'none'; " \
    "frame-ancestors 'none'"

typedef struct fapix_response_parameter {
    const char *name;
    fapix_slice value;
} fapix_response_parameter;

typedef struct fapix_response {
    size_t count;
    fapix_response_parameter parameter[FAPIX_RESPONSE_PARAMETERS];
} fapix_response;

/* Adds one, unless the value is empty. */
void fapix_response_add(fapix_response *response, const char *name, fapix_slice value);
/* error and error_description: 1*( %x20-21 / %x23-5B / %x5D-7E ). */
bool fapix_response_error_text(fapix_slice text);
/* The redirect URI with the parameters in its query, which may have some already, or in its fragment. */
void fapix_response_location(fapix_slice redirect_uri, bool fragment, const fapix_response *response,
                             fapix_buffer *out);
/* A page that posts them to the redirect URI. */
void fapix_response_form(fapix_slice redirect_uri, const fapix_response *response, fapix_buffer *out);
/* Text in a page or in an attribute between quotes. */
void fapix_html_text(fapix_slice text, fapix_buffer *out);

#endif
