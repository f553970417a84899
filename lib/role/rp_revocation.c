/* SPDX-License-Identifier: Apache-2.0 */
/* What came back from the revocation endpoint, RFC 7009 2.2: whether the tokens of the flow are gone. */
#include "base/http_date.h"
#include "role/rp_answer.h"

#define USUAL_WAIT 60
#define LONGEST_WAIT 86400

/* Retry-After, RFC 9110 10.2.3: seconds or a date. What is neither, or came twice, is as if it had not come. */
static int64_t wait_of(const fapix_rp_check *check)
{
    fapix_slice text = fapix_buffer_slice(&check->response->retry_after.value);
    int64_t seconds = 0;

    if (check->response->retry_after.lines != 1 || text.n == 0)
        return USUAL_WAIT;
    if (fapix_http_date(text, &seconds)) {
        seconds = seconds > check->now ? seconds - check->now : 1;
        return seconds < LONGEST_WAIT ? seconds : LONGEST_WAIT;
    }
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return USUAL_WAIT;
        seconds = seconds < LONGEST_WAIT ? seconds * 10 + (text.p[i] - '0') : LONGEST_WAIT;
    }
    if (seconds == 0)
        return 1;
    return seconds < LONGEST_WAIT ? seconds : LONGEST_WAIT;
}

static int run(fapix_rp_check *check)
{
    fapi_flow *flow = check->flow;
    fapix_flow_changes changes = {.count = 0};
    enum fapix_server_error error = FAPIX_ERROR_OTHER;
    int rc = FAPI_ERR_INTERNAL;

    if (flow->step != FAPIX_FLOW_TOKENS)
        return FAPI_ERR_STATE;
    if (check->response->http == 503) { /* Spec: RFC7009-2.2.1-2 */
        check->verdict->next = FAPI_NEXT_WAIT;
        check->verdict->wait = wait_of(check);
    }
    rc = fapix_rule(check->verdict, FAPI_REVOCATION_LATER, check->response->http != 503);
    if (rc == FAPI_OK)
        rc = fapix_rp_answered(check, 200, &error); /* Spec: RFC7009-2.2-2, RFC7009-2.2.1-1 */
    if (rc != FAPI_OK)
        return rc;
    fapix_flow_change(&changes, FAPIX_FLOW_ACCESS_TOKEN, fapix_slice_of(NULL, 0));
    fapix_flow_change(&changes, FAPIX_FLOW_REFRESH_TOKEN, fapix_slice_of(NULL, 0));
    fapix_flow_change(&changes, FAPIX_FLOW_TOKEN_TYPE, fapix_slice_of(NULL, 0));
    rc = fapix_flow_apply(flow, &changes);
    if (rc != FAPI_OK)
        return rc;
    flow->number[FAPIX_FLOW_TOKEN_EXPIRES] = -1;
    flow->step = FAPIX_FLOW_ENDED;
    check->verdict->next = FAPI_NEXT_GO_ON;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rp_check_revocation(const fapi_rp *rp, fapi_flow *flow, fapi_response *response, int64_t now, fapi_verdict *verdict)
{
    fapix_rp_check check = {.rp = rp, .flow = flow, .response = response, .now = now, .verdict = verdict};

    return fapix_rp_perform_at(&check, FAPIX_RP_REVOCATION, run);
}
