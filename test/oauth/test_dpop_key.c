/* SPDX-License-Identifier: Apache-2.0 */
/* DPoP proofs: form, header, the key that the proof brings, and the signature. */
#include "oauth/dpop.h"
#include "test/oauth/dpop_fixture.h"

/* x is one, y is not. */
#define OFF_CURVE                                                                    \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"," \
    "\"y\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"}"

static void header(void **state)
{
    (void)state;
    static const dpop_row rows[] = {
        {NONE, NONE, FAPI_OK, NULL, "+RFC9449-4.2-1 +RFC9449-4.2-2 +RFC9449-4.3-2 +RFC9449-4.3-4 +RFC9449-4.3-5 "
                                    "+RFC9449-4.3-7 +RFC9449-11.5-1 +RFC9449-11.6-1"},
        {{"typ", "\"DPoP+JWT\""}, NONE, FAPI_OK, NULL, NULL},
        {{"typ", "\"application/dpop+jwt\""}, NONE, FAPI_OK, NULL, NULL},
        {{"typ", NULL}, NONE, FAPI_DPOP_TYP, "dpop+jwt", "-RFC9449-4.3-4 !DPOP-02"}, /* D4 */
        {{"typ", "\"\""}, NONE, FAPI_DPOP_TYP, NULL, NULL},
        {{"typ", "\"JWT\""}, NONE, FAPI_DPOP_TYP, NULL, "-RFC9449-11.5-1 !DPOP-02"},
        {{"typ", "\"at+jwt\""}, NONE, FAPI_DPOP_TYP, NULL, "!DPOP-02"},
        {{"typ", "\"dpop+JWT \""}, NONE, FAPI_DPOP_TYP, NULL, "!DPOP-02"},
        {{"typ", "\"dpop+jwt+wrongyousee\""}, NONE, FAPI_DPOP_TYP, NULL, NULL}, /* D12 */
        {{"typ", "7"}, NONE, FAPI_DPOP_TYP, NULL, "-RFC9449-4.2-1"},
        {{"typ", "[\"dpop+jwt\"]"}, NONE, FAPI_DPOP_TYP, NULL, NULL},
        {{"alg", NULL}, NONE, FAPI_DPOP_ALG, NULL, NULL}, /* D5 */
        {{"alg", "[\"EdDSA\"]"}, NONE, FAPI_DPOP_ALG, NULL, NULL},
        {{"alg", "\"none\""}, NONE, FAPI_DPOP_ALG, NULL, "-RFC9449-4.2-2 -RFC9449-4.3-5 !DPOP-03"}, /* D14 */
        {{"alg", "\"nOnE\""}, NONE, FAPI_DPOP_ALG, NULL, NULL},
        {{"alg", "\"RS1\""}, NONE, FAPI_DPOP_ALG, "PS256 ES256 EdDSA", "-RFC9449-11.6-1 !DPOP-03"},
        {{"alg", "\"HS256\",\"kid\":\"mac\""}, NONE, FAPI_DPOP_ALG, NULL, "!DPOP-03"},
        {{"alg", "\"RS256\""}, NONE, FAPI_DPOP_ALG, NULL, NULL}, /* D13 */
        {{"alg", "\"eddsa\""}, NONE, FAPI_DPOP_ALG, NULL, NULL},
        {{"alg", "\"ES256\""}, NONE, FAPI_DPOP_JWK, "ES256", NULL},
        /* what else a header may hold */
        {{"tx_id_key", "{\"a\":[1]}"}, NONE, FAPI_OK, NULL, "+RFC9449-4.2-6"}, /* D28 */
        {{"kid", "\"whatever\""}, NONE, FAPI_OK, NULL, NULL},
        {{"jku", "\"https://evil.example/k\""}, NONE, FAPI_JWS_EMBEDDED_KEY, NULL, NULL},
        {{"x5u", "\"https://evil.example/k\""}, NONE, FAPI_JWS_EMBEDDED_KEY, NULL, NULL},
        {{"x5c", "[\"MII\"]"}, NONE, FAPI_JWS_EMBEDDED_KEY, NULL, NULL},
        {{"crit", "[\"tx\"],\"tx\":1"}, NONE, FAPI_JWS_CRIT, NULL, NULL},
        {{"b64", "false"}, NONE, FAPI_JWS_B64, NULL, NULL},
    };
    RUN(rows);
}

static void embedded_key(void **state)
{
    (void)state;
    static const dpop_row rows[] = {
        {{"jwk", NULL}, NONE, FAPI_DPOP_JWK, "jwk", "-RFC9449-4.2-1 !DPOP-04"}, /* D6 */
        {{"jwk", "null"}, NONE, FAPI_DPOP_JWK, NULL, NULL},
        {{"jwk", "\"EdDSA\""}, NONE, FAPI_DPOP_JWK, NULL, "!DPOP-04"},
        {{"jwk", "{}"}, NONE, FAPI_DPOP_JWK, NULL, NULL},
        {{"jwk", "{\"kid\":\"eddsa\"}"}, NONE, FAPI_DPOP_JWK, NULL, "!DPOP-04"},
        {{"jwk", "{\"kty\":\"oct\",\"k\":\"AAAA\"}"}, NONE, FAPI_DPOP_JWK_PRIVATE, NULL, "-RFC9449-4.3-7 !DPOP-04"},
        {{"jwk", "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AAAA\"}"}, NONE, FAPI_DPOP_JWK, NULL, NULL}, /* D35 */
        {{"jwk", "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" A43 "\"}"}, NONE, FAPI_DPOP_JWK, NULL, NULL},
        {{"jwk", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" A43 "\"}"}, NONE, FAPI_DPOP_JWK, NULL, NULL},
        {{"jwk", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":7}"}, NONE, FAPI_DPOP_JWK, NULL, NULL},
        {{"jwk", OFF_CURVE}, NONE, FAPI_DPOP_JWK, NULL, NULL},
        {{"jwk", "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}"}, NONE, FAPI_DPOP_JWK, NULL, NULL},
        {{"typ", "\"dpop+jwt\",\"jwk\":{}"}, NONE, FAPI_JSON_DUPLICATE, NULL, "!DPOP-04"},
    };
    RUN(rows);
}

static void private_member(void **state)
{
    (void)state;
    static const char *const members[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

    READY(dpop, verdict);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const char *jwk = t_public_jwk(T_EDDSA);
        t_member change = {"jwk", t_format("{\"%s\":\"AAAA\",%s", members[i], jwk + 1)};
        const char *proof = dpop_proof(&change, &dpop_nothing);

        CHECK(proof[0] != '\0');
        STATUS(FAPI_DPOP_JWK_PRIVATE, dpop_try(dpop, proof, NOW, verdict));
        CHECK(strstr(fapi_verdict_actual(verdict), "AAAA") == NULL);
    }
    REFUSES("RFC9449-4.3-7"); /* D16 */
    ATTACK("DPOP-04");
}

static void form(void **state)
{
    (void)state;
    READY(dpop, verdict);
    const char *good = dpop_with(NULL, NULL);
    CHECK(good[0] != '\0');
    const char *no_claims = t_sign(T_EDDSA, dpop_header(T_EDDSA, &dpop_nothing), "[]");
    const struct {
        const char *proof;
        int status;
    } cases[] = {
        {t_format("%s,%s", good, good), FAPI_DPOP_FORM},
        {t_format("%s, %s", good, good), FAPI_DPOP_FORM},
        {t_format("%s,", good), FAPI_DPOP_FORM},
        {t_format("%.*s", (int)(strrchr(good, '.') - good), good), FAPI_JWS_STRUCTURE}, /* D3 */
        {"x", FAPI_JWS_STRUCTURE},
        {"..", FAPI_JWS_STRUCTURE},
        {t_format("%s..", good), FAPI_JWE_UNSUPPORTED},
        {t_format(" %s", good), FAPI_BASE64URL_CHARACTER},
        {t_format("%s ", good), FAPI_BASE64URL_CHARACTER},
        {t_format("\"%s\"", good), FAPI_BASE64URL_CHARACTER},
        {t_replace_part(good, 2, "AA=="), FAPI_BASE64URL_PADDING},
        {no_claims, FAPI_JSON_NOT_OBJECT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(cases[i].proof[0] != '\0');
        int want = cases[i].status;
        STATUS(want, t_row(i, cases[i].proof, want, dpop_try(dpop, cases[i].proof, NOW, verdict)));
        CHECK(fapi_verdict_subject(verdict) == FAPI_SUBJECT_DPOP_PROOF);
    }
    REFUSES("RFC9449-4.3-2");
    ATTACK("DPOP-01");
    STATUS(FAPI_DPOP_MISSING, fapi_dpop_check(dpop, NULL, 0, NOW, verdict));
    STATUS(FAPI_DPOP_MISSING, fapi_dpop_check(dpop, "", 0, NOW, verdict));
    fapix_verdict_begin(verdict);
    fapix_dpop_facts facts = {.method = fapix_slice_str("GET")};
    STATUS(FAPI_DPOP_FORM, fapix_dpop_judge(verdict, fapix_slice_of("", 0), &facts)); /* an empty field */
}

static void signature(void **state)
{
    (void)state;
    READY(dpop, verdict);
    const char *good = dpop_with(NULL, NULL), *claims = dpop_claims(NULL, 0);
    const char *stolen = dpop_sign_as_other(dpop_header(T_EDDSA, &dpop_nothing), claims);
    const char *forged = t_forge(dpop_header(T_EDDSA, &dpop_nothing), claims, S("key"));
    const char *other_claims = t_base64url(S("{\"jti\":\"x\",\"htm\":\"GET\",\"htu\":\"" HTU "\",\"iat\":1800000000}"));
    char damaged[4096];

    CHECK(good[0] != '\0' && stolen[0] != '\0' && forged[0] != '\0' && other_claims[0] != '\0');
    STATUS(FAPI_OK, dpop_try(dpop, good, NOW, verdict));
    ACCEPTS("RFC9449-4.3-6");
    STATUS(FAPI_DPOP_SIGNATURE, dpop_try(dpop, stolen, NOW, verdict));
    STATUS(FAPI_DPOP_SIGNATURE, dpop_try(dpop, forged, NOW, verdict)); /* wrong length */
    STATUS(FAPI_DPOP_SIGNATURE, dpop_try(dpop, t_replace_part(good, 1, other_claims), NOW, verdict));
    /* every bit of the first octets of the signature, D15 */
    size_t at = (size_t)(strrchr(good, '.') - good) + 1;
    for (size_t i = at; i < at + 8; i++) {
        snprintf(damaged, sizeof damaged, "%s", good);
        damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
        STATUS(FAPI_DPOP_SIGNATURE, dpop_try(dpop, damaged, NOW, verdict));
    }
    REFUSES("RFC9449-4.3-6");
}

static const char *by(enum t_key_name key, const char *header)
{
    return t_sign(key, header, dpop_claims(NULL, 0));
}

static void algorithms(void **state)
{
    (void)state;
    SLOW();
    READY(dpop, verdict);
    STATUS(FAPI_OK, fapi_dpop_set_jkt(dpop, NULL, 0));
    for (enum t_key_name key = T_EDDSA; key < T_KEYS; key++) {
        const char *proof = by(key, dpop_header(key, &dpop_nothing));
        CHECK(proof[0] != '\0');
        STATUS(FAPI_OK, fapi_dpop_set_algs(dpop, ALL_ALGS));
        STATUS(FAPI_OK, dpop_try(dpop, proof, NOW, verdict));
        STATUS(FAPI_OK, fapi_dpop_set_algs(dpop, t_alg(key)));
        STATUS(FAPI_OK, dpop_try(dpop, proof, NOW, verdict));
        STATUS(FAPI_OK, fapi_dpop_set_algs(dpop, ALL_ALGS & ~t_alg(key)));
        STATUS(FAPI_DPOP_ALG, dpop_try(dpop, proof, NOW, verdict));
    }
    /* PS256 outside the list; the names EdDSA and Ed25519 are one */
    ATTACK("DPOP-03");
    STATUS(FAPI_OK, fapi_dpop_set_algs(dpop, FAPI_ALG_EDDSA));
    STATUS(FAPI_OK, dpop_try(dpop, dpop_proof(&(t_member){"alg", "\"Ed25519\""}, &dpop_nothing), NOW, verdict));
}

/* An RSA key without alg is for the algorithm that the header names; one with alg only for that. */
static void rsa_without_alg(void **state)
{
    (void)state;
    SLOW();
    READY(dpop, verdict);
    const char *ps = t_public_jwk(T_PS256), *n = strstr(ps, "\"n\":\""), *end = n == NULL ? NULL : strchr(n + 5, '"');
    CHECK(end != NULL);
    const char *bare = t_format("{\"kty\":\"RSA\",\"e\":\"AQAB\",%.*s}", (int)(end + 1 - n), n);
    STATUS(FAPI_OK, fapi_dpop_set_jkt(dpop, NULL, 0));
    STATUS(FAPI_OK, fapi_dpop_set_algs(dpop, ALL_ALGS));
    const t_member jwk = {"jwk", bare}, typed = {"jwk", t_format("{\"alg\":\"PS256\",%s", bare + 1)};
    STATUS(FAPI_OK, dpop_try(dpop, by(T_PS256, dpop_header(T_PS256, &jwk)), NOW, verdict));
    STATUS(FAPI_OK, dpop_try(dpop, by(T_RS256, dpop_header(T_RS256, &jwk)), NOW, verdict));
    STATUS(FAPI_DPOP_JWK, dpop_try(dpop, by(T_RS256, dpop_header(T_RS256, &typed)), NOW, verdict));
    STATUS(FAPI_DPOP_SIGNATURE, dpop_try(dpop, by(T_RS256, dpop_header(T_PS256, &jwk)), NOW, verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header),
        cmocka_unit_test(embedded_key),
        cmocka_unit_test(private_member),
        cmocka_unit_test(form),
        cmocka_unit_test(signature),
        cmocka_unit_test(algorithms),
        cmocka_unit_test(rsa_without_alg),
    };

    return t_main("oauth/dpop_key", tests, sizeof tests / sizeof *tests);
}
