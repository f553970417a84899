/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Engine and keys of the Mbed TLS provider.
 *
 * Threads. Mbed TLS writes into what it reads: the first multiplication of the base point fills the comb table of a
 * group, the first RSA operation the cache of R^2 mod N, and each private RSA operation renews the blinding values of
 * its context. Both caches are filled before the engine or key leaves the thread that makes it; from then on the code
 * of 2.28 and 3.6 only reads them (ecp_mul takes a table that is there, mpi_exp_mod an RR that is there). To verify is
 * to work on a view: its own mbedtls_rsa_context whose numbers point at the limbs of the key, which also spares threads
 * the mutex that Mbed TLS keeps in each context. A private operation works on a copy with blinding values of its own.
 * ThreadSanitizer does not see into libmbedcrypto; valgrind's helgrind does, and with 2.28.3 finds but the three
 * counters of point operations that a build with MBEDTLS_SELF_TEST keeps for its own tests and nothing else reads.
 */
#ifndef FAPIX_MBEDTLS_KEY_H
#define FAPIX_MBEDTLS_KEY_H

#include "crypto/mbedtls_compat.h"
#include "crypto/sodium_primitives.h"

#define FAPIX_SPARE_KEYS 8

struct fapix_engine {
    fapix_memory memory;
    mbedtls_ecp_group p256; /* warmed */
    /* Memory of freed keys, for the next ones: a DPoP proof brings a key that lives as long as its check. */
    _Atomic(fapix_key *) spare[FAPIX_SPARE_KEYS];
};

typedef struct fapix_p256 {
    mbedtls_ecp_point q;
    mbedtls_mpi d; /* 0 in a public key */
} fapix_p256;

struct fapix_key {
    fapix_engine *engine;
    int alg;
    bool is_private;
    union {
        mbedtls_rsa_context rsa; /* warmed */
        fapix_p256 p256;
        fapix_ed25519 ed25519;
    } as;
};

int fapix_mbedtls_engine_new(const fapix_memory *memory, fapix_engine **engine);
void fapix_mbedtls_engine_free(fapix_engine *engine);
int fapix_mbedtls_engine_set_ed25519(fapix_engine *engine, int on);

int fapix_mbedtls_key_import(fapix_engine *engine, const fapix_key_parts *parts, bool is_private, fapix_key **key);
int fapix_mbedtls_key_generate(fapix_engine *engine, int alg, fapix_key **key);
int fapix_mbedtls_key_export(const fapix_key *key, bool with_private, uint8_t *store, size_t store_n,
                             fapix_key_parts *parts);
void fapix_mbedtls_key_free(fapix_key *key);
int fapix_mbedtls_key_alg(const fapix_key *key);
int fapix_mbedtls_verify(const fapix_key *key, fapix_slice message, fapix_slice signature);
int fapix_mbedtls_certificate_read(fapix_slice der, struct fapix_certificate_content *content);
int fapix_mbedtls_sign(const fapix_key *key, fapix_slice message, uint8_t *signature, size_t *signature_n);

/* RSA and P-256 on their own; key->as is initialised, and freed by the caller of import and generate on failure. */
int fapix_mbedtls_rsa_import(fapix_key *key, const fapix_key_parts *parts);
int fapix_mbedtls_rsa_generate(fapix_key *key);
int fapix_mbedtls_rsa_export(const fapix_key *key, bool with_private, fapix_store *store, fapix_key_parts *parts);
int fapix_mbedtls_rsa_verify(const fapix_key *key, const uint8_t hash[32], fapix_slice signature);
int fapix_mbedtls_rsa_sign(const fapix_key *key, const uint8_t hash[32], uint8_t *signature, size_t *signature_n);
int fapix_mbedtls_p256_import(fapix_key *key, const fapix_key_parts *parts);
int fapix_mbedtls_p256_generate(fapix_key *key);
int fapix_mbedtls_p256_export(const fapix_key *key, bool with_private, fapix_store *store, fapix_key_parts *parts);
int fapix_mbedtls_p256_verify(const fapix_key *key, const uint8_t hash[32], fapix_slice signature);
int fapix_mbedtls_p256_sign(const fapix_key *key, const uint8_t hash[32], uint8_t *signature, size_t *signature_n);

/* For blinding, salts and fresh keys. */
int fapix_mbedtls_rng(void *user, unsigned char *out, size_t n);
/* FAPI_OK for 0, FAPI_ERR_NOMEM where memory was the reason, otherwise the given status. */
int fapix_mbedtls_status(int rc, int otherwise);
/* A number as octets, n of them or as many as it needs (n 0). False: store full. */
bool fapix_mbedtls_put(fapix_store *store, const mbedtls_mpi *number, size_t n, fapix_slice *part);

#endif
