/* SPDX-License-Identifier: Apache-2.0 */
/* RSASSA-PSS (PS256) and RSASSA-PKCS1-v1_5 (RS256) with SHA-256 by Mbed TLS. */
#include "crypto/mbedtls_key.h"

/*
 * Fill the cache of R^2 mod N in the key, for every later operation to read. Any exponentiation does that, and one by 1
 * costs a fifth of a verification; a fresh key of a DPoP proof pays for it.
 */
static int warm(fapix_key *key)
{
    mbedtls_mpi one, two, power;
    int rc;

    mbedtls_mpi_init(&one);
    mbedtls_mpi_init(&two);
    mbedtls_mpi_init(&power);
    rc = mbedtls_mpi_lset(&one, 1);
    if (rc == 0)
        rc = mbedtls_mpi_lset(&two, 2);
    if (rc == 0)
        rc = mbedtls_mpi_exp_mod(&power, &two, &one, &key->as.rsa.N, &key->as.rsa.RN);
    mbedtls_mpi_free(&power);
    mbedtls_mpi_free(&two);
    mbedtls_mpi_free(&one);
    return fapix_mbedtls_status(rc, FAPI_JWK_RSA_MODULUS);
}

/* Is product = 1 modulo prime - 1? *rc: the first failure of Mbed TLS. */
static bool is_inverse(const mbedtls_mpi *product, const mbedtls_mpi *prime, int *rc)
{
    mbedtls_mpi smaller, rest;
    bool is_one;

    mbedtls_mpi_init(&smaller);
    mbedtls_mpi_init(&rest);
    if (*rc == 0)
        *rc = mbedtls_mpi_sub_int(&smaller, prime, 1);
    if (*rc == 0)
        *rc = mbedtls_mpi_mod_mpi(&rest, product, &smaller);
    is_one = mbedtls_mpi_cmp_int(&rest, 1) == 0;
    mbedtls_mpi_free(&rest);
    mbedtls_mpi_free(&smaller);
    return is_one;
}

/*
 * n = p q, and d e = 1 modulo p - 1 and q - 1. mbedtls_rsa_check_privkey tests no more than this, but when memory runs
 * out it says that the key is bad.
 */
static int check_pair(const mbedtls_rsa_context *rsa)
{
    mbedtls_mpi product;
    int rc;
    bool good = false;

    mbedtls_mpi_init(&product);
    rc = mbedtls_mpi_mul_mpi(&product, &rsa->P, &rsa->Q);
    if (rc == 0)
        good = mbedtls_mpi_cmp_mpi(&product, &rsa->N) == 0;
    if (rc == 0)
        rc = mbedtls_mpi_mul_mpi(&product, &rsa->D, &rsa->E);
    good = good && is_inverse(&product, &rsa->P, &rc) && is_inverse(&product, &rsa->Q, &rc);
    mbedtls_mpi_free(&product);
    rc = fapix_mbedtls_status(rc, FAPI_JWK_MISMATCH);
    return rc == FAPI_OK && !good ? FAPI_JWK_MISMATCH : rc;
}

/* Are the given CRT members the ones that follow from p, q and d? RFC 8017 3.2 leaves no choice in them. */
static int check_crt(const fapix_key *key, const fapix_key_parts *parts)
{
    const fapix_slice given[3] = {parts->dp, parts->dq, parts->qi};
    mbedtls_mpi derived[3], number;
    int rc, differs = 0;

    mbedtls_mpi_init(&number);
    for (size_t i = 0; i < 3; i++)
        mbedtls_mpi_init(&derived[i]);
    rc = mbedtls_rsa_export_crt(&key->as.rsa, &derived[0], &derived[1], &derived[2]);
    for (size_t i = 0; i < 3 && rc == 0; i++) {
        rc = mbedtls_mpi_read_binary(&number, given[i].p, given[i].n);
        differs |= mbedtls_mpi_cmp_mpi(&number, &derived[i]) != 0;
    }
    for (size_t i = 0; i < 3; i++)
        mbedtls_mpi_free(&derived[i]);
    mbedtls_mpi_free(&number);
    if (rc == 0 && differs)
        return FAPI_JWK_MISMATCH;
    return fapix_mbedtls_status(rc, FAPI_JWK_MISMATCH);
}

int fapix_mbedtls_rsa_import(fapix_key *key, const fapix_key_parts *parts)
{
    mbedtls_rsa_context *rsa = &key->as.rsa;
    int rc = mbedtls_rsa_import_raw(rsa, parts->n.p, parts->n.n, parts->p.p, parts->p.n, parts->q.p, parts->q.n,
                                    parts->d.p, parts->d.n, parts->e.p, parts->e.n);

    if (rc == 0)
        rc = mbedtls_rsa_complete(rsa);
    rc = fapix_mbedtls_status(rc, key->is_private ? FAPI_JWK_MISMATCH : FAPI_JWK_RSA_MODULUS);
    if (rc == FAPI_OK && key->is_private)
        rc = check_pair(rsa);
    if (rc == FAPI_OK && key->is_private)
        rc = check_crt(key, parts);
    return rc == FAPI_OK ? warm(key) : rc;
}

int fapix_mbedtls_rsa_generate(fapix_key *key)
{
    int rc = mbedtls_rsa_gen_key(&key->as.rsa, fapix_mbedtls_rng, NULL, FAPIX_RSA_GENERATE_BITS, 65537);

    rc = fapix_mbedtls_status(rc, FAPI_ERR_CRYPTO);
    return rc == FAPI_OK ? warm(key) : rc;
}

static bool put_private(const mbedtls_rsa_context *rsa, fapix_store *store, fapix_key_parts *parts)
{
    return fapix_mbedtls_put(store, &rsa->D, 0, &parts->d) && fapix_mbedtls_put(store, &rsa->P, 0, &parts->p) &&
           fapix_mbedtls_put(store, &rsa->Q, 0, &parts->q) && fapix_mbedtls_put(store, &rsa->DP, 0, &parts->dp) &&
           fapix_mbedtls_put(store, &rsa->DQ, 0, &parts->dq) && fapix_mbedtls_put(store, &rsa->QP, 0, &parts->qi);
}

int fapix_mbedtls_rsa_export(const fapix_key *key, bool with_private, fapix_store *store, fapix_key_parts *parts)
{
    const mbedtls_rsa_context *rsa = &key->as.rsa;

    if (!fapix_mbedtls_put(store, &rsa->N, 0, &parts->n) || !fapix_mbedtls_put(store, &rsa->E, 0, &parts->e) ||
        (with_private && !put_private(rsa, store, parts)))
        return FAPI_ERR_BUFFER;
    return FAPI_OK;
}

/*
 * The view of mbedtls_key.h: the public numbers of the key by reference, everything else its own. They are only read:
 * n and e are inputs, and RN is copied from as soon as it is there.
 */
static void view_open(mbedtls_rsa_context *view, const fapix_key *key)
{
    fapix_rsa_init(view, key->as.rsa.padding);
    view->len = key->as.rsa.len;
    view->N = key->as.rsa.N;
    view->E = key->as.rsa.E;
    view->RN = key->as.rsa.RN;
}

static void view_close(mbedtls_rsa_context *view)
{
    mbedtls_mpi_init(&view->N); /* so that free leaves the limbs of the key alone */
    mbedtls_mpi_init(&view->E);
    mbedtls_mpi_init(&view->RN);
    mbedtls_rsa_free(view);
}

int fapix_mbedtls_rsa_verify(const fapix_key *key, const uint8_t hash[32], fapix_slice signature)
{
    mbedtls_rsa_context view;
    int rc;

    /* RFC 8017 8.1.2 step 1, 8.2.2 step 1: exactly as long as the modulus. */
    if (signature.n != key->as.rsa.len)
        return FAPI_JWS_SIGNATURE_LENGTH;
    view_open(&view, key);
    /* Spec: RFC7518-3.5-1 */
    rc = key->alg == FAPI_ALG_PS256 ? fapix_rsa_pss_verify(&view, hash, signature.p)
                                    : fapix_rsa_v15_verify(&view, hash, signature.p);
    view_close(&view);
    return fapix_mbedtls_status(rc, FAPI_JWS_SIGNATURE);
}

static int sign_once(const fapix_key *key, const uint8_t hash[32], uint8_t *signature)
{
    mbedtls_rsa_context copy;
    int rc;

    fapix_rsa_init(&copy, key->as.rsa.padding);
    rc = mbedtls_rsa_copy(&copy, &key->as.rsa);
    if (rc == 0 && key->alg == FAPI_ALG_PS256)
        rc = mbedtls_rsa_rsassa_pss_sign_ext(&copy, fapix_mbedtls_rng, NULL, MBEDTLS_MD_SHA256, 32, hash, 32,
                                             signature);
    else if (rc == 0)
        rc = fapix_rsa_v15_sign(&copy, fapix_mbedtls_rng, hash, signature);
    mbedtls_rsa_free(&copy); /* wipes it */
    return rc;
}

/* Mbed TLS 2.28 overlooks a failed allocation inside an exponentiation, and sees only that the result is wrong when it checks it
 * against faults. A second try then works, or says that there is no memory; a fault that stays is an error of the provider's. */
int fapix_mbedtls_rsa_sign(const fapix_key *key, const uint8_t hash[32], uint8_t *signature, size_t *signature_n)
{
    int rc = sign_once(key, hash, signature);

    if (rc == MBEDTLS_ERR_RSA_VERIFY_FAILED || rc == MBEDTLS_ERR_RSA_PRIVATE_FAILED)
        rc = sign_once(key, hash, signature);
    if (rc == 0)
        *signature_n = key->as.rsa.len;
    return fapix_mbedtls_status(rc, FAPI_ERR_CRYPTO);
}
