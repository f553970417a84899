/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to resources and to the userinfo endpoint, with the access token of a flow. RFC 6750 2.1, RFC 9449 7.1. */
#include "base/http.h"
#include "base/uri.h"
#include "crypto/random_text.h"
#include "role/rp_make.h"

#define MAX_AUTHORIZATION (FAPI_MAX_JWT + 8)

/* Where a token may go: over TLS, and not by way of the URL. */
static int judge_url(fapix_slice text)
{
    fapix_uri url = {0};
    int rc = fapix_uri_parse_https(&url, text); /* Spec: RFC6750-5.3-1 */

    if (rc == FAPI_OK && url.has_fragment)
        rc = FAPI_URI_FRAGMENT;
    /* Spec: RFC9700-4.3.2-1, RFC6750-5.3-3 */
    if (rc == FAPI_OK && fapix_http_query_has(url.query, "access_token"))
        rc = FAPI_TOKEN_IN_QUERY;
    return rc;
}

/* Spec: RFC8705-3-1, RFC9449-7.1-1 - a bound token goes out with what it is bound to, or not at all */
static int judge_binding(const fapix_rp_message *m, bool dpop)
{
    bool required = fapix_rp_value(m->rp, FAPI_CONTROL_BINDING_REQUIRED) != 0 || m->rp->client->bound != 0;

    if (dpop)
        return fapix_rp_uses_dpop(m->rp) ? FAPI_OK : FAPI_FLOW_BINDING;
    return m->rp->mtls || !required ? FAPI_OK : FAPI_FLOW_BINDING;
}

/* Spec: FAPI2SP-5.3.3.1-3, FAPI1BASE-6.2.2-1, FAPI1ADV-6.2.2-1 */
static int authorize(fapix_rp_message *m, fapix_slice token, bool dpop)
{
    fapix_buffer out;
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_init(&out, &m->rp->context->memory, MAX_AUTHORIZATION);
    fapix_buffer_str(&out, dpop ? "DPoP " : "Bearer ");
    fapix_buffer_add(&out, token);
    rc = out.status;
    if (rc == FAPI_OK)
        rc = fapix_rp_header(m, "Authorization", fapix_buffer_slice(&out));
    fapix_buffer_free(&out);
    return rc;
}

/* Spec: FAPI1BASE-6.2.2-5, BROF-5.2.3-11 - another one for each call. The fields that speak of the user (x-fapi-auth-date,
 * x-fapi-customer-ip-address) are the host's to add or to leave out. */
static int identify(fapix_rp_message *m)
{
    char uuid[FAPIX_UUID_LENGTH + 1];
    int rc = FAPI_ERR_INTERNAL;

    if (fapix_rp_value(m->rp, FAPI_CONTROL_INTERACTION_ID) == FAPI_INTERACTION_ID_OFF)
        return FAPI_OK;
    rc = fapix_random_uuid(m->rp->context->provider, uuid);
    return rc == FAPI_OK ? fapix_rp_header(m, "x-fapi-interaction-id", fapix_slice_str(uuid)) : rc;
}

/* accept: the media types that are wanted back; NULL: the host says it. */
static int compose(fapix_rp_message *m, const char *accept)
{
    fapix_slice token = fapix_flow_text(m->flow, FAPIX_FLOW_ACCESS_TOKEN), type = fapix_flow_text(m->flow, FAPIX_FLOW_TOKEN_TYPE);
    bool dpop = fapix_slice_is_nocase(type, "DPoP");
    int rc = m->flow->step == FAPIX_FLOW_TOKENS && token.n > 0 && fapix_http_is_token68(token) ? FAPI_OK : FAPI_ERR_STATE;

    if (rc == FAPI_OK)
        rc = judge_url(m->text);
    if (rc == FAPI_OK)
        rc = judge_binding(m, dpop);
    if (rc == FAPI_OK)
        rc = fapi_request_set_method(m->request, (const char *)m->method.p, m->method.n);
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(m->request, (const char *)m->text.p, m->text.n);
    if (rc == FAPI_OK)
        rc = authorize(m, token, dpop);
    if (rc == FAPI_OK && dpop)
        rc = fapix_rp_prove(m, m->method, m->text, token);
    if (rc == FAPI_OK && accept != NULL)
        rc = fapix_rp_header(m, "Accept", fapix_slice_str(accept));
    return rc == FAPI_OK ? identify(m) : rc;
}

static int run_resource(fapix_rp_message *m)
{
    return compose(m, NULL);
}

/* See fapi.h. */
int fapi_rp_make_resource(const fapi_rp *rp, fapi_flow *flow, const char *method, size_t method_len, const char *url,
                          size_t url_len, int64_t now, fapi_request *request)
{
    const fapix_rp_order order = {.rp = rp, .flow = flow, .now = now, .request = request,
                                  .method = fapix_slice_of(method, method_len), .text = fapix_slice_of(url, url_len)};

    if (flow == NULL || method == NULL || url == NULL)
        return FAPI_ERR_ARG;
    return fapix_rp_make(&order, run_resource);
}

static int run_userinfo(fapix_rp_message *m)
{
    m->method = fapix_slice_str("GET");
    m->text = m->rp->endpoint[FAPIX_RP_USERINFO];
    return m->text.n == 0 ? FAPI_FLOW_ENDPOINT : compose(m, "application/json, application/jwt");
}

/* See fapi.h. */
int fapi_rp_make_userinfo(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request)
{
    const fapix_rp_order order = {.rp = rp, .flow = flow, .now = now, .request = request};

    return flow == NULL ? FAPI_ERR_ARG : fapix_rp_make(&order, run_userinfo);
}
