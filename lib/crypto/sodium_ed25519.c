/* SPDX-License-Identifier: Apache-2.0 */
/* Ed25519, RFC 8032, by libsodium. */
#include <sodium.h>

#include "crypto/sodium_primitives.h"

/* The y of the points whose order divides 8, little-endian; the sign of x is not looked at. Order 1, 2, 4, 8, 8. */
static bool is_small_order(const uint8_t point[FAPIX_ED25519_PUBLIC])
{
    static const uint8_t small[][FAPIX_ED25519_PUBLIC] = {
        {1},
        {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
        {0},
        {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
         0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
        {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
         0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}};
    uint8_t y[FAPIX_ED25519_PUBLIC];

    memcpy(y, point, sizeof y);
    y[sizeof y - 1] &= 0x7f;
    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
        if (memcmp(y, small[i], sizeof y) == 0)
            return true;
    }
    return false;
}

/*
 * On the curve, in the one canonical encoding, not of small order. Adding the neutral point decodes and encodes again:
 * what comes back differs for a y of p or more and for "minus zero". A point of mixed order (main subgroup plus
 * torsion) passes, as RFC 8032 lets it: only the maker of such a key can sign with it, the verification here is without
 * cofactor in both libraries, and the thumbprint is over the octets. crypto_core_ed25519_is_valid_point would refuse
 * it, for the price of another signature check at each fresh key of a DPoP proof.
 */
static bool is_good_point(const uint8_t point[FAPIX_ED25519_PUBLIC])
{
    static const uint8_t neutral[FAPIX_ED25519_PUBLIC] = {1};
    uint8_t again[FAPIX_ED25519_PUBLIC];

    return crypto_core_ed25519_add(again, point, neutral) == 0 && memcmp(again, point, sizeof again) == 0 &&
           !is_small_order(point);
}

int fapix_ed25519_import(const fapix_key_parts *parts, bool is_private, fapix_ed25519 *key)
{
    memset(key, 0, sizeof *key);
    /* Spec: RFC8037-2-1 */
    if (!is_good_point(parts->x.p))
        return FAPI_JWK_POINT;
    memcpy(key->public_key, parts->x.p, sizeof key->public_key);
    if (!is_private)
        return FAPI_OK;
    (void)crypto_sign_seed_keypair(key->public_key, key->secret, parts->d.p); /* cannot fail */
    if (memcmp(key->public_key, parts->x.p, sizeof key->public_key) == 0)
        return FAPI_OK;
    fapix_wipe(key, sizeof *key);
    return FAPI_JWK_MISMATCH;
}

int fapix_ed25519_generate(fapix_ed25519 *key)
{
    memset(key, 0, sizeof *key);
    if (fapix_sodium_ready() != FAPI_OK)
        return FAPI_ERR_RANDOM;
    (void)crypto_sign_keypair(key->public_key, key->secret); /* cannot fail */
    return FAPI_OK;
}

int fapix_ed25519_export(const fapix_ed25519 *key, bool with_private, fapix_store *store, fapix_key_parts *parts)
{
    if (!fapix_store_put(store, key->public_key, sizeof key->public_key, &parts->x) ||
        (with_private && !fapix_store_put(store, key->secret, FAPIX_ED25519_SEED, &parts->d)))
        return FAPI_ERR_BUFFER;
    return FAPI_OK;
}

/* libsodium refuses an S that is not reduced, and an R of small order. */
int fapix_ed25519_verify(const fapix_ed25519 *key, fapix_slice message, fapix_slice signature)
{
    /* Spec: RFC8037-3.1-1 */
    if (signature.n != FAPIX_ED25519_SIGNATURE)
        return FAPI_JWS_SIGNATURE_LENGTH;
    return crypto_sign_verify_detached(signature.p, message.p, message.n, key->public_key) == 0 ? FAPI_OK
                                                                                               : FAPI_JWS_SIGNATURE;
}

int fapix_ed25519_sign(const fapix_ed25519 *key, fapix_slice message, uint8_t *signature, size_t *signature_n)
{
    (void)crypto_sign_detached(signature, NULL, message.p, message.n, key->secret); /* cannot fail */
    *signature_n = FAPIX_ED25519_SIGNATURE;
    return FAPI_OK;
}
