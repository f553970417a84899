/* SPDX-License-Identifier: Apache-2.0 */
/* The token endpoint. */
#include "oauth/token_request.h"

#include "base/json_write.h"
#include "oauth/authorization_details.h"
#include "oauth/resource.h"
#include "role/as_check.h"
#include "role/as_scope.h"

static fapix_slice hash_of(const char *text)
{
    return fapix_slice_of(text, text[0] == '\0' ? 0 : FAPI_JKT_LENGTH);
}

static int judge(fapix_as_check *check)
{
    bool public_client = check->client->auth_method == 0;
    fapix_parameters parameters = fapix_as_parameters(check->form);
    fapix_token_request_facts facts = {
        .grant_types = check->as->grant_types,
        .code_lifetime = fapix_as_control(check, FAPI_CONTROL_CODE_LIFETIME),
        .pkce_required = fapix_as_control(check, FAPI_CONTROL_PKCE) == FAPI_USE_REQUIRED,
        .binding_required = fapix_as_control(check, FAPI_CONTROL_BINDING_REQUIRED) != 0,
        .binding_methods = (int)fapix_as_control(check, FAPI_CONTROL_BINDING_METHODS),
        .client_type = public_client ? FAPI_CLIENT_PUBLIC : FAPI_CLIENT_CONFIDENTIAL,
        .client_grant_types = check->client->grant_types,
        .client_bound = check->client->bound,
        .rotates = check->grant != NULL && check->grant->rotates,
        .method = fapix_buffer_slice(&check->request->method),
        .client_id = check->client->id,
        .jkt = hash_of(check->jkt),
        .x5t = hash_of(check->x5t),
        .grant = check->grant,
        .now = check->now,
    };

    return fapix_token_request_judge(check->verdict, &parameters, &facts);
}

/* ------------------------------------------------------------------------------------------- what is asked for -- */

/* granted: a JSON array, NULL: the grant names none, so that all that the server has go for it. */
static bool is_granted(const fapi_verdict *verdict, const fapix_json_node *granted, fapix_slice resource)
{
    const fapix_json *json = &verdict->proof.claims;
    const fapix_json_node *one = granted == NULL ? NULL : fapix_json_first(json, granted);

    while (one != NULL && !(one->type == FAPIX_JSON_STRING && fapix_slice_eq(one->value, resource)))
        one = fapix_json_next(json, one);
    return granted == NULL || one != NULL;
}

static int judge_resources(fapix_as_check *check)
{
    const bool user = check->verdict->grant_type != FAPI_GRANT_CLIENT_CREDENTIALS;
    const fapix_slice text = user ? check->grant->text[FAPIX_GRANT_RESOURCE] : fapix_slice_of(NULL, 0);
    const fapix_json_node *granted = NULL;
    fapix_slice asked = {NULL, 0};
    size_t at = 0;
    int rc = FAPI_OK;

    if (text.n > 0) {
        granted = fapix_authorization_json(check->verdict, text);
        if (granted == NULL || granted->type != FAPIX_JSON_ARRAY)
            return fapix_refuse(check->verdict, FAPI_ERR_STATE);
    }
    while (rc == FAPI_OK && fapix_form_each(check->form, "resource", &at, &asked))
        /* Spec: RFC8707-2.2-1, RFC8707-2-1 */
        rc = fapix_rule_on(check->verdict, FAPI_TOKEN_REQUEST_RESOURCE,
                           asked.n == 0 || (fapix_resource_is_valid(asked) && fapix_as_offers_resource(check->as, asked) &&
                                            is_granted(check->verdict, granted, asked)), text, asked);
    fapix_verdict_clear_space(&check->verdict->proof);
    return rc;
}

/* One value at least that a client without a user can have: what belongs to a user is not granted to it. */
static bool is_for_itself(const fapix_as_check *check, const fapi_client *client, fapix_slice scope)
{
    bool some = false;

    while (!some && scope.n > 0) {
        const fapix_slice value = fapix_as_next_scope(&scope);

        some = !fapix_as_needs_user(value) &&
               (client == NULL ? fapix_as_offers_some(check->as, value) : fapix_as_grants_some(check->as, client, value));
    }
    return some;
}

/* Spec: RFC6749-3.3-4 - of nobody but the client itself, as a user's grant was cut when it was given */
static int judge_scope(fapix_as_check *check)
{
    const fapix_slice asked = fapix_form_get(check->form, "scope");
    int rc = FAPI_OK;

    if (check->verdict->grant_type != FAPI_GRANT_CLIENT_CREDENTIALS || asked.n == 0)
        return FAPI_OK;
    rc = fapix_rule_on(check->verdict, FAPI_TOKEN_REQUEST_SCOPE_UNKNOWN, is_for_itself(check, NULL, asked), fapix_slice_of(NULL, 0),
                       asked);
    /* Spec: RFC7591-2-7 */
    return rc == FAPI_OK ? fapix_rule_on(check->verdict, FAPI_TOKEN_REQUEST_SCOPE_CLIENT, is_for_itself(check, check->client, asked),
                                         check->client->scope, asked)
                         : rc;
}

/* What the request chooses of the grant, for fapi_as_issue_token: {"scope": "...", "resource": ["...", ...]}. */
static int keep_asked(fapix_as_check *check)
{
    fapi_verdict *verdict = check->verdict;
    fapix_buffer out = {.p = verdict->token.payload_text, .capacity = FAPIX_DECODED, .ceiling = FAPIX_DECODED};
    const fapix_slice scope = fapix_form_get(check->form, "scope");
    fapix_slice one = {NULL, 0};
    size_t at = 0, count = 0;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_clear_space(&verdict->token);
    fapix_buffer_str(&out, "{");
    if (scope.n > 0)
        fapix_write_text_member(&out, "scope", scope);
    while (fapix_form_each(check->form, "resource", &at, &one)) {
        if (one.n == 0)
            continue;
        if (count == 0)
            fapix_write_name(&out, fapix_slice_str("resource"));
        fapix_buffer_str(&out, count++ == 0 ? "[" : ",");
        fapix_write_string(&out, one);
    }
    fapix_buffer_str(&out, count == 0 ? "}" : "]}");
    verdict->token.payload = fapix_slice_of(verdict->token.payload_text, out.n);
    rc = out.status;
    if (rc == FAPI_OK)
        rc = fapix_json_parse(&verdict->token.claims, verdict->token.payload, verdict->token.payload_scratch);
    return fapix_rule(verdict, FAPI_PARAMETER_SIZE, rc == FAPI_OK);
}

/* What this request would be told if another one had used up its grant a moment before. */
static int spent_as(const fapix_as_check *check)
{
    switch (check->verdict->grant_type) {
    case FAPI_GRANT_AUTHORIZATION_CODE:
        return FAPI_CODE_REUSED;
    case FAPI_GRANT_REFRESH_TOKEN:
        return check->grant->rotates ? FAPI_REFRESH_USED : FAPI_REFRESH_UNKNOWN; /* not used up, but revoked */
    case FAPI_GRANT_CIBA:
        return FAPI_CIBA_ID_USED;
    default:
        return FAPI_OK;
    }
}

static int run(fapix_as_check *check)
{
    /* Spec: RFC6749-3.2-1 */
    int rc = fapix_rule_on(check->verdict, FAPI_TOKEN_REQUEST_METHOD,
                           fapix_slice_is(fapix_buffer_slice(&check->request->method), "POST"), fapix_slice_str("POST"),
                           fapix_buffer_slice(&check->request->method));

    if (rc == FAPI_OK)
        rc = fapix_as_read_form(check);
    if (rc == FAPI_OK)
        rc = fapix_as_authenticate(check);
    if (rc == FAPI_OK)
        rc = fapix_as_prove_keys(check);
    if (rc == FAPI_OK)
        rc = judge(check);
    if (rc == FAPI_OK)
        rc = judge_resources(check);
    if (rc == FAPI_OK)
        rc = judge_scope(check);
    if (rc == FAPI_OK)
        rc = keep_asked(check);
    if (rc != FAPI_OK)
        return rc;
    check->verdict->spent_as = spent_as(check);
    return fapix_as_claim(check);
}

/* See fapi.h. */
int fapi_as_check_token(const fapi_as *as, fapi_request *request, const fapi_client *client, const fapi_grant *grant,
                        int64_t now, fapi_verdict *verdict)
{
    fapix_as_check check = {.as = as, .request = request, .client = client, .verdict = verdict, .grant = grant,
                            .now = now};
    int rc = FAPI_ERR_INTERNAL;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_as_perform(&check, run);
    verdict->checked = FAPI_ENDPOINT_TOKEN;
    return rc;
}
