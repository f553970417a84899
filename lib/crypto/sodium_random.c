/* SPDX-License-Identifier: Apache-2.0 */
/* Random octets from the operating system, by libsodium. */
#include <sodium.h>

#include "crypto/sodium_primitives.h"

int fapix_sodium_ready(void)
{
    return sodium_init() < 0 ? FAPI_ERR_RANDOM : FAPI_OK;
}

/* Functions without a context may be the first to come here, so each call makes libsodium ready: a lock and a look. */
int fapix_sodium_random(uint8_t *out, size_t n)
{
    memset(out, 0, n);
    if (fapix_sodium_ready() != FAPI_OK)
        return FAPI_ERR_RANDOM;
    randombytes_buf(out, n);
    return FAPI_OK;
}
