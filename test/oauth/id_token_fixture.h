/* SPDX-License-Identifier: Apache-2.0 */
/* An ID token that fits its flow, and changes of it. */
#ifndef ID_TOKEN_FIXTURE_H
#define ID_TOKEN_FIXTURE_H

#include "test/oauth/table.h"

#define NOW INT64_C(1800000000)
#define ISSUER "https://as.example.com"
#define CLIENT "client-1"
#define NONCE "n-0S6_WzA2Mj"
#define CODE "SplxlOBeZQQYbYS6WxSbIA"
#define STATE "af0ifjsldkj"
#define ACCESS_TOKEN "SlAV32hkKG"
#define S(text) (text), (sizeof(text) - 1)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define I(status) FAPI_ID_TOKEN_##status

/* A handle for ISSUER, CLIENT and NONCE, and the published keys. */
int id_token_ready(fapi_id_token **id_token, fapi_jwks **jwks, fapi_verdict **verdict);
#define READY(id_token, jwks, verdict)                                                                       \
    AUTO(fapi_id_token) id_token = NULL;                                                                     \
    AUTO(fapi_jwks) jwks = NULL;                                                                             \
    AUTO(fapi_verdict) verdict = NULL;                                                                       \
    do {                                                                                                     \
        if (!t_status(FAPI_OK, id_token_ready(&id_token, &jwks, &verdict), "ready", __FILE__, __LINE__))     \
            return;                                                                                          \
    } while (0)

/* Claims, a header for a key, and both signed. "" when memory ran out. */
const char *id_token_claims(const t_member *changes, size_t count);
const char *id_token_header(enum t_key_name key, const t_member *change);
const char *id_token_by(enum t_key_name key, const t_member *changes, size_t count);
const char *id_token_with(const char *claim, const char *value);
int id_token_try(const fapi_id_token *id_token, const fapi_jwks *jwks, const char *jwt, int64_t now, fapi_verdict *verdict);
/* The hash of a value as an EdDSA token has it, with quotes. */
const char *id_token_hash(enum t_key_name key, const char *value);

#define ID_TOKEN_CHANGES 3
typedef struct id_token_row {
    t_member header, claims[ID_TOKEN_CHANGES];
    int status;
    const char *ids; /* for t_claim_all */
} id_token_row;
#define NONE {NULL, NULL}
typedef struct id_token_bench {
    const fapi_id_token *id_token;
    const fapi_jwks *jwks;
    fapi_verdict *verdict;
} id_token_bench;
void id_token_run(const id_token_bench *bench, const id_token_row *rows, size_t count, const char *test);
#define RUN(rows) id_token_run(&(id_token_bench){id_token, jwks, verdict}, rows, COUNT(rows), __func__)

#endif
