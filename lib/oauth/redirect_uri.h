/* SPDX-License-Identifier: Apache-2.0 */
/* Redirect URIs: which may be registered, and which of a request is a registered one. */
#ifndef FAPIX_REDIRECT_URI_H
#define FAPIX_REDIRECT_URI_H

#include "base/verdict.h"

typedef struct fapix_redirect_uri_facts {
    fapix_slice uri;               /* of the request; {NULL, 0}: there was none */
    const fapix_slice *registered; /* of the client */
    size_t registered_count;
    int allow;                     /* sum of enum fapi_redirect_uri_allow */
    bool pushed;                   /* in a pushed request whose client has authenticated */
    bool unregistered;             /* such a request may name a URI that is not registered, RFC 9126 2.4 */
} fapix_redirect_uri_facts;

/* What must be true of every redirect URI, registered or not. FAPI_OK or FAPI_REDIRECT_URI_FORM to _PRIVATE_SCHEME. */
int fapix_redirect_uri_rules(fapix_slice uri, int allow);
/* Judge the redirect URI of an authorization request. FAPI_OK, FAPI_REDIRECT_URI_MISSING, _UNREGISTERED, _NOT_ALLOWED. */
int fapix_redirect_uri_judge(fapi_verdict *verdict, const fapix_redirect_uri_facts *facts);

#endif
