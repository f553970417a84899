/* SPDX-License-Identifier: Apache-2.0 */
/* Between an authorization request and its answer: the ticket in the page that asks the user, and what the page sends. */
#include "base/json_write.h"
#include "role/as_issue.h"
#include "role/as_request.h"
#include "role/as_scope.h"

#define CONSENT_LIFETIME 600 /* seconds; as long as a person may read */
#define LONGEST_RESOURCES 16384

/* ---- the ticket ---- */

typedef struct ticket {
    const fapi_as *as;
    const fapi_client *client;
    const fapi_verdict *verdict;
    const fapi_grant *pushed; /* NULL: it came by value */
    fapi_grant *grant;
    fapix_buffer text; /* working memory */
} ticket;

static fapix_slice parameter(const ticket *t, const char *name)
{
    const fapix_json_node *node = fapix_json_get(&t->verdict->token.claims, name);

    return node == NULL ? fapix_slice_of(NULL, 0) : node->type == FAPIX_JSON_STRING ? node->value : node->raw;
}

static int put(const ticket *t, int which, fapix_slice text)
{
    return fapix_grant_put(t->grant, which, text);
}

/* The whole of what was asked for: the answer, and the ID tokens that come of it, take state, nonce and max_age from here. */
static int put_parameters(const ticket *t)
{
    int rc = put(t, FAPIX_GRANT_PARAMETERS, t->verdict->token.claims.node[0].raw);

    if (rc == FAPI_OK)
        rc = put(t, FAPIX_GRANT_REDIRECT_URI, parameter(t, "redirect_uri"));
    if (rc == FAPI_OK)
        rc = put(t, FAPIX_GRANT_CHALLENGE, parameter(t, "code_challenge"));
    if (rc == FAPI_OK)
        rc = put(t, FAPIX_GRANT_HINT, fapix_slice_of(t->verdict->hint_sub, t->verdict->hint_sub_n));
    return rc == FAPI_OK ? put(t, FAPIX_GRANT_DETAILS, parameter(t, "authorization_details")) : rc;
}

/* Spec: RFC9449-10-1, RFC9449-10.1-1 - the key of the proof that was pushed, or the one that the request names */
static int put_key(const ticket *t)
{
    if ((fapix_as_value(t->as, FAPI_CONTROL_BINDING_METHODS) & FAPI_BINDING_DPOP) == 0)
        return FAPI_OK;
    if (t->pushed != NULL && t->pushed->text[FAPIX_GRANT_JKT].n > 0)
        return fapix_grant_copy(t->grant, t->pushed, FAPIX_GRANT_JKT);
    return put(t, FAPIX_GRANT_JKT, parameter(t, "dpop_jkt"));
}

static int put_scope(ticket *t)
{
    int rc = fapix_as_granted_scope(t->as, t->client, parameter(t, "scope"), &t->text);

    if (rc == FAPI_OK)
        rc = put(t, FAPIX_GRANT_SCOPE, fapix_buffer_slice(&t->text));
    fapix_buffer_reset(&t->text);
    return rc;
}

static void write_resource(fapix_buffer *out, fapix_slice resource)
{
    fapix_buffer_str(out, out->n == 0 ? "[" : ",");
    fapix_write_string(out, resource);
}

static void write_requested(const ticket *t, fapix_buffer *out)
{
    const fapix_json *json = &t->verdict->token.claims;
    const fapix_json_node *node = fapix_json_get(json, "resource");

    if (node == NULL)
        return;
    if (node->type == FAPIX_JSON_STRING && node->value.n > 0)
        write_resource(out, node->value);
    if (node->type == FAPIX_JSON_ARRAY)
        for (node = fapix_json_first(json, node); node != NULL; node = fapix_json_next(json, node))
            write_resource(out, node->value);
}

/* Spec: RFC8707-2-4 - what was asked for, which the check found among the server's; else all of them */
static int put_resources(ticket *t)
{
    int rc = FAPI_OK;

    write_requested(t, &t->text);
    if (t->text.n == 0)
        for (size_t i = 0; i < t->as->resource_count; i++)
            write_resource(&t->text, t->as->resource[i]);
    if (t->text.n > 0)
        fapix_buffer_str(&t->text, "]");
    rc = t->text.status;
    if (rc == FAPI_OK)
        rc = put(t, FAPIX_GRANT_RESOURCE, fapix_buffer_slice(&t->text));
    fapix_buffer_reset(&t->text);
    return rc;
}

/* Spec: RFC9126-4-2, RFC9126-7.3-1 - the request_uri ends with the answer, not with the page: whoever reloads it may go on */
static int put_parent(const ticket *t)
{
    char key[FAPI_JKT_LENGTH + 1];
    int rc = FAPI_OK;

    if (t->pushed == NULL || fapix_as_value(t->as, FAPI_CONTROL_REQUEST_URI_ONE_TIME) == 0)
        return FAPI_OK;
    rc = fapix_grant_key_of(t->pushed, key);
    if (rc == FAPI_ERR_STATE)
        return FAPI_OK; /* a host that finds its rows by other keys spends them itself */
    return rc == FAPI_OK ? put(t, FAPIX_GRANT_PARENT, fapix_slice_str(key)) : rc;
}

static int fill(ticket *t, int64_t now)
{
    char value[FAPIX_SECRET_LENGTH + 1];
    fapix_issue issue = {.type = FAPI_GRANT_CONSENT, .client = parameter(t, "client_id"), .now = now, .lifetime = CONSENT_LIFETIME};
    int rc = fapix_issue_secret(t->as, value);

    issue.value = fapix_slice_str(value);
    if (t->pushed != NULL)
        issue.family = t->pushed->text[FAPIX_GRANT_FAMILY];
    if (rc == FAPI_OK)
        rc = fapix_issue_grant(t->as, &issue, t->grant);
    if (rc == FAPI_OK)
        rc = put_parameters(t);
    if (rc == FAPI_OK)
        rc = put_key(t);
    if (rc == FAPI_OK)
        rc = put_scope(t);
    if (rc == FAPI_OK)
        rc = put_resources(t);
    if (rc == FAPI_OK)
        rc = put_parent(t);
    fapix_wipe(value, sizeof value);
    return rc;
}

/* The client is the one that asked, and the row the one that the check was given: without it nobody would know what the code is bound to. */
static int judge_given(ticket *t, const fapi_grant *pushed)
{
    if (!fapix_slice_eq(parameter(t, "client_id"), t->client->id))
        return FAPI_ERR_STATE;
    if (!t->verdict->pushed)
        return FAPI_OK;
    t->pushed = pushed;
    if (t->pushed == NULL || t->pushed->type != FAPI_GRANT_PUSHED_REQUEST)
        return FAPI_ERR_STATE;
    return fapix_slice_eq(t->pushed->text[FAPIX_GRANT_PARAMETERS], t->verdict->token.payload) ? FAPI_OK : FAPI_ERR_STATE;
}

/* See fapi.h. */
int fapi_as_issue_consent(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const fapi_grant *pushed, int64_t now,
                          fapi_grant *consent)
{
    ticket t = {.as = as, .client = client, .verdict = verdict, .grant = consent};
    int rc = FAPI_ERR_INTERNAL;

    if (consent == NULL)
        return FAPI_ERR_ARG;
    if (as == NULL || client == NULL || verdict == NULL || consent == pushed)
        return fapix_issue_close(NULL, consent, NULL, FAPI_ERR_ARG);
    fapix_buffer_init(&t.text, &as->context->memory, LONGEST_RESOURCES);
    rc = fapix_issue_judge(as, verdict, FAPI_ENDPOINT_AUTHORIZATION, now);
    if (rc == FAPI_OK)
        rc = judge_given(&t, pushed);
    if (rc == FAPI_OK && fapix_issue_is_silent(verdict))
        rc = FAPI_AUTHORIZATION_INTERACTION; /* Spec: OIDCC-3.1.2.1-5 */
    if (rc == FAPI_OK)
        rc = fill(&t, now);
    fapix_buffer_free(&t.text);
    return fapix_issue_close(NULL, consent, NULL, rc == FAPI_ERR_BUFFER ? FAPI_JSON_SIZE : rc);
}

/* ---- what the page sends ---- */

static int judge_ticket(fapix_as_check *check, fapix_slice value)
{
    const fapi_grant *consent = check->grant;
    int rc = fapix_rule(check->verdict, FAPI_CONSENT_MISSING, value.n > 0);

    if (rc == FAPI_OK)
        /* Spec: RFC6749-10.12-2 - a page of anybody else has no ticket that was made here */
        rc = fapix_rule(check->verdict, FAPI_CONSENT_UNKNOWN,
                        consent != NULL && consent->type == FAPI_GRANT_CONSENT && fapix_grant_is(consent, value));
    if (rc == FAPI_OK)
        rc = fapix_rule(check->verdict, FAPI_CONSENT_USED, !consent->used);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(check->verdict, FAPI_CONSENT_EXPIRED,
                               consent->expires_at >= 0 && !fapix_grant_expired(consent, 0, check->now), consent->expires_at,
                               check->now);
    return rc;
}

static int run(fapix_as_check *check)
{
    fapi_verdict *verdict = check->verdict;
    const fapix_slice method = fapix_buffer_slice(&check->request->method);
    /* What a browser fetches by itself answers nothing. */
    int rc = fapix_rule_on(verdict, FAPI_CONSENT_METHOD, fapix_slice_is(method, "POST"), fapix_slice_str("POST"), method);

    if (rc == FAPI_OK)
        rc = fapix_as_read_form(check);
    if (rc == FAPI_OK)
        rc = judge_ticket(check, fapix_form_get(check->form, "consent"));
    if (rc == FAPI_OK)
        rc = fapix_rule_rc(verdict, FAPI_CONSENT_UNKNOWN, fapix_as_recall(verdict, check->grant->text[FAPIX_GRANT_PARAMETERS]));
    verdict->readable = &verdict->token;
    verdict->checked = FAPI_ENDPOINT_CONSENT;
    verdict->spent_as = FAPI_CONSENT_USED;
    return rc;
}

/* See fapi.h. */
int fapi_as_check_consent(const fapi_as *as, fapi_request *request, const fapi_grant *consent, int64_t now, fapi_verdict *verdict)
{
    /* front: it comes from a browser, and what is wrong with it is for its user to see. */
    fapix_as_check check = {.as = as, .request = request, .verdict = verdict, .grant = consent, .now = now, .front = true};

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    return fapix_as_perform(&check, run);
}
