/* SPDX-License-Identifier: Apache-2.0 */
/* DPoP proofs: what RFC 9449 4.3 says of the claims, with what passes and what does not. */
#include "test/oauth/dpop_fixture.h"

static int replay_of(fapi_verdict *verdict, uint8_t key[32], int64_t *expiry)
{
    const uint8_t *p = NULL;
    size_t n = 0;
    int rc = fapi_verdict_replay_key(verdict, 0, &p, &n, expiry);

    if (rc == FAPI_OK && n == 32)
        memcpy(key, p, 32);
    return rc;
}

static void claims_there(void **state)
{
    (void)state;
    static const dpop_row rows[] = {
        {NONE, NONE, FAPI_OK, NULL, "+RFC9449-4.3-3 +RFC9449-11.1-2"},
        {NONE, {"jti", NULL}, FAPI_DPOP_CLAIM_MISSING, "jti", "-RFC9449-4.3-3 !DPOP-12"}, /* D7 */
        {NONE, {"htm", NULL}, FAPI_DPOP_CLAIM_MISSING, "htm", "-RFC9449-4.2-1 !DPOP-05"}, /* D8 */
        {NONE, {"htu", NULL}, FAPI_DPOP_CLAIM_MISSING, "htu", "-RFC9449-4.3-3"},          /* D9 */
        {NONE, {"iat", NULL}, FAPI_DPOP_CLAIM_MISSING, "iat", "-RFC9449-4.3-3 !DPOP-10"}, /* D10 */
        {NONE, {"jti", "7"}, FAPI_DPOP_CLAIM_TYPE, "jti", "-RFC9449-4.2-1"},
        {NONE, {"jti", "[\"a\"]"}, FAPI_DPOP_CLAIM_TYPE, "jti", NULL},
        {NONE, {"htm", "[\"GET\"]"}, FAPI_DPOP_CLAIM_TYPE, "htm", "!DPOP-05"},
        {NONE, {"htu", "{}"}, FAPI_DPOP_CLAIM_TYPE, "htu", NULL},
        {NONE, {"iat", "\"1800000000\""}, FAPI_DPOP_CLAIM_TYPE, "iat", "!DPOP-10"},
        {NONE, {"iat", "true"}, FAPI_DPOP_CLAIM_TYPE, "iat", NULL},
        {NONE, {"iat", "-1"}, FAPI_DPOP_CLAIM_TYPE, "iat", NULL},
        {NONE, {"iat", "1800000000000"}, FAPI_DPOP_CLAIM_TYPE, "iat", NULL}, /* milliseconds */
        {NONE, {"iat", "1e300"}, FAPI_DPOP_CLAIM_TYPE, "iat", NULL},
        {NONE, {"ath", "1"}, FAPI_DPOP_CLAIM_TYPE, "ath", NULL},
        {NONE, {"nonce", "1"}, FAPI_DPOP_CLAIM_TYPE, "nonce", NULL},
        {NONE, {"nbf", "\"1\""}, FAPI_DPOP_CLAIM_TYPE, "nbf", NULL},
        {NONE, {"exp", "null"}, FAPI_DPOP_CLAIM_TYPE, "exp", NULL},
        {NONE, {"jti", "\"\""}, FAPI_DPOP_JTI, NULL, "-RFC9449-11.1-2 !DPOP-12"}, /* D35 */
        {NONE, {"jti", "\" \\t\""}, FAPI_DPOP_JTI, NULL, NULL},
        {NONE, {"jti", "\" a\""}, FAPI_OK, NULL, NULL},
        {NONE, {"jti", "\"\xc3\xa9\""}, FAPI_OK, NULL, NULL},
        {NONE, {"tx_id", "{\"deep\":[1,2]}"}, FAPI_OK, NULL, "+RFC9449-4.2-6"}, /* D28 */
        {NONE, {"nonce", "\"not asked for\""}, FAPI_OK, NULL, NULL},
        {NONE, {"jti", "\"a\",\"jti\":\"a\""}, FAPI_JSON_DUPLICATE, NULL, NULL},
    };
    RUN(rows);
}

static void jti_length(void **state)
{
    (void)state;
    char longest[FAPI_MAX_JTI + 2];

    READY(dpop, verdict);
    memset(longest, 'j', sizeof longest - 1);
    longest[FAPI_MAX_JTI + 1] = '\0';
    STATUS(FAPI_DPOP_JTI, dpop_try(dpop, dpop_with("jti", t_format("\"%s\"", longest)), NOW, verdict));
    longest[FAPI_MAX_JTI] = '\0';
    STATUS(FAPI_OK, dpop_try(dpop, dpop_with("jti", t_format("\"%s\"", longest)), NOW, verdict));
    ATTACK("DPOP-12");
}

static void method_and_uri(void **state)
{
    (void)state;
    static const dpop_row rows[] = {
        {NONE, NONE, FAPI_OK, NULL, "+RFC9449-4.3-8 +RFC9449-4.3-9"},
        {NONE, {"htm", "\"get\""}, FAPI_DPOP_HTM, "GET", "-RFC9449-4.3-8 !DPOP-05"},
        {NONE, {"htm", "\"GET \""}, FAPI_DPOP_HTM, NULL, "!DPOP-05"},
        {NONE, {"htm", "\"\""}, FAPI_DPOP_HTM, NULL, NULL},
        {NONE, {"htm", "\"PUT\""}, FAPI_DPOP_HTM, NULL, NULL}, /* D17 */
        {NONE, {"htm", "\"\\u0047ET\""}, FAPI_OK, NULL, NULL},
        /* query and fragment: D18, D19 */
        {NONE, {"htu", "\"" URL "\""}, FAPI_OK, NULL, "!DPOP-06"},
        {NONE, {"htu", "\"" HTU "?other=1#f\""}, FAPI_OK, NULL, "+RFC9449-4.3-9 !DPOP-06"},
        /* safe normalisations: D29, D30 */
        {NONE, {"htu", "\"HTTPS://API.Example.COM/accounts/7\""}, FAPI_OK, NULL, "+RFC9449-4.3-N !DPOP-07"},
        {NONE, {"htu", "\"https://api.example.com:443/accounts/7\""}, FAPI_OK, NULL, "+RFC9449-4.3-N !DPOP-07"},
        {NONE, {"htu", "\"https://api.example.com/%61ccounts/7\""}, FAPI_OK, NULL, "!DPOP-07"},
        {NONE, {"htu", "\"https://api.example.com/x/../accounts/./7\""}, FAPI_OK, NULL, NULL},
        /* everything else differs */
        {NONE, {"htu", "\"" HTU "ohnonotagain\""}, FAPI_DPOP_HTU, HTU, "-RFC9449-4.3-9 -RFC9449-4.3-N"}, /* D20 */
        {NONE, {"htu", "\"" HTU "/\""}, FAPI_DPOP_HTU, NULL, NULL},
        {NONE, {"htu", "\"https://api.example.com/Accounts/7\""}, FAPI_DPOP_HTU, NULL, NULL},
        {NONE, {"htu", "\"https://api.example.com/accounts%2F7\""}, FAPI_DPOP_HTU, NULL, "!DPOP-08"},
        {NONE, {"htu", "\"https://api.example.com/accounts/%2537\""}, FAPI_DPOP_HTU, NULL, "!DPOP-08"},
        {NONE, {"htu", "\"https://api.example.com/accounts\\\\7\""}, FAPI_DPOP_HTU, NULL, "!DPOP-08"},
        {NONE, {"htu", "\"https://api.example.com/accounts/7;v=1\""}, FAPI_DPOP_HTU, NULL, "!DPOP-08"},
        {NONE, {"htu", "\"https://user@api.example.com/accounts/7\""}, FAPI_DPOP_HTU, NULL, "!DPOP-08"},
        {NONE, {"htu", "\"https://api.example.com/acc\\tounts/7\""}, FAPI_DPOP_HTU, NULL, "!DPOP-08"},
        {NONE, {"htu", "\"https://api.example.com/accounts/7\\n\""}, FAPI_DPOP_HTU, NULL, "!DPOP-08"},
        {NONE, {"htu", "\"https://[fe80::1%25eth0]/accounts/7\""}, FAPI_DPOP_HTU, NULL, "!DPOP-08"},
        {NONE, {"htu", "\"https://api.example.com./accounts/7\""}, FAPI_DPOP_HTU, NULL, "!DPOP-08"},
        {NONE, {"htu", "\"http://api.example.com/accounts/7\""}, FAPI_DPOP_HTU, NULL, "!DPOP-09"},
        {NONE, {"htu", "\"https://evil.example/accounts/7\""}, FAPI_DPOP_HTU, NULL, "!DPOP-09"},
        {NONE, {"htu", "\"https://api.example.com.evil.example/accounts/7\""}, FAPI_DPOP_HTU, NULL, NULL},
        {NONE, {"htu", "\"https://api.example.com:8443/accounts/7\""}, FAPI_DPOP_HTU, NULL, NULL},
        {NONE, {"htu", "\"/accounts/7\""}, FAPI_DPOP_HTU, NULL, NULL},
        {NONE, {"htu", "\"\""}, FAPI_DPOP_HTU, NULL, NULL},
        {NONE, {"htu", "\"https://as.example.com/token\""}, FAPI_DPOP_HTU, NULL, "!DPOP-20"},
    };
    RUN(rows);
}

static void times(void **state)
{
    (void)state;
    static const dpop_row rows[] = {
        {NONE, NONE, FAPI_OK, NULL, "+RFC9449-4.3-11 +RFC9449-11.1-1 +RFC9449-4.2-6"},
        {NONE, {"iat", "1799999990"}, FAPI_OK, NULL, NULL}, /* D23 */
        {NONE, {"iat", "1800000008"}, FAPI_OK, NULL, NULL}, /* D23 */
        {NONE, {"iat", "1799999940"}, FAPI_OK, NULL, NULL},
        {NONE, {"iat", "1799999939"}, FAPI_DPOP_IAT_OLD, "1799999940", "-RFC9449-4.3-11 -RFC9449-11.1-1"},
        {NONE, {"iat", "1799999939.999"}, FAPI_DPOP_IAT_OLD, NULL, "!DPOP-10"},
        {NONE, {"iat", "1800000010"}, FAPI_OK, NULL, NULL},
        {NONE, {"iat", "1800000010.999"}, FAPI_OK, NULL, "!DPOP-10"}, /* floored */
        {NONE, {"iat", "1.8e9"}, FAPI_OK, NULL, NULL},
        {NONE, {"iat", "1800000011"}, FAPI_DPOP_IAT_FUTURE, "1800000010", "-RFC9449-4.3-11"},
        {NONE, {"iat", "1799999400"}, FAPI_DPOP_IAT_OLD, NULL, "!DPOP-10"},             /* 10 minutes; D22, D24 */
        {NONE, {"iat", "1800000600"}, FAPI_DPOP_IAT_FUTURE, NULL, "!DPOP-10 !DPOP-19"}, /* D21, D24 */
        {NONE, {"iat", "0"}, FAPI_DPOP_IAT_OLD, NULL, NULL},
        {NONE, {"iat", "253402300799"}, FAPI_DPOP_IAT_FUTURE, NULL, NULL},
        {NONE, {"nbf", "1800000000,\"exp\":1800000300"}, FAPI_OK, NULL, "+RFC9449-4.2-6"}, /* D33 */
        {NONE, {"nbf", "1800000010"}, FAPI_OK, NULL, NULL},
        {NONE, {"nbf", "1800000011"}, FAPI_DPOP_NBF, "1800000010", "-RFC9449-4.2-6"},
        {NONE, {"nbf", "1800000600"}, FAPI_DPOP_NBF, NULL, NULL}, /* D34 */
        /* D34 too, which the suite's own server refuses: but iat says when a proof was made, and it is fresh. */
        {NONE, {"nbf", "1799999400"}, FAPI_OK, NULL, NULL},
        {NONE, {"exp", "3400000000"}, FAPI_OK, NULL, NULL},
        {NONE, {"exp", "1799999991"}, FAPI_OK, NULL, NULL},
        {NONE, {"exp", "1799999990"}, FAPI_DPOP_EXPIRED, "1799999990", "-RFC9449-4.2-6"}, /* D34 */
    };
    RUN(rows);
}

static void access_token_hash(void **state)
{
    (void)state;
    static const char hex[] = "\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"";
    READY(dpop, verdict);
    const struct {
        const char *value;
        int status;
    } cases[] = {
        {t_format("\"%s\"", dpop_ath), FAPI_OK},
        {NULL, FAPI_DPOP_ATH_MISSING},                      /* D11 */
        {"\"" A43 "\"", FAPI_DPOP_ATH},                     /* of another token, D26 */
        {t_format("\"%.42s\"", dpop_ath), FAPI_DPOP_ATH},        /* cut */
        {t_format("\"%s=\"", dpop_ath), FAPI_DPOP_ATH},          /* padded */
        {t_format("\"%s%s\"", dpop_ath, dpop_ath), FAPI_DPOP_ATH},    /* SHA-512 would be longer */
        {hex, FAPI_DPOP_ATH},
        {"\"\"", FAPI_DPOP_ATH},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *proof = dpop_with("ath", cases[i].value);
        CHECK(proof[0] != '\0');
        STATUS(cases[i].status, t_row(i, cases[i].value, cases[i].status, dpop_try(dpop, proof, NOW, verdict)));
    }
    ACCEPTS("RFC9449-4.3-12a");
    REFUSES("RFC9449-4.3-12a");
    ACCEPTS("RFC9449-7-1");
    REFUSES("RFC9449-7-1");
    ATTACK("DPOP-13");
    /* no token here: a proof without ath passes, one with ath was made for another place (D35) */
    STATUS(FAPI_OK, fapi_dpop_set_access_token(dpop, NULL, 0));
    STATUS(FAPI_OK, dpop_try(dpop, dpop_with("ath", NULL), NOW, verdict));
    STATUS(FAPI_DPOP_ATH, dpop_try(dpop, dpop_with(NULL, NULL), NOW, verdict));
    ATTACK("DPOP-20");
}

static void bound_key(void **state)
{
    (void)state;
    READY(dpop, verdict);
    const char *mine = dpop_with(NULL, NULL), *p = NULL;
    const char *other = dpop_other_proof(NULL, 0);
    size_t n = 0;

    CHECK(mine[0] != '\0' && other[0] != '\0');
    STATUS(FAPI_OK, dpop_try(dpop, mine, NOW, verdict));
    STATUS(FAPI_OK, fapi_verdict_jkt(verdict, &p, &n));
    CHECK(n == FAPI_JKT_LENGTH && memcmp(p, dpop_jkt, n) == 0);
    ACCEPTS("RFC9449-4.3-12b");
    ACCEPTS("RFC9449-6.1-1");
    STATUS(FAPI_DPOP_JKT, dpop_try(dpop, other, NOW, verdict)); /* D27 */
    CHECK(strcmp(fapi_verdict_expected(verdict), dpop_jkt) == 0);
    CHECK(fapi_verdict_jkt(verdict, &p, &n) != FAPI_OK || n == 0);
    REFUSES("RFC9449-4.3-12b");
    ATTACK("DPOP-14");
    ATTACK("DPOP-17"); /* the thumbprint may as well be the dpop_jkt of a code, */
    ATTACK("DPOP-18"); /* or that of a public client's refresh token */
    /* any key */
    STATUS(FAPI_OK, fapi_dpop_set_jkt(dpop, NULL, 0));
    STATUS(FAPI_OK, dpop_try(dpop, other, NOW, verdict));
    /* what is no thumbprint is not taken, and what was set before stays */
    STATUS(FAPI_OK, fapi_dpop_set_jkt(dpop, dpop_jkt, strlen(dpop_jkt)));
    STATUS(FAPI_DPOP_JKT, fapi_dpop_set_jkt(dpop, dpop_jkt, 42));
    STATUS(FAPI_DPOP_JKT, fapi_dpop_set_jkt(dpop, t_format("%s=", dpop_jkt), 44));
    /* trailing bits */
    STATUS(FAPI_DPOP_JKT, fapi_dpop_set_jkt(dpop, S("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xt")));
    STATUS(FAPI_DPOP_JKT, fapi_dpop_set_jkt(dpop, S("zw_Ln1sBSC1KQjE5YVZzBpV3hWc"))); /* SHA-1 */
    REFUSES("RFC9449-6.1-1");
    STATUS(FAPI_DPOP_JKT, dpop_try(dpop, other, NOW, verdict));
    ATTACK("DPOP-21");
}

static void replay_key(void **state)
{
    (void)state;
    AUTO(fapi_replay) store = fapi_replay_new(t_context(), 16);
    uint8_t first[32] = {0}, second[32] = {0};
    int64_t expiry = 0;

    READY(dpop, verdict);
    CHECK(store != NULL);
    STATUS(FAPI_OK, fapi_dpop_set_jkt(dpop, NULL, 0));
    STATUS(FAPI_OK, dpop_try(dpop, dpop_with(NULL, NULL), NOW, verdict));
    STATUS(FAPI_OK, replay_of(verdict, first, &expiry));
    STATUS(FAPI_OK, fapi_replay_add_if_absent(store, first, 32, expiry, NOW));
    /* the same jti for another URI and at another time is the same proof: D25 */
    STATUS(FAPI_OK, fapi_dpop_set_url(dpop, S("https://api.example.com/other")));
    const t_member moved[] = {{"htu", "\"https://api.example.com/other\""}, {"iat", "1800000001"}};
    STATUS(FAPI_OK, dpop_try(dpop, dpop_with_all(moved, 2), NOW, verdict));
    STATUS(FAPI_OK, replay_of(verdict, second, &expiry));
    CHECK(memcmp(first, second, 32) == 0);
    STATUS(FAPI_REPLAY_SEEN, fapi_replay_add_if_absent(store, second, 32, expiry, NOW));
    ACCEPTS("RFC9449-11.1-2");
    REFUSES("RFC9449-11.1-2");
    /* another jti is another proof, and so is the same jti of another key */
    const t_member other[] = {moved[0], {"jti", "\"7f1f\""}};
    STATUS(FAPI_OK, dpop_try(dpop, dpop_with_all(other, 2), NOW, verdict));
    STATUS(FAPI_OK, replay_of(verdict, second, &expiry));
    CHECK(memcmp(first, second, 32) != 0);
    STATUS(FAPI_OK, dpop_try(dpop, dpop_other_proof(moved, 2), NOW, verdict));
    STATUS(FAPI_OK, replay_of(verdict, second, &expiry));
    CHECK(memcmp(first, second, 32) != 0);
    ATTACK("DPOP-11");
    /* a refused proof spends nothing */
    STATUS(FAPI_DPOP_HTM, dpop_try(dpop, dpop_with("htm", "\"PUT\""), NOW, verdict));
    const uint8_t *p = NULL;
    size_t n = 0;
    CHECK(fapi_verdict_replay_key(verdict, 0, &p, &n, &expiry) != FAPI_OK || n == 0);
}

/* At the last second at which a proof passes, its claim still lives, whatever the window. */
static void replay_outlives_window(void **state)
{
    (void)state;
    static const int64_t windows[][2] = {{1, 0}, {60, 10}, {3600, 60}};

    READY(dpop, verdict);
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        int64_t past = windows[i][0], future = windows[i][1], expiry = 0;
        uint8_t key[32] = {0};
        const char *proof = dpop_with(NULL, NULL);
        CHECK(proof[0] != '\0');
        STATUS(FAPI_OK, fapi_dpop_set_window(dpop, past, future));
        /* first seen as early as can be, by the node whose clock is behind */
        STATUS(FAPI_OK, dpop_try(dpop, proof, NOW - future, verdict));
        STATUS(FAPI_OK, replay_of(verdict, key, &expiry));
        STATUS(FAPI_OK, dpop_try(dpop, proof, NOW + past, verdict));
        STATUS(FAPI_DPOP_IAT_OLD, dpop_try(dpop, proof, NOW + past + 1, verdict));
        CHECK(expiry > NOW + past + future);
    }
    ATTACK("DPOP-11");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claims_there),
        cmocka_unit_test(jti_length),
        cmocka_unit_test(method_and_uri),
        cmocka_unit_test(times),
        cmocka_unit_test(access_token_hash),
        cmocka_unit_test(bound_key),
        cmocka_unit_test(replay_key),
        cmocka_unit_test(replay_outlives_window),
    };

    return t_main("oauth/dpop", tests, sizeof tests / sizeof *tests);
}
