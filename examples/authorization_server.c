/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The three endpoints of an authorization server under FAPI 2.0 Message Signing, and what a host does at each:
 * describe the request, look up the client, have it judged, store or look up a row, send the answer. The messages are
 * those of a real client. A host brings HTTP, the database and the user; here a struct is the database, and the user
 * always agrees.
 */
#include <stdio.h>
#include <string.h>

#include <fapi.h>

#include "authorization_server_messages.h"

#define TEXT(literal) (literal), sizeof(literal) - 1 /* pointer and length */
#define CLIENT_ID "dpop-client"
/* As it was registered. The keys are those that jwks_uri gave. */
#define METADATA                                                                                          \
    "{\"client_id\":\"" CLIENT_ID "\",\"redirect_uris\":[\"https://rp.example.com/cb\"],"                     \
    "\"token_endpoint_auth_method\":\"private_key_jwt\",\"response_types\":[\"code\"],"                   \
    "\"grant_types\":[\"authorization_code\",\"refresh_token\"],\"dpop_bound_access_tokens\":true}"

/* The database: one pushed request, one code. */
static struct {
    char request_uri[FAPI_REQUEST_URI_LENGTH + 1], parameters[16384], jkt[FAPI_JKT_LENGTH + 1];
    size_t parameters_len, jkt_len;
} row;

/* Set up once, then shared by all threads. */
static fapi_context *context;
static fapi_as *as;
static fapi_client *client;
/* One of each for each thread, used again and again. */
static fapi_request *request;
static fapi_verdict *verdict;
static fapi_answer *answer;
static fapi_grant *pushed, *code;

/* What the HTTP server knows of a request. The URL is the public one. body, proof: NULL if there is none. A setter that
 * refuses something spoils the request, so its status may be left to the check. */
static void receive(const char *method, const char *url, const char *body, const char *proof)
{
    printf("\n> %s %.60s%s\n", method, url, strlen(url) > 60 ? "..." : "");
    fapi_request_reset(request);
    (void)(fapi_request_set_method(request, method, strlen(method)) || fapi_request_set_url(request, url, strlen(url)));
    if (body != NULL)
        (void)(fapi_request_add_header(request, TEXT("Content-Type"), TEXT("application/x-www-form-urlencoded"))
               || fapi_request_set_body(request, body, strlen(body)));
    if (proof != NULL)
        (void)!fapi_request_add_header(request, TEXT("DPoP"), proof, strlen(proof));
}

/* SELECT ... WHERE client_id = ?. Whoever is not there is NULL, and the check refuses that. */
static const fapi_client *find_client(void)
{
    const char *id = NULL;
    size_t n = 0;

    if (fapi_as_claimed_client(as, request, verdict, &id, &n) != FAPI_OK)
        return NULL;
    return n == strlen(CLIENT_ID) && memcmp(id, CLIENT_ID, n) == 0 ? client : NULL;
}

/* The answer that was built, as it goes to the socket. failed: it could not be built. */
static int send_answer(int failed)
{
    const char *name = NULL, *text = NULL;
    size_t n = 0;

    if (failed) { /* a mistake of ours, as a part that the profile does not allow: the client gets a bare 500 */
        printf("< 500\n");
        return FAPI_ERR_INTERNAL;
    }
    printf("< %d\n", fapi_answer_http(answer));
    for (size_t i = 0; fapi_answer_header(answer, i, &name, &text, &n) == FAPI_OK; i++)
        printf("< %s: %.*s%s\n", name, n > 80 ? 80 : (int)n, text, n > 80 ? "..." : "");
    if (fapi_answer_body(answer, &text, &n) == FAPI_OK && n > 0)
        printf("< %.*s%s\n", n > 200 ? 200 : (int)n, text, n > 200 ? "..." : "");
    return FAPI_OK;
}

/* Every refusal of every endpoint ends here: the client gets what it may know, the log the clause. */
static int refuse(void)
{
    printf("  refused: %s, %s: %s\n", fapi_verdict_name(verdict), fapi_verdict_clause(verdict),
           fapi_verdict_text(verdict));
    if (send_answer(fapi_as_answer_refusal(as, verdict, NOW, answer)) != FAPI_OK)
        return FAPI_ERR_INTERNAL;
    return fapi_verdict_status(verdict);
}

/* RFC 9126: the client says over a channel of its own what it will ask the user for, and gets a name for that. */
static int pushed_request(const char *body, const char *proof)
{
    const char *text = NULL;
    size_t n = 0;

    receive("POST", ISSUER "/request", body, proof);
    if (fapi_as_check_par(as, request, find_client(), NOW, verdict) != FAPI_OK)
        return refuse();
    /* INSERT: the parameters as judged, and the key that the code will be bound to, under a fresh name. */
    if (fapi_par_request_uri(row.request_uri, sizeof row.request_uri) || fapi_verdict_claims_json(verdict, &text, &n))
        return FAPI_ERR_INTERNAL;
    memcpy(row.parameters, text, row.parameters_len = n);
    if (fapi_verdict_jkt(verdict, &text, &n))
        return FAPI_ERR_INTERNAL;
    memcpy(row.jkt, text, row.jkt_len = n);
    fapi_answer_reset(answer);
    return send_answer(fapi_answer_set(answer, FAPI_PART_REQUEST_URI, row.request_uri, strlen(row.request_uri))
                       || fapi_answer_set_expires_in(answer, 60) || fapi_as_answer_par(as, verdict, answer));
}

/* A parameter of the pushed request, into the row of the code. */
static int copy(const char *name, int (*set)(fapi_grant *grant, const char *text, size_t text_len))
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_verdict_claim_string(verdict, name, strlen(name), &text, &n) || set(code, text, n);
}

/* INSERT a row for the code, while the verdict of the authorization request is there. */
static int store_code(void)
{
    fapi_grant_reset(code);
    return fapi_grant_set_value(code, TEXT(CODE)) || fapi_grant_set_client(code, TEXT(CLIENT_ID))
        || copy("redirect_uri", fapi_grant_set_redirect_uri) || copy("code_challenge", fapi_grant_set_challenge)
        || copy("scope", fapi_grant_set_scope) || fapi_grant_set_times(code, NOW, NOW + 60)
        || (row.jkt_len > 0 && fapi_grant_set_jkt(code, row.jkt, row.jkt_len));
}

/* The user's browser comes with that name, and goes back to the client with a code. */
static int authorization_request(void)
{
    char url[256];
    int failed = 0;

    snprintf(url, sizeof url, ISSUER "/auth?client_id=" CLIENT_ID "&request_uri=%s", row.request_uri);
    receive("GET", url, NULL, NULL);
    /* SELECT ... WHERE request_uri = ?, which fapi_request_parameter(request, "request_uri") has. */
    fapi_grant_reset(pushed);
    failed = fapi_grant_set_value(pushed, row.request_uri, strlen(row.request_uri))
        || fapi_grant_set_client(pushed, TEXT(CLIENT_ID)) || fapi_grant_set_times(pushed, NOW - 1, NOW + 59)
        || fapi_grant_set_parameters(pushed, row.parameters, row.parameters_len);
    if (failed)
        return FAPI_ERR_INTERNAL;
    if (fapi_as_check_authorization(as, request, find_client(), pushed, NOW, verdict) != FAPI_OK)
        return refuse();
    /* Here the user logs in, sees what is asked for (fapi_verdict_claim_string) and agrees: UPDATE ... SET used = 1. */
    if (store_code())
        return FAPI_ERR_INTERNAL;
    fapi_answer_reset(answer);
    return send_answer(fapi_answer_set(answer, FAPI_PART_CODE, TEXT(CODE))
                       || fapi_as_answer_authorization(as, client, row.parameters, row.parameters_len, NOW, answer));
}

/* The client brings the code, its own proof and that of its key, and gets tokens that only this key can use. */
static int token_request(const char *body, const char *proof)
{
    receive("POST", ISSUER "/token", body, proof); /* SELECT ... WHERE code = ?: the grant that was stored above */
    if (fapi_as_check_token(as, request, find_client(), code, NOW, verdict) != FAPI_OK)
        return refuse();
    fapi_answer_reset(answer);
    return send_answer(
        fapi_grant_set_used(code, 1) /* UPDATE ... SET used = 1 WHERE used = 0 */
        || fapi_answer_set(answer, FAPI_PART_SCOPE, TEXT("openid accounts"))
        || fapi_answer_set(answer, FAPI_PART_ACCESS_TOKEN_CLAIMS,
                           TEXT("{\"sub\":\"alice\",\"aud\":\"https://api.example.com/accounts\"}"))
        || fapi_answer_set(answer, FAPI_PART_ID_TOKEN_CLAIMS, TEXT("{\"sub\":\"alice\"}"))
        || fapi_as_answer_token(as, client, verdict, NOW, answer));
}

int main(void)
{
    /* Once, at the start. Constructors give NULL only when memory ran out, and the next call then fails. */
    context = fapi_context_new();
    fapi_policy *policy = fapi_policy_new(context, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING);
    fapi_replay *replay = fapi_replay_new(context, 100000);
    fapi_signer *signer = NULL;
    as = fapi_as_new(policy);
    int failed = fapi_signer_generate(context, FAPI_ALG_EDDSA, &signer) || fapi_as_set_issuer(as, TEXT(ISSUER))
        || fapi_as_add_signer(as, signer) || fapi_as_set_replay(as, replay) || fapi_as_seal(as)
        || fapi_client_new(context, TEXT(METADATA), TEXT(CLIENT_KEYS), &client);
    request = fapi_request_new(context);
    verdict = fapi_verdict_new(context);
    answer = fapi_answer_new(context);
    pushed = fapi_grant_new(context, FAPI_GRANT_PUSHED_REQUEST);
    code = fapi_grant_new(context, FAPI_GRANT_AUTHORIZATION_CODE);

    /* For each request. */
    failed = failed || pushed_request(PAR_BODY, PAR_PROOF) || authorization_request()
        || token_request(TOKEN_BODY, TOKEN_PROOF);
    /* Somebody who saw it sends the pushed request again. */
    failed = pushed_request(PAR_BODY, PAR_PROOF) != FAPI_CLIENT_ASSERTION_REPLAYED || failed;

    fapi_grant_free(pushed);
    fapi_grant_free(code);
    fapi_answer_free(answer);
    fapi_verdict_free(verdict);
    fapi_request_free(request);
    fapi_client_free(client);
    fapi_as_free(as);
    fapi_signer_free(signer);
    fapi_replay_free(replay);
    fapi_policy_free(policy);
    fapi_context_free(context);
    return failed ? 1 : 0;
}
