/* SPDX-License-Identifier: Apache-2.0 */
/* X5: what the host must have seen of TLS, under each profile and at each endpoint; X9 and X10: keys of clients that sign nothing here. */
#include "role/request.h"
#include "test/role/as_server.h"

#define S(text) (text), strlen(text)

static const struct {
    int profile;
    const char *suites; /* of TLS 1.2: E ECDHE_RSA, C ECDHE_ECDSA, P ChaCha20, D DHE_RSA; small: refused */
} profiles[] = {
    {FAPI_PROFILE_FAPI1_BASELINE, "ECPd"},     {FAPI_PROFILE_FAPI1_ADVANCED, "EcpD"},  {FAPI_PROFILE_FAPI2_SECURITY, "ECPd"},
    {FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, "ECPd"}, {FAPI_PROFILE_UK_OPEN_BANKING, "EcpD"}, {FAPI_PROFILE_AU_CDR, "ECPd"},
    {FAPI_PROFILE_BR_OPEN_FINANCE, "Ecpd"},    {FAPI_PROFILE_CO_OPEN_FINANCE, "Ecpd"},
};

static const enum as_endpoint endpoints[] = {AS_PAR, AS_AUTHORIZE, AS_TOKEN, AS_INTROSPECT, AS_REVOKE};
#define ENDPOINTS (sizeof endpoints / sizeof *endpoints)

static int over(as_server *server, enum as_endpoint endpoint, int version, int suite)
{
    int rc = as_prepare(server, endpoint, NULL);

    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(server->request, version, suite);
    return rc == FAPI_OK ? as_judge(server, endpoint, NULL) : rc;
}

static int over_nothing_known(as_server *server, enum as_endpoint endpoint)
{
    int rc = as_prepare(server, endpoint, NULL);

    server->request->has_tls = false;
    return rc == FAPI_OK ? as_judge(server, endpoint, NULL) : rc;
}

static void versions_and_suites(void **state)
{
    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles * ENDPOINTS; i++) {
        const char *suites = profiles[i / ENDPOINTS].suites;
        enum as_endpoint at = endpoints[i % ENDPOINTS];
        AUTO(as_server) server = NULL;

        STATUS(FAPI_OK, as_server_new(&server, profiles[i / ENDPOINTS].profile, FAPI_AUTH_PRIVATE_KEY_JWT));
        STATUS(FAPI_OK, over(server, at, 0x0304, 0x1301));
        STATUS(FAPI_TLS_VERSION, over(server, at, 0x0302, 0xC02F));
        CHECK(fapi_verdict_http(server->verdict) == 400);
        CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), "invalid_request") == 0);
        STATUS(FAPI_TLS_VERSION, over(server, at, 0x0300, 0xC02F));
        STATUS(FAPI_TLS_VERSION, over(server, at, 0, 0));
        STATUS(FAPI_TLS_VERSION, over(server, at, 0x0305, 0x1301));
        STATUS(FAPI_TLS_CIPHER, over(server, at, 0x0303, 0)); /* 1.2, and no suite */
        CHECK(fapi_verdict_http(server->verdict) == 400);
        STATUS(FAPI_OK, over(server, at, 0x0303, 0xC02F));
        STATUS(FAPI_OK, over(server, at, 0x0303, 0xC030));
        STATUS(strchr(suites, 'C') != NULL ? FAPI_OK : FAPI_TLS_CIPHER, over(server, at, 0x0303, 0xC02B));
        STATUS(strchr(suites, 'P') != NULL ? FAPI_OK : FAPI_TLS_CIPHER, over(server, at, 0x0303, 0xCCA8));
        STATUS(strchr(suites, 'D') != NULL ? FAPI_OK : FAPI_TLS_CIPHER, over(server, at, 0x0303, 0x009E));
        STATUS(FAPI_TLS_CIPHER, over(server, at, 0x0303, 0xC013)); /* ECDHE_RSA with AES-CBC */
        STATUS(FAPI_TLS_CIPHER, over(server, at, 0x0303, 0x009C)); /* RSA key exchange */
        STATUS(FAPI_OK, over_nothing_known(server, at));
    }
    ACCEPTS("FAPI2SP-5.2.1-2"), REFUSES("FAPI2SP-5.2.1-2");
    ACCEPTS("FAPI2SP-5.2.2-1"), REFUSES("FAPI2SP-5.2.2-1");
    ACCEPTS("FAPI2SP-5.2.3-2"), REFUSES("FAPI2SP-5.2.3-2");
    ACCEPTS("FAPI1BASE-7.1-1"), REFUSES("FAPI1BASE-7.1-1");
    ACCEPTS("FAPI1ADV-8.5-1"), REFUSES("FAPI1ADV-8.5-1");
    ACCEPTS("FAPICIBA-7.9-1"), REFUSES("FAPICIBA-7.9-1");
    ACCEPTS("CDR-mtls-2"), REFUSES("CDR-mtls-2");
}

/* X5, none: a policy by which the host must say what it saw. */
static void facts_are_demanded(void **state)
{
    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        AUTO(as_server) server = NULL;

        STATUS(FAPI_OK, as_server_new_set(&server, profiles[i].profile, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CONTROL_TLS_FACTS, 1));
        STATUS(FAPI_OK, fapi_as_seal(server->as));
        for (size_t k = 0; k < ENDPOINTS; k++) {
            STATUS(FAPI_OK, over(server, endpoints[k], 0x0304, 0x1301));
            STATUS(FAPI_TLS_UNKNOWN, over_nothing_known(server, endpoints[k]));
        }
    }
}

/* Small, for the sweep: no endpoint is served without TLS. */
static void https_alone(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    for (size_t i = 2; i < ENDPOINTS; i++) {
        STATUS(FAPI_OK, as_prepare(server, endpoints[i], NULL));
        STATUS(FAPI_OK, fapi_request_set_url(server->request, S("http://as.example.com/token")));
        STATUS(FAPI_TLS_REQUIRED, as_judge(server, endpoints[i], NULL));
        STATUS(FAPI_OK, as_send(server, endpoints[i], NULL));
    }
    ACCEPTS("FAPI2SP-5.2.1-1"), REFUSES("FAPI2SP-5.2.1-1");
    ACCEPTS("RFC7662-2-1"), REFUSES("RFC7662-2-1");
}

/* -------------------------------------------------------------------------------------------------------- X9, X10 -- */

/* Of 1024 bits. */
#define WEAK \
    "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"kid\":\"weak\",\"n\":\"1q0IQeOs8s25AcSxGrERwAQVPZpoM6x-ETa-3Z2l0ciqTG_UGKG2spSpG8gorDvNPhmGEMGIaelj8cz-" \
    "FZYBsuUKxqeTonsVSoD98WDgIWnk5tRBU7e4XxnjDVpHuldqkcMDq7p1Nm_EbjxLzw73TfNZi2oUnV3muXGTVctARw0\"}"
#define X25519_X "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

/* In place of the client's keys, or beside them. */
static int keys_are(as_server *server, const char *key, int beside)
{
    const char *all = t_public_jwks();
    const char *keys = beside ? t_format("%.*s,%s]}", (int)strlen(all) - 2, all, key) : t_format("{\"keys\":[%s]}", key);

    return keys[0] == '\0' ? FAPI_ERR_NOMEM : as_register(server, &(t_member){"jwks", keys}, 1);
}

static void keys_that_sign_nothing(void **state)
{
    static const char *const keys[] = {
        "{\"kty\":\"OKP\",\"kid\":\"weak\",\"x\":\"" X25519_X "\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"kid\":\"weak\",\"x\":\"" X25519_X "\"}",
        "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"kid\":\"weak\",\"x\":\"" X25519_X "\"}",
    };
    const int two[] = {FAPI_PROFILE_FAPI2_SECURITY, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING};

    (void)state;
    SLOW();
    for (size_t i = 0; i < 2; i++) {
        AUTO(as_server) server = NULL;
        const as_change named = {.assertion_header = {"kid", "\"weak\""}};
        const as_change nameless = {.assertion_header = {"kid", NULL}};
        AUTO(fapi_jwk) none = NULL;

        STATUS(FAPI_JWK_RSA_SIZE, fapi_jwk_new(t_context(), S(WEAK), &none));
        STATUS(FAPI_OK, as_server_new(&server, two[i], FAPI_AUTH_PRIVATE_KEY_JWT));
        STATUS(FAPI_JWKS_EMPTY, keys_are(server, WEAK, 0));
        STATUS(FAPI_OK, keys_are(server, WEAK, 1));
        STATUS(FAPI_CLIENT_ASSERTION_KEY, as_send(server, AS_PAR, &named));
        STATUS(FAPI_CLIENT_ASSERTION_KEY, as_send(server, AS_TOKEN, &named));
        STATUS(FAPI_CLIENT_ASSERTION_KEY,
               as_send(server, AS_TOKEN, &(as_change){.assertion_alg = FAPI_ALG_PS256, .assertion_header = {"kid", "\"weak\""}}));
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            STATUS(FAPI_JWKS_EMPTY, keys_are(server, keys[k], 0));
            STATUS(FAPI_OK, keys_are(server, keys[k], 1));
            STATUS(FAPI_CLIENT_ASSERTION_KEY, as_send(server, AS_TOKEN, &named));
            CHECK(fapi_verdict_http(server->verdict) == 401);
            STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
        }
        STATUS(FAPI_OK, keys_are(server, t_public_jwk(T_RS256), 0));
        STATUS(FAPI_CLIENT_ASSERTION_ALG, as_send(server, AS_TOKEN, &(as_change){.assertion_alg = FAPI_ALG_RS256}));
        STATUS(FAPI_CLIENT_ASSERTION_KEY, as_send(server, AS_TOKEN, NULL));
        STATUS(FAPI_CLIENT_ASSERTION_KEY, as_send(server, AS_TOKEN, &nameless));
        /* The same key under RS256 and under PS256: RFC 8725 3.1. */
        STATUS(FAPI_CLIENT_ASSERTION_KEY,
               as_send(server, AS_TOKEN, &(as_change){.assertion_alg = FAPI_ALG_PS256, .assertion_header = {"kid", "\"rs256\""}}));
        STATUS(FAPI_JWK_PRIVATE, keys_are(server, t_private_jwk(T_EDDSA), 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_and_suites), cmocka_unit_test(facts_are_demanded), cmocka_unit_test(https_alone),
        cmocka_unit_test(keys_that_sign_nothing),
    };
    return t_main("role/as_transport", tests, sizeof tests / sizeof tests[0]);
}
