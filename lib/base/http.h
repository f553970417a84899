/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP fields, RFC 9110. */
#ifndef FAPIX_HTTP_H
#define FAPIX_HTTP_H

#include <fapi.h>

#include "base/slice.h"

/* 1*tchar, RFC 9110 5.6.2. */
bool fapix_http_is_token(fapix_slice text);
/* Printable ASCII, space and tab, and obs-text: what a field value may hold (no CR, LF, NUL or other control). */
bool fapix_http_is_field_value(fapix_slice text);
/* The value without the white space around it. */
fapix_slice fapix_http_trimmed(fapix_slice value);
/* 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=", RFC 9110 11.2 and RFC 6750 2.1. */
bool fapix_http_is_token68(fapix_slice text);
/* Split an Authorization value into scheme and what follows after 1*SP. FAPI_TOKEN_SYNTAX if it isn't of that form. */
int fapix_http_authorization(fapix_slice value, fapix_slice *scheme, fapix_slice *credentials);
/* Does a Content-Type name this media type, whatever its case and its parameters? */
bool fapix_http_is_media_type(fapix_slice content_type, const char *type);
/* Is there an access_token parameter in this query (percent-encoding of the name resolved)? */
bool fapix_http_query_has(fapix_slice query, const char *name);

#endif
