/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP response of a server, as the host described it. */
#ifndef FAPIX_RESPONSE_H
#define FAPIX_RESPONSE_H

#include "base/buffer.h"
#include "base/context.h"
#include "base/json.h"
#include "role/request.h"

#define FAPIX_RESPONSE_CHALLENGES 8

struct fapi_response {
    fapi_context *context;
    int status; /* the first setter that refused its value */
    const fapix_buffer *starved; /* of the setter that ran out of memory and was not called again since; or NULL */
    size_t headers;
    int http; /* 0: not set */
    fapix_buffer body;
    bool has_body;
    fapix_field content_type, dpop_nonce, interaction_id, retry_after;
    fapix_buffer challenge[FAPIX_RESPONSE_CHALLENGES]; /* WWW-Authenticate, a field line each */
    size_t challenges;
    fapix_buffer scratch; /* of the JSON below */
    fapix_json json;      /* the body, once it was read as a JSON object */
};

/* Is it whole? What a setter refused, and whose failure the host did not heed; FAPI_ERR_STATE without a status. */
static inline int fapix_response_whole(const fapi_response *response)
{
    if (response->status != FAPI_OK)
        return response->status;
    if (response->starved != NULL)
        return FAPI_ERR_NOMEM;
    return response->http == 0 ? FAPI_ERR_STATE : FAPI_OK;
}

/* Does it have this media type, whatever its parameters? */
bool fapix_response_is(const fapi_response *response, const char *media_type);
/* The body is one JSON object under a Content-Type of application/json (RFC 8259 8.1: always UTF-8): FAPI_OK, FAPI_ERR_NOMEM,
 * FAPI_RESPONSE_CONTENT_TYPE, FAPI_JSON_*; *json lives until the response is next used. */
int fapix_response_json(fapi_response *response, const fapix_json **json);

#endif
