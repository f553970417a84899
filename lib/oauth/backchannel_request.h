/* SPDX-License-Identifier: Apache-2.0 */
/* Backchannel authentication requests, wherever their parameters stand: CIBA Core 7.1 and 7.2, as FAPI-CIBA narrows
 * them. */
#ifndef FAPIX_BACKCHANNEL_REQUEST_H
#define FAPIX_BACKCHANNEL_REQUEST_H

#include "base/parameter.h"

typedef struct fapix_backchannel_facts {
    /* limits */
    bool signed_required;      /* the parameters must come in a request object */
    int hints;                 /* sum of FAPI_HINT_ that are served */
    int delivery;              /* sum of FAPI_BACKCHANNEL_ modes that are served */
    bool user_code_required;   /* of clients that registered for it */
    bool message_required;
    int64_t message_max;       /* characters */
    int64_t expiry_max;        /* seconds that may be asked for */
    bool context_required;
    const fapix_slice *details_types;
    size_t details_type_count;
    /* the client */
    fapix_slice client_id;     /* who was authenticated; {NULL, 0}: not compared */
    int client_type;           /* FAPI_CLIENT_ */
    int client_grant_types;    /* sum of FAPI_GRANT_ */
    int client_delivery;       /* one FAPI_BACKCHANNEL_ mode, 0 for none */
    int client_alg;            /* what it registered to sign requests with: a FAPI_ALG_; 0 or less: nothing usable */
    bool client_user_code;     /* backchannel_user_code_parameter */
} fapix_backchannel_facts;

/* The limits of a public handle, for roles. */
const fapix_backchannel_facts *fapix_backchannel_limits(const fapi_backchannel_request *request);
/* Judge the form that was posted, as far as it decides how the request travels. *object is then the request object,
 * whose claims are the parameters, or {NULL, 0}: those of the form are. */
int fapix_backchannel_judge_form(fapi_verdict *verdict, const fapix_parameters *form,
                                 const fapix_backchannel_facts *facts, fapix_slice *object);
/* Judge the parameters: those of the form, or the claims of a request object that has passed. What the hint means and
 * whether the user code is right is for others. Works in verdict->proof. */
int fapix_backchannel_judge(fapi_verdict *verdict, const fapix_parameters *parameters,
                            const fapix_backchannel_facts *facts);
/* The error that CIBA has for a refused request: it knows no error of request objects. Static text. */
const char *fapix_backchannel_error(int status);

#endif
