/* SPDX-License-Identifier: Apache-2.0 */
/* What a client makes of an authorization response that is a JWT: JARM 2.4. */
#ifndef FAPIX_JARM_CHECK_H
#define FAPIX_JARM_CHECK_H

#include "jose/jwe.h"
#include "jose/jws.h"
#include "oauth/authorization_response_check.h"

typedef struct fapix_jarm_facts {
    fapix_authorization_response_facts response; /* its iss is not read: a response JWT always has one */
    fapix_slice client_id;
    const fapi_jwks *jwks;     /* of the server */
    bool refuse_duplicate_kid;
    int registered_alg;        /* authorization_signed_response_alg; 0: none is registered, any of algs will do */
    int algs;
    const fapix_jwe_facts *jwe; /* NULL: encryption was not agreed, so none may come; else nothing else may come */
    int64_t now, skew_ahead, skew_behind;
    int64_t max_lifetime;      /* from now to exp, beside skew_ahead */
} fapix_jarm_facts;

/* Take the JWT out of the parameters that carried it: response, and nothing beside it. */
int fapix_jarm_parameter(fapi_verdict *verdict, const fapix_parameters *parameters, fapix_slice *jwt);
/* Judge it, in verdict->token. As fapix_authorization_response_judge; *found views the claims. */
int fapix_jarm_judge(fapi_verdict *verdict, fapix_slice jwt, const fapix_jarm_facts *facts,
                     fapix_authorization_response_found *found);

#endif
