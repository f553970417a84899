/* SPDX-License-Identifier: Apache-2.0 */
/* Fresh random values as text. */
#ifndef FAPIX_RANDOM_TEXT_H
#define FAPIX_RANDOM_TEXT_H

#include "crypto/provider.h"

#define FAPIX_SECRET_LENGTH 43 /* of 256 bits: a state, a nonce, a bearer token */
#define FAPIX_JTI_LENGTH 22    /* of 128 bits */
#define FAPIX_UUID_LENGTH 36

/* 256 or 128 bits in base64url, a UUID of version 4; each with a NUL. FAPI_OK or FAPI_ERR_RANDOM. */
int fapix_random_secret(const fapix_provider *provider, char out[FAPIX_SECRET_LENGTH + 1]);
int fapix_random_jti(const fapix_provider *provider, char out[FAPIX_JTI_LENGTH + 1]);
int fapix_random_uuid(const fapix_provider *provider, char out[FAPIX_UUID_LENGTH + 1]);

#endif
