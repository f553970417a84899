/* SPDX-License-Identifier: Apache-2.0 */
/* AES-GCM, AES-CBC and HMAC by OpenSSL 3. */
#include "crypto/content_cipher.h"
#include "crypto/openssl_jwe.h"

#include <openssl/core_names.h>

/* A context that is set up, between errors_begin and errors_end; NULL where OpenSSL could not. */
static EVP_CIPHER_CTX *cipher_new(const char *name, bool encrypt, const uint8_t *key, const uint8_t *iv)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    if (cipher == NULL || ctx == NULL || EVP_CipherInit_ex2(ctx, cipher, key, iv, encrypt ? 1 : 0, NULL) != 1) {
        EVP_CIPHER_CTX_free(ctx);
        ctx = NULL;
    }
    EVP_CIPHER_free(cipher); /* the context has a reference of its own */
    return ctx;
}

static EVP_CIPHER_CTX *gcm_new(const fapix_aead *aead, bool encrypt)
{
    /* 12 octets of IV are what OpenSSL expects of GCM. */
    return cipher_new(aead->key.n == 16 ? "AES-128-GCM" : "AES-256-GCM", encrypt, aead->key.p, aead->iv.p);
}

/* Additional data and content through the context. No octets are no call: a NULL would mean something else. */
static bool gcm_feed(EVP_CIPHER_CTX *ctx, fapix_slice aad, fapix_slice in, uint8_t *out)
{
    int n = 0;

    if (aad.n != 0 && EVP_CipherUpdate(ctx, NULL, &n, aad.p, (int)aad.n) != 1)
        return false;
    return in.n == 0 || (EVP_CipherUpdate(ctx, out, &n, in.p, (int)in.n) == 1 && (size_t)n == in.n);
}

static int gcm_seal(const fapix_aead *aead, fapix_slice in, uint8_t *out, uint8_t tag[FAPIX_GCM_TAG])
{
    unsigned long before = fapix_openssl_errors_begin();
    EVP_CIPHER_CTX *ctx = gcm_new(aead, true);
    OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, FAPIX_GCM_TAG),
                           OSSL_PARAM_construct_end()};
    uint8_t none[FAPIX_AES_BLOCK];
    int n = 0, rc = FAPI_ERR_CRYPTO;

    if (ctx != NULL && gcm_feed(ctx, aead->aad, in, out) && EVP_CipherFinal_ex(ctx, none, &n) == 1 && n == 0 &&
        EVP_CIPHER_CTX_get_params(ctx, params) == 1)
        rc = FAPI_OK;
    EVP_CIPHER_CTX_free(ctx);
    return fapix_openssl_errors_end(before, rc);
}

/* OpenSSL compares the tag in constant time, in the last call. */
static int gcm_open(const fapix_aead *aead, fapix_slice in, const uint8_t tag[FAPIX_GCM_TAG], uint8_t *out)
{
    unsigned long before = fapix_openssl_errors_begin();
    EVP_CIPHER_CTX *ctx = gcm_new(aead, false);
    uint8_t expected[FAPIX_GCM_TAG], none[FAPIX_AES_BLOCK];
    OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, expected, sizeof expected),
                           OSSL_PARAM_construct_end()};
    int n = 0, rc = FAPI_ERR_CRYPTO;

    memcpy(expected, tag, sizeof expected);
    if (ctx != NULL && EVP_CIPHER_CTX_set_params(ctx, params) == 1 && gcm_feed(ctx, aead->aad, in, out))
        rc = EVP_CipherFinal_ex(ctx, none, &n) == 1 && n == 0 ? FAPI_OK : FAPI_JWE_DECRYPTION;
    EVP_CIPHER_CTX_free(ctx);
    return fapix_openssl_errors_end(before, rc);
}

static int cbc(bool encrypt, fapix_slice key, const uint8_t iv[FAPIX_AES_BLOCK], fapix_slice in, uint8_t *out)
{
    unsigned long before = fapix_openssl_errors_begin();
    EVP_CIPHER_CTX *ctx = cipher_new(key.n == 16 ? "AES-128-CBC" : "AES-256-CBC", encrypt, key.p, iv);
    int n = 0, rc = FAPI_ERR_CRYPTO;

    if (ctx != NULL && EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
        EVP_CipherUpdate(ctx, out, &n, in.p, (int)in.n) == 1 && (size_t)n == in.n)
        rc = FAPI_OK;
    EVP_CIPHER_CTX_free(ctx);
    return fapix_openssl_errors_end(before, rc);
}

static int hmac(bool is_sha512, fapix_slice key, const fapix_slice *parts, size_t count, uint8_t *out)
{
    return is_sha512 ? fapix_openssl_hmac_sha512(key, parts, count, out)
                     : fapix_openssl_hmac_sha256(key, parts, count, out);
}

static const fapix_ciphers ciphers = {.gcm_seal = gcm_seal, .gcm_open = gcm_open, .cbc = cbc, .hmac = hmac};

int fapix_openssl_aead_seal(const fapix_aead *aead, fapix_slice in, uint8_t *out, size_t *out_n, uint8_t tag[32])
{
    return fapix_content_seal(&ciphers, aead, in, out, out_n, tag);
}

int fapix_openssl_aead_open(const fapix_aead *aead, fapix_slice in, fapix_slice tag, uint8_t *out, size_t *out_n)
{
    return fapix_content_open(&ciphers, aead, in, tag, out, out_n);
}
