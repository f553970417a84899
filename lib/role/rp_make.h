/* SPDX-License-Identifier: Apache-2.0 */
/* What the makers of the client's messages have in common: how one begins and ends, parameters, authentication, proof. */
#ifndef FAPIX_RP_MAKE_H
#define FAPIX_RP_MAKE_H

#include "base/parameter.h"
#include "role/relying_party.h"

#define FAPIX_RP_PARAMETERS 64

typedef struct fapix_rp_order {
    const fapi_rp *rp;
    fapi_flow *flow; /* NULL: the message belongs to none */
    int64_t now;
    fapi_request *request;
    fapix_slice method, text; /* what the caller names beside the flow: method and URL of a resource, a token */
} fapix_rp_order;

typedef struct fapix_rp_message {
    const fapi_rp *rp; /* these six as they were ordered */
    fapi_flow *flow;
    int64_t now;
    fapi_request *request;
    fapix_slice method, text;
    bool began;      /* this message is the first of its flow */
    enum fapix_flow_step next; /* where the flow stands once the message is made; as it stood at first */
    int64_t grant;             /* FAPI_GRANT_ of a token request, else -1 */
    size_t count;
    fapix_parameter parameter[FAPIX_RP_PARAMETERS]; /* what is asked for, in the order in which it is written */
    fapix_buffer form;         /* of the body, or the query */
    fapix_buffer object, sealed, assertion;
    char challenge[FAPI_JKT_LENGTH + 1], jkt[FAPI_JKT_LENGTH + 1];
} fapix_rp_message;

/* The making of one message, given as run: arguments and time are judged, the request is emptied, run, end. On failure the request is empty
 * and the flow as it was. */
int fapix_rp_make(const fapix_rp_order *order, int (*run)(fapix_rp_message *message));

/* Steps of run; each returns FAPI_OK or why there is no message. */
/* One more parameter, unless the value is empty. FAPI_ERR_INTERNAL if there is no room. */
int fapix_rp_add(fapix_rp_message *message, const char *name, fapix_slice value);
/* All that the host set in the flow but those of these names, ended by NULL. */
int fapix_rp_add_others(fapix_rp_message *message, const char *const *but);
/* The parameters as the rules of requests look at them. */
fapix_parameters fapix_rp_parameters(const fapix_rp_message *message);
/* Each parameter into the form; or all of them into one signed object, which alone goes into the form. */
int fapix_rp_write_form(fapix_rp_message *message);
int fapix_rp_write_object(fapix_rp_message *message, const fapi_signer *signer, bool encrypted);
/* How the client proves who it is, into the form. */
int fapix_rp_authenticate(fapix_rp_message *message);
/* A proof for this method and URL, if the client has a key for it and the policy knows DPoP. token: the access token that goes along. */
int fapix_rp_prove(fapix_rp_message *message, fapix_slice method, fapix_slice url, fapix_slice token);
bool fapix_rp_uses_dpop(const fapi_rp *rp);
/* The POST of the form to an endpoint: FAPI_FLOW_ENDPOINT if the server has none. accept: the media type that is wanted back. */
int fapix_rp_post(fapix_rp_message *message, enum fapix_rp_endpoint endpoint, const char *accept);
int fapix_rp_header(fapix_rp_message *message, const char *name, fapix_slice value);

/* The authorization request of the flow: its parameters are made, judged as a server would judge them, and remembered in the flow. */
int fapix_rp_ask(fapix_rp_message *message, bool pushed);
/* Whether it must travel in a request object; and the key that signs it, NULL if the client has none. */
bool fapix_rp_needs_object(const fapi_rp *rp);
bool fapix_rp_needs_encryption(const fapi_rp *rp, bool pushed);
const fapi_signer *fapix_rp_object_signer(const fapi_rp *rp);

#endif
