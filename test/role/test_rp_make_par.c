/* SPDX-License-Identifier: Apache-2.0 */
/* What a client pushes and where it sends the browser: each profile's server takes it, and what the profile forbids is not made. */
#include "test/role/party_fixture.h"

#include "role/flow.h"
#include "test/role/fixture.h"

static const struct {
    int profile, how;
    const char *name;
} PROFILES[] = {
    {FAPI_PROFILE_FAPI1_BASELINE, 0, "Baseline"},
    {FAPI_PROFILE_FAPI1_ADVANCED, 0, "Advanced"},
    {FAPI_PROFILE_FAPI2_SECURITY, 0, "FAPI 2.0"},
    {FAPI_PROFILE_FAPI2_SECURITY, PARTY_MTLS, "FAPI 2.0 with mutual TLS"},
    {FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, 0, "Message Signing"},
    {FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, PARTY_MTLS, "Message Signing with mutual TLS"},
    {FAPI_PROFILE_UK_OPEN_BANKING, 0, "UK"},
    {FAPI_PROFILE_AU_CDR, 0, "CDR"},
    {FAPI_PROFILE_BR_OPEN_FINANCE, 0, "Brazil"},
    {FAPI_PROFILE_CO_OPEN_FINANCE, 0, "Colombia"},
};
static const int METHODS[] = {FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_AUTH_TLS_CLIENT_AUTH, FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH};

static int64_t control(int profile, int name)
{
    int64_t value = 0;

    return fapi_profile_value(profile, name, &value) == FAPI_OK ? value : 0;
}

/* Is there a way to be judged: self_signed_tls_client_auth needs the certificate in the set, and tls_client_auth its subject, which the certificate
 * of the fixture has not; so the assertion is what is judged whole, and the other two up to their certificate. */
static int wanted(int method)
{
    return method == FAPI_AUTH_PRIVATE_KEY_JWT ? FAPI_OK : -1;
}

static int ask(party *p, int profile)
{
    int rc = party_set(p, "scope", "openid accounts");

    if (rc == FAPI_OK && control(profile, FAPI_CONTROL_INTENT_ID) != 0)
        rc = party_set(p, "claims", AS_INTENT);
    return rc == FAPI_OK ? party_set(p, "redirect_uri", AS_REDIRECT) : rc;
}

static int outcome(const char *name, int method, int rc, const party *p)
{
    if (rc != FAPI_OK && !t_injected())
        print_error("%s, method %d: %s, expected \"%s\", actual \"%s\"\n", name, method, fapi_status_name(rc),
                    p == NULL ? "" : fapi_verdict_expected(p->server->verdict),
                    p == NULL ? "" : fapi_verdict_actual(p->server->verdict));
    return rc;
}

/* Of the statuses of a certificate, none is the client's doing: everything before was in order. */
static int is_certificate(int rc)
{
    return (rc >= 150 && rc < 160) || strstr(fapi_status_name(rc), "CERTIFICATE") != NULL ||
           strstr(fapi_status_name(rc), "TLS_CLIENT_AUTH") != NULL;
}

static void test_every_profile_pushes(void **state)
{
    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof PROFILES / sizeof *PROFILES; i++)
        for (size_t k = 0; k < sizeof METHODS / sizeof *METHODS; k++) {
            AUTO(party) p = NULL;
            party_setup setup = {.profile = PROFILES[i].profile, .auth_method = METHODS[k], .how = PROFILES[i].how};
            int rc = FAPI_OK;

            if ((control(setup.profile, FAPI_CONTROL_CLIENT_AUTH) & METHODS[k]) == 0)
                continue;
            STATUS(FAPI_OK, outcome(PROFILES[i].name, METHODS[k], party_new(&p, &setup), NULL));
            STATUS(FAPI_OK, ask(p, setup.profile));
            STATUS(FAPI_OK, outcome(PROFILES[i].name, METHODS[k], fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request), p));
            rc = party_judge(p, AS_PAR, NULL);
            if (wanted(METHODS[k]) == FAPI_OK)
                STATUS(FAPI_OK, outcome(PROFILES[i].name, METHODS[k], rc, p));
            else
                CHECK(rc == FAPI_OK || is_certificate(rc) || outcome(PROFILES[i].name, METHODS[k], rc, p) == FAPI_OK);
            CHECK(p->flow->step == FAPIX_FLOW_PUSHING);
        }
    ACCEPTS("FAPI2SP-5.3.3.2-1");
    ACCEPTS("FAPI2SP-5.3.3.2-3");
    ACCEPTS("FAPI2SP-5.3.3.1-1");
    ACCEPTS("FAPI2SP-5.3.3.1-2");
    ACCEPTS("FAPI1BASE-5.2.3-1");
    ACCEPTS("FAPI1BASE-5.2.3-2");
    ACCEPTS("FAPI1BASE-5.2.4-1");
    ACCEPTS("FAPI1ADV-5.2.3-1");
    ACCEPTS("FAPI1ADV-5.2.3-2");
    ACCEPTS("FAPI1ADV-5.2.3-15");
    ACCEPTS("FAPI1ADV-5.2.3-0");
    ACCEPTS("RFC7636-4.2-1");
}

/* ------------------------------------------------------------------------------------------------------- content -- */

static int made(party **p, int profile, const char *scope)
{
    party_setup setup = {.profile = profile, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};
    int rc = party_new(p, &setup);

    if (rc == FAPI_OK && scope != NULL)
        rc = party_set(*p, "scope", scope);
    if (rc == FAPI_OK)
        rc = party_set(*p, "redirect_uri", AS_REDIRECT);
    if (rc == FAPI_OK)
        rc = fapi_rp_make_par((*p)->rp, (*p)->flow, AS_TIME, (*p)->request);
    if (rc != FAPI_OK) {
        party_free(*p);
        *p = NULL;
    }
    return rc;
}

static void test_form(void **state)
{
    AUTO(party) p = NULL;
    const char *assertion = NULL, *value = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, made(&p, FAPI_PROFILE_FAPI2_SECURITY, "openid accounts"));
    CHECK(strcmp(party_parameter(p, "client_id"), AS_CLIENT) == 0);
    CHECK(strcmp(party_parameter(p, "response_type"), "code") == 0);
    CHECK(strcmp(party_parameter(p, "redirect_uri"), AS_REDIRECT) == 0);
    CHECK(strcmp(party_parameter(p, "code_challenge_method"), "S256") == 0);
    CHECK(strlen(party_parameter(p, "code_challenge")) == 43);
    CHECK(strlen(party_parameter(p, "state")) == 43);
    CHECK(strlen(party_parameter(p, "nonce")) == 43);
    CHECK(party_parameter(p, "response_mode")[0] == '\0');
    CHECK(party_parameter(p, "request")[0] == '\0');
    CHECK(strcmp(party_field(p, "Content-Type"), "application/x-www-form-urlencoded") == 0);
    assertion = party_parameter(p, "client_assertion");
    CHECK(strcmp(party_claim(assertion, 1, "aud"), "\"" AS_ISSUER "\"") == 0);
    CHECK(strcmp(party_claim(assertion, 1, "iss"), "\"" AS_CLIENT "\"") == 0);
    CHECK(strcmp(party_claim(assertion, 1, "sub"), "\"" AS_CLIENT "\"") == 0);
    CHECK(strcmp(party_claim(assertion, 1, "exp"), "1800000060") == 0);
    CHECK(strlen(party_claim(assertion, 1, "jti")) == 24);
    CHECK(party_field(p, "DPoP")[0] != '\0');
    STATUS(FAPI_OK, fapi_request_url(p->request, &value, &n));
    CHECK(n == strlen(AS_PAR_URL) && memcmp(value, AS_PAR_URL, n) == 0);
    STATUS(FAPI_OK, fapi_request_method(p->request, &value, &n));
    CHECK(n == 4 && memcmp(value, "POST", 4) == 0);
    ACCEPTS("FAPI2SP-5.3.3.1-5");
    ACCEPTS("RFC9126-2-3");
    ACCEPTS("FAPI2SP-5.3.3.2-7");
    ACCEPTS("FAPI1BASE-5.2.3-8");
    ACCEPTS("FAPI1BASE-5.2.3-6");
    ACCEPTS("RFC9126-7.5-1");
    ACCEPTS("FAPI1BASE-5.2.3-4");
    ACCEPTS("RFC9449-4.2-3");
}

/* What the server says to the message without it. */
static void test_form_without(void **state)
{
    static const struct {
        const char *name;
        int want;
        const char *ids;
    } rows[] = {
        {"code_challenge", FAPI_PKCE_CHALLENGE_MISSING, "-FAPI2SP-5.3.3.2-3 -FAPI1BASE-5.2.3-1 -FAPI1ADV-5.2.3-15"},
        {"code_challenge_method", FAPI_PKCE_METHOD, "-FAPI1BASE-5.2.3-2 -RFC7636-4.2-1 -RFC7636-7.2-1"},
        {"client_assertion", FAPI_CLIENT_ASSERTION_MISSING, "-FAPI2SP-5.3.3.1-2 -FAPI1BASE-5.2.4-1"},
        {"redirect_uri", FAPI_REDIRECT_URI_MISSING, "-FAPI1BASE-5.2.3-4"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        AUTO(party) p = NULL;

        STATUS(FAPI_OK, made(&p, FAPI_PROFILE_FAPI2_SECURITY, "openid accounts"));
        STATUS(FAPI_OK, party_drop(p, rows[i].name));
        STATUS(rows[i].want, t_row(i, rows[i].name, rows[i].want, party_judge(p, AS_PAR, NULL)));
        t_claim_all(rows[i].ids, __func__);
    }
}

/* The same request again, for want of a nonce, say: the same user, but nothing one-use twice. */
static void test_once_more(void **state)
{
    AUTO(party) p = NULL;
    char jti[64], proof[8192], text[64];

    (void)state;
    STATUS(FAPI_OK, made(&p, FAPI_PROFILE_FAPI2_SECURITY, "accounts"));
    snprintf(jti, sizeof jti, "%s", party_claim(party_parameter(p, "client_assertion"), 1, "jti"));
    snprintf(proof, sizeof proof, "%s", party_field(p, "DPoP"));
    snprintf(text, sizeof text, "%s", party_parameter(p, "state"));
    CHECK(party_claim(proof, 1, "nonce")[0] == '\0');
    CHECK(party_parameter(p, "nonce")[0] == '\0');
    STATUS(FAPI_OK, fapix_flow_keep_nonce(p->flow, fapix_slice_str(AS_PAR_URL), fapix_slice_str("server-nonce")));
    STATUS(FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strcmp(text, party_parameter(p, "state")) == 0);
    CHECK(strcmp(jti, party_claim(party_parameter(p, "client_assertion"), 1, "jti")) != 0);
    CHECK(strcmp(party_claim(proof, 1, "jti"), party_claim(party_field(p, "DPoP"), 1, "jti")) != 0);
    CHECK(strcmp(party_claim(party_field(p, "DPoP"), 1, "nonce"), "\"server-nonce\"") == 0);
    CHECK(strcmp(party_claim(party_field(p, "DPoP"), 1, "htu"), "\"" AS_PAR_URL "\"") == 0);
    CHECK(strcmp(party_claim(party_field(p, "DPoP"), 1, "htm"), "\"POST\"") == 0);
    STATUS(FAPI_ERR_STATE, party_set(p, "scope", "payments"));
    ACCEPTS("RFC9449-4.2-5");
    ACCEPTS("RFC9449-7.3-1");
    ACCEPTS("FAPI2SP-5.3.3.1-8");
    ACCEPTS("FAPI1BASE-5.2.3-9");
    fapi_flow_reset(p->flow);
    STATUS(FAPI_OK, party_set(p, "scope", "accounts"));
    STATUS(FAPI_OK, party_set(p, "redirect_uri", AS_REDIRECT));
    STATUS(FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strcmp(text, party_parameter(p, "state")) != 0);
    ACCEPTS("FAPI2SP-5.3.3.2-4");
    ACCEPTS("RFC7636-7.2-1");
}

/* A server that wants nonces says so, and takes the same request made again. */
static void test_nonce_demanded(void **state)
{
    AUTO(party) p = NULL;
    party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                         .control = FAPI_CONTROL_DPOP_NONCE, .value = 1};
    const char *nonce = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, party_new(&p, &setup));
    STATUS(FAPI_OK, ask(p, setup.profile));
    STATUS(FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_DPOP_NONCE_MISSING, party_judge(p, AS_PAR, NULL));
    STATUS(FAPI_OK, fapi_verdict_dpop_nonce(p->server->verdict, &nonce, &n));
    STATUS(FAPI_OK, fapix_flow_keep_nonce(p->flow, fapix_slice_str(AS_PAR_URL), fapix_slice_of(nonce, n)));
    REFUSES("RFC9449-4.2-5");
    REFUSES("FAPI2SP-5.3.3.1-8");
    STATUS(FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, party_judge(p, AS_PAR, NULL));
}

/* A server that wants nonces takes the second one only, and no message twice. */
static void test_replayed(void **state)
{
    AUTO(party) p = NULL;

    (void)state;
    STATUS(FAPI_OK, made(&p, FAPI_PROFILE_FAPI2_SECURITY, "accounts"));
    STATUS(FAPI_OK, party_judge(p, AS_PAR, NULL));
    STATUS(FAPI_CLIENT_ASSERTION_REPLAYED, party_judge(p, AS_PAR, NULL));
    STATUS(FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, party_judge(p, AS_PAR, NULL));
    REFUSES("RFC9449-7.3-1");
    REFUSES("RFC9449-4.2-3");
}

static void test_object(void **state)
{
    AUTO(party) p = NULL;
    const char *object = NULL;

    (void)state;
    STATUS(FAPI_OK, made(&p, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, "openid accounts"));
    object = party_parameter(p, "request");
    CHECK(strcmp(party_claim(object, 0, "typ"), "\"oauth-authz-req+jwt\"") == 0);
    CHECK(strcmp(party_claim(object, 1, "aud"), "\"" AS_ISSUER "\"") == 0);
    CHECK(strcmp(party_claim(object, 1, "nbf"), "1800000000") == 0);
    CHECK(strcmp(party_claim(object, 1, "exp"), "1800000300") == 0);
    CHECK(strcmp(party_claim(object, 1, "response_mode"), "\"jwt\"") == 0);
    CHECK(strcmp(party_claim(object, 1, "scope"), "\"openid accounts\"") == 0);
    CHECK(party_claim(object, 1, "sub")[0] == '\0' && party_claim(object, 1, "jti")[0] != '\0');
    CHECK(party_parameter(p, "scope")[0] == '\0' && party_parameter(p, "state")[0] == '\0');
    STATUS(FAPI_OK, party_judge(p, AS_PAR, NULL));
    t_claim_all("+FAPI2MS-5.3.2-1 +FAPI2MS-5.3.2-2 +FAPI2MS-5.3.2-3 +FAPI2MS-5.3.2-4 +FAPI2MS-5.3.2-5 +FAPI2MS-5.4.2-1 "
                "+FAPI1ADV-5.2.3-8 +FAPI1ADV-5.2.3-10 +FAPI1ADV-5.2.3-11 +FAPI1ADV-5.2.3-14 +RFC9101-4-6 +RFC9396-12-1",
                __func__);
}

/* What a server says to an object that lacks what ours has. */
static void test_object_without(void **state)
{
    static const as_row rows[] = {
        {"nbf", AS_PAR, "1M", {.object = {{"nbf", NULL}}}, FAPI_REQUEST_OBJECT_NBF_MISSING, 0, NULL,
         "-FAPI2MS-5.3.2-3 -FAPI1ADV-5.2.3-14"},
        {"exp", AS_PAR, "1M", {.object = {{"exp", NULL}}}, FAPI_REQUEST_OBJECT_EXP_MISSING, 0, NULL,
         "-FAPI2MS-5.3.2-4 -FAPI1ADV-5.2.3-11"},
        {"aud", AS_PAR, "1M", {.object = {{"aud", "\"https://other.example\""}}}, FAPI_REQUEST_OBJECT_AUD, 0, NULL,
         "-FAPI2MS-5.3.2-2 -FAPI1ADV-5.2.3-10"},
        {"typ", AS_PAR, "1M", {.object_header = {"typ", "\"client-authentication+jwt\""}}, FAPI_REQUEST_OBJECT_TYP, 0, NULL,
         "-FAPI2MS-5.3.2-5"},
        {"mode", AS_PAR, "M", {.request = {{"response_mode", NULL}}}, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, 0, NULL,
         "-FAPI2MS-5.4.2-1"},
        {"form", AS_PAR, "1M", {.how = AS_BY_VALUE}, FAPI_REQUEST_OBJECT_MISSING, 0, NULL,
         "-FAPI2MS-5.3.2-1 -FAPI1ADV-5.2.3-2 -FAPI1ADV-5.2.3-8 -RFC9396-12-1"},
        {"redirect_uri", AS_PAR, "1M", {.request = {{"redirect_uri", NULL}}}, FAPI_REDIRECT_URI_MISSING, 0, NULL, "-RFC9101-4-6"},
        {"aud array", AS_PAR, "2", {.assertion = {{"aud", "[\"" AS_ISSUER "\"]"}}}, FAPI_CLIENT_ASSERTION_AUD_FORM, 0, NULL,
         "-FAPI2SP-5.3.3.1-5"},
        {"nonce", AS_PAR, "1", {.request = {{"nonce", NULL}}}, FAPI_AUTHORIZATION_NONCE_MISSING, 0, NULL, "-FAPI1BASE-5.2.3-8"},
        {"state", AS_PAR, "1", {.request = {{"scope", "accounts"}, {"state", NULL}}}, FAPI_AUTHORIZATION_STATE_MISSING, 0, NULL,
         "-FAPI1BASE-5.2.3-9"},
        {"aud of another", AS_PAR, "2", {.assertion = {{"aud", "\"https://other.example\""}}}, FAPI_CLIENT_ASSERTION_AUD, 0, NULL,
         "-RFC9126-2-3"},
    };

    (void)state;
    AS_RUN(rows);
}

/* The shortest limit that a server may have. */
static void test_long_nonce(void **state)
{
    AUTO(as_server) server = NULL;
    static const as_change change = {
        .request = {{"nonce", "12345678901234567890123456789012345678901234567890123456789012345"}}};

    (void)state;
    STATUS(FAPI_OK, as_server_new_set(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CONTROL_NONCE_MAX_LENGTH, 64));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_AUTHORIZATION_NONCE, as_send(server, AS_PAR, &change));
    REFUSES("FAPI2SP-5.3.3.2-7");
}

/* ------------------------------------------------------------------------------------------------------- defaults -- */

static void test_brazil_asks_for_acr(void **state)
{
    AUTO(party) p = NULL;

    (void)state;
    STATUS(FAPI_OK, made(&p, FAPI_PROFILE_BR_OPEN_FINANCE, "openid accounts"));
    CHECK(strcmp(party_claim(party_parameter(p, "request"), 1, "claims"), "{\"id_token\":{\"acr\":{\"essential\":true}}}") == 0);
    STATUS(FAPI_OK, party_judge(p, AS_PAR, NULL));
    ACCEPTS("BROF-5.2.3-6");
}

/* What was asked for is remembered: claims are the last word on acr. */
static void test_remembered(void **state)
{
    AUTO(party) p = NULL;
    party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                         .client = {{"redirect_uris", "[\"" AS_REDIRECT "\"]"}}};
    const char *value = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, party_new(&p, &setup));
    STATUS(FAPI_OK, party_set(p, "scope", "openid"));
    STATUS(FAPI_OK, party_set(p, "max_age", "300"));
    STATUS(FAPI_OK, party_set(p, "acr_values", "urn:a"));
    STATUS(FAPI_OK, party_set(p, "claims", "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"urn:b\",\"urn:c\"]}}}"));
    STATUS(FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    CHECK(strcmp(party_parameter(p, "redirect_uri"), AS_REDIRECT) == 0);
    CHECK(strcmp(party_parameter(p, "acr_values"), "urn:a") == 0);
    CHECK(p->flow->number[FAPIX_FLOW_MAX_AGE] == 300);
    STATUS(FAPI_OK, fapi_flow_value(p->flow, S("acr_values"), &value, &n));
    CHECK(n == 11 && memcmp(value, "urn:b urn:c", n) == 0);
    STATUS(FAPI_OK, fapi_flow_value(p->flow, S("redirect_uri"), &value, &n));
    CHECK(n == strlen(AS_REDIRECT) && memcmp(value, AS_REDIRECT, n) == 0);
}

/* ------------------------------------------------------------------------------------------------------- misuse -- */

static void test_misuse(void **state)
{
    static const struct {
        int profile;
        const char *name, *value;
        int want;
        const char *ids;
    } rows[] = {
        {FAPI_PROFILE_FAPI2_SECURITY, "response_type", "code id_token", FAPI_AUTHORIZATION_RESPONSE_TYPE, "-FAPI2SP-5.3.3.2-1"},
        {FAPI_PROFILE_FAPI2_SECURITY, "response_type", "token", FAPI_AUTHORIZATION_RESPONSE_TYPE, NULL},
        {FAPI_PROFILE_FAPI2_SECURITY, "redirect_uri", "http://client.example.com/callback", FAPI_REDIRECT_URI_UNREGISTERED, NULL},
        {FAPI_PROFILE_FAPI1_ADVANCED, "redirect_uri", "https://other.example.com/callback", FAPI_REDIRECT_URI_UNREGISTERED, "-FAPI1ADV-5.2.3-0"},
        {FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, "response_mode", "query", FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, NULL},
        {FAPI_PROFILE_FAPI1_ADVANCED, "response_mode", "query", FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, NULL},
        {FAPI_PROFILE_FAPI2_SECURITY, "response_mode", "smoke", FAPI_AUTHORIZATION_RESPONSE_MODE, NULL},
        {FAPI_PROFILE_FAPI2_SECURITY, "scope", "accounts\taccounts", FAPI_AUTHORIZATION_SCOPE, NULL},
        {FAPI_PROFILE_FAPI2_SECURITY, "prompt", "none login", FAPI_AUTHORIZATION_PROMPT, NULL},
        {FAPI_PROFILE_FAPI2_SECURITY, "max_age", "soon", FAPI_AUTHORIZATION_MAX_AGE, NULL},
        {FAPI_PROFILE_FAPI2_SECURITY, "claims", "{},\"iss\":\"x\"", FAPI_AUTHORIZATION_CLAIMS, NULL},
        {FAPI_PROFILE_FAPI2_SECURITY, "authorization_details", "{}", FAPI_DETAILS_FORM, NULL},
        {FAPI_PROFILE_FAPI2_SECURITY, "resource", "https://api.example.com/#part", FAPI_AUTHORIZATION_RESOURCE, NULL},
        {FAPI_PROFILE_UK_OPEN_BANKING, "claims", "{}", FAPI_AUTHORIZATION_INTENT_ID, NULL},
        {FAPI_PROFILE_BR_OPEN_FINANCE, "claims", "{\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"urn:x\"}}}",
         FAPI_AUTHORIZATION_ACR, "-BROF-5.2.3-6"},
        {FAPI_PROFILE_BR_OPEN_FINANCE, "id_token_hint", "eyJ", FAPI_AUTHORIZATION_ID_TOKEN_HINT, NULL},
    };

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        AUTO(party) p = NULL;
        party_setup setup = {.profile = rows[i].profile, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};
        const char *body = NULL, *json = NULL;
        size_t n = 1;

        STATUS(FAPI_OK, party_new(&p, &setup));
        STATUS(FAPI_OK, ask(p, setup.profile));
        STATUS(FAPI_OK, party_set(p, rows[i].name, rows[i].value));
        STATUS(rows[i].want, t_row(i, rows[i].value, rows[i].want, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request)));
        STATUS(FAPI_ERR_STATE, fapi_request_method(p->request, &body, &n));
        CHECK(fapi_request_header_count(p->request) == 0);
        STATUS(FAPI_OK, fapi_flow_store(p->flow, &json, &n)); /* as it was: parameters, and nothing else */
        CHECK(strstr(json, "code_verifier") == NULL && strstr(json, "issuer") == NULL);
        STATUS(FAPI_OK, party_set(p, rows[i].name, ""));
        t_claim_all(rows[i].ids, __func__);
    }
}

/* The hybrid flow without openid: there would be no ID token to send. */
static void test_hybrid_without_openid(void **state)
{
    AUTO(party) p = NULL;
    party_setup setup = {.profile = FAPI_PROFILE_FAPI1_ADVANCED, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};

    (void)state;
    SLOW();
    STATUS(FAPI_OK, party_new(&p, &setup));
    STATUS(FAPI_OK, party_set(p, "redirect_uri", AS_REDIRECT));
    STATUS(FAPI_OK, party_set(p, "response_type", "code id_token"));
    STATUS(FAPI_OK, party_set(p, "scope", "accounts"));
    STATUS(FAPI_AUTHORIZATION_OPENID_MISSING, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    REFUSES("FAPI1ADV-5.2.3.1-1");
    REFUSES("FAPI1BASE-5.2.3-7");
    STATUS(FAPI_OK, party_set(p, "scope", "openid accounts"));
    STATUS(FAPI_OK, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, party_judge(p, AS_PAR, NULL));
    ACCEPTS("FAPI1ADV-5.2.3.1-1");
    ACCEPTS("FAPI1BASE-5.2.3-7");
}

static void test_arguments(void **state)
{
    AUTO(party) p = NULL;
    AUTO(party) open = NULL;
    party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT, .how = PARTY_OPEN};

    (void)state;
    STATUS(FAPI_OK, made(&p, FAPI_PROFILE_FAPI2_SECURITY, "accounts"));
    STATUS(FAPI_ERR_ARG, fapi_rp_make_par(NULL, p->flow, AS_TIME, p->request));
    STATUS(FAPI_ERR_ARG, fapi_rp_make_par(p->rp, NULL, AS_TIME, p->request));
    STATUS(FAPI_ERR_ARG, fapi_rp_make_par(p->rp, p->flow, AS_TIME, NULL));
    STATUS(FAPI_ERR_CLOCK, fapi_rp_make_par(p->rp, p->flow, -1, p->request));
    p->flow->step = FAPIX_FLOW_CODE;
    STATUS(FAPI_ERR_STATE, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    p->flow->step = FAPIX_FLOW_NEW;
    STATUS(FAPI_OK, fapix_flow_set(p->flow, FAPIX_FLOW_ISSUER, fapix_slice_str("https://other.example")));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, party_new(&open, &setup));
    STATUS(FAPI_ERR_STATE, fapi_rp_make_par(open->rp, open->flow, AS_TIME, open->request));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_form_without),
        cmocka_unit_test(test_once_more),
        cmocka_unit_test(test_nonce_demanded),
        cmocka_unit_test(test_replayed),
        cmocka_unit_test(test_object),
        cmocka_unit_test(test_object_without),
        cmocka_unit_test(test_long_nonce),
        cmocka_unit_test(test_brazil_asks_for_acr),
        cmocka_unit_test(test_remembered),
        cmocka_unit_test(test_misuse),
        cmocka_unit_test(test_hybrid_without_openid),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_every_profile_pushes),
    };

    return t_main("rp_make_par", tests, sizeof tests / sizeof *tests);
}
