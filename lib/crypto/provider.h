/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one door to cryptography: a table of functions, filled once by libsodium with Mbed TLS and once by libsodium with
 * OpenSSL 3. Which one is linked decides fapix_provider_default(); tests may link a table of their own.
 */
#ifndef FAPIX_PROVIDER_H
#define FAPIX_PROVIDER_H

#include "base/context.h"

typedef struct fapix_engine fapix_engine; /* a provider's state for one context: warmed groups, fetched algorithms */
typedef struct fapix_key fapix_key;       /* an imported key; carries its algorithm; may be shared by threads */

/* Key material as big-endian octets, canonical (no leading zero in n, e). Unused slices are empty. */
typedef struct fapix_key_parts {
    int alg;                      /* exactly one FAPI_ALG_ */
    fapix_slice n, e;             /* RSA */
    fapix_slice x, y;             /* EC P-256: 32 octets each; Ed25519: x of 32 octets, y empty */
    fapix_slice d, p, q, dp, dq, qi; /* private: d for EC (32) and Ed25519 (32-octet seed); all six for RSA */
} fapix_key_parts;

struct fapix_certificate_content;

typedef struct fapix_secret_key fapix_secret_key; /* an imported key for encryption, public or private: RSA or P-256 */

/* Content encryption with a key that is used once or for one message. Lengths of key, IV and tag are exact, else FAPI_ERR_CRYPTO: the callers
 * judge them first. open returns FAPI_JWE_DECRYPTION for a tag that does not fit, and with CBC for content that is no number of blocks or has no
 * good padding; after a failure there is nothing in out but zeros. The tag is compared in constant time: with CBC before anything is decrypted,
 * with GCM before anything of the plaintext is given out. in and out do not overlap. */
typedef struct fapix_aead {
    int enc;          /* exactly one FAPI_JWE_ENC_ */
    fapix_slice key;  /* 16 or 32 octets with GCM, 32 or 64 with CBC and HMAC */
    fapix_slice iv;   /* 12 octets with GCM, 16 with CBC */
    fapix_slice aad;
} fapix_aead;

typedef struct fapix_provider {
    const char *name;
    int (*engine_new)(const fapix_memory *memory, fapix_engine **engine);
    void (*engine_free)(fapix_engine *engine);
    /* FAPI_ERR_UNSUPPORTED where there is only one Ed25519. */
    int (*engine_set_ed25519)(fapix_engine *engine, int on);
    /* engine: whatever it keeps ready makes this faster; NULL where there is none. */
    int (*sha256)(fapix_engine *engine, const fapix_slice *parts, size_t count, uint8_t out[32]);
    /* Only for the hashes in ID tokens that Ed25519 signs. */
    int (*sha512)(fapix_slice bytes, uint8_t out[64]);
    int (*hmac_sha256)(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[32]);
    /* SipHash-2-4, 64 bits: for hash tables that an attacker must not be able to aim at. Never a signature. */
    uint64_t (*keyed_hash)(const uint8_t key[16], fapix_slice data);
    int (*random)(uint8_t *out, size_t n);
    /* Import with full validation: RSA of 2048 to 8192 bits, odd modulus, odd exponent of 65537 or more and at most 64
     * bits (FAPI_JWK_RSA_SIZE, _MODULUS, _EXPONENT), point on the curve and not infinity, no small-order or
     * non-canonical Ed25519 key (FAPI_JWK_POINT), lengths (FAPI_JWK_COORDINATE), private half fits the public one
     * (FAPI_JWK_MISMATCH), private members where they belong (FAPI_JWK_PRIVATE, _NOT_PRIVATE, _MEMBER). The key is
     * ready for use by several threads. Its memory may stay with the engine when it is freed. */
    int (*key_import)(fapix_engine *engine, const fapix_key_parts *parts, bool is_private, fapix_key **key);
    /* A fresh private key; RSA of 3072 bits for PS256 and RS256. */
    int (*key_generate)(fapix_engine *engine, int alg, fapix_key **key);
    /* The parts of a key (private ones only if wanted), written into store, at most store_n octets. */
    int (*key_export)(const fapix_key *key, bool with_private, uint8_t *store, size_t store_n, fapix_key_parts *parts);
    void (*key_free)(fapix_key *key);
    int (*key_alg)(const fapix_key *key);
    /* FAPI_OK, FAPI_JWS_SIGNATURE_LENGTH, FAPI_JWS_SIGNATURE, FAPI_ERR_NOMEM or FAPI_ERR_CRYPTO. */
    int (*verify)(const fapix_key *key, fapix_slice message, fapix_slice signature);
    /* Subject, alternative names and key of a certificate that is exactly these octets. FAPI_OK, FAPI_CERTIFICATE_DER,
     * FAPI_CERTIFICATE_NAMES, FAPI_ERR_NOMEM, or FAPI_ERR_UNSUPPORTED for keys and signatures unknown to the library. */
    int (*certificate_read)(fapix_slice der, struct fapix_certificate_content *content);
    /* signature holds 1024 octets. */
    int (*sign)(const fapix_key *key, fapix_slice message, uint8_t *signature, size_t *signature_n);

    /* Encryption. RSA keys of 2048 to 8192 bits, EC keys on P-256, judged on import as key_import judges them; parts->alg is not read. */
    int (*secret_key_import)(fapix_engine *engine, const fapix_key_parts *parts, bool is_private, fapix_secret_key **key);
    /* alg: FAPI_JWE_ALG_RSA_OAEP_256 (3072 bits) or FAPI_JWE_ALG_ECDH_ES. */
    int (*secret_key_generate)(fapix_engine *engine, int alg, fapix_secret_key **key);
    int (*secret_key_export)(const fapix_secret_key *key, bool with_private, uint8_t *store, size_t store_n, fapix_key_parts *parts);
    void (*secret_key_free)(fapix_secret_key *key);
    /* RSA-OAEP with SHA-1 (RSA-OAEP) or SHA-256 (RSA-OAEP-256) for hash and MGF1. in has exactly the length of the modulus on
     * the way back; out has room for 1024 octets. open: FAPI_OK, FAPI_JWE_DECRYPTION, FAPI_ERR_NOMEM, _CRYPTO. */
    int (*oaep_seal)(const fapix_secret_key *key, int alg, fapix_slice in, uint8_t *out, size_t *out_n);
    int (*oaep_open)(const fapix_secret_key *key, int alg, fapix_slice in, uint8_t *out, size_t *out_n);
    /* x of the shared point; peer: a point that is judged here: on the curve, not infinity, else FAPI_JWE_DECRYPTION. */
    int (*ecdh)(const fapix_secret_key *key, const uint8_t x[32], const uint8_t y[32], uint8_t shared[32]);
    /* RFC 3394 with a key of 16 or 32 octets and a text of 16 to 512 (FAPIX_WRAP_MAX), else FAPI_ERR_CRYPTO; out: eight more or fewer than in.
     * unwrap: FAPI_JWE_DECRYPTION, for wrong lengths of in too, which leave out alone. */
    int (*key_wrap)(fapix_slice kek, fapix_slice in, uint8_t *out);
    int (*key_unwrap)(fapix_slice kek, fapix_slice in, uint8_t *out);
    /* out: with GCM as long as in; with CBC up to 16 more on the way out, and *out_n says how many there are. */
    int (*aead_seal)(const fapix_aead *aead, fapix_slice in, uint8_t *out, size_t *out_n, uint8_t tag[32]);
    int (*aead_open)(const fapix_aead *aead, fapix_slice in, fapix_slice tag, uint8_t *out, size_t *out_n);
} fapix_provider;

#define FAPIX_MAX_SIGNATURE 1024

/* The table of the linked library, and the one that new contexts take: the same, unless a test program brings its own
 * fapix_provider_default. */
extern const fapix_provider fapix_provider_builtin;
const fapix_provider *fapix_provider_default(void);

/* context, or a private one if it is NULL; a new reference either way. NULL when memory ran out. */
fapi_context *fapix_context_use(fapi_context *context);

#endif
