/* SPDX-License-Identifier: Apache-2.0 */
/* An id_token_hint: an ID token that comes back to the server that issued it. */
#include "oauth/id_token_check.h"
#include "role/as_request.h"

/* Consents are renewed once a year; what is older names nobody any more. */
#define HINT_AGE (INT64_C(400) * 86400)

static void keep_sub(fapi_verdict *verdict)
{
    fapix_slice sub = fapix_json_get(&verdict->proof.claims, "sub")->value; /* judged: it is no longer than its room */

    memcpy(verdict->hint_sub, sub.p, sub.n);
    verdict->hint_sub_n = sub.n;
}

int fapix_as_judge_hint(fapix_as_check *check, fapix_slice hint)
{
    fapi_verdict *verdict = check->verdict;
    const fapix_id_token_check_facts facts = {
        .issuer = check->as->issuer,
        .client_id = check->client->id,
        .jwks = check->as->own_keys,
        .algs = (int)fapix_as_control(check, FAPI_CONTROL_ALGS),
        .now = check->now,
        .skew_ahead = fapix_as_control(check, FAPI_CONTROL_SKEW_AHEAD),
        .skew_behind = fapix_as_control(check, FAPI_CONTROL_SKEW_BEHIND),
        .iat_age = HINT_AGE,
        .hint = true,
    };
    int rc = FAPI_ERR_INTERNAL;

    if (hint.n == 0) {
        fapix_skip(verdict, FAPI_ID_TOKEN_SIGNATURE);
        return FAPI_OK;
    }
    fapix_verdict_about(verdict, FAPI_SUBJECT_ID_TOKEN);
    if (facts.jwks == NULL) /* a server that signs nothing issued no ID token */
        return fapix_refuse(verdict, FAPI_KEY_UNKNOWN);
    /* Spec: OIDCC-3.1.2.2-5, CIBA-14-1 - the space of the proof is free: what it proved is known */
    rc = fapix_id_token_check_judge(verdict, &verdict->proof, hint, &facts);
    if (rc == FAPI_OK)
        keep_sub(verdict);
    fapix_verdict_clear_space(&verdict->proof);
    if (rc == FAPI_OK)
        fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    return rc;
}
