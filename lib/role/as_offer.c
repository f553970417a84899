/* SPDX-License-Identifier: Apache-2.0 */
/* What an authorization server offers: endpoints, scope values, resources, ways to authenticate. Set up, before it is sealed. */
#include "base/uri.h"
#include "oauth/scope.h"
#include "role/authorization_server.h"

#define MAX_SCOPE 256

static void replace(fapi_as *as, fapix_slice *text, fapix_slice by)
{
    fapix_free(&as->context->memory, (void *)(uintptr_t)text->p, text->n);
    *text = by;
}

static bool is_endpoint(int endpoint)
{
    return endpoint >= FAPI_ENDPOINT_AUTHORIZATION && endpoint <= FAPI_ENDPOINT_CONSENT;
}

static bool may_have_alias(int endpoint)
{
    return is_endpoint(endpoint) && endpoint != FAPI_ENDPOINT_AUTHORIZATION && endpoint != FAPI_ENDPOINT_JWKS &&
           endpoint != FAPI_ENDPOINT_CONSENT;
}

static int set_url(fapi_as *as, fapix_slice *into, const char *url, size_t url_len)
{
    fapix_slice copy = {NULL, 0};
    fapix_uri parsed;
    int rc = FAPI_ERR_INTERNAL;

    if (url == NULL || url_len == 0)
        return FAPI_ERR_ARG;
    rc = fapix_uri_parse_https(&parsed, fapix_slice_of(url, url_len)); /* Spec: FAPI2SP-5.2.1-1 */
    if (rc == FAPI_OK && parsed.has_fragment)
        rc = FAPI_URI_FRAGMENT; /* Spec: RFC6749-3.1-2, RFC8707-2-1 */
    if (rc == FAPI_OK)
        rc = fapix_copy(&as->context->memory, fapix_slice_of(url, url_len), &copy);
    if (rc == FAPI_OK)
        replace(as, into, copy);
    return rc;
}

/* See fapi.h. */
int fapi_as_set_endpoint(fapi_as *as, int endpoint, const char *url, size_t url_len)
{
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK && !is_endpoint(endpoint))
        rc = FAPI_ERR_ARG;
    return rc == FAPI_OK ? set_url(as, &as->url[endpoint], url, url_len) : rc;
}

/* See fapi.h. */
int fapi_as_set_mtls_endpoint(fapi_as *as, int endpoint, const char *url, size_t url_len)
{
    int rc = fapix_as_changeable(as);

    /* Spec: RFC8705-5-1 */
    if (rc == FAPI_OK && !may_have_alias(endpoint))
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK && as->url[endpoint].n == 0)
        rc = FAPI_ERR_STATE;
    return rc == FAPI_OK ? set_url(as, &as->mtls[endpoint], url, url_len) : rc;
}

/* See fapi.h. */
int fapi_as_add_scope(fapi_as *as, const char *scope, size_t scope_len)
{
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK && (scope == NULL || scope_len == 0 || scope_len > MAX_SCOPE))
        rc = FAPI_ERR_ARG;
    /* Spec: RFC6749-3.3-1 */
    if (rc == FAPI_OK && !fapix_scope_is_token(fapix_slice_of(scope, scope_len)))
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK && as->scope_count == FAPIX_AS_MAX_SCOPES)
        rc = FAPI_ERR_RANGE;
    if (rc == FAPI_OK)
        rc = fapix_copy(&as->context->memory, fapix_slice_of(scope, scope_len), &as->scope[as->scope_count]);
    if (rc == FAPI_OK)
        as->scope_count++;
    return rc;
}

/* See fapi.h. */
int fapi_as_add_resource(fapi_as *as, const char *resource, size_t resource_len)
{
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK && as->resource_count == FAPIX_AS_MAX_RESOURCES)
        rc = FAPI_ERR_RANGE;
    if (rc == FAPI_OK)
        rc = set_url(as, &as->resource[as->resource_count], resource, resource_len);
    if (rc == FAPI_OK)
        as->resource_count++;
    return rc;
}

/* See fapi.h. */
int fapi_as_set_client_auth(fapi_as *as, int methods)
{
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK && methods <= 0)
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK && (methods & ~(int)fapix_as_value(as, FAPI_CONTROL_CLIENT_AUTH)) != 0)
        rc = FAPI_POLICY_VALUE;
    if (rc == FAPI_OK)
        as->client_auth = methods;
    return rc;
}

/* See fapi.h. */
int fapi_as_set_opaque_tokens(fapi_as *as, int on)
{
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK && (on & ~1) != 0)
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK)
        as->opaque_tokens = on == 1;
    return rc;
}

size_t fapix_as_audiences(const fapi_as *as, fapix_slice *audience)
{
    size_t count = 0;

    for (size_t i = 0; i < as->endpoint_count; i++)
        audience[count++] = as->endpoint[i];
    for (int i = FAPI_ENDPOINT_AUTHORIZATION; i <= FAPI_ENDPOINT_REGISTRATION; i++) {
        if (as->url[i].n > 0)
            audience[count++] = as->url[i];
        if (as->mtls[i].n > 0)
            audience[count++] = as->mtls[i];
    }
    return count;
}
