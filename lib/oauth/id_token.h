/* SPDX-License-Identifier: Apache-2.0 */
/* ID tokens, made: OpenID Connect Core 2, 3.1.3.6, 3.3.2.11, and s_hash of FAPI 1.0 Advanced 5.1.1. */
#ifndef FAPIX_ID_TOKEN_H
#define FAPIX_ID_TOKEN_H

#include "base/json_write.h"
#include "crypto/provider.h"

#define FAPIX_ID_TOKEN_HASH 44    /* bytes of the longest hash, with its NUL */
#define FAPIX_ID_TOKEN_LIFETIME 300 /* seconds, where the host's claims have no exp */

typedef struct fapix_id_token_facts {
    fapix_slice issuer, client_id;
    fapix_slice nonce, access_token, code, state; /* {NULL, 0}: none, and no claim made of it */
    int64_t now;
    int alg;                  /* that it will be signed with */
    bool needs_auth_time, needs_acr;
    bool front;               /* it passes the user's browser, and is not encrypted */
} fapix_id_token_facts;

/* The claims of an ID token: those of the host, and beside them those that only this library writes. Returns FAPI_OK,
 * FAPI_ANSWER_CLAIM*, FAPI_ANSWER_PERSONAL, FAPI_ERR_CLOCK, _CRYPTO, or the buffer's status. */
int fapix_id_token_write(const fapi_context *context, const fapix_json *claims, const fapix_id_token_facts *facts,
                         fapix_buffer *out);
/* at_hash, c_hash or s_hash of an ID token of this algorithm. FAPI_OK or FAPI_ERR_CRYPTO. */
int fapix_id_token_hash(const fapix_provider *provider, fapix_engine *engine, int alg, fapix_slice value,
                        char out[FAPIX_ID_TOKEN_HASH]);
/* Names of claims that hold personal data; the last is NULL. */
extern const char *const fapix_personal_claims[];
/* sub: 1 to FAPI_MAX_SUB characters of ASCII. Returns FAPI_OK, FAPI_ANSWER_CLAIM_MISSING or FAPI_ANSWER_CLAIM. */
int fapix_claims_subject(const fapix_json *claims);
/* FAPI_OK if no member of the object has one of these names (the last is NULL), else status. */
int fapix_claims_without(const fapix_json *claims, const char *const *names, int status);

#endif
