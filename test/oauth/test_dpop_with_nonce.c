/* SPDX-License-Identifier: Apache-2.0 */
/* DPoP proofs with server nonces: demanded, optional, and in the place of iat. */
#include "oauth/dpop.h"
#include "test/oauth/dpop_fixture.h"

enum { DEMANDED = 1, FOR_TIME = 2 };

/* Judge with facts that the handle does not offer. */
static int judge(fapi_verdict *verdict, const char *proof, fapi_dpop_nonce *nonce, int use, int64_t now)
{
    fapix_uri url = {0};
    fapix_dpop_facts facts = {
        .method = fapix_slice_str("GET"),
        .url = &url,
        .algs = ALL_ALGS,
        .now = now,
        .max_age = 60,
        .skew_ahead = 10,
        .nonce = nonce,
        .nonce_required = (use & DEMANDED) != 0,
        .nonce_time = (use & FOR_TIME) != 0,
    };
    int rc = proof[0] == '\0' ? FAPI_ERR_NOMEM : fapix_uri_parse_https(&url, fapix_slice_str(URL));

    fapix_verdict_begin(verdict);
    if (rc == FAPI_OK)
        rc = fapix_dpop_judge(verdict, fapix_slice_str(proof), &facts);
    return fapix_verdict_end(verdict, rc);
}

static const char *nonce_proof(const char *nonce, const char *iat)
{
    const t_member changes[] = {{"ath", NULL}, {nonce == NULL ? NULL : "nonce", nonce}, {"iat", iat}};

    return dpop_with_all(changes, 3);
}

static const uint8_t SECRET[32] = {1}, OTHER_SECRET[32] = {2};

static void nonces(void **state)
{
    (void)state;
    AUTO(fapi_dpop_nonce) here = NULL;
    AUTO(fapi_dpop_nonce) elsewhere = NULL;
    char value[44], old[44], foreign[44], huge[1200];

    READY(dpop, verdict);
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), SECRET, sizeof SECRET, 30, 2, &here));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), OTHER_SECRET, sizeof OTHER_SECRET, 30, 2, &elsewhere));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(here, NOW, value, sizeof value));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(here, NOW - 300, old, sizeof old));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(elsewhere, NOW, foreign, sizeof foreign));
    memset(huge, 'n', sizeof huge);
    const struct {
        const char *nonce;
        int status;
    } cases[] = {
        {t_format("\"%s\"", value), FAPI_OK},
        {NULL, FAPI_DPOP_NONCE_MISSING},
        {t_format("\"%s\"", old), FAPI_DPOP_NONCE},
        {t_format("\"%s\"", foreign), FAPI_DPOP_NONCE},
        {t_format("\"%.42s\"", value), FAPI_DPOP_NONCE},
        {"\"\"", FAPI_DPOP_NONCE},
        {"\"a b\"", FAPI_DPOP_NONCE},
        {"\"a\\\"b\"", FAPI_DPOP_NONCE},
        {"\"\xc3\xa9\"", FAPI_DPOP_NONCE},
        {t_format("\"%.1200s\"", huge), FAPI_DPOP_NONCE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *proof = nonce_proof(cases[i].nonce, "1800000000");
        CHECK(proof[0] != '\0');
        STATUS(cases[i].status, t_row(i, cases[i].nonce, cases[i].status, judge(verdict, proof, here, DEMANDED, NOW)));
        /* a nonce that is there is judged even if none is demanded */
        int loose = cases[i].nonce == NULL ? FAPI_OK : cases[i].status;
        STATUS(loose, t_row(i, cases[i].nonce, loose, judge(verdict, proof, here, 0, NOW)));
        STATUS(FAPI_OK, judge(verdict, proof, NULL, 0, NOW));
    }
    ACCEPTS("RFC9449-4.3-10");
    REFUSES("RFC9449-4.3-10");
    ACCEPTS("RFC9449-8.1-1");
    REFUSES("RFC9449-8.1-1");
    ACCEPTS("RFC9449-11.3-1");
    REFUSES("RFC9449-11.3-1");
    ATTACK("DPOP-16");
    /* the handle demands one as soon as it has the means */
    STATUS(FAPI_OK, fapi_dpop_set_nonce(dpop, here));
    STATUS(FAPI_DPOP_NONCE_MISSING, dpop_try(dpop, dpop_with(NULL, NULL), NOW, verdict));
    STATUS(FAPI_OK, dpop_try(dpop, dpop_with("nonce", t_format("\"%s\"", value)), NOW, verdict));
    STATUS(FAPI_OK, fapi_dpop_set_nonce(dpop, NULL));
    STATUS(FAPI_OK, dpop_try(dpop, dpop_with(NULL, NULL), NOW, verdict));
}

/* A proof that breaks any other rule is told of that one, and nothing of nonces. */
static void nonce_is_told_last(void **state)
{
    (void)state;
    AUTO(fapi_dpop_nonce) here = NULL;
    static const dpop_row rows[] = {
        {NONE, {"htm", "\"PUT\""}, FAPI_DPOP_HTM, NULL, NULL},
        {NONE, {"htu", "\"https://x.example/\""}, FAPI_DPOP_HTU, NULL, NULL},
        {NONE, {"iat", "0"}, FAPI_DPOP_IAT_OLD, NULL, NULL},
        {NONE, {"nbf", "1900000000"}, FAPI_DPOP_NBF, NULL, NULL},
        {NONE, {"exp", "1"}, FAPI_DPOP_EXPIRED, NULL, NULL},
        {NONE, {"ath", NULL}, FAPI_DPOP_ATH_MISSING, NULL, NULL},
        {NONE, {"ath", "\"\""}, FAPI_DPOP_ATH, NULL, NULL},
    };

    READY(dpop, verdict);
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), SECRET, sizeof SECRET, 30, 2, &here));
    STATUS(FAPI_OK, fapi_dpop_set_nonce(dpop, here));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *proof = dpop_proof(&dpop_nothing, &rows[i].claim);
        CHECK(proof[0] != '\0');
        STATUS(rows[i].status, t_row(i, rows[i].claim.name, rows[i].status, dpop_try(dpop, proof, NOW, verdict)));
    }
    const char *forged = t_forge(dpop_header(T_EDDSA, &dpop_nothing), dpop_claims(NULL, 0), S("key"));
    STATUS(FAPI_DPOP_SIGNATURE, dpop_try(dpop, forged, NOW, verdict));
    STATUS(FAPI_OK, fapi_dpop_set_jkt(dpop, S(A43)));
    STATUS(FAPI_DPOP_JKT, dpop_try(dpop, dpop_with(NULL, NULL), NOW, verdict));
}

/* RFC 9449 11.1: the nonce says when, so the client's clock may be off by hours. */
static void nonce_for_time(void **state)
{
    (void)state;
    AUTO(fapi_dpop_nonce) here = NULL;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    static const char *const clocks[] = {"1799996400", "1800003600", "0", "253402300799"};
    char value[44];
    const uint8_t *key = NULL;
    size_t n = 0;
    int64_t expiry = 0;

    CHECK(verdict != NULL);
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), SECRET, sizeof SECRET, 30, 4, &here));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(here, NOW, value, sizeof value));
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        const char *good = nonce_proof(t_format("\"%s\"", value), clocks[i]), *bad = nonce_proof("\"bad\"", clocks[i]);
        const char *none = nonce_proof(NULL, clocks[i]);
        CHECK(good[0] != '\0' && bad[0] != '\0' && none[0] != '\0');
        STATUS(FAPI_OK, judge(verdict, good, here, DEMANDED | FOR_TIME, NOW)); /* D21, D22 */
        /* the claim lives as long as the nonce does: at the last moment at which it still passes, it is still known */
        STATUS(FAPI_OK, fapi_verdict_replay_key(verdict, 0, &key, &n, &expiry));
        CHECK(judge(verdict, good, here, DEMANDED | FOR_TIME, expiry) == FAPI_DPOP_NONCE || t_injected());
        CHECK(expiry > NOW + 4 * 30);
        /* told to fetch a nonce, not that the clock is off */
        STATUS(FAPI_DPOP_NONCE, judge(verdict, bad, here, DEMANDED | FOR_TIME, NOW));
        STATUS(FAPI_DPOP_NONCE_MISSING, judge(verdict, none, here, DEMANDED | FOR_TIME, NOW));
        /* where none is demanded and none is there, the clock decides again, and so it does if the policy says so */
        STATUS(i % 2 == 0 ? FAPI_DPOP_IAT_OLD : FAPI_DPOP_IAT_FUTURE, judge(verdict, none, here, FOR_TIME, NOW));
        STATUS(i % 2 == 0 ? FAPI_DPOP_IAT_OLD : FAPI_DPOP_IAT_FUTURE, judge(verdict, good, here, DEMANDED, NOW));
    }
    ACCEPTS("RFC9449-11.1-3");
    REFUSES("RFC9449-11.1-3");
    ATTACK("DPOP-19");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nonces),
        cmocka_unit_test(nonce_is_told_last),
        cmocka_unit_test(nonce_for_time),
    };

    return t_main("oauth/dpop_with_nonce", tests, sizeof tests / sizeof *tests);
}
