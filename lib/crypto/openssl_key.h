/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Engine and keys of the OpenSSL 3 provider. An EVP_PKEY may be shared by threads, an EVP_PKEY_CTX may not: each key
 * keeps a few that are set up, in slots that a thread empties and fills by an atomic exchange. With more threads than
 * slots a context is made for the occasion.
 */
#ifndef FAPIX_OPENSSL_KEY_H
#define FAPIX_OPENSSL_KEY_H

#include <openssl/evp.h>

#include "crypto/sodium_primitives.h"

#define FAPIX_SPARE_KEYS 8
#define FAPIX_SPARE_OPERATIONS 4
#define FAPIX_SPARE_DIGESTS 8

struct fapix_engine {
    fapix_memory memory;
    EVP_MD *sha256;
    EVP_PKEY *p256; /* the curve without a key, to copy from */
    atomic_bool openssl_ed25519;
    /* Memory of freed keys, for the next ones: a DPoP proof brings a key that lives as long as its check. */
    _Atomic(fapix_key *) spare[FAPIX_SPARE_KEYS];
    _Atomic(EVP_MD_CTX *) digests[FAPIX_SPARE_DIGESTS]; /* contexts of finished hashes, for the next ones */
};

typedef _Atomic(EVP_PKEY_CTX *) fapix_operations[FAPIX_SPARE_OPERATIONS];

struct fapix_key {
    fapix_engine *engine;
    int alg;
    bool is_private;
    size_t signature_n;   /* octets of each signature */
    EVP_PKEY *pkey;       /* NULL for Ed25519 by libsodium */
    fapix_ed25519 ed25519; /* also there when OpenSSL does the work: it was checked, and it is exported */
    fapix_operations verifying, signing;
};

int fapix_openssl_engine_new(const fapix_memory *memory, fapix_engine **engine);
void fapix_openssl_engine_free(fapix_engine *engine);
int fapix_openssl_engine_set_ed25519(fapix_engine *engine, int on);

int fapix_openssl_sha256(fapix_engine *engine, const fapix_slice *parts, size_t count, uint8_t out[32]);
int fapix_openssl_hmac_sha256(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[32]);
int fapix_openssl_hmac_sha512(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[64]);

int fapix_openssl_key_import(fapix_engine *engine, const fapix_key_parts *parts, bool is_private, fapix_key **key);
int fapix_openssl_key_generate(fapix_engine *engine, int alg, fapix_key **key);
int fapix_openssl_key_export(const fapix_key *key, bool with_private, uint8_t *store, size_t store_n,
                             fapix_key_parts *parts);
void fapix_openssl_key_free(fapix_key *key);
int fapix_openssl_key_alg(const fapix_key *key);
int fapix_openssl_verify(const fapix_key *key, fapix_slice message, fapix_slice signature);
int fapix_openssl_certificate_read(fapix_slice der, struct fapix_certificate_content *content);
int fapix_openssl_sign(const fapix_key *key, fapix_slice message, uint8_t *signature, size_t *signature_n);

/* The EVP_PKEY of parts that fulfil fapix_key_rules; key->pkey is the caller's to free, on failure too.
 * FAPI_OK, _NOMEM, _CRYPTO or FAPI_JWK_*. */
int fapix_openssl_rsa_import(fapix_key *key, const fapix_key_parts *parts);
int fapix_openssl_p256_import(fapix_key *key, const fapix_key_parts *parts);
int fapix_openssl_ed25519_import(fapix_key *key);
int fapix_openssl_rsa_export(const fapix_key *key, bool with_private, fapix_store *store, fapix_key_parts *parts);
int fapix_openssl_p256_export(const fapix_key *key, bool with_private, fapix_store *store, fapix_key_parts *parts);

/* SHA-256 with what the engine keeps ready, between errors_begin and errors_end. */
bool fapix_openssl_digest(fapix_engine *engine, const fapix_slice *parts, size_t count, uint8_t out[32]);

/*
 * OpenSSL puts reasons on a queue of the thread, which belongs to the host: what comes between these two is taken off
 * again. before: what begin returned. Gives rc, or FAPI_ERR_NOMEM if rc is a failure and memory was the reason.
 */
unsigned long fapix_openssl_errors_begin(void);
int fapix_openssl_errors_end(unsigned long before, int rc);

#endif
