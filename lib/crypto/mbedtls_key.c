/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of the Mbed TLS provider: their life, and which primitive stands behind which algorithm. */
#include "crypto/mbedtls_key.h"

static fapix_key *key_new(fapix_engine *engine, int alg, bool is_private)
{
    fapix_key *key = NULL;

    for (size_t i = 0; i < FAPIX_SPARE_KEYS && key == NULL; i++)
        key = atomic_exchange_explicit(&engine->spare[i], NULL, memory_order_acquire);
    if (key == NULL)
        key = fapix_alloc(&engine->memory, sizeof *key);
    if (key == NULL)
        return NULL;
    memset(key, 0, sizeof *key);
    key->engine = engine;
    key->alg = alg;
    key->is_private = is_private;
    if (fapix_alg_is_rsa(alg)) {
        fapix_rsa_init(&key->as.rsa, alg == FAPI_ALG_PS256 ? MBEDTLS_RSA_PKCS_V21 : MBEDTLS_RSA_PKCS_V15);
    } else if (alg == FAPI_ALG_ES256) {
        mbedtls_ecp_point_init(&key->as.p256.q);
        mbedtls_mpi_init(&key->as.p256.d);
    }
    return key;
}

void fapix_mbedtls_key_free(fapix_key *key)
{
    fapix_engine *engine;

    if (key == NULL)
        return;
    engine = key->engine;
    if (fapix_alg_is_rsa(key->alg)) {
        mbedtls_rsa_free(&key->as.rsa); /* Mbed TLS wipes its numbers */
    } else if (key->alg == FAPI_ALG_ES256) {
        mbedtls_ecp_point_free(&key->as.p256.q);
        mbedtls_mpi_free(&key->as.p256.d);
    }
    fapix_wipe(key, sizeof *key);
    for (size_t i = 0; i < FAPIX_SPARE_KEYS; i++) {
        fapix_key *none = NULL;
        if (atomic_compare_exchange_strong_explicit(&engine->spare[i], &none, key, memory_order_release,
                                                    memory_order_relaxed))
            return;
    }
    fapix_free(&engine->memory, key, sizeof *key);
}

int fapix_mbedtls_key_import(fapix_engine *engine, const fapix_key_parts *parts, bool is_private, fapix_key **key)
{
    fapix_key *fresh;
    int rc;

    *key = NULL;
    if ((rc = fapix_key_rules(parts, is_private)) != FAPI_OK)
        return rc;
    fresh = key_new(engine, parts->alg, is_private);
    if (fresh == NULL)
        return FAPI_ERR_NOMEM;
    if (fapix_alg_is_rsa(parts->alg))
        rc = fapix_mbedtls_rsa_import(fresh, parts);
    else if (parts->alg == FAPI_ALG_ES256)
        rc = fapix_mbedtls_p256_import(fresh, parts);
    else
        rc = fapix_ed25519_import(parts, is_private, &fresh->as.ed25519);
    if (rc != FAPI_OK) {
        fapix_mbedtls_key_free(fresh);
        return rc;
    }
    *key = fresh;
    return FAPI_OK;
}

int fapix_mbedtls_key_generate(fapix_engine *engine, int alg, fapix_key **key)
{
    fapix_key *fresh;
    int rc;

    *key = NULL;
    if (!fapix_alg_is_known(alg))
        return FAPI_ERR_ARG;
    fresh = key_new(engine, alg, true);
    if (fresh == NULL)
        return FAPI_ERR_NOMEM;
    if (fapix_alg_is_rsa(alg))
        rc = fapix_mbedtls_rsa_generate(fresh);
    else if (alg == FAPI_ALG_ES256)
        rc = fapix_mbedtls_p256_generate(fresh);
    else
        rc = fapix_ed25519_generate(&fresh->as.ed25519);
    if (rc != FAPI_OK) {
        fapix_mbedtls_key_free(fresh);
        return rc;
    }
    *key = fresh;
    return FAPI_OK;
}

int fapix_mbedtls_key_export(const fapix_key *key, bool with_private, uint8_t *store, size_t store_n,
                             fapix_key_parts *parts)
{
    fapix_store room = {store, store_n, 0};
    int rc;

    memset(parts, 0, sizeof *parts);
    if (with_private && !key->is_private)
        return FAPI_JWK_NOT_PRIVATE;
    if (fapix_alg_is_rsa(key->alg))
        rc = fapix_mbedtls_rsa_export(key, with_private, &room, parts);
    else if (key->alg == FAPI_ALG_ES256)
        rc = fapix_mbedtls_p256_export(key, with_private, &room, parts);
    else
        rc = fapix_ed25519_export(&key->as.ed25519, with_private, &room, parts);
    if (rc == FAPI_OK) {
        parts->alg = key->alg;
    } else {
        fapix_wipe(store, store_n);
        memset(parts, 0, sizeof *parts);
    }
    return rc;
}

int fapix_mbedtls_key_alg(const fapix_key *key)
{
    return key->alg;
}

int fapix_mbedtls_verify(const fapix_key *key, fapix_slice message, fapix_slice signature)
{
    uint8_t hash[32];

    if (key->alg == FAPI_ALG_EDDSA)
        return fapix_ed25519_verify(&key->as.ed25519, message, signature);
    if (fapix_sodium_sha256(NULL, &message, 1, hash) != FAPI_OK)
        return FAPI_ERR_CRYPTO;
    return key->alg == FAPI_ALG_ES256 ? fapix_mbedtls_p256_verify(key, hash, signature)
                                      : fapix_mbedtls_rsa_verify(key, hash, signature);
}

int fapix_mbedtls_sign(const fapix_key *key, fapix_slice message, uint8_t *signature, size_t *signature_n)
{
    uint8_t hash[32];

    *signature_n = 0;
    if (!key->is_private)
        return FAPI_JWK_NOT_PRIVATE;
    if (key->alg == FAPI_ALG_EDDSA)
        return fapix_ed25519_sign(&key->as.ed25519, message, signature, signature_n);
    if (fapix_sodium_sha256(NULL, &message, 1, hash) != FAPI_OK)
        return FAPI_ERR_CRYPTO;
    return key->alg == FAPI_ALG_ES256 ? fapix_mbedtls_p256_sign(key, hash, signature, signature_n)
                                      : fapix_mbedtls_rsa_sign(key, hash, signature, signature_n);
}
