/* SPDX-License-Identifier: Apache-2.0 */
/* What comes back from pushed requests and backchannel requests, and how the flow goes on. */
#include "test/role/rp_answer_fixture.h"

#define PUSHED "{\"request_uri\":\"urn:ietf:params:oauth:request_uri:abc\",\"expires_in\":60}"
#define ACK "{\"auth_req_id\":\"req-2\",\"expires_in\":120,\"interval\":31}"

/* A client whose flow has just made the request. */
static int started(rp_world **world, int profile)
{
    int rc = rp_world_new(world, profile);

    return rc == FAPI_OK ? rp_world_asking(*world, FAPI_GRANT_CIBA) : rc;
}

static int par(rp_world *world)
{
    return fapi_rp_check_par(&world->rp, world->flow, world->response, NOW, world->verdict);
}

static int acknowledged(rp_world *world)
{
    return fapi_rp_check_backchannel(&world->rp, world->flow, world->response, NOW, world->verdict);
}

static void test_pushed(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&world, FAPI_PROFILE_FAPI2_SECURITY));
    world->flow->step = FAPIX_FLOW_PUSHING;
    STATUS(FAPI_OK, rp_world_answer(world, 201, JSON, PUSHED, "nonce-of-a-201"));
    STATUS(FAPI_OK, par(world));
    CHECK(world->flow->step == FAPIX_FLOW_PUSHED && world->flow->number[FAPIX_FLOW_REQUEST_URI_EXPIRES] == NOW + 60);
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_REQUEST_URI, "urn:ietf:params:oauth:request_uri:abc"));
    CHECK(rp_world_next(world, FAPI_NEXT_GO_ON, 0, ""));
    CHECK(fapix_slice_is(fapix_flow_nonce_for(world->flow, fapix_slice_str(ISSUER "/token")), "nonce-of-a-201"));
    ACCEPTS("RFC9449-8.2-1");
    STATUS(FAPI_ERR_STATE, par(world)); /* it was no answer to a request of this step */
    STATUS(FAPI_ERR_ARG, fapi_rp_check_par(NULL, world->flow, world->response, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_par(&world->rp, NULL, world->response, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_par(&world->rp, world->flow, NULL, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_par(&world->rp, world->flow, world->response, NOW, NULL));
}

static void test_not_pushed(void **state)
{
    static const struct {
        int status, http, next;
        const char *type, *body, *nonce, *error;
    } rows[] = {
        {FAPI_RESPONSE_HTTP, 200, FAPI_NEXT_STOP, JSON, PUSHED, NULL, ""},
        {FAPI_RESPONSE_HTTP, 302, FAPI_NEXT_STOP, JSON, PUSHED, NULL, ""},
        {FAPI_RESPONSE_HTTP, 503, FAPI_NEXT_SHOW, "text/html", "busy", NULL, ""},
        {FAPI_RESPONSE_HTTP, 429, FAPI_NEXT_SHOW, JSON, "{\"error\":\"slow_down\"}", NULL, ""},
        {FAPI_RESPONSE_CONTENT_TYPE, 201, FAPI_NEXT_STOP, "text/html", PUSHED, NULL, ""},
        {FAPI_RESPONSE_CONTENT_TYPE, 201, FAPI_NEXT_STOP, NULL, PUSHED, NULL, ""},
        {FAPI_PAR_RESPONSE_LIFETIME, 201, FAPI_NEXT_STOP, JSON, "{\"request_uri\":\"urn:x:y\",\"expires_in\":6000}", NULL, ""},
        {FAPI_PAR_RESPONSE_REQUEST_URI, 201, FAPI_NEXT_STOP, JSON, "{\"expires_in\":60}", NULL, ""},
        {FAPI_SERVER_REFUSED, 400, FAPI_NEXT_SHOW, JSON, "{\"error\":\"invalid_request\"}", NULL, "invalid_request"},
        {FAPI_SERVER_REFUSED, 401, FAPI_NEXT_SHOW, JSON, "{\"error\":\"invalid_client\"}", "n", "invalid_client"},
        {FAPI_SERVER_NONCE, 400, FAPI_NEXT_RETRY, JSON, "{\"error\":\"use_dpop_nonce\"}", "n", "use_dpop_nonce"},
        {FAPI_SERVER_NONCE, 401, FAPI_NEXT_RETRY, JSON, "{\"error\":\"use_dpop_nonce\"}", "n", "use_dpop_nonce"},
        {FAPI_SERVER_REFUSED, 400, FAPI_NEXT_SHOW, JSON, "{\"error\":\"use_dpop_nonce\"}", NULL, "use_dpop_nonce"},
        {FAPI_SERVER_ERROR, 400, FAPI_NEXT_SHOW, JSON, "{\"message\":\"no\"}", NULL, ""},
        {FAPI_RESPONSE_CONTENT_TYPE, 404, FAPI_NEXT_STOP, "text/html", "<h1>", NULL, ""},
    };
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&world, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world->flow->step = FAPIX_FLOW_PUSHING;
        STATUS(FAPI_OK, rp_world_answer(world, rows[i].http, rows[i].type, rows[i].body, rows[i].nonce));
        STATUS(rows[i].status, par(world));
        if (!rp_world_next(world, rows[i].next, 0, rows[i].error))
            printf("row %zu: next %d\n", i, fapi_verdict_next(world->verdict));
        CHECK(rp_world_next(world, rows[i].next, 0, rows[i].error));
        CHECK(world->flow->step == FAPIX_FLOW_PUSHING && rp_world_flow_is(world, FAPIX_FLOW_REQUEST_URI, ""));
    }
    CHECK(fapix_slice_is(fapix_flow_nonce_for(world->flow, fapix_slice_str(ISSUER "/par")), "n"));
    ACCEPTS("FAPI2SP-5.3.3.1-8");
    REFUSES("FAPI2SP-5.3.3.1-8");
    /* who sends no proofs has no use for a nonce */
    world->rp.dpop = NULL;
    STATUS(FAPI_OK, rp_world_answer(world, 400, JSON, "{\"error\":\"use_dpop_nonce\"}", "n"));
    STATUS(FAPI_SERVER_REFUSED, par(world));
    CHECK(rp_world_next(world, FAPI_NEXT_SHOW, 0, "use_dpop_nonce"));
}

/* Conformance case C19. */
static void test_acknowledged(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&world, FAPI_PROFILE_FAPI1_ADVANCED));
    world->flow->step = FAPIX_FLOW_BACKCHANNEL;
    STATUS(FAPI_OK, rp_world_answer(world, 200, JSON, "{\"expires_in\":120}", NULL));
    STATUS(FAPI_BACKCHANNEL_RESPONSE_AUTH_REQ_ID, acknowledged(world));
    STATUS(FAPI_OK, rp_world_answer(world, 200, JSON, "{\"auth_req_id\":\"req-2\"}", NULL));
    STATUS(FAPI_BACKCHANNEL_RESPONSE_EXPIRES_IN, acknowledged(world));
    CHECK(world->flow->step == FAPIX_FLOW_BACKCHANNEL && rp_world_next(world, FAPI_NEXT_STOP, 0, ""));
    REFUSES("CIBA-7.4-1");
    STATUS(FAPI_OK, rp_world_answer(world, 403, JSON, "{\"error\":\"access_denied\"}", NULL));
    STATUS(FAPI_SERVER_REFUSED, acknowledged(world));
    CHECK(rp_world_next(world, FAPI_NEXT_SHOW, 0, "access_denied"));
    STATUS(FAPI_OK, rp_world_answer(world, 200, JSON, ACK, NULL));
    STATUS(FAPI_OK, acknowledged(world));
    CHECK(world->flow->step == FAPIX_FLOW_WAITING && rp_world_flow_is(world, FAPIX_FLOW_AUTH_REQ_ID, "req-2"));
    CHECK(world->flow->number[FAPIX_FLOW_INTERVAL] == 31 && world->flow->number[FAPIX_FLOW_AUTH_REQ_EXPIRES] == NOW + 120);
    CHECK(rp_world_next(world, FAPI_NEXT_WAIT, 31, ""));
    ACCEPTS("CIBA-7.4-1");
    ACCEPTS("CIBA-11-2");
    STATUS(FAPI_ERR_STATE, acknowledged(world));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pushed), cmocka_unit_test(test_not_pushed), cmocka_unit_test(test_acknowledged),
    };

    return t_main("rp_par", tests, sizeof tests / sizeof *tests);
}
