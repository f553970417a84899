/* SPDX-License-Identifier: Apache-2.0 */
/* Response JWTs: header, issuer, signature, audience, times, parameters, and what else a server signs. */
#include "base/verdict.h"
#include "test/oauth/jarm_fixture.h"

#include "jose/signer.h"

#define R(status) FAPI_AUTHORIZATION_RESPONSE_##status

static void header(void **state)
{
    static const jarm_row rows[] = {
        {NONE, {NONE}, FAPI_OK, "+JARM-2.4-5 +JARM-2.4-6 +JARM-5.1-1 +FAPI2MS-5.4.2-2 +FAPI1ADV-5.2.3.2-1"},
        {{"kid", NULL}, {NONE}, FAPI_OK, NULL},
        {{"alg", "\"Ed25519\""}, {NONE}, FAPI_OK, NULL},
        {{"typ", "\"JWT\""}, {NONE}, FAPI_OK, "+RFC8725-3.11-1"},
        {{"typ", "\"application/jwt\""}, {NONE}, FAPI_OK, NULL},
        {{"typ", "\"at+jwt\""}, {NONE}, J(TYP), "-RFC8725-3.11-1 !JARM-03"},
        {{"typ", "\"logout+jwt\""}, {NONE}, J(TYP), "-RFC8725-3.11-1"},
        {{"typ", "\"oauth-authz-req+jwt\""}, {NONE}, J(TYP), "!JARM-03"},
        {{"typ", "\"token-introspection+jwt\""}, {NONE}, J(TYP), "!JARM-03"},
        {{"typ", "\"dpop+jwt\""}, {NONE}, J(TYP), NULL},
        {{"typ", "\"\""}, {NONE}, J(TYP), NULL},
        {{"typ", "7"}, {NONE}, J(TYP), NULL},
        {{"alg", "\"none\""}, {NONE}, J(ALG), "-JARM-2.4-5 !JARM-01"},
        {{"alg", "\"NONE\""}, {NONE}, J(ALG), NULL},
        {{"alg", "\"HS256\""}, {NONE}, J(ALG), "-JARM-2.4-5"},
        {{"alg", "\"RS256\""}, {NONE}, J(ALG), "-JARM-2.4-5"},
        {{"alg", NULL}, {NONE}, J(ALG), NULL},
        {{"alg", "\"ES256\""}, {NONE}, FAPI_KEY_ALG, NULL},
        {{"kid", "\"unheard of\""}, {NONE}, FAPI_KEY_UNKNOWN, NULL},
        {{"jku", "\"https://evil.example\""}, {NONE}, FAPI_JWS_EMBEDDED_KEY, NULL},
        {{"jwk", "{}"}, {NONE}, FAPI_JWS_EMBEDDED_KEY, NULL},
        {{"x5c", "[]"}, {NONE}, FAPI_JWS_EMBEDDED_KEY, NULL},
        {{"crit", "[\"x\"],\"x\":1"}, {NONE}, FAPI_JWS_CRIT, NULL},
        {{"b64", "false"}, {NONE}, FAPI_JWS_B64, NULL},
        {{"cty", "\"JWT\""}, {NONE}, FAPI_JWS_CTY, NULL},
        {{"enc", "\"A256GCM\""}, {NONE}, J(ENCRYPTED), NULL},
    };
    READY(jarm, verdict);

    (void)state;
    RUN(rows);
}

static void parties(void **state)
{
    static const jarm_row rows[] = {
        {NONE, {NONE}, FAPI_OK, "+JARM-2.4-2 +JARM-2.4-3 +FAPI1ADV-8.3.3-1 +RFC9700-4.4.2-1 +RFC9700-2.1-4"},
        {NONE, {{"iss", NULL}}, J(ISS_MISSING), "-JARM-2.4-2 -FAPI1ADV-8.3.3-1"},
        {NONE, {{"iss", "\"https://evil.example\""}}, J(ISS),
         "-JARM-2.4-2 -FAPI1ADV-8.3.3-1 -RFC9700-4.4.2-1 -RFC9700-2.1-4 -FAPI1ADV-5.2.3.2-1 !JARM-01"},
        {NONE, {{"iss", "\"" ISSUER "/\""}}, J(ISS), "!MIX-02"},
        {NONE, {{"iss", "\"HTTPS://as.example.com\""}}, J(ISS), "!MIX-02"},
        {NONE, {{"iss", "\"\""}}, J(CLAIM_TYPE), NULL},
        {NONE, {{"iss", "[\"" ISSUER "\"]"}}, J(CLAIM_TYPE), NULL},
        {NONE, {{"iss", "\"" ISSUER "\",\"iss\":\"" ISSUER "\""}}, FAPI_JSON_DUPLICATE, NULL},
        {NONE, {{"aud", NULL}}, J(AUD_MISSING), "-JARM-2.4-3"},
        {NONE, {{"aud", "[\"" CLIENT "\"]"}}, FAPI_OK, "+JARM-2.4-3"},
        {NONE, {{"aud", "\"client-2\""}}, J(AUD), "-JARM-2.4-3 -FAPI1ADV-5.2.3.2-1 !JARM-01"},
        {NONE, {{"aud", "\"Client-1\""}}, J(AUD), NULL},
        {NONE, {{"aud", "[\"" CLIENT "\",\"client-2\"]"}}, J(AUD), "-JARM-2.4-3"},
        {NONE, {{"aud", "[\"client-2\",\"" CLIENT "\"]"}}, J(AUD), NULL},
        {NONE, {{"aud", "[\"" CLIENT "\",\"" CLIENT "\"]"}}, J(AUD), NULL},
        {NONE, {{"aud", "[]"}}, J(CLAIM_TYPE), NULL},
        {NONE, {{"aud", "7"}}, J(CLAIM_TYPE), NULL},
        {NONE, {{"aud", "{\"" CLIENT "\":1}"}}, J(CLAIM_TYPE), NULL},
    };
    READY(jarm, verdict);

    (void)state;
    RUN(rows);
}

static void times(void **state)
{
    static const jarm_row rows[] = {
        {NONE, {{"exp", "1800000060"}}, FAPI_OK, "+JARM-2.4-4 +JARM-2.1-2"},
        {NONE, {{"exp", NULL}}, J(EXP_MISSING), "-JARM-2.4-4"},
        {NONE, {{"exp", "1799999991"}}, FAPI_OK, NULL},
        {NONE, {{"exp", "1799999990"}}, J(EXPIRED), "-JARM-2.4-4 -FAPI1ADV-5.2.3.2-1 !JARM-01"},
        {NONE, {{"exp", "1800000610"}}, FAPI_OK, NULL},
        {NONE, {{"exp", "1800000611"}}, J(LIFETIME), "-JARM-2.1-2 !JARM-01"},
        {NONE, {{"exp", "1800000060000"}}, J(CLAIM_TYPE), "!JARM-01"}, /* milliseconds */
        {NONE, {{"exp", "253402300799"}}, J(LIFETIME), NULL},
        {NONE, {{"exp", "\"1800000060\""}}, J(CLAIM_TYPE), NULL},
        {NONE, {{"exp", "null"}}, J(CLAIM_TYPE), NULL},
        {NONE, {{"exp", "-1"}}, J(CLAIM_TYPE), NULL},
        {NONE, {{"iat", "1800000010"}}, FAPI_OK, NULL},
        {NONE, {{"iat", "1800000011"}}, J(IAT_FUTURE), NULL},
        {NONE, {{"iat", "1799913600"}}, FAPI_OK, NULL},
        {NONE, {{"iat", "1799913599"}}, J(IAT_OLD), NULL},
        {NONE, {{"iat", "\"1800000000\""}}, J(CLAIM_TYPE), NULL},
        {NONE, {{"nbf", "1800000010"}}, FAPI_OK, NULL},
        {NONE, {{"nbf", "1800000011"}}, J(NBF), NULL},
        {NONE, {{"nbf", "true"}}, J(CLAIM_TYPE), NULL},
    };
    READY(jarm, verdict);

    (void)state;
    RUN(rows);
    STATUS(FAPI_OK, fapi_jarm_set_lifetime(jarm, 60));
    STATUS(FAPI_OK, fapi_jarm_set_window(jarm, 0, 0));
    STATUS(FAPI_OK, jarm_try(jarm, jarm_with(NULL, NULL), NOW, verdict));
    STATUS(J(LIFETIME), jarm_try(jarm, jarm_with(NULL, NULL), NOW - 1, verdict));
    STATUS(FAPI_OK, jarm_try(jarm, jarm_with(NULL, NULL), NOW + 59, verdict));
    STATUS(J(EXPIRED), jarm_try(jarm, jarm_with(NULL, NULL), NOW + 60, verdict));
}

static void parameters(void **state)
{
    static const jarm_row rows[] = {
        {NONE, {NONE}, FAPI_OK, "+RFC6749-10.12-1 +FAPI1BASE-5.2.3-6 +JARM-2.1-4"},
        {NONE, {{"whatever", "{\"deep\":[1,2]}"}, {"expires_in", "60"}, {"scope", "\"a b\""}}, FAPI_OK,
         "+JARM-2.1-3 +RFC6749-4.1.2-5"},
        {NONE, {{"jti", "\"x\""}, {"session_state", "\"x.y\""}}, FAPI_OK, "+JARM-2.1-3"},
        {NONE, {{"whatever", "1,\"whatever\":2"}}, FAPI_JSON_DUPLICATE, "-JARM-2.1-3"},
        {NONE, {{"state", NULL}}, R(STATE_MISSING), "-RFC6749-10.12-1 !JARM-02"},
        {NONE, {{"state", "\"\""}}, R(STATE_MISSING), "!JARM-02"},
        {NONE, {{"state", "\"another\""}}, R(STATE), "-RFC6749-10.12-1 -FAPI1BASE-5.2.3-6 !JARM-02 !JARM-05"},
        {NONE, {{"state", "7"}}, J(CLAIM_TYPE), "-JARM-2.1-4"},
        {NONE, {{"code", NULL}}, R(EMPTY), "!JARM-03"},
        {NONE, {{"code", "\"\""}}, R(EMPTY), NULL},
        {NONE, {{"code", "[\"c\"]"}}, J(CLAIM_TYPE), "-JARM-2.1-4"},
        {NONE, {{"code", "\"a\\nb\""}}, R(CODE), NULL},
        {NONE, {{"error", "\"access_denied\""}}, R(BOTH), NULL},
        {NONE, {{"error", "\"access_denied\""}, {"code", NULL}}, R(ERROR), NULL},
        {NONE, {{"error", "\"access_denied\""}, {"code", NULL}, {"state", "\"x\""}}, R(STATE), NULL},
        {NONE, {{"error", "\"access_denied\""}, {"code", NULL}, {"iss", "\"https://evil.example\""}}, J(ISS), "!JARM-01"},
        {NONE, {{"error", "\"a\\\"b\""}, {"code", NULL}}, R(ERROR_TEXT), NULL},
        {NONE, {{"error", "{}"}, {"code", NULL}}, J(CLAIM_TYPE), NULL},
        {NONE, {{"access_token", "\"t\""}}, R(TOKEN), "-RFC9700-2.1.2-1"},
        {NONE, {{"id_token", "\"a.b.c\""}}, R(ID_TOKEN), NULL},
        {NONE, {{"response", "\"a.b.c\""}}, R(PLACE), NULL},
    };
    const char *value = NULL;
    size_t n = 0;
    READY(jarm, verdict);

    (void)state;
    RUN(rows);
    STATUS(FAPI_OK, jarm_try(jarm, jarm_with(NULL, NULL), NOW, verdict));
    STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, S("code"), &value, &n));
    CHECK(n == 8 && memcmp(value, "SplxlOBe", n) == 0);
    STATUS(FAPI_OK, fapi_jarm_set_response_type(jarm, FAPI_RESPONSE_CODE_ID_TOKEN));
    STATUS(R(ID_TOKEN_MISSING), jarm_try(jarm, jarm_with(NULL, NULL), NOW, verdict));
    STATUS(FAPI_OK, jarm_try(jarm, jarm_with("id_token", "\"a.b.c\""), NOW, verdict));
    STATUS(FAPI_OK, fapi_jarm_insecure_set_no_state(jarm));
    STATUS(R(STATE), jarm_try(jarm, jarm_with("id_token", "\"a.b.c\""), NOW, verdict));
}

/* What stands beside it is signed by nobody. */
static void alone(void **state)
{
    const char *jwt = jarm_with(NULL, NULL);
    READY(jarm, verdict);
    const struct {
        const char *before, *after;
        int status;
    } rows[] = {
        {"response=", "", FAPI_OK},
        {"&response=", "&", FAPI_OK},
        {"response=", "&code=SplxlOBe", J(NOT_ALONE)},
        {"state=" STATE "&response=", "", J(NOT_ALONE)},
        {"response=", "&iss=https%3A%2F%2Fas.example.com", J(NOT_ALONE)},
        {"response=", "&error=access_denied", J(NOT_ALONE)},
        {"response=", "&x=", J(NOT_ALONE)},
        {"response=", "&response=x", R(REPEATED)},
        {"Response=", "", J(MISSING)},
        {"response=&x=", "", J(MISSING)},
        {"response=", "%00", FAPI_FORM_NUL},
        {"response=", "+", FAPI_BASE64URL_CHARACTER},
        {"response=", ".", FAPI_JWS_STRUCTURE},
        {"response=", ".a.b", J(ENCRYPTED)},
        {"response=%22", "%22", FAPI_BASE64URL_CHARACTER}, /* a quoted string in place of a JWT */
    };

    (void)state;
    CHECK(jwt[0] != '\0');
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *text = t_format("%s%s%s", rows[i].before, jwt, rows[i].after);

        CHECK(text[0] != '\0');
        STATUS(rows[i].status, t_row(i, rows[i].after, rows[i].status, fapi_jarm_check(jarm, text, strlen(text), NOW, verdict)));
    }
    ACCEPTS("JARM-2.3-1");
    REFUSES("JARM-2.3-1");
    ATTACK("JARM-02");
    /* a response that is not signed at all, where one that is was asked for; an error too */
    STATUS(J(MISSING), fapi_jarm_check(jarm, S("code=SplxlOBe&state=" STATE), NOW, verdict));
    STATUS(J(MISSING), fapi_jarm_check(jarm, S("error=access_denied&state=" STATE), NOW, verdict));
    STATUS(J(MISSING), fapi_jarm_check(jarm, NULL, 0, NOW, verdict));
    REFUSES("FAPI2MS-5.4.2-2");
}

/* What the same server signs with the same key for the same client: none of it becomes a response, not even with a code in it. */
static void kinds(void **state)
{
    static const char *const foreign[] = {"sub",       "nonce", "at_hash", "c_hash",        "s_hash",
                                          "auth_time", "azp",   "events",  "cnf",           "client_id",
                                          "htm",       "htu",   "response_type", "redirect_uri", "token_introspection"};
    READY(jarm, verdict);

    (void)state;
    for (size_t i = 0; i < COUNT(foreign); i++) {
        if (t_sweeping() && i > 0)
            break; /* all alike */
        const jarm_row rows[] = {
            {NONE, {{foreign[i], "\"x\""}}, J(KIND), "-RFC8725-3.12-1 !JARM-03"},
            {{"typ", "\"JWT\""}, {{foreign[i], "\"y\""}, {"code", NULL}}, J(KIND), NULL},
        };
        RUN(rows);
    }
    STATUS(FAPI_OK, jarm_try(jarm, jarm_with(NULL, NULL), NOW, verdict));
    ACCEPTS("RFC8725-3.12-1");
}

static void signatures(void **state)
{
    static const char secret[] = "a client_secret of more than 32 octets, all of them known";
    const char *good = jarm_with(NULL, NULL);
    READY(jarm, verdict);

    (void)state;
    CHECK(good[0] != '\0');
    STATUS(J(SIGNATURE), jarm_try(jarm, t_replace_part(good, 1, t_base64url(S("{\"iss\":\"" ISSUER "\",\"aud\":\"" CLIENT
        "\",\"exp\":1800000060,\"code\":\"stolen\",\"state\":\"" STATE "\"}"))), NOW, verdict));
    REFUSES("JARM-2.4-5");
    REFUSES("JARM-2.4-6");
    REFUSES("FAPI1ADV-5.2.3.2-1");
    CHECK(verdict->server_error[0] == '\0');
    STATUS(FAPI_JWS_SIGNATURE_LENGTH, jarm_try(jarm, t_replace_part(good, 2, ""), NOW, verdict));
    STATUS(J(ALG), jarm_try(jarm, t_forge("{\"alg\":\"HS256\"}", jarm_claims(NULL, 0), S(secret)), NOW, verdict));
    STATUS(J(ALG), jarm_try(jarm, t_forge("{\"alg\":\"HS256\",\"kid\":\"eddsa\"}", jarm_claims(NULL, 0), t_public_jwk(T_EDDSA),
                                          strlen(t_public_jwk(T_EDDSA))), NOW, verdict));
    STATUS(J(ALG), jarm_try(jarm, t_join("{\"alg\":\"none\"}", jarm_claims(NULL, 0), strlen(jarm_claims(NULL, 0)), "", 0), NOW,
                            verdict));
    ATTACK("JARM-01");
    /* an error that is not signed right is not the server's */
    STATUS(J(SIGNATURE), jarm_try(jarm, t_replace_part(good, 1, t_base64url(S("{\"iss\":\"" ISSUER "\",\"aud\":\"" CLIENT
        "\",\"exp\":1800000060,\"error\":\"access_denied\",\"state\":\"" STATE "\"}"))), NOW, verdict));
    CHECK(verdict->server_error[0] == '\0');
}

/* The issuer is judged before any key is looked for: a kid that nobody knows makes no difference. */
static void issuer_before_keys(void **state)
{
    const t_member evil[] = {{"iss", "\"https://evil.example\""}}, kid = {"kid", "\"unheard of\""};
    READY(jarm, verdict);

    (void)state;
    STATUS(J(ISS), jarm_try(jarm, t_sign(T_EDDSA, jarm_header(T_EDDSA, &kid), jarm_claims(evil, 1)), NOW, verdict));
    REFUSES("JARM-5.1-1");
    STATUS(FAPI_KEY_UNKNOWN, jarm_try(jarm, t_sign(T_EDDSA, jarm_header(T_EDDSA, &kid), jarm_claims(NULL, 0)), NOW, verdict));
    ACCEPTS("JARM-5.1-1");
}

/* Every algorithm passes with its own key; the registered one is alone. */
static void algorithms(void **state)
{
    const int registered[] = {0, FAPI_ALG_EDDSA, FAPI_ALG_ES256, FAPI_ALG_PS256};
    READY(jarm, verdict);

    (void)state;
    SLOW();
    for (size_t r = 0; r < COUNT(registered); r++) {
        STATUS(FAPI_OK, fapi_jarm_set_client(jarm, S(CLIENT), registered[r]));
        for (enum t_key_name key = T_EDDSA; key < T_KEYS; key++) {
            const bool fits = registered[r] == 0 || registered[r] == t_alg(key);

            STATUS(key == T_RS256 ? J(ALG) : fits ? FAPI_OK : J(ALG_REGISTERED),
                   jarm_try(jarm, jarm_by(key, NULL, 0), NOW, verdict));
        }
    }
    ACCEPTS("JARM-3-1");
    REFUSES("JARM-3-1");
    STATUS(FAPI_OK, fapi_jarm_set_client(jarm, S(CLIENT), 0));
    STATUS(FAPI_OK, fapi_jarm_set_algs(jarm, FAPI_ALG_PS256 | FAPI_ALG_ES256)); /* FAPI 1.0 Advanced */
    STATUS(J(ALG), jarm_try(jarm, jarm_by(T_EDDSA, NULL, 0), NOW, verdict));
    STATUS(FAPI_OK, jarm_try(jarm, jarm_by(T_ES256, NULL, 0), NOW, verdict));
}

static void wrong_use(void **state)
{
    AUTO(fapi_jarm) bare = fapi_jarm_new(t_context());
    AUTO(fapi_jwks) empty = fapi_jwks_new(t_context());
    AUTO(fapi_jwks) keys = fapi_jwks_new(t_context());
    READY(jarm, verdict);

    (void)state;
    CHECK(bare != NULL && empty != NULL && keys != NULL);
    STATUS(FAPI_OK, fapi_jwks_load(keys, t_public_jwks(), strlen(t_public_jwks())));
    STATUS(FAPI_ERR_STATE, jarm_try(bare, "x", NOW, verdict));
    STATUS(FAPI_JWKS_EMPTY, fapi_jarm_set_server(bare, S(ISSUER), empty));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_server(bare, S(ISSUER), NULL));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_server(NULL, S(ISSUER), keys));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_server(bare, NULL, 0, keys));
    STATUS(FAPI_URI_NOT_HTTPS, fapi_jarm_set_server(bare, S("http://x"), keys));
    STATUS(FAPI_OK, fapi_jarm_set_server(bare, S(ISSUER), keys));
    STATUS(FAPI_OK, fapi_jarm_set_server(bare, S(ISSUER), keys));
    STATUS(FAPI_ERR_STATE, jarm_try(bare, "x", NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_client(bare, S(""), 0));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_client(bare, S("a\nb"), 0));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_client(bare, NULL, 1, 0));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_client(NULL, S("x"), 0));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_client(bare, S("x"), FAPI_ALG_PS256 | FAPI_ALG_ES256));
    STATUS(FAPI_OK, fapi_jarm_set_client(bare, S("x"), 0));
    STATUS(FAPI_ERR_STATE, jarm_try(bare, "x", NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_state(bare, "", 0));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_state(NULL, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_jarm_insecure_set_no_state(NULL));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_response_type(NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_response_type(bare, 0));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_algs(bare, 0));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_algs(NULL, FAPI_ALG_PS256));
    STATUS(FAPI_ERR_ARG, fapi_jarm_add_decrypter(bare, NULL));
    STATUS(FAPI_ERR_ARG, fapi_jarm_add_decrypter(NULL, NULL));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_jwe_algs(bare, 0, 1));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_jwe_algs(bare, 1, 1 << 20));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_jwe_algs(NULL, 1, 1));
    STATUS(FAPI_OK, fapi_jarm_set_jwe_algs(bare, FAPI_JWE_ALG_RSA_OAEP_256, FAPI_JWE_ENC_A256GCM));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_window(NULL, 0, 0));
    STATUS(FAPI_ERR_RANGE, fapi_jarm_set_window(bare, 61, 0));
    STATUS(FAPI_ERR_RANGE, fapi_jarm_set_window(bare, 0, -1));
    STATUS(FAPI_ERR_ARG, fapi_jarm_set_lifetime(NULL, 1));
    STATUS(FAPI_ERR_RANGE, fapi_jarm_set_lifetime(bare, 0));
    STATUS(FAPI_ERR_RANGE, fapi_jarm_set_lifetime(bare, 3601));
    STATUS(FAPI_ERR_CLOCK, jarm_try(jarm, "x", -1, verdict));
    STATUS(FAPI_ERR_CLOCK, jarm_try(jarm, "x", FAPI_MAX_TIME + 1, verdict));
    STATUS(FAPI_JWS_STRUCTURE, jarm_try(jarm, "x", NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_jarm_check(jarm, NULL, 1, NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_jarm_check(NULL, S("x"), NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_jarm_check(jarm, S("x"), NOW, NULL));
    fapi_jarm_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header),     cmocka_unit_test(parties), cmocka_unit_test(times),
        cmocka_unit_test(parameters), cmocka_unit_test(alone),   cmocka_unit_test(kinds),
        cmocka_unit_test(signatures), cmocka_unit_test(issuer_before_keys),
        cmocka_unit_test(algorithms), cmocka_unit_test(wrong_use),
    };

    return t_main("oauth/jarm_check", tests, COUNT(tests));
}
