/* SPDX-License-Identifier: Apache-2.0 */
/* What a key must fulfil before a cryptographic library sees it: the same for every provider. */
#ifndef FAPIX_KEY_RULES_H
#define FAPIX_KEY_RULES_H

#include "crypto/provider.h"

#define FAPIX_RSA_MIN_BITS 2048
#define FAPIX_RSA_MAX_BITS 8192
#define FAPIX_RSA_GENERATE_BITS 3072
#define FAPIX_P256_OCTETS 32
#define FAPIX_P256_POINT (1 + 2 * FAPIX_P256_OCTETS) /* the uncompressed form, 04 || x || y */
#define FAPIX_ES256_SIGNATURE (2 * FAPIX_P256_OCTETS)

/* Every rule that needs no arithmetic of a curve or a field: members, lengths, RSA sizes, modulus and exponent.
 * Returns FAPI_OK, FAPI_ERR_ARG (not one known algorithm) or FAPI_JWK_*. */
int fapix_key_rules(const fapix_key_parts *parts, bool is_private);
bool fapix_alg_is_known(int alg);
bool fapix_alg_is_rsa(int alg);
/* Length in bits of a big-endian number without leading zero octets. */
size_t fapix_bits(fapix_slice number);

/* Take octets from the store of a key_export: *at grows, the result is where they go. NULL when the store is full. */
typedef struct fapix_store {
    uint8_t *p;
    size_t n, used;
} fapix_store;
uint8_t *fapix_store_take(fapix_store *store, size_t n);
/* The same, filled with a copy. False when the store is full. */
bool fapix_store_put(fapix_store *store, const uint8_t *from, size_t n, fapix_slice *part);

#endif
