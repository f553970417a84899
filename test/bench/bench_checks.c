/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much a judgement costs beyond the signature check that it contains. Every figure is a ratio to one raw signature check of the same
 * library (raw.h) in the same round, over 1,024 distinct inputs; the median of the rounds is printed, with our own heap allocations for each
 * operation (the cryptographic library's own are not counted).
 *
 * usage: bench [rounds]      (default 7)
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>
#include <sodium.h>

#include <fapi.h>

#include "raw.h"

#define INPUTS 1024
#define ISSUER "https://as.example.com"
#define AUDIENCE "https://api.example.com/accounts"
#define URL "https://api.example.com/accounts/1234/transactions"
#define PAR_URL "https://as.example.com/par"
#define TOKEN_URL "https://as.example.com/token"
#define REDIRECT_URI "https://client.example.com/callback"
#define NOW INT64_C(1800000000)
#define MAX_ROUNDS 99

typedef struct text {
    char *p;
    size_t n;
} text;

typedef struct inputs {
    int alg;
    size_t keys;                      /* distinct client keys */
    fapi_signer *as, *client[INPUTS];
    char jkt[INPUTS][44];
    text token[INPUTS], proof[2][INPUTS], bound[INPUTS]; /* DPoP-bound tokens, two proofs each; mTLS-bound tokens */
    text par[INPUTS], par_proof[INPUTS], grant[INPUTS], grant_proof[INPUTS]; /* forms with a client assertion, and their proofs */
    fapi_client *registered[INPUTS];
    uint8_t certificate[INPUTS][520];
    fapi_jwks *jwks;
    raw *raw_key;
    uint8_t signature[INPUTS][512];
    size_t signature_len[INPUTS], signed_len[INPUTS];
} inputs;

static size_t allocations;

static void *count_alloc(void *user, size_t size)
{
    (void)user;
    allocations++;
    return malloc(size);
}

static void count_free(void *user, void *pointer, size_t size)
{
    (void)user;
    (void)size;
    free(pointer);
}

static void must(int rc, const char *what)
{
    if (rc == FAPI_OK)
        return;
    fprintf(stderr, "bench: %s: %s\n", what, fapi_status_name(rc));
    exit(1);
}

static void *must_have(void *pointer)
{
    if (pointer == NULL)
        must(FAPI_ERR_NOMEM, "memory");
    return pointer;
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static text copy(const char *p, size_t n)
{
    text t = {must_have(malloc(n + 1)), n};

    memcpy(t.p, p, n);
    t.p[n] = '\0';
    return t;
}

static text sign(fapi_jws *jws, const fapi_signer *signer, const char *typ, int embed, const char *payload)
{
    const char *compact = NULL;
    size_t n = 0;

    must(fapi_jws_set_typ(jws, typ, strlen(typ)), "typ");
    must(fapi_jws_set_embed_jwk(jws, embed), "jwk");
    must(fapi_jws_sign(jws, signer, (const uint8_t *)payload, strlen(payload), &compact, &n), "sign");
    return copy(compact, n);
}

static void hash43(const char *p, size_t n, char out[44])
{
    uint8_t hash[32];

    crypto_hash_sha256(hash, (const uint8_t *)p, n);
    sodium_bin2base64(out, 44, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* A distinct DER SEQUENCE of the size of a P-256 client certificate: the thumbprint asks for no more. */
static void make_certificate(uint8_t certificate[520], size_t i)
{
    static const uint8_t head[] = {0x30, 0x82, 0x02, 0x04, 0x30, 0x82, 0x01, 0xA0};
    size_t at = 8 + 0x1A0;

    randombytes_buf(certificate, 520);
    memcpy(certificate, head, sizeof head);
    memcpy(certificate + 8, &i, sizeof i);
    certificate[at++] = 0x30; /* signatureAlgorithm */
    certificate[at++] = 0x0A;
    at += 10;
    certificate[at++] = 0x03; /* signatureValue takes the rest */
    certificate[at] = (uint8_t)(520 - at - 1);
}

static const char claims[] =
    "{\"iss\":\"" ISSUER "\",\"sub\":\"user-%zu\",\"aud\":\"" AUDIENCE "\",\"client_id\":\"client-%zu\",\"scope\":\"openid accounts\","
    "\"jti\":\"Yk3Jv8QkN7cXrW1m%08zu\",\"iat\":%" PRId64 ",\"exp\":%" PRId64 ",\"cnf\":{\"%s\":\"%s\"}}";

static void make_tokens(inputs *in, fapi_jws *jws, size_t i)
{
    char payload[1024], thumbprint[44], ath[44], proof[512];
    int round = 0;

    snprintf(payload, sizeof payload, claims, i, i, i, NOW - 5, NOW + 295, "jkt", in->jkt[i % in->keys]);
    in->token[i] = sign(jws, in->as, "at+jwt", 0, payload);
    make_certificate(in->certificate[i], i);
    hash43((const char *)in->certificate[i], sizeof in->certificate[i], thumbprint);
    snprintf(payload, sizeof payload, claims, i, i, i, NOW - 5, NOW + 295, "x5t#S256", thumbprint);
    in->bound[i] = sign(jws, in->as, "at+jwt", 0, payload);
    hash43(in->token[i].p, in->token[i].n, ath);
    for (round = 0; round < 2; round++) {
        snprintf(proof, sizeof proof,
                 "{\"jti\":\"%d-a8Zk1nq0Wc%08zu\",\"htm\":\"GET\",\"htu\":\"" URL "\",\"iat\":%" PRId64 ",\"ath\":\"%s\"}", round, i,
                 NOW - 1, ath);
        in->proof[round][i] = sign(jws, in->client[i % in->keys], "dpop+jwt", 1, proof);
    }
}

static void make_client(inputs *in, fapi_context *context, size_t i)
{
    char json[4096];
    const char *jwk = NULL;
    size_t jwk_len = 0;

    must(fapi_signer_public_jwk(in->client[i], &jwk, &jwk_len), "public key");
    snprintf(json, sizeof json,
             "{\"client_id\":\"client-%zu\",\"token_endpoint_auth_method\":\"private_key_jwt\",\"redirect_uris\":[\"" REDIRECT_URI
             "\"],\"grant_types\":[\"authorization_code\"],\"response_types\":[\"code\"],\"jwks\":{\"keys\":[%.*s]}}", i, (int)jwk_len, jwk);
    must(fapi_client_new(context, json, strlen(json), NULL, 0, &in->registered[i]), "client");
}

static text make_assertion(inputs *in, fapi_jws *jws, size_t client, const char *kind, size_t i)
{
    char payload[512];

    snprintf(payload, sizeof payload,
             "{\"iss\":\"client-%zu\",\"sub\":\"client-%zu\",\"aud\":\"" ISSUER "\",\"jti\":\"%s-%08zu\",\"iat\":%" PRId64
             ",\"exp\":%" PRId64 "}", client, client, kind, i, NOW - 1, NOW + 59);
    return sign(jws, in->client[client], "JWT", 0, payload);
}

static text make_proof(inputs *in, fapi_jws *jws, size_t client, const char *url, size_t i)
{
    char payload[512];

    snprintf(payload, sizeof payload, "{\"jti\":\"%c-b7Zk1nq0Wc%08zu\",\"htm\":\"POST\",\"htu\":\"%s\",\"iat\":%" PRId64 "}",
             url[strlen(url) - 1], i, url, NOW - 1);
    return sign(jws, in->client[client], "dpop+jwt", 1, payload);
}

/* What a client posts to the authorization server: a pushed request, and a token request for a code. */
static void make_posts(inputs *in, fapi_jws *jws, size_t i)
{
    static const char type[] = "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=";
    static const char challenge[] = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", verifier[] = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    size_t client = i % in->keys;
    text par = make_assertion(in, jws, client, "par", i), grant = make_assertion(in, jws, client, "code", i);
    char form[8192];
    int n = snprintf(form, sizeof form,
                     "client_id=client-%zu&response_type=code&redirect_uri=https%%3A%%2F%%2Fclient.example.com%%2Fcallback&scope=openid+accounts"
                     "&state=af0ifjsldkj%zu&nonce=n-0S6_WzA2Mj%zu&code_challenge=%s&code_challenge_method=S256%s%s", client, i, i, challenge,
                     type, par.p);

    in->par[i] = copy(form, (size_t)n);
    n = snprintf(form, sizeof form,
                 "client_id=client-%zu&grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri=https%%3A%%2F%%2F"
                 "client.example.com%%2Fcallback&code_verifier=%s%s%s", client, verifier, type, grant.p);
    in->grant[i] = copy(form, (size_t)n);
    in->par_proof[i] = make_proof(in, jws, client, PAR_URL, i);
    in->grant_proof[i] = make_proof(in, jws, client, TOKEN_URL, i);
    free(par.p);
    free(grant.p);
}

static size_t member(const json_t *jwk, const char *name, uint8_t *out, size_t size)
{
    const char *value = json_string_value(json_object_get(jwk, name));
    size_t n = 0;

    if (value != NULL)
        must(sodium_base642bin(out, size, value, strlen(value), NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0
                 ? FAPI_OK : FAPI_ERR_INTERNAL, name);
    return n;
}

static void make_raw(inputs *in, const char *jwk_text, size_t jwk_len)
{
    json_t *jwk = json_loadb(jwk_text, jwk_len, 0, NULL);
    uint8_t a[1024], b[1024];
    int rsa = in->alg == FAPI_ALG_PS256;
    size_t a_len = member(jwk, rsa ? "n" : "x", a, sizeof a), b_len = member(jwk, rsa ? "e" : "y", b, sizeof b), i = 0;

    in->raw_key = raw_new(in->alg, a, a_len, b, b_len);
    json_decref(jwk);
    for (i = 0; i < INPUTS; i++) {
        const char *dot = strrchr(in->token[i].p, '.');

        in->signed_len[i] = (size_t)(dot - in->token[i].p);
        must(sodium_base642bin(in->signature[i], 512, dot + 1, strlen(dot + 1), NULL, &in->signature_len[i], NULL,
                               sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 ? FAPI_OK : FAPI_ERR_INTERNAL, "signature");
    }
}

static inputs *make_inputs(fapi_context *context, int alg)
{
    inputs *in = must_have(calloc(1, sizeof *in));
    fapi_jws *jws = must_have(fapi_jws_new(context));
    const char *jwk = NULL;
    char *set = NULL;
    size_t jwk_len = 0, i = 0;

    in->alg = alg;
    in->keys = alg == FAPI_ALG_PS256 ? 8 : INPUTS; /* an RSA key takes a good part of a second to make */
    must(fapi_signer_generate(context, alg, &in->as), "generate");
    for (i = 0; i < in->keys; i++) {
        must(fapi_signer_generate(context, alg, &in->client[i]), "generate");
        must(fapi_signer_thumbprint(in->client[i], in->jkt[i], sizeof in->jkt[i]), "thumbprint");
        make_client(in, context, i);
    }
    for (i = 0; i < INPUTS; i++) {
        make_tokens(in, jws, i);
        make_posts(in, jws, i);
    }
    must(fapi_signer_public_jwk(in->as, &jwk, &jwk_len), "public key");
    make_raw(in, jwk, jwk_len);
    set = must_have(malloc(jwk_len + 32));
    snprintf(set, jwk_len + 32, "{\"keys\":[%.*s]}", (int)jwk_len, jwk);
    in->jwks = must_have(fapi_jwks_new(context));
    must(fapi_jwks_load(in->jwks, set, strlen(set)), "key set");
    free(set);
    fapi_jws_free(jws);
    return in;
}

static void free_inputs(inputs *in)
{
    size_t i = 0;

    for (i = 0; i < INPUTS; i++) {
        free(in->token[i].p);
        free(in->bound[i].p);
        free(in->proof[0][i].p);
        free(in->proof[1][i].p);
        free(in->par[i].p);
        free(in->par_proof[i].p);
        free(in->grant[i].p);
        free(in->grant_proof[i].p);
        fapi_client_free(in->registered[i]);
        fapi_signer_free(in->client[i]);
    }
    fapi_signer_free(in->as);
    fapi_jwks_free(in->jwks);
    raw_free(in->raw_key);
    free(in);
}

/* ---- the operations: each runs over all inputs and returns the seconds it took ---- */

typedef struct bench {
    fapi_context *context;
    inputs *in;
    fapi_verdict *verdict;
    fapi_request *request;
    fapi_jwt *jwt;
    fapi_dpop *dpop;
} bench;

static double run_raw(bench *b)
{
    double start = seconds();
    size_t i = 0;

    for (i = 0; i < INPUTS; i++)
        if (raw_verify(b->in->raw_key, (const uint8_t *)b->in->token[i].p, b->in->signed_len[i], b->in->signature[i],
                       b->in->signature_len[i]) != 1)
            must(FAPI_ERR_CRYPTO, "raw verify");
    return seconds() - start;
}

static double run_token(bench *b)
{
    double start = seconds();
    size_t i = 0;

    for (i = 0; i < INPUTS; i++)
        must(fapi_jwt_check(b->jwt, b->in->jwks, b->in->token[i].p, b->in->token[i].n, NOW, b->verdict), "token");
    return seconds() - start;
}

static double run_proof(bench *b)
{
    double start = seconds();
    size_t i = 0;

    for (i = 0; i < INPUTS; i++) {
        must(fapi_dpop_set_access_token(b->dpop, b->in->token[i].p, b->in->token[i].n), "access token");
        must(fapi_dpop_check(b->dpop, b->in->proof[0][i].p, b->in->proof[0][i].n, NOW, b->verdict), "proof");
    }
    return seconds() - start;
}

static fapi_rs *make_rs(bench *b, int profile, size_t cache, fapi_replay *replay)
{
    fapi_policy *policy = must_have(fapi_policy_new(b->context, profile));
    fapi_rs *rs = must_have(fapi_rs_new(policy));

    must(fapi_rs_add_issuer(rs, ISSUER, strlen(ISSUER), b->in->jwks, NOW), "issuer");
    must(fapi_rs_add_audience(rs, AUDIENCE, strlen(AUDIENCE)), "audience");
    must(fapi_rs_set_replay(rs, replay), "replay");
    must(fapi_rs_set_cache(rs, cache), "cache");
    must(fapi_rs_seal(rs), "seal");
    fapi_policy_free(policy);
    return rs;
}

/* From the host's view: a request is filled in and judged. */
static void judge(bench *b, const fapi_rs *rs, const text *token, const text *proof, const uint8_t *certificate)
{
    char authorization[4096];
    const char *scheme = proof != NULL ? "DPoP " : "Bearer ";
    size_t scheme_len = strlen(scheme);

    memcpy(authorization, scheme, scheme_len);
    memcpy(authorization + scheme_len, token->p, token->n);
    fapi_request_reset(b->request);
    must(fapi_request_set_method(b->request, "GET", 3), "method");
    must(fapi_request_set_url(b->request, URL, sizeof URL - 1), "url");
    must(fapi_request_add_header(b->request, "Authorization", 13, authorization, scheme_len + token->n), "authorization");
    if (proof != NULL)
        must(fapi_request_add_header(b->request, "DPoP", 4, proof->p, proof->n), "dpop");
    if (certificate != NULL)
        must(fapi_request_set_certificate(b->request, certificate, 520), "certificate");
    must(fapi_rs_check(rs, b->request, NOW, b->verdict), "request");
}

static double judge_all(bench *b, const fapi_rs *rs, const text *tokens, const text *proofs, int certificates)
{
    double start = seconds();
    size_t i = 0;

    for (i = 0; i < INPUTS; i++)
        judge(b, rs, &tokens[i], proofs != NULL ? &proofs[i] : NULL, certificates ? b->in->certificate[i] : NULL);
    return seconds() - start;
}

/* warm: the tokens have been seen before, the proofs not. */
static double run_request(bench *b, int dpop, int warm, size_t *allocated)
{
    fapi_replay *replay = must_have(fapi_replay_new(b->context, 4 * INPUTS));
    fapi_rs *rs = make_rs(b, FAPI_PROFILE_FAPI2_SECURITY, warm ? 8 * INPUTS : 0, replay);
    const text *tokens = dpop ? b->in->token : b->in->bound;
    double t = 0;

    if (warm)
        (void)judge_all(b, rs, tokens, dpop ? b->in->proof[0] : NULL, !dpop);
    allocations = 0;
    t = judge_all(b, rs, tokens, dpop ? b->in->proof[1] : NULL, !dpop);
    *allocated = allocations;
    fapi_rs_free(rs);
    fapi_replay_free(replay);
    return t;
}

static void post(bench *b, const char *url, const text *form, const text *proof)
{
    static const char type[] = "application/x-www-form-urlencoded";

    fapi_request_reset(b->request);
    must(fapi_request_set_method(b->request, "POST", 4), "method");
    must(fapi_request_set_url(b->request, url, strlen(url)), "url");
    must(fapi_request_add_header(b->request, "Content-Type", 12, type, sizeof type - 1), "type");
    must(fapi_request_add_header(b->request, "DPoP", 4, proof->p, proof->n), "dpop");
    must(fapi_request_set_body(b->request, form->p, form->n), "body");
}

static fapi_as *make_as(bench *b, fapi_replay *replay)
{
    fapi_policy *policy = must_have(fapi_policy_new(b->context, FAPI_PROFILE_FAPI2_SECURITY));
    fapi_as *as = must_have(fapi_as_new(policy));

    must(fapi_as_set_issuer(as, ISSUER, strlen(ISSUER)), "issuer");
    must(fapi_as_set_replay(as, replay), "replay");
    must(fapi_as_seal(as), "seal");
    fapi_policy_free(policy);
    return as;
}

static fapi_grant *make_grant(bench *b, size_t client)
{
    fapi_grant *grant = must_have(fapi_grant_new(b->context, FAPI_GRANT_AUTHORIZATION_CODE));
    char name[32];

    snprintf(name, sizeof name, "client-%zu", client);
    must(fapi_grant_set_client(grant, name, strlen(name)), "grant");
    must(fapi_grant_set_redirect_uri(grant, REDIRECT_URI, sizeof REDIRECT_URI - 1), "grant");
    must(fapi_grant_set_challenge(grant, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", 43), "grant");
    must(fapi_grant_set_times(grant, NOW - 5, NOW + 55), "grant");
    return grant;
}

/* From the host's view: who is it, and is it good? The grant stands ready, as its database would have found it. */
static double run_posts(bench *b, int token, size_t *allocated)
{
    fapi_replay *replay = must_have(fapi_replay_new(b->context, 4 * INPUTS));
    fapi_as *as = make_as(b, replay);
    fapi_grant **grants = must_have(calloc(INPUTS, sizeof *grants));
    double start = 0, t = 0;

    for (size_t i = 0; i < INPUTS; i++)
        grants[i] = make_grant(b, i % b->in->keys);
    allocations = 0;
    start = seconds();
    for (size_t i = 0; i < INPUTS; i++) {
        const char *id = NULL;
        size_t n = 0;

        post(b, token ? TOKEN_URL : PAR_URL, token ? &b->in->grant[i] : &b->in->par[i], token ? &b->in->grant_proof[i] : &b->in->par_proof[i]);
        must(fapi_as_claimed_client(as, b->request, b->verdict, &id, &n), "client");
        must(token ? fapi_as_check_token(as, b->request, b->in->registered[i % b->in->keys], grants[i], NOW, b->verdict)
                   : fapi_as_check_par(as, b->request, b->in->registered[i % b->in->keys], NOW, b->verdict), "post");
    }
    t = seconds() - start;
    *allocated = allocations;
    for (size_t i = 0; i < INPUTS; i++)
        fapi_grant_free(grants[i]);
    free(grants);
    fapi_as_free(as);
    fapi_replay_free(replay);
    return t;
}

/* ---- the table ---- */

typedef struct row {
    const char *name;
    int raws; /* signature checks that the operation contains */
    double ratio[MAX_ROUNDS], best;
    size_t allocated;
} row;

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, ascending);
    return values[n / 2];
}

enum { TOKEN, PROOF, FRESH, WARM, MTLS_FRESH, MTLS_WARM, PUSHED, CODE, ROWS };

static double run_row(bench *b, int which, size_t *allocated)
{
    double t = 0;

    switch (which) {
    case FRESH:
    case WARM:
        return run_request(b, 1, which == WARM, allocated);
    case MTLS_FRESH:
    case MTLS_WARM:
        return run_request(b, 0, which == MTLS_WARM, allocated);
    case PUSHED:
    case CODE:
        return run_posts(b, which == CODE, allocated);
    default:
        allocations = 0;
        t = which == TOKEN ? run_token(b) : run_proof(b);
        *allocated = allocations;
        return t;
    }
}

static void measure(bench *b, int rounds)
{
    row rows[ROWS] = {{.name = "access token, key loaded", .raws = 1},
                      {.name = "DPoP proof alone", .raws = 1},
                      {.name = "request: fresh token, fresh proof, replay claim", .raws = 2},
                      {.name = "request: token seen before, fresh proof, replay claim", .raws = 1},
                      {.name = "request: mTLS-bound token, fresh", .raws = 1},
                      {.name = "request: mTLS-bound token, seen before", .raws = 0},
                      {.name = "pushed request: private_key_jwt, fresh proof, replay claims", .raws = 2},
                      {.name = "token request for a code: private_key_jwt, fresh proof, replay claims", .raws = 2}};
    double raw_best = 1e9;
    int r = 0, i = 0;

    for (r = -1; r < rounds; r++) { /* round -1 warms up */
        for (i = 0; i < ROWS; i++) {
            double raw_time = run_raw(b), t = run_row(b, i, &rows[i].allocated);

            if (r < 0)
                continue;
            rows[i].ratio[r] = t / raw_time;
            if (rows[i].best == 0 || t < rows[i].best)
                rows[i].best = t;
            if (raw_time < raw_best)
                raw_best = raw_time;
        }
    }
    printf("\n%s, raw check: %s, %.2f us (%d inputs, %zu client keys, median of %d rounds)\n\n", fapi_alg_name(b->in->alg),
           raw_library(b->in->alg), raw_best / INPUTS * 1e6, INPUTS, b->in->keys, rounds);
    printf("| operation | raw checks inside | ratio to one raw check | best us | allocations |\n|---|---|---|---|---|\n");
    for (i = 0; i < ROWS; i++)
        printf("| %s | %d | %.3f | %.2f | %.2f |\n", rows[i].name, rows[i].raws, median(rows[i].ratio, rounds),
               rows[i].best / INPUTS * 1e6, (double)rows[i].allocated / INPUTS);
}

static void bench_alg(int alg, int rounds)
{
    bench b = {.context = must_have(fapi_context_new_allocator(count_alloc, count_free, NULL))};

    b.in = make_inputs(b.context, alg);
    b.verdict = must_have(fapi_verdict_new(b.context));
    b.request = must_have(fapi_request_new(b.context));
    b.jwt = must_have(fapi_jwt_new(b.context));
    must(fapi_jwt_set_issuer(b.jwt, ISSUER, strlen(ISSUER)), "issuer");
    must(fapi_jwt_set_audience(b.jwt, AUDIENCE, strlen(AUDIENCE)), "audience");
    must(fapi_jwt_set_typ(b.jwt, "at+jwt", 6), "typ");
    must(fapi_jwt_set_algs(b.jwt, alg), "algs");
    b.dpop = must_have(fapi_dpop_new(b.context));
    must(fapi_dpop_set_method(b.dpop, "GET", 3), "method");
    must(fapi_dpop_set_url(b.dpop, URL, strlen(URL)), "url");
    measure(&b, rounds);
    fapi_dpop_free(b.dpop);
    fapi_jwt_free(b.jwt);
    fapi_request_free(b.request);
    fapi_verdict_free(b.verdict);
    free_inputs(b.in);
    fapi_context_free(b.context);
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
