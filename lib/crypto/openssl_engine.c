/* SPDX-License-Identifier: Apache-2.0 */
/* The engine of the OpenSSL provider: what is fetched once for all keys. It uses OpenSSL's default library context. */
#include <openssl/core_names.h>
#include <openssl/err.h>

#include "crypto/openssl_key.h"

unsigned long fapix_openssl_errors_begin(void)
{
    unsigned long before = ERR_peek_last_error();

    (void)ERR_set_mark();
    return before;
}

int fapix_openssl_errors_end(unsigned long before, int rc)
{
    unsigned long error = ERR_peek_last_error();

    (void)ERR_pop_to_mark();
    return rc != FAPI_OK && error != before && ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE ? FAPI_ERR_NOMEM : rc;
}

/* P-256 without a key. Copying from it is four times as fast as naming the curve for each key. */
static EVP_PKEY *make_p256(void)
{
    char curve[] = "P-256";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, sizeof curve - 1),
                           OSSL_PARAM_construct_end()};
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    EVP_PKEY *pkey = NULL;

    if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1)
        (void)EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEY_PARAMETERS, params);
    EVP_PKEY_CTX_free(ctx);
    return pkey;
}

int fapix_openssl_engine_new(const fapix_memory *memory, fapix_engine **engine)
{
    fapix_engine *fresh;
    unsigned long before;
    int rc;

    *engine = NULL;
    if ((rc = fapix_sodium_ready()) != FAPI_OK)
        return rc;
    fresh = fapix_alloc(memory, sizeof *fresh);
    if (fresh == NULL)
        return FAPI_ERR_NOMEM;
    fresh->memory = *memory;
    atomic_init(&fresh->openssl_ed25519, false);
    for (size_t i = 0; i < FAPIX_SPARE_KEYS; i++)
        atomic_init(&fresh->spare[i], NULL);
    for (size_t i = 0; i < FAPIX_SPARE_DIGESTS; i++)
        atomic_init(&fresh->digests[i], NULL);
    before = fapix_openssl_errors_begin();
    fresh->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    fresh->p256 = make_p256();
    rc = fresh->sha256 == NULL || fresh->p256 == NULL ? FAPI_ERR_CRYPTO : FAPI_OK;
    rc = fapix_openssl_errors_end(before, rc);
    if (rc != FAPI_OK) {
        fapix_openssl_engine_free(fresh);
        return rc;
    }
    *engine = fresh;
    return FAPI_OK;
}

void fapix_openssl_engine_free(fapix_engine *engine)
{
    fapix_memory memory;

    if (engine == NULL)
        return;
    memory = engine->memory;
    for (size_t i = 0; i < FAPIX_SPARE_KEYS; i++) {
        fapix_key *key = atomic_load(&engine->spare[i]);

        if (key != NULL)
            EVP_PKEY_free(key->pkey);
        fapix_free(&memory, key, sizeof *key);
    }
    for (size_t i = 0; i < FAPIX_SPARE_DIGESTS; i++)
        EVP_MD_CTX_free(atomic_load(&engine->digests[i]));
    EVP_PKEY_free(engine->p256);
    EVP_MD_free(engine->sha256);
    fapix_free(&memory, engine, sizeof *engine);
}

int fapix_openssl_engine_set_ed25519(fapix_engine *engine, int on)
{
    atomic_store(&engine->openssl_ed25519, on != 0);
    return FAPI_OK;
}
