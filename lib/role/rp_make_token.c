/* SPDX-License-Identifier: Apache-2.0 */
/* Token requests: for a code, a refresh token, the client itself, an auth_req_id. RFC 6749 4.1.3, 6, 4.4.2, CIBA Core 10.1. */
#include "oauth/scope.h"
#include "role/rp_make.h"

static const fapix_slice nothing = {NULL, 0};

/* What all of them end with. The client is named where no assertion does it. */
static int send(fapix_rp_message *m, int64_t grant)
{
    bool named = m->rp->client->auth_method == FAPI_AUTH_PRIVATE_KEY_JWT;
    int rc = named ? FAPI_OK : fapix_rp_add(m, "client_id", m->rp->client->id);

    if (rc == FAPI_OK)
        rc = fapix_rp_write_form(m);
    if (rc == FAPI_OK)
        rc = fapix_rp_authenticate(m);
    if (rc == FAPI_OK)
        rc = fapix_rp_post(m, FAPIX_RP_TOKEN, "application/json");
    if (rc == FAPI_OK)
        rc = fapix_rp_prove(m, fapix_slice_str("POST"), m->rp->endpoint[FAPIX_RP_TOKEN], nothing);
    m->next = FAPIX_FLOW_ASKING;
    m->grant = grant;
    return rc;
}

static int add_text(fapix_rp_message *m, const char *name, enum fapix_flow_text which)
{
    fapix_slice text = fapix_flow_text(m->flow, which);

    return text.n == 0 ? FAPI_ERR_STATE : fapix_rp_add(m, name, text);
}

/* At this step, or asking for the same already, with an answer that never came. What is asked with is not spent by being sent; a code is. */
static int judge_step(const fapix_rp_message *m, enum fapix_flow_step step, int64_t grant)
{
    const fapi_flow *flow = m->flow;
    bool again = flow->step == FAPIX_FLOW_ASKING && flow->number[FAPIX_FLOW_GRANT] == grant;

    return flow->step == step || again ? FAPI_OK : FAPI_ERR_STATE;
}

static int run_code(fapix_rp_message *m)
{
    int rc = m->flow->step == FAPIX_FLOW_CODE ? FAPI_OK : FAPI_ERR_STATE;

    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "grant_type", fapix_slice_str("authorization_code"));
    if (rc == FAPI_OK)
        rc = add_text(m, "code", FAPIX_FLOW_CODE_TEXT);
    if (rc == FAPI_OK)
        rc = add_text(m, "redirect_uri", FAPIX_FLOW_REDIRECT_URI);
    if (rc == FAPI_OK)
        rc = add_text(m, "code_verifier", FAPIX_FLOW_VERIFIER);
    return rc == FAPI_OK ? send(m, FAPI_GRANT_AUTHORIZATION_CODE) : rc;
}

static int run_refresh(fapix_rp_message *m)
{
    int rc = judge_step(m, FAPIX_FLOW_TOKENS, FAPI_GRANT_REFRESH_TOKEN);

    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "grant_type", fapix_slice_str("refresh_token"));
    if (rc == FAPI_OK)
        rc = add_text(m, "refresh_token", FAPIX_FLOW_REFRESH_TOKEN);
    return rc == FAPI_OK ? send(m, FAPI_GRANT_REFRESH_TOKEN) : rc;
}

/* Nobody is asked: openid has no meaning here. */
static int run_client_credentials(fapix_rp_message *m)
{
    fapix_slice scope = fapix_flow_parameter_value(m->flow, "scope");
    int rc = judge_step(m, FAPIX_FLOW_NEW, FAPI_GRANT_CLIENT_CREDENTIALS);

    if (rc == FAPI_OK && (m->rp->client->auth_method == 0 || (m->rp->client->grant_types & FAPI_GRANT_CLIENT_CREDENTIALS) == 0))
        rc = FAPI_FLOW_GRANT;
    if (rc == FAPI_OK && scope.n > 0 && (!fapix_scope_is_valid(scope) || fapix_scope_has(scope, fapix_slice_str("openid"))))
        rc = FAPI_FLOW_SCOPE;
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "grant_type", fapix_slice_str("client_credentials"));
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "scope", scope);
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "resource", fapix_flow_parameter_value(m->flow, "resource"));
    if (rc == FAPI_OK)
        rc = fapix_flow_set(m->flow, FAPIX_FLOW_ASKED_SCOPE, scope);
    return rc == FAPI_OK ? send(m, FAPI_GRANT_CLIENT_CREDENTIALS) : rc;
}

static int run_poll(fapix_rp_message *m)
{
    int64_t expires = m->flow->number[FAPIX_FLOW_AUTH_REQ_EXPIRES];
    int rc = judge_step(m, FAPIX_FLOW_WAITING, FAPI_GRANT_CIBA);

    if (rc == FAPI_OK && expires >= 0 && m->now >= expires)
        rc = FAPI_FLOW_EXPIRED;
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "grant_type", fapix_slice_str("urn:openid:params:grant-type:ciba"));
    if (rc == FAPI_OK)
        rc = add_text(m, "auth_req_id", FAPIX_FLOW_AUTH_REQ_ID);
    if (rc == FAPI_OK)
        rc = send(m, FAPI_GRANT_CIBA);
    if (rc == FAPI_OK)
        m->flow->number[FAPIX_FLOW_LAST_POLL] = m->now;
    return rc;
}

static int make(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request, int (*run)(fapix_rp_message *))
{
    const fapix_rp_order order = {.rp = rp, .flow = flow, .now = now, .request = request};

    return flow == NULL ? FAPI_ERR_ARG : fapix_rp_make(&order, run);
}

/* See fapi.h. */
int fapi_rp_make_token(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request)
{
    return make(rp, flow, now, request, run_code);
}

/* See fapi.h. */
int fapi_rp_make_refresh(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request)
{
    return make(rp, flow, now, request, run_refresh);
}

/* See fapi.h. */
int fapi_rp_make_client_credentials(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request)
{
    return make(rp, flow, now, request, run_client_credentials);
}

/* See fapi.h. */
int fapi_rp_make_poll(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request)
{
    return make(rp, flow, now, request, run_poll);
}
