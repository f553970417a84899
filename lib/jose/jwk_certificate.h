/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates that a JWK brings, RFC 7517 4.7. */
#ifndef FAPIX_JWK_CERTIFICATE_H
#define FAPIX_JWK_CERTIFICATE_H

#include "crypto/certificate_content.h"
#include "jose/jwk.h"

/* The DER of the first certificate of x5c, decoded into buffer of FAPI_MAX_CERTIFICATE octets. False unless x5c is an array whose
 * elements all are certificates in plain base64. */
bool fapix_jwk_x5c_first(const fapix_json *json, const fapix_json_node *x5c, uint8_t *buffer, fapix_slice *der);
/* Are these the members of this key? */
bool fapix_jwk_is_key(const fapix_jwk_fields *fields, const fapix_key_parts *key);

#endif
