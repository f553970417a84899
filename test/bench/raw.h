/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The yardsticks of the benchmark: one signature check, or one signature, by the cryptographic library itself, SHA-256 of the message
 * included, with key and context kept ready. Nothing of libfapi is used.
 */
#ifndef RAW_H
#define RAW_H

#include <stddef.h>
#include <stdint.h>

typedef struct raw raw;

/* alg: FAPI_ALG_. RSA: a = n, b = e; EC: a = x, b = y; Ed25519: a = x. Ends the program on failure. */
raw *raw_new(int alg, const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len);
/* 1 if the signature is good. */
int raw_verify(raw *key, const uint8_t *message, size_t message_len, const uint8_t *signature, size_t signature_len);
void raw_free(raw *key);
const char *raw_library(int alg);

/* Signs with a fresh key of its own: P-256, RSA of 3072 bits, or Ed25519. Ends the program on failure. */
typedef struct raw_signer raw_signer;

raw_signer *raw_signer_new(int alg);
void raw_sign(raw_signer *key, const uint8_t *message, size_t message_len);
void raw_signer_free(raw_signer *key);

#endif
