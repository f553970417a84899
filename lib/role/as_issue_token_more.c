/* SPDX-License-Identifier: Apache-2.0 */
/* See as_issue_token.h: what comes with an access token. */
#include "role/as_issue_token.h"
#include "role/as_scope.h"

/* ---- the ID token ---- */

static fapix_slice text_of(const fapix_json *json, const char *name)
{
    const fapix_json_node *node = fapix_json_get(json, name);

    return node == NULL || node->type != FAPIX_JSON_STRING ? fapix_slice_of(NULL, 0) : node->value;
}

/* Spec: OIDCC-3.1.2.1-2 */
static int judge_auth_time(fapix_token_issuer *i)
{
    int rc = fapix_answer_read(&i->answer->claims, fapix_of_grant(i, FAPIX_GRANT_USER));

    if (rc != FAPI_OK || fapix_json_get(&i->answer->request.json, "max_age") == NULL)
        return rc;
    return fapix_json_get(&i->answer->claims.json, "auth_time") == NULL ? FAPI_ANSWER_CLAIM_MISSING : FAPI_OK;
}

/* Spec: OIDCC-3.1.3.3-2, OIDCC-12.2-1 - with a refresh none, which is allowed */
int fapix_issue_id_token(fapix_token_issuer *i)
{
    const fapix_slice parameters = fapix_of_grant(i, FAPIX_GRANT_PARAMETERS);
    const fapix_json *asked = &i->answer->request.json;
    int rc = FAPI_OK;

    if (fapix_on_own_behalf(i) || i->grant->type == FAPI_GRANT_REFRESH_TOKEN || !fapix_is_granted(i, "openid"))
        return FAPI_OK;
    i->order.part[FAPI_PART_ID_TOKEN_CLAIMS] = fapix_of_grant(i, FAPIX_GRANT_USER);
    if (parameters.n == 0)
        return FAPI_OK;
    rc = fapix_answer_read(&i->answer->request, parameters); /* stays there until the answer is made */
    if (rc == FAPI_OK)
        rc = judge_auth_time(i);
    if (rc != FAPI_OK)
        return rc;
    i->order.part[FAPI_PART_NONCE] = text_of(asked, "nonce");
    if (fapix_as_value(i->as, FAPI_CONTROL_DETACHED_SIGNATURE) != 0)
        i->order.part[FAPI_PART_STATE] = text_of(asked, "state");
    return FAPI_OK;
}

/* ---- the refresh token ---- */

/* Spec: OIDCC-11-1 */
static bool offline(const fapix_token_issuer *i)
{
    const fapix_slice offline_access = fapix_slice_str("offline_access");
    const bool offered = i->as->scope_count > 0 && fapix_as_offers_scope(i->as, offline_access);

    return !offered || !fapix_is_granted(i, "openid") || fapix_is_granted(i, "offline_access");
}

/* Spec: RFC9700-2.2.2-1, FAPI2SP-5.3.2.1-9, BROF-5.2.2-17, CDR-token-3 - not of a client that proves itself, as that is all loss: an answer that
 * does not arrive locks it out */
static bool must_rotate(const fapix_token_issuer *i)
{
    return i->client->auth_method == 0 && !i->verdict->has_jkt && !i->verdict->has_x5t;
}

static bool gives_refresh(const fapix_token_issuer *i)
{
    const bool may_rotate = fapix_as_value(i->as, FAPI_CONTROL_REFRESH_ROTATION) <= FAPI_ROTATION_SWITCHABLE;

    if (i->refresh == NULL || fapix_on_own_behalf(i)) /* Spec: RFC6749-4.4.3-1 */
        return false;
    if (i->grant->type == FAPI_GRANT_REFRESH_TOKEN)
        return i->grant->rotates;
    if ((i->as->grant_types & i->client->grant_types & FAPI_GRANT_REFRESH_TOKEN) == 0)
        return false;
    return offline(i) && (may_rotate || !must_rotate(i));
}

/* Spec: CDR-token-3 - counted from the consent, which is as old as the code. What a refresh token is replaced by ends when it ended. */
static int find_sharing_end(fapix_token_issuer *i)
{
    const fapix_json *asked = &i->answer->request.json;
    const fapix_json_node *claims = NULL, *duration = NULL;
    int64_t seconds = 0;
    int rc = FAPI_OK;

    i->shared_until = i->grant->type == FAPI_GRANT_REFRESH_TOKEN ? i->grant->expires_at : -1;
    if (fapix_as_value(i->as, FAPI_CONTROL_SHARING_DURATION) == 0 || fapix_of_grant(i, FAPIX_GRANT_PARAMETERS).n == 0)
        return FAPI_OK;
    /* Perhaps a second time: what the ID token takes of them stays as it is. */
    rc = fapix_answer_read(&i->answer->request, fapix_of_grant(i, FAPIX_GRANT_PARAMETERS));
    if (rc != FAPI_OK)
        return rc;
    claims = fapix_json_get(asked, "claims");
    duration = claims == NULL ? NULL : fapix_json_member(asked, claims, fapix_slice_str("sharing_duration"));
    if (duration == NULL || fapix_json_int64(duration, &seconds) != FAPI_OK || seconds < 0)
        return FAPI_OK;
    i->shared_until = i->grant->issued_at > FAPI_MAX_TIME - seconds || seconds > FAPI_MAX_TIME ? FAPI_MAX_TIME
                                                                                           : i->grant->issued_at + seconds;
    return FAPI_OK;
}

int fapix_issue_refresh(fapix_token_issuer *i)
{
    int rc = FAPI_ERR_INTERNAL;

    if (!gives_refresh(i))
        return FAPI_OK;
    rc = find_sharing_end(i);
    if (rc != FAPI_OK || (i->shared_until >= 0 && i->shared_until <= i->now))
        return rc;
    i->rotates = i->grant->type == FAPI_GRANT_REFRESH_TOKEN || must_rotate(i);
    rc = fapix_issue_secret(i->as, i->renewed);
    i->order.part[FAPI_PART_REFRESH_TOKEN] = fapix_slice_str(i->renewed);
    return rc;
}
