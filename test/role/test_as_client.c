/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who sent it: cases A1 to A24 of client assertions, at the PAR and at the token endpoint under every profile, the ways of authentication that
 * a client must not mix, and the attacks on either. Regimes on FAPI 1.0 Advanced (U, C, B) and on FAPI 2.0 (M, O) have the rules of their base
 * here: none of them changes what an assertion must say.
 */
#include "jose/signer.h"
#include "role/request.h"
#include "test/role/as_server.h"

#define S(text) (text), strlen(text)
#define EVERY "12MUCBO"
#define ON_1 "1UCB" /* the issuer or an endpoint, in a string or in an array */
#define ON_2 "2MO"  /* the issuer, as a string */
#define WEEK "1800604800"

#define REFUSED(status) .want = FAPI_CLIENT_ASSERTION_##status, .http = 401, .error = "invalid_client"
#define JWT(status) .want = status, .http = 401, .error = "invalid_client"
#define JUST(member, json) .change = {.assertion = {{member, json}}}

/* At the PAR endpoint and at the token endpoint. */
static const as_row both_rows[] = {
    {.name = "as it is", .profiles = EVERY, .want = FAPI_OK, .http = 200,
     .ids = "+RFC7523-3-1 +RFC7523-3-2 +RFC7523-3-3 +RFC7523-3-4 +RFC7523-3-5 +RFC7523-3-9 +RFC7523-3-10 +OIDCC-9-1 +RFC7521-4.2-2 "
            "+RFC6749-3.2.1-1 +FAPI1ADV-8.6-1 +FAPI2SP-5.4.1-1.2 +FAPI2SP-5.3.2.1-6 +FAPI1BASE-5.2.2-4 +RFC7521-4.2.1-1 +RFC6749-2.3-1"},
    {.name = "A1", .profiles = EVERY, .change = {.how = AS_NO_ASSERTION}, .want = FAPI_CLIENT_AUTH_MISSING, .http = 401,
     .error = "invalid_client", .ids = "-RFC6749-3.2.1-1"},
    {.name = "A2", .profiles = EVERY, JUST("exp", "1799999700"), REFUSED(EXPIRED), .ids = "-RFC7523-3-4"},
    {.name = "A3", .profiles = EVERY, JUST("aud", "\"https://other.example.com\""), REFUSED(AUD), .ids = "-RFC7523-3-3 !CA-01"},
    {.name = "A4", .profiles = ON_2, JUST("aud", "[\"" AS_ISSUER "\",\"" AS_TOKEN_URL "\"]"), REFUSED(AUD_FORM),
     .ids = "-FAPI2SP-5.3.2.1-8 !CA-01"},
    {.name = "A4", .profiles = ON_1, JUST("aud", "[\"" AS_ISSUER "\",\"" AS_TOKEN_URL "\"]"), .want = FAPI_OK, .http = 200},
    {.name = "A5", .profiles = ON_2, JUST("aud", "[\"" AS_ISSUER "\"]"), REFUSED(AUD_FORM), .ids = "-FAPI2SP-5.3.2.1-8"},
    {.name = "A5", .profiles = ON_1, JUST("aud", "[\"" AS_ISSUER "\"]"), .want = FAPI_OK, .http = 200},
    {.name = "A6", .profiles = ON_2, JUST("aud", "[]"), REFUSED(AUD_FORM)},
    {.name = "A6", .profiles = ON_1, JUST("aud", "[]"), REFUSED(CLAIM_TYPE)},
    {.name = "A9", .profiles = EVERY, JUST("aud", "\"" AS_ISSUER "\""), .want = FAPI_OK, .http = 200, .ids = "+FAPI2SP-5.3.2.1-8"},
    {.name = "A10", .profiles = EVERY, JUST("aud", "\"" AS_ISSUER "/\""), REFUSED(AUD), .ids = "-RFC7523-3-3"},
    {.name = "A10, any character", .profiles = EVERY, JUST("aud", "\"" AS_ISSUER "x\""), REFUSED(AUD)},
    {.name = "A10, a stranger beside", .profiles = ON_2, JUST("aud", "[\"" AS_ISSUER "\",\"https://evil.example\"]"), REFUSED(AUD_FORM),
     .ids = "!CA-01"},
    {.name = "A11", .profiles = EVERY, JUST("sub", NULL), REFUSED(SUB_MISSING), .ids = "-RFC7523-3-2 -OIDCC-9-1 !CA-02"},
    {.name = "A11, nothing else names the client", .profiles = EVERY,
     .change = {.assertion = {{"sub", NULL}}, .form = {{"client_id", NULL}}}, .want = FAPI_CLIENT_UNKNOWN, .http = 401,
     .error = "invalid_client", .ids = "!CA-02"},
    {.name = "A12", .profiles = EVERY, JUST("sub", "\"client-2\""), REFUSED(SUB), .ids = "-RFC7523-3-2 !CA-02"},
    {.name = "A13", .profiles = EVERY, JUST("iss", "\"client-2\""), REFUSED(ISS), .ids = "-RFC7523-3-1 !CA-02"},
    {.name = "A14, iss", .profiles = EVERY, JUST("iss", NULL), REFUSED(ISS_MISSING)},
    {.name = "A14, jti", .profiles = EVERY, JUST("jti", NULL), REFUSED(JTI_MISSING), .ids = "-OIDCC-9-1 !CA-03"},
    {.name = "A14, exp", .profiles = EVERY, JUST("exp", NULL), REFUSED(EXP_MISSING), .ids = "!CA-04"},
    {.name = "A14, aud", .profiles = EVERY, JUST("aud", NULL), REFUSED(AUD_MISSING)},
    {.name = "A16", .profiles = EVERY, .change = {.assertion_alg = FAPI_ALG_RS256}, REFUSED(ALG),
     .ids = "-FAPI1ADV-8.6-1 -FAPI1ADV-8.6-2 -FAPI2SP-5.4.1-1.2"},
    {.name = "A20", .profiles = EVERY, .change = {.assertion = {{"iat", "1800000008"}, {"nbf", "1800000008"}}}, .want = FAPI_OK, .http = 200,
     .ids = "+FAPI2SP-5.3.2.1-13"},
    {.name = "A21", .profiles = EVERY,
     .change = {.assertion = {{"iat", "1800000062"}, {"nbf", "1800000062"}, {"exp", "1800000122"}}}, REFUSED(NBF),
     .ids = "-RFC7523-3-5 -FAPI2SP-5.3.2.1-13"},
    {.name = "A21, iat alone", .profiles = EVERY, .change = {.assertion = {{"iat", "1800000062"}, {"exp", "1800000122"}}},
     REFUSED(IAT_FUTURE), .ids = "-FAPI2SP-5.3.2.1-13"},
    {.name = "A22, milliseconds", .profiles = EVERY, JUST("exp", "1800000060000"), REFUSED(CLAIM_TYPE)},
    {.name = "A22, 51 years", .profiles = EVERY, JUST("exp", "3409430400"), REFUSED(LIFETIME), .ids = "-RFC7523-3-4 !CA-04"},
    {.name = "A22, a week", .profiles = EVERY, JUST("exp", WEEK), REFUSED(LIFETIME)},
    {.name = "A23, exp", .profiles = EVERY, JUST("exp", "\"1800000060\""), REFUSED(CLAIM_TYPE), .ids = "-RFC7523-3-10"},
    {.name = "A23, iat", .profiles = EVERY, JUST("iat", "\"1800000000\""), REFUSED(CLAIM_TYPE)},
    {.name = "A24, the host looks up the form's", .profiles = EVERY, .change = {.form = {{"client_id", AS_OTHER_CLIENT}}}, REFUSED(KEY),
     .ids = "-RFC7523-3-9 !CA-02"},
    {.name = "flipped", .profiles = EVERY, .change = {.how = AS_FLIP_ASSERTION}, REFUSED(SIGNATURE), .ids = "-RFC7523-3-9"},
    {.name = "key of another", .profiles = EVERY, .change = {.how = AS_SIGNED_BY_OTHER}, REFUSED(SIGNATURE)},
    {.name = "another kind of JWT", .profiles = EVERY, .change = {.assertion_header = {"typ", "\"dpop+jwt\""}}, REFUSED(TYP),
     .ids = "-RFC8725-3.11-1"},
    {.name = "a request object", .profiles = EVERY, JUST("redirect_uri", "\"" AS_REDIRECT "\""), REFUSED(TYP)},
    {.name = "empty jti", .profiles = EVERY, JUST("jti", "\"\""), REFUSED(JTI)},
    {.name = "CA-05, no type", .profiles = EVERY, .change = {.form = {{"client_assertion_type", NULL}}}, REFUSED(TYPE_MISSING),
     .ids = "-RFC7521-4.2-2 !CA-05"},
    {.name = "CA-05, another type", .profiles = EVERY,
     .change = {.form = {{"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"}}}, REFUSED(TYPE),
     .ids = "-RFC7523-2.2-1 !CA-05"},
    {.name = "CA-05, a secret too", .profiles = EVERY, .change = {.form = {{"client_secret", "x"}}}, REFUSED(NOT_ALONE),
     .ids = "-RFC7521-4.2.1-1 !CA-05"},
    {.name = "a secret alone", .profiles = EVERY, .change = {.how = AS_NO_ASSERTION, .form = {{"client_secret", "x"}}},
     .want = FAPI_CLIENT_AUTH_SECRET, .http = 401, .error = "invalid_client", .ids = "-FAPI2SP-5.3.2.1-6 -FAPI1BASE-5.2.2-4"},
    {.name = "no such client", .profiles = EVERY, .change = {.form = {{"client_id", "client-3"}}}, .want = FAPI_CLIENT_UNKNOWN, .http = 401,
     .error = "invalid_client"},
    /* What is true of every JWT has a status of its own; how it is answered, the kind of message says. */
    {.name = "CA-07", .profiles = EVERY, .change = {.assertion_header = {"b64", "false"}, .assertion = {{"exp", "1799999700"}}},
     JWT(FAPI_JWS_B64), .ids = "!CA-07"},
    {.name = "a key in the header", .profiles = EVERY, .change = {.assertion_header = {"jku", "\"https://evil.example/jwks\""}},
     JWT(FAPI_JWS_EMBEDDED_KEY)},
    {.name = "two parts", .profiles = EVERY, .change = {.raw_assertion = "e30.e30"}, JWT(FAPI_JWS_STRUCTURE)},
    {.name = "padding", .profiles = EVERY, .change = {.raw_assertion = "eyJhbGciOiJQUzI1NiJ9.e30=.AA"}, JWT(FAPI_BASE64URL_PADDING)},
    {.name = "no JSON", .profiles = EVERY, .change = {.raw_assertion = "eyJhbGciOiJQUzI1NiJ9.e30h.AA"}, JWT(FAPI_JSON_TRAILING)},
};

static void cases_at_both_endpoints(void **state)
{
    static as_row all[2 * sizeof both_rows / sizeof *both_rows];
    const size_t count = sizeof both_rows / sizeof *both_rows;

    (void)state;
    SLOW();
    for (size_t i = 0; i < count; i++) {
        all[2 * i] = all[2 * i + 1] = both_rows[i];
        all[2 * i].endpoint = AS_PAR;
        all[2 * i + 1].endpoint = AS_TOKEN;
    }
    as_run_rows(all, 2 * count, __func__);
}

/* Cases whose row names the endpoint. */
static const as_row own_rows[] = {
    {.name = "A7", .endpoint = AS_PAR, .profiles = ON_1, JUST("aud", "\"" AS_PAR_URL "\""), .want = FAPI_OK, .http = 200,
     .ids = "+RFC9126-2-2 +CDR-clientauth-2"},
    {.name = "A7", .endpoint = AS_PAR, .profiles = ON_2, JUST("aud", "\"" AS_PAR_URL "\""), REFUSED(AUD), .ids = "-FAPI2SP-5.3.2.1-8"},
    {.name = "A8", .endpoint = AS_PAR, .profiles = ON_1, JUST("aud", "\"" AS_TOKEN_URL "\""), .want = FAPI_OK, .http = 200,
     .ids = "+RFC9126-2-2"},
    {.name = "A8", .endpoint = AS_PAR, .profiles = ON_2, JUST("aud", "\"" AS_TOKEN_URL "\""), REFUSED(AUD)},
    {.name = "A8, at its endpoint", .endpoint = AS_TOKEN, .profiles = ON_1, JUST("aud", "\"" AS_TOKEN_URL "\""), .want = FAPI_OK},
    {.name = "A8, at its endpoint", .endpoint = AS_TOKEN, .profiles = ON_2, JUST("aud", "\"" AS_TOKEN_URL "\""), REFUSED(AUD)},
    /* An endpoint that was not named with fapi_as_add_endpoint counts where it is called, and nowhere else. */
    {.name = "unnamed endpoint, called", .endpoint = AS_REVOKE, .profiles = ON_1, JUST("aud", "\"https://as.example.com/revoke\""),
     .want = FAPI_OK},
    {.name = "unnamed endpoint, not called", .endpoint = AS_TOKEN, .profiles = ON_1, JUST("aud", "\"https://as.example.com/revoke\""),
     REFUSED(AUD), .ids = "-RFC9126-2-2 -CDR-clientauth-2"},
    {.name = "A18", .endpoint = AS_TOKEN, .profiles = EVERY,
     .change = {.assertion = {{"iss", "\"client-2\""}, {"sub", "\"client-2\""}}, .form = {{"client_id", AS_OTHER_CLIENT}}}, REFUSED(KEY),
     .ids = "-RFC7523-3-9"},
    {.name = "A18, without kid", .endpoint = AS_TOKEN, .profiles = EVERY,
     .change = {.assertion = {{"iss", "\"client-2\""}, {"sub", "\"client-2\""}}, .assertion_header = {"kid", NULL},
                .form = {{"client_id", AS_OTHER_CLIENT}}}, REFUSED(SIGNATURE)},
    {.name = "A19", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.how = AS_FROM_OTHER}, .want = FAPI_CODE_CLIENT, .http = 400,
     .error = "invalid_grant", .ids = "-RFC6749-4.1.3-2"},
    {.name = "A1, introspection", .endpoint = AS_INTROSPECT, .profiles = EVERY, .change = {.how = AS_NO_ASSERTION},
     .want = FAPI_CLIENT_AUTH_MISSING, .http = 401, .error = "invalid_client",
     .ids = "-RFC7662-2.1-2 -RFC9701-4-2 -RFC9701-5-6 -RFC9701-8.2-1 -RFC7662-2.3-1"},
    {.name = "introspection", .endpoint = AS_INTROSPECT, .profiles = EVERY, .want = FAPI_OK, .http = 200,
     .ids = "+RFC7662-2.1-1 +RFC7662-2.1-2 +RFC9701-4-2 +RFC9701-5-6 +RFC9701-8.2-1 +RFC7662-2.3-1"},
    {.name = "introspection, GET", .endpoint = AS_INTROSPECT, .profiles = EVERY, .change = {.method = "GET"},
     .want = FAPI_INTROSPECTION_METHOD, .http = 405, .error = "invalid_request", .ids = "-RFC7662-2.1-1"},
    {.name = "introspection, of nothing", .endpoint = AS_INTROSPECT, .profiles = EVERY, .change = {.form = {{"token", NULL}}},
     .want = FAPI_INTROSPECTION_TOKEN, .http = 400, .error = "invalid_request", .ids = "-RFC7662-2.1-1"},
    {.name = "introspection, no form", .endpoint = AS_INTROSPECT, .profiles = "2", .change = {.content_type = "application/json"},
     .want = FAPI_FORM_CONTENT_TYPE, .http = 400, .error = "invalid_request", .ids = "-RFC7662-2.1-1"},
    {.name = "revocation", .endpoint = AS_REVOKE, .profiles = EVERY, .want = FAPI_OK, .http = 200},
    {.name = "A1, revocation", .endpoint = AS_REVOKE, .profiles = EVERY, .change = {.how = AS_NO_ASSERTION},
     .want = FAPI_CLIENT_AUTH_MISSING, .http = 401, .error = "invalid_client"},
    {.name = "A16, revocation", .endpoint = AS_REVOKE, .profiles = EVERY, .change = {.assertion_alg = FAPI_ALG_RS256}, REFUSED(ALG)},
};

static void cases_of_one_endpoint(void **state)
{
    (void)state;
    SLOW();
    AS_RUN(own_rows);
}

/* ------------------------------------------------------------------------------------------- what no row can say -- */

static const int profiles[] = {
    FAPI_PROFILE_FAPI1_ADVANCED, FAPI_PROFILE_FAPI2_SECURITY, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_PROFILE_UK_OPEN_BANKING,
    FAPI_PROFILE_AU_CDR, FAPI_PROFILE_BR_OPEN_FINANCE, FAPI_PROFILE_CO_OPEN_FINANCE,
};

/* a, b, a: a jti is remembered whatever came in between, at whatever endpoint; and it is the client's own. */
static void replay_a15(void **state)
{
    const as_change a = {.assertion = {{"jti", "\"again\""}}}, b = {.assertion = {{"jti", "\"between\""}}};
    const as_change other = {.how = AS_FROM_OTHER, .assertion = {{"jti", "\"again\""}}};

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        AUTO(as_server) server = NULL;

        STATUS(FAPI_OK, as_server_new(&server, profiles[i], FAPI_AUTH_PRIVATE_KEY_JWT));
        STATUS(FAPI_OK, as_send(server, AS_PAR, &a));
        STATUS(FAPI_OK, as_send(server, AS_PAR, &b));
        STATUS(FAPI_OK, as_send(server, AS_PAR, &other));
        STATUS(FAPI_CLIENT_ASSERTION_REPLAYED, as_send(server, AS_PAR, &a));
        CHECK(fapi_verdict_http(server->verdict) == 401);
        CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), "invalid_client") == 0);
        STATUS(FAPI_CLIENT_ASSERTION_REPLAYED, as_send(server, AS_TOKEN, &a));
        CHECK(fapi_verdict_subject(server->verdict) == FAPI_SUBJECT_CLIENT_ASSERTION);
        STATUS(FAPI_CLIENT_ASSERTION_REPLAYED, as_send(server, AS_REVOKE, &b));
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
    }
    ACCEPTS("RFC7523-3-7");
    REFUSES("RFC7523-3-7");
    ACCEPTS("OIDCC-9-2");
    REFUSES("OIDCC-9-2");
    ATTACK("CA-03");
}

/* A17, and a client that registered what the library does not know. */
static void registered_algorithm(void **state)
{
    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        AUTO(as_server) server = NULL;
        char name[16];

        STATUS(FAPI_OK, as_server_new(&server, profiles[i], FAPI_AUTH_PRIVATE_KEY_JWT));
        snprintf(name, sizeof name, "\"%s\"", fapi_alg_name(server->alg));
        STATUS(FAPI_OK, as_register(server, &(t_member){"token_endpoint_auth_signing_alg", name}, 1));
        STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
        snprintf(name, sizeof name, "\"%s\"", server->alg == FAPI_ALG_ES256 ? "PS256" : "ES256");
        STATUS(FAPI_OK, as_register(server, &(t_member){"token_endpoint_auth_signing_alg", name}, 1));
        STATUS(FAPI_CLIENT_ASSERTION_ALG_REGISTERED, as_send(server, AS_PAR, NULL));
        CHECK(fapi_verdict_http(server->verdict) == 401);
        STATUS(FAPI_CLIENT_ASSERTION_ALG_REGISTERED, as_send(server, AS_TOKEN, NULL));
        STATUS(FAPI_OK, as_register(server, &(t_member){"token_endpoint_auth_signing_alg", "\"HS256\""}, 1));
        STATUS(FAPI_CLIENT_ASSERTION_ALG_REGISTERED, as_send(server, AS_TOKEN, NULL));
    }
    ACCEPTS("OIDCR-2-1");
    REFUSES("OIDCR-2-1");
}

/* A24 where the host finds the client by the assertion: the form must not name another. And A18 under the kid of the other's key. */
static void form_and_assertion_disagree(void **state)
{
    AUTO(as_server) server = NULL;
    as_change change = {.form = {{"client_id", AS_OTHER_CLIENT}}};
    char kid[64];

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_prepare(server, AS_TOKEN, &change));
    STATUS(FAPI_CLIENT_ASSERTION_CLIENT_ID,
           fapi_as_check_token(server->as, server->request, server->client, server->grant[AS_TOKEN], AS_TIME, server->verdict));
    CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), "invalid_client") == 0);
    REFUSES("RFC7521-4.2-1");
    REFUSES("FAPI1BASE-5.2.2-19");
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
    ACCEPTS("RFC7521-4.2-1");
    ACCEPTS("FAPI1BASE-5.2.2-19");
    snprintf(kid, sizeof kid, "\"%s\"", server->other->jkt);
    change = (as_change){.assertion = {{"iss", "\"client-2\""}, {"sub", "\"client-2\""}}, .assertion_header = {"kid", kid},
                         .form = {{"client_id", AS_OTHER_CLIENT}}};
    STATUS(FAPI_CLIENT_ASSERTION_SIGNATURE, as_send(server, AS_TOKEN, &change));
    CHECK(fapi_verdict_http(server->verdict) == 401);
}

/* A body that says more, as it is. */
static int send_more(as_server *server, enum as_endpoint endpoint, const as_change *change, const char *more)
{
    char body[32768];
    int rc = as_prepare(server, endpoint, change);

    if (rc != FAPI_OK)
        return rc;
    snprintf(body, sizeof body, "%.*s%s", (int)server->request->body.n, (const char *)server->request->body.p, more);
    rc = fapi_request_set_body(server->request, body, strlen(body));
    return rc == FAPI_OK ? as_judge(server, endpoint, change) : rc;
}

/* CA-05 and CA-06: what is there twice, a password in the header, an assertion under a shared secret, credentials in the URL. */
static void other_ways(void **state)
{
    AUTO(as_server) server = NULL;
    as_change forged = {0}, two = {.how = AS_NO_ASSERTION, .form = {{"client_secret", "x"}}};
    const enum as_endpoint endpoints[] = {AS_PAR, AS_TOKEN, AS_REVOKE};

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    forged.raw_assertion = t_forge("{\"alg\":\"HS256\",\"kid\":\"eddsa\"}",
                                   "{\"iss\":\"client-1\",\"sub\":\"client-1\",\"aud\":\"" AS_ISSUER "\",\"jti\":\"h\",\"exp\":1800000060}",
                                   t_public_jwk(T_EDDSA), strlen(t_public_jwk(T_EDDSA)));
    for (size_t i = 0; i < sizeof endpoints / sizeof *endpoints; i++) {
        const char *url = endpoints[i] == AS_PAR ? AS_PAR_URL "?client_secret=x" : AS_TOKEN_URL "?client_assertion=x";

        STATUS(FAPI_OK, as_send(server, endpoints[i], NULL));
        STATUS(FAPI_FORM_REPEATED, send_more(server, endpoints[i], NULL, "&client_assertion_type=x"));
        STATUS(FAPI_FORM_REPEATED, send_more(server, endpoints[i], NULL, "&client_assertion=e30.e30.AA"));
        STATUS(FAPI_FORM_REPEATED, send_more(server, endpoints[i], NULL, "&client_id=client-1"));
        CHECK(fapi_verdict_http(server->verdict) == 400);
        STATUS(FAPI_CLIENT_ASSERTION_ALG, as_send(server, endpoints[i], &forged));
        STATUS(FAPI_OK, as_prepare(server, endpoints[i], NULL));
        STATUS(FAPI_OK, fapi_request_add_header(server->request, S("Authorization"), S("Basic Y2xpZW50LTE6eA==")));
        STATUS(FAPI_CLIENT_ASSERTION_NOT_ALONE, as_judge(server, endpoints[i], NULL));
        STATUS(FAPI_OK, as_prepare(server, endpoints[i], &two));
        STATUS(FAPI_OK, fapi_request_add_header(server->request, S("Authorization"), S("Basic Y2xpZW50LTE6eA==")));
        STATUS(FAPI_CLIENT_AUTH_MULTIPLE, as_judge(server, endpoints[i], &two));
        CHECK(fapi_verdict_http(server->verdict) == 400);
        STATUS(FAPI_OK, as_prepare(server, endpoints[i], NULL));
        STATUS(FAPI_OK, fapi_request_set_url(server->request, S(url)));
        STATUS(FAPI_CLIENT_AUTH_IN_URL, as_judge(server, endpoints[i], NULL));
        CHECK(fapi_verdict_http(server->verdict) == 400);
    }
    ATTACK("CA-05");
    ATTACK("CA-06");
    REFUSES("RFC6749-2.3-1");
    ACCEPTS("RFC6749-2.3.1-1");
    REFUSES("RFC6749-2.3.1-1");
    ACCEPTS("RFC6749-3.2-2");
    REFUSES("RFC6749-3.2-2");
}

/* Without keys, without a method that is known here, as a public client: nobody of these is let in. */
static void registrations_that_let_nobody_in(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_register(server, &(t_member){"jwks", NULL}, 1));
    STATUS(FAPI_CLIENT_ASSERTION_KEY, as_send(server, AS_TOKEN, NULL));
    STATUS(FAPI_OK, as_register(server, &(t_member){"token_endpoint_auth_method", "\"client_secret_jwt\""}, 1));
    STATUS(FAPI_CLIENT_AUTH_NOT_ALLOWED, as_send(server, AS_TOKEN, NULL));
    STATUS(FAPI_OK, as_register(server, &(t_member){"token_endpoint_auth_method", NULL}, 1));
    STATUS(FAPI_CLIENT_AUTH_NOT_ALLOWED, as_send(server, AS_TOKEN, NULL));
    STATUS(FAPI_OK, as_register(server, &(t_member){"token_endpoint_auth_method", "\"none\""}, 1));
    STATUS(FAPI_CLIENT_AUTH_PUBLIC, as_send(server, AS_TOKEN, &(as_change){.how = AS_NO_ASSERTION}));
    CHECK(fapi_verdict_http(server->verdict) == 401);
    STATUS(FAPI_CLIENT_AUTH_PUBLIC, as_send(server, AS_INTROSPECT, &(as_change){.how = AS_NO_ASSERTION}));
    REFUSES("FAPI2SP-5.3.2.1-3");
    REFUSES("FAPI1ADV-5.2.2-16");
}

/* FAPI 1.0 Baseline serves public clients, but tells none of them about tokens. */
static void public_clients(void **state)
{
    AUTO(as_server) server = NULL;
    const as_change bare = {.how = AS_NO_ASSERTION};

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_BASELINE, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_register(server, &(t_member){"token_endpoint_auth_method", "\"none\""}, 1));
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, &bare));
    STATUS(FAPI_CLIENT_AUTH_METHOD, as_send(server, AS_TOKEN, NULL));
    STATUS(FAPI_CLIENT_AUTH_PUBLIC, as_send(server, AS_INTROSPECT, &bare));
    STATUS(FAPI_GRANT_TYPE_CLIENT,
           as_send(server, AS_TOKEN, &(as_change){.how = AS_NO_ASSERTION, .form = {{"grant_type", "client_credentials"}}}));
}

/* Each check in the sweep, small: one message that passes and one that does not. */
static void every_endpoint_knows_its_client(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    for (int endpoint = AS_PAR; endpoint < AS_ENDPOINTS; endpoint++) {
        if (endpoint == AS_AUTHORIZE || endpoint == AS_BACKCHANNEL)
            continue;
        STATUS(FAPI_OK, as_send(server, (enum as_endpoint)endpoint, NULL));
        STATUS(FAPI_CLIENT_AUTH_MISSING, as_send(server, (enum as_endpoint)endpoint, &(as_change){.how = AS_NO_ASSERTION}));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_at_both_endpoints), cmocka_unit_test(cases_of_one_endpoint), cmocka_unit_test(replay_a15),
        cmocka_unit_test(registered_algorithm), cmocka_unit_test(form_and_assertion_disagree), cmocka_unit_test(other_ways),
        cmocka_unit_test(registrations_that_let_nobody_in), cmocka_unit_test(public_clients),
        cmocka_unit_test(every_endpoint_knows_its_client),
    };
    return t_main("role/as_client", tests, sizeof tests / sizeof tests[0]);
}
