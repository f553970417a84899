/* SPDX-License-Identifier: Apache-2.0 */
#include "test/role/rp_response_fixture.h"

#include "crypto/digest.h"

int back_register(back *b, const t_member *change)
{
    const char *alg = t_format("\"%s\"", fapi_alg_name(t_alg(b->key)));
    const t_member members[] = {
        {"client_id", "\"" CLIENT "\""},
        {"redirect_uris", "[\"" REDIRECT "\"]"},
        {"response_types", "[\"code\",\"code id_token\"]"},
        {"grant_types", "[\"authorization_code\"]"},
        {"token_endpoint_auth_method", "\"private_key_jwt\""},
        {"id_token_signed_response_alg", alg},
        {"authorization_signed_response_alg", alg},
        {NULL, NULL},
    };
    const char *json = t_object(members, change, 1);

    fapi_client_free(b->client);
    b->client = NULL;
    b->rp.client = NULL;
    if (alg[0] == '\0' || json[0] == '\0')
        return FAPI_ERR_NOMEM;
    if (fapi_client_new(t_context(), json, strlen(json), NULL, 0, &b->client) != FAPI_OK)
        return FAPI_ERR_NOMEM;
    b->rp.client = b->client;
    return FAPI_OK;
}

static int trust(back *b)
{
    AUTO(fapi_jwks) keys = fapi_jwks_new(t_context());
    int rc = keys == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(keys, t_public_jwks(), strlen(t_public_jwks()));

    return rc == FAPI_OK ? fapix_trust_add(&b->rp.trust, b->rp.issuer, keys, NOW) : rc;
}

int back_ready(int profile, enum t_key_name key, back *b)
{
    int rc = FAPI_ERR_NOMEM;

    b->key = key;
    b->policy = fapi_policy_new(t_context(), profile);
    b->flow = fapi_flow_new(t_context());
    b->request = fapi_request_new(t_context());
    b->verdict = fapi_verdict_new(t_context());
    if (b->policy == NULL || b->flow == NULL || b->request == NULL || b->verdict == NULL)
        return rc;
    b->rp.context = t_context();
    b->rp.policy = *b->policy;
    b->rp.issuer = fapix_slice_str(ISSUER);
    b->rp.iss_parameter = true;
    b->rp.trust.context = t_context();
    b->rp.sealed = true;
    rc = back_register(b, NULL);
    if (rc == FAPI_OK)
        rc = trust(b);
    return rc == FAPI_OK ? back_sent(b, "code", "") : rc;
}

void back_free(back *b)
{
    if (b->rp.trust.context != NULL)
        fapix_trust_free(&b->rp.trust);
    fapi_client_free(b->client);
    fapi_policy_free(b->policy);
    fapi_flow_free(b->flow);
    fapi_request_free(b->request);
    fapi_verdict_free(b->verdict);
}

int back_sent(back *b, const char *response_type, const char *mode)
{
    const struct {
        enum fapix_flow_text which;
        const char *text;
    } texts[] = {
        {FAPIX_FLOW_ISSUER, ISSUER},         {FAPIX_FLOW_CLIENT_ID, CLIENT},
        {FAPIX_FLOW_REDIRECT_URI, REDIRECT}, {FAPIX_FLOW_RESPONSE_TYPE, response_type},
        {FAPIX_FLOW_RESPONSE_MODE, mode},    {FAPIX_FLOW_STATE, STATE},
        {FAPIX_FLOW_NONCE, NONCE},           {FAPIX_FLOW_ASKED_SCOPE, "openid accounts"},
    };
    int rc = FAPI_OK;

    fapi_flow_reset(b->flow);
    for (size_t i = 0; rc == FAPI_OK && i < COUNT(texts); i++)
        rc = fapix_flow_set(b->flow, texts[i].which, fapix_slice_str(texts[i].text));
    b->flow->step = FAPIX_FLOW_SENT;
    return rc;
}

int back_sent_to(back *b, const char *redirect_uri)
{
    int rc = back_sent(b, "code", "");

    return rc == FAPI_OK ? fapix_flow_set(b->flow, FAPIX_FLOW_REDIRECT_URI, fapix_slice_str(redirect_uri)) : rc;
}

static const char *header(const back *b)
{
    static const char *const kid[T_KEYS] = {"eddsa", "es256", "ps256", "rs256"};

    return t_format("{\"alg\":\"%s\",\"kid\":\"%s\"}", fapi_alg_name(t_alg(b->key)), kid[b->key]);
}

static const char *sign(const back *b, const char *claims)
{
    const char *head = header(b);

    return head[0] == '\0' || claims[0] == '\0' ? "" : t_sign(b->key, head, claims);
}

const char *back_jarm(const back *b, const t_member *changes, size_t count)
{
    static const t_member members[] = {{"iss", "\"" ISSUER "\""}, {"aud", "\"" CLIENT "\""},  {"exp", "1800000060"},
                                       {"code", "\"" CODE "\""},  {"state", "\"" STATE "\""}, {NULL, NULL}};

    return sign(b, t_object(members, changes, count));
}

/* c_hash and s_hash: the library's own, whose tests compare it with others. */
static const char *half(const back *b, const char *value)
{
    char hash[44];

    return fapi_id_token_hash(t_alg(b->key), value, strlen(value), hash, sizeof hash) == FAPI_OK ? t_format("\"%s\"", hash) : "";
}

const char *back_id_token(const back *b, const t_member *changes, size_t count)
{
    const char *c_hash = half(b, CODE), *s_hash = half(b, STATE);
    const t_member members[] = {{"iss", "\"" ISSUER "\""},   {"sub", "\"alice\""},   {"aud", "\"" CLIENT "\""},
                                {"exp", "1800000300"},       {"iat", "1800000000"},  {"nonce", "\"" NONCE "\""},
                                {"c_hash", c_hash},          {"s_hash", s_hash},     {"acr", "\"urn:x\""},
                                {"auth_time", "1799999990"}, {NULL, NULL}};

    return c_hash[0] == '\0' || s_hash[0] == '\0' ? "" : sign(b, t_object(members, changes, count));
}

static int arrive(back *b, const char *method, const char *url, const char *body)
{
    int rc = FAPI_ERR_NOMEM;

    if (url[0] == '\0' || (body != NULL && body[0] == '\0'))
        return rc;
    fapi_request_reset(b->request);
    rc = fapi_request_set_method(b->request, method, strlen(method));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(b->request, url, strlen(url));
    if (rc == FAPI_OK && body != NULL)
        rc = fapi_request_add_header(b->request, S("Content-Type"), S("application/x-www-form-urlencoded"));
    if (rc == FAPI_OK && body != NULL)
        rc = fapi_request_set_body(b->request, body, strlen(body));
    return rc == FAPI_OK ? fapi_rp_check_authorization(&b->rp, b->flow, b->request, NOW, b->verdict) : rc;
}

int back_get(back *b, const char *url)
{
    return arrive(b, "GET", url, NULL);
}

int back_post(back *b, const char *url, const char *body)
{
    return arrive(b, "POST", url, body);
}

int back_get_jwt(back *b, const char *before, const char *jwt)
{
    return jwt[0] == '\0' ? FAPI_ERR_NOMEM : back_get(b, t_format("%s%s", before, jwt));
}

int back_post_jwt(back *b, const char *before, const char *jwt)
{
    return jwt[0] == '\0' ? FAPI_ERR_NOMEM : back_post(b, REDIRECT, t_format("%s%s", before, jwt));
}

int back_has_code(const back *b)
{
    return b->flow->step == FAPIX_FLOW_CODE && fapix_slice_is(fapix_flow_text(b->flow, FAPIX_FLOW_CODE_TEXT), CODE) &&
           b->verdict->next == FAPI_NEXT_GO_ON;
}

int back_waits(const back *b)
{
    return b->flow->step == FAPIX_FLOW_SENT && fapix_flow_text(b->flow, FAPIX_FLOW_CODE_TEXT).n == 0 &&
           b->verdict->next != FAPI_NEXT_GO_ON && b->verdict->readable == NULL;
}
