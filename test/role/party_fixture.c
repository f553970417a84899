/* SPDX-License-Identifier: Apache-2.0 */
/* See party_fixture.h. */
#include "test/role/party_fixture.h"

#include <jansson.h>
#include <sodium.h>

#include "role/flow.h"
#include "role/request.h"
#include "test/role/fixture.h"

static int64_t control(const party *p, int name)
{
    int64_t value = 0;

    return fapi_policy_get(p->server->policy, name, &value) == FAPI_OK ? value : 0;
}

static const char *metadata_of(const party *p, const t_member *changes)
{
    const char *alg = t_format("[\"%s\"]", fapi_alg_name(p->server->alg));
    bool openid_claims = control(p, FAPI_CONTROL_INTENT_ID) != 0;
    const t_member members[] = {
        {"issuer", "\"" AS_ISSUER "\""},
        {"authorization_endpoint", "\"" PARTY_AUTHORIZE_URL "\""},
        {"token_endpoint", "\"" AS_TOKEN_URL "\""},
        {"pushed_authorization_request_endpoint", "\"" AS_PAR_URL "\""},
        {"introspection_endpoint", "\"https://as.example.com/introspect\""},
        {"revocation_endpoint", "\"https://as.example.com/revoke\""},
        {"userinfo_endpoint", "\"https://as.example.com/userinfo\""},
        {"backchannel_authentication_endpoint", "\"https://as.example.com/backchannel\""},
        {"backchannel_token_delivery_modes_supported", "[\"poll\",\"ping\"]"},
        {"jwks_uri", "\"https://as.example.com/jwks\""},
        {"response_types_supported", "[\"code\",\"code id_token\"]"},
        {"response_modes_supported", "[\"query\",\"fragment\",\"jwt\"]"},
        {"grant_types_supported", "[\"authorization_code\",\"refresh_token\"]"},
        {"code_challenge_methods_supported", "[\"S256\"]"},
        {"token_endpoint_auth_methods_supported",
         "[\"private_key_jwt\",\"tls_client_auth\",\"self_signed_tls_client_auth\"]"},
        {"token_endpoint_auth_signing_alg_values_supported", alg},
        {"request_object_signing_alg_values_supported", alg},
        {"authorization_signing_alg_values_supported", alg},
        {"introspection_signing_alg_values_supported", alg},
        {"dpop_signing_alg_values_supported", alg},
        {"authorization_response_iss_parameter_supported", "true"},
        {"tls_client_certificate_bound_access_tokens", "true"},
        {"claims_parameter_supported", "true"},
        {"claims_supported", openid_claims ? "[\"openbanking_intent_id\",\"acr\"]" : "[\"sub\"]"},
        {"mtls_endpoint_aliases",
         "{\"token_endpoint\":\"https://mtls.as.example.com/token\",\"userinfo_endpoint\":\"https://mtls.as.example.com/userinfo\","
         "\"pushed_authorization_request_endpoint\":\"https://mtls.as.example.com/par\","
         "\"registration_endpoint\":\"https://mtls.as.example.com/register\","
         "\"backchannel_authentication_endpoint\":\"https://mtls.as.example.com/backchannel\"}"},
        {"registration_endpoint", "\"https://as.example.com/register\""},
        {NULL, NULL},
    };

    return t_object(members, changes, 4);
}

static int set_up_server(party *p, const party_setup *setup)
{
    fapi_findings *findings = fapi_findings_new(t_context());
    const char *json = metadata_of(p, setup->metadata);
    int rc = findings == NULL || json[0] == '\0' ? FAPI_ERR_NOMEM : FAPI_OK;

    if (rc == FAPI_OK)
        rc = fapi_rp_set_server(p->rp, S(AS_ISSUER), json, strlen(json), findings);
    if (rc != FAPI_OK && rc != FAPI_ERR_NOMEM)
        for (size_t i = 0; i < fapi_findings_count(findings); i++)
            print_error("  %s %s\n", fapi_status_name(fapi_findings_status(findings, i)), fapi_findings_member(findings, i));
    fapi_findings_free(findings);
    return rc;
}

static int set_up_keys(party *p)
{
    enum t_key_name name = p->server->alg == FAPI_ALG_PS256 ? T_PS256 : p->server->alg == FAPI_ALG_ES256 ? T_ES256 : T_EDDSA;
    const char *jwk = t_private_jwk(name), *public = NULL, *set = NULL;
    size_t n = 0;
    int rc = fapi_signer_new(t_context(), jwk, strlen(jwk), &p->signer);

    if (rc == FAPI_OK)
        rc = fapi_signer_generate(t_context(), FAPI_ALG_ES256, &p->dpop);
    if (rc == FAPI_OK)
        rc = fapi_signer_public_jwk(p->server->signer, &public, &n);
    if (rc != FAPI_OK)
        return rc;
    set = t_format("{\"keys\":[%.*s]}", (int)n, public);
    p->keys = fapi_jwks_new(t_context());
    rc = p->keys == NULL || set[0] == '\0' ? FAPI_ERR_NOMEM : fapi_jwks_load(p->keys, set, strlen(set));
    if (rc == FAPI_OK)
        rc = fapi_rp_set_keys(p->rp, p->keys, AS_TIME);
    return rc == FAPI_OK ? fapi_rp_add_signer(p->rp, p->signer) : rc;
}

/* RSA-OAEP with A256GCM, as Brazil has it. */
static int set_up_encryption(party *p)
{
    const char *json = NULL;
    size_t n = 0;
    int rc = fapi_decrypter_generate(t_context(), FAPI_JWE_ALG_RSA_OAEP, &p->decrypter);

    if (rc == FAPI_OK)
        rc = fapi_decrypter_public_jwk(p->decrypter, &json, &n);
    if (rc == FAPI_OK)
        rc = fapi_encrypter_new(t_context(), json, n, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A256GCM, &p->encrypter);
    return rc == FAPI_OK ? fapi_as_add_decrypter(p->server->as, p->decrypter) : rc;
}

static int set_up(party *p, const party_setup *setup)
{
    bool tls = setup->auth_method == FAPI_AUTH_TLS_CLIENT_AUTH || setup->auth_method == FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH;
    bool dpop = p->server->dpop && (setup->how & PARTY_MTLS) == 0;
    int rc = as_register(p->server, setup->client, 6);

    p->client = p->server->client;
    p->mtls = tls || !dpop;
    if (rc == FAPI_OK && setup->control == FAPI_CONTROL_DPOP_NONCE)
        rc = fapi_dpop_nonce_new(t_context(), NULL, 0, 60, 2, &p->server->nonce);
    if (rc == FAPI_OK && p->server->nonce != NULL)
        rc = fapi_as_set_dpop_nonce(p->server->as, p->server->nonce);
    if (rc == FAPI_OK && (setup->how & PARTY_ENCRYPT) != 0)
        rc = set_up_encryption(p);
    if (rc == FAPI_OK)
        rc = fapi_as_set_endpoint(p->server->as, FAPI_ENDPOINT_USERINFO, S("https://as.example.com/userinfo"));
    if (rc == FAPI_OK)
        rc = fapi_as_seal(p->server->as);
    p->rp = rc == FAPI_OK ? fapi_rp_new(p->server->policy) : NULL;
    p->flow = fapi_flow_new(t_context());
    p->request = fapi_request_new(t_context());
    if (rc == FAPI_OK && (p->rp == NULL || p->flow == NULL || p->request == NULL))
        rc = FAPI_ERR_NOMEM;
    if (rc == FAPI_OK)
        rc = set_up_server(p, setup);
    if (rc == FAPI_OK)
        rc = fapi_rp_set_client(p->rp, p->client);
    if (rc == FAPI_OK)
        rc = set_up_keys(p);
    if (rc == FAPI_OK && dpop)
        rc = fapi_rp_set_dpop_signer(p->rp, p->dpop);
    if (rc == FAPI_OK)
        rc = fapi_rp_set_mtls(p->rp, p->mtls);
    if (rc == FAPI_OK && p->encrypter != NULL)
        rc = fapi_rp_set_encrypter(p->rp, p->encrypter);
    return rc == FAPI_OK && (setup->how & PARTY_OPEN) == 0 ? fapi_rp_seal(p->rp) : rc;
}

int party_new(party **made, const party_setup *setup)
{
    party *p = calloc(1, sizeof *p);
    int rc = p == NULL ? FAPI_ERR_NOMEM
                       : as_server_new_set(&p->server, setup->profile, setup->auth_method, setup->control, setup->value);

    *made = NULL;
    if (rc == FAPI_OK)
        rc = set_up(p, setup);
    if (rc == FAPI_OK)
        *made = p;
    else
        party_free(p);
    return rc;
}

void party_free(party *p)
{
    if (p == NULL)
        return;
    fapi_rp_free(p->rp);
    fapi_flow_free(p->flow);
    fapi_request_free(p->request);
    fapi_signer_free(p->signer);
    fapi_signer_free(p->dpop);
    fapi_jwks_free(p->keys);
    as_server_free(p->server);
    fapi_encrypter_free(p->encrypter);
    fapi_decrypter_free(p->decrypter);
    free(p);
}

int party_set(party *p, const char *name, const char *value)
{
    return fapi_flow_set_parameter(p->flow, name, strlen(name), value, strlen(value));
}

/* -------------------------------------------------------------------------------------------------------- looking -- */

static const char *kept(const char *text, size_t n)
{
    static char texts[16][20000];
    static size_t turn;
    char *copy = texts[turn++ % 16];

    snprintf(copy, sizeof texts[0], "%.*s", (int)n, text);
    return copy;
}

const char *party_parameter(party *p, const char *name)
{
    const char *value = NULL;
    size_t n = 0;

    return fapi_request_parameter(p->request, name, strlen(name), &value, &n) == FAPI_OK ? kept(value, n) : "";
}

const char *party_field(party *p, const char *name)
{
    for (size_t i = 0; i < fapi_request_header_count(p->request); i++) {
        const char *field = NULL, *value = NULL;
        size_t n = 0;

        if (fapi_request_header(p->request, i, &field, &value, &n) == FAPI_OK && strcmp(field, name) == 0)
            return kept(value, n);
    }
    return "";
}

int party_drop(party *p, const char *name)
{
    const char *body = NULL, *at = NULL, *end = NULL, *text = NULL;
    size_t n = 0;

    if (fapi_request_body(p->request, &body, &n) != FAPI_OK)
        return FAPI_ERR_ARG;
    text = kept(body, n);
    for (at = text; at != NULL && !(strncmp(at, name, strlen(name)) == 0 && at[strlen(name)] == '=');
         at = strchr(at, '&') == NULL ? NULL : strchr(at, '&') + 1)
        ;
    if (at == NULL)
        return FAPI_ERR_NOT_FOUND;
    end = strchr(at, '&') == NULL ? at + strlen(at) : strchr(at, '&') + 1;
    body = t_format("%.*s%s", (int)(at - text), text, end);
    return body[0] == '\0' ? FAPI_ERR_NOMEM : fapi_request_set_body(p->request, body, strlen(body) - (body[strlen(body) - 1] == '&'));
}

const char *party_claim(const char *jwt, int part, const char *name)
{
    unsigned char text[16384];
    size_t n = 0;
    json_t *json = NULL, *claim = NULL;
    const char *out = "";
    char *dumped = NULL;

    for (; part > 0 && jwt != NULL; part--)
        jwt = strchr(jwt, '.') == NULL ? NULL : strchr(jwt, '.') + 1;
    if (jwt == NULL || sodium_base642bin(text, sizeof text, jwt, strcspn(jwt, "."), NULL, &n, NULL,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return "";
    json = json_loadb((const char *)text, n, 0, NULL);
    claim = json_object_get(json, name);
    dumped = claim == NULL ? NULL : json_dumps(claim, JSON_ENCODE_ANY | JSON_COMPACT);
    if (dumped != NULL)
        out = kept(dumped, strlen(dumped));
    free(dumped);
    json_decref(json);
    return out;
}

/* -------------------------------------------------------------------------------------------------------- judging -- */

static int judge_at(party *p, enum as_endpoint endpoint, const fapi_grant *grant)
{
    as_server *s = p->server;

    switch (endpoint) {
    case AS_PAR:
        return fapi_as_check_par(s->as, p->request, p->client, s->now, s->verdict);
    case AS_AUTHORIZE:
        return fapi_as_check_authorization(s->as, p->request, p->client, grant, s->now, s->verdict);
    case AS_TOKEN:
        return fapi_as_check_token(s->as, p->request, p->client, grant, s->now, s->verdict);
    case AS_BACKCHANNEL:
        return fapi_as_check_backchannel(s->as, p->request, p->client, s->now, s->verdict);
    case AS_INTROSPECT:
        return fapi_as_check_introspection(s->as, p->request, p->client, s->now, s->verdict);
    case AS_REVOKE:
        return fapi_as_check_revocation(s->as, p->request, p->client, grant, s->now, s->verdict);
    default:
        return fapi_as_check_client(s->as, p->request, p->client, s->now, s->verdict);
    }
}

int party_judge(party *p, enum as_endpoint endpoint, const fapi_grant *grant)
{
    int rc = fapi_request_set_tls(p->request, 0x0304, 0x1301);

    if (rc == FAPI_OK && p->mtls && endpoint != AS_AUTHORIZE)
        rc = fapi_request_set_certificate(p->request, p->server->certificate, p->server->certificate_n);
    if (rc == FAPI_OK)
        rc = fapi_request_set_certificate_verified(p->request, 1);
    return rc == FAPI_OK ? judge_at(p, endpoint, grant) : rc;
}

int party_step(party *p, int step)
{
    int rc = fapix_flow_set(p->flow, FAPIX_FLOW_ISSUER, fapix_slice_str(AS_ISSUER));

    if (rc == FAPI_OK)
        rc = fapix_flow_set(p->flow, FAPIX_FLOW_CLIENT_ID, fapix_slice_str(AS_CLIENT));
    if (rc == FAPI_OK)
        p->flow->step = (enum fapix_flow_step)step;
    return rc;
}

int party_code(party *p, const char *code)
{
    int rc = fapix_flow_set(p->flow, FAPIX_FLOW_CODE_TEXT, fapix_slice_str(code));

    return rc == FAPI_OK ? party_step(p, FAPIX_FLOW_CODE) : rc;
}

int party_tokens(party *p, const char *token, const char *type, const char *refresh)
{
    int rc = fapix_flow_set(p->flow, FAPIX_FLOW_ACCESS_TOKEN, fapix_slice_str(token));

    if (rc == FAPI_OK)
        rc = fapix_flow_set(p->flow, FAPIX_FLOW_TOKEN_TYPE, fapix_slice_str(type));
    if (rc == FAPI_OK)
        rc = fapix_flow_set(p->flow, FAPIX_FLOW_REFRESH_TOKEN, fapix_slice_str(refresh));
    return rc == FAPI_OK ? party_step(p, FAPIX_FLOW_TOKENS) : rc;
}
