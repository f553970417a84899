/* SPDX-License-Identifier: Apache-2.0 */
/* What comes back from the revocation endpoint, and which token leaves the flow. */
#include "test/role/rp_answer_fixture.h"

/* A client that has both tokens and has just asked to take one back. */
static int started(rp_world **world)
{
    int rc = rp_world_new(world, FAPI_PROFILE_FAPI2_SECURITY);

    if (rc == FAPI_OK)
        rc = rp_world_asking(*world, FAPI_GRANT_AUTHORIZATION_CODE);
    if (rc == FAPI_OK)
        rc = fapix_flow_set((*world)->flow, FAPIX_FLOW_ACCESS_TOKEN, fapix_slice_str("access"));
    if (rc == FAPI_OK)
        rc = fapix_flow_set((*world)->flow, FAPIX_FLOW_REFRESH_TOKEN, fapix_slice_str("refresh"));
    if (rc == FAPI_OK)
        (*world)->flow->step = FAPIX_FLOW_TOKENS;
    if (rc == FAPI_OK)
        (*world)->rp.endpoint[FAPIX_RP_REVOCATION] = fapix_slice_str(ISSUER "/revoke");
    return rc;
}

static int revoked(rp_world *world)
{
    return fapi_rp_check_revocation(&world->rp, world->flow, world->response, NOW, world->verdict);
}

static void test_one_after_the_other(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&world));
    STATUS(FAPI_OK, rp_world_answer(world, 200, NULL, "", "fresh"));
    STATUS(FAPI_OK, revoked(world));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_REFRESH_TOKEN, "") && rp_world_flow_is(world, FAPIX_FLOW_ACCESS_TOKEN, "access"));
    CHECK(rp_world_next(world, FAPI_NEXT_GO_ON, 0, ""));
    CHECK(fapix_slice_is(fapix_flow_nonce_for(world->flow, fapix_slice_str(ISSUER "/token")), "fresh"));
    /* whatever the body says, and of whatever type it is */
    STATUS(FAPI_OK, rp_world_answer(world, 200, "text/html", "{\"error\":\"invalid_token\"}", NULL));
    STATUS(FAPI_OK, revoked(world));
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_ACCESS_TOKEN, ""));
    ACCEPTS("RFC7009-2.2-2");
    ACCEPTS("RFC7009-2.2.1-1");
    STATUS(FAPI_ERR_STATE, revoked(world)); /* there is nothing left */
}

static void test_not_revoked(void **state)
{
    static const struct {
        int status, http, next;
        const char *type, *body, *nonce, *error;
    } rows[] = {
        {FAPI_RESPONSE_HTTP, 204, FAPI_NEXT_STOP, NULL, "", NULL, ""},
        {FAPI_RESPONSE_HTTP, 302, FAPI_NEXT_STOP, NULL, "", NULL, ""},
        {FAPI_RESPONSE_HTTP, 503, FAPI_NEXT_SHOW, "text/html", "busy", NULL, ""},
        {FAPI_SERVER_REFUSED, 401, FAPI_NEXT_SHOW, JSON, "{\"error\":\"invalid_client\"}", NULL, "invalid_client"},
        {FAPI_SERVER_REFUSED, 400, FAPI_NEXT_SHOW, JSON, "{\"error\":\"unsupported_token_type\"}", NULL, "unsupported_token_type"},
        {FAPI_SERVER_ERROR, 400, FAPI_NEXT_SHOW, JSON, "{\"message\":\"no\"}", NULL, ""},
    };
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&world));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(FAPI_OK, rp_world_answer(world, rows[i].http, rows[i].type, rows[i].body, rows[i].nonce));
        STATUS(rows[i].status, revoked(world));
        CHECK(rp_world_next(world, rows[i].next, 0, rows[i].error));
        CHECK(rp_world_flow_is(world, FAPIX_FLOW_REFRESH_TOKEN, "refresh") && rp_world_flow_is(world, FAPIX_FLOW_ACCESS_TOKEN, "access"));
    }
    REFUSES("RFC7009-2.2-2");
    REFUSES("RFC7009-2.2.1-1");
}

static void test_misuse(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&world));
    STATUS(FAPI_OK, rp_world_answer(world, 200, NULL, "", NULL));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_revocation(NULL, world->flow, world->response, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_revocation(&world->rp, NULL, world->response, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_revocation(&world->rp, world->flow, NULL, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_revocation(&world->rp, world->flow, world->response, NOW, NULL));
    STATUS(FAPI_ERR_CLOCK, fapi_rp_check_revocation(&world->rp, world->flow, world->response, -1, world->verdict));
    world->flow->step = FAPIX_FLOW_SENT;
    STATUS(FAPI_ERR_STATE, revoked(world));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_after_the_other),
        cmocka_unit_test(test_not_revoked),
        cmocka_unit_test(test_misuse),
    };

    return t_main("rp_revocation", tests, sizeof tests / sizeof *tests);
}
