/* SPDX-License-Identifier: Apache-2.0 */
/* What a server writes into a userinfo response: OpenID Connect Core 5.1, 5.3.2, 5.4. */
#ifndef FAPIX_USERINFO_MAKE_H
#define FAPIX_USERINFO_MAKE_H

#include "base/buffer.h"
#include "base/json.h"

typedef struct fapix_userinfo_make_facts {
    fapix_slice sub, scope;        /* of the token */
    fapix_slice issuer, client_id; /* of a response that is a JWT; {NULL, 0}: it is none */
    int64_t now;                   /* of the same */
} fapix_userinfo_make_facts;

/* Append the response: sub, and those of the claims that the scope asks for. FAPI_OK, FAPI_ANSWER_CLAIM_MISSING, _CLAIM, or the buffer's
 * status. */
int fapix_userinfo_write(const fapix_json *claims, const fapix_userinfo_make_facts *facts, fapix_buffer *out);

#endif
