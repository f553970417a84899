/* SPDX-License-Identifier: Apache-2.0 */
/* The backchannel authentication endpoint, CIBA Core 7, as FAPI-CIBA narrows it: poll and ping, always signed. */
#include "oauth/backchannel_request.h"

#include "oauth/request_object.h"
#include "role/as_request.h"

static int delivery_of(const fapi_client *client)
{
    switch (client->delivery) {
    case FAPIX_CLIENT_POLL:
        return FAPI_BACKCHANNEL_POLL;
    case FAPIX_CLIENT_PING:
        return FAPI_BACKCHANNEL_PING;
    case FAPIX_CLIENT_PUSH:
        return FAPI_BACKCHANNEL_PUSH;
    default:
        return 0;
    }
}

static void fill(const fapix_as_check *check, fapix_slice types[FAPIX_AS_MAX_DETAILS], fapix_backchannel_facts *facts)
{
    *facts = check->as->backchannel;
    facts->signed_required = true; /* Spec: FAPICIBA-5.2.2-6 - whatever the handle of the limits says */
    facts->details_types = types;
    facts->details_type_count = fapix_as_details_types(check, types);
    facts->client_id = check->client->id;
    facts->client_type = check->client->auth_method == 0 ? FAPI_CLIENT_PUBLIC : FAPI_CLIENT_CONFIDENTIAL;
    facts->client_grant_types = check->client->grant_types & check->as->grant_types;
    facts->client_delivery = delivery_of(check->client);
    facts->client_alg = check->client->alg[FAPIX_CLIENT_ALG_BACKCHANNEL];
    facts->client_user_code = check->client->user_code;
}

static int run(fapix_as_check *check)
{
    fapix_slice types[FAPIX_AS_MAX_DETAILS], method = fapix_buffer_slice(&check->request->method), object = {NULL, 0};
    fapix_backchannel_facts facts;
    fapix_parameters parameters;
    int rc = fapix_rule_on(check->verdict, FAPI_BACKCHANNEL_METHOD, fapix_slice_is(method, "POST"), fapix_slice_str("POST"),
                           method);

    if (rc == FAPI_OK)
        rc = fapix_as_read_form(check);
    if (rc == FAPI_OK)
        /* Spec: FAPICIBA-5.2.2-0 */
        rc = fapix_as_authenticate(check);
    if (rc != FAPI_OK)
        return rc;
    fill(check, types, &facts);
    parameters = fapix_as_parameters(check->form);
    rc = fapix_backchannel_judge_form(check->verdict, &parameters, &facts, &object);
    if (rc == FAPI_OK)
        rc = fapix_as_judge_object(check, object, FAPIX_REQUEST_OBJECT_BACKCHANNEL);
    if (rc != FAPI_OK)
        return rc;
    parameters = fapix_parameters_of_json(&check->verdict->token.claims);
    fapix_verdict_about(check->verdict, FAPI_SUBJECT_REQUEST);
    rc = fapix_backchannel_judge(check->verdict, &parameters, &facts);
    if (rc == FAPI_OK)
        rc = fapix_as_judge_hint(check, fapix_as_parameter(&parameters, "id_token_hint"));
    check->verdict->readable = &check->verdict->token;
    return rc == FAPI_OK ? fapix_as_claim(check) : rc;
}

/* See fapi.h. */
int fapi_as_check_backchannel(const fapi_as *as, fapi_request *request, const fapi_client *client, int64_t now,
                              fapi_verdict *verdict)
{
    fapix_as_check check = {.as = as, .request = request, .client = client, .verdict = verdict, .now = now,
                            .backchannel = true};

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    return fapix_as_perform(&check, run);
}
