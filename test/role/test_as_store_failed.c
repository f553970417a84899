/* SPDX-License-Identifier: Apache-2.0 */
/* What a host says after a check: its database does not answer, so the client is told to come again; or it has to ask the user. */
#include "base/verdict.h"
#include "test/role/as_server.h"

#define S(text) (text), strlen(text)

static int started(as_server **server)
{
    return as_server_new(server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT);
}

static int has_field(const fapi_answer *answer, const char *wanted, const char *start)
{
    const char *name = NULL, *value = NULL;
    size_t n = 0;

    for (size_t i = 0; fapi_answer_header(answer, i, &name, &value, &n) == FAPI_OK; i++)
        if (strcmp(name, wanted) == 0 && n >= strlen(start) && memcmp(value, start, strlen(start)) == 0)
            return 1;
    return 0;
}

static int body_has(const fapi_answer *answer, const char *text)
{
    const char *body = NULL;
    size_t n = 0;

    return fapi_answer_body(answer, &body, &n) == FAPI_OK && n > 0 && strstr(t_format("%.*s", (int)n, body), text) != NULL;
}

/* Of each endpoint, before anything was judged. */
static void before_the_check(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, started(&server));
    for (int endpoint = FAPI_ENDPOINT_AUTHORIZATION; endpoint <= FAPI_ENDPOINT_CONSENT; endpoint++) {
        const int front = endpoint == FAPI_ENDPOINT_AUTHORIZATION || endpoint == FAPI_ENDPOINT_CONSENT;
        STATUS(FAPI_STORE_UNAVAILABLE, fapi_as_store_failed(server->as, endpoint, server->verdict));
        CHECK(fapi_verdict_status(server->verdict) == FAPI_STORE_UNAVAILABLE && fapi_verdict_http(server->verdict) == 503);
        CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), "temporarily_unavailable") == 0);
        CHECK(fapi_verdict_revoke(server->verdict) == FAPI_REVOKE_NOTHING);
        STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
        CHECK(fapi_answer_http(server->answer) == 503 && has_field(server->answer, "Retry-After", ""));
        CHECK(fapi_answer_kind(server->answer) == (front ? FAPI_ANSWER_PAGE : FAPI_ANSWER_JSON));
        CHECK(front || body_has(server->answer, "\"error\":\"temporarily_unavailable\""));
        CHECK(!has_field(server->answer, "WWW-Authenticate", ""));
    }
}

/* What passed does so no longer: nothing of it can be issued or read. */
static void after_the_check(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;
    const char *text = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, started(&server));
    grant = fapi_grant_new(t_context(), 0);
    if (grant == NULL)
        return;
    STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
    STATUS(FAPI_STORE_UNAVAILABLE, fapi_as_store_failed(server->as, FAPI_ENDPOINT_PAR, server->verdict));
    STATUS(FAPI_ERR_STATE, fapi_verdict_claims_json(server->verdict, &text, &n));
    STATUS(FAPI_ERR_STATE, fapi_as_issue_par(server->as, server->verdict, AS_TIME, grant, server->answer));
    /* of another endpoint than the one that was judged, and of what was refused: as if nothing had been judged */
    STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
    STATUS(FAPI_STORE_UNAVAILABLE, fapi_as_store_failed(server->as, FAPI_ENDPOINT_TOKEN, server->verdict));
    STATUS(FAPI_CLIENT_AUTH_MISSING, as_send(server, AS_PAR, &(as_change){.how = AS_NO_ASSERTION}));
    STATUS(FAPI_STORE_UNAVAILABLE, fapi_as_store_failed(server->as, FAPI_ENDPOINT_PAR, server->verdict));
    CHECK(fapi_verdict_http(server->verdict) == 503);
}

/* A request that passed at the authorization endpoint has proven where its client is told, one that was not judged has not. */
static void by_the_browser(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, started(&server));
    STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, NULL));
    STATUS(FAPI_STORE_UNAVAILABLE, fapi_as_store_failed(server->as, FAPI_ENDPOINT_AUTHORIZATION, server->verdict));
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(fapi_answer_kind(server->answer) == FAPI_ANSWER_REDIRECT && fapi_answer_http(server->answer) == 303);
    CHECK(has_field(server->answer, "Location", AS_REDIRECT "?error=temporarily_unavailable"));
    ACCEPTS("RFC6749-4.1.2.1-2");
    STATUS(FAPI_STORE_UNAVAILABLE, fapi_as_store_failed(server->as, FAPI_ENDPOINT_AUTHORIZATION, server->verdict));
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(fapi_answer_kind(server->answer) == FAPI_ANSWER_PAGE && !has_field(server->answer, "Location", ""));
    REFUSES("RFC6749-4.1.2.1-2");
}

/* Push this, and come with it to the authorization endpoint. */
static int authorize(as_server *server, const as_change *change)
{
    const char *json = NULL;
    size_t n = 0;
    int rc = as_send(server, AS_AUTHORIZE, NULL); /* fills the row but for what comes next */

    if (rc == FAPI_OK)
        rc = as_send(server, AS_PAR, change);
    if (rc == FAPI_OK && fapi_as_may_ask(server->as, server->verdict) != FAPI_ERR_STATE)
        return FAPI_ERR_INTERNAL;
    if (rc == FAPI_OK)
        rc = fapi_verdict_claims_json(server->verdict, &json, &n);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_parameters(server->grant[AS_AUTHORIZE], json, n);
    return rc == FAPI_OK ? as_send(server, AS_AUTHORIZE, NULL) : rc;
}

/* Who forbade pages hears of it without seeing one. */
static void may_ask(void **state)
{
    static const char *const prompts[] = {NULL, "consent", "login consent"};
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, started(&server));
    for (size_t i = 0; i < sizeof prompts / sizeof *prompts; i++) {
        const as_change change = {.request = {{prompts[i] == NULL ? "state" : "prompt", prompts[i] == NULL ? "s" : prompts[i]}}};
        STATUS(FAPI_OK, authorize(server, &change));
        STATUS(FAPI_OK, fapi_as_may_ask(server->as, server->verdict));
        CHECK(fapi_verdict_status(server->verdict) == FAPI_OK);
    }
    ACCEPTS("OIDCC-3.1.2.1-5");
    const as_change none = {.request = {{"prompt", "none"}}};
    STATUS(FAPI_OK, authorize(server, &none));
    STATUS(FAPI_AUTHORIZATION_INTERACTION, fapi_as_may_ask(server->as, server->verdict));
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(has_field(server->answer, "Location", AS_REDIRECT "?error=interaction_required"));
    REFUSES("OIDCC-3.1.2.1-5");
    STATUS(FAPI_ERR_STATE, fapi_as_may_ask(server->as, server->verdict));
    STATUS(FAPI_ERR_ARG, fapi_as_may_ask(NULL, server->verdict));
    STATUS(FAPI_ERR_ARG, fapi_as_may_ask(server->as, NULL));
}

static void arguments(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_ERR_STATE, fapi_as_store_failed(server->as, FAPI_ENDPOINT_PAR, server->verdict));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_ERR_ARG, fapi_as_store_failed(NULL, FAPI_ENDPOINT_PAR, server->verdict));
    STATUS(FAPI_ERR_ARG, fapi_as_store_failed(server->as, FAPI_ENDPOINT_PAR, NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_store_failed(server->as, 0, server->verdict));
    STATUS(FAPI_ERR_ARG, fapi_as_store_failed(server->as, FAPI_ENDPOINT_CONSENT + 1, server->verdict));
    CHECK(fapi_verdict_status(server->verdict) == FAPI_ERR_STATE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_the_check), cmocka_unit_test(after_the_check), cmocka_unit_test(by_the_browser),
        cmocka_unit_test(may_ask), cmocka_unit_test(arguments),
    };
    return t_main("as_store_failed", tests, sizeof tests / sizeof *tests);
}
