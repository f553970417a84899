/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 in the forms that OAuth uses. */
#ifndef FAPIX_DIGEST_H
#define FAPIX_DIGEST_H

#include "crypto/provider.h"

/* SHA-256 of one slice, as 43 base64url characters and a NUL. engine: may be NULL. Returns FAPI_OK or FAPI_ERR_CRYPTO. */
int fapix_sha256_base64url(const fapix_provider *provider, fapix_engine *engine, fapix_slice bytes,
                           char out[FAPI_JKT_LENGTH + 1]);
/* Is this text exactly 43 characters that canonically decode to 32 octets? */
bool fapix_is_sha256_base64url(fapix_slice text);

#endif
