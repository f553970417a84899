/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests at the authorization endpoint, pushed before, by value and plain: P7 to P18 of the catalogue of the public conformance suite, and
 * whom a refusal may be told: the client only when it and its redirect URI are proven, else nobody but the user.
 */
#include "base/verdict.h"
#include "test/role/as_server.h"
#include "test/role/fixture.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))
#define ALL "12MUCBO"
#define URN "urn:ietf:params:oauth:request_uri:"
#define PAGE 400, "invalid_request"
#define URI 400, "invalid_request_uri"
#define BACK 303

static const as_row rows[] = {
    {"P17", AS_AUTHORIZE, ALL, {.how = 0}, FAPI_OK, 200, "", "+RFC9126-4-4 +RFC9101-5.2.1-1 +FAPI2SP-5.3.2.2-3 +RFC6749-4.1.2.1-1"},
    {"P17 by POST", AS_AUTHORIZE, ALL, {.method = "POST"}, FAPI_OK, 200, "", NULL},
    {"P17 by PUT", AS_AUTHORIZE, ALL, {.method = "PUT"}, FAPI_AUTHORIZATION_METHOD, 405, "invalid_request", NULL},
    {"P17 by HEAD", AS_AUTHORIZE, ALL, {.method = "HEAD"}, FAPI_AUTHORIZATION_METHOD, 405, "invalid_request", NULL},
    {"P17 by POST of JSON", AS_AUTHORIZE, ALL, {.method = "POST", .content_type = "application/json"}, FAPI_FORM_CONTENT_TYPE, PAGE, NULL},
    {"P18", AS_AUTHORIZE, ALL,
     {.form = {{"state", "other"}, {"redirect_uri", "https://attacker.example.com/"}, {"scope", "payments"}, {"response_type", "token"}}}, FAPI_OK,
     200, "", "+RFC9101-5-3 +RFC9101-6.3-1"},
    {"an unknown client", AS_AUTHORIZE, ALL, {.form = {{"client_id", "nobody"}}}, FAPI_AUTHORIZATION_CLIENT_ID, PAGE,
     "-RFC9700-4.11.2-1 -RFC6749-4.1.2.1-1"},
    {"no client", AS_AUTHORIZE, ALL, {.form = {{"client_id", NULL}}}, FAPI_AUTHORIZATION_CLIENT_ID_MISSING, PAGE, "-RFC9101-5-2"},
    {"no client, without value", AS_AUTHORIZE, ALL, {.form = {{"client_id", ""}}}, FAPI_AUTHORIZATION_CLIENT_ID_MISSING, PAGE, NULL},
    {"P12", AS_AUTHORIZE, "2MCBO", {.how = AS_DIRECT | AS_BY_VALUE}, FAPI_REQUEST_URI_MISSING, PAGE,
     "-FAPI2SP-5.3.2.2-3 -CDR-authflows-2 -BROF-5.2.2-1"},
    {"P12 where an object would do", AS_AUTHORIZE, "1U", {.how = AS_DIRECT | AS_BY_VALUE}, FAPI_REQUEST_OBJECT_MISSING, PAGE, "-FAPI1ADV-5.2.2-1"},
    {"P12 where a plain one will do", AS_AUTHORIZE, "b", {.how = AS_DIRECT | AS_BY_VALUE}, FAPI_OK, 200, "", NULL},
    {"P12 with client_id alone", AS_AUTHORIZE, "2MCBO", {.form = {{"request_uri", NULL}}}, FAPI_REQUEST_URI_MISSING, PAGE, NULL},
    {"P13", AS_AUTHORIZE, ALL, {.form = {{"client_id", AS_OTHER_CLIENT}}}, FAPI_REQUEST_URI_CLIENT, URI, "-RFC9101-10.2-d"},
    {"nothing found", AS_AUTHORIZE, ALL, {.how = AS_NOT_FOUND}, FAPI_REQUEST_URI_UNKNOWN, URI, NULL},
    {"found under another name", AS_AUTHORIZE, ALL, {.form = {{"request_uri", URN AS_VERIFIER}}}, FAPI_REQUEST_URI_UNKNOWN, URI, NULL},
    {"a request_uri of few characters", AS_AUTHORIZE, ALL, {.form = {{"request_uri", URN "abc"}}}, FAPI_REQUEST_URI_FORM, URI, "-RFC9101-5.2.1-1"},
    {"a request_uri to fetch from", AS_AUTHORIZE, ALL, {.form = {{"request_uri", "https://client.example.com/object"}}}, FAPI_REQUEST_URI_FORM, URI,
     "-RFC9101-5.2-1"},
    {"request beside request_uri", AS_AUTHORIZE, ALL, {.form = {{"request", "e30.e30.AA"}}}, FAPI_REQUEST_URI_AND_REQUEST, PAGE, "-RFC9101-5-1"},
    /* by value */
    {"object by value", AS_AUTHORIZE, "1U", {.how = AS_DIRECT}, FAPI_OK, 200, "", "+FAPI1ADV-5.2.2-1 +FAPI1ADV-5.2.2-0"},
    {"object by value by POST", AS_AUTHORIZE, "1U", {.how = AS_DIRECT, .method = "POST"}, FAPI_OK, 200, "", NULL},
    {"object by value without PKCE", AS_AUTHORIZE, "1U",
     {.how = AS_DIRECT, .request = {{"code_challenge", NULL}, {"code_challenge_method", NULL}}}, FAPI_OK, 200, "", "+FAPI1ADV-5.2.2-0"},
    {"object by value with PKCE plain", AS_AUTHORIZE, "1U", {.how = AS_DIRECT, .request = {{"code_challenge_method", "plain"}}}, FAPI_PKCE_METHOD,
     BACK, "invalid_request", "-FAPI1ADV-5.2.2-0 -RFC6749-4.1.2.1-2"},
    {"P7 by value", AS_AUTHORIZE, "1", {.how = AS_DIRECT, .request = {{"response_mode", NULL}}}, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, BACK,
     "invalid_request", "-FAPI1ADV-5.2.2-2"},
    {"P8 by value", AS_AUTHORIZE, "1U", {.how = AS_DIRECT, .request = {{"response_type", "code id_token"}, {"response_mode", "query"}}},
     FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY, BACK, "invalid_request", NULL},
    {"P5 by value", AS_AUTHORIZE, "1U", {.how = AS_DIRECT, .request = {{"response_type", "token"}}}, FAPI_AUTHORIZATION_RESPONSE_TYPE, BACK,
     "unsupported_response_type", "-OBUK-flow-1"},
    {"P9 by value", AS_AUTHORIZE, "1U", {.how = AS_DIRECT, .request = {{"redirect_uri", "https://attacker.example.com/"}}},
     FAPI_REDIRECT_URI_UNREGISTERED, PAGE, "-FAPI2SP-5.3.2.1-7 -OIDCC-3.1.2.6-1 -RFC9700-4.11.2-1 -RFC6749-4.1.2.1-1"},
    {"P10 by value", AS_AUTHORIZE, "1U", {.how = AS_DIRECT, .request = {{"redirect_uri", NULL}}}, FAPI_REDIRECT_URI_MISSING, PAGE, NULL},
    {"scope malformed by value", AS_AUTHORIZE, "1U", {.how = AS_DIRECT, .request = {{"scope", " "}}}, FAPI_AUTHORIZATION_SCOPE, BACK, "invalid_scope",
     NULL},
    /* plain */
    {"P9 plain", AS_AUTHORIZE, "b", {.how = AS_DIRECT, .request = {{"redirect_uri", "https://attacker.example.com/"}}},
     FAPI_REDIRECT_URI_UNREGISTERED, PAGE, NULL},
    {"P3 plain", AS_AUTHORIZE, "b", {.how = AS_DIRECT, .request = {{"code_challenge", NULL}, {"code_challenge_method", NULL}}},
     FAPI_PKCE_CHALLENGE_MISSING, BACK, "invalid_request", "-FAPI1BASE-5.2.2-7"},
    {"no nonce, plain", AS_AUTHORIZE, "b", {.how = AS_DIRECT, .request = {{"nonce", NULL}}}, FAPI_AUTHORIZATION_NONCE_MISSING, BACK,
     "invalid_request", "-FAPI1BASE-5.2.2.2-1 -FAPI1BASE-5.2.2.1-2 -OIDCC-3.1.2.2-1"},
};

static void requests(void **state)
{
    SLOW();
    (void)state;
    AS_RUN(rows);
}

static int targets(const as_server *server, int mode, const char *redirect_uri, const char *state)
{
    const fapix_target *target = &server->verdict->target;

    if (mode == 0)
        return !target->redirect;
    return target->redirect && target->mode == mode && target->redirect_uri_n == strlen(redirect_uri) &&
           memcmp(target->redirect_uri, redirect_uri, strlen(redirect_uri)) == 0 && target->state_n == strlen(state) &&
           memcmp(target->state, state, strlen(state)) == 0 && target->client_id_n == strlen(AS_CLIENT);
}

/* ---- the life of a request_uri ---- */

static int times_of(as_server *server, int64_t issued_at, int64_t expires_at)
{
    return fapi_grant_set_times(server->grant[AS_AUTHORIZE], issued_at, expires_at);
}

static void life_of_a_request_uri(void **state)
{
    AUTO(as_server) server = NULL;
    (void)state;

    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    /* P16: it may be opened twice, and both times nothing is told to anybody else */
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, NULL));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, NULL));
    /* P14: its last second is the one before expires_at, whatever clocks may differ elsewhere */
    server->now = AS_TIME + 59;
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, NULL));
    server->now = AS_TIME + 60;
    STATUS(FAPI_REQUEST_URI_EXPIRED, as_send(server, AS_AUTHORIZE, NULL));
    CHECK(fapi_verdict_http(server->verdict) == 400 && strcmp(fapi_verdict_oauth_error(server->verdict), "invalid_request_uri") == 0);
    CHECK(targets(server, 0, NULL, NULL));
    REFUSES("RFC9101-10.2-d");
    server->now = AS_TIME;
    /* P15 */
    STATUS(FAPI_OK, fapi_grant_set_used(server->grant[AS_AUTHORIZE], 1));
    STATUS(FAPI_REQUEST_URI_USED, as_send(server, AS_AUTHORIZE, NULL));
    CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), "invalid_request_uri") == 0 && targets(server, 0, NULL, NULL));
}

static void a_row_that_lives_too_long(void **state)
{
    AUTO(as_server) server = NULL;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, NULL));
    STATUS(FAPI_OK, times_of(server, AS_TIME - 599, AS_TIME + 3600));
    STATUS(FAPI_REQUEST_URI_EXPIRED, as_send(server, AS_AUTHORIZE, NULL));
    STATUS(FAPI_OK, times_of(server, AS_TIME - 598, AS_TIME + 3600));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, NULL));
}

/* What was found under the name is no pushed request, or none that can be read. */
static void another_row(void **state)
{
    AUTO(as_server) server = NULL;
    fapi_grant *pushed = NULL;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, NULL));
    pushed = server->grant[AS_AUTHORIZE];
    STATUS(FAPI_OK, fapi_grant_set_parameters(pushed, S("{\"client_id\":")));
    CHECK(as_send(server, AS_AUTHORIZE, NULL) != FAPI_OK && targets(server, 0, NULL, NULL));
    STATUS(FAPI_OK, fapi_grant_set_parameters(pushed, S("[]")));
    CHECK(as_send(server, AS_AUTHORIZE, NULL) != FAPI_OK && targets(server, 0, NULL, NULL));
    server->grant[AS_AUTHORIZE] = server->grant[AS_TOKEN]; /* a code */
    STATUS(FAPI_REQUEST_URI_UNKNOWN, as_send(server, AS_AUTHORIZE, NULL));
    server->grant[AS_AUTHORIZE] = pushed;
    /* another client's parameters in the row of this one */
    STATUS(FAPI_OK, fapi_grant_set_parameters(
                        pushed, S("{\"client_id\":\"client-2\",\"response_type\":\"code\",\"redirect_uri\":\"" AS_REDIRECT "\",\"scope\":\"openid\","
                                  "\"code_challenge\":\"" AS_CHALLENGE "\",\"code_challenge_method\":\"S256\"}")));
    STATUS(FAPI_AUTHORIZATION_CLIENT_ID, as_send(server, AS_AUTHORIZE, NULL));
    CHECK(targets(server, 0, NULL, NULL));
}

/* Between push and login the client was changed. */
static void a_client_changed_since(void **state)
{
    static const t_member moved = {"redirect_uris", "[\"https://client.example.com/new\"]"}, hybrid = {"response_types", "[\"code id_token\"]"},
                          none = {"redirect_uris", NULL};
    AUTO(as_server) server = NULL;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, NULL));
    CHECK(targets(server, FAPIX_MODE_QUERY, AS_REDIRECT, "af0ifjsldkj"));
    ACCEPTS("FAPI2SP-5.3.2.1-7");
    ACCEPTS("OIDCC-3.1.2.6-1");
    ACCEPTS("RFC9700-4.11.2-1");
    ACCEPTS("OIDCC-3.1.2.6-2");
    STATUS(FAPI_OK, as_register(server, &moved, 1));
    STATUS(FAPI_REDIRECT_URI_UNREGISTERED, as_send(server, AS_AUTHORIZE, NULL));
    CHECK(fapi_verdict_http(server->verdict) == 400 && targets(server, 0, NULL, NULL));
    REFUSES("RFC9126-4-4");
    REFUSES("FAPI2SP-5.3.2.1-7");
    STATUS(FAPI_OK, as_register(server, &none, 1));
    STATUS(FAPI_REDIRECT_URI_UNREGISTERED, as_send(server, AS_AUTHORIZE, NULL));
    STATUS(FAPI_OK, as_register(server, &hybrid, 1));
    STATUS(FAPI_AUTHORIZATION_RESPONSE_TYPE_CLIENT, as_send(server, AS_AUTHORIZE, NULL));
    CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), "unauthorized_client") == 0 && fapi_verdict_http(server->verdict) == 303);
    CHECK(targets(server, FAPIX_MODE_QUERY, AS_REDIRECT, "af0ifjsldkj"));
    STATUS(FAPI_AUTHORIZATION_RESPONSE_TYPE_CLIENT, as_send(server, AS_PAR, NULL));
    CHECK(fapi_verdict_http(server->verdict) == 400);
    ACCEPTS("RFC6749-4.1.2.1-2");
}

/* ---- whom a refusal is told, and how ---- */

typedef struct target_row {
    int profile;
    t_member request[3];
    int want, mode, http; /* mode 0: nobody is told */
    const char *state;
} target_row;

#define HYBRID {"response_type", "code id_token"}
#define MODE(text) {"response_mode", text}
#define GOOD_STATE "af0ifjsldkj"

/* PKCE plain is what each of them is refused for, unless its mode is. */
static const target_row target_rows[] = {
    {FAPI_PROFILE_FAPI1_ADVANCED, {MODE("jwt")}, FAPI_PKCE_METHOD, FAPIX_MODE_QUERY_JWT, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_ADVANCED, {MODE("query")}, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, FAPIX_MODE_QUERY_JWT, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_ADVANCED, {MODE(NULL)}, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, FAPIX_MODE_QUERY_JWT, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_ADVANCED, {MODE("fragment")}, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, FAPIX_MODE_FRAGMENT_JWT, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_ADVANCED, {MODE("form_post")}, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, FAPIX_MODE_FORM_POST_JWT, 200, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_ADVANCED, {MODE("form_post.jwt")}, FAPI_PKCE_METHOD, FAPIX_MODE_FORM_POST_JWT, 200, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_ADVANCED, {MODE("smoke")}, FAPI_AUTHORIZATION_RESPONSE_MODE, 0, 400, ""},
    {FAPI_PROFILE_FAPI1_ADVANCED, {HYBRID, MODE(NULL)}, FAPI_PKCE_METHOD, FAPIX_MODE_FRAGMENT, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_ADVANCED, {HYBRID, MODE("query")}, FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY, FAPIX_MODE_FRAGMENT, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_ADVANCED, {HYBRID, MODE("query.jwt")}, FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY, FAPIX_MODE_FRAGMENT_JWT, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_ADVANCED, {HYBRID, MODE("jwt")}, FAPI_PKCE_METHOD, FAPIX_MODE_FRAGMENT_JWT, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_ADVANCED, {{"state", NULL}}, FAPI_PKCE_METHOD, FAPIX_MODE_QUERY_JWT, 303, ""},
    {FAPI_PROFILE_FAPI1_ADVANCED, {{"state", "caf\xc3\xa9"}}, FAPI_AUTHORIZATION_STATE, FAPIX_MODE_QUERY_JWT, 303, ""},
    {FAPI_PROFILE_FAPI1_ADVANCED, {{"redirect_uri", AS_REDIRECT "#x"}}, FAPI_REDIRECT_URI_UNREGISTERED, 0, 400, ""},
    {FAPI_PROFILE_FAPI1_ADVANCED, {{"client_id", AS_OTHER_CLIENT}}, FAPI_REQUEST_OBJECT_CLIENT_ID, 0, 400, ""},
    {FAPI_PROFILE_FAPI1_BASELINE, {MODE("fragment")}, FAPI_PKCE_METHOD, FAPIX_MODE_FRAGMENT, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_BASELINE, {MODE(NULL)}, FAPI_PKCE_METHOD, FAPIX_MODE_QUERY, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_BASELINE, {MODE("query.jwt")}, FAPI_PKCE_METHOD, FAPIX_MODE_QUERY_JWT, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_BASELINE, {{"response_type", "token"}}, FAPI_AUTHORIZATION_RESPONSE_TYPE, FAPIX_MODE_QUERY, 303, GOOD_STATE},
    {FAPI_PROFILE_FAPI1_BASELINE, {{"redirect_uri", "https://attacker.example.com/"}}, FAPI_REDIRECT_URI_UNREGISTERED, 0, 400, ""},
};

static void whom_a_refusal_is_told(void **state)
{
    AUTO(as_server) server = NULL;
    int profile = 0;
    (void)state;

    SLOW();
    for (size_t i = 0; i < ROWS(target_rows); i++) {
        const target_row *r = &target_rows[i];
        as_change sent = {.how = AS_DIRECT, .request = {r->request[0], r->request[1], r->request[2]}};
        size_t n = 0;

        while (sent.request[n].name != NULL)
            n++;
        sent.request[n] = (t_member){"code_challenge_method", "plain"};
        if (profile != r->profile) {
            as_server_free(server);
            server = NULL;
            STATUS(FAPI_OK, as_server_new(&server, r->profile, FAPI_AUTH_PRIVATE_KEY_JWT));
            profile = r->profile;
        }
        STATUS(r->want, t_row(i, NULL, r->want, as_send(server, AS_AUTHORIZE, &sent)));
        CHECK(t_row(i, NULL, r->http, fapi_verdict_http(server->verdict)) == r->http);
        CHECK(t_row(i, NULL, 1, targets(server, r->mode, AS_REDIRECT, r->state)) == 1);
    }
    REFUSES("FAPI2MS-5.4.1-1");
    REFUSES("OIDCC-3.1.2.6-2");
    REFUSES("JARM-2.3.4-1");
}

/* No response mode of a JWT where the policy has none; a state that is too long goes back to nobody. */
static void what_cannot_go_back(void **state)
{
    static char text[FAPIX_MAX_STATE + 2];
    AUTO(as_server) server = NULL;
    as_change sent = {.how = AS_DIRECT, .method = "POST", .request = {{"response_mode", "jwt"}}};
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new_set(&server, FAPI_PROFILE_FAPI1_BASELINE, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CONTROL_JARM, FAPI_USE_OFF));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_AUTHORIZATION_RESPONSE_MODE, as_send(server, AS_AUTHORIZE, &sent));
    CHECK(targets(server, 0, NULL, NULL) && fapi_verdict_http(server->verdict) == 400);
    memset(text, 's', sizeof text - 1);
    sent.request[0] = (t_member){"state", text};
    STATUS(FAPI_AUTHORIZATION_STATE, as_send(server, AS_AUTHORIZE, &sent));
    CHECK(targets(server, FAPIX_MODE_QUERY, AS_REDIRECT, ""));
    REFUSES("OIDCC-3.1.2.6-2");
    text[FAPIX_MAX_STATE] = '\0';
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, &sent));
    CHECK(targets(server, FAPIX_MODE_QUERY, AS_REDIRECT, text));
    ACCEPTS("OIDCC-3.1.2.6-2");
    /* nothing of an earlier message stays behind */
    STATUS(FAPI_AUTHORIZATION_CLIENT_ID, as_send(server, AS_AUTHORIZE, &(as_change){.form = {{"client_id", "nobody"}}}));
    CHECK(targets(server, 0, NULL, NULL) && server->verdict->target.redirect_uri_n == 0 && server->verdict->target.state_n == 0);
}

/* Repeated parameters, in a query: which of the two would count, nobody can say. */
static void repeated_in_the_query(void **state)
{
    static const char *const more[] = {"&state=x&state=y", "&client_id=" AS_CLIENT, "&request_uri=" URN AS_CHALLENGE};
    AUTO(as_server) server = NULL;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    for (size_t i = 0; i < ROWS(more); i++) {
        const char *url = t_format("https://as.example.com/authorize?client_id=" AS_CLIENT "&request_uri=" URN AS_CHALLENGE "%s", more[i]);

        STATUS(FAPI_OK, as_prepare(server, AS_AUTHORIZE, NULL));
        STATUS(FAPI_OK, fapi_request_set_url(server->request, url, strlen(url)));
        STATUS(FAPI_FORM_REPEATED, as_judge(server, AS_AUTHORIZE, NULL));
        CHECK(targets(server, 0, NULL, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests),
        cmocka_unit_test(life_of_a_request_uri),
        cmocka_unit_test(a_row_that_lives_too_long),
        cmocka_unit_test(another_row),
        cmocka_unit_test(a_client_changed_since),
        cmocka_unit_test(whom_a_refusal_is_told),
        cmocka_unit_test(what_cannot_go_back),
        cmocka_unit_test(repeated_in_the_query),
    };
    return t_main("role/as_authorization", tests, sizeof tests / sizeof tests[0]);
}
