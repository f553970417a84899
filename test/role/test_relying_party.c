/* SPDX-License-Identifier: Apache-2.0 */
/* Setting up the client's own side: what would make every message fail is said when it is sealed. */
#include "test/role/party_fixture.h"

#include "role/relying_party.h"
#include "test/role/fixture.h"

#define MTLS_TOKEN "https://mtls.as.example.com/token"

static bool endpoint_is(const party *p, enum fapix_rp_endpoint which, const char *url)
{
    return fapix_slice_is(p->rp->endpoint[which], url);
}

/* Only who calls with a certificate is sent to the endpoints for that. */
static void test_aliases(void **state)
{
    AUTO(party) dpop = NULL;
    AUTO(party) mtls = NULL;
    AUTO(party) bare = NULL;
    const party_setup by_key = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};
    const party_setup by_certificate = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT, .how = PARTY_MTLS};
    const party_setup without = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT, .how = PARTY_MTLS,
                                 .metadata = {{"mtls_endpoint_aliases", NULL}}};

    (void)state;
    STATUS(FAPI_OK, party_new(&dpop, &by_key));
    CHECK(endpoint_is(dpop, FAPIX_RP_TOKEN, AS_TOKEN_URL));
    REFUSES("FAPI2SP-5.2.2.1-3");
    REFUSES("FAPI2SP-5.3.3.1-7");
    STATUS(FAPI_OK, party_new(&mtls, &by_certificate));
    CHECK(endpoint_is(mtls, FAPIX_RP_TOKEN, MTLS_TOKEN) && endpoint_is(mtls, FAPIX_RP_AUTHORIZATION, PARTY_AUTHORIZE_URL));
    CHECK(endpoint_is(mtls, FAPIX_RP_REVOCATION, "https://as.example.com/revoke"));
    STATUS(FAPI_OK, party_new(&bare, &without));
    CHECK(endpoint_is(bare, FAPIX_RP_TOKEN, AS_TOKEN_URL));
    ACCEPTS("FAPI2SP-5.2.2.1-3");
    ACCEPTS("FAPI2SP-5.3.3.1-7");
}

/* The document must be that of the issuer that was asked. */
static void test_server(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT, .how = PARTY_OPEN};
    char json[8192];
    const char *other = NULL;

    (void)state;
    STATUS(FAPI_OK, party_new(&p, &setup));
    snprintf(json, sizeof json, "%.*s", (int)p->rp->metadata.n, (const char *)p->rp->metadata.p);
    other = strstr(json, "\"https://as.example.com/token\"");
    CHECK(other != NULL);
    STATUS(FAPI_OK, fapi_rp_set_server(p->rp, S(AS_ISSUER), json, strlen(json), NULL));
    CHECK(fapix_slice_is(p->rp->plain[FAPIX_RP_TOKEN], AS_TOKEN_URL));
    t_claim_all("+FAPI2SP-5.3.3.1-9 +FAPI2SP-5.3.3.1-11 +FAPI1BASE-5.2.3-11", __func__);
    STATUS(FAPI_METADATA_ISSUER_MISMATCH, fapi_rp_set_server(p->rp, S("https://other.example"), json, strlen(json), NULL));
    CHECK(p->rp->metadata.n == 0 && p->rp->plain[FAPIX_RP_TOKEN].n == 0);
    STATUS(FAPI_ERR_STATE, fapi_rp_seal(p->rp));
    t_claim_all("-FAPI2SP-5.3.3.1-9 -FAPI2SP-5.3.3.1-11 -FAPI1BASE-5.2.3-11", __func__);
    STATUS(FAPI_ERR_ARG, fapi_rp_set_server(p->rp, NULL, 0, json, strlen(json), NULL));
    STATUS(FAPI_ERR_ARG, fapi_rp_set_server(p->rp, S(AS_ISSUER), NULL, 0, NULL));
}

static void test_seal(void **state)
{
    static const struct {
        t_member member;
        int how, want;
        const char *ids;
    } rows[] = {
        {{"token_endpoint_auth_method", "\"client_secret_basic\""}, 0, FAPI_FLOW_CLIENT_AUTH, NULL},
        {{"token_endpoint_auth_method", "\"none\""}, 0, FAPI_FLOW_CLIENT_AUTH, NULL},
        {{"token_endpoint_auth_signing_alg", "\"PS256\""}, 0, FAPI_FLOW_SIGNER, NULL},
        {{"token_endpoint_auth_signing_alg", "\"HS256\""}, 0, FAPI_FLOW_SIGNER, NULL},
        {{"request_object_signing_alg", "\"ES256\""}, 0, FAPI_FLOW_SIGNER, NULL},
        {{"dpop_bound_access_tokens", "true"}, PARTY_MTLS, FAPI_FLOW_BINDING, NULL},
        {{"tls_client_certificate_bound_access_tokens", "true"}, 0, FAPI_FLOW_BINDING, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        AUTO(party) p = NULL;
        party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                             .how = PARTY_OPEN | rows[i].how, .client = {rows[i].member}};

        STATUS(FAPI_OK, party_new(&p, &setup));
        STATUS(rows[i].want, t_row(i, rows[i].member.name, rows[i].want, fapi_rp_seal(p->rp)));
    }
}

static void test_binding(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                               .how = PARTY_OPEN | PARTY_MTLS};

    (void)state;
    STATUS(FAPI_OK, party_new(&p, &setup));
    STATUS(FAPI_OK, fapi_rp_set_mtls(p->rp, 0));
    STATUS(FAPI_FLOW_BINDING, fapi_rp_seal(p->rp));
    REFUSES("FAPI2SP-5.3.3.1-1");
    REFUSES("FAPI1ADV-5.2.3-1");
    STATUS(FAPI_OK, fapi_rp_set_dpop_signer(p->rp, p->signer));
    STATUS(FAPI_FLOW_DPOP_KEY, fapi_rp_seal(p->rp));
    STATUS(FAPI_OK, fapi_rp_set_dpop_signer(p->rp, p->dpop));
    STATUS(FAPI_OK, fapi_rp_seal(p->rp));
    STATUS(FAPI_ERR_STATE, fapi_rp_seal(p->rp));
    STATUS(FAPI_ERR_STATE, fapi_rp_set_mtls(p->rp, 1));
    STATUS(FAPI_ERR_STATE, fapi_rp_set_client(p->rp, p->client));
    STATUS(FAPI_ERR_STATE, fapi_rp_add_signer(p->rp, p->signer));
    STATUS(FAPI_ERR_STATE, fapi_rp_set_dpop_signer(p->rp, p->dpop));
    STATUS(FAPI_ERR_STATE, fapi_rp_set_keys(p->rp, p->keys, AS_TIME));
    STATUS(FAPI_OK, fapi_rp_replace_keys(p->rp, p->keys, AS_TIME + 1));
    STATUS(FAPI_ERR_CLOCK, fapi_rp_replace_keys(p->rp, p->keys, -1));
}

/* A resource server that introspects gets no tokens, so it needs nothing to bind them to. */
static void test_no_grants(void **state)
{
    static const struct {
        const char *grants;
        int want;
    } rows[] = {{"[]", FAPI_OK}, {"[\"client_credentials\"]", FAPI_FLOW_BINDING}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        AUTO(party) p = NULL;
        const party_setup setup = {.profile = FAPI_PROFILE_FAPI1_ADVANCED, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                                   .how = PARTY_OPEN, .client = {{"grant_types", rows[i].grants}}};

        STATUS(FAPI_OK, party_new(&p, &setup));
        STATUS(FAPI_OK, fapi_rp_set_mtls(p->rp, 0));
        STATUS(rows[i].want, t_row(i, rows[i].grants, rows[i].want, fapi_rp_seal(p->rp)));
        if (rows[i].want == FAPI_OK) {
            STATUS(FAPI_OK, fapi_rp_make_introspection(p->rp, S("token"), AS_TIME, p->request));
            STATUS(FAPI_FLOW_GRANT, fapi_rp_make_client_credentials(p->rp, p->flow, AS_TIME, p->request));
        }
    }
}

static void test_certificate_method(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_TLS_CLIENT_AUTH, .how = PARTY_OPEN};

    (void)state;
    STATUS(FAPI_OK, party_new(&p, &setup));
    STATUS(FAPI_OK, fapi_rp_set_mtls(p->rp, 0));
    STATUS(FAPI_FLOW_MTLS, fapi_rp_seal(p->rp));
}

static void test_arguments(void **state)
{
    AUTO(party) p = NULL;
    AUTO(fapi_rp) empty = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT, .how = PARTY_OPEN};

    (void)state;
    STATUS(FAPI_OK, party_new(&p, &setup));
    STATUS(FAPI_ERR_ARG, fapi_rp_seal(NULL));
    STATUS(FAPI_ERR_ARG, fapi_rp_set_client(p->rp, NULL));
    STATUS(FAPI_ERR_ARG, fapi_rp_add_signer(p->rp, NULL));
    STATUS(FAPI_ERR_ARG, fapi_rp_set_dpop_signer(p->rp, NULL));
    STATUS(FAPI_ERR_ARG, fapi_rp_set_keys(p->rp, NULL, AS_TIME));
    STATUS(FAPI_ERR_STATE, fapi_rp_replace_keys(p->rp, p->keys, AS_TIME));
    for (size_t i = 1; i < FAPIX_RP_MAX_SIGNERS; i++)
        STATUS(FAPI_OK, fapi_rp_add_signer(p->rp, p->signer));
    STATUS(FAPI_ERR_RANGE, fapi_rp_add_signer(p->rp, p->signer));
    empty = fapi_rp_new(p->server->policy);
    CHECK(empty != NULL && fapi_rp_new(NULL) == NULL);
    STATUS(FAPI_ERR_STATE, fapi_rp_seal(empty));
    fapi_rp_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aliases), cmocka_unit_test(test_server),             cmocka_unit_test(test_seal),
        cmocka_unit_test(test_binding), cmocka_unit_test(test_no_grants), cmocka_unit_test(test_certificate_method),
        cmocka_unit_test(test_arguments),
    };

    return t_main("relying_party", tests, sizeof tests / sizeof *tests);
}
