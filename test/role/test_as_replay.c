/* SPDX-License-Identifier: Apache-2.0 */
/* One-use values of the requests to an authorization server: in the store of this process, in one of the host's, and in a store that is full. */
#include "test/role/as_server.h"

#define SAME "\"the same\""

static int is(const as_server *server, int http, const char *error)
{
    return fapi_verdict_http(server->verdict) == http && strcmp(fapi_verdict_oauth_error(server->verdict), error) == 0;
}

static int external(as_server **server, int profile)
{
    int rc = as_server_new_open(server, profile, FAPI_AUTH_PRIVATE_KEY_JWT);

    if (rc == FAPI_OK)
        rc = fapi_as_set_replay_external((*server)->as, 1);
    if (rc == FAPI_OK)
        rc = fapi_as_seal((*server)->as);
    if (rc != FAPI_OK) {
        as_server_free(*server);
        *server = NULL;
    }
    return rc;
}

/* Assertion, proof and object of one request have the same jti, which is no matter; each of the three is spent with it. */
static void three_keys_of_one_request(void **state)
{
    AUTO(as_server) server = NULL;
    const as_change all = {.how = AS_PROOF, .assertion = {{"jti", SAME}}, .object = {{"jti", SAME}}, .proof = {{"jti", SAME}}};
    const as_change assertion = {.how = AS_PROOF, .assertion = {{"jti", SAME}}};
    const as_change object = {.how = AS_PROOF, .object = {{"jti", SAME}}}, proof = {.how = AS_PROOF, .proof = {{"jti", SAME}}};
    uint8_t keys[3][32];

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &all));
    for (size_t i = 0; i < 4; i++) {
        const uint8_t *key = NULL;
        int64_t expiry = 0;
        size_t n = 7;

        STATUS(FAPI_OK, fapi_verdict_replay_key(server->verdict, i, &key, &n, &expiry));
        CHECK(i < 3 ? n == 32 && expiry > AS_TIME : n == 0);
        if (i < 3)
            memcpy(keys[i], key, n);
    }
    CHECK(memcmp(keys[0], keys[1], 32) != 0 && memcmp(keys[0], keys[2], 32) != 0 && memcmp(keys[1], keys[2], 32) != 0);
    CHECK(fapi_replay_live(server->replay, AS_TIME) == 3);
    STATUS(FAPI_CLIENT_ASSERTION_REPLAYED, as_send(server, AS_PAR, &assertion));
    CHECK(is(server, 401, "invalid_client") && fapi_verdict_subject(server->verdict) == FAPI_SUBJECT_CLIENT_ASSERTION);
    STATUS(FAPI_REQUEST_OBJECT_REPLAYED, as_send(server, AS_PAR, &object));
    CHECK(is(server, 400, "invalid_request_object") && fapi_verdict_subject(server->verdict) == FAPI_SUBJECT_REQUEST_OBJECT);
    STATUS(FAPI_DPOP_REPLAYED, as_send(server, AS_PAR, &proof));
    CHECK(is(server, 400, "invalid_dpop_proof") && fapi_verdict_subject(server->verdict) == FAPI_SUBJECT_DPOP_PROOF);
    ACCEPTS("FAPI2SP-6.2-1"), REFUSES("FAPI2SP-6.2-1");
    ACCEPTS("RFC9449-11.1-2"), REFUSES("RFC9449-11.1-2");
    ACCEPTS("RFC7523-3-7"), REFUSES("RFC7523-3-7");
}

/* At the authorization endpoint a pushed request may be opened twice; a request object with a jti, sent by value, is spent. */
static void opened_twice(void **state)
{
    AUTO(as_server) server = NULL;
    const as_change by_value = {.how = AS_DIRECT, .object = {{"jti", SAME}}}, without = {.how = AS_DIRECT, .object = {{"jti", NULL}}};

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, NULL));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, NULL));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, &without));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, &without));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, &by_value));
    STATUS(FAPI_REQUEST_OBJECT_REPLAYED, as_send(server, AS_AUTHORIZE, &by_value));
}

/* Nobody can burn the jti of an honest message: not with a forgery, not with a message of his own, not by what is wrong elsewhere. */
static void what_burns_nothing(void **state)
{
    AUTO(as_server) server = NULL;
    const as_change honest = {.assertion = {{"jti", SAME}}, .object = {{"jti", SAME}}, .how = AS_PROOF, .proof = {{"jti", SAME}}};
    as_change forged[10];
    size_t count = 0;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_AUTH_PRIVATE_KEY_JWT));
    for (; count < sizeof forged / sizeof *forged; count++)
        forged[count] = honest;
    forged[0].how |= AS_FLIP_ASSERTION;
    forged[1].how |= AS_FLIP_OBJECT;
    forged[2].how |= AS_SIGNED_BY_OTHER;
    forged[3].assertion[1] = (t_member){"aud", "\"https://evil.example\""};
    forged[4].object[1] = (t_member){"aud", "\"https://evil.example\""};
    forged[5].proof[1] = (t_member){"htm", "\"GET\""};
    forged[6].request[0] = (t_member){"code_challenge", NULL};
    forged[7].request[0] = (t_member){"redirect_uri", "https://evil.example/"};
    forged[8].request[0] = (t_member){"dpop_jkt", AS_CHALLENGE};
    forged[9].how |= AS_TWO_PROOFS;
    for (size_t i = 0; i < count; i++)
        CHECK(as_send(server, AS_PAR, &forged[i]) != FAPI_OK);
    CHECK(fapi_replay_live(server->replay, AS_TIME) == 0);
    STATUS(FAPI_OK, as_send(server, AS_PAR, &(as_change){.how = AS_FROM_OTHER, .assertion = {{"jti", SAME}}, .object = {{"jti", SAME}}}));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &honest));
    STATUS(FAPI_CLIENT_ASSERTION_REPLAYED, as_send(server, AS_PAR, &honest));
    ATTACK("CA-03");
}

/* So at the token endpoint: a code that does not fit takes nothing from the client that tries again. */
static void a_refused_token_request_burns_nothing(void **state)
{
    AUTO(as_server) server = NULL;
    as_change honest = {.assertion = {{"jti", SAME}}, .proof = {{"jti", SAME}}}, wrong = honest;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    wrong.form[0] = (t_member){"code_verifier", AS_CHALLENGE};
    STATUS(FAPI_PKCE_MISMATCH, as_send(server, AS_TOKEN, &wrong));
    CHECK(fapi_replay_live(server->replay, AS_TIME) == 0);
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, &honest));
    STATUS(FAPI_CLIENT_ASSERTION_REPLAYED, as_send(server, AS_TOKEN, &honest));
}

/* Fill the store with what never ends. */
static int fill_up(fapi_replay *replay)
{
    int rc = FAPI_OK;

    for (uint32_t i = 0; rc == FAPI_OK && i < 100000; i++)
        rc = fapi_replay_add_if_absent(replay, (const uint8_t *)&i, sizeof i, FAPI_MAX_TIME, AS_TIME);
    return rc;
}

static void a_full_store(void **state)
{
    const enum as_endpoint endpoints[] = {AS_PAR, AS_TOKEN, AS_INTROSPECT, AS_REVOKE};

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof endpoints / sizeof *endpoints; i++) {
        AUTO(as_server) server = NULL;
        AUTO(fapi_replay) small = fapi_replay_new(t_context(), 1);

        CHECK(small != NULL);
        STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
        STATUS(FAPI_OK, fapi_as_set_replay(server->as, small));
        STATUS(FAPI_OK, fapi_as_seal(server->as));
        STATUS(FAPI_OK, as_send(server, endpoints[i], NULL));
        STATUS(FAPI_REPLAY_FULL, fill_up(small));
        /* Which bucket is full depends on the key, so that a few may yet find room. */
        for (int k = 0; k < 64 && as_send(server, endpoints[i], NULL) != FAPI_REPLAY_FULL; k++)
            CHECK(fapi_verdict_status(server->verdict) == FAPI_OK || fapi_verdict_status(server->verdict) == FAPI_REPLAY_FULL);
        CHECK(fapi_verdict_status(server->verdict) == FAPI_REPLAY_FULL);
        CHECK(is(server, 503, "temporarily_unavailable"));
    }
}

/* ------------------------------------------------------------------------------------------------ a store of the host's -- */

static void pending_and_done(void **state)
{
    AUTO(as_server) server = NULL;
    const uint8_t *key = NULL;
    int64_t expiry = 0;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, external(&server, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_REPLAY_PENDING, as_send(server, AS_TOKEN, NULL));
    CHECK(fapi_replay_live(server->replay, AS_TIME) == 0); /* the store that is there as well was not asked */
    STATUS(FAPI_OK, fapi_verdict_replay_key(server->verdict, 1, &key, &n, &expiry));
    CHECK(n == 32 && expiry > AS_TIME);
    STATUS(FAPI_OK, fapi_as_finish(server->as, server->verdict, FAPI_OK, 99));
    CHECK(is(server, 200, "") && fapi_verdict_status(server->verdict) == FAPI_OK);
    STATUS(FAPI_OK, fapi_verdict_jkt(server->verdict, (const char **)&key, &n));
    CHECK(n == FAPI_JKT_LENGTH);
    STATUS(FAPI_ERR_STATE, fapi_as_finish(server->as, server->verdict, FAPI_OK, 0));
    STATUS(FAPI_CLIENT_AUTH_MISSING, as_send(server, AS_TOKEN, &(as_change){.how = AS_NO_ASSERTION}));
    STATUS(FAPI_ERR_STATE, fapi_verdict_replay_key(server->verdict, 0, &key, &n, &expiry));
    STATUS(FAPI_ERR_STATE, fapi_as_finish(server->as, server->verdict, FAPI_OK, 0));
    CHECK(is(server, 401, "invalid_client"));
}

/* Every outcome, for each of the three keys, as the host's store reports it. */
static void outcomes(void **state)
{
    static const int seen[] = {FAPI_CLIENT_ASSERTION_REPLAYED, FAPI_DPOP_REPLAYED, FAPI_REQUEST_OBJECT_REPLAYED};
    const as_change by_proof = {.how = AS_PROOF};
    AUTO(as_server) server = NULL;
    int found[3] = {0};
    const char *json = NULL;
    size_t n = 0;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, external(&server, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    for (size_t i = 0; i < 3; i++) {
        int rc;

        STATUS(FAPI_REPLAY_PENDING, as_send(server, AS_PAR, &by_proof));
        rc = fapi_as_finish(server->as, server->verdict, FAPI_REPLAY_SEEN, i);
        for (size_t k = 0; k < 3; k++)
            found[k] += rc == seen[k];
        CHECK(fapi_verdict_status(server->verdict) == rc && fapi_verdict_http(server->verdict) == (rc == seen[0] ? 401 : 400));
        STATUS(FAPI_ERR_STATE, fapi_verdict_claims_json(server->verdict, &json, &n));
    }
    CHECK(found[0] == 1 && found[1] == 1 && found[2] == 1);
    STATUS(FAPI_REPLAY_PENDING, as_send(server, AS_PAR, &by_proof));
    STATUS(FAPI_ERR_ARG, fapi_as_finish(server->as, server->verdict, FAPI_REPLAY_SEEN, 3));
    STATUS(FAPI_ERR_ARG, fapi_as_finish(NULL, server->verdict, FAPI_OK, 0));
    STATUS(FAPI_ERR_ARG, fapi_as_finish(server->as, NULL, FAPI_OK, 0));
    STATUS(FAPI_REPLAY_FULL, fapi_as_finish(server->as, server->verdict, FAPI_REPLAY_FULL, 0));
    CHECK(is(server, 503, "temporarily_unavailable"));
    STATUS(FAPI_REPLAY_PENDING, as_send(server, AS_PAR, &by_proof));
    STATUS(FAPI_REPLAY_UNAVAILABLE, fapi_as_finish(server->as, server->verdict, FAPI_REPLAY_UNAVAILABLE, 0));
    CHECK(is(server, 503, "temporarily_unavailable"));
    STATUS(FAPI_REPLAY_PENDING, as_send(server, AS_PAR, &by_proof));
    STATUS(FAPI_REPLAY_UNAVAILABLE, fapi_as_finish(server->as, server->verdict, -1, 0));
    STATUS(FAPI_REPLAY_PENDING, as_send(server, AS_PAR, &by_proof));
    STATUS(FAPI_REPLAY_UNAVAILABLE, fapi_as_finish(server->as, server->verdict, FAPI_REPLAY_PENDING, 0));
    STATUS(FAPI_REPLAY_PENDING, as_send(server, AS_PAR, &by_proof));
    STATUS(FAPI_OK, fapi_as_finish(server->as, server->verdict, FAPI_OK, 0));
    STATUS(FAPI_OK, fapi_verdict_claims_json(server->verdict, &json, &n));
    CHECK(n > 0);
}

/* A key lives until its message can pass no more, by the clock of any node: the assertion ends at AS_TIME + 60, with 10 s of grace. */
static void how_long_keys_live(void **state)
{
    AUTO(as_server) server = NULL;
    const uint8_t *key = NULL;
    int64_t expiry = 0;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, external(&server, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_REPLAY_PENDING, as_send(server, AS_REVOKE, NULL));
    STATUS(FAPI_OK, fapi_verdict_replay_key(server->verdict, 0, &key, &n, &expiry));
    CHECK(expiry >= AS_TIME + 70 && expiry <= AS_TIME + 90);
    STATUS(FAPI_OK, fapi_verdict_replay_key(server->verdict, 1, &key, &n, &expiry));
    CHECK(n == 0);
    server->now = AS_TIME + 70;
    STATUS(FAPI_CLIENT_ASSERTION_EXPIRED, as_send(server, AS_REVOKE, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_keys_of_one_request), cmocka_unit_test(opened_twice), cmocka_unit_test(what_burns_nothing),
        cmocka_unit_test(a_refused_token_request_burns_nothing), cmocka_unit_test(a_full_store), cmocka_unit_test(pending_and_done),
        cmocka_unit_test(outcomes), cmocka_unit_test(how_long_keys_live),
    };
    return t_main("role/as_replay", tests, sizeof tests / sizeof tests[0]);
}
