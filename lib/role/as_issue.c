/* SPDX-License-Identifier: Apache-2.0 */
/* See as_issue.h. */
#include "role/as_issue.h"

#include "crypto/digest.h"

int fapix_issue_judge(const fapi_as *as, const fapi_verdict *verdict, int endpoint, int64_t now)
{
    int rc = fapix_answer_judge(as, verdict, now);

    return rc == FAPI_OK && verdict->checked != endpoint ? FAPI_ERR_STATE : rc;
}

bool fapix_issue_is_silent(const fapi_verdict *verdict)
{
    const fapix_json_node *prompt = fapix_json_get(&verdict->token.claims, "prompt");

    return prompt != NULL && fapix_json_is_string(prompt, "none");
}

/* ---- the answer ---- */

static void swap(fapix_buffer *one, fapix_buffer *other)
{
    const fapix_buffer kept = *one;

    *one = *other;
    *other = kept;
}

int fapix_issue_open(fapi_answer *answer, uint32_t named)
{
    int rc = answer->status;

    fapix_answer_forget(answer);
    answer->expires_in = 0;
    for (int i = 0; i < FAPIX_ANSWER_PARTS; i++) {
        const bool wanted = (named & FAPIX_PART_BIT(i)) != 0;

        if (wanted)
            swap(&answer->part[i], &answer->said[i]);
        if (wanted && answer->starved[i] && rc == FAPI_OK)
            rc = FAPI_ERR_NOMEM;
        if (!wanted)
            answer->starved[i] = false;
        fapix_buffer_reset(&answer->part[i]);
    }
    return rc;
}

fapix_slice fapix_issue_said(const fapi_answer *answer, int part)
{
    return answer->said[part].n == 0 ? fapix_slice_of(NULL, 0) : fapix_buffer_slice(&answer->said[part]);
}

int fapix_issue_part(fapi_answer *answer, int part, fapix_slice text)
{
    const int rc = text.n == 0 ? FAPI_OK : fapix_buffer_set(&answer->part[part], text);

    return rc == FAPI_ERR_BUFFER ? FAPI_ERR_RANGE : rc;
}

int fapix_issue_close(fapi_answer *answer, fapi_grant *one, fapi_grant *other, int rc)
{
    for (int i = 0; answer != NULL && i < FAPIX_ANSWER_PARTS; i++) {
        fapix_buffer_reset(&answer->part[i]);
        if (rc != FAPI_OK)
            swap(&answer->part[i], &answer->said[i]);
        fapix_buffer_reset(&answer->said[i]);
    }
    if (rc == FAPI_OK)
        return rc;
    if (answer != NULL)
        fapix_answer_forget(answer);
    fapi_grant_reset(one);
    fapi_grant_reset(other);
    return rc;
}

/* ---- the grant ---- */

int fapix_issue_secret(const fapi_as *as, char out[FAPIX_SECRET_LENGTH + 1])
{
    return fapix_random_secret(as->context->provider, out);
}

static int set_times(const fapix_issue *issue, fapi_grant *grant)
{
    grant->issued_at = issue->now;
    if (issue->lifetime == 0)
        return FAPI_OK;
    if (issue->now > FAPI_MAX_TIME - issue->lifetime)
        return FAPI_ERR_CLOCK;
    grant->expires_at = issue->now + issue->lifetime;
    return FAPI_OK;
}

/* The key of the first of a family does not name it: what is revoked as a family must not hang on a row that may be gone. */
static int set_family(const fapi_as *as, const fapix_issue *issue, fapi_grant *grant)
{
    char name[FAPIX_SECRET_LENGTH + 1];
    int rc = FAPI_ERR_INTERNAL;

    if (issue->family.n > 0)
        return fapix_grant_put(grant, FAPIX_GRANT_FAMILY, issue->family);
    rc = fapix_issue_secret(as, name);
    return rc == FAPI_OK ? fapix_grant_put(grant, FAPIX_GRANT_FAMILY, fapix_slice_str(name)) : rc;
}

int fapix_issue_grant(const fapi_as *as, const fapix_issue *issue, fapi_grant *grant)
{
    int rc = FAPI_ERR_INTERNAL;

    if (grant->made_type != 0 && grant->made_type != issue->type)
        return FAPI_ERR_STATE;
    fapi_grant_reset(grant);
    grant->type = issue->type;
    rc = set_times(issue, grant);
    if (rc == FAPI_OK)
        rc = fapix_grant_put(grant, FAPIX_GRANT_VALUE, issue->value);
    if (rc == FAPI_OK)
        rc = fapix_grant_make_key(grant);
    if (rc == FAPI_OK)
        rc = fapix_grant_put(grant, FAPIX_GRANT_CLIENT, issue->client);
    return rc == FAPI_OK ? set_family(as, issue, grant) : rc;
}
