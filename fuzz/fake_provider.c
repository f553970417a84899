/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A provider for fuzzing, linked in place of the real one: hashes and random octets are real, but every key of the
 * right lengths is a key and every signature of the right length is good. So the fuzzer reaches what lies behind a
 * signature, without an #ifdef in the library. Never part of a library.
 */
#include "crypto/content_cipher.h"
#include "crypto/provider.h"
#include "crypto/sodium_primitives.h"

struct fapix_engine {
    const fapix_memory *memory;
};

struct fapix_key {
    const fapix_memory *memory;
    int alg;
};

static int engine_new(const fapix_memory *memory, fapix_engine **engine)
{
    *engine = fapix_alloc(memory, sizeof **engine);
    if (*engine == NULL)
        return FAPI_ERR_NOMEM;
    (*engine)->memory = memory;
    return fapix_sodium_ready();
}

static void engine_free(fapix_engine *engine)
{
    if (engine != NULL)
        fapix_free(engine->memory, engine, sizeof *engine);
}

static int engine_set_ed25519(fapix_engine *engine, int on)
{
    (void)engine;
    (void)on;
    return FAPI_ERR_UNSUPPORTED;
}

static bool is_rsa(int alg)
{
    return alg == FAPI_ALG_PS256 || alg == FAPI_ALG_RS256;
}

static int make_key(fapix_engine *engine, int alg, fapix_key **key)
{
    *key = fapix_alloc(engine->memory, sizeof **key);
    if (*key == NULL)
        return FAPI_ERR_NOMEM;
    (*key)->memory = engine->memory;
    (*key)->alg = alg;
    return FAPI_OK;
}

static int key_import(fapix_engine *engine, const fapix_key_parts *parts, bool is_private, fapix_key **key)
{
    *key = NULL;
    if (is_rsa(parts->alg)) {
        if (parts->n.n == 0 || parts->n.n > 1024 || parts->e.n == 0 || parts->e.n > 4)
            return FAPI_JWK_RSA_SIZE;
    } else if (parts->x.n != 32 || parts->y.n != (parts->alg == FAPI_ALG_ES256 ? 32u : 0u)) {
        return FAPI_JWK_COORDINATE;
    }
    if (is_private && parts->d.n == 0)
        return FAPI_JWK_NOT_PRIVATE;
    return make_key(engine, parts->alg, key);
}

/* A fixed public half: the caller only writes it down. */
static int key_export(const fapix_key *key, bool with_private, uint8_t *store, size_t store_n, fapix_key_parts *parts)
{
    *parts = (fapix_key_parts){0};
    parts->alg = key->alg;
    if (with_private || store_n < 256 + 3)
        return with_private ? FAPI_ERR_UNSUPPORTED : FAPI_ERR_BUFFER;
    memset(store, 0xA5, 256 + 3);
    if (is_rsa(key->alg)) {
        parts->n = fapix_slice_of(store, 256);
        parts->e = fapix_slice_of(store + 256, 3);
        return FAPI_OK;
    }
    parts->x = fapix_slice_of(store, 32);
    if (key->alg == FAPI_ALG_ES256)
        parts->y = fapix_slice_of(store + 32, 32);
    return FAPI_OK;
}

static void key_free(fapix_key *key)
{
    if (key != NULL)
        fapix_free(key->memory, key, sizeof *key);
}

static int key_alg(const fapix_key *key)
{
    return key->alg;
}

static int verify(const fapix_key *key, fapix_slice message, fapix_slice signature)
{
    /* Every octet is looked at, so that a sanitizer sees a slice that leaves its buffer. */
    uint8_t hash[32];
    const fapix_slice parts[2] = {message, signature};
    int rc = fapix_sodium_sha256(NULL, parts, 2, hash);
    if (rc != FAPI_OK)
        return rc;
    return is_rsa(key->alg) || signature.n == 64 ? FAPI_OK : FAPI_JWS_SIGNATURE_LENGTH;
}

/* Nothing in a certificate is secret or signed for us: the real reader may read it. */
int fapix_mbedtls_certificate_read(fapix_slice der, struct fapix_certificate_content *content);

static int sign(const fapix_key *key, fapix_slice message, uint8_t *signature, size_t *signature_n)
{
    *signature_n = is_rsa(key->alg) ? 256 : 64;
    memset(signature, 0x5A, *signature_n);
    return fapix_sodium_sha256(NULL, &message, 1, signature);
}

/* Encryption: each key has the right shape or none, opens what has the right length, and hides nothing: what is sealed is the message, with a tag
 * of A5. So a fuzzer can write a message that opens, and one octet of the tag says whether it does. */
struct fapix_secret_key {
    const fapix_memory *memory;
    bool is_rsa, is_private;
};

enum { FAKE_MODULUS = 256 };

static int make_secret_key(fapix_engine *engine, bool rsa, bool is_private, fapix_secret_key **key)
{
    *key = fapix_alloc(engine->memory, sizeof **key);
    if (*key == NULL)
        return FAPI_ERR_NOMEM;
    **key = (struct fapix_secret_key){engine->memory, rsa, is_private};
    return FAPI_OK;
}

static int secret_key_import(fapix_engine *engine, const fapix_key_parts *parts, bool is_private, fapix_secret_key **key)
{
    bool rsa = parts->n.n != 0;

    *key = NULL;
    if (rsa ? parts->n.n > 1024 || parts->e.n == 0 || parts->e.n > 4 : parts->x.n != 32 || parts->y.n != 32)
        return rsa ? FAPI_JWK_RSA_SIZE : FAPI_JWK_COORDINATE;
    if (is_private && parts->d.n == 0)
        return FAPI_JWK_NOT_PRIVATE;
    return make_secret_key(engine, rsa, is_private, key);
}

static int secret_key_generate(fapix_engine *engine, int alg, fapix_secret_key **key)
{
    return make_secret_key(engine, alg <= FAPI_JWE_ALG_RSA_OAEP_256, true, key);
}

static int secret_key_export(const fapix_secret_key *key, bool with_private, uint8_t *store, size_t store_n, fapix_key_parts *parts)
{
    const fapix_key as_signing = {key->memory, key->is_rsa ? FAPI_ALG_PS256 : FAPI_ALG_ES256};
    int rc = key_export(&as_signing, with_private, store, store_n, parts);

    parts->alg = 0;
    return rc;
}

static void secret_key_free(fapix_secret_key *key)
{
    if (key != NULL)
        fapix_free(key->memory, key, sizeof *key);
}

/* The message at the end of a block of zeros and one 01 before it. */
static int oaep_seal(const fapix_secret_key *key, int alg, fapix_slice in, uint8_t *out, size_t *out_n)
{
    *out_n = 0;
    memset(out, 0, 1024);
    if (!key->is_rsa || alg > FAPI_JWE_ALG_RSA_OAEP_256 || in.n > FAKE_MODULUS - 66)
        return FAPI_ERR_CRYPTO;
    *out_n = FAKE_MODULUS;
    out[FAKE_MODULUS - in.n - 1] = 1;
    if (in.n != 0)
        memcpy(out + FAKE_MODULUS - in.n, in.p, in.n);
    return FAPI_OK;
}

static int oaep_open(const fapix_secret_key *key, int alg, fapix_slice in, uint8_t *out, size_t *out_n)
{
    size_t at = 0;

    *out_n = 0;
    memset(out, 0, 1024);
    if (!key->is_rsa || !key->is_private || alg > FAPI_JWE_ALG_RSA_OAEP_256)
        return FAPI_ERR_CRYPTO;
    while (at < in.n && in.p[at] == 0)
        at++;
    if (in.n != FAKE_MODULUS || at == in.n || in.p[at] != 1 || at < 65)
        return FAPI_JWE_DECRYPTION;
    *out_n = in.n - at - 1;
    memcpy(out, in.p + at + 1, *out_n);
    return FAPI_OK;
}

/* Any point is one but the two that are all zero. */
static int ecdh(const fapix_secret_key *key, const uint8_t x[32], const uint8_t y[32], uint8_t shared[32])
{
    static const uint8_t zero[32];

    memset(shared, 0, 32);
    if (key->is_rsa || !key->is_private)
        return FAPI_ERR_CRYPTO;
    if (memcmp(x, zero, 32) == 0 || memcmp(y, zero, 32) == 0)
        return FAPI_JWE_DECRYPTION;
    memset(shared, 0xC3, 32);
    return FAPI_OK;
}

static int key_wrap(fapix_slice kek, fapix_slice in, uint8_t *out)
{
    if ((kek.n != 16 && kek.n != 32) || in.n < 16 || in.n % 8 != 0)
        return FAPI_ERR_CRYPTO;
    memset(out, 0xA6, 8);
    memcpy(out + 8, in.p, in.n);
    return FAPI_OK;
}

static int key_unwrap(fapix_slice kek, fapix_slice in, uint8_t *out)
{
    static const uint8_t start[8] = {0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6};

    if (kek.n != 16 && kek.n != 32)
        return FAPI_ERR_CRYPTO;
    if (in.n < 24 || in.n % 8 != 0)
        return FAPI_JWE_DECRYPTION;
    if (memcmp(in.p, start, 8) != 0) {
        memset(out, 0, in.n - 8);
        return FAPI_JWE_DECRYPTION;
    }
    memcpy(out, in.p + 8, in.n - 8);
    return FAPI_OK;
}

static int plain_gcm_seal(const fapix_aead *aead, fapix_slice in, uint8_t *out, uint8_t tag[FAPIX_GCM_TAG])
{
    const fapix_slice parts[] = {aead->key, aead->iv, aead->aad, in};
    uint8_t hash[32];

    if (in.n != 0)
        memcpy(out, in.p, in.n);
    memset(tag, 0xA5, FAPIX_GCM_TAG);
    return fapix_sodium_sha256(NULL, parts, 4, hash); /* every octet is looked at */
}

static int plain_gcm_open(const fapix_aead *aead, fapix_slice in, const uint8_t tag[FAPIX_GCM_TAG], uint8_t *out)
{
    uint8_t want[FAPIX_GCM_TAG];
    int rc = plain_gcm_seal(aead, in, out, want);

    return rc == FAPI_OK && memcmp(tag, want, sizeof want) != 0 ? FAPI_JWE_DECRYPTION : rc;
}

static int plain_cbc(bool encrypt, fapix_slice key, const uint8_t iv[FAPIX_AES_BLOCK], fapix_slice in, uint8_t *out)
{
    const fapix_slice parts[] = {key, fapix_slice_of(iv, FAPIX_AES_BLOCK)};
    uint8_t hash[32];

    (void)encrypt;
    memcpy(out, in.p, in.n);
    return fapix_sodium_sha256(NULL, parts, 2, hash);
}

static int plain_hmac(bool is_sha512, fapix_slice key, const fapix_slice *parts, size_t count, uint8_t *out)
{
    uint8_t hash[32];

    (void)key;
    memset(out, 0xA5, is_sha512 ? 64 : 32);
    return fapix_sodium_sha256(NULL, parts, count, hash);
}

static const fapix_ciphers plain = {.gcm_seal = plain_gcm_seal, .gcm_open = plain_gcm_open, .cbc = plain_cbc, .hmac = plain_hmac};

static int aead_seal(const fapix_aead *aead, fapix_slice in, uint8_t *out, size_t *out_n, uint8_t tag[32])
{
    return fapix_content_seal(&plain, aead, in, out, out_n, tag);
}

static int aead_open(const fapix_aead *aead, fapix_slice in, fapix_slice tag, uint8_t *out, size_t *out_n)
{
    return fapix_content_open(&plain, aead, in, tag, out, out_n);
}

static const fapix_provider fake = {
    .name = "fake",
    .engine_new = engine_new,
    .engine_free = engine_free,
    .engine_set_ed25519 = engine_set_ed25519,
    .sha256 = fapix_sodium_sha256,
    .sha512 = fapix_sodium_sha512,
    .hmac_sha256 = fapix_sodium_hmac_sha256,
    .keyed_hash = fapix_sodium_keyed_hash,
    .random = fapix_sodium_random,
    .key_import = key_import,
    .key_generate = make_key,
    .key_export = key_export,
    .key_free = key_free,
    .key_alg = key_alg,
    .verify = verify,
    .certificate_read = fapix_mbedtls_certificate_read,
    .sign = sign,
    .secret_key_import = secret_key_import,
    .secret_key_generate = secret_key_generate,
    .secret_key_export = secret_key_export,
    .secret_key_free = secret_key_free,
    .oaep_seal = oaep_seal,
    .oaep_open = oaep_open,
    .ecdh = ecdh,
    .key_wrap = key_wrap,
    .key_unwrap = key_unwrap,
    .aead_seal = aead_seal,
    .aead_open = aead_open,
};

const fapix_provider *fapix_provider_default(void)
{
    return &fake;
}
