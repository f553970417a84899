/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a request to a code, as a host with a database does it: each grant goes through its row, and each message is judged by what was issued
 * for the one before. What must not be issued, what comes twice, and what two requests at once do.
 */
#include <sodium.h>

#include "base/verdict.h"
#include "oauth/grant.h"
#include "test/role/as_server.h"
#include "test/role/fixture.h"

#define CONSENT_URL "https://as.example.com/consent"
#define API "https://api.example.com"
#define OTHER_API "https://other.example.com/v1"
#define USER "{\"sub\":\"alice\",\"acr\":\"urn:bank:sca\",\"auth_time\":1799999990,\"name\":\"Alice Adams\",\"email\":\"a@example.com\"}"

typedef struct chain {
    as_server *server;
    fapi_grant *made;                     /* by the last call */
    fapi_grant *pushed, *consent, *code;  /* as they came out of their rows */
    char uri[128], ticket[64], value[64]; /* what was handed out */
} chain;

static void chain_free(chain *c)
{
    if (c == NULL)
        return;
    fapi_grant_free(c->made);
    fapi_grant_free(c->pushed);
    fapi_grant_free(c->consent);
    fapi_grant_free(c->code);
    as_server_free(c->server);
    free(c);
}
T_AUTO(chain)

/* A server of the profile that offers openid and accounts for one of two APIs. */
static int chain_new_set(chain **made, int profile, int control, int64_t value)
{
    chain *c = calloc(1, sizeof *c);
    int rc = c == NULL ? FAPI_ERR_NOMEM : as_server_new_set(&c->server, profile, FAPI_AUTH_PRIVATE_KEY_JWT, control, value);

    chain_free(*made);
    *made = c;
    if (rc != FAPI_OK)
        return rc;
    c->server->kept[0] = 'x'; /* it pushes nothing by itself */
    c->made = fapi_grant_new(t_context(), 0);
    c->pushed = fapi_grant_new(t_context(), 0);
    c->consent = fapi_grant_new(t_context(), 0);
    c->code = fapi_grant_new(t_context(), 0);
    if (c->made == NULL || c->pushed == NULL || c->consent == NULL || c->code == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapi_as_add_scope(c->server->as, S("openid"));
    if (rc == FAPI_OK)
        rc = fapi_as_add_scope(c->server->as, S("accounts"));
    if (rc == FAPI_OK)
        rc = fapi_as_add_resource(c->server->as, S(API));
    if (rc == FAPI_OK)
        rc = fapi_as_add_resource(c->server->as, S(OTHER_API));
    if (rc == FAPI_OK)
        rc = fapi_as_add_details_type(c->server->as, S("payment"));
    return rc == FAPI_OK ? fapi_as_seal(c->server->as) : rc;
}

static int chain_new(chain **made, int profile)
{
    return chain_new_set(made, profile, 0, 0);
}

static const char *value_of(const fapi_grant *grant, const char *name)
{
    static char texts[4][16384];
    static size_t turn;
    char *text = texts[turn++ % 4];
    const char *value = NULL;
    size_t n = 0;

    text[0] = '\0';
    if (fapi_grant_value(grant, name, strlen(name), &value, &n) == FAPI_OK)
        snprintf(text, sizeof texts[0], "%.*s", (int)n, value);
    return text;
}

/* INSERT, then SELECT under the key that the next request leads to. */
static int through_row(fapi_grant *from, fapi_grant *to)
{
    const char *json = NULL;
    size_t n = 0;
    int rc = fapi_grant_store(from, &json, &n);

    return rc == FAPI_OK ? fapi_grant_load(to, json, n, 0) : rc;
}

/* Does this request lead to that row? */
static int leads_to(const chain *c, int endpoint, fapi_grant *row)
{
    char key[44];
    const char *want = NULL;
    size_t n = 0;
    int rc = fapi_as_stored_key(c->server->as, c->server->request, endpoint, key, sizeof key);

    if (rc == FAPI_OK)
        rc = fapi_grant_key(row, &want, &n);
    if (rc != FAPI_OK)
        return rc;
    return n == 43 && memcmp(key, want, 43) == 0 && key[43] == '\0' ? FAPI_OK : FAPI_ERR_NOT_FOUND;
}

static const char *field(const fapi_answer *answer, const char *wanted)
{
    static char text[32768];

    text[0] = '\0';
    for (size_t i = 0; i < fapi_answer_header_count(answer); i++) {
        const char *name = NULL, *value = NULL;
        size_t n = 0;

        if (fapi_answer_header(answer, i, &name, &value, &n) == FAPI_OK && strcmp(name, wanted) == 0)
            snprintf(text, sizeof text, "%.*s", (int)n, value);
    }
    return text;
}

static const char *body(const fapi_answer *answer)
{
    static char text[32768];
    const char *value = NULL;
    size_t n = 0;

    text[0] = '\0';
    if (fapi_answer_body(answer, &value, &n) == FAPI_OK)
        snprintf(text, sizeof text, "%.*s", (int)n, value);
    return text;
}

/* ---- the steps ---- */

static int push(chain *c, const as_change *change)
{
    as_server *server = c->server;
    int rc = as_send(server, AS_PAR, change);

    if (rc == FAPI_OK)
        rc = fapi_as_issue_par(server->as, server->verdict, server->now, c->made, server->answer);
    if (rc == FAPI_OK)
        rc = through_row(c->made, c->pushed);
    snprintf(c->uri, sizeof c->uri, "%s", value_of(c->made, "value"));
    return rc;
}

/* The browser comes with the name of the pushed request, or with the request. */
static int arrive(chain *c, const as_change *change)
{
    as_server *server = c->server;
    as_change by_name = {.form = {{"request_uri", c->uri}}};
    const bool direct = change != NULL && (change->how & AS_DIRECT) != 0;
    int rc = as_prepare(server, AS_AUTHORIZE, direct ? change : &by_name);

    if (rc == FAPI_OK && !direct)
        rc = leads_to(c, FAPI_ENDPOINT_AUTHORIZATION, c->pushed);
    return rc == FAPI_OK ? fapi_as_check_authorization(server->as, server->request, server->client, direct ? NULL : c->pushed,
                                                       server->now, server->verdict)
                         : rc;
}

static int ask(chain *c)
{
    as_server *server = c->server;
    int rc = fapi_as_issue_consent(server->as, server->client, server->verdict, c->pushed, server->now, c->made);

    if (rc == FAPI_OK)
        rc = through_row(c->made, c->consent);
    snprintf(c->ticket, sizeof c->ticket, "%s", value_of(c->made, "value"));
    return rc;
}

static int answer_page(as_server *server, const char *method, const char *form, const fapi_grant *consent)
{
    int rc = FAPI_ERR_INTERNAL;

    fapi_request_reset(server->request);
    rc = fapi_request_set_method(server->request, method, strlen(method));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(server->request, S(CONSENT_URL));
    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(server->request, 0x0304, 0x1301);
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(server->request, S("Content-Type"), S("application/x-www-form-urlencoded"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_body(server->request, form, strlen(form));
    return rc == FAPI_OK ? fapi_as_check_consent(server->as, server->request, consent, server->now, server->verdict) : rc;
}

static int submit(chain *c)
{
    int rc = answer_page(c->server, "POST", t_format("decision=approve&consent=%s", c->ticket), c->consent);

    return rc == FAPI_OK ? leads_to(c, FAPI_ENDPOINT_CONSENT, c->consent) : rc;
}

static int approve(chain *c, const char *user)
{
    as_server *server = c->server;
    int rc = fapi_as_issue_code(server->as, server->client, server->verdict, c->consent, user, strlen(user), server->now, c->made,
                                server->answer);

    if (rc == FAPI_OK)
        rc = through_row(c->made, c->code);
    snprintf(c->value, sizeof c->value, "%s", value_of(c->made, "value"));
    return rc;
}

static int redeem(chain *c, int how)
{
    as_server *server = c->server;
    const as_change change = {.how = how, .form = {{"code", c->value}}};
    int rc = as_prepare(server, AS_TOKEN, &change);

    if (rc == FAPI_OK)
        rc = leads_to(c, FAPI_ENDPOINT_TOKEN, c->code);
    return rc == FAPI_OK ? fapi_as_check_token(server->as, server->request, server->client, c->code, server->now, server->verdict) : rc;
}

/* As far as the page. */
static int until_page(chain *c, const as_change *change)
{
    int rc = change != NULL && (change->how & AS_DIRECT) != 0 ? FAPI_OK : push(c, change);

    if (rc == FAPI_OK)
        rc = arrive(c, change);
    return rc == FAPI_OK ? ask(c) : rc;
}

static int until_code(chain *c, const as_change *change, const char *user)
{
    int rc = until_page(c, change);

    if (rc == FAPI_OK)
        rc = submit(c);
    return rc == FAPI_OK ? approve(c, user) : rc;
}

static int same_family(chain *c)
{
    const char *one = NULL, *other = NULL;
    size_t n = 0, m = 0;

    return fapi_grant_family(c->consent, &one, &n) == FAPI_OK && fapi_grant_family(c->code, &other, &m) == FAPI_OK && n == 43 &&
           m == 43 && memcmp(one, other, 43) == 0;
}

/* ---- whole chains ---- */

static void security_profile(void **state)
{
    AUTO(chain) c = NULL;
    const as_change change = {.how = AS_PROOF};

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, push(c, &change));
    CHECK(fapi_answer_http(c->server->answer) == 201 && strstr(body(c->server->answer), c->uri) != NULL);
    CHECK(fapi_grant_type_of(c->pushed) == FAPI_GRANT_PUSHED_REQUEST && strlen(c->uri) == FAPI_REQUEST_URI_LENGTH);
    CHECK(strcmp(value_of(c->pushed, "client_id"), AS_CLIENT) == 0 && strcmp(value_of(c->pushed, "jkt"), c->server->jkt) == 0);
    STATUS(FAPI_OK, arrive(c, NULL));
    STATUS(FAPI_OK, ask(c));
    CHECK(strcmp(value_of(c->consent, "scope"), "openid accounts") == 0 && fapi_grant_keep_until(c->consent) == AS_TIME + 600);
    CHECK(strcmp(value_of(c->consent, "resource"), "[\"" API "\",\"" OTHER_API "\"]") == 0);
    CHECK(strcmp(value_of(c->consent, "redirect_uri"), AS_REDIRECT) == 0 && strcmp(value_of(c->consent, "value"), "") == 0);
    STATUS(FAPI_OK, submit(c));                                                             ACCEPTS("RFC6749-10.12-2");
    STATUS(FAPI_OK, approve(c, USER));
    CHECK(fapi_answer_http(c->server->answer) == 303 && same_family(c));
    CHECK(strstr(field(c->server->answer, "Location"), t_format("code=%s", c->value)) != NULL && strlen(c->value) == 43);
    CHECK(strcmp(value_of(c->code, "sub"), "alice") == 0 && strcmp(value_of(c->code, "user"), USER) == 0);
    CHECK(strcmp(value_of(c->code, "jkt"), c->server->jkt) == 0 && c->code->expires_at == AS_TIME + 60);
    CHECK(strcmp(value_of(c->code, "parameters"), value_of(c->pushed, "parameters")) == 0);
    STATUS(FAPI_GRANT_DPOP_KEY, redeem(c, AS_OTHER_PROOF_KEY));                             REFUSES("RFC9449-10-1");
    STATUS(FAPI_OK, redeem(c, 0));                                                          ACCEPTS("RFC9449-10-1");
    c->server->now = AS_TIME + 60;
    STATUS(FAPI_CODE_EXPIRED, redeem(c, 0));                                                REFUSES("FAPI2SP-5.3.2.1-11");
}

static void message_signing(void **state)
{
    AUTO(chain) c = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    STATUS(FAPI_OK, until_code(c, NULL, USER));
    CHECK(strstr(field(c->server->answer, "Location"), AS_REDIRECT "?response=ey") != NULL);
    CHECK(strstr(field(c->server->answer, "Location"), c->value) == NULL);
    STATUS(FAPI_OK, redeem(c, 0));
    /* The tokens of it. */
    STATUS(FAPI_OK, fapi_as_issue_token(c->server->as, c->server->client, c->server->verdict, c->code, AS_TIME, c->made,
                                        c->consent, c->server->answer));
    CHECK(fapi_answer_http(c->server->answer) == 200 && strstr(body(c->server->answer), "\"id_token\":\"ey") != NULL);
}

/* The claims of the JWT in this parameter of the answer's Location. */
static const char *jwt_claims(const fapi_answer *answer, const char *name)
{
    static char claims[8192];
    const char *at = strstr(field(answer, "Location"), name), *dot = at == NULL ? NULL : strchr(at, '.');
    const char *end = dot == NULL ? NULL : strchr(dot + 1, '.');
    size_t n = 0;

    claims[0] = '\0';
    if (end == NULL || sodium_base642bin((uint8_t *)claims, sizeof claims - 1, dot + 1, (size_t)(end - dot - 1), NULL, &n, NULL,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return "";
    claims[n] = '\0';
    return claims;
}

/* By value and with the ID token as a detached signature, which says nothing personal. */
static void advanced_by_value(void **state)
{
    AUTO(chain) c = NULL;
    const as_change change = {.how = AS_DIRECT, .request = {{"response_type", "code id_token"}, {"response_mode", NULL}}};
    const char *claims = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, until_code(c, &change, USER));
    CHECK(strstr(field(c->server->answer, "Location"), t_format("#code=%s", c->value)) != NULL);
    claims = jwt_claims(c->server->answer, "id_token=");
    CHECK(strstr(claims, "\"sub\":\"alice\"") != NULL && strstr(claims, "\"auth_time\":1799999990") != NULL);
    CHECK(strstr(claims, "\"c_hash\"") != NULL && strstr(claims, "\"s_hash\"") != NULL);    ACCEPTS("FAPI1ADV-5.2.2.1-6");
    CHECK(strstr(claims, "Alice") == NULL && strstr(claims, "email") == NULL);
    STATUS(FAPI_OK, redeem(c, 0));
}

static int spends(fapi_grant *grant, size_t index, fapi_grant *other)
{
    const char *key = NULL, *want = NULL;
    size_t n = 0, m = 0;
    int rc = fapi_grant_spends(grant, index, &key, &n);

    if (rc != FAPI_OK || other == NULL)
        return rc;
    rc = fapi_grant_key(other, &want, &m);
    return rc == FAPI_OK && (n != m || memcmp(key, want, n) != 0) ? FAPI_ERR_INTERNAL : rc;
}

/* What an answer spends: the page and the request that it was made for, so that neither is answered twice. */
static void what_is_spent(void **state)
{
    AUTO(chain) c = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, until_code(c, NULL, USER));
    STATUS(FAPI_OK, spends(c->consent, 0, c->consent));
    STATUS(FAPI_OK, spends(c->consent, 1, c->pushed));
    STATUS(FAPI_ERR_NOT_FOUND, spends(c->consent, 2, NULL));
    STATUS(FAPI_ERR_NOT_FOUND, spends(c->pushed, 0, NULL));
    STATUS(FAPI_OK, spends(c->code, 0, c->code));
    STATUS(FAPI_ERR_NOT_FOUND, spends(c->code, 1, NULL));
    STATUS(FAPI_OK, fapi_grant_set_used(c->consent, 1));
    STATUS(FAPI_CONSENT_USED, submit(c));
    STATUS(FAPI_OK, fapi_grant_set_used(c->pushed, 1));
    STATUS(FAPI_REQUEST_URI_USED, arrive(c, NULL));                                         REFUSES("RFC9126-4-2");
}

/* Where the policy lets a request_uri come again, an answer does not end it. */
static void a_request_uri_that_may_come_again(void **state)
{
    AUTO(chain) c = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new_set(&c, FAPI_PROFILE_FAPI1_BASELINE, FAPI_CONTROL_REQUEST_URI_ONE_TIME, 0));
    STATUS(FAPI_OK, until_page(c, NULL));
    STATUS(FAPI_OK, spends(c->consent, 0, c->consent));
    STATUS(FAPI_ERR_NOT_FOUND, spends(c->consent, 1, NULL));
}

/* ---- twice, and two at once ---- */

static void a_page_opened_twice(void **state)
{
    AUTO(chain) c = NULL;
    AUTO(fapi_grant) first = fapi_grant_new(t_context(), 0);
    char ticket[64];

    (void)state;
    CHECK(first != NULL);
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, until_page(c, NULL));
    STATUS(FAPI_OK, through_row(c->consent, first));
    memcpy(ticket, c->ticket, sizeof ticket);
    /* It is loaded again: another ticket, for the same request. */
    STATUS(FAPI_OK, arrive(c, NULL));
    STATUS(FAPI_OK, ask(c));
    CHECK(strcmp(ticket, c->ticket) != 0);
    STATUS(FAPI_OK, spends(c->consent, 1, c->pushed));
    STATUS(FAPI_OK, spends(first, 1, c->pushed));
    /* Both are answered. The second finds the request spent when its transaction ends. */
    STATUS(FAPI_OK, submit(c));
    STATUS(FAPI_OK, approve(c, USER));
    STATUS(FAPI_OK, answer_page(c->server, "POST", t_format("consent=%s", ticket), first));
    STATUS(FAPI_CONSENT_USED, fapi_as_spent(c->server->as, c->server->verdict));            REFUSES("RFC6749-10.12-2");
    CHECK(fapi_verdict_status(c->server->verdict) == FAPI_CONSENT_USED && fapi_verdict_http(c->server->verdict) == 400);
    CHECK(fapi_verdict_revoke(c->server->verdict) == FAPI_REVOKE_NOTHING);
    STATUS(FAPI_OK, fapi_as_answer_refusal(c->server->as, c->server->verdict, AS_TIME, c->server->answer));
    CHECK(fapi_answer_kind(c->server->answer) == FAPI_ANSWER_PAGE && fapi_answer_http(c->server->answer) == 400);
    /* The one that was refused lets nothing more out. */
    STATUS(FAPI_ERR_STATE, approve(c, USER));
    STATUS(FAPI_ERR_STATE, fapi_as_spent(c->server->as, c->server->verdict));
}

static void a_code_at_once(void **state)
{
    AUTO(chain) c = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, until_code(c, NULL, USER));
    STATUS(FAPI_OK, redeem(c, 0));
    STATUS(FAPI_CODE_REUSED, fapi_as_spent(c->server->as, c->server->verdict));             REFUSES("RFC9700-4.2.4-1");
    CHECK(fapi_verdict_revoke(c->server->verdict) == FAPI_REVOKE_FAMILY);
    CHECK(strcmp(fapi_verdict_oauth_error(c->server->verdict), "invalid_grant") == 0);
    STATUS(FAPI_OK, fapi_as_answer_refusal(c->server->as, c->server->verdict, AS_TIME, c->server->answer));
    CHECK(fapi_answer_http(c->server->answer) == 400 && strstr(body(c->server->answer), "invalid_grant") != NULL);
    /* As the next one would be told. */
    STATUS(FAPI_OK, fapi_grant_set_used(c->code, 1));
    STATUS(FAPI_CODE_REUSED, redeem(c, 0));
    CHECK(fapi_verdict_revoke(c->server->verdict) == FAPI_REVOKE_FAMILY);
    STATUS(FAPI_ERR_ARG, fapi_as_spent(NULL, c->server->verdict));
    STATUS(FAPI_ERR_ARG, fapi_as_spent(c->server->as, NULL));
    /* A request that spends nothing of the kind. */
    STATUS(FAPI_OK, push(c, NULL));
    STATUS(FAPI_ERR_STATE, fapi_as_spent(c->server->as, c->server->verdict));
}

/* ---- what the page sends ---- */

static void refused_pages(void **state)
{
    AUTO(chain) c = NULL;
    as_server *server = NULL;
    const char *form = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, until_page(c, NULL));
    server = c->server;
    form = t_format("consent=%s", c->ticket);
    STATUS(FAPI_CONSENT_METHOD, answer_page(server, "GET", form, c->consent));
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(fapi_answer_http(server->answer) == 405 && strcmp(field(server->answer, "Allow"), "POST") == 0);
    STATUS(FAPI_CONSENT_MISSING, answer_page(server, "POST", "decision=approve", c->consent));
    STATUS(FAPI_CONSENT_UNKNOWN, answer_page(server, "POST", form, NULL));
    STATUS(FAPI_CONSENT_UNKNOWN, answer_page(server, "POST", form, c->pushed));
    STATUS(FAPI_CONSENT_UNKNOWN, answer_page(server, "POST", "consent=guessed", c->consent));
    STATUS(FAPI_FORM_ESCAPE, answer_page(server, "POST", "consent=%", c->consent));
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(fapi_answer_kind(server->answer) == FAPI_ANSWER_PAGE && strcmp(field(server->answer, "Location"), "") == 0);
    server->now = AS_TIME + 599;
    STATUS(FAPI_OK, answer_page(server, "POST", form, c->consent));
    server->now = AS_TIME + 600;
    STATUS(FAPI_CONSENT_EXPIRED, answer_page(server, "POST", form, c->consent));
    STATUS(FAPI_ERR_ARG, fapi_as_check_consent(server->as, server->request, c->consent, AS_TIME, NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_check_consent(server->as, NULL, c->consent, AS_TIME, server->verdict));
    CHECK(fapi_verdict_http(server->verdict) == 500);
}

/* A plain connection, where the policy asks for TLS. */
static void a_page_in_plain(void **state)
{
    AUTO(chain) c = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, until_page(c, NULL));
    STATUS(FAPI_OK, submit(c));
    STATUS(FAPI_OK, fapi_request_set_tls(c->server->request, 0x0301, 0x0035));
    STATUS(FAPI_TLS_VERSION, fapi_as_check_consent(c->server->as, c->server->request, c->consent, AS_TIME, c->server->verdict));
}

/* ---- what is granted ---- */

static void less_than_was_asked(void **state)
{
    AUTO(chain) c = NULL;
    const as_change change = {.request = {{"scope", "openid accounts payments"}, {"resource", OTHER_API}}};

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, until_page(c, &change));                                                ACCEPTS("RFC8707-2.1-1");
    CHECK(strcmp(value_of(c->consent, "scope"), "openid accounts") == 0);
    CHECK(strcmp(value_of(c->consent, "resource"), "[\"" OTHER_API "\"]") == 0);
    STATUS(FAPI_OK, submit(c));
    /* More than was asked for, and what is no scope. */
    STATUS(FAPI_OK, fapi_answer_set(c->server->answer, FAPI_PART_SCOPE, S("accounts payments")));
    STATUS(FAPI_ANSWER_SCOPE_GROWS, approve(c, USER));                                      REFUSES("RFC6749-3.3-3");
    STATUS(FAPI_OK, fapi_answer_set(c->server->answer, FAPI_PART_SCOPE, S("accounts  x")));
    STATUS(FAPI_ANSWER_SCOPE, approve(c, USER));
    CHECK(fapi_answer_kind(c->server->answer) == 0 && fapi_grant_type_of(c->made) == 0);
    STATUS(FAPI_OK, fapi_answer_set(c->server->answer, FAPI_PART_SCOPE, S("accounts")));
    STATUS(FAPI_OK, approve(c, USER));                                                      ACCEPTS("RFC6749-3.3-3");
    CHECK(strcmp(value_of(c->code, "scope"), "accounts") == 0 && strcmp(value_of(c->code, "resource"), "[\"" OTHER_API "\"]") == 0);
    /* What was said for one answer does not hold for the next. */
    STATUS(FAPI_OK, approve(c, USER));
    CHECK(strcmp(value_of(c->code, "scope"), "openid accounts") == 0);
}

static void details(void **state)
{
    AUTO(chain) c = NULL;
    const as_change change = {.how = AS_IN_OBJECT,
                              .object = {{"authorization_details", "[{\"type\":\"payment\",\"amount\":\"5\"}]"},
                                         {"resource", "[\"" OTHER_API "\",\"" API "\"]"}, {"max_age", "60"}}};

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    STATUS(FAPI_OK, until_page(c, &change));
    CHECK(strcmp(value_of(c->consent, "authorization_details"), "[{\"type\":\"payment\",\"amount\":\"5\"}]") == 0);
    CHECK(strcmp(value_of(c->consent, "resource"), "[\"" OTHER_API "\",\"" API "\"]") == 0);
    STATUS(FAPI_OK, submit(c));
    STATUS(FAPI_OK, fapi_answer_set(c->server->answer, FAPI_PART_AUTHORIZATION_DETAILS, S("[{\"type\":\"gift\"}]")));
    STATUS(FAPI_DETAILS_TYPE, approve(c, USER));
    STATUS(FAPI_OK, fapi_answer_set(c->server->answer, FAPI_PART_AUTHORIZATION_DETAILS, S("[{\"type\":\"payment\",\"id\":1}]")));
    STATUS(FAPI_OK, approve(c, USER));
    CHECK(strcmp(value_of(c->code, "authorization_details"), "[{\"type\":\"payment\",\"id\":1}]") == 0);
    STATUS(FAPI_OK, approve(c, USER));
    CHECK(strcmp(value_of(c->code, "authorization_details"), "[{\"type\":\"payment\",\"amount\":\"5\"}]") == 0);
}

static void what_is_not_offered(void **state)
{
    AUTO(chain) c = NULL;
    const as_change scope = {.request = {{"scope", "payments transfers"}}}, resource = {.request = {{"resource", API "/v2"}}};
    const as_change one_of_two = {.how = AS_IN_OBJECT, .object = {{"resource", "[\"" API "\",\"https://elsewhere.example.com\"]"}}};

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_AUTHORIZATION_SCOPE_UNKNOWN, as_send(c->server, AS_PAR, &scope));           REFUSES("RFC6749-3.3-2");
    CHECK(strcmp(fapi_verdict_oauth_error(c->server->verdict), "invalid_scope") == 0);
    STATUS(FAPI_AUTHORIZATION_RESOURCE_UNKNOWN, as_send(c->server, AS_PAR, &resource));     REFUSES("RFC8707-2.1-1");
    CHECK(strcmp(fapi_verdict_oauth_error(c->server->verdict), "invalid_target") == 0);
    STATUS(FAPI_AUTHORIZATION_RESOURCE_UNKNOWN, as_send(c->server, AS_PAR, &one_of_two));
}

/* ---- the user ---- */

static void users(void **state)
{
    static const struct {
        const char *user;
        int want;
    } table[] = {
        {"{\"sub\":\"alice\",\"auth_time\":1799999940}", FAPI_OK},
        {"{\"sub\":\"alice\",\"auth_time\":1799999939}", FAPI_ANSWER_AUTH_TIME},
        {"{\"sub\":\"alice\",\"auth_time\":1800000031}", FAPI_ANSWER_CLAIM},
        {"{\"sub\":\"alice\",\"auth_time\":\"now\"}", FAPI_ANSWER_CLAIM},
        {"{\"sub\":\"alice\"}", FAPI_ANSWER_CLAIM_MISSING},
        {"{\"auth_time\":1800000000}", FAPI_ANSWER_CLAIM_MISSING},
        {"{\"sub\":7,\"auth_time\":1800000000}", FAPI_ANSWER_CLAIM},
        {"{\"sub\":\"\",\"auth_time\":1800000000}", FAPI_ANSWER_CLAIM},
        {"{\"sub\":\"alice\",\"auth_time\":1800000000,\"nonce\":\"x\"}", FAPI_ANSWER_CLAIM_RESERVED},
        {"{\"sub\":\"alice\",\"auth_time\":1800000000,\"acr\":7}", FAPI_ANSWER_CLAIM},
        {"[]", FAPI_JSON_NOT_OBJECT},
        {"", FAPI_JSON_SYNTAX},
    };
    AUTO(chain) c = NULL;
    const as_change change = {.request = {{"max_age", "60"}}};

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, until_page(c, &change));
    c->server->now = AS_TIME + 30; /* reading took its time */
    STATUS(FAPI_OK, submit(c));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        STATUS(table[i].want, approve(c, table[i].user));
        CHECK((fapi_answer_kind(c->server->answer) != 0) == (table[i].want == FAPI_OK));
        CHECK((c->value[0] != '\0') == (table[i].want == FAPI_OK));
    }
    ACCEPTS("OIDCC-3.1.2.1-4");
    REFUSES("OIDCC-3.1.2.1-4");
}

static void a_long_name(void **state)
{
    AUTO(chain) c = NULL;
    char sub[257], user[512];

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, until_page(c, NULL));
    STATUS(FAPI_OK, submit(c));
    memset(sub, 'a', sizeof sub);
    sub[255] = '\0';
    snprintf(user, sizeof user, "{\"sub\":\"%s\"}", sub);
    STATUS(FAPI_OK, approve(c, user));
    CHECK(strlen(value_of(c->code, "sub")) == FAPI_MAX_SUB);
    sub[255] = 'a';
    sub[256] = '\0';
    snprintf(user, sizeof user, "{\"sub\":\"%s\"}", sub);
    STATUS(FAPI_ANSWER_CLAIM, approve(c, user));
}

/* ---- no ---- */

static int deny(chain *c)
{
    return fapi_as_issue_denial(c->server->as, c->server->client, c->server->verdict, c->consent, c->server->now, c->server->answer);
}

static void denials(void **state)
{
    AUTO(chain) c = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, push(c, NULL));
    STATUS(FAPI_ERR_STATE, deny(c)); /* nobody came to be asked */
    STATUS(FAPI_OK, arrive(c, NULL));
    STATUS(FAPI_OK, ask(c));
    STATUS(FAPI_OK, submit(c));
    STATUS(FAPI_OK, deny(c));
    CHECK(strstr(field(c->server->answer, "Location"), AS_REDIRECT "?error=access_denied") != NULL);
    CHECK(strstr(field(c->server->answer, "Location"), "state=af0ifjsldkj") != NULL);
    CHECK(strstr(field(c->server->answer, "Location"), "iss=https") != NULL);
    STATUS(FAPI_OK, spends(c->consent, 1, c->pushed));
    STATUS(FAPI_OK, fapi_answer_set(c->server->answer, FAPI_PART_ERROR, S("login_required")));
    STATUS(FAPI_OK, fapi_answer_set(c->server->answer, FAPI_PART_ERROR_DESCRIPTION, S("nobody is here")));
    STATUS(FAPI_OK, deny(c));
    CHECK(strstr(field(c->server->answer, "Location"), "?error=login_required&error_description=nobody") != NULL);
    STATUS(FAPI_OK, fapi_answer_set(c->server->answer, FAPI_PART_ERROR, S("not\"so")));
    STATUS(FAPI_ANSWER_ERROR, deny(c));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_denial(c->server->as, NULL, c->server->verdict, c->consent, AS_TIME, c->server->answer));
}

/* The error of a denial. */
static int denied_as(chain *c, const char *error)
{
    int rc = deny(c);

    if (rc != FAPI_OK)
        return rc;
    return strstr(field(c->server->answer, "Location"), t_format(AS_REDIRECT "?error=%s&", error)) != NULL ? FAPI_OK : FAPI_ERR_NOT_FOUND;
}

static void nobody_may_be_asked(void **state)
{
    AUTO(chain) c = NULL;
    const as_change silent = {.request = {{"prompt", "none"}}}, loud = {.request = {{"prompt", "consent login"}}};
    const char *key = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, until_page(c, &loud));
    ACCEPTS("OIDCC-3.1.2.1-5");
    STATUS(FAPI_AUTHORIZATION_INTERACTION, until_page(c, &silent));
    CHECK(fapi_grant_type_of(c->made) == 0);
    STATUS(FAPI_ERR_STATE, fapi_grant_key(c->made, &key, &n));
    REFUSES("OIDCC-3.1.2.1-5");
    STATUS(FAPI_OK, denied_as(c, "interaction_required"));
    CHECK(strstr(field(c->server->answer, "Location"), "state=af0ifjsldkj") != NULL);
    CHECK(strstr(field(c->server->answer, "Location"), "iss=https") != NULL);
    STATUS(FAPI_OK, fapi_as_issue_denial(c->server->as, c->server->client, c->server->verdict, NULL, AS_TIME, c->server->answer));
    STATUS(FAPI_OK, fapi_answer_set(c->server->answer, FAPI_PART_ERROR, S("login_required")));
    STATUS(FAPI_OK, denied_as(c, "login_required"));
    /* Nobody else is told, and no code comes of it. */
    CHECK(fapi_as_issue_denial(c->server->as, c->server->other_client, c->server->verdict, NULL, AS_TIME, c->server->answer) != FAPI_OK);
    STATUS(FAPI_ERR_STATE, approve(c, USER));
    STATUS(FAPI_ERR_STATE, fapi_as_issue_consent(c->server->as, c->server->other_client, c->server->verdict, c->pushed, AS_TIME, c->made));
}

/* Without a page there may be other reasons; and after one there is a consent. */
static void denied_at_once(void **state)
{
    AUTO(chain) c = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, push(c, NULL));
    STATUS(FAPI_OK, arrive(c, NULL));
    STATUS(FAPI_OK, denied_as(c, "access_denied"));
    STATUS(FAPI_OK, ask(c));
    STATUS(FAPI_OK, submit(c));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_denial(c->server->as, c->server->client, c->server->verdict, NULL, AS_TIME, c->server->answer));
}

static void whom_the_request_names(void **state)
{
    static const struct {
        const char *claims, *user;
        int want;
        const char *error;
    } table[] = {
        {"{\"id_token\":{\"sub\":{\"value\":\"alice\"}}}", "{\"sub\":\"alice\"}", FAPI_OK, "access_denied"},
        {"{\"id_token\":{\"sub\":{\"value\":\"alice\"}}}", "{\"sub\":\"bob\"}", FAPI_ANSWER_SUBJECT, "login_required"},
        {"{\"userinfo\":{\"sub\":{\"values\":[\"alice\",\"carol\"]}}}", "{\"sub\":\"carol\"}", FAPI_OK, "access_denied"},
        {"{\"userinfo\":{\"sub\":{\"values\":[\"alice\",\"carol\"]}}}", "{\"sub\":\"bob\"}", FAPI_ANSWER_SUBJECT, "login_required"},
        {"{\"id_token\":{\"sub\":null}}", "{\"sub\":\"bob\"}", FAPI_OK, "access_denied"},
        {"{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"low\",\"sca\"]}}}", "{\"sub\":\"bob\",\"acr\":\"sca\"}", FAPI_OK,
         "access_denied"},
        {"{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"low\",\"sca\"]}}}", "{\"sub\":\"bob\",\"acr\":\"ca\"}", FAPI_ANSWER_ACR,
         "unmet_authentication_requirements"},
        {"{\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"sca\"}}}", "{\"sub\":\"bob\"}", FAPI_ANSWER_ACR,
         "unmet_authentication_requirements"},
        {"{\"id_token\":{\"acr\":{\"value\":\"sca\"}}}", "{\"sub\":\"bob\"}", FAPI_OK, "access_denied"},
        {"{\"id_token\":{\"acr\":{\"essential\":true}}}", "{\"sub\":\"bob\"}", FAPI_OK, "access_denied"},
        {"{\"id_token\":null}", "{\"sub\":\"bob\",\"nonce\":\"x\"}", FAPI_ANSWER_CLAIM_RESERVED, "server_error"},
    };
    AUTO(chain) c = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const as_change change = {.request = {{"claims", table[i].claims}}};

        STATUS(table[i].want, t_row(i, table[i].claims, table[i].want, until_code(c, &change, table[i].user)));
        CHECK((fapi_answer_kind(c->server->answer) != 0) == (table[i].want == FAPI_OK));
        STATUS(FAPI_OK, t_row(i, table[i].error, FAPI_OK, denied_as(c, table[i].error)));
        STATUS(FAPI_OK, denied_as(c, "access_denied")); /* what failed once is told once */
    }
    ACCEPTS("OIDCC-5.5.1.1-1");
    REFUSES("OIDCC-5.5.1.1-1");
}

/* The handle of the answer serves one request after the other: what failed for one user is not told of the next. */
static void another_user_refuses(void **state)
{
    AUTO(chain) c = NULL;
    const as_change change = {.request = {{"claims", "{\"id_token\":{\"sub\":{\"value\":\"alice\"}}}"}}};

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, until_page(c, &change));
    STATUS(FAPI_OK, submit(c));
    STATUS(FAPI_ANSWER_SUBJECT, approve(c, "{\"sub\":\"bob\"}"));
    /* Its host said 500, and the handle goes on to the next. */
    STATUS(FAPI_OK, arrive(c, &change));
    STATUS(FAPI_OK, ask(c));
    STATUS(FAPI_OK, submit(c));
    STATUS(FAPI_OK, denied_as(c, "access_denied"));
}

/* What an id_token_hint said must outlive the page, and its row. */
static void whom_a_hint_names(void **state)
{
    AUTO(chain) c = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, push(c, NULL));
    STATUS(FAPI_OK, arrive(c, NULL));
    memcpy(c->server->verdict->hint_sub, "alice", 5); /* as the check leaves it there, test_as_hint.c */
    c->server->verdict->hint_sub_n = 5;
    STATUS(FAPI_OK, ask(c));
    STATUS(FAPI_OK, submit(c));
    STATUS(FAPI_ANSWER_SUBJECT, approve(c, "{\"sub\":\"bob\"}"));
    STATUS(FAPI_OK, denied_as(c, "login_required"));
    REFUSES("OIDCC-3.1.2.2-6");
    STATUS(FAPI_OK, approve(c, "{\"sub\":\"alice\"}"));
    ACCEPTS("OIDCC-3.1.2.2-6");
}

static void the_scope_of_a_client(void **state)
{
    AUTO(chain) c = NULL;
    const t_member some = {"scope", "\"payments accounts\""}, none = {"scope", "\"payments\""}, wrong = {"scope", "\"a  b\""},
                   number = {"scope", "7"};
    const as_change change = {.request = {{"scope", "openid accounts"}}};

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, as_register(c->server, &some, 1));
    STATUS(FAPI_OK, until_code(c, &change, USER));
    CHECK(strcmp(value_of(c->consent, "scope"), "accounts") == 0 && strcmp(value_of(c->code, "scope"), "accounts") == 0);
    ACCEPTS("RFC7591-2-7");
    /* Changed since: what is left is nothing. */
    STATUS(FAPI_OK, push(c, &change));
    STATUS(FAPI_OK, as_register(c->server, &none, 1));
    STATUS(FAPI_AUTHORIZATION_SCOPE_CLIENT, arrive(c, &change));
    STATUS(FAPI_AUTHORIZATION_SCOPE_CLIENT, push(c, &change));
    CHECK(strcmp(fapi_verdict_oauth_error(c->server->verdict), "invalid_scope") == 0 && fapi_verdict_http(c->server->verdict) == 400);
    REFUSES("RFC7591-2-7");
    STATUS(FAPI_CLIENT_METADATA, as_register(c->server, &wrong, 1));
    STATUS(FAPI_CLIENT_METADATA, as_register(c->server, &number, 1));
}

/* A page for a pushed request that is gone when it is to be stored. */
static void gone_meanwhile(void **state)
{
    AUTO(chain) c = NULL;

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, push(c, NULL));
    STATUS(FAPI_OK, arrive(c, NULL));
    STATUS(FAPI_REQUEST_URI_USED, fapi_as_spent(c->server->as, c->server->verdict));
    STATUS(FAPI_ERR_STATE, ask(c));
}

/* ---- what does not belong together ---- */

static void wrong_states(void **state)
{
    AUTO(chain) c = NULL;
    AUTO(fapi_grant) of_type = fapi_grant_new(t_context(), FAPI_GRANT_CONSENT);
    as_server *s = NULL;

    (void)state;
    CHECK(of_type != NULL);
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    s = c->server;
    STATUS(FAPI_ERR_STATE, fapi_as_issue_par(s->as, s->verdict, AS_TIME, c->made, s->answer));
    STATUS(FAPI_OK, push(c, NULL));
    STATUS(FAPI_ERR_STATE, fapi_as_issue_par(s->as, s->verdict, AS_TIME, of_type, s->answer));
    STATUS(FAPI_ERR_STATE, ask(c));
    STATUS(FAPI_ERR_CLOCK, fapi_as_issue_par(s->as, s->verdict, -1, c->made, s->answer));
    STATUS(FAPI_ERR_CLOCK, fapi_as_issue_par(s->as, s->verdict, FAPI_MAX_TIME, c->made, s->answer));
    STATUS(FAPI_OK, arrive(c, NULL));
    /* Without the row that was judged, nobody would know what the code is bound to. */
    STATUS(FAPI_ERR_STATE, fapi_as_issue_consent(s->as, s->client, s->verdict, NULL, AS_TIME, c->made));
    STATUS(FAPI_ERR_STATE, fapi_as_issue_consent(s->as, s->client, s->verdict, c->consent, AS_TIME, c->made));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_consent(s->as, s->client, s->verdict, c->pushed, AS_TIME, NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_consent(NULL, s->client, s->verdict, c->pushed, AS_TIME, c->made));
    STATUS(FAPI_OK, fapi_as_issue_consent(s->as, s->client, s->verdict, c->pushed, AS_TIME, of_type));
    STATUS(FAPI_OK, ask(c));
    STATUS(FAPI_ERR_STATE, approve(c, USER));
    STATUS(FAPI_OK, submit(c));
    STATUS(FAPI_ERR_STATE, fapi_as_issue_code(s->as, s->other_client, s->verdict, c->consent, S(USER), AS_TIME, c->made, s->answer));
    STATUS(FAPI_ERR_STATE, fapi_as_issue_code(s->as, s->client, s->verdict, c->pushed, S(USER), AS_TIME, c->made, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_code(s->as, s->client, s->verdict, NULL, S(USER), AS_TIME, c->made, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_code(s->as, s->client, s->verdict, c->consent, NULL, 1, AS_TIME, c->made, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_code(s->as, s->client, s->verdict, c->consent, S(USER), AS_TIME, c->consent, s->answer));
    CHECK(fapi_grant_type_of(c->consent) == FAPI_GRANT_CONSENT);
    STATUS(FAPI_OK, fapi_grant_set_used(c->consent, 1));
    STATUS(FAPI_ERR_STATE, approve(c, USER));
    STATUS(FAPI_ERR_STATE, deny(c));
}

/* A ticket of one request gives no code for another. */
static void another_consent(void **state)
{
    AUTO(chain) c = NULL;
    AUTO(fapi_grant) kept = fapi_grant_new(t_context(), 0);
    const as_change change = {.request = {{"state", "another"}}};

    (void)state;
    CHECK(kept != NULL);
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, until_page(c, NULL));
    STATUS(FAPI_OK, through_row(c->consent, kept));
    STATUS(FAPI_OK, until_page(c, &change));
    STATUS(FAPI_OK, submit(c));
    STATUS(FAPI_ERR_STATE, fapi_as_issue_code(c->server->as, c->server->client, c->server->verdict, kept, S(USER), AS_TIME, c->made,
                                              c->server->answer));
}

/* ---- keys of rows ---- */

static void stored_keys(void **state)
{
    AUTO(chain) c = NULL;
    as_server *s = NULL;
    char key[44];
    const as_change refresh = {.form = {{"grant_type", "refresh_token"}}}, ciba = {.form = {{"grant_type", "urn:openid:params:grant-type:ciba"}, {"auth_req_id", "abc"}}};
    const as_change client = {.form = {{"grant_type", "client_credentials"}}}, posted = {.method = "POST", .form = {{"request_uri", "abc"}}};

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    s = c->server;
    STATUS(FAPI_OK, as_prepare(s, AS_TOKEN, &refresh));
    STATUS(FAPI_OK, fapi_as_stored_key(s->as, s->request, FAPI_ENDPOINT_TOKEN, key, sizeof key));
    CHECK(strlen(key) == 43);
    STATUS(FAPI_OK, as_prepare(s, AS_TOKEN, &ciba));
    STATUS(FAPI_OK, fapi_as_stored_key(s->as, s->request, FAPI_ENDPOINT_TOKEN, key, sizeof key));
    CHECK(strcmp(key, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0") == 0); /* SHA-256 of abc */
    STATUS(FAPI_OK, as_prepare(s, AS_TOKEN, &client));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_as_stored_key(s->as, s->request, FAPI_ENDPOINT_TOKEN, key, sizeof key));
    CHECK(key[0] == '\0');
    STATUS(FAPI_OK, as_prepare(s, AS_AUTHORIZE, &posted));
    STATUS(FAPI_OK, fapi_as_stored_key(s->as, s->request, FAPI_ENDPOINT_AUTHORIZATION, key, sizeof key));
    CHECK(strcmp(key, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0") == 0);
    STATUS(FAPI_OK, as_prepare(s, AS_INTROSPECT, NULL));
    STATUS(FAPI_OK, fapi_as_stored_key(s->as, s->request, FAPI_ENDPOINT_INTROSPECTION, key, sizeof key));
    STATUS(FAPI_OK, fapi_as_stored_key(s->as, s->request, FAPI_ENDPOINT_REVOCATION, key, sizeof key));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_as_stored_key(s->as, s->request, FAPI_ENDPOINT_PAR, key, sizeof key));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_as_stored_key(s->as, s->request, FAPI_ENDPOINT_USERINFO, key, sizeof key));
    STATUS(FAPI_ERR_BUFFER, fapi_as_stored_key(s->as, s->request, FAPI_ENDPOINT_TOKEN, key, 43));
    STATUS(FAPI_ERR_ARG, fapi_as_stored_key(s->as, s->request, 0, key, sizeof key));
    STATUS(FAPI_ERR_ARG, fapi_as_stored_key(s->as, s->request, FAPI_ENDPOINT_CONSENT + 1, key, sizeof key));
    STATUS(FAPI_ERR_ARG, fapi_as_stored_key(s->as, NULL, FAPI_ENDPOINT_TOKEN, key, sizeof key));
    STATUS(FAPI_ERR_ARG, fapi_as_stored_key(s->as, s->request, FAPI_ENDPOINT_TOKEN, NULL, 44));
}

static void keys_of_access_tokens(void **state)
{
    static const struct {
        const char *value;
        int want;
    } table[] = {{"Bearer abc", FAPI_OK}, {"dPoP abc", FAPI_OK}, {"BEARER  abc", FAPI_OK}, {"Basic abc", FAPI_ERR_NOT_FOUND},
                 {"abc", FAPI_ERR_NOT_FOUND}};
    AUTO(chain) c = NULL;
    char key[44];

    (void)state;
    STATUS(FAPI_OK, chain_new(&c, FAPI_PROFILE_FAPI2_SECURITY));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        fapi_request_reset(c->server->request);
        STATUS(FAPI_OK, fapi_request_add_header(c->server->request, S("Authorization"), table[i].value, strlen(table[i].value)));
        STATUS(table[i].want, fapi_as_stored_key(c->server->as, c->server->request, FAPI_ENDPOINT_USERINFO, key, sizeof key));
        CHECK((table[i].want == FAPI_OK) == (strcmp(key, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0") == 0));
    }
    STATUS(FAPI_OK, fapi_request_add_header(c->server->request, S("Authorization"), S("Bearer abc")));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_as_stored_key(c->server->as, c->server->request, FAPI_ENDPOINT_USERINFO, key, sizeof key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(security_profile), cmocka_unit_test(message_signing), cmocka_unit_test(advanced_by_value),
        cmocka_unit_test(what_is_spent), cmocka_unit_test(a_request_uri_that_may_come_again), cmocka_unit_test(a_page_opened_twice),
        cmocka_unit_test(a_code_at_once), cmocka_unit_test(refused_pages), cmocka_unit_test(a_page_in_plain),
        cmocka_unit_test(less_than_was_asked), cmocka_unit_test(details), cmocka_unit_test(what_is_not_offered),
        cmocka_unit_test(users), cmocka_unit_test(a_long_name), cmocka_unit_test(denials), cmocka_unit_test(wrong_states),
        cmocka_unit_test(nobody_may_be_asked), cmocka_unit_test(denied_at_once), cmocka_unit_test(whom_the_request_names),
        cmocka_unit_test(whom_a_hint_names), cmocka_unit_test(another_user_refuses), cmocka_unit_test(the_scope_of_a_client), cmocka_unit_test(gone_meanwhile),
        cmocka_unit_test(another_consent), cmocka_unit_test(stored_keys), cmocka_unit_test(keys_of_access_tokens),
    };

    return t_main("role/as_issue_front", tests, sizeof tests / sizeof tests[0]);
}
