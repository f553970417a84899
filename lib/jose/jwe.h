/* SPDX-License-Identifier: Apache-2.0 */
/* Compact JWE: taken apart, judged, opened; and made. RFC 7516, 7518 4 and 5. */
#ifndef FAPIX_JWE_H
#define FAPIX_JWE_H

#include "base/buffer.h"
#include "base/verdict.h"
#include "crypto/provider.h"

struct fapi_decrypter {
    fapi_context *context;
    fapix_secret_key *key;
    int alg;         /* exactly one FAPI_JWE_ALG_, or for an EC key both that fit */
    fapix_slice kid; /* owned; {NULL, 0}: none */
    fapix_slice document; /* owned: the public JWK with alg, use enc, kid */
};

struct fapi_encrypter {
    fapi_context *context;
    fapix_secret_key *key; /* public */
    int alg, enc;          /* exactly one each */
    fapix_slice kid_json;  /* owned; with quotes and escapes; {NULL, 0}: no kid */
};

typedef struct fapix_jwe_facts {
    const fapi_decrypter *const *decrypters;
    size_t decrypter_count;
    int algs, encs; /* sums of FAPI_JWE_ALG_ and FAPI_JWE_ENC_ that may pass */
} fapix_jwe_facts;

/* Is it a JWE in compact form, judged by its number of dots alone? */
bool fapix_jwe_is(fapix_slice compact);
/* Open a JWE into verdict->nested, and set verdict->nested_n. Every rule is reported. Header rules have statuses of their own; whatever goes wrong
 * with a key, a length, a tag or a padding is FAPI_JWE_DECRYPTION and nothing else, after the same work. cty must be JWT (nested, RFC 7519 5.2)
 * where it is there; the caller judges the inner JWS by the rules of its kind. Returns FAPI_OK, FAPI_JWE_*, FAPI_JSON_*, FAPI_BASE64URL_*,
 * FAPI_ERR_NOMEM, _CRYPTO. */
int fapix_jwe_open(fapi_verdict *verdict, fapix_slice compact, const fapix_jwe_facts *facts);
/* Append the JWE of a nested JWT (cty JWT) to out. FAPI_OK, _NOMEM, _RANDOM, _CRYPTO, FAPI_JWE_SIZE. */
int fapix_jwe_seal(const fapi_encrypter *encrypter, fapix_slice jws, fapix_buffer *out);
/* The encrypter for a recipient whose JWK set is this text: the first key for encryption with this alg. FAPI_OK, _NOMEM, FAPI_JWE_KEY (none
 * fits), FAPI_JSON_*. */
int fapix_encrypter_from_set(fapi_context *context, fapix_slice jwks, int alg, int enc, fapi_encrypter **encrypter);

#endif
