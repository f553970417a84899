/* SPDX-License-Identifier: Apache-2.0 */
/* Is this the user whom the request asks for, and did they log in as it demands? */
#include "role/as_issue_user.h"

/* Ten digits at most: the check has seen to that. */
static int64_t number_of(fapix_slice digits)
{
    int64_t number = 0;

    for (size_t i = 0; i < digits.n && i < 10; i++)
        number = number * 10 + (digits.p[i] - '0');
    return number;
}

/* Spec: OIDCC-3.1.2.1-4 - counted to when the request came: how long its user then reads is not a sign of absence */
static int judge_auth_time(const fapix_user_facts *facts)
{
    const fapix_json_node *asked = fapix_json_get(facts->asked, "max_age");
    const fapix_json_node *came_in = fapix_json_get(facts->user, "auth_time");
    int64_t auth_time = 0;

    if (asked == NULL || asked->value.n == 0)
        return FAPI_OK;
    if (came_in == NULL)
        return FAPI_ANSWER_CLAIM_MISSING;
    if (fapix_json_numeric_date(came_in, &auth_time) != FAPI_OK || auth_time > facts->now)
        return FAPI_ANSWER_CLAIM;
    return facts->came_at - auth_time <= number_of(asked->value) ? FAPI_OK : FAPI_ANSWER_AUTH_TIME;
}

/* ---- the claims parameter ---- */

static const fapix_json_node *member(const fapix_json *json, const fapix_json_node *of, const char *name)
{
    return of == NULL || of->type != FAPIX_JSON_OBJECT ? NULL : fapix_json_member(json, of, fapix_slice_str(name));
}

static bool equals(const fapix_json_node *one, const fapix_json_node *other)
{
    return one != NULL && other != NULL && one->type == FAPIX_JSON_STRING && other->type == FAPIX_JSON_STRING &&
           fapix_slice_eq(one->value, other->value);
}

/* Does the claim have the value, or one of the values, that are asked for? True where none is. */
static bool has_value(const fapix_json *json, const fapix_json_node *wish, const fapix_json_node *claim)
{
    const fapix_json_node *value = member(json, wish, "value"), *values = member(json, wish, "values"), *at = NULL;
    bool found = values == NULL;

    if (value != NULL && !equals(value, claim))
        return false;
    for (at = found ? NULL : fapix_json_first(json, values); !found && at != NULL; at = fapix_json_next(json, at))
        found = equals(at, claim);
    return found;
}

static const fapix_json_node *wish_of(const fapix_user_facts *facts, const char *place, const char *claim)
{
    return member(facts->asked, member(facts->asked, fapix_json_get(facts->asked, "claims"), place), claim);
}

/* Spec: OIDCC-3.1.2.2-6 - also another one who is logged in at the same browser is not the one who was meant */
static int judge_subject(const fapix_user_facts *facts)
{
    const fapix_json_node *sub = fapix_json_get(facts->user, "sub");
    const bool hinted = facts->hint.n == 0 || (sub != NULL && fapix_slice_eq(sub->value, facts->hint));

    return hinted && has_value(facts->asked, wish_of(facts, "id_token", "sub"), sub) &&
                   has_value(facts->asked, wish_of(facts, "userinfo", "sub"), sub)
               ? FAPI_OK
               : FAPI_ANSWER_SUBJECT;
}

/* Spec: OIDCC-5.5.1.1-1 */
static int judge_acr(const fapix_user_facts *facts)
{
    const fapix_json_node *wish = wish_of(facts, "id_token", "acr"), *essential = member(facts->asked, wish, "essential");

    if (essential == NULL || essential->type != FAPIX_JSON_TRUE)
        return FAPI_OK;
    return has_value(facts->asked, wish, fapix_json_get(facts->user, "acr")) ? FAPI_OK : FAPI_ANSWER_ACR;
}

int fapix_issue_judge_user(const fapix_user_facts *facts)
{
    int rc = judge_subject(facts);

    if (rc == FAPI_OK)
        rc = judge_auth_time(facts);
    return rc == FAPI_OK ? judge_acr(facts) : rc;
}
