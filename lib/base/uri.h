/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 3986: parse strictly, compare after the safe normalisations of 6.2.2 and 6.2.3. Nothing is ever resolved. */
#ifndef FAPIX_URI_H
#define FAPIX_URI_H

#include <fapi.h>

#include "base/slice.h"

typedef struct fapix_uri {
    fapix_slice scheme, userinfo, host, port, path, query, fragment;
    bool has_authority, has_userinfo, has_port, has_query, has_fragment;
} fapix_uri;

/* An absolute URI with authority, at most FAPI_MAX_URL bytes, only characters that RFC 3986 allows where they stand.
 * Returns FAPI_OK or FAPI_URI_SYNTAX, _SIZE, _HOST, _PORT. */
int fapix_uri_parse(fapix_uri *uri, fapix_slice text);
/* Parse, and demand https, a host, no userinfo. Returns also FAPI_URI_NOT_HTTPS, _USERINFO. */
int fapix_uri_parse_https(fapix_uri *uri, fapix_slice text);
/* Issuer identifiers: as above, and neither query nor fragment. RFC 8414 2. Returns also FAPI_URI_QUERY, _FRAGMENT. */
int fapix_uri_check_issuer(fapix_slice text);
/* Four decimal octets without leading zeros; the text of an IPv6 address, RFC 3986 3.2.2, without brackets and zone. */
bool fapix_uri_is_ipv4(fapix_slice text);
bool fapix_uri_is_ipv6(fapix_slice text);
/* What stands at text.p[i], moving i on: a byte (an escaped unreserved character is that character, 6.2.2.2), 256 plus the
 * byte for an escape that must stay one, -1 for a bad escape. */
int fapix_uri_character(fapix_slice text, size_t *i);
/* Same scheme, host, port and path; query and fragment ignored. Case of scheme and host, default port, dot segments, empty
 * path, case of percent escapes and escaped unreserved characters make no difference; everything else does.
 * In time linear in the lengths and without memory. */
bool fapix_uri_same_target(const fapix_uri *a, const fapix_uri *b);

#endif
