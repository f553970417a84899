/* SPDX-License-Identifier: Apache-2.0 */
/* See issue_fixture.h. */
#include "test/role/issue_fixture.h"

#include <sodium.h>

#include "base/verdict.h"
#include "oauth/grant.h"
#include "test/role/fixture.h"

#define PARAMETERS "{\"nonce\":\"n-0S6_WzA2Mj\",\"state\":\"af0ifjsldkj\",\"max_age\":\"3600\"}"

static int fill_grants(issued *i, int how)
{
    as_server *server = i->server;
    fapi_grant *all[] = {server->grant[AS_TOKEN], server->refresh, server->grant[AS_BACKCHANNEL]};
    int rc = fapi_grant_set_parameters(server->grant[AS_TOKEN], S(PARAMETERS));

    for (size_t k = 0; rc == FAPI_OK && k < sizeof all / sizeof *all; k++) {
        rc = fapi_grant_set_user(all[k], S(I_USER));
        if (rc == FAPI_OK)
            rc = fapi_grant_set_client(all[k], S(AS_CLIENT));
        if (rc == FAPI_OK)
            rc = fapi_grant_set_scope(all[k], S("openid accounts"));
    }
    if (rc == FAPI_OK && (how & ISSUED_TWO_APIS) != 0)
        rc = fapix_grant_put(server->grant[AS_TOKEN], FAPIX_GRANT_RESOURCE,
                             fapix_slice_str("[\"" I_API "\",\"" I_OTHER_API "\"]"));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_value(server->grant[AS_BACKCHANNEL], S(I_AUTH_REQ_ID));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_times(server->grant[AS_BACKCHANNEL], AS_TIME - 60, AS_TIME + 60);
    return rc == FAPI_OK ? fapi_grant_set_state(server->grant[AS_BACKCHANNEL], FAPI_GRANT_STATE_APPROVED) : rc;
}

static int offer(fapi_as *as, int how)
{
    int rc = fapi_as_set_opaque_tokens(as, (how & ISSUED_OPAQUE) != 0);

    if (rc == FAPI_OK && (how & ISSUED_BARE) == 0) {
        rc = fapi_as_add_scope(as, S("openid"));
        if (rc == FAPI_OK)
            rc = fapi_as_add_scope(as, S("accounts"));
        if (rc == FAPI_OK)
            rc = fapi_as_add_resource(as, S(I_API));
    }
    if (rc == FAPI_OK && (how & ISSUED_OFFLINE) != 0)
        rc = fapi_as_add_scope(as, S("offline_access"));
    if (rc == FAPI_OK && (how & ISSUED_TWO_APIS) != 0)
        rc = fapi_as_add_resource(as, S(I_OTHER_API));
    if (rc == FAPI_OK && (how & ISSUED_DETAILS) != 0)
        rc = fapi_as_add_details_type(as, S("account_information"));
    return rc == FAPI_OK ? fapi_as_seal(as) : rc;
}

static int make_rs(issued *i)
{
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    const char *json = NULL;
    size_t n = 0;
    int rc = jwks == NULL ? FAPI_ERR_NOMEM : fapi_as_jwks(i->server->as, &json, &n);

    if (rc == FAPI_OK)
        rc = fapi_jwks_load(jwks, json, n);
    i->rs = rc == FAPI_OK ? fapi_rs_new(i->server->policy) : NULL;
    if (i->rs == NULL)
        return rc == FAPI_OK ? FAPI_ERR_NOMEM : rc;
    rc = fapi_rs_add_issuer(i->rs, S(AS_ISSUER), jwks, AS_TIME);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_audience(i->rs, S(I_API));
    if (rc == FAPI_OK)
        rc = fapi_rs_set_client_id(i->rs, S(AS_ISSUER), S(AS_CLIENT));
    if (rc == FAPI_OK)
        rc = fapi_rs_set_replay(i->rs, i->server->replay);
    return rc == FAPI_OK ? fapi_rs_seal(i->rs) : rc;
}

static int set_up(issued *i, int profile, int auth_method, int how)
{
    int rc = (how & ISSUED_SIGNED) == 0
                 ? as_server_new_open(&i->server, profile, auth_method)
                 : as_server_new_set(&i->server, profile, auth_method, FAPI_CONTROL_INTROSPECTION_SIGNED, FAPI_USE_REQUIRED);

    if (rc == FAPI_OK)
        rc = fill_grants(i, how);
    if (rc == FAPI_OK)
        rc = offer(i->server->as, how);
    if (rc == FAPI_OK)
        rc = make_rs(i);
    i->access = fapi_grant_new(t_context(), 0);
    i->refresh = fapi_grant_new(t_context(), 0);
    return rc == FAPI_OK && (i->access == NULL || i->refresh == NULL) ? FAPI_ERR_NOMEM : rc;
}

int issued_new(issued **made, int profile, int auth_method, int how)
{
    int rc = FAPI_ERR_INTERNAL;

    issued_free(*made); /* of a first try that ran out of memory */
    *made = calloc(1, sizeof **made);
    if (*made == NULL)
        return FAPI_ERR_NOMEM;
    rc = set_up(*made, profile, auth_method, how);
    if (rc != FAPI_OK) {
        issued_free(*made);
        *made = NULL;
    }
    return rc;
}

void issued_free(issued *i)
{
    if (i == NULL)
        return;
    fapi_rs_free(i->rs);
    fapi_grant_free(i->access);
    fapi_grant_free(i->refresh);
    as_server_free(i->server);
    free(i);
}

json_t *issued_body(const issued *i)
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_answer_body(i->server->answer, &text, &n) == FAPI_OK ? json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

const char *issued_member(const issued *i, const char *name)
{
    static char texts[4][16384];
    static size_t turn;
    char *copy = texts[turn++ % 4];
    json_t *body = issued_body(i);
    const char *value = json_string_value(json_object_get(body, name));

    snprintf(copy, sizeof texts[0], "%s", value == NULL ? "" : value);
    json_decref(body);
    return copy;
}

int issued_answer(issued *i, const fapi_grant *grant)
{
    as_server *server = i->server;
    int rc = fapi_as_issue_token(server->as, server->client, server->verdict, grant, server->now, i->access, i->refresh, server->answer);

    snprintf(i->token, sizeof i->token, "%s", issued_member(i, "access_token"));
    i->dpop = strcmp(issued_member(i, "token_type"), "DPoP") == 0;
    return rc;
}

static const fapi_grant *found(const issued *i)
{
    const as_server *server = i->server;

    switch (server->verdict->grant_type) {
    case FAPI_GRANT_AUTHORIZATION_CODE:
        return server->grant[AS_TOKEN];
    case FAPI_GRANT_REFRESH_TOKEN:
        return server->refresh;
    case FAPI_GRANT_CIBA:
        return server->grant[AS_BACKCHANNEL];
    default:
        return NULL;
    }
}

int issued_tokens(issued *i, const as_change *change)
{
    int rc = as_send(i->server, AS_TOKEN, change);

    return rc == FAPI_OK ? issued_answer(i, found(i)) : rc;
}

int issued_keep_refresh(issued *i, const char **value)
{
    const char *json = NULL, *text = NULL;
    size_t n = 0;
    int rc = fapi_grant_value(i->refresh, S("value"), &text, &n);

    *value = "";
    if (rc == FAPI_OK) {
        *value = t_format("%.*s", (int)n, text);
        rc = fapi_grant_store(i->refresh, &json, &n);
    }
    return rc == FAPI_OK ? fapi_grant_load(i->server->refresh, json, n, 0) : rc;
}

json_t *issued_claims(const char *jwt)
{
    static unsigned char text[16384];
    const char *payload = strchr(jwt, '.') == NULL ? "" : strchr(jwt, '.') + 1;
    size_t n = 0;

    if (sodium_base642bin(text, sizeof text, payload, strcspn(payload, "."), NULL, &n, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return NULL;
    return json_loadb((const char *)text, n, JSON_REJECT_DUPLICATES, NULL);
}

int issued_is(const json_t *object, const char *name, const char *want)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL && strcmp(text, want) == 0;
}

int issued_knows(const fapi_grant *grant, const char *name, const char *want)
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_grant_value(grant, name, strlen(name), &text, &n) == FAPI_OK && n == strlen(want) && memcmp(text, want, n) == 0;
}

static const char *proof_of(const issued *i, const char *jti)
{
    uint8_t hash[32];

    crypto_hash_sha256(hash, (const uint8_t *)i->token, strlen(i->token));
    return t_sign(T_EDDSA, t_format("{\"typ\":\"dpop+jwt\",\"alg\":\"EdDSA\",\"jwk\":%s}", t_public_jwk(T_EDDSA)),
                  t_format("{\"jti\":\"%s\",\"htm\":\"GET\",\"htu\":\"" I_API "/accounts\",\"iat\":1800000000,\"ath\":\"%s\"}", jti,
                           t_base64url(hash, sizeof hash)));
}

static int add_credentials(issued *i, const char *jti)
{
    const char *authorization = t_format("%s %s", i->dpop ? "DPoP" : "Bearer", i->token), *proof = i->dpop ? proof_of(i, jti) : "";
    fapi_request *request = i->server->request;
    int rc = FAPI_ERR_INTERNAL;

    if (i->dpop && proof[0] == '\0')
        return FAPI_ERR_NOMEM;
    rc = fapi_request_add_header(request, S("Authorization"), authorization, strlen(authorization));
    if (rc == FAPI_OK && i->dpop)
        rc = fapi_request_add_header(request, S("DPoP"), proof, strlen(proof));
    if (rc == FAPI_OK && !i->dpop)
        rc = fapi_request_set_certificate(request, fixture_certificate, sizeof fixture_certificate);
    return rc;
}

int issued_call(issued *i, const fapi_response *response, const char *jti)
{
    as_server *server = i->server;
    int rc = FAPI_ERR_INTERNAL;

    fapi_request_reset(server->request);
    rc = fapi_request_set_method(server->request, S("GET"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(server->request, S(I_API "/accounts"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(server->request, 0x0304, 0x1301);
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(server->request, S("x-fapi-interaction-id"), S("73cac523-d3ae-2289-b106-330a6218710d"));
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(server->request, S("x-fapi-auth-date"), S("Fri, 15 Jan 2027 08:00:00 GMT"));
    if (rc == FAPI_OK)
        rc = add_credentials(i, jti);
    if (rc == FAPI_OK)
        rc = fapi_request_require_scope(server->request, S("accounts"));
    if (rc != FAPI_OK)
        return rc;
    return response == NULL ? fapi_rs_check(i->rs, server->request, AS_TIME, server->verdict)
                            : fapi_rs_check_introspected(i->rs, S(AS_ISSUER), server->request, response, AS_TIME, server->verdict);
}
