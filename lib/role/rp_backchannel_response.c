/* SPDX-License-Identifier: Apache-2.0 */
/* The acknowledgement of a backchannel request, and the ping that says that tokens are ready. */
#include "oauth/backchannel_response.h"

#include "base/status.h"
#include "base/uri.h"
#include "role/rp_answer.h"
#include "role/transport.h"

static int run_acknowledgement(fapix_rp_check *check)
{
    fapix_flow_changes changes = {.count = 0};
    const fapix_json *json = NULL;
    enum fapix_server_error error = FAPIX_ERROR_OTHER;
    fapix_acknowledgement found;
    int rc = FAPI_ERR_INTERNAL;

    if (check->flow->step != FAPIX_FLOW_BACKCHANNEL)
        return FAPI_ERR_STATE;
    rc = fapix_rp_answer(check, 200, &json, &error);
    if (rc == FAPI_OK)
        rc = fapix_acknowledgement_judge(check->verdict, json, &found);
    if (rc != FAPI_OK)
        return rc;
    fapix_flow_change(&changes, FAPIX_FLOW_AUTH_REQ_ID, found.auth_req_id);
    rc = fapix_flow_apply(check->flow, &changes);
    if (rc != FAPI_OK)
        return rc;
    check->flow->number[FAPIX_FLOW_AUTH_REQ_EXPIRES] = fapix_rp_until(check, found.expires_in);
    check->flow->number[FAPIX_FLOW_INTERVAL] = found.interval;
    check->flow->number[FAPIX_FLOW_LAST_POLL] = check->now; /* the interval begins before the first poll */
    check->flow->step = FAPIX_FLOW_WAITING;
    check->verdict->next = FAPI_NEXT_WAIT; /* Spec: CIBA-11-2 */
    check->verdict->wait = found.interval;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rp_check_backchannel(const fapi_rp *rp, fapi_flow *flow, fapi_response *response, int64_t now,
                              fapi_verdict *verdict)
{
    fapix_rp_check check = {.rp = rp, .flow = flow, .response = response, .now = now, .verdict = verdict};

    return fapix_rp_perform_at(&check, FAPIX_RP_BACKCHANNEL, run_acknowledgement);
}

/* Also while a poll is out, whose answer may never come. */
static bool is_waiting(const fapi_flow *flow)
{
    return flow->step == FAPIX_FLOW_WAITING ||
           (flow->step == FAPIX_FLOW_ASKING && flow->number[FAPIX_FLOW_GRANT] == FAPI_GRANT_CIBA);
}

static int run_ping(fapix_rp_check *check)
{
    const fapi_request *request = check->request;
    fapix_ping_facts facts = {
        .method = fapix_buffer_slice(&request->method),
        .content_type = fapix_buffer_slice(&request->content_type.value),
        .body = fapix_buffer_slice(&request->body),
        .token = fapix_flow_text(check->flow, FAPIX_FLOW_NOTIFICATION_TOKEN),
        .auth_req_id = fapix_flow_text(check->flow, FAPIX_FLOW_AUTH_REQ_ID),
    };
    fapix_uri url;
    int rc = FAPI_ERR_INTERNAL;

    if (!is_waiting(check->flow) || !request->has_method || !request->has_url)
        return FAPI_ERR_STATE;
    fapix_verdict_about(check->verdict, FAPI_SUBJECT_REQUEST);
    /* Spec: CIBA-9-1 */
    rc = fapix_transport_judge(&check->rp->policy, request, check->verdict, &url);
    if (request->authorization.lines == 1) /* Spec: RFC9110-5.3-1 */
        facts.authorization = fapix_buffer_slice(&request->authorization.value);
    if (rc == FAPI_OK)
        rc = fapix_ping_judge(check->verdict, &facts);
    if (rc != FAPI_OK)
        return rc;
    check->flow->number[FAPIX_FLOW_LAST_POLL] = -1; /* who was called need not wait */
    check->verdict->next = FAPI_NEXT_GO_ON;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rp_check_ping(const fapi_rp *rp, fapi_flow *flow, fapi_request *request, int64_t now, fapi_verdict *verdict)
{
    fapix_rp_check check = {.rp = rp, .flow = flow, .request = request, .now = now, .verdict = verdict};
    const fapix_status_row *row = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_rp_perform(&check, fapix_slice_of(NULL, 0), run_ping);
    row = rc == FAPI_OK ? NULL : fapix_status_row_of(rc);
    verdict->http = rc == FAPI_OK ? 204 : row == NULL ? 500 : row->http == 0 ? 400 : row->http; /* Spec: CIBA-10.2-1 */
    return rc;
}
