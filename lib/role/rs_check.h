/* SPDX-License-Identifier: Apache-2.0 */
/* What the two judgements of a resource request share: of one with a JWT, and of one whose token the issuer was asked about. */
#ifndef FAPIX_RS_CHECK_H
#define FAPIX_RS_CHECK_H

#include "base/uri.h"
#include "oauth/access_token.h"
#include "role/resource_server.h"
#include "role/response.h"

typedef struct fapix_rs_check {
    const fapi_rs *rs;
    const fapi_request *request;
    const fapi_response *response; /* the introspection response, or NULL */
    bool introspected;             /* what the token means comes from its issuer; else the token speaks for itself */
    fapix_slice scope;             /* one more that the token must have, beside those of the request; {NULL, 0}: none */
    fapi_verdict *verdict;
    int64_t now;
    fapix_uri url;
    bool dpop_scheme, hashed;
    fapix_slice token, claimed_issuer;
    uint8_t token_hash[32];
    fapix_issuer *issuer;
    fapix_confirmation cnf;
    fapix_jws jws;
} fapix_rs_check;

static inline int64_t fapix_rs_check_value(const fapix_rs_check *c, int control)
{
    return fapix_rs_value(c->rs, control);
}

/* A check from arguments to answer; run is the judgement itself. check: rs, request, response, introspected, scope, claimed_issuer, verdict
 * and now are set, all but jws of the rest is zero. */
int fapix_rs_perform(fapix_rs_check *check, int (*run)(fapix_rs_check *check));

/* Transport, and the one token in the Authorization field. */
int fapix_rs_credentials(fapix_rs_check *check);
/* The issuer that is claimed, and the signature in check->jws by one of its keys, unless the token was seen before; a bad one is
 * status. */
int fapix_rs_issuer(fapix_rs_check *check);
int fapix_rs_signature(fapix_rs_check *check, int status);
/* Where an encrypted JWT came and there are keys for it: *jwt becomes the JWS in it. Else it stays as it is, or, where encryption was
 * agreed, is refused with status. */
int fapix_rs_open(fapix_rs_check *check, bool agreed, int status, fapix_slice *jwt);
/* What the token means, which stands in verdict->token. */
int fapix_rs_claims(fapix_rs_check *check);
/* Binding, scope, interaction id, and last the claim of the proof's one-use key. */
int fapix_rs_use(fapix_rs_check *check);
/* The hash of the token, made once. */
int fapix_rs_token_hash(fapix_rs_check *check);

#endif
