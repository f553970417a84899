/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What came back from the token endpoint, whatever was asked with: the tokens that a flow was for, fresh ones for old, or, for CIBA, that
 * the user has not decided yet. Until every rule has held the flow knows of nothing.
 */
#include "jose/alg.h"
#include "oauth/backchannel_response.h"
#include "oauth/id_token.h"
#include "oauth/scope.h"
#include "oauth/token_response_check.h"
#include "role/rp_answer.h"
#include "role/rp_make.h"

/* Where the flow stood before the request, and stands again when the request may be made once more. */
static enum fapix_flow_step before(int64_t grant)
{
    switch (grant) {
    case FAPI_GRANT_REFRESH_TOKEN:
        return FAPIX_FLOW_TOKENS;
    case FAPI_GRANT_CLIENT_CREDENTIALS:
        return FAPIX_FLOW_NEW;
    case FAPI_GRANT_CIBA:
        return FAPIX_FLOW_WAITING;
    default:
        return FAPIX_FLOW_CODE;
    }
}

/* ---- a refusal ---- */

/* Seconds until the next poll may be sent: the interval counts from the sending of the last one. */
static int64_t until_poll(const fapi_flow *flow, int64_t now)
{
    int64_t interval = flow->number[FAPIX_FLOW_INTERVAL], last = flow->number[FAPIX_FLOW_LAST_POLL];

    if (interval < 0)
        interval = FAPIX_POLL_INTERVAL;
    if (last < 0 || last > now)
        return interval;
    /* Spec: CIBA-11-2, CIBA-10.1-2 */
    return now - last >= interval ? 0 : interval - (now - last);
}

static void wait(fapix_rp_check *check)
{
    check->flow->step = FAPIX_FLOW_WAITING;
    check->verdict->next = FAPI_NEXT_WAIT;
    check->verdict->wait = until_poll(check->flow, check->now);
}

static int not_yet(fapix_rp_check *check, enum fapix_server_error error)
{
    int64_t *interval = &check->flow->number[FAPIX_FLOW_INTERVAL], expires = check->flow->number[FAPIX_FLOW_AUTH_REQ_EXPIRES];
    bool slower = error == FAPIX_ERROR_SLOW_DOWN;

    if (*interval < 0)
        *interval = FAPIX_POLL_INTERVAL;
    if (slower && *interval <= FAPI_MAX_TIME - FAPIX_POLL_INTERVAL)
        *interval += FAPIX_POLL_INTERVAL; /* Spec: CIBA-11-2 */
    if (expires >= 0 && check->now >= expires) {
        check->flow->step = FAPIX_FLOW_ENDED; /* it can come to nothing any more */
        check->verdict->next = FAPI_NEXT_STOP;
    } else {
        wait(check);
    }
    return fapix_restate(check->verdict, FAPI_SERVER_REFUSED,
                         slower ? FAPI_TOKEN_RESPONSE_SLOW_DOWN : FAPI_TOKEN_RESPONSE_PENDING);
}

/* Codes and auth_req_ids are spent by any refusal. A refresh token lasts until the server says that it is not good: a key that was
 * changed too early, or a server that is out of order, must not cost a user's consent. */
static bool ends(const fapix_rp_check *check, int64_t grant)
{
    if (grant == FAPI_GRANT_REFRESH_TOKEN)
        return strcmp(check->verdict->server_error, "invalid_grant") == 0;
    return grant != FAPI_GRANT_CLIENT_CREDENTIALS; /* Spec: CIBA-11-4 */
}

static int refused(fapix_rp_check *check, int rc, int64_t grant, enum fapix_server_error error)
{
    bool polling = grant == FAPI_GRANT_CIBA;

    if (rc == FAPI_SERVER_NONCE) {
        check->flow->step = before(grant);
        return rc;
    }
    if (rc == FAPI_SERVER_REFUSED && polling &&
        (error == FAPIX_ERROR_AUTHORIZATION_PENDING || error == FAPIX_ERROR_SLOW_DOWN))
        return not_yet(check, error);
    if (rc == FAPI_SERVER_REFUSED)
        check->flow->step = ends(check, grant) ? FAPIX_FLOW_ENDED : before(grant);
    else if (check->response->http >= 429 && polling)
        wait(check); /* nothing was said of the authentication */
    else if (check->response->http >= 429 && grant != FAPI_GRANT_AUTHORIZATION_CODE)
        check->flow->step = before(grant);
    return rc;
}

/* ---- tokens ---- */

static fapix_slice asked_scope(const fapi_flow *flow, int64_t grant)
{
    fapix_slice granted = fapix_flow_text(flow, FAPIX_FLOW_SCOPE);

    if (grant == FAPI_GRANT_REFRESH_TOKEN && granted.n > 0)
        return granted; /* a request that names none asks for what was granted */
    return fapix_flow_text(flow, FAPIX_FLOW_ASKED_SCOPE);
}

/* Could nobody on its way through the browser change what was asked for? Then the server may have its reasons to grant more. */
static bool was_protected(const fapix_rp_check *check, int64_t grant)
{
    return grant != FAPI_GRANT_AUTHORIZATION_CODE || check->flow->number[FAPIX_FLOW_REQUEST_URI_EXPIRES] >= 0 ||
           fapix_rp_value(check->rp, FAPI_CONTROL_REQUEST_OBJECT) == FAPI_USE_REQUIRED;
}

static bool has_openid(fapix_slice scope)
{
    return scope.n > 0 && fapix_scope_has(scope, fapix_slice_str("openid"));
}

static int judge_tokens(fapix_rp_check *check, const fapix_json *json, int64_t grant, fapix_token_response_found *found)
{
    bool user = grant == FAPI_GRANT_AUTHORIZATION_CODE || grant == FAPI_GRANT_CIBA;
    fapix_token_response_facts facts = {
        .dpop = fapix_rp_uses_dpop(check->rp),
        .scope_may_grow = was_protected(check, grant),
        .scope = asked_scope(check->flow, grant),
    };

    facts.id_token_required = user && has_openid(facts.scope);
    return fapix_token_response_judge(check->verdict, json, &facts, found);
}

/* CIBA Core 10.3.1: claims that bind an ID token to the request and to what comes with it. Only push wants them, but what is there must
 * be true. */
static int judge_ciba_claims(fapix_rp_check *check, const fapix_token_response_found *found)
{
    const fapix_json *claims = &check->verdict->token.claims;
    const fapix_json_node *id = fapix_json_get(claims, "urn:openid:params:jwt:claim:auth_req_id");
    const fapix_json_node *hash = fapix_json_get(claims, "urn:openid:params:jwt:claim:rt_hash");
    const fapix_json_node *alg = fapix_json_get(&check->verdict->token.header, "alg");
    const fapi_context *context = check->rp->context;
    fapix_slice expected = fapix_flow_text(check->flow, FAPIX_FLOW_AUTH_REQ_ID);
    char made[FAPIX_ID_TOKEN_HASH];
    int rc = FAPI_OK;

    if (id != NULL)
        rc = fapix_rule(check->verdict, FAPI_TOKEN_RESPONSE_AUTH_REQ_ID,
                        id->type == FAPIX_JSON_STRING && fapix_ct_eq(id->value, expected));
    if (rc != FAPI_OK || hash == NULL)
        return rc;
    if (alg == NULL || found->refresh_token.n == 0)
        return fapix_refuse(check->verdict, FAPI_TOKEN_RESPONSE_RT_HASH);
    rc = fapix_id_token_hash(context->provider, context->engine, fapix_alg_of(alg->value), found->refresh_token, made);
    if (rc != FAPI_OK)
        return fapix_refuse(check->verdict, rc);
    return fapix_rule(check->verdict, FAPI_TOKEN_RESPONSE_RT_HASH,
                      hash->type == FAPIX_JSON_STRING && fapix_ct_eq(hash->value, fapix_slice_str(made)));
}

/* Without openid nobody asked for an ID token, and nothing that it would have to be compared with was sent: it is ignored. */
static int judge_id_token(fapix_rp_check *check, int64_t grant, fapix_token_response_found *found)
{
    fapix_rp_id_token came_with = {.front = false, .access_token = found->access_token};
    int rc = FAPI_ERR_INTERNAL;

    if (!has_openid(asked_scope(check->flow, grant)) && !has_openid(found->scope))
        found->id_token = fapix_slice_of(NULL, 0);
    if (found->id_token.n == 0)
        return FAPI_OK;
    if (grant == FAPI_GRANT_AUTHORIZATION_CODE)
        came_with.code = fapix_flow_text(check->flow, FAPIX_FLOW_CODE_TEXT);
    rc = fapix_rp_judge_id_token(check, found->id_token, &came_with);
    return rc == FAPI_OK ? judge_ciba_claims(check, found) : rc;
}

/* The texts that a new answer changes. What a refresh does not renew stays. */
static void collect(const fapix_rp_check *check, int64_t grant, const fapix_token_response_found *found,
                    fapix_flow_changes *changes)
{
    const fapix_json_node *sub = fapix_json_get(&check->verdict->token.claims, "sub");
    const fapix_slice none = {NULL, 0};
    bool fresh = grant != FAPI_GRANT_REFRESH_TOKEN;

    changes->count = 0;
    fapix_flow_change(changes, FAPIX_FLOW_ACCESS_TOKEN, found->access_token);
    fapix_flow_change(changes, FAPIX_FLOW_TOKEN_TYPE, found->token_type);
    fapix_flow_change(changes, FAPIX_FLOW_SCOPE, found->scope);
    if (fresh || found->refresh_token.n > 0) /* Spec: FAPI2SP-5.3.3.1-6, RFC6749-6-2 */
        fapix_flow_change(changes, FAPIX_FLOW_REFRESH_TOKEN, found->refresh_token);
    if (fresh || found->id_token.n > 0)
        fapix_flow_change(changes, FAPIX_FLOW_ID_TOKEN, found->id_token);
    if (found->id_token.n > 0 && sub != NULL)
        fapix_flow_change(changes, FAPIX_FLOW_SUB, sub->value);
    if (grant == FAPI_GRANT_AUTHORIZATION_CODE) { /* spent, and secrets */
        fapix_flow_change(changes, FAPIX_FLOW_CODE_TEXT, none);
        fapix_flow_change(changes, FAPIX_FLOW_VERIFIER, none);
    }
}

static int keep(fapix_rp_check *check, int64_t grant, const fapix_token_response_found *found)
{
    fapix_flow_changes changes;
    int64_t auth_time = 0, *first = &check->flow->number[FAPIX_FLOW_AUTH_TIME];
    int rc = FAPI_ERR_INTERNAL;

    collect(check, grant, found, &changes);
    rc = fapix_flow_apply(check->flow, &changes);
    if (rc != FAPI_OK)
        return rc;
    if (found->id_token.n > 0 && *first < 0 &&
        fapix_json_numeric_date(fapix_json_get(&check->verdict->token.claims, "auth_time"), &auth_time) == FAPI_OK)
        *first = auth_time;
    check->flow->number[FAPIX_FLOW_TOKEN_EXPIRES] = found->expires_in < 0 ? -1 : fapix_rp_until(check, found->expires_in);
    check->flow->step = FAPIX_FLOW_TOKENS;
    if (found->id_token.n > 0)
        check->verdict->readable = &check->verdict->token;
    check->verdict->next = FAPI_NEXT_GO_ON;
    return FAPI_OK;
}

static int run(fapix_rp_check *check)
{
    int64_t grant = check->flow->number[FAPIX_FLOW_GRANT];
    fapix_token_response_found found;
    const fapix_json *json = NULL;
    enum fapix_server_error error = FAPIX_ERROR_OTHER;
    int rc = FAPI_ERR_INTERNAL;

    if (check->flow->step != FAPIX_FLOW_ASKING)
        return FAPI_ERR_STATE;
    rc = fapix_rp_answer(check, 200, &json, &error);
    if (rc != FAPI_OK)
        return refused(check, rc, grant, error);
    rc = judge_tokens(check, json, grant, &found);
    if (rc == FAPI_OK)
        rc = judge_id_token(check, grant, &found);
    return rc == FAPI_OK ? keep(check, grant, &found) : rc;
}

/* See fapi.h. */
int fapi_rp_check_token(const fapi_rp *rp, fapi_flow *flow, fapi_response *response, int64_t now, fapi_verdict *verdict)
{
    fapix_rp_check check = {.rp = rp, .flow = flow, .response = response, .now = now, .verdict = verdict};

    return fapix_rp_perform_at(&check, FAPIX_RP_TOKEN, run);
}
