/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens for a grant: what they may do and for whom, the answer that hands them out, and what is stored of them. */
#include "role/as_issue_token.h"

#define NAMED (FAPIX_PART_BIT(FAPI_PART_ACCESS_TOKEN_CLAIMS) | FAPIX_PART_BIT(FAPI_PART_MEMBERS))
#define TEXT_MAX 16384

/* ---- what may be issued at all ---- */

static bool allowed(const fapi_grant *grant, int type)
{
    return grant->made_type == 0 || grant->made_type == type;
}

static int judge_grant(const fapix_token_issuer *i)
{
    if (fapix_on_own_behalf(i))
        return i->grant == NULL ? FAPI_OK : FAPI_ERR_STATE;
    if (i->grant == NULL || i->grant->type != i->verdict->grant_type || i->grant->used)
        return FAPI_ERR_STATE;
    if (!fapix_grant_belongs(i->grant, i->client->id) || fapix_of_grant(i, FAPIX_GRANT_USER).n == 0)
        return FAPI_ERR_STATE;
    if (i->grant->type == FAPI_GRANT_CIBA && i->grant->state != FAPI_GRANT_STATE_APPROVED)
        return FAPI_ERR_STATE;
    /* Its old token would be spent and no new one there. */
    return i->grant->type == FAPI_GRANT_REFRESH_TOKEN && i->grant->rotates && i->refresh == NULL ? FAPI_ERR_ARG : FAPI_OK;
}

static int judge(const fapix_token_issuer *i)
{
    int rc = FAPI_ERR_INTERNAL;

    if (i->as == NULL || i->client == NULL || i->verdict == NULL || i->access == NULL || i->answer == NULL)
        return FAPI_ERR_ARG;
    if (i->access == i->refresh || i->grant == i->access || (i->grant != NULL && i->grant == i->refresh))
        return FAPI_ERR_ARG;
    rc = fapix_issue_judge(i->as, i->verdict, FAPI_ENDPOINT_TOKEN, i->now);
    if (rc != FAPI_OK)
        return rc;
    if (!allowed(i->access, FAPI_GRANT_ACCESS_TOKEN))
        return FAPI_ERR_STATE;
    if (i->refresh != NULL && !allowed(i->refresh, FAPI_GRANT_REFRESH_TOKEN))
        return FAPI_ERR_STATE;
    return judge_grant(i);
}

/* ---- what is stored ---- */

static int put_all(fapi_grant *to, const fapix_token_issuer *i)
{
    static const int same[] = {FAPIX_GRANT_USER, FAPIX_GRANT_DETAILS};
    int rc = fapix_grant_put(to, FAPIX_GRANT_JKT, i->made.jkt);

    if (rc == FAPI_OK)
        rc = fapix_grant_put(to, FAPIX_GRANT_X5T, i->made.x5t);
    for (size_t k = 0; rc == FAPI_OK && k < sizeof same / sizeof *same; k++)
        rc = fapix_grant_put(to, same[k], fapix_of_grant(i, (enum fapix_grant_text)same[k]));
    return rc;
}

/* Of a grant that a host with tables of its own filled: as fapi_grant_family has it. */
static int find_family(const fapix_token_issuer *i, char made[FAPI_JKT_LENGTH + 1], fapix_slice *family)
{
    int rc = FAPI_OK;

    *family = fapix_of_grant(i, FAPIX_GRANT_FAMILY);
    if (i->grant == NULL || family->n > 0)
        return FAPI_OK;
    rc = fapix_grant_key_of(i->grant, made);
    *family = fapix_slice_of(made, rc == FAPI_OK ? FAPI_JKT_LENGTH : 0);
    return rc == FAPI_ERR_STATE ? FAPI_OK : rc; /* its value is not told: a family of its own */
}

static int store_access(const fapix_token_issuer *i)
{
    char family[FAPI_JKT_LENGTH + 1];
    fapix_issue issue = {.type = FAPI_GRANT_ACCESS_TOKEN, .value = i->made.access_token, .client = i->client->id, .now = i->now,
                         .lifetime = i->made.expires_at - i->now};
    int rc = find_family(i, family, &issue.family);

    if (rc == FAPI_OK)
        rc = fapix_issue_grant(i->as, &issue, i->access);
    if (rc == FAPI_OK)
        rc = put_all(i->access, i);
    if (rc == FAPI_OK)
        rc = fapix_grant_put(i->access, FAPIX_GRANT_SCOPE, fapix_buffer_slice(&i->scope));
    if (rc == FAPI_OK)
        rc = fapix_grant_put(i->access, FAPIX_GRANT_RESOURCE, fapix_buffer_slice(&i->audience));
    return rc == FAPI_OK ? fapix_grant_put(i->access, FAPIX_GRANT_JTI, fapix_slice_str(i->made.jti)) : rc;
}

/* Spec: RFC6749-6-3 - of scope and resources all that was granted, whatever this request took of it */
static int store_refresh(const fapix_token_issuer *i)
{
    const fapix_issue issue = {.type = FAPI_GRANT_REFRESH_TOKEN, .value = fapix_slice_str(i->renewed), .client = i->client->id,
                               .family = i->access->text[FAPIX_GRANT_FAMILY], .now = i->now,
                               .lifetime = i->shared_until < 0 ? 0 : i->shared_until - i->now};
    int rc = fapix_issue_grant(i->as, &issue, i->refresh);

    i->refresh->rotates = i->rotates;
    if (rc == FAPI_OK)
        rc = put_all(i->refresh, i);
    if (rc == FAPI_OK)
        rc = fapix_grant_copy(i->refresh, i->grant, FAPIX_GRANT_SCOPE);
    return rc == FAPI_OK ? fapix_grant_copy(i->refresh, i->grant, FAPIX_GRANT_RESOURCE) : rc;
}

/* ---- all of it ---- */

static int choose(fapix_token_issuer *i)
{
    int rc = fapix_issue_scope(i);

    if (rc == FAPI_OK)
        rc = fapix_issue_audience(i);
    if (rc == FAPI_OK)
        rc = fapix_issue_access(i);
    if (rc == FAPI_OK)
        rc = fapix_issue_id_token(i);
    if (rc == FAPI_OK)
        rc = fapix_issue_refresh(i);
    i->order.part[FAPI_PART_SCOPE] = fapix_buffer_slice(&i->scope);
    i->order.part[FAPI_PART_AUTHORIZATION_DETAILS] = fapix_of_grant(i, FAPIX_GRANT_DETAILS);
    i->order.part[FAPI_PART_MEMBERS] = fapix_issue_said(i->answer, FAPI_PART_MEMBERS);
    return rc;
}

static int issue(fapix_token_issuer *i)
{
    const fapix_memory *memory = &i->as->context->memory;
    int rc = FAPI_ERR_INTERNAL;

    i->order.as = i->as;
    i->order.client = i->client;
    i->order.verdict = i->verdict;
    i->order.now = i->now;
    fapix_buffer_init(&i->scope, memory, TEXT_MAX);
    fapix_buffer_init(&i->audience, memory, TEXT_MAX);
    fapix_buffer_init(&i->claims, memory, TEXT_MAX);
    rc = choose(i);
    if (rc == FAPI_OK)
        rc = fapix_as_token_build(&i->order, i->answer, &i->made);
    if (rc == FAPI_OK)
        rc = store_access(i);
    if (rc == FAPI_OK && i->renewed[0] != '\0')
        rc = store_refresh(i);
    fapix_buffer_free(&i->scope);
    fapix_buffer_free(&i->audience);
    fapix_buffer_free(&i->claims);
    fapix_wipe(i->token, sizeof i->token);
    fapix_wipe(i->renewed, sizeof i->renewed);
    return rc;
}

/* See fapi.h. */
int fapi_as_issue_token(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const fapi_grant *grant,
                        int64_t now, fapi_grant *access, fapi_grant *refresh, fapi_answer *answer)
{
    fapix_token_issuer i = {.as = as, .client = client, .verdict = verdict, .grant = grant, .answer = answer, .access = access,
                .refresh = refresh, .now = now};
    const int64_t lifetime = answer == NULL ? 0 : answer->expires_in;
    int rc = judge(&i);

    if (rc == FAPI_ERR_ARG) { /* the same handle twice, perhaps the grant itself: no grant may be emptied */
        if (answer != NULL)
            fapix_answer_forget(answer);
        return rc;
    }
    fapi_grant_reset(access);
    fapi_grant_reset(refresh);
    if (rc == FAPI_OK) {
        rc = fapix_issue_open(answer, NAMED);
        answer->expires_in = lifetime;
        if (rc == FAPI_OK)
            rc = issue(&i);
        rc = fapix_answer_end(answer, rc);
        rc = fapix_issue_close(answer, access, refresh, rc);
    } else {
        fapix_answer_forget(answer);
    }
    if (rc == FAPI_OK)
        answer->expires_in = 0;
    return rc;
}
