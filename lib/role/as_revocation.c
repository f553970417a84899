/* SPDX-License-Identifier: Apache-2.0 */
/* The revocation endpoint, RFC 7009: whose token it is, and what goes with it. */
#include "role/answer_handle.h"
#include "role/as_check.h"

#define TOKENS (FAPI_GRANT_REFRESH_TOKEN | FAPI_GRANT_ACCESS_TOKEN)

/* What was found counts only if it is a token and the one that was sent: a code, a ticket or a request_uri is none. */
static const fapi_grant *token_of(const fapix_as_check *check)
{
    const fapi_grant *found = check->grant;

    return found != NULL && (found->type & TOKENS) != 0 && fapix_grant_is(found, fapix_form_get(check->form, "token")) ? found
                                                                                                                     : NULL;
}

static int judge_token(fapix_as_check *check, int *revoke)
{
    const fapi_grant *found = NULL;
    /* Spec: RFC7009-2.1-1 */
    int rc = fapix_rule(check->verdict, FAPI_REVOCATION_TOKEN, fapix_form_get(check->form, "token").n > 0);

    *revoke = FAPI_REVOKE_NOTHING;
    if (rc != FAPI_OK)
        return rc;
    found = token_of(check); /* Spec: RFC7009-2.1-4 - by the token alone, whatever token_type_hint says */
    if (found == NULL) {
        fapix_skip(check->verdict, FAPI_REVOCATION_CLIENT); /* Spec: RFC7009-2.2-1 */
        return FAPI_OK;
    }
    /* RFC 7009 2.1 has the request refused, with an error of RFC 6749 5.2 by 2.2.1: invalid_grant is the one of what was issued to another
     * client. Spec: RFC7009-2.1-3 */
    rc = fapix_rule(check->verdict, FAPI_REVOCATION_CLIENT, fapix_grant_belongs(found, check->client->id));
    if (rc == FAPI_OK)
        /* Spec: RFC7009-2-1, RFC7009-2.1-5 */
        *revoke = found->type == FAPI_GRANT_REFRESH_TOKEN ? FAPI_REVOKE_FAMILY : FAPI_REVOKE_TOKEN;
    return rc;
}

static int run(fapix_as_check *check)
{
    fapix_slice method = fapix_buffer_slice(&check->request->method);
    int revoke = FAPI_REVOKE_NOTHING;
    /* Spec: RFC7009-2.1-1 */
    int rc = fapix_rule_on(check->verdict, FAPI_REVOCATION_METHOD, fapix_slice_is(method, "POST"), fapix_slice_str("POST"), method);

    check->verdict->checked = FAPI_ENDPOINT_REVOCATION;
    if (rc == FAPI_OK)
        rc = fapix_as_read_form(check);
    if (rc == FAPI_OK)
        rc = fapix_as_authenticate(check); /* Spec: RFC7009-2.1-2 */
    fapix_verdict_about(check->verdict, FAPI_SUBJECT_REQUEST);
    if (rc == FAPI_OK)
        rc = judge_token(check, &revoke);
    if (rc == FAPI_OK)
        rc = fapix_as_claim(check);
    if (rc == FAPI_OK || rc == FAPI_REPLAY_PENDING)
        check->verdict->revoke = revoke;
    return rc;
}

/* See fapi.h. */
int fapi_as_check_revocation(const fapi_as *as, fapi_request *request, const fapi_client *client, const fapi_grant *found,
                             int64_t now, fapi_verdict *verdict)
{
    fapix_as_check check = {.as = as, .request = request, .client = client, .verdict = verdict, .grant = found, .now = now};

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    return fapix_as_perform(&check, run);
}

/* See fapi.h. Spec: RFC7009-2.2-1 */
int fapi_as_answer_revocation(const fapi_as *as, const fapi_verdict *verdict, fapi_answer *answer)
{
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_answer_begin(answer, 0);
    if (as == NULL || verdict == NULL)
        rc = FAPI_ERR_ARG;
    else if (rc == FAPI_OK)
        rc = fapix_answer_judge(as, verdict, 0);
    if (rc == FAPI_OK && verdict->checked != FAPI_ENDPOINT_REVOCATION)
        rc = FAPI_ERR_STATE;
    if (rc == FAPI_OK)
        rc = fapix_answer_json_fields(answer, verdict, 200);
    return fapix_answer_end(answer, rc);
}
