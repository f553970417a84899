/* SPDX-License-Identifier: Apache-2.0 */
/* Setting up what an authorization server offers, and what follows for who asks it. */
#include "role/authorization_server.h"
#include "test/role/as_server.h"

#define S(text) (text), strlen(text)
#define MTLS_TOKEN "https://mtls.as.example.com/token"

static int open_server(as_server **server)
{
    return as_server_new_open(server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT);
}

static fapix_slice text(const char *text)
{
    return fapix_slice_str(text);
}

/* -------------------------------------------------------------------------------------------------------- endpoints -- */

static const struct {
    const char *url;
    int want;
} urls[] = {
    {"https://as.example.com/token", FAPI_OK},
    {"https://as.example.com/token?tenant=1", FAPI_OK},
    {"http://as.example.com/token", FAPI_URI_NOT_HTTPS},
    {"https://me@as.example.com/token", FAPI_URI_USERINFO},
    {"https://as.example.com/token#here", FAPI_URI_FRAGMENT},
    {"as.example.com", FAPI_URI_SYNTAX},
    {"", FAPI_ERR_ARG},
};

static void endpoints(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, open_server(&server));
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        STATUS(urls[i].want, t_row(i, urls[i].url, urls[i].want, fapi_as_set_endpoint(server->as, FAPI_ENDPOINT_TOKEN, S(urls[i].url))));
    CHECK(fapix_slice_eq(server->as->url[FAPI_ENDPOINT_TOKEN], text(urls[1].url))); /* what was refused changed nothing */
    t_claim_all("+FAPI2SP-5.2.1-1 -FAPI2SP-5.2.1-1 +RFC6749-3.1-2 -RFC6749-3.1-2", __func__);
    for (int i = FAPI_ENDPOINT_AUTHORIZATION; i <= FAPI_ENDPOINT_CONSENT; i++)
        STATUS(FAPI_OK, fapi_as_set_endpoint(server->as, i, S("https://as.example.com/x")));
    STATUS(FAPI_OK, fapi_as_set_endpoint(server->as, FAPI_ENDPOINT_TOKEN, S("https://as.example.com/y"))); /* replaces */
    CHECK(fapix_slice_eq(server->as->url[FAPI_ENDPOINT_TOKEN], text("https://as.example.com/y")));
    STATUS(FAPI_ERR_ARG, fapi_as_set_endpoint(server->as, 0, S(AS_TOKEN_URL)));
    STATUS(FAPI_ERR_ARG, fapi_as_set_endpoint(server->as, -1, S(AS_TOKEN_URL)));
    STATUS(FAPI_ERR_ARG, fapi_as_set_endpoint(server->as, FAPI_ENDPOINT_CONSENT + 1, S(AS_TOKEN_URL)));
    STATUS(FAPI_ERR_ARG, fapi_as_set_endpoint(server->as, FAPI_ENDPOINT_TOKEN, NULL, 5));
    STATUS(FAPI_ERR_ARG, fapi_as_set_endpoint(NULL, FAPI_ENDPOINT_TOKEN, S(AS_TOKEN_URL)));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_ERR_STATE, fapi_as_set_endpoint(server->as, FAPI_ENDPOINT_TOKEN, S(AS_TOKEN_URL)));
}

/* An alias is of an endpoint that clients call, and that is there without a certificate too. */
static void aliases(void **state)
{
    static const int never[] = {FAPI_ENDPOINT_AUTHORIZATION, FAPI_ENDPOINT_JWKS, FAPI_ENDPOINT_CONSENT, 0, 11};
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, open_server(&server));
    STATUS(FAPI_ERR_STATE, fapi_as_set_mtls_endpoint(server->as, FAPI_ENDPOINT_TOKEN, S(MTLS_TOKEN)));
    for (int i = FAPI_ENDPOINT_AUTHORIZATION; i <= FAPI_ENDPOINT_CONSENT; i++)
        STATUS(FAPI_OK, fapi_as_set_endpoint(server->as, i, S("https://as.example.com/x")));
    for (int i = FAPI_ENDPOINT_TOKEN; i <= FAPI_ENDPOINT_REGISTRATION; i++)
        STATUS(FAPI_OK, fapi_as_set_mtls_endpoint(server->as, i, S(MTLS_TOKEN)));
    ACCEPTS("RFC8705-5-1");
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        STATUS(FAPI_ERR_ARG, fapi_as_set_mtls_endpoint(server->as, never[i], S(MTLS_TOKEN)));
    REFUSES("RFC8705-5-1");
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        STATUS(urls[i].want, t_row(i, urls[i].url, urls[i].want, fapi_as_set_mtls_endpoint(server->as, FAPI_ENDPOINT_TOKEN, S(urls[i].url))));
    CHECK(fapix_slice_eq(server->as->mtls[FAPI_ENDPOINT_TOKEN], text(urls[1].url)));
    STATUS(FAPI_ERR_ARG, fapi_as_set_mtls_endpoint(NULL, FAPI_ENDPOINT_TOKEN, S(MTLS_TOKEN)));
    STATUS(FAPI_ERR_ARG, fapi_as_set_mtls_endpoint(server->as, FAPI_ENDPOINT_TOKEN, NULL, 0));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_ERR_STATE, fapi_as_set_mtls_endpoint(server->as, FAPI_ENDPOINT_TOKEN, S(MTLS_TOKEN)));
}

/* --------------------------------------------------------------------------------------------- scopes and resources -- */

static void scopes(void **state)
{
    static const struct {
        const char *scope;
        int want;
    } rows[] = {
        {"openid", FAPI_OK}, {"accounts:read", FAPI_OK}, {"!", FAPI_OK}, {"", FAPI_ERR_ARG}, {"two words", FAPI_ERR_ARG},
        {"a\"b", FAPI_ERR_ARG}, {"a\\b", FAPI_ERR_ARG}, {"\xC3\xA4", FAPI_ERR_ARG}, {"a\n", FAPI_ERR_ARG},
    };
    AUTO(as_server) server = NULL;
    char longest[257];

    (void)state;
    STATUS(FAPI_OK, open_server(&server));
    memset(longest, 'a', sizeof longest);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        STATUS(rows[i].want, t_row(i, rows[i].scope, rows[i].want, fapi_as_add_scope(server->as, S(rows[i].scope))));
    CHECK(server->as->scope_count == 3);
    t_claim_all("+RFC6749-3.3-1 -RFC6749-3.3-1", __func__);
    STATUS(FAPI_ERR_ARG, fapi_as_add_scope(server->as, longest, 257));
    STATUS(FAPI_OK, fapi_as_add_scope(server->as, longest, 256));
    STATUS(FAPI_ERR_ARG, fapi_as_add_scope(server->as, NULL, 3));
    STATUS(FAPI_ERR_ARG, fapi_as_add_scope(server->as, "a\0b", 3));
    STATUS(FAPI_ERR_ARG, fapi_as_add_scope(NULL, S("openid")));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_ERR_STATE, fapi_as_add_scope(server->as, S("more")));
}

static void as_many_as_there_is_room_for(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, open_server(&server));
    for (int i = 0; i < 64; i++)
        STATUS(FAPI_OK, fapi_as_add_scope(server->as, S("accounts")));
    STATUS(FAPI_ERR_RANGE, fapi_as_add_scope(server->as, S("accounts")));
    for (int i = 0; i < 16; i++)
        STATUS(FAPI_OK, fapi_as_add_resource(server->as, S("https://api.example.com/")));
    STATUS(FAPI_ERR_RANGE, fapi_as_add_resource(server->as, S("https://api.example.com/")));
}

static void resources(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, open_server(&server));
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        STATUS(urls[i].want, t_row(i, urls[i].url, urls[i].want, fapi_as_add_resource(server->as, S(urls[i].url))));
    CHECK(server->as->resource_count == 2 && fapix_slice_eq(server->as->resource[1], text(urls[1].url)));
    t_claim_all("+RFC8707-2-1 -RFC8707-2-1", __func__);
    STATUS(FAPI_ERR_ARG, fapi_as_add_resource(server->as, NULL, 3));
    STATUS(FAPI_ERR_ARG, fapi_as_add_resource(NULL, S("https://api.example.com/")));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_ERR_STATE, fapi_as_add_resource(server->as, S("https://api.example.com/")));
}

static void kinds_of_tokens(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, open_server(&server));
    CHECK(!server->as->opaque_tokens);
    STATUS(FAPI_OK, fapi_as_set_opaque_tokens(server->as, 1));
    CHECK(server->as->opaque_tokens);
    STATUS(FAPI_OK, fapi_as_set_opaque_tokens(server->as, 0));
    CHECK(!server->as->opaque_tokens);
    STATUS(FAPI_ERR_ARG, fapi_as_set_opaque_tokens(server->as, 2));
    STATUS(FAPI_ERR_ARG, fapi_as_set_opaque_tokens(NULL, 1));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_ERR_STATE, fapi_as_set_opaque_tokens(server->as, 1));
    CHECK(!server->as->opaque_tokens);
}

/* ---------------------------------------------------------------------------------------------------- authentication -- */

static void ways_to_authenticate(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(as_server) cdr = NULL;
    const int every = FAPI_AUTH_PRIVATE_KEY_JWT | FAPI_AUTH_TLS_CLIENT_AUTH | FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH;

    (void)state;
    STATUS(FAPI_OK, open_server(&server));
    CHECK(server->as->client_auth == every);
    STATUS(FAPI_ERR_ARG, fapi_as_set_client_auth(server->as, 0));
    STATUS(FAPI_ERR_ARG, fapi_as_set_client_auth(server->as, -1));
    STATUS(FAPI_POLICY_VALUE, fapi_as_set_client_auth(server->as, 8));
    CHECK(server->as->client_auth == every);
    STATUS(FAPI_OK, fapi_as_set_client_auth(server->as, FAPI_AUTH_TLS_CLIENT_AUTH));
    STATUS(FAPI_OK, fapi_as_set_client_auth(server->as, FAPI_AUTH_PRIVATE_KEY_JWT));
    CHECK(server->as->client_auth == FAPI_AUTH_PRIVATE_KEY_JWT);
    STATUS(FAPI_ERR_ARG, fapi_as_set_client_auth(NULL, every));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_ERR_STATE, fapi_as_set_client_auth(server->as, every));
    /* Never more than the policy lets in. */
    STATUS(FAPI_OK, as_server_new_set(&cdr, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CONTROL_CLIENT_AUTH,
                                      FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_POLICY_VALUE, fapi_as_set_client_auth(cdr->as, FAPI_AUTH_PRIVATE_KEY_JWT | FAPI_AUTH_TLS_CLIENT_AUTH));
}

static void drop(char **file)
{
    free(*file);
}

/* A client that registered a way that is not offered here is refused, whatever the policy lets in. */
static void what_is_not_offered_is_refused(void **state)
{
    static const struct {
        int offered, registered, want;
    } rows[] = {
        {FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_OK},
        {FAPI_AUTH_TLS_CLIENT_AUTH, FAPI_AUTH_TLS_CLIENT_AUTH, FAPI_OK},
        {FAPI_AUTH_TLS_CLIENT_AUTH, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CLIENT_AUTH_NOT_ALLOWED},
        {FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_AUTH_TLS_CLIENT_AUTH, FAPI_CLIENT_AUTH_NOT_ALLOWED},
        {FAPI_AUTH_TLS_CLIENT_AUTH, FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH, FAPI_CLIENT_AUTH_NOT_ALLOWED},
    };

    size_t n = 0;
    __attribute__((cleanup(drop))) char *certificate = t_file("vectors/tls_client_auth/plain.der", &n);

    (void)state;
    SLOW();
    CHECK(certificate != NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const t_member name = {"tls_client_auth_subject_dn", "\"CN=client one,O=Acme,C=GB\""};
        AUTO(as_server) server = NULL;

        STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI2_SECURITY, rows[i].registered));
        STATUS(FAPI_OK, as_register(server, &name, rows[i].registered == FAPI_AUTH_TLS_CLIENT_AUTH ? 1 : 0));
        server->certificate = (const uint8_t *)certificate;
        server->certificate_n = n;
        STATUS(FAPI_OK, fapi_as_set_client_auth(server->as, rows[i].offered));
        STATUS(FAPI_OK, fapi_as_seal(server->as));
        STATUS(rows[i].want, t_row(i, "token", rows[i].want, as_send(server, AS_TOKEN, NULL)));
        CHECK(rows[i].want == FAPI_OK || (fapi_verdict_http(server->verdict) == 401 &&
                                          strcmp(fapi_verdict_oauth_error(server->verdict), "invalid_client") == 0));
        STATUS(rows[i].want, t_row(i, "PAR", rows[i].want, as_send(server, AS_PAR, NULL)));
    }
    t_claim_all("+FAPI2SP-5.3.2.1-6 -FAPI2SP-5.3.2.1-6", __func__);
}

/* ------------------------------------------------------------------------------------------------------- audiences -- */

/* An assertion may name any endpoint and any alias where the profile lets it, whichever of them is called. */
static void endpoints_are_audiences(void **state)
{
    static const struct {
        int profile;
        const char *aud;
        int want;
        const char *ids;
    } rows[] = {
        {FAPI_PROFILE_FAPI1_ADVANCED, "\"https://as.example.com/revoke\"", FAPI_OK, "+RFC9126-2-2"},
        {FAPI_PROFILE_FAPI1_ADVANCED, "\"https://mtls.as.example.com/revoke\"", FAPI_OK, NULL},
        {FAPI_PROFILE_FAPI1_ADVANCED, "\"https://as.example.com/authorize\"", FAPI_OK, NULL},
        {FAPI_PROFILE_FAPI1_ADVANCED, "\"https://as.example.com/consent\"", FAPI_CLIENT_ASSERTION_AUD, "-RFC9126-2-2"},
        {FAPI_PROFILE_FAPI1_ADVANCED, "\"https://as.example.com/jwks\"", FAPI_CLIENT_ASSERTION_AUD, NULL},
        {FAPI_PROFILE_FAPI1_ADVANCED, "\"https://as.example.com/register\"", FAPI_CLIENT_ASSERTION_AUD, NULL}, /* not set */
        {FAPI_PROFILE_FAPI2_SECURITY, "\"https://as.example.com/revoke\"", FAPI_CLIENT_ASSERTION_AUD, "-FAPI2SP-5.3.2.1-8"},
        {FAPI_PROFILE_FAPI2_SECURITY, "\"https://mtls.as.example.com/revoke\"", FAPI_CLIENT_ASSERTION_AUD, NULL},
    };
    AUTO(as_server) server = NULL;

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const as_change change = {.assertion = {{"aud", rows[i].aud}}};

        if (server == NULL || server->profile != rows[i].profile) {
            as_server_free(server);
            server = NULL;
            STATUS(FAPI_OK, as_server_new_open(&server, rows[i].profile, FAPI_AUTH_PRIVATE_KEY_JWT));
            STATUS(FAPI_OK, fapi_as_set_endpoint(server->as, FAPI_ENDPOINT_AUTHORIZATION, S("https://as.example.com/authorize")));
            STATUS(FAPI_OK, fapi_as_set_endpoint(server->as, FAPI_ENDPOINT_REVOCATION, S("https://as.example.com/revoke")));
            STATUS(FAPI_OK, fapi_as_set_mtls_endpoint(server->as, FAPI_ENDPOINT_REVOCATION, S("https://mtls.as.example.com/revoke")));
            STATUS(FAPI_OK, fapi_as_set_endpoint(server->as, FAPI_ENDPOINT_JWKS, S("https://as.example.com/jwks")));
            STATUS(FAPI_OK, fapi_as_set_endpoint(server->as, FAPI_ENDPOINT_CONSENT, S("https://as.example.com/consent")));
            STATUS(FAPI_OK, fapi_as_seal(server->as));
        }
        STATUS(rows[i].want, t_row(i, rows[i].aud, rows[i].want, as_send(server, AS_TOKEN, &change)));
        t_claim_all(rows[i].ids, __func__);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endpoints), cmocka_unit_test(aliases), cmocka_unit_test(scopes),
        cmocka_unit_test(as_many_as_there_is_room_for), cmocka_unit_test(resources), cmocka_unit_test(kinds_of_tokens),
        cmocka_unit_test(ways_to_authenticate), cmocka_unit_test(what_is_not_offered_is_refused),
        cmocka_unit_test(endpoints_are_audiences),
    };
    return t_main("role/as_offer", tests, sizeof tests / sizeof tests[0]);
}
