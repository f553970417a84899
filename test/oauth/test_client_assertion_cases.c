/* SPDX-License-Identifier: Apache-2.0 */
/* The message cases that the public conformance suite and its readers know of client assertions, A1 to A24, each as FAPI 1
 * and as FAPI 2 has it; the parameters around the assertion; and its one use. */
#include "test/oauth/client_assertion_fixture.h"

#define A(status) FAPI_CLIENT_ASSERTION_##status
#define BOTH(status) {status, status}
#define OTHER "\"" OTHER_CLIENT "\""

/* Who signs, and for whom the server looked the keys up. */
enum maker {
    MINE,            /* the client, with its registered key */
    NOBODY,          /* there is no assertion */
    WRONG_ALG,       /* ES256, though EdDSA is registered */
    RS256,           /* RS256 with the key that is registered for PS256 */
    OTHERS_NAME,     /* the other client by name and look-up, signed by this one */
    OTHERS_OWN,      /* the other client, all its own */
    OTHERS_FOR_MINE, /* the other client's own, where the request says it is of this one */
};

typedef struct message {
    const char *name;
    enum maker maker;
    t_member claims[CA_CHANGES];
    const char *form_client_id;
    int status[MODES];
    const char *ids;
} message;

static const message MESSAGES[] = {
    {"A1", NOBODY, {NONE}, CLIENT, BOTH(A(MISSING)), "-RFC7521-4.2-2"},
    {"A2", MINE, {{"exp", "1799999700"}, {"iat", "1799999640"}, {"nbf", "1799999640"}}, CLIENT, BOTH(A(EXPIRED)), NULL},
    {"A3", MINE, {{"aud", "\"https://other.example\""}}, CLIENT, BOTH(A(AUD)), "!CA-01"},
    {"A4", MINE, {{"aud", "[\"" ISSUER "\",\"" TOKEN_URL "\"]"}}, CLIENT, {FAPI_OK, A(AUD_FORM)}, NULL},
    {"A5", MINE, {{"aud", "[\"" ISSUER "\"]"}}, CLIENT, {FAPI_OK, A(AUD_FORM)}, "-FAPI2SP-5.3.2.1-8"},
    {"A6", MINE, {{"aud", "[]"}}, CLIENT, {A(CLAIM_TYPE), A(AUD_FORM)}, NULL},
    {"A7", MINE, {{"aud", "\"" PAR_URL "\""}}, CLIENT, {FAPI_OK, A(AUD)}, "+RFC9126-2-2"},
    {"A8", MINE, {{"aud", "\"" TOKEN_URL "\""}}, CLIENT, {FAPI_OK, A(AUD)}, "+RFC9126-2-2"},
    {"A9", MINE, {NONE}, CLIENT, BOTH(FAPI_OK), "+RFC7521-4.2-1 +RFC7521-4.2-2 +RFC7523-2.2-1 +RFC7521-4.2.1-1"},
    {"A10", MINE, {{"aud", "\"" ISSUER "/\""}}, CLIENT, BOTH(A(AUD)), NULL},
    {"A11", MINE, {{"sub", NULL}}, CLIENT, BOTH(A(SUB_MISSING)), "!CA-02"},
    {"A12", MINE, {{"sub", OTHER}}, CLIENT, BOTH(A(SUB)), "-FAPI1BASE-5.2.2-19 !CA-02"},
    {"A13", MINE, {{"iss", OTHER}}, CLIENT, BOTH(A(ISS)), "-FAPI1BASE-5.2.2-19 !CA-02"},
    {"A14 iss", MINE, {{"iss", NULL}}, CLIENT, BOTH(A(ISS_MISSING)), NULL},
    {"A14 jti", MINE, {{"jti", NULL}}, CLIENT, BOTH(A(JTI_MISSING)), "!CA-03"},
    {"A14 exp", MINE, {{"exp", NULL}}, CLIENT, BOTH(A(EXP_MISSING)), "!CA-04"},
    /* A15: one_use below */
    {"A16", RS256, {NONE}, CLIENT, BOTH(A(ALG)), NULL},
    {"A17", WRONG_ALG, {NONE}, CLIENT, BOTH(A(ALG_REGISTERED)), "-OIDCR-2-1"},
    {"A18", OTHERS_NAME, {{"iss", OTHER}, {"sub", OTHER}}, OTHER_CLIENT, BOTH(A(SIGNATURE)), NULL},
    /* A19: the assertion is all right, the code of client 1 is not: the token request will say so */
    {"A19", OTHERS_OWN, {{"iss", OTHER}, {"sub", OTHER}}, OTHER_CLIENT, BOTH(FAPI_OK), NULL},
    {"A20", MINE, {{"iat", "1800000008"}, {"nbf", "1800000008"}, {"exp", "1800000068"}}, CLIENT, BOTH(FAPI_OK),
     "+FAPI2SP-5.3.2.1-13"},
    {"A20 at the longest lifetime", MINE, {{"iat", "1800000008"}, {"nbf", "1800000008"}, {"exp", "1800000308"}}, CLIENT,
     BOTH(FAPI_OK), NULL},
    {"A21", MINE, {{"iat", "1800000062"}, {"nbf", "1800000062"}, {"exp", "1800000122"}}, CLIENT, BOTH(A(NBF)),
     "-FAPI2SP-5.3.2.1-13"},
    {"A22 milliseconds", MINE, {{"exp", "1800000060000"}}, CLIENT, BOTH(A(CLAIM_TYPE)), "!CA-04"},
    {"A22 50 years", MINE, {{"exp", "3377880000"}}, CLIENT, BOTH(A(LIFETIME)), "!CA-04"},
    {"A23 exp", MINE, {{"exp", "\"1800000060\""}}, CLIENT, BOTH(A(CLAIM_TYPE)), NULL},
    {"A23 iat", MINE, {{"iat", "\"1800000000\""}}, CLIENT, BOTH(A(CLAIM_TYPE)), NULL},
    {"A24", MINE, {NONE}, OTHER_CLIENT, BOTH(A(CLIENT_ID)), "-RFC7521-4.2-1 -FAPI1BASE-5.2.2-19 !CA-02"},
    {"A24 looked up by client_id", OTHERS_NAME, {NONE}, OTHER_CLIENT, BOTH(A(SIGNATURE)), NULL},
    {"A24 the other way round", OTHERS_FOR_MINE, {{"iss", OTHER}, {"sub", OTHER}}, CLIENT, BOTH(A(SIGNATURE)), NULL},
    {"no client_id", MINE, {NONE}, NULL, BOTH(FAPI_OK), "+RFC7521-4.2-1 +FAPI1BASE-5.2.2-19"},
};

static const char *make(const message *m)
{
    static const char no_kid[] = "{\"alg\":\"EdDSA\"}";
    const char *claims = ca_claims(m->claims, CA_CHANGES);

    switch (m->maker) {
    case NOBODY:
        return NULL;
    case WRONG_ALG:
        return t_sign(T_ES256, ca_header(T_ES256, NULL), claims);
    case RS256:
        return t_sign(T_RS256, ca_header(T_PS256, &(t_member){"alg", "\"RS256\""}), claims);
    case OTHERS_NAME:
        return t_sign(T_EDDSA, no_kid, claims);
    case OTHERS_OWN:
        return ca_by_other(no_kid, claims);
    case OTHERS_FOR_MINE:
        return ca_by_other(ca_header(T_EDDSA, NULL), claims);
    case MINE:
        break;
    }
    return t_sign(T_EDDSA, ca_header(T_EDDSA, NULL), claims);
}

static int look_up(fapi_client_assertion *handle, const message *m)
{
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    int rc = FAPI_ERR_NOMEM;

    if (m->maker == OTHERS_NAME || m->maker == OTHERS_OWN)
        return ca_set_other_client(handle);
    if (jwks != NULL)
        rc = fapi_jwks_load(jwks, t_public_jwks(), strlen(t_public_jwks()));
    return rc == FAPI_OK ? fapi_client_assertion_set_client(handle, S(CLIENT), jwks,
                                                            m->maker == WRONG_ALG ? FAPI_ALG_EDDSA : 0)
                         : rc;
}

static void conformance(enum ca_mode mode, const char *test)
{
    READY(mode, handle, verdict);
    for (size_t i = 0; i < sizeof MESSAGES / sizeof *MESSAGES; i++) {
        const message *m = &MESSAGES[i];
        const char *form = m->form_client_id == NULL ? "" : m->form_client_id;
        int want = m->status[mode];

        if (t_sweeping() && (m->maker == RS256 || m->maker == WRONG_ALG))
            continue;
        STATUS(FAPI_OK, look_up(handle, m));
        STATUS(FAPI_OK, fapi_client_assertion_set_form_client_id(handle, form, strlen(form)));
        STATUS(want, t_row(i, m->name, want, ca_try(handle, make(m), NOW, verdict)));
        CHECK(fapi_verdict_http(verdict) == (want == FAPI_OK ? 200 : 401));
        CHECK(strcmp(fapi_verdict_oauth_error(verdict), want == FAPI_OK ? "" : "invalid_client") == 0);
        t_claim_all(m->ids, test);
    }
}

static void conformance_fapi1(void **state)
{
    (void)state;
    conformance(FAPI1, __func__);
}

static void conformance_fapi2(void **state)
{
    (void)state;
    conformance(FAPI2, __func__);
}

/* A15, and whose jti it is. */
static void one_use(void **state)
{
    (void)state;
    AUTO(fapi_replay) store = fapi_replay_new(t_context(), 16);
    const char *order[] = {"\"a\"", "\"b\"", "\"a\"", "\"b\"", "\"ab\""};
    const int wants[] = {FAPI_OK, FAPI_OK, FAPI_REPLAY_SEEN, FAPI_REPLAY_SEEN, FAPI_OK};
    uint8_t key[32] = {0}, mine[32] = {0}, again[32] = {0};
    int64_t expiry = 0;

    READY(FAPI2, handle, verdict);
    CHECK(store != NULL);
    for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
        STATUS(FAPI_OK, ca_try(handle, ca_with("jti", order[i]), NOW + (int64_t)i, verdict));
        STATUS(FAPI_OK, ca_replay(verdict, key, &expiry));
        CHECK(expiry == NOW + 60 + 10 + 10);
        STATUS(wants[i], fapi_replay_add_if_absent(store, key, 32, expiry, NOW + (int64_t)i));
    }
    ACCEPTS("RFC7523-3-7");
    REFUSES("RFC7523-3-7");
    ACCEPTS("OIDCC-9-2");
    REFUSES("OIDCC-9-2");
    /* the same jti in other claims is the same; a DPoP proof or another client's assertion is not */
    STATUS(FAPI_OK, ca_try(handle, ca_with(NULL, NULL), NOW, verdict));
    STATUS(FAPI_OK, ca_replay(verdict, mine, &expiry));
    STATUS(FAPI_OK, ca_try(handle, ca_with("exp", "1800000100"), NOW, verdict));
    STATUS(FAPI_OK, ca_replay(verdict, again, &expiry));
    CHECK(memcmp(mine, again, 32) == 0 && expiry == NOW + 120);
    STATUS(FAPI_OK, ca_set_other_client(handle));
    STATUS(FAPI_OK, ca_try(handle, ca_by_other("{\"alg\":\"EdDSA\"}", ca_claims((const t_member[]){
        {"iss", OTHER}, {"sub", OTHER}}, 2)), NOW, verdict));
    STATUS(FAPI_OK, ca_replay(verdict, again, &expiry));
    CHECK(memcmp(mine, again, 32) != 0);
    ATTACK("CA-03");
    /* what is refused spends nothing */
    STATUS(A(SIGNATURE), ca_try(handle, t_sign(T_EDDSA, "{\"alg\":\"EdDSA\"}", ca_claims(NULL, 0)), NOW, verdict));
    CHECK(ca_replay(verdict, again, &expiry) != FAPI_OK);
}

/* The key is the one that is written down: other nodes, and other versions, must come to the same. */
static void replay_key(void **state)
{
    (void)state;
    static const uint8_t parts[] = "\0\0\0\x10" "client_assertion" "\0\0\0\x08" "client-1" "\0\0\0\x04" "7f1e";
    const fapix_slice whole = fapix_slice_of(parts, sizeof parts - 1);
    uint8_t want[32] = {0}, got[32] = {0};
    int64_t expiry = 0;

    READY(FAPI2, handle, verdict);
    STATUS(FAPI_OK, fapix_provider_default()->sha256(NULL, &whole, 1, want));
    STATUS(FAPI_OK, ca_try(handle, ca_with(NULL, NULL), NOW, verdict));
    STATUS(FAPI_OK, ca_replay(verdict, got, &expiry));
    CHECK(memcmp(want, got, 32) == 0);
}

/* At the last second at which an assertion passes, its claim still lives, at a node whose clock is ahead too. */
static void replay_outlives_acceptance(void **state)
{
    (void)state;
    static const int64_t windows[][2] = {{0, 0}, {10, 10}, {60, 60}, {60, 0}, {0, 60}};

    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        int64_t ahead = windows[i][0], behind = windows[i][1], expiry = 0;
        uint8_t key[32] = {0};

        READY(FAPI2, handle, verdict);
        STATUS(FAPI_OK, fapi_client_assertion_set_window(handle, ahead, behind));
        STATUS(FAPI_OK, ca_try(handle, ca_with(NULL, NULL), NOW - ahead, verdict));
        STATUS(FAPI_OK, ca_replay(verdict, key, &expiry));
        STATUS(FAPI_OK, ca_try(handle, ca_with(NULL, NULL), NOW + 60 + behind - 1, verdict));
        STATUS(A(EXPIRED), ca_try(handle, ca_with(NULL, NULL), NOW + 60 + behind, verdict));
        CHECK(expiry >= NOW + 60 + behind + ahead);
    }
    ATTACK("CA-03");
}

/* Keys of the store end with the calendar. */
static void end_of_time(void **state)
{
    (void)state;
    const t_member last[] = {{"exp", "253402300799"}, {"iat", "253402300700"}, {"nbf", "253402300700"}};
    uint8_t key[32] = {0};
    int64_t expiry = 0;

    READY(FAPI2, handle, verdict);
    STATUS(FAPI_OK, ca_try(handle, ca_by(T_EDDSA, last, 3), FAPI_MAX_TIME, verdict));
    STATUS(FAPI_OK, ca_replay(verdict, key, &expiry));
    CHECK(expiry == FAPI_MAX_TIME);
    STATUS(FAPI_ERR_CLOCK, ca_try(handle, ca_with(NULL, NULL), FAPI_MAX_TIME + 1, verdict));
    STATUS(FAPI_ERR_CLOCK, ca_try(handle, ca_with(NULL, NULL), -1, verdict));
    STATUS(A(LIFETIME), ca_try(handle, ca_with(NULL, NULL), 0, verdict));
}

/* client_assertion_type, and a second authentication. */
static void around(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "urn:ietf:params:oauth:client-assertion-type:saml2-bearer", TYPE " ", "URN:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer",
        "jwt", TYPE "," TYPE, TYPE TYPE TYPE TYPE TYPE TYPE TYPE TYPE TYPE, /* longer than what is kept */
    };
    const char *good = ca_with(NULL, NULL);

    READY(FAPI2, handle, verdict);
    CHECK(good[0] != '\0');
    STATUS(FAPI_OK, ca_try(handle, good, NOW, verdict));
    ACCEPTS("RFC7523-2.2-1");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        STATUS(FAPI_OK, fapi_client_assertion_set_type(handle, wrong[i], strlen(wrong[i])));
        STATUS(A(TYPE), t_row(i, wrong[i], A(TYPE), ca_try(handle, good, NOW, verdict)));
        CHECK(fapi_verdict_http(verdict) == 401);
    }
    REFUSES("RFC7523-2.2-1");
    STATUS(FAPI_OK, fapi_client_assertion_set_type(handle, NULL, 0));
    STATUS(A(TYPE_MISSING), ca_try(handle, good, NOW, verdict));
    STATUS(A(MISSING), ca_try(handle, NULL, NOW, verdict));
    REFUSES("RFC7521-4.2-2");
    STATUS(FAPI_OK, fapi_client_assertion_set_type(handle, S(TYPE)));
    STATUS(A(MISSING), ca_try(handle, NULL, NOW, verdict)); /* a type alone */
    STATUS(FAPI_OK, fapi_client_assertion_set_other_method(handle, 1));
    STATUS(A(NOT_ALONE), ca_try(handle, good, NOW, verdict));
    CHECK(strcmp(fapi_verdict_oauth_error(verdict), "invalid_client") == 0); /* RFC 7521 4.2.1, not invalid_request */
    REFUSES("RFC7521-4.2.1-1");
    STATUS(FAPI_OK, fapi_client_assertion_set_other_method(handle, 0));
    STATUS(FAPI_OK, ca_try(handle, good, NOW, verdict));
    ACCEPTS("RFC7521-4.2.1-1");
    ATTACK("CA-05");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conformance_fapi1),
        cmocka_unit_test(conformance_fapi2),
        cmocka_unit_test(one_use),
        cmocka_unit_test(replay_key),
        cmocka_unit_test(replay_outlives_acceptance),
        cmocka_unit_test(end_of_time),
        cmocka_unit_test(around),
    };

    return t_main("oauth/client_assertion_cases", tests, sizeof tests / sizeof *tests);
}
