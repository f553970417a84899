/* SPDX-License-Identifier: Apache-2.0 */
/* See raw_jwe.h: Mbed TLS. */
#include "raw_jwe.h"

#include <stdio.h>
#include <stdlib.h>

#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/ecp.h>
#include <mbedtls/gcm.h>
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>
#include <sodium.h>

struct raw_jwe {
    mbedtls_rsa_context rsa;
    mbedtls_ecp_group group;
    mbedtls_ecp_point own;
    mbedtls_mpi d;
};

static void must(int ok)
{
    if (ok)
        return;
    fprintf(stderr, "raw: the cryptographic library failed\n");
    exit(1);
}

static int rng(void *user, unsigned char *out, size_t n)
{
    (void)user;
    randombytes_buf(out, n);
    return 0;
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

static int oaep_decrypt(mbedtls_rsa_context *rsa, const uint8_t *in, uint8_t *out, size_t *out_n)
{
#if MBEDTLS_VERSION_MAJOR < 3
    return mbedtls_rsa_rsaes_oaep_decrypt(rsa, rng, NULL, MBEDTLS_RSA_PRIVATE, NULL, 0, out_n, in, out, RAW_MODULUS);
#else
    return mbedtls_rsa_rsaes_oaep_decrypt(rsa, rng, NULL, NULL, 0, out_n, in, out, RAW_MODULUS);
#endif
}

raw_jwe *raw_jwe_new(const raw_rsa *rsa)
{
    raw_jwe *raw = calloc(1, sizeof *raw);

    must(raw != NULL && sodium_init() >= 0);
    init_rsa(&raw->rsa);
    must(mbedtls_rsa_import_raw(&raw->rsa, rsa->n, sizeof rsa->n, rsa->p, sizeof rsa->p, rsa->q, sizeof rsa->q, rsa->d, sizeof rsa->d,
                                rsa->e, sizeof rsa->e) == 0 &&
         mbedtls_rsa_complete(&raw->rsa) == 0);
    mbedtls_ecp_group_init(&raw->group);
    mbedtls_ecp_point_init(&raw->own);
    mbedtls_mpi_init(&raw->d);
    must(mbedtls_ecp_group_load(&raw->group, MBEDTLS_ECP_DP_SECP256R1) == 0 &&
         mbedtls_ecp_gen_keypair(&raw->group, &raw->d, &raw->own, rng, NULL) == 0);
    return raw;
}

void raw_jwe_free(raw_jwe *raw)
{
    mbedtls_rsa_free(&raw->rsa);
    mbedtls_ecp_group_free(&raw->group);
    mbedtls_ecp_point_free(&raw->own);
    mbedtls_mpi_free(&raw->d);
    free(raw);
}

int raw_jwe_oaep_open(raw_jwe *raw, const uint8_t sealed[RAW_MODULUS], uint8_t *out, size_t *out_n)
{
    return oaep_decrypt(&raw->rsa, sealed, out, out_n) == 0;
}

int raw_jwe_agree_open(raw_jwe *raw, const uint8_t point[65], const uint8_t content[RAW_CONTENT], const uint8_t tag[16])
{
    static const uint8_t iv[12];
    uint8_t key[32], out[RAW_CONTENT];
    mbedtls_ecp_point peer, product;
    mbedtls_gcm_context gcm;
    int rc;

    mbedtls_ecp_point_init(&peer);
    mbedtls_ecp_point_init(&product);
    mbedtls_gcm_init(&gcm);
    must(mbedtls_ecp_point_read_binary(&raw->group, &peer, point, 65) == 0 &&
         mbedtls_ecp_mul(&raw->group, &product, &raw->d, &peer, rng, NULL) == 0 && /* looks whether it is on the curve */
         mbedtls_mpi_write_binary(&product.X, key, sizeof key) == 0 &&
         mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, key, 256) == 0);
    rc = mbedtls_gcm_auth_decrypt(&gcm, RAW_CONTENT, iv, sizeof iv, NULL, 0, tag, 16, content, out);
    mbedtls_gcm_free(&gcm);
    mbedtls_ecp_point_free(&peer);
    mbedtls_ecp_point_free(&product);
    return rc == 0;
}
