/* SPDX-License-Identifier: Apache-2.0 */
/* See raw.h: OpenSSL 3 for RSA and ECDSA, libsodium for Ed25519. */
#include "raw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <sodium.h>

#include <fapi.h>

struct raw {
    int alg;
    uint8_t ed25519[32];
    EVP_PKEY *pkey;
    EVP_PKEY_CTX *context;
};

static void must(int ok)
{
    if (ok)
        return;
    fprintf(stderr, "raw: the cryptographic library failed\n");
    exit(1);
}

static EVP_PKEY *import(const char *type, OSSL_PARAM *params)
{
    EVP_PKEY *pkey = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);

    must(context != NULL && EVP_PKEY_fromdata_init(context) == 1 &&
         EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params) == 1);
    EVP_PKEY_CTX_free(context);
    return pkey;
}

static EVP_PKEY *import_ec(const uint8_t *x, const uint8_t *y)
{
    uint8_t point[65] = {4};
    char group[] = "P-256";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                           OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
                           OSSL_PARAM_construct_end()};

    memcpy(point + 1, x, 32);
    memcpy(point + 33, y, 32);
    return import("EC", params);
}

static EVP_PKEY *import_rsa(const uint8_t *n, size_t n_len, const uint8_t *e, size_t e_len)
{
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM *modulus = BN_bin2bn(n, (int)n_len, NULL), *exponent = BN_bin2bn(e, (int)e_len, NULL);
    OSSL_PARAM *params = NULL;
    EVP_PKEY *pkey = NULL;

    must(OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
         OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent) == 1);
    params = OSSL_PARAM_BLD_to_param(build);
    pkey = import("RSA", params);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    BN_free(modulus);
    BN_free(exponent);
    return pkey;
}

raw *raw_new(int alg, const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
    raw *key = calloc(1, sizeof *key);

    must(key != NULL);
    key->alg = alg;
    if (alg == FAPI_ALG_EDDSA) {
        memcpy(key->ed25519, a, 32);
        return key;
    }
    key->pkey = alg == FAPI_ALG_ES256 ? import_ec(a, b) : import_rsa(a, a_len, b, b_len);
    key->context = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
    must(EVP_PKEY_verify_init(key->context) == 1 && EVP_PKEY_CTX_set_signature_md(key->context, EVP_sha256()) == 1);
    if (alg == FAPI_ALG_PS256)
        must(EVP_PKEY_CTX_set_rsa_padding(key->context, RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(key->context, 32) == 1);
    return key;
}

int raw_verify(raw *key, const uint8_t *message, size_t message_len, const uint8_t *signature, size_t signature_len)
{
    uint8_t hash[32], der[80];

    if (key->alg == FAPI_ALG_EDDSA)
        return crypto_sign_verify_detached(signature, message, message_len, key->ed25519) == 0;
    SHA256(message, message_len, hash);
    if (key->alg == FAPI_ALG_ES256) { /* OpenSSL wants DER: two INTEGERs */
        size_t n = 2, i = 0;

        for (i = 0; i < 2; i++) {
            const uint8_t *half = signature + 32 * i;
            size_t skip = 0;

            while (skip < 31 && half[skip] == 0)
                skip++;
            der[n++] = 2;
            der[n++] = (uint8_t)(32 - skip + (half[skip] >> 7));
            if (half[skip] >> 7)
                der[n++] = 0;
            memcpy(der + n, half + skip, 32 - skip);
            n += 32 - skip;
        }
        der[0] = 0x30;
        der[1] = (uint8_t)(n - 2);
        signature = der;
        signature_len = n;
    }
    return EVP_PKEY_verify(key->context, signature, signature_len, hash, sizeof hash) == 1;
}

void raw_free(raw *key)
{
    EVP_PKEY_CTX_free(key->context);
    EVP_PKEY_free(key->pkey);
    free(key);
}

const char *raw_library(int alg)
{
    return alg == FAPI_ALG_EDDSA ? "libsodium" : OPENSSL_VERSION_TEXT;
}

/* ---- signing ---- */

struct raw_signer {
    int alg;
    uint8_t ed25519[64];
    EVP_PKEY *pkey;
    EVP_PKEY_CTX *context;
};

raw_signer *raw_signer_new(int alg)
{
    raw_signer *key = calloc(1, sizeof *key);
    uint8_t public_key[32];

    must(key != NULL);
    key->alg = alg;
    if (alg == FAPI_ALG_EDDSA) {
        must(sodium_init() >= 0 && crypto_sign_keypair(public_key, key->ed25519) == 0);
        return key;
    }
    key->pkey = alg == FAPI_ALG_ES256 ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256")
                                      : EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)3072);
    must(key->pkey != NULL);
    key->context = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
    must(EVP_PKEY_sign_init(key->context) == 1 && EVP_PKEY_CTX_set_signature_md(key->context, EVP_sha256()) == 1);
    if (alg == FAPI_ALG_PS256)
        must(EVP_PKEY_CTX_set_rsa_padding(key->context, RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(key->context, 32) == 1);
    return key;
}

void raw_sign(raw_signer *key, const uint8_t *message, size_t message_len)
{
    uint8_t hash[32], signature[512];
    size_t n = sizeof signature;

    if (key->alg == FAPI_ALG_EDDSA) {
        must(crypto_sign_detached(signature, NULL, message, message_len, key->ed25519) == 0);
        return;
    }
    SHA256(message, message_len, hash);
    must(EVP_PKEY_sign(key->context, signature, &n, hash, sizeof hash) == 1);
}

void raw_signer_free(raw_signer *key)
{
    EVP_PKEY_CTX_free(key->context);
    EVP_PKEY_free(key->pkey);
    free(key);
}
