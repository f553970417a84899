/* SPDX-License-Identifier: Apache-2.0 */
/* Authorization requests, wherever their parameters stand: RFC 6749 4.1.1, OpenID Connect Core 3.1.2.1, RFC 7636, RFC
 * 9396. */
#ifndef FAPIX_AUTHORIZATION_REQUEST_H
#define FAPIX_AUTHORIZATION_REQUEST_H

#include "base/parameter.h"
#include "oauth/authorization_claims.h"

typedef struct fapix_authorization_limits {
    int response_types;      /* sum of FAPI_RESPONSE_ */
    int jarm;                /* FAPI_USE_; CONDITIONAL: needed with response_type code */
    int pkce;                /* FAPI_USE_: REQUIRED; else judged where there is a challenge; OFF is as OPTIONAL */
    bool nonce_or_state;     /* nonce with openid, else state; nonce with a front-channel ID token in any case */
    bool scope_required;
    bool asks_required;      /* scope or authorization_details must be there */
    bool id_token_hint_refused;
    fapix_claims_limits claims;
    int64_t nonce_max;       /* characters */
    fapix_slice client_id;   /* who sent it; {NULL, 0}: not compared */
    const fapix_slice *details_types;
    size_t details_type_count;
} fapix_authorization_limits;

/* Judge everything that the request itself decides. Whether redirect_uri is one of the client's, and whether scope,
 * resource and authorization_details may be granted, is for others. */
int fapix_authorization_request_judge(fapi_verdict *verdict, const fapix_parameters *parameters,
                                      const fapix_authorization_limits *limits);

/* What a response_mode ("" for none) means with a response_type, one FAPI_RESPONSE_: enum fapix_response_mode, 0 for an unknown one. */
int fapix_authorization_mode(fapix_slice response_mode, int response_type);
/* One FAPI_RESPONSE_, or 0. */
int fapix_authorization_type(fapix_slice response_type);

#endif
