/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The authorization request of a flow: what the host asks for, and what the library adds. Before it goes out it is judged by the very rules by
 * which a server judges it, so that what the profile forbids is told to the host, with its clause, and not to the user.
 */
#include "role/rp_make.h"

#include "crypto/random_text.h"
#include "jose/signer.h"
#include "oauth/authorization_details.h"
#include "oauth/redirect_uri.h"
#include "oauth/scope.h"
#include "role/asked_limits.h"

#define ACR_CLAIM "{\"id_token\":{\"acr\":{\"essential\":true}}}"
#define MAX_ACRS 8192

static const fapix_slice nothing = {NULL, 0};

/* What stands at a place of its own in the request. */
static const char *const own[] = {"response_type", "response_mode", "redirect_uri", "scope", "claims", NULL};

/* ------------------------------------------------------------------------------------------ what the library adds -- */

static fapix_slice or_default(fapix_slice given, const char *otherwise)
{
    return given.n > 0 || otherwise == NULL ? given : fapix_slice_str(otherwise);
}

/* Spec: FAPI2SP-5.3.3.2-1 - the code flow, or where the profile or the client knows only the other one, that */
static fapix_slice response_type_of(const fapix_rp_message *m)
{
    int64_t types = fapix_rp_value(m->rp, FAPI_CONTROL_RESPONSE_TYPES) & m->rp->client->response_types;
    bool hybrid = (types & FAPI_RESPONSE_CODE) == 0 && (types & FAPI_RESPONSE_CODE_ID_TOKEN) != 0;

    return or_default(fapix_flow_parameter_value(m->flow, "response_type"), hybrid ? "code id_token" : "code");
}

/* Spec: FAPI2MS-5.4.2-1 */
static fapix_slice response_mode_of(const fapix_rp_message *m, fapix_slice type)
{
    int64_t jarm = fapix_rp_value(m->rp, FAPI_CONTROL_JARM);
    bool needed = jarm == FAPI_USE_REQUIRED || (jarm == FAPI_USE_CONDITIONAL && fapix_slice_is(type, "code"));

    return or_default(fapix_flow_parameter_value(m->flow, "response_mode"), needed ? "jwt" : NULL);
}

static fapix_slice redirect_uri_of(const fapix_rp_message *m)
{
    fapix_slice given = fapix_flow_parameter_value(m->flow, "redirect_uri");

    return given.n == 0 && m->rp->client->redirect_uri_count == 1 ? m->rp->client->redirect_uri[0] : given;
}

/* Spec: BROF-5.2.3-6 */
static fapix_slice claims_of(const fapix_rp_message *m, bool openid)
{
    bool wanted = openid && fapix_rp_value(m->rp, FAPI_CONTROL_ACR) == FAPI_ACR_BRASIL;

    return or_default(fapix_flow_parameter_value(m->flow, "claims"), wanted ? ACR_CLAIM : NULL);
}

/* What is there stays: it is the same request once more, or one that could not be made for want of memory. */
static int set_secret(fapix_rp_message *m, enum fapix_flow_text which)
{
    char secret[FAPIX_SECRET_LENGTH + 1];
    int rc = FAPI_ERR_INTERNAL;

    if (fapix_flow_text(m->flow, which).n > 0)
        return FAPI_OK;
    rc = fapix_random_secret(m->rp->context->provider, secret);
    if (rc == FAPI_OK)
        rc = fapix_flow_set(m->flow, which, fapix_slice_str(secret));
    fapix_wipe(secret, sizeof secret);
    return rc;
}

/* Spec: FAPI2SP-5.3.3.2-4, FAPI2SP-5.3.3.2-7, FAPI1BASE-5.2.3-6, RFC9126-7.5-1 - fresh for each flow, and kept with it */
static int make_secrets(fapix_rp_message *m, bool openid)
{
    int rc = set_secret(m, FAPIX_FLOW_STATE); /* Spec: FAPI1BASE-5.2.3-9 */

    if (rc == FAPI_OK && openid)
        rc = set_secret(m, FAPIX_FLOW_NONCE); /* Spec: FAPI1BASE-5.2.3-8 */
    return rc == FAPI_OK ? set_secret(m, FAPIX_FLOW_VERIFIER) : rc;
}

/* Spec: FAPI2SP-5.3.3.2-3, FAPI1BASE-5.2.3-1, FAPI1BASE-5.2.3-2, FAPI1ADV-5.2.3-15, RFC7636-4.2-1, RFC7636-7.2-1 - and no other method,
 * whatever a server answered */
static int add_challenge(fapix_rp_message *m)
{
    fapix_slice verifier = fapix_flow_text(m->flow, FAPIX_FLOW_VERIFIER);
    int rc = fapi_pkce_challenge((const char *)verifier.p, verifier.n, m->challenge, sizeof m->challenge);

    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "code_challenge", fapix_slice_str(m->challenge));
    return rc == FAPI_OK ? fapix_rp_add(m, "code_challenge_method", fapix_slice_str("S256")) : rc;
}

/* A pushed request has a proof; one that passes the browser names the key. RFC 9449 10. */
static int add_key(fapix_rp_message *m, bool pushed)
{
    if (pushed || !fapix_rp_uses_dpop(m->rp))
        return FAPI_OK;
    memcpy(m->jkt, m->rp->dpop->jkt, sizeof m->jkt);
    return fapix_rp_add(m, "dpop_jkt", fapix_slice_str(m->jkt));
}

static int add_all(fapix_rp_message *m, bool pushed)
{
    fapix_slice scope = fapix_flow_parameter_value(m->flow, "scope"), type = response_type_of(m);
    bool openid = fapix_scope_has(scope, fapix_slice_str("openid"));
    int rc = make_secrets(m, openid);

    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "client_id", m->rp->client->id);
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "response_type", type);
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "response_mode", response_mode_of(m, type));
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "redirect_uri", redirect_uri_of(m));
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "scope", scope);
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "state", fapix_flow_text(m->flow, FAPIX_FLOW_STATE));
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "nonce", fapix_flow_text(m->flow, FAPIX_FLOW_NONCE));
    if (rc == FAPI_OK)
        rc = add_challenge(m);
    if (rc == FAPI_OK)
        rc = add_key(m, pushed);
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "claims", claims_of(m, openid));
    return rc == FAPI_OK ? fapix_rp_add_others(m, own) : rc;
}

/* -------------------------------------------------------------------------------------------------------- judging -- */

static fapix_slice asked(const fapix_rp_message *m, const char *name)
{
    for (size_t i = 0; i < m->count; i++)
        if (fapix_slice_is(m->parameter[i].name, name))
            return m->parameter[i].value;
    return nothing;
}

static int judge_redirect(const fapix_rp_message *m, bool pushed, fapi_verdict *verdict)
{
    const fapi_rp *rp = m->rp;
    bool loopback = fapix_rp_value(rp, FAPI_CONTROL_REDIRECT_HTTP_LOOPBACK) != 0;
    fapix_redirect_uri_facts facts = {
        .uri = asked(m, "redirect_uri"),
        .registered = rp->client->redirect_uri,
        .registered_count = rp->client->redirect_uri_count,
        .allow = loopback ? FAPI_REDIRECT_URI_ALLOW_LOOPBACK : 0,
        .pushed = pushed,
        .unregistered = fapix_rp_value(rp, FAPI_CONTROL_REDIRECT_UNREGISTERED) != 0,
    };

    return fapix_redirect_uri_judge(verdict, &facts);
}

static int judge_asked(const fapix_rp_message *m, bool pushed, fapi_verdict *verdict)
{
    const fapi_client *client = m->rp->client;
    fapix_authorization_limits limits = fapix_asked_limits(&m->rp->policy, pushed);
    fapix_parameters parameters = fapix_rp_parameters(m);
    int type = fapix_authorization_type(asked(m, "response_type")), rc = FAPI_ERR_INTERNAL;

    limits.client_id = client->id;
    limits.details_types = client->details_limited ? client->details_type : fapix_any_details_type;
    limits.details_type_count = client->details_limited ? client->details_type_count : 1;
    limits.claims.personal_refused = type == FAPI_RESPONSE_CODE_ID_TOKEN && client->jwe_alg[FAPIX_CLIENT_ALG_ID_TOKEN] == 0 &&
                                     fapix_rp_value(m->rp, FAPI_CONTROL_DETACHED_SIGNATURE) != 0;
    /* Spec: FAPI1ADV-5.2.3-0, FAPI1ADV-5.2.3.1-1, FAPI1BASE-5.2.3-7 */
    rc = fapix_authorization_request_judge(verdict, &parameters, &limits);
    if (rc == FAPI_OK && (client->response_types & type) == 0)
        rc = FAPI_AUTHORIZATION_RESPONSE_TYPE_CLIENT;
    return rc;
}

/* ----------------------------------------------------------------------------------------------------- remembering -- */

static const fapix_json_node *member(const fapix_json *json, const fapix_json_node *parent, const char *name)
{
    return parent == NULL ? NULL : fapix_json_member(json, parent, fapix_slice_str(name));
}

/* What an essential acr must be, as a list with spaces. */
static void write_acrs(const fapix_json *json, const fapix_json_node *acr, fapix_buffer *out)
{
    const fapix_json_node *essential = member(json, acr, "essential"), *value = member(json, acr, "value");
    const fapix_json_node *values = member(json, acr, "values");

    if (essential == NULL || essential->type != FAPIX_JSON_TRUE)
        return;
    if (value != NULL && value->type == FAPIX_JSON_STRING)
        fapix_buffer_add(out, value->value);
    if (value != NULL || values == NULL)
        return;
    for (const fapix_json_node *at = fapix_json_first(json, values); at != NULL; at = fapix_json_next(json, at)) {
        if (at->type != FAPIX_JSON_STRING)
            continue;
        fapix_buffer_str(out, out->n == 0 ? "" : " ");
        fapix_buffer_add(out, at->value);
    }
}

static int remember_acrs(fapix_rp_message *m, fapi_verdict *verdict)
{
    fapix_slice claims = asked(m, "claims"), acrs = asked(m, "acr_values");
    const fapix_json *json = &verdict->proof.claims;
    const fapix_json_node *root = NULL;
    fapix_buffer out;
    int rc = FAPI_OK;

    fapix_buffer_init(&out, &m->rp->context->memory, MAX_ACRS);
    root = claims.n == 0 ? NULL : fapix_authorization_json(verdict, claims);
    write_acrs(json, member(json, member(json, root, "id_token"), "acr"), &out);
    rc = out.status;
    if (rc == FAPI_OK)
        rc = fapix_flow_set(m->flow, FAPIX_FLOW_ACR_VALUES, out.n > 0 ? fapix_buffer_slice(&out) : acrs);
    fapix_buffer_free(&out);
    return rc;
}

/* It was judged: up to ten digits. */
static int64_t seconds_of(fapix_slice text)
{
    int64_t value = 0;

    for (size_t i = 0; i < text.n; i++)
        value = value * 10 + (text.p[i] - '0');
    return text.n == 0 ? -1 : value;
}

/* Spec: FAPI1BASE-5.2.3-4 - what may come back, to be compared with what does */
static int remember(fapix_rp_message *m, fapi_verdict *verdict)
{
    int rc = fapix_flow_set(m->flow, FAPIX_FLOW_REDIRECT_URI, asked(m, "redirect_uri"));

    if (rc == FAPI_OK)
        rc = fapix_flow_set(m->flow, FAPIX_FLOW_RESPONSE_TYPE, asked(m, "response_type"));
    if (rc == FAPI_OK)
        rc = fapix_flow_set(m->flow, FAPIX_FLOW_RESPONSE_MODE, asked(m, "response_mode"));
    if (rc == FAPI_OK)
        rc = fapix_flow_set(m->flow, FAPIX_FLOW_ASKED_SCOPE, asked(m, "scope"));
    if (rc == FAPI_OK)
        rc = remember_acrs(m, verdict);
    if (rc == FAPI_OK)
        m->flow->number[FAPIX_FLOW_MAX_AGE] = seconds_of(asked(m, "max_age"));
    return rc;
}

int fapix_rp_ask(fapix_rp_message *m, bool pushed)
{
    fapi_verdict *verdict = fapi_verdict_new(m->rp->context);
    int rc = verdict == NULL ? FAPI_ERR_NOMEM : add_all(m, pushed);

    if (rc == FAPI_OK)
        rc = judge_asked(m, pushed, verdict);
    if (rc == FAPI_OK)
        rc = judge_redirect(m, pushed, verdict);
    if (rc == FAPI_OK)
        rc = remember(m, verdict);
    fapi_verdict_free(verdict);
    return rc;
}

/* -------------------------------------------------------------------------------------------------- request object -- */

/* Spec: FAPI2MS-5.3.2-1, FAPI1ADV-5.2.3-2, RFC9396-12-1 */
bool fapix_rp_needs_object(const fapi_rp *rp)
{
    return fapix_rp_value(rp, FAPI_CONTROL_REQUEST_OBJECT) == FAPI_USE_REQUIRED || rp->client->request_object_required ||
           rp->client->alg[FAPIX_CLIENT_ALG_REQUEST_OBJECT] != 0;
}

const fapi_signer *fapix_rp_object_signer(const fapi_rp *rp)
{
    return fapix_rp_signer(rp, rp->client->alg[FAPIX_CLIENT_ALG_REQUEST_OBJECT]);
}

/* Where it is only for requests that no client authenticated, it is for those that pass the browser. */
bool fapix_rp_needs_encryption(const fapi_rp *rp, bool pushed)
{
    int64_t use = fapix_rp_value(rp, FAPI_CONTROL_REQUEST_OBJECT_ENCRYPTION);

    return use == FAPI_USE_REQUIRED || (use == FAPI_USE_CONDITIONAL && !pushed);
}
