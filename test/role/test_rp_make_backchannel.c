/* SPDX-License-Identifier: Apache-2.0 */
/* What a client sends on the back channel beside token requests: CIBA, introspection, revocation. */
#include "test/role/party_fixture.h"

#include "base/verdict.h"
#include "role/flow.h"
#include "test/role/fixture.h"

static int ready(party **p, const party_setup *setup)
{
    int rc = party_new(p, setup);

    if (rc == FAPI_OK)
        rc = party_set(*p, "scope", "openid accounts");
    if (rc == FAPI_OK)
        rc = party_set(*p, "login_hint", "user@example.com");
    if (rc == FAPI_OK)
        rc = party_set(*p, "binding_message", "1234");
    if (rc != FAPI_OK) {
        party_free(*p);
        *p = NULL;
    }
    return rc;
}

static void test_every_profile(void **state)
{
    static const int profiles[] = {FAPI_PROFILE_FAPI1_ADVANCED, FAPI_PROFILE_FAPI2_SECURITY, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING,
                                   FAPI_PROFILE_UK_OPEN_BANKING, FAPI_PROFILE_AU_CDR, FAPI_PROFILE_BR_OPEN_FINANCE,
                                   FAPI_PROFILE_CO_OPEN_FINANCE};

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        AUTO(party) p = NULL;
        const party_setup setup = {.profile = profiles[i], .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

        STATUS(FAPI_OK, ready(&p, &setup));
        STATUS(FAPI_OK, t_row(i, "made", FAPI_OK, fapi_rp_make_backchannel(p->rp, p->flow, AS_TIME, p->request)));
        STATUS(FAPI_OK, t_row(i, "judged", FAPI_OK, party_judge(p, AS_BACKCHANNEL, NULL)));
    }
}

/* With everything that is JSON; and once more, for a server that was busy. */
static void test_content(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                               .client = {{"backchannel_token_delivery_mode", "\"ping\""}}};
    const char *object = NULL, *value = NULL;
    char token[64];
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup));
    STATUS(FAPI_OK, party_set(p, "requested_expiry", "120"));
    STATUS(FAPI_OK, party_set(p, "request_context", "{\"ip\":\"1\"}"));
    STATUS(FAPI_OK, fapi_rp_make_backchannel(p->rp, p->flow, AS_TIME, p->request));
    object = party_parameter(p, "request");
    CHECK(strcmp(party_claim(object, 1, "requested_expiry"), "120") == 0);
    CHECK(strcmp(party_claim(object, 1, "request_context"), "{\"ip\":\"1\"}") == 0);
    CHECK(strcmp(party_claim(object, 1, "binding_message"), "\"1234\"") == 0);
    CHECK(strcmp(party_claim(object, 1, "iss"), "\"" AS_CLIENT "\"") == 0);
    CHECK(party_parameter(p, "scope")[0] == '\0' && party_parameter(p, "login_hint")[0] == '\0');
    STATUS(FAPI_OK, fapi_flow_value(p->flow, S("client_notification_token"), &value, &n));
    CHECK(n == 43);
    snprintf(token, sizeof token, "\"%.*s\"", (int)n, value);
    CHECK(strcmp(party_claim(object, 1, "client_notification_token"), token) == 0);
    STATUS(FAPI_OK, party_judge(p, AS_BACKCHANNEL, NULL));
    CHECK(p->flow->step == FAPIX_FLOW_BACKCHANNEL);
    STATUS(FAPI_OK, fapi_rp_make_backchannel(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strcmp(party_claim(party_parameter(p, "request"), 1, "client_notification_token"), token) == 0);
    STATUS(FAPI_OK, party_judge(p, AS_BACKCHANNEL, NULL));
    ACCEPTS("FAPICIBA-5.2.3.1-1");
}

static void test_unsigned(void **state)
{
    static const as_row rows[] = {
        {"a form", AS_BACKCHANNEL, "2", {.how = AS_BY_VALUE}, FAPI_BACKCHANNEL_UNSIGNED, 0, NULL, "-FAPICIBA-5.2.3.1-1"},
    };

    (void)state;
    AS_RUN(rows);
}

static void test_misuse(void **state)
{
    static const struct {
        const char *name, *value;
        int want;
    } rows[] = {
        {"scope", "accounts", FAPI_BACKCHANNEL_SCOPE_OPENID},
        {"scope", "", FAPI_BACKCHANNEL_SCOPE_MISSING},
        {"login_hint", "", FAPI_BACKCHANNEL_HINT_MISSING},
        {"id_token_hint", "eyJ", FAPI_BACKCHANNEL_HINTS},
        {"binding_message", "a\xE2\x80\xAE" "b", FAPI_BACKCHANNEL_MESSAGE},
        {"requested_expiry", "soon", FAPI_BACKCHANNEL_EXPIRY},
        {"request_context", "{},\"iss\":1", FAPI_FLOW_JSON},
        {"request_context", "[]", FAPI_FLOW_JSON},
        {"claims", "1", FAPI_FLOW_JSON},
        {"authorization_details", "{}", FAPI_FLOW_JSON},
        {"authorization_details", "[]", FAPI_DETAILS_FORM},
    };

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        AUTO(party) p = NULL;
        const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

        STATUS(FAPI_OK, ready(&p, &setup));
        STATUS(FAPI_OK, party_set(p, rows[i].name, rows[i].value));
        STATUS(rows[i].want, t_row(i, rows[i].name, rows[i].want, fapi_rp_make_backchannel(p->rp, p->flow, AS_TIME, p->request)));
        CHECK(p->flow->step == FAPIX_FLOW_NEW);
    }
}

static void test_registration(void **state)
{
    static const struct {
        t_member member;
        int want;
    } rows[] = {
        {{"backchannel_token_delivery_mode", "\"push\""}, FAPI_BACKCHANNEL_DELIVERY},
        {{"backchannel_authentication_request_signing_alg", NULL}, FAPI_FLOW_SIGNER},
        {{"grant_types", "[\"authorization_code\"]"}, FAPI_BACKCHANNEL_CLIENT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        AUTO(party) p = NULL;
        const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                                   .client = {rows[i].member}};

        STATUS(FAPI_OK, ready(&p, &setup));
        STATUS(rows[i].want, fapi_rp_make_backchannel(p->rp, p->flow, AS_TIME, p->request));
        STATUS(FAPI_ERR_ARG, fapi_rp_make_backchannel(p->rp, NULL, AS_TIME, p->request));
    }
}

/* --------------------------------------------------------------------------------------- introspection, revocation -- */

static void test_introspection(void **state)
{
    static const struct {
        int profile;
        const char *member, *value, *accept;
    } rows[] = {{FAPI_PROFILE_FAPI2_SECURITY, NULL, NULL, "application/json"},
                {FAPI_PROFILE_FAPI2_SECURITY, "introspection_signed_response_alg", "\"EdDSA\"", "application/token-introspection+jwt"},
                {FAPI_PROFILE_FAPI2_SECURITY, "introspection_encrypted_response_alg", "\"ECDH-ES\"",
                 "application/token-introspection+jwt"},
                {FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, NULL, NULL, "application/token-introspection+jwt"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        AUTO(party) p = NULL;
        const party_setup setup = {.profile = rows[i].profile, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                                   .client = {{rows[i].member, rows[i].value}}};

        STATUS(FAPI_OK, party_new(&p, &setup));
        STATUS(FAPI_OK, fapi_rp_make_introspection(p->rp, S("tok en+"), AS_TIME, p->request));
        CHECK(strcmp(party_field(p, "Accept"), rows[i].accept) == 0);
        CHECK(strcmp(party_parameter(p, "token"), "tok en+") == 0);
        STATUS(FAPI_OK, party_judge(p, AS_INTROSPECT, NULL));
        CHECK(p->server->verdict->wants_jwt == (i > 0)); /* without that field the server gives plain JSON */
        STATUS(FAPI_ERR_ARG, fapi_rp_make_introspection(p->rp, NULL, 0, AS_TIME, p->request));
        STATUS(FAPI_ERR_ARG, fapi_rp_make_introspection(NULL, S("token"), AS_TIME, p->request));
    }
    ACCEPTS("RFC9701-4-1");
    ACCEPTS("FAPI2MS-5.5.2-1");
    REFUSES("RFC9701-4-1");
    REFUSES("FAPI2MS-5.5.2-1");
}

static void test_revocation(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

    (void)state;
    STATUS(FAPI_OK, party_new(&p, &setup));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_revocation(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, party_tokens(p, "access", "DPoP", "refresh"));
    STATUS(FAPI_OK, fapi_rp_make_revocation(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strcmp(party_parameter(p, "token"), "refresh") == 0 && strcmp(party_parameter(p, "token_type_hint"), "refresh_token") == 0);
    STATUS(FAPI_OK, party_judge(p, AS_REVOKE, NULL));
    STATUS(FAPI_OK, party_tokens(p, "access", "DPoP", ""));
    STATUS(FAPI_OK, fapi_rp_make_revocation(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strcmp(party_parameter(p, "token"), "access") == 0);
    STATUS(FAPI_ERR_ARG, fapi_rp_make_revocation(p->rp, NULL, AS_TIME, p->request));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_profile),  cmocka_unit_test(test_content),       cmocka_unit_test(test_unsigned),
        cmocka_unit_test(test_misuse),         cmocka_unit_test(test_registration),  cmocka_unit_test(test_introspection),
        cmocka_unit_test(test_revocation),
    };

    return t_main("rp_make_backchannel", tests, sizeof tests / sizeof *tests);
}
