/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to a pushed authorization request as a client gets it, RFC 9126 2.2. */
#ifndef FAPIX_PAR_RESPONSE_H
#define FAPIX_PAR_RESPONSE_H

#include "base/verdict.h"

#define FAPIX_MAX_REQUEST_URI 512 /* characters, RFC 9101 5.2 */

/* max_lifetime: seconds, 0 for any. *request_uri views the document. Returns FAPI_OK or FAPI_PAR_RESPONSE_*. */
int fapix_par_response_judge(fapi_verdict *verdict, const fapix_json *document, int64_t max_lifetime,
                             fapix_slice *request_uri, int64_t *expires_in);

#endif
