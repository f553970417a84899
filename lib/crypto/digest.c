/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 in the forms that OAuth uses. */
#include "crypto/digest.h"

#include "base/base64url.h"

int fapix_sha256_base64url(const fapix_provider *provider, fapix_engine *engine, fapix_slice bytes,
                           char out[FAPI_JKT_LENGTH + 1])
{
    uint8_t hash[32];

    memset(out, 0, FAPI_JKT_LENGTH + 1);
    if (provider->sha256(engine, &bytes, 1, hash) != FAPI_OK)
        return FAPI_ERR_CRYPTO;
    fapix_base64url_encode(fapix_slice_of(hash, sizeof hash), out);
    return FAPI_OK;
}

bool fapix_is_sha256_base64url(fapix_slice text)
{
    uint8_t hash[32];
    size_t n;

    /* The length comes first: it is what keeps the decoder inside its buffer. */
    /* Spec: RFC8705-3.1-1 */
    return text.n == FAPI_JKT_LENGTH && fapix_base64url_decode(text, hash, &n) == FAPI_OK && n == sizeof hash;
}
