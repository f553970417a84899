/* SPDX-License-Identifier: Apache-2.0 */
/* The builders of the back channel's answers, for those who have their parts elsewhere than in the answer. */
#ifndef FAPIX_AS_ANSWER_H
#define FAPIX_AS_ANSWER_H

#include "crypto/random_text.h"
#include "role/answer_handle.h"

typedef struct fapix_token_order {
    const fapi_as *as;
    const fapi_client *client;
    const fapi_verdict *verdict; /* of a token request that passed */
    int64_t now;
    fapix_slice part[FAPIX_ANSWER_PARTS]; /* {NULL, 0}: not set */
} fapix_token_order;

/* What came of it. Slices lie in the answer until its builder ends, or in the verdict. */
typedef struct fapix_token_made {
    fapix_slice access_token;
    fapix_slice jkt, x5t; /* that it is bound to */
    int64_t expires_at;
    char jti[FAPIX_JTI_LENGTH + 1]; /* of a JWT, else "" */
} fapix_token_made;

/* Between fapix_answer_begin and fapix_answer_end: the token response. answer->claims is used up. */
int fapix_as_token_build(const fapix_token_order *order, fapi_answer *answer, fapix_token_made *made);
/* The same of an introspection response, for this caller. members: a JSON object, {NULL, 0} for a token that is not active. */
int fapix_as_introspection_build(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, fapix_slice members,
                                 int64_t now, fapi_answer *answer);

#endif
