/* SPDX-License-Identifier: Apache-2.0 */
/* Who sent a request to the authorization server: the client that it names, and the proof of it in the one way that the client registered. */
#include "oauth/client_assertion.h"
#include "oauth/client_auth.h"
#include "oauth/tls_client_auth.h"
#include "role/as_check.h"

#define TLS_AUTH (FAPI_AUTH_TLS_CLIENT_AUTH | FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH)

/* See fapi.h. */
int fapi_as_claimed_client(const fapi_as *as, fapi_request *request, fapi_verdict *verdict, const char **client_id,
                           size_t *client_id_len)
{
    fapix_slice found = {NULL, 0}, assertion = {NULL, 0};
    const fapix_form *form = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (client_id != NULL)
        *client_id = NULL;
    if (client_id_len != NULL)
        *client_id_len = 0;
    if (as == NULL || request == NULL || verdict == NULL || client_id == NULL || client_id_len == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    rc = request->body.n > 0 ? fapix_request_body_form(request, &form) : fapix_request_query_form(request, &form);
    if (rc != FAPI_OK)
        return rc;
    found = fapix_form_get(form, "client_id");
    assertion = fapix_form_get(form, "client_assertion");
    if (found.n == 0 && assertion.n > 0)
        rc = fapix_client_assertion_claimed(verdict, assertion, &found);
    if (rc == FAPI_OK && found.n == 0)
        rc = FAPI_CLIENT_AUTH_CLIENT_ID_MISSING;
    if (rc != FAPI_OK)
        return rc;
    *client_id = (const char *)found.p;
    *client_id_len = found.n;
    return FAPI_OK;
}

static int judge_ways(fapix_as_check *check)
{
    int64_t types = fapix_as_control(check, FAPI_CONTROL_CLIENT_TYPES);
    int allowed = (int)fapix_as_control(check, FAPI_CONTROL_CLIENT_AUTH) & check->as->client_auth;
    fapix_client_auth_facts facts = {
        .form = check->form,
        .authorization = check->request->authorization.lines > 0,
        .certificate = check->request->has_certificate,
        .registered = check->client->auth_method,
        .allowed = allowed,
        .public_allowed = (types & FAPI_CLIENT_PUBLIC) != 0,
    };
    int rc = fapix_request_query_form(check->request, &facts.query);

    if (rc != FAPI_OK)
        return rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_refuse(check->verdict, rc);
    /* A method that the library does not know is none that it could judge: no client of it is let in. */
    rc = fapix_rule(check->verdict, FAPI_CLIENT_AUTH_NOT_ALLOWED, facts.registered != FAPIX_CLIENT_UNKNOWN);
    return rc == FAPI_OK ? fapix_client_auth_judge(check->verdict, &facts) : rc;
}

static int judge_assertion(fapix_as_check *check)
{
    fapix_slice endpoints[FAPIX_AS_MAX_AUDIENCES + 1];
    size_t named = fapix_as_audiences(check->as, endpoints);
    fapix_client_assertion_facts facts = {
        .client_id = check->client->id,
        .jwks = check->client->jwks,
        .refuse_duplicate_kid = fapix_as_control(check, FAPI_CONTROL_DUPLICATE_KID) == FAPI_DUPLICATE_KID_REFUSE,
        .registered_alg = check->client->alg[FAPIX_CLIENT_ALG_ASSERTION],
        .algs = (int)fapix_as_control(check, FAPI_CONTROL_ALGS),
        .issuer = check->as->issuer,
        .endpoints = endpoints,
        .endpoint_count = named + 1,
        .issuer_string = fapix_as_control(check, FAPI_CONTROL_ASSERTION_AUD) == FAPI_ASSERTION_AUD_ISSUER_STRING,
        .now = check->now,
        .skew_ahead = fapix_as_control(check, FAPI_CONTROL_SKEW_AHEAD),
        .skew_behind = fapix_as_control(check, FAPI_CONTROL_SKEW_BEHIND),
        .max_lifetime = fapix_as_control(check, FAPI_CONTROL_ASSERTION_LIFETIME),
        .type = fapix_form_get(check->form, "client_assertion_type"),
        .form_client_id = fapix_form_get(check->form, "client_id"),
    };
    fapix_slice url = fapix_buffer_slice(&check->request->url);
    const uint8_t *query = memchr(url.p, '?', url.n);
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(check->verdict, FAPI_SUBJECT_CLIENT_ASSERTION);
    rc = fapix_rule(check->verdict, FAPI_CLIENT_ASSERTION_KEY, facts.jwks != NULL);
    if (rc == FAPI_OK)
        rc = fapix_rule(check->verdict, FAPI_CLIENT_ASSERTION_ALG_REGISTERED, facts.registered_alg != FAPIX_CLIENT_UNKNOWN);
    if (rc != FAPI_OK)
        return rc;
    endpoints[named] = query == NULL ? url : fapix_slice_of(url.p, (size_t)(query - url.p));
    rc = fapix_client_assertion_judge(check->verdict, fapix_form_get(check->form, "client_assertion"), &facts);
    if (rc == FAPI_OK)
        rc = fapix_verdict_keep_spent(check->verdict, FAPI_CLIENT_ASSERTION_REPLAYED);
    fapix_verdict_clear_space(&check->verdict->token);
    return rc;
}

static int judge_certificate(fapix_as_check *check)
{
    fapi_request *request = check->request;
    const fapi_client *client = check->client;
    fapix_slice certificate = fapix_buffer_slice(&request->certificate);
    int rc = FAPI_OK;

    fapix_verdict_about(check->verdict, FAPI_SUBJECT_CERTIFICATE);
    if (request->tls_client_auth == NULL)
        request->tls_client_auth = fapi_tls_client_auth_new(request->context);
    if (request->tls_client_auth == NULL)
        return FAPI_ERR_NOMEM;
    if (client->auth_method == FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH)
        return fapix_tls_client_auth_judge_self_signed(request->tls_client_auth, client->jwks_text, certificate,
                                                       check->verdict);
    fapi_tls_client_auth_reset(request->tls_client_auth);
    if (client->tls_properties != 1) /* Spec: RFC8705-2.1.2-1 */
        return fapix_refuse(check->verdict, FAPI_TLS_CLIENT_AUTH_PROPERTIES);
    rc = fapi_tls_client_auth_set(request->tls_client_auth, client->tls_property, (const char *)client->tls_value.p,
                                  client->tls_value.n);
    if (rc != FAPI_OK)
        return fapix_refuse(check->verdict, rc);
    return fapix_tls_client_auth_judge(request->tls_client_auth, request->certificate_verified, certificate, check->verdict);
}

int fapix_as_authenticate(fapix_as_check *check)
{
    fapix_slice named = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(check->verdict, FAPI_SUBJECT_REQUEST);
    rc = fapix_rule(check->verdict, FAPI_CLIENT_UNKNOWN, check->client != NULL);
    if (rc != FAPI_OK)
        return rc;
    rc = judge_ways(check);
    if (rc != FAPI_OK)
        return rc;
    /* Of an assertion this is judged with its sub, which must be the client as well. */
    named = fapix_form_get(check->form, "client_id");
    if (check->client->auth_method == FAPI_AUTH_PRIVATE_KEY_JWT)
        return judge_assertion(check);
    /* Spec: RFC8705-2-1 */
    rc = fapix_rule_on(check->verdict, FAPI_CLIENT_UNKNOWN, fapix_slice_eq(named, check->client->id), check->client->id, named);
    if (rc == FAPI_OK && (check->client->auth_method & TLS_AUTH) != 0)
        rc = judge_certificate(check);
    return rc;
}

static int run_client(fapix_as_check *check)
{
    int rc = fapix_as_read_form(check);

    if (rc == FAPI_OK)
        rc = fapix_as_authenticate(check);
    return rc == FAPI_OK ? fapix_as_claim(check) : rc;
}

/* See fapi.h. */
int fapi_as_check_client(const fapi_as *as, fapi_request *request, const fapi_client *client, int64_t now,
                         fapi_verdict *verdict)
{
    fapix_as_check check = {.as = as, .request = request, .client = client, .verdict = verdict, .now = now};

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    return fapix_as_perform(&check, run_client);
}
