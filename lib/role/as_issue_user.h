/* SPDX-License-Identifier: Apache-2.0 */
/* Is this the user whom an authorization request asks for? */
#ifndef FAPIX_AS_ISSUE_USER_H
#define FAPIX_AS_ISSUE_USER_H

#include "base/json.h"

typedef struct fapix_user_facts {
    const fapix_json *asked; /* the parameters of the request, which the check let in */
    const fapix_json *user;  /* who is logged in: sub, which was judged, auth_time, acr */
    fapix_slice hint;        /* sub of the request's id_token_hint; {NULL, 0}: there was none */
    int64_t came_at, now;    /* when the request came, and now */
} fapix_user_facts;

/* FAPI_OK, FAPI_ANSWER_SUBJECT, _AUTH_TIME, _ACR; FAPI_ANSWER_CLAIM_MISSING and _CLAIM of auth_time. */
int fapix_issue_judge_user(const fapix_user_facts *facts);

#endif
