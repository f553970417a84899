/* SPDX-License-Identifier: Apache-2.0 */
/* Token responses as a client gets them: RFC 6749 5.1, RFC 9449 5, RFC 9396 7. */
#ifndef FAPIX_TOKEN_RESPONSE_CHECK_H
#define FAPIX_TOKEN_RESPONSE_CHECK_H

#include "base/verdict.h"

/* What was asked for, hence what may come. */
typedef struct fapix_token_response_facts {
    bool dpop;               /* the request had a proof, so the token must be bound to its key */
    bool scope_may_grow;     /* the request for this scope was protected against change on its way */
    bool id_token_required;
    fapix_slice scope;       /* {NULL, 0}: none was named */
} fapix_token_response_facts;

/* What came; slices view the document. {NULL, 0}: not there. */
typedef struct fapix_token_response_found {
    fapix_slice access_token, token_type, refresh_token, id_token;
    fapix_slice scope;  /* the granted one: where the response has none, that which was asked for */
    int64_t expires_in; /* -1: not said */
} fapix_token_response_found;

/* The document of a successful response. Returns FAPI_OK or FAPI_TOKEN_RESPONSE_*. */
int fapix_token_response_judge(fapi_verdict *verdict, const fapix_json *document, const fapix_token_response_facts *facts,
                               fapix_token_response_found *found);

#endif
