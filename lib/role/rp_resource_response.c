/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a resource answered, as far as OAuth goes. Its body and most of its statuses are between host and resource; a challenge is for the
 * client's own side.
 */
#include "base/challenge.h"
#include "role/rp_answer.h"

typedef struct resource_check {
    fapix_rp_check base; /* first: run gets its address */
    const fapi_request *sent;
} resource_check;

/* The error of a challenge in a scheme; "" for none. A malformed field is no reason to guess at the rest of it. */
static int find_error(const fapix_rp_check *check, const char *scheme, uint8_t error[FAPIX_SERVER_ERROR], fapix_slice *found)
{
    fapix_challenge challenge;

    *found = fapix_slice_of(NULL, 0);
    for (size_t i = 0; i < check->response->challenges; i++) {
        fapix_slice rest = fapix_buffer_slice(&check->response->challenge[i]);
        int rc = FAPI_OK;

        while ((rc = fapix_challenge_next(&rest, &challenge)) == FAPI_OK) {
            /* Spec: RFC9110-11.6.1-1, RFC9110-11.1-1 */
            if (found->n == 0 && fapix_slice_is_nocase(challenge.scheme, scheme))
                (void)fapix_challenge_get(&challenge, "error", error, FAPIX_SERVER_ERROR, found);
        }
        if (rc != FAPI_ERR_NOT_FOUND)
            return rc;
    }
    return FAPI_OK;
}

/* Of the scheme that the token was sent in, or else of the other one: servers that do both name the error once. */
static int read_challenges(fapix_rp_check *check, enum fapix_server_error *error)
{
    bool dpop = check->rp->dpop != NULL;
    uint8_t text[FAPIX_SERVER_ERROR];
    fapix_slice found = {NULL, 0};
    int rc = find_error(check, dpop ? "DPoP" : "Bearer", text, &found);

    *error = FAPIX_ERROR_OTHER;
    if (rc == FAPI_OK && found.n == 0)
        rc = find_error(check, dpop ? "Bearer" : "DPoP", text, &found);
    rc = fapix_rule_rc(check->verdict, FAPI_CHALLENGE_SYNTAX, rc);
    if (rc == FAPI_OK && fapix_server_error_keep(check->verdict, found))
        *error = fapix_server_error_of(found);
    return rc;
}

static bool is_over(const fapix_rp_check *check)
{
    int64_t expires = check->flow->number[FAPIX_FLOW_TOKEN_EXPIRES];

    return expires >= 0 && check->now >= expires;
}

int fapix_rp_challenged(fapix_rp_check *check)
{
    enum fapix_server_error error = FAPIX_ERROR_OTHER;
    int rc = FAPI_ERR_INTERNAL;

    check->verdict->next = FAPI_NEXT_SHOW;
    rc = read_challenges(check, &error);
    if (rc != FAPI_OK)
        return rc;
    if (error == FAPIX_ERROR_USE_DPOP_NONCE && fapix_rp_may_retry(check)) {
        check->verdict->next = FAPI_NEXT_RETRY; /* Spec: FAPI2SP-5.3.3.1-8 */
        return fapix_refuse(check->verdict, FAPI_SERVER_NONCE);
    }
    if (check->response->http == 401 &&
        (error == FAPIX_ERROR_INVALID_TOKEN || (check->verdict->server_error[0] == '\0' && is_over(check))))
        check->verdict->next = FAPI_NEXT_REFRESH_TOKEN;
    if (check->response->http == 401 || check->verdict->server_error[0] != '\0')
        return fapix_refuse(check->verdict, FAPI_SERVER_REFUSED);
    check->verdict->next = FAPI_NEXT_GO_ON; /* a refusal that is not OAuth's */
    return FAPI_OK;
}

/* An answer that names another call is the answer to another call. */
static int judge_interaction_id(const resource_check *c)
{
    const fapi_response *response = c->base.response;
    bool sent = c->sent->interaction_id.lines == 1, came = response->interaction_id.lines > 0;
    bool wanted = fapix_rp_value(c->base.rp, FAPI_CONTROL_INTERACTION_ID) == FAPI_INTERACTION_ID_REQUIRED &&
                  response->http < 300;

    if (!sent || (!came && !wanted)) {
        fapix_skip(c->base.verdict, FAPI_RESOURCE_INTERACTION_ID);
        return FAPI_OK;
    }
    return fapix_rule_on(c->base.verdict, FAPI_RESOURCE_INTERACTION_ID,
                         response->interaction_id.lines == 1 &&
                             fapix_slice_eq_nocase(fapix_buffer_slice(&response->interaction_id.value),
                                                   fapix_buffer_slice(&c->sent->interaction_id.value)),
                         fapix_buffer_slice(&c->sent->interaction_id.value),
                         fapix_buffer_slice(&response->interaction_id.value));
}

static int run(fapix_rp_check *check)
{
    const resource_check *c = (const resource_check *)(const void *)check;
    int rc = FAPI_ERR_INTERNAL;

    if (!c->sent->has_url || check->response->http == 0)
        return FAPI_ERR_STATE;
    rc = judge_interaction_id(c);
    if (rc != FAPI_OK) {
        check->verdict->next = FAPI_NEXT_SHOW;
        return rc;
    }
    if (check->response->http >= 400 && check->response->http < 500)
        return fapix_rp_challenged(check);
    check->verdict->next = FAPI_NEXT_GO_ON;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rp_check_resource(const fapi_rp *rp, fapi_flow *flow, const fapi_request *sent, fapi_response *response,
                           int64_t now, fapi_verdict *verdict)
{
    resource_check c = {{.rp = rp, .flow = flow, .response = response, .now = now, .verdict = verdict}, sent};

    if (sent == NULL)
        c.base.response = NULL; /* an argument is missing */
    /* Spec: RFC9449-8.2-1 - the nonce of a 200 too, which fapix_rp_perform keeps */
    return fapix_rp_perform(&c.base, sent == NULL ? fapix_slice_of(NULL, 0) : fapix_buffer_slice(&sent->url), run);
}
