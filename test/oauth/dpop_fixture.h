/* SPDX-License-Identifier: Apache-2.0 */
/* A request, an access token and a DPoP proof that fits them, for the tests of proofs: each differs from
 * it in a member or two. */
#ifndef DPOP_FIXTURE_H
#define DPOP_FIXTURE_H

#include "test/oauth/table.h"

#define NOW INT64_C(1800000000)
#define URL "https://api.example.com/accounts/7?page=2"
#define HTU "https://api.example.com/accounts/7"
#define TOKEN "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl"
#define S(text) (text), (sizeof(text) - 1)
#define ALL_ALGS (FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA | FAPI_ALG_RS256)
#define A43 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* The hash of TOKEN and the thumbprint of T_EDDSA, once dpop_ready was called; no change. */
extern char dpop_ath[44], dpop_jkt[44];
extern const t_member dpop_nothing;

/* A handle for GET URL with TOKEN and the key of T_EDDSA. */
int dpop_ready(fapi_dpop **dpop, fapi_verdict **verdict);
#define READY(dpop, verdict)                                                   \
    AUTO(fapi_dpop) dpop = NULL;                                               \
    AUTO(fapi_verdict) verdict = NULL;                                         \
    do {                                                                       \
        int t_made = dpop_ready(&dpop, &verdict);                               \
        if (!t_status(FAPI_OK, t_made, "dpop_ready", __FILE__, __LINE__))       \
            return;                                                            \
    } while (0)

/* Header and claims of a good proof, changed; the proof of T_EDDSA with them. */
const char *dpop_header(enum t_key_name key, const t_member *change);
const char *dpop_claims(const t_member *changes, size_t count);
const char *dpop_proof(const t_member *header, const t_member *claim);
/* A proof with one claim changed, and with several. */
const char *dpop_with(const char *claim, const char *value);
const char *dpop_with_all(const t_member *changes, size_t count);
/* The same by the key of another client; and that key under a header of somebody else. */
const char *dpop_other_proof(const t_member *claims, size_t count);
const char *dpop_sign_as_other(const char *header, const char *claims);
/* fapi_dpop_check, which "" (memory ran out before) does not reach. */
int dpop_try(const fapi_dpop *dpop, const char *proof, int64_t now, fapi_verdict *verdict);

typedef struct dpop_row {
    t_member header, claim;
    int status;
    const char *expected; /* the detail of the refusal; NULL: whatever */
    const char *ids;      /* for t_claim_all */
} dpop_row;

#define NONE {NULL, NULL}
#define RUN(rows) dpop_run_rows(rows, sizeof rows / sizeof *rows, __func__)
void dpop_run_rows(const dpop_row *rows, size_t count, const char *test);

#endif
