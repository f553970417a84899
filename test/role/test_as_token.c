/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The token endpoint: cases T1 to T6 and T9 to T16 of codes, refresh tokens and auth_req_ids, and D23 and D35 of proofs at the PAR and the
 * token endpoint. T7, T8 and the certificates of T12 are in test_as_certificate.c, nonces in test_as_nonce.c.
 */
#include "test/role/as_server.h"

#define S(text) (text), strlen(text)
#define EVERY "12MUCBO"
#define BY_PROOF "2M"    /* tokens are bound to DPoP keys in these here */
#define NO_PROOF "1UCBO" /* these know no DPoP: FAPI 1.0 Advanced 5.2.2 (6), and Colombia chose mutual TLS */
#define INVALID_GRANT .http = 400, .error = "invalid_grant"
#define BAD_PROOF(status) .want = FAPI_DPOP_##status, .http = 400, .error = "invalid_dpop_proof"
#define REFRESH {"grant_type", "refresh_token"}
#define CIBA {"grant_type", "urn:openid:params:grant-type:ciba"}
#define AUTH_REQ_ID "1c266114-a1be-4252-8ad1-04986c5b9ac1"

static const as_row rows[] = {
    {.name = "as it is", .endpoint = AS_TOKEN, .profiles = EVERY, .want = FAPI_OK, .http = 200,
     .ids = "+RFC6749-3.2-1 +RFC6749-4.1.3-1 +RFC6749-4.1.3-2 +RFC7636-4.5-1 +RFC7636-4.5-2 +FAPI2SP-5.3.2.1-4 +RFC9700-2.2.1-1 "
            "+FAPI2SP-5.3.2.1-11 +OIDCC-3.1.3.2-1 +FAPI1ADV-5.2.2-5"},
    {.name = "T3", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.form = {{"code_verifier", NULL}}},
     .want = FAPI_PKCE_VERIFIER_MISSING, INVALID_GRANT, .ids = "-RFC7636-4.5-1 -RFC9700-2.1.1-1 !PKCE-02"},
    {.name = "T4", .endpoint = AS_TOKEN, .profiles = EVERY,
     .change = {.form = {{"code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"}}}, .want = FAPI_PKCE_MISMATCH, INVALID_GRANT,
     .ids = "-RFC7636-4.5-2"},
    {.name = "PKCE-03, 42", .endpoint = AS_TOKEN, .profiles = "12",
     .change = {.form = {{"code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX"}}}, .want = FAPI_PKCE_VERIFIER, INVALID_GRANT,
     .ids = "!PKCE-03"},
    {.name = "PKCE-03, 129", .endpoint = AS_TOKEN, .profiles = "12",
     .change = {.form = {{"code_verifier", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                           "aaaaaaaaaaaaaaaaaaaaaaaaaaa"}}}, .want = FAPI_PKCE_VERIFIER, INVALID_GRANT, .ids = "!PKCE-03"},
    {.name = "PKCE-03, plus", .endpoint = AS_TOKEN, .profiles = "12",
     .change = {.form = {{"code_verifier", "dBjftJeZ4CVP+mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}}}, .want = FAPI_PKCE_VERIFIER, INVALID_GRANT,
     .ids = "!PKCE-03"},
    {.name = "PKCE-03, equals", .endpoint = AS_TOKEN, .profiles = "12",
     .change = {.form = {{"code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk="}}}, .want = FAPI_PKCE_VERIFIER, INVALID_GRANT,
     .ids = "!PKCE-03"},
    {.name = "PKCE-03, slash", .endpoint = AS_TOKEN, .profiles = "12",
     .change = {.form = {{"code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r/wW1gFWFOEjXk"}}}, .want = FAPI_PKCE_VERIFIER, INVALID_GRANT,
     .ids = "!PKCE-03"},
    {.name = "PKCE-03, no ASCII", .endpoint = AS_TOKEN, .profiles = "12",
     .change = {.form = {{"code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEj\xc3\xa9"}}}, .want = FAPI_PKCE_VERIFIER, INVALID_GRANT,
     .ids = "!PKCE-03"},
    {.name = "PKCE-04, the challenge", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.form = {{"code_verifier", AS_CHALLENGE}}},
     .want = FAPI_PKCE_MISMATCH, INVALID_GRANT, .ids = "!PKCE-04"},
    {.name = "another redirect_uri", .endpoint = AS_TOKEN, .profiles = EVERY,
     .change = {.form = {{"redirect_uri", AS_REDIRECT "?dummy1=lorem&dummy2=ipsum"}}}, .want = FAPI_CODE_REDIRECT_URI, INVALID_GRANT,
     .ids = "-RFC6749-4.1.3-1 !MIX-03"},
    {.name = "no redirect_uri", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.form = {{"redirect_uri", NULL}}},
     .want = FAPI_CODE_REDIRECT_URI_MISSING, .http = 400, .error = "invalid_request", .ids = "-OIDCC-3.1.3.2-1"},
    {.name = "no such code", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.form = {{"code", "another"}}},
     .want = FAPI_CODE_UNKNOWN, INVALID_GRANT},
    {.name = "MIX-01, a code of another server", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.how = AS_NOT_FOUND},
     .want = FAPI_CODE_UNKNOWN, INVALID_GRANT, .ids = "!MIX-01"},
    {.name = "password", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.form = {{"grant_type", "password"}}},
     .want = FAPI_GRANT_TYPE_FORBIDDEN, .http = 400, .error = "unsupported_grant_type", .ids = "-FAPI2SP-5.3.2.1-2"},
    {.name = "no grant type", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.form = {{"grant_type", NULL}}},
     .want = FAPI_GRANT_TYPE_MISSING, .http = 400, .error = "invalid_request", .ids = "-RFC6749-5.2-4"},
    {.name = "GET", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.method = "GET"}, .want = FAPI_TOKEN_REQUEST_METHOD,
     .http = 405, .error = "invalid_request", .ids = "-RFC6749-3.2-1"},
    {.name = "no form", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.content_type = "application/json"},
     .want = FAPI_FORM_CONTENT_TYPE, .http = 400, .error = "invalid_request"},
    {.name = "client credentials", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.form = {{"grant_type", "client_credentials"}}},
     .want = FAPI_OK, .http = 200, .ids = "+FAPI2SP-5.3.2.1-2"},
    /* proofs; where the policy knows none, the field is not read */
    {.name = "T6", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.how = AS_NO_PROOF}, .want = FAPI_TOKEN_REQUEST_UNBOUND,
     .http = 400, .error = "invalid_request", .ids = "-FAPI2SP-5.3.2.1-4 -RFC9449-5-1 -RFC9700-2.2.1-1"},
    {.name = "T6, by a certificate", .endpoint = AS_TOKEN, .profiles = NO_PROOF, .change = {.how = AS_NO_CERTIFICATE | AS_PROOF},
     .want = FAPI_TOKEN_REQUEST_UNBOUND, .http = 400, .error = "invalid_request",
     .ids = "-FAPI2SP-5.3.2.1-5 -FAPI1ADV-5.2.2-6"},
    {.name = "two proofs", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.how = AS_TWO_PROOFS}, BAD_PROOF(REPEATED),
     .ids = "-RFC9449-4.3-1"},
    {.name = "two proofs", .endpoint = AS_PAR, .profiles = BY_PROOF, .change = {.how = AS_TWO_PROOFS}, BAD_PROOF(REPEATED)},
    {.name = "D23, old", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.proof = {{"iat", "1799999990"}}}, .want = FAPI_OK},
    {.name = "D23, ahead", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.proof = {{"iat", "1800000008"}}}, .want = FAPI_OK,
     .ids = "+FAPI2SP-5.3.2.1-13"},
    {.name = "D23, old", .endpoint = AS_PAR, .profiles = BY_PROOF, .change = {.how = AS_PROOF, .proof = {{"iat", "1799999990"}}},
     .want = FAPI_OK},
    {.name = "D23, ahead", .endpoint = AS_PAR, .profiles = BY_PROOF, .change = {.how = AS_PROOF, .proof = {{"iat", "1800000008"}}},
     .want = FAPI_OK},
    {.name = "D24", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.proof = {{"iat", "1799999690"}}}, BAD_PROOF(IAT_OLD)},
    {.name = "D24", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.proof = {{"iat", "1800000310"}}}, BAD_PROOF(IAT_FUTURE)},
    {.name = "D24", .endpoint = AS_PAR, .profiles = BY_PROOF, .change = {.how = AS_PROOF, .proof = {{"iat", "1799999690"}}},
     BAD_PROOF(IAT_OLD)},
    {.name = "D24", .endpoint = AS_PAR, .profiles = BY_PROOF, .change = {.how = AS_PROOF, .proof = {{"iat", "1800000310"}}},
     BAD_PROOF(IAT_FUTURE)},
    {.name = "D35, ath", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.proof = {{"ath", "\"" AS_CHALLENGE "\""}}}, BAD_PROOF(ATH)},
    {.name = "D35, ath", .endpoint = AS_PAR, .profiles = BY_PROOF, .change = {.how = AS_PROOF, .proof = {{"ath", "\"" AS_CHALLENGE "\""}}},
     BAD_PROOF(ATH)},
    {.name = "D35, blank jti", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.proof = {{"jti", "\"\""}}}, BAD_PROOF(JTI)},
    {.name = "D35, blank jti", .endpoint = AS_PAR, .profiles = BY_PROOF, .change = {.how = AS_PROOF, .proof = {{"jti", "\"\""}}},
     BAD_PROOF(JTI)},
    {.name = "D35, X25519", .endpoint = AS_TOKEN, .profiles = BY_PROOF,
     .change = {.proof_header = {"jwk", "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"}},
     BAD_PROOF(JWK)},
    {.name = "D35, Ed448", .endpoint = AS_PAR, .profiles = BY_PROOF,
     .change = {.how = AS_PROOF,
                .proof_header = {"jwk", "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"}},
     BAD_PROOF(JWK)},
    {.name = "three dots", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.raw_proof = "e30.e30.AA.AA"},
     .want = FAPI_JWS_STRUCTURE, .http = 400, .error = "invalid_dpop_proof"},
    {.name = "HS256", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.proof_header = {"alg", "\"HS256\""}}, BAD_PROOF(ALG)},
    {.name = "padding", .endpoint = AS_PAR, .profiles = BY_PROOF, .change = {.raw_proof = "e30=.e30.AA"}, .want = FAPI_BASE64URL_PADDING,
     .http = 400, .error = "invalid_dpop_proof"},
    {.name = "D17", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.proof = {{"htm", "\"GET\""}}}, BAD_PROOF(HTM)},
    {.name = "for the other endpoint", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.proof = {{"htu", "\"" AS_PAR_URL "\""}}},
     BAD_PROOF(HTU)},
    {.name = "a broken proof that nobody reads", .endpoint = AS_TOKEN, .profiles = NO_PROOF, .change = {.raw_proof = "x"}, .want = FAPI_OK,
     .ids = "+FAPI2SP-5.3.2.1-5 +FAPI1ADV-5.2.2-6"},
    /* refresh tokens */
    {.name = "refresh", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.form = {REFRESH}}, .want = FAPI_OK, .http = 200,
     .ids = "+RFC6749-6-1 +OIDCC-12.1-1 +RFC9449-5-1"},
    {.name = "T11", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.how = AS_NO_ASSERTION, .form = {REFRESH}},
     .want = FAPI_CLIENT_AUTH_MISSING, .http = 401, .error = "invalid_client"},
    {.name = "T12", .endpoint = AS_TOKEN, .profiles = BY_PROOF, .change = {.how = AS_NO_PROOF, .form = {REFRESH}},
     .want = FAPI_TOKEN_REQUEST_UNBOUND, .http = 400, .error = "invalid_request", .ids = "-RFC9449-5-1"},
    {.name = "T12", .endpoint = AS_TOKEN, .profiles = NO_PROOF, .change = {.how = AS_NO_CERTIFICATE, .form = {REFRESH}},
     .want = FAPI_TOKEN_REQUEST_UNBOUND, .http = 400, .error = "invalid_request", .ids = "-FAPI1ADV-5.2.2-5"},
    {.name = "T13", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.how = AS_FROM_OTHER, .form = {REFRESH}},
     .want = FAPI_REFRESH_CLIENT, INVALID_GRANT, .ids = "-RFC6749-6-1 -OIDCC-12.1-1"},
    {.name = "no such refresh token", .endpoint = AS_TOKEN, .profiles = EVERY,
     .change = {.how = AS_NOT_FOUND, .form = {REFRESH}}, .want = FAPI_REFRESH_UNKNOWN, INVALID_GRANT},
    {.name = "a scope more", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.form = {REFRESH, {"scope", "openid payments"}}},
     .want = FAPI_TOKEN_REQUEST_SCOPE_GROWS, .http = 400, .error = "invalid_scope"},
    {.name = "a scope less", .endpoint = AS_TOKEN, .profiles = EVERY, .change = {.form = {REFRESH, {"scope", "accounts"}}}, .want = FAPI_OK},
};

static void cases(void **state)
{
    (void)state;
    SLOW();
    AS_RUN(rows);
}

/* ---------------------------------------------------------------------------------------- what the host has stored -- */

static const int profiles[] = {
    FAPI_PROFILE_FAPI1_ADVANCED, FAPI_PROFILE_FAPI2_SECURITY, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_PROFILE_UK_OPEN_BANKING,
    FAPI_PROFILE_AU_CDR, FAPI_PROFILE_BR_OPEN_FINANCE, FAPI_PROFILE_CO_OPEN_FINANCE,
};

static int is(const as_server *server, int http, const char *error)
{
    return fapi_verdict_http(server->verdict) == http && strcmp(fapi_verdict_oauth_error(server->verdict), error) == 0;
}

/* T1, T2 and T5, under every profile. */
static void codes_in_time(void **state)
{
    static const char verifier[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~abcdefghijklmnopqrstuvwxyz"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345-._~";
    char challenge[44];

    (void)state;
    SLOW();
    CHECK(strlen(verifier) == 128);
    STATUS(FAPI_OK, fapi_pkce_challenge(S(verifier), challenge, sizeof challenge));
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        AUTO(as_server) server = NULL;
        fapi_grant *code = NULL;

        STATUS(FAPI_OK, as_server_new(&server, profiles[i], FAPI_AUTH_PRIVATE_KEY_JWT));
        code = server->grant[AS_TOKEN];
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
        /* T1: a second later, when the host has marked it. */
        STATUS(FAPI_OK, fapi_grant_set_used(code, 1));
        server->now = AS_TIME + 1;
        STATUS(FAPI_CODE_REUSED, as_send(server, AS_TOKEN, NULL));
        CHECK(is(server, 400, "invalid_grant"));
        /* Of the stranger who has it too, the host learns nothing that would revoke the owner's tokens. */
        STATUS(FAPI_CODE_CLIENT, as_send(server, AS_TOKEN, &(as_change){.how = AS_FROM_OTHER}));
        STATUS(FAPI_OK, fapi_grant_set_used(code, 0));
        server->now = AS_TIME;
        /* T2: 62 seconds old, though the host would have let it live for an hour; and the last second. */
        STATUS(FAPI_OK, fapi_grant_set_times(code, AS_TIME - 62, AS_TIME + 3600));
        STATUS(FAPI_CODE_EXPIRED, as_send(server, AS_TOKEN, NULL));
        CHECK(is(server, 400, "invalid_grant"));
        STATUS(FAPI_OK, fapi_grant_set_times(code, AS_TIME - 59, AS_TIME + 3600));
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
        /* T5 */
        STATUS(FAPI_OK, fapi_grant_set_challenge(code, S(challenge)));
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, &(as_change){.form = {{"code_verifier", verifier}}}));
        STATUS(FAPI_PKCE_MISMATCH, as_send(server, AS_TOKEN, NULL));
    }
    REFUSES("FAPI2SP-5.3.2.2-9");
    ACCEPTS("FAPI2SP-5.3.2.2-9");
    REFUSES("FAPI2SP-5.3.2.1-11");
    ACCEPTS("CDR-token-2");
    REFUSES("CDR-token-2");
    ATTACK("PKCE-05");
}

/* PKCE-02: a verifier where the request had no challenge, and FAPI 1.0 Advanced without PAR, which needs none of either. */
static void verifier_without_challenge(void **state)
{
    const as_change none = {.form = {{"code_verifier", NULL}}};
    const int two[] = {FAPI_PROFILE_FAPI1_ADVANCED, FAPI_PROFILE_FAPI2_SECURITY};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        AUTO(as_server) server = NULL;
        fapi_grant *code = NULL;

        STATUS(FAPI_OK, as_server_new(&server, two[i], FAPI_AUTH_PRIVATE_KEY_JWT));
        code = server->grant[AS_TOKEN];
        fapi_grant_reset(code);
        STATUS(FAPI_OK, fapi_grant_set_value(code, S(AS_CODE)));
        STATUS(FAPI_OK, fapi_grant_set_client(code, S(AS_CLIENT)));
        STATUS(FAPI_OK, fapi_grant_set_redirect_uri(code, S(AS_REDIRECT)));
        STATUS(FAPI_OK, fapi_grant_set_times(code, AS_TIME - 5, AS_TIME + 55));
        STATUS(FAPI_PKCE_UNEXPECTED, as_send(server, AS_TOKEN, NULL));
        STATUS(i == 0 ? FAPI_OK : FAPI_PKCE_VERIFIER_MISSING, as_send(server, AS_TOKEN, &none));
    }
    ATTACK("PKCE-02");
    REFUSES("RFC9700-2.1.1-2");
}

/* T9 and T10: the key that the PAR proved, or named, is the one that the code is bound to. */
static void proof_of_the_pushed_request(void **state)
{
    const as_change by_proof = {.how = AS_PROOF}, none = {.how = AS_NO_PROOF}, other = {.how = AS_OTHER_PROOF_KEY};
    const int two[] = {FAPI_PROFILE_FAPI2_SECURITY, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING};

    (void)state;
    SLOW();
    for (size_t i = 0; i < 4; i++) {
        AUTO(as_server) server = NULL;
        as_change named = {0}, disagrees = {.how = AS_PROOF};
        const char *jkt = NULL;
        size_t n = 0;

        STATUS(FAPI_OK, as_server_new(&server, two[i % 2], FAPI_AUTH_PRIVATE_KEY_JWT));
        named.request[0] = (t_member){"dpop_jkt", server->jkt};
        disagrees.request[0] = (t_member){"dpop_jkt", AS_CHALLENGE};
        STATUS(FAPI_OK, as_send(server, AS_PAR, i < 2 ? &by_proof : &named));
        STATUS(FAPI_OK, fapi_verdict_jkt(server->verdict, &jkt, &n));
        CHECK(n == FAPI_JKT_LENGTH && memcmp(jkt, server->jkt, n) == 0);
        STATUS(FAPI_OK, fapi_grant_set_jkt(server->grant[AS_TOKEN], jkt, n));
        STATUS(FAPI_GRANT_DPOP_KEY, as_send(server, AS_TOKEN, &other));
        CHECK(is(server, 400, "invalid_grant"));
        STATUS(FAPI_GRANT_DPOP_MISSING, as_send(server, AS_TOKEN, &none));
        CHECK(is(server, 400, "invalid_dpop_proof"));
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
        STATUS(FAPI_OK, fapi_verdict_jkt(server->verdict, &jkt, &n));
        CHECK(n == FAPI_JKT_LENGTH && memcmp(jkt, server->jkt, n) == 0);
        /* P11 */
        STATUS(FAPI_PAR_DPOP_JKT, as_send(server, AS_PAR, &disagrees));
        CHECK(is(server, 400, "invalid_request"));
    }
    ACCEPTS("RFC9449-10-1");
    REFUSES("RFC9449-10-1");
    ACCEPTS("FAPI2SP-5.3.2.1-12");
    REFUSES("FAPI2SP-5.3.2.1-12");
}

/* A proof binds the tokens under a policy that knows DPoP, and a confidential client may change its key. */
static void what_tokens_are_bound_to(void **state)
{
    AUTO(as_server) server = NULL;
    const as_change bound = {.form = {REFRESH}}, other = {.how = AS_OTHER_PROOF_KEY, .form = {REFRESH}};
    const char *text = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, fapi_grant_set_jkt(server->refresh, S(server->jkt)));
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, &bound));
    STATUS(FAPI_OK, fapi_verdict_jkt(server->verdict, &text, &n));
    CHECK(n == FAPI_JKT_LENGTH);
    STATUS(FAPI_OK, fapi_verdict_x5t_s256(server->verdict, &text, &n));
    CHECK(n == 0);
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, &other));
    ACCEPTS("RFC9449-5-5");
    /* A client that is registered for DPoP gets no other tokens. */
    STATUS(FAPI_OK, as_register(server, &(t_member){"dpop_bound_access_tokens", "true"}, 1));
    STATUS(FAPI_GRANT_DPOP_MISSING, as_send(server, AS_TOKEN, &(as_change){.how = AS_NO_PROOF}));
    CHECK(is(server, 400, "invalid_dpop_proof"));
    REFUSES("RFC9449-5.2-1");
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
    ACCEPTS("RFC9449-5.2-1");
    /* Nor does one that is registered for its certificate get them without it. */
    STATUS(FAPI_OK, as_register(server, &(t_member){"tls_client_certificate_bound_access_tokens", "true"}, 1));
    STATUS(FAPI_GRANT_CERTIFICATE_MISSING, as_send(server, AS_TOKEN, NULL));
    CHECK(is(server, 400, "invalid_request"));
    REFUSES("RFC8705-3.4-1");
}

/* T13 and T14: the old token after its replacement, which the host keeps alive for a while, and one that it has ended. */
static void refresh_tokens_in_time(void **state)
{
    const as_change refresh = {.form = {REFRESH}};

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        AUTO(as_server) server = NULL;

        STATUS(FAPI_OK, as_server_new(&server, profiles[i], FAPI_AUTH_PRIVATE_KEY_JWT));
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, &refresh));
        server->now = AS_TIME + 30;
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, &refresh));
        server->now = AS_TIME;
        STATUS(FAPI_OK, fapi_grant_set_used(server->refresh, 1));
        STATUS(FAPI_REFRESH_USED, as_send(server, AS_TOKEN, &refresh));
        CHECK(is(server, 400, "invalid_grant"));
        STATUS(FAPI_OK, fapi_grant_set_used(server->refresh, 0));
        STATUS(FAPI_OK, fapi_grant_set_times(server->refresh, AS_TIME - 100, AS_TIME));
        STATUS(FAPI_REFRESH_EXPIRED, as_send(server, AS_TOKEN, &refresh));
        CHECK(is(server, 400, "invalid_grant"));
    }
    ACCEPTS("RFC9700-4.14.2-1");
    REFUSES("RFC9700-4.14.2-1");
}

/* -------------------------------------------------------------------------------------------------------- polling -- */

static int start_ciba(as_server *server)
{
    fapi_grant *grant = server->grant[AS_BACKCHANNEL];
    int rc = fapi_grant_set_value(grant, S(AUTH_REQ_ID));

    if (rc == FAPI_OK)
        rc = fapi_grant_set_client(grant, S(AS_CLIENT));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_times(grant, AS_TIME - 60, AS_TIME + 60);
    return rc == FAPI_OK ? fapi_grant_set_polling(grant, AS_TIME - 5, 5) : rc;
}

/* T15 and T16. */
static void polling(void **state)
{
    const as_change poll = {.form = {CIBA, {"auth_req_id", AUTH_REQ_ID}}}, wrong = {.form = {CIBA, {"auth_req_id", "another"}}};
    const as_change stranger = {.how = AS_FROM_OTHER, .form = {CIBA, {"auth_req_id", AUTH_REQ_ID}}};

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        AUTO(as_server) server = NULL;
        fapi_grant *grant = NULL;

        STATUS(FAPI_OK, as_server_new(&server, profiles[i], FAPI_AUTH_PRIVATE_KEY_JWT));
        grant = server->grant[AS_BACKCHANNEL];
        STATUS(FAPI_OK, start_ciba(server));
        STATUS(FAPI_CIBA_PENDING, as_send(server, AS_TOKEN, &poll));
        CHECK(is(server, 400, "authorization_pending"));
        STATUS(FAPI_OK, fapi_grant_set_polling(grant, AS_TIME - 4, 5));
        STATUS(FAPI_CIBA_SLOW_DOWN, as_send(server, AS_TOKEN, &poll));
        CHECK(is(server, 400, "slow_down"));
        STATUS(FAPI_CIBA_ID_CLIENT, as_send(server, AS_TOKEN, &stranger));
        CHECK(is(server, 400, "invalid_grant"));
        STATUS(FAPI_CIBA_ID_UNKNOWN, as_send(server, AS_TOKEN, &wrong));
        CHECK(is(server, 400, "invalid_grant"));
        STATUS(FAPI_CIBA_ID_MISSING, as_send(server, AS_TOKEN, &(as_change){.form = {CIBA}}));
        STATUS(FAPI_OK, fapi_grant_set_state(grant, FAPI_GRANT_STATE_DENIED));
        STATUS(FAPI_CIBA_DENIED, as_send(server, AS_TOKEN, &poll));
        CHECK(is(server, 400, "access_denied"));
        STATUS(FAPI_OK, fapi_grant_set_state(grant, FAPI_GRANT_STATE_APPROVED));
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, &poll));
        STATUS(FAPI_CIBA_ID_CLIENT, as_send(server, AS_TOKEN, &stranger));
        STATUS(FAPI_OK, fapi_grant_set_used(grant, 1));
        STATUS(FAPI_CIBA_ID_USED, as_send(server, AS_TOKEN, &poll));
        CHECK(is(server, 400, "invalid_grant"));
        STATUS(FAPI_OK, fapi_grant_set_used(grant, 0));
        STATUS(FAPI_OK, fapi_grant_set_times(grant, AS_TIME - 120, AS_TIME));
        STATUS(FAPI_CIBA_EXPIRED, as_send(server, AS_TOKEN, &poll));
        CHECK(is(server, 400, "expired_token"));
        STATUS(FAPI_OK, start_ciba(server));
        STATUS(FAPI_OK, fapi_grant_set_push(grant, 1));
        STATUS(FAPI_CIBA_PUSH, as_send(server, AS_TOKEN, &poll));
        CHECK(is(server, 400, "unauthorized_client"));
    }
    ACCEPTS("CIBA-10.1-1");
    REFUSES("CIBA-10.1-1");
    ACCEPTS("CIBA-11-1");
    REFUSES("CIBA-11-1");
    ACCEPTS("CIBA-11-3");
    REFUSES("CIBA-11-3");
}

/* A client uses only the grants that it and the server are registered for. */
static void grants_of_client_and_server(void **state)
{
    AUTO(as_server) server = NULL;
    const as_change poll = {.form = {CIBA, {"auth_req_id", AUTH_REQ_ID}}};

    (void)state;
    STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, fapi_as_set_grant_types(server->as, FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_GRANT_TYPE_UNSUPPORTED, as_send(server, AS_TOKEN, &poll));
    CHECK(is(server, 400, "unsupported_grant_type"));
    REFUSES("RFC6749-5.2-2");
    STATUS(FAPI_OK, as_register(server, &(t_member){"grant_types", "[\"authorization_code\"]"}, 1));
    STATUS(FAPI_GRANT_TYPE_CLIENT, as_send(server, AS_TOKEN, &(as_change){.form = {REFRESH}}));
    CHECK(is(server, 400, "unauthorized_client"));
    REFUSES("RFC6749-5.2-3");
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
    ACCEPTS("RFC6749-5.2-2");
    ACCEPTS("RFC6749-5.2-3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases), cmocka_unit_test(codes_in_time), cmocka_unit_test(verifier_without_challenge),
        cmocka_unit_test(proof_of_the_pushed_request), cmocka_unit_test(what_tokens_are_bound_to),
        cmocka_unit_test(refresh_tokens_in_time), cmocka_unit_test(polling), cmocka_unit_test(grants_of_client_and_server),
    };
    return t_main("role/as_token", tests, sizeof tests / sizeof tests[0]);
}
