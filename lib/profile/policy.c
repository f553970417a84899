/* SPDX-License-Identifier: Apache-2.0 */
/* A policy: the column of a profile, and what the host changed in it. */
#include "profile/policy.h"

#include "profile/table.h"

/* Controls that bound the same thing from below and from above; 0 above is no bound. */
static const int pairs[][2] = {
    {FAPI_CONTROL_REQUEST_URI_MIN_LIFETIME, FAPI_CONTROL_REQUEST_URI_MAX_LIFETIME},
    {FAPI_CONTROL_TOKEN_MIN_LIFETIME, FAPI_CONTROL_TOKEN_MAX_LIFETIME},
};

/* See fapi.h. */
fapi_policy *fapi_policy_new(fapi_context *context, int profile)
{
    if (fapi_profile_name(profile) == NULL)
        return NULL;
    fapi_context *held = context == NULL ? fapi_context_new() : fapix_context_ref(context);
    if (held == NULL)
        return NULL;
    fapi_policy *policy = fapix_alloc(&held->memory, sizeof *policy);
    if (policy == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    policy->context = held;
    policy->profile = profile;
    policy->conforms = true;
    for (size_t i = 0; i < fapi_control_count(); i++) {
        const fapix_row *row = fapix_row_of(fapi_control_at(i), NULL);
        policy->value[row->control] = fapix_cell_of(row, profile)->value;
    }
    return policy;
}

/* See fapi.h. */
void fapi_policy_free(fapi_policy *policy)
{
    if (policy == NULL)
        return;
    fapi_context *held = policy->context;
    fapix_free(&held->memory, policy, sizeof *policy);
    fapix_context_unref(held);
}

/* Would the pair that a control belongs to, if any, leave nothing between its ends? */
static bool crosses(const fapi_policy *policy, int control, int64_t value)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        int64_t low = pairs[i][0] == control ? value : policy->value[pairs[i][0]];
        int64_t high = pairs[i][1] == control ? value : policy->value[pairs[i][1]];
        if ((pairs[i][0] == control || pairs[i][1] == control) && high != 0 && low > high)
            return true;
    }
    return false;
}

static int set(fapi_policy *policy, int control, int64_t value, bool insecure)
{
    const fapix_row *row = fapix_row_of(control, NULL);
    if (policy == NULL || row == NULL)
        return FAPI_ERR_ARG;
    int rc = fapix_row_legal(row, value);
    if (rc == FAPI_OK && crosses(policy, control, value))
        rc = FAPI_POLICY_VALUE;
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_row_conforms(row, fapix_cell_of(row, policy->profile), value);
    if (rc != FAPI_OK && !insecure)
        return rc;
    policy->conforms = policy->conforms && rc == FAPI_OK;
    policy->value[control] = value;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_policy_set(fapi_policy *policy, int control, int64_t value)
{
    return set(policy, control, value, false);
}

/* See fapi.h. */
int fapi_policy_insecure_set(fapi_policy *policy, int control, int64_t value)
{
    return set(policy, control, value, true);
}

/* See fapi.h. */
int fapi_policy_get(const fapi_policy *policy, int control, int64_t *value)
{
    if (value == NULL)
        return FAPI_ERR_ARG;
    *value = 0;
    if (policy == NULL || fapix_row_of(control, NULL) == NULL)
        return FAPI_ERR_ARG;
    *value = policy->value[control];
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_policy_profile(const fapi_policy *policy)
{
    return policy == NULL ? 0 : policy->profile;
}

/* See fapi.h. */
int fapi_policy_conforms(const fapi_policy *policy)
{
    return policy != NULL && policy->conforms;
}

int64_t fapix_policy_value(const fapi_policy *policy, int control)
{
    return control > 0 && control < FAPIX_CONTROL_LIMIT ? policy->value[control] : 0;
}
