/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of registrations: for each regime a server, a software statement and a request that fit, and rows that change them. */
#ifndef REGISTRATION_FIXTURE_H
#define REGISTRATION_FIXTURE_H

#include "test/role/metadata_fixture.h"

#define NOW INT64_C(1800000000)
#define SERVER "https://as.example"
#define S(text) (text), (sizeof(text) - 1)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define UUID4 "16fd2706-8baf-433b-82eb-8c7fada847da"

/* The directory signs with its own key, the client with another; which ones, the policy allows. */
typedef struct r_regime {
    int profile, algs; /* algs 0: those of the profile */
    enum t_key_name directory, client;
    const t_member *statement, *request; /* request: without software_statement */
    int is_signed;
} r_regime;

extern const r_regime R_FAPI2, R_FAPI2_SIGNED, R_UK, R_AU, R_BR;

typedef struct r_row {
    const char *name;
    t_member statement[3], request[4];
    t_member statement_header, request_header;
    int status;
    const char *error, *ids;
} r_row;

typedef struct r_bench {
    const r_regime *regime;
    fapi_registration *registration;
    fapi_verdict *verdict;
    fapi_findings *findings;
    fapi_jwks *keys; /* of the client */
    uint8_t *certificate;
    size_t certificate_n;
    int verified; /* what is said of the chain */
    const char *method, *type;
    fapi_replay *replay;
} r_bench;

int r_ready(const r_regime *regime, r_bench *bench);
void r_done(r_bench *bench);
#define R_BENCH __attribute__((cleanup(r_done))) r_bench
#define R_READY(regime, bench)                                                             \
    R_BENCH bench = {0};                                                                    \
    do {                                                                                   \
        if (!t_status(FAPI_OK, r_ready(&regime, &bench), "r_ready", __FILE__, __LINE__))   \
            return;                                                                        \
    } while (0)

/* The request of a row, "" if memory ran out. */
const char *r_body(const r_regime *regime, const r_row *row);
/* Reset, state the request, check; where the keys are needed, hand them over and check again. */
int r_try(r_bench *bench, const char *body);
/* Put another file of vectors/tls_client_auth into the bench; NULL: none. */
int r_certificate(r_bench *bench, const char *name);
void r_run(const r_regime *regime, const r_row *rows, size_t count, const char *test);

#endif
