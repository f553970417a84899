/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mbed TLS 2.28 and 3.6 under one set of names, so that no function body has to know the version. The 3 series hides
 * struct members that 2.28 documents; MBEDTLS_ALLOW_PRIVATE_ACCESS, which it offers for this, shows them.
 */
#ifndef FAPIX_MBEDTLS_COMPAT_H
#define FAPIX_MBEDTLS_COMPAT_H

#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/version.h>

#include <mbedtls/bignum.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/rsa.h>
#include <mbedtls/threading.h>

#include "base/slice.h"

typedef int (*fapix_mbedtls_random)(void *user, unsigned char *out, size_t n);

#if MBEDTLS_VERSION_MAJOR < 3

static inline void fapix_rsa_init(mbedtls_rsa_context *rsa, int padding)
{
    mbedtls_rsa_init(rsa, padding, MBEDTLS_MD_SHA256);
}

static inline int fapix_rsa_pss_verify(mbedtls_rsa_context *rsa, const uint8_t hash[32], const uint8_t *signature)
{
    return mbedtls_rsa_rsassa_pss_verify_ext(rsa, NULL, NULL, MBEDTLS_RSA_PUBLIC, MBEDTLS_MD_SHA256, 32, hash,
                                             MBEDTLS_MD_SHA256, 32, signature);
}

static inline int fapix_rsa_v15_verify(mbedtls_rsa_context *rsa, const uint8_t hash[32], const uint8_t *signature)
{
    return mbedtls_rsa_rsassa_pkcs1_v15_verify(rsa, NULL, NULL, MBEDTLS_RSA_PUBLIC, MBEDTLS_MD_SHA256, 32, hash,
                                               signature);
}

static inline int fapix_rsa_v15_sign(mbedtls_rsa_context *rsa, fapix_mbedtls_random random, const uint8_t hash[32],
                                     uint8_t *signature)
{
    return mbedtls_rsa_rsassa_pkcs1_v15_sign(rsa, random, NULL, MBEDTLS_RSA_PRIVATE, MBEDTLS_MD_SHA256, 32, hash,
                                             signature);
}

/* 2.28 finds out about a hash that it was built without when it is used. */
static inline int fapix_rsa_oaep_hash(mbedtls_rsa_context *rsa, mbedtls_md_type_t hash)
{
    mbedtls_rsa_set_padding(rsa, MBEDTLS_RSA_PKCS_V21, (int)hash);
    return 0;
}

static inline int fapix_rsa_oaep_encrypt(mbedtls_rsa_context *rsa, fapix_mbedtls_random random, fapix_slice in,
                                         uint8_t *out)
{
    return mbedtls_rsa_rsaes_oaep_encrypt(rsa, random, NULL, MBEDTLS_RSA_PUBLIC, NULL, 0, in.n, in.p, out);
}

static inline int fapix_rsa_oaep_decrypt(mbedtls_rsa_context *rsa, fapix_mbedtls_random random, const uint8_t *in,
                                         uint8_t *out, size_t room, size_t *out_n)
{
    return mbedtls_rsa_rsaes_oaep_decrypt(rsa, random, NULL, MBEDTLS_RSA_PRIVATE, NULL, 0, out_n, in, out, room);
}

#else

static inline void fapix_rsa_init(mbedtls_rsa_context *rsa, int padding)
{
    mbedtls_rsa_init(rsa);
    /* Fails for an unknown padding or hash only; without it every later call would refuse. */
    (void)mbedtls_rsa_set_padding(rsa, padding, MBEDTLS_MD_SHA256);
}

static inline int fapix_rsa_pss_verify(mbedtls_rsa_context *rsa, const uint8_t hash[32], const uint8_t *signature)
{
    return mbedtls_rsa_rsassa_pss_verify_ext(rsa, MBEDTLS_MD_SHA256, 32, hash, MBEDTLS_MD_SHA256, 32, signature);
}

static inline int fapix_rsa_v15_verify(mbedtls_rsa_context *rsa, const uint8_t hash[32], const uint8_t *signature)
{
    return mbedtls_rsa_rsassa_pkcs1_v15_verify(rsa, MBEDTLS_MD_SHA256, 32, hash, signature);
}

static inline int fapix_rsa_v15_sign(mbedtls_rsa_context *rsa, fapix_mbedtls_random random, const uint8_t hash[32],
                                     uint8_t *signature)
{
    return mbedtls_rsa_rsassa_pkcs1_v15_sign(rsa, random, NULL, MBEDTLS_MD_SHA256, 32, hash, signature);
}

static inline int fapix_rsa_oaep_hash(mbedtls_rsa_context *rsa, mbedtls_md_type_t hash)
{
    return mbedtls_rsa_set_padding(rsa, MBEDTLS_RSA_PKCS_V21, (int)hash);
}

static inline int fapix_rsa_oaep_encrypt(mbedtls_rsa_context *rsa, fapix_mbedtls_random random, fapix_slice in,
                                         uint8_t *out)
{
    return mbedtls_rsa_rsaes_oaep_encrypt(rsa, random, NULL, NULL, 0, in.n, in.p, out);
}

static inline int fapix_rsa_oaep_decrypt(mbedtls_rsa_context *rsa, fapix_mbedtls_random random, const uint8_t *in,
                                         uint8_t *out, size_t room, size_t *out_n)
{
    return mbedtls_rsa_rsaes_oaep_decrypt(rsa, random, NULL, NULL, 0, out_n, in, out, room);
}

#endif

#endif
