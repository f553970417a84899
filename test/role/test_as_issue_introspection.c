/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says of a token that it issued, and that the resource server of the same profile takes it. */
#include "base/verdict.h"
#include "oauth/grant.h"
#include "role/authorization_server.h"
#include "test/role/fixture.h"
#include "test/role/issue_fixture.h"

/* Ask about a token that was stored, or not. */
static int ask(issued *i, const fapi_grant *found)
{
    as_server *server = i->server;
    int rc = as_send(server, AS_INTROSPECT, NULL);

    if (rc == FAPI_OK)
        rc = fapi_as_issue_introspection(server->as, server->client, server->verdict, found, server->now, server->answer);
    return rc;
}

/* The same, and hand the answer to the resource server together with a request that brings the token. */
static int ask_and_call(issued *i, const fapi_grant *found, const char *jti)
{
    AUTO(fapi_response) response = fapi_response_new(t_context());
    const char *name = NULL, *text = NULL;
    size_t n = 0;
    int rc = response == NULL ? FAPI_ERR_NOMEM : ask(i, found);

    if (rc == FAPI_OK)
        rc = fapi_response_set_http(response, fapi_answer_http(i->server->answer));
    for (size_t k = 0; rc == FAPI_OK && k < fapi_answer_header_count(i->server->answer); k++) {
        rc = fapi_answer_header(i->server->answer, k, &name, &text, &n);
        if (rc == FAPI_OK)
            rc = fapi_response_add_header(response, name, strlen(name), text, n);
    }
    if (rc == FAPI_OK)
        rc = fapi_answer_body(i->server->answer, &text, &n);
    if (rc == FAPI_OK)
        rc = fapi_response_set_body(response, text, n);
    return rc == FAPI_OK ? issued_call(i, response, jti) : rc;
}

static int body_is(const issued *i, const char *want)
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_answer_body(i->server->answer, &text, &n) == FAPI_OK && n == strlen(want) && memcmp(text, want, n) == 0;
}

static int says(const issued *i, int kind)
{
    return fapi_answer_kind(i->server->answer) == kind && fapi_answer_http(i->server->answer) == 200;
}

static void taken(int profile, int how)
{
    AUTO(issued) i = NULL;
    json_t *body = NULL;
    int good = 0;

    STATUS(FAPI_OK, issued_new(&i, profile, FAPI_AUTH_PRIVATE_KEY_JWT, how));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    STATUS(FAPI_OK, t_row(0, "ask", FAPI_OK, ask(i, i->access)));
    if (says(i, FAPI_ANSWER_JSON)) {
        body = issued_body(i);
        good = issued_is(body, "iss", AS_ISSUER) && issued_is(body, "sub", I_SUB) && issued_is(body, "client_id", AS_CLIENT) &&
               issued_is(body, "scope", "openid accounts") && issued_is(body, "token_type", i->dpop ? "DPoP" : "Bearer") &&
               issued_is(json_object_get(body, "cnf"), i->dpop ? "jkt" : "x5t#S256", i->dpop ? i->server->jkt : i->server->x5t) &&
               json_integer_value(json_object_get(body, "iat")) == AS_TIME && json_object_get(body, "email") == NULL &&
               json_integer_value(json_object_get(body, "exp")) == i->access->expires_at &&
               json_integer_value(json_object_get(body, "auth_time")) == 1799999900 &&
               json_is_string(json_object_get(body, "jti")) == ((how & ISSUED_OPAQUE) == 0);
        json_decref(body);
        CHECK(good);
    } else {
        CHECK(says(i, FAPI_ANSWER_JWT));
    }
    CHECK((how & ISSUED_SIGNED) == 0 || says(i, FAPI_ANSWER_JWT));
    STATUS(FAPI_OK, t_row(1, "take", FAPI_OK, ask_and_call(i, i->access, "introspected")));
    STATUS(FAPI_INTROSPECTION_RESPONSE_INACTIVE, t_row(2, "gone", FAPI_INTROSPECTION_RESPONSE_INACTIVE, ask_and_call(i, NULL, "none")));
}

static void every_profile(int how)
{
    for (int profile = FAPI_PROFILE_FAPI1_BASELINE; profile <= FAPI_PROFILE_CO_OPEN_FINANCE; profile++)
        taken(profile, how);
}

static void jwts(void **state)
{
    (void)state;
    SLOW();
    every_profile(0);
}

static void opaque(void **state)
{
    (void)state;
    SLOW();
    every_profile(ISSUED_OPAQUE);
}

static void signed_answers(void **state)
{
    (void)state;
    SLOW();
    every_profile(ISSUED_OPAQUE | ISSUED_SIGNED);
    ACCEPTS("RFC9701-5-1");
}

static void members(void **state)
{
    AUTO(issued) i = NULL;
    static const char details[] = "[{\"type\":\"account_information\"}]";
    json_t *body = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, issued_new(&i, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT, ISSUED_OPAQUE));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    STATUS(FAPI_OK, fapix_grant_put(i->access, FAPIX_GRANT_DETAILS, fapix_slice_str(details)));
    STATUS(FAPI_OK, ask(i, i->access));
    body = issued_body(i);
    good = json_is_true(json_object_get(body, "active")) && json_object_size(body) == 13 &&
           json_array_size(json_object_get(body, "authorization_details")) == 1 &&
           json_array_size(json_object_get(body, "aud")) == 1 && issued_is(body, "acr", "urn:brasil:openbanking:loa2");
    json_decref(body);
    CHECK(good);
    ACCEPTS("RFC9396-9.2-1");
    ACCEPTS("RFC9470-6.2-1");
    STATUS(FAPI_OK, ask_and_call(i, i->access, "details"));
    /* A client on its own behalf. */
    STATUS(FAPI_OK, issued_tokens(i, &(as_change){.form = {I_CREDENTIALS, {"scope", "accounts"}}}));
    STATUS(FAPI_OK, ask(i, i->access));
    body = issued_body(i);
    good = issued_is(body, "sub", AS_CLIENT) && issued_is(body, "client_id", AS_CLIENT) && json_object_get(body, "acr") == NULL;
    json_decref(body);
    CHECK(good);
    REFUSES("RFC9470-6.2-1");
    STATUS(FAPI_OK, ask_and_call(i, i->access, "its own"));
}

static void not_active(void **state)
{
    AUTO(issued) i = NULL;
    (void)state;

    STATUS(FAPI_OK, issued_new(&i, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT, 0));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    STATUS(FAPI_OK, ask(i, i->access));
    CHECK(!body_is(i, "{\"active\":false}"));
    ACCEPTS("RFC7662-2.2-6");
    ACCEPTS("RFC7662-2.2-2");
    STATUS(FAPI_OK, ask(i, NULL));
    CHECK(body_is(i, "{\"active\":false}") && says(i, FAPI_ANSWER_JSON));
    STATUS(FAPI_OK, ask(i, i->refresh));
    CHECK(body_is(i, "{\"active\":false}"));
    STATUS(FAPI_OK, ask(i, i->server->grant[AS_TOKEN]));
    CHECK(body_is(i, "{\"active\":false}"));
    REFUSES("RFC7662-2.2-6");
    STATUS(FAPI_OK, fapi_grant_set_used(i->access, 1)); /* as a host may mark what it revoked */
    STATUS(FAPI_OK, ask(i, i->access));
    CHECK(body_is(i, "{\"active\":false}"));
    STATUS(FAPI_OK, fapi_grant_set_used(i->access, 0));
    STATUS(FAPI_OK, fapi_grant_set_times(i->access, AS_TIME - 300, AS_TIME));
    STATUS(FAPI_OK, ask(i, i->access));
    CHECK(body_is(i, "{\"active\":false}"));
    REFUSES("RFC7662-2.2-2");
}

static void arguments(void **state)
{
    AUTO(issued) i = NULL;
    as_server *s = NULL;
    (void)state;

    STATUS(FAPI_OK, issued_new(&i, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT, 0));
    s = i->server;
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    STATUS(FAPI_ERR_STATE, fapi_as_issue_introspection(s->as, s->client, s->verdict, i->access, AS_TIME, s->answer));
    CHECK(fapi_answer_kind(s->answer) == 0);
    STATUS(FAPI_OK, as_send(s, AS_INTROSPECT, NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_introspection(NULL, s->client, s->verdict, i->access, AS_TIME, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_introspection(s->as, NULL, s->verdict, i->access, AS_TIME, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_introspection(s->as, s->client, NULL, i->access, AS_TIME, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_introspection(s->as, s->client, s->verdict, i->access, AS_TIME, NULL));
    STATUS(FAPI_ERR_CLOCK, fapi_as_issue_introspection(s->as, s->client, s->verdict, i->access, -1, s->answer));
    STATUS(FAPI_OK, fapi_as_issue_introspection(s->as, s->client, s->verdict, i->access, AS_TIME, s->answer));
    STATUS(FAPI_INTROSPECTION_TOKEN, as_send(s, AS_INTROSPECT, &(as_change){.form = {{"token", NULL}}}));
    STATUS(FAPI_ERR_STATE, fapi_as_issue_introspection(s->as, s->client, s->verdict, i->access, AS_TIME, s->answer));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jwts),    cmocka_unit_test(opaque),     cmocka_unit_test(signed_answers),
        cmocka_unit_test(members), cmocka_unit_test(not_active), cmocka_unit_test(arguments),
    };

    return t_main("role/as_issue_introspection", tests, sizeof tests / sizeof tests[0]);
}
