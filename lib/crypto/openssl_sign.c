/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures by OpenSSL 3: PS256, RS256, ES256, and EdDSA where the host wants it. */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "crypto/openssl_key.h"

enum { DER_MAX = 2 + 2 * (2 + 1 + FAPIX_P256_OCTETS) }; /* of an ECDSA signature on P-256 */

typedef int init_function(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params);

/* Set up for signing or verifying a SHA-256. What is left open here is left open to the sender. */
static bool set_up(EVP_PKEY_CTX *ctx, int alg, init_function *init)
{
    char sha256[] = "SHA256", pss[] = OSSL_PKEY_RSA_PAD_MODE_PSS, v15[] = OSSL_PKEY_RSA_PAD_MODE_PKCSV15;
    int salt = 32;
    OSSL_PARAM params[5] = {OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, sha256, 0)};

    if (alg == FAPI_ALG_ES256)
        return init(ctx, NULL) == 1;
    if (alg == FAPI_ALG_RS256) {
        params[1] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, v15, 0);
        params[2] = OSSL_PARAM_construct_end();
        return init(ctx, params) == 1;
    }
    /* Spec: RFC7518-3.5-1 */
    params[1] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, pss, 0);
    params[2] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_MGF1_DIGEST, sha256, 0);
    params[3] = OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, &salt);
    params[4] = OSSL_PARAM_construct_end();
    return init(ctx, params) == 1;
}

/* A context that is ready, from a slot or made now. NULL when OpenSSL could not. */
static EVP_PKEY_CTX *operation_take(const fapix_key *key, fapix_operations *slots, init_function *init)
{
    EVP_PKEY_CTX *ctx = NULL;

    for (size_t i = 0; i < FAPIX_SPARE_OPERATIONS && ctx == NULL; i++)
        ctx = atomic_exchange_explicit(&(*slots)[i], NULL, memory_order_acquire);
    if (ctx != NULL)
        return ctx;
    ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
    if (ctx != NULL && !set_up(ctx, key->alg, init)) {
        EVP_PKEY_CTX_free(ctx);
        ctx = NULL;
    }
    return ctx;
}

static void operation_give(fapix_operations *slots, EVP_PKEY_CTX *ctx)
{
    for (size_t i = 0; i < FAPIX_SPARE_OPERATIONS; i++) {
        EVP_PKEY_CTX *none = NULL;
        if (atomic_compare_exchange_strong_explicit(&(*slots)[i], &none, ctx, memory_order_release,
                                                    memory_order_relaxed))
            return;
    }
    EVP_PKEY_CTX_free(ctx);
}

static size_t put_integer(uint8_t *out, const uint8_t *octets)
{
    size_t skip = 0, pad, n;

    while (skip < FAPIX_P256_OCTETS - 1 && octets[skip] == 0)
        skip++;
    pad = octets[skip] >> 7;
    n = FAPIX_P256_OCTETS - skip;
    out[0] = 0x02;
    out[1] = (uint8_t)(n + pad);
    out[2] = 0; /* the sign, or overwritten */
    memcpy(out + 2 + pad, octets + skip, n);
    return 2 + pad + n;
}

/* R || S of JOSE to the DER that OpenSSL wants: a SEQUENCE of two INTEGERs. Zero goes through for OpenSSL to refuse. */
static size_t to_der(uint8_t der[DER_MAX], const uint8_t signature[FAPIX_ES256_SIGNATURE])
{
    size_t n = put_integer(der + 2, signature);

    n += put_integer(der + 2 + n, signature + FAPIX_P256_OCTETS);
    der[0] = 0x30;
    der[1] = (uint8_t)n;
    return 2 + n;
}

static bool hash_message(const fapix_key *key, fapix_slice message, uint8_t hash[32])
{
    return fapix_openssl_digest(key->engine, &message, 1, hash);
}

static int verify_hashed(const fapix_key *key, fapix_slice message, fapix_slice signature)
{
    fapix_operations *slots = &((fapix_key *)(uintptr_t)key)->verifying; /* a cache: the key stays what it is */
    uint8_t hash[32], der[DER_MAX];
    EVP_PKEY_CTX *ctx;
    int rc;

    if (!hash_message(key, message, hash))
        return FAPI_ERR_CRYPTO;
    ctx = operation_take(key, slots, EVP_PKEY_verify_init_ex);
    if (ctx == NULL)
        return FAPI_ERR_CRYPTO;
    if (key->alg == FAPI_ALG_ES256)
        signature = fapix_slice_of(der, to_der(der, signature.p));
    rc = EVP_PKEY_verify(ctx, signature.p, signature.n, hash, sizeof hash) == 1 ? FAPI_OK : FAPI_JWS_SIGNATURE;
    operation_give(slots, ctx);
    return rc;
}

static int verify_ed25519(const fapix_key *key, fapix_slice message, fapix_slice signature)
{
    static const uint8_t empty = 0;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int rc = FAPI_ERR_CRYPTO;

    if (ctx != NULL && EVP_DigestVerifyInit_ex(ctx, NULL, NULL, NULL, NULL, key->pkey, NULL) == 1)
        rc = EVP_DigestVerify(ctx, signature.p, signature.n, message.n == 0 ? &empty : message.p, message.n) == 1
            ? FAPI_OK : FAPI_JWS_SIGNATURE;
    EVP_MD_CTX_free(ctx);
    return rc;
}

int fapix_openssl_verify(const fapix_key *key, fapix_slice message, fapix_slice signature)
{
    unsigned long before;
    int rc;

    /* RFC 8017 8.1.2 step 1 and 8.2.2 step 1 for RSA. Spec: RFC7518-3.4-1, RFC8037-3.1-1 */
    if (signature.n != key->signature_n)
        return FAPI_JWS_SIGNATURE_LENGTH;
    if (key->alg == FAPI_ALG_EDDSA && key->pkey == NULL)
        return fapix_ed25519_verify(&key->ed25519, message, signature);
    before = fapix_openssl_errors_begin();
    rc = key->alg == FAPI_ALG_EDDSA ? verify_ed25519(key, message, signature)
                                    : verify_hashed(key, message, signature);
    return fapix_openssl_errors_end(before, rc);
}

static int from_der(const uint8_t *der, size_t der_n, uint8_t signature[FAPIX_ES256_SIGNATURE])
{
    ECDSA_SIG *both = d2i_ECDSA_SIG(NULL, &der, (long)der_n);
    int rc = FAPI_ERR_CRYPTO;

    if (both != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(both), signature, FAPIX_P256_OCTETS) == FAPIX_P256_OCTETS &&
        BN_bn2binpad(ECDSA_SIG_get0_s(both), signature + FAPIX_P256_OCTETS, FAPIX_P256_OCTETS) == FAPIX_P256_OCTETS)
        rc = FAPI_OK;
    ECDSA_SIG_free(both);
    return rc;
}

/* OpenSSL before 3.2 has no deterministic nonce (RFC 6979), but mixes private key and hash into its random one. */
static int sign_hashed(const fapix_key *key, fapix_slice message, uint8_t *signature)
{
    fapix_operations *slots = &((fapix_key *)(uintptr_t)key)->signing;
    uint8_t hash[32], der[DER_MAX];
    bool is_ec = key->alg == FAPI_ALG_ES256;
    size_t n = is_ec ? sizeof der : key->signature_n;
    int rc = FAPI_ERR_CRYPTO;
    EVP_PKEY_CTX *ctx;

    if (!hash_message(key, message, hash))
        return FAPI_ERR_CRYPTO;
    ctx = operation_take(key, slots, EVP_PKEY_sign_init_ex);
    if (ctx == NULL)
        return FAPI_ERR_CRYPTO;
    if (EVP_PKEY_sign(ctx, is_ec ? der : signature, &n, hash, sizeof hash) == 1)
        rc = is_ec ? from_der(der, n, signature) : FAPI_OK;
    operation_give(slots, ctx);
    return rc;
}

static int sign_ed25519(const fapix_key *key, fapix_slice message, uint8_t *signature)
{
    static const uint8_t empty = 0;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    size_t n = FAPIX_ED25519_SIGNATURE;
    int rc = FAPI_ERR_CRYPTO;

    if (ctx != NULL && EVP_DigestSignInit_ex(ctx, NULL, NULL, NULL, NULL, key->pkey, NULL) == 1 &&
        EVP_DigestSign(ctx, signature, &n, message.n == 0 ? &empty : message.p, message.n) == 1)
        rc = FAPI_OK;
    EVP_MD_CTX_free(ctx);
    return rc;
}

int fapix_openssl_sign(const fapix_key *key, fapix_slice message, uint8_t *signature, size_t *signature_n)
{
    unsigned long before;
    int rc;

    *signature_n = 0;
    if (!key->is_private)
        return FAPI_JWK_NOT_PRIVATE;
    if (key->alg == FAPI_ALG_EDDSA && key->pkey == NULL)
        return fapix_ed25519_sign(&key->ed25519, message, signature, signature_n);
    before = fapix_openssl_errors_begin();
    rc = key->alg == FAPI_ALG_EDDSA ? sign_ed25519(key, message, signature) : sign_hashed(key, message, signature);
    rc = fapix_openssl_errors_end(before, rc);
    if (rc == FAPI_OK)
        *signature_n = key->signature_n;
    return rc;
}
