/* SPDX-License-Identifier: Apache-2.0 */
/* What a real client sent to a real authorization server (examples/recorded): pushed requests, authorization requests and token requests pass, once,
 * and nothing near them does; and our responses say what the real server's said. */
#include "harness.h"

#include <stdbool.h>

#include <jansson.h>

#include "base/slice.h"

#define S(text) (text), (sizeof(text) - 1)
#define REDIRECT "https://rp.example.com/cb"
enum { ES256, PS256, EDDSA, ALGS };
enum { STEP = 11 }; /* how far apart the changed characters are */
static const char *const folder[ALGS] = {[ES256] = "ES256", [PS256] = "PS256", [EDDSA] = "EdDSA"};
static const int alg[ALGS] = {[ES256] = FAPI_ALG_ES256, [PS256] = FAPI_ALG_PS256, [EDDSA] = FAPI_ALG_EDDSA};

enum kind { DPOP, MTLS, KINDS };
static const char *const clients[KINDS] = {"dpop-client", "mtls-client"};

enum text { ISSUER, NOW, CLIENT_JWKS, CERTIFICATE, PAR_PROOF, TOKEN_PROOF, JARM, PAR_BODY, TOKEN_BODY = PAR_BODY + KINDS,
            CALLBACK = TOKEN_BODY + KINDS, TEXTS = CALLBACK + KINDS };
static const char *const file[TEXTS] = {
    [ISSUER] = "issuer",
    [NOW] = "now",
    [CLIENT_JWKS] = "client_jwks.json",
    [CERTIFICATE] = "client_certificate.pem",
    [PAR_PROOF] = "dpop.par_proof.jwt",
    [TOKEN_PROOF] = "dpop.token_proof.jwt",
    [JARM] = "dpop.jarm.jwt",
    [PAR_BODY] = "dpop.par_body",
    [PAR_BODY + MTLS] = "mtls.par_body",
    [TOKEN_BODY] = "dpop.token_body",
    [TOKEN_BODY + MTLS] = "mtls.token_body",
    [CALLBACK] = "dpop.callback_url",
    [CALLBACK + MTLS] = "mtls.callback_url",
};
static char *recorded[ALGS][TEXTS];
static int64_t now[ALGS];

/* The server as it was then, and one of its clients. */
typedef struct server {
    int i;
    enum kind kind;
    fapi_policy *policy;
    fapi_replay *replay;
    fapi_signer *signer;
    fapi_as *as;
    fapi_client *client;
    fapi_request *request;
    fapi_verdict *verdict;
    fapi_answer *answer;
    fapi_grant *pushed, *code;
    char uri[FAPI_REQUEST_URI_LENGTH + 1];
} server;

static void server_free(server *s)
{
    if (s == NULL)
        return;
    fapi_grant_free(s->pushed);
    fapi_grant_free(s->code);
    fapi_answer_free(s->answer);
    fapi_verdict_free(s->verdict);
    fapi_request_free(s->request);
    fapi_client_free(s->client);
    fapi_as_free(s->as);
    fapi_signer_free(s->signer);
    fapi_replay_free(s->replay);
    fapi_policy_free(s->policy);
    free(s);
}
T_AUTO(server)

/* keys: whose; the folder of an algorithm. */
static int make_client(server *s, int keys)
{
    char json[1024];
    const char *jwks = recorded[keys][CLIENT_JWKS];

    snprintf(json, sizeof json,
             "{\"client_id\":\"%s\",\"redirect_uris\":[\"" REDIRECT "\"],\"response_types\":[\"code\"],"
             "\"grant_types\":[\"authorization_code\",\"refresh_token\"],\"token_endpoint_auth_method\":\"private_key_jwt\","
             "\"token_endpoint_auth_signing_alg\":\"%s\",\"request_object_signing_alg\":\"%s\","
             "\"authorization_signed_response_alg\":\"%s\",\"require_pushed_authorization_requests\":true,%s}",
             clients[s->kind], folder[s->i], folder[s->i], folder[s->i],
             s->kind == DPOP ? "\"dpop_bound_access_tokens\":true,\"require_signed_request_object\":true"
                             : "\"tls_client_certificate_bound_access_tokens\":true");
    fapi_client_free(s->client);
    s->client = NULL;
    return fapi_client_new(t_context(), json, strlen(json), jwks, strlen(jwks), &s->client);
}

static int set_up(server *s)
{
    const char *issuer = recorded[s->i][ISSUER];
    int rc = fapi_signer_generate(t_context(), alg[s->i] == FAPI_ALG_PS256 ? FAPI_ALG_ES256 : alg[s->i], &s->signer);

    if (rc == FAPI_OK)
        rc = fapi_as_set_issuer(s->as, issuer, strlen(issuer));
    if (rc == FAPI_OK)
        rc = fapi_as_set_replay(s->as, s->replay);
    if (rc == FAPI_OK)
        rc = fapi_as_add_signer(s->as, s->signer);
    if (rc == FAPI_OK)
        rc = fapi_as_seal(s->as);
    return rc == FAPI_OK ? make_client(s, s->i) : rc;
}

static int server_new(server **out, int i, enum kind kind, int profile)
{
    server *s = *out = calloc(1, sizeof *s);

    if (s == NULL)
        return FAPI_ERR_NOMEM;
    s->i = i;
    s->kind = kind;
    s->policy = fapi_policy_new(t_context(), profile);
    s->replay = fapi_replay_new(t_context(), 100);
    s->as = s->policy == NULL ? NULL : fapi_as_new(s->policy);
    s->request = fapi_request_new(t_context());
    s->verdict = fapi_verdict_new(t_context());
    s->answer = fapi_answer_new(t_context());
    s->pushed = fapi_grant_new(t_context(), FAPI_GRANT_PUSHED_REQUEST);
    s->code = fapi_grant_new(t_context(), FAPI_GRANT_AUTHORIZATION_CODE);
    if (s->replay == NULL || s->as == NULL || s->request == NULL || s->verdict == NULL || s->answer == NULL ||
        s->pushed == NULL || s->code == NULL)
        return FAPI_ERR_NOMEM;
    return set_up(s);
}

/* ------------------------------------------------------------------------------------------------------- sending -- */

/* A request of the run: url is the path; proof and body as they are given, NULL: none. */
static int fill(server *s, const char *method, const char *path, const char *proof, const char *body)
{
    char url[FAPI_MAX_URL];
    const char *certificate = recorded[s->i][CERTIFICATE];
    int rc = FAPI_ERR_INTERNAL;

    snprintf(url, sizeof url, "%s%s", recorded[s->i][ISSUER], path);
    fapi_request_reset(s->request);
    rc = fapi_request_set_method(s->request, method, strlen(method));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(s->request, url, strlen(url));
    if (rc == FAPI_OK && body != NULL)
        rc = fapi_request_add_header(s->request, S("content-type"), S("application/x-www-form-urlencoded;charset=UTF-8"));
    if (rc == FAPI_OK && body != NULL)
        rc = fapi_request_set_body(s->request, body, strlen(body));
    if (rc == FAPI_OK && proof != NULL)
        rc = fapi_request_add_header(s->request, S("dpop"), proof, strlen(proof));
    if (rc == FAPI_OK && s->kind == MTLS)
        rc = fapi_request_set_certificate(s->request, (const uint8_t *)certificate, strlen(certificate));
    return rc;
}

static int push(server *s, const char *proof, const char *body, int64_t at)
{
    int rc = fill(s, "POST", "/request", proof, body);

    return rc == FAPI_OK ? fapi_as_check_par(s->as, s->request, s->client, at, s->verdict) : rc;
}

static int push_recorded(server *s)
{
    return push(s, s->kind == DPOP ? recorded[s->i][PAR_PROOF] : NULL, recorded[s->i][PAR_BODY + s->kind], now[s->i]);
}

static int ask(server *s, const char *proof, const char *body, int64_t at)
{
    int rc = fill(s, "POST", "/token", proof, body);

    return rc == FAPI_OK ? fapi_as_check_token(s->as, s->request, s->client, s->code, at, s->verdict) : rc;
}

static int ask_recorded(server *s)
{
    return ask(s, s->kind == DPOP ? recorded[s->i][TOKEN_PROOF] : NULL, recorded[s->i][TOKEN_BODY + s->kind], now[s->i]);
}

/* What the host does when a pushed request passed. */
static int store_pushed(server *s)
{
    const char *json = NULL;
    size_t n = 0;
    int rc = fapi_par_request_uri(s->uri, sizeof s->uri);

    fapi_grant_reset(s->pushed);
    if (rc == FAPI_OK)
        rc = fapi_verdict_claims_json(s->verdict, &json, &n);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_parameters(s->pushed, json, n);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_client(s->pushed, clients[s->kind], strlen(clients[s->kind]));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_value(s->pushed, s->uri, strlen(s->uri));
    return rc == FAPI_OK ? fapi_grant_set_times(s->pushed, now[s->i], now[s->i] + 60) : rc;
}

/* The code of the run, as a value of the callback URL or of the JARM response in it. */
static int copy_code(server *s, char *code, size_t size)
{
    const char *at = strstr(recorded[s->i][TOKEN_BODY + s->kind], "&code=");
    size_t n = at == NULL ? 0 : strcspn(at + 6, "&");

    if (n == 0 || n >= size)
        return FAPI_ERR_INTERNAL;
    memcpy(code, at + 6, n);
    code[n] = '\0';
    return FAPI_OK;
}

static int set_text(server *s, const char *claim, int (*set)(fapi_grant *, const char *, size_t))
{
    const char *text = NULL;
    size_t n = 0;
    int rc = fapi_verdict_claim_string(s->verdict, claim, strlen(claim), &text, &n);

    return rc == FAPI_OK ? set(s->code, text, n) : rc;
}

/* The row of the code, from a verdict that has the parameters. */
static int store_code(server *s)
{
    char code[128];
    const char *jkt = NULL;
    size_t n = 0;
    int rc = copy_code(s, code, sizeof code);

    fapi_grant_reset(s->code);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_value(s->code, code, strlen(code));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_client(s->code, clients[s->kind], strlen(clients[s->kind]));
    if (rc == FAPI_OK)
        rc = set_text(s, "redirect_uri", fapi_grant_set_redirect_uri);
    if (rc == FAPI_OK)
        rc = set_text(s, "code_challenge", fapi_grant_set_challenge);
    if (rc == FAPI_OK)
        rc = set_text(s, "scope", fapi_grant_set_scope);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_times(s->code, now[s->i] - 1, now[s->i] + 59);
    if (rc == FAPI_OK)
        rc = fapi_verdict_jkt(s->verdict, &jkt, &n);
    return rc == FAPI_OK && n > 0 ? fapi_grant_set_jkt(s->code, jkt, n) : rc;
}

#define SERVER(s, i, kind, profile)                                            \
    AUTO(server) s = NULL;                                                     \
    do {                                                                       \
        int t_made = server_new(&s, i, kind, profile);                         \
        if (!t_status(FAPI_OK, t_made, "server_new", __FILE__, __LINE__))      \
            return;                                                            \
    } while (0)

static int first(void)
{
    return t_sweeping() ? EDDSA : ES256; /* some thousands of allocations fewer */
}

/* -------------------------------------------------------------------------------------------------------- passes -- */

static bool claim_is(const fapi_verdict *verdict, const char *name, const char *want)
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_verdict_claim_string(verdict, name, strlen(name), &text, &n) == FAPI_OK && n == strlen(want) &&
           memcmp(text, want, n) == 0;
}

/* Each client under the profile that it was made for: the whole way from the pushed request to the tokens. */
static void passes(void **state)
{
    (void)state;
    static const int profiles[] = {FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_PROFILE_FAPI2_SECURITY};

    for (int i = first(); i < ALGS; i++) {
        for (int row = 0; row < 3; row++) {
            enum kind kind = row == 2 ? MTLS : DPOP;
            SERVER(s, i, kind, profiles[row > 0]);
            const char *text = NULL, *id = NULL, *jkt = NULL;
            char path[256], bound[44] = "";
            size_t n = 0;

            STATUS(FAPI_OK, push_recorded(s));
            CHECK(claim_is(s->verdict, "client_id", clients[kind]) && claim_is(s->verdict, "redirect_uri", REDIRECT));
            CHECK(claim_is(s->verdict, "scope", "openid accounts") && claim_is(s->verdict, "response_type", "code"));
            STATUS(FAPI_OK, fapi_verdict_jkt(s->verdict, &text, &n));
            CHECK(n == (kind == DPOP ? 43 : 0));
            memcpy(bound, text, n);
            STATUS(FAPI_OK, store_pushed(s));
            STATUS(FAPI_OK, store_code(s));
            snprintf(path, sizeof path, "/auth?client_id=%s&request_uri=%s", clients[kind], s->uri);
            STATUS(FAPI_OK, fill(s, "GET", path, NULL, NULL));
            STATUS(FAPI_OK, fapi_as_claimed_client(s->as, s->request, s->verdict, &id, &n));
            CHECK(n == strlen(clients[kind]) && memcmp(id, clients[kind], n) == 0);
            STATUS(FAPI_OK, fapi_as_check_authorization(s->as, s->request, s->client, s->pushed, now[i], s->verdict));
            CHECK(claim_is(s->verdict, "redirect_uri", REDIRECT));
            STATUS(FAPI_OK, ask_recorded(s));
            STATUS(FAPI_OK, fapi_verdict_jkt(s->verdict, &jkt, &n));
            CHECK(kind == DPOP ? n == 43 && memcmp(jkt, bound, 43) == 0 : n == 0);
            STATUS(FAPI_OK, fapi_verdict_x5t_s256(s->verdict, &text, &n));
            CHECK(n == (kind == MTLS ? 43 : 0));
        }
    }
}

/* The client of the Security Profile pushed a form: Message Signing does not take it. */
static void unsigned_under_message_signing(void **state)
{
    (void)state;
    for (int i = first(); i < ALGS; i++) {
        SERVER(s, i, MTLS, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING);
        STATUS(FAPI_REQUEST_OBJECT_MISSING, push_recorded(s));
        CHECK(strcmp(fapi_verdict_oauth_error(s->verdict), "invalid_request") == 0);
    }
}

static void again(void **state)
{
    (void)state;
    for (int i = first(); i < ALGS; i++) {
        SERVER(s, i, DPOP, FAPI_PROFILE_FAPI2_SECURITY);
        STATUS(FAPI_OK, push_recorded(s));
        STATUS(FAPI_OK, store_code(s));
        STATUS(FAPI_CLIENT_ASSERTION_REPLAYED, push_recorded(s));
        STATUS(FAPI_OK, ask_recorded(s));
        STATUS(FAPI_CLIENT_ASSERTION_REPLAYED, ask_recorded(s));
        STATUS(FAPI_OK, fapi_grant_set_used(s->code, 1));
        STATUS(FAPI_CODE_REUSED, ask_recorded(s));
    }
}

/* ------------------------------------------------------------------------------------------------------- refused -- */

static void other_time_and_keys(void **state)
{
    (void)state;
    for (int i = first(); i < ALGS; i++) {
        SERVER(s, i, DPOP, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING);
        const char *body = recorded[i][PAR_BODY], *proof = recorded[i][PAR_PROOF];
        STATUS(FAPI_CLIENT_ASSERTION_EXPIRED, push(s, proof, body, now[i] + 3600));
        CHECK(fapi_verdict_http(s->verdict) == 401 && strcmp(fapi_verdict_oauth_error(s->verdict), "invalid_client") == 0);
        STATUS(FAPI_OK, push(s, proof, body, now[i]));
        STATUS(FAPI_OK, store_code(s));
        STATUS(FAPI_CLIENT_ASSERTION_EXPIRED, ask(s, recorded[i][TOKEN_PROOF], recorded[i][TOKEN_BODY], now[i] + 3600));
        STATUS(FAPI_OK, make_client(s, (i + 1) % ALGS));
        STATUS(FAPI_CLIENT_ASSERTION_KEY, push(s, proof, body, now[i]));
        STATUS(FAPI_CLIENT_ASSERTION_KEY, ask_recorded(s));
    }
}

/* What one client sent, as the other's. */
static void other_client(void **state)
{
    (void)state;
    for (int i = first(); i < ALGS; i++) {
        SERVER(s, i, MTLS, FAPI_PROFILE_FAPI2_SECURITY);
        STATUS(FAPI_OK, push_recorded(s));
        STATUS(FAPI_OK, store_code(s));
        s->kind = DPOP; /* the sender; the client and the grant stay */
        STATUS(FAPI_CLIENT_ASSERTION_ISS, push_recorded(s));
        STATUS(FAPI_CLIENT_ASSERTION_ISS, ask_recorded(s));
        STATUS(FAPI_OK, make_client(s, i));
        STATUS(FAPI_CODE_UNKNOWN, ask_recorded(s));
    }
}

static void proofs_elsewhere(void **state)
{
    (void)state;
    for (int i = first(); i < ALGS; i++) {
        SERVER(s, i, DPOP, FAPI_PROFILE_FAPI2_SECURITY);
        const char *text = NULL;
        size_t n = 0;
        STATUS(FAPI_DPOP_HTU, push(s, recorded[i][TOKEN_PROOF], recorded[i][PAR_BODY], now[i]));
        STATUS(FAPI_OK, push_recorded(s));
        STATUS(FAPI_OK, store_code(s));
        STATUS(FAPI_DPOP_HTU, ask(s, recorded[i][PAR_PROOF], recorded[i][TOKEN_BODY], now[i]));
        STATUS(FAPI_GRANT_DPOP_MISSING, ask(s, NULL, recorded[i][TOKEN_BODY], now[i]));
        /* a proof of another run has another key, and another place */
        STATUS(FAPI_DPOP_HTU, ask(s, recorded[(i + 1) % ALGS][TOKEN_PROOF], recorded[i][TOKEN_BODY], now[i]));
        STATUS(FAPI_OK, ask_recorded(s));
        STATUS(FAPI_OK, fapi_verdict_jkt(s->verdict, &text, &n));
        CHECK(n == 43);
    }
}

/* Another character in the value of a parameter, or in the proof; all else as it was. Ends with the status of the unchanged message. */
typedef int (*send_fn)(server *s, const char *proof, const char *body, int64_t at);

static bool one_changed(server *s, send_fn send, const char *proof, char *copy, char *at)
{
    char was = *at;
    int rc = FAPI_ERR_INTERNAL;

    *at = was == 'A' ? 'B' : 'A';
    rc = send(s, proof, copy, now[s->i]);
    *at = was;
    if (rc >= FAPI_BASE64URL_CHARACTER && fapi_verdict_http(s->verdict) >= 400 && fapi_verdict_clause(s->verdict)[0] != '\0')
        return true;
    print_error("changed at \"%.30s\": %s\n", at, fapi_status_name(rc));
    return false;
}

static bool none_passes(server *s, send_fn send, enum text body, const char *proof, const char *name)
{
    char copy[4096], *at = NULL, *end = NULL;

    snprintf(copy, sizeof copy, "&%s", recorded[s->i][body]);
    at = strstr(copy, name);
    if (at == NULL)
        return false;
    at += strlen(name);
    end = at + strcspn(at, "&");
    for (; at < end; at += STEP) {
        if (*at == '%' || at[-1] == '%' || at[-2] == '%')
            continue; /* an escape of its own would be another change than that of a character */
        if (!one_changed(s, send, proof, copy + 1, at))
            return false;
    }
    return true;
}

static bool no_proof_passes(server *s, send_fn send, enum text body, enum text proof)
{
    size_t n = strlen(recorded[s->i][proof]);
    char copy[4096];

    snprintf(copy, sizeof copy, "%s", recorded[s->i][proof]);
    for (size_t at = 0; at < n; at += STEP) {
        char was = copy[at];
        int rc = FAPI_ERR_INTERNAL;

        copy[at] = was == 'A' ? 'B' : 'A';
        rc = send(s, copy, recorded[s->i][body], now[s->i]);
        copy[at] = was;
        if (rc < FAPI_BASE64URL_CHARACTER || fapi_verdict_http(s->verdict) != 400) {
            print_error("proof changed at %zu: %s, %d\n", at, fapi_status_name(rc), fapi_verdict_http(s->verdict));
            return false;
        }
    }
    return true;
}

static void changed(void **state)
{
    (void)state;
    SLOW();
    for (int i = 0; i < ALGS; i++) {
        SERVER(s, i, DPOP, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING);
        const char *par_proof = recorded[i][PAR_PROOF], *token_proof = recorded[i][TOKEN_PROOF];
        CHECK(none_passes(s, push, PAR_BODY, par_proof, "&request="));
        CHECK(none_passes(s, push, PAR_BODY, par_proof, "&client_id="));
        CHECK(none_passes(s, push, PAR_BODY, par_proof, "&client_assertion="));
        CHECK(none_passes(s, push, PAR_BODY, par_proof, "&client_assertion_type="));
        CHECK(no_proof_passes(s, push, PAR_BODY, PAR_PROOF));
        STATUS(FAPI_OK, push_recorded(s));
        STATUS(FAPI_OK, store_code(s));
        CHECK(none_passes(s, ask, TOKEN_BODY, token_proof, "&code="));
        CHECK(none_passes(s, ask, TOKEN_BODY, token_proof, "&code_verifier="));
        CHECK(none_passes(s, ask, TOKEN_BODY, token_proof, "&redirect_uri="));
        CHECK(none_passes(s, ask, TOKEN_BODY, token_proof, "&client_id="));
        CHECK(none_passes(s, ask, TOKEN_BODY, token_proof, "&grant_type="));
        CHECK(none_passes(s, ask, TOKEN_BODY, token_proof, "&client_assertion="));
        CHECK(no_proof_passes(s, ask, TOKEN_BODY, TOKEN_PROOF));
        STATUS(FAPI_OK, ask_recorded(s));
    }
    for (int i = 0; i < ALGS; i++) {
        SERVER(s, i, MTLS, FAPI_PROFILE_FAPI2_SECURITY);
        CHECK(none_passes(s, push, PAR_BODY + MTLS, NULL, "&redirect_uri="));
        CHECK(none_passes(s, push, PAR_BODY + MTLS, NULL, "&client_id="));
        CHECK(none_passes(s, push, PAR_BODY + MTLS, NULL, "&response_type="));
        CHECK(none_passes(s, push, PAR_BODY + MTLS, NULL, "&code_challenge_method="));
        CHECK(none_passes(s, push, PAR_BODY + MTLS, NULL, "&client_assertion="));
        STATUS(FAPI_OK, push_recorded(s));
    }
}

/* ----------------------------------------------------------------------------------------------------- responses -- */

/* Our response to the request that was pushed, with the code of the run. */
static int respond(server *s)
{
    char code[128];
    const char *json = NULL;
    size_t n = 0;
    int rc = copy_code(s, code, sizeof code);

    fapi_answer_reset(s->answer);
    if (rc == FAPI_OK)
        rc = fapi_answer_set(s->answer, FAPI_PART_CODE, code, strlen(code));
    if (rc == FAPI_OK)
        rc = fapi_verdict_claims_json(s->verdict, &json, &n);
    return rc == FAPI_OK ? fapi_as_answer_authorization(s->as, s->client, json, n, now[s->i], s->answer) : rc;
}

static int location(const server *s, const char **value, size_t *n)
{
    const char *name = NULL;
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK; i++) {
        rc = fapi_answer_header(s->answer, i, &name, value, n);
        if (rc == FAPI_OK && strcmp(name, "Location") == 0)
            return FAPI_OK;
    }
    return rc;
}

static bool has_parameter(const char *url, size_t n, const char *parameter)
{
    size_t length = strcspn(parameter, "&");

    for (size_t i = 1; i + length <= n; i++)
        if ((url[i - 1] == '?' || url[i - 1] == '&') && memcmp(url + i, parameter, length) == 0 &&
            (i + length == n || url[i + length] == '&'))
            return true;
    return false;
}

/* The redirect that the real server answered with has the same parameters as ours, no more and no fewer, octet by octet. */
static void same_redirect(void **state)
{
    (void)state;
    for (int i = first(); i < ALGS; i++) {
        SERVER(s, i, MTLS, FAPI_PROFILE_FAPI2_SECURITY);
        const char *real = recorded[i][CALLBACK + MTLS], *ours = NULL;
        size_t n = 0;
        STATUS(FAPI_OK, push_recorded(s));
        STATUS(FAPI_OK, respond(s));
        CHECK(fapi_answer_kind(s->answer) == FAPI_ANSWER_REDIRECT);
        STATUS(FAPI_OK, location(s, &ours, &n));
        CHECK(n == strlen(real) && memcmp(ours, real, strlen(REDIRECT "?")) == 0);
        for (const char *at = strchr(real, '?'); at != NULL; at = strchr(at + 1, '&'))
            CHECK(has_parameter(ours, n, at + 1));
    }
}

/* Payload of a JWT, from its first character; the caller's. */
static json_t *payload_of(const char *jwt, size_t n)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *start = memchr(jwt, '.', n);
    char out[4096];
    size_t k = 0;
    unsigned bits = 0, held = 0;

    for (const char *at = start == NULL ? jwt : start + 1; at < jwt + n && *at != '.' && k < sizeof out; at++) {
        const char *digit = strchr(alphabet, *at);

        if (digit == NULL)
            return NULL;
        held = held << 6 | (unsigned)(digit - alphabet);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[k++] = (char)(held >> bits & 0xFF);
        }
    }
    return json_loadb(out, k, JSON_REJECT_DUPLICATES, NULL);
}

static bool says_all_of(const char *ours, size_t n, const char *theirs)
{
    json_t *real = payload_of(theirs, strlen(theirs)), *made = payload_of(ours, n), *value = NULL;
    const char *name = NULL;
    bool same = json_is_object(real);

    json_object_foreach(real, name, value)
        same = same && (strcmp(name, "exp") == 0 || json_equal(value, json_object_get(made, name)));
    json_decref(real);
    json_decref(made);
    return same;
}

/* The JARM response: what the real server put in it stands in ours with the same value (but the expiry, which is ours to say). */
static void same_jarm(void **state)
{
    (void)state;
    for (int i = first(); i < ALGS; i++) {
        if (i == PS256)
            continue; /* a key of RSA takes seconds to make */
        SERVER(s, i, DPOP, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING);
        static const char prefix[] = REDIRECT "?response=";
        const char *ours = NULL;
        size_t n = 0;
        STATUS(FAPI_OK, push_recorded(s));
        STATUS(FAPI_OK, respond(s));
        STATUS(FAPI_OK, location(s, &ours, &n));
        CHECK(n > sizeof prefix - 1 && memcmp(ours, prefix, sizeof prefix - 1) == 0);
        CHECK(says_all_of(ours + sizeof prefix - 1, n - (sizeof prefix - 1), recorded[i][JARM]));
    }
}

static bool load(int i)
{
    for (int k = 0; k < TEXTS; k++) {
        char path[128];
        size_t n = 0;
        bool whole = k == CLIENT_JWKS || k == CERTIFICATE;

        snprintf(path, sizeof path, "../examples/recorded/%s/%s", folder[i], file[k]);
        recorded[i][k] = t_file(path, &n);
        if (recorded[i][k] == NULL) {
            printf("%s is not there\n", path);
            return false;
        }
        if (!whole)
            recorded[i][k][strcspn(recorded[i][k], "\r\n")] = '\0';
    }
    now[i] = (int64_t)strtoll(recorded[i][NOW], NULL, 10);
    return true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes),
        cmocka_unit_test(unsigned_under_message_signing),
        cmocka_unit_test(again),
        cmocka_unit_test(other_time_and_keys),
        cmocka_unit_test(other_client),
        cmocka_unit_test(proofs_elsewhere),
        cmocka_unit_test(changed),
        cmocka_unit_test(same_redirect),
        cmocka_unit_test(same_jarm),
    };
    int rc = 1;

    if (load(ES256) && load(PS256) && load(EDDSA))
        rc = t_main("interop/recorded_as", tests, sizeof tests / sizeof *tests);
    for (int i = 0; i < ALGS; i++)
        for (int k = 0; k < TEXTS; k++)
            free(recorded[i][k]);
    return rc;
}
