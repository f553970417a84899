/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pushed authorization requests: P1 to P20 of the catalogue of the public conformance suite, what of a request is stored, and the key that
 * its code will be bound to.
 */
#include "role/request.h"
#include "test/role/as_server.h"
#include "test/role/fixture.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))
#define ALL "12MUCBO"
#define IR 400, "invalid_request"
#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A384 A64 A64 A64 A64 A64 A64
#define DETAILS "[{\"type\":\"payment\",\"amount\":\"1.00\"},{\"type\":\"account\"}]"
#define CLAIMS "{\"id_token\":{\"acr\":{\"essential\":true}}}"

static const as_row rows[] = {
    {"good", AS_PAR, ALL, {.how = 0}, FAPI_OK, 200, "", "+RFC9126-2.1-3 +OIDCC-3.1.2.2-1 +FAPI1BASE-5.2.2.1-2 "
     "+FAPI1ADV-5.2.2-0 +FAPI1BASE-5.2.2-9 +FAPI2SP-5.3.2.2-6 +RFC9700-2.1-1"},
    {"P1", AS_PAR, ALL, {.form = {{"request_uri", "urn:ietf:params:oauth:request_uri:" AS_CHALLENGE}}}, FAPI_PAR_REQUEST_URI, IR, "-RFC9126-2.1-2"},
    {"P2", AS_PAR, ALL, {.method = "PUT"}, FAPI_PAR_METHOD, 405, "invalid_request", "-RFC9126-2-1"},
    {"P2 as GET", AS_PAR, ALL, {.method = "GET"}, FAPI_PAR_METHOD, 405, "invalid_request", NULL},
    {"P2 in small letters", AS_PAR, ALL, {.method = "post"}, FAPI_PAR_METHOD, 405, "invalid_request", NULL},
    {"JSON", AS_PAR, ALL, {.content_type = "application/json"}, FAPI_PAR_CONTENT_TYPE, IR, "-RFC9126-2-1"},
    {"text", AS_PAR, ALL, {.content_type = "text/plain"}, FAPI_PAR_CONTENT_TYPE, IR, NULL},
    {"no type", AS_PAR, ALL, {.content_type = ""}, FAPI_PAR_CONTENT_TYPE, IR, NULL},
    {"another charset", AS_PAR, ALL, {.content_type = "application/x-www-form-urlencoded; charset=iso-8859-1"}, FAPI_PAR_CONTENT_TYPE, IR, NULL},
    {"its charset", AS_PAR, ALL, {.content_type = "Application/X-WWW-Form-URLencoded;charset=UTF-8"}, FAPI_OK, 200, "", NULL},
    {"P3", AS_PAR, ALL, {.request = {{"code_challenge", NULL}, {"code_challenge_method", NULL}}}, FAPI_PKCE_CHALLENGE_MISSING, IR,
     "-FAPI1ADV-5.2.2-0 -FAPI1ADV-5.2.2-18 -RFC9126-2.1-3"},
    {"P3 with its method", AS_PAR, ALL, {.request = {{"code_challenge", NULL}}}, FAPI_PKCE_CHALLENGE_MISSING, IR, NULL},
    {"P4", AS_PAR, ALL, {.request = {{"code_challenge_method", "plain"}}}, FAPI_PKCE_METHOD, IR, "-FAPI2SP-5.3.2.2-5"},
    {"P4 by leaving it out", AS_PAR, ALL, {.request = {{"code_challenge_method", NULL}}}, FAPI_PKCE_METHOD, IR, NULL},
    {"P4 in small letters", AS_PAR, ALL, {.request = {{"code_challenge_method", "s256"}}}, FAPI_PKCE_METHOD, IR, NULL},
    {"a challenge of other octets", AS_PAR, ALL, {.request = {{"code_challenge", "abc"}}}, FAPI_PKCE_CHALLENGE, IR, NULL},
    {"P5", AS_PAR, ALL, {.request = {{"response_type", "token"}}}, FAPI_AUTHORIZATION_RESPONSE_TYPE, 400, "unsupported_response_type",
     "-CDR-authflows-1 -OBUK-flow-1 -BROF-5.2.2-15"},
    {"P5 with an ID token", AS_PAR, ALL, {.request = {{"response_type", "id_token"}}}, FAPI_AUTHORIZATION_RESPONSE_TYPE, 400,
     "unsupported_response_type", NULL},
    {"P5 with all of them", AS_PAR, ALL, {.request = {{"response_type", "code id_token token"}}}, FAPI_AUTHORIZATION_RESPONSE_TYPE, 400,
     "unsupported_response_type", NULL},
    {"P6", AS_PAR, "2MCO", {.request = {{"response_type", "code id_token"}, {"response_mode", NULL}}}, FAPI_AUTHORIZATION_RESPONSE_TYPE, 400,
     "unsupported_response_type", "-CDR-authflows-1 -FAPI2SP-5.3.2.2-1"},
    {"P6 where it is the flow", AS_PAR, "1UB", {.request = {{"response_type", "code id_token"}, {"response_mode", NULL}}}, FAPI_OK, 200, "",
     "+OBUK-flow-1 +BROF-5.2.2-15"},
    {"code with JARM", AS_PAR, "C", {.request = {{"response_type", "code"}, {"response_mode", "jwt"}}}, FAPI_OK, 200, "", "+CDR-authflows-1"},
    {"no response_type", AS_PAR, ALL, {.request = {{"response_type", NULL}}}, FAPI_AUTHORIZATION_RESPONSE_TYPE_MISSING, IR, NULL},
    {"P7", AS_PAR, "1CM", {.request = {{"response_type", "code"}, {"response_mode", NULL}}}, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, IR,
     "-FAPI2MS-5.4.1-1 -FAPI1ADV-5.2.2-2"},
    {"P7 in the query", AS_PAR, "1CM", {.request = {{"response_type", "code"}, {"response_mode", "query"}}},
     FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, IR, "-FAPI2MS-5.4.1-1"},
    {"P7 as a JWT in the query", AS_PAR, "1CM", {.request = {{"response_type", "code"}, {"response_mode", "query.jwt"}}}, FAPI_OK, 200, "",
     "+FAPI2MS-5.4.1-1 +FAPI1ADV-5.2.2-2 +JARM-2.3.4-1"},
    {"P8", AS_PAR, "1UB", {.request = {{"response_type", "code id_token"}, {"response_mode", "query"}}}, FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY,
     IR, "-JARM-2.3.1-1"},
    {"P8 as a JWT", AS_PAR, "1UB", {.request = {{"response_type", "code id_token"}, {"response_mode", "query.jwt"}}},
     FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY, IR, "-JARM-2.3.4-1"},
    {"P8 as jwt, which means the fragment", AS_PAR, "1UB", {.request = {{"response_type", "code id_token"}, {"response_mode", "jwt"}}}, FAPI_OK,
     200, "", "+JARM-2.3.4-1"},
    {"an unknown mode", AS_PAR, ALL, {.request = {{"response_mode", "smoke"}}}, FAPI_AUTHORIZATION_RESPONSE_MODE, IR, "-JARM-2.3-2"},
    {"P9", AS_PAR, ALL, {.request = {{"redirect_uri", "https://attacker.example.com/callback"}}}, FAPI_REDIRECT_URI_UNREGISTERED, IR,
     "-FAPI1BASE-5.2.2-10 -RFC9700-2.1-1"},
    {"P9 with a path added", AS_PAR, ALL, {.request = {{"redirect_uri", AS_REDIRECT "/x"}}}, FAPI_REDIRECT_URI_UNREGISTERED, IR, NULL},
    {"P9 with a query added", AS_PAR, ALL, {.request = {{"redirect_uri", AS_REDIRECT "?x=y"}}}, FAPI_REDIRECT_URI_UNREGISTERED, IR, NULL},
    {"P9 with a port added", AS_PAR, ALL, {.request = {{"redirect_uri", "https://client.example.com:443/callback"}}},
     FAPI_REDIRECT_URI_UNREGISTERED, IR, NULL},
    {"P9 the second one that is registered", AS_PAR, ALL, {.request = {{"redirect_uri", AS_REDIRECT "?dummy1=lorem&dummy2=ipsum"}}}, FAPI_OK, 200,
     "", NULL},
    {"P10", AS_PAR, ALL, {.request = {{"redirect_uri", NULL}}}, FAPI_REDIRECT_URI_MISSING, IR, "-FAPI1BASE-5.2.2-9 -FAPI2SP-5.3.2.2-6"},
    {"P10 without value", AS_PAR, ALL, {.request = {{"redirect_uri", ""}}}, FAPI_REDIRECT_URI_MISSING, IR, NULL},
    {"P19 state of 128 characters", AS_PAR, ALL, {.request = {{"state", A64 A64}}}, FAPI_OK, 200, "", NULL},
    {"P19 nonce of 64 characters", AS_PAR, ALL, {.request = {{"nonce", A64}}}, FAPI_OK, 200, "", "+FAPI2SP-5.3.2.2-14"},
    {"P19 scope reversed", AS_PAR, ALL, {.request = {{"scope", "accounts openid"}}}, FAPI_OK, 200, "", NULL},
    {"P19 no state", AS_PAR, ALL, {.request = {{"state", NULL}}}, FAPI_OK, 200, "", "+FAPI1BASE-5.2.2.3-1"},
    {"P19 no nonce", AS_PAR, "2MO", {.request = {{"nonce", NULL}}}, FAPI_OK, 200, "", NULL},
    {"P19 no nonce where one is wanted", AS_PAR, "1UCB", {.request = {{"nonce", NULL}}}, FAPI_AUTHORIZATION_NONCE_MISSING, IR,
     "-FAPI1BASE-5.2.2.2-1 -FAPI1BASE-5.2.2.1-2 -OIDCC-3.1.2.2-1"},
    {"P19 neither OpenID nor state, where one is wanted", AS_PAR, "1C", {.request = {{"scope", "accounts"}, {"state", NULL}}},
     FAPI_AUTHORIZATION_STATE_MISSING, IR, "-FAPI1BASE-5.2.2.3-1"},
    {"plain OAuth", AS_PAR, "12MCO", {.request = {{"scope", "accounts"}, {"nonce", NULL}}}, FAPI_OK, 200, "", "+OIDCC-3.1.2.1-1"},
    {"P20 nonce of 384 characters", AS_PAR, ALL, {.request = {{"nonce", A384}}}, FAPI_AUTHORIZATION_NONCE, IR, "-FAPI2SP-5.3.2.2-14"},
    {"P20 state of 384 characters", AS_PAR, ALL, {.request = {{"state", A384}}}, FAPI_OK, 200, "", NULL},
    {"P20 state of 2304 characters", AS_PAR, ALL, {.request = {{"state", A384 A384 A384 A384 A384 A384}}}, FAPI_AUTHORIZATION_STATE, IR, NULL},
    {"scope malformed", AS_PAR, ALL, {.request = {{"scope", "openid  accounts"}}}, FAPI_AUTHORIZATION_SCOPE, 400, "invalid_scope", NULL},
    {"prompt none beside login", AS_PAR, ALL, {.request = {{"prompt", "none login"}}}, FAPI_AUTHORIZATION_PROMPT, IR, "-OIDCC-3.1.2.1-3"},
    {"resource with a fragment", AS_PAR, ALL, {.request = {{"resource", "https://rs.example.com/#x"}}}, FAPI_AUTHORIZATION_RESOURCE, 400,
     "invalid_target", NULL},
    {"details that are none", AS_PAR, "2O", {.request = {{"authorization_details", "{}"}}}, FAPI_DETAILS_FORM, 400,
     "invalid_authorization_details", NULL},
    {"details of a type that is unknown here", AS_PAR, "2O", {.request = {{"authorization_details", DETAILS}}}, FAPI_DETAILS_TYPE, 400,
     "invalid_authorization_details", "-RFC9396-10-1"},
    {"claims that are none", AS_PAR, "2O", {.request = {{"claims", "[]"}}}, FAPI_AUTHORIZATION_CLAIMS, IR, NULL},
    {"nobody authenticated", AS_PAR, ALL, {.how = AS_NO_ASSERTION}, FAPI_CLIENT_AUTH_MISSING, 401, "invalid_client", "-FAPI2SP-5.3.2.2-4"},
    {"P11", AS_PAR, "2M", {.how = AS_PROOF, .request = {{"dpop_jkt", AS_CHALLENGE}}}, FAPI_PAR_DPOP_JKT, IR, "-RFC9449-10.1-2"},
    {"dpop_jkt that is no hash", AS_PAR, ALL, {.request = {{"dpop_jkt", "abc"}}}, FAPI_AUTHORIZATION_DPOP_JKT, IR, NULL},
};

static void pushed_requests(void **state)
{
    SLOW();
    (void)state;
    AS_RUN(rows);
}

/* The fewest that the rules of a pushed request are made of, for the sweep. */
static void a_few_pushed_requests(void **state)
{
    AUTO(as_server) server = NULL;
    (void)state;

    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &(as_change){.how = AS_PROOF}));
    STATUS(FAPI_PAR_METHOD, as_send(server, AS_PAR, &(as_change){.method = "PUT"}));
    STATUS(FAPI_PKCE_METHOD, as_send(server, AS_PAR, &(as_change){.request = {{"code_challenge_method", "plain"}}}));
    STATUS(FAPI_REDIRECT_URI_MISSING, as_send(server, AS_PAR, &(as_change){.request = {{"redirect_uri", NULL}}}));
}

/* P9, as RFC 9126 2.4 lets a server have it: only for those who authenticate, only by PAR, and never what could not be registered. */
static void unregistered_if_the_policy_lets_it(void **state)
{
    static const t_member none[] = {{"token_endpoint_auth_method", "\"none\""}};
    AUTO(as_server) server = NULL;
    as_change sent = {.request = {{"redirect_uri", "https://new.example.com/cb"}}};
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new_set(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CONTROL_REDIRECT_UNREGISTERED, 1));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &sent));
    sent.request[0].value = "http://new.example.com/cb";
    STATUS(FAPI_REDIRECT_URI_NOT_ALLOWED, as_send(server, AS_PAR, &sent));
    CHECK(fapi_verdict_http(server->verdict) == 400);
    sent.request[0].value = "https://new.example.com/cb#x";
    STATUS(FAPI_REDIRECT_URI_NOT_ALLOWED, as_send(server, AS_PAR, &sent));
    STATUS(FAPI_OK, as_register(server, none, 1));
    sent.request[0].value = "https://new.example.com/cb";
    sent.how = AS_NO_ASSERTION;
    STATUS(FAPI_CLIENT_AUTH_PUBLIC, as_send(server, AS_PAR, &sent));
}

/* ---- what is stored ---- */

static int is_json(const as_server *server, const char *name, const char *want)
{
    const char *json = NULL;
    size_t n = 0;
    int rc = fapi_verdict_claim_json(server->verdict, name, strlen(name), &json, &n);

    if (want == NULL)
        return rc == FAPI_ERR_NOT_FOUND;
    if (rc != FAPI_OK || n != strlen(want) || memcmp(json, want, n) != 0) {
        if (!t_injected())
            print_error("%s: %.*s\n", name, (int)n, json == NULL ? "" : json);
        return 0;
    }
    return 1;
}

/* The same request as a form and as an object. */
static void form_and_object_alike(void **state)
{
    static const as_change by_form = {
        .request = {{"authorization_details", DETAILS}, {"claims", CLAIMS}, {"state", "a\"b\\c d"}, {"unknown", "{\"x\":1}"}},
        .form = {{"client_secret_hint", ""}}};
    static const as_change by_object = {
        .how = AS_IN_OBJECT,
        .object = {{"authorization_details", DETAILS}, {"claims", CLAIMS}, {"state", "\"a\\\"b\\\\c d\""}, {"unknown", "\"{\\\"x\\\":1}\""}}};
    static const char *const outer[] = {"client_assertion", "client_assertion_type", "request", "request_uri", "client_secret",
                                        "client_secret_hint"};
    AUTO(as_server) server = NULL;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, fapi_as_add_details_type(server->as, S("payment")));
    STATUS(FAPI_OK, fapi_as_add_details_type(server->as, S("account")));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    for (int i = 0; i < 2; i++) {
        const char *json = NULL;
        size_t n = 0;

        STATUS(FAPI_OK, as_send(server, AS_PAR, i == 0 ? &by_form : &by_object));
        CHECK(is_json(server, "client_id", "\"" AS_CLIENT "\"") && is_json(server, "redirect_uri", "\"" AS_REDIRECT "\""));
        CHECK(is_json(server, "authorization_details", DETAILS) && is_json(server, "claims", CLAIMS));
        CHECK(is_json(server, "state", "\"a\\\"b\\\\c d\"") && is_json(server, "unknown", "\"{\\\"x\\\":1}\""));
        CHECK(is_json(server, "code_challenge", "\"" AS_CHALLENGE "\"") && is_json(server, "scope", "\"openid accounts\""));
        for (size_t k = 0; k < ROWS(outer); k++)
            CHECK(is_json(server, outer[k], NULL));
        STATUS(FAPI_OK, fapi_verdict_claims_json(server->verdict, &json, &n));
        CHECK(n > 2 && json[0] == '{' && json[n - 1] == '}');
    }
    ACCEPTS("RFC9396-10-1");
}

/* Put more parameters at the end of the body of a good request, as they are. */
static int send_more(as_server *server, enum as_endpoint endpoint, const as_change *change, const char *more)
{
    static char body[65536];
    fapix_slice old = {NULL, 0};
    int rc = as_prepare(server, endpoint, change);

    if (rc != FAPI_OK)
        return rc;
    old = fapix_buffer_slice(&server->request->body);
    snprintf(body, sizeof body, "%.*s%s", (int)old.n, (const char *)old.p, more);
    rc = fapi_request_set_body(server->request, body, strlen(body));
    return rc == FAPI_OK ? as_judge(server, endpoint, change) : rc;
}

static void repeated_parameters(void **state)
{
    static const struct {
        const char *more;
        int want;
    } cases[] = {
        {"&resource=https%3A%2F%2Fa.example.com&resource=https%3A%2F%2Fb.example.com", FAPI_OK},
        {"&scope=openid", FAPI_FORM_REPEATED},
        {"&state=", FAPI_FORM_REPEATED},
        {"&unknown=1&unknown=2", FAPI_FORM_REPEATED},
        {"&client_id=" AS_CLIENT, FAPI_FORM_REPEATED},
        {"&redirect%5Furi=https%3A%2F%2Fclient.example.com%2Fcallback", FAPI_FORM_REPEATED},
        {"&x=%00", FAPI_FORM_NUL},
        {"&x=%ff", FAPI_FORM_UTF8},
        {"&x=%zz", FAPI_FORM_ESCAPE},
        {"&=1", FAPI_FORM_NAME},
    };
    AUTO(as_server) server = NULL;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    for (size_t i = 0; i < ROWS(cases); i++) {
        STATUS(cases[i].want, t_row(i, cases[i].more, cases[i].want, send_more(server, AS_PAR, NULL, cases[i].more)));
        CHECK(cases[i].want == FAPI_OK || (fapi_verdict_http(server->verdict) == 400 &&
                                           strcmp(fapi_verdict_oauth_error(server->verdict), "invalid_request") == 0));
        CHECK(cases[i].want != FAPI_OK || is_json(server, "resource", "[\"https://a.example.com\",\"https://b.example.com\"]"));
    }
    ACCEPTS("RFC8707-2-3");
    ATTACK("JAR-08");
}

/* Stored whole or not at all. */
static void too_long_to_store(void **state)
{
    static char text[13000];
    AUTO(as_server) server = NULL;
    as_change sent = {.form = {{"long", text}}};
    (void)state;

    SLOW();
    memset(text, 'x', sizeof text - 1);
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_PARAMETER_SIZE, as_send(server, AS_PAR, &sent));
    CHECK(fapi_verdict_http(server->verdict) == 400);
    text[11000] = '\0';
    STATUS(FAPI_OK, as_send(server, AS_PAR, &sent));
    /* 5000 octets that JSON writes with six characters each */
    memset(text, 1, 5000);
    text[5000] = '\0';
    STATUS(FAPI_PARAMETER_SIZE, as_send(server, AS_PAR, &sent));
}

/* ---- the key ---- */

static int bound_to(const as_server *server, const char *want)
{
    const char *jkt = NULL;
    size_t n = 0;
    int rc = fapi_verdict_jkt(server->verdict, &jkt, &n);

    return want == NULL ? n == 0 : rc == FAPI_OK && n == strlen(want) && memcmp(jkt, want, n) == 0;
}

static void the_key_of_the_code(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(as_server) certificates = NULL;
    as_change sent = {.how = 0};
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &sent));
    CHECK(bound_to(server, NULL));
    sent.how = AS_PROOF;
    STATUS(FAPI_OK, as_send(server, AS_PAR, &sent));
    CHECK(bound_to(server, server->jkt));
    sent.request[0] = (t_member){"dpop_jkt", server->jkt};
    STATUS(FAPI_OK, as_send(server, AS_PAR, &sent));
    CHECK(bound_to(server, server->jkt));
    ACCEPTS("RFC9449-10.1-2");
    sent.how = 0;
    STATUS(FAPI_OK, as_send(server, AS_PAR, &sent));
    CHECK(bound_to(server, server->jkt));
    ACCEPTS("RFC9449-10.1-1");
    /* in a request object too */
    sent.how = AS_IN_OBJECT | AS_PROOF | AS_OTHER_PROOF_KEY;
    STATUS(FAPI_PAR_DPOP_JKT, as_send(server, AS_PAR, &sent));
    CHECK(bound_to(server, NULL));
    /* a server without DPoP reads neither */
    STATUS(FAPI_OK, as_server_new(&certificates, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    sent.how = AS_PROOF | AS_OTHER_PROOF_KEY;
    STATUS(FAPI_OK, as_send(certificates, AS_PAR, &sent));
    CHECK(bound_to(certificates, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pushed_requests),
        cmocka_unit_test(a_few_pushed_requests),
        cmocka_unit_test(unregistered_if_the_policy_lets_it),
        cmocka_unit_test(form_and_object_alike),
        cmocka_unit_test(repeated_parameters),
        cmocka_unit_test(too_long_to_store),
        cmocka_unit_test(the_key_of_the_code),
    };
    return t_main("role/as_par", tests, sizeof tests / sizeof tests[0]);
}
