/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attacks of test/spec/attacks.tsv that a request to the authorization server carries, beside those on assertions (test_as_client.c), on code
 * verifiers (test_as_token.c) and with certificates (test_as_certificate.c): challenges that protect nothing, redirect URIs that look like the
 * registered one, state and nonce that are nobody's, codes of other servers.
 */
#include "test/role/as_server.h"

#define S(text) (text), strlen(text)
#define EVERY "12MUCBO"
#define REQUEST(status) .want = status, .http = 400, .error = "invalid_request"
#define WITH(name, value) .endpoint = AS_PAR, .profiles = EVERY, .change = {.request = {{name, value}}}

static const as_row rows[] = {
    {.name = "as it is", .endpoint = AS_PAR, .profiles = EVERY, .want = FAPI_OK, .http = 200},
    {.name = "PKCE-01, omitted", WITH("code_challenge_method", NULL), REQUEST(FAPI_PKCE_METHOD), .ids = "!PKCE-01"},
    {.name = "PKCE-01, plain", WITH("code_challenge_method", "plain"), REQUEST(FAPI_PKCE_METHOD), .ids = "!PKCE-01"},
    {.name = "PKCE-01, case", WITH("code_challenge_method", "s256"), REQUEST(FAPI_PKCE_METHOD), .ids = "!PKCE-01"},
    {.name = "PKCE-01, a blank", WITH("code_challenge_method", "S256 "), REQUEST(FAPI_PKCE_METHOD), .ids = "!PKCE-01"},
    {.name = "PKCE-04, the verifier", WITH("code_challenge", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX"), REQUEST(FAPI_PKCE_CHALLENGE),
     .ids = "!PKCE-04"},
    {.name = "PKCE-04, truncated", WITH("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c"), REQUEST(FAPI_PKCE_CHALLENGE),
     .ids = "!PKCE-04"},
    {.name = "PKCE-04, padded", WITH("code_challenge", AS_CHALLENGE "="), REQUEST(FAPI_PKCE_CHALLENGE), .ids = "!PKCE-04"},
    {.name = "PKCE-04, loose bits", WITH("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN"), REQUEST(FAPI_PKCE_CHALLENGE),
     .ids = "!PKCE-04"},
    {.name = "PKCE-04, base64", WITH("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"), REQUEST(FAPI_PKCE_CHALLENGE),
     .ids = "!PKCE-04"},
    {.name = "MIX-04, empty nonce", .endpoint = AS_PAR, .profiles = "1UCB", .change = {.request = {{"nonce", ""}}},
     REQUEST(FAPI_AUTHORIZATION_NONCE_MISSING), .ids = "!MIX-04"},
    /* UK and Brazil have nothing but the hybrid flow, which needs openid and so a nonce. */
    {.name = "MIX-04, empty state", .endpoint = AS_PAR, .profiles = "1C",
     .change = {.request = {{"scope", "accounts"}, {"nonce", NULL}, {"state", ""}, {"response_type", "code"}, {"response_mode", "jwt"}}},
     REQUEST(FAPI_AUTHORIZATION_STATE_MISSING), .ids = "!MIX-04"},
};

static void challenges_and_fixation(void **state)
{
    (void)state;
    SLOW();
    AS_RUN(rows);
}

/* MIX-03: none of these is https://client.example.com/callback. */
static const char *const redirects[] = {
    "https://client.example.com/callback/",           "https://client.example.com/callback/../evil",
    "https://client.example.com/call",                "https://client.example.com/callback2",
    "https://client.example.com/Callback",            "https://CLIENT.example.com/callback",
    "https://client.example.com:443/callback",        "https://client.example.com:8443/callback",
    "https://client.example.com/%63allback",          "https://client.example.com/callback?code=x",
    "https://client.example.com/callback#evil",       "https://client.example.com@evil.example/callback",
    "https://client.example.com.evil.example/callback", "https://evil.example/https://client.example.com/callback",
    "https://*.example.com/callback",                 "http://client.example.com/callback",
    "https://client.example.com\\@evil.example/callback", "//client.example.com/callback",
    "javascript:alert(1)",                            "data:text/html,x",
    "https://client.example.com/callback ",           "http://127.0.0.1/callback",
};

static void redirects_that_look_alike(void **state)
{
    const int profiles[] = {FAPI_PROFILE_FAPI1_BASELINE, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_PROFILE_FAPI2_SECURITY,
                            FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_PROFILE_UK_OPEN_BANKING, FAPI_PROFILE_AU_CDR,
                            FAPI_PROFILE_BR_OPEN_FINANCE, FAPI_PROFILE_CO_OPEN_FINANCE};

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        AUTO(as_server) server = NULL;

        STATUS(FAPI_OK, as_server_new(&server, profiles[i], FAPI_AUTH_PRIVATE_KEY_JWT));
        for (size_t k = 0; k < sizeof redirects / sizeof *redirects; k++) {
            const as_change change = {.request = {{"redirect_uri", redirects[k]}}};

            if (strchr(redirects[k], '\\') != NULL && server->objects)
                continue; /* the fixture would make it an escape of JSON */
            STATUS(FAPI_REDIRECT_URI_UNREGISTERED, t_row(k, redirects[k], FAPI_REDIRECT_URI_UNREGISTERED, as_send(server, AS_PAR, &change)));
            CHECK(fapi_verdict_http(server->verdict) == 400);
        }
        STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
    }
    ATTACK("MIX-03");
}

/* At the authorization endpoint the user is told, and nobody else: the browser goes nowhere. */
static void no_open_redirector(void **state)
{
    AUTO(as_server) server = NULL;
    const as_change evil = {.how = AS_DIRECT, .request = {{"redirect_uri", "https://client.example.com@evil.example/callback"}}};

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, &(as_change){.how = AS_DIRECT}));
    CHECK(as_send(server, AS_AUTHORIZE, &evil) != FAPI_OK);
    CHECK(fapi_verdict_http(server->verdict) == 400);
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(fapi_answer_kind(server->answer) == FAPI_ANSWER_PAGE);
    ATTACK("MIX-03");
    ACCEPTS("RFC9700-4.11.2-1"), REFUSES("RFC9700-4.11.2-1");
    ACCEPTS("OIDCC-3.1.2.6-1"), REFUSES("OIDCC-3.1.2.6-1");
}

/* MIX-01: a client that was led to send another server's code, assertion or proof here gets nothing, and gives nothing away. */
static void what_was_meant_for_another_server(void **state)
{
    AUTO(as_server) server = NULL;
    as_change change = {.how = AS_NOT_FOUND};

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_CODE_UNKNOWN, as_send(server, AS_TOKEN, &change));
    change = (as_change){.assertion = {{"aud", "\"https://as.other.example\""}}};
    STATUS(FAPI_CLIENT_ASSERTION_AUD, as_send(server, AS_TOKEN, &change));
    change = (as_change){.proof = {{"htu", "\"https://as.other.example/token\""}}};
    STATUS(FAPI_DPOP_HTU, as_send(server, AS_TOKEN, &change));
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
    ATTACK("MIX-01");
    ATTACK("CA-01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(challenges_and_fixation), cmocka_unit_test(redirects_that_look_alike), cmocka_unit_test(no_open_redirector),
        cmocka_unit_test(what_was_meant_for_another_server),
    };
    return t_main("role/as_attacks", tests, sizeof tests / sizeof tests[0]);
}
