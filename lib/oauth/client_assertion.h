/* SPDX-License-Identifier: Apache-2.0 */
/* private_key_jwt: client assertions, RFC 7521 and RFC 7523, as OpenID Connect Core 9 and FAPI narrow them. */
#ifndef FAPIX_CLIENT_ASSERTION_H
#define FAPIX_CLIENT_ASSERTION_H

#include "base/verdict.h"
#include "jose/jws.h"

typedef struct fapix_client_assertion_facts {
    /* the client, as it is registered */
    fapix_slice client_id;
    const fapi_jwks *jwks;
    bool refuse_duplicate_kid; /* a kid that two keys of the set share is refused even if one of them alone would fit */
    int registered_alg;        /* token_endpoint_auth_signing_alg; 0: none is registered, any of algs will do */
    /* the server */
    int algs;
    fapix_slice issuer;
    const fapix_slice *endpoints; /* accepted in aud beside the issuer, unless issuer_string */
    size_t endpoint_count;
    bool issuer_string;           /* aud is the issuer, as one JSON string */
    int64_t now, skew_ahead, skew_behind;
    int64_t max_lifetime;         /* from now to exp, beside skew_ahead */
    int64_t max_age;              /* since iat, which must then be there; 0: no rule */
    /* the request around the assertion */
    fapix_slice type;             /* client_assertion_type; {NULL, 0}: none */
    fapix_slice form_client_id;   /* client_id; {NULL, 0}: none */
    bool other_method;            /* another way of authentication is used too */
} fapix_client_assertion_facts;

/* Judge an assertion, in verdict->token. Fills replay_key and replay_expiry of the verdict. Returns FAPI_OK or the first
 * broken rule, reported to the verdict. */
int fapix_client_assertion_judge(fapi_verdict *verdict, fapix_slice assertion,
                                 const fapix_client_assertion_facts *facts);
/* Who does the assertion say it is of? Nothing is proven by the answer, which views verdict->token. */
int fapix_client_assertion_claimed(fapi_verdict *verdict, fapix_slice assertion, fapix_slice *client_id);

#endif
