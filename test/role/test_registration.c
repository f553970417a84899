/* SPDX-License-Identifier: Apache-2.0 */
/* Registration requests, regime by regime: for each rule a request that keeps it and one that breaks it. */
#include "test/role/registration_fixture.h"

#define R(status) FAPI_REGISTRATION_##status
#define B(status) FAPI_STATEMENT_##status
#define CM "invalid_client_metadata"
#define SS "invalid_software_statement"
#define RU "invalid_redirect_uri"
#define SAME {{NULL, NULL}}
#define NO {NULL, NULL}
/* Rows that change one member of the statement or of the request. */
#define STATED(name, value, status, error, ids) {name " " value, {{name, value}}, SAME, NO, NO, status, error, ids}
#define UNSTATED(name, status, error, ids) {"no " name, {{name, NULL}}, SAME, NO, NO, status, error, ids}
#define ASKED(name, value, status, error, ids) {name " " value, SAME, {{name, value}}, NO, NO, status, error, ids}
#define UNASKED(name, status, error, ids) {"no " name, SAME, {{name, NULL}}, NO, NO, status, error, ids}
#define GOOD(ids) {"good", SAME, SAME, NO, NO, FAPI_OK, "", ids}

static void brasil(void **state)
{
    static const r_row rows[] = {
        GOOD("+BROFDCR-7.1-1 +BROFDCR-7.1-2 +BROFDCR-7.1-3 +BROFDCR-7.1-5 +BROFDCR-7.1-6 +BROFDCR-7.1-9 +BROFDCR-7.1-13 "
             "+RFC7591-2.3-1 +RFC7591-3-1"),
        UNASKED("software_statement", B(MISSING), SS, "-BROFDCR-7.1-2"),
        ASKED("software_statement", "{}", B(FORM), SS, NULL),
        ASKED("software_statement", "\"\"", B(MISSING), SS, NULL),
        {"alg", SAME, SAME, {"alg", "\"RS256\""}, NO, B(ALG), SS, "-BROFDCR-7.1-2"},
        {"alg", SAME, SAME, {"alg", "\"ES256\""}, NO, B(ALG), SS, "-BROFDCR-7.1-2"},
        {"x5c", SAME, SAME, {"x5c", "[\"MIIB\"]"}, NO, B(EMBEDDED_KEY), SS, NULL},
        STATED("iss", "\"nobody\"", B(ISSUER), "unapproved_software_statement", NULL),
        STATED("iat", "1799999699", B(IAT_OLD), SS, "-BROFDCR-7.1-3"),
        UNSTATED("iat", B(IAT_MISSING), SS, "-BROFDCR-7.1-3"),
        ASKED("jwks_uri", "\"https://client.example/other\"", R(JWKS_URI), CM, "-BROFDCR-7.1-5"),
        ASKED("jwks_uri", "[\"https://client.example/jwks\"]", R(TYPE), CM, NULL),
        UNASKED("jwks_uri", FAPI_OK, "", NULL),
        {"jwks", SAME, {{"jwks", "{\"keys\":[]}"}, {"jwks_uri", NULL}}, NO, NO, R(KEYS), CM, NULL},
        ASKED("redirect_uris", "[\"https://client.example/cb2\"]", FAPI_OK, "", "+BROFDCR-7.1-6"),
        ASKED("redirect_uris", "[\"https://client.example/cb\",\"https://evil.example/cb\"]", R(REDIRECT_STATEMENT), RU,
              "-BROFDCR-7.1-6"),
        ASKED("redirect_uris", "[\"https://client.example/CB\"]", R(REDIRECT_STATEMENT), RU, NULL),
        UNSTATED("software_redirect_uris", R(REDIRECT_STATEMENT), RU, "-BROFDCR-7.1-6"),
        {"both lists", {{"redirect_uris", "[\"https://client.example/cb2\"]"}}, SAME, NO, NO, R(REDIRECT_STATEMENT), RU, NULL},
        ASKED("scope", "\"openid payments\"", R(SCOPE), CM, "-BROFDCR-7.1-9"),
        ASKED("scope", "\"openid unheard-of\"", R(SCOPE), CM, "-BROFDCR-7.1-9"),
        ASKED("scope", "\"openid  accounts\"", R(SCOPE), CM, NULL),
        ASKED("scope", "7", R(SCOPE), CM, NULL),
        UNASKED("scope", FAPI_OK, "", NULL),
        STATED("software_statement_roles", "[{\"role\":\"PAGTO\",\"status\":\"Active\"}]", R(SCOPE), CM, "-BROFDCR-7.1-9"),
        STATED("software_statement_roles", "[\"DADOS\"]", R(SCOPE), CM, NULL),
        STATED("software_statement_roles", "[{\"role\":\"DADOS\"}]", R(SCOPE), CM, NULL),
        UNSTATED("software_statement_roles", FAPI_OK, "", NULL), /* software_roles then */
        {"one role", {{"software_statement_roles", NULL}, {"software_roles", "\"DADOS\""}}, SAME, NO, NO, FAPI_OK, "", NULL},
        {"no role", {{"software_statement_roles", NULL}, {"software_roles", NULL}}, SAME, NO, NO, R(SCOPE), CM, NULL},
        STATED("software_id", "\"18\"", R(CERTIFICATE_UID), CM, "-BROFDCR-7.1-13"),
        STATED("software_id", "17", R(CERTIFICATE_UID), CM, "-BROFDCR-7.1-13"),
        UNSTATED("software_id", R(CERTIFICATE_UID), CM, NULL),
        STATED("org_id", "\"12345678000198\"", R(CERTIFICATE_ORGANIZATION), CM, "-BROFDCR-7.1-13"),
        UNSTATED("org_id", R(CERTIFICATE_ORGANIZATION), CM, NULL),
        STATED("org_id", "\"\"", R(CERTIFICATE_ORGANIZATION), CM, NULL),
        ASKED("software_id", "\"17\"", FAPI_OK, "", NULL),
        ASKED("software_id", "\"18\"", R(SOFTWARE_ID), CM, NULL),
        ASKED("token_endpoint_auth_method", "\"client_secret_basic\"", R(AUTH_METHOD), CM, NULL),
    };

    (void)state;
    SLOW();
    r_run(&R_BR, rows, COUNT(rows), __func__);
}

static void australia(void **state)
{
    static const r_row rows[] = {
        GOOD("+CDR-dcr-1"),
        {"typ", SAME, SAME, {"typ", "\"JWT\""}, {"typ", "\"JWT\""}, FAPI_OK, "", NULL},
        {"typ", SAME, SAME, NO, {"typ", "\"client-authentication+jwt\""}, R(JWT_TYP), CM, NULL},
        {"typ", SAME, SAME, NO, {"typ", "[]"}, R(JWT_TYP), CM, NULL},
        {"alg", SAME, SAME, NO, {"alg", "\"RS256\""}, R(JWT_ALG), CM, NULL},
        {"alg", SAME, SAME, NO, {"alg", "\"ES256\""}, R(JWT_KEY), CM, NULL},
        {"kid", SAME, SAME, NO, {"kid", "\"another\""}, R(JWT_KEY), CM, "-CDR-dcr-1"},
        UNASKED("iss", R(JWT_ISS_MISSING), CM, "-CDR-dcr-1"),
        ASKED("iss", "\"18\"", R(JWT_ISS), CM, "-CDR-dcr-1"),
        ASKED("iss", "17", R(JWT_CLAIM_TYPE), CM, NULL),
        UNASKED("aud", R(JWT_AUD_MISSING), CM, "-CDR-dcr-1"),
        ASKED("aud", "\"https://other.example\"", R(JWT_AUD), CM, "-CDR-dcr-1"),
        ASKED("aud", "[\"x\",\"" SERVER "\"]", FAPI_OK, "", NULL),
        ASKED("aud", "[]", R(JWT_CLAIM_TYPE), CM, NULL),
        UNASKED("iat", R(JWT_IAT_MISSING), CM, "-CDR-dcr-1"),
        ASKED("iat", "1800000010", FAPI_OK, "", NULL),
        ASKED("iat", "1800000011", R(JWT_IAT_FUTURE), CM, NULL),
        ASKED("iat", "1800000300", R(JWT_LIFETIME), CM, NULL),
        UNASKED("exp", R(JWT_EXP_MISSING), CM, "-CDR-dcr-1"),
        ASKED("exp", "\"1800000300\"", R(JWT_CLAIM_TYPE), CM, NULL),
        ASKED("exp", "1800003610", FAPI_OK, "", NULL),
        ASKED("exp", "1800003611", R(JWT_LIFETIME), CM, NULL),
        {"expired", SAME, {{"exp", "1799999990"}, {"iat", "1799999000"}}, NO, NO, R(JWT_EXPIRED), CM, NULL},
        ASKED("nbf", "1800000010", FAPI_OK, "", NULL),
        ASKED("nbf", "1800000011", R(JWT_NBF), CM, NULL),
        UNASKED("jti", R(JWT_JTI_MISSING), CM, "-CDR-dcr-1"),
        ASKED("jti", "\"7\"", FAPI_OK, "", NULL),
        ASKED("jti", "\" \"", R(JWT_JTI), CM, NULL),
        UNASKED("software_statement", B(MISSING), SS, "-CDR-dcr-1"),
        UNSTATED("software_id", B(SOFTWARE_ID), SS, NULL),
        STATED("exp", "1799999990", B(EXPIRED), SS, NULL),
        {"signed by itself", {{"iss", "\"17\""}}, SAME, NO, NO, B(ISSUER), "unapproved_software_statement", NULL},
        ASKED("redirect_uris", "[\"https://client.example/cb2\"]", FAPI_OK, "", "+CDR-dcr-1"),
        ASKED("redirect_uris", "[\"https://client.example/cb3\"]", R(REDIRECT_STATEMENT), RU, "-CDR-dcr-1"),
        UNASKED("redirect_uris", FAPI_OK, "", NULL),
        STATED("jwks_uri", "\"http://client.example/jwks\"", R(KEYS_URL), SS, NULL),
        STATED("jwks_uri", "7", R(KEYS_URL), SS, NULL),
        ASKED("token_endpoint_auth_method", "\"tls_client_auth\"", R(AUTH_METHOD), CM, NULL),
        ASKED("id_token_signed_response_alg", "\"RS256\"", R(ALG), CM, NULL),
    };

    (void)state;
    SLOW();
    r_run(&R_AU, rows, COUNT(rows), __func__);
}

static void united_kingdom(void **state)
{
    static const r_row rows[] = {
        GOOD("+OBUK-dcr-1 +OBUK-dcr-2 +OBUK-dcr-3"),
        ASKED("jti", "\"16FD2706-8BAF-433B-82EB-8C7FADA847DA\"", FAPI_OK, "", "+OBUK-dcr-2"),
        ASKED("jti", "\"16fd2706-8baf-133b-82eb-8c7fada847da\"", R(JWT_JTI), CM, "-OBUK-dcr-2"),
        ASKED("jti", "\"16fd2706-8baf-433b-c2eb-8c7fada847da\"", R(JWT_JTI), CM, "-OBUK-dcr-2"),
        ASKED("jti", "\"16fd2706-8baf-433b-82eb-8c7fada847dg\"", R(JWT_JTI), CM, NULL),
        ASKED("jti", "\"16fd2706x8baf-433b-82eb-8c7fada847da\"", R(JWT_JTI), CM, NULL),
        ASKED("jti", "\"7\"", R(JWT_JTI), CM, "-OBUK-dcr-2"),
        {"expired", SAME, {{"exp", "1799999990"}, {"iat", "1799999000"}}, NO, NO, R(JWT_EXPIRED), CM, "-OBUK-dcr-2"},
        ASKED("software_id", "\"17\"", FAPI_OK, "", "+OBUK-dcr-2"),
        ASKED("software_id", "\"18\"", R(SOFTWARE_ID), CM, "-OBUK-dcr-2"),
        UNASKED("token_endpoint_auth_signing_alg", R(ALG_MISSING), CM, "-OBUK-dcr-2"),
        ASKED("tls_client_auth_subject_dn", "\"CN=a\"", R(SUBJECT_UNUSED), CM, "-OBUK-dcr-2"),
        {"tls", SAME, {{"tls_client_auth_subject_dn", "\"CN=a\""}, {"token_endpoint_auth_method", "\"tls_client_auth\""},
                       {"token_endpoint_auth_signing_alg", NULL}}, NO, NO, FAPI_OK, "", "+OBUK-dcr-2"},
        ASKED("redirect_uris", "[\"https://localhost/cb\"]", R(REDIRECT), RU, "-OBUK-dcr-1"),
        ASKED("redirect_uris", "[\"https://client.example/cb2\"]", R(REDIRECT_STATEMENT), RU, "-OBUK-dcr-1"),
        STATED("iss", "\"nobody\"", B(ISSUER), "unapproved_software_statement", "-OBUK-dcr-1"),
        UNASKED("software_statement", B(MISSING), SS, "-OBUK-dcr-1"),
        ASKED("iss", "\"18\"", R(JWT_ISS), CM, "-OBUK-dcr-1"),
        ASKED("aud", "\"x\"", R(JWT_AUD), CM, "-OBUK-dcr-1"),
        ASKED("jwks_uri", "\"https://client.example/other\"", R(JWKS_URI), CM, NULL),
        {"x5u", SAME, SAME, {"x5u", "\"https://evil.example/k\""}, NO, B(EMBEDDED_KEY), SS, "-OBUK-dcr-3"},
        {"x5c", SAME, SAME, NO, {"x5c", "[\"MIIB\"]"}, R(JWT_EMBEDDED_KEY), CM, "-OBUK-dcr-3"},
        {"jku", SAME, SAME, NO, {"jku", "\"https://evil.example/k\""}, R(JWT_EMBEDDED_KEY), CM, NULL},
    };

    (void)state;
    SLOW();
    r_run(&R_UK, rows, COUNT(rows), __func__);
}

#define KEYS(key) {{"jwks_uri", NULL}, {"jwks", "{\"keys\":[" key "]}"}}
#define ED_X "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""
#define KEYED(name, key, status) {name, {{"jwks_uri", NULL}}, KEYS(key), NO, NO, status, CM, NULL}
#define N1024 \
    "gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
    "AAAAAAAAAAEjRWeJCrze8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"

/* Where RFC 7591 alone speaks: a statement may be there, its values win; keys and names of certificates as the lint has them. */
static void plain(void **state)
{
    static const r_row rows[] = {
        GOOD("+RFC7591-2.3-1"),
        UNASKED("software_statement", FAPI_OK, "", NULL),
        STATED("iss", "\"nobody\"", B(ISSUER), "unapproved_software_statement", "-RFC7591-2.3-1"),
        STATED("token_endpoint_auth_method", "\"none\"", R(AUTH_METHOD), CM, "-RFC7591-2.3-1"),
        STATED("redirect_uris", "[\"http://client.example/\"]", R(REDIRECT), RU, NULL),
        {"wins", {{"token_endpoint_auth_method", "\"private_key_jwt\""}}, {{"token_endpoint_auth_method", "\"none\""}}, NO, NO,
         FAPI_OK, "", "+RFC7591-2.3-1"},
        /* P23: private and symmetric members; X7: two names of the certificate; X9, X10: keys that are none. */
        KEYED("P23 private", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"," ED_X ",\"d\":\"AA\"}", FAPI_JWK_PRIVATE),
        KEYED("P23 symmetric", "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}", FAPI_JWK_SYMMETRIC),
        {"X7", SAME, {{"token_endpoint_auth_method", "\"tls_client_auth\""}, {"tls_client_auth_san_dns", "\"client.example\""},
                      {"tls_client_auth_san_uri", "\"https://client.example\""}}, NO, NO, R(TLS_SUBJECT), CM, NULL},
        KEYED("X9", "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" N1024 "\"}", FAPI_JWK_RSA_SIZE),
        KEYED("X10 no crv", "{\"kty\":\"OKP\",\"alg\":\"EdDSA\"," ED_X "}", FAPI_JWK_CRV),
        KEYED("X10 Ed448", "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"alg\":\"EdDSA\"," ED_X "}", FAPI_JWK_CRV),
        ASKED("token_endpoint_auth_signing_alg", "\"RS256\"", R(ALG), CM, NULL),
    };

    (void)state;
    r_run(&R_FAPI2, rows, COUNT(rows), __func__);
}

/* The signed form where the policy asks for it, in the sweep too: its algorithms are quick. */
static void signed_by_choice(void **state)
{
    static const r_row rows[] = {
        GOOD(NULL),
        ASKED("iss", "\"18\"", R(JWT_ISS), CM, NULL),
        ASKED("redirect_uris", "[\"http://client.example/cb\"]", R(REDIRECT), RU, NULL),
    };

    (void)state;
    r_run(&R_FAPI2_SIGNED, rows, COUNT(rows), __func__);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brasil), cmocka_unit_test(australia),        cmocka_unit_test(united_kingdom),
        cmocka_unit_test(plain),  cmocka_unit_test(signed_by_choice),
    };

    return t_main("role/registration", tests, COUNT(tests));
}
