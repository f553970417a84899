/* SPDX-License-Identifier: Apache-2.0 */
/* Compact JWE: taken apart, judged, opened; and made. RFC 7516, 7518 4 and 5. */
#ifndef FAPIX_JWE_H
#define FAPIX_JWE_H

#include "base/buffer.h"
#include "base/verdict.h"
#include "jose/jwk.h"

#define FAPIX_JWE_ALGS                                                                                            \
    (FAPI_JWE_ALG_RSA_OAEP | FAPI_JWE_ALG_RSA_OAEP_256 | FAPI_JWE_ALG_ECDH_ES | FAPI_JWE_ALG_ECDH_ES_A128KW | \
     FAPI_JWE_ALG_ECDH_ES_A256KW)
#define FAPIX_JWE_ALGS_RSA (FAPI_JWE_ALG_RSA_OAEP | FAPI_JWE_ALG_RSA_OAEP_256)
#define FAPIX_JWE_ALGS_EC (FAPIX_JWE_ALGS & ~FAPIX_JWE_ALGS_RSA)
#define FAPIX_JWE_ENCS \
    (FAPI_JWE_ENC_A128GCM | FAPI_JWE_ENC_A256GCM | FAPI_JWE_ENC_A128CBC_HS256 | FAPI_JWE_ENC_A256CBC_HS512)
#define FAPIX_JWE_CEK 64 /* octets of the longest content key */
#define FAPIX_JWE_PARTY 256 /* octets of apu and of apv */

struct fapi_decrypter {
    fapi_context *context;
    fapix_secret_key *key;
    int alg;               /* exactly one FAPI_JWE_ALG_, or of an EC key without alg all that fit */
    bool has_kid;
    fapix_slice kid, kid_json; /* owned; the second with quotes and escapes */
    fapix_slice document;  /* owned: the public JWK with alg, use enc, kid */
};

struct fapi_encrypter {
    fapi_context *context;
    fapix_secret_key *key; /* public */
    int alg, enc;          /* exactly one each */
    uint8_t x[32], y[32];  /* of an EC key */
    fapix_slice kid_json;  /* owned; with quotes and escapes; {NULL, 0}: no kid */
    fapix_slice document;  /* owned: the JWK with alg, use enc, kid */
};

typedef struct fapix_jwe_facts {
    const fapi_decrypter *const *decrypters;
    size_t decrypter_count;
    int algs, encs; /* sums of FAPI_JWE_ALG_ and FAPI_JWE_ENC_ that may pass */
} fapix_jwe_facts;

/* What a judged header says. Slices view the parsed header; x, y, apu and apv are decoded. */
typedef struct fapix_jwe_header {
    int alg, enc;
    bool has_kid;
    fapix_slice kid;
    uint8_t x[32], y[32];
    uint8_t apu[FAPIX_JWE_PARTY], apv[FAPIX_JWE_PARTY];
    size_t apu_n, apv_n;
} fapix_jwe_header;

/* What the alg of a header makes of it. */
typedef struct fapix_jwe_agreement {
    fapix_slice name; /* of alg, or of enc with ECDH-ES alone */
    fapix_slice apu, apv;
} fapix_jwe_agreement;

/* ---- names and lengths ---- */

/* FAPI_JWE_ALG_ and FAPI_JWE_ENC_ of a JOSE name, compared byte for byte; 0 for names that are not ours; and back, NULL for anything but
 * exactly one. */
int fapix_jwe_alg_of(fapix_slice name);
int fapix_jwe_enc_of(fapix_slice name);
const char *fapix_jwe_alg_name(int alg);
const char *fapix_jwe_enc_name(int enc);
/* Octets of the content key, the IV and the tag of an enc. */
size_t fapix_jwe_cek_n(int enc);
size_t fapix_jwe_iv_n(int enc);
size_t fapix_jwe_tag_n(int enc);
/* Octets of the key that wraps the content key; 0 where none does. */
size_t fapix_jwe_kek_n(int alg);

/* ---- reading ---- */

/* Is it a JWE in compact form, judged by its number of dots alone? */
bool fapix_jwe_is(fapix_slice compact);
/* Judge a parsed header; each rule is reported. FAPI_OK, FAPI_JWE_*. */
int fapix_jwe_judge_header(fapi_verdict *verdict, const fapix_json *json, int algs, int encs, fapix_jwe_header *header);
/* Open a JWE into verdict->nested, and set verdict->nested_n. verdict->token is the working memory: what stands there is lost, and the
 * inner JWS may be read into it afterwards. Every rule is reported. Header rules have statuses of their own; whatever goes wrong
 * with a key, a length, a tag or a padding is FAPI_JWE_DECRYPTION and nothing else, after the same work. cty must be JWT (nested, RFC 7519 5.2)
 * where it is there; the caller judges the inner JWS by the rules of its kind. Returns FAPI_OK, FAPI_JWE_*, FAPI_JSON_*, FAPI_BASE64URL_*,
 * FAPI_ERR_NOMEM, _RANDOM, _CRYPTO. */
int fapix_jwe_open(fapi_verdict *verdict, fapix_slice compact, const fapix_jwe_facts *facts);

/* ---- making ---- */

/* Append the JWE of a nested JWT (cty JWT) to out. FAPI_OK, _NOMEM, _RANDOM, _CRYPTO, FAPI_JWE_SIZE. */
int fapix_jwe_seal(const fapi_encrypter *encrypter, fapix_slice jws, fapix_buffer *out);
/* The encrypter for a recipient whose JWK set is this text: the first key for encryption with this alg. FAPI_OK, _NOMEM, FAPI_JWE_KEY (none
 * fits), FAPI_JSON_*. */
int fapix_encrypter_from_set(fapi_context *context, fapix_slice jwks, int alg, int enc, fapi_encrypter **encrypter);

/* The encrypter again from its document, which says alg. FAPI_OK, _NOMEM, FAPI_JWK_*, FAPI_JSON_*. */
int fapix_encrypter_from_document(fapi_context *context, fapix_slice document, int enc, fapi_encrypter **encrypter);

/* ---- below both ---- */

/* Concat KDF of RFC 7518 4.6.2; out_n: 16 to 64 octets. FAPI_OK or FAPI_ERR_CRYPTO. */
int fapix_jwe_derive(const fapi_context *context, const uint8_t shared[32], const fapix_jwe_agreement *agreement,
                     uint8_t *out, size_t out_n);

#endif
