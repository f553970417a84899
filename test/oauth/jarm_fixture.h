/* SPDX-License-Identifier: Apache-2.0 */
/* A response JWT that fits its flow, and changes of it. */
#ifndef JARM_FIXTURE_H
#define JARM_FIXTURE_H

#include "test/oauth/table.h"

#define NOW INT64_C(1800000000)
#define ISSUER "https://as.example.com"
#define CLIENT "client-1"
#define STATE "af0ifjsldkj"
#define S(text) (text), (sizeof(text) - 1)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define J(status) FAPI_JARM_##status

/* A handle for ISSUER with the published keys, CLIENT and STATE. */
int jarm_ready(fapi_jarm **jarm, fapi_verdict **verdict);
#define READY(jarm, verdict)                                                              \
    AUTO(fapi_jarm) jarm = NULL;                                                          \
    AUTO(fapi_verdict) verdict = NULL;                                                    \
    do {                                                                                  \
        if (!t_status(FAPI_OK, jarm_ready(&jarm, &verdict), "ready", __FILE__, __LINE__)) \
            return;                                                                       \
    } while (0)

/* Claims, a header for a key, and both signed. "" when memory ran out. */
const char *jarm_claims(const t_member *changes, size_t count);
const char *jarm_header(enum t_key_name key, const t_member *change);
const char *jarm_by(enum t_key_name key, const t_member *changes, size_t count);
const char *jarm_with(const char *claim, const char *value);
/* As response=jwt. */
int jarm_try(fapi_jarm *jarm, const char *jwt, int64_t now, fapi_verdict *verdict);

#define JARM_CHANGES 3
typedef struct jarm_row {
    t_member header, claims[JARM_CHANGES];
    int status;
    const char *ids; /* for t_claim_all */
} jarm_row;
#define NONE {NULL, NULL}
void jarm_run(fapi_jarm *jarm, fapi_verdict *verdict, const jarm_row *rows, size_t count, const char *test);
#define RUN(rows) jarm_run(jarm, verdict, rows, COUNT(rows), __func__)

#endif
