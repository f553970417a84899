/* SPDX-License-Identifier: Apache-2.0 */
/* The encryption half of the Mbed TLS provider. */
#ifndef FAPIX_MBEDTLS_JWE_H
#define FAPIX_MBEDTLS_JWE_H

#include "crypto/mbedtls_key.h"
#include "crypto/secret_key.h"

int fapix_mbedtls_oaep_seal(const fapix_secret_key *key, int alg, fapix_slice in, uint8_t *out, size_t *out_n);
int fapix_mbedtls_oaep_open(const fapix_secret_key *key, int alg, fapix_slice in, uint8_t *out, size_t *out_n);
int fapix_mbedtls_ecdh(const fapix_secret_key *key, const uint8_t x[32], const uint8_t y[32], uint8_t shared[32]);
int fapix_mbedtls_key_wrap(fapix_slice kek, fapix_slice in, uint8_t *out);
int fapix_mbedtls_key_unwrap(fapix_slice kek, fapix_slice in, uint8_t *out);
int fapix_mbedtls_aead_seal(const fapix_aead *aead, fapix_slice in, uint8_t *out, size_t *out_n, uint8_t tag[32]);
int fapix_mbedtls_aead_open(const fapix_aead *aead, fapix_slice in, fapix_slice tag, uint8_t *out, size_t *out_n);

#endif
