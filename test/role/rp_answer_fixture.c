/* SPDX-License-Identifier: Apache-2.0 */
/* See rp_answer_fixture.h. */
#include "test/role/rp_answer_fixture.h"

#include "test/jose_make.h"

static void endpoint(rp_world *world, enum fapix_rp_endpoint which, const char *url)
{
    world->rp.endpoint[which] = fapix_slice_str(url);
}

static int make_handles(rp_world *world, int profile)
{
    world->policy = fapi_policy_new(t_context(), profile);
    world->jwks = fapi_jwks_new(t_context());
    world->flow = fapi_flow_new(t_context());
    world->response = fapi_response_new(t_context());
    world->request = fapi_request_new(t_context());
    world->verdict = fapi_verdict_new(t_context());
    if (world->policy == NULL || world->jwks == NULL || world->flow == NULL || world->response == NULL ||
        world->request == NULL || world->verdict == NULL)
        return FAPI_ERR_NOMEM;
    return FAPI_OK;
}

static int set_up(rp_world *world, int profile)
{
    fapi_rp *rp = &world->rp;
    int rc = make_handles(world, profile);

    rp->trust.context = t_context(); /* also for a world that is freed half made */
    if (rc == FAPI_OK)
        rc = fapi_signer_generate(t_context(), FAPI_ALG_EDDSA, &world->dpop);
    if (rc == FAPI_OK)
        rc = fapi_jwks_load(world->jwks, t_public_jwks(), strlen(t_public_jwks()));
    if (rc != FAPI_OK)
        return rc;
    rp->context = t_context();
    rp->policy = *world->policy;
    rp->issuer = fapix_slice_str(ISSUER);
    world->client.context = t_context();
    world->client.id = fapix_slice_str("client-1");
    rp->client = &world->client;
    rp->dpop = world->dpop;
    endpoint(world, FAPIX_RP_PAR, ISSUER "/par");
    endpoint(world, FAPIX_RP_TOKEN, ISSUER "/token");
    endpoint(world, FAPIX_RP_BACKCHANNEL, ISSUER "/bc");
    rc = fapix_trust_add(&rp->trust, rp->issuer, world->jwks, NOW);
    rp->sealed = true;
    return rc;
}

int rp_world_new(rp_world **world, int profile)
{
    int rc = FAPI_ERR_INTERNAL;

    rp_world_free(*world);
    *world = calloc(1, sizeof **world);
    if (*world == NULL)
        return FAPI_ERR_NOMEM;
    rc = set_up(*world, profile);
    if (rc != FAPI_OK) {
        rp_world_free(*world);
        *world = NULL;
    }
    return rc;
}

void rp_world_free(rp_world *world)
{
    if (world == NULL)
        return;
    fapix_trust_free(&world->rp.trust);
    fapi_verdict_free(world->verdict);
    fapi_request_free(world->request);
    fapi_response_free(world->response);
    fapi_flow_free(world->flow);
    fapi_jwks_free(world->jwks);
    fapi_signer_free(world->dpop);
    fapi_policy_free(world->policy);
    free(world);
}

int rp_world_asking(rp_world *world, int grant)
{
    static const struct {
        enum fapix_flow_text which;
        const char *text;
    } texts[] = {
        {FAPIX_FLOW_ISSUER, ISSUER},           {FAPIX_FLOW_CLIENT_ID, "client-1"},
        {FAPIX_FLOW_ASKED_SCOPE, "openid accounts"}, {FAPIX_FLOW_NONCE, "n-1"},
        {FAPIX_FLOW_CODE_TEXT, "code-1"},      {FAPIX_FLOW_VERIFIER, "verifier-1"},
        {FAPIX_FLOW_REFRESH_TOKEN, "old-refresh"}, {FAPIX_FLOW_ACCESS_TOKEN, "old-access"},
        {FAPIX_FLOW_AUTH_REQ_ID, "req-1"},     {FAPIX_FLOW_NOTIFICATION_TOKEN, "notify-1"},
    };
    fapi_flow *flow = world->flow;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int rc = fapix_flow_set(flow, texts[i].which, fapix_slice_str(texts[i].text));

        if (rc != FAPI_OK)
            return rc;
    }
    flow->number[FAPIX_FLOW_GRANT] = grant;
    flow->number[FAPIX_FLOW_REQUEST_URI_EXPIRES] = NOW + 60;
    flow->number[FAPIX_FLOW_INTERVAL] = -1;
    flow->number[FAPIX_FLOW_LAST_POLL] = NOW;
    flow->number[FAPIX_FLOW_AUTH_REQ_EXPIRES] = NOW + 120;
    flow->number[FAPIX_FLOW_TOKEN_EXPIRES] = flow->number[FAPIX_FLOW_AUTH_TIME] = -1;
    flow->step = FAPIX_FLOW_ASKING;
    return FAPI_OK;
}

int rp_world_answer(rp_world *world, int http, const char *type, const char *body, const char *nonce)
{
    int rc = FAPI_ERR_INTERNAL;

    fapi_response_reset(world->response);
    rc = fapi_response_set_http(world->response, http);
    if (rc == FAPI_OK && type != NULL)
        rc = fapi_response_add_header(world->response, S("Content-Type"), type, strlen(type));
    if (rc == FAPI_OK && nonce != NULL)
        rc = fapi_response_add_header(world->response, S("DPoP-Nonce"), nonce, strlen(nonce));
    if (rc == FAPI_OK)
        rc = fapi_response_set_body(world->response, body, strlen(body));
    return rc;
}

int rp_world_flow_is(const rp_world *world, enum fapix_flow_text which, const char *want)
{
    return fapix_slice_is(fapix_flow_text(world->flow, which), want);
}

int rp_world_next(const rp_world *world, int next, int64_t wait, const char *error)
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_verdict_next(world->verdict) == next && fapi_verdict_wait(world->verdict) == wait &&
           fapi_verdict_server_error(world->verdict, &text, &n) == FAPI_OK && n == strlen(error) &&
           memcmp(text == NULL ? "" : text, error, n) == 0;
}
