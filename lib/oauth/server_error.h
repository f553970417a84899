/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says when it refuses: the error document of RFC 6749 5.2, and the error of a challenge, RFC 6750 3. */
#ifndef FAPIX_SERVER_ERROR_H
#define FAPIX_SERVER_ERROR_H

#include "base/verdict.h"

/* The errors that a client acts on; all others it can only show. */
enum fapix_server_error {
    FAPIX_ERROR_OTHER, FAPIX_ERROR_USE_DPOP_NONCE, FAPIX_ERROR_AUTHORIZATION_PENDING, FAPIX_ERROR_SLOW_DOWN,
    FAPIX_ERROR_INVALID_TOKEN, FAPIX_ERROR_INSUFFICIENT_SCOPE
};

/* An error of these characters, which no other place than a log or a screen is for, is kept in verdict->server_error. False, and
 * nothing kept, if it is empty, too long or has characters that RFC 6749 5.2 does not let stand there. */
bool fapix_server_error_keep(fapi_verdict *verdict, fapix_slice error);
enum fapix_server_error fapix_server_error_of(fapix_slice error);
/* The error document. Returns FAPI_OK if it has a readable error, which is then kept, or FAPI_SERVER_ERROR. Its description is for
 * developers and is not looked at. */
int fapix_server_error_judge(fapi_verdict *verdict, const fapix_json *document, enum fapix_server_error *error);

#endif
