/* SPDX-License-Identifier: Apache-2.0 */
/* The lint of client metadata: for each rule a registration that keeps it and one that breaks it and nothing else. */
#include "test/role/metadata_fixture.h"

enum {
    F1B = FAPI_PROFILE_FAPI1_BASELINE,
    F1A = FAPI_PROFILE_FAPI1_ADVANCED,
    F2S = FAPI_PROFILE_FAPI2_SECURITY,
    F2M = FAPI_PROFILE_FAPI2_MESSAGE_SIGNING,
    UK = FAPI_PROFILE_UK_OPEN_BANKING,
    AU = FAPI_PROFILE_AU_CDR,
    BR = FAPI_PROFILE_BR_OPEN_FINANCE,
    CO = FAPI_PROFILE_CO_OPEN_FINANCE,
    SHALL = FAPI_LEVEL_SHALL,
    SHOULD = FAPI_LEVEL_SHOULD
};
#define HYBRID {"response_types", "[\"code id_token\"]"}, {"grant_types", "[\"authorization_code\",\"implicit\"]"}
#define CIBA {"grant_types", "[\"authorization_code\",\"urn:openid:params:grant-type:ciba\"]"}
#define TLS {"token_endpoint_auth_method", "\"tls_client_auth\""}
#define SELF {"token_endpoint_auth_method", "\"self_signed_tls_client_auth\""}
#define JWKS(keys) {"jwks_uri", NULL}, {"jwks", "{\"keys\":[" keys "]}"}
#define ED(more) "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kid\":\"1\"" more "}"
#define P256 "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"2\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\"," \
             "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}"
#define ENC "{\"kty\":\"RSA\",\"use\":\"enc\",\"kid\":\"e\"}"
#define GOOD FAPI_OK, 0, NULL, 0
/* Self-signed by the key of RFC 8037 A.1. */
#define CERTIFICATE \
    "MIHAMHQCAQEwBQYDK2VwMAwxCjAIBgNVBAMMAWMwIBcNMjYxMTI4MDY0MDA0WhgPMjEyNjExMDQwNjQwMDRaMAwxCjAIBgNVBAMM" \
    "AWMwKjAFBgMrZXADIQDXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGjAFBgMrZXADQQAsmA6z6eMprggfhUU6+Z2m5ymn" \
    "QRh/x423IXwdkfwmok/Dc7UxaiwDIzzzCC1bMexApVpDIghOrTKVfUlYJZEE"
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void judge_rows(const t_lint_row *rows, size_t count, const char *error, const char *test)
{
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());

    CHECK(findings != NULL);
    for (size_t i = 0; i < count; i++) {
        const char *json = t_object(t_client_metadata, rows[i].change, COUNT(rows[i].change));
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), rows[i].profile);
        int rc = FAPI_OK;

        CHECK(policy != NULL);
        rc = fapi_metadata_check_client(policy, json, strlen(json), findings);
        if (t_retry(rows[i].status, rc))
            rc = fapi_metadata_check_client(policy, json, strlen(json), findings);
        CHECK(t_lint_fits(findings, &rows[i], rc));
        CHECK(strcmp(fapi_findings_oauth_error(findings), rc == FAPI_OK ? "" : error) == 0);
        t_claim_all(rows[i].ids, test);
    }
}

static void every_profile_has_registrations_without_a_finding(void **state)
{
    static const t_lint_row rows[] = {
        {F1B, {{NULL, NULL}}, GOOD, "+FAPI1BASE-5.2.2-4 +FAPI1BASE-5.2.2-20"},
        {F1B, {{"token_endpoint_auth_method", "\"none\""}, {"jwks_uri", NULL}, {"id_token_signed_response_alg", NULL}}, GOOD,
         NULL},
        {F1A, {{NULL, NULL}}, GOOD, "+FAPI1ADV-5.2.2-16 +FAPI1ADV-5.2.2-14 +FAPI1ADV-5.2.2-2 +FAPI1ADV-8.6-1"},
        {F2S, {{NULL, NULL}}, GOOD,
         "+FAPI2SP-5.3.2.1-3 +FAPI2SP-5.3.2.1-6 +FAPI2SP-5.3.2.2-1 +FAPI2SP-5.3.2.2-8 +FAPI2SP-5.4.2-1 +RFC7591-2-1 "
         "+RFC7591-2-2 +RFC7591-2-3 +RFC7591-2.1-1 +RFC7591-3.2.2-1"},
        {F2M, {{"response_modes", "[\"jwt\"]"}}, GOOD, "+FAPI2MS-5.3.3 +JARM-3-1 +RFC9701-6-1"},
        /* What CDR puts in place of RS256. */
        {AU, {{"authorization_signed_response_alg", NULL}}, GOOD, "+CDR-jarm-1 +CDR-jwks-1"},
        {CO, {{NULL, NULL}}, GOOD, NULL},
        {UK, {HYBRID}, GOOD, NULL},
        {BR, {HYBRID}, GOOD, "+BROFDCR-7.1-4"},
        {BR, {HYBRID, TLS, {"tls_client_auth_subject_dn", "\"CN=a\""}}, GOOD, "+BROFDCR-7.1-12"},
        {F2S, {{"grant_types", NULL}, {"response_types", NULL}}, GOOD, "+RFC7591-2-6"},
        {F2S, {{"software_version", "4"}, {"x_unknown", "[[{}]]"}}, GOOD, "+RFC7591-2-4"},
        {F2S, {{"require_pushed_authorization_requests", "true"}}, GOOD, "+RFC9126-6-1"},
        {F2S, {{"grant_types", "[\"client_credentials\"]"}, {"response_types", "[]"}, {"redirect_uris", NULL}}, GOOD,
         "+RFC7591-2-2"},
        {F2S, {{"dpop_bound_access_tokens", "true"}, {"tls_client_certificate_bound_access_tokens", NULL}}, GOOD, NULL},
        {F2S, {{"grant_types", "[]"}, {"response_types", "[]"}, {"tls_client_certificate_bound_access_tokens", NULL}}, GOOD, NULL},
        {F2S, {{"scope", "\"openidx xopenid\""}, {"id_token_signed_response_alg", NULL}}, GOOD, NULL},
        {F2S, {TLS, {"tls_client_auth_san_dns", "\"client.example\""}, {"jwks_uri", NULL}}, GOOD, "+RFC8705-2.1.2-1"},
        {F2S, {SELF}, GOOD, "+RFC8705-2.2.2-1"},
        {F2S, {SELF, JWKS(ED(",\"x5c\":[\"" CERTIFICATE "\"]"))}, GOOD, "+RFC8705-2.2.2-1"},
        {F2S, {SELF, JWKS(P256 "," ED(",\"x5c\":[\"" CERTIFICATE "\"]"))}, GOOD, "+RFC8705-2.2.2-1"}, /* one that signs messages beside it */
        {F2S, {JWKS(ED(",\"use\":\"sig\""))}, GOOD, "+RFC7591-2-5"},
        {F1A, {CIBA, {"backchannel_token_delivery_mode", "\"poll\""}}, GOOD, "+CIBA-4-2 +CIBA-4-4 +FAPICIBA-5.2.2-3"},
        {F1A, {CIBA, {"backchannel_token_delivery_mode", "\"ping\""},
               {"backchannel_client_notification_endpoint", "\"https://client.example/ping\""}}, GOOD, "+CIBA-4-3"},
        {F1A, {{"id_token_encrypted_response_alg", "\"RSA-OAEP\""}}, GOOD, "+JARM-3-2"},
        {BR, {{"response_types", "[\"code id_token\"]"}, {"grant_types", "[\"authorization_code\",\"implicit\"]"},
              {"request_uris", "[\"https://client.example/r#hash\"]"}}, GOOD, NULL},
    };

    (void)state;
    judge_rows(rows, COUNT(rows), "", __func__);
}

static void redirect_uris(void **state)
{
#define REDIRECT(uri, ids) {F2S, {{"redirect_uris", "[\"https://client.example/cb\"," uri "]"}}, FAPI_REGISTRATION_REDIRECT, \
                            SHALL, "redirect_uris[1]", 0, ids}
    static const t_lint_row rows[] = {
        {F2S, {{"redirect_uris", NULL}}, FAPI_REGISTRATION_REDIRECT_MISSING, SHALL, "redirect_uris", 0, "-RFC7591-2-2"},
        {F2S, {{"redirect_uris", "[]"}}, FAPI_REGISTRATION_REDIRECT_MISSING, SHALL, "redirect_uris", 0, "-RFC7591-2-2"},
        REDIRECT("\"http://client.example/cb\"", "-FAPI2SP-5.3.2.2-8 -RFC7591-3.2.2-1"),
        REDIRECT("\"http://127.0.0.1/cb\"", NULL),
        REDIRECT("\"https://client.example/cb#f\"", NULL),
        REDIRECT("\"https://u@client.example/cb\"", NULL),
        REDIRECT("\"/cb\"", NULL),
        REDIRECT("\"com.example.app:/cb\"", NULL),
        REDIRECT("\"javascript:alert(1)\"", NULL),
        REDIRECT("\"https://client.example\\\\@evil.example\"", "!URL-01"),
        REDIRECT("\"\"", NULL),
        {F1B, {{"redirect_uris", "[\"http://client.example/cb\"]"}}, FAPI_REGISTRATION_REDIRECT, SHALL, "redirect_uris[0]", 0,
         "-FAPI1BASE-5.2.2-20"},
    };

    (void)state;
    judge_rows(rows, COUNT(rows), "invalid_redirect_uri", __func__);
}

/* Native apps, where the policy lets them in: a loopback address, not its name and nothing that only looks like it. */
static void loopback_redirects(void **state)
{
    static const struct {
        const char *uri;
        int want;
    } rows[] = {
        {"http://127.0.0.1/cb", FAPI_OK}, {"http://127.0.0.1:8080/cb", FAPI_OK}, {"http://[::1]/cb", FAPI_OK},
        {"http://localhost/cb", FAPI_REGISTRATION_REDIRECT}, {"http://127.0.0.1.evil.example/", FAPI_REGISTRATION_REDIRECT},
        {"http://127.0.0.1@evil.example/", FAPI_REGISTRATION_REDIRECT}, {"http://127.0.0.1/#f", FAPI_REGISTRATION_REDIRECT},
        {"http://me@127.0.0.1/", FAPI_REGISTRATION_REDIRECT}, {"ftp://127.0.0.1/", FAPI_REGISTRATION_REDIRECT},
        {"http://0x7f.1/", FAPI_REGISTRATION_REDIRECT}, {"http://[::ffff:127.0.0.1]/", FAPI_REGISTRATION_REDIRECT},
    };
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), F2S);

    (void)state;
    CHECK(findings != NULL && policy != NULL);
    STATUS(FAPI_OK, fapi_policy_set(policy, FAPI_CONTROL_REDIRECT_HTTP_LOOPBACK, 1));
    for (size_t i = 0; i < COUNT(rows); i++) {
        char list[128];
        const t_member change = {"redirect_uris", list};
        const char *json = NULL;

        snprintf(list, sizeof list, "[\"%s\"]", rows[i].uri);
        json = t_object(t_client_metadata, &change, 1);
        STATUS(rows[i].want, t_row(i, rows[i].uri, rows[i].want, fapi_metadata_check_client(policy, json, strlen(json), findings)));
    }
    ACCEPTS("FAPI2SP-5.3.2.2-8");
    REFUSES("FAPI2SP-5.3.2.2-8");
    ATTACK("URL-02");
}

static void authentication(void **state)
{
    static const t_lint_row rows[] = {
        {F2S, {{"token_endpoint_auth_method", NULL}}, FAPI_REGISTRATION_DEFAULT, SHALL, "token_endpoint_auth_method", 0,
         "-RFC7591-2-3 -RFC7591-3.2.2-1"},
        {F2S, {{"token_endpoint_auth_method", "\"none\""}}, FAPI_REGISTRATION_AUTH_METHOD, SHALL, "token_endpoint_auth_method", 0,
         "-FAPI2SP-5.3.2.1-3"},
        {F1A, {{"token_endpoint_auth_method", "\"none\""}}, FAPI_REGISTRATION_AUTH_METHOD, SHALL, "token_endpoint_auth_method", 0,
         "-FAPI1ADV-5.2.2-16"},
        {F2S, {{"token_endpoint_auth_method", "\"client_secret_post\""}}, FAPI_REGISTRATION_AUTH_METHOD, SHALL,
         "token_endpoint_auth_method", 0, "-FAPI2SP-5.3.2.1-6"},
        {F1A, {{"token_endpoint_auth_method", "\"client_secret_jwt\""}}, FAPI_REGISTRATION_AUTH_METHOD, SHALL,
         "token_endpoint_auth_method", 0, "-FAPI1ADV-5.2.2-14"},
        {F1B, {{"token_endpoint_auth_method", "\"client_secret_basic\""}}, FAPI_REGISTRATION_AUTH_METHOD, SHALL,
         "token_endpoint_auth_method", 0, "-FAPI1BASE-5.2.2-4"},
        {AU, {SELF}, FAPI_REGISTRATION_AUTH_METHOD, SHALL, "token_endpoint_auth_method", 0, NULL},
        {F2S, {{"token_endpoint_auth_method", "[\"private_key_jwt\"]"}}, FAPI_REGISTRATION_TYPE, SHALL,
         "token_endpoint_auth_method", 0, NULL},
        {F2S, {{"token_endpoint_auth_signing_alg", "\"RS256\""}}, FAPI_REGISTRATION_ALG, SHALL,
         "token_endpoint_auth_signing_alg", 0, NULL},
        {F1A, {{"token_endpoint_auth_signing_alg", "\"EdDSA\""}}, FAPI_REGISTRATION_ALG, SHALL,
         "token_endpoint_auth_signing_alg", 0, "-FAPI1ADV-8.6-1"},
        {F2S, {{"token_endpoint_auth_signing_alg", "\"none\""}}, FAPI_REGISTRATION_ALG_NONE, SHALL,
         "token_endpoint_auth_signing_alg", 0, NULL},
        {F2S, {TLS}, FAPI_REGISTRATION_TLS_SUBJECT, SHALL, "tls_client_auth_subject_dn", 0, "-RFC8705-2.1.2-1"},
        {F2S, {TLS, {"tls_client_auth_subject_dn", "\"CN=a\""}, {"tls_client_auth_san_ip", "\"192.0.2.1\""}},
         FAPI_REGISTRATION_TLS_SUBJECT, SHALL, "tls_client_auth_san_ip", 0, "-RFC8705-2.1.2-1"},
        {F2S, {{"tls_client_auth_san_uri", "\"a:b\""}, {"tls_client_auth_san_email", "\"a@b.example\""}},
         FAPI_REGISTRATION_TLS_SUBJECT, SHALL, "tls_client_auth_san_email", 0, "-RFC8705-2.1.2-1"},
        {F2S, {TLS, {"tls_client_auth_san_dns", "\"\""}}, FAPI_REGISTRATION_TLS_SUBJECT, SHALL, "tls_client_auth_san_dns", 0,
         NULL},
        {F2S, {{"jwks_uri", NULL}}, FAPI_REGISTRATION_KEYS_MISSING, SHALL, "jwks_uri", 0, NULL},
        {F2S, {SELF, {"jwks_uri", NULL}}, FAPI_REGISTRATION_KEYS_MISSING, SHALL, "jwks_uri", 0, "-RFC8705-2.2.2-1"},
        {F2S, {SELF, JWKS(ED(""))}, FAPI_JWKS_X5C, SHALL, "jwks", 0, "-RFC8705-2.2.2-1"},
        {F2S, {{"jwks_uri", "\"http://client.example/jwks\""}}, FAPI_REGISTRATION_URL, SHALL, "jwks_uri", 0, "-FAPI2SP-5.4.2-1"},
        {F2S, {{"jwks", "{\"keys\":[" ED("") "]}"}}, FAPI_REGISTRATION_KEYS, SHALL, "jwks", 0, "-RFC7591-2-1"},
        {F2S, {JWKS("")}, FAPI_JWKS_EMPTY, SHALL, "jwks", 0, "-RFC7591-2-5"},
        {F2S, {JWKS("1")}, FAPI_JWKS_FORM, SHALL, "jwks[0]", 0, "-RFC7591-2-5"},
        {F2S, {{"jwks_uri", NULL}, {"jwks", "{}"}}, FAPI_JWKS_FORM, SHALL, "jwks", 0, "-RFC7591-2-5"},
        {F2S, {{"jwks_uri", NULL}, {"jwks", "\"{}\""}}, FAPI_REGISTRATION_TYPE, SHALL, "jwks", 0, "-RFC7591-2-5"},
        {AU, {JWKS(ENC)}, FAPI_REGISTRATION_KEYS_BY_VALUE, SHALL, "jwks", 0, "-CDR-jwks-1"},
        {BR, {HYBRID, JWKS(ENC)}, FAPI_REGISTRATION_KEYS_BY_VALUE, SHALL, "jwks", 0, "-BROFDCR-7.1-4"},
        {BR, {HYBRID, TLS, {"tls_client_auth_san_dns", "\"a.example\""}}, FAPI_REGISTRATION_TLS_SUBJECT, SHALL,
         "tls_client_auth_san_dns", 0, "-BROFDCR-7.1-12"},
        {F1A, {JWKS(ED(""))}, FAPI_JWKS_ALG, SHALL, "jwks[0]", 0, NULL},
        {F2S, {JWKS(ED(",\"d\":\"AA\""))}, FAPI_JWK_PRIVATE, SHALL, "jwks[0]", 0, "-RFC7517-9.2-1"},
        {F2S, {JWKS(ED("") ",{\"kty\":\"oct\",\"k\":\"AA\",\"kid\":\"2\"}")}, FAPI_JWK_SYMMETRIC, SHALL, "jwks[1]", 0,
         "-RFC7517-9.2-1"},
    };

    (void)state;
    judge_rows(rows, COUNT(rows), "invalid_client_metadata", __func__);
}

static void grants_and_algorithms(void **state)
{
    static const t_lint_row rows[] = {
        {F2S, {{"grant_types", "[\"authorization_code\",\"password\"]"}}, FAPI_REGISTRATION_GRANT_TYPE, SHALL, "grant_types", 0,
         "-RFC9700-2.4-1"},
        {F2S, {{"response_types", "[\"code\",\"token\"]"}}, FAPI_REGISTRATION_RESPONSE_TYPE, SHALL, "response_types", 0,
         "-FAPI2SP-5.3.2.2-1"},
        {UK, {{"response_types", NULL}}, FAPI_REGISTRATION_RESPONSE_TYPE, SHALL, "response_types", 0, "-RFC7591-2-6"},
        {F1A, {{"response_types", "[\"token\"]"}}, FAPI_REGISTRATION_RESPONSE_TYPE, SHALL, "response_types", 1,
         "-FAPI1ADV-5.2.2-2"},
        {F2S, {{"response_types", "[]"}}, FAPI_REGISTRATION_GRANT_RESPONSE, SHOULD, "grant_types", 0, "-RFC7591-2.1-1"},
        {F1A, {{"response_types", "[\"id_token code\"]"}}, FAPI_REGISTRATION_GRANT_RESPONSE, SHOULD, "grant_types", 0,
         "-RFC7591-2.1-1"},
        {F2S, {{"id_token_signed_response_alg", NULL}}, FAPI_REGISTRATION_DEFAULT, SHALL, "id_token_signed_response_alg", 0,
         NULL},
        {F2S, {{"id_token_signed_response_alg", NULL}, {"scope", NULL}}, FAPI_REGISTRATION_DEFAULT, SHOULD,
         "id_token_signed_response_alg", 0, NULL},
        {F2S, {{"id_token_signed_response_alg", "\"none\""}}, FAPI_REGISTRATION_ALG_NONE, SHALL, "id_token_signed_response_alg",
         0, NULL},
        {F2M, {{"authorization_signed_response_alg", NULL}}, FAPI_REGISTRATION_DEFAULT, SHALL,
         "authorization_signed_response_alg", 0, "-JARM-3-1"},
        {F2S, {{"authorization_signed_response_alg", "\"none\""}}, FAPI_REGISTRATION_ALG_NONE, SHALL,
         "authorization_signed_response_alg", 0, "-JARM-3-1"},
        {AU, {{"authorization_signed_response_alg", "\"RS256\""}}, FAPI_REGISTRATION_ALG, SHALL,
         "authorization_signed_response_alg", 0, "-CDR-jarm-1"},
        {F2M, {{"introspection_signed_response_alg", NULL}}, FAPI_REGISTRATION_DEFAULT, SHOULD,
         "introspection_signed_response_alg", 0, "-RFC9701-6-1"},
        {F2M, {{"response_modes", "[\"query\"]"}}, FAPI_REGISTRATION_RESPONSE_MODE, SHALL, "response_modes", 0, "-FAPI2MS-5.3.3"},
        {F2S, {{"request_object_signing_alg", "\"none\""}}, FAPI_REGISTRATION_ALG_NONE, SHALL, "request_object_signing_alg", 0,
         NULL},
        {F2S, {{"authorization_encrypted_response_enc", "\"A256GCM\""}}, FAPI_REGISTRATION_ENCRYPTION, SHALL,
         "authorization_encrypted_response_alg", 0, "-JARM-3-2"},
        {F2S, {{"introspection_encrypted_response_enc", "\"A256GCM\""}}, FAPI_REGISTRATION_ENCRYPTION, SHALL,
         "introspection_encrypted_response_alg", 0, "-RFC9701-6-1"},
        {F1A, {{"id_token_encrypted_response_alg", "\"RSA1_5\""}}, FAPI_REGISTRATION_ENCRYPTION, SHALL,
         "id_token_encrypted_response_alg", 0, NULL},
        {F1A, {{"id_token_encrypted_response_alg", "\"RSA-OAEP\""}, {"id_token_encrypted_response_enc", "\"A192GCM\""}},
         FAPI_REGISTRATION_ENCRYPTION, SHALL, "id_token_encrypted_response_enc", 0, NULL},
        {BR, {HYBRID, {"id_token_encrypted_response_alg", "\"RSA-OAEP\""}}, FAPI_REGISTRATION_DEFAULT, SHALL,
         "id_token_encrypted_response_enc", 0, NULL},
        {F1A, {CIBA}, FAPI_REGISTRATION_CIBA, SHALL, "backchannel_token_delivery_mode", 0, "-CIBA-4-2"},
        {F1A, {{"backchannel_token_delivery_mode", "\"poll\""}}, FAPI_REGISTRATION_CIBA, SHALL, "grant_types", 0, "-CIBA-4-4"},
        {F1A, {CIBA, {"backchannel_token_delivery_mode", "\"ping\""}}, FAPI_REGISTRATION_CIBA, SHALL,
         "backchannel_client_notification_endpoint", 0, "-CIBA-4-3"},
        {F1A, {CIBA, {"backchannel_token_delivery_mode", "\"ping\""},
               {"backchannel_client_notification_endpoint", "\"http://client.example/ping\""}}, FAPI_REGISTRATION_URL, SHALL,
         "backchannel_client_notification_endpoint", 0, "-CIBA-4-3"},
        {F1A, {CIBA, {"backchannel_token_delivery_mode", "\"push\""}}, FAPI_REGISTRATION_CIBA, SHALL,
         "backchannel_token_delivery_mode", 0, "-FAPICIBA-5.2.2-3"},
        {F2S, {{"require_pushed_authorization_requests", "\"true\""}}, FAPI_REGISTRATION_TYPE, SHALL,
         "require_pushed_authorization_requests", 0, "-RFC9126-6-1 -RFC7591-2-4"},
        {F2S, {{"request_uris", "[\"http://client.example/r\"]"}}, FAPI_REGISTRATION_URL, SHALL, "request_uris[0]", 0, NULL},
        {F2S, {{"tls_client_certificate_bound_access_tokens", NULL}}, FAPI_REGISTRATION_BINDING, SHOULD,
         "tls_client_certificate_bound_access_tokens", 0, NULL},
        {F1A, {{"tls_client_certificate_bound_access_tokens", NULL}, {"dpop_bound_access_tokens", "true"}},
         FAPI_REGISTRATION_BINDING, SHOULD, "tls_client_certificate_bound_access_tokens", 0, NULL},
    };

    (void)state;
    judge_rows(rows, COUNT(rows), "invalid_client_metadata", __func__);
}

/* A registration with a private key tells of it, and of nothing that is in it. */
static void private_keys_are_not_shown(void **state)
{
    static const t_member changes[] = {JWKS(ED(",\"d\":\"c2VjcmV0c2VjcmV0\"")), {"redirect_uris", "[1]"}};
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), F2S);
    const char *json = t_object(t_client_metadata, changes, COUNT(changes));
    size_t at = 0;

    (void)state;
    CHECK(findings != NULL && policy != NULL);
    STATUS(FAPI_REGISTRATION_TYPE, fapi_metadata_check_client(policy, json, strlen(json), findings));
    at = t_lint_find(findings, FAPI_JWK_PRIVATE, "jwks[0]");
    CHECK(at == 1 && fapi_findings_actual(findings, at)[0] == '\0');
    STATUS(FAPI_JSON_SYNTAX, fapi_metadata_check_client(policy, "{\"a\"}", 5, findings));
    CHECK(fapi_findings_count(findings) == 1);
    CHECK(strcmp(fapi_findings_oauth_error(findings), "invalid_client_metadata") == 0);
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_client(NULL, json, strlen(json), findings));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_client(policy, NULL, 1, findings));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_client(policy, json, strlen(json), NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_profile_has_registrations_without_a_finding),
        cmocka_unit_test(redirect_uris),
        cmocka_unit_test(loopback_redirects),
        cmocka_unit_test(authentication),
        cmocka_unit_test(grants_and_algorithms),
        cmocka_unit_test(private_keys_are_not_shown),
    };

    return t_main("role/metadata_client", tests, COUNT(tests));
}
