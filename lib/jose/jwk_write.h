/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys written as JWK. */
#ifndef FAPIX_JWK_WRITE_H
#define FAPIX_JWK_WRITE_H

#include "base/buffer.h"
#include "jose/jwk.h"

/* A member with a text that needs no escapes, behind a brace if it is the first of the buffer. */
void fapix_jwk_write_member(fapix_buffer *out, const char *name, fapix_slice text);
/* The members that make the public key, without the brace that closes. */
void fapix_jwk_write_key(fapix_buffer *out, const fapix_jwk_fields *fields);
/* The public half of exported parts as the texts of a JWK; store takes them. crv: NULL for RSA; of "Ed25519" there is no y. */
int fapix_jwk_fields_of(const fapix_key_parts *parts, const char *kty, const char *crv, fapix_buffer *store,
                        fapix_jwk_fields *fields);

#endif
