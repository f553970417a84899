/* SPDX-License-Identifier: Apache-2.0 */
/* PKCE: the vector of RFC 7636 B, the syntax of verifier and challenge, and the ways of getting round it. */
#include "test/harness.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

static int check(const char *verifier, const char *challenge)
{
    return fapi_pkce_check(verifier, strlen(verifier), challenge, strlen(challenge));
}

static void the_vector_of_the_rfc(void **state)
{
    char challenge[44];

    (void)state;
    STATUS(FAPI_OK, fapi_pkce_challenge(VERIFIER, 43, challenge, sizeof challenge));
    CHECK(strcmp(challenge, CHALLENGE) == 0);
    STATUS(FAPI_OK, check(VERIFIER, CHALLENGE));
    /* The library keeps nothing: that a code is used once is for whoever stores the codes. */
    STATUS(FAPI_OK, check(VERIFIER, CHALLENGE));
    ATTACK("PKCE-05");
    ACCEPTS("RFC7636-4.6-1");
    ACCEPTS("RFC7636-4.5-2");
}

static void verifiers_have_a_syntax(void **state)
{
    char text[130], challenge[44];

    (void)state;
    memset(text, 'a', sizeof text);
    for (size_t n = 0; n <= 130; n++) {
        int want = n >= 43 && n <= 128 ? FAPI_OK : FAPI_PKCE_VERIFIER;

        STATUS(want, fapi_pkce_challenge(text, n, challenge, sizeof challenge));
        CHECK((challenge[0] == '\0') == (want != FAPI_OK));
        if (n > 0 && want != FAPI_OK)
            STATUS(want, fapi_pkce_check(text, n, CHALLENGE, 43));
    }
    STATUS(FAPI_PKCE_VERIFIER, fapi_pkce_check(text, SIZE_MAX, CHALLENGE, 43));
    for (int c = 0; c < 256; c++) {
        int good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                   (c != 0 && strchr("-._~", c) != NULL);

        text[42] = (char)c;
        STATUS(good ? FAPI_OK : FAPI_PKCE_VERIFIER, fapi_pkce_challenge(text, 43, challenge, sizeof challenge));
    }
    ACCEPTS("RFC7636-4.1-1");
    REFUSES("RFC7636-4.1-1");
    ATTACK("PKCE-03");
}

static void only_s256_is_a_method(void **state)
{
    static const struct {
        const char *method, *challenge;
        int status;
    } rows[] = {
        {"S256", CHALLENGE, FAPI_OK},
        {"", CHALLENGE, FAPI_PKCE_METHOD},
        {"plain", CHALLENGE, FAPI_PKCE_METHOD},
        {"s256", CHALLENGE, FAPI_PKCE_METHOD},
        {"S256 ", CHALLENGE, FAPI_PKCE_METHOD},
        {" S256", CHALLENGE, FAPI_PKCE_METHOD},
        {"S25", CHALLENGE, FAPI_PKCE_METHOD},
        {"S512", CHALLENGE, FAPI_PKCE_METHOD},
        {"S256", "", FAPI_PKCE_CHALLENGE_MISSING},
        {"", "", FAPI_PKCE_CHALLENGE_MISSING},
        {"S256", CHALLENGE "=", FAPI_PKCE_CHALLENGE},
        {"S256", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", FAPI_PKCE_CHALLENGE},
        {"S256", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMM", FAPI_PKCE_CHALLENGE},
        {"S256", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN", FAPI_PKCE_CHALLENGE},
        {"S256", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", FAPI_PKCE_CHALLENGE},
        {"S256", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw.cM", FAPI_PKCE_CHALLENGE},
        {"S256", "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3", FAPI_PKCE_CHALLENGE},
    };

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        STATUS(rows[i].status, fapi_pkce_check_challenge(rows[i].challenge, strlen(rows[i].challenge), rows[i].method,
                                                         strlen(rows[i].method)));
    }
    STATUS(FAPI_PKCE_METHOD, fapi_pkce_check_challenge(CHALLENGE, 43, NULL, 0));
    STATUS(FAPI_PKCE_METHOD, fapi_pkce_check_challenge(CHALLENGE, 43, "S256\0", 5));
    STATUS(FAPI_PKCE_CHALLENGE_MISSING, fapi_pkce_check_challenge(NULL, 0, "S256", 4));
    STATUS(FAPI_PKCE_CHALLENGE, fapi_pkce_check_challenge(CHALLENGE, SIZE_MAX, "S256", 4));
    static const char *const rules[] = {"FAPI2SP-5.3.2.2-5", "RFC7636-4.2-2", "RFC7636-4.2-3", "RFC7636-4.3-1", "RFC7636-4.4.1-1",
                                        "RFC7636-7.2-2"};
    for (size_t i = 0; i < MANY(rules); i++) {
        ACCEPTS(rules[i]);
        REFUSES(rules[i]);
    }
    ATTACK("PKCE-01");
}

static void neither_half_alone(void **state)
{
    (void)state;
    STATUS(FAPI_PKCE_VERIFIER_MISSING, check("", CHALLENGE));
    STATUS(FAPI_PKCE_UNEXPECTED, check(VERIFIER, ""));
    STATUS(FAPI_PKCE_VERIFIER_MISSING, check("", ""));
    STATUS(FAPI_PKCE_VERIFIER_MISSING, fapi_pkce_check(NULL, 0, NULL, 0));
    REFUSES("RFC7636-4.5-2");
    ATTACK("PKCE-02");
}

static void other_verifiers_do_not_fit(void **state)
{
    char verifier[] = VERIFIER, challenge[] = CHALLENGE;

    (void)state;
    /* Each character counts. */
    for (size_t i = 0; i < 43; i++) {
        verifier[i] = verifier[i] == 'x' ? 'y' : 'x';
        STATUS(FAPI_PKCE_MISMATCH, check(verifier, CHALLENGE));
        verifier[i] = VERIFIER[i];
        challenge[i] = challenge[i] == 'A' ? 'E' : 'A';
        STATUS(FAPI_PKCE_MISMATCH, check(VERIFIER, challenge));
        challenge[i] = CHALLENGE[i];
    }
    REFUSES("RFC7636-4.6-1");
    /* What method plain would take: the verifier as its own challenge. */
    STATUS(FAPI_PKCE_MISMATCH, check(CHALLENGE, CHALLENGE));
    STATUS(FAPI_PKCE_CHALLENGE, check(VERIFIER, CHALLENGE "="));
    STATUS(FAPI_PKCE_CHALLENGE, check(VERIFIER, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c"));
    STATUS(FAPI_PKCE_CHALLENGE, check(VERIFIER, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN"));
    ATTACK("PKCE-04");
}

static void fresh_verifiers(void **state)
{
    char seen[32][44], challenge[44];

    (void)state;
    for (size_t i = 0; i < MANY(seen); i++) {
        STATUS(FAPI_OK, fapi_pkce_verifier(seen[i], sizeof seen[i]));
        CHECK(strlen(seen[i]) == 43);
        STATUS(FAPI_OK, fapi_pkce_challenge(seen[i], 43, challenge, sizeof challenge));
        STATUS(FAPI_OK, check(seen[i], challenge));
        for (size_t k = 0; k < i; k++)
            CHECK(strcmp(seen[i], seen[k]) != 0);
    }
    ACCEPTS("RFC7636-7.1-1");
}

static void arguments(void **state)
{
    char out[45];

    (void)state;
    memset(out, 'x', sizeof out);
    STATUS(FAPI_ERR_BUFFER, fapi_pkce_challenge(VERIFIER, 43, out, 43));
    CHECK(out[0] == '\0' && out[42] == '\0' && out[43] == 'x');
    STATUS(FAPI_ERR_BUFFER, fapi_pkce_verifier(out, 0));
    STATUS(FAPI_ERR_BUFFER, fapi_pkce_verifier(out, 43));
    STATUS(FAPI_OK, fapi_pkce_verifier(out, SIZE_MAX));
    CHECK(out[43] == '\0' && out[44] == 'x');
    /* A weaker verifier than 256 bits is never given: there is no room for it. */
    REFUSES("RFC7636-7.1-1");
    STATUS(FAPI_ERR_ARG, fapi_pkce_challenge(NULL, 43, out, sizeof out));
    CHECK(out[0] == '\0');
    STATUS(FAPI_PKCE_VERIFIER, fapi_pkce_challenge(NULL, 0, out, sizeof out));
    STATUS(FAPI_ERR_ARG, fapi_pkce_challenge(VERIFIER, 43, NULL, 44));
    STATUS(FAPI_ERR_ARG, fapi_pkce_verifier(NULL, 44));
    STATUS(FAPI_ERR_ARG, fapi_pkce_check(NULL, 43, CHALLENGE, 43));
    STATUS(FAPI_ERR_ARG, fapi_pkce_check(VERIFIER, 43, NULL, 43));
    STATUS(FAPI_ERR_ARG, fapi_pkce_check(NULL, SIZE_MAX, NULL, SIZE_MAX));
    STATUS(FAPI_ERR_ARG, fapi_pkce_check_challenge(NULL, 43, "S256", 4));
    STATUS(FAPI_ERR_ARG, fapi_pkce_check_challenge(CHALLENGE, 43, NULL, 4));
    ATTACK("MEM-04");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vector_of_the_rfc),
        cmocka_unit_test(verifiers_have_a_syntax),
        cmocka_unit_test(only_s256_is_a_method),
        cmocka_unit_test(neither_half_alone),
        cmocka_unit_test(other_verifiers_do_not_fit),
        cmocka_unit_test(fresh_verifiers),
        cmocka_unit_test(arguments),
    };
    return t_main("oauth/pkce", tests, sizeof tests / sizeof tests[0]);
}
