/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A provider for fuzzing, linked in place of the real one: hashes and random octets are real, but every key of the
 * right lengths is a key and every signature of the right length is good. So the fuzzer reaches what lies behind a
 * signature, without an #ifdef in the library. Never part of a library.
 */
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
};

const fapix_provider *fapix_provider_default(void)
{
    return &fake;
}
