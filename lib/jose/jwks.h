/* SPDX-License-Identifier: Apache-2.0 */
/* A JWK set: loaded once, then read by any number of threads. */
#ifndef FAPIX_JWKS_H
#define FAPIX_JWKS_H

#include "jose/jwk.h"

fapi_jwks *fapix_jwks_ref(fapi_jwks *jwks);
bool fapix_jwks_loaded(const fapi_jwks *jwks);
/* The one key for this kid (has_kid) and algorithm, in constant time for sets of any size. Keys that share a kid
 * are narrowed by kty, use, crv and alg; without a kid the set must hold exactly one key that fits.
 * refuse_duplicate_kid: a kid that two entries share is refused even if narrowing would help. Returns FAPI_OK,
 * FAPI_KEY_UNKNOWN, FAPI_KEY_ALG (kid is there, but for another algorithm) or FAPI_KEY_AMBIGUOUS. */
int fapix_jwks_find(const fapi_jwks *jwks, bool has_kid, fapix_slice kid, int alg, bool refuse_duplicate_kid,
                    const fapix_key **key);

#endif
