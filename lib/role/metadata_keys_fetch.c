/* SPDX-License-Identifier: Apache-2.0 */
/* The key set of whoever the metadata are of: where it is, and whether what came from there is one. */
#include "base/document.h"
#include "base/uri.h"
#include "role/response.h"

/* Spec: RFC8414-2-3 */
static int find(fapix_document *document, fapix_slice json, fapix_slice *url)
{
    const fapix_json_node *node = NULL;
    fapix_uri uri;
    int rc = fapix_document_open(document, json, "jwks");

    if (rc != FAPI_OK)
        return rc;
    node = fapix_document_value(document, fapix_document_get(document, "jwks_uri"));
    if (node == NULL || node->type != FAPIX_JSON_STRING)
        return fapix_document_get(document, "jwks_uri") == NULL ? FAPI_METADATA_MISSING : FAPI_METADATA_TYPE;
    *url = node->value;
    return fapix_uri_parse_https(&uri, *url) == FAPI_OK && !uri.has_fragment ? FAPI_OK : FAPI_METADATA_URL;
}

/* See fapi.h. */
int fapi_metadata_make_keys_request(const char *json, size_t json_len, fapi_request *request)
{
    fapix_document *document = NULL;
    fapix_slice url = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (request == NULL)
        return FAPI_ERR_ARG;
    fapi_request_reset(request);
    if (json == NULL)
        return FAPI_ERR_ARG;
    document = fapix_alloc(&request->context->memory, sizeof *document);
    if (document == NULL)
        return FAPI_ERR_NOMEM;
    rc = find(document, fapix_slice_of(json, json_len), &url);
    if (rc == FAPI_OK)
        rc = fapix_request_get(request, url, fapix_slice_str("application/jwk-set+json, application/json"));
    if (rc != FAPI_OK)
        fapi_request_reset(request);
    fapix_free(&request->context->memory, document, sizeof *document);
    return rc;
}

/* See fapi.h. What the media type says is not judged: RFC 7517 8.5 registers one, OpenID Connect Discovery names none. */
int fapi_metadata_check_keys_response(const fapi_response *response, fapi_jwks *jwks)
{
    fapix_slice body;
    int rc = FAPI_ERR_INTERNAL;

    if (response == NULL || jwks == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_response_whole(response);
    if (rc != FAPI_OK)
        return rc;
    if (response->http != 200)
        return FAPI_RESPONSE_HTTP;
    body = fapix_buffer_slice(&response->body);
    return fapi_jwks_load(jwks, body.n == 0 ? "" : (const char *)body.p, body.n);
}
