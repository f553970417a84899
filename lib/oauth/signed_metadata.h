/* SPDX-License-Identifier: Apache-2.0 */
/* Signed metadata, RFC 8414 2.1 and RFC 9728 2.2. */
#ifndef FAPIX_SIGNED_METADATA_H
#define FAPIX_SIGNED_METADATA_H

#include "base/verdict.h"
#include "jose/jws.h"

#define FAPIX_MAX_ATTESTERS 16

typedef struct fapix_attester {
    fapix_slice issuer; /* owned */
    fapi_jwks *jwks;    /* held */
} fapix_attester;

/* Whose signatures count. */
struct fapi_signed_metadata {
    fapi_context *context;
    fapix_attester attesters[FAPIX_MAX_ATTESTERS];
    size_t count;
    int algs;
};

#endif
