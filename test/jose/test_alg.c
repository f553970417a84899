/* SPDX-License-Identifier: Apache-2.0 */
/* Names of algorithms: which there are, and above all which there are not. */
#include "harness.h"

#include "jose/alg.h"

static void names_are_exact(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int alg;
    } rows[] = {
        {"PS256", FAPI_ALG_PS256}, {"ES256", FAPI_ALG_ES256}, {"EdDSA", FAPI_ALG_EDDSA}, {"Ed25519", FAPI_ALG_EDDSA},
        {"RS256", FAPI_ALG_RS256}, {"", 0}, {"none", 0}, {"es256", 0}, {"ES256 ", 0}, {" ES256", 0}, {"ES25", 0}, {"ES2566", 0},
        {"eddsa", 0}, {"EDDSA", 0}, {"Ed448", 0}, {"HS256", 0}, {"HS384", 0}, {"HS512", 0}, {"RS384", 0}, {"RS512", 0},
        {"PS384", 0}, {"PS512", 0}, {"ES384", 0}, {"ES512", 0}, {"ES256K", 0}, {"RSA-OAEP", 0}, {"dir", 0}, {"A256GCMKW", 0},
        {"RSA1_5", 0}, {"ML-DSA-44", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK(fapix_alg_of(fapix_slice_str(rows[i].name)) == rows[i].alg);
    CHECK(fapix_alg_of(fapix_slice_of("ES256\0none", 10)) == 0);
    CHECK(fapix_alg_of(fapix_slice_of(NULL, 0)) == 0);
}

static void one_alg_has_one_name(void **state)
{
    (void)state;
    CHECK(strcmp(fapi_alg_name(FAPI_ALG_PS256), "PS256") == 0);
    CHECK(strcmp(fapi_alg_name(FAPI_ALG_ES256), "ES256") == 0);
    CHECK(strcmp(fapi_alg_name(FAPI_ALG_EDDSA), "EdDSA") == 0);
    CHECK(strcmp(fapi_alg_name(FAPI_ALG_RS256), "RS256") == 0);
    CHECK(fapi_alg_name(0) == NULL);
    CHECK(fapi_alg_name(3) == NULL);
    CHECK(fapi_alg_name(16) == NULL);
    CHECK(fapi_alg_name(-1) == NULL);
}

static void lists_follow_one_order(void **state)
{
    (void)state;
    char text[64];
    fapix_alg_list(15, text);
    CHECK(strcmp(text, "PS256 ES256 EdDSA RS256") == 0);
    fapix_alg_list(FAPI_ALG_EDDSA | FAPI_ALG_PS256, text);
    CHECK(strcmp(text, "PS256 EdDSA") == 0);
    fapix_alg_list(0, text);
    CHECK(text[0] == '\0');
}

static void only_known_bits_make_a_set(void **state)
{
    (void)state;
    for (int algs = 1; algs <= 15; algs++)
        CHECK(fapix_algs_valid(algs));
    CHECK(!fapix_algs_valid(0));
    CHECK(!fapix_algs_valid(16));
    CHECK(!fapix_algs_valid(17));
    CHECK(!fapix_algs_valid(-1));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_exact),
        cmocka_unit_test(one_alg_has_one_name),
        cmocka_unit_test(lists_follow_one_order),
        cmocka_unit_test(only_known_bits_make_a_set),
    };
    return t_main("alg", tests, sizeof tests / sizeof tests[0]);
}
