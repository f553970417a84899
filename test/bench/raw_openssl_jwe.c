/* SPDX-License-Identifier: Apache-2.0 */
/* See raw_jwe.h: OpenSSL 3. */
#include "raw_jwe.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

struct raw_jwe {
    EVP_PKEY *rsa, *ec;
    EVP_PKEY_CTX *decrypt, *derive;
    EVP_CIPHER *gcm;
    EVP_CIPHER_CTX *cipher;
};

static void must(int ok)
{
    if (ok)
        return;
    fprintf(stderr, "raw: the cryptographic library failed\n");
    exit(1);
}

static void push(OSSL_PARAM_BLD *build, const char *name, BIGNUM *number)
{
    must(number != NULL && OSSL_PARAM_BLD_push_BN(build, name, number) == 1);
}

/* With the numbers of the Chinese remainder theorem, as a key that comes as JWK has them. */
static EVP_PKEY *import_rsa(const raw_rsa *rsa)
{
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    BN_CTX *work = BN_CTX_new();
    BIGNUM *n = BN_bin2bn(rsa->n, sizeof rsa->n, NULL), *e = BN_bin2bn(rsa->e, sizeof rsa->e, NULL);
    BIGNUM *d = BN_bin2bn(rsa->d, sizeof rsa->d, NULL), *p = BN_bin2bn(rsa->p, sizeof rsa->p, NULL);
    BIGNUM *q = BN_bin2bn(rsa->q, sizeof rsa->q, NULL), *dp = BN_dup(p), *dq = BN_dup(q), *qi = BN_new();
    BIGNUM *const all[] = {n, e, d, p, q, dp, dq, qi};
    EVP_PKEY *pkey = NULL;
    OSSL_PARAM *params;

    must(build != NULL && work != NULL && context != NULL && BN_sub_word(dp, 1) == 1 && BN_mod(dp, d, dp, work) == 1 &&
         BN_sub_word(dq, 1) == 1 && BN_mod(dq, d, dq, work) == 1 && BN_mod_inverse(qi, q, p, work) != NULL);
    push(build, OSSL_PKEY_PARAM_RSA_N, n);
    push(build, OSSL_PKEY_PARAM_RSA_E, e);
    push(build, OSSL_PKEY_PARAM_RSA_D, d);
    push(build, OSSL_PKEY_PARAM_RSA_FACTOR1, p);
    push(build, OSSL_PKEY_PARAM_RSA_FACTOR2, q);
    push(build, OSSL_PKEY_PARAM_RSA_EXPONENT1, dp);
    push(build, OSSL_PKEY_PARAM_RSA_EXPONENT2, dq);
    push(build, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, qi);
    params = OSSL_PARAM_BLD_to_param(build);
    must(params != NULL && EVP_PKEY_fromdata_init(context) == 1 && EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_KEYPAIR, params) == 1);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_CTX_free(context);
    BN_CTX_free(work);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        BN_free(all[i]);
    return pkey;
}

raw_jwe *raw_jwe_new(const raw_rsa *rsa)
{
    raw_jwe *raw = calloc(1, sizeof *raw);

    must(raw != NULL);
    raw->rsa = import_rsa(rsa);
    raw->ec = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    raw->decrypt = EVP_PKEY_CTX_new_from_pkey(NULL, raw->rsa, NULL);
    raw->derive = EVP_PKEY_CTX_new_from_pkey(NULL, raw->ec, NULL);
    raw->gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    raw->cipher = EVP_CIPHER_CTX_new();
    must(raw->ec != NULL && raw->gcm != NULL && raw->cipher != NULL && EVP_PKEY_decrypt_init(raw->decrypt) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(raw->decrypt, RSA_PKCS1_OAEP_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_oaep_md_name(raw->decrypt, "SHA256", NULL) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md_name(raw->decrypt, "SHA256", NULL) == 1 && EVP_PKEY_derive_init(raw->derive) == 1);
    return raw;
}

void raw_jwe_free(raw_jwe *raw)
{
    EVP_CIPHER_CTX_free(raw->cipher);
    EVP_CIPHER_free(raw->gcm);
    EVP_PKEY_CTX_free(raw->derive);
    EVP_PKEY_CTX_free(raw->decrypt);
    EVP_PKEY_free(raw->ec);
    EVP_PKEY_free(raw->rsa);
    free(raw);
}

int raw_jwe_oaep_open(raw_jwe *raw, const uint8_t sealed[RAW_MODULUS], uint8_t *out, size_t *out_n)
{
    *out_n = RAW_MODULUS;
    return EVP_PKEY_decrypt(raw->decrypt, out, out_n, sealed, RAW_MODULUS) == 1;
}

int raw_jwe_agree_open(raw_jwe *raw, const uint8_t point[65], const uint8_t content[RAW_CONTENT], const uint8_t tag[16])
{
    static const uint8_t iv[12];
    EVP_PKEY *peer = EVP_PKEY_new();
    uint8_t key[32], out[RAW_CONTENT], expected[16];
    size_t key_n = sizeof key;
    int n = 0, opened;

    must(peer != NULL && EVP_PKEY_copy_parameters(peer, raw->ec) == 1 && EVP_PKEY_set1_encoded_public_key(peer, point, 65) == 1 &&
         EVP_PKEY_derive_set_peer_ex(raw->derive, peer, 0) == 1 && EVP_PKEY_derive(raw->derive, key, &key_n) == 1);
    for (size_t i = 0; i < sizeof expected; i++)
        expected[i] = tag[i];
    must(EVP_DecryptInit_ex2(raw->cipher, raw->gcm, key, iv, NULL) == 1 &&
         EVP_CIPHER_CTX_ctrl(raw->cipher, EVP_CTRL_AEAD_SET_TAG, sizeof expected, expected) == 1 &&
         EVP_DecryptUpdate(raw->cipher, out, &n, content, RAW_CONTENT) == 1);
    opened = EVP_DecryptFinal_ex(raw->cipher, out, &n) == 1;
    EVP_PKEY_free(peer);
    return opened;
}
