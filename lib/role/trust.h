/* SPDX-License-Identifier: Apache-2.0 */
/* The issuers that a resource server trusts, each with the keys that belong to it and to nobody else. */
#ifndef FAPIX_TRUST_H
#define FAPIX_TRUST_H

#include <pthread.h>

#include "base/context.h"
#include "jose/jwks.h"

#define FAPIX_MAX_ISSUERS 256

typedef struct fapix_issuer {
    fapix_slice name; /* owned */
    fapix_slice client_id; /* owned: what this side is called there; {NULL, 0}: not said */
    fapi_jwks *jwks;  /* a reference; swapped under the lock */
    int64_t fetched_at;
    uint64_t generation; /* another number for each key set that was ever installed */
    int64_t asked_at;    /* when a refresh was last asked for; -1: never since the last fetch */
    pthread_mutex_t lock;
} fapix_issuer;

typedef struct fapix_trust {
    fapi_context *context; /* borrowed */
    size_t count;
    fapix_issuer *issuer[FAPIX_MAX_ISSUERS];
    atomic_uint_least64_t generations;
} fapix_trust;

/* The keys of an issuer at one moment: jwks is a reference of the caller's, to be given back with fapi_jwks_free. */
typedef struct fapix_keys {
    fapi_jwks *jwks;
    int64_t fetched_at;
    uint64_t generation;
} fapix_keys;

int fapix_trust_add(fapix_trust *trust, fapix_slice issuer, fapi_jwks *jwks, int64_t fetched_at);
int fapix_trust_replace(fapix_trust *trust, fapix_slice issuer, fapi_jwks *jwks, int64_t fetched_at);
void fapix_trust_free(fapix_trust *trust);
/* NULL for an issuer that is not trusted. */
fapix_issuer *fapix_trust_find(const fapix_trust *trust, fapix_slice issuer);
fapix_keys fapix_issuer_keys(fapix_issuer *issuer);
/* May a refresh be asked for now? At most once per cooldown, whoever asks: a flood of unknown kids fetches nothing more. */
bool fapix_issuer_ask(fapix_issuer *issuer, int64_t now, int64_t cooldown);

#endif
