/* SPDX-License-Identifier: Apache-2.0 */
/* For tests: published keys, and tokens that the library would never make: any header, any payload, any signature. */
#ifndef JOSE_MAKE_H
#define JOSE_MAKE_H

#include <fapi.h>

#include "crypto/provider.h"

/* Private keys that specifications publish. T_EDDSA (RFC 8037 A.1) signs in microseconds: the one to take where the
 * algorithm is not the point. */
enum t_key_name { T_EDDSA, T_ES256, T_PS256, T_RS256, T_KEYS };
/* The private JWK; T_RS256 is the key of T_PS256 (RFC 7515 A.2) with the other alg. kid is the name of the
 * algorithm in lower case. */
const char *t_private_jwk(enum t_key_name name);
/* The public JWK, and a set of all four (T_RS256 too). */
const char *t_public_jwk(enum t_key_name name);
const char *t_public_jwks(void);
int t_alg(enum t_key_name name);

/* Texts below are static, one of a few used in turn, NUL-terminated, and "" when memory ran out (in the sweep) or
 * the text would not fit 64 KiB: so CHECK(token[0] != '\0') before use. */
/* base64url of any octets. */
const char *t_base64url(const void *octets, size_t n);
/* A text by printf's rules. */
__attribute__((format(printf, 1, 2))) const char *t_format(const char *format, ...);
/* base64url(header) "." base64url(payload) "." base64url(signature). */
const char *t_join(const char *header, const void *payload, size_t payload_n, const void *signature,
                   size_t signature_n);
/* The same with the signature of a key, whatever the header says. payload_n may be (size_t)-1 for a C string. */
const char *t_make_jws(const fapix_provider *provider, const fapix_key *key, const char *header, const void *payload,
                       size_t payload_n);
/* The same with the signature of a published key. */
const char *t_sign(enum t_key_name name, const char *header, const char *payload);
/* The same, forged: an HMAC-SHA-256 of these octets. */
const char *t_forge(const char *header, const char *payload, const void *secret, size_t secret_n);
/* The token with its n-th part (0, 1, 2) replaced by a text, which is taken as it is. */
const char *t_replace_part(const char *token, int part, const char *text);
/* Claim what a row of a table showed: ids separated by spaces. Rows of the ledger are accepted or refused as the
 * status says, others are attacks, which only a refusal may claim. */
void t_claim_row(int status, const char *ids, const char *test);

#endif
