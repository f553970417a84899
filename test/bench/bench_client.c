/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much the client's side costs beyond the signatures in it, over 1,024 distinct flows of one client at one server, that all began with a
 * pushed request. A row of a check is a ratio to one raw signature check of the same library (raw.h) in the same round, a row of a message that
 * is made a ratio to one raw signature; the median of the rounds is printed, with our own heap allocations for each operation. With RSA only 64
 * messages are made in a round, as a signature takes so long.
 *
 * usage: bench_client [rounds]      (default 7)
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "tool.h"

#define TEXT(literal) (literal), sizeof(literal) - 1
#define ISSUER "https://as.example.com"
#define API "https://api.example.com/accounts"
#define CALLBACK "https://client.example.com/callback"
#define CERTIFICATE "_p8kSXVsEMJZgVmHpwb27y0pIWxt4vvM5G4c0xbAqkU"

/* A flow of each input as its session keeps it: nothing sent yet; the browser sent away; with a code; a token request sent. */
typedef struct inputs {
    fapi_signer *server, *client, *dpop;
    fapi_client *registered, *fast;
    fapi_jwks *jwks;
    text fresh;
    text sent[INPUTS], callback[INPUTS], code[INPUTS], asking[INPUTS], tokens[INPUTS], id_token[INPUTS], nonce[INPUTS];
    text sent_for_jwt[INPUTS], jwt_callback[INPUTS];
    text opaque[INPUTS], introspection[INPUTS];
    yardstick *checks;
    raw_signer *signs;
} inputs;

typedef struct bench {
    fapi_context *context;
    int alg;
    size_t messages; /* that are made in a round */
    inputs in;
    fapi_rp *plain, *signing; /* FAPI 2.0 Security Profile, Message Signing */
    fapi_rs *rs;
    fapi_id_token *id_token;
    fapi_dpop *dpop;
    fapi_flow *flow[INPUTS];
    fapi_request *request;
    fapi_response *response;
    fapi_verdict *verdict;
} bench;

/* ---- the parties ---- */

static const char metadata[] =
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"" ISSUER "/authorize\",\"token_endpoint\":\"" ISSUER "/token\","
    "\"pushed_authorization_request_endpoint\":\"" ISSUER "/par\",\"jwks_uri\":\"" ISSUER "/jwks\","
    "\"require_pushed_authorization_requests\":true,\"response_types_supported\":[\"code\"],\"response_modes_supported\":[\"query\",\"jwt\"],"
    "\"grant_types_supported\":[\"authorization_code\",\"refresh_token\"],\"code_challenge_methods_supported\":[\"S256\"],"
    "\"subject_types_supported\":[\"public\"],\"scopes_supported\":[\"openid\",\"accounts\"],"
    "\"token_endpoint_auth_methods_supported\":[\"private_key_jwt\"],"
    "\"token_endpoint_auth_signing_alg_values_supported\":[\"ES256\",\"PS256\",\"EdDSA\"],"
    "\"request_object_signing_alg_values_supported\":[\"ES256\",\"PS256\",\"EdDSA\"],\"require_signed_request_object\":true,"
    "\"authorization_signing_alg_values_supported\":[\"ES256\",\"PS256\",\"EdDSA\"],"
    "\"id_token_signing_alg_values_supported\":[\"ES256\",\"PS256\",\"EdDSA\"],"
    "\"dpop_signing_alg_values_supported\":[\"ES256\",\"PS256\",\"EdDSA\"],\"authorization_response_iss_parameter_supported\":true}";

static fapi_client *make_registration(const bench *b, const fapi_signer *signer)
{
    fapi_client *client = NULL;
    const char *alg = fapi_alg_name(b->alg);
    text set = key_set(signer);
    text json = format("{\"client_id\":\"client\",\"redirect_uris\":[\"" CALLBACK "\"],\"token_endpoint_auth_method\":\"private_key_jwt\","
                       "\"response_types\":[\"code\"],\"grant_types\":[\"authorization_code\"],\"dpop_bound_access_tokens\":true,"
                       "\"id_token_signed_response_alg\":\"%s\",\"authorization_signed_response_alg\":\"%s\",\"jwks\":%s}", alg, alg, set.p);

    must(fapi_client_new(b->context, json.p, json.n, NULL, 0, &client), "client");
    free(json.p);
    free(set.p);
    return client;
}

static fapi_rp *make_rp(const bench *b, int profile, const fapi_client *client, const fapi_signer *signer, const fapi_signer *dpop)
{
    fapi_policy *policy = must_have(fapi_policy_new(b->context, profile));
    fapi_rp *rp = must_have(fapi_rp_new(policy));

    must(fapi_rp_set_client(rp, client), "client");
    must(fapi_rp_set_server(rp, TEXT(ISSUER), TEXT(metadata), NULL), "server");
    must(fapi_rp_set_keys(rp, b->in.jwks, NOW), "keys");
    must(fapi_rp_add_signer(rp, signer), "signer");
    must(fapi_rp_set_dpop_signer(rp, dpop), "DPoP");
    must(fapi_rp_seal(rp), "seal");
    fapi_policy_free(policy);
    return rp;
}

static fapi_rs *make_rs(const bench *b)
{
    fapi_policy *policy = must_have(fapi_policy_new(b->context, FAPI_PROFILE_FAPI2_SECURITY));
    fapi_replay *replay = must_have(fapi_replay_new(b->context, 16));
    fapi_rs *rs = must_have(fapi_rs_new(policy));

    must(fapi_rs_add_issuer(rs, TEXT(ISSUER), b->in.jwks, NOW), "issuer");
    must(fapi_rs_add_audience(rs, TEXT(API)), "audience");
    must(fapi_rs_set_client_id(rs, TEXT(ISSUER), TEXT("api")), "client id");
    must(fapi_rs_set_replay(rs, replay), "replay"); /* the policy asks for one; with mutual TLS nothing is claimed */
    must(fapi_rs_seal(rs), "seal");
    fapi_replay_free(replay);
    fapi_policy_free(policy);
    return rs;
}

/* ---- what comes to the client ---- */

static text value(const fapi_flow *flow, const char *name)
{
    const char *p = NULL;
    size_t n = 0;

    must(fapi_flow_value(flow, name, strlen(name), &p, &n), name);
    return copy(p, n);
}

static text stored(fapi_flow *flow)
{
    const char *json = NULL;
    size_t n = 0;

    must(fapi_flow_store(flow, &json, &n), "store");
    return copy(json, n);
}

static void arrive(bench *b, const text *url)
{
    fapi_request_reset(b->request);
    must(fapi_request_set_method(b->request, TEXT("GET")), "method");
    must(fapi_request_set_url(b->request, url->p, url->n), "url");
}

static void respond(bench *b, int http, const char *type, const text *body)
{
    fapi_response_reset(b->response);
    must(fapi_response_set_http(b->response, http), "status");
    must(fapi_response_add_header(b->response, TEXT("Content-Type"), type, strlen(type)), "type");
    must(fapi_response_add_header(b->response, TEXT("Cache-Control"), TEXT("no-store")), "cache");
    must(fapi_response_set_body(b->response, body->p, body->n), "body");
}

static text send_browser(bench *b, const fapi_rp *rp, fapi_flow *flow, size_t i)
{
    text body = format("{\"request_uri\":\"urn:ietf:params:oauth:request_uri:bwc4JK-ESC0w8acc191e-%zu\",\"expires_in\":60}", i);

    must(fapi_flow_load(flow, b->in.fresh.p, b->in.fresh.n), "load");
    must(fapi_rp_make_par(rp, flow, NOW, b->request), "PAR");
    respond(b, 201, "application/json", &body);
    must(fapi_rp_check_par(rp, flow, b->response, NOW, b->verdict), "PAR response");
    must(fapi_rp_make_authorization(rp, flow, NOW, b->request), "authorization");
    free(body.p);
    return stored(flow);
}

static void make_tokens(bench *b, fapi_jws *jws, size_t i)
{
    text claims = format("{\"iss\":\"" ISSUER "\",\"sub\":\"user-%zu\",\"aud\":\"client\",\"iat\":%" PRId64 ",\"exp\":%" PRId64
                         ",\"auth_time\":%" PRId64 ",\"nonce\":\"%s\"}", i, NOW - 1, NOW + 299, NOW - 20, b->in.nonce[i].p);

    b->in.id_token[i] = sign(jws, b->in.server, "JWT", claims.p);
    b->in.tokens[i] = format("{\"access_token\":\"Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU-%zu\",\"token_type\":\"DPoP\",\"expires_in\":300,"
                             "\"scope\":\"openid accounts\",\"id_token\":\"%s\"}", i, b->in.id_token[i].p);
    free(claims.p);
}

static void make_plain(bench *b, const fapi_rp *rp, fapi_jws *jws, size_t i)
{
    inputs *in = &b->in;
    fapi_flow *flow = b->flow[i];
    text state;

    in->sent[i] = send_browser(b, rp, flow, i);
    state = value(flow, "state");
    in->nonce[i] = value(flow, "nonce");
    in->callback[i] = format(CALLBACK "?code=SplxlOBeZQQYbYS6WxSbIA-%zu&state=%s&iss=https%%3A%%2F%%2Fas.example.com", i, state.p);
    free(state.p);
    arrive(b, &in->callback[i]);
    must(fapi_rp_check_authorization(rp, flow, b->request, NOW, b->verdict), "response");
    in->code[i] = stored(flow);
    must(fapi_rp_make_token(rp, flow, NOW, b->request), "token request");
    in->asking[i] = stored(flow);
    make_tokens(b, jws, i);
}

static void make_jarm(bench *b, const fapi_rp *rp, fapi_jws *jws, size_t i)
{
    inputs *in = &b->in;
    text state, claims, jwt;

    in->sent_for_jwt[i] = send_browser(b, rp, b->flow[i], i);
    state = value(b->flow[i], "state");
    claims = format("{\"iss\":\"" ISSUER "\",\"aud\":\"client\",\"exp\":%" PRId64 ",\"code\":\"SplxlOBeZQQYbYS6WxSbIA-%zu\",\"state\":\"%s\"}",
                    NOW + 60, i, state.p);
    jwt = sign(jws, in->server, "JWT", claims.p);
    in->jwt_callback[i] = format(CALLBACK "?response=%s", jwt.p);
    free(jwt.p);
    free(claims.p);
    free(state.p);
}

static void make_introspection(bench *b, fapi_jws *jws, size_t i)
{
    text claims = format("{\"iss\":\"" ISSUER "\",\"aud\":\"api\",\"iat\":%" PRId64 ",\"token_introspection\":{\"active\":true,\"iss\":\"" ISSUER
                         "\",\"aud\":\"" API "\",\"client_id\":\"client\",\"sub\":\"user-%zu\",\"scope\":\"openid accounts\",\"exp\":%" PRId64
                         ",\"cnf\":{\"x5t#S256\":\"" CERTIFICATE "\"}}}", NOW - 1, i, NOW + 295);

    b->in.introspection[i] = sign(jws, b->in.server, "token-introspection+jwt", claims.p);
    b->in.opaque[i] = format("Bearer Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU-%zu", i);
    free(claims.p);
}

/* The flows are brought up to their steps with Ed25519 keys of the client: who signed its messages does not show in them. */
static void make_inputs(bench *b)
{
    fapi_signer *fast = NULL, *fast_dpop = NULL;
    fapi_jws *jws = must_have(fapi_jws_new(b->context));
    fapi_rp *plain = NULL, *signing = NULL;

    must(fapi_signer_generate(b->context, FAPI_ALG_EDDSA, &fast), "generate");
    must(fapi_signer_generate(b->context, FAPI_ALG_EDDSA, &fast_dpop), "generate");
    b->in.fast = make_registration(b, fast);
    plain = make_rp(b, FAPI_PROFILE_FAPI2_SECURITY, b->in.fast, fast, fast_dpop);
    signing = make_rp(b, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, b->in.fast, fast, fast_dpop);
    must(fapi_flow_set_parameter(b->flow[0], TEXT("scope"), TEXT("openid accounts")), "scope");
    must(fapi_flow_set_parameter(b->flow[0], TEXT("redirect_uri"), TEXT(CALLBACK)), "redirect_uri");
    b->in.fresh = stored(b->flow[0]);
    for (size_t i = 0; i < INPUTS; i++) {
        make_plain(b, plain, jws, i);
        make_jarm(b, signing, jws, i);
        make_introspection(b, jws, i);
    }
    b->in.checks = yardstick_new(b->in.server, b->in.id_token, INPUTS);
    b->in.signs = raw_signer_new(b->alg);
    fapi_rp_free(plain);
    fapi_rp_free(signing);
    fapi_jws_free(jws);
    fapi_signer_free(fast);
    fapi_signer_free(fast_dpop);
}

/* ---- the operations: one of each input ---- */

static void response_plain(bench *b, size_t i)
{
    arrive(b, &b->in.callback[i]);
    must(fapi_rp_check_authorization(b->plain, b->flow[i], b->request, NOW, b->verdict), "response");
}

static void response_jwt(bench *b, size_t i)
{
    arrive(b, &b->in.jwt_callback[i]);
    must(fapi_rp_check_authorization(b->signing, b->flow[i], b->request, NOW, b->verdict), "response JWT");
}

static void token_response(bench *b, size_t i)
{
    respond(b, 200, "application/json", &b->in.tokens[i]);
    must(fapi_rp_check_token(b->plain, b->flow[i], b->response, NOW, b->verdict), "token response");
}

static void id_token(bench *b, size_t i)
{
    fapi_id_token_reset(b->id_token);
    must(fapi_id_token_set_nonce(b->id_token, b->in.nonce[i].p, b->in.nonce[i].n), "nonce");
    must(fapi_id_token_check(b->id_token, b->in.jwks, b->in.id_token[i].p, b->in.id_token[i].n, NOW, b->verdict), "ID token");
}

static void introspection(bench *b, size_t i)
{
    fapi_request_reset(b->request);
    must(fapi_request_set_method(b->request, TEXT("GET")), "method");
    must(fapi_request_set_url(b->request, TEXT(API)), "url");
    must(fapi_request_add_header(b->request, TEXT("Authorization"), b->in.opaque[i].p, b->in.opaque[i].n), "authorization");
    must(fapi_request_set_certificate_thumbprint(b->request, TEXT(CERTIFICATE)), "certificate");
    respond(b, 200, "application/token-introspection+jwt", &b->in.introspection[i]);
    must(fapi_rs_check_introspected(b->rs, TEXT(ISSUER), b->request, b->response, NOW, b->verdict), "introspection");
}

static void session(bench *b, size_t i)
{
    const char *json = NULL;
    size_t n = 0;

    must(fapi_flow_load(b->flow[i], b->in.code[i].p, b->in.code[i].n), "load");
    must(fapi_flow_store(b->flow[i], &json, &n), "store");
}

static void proof(bench *b, size_t i)
{
    const char *made = NULL;
    size_t n = 0;

    must(fapi_dpop_set_access_token(b->dpop, b->in.opaque[i].p + 7, b->in.opaque[i].n - 7), "access token");
    must(fapi_dpop_make(b->dpop, b->in.dpop, NOW, &made, &n), "proof");
}

static void par(bench *b, size_t i)
{
    must(fapi_rp_make_par(b->plain, b->flow[i], NOW, b->request), "PAR");
}

static void par_signed(bench *b, size_t i)
{
    must(fapi_rp_make_par(b->signing, b->flow[i], NOW, b->request), "PAR with a request object");
}

static void token_request(bench *b, size_t i)
{
    must(fapi_rp_make_token(b->plain, b->flow[i], NOW, b->request), "token request");
}

static void raw_check(bench *b, size_t i)
{
    yardstick_check(b->in.checks, i);
}

static void raw_signature(bench *b, size_t i)
{
    raw_sign(b->in.signs, (const uint8_t *)b->in.tokens[i].p, 400);
}

/* ---- the table ---- */

typedef struct row {
    const char *name;
    int signatures; /* that the operation contains, checked or made */
    int makes;
    void (*run)(bench *b, size_t i);
    const text *flows; /* what the flows are at; NULL: none is used, or one is loaded in the operation */
    double ratio[MAX_ROUNDS], best;
    size_t allocated;
} row;

enum { ROWS = 10 };

static double run_all(bench *b, void (*run)(bench *b, size_t i), size_t count)
{
    double start = seconds();

    for (size_t i = 0; i < count; i++)
        run(b, i);
    return (seconds() - start) / (double)count;
}

/* A flow takes each message once, so that it is put back before each round. */
static double run_row(bench *b, row *it, size_t count)
{
    double t = 0;

    for (size_t i = 0; it->flows != NULL && i < count; i++) {
        const text *flow = it->flows == &b->in.fresh ? it->flows : &it->flows[i];

        must(fapi_flow_load(b->flow[i], flow->p, flow->n), "load");
    }
    allocations = 0;
    t = run_all(b, it->run, count);
    it->allocated = allocations;
    return t;
}

static void print(const bench *b, row rows[ROWS], int rounds, const double raw_best[2])
{
    printf("\n%s, %s: raw check %.2f us, raw signature %.2f us (%d inputs, %zu of them to make messages, median of %d rounds)\n\n",
           fapi_alg_name(b->alg), raw_library(b->alg), raw_best[0] * 1e6, raw_best[1] * 1e6, INPUTS, b->messages, rounds);
    printf("| operation | signatures inside | ratio to one raw | of | best us | allocations |\n|---|---|---|---|---|---|\n");
    for (int i = 0; i < ROWS; i++)
        printf("| %s | %d | %.3f | %s | %.2f | %.2f |\n", rows[i].name, rows[i].signatures, median(rows[i].ratio, rounds),
               rows[i].makes ? "signature" : "check", rows[i].best * 1e6,
               (double)rows[i].allocated / (double)(rows[i].makes ? b->messages : INPUTS));
}

static void measure(bench *b, int rounds)
{
    row rows[ROWS] = {
        {.name = "authorization response, plain: state and iss", .run = response_plain, .flows = b->in.sent},
        {.name = "authorization response, JARM", .signatures = 1, .run = response_jwt, .flows = b->in.sent_for_jwt},
        {.name = "token response with an ID token (fapi_rp_check_token)", .signatures = 1, .run = token_response, .flows = b->in.asking},
        {.name = "ID token alone (fapi_id_token_check)", .signatures = 1, .run = id_token},
        {.name = "request: mTLS-bound opaque token, signed introspection response", .signatures = 1, .run = introspection},
        {.name = "flow: read from the session and written back", .run = session},
        {.name = "make a DPoP proof", .signatures = 1, .makes = 1, .run = proof},
        {.name = "make a pushed request: private_key_jwt, proof", .signatures = 2, .makes = 1, .run = par, .flows = &b->in.fresh},
        {.name = "make a pushed request: request object, private_key_jwt, proof", .signatures = 3, .makes = 1, .run = par_signed,
         .flows = &b->in.fresh},
        {.name = "make a token request: private_key_jwt, proof", .signatures = 2, .makes = 1, .run = token_request, .flows = b->in.code}};
    double raw_best[2] = {1e9, 1e9};

    for (int r = -1; r < rounds; r++) { /* round -1 warms up */
        for (int i = 0; i < ROWS; i++) {
            row *it = &rows[i];
            size_t count = it->makes ? b->messages : INPUTS;
            double raw_time = run_all(b, it->makes ? raw_signature : raw_check, count), t = run_row(b, it, count);

            if (r < 0)
                continue;
            it->ratio[r] = t / raw_time;
            if (it->best == 0 || t < it->best)
                it->best = t;
            if (raw_time < raw_best[it->makes])
                raw_best[it->makes] = raw_time;
        }
    }
    print(b, rows, rounds, raw_best);
}

static void set_up(bench *b)
{
    must(fapi_signer_generate(b->context, b->alg, &b->in.server), "generate");
    must(fapi_signer_generate(b->context, b->alg, &b->in.client), "generate");
    must(fapi_signer_generate(b->context, b->alg, &b->in.dpop), "generate");
    b->in.jwks = load_keys(b->context, b->in.server);
    b->in.registered = make_registration(b, b->in.client);
    b->plain = make_rp(b, FAPI_PROFILE_FAPI2_SECURITY, b->in.registered, b->in.client, b->in.dpop);
    b->signing = make_rp(b, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, b->in.registered, b->in.client, b->in.dpop);
    b->rs = make_rs(b);
    b->request = must_have(fapi_request_new(b->context));
    b->response = must_have(fapi_response_new(b->context));
    b->verdict = must_have(fapi_verdict_new(b->context));
    b->id_token = must_have(fapi_id_token_new(b->context));
    must(fapi_id_token_set_issuer(b->id_token, TEXT(ISSUER)), "issuer");
    must(fapi_id_token_set_client(b->id_token, TEXT("client"), b->alg), "client");
    must(fapi_id_token_set_algs(b->id_token, b->alg), "algs");
    b->dpop = must_have(fapi_dpop_new(b->context));
    must(fapi_dpop_set_method(b->dpop, TEXT("GET")), "method");
    must(fapi_dpop_set_url(b->dpop, TEXT(API)), "url");
    for (size_t i = 0; i < INPUTS; i++)
        b->flow[i] = must_have(fapi_flow_new(b->context));
}

static void free_texts(text *texts)
{
    for (size_t i = 0; i < INPUTS; i++)
        free(texts[i].p);
}

static void free_inputs(inputs *in)
{
    text *const all[] = {in->sent, in->callback, in->code, in->asking, in->tokens, in->id_token, in->nonce, in->sent_for_jwt,
                         in->jwt_callback, in->opaque, in->introspection};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free_texts(all[i]);
    free(in->fresh.p);
    yardstick_free(in->checks);
    raw_signer_free(in->signs);
    fapi_client_free(in->registered);
    fapi_client_free(in->fast);
    fapi_jwks_free(in->jwks);
    fapi_signer_free(in->server);
    fapi_signer_free(in->client);
    fapi_signer_free(in->dpop);
}

static void bench_alg(int alg, int rounds)
{
    bench *b = must_have(calloc(1, sizeof *b));

    b->context = counting_context();
    b->alg = alg;
    b->messages = alg == FAPI_ALG_PS256 ? 64 : INPUTS;
    set_up(b);
    make_inputs(b);
    measure(b, rounds);
    for (size_t i = 0; i < INPUTS; i++)
        fapi_flow_free(b->flow[i]);
    fapi_dpop_free(b->dpop);
    fapi_id_token_free(b->id_token);
    fapi_verdict_free(b->verdict);
    fapi_response_free(b->response);
    fapi_request_free(b->request);
    fapi_rs_free(b->rs);
    fapi_rp_free(b->signing);
    fapi_rp_free(b->plain);
    free_inputs(&b->in);
    fapi_context_free(b->context);
    free(b);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 7;
    fapi_context *context = must_have(fapi_context_new());

    if (rounds < 1 || rounds > MAX_ROUNDS)
        rounds = 7;
    printf("libfapi %s, %s\n", fapi_version(), fapi_context_provider(context));
    fapi_context_free(context);
    bench_alg(FAPI_ALG_ES256, rounds);
    bench_alg(FAPI_ALG_PS256, rounds);
    bench_alg(FAPI_ALG_EDDSA, rounds);
    return 0;
}
