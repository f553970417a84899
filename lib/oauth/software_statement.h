/* SPDX-License-Identifier: Apache-2.0 */
/* Software statements, RFC 7591 2.3: metadata of a client's software that a directory signed. */
#ifndef FAPIX_SOFTWARE_STATEMENT_H
#define FAPIX_SOFTWARE_STATEMENT_H

#include "base/verdict.h"
#include "jose/jws.h"

#define FAPIX_MAX_DIRECTORIES 16
#define FAPIX_MAX_STATEMENT_AUDIENCES 8

typedef struct fapix_directory {
    fapix_slice issuer; /* owned */
    fapi_jwks *jwks;    /* held */
} fapix_directory;

/* Whom this server trusts, and how far. */
struct fapi_software_statement {
    fapi_context *context;
    fapix_directory directories[FAPIX_MAX_DIRECTORIES];
    size_t directory_count;
    fapix_slice audiences[FAPIX_MAX_STATEMENT_AUDIENCES]; /* owned */
    size_t audience_count;
    int algs;
    bool refuse_duplicate_kid;
    int64_t ahead, behind, max_age; /* max_age 0: no rule */
};

/* Judge a statement in a space of the verdict, whose claims are then its members. Returns FAPI_OK or the first broken rule, reported to
 * the verdict as about a software statement. */
int fapix_software_statement_judge(fapi_verdict *verdict, fapix_jwt_space *space, fapix_slice jwt,
                                   const fapi_software_statement *trusted, int64_t now);

#endif
