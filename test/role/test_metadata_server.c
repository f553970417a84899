/* SPDX-License-Identifier: Apache-2.0 */
/* The lint of server metadata: for each rule a document that keeps it and one that breaks it and nothing else. */
#include "test/role/metadata_fixture.h"

enum {
    F1B = FAPI_PROFILE_FAPI1_BASELINE,
    F1A = FAPI_PROFILE_FAPI1_ADVANCED,
    F2S = FAPI_PROFILE_FAPI2_SECURITY,
    F2M = FAPI_PROFILE_FAPI2_MESSAGE_SIGNING,
    UK = FAPI_PROFILE_UK_OPEN_BANKING,
    AU = FAPI_PROFILE_AU_CDR,
    BR = FAPI_PROFILE_BR_OPEN_FINANCE,
    CO = FAPI_PROFILE_CO_OPEN_FINANCE,
    SHALL = FAPI_LEVEL_SHALL,
    SHOULD = FAPI_LEVEL_SHOULD
};
#define HYBRID {"response_types_supported", "[\"code id_token\"]"}
#define CLAIMS {"claims_supported", "[\"sub\",\"acr\",\"openbanking_intent_id\"]"}
#define BR_ENDPOINTS {"registration_endpoint", "\"https://as.example/r\""}, {"userinfo_endpoint", "\"https://as.example/u\""}
#define ALIAS(name) "\"" name "_endpoint\":\"https://m.as.example/x\""
#define BR_ALIASES {"mtls_endpoint_aliases", "{" ALIAS("token") "," ALIAS("registration") "," ALIAS("userinfo") "," \
                    ALIAS("pushed_authorization_request") "}"}
#define GOOD FAPI_OK, 0, NULL, 0
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void judge_rows(const t_lint_row *rows, size_t count, const char *test)
{
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());

    CHECK(findings != NULL);
    for (size_t i = 0; i < count; i++) {
        const char *json = t_object(t_server_metadata, rows[i].change, COUNT(rows[i].change));
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), rows[i].profile);
        int rc = FAPI_OK;

        CHECK(policy != NULL);
        rc = fapi_metadata_check_server(policy, "https://as.example", 18, json, strlen(json), findings);
        CHECK(t_lint_fits(findings, &rows[i], rc));
        t_claim_all(rows[i].ids, test);
    }
}

static void every_profile_has_documents_without_a_finding(void **state)
{
    static const t_lint_row rows[] = {
        {F1B, {{NULL, NULL}}, GOOD, "+FAPI1BASE-5.2.2-4"},
        {F1A, {{NULL, NULL}}, GOOD, "+FAPI1ADV-5.2.2-14 +FAPI1ADV-8.6-1 +FAPI1ADV-8.6-2 +FAPI1ADV-8.6-3 +FAPI1ADV-8.9-1"},
        {F1A, {HYBRID, {"response_modes_supported", NULL}, {"authorization_signing_alg_values_supported", NULL}}, GOOD,
         "+FAPI1ADV-5.2.2-2"},
        {F2S, {{NULL, NULL}}, GOOD,
         "+FAPI2SP-5.3.2.1-1 +FAPI2SP-5.4.2-1 +FAPI2SP-5.3.2.1-6 +RFC8414-2-2 +RFC8414-2-3 +RFC8414-2-4 +RFC8414-2-6 "
         "+RFC8414-3.3-1 +RFC8414-4-1 +RFC8414-3.2-2 +RFC9126-5-1 +RFC9700-2.1.1-3 +RFC9207-2.3-1 +RFC9700-2.1.2-1 "
         "+RFC9700-2.4-1 +RFC8705-5-1 +RFC6749-3.1-2"},
        {F2M, {{NULL, NULL}}, GOOD, "+RFC9701-7-1 +JARM-4-1"},
        {F2M, {{"authorization_response_iss_parameter_supported", NULL}}, GOOD, NULL},
        {AU, {{NULL, NULL}}, GOOD, "+CDR-oidcmeta-1 +RFC8705-3.3-1"},
        {CO, {{NULL, NULL}}, GOOD, NULL},
        {UK, {HYBRID, CLAIMS}, GOOD, "+OBUK-OBSP-3.4-1"},
        {BR, {HYBRID, BR_ENDPOINTS, BR_ALIASES}, GOOD, "+BROF-5.2.2-3 +BROFDCR-6.1-5"},
        /* Everything that is optional, and members that nobody knows. */
        {F2S, {{"dpop_signing_alg_values_supported", "[\"ES256\",\"Ed25519\"]"},
               {"tls_client_certificate_bound_access_tokens", NULL}, {"x_unknown", "{\"a\":[{}]}"}}, GOOD, "+RFC9449-5.1-1"},
        {F2S, {{"token_endpoint_auth_methods_supported", "[\"tls_client_auth\",\"self_signed_tls_client_auth\"]"},
               {"token_endpoint_auth_signing_alg_values_supported", NULL}}, GOOD, NULL},
        {F2S, {{"revocation_endpoint_auth_methods_supported", "[\"private_key_jwt\"]"},
               {"revocation_endpoint_auth_signing_alg_values_supported", "[\"EdDSA\"]"}}, GOOD, "+RFC8414-2-5"},
        {F2S, {{"userinfo_signing_alg_values_supported", "[\"none\",\"PS256\"]"}}, GOOD, NULL},
        {F2S, {{"scopes_supported", NULL}, {"subject_types_supported", NULL}, {"id_token_signing_alg_values_supported", NULL}},
         GOOD, NULL},
        {F1A, {{"id_token_encryption_alg_values_supported", "[\"RSA-OAEP\"]"},
               {"id_token_encryption_enc_values_supported", "[\"A256GCM\"]"}}, GOOD, "+FAPI1ADV-8.6.1-1"},
        {F1A, {{"backchannel_authentication_endpoint", "\"https://as.example/bc\""},
               {"backchannel_token_delivery_modes_supported", "[\"poll\",\"ping\"]"}}, GOOD, "+CIBA-4-1 +FAPICIBA-5.2.2-3"},
        {F1B, {{"token_endpoint_auth_methods_supported", "[\"none\",\"private_key_jwt\"]"},
               {"token_endpoint_auth_signing_alg_values_supported", "[\"RS256\"]"}}, GOOD, NULL},
    };

    (void)state;
    judge_rows(rows, COUNT(rows), __func__);
}

static void who_and_where(void **state)
{
#define ISSUER(url, status, more, ids) {F2S, {{"issuer", url}}, status, SHALL, "issuer", more, ids}
    static const t_lint_row rows[] = {
        {F2S, {{"issuer", NULL}}, FAPI_METADATA_MISSING, SHALL, "issuer", 0, NULL},
        ISSUER("7", FAPI_METADATA_TYPE, 0, NULL),
        ISSUER("\"https://other.example\"", FAPI_METADATA_ISSUER_MISMATCH, 0, "-RFC8414-3.3-1 -RFC8414-4-1"),
        ISSUER("\"https://as.example/\"", FAPI_METADATA_ISSUER_MISMATCH, 0, "-RFC8414-4-1"),
        ISSUER("\"https://AS.example\"", FAPI_METADATA_ISSUER_MISMATCH, 0, "-RFC8414-4-1"),
        ISSUER("\"https://as.example:443\"", FAPI_METADATA_ISSUER_MISMATCH, 0, "-RFC8414-4-1"),
        ISSUER("\"http://as.example\"", FAPI_METADATA_ISSUER, 1, "-RFC8414-2-1"),
        ISSUER("\"https://as.example?a=b\"", FAPI_METADATA_ISSUER, 1, "-RFC8414-2-1"),
        ISSUER("\"https://as.example#\"", FAPI_METADATA_ISSUER, 1, "-RFC8414-2-1"),
        ISSUER("\"https://as.example\\\\@evil.example\"", FAPI_METADATA_ISSUER, 1, "!URL-01"),
        ISSUER("\"https://as.example#@evil.example\"", FAPI_METADATA_ISSUER, 1, "!URL-01"),
        ISSUER("\"https:as.example\"", FAPI_METADATA_ISSUER, 1, "!URL-01"),
        ISSUER("\"//as.example\"", FAPI_METADATA_ISSUER, 1, "!URL-01"),
        ISSUER("\"https://as\xE3\x80\x82" "example\"", FAPI_METADATA_ISSUER, 1, "!URL-01"),
        /* Never resolved: another name for the same machine is another name. */
        ISSUER("\"https://0x7f.1\"", FAPI_METADATA_ISSUER_MISMATCH, 0, "!URL-02"),
        ISSUER("\"https://2130706433\"", FAPI_METADATA_ISSUER_MISMATCH, 0, "!URL-02"),
        ISSUER("\"https://[::ffff:127.0.0.1]\"", FAPI_METADATA_ISSUER_MISMATCH, 0, "!URL-02"),
        {F2S, {{"authorization_endpoint", NULL}}, FAPI_METADATA_MISSING, SHALL, "authorization_endpoint", 0,
         "-RFC8414-2-2 -FAPI2SP-5.3.2.1-1"},
        {F2S, {{"token_endpoint", NULL}}, FAPI_METADATA_MISSING, SHALL, "token_endpoint", 1, "-RFC8414-2-2"},
        {F2S, {{"jwks_uri", NULL}}, FAPI_METADATA_MISSING, SHALL, "jwks_uri", 0, NULL},
        {F2S, {{"jwks_uri", "\"http://as.example/jwks\""}}, FAPI_METADATA_URL, SHALL, "jwks_uri", 0,
         "-RFC8414-2-3 -FAPI2SP-5.4.2-1"},
        {F1A, {{"jwks_uri", "\"http://as.example/jwks\""}}, FAPI_METADATA_URL, SHALL, "jwks_uri", 0, "-FAPI1ADV-8.9-1"},
        {F2S, {{"token_endpoint", "\"https://as.example/token#f\""}}, FAPI_METADATA_URL, SHALL, "token_endpoint", 0,
         "-RFC6749-3.1-2"},
        {F2S, {{"authorization_endpoint", "\"http://as.example/a\""}}, FAPI_METADATA_URL, SHALL, "authorization_endpoint", 0,
         "-FAPI2SP-5.2.1-1"},
        {F2S, {{"userinfo_endpoint", "\"https://me@as.example/\""}}, FAPI_METADATA_URL, SHALL, "userinfo_endpoint", 0, NULL},
        {F2S, {{"registration_endpoint", "null"}}, FAPI_METADATA_TYPE, SHALL, "registration_endpoint", 0, NULL},
        {F2S, {{"mtls_endpoint_aliases", "{\"authorization_endpoint\":\"https://m.example/a\"}"}}, FAPI_METADATA_ALIAS, SHALL,
         "mtls_endpoint_aliases", 0, "-RFC8705-5-1"},
        {F2S, {{"mtls_endpoint_aliases", "{\"revocation_endpoint\":\"https://m.example/r\"}"}}, FAPI_METADATA_ALIAS, SHALL,
         "mtls_endpoint_aliases", 0, "-RFC8705-5-1"},
        {F2S, {{"mtls_endpoint_aliases", "{\"issuer\":\"https://m.example\"}"}}, FAPI_METADATA_ALIAS, SHALL,
         "mtls_endpoint_aliases", 0, "-RFC8705-5-1"},
        {F2S, {{"mtls_endpoint_aliases", "{\"token_endpoint\":\"http://m.example/t\"}"}}, FAPI_METADATA_URL, SHALL,
         "mtls_endpoint_aliases", 0, NULL},
        {F2S, {{"mtls_endpoint_aliases", "[]"}}, FAPI_METADATA_TYPE, SHALL, "mtls_endpoint_aliases", 1, NULL},
    };

    (void)state;
    judge_rows(rows, COUNT(rows), __func__);
}

static void what_is_offered_to_clients(void **state)
{
    static const t_lint_row rows[] = {
        {F2S, {{"pushed_authorization_request_endpoint", NULL}}, FAPI_METADATA_PAR, SHALL,
         "pushed_authorization_request_endpoint", 0, "-RFC9126-5-1"},
        {F1A, {{"pushed_authorization_request_endpoint", NULL}}, FAPI_METADATA_PAR, SHALL,
         "pushed_authorization_request_endpoint", 0, "-RFC9126-5-1"},
        {F2S, {{"require_pushed_authorization_requests", NULL}}, FAPI_METADATA_DEFAULT, SHOULD,
         "require_pushed_authorization_requests", 0, NULL},
        {F2S, {{"require_pushed_authorization_requests", "\"true\""}}, FAPI_METADATA_TYPE, SHALL,
         "require_pushed_authorization_requests", 1, "-RFC9126-5-1"},
        {F2S, {{"response_types_supported", NULL}}, FAPI_METADATA_MISSING, SHALL, "response_types_supported", 0, "-RFC8414-2-2"},
        {F2S, {{"response_types_supported", "[\"code id_token\"]"}}, FAPI_METADATA_RESPONSE_TYPE, SHALL,
         "response_types_supported", 1, NULL},
        {F2S, {{"response_types_supported", "[\"code\",\"token\"]"}}, FAPI_METADATA_EXTRA, SHOULD, "response_types_supported", 0,
         "-RFC9700-2.1.2-1"},
        {F1A, {{"response_modes_supported", NULL}}, FAPI_METADATA_RESPONSE_MODE, SHALL, "response_modes_supported", 0, NULL},
        {F2M, {{"response_modes_supported", "[\"query\"]"}}, FAPI_METADATA_RESPONSE_MODE, SHALL, "response_modes_supported", 0,
         NULL},
        {F2M, {{"authorization_signing_alg_values_supported", NULL}}, FAPI_METADATA_ALG_MISSING, SHOULD,
         "authorization_signing_alg_values_supported", 0, "-JARM-4-1"},
        {F2S, {{"authorization_response_iss_parameter_supported", NULL}}, FAPI_METADATA_RESPONSE_ISS, SHALL,
         "authorization_response_iss_parameter_supported", 0, "-RFC9207-2.3-1"},
        {F2S, {{"authorization_response_iss_parameter_supported", "1"}}, FAPI_METADATA_TYPE, SHALL,
         "authorization_response_iss_parameter_supported", 1, "-RFC9207-2.3-1"},
        {F2S, {{"grant_types_supported", NULL}}, FAPI_METADATA_DEFAULT, SHOULD, "grant_types_supported", 0, "-RFC8414-2-6"},
        {F2S, {{"grant_types_supported", "[\"refresh_token\"]"}}, FAPI_METADATA_GRANT_TYPE, SHALL, "grant_types_supported", 0,
         NULL},
        {F2S, {{"grant_types_supported", "[\"authorization_code\",\"password\"]"}}, FAPI_METADATA_GRANT_TYPE, SHALL,
         "grant_types_supported", 0, "-RFC9700-2.4-1"},
        {F2S, {{"grant_types_supported", "[\"authorization_code\",\"implicit\"]"}}, FAPI_METADATA_EXTRA, SHOULD,
         "grant_types_supported", 0, NULL},
        {F2S, {{"code_challenge_methods_supported", NULL}}, FAPI_METADATA_PKCE, SHALL, "code_challenge_methods_supported", 0,
         "-RFC9700-2.1.1-3"},
        {F2S, {{"code_challenge_methods_supported", "[\"plain\"]"}}, FAPI_METADATA_PKCE, SHALL,
         "code_challenge_methods_supported", 1, "-RFC9700-2.1.1-3"},
        {F2S, {{"code_challenge_methods_supported", "[\"S256\",\"plain\"]"}}, FAPI_METADATA_EXTRA, SHOULD,
         "code_challenge_methods_supported", 0, NULL},
        {F1A, {{"code_challenge_methods_supported", NULL}}, FAPI_METADATA_PKCE, SHALL, "code_challenge_methods_supported", 0,
         NULL},
        {F2S, {{"tls_client_certificate_bound_access_tokens", NULL}}, FAPI_METADATA_BINDING, SHALL,
         "tls_client_certificate_bound_access_tokens", 0, "-RFC9449-5.1-1 -RFC8705-3.3-1"},
        {F2S, {{"tls_client_certificate_bound_access_tokens", "\"true\""}}, FAPI_METADATA_TYPE, SHALL,
         "tls_client_certificate_bound_access_tokens", 1, "-RFC8705-3.3-1"},
        {AU, {{"tls_client_certificate_bound_access_tokens", NULL}, {"dpop_signing_alg_values_supported", "[\"PS256\"]"}},
         FAPI_METADATA_BINDING, SHALL, "tls_client_certificate_bound_access_tokens", 0, "-CDR-oidcmeta-1"},
        {BR, {HYBRID, BR_ENDPOINTS, BR_ALIASES, {"claims_parameter_supported", NULL}}, FAPI_METADATA_CLAIMS_PARAMETER, SHALL,
         "claims_parameter_supported", 0, "-BROF-5.2.2-3"},
        {UK, {HYBRID, CLAIMS, {"claims_parameter_supported", "false"}}, FAPI_METADATA_CLAIMS_PARAMETER, SHALL,
         "claims_parameter_supported", 0, "-OBUK-OBSP-3.4-1"},
        {UK, {HYBRID, {"claims_supported", "[\"acr\"]"}}, FAPI_METADATA_CLAIMS, SHALL, "claims_supported", 0,
         "-OBUK-OBSP-3.4-1"},
        {UK, {HYBRID}, FAPI_METADATA_CLAIMS, SHALL, "claims_supported", 1, NULL},
        {BR, {HYBRID, BR_ENDPOINTS, {"mtls_endpoint_aliases", NULL}}, FAPI_METADATA_ALIAS_MISSING, SHALL,
         "mtls_endpoint_aliases", 3, "-BROFDCR-6.1-5"},
        {BR, {HYBRID, BR_ENDPOINTS, BR_ALIASES, {"backchannel_authentication_endpoint", "\"https://as.example/b\""},
              {"backchannel_token_delivery_modes_supported", "[\"poll\"]"}}, FAPI_METADATA_ALIAS_MISSING, SHALL,
         "mtls_endpoint_aliases", 0, "-BROFDCR-6.1-5"},
        {F2S, {{"subject_types_supported", NULL}}, FAPI_METADATA_MISSING, SHALL, "subject_types_supported", 0, NULL},
        {F2S, {{"scopes_supported", "[\"openid accounts\"]"}}, FAPI_METADATA_SCOPE, SHALL, "scopes_supported", 0, NULL},
        {F2S, {{"scopes_supported", "[\"\"]"}}, FAPI_METADATA_SCOPE, SHALL, "scopes_supported", 0, NULL},
        {F2S, {{"scopes_supported", "[1]"}}, FAPI_METADATA_TYPE, SHALL, "scopes_supported", 0, NULL},
        {F2S, {{"scopes_supported", "\"openid\""}}, FAPI_METADATA_TYPE, SHALL, "scopes_supported", 0, NULL},
        {F2S, {{"acr_values_supported", "[]"}}, FAPI_METADATA_EMPTY, SHALL, "", 0, "-RFC8414-3.2-2"},
        {F1A, {{"backchannel_authentication_endpoint", "\"https://as.example/bc\""}}, FAPI_METADATA_CIBA, SHALL,
         "backchannel_token_delivery_modes_supported", 0, "-CIBA-4-1"},
        {F1A, {{"backchannel_token_delivery_modes_supported", "[\"poll\"]"}}, FAPI_METADATA_CIBA, SHALL,
         "backchannel_authentication_endpoint", 0, "-CIBA-4-1"},
        {F1A, {{"backchannel_authentication_endpoint", "\"https://as.example/bc\""},
               {"backchannel_token_delivery_modes_supported", "[\"pull\"]"}}, FAPI_METADATA_CIBA, SHALL,
         "backchannel_token_delivery_modes_supported", 0, "-CIBA-4-1"},
        {F1A, {{"backchannel_authentication_endpoint", "\"https://as.example/bc\""},
               {"backchannel_token_delivery_modes_supported", "[\"poll\",\"push\"]"}}, FAPI_METADATA_CIBA, SHALL,
         "backchannel_token_delivery_modes_supported", 0, "-FAPICIBA-5.2.2-3"},
    };

    (void)state;
    judge_rows(rows, COUNT(rows), __func__);
}

static void algorithms_and_methods(void **state)
{
    static const t_lint_row rows[] = {
        {F2S, {{"token_endpoint_auth_methods_supported", NULL}}, FAPI_METADATA_AUTH_METHOD, SHALL,
         "token_endpoint_auth_methods_supported", 0, "-FAPI2SP-5.3.2.1-6 -RFC8414-2-6"},
        {F1B, {{"token_endpoint_auth_methods_supported", "[\"client_secret_basic\"]"}}, FAPI_METADATA_AUTH_METHOD, SHALL,
         "token_endpoint_auth_methods_supported", 1, "-FAPI1BASE-5.2.2-4"},
        {F1A, {{"token_endpoint_auth_methods_supported", "[\"client_secret_jwt\"]"}}, FAPI_METADATA_AUTH_METHOD, SHALL,
         "token_endpoint_auth_methods_supported", 1, "-FAPI1ADV-5.2.2-14"},
        {AU, {{"token_endpoint_auth_methods_supported", "[\"tls_client_auth\"]"}}, FAPI_METADATA_AUTH_METHOD, SHALL,
         "token_endpoint_auth_methods_supported", 1, NULL},
        {F2S, {{"token_endpoint_auth_methods_supported", "[\"private_key_jwt\",\"none\"]"}}, FAPI_METADATA_EXTRA, SHOULD,
         "token_endpoint_auth_methods_supported", 0, NULL},
        /* An empty list allows nothing. */
        {F2S, {{"token_endpoint_auth_methods_supported", "[]"}}, FAPI_METADATA_AUTH_METHOD, SHALL,
         "token_endpoint_auth_methods_supported", 1, "!CFG-01"},
        {F2S, {{"id_token_signing_alg_values_supported", "[]"}}, FAPI_METADATA_ALG, SHALL,
         "id_token_signing_alg_values_supported", 1, "!CFG-01"},
        {F2S, {{"token_endpoint_auth_signing_alg_values_supported", NULL}}, FAPI_METADATA_ALG_MISSING, SHALL,
         "token_endpoint_auth_signing_alg_values_supported", 0, "-RFC8414-2-4"},
        {F2S, {{"token_endpoint_auth_signing_alg_values_supported", "[\"PS256\",\"none\"]"}}, FAPI_METADATA_ALG_NONE, SHALL,
         "token_endpoint_auth_signing_alg_values_supported", 0, "-RFC8414-2-4"},
        {F2S, {{"introspection_endpoint_auth_methods_supported", "[\"private_key_jwt\"]"}}, FAPI_METADATA_ALG_MISSING, SHALL,
         "introspection_endpoint_auth_signing_alg_values_supported", 0, "-RFC8414-2-5"},
        {F2S, {{"revocation_endpoint_auth_signing_alg_values_supported", "[\"ES256\",\"none\"]"}}, FAPI_METADATA_ALG_NONE, SHALL,
         "revocation_endpoint_auth_signing_alg_values_supported", 0, "-RFC8414-2-5"},
        {F2S, {{"id_token_signing_alg_values_supported", NULL}}, FAPI_METADATA_ALG_MISSING, SHALL,
         "id_token_signing_alg_values_supported", 0, NULL},
        {F2S, {{"id_token_signing_alg_values_supported", "[\"RS256\"]"}}, FAPI_METADATA_ALG, SHALL,
         "id_token_signing_alg_values_supported", 1, NULL},
        {F1A, {{"id_token_signing_alg_values_supported", "[\"PS256\",\"RS256\"]"}}, FAPI_METADATA_EXTRA, SHOULD,
         "id_token_signing_alg_values_supported", 0, "-FAPI1ADV-8.6-2"},
        {F1A, {{"request_object_signing_alg_values_supported", "[\"none\",\"PS256\"]"}}, FAPI_METADATA_ALG_NONE, SHALL,
         "request_object_signing_alg_values_supported", 0, "-FAPI1ADV-8.6-3"},
        {F1A, {{"request_object_signing_alg_values_supported", "[\"EdDSA\"]"}}, FAPI_METADATA_ALG, SHALL,
         "request_object_signing_alg_values_supported", 1, NULL},
        {F1A, {{"request_object_signing_alg_values_supported", NULL}}, FAPI_METADATA_ALG_MISSING, SHALL,
         "request_object_signing_alg_values_supported", 0, NULL},
        {F2M, {{"introspection_signing_alg_values_supported", NULL}}, FAPI_METADATA_ALG_MISSING, SHOULD,
         "introspection_signing_alg_values_supported", 0, "-RFC9701-7-1"},
        {F2M, {{"introspection_signing_alg_values_supported", "\"PS256\""}}, FAPI_METADATA_TYPE, SHALL,
         "introspection_signing_alg_values_supported", 0, "-RFC9701-7-1"},
        {CO, {{"dpop_signing_alg_values_supported", "[\"ES384\"]"}}, FAPI_METADATA_ALG, SHALL,
         "dpop_signing_alg_values_supported", 1, NULL},
        {F1A, {{"id_token_encryption_alg_values_supported", "[\"RSA1_5\"]"}}, FAPI_METADATA_ENCRYPTION, SHALL,
         "id_token_encryption_alg_values_supported", 0, "-FAPI1ADV-8.6.1-1"},
        {BR, {HYBRID, BR_ENDPOINTS, BR_ALIASES, {"request_object_encryption_enc_values_supported", "[\"A256GCM\",\"A128GCM\"]"}},
         FAPI_METADATA_ENCRYPTION, SHOULD, "request_object_encryption_enc_values_supported", 0, NULL},
    };

    (void)state;
    judge_rows(rows, COUNT(rows), __func__);
}

static void clauses_are_those_of_the_profile(void **state)
{
    static const t_member changes[] = {{"token_endpoint_auth_methods_supported", NULL}};
    static const char *const clauses[][2] = {{"1", "FAPI 1.0 Baseline 5.2.2 (4)"}, {"2", "FAPI 1.0 Advanced 5.2.2 (14)"},
                                             {"3", "FAPI 2.0 SP 5.3.2.1 (6)"}, {"6", "CDR Client Authentication"}};
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());

    (void)state;
    CHECK(findings != NULL);
    for (size_t i = 0; i < COUNT(clauses); i++) {
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), clauses[i][0][0] - '0');
        const char *json = t_object(t_server_metadata, changes, 1);

        CHECK(policy != NULL);
        STATUS(FAPI_METADATA_AUTH_METHOD, fapi_metadata_check_server(policy, NULL, 0, json, strlen(json), findings));
        CHECK(strcmp(fapi_findings_clause(findings, 0), clauses[i][1]) == 0);
        CHECK(strcmp(fapi_findings_actual(findings, 0), "client_secret_basic") == 0);
        CHECK(strcmp(fapi_findings_oauth_error(findings), "server_error") == 0);
    }
}

static void wrong_use_and_wrong_documents(void **state)
{
    static const struct {
        const char *json;
        int want;
    } rows[] = {{"", FAPI_JSON_SYNTAX}, {"[]", FAPI_JSON_NOT_OBJECT}, {"{", FAPI_JSON_SYNTAX}, {"{}x", FAPI_JSON_TRAILING},
                {"{\"issuer\":\"a\",\"is\\u0073uer\":\"b\"}", FAPI_JSON_DUPLICATE}};
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), F2S);

    (void)state;
    CHECK(findings != NULL && policy != NULL);
    CHECK(fapi_findings_count(findings) == 0 && strcmp(fapi_findings_oauth_error(findings), "server_error") == 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(rows[i].want, fapi_metadata_check_server(policy, NULL, 0, rows[i].json, strlen(rows[i].json), findings));
        CHECK(fapi_findings_count(findings) == 1 && fapi_findings_member(findings, 0)[0] == '\0');
    }
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_server(NULL, NULL, 0, "{}", 2, findings));
    CHECK(fapi_findings_count(findings) == 0);
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_server(policy, NULL, 1, "{}", 2, findings));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_server(policy, NULL, 0, NULL, 2, findings));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_server(policy, NULL, 0, "{}", 2, NULL));
    ATTACK("CFG-02");
}

/* What was asked for and what is missing: all of it at once, not the first of it. */
static void an_empty_document_lacks_everything(void **state)
{
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), F2M);

    (void)state;
    CHECK(findings != NULL && policy != NULL);
    STATUS(FAPI_METADATA_MISSING, fapi_metadata_check_server(policy, NULL, 0, "{}", 2, findings));
    CHECK(fapi_findings_count(findings) == 14);
    CHECK(fapi_findings_status(findings, 14) == FAPI_ERR_NOT_FOUND && fapi_findings_level(findings, 14) == 0);
}

static void findings_are_bounded(void **state)
{
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), F2S);
    char list[2048] = "[\"PS256\"";
    t_member change = {"id_token_signing_alg_values_supported", list};
    const char *json = NULL;

    (void)state;
    for (int i = 0; i < 200; i++)
        strcat(list, ",\"none\"");
    strcat(list, "]");
    json = t_object(t_server_metadata, &change, 1);
    CHECK(findings != NULL && policy != NULL);
    STATUS(FAPI_METADATA_ALG_NONE, fapi_metadata_check_server(policy, NULL, 0, json, strlen(json), findings));
    CHECK(fapi_findings_count(findings) == 128 && fapi_findings_dropped(findings) == 72);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_profile_has_documents_without_a_finding),
        cmocka_unit_test(who_and_where),
        cmocka_unit_test(what_is_offered_to_clients),
        cmocka_unit_test(algorithms_and_methods),
        cmocka_unit_test(clauses_are_those_of_the_profile),
        cmocka_unit_test(wrong_use_and_wrong_documents),
        cmocka_unit_test(an_empty_document_lacks_everything),
        cmocka_unit_test(findings_are_bounded),
    };

    return t_main("role/metadata_server", tests, COUNT(tests));
}
