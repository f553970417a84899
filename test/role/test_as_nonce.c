/* SPDX-License-Identifier: Apache-2.0 */
/* DPoP nonces at the authorization server: T18, and what a server says that demands them, that only knows them, and that has none. */
#include "test/role/as_server.h"

static const uint8_t SECRET[32] = {1, 2, 3}, OTHER_SECRET[32] = {9};

/* A server with nonces of 30 seconds, each good for two slots. */
static int with_nonces(as_server **server, int profile, int demanded)
{
    int rc = as_server_new_set(server, profile, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CONTROL_DPOP_NONCE, demanded);

    if (rc == FAPI_OK)
        rc = fapi_dpop_nonce_new(t_context(), SECRET, sizeof SECRET, 30, 2, &(*server)->nonce);
    if (rc == FAPI_OK)
        rc = fapi_as_set_dpop_nonce((*server)->as, (*server)->nonce);
    if (rc == FAPI_OK)
        rc = fapi_as_seal((*server)->as);
    if (rc != FAPI_OK) {
        as_server_free(*server);
        *server = NULL;
    }
    return rc;
}

/* The nonce that goes out with the answer, as a JSON string; "" if there is none. One at most, by the shape of the call. */
static const char *given(const as_server *server, char json[64])
{
    const char *nonce = NULL;
    size_t n = 0;

    json[0] = '\0';
    if (fapi_verdict_dpop_nonce(server->verdict, &nonce, &n) == FAPI_OK && n > 0)
        snprintf(json, 64, "\"%.*s\"", (int)n, nonce);
    return json;
}

/* T18: 43 characters of base64url between quotes, which are characters of a nonce by RFC 9449 8.1. */
static int is_nonce(const char *json)
{
    return strlen(json) == FAPI_JKT_LENGTH + 2 &&
           strspn(json + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == FAPI_JKT_LENGTH;
}

static int is(const as_server *server, int http, const char *error)
{
    return fapi_verdict_http(server->verdict) == http && strcmp(fapi_verdict_oauth_error(server->verdict), error) == 0;
}

static void first_and_second_try(void **state)
{
    const int two[] = {FAPI_PROFILE_FAPI2_SECURITY, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING};
    const enum as_endpoint endpoints[] = {AS_PAR, AS_TOKEN};

    (void)state;
    SLOW();
    for (size_t i = 0; i < 4; i++) {
        AUTO(as_server) server = NULL;
        enum as_endpoint at = endpoints[i / 2];
        as_change with = {.how = AS_PROOF};
        char nonce[64], next[64];

        STATUS(FAPI_OK, with_nonces(&server, two[i % 2], 1));
        STATUS(FAPI_DPOP_NONCE_MISSING, as_send(server, at, &with));
        CHECK(is(server, 400, "use_dpop_nonce"));
        CHECK(is_nonce(given(server, nonce)));
        with.proof[0] = (t_member){"nonce", nonce};
        STATUS(FAPI_OK, as_send(server, at, &with));
        CHECK(is(server, 200, ""));
        /* The next one, which is the same while its slot lasts, and fresher later; then the first one has ended. */
        CHECK(is_nonce(given(server, next)) && strcmp(next, nonce) == 0);
        server->now = AS_TIME + 30;
        STATUS(FAPI_OK, as_send(server, at, &with));
        CHECK(is_nonce(given(server, next)) && strcmp(next, nonce) != 0);
        server->now = AS_TIME + 49;
        with.proof[0] = (t_member){"nonce", next};
        STATUS(FAPI_OK, as_send(server, at, &with));
        with.proof[0] = (t_member){"nonce", "\"" AS_CHALLENGE "\""};
        STATUS(FAPI_DPOP_NONCE, as_send(server, at, &with));
        CHECK(is(server, 400, "use_dpop_nonce") && is_nonce(given(server, next)));
        with.proof[0] = (t_member){"nonce", "\"\\u0000\""};
        CHECK(as_send(server, at, &with) != FAPI_OK);
        with.proof[0] = (t_member){"nonce", "7"};
        STATUS(FAPI_DPOP_CLAIM_TYPE, as_send(server, at, &with));
        CHECK(is(server, 400, "invalid_dpop_proof"));
    }
    ACCEPTS("RFC9449-8-1"), REFUSES("RFC9449-8-1");
    ACCEPTS("RFC9449-9-1"), REFUSES("RFC9449-9-1");
    ACCEPTS("FAPI2SP-5.3.2.1-10"), REFUSES("FAPI2SP-5.3.2.1-10");
}

/* Small, for the sweep; and what is refused for another reason still gets a nonce, if its client uses them. */
static void demanded(void **state)
{
    AUTO(as_server) server = NULL;
    char nonce[64];

    (void)state;
    STATUS(FAPI_OK, with_nonces(&server, FAPI_PROFILE_FAPI2_SECURITY, 1));
    STATUS(FAPI_DPOP_NONCE_MISSING, as_send(server, AS_TOKEN, NULL));
    CHECK(is_nonce(given(server, nonce)));
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, &(as_change){.proof = {{"nonce", nonce}}}));
    STATUS(FAPI_PKCE_MISMATCH, as_send(server, AS_TOKEN, &(as_change){.proof = {{"nonce", nonce}},
                                                                     .form = {{"code_verifier", AS_CHALLENGE}}}));
    CHECK(is(server, 400, "invalid_grant") && is_nonce(given(server, nonce)));
    /* Whoever was not even authenticated is told nothing of nonces. */
    STATUS(FAPI_CLIENT_AUTH_MISSING, as_send(server, AS_TOKEN, &(as_change){.how = AS_NO_ASSERTION}));
    CHECK(given(server, nonce)[0] == '\0');
    /* A pushed request without a proof needs no nonce. */
    STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
    CHECK(given(server, nonce)[0] == '\0');
}

/* Not demanded: clients that use them get the next, others none; a nonce of another server is none of ours. */
static void known_but_not_demanded(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(fapi_dpop_nonce) elsewhere = NULL;
    char ours[44], theirs[44], json[64], next[64];

    (void)state;
    STATUS(FAPI_OK, with_nonces(&server, FAPI_PROFILE_FAPI2_SECURITY, 0));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), OTHER_SECRET, sizeof OTHER_SECRET, 30, 2, &elsewhere));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(server->nonce, AS_TIME, ours, sizeof ours));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(elsewhere, AS_TIME, theirs, sizeof theirs));
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
    CHECK(given(server, next)[0] == '\0');
    snprintf(json, sizeof json, "\"%s\"", ours);
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, &(as_change){.proof = {{"nonce", json}}}));
    CHECK(strcmp(given(server, next), json) == 0);
    snprintf(json, sizeof json, "\"%s\"", theirs);
    STATUS(FAPI_DPOP_NONCE, as_send(server, AS_TOKEN, &(as_change){.proof = {{"nonce", json}}}));
    CHECK(is(server, 400, "use_dpop_nonce") && is_nonce(given(server, next)));
    CHECK(strcmp(json, next) != 0);
}

/* A server that demands nonces and has none is not sealed; one that knows none, and none is asked for, takes them as they come. */
static void no_nonces_at_all(void **state)
{
    AUTO(as_server) server = NULL;
    char next[64];

    (void)state;
    STATUS(FAPI_OK, as_server_new_set(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CONTROL_DPOP_NONCE, 1));
    STATUS(FAPI_POLICY_EMPTY, fapi_as_seal(server->as));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), SECRET, sizeof SECRET, 30, 2, &server->nonce));
    STATUS(FAPI_OK, fapi_as_set_dpop_nonce(server->as, server->nonce));
    STATUS(FAPI_OK, fapi_as_set_dpop_nonce(server->as, NULL)); /* taken back */
    STATUS(FAPI_POLICY_EMPTY, fapi_as_seal(server->as));
    as_server_free(server);
    server = NULL;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
    CHECK(given(server, next)[0] == '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_and_second_try), cmocka_unit_test(demanded), cmocka_unit_test(known_but_not_demanded),
        cmocka_unit_test(no_nonces_at_all),
    };
    return t_main("role/as_nonce", tests, sizeof tests / sizeof tests[0]);
}
