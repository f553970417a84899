/* SPDX-License-Identifier: Apache-2.0 */
/* See asked_limits.h. */
#include "role/asked_limits.h"

static int64_t value_of(const fapi_policy *policy, int control)
{
    return policy->value[control];
}

/* PKCE that is wanted with PAR only is judged at the authorization endpoint where there is a challenge. Spec: FAPI1ADV-5.2.2-0 */
static int pkce_of(const fapi_policy *policy, bool pushed)
{
    int64_t use = value_of(policy, FAPI_CONTROL_PKCE);

    if (use == FAPI_USE_CONDITIONAL)
        return pushed ? FAPI_USE_REQUIRED : FAPI_USE_OPTIONAL;
    return (int)use;
}

/* The authentication contexts of a regime, by enum fapi_acr. */
static const struct {
    const char *names[3];
    size_t count;
} ACRS[] = {
    [FAPI_ACR_HOST] = {{NULL}, 0},
    [FAPI_ACR_PSD2] = {{"urn:openbanking:psd2:sca", "urn:openbanking:psd2:ca"}, 2},
    [FAPI_ACR_CDR] = {{"urn:cds.au:cdr:2", "urn:cds.au:cdr:3", "urn:cds.au:cdr:4"}, 3},
    [FAPI_ACR_BRASIL] = {{"urn:brasil:openbanking:loa2", "urn:brasil:openbanking:loa3"}, 2},
};

fapix_authorization_limits fapix_asked_limits(const fapi_policy *policy, bool pushed)
{
    return (fapix_authorization_limits){
        .response_types = (int)value_of(policy, FAPI_CONTROL_RESPONSE_TYPES),
        .jarm = (int)value_of(policy, FAPI_CONTROL_JARM),
        .pkce = pkce_of(policy, pushed),
        .nonce_or_state = value_of(policy, FAPI_CONTROL_NONCE_OR_STATE) != 0,
        .nonce_max = value_of(policy, FAPI_CONTROL_NONCE_MAX_LENGTH),
        .asks_required = value_of(policy, FAPI_CONTROL_SCOPE_OF_REQUEST) != 0,
        .id_token_hint_refused = value_of(policy, FAPI_CONTROL_ID_TOKEN_HINT) == 0,
        .claims = {.intent = value_of(policy, FAPI_CONTROL_INTENT_ID) != 0,
                   .sharing_duration = value_of(policy, FAPI_CONTROL_SHARING_DURATION) != 0,
                   .acrs = ACRS[value_of(policy, FAPI_CONTROL_ACR)].names,
                   .acr_count = ACRS[value_of(policy, FAPI_CONTROL_ACR)].count},
    };
}
