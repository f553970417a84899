/* SPDX-License-Identifier: Apache-2.0 */
/* What ties an ID token to its flow: the nonce, the hashes of what came with it, when and how the user was authenticated, and who it was
 * before. Texts are compared in constant time, and none is told. */
#include "crypto/provider.h"
#include "jwt/claims.h"
#include "oauth/id_token.h"
#include "oauth/id_token_check.h"

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_json *claims;
    int alg;
    const fapix_id_token_check_facts *facts;
} judgement;

static int claim_type(const judgement *j, const char *name, const fapix_json_node *node, bool fits)
{
    if (fits)
        return FAPI_OK;
    return fapix_rule_on(j->verdict, FAPI_ID_TOKEN_CLAIM_TYPE, false, fapix_slice_str(name), node->raw);
}

/* A string, or *text {NULL, 0} and *there false. */
static int text_of(const judgement *j, const char *name, bool *there, fapix_slice *text)
{
    const fapix_json_node *node = fapix_json_get(j->claims, name);

    *there = node != NULL;
    *text = node == NULL ? fapix_slice_of(NULL, 0) : node->value;
    return claim_type(j, name, node, node == NULL || node->type == FAPIX_JSON_STRING);
}

/* ---------------------------------------------------------------------------------------------------------- nonce -- */

/* The value in the token must be the value of the request (OpenID Connect Core 2): a nonce that answers none was made for another request, and
 * whoever brought this token here did not get it from this one. */
static int judge_nonce(const judgement *j)
{
    const fapix_id_token_check_facts *facts = j->facts;
    fapix_slice nonce;
    bool there = false;
    int rc = text_of(j, "nonce", &there, &nonce);

    if (rc != FAPI_OK)
        return rc;
    if (facts->nonce.n == 0)
        return fapix_rule(j->verdict, FAPI_ID_TOKEN_NONCE_UNASKED, !there);
    /* Spec: OIDCC-3.1.3.7-11, OIDCC-3.3.2.12-2, OIDCC-12.2-1 */
    rc = fapix_rule(j->verdict, FAPI_ID_TOKEN_NONCE_MISSING, there || facts->refreshed);
    if (rc == FAPI_OK)
        /* Spec: OIDCC-3.1.3.7-11, OIDCC-12.2-1, RFC9700-4.5.3.2-1, FAPI1ADV-5.2.3.1-3 */
        rc = fapix_rule(j->verdict, FAPI_ID_TOKEN_NONCE, !there || fapix_ct_eq(nonce, facts->nonce));
    return rc;
}

/* --------------------------------------------------------------------------------------------------------- hashes -- */

static int judge_hash(const judgement *j, const char *name, fapix_slice of, int missing, int wrong)
{
    const fapi_context *context = j->verdict->context;
    char hash[FAPIX_ID_TOKEN_HASH];
    fapix_slice claimed;
    bool there = false;
    int rc = text_of(j, name, &there, &claimed);

    if (rc == FAPI_OK && missing != FAPI_OK)
        rc = fapix_rule(j->verdict, missing, there);
    if (rc != FAPI_OK)
        return rc;
    if (!there || of.n == 0) {
        fapix_skip(j->verdict, wrong);
        return FAPI_OK;
    }
    rc = fapix_id_token_hash(context->provider, context->engine, j->alg, of, hash);
    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, wrong, fapix_ct_eq(claimed, fapix_slice_str(hash)));
    fapix_wipe(hash, sizeof hash);
    return rc;
}

static int judge_hashes(const judgement *j)
{
    const fapix_id_token_check_facts *facts = j->facts;
    bool s_hash = facts->front && facts->detached && facts->state.n > 0;
    /* Spec: OIDCC-3.3.2.10-1, FAPI1ADV-5.2.3.1-3, FAPI1ADV-8.4.3-1 */
    int rc = judge_hash(j, "c_hash", facts->code, facts->front ? FAPI_ID_TOKEN_C_HASH_MISSING : FAPI_OK, FAPI_ID_TOKEN_C_HASH);

    if (rc == FAPI_OK)
        /* Spec: FAPI1ADV-5.2.3.1-4, FAPI1ADV-8.4.3-1 */
        rc = judge_hash(j, "s_hash", facts->state, s_hash ? FAPI_ID_TOKEN_S_HASH_MISSING : FAPI_OK, FAPI_ID_TOKEN_S_HASH);
    if (rc == FAPI_OK)
        /* Spec: OIDCC-3.1.3.8-1, FAPI1ADV-8.4.3-1 */
        rc = judge_hash(j, "at_hash", facts->access_token, FAPI_OK, FAPI_ID_TOKEN_AT_HASH);
    if (rc == FAPI_OK)
        rc = judge_hash(j, "urn:openid:params:jwt:claim:rt_hash", facts->refresh_token, FAPI_OK, FAPI_ID_TOKEN_RT_HASH);
    return rc;
}

static int judge_auth_req_id(const judgement *j)
{
    fapix_slice claimed;
    bool there = false;
    int rc = text_of(j, "urn:openid:params:jwt:claim:auth_req_id", &there, &claimed);

    if (rc != FAPI_OK)
        return rc;
    if (j->facts->auth_req_id.n == 0) {
        fapix_skip(j->verdict, FAPI_ID_TOKEN_AUTH_REQ_ID);
        return FAPI_OK;
    }
    return fapix_rule(j->verdict, FAPI_ID_TOKEN_AUTH_REQ_ID, !there || fapix_ct_eq(claimed, j->facts->auth_req_id));
}

/* ------------------------------------------------------------------------------------------------- authentication -- */

/* Of a refreshed token max_age says nothing: the user is not there. */
static int judge_auth_age(const judgement *j, bool there, int64_t auth_time)
{
    const fapix_id_token_check_facts *facts = j->facts;
    int rc = FAPI_OK;

    if (facts->refreshed) {
        bool same = !there || facts->auth_time < 0 || auth_time == facts->auth_time;

        /* Spec: OIDCC-12.2-1 */
        return fapix_rule_on_int(j->verdict, FAPI_ID_TOKEN_AUTH_TIME_CHANGED, same, facts->auth_time, auth_time);
    }
    if (facts->max_age < 0) {
        fapix_skip(j->verdict, FAPI_ID_TOKEN_AUTH_TIME_OLD);
        return FAPI_OK;
    }
    /* Spec: OIDCC-3.1.3.7-13 */
    rc = fapix_rule(j->verdict, FAPI_ID_TOKEN_AUTH_TIME_MISSING, there);
    if (rc == FAPI_OK)
        /* Spec: OIDCC-3.1.3.7-13 */
        rc = fapix_rule_on_int(j->verdict, FAPI_ID_TOKEN_AUTH_TIME_OLD,
                               !fapix_time_older(auth_time, facts->now, facts->max_age + facts->skew_behind),
                               facts->now - facts->max_age - facts->skew_behind, auth_time);
    return rc;
}

static int judge_auth_time(const judgement *j)
{
    const fapix_id_token_check_facts *facts = j->facts;
    const fapix_json_node *node = fapix_json_get(j->claims, "auth_time");
    int64_t auth_time = 0;
    int rc = claim_type(j, "auth_time", node, node == NULL || fapix_json_numeric_date(node, &auth_time) == FAPI_OK);

    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_ID_TOKEN_AUTH_TIME_FUTURE,
                               node == NULL || !fapix_time_ahead(auth_time, facts->now, facts->skew_ahead),
                               facts->now + facts->skew_ahead, auth_time);
    return rc == FAPI_OK ? judge_auth_age(j, node != NULL, auth_time) : rc;
}

/* Whole names, octet for octet. */
static bool is_one_of(fapix_slice list, fapix_slice name)
{
    size_t from = 0;

    for (size_t i = 0; i <= list.n; i++) {
        if (i < list.n && list.p[i] != ' ')
            continue;
        if (i > from && fapix_slice_eq(fapix_slice_of(list.p + from, i - from), name))
            return true;
        from = i + 1;
    }
    return false;
}

/* Whoever asks for a level of assurance needs it: a server that could not reach it may still have answered. */
static int judge_acr(const judgement *j)
{
    const fapix_id_token_check_facts *facts = j->facts;
    fapix_slice acr;
    bool there = false;
    int rc = text_of(j, "acr", &there, &acr);

    if (rc != FAPI_OK)
        return rc;
    if (facts->acrs.n == 0 || (facts->refreshed && !there)) {
        fapix_skip(j->verdict, FAPI_ID_TOKEN_ACR);
        return FAPI_OK;
    }
    /* Spec: OIDCC-3.1.3.7-12, FAPI1ADV-5.2.3-3, FAPICIBA-5.2.3.1-3 */
    rc = fapix_rule(j->verdict, FAPI_ID_TOKEN_ACR_MISSING, there);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(j->verdict, FAPI_ID_TOKEN_ACR, is_one_of(facts->acrs, acr), facts->acrs, acr);
    return rc;
}

/* -------------------------------------------------------------------------------------------------------- earlier -- */

static int judge_sub(const judgement *j)
{
    fapix_slice sub;
    bool there = false;
    int rc = text_of(j, "sub", &there, &sub);

    if (rc != FAPI_OK)
        return rc;
    if (j->facts->sub.n == 0) {
        fapix_skip(j->verdict, FAPI_ID_TOKEN_SUB_CHANGED);
        return FAPI_OK;
    }
    /* Spec: OIDCC-12.2-1 */
    return fapix_rule(j->verdict, FAPI_ID_TOKEN_SUB_CHANGED, fapix_ct_eq(sub, j->facts->sub));
}

int fapix_id_token_ties_judge(fapi_verdict *verdict, const fapix_json *claims, int alg, const fapix_id_token_check_facts *facts)
{
    static int (*const steps[])(const judgement *) = {judge_nonce, judge_hashes, judge_auth_req_id, judge_auth_time, judge_acr, judge_sub};
    const judgement j = {verdict, claims, alg, facts};
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i < sizeof steps / sizeof *steps; i++)
        rc = steps[i](&j);
    return rc;
}
