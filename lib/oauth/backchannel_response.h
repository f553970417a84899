/* SPDX-License-Identifier: Apache-2.0 */
/* CIBA as its client sees it: the acknowledgement of a request, and the ping that says that tokens are ready. CIBA Core 7.3, 10.2. */
#ifndef FAPIX_BACKCHANNEL_RESPONSE_H
#define FAPIX_BACKCHANNEL_RESPONSE_H

#include "base/verdict.h"

#define FAPIX_MAX_AUTH_REQ_ID 2048
#define FAPIX_POLL_INTERVAL 5 /* seconds, where the server names none; and what slow_down adds */

typedef struct fapix_acknowledgement {
    fapix_slice auth_req_id; /* views the document */
    int64_t expires_in, interval;
} fapix_acknowledgement;

/* Returns FAPI_OK or FAPI_BACKCHANNEL_RESPONSE_*. */
int fapix_acknowledgement_judge(fapi_verdict *verdict, const fapix_json *document, fapix_acknowledgement *found);

typedef struct fapix_ping_facts {
    fapix_slice method, content_type, body;
    fapix_slice authorization; /* the one Authorization field; {NULL, 0}: none, or several */
    fapix_slice token, auth_req_id; /* of the flow; not empty */
} fapix_ping_facts;

/* Works in verdict->token. Returns FAPI_OK, FAPI_PING_*. Nothing is said of the body to who has not the token. */
int fapix_ping_judge(fapi_verdict *verdict, const fapix_ping_facts *facts);

#endif
