/* SPDX-License-Identifier: Apache-2.0 */
/* See rp_make.h. */
#include "role/rp_make.h"

#include "base/form_write.h"
#include "crypto/provider.h"
#include "oauth/client_assertion_make.h"
#include "oauth/dpop_make.h"
#include "oauth/request_object_make.h"

#define ASSERTION_LIFETIME 60
#define OBJECT_LIFETIME 300

/* ------------------------------------------------------------------------------------------------ beginning, end -- */

static int judge_arguments(const fapix_rp_order *m)
{
    if (m->rp == NULL || m->request == NULL)
        return FAPI_ERR_ARG;
    if (!m->rp->sealed)
        return FAPI_ERR_STATE;
    return m->now < 0 || m->now > FAPI_MAX_TIME ? FAPI_ERR_CLOCK : FAPI_OK;
}

/* A flow is of one client at one server, from its first message on. */
static int begin_flow(fapix_rp_message *m)
{
    fapi_flow *flow = m->flow;
    int rc = FAPI_ERR_INTERNAL;

    if (flow == NULL)
        return FAPI_OK;
    m->next = flow->step;
    m->grant = flow->number[FAPIX_FLOW_GRANT];
    if (fapix_flow_text(flow, FAPIX_FLOW_ISSUER).n > 0)
        return fapix_slice_eq(fapix_flow_text(flow, FAPIX_FLOW_ISSUER), m->rp->issuer) &&
                       fapix_slice_eq(fapix_flow_text(flow, FAPIX_FLOW_CLIENT_ID), m->rp->client->id)
                   ? FAPI_OK
                   : FAPI_ERR_STATE;
    if (flow->step != FAPIX_FLOW_NEW)
        return FAPI_ERR_STATE;
    m->began = true;
    rc = fapix_flow_set(flow, FAPIX_FLOW_ISSUER, m->rp->issuer);
    return rc == FAPI_OK ? fapix_flow_set(flow, FAPIX_FLOW_CLIENT_ID, m->rp->client->id) : rc;
}

/* Before its first message a flow knows nothing but what the host set. */
static void take_back(fapi_flow *flow)
{
    for (size_t i = 0; i < FAPIX_FLOW_TEXTS; i++)
        fapix_buffer_reset(&flow->text[i]);
    for (size_t i = 0; i < FAPIX_FLOW_NUMBERS; i++)
        flow->number[i] = -1;
}

static int end(fapix_rp_message *m, int rc)
{
    if (rc == FAPI_ERR_BUFFER)
        rc = FAPI_FLOW_SIZE;
    if (rc != FAPI_OK) {
        fapi_request_reset(m->request);
        if (m->flow != NULL && m->began)
            take_back(m->flow);
    } else if (m->flow != NULL) {
        m->flow->step = m->next;
        m->flow->number[FAPIX_FLOW_GRANT] = m->grant;
    }
    return rc;
}

int fapix_rp_make(const fapix_rp_order *order, int (*run)(fapix_rp_message *message))
{
    const fapix_memory *memory = NULL;
    fapix_rp_message *m = NULL;
    int rc = judge_arguments(order);

    if (order->request != NULL)
        fapi_request_reset(order->request);
    if (rc != FAPI_OK)
        return rc;
    memory = &order->rp->context->memory;
    m = fapix_alloc(memory, sizeof *m);
    if (m == NULL)
        return FAPI_ERR_NOMEM;
    m->rp = order->rp;
    m->flow = order->flow;
    m->now = order->now;
    m->request = order->request;
    m->method = order->method;
    m->text = order->text;
    fapix_buffer_init(&m->form, memory, FAPIX_FORM_MAX);
    fapix_buffer_init(&m->object, memory, FAPI_MAX_JWT);
    fapix_buffer_init(&m->sealed, memory, FAPI_MAX_JWT);
    fapix_buffer_init(&m->assertion, memory, FAPI_MAX_JWT);
    rc = begin_flow(m);
    if (rc == FAPI_OK)
        rc = run(m);
    rc = end(m, rc);
    fapix_buffer_free(&m->form);
    fapix_buffer_free(&m->object);
    fapix_buffer_free(&m->sealed);
    fapix_buffer_free(&m->assertion);
    fapix_wipe(m, sizeof *m);
    fapix_free(memory, m, sizeof *m);
    return rc;
}

/* --------------------------------------------------------------------------------------------------- parameters -- */

int fapix_rp_add(fapix_rp_message *m, const char *name, fapix_slice value)
{
    if (value.n == 0)
        return FAPI_OK;
    if (m->count == FAPIX_RP_PARAMETERS)
        return FAPI_ERR_INTERNAL;
    m->parameter[m->count++] = (fapix_parameter){fapix_slice_str(name), value, FAPIX_PARAMETER_TEXT};
    return FAPI_OK;
}

static bool is_among(fapix_slice name, const char *const *names)
{
    while (*names != NULL && !fapix_slice_is(name, *names))
        names++;
    return *names != NULL;
}

int fapix_rp_add_others(fapix_rp_message *m, const char *const *but)
{
    for (size_t i = 0; i < m->flow->parameter_count; i++) {
        fapix_slice name = fapix_buffer_slice(&m->flow->parameter[i].name);

        if (is_among(name, but))
            continue;
        if (m->count == FAPIX_RP_PARAMETERS)
            return FAPI_ERR_INTERNAL;
        m->parameter[m->count++] =
            (fapix_parameter){name, fapix_buffer_slice(&m->flow->parameter[i].value), FAPIX_PARAMETER_TEXT};
    }
    return FAPI_OK;
}

static size_t next_of(const void *source, size_t at, fapix_parameter *parameter)
{
    const fapix_rp_message *m = source;

    if (at >= m->count)
        return 0;
    *parameter = m->parameter[at];
    return at + 1;
}

fapix_parameters fapix_rp_parameters(const fapix_rp_message *m)
{
    return (fapix_parameters){m, next_of};
}

int fapix_rp_write_form(fapix_rp_message *m)
{
    for (size_t i = 0; i < m->count; i++)
        fapix_form_write(&m->form, m->parameter[i].name, m->parameter[i].value);
    return m->form.status;
}

int fapix_rp_write_object(fapix_rp_message *m, const fapi_signer *signer, bool encrypted)
{
    const fapix_parameters parameters = fapix_rp_parameters(m);
    int64_t longest = fapix_rp_value(m->rp, FAPI_CONTROL_REQUEST_OBJECT_LIFETIME);
    fapix_request_object_make_facts facts = {
        .client_id = m->rp->client->id,
        .issuer = m->rp->issuer,
        .now = m->now,
        .lifetime = longest > 0 && longest < OBJECT_LIFETIME ? longest : OBJECT_LIFETIME,
        .parameters = &parameters,
    };
    int rc = FAPI_ERR_INTERNAL;

    if (signer == NULL)
        return FAPI_FLOW_SIGNER;
    if (encrypted && m->rp->encrypter == NULL)
        return FAPI_FLOW_ENCRYPTER;
    rc = fapix_request_object_make(m->rp->context, signer, &facts, &m->object);
    if (rc == FAPI_OK && encrypted) /* Spec: BROF-5.2.3-3 */
        rc = fapix_jwe_seal(m->rp->encrypter, fapix_buffer_slice(&m->object), &m->sealed);
    if (rc != FAPI_OK)
        return rc == FAPI_JWS_SIZE || rc == FAPI_JWE_SIZE ? FAPI_FLOW_SIZE : rc;
    fapix_form_write(&m->form, fapix_slice_str("request"), fapix_buffer_slice(encrypted ? &m->sealed : &m->object));
    return m->form.status;
}

/* ------------------------------------------------------------------------------------------------ authentication -- */

/* Spec: FAPI2SP-5.3.3.1-2, FAPI1BASE-5.2.4-1 */
int fapix_rp_authenticate(fapix_rp_message *m)
{
    const fapi_rp *rp = m->rp;
    int64_t longest = fapix_rp_value(rp, FAPI_CONTROL_ASSERTION_LIFETIME);
    fapix_client_assertion_make_facts facts = {
        .client_id = rp->client->id,
        .issuer = rp->issuer,
        .now = m->now,
        .lifetime = longest < ASSERTION_LIFETIME ? longest : ASSERTION_LIFETIME,
    };
    const fapi_signer *signer = fapix_rp_signer(rp, rp->client->alg[FAPIX_CLIENT_ALG_ASSERTION]);
    int rc = FAPI_ERR_INTERNAL;

    if (rp->client->auth_method != FAPI_AUTH_PRIVATE_KEY_JWT)
        return FAPI_OK; /* the certificate of the connection does it, or nothing */
    if (signer == NULL)
        return FAPI_FLOW_SIGNER;
    rc = fapix_client_assertion_make(rp->context, signer, &facts, &m->assertion);
    if (rc != FAPI_OK)
        return rc;
    fapix_form_write(&m->form, fapix_slice_str("client_assertion_type"), fapix_slice_str(FAPIX_CLIENT_ASSERTION_TYPE));
    fapix_form_write(&m->form, fapix_slice_str("client_assertion"), fapix_buffer_slice(&m->assertion));
    return m->form.status;
}

bool fapix_rp_uses_dpop(const fapi_rp *rp)
{
    return rp->dpop != NULL && (fapix_rp_value(rp, FAPI_CONTROL_BINDING_METHODS) & FAPI_BINDING_DPOP) != 0;
}

/* Spec: FAPI2SP-5.3.3.1-8, RFC9449-7.3-1 - made anew for every attempt, with the nonce that its server gave last */
int fapix_rp_prove(fapix_rp_message *m, fapix_slice method, fapix_slice url, fapix_slice token)
{
    const fapi_rp *rp = m->rp;
    fapix_dpop_make_facts facts = {.method = method, .url = url, .now = m->now};
    uint8_t hash[32];
    int rc = FAPI_OK;

    if (!fapix_rp_uses_dpop(rp))
        return FAPI_OK;
    if (token.n > 0) {
        rc = rp->context->provider->sha256(rp->context->engine, &token, 1, hash);
        facts.token_hash = hash;
    }
    if (m->flow != NULL)
        facts.nonce = fapix_flow_nonce_for(m->flow, url);
    fapix_buffer_reset(&m->object);
    if (rc == FAPI_OK)
        rc = fapix_dpop_make(rp->context, rp->dpop, &facts, &m->object);
    return rc == FAPI_OK ? fapix_rp_header(m, "DPoP", fapix_buffer_slice(&m->object)) : rc;
}

/* ------------------------------------------------------------------------------------------------------- request -- */

int fapix_rp_header(fapix_rp_message *m, const char *name, fapix_slice value)
{
    return fapi_request_add_header(m->request, name, strlen(name), (const char *)value.p, value.n);
}

int fapix_rp_post(fapix_rp_message *m, enum fapix_rp_endpoint endpoint, const char *accept)
{
    fapix_slice url = m->rp->endpoint[endpoint], body = fapix_buffer_slice(&m->form);
    int rc = url.n == 0 ? FAPI_FLOW_ENDPOINT : fapi_request_set_method(m->request, "POST", 4);

    if (rc == FAPI_OK)
        rc = fapi_request_set_url(m->request, (const char *)url.p, url.n);
    if (rc == FAPI_OK)
        rc = fapix_rp_header(m, "Content-Type", fapix_slice_str("application/x-www-form-urlencoded"));
    if (rc == FAPI_OK)
        rc = fapix_rp_header(m, "Accept", fapix_slice_str(accept));
    return rc == FAPI_OK ? fapi_request_set_body(m->request, (const char *)body.p, body.n) : rc;
}
