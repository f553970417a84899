/* SPDX-License-Identifier: Apache-2.0 */
/* Token requests: RFC 6749 4 and 6, RFC 7636 4.6, RFC 9449 5 and 10, RFC 8705 3 and 4, CIBA Core 10 and 11. */
#ifndef FAPIX_TOKEN_REQUEST_H
#define FAPIX_TOKEN_REQUEST_H

#include "base/parameter.h"
#include "oauth/grant.h"

typedef struct fapix_token_request_facts {
    /* limits */
    int grant_types;          /* sum of FAPI_GRANT_ that this server supports */
    int64_t code_lifetime;    /* seconds */
    int64_t refresh_lifetime; /* seconds; 0: no limit but the token's own */
    bool pkce_required;       /* also for a code whose request had no challenge */
    bool binding_required;
    int binding_methods;      /* sum of FAPI_BINDING_ */
    /* the client */
    int client_type;          /* FAPI_CLIENT_ */
    int client_grant_types;   /* what it is registered for */
    int client_bound;         /* sum of FAPI_BINDING_: it is registered to get tokens bound so */
    bool rotates;             /* its refresh token is replaced at this use */
    /* the request */
    fapix_slice method;
    fapix_slice client_id;    /* who was authenticated, or, if public, identified; {NULL, 0}: nobody */
    fapix_slice jkt, x5t;     /* proven in this request; {NULL, 0}: not */
    const fapi_grant *grant;  /* what the host found; NULL: nothing */
    int64_t now;
} fapix_token_request_facts;

/* Judge the request. On success the verdict's jkt and x5t are what belongs into cnf. */
int fapix_token_request_judge(fapi_verdict *verdict, const fapix_parameters *parameters,
                              const fapix_token_request_facts *facts);

#endif
