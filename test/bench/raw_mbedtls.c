/* SPDX-License-Identifier: Apache-2.0 */
/* See raw.h: Mbed TLS for RSA and ECDSA, libsodium for Ed25519. */
#include "raw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/ecdsa.h>
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>
#include <sodium.h>

#include <fapi.h>

struct raw {
    int alg;
    uint8_t ed25519[32];
    mbedtls_ecp_group group;
    mbedtls_ecp_point point;
    mbedtls_rsa_context rsa;
};

static void must(int ok)
{
    if (ok)
        return;
    fprintf(stderr, "raw: the cryptographic library failed\n");
    exit(1);
}

static void init_rsa(mbedtls_rsa_context *rsa)
{
#if MBEDTLS_VERSION_MAJOR < 3
    mbedtls_rsa_init(rsa, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
#else
    mbedtls_rsa_init(rsa);
    must(mbedtls_rsa_set_padding(rsa, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256) == 0);
#endif
}

static int verify_pss(mbedtls_rsa_context *rsa, const uint8_t hash[32], const uint8_t *signature)
{
#if MBEDTLS_VERSION_MAJOR < 3
    return mbedtls_rsa_rsassa_pss_verify_ext(rsa, NULL, NULL, MBEDTLS_RSA_PUBLIC, MBEDTLS_MD_SHA256, 32, hash,
                                             MBEDTLS_MD_SHA256, 32, signature) == 0;
#else
    return mbedtls_rsa_rsassa_pss_verify_ext(rsa, MBEDTLS_MD_SHA256, 32, hash, MBEDTLS_MD_SHA256, 32, signature) == 0;
#endif
}

raw *raw_new(int alg, const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
    raw *key = calloc(1, sizeof *key);
    uint8_t point[65] = {4};

    must(key != NULL);
    key->alg = alg;
    mbedtls_ecp_group_init(&key->group);
    mbedtls_ecp_point_init(&key->point);
    init_rsa(&key->rsa);
    if (alg == FAPI_ALG_EDDSA) {
        memcpy(key->ed25519, a, 32);
    } else if (alg == FAPI_ALG_ES256) {
        memcpy(point + 1, a, 32);
        memcpy(point + 33, b, 32);
        must(mbedtls_ecp_group_load(&key->group, MBEDTLS_ECP_DP_SECP256R1) == 0 &&
             mbedtls_ecp_point_read_binary(&key->group, &key->point, point, sizeof point) == 0);
    } else {
        must(mbedtls_rsa_import_raw(&key->rsa, a, a_len, NULL, 0, NULL, 0, NULL, 0, b, b_len) == 0 &&
             mbedtls_rsa_complete(&key->rsa) == 0);
    }
    return key;
}

int raw_verify(raw *key, const uint8_t *message, size_t message_len, const uint8_t *signature, size_t signature_len)
{
    uint8_t hash[32];
    mbedtls_mpi r, s;
    int rc = 0;

    (void)signature_len;
    if (key->alg == FAPI_ALG_EDDSA)
        return crypto_sign_verify_detached(signature, message, message_len, key->ed25519) == 0;
    crypto_hash_sha256(hash, message, message_len);
    if (key->alg == FAPI_ALG_PS256)
        return verify_pss(&key->rsa, hash, signature);
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    must(mbedtls_mpi_read_binary(&r, signature, 32) == 0 && mbedtls_mpi_read_binary(&s, signature + 32, 32) == 0);
    rc = mbedtls_ecdsa_verify(&key->group, hash, sizeof hash, &key->point, &r, &s);
    mbedtls_mpi_free(&r);
    mbedtls_mpi_free(&s);
    return rc == 0;
}

void raw_free(raw *key)
{
    mbedtls_ecp_group_free(&key->group);
    mbedtls_ecp_point_free(&key->point);
    mbedtls_rsa_free(&key->rsa);
    free(key);
}

const char *raw_library(int alg)
{
    return alg == FAPI_ALG_EDDSA ? "libsodium" : MBEDTLS_VERSION_STRING_FULL;
}

/* ---- signing ---- */

struct raw_signer {
    int alg;
    uint8_t ed25519[64];
    mbedtls_ecp_group group;
    mbedtls_mpi d;
    mbedtls_rsa_context rsa;
};

static int rng(void *user, unsigned char *out, size_t n)
{
    (void)user;
    randombytes_buf(out, n);
    return 0;
}

raw_signer *raw_signer_new(int alg)
{
    raw_signer *key = calloc(1, sizeof *key);
    uint8_t public_key[32];
    mbedtls_ecp_point point;

    must(key != NULL && sodium_init() >= 0);
    key->alg = alg;
    mbedtls_ecp_group_init(&key->group);
    mbedtls_mpi_init(&key->d);
    init_rsa(&key->rsa);
    mbedtls_ecp_point_init(&point);
    if (alg == FAPI_ALG_EDDSA)
        must(crypto_sign_keypair(public_key, key->ed25519) == 0);
    else if (alg == FAPI_ALG_ES256)
        must(mbedtls_ecp_group_load(&key->group, MBEDTLS_ECP_DP_SECP256R1) == 0 &&
             mbedtls_ecp_gen_keypair(&key->group, &key->d, &point, rng, NULL) == 0);
    else
        must(mbedtls_rsa_gen_key(&key->rsa, rng, NULL, 3072, 65537) == 0);
    mbedtls_ecp_point_free(&point);
    return key;
}

/* RFC 6979, as the library signs. */
static void sign_p256(raw_signer *key, const uint8_t hash[32], uint8_t signature[64])
{
    mbedtls_mpi r, s;

    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    must(mbedtls_ecdsa_sign_det_ext(&key->group, &r, &s, &key->d, hash, 32, MBEDTLS_MD_SHA256, rng, NULL) == 0 &&
         mbedtls_mpi_write_binary(&r, signature, 32) == 0 && mbedtls_mpi_write_binary(&s, signature + 32, 32) == 0);
    mbedtls_mpi_free(&r);
    mbedtls_mpi_free(&s);
}

void raw_sign(raw_signer *key, const uint8_t *message, size_t message_len)
{
    uint8_t hash[32], signature[512];

    if (key->alg == FAPI_ALG_EDDSA) {
        must(crypto_sign_detached(signature, NULL, message, message_len, key->ed25519) == 0);
        return;
    }
    crypto_hash_sha256(hash, message, message_len);
    if (key->alg == FAPI_ALG_ES256) {
        sign_p256(key, hash, signature);
        return;
    }
    must(mbedtls_rsa_rsassa_pss_sign_ext(&key->rsa, rng, NULL, MBEDTLS_MD_SHA256, 32, hash, 32, signature) == 0);
}

void raw_signer_free(raw_signer *key)
{
    mbedtls_ecp_group_free(&key->group);
    mbedtls_mpi_free(&key->d);
    mbedtls_rsa_free(&key->rsa);
    free(key);
}
