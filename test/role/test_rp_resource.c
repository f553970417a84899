/* SPDX-License-Identifier: Apache-2.0 */
/* What resources answer, and pings: challenges in every form, nonces, and who may call the client. */
#include "test/role/rp_answer_fixture.h"

#define ID "c770aef3-6784-41f7-8e0e-ff5f97bddb3a"
#define NOTIFY "https://client.example.com/notify"

static int checked_at(rp_world *world, int64_t now)
{
    return fapi_rp_check_resource(&world->rp, world->flow, world->request, world->response, now, world->verdict);
}

static int checked(rp_world *world)
{
    return checked_at(world, NOW);
}

static int started(rp_world **world, int profile)
{
    int rc = rp_world_new(world, profile);

    if (rc == FAPI_OK)
        rc = rp_world_asking(*world, FAPI_GRANT_AUTHORIZATION_CODE);
    if (rc != FAPI_OK)
        return rc;
    (*world)->flow->step = FAPIX_FLOW_TOKENS;
    rc = fapi_request_set_method((*world)->request, S("GET"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url((*world)->request, S(RESOURCE));
    return rc == FAPI_OK ? fapi_request_add_header((*world)->request, S("x-fapi-interaction-id"), S(ID)) : rc;
}

static int challenged(rp_world *world, int http, const char *first, const char *second, const char *nonce)
{
    int rc = rp_world_answer(world, http, NULL, "", nonce);

    if (rc == FAPI_OK && first != NULL)
        rc = fapi_response_add_header(world->response, S("WWW-Authenticate"), first, strlen(first));
    if (rc == FAPI_OK && second != NULL)
        rc = fapi_response_add_header(world->response, S("WWW-Authenticate"), second, strlen(second));
    return rc;
}

static void test_answers(void **state)
{
    static const struct {
        int status, http, next;
        const char *first, *second, *nonce, *error;
    } rows[] = {
        {FAPI_OK, 200, FAPI_NEXT_GO_ON, NULL, NULL, NULL, ""},
        {FAPI_OK, 404, FAPI_NEXT_GO_ON, NULL, NULL, NULL, ""},
        {FAPI_OK, 503, FAPI_NEXT_GO_ON, NULL, NULL, NULL, ""},
        {FAPI_OK, 403, FAPI_NEXT_GO_ON, NULL, NULL, NULL, ""},
        {FAPI_SERVER_NONCE, 401, FAPI_NEXT_RETRY, "dpOp error=\"use_dpop_nonce\"", NULL, "n-2", "use_dpop_nonce"},
        {FAPI_SERVER_NONCE, 401, FAPI_NEXT_RETRY, "Bearer realm=\"a, DPoP error=\\\"invalid_token\\\"\", DPoP algs=\"ES256\", "
         "ERROR=use_dpop_nonce", NULL, "n-2", "use_dpop_nonce"},
        {FAPI_SERVER_NONCE, 401, FAPI_NEXT_RETRY, "Bearer", "DPoP error=\"use_dpop_nonce\"", "n-2", "use_dpop_nonce"},
        {FAPI_SERVER_REFUSED, 401, FAPI_NEXT_SHOW, "DPoP error=\"use_dpop_nonce\"", NULL, NULL, "use_dpop_nonce"},
        {FAPI_SERVER_REFUSED, 401, FAPI_NEXT_REFRESH_TOKEN, "DPoP error=\"invalid_token\"", NULL, NULL, "invalid_token"},
        {FAPI_SERVER_REFUSED, 401, FAPI_NEXT_REFRESH_TOKEN, "DPoP algs=\"ES256\"", "Bearer error=\"invalid_token\"", NULL,
         "invalid_token"},
        {FAPI_SERVER_REFUSED, 401, FAPI_NEXT_SHOW, "DPoP error=\"invalid_dpop_proof\", Bearer error=\"invalid_token\"", NULL, NULL,
         "invalid_dpop_proof"},
        {FAPI_SERVER_REFUSED, 403, FAPI_NEXT_SHOW, "DPoP error=\"insufficient_scope\", scope=\"a b\"", NULL, NULL,
         "insufficient_scope"},
        {FAPI_SERVER_REFUSED, 400, FAPI_NEXT_SHOW, "DPoP error=\"invalid_request\"", NULL, NULL, "invalid_request"},
        {FAPI_SERVER_REFUSED, 401, FAPI_NEXT_SHOW, NULL, NULL, NULL, ""},
        {FAPI_SERVER_REFUSED, 401, FAPI_NEXT_SHOW, "Basic realm=\"x\"", NULL, NULL, ""},
        {FAPI_SERVER_REFUSED, 401, FAPI_NEXT_SHOW, "DPoP error=\"a\\\"b\"", NULL, NULL, ""},
        {FAPI_CHALLENGE_SYNTAX, 401, FAPI_NEXT_SHOW, "DPoP error=\"use_dpop_nonce", NULL, "n-2", ""},
        {FAPI_CHALLENGE_REPEATED, 401, FAPI_NEXT_SHOW, "DPoP error=\"use_dpop_nonce\", Error=\"x\"", NULL, "n-2", ""},
    };
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&world, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int same = 0;

        STATUS(FAPI_OK, challenged(world, rows[i].http, rows[i].first, rows[i].second, rows[i].nonce));
        STATUS(rows[i].status, checked(world));
        same = rp_world_next(world, rows[i].next, 0, rows[i].error);
        if (!same)
            printf("row %zu: next %d\n", i, fapi_verdict_next(world->verdict));
        CHECK(same && world->flow->step == FAPIX_FLOW_TOKENS);
    }
    ACCEPTS("RFC9110-11.6.1-1");
    REFUSES("RFC9110-11.6.1-1");
    ACCEPTS("RFC9110-11.1-1");
    REFUSES("RFC9110-11.2-1");
    ACCEPTS("FAPI2SP-5.3.3.1-8");
    REFUSES("FAPI2SP-5.3.3.1-8");
}

/* A nonce counts for the server that gave it, in whatever answer it came. */
static void test_nonce(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&world, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, challenged(world, 200, NULL, NULL, "n-1"));
    STATUS(FAPI_OK, checked(world));
    CHECK(fapix_slice_is(fapix_flow_nonce_for(world->flow, fapix_slice_str("https://api.example.com/other")), "n-1"));
    STATUS(FAPI_OK, challenged(world, 500, NULL, NULL, "n-2"));
    STATUS(FAPI_OK, checked(world));
    CHECK(fapix_slice_is(fapix_flow_nonce_for(world->flow, fapix_slice_str(RESOURCE)), "n-2"));
    ACCEPTS("RFC9449-8.2-1");
    CHECK(fapix_flow_nonce_for(world->flow, fapix_slice_str(ISSUER "/token")).n == 0);
    REFUSES("RFC9449-8.2-1");
}

/* A bare 401 is a reason to refresh only where the token is known to be over. */
static void test_over(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&world, FAPI_PROFILE_FAPI2_SECURITY));
    world->flow->number[FAPIX_FLOW_TOKEN_EXPIRES] = NOW + 10;
    STATUS(FAPI_OK, challenged(world, 401, "DPoP", NULL, NULL));
    STATUS(FAPI_SERVER_REFUSED, checked_at(world, NOW + 9));
    CHECK(rp_world_next(world, FAPI_NEXT_SHOW, 0, ""));
    STATUS(FAPI_SERVER_REFUSED, checked_at(world, NOW + 10));
    CHECK(rp_world_next(world, FAPI_NEXT_REFRESH_TOKEN, 0, ""));
}

static void test_interaction_id(void **state)
{
    static const struct {
        int status, http;
        const char *echo, *again;
    } rows[] = {
        {FAPI_OK, 200, ID, NULL},
        {FAPI_OK, 200, "C770AEF3-6784-41F7-8E0E-FF5F97BDDB3A", NULL},
        {FAPI_OK, 500, NULL, NULL},
        {FAPI_RESOURCE_INTERACTION_ID, 200, NULL, NULL},
        {FAPI_RESOURCE_INTERACTION_ID, 200, "d770aef3-6784-41f7-8e0e-ff5f97bddb3a", NULL},
        {FAPI_RESOURCE_INTERACTION_ID, 500, "", NULL},
        {FAPI_RESOURCE_INTERACTION_ID, 200, ID, ID},
    };
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&world, FAPI_PROFILE_BR_OPEN_FINANCE));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(FAPI_OK, challenged(world, rows[i].http, NULL, NULL, NULL));
        if (rows[i].echo != NULL)
            STATUS(FAPI_OK, fapi_response_add_header(world->response, S("X-FAPI-Interaction-Id"), rows[i].echo, strlen(rows[i].echo)));
        if (rows[i].again != NULL)
            STATUS(FAPI_OK, fapi_response_add_header(world->response, S("x-fapi-interaction-id"), rows[i].again, strlen(rows[i].again)));
        STATUS(rows[i].status, checked(world));
    }
    fapi_request_reset(world->request); /* none was sent, so none is missed */
    STATUS(FAPI_ERR_STATE, checked(world));
    STATUS(FAPI_OK, fapi_request_set_url(world->request, S(RESOURCE)));
    STATUS(FAPI_OK, checked(world));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_resource(&world->rp, world->flow, NULL, world->response, NOW, world->verdict));
}

/* ---- pings ---- */

static int pinged(rp_world *world, const char *url, const char *authorization, const char *body)
{
    int rc = FAPI_ERR_INTERNAL;

    fapi_request_reset(world->request);
    rc = fapi_request_set_method(world->request, S("POST"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(world->request, url, strlen(url));
    if (rc == FAPI_OK && authorization != NULL)
        rc = fapi_request_add_header(world->request, S("Authorization"), authorization, strlen(authorization));
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(world->request, S("Content-Type"), S(JSON));
    return rc == FAPI_OK ? fapi_request_set_body(world->request, body, strlen(body)) : rc;
}

static int answered(rp_world *world)
{
    return fapi_rp_check_ping(&world->rp, world->flow, world->request, NOW, world->verdict);
}

static void test_ping(void **state)
{
    static const struct {
        int status, http;
        const char *url, *authorization, *body;
    } rows[] = {
        {FAPI_TLS_REQUIRED, 400, "http://client.example.com/notify", "Bearer notify-1", "{\"auth_req_id\":\"req-1\"}"},
        {FAPI_PING_TOKEN_MISSING, 401, NOTIFY, NULL, "{\"auth_req_id\":\"req-1\"}"},
        {FAPI_PING_TOKEN, 401, NOTIFY, "Bearer notify-2", "{\"auth_req_id\":\"req-1\"}"},
        {FAPI_PING_AUTH_REQ_ID, 400, NOTIFY, "Bearer notify-1", "{\"auth_req_id\":\"req-2\"}"},
        {FAPI_PING_BODY, 400, NOTIFY, "Bearer notify-1", "req-1"},
        {FAPI_OK, 204, NOTIFY, "Bearer notify-1", "{\"auth_req_id\":\"req-1\",\"more\":0}"},
    };
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&world, FAPI_PROFILE_FAPI2_SECURITY));
    world->flow->step = FAPIX_FLOW_WAITING;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(FAPI_OK, pinged(world, rows[i].url, rows[i].authorization, rows[i].body));
        STATUS(rows[i].status, answered(world));
        CHECK(fapi_verdict_http(world->verdict) == rows[i].http && world->flow->step == FAPIX_FLOW_WAITING);
    }
    CHECK(rp_world_next(world, FAPI_NEXT_GO_ON, 0, "") && world->flow->number[FAPIX_FLOW_LAST_POLL] == -1);
    ACCEPTS("CIBA-9-1");
    REFUSES("CIBA-9-1");
    ACCEPTS("CIBA-10.2-1");
    REFUSES("CIBA-10.2-1");
    world->flow->step = FAPIX_FLOW_ASKING; /* a poll is out, or was lost */
    world->flow->number[FAPIX_FLOW_GRANT] = FAPI_GRANT_CIBA;
    STATUS(FAPI_OK, answered(world));
    CHECK(world->flow->step == FAPIX_FLOW_ASKING);
    world->flow->number[FAPIX_FLOW_GRANT] = FAPI_GRANT_REFRESH_TOKEN;
    STATUS(FAPI_ERR_STATE, answered(world));
    world->flow->step = FAPIX_FLOW_WAITING;
    STATUS(FAPI_OK, fapi_request_add_header(world->request, S("Authorization"), S("Bearer notify-1")));
    STATUS(FAPI_PING_TOKEN_MISSING, answered(world)); /* two of them */
    world->flow->step = FAPIX_FLOW_TOKENS;
    STATUS(FAPI_ERR_STATE, answered(world));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_ping(&world->rp, world->flow, NULL, NOW, world->verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers), cmocka_unit_test(test_nonce), cmocka_unit_test(test_over),
        cmocka_unit_test(test_interaction_id), cmocka_unit_test(test_ping),
    };

    return t_main("rp_resource", tests, sizeof tests / sizeof *tests);
}
