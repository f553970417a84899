/* SPDX-License-Identifier: Apache-2.0 */
/* JWT access tokens: RFC 9068, and the looser JWT tokens that profiles allow. */
#ifndef FAPIX_ACCESS_TOKEN_H
#define FAPIX_ACCESS_TOKEN_H

#include "base/verdict.h"
#include "jose/jws.h"

typedef struct fapix_access_token_facts {
    fapix_slice issuer;           /* the issuer that the key set belongs to */
    const fapix_slice *audiences; /* one of them must be in aud */
    size_t audience_count;
    int64_t now, skew_ahead, skew_behind;
    int64_t max_lifetime, min_lifetime; /* exp - iat; 0: no rule */
    bool rfc9068;                 /* typ at+jwt and all claims of RFC 9068 2.2; else iss, aud and exp suffice */
    bool introspected;            /* members of an introspection response, which may leave out what the issuer judged itself */
    bool scope_required;          /* the scope claim must be there */
    bool revoked;
} fapix_access_token_facts;

/* What the token says of its binding; slices view verdict->token. */
typedef struct fapix_confirmation {
    bool present, has_jkt, has_x5t;
    fapix_slice jkt, x5t;
} fapix_confirmation;

/* First half: take the token apart into verdict->token and judge form and header. *issuer is what it claims, not yet proven.
 * Refuses other kinds of JWT by typ (DPoP proof, logout token, introspection response, request object, ...). */
int fapix_access_token_read(fapi_verdict *verdict, fapix_slice token, int algs, bool rfc9068, fapix_jws *jws,
                            fapix_slice *issuer);
/* Second half, after the signature: every claim, the form of scope included. */
int fapix_access_token_claims(fapi_verdict *verdict, const fapix_access_token_facts *facts);
/* After the binding, as whoever cannot use the token need not learn what it allows: each of these scope values is in the scope claim, else
 * FAPI_TOKEN_SCOPE_INSUFFICIENT. */
int fapix_access_token_scope(fapi_verdict *verdict, const fapix_slice *scopes, size_t count);
/* cnf: an object whose every member is a confirmation method that is known here (jkt, x5t#S256). */
int fapix_access_token_confirmation(fapi_verdict *verdict, fapix_confirmation *confirmation);

#endif
