/* SPDX-License-Identifier: Apache-2.0 */
/* What a refusal of an authorization server is called on the wire: one mapping for verdicts and for answers. */
#ifndef FAPIX_AS_REFUSAL_H
#define FAPIX_AS_REFUSAL_H

#include "role/authorization_server.h"

/* The OAuth error and the HTTP status for the verdict's status, its subject and the endpoint it came to. FAPI_OK gives
 * "" and 200. Returns FAPI_OK, or FAPI_ERR_INTERNAL for a status without a row, with server_error and 500. */
int fapix_as_refusal_of(const fapi_verdict *verdict, const char **error, int *http);
/* May a refusal travel to the client by the browser? Else the user sees a page. */
bool fapix_as_redirects(const fapi_as *as, const fapi_verdict *verdict);
/* Append the value of WWW-Authenticate for a 401; nothing for other refusals. Returns the buffer's status. */
int fapix_as_challenge(const fapi_as *as, const fapi_verdict *verdict, fapix_buffer *out);
/* Append the JSON error document; nothing where there is no error to name. Returns the buffer's status. */
int fapix_as_error_json(const fapi_verdict *verdict, fapix_buffer *out);
/* End of a check: http, error, www_authenticate and error_json of the verdict, for its final status. The DPoP nonce is
 * the check's to set. Returns FAPI_OK, or FAPI_ERR_NOMEM or _BUFFER, after which the answer is HTTP 500. */
int fapix_as_refusal_write(const fapi_as *as, fapi_verdict *verdict);

#endif
