/* SPDX-License-Identifier: Apache-2.0 */
/* From the pushed request to the tokens: each message that the client makes is taken by the server, with what it left there before. */
#include "test/role/party_fixture.h"

#include "oauth/grant.h"
#include "role/flow.h"
#include "test/role/fixture.h"

#define REQUEST_URI "urn:ietf:params:oauth:request_uri:" AS_CHALLENGE
#define CIBA "urn:openid:params:grant-type:ciba"

static int ready(party **p, const party_setup *setup, const char *scope)
{
    int rc = party_new(p, setup);

    if (rc == FAPI_OK)
        rc = party_set(*p, "scope", scope);
    if (rc == FAPI_OK)
        rc = party_set(*p, "redirect_uri", AS_REDIRECT);
    if (rc != FAPI_OK) {
        party_free(*p);
        *p = NULL;
    }
    return rc;
}

/* What the server stores of the request that it has just judged, as a pushed request. */
static int keep_pushed(party *p)
{
    fapi_grant *pushed = p->server->grant[AS_AUTHORIZE];
    const char *json = NULL;
    size_t n = 0;
    int rc = fapi_verdict_claims_json(p->server->verdict, &json, &n);

    if (rc == FAPI_OK)
        rc = fapi_grant_set_parameters(pushed, json, n);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_client(pushed, S(AS_CLIENT));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_value(pushed, S(REQUEST_URI));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_times(pushed, AS_TIME - 5, AS_TIME + 60);
    if (rc == FAPI_OK)
        rc = fapix_flow_set(p->flow, FAPIX_FLOW_REQUEST_URI, fapix_slice_str(REQUEST_URI));
    p->flow->number[FAPIX_FLOW_REQUEST_URI_EXPIRES] = AS_TIME + 60;
    p->flow->step = FAPIX_FLOW_PUSHED;
    return rc;
}

/* And of the one that the user agreed to, as a code. */
static int keep_code(party *p)
{
    fapi_grant *code = p->server->grant[AS_TOKEN];
    const char *challenge = NULL;
    size_t n = 0;
    int rc = fapi_verdict_claim_string(p->server->verdict, S("code_challenge"), &challenge, &n);

    if (rc == FAPI_OK)
        rc = fapi_grant_set_challenge(code, challenge, n);
    return rc == FAPI_OK ? party_code(p, AS_CODE) : rc;
}

static void walk(int profile, int how, const char *name)
{
    AUTO(party) p = NULL;
    party_setup setup = {.profile = profile, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT, .how = how};
    const char *url = NULL;
    size_t n = 0;
    int64_t intent = 0;

    STATUS(FAPI_OK, ready(&p, &setup, "openid accounts"));
    STATUS(FAPI_OK, fapi_profile_value(profile, FAPI_CONTROL_INTENT_ID, &intent));
    if (intent != 0)
        STATUS(FAPI_OK, party_set(p, "claims", AS_INTENT));
    STATUS(FAPI_OK, t_row(0, name, FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request)));
    STATUS(FAPI_OK, t_row(1, name, FAPI_OK, party_judge(p, AS_PAR, NULL)));
    STATUS(FAPI_OK, keep_pushed(p));
    STATUS(FAPI_OK, t_row(2, name, FAPI_OK, fapi_rp_make_authorization(p->rp, p->flow, AS_TIME, p->request)));
    STATUS(FAPI_OK, fapi_request_url(p->request, &url, &n));
    CHECK(strstr(url, "?client_id=" AS_CLIENT "&request_uri=urn%3A") != NULL && memchr(url, '&', n) == strrchr(url, '&'));
    STATUS(FAPI_OK, t_row(3, name, FAPI_OK, party_judge(p, AS_AUTHORIZE, p->server->grant[AS_AUTHORIZE])));
    STATUS(FAPI_OK, keep_code(p));
    STATUS(FAPI_OK, t_row(4, name, FAPI_OK, fapi_rp_make_token(p->rp, p->flow, AS_TIME, p->request)));
    CHECK(p->flow->step == FAPIX_FLOW_ASKING && p->flow->number[FAPIX_FLOW_GRANT] == FAPI_GRANT_AUTHORIZATION_CODE);
    STATUS(FAPI_OK, t_row(5, name, FAPI_OK, party_judge(p, AS_TOKEN, p->server->grant[AS_TOKEN])));
    STATUS(FAPI_OK, party_tokens(p, "token", "DPoP", AS_REFRESH));
    STATUS(FAPI_OK, t_row(6, name, FAPI_OK, fapi_rp_make_refresh(p->rp, p->flow, AS_TIME, p->request)));
    STATUS(FAPI_OK, t_row(7, name, FAPI_OK, party_judge(p, AS_TOKEN, p->server->refresh)));
}

static void test_walks(void **state)
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
        walk(rows[i].profile, rows[i].how, rows[i].name);
    t_claim_all("+FAPI2SP-5.3.3.2-2 +FAPI2SP-5.3.3.2-6 +FAPI1ADV-5.2.3-16 +RFC9126-4-1", __func__);
}

static void test_walk(void **state)
{
    (void)state;
    walk(FAPI_PROFILE_FAPI2_SECURITY, 0, "FAPI 2.0");
}

/* ------------------------------------------------------------------------------------------------------- browser -- */

/* Once, in time, and with nothing beside it. */
static void test_request_uri(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "accounts"));
    STATUS(FAPI_FLOW_PUSH, fapi_rp_make_authorization(p->rp, p->flow, AS_TIME, p->request));
    REFUSES("FAPI2SP-5.3.3.2-2");
    STATUS(FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_authorization(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, fapix_flow_set(p->flow, FAPIX_FLOW_REQUEST_URI, fapix_slice_str(REQUEST_URI)));
    p->flow->number[FAPIX_FLOW_REQUEST_URI_EXPIRES] = AS_TIME;
    p->flow->step = FAPIX_FLOW_PUSHED;
    STATUS(FAPI_FLOW_EXPIRED, fapi_rp_make_authorization(p->rp, p->flow, AS_TIME, p->request));
    p->flow->number[FAPIX_FLOW_REQUEST_URI_EXPIRES] = AS_TIME + 1;
    STATUS(FAPI_OK, fapi_rp_make_authorization(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_authorization(p->rp, p->flow, AS_TIME, p->request));
    REFUSES("RFC9126-4-1");
    STATUS(FAPI_ERR_STATE, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
}

/* The server's side of the same: without client_id, and with parameters alone, there is nothing to be had. */
static void test_what_servers_refuse(void **state)
{
    static const as_row rows[] = {
        {"no client_id", AS_AUTHORIZE, "12M", {.form = {{"client_id", NULL}}}, FAPI_AUTHORIZATION_CLIENT_ID_MISSING, 0, NULL,
         "-FAPI1ADV-5.2.3-16"},
        {"not pushed", AS_AUTHORIZE, "2M", {.how = AS_DIRECT}, FAPI_REQUEST_URI_MISSING, 0, NULL, "-FAPI2SP-5.3.3.2-6"},
    };

    (void)state;
    AS_RUN(rows);
}

/* FAPI 1.0: an object that passes the browser, and what OpenID Connect wants beside it. */
static void test_by_value(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI1_ADVANCED, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

    (void)state;
    SLOW();
    STATUS(FAPI_OK, ready(&p, &setup, "openid accounts"));
    STATUS(FAPI_OK, fapi_rp_make_authorization(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strcmp(party_parameter(p, "client_id"), AS_CLIENT) == 0);
    CHECK(strcmp(party_parameter(p, "response_type"), "code") == 0);
    CHECK(strcmp(party_parameter(p, "scope"), "openid accounts") == 0);
    CHECK(party_parameter(p, "state")[0] == '\0');
    CHECK(strcmp(party_claim(party_parameter(p, "request"), 1, "response_mode"), "\"jwt\"") == 0);
    STATUS(FAPI_OK, party_judge(p, AS_AUTHORIZE, NULL));
    CHECK(p->flow->step == FAPIX_FLOW_SENT);
    ACCEPTS("FAPI1ADV-5.2.3-9");
    STATUS(FAPI_ERR_STATE, fapi_rp_make_authorization(p->rp, p->flow, AS_TIME, p->request));
}

static void test_by_value_without(void **state)
{
    static const as_row rows[] = {
        {"no client_id", AS_AUTHORIZE, "1", {.how = AS_DIRECT, .form = {{"client_id", NULL}}}, FAPI_AUTHORIZATION_CLIENT_ID_MISSING, 0,
         NULL, "-FAPI1ADV-5.2.3-9"},
    };

    (void)state;
    AS_RUN(rows);
}

/* Brazil: not pushed, but then nobody on the way may read it. */
static void test_encrypted(void **state)
{
    AUTO(party) p = NULL;
    AUTO(party) bare = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_BR_OPEN_FINANCE, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT, .how = PARTY_ENCRYPT,
                               .control = FAPI_CONTROL_PAR, .value = FAPI_USE_CONDITIONAL};
    const party_setup without = {.profile = FAPI_PROFILE_BR_OPEN_FINANCE, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                                 .control = FAPI_CONTROL_PAR, .value = FAPI_USE_CONDITIONAL};

    (void)state;
    SLOW();
    STATUS(FAPI_OK, ready(&p, &setup, "openid accounts"));
    STATUS(FAPI_OK, fapi_rp_make_authorization(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strcmp(party_claim(party_parameter(p, "request"), 0, "enc"), "\"A256GCM\"") == 0);
    CHECK(party_parameter(p, "state")[0] == '\0');
    STATUS(FAPI_OK, party_judge(p, AS_AUTHORIZE, NULL));
    ACCEPTS("BROF-5.2.3-3");
    STATUS(FAPI_OK, ready(&bare, &without, "openid accounts"));
    STATUS(FAPI_FLOW_PUSH, fapi_rp_make_authorization(bare->rp, bare->flow, AS_TIME, bare->request));
    REFUSES("BROF-5.2.3-3");
}

/* FAPI 1.0 Baseline knows neither objects nor PAR. */
static void test_plain(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI1_BASELINE, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "accounts"));
    STATUS(FAPI_OK, fapi_rp_make_authorization(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strcmp(party_parameter(p, "code_challenge_method"), "S256") == 0 && party_parameter(p, "state")[0] != '\0');
    STATUS(FAPI_OK, party_judge(p, AS_AUTHORIZE, NULL));
}

/* ------------------------------------------------------------------------------------------------ other grants -- */

static void test_code_once(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "accounts"));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_token(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_refresh(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_poll(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, party_code(p, AS_CODE));
    STATUS(FAPI_OK, fapi_rp_make_token(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strlen(party_parameter(p, "code_verifier")) == 43 && strcmp(party_parameter(p, "redirect_uri"), AS_REDIRECT) == 0);
    CHECK(party_parameter(p, "client_id")[0] == '\0' && party_claim(party_field(p, "DPoP"), 1, "ath")[0] == '\0');
    STATUS(FAPI_ERR_STATE, fapi_rp_make_token(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_refresh(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_poll(p->rp, p->flow, AS_TIME, p->request));
    /* One that came back without a refresh token cannot be refreshed. */
    STATUS(FAPI_OK, party_tokens(p, "token", "DPoP", ""));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_refresh(p->rp, p->flow, AS_TIME, p->request));
}

/* The first attempt had no memory for all of its secrets, in a flow that had a message before. */
static void test_half_made(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "openid accounts"));
    STATUS(FAPI_OK, party_step(p, FAPIX_FLOW_NEW));
    STATUS(FAPI_OK, fapix_flow_set(p->flow, FAPIX_FLOW_STATE, fapix_slice_str("s")));
    STATUS(FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strlen(party_parameter(p, "nonce")) == 43 && strlen(party_parameter(p, "code_challenge")) == 43);
}

/* The code of another request: its challenge is not that of this flow. */
static void test_swapped(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "accounts"));
    STATUS(FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, party_code(p, AS_CODE));
    STATUS(FAPI_OK, fapi_rp_make_token(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_PKCE_MISMATCH, party_judge(p, AS_TOKEN, p->server->grant[AS_TOKEN]));
    REFUSES("FAPI2SP-5.3.3.2-4");
    REFUSES("RFC9126-7.5-1");
}

static void test_client_credentials(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "openid accounts"));
    STATUS(FAPI_FLOW_SCOPE, fapi_rp_make_client_credentials(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, party_set(p, "scope", "accounts\x01"));
    STATUS(FAPI_FLOW_SCOPE, fapi_rp_make_client_credentials(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, party_set(p, "scope", "accounts"));
    STATUS(FAPI_OK, party_set(p, "resource", "https://api.example.com"));
    STATUS(FAPI_OK, fapi_rp_make_client_credentials(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strcmp(party_parameter(p, "grant_type"), "client_credentials") == 0);
    CHECK(strcmp(party_parameter(p, "resource"), "https://api.example.com") == 0);
    CHECK(party_parameter(p, "redirect_uri")[0] == '\0');
    STATUS(FAPI_OK, party_judge(p, AS_TOKEN, NULL));
    STATUS(FAPI_OK, fapi_rp_make_client_credentials(p->rp, p->flow, AS_TIME + 9, p->request)); /* no answer came */
}

static void test_unregistered_grant(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                               .client = {{"grant_types", "[\"authorization_code\"]"}}};

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "accounts"));
    STATUS(FAPI_FLOW_GRANT, fapi_rp_make_client_credentials(p->rp, p->flow, AS_TIME, p->request));
}

static void test_poll(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};
    fapi_grant *grant = NULL;

    (void)state;
    STATUS(FAPI_OK, party_new(&p, &setup));
    grant = p->server->grant[AS_BACKCHANNEL];
    STATUS(FAPI_OK, fapi_grant_set_client(grant, S(AS_CLIENT)));
    STATUS(FAPI_OK, fapi_grant_set_value(grant, S(AS_CODE)));
    STATUS(FAPI_OK, fapi_grant_set_scope(grant, S("openid accounts")));
    STATUS(FAPI_OK, fapi_grant_set_times(grant, AS_TIME - 5, AS_TIME + 55));
    STATUS(FAPI_OK, fapi_grant_set_state(grant, FAPI_GRANT_STATE_APPROVED));
    STATUS(FAPI_OK, fapix_flow_set(p->flow, FAPIX_FLOW_AUTH_REQ_ID, fapix_slice_str(AS_CODE)));
    STATUS(FAPI_OK, party_step(p, FAPIX_FLOW_WAITING));
    p->flow->number[FAPIX_FLOW_AUTH_REQ_EXPIRES] = AS_TIME;
    STATUS(FAPI_FLOW_EXPIRED, fapi_rp_make_poll(p->rp, p->flow, AS_TIME, p->request));
    p->flow->number[FAPIX_FLOW_AUTH_REQ_EXPIRES] = AS_TIME + 60;
    STATUS(FAPI_OK, fapi_rp_make_poll(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strcmp(party_parameter(p, "grant_type"), CIBA) == 0 && p->flow->number[FAPIX_FLOW_LAST_POLL] == AS_TIME);
    STATUS(FAPI_OK, party_judge(p, AS_TOKEN, grant));
    /* no answer came */
    STATUS(FAPI_ERR_STATE, fapi_rp_make_refresh(p->rp, p->flow, AS_TIME + 5, p->request));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_token(p->rp, p->flow, AS_TIME + 5, p->request));
    STATUS(FAPI_OK, fapi_rp_make_poll(p->rp, p->flow, AS_TIME + 5, p->request));
    CHECK(p->flow->step == FAPIX_FLOW_ASKING && p->flow->number[FAPIX_FLOW_LAST_POLL] == AS_TIME + 5);
    STATUS(FAPI_FLOW_EXPIRED, fapi_rp_make_poll(p->rp, p->flow, AS_TIME + 60, p->request));
}

/* The answer to a refresh is lost on its way: the refresh token is still there, and so is whoever gave consent. */
static void test_refresh_again(void **state)
{
    AUTO(party) p = NULL;
    const party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

    (void)state;
    STATUS(FAPI_OK, ready(&p, &setup, "accounts"));
    STATUS(FAPI_OK, fapix_flow_set(p->flow, FAPIX_FLOW_AUTH_REQ_ID, fapix_slice_str(AS_CODE)));
    STATUS(FAPI_OK, party_tokens(p, "token", "DPoP", AS_REFRESH));
    STATUS(FAPI_OK, fapi_rp_make_refresh(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, fapi_rp_make_refresh(p->rp, p->flow, AS_TIME + 9, p->request));
    CHECK(strcmp(party_parameter(p, "refresh_token"), AS_REFRESH) == 0 && p->flow->step == FAPIX_FLOW_ASKING);
    STATUS(FAPI_ERR_STATE, fapi_rp_make_poll(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_client_credentials(p->rp, p->flow, AS_TIME, p->request));
    p->flow->step = FAPIX_FLOW_ENDED;
    STATUS(FAPI_ERR_STATE, fapi_rp_make_refresh(p->rp, p->flow, AS_TIME, p->request));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walks),
        cmocka_unit_test(test_walk),
        cmocka_unit_test(test_request_uri),
        cmocka_unit_test(test_what_servers_refuse),
        cmocka_unit_test(test_by_value),
        cmocka_unit_test(test_by_value_without),
        cmocka_unit_test(test_encrypted),
        cmocka_unit_test(test_swapped),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_code_once),
        cmocka_unit_test(test_client_credentials),
        cmocka_unit_test(test_unregistered_grant),
        cmocka_unit_test(test_half_made),
        cmocka_unit_test(test_poll),
        cmocka_unit_test(test_refresh_again),
    };

    return t_main("rp_make_token", tests, sizeof tests / sizeof *tests);
}
