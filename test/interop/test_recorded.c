/* SPDX-License-Identifier: Apache-2.0 */
/* Requests of a real client with tokens of a real server (examples/recorded): they pass, and nothing near them does. */
#include <stdbool.h>

#include "harness.h"

#include "examples/demo/recording.h"

enum { ES256, PS256, EDDSA, ALGS };
enum { STEP = 5 }; /* how far apart the changed characters are */
static const char *const folder[ALGS] = {[ES256] = "ES256", [PS256] = "PS256", [EDDSA] = "EdDSA"};
static struct recording recordings[ALGS];

static const int profiles[] = {FAPI_PROFILE_FAPI2_SECURITY, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING};

/* What is sent; empty texts are left out. */
typedef struct sent {
    const char *method, *url, *authorization, *dpop, *certificate, *scope;
    int64_t now;
} sent;

typedef enum kind { DPOP, MTLS } kind;

static sent as_recorded(const struct recording *recording, kind which)
{
    const struct recorded_request *request = which == DPOP ? &recording->dpop : &recording->mtls;

    return (sent){request->method, request->url, request->authorization, request->dpop,
                  which == DPOP ? NULL : recording->client_certificate, NULL, recording->now};
}

/* *rs: NULL, or what an earlier try left. */
static int make_server(const struct recording *recording, int profile, const char *audience, fapi_rs **rs)
{
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), profile);
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    AUTO(fapi_replay) replay = fapi_replay_new(t_context(), 1000);
    int rc = FAPI_ERR_NOMEM;

    fapi_rs_free(*rs);
    *rs = policy != NULL && jwks != NULL && replay != NULL ? fapi_rs_new(policy) : NULL;
    if (*rs != NULL)
        rc = fapi_jwks_load(jwks, recording->jwks, strlen(recording->jwks));
    if (rc == FAPI_OK)
        rc = fapi_rs_add_issuer(*rs, recording->issuer, strlen(recording->issuer), jwks, recording->now);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_audience(*rs, audience, strlen(audience));
    if (rc == FAPI_OK)
        rc = fapi_rs_set_replay(*rs, replay);
    return rc == FAPI_OK ? fapi_rs_seal(*rs) : rc;
}

static int add_field(fapi_request *request, const char *name, const char *value)
{
    return value == NULL ? FAPI_OK : fapi_request_add_header(request, name, strlen(name), value, strlen(value));
}

static int judge(const fapi_rs *rs, fapi_request *request, fapi_verdict *verdict, const sent *message)
{
    int rc = FAPI_ERR_INTERNAL;

    fapi_request_reset(request);
    rc = fapi_request_set_method(request, message->method, strlen(message->method));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(request, message->url, strlen(message->url));
    if (rc == FAPI_OK)
        rc = add_field(request, "authorization", message->authorization);
    if (rc == FAPI_OK)
        rc = add_field(request, "dpop", message->dpop);
    if (rc == FAPI_OK && message->certificate != NULL)
        rc = fapi_request_set_certificate(request, (const uint8_t *)message->certificate,
                                          strlen(message->certificate));
    if (rc == FAPI_OK && message->scope != NULL)
        rc = fapi_request_require_scope(request, message->scope, strlen(message->scope));
    return rc == FAPI_OK ? fapi_rs_check(rs, request, message->now, verdict) : rc;
}

/* -------------------------------------------------------------------------------------------------------- passes -- */

static int same(const char *wanted, const char *p, size_t n)
{
    return strlen(wanted) == n && memcmp(wanted, p, n) == 0;
}

static void test_passes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALGS * 2 * 2; i++) {
        if (t_sweeping() && (i % ALGS != EDDSA || i / ALGS / 2 != 0))
            continue; /* some tens of thousands of allocations fewer */
        const struct recording *recording = &recordings[i % ALGS];
        kind which = i / ALGS % 2 ? MTLS : DPOP;
        AUTO(fapi_rs) rs = NULL;
        AUTO(fapi_request) request = fapi_request_new(t_context());
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        sent message = as_recorded(recording, which);
        const char *text = NULL;
        int64_t iat = 0, exp = 0;
        size_t n = 0;

        CHECK(request != NULL && verdict != NULL);
        STATUS(FAPI_OK, make_server(recording, profiles[i / ALGS / 2], RECORDING_AUDIENCE, &rs));
        STATUS(FAPI_OK, judge(rs, request, verdict, &message));
        CHECK(fapi_verdict_http(verdict) == 200 && fapi_verdict_status(verdict) == FAPI_OK);
        STATUS(FAPI_OK, fapi_verdict_www_authenticate(verdict, &text, &n));
        CHECK(n == 0);
        STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, "sub", 3, &text, &n));
        CHECK(same("alice", text, n));
        STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, "client_id", 9, &text, &n));
        CHECK(same(which == DPOP ? "dpop-client" : "mtls-client", text, n));
        STATUS(FAPI_OK, fapi_verdict_claim_integer(verdict, "iat", 3, &iat));
        STATUS(FAPI_OK, fapi_verdict_claim_integer(verdict, "exp", 3, &exp));
        CHECK(exp - iat == 300);
        STATUS(FAPI_OK, fapi_verdict_jkt(verdict, &text, &n));
        CHECK(n == (which == DPOP ? FAPI_JKT_LENGTH : 0));
        STATUS(FAPI_OK, fapi_verdict_x5t_s256(verdict, &text, &n));
        CHECK(n == (which == MTLS ? FAPI_JKT_LENGTH : 0));
    }
}

/* One server for all requests, as a gateway has it: DPoP proofs pass once, certificates as often as they like. */
static void test_replay(void **state)
{
    (void)state;
    for (size_t i = t_sweeping() ? EDDSA : 0; i < ALGS; i++) {
        AUTO(fapi_rs) rs = NULL;
        AUTO(fapi_request) request = fapi_request_new(t_context());
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        sent dpop = as_recorded(&recordings[i], DPOP), mtls = as_recorded(&recordings[i], MTLS);

        CHECK(request != NULL && verdict != NULL);
        STATUS(FAPI_OK, make_server(&recordings[i], FAPI_PROFILE_FAPI2_SECURITY, RECORDING_AUDIENCE, &rs));
        STATUS(FAPI_OK, judge(rs, request, verdict, &dpop));
        STATUS(FAPI_DPOP_REPLAYED, judge(rs, request, verdict, &dpop));
        dpop.now += 30;
        STATUS(FAPI_DPOP_REPLAYED, judge(rs, request, verdict, &dpop));
        STATUS(FAPI_OK, judge(rs, request, verdict, &mtls));
        STATUS(FAPI_OK, judge(rs, request, verdict, &mtls));
    }
    ATTACK("DPOP-11");
}

/* ------------------------------------------------------------------------------------------------------- refused -- */

/* What is otherwise than in the recording; NULL and 0: nothing. */
typedef struct misuse {
    const char *attack; /* the row of attacks.tsv that this is a case of, or NULL */
    kind which;
    int status, http;
    const char *error;
    const char *method, *url, *audience, *scheme, *scope;
    int64_t later;
    bool no_proof, no_certificate, other_certificate, token_proof, id_token, in_query;
} misuse;

#define TOKEN 401, "invalid_token"
#define PROOF 401, "invalid_dpop_proof"

static const misuse misuses[] = {
    {"DPOP-15", DPOP, FAPI_DPOP_BOUND_AS_BEARER, TOKEN, .scheme = "Bearer", .no_proof = true},
    {"DPOP-15", DPOP, FAPI_DPOP_BOUND_AS_BEARER, TOKEN, .scheme = "Bearer"},
    {"DPOP-15", MTLS, FAPI_DPOP_TOKEN_UNBOUND, TOKEN, .scheme = "DPoP"},
    {"DPOP-01", DPOP, FAPI_DPOP_MISSING, PROOF, .no_proof = true},
    {"DPOP-05", DPOP, FAPI_DPOP_HTM, PROOF, .method = "POST"},
    {"DPOP-05", DPOP, FAPI_DPOP_HTM, PROOF, .method = "get"},
    {"DPOP-09", DPOP, FAPI_DPOP_HTU, PROOF, .url = "https://127.0.0.2:1/accounts?x=1"},
    {NULL, DPOP, FAPI_DPOP_HTU, PROOF, .url = "https://127.0.0.1:1/accounts/"},
    {NULL, DPOP, FAPI_DPOP_HTU, PROOF, .url = "https://127.0.0.1/accounts?x=1"},
    {NULL, DPOP, FAPI_DPOP_HTU, PROOF, .url = "https://127.0.0.1:1/Accounts?x=1"},
    {"DPOP-20", DPOP, FAPI_DPOP_HTM, PROOF, .token_proof = true},
    {"DPOP-20", DPOP, FAPI_DPOP_HTU, PROOF, .token_proof = true, .method = "POST"},
    {"DPOP-10", DPOP, FAPI_DPOP_IAT_OLD, PROOF, .later = 120},
    {NULL, DPOP, FAPI_TOKEN_IAT_FUTURE, TOKEN, .later = -30},
    {NULL, DPOP, FAPI_TOKEN_EXPIRED, TOKEN, .later = 3600},
    {NULL, MTLS, FAPI_TOKEN_EXPIRED, TOKEN, .later = 3600},
    {NULL, MTLS, FAPI_TOKEN_IAT_FUTURE, TOKEN, .later = -3600},
    {"MTLS-01", MTLS, FAPI_MTLS_THUMBPRINT, TOKEN, .other_certificate = true},
    {"MTLS-02", MTLS, FAPI_MTLS_CERTIFICATE_MISSING, TOKEN, .no_certificate = true},
    {"CLM-07", MTLS, FAPI_TOKEN_AUD, TOKEN, .audience = "https://api.example.com/account"},
    {"CLM-07", DPOP, FAPI_TOKEN_AUD, TOKEN, .audience = "https://api.example.com/accounts/"},
    {"AT-01", MTLS, FAPI_TOKEN_SCOPE_INSUFFICIENT, 403, "insufficient_scope", .scope = "account"},
    {NULL, DPOP, FAPI_TOKEN_SCOPE_INSUFFICIENT, 403, "insufficient_scope", .scope = "payments"},
    {"AT-03", DPOP, FAPI_TOKEN_IN_QUERY, 400, "invalid_request", .in_query = true},
    {"TYP-01", MTLS, FAPI_TOKEN_TYP, TOKEN, .id_token = true, .scheme = "Bearer"},
};

/* The message of a misuse; the two buffers hold what had to be made. */
static sent misused(const struct recording *recording, const misuse *how, char authorization[4096], char url[4096])
{
    sent message = as_recorded(recording, how->which);
    const char *token = how->id_token ? recording->id_token : strchr(message.authorization, ' ') + 1;

    if (how->scheme != NULL) {
        snprintf(authorization, 4096, "%s %s", how->scheme, token);
        message.authorization = authorization;
    }
    if (how->in_query) {
        snprintf(url, 4096, "%s&access_token=%s", message.url, token);
        message.url = url;
    }
    message.method = how->method != NULL ? how->method : message.method;
    message.url = how->url != NULL ? how->url : message.url;
    message.dpop = how->no_proof ? NULL : how->token_proof ? recording->token_proof : message.dpop;
    message.certificate = how->no_certificate ? NULL
        : how->other_certificate              ? recording->other_certificate
                                              : message.certificate;
    message.scope = how->scope;
    message.now += how->later;
    return message;
}

static void test_misuse(void **state)
{
    static char authorization[4096], url[4096];

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof misuses / sizeof *misuses * ALGS * 2; i++) {
        const misuse *how = &misuses[i / ALGS / 2];
        const struct recording *recording = &recordings[i % ALGS];
        const char *audience = how->audience != NULL ? how->audience : RECORDING_AUDIENCE, *text = NULL;
        AUTO(fapi_rs) rs = NULL;
        AUTO(fapi_request) request = fapi_request_new(t_context());
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        sent message = misused(recording, how, authorization, url), good = as_recorded(recording, how->which);
        size_t n = 0;

        CHECK(request != NULL && verdict != NULL);
        STATUS(FAPI_OK, make_server(recording, profiles[i / ALGS % 2], audience, &rs));
        STATUS(how->status, judge(rs, request, verdict, &message));
        CHECK(fapi_verdict_http(verdict) == how->http);
        CHECK(strcmp(fapi_verdict_oauth_error(verdict), how->error) == 0);
        STATUS(FAPI_OK, fapi_verdict_www_authenticate(verdict, &text, &n));
        CHECK(n > 0);
        STATUS(FAPI_ERR_STATE, fapi_verdict_claim_string(verdict, "sub", 3, &text, &n));
        CHECK(text == NULL && n == 0);
        /* Nothing was spent: the rightful request still passes. */
        STATUS(how->audience != NULL ? FAPI_TOKEN_AUD : FAPI_OK, judge(rs, request, verdict, &good));
    }
    for (size_t i = 0; i < sizeof misuses / sizeof *misuses; i++)
        if (misuses[i].attack != NULL)
            ATTACK(misuses[i].attack);
}

/* ------------------------------------------------------------------------------------------------- changed bytes -- */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* The character whose six bits differ in those of flip. */
static char other_digit(char digit, size_t flip)
{
    const char *found = digit == '.' ? NULL : strchr(digits, digit);

    return found == NULL ? 'A' : digits[(size_t)(found - digits) ^ flip];
}

typedef struct corruption {
    const struct recording *recording;
    fapi_rs *rs;
    fapi_request *request;
    fapi_verdict *verdict;
    kind which;
    bool in_proof;
} corruption;

/* Change one character of the token or proof and see it refused, for the right reason where only one is possible. */
static void refuses_change(const corruption *c, size_t offset, size_t flip)
{
    static char copy[8192];
    sent message = as_recorded(c->recording, c->which);
    const char *text = c->in_proof ? message.dpop : message.authorization, *last = text + strlen(text) - 1;
    const char *signature = strrchr(text, '.') + 1;
    int status = FAPI_OK;

    snprintf(copy, sizeof copy, "%s", text);
    copy[offset] = other_digit(text[offset], flip);
    if (c->in_proof)
        message.dpop = copy;
    else
        message.authorization = copy;
    status = judge(c->rs, c->request, c->verdict, &message);
    CHECK(fapi_verdict_http(c->verdict) == 401);
    if (text + offset >= signature && text + offset < last)
        STATUS(c->in_proof ? FAPI_DPOP_SIGNATURE : FAPI_TOKEN_SIGNATURE, status);
    else if (text + offset == last && flip < 16) /* 64 and 256 bytes leave four bits of the last character over */
        STATUS(FAPI_BASE64URL_TRAILING_BITS, status);
    else if (c->in_proof)
        CHECK((status >= 100 && status < 300) || (status >= 400 && status < 430));
    else
        CHECK((status >= 100 && status < 300) || (status >= 330 && status < 360));
}

static void refuses_changes(const corruption *c)
{
    sent message = as_recorded(c->recording, c->which);
    const char *text = c->in_proof ? message.dpop : message.authorization;
    size_t first = c->in_proof ? 0 : (size_t)(strchr(text, ' ') - text) + 1, n = strlen(text);

    for (size_t i = first; i < n - 1; i += STEP)
        refuses_change(c, i, 1u << (i % 6));
    for (size_t flip = 1; flip < 64; flip *= 2)
        refuses_change(c, n - 1, flip);
    for (size_t i = first; i < n; i++) {
        if (text[i] != '.')
            continue;
        refuses_change(c, i, 1);
        for (size_t flip = 1; flip < 64; flip *= 2)
            refuses_change(c, i - 1, flip);
    }
}

static void test_changed_bytes(void **state)
{
    (void)state;
    SLOW();
    for (size_t i = 0; i < ALGS; i++) {
        AUTO(fapi_rs) rs = NULL;
        AUTO(fapi_request) request = fapi_request_new(t_context());
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        corruption c = {&recordings[i], NULL, request, verdict, DPOP, false};
        sent good = as_recorded(&recordings[i], DPOP);

        CHECK(request != NULL && verdict != NULL);
        STATUS(FAPI_OK, make_server(&recordings[i], FAPI_PROFILE_FAPI2_SECURITY, RECORDING_AUDIENCE, &rs));
        c.rs = rs;
        refuses_changes(&c);
        c.in_proof = true;
        refuses_changes(&c);
        c.in_proof = false;
        c.which = MTLS;
        refuses_changes(&c);
        STATUS(FAPI_OK, judge(rs, request, verdict, &good));
    }
    ATTACK("B64-02");
    ATTACK("SIG-12");
}

/* Every shorter form of token and proof is refused too. */
static void test_cut_off(void **state)
{
    static char copy[8192];

    (void)state;
    SLOW();
    for (size_t i = 0; i < ALGS * 2; i++) {
        const struct recording *recording = &recordings[i / 2];
        AUTO(fapi_rs) rs = NULL;
        AUTO(fapi_request) request = fapi_request_new(t_context());
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        sent message = as_recorded(recording, DPOP);
        const char **field = i % 2 ? &message.dpop : &message.authorization, *text = *field;

        CHECK(request != NULL && verdict != NULL);
        STATUS(FAPI_OK, make_server(recording, FAPI_PROFILE_FAPI2_SECURITY, RECORDING_AUDIENCE, &rs));
        for (size_t n = strlen(text); n-- > 0;) {
            snprintf(copy, sizeof copy, "%.*s", (int)n, text);
            *field = copy;
            CHECK(judge(rs, request, verdict, &message) >= 100);
            CHECK(fapi_verdict_http(verdict) == 401 || fapi_verdict_http(verdict) == 400);
        }
        *field = text;
        STATUS(FAPI_OK, judge(rs, request, verdict, &message));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_passes),        cmocka_unit_test(test_replay),  cmocka_unit_test(test_misuse),
        cmocka_unit_test(test_changed_bytes), cmocka_unit_test(test_cut_off),
    };
    char path[64];
    int rc = 0;

    for (size_t i = 0; i < ALGS; i++) {
        snprintf(path, sizeof path, "../examples/recorded/%s", folder[i]);
        if (!recording_load(&recordings[i], path, t_file)) {
            printf("no whole recording in %s\n", path);
            return 1;
        }
    }
    rc = t_main("interop/recorded", tests, sizeof tests / sizeof *tests);
    for (size_t i = 0; i < ALGS; i++)
        recording_free(&recordings[i]);
    return rc;
}
