/* SPDX-License-Identifier: Apache-2.0 */
/* The pushed authorization request, RFC 9126 2.1, and the URL that the browser is sent to. */
#include "base/form_write.h"
#include "role/rp_make.h"

/* ----------------------------------------------------------------------------------------------------------- push -- */

/* Spec: FAPI2MS-5.3.2-1, FAPI1ADV-5.2.3-8 - beside the object stands nothing but who the client is */
static int write_pushed(fapix_rp_message *m)
{
    if (!fapix_rp_needs_object(m->rp))
        return fapix_rp_write_form(m);
    fapix_form_write(&m->form, fapix_slice_str("client_id"), m->rp->client->id);
    return fapix_rp_write_object(m, fapix_rp_object_signer(m->rp), fapix_rp_needs_encryption(m->rp, true));
}

static int run_par(fapix_rp_message *m)
{
    enum fapix_flow_step step = m->flow->step;
    fapix_slice url = m->rp->endpoint[FAPIX_RP_PAR];
    int rc = step == FAPIX_FLOW_NEW || step == FAPIX_FLOW_PUSHING || step == FAPIX_FLOW_PUSHED ? FAPI_OK : FAPI_ERR_STATE;

    if (rc == FAPI_OK && url.n == 0)
        rc = FAPI_FLOW_ENDPOINT;
    if (rc == FAPI_OK)
        rc = fapix_rp_ask(m, true);
    if (rc == FAPI_OK)
        rc = write_pushed(m);
    if (rc == FAPI_OK)
        rc = fapix_rp_authenticate(m);
    if (rc == FAPI_OK)
        rc = fapix_rp_post(m, FAPIX_RP_PAR, "application/json");
    if (rc == FAPI_OK)
        rc = fapix_rp_prove(m, fapix_slice_str("POST"), url, fapix_slice_of(NULL, 0));
    if (rc != FAPI_OK)
        return rc;
    m->next = FAPIX_FLOW_PUSHING;
    return fapix_flow_set(m->flow, FAPIX_FLOW_REQUEST_URI, fapix_slice_of(NULL, 0));
}

/* See fapi.h. */
int fapi_rp_make_par(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request)
{
    const fapix_rp_order order = {.rp = rp, .flow = flow, .now = now, .request = request};

    return flow == NULL ? FAPI_ERR_ARG : fapix_rp_make(&order, run_par);
}

/* -------------------------------------------------------------------------------------------------------- browser -- */

/* Spec: FAPI2SP-5.3.3.2-6, FAPI1ADV-5.2.3-16 */
static int write_reference(fapix_rp_message *m)
{
    int64_t expires = m->flow->number[FAPIX_FLOW_REQUEST_URI_EXPIRES];

    if (expires >= 0 && m->now >= expires)
        return FAPI_FLOW_EXPIRED;
    fapix_form_write(&m->form, fapix_slice_str("client_id"), m->rp->client->id);
    fapix_form_write(&m->form, fapix_slice_str("request_uri"), fapix_flow_text(m->flow, FAPIX_FLOW_REQUEST_URI));
    return m->form.status;
}

static void repeat(fapix_rp_message *m, const char *name)
{
    for (size_t i = 0; i < m->count; i++)
        if (fapix_slice_is(m->parameter[i].name, name))
            fapix_form_write(&m->form, m->parameter[i].name, m->parameter[i].value);
}

/* A request that the profile wants pushed does not pass the browser: only one that nobody can read might take the place of a pushed one. */
static bool must_push(const fapi_rp *rp)
{
    int64_t par = fapix_rp_value(rp, FAPI_CONTROL_PAR);
    bool encrypts = fapix_rp_needs_encryption(rp, false) && rp->encrypter != NULL;

    return par == FAPI_USE_REQUIRED || (par == FAPI_USE_CONDITIONAL && !encrypts) || rp->client->par_required;
}

static int write_request(fapix_rp_message *m)
{
    int rc = must_push(m->rp) ? FAPI_FLOW_PUSH : FAPI_OK; /* Spec: FAPI2SP-5.3.3.2-2 */

    if (rc == FAPI_OK)
        rc = fapix_rp_ask(m, false);
    if (rc == FAPI_OK && !fapix_rp_needs_object(m->rp))
        return fapix_rp_write_form(m);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: FAPI1ADV-5.2.3-9 */
    repeat(m, "client_id");
    repeat(m, "response_type");
    repeat(m, "scope");
    return fapix_rp_write_object(m, fapix_rp_object_signer(m->rp), fapix_rp_needs_encryption(m->rp, false));
}

static int write_url(fapix_rp_message *m)
{
    fapix_slice endpoint = m->rp->endpoint[FAPIX_RP_AUTHORIZATION];
    bool has_query = endpoint.n > 0 && memchr(endpoint.p, '?', endpoint.n) != NULL;
    fapix_buffer url;
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_init(&url, &m->rp->context->memory, FAPI_MAX_URL);
    fapix_buffer_add(&url, endpoint);
    fapix_buffer_str(&url, has_query ? "&" : "?");
    fapix_buffer_add(&url, fapix_buffer_slice(&m->form));
    rc = url.status;
    if (rc == FAPI_OK)
        rc = fapi_request_set_method(m->request, "GET", 3);
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(m->request, (const char *)url.p, url.n);
    fapix_buffer_free(&url);
    return rc;
}

static int run_authorization(fapix_rp_message *m)
{
    enum fapix_flow_step step = m->flow->step;
    bool pushed = step == FAPIX_FLOW_PUSHED && fapix_flow_text(m->flow, FAPIX_FLOW_REQUEST_URI).n > 0;
    /* Spec: RFC9126-4-1 - once sent, it is not sent again */
    int rc = pushed || step == FAPIX_FLOW_NEW ? FAPI_OK : FAPI_ERR_STATE;

    if (rc == FAPI_OK && m->rp->endpoint[FAPIX_RP_AUTHORIZATION].n == 0)
        rc = FAPI_FLOW_ENDPOINT;
    if (rc == FAPI_OK)
        rc = pushed ? write_reference(m) : write_request(m);
    if (rc == FAPI_OK)
        rc = write_url(m);
    if (rc != FAPI_OK)
        return rc;
    m->next = FAPIX_FLOW_SENT;
    return fapix_flow_set(m->flow, FAPIX_FLOW_REQUEST_URI, fapix_slice_of(NULL, 0));
}

/* See fapi.h. */
int fapi_rp_make_authorization(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request)
{
    const fapix_rp_order order = {.rp = rp, .flow = flow, .now = now, .request = request};

    return flow == NULL ? FAPI_ERR_ARG : fapix_rp_make(&order, run_authorization);
}
