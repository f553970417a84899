/* SPDX-License-Identifier: Apache-2.0 */
/* ID tokens as a client judges them: header, issuer, signature, kind, audience and times. Cases C8 to C12, C14, C16 and C17 of the public
 * suite among them. */
#include "test/oauth/id_token_fixture.h"

#include "jose/jwe.h"

static void header(void **state)
{
    static const id_token_row rows[] = {
        {NONE, {NONE}, FAPI_OK, "+OIDCC-3.1.3.7-6 +OIDCC-3.1.3.7-8 +FAPI1ADV-5.2.3.1-2 +OIDCC-3.3.2.12-1"},
        {{"kid", NULL}, {NONE}, FAPI_OK, NULL},
        {{"alg", "\"Ed25519\""}, {NONE}, FAPI_OK, NULL},
        {{"typ", "\"JWT\""}, {NONE}, FAPI_OK, "+RFC8725-3.11-1"},
        {{"typ", "\"application/jwt\""}, {NONE}, FAPI_OK, NULL},
        {{"typ", "\"at+jwt\""}, {NONE}, I(TYP), "-RFC8725-3.11-1"},
        {{"typ", "\"dpop+jwt\""}, {NONE}, I(TYP), "-RFC8725-3.11-1"},
        {{"typ", "\"logout+jwt\""}, {NONE}, I(TYP), "-RFC8725-3.11-1"},
        {{"typ", "\"oauth-authz-req+jwt\""}, {NONE}, I(TYP), NULL},
        {{"typ", "\"token-introspection+jwt\""}, {NONE}, I(TYP), NULL},
        {{"typ", "\"\""}, {NONE}, I(TYP), NULL},
        {{"typ", "7"}, {NONE}, I(TYP), NULL},
        {{"alg", "\"none\""}, {NONE}, I(ALG), "-FAPI1ADV-5.2.3.1-2 -OIDCC-3.1.3.7-6 !IDT-01"},
        {{"alg", "\"nOnE\""}, {NONE}, I(ALG), NULL},
        {{"alg", "\"HS256\""}, {NONE}, I(ALG), "-OIDCC-3.1.3.7-8"},
        {{"alg", "\"RS256\""}, {NONE}, I(ALG), NULL},
        {{"alg", NULL}, {NONE}, I(ALG), NULL},
        {{"alg", "\"ES256\""}, {NONE}, FAPI_KEY_ALG, NULL},
        {{"kid", "\"unheard of\""}, {NONE}, FAPI_KEY_UNKNOWN, NULL}, /* C17 */
        {{"jku", "\"https://evil.example\""}, {NONE}, FAPI_JWS_EMBEDDED_KEY, NULL},
        {{"jwk", "{}"}, {NONE}, FAPI_JWS_EMBEDDED_KEY, "!IDT-03"},
        {{"crit", "[\"x\"],\"x\":1"}, {NONE}, FAPI_JWS_CRIT, NULL},
        {{"cty", "\"JWT\""}, {NONE}, FAPI_JWS_CTY, NULL},
        {{"enc", "\"A256GCM\""}, {NONE}, I(ENCRYPTED), NULL},
    };
    READY(id_token, jwks, verdict);

    (void)state;
    RUN(rows);
}

static void parties(void **state)
{
    static const id_token_row rows[] = {
        {NONE, {NONE}, FAPI_OK, "+OIDCC-2-1 +OIDCC-3.1.3.7-2 +OIDCC-3.1.3.7-3 +OIDCC-3.1.3.7-5 +FAPI1ADV-8.3.3-1"},
        /* C8 */
        {NONE, {{"iss", NULL}}, I(ISS_MISSING), "-OIDCC-2-1"},
        {NONE, {{"iss", "\"https://evil.example\""}}, I(ISS), "-OIDCC-3.1.3.7-2 -FAPI1ADV-8.3.3-1"},
        {NONE, {{"iss", "\"" ISSUER "/\""}}, I(ISS), NULL},
        {NONE, {{"iss", "\"https://as.example.com.evil.example\""}}, I(ISS), NULL},
        {NONE, {{"iss", "\"HTTPS://as.example.com\""}}, I(ISS), NULL},
        {NONE, {{"iss", "\"https://self-issued.me\""}, {"sub_jwk", "{\"kty\":\"OKP\"}"}}, I(ISS), "!IDT-03"},
        {NONE, {{"iss", "[\"" ISSUER "\"]"}}, I(CLAIM_TYPE), NULL},
        {NONE, {{"iss", "\"" ISSUER "\",\"iss\":\"" ISSUER "\""}}, FAPI_JSON_DUPLICATE, NULL}, /* C16 */
        {NONE, {{"nonce", "\"" NONCE "\",\"no\\u006ece\":\"x\""}}, FAPI_JSON_DUPLICATE, NULL},
        /* C9, C10 */
        {NONE, {{"aud", NULL}}, I(AUD_MISSING), "-OIDCC-2-1"},
        {NONE, {{"aud", "[\"" CLIENT "\"]"}}, FAPI_OK, "+OIDCC-3.1.3.7-3"},
        {NONE, {{"aud", "[\"" CLIENT "\",\"" CLIENT "\"]"}}, FAPI_OK, NULL},
        {NONE, {{"aud", "\"client-2\""}}, I(AUD), "-OIDCC-3.1.3.7-3"},
        {NONE, {{"aud", "\"Client-1\""}}, I(AUD), NULL},
        {NONE, {{"aud", "\"client-1 client-2\""}}, I(AUD), NULL},
        {NONE, {{"aud", "[\"" CLIENT "\",\"stranger\"]"}}, I(AUD_OTHER), "-OIDCC-3.1.3.7-3 !CLM-12"},
        {NONE, {{"aud", "[\"stranger\",\"" CLIENT "\"]"}}, I(AUD_OTHER), NULL},
        {NONE, {{"aud", "[\"" CLIENT "\",\"stranger\"]"}, {"azp", "\"" CLIENT "\""}}, I(AUD_OTHER), "-OIDCC-3.1.3.7-3"},
        {NONE, {{"aud", "[\"stranger\"]"}, {"azp", "\"" CLIENT "\""}}, I(AUD), "!IDT-02"},
        {NONE, {{"aud", "\"stranger\""}, {"azp", "\"" CLIENT "\""}}, I(AUD), "!IDT-02"},
        {NONE, {{"aud", "[]"}}, I(CLAIM_TYPE), NULL},
        {NONE, {{"aud", "{\"" CLIENT "\":1}"}}, I(CLAIM_TYPE), NULL},
        {NONE, {{"azp", "\"" CLIENT "\""}}, FAPI_OK, "+OIDCC-3.1.3.7-5"},
        {NONE, {{"azp", "\"client-2\""}}, I(AZP), "-OIDCC-3.1.3.7-5 !CLM-12"},
        {NONE, {{"azp", "[\"" CLIENT "\"]"}}, I(CLAIM_TYPE), "!CLM-12"},
        {NONE, {{"azp", "\"\""}}, I(AZP), NULL},
        /* sub */
        {NONE, {{"sub", NULL}}, I(SUB_MISSING), "-OIDCC-2-1"},
        {NONE, {{"sub", "\"\""}}, I(CLAIM_TYPE), NULL},
        {NONE, {{"sub", "24400320"}}, I(CLAIM_TYPE), NULL},
        {NONE, {{"sub", "\"J\\u00fcrgen\""}}, I(SUB), "-OIDCC-2-1"},
        {NONE, {{"sub", "\"a\\nb\""}}, I(SUB), NULL},
    };
    READY(id_token, jwks, verdict);

    (void)state;
    RUN(rows);
    STATUS(FAPI_OK, id_token_try(id_token, jwks, id_token_with("sub", t_format("\"%0255d\"", 1)), NOW, verdict));
    STATUS(I(SUB), id_token_try(id_token, jwks, id_token_with("sub", t_format("\"%0256d\"", 1)), NOW, verdict));
    REFUSES("OIDCC-2-1");
}

static void trusted_audience(void **state)
{
    static const id_token_row rows[] = {
        {NONE, {{"aud", "[\"" CLIENT "\",\"friend\"]"}, {"azp", "\"" CLIENT "\""}}, FAPI_OK, "+OIDCC-3.1.3.7-3"},
        {NONE, {{"aud", "[\"" CLIENT "\",\"friend\"]"}}, I(AZP_MISSING), "!CLM-12"},
        {NONE, {{"aud", "[\"" CLIENT "\",\"friend\"]"}, {"azp", "\"friend\""}}, I(AZP), "!CLM-12"},
        {NONE, {{"aud", "[\"" CLIENT "\",\"friend\",\"stranger\"]"}, {"azp", "\"" CLIENT "\""}}, I(AUD_OTHER), NULL},
        {NONE, {{"aud", "[\"friend\"]"}, {"azp", "\"" CLIENT "\""}}, I(AUD), NULL},
        {NONE, {NONE}, FAPI_OK, NULL},
    };
    READY(id_token, jwks, verdict);

    (void)state;
    STATUS(FAPI_OK, fapi_id_token_add_audience(id_token, S("friend")));
    RUN(rows);
}

static void times(void **state)
{
    static const id_token_row rows[] = {
        {NONE, {{"exp", "1800000001"}}, FAPI_OK, "+OIDCC-3.1.3.7-9 +OIDCC-3.1.3.7-10"},
        /* C11 */
        {NONE, {{"exp", NULL}}, I(EXP_MISSING), "-OIDCC-2-1"},
        {NONE, {{"exp", "1799999991"}}, FAPI_OK, NULL},
        {NONE, {{"exp", "1799999990"}}, I(EXPIRED), "-OIDCC-3.1.3.7-9"},
        {NONE, {{"exp", "1799999699"}}, I(EXPIRED), NULL},
        {NONE, {{"exp", "1800000300000"}}, I(CLAIM_TYPE), NULL}, /* milliseconds */
        {NONE, {{"exp", "\"1800000300\""}}, I(CLAIM_TYPE), "-OIDCC-2-1"},
        {NONE, {{"exp", "null"}}, I(CLAIM_TYPE), NULL},
        {NONE, {{"exp", "-1"}}, I(CLAIM_TYPE), NULL},
        {NONE, {{"exp", "1800000300.5"}}, FAPI_OK, NULL},
        /* C12 */
        {NONE, {{"iat", NULL}}, I(IAT_MISSING), "-OIDCC-2-1"},
        {NONE, {{"iat", "1800000010"}}, FAPI_OK, NULL},
        {NONE, {{"iat", "1800000011"}}, I(IAT_FUTURE), "-OIDCC-3.1.3.7-10"},
        {NONE, {{"iat", "1800000301"}}, I(IAT_FUTURE), NULL},
        {NONE, {{"iat", "1799913600"}}, FAPI_OK, NULL},
        {NONE, {{"iat", "1799913599"}}, I(IAT_OLD), "-OIDCC-3.1.3.7-10"},
        {NONE, {{"iat", "1799395200"}}, I(IAT_OLD), NULL}, /* a week */
        {NONE, {{"iat", "\"1800000000\""}}, I(CLAIM_TYPE), NULL},
        {NONE, {{"nbf", "1800000010"}}, FAPI_OK, NULL},
        {NONE, {{"nbf", "1800000011"}}, I(NBF), NULL},
        {NONE, {{"nbf", "true"}}, I(CLAIM_TYPE), NULL},
    };
    READY(id_token, jwks, verdict);

    (void)state;
    RUN(rows);
    STATUS(FAPI_OK, fapi_id_token_set_window(id_token, 0, 0, 60));
    STATUS(FAPI_OK, id_token_try(id_token, jwks, id_token_with(NULL, NULL), NOW + 60, verdict));
    STATUS(I(IAT_OLD), id_token_try(id_token, jwks, id_token_with(NULL, NULL), NOW + 61, verdict));
    STATUS(I(IAT_FUTURE), id_token_try(id_token, jwks, id_token_with(NULL, NULL), NOW - 1, verdict));
    STATUS(I(EXPIRED), id_token_try(id_token, jwks, id_token_with("exp", "1800000000"), NOW, verdict));
}

/* What the same server signs with the same key for the same client; and what it may say beside. */
static void kinds(void **state)
{
    static const char *const foreign[] = {"code", "error", "response", "events", "token_introspection", "htm", "htu", "response_type",
                                          "redirect_uri"};
    static const id_token_row others[] = {
        {NONE, {{"whatever", "{\"deep\":[1,2]}"}, {"jti", "\"x\""}, {"sid", "\"y\""}}, FAPI_OK, "+OIDCC-2-4 +RFC8725-3.12-1"},
        {NONE, {{"scope", "\"openid\""}, {"acr", "\"1\""}, {"amr", "[\"pwd\"]"}}, FAPI_OK, NULL},
        {NONE, {{"client_id", "\"" CLIENT "\""}, {"scope", "\"openid\""}}, I(KIND), "-RFC8725-3.12-1"},
        {NONE, {{"whatever", "1,\"whatever\":2"}}, FAPI_JSON_DUPLICATE, "-OIDCC-2-4"},
    };
    READY(id_token, jwks, verdict);

    (void)state;
    RUN(others);
    for (size_t i = 0; i < COUNT(foreign); i++) {
        if (t_sweeping() && i > 0)
            break; /* all alike */
        const id_token_row rows[] = {{NONE, {{foreign[i], "\"x\""}}, I(KIND), "-RFC8725-3.12-1"}};
        RUN(rows);
    }
}

static void signatures(void **state)
{
    static const char secret[] = "a client_secret of more than 32 octets, all of them known";
    const char *good = id_token_with(NULL, NULL), *claims = id_token_claims(NULL, 0);
    READY(id_token, jwks, verdict);

    (void)state;
    CHECK(good[0] != '\0' && claims[0] != '\0');
    STATUS(FAPI_OK, id_token_try(id_token, jwks, good, NOW, verdict));
    ACCEPTS("FAPI2MS-5.6.2-1");
    STATUS(I(SIGNATURE), id_token_try(id_token, jwks, t_replace_part(good, 1, t_base64url(S("{\"iss\":\"" ISSUER "\",\"aud\":\"" CLIENT
        "\",\"exp\":1800000300,\"iat\":1800000000,\"sub\":\"mallory\",\"nonce\":\"" NONCE "\"}"))), NOW, verdict));
    REFUSES("OIDCC-3.1.3.7-6");
    REFUSES("OIDCC-3.3.2.12-1");
    REFUSES("FAPI2MS-5.6.2-1");
    STATUS(FAPI_JWS_SIGNATURE_LENGTH, id_token_try(id_token, jwks, t_replace_part(good, 2, ""), NOW, verdict));
    STATUS(I(ALG), id_token_try(id_token, jwks, t_forge("{\"alg\":\"HS256\"}", claims, S(secret)), NOW, verdict));
    STATUS(I(ALG), id_token_try(id_token, jwks, t_forge("{\"alg\":\"HS256\",\"kid\":\"eddsa\"}", claims, t_public_jwk(T_EDDSA),
                                                        strlen(t_public_jwk(T_EDDSA))), NOW, verdict));
    REFUSES("OIDCC-3.1.3.7-8");
    STATUS(I(ALG), id_token_try(id_token, jwks, t_join("{\"alg\":\"none\"}", claims, strlen(claims), "", 0), NOW, verdict));
    ATTACK("IDT-01");
    /* C16: a JSON text in place of a JWT, a quoted one, one of five parts */
    STATUS(FAPI_BASE64URL_CHARACTER, id_token_try(id_token, jwks, t_format("\"%s\"", good), NOW, verdict));
    STATUS(FAPI_BASE64URL_CHARACTER, id_token_try(id_token, jwks, claims, NOW, verdict));
    STATUS(I(ENCRYPTED), id_token_try(id_token, jwks, t_format("%s.a.b", good), NOW, verdict));
    STATUS(I(MISSING), fapi_id_token_check(id_token, jwks, NULL, 0, NOW, verdict));
}

/* The issuer is judged before any key is looked for; and only a key that is not there is a reason to fetch keys again. */
static void issuer_before_keys(void **state)
{
    const t_member evil[] = {{"iss", "\"https://evil.example\""}}, kid = {"kid", "\"unheard of\""};
    READY(id_token, jwks, verdict);

    (void)state;
    STATUS(I(ISS), id_token_try(id_token, jwks, t_sign(T_EDDSA, id_token_header(T_EDDSA, &kid), id_token_claims(evil, 1)), NOW, verdict));
    CHECK(fapi_verdict_refresh_keys(verdict) == 0);
    STATUS(FAPI_KEY_UNKNOWN,
           id_token_try(id_token, jwks, t_sign(T_EDDSA, id_token_header(T_EDDSA, &kid), id_token_claims(NULL, 0)), NOW, verdict));
    CHECK(fapi_verdict_refresh_keys(verdict) == 1);
    REFUSES("OIDCC-10.1.1-1");
    STATUS(FAPI_OK, id_token_try(id_token, jwks, id_token_with(NULL, NULL), NOW, verdict));
    CHECK(fapi_verdict_refresh_keys(verdict) == 0);
    ACCEPTS("OIDCC-10.1.1-1");
}

/* C17: of keys that share a kid the algorithm tells; of two that fit in every respect nobody could say which. */
static void several_keys(void **state)
{
    const char *two = t_format("{\"keys\":[%s,%s]}", t_public_jwk(T_EDDSA), t_public_jwk(T_EDDSA));
    AUTO(fapi_jwks) twice = fapi_jwks_new(t_context());
    READY(id_token, jwks, verdict);

    (void)state;
    CHECK(twice != NULL && two[0] != '\0');
    STATUS(FAPI_OK, fapi_jwks_load(twice, two, strlen(two)));
    STATUS(FAPI_KEY_AMBIGUOUS, id_token_try(id_token, twice, id_token_with(NULL, NULL), NOW, verdict));
    CHECK(fapi_verdict_refresh_keys(verdict) == 0);
}

/* Every algorithm passes with its own key; the registered one is alone. */
static void algorithms(void **state)
{
    const int registered[] = {0, FAPI_ALG_EDDSA, FAPI_ALG_ES256, FAPI_ALG_PS256};
    READY(id_token, jwks, verdict);

    (void)state;
    SLOW();
    for (size_t r = 0; r < COUNT(registered); r++) {
        STATUS(FAPI_OK, fapi_id_token_set_client(id_token, S(CLIENT), registered[r]));
        for (enum t_key_name key = T_EDDSA; key < T_KEYS; key++) {
            const bool fits = registered[r] == 0 || registered[r] == t_alg(key);

            STATUS(key == T_RS256 ? I(ALG) : fits ? FAPI_OK : I(ALG_REGISTERED),
                   id_token_try(id_token, jwks, id_token_by(key, NULL, 0), NOW, verdict));
        }
    }
    ACCEPTS("OIDCC-3.1.3.7-7");
    REFUSES("OIDCC-3.1.3.7-7");
    ATTACK("IDT-01");
    STATUS(FAPI_OK, fapi_id_token_set_client(id_token, S(CLIENT), 0));
    STATUS(FAPI_OK, fapi_id_token_set_algs(id_token, FAPI_ALG_PS256 | FAPI_ALG_ES256)); /* FAPI 1.0 Advanced */
    STATUS(I(ALG), id_token_try(id_token, jwks, id_token_by(T_EDDSA, NULL, 0), NOW, verdict));
    STATUS(FAPI_OK, id_token_try(id_token, jwks, id_token_by(T_ES256, NULL, 0), NOW, verdict));
    STATUS(FAPI_OK, fapi_id_token_set_algs(id_token, FAPI_ALG_RS256)); /* FAPI 1.0 Baseline */
    STATUS(FAPI_OK, id_token_try(id_token, jwks, id_token_by(T_RS256, NULL, 0), NOW, verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header),     cmocka_unit_test(parties),            cmocka_unit_test(trusted_audience),
        cmocka_unit_test(times),      cmocka_unit_test(kinds),              cmocka_unit_test(signatures),
        cmocka_unit_test(algorithms), cmocka_unit_test(issuer_before_keys), cmocka_unit_test(several_keys),
    };

    return t_main("oauth/id_token_check", tests, COUNT(tests));
}
