/* SPDX-License-Identifier: Apache-2.0 */
/* The ID token of a flow, judged by what policy, client and flow know. The rules are those of lib/oauth. */
#include "oauth/id_token_check.h"
#include "role/rp_answer.h"
#include "role/rp_keys.h"

/* What the flow asked for, and what it learned before. */
static void flow_facts(const fapix_rp_check *check, const fapix_rp_id_token *came_with, fapix_id_token_check_facts *facts)
{
    const fapi_flow *flow = check->flow;

    facts->front = came_with->front;
    facts->detached = fapix_rp_value(check->rp, FAPI_CONTROL_DETACHED_SIGNATURE) != 0;
    facts->nonce = fapix_flow_text(flow, FAPIX_FLOW_NONCE);
    facts->code = came_with->code;
    facts->state = fapix_flow_text(flow, FAPIX_FLOW_STATE);
    facts->access_token = came_with->access_token;
    facts->max_age = flow->number[FAPIX_FLOW_MAX_AGE];
    facts->acrs = fapix_flow_text(flow, FAPIX_FLOW_ACR_VALUES);
    facts->auth_time = flow->number[FAPIX_FLOW_AUTH_TIME];
    if (came_with->front)
        return; /* the first of all */
    /* Spec: OIDCC-12.2-1 - and the second of code id_token is of the same user, too (OpenID Connect Core 3.3.3.6) */
    facts->sub = fapix_flow_text(flow, FAPIX_FLOW_SUB);
    facts->refreshed = flow->number[FAPIX_FLOW_GRANT] == FAPI_GRANT_REFRESH_TOKEN;
}

int fapix_rp_judge_id_token(fapix_rp_check *check, fapix_slice token, const fapix_rp_id_token *came_with)
{
    const fapi_rp *rp = check->rp;
    const fapi_client *client = rp->client;
    const fapix_jwe_facts jwe = {
        .decrypters = rp->decrypter,
        .decrypter_count = rp->decrypter_count,
        .algs = fapix_rp_agreed(rp, FAPI_CONTROL_JWE_ALGS, client->jwe_alg[FAPIX_CLIENT_ALG_ID_TOKEN]),
        .encs = fapix_rp_agreed(rp, FAPI_CONTROL_JWE_ENCS, client->jwe_enc[FAPIX_CLIENT_ALG_ID_TOKEN]),
    };
    fapix_id_token_check_facts facts = {
        .issuer = rp->issuer,
        .client_id = client->id,
        .jwks = check->keys.jwks,
        .refuse_duplicate_kid = fapix_rp_value(rp, FAPI_CONTROL_DUPLICATE_KID) == FAPI_DUPLICATE_KID_REFUSE,
        .registered_alg = client->alg[FAPIX_CLIENT_ALG_ID_TOKEN],
        .algs = (int)fapix_rp_value(rp, FAPI_CONTROL_ALGS),
        .jwe = client->jwe_alg[FAPIX_CLIENT_ALG_ID_TOKEN] != 0 ? &jwe : NULL,
        .now = check->now,
        .skew_ahead = fapix_rp_value(rp, FAPI_CONTROL_SKEW_AHEAD),
        .skew_behind = fapix_rp_value(rp, FAPI_CONTROL_SKEW_BEHIND),
        .iat_age = FAPIX_ID_TOKEN_MAX_AGE,
    };
    int rc = FAPI_ERR_INTERNAL;

    flow_facts(check, came_with, &facts);
    if (facts.front && facts.nonce.n == 0)
        return FAPI_ERR_STATE; /* Spec: OIDCC-3.3.2.12-2 - no such request was made */
    fapix_verdict_about(check->verdict, FAPI_SUBJECT_ID_TOKEN);
    rc = fapix_rp_keys_begin(check);
    if (rc == FAPI_OK)
        rc = fapix_rule(check->verdict, FAPI_ID_TOKEN_ALG_REGISTERED, facts.registered_alg != FAPIX_CLIENT_UNKNOWN);
    if (rc == FAPI_OK)
        rc = fapix_rp_keys_end(check, fapix_id_token_check_judge(check->verdict, &check->verdict->token, token, &facts));
    return rc;
}
