/* SPDX-License-Identifier: Apache-2.0 */
/* The revocation endpoint: whose token goes, what goes with it, and that a refusal takes nothing. */
#include "base/verdict.h"
#include "oauth/grant.h"
#include "test/role/as_server.h"

#define S(text) (text), (sizeof(text) - 1)
#define TOKEN "mF_9.B5f-4.1JqM.mF_9.B5f-4.1JqM"
#define SENT {{"token", TOKEN}}
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int stored(fapi_grant **grant, int type, const char *client)
{
    int rc = FAPI_ERR_INTERNAL;

    fapi_grant_free(*grant);
    *grant = fapi_grant_new(t_context(), type);
    rc = *grant == NULL ? FAPI_ERR_NOMEM : fapi_grant_set_client(*grant, client, strlen(client));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_value(*grant, S(TOKEN));
    return rc == FAPI_OK ? fapi_grant_set_times(*grant, AS_TIME - 10, AS_TIME + 290) : rc;
}

static int revoked(as_server *server, const as_change *change, const fapi_grant *found)
{
    const fapi_client *client = (change->how & AS_FROM_OTHER) != 0 ? server->other_client : server->client;
    int rc = as_prepare(server, AS_REVOKE, change);

    return rc == FAPI_OK ? fapi_as_check_revocation(server->as, server->request, client, found, AS_TIME, server->verdict) : rc;
}

static int takes(const as_server *server, int what)
{
    return server->verdict->revoke == what;
}

/* What is found decides, whatever the hint says; also what ended or was spent long ago can be taken back. */
static void what_goes(void **state)
{
    static const struct {
        int type, spent, revoke;
        const char *hint, *ids;
    } rows[] = {
        {FAPI_GRANT_REFRESH_TOKEN, 0, FAPI_REVOKE_FAMILY, NULL, "+RFC7009-2-1 +RFC7009-2.1-1 +RFC7009-2.1-3 +RFC7009-2.1-5"},
        {FAPI_GRANT_REFRESH_TOKEN, 1, FAPI_REVOKE_FAMILY, NULL, NULL},
        {FAPI_GRANT_REFRESH_TOKEN, 0, FAPI_REVOKE_FAMILY, "access_token", "+RFC7009-2.1-4"},
        {FAPI_GRANT_ACCESS_TOKEN, 0, FAPI_REVOKE_TOKEN, "refresh_token", "+RFC7009-2.1-4"},
        {FAPI_GRANT_ACCESS_TOKEN, 0, FAPI_REVOKE_TOKEN, "no such type", "+RFC7009-2.1-4"},
        {FAPI_GRANT_ACCESS_TOKEN, 1, FAPI_REVOKE_TOKEN, NULL, NULL},
        {FAPI_GRANT_AUTHORIZATION_CODE, 0, FAPI_REVOKE_NOTHING, NULL, "-RFC7009-2-1 -RFC7009-2.1-5"},
        {FAPI_GRANT_PUSHED_REQUEST, 0, FAPI_REVOKE_NOTHING, NULL, NULL},
        {FAPI_GRANT_CONSENT, 0, FAPI_REVOKE_NOTHING, NULL, NULL},
        {FAPI_GRANT_CIBA, 0, FAPI_REVOKE_NOTHING, NULL, NULL},
    };
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const as_change change = {.form = {{"token", TOKEN}, {"token_type_hint", rows[i].hint}}};

        STATUS(FAPI_OK, stored(&grant, rows[i].type, AS_CLIENT));
        STATUS(FAPI_OK, fapi_grant_set_used(grant, rows[i].spent));
        STATUS(FAPI_OK, t_row(i, "what goes", FAPI_OK, revoked(server, &change, grant)));
        CHECK(takes(server, rows[i].revoke) && fapi_verdict_http(server->verdict) == 200);
        t_claim_all(rows[i].ids, __func__);
    }
}

static void nothing_found(void **state)
{
    static const as_change change = {.form = SENT};
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;
    const char *body = NULL;
    size_t n = 1, no_store = 0;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, stored(&grant, FAPI_GRANT_REFRESH_TOKEN, AS_CLIENT));
    STATUS(FAPI_OK, fapi_grant_set_value(grant, S("another token")));
    STATUS(FAPI_OK, revoked(server, &change, grant)); /* found by a look-up that takes the one for the other */
    CHECK(takes(server, FAPI_REVOKE_NOTHING));
    STATUS(FAPI_OK, revoked(server, &change, NULL));
    CHECK(takes(server, FAPI_REVOKE_NOTHING));
    STATUS(FAPI_OK, fapi_as_answer_revocation(server->as, server->verdict, server->answer));
    CHECK(fapi_answer_http(server->answer) == 200);
    STATUS(FAPI_OK, fapi_answer_body(server->answer, &body, &n));
    for (size_t i = 0; i < fapi_answer_header_count(server->answer); i++) {
        const char *name = NULL, *value = NULL;
        size_t value_n = 0;

        STATUS(FAPI_OK, fapi_answer_header(server->answer, i, &name, &value, &value_n));
        no_store += strcmp(name, "Cache-Control") == 0 && value_n == 8 && memcmp(value, "no-store", 8) == 0;
    }
    CHECK(n == 0 && no_store == 1);
    ACCEPTS("RFC7009-2.2-1");
}

/* Who asks, and how, is judged before the token is looked at. */
static void refused(void **state)
{
    static const struct {
        as_change change;
        int status, http;
        const char *error, *owner, *ids;
    } rows[] = {
        {{.form = SENT}, FAPI_REVOCATION_CLIENT, 400, "invalid_grant", AS_OTHER_CLIENT, "-RFC7009-2.1-3 -RFC7009-2.2-1"},
        {{.form = {{"token", TOKEN}, {"token_type_hint", "refresh_token"}}}, FAPI_REVOCATION_CLIENT, 400, "invalid_grant", AS_OTHER_CLIENT,
         "-RFC7009-2.1-4"},
        {{.form = SENT, .how = AS_FROM_OTHER}, FAPI_REVOCATION_CLIENT, 400, "invalid_grant", AS_CLIENT, "-RFC7009-2.1-3"},
        {{.form = SENT, .how = AS_NO_ASSERTION}, FAPI_CLIENT_AUTH_MISSING, 401, "invalid_client", AS_CLIENT, "-RFC7009-2.1-2"},
        {{.form = SENT, .how = AS_SIGNED_BY_OTHER}, FAPI_CLIENT_ASSERTION_SIGNATURE, 401, "invalid_client", AS_CLIENT, "-RFC7009-2.1-2"},
        {{.form = {{"token", NULL}}}, FAPI_REVOCATION_TOKEN, 400, "invalid_request", AS_CLIENT, "-RFC7009-2.1-1"},
        {{.form = {{"token", ""}}}, FAPI_REVOCATION_TOKEN, 400, "invalid_request", AS_CLIENT, NULL},
        {{.form = SENT, .method = "GET"}, FAPI_REVOCATION_METHOD, 405, "invalid_request", AS_CLIENT, "-RFC7009-2.1-1"},
        {{.form = SENT, .content_type = "application/json"}, FAPI_FORM_CONTENT_TYPE, 400, "invalid_request", AS_CLIENT, "-RFC7009-2.1-1"},
    };
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_OK, stored(&grant, FAPI_GRANT_REFRESH_TOKEN, rows[i].owner));
        STATUS(rows[i].status, t_row(i, rows[i].ids, rows[i].status, revoked(server, &rows[i].change, grant)));
        CHECK(takes(server, FAPI_REVOKE_NOTHING) && fapi_verdict_http(server->verdict) == rows[i].http);
        CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), rows[i].error) == 0);
        STATUS(FAPI_ERR_STATE, fapi_as_answer_revocation(server->as, server->verdict, server->answer));
        STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
        CHECK(fapi_answer_http(server->answer) == rows[i].http);
        t_claim_all(rows[i].ids, __func__);
    }
}

/* A parameter that comes twice is one that two readers would read differently. */
static void twice(void **state)
{
    static const struct {
        const char *body;
        int status;
    } rows[] = {
        {"token=a&token=b&client_id=" AS_CLIENT, FAPI_FORM_REPEATED},
        {"token=a&token_type_hint=x&token_type_hint=y&client_id=" AS_CLIENT, FAPI_FORM_REPEATED},
        {"token=a&token_type_hint=%00&client_id=" AS_CLIENT, FAPI_FORM_NUL},
    };
    static const as_change change = {.form = SENT};
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(FAPI_OK, as_prepare(server, AS_REVOKE, &change));
        STATUS(FAPI_OK, fapi_request_set_body(server->request, rows[i].body, strlen(rows[i].body)));
        STATUS(rows[i].status, fapi_as_check_revocation(server->as, server->request, server->client, NULL, AS_TIME, server->verdict));
        CHECK(fapi_verdict_http(server->verdict) == 400);
    }
}

static void only_over_tls(void **state)
{
    static const as_change change = {.form = SENT};
    AUTO(as_server) server = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, revoked(server, &change, NULL));
    STATUS(FAPI_OK, as_prepare(server, AS_REVOKE, &change));
    STATUS(FAPI_OK, fapi_request_set_url(server->request, S("http://as.example.com/revoke")));
    STATUS(FAPI_TLS_REQUIRED, fapi_as_check_revocation(server->as, server->request, server->client, NULL, AS_TIME, server->verdict));
    ACCEPTS("RFC7009-2-2");
    REFUSES("RFC7009-2-2");
}

/* Without authentication a public client may give back its own tokens, and no others. */
static void public_clients(void **state)
{
    static const as_change change = {.form = SENT};
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_BASELINE, 0));
    STATUS(FAPI_OK, stored(&grant, FAPI_GRANT_ACCESS_TOKEN, AS_CLIENT));
    STATUS(FAPI_OK, revoked(server, &change, grant));
    CHECK(takes(server, FAPI_REVOKE_TOKEN));
    ACCEPTS("RFC7009-2.1-2");
    STATUS(FAPI_OK, stored(&grant, FAPI_GRANT_ACCESS_TOKEN, AS_OTHER_CLIENT));
    STATUS(FAPI_REVOCATION_CLIENT, revoked(server, &change, grant));
    STATUS(FAPI_OK, fapi_grant_set_value(grant, S("x")));
}

/* Until the host's store has taken the assertion nothing is decided, and a replay of it takes nothing. */
static void pending(void **state)
{
    static const as_change change = {.form = SENT};
    AUTO(as_server) server = NULL;
    AUTO(fapi_grant) grant = NULL;

    (void)state;
    STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, fapi_as_set_replay_external(server->as, 1));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_OK, stored(&grant, FAPI_GRANT_REFRESH_TOKEN, AS_CLIENT));
    STATUS(FAPI_REPLAY_PENDING, revoked(server, &change, grant));
    STATUS(FAPI_OK, fapi_as_finish(server->as, server->verdict, FAPI_OK, 0));
    CHECK(takes(server, FAPI_REVOKE_FAMILY));
    STATUS(FAPI_OK, fapi_as_answer_revocation(server->as, server->verdict, server->answer));
    STATUS(FAPI_REPLAY_PENDING, revoked(server, &change, grant));
    STATUS(FAPI_CLIENT_ASSERTION_REPLAYED, fapi_as_finish(server->as, server->verdict, FAPI_REPLAY_SEEN, 0));
    CHECK(takes(server, FAPI_REVOKE_NOTHING));
    STATUS(FAPI_REPLAY_PENDING, revoked(server, &change, grant));
    STATUS(FAPI_REPLAY_UNAVAILABLE, fapi_as_finish(server->as, server->verdict, -1, 0));
    CHECK(takes(server, FAPI_REVOKE_NOTHING) && fapi_verdict_http(server->verdict) == 503);
}

static void misuse(void **state)
{
    AUTO(as_server) server = NULL;
    static const as_change change = {.form = SENT};

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_ERR_ARG, fapi_as_check_revocation(server->as, server->request, server->client, NULL, AS_TIME, NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_check_revocation(NULL, server->request, server->client, NULL, AS_TIME, server->verdict));
    STATUS(FAPI_ERR_ARG, fapi_as_check_revocation(server->as, NULL, server->client, NULL, AS_TIME, server->verdict));
    STATUS(FAPI_OK, as_prepare(server, AS_REVOKE, &change));
    STATUS(FAPI_CLIENT_UNKNOWN, fapi_as_check_revocation(server->as, server->request, NULL, NULL, AS_TIME, server->verdict));
    STATUS(FAPI_OK, as_send(server, AS_REVOKE, &change)); /* another check */
    STATUS(FAPI_ERR_STATE, fapi_as_answer_revocation(server->as, server->verdict, server->answer));
    STATUS(FAPI_OK, revoked(server, &change, NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_revocation(NULL, server->verdict, server->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_revocation(server->as, NULL, server->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_revocation(server->as, server->verdict, NULL));
    STATUS(FAPI_OK, fapi_answer_set(server->answer, FAPI_PART_SCOPE, S("x")));
    STATUS(FAPI_ANSWER_UNEXPECTED, fapi_as_answer_revocation(server->as, server->verdict, server->answer));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes),      cmocka_unit_test(nothing_found), cmocka_unit_test(refused),
        cmocka_unit_test(twice),          cmocka_unit_test(only_over_tls), cmocka_unit_test(public_clients),
        cmocka_unit_test(pending),        cmocka_unit_test(misuse),
    };

    return t_main("role/as_revocation", tests, sizeof tests / sizeof tests[0]);
}
