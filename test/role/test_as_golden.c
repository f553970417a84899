/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to the endpoints of an authorization server, good ones and one for each kind of mistake, judged under every profile, against
 * test/golden/messages.txt: a change of what is accepted must show in a review. FAPI_TEST_RENEW=test/golden/messages.txt writes the file
 * anew. */
#include "test/role/as_server.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))
#define PROFILES 8
#define URN "urn:ietf:params:oauth:request_uri:"

typedef struct message {
    const char *name;
    enum as_endpoint endpoint;
    as_change change;
} message;

static const char *const endpoints[AS_ENDPOINTS] = {"PAR", "authorization", "token", "backchannel", "introspection", "revocation"};

static const message messages[] = {
    {"good", AS_PAR, {.how = 0}},
    {"good, in a request object", AS_PAR, {.how = AS_IN_OBJECT}},
    {"good, as a form", AS_PAR, {.how = AS_BY_VALUE}},
    {"good, with a DPoP proof", AS_PAR, {.how = AS_PROOF}},
    {"GET", AS_PAR, {.method = "GET"}},
    {"body that is no form", AS_PAR, {.content_type = "application/json"}},
    {"no client assertion", AS_PAR, {.how = AS_NO_ASSERTION}},
    {"client assertion of which the signature is another", AS_PAR, {.how = AS_FLIP_ASSERTION}},
    {"client assertion by RS256", AS_PAR, {.assertion_alg = FAPI_ALG_RS256}},
    {"client assertion for the PAR endpoint", AS_PAR, {.assertion = {{"aud", "\"" AS_PAR_URL "\""}}}},
    {"client assertion for the token endpoint", AS_PAR, {.assertion = {{"aud", "\"" AS_TOKEN_URL "\""}}}},
    {"client assertion for the issuer, in an array", AS_PAR, {.assertion = {{"aud", "[\"" AS_ISSUER "\"]"}}}},
    {"client assertion that has expired", AS_PAR, {.assertion = {{"iat", "1799999600"}, {"nbf", "1799999600"}, {"exp", "1799999700"}}}},
    {"client assertion that lives for an hour", AS_PAR, {.assertion = {{"exp", "1800003600"}}}},
    {"client assertion without jti", AS_PAR, {.assertion = {{"jti", NULL}}}},
    {"request_uri", AS_PAR, {.form = {{"request_uri", URN AS_CHALLENGE}}}},
    {"a parameter beside the request object", AS_PAR, {.how = AS_IN_OBJECT, .form = {{"state", "s"}}}},
    {"request object by RS256", AS_PAR, {.how = AS_IN_OBJECT, .object_alg = FAPI_ALG_RS256}},
    {"request object by none", AS_PAR, {.how = AS_IN_OBJECT, .object_header = {"alg", "\"none\""}}},
    {"request object of which the signature is another", AS_PAR, {.how = AS_IN_OBJECT | AS_FLIP_OBJECT}},
    {"request object without exp", AS_PAR, {.how = AS_IN_OBJECT, .object = {{"exp", NULL}}}},
    {"request object without nbf", AS_PAR, {.how = AS_IN_OBJECT, .object = {{"nbf", NULL}}}},
    {"request object that has expired", AS_PAR, {.how = AS_IN_OBJECT, .object = {{"exp", "1799999000"}}}},
    {"request object that lives for 70 minutes", AS_PAR, {.how = AS_IN_OBJECT, .object = {{"exp", "1800004200"}}}},
    {"request object for another server", AS_PAR, {.how = AS_IN_OBJECT, .object = {{"aud", "\"https://other.example.com\""}}}},
    {"request object of another client", AS_PAR, {.how = AS_IN_OBJECT, .object = {{"iss", "\"" AS_OTHER_CLIENT "\""}}}},
    {"request object within a request object", AS_PAR, {.how = AS_IN_OBJECT, .object = {{"request", "\"e30.e30.AA\""}}}},
    {"request object that says it is an access token", AS_PAR, {.how = AS_IN_OBJECT, .object_header = {"typ", "\"at+jwt\""}}},
    {"no code_challenge", AS_PAR, {.request = {{"code_challenge", NULL}, {"code_challenge_method", NULL}}}},
    {"code_challenge_method plain", AS_PAR, {.request = {{"code_challenge_method", "plain"}}}},
    {"response_type token", AS_PAR, {.request = {{"response_type", "token"}}}},
    {"response_type code id_token", AS_PAR, {.request = {{"response_type", "code id_token"}, {"response_mode", NULL}}}},
    {"response_type code, no response_mode", AS_PAR, {.request = {{"response_type", "code"}, {"response_mode", NULL}}}},
    {"response_type code, response_mode jwt", AS_PAR, {.request = {{"response_type", "code"}, {"response_mode", "jwt"}}}},
    {"response_type code id_token, response_mode query", AS_PAR, {.request = {{"response_type", "code id_token"}, {"response_mode", "query"}}}},
    {"redirect_uri that is not registered", AS_PAR, {.request = {{"redirect_uri", "https://attacker.example.com/"}}}},
    {"no redirect_uri", AS_PAR, {.request = {{"redirect_uri", NULL}}}},
    {"no nonce", AS_PAR, {.request = {{"nonce", NULL}}}},
    {"neither openid nor state", AS_PAR, {.request = {{"scope", "accounts"}, {"state", NULL}}}},
    {"no scope", AS_PAR, {.request = {{"scope", NULL}}}},
    {"id_token_hint", AS_PAR, {.request = {{"id_token_hint", "e30.e30.AA"}}}},
    {"dpop_jkt of another key than the proof", AS_PAR, {.how = AS_PROOF, .request = {{"dpop_jkt", AS_CHALLENGE}}}},
    {"good, pushed before", AS_AUTHORIZE, {.how = 0}},
    {"good, pushed before, by POST", AS_AUTHORIZE, {.method = "POST"}},
    {"good, with other parameters beside request_uri", AS_AUTHORIZE, {.form = {{"state", "other"}}}},
    {"plain", AS_AUTHORIZE, {.how = AS_DIRECT | AS_BY_VALUE}},
    {"request object by value", AS_AUTHORIZE, {.how = AS_DIRECT | AS_IN_OBJECT}},
    {"request object by value, without PKCE", AS_AUTHORIZE,
     {.how = AS_DIRECT | AS_IN_OBJECT, .request = {{"code_challenge", NULL}, {"code_challenge_method", NULL}}}},
    {"PUT", AS_AUTHORIZE, {.method = "PUT"}},
    {"unknown client", AS_AUTHORIZE, {.form = {{"client_id", "nobody"}}}},
    {"request_uri of another client", AS_AUTHORIZE, {.form = {{"client_id", AS_OTHER_CLIENT}}}},
    {"request_uri that is unknown", AS_AUTHORIZE, {.how = AS_NOT_FOUND}},
    {"request beside request_uri", AS_AUTHORIZE, {.form = {{"request", "e30.e30.AA"}}}},
    {"good, for a code", AS_TOKEN, {.how = 0}},
    {"good, for a refresh token", AS_TOKEN, {.form = {{"grant_type", "refresh_token"}}}},
    {"good, for client credentials", AS_TOKEN, {.form = {{"grant_type", "client_credentials"}}}},
    {"password grant", AS_TOKEN, {.form = {{"grant_type", "password"}}}},
    {"no proof of a key", AS_TOKEN, {.how = AS_NO_PROOF | AS_NO_CERTIFICATE}},
    {"DPoP proof, no certificate", AS_TOKEN, {.how = AS_PROOF | AS_NO_CERTIFICATE}},
    {"code that is unknown", AS_TOKEN, {.how = AS_NOT_FOUND}},
    {"code of another client", AS_TOKEN, {.how = AS_FROM_OTHER}},
    {"another redirect_uri", AS_TOKEN, {.form = {{"redirect_uri", AS_REDIRECT "?dummy1=lorem&dummy2=ipsum"}}}},
    {"no code_verifier", AS_TOKEN, {.form = {{"code_verifier", NULL}}}},
    {"another code_verifier", AS_TOKEN, {.form = {{"code_verifier", AS_CHALLENGE AS_CHALLENGE}}}},
    {"client assertion by RS256", AS_TOKEN, {.assertion_alg = FAPI_ALG_RS256}},
    {"client secret", AS_TOKEN, {.how = AS_NO_ASSERTION, .form = {{"client_secret", "secret"}}}},
    {"good", AS_INTROSPECT, {.how = 0}},
    {"GET", AS_INTROSPECT, {.method = "GET"}},
    {"no token", AS_INTROSPECT, {.form = {{"token", NULL}}}},
    {"no client assertion", AS_INTROSPECT, {.how = AS_NO_ASSERTION}},
};

/* What became of a message, as it prints. */
typedef struct outcome {
    char text[256];
} outcome;

static int judge(as_server *server, const message *m, outcome *out)
{
    int rc = as_send(server, m->endpoint, &m->change);
    const char *clause = rc == FAPI_OK ? "" : fapi_verdict_clause(server->verdict), *error = fapi_verdict_oauth_error(server->verdict);

    snprintf(out->text, sizeof out->text, "%s%s%s%s (%d%s%s)", fapi_status_name(rc), clause[0] == '\0' ? "" : " [", clause,
             clause[0] == '\0' ? "" : "]", fapi_verdict_http(server->verdict), error[0] == '\0' ? "" : " ", error);
    return rc == fapi_verdict_status(server->verdict) && rc != FAPI_ERR_NOMEM;
}

/* Profiles that agree share a line. */
static void print_block(FILE *out, const message *m, const outcome found[PROFILES])
{
    fprintf(out, "%s: %s\n", endpoints[m->endpoint], m->name);
    for (int i = 0; i < PROFILES; i++) {
        int first = 0, count = 0;

        while (strcmp(found[first].text, found[i].text) != 0)
            first++;
        if (first != i)
            continue;
        for (int k = i; k < PROFILES; k++)
            count += strcmp(found[i].text, found[k].text) == 0;
        fprintf(out, "    %s\n        ", found[i].text);
        for (int k = i, n = 0; k < PROFILES; k++)
            if (count < PROFILES && strcmp(found[i].text, found[k].text) == 0)
                fprintf(out, "%s%s", n++ == 0 ? "" : ", ", fapi_profile_name(k + 1));
        fprintf(out, "%s\n", count == PROFILES ? "every profile" : "");
    }
}

static int print_all(FILE *out)
{
    static outcome found[ROWS(messages)][PROFILES];
    int good = 1;

    for (int profile = 1; profile <= PROFILES; profile++) {
        AUTO(as_server) server = NULL;

        if (as_server_new(&server, profile, FAPI_AUTH_PRIVATE_KEY_JWT) != FAPI_OK)
            return 0;
        for (size_t i = 0; i < ROWS(messages); i++)
            good = judge(server, &messages[i], &found[i][profile - 1]) && good;
    }
    fprintf(out, "Messages to an authorization server, and what each profile makes of them. The client authenticates by private_key_jwt.\n\n");
    for (size_t i = 0; i < ROWS(messages); i++)
        print_block(out, &messages[i], found[i]);
    return good;
}

static void write_anew(const char *path, const char *text, size_t n)
{
    FILE *file = path == NULL || strstr(path, "messages.txt") == NULL ? NULL : fopen(path, "wb");

    if (file == NULL)
        return;
    fwrite(text, 1, n, file);
    fclose(file);
}

static void messages_as_reviewed(void **state)
{
    SLOW();
    char *got = NULL, *want = NULL;
    size_t got_n = 0, want_n = 0, at = 0;
    FILE *out = open_memstream(&got, &got_n);
    int good = out != NULL && print_all(out), same = 0;

    (void)state;
    if (out != NULL)
        fclose(out);
    if (good)
        write_anew(getenv("FAPI_TEST_RENEW"), got, got_n);
    want = t_file("golden/messages.txt", &want_n);
    same = good && want != NULL && want_n == got_n && memcmp(want, got, got_n) == 0;
    while (!same && want != NULL && at < got_n && at < want_n && want[at] == got[at])
        at++;
    if (!same && good)
        printf("test/golden/messages.txt differs from byte %zu on: %.160s\n"
               "If the change is meant, renew the file and review it: FAPI_TEST_RENEW=test/golden/messages.txt <this program>\n", at, got + at);
    free(want);
    free(got);
    CHECK(fapi_profile_name(PROFILES) != NULL && fapi_profile_name(PROFILES + 1) == NULL);
    CHECK(good);
    CHECK(same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(messages_as_reviewed)};

    return t_main("role/as_golden", tests, 1);
}
