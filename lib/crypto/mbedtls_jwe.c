/* SPDX-License-Identifier: Apache-2.0 */
/* How a content key travels, by Mbed TLS: RSA-OAEP, ECDH on P-256, and AES Key Wrap. */
#include "crypto/mbedtls_jwe.h"

#include <mbedtls/aes.h>

/* Where Mbed TLS 2.28 overlooks a failed allocation, it finds the result of a private operation wrong. See fapix_mbedtls_rsa_sign. */
static bool is_fault(int rc)
{
    return rc == MBEDTLS_ERR_RSA_VERIFY_FAILED || rc == MBEDTLS_ERR_RSA_PRIVATE_FAILED;
}

/* A copy of the key to work on: blinding writes into it. Freed by the caller, on failure too. */
static int oaep_key(mbedtls_rsa_context *copy, const fapix_key *key, int alg)
{
    int rc;

    fapix_rsa_init(copy, MBEDTLS_RSA_PKCS_V21);
    rc = mbedtls_rsa_copy(copy, &key->as.rsa);
    if (rc == 0) /* a copy that kept the hash of the key would seal RSA-OAEP in a way of its own */
        rc = fapix_rsa_oaep_hash(copy, alg == FAPI_JWE_ALG_RSA_OAEP ? MBEDTLS_MD_SHA1 : MBEDTLS_MD_SHA256);
    return rc;
}

static bool is_oaep(const fapix_key *key, int alg)
{
    return fapix_alg_is_rsa(key->alg) && (alg == FAPI_JWE_ALG_RSA_OAEP || alg == FAPI_JWE_ALG_RSA_OAEP_256);
}

int fapix_mbedtls_oaep_seal(const fapix_secret_key *secret, int alg, fapix_slice in, uint8_t *out, size_t *out_n)
{
    const fapix_key *key = fapix_secret_key_of(secret);
    mbedtls_rsa_context copy;
    int rc;

    *out_n = 0;
    memset(out, 0, FAPIX_OAEP_ROOM);
    if (!is_oaep(key, alg))
        return FAPI_ERR_CRYPTO;
    rc = oaep_key(&copy, key, alg);
    if (rc == 0)
        rc = fapix_rsa_oaep_encrypt(&copy, fapix_mbedtls_rng, in, out);
    mbedtls_rsa_free(&copy);
    if (rc == 0)
        *out_n = key->as.rsa.len;
    else
        fapix_wipe(out, FAPIX_OAEP_ROOM); /* the padded message may lie there */
    return fapix_mbedtls_status(rc, FAPI_ERR_CRYPTO);
}

static int open_once(const fapix_key *key, int alg, const uint8_t *in, uint8_t *out, size_t *out_n)
{
    mbedtls_rsa_context copy;
    int rc = oaep_key(&copy, key, alg);

    if (rc == 0)
        rc = fapix_rsa_oaep_decrypt(&copy, fapix_mbedtls_rng, in, out, FAPIX_OAEP_ROOM, out_n);
    mbedtls_rsa_free(&copy); /* wipes it */
    return rc;
}

int fapix_mbedtls_oaep_open(const fapix_secret_key *secret, int alg, fapix_slice in, uint8_t *out, size_t *out_n)
{
    const fapix_key *key = fapix_secret_key_of(secret);
    size_t n = 0;
    int rc;

    *out_n = 0;
    memset(out, 0, FAPIX_OAEP_ROOM);
    if (!is_oaep(key, alg) || !key->is_private)
        return FAPI_ERR_CRYPTO;
    if (in.n != key->as.rsa.len)
        return FAPI_JWE_DECRYPTION;
    rc = open_once(key, alg, in.p, out, &n);
    if (is_fault(rc))
        rc = open_once(key, alg, in.p, out, &n);
    if (rc == 0)
        *out_n = n;
    else
        fapix_wipe(out, FAPIX_OAEP_ROOM);
    return fapix_mbedtls_status(rc, is_fault(rc) || rc == MBEDTLS_ERR_RSA_RNG_FAILED ? FAPI_ERR_CRYPTO
                                                                                     : FAPI_JWE_DECRYPTION);
}

/* The product of both, on the engine's warmed group; ecp_mul judges d and the point once more. Infinity cannot come out on a curve of prime
 * order, but has no x that could be written. */
static int multiply(const fapix_key *key, const fapix_key *peer, uint8_t shared[32])
{
    mbedtls_ecp_point product;
    int rc;

    mbedtls_ecp_point_init(&product);
    rc = mbedtls_ecp_mul(&key->engine->p256, &product, &key->as.p256.d, &peer->as.p256.q, fapix_mbedtls_rng, NULL);
    if (rc == 0 && mbedtls_ecp_is_zero(&product))
        rc = MBEDTLS_ERR_ECP_INVALID_KEY;
    if (rc == 0)
        rc = mbedtls_mpi_write_binary(&product.X, shared, FAPIX_P256_OCTETS);
    mbedtls_ecp_point_free(&product); /* wipes it */
    return fapix_mbedtls_status(rc, FAPI_ERR_CRYPTO);
}

int fapix_mbedtls_ecdh(const fapix_secret_key *secret, const uint8_t x[32], const uint8_t y[32], uint8_t shared[32])
{
    const fapix_key *key = fapix_secret_key_of(secret);
    const fapix_key_parts point = {.alg = FAPI_ALG_ES256, .x = {x, FAPIX_P256_OCTETS}, .y = {y, FAPIX_P256_OCTETS}};
    fapix_key *peer = NULL;
    int rc;

    memset(shared, 0, FAPIX_P256_OCTETS);
    if (key->alg != FAPI_ALG_ES256 || !key->is_private)
        return FAPI_ERR_CRYPTO;
    rc = fapix_mbedtls_key_import(key->engine, &point, false, &peer);
    if (rc == FAPI_OK)
        rc = multiply(key, peer, shared);
    fapix_mbedtls_key_free(peer);
    if (rc != FAPI_OK)
        fapix_wipe(shared, FAPIX_P256_OCTETS);
    return rc == FAPI_JWK_POINT ? FAPI_JWE_DECRYPTION : rc;
}

/*
 * RFC 3394 2.2. Mbed TLS has it too, but Debian's 2.28 is built without (MBEDTLS_NIST_KW_C): so it is put together here from single blocks.
 */
enum { HALF = 8, STEPS = 6 };

static const uint8_t initial_value[HALF] = {0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6};

static void add_counter(uint8_t half[HALF], uint64_t counter)
{
    for (size_t i = 0; i < HALF; i++)
        half[i] = (uint8_t)(half[i] ^ (uint8_t)(counter >> (56 - 8 * i)));
}

static bool kek_fits(fapix_slice kek)
{
    return kek.n == 16 || kek.n == 32;
}

/* block: A and one R. text: the halves R[1] to R[n]. */
static int wrap_steps(mbedtls_aes_context *aes, uint8_t block[2 * HALF], uint8_t *text, size_t halves)
{
    int rc = 0;

    for (uint64_t counter = 1; counter <= STEPS * (uint64_t)halves && rc == 0; counter++) {
        uint8_t *half = text + (counter - 1) % halves * HALF;
        memcpy(block + HALF, half, HALF);
        rc = mbedtls_aes_crypt_ecb(aes, MBEDTLS_AES_ENCRYPT, block, block);
        add_counter(block, counter);
        memcpy(half, block + HALF, HALF);
    }
    return rc;
}

static int unwrap_steps(mbedtls_aes_context *aes, uint8_t block[2 * HALF], uint8_t *text, size_t halves)
{
    int rc = 0;

    for (uint64_t counter = STEPS * (uint64_t)halves; counter >= 1 && rc == 0; counter--) {
        uint8_t *half = text + (counter - 1) % halves * HALF;
        add_counter(block, counter);
        memcpy(block + HALF, half, HALF);
        rc = mbedtls_aes_crypt_ecb(aes, MBEDTLS_AES_DECRYPT, block, block);
        memcpy(half, block + HALF, HALF);
    }
    return rc;
}

int fapix_mbedtls_key_wrap(fapix_slice kek, fapix_slice in, uint8_t *out)
{
    uint8_t block[2 * HALF];
    mbedtls_aes_context aes;
    int rc;

    if (!kek_fits(kek) || in.n < 2 * HALF || in.n % HALF != 0 || in.n > FAPIX_WRAP_MAX)
        return FAPI_ERR_CRYPTO;
    mbedtls_aes_init(&aes);
    memcpy(block, initial_value, HALF);
    memcpy(out + HALF, in.p, in.n);
    rc = mbedtls_aes_setkey_enc(&aes, kek.p, (unsigned)(kek.n * 8));
    if (rc == 0)
        rc = wrap_steps(&aes, block, out + HALF, in.n / HALF);
    if (rc == 0)
        memcpy(out, block, HALF);
    else
        fapix_wipe(out, in.n + HALF);
    fapix_wipe(block, sizeof block);
    mbedtls_aes_free(&aes); /* wipes it */
    return fapix_mbedtls_status(rc, FAPI_ERR_CRYPTO);
}

int fapix_mbedtls_key_unwrap(fapix_slice kek, fapix_slice in, uint8_t *out)
{
    uint8_t block[2 * HALF];
    mbedtls_aes_context aes;
    size_t n;
    int rc;

    if (!kek_fits(kek))
        return FAPI_ERR_CRYPTO;
    if (in.n < 3 * HALF || in.n % HALF != 0 || in.n > FAPIX_WRAP_MAX + HALF)
        return FAPI_JWE_DECRYPTION;
    n = in.n - HALF;
    mbedtls_aes_init(&aes);
    memcpy(block, in.p, HALF);
    memcpy(out, in.p + HALF, n);
    rc = mbedtls_aes_setkey_dec(&aes, kek.p, (unsigned)(kek.n * 8));
    if (rc == 0)
        rc = unwrap_steps(&aes, block, out, n / HALF);
    rc = fapix_mbedtls_status(rc, FAPI_ERR_CRYPTO);
    if (rc == FAPI_OK && !fapix_ct_eq(fapix_slice_of(block, HALF), fapix_slice_of(initial_value, HALF)))
        rc = FAPI_JWE_DECRYPTION;
    if (rc != FAPI_OK)
        fapix_wipe(out, n);
    fapix_wipe(block, sizeof block);
    mbedtls_aes_free(&aes);
    return rc;
}
