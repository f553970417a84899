/* SPDX-License-Identifier: Apache-2.0 */
/* The lint of metadata under a policy: what its controls say, as the limits of lib/oauth/metadata.h. */
#include "role/metadata_lint.h"

#define MAX_ISSUER FAPI_MAX_URL

static fapix_limit limit(const fapi_policy *policy, int control)
{
    const char *clause = fapi_profile_clause(policy->profile, control);

    /* Where a profile leaves it open, the clause of the status says more. */
    if (clause == NULL || strcmp(clause, "ours") == 0)
        clause = NULL;
    return (fapix_limit){fapix_policy_value(policy, control), clause};
}

fapix_metadata_limits fapix_metadata_limits_of(const fapi_policy *policy)
{
    int64_t acr = fapix_policy_value(policy, FAPI_CONTROL_ACR);
    fapix_metadata_limits limits = {
        .algs = limit(policy, FAPI_CONTROL_ALGS),
        .jwe_algs = limit(policy, FAPI_CONTROL_JWE_ALGS),
        .jwe_encs = limit(policy, FAPI_CONTROL_JWE_ENCS),
        .duplicate_kid = limit(policy, FAPI_CONTROL_DUPLICATE_KID),
        .client_types = limit(policy, FAPI_CONTROL_CLIENT_TYPES),
        .auth_methods = limit(policy, FAPI_CONTROL_CLIENT_AUTH),
        .par = limit(policy, FAPI_CONTROL_PAR),
        .pkce = limit(policy, FAPI_CONTROL_PKCE),
        .request_object = limit(policy, FAPI_CONTROL_REQUEST_OBJECT),
        .jarm = limit(policy, FAPI_CONTROL_JARM),
        .introspection = limit(policy, FAPI_CONTROL_INTROSPECTION_SIGNED),
        .http_loopback = limit(policy, FAPI_CONTROL_REDIRECT_HTTP_LOOPBACK),
        .response_types = limit(policy, FAPI_CONTROL_RESPONSE_TYPES),
        .response_iss = limit(policy, FAPI_CONTROL_RESPONSE_ISS),
        .binding_required = limit(policy, FAPI_CONTROL_BINDING_REQUIRED),
        .binding_methods = limit(policy, FAPI_CONTROL_BINDING_METHODS),
        .jarm_default = FAPI_ALG_RS256,
    };

    /* What a regime says of documents alone has no control of its own: the regime is known by the acr values it
     * speaks of. */
    if (acr == FAPI_ACR_CDR) {
        limits.jarm_default = FAPI_ALG_PS256;
        limits.keys_by_reference = (fapix_limit){1, "CDR JWKS"};
    } else if (acr == FAPI_ACR_BRASIL) {
        limits.claims_parameter = (fapix_limit){1, "Open Finance Brasil SP 5.2.2 (3)"};
        limits.aliases = (fapix_limit){1, "Open Finance Brasil DCR 6.1 (5)"};
        limits.keys_by_reference = (fapix_limit){1, "Open Finance Brasil DCR 7.1 (4)"};
        limits.subject_dn_only = (fapix_limit){1, "Open Finance Brasil DCR 7.1 (12)"};
    } else if (acr == FAPI_ACR_PSD2) {
        limits.claims_parameter = (fapix_limit){1, "UK Open Banking OBSP 3.4"};
        limits.intent_claims = (fapix_limit){1, "UK Open Banking OBSP 3.4"};
        limits.signing_alg_required = (fapix_limit){1, "UK Open Banking Data Dictionary"};
        limits.subject_dn_used = (fapix_limit){1, "UK Open Banking Data Dictionary"};
        limits.no_localhost = (fapix_limit){1, "UK Open Banking Data Dictionary"};
    }
    return limits;
}

static bool bad_text(const char *text, size_t n)
{
    return text == NULL && n > 0;
}

/* See fapi.h. */
int fapi_metadata_check_server(const fapi_policy *policy, const char *issuer, size_t issuer_len, const char *json,
                               size_t json_len, fapi_findings *findings)
{
    fapix_metadata_limits limits;

    if (findings == NULL)
        return FAPI_ERR_ARG;
    fapix_findings_begin(findings, false);
    if (policy == NULL || bad_text(issuer, issuer_len) || bad_text(json, json_len) || issuer_len > MAX_ISSUER)
        return fapix_findings_end(findings, FAPI_ERR_ARG);
    limits = fapix_metadata_limits_of(policy);
    limits.issuer = fapix_slice_of(issuer, issuer_len);
    return fapix_findings_end(findings, fapix_metadata_server(findings, &limits, fapix_slice_of(json, json_len)));
}

/* See fapi.h. */
int fapi_metadata_check_client(const fapi_policy *policy, const char *json, size_t json_len, fapi_findings *findings)
{
    fapix_metadata_limits limits;

    if (findings == NULL)
        return FAPI_ERR_ARG;
    fapix_findings_begin(findings, true);
    if (policy == NULL || bad_text(json, json_len))
        return fapix_findings_end(findings, FAPI_ERR_ARG);
    limits = fapix_metadata_limits_of(policy);
    return fapix_findings_end(findings, fapix_metadata_client(findings, &limits, fapix_slice_of(json, json_len)));
}

/* See fapi.h. */
int fapi_metadata_check_jwks(const fapi_policy *policy, const char *json, size_t json_len, fapi_findings *findings)
{
    fapix_metadata_limits limits;

    if (findings == NULL)
        return FAPI_ERR_ARG;
    fapix_findings_begin(findings, false);
    if (policy == NULL || bad_text(json, json_len))
        return fapix_findings_end(findings, FAPI_ERR_ARG);
    limits = fapix_metadata_limits_of(policy);
    return fapix_findings_end(findings, fapix_metadata_keys(findings, &limits, fapix_slice_of(json, json_len), "",
                                                            false));
}
