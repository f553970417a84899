/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The endpoints of an authorization server under FAPI 2.0 Message Signing, and what a host does at each: describe the
 * request, look up the client and the row, have it judged, store what is issued, send the answer. No rule of OAuth
 * stands here. The messages are those of a real client, with our code in place of the one that its server drew. A host
 * brings HTTP, the database and the user; here an array is the database, and the user always agrees.
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

/* The database: one table of rows, CREATE TABLE grants (key TEXT PRIMARY KEY, family TEXT, json TEXT, used INTEGER). */
static struct row {
    char key[FAPI_JKT_LENGTH + 1], family[FAPI_JKT_LENGTH + 1], json[16384];
    size_t json_len;
    int used;
} table[16];
static size_t rows;

/* Set up once, then shared by all threads. */
static fapi_context *context;
static fapi_as *as;
static fapi_client *client;
/* One of each for each thread, used again and again. */
static fapi_request *request;
static fapi_verdict *verdict;
static fapi_answer *answer;
static fapi_grant *found, *made, *refresh;

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

/* SELECT ... WHERE key = ?. What is not there is NULL, and the check refuses that. */
static fapi_grant *find_grant(int endpoint)
{
    char key[FAPI_JKT_LENGTH + 1];

    if (fapi_as_stored_key(as, request, endpoint, key, sizeof key) != FAPI_OK)
        return NULL;
    for (size_t i = 0; i < rows; i++)
        if (strcmp(table[i].key, key) == 0)
            return fapi_grant_load(found, table[i].json, table[i].json_len, table[i].used) == FAPI_OK ? found : NULL;
    return NULL;
}

/* INSERT, if there is something to store. Its value is not in the row: who steals the table can present nothing. */
static int store(fapi_grant *grant)
{
    const char *key = NULL, *family = NULL, *json = NULL;
    size_t key_len = 0, family_len = 0, json_len = 0;
    struct row *row = &table[rows];

    if (fapi_grant_type_of(grant) == 0)
        return FAPI_OK;
    if (rows == sizeof table / sizeof *table || fapi_grant_store(grant, &json, &json_len) || json_len > sizeof row->json)
        return FAPI_ERR_INTERNAL;
    memcpy(row->json, json, row->json_len = json_len);
    if (fapi_grant_key(grant, &key, &key_len))
        return FAPI_ERR_INTERNAL;
    memcpy(row->key, key, key_len);
    if (fapi_grant_family(grant, &family, &family_len))
        return FAPI_ERR_INTERNAL;
    memcpy(row->family, family, family_len);
    rows++;
    return FAPI_OK;
}

/* UPDATE ... SET used = 1 WHERE key = ? AND used = 0, for each row that the grant spends; 1 if one changes no row. */
static int spend(fapi_grant *grant)
{
    const char *key = NULL;
    size_t n = 0;
    int missed = 0;

    for (size_t i = 0; fapi_grant_spends(grant, i, &key, &n) == FAPI_OK; i++) {
        int changed = 0;

        for (size_t k = 0; k < rows; k++)
            if (memcmp(table[k].key, key, n) == 0 && !table[k].used)
                changed = table[k].used = 1;
        missed = missed || !changed;
    }
    return missed;
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
    receive("POST", ISSUER "/request", body, proof);
    if (fapi_as_check_par(as, request, find_client(), NOW, verdict) != FAPI_OK)
        return refuse();
    return send_answer(fapi_as_issue_par(as, verdict, NOW, made, answer) || store(made));
}

/* The user's browser comes with that name, and gets a page that asks. */
static int authorization_request(const char *request_uri, char *ticket, size_t ticket_size)
{
    const char *text = NULL;
    fapi_grant *pushed = NULL;
    char url[256];
    size_t n = 0;

    snprintf(url, sizeof url, ISSUER "/auth?client_id=" CLIENT_ID "&request_uri=%s", request_uri);
    receive("GET", url, NULL, NULL);
    pushed = find_grant(FAPI_ENDPOINT_AUTHORIZATION);
    if (fapi_as_check_authorization(as, request, find_client(), pushed, NOW, verdict) != FAPI_OK)
        return refuse();
    if (fapi_as_issue_consent(as, client, verdict, pushed, NOW, made) || store(made)
        || fapi_grant_value(made, TEXT("scope"), &text, &n))
        return send_answer(1);
    printf("< 200\n< May " CLIENT_ID " do this for you: %.*s? [Yes] [No]\n", (int)n, text);
    if (fapi_grant_value(made, TEXT("value"), &text, &n)) /* into the page, as a hidden field */
        return FAPI_ERR_INTERNAL;
    snprintf(ticket, ticket_size, "%.*s", (int)n, text);
    return FAPI_OK;
}

/* What the page sends when the user agrees; the browser goes back to the client with a code. */
static int consent(const char *ticket)
{
    fapi_grant *asked = NULL;
    char body[128];

    snprintf(body, sizeof body, "decision=approve&consent=%s", ticket);
    receive("POST", ISSUER "/consent", body, NULL);
    asked = find_grant(FAPI_ENDPOINT_CONSENT);
    if (fapi_as_check_consent(as, request, asked, NOW, verdict) != FAPI_OK)
        return refuse();
    /* In one transaction. Another request may have been faster: then this one is told what it would be told now. */
    if (spend(asked) && fapi_as_spent(as, verdict))
        return refuse();
    return send_answer(fapi_as_issue_code(as, client, verdict, asked, TEXT("{\"sub\":\"alice\"}"), NOW, made, answer)
                       || store(made));
}

/* The client brings the code, its own proof and that of its key, and gets tokens that only this key can use. */
static int token_request(const char *body, const char *proof)
{
    fapi_grant *grant = NULL;

    receive("POST", ISSUER "/token", body, proof);
    grant = find_grant(FAPI_ENDPOINT_TOKEN);
    if (fapi_as_check_token(as, request, find_client(), grant, NOW, verdict) != FAPI_OK)
        return refuse(); /* and DELETE ... WHERE family = ? where fapi_verdict_revoke says so */
    if (grant != NULL && spend(grant) && fapi_as_spent(as, verdict))
        return refuse();
    return send_answer(fapi_as_issue_token(as, client, verdict, grant, NOW, made, refresh, answer) || store(made)
                       || store(refresh));
}

/* What was just issued, as the client gets to know it. */
static void value_of(char *value, size_t size)
{
    const char *text = NULL;
    size_t n = 0;

    if (fapi_grant_value(made, TEXT("value"), &text, &n) == FAPI_OK)
        snprintf(value, size, "%.*s", (int)n, text);
}

/* The recorded token request, with the code of this server in place of the recorded one. */
static const char *with_code(const char *code)
{
    static char body[sizeof TOKEN_BODY];
    char *at = NULL;

    memcpy(body, TOKEN_BODY, sizeof body);
    at = strstr(body, CODE);
    if (at != NULL && strlen(code) == strlen(CODE))
        memcpy(at, code, strlen(code));
    return body;
}

int main(void)
{
    char request_uri[128] = "", ticket[64] = "", code[64] = "";

    /* Once, at the start. Constructors give NULL only when memory ran out, and the next call then fails. */
    context = fapi_context_new();
    fapi_policy *policy = fapi_policy_new(context, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING);
    fapi_replay *replay = fapi_replay_new(context, 100000);
    fapi_signer *signer = NULL;
    as = fapi_as_new(policy);
    int failed = fapi_signer_generate(context, FAPI_ALG_EDDSA, &signer) || fapi_as_set_issuer(as, TEXT(ISSUER))
        || fapi_as_add_scope(as, TEXT("openid")) || fapi_as_add_scope(as, TEXT("accounts"))
        || fapi_as_add_resource(as, TEXT("https://api.example.com/accounts"))
        || fapi_as_add_signer(as, signer) || fapi_as_set_replay(as, replay) || fapi_as_seal(as)
        || fapi_client_new(context, TEXT(METADATA), TEXT(CLIENT_KEYS), &client);
    request = fapi_request_new(context);
    verdict = fapi_verdict_new(context);
    answer = fapi_answer_new(context);
    found = fapi_grant_new(context, 0);
    made = fapi_grant_new(context, 0);
    refresh = fapi_grant_new(context, 0);

    /* For each request. */
    failed = failed || pushed_request(PAR_BODY, PAR_PROOF);
    value_of(request_uri, sizeof request_uri);
    failed = failed || authorization_request(request_uri, ticket, sizeof ticket) || consent(ticket);
    value_of(code, sizeof code);
    failed = failed || token_request(with_code(code), TOKEN_PROOF);
    /* The user presses the button again; somebody who saw it sends the pushed request again. */
    failed = consent(ticket) != FAPI_CONSENT_USED || failed;
    failed = pushed_request(PAR_BODY, PAR_PROOF) != FAPI_CLIENT_ASSERTION_REPLAYED || failed;

    fapi_grant_free(found);
    fapi_grant_free(made);
    fapi_grant_free(refresh);
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
