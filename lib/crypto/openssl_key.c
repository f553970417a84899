/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of the OpenSSL provider: their life. */
#include "crypto/openssl_key.h"

static fapix_key *key_new(fapix_engine *engine, int alg, bool is_private)
{
    fapix_key *key = NULL;

    for (size_t i = 0; i < FAPIX_SPARE_KEYS && key == NULL; i++)
        key = atomic_exchange_explicit(&engine->spare[i], NULL, memory_order_acquire);
    if (key == NULL)
        key = fapix_alloc(&engine->memory, sizeof *key);
    if (key == NULL)
        return NULL;
    memset(&key->ed25519, 0, sizeof key->ed25519);
    key->engine = engine;
    key->alg = alg;
    key->is_private = is_private;
    key->signature_n = 0;
    if (key->pkey != NULL && (alg != FAPI_ALG_ES256 || is_private)) {
        EVP_PKEY_free(key->pkey);
        key->pkey = NULL;
    }
    for (size_t i = 0; i < FAPIX_SPARE_OPERATIONS; i++) {
        atomic_init(&key->verifying[i], NULL);
        atomic_init(&key->signing[i], NULL);
    }
    return key;
}

void fapix_openssl_key_free(fapix_key *key)
{
    fapix_engine *engine;

    if (key == NULL)
        return;
    engine = key->engine;
    for (size_t i = 0; i < FAPIX_SPARE_OPERATIONS; i++) {
        EVP_PKEY_CTX_free(atomic_load_explicit(&key->verifying[i], memory_order_acquire));
        EVP_PKEY_CTX_free(atomic_load_explicit(&key->signing[i], memory_order_acquire));
    }
    /* The curve of a public P-256 key serves the next one: only the point is put in anew, which is checked as ever. The
     * contexts above could not stay: nothing promises that they would see the new point. */
    if (key->alg != FAPI_ALG_ES256 || key->is_private) {
        EVP_PKEY_free(key->pkey); /* OpenSSL wipes its numbers */
        key->pkey = NULL;
    }
    fapix_wipe(&key->ed25519, sizeof key->ed25519);
    for (size_t i = 0; i < FAPIX_SPARE_KEYS; i++) {
        fapix_key *none = NULL;
        if (atomic_compare_exchange_strong_explicit(&engine->spare[i], &none, key, memory_order_release,
                                                    memory_order_relaxed))
            return;
    }
    EVP_PKEY_free(key->pkey);
    fapix_free(&engine->memory, key, sizeof *key);
}

/* Ed25519 keys pass libsodium's door whoever uses them later: OpenSSL takes small-order and non-canonical ones. */
static int import_ed25519(fapix_key *key, const fapix_key_parts *parts)
{
    int rc = fapix_ed25519_import(parts, key->is_private, &key->ed25519);

    key->signature_n = FAPIX_ED25519_SIGNATURE;
    if (rc != FAPI_OK || !atomic_load(&key->engine->openssl_ed25519))
        return rc;
    return fapix_openssl_ed25519_import(key);
}

int fapix_openssl_key_import(fapix_engine *engine, const fapix_key_parts *parts, bool is_private, fapix_key **key)
{
    fapix_key *fresh;
    unsigned long before;
    int rc;

    *key = NULL;
    if ((rc = fapix_key_rules(parts, is_private)) != FAPI_OK)
        return rc;
    fresh = key_new(engine, parts->alg, is_private);
    if (fresh == NULL)
        return FAPI_ERR_NOMEM;
    before = fapix_openssl_errors_begin();
    if (fapix_alg_is_rsa(parts->alg))
        rc = fapix_openssl_rsa_import(fresh, parts);
    else if (parts->alg == FAPI_ALG_ES256)
        rc = fapix_openssl_p256_import(fresh, parts);
    else
        rc = import_ed25519(fresh, parts);
    rc = fapix_openssl_errors_end(before, rc);
    if (rc != FAPI_OK) {
        fapix_openssl_key_free(fresh);
        return rc;
    }
    *key = fresh;
    return FAPI_OK;
}

static int generate_ed25519(fapix_key *key)
{
    uint8_t point[FAPIX_ED25519_PUBLIC], seed[FAPIX_ED25519_SEED];
    size_t point_n = sizeof point, seed_n = sizeof seed;
    fapix_key_parts parts = {.alg = FAPI_ALG_EDDSA, .x = {point, sizeof point}, .d = {seed, sizeof seed}};
    int rc = FAPI_ERR_CRYPTO;

    key->signature_n = FAPIX_ED25519_SIGNATURE;
    if (!atomic_load(&key->engine->openssl_ed25519))
        return fapix_ed25519_generate(&key->ed25519);
    key->pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    if (key->pkey != NULL && EVP_PKEY_get_raw_public_key(key->pkey, point, &point_n) == 1 &&
        EVP_PKEY_get_raw_private_key(key->pkey, seed, &seed_n) == 1)
        rc = fapix_ed25519_import(&parts, true, &key->ed25519);
    fapix_wipe(seed, sizeof seed);
    return rc;
}

static int generate(fapix_key *key)
{
    if (key->alg == FAPI_ALG_EDDSA)
        return generate_ed25519(key);
    key->pkey = key->alg == FAPI_ALG_ES256
        ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256")
        : EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)FAPIX_RSA_GENERATE_BITS);
    key->signature_n = key->alg == FAPI_ALG_ES256 ? FAPIX_ES256_SIGNATURE : FAPIX_RSA_GENERATE_BITS / 8;
    return key->pkey == NULL ? FAPI_ERR_CRYPTO : FAPI_OK;
}

int fapix_openssl_key_generate(fapix_engine *engine, int alg, fapix_key **key)
{
    fapix_key *fresh;
    unsigned long before;
    int rc;

    *key = NULL;
    if (!fapix_alg_is_known(alg))
        return FAPI_ERR_ARG;
    fresh = key_new(engine, alg, true);
    if (fresh == NULL)
        return FAPI_ERR_NOMEM;
    before = fapix_openssl_errors_begin();
    rc = fapix_openssl_errors_end(before, generate(fresh));
    if (rc != FAPI_OK) {
        fapix_openssl_key_free(fresh);
        return rc;
    }
    *key = fresh;
    return FAPI_OK;
}

int fapix_openssl_key_export(const fapix_key *key, bool with_private, uint8_t *store, size_t store_n,
                             fapix_key_parts *parts)
{
    fapix_store room = {store, store_n, 0};
    unsigned long before;
    int rc;

    memset(parts, 0, sizeof *parts);
    if (with_private && !key->is_private)
        return FAPI_JWK_NOT_PRIVATE;
    before = fapix_openssl_errors_begin();
    if (fapix_alg_is_rsa(key->alg))
        rc = fapix_openssl_rsa_export(key, with_private, &room, parts);
    else if (key->alg == FAPI_ALG_ES256)
        rc = fapix_openssl_p256_export(key, with_private, &room, parts);
    else
        rc = fapix_ed25519_export(&key->ed25519, with_private, &room, parts);
    rc = fapix_openssl_errors_end(before, rc);
    if (rc == FAPI_OK) {
        parts->alg = key->alg;
    } else {
        fapix_wipe(store, store_n);
        memset(parts, 0, sizeof *parts);
    }
    return rc;
}

int fapix_openssl_key_alg(const fapix_key *key)
{
    return key->alg;
}
