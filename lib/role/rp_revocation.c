/* SPDX-License-Identifier: Apache-2.0 */
/* What came back from the revocation endpoint, RFC 7009 2.2. */
#include "role/rp_answer.h"

/* What fapi_rp_make_revocation asked to take back. */
static enum fapix_flow_text revoked(const fapi_flow *flow)
{
    return fapix_flow_text(flow, FAPIX_FLOW_REFRESH_TOKEN).n > 0 ? FAPIX_FLOW_REFRESH_TOKEN : FAPIX_FLOW_ACCESS_TOKEN;
}

static int run(fapix_rp_check *check)
{
    fapix_flow_changes changes = {.count = 0};
    int rc = FAPI_ERR_INTERNAL;

    if (check->flow->step != FAPIX_FLOW_TOKENS || fapix_flow_text(check->flow, revoked(check->flow)).n == 0)
        return FAPI_ERR_STATE;
    /* Spec: RFC7009-2.2-2, RFC7009-2.2.1-1 - 200 says it all, whatever the body; any other status, that the token may still be good */
    rc = fapix_rp_answer_empty(check, 200);
    if (rc != FAPI_OK)
        return rc;
    fapix_flow_change(&changes, revoked(check->flow), fapix_slice_of(NULL, 0));
    rc = fapix_flow_apply(check->flow, &changes);
    if (rc == FAPI_OK)
        check->verdict->next = FAPI_NEXT_GO_ON;
    return rc;
}

/* See fapi.h. */
int fapi_rp_check_revocation(const fapi_rp *rp, fapi_flow *flow, fapi_response *response, int64_t now, fapi_verdict *verdict)
{
    fapix_rp_check check = {.rp = rp, .flow = flow, .response = response, .now = now, .verdict = verdict};

    return fapix_rp_perform_at(&check, FAPIX_RP_REVOCATION, run);
}
