/* SPDX-License-Identifier: Apache-2.0 */
/* How a content key travels, by OpenSSL 3: RSA-OAEP, ECDH on P-256, and AES Key Wrap. */
#include "crypto/openssl_jwe.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

typedef int init_function(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params);

/* Set up for RSA-OAEP with one hash for both places, or NULL. */
static EVP_PKEY_CTX *oaep_new(const fapix_key *key, int alg, init_function *init)
{
    char sha1[] = "SHA1", sha256[] = "SHA256", mode[] = OSSL_PKEY_RSA_PAD_MODE_OAEP;
    char *hash = alg == FAPI_JWE_ALG_RSA_OAEP ? sha1 : sha256;
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_PAD_MODE, mode, 0),
                           OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST, hash, 0),
                           OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST, hash, 0),
                           OSSL_PARAM_construct_end()};
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);

    if (ctx != NULL && init(ctx, params) != 1) {
        EVP_PKEY_CTX_free(ctx);
        ctx = NULL;
    }
    return ctx;
}

static bool is_oaep(const fapix_key *key, int alg)
{
    return fapix_alg_is_rsa(key->alg) && (alg == FAPI_JWE_ALG_RSA_OAEP || alg == FAPI_JWE_ALG_RSA_OAEP_256);
}

int fapix_openssl_oaep_seal(const fapix_secret_key *secret, int alg, fapix_slice in, uint8_t *out, size_t *out_n)
{
    const fapix_key *key = fapix_secret_key_of(secret);
    static const uint8_t empty = 0;
    size_t n = FAPIX_OAEP_ROOM;
    EVP_PKEY_CTX *ctx;
    unsigned long before;
    int rc = FAPI_ERR_CRYPTO;

    *out_n = 0;
    memset(out, 0, FAPIX_OAEP_ROOM);
    if (!is_oaep(key, alg))
        return FAPI_ERR_CRYPTO;
    before = fapix_openssl_errors_begin();
    ctx = oaep_new(key, alg, EVP_PKEY_encrypt_init_ex);
    if (ctx != NULL && EVP_PKEY_encrypt(ctx, out, &n, in.n == 0 ? &empty : in.p, in.n) == 1)
        rc = FAPI_OK;
    EVP_PKEY_CTX_free(ctx);
    if (rc == FAPI_OK)
        *out_n = n;
    else
        fapix_wipe(out, FAPIX_OAEP_ROOM);
    return fapix_openssl_errors_end(before, rc);
}

/* OpenSSL blinds each private operation. */
int fapix_openssl_oaep_open(const fapix_secret_key *secret, int alg, fapix_slice in, uint8_t *out, size_t *out_n)
{
    const fapix_key *key = fapix_secret_key_of(secret);
    size_t n = FAPIX_OAEP_ROOM;
    EVP_PKEY_CTX *ctx;
    unsigned long before;
    int rc = FAPI_ERR_CRYPTO;

    *out_n = 0;
    memset(out, 0, FAPIX_OAEP_ROOM);
    if (!is_oaep(key, alg) || !key->is_private)
        return FAPI_ERR_CRYPTO;
    if (in.n != (size_t)EVP_PKEY_get_size(key->pkey))
        return FAPI_JWE_DECRYPTION;
    before = fapix_openssl_errors_begin();
    ctx = oaep_new(key, alg, EVP_PKEY_decrypt_init_ex);
    if (ctx != NULL)
        rc = EVP_PKEY_decrypt(ctx, out, &n, in.p, in.n) == 1 ? FAPI_OK : FAPI_JWE_DECRYPTION;
    EVP_PKEY_CTX_free(ctx);
    if (rc == FAPI_OK)
        *out_n = n;
    else
        fapix_wipe(out, FAPIX_OAEP_ROOM);
    return fapix_openssl_errors_end(before, rc);
}

/* The peer came in as a key, which says that the point is on the curve; OpenSSL need not look again (0). */
static int derive(const fapix_key *key, const fapix_key *peer, uint8_t shared[32])
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
    size_t n = FAPIX_P256_OCTETS;
    int rc = FAPI_ERR_CRYPTO;

    if (ctx != NULL && EVP_PKEY_derive_init(ctx) == 1 && EVP_PKEY_derive_set_peer_ex(ctx, peer->pkey, 0) == 1 &&
        EVP_PKEY_derive(ctx, shared, &n) == 1 && n == FAPIX_P256_OCTETS)
        rc = FAPI_OK;
    EVP_PKEY_CTX_free(ctx);
    return rc;
}

int fapix_openssl_ecdh(const fapix_secret_key *secret, const uint8_t x[32], const uint8_t y[32], uint8_t shared[32])
{
    const fapix_key *key = fapix_secret_key_of(secret);
    const fapix_key_parts point = {.alg = FAPI_ALG_ES256, .x = {x, FAPIX_P256_OCTETS}, .y = {y, FAPIX_P256_OCTETS}};
    fapix_key *peer = NULL;
    unsigned long before;
    int rc;

    memset(shared, 0, FAPIX_P256_OCTETS);
    if (key->alg != FAPI_ALG_ES256 || !key->is_private)
        return FAPI_ERR_CRYPTO;
    rc = fapix_openssl_key_import(key->engine, &point, false, &peer);
    if (rc != FAPI_OK)
        return rc == FAPI_JWK_POINT ? FAPI_JWE_DECRYPTION : rc;
    before = fapix_openssl_errors_begin();
    rc = fapix_openssl_errors_end(before, derive(key, peer, shared));
    fapix_openssl_key_free(peer);
    if (rc != FAPI_OK)
        fapix_wipe(shared, FAPIX_P256_OCTETS);
    return rc;
}

enum { HALF = 8 }; /* of a block: RFC 3394 counts in these */

/* One pass of RFC 3394 2.2. FAPI_OK, FAPI_ERR_CRYPTO, or failed where the octets do not fit. */
static int wrap(bool encrypt, fapix_slice kek, fapix_slice in, uint8_t *out, int failed)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, kek.n == 16 ? "AES-128-WRAP" : "AES-256-WRAP", NULL);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    size_t want = encrypt ? in.n + HALF : in.n - HALF;
    int n = 0, rc = FAPI_ERR_CRYPTO;

    if (cipher != NULL && ctx != NULL) {
        EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
        if (EVP_CipherInit_ex2(ctx, cipher, kek.p, NULL, encrypt ? 1 : 0, NULL) == 1)
            rc = EVP_CipherUpdate(ctx, out, &n, in.p, (int)in.n) == 1 && (size_t)n == want ? FAPI_OK : failed;
    }
    EVP_CIPHER_CTX_free(ctx); /* wipes it */
    EVP_CIPHER_free(cipher);
    if (rc != FAPI_OK)
        fapix_wipe(out, want);
    return rc;
}

static bool kek_fits(fapix_slice kek)
{
    return kek.n == 16 || kek.n == 32;
}

int fapix_openssl_key_wrap(fapix_slice kek, fapix_slice in, uint8_t *out)
{
    unsigned long before;

    if (!kek_fits(kek) || in.n < 2 * HALF || in.n % HALF != 0 || in.n > FAPIX_WRAP_MAX)
        return FAPI_ERR_CRYPTO;
    before = fapix_openssl_errors_begin();
    return fapix_openssl_errors_end(before, wrap(true, kek, in, out, FAPI_ERR_CRYPTO));
}

int fapix_openssl_key_unwrap(fapix_slice kek, fapix_slice in, uint8_t *out)
{
    uint8_t room[FAPIX_WRAP_MAX + HALF]; /* OpenSSL wants as much as goes in */
    unsigned long before;
    int rc;

    if (!kek_fits(kek))
        return FAPI_ERR_CRYPTO;
    if (in.n < 3 * HALF || in.n % HALF != 0 || in.n > FAPIX_WRAP_MAX + HALF)
        return FAPI_JWE_DECRYPTION;
    before = fapix_openssl_errors_begin();
    rc = fapix_openssl_errors_end(before, wrap(false, kek, in, room, FAPI_JWE_DECRYPTION));
    if (rc == FAPI_OK)
        memcpy(out, room, in.n - HALF);
    else
        memset(out, 0, in.n - HALF);
    fapix_wipe(room, sizeof room);
    return rc;
}
