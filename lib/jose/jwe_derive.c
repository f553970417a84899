/* SPDX-License-Identifier: Apache-2.0 */
/* The key that two sides of ECDH-ES agree on: Concat KDF of NIST SP 800-56A with SHA-256, as RFC 7518 4.6.2 fills it in. */
#include "jose/jwe.h"

#define HASH 32

static void number(uint8_t out[4], size_t value)
{
    for (size_t i = 0; i < 4; i++)
        out[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* Each text stands behind its length, so that no two agreements give the same octets. */
int fapix_jwe_derive(const fapi_context *context, const uint8_t shared[32], const fapix_jwe_agreement *agreement,
                     uint8_t *out, size_t out_n)
{
    uint8_t round[4], lengths[3][4], bits[4], hash[HASH];
    const fapix_slice parts[] = {
        fapix_slice_of(round, sizeof round),           fapix_slice_of(shared, 32),
        fapix_slice_of(lengths[0], sizeof lengths[0]), agreement->name,
        fapix_slice_of(lengths[1], sizeof lengths[1]), agreement->apu,
        fapix_slice_of(lengths[2], sizeof lengths[2]), agreement->apv,
        fapix_slice_of(bits, sizeof bits),
    };
    int rc = FAPI_OK;
    number(lengths[0], agreement->name.n);
    number(lengths[1], agreement->apu.n);
    number(lengths[2], agreement->apv.n);
    number(bits, out_n * 8);
    for (size_t at = 0, i = 1; rc == FAPI_OK && at < out_n; at += HASH, i++) {
        number(round, i);
        rc = context->provider->sha256(context->engine, parts, sizeof parts / sizeof *parts, hash);
        if (rc == FAPI_OK)
            memcpy(out + at, hash, out_n - at < HASH ? out_n - at : HASH);
    }
    fapix_wipe(hash, sizeof hash);
    return rc;
}
