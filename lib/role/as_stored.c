/* SPDX-License-Identifier: Apache-2.0 */
/* Under which key a host has stored what a request brings. Nothing is judged: what is not found is refused by the check. */
#include "base/http.h"
#include "crypto/digest.h"
#include "role/authorization_server.h"

static int find_credentials(const fapi_request *request, fapix_slice *value)
{
    fapix_slice scheme = {NULL, 0};

    if (request->authorization.lines != 1)
        return FAPI_ERR_NOT_FOUND;
    if (fapix_http_authorization(fapix_buffer_slice(&request->authorization.value), &scheme, value) != FAPI_OK)
        return FAPI_ERR_NOT_FOUND;
    return fapix_slice_is_nocase(scheme, "DPoP") || fapix_slice_is_nocase(scheme, "Bearer") ? FAPI_OK : FAPI_ERR_NOT_FOUND;
}

static const char *parameter_of_grant(const fapix_form *form)
{
    const fapix_slice type = fapix_form_get(form, "grant_type");

    if (fapix_slice_is(type, "authorization_code"))
        return "code";
    if (fapix_slice_is(type, "refresh_token"))
        return "refresh_token";
    return fapix_slice_is(type, "urn:openid:params:grant-type:ciba") ? "auth_req_id" : NULL;
}

/* NULL: such a request brings nothing that was issued. */
static const char *parameter_of(int endpoint, const fapix_form *form)
{
    switch (endpoint) {
    case FAPI_ENDPOINT_AUTHORIZATION:
        return "request_uri";
    case FAPI_ENDPOINT_TOKEN:
        return parameter_of_grant(form);
    case FAPI_ENDPOINT_INTROSPECTION:
    case FAPI_ENDPOINT_REVOCATION:
        return "token";
    case FAPI_ENDPOINT_CONSENT:
        return "consent";
    default:
        return NULL;
    }
}

static int find_parameter(fapi_request *request, int endpoint, fapix_slice *value)
{
    const bool query = endpoint == FAPI_ENDPOINT_AUTHORIZATION &&
                       !fapix_slice_is(fapix_buffer_slice(&request->method), "POST");
    const fapix_form *form = NULL;
    const char *name = NULL;
    int rc = query ? fapix_request_query_form(request, &form) : fapix_request_body_form(request, &form);

    if (rc != FAPI_OK)
        return rc;
    name = parameter_of(endpoint, form);
    if (name != NULL)
        *value = fapix_form_get(form, name);
    return value->n > 0 ? FAPI_OK : FAPI_ERR_NOT_FOUND;
}

/* See fapi.h. */
int fapi_as_stored_key(const fapi_as *as, fapi_request *request, int endpoint, char *key, size_t key_size)
{
    char made[FAPI_JKT_LENGTH + 1];
    fapix_slice value = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (key == NULL)
        return FAPI_ERR_ARG;
    memset(key, 0, key_size < sizeof made ? key_size : sizeof made);
    if (as == NULL || request == NULL || endpoint < FAPI_ENDPOINT_AUTHORIZATION || endpoint > FAPI_ENDPOINT_CONSENT)
        return FAPI_ERR_ARG;
    if (key_size < sizeof made)
        return FAPI_ERR_BUFFER;
    rc = endpoint == FAPI_ENDPOINT_USERINFO ? find_credentials(request, &value) : find_parameter(request, endpoint, &value);
    if (rc == FAPI_OK)
        rc = fapix_sha256_base64url(as->context->provider, as->context->engine, value, made);
    if (rc == FAPI_OK)
        memcpy(key, made, sizeof made);
    return rc;
}
