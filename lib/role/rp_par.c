/* SPDX-License-Identifier: Apache-2.0 */
/* What came back from the pushed authorization request endpoint. */
#include "oauth/par_response.h"
#include "role/rp_answer.h"

static int run(fapix_rp_check *check)
{
    fapix_flow_changes changes = {.count = 0};
    const fapix_json *json = NULL;
    enum fapix_server_error error = FAPIX_ERROR_OTHER;
    fapix_slice request_uri = {NULL, 0};
    int64_t lifetime = 0;
    int rc = FAPI_ERR_INTERNAL;

    if (check->flow->step != FAPIX_FLOW_PUSHING)
        return FAPI_ERR_STATE;
    rc = fapix_rp_answer(check, 201, &json, &error);
    if (rc == FAPI_OK)
        rc = fapix_par_response_judge(check->verdict, json,
                                      fapix_rp_value(check->rp, FAPI_CONTROL_REQUEST_URI_MAX_LIFETIME), &request_uri,
                                      &lifetime);
    if (rc != FAPI_OK)
        return rc;
    fapix_flow_change(&changes, FAPIX_FLOW_REQUEST_URI, request_uri);
    rc = fapix_flow_apply(check->flow, &changes);
    if (rc != FAPI_OK)
        return rc;
    check->flow->number[FAPIX_FLOW_REQUEST_URI_EXPIRES] = fapix_rp_until(check, lifetime);
    check->flow->step = FAPIX_FLOW_PUSHED;
    check->verdict->next = FAPI_NEXT_GO_ON;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rp_check_par(const fapi_rp *rp, fapi_flow *flow, fapi_response *response, int64_t now, fapi_verdict *verdict)
{
    fapix_rp_check check = {.rp = rp, .flow = flow, .response = response, .now = now, .verdict = verdict};

    return fapix_rp_perform_at(&check, FAPIX_RP_PAR, run);
}
