/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The yardsticks for decryption: what the cryptographic library itself takes for the private operation of a JWE, with keys kept ready.
 * Nothing of libfapi is used.
 */
#ifndef RAW_JWE_H
#define RAW_JWE_H

#include <stddef.h>
#include <stdint.h>

typedef struct raw_jwe raw_jwe;

#define RAW_MODULUS 256
#define RAW_CONTENT 1024

/* Big-endian: a key of 2048 bits. */
typedef struct raw_rsa {
    uint8_t n[RAW_MODULUS], e[3], d[RAW_MODULUS], p[RAW_MODULUS / 2], q[RAW_MODULUS / 2];
} raw_rsa;

/* With a P-256 key of its own. Ends the program on failure. */
raw_jwe *raw_jwe_new(const raw_rsa *rsa);
void raw_jwe_free(raw_jwe *raw);
/* 1 if the octets open by RSA-OAEP with SHA-256. */
int raw_jwe_oaep_open(raw_jwe *raw, const uint8_t sealed[RAW_MODULUS], uint8_t *out, size_t *out_n);
/* 1 if x of the product with this point (04 || x || y) opens content by AES-256-GCM; tags of zeros never do, after the same work. */
int raw_jwe_agree_open(raw_jwe *raw, const uint8_t point[65], const uint8_t content[RAW_CONTENT], const uint8_t tag[16]);

#endif
