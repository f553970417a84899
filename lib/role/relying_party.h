/* SPDX-License-Identifier: Apache-2.0 */
/* The client's own side: a policy, the client as it is registered, the server it talks to, and its keys. */
#ifndef FAPIX_RELYING_PARTY_H
#define FAPIX_RELYING_PARTY_H

#include "base/verdict.h"
#include "jose/jwe.h"
#include "profile/policy.h"
#include "role/client.h"
#include "role/flow.h"
#include "role/response.h"
#include "role/trust.h"

#define FAPIX_RP_MAX_SIGNERS 8

enum fapix_rp_endpoint {
    FAPIX_RP_AUTHORIZATION, FAPIX_RP_PAR, FAPIX_RP_TOKEN, FAPIX_RP_USERINFO, FAPIX_RP_INTROSPECTION, FAPIX_RP_REVOCATION,
    FAPIX_RP_BACKCHANNEL,
    FAPIX_RP_ENDPOINTS
};

struct fapi_rp {
    fapi_context *context;
    struct fapi_policy policy; /* a copy; its context is not used */
    bool sealed;
    const fapi_client *client; /* borrowed */
    fapix_slice metadata;      /* owned: the server's document */
    fapix_slice issuer;        /* owned */
    fapix_slice plain[FAPIX_RP_ENDPOINTS], alias[FAPIX_RP_ENDPOINTS]; /* owned; {NULL, 0}: none */
    fapix_slice endpoint[FAPIX_RP_ENDPOINTS]; /* a view of one of these: the mTLS alias where it is to be used */
    bool iss_parameter;        /* authorization_response_iss_parameter_supported */
    fapi_jwks *keys;           /* a reference: as they were set */
    int64_t keys_fetched_at;
    fapix_trust trust;         /* once sealed: the one issuer and its keys */
    const fapi_signer *signer[FAPIX_RP_MAX_SIGNERS]; /* borrowed */
    size_t signer_count;
    const fapi_signer *dpop;   /* borrowed, or NULL */
    bool mtls;
    const fapi_encrypter *encrypter; /* borrowed, or NULL: of the server, for request objects */
    const fapi_decrypter *decrypter[FAPIX_RP_MAX_SIGNERS]; /* borrowed */
    size_t decrypter_count;
};

static inline int64_t fapix_rp_value(const fapi_rp *rp, int control)
{
    return rp->policy.value[control];
}

/* The first signer of the algorithm that the client registered; of no registered one, the first of all. NULL: none. */
const fapi_signer *fapix_rp_signer(const fapi_rp *rp, int registered);

/* What a check of an answer works on. */
typedef struct fapix_rp_check {
    const fapi_rp *rp;
    fapi_flow *flow;
    fapi_response *response; /* NULL: the message is a request (authorization response, ping) */
    fapi_request *request;   /* NULL: the message is a response */
    int64_t now;
    fapi_verdict *verdict;
    fapix_keys keys;         /* of the server: a reference that perform gives back */
} fapix_rp_check;
/* The check of one answer, given as run: arguments and time are judged, the verdict begins, keys are taken, run, end. The nonce of the
 * response is kept in the flow whatever run says; url: the endpoint that answered, {NULL, 0} for none. */
int fapix_rp_perform(fapix_rp_check *check, fapix_slice url, int (*run)(fapix_rp_check *check));
int fapix_rp_perform_at(fapix_rp_check *check, enum fapix_rp_endpoint endpoint, int (*run)(fapix_rp_check *check));
/* Did the server give one nonce, of a form that is kept? */
bool fapix_rp_has_nonce(const fapi_response *response);
/* The ID token that came with the answer, judged by everything that rp and flow know, in verdict->token. front: it passed the browser
 * beside this code. access_token: of the token response, or {NULL, 0}. */
typedef struct fapix_rp_id_token {
    bool front;
    fapix_slice code, access_token;
} fapix_rp_id_token;
int fapix_rp_judge_id_token(fapix_rp_check *check, fapix_slice token, const fapix_rp_id_token *came_with);
/* The code, and with it, in a hybrid flow, the user of the ID token that was judged, whom every later one must name: both or, on failure,
 * none. FAPI_OK, _NOMEM, FAPI_RESPONSE_SIZE. */
int fapix_rp_keep_code(fapix_rp_check *check, fapix_slice code, bool hybrid);

#endif
