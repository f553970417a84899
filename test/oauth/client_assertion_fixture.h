/* SPDX-License-Identifier: Apache-2.0 */
/* A client, a server and an assertion that fits them, for the tests of assertions: each differs from it in a member or
 * a few. */
#ifndef CLIENT_ASSERTION_FIXTURE_H
#define CLIENT_ASSERTION_FIXTURE_H

#include "test/oauth/table.h"

#define NOW INT64_C(1800000000)
#define ISSUER "https://as.example.com"
#define TOKEN_URL "https://as.example.com/token"
#define PAR_URL "https://as.example.com/par"
#define CLIENT "client-1"
#define OTHER_CLIENT "client-2"
#define TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define S(text) (text), (sizeof(text) - 1)
#define GOOD_ALGS (FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA)

/* FAPI 1: the issuer, the token or the PAR endpoint, in an array too. FAPI 2: the issuer as a string. */
enum ca_mode { FAPI1, FAPI2, MODES };

/* A handle for CLIENT with the published keys, and for OTHER_CLIENT with one of its own. */
int ca_ready(enum ca_mode mode, fapi_client_assertion **handle, fapi_verdict **verdict);
int ca_set_other_client(fapi_client_assertion *handle);
#define READY(mode, handle, verdict)                                           \
    AUTO(fapi_client_assertion) handle = NULL;                                 \
    AUTO(fapi_verdict) verdict = NULL;                                         \
    do {                                                                       \
        int t_made = ca_ready(mode, &handle, &verdict);                        \
        if (!t_status(FAPI_OK, t_made, "ca_ready", __FILE__, __LINE__))        \
            return;                                                            \
    } while (0)

/* Header and claims of a good assertion, changed. */
const char *ca_header(enum t_key_name key, const t_member *change);
const char *ca_claims(const t_member *changes, size_t count);
/* Signed by T_EDDSA, with a member changed; by another published key; by the key of OTHER_CLIENT. */
const char *ca_with(const char *claim, const char *value);
const char *ca_by(enum t_key_name key, const t_member *changes, size_t count);
const char *ca_by_other(const char *header, const char *claims);
/* fapi_client_assertion_check, which "" (memory ran out before) does not reach. */
int ca_try(const fapi_client_assertion *handle, const char *assertion, int64_t now, fapi_verdict *verdict);
/* The one-use key of a verdict. */
int ca_replay(const fapi_verdict *verdict, uint8_t key[32], int64_t *expiry);

#define CA_CHANGES 4
typedef struct ca_row {
    t_member header, claims[CA_CHANGES];
    int status[MODES];
    const char *ids; /* for t_claim_all */
} ca_row;

#define NONE {NULL, NULL}
#define RUN(rows) ca_run_rows(rows, sizeof rows / sizeof *rows, __func__)
void ca_run_rows(const ca_row *rows, size_t count, const char *test);

#endif
