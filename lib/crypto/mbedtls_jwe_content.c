/* SPDX-License-Identifier: Apache-2.0 */
/* AES-GCM and AES-CBC by Mbed TLS, HMAC by libsodium. */
#include "crypto/content_cipher.h"
#include "crypto/mbedtls_jwe.h"

#include <mbedtls/aes.h>
#include <mbedtls/cipher.h>
#include <mbedtls/gcm.h>

static int status_of(int rc)
{
    if (rc == MBEDTLS_ERR_CIPHER_ALLOC_FAILED)
        return FAPI_ERR_NOMEM;
    return fapix_mbedtls_status(rc, rc == MBEDTLS_ERR_GCM_AUTH_FAILED ? FAPI_JWE_DECRYPTION : FAPI_ERR_CRYPTO);
}

static int gcm_seal(const fapix_aead *aead, fapix_slice in, uint8_t *out, uint8_t tag[FAPIX_GCM_TAG])
{
    mbedtls_gcm_context gcm;
    int rc;

    mbedtls_gcm_init(&gcm);
    rc = mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, aead->key.p, (unsigned)(aead->key.n * 8));
    if (rc == 0)
        rc = mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, in.n, aead->iv.p, aead->iv.n, aead->aad.p, aead->aad.n,
                                       in.p, out, FAPIX_GCM_TAG, tag);
    mbedtls_gcm_free(&gcm); /* wipes it */
    return status_of(rc);
}

static int gcm_open(const fapix_aead *aead, fapix_slice in, const uint8_t tag[FAPIX_GCM_TAG], uint8_t *out)
{
    mbedtls_gcm_context gcm;
    int rc;

    mbedtls_gcm_init(&gcm);
    rc = mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, aead->key.p, (unsigned)(aead->key.n * 8));
    if (rc == 0)
        rc = mbedtls_gcm_auth_decrypt(&gcm, in.n, aead->iv.p, aead->iv.n, aead->aad.p, aead->aad.n, tag, FAPIX_GCM_TAG,
                                      in.p, out);
    mbedtls_gcm_free(&gcm);
    return status_of(rc);
}

static int cbc(bool encrypt, fapix_slice key, const uint8_t iv[FAPIX_AES_BLOCK], fapix_slice in, uint8_t *out)
{
    uint8_t chain[FAPIX_AES_BLOCK];
    mbedtls_aes_context aes;
    int rc;

    memcpy(chain, iv, sizeof chain);
    mbedtls_aes_init(&aes);
    rc = encrypt ? mbedtls_aes_setkey_enc(&aes, key.p, (unsigned)(key.n * 8))
                 : mbedtls_aes_setkey_dec(&aes, key.p, (unsigned)(key.n * 8));
    if (rc == 0)
        rc = mbedtls_aes_crypt_cbc(&aes, encrypt ? MBEDTLS_AES_ENCRYPT : MBEDTLS_AES_DECRYPT, in.n, chain, in.p, out);
    mbedtls_aes_free(&aes); /* wipes it */
    return status_of(rc);
}

static int hmac(bool is_sha512, fapix_slice key, const fapix_slice *parts, size_t count, uint8_t *out)
{
    return is_sha512 ? fapix_sodium_hmac_sha512(key, parts, count, out)
                     : fapix_sodium_hmac_sha256(key, parts, count, out);
}

static const fapix_ciphers ciphers = {.gcm_seal = gcm_seal, .gcm_open = gcm_open, .cbc = cbc, .hmac = hmac};

int fapix_mbedtls_aead_seal(const fapix_aead *aead, fapix_slice in, uint8_t *out, size_t *out_n, uint8_t tag[32])
{
    return fapix_content_seal(&ciphers, aead, in, out, out_n, tag);
}

int fapix_mbedtls_aead_open(const fapix_aead *aead, fapix_slice in, fapix_slice tag, uint8_t *out, size_t *out_n)
{
    return fapix_content_open(&ciphers, aead, in, tag, out, out_n);
}
