/* SPDX-License-Identifier: Apache-2.0 */
/* Client assertions: what RFC 7523 3, OpenID Connect Core 9 and FAPI say of header and claims, with what passes and what
 * does not, as FAPI 1 and as FAPI 2 has it. */
#include "test/oauth/client_assertion_fixture.h"

#define A(status) FAPI_CLIENT_ASSERTION_##status
#define BOTH(status) {status, status}
#define PASS BOTH(FAPI_OK)

static void header(void **state)
{
    (void)state;
    static const ca_row rows[] = {
        {NONE, {NONE}, PASS, "+RFC7523-3-10 +RFC7523-3-9 +OIDCC-9-1 +FAPI1ADV-8.6-3"},
        {{"kid", NULL}, {NONE}, PASS, NULL},
        {{"alg", "\"Ed25519\""}, {NONE}, PASS, NULL},
        {{"typ", "\"JWT\""}, {NONE}, PASS, "+RFC8725-3.11-1"},
        {{"typ", "\"client-authentication+jwt\""}, {NONE}, PASS, NULL},
        {{"typ", "\"application/Client-Authentication+JWT\""}, {NONE}, PASS, NULL},
        {{"typ", "\"at+jwt\""}, {NONE}, BOTH(A(TYP)), "!TYP-01"},
        {{"typ", "\"dpop+jwt\""}, {NONE}, BOTH(A(TYP)), "!TYP-01"},
        {{"typ", "\"logout+jwt\""}, {NONE}, BOTH(A(TYP)), "!TYP-01"},
        {{"typ", "\"secevent+jwt\""}, {NONE}, BOTH(A(TYP)), NULL},
        {{"typ", "\"oauth-authz-req+jwt\""}, {NONE}, BOTH(A(TYP)), "!TYP-01"},
        {{"typ", "\"token-introspection+jwt\""}, {NONE}, BOTH(A(TYP)), NULL},
        {{"typ", "\"JWT \""}, {NONE}, BOTH(A(TYP)), NULL},
        {{"typ", "\"\""}, {NONE}, BOTH(A(TYP)), NULL},
        {{"typ", "1"}, {NONE}, BOTH(A(TYP)), "!TYP-03"},
        {{"typ", "null"}, {NONE}, BOTH(A(TYP)), "!TYP-03"},
        {{"typ", "[\"JWT\"]"}, {NONE}, BOTH(A(TYP)), "!TYP-03"},
        {{"alg", "\"none\""}, {NONE}, BOTH(A(ALG)), "-FAPI1ADV-8.6-3"},
        {{"alg", "\"nOnE\""}, {NONE}, BOTH(A(ALG)), NULL},
        {{"alg", "\"HS256\""}, {NONE}, BOTH(A(ALG)), "!CA-06"},
        {{"alg", "\"RS256\""}, {NONE}, BOTH(A(ALG)), "-FAPI1ADV-8.6-2"},
        {{"alg", NULL}, {NONE}, BOTH(A(ALG)), NULL},
        {{"alg", "[\"EdDSA\"]"}, {NONE}, BOTH(A(ALG)), NULL},
        {{"alg", "\"ES256\""}, {NONE}, BOTH(A(KEY)), "-RFC7523-3-9"}, /* the kid is of another algorithm */
        {{"kid", "\"es256\""}, {NONE}, BOTH(A(KEY)), NULL},
        {{"kid", "\"unheard of\""}, {NONE}, BOTH(A(KEY)), "-RFC7523-3-9"},
        {{"b64", "false"}, {NONE}, BOTH(FAPI_JWS_B64), "!CA-07"},
        {{"b64", "false,\"crit\":[\"b64\"]"}, {NONE}, BOTH(FAPI_JWS_B64), "!CA-07 -RFC7523-3-10"},
        {{"crit", "[\"x\"],\"x\":1"}, {NONE}, BOTH(FAPI_JWS_CRIT), NULL},
        {{"jku", "\"https://evil.example\""}, {NONE}, BOTH(FAPI_JWS_EMBEDDED_KEY), NULL},
        {{"jwk", "{}"}, {NONE}, BOTH(FAPI_JWS_EMBEDDED_KEY), NULL},
        {{"x5c", "[]"}, {NONE}, BOTH(FAPI_JWS_EMBEDDED_KEY), NULL},
        {{"cty", "\"JWT\""}, {NONE}, BOTH(FAPI_JWS_CTY), NULL},
        {{"zip", "\"DEF\""}, {NONE}, BOTH(FAPI_JWS_JWE_HEADER), NULL},
    };
    RUN(rows);
}

static void claims(void **state)
{
    (void)state;
    static const ca_row rows[] = {
        {NONE, {NONE}, PASS, "+RFC7523-3-1 +RFC7523-3-2 +CDR-clientauth-2"},
        {NONE, {{"iss", NULL}}, BOTH(A(ISS_MISSING)), "-RFC7523-3-1 -OIDCC-9-1 -CDR-clientauth-2"},
        {NONE, {{"sub", NULL}}, BOTH(A(SUB_MISSING)), "-RFC7523-3-2 -OIDCC-9-1 !CA-02"},
        {NONE, {{"aud", NULL}}, BOTH(A(AUD_MISSING)), "-RFC7523-3-3"},
        {NONE, {{"exp", NULL}}, BOTH(A(EXP_MISSING)), "-RFC7523-3-4 -OIDCC-9-1 !CA-04"},
        {NONE, {{"jti", NULL}}, BOTH(A(JTI_MISSING)), "-OIDCC-9-1 !CA-03"},
        {NONE, {{"iat", NULL}, {"nbf", NULL}}, PASS, "+OIDCC-9-1 +RFC7523-3-5"},
        {NONE, {{"iss", "\"client-2\""}}, BOTH(A(ISS)), "-RFC7523-3-1 !CA-02"},
        {NONE, {{"sub", "\"client-2\""}}, BOTH(A(SUB)), "-RFC7523-3-2 !CA-02"},
        {NONE, {{"iss", "\"client-2\""}, {"sub", "\"client-2\""}}, BOTH(A(ISS)), "!CA-02"},
        {NONE, {{"iss", "\"client-1 \""}}, BOTH(A(ISS)), NULL},
        {NONE, {{"iss", "\"Client-1\""}}, BOTH(A(ISS)), "-RFC7521-5.1-1"},
        {NONE, {{"iss", "\"\""}}, BOTH(A(ISS)), NULL},
        {NONE, {{"iss", "\"\\u0063lient-1\""}}, PASS, "+RFC7521-5.1-1"},
        {NONE, {{"iss", "[\"client-1\"]"}}, BOTH(A(CLAIM_TYPE)), "-RFC7523-3-10"},
        {NONE, {{"sub", "null"}}, BOTH(A(CLAIM_TYPE)), NULL},
        {NONE, {{"jti", "7"}}, BOTH(A(CLAIM_TYPE)), NULL},
        {NONE, {{"jti", "\"\""}}, BOTH(A(JTI)), NULL},
        {NONE, {{"jti", "\" \\t\""}}, BOTH(A(JTI)), NULL},
        {NONE, {{"jti", "\" a\""}}, PASS, NULL},
        {NONE, {{"exp", "null"}}, BOTH(A(CLAIM_TYPE)), NULL},
        {NONE, {{"exp", "-1"}}, BOTH(A(CLAIM_TYPE)), NULL},
        {NONE, {{"nbf", "\"1800000000\""}}, BOTH(A(CLAIM_TYPE)), NULL},
        {NONE, {{"iat", "true"}}, BOTH(A(CLAIM_TYPE)), NULL},
        {NONE, {{"sub", "\"client-1\",\"sub\":\"client-1\""}}, BOTH(FAPI_JSON_DUPLICATE), NULL},
        {NONE, {{"whatever", "{\"deep\":[1,2]}"}}, PASS, NULL},
        {NONE, {{"client_id", "\"client-1\""}}, PASS, NULL},
    };
    RUN(rows);
}

static void audience(void **state)
{
    (void)state;
    static const ca_row rows[] = {
        {NONE, {NONE}, PASS, "+RFC7523-3-3 +FAPI2SP-5.3.2.1-8 +RFC7521-5.1-1"},
        {NONE, {{"aud", "\"" TOKEN_URL "\""}}, {FAPI_OK, A(AUD)}, "+RFC9126-2-2 +CIBA-7.1-6 +CDR-clientauth-2"},
        {NONE, {{"aud", "\"" PAR_URL "\""}}, {FAPI_OK, A(AUD)}, "-FAPI2SP-5.3.2.1-8"},
        {NONE, {{"aud", "[\"" ISSUER "\"]"}}, {FAPI_OK, A(AUD_FORM)}, "-FAPI2SP-5.3.2.1-8"},
        {NONE, {{"aud", "[\"" PAR_URL "\",\"x\"]"}}, {FAPI_OK, A(AUD_FORM)}, NULL},
        {NONE, {{"aud", "[\"x\",\"" ISSUER "\"]"}}, {FAPI_OK, A(AUD_FORM)}, "!CA-01"},
        {NONE, {{"aud", "\"https://as.example.com/revoke\""}}, BOTH(A(AUD)), "-RFC9126-2-2 -CIBA-7.1-6 -RFC7523-3-3"},
        {NONE, {{"aud", "\"https://other.example/token\""}}, BOTH(A(AUD)), "!CA-01 -CDR-clientauth-2"},
        {NONE, {{"aud", "\"" ISSUER "/\""}}, BOTH(A(AUD)), "-RFC7521-5.1-1"},
        {NONE, {{"aud", "\"HTTPS://as.example.com\""}}, BOTH(A(AUD)), NULL},
        {NONE, {{"aud", "\"https://as.example.com:443\""}}, BOTH(A(AUD)), NULL},
        {NONE, {{"aud", "\" " ISSUER "\""}}, BOTH(A(AUD)), NULL},
        {NONE, {{"aud", "\"\""}}, {A(CLAIM_TYPE), A(AUD)}, NULL},
        {NONE, {{"aud", "7"}}, {A(CLAIM_TYPE), A(AUD_FORM)}, NULL},
        {NONE, {{"aud", "null"}}, {A(CLAIM_TYPE), A(AUD_FORM)}, NULL},
        {NONE, {{"aud", "{\"" ISSUER "\":1}"}}, {A(CLAIM_TYPE), A(AUD_FORM)}, NULL},
        {NONE, {{"aud", "[\"" ISSUER "\",7]"}}, {A(CLAIM_TYPE), A(AUD_FORM)}, NULL},
        {NONE, {{"aud", "[[\"" ISSUER "\"]]"}}, {A(CLAIM_TYPE), A(AUD_FORM)}, NULL},
    };
    RUN(rows);
}

static void times(void **state)
{
    (void)state;
    static const ca_row rows[] = {
        {NONE, {NONE}, PASS, "+RFC7523-3-4 +RFC7523-3-5 +FAPI2SP-5.3.2.1-13"},
        {NONE, {{"exp", "1799999991"}, {"nbf", NULL}, {"iat", NULL}}, PASS, NULL},
        {NONE, {{"exp", "1799999990"}, {"nbf", NULL}, {"iat", NULL}}, BOTH(A(EXPIRED)), "-RFC7523-3-4"},
        {NONE, {{"exp", "0"}}, BOTH(A(EXPIRED)), NULL},
        {NONE, {{"exp", "1800000310"}}, PASS, NULL},
        {NONE, {{"exp", "1800000310.999"}}, PASS, NULL}, /* floored */
        {NONE, {{"exp", "1800000311"}}, BOTH(A(LIFETIME)), "-RFC7523-3-4 !CA-04"},
        {NONE, {{"exp", "1831536000"}}, BOTH(A(LIFETIME)), "!CA-04"}, /* a year */
        {NONE, {{"exp", "253402300799"}}, BOTH(A(LIFETIME)), NULL},
        {NONE, {{"exp", "1800000000"}}, BOTH(A(LIFETIME)), NULL}, /* iat is no earlier */
        {NONE, {{"exp", "1800000005"}, {"nbf", "1800000006"}}, BOTH(A(LIFETIME)), NULL},
        {NONE, {{"exp", "1.80000006e9"}}, PASS, NULL},
        {NONE, {{"nbf", "1800000010"}, {"iat", "1800000010"}}, PASS, "+FAPI2SP-5.3.2.1-13"},
        {NONE, {{"nbf", "1800000011"}}, BOTH(A(NBF)), "-RFC7523-3-5 -FAPI2SP-5.3.2.1-13"},
        {NONE, {{"iat", "1800000011"}}, BOTH(A(IAT_FUTURE)), "-FAPI2SP-5.3.2.1-13"},
        {NONE, {{"nbf", "0"}, {"iat", "0"}}, PASS, NULL},
    };
    RUN(rows);
}

/* What a client signs for other purposes: typ tells, and where it is absent, the claims do. */
static void kinds_by_claims(void **state)
{
    (void)state;
    static const char *const foreign[] = {"response_type", "redirect_uri", "login_hint",         "login_hint_token",
                                          "id_token_hint", "htm",          "htu",                "nonce",
                                          "at_hash",       "c_hash",       "token_introspection", "s_hash",
                                          "events"};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        const ca_row rows[] = {
            {NONE, {{foreign[i], "\"x\""}}, BOTH(A(TYP)), "!TYP-01 -RFC8725-3.11-1"},
            {{"typ", "\"JWT\""}, {{foreign[i], "{}"}}, BOTH(A(TYP)), NULL},
            {{"typ", "\"client-authentication+jwt\""}, {{foreign[i], "\"x\""}}, PASS, NULL},
        };
        if (t_sweeping() && i > 0)
            break; /* all alike */
        RUN(rows);
    }
}

static void age(void **state)
{
    (void)state;
    READY(FAPI2, handle, verdict);
    STATUS(FAPI_OK, fapi_client_assertion_set_lifetime(handle, 300, 60));
    STATUS(FAPI_OK, ca_try(handle, ca_with("iat", "1799999940"), NOW, verdict));
    ACCEPTS("RFC7523-3-6");
    STATUS(A(IAT_OLD), ca_try(handle, ca_with("iat", "1799999939"), NOW, verdict));
    CHECK(strcmp(fapi_verdict_expected(verdict), "1799999940") == 0);
    STATUS(A(IAT_MISSING), ca_try(handle, ca_with("iat", NULL), NOW, verdict));
    REFUSES("RFC7523-3-6");
}

static void window(void **state)
{
    (void)state;
    const t_member ahead[] = {{"nbf", "1800000060"}, {"iat", "1800000060"}, {"exp", "1800000120"}};
    const t_member too_far[] = {{"nbf", "1800000061"}, {"iat", "1800000061"}, {"exp", "1800000120"}};
    const t_member zero[] = {{"nbf", "1800000001"}};

    READY(FAPI2, handle, verdict);
    STATUS(FAPI_OK, fapi_client_assertion_set_window(handle, 60, 60));
    STATUS(FAPI_OK, ca_try(handle, ca_by(T_EDDSA, ahead, 3), NOW, verdict));
    STATUS(A(NBF), ca_try(handle, ca_by(T_EDDSA, too_far, 3), NOW, verdict));
    STATUS(FAPI_OK, ca_try(handle, ca_with(NULL, NULL), NOW + 119, verdict));
    STATUS(A(EXPIRED), ca_try(handle, ca_with(NULL, NULL), NOW + 120, verdict));
    STATUS(FAPI_OK, fapi_client_assertion_set_window(handle, 0, 0));
    STATUS(A(NBF), ca_try(handle, ca_by(T_EDDSA, zero, 1), NOW, verdict));
    STATUS(FAPI_OK, ca_try(handle, ca_with(NULL, NULL), NOW + 59, verdict));
    STATUS(A(EXPIRED), ca_try(handle, ca_with(NULL, NULL), NOW + 60, verdict));
    /* nobody can ask for more than 60 s */
    STATUS(FAPI_ERR_RANGE, fapi_client_assertion_set_window(handle, 61, 0));
    REFUSES("FAPI2SP-5.3.2.1-13");
}

static void signatures(void **state)
{
    (void)state;
    const char *good = ca_with(NULL, NULL);
    static const char secret[] = "a client_secret of more than 32 octets, all of them known";

    READY(FAPI2, handle, verdict);
    CHECK(good[0] != '\0');
    /* by the key of another client, under the kid of this one */
    STATUS(A(SIGNATURE), ca_try(handle, ca_by_other(ca_header(T_EDDSA, NULL), ca_claims(NULL, 0)), NOW, verdict));
    /* the claims of another assertion */
    STATUS(A(SIGNATURE), ca_try(handle, t_replace_part(good, 1, t_base64url(S("{\"iss\":\"client-1\",\"sub\":\"client-1\","
        "\"aud\":\"" ISSUER "\",\"jti\":\"7f1f\",\"exp\":1800000060}"))), NOW, verdict));
    REFUSES("RFC7523-3-9");
    STATUS(FAPI_JWS_SIGNATURE_LENGTH, ca_try(handle, t_replace_part(good, 2, ""), NOW, verdict));
    CHECK(fapi_verdict_http(verdict) == 401 && strcmp(fapi_verdict_oauth_error(verdict), "invalid_client") == 0);
    STATUS(FAPI_JWS_STRUCTURE, ca_try(handle, "x", NOW, verdict));
    CHECK(fapi_verdict_http(verdict) == 401 && strcmp(fapi_verdict_oauth_error(verdict), "invalid_client") == 0);
    REFUSES("RFC7523-3.2-1");
    STATUS(FAPI_JWE_UNSUPPORTED, ca_try(handle, "a.b.c.d.e", NOW, verdict));
    /* client_secret_jwt, and the public key as a secret */
    STATUS(A(ALG), ca_try(handle, t_forge("{\"alg\":\"HS256\"}", ca_claims(NULL, 0), S(secret)), NOW, verdict));
    STATUS(A(ALG), ca_try(handle, t_forge("{\"alg\":\"HS256\",\"kid\":\"eddsa\"}", ca_claims(NULL, 0),
                                          t_public_jwk(T_EDDSA), strlen(t_public_jwk(T_EDDSA))), NOW, verdict));
    ATTACK("CA-06");
    STATUS(A(ALG), ca_try(handle, t_join("{\"alg\":\"none\"}", S("{}"), "", 0), NOW, verdict));
    STATUS(FAPI_OK, ca_try(handle, good, NOW, verdict));
    CHECK(fapi_verdict_http(verdict) == 200);
    ACCEPTS("RFC7523-3.2-1");
}

/* Every algorithm passes with its own key; those of FAPI 1 are fewer, and the registered one is alone. */
static void algorithms(void **state)
{
    (void)state;
    SLOW();
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    const int registered[] = {0, FAPI_ALG_EDDSA, FAPI_ALG_ES256, FAPI_ALG_PS256, FAPI_ALG_RS256};
    const int fapi1 = FAPI_ALG_PS256 | FAPI_ALG_ES256;

    READY(FAPI2, handle, verdict);
    CHECK(jwks != NULL);
    STATUS(FAPI_OK, fapi_jwks_load(jwks, t_public_jwks(), strlen(t_public_jwks())));
    for (size_t r = 0; r < sizeof registered / sizeof *registered; r++) {
        STATUS(FAPI_OK, fapi_client_assertion_set_client(handle, S(CLIENT), jwks, registered[r]));
        for (enum t_key_name key = T_EDDSA; key < T_KEYS; key++) {
            bool fits = registered[r] == 0 || registered[r] == t_alg(key);
            int fapi2_wants = key == T_RS256 ? A(ALG) : fits ? FAPI_OK : A(ALG_REGISTERED);
            int fapi1_wants = (t_alg(key) & fapi1) == 0 ? A(ALG) : fapi2_wants;

            STATUS(FAPI_OK, fapi_client_assertion_set_algs(handle, GOOD_ALGS));
            STATUS(fapi2_wants, ca_try(handle, ca_by(key, NULL, 0), NOW, verdict));
            STATUS(FAPI_OK, fapi_client_assertion_set_algs(handle, fapi1));
            STATUS(fapi1_wants, ca_try(handle, ca_by(key, NULL, 0), NOW, verdict));
            /* FAPI 1.0 Baseline leaves the algorithm open */
            STATUS(FAPI_OK, fapi_client_assertion_set_algs(handle, GOOD_ALGS | FAPI_ALG_RS256));
            STATUS(fits ? FAPI_OK : A(ALG_REGISTERED), ca_try(handle, ca_by(key, NULL, 0), NOW, verdict));
        }
    }
    ACCEPTS("OIDCR-2-1");
    REFUSES("OIDCR-2-1");
    ACCEPTS("FAPI1ADV-8.6-1");
    REFUSES("FAPI1ADV-8.6-1");
    ACCEPTS("FAPI1ADV-8.6-2");
    ACCEPTS("FAPI2SP-5.4.1-1.2");
    REFUSES("FAPI2SP-5.4.1-1.2");
}

/* A kid that two keys of the client share tells nothing. */
static void ambiguous_keys(void **state)
{
    (void)state;
    AUTO(fapi_jwks) twice = fapi_jwks_new(t_context());
    const char *jwk = t_public_jwk(T_EDDSA), *doubled = t_format("{\"keys\":[%s,%s]}", jwk, jwk);

    READY(FAPI2, handle, verdict);
    CHECK(twice != NULL);
    STATUS(FAPI_OK, fapi_jwks_load(twice, doubled, strlen(doubled)));
    STATUS(FAPI_OK, fapi_client_assertion_set_client(handle, S(CLIENT), twice, 0));
    STATUS(A(KEY), ca_try(handle, ca_with(NULL, NULL), NOW, verdict));
    CHECK(strcmp(fapi_verdict_actual(verdict), "FAPI_KEY_AMBIGUOUS") == 0);
    REFUSES("RFC7523-3-9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header),
        cmocka_unit_test(claims),
        cmocka_unit_test(audience),
        cmocka_unit_test(times),
        cmocka_unit_test(kinds_by_claims),
        cmocka_unit_test(age),
        cmocka_unit_test(window),
        cmocka_unit_test(signatures),
        cmocka_unit_test(algorithms),
        cmocka_unit_test(ambiguous_keys),
    };

    return t_main("oauth/client_assertion", tests, sizeof tests / sizeof *tests);
}
