/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 and HMAC by OpenSSL's EVP, so that a FIPS module does the work where the host has configured one. Fetching an algorithm and making a
 * context cost as much as hashing a token, so an engine keeps both; without one each call fetches.
 */
#include <openssl/core_names.h>

#include "crypto/openssl_key.h"

static bool digest(EVP_MD_CTX *ctx, const EVP_MD *md, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    unsigned length = 0;

    if (ctx == NULL || md == NULL || EVP_DigestInit_ex2(ctx, md, NULL) != 1)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].n != 0 && EVP_DigestUpdate(ctx, parts[i].p, parts[i].n) != 1)
            return false;
    }
    return EVP_DigestFinal_ex(ctx, out, &length) == 1 && length == 32;
}

/* A context from a slot, or a new one. A context that hashed before is set up again in a fraction of the time. */
static EVP_MD_CTX *digest_take(fapix_engine *engine)
{
    EVP_MD_CTX *ctx = NULL;

    for (size_t i = 0; i < FAPIX_SPARE_DIGESTS && ctx == NULL; i++)
        ctx = atomic_exchange_explicit(&engine->digests[i], NULL, memory_order_acquire);
    return ctx != NULL ? ctx : EVP_MD_CTX_new();
}

static void digest_give(fapix_engine *engine, EVP_MD_CTX *ctx)
{
    for (size_t i = 0; i < FAPIX_SPARE_DIGESTS; i++) {
        EVP_MD_CTX *none = NULL;
        if (atomic_compare_exchange_strong_explicit(&engine->digests[i], &none, ctx, memory_order_release,
                                                    memory_order_relaxed))
            return;
    }
    EVP_MD_CTX_free(ctx);
}

bool fapix_openssl_digest(fapix_engine *engine, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    EVP_MD_CTX *ctx = digest_take(engine);
    bool done = digest(ctx, engine->sha256, parts, count, out);

    if (done)
        digest_give(engine, ctx);
    else
        EVP_MD_CTX_free(ctx);
    return done;
}

static bool digest_once(const fapix_slice *parts, size_t count, uint8_t out[32])
{
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool done = digest(ctx, md, parts, count, out);

    EVP_MD_CTX_free(ctx);
    EVP_MD_free(md);
    return done;
}

int fapix_openssl_sha256(fapix_engine *engine, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    unsigned long before = fapix_openssl_errors_begin();
    bool done = false;

    memset(out, 0, 32);
    done = engine != NULL ? fapix_openssl_digest(engine, parts, count, out) : digest_once(parts, count, out);
    return fapix_openssl_errors_end(before, done ? FAPI_OK : FAPI_ERR_CRYPTO);
}

typedef struct hash {
    char name[8];
    size_t size;
} hash;

static bool authenticate(EVP_MAC_CTX *ctx, hash by, fapix_slice key, const fapix_slice *parts, size_t count, uint8_t *out)
{
    OSSL_PARAM params[2] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, by.name, 0),
                            OSSL_PARAM_construct_end()};
    static const uint8_t empty = 0;
    size_t length = 0;

    /* A NULL key would mean "the one from before". */
    if (ctx == NULL || EVP_MAC_init(ctx, key.n == 0 ? &empty : key.p, key.n, params) != 1)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].n != 0 && EVP_MAC_update(ctx, parts[i].p, parts[i].n) != 1)
            return false;
    }
    return EVP_MAC_final(ctx, out, &length, by.size) == 1 && length == by.size;
}

static int hmac(hash by, fapix_slice key, const fapix_slice *parts, size_t count, uint8_t *out)
{
    unsigned long before = fapix_openssl_errors_begin();
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
    int rc;

    memset(out, 0, by.size);
    rc = authenticate(ctx, by, key, parts, count, out) ? FAPI_OK : FAPI_ERR_CRYPTO;
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_free(mac);
    return fapix_openssl_errors_end(before, rc);
}

int fapix_openssl_hmac_sha256(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    return hmac((hash){"SHA256", 32}, key, parts, count, out);
}

int fapix_openssl_hmac_sha512(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[64])
{
    return hmac((hash){"SHA512", 64}, key, parts, count, out);
}
