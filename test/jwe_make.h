/* SPDX-License-Identifier: Apache-2.0 */
/* For tests: published keys for encryption, and JWE that the library would never make. */
#ifndef JWE_MAKE_H
#define JWE_MAKE_H

#include "jose/jwe.h"

/* RFC 7516 A.1, RFC 7518 C (Bob); the public halves have use enc, kid "rsa" and "ec". alg of the RSA key is RSA-OAEP; T_RSA_256 is the same
 * key with RSA-OAEP-256. */
enum t_enc_key { T_ENC_RSA, T_ENC_RSA_256, T_ENC_EC, T_ENC_KEYS };
const char *t_enc_private_jwk(enum t_enc_key name);
const char *t_enc_public_jwk(enum t_enc_key name);
/* The message of RFC 7516 A.1, whose plaintext is no JWS. */
const char *t_rfc7516_a1(void);
/* The epk member (Alice of RFC 7518 C), and alg with it. */
#define T_EPK                                                                               \
    "\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0\"," \
    "\"y\":\"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps\"}"

/* What is to be made. The header is taken as it is; alg and enc say how it is really done. */
typedef struct t_jwe {
    const char *header;
    int alg, enc;
    const char *plaintext;
    size_t cek_n;          /* octets of the content key that is wrapped; 0: as many as enc has */
    const char *apu, *apv; /* that the derivation takes; NULL: none */
    const char *aad;       /* NULL: the encoded header */
} t_jwe;
/* The compact JWE to the published key; "" when memory ran out. */
const char *t_make_jwe(const t_jwe *jwe);
/* part 0 to 4 of a JWE replaced by a text. */
const char *t_replace_jwe_part(const char *compact, int part, const char *text);
/* The same, with the bit of one of its octets changed. */
const char *t_flip_jwe(const char *compact, int part, size_t octet);

#endif
