/* SPDX-License-Identifier: Apache-2.0 */
/* What libsodium does: Ed25519, random octets, keyed hash and SHA-512 in both libraries, SHA-256 and HMAC in the
 * default one. */
#ifndef FAPIX_SODIUM_PRIMITIVES_H
#define FAPIX_SODIUM_PRIMITIVES_H

#include "crypto/key_rules.h"

#define FAPIX_ED25519_PUBLIC 32
#define FAPIX_ED25519_SEED 32
#define FAPIX_ED25519_SIGNATURE 64

/* A key as libsodium wants it; secret holds seed and public key, and is all zero for a public key. */
typedef struct fapix_ed25519 {
    uint8_t public_key[FAPIX_ED25519_PUBLIC];
    uint8_t secret[FAPIX_ED25519_SEED + FAPIX_ED25519_PUBLIC];
} fapix_ed25519;

/* libsodium made ready, by any number of threads and as often as one likes. FAPI_OK or FAPI_ERR_RANDOM. */
int fapix_sodium_ready(void);
int fapix_sodium_random(uint8_t *out, size_t n);
uint64_t fapix_sodium_keyed_hash(const uint8_t key[16], fapix_slice data);
int fapix_sodium_sha256(fapix_engine *engine, const fapix_slice *parts, size_t count, uint8_t out[32]);
int fapix_sodium_sha512(fapix_slice bytes, uint8_t out[64]);
int fapix_sodium_hmac_sha256(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[32]);
int fapix_sodium_hmac_sha512(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[64]);

/* From parts that fulfil fapix_key_rules. FAPI_OK, FAPI_JWK_POINT or FAPI_JWK_MISMATCH. */
int fapix_ed25519_import(const fapix_key_parts *parts, bool is_private, fapix_ed25519 *key);
int fapix_ed25519_generate(fapix_ed25519 *key);
int fapix_ed25519_export(const fapix_ed25519 *key, bool with_private, fapix_store *store, fapix_key_parts *parts);
int fapix_ed25519_verify(const fapix_ed25519 *key, fapix_slice message, fapix_slice signature);
int fapix_ed25519_sign(const fapix_ed25519 *key, fapix_slice message, uint8_t *signature, size_t *signature_n);

#endif
