/* SPDX-License-Identifier: Apache-2.0 */
#include "test/role/metadata_fixture.h"

const t_member t_server_metadata[] = {
    {"issuer", "\"https://as.example\""},
    {"authorization_endpoint", "\"https://as.example/authorize\""},
    {"token_endpoint", "\"https://as.example/token\""},
    {"pushed_authorization_request_endpoint", "\"https://as.example/par\""},
    {"require_pushed_authorization_requests", "true"},
    {"introspection_endpoint", "\"https://as.example/introspect\""},
    {"jwks_uri", "\"https://as.example/jwks\""},
    {"response_types_supported", "[\"code\"]"},
    {"response_modes_supported", "[\"query\",\"jwt\"]"},
    {"grant_types_supported", "[\"authorization_code\",\"refresh_token\"]"},
    {"scopes_supported", "[\"openid\",\"accounts\"]"},
    {"subject_types_supported", "[\"public\"]"},
    {"code_challenge_methods_supported", "[\"S256\"]"},
    {"token_endpoint_auth_methods_supported", "[\"private_key_jwt\"]"},
    {"token_endpoint_auth_signing_alg_values_supported", "[\"PS256\"]"},
    {"id_token_signing_alg_values_supported", "[\"PS256\"]"},
    {"request_object_signing_alg_values_supported", "[\"PS256\"]"},
    {"authorization_signing_alg_values_supported", "[\"PS256\"]"},
    {"introspection_signing_alg_values_supported", "[\"PS256\"]"},
    {"authorization_response_iss_parameter_supported", "true"},
    {"tls_client_certificate_bound_access_tokens", "true"},
    {"claims_parameter_supported", "true"},
    {"mtls_endpoint_aliases", "{\"token_endpoint\":\"https://mtls.as.example/token\"}"},
    {NULL, NULL},
};

const t_member t_client_metadata[] = {
    {"redirect_uris", "[\"https://client.example/cb\"]"},
    {"grant_types", "[\"authorization_code\",\"refresh_token\"]"},
    {"response_types", "[\"code\"]"},
    {"scope", "\"openid accounts\""},
    {"token_endpoint_auth_method", "\"private_key_jwt\""},
    {"token_endpoint_auth_signing_alg", "\"PS256\""},
    {"jwks_uri", "\"https://client.example/jwks\""},
    {"id_token_signed_response_alg", "\"PS256\""},
    {"authorization_signed_response_alg", "\"PS256\""},
    {"introspection_signed_response_alg", "\"PS256\""},
    {"tls_client_certificate_bound_access_tokens", "true"},
    {NULL, NULL},
};

size_t t_lint_find(const fapi_findings *findings, int status, const char *member)
{
    size_t i = 0, count = fapi_findings_count(findings);

    while (i < count && (fapi_findings_status(findings, i) != status || strcmp(fapi_findings_member(findings, i), member) != 0))
        i++;
    return i;
}

static int fits(const fapi_findings *findings, const t_lint_row *row, int rc)
{
    size_t count = fapi_findings_count(findings), at = 0;

    if (fapi_findings_dropped(findings) != 0)
        return 0;
    if (row->status == FAPI_OK)
        return rc == FAPI_OK && count == 0;
    at = t_lint_find(findings, row->status, row->member);
    return at < count && count == 1 + row->more && fapi_findings_level(findings, at) == row->level &&
           rc == (row->level == FAPI_LEVEL_SHALL ? row->status : FAPI_OK) && fapi_findings_clause(findings, at)[0] != '\0';
}

int t_lint_fits(const fapi_findings *findings, const t_lint_row *row, int rc)
{
    if (t_injected())
        return 1;
    if (fits(findings, row, rc))
        return 1;
    print_error("%s %s: want %s %s and %zu more, got %s\n", fapi_profile_name(row->profile),
                row->change[0].name == NULL ? "as it is" : row->change[0].name, fapi_status_name(row->status),
                row->member == NULL ? "" : row->member, row->more, fapi_status_name(rc));
    for (size_t i = 0; i < fapi_findings_count(findings); i++)
        print_error("    %s %s (%s) [%s]\n", fapi_status_name(fapi_findings_status(findings, i)),
                    fapi_findings_member(findings, i), fapi_findings_actual(findings, i), fapi_findings_clause(findings, i));
    return 0;
}
