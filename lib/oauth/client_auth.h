/* SPDX-License-Identifier: Apache-2.0 */
/* Which client authentication a request carries: RFC 6749 2.3, RFC 7521 4.2, RFC 8705 2. */
#ifndef FAPIX_CLIENT_AUTH_H
#define FAPIX_CLIENT_AUTH_H

#include "base/form.h"
#include "base/verdict.h"

typedef struct fapix_client_auth_facts {
    const fapix_form *form;  /* the body */
    const fapix_form *query; /* of the URL; count 0: none */
    bool authorization;      /* an Authorization field is there, of whatever scheme */
    bool certificate;        /* the TLS connection has proven a client certificate */
    int registered;          /* token_endpoint_auth_method: one FAPI_AUTH_, 0 for none */
    int allowed;             /* FAPI_AUTH_ flags that may be used here */
    bool public_allowed;     /* clients without authentication are served */
} fapix_client_auth_facts;

/* Judge that the request authenticates in one way, the registered one. What proves it is judged elsewhere. Returns FAPI_OK
 * or the first broken rule, reported to the verdict. */
int fapix_client_auth_judge(fapi_verdict *verdict, const fapix_client_auth_facts *facts);

#endif
