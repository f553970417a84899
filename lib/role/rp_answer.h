/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks of the client's back channel share: how an answer changes a flow, and how an error of the server is taken. */
#ifndef FAPIX_RP_ANSWER_H
#define FAPIX_RP_ANSWER_H

#include "oauth/server_error.h"
#include "role/relying_party.h"

#define FAPIX_FLOW_CHANGES 8

/* Texts of a flow that change together: all of them, or on failure none. */
typedef struct fapix_flow_changes {
    enum fapix_flow_text which[FAPIX_FLOW_CHANGES];
    fapix_slice text[FAPIX_FLOW_CHANGES]; /* n 0 takes the text away */
    size_t count;
} fapix_flow_changes;

static inline void fapix_flow_change(fapix_flow_changes *changes, enum fapix_flow_text which, fapix_slice text)
{
    changes->which[changes->count] = which;
    changes->text[changes->count++] = text;
}
/* FAPI_OK, FAPI_ERR_NOMEM, or FAPI_RESPONSE_SIZE for a text that is longer than a flow can keep. */
int fapix_flow_apply(fapi_flow *flow, const fapix_flow_changes *changes);

/* So many seconds from now on, at most FAPI_MAX_TIME. */
int64_t fapix_rp_until(const fapix_rp_check *check, int64_t seconds);
/* The answer has this HTTP status and is a JSON object: FAPI_OK and *json. Or it has an error document, and *error says which error:
 * FAPI_SERVER_REFUSED, FAPI_SERVER_NONCE (use_dpop_nonce, and a nonce came; next is FAPI_NEXT_RETRY). Or it is none of both: FAPI_RESPONSE_*,
 * FAPI_JSON_*, FAPI_SERVER_ERROR. Where the server refused or failed, next is FAPI_NEXT_SHOW. */
int fapix_rp_answer(fapix_rp_check *check, int http, const fapix_json **json, enum fapix_server_error *error);
/* The same of an answer whose body says nothing if it has this status. */
int fapix_rp_answered(fapix_rp_check *check, int http, enum fapix_server_error *error);
/* A resource refused with a status of 4xx: what its challenges say, and what is to be done. FAPI_OK: the refusal is not OAuth's. Else
 * FAPI_SERVER_NONCE, _REFUSED, FAPI_CHALLENGE_*. */
int fapix_rp_challenged(fapix_rp_check *check);
/* Did the server give a nonce, and can a proof be made with it? */
bool fapix_rp_may_retry(const fapix_rp_check *check);

#endif
