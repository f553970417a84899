/* SPDX-License-Identifier: Apache-2.0 */
/* What comes back from the revocation endpoint: whether the tokens are gone, and if not, what is to be done. */
#include "test/role/rp_answer_fixture.h"

#include "test/role/party_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int ready(rp_world **world)
{
    int rc = rp_world_new(world, FAPI_PROFILE_FAPI2_SECURITY);

    if (rc == FAPI_OK)
        rc = rp_world_asking(*world, FAPI_GRANT_AUTHORIZATION_CODE);
    if (rc == FAPI_OK)
        rc = fapix_flow_set((*world)->flow, FAPIX_FLOW_TOKEN_TYPE, fapix_slice_str("DPoP"));
    if (rc == FAPI_OK)
        rc = fapix_flow_set((*world)->flow, FAPIX_FLOW_ID_TOKEN, fapix_slice_str("id-token"));
    if (rc != FAPI_OK)
        return rc;
    (*world)->rp.endpoint[FAPIX_RP_REVOCATION] = fapix_slice_str(ISSUER "/revoke");
    (*world)->flow->step = FAPIX_FLOW_TOKENS;
    (*world)->flow->number[FAPIX_FLOW_TOKEN_EXPIRES] = NOW + 300;
    return FAPI_OK;
}

static int checked(rp_world *world)
{
    return fapi_rp_check_revocation(&world->rp, world->flow, world->response, NOW, world->verdict);
}

static int has_tokens(const rp_world *world)
{
    return world->flow->step == FAPIX_FLOW_TOKENS && rp_world_flow_is(world, FAPIX_FLOW_ACCESS_TOKEN, "old-access") &&
           rp_world_flow_is(world, FAPIX_FLOW_REFRESH_TOKEN, "old-refresh");
}

/* The body of a 200 says nothing, whatever it is. */
static void gone(void **state)
{
    static const struct {
        const char *type, *body;
    } rows[] = {{NULL, ""}, {JSON, "{}"}, {"text/html", "<h1>done</h1>"}, {JSON, "{\"error\":\"invalid_request\"}"}, {JSON, "{"}};
    AUTO(rp_world) world = NULL;
    AUTO(fapi_flow) other = NULL;
    const char *json = NULL;
    size_t n = 0;
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_OK, ready(&world));
        STATUS(FAPI_OK, rp_world_answer(world, 200, rows[i].type, rows[i].body, i == 0 ? "nonce-1" : NULL));
        STATUS(FAPI_OK, checked(world));
        CHECK(rp_world_next(world, FAPI_NEXT_GO_ON, 0, "") && world->flow->step == FAPIX_FLOW_ENDED);
        CHECK(rp_world_flow_is(world, FAPIX_FLOW_ACCESS_TOKEN, "") && rp_world_flow_is(world, FAPIX_FLOW_REFRESH_TOKEN, ""));
        CHECK(rp_world_flow_is(world, FAPIX_FLOW_TOKEN_TYPE, "") && rp_world_flow_is(world, FAPIX_FLOW_ID_TOKEN, "id-token"));
        CHECK(fapi_flow_expires_at(world->flow) == 0);
        CHECK(i > 0 || fapix_slice_is(fapix_flow_nonce_for(world->flow, fapix_slice_str(ISSUER "/token")), "nonce-1"));
    }
    ACCEPTS("RFC7009-2.2-2");
    STATUS(FAPI_ERR_STATE, checked(world)); /* there is nothing more to revoke */
    /* An ended flow can be kept like any other, and no token is in what is kept. */
    other = fapi_flow_new(t_context());
    CHECK(other != NULL);
    STATUS(FAPI_OK, fapi_flow_store(world->flow, &json, &n));
    CHECK(strstr(t_format("%.*s", (int)n, json), "old-") == NULL);
    STATUS(FAPI_OK, fapi_flow_load(other, json, n));
}

static void still_there(void **state)
{
    static const struct {
        int status, http, next;
        const char *type, *body, *nonce, *error, *ids;
    } rows[] = {
        {FAPI_SERVER_REFUSED, 400, FAPI_NEXT_SHOW, JSON, "{\"error\":\"unsupported_token_type\"}", NULL, "unsupported_token_type",
         "+RFC7009-2.2.1-1"},
        {FAPI_SERVER_REFUSED, 400, FAPI_NEXT_SHOW, JSON, "{\"error\":\"invalid_grant\"}", NULL, "invalid_grant", NULL},
        {FAPI_SERVER_REFUSED, 401, FAPI_NEXT_SHOW, JSON, "{\"error\":\"invalid_client\"}", "n", "invalid_client", NULL},
        {FAPI_SERVER_NONCE, 400, FAPI_NEXT_RETRY, JSON, "{\"error\":\"use_dpop_nonce\"}", "n", "use_dpop_nonce", NULL},
        {FAPI_SERVER_ERROR, 400, FAPI_NEXT_SHOW, JSON, "{\"message\":\"no\"}", NULL, "", "-RFC7009-2.2.1-1"},
        {FAPI_RESPONSE_CONTENT_TYPE, 404, FAPI_NEXT_STOP, "text/html", "<h1>", NULL, "", NULL},
        {FAPI_RESPONSE_HTTP, 500, FAPI_NEXT_SHOW, JSON, "{}", NULL, "", NULL},
        {FAPI_RESPONSE_HTTP, 302, FAPI_NEXT_STOP, NULL, "", NULL, "", "-RFC7009-2.2-2"},
        {FAPI_RESPONSE_HTTP, 204, FAPI_NEXT_STOP, NULL, "", NULL, "", "-RFC7009-2.2-2"},
    };
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_OK, rp_world_answer(world, rows[i].http, rows[i].type, rows[i].body, rows[i].nonce));
        STATUS(rows[i].status, t_row(i, rows[i].body, rows[i].status, checked(world)));
        CHECK(rp_world_next(world, rows[i].next, 0, rows[i].error) && has_tokens(world));
        t_claim_all(rows[i].ids, __func__);
    }
}

static void later(void **state)
{
    static const struct {
        const char *retry_after;
        int64_t wait;
    } rows[] = {
        {NULL, 60}, {"", 60}, {"120", 120}, {"0", 1}, {"86401", 86400}, {"99999999999999999999999999", 86400}, {"-1", 60}, {"1.5", 60},
        {"soon", 60}, {"Fri, 15 Jan 2027 08:01:40 GMT", 100}, {"Fri, 15 Jan 2027 07:59:59 GMT", 1}, {"Thu, 01 Jan 1970 00:00:00 GMT", 1},
        {"Fri Jan 15 08:01:40 2027", 100}, {"Friday, 15-Jan-27 08:01:40 GMT", 60}, {"Sat, 15 Jan 2028 08:01:40 GMT", 86400},
        {"Sat, 15 Jan 2027 08:01:40 GMT", 60}, /* no such weekday */
    };
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_OK, rp_world_answer(world, 503, "text/html", "busy", NULL));
        if (rows[i].retry_after != NULL)
            STATUS(FAPI_OK, fapi_response_add_header(world->response, S("Retry-After"), rows[i].retry_after, strlen(rows[i].retry_after)));
        STATUS(FAPI_REVOCATION_LATER, t_row(i, rows[i].retry_after, FAPI_REVOCATION_LATER, checked(world)));
        if (!rp_world_next(world, FAPI_NEXT_WAIT, rows[i].wait, "") && !t_injected())
            print_error("row %zu waits %lld\n", i, (long long)fapi_verdict_wait(world->verdict));
        CHECK(rp_world_next(world, FAPI_NEXT_WAIT, rows[i].wait, "") && has_tokens(world));
    }
    REFUSES("RFC7009-2.2.1-2");
    STATUS(FAPI_OK, fapi_response_add_header(world->response, S("Retry-After"), S("5")));
    STATUS(FAPI_OK, fapi_response_add_header(world->response, S("retry-after"), S("7"))); /* two say nothing */
    STATUS(FAPI_REVOCATION_LATER, checked(world));
    CHECK(rp_world_next(world, FAPI_NEXT_WAIT, 60, ""));
    STATUS(FAPI_OK, rp_world_answer(world, 200, NULL, "", NULL)); /* the next try */
    STATUS(FAPI_OK, checked(world));
    ACCEPTS("RFC7009-2.2.1-2");
}

static void misuse(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world));
    STATUS(FAPI_OK, rp_world_answer(world, 200, NULL, "", NULL));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_revocation(NULL, world->flow, world->response, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_revocation(&world->rp, NULL, world->response, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_revocation(&world->rp, world->flow, NULL, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_revocation(&world->rp, world->flow, world->response, NOW, NULL));
    STATUS(FAPI_ERR_CLOCK, fapi_rp_check_revocation(&world->rp, world->flow, world->response, -1, world->verdict));
    world->flow->step = FAPIX_FLOW_CODE;
    STATUS(FAPI_ERR_STATE, checked(world));
}

/* Both sides: what the client asks for is what the server takes, and answers. */
static void both_sides(void **state)
{
    AUTO(party) p = NULL;
    AUTO(fapi_response) response = NULL;
    AUTO(fapi_verdict) verdict = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};
    as_server *server = NULL;
    (void)state;

    STATUS(FAPI_OK, party_new(&p, &setup));
    server = p->server;
    response = fapi_response_new(t_context());
    verdict = fapi_verdict_new(t_context());
    CHECK(response != NULL && verdict != NULL);
    STATUS(FAPI_OK, party_tokens(p, "access", "DPoP", AS_REFRESH));
    STATUS(FAPI_OK, fapi_rp_make_revocation(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, fapi_request_set_tls(p->request, 0x0304, 0x1301));
    STATUS(FAPI_OK, fapi_as_check_revocation(server->as, p->request, p->client, server->refresh, AS_TIME, server->verdict));
    CHECK(server->verdict->revoke == FAPI_REVOKE_FAMILY);
    STATUS(FAPI_OK, fapi_as_answer_revocation(server->as, server->verdict, server->answer));
    STATUS(FAPI_OK, fapi_response_set_http(response, fapi_answer_http(server->answer)));
    STATUS(FAPI_OK, fapi_rp_check_revocation(p->rp, p->flow, response, AS_TIME, verdict));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_refresh(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_userinfo(p->rp, p->flow, AS_TIME, p->request));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gone),   cmocka_unit_test(still_there), cmocka_unit_test(later),
        cmocka_unit_test(misuse), cmocka_unit_test(both_sides),
    };

    return t_main("role/rp_revocation", tests, sizeof tests / sizeof *tests);
}
