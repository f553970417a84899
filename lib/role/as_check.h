/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks of an authorization server's endpoints have in common: how they begin, who the client is, what keys were proven, and how
 * they end. */
#ifndef FAPIX_AS_CHECK_H
#define FAPIX_AS_CHECK_H

#include "base/parameter.h"
#include "base/uri.h"
#include "oauth/grant.h"
#include "role/authorization_server.h"

typedef struct fapix_as_check {
    const fapi_as *as;
    fapi_request *request;
    const fapi_client *client;
    fapi_verdict *verdict;
    const fapi_grant *grant; /* what the host found; NULL: nothing */
    int64_t now;
    bool front;              /* the message came by way of the user's browser */
    bool backchannel;        /* to the backchannel endpoint */
    fapix_uri url;
    const fapix_form *form;  /* the parameters of the request: of the body, at the authorization endpoint also of the query */
    char jkt[FAPI_JKT_LENGTH + 1], x5t[FAPI_JKT_LENGTH + 1]; /* proven; "" if not */
} fapix_as_check;

/* The facts that a check begins with are good, the verdict is empty, and the request came over TLS. Returns FAPI_OK, or what ends the
 * check at once (then it is decided already: return it). */
int fapix_as_begin(fapix_as_check *check);
/* The check of an endpoint of its own, given as run: begins, runs, ends. */
int fapix_as_perform(fapix_as_check *check, int (*run)(fapix_as_check *check));

/* Steps. Each returns FAPI_OK or the broken rule, reported to the verdict. */
/* The body is a form: read it. */
int fapix_as_read_form(fapix_as_check *check);
/* The request is from the client. */
int fapix_as_authenticate(fapix_as_check *check);
/* The DPoP proof of the request, if it has one and the policy knows DPoP, and the certificate of its connection. */
int fapix_as_prove_keys(fapix_as_check *check);
/* Make the nonce for the next proof, and claim all that the message spends. Nothing after it can refuse. */
int fapix_as_claim(fapix_as_check *check);

/* The view of a form as parameters. */
fapix_parameters fapix_as_parameters(const fapix_form *form);
/* The value of one parameter, {NULL, 0} if it is not there. */
fapix_slice fapix_as_parameter(const fapix_parameters *parameters, const char *name);

static inline int64_t fapix_as_control(const fapix_as_check *check, int control)
{
    return check->as->policy.value[control];
}

#endif
