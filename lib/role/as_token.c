/* SPDX-License-Identifier: Apache-2.0 */
/* The token endpoint. */
#include "oauth/token_request.h"

#include "role/as_check.h"

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
    return rc == FAPI_OK ? fapix_as_claim(check) : rc;
}

/* See fapi.h. */
int fapi_as_check_token(const fapi_as *as, fapi_request *request, const fapi_client *client, const fapi_grant *grant,
                        int64_t now, fapi_verdict *verdict)
{
    fapix_as_check check = {.as = as, .request = request, .client = client, .verdict = verdict, .grant = grant,
                            .now = now};

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    return fapix_as_perform(&check, run);
}
