/* SPDX-License-Identifier: Apache-2.0 */
/* What the userinfo endpoint answered: JSON, or a JWT where that was agreed, of the user of the flow's ID token and of nobody else. */
#include "base/http.h"
#include "oauth/userinfo_check.h"
#include "role/rp_answer.h"
#include "role/rp_keys.h"

static int judge_body(fapix_rp_check *check, const fapix_userinfo_facts *facts)
{
    fapi_verdict *verdict = check->verdict;
    fapix_slice body = fapix_buffer_slice(&check->response->body);
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: OIDCC-5.3.2-3 - the type says which of the two it is, and what comes is judged as that alone */
    if (fapix_response_is(check->response, "application/jwt")) {
        rc = fapix_rule(verdict, FAPI_USERINFO_ALG_REGISTERED, facts->registered_alg != FAPIX_CLIENT_UNKNOWN);
        if (rc == FAPI_OK)
            rc = fapix_rp_keys_begin(check);
        return rc == FAPI_OK ? fapix_rp_keys_end(check, fapix_userinfo_judge_jwt(verdict, body, facts)) : rc;
    }
    rc = fapix_rule_on(verdict, FAPI_RESPONSE_CONTENT_TYPE, fapix_response_is(check->response, "application/json"),
                       fapix_slice_str("application/json"), fapix_buffer_slice(&check->response->content_type.value));
    return rc == FAPI_OK ? fapix_userinfo_judge_json(verdict, body, facts) : rc;
}

static int judge(fapix_rp_check *check)
{
    const fapi_rp *rp = check->rp;
    const fapi_client *client = rp->client;
    const fapix_jwe_facts jwe = {
        .decrypters = rp->decrypter,
        .decrypter_count = rp->decrypter_count,
        .algs = fapix_rp_agreed(rp, FAPI_CONTROL_JWE_ALGS, client->jwe_alg[FAPIX_CLIENT_ALG_USERINFO]),
        .encs = fapix_rp_agreed(rp, FAPI_CONTROL_JWE_ENCS, client->jwe_enc[FAPIX_CLIENT_ALG_USERINFO]),
    };
    const fapix_userinfo_facts facts = {
        .issuer = rp->issuer,
        .client_id = client->id,
        .jwks = check->keys.jwks,
        .refuse_duplicate_kid = fapix_rp_value(rp, FAPI_CONTROL_DUPLICATE_KID) == FAPI_DUPLICATE_KID_REFUSE,
        .registered_alg = client->alg[FAPIX_CLIENT_ALG_USERINFO],
        .algs = (int)fapix_rp_value(rp, FAPI_CONTROL_ALGS),
        .jwe = client->jwe_alg[FAPIX_CLIENT_ALG_USERINFO] != 0 ? &jwe : NULL,
        .now = check->now,
        .skew_ahead = fapix_rp_value(rp, FAPI_CONTROL_SKEW_AHEAD),
        .skew_behind = fapix_rp_value(rp, FAPI_CONTROL_SKEW_BEHIND),
        .sub = fapix_flow_text(check->flow, FAPIX_FLOW_SUB),
    };

    return judge_body(check, &facts);
}

static int run(fapix_rp_check *check)
{
    fapi_verdict *verdict = check->verdict;
    int http = check->response->http, rc = FAPI_ERR_INTERNAL;

    /* Without an ID token nobody could say whose claims these are. */
    if (check->flow->step != FAPIX_FLOW_TOKENS || fapix_flow_text(check->flow, FAPIX_FLOW_SUB).n == 0)
        return FAPI_ERR_STATE;
    fapix_verdict_about(verdict, FAPI_SUBJECT_USERINFO);
    if (http >= 400 && http < 500)
        rc = fapix_rp_challenged(check);
    else
        rc = FAPI_OK;
    if (rc == FAPI_OK && http >= 400)
        verdict->next = FAPI_NEXT_SHOW;
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(verdict, FAPI_RESPONSE_HTTP, http == 200, 200, http);
    if (rc == FAPI_OK)
        rc = judge(check);
    if (rc == FAPI_OK) {
        verdict->readable = &verdict->token;
        verdict->next = FAPI_NEXT_GO_ON;
    }
    return rc;
}

/* See fapi.h. */
int fapi_rp_check_userinfo(const fapi_rp *rp, fapi_flow *flow, fapi_response *response, int64_t now, fapi_verdict *verdict)
{
    fapix_rp_check check = {.rp = rp, .flow = flow, .response = response, .now = now, .verdict = verdict};

    return fapix_rp_perform_at(&check, FAPIX_RP_USERINFO, run);
}
