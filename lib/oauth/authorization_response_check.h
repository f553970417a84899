/* SPDX-License-Identifier: Apache-2.0 */
/* What a client makes of the parameters of an authorization response, wherever they stand: RFC 6749 4.1.2, RFC 9207 2.4. */
#ifndef FAPIX_AUTHORIZATION_RESPONSE_CHECK_H
#define FAPIX_AUTHORIZATION_RESPONSE_CHECK_H

#include "base/buffer.h"
#include "base/form.h"
#include "base/parameter.h"

enum fapix_iss_use {
    FAPIX_ISS_REQUIRED,    /* announced by the server, or demanded by a profile */
    FAPIX_ISS_OPTIONAL,    /* judged where it comes */
    FAPIX_ISS_UNANNOUNCED, /* the server does not announce it, so it must not come */
    FAPIX_ISS_JUDGED       /* it is the iss of a response JWT, which was judged as such */
};

typedef struct fapix_authorization_response_facts {
    fapix_slice issuer; /* the server that this flow went to */
    int iss;            /* enum fapix_iss_use */
    fapix_slice state;  /* what the request had; {NULL, 0}: nothing, so nothing may come back */
    int response_type;  /* what the request had: one FAPI_RESPONSE_ */
} fapix_authorization_response_facts;

typedef struct fapix_authorization_response_found {
    fapix_slice code;
    fapix_slice id_token; /* {NULL, 0} unless it was asked for */
} fapix_authorization_response_found;

/* A form without its first parameters, which are the redirect URI's own. */
typedef struct fapix_form_tail {
    const fapix_form *form;
    size_t first;
} fapix_form_tail;
fapix_parameters fapix_parameters_of_tail(const fapix_form_tail *tail);

/* Decode a query or form. Reported to the verdict: FAPI_OK, FAPI_FORM_*, FAPI_AUTHORIZATION_RESPONSE_REPEATED, or FAPI_ERR_NOMEM. form
 * views scratch. */
int fapix_authorization_response_read(fapi_verdict *verdict, fapix_slice text, fapix_buffer *scratch, fapix_form *form);
/* Judge them. FAPI_AUTHORIZATION_RESPONSE_ERROR: the server refused, and its error is in verdict->server_error. FAPI_PARAMETER_TYPE: a
 * claim that is no string. *found is written on FAPI_OK only, and views the parameters. */
int fapix_authorization_response_judge(fapi_verdict *verdict, const fapix_parameters *parameters,
                                       const fapix_authorization_response_facts *facts,
                                       fapix_authorization_response_found *found);

#endif
