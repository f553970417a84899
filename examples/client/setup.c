/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery, and everything that the library needs to know before the first message of a flow. */
#include "client.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------------------------------------- server and its keys -- */

/* The well-known URLs of the issuer, one after the other. */
static int discover(client *c)
{
    const char *issuer = c->config.issuer;
    size_t n = strlen(issuer);
    int kind = fapi_metadata_next_kind(issuer, n, 0, NULL), status = FAPI_ERR_ARG;

    while (kind != -1) {
        status = fapi_metadata_make_request(kind, issuer, n, c->request);
        if (status != FAPI_OK)
            break;
        if (call(c, "discovery") != 0)
            return -1;
        status = fapi_metadata_check_response(kind, issuer, n, c->response);
        printf(" %s\n", fapi_status_name(status));
        kind = fapi_metadata_next_kind(issuer, n, kind, c->response);
    }
    if (status != FAPI_OK)
        return report_status("discovery", status);
    text_reset(&c->metadata);
    c->steps++;
    return text_add(&c->metadata, http_body(c->server)->p, http_body(c->server)->n);
}

/* The key set that the metadata name. NULL: it could not be had. */
static fapi_jwks *fetch_keys(client *c)
{
    fapi_jwks *keys = fapi_jwks_new(c->context);
    int status = fapi_metadata_make_keys_request(c->metadata.p, c->metadata.n, c->request);

    if (keys == NULL || status != FAPI_OK) {
        (void)report_status("keys", keys == NULL ? FAPI_ERR_NOMEM : status);
    } else if (call(c, "keys") == 0) {
        status = fapi_metadata_check_keys_response(c->response, keys);
        printf(" %s, %zu keys\n", fapi_status_name(status), fapi_jwks_count(keys));
        if (status == FAPI_OK) {
            c->steps++;
            return keys;
        }
        (void)report_status("keys", status);
    }
    fapi_jwks_free(keys);
    return NULL;
}

int refresh_keys(client *c)
{
    fapi_jwks *keys = fetch_keys(c);
    int status = keys == NULL ? FAPI_ERR_STATE : fapi_rp_replace_keys(c->rp, keys, now());

    fapi_jwks_free(keys);
    return status == FAPI_OK ? 0 : report_status("keys", status);
}

/* ---------------------------------------------------------------------------------------------------------- set-up -- */

static int control_of(const char *name, int64_t *control)
{
    char constant[80];
    int n = snprintf(constant, sizeof constant, "FAPI_CONTROL_%s", name);

    return n < 0 || (size_t)n >= sizeof constant ? FAPI_ERR_NOT_FOUND : fapi_constant(constant, (size_t)n, control);
}

static int set_policy(client *c)
{
    char constant[80];
    const char *name = NULL;
    json_t *value = NULL;
    int64_t profile = 0, control = 0;
    int n = snprintf(constant, sizeof constant, "FAPI_PROFILE_%s", c->config.profile);
    int status = n < 0 || (size_t)n >= sizeof constant ? FAPI_ERR_NOT_FOUND : fapi_constant(constant, (size_t)n, &profile);

    if (status != FAPI_OK)
        return report_status("profile", status);
    c->policy = fapi_policy_new(c->context, (int)profile);
    if (c->policy == NULL)
        return report_status("profile", FAPI_ERR_NOMEM);
    json_object_foreach(c->config.controls, name, value) {
        status = control_of(name, &control);
        if (status == FAPI_OK)
            status = fapi_policy_set(c->policy, (int)control, (int64_t)json_integer_value(value));
        if (status != FAPI_OK)
            return report_status(name, status);
    }
    return 0;
}

static int set_keys(client *c)
{
    const config *f = &c->config;
    int status = FAPI_OK;

    if (f->key.n > 0)
        status = fapi_signer_new(c->context, f->key.p, f->key.n, &c->signer);
    if (status == FAPI_OK && f->dpop_key.n > 0)
        status = fapi_signer_new(c->context, f->dpop_key.p, f->dpop_key.n, &c->dpop_signer);
    return status == FAPI_OK ? 0 : report_status("client's keys", status);
}

static int set_registered(client *c)
{
    char *json = json_dumps(c->config.client, JSON_COMPACT);
    int status = json == NULL ? FAPI_ERR_NOMEM : fapi_client_new(c->context, json, strlen(json), NULL, 0, &c->registered);

    free(json);
    return status == FAPI_OK ? 0 : report_status("client", status);
}

/* What the metadata break, all of it, with clauses. */
static int lint(const client *c, int status)
{
    for (size_t i = 0; i < fapi_findings_count(c->findings); i++)
        printf("  %s %s, %s: %s\n", fapi_findings_level(c->findings, i) == FAPI_LEVEL_SHALL ? "SHALL" : "SHOULD",
               fapi_status_name(fapi_findings_status(c->findings, i)), fapi_findings_clause(c->findings, i),
               fapi_findings_member(c->findings, i));
    return report_status("metadata", status);
}

static int set_relying_party(client *c)
{
    const config *f = &c->config;
    fapi_jwks *keys = NULL;
    int status = FAPI_ERR_NOMEM;

    c->rp = fapi_rp_new(c->policy);
    if (c->rp != NULL)
        status = fapi_rp_set_client(c->rp, c->registered);
    if (status == FAPI_OK)
        status = fapi_rp_set_server(c->rp, f->issuer, strlen(f->issuer), c->metadata.p, c->metadata.n, c->findings);
    if (status != FAPI_OK)
        return lint(c, status);
    keys = fetch_keys(c);
    status = keys == NULL ? FAPI_ERR_STATE : fapi_rp_set_keys(c->rp, keys, now());
    fapi_jwks_free(keys);
    if (status == FAPI_OK && c->signer != NULL)
        status = fapi_rp_add_signer(c->rp, c->signer);
    if (status == FAPI_OK && c->dpop_signer != NULL)
        status = fapi_rp_set_dpop_signer(c->rp, c->dpop_signer);
    if (status == FAPI_OK && f->certificate[0] != '\0')
        status = fapi_rp_set_mtls(c->rp, 1);
    if (status == FAPI_OK)
        status = fapi_rp_seal(c->rp);
    return status == FAPI_OK ? 0 : report_status("set-up", status);
}

static int set_flow(client *c)
{
    const char *name = NULL;
    json_t *value = NULL;
    int status = FAPI_OK;

    json_object_foreach(c->config.parameters, name, value) {
        const char *string = json_string_value(value);

        status = string == NULL ? FAPI_ERR_ARG : fapi_flow_set_parameter(c->flow, name, strlen(name), string, strlen(string));
        if (status != FAPI_OK)
            return report_status(name, status);
    }
    return 0;
}

int set_up(client *c, const char *path)
{
    const config *f = &c->config;

    if (config_read(&c->config, path) != 0)
        return -1;
    c->server = http_new(f->ca, f->certificate, f->certificate_key, 0);
    c->browser = http_new(f->ca, "", "", 1);
    c->context = fapi_context_new();
    c->flow = fapi_flow_new(c->context);
    c->request = fapi_request_new(c->context);
    c->response = fapi_response_new(c->context);
    c->verdict = fapi_verdict_new(c->context);
    c->findings = fapi_findings_new(c->context);
    if (c->server == NULL || c->browser == NULL || c->flow == NULL || c->request == NULL || c->response == NULL || c->verdict == NULL ||
        c->findings == NULL)
        return report_status("set-up", FAPI_ERR_NOMEM);
    if (set_policy(c) != 0 || set_keys(c) != 0 || set_registered(c) != 0 || discover(c) != 0)
        return -1;
    return set_relying_party(c) != 0 ? -1 : set_flow(c);
}

void take_down(client *c)
{
    fapi_findings_free(c->findings);
    fapi_verdict_free(c->verdict);
    fapi_response_free(c->response);
    fapi_request_free(c->request);
    fapi_flow_free(c->flow);
    fapi_rp_free(c->rp);
    fapi_signer_free(c->dpop_signer);
    fapi_signer_free(c->signer);
    fapi_client_free(c->registered);
    fapi_policy_free(c->policy);
    fapi_context_free(c->context);
    http_free(c->browser);
    http_free(c->server);
    text_free(&c->metadata);
    config_free(&c->config);
}
