/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes by libsodium. */
#include <sodium.h>

#include "crypto/sodium_primitives.h"

uint64_t fapix_sodium_keyed_hash(const uint8_t key[16], fapix_slice data)
{
    uint8_t out[crypto_shorthash_BYTES];
    uint64_t hash;

    _Static_assert(crypto_shorthash_BYTES == sizeof hash && crypto_shorthash_KEYBYTES == 16, "SipHash-2-4");
    crypto_shorthash(out, data.p, data.n, key);
    memcpy(&hash, out, sizeof hash);
    return hash;
}

int fapix_sodium_sha256(fapix_engine *engine, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    crypto_hash_sha256_state state;

    (void)engine; /* nothing to keep ready */
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++)
        crypto_hash_sha256_update(&state, parts[i].p, parts[i].n);
    crypto_hash_sha256_final(&state, out); /* wipes the state */
    return FAPI_OK;
}

int fapix_sodium_sha512(fapix_slice bytes, uint8_t out[64])
{
    _Static_assert(crypto_hash_sha512_BYTES == 64, "SHA-512");
    return crypto_hash_sha512(out, bytes.p, bytes.n) == 0 ? FAPI_OK : FAPI_ERR_CRYPTO;
}

int fapix_sodium_hmac_sha256(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    static const uint8_t empty = 0; /* libsodium wants a pointer even to nothing */
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, key.n == 0 ? &empty : key.p, key.n);
    for (size_t i = 0; i < count; i++)
        crypto_auth_hmacsha256_update(&state, parts[i].p, parts[i].n);
    crypto_auth_hmacsha256_final(&state, out);
    fapix_wipe(&state, sizeof state);
    return FAPI_OK;
}

int fapix_sodium_hmac_sha512(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[64])
{
    static const uint8_t empty = 0;
    crypto_auth_hmacsha512_state state;

    crypto_auth_hmacsha512_init(&state, key.n == 0 ? &empty : key.p, key.n);
    for (size_t i = 0; i < count; i++)
        crypto_auth_hmacsha512_update(&state, parts[i].p, parts[i].n);
    crypto_auth_hmacsha512_final(&state, out);
    fapix_wipe(&state, sizeof state);
    return FAPI_OK;
}
