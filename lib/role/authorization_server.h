/* SPDX-License-Identifier: Apache-2.0 */
/* An authorization server: a policy, its names, the keys it signs with, and the state it shares between requests. */
#ifndef FAPIX_AUTHORIZATION_SERVER_H
#define FAPIX_AUTHORIZATION_SERVER_H

#include "base/verdict.h"
#include "jose/jwe.h"
#include "oauth/backchannel_request.h"
#include "profile/policy.h"
#include "role/client.h"
#include "role/request.h"

#define FAPIX_AS_MAX_ENDPOINTS 8
#define FAPIX_AS_MAX_SIGNERS 8
#define FAPIX_AS_MAX_DECRYPTERS 8
#define FAPIX_AS_MAX_DETAILS 64
#define FAPIX_AS_MAX_SCOPES 64
#define FAPIX_AS_MAX_RESOURCES 16
#define FAPIX_AS_MAX_AUDIENCES (FAPIX_AS_MAX_ENDPOINTS + 2 * FAPI_ENDPOINT_REGISTRATION)

struct fapi_as {
    fapi_context *context;
    struct fapi_policy policy; /* a copy; its context is not used */
    bool sealed;
    fapix_slice issuer; /* owned, as are endpoints and types */
    fapix_slice endpoint[FAPIX_AS_MAX_ENDPOINTS];
    size_t endpoint_count;
    fapix_slice url[FAPI_ENDPOINT_CONSENT + 1];  /* by enum fapi_endpoint; owned; {NULL, 0}: there is none */
    fapix_slice mtls[FAPI_ENDPOINT_CONSENT + 1]; /* the same for clients with a certificate */
    fapix_slice details_type[FAPIX_AS_MAX_DETAILS];
    size_t details_type_count;
    fapix_slice scope[FAPIX_AS_MAX_SCOPES]; /* owned, as are resources */
    size_t scope_count;
    fapix_slice resource[FAPIX_AS_MAX_RESOURCES];
    size_t resource_count;
    int client_auth; /* FAPI_AUTH_ that are offered */
    bool opaque_tokens;
    const fapi_signer *signer[FAPIX_AS_MAX_SIGNERS]; /* borrowed */
    size_t signer_count;
    const fapi_decrypter *decrypter[FAPIX_AS_MAX_DECRYPTERS]; /* borrowed */
    size_t decrypter_count;
    int grant_types;
    fapix_backchannel_facts backchannel; /* the limits of backchannel requests, without types and client */
    fapi_replay *replay; /* a reference, or NULL */
    bool replay_external;
    fapi_dpop_nonce *nonce; /* borrowed, or NULL */
    fapix_slice jwks;       /* owned, made when sealed */
    fapi_jwks *own_keys;    /* the same, to verify what comes back; NULL: there is no signer */
    fapi_rs *userinfo;      /* as which the userinfo endpoint judges, made when sealed; NULL: there is no such endpoint */
};

/* The value of a control. */
static inline int64_t fapix_as_value(const fapi_as *as, int control)
{
    return as->policy.value[control];
}

/* May a setter change it? */
static inline int fapix_as_changeable(const fapi_as *as)
{
    if (as == NULL)
        return FAPI_ERR_ARG;
    return as->sealed ? FAPI_ERR_STATE : FAPI_OK;
}

/* The signer for a client: the first of the algorithm that it registered; of no registered one, the first of all. NULL: none. */
const fapi_signer *fapix_as_signer(const fapi_as *as, int registered);
/* The URLs that name this server in a client assertion, besides its issuer: those that were added, its endpoints and their aliases. What is
 * fetched (jwks_uri) or posted to by a browser (consent) is none of them. audience holds FAPIX_AS_MAX_AUDIENCES. Returns how many. */
size_t fapix_as_audiences(const fapi_as *as, fapix_slice *audience);

#endif
