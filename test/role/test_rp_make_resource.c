/* SPDX-License-Identifier: Apache-2.0 */
/* Calls with an access token: what a client makes, a resource server of the same profile lets pass. */
#include "test/role/party_fixture.h"

#include "role/flow.h"
#include "test/role/fixture.h"

#define USERINFO "https://as.example.com/userinfo"

static int ready(party **p, const party_setup *setup, const char *token, const char *type)
{
    int rc = party_new(p, setup);

    if (rc == FAPI_OK)
        rc = party_tokens(*p, token, type, "");
    if (rc != FAPI_OK) {
        party_free(*p);
        *p = NULL;
    }
    return rc;
}

static int call(party *p, const char *method, const char *url)
{
    return fapi_rp_make_resource(p->rp, p->flow, method, strlen(method), url, strlen(url), AS_TIME, p->request);
}

/* A token of the fixture's server, bound to the key that proves, or to the certificate. */
static int token_for(fixture *fx, const party *p, int mtls)
{
    char jkt[44];
    int rc = fapi_signer_thumbprint(p->dpop, jkt, sizeof jkt);
    const char *cnf = mtls ? t_format("{\"cnf\":{\"x5t#S256\":\"%s\"}}", fx->x5t) : t_format("{\"cnf\":{\"jkt\":\"%s\"}}", jkt);

    return rc == FAPI_OK ? fixture_token(fx, NULL, cnf) : rc;
}

static void passes(int profile, int how, const char *name)
{
    AUTO(party) p = NULL;
    AUTO(fixture) fx = NULL;
    const party_setup setup = {.profile = profile, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT, .how = how};
    char token[4096];
    int64_t interaction = 0;

    STATUS(FAPI_OK, fixture_new(&fx, profile));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fapi_profile_value(profile, FAPI_CONTROL_INTERACTION_ID, &interaction));
    STATUS(FAPI_OK, ready(&p, &setup, "x", "Bearer"));
    STATUS(FAPI_OK, token_for(fx, p, p->mtls));
    snprintf(token, sizeof token, "%.*s", (int)fx->token_len, fx->token);
    STATUS(FAPI_OK, party_tokens(p, token, p->mtls ? "bearer" : "dpop", ""));
    STATUS(FAPI_OK, t_row(0, name, FAPI_OK, call(p, "GET", URL)));
    STATUS(FAPI_OK, fapi_request_set_tls(p->request, 0x0304, 0x1301));
    STATUS(FAPI_OK, fapi_request_add_header(p->request, S("x-fapi-auth-date"), S("Fri, 15 Jan 2027 08:00:00 GMT"))); /* the host's */
    if (p->mtls)
        STATUS(FAPI_OK, fapi_request_set_certificate(p->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, t_row(1, name, FAPI_OK, fapi_rs_check(fx->rs, p->request, AS_TIME, fx->verdict)));
    CHECK((party_field(p, "x-fapi-interaction-id")[0] != '\0') == (interaction != FAPI_INTERACTION_ID_OFF));
    CHECK(strncmp(party_field(p, "Authorization"), p->mtls ? "Bearer " : "DPoP ", 5) == 0);
}

static void test_every_profile(void **state)
{
    static const struct {
        int profile, how;
        const char *name;
    } rows[] = {
        {FAPI_PROFILE_FAPI1_ADVANCED, 0, "Advanced"},
        {FAPI_PROFILE_FAPI2_SECURITY, 0, "FAPI 2.0"},
        {FAPI_PROFILE_FAPI2_SECURITY, PARTY_MTLS, "FAPI 2.0 with mutual TLS"},
        {FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, 0, "Message Signing"},
        {FAPI_PROFILE_UK_OPEN_BANKING, 0, "UK"},
        {FAPI_PROFILE_AU_CDR, 0, "CDR"},
        {FAPI_PROFILE_BR_OPEN_FINANCE, 0, "Brazil"},
        {FAPI_PROFILE_CO_OPEN_FINANCE, 0, "Colombia"},
        {FAPI_PROFILE_FAPI1_BASELINE, 0, "Baseline"},
    };

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        passes(rows[i].profile, rows[i].how, rows[i].name);
    t_claim_all("+FAPI2SP-5.3.3.1-3 +FAPI1BASE-6.2.2-1 +FAPI1ADV-6.2.2-1 +RFC8705-3-1 +RFC9449-4.2-4 +RFC6750-5.3-1", __func__);
}

static void test_proof(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};
    char jti[64];
    const char *proof = NULL;

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "token", "DPoP"));
    STATUS(FAPI_OK, fapix_flow_keep_nonce(p->flow, fapix_slice_str(AS_TOKEN_URL), fapix_slice_str("of-the-server")));
    STATUS(FAPI_OK, fapix_flow_keep_nonce(p->flow, fapix_slice_str(URL), fapix_slice_str("of-the-resource")));
    STATUS(FAPI_OK, call(p, "PUT", URL));
    proof = party_field(p, "DPoP");
    CHECK(strcmp(party_claim(proof, 1, "htu"), "\"https://api.example.com/accounts\"") == 0);
    CHECK(strcmp(party_claim(proof, 1, "htm"), "\"PUT\"") == 0);
    CHECK(strcmp(party_claim(proof, 1, "ath"), "\"PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A\"") == 0);
    CHECK(strcmp(party_claim(proof, 1, "nonce"), "\"of-the-resource\"") == 0);
    CHECK(strcmp(party_claim(proof, 0, "typ"), "\"dpop+jwt\"") == 0);
    snprintf(jti, sizeof jti, "%s", party_claim(proof, 1, "jti"));
    STATUS(FAPI_OK, call(p, "GET", "https://other.example.com/"));
    CHECK(party_claim(party_field(p, "DPoP"), 1, "nonce")[0] == '\0');
    CHECK(strcmp(jti, party_claim(party_field(p, "DPoP"), 1, "jti")) != 0);
}

/* Without ath, or with that of another token, no resource server takes a proof; nor one without the nonce that it asked for. */
static void test_proof_without(void **state)
{
    AUTO(fixture) fx = NULL;

    (void)state;
    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_policy_set(fx->policy, FAPI_CONTROL_REPLAY, 1));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, "{\"ath\":null}"));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_DPOP_ATH_MISSING, fixture_check(fx));
    REFUSES("RFC9449-4.2-4");
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_DPOP_BOUND_AS_BEARER, fixture_check(fx));
}

/* Fields that a host adds are no obstacle. */
static void test_host_adds(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_BR_OPEN_FINANCE, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};
    const char *id = NULL, *body = NULL;
    char first[64];
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "token", "Bearer"));
    STATUS(FAPI_OK, call(p, "POST", URL));
    id = party_field(p, "x-fapi-interaction-id");
    CHECK(strlen(id) == 36 && id[14] == '4' && strchr("89ab", id[19]) != NULL);
    snprintf(first, sizeof first, "%s", id);
    STATUS(FAPI_OK, fapi_request_add_header(p->request, S("content-type"), S("application/json")));
    STATUS(FAPI_OK, fapi_request_add_header(p->request, S("x-idempotency-key"), S("7")));
    STATUS(FAPI_OK, fapi_request_set_body(p->request, S("{}")));
    CHECK(fapi_request_header_count(p->request) == 3 && strcmp(party_field(p, "Content-Type"), "application/json") == 0);
    CHECK(party_field(p, "x-fapi-auth-date")[0] == '\0' && party_field(p, "x-fapi-customer-ip-address")[0] == '\0');
    STATUS(FAPI_OK, fapi_request_body(p->request, &body, &n));
    CHECK(n == 2);
    STATUS(FAPI_OK, call(p, "GET", URL));
    CHECK(strcmp(first, party_field(p, "x-fapi-interaction-id")) != 0);
    STATUS(FAPI_OK, fapi_request_body(p->request, &body, &n));
    CHECK(n == 0);
    t_claim_all("+FAPI1BASE-6.2.2-5 +BROF-5.2.3-11", __func__);
}

/* A server of that regime answers nothing to a call that names no interaction, or one that is no UUID. */
static void test_without_interaction(void **state)
{
    static const char *const values[] = {NULL, "seven"};
    AUTO(fixture) fx = NULL;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_BR_OPEN_FINANCE));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fixture_token(fx, NULL, t_format("{\"cnf\":{\"x5t#S256\":\"%s\"}}", fx->x5t)));
    for (size_t i = 0; i < 2; i++) {
        int rc = FAPI_OK;

        fx->proof_len = 0;
        STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
        STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
        if (values[i] != NULL)
            STATUS(FAPI_OK, fapi_request_add_header(fx->request, S("x-fapi-interaction-id"), values[i], strlen(values[i])));
        rc = fixture_check(fx);
        STATUS(i == 0 ? FAPI_INTERACTION_ID_MISSING : FAPI_INTERACTION_ID_FORM, rc);
    }
    t_claim_all("-BROF-5.2.3-11 -FAPI1BASE-6.2.2-5", __func__);
}

static void test_misuse(void **state)
{
    static const struct {
        const char *method, *url;
        int want;
        const char *ids;
    } rows[] = {
        {"GET", "http://api.example.com/accounts", FAPI_URI_NOT_HTTPS, "-RFC6750-5.3-1"},
        {"GET", "https://api.example.com/accounts?access_token=token", FAPI_TOKEN_IN_QUERY,
         "-RFC9700-4.3.2-1 -RFC6750-5.3-3 -FAPI2SP-5.3.3.1-3 -FAPI1BASE-6.2.2-1 -FAPI1ADV-6.2.2-1"},
        {"GET", "https://api.example.com/accounts?a=1&access%5Ftoken=token", FAPI_TOKEN_IN_QUERY, NULL},
        {"GET", "https://api.example.com/accounts#access_token=x", FAPI_URI_FRAGMENT, NULL},
        {"GET", "https://user@api.example.com/accounts", FAPI_URI_USERINFO, NULL},
        {"GET", "/accounts", FAPI_URI_SYNTAX, NULL},
        {"G T", URL, FAPI_HTTP_METHOD, NULL},
        {"", URL, FAPI_HTTP_METHOD, NULL},
    };
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "token", "DPoP"));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(rows[i].want, t_row(i, rows[i].url, rows[i].want, call(p, rows[i].method, rows[i].url)));
        CHECK(fapi_request_header_count(p->request) == 0);
        t_claim_all(rows[i].ids, __func__);
    }
    STATUS(FAPI_OK, call(p, "GET", URL));
    CHECK(strstr(party_parameter(p, "access_token"), "token") == NULL);
    ACCEPTS("RFC9700-4.3.2-1");
    ACCEPTS("RFC6750-5.3-3");
    /* Bound to a certificate that no call is made with. */
    STATUS(FAPI_OK, party_tokens(p, "token", "Bearer", ""));
    STATUS(FAPI_FLOW_BINDING, call(p, "GET", URL));
    REFUSES("RFC8705-3-1");
    STATUS(FAPI_OK, party_tokens(p, "line\nbreak", "DPoP", ""));
    STATUS(FAPI_ERR_STATE, call(p, "GET", URL));
    STATUS(FAPI_OK, party_tokens(p, "token", "DPoP", ""));
    fapi_flow_reset(p->flow);
    STATUS(FAPI_ERR_STATE, call(p, "GET", URL));
    STATUS(FAPI_ERR_ARG, fapi_rp_make_resource(p->rp, p->flow, NULL, 0, S(URL), AS_TIME, p->request));
    STATUS(FAPI_ERR_ARG, fapi_rp_make_resource(p->rp, p->flow, S("GET"), NULL, 0, AS_TIME, p->request));
    STATUS(FAPI_ERR_ARG, fapi_rp_make_resource(p->rp, NULL, S("GET"), S(URL), AS_TIME, p->request));
}

static void test_userinfo(void **state)
{
    AUTO(party) p = NULL;
    AUTO(party) bare = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};
    const party_setup without = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                                 .metadata = {{"userinfo_endpoint", NULL}, {"mtls_endpoint_aliases", NULL}}};
    const char *url = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "token", "DPoP"));
    STATUS(FAPI_OK, fapi_rp_make_userinfo(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, fapi_request_url(p->request, &url, &n));
    CHECK(n == strlen(USERINFO) && memcmp(url, USERINFO, n) == 0);
    CHECK(party_field(p, "DPoP")[0] != '\0' && strstr(party_field(p, "Accept"), "application/jwt") != NULL);
    STATUS(FAPI_OK, ready(&bare, &without, "token", "DPoP"));
    STATUS(FAPI_FLOW_ENDPOINT, fapi_rp_make_userinfo(bare->rp, bare->flow, AS_TIME, bare->request));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_profile), cmocka_unit_test(test_proof),
        cmocka_unit_test(test_proof_without), cmocka_unit_test(test_host_adds),
        cmocka_unit_test(test_without_interaction), cmocka_unit_test(test_misuse),
        cmocka_unit_test(test_userinfo),
    };

    return t_main("rp_make_resource", tests, sizeof tests / sizeof *tests);
}
