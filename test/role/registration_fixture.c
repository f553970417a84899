/* SPDX-License-Identifier: Apache-2.0 */
#include "test/role/registration_fixture.h"

#define CB "\"https://client.example/cb\""
#define HYBRID                                                                                    \
    {"redirect_uris", "[" CB "]"}, {"grant_types", "[\"authorization_code\",\"implicit\"]"},       \
        {"response_types", "[\"code id_token\"]"}, {"scope", "\"openid accounts\""},              \
        {"token_endpoint_auth_method", "\"private_key_jwt\""},                                    \
        {"token_endpoint_auth_signing_alg", "\"PS256\""},                                         \
        {"jwks_uri", "\"https://client.example/jwks\""},                                          \
        {"id_token_signed_response_alg", "\"PS256\""}, {"tls_client_certificate_bound_access_tokens", "true"}
#define CODE                                                                                      \
    {"redirect_uris", "[" CB "]"}, {"grant_types", "[\"authorization_code\",\"refresh_token\"]"},  \
        {"response_types", "[\"code\"]"}, {"scope", "\"openid accounts\""},                       \
        {"token_endpoint_auth_method", "\"private_key_jwt\""},                                    \
        {"token_endpoint_auth_signing_alg", "\"PS256\""},                                         \
        {"jwks_uri", "\"https://client.example/jwks\""},                                          \
        {"id_token_signed_response_alg", "\"PS256\""}, {"authorization_signed_response_alg", "\"PS256\""}, \
        {"tls_client_certificate_bound_access_tokens", "true"}
#define AROUND                                                                                    \
    {"iss", "\"17\""}, {"aud", "\"" SERVER "\""}, {"iat", "1800000000"}, {"exp", "1800000300"},     \
        {"jti", "\"" UUID4 "\""}

static const t_member plain_request[] = {CODE, {NULL, NULL}}, signed_request[] = {CODE, AROUND, {NULL, NULL}},
                      uk_request[] = {HYBRID, AROUND, {NULL, NULL}}, br_request[] = {HYBRID, {NULL, NULL}};
static const t_member plain_statement[] = {{"iss", "\"directory\""}, {"iat", "1800000000"}, {"software_id", "\"17\""},
                                           {"client_name", "\"As stated\""}, {"org_name", "\"Acme\""},
                                           {"jwks_uri", "\"https://client.example/jwks\""}, {NULL, NULL}};
static const t_member uk_statement[] = {{"iss", "\"directory\""}, {"iat", "1700000000"}, {"software_id", "\"17\""},
                                        {"software_redirect_uris", "[" CB ",\"https://localhost/cb\"]"},
                                        {"software_jwks_endpoint", "\"https://client.example/jwks\""},
                                        {"software_client_name", "\"As stated\""}, {"software_roles", "[\"AISP\"]"},
                                        {NULL, NULL}};
static const t_member au_statement[] = {{"iss", "\"directory\""}, {"iat", "1799999900"}, {"exp", "1800000500"},
                                        {"software_id", "\"17\""}, {"client_name", "\"As stated\""},
                                        {"redirect_uris", "[" CB ",\"https://client.example/cb2\"]"},
                                        {"jwks_uri", "\"https://client.example/jwks\""},
                                        {"scope", "\"openid accounts\""}, {"org_id", "\"o\""}, {NULL, NULL}};
static const t_member br_statement[] = {
    {"iss", "\"directory\""}, {"iat", "1799999700"}, {"software_id", "\"17\""}, {"org_id", "\"12345678000199\""},
    {"software_redirect_uris", "[" CB ",\"https://client.example/cb2\"]"},
    {"software_jwks_uri", "\"https://client.example/jwks\""}, {"software_client_name", "\"As stated\""},
    {"software_statement_roles", "[{\"role\":\"DADOS\",\"status\":\"Active\"},{\"role\":\"PAGTO\",\"status\":\"Inactive\"}]"},
    {"software_roles", "[\"DADOS\",\"PAGTO\"]"}, {NULL, NULL}};

enum { PS_ES = FAPI_ALG_PS256 | FAPI_ALG_ES256 };
const r_regime R_FAPI2 = {FAPI_PROFILE_FAPI2_SECURITY, 0, T_EDDSA, T_ES256, plain_statement, plain_request, 0};
const r_regime R_FAPI2_SIGNED = {FAPI_PROFILE_FAPI2_SECURITY, 0, T_EDDSA, T_ES256, plain_statement, signed_request, 1};
const r_regime R_UK = {FAPI_PROFILE_UK_OPEN_BANKING, PS_ES, T_PS256, T_ES256, uk_statement, uk_request, 1};
const r_regime R_AU = {FAPI_PROFILE_AU_CDR, 0, T_ES256, T_PS256, au_statement, signed_request, 1};
const r_regime R_BR = {FAPI_PROFILE_BR_OPEN_FINANCE, 0, T_PS256, T_PS256, br_statement, br_request, 0};

static int load(enum t_key_name name, fapi_jwks **jwks)
{
    const char *keys = t_format("{\"keys\":[%s]}", t_public_jwk(name));

    *jwks = fapi_jwks_new(t_context());
    return *jwks == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(*jwks, keys, strlen(keys));
}

int r_certificate(r_bench *bench, const char *name)
{
    free(bench->certificate);
    bench->certificate = NULL;
    bench->certificate_n = 0;
    if (name == NULL)
        return 1;
    bench->certificate = (uint8_t *)t_file(t_format("vectors/tls_client_auth/%s.der", name), &bench->certificate_n);
    return bench->certificate != NULL;
}

static int roles(fapi_registration *registration)
{
    int rc = fapi_registration_add_role(registration, S("DADOS"), S("openid accounts consents"));

    return rc == FAPI_OK ? fapi_registration_add_role(registration, S("PAGTO"), S("openid payments")) : rc;
}

int r_ready(const r_regime *regime, r_bench *bench)
{
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), regime->profile);
    AUTO(fapi_jwks) directory = NULL;
    int rc = FAPI_ERR_NOMEM;

    bench->regime = regime;
    bench->verdict = fapi_verdict_new(t_context());
    bench->findings = fapi_findings_new(t_context());
    bench->replay = fapi_replay_new(t_context(), 16);
    if (policy == NULL || bench->verdict == NULL || bench->findings == NULL || bench->replay == NULL)
        return rc;
    rc = regime->algs == 0 ? FAPI_OK : fapi_policy_set(policy, FAPI_CONTROL_ALGS, regime->algs);
    if (rc == FAPI_OK && regime->is_signed)
        rc = fapi_policy_set(policy, FAPI_CONTROL_REGISTRATION_SIGNED, 1);
    bench->registration = rc == FAPI_OK ? fapi_registration_new(policy) : NULL;
    if (bench->registration == NULL)
        return rc == FAPI_OK ? FAPI_ERR_NOMEM : rc;
    rc = load(regime->directory, &directory);
    if (rc == FAPI_OK)
        rc = load(regime->client, &bench->keys);
    if (rc == FAPI_OK)
        rc = fapi_registration_add_directory(bench->registration, S("directory"), directory);
    if (rc == FAPI_OK)
        rc = fapi_registration_add_audience(bench->registration, S(SERVER));
    if (rc == FAPI_OK && regime == &R_BR)
        rc = roles(bench->registration);
    if (rc == FAPI_OK)
        rc = fapi_registration_set_replay(bench->registration, bench->replay);
    bench->verified = 1;
    bench->method = "POST";
    bench->type = regime->is_signed ? "application/jwt" : "application/json; charset=utf-8";
    return rc == FAPI_OK && !r_certificate(bench, "oids") ? FAPI_ERR_NOT_FOUND : rc;
}

void r_done(r_bench *bench)
{
    fapi_registration_free(bench->registration);
    fapi_verdict_free(bench->verdict);
    fapi_findings_free(bench->findings);
    fapi_jwks_free(bench->keys);
    fapi_replay_free(bench->replay);
    free(bench->certificate);
}

static const char *header(enum t_key_name key, const t_member *change)
{
    const t_member members[] = {{"alg", t_format("\"%s\"", fapi_alg_name(t_alg(key)))}, {NULL, NULL}};

    return t_object(members, change, 1);
}

const char *r_body(const r_regime *regime, const r_row *row)
{
    t_member members[32];
    size_t n = 0;
    const char *statement = t_sign(regime->directory, header(regime->directory, &row->statement_header),
                                   t_object(regime->statement, row->statement, COUNT(row->statement)));
    const char *json = NULL;

    if (statement[0] == '\0')
        return statement;
    for (; regime->request[n].name != NULL; n++)
        members[n] = regime->request[n];
    members[n++] = (t_member){"software_statement", t_format("\"%s\"", statement)};
    members[n] = (t_member){NULL, NULL};
    json = t_object(members, row->request, COUNT(row->request));
    return regime->is_signed ? t_sign(regime->client, header(regime->client, &row->request_header), json) : json;
}

static int state(r_bench *bench, const char *body)
{
    fapi_registration *registration = bench->registration;
    int rc = FAPI_OK;

    fapi_registration_reset(registration);
    rc = fapi_registration_set_method(registration, bench->method, strlen(bench->method));
    if (rc == FAPI_OK)
        rc = fapi_registration_set_content_type(registration, bench->type, strlen(bench->type));
    if (rc == FAPI_OK)
        rc = fapi_registration_set_body(registration, body, strlen(body));
    if (rc == FAPI_OK)
        rc = fapi_registration_set_certificate(registration, bench->certificate, bench->certificate_n, bench->verified);
    return rc;
}

int r_try(r_bench *bench, const char *body)
{
    int rc = state(bench, body);

    if (rc == FAPI_OK)
        rc = fapi_registration_check(bench->registration, NOW, bench->verdict, bench->findings);
    if (rc != FAPI_REGISTRATION_KEYS_NEEDED)
        return rc;
    rc = fapi_registration_set_keys(bench->registration, bench->keys);
    return rc == FAPI_OK ? fapi_registration_check(bench->registration, NOW, bench->verdict, bench->findings) : rc;
}

void r_run(const r_regime *regime, const r_row *rows, size_t count, const char *test)
{
    for (size_t i = 0; i < count; i++) {
        const char *body = NULL;

        R_READY(*regime, bench); /* a store that knows no jti yet */
        body = r_body(regime, &rows[i]);
        CHECK(body[0] != '\0');
        STATUS(rows[i].status, t_row(i, rows[i].name, rows[i].status, r_try(&bench, body)));
        CHECK(strcmp(fapi_verdict_oauth_error(bench.verdict), rows[i].error) == 0);
        CHECK(fapi_verdict_http(bench.verdict) == (rows[i].status == FAPI_OK ? 201 : 400));
        t_claim_all(rows[i].ids, test);
    }
}
