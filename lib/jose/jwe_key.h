/* SPDX-License-Identifier: Apache-2.0 */
/* JWK that are for encryption. */
#ifndef FAPIX_JWE_KEY_H
#define FAPIX_JWE_KEY_H

#include "jose/jwe.h"

/* The algorithms that a key with these members may serve, one if it has alg: 0 if none of ours. */
int fapix_jwe_key_algs(const fapix_jwk_fields *fields);
/* Judge the members as those of a key that encrypts (public) or decrypts (private), and import it. parts: the numbers, in store.
 * Returns FAPI_OK, _NOMEM, _CRYPTO, FAPI_JWK_*, FAPI_JWE_KEY_USE, FAPI_JWS_KID. */
int fapix_jwe_key_import(fapi_context *context, const fapix_jwk_fields *fields, bool is_private,
                         fapix_secret_key **key);
/* The kid as it stands in JSON, {NULL, 0} if there is none. */
int fapix_jwe_key_kid(fapi_context *context, const fapix_jwk_fields *fields, fapix_slice *kid_json);
/* The document of a public key: its numbers, alg if exactly one, use enc, kid. */
int fapix_jwe_key_document(fapi_context *context, const fapix_jwk_fields *fields, int alg, fapix_slice *document);

#endif
