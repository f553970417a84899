/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 and HMAC by OpenSSL's EVP, so that a FIPS module does the work where the host has configured one. These
 * functions have no engine, so each call fetches; signatures hash with the engine's fetched algorithm instead.
 */
#include <openssl/core_names.h>

#include "crypto/openssl_key.h"

static bool digest(EVP_MD_CTX *ctx, EVP_MD *md, const fapix_slice *parts, size_t count, uint8_t out[32])
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

int fapix_openssl_sha256(const fapix_slice *parts, size_t count, uint8_t out[32])
{
    EVP_MD_CTX *ctx;
    EVP_MD *md;
    unsigned long before;
    int rc;

    memset(out, 0, 32);
    before = fapix_openssl_errors_begin();
    md = EVP_MD_fetch(NULL, "SHA256", NULL);
    ctx = EVP_MD_CTX_new();
    rc = digest(ctx, md, parts, count, out) ? FAPI_OK : FAPI_ERR_CRYPTO;
    EVP_MD_CTX_free(ctx);
    EVP_MD_free(md);
    return fapix_openssl_errors_end(before, rc);
}

static bool authenticate(EVP_MAC_CTX *ctx, fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    char name[] = "SHA256";
    OSSL_PARAM params[2] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, sizeof name - 1),
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
    return EVP_MAC_final(ctx, out, &length, 32) == 1 && length == 32;
}

int fapix_openssl_hmac_sha256(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    EVP_MAC_CTX *ctx;
    EVP_MAC *mac;
    unsigned long before;
    int rc;

    memset(out, 0, 32);
    before = fapix_openssl_errors_begin();
    mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
    rc = authenticate(ctx, key, parts, count, out) ? FAPI_OK : FAPI_ERR_CRYPTO;
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_free(mac);
    return fapix_openssl_errors_end(before, rc);
}
