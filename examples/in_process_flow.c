/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole FAPI 2.0 Message Signing exchange: a client, a bank's authorization server and its accounts API, all on this
 * library, in one process and without a network. First with tokens bound to a key by DPoP, then to the client's
 * certificate by mutual TLS. What one party makes, carry() or bring() takes to the next one, as HTTP would.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fapi.h>

#define TEXT(literal) (literal), sizeof(literal) - 1 /* pointer and length */
#define NOW INT64_C(1800000000)                      /* the library has no clock: each call is told the time */
#define BANK "https://bank.example"
#define API "https://api.bank.example/accounts"
#define CALLBACK "https://shop.example/callback"
#define CERTIFICATE "_p8kSXVsEMJZgVmHpwb27y0pIWxt4vvM5G4c0xbAqkU" /* the SHA-256 of the client's, as TLS proved it */

static const char bank_metadata[] =
    "{\"issuer\":\"" BANK "\",\"authorization_endpoint\":\"" BANK "/authorize\",\"token_endpoint\":\"" BANK "/token\","
    "\"pushed_authorization_request_endpoint\":\"" BANK "/par\",\"jwks_uri\":\"" BANK "/jwks\","
    "\"require_pushed_authorization_requests\":true,\"response_types_supported\":[\"code\"],"
    "\"response_modes_supported\":[\"jwt\"],\"grant_types_supported\":[\"authorization_code\",\"refresh_token\"],"
    "\"code_challenge_methods_supported\":[\"S256\"],\"subject_types_supported\":[\"public\"],"
    "\"scopes_supported\":[\"openid\",\"accounts\"],"
    "\"token_endpoint_auth_methods_supported\":[\"private_key_jwt\"],"
    "\"token_endpoint_auth_signing_alg_values_supported\":[\"ES256\"],"
    "\"request_object_signing_alg_values_supported\":[\"ES256\"],\"require_signed_request_object\":true,"
    "\"authorization_signing_alg_values_supported\":[\"ES256\"],\"id_token_signing_alg_values_supported\":[\"ES256\"],"
    "\"dpop_signing_alg_values_supported\":[\"ES256\"],\"tls_client_certificate_bound_access_tokens\":true,"
    "\"authorization_response_iss_parameter_supported\":true}";

/* The three parties, and what each of them keeps. */
static fapi_context *context;
static fapi_as *bank;
static fapi_grant *pushed, *code; /* rows of the bank's database */
static char request_uri[FAPI_REQUEST_URI_LENGTH + 1], parameters[16384], nonce[65], jkt[FAPI_JKT_LENGTH + 1];
static fapi_client *registration; /* of the client, at the bank */
static fapi_rp *shop;
static fapi_flow *flow;           /* the client's memory of this user */
static fapi_rs *api;
/* Working memory: a program has one of each for each thread. */
static fapi_request *request;
static fapi_response *response;
static fapi_answer *answer;
static fapi_verdict *verdict;

/* Nothing here fails; if it did, that would be a mistake of this program or a lack of memory. */
static void must(int failed, const char *what)
{
    printf("  %s%s\n", what, failed ? ": FAILED" : "");
    if (failed)
        exit(1);
}

/* A message was judged: the verdict says more. */
static void good(int rc, const char *what)
{
    if (rc != FAPI_OK)
        printf("  %s, %s: %s (wanted %s, got %s)\n", fapi_verdict_name(verdict), fapi_verdict_clause(verdict),
               fapi_verdict_text(verdict), fapi_verdict_expected(verdict), fapi_verdict_actual(verdict));
    must(rc != FAPI_OK, what);
}

static void keep(char *to, size_t size, const char *text, size_t n)
{
    if (n >= size)
        exit(1);
    memcpy(to, text, n);
    to[n] = '\0';
}

/* ------------------------------------------------------------------------------------------------ the network -- */

/* The request that a client made reaches the server, with what the TLS server knows of the connection. */
static void carry(int mtls)
{
    must(fapi_request_set_tls(request, 0x0304, 0x1301), "TLS 1.3");
    if (mtls)
        must(fapi_request_set_certificate_thumbprint(request, TEXT(CERTIFICATE)), "with the client's certificate");
}

/* The answer that the server built reaches the client. */
static void bring(void)
{
    const char *name = NULL, *text = NULL;
    size_t n = 0;
    int failed = 0;

    fapi_response_reset(response);
    failed = fapi_response_set_http(response, fapi_answer_http(answer));
    for (size_t i = 0; fapi_answer_header(answer, i, &name, &text, &n) == FAPI_OK; i++)
        failed = failed || fapi_response_add_header(response, name, strlen(name), text, n);
    if (fapi_answer_body(answer, &text, &n) == FAPI_OK && n > 0)
        failed = failed || fapi_response_set_body(response, text, n);
    must(failed, "the answer is on its way");
}

/* The browser goes where the answer sends it. */
static void redirect(void)
{
    const char *name = NULL, *text = NULL;
    size_t n = 0;

    fapi_request_reset(request);
    for (size_t i = 0; fapi_answer_header(answer, i, &name, &text, &n) == FAPI_OK; i++)
        if (strcmp(name, "Location") == 0)
            must(fapi_request_set_method(request, TEXT("GET")) || fapi_request_set_url(request, text, n),
                 "the browser follows the redirect");
}

/* --------------------------------------------------------------------------------------------------- the bank -- */

static void bank_par(void)
{
    const char *text = NULL;
    size_t n = 0;

    good(fapi_as_check_par(bank, request, registration, NOW, verdict), "bank: the pushed request is good");
    /* INSERT: what was judged, and the key that the code will be bound to, under a fresh name. */
    must(fapi_par_request_uri(request_uri, sizeof request_uri) || fapi_verdict_claims_json(verdict, &text, &n),
         "bank: stored");
    keep(parameters, sizeof parameters, text, n);
    must(fapi_verdict_claim_string(verdict, TEXT("nonce"), &text, &n), "bank: its nonce too");
    keep(nonce, sizeof nonce, text, n);
    must(fapi_verdict_jkt(verdict, &text, &n), "bank: its key too");
    keep(jkt, sizeof jkt, text, n);
    fapi_answer_reset(answer);
    must(fapi_answer_set(answer, FAPI_PART_REQUEST_URI, request_uri, strlen(request_uri))
             || fapi_as_answer_par(bank, verdict, answer), "bank: 201 with a request_uri");
}

/* A parameter of the request, into the row of the code. */
static int copy(const char *name, int (*set)(fapi_grant *grant, const char *text, size_t text_len))
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_verdict_claim_string(verdict, name, strlen(name), &text, &n) || set(code, text, n);
}

static void bank_authorization(void)
{
    static const char fresh[] = "SplxlOBeZQQYbYS6WxSbIA-fresh-and-random";

    fapi_grant_reset(pushed); /* SELECT ... WHERE request_uri = ? */
    must(fapi_grant_set_value(pushed, request_uri, strlen(request_uri)) || fapi_grant_set_client(pushed, TEXT("shop"))
             || fapi_grant_set_times(pushed, NOW, NOW + 60)
             || fapi_grant_set_parameters(pushed, parameters, strlen(parameters)), "bank: finds the row");
    good(fapi_as_check_authorization(bank, request, registration, pushed, NOW, verdict), "bank: may ask the user");
    /* The user logs in and agrees. */
    fapi_grant_reset(code);
    must(fapi_grant_set_value(code, TEXT(fresh)) || fapi_grant_set_client(code, TEXT("shop"))
             || copy("redirect_uri", fapi_grant_set_redirect_uri) || copy("code_challenge", fapi_grant_set_challenge)
             || copy("scope", fapi_grant_set_scope) || fapi_grant_set_times(code, NOW, NOW + 60)
             || (jkt[0] != '\0' && fapi_grant_set_jkt(code, jkt, strlen(jkt))), "bank: stores a code");
    fapi_answer_reset(answer);
    must(fapi_answer_set(answer, FAPI_PART_CODE, TEXT(fresh))
             || fapi_as_answer_authorization(bank, registration, parameters, strlen(parameters), NOW, answer),
         "bank: sends the browser back with a signed response");
}

static void bank_token(void)
{
    good(fapi_as_check_token(bank, request, registration, code, NOW, verdict), "bank: the token request is good");
    fapi_answer_reset(answer);
    must(fapi_grant_set_used(code, 1) /* UPDATE ... SET used = 1 WHERE used = 0 */
             || fapi_answer_set(answer, FAPI_PART_SCOPE, TEXT("openid accounts"))
             || fapi_answer_set(answer, FAPI_PART_ACCESS_TOKEN_CLAIMS, TEXT("{\"sub\":\"alice\",\"aud\":\"" API "\"}"))
             || fapi_answer_set(answer, FAPI_PART_ID_TOKEN_CLAIMS, TEXT("{\"sub\":\"alice\"}"))
             || fapi_answer_set(answer, FAPI_PART_NONCE, nonce, strlen(nonce))
             || fapi_as_answer_token(bank, registration, verdict, NOW, answer),
         "bank: gives an access token and an ID token");
}

/* ----------------------------------------------------------------------------------------------------- set-up -- */

static void set_up(int mtls, const fapi_signer *bank_key, const fapi_signer *shop_key, const fapi_signer *dpop_key,
                   fapi_replay *replay)
{
    fapi_policy *policy = fapi_policy_new(context, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING);
    fapi_jwks *keys = fapi_jwks_new(context);
    const char *json = NULL;
    char metadata[2048];
    size_t n = 0;

    must(fapi_signer_public_jwk(shop_key, &json, &n), mtls ? "tokens bound by mutual TLS" : "tokens bound by DPoP");
    snprintf(metadata, sizeof metadata,
             "{\"client_id\":\"shop\",\"redirect_uris\":[\"" CALLBACK "\"],"
             "\"token_endpoint_auth_method\":\"private_key_jwt\",\"response_types\":[\"code\"],"
             "\"grant_types\":[\"authorization_code\"],\"%s\":true,"
             "\"jwks\":{\"keys\":[%.*s]}}",
             mtls ? "tls_client_certificate_bound_access_tokens" : "dpop_bound_access_tokens", (int)n, json);
    must(fapi_client_new(context, metadata, strlen(metadata), NULL, 0, &registration), "the client is registered");

    bank = fapi_as_new(policy);
    must(fapi_as_set_issuer(bank, TEXT(BANK)) || fapi_as_add_signer(bank, bank_key) || fapi_as_set_replay(bank, replay)
             || fapi_as_seal(bank), "the bank is set up");
    must(fapi_as_jwks(bank, &json, &n) || fapi_jwks_load(keys, json, n), "its keys are published");

    shop = fapi_rp_new(policy);
    must(fapi_rp_set_client(shop, registration) || fapi_rp_set_server(shop, TEXT(BANK), TEXT(bank_metadata), NULL)
             || fapi_rp_set_keys(shop, keys, NOW) || fapi_rp_add_signer(shop, shop_key)
             || (mtls ? fapi_rp_set_mtls(shop, 1) : fapi_rp_set_dpop_signer(shop, dpop_key)) || fapi_rp_seal(shop),
         "the client has read the bank's metadata");

    api = fapi_rs_new(policy);
    must(fapi_rs_add_issuer(api, TEXT(BANK), keys, NOW) || fapi_rs_add_audience(api, TEXT(API))
             || fapi_rs_set_replay(api, replay) || fapi_rs_seal(api), "the API trusts the bank");
    fapi_jwks_free(keys);
    fapi_policy_free(policy);
}

/* ---------------------------------------------------------------------------------------------------- the flow -- */

static void run(int mtls)
{
    const char *user = NULL;
    size_t n = 0;
    int refused = FAPI_OK;

    fapi_flow_reset(flow);
    must(fapi_flow_set_parameter(flow, TEXT("redirect_uri"), TEXT(CALLBACK))
             || fapi_flow_set_parameter(flow, TEXT("scope"), TEXT("openid accounts")), "shop: wants to see accounts");

    must(fapi_rp_make_par(shop, flow, NOW, request), "shop: pushes a signed request");
    carry(mtls);
    bank_par();
    bring();
    good(fapi_rp_check_par(shop, flow, response, NOW, verdict), "shop: has a request_uri");

    must(fapi_rp_make_authorization(shop, flow, NOW, request), "shop: sends the browser to the bank");
    carry(0);
    bank_authorization();
    redirect();
    good(fapi_rp_check_authorization(shop, flow, request, NOW, verdict),
         "shop: the response is the bank's, for this user");

    must(fapi_rp_make_token(shop, flow, NOW, request), "shop: asks for tokens");
    carry(mtls);
    bank_token();
    bring();
    good(fapi_rp_check_token(shop, flow, response, NOW, verdict), "shop: tokens are bound, and the ID token is good");
    must(fapi_verdict_claim_string(verdict, TEXT("sub"), &user, &n), "shop: knows the user");
    printf("  user: %.*s\n", (int)n, user);

    must(fapi_rp_make_resource(shop, flow, TEXT("GET"), TEXT(API), NOW, request), "shop: asks for the accounts");
    carry(mtls);
    must(fapi_request_require_scope(request, TEXT("accounts")), "API: needs this scope");
    good(fapi_rs_check(api, request, NOW, verdict), "API: the request may pass");
    /* Whoever saw that request can use the token in none: its proof is spent, and the certificate is the client's. */
    if (mtls)
        must(fapi_rp_make_resource(shop, flow, TEXT("GET"), TEXT(API), NOW, request), "thief: has the token");
    refused = fapi_rs_check(api, request, NOW, verdict);
    printf("  API: refused: %s, %s\n\n", fapi_verdict_name(verdict), fapi_verdict_clause(verdict));
    must(refused != (mtls ? FAPI_MTLS_CERTIFICATE_MISSING : FAPI_DPOP_REPLAYED), "as it has to be");

    fapi_rs_free(api);
    fapi_rp_free(shop);
    fapi_as_free(bank);
    fapi_client_free(registration);
}

int main(void)
{
    context = fapi_context_new();
    fapi_signer *bank_key = NULL, *shop_key = NULL, *dpop_key = NULL;
    fapi_replay *replay = fapi_replay_new(context, 1000);

    flow = fapi_flow_new(context);
    pushed = fapi_grant_new(context, FAPI_GRANT_PUSHED_REQUEST);
    code = fapi_grant_new(context, FAPI_GRANT_AUTHORIZATION_CODE);
    request = fapi_request_new(context);
    response = fapi_response_new(context);
    answer = fapi_answer_new(context);
    verdict = fapi_verdict_new(context);
    must(fapi_signer_generate(context, FAPI_ALG_ES256, &bank_key)
             || fapi_signer_generate(context, FAPI_ALG_ES256, &shop_key)
             || fapi_signer_generate(context, FAPI_ALG_ES256, &dpop_key), "keys are made");
    for (int mtls = 0; mtls <= 1; mtls++) {
        set_up(mtls, bank_key, shop_key, dpop_key, replay);
        run(mtls);
    }
    fapi_verdict_free(verdict);
    fapi_answer_free(answer);
    fapi_response_free(response);
    fapi_request_free(request);
    fapi_grant_free(code);
    fapi_grant_free(pushed);
    fapi_flow_free(flow);
    fapi_replay_free(replay);
    fapi_signer_free(dpop_key);
    fapi_signer_free(shop_key);
    fapi_signer_free(bank_key);
    fapi_context_free(context);
    return 0;
}
