/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signature vectors of Project Wycheproof, where they lie beside the project. Nothing invalid may pass, nothing
 * valid may be refused, and whatever our own rules for keys refuse is counted and named.
 */
#include "crypto/crypto_data.h"

typedef struct tally {
    int accepted, refused, keys_refused, wrong;
} tally;

static int judge(const fapix_key *key, const json_t *test, tally *count)
{
    const char *result = json_string_value(json_object_get(test, "result"));
    OCTETS message = hex_member(test, "msg");
    OCTETS signature = hex_member(test, "sig");
    int rc = provider()->verify(key, slice_of(message), slice_of(signature));
    bool passed = rc == FAPI_OK;

    if (!passed && rc != FAPI_JWS_SIGNATURE && rc != FAPI_JWS_SIGNATURE_LENGTH)
        return 0;
    count->accepted += passed;
    count->refused += !passed;
    /* "acceptable" is for signatures that a lax reader of the standard takes. There are none in these files; should
     * some come, somebody must look at them, so they count as wrong. */
    return strcmp(result, passed ? "valid" : "invalid") == 0;
}

static void judge_group(const json_t *group, const fapix_key_parts *parts, tally *count)
{
    const json_t *test;
    size_t i;
    KEY key = NULL;
    int rc = provider()->key_import(engine(), parts, false, &key);

    json_array_foreach(json_object_get(group, "tests"), i, test) {
        if (rc == FAPI_OK && judge(key, test, count))
            continue;
        if (rc != FAPI_OK) { /* a key that never comes in refuses them all */
            count->keys_refused++;
            printf("  key refused (%s): test %d, %s\n", fapi_status_name(rc),
                   (int)json_integer_value(json_object_get(test, "tcId")),
                   json_string_value(json_object_get(test, "comment")));
            if (strcmp(json_string_value(json_object_get(test, "result")), "invalid") == 0)
                continue;
        }
        printf("  WRONG: test %d, %s, %s\n", (int)json_integer_value(json_object_get(test, "tcId")),
               json_string_value(json_object_get(test, "result")), json_string_value(json_object_get(test, "comment")));
        count->wrong++;
    }
}

/* The key of a group by the kind of file. */
static void run_group(const json_t *group, int alg, tally *count)
{
    const json_t *public_key = json_object_get(group, "publicKey");
    OCTETS a = hex_member(public_key, alg == FAPI_ALG_ES256 ? "wx" : alg == FAPI_ALG_EDDSA ? "pk" : "modulus");
    OCTETS b = hex_member(public_key, alg == FAPI_ALG_ES256 ? "wy" : "publicExponent");
    fapix_key_parts parts = {.alg = alg};

    if (alg == FAPI_ALG_ES256) {
        parts.x = number_of(&a, 32);
        parts.y = number_of(&b, 32);
    } else if (alg == FAPI_ALG_EDDSA) {
        parts.x = slice_of(a);
    } else {
        parts.n = number_of(&a, 0);
        parts.e = number_of(&b, 0);
    }
    judge_group(group, &parts, count);
}

static void run_file(const char *name, int alg, int at_least, bool by_openssl)
{
    char path[128];
    const json_t *group;
    tally count = {0, 0, 0, 0};
    size_t i;

    snprintf(path, sizeof path, "vectors/wycheproof/%s_test.json", name);
    JSON file = read_json(path, t_shared);
    if (file == NULL)
        SKIP("the vectors of Wycheproof are not there");
    if (by_openssl && fapi_context_set_openssl_ed25519(t_context(), 1) != FAPI_OK)
        return;
    json_array_foreach(json_object_get(file, "testGroups"), i, group)
        run_group(group, alg, &count);
    printf("%s: %d accepted, %d refused, %d refused with their key, %d wrong\n", name, count.accepted, count.refused,
           count.keys_refused, count.wrong);
    CHECK(count.wrong == 0);
    CHECK(count.accepted + count.refused + count.keys_refused >= at_least);
    CHECK(count.accepted >= at_least / 3);
}

static void es256(void **state)
{
    (void)state;
    SLOW();
    run_file("ecdsa_secp256r1_sha256_p1363", FAPI_ALG_ES256, 262, false);
}

static void eddsa(void **state)
{
    (void)state;
    SLOW();
    run_file("ed25519", FAPI_ALG_EDDSA, 151, false);
}

static void eddsa_by_openssl(void **state)
{
    (void)state;
    SLOW();
    run_file("ed25519", FAPI_ALG_EDDSA, 151, true);
}

static void ps256(void **state)
{
    (void)state;
    SLOW();
    run_file("rsa_pss_2048_sha256_mgf1_32", FAPI_ALG_PS256, 108, false);
    run_file("rsa_pss_3072_sha256_mgf1_32", FAPI_ALG_PS256, 108, false);
    run_file("rsa_pss_4096_sha256_mgf1_32", FAPI_ALG_PS256, 108, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(es256), cmocka_unit_test(eddsa),
                                       cmocka_unit_test(eddsa_by_openssl), cmocka_unit_test(ps256)};

    return t_main("crypto/test_wycheproof", tests, sizeof tests / sizeof tests[0]);
}
