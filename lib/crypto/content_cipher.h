/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content encryption of RFC 7518 5 on top of what a provider has: AES-GCM as a whole, and AES-CBC with HMAC put together here.
 * Lengths, the order of checks and the wiping of what was not authenticated are the same for every provider.
 */
#ifndef FAPIX_CONTENT_CIPHER_H
#define FAPIX_CONTENT_CIPHER_H

#include "crypto/provider.h"

#define FAPIX_AES_BLOCK 16
#define FAPIX_GCM_TAG 16
#define FAPIX_CONTENT_MAX ((size_t)1 << 30) /* octets of content or additional data; libraries count in int */

/* What a provider brings. Lengths are right when these are called. FAPI_OK, FAPI_ERR_NOMEM or FAPI_ERR_CRYPTO. */
typedef struct fapix_ciphers {
    int (*gcm_seal)(const fapix_aead *aead, fapix_slice in, uint8_t *out, uint8_t tag[FAPIX_GCM_TAG]);
    /* FAPI_JWE_DECRYPTION too. What is in out after a failure is wiped by the caller. */
    int (*gcm_open)(const fapix_aead *aead, fapix_slice in, const uint8_t tag[FAPIX_GCM_TAG], uint8_t *out);
    /* Whole blocks, at least one, without padding. */
    int (*cbc)(bool encrypt, fapix_slice key, const uint8_t iv[FAPIX_AES_BLOCK], fapix_slice in, uint8_t *out);
    /* SHA-256 or SHA-512, which fill 32 and 64 octets. */
    int (*hmac)(bool is_sha512, fapix_slice key, const fapix_slice *parts, size_t count, uint8_t *out);
} fapix_ciphers;

/* As aead_seal and aead_open of the table. Content of CBC that is no number of whole blocks is FAPI_JWE_DECRYPTION, after the tag. */
int fapix_content_seal(const fapix_ciphers *with, const fapix_aead *aead, fapix_slice in, uint8_t *out, size_t *out_n,
                       uint8_t tag[32]);
int fapix_content_open(const fapix_ciphers *with, const fapix_aead *aead, fapix_slice in, fapix_slice tag, uint8_t *out,
                       size_t *out_n);
/* Octets of padding at the end of the last block, 1 to 16, or 0 if that is no padding. Takes the same way whatever is in it. */
unsigned fapix_padding_of(const uint8_t block[FAPIX_AES_BLOCK]);

#endif
