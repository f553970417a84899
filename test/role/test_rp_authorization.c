/* SPDX-License-Identifier: Apache-2.0 */
/* The authorization response of a flow: where it comes to, in which way, from whom, and what the flow has afterwards. */
#include "test/role/rp_response_fixture.h"

#define R(status) FAPI_AUTHORIZATION_RESPONSE_##status
#define J(status) FAPI_JARM_##status
#define F1B FAPI_PROFILE_FAPI1_BASELINE
#define F1A FAPI_PROFILE_FAPI1_ADVANCED
#define F2S FAPI_PROFILE_FAPI2_SECURITY
#define F2M FAPI_PROFILE_FAPI2_MESSAGE_SIGNING
#define UK FAPI_PROFILE_UK_OPEN_BANKING
#define AU FAPI_PROFILE_AU_CDR
#define BR FAPI_PROFILE_BR_OPEN_FINANCE
#define CO FAPI_PROFILE_CO_OPEN_FINANCE

#define WHO "state=" STATE "&" ISS "&"
#define GOOD WHO "code=" CODE

/* A plain code, where a profile lets it be; and what each profile makes of one without iss. */
static void plain(void **state)
{
    static const struct {
        int profile, with_iss, without, foreign;
    } rows[] = {
        {F2S, FAPI_OK, R(ISS_MISSING), R(ISS)},   {F1B, FAPI_OK, R(ISS_MISSING), R(ISS)},
        {CO, FAPI_OK, R(ISS_MISSING), R(ISS)},    {F1A, R(UNSIGNED), R(UNSIGNED), R(UNSIGNED)},
        {F2M, R(UNSIGNED), R(UNSIGNED), R(UNSIGNED)}, {AU, R(UNSIGNED), R(UNSIGNED), R(UNSIGNED)},
        {UK, R(UNSIGNED), R(UNSIGNED), R(UNSIGNED)},  {BR, R(UNSIGNED), R(UNSIGNED), R(UNSIGNED)},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (t_sweeping() && i > 0)
            break;
        BACK(b, rows[i].profile, T_EDDSA);

        STATUS(rows[i].without, t_row(i, "without", rows[i].without, back_get(&b, REDIRECT "?code=" CODE "&state=" STATE)));
        CHECK(back_waits(&b));
        STATUS(rows[i].foreign, back_get(&b, REDIRECT "?code=" CODE "&state=" STATE "&iss=https%3A%2F%2Fevil.example"));
        CHECK(back_waits(&b));
        STATUS(rows[i].with_iss, t_row(i, "with", rows[i].with_iss, back_get(&b, REDIRECT "?" GOOD)));
        CHECK(rows[i].with_iss == FAPI_OK ? back_has_code(&b) : back_waits(&b));
    }
    ACCEPTS("FAPI2SP-5.3.3.2-5");
    REFUSES("FAPI2SP-5.3.3.2-5");
    ACCEPTS("RFC9207-2.4-2");
    REFUSES("RFC9207-2.4-2");
    ATTACK("MIX-01");
    REFUSES("FAPI2MS-5.4.2-2");
    REFUSES("FAPI1ADV-5.2.3.2-1");
}

/* A server that does not announce iss: FAPI 2.0 has it all the same, others do without, and do not take it either. */
static void iss_unannounced(void **state)
{
    BACK(fapi1, F1B, T_EDDSA);
    BACK(fapi2, F2S, T_EDDSA);

    (void)state;
    fapi1.rp.iss_parameter = fapi2.rp.iss_parameter = false;
    STATUS(R(ISS_MISSING), back_get(&fapi2, REDIRECT "?code=" CODE "&state=" STATE));
    STATUS(FAPI_OK, back_get(&fapi2, REDIRECT "?" GOOD));
    STATUS(R(ISS_UNANNOUNCED), back_get(&fapi1, REDIRECT "?" GOOD));
    REFUSES("RFC9207-2.4-3");
    STATUS(FAPI_OK, back_get(&fapi1, REDIRECT "?code=" CODE "&state=" STATE));
    CHECK(back_has_code(&fapi1));
    ACCEPTS("RFC9207-2.4-3");
}

/* A response JWT, which every profile takes; those that let responses be signed or not take it where it was asked for. */
static void signed_code(void **state)
{
    static const int profiles[] = {F2M, F1A, AU, F1B, F2S, CO, UK, BR};
    static const t_member evil = {"iss", "\"https://evil.example\""}, other = {"aud", "\"client-2\""},
                          stale = {"state", "\"x\""}, late = {"exp", "1799999000"}, far = {"exp", "1800000700"};
    static const struct {
        const t_member *change;
        int status;
    } rows[] = {{&evil, J(ISS)}, {&other, J(AUD)}, {&stale, R(STATE)}, {&late, J(EXPIRED)}, {&far, J(LIFETIME)}};

    (void)state;
    for (size_t p = 0; p < COUNT(profiles); p++) {
        if (t_sweeping() && p > 0)
            break;
        BACK(b, profiles[p], t_sweeping() ? T_EDDSA : T_PS256);
        const char *code = NULL;
        size_t n = 0;

        STATUS(FAPI_OK, back_sent(&b, "code", "jwt"));
        for (size_t i = 0; i < COUNT(rows); i++) {
            STATUS(rows[i].status, t_row(i, rows[i].change->name, rows[i].status,
                                         back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, rows[i].change, 1))));
            CHECK(back_waits(&b));
        }
        STATUS(J(MISSING), back_get(&b, REDIRECT "?" GOOD));
        STATUS(J(NOT_ALONE), back_get_jwt(&b, REDIRECT "?code=" CODE "&response=", back_jarm(&b, NULL, 0)));
        CHECK(back_waits(&b));
        STATUS(FAPI_OK, back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, NULL, 0)));
        CHECK(back_has_code(&b));
        STATUS(FAPI_OK, fapi_verdict_claim_string(b.verdict, S("code"), &code, &n));
        CHECK(n == strlen(CODE) && memcmp(code, CODE, n) == 0);
    }
    ACCEPTS("FAPI2MS-5.4.2-2");
    REFUSES("FAPI2MS-5.4.2-2");
    ACCEPTS("FAPI1ADV-5.2.3.2-1");
    REFUSES("FAPI1ADV-5.2.3.2-1");
    ACCEPTS("FAPI1ADV-8.3.3-1");
    REFUSES("FAPI1ADV-8.3.3-1");
    ATTACK("JARM-01");
    ATTACK("JARM-02");
}

/* The URL at which it came is the redirect URI of this flow, and nothing like it. */
static void places(void **state)
{
    static const struct {
        const char *url;
        int status;
    } rows[] = {
        {REDIRECT "?" GOOD, FAPI_OK},
        {REDIRECT "?" GOOD "#_", FAPI_OK},
        {"https://client.example/cb/?" GOOD, R(REDIRECT_URI)},
        {"https://client.example/cbevil?" GOOD, R(REDIRECT_URI)},
        {"https://client.example/cb/../evil?" GOOD, R(REDIRECT_URI)},
        {"https://client.example/cb%2F?" GOOD, R(REDIRECT_URI)},
        {"https://client.example/CB?" GOOD, R(REDIRECT_URI)},
        {"https://client.example/other?" GOOD, R(REDIRECT_URI)},
        {"https://client.example:443/cb?" GOOD, R(REDIRECT_URI)},
        {"https://client.example:8443/cb?" GOOD, R(REDIRECT_URI)},
        {"https://CLIENT.example/cb?" GOOD, R(REDIRECT_URI)},
        {"https://client.example@evil.example/cb?" GOOD, R(REDIRECT_URI)},
        {"https://client.example.evil.example/cb?" GOOD, R(REDIRECT_URI)},
        {"http://client.example/cb?" GOOD, R(REDIRECT_URI)},
        {"https://evil.example/#" REDIRECT "?" GOOD, R(REDIRECT_URI)},
        {REDIRECT "&" GOOD, R(REDIRECT_URI)},
        {"/cb?" GOOD, R(REDIRECT_URI)},
        {"?" GOOD, R(REDIRECT_URI)},
    };
    BACK(b, F2S, T_EDDSA);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_OK, back_sent(&b, "code", ""));
        STATUS(rows[i].status, t_row(i, rows[i].url, rows[i].status, back_get(&b, rows[i].url)));
        CHECK(rows[i].status == FAPI_OK ? back_has_code(&b) : back_waits(&b));
        CHECK(strstr(fapi_verdict_actual(b.verdict), CODE) == NULL);
    }
    ACCEPTS("RFC8252-8.10-2");
    REFUSES("RFC8252-8.10-2");
    ACCEPTS("FAPI1BASE-5.2.3-4");
    REFUSES("FAPI1BASE-5.2.3-4");
    ATTACK("MIX-03");
    /* what came to the redirect URI of another server's flow */
    STATUS(FAPI_OK, back_sent_to(&b, "https://client.example/cb/other-server"));
    STATUS(R(REDIRECT_URI), back_get(&b, REDIRECT "?" GOOD));
    REFUSES("RFC9700-2.1-4");
    ATTACK("MIX-01");
    STATUS(FAPI_OK, back_get(&b, "https://client.example/cb/other-server?" GOOD));
    ACCEPTS("RFC9700-2.1-4");
}

/* A redirect URI may have a query of its own, and a loopback one has the port of the day. */
static void own_query(void **state)
{
    static const struct {
        const char *redirect_uri, *url;
        int status;
    } rows[] = {
        {REDIRECT "?a=1&b=2", REDIRECT "?a=1&b=2&" GOOD, FAPI_OK},
        {REDIRECT "?a=1&b=2&", REDIRECT "?a=1&b=2&" GOOD, FAPI_OK},
        {REDIRECT "?", REDIRECT "?" GOOD, FAPI_OK},
        {REDIRECT "?a=1&b=2", REDIRECT "?a=1&" GOOD, R(REDIRECT_URI)},
        {REDIRECT "?a=1&b=2", REDIRECT "?b=2&a=1&" GOOD, R(REDIRECT_URI)},
        {REDIRECT "?a=1&b=2", REDIRECT "?" GOOD "&a=1&b=2", R(REDIRECT_URI)},
        {REDIRECT "?a=1&b=2", REDIRECT "?a=1&b=23&" GOOD, R(REDIRECT_URI)},
        {REDIRECT "?a=1&b=2", REDIRECT "?a=1&b=2?" GOOD, R(REDIRECT_URI)},
        {REDIRECT "?a=1&b=2", REDIRECT "?a=1&b=2&a=3&" GOOD, R(REPEATED)},
        {REDIRECT "?code=x", REDIRECT "?code=x&state=" STATE "&" ISS, R(EMPTY)},
        {"http://127.0.0.1:49152/cb", "http://127.0.0.1:49152/cb?" GOOD, FAPI_OK},
        {"http://127.0.0.1:49152/cb", "http://127.0.0.1:49153/cb?" GOOD, R(REDIRECT_URI)},
        {"com.example.app:/cb", "com.example.app:/cb?" GOOD, FAPI_OK},
    };
    BACK(b, F2S, T_EDDSA);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_OK, back_sent_to(&b, rows[i].redirect_uri));
        STATUS(rows[i].status, t_row(i, rows[i].url, rows[i].status, back_get(&b, rows[i].url)));
        CHECK(rows[i].status == FAPI_OK ? back_has_code(&b) : back_waits(&b));
    }
    /* what is the redirect URI's own stands beside a response JWT without harm */
    STATUS(FAPI_OK, back_sent_to(&b, REDIRECT "?a=1"));
    STATUS(FAPI_OK, fapix_flow_set(b.flow, FAPIX_FLOW_RESPONSE_MODE, fapix_slice_str("query.jwt")));
    STATUS(J(NOT_ALONE), back_get_jwt(&b, REDIRECT "?a=1&b=2&response=", back_jarm(&b, NULL, 0)));
    STATUS(FAPI_OK, back_get_jwt(&b, REDIRECT "?a=1&response=", back_jarm(&b, NULL, 0)));
    CHECK(back_has_code(&b));
}

/* Each response mode, and each response in another. */
static void modes(void **state)
{
    static const char *const query[] = {"", "query"};
    BACK(b, F2S, T_EDDSA);

    (void)state;
    for (size_t i = 0; i < COUNT(query); i++) {
        STATUS(FAPI_OK, back_sent(&b, "code", query[i]));
        STATUS(R(PLACE), back_post(&b, REDIRECT, GOOD));
        STATUS(R(PLACE), back_post(&b, REDIRECT "?" GOOD, GOOD));
        STATUS(R(ISS_MISSING), back_get(&b, REDIRECT "#" GOOD));
        STATUS(R(ISS_MISSING), back_get(&b, REDIRECT));
        STATUS(R(PLACE), back_get_jwt(&b, REDIRECT "?" WHO "response=", back_jarm(&b, NULL, 0)));
        CHECK(back_waits(&b));
        STATUS(FAPI_OK, back_get(&b, REDIRECT "?" GOOD));
    }
    STATUS(FAPI_OK, back_sent(&b, "code", "form_post"));
    STATUS(R(PLACE), back_get(&b, REDIRECT "?" GOOD));
    STATUS(R(PLACE), back_post(&b, REDIRECT "?" GOOD, GOOD));
    STATUS(R(PLACE), back_post(&b, REDIRECT "#" GOOD, GOOD));
    STATUS(FAPI_OK, back_post(&b, REDIRECT, GOOD));
    CHECK(back_has_code(&b));
    STATUS(FAPI_OK, back_sent(&b, "code", "fragment"));
    STATUS(R(PLACE), back_get(&b, REDIRECT "?" GOOD));
    STATUS(R(PLACE), back_get(&b, REDIRECT));
    STATUS(R(PLACE), back_post(&b, REDIRECT "?x=1", GOOD));
    STATUS(R(PLACE), back_post(&b, REDIRECT "#" GOOD, GOOD));
    STATUS(FAPI_OK, back_post(&b, REDIRECT, GOOD));
    STATUS(FAPI_OK, back_sent(&b, "code", "fragment"));
    STATUS(FAPI_OK, back_get(&b, REDIRECT "#" GOOD)); /* a native application is given the whole URL */
    CHECK(back_has_code(&b));
    STATUS(FAPI_OK, back_sent(&b, "code", "form_post.jwt"));
    STATUS(R(PLACE), back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, NULL, 0)));
    STATUS(FAPI_OK, back_post_jwt(&b, "response=", back_jarm(&b, NULL, 0)));
    ACCEPTS("JARM-2.3-1");
    REFUSES("JARM-2.3-1");
    STATUS(FAPI_OK, back_sent(&b, "code", "fragment.jwt"));
    STATUS(FAPI_OK, back_get_jwt(&b, REDIRECT "#response=", back_jarm(&b, NULL, 0)));
    STATUS(FAPI_OK, back_sent(&b, "code", "query.jwt"));
    STATUS(R(PLACE), back_post_jwt(&b, "response=", back_jarm(&b, NULL, 0)));
    STATUS(FAPI_OK, back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, NULL, 0)));
    CHECK(back_has_code(&b));
}

/* A body that is no form is not read as one. */
static void bodies(void **state)
{
    BACK(b, F2S, T_EDDSA);

    (void)state;
    STATUS(FAPI_OK, back_sent(&b, "code", "form_post"));
    STATUS(FAPI_OK, back_post(&b, REDIRECT, GOOD));
    STATUS(FAPI_OK, back_sent(&b, "code", "form_post"));
    fapi_request_reset(b.request);
    STATUS(FAPI_OK, fapi_request_set_method(b.request, S("POST")));
    STATUS(FAPI_OK, fapi_request_set_url(b.request, S(REDIRECT)));
    STATUS(FAPI_OK, fapi_request_set_body(b.request, S(GOOD)));
    STATUS(FAPI_FORM_CONTENT_TYPE, fapi_rp_check_authorization(&b.rp, b.flow, b.request, NOW, b.verdict));
    STATUS(FAPI_OK, fapi_request_add_header(b.request, S("Content-Type"), S("text/plain")));
    STATUS(FAPI_FORM_CONTENT_TYPE, fapi_rp_check_authorization(&b.rp, b.flow, b.request, NOW, b.verdict));
    STATUS(FAPI_OK, fapi_request_add_header(b.request, S("Content-Type"), S("application/x-www-form-urlencoded")));
    STATUS(FAPI_FORM_CONTENT_TYPE, fapi_rp_check_authorization(&b.rp, b.flow, b.request, NOW, b.verdict));
    CHECK(back_waits(&b));
}

/* A code is taken once. */
static void once(void **state)
{
    const char *jwt = NULL;
    BACK(b, F2S, T_EDDSA);

    (void)state;
    STATUS(FAPI_OK, back_get(&b, REDIRECT "?" GOOD));
    ACCEPTS("FAPI2SP-6.4-2");
    STATUS(FAPI_ERR_STATE, back_get(&b, REDIRECT "?" GOOD));
    STATUS(FAPI_ERR_STATE, back_get(&b, REDIRECT "?" WHO "code=another"));
    REFUSES("FAPI2SP-6.4-2");
    CHECK(b.flow->step == FAPIX_FLOW_CODE && fapix_slice_is(fapix_flow_text(b.flow, FAPIX_FLOW_CODE_TEXT), CODE));
    for (int step = FAPIX_FLOW_NEW; step < FAPIX_FLOW_STEPS; step++) {
        if (step == FAPIX_FLOW_SENT)
            continue;
        STATUS(FAPI_OK, back_sent(&b, "code", ""));
        b.flow->step = (enum fapix_flow_step)step;
        STATUS(FAPI_ERR_STATE, back_get(&b, REDIRECT "?" GOOD));
        CHECK(b.flow->step == (enum fapix_flow_step)step && fapix_flow_text(b.flow, FAPIX_FLOW_CODE_TEXT).n == 0);
    }
    /* an older signed response in a new flow of the same client */
    STATUS(FAPI_OK, back_sent(&b, "code", "jwt"));
    jwt = back_jarm(&b, NULL, 0);
    CHECK(jwt[0] != '\0');
    STATUS(FAPI_OK, back_get_jwt(&b, REDIRECT "?response=", jwt));
    STATUS(FAPI_OK, back_sent(&b, "code", "jwt"));
    STATUS(FAPI_OK, fapix_flow_set(b.flow, FAPIX_FLOW_STATE, fapix_slice_str("another-run")));
    STATUS(R(STATE), back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, NULL, 0)));
    ATTACK("JARM-05");
}

/* The server's own refusal ends the flow; one that is not proven to be its own ends nothing. */
static void errors(void **state)
{
    static const t_member denied[] = {{"code", NULL}, {"error", "\"access_denied\""}};
    static const t_member forged[] = {{"code", NULL}, {"error", "\"access_denied\""}, {"iss", "\"https://evil.example\""}};
    BACK(b, F2S, T_EDDSA);

    (void)state;
    STATUS(R(ISS), back_get(&b, REDIRECT "?error=access_denied&state=" STATE "&iss=https%3A%2F%2Fevil.example"));
    CHECK(back_waits(&b) && b.verdict->server_error[0] == '\0' && b.verdict->next == FAPI_NEXT_STOP);
    REFUSES("RFC9207-2.4-5");
    STATUS(R(STATE), back_get(&b, REDIRECT "?error=access_denied&state=x&" ISS));
    CHECK(back_waits(&b) && b.verdict->server_error[0] == '\0');
    STATUS(R(ERROR), back_get(&b, REDIRECT "?error=interaction_required&" WHO));
    CHECK(strcmp(b.verdict->server_error, "interaction_required") == 0 && b.verdict->next == FAPI_NEXT_SHOW);
    CHECK(b.flow->step == FAPIX_FLOW_ENDED);
    ACCEPTS("RFC9207-2.4-5");
    STATUS(FAPI_ERR_STATE, back_get(&b, REDIRECT "?" GOOD));
    STATUS(FAPI_OK, back_sent(&b, "code", "jwt"));
    STATUS(J(MISSING), back_get(&b, REDIRECT "?error=access_denied&" WHO));
    STATUS(J(ISS), back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, forged, 3)));
    CHECK(back_waits(&b) && b.verdict->server_error[0] == '\0');
    STATUS(R(ERROR), back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, denied, 2)));
    CHECK(strcmp(b.verdict->server_error, "access_denied") == 0 && b.verdict->next == FAPI_NEXT_SHOW);
    CHECK(b.flow->step == FAPIX_FLOW_ENDED);
}

/* CSRF: a response that belongs to another browser's flow, to another server's, to another client's, or to no flow. */
static void other_flows(void **state)
{
    BACK(b, F2S, T_EDDSA);

    (void)state;
    STATUS(R(STATE), back_get(&b, REDIRECT "?code=" CODE "&state=attackers&" ISS));
    STATUS(R(STATE_MISSING), back_get(&b, REDIRECT "?code=" CODE "&" ISS));
    REFUSES("RFC6749-10.12-1");
    REFUSES("RFC9700-2.1-3");
    REFUSES("FAPI1BASE-5.2.3-6");
    STATUS(FAPI_OK, fapix_flow_set(b.flow, FAPIX_FLOW_ISSUER, fapix_slice_str("https://other.example")));
    STATUS(FAPI_ERR_STATE, back_get(&b, REDIRECT "?" GOOD));
    REFUSES("RFC9700-4.4.2-1");
    STATUS(FAPI_OK, back_sent(&b, "code", ""));
    STATUS(FAPI_OK, fapix_flow_set(b.flow, FAPIX_FLOW_CLIENT_ID, fapix_slice_str("client-2")));
    STATUS(FAPI_ERR_STATE, back_get(&b, REDIRECT "?" GOOD));
    /* no state is no state, not an empty one */
    STATUS(FAPI_OK, back_sent(&b, "code", ""));
    STATUS(FAPI_OK, fapix_flow_set(b.flow, FAPIX_FLOW_STATE, fapix_slice_of(NULL, 0)));
    STATUS(FAPI_ERR_STATE, back_get(&b, REDIRECT "?state=&code=" CODE "&" ISS));
    ATTACK("MIX-04");
    STATUS(FAPI_OK, back_sent(&b, "code", ""));
    STATUS(FAPI_OK, back_get(&b, REDIRECT "?" GOOD));
    ACCEPTS("RFC6749-10.12-1");
    ACCEPTS("RFC9700-2.1-3");
    ACCEPTS("FAPI1BASE-5.2.3-6");
    ACCEPTS("RFC9700-4.4.2-1");
}

static void keys(void **state)
{
    static const t_member unknown = {"kid", "\"new\""};
    BACK(b, F2M, T_EDDSA);
    const char *claims = "{\"iss\":\"" ISSUER "\",\"aud\":\"" CLIENT "\",\"exp\":1800000060,\"code\":\"" CODE "\",\"state\":\"" STATE "\"}";
    const char *head = NULL;

    (void)state;
    STATUS(FAPI_OK, back_sent(&b, "code", "jwt"));
    b.rp.trust.issuer[0]->fetched_at = NOW - b.rp.policy.value[FAPI_CONTROL_JWKS_COOLDOWN];
    head = t_object((const t_member[]){{"alg", "\"EdDSA\""}, {NULL, NULL}}, &unknown, 1);
    STATUS(FAPI_KEY_UNKNOWN, back_get_jwt(&b, REDIRECT "?response=", t_sign(T_EDDSA, head, claims)));
    CHECK(back_waits(&b) && b.verdict->next == FAPI_NEXT_REFRESH_KEYS);
    REFUSES("OIDCC-10.1.1-1");
    /* another algorithm than the registered one, by a key of the same server */
    STATUS(J(ALG_REGISTERED), back_get_jwt(&b, REDIRECT "?response=", t_sign(T_ES256, "{\"alg\":\"ES256\",\"kid\":\"es256\"}", claims)));
    STATUS(FAPI_OK, back_register(&b, &(t_member){"authorization_signed_response_alg", "\"XS256\""}));
    STATUS(J(ALG_REGISTERED), back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, NULL, 0)));
    STATUS(FAPI_OK, back_register(&b, &(t_member){"authorization_signed_response_alg", NULL}));
    STATUS(FAPI_OK, back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, NULL, 0)));
}

/* Keys that were not fetched for long are asked for, and in the end not used. */
static void old_keys(void **state)
{
    BACK(b, F2M, T_EDDSA);
    const int64_t aged = b.rp.policy.value[FAPI_CONTROL_JWKS_MAX_AGE], stale = b.rp.policy.value[FAPI_CONTROL_JWKS_STALE];

    (void)state;
    STATUS(FAPI_OK, back_sent(&b, "code", "jwt"));
    b.rp.trust.issuer[0]->fetched_at = NOW - stale;
    STATUS(FAPI_JWKS_STALE, back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, NULL, 0)));
    CHECK(back_waits(&b) && b.verdict->next == FAPI_NEXT_REFRESH_KEYS);
    b.rp.trust.issuer[0]->fetched_at = NOW - aged;
    b.rp.trust.issuer[0]->asked_at = -1;
    STATUS(FAPI_OK, back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, NULL, 0)));
    CHECK(back_has_code(&b) && b.verdict->refresh_keys == 1 && fapi_verdict_warning(b.verdict, 0) == FAPI_WARN_KEYS_AGE);
    /* newer keys would change nothing about what these did verify */
    STATUS(FAPI_OK, back_sent(&b, "code", "jwt"));
    b.rp.trust.issuer[0]->asked_at = -1;
    STATUS(R(STATE), back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, &(t_member){"state", "\"x\""}, 1)));
    CHECK(back_waits(&b) && b.verdict->next == FAPI_NEXT_STOP && fapi_verdict_refresh_keys(b.verdict) == 1);
    b.rp.trust.issuer[0]->asked_at = -1;
    STATUS(R(ERROR), back_get_jwt(&b, REDIRECT "?response=",
                                  back_jarm(&b, (t_member[]){{"code", NULL}, {"error", "\"access_denied\""}}, 2)));
    CHECK(b.flow->step == FAPIX_FLOW_ENDED && b.verdict->next == FAPI_NEXT_SHOW && fapi_verdict_refresh_keys(b.verdict) == 1);
    ACCEPTS("OIDCC-10.1.1-1");
}

/* Encryption is what was registered: with it nothing else passes, without it none. */
static void encrypted(void **state)
{
    AUTO(fapi_decrypter) key = NULL;
    AUTO(fapi_encrypter) encrypter = NULL;
    AUTO(fapi_jwe) jwe = fapi_jwe_new(t_context());
    const char *jwk = NULL, *inner = NULL, *compact = NULL;
    size_t n = 0;
    BACK(b, F2M, T_EDDSA);

    (void)state;
    CHECK(jwe != NULL);
    STATUS(FAPI_OK, fapi_decrypter_generate(t_context(), FAPI_JWE_ALG_ECDH_ES, &key));
    STATUS(FAPI_OK, fapi_decrypter_public_jwk(key, &jwk, &n));
    STATUS(FAPI_OK, fapi_encrypter_new(t_context(), jwk, n, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A256GCM, &encrypter));
    STATUS(FAPI_OK, back_sent(&b, "code", "jwt"));
    b.rp.decrypter[0] = key;
    b.rp.decrypter_count = 1;
    inner = back_jarm(&b, NULL, 0);
    CHECK(inner[0] != '\0');
    STATUS(FAPI_OK, fapi_jwe_encrypt(jwe, encrypter, inner, strlen(inner), &compact, &n));
    STATUS(J(ENCRYPTED), back_get_jwt(&b, REDIRECT "?response=", t_format("%.*s", (int)n, compact)));
    STATUS(FAPI_OK, back_register(&b, (const t_member[]){{"authorization_encrypted_response_alg",
        "\"ECDH-ES\",\"authorization_encrypted_response_enc\":\"A256GCM\""}}));
    STATUS(J(NOT_ENCRYPTED), back_get_jwt(&b, REDIRECT "?response=", back_jarm(&b, NULL, 0)));
    CHECK(back_waits(&b));
    REFUSES("JARM-2.4-1");
    STATUS(FAPI_OK, back_get_jwt(&b, REDIRECT "?response=", t_format("%.*s", (int)n, compact)));
    CHECK(back_has_code(&b));
    ACCEPTS("JARM-2.4-1");
    /* another alg, or enc (without one it is A128CBC-HS256), than was registered, and one that nobody knows */
    STATUS(FAPI_OK, back_sent(&b, "code", "jwt"));
    STATUS(FAPI_OK, back_register(&b, (const t_member[]){{"authorization_encrypted_response_alg", "\"ECDH-ES\""}}));
    STATUS(FAPI_JWE_ENC, back_get_jwt(&b, REDIRECT "?response=", t_format("%.*s", (int)n, compact)));
    STATUS(FAPI_OK, back_register(&b, (const t_member[]){{"authorization_encrypted_response_alg", "\"RSA1_5\""}}));
    STATUS(FAPI_JWE_ALG, back_get_jwt(&b, REDIRECT "?response=", t_format("%.*s", (int)n, compact)));
    CHECK(back_waits(&b));
}

/* One of the rules of ID tokens, and nothing of the response is used. */
static int id_token_refused(const back *b, int rc)
{
    return rc >= 1400 && rc < 1450 && back_waits(b);
}

/* A hybrid response: its ID token vouches for code, state and issuer. Under each profile that has them. */
static void hybrid(void **state)
{
    static const int profiles[] = {F1A, UK, BR};
    static const t_member changes[] = {
        {"c_hash", "\"AAAAAAAAAAAAAAAAAAAAAA\""}, {"c_hash", NULL}, {"s_hash", "\"AAAAAAAAAAAAAAAAAAAAAA\""}, {"s_hash", NULL},
        {"nonce", "\"another\""}, {"nonce", NULL}, {"iss", "\"https://evil.example\""}, {"iss", NULL},
        {"aud", "\"client-2\""}, {"exp", "1799990000"},
    };

    (void)state;
    SLOW();
    for (size_t p = 0; p < COUNT(profiles); p++) {
        BACK(b, profiles[p], T_PS256);
        const char *sub = NULL;
        size_t n = 0;

        STATUS(FAPI_OK, back_sent(&b, "code id_token", ""));
        STATUS(R(ID_TOKEN_MISSING), back_post(&b, REDIRECT, GOOD));
        STATUS(R(PLACE), back_get_jwt(&b, REDIRECT "?" GOOD "&id_token=", back_id_token(&b, NULL, 0)));
        for (size_t i = 0; i < COUNT(changes); i++)
            CHECK(id_token_refused(&b, back_post_jwt(&b, GOOD "&id_token=", back_id_token(&b, &changes[i], 1))));
        STATUS(R(STATE), back_post_jwt(&b, "state=x&" ISS "&code=" CODE "&id_token=", back_id_token(&b, NULL, 0)));
        CHECK(id_token_refused(&b, back_post_jwt(&b, WHO "code=stolen&id_token=", back_id_token(&b, NULL, 0))));
        STATUS(R(ISS), back_post_jwt(&b, "state=" STATE "&iss=https%3A%2F%2Fevil.example&code=" CODE "&id_token=",
                                     back_id_token(&b, NULL, 0)));
        STATUS(FAPI_OK, back_post_jwt(&b, GOOD "&id_token=", back_id_token(&b, NULL, 0)));
        CHECK(back_has_code(&b));
        STATUS(FAPI_OK, fapi_verdict_claim_string(b.verdict, S("sub"), &sub, &n));
        CHECK(n == 5 && memcmp(sub, "alice", n) == 0);
        STATUS(FAPI_OK, back_sent(&b, "code id_token", "form_post"));
        STATUS(FAPI_OK, back_post_jwt(&b, GOOD "&id_token=", back_id_token(&b, NULL, 0)));
        STATUS(FAPI_OK, back_sent(&b, "code id_token", ""));
        STATUS(FAPI_OK, back_get_jwt(&b, REDIRECT "#" GOOD "&id_token=", back_id_token(&b, NULL, 0)));
        CHECK(back_has_code(&b));
    }
    ACCEPTS("FAPI1ADV-5.2.3.1-3");
    REFUSES("FAPI1ADV-5.2.3.1-3");
    ACCEPTS("FAPI1ADV-8.3.3-1");
    REFUSES("FAPI1ADV-8.3.3-1");
    ACCEPTS("RFC9207-2.4-4");
    REFUSES("RFC9207-2.4-4");
    ATTACK("MIX-01");
}

/* The same within a response JWT: the ID token is read where the response was. */
static void hybrid_in_jwt(void **state)
{
    const char *id_token = NULL, *member = NULL, *sub = NULL;
    size_t n = 0;
    int rc = FAPI_ERR_INTERNAL;
    BACK(b, F1B, T_EDDSA);

    (void)state;
    STATUS(FAPI_OK, back_sent(&b, "code id_token", "jwt"));
    STATUS(R(ID_TOKEN_MISSING), back_get_jwt(&b, REDIRECT "#response=", back_jarm(&b, NULL, 0)));
    id_token = back_id_token(&b, NULL, 0);
    CHECK(id_token[0] != '\0');
    member = t_format("\"%s\"", id_token);
    CHECK(member[0] != '\0');
    rc = back_get_jwt(&b, REDIRECT "#response=", back_jarm(&b, &(t_member){"id_token", member}, 1));
    /* user and code are kept together or not at all */
    STATUS(FAPI_OK, rc != FAPI_OK && fapix_flow_text(b.flow, FAPIX_FLOW_SUB).n > 0 ? FAPI_ERR_INTERNAL : FAPI_OK);
    if (rc != FAPI_OK)
        STATUS(FAPI_OK, back_get_jwt(&b, REDIRECT "#response=", back_jarm(&b, &(t_member){"id_token", member}, 1)));
    CHECK(back_has_code(&b) && b.flow->number[FAPIX_FLOW_AUTH_TIME] == 1799999990);
    STATUS(FAPI_OK, fapi_verdict_claim_string(b.verdict, S("sub"), &sub, &n));
    CHECK(n == 5 && memcmp(sub, "alice", n) == 0);
    STATUS(FAPI_OK, back_sent(&b, "code id_token", "jwt"));
    id_token = back_id_token(&b, &(t_member){"nonce", "\"another\""}, 1);
    CHECK(id_token[0] != '\0');
    member = t_format("\"%s\"", id_token);
    CHECK(member[0] != '\0');
    CHECK(id_token_refused(&b, back_get_jwt(&b, REDIRECT "#response=", back_jarm(&b, &(t_member){"id_token", member}, 1))));
}

static void wrong_use(void **state)
{
    BACK(b, F2S, T_EDDSA);

    (void)state;
    STATUS(FAPI_OK, fapi_request_set_method(b.request, S("GET")));
    STATUS(FAPI_ERR_STATE, fapi_rp_check_authorization(&b.rp, b.flow, b.request, NOW, b.verdict)); /* no URL */
    STATUS(FAPI_OK, fapi_request_set_url(b.request, S(REDIRECT "?" GOOD)));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_authorization(NULL, b.flow, b.request, NOW, b.verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_authorization(&b.rp, NULL, b.request, NOW, b.verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_authorization(&b.rp, b.flow, NULL, NOW, b.verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_authorization(&b.rp, b.flow, b.request, NOW, NULL));
    STATUS(FAPI_ERR_CLOCK, fapi_rp_check_authorization(&b.rp, b.flow, b.request, -1, b.verdict));
    b.rp.sealed = false;
    STATUS(FAPI_ERR_STATE, fapi_rp_check_authorization(&b.rp, b.flow, b.request, NOW, b.verdict));
    b.rp.sealed = true;
    CHECK(fapi_request_set_method(b.request, S("G T")) == FAPI_HTTP_METHOD);
    STATUS(FAPI_HTTP_METHOD, fapi_rp_check_authorization(&b.rp, b.flow, b.request, NOW, b.verdict)); /* spoiled */
    CHECK(back_waits(&b));
    STATUS(FAPI_OK, back_sent(&b, "token", ""));
    STATUS(FAPI_ERR_STATE, back_get(&b, REDIRECT "?" GOOD));
    STATUS(FAPI_OK, back_sent(&b, "code", "web_message"));
    STATUS(FAPI_ERR_STATE, back_get(&b, REDIRECT "?" GOOD));
    STATUS(FAPI_OK, back_sent_to(&b, ""));
    STATUS(R(REDIRECT_URI), back_get(&b, REDIRECT "?" GOOD));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),  cmocka_unit_test(iss_unannounced), cmocka_unit_test(signed_code),
        cmocka_unit_test(places), cmocka_unit_test(own_query),       cmocka_unit_test(modes),
        cmocka_unit_test(bodies), cmocka_unit_test(once),            cmocka_unit_test(errors),
        cmocka_unit_test(other_flows), cmocka_unit_test(keys),       cmocka_unit_test(wrong_use),
        cmocka_unit_test(old_keys),    cmocka_unit_test(encrypted),
        cmocka_unit_test(hybrid),      cmocka_unit_test(hybrid_in_jwt),
    };

    return t_main("role/rp_authorization", tests, COUNT(tests));
}
