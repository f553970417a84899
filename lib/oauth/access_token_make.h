/* SPDX-License-Identifier: Apache-2.0 */
/* Access tokens as JWTs, made: RFC 9068 2, with the confirmation of RFC 9449 6.1 and RFC 8705 3.1. */
#ifndef FAPIX_ACCESS_TOKEN_MAKE_H
#define FAPIX_ACCESS_TOKEN_MAKE_H

#include "base/json_write.h"

typedef struct fapix_access_token_make_facts {
    fapix_slice issuer, client_id;
    fapix_slice scope;    /* {NULL, 0}: none */
    fapix_slice jkt, x5t; /* that it is bound to; {NULL, 0}: none */
    fapix_slice jti;      /* a fresh one */
    int64_t now, exp;
} fapix_access_token_make_facts;

/* The claims of an access token. The host's must have sub and aud. Returns FAPI_OK, FAPI_ANSWER_CLAIM*, or the buffer's
 * status. */
int fapix_access_token_write(const fapix_json *claims, const fapix_access_token_make_facts *facts, fapix_buffer *out);

#endif
