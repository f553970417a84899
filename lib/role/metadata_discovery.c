/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery as the host does it: a request to send, an answer to judge, and what a protected resource says of itself. */
#include "oauth/discovery.h"
#include "oauth/metadata.h"
#include "role/metadata_lint.h"
#include "role/response.h"

#define MAX_REQUEST_URL 1024

static bool bad_text(const char *text, size_t n)
{
    return text == NULL && n > 0;
}

/* See fapi.h. */
int fapi_metadata_make_request(int kind, const char *identifier, size_t identifier_len, fapi_request *request)
{
    /* No identifier in use comes near it. */
    char url[MAX_REQUEST_URL];
    fapix_slice text = fapix_slice_of(identifier, identifier_len);
    size_t n = 0;
    int rc = FAPI_ERR_INTERNAL;

    if (request == NULL)
        return FAPI_ERR_ARG;
    fapi_request_reset(request);
    if (identifier == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_discovery_identifier(kind, text);
    if (rc == FAPI_OK)
        rc = fapi_metadata_url(kind, identifier, identifier_len, url, sizeof url, &n);
    if (rc == FAPI_ERR_BUFFER)
        rc = FAPI_URI_SIZE;
    /* Spec: RFC8414-3.1-1, RFC9728-3.1-2 */
    if (rc == FAPI_OK)
        rc = fapix_request_get(request, fapix_slice_of(url, n), fapix_slice_str("application/json"));
    if (rc != FAPI_OK)
        fapi_request_reset(request);
    return rc;
}

/* See fapi.h. Spec: RFC8414-5-1 - only where there is nothing at all is another place asked */
int fapi_metadata_next_kind(const char *issuer, size_t issuer_len, int kind, const fapi_response *response)
{
    int at = -1;

    if (kind == 0 && response == NULL)
        return fapi_metadata_url_kind(issuer, issuer_len, 0);
    if (response == NULL || response->http != 404)
        return -1;
    for (size_t i = 0; (at = fapi_metadata_url_kind(issuer, issuer_len, i)) != -1; i++)
        if (at == kind)
            return fapi_metadata_url_kind(issuer, issuer_len, i + 1);
    return -1;
}

/* See fapi.h. */
int fapi_metadata_check_response(int kind, const char *identifier, size_t identifier_len, const fapi_response *response)
{
    fapix_slice text = fapix_slice_of(identifier, identifier_len);
    fapix_discovery_answer answer;
    fapix_document *document = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (identifier == NULL || response == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_response_whole(response);
    if (rc == FAPI_OK)
        rc = fapix_discovery_identifier(kind, text);
    if (rc != FAPI_OK)
        return rc;
    document = fapix_alloc(&response->context->memory, sizeof *document);
    if (document == NULL)
        return FAPI_ERR_NOMEM;
    answer = (fapix_discovery_answer){.http = response->http, .content_types = response->content_type.lines,
                                      .content_type = fapix_buffer_slice(&response->content_type.value),
                                      .body = fapix_buffer_slice(&response->body)};
    rc = fapix_discovery_judge(kind, text, &answer, document);
    fapix_free(&response->context->memory, document, sizeof *document);
    return rc;
}

/* See fapi.h. */
int fapi_metadata_check_resource(const fapi_policy *policy, const char *resource, size_t resource_len, const char *json,
                                 size_t json_len, fapi_findings *findings)
{
    fapix_metadata_limits limits;

    if (findings == NULL)
        return FAPI_ERR_ARG;
    fapix_findings_begin(findings, false);
    if (policy == NULL || bad_text(resource, resource_len) || bad_text(json, json_len) || resource_len > FAPI_MAX_URL)
        return fapix_findings_end(findings, FAPI_ERR_ARG);
    limits = fapix_metadata_limits_of(policy);
    limits.issuer = fapix_slice_of(resource, resource_len);
    return fapix_findings_end(findings, fapix_metadata_resource(findings, &limits, fapix_slice_of(json, json_len)));
}

/* See fapi.h. */
int fapi_metadata_check_cross(const char *server, size_t server_len, const char *resource, size_t resource_len,
                              fapi_findings *findings)
{
    if (findings == NULL)
        return FAPI_ERR_ARG;
    fapix_findings_begin(findings, false);
    if (bad_text(server, server_len) || bad_text(resource, resource_len))
        return fapix_findings_end(findings, FAPI_ERR_ARG);
    return fapix_findings_end(findings, fapix_metadata_cross(findings, fapix_slice_of(server, server_len),
                                                             fapix_slice_of(resource, resource_len)));
}
