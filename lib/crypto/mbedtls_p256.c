/* SPDX-License-Identifier: Apache-2.0 */
/* ECDSA on P-256 with SHA-256 (ES256) by Mbed TLS, always on the engine's warmed group. */
#include "crypto/mbedtls_key.h"

/* Mbed TLS takes no const group, because it may build a table in it; that of the engine is built. See mbedtls_key.h. */
static mbedtls_ecp_group *group_of(const fapix_key *key)
{
    return &key->engine->p256;
}

/* Does d belong to q? */
static int check_pair(const fapix_key *key)
{
    mbedtls_ecp_group *group = group_of(key);
    mbedtls_ecp_point expected;
    int rc = mbedtls_ecp_check_privkey(group, &key->as.p256.d);

    mbedtls_ecp_point_init(&expected);
    if (rc == 0)
        rc = mbedtls_ecp_mul(group, &expected, &key->as.p256.d, &group->G, fapix_mbedtls_rng, NULL);
    if (rc == 0)
        rc = mbedtls_ecp_point_cmp(&expected, &key->as.p256.q);
    mbedtls_ecp_point_free(&expected);
    return fapix_mbedtls_status(rc, FAPI_JWK_MISMATCH);
}

int fapix_mbedtls_p256_import(fapix_key *key, const fapix_key_parts *parts)
{
    fapix_p256 *p256 = &key->as.p256;
    int rc = mbedtls_mpi_read_binary(&p256->q.X, parts->x.p, parts->x.n);

    if (rc == 0)
        rc = mbedtls_mpi_read_binary(&p256->q.Y, parts->y.p, parts->y.n);
    if (rc == 0)
        rc = mbedtls_mpi_lset(&p256->q.Z, 1);
    if (rc == 0 && key->is_private)
        rc = mbedtls_mpi_read_binary(&p256->d, parts->d.p, parts->d.n);
    if (rc != 0)
        return fapix_mbedtls_status(rc, FAPI_ERR_CRYPTO);
    /* Coordinates below p, and on the curve; infinity has none. */
    rc = fapix_mbedtls_status(mbedtls_ecp_check_pubkey(group_of(key), &p256->q), FAPI_JWK_POINT);
    return rc == FAPI_OK && key->is_private ? check_pair(key) : rc;
}

int fapix_mbedtls_p256_generate(fapix_key *key)
{
    return fapix_mbedtls_status(mbedtls_ecp_gen_keypair(group_of(key), &key->as.p256.d, &key->as.p256.q,
                                                        fapix_mbedtls_rng, NULL), FAPI_ERR_CRYPTO);
}

int fapix_mbedtls_p256_export(const fapix_key *key, bool with_private, fapix_store *store, fapix_key_parts *parts)
{
    const fapix_p256 *p256 = &key->as.p256;

    if (!fapix_mbedtls_put(store, &p256->q.X, FAPIX_P256_OCTETS, &parts->x) ||
        !fapix_mbedtls_put(store, &p256->q.Y, FAPIX_P256_OCTETS, &parts->y) ||
        (with_private && !fapix_mbedtls_put(store, &p256->d, FAPIX_P256_OCTETS, &parts->d)))
        return FAPI_ERR_BUFFER;
    return FAPI_OK;
}

int fapix_mbedtls_p256_verify(const fapix_key *key, const uint8_t hash[32], fapix_slice signature)
{
    mbedtls_mpi r, s;
    int rc;

    /* Spec: RFC7518-3.4-1 */
    if (signature.n != FAPIX_ES256_SIGNATURE)
        return FAPI_JWS_SIGNATURE_LENGTH;
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    rc = mbedtls_mpi_read_binary(&r, signature.p, FAPIX_P256_OCTETS);
    if (rc == 0)
        rc = mbedtls_mpi_read_binary(&s, signature.p + FAPIX_P256_OCTETS, FAPIX_P256_OCTETS);
    if (rc == 0) /* refuses r and s outside 1..n-1 */
        rc = mbedtls_ecdsa_verify(group_of(key), hash, 32, &key->as.p256.q, &r, &s);
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    return fapix_mbedtls_status(rc, rc == MBEDTLS_ERR_ECP_VERIFY_FAILED ? FAPI_JWS_SIGNATURE : FAPI_ERR_CRYPTO);
}

/* Mbed TLS 2.28 does not look whether its generator for the nonce got memory, and then stumbles over the lack of it. */
static int signing_status(int rc)
{
    bool stumbled = rc == MBEDTLS_ERR_THREADING_BAD_INPUT_DATA || rc == MBEDTLS_ERR_MD_BAD_INPUT_DATA;

    return fapix_mbedtls_status(rc, stumbled ? FAPI_ERR_NOMEM : FAPI_ERR_CRYPTO);
}

/* With the nonce of RFC 6979: a weak source of randomness cannot give the key away. */
int fapix_mbedtls_p256_sign(const fapix_key *key, const uint8_t hash[32], uint8_t *signature, size_t *signature_n)
{
    mbedtls_mpi r, s;
    int rc;

    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    rc = mbedtls_ecdsa_sign_det_ext(group_of(key), &r, &s, &key->as.p256.d, hash, 32, MBEDTLS_MD_SHA256,
                                    fapix_mbedtls_rng, NULL);
    if (rc == 0)
        rc = mbedtls_mpi_write_binary(&r, signature, FAPIX_P256_OCTETS);
    if (rc == 0)
        rc = mbedtls_mpi_write_binary(&s, signature + FAPIX_P256_OCTETS, FAPIX_P256_OCTETS);
    if (rc == 0)
        *signature_n = FAPIX_ES256_SIGNATURE;
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    return signing_status(rc);
}
