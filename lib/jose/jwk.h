/* SPDX-License-Identifier: Apache-2.0 */
/* One JWK: from a parsed JSON object to a key that carries its algorithm. */
#ifndef FAPIX_JWK_H
#define FAPIX_JWK_H

#include "base/json.h"
#include "crypto/provider.h"

/* The members of a JWK that anything here reads. An absent member is {NULL, 0}; texts are as they stand in the
 * JSON string, still base64url. A member of the wrong JSON type sets bad_type. */
typedef struct fapix_jwk_fields {
    fapix_slice kty, crv, x, y, n, e, alg, use, kid;
    fapix_slice d, p, q, dp, dq, qi;
    bool has_kid, has_key_ops, ops_verify, ops_sign, ops_other, ops_form; /* ops_form: not an array of unique strings */
    bool ops_seal, ops_open, ops_derive; /* of ops_other: encrypt or wrapKey; decrypt or unwrapKey; deriveKey or deriveBits */
    bool has_private;   /* any of d p q dp dq qi oth priv */
    bool has_symmetric; /* k, or kty oct */
    bool has_oth, bad_type;
    bool kept_in;       /* ext is there and not true: the key was not meant to leave its keeper */
} fapix_jwk_fields;

struct fapi_jwk {
    fapi_context *context;
    fapix_key *key;
    fapix_slice kid; /* owned */
    int alg;
    char jkt[FAPI_JKT_LENGTH + 1];
};

/* Read the fields from a node of the strict reader. Returns FAPI_OK, or FAPI_JWK_TYPE if node is not an object. */
int fapix_jwk_fields_json(fapix_jwk_fields *fields, const fapix_json *json, const fapix_json_node *node);
/* Judge and import a public key. rs256_default: an RSA key without alg is RS256 instead of PS256. Thumbprint included.
 * Returns FAPI_OK, _NOMEM, _CRYPTO or FAPI_JWK_*. */
int fapix_jwk_import(fapi_context *context, const fapix_jwk_fields *fields, bool rs256_default, fapix_key **key,
                     char jkt[FAPI_JKT_LENGTH + 1]);
/* The same for a private key, which must have all members of its type. Returns also FAPI_JWK_NOT_PRIVATE,
 * _MISMATCH. */
int fapix_jwk_import_private(fapi_context *context, const fapix_jwk_fields *fields, fapix_key **key,
                             char jkt[FAPI_JKT_LENGTH + 1]);
/* Parse a JSON text with the strict reader and read its fields; what they view lives in *space, which the caller
 * gives back (also after a failure) with fapix_jwk_text_free. */
typedef struct fapix_jwk_text {
    fapix_json json;
    uint8_t scratch[FAPI_MAX_JWT];
} fapix_jwk_text;
int fapix_jwk_text_read(const fapix_memory *memory, fapix_slice text, fapix_jwk_text **space, fapix_jwk_fields *fields);
void fapix_jwk_text_free(const fapix_memory *memory, fapix_jwk_text *space);
/* The numbers of a key, decoded from its members; parts->alg says of which kind it is (FAPI_ALG_PS256, _RS256: RSA). FAPI_OK or
 * FAPI_JWK_*. */
#define FAPIX_JWK_RSA_OCTETS 1024 /* 8192 bits */
#define FAPIX_JWK_PUBLIC_OCTETS (FAPIX_JWK_RSA_OCTETS + 4)
typedef struct fapix_jwk_secrets {
    uint8_t d[FAPIX_JWK_RSA_OCTETS], p[FAPIX_JWK_RSA_OCTETS], q[FAPIX_JWK_RSA_OCTETS], dp[FAPIX_JWK_RSA_OCTETS],
        dq[FAPIX_JWK_RSA_OCTETS], qi[FAPIX_JWK_RSA_OCTETS];
} fapix_jwk_secrets;
int fapix_jwk_decode_public(const fapix_jwk_fields *fields, uint8_t store[FAPIX_JWK_PUBLIC_OCTETS],
                            fapix_key_parts *parts);
int fapix_jwk_decode_private(const fapix_jwk_fields *fields, fapix_jwk_secrets *store, fapix_key_parts *parts);
/* RFC 7638, over fields that fapix_jwk_import accepts. */
int fapix_jwk_thumbprint_of(const fapi_context *context, const fapix_jwk_fields *fields,
                            char jkt[FAPI_JKT_LENGTH + 1]);

#endif
