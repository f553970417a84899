/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP answer that goes with a verdict of a resource server. */
#ifndef FAPIX_ANSWER_H
#define FAPIX_ANSWER_H

#include "role/resource_server.h"

typedef struct fapix_answer_facts {
    bool dpop_scheme;            /* the request came with the DPoP scheme */
    const fapi_request *request; /* for the scopes it needs; NULL: unknown */
    fapix_slice scope;           /* and one more; {NULL, 0}: none */
    int64_t now;
} fapix_answer_facts;

/* On the way to success: a nonce for the client's next proof, if this one's is missing or older than the current. Before the claim, as it may fail. */
int fapix_answer_next_nonce(const fapi_rs *rs, fapi_verdict *verdict, int64_t now);
/* Write status, error, challenge, JSON and nonce for the verdict's final status. Returns FAPI_OK or the failure that made it
 * impossible, after which there is no answer but HTTP 500. */
int fapix_answer_write(const fapi_rs *rs, fapi_verdict *verdict, const fapix_answer_facts *facts);
/* x-fapi-interaction-id: the request's if it is a UUID, else a fresh one. */
int fapix_answer_interaction_id(const fapi_rs *rs, const fapi_request *request, fapi_verdict *verdict);

#endif
