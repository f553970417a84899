/* SPDX-License-Identifier: Apache-2.0 */
/* Introspection responses as a resource server gets them: RFC 7662 2.2, RFC 9701 5. */
#ifndef FAPIX_INTROSPECTION_RESPONSE_CHECK_H
#define FAPIX_INTROSPECTION_RESPONSE_CHECK_H

#include "base/verdict.h"
#include "jose/jws.h"

typedef struct fapix_introspection_facts {
    fapix_slice issuer;         /* who was asked */
    const fapix_slice *callers; /* names of the one who asked: one of them must be in aud */
    size_t caller_count;
    int64_t now, skew_ahead;
} fapix_introspection_facts;

/* The signed form, first half: taken apart into verdict->proof, form and header judged. */
int fapix_introspection_jwt_read(fapi_verdict *verdict, fapix_slice compact, int algs, fapix_jws *jws);
/* Second half, once the signature holds: its claims. *members is the text of token_introspection, in verdict->proof. */
int fapix_introspection_jwt_judge(fapi_verdict *verdict, const fapix_introspection_facts *facts, fapix_slice *members);
/* Read the members into verdict->token, where an access token's claims would be: active is true, token_type goes with cnf, dates
 * are integers. The rest is judged as the claims of an access token are. members must not lie in verdict->token. */
int fapix_introspection_members(fapi_verdict *verdict, fapix_slice members);

#endif
