/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole flows in one process, under every profile: a pushed request, the authorization, the code for tokens, and the access token at a resource
 * server of the same profile. Each step takes what the one before gave out, as a host would store it.
 */
#include <jansson.h>
#include <sodium.h>

#include "test/role/as_server.h"
#include "test/role/fixture.h"

#define API "https://api.example.com"

/* ------------------------------------------------------------------------------------------------------- answers -- */

static const char *field(const as_server *server, const char *wanted)
{
    for (size_t i = 0; i < fapi_answer_header_count(server->answer); i++) {
        const char *name = NULL, *value = NULL;
        size_t n = 0;

        if (fapi_answer_header(server->answer, i, &name, &value, &n) == FAPI_OK && strcmp(name, wanted) == 0)
            return t_format("%.*s", (int)n, value);
    }
    return "";
}

static json_t *body(const as_server *server)
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_answer_body(server->answer, &text, &n) == FAPI_OK ? json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

static int set(as_server *server, int part, const char *text)
{
    return fapi_answer_set(server->answer, part, text, strlen(text));
}

static int push(as_server *server)
{
    char uri[FAPI_REQUEST_URI_LENGTH + 1];
    int rc = as_send(server, AS_PAR, NULL);

    fapi_answer_reset(server->answer);
    if (rc == FAPI_OK)
        rc = fapi_par_request_uri(uri, sizeof uri);
    if (rc == FAPI_OK)
        rc = set(server, FAPI_PART_REQUEST_URI, uri);
    return rc == FAPI_OK ? fapi_as_answer_par(server->as, server->verdict, server->answer) : rc;
}

static int authorize(as_server *server)
{
    const char *kept = NULL, *id_token = "{\"sub\":\"248289761001\",\"acr\":\"urn:brasil:openbanking:loa2\"}";
    size_t n = 0;
    int rc = as_send(server, AS_AUTHORIZE, NULL);

    fapi_answer_reset(server->answer);
    if (rc == FAPI_OK)
        rc = fapi_verdict_claims_json(server->verdict, &kept, &n);
    if (rc == FAPI_OK)
        rc = set(server, FAPI_PART_CODE, AS_CODE);
    if (rc == FAPI_OK && strstr(t_format("%.*s", (int)n, kept), "code id_token") != NULL)
        rc = set(server, FAPI_PART_ID_TOKEN_CLAIMS, id_token);
    return rc == FAPI_OK ? fapi_as_answer_authorization(server->as, server->client, kept, n, AS_TIME, server->answer) : rc;
}

static int redeem(as_server *server)
{
    int rc = as_send(server, AS_TOKEN, NULL);

    fapi_answer_reset(server->answer);
    if (rc == FAPI_OK)
        rc = set(server, FAPI_PART_ACCESS_TOKEN_CLAIMS, "{\"sub\":\"248289761001\",\"aud\":\"" API "\"}");
    if (rc == FAPI_OK)
        rc = set(server, FAPI_PART_SCOPE, "openid accounts");
    if (rc == FAPI_OK)
        rc = set(server, FAPI_PART_REFRESH_TOKEN, AS_REFRESH);
    if (rc == FAPI_OK)
        rc = set(server, FAPI_PART_ID_TOKEN_CLAIMS, "{\"sub\":\"248289761001\",\"acr\":\"urn:brasil:openbanking:loa2\"}");
    if (rc == FAPI_OK)
        rc = set(server, FAPI_PART_NONCE, "n-0S6_WzA2Mj");
    return rc == FAPI_OK ? fapi_as_answer_token(server->as, server->client, server->verdict, AS_TIME, server->answer) : rc;
}

/* ----------------------------------------------------------------------------------------------- resource server -- */

static int resource_server(as_server *server, fapi_rs **rs)
{
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    const char *json = NULL;
    size_t n = 0;
    int rc = jwks == NULL ? FAPI_ERR_NOMEM : fapi_as_jwks(server->as, &json, &n);

    if (rc == FAPI_OK)
        rc = fapi_jwks_load(jwks, json, n);
    *rs = rc == FAPI_OK ? fapi_rs_new(server->policy) : NULL;
    if (*rs == NULL)
        return rc == FAPI_OK ? FAPI_ERR_NOMEM : rc;
    rc = fapi_rs_add_issuer(*rs, S(AS_ISSUER), jwks, AS_TIME);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_audience(*rs, S(API));
    if (rc == FAPI_OK)
        rc = fapi_rs_set_replay(*rs, server->replay);
    return rc == FAPI_OK ? fapi_rs_seal(*rs) : rc;
}

static const char *proof_of(const char *token)
{
    uint8_t hash[32];

    crypto_hash_sha256(hash, (const uint8_t *)token, strlen(token));
    return t_sign(T_EDDSA, t_format("{\"typ\":\"dpop+jwt\",\"alg\":\"EdDSA\",\"jwk\":%s}", t_public_jwk(T_EDDSA)),
                  t_format("{\"jti\":\"at the api\",\"htm\":\"GET\",\"htu\":\"" API "/accounts\",\"iat\":1800000000,\"ath\":\"%s\"}",
                           t_base64url(hash, sizeof hash)));
}

static int call_api(as_server *server, const fapi_rs *rs, const char *token, int dpop)
{
    const char *authorization = t_format("%s %s", dpop ? "DPoP" : "Bearer", token), *proof = proof_of(token);
    int rc = FAPI_ERR_INTERNAL;

    fapi_request_reset(server->request);
    rc = fapi_request_set_method(server->request, S("GET"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(server->request, S(API "/accounts"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(server->request, 0x0304, 0x1301);
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(server->request, S("Authorization"), authorization, strlen(authorization));
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(server->request, S("x-fapi-interaction-id"), S("73cac523-d3ae-2289-b106-330a6218710d"));
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(server->request, S("x-fapi-auth-date"), S("Fri, 15 Jan 2027 08:00:00 GMT"));
    if (rc == FAPI_OK && dpop)
        rc = fapi_request_add_header(server->request, S("DPoP"), proof, strlen(proof));
    if (rc == FAPI_OK && !dpop)
        rc = fapi_request_set_certificate(server->request, fixture_certificate, sizeof fixture_certificate);
    if (rc == FAPI_OK)
        rc = fapi_request_require_scope(server->request, S("accounts"));
    return rc == FAPI_OK ? fapi_rs_check(rs, server->request, AS_TIME, server->verdict) : rc;
}

/* --------------------------------------------------------------------------------------------------------- flows -- */

static void flow(int profile)
{
    AUTO(as_server) server = NULL;
    AUTO(fapi_rs) rs = NULL;
    json_t *tokens = NULL;
    char token[8192] = "";
    int dpop = 0, rc = FAPI_OK;

    STATUS(FAPI_OK, as_server_new(&server, profile, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, push(server));
    CHECK(fapi_answer_http(server->answer) == 201 && strstr(field(server, "Cache-Control"), "no-store") != NULL);
    STATUS(FAPI_OK, authorize(server));
    CHECK(fapi_answer_kind(server->answer) == FAPI_ANSWER_REDIRECT && fapi_answer_http(server->answer) == 303);
    CHECK(strncmp(field(server, "Location"), AS_REDIRECT, strlen(AS_REDIRECT)) == 0);
    rc = redeem(server);
    CHECK(rc == FAPI_OK && fapi_answer_http(server->answer) == 200);
    tokens = body(server);
    CHECK(tokens != NULL && json_is_string(json_object_get(tokens, "access_token")));
    snprintf(token, sizeof token, "%s", json_string_value(json_object_get(tokens, "access_token")));
    dpop = strcmp(json_string_value(json_object_get(tokens, "token_type")), "DPoP") == 0;
    json_decref(tokens);
    CHECK(dpop == server->dpop);
    STATUS(FAPI_OK, resource_server(server, &rs));
    rc = call_api(server, rs, token, dpop);
    CHECK(rc == FAPI_OK);
    /* The same token without what it is bound to. */
    if (profile != FAPI_PROFILE_FAPI1_BASELINE) {
        rc = call_api(server, rs, token, !dpop);
        CHECK(rc == (dpop ? FAPI_DPOP_BOUND_AS_BEARER : FAPI_DPOP_TOKEN_UNBOUND) || rc == FAPI_MTLS_CERTIFICATE_MISSING);
    }
}

static void flows_of_every_profile(void **state)
{
    (void)state;
    SLOW();
    for (int profile = FAPI_PROFILE_FAPI1_BASELINE; profile <= FAPI_PROFILE_CO_OPEN_FINANCE; profile++)
        flow(profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(flows_of_every_profile)};

    return t_main("role/as_flow", tests, sizeof tests / sizeof tests[0]);
}
