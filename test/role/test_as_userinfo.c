/* SPDX-License-Identifier: Apache-2.0 */
/* The userinfo endpoint: which requests get claims, which claims they get, and that the client's own side takes them. */
#include <jansson.h>
#include <sodium.h>

#include "base/verdict.h"
#include "oauth/grant.h"
#include "role/flow.h"
#include "test/jwe_make.h"
#include "test/role/as_server.h"
#include "test/role/party_fixture.h"

#define S(text) (text), (sizeof(text) - 1)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define URL "https://as.example.com/userinfo"
#define TOKEN "opaque-Token_1~3+4/5=="
#define USER "{\"sub\":\"alice\",\"auth_time\":1799999000}"
#define ALICE                                                                                                            \
    "{\"sub\":\"alice\",\"name\":\"Alice Adams\",\"name#de\":\"Alice A.\",\"given_name\":\"\",\"nickname\":null,"          \
    "\"updated_at\":1799000000.5,\"email\":\"alice@example.com\",\"email_verified\":true,\"phone_number\":\"+1 555\","   \
    "\"phone_number_verified\":false,\"address\":{\"country\":\"DE\"},\"salary\":1,\"password_hash\":\"x\"}"

/* ------------------------------------------------------------------------------------------------------- a server -- */

static int opened(as_server **server, int profile)
{
    int rc = FAPI_ERR_INTERNAL;

    as_server_free(*server); /* of a first try that ran out of memory */
    rc = as_server_new_open(server, profile, FAPI_AUTH_PRIVATE_KEY_JWT);
    return rc == FAPI_OK ? fapi_as_set_endpoint((*server)->as, FAPI_ENDPOINT_USERINFO, S(URL)) : rc;
}

static int started(as_server **server, int profile)
{
    int rc = opened(server, profile);

    return rc == FAPI_OK ? fapi_as_seal((*server)->as) : rc;
}

/* A row as fapi_as_issue_token stores one, of a user and bound to the client's key. */
static int stored(fapi_grant **grant, const as_server *server, const char *scope)
{
    fapi_grant *made = fapi_grant_new(t_context(), FAPI_GRANT_ACCESS_TOKEN);
    int rc = made == NULL ? FAPI_ERR_NOMEM : fapi_grant_set_client(made, S(AS_CLIENT));

    fapi_grant_free(*grant);
    *grant = made;
    if (rc == FAPI_OK)
        rc = fapi_grant_set_value(made, S(TOKEN));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_scope(made, scope, strlen(scope));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_times(made, AS_TIME - 10, AS_TIME + 290);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_jkt(made, server->jkt, FAPI_JKT_LENGTH);
    return rc == FAPI_OK ? fapix_grant_put(made, FAPIX_GRANT_USER, fapix_slice_str(USER)) : rc;
}

static int drop(fapi_grant *grant, enum fapix_grant_text which)
{
    return fapix_grant_put(grant, (int)which, (fapix_slice){NULL, 0});
}

/* ------------------------------------------------------------------------------------------------------ a request -- */

typedef struct asking {
    const char *method, *url, *scheme, *token; /* NULL: as it should be */
    const char *htm, *nonce, *ath;
    int no_proof, other_key;
    int jti; /* of the same number: the same proof */
} asking;

static const char *proof_of(const asking *how)
{
    static char text[4096];
    enum t_key_name key = how->other_key ? T_ES256 : T_EDDSA;
    const char *token = how->token != NULL ? how->token : TOKEN, *made = NULL;
    uint8_t hash[32];

    crypto_hash_sha256(hash, (const uint8_t *)token, strlen(token));
    made = t_sign(key, t_format("{\"typ\":\"dpop+jwt\",\"alg\":\"%s\",\"jwk\":%s}", how->other_key ? "ES256" : "EdDSA", t_public_jwk(key)),
                  t_format("{\"jti\":\"u%d\",\"htm\":\"%s\",\"htu\":\"" URL "\",\"iat\":1800000000,\"ath\":\"%s\"%s}", how->jti,
                           how->htm != NULL ? how->htm : how->method != NULL ? how->method : "GET",
                           how->ath != NULL ? how->ath : t_base64url(hash, sizeof hash),
                           how->nonce != NULL ? t_format(",\"nonce\":\"%s\"", how->nonce) : ""));
    (void)snprintf(text, sizeof text, "%s", made);
    return text;
}

static int asked(as_server *server, const asking *how)
{
    const char *method = how->method != NULL ? how->method : "GET", *url = how->url != NULL ? how->url : URL;
    const char *scheme = how->scheme != NULL ? how->scheme : "DPoP", *field = NULL, *proof = "";
    int rc = FAPI_OK;

    fapi_request_reset(server->request);
    rc = fapi_request_set_method(server->request, method, strlen(method));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(server->request, url, strlen(url));
    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(server->request, 0x0304, 0x1301);
    field = t_format("%s %s", scheme, how->token != NULL ? how->token : TOKEN);
    if (rc == FAPI_OK && scheme[0] != '\0')
        rc = fapi_request_add_header(server->request, S("Authorization"), field, strlen(field));
    if (rc != FAPI_OK || how->no_proof)
        return rc;
    proof = proof_of(how);
    return proof[0] == '\0' ? FAPI_ERR_NOMEM : fapi_request_add_header(server->request, S("DPoP"), proof, strlen(proof));
}

static int judged(as_server *server, const fapi_grant *found)
{
    return fapi_as_check_userinfo(server->as, server->request, found, server->now, server->verdict);
}

static int tried(as_server *server, const asking *how, const fapi_grant *found)
{
    int rc = asked(server, how);

    return rc == FAPI_OK ? judged(server, found) : rc;
}

static const char *field(const as_server *server, const char *wanted)
{
    for (size_t i = 0; i < fapi_answer_header_count(server->answer); i++) {
        const char *name = NULL, *value = NULL;
        size_t n = 0;

        if (fapi_answer_header(server->answer, i, &name, &value, &n) == FAPI_OK && strcmp(name, wanted) == 0)
            return t_format("%.*s", (int)n, value);
    }
    return "";
}

static const char *body(const as_server *server)
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_answer_body(server->answer, &text, &n) == FAPI_OK ? t_format("%.*s", (int)n, text) : "";
}

static int told(as_server *server, const char *claims)
{
    return fapi_as_answer_userinfo(server->as, server->client, server->verdict, claims, strlen(claims), AS_TIME, server->answer);
}

/* -------------------------------------------------------------------------------------------------------- requests -- */

static void passes(void **state)
{
    static const asking rows[] = {{.jti = 1}, {.jti = 2, .method = "POST"}, {.jti = 3, .scheme = "dpop"}};
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;
    const char *text = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, started(&server, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, stored(&grant, server, "openid profile"));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_OK, tried(server, &rows[i], grant));
        CHECK(fapi_verdict_http(server->verdict) == 200);
    }
    STATUS(FAPI_OK, fapi_verdict_claim_string(server->verdict, S("sub"), &text, &n));
    CHECK(n == 5 && memcmp(text, "alice", 5) == 0);
    STATUS(FAPI_OK, fapi_verdict_claim_string(server->verdict, S("client_id"), &text, &n));
    CHECK(n == strlen(AS_CLIENT) && memcmp(text, AS_CLIENT, n) == 0);
    STATUS(FAPI_DPOP_REPLAYED, judged(server, grant)); /* the proof was spent in the server's own store */
    t_claim_all("+OIDCC-5.3-1 +OIDCC-5.3-2 +OIDCC-5.3.1-1 +OIDCC-5.3.3-1", __func__);
}

static void refused(void **state)
{
    static const struct {
        asking how;
        int status, http;
        const char *challenge, *ids;
    } rows[] = {
        {{.scheme = "", .no_proof = 1}, FAPI_TOKEN_MISSING, 401, "DPoP realm=\"" AS_ISSUER "\", algs=", "-OIDCC-5.3.3-1"},
        {{.scheme = "Basic"}, FAPI_TOKEN_SCHEME, 401, NULL, NULL},
        {{.scheme = "Bearer"}, FAPI_DPOP_BOUND_AS_BEARER, 401, "error=\"invalid_token\"", NULL},
        {{.no_proof = 1}, FAPI_DPOP_MISSING, 401, "error=\"invalid_dpop_proof\"", NULL},
        {{.other_key = 1}, FAPI_DPOP_JKT, 401, "error=\"invalid_token\"", NULL},
        {{.htm = "POST"}, FAPI_DPOP_HTM, 401, "error=\"invalid_dpop_proof\"", NULL},
        {{.ath = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, FAPI_DPOP_ATH, 401, "error=\"invalid_dpop_proof\"", NULL},
        {{.token = "another"}, FAPI_USERINFO_TOKEN_UNKNOWN, 401, "error=\"invalid_token\"", "-OIDCC-5.3.3-1"},
        {{.method = "PUT"}, FAPI_USERINFO_METHOD, 405, "", "-OIDCC-5.3-2"},
        {{.method = "HEAD"}, FAPI_USERINFO_METHOD, 405, "", "-OIDCC-5.3-2"},
        {{.url = URL "?access_token=" "x"}, FAPI_TOKEN_IN_QUERY, 400, "error=\"invalid_request\"", NULL},
        {{.url = "http://as.example.com/userinfo"}, FAPI_TLS_REQUIRED, 400, NULL, "-OIDCC-5.3-1"},
    };
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;

    (void)state;
    STATUS(FAPI_OK, started(&server, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, stored(&grant, server, "openid"));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(rows[i].status, t_row(i, "refused", rows[i].status, tried(server, &rows[i].how, grant)));
        if (fapi_verdict_http(server->verdict) != rows[i].http)
            print_error("row %zu: %d\n", i, fapi_verdict_http(server->verdict));
        CHECK(fapi_verdict_http(server->verdict) == rows[i].http);
        STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
        CHECK(fapi_answer_http(server->answer) == rows[i].http && strcmp(field(server, "Cache-Control"), "no-store") == 0);
        if (rows[i].challenge != NULL && strstr(field(server, "WWW-Authenticate"), rows[i].challenge) == NULL)
            print_error("row %zu: %s\n", i, field(server, "WWW-Authenticate"));
        CHECK(rows[i].challenge == NULL || strstr(field(server, "WWW-Authenticate"), rows[i].challenge) != NULL);
        CHECK(strcmp(field(server, "Allow"), rows[i].http == 405 ? "GET, POST" : "") == 0);
        CHECK((body(server)[0] == '{') == (fapi_verdict_oauth_error(server->verdict)[0] != '\0'));
        STATUS(FAPI_ERR_STATE, told(server, ALICE));
        t_claim_all(rows[i].ids, __func__);
    }
    STATUS(FAPI_OK, tried(server, &(asking){.jti = 9}, grant)); /* nothing of all that spent a proof */
}

/* The form of a POST may hold no token. */
static void token_in_body(void **state)
{
    static const struct {
        const char *type, *body;
        int status;
        const char *ids;
    } rows[] = {
        {"application/x-www-form-urlencoded", "access_token=" "x", FAPI_TOKEN_IN_BODY, "-RFC6750-2.2-1"},
        {"application/x-www-form-urlencoded;charset=UTF-8", "a=b&acc%65ss_token=x", FAPI_TOKEN_IN_BODY, "-RFC6750-2.2-1"},
        {"application/x-www-form-urlencoded", "a=b&a=c", FAPI_FORM_REPEATED, NULL},
        {"application/x-www-form-urlencoded", "", FAPI_OK, "+RFC6750-2.2-1"},
        {"application/x-www-form-urlencoded", "a=b", FAPI_OK, NULL},
        {"application/json", "{\"access_token\":\"x\"}", FAPI_OK, NULL}, /* no way of sending one, RFC 6750 2.2 */
    };
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;

    (void)state;
    STATUS(FAPI_OK, started(&server, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, stored(&grant, server, "openid"));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_OK, asked(server, &(asking){.method = "POST", .jti = (int)i}));
        STATUS(FAPI_OK, fapi_request_add_header(server->request, S("Content-Type"), rows[i].type, strlen(rows[i].type)));
        STATUS(FAPI_OK, fapi_request_set_body(server->request, rows[i].body, strlen(rows[i].body)));
        STATUS(rows[i].status, t_row(i, rows[i].body, rows[i].status, judged(server, grant)));
        CHECK(fapi_verdict_http(server->verdict) == (rows[i].status == FAPI_OK ? 200 : 400));
        t_claim_all(rows[i].ids, __func__);
    }
    STATUS(FAPI_OK, asked(server, &(asking){.method = "POST"}));
    STATUS(FAPI_OK, fapi_request_set_token_in_body(server->request, 1)); /* or if the host says so */
    STATUS(FAPI_TOKEN_IN_BODY, judged(server, grant));
}

/* What the row says decides. */
static void rows_of_the_host(void **state)
{
    static const asking good = {.jti = 1};
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;
    AUTO(fapi_grant) code = fapi_grant_new(t_context(), FAPI_GRANT_REFRESH_TOKEN);

    (void)state;
    STATUS(FAPI_OK, started(&server, FAPI_PROFILE_FAPI2_SECURITY));
    CHECK(code != NULL);
    STATUS(FAPI_USERINFO_TOKEN_UNKNOWN, tried(server, &good, NULL));
    STATUS(FAPI_OK, fapi_grant_set_value(code, S(TOKEN)));
    STATUS(FAPI_OK, fapi_grant_set_client(code, S(AS_CLIENT)));
    STATUS(FAPI_USERINFO_TOKEN_UNKNOWN, tried(server, &good, code));
    STATUS(FAPI_OK, stored(&grant, server, "openid"));
    STATUS(FAPI_OK, fapi_grant_set_used(grant, 1));
    STATUS(FAPI_TOKEN_REVOKED, tried(server, &good, grant));
    CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), "invalid_token") == 0);
    REFUSES("RFC7009-2.1-6");
    STATUS(FAPI_OK, fapi_grant_set_used(grant, 0));
    server->now = AS_TIME + 290;
    STATUS(FAPI_TOKEN_EXPIRED, tried(server, &good, grant));
    server->now = AS_TIME;
    grant->expires_at = -1;
    STATUS(FAPI_TOKEN_EXP_MISSING, tried(server, &good, grant));
    STATUS(FAPI_OK, stored(&grant, server, "profile openidx email"));
    STATUS(FAPI_TOKEN_SCOPE_INSUFFICIENT, tried(server, &good, grant));
    CHECK(fapi_verdict_http(server->verdict) == 403);
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(fapi_answer_http(server->answer) == 403);
    CHECK(strstr(field(server, "WWW-Authenticate"), "error=\"insufficient_scope\"") != NULL);
    CHECK(strstr(field(server, "WWW-Authenticate"), "scope=\"openid\"") != NULL);
    STATUS(FAPI_OK, stored(&grant, server, "openid"));
    STATUS(FAPI_OK, tried(server, &good, grant));
    ACCEPTS("RFC7009-2.1-6");
    REFUSES("OIDCC-5.3.1-1");
}

/* Tokens of a client for itself, or of a user whom nobody can name. */
static void of_no_user(void **state)
{
    static const char *const users[] = {"{}", "{\"sub\":\"\"}", "{\"sub\":7}", "{\"sub\":\"a\",\"sub\":\"b\"}", "alice"};
    static const asking good = {.jti = 1};
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;

    (void)state;
    STATUS(FAPI_OK, started(&server, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, stored(&grant, server, "openid"));
    STATUS(FAPI_OK, drop(grant, FAPIX_GRANT_USER));
    STATUS(FAPI_USERINFO_TOKEN_USER, tried(server, &good, grant));
    CHECK(fapi_verdict_http(server->verdict) == 401 && strcmp(fapi_verdict_oauth_error(server->verdict), "invalid_token") == 0);
    for (size_t i = 0; i < COUNT(users); i++) {
        CHECK(fapix_grant_put(grant, FAPIX_GRANT_USER, fapix_slice_str(users[i])) != FAPI_OK);
        STATUS(FAPI_USERINFO_TOKEN_USER, t_row(i, users[i], FAPI_USERINFO_TOKEN_USER, tried(server, &good, grant)));
    }
    REFUSES("OIDCC-5.3.1-1");
}

/* Under FAPI 1.0 the certificate binds. */
static void by_certificate(void **state)
{
    static const asking bearer = {.scheme = "Bearer", .no_proof = 1};
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;

    (void)state;
    STATUS(FAPI_OK, started(&server, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, stored(&grant, server, "openid"));
    STATUS(FAPI_OK, drop(grant, FAPIX_GRANT_JKT));
    STATUS(FAPI_CNF_MISSING, tried(server, &bearer, grant));
    STATUS(FAPI_OK, fapi_grant_set_x5t_s256(grant, server->x5t, FAPI_JKT_LENGTH));
    STATUS(FAPI_MTLS_CERTIFICATE_MISSING, tried(server, &bearer, grant));
    STATUS(FAPI_OK, asked(server, &bearer));
    STATUS(FAPI_OK, fapi_request_set_certificate(server->request, server->certificate, server->certificate_n));
    STATUS(FAPI_OK, judged(server, grant));
    STATUS(FAPI_OK, told(server, ALICE));
    STATUS(FAPI_OK, fapi_grant_set_x5t_s256(grant, server->jkt, FAPI_JKT_LENGTH));
    STATUS(FAPI_MTLS_THUMBPRINT, judged(server, grant));
}

/* --------------------------------------------------------------------------------------------- stores and nonces -- */

static void pending(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;
    const uint8_t *key = NULL;
    int64_t expiry = 0;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, opened(&server, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_as_set_replay_external(server->as, 1));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_OK, stored(&grant, server, "openid"));
    STATUS(FAPI_REPLAY_PENDING, tried(server, &(asking){.jti = 1}, grant));
    STATUS(FAPI_OK, fapi_verdict_replay_key(server->verdict, 0, &key, &n, &expiry));
    CHECK(n == 32 && expiry > AS_TIME);
    STATUS(FAPI_OK, fapi_verdict_replay_key(server->verdict, 1, &key, &n, &expiry));
    CHECK(n == 0);
    STATUS(FAPI_ERR_STATE, told(server, ALICE));
    STATUS(FAPI_ERR_STATE, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_finish(server->as, server->verdict, FAPI_REPLAY_SEEN, 1));
    STATUS(FAPI_OK, fapi_as_finish(server->as, server->verdict, FAPI_OK, 0));
    STATUS(FAPI_OK, told(server, ALICE));
    CHECK(strcmp(body(server), "{\"sub\":\"alice\"}") == 0);
    STATUS(FAPI_REPLAY_PENDING, tried(server, &(asking){.jti = 1}, grant));
    STATUS(FAPI_DPOP_REPLAYED, fapi_as_finish(server->as, server->verdict, FAPI_REPLAY_SEEN, 0));
    STATUS(FAPI_ERR_STATE, told(server, ALICE));
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(fapi_answer_http(server->answer) == 401);
    CHECK(strstr(field(server, "WWW-Authenticate"), "DPoP realm=\"" AS_ISSUER "\"") != NULL);
    STATUS(FAPI_REPLAY_PENDING, tried(server, &(asking){.jti = 2}, grant));
    STATUS(FAPI_REPLAY_FULL, fapi_as_finish(server->as, server->verdict, FAPI_REPLAY_FULL, 0));
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(fapi_answer_http(server->answer) == 503 && field(server, "Retry-After")[0] != '\0');
}

static void nonces(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;
    char nonce[FAPI_JKT_LENGTH + 1];

    (void)state;
    STATUS(FAPI_OK, as_server_new_set(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CONTROL_DPOP_NONCE, 1));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, 60, 2, &server->nonce));
    STATUS(FAPI_OK, fapi_as_set_dpop_nonce(server->as, server->nonce));
    STATUS(FAPI_OK, fapi_as_set_endpoint(server->as, FAPI_ENDPOINT_USERINFO, S(URL)));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_OK, stored(&grant, server, "openid"));
    STATUS(FAPI_DPOP_NONCE_MISSING, tried(server, &(asking){.jti = 1}, grant));
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(fapi_answer_http(server->answer) == 401); /* a resource server's; the token endpoint says 400 */
    CHECK(strstr(field(server, "WWW-Authenticate"), "DPoP realm=\"" AS_ISSUER "\"") != NULL);
    CHECK(strstr(field(server, "WWW-Authenticate"), "error=\"use_dpop_nonce\"") != NULL);
    (void)snprintf(nonce, sizeof nonce, "%s", field(server, "DPoP-Nonce"));
    CHECK(strlen(nonce) > 20);
    STATUS(FAPI_OK, tried(server, &(asking){.jti = 2, .nonce = nonce}, grant));
    STATUS(FAPI_OK, told(server, ALICE));
    CHECK(field(server, "DPoP-Nonce")[0] == '\0'); /* it has the newest one */
    server->now = AS_TIME + 60;
    STATUS(FAPI_OK, tried(server, &(asking){.jti = 3, .nonce = nonce}, grant));
    STATUS(FAPI_OK, told(server, ALICE));
    CHECK(field(server, "DPoP-Nonce")[0] != '\0' && strcmp(field(server, "DPoP-Nonce"), nonce) != 0);
}

/* --------------------------------------------------------------------------------------------------------- claims -- */

static void by_scope(void **state)
{
    static const struct {
        const char *scope, *claims;
    } rows[] = {
        {"openid", ""},
        {"openid profile", ",\"name\":\"Alice Adams\",\"name#de\":\"Alice A.\",\"updated_at\":1799000000.5"},
        {"email openid", ",\"email\":\"alice@example.com\",\"email_verified\":true"},
        {"openid phone", ",\"phone_number\":\"+1 555\",\"phone_number_verified\":false"},
        {"openid address", ",\"address\":{\"country\":\"DE\"}"},
        {"openid salary password_hash sub profiles EMAIL", ""},
        {"openid profile email address phone accounts",
         ",\"name\":\"Alice Adams\",\"name#de\":\"Alice A.\",\"updated_at\":1799000000.5,\"email\":\"alice@example.com\","
         "\"email_verified\":true,\"phone_number\":\"+1 555\",\"phone_number_verified\":false,\"address\":{\"country\":\"DE\"}"},
    };
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;

    (void)state;
    STATUS(FAPI_OK, started(&server, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_OK, stored(&grant, server, rows[i].scope));
        STATUS(FAPI_OK, tried(server, &(asking){.jti = server->jti++}, grant));
        STATUS(FAPI_OK, told(server, ALICE));
        if (strcmp(body(server), t_format("{\"sub\":\"alice\"%s}", rows[i].claims)) != 0 && !t_injected())
            print_error("row %zu: %s\n", i, body(server));
        CHECK(strcmp(body(server), t_format("{\"sub\":\"alice\"%s}", rows[i].claims)) == 0);
        CHECK(fapi_answer_kind(server->answer) == FAPI_ANSWER_JSON && fapi_answer_http(server->answer) == 200);
        CHECK(strcmp(field(server, "Content-Type"), "application/json") == 0);
        CHECK(strcmp(field(server, "Cache-Control"), "no-store") == 0);
    }
    t_claim_all("+OIDCC-5.4-1 -OIDCC-5.4-1 +OIDCC-5.3.2-4 +OIDCC-5.3.2-5 -OIDCC-5.3.2-5 +OIDCC-5.1-1", __func__);
}

static void claims_of_the_host(void **state)
{
    static const struct {
        int status;
        const char *claims, *ids;
    } rows[] = {
        {FAPI_ANSWER_CLAIM_MISSING, "{}", "-OIDCC-5.3.2-4"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"bob\",\"name\":\"Bob\"}", "-OIDCC-5.3.2-4"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"Alice\"}", NULL},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"\"}", NULL},
        {FAPI_ANSWER_CLAIM, "{\"sub\":[\"alice\"]}", NULL},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"alice\",\"email_verified\":\"true\"}", "-OIDCC-5.1-1"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"alice\",\"email\":[\"a@example.com\"]}", "-OIDCC-5.1-1"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"alice\",\"updated_at\":\"yesterday\"}", "-OIDCC-5.1-1"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"alice\",\"address\":\"here\"}", "-OIDCC-5.1-1"},
        {FAPI_OK, "{\"sub\":\"alice\",\"phone_number_verified\":\"true\"}", NULL}, /* nobody asked for it */
        {FAPI_OK, "{\"sub\":\"alice\",\"email_verified\":null}", NULL},
        {FAPI_JSON_DUPLICATE, "{\"sub\":\"alice\",\"sub\":\"alice\"}", NULL},
        {FAPI_JSON_NOT_OBJECT, "[]", NULL},
    };
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;

    (void)state;
    STATUS(FAPI_OK, started(&server, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, stored(&grant, server, "openid profile email address"));
    STATUS(FAPI_OK, tried(server, &(asking){.jti = 1}, grant));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(rows[i].status, t_row(i, rows[i].claims, rows[i].status, told(server, rows[i].claims)));
        CHECK((fapi_answer_kind(server->answer) != 0) == (rows[i].status == FAPI_OK));
        t_claim_all(rows[i].ids, __func__);
    }
}

static void misuse(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(as_server) none = NULL;
    AUTO(fapi_grant) grant = NULL;

    (void)state;
    STATUS(FAPI_OK, opened(&server, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, stored(&grant, server, "openid"));
    STATUS(FAPI_ERR_STATE, tried(server, &(asking){.jti = 1}, grant));
    CHECK(fapi_verdict_http(server->verdict) == 500);
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_ERR_ARG, fapi_as_check_userinfo(NULL, server->request, grant, AS_TIME, server->verdict));
    STATUS(FAPI_ERR_ARG, fapi_as_check_userinfo(server->as, NULL, grant, AS_TIME, server->verdict));
    STATUS(FAPI_ERR_ARG, fapi_as_check_userinfo(server->as, server->request, grant, AS_TIME, NULL));
    STATUS(FAPI_ERR_CLOCK, fapi_as_check_userinfo(server->as, server->request, grant, -1, server->verdict));
    STATUS(FAPI_ERR_STATE, told(server, ALICE));
    STATUS(FAPI_OK, as_server_new(&none, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT)); /* without such an endpoint */
    STATUS(FAPI_ERR_STATE, tried(none, &(asking){.jti = 1}, grant));
    STATUS(FAPI_OK, fapi_as_answer_refusal(none->as, none->verdict, AS_TIME, none->answer));
    CHECK(fapi_answer_http(none->answer) == 500);
    STATUS(FAPI_OK, tried(server, &(asking){.jti = 1}, grant));
    STATUS(FAPI_ERR_STATE, fapi_as_answer_userinfo(server->as, server->other_client, server->verdict, S(ALICE), AS_TIME, server->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_userinfo(NULL, server->client, server->verdict, S(ALICE), AS_TIME, server->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_userinfo(server->as, NULL, server->verdict, S(ALICE), AS_TIME, server->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_userinfo(server->as, server->client, NULL, S(ALICE), AS_TIME, server->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_userinfo(server->as, server->client, server->verdict, NULL, 0, AS_TIME, server->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_userinfo(server->as, server->client, server->verdict, S(ALICE), AS_TIME, NULL));
    STATUS(FAPI_OK, told(server, ALICE));
    STATUS(FAPI_OK, as_send(server, AS_PAR, NULL)); /* the verdict of another endpoint */
    STATUS(FAPI_ERR_STATE, told(server, ALICE));
}

/* ----------------------------------------------------------------------------------------------------- both sides -- */

/* From the request that a client makes to the claims that it reads. */
static int walked(party *p, fapi_grant **grant, fapi_response *response, fapi_verdict *verdict)
{
    as_server *server = p->server;
    char jkt[FAPI_JKT_LENGTH + 1];
    const char *text = NULL, *name = NULL;
    size_t n = 0;
    int rc = stored(grant, server, "openid profile");

    if (rc == FAPI_OK)
        rc = fapi_signer_thumbprint(p->dpop, jkt, sizeof jkt);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_jkt(*grant, jkt, FAPI_JKT_LENGTH);
    if (rc == FAPI_OK)
        rc = party_tokens(p, TOKEN, "DPoP", "");
    if (rc == FAPI_OK)
        rc = fapix_flow_set(p->flow, FAPIX_FLOW_SUB, fapix_slice_str("alice"));
    if (rc == FAPI_OK)
        rc = fapi_rp_make_userinfo(p->rp, p->flow, AS_TIME, p->request);
    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(p->request, 0x0304, 0x1301);
    if (rc == FAPI_OK)
        rc = fapi_as_check_userinfo(server->as, p->request, *grant, AS_TIME, server->verdict);
    if (rc == FAPI_OK)
        rc = fapi_as_answer_userinfo(server->as, p->client, server->verdict, S(ALICE), AS_TIME, server->answer);
    fapi_response_reset(response);
    if (rc == FAPI_OK)
        rc = fapi_response_set_http(response, fapi_answer_http(server->answer));
    for (size_t i = 0; rc == FAPI_OK && i < fapi_answer_header_count(server->answer); i++) {
        rc = fapi_answer_header(server->answer, i, &name, &text, &n);
        if (rc == FAPI_OK)
            rc = fapi_response_add_header(response, name, strlen(name), text, n);
    }
    if (rc == FAPI_OK)
        rc = fapi_answer_body(server->answer, &text, &n);
    if (rc == FAPI_OK)
        rc = fapi_response_set_body(response, text, n);
    return rc == FAPI_OK ? fapi_rp_check_userinfo(p->rp, p->flow, response, AS_TIME, verdict) : rc;
}

#define ENC_ALG "\"ECDH-ES\""

static void both_sides(void **state)
{
    static const struct {
        t_member members[2];
        int kind, status;
        const char *type, *ids;
    } rows[] = {
        {{{NULL, NULL}}, FAPI_ANSWER_JSON, FAPI_OK, "application/json", "+OIDCC-5.3.2-6"},
        {{{"userinfo_signed_response_alg", "\"EdDSA\""}}, FAPI_ANSWER_JWT, FAPI_OK, "application/jwt", "+OIDCC-5.3.2-6 +OIDCC-5.3.2-7"},
        {{{"userinfo_signed_response_alg", "\"PS256\""}}, 0, FAPI_ANSWER_ALG, "", "-OIDCC-5.3.2-7"},
        {{{"userinfo_signed_response_alg", "\"HS256\""}}, 0, FAPI_ANSWER_ALG, "", "-OIDCC-5.3.2-6"},
        {{{"userinfo_encrypted_response_alg", ENC_ALG}}, 0, FAPI_ANSWER_ENCRYPTION, "", "-OIDCC-5.3.2-7"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(party) p = NULL;
        AUTO(fapi_grant) grant = NULL;
        AUTO(fapi_response) response = fapi_response_new(t_context());
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        party_setup setup = {.profile = FAPI_PROFILE_FAPI2_SECURITY, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT};
        const char *name = NULL;
        size_t n = 0;

        setup.client[0] = rows[i].members[0];
        CHECK(response != NULL && verdict != NULL);
        STATUS(FAPI_OK, party_new(&p, &setup));
        STATUS(rows[i].status, t_row(i, rows[i].ids, rows[i].status, walked(p, &grant, response, verdict)));
        CHECK(fapi_answer_kind(p->server->answer) == rows[i].kind);
        CHECK(strcmp(field(p->server, "Content-Type"), rows[i].type) == 0);
        t_claim_all(rows[i].ids, __func__);
        if (rows[i].status != FAPI_OK)
            continue;
        STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, S("name"), &name, &n));
        CHECK(n == 11 && memcmp(name, "Alice Adams", n) == 0);
    }
}

/* What is encrypted was signed before, also for a client that registered no algorithm for that. */
static void encrypted(void **state)
{
    AUTO(party) p = NULL;
    AUTO(fapi_grant) grant = NULL;
    AUTO(fapi_decrypter) key = NULL;
    AUTO(fapi_response) response = fapi_response_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    party_setup setup = {.profile = FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT,
                         .how = PARTY_OPEN};
    const char *jwk = t_enc_private_jwk(T_ENC_EC), *keys = strchr(t_public_jwks(), '[');

    (void)state;
    CHECK(response != NULL && verdict != NULL && keys != NULL);
    setup.client[0] = (t_member){"jwks", t_format("{\"keys\":[%s,%s", t_enc_public_jwk(T_ENC_EC), keys + 1)};
    setup.client[1] = (t_member){"userinfo_encrypted_response_alg", "\"ECDH-ES\""};
    setup.client[2] = (t_member){"userinfo_encrypted_response_enc", "\"A256GCM\""};
    STATUS(FAPI_OK, fapi_decrypter_new(t_context(), jwk, strlen(jwk), &key));
    STATUS(FAPI_OK, party_new(&p, &setup));
    STATUS(FAPI_OK, fapi_rp_add_decrypter(p->rp, key));
    STATUS(FAPI_OK, fapi_rp_seal(p->rp));
    STATUS(FAPI_OK, walked(p, &grant, response, verdict));
    CHECK(fapi_answer_kind(p->server->answer) == FAPI_ANSWER_JWT && strcmp(field(p->server, "Content-Type"), "application/jwt") == 0);
    CHECK(strncmp(body(p->server), "eyJ", 3) == 0 && strstr(body(p->server), "..") != NULL); /* a JWE without encrypted key */
    ACCEPTS("OIDCC-5.3.2-7");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes),         cmocka_unit_test(refused),   cmocka_unit_test(token_in_body),
        cmocka_unit_test(rows_of_the_host), cmocka_unit_test(of_no_user), cmocka_unit_test(by_certificate),
        cmocka_unit_test(pending),        cmocka_unit_test(nonces),    cmocka_unit_test(by_scope),
        cmocka_unit_test(claims_of_the_host), cmocka_unit_test(misuse), cmocka_unit_test(both_sides),
        cmocka_unit_test(encrypted),
    };

    return t_main("role/as_userinfo", tests, sizeof tests / sizeof tests[0]);
}
