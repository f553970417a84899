/* SPDX-License-Identifier: Apache-2.0 */
/* A JWT that a server made for its client (ID token, response JWT, userinfo response): opened where it is encrypted, its header judged, its
 * signature verified. The rules are the same for all of them; each kind has names of its own for what it broke. */
#ifndef FAPIX_RECEIVED_H
#define FAPIX_RECEIVED_H

#include "base/verdict.h"
#include "jose/jwe.h"
#include "jose/jws.h"

typedef struct fapix_received_names {
    int not_encrypted, encrypted; /* as was agreed; although nothing was agreed */
    int alg, alg_registered, typ, signature;
} fapix_received_names;

typedef struct fapix_received {
    fapi_verdict *verdict;
    fapix_jwt_space *space; /* that it is read into */
    const fapix_received_names *names;
    const fapix_jwe_facts *jwe; /* NULL: it must not be encrypted */
    int algs, registered_alg;   /* sum of what may pass; 0: none is registered, any of algs will do */
    const fapi_jwks *jwks;
    bool refuse_duplicate_kid;
} fapix_received;

/* Steps. Each returns FAPI_OK or the broken rule, reported to the verdict. */
/* What is encrypted was made by anybody who has the client's public key: *jwt is then the JWS inside, whose signature counts. */
int fapix_received_open(const fapix_received *received, fapix_slice *jwt);
/* Reads the JWS. None of these kinds has a typ of its own: whatever else than JWT is named is another kind of the same server's. */
int fapix_received_header(const fapix_received *received, fapix_slice jwt, fapix_jws *jws);
/* After the issuer was found to be the one whose keys these are. Returns also FAPI_KEY_*, FAPI_ERR_NOMEM, _CRYPTO. */
int fapix_received_signature(const fapix_received *received, const fapix_jws *jws);

#endif
