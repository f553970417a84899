/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The encryption vectors of Project Wycheproof, where they lie beside the project: what is valid opens (and, where nothing is random, seals
 * to the same octets), what is invalid is refused, what JWE has no use for (other lengths, a label) is refused and counted apart.
 */
#include "crypto/crypto_data.h"

enum { ROOM = 4096 };

typedef struct tally {
    int opened, refused, unused, wrong;
} tally;

static json_t *vectors(const char *name)
{
    char path[128];

    snprintf(path, sizeof path, "vectors/wycheproof/%s_test.json", name);
    return read_json(path, t_shared);
}

static bool is_valid(const json_t *test)
{
    return strcmp(json_string_value(json_object_get(test, "result")), "valid") == 0;
}

/* right: the answer was as it must be. used: JWE uses this shape at all. */
static void count_one(tally *count, const json_t *test, int rc, bool right, bool used)
{
    if (!right) {
        count->wrong++;
        printf("  WRONG: test %d, %s, %s: %s\n", (int)json_integer_value(json_object_get(test, "tcId")),
               json_string_value(json_object_get(test, "result")), json_string_value(json_object_get(test, "comment")),
               fapi_status_name(rc));
    } else if (!used) {
        count->unused++;
    } else if (rc == FAPI_OK) {
        count->opened++;
    } else {
        count->refused++;
    }
}

static int good(const char *name, const tally *count, int at_least)
{
    printf("%s: %d opened, %d refused, %d of a shape that JWE does not use and refused, %d wrong\n", name, count->opened, count->refused,
           count->unused, count->wrong);
    return count->wrong == 0 && count->opened + count->refused + count->unused >= at_least && count->opened > 0 && count->refused > 0;
}

/* ivSize and tagSize are in bits; the key of CBC is both halves. */
static void content_test(const json_t *test, int enc, bool used, tally *count)
{
    OCTETS key = hex_member(test, "key");
    OCTETS iv = hex_member(test, "iv");
    OCTETS aad = hex_member(test, "aad");
    OCTETS plain = hex_member(test, "msg");
    OCTETS sealed = hex_member(test, "ct");
    OCTETS tag = hex_member(test, "tag");
    const fapix_aead aead = {enc, slice_of(key), slice_of(iv), slice_of(aad)};
    uint8_t out[ROOM], out_tag[32];
    size_t out_n = 0;
    bool right;

    memset(out, 0xAA, sizeof out);
    int rc = sealed.n + 32 > ROOM ? FAPI_ERR_INTERNAL : provider()->aead_open(&aead, slice_of(sealed), slice_of(tag), out, &out_n);
    if (!used)
        right = rc == FAPI_ERR_CRYPTO;
    else if (!is_valid(test))
        right = rc == FAPI_JWE_DECRYPTION && all_zero(out, sealed.n) && out_n == 0;
    else
        right = rc == FAPI_OK && fapix_slice_eq(fapix_slice_of(out, out_n), slice_of(plain)) &&
                provider()->aead_seal(&aead, slice_of(plain), out, &out_n, out_tag) == FAPI_OK &&
                fapix_slice_eq(fapix_slice_of(out, out_n), slice_of(sealed)) && memcmp(out_tag, tag.p, tag.n) == 0;
    count_one(count, test, rc, right, used);
}

static long long number(const json_t *group, const char *name)
{
    return (long long)json_integer_value(json_object_get(group, name));
}

static void gcm(void **state)
{
    (void)state;
    SLOW();
    JSON file = vectors("aes_gcm");
    const json_t *group, *test;
    tally count = {0, 0, 0, 0};
    size_t i, j;

    if (file == NULL)
        SKIP("the vectors of Wycheproof are not there");
    json_array_foreach(json_object_get(file, "testGroups"), i, group) {
        bool used = number(group, "keySize") != 192 && number(group, "ivSize") == 96 && number(group, "tagSize") == 128;
        int enc = number(group, "keySize") == 256 ? FAPI_JWE_ENC_A256GCM : FAPI_JWE_ENC_A128GCM;
        json_array_foreach(json_object_get(group, "tests"), j, test)
            content_test(test, enc, used, &count);
    }
    CHECK(good("aes_gcm", &count, 300));
}

static void cbc(void **state)
{
    (void)state;
    SLOW();
    static const char *const names[] = {"a128cbc_hs256", "a256cbc_hs512"};
    static const int encs[] = {FAPI_JWE_ENC_A128CBC_HS256, FAPI_JWE_ENC_A256CBC_HS512};

    for (size_t n = 0; n < 2; n++) {
        JSON file = vectors(names[n]);
        const json_t *group, *test;
        tally count = {0, 0, 0, 0};
        size_t i, j;
        if (file == NULL)
            SKIP("the vectors of Wycheproof are not there");
        json_array_foreach(json_object_get(file, "testGroups"), i, group) {
            json_array_foreach(json_object_get(group, "tests"), j, test)
                content_test(test, encs[n], true, &count);
        }
        CHECK(good(names[n], &count, 90));
    }
}

static void wrap_test(const json_t *test, bool used, tally *count)
{
    OCTETS kek = hex_member(test, "key");
    OCTETS plain = hex_member(test, "msg");
    OCTETS wrapped = hex_member(test, "ct");
    uint8_t out[ROOM], again[ROOM];
    bool right;

    memset(out, 0, sizeof out);
    int rc = provider()->key_unwrap(slice_of(kek), slice_of(wrapped), out);
    if (!used)
        right = rc != FAPI_OK && rc == (kek.n == 24 ? FAPI_ERR_CRYPTO : FAPI_JWE_DECRYPTION);
    else if (!is_valid(test))
        right = rc == FAPI_JWE_DECRYPTION && all_zero(out, sizeof out);
    else
        right = rc == FAPI_OK && memcmp(out, plain.p, plain.n) == 0 && wrapped.n == plain.n + 8 &&
                provider()->key_wrap(slice_of(kek), slice_of(plain), again) == FAPI_OK &&
                memcmp(again, wrapped.p, wrapped.n) == 0;
    count_one(count, test, rc, right, used);
}

static void key_wrap(void **state)
{
    (void)state;
    SLOW();
    JSON file = vectors("aes_wrap");
    const json_t *group, *test;
    tally count = {0, 0, 0, 0};
    size_t i, j;

    if (file == NULL)
        SKIP("the vectors of Wycheproof are not there");
    json_array_foreach(json_object_get(file, "testGroups"), i, group) {
        /* "acceptable" is a key of eight octets, which is less than RFC 3394 2 wraps. */
        json_array_foreach(json_object_get(group, "tests"), j, test)
            wrap_test(test, number(group, "keySize") != 192 &&
                      strcmp(json_string_value(json_object_get(test, "result")), "acceptable") != 0, &count);
    }
    CHECK(good("aes_wrap", &count, 160));
}

/* The key that these tests give comes without its point: that is in encryption.json, by the key. */
static int ecdh_key(const json_t *publics, const json_t *test, fapix_secret_key **key)
{
    OCTETS d = hex_member(test, "private");
    OCTETS point = hex_octets(json_string_value(json_object_get(publics, json_string_value(json_object_get(test, "private")))));
    fapix_key_parts parts = {.d = number_of(&d, 32)};

    if (point.n != 64)
        return -1;
    parts.x = fapix_slice_of(point.p, 32);
    parts.y = fapix_slice_of(point.p + 32, 32);
    return provider()->secret_key_import(engine(), &parts, true, key);
}

static void ecdh_test(const json_t *publics, const json_t *test, tally *count)
{
    OCTETS point = hex_member(test, "public");
    OCTETS want = hex_member(test, "shared");
    SECRET_KEY key = NULL;
    uint8_t shared[32] = {1};
    int rc = ecdh_key(publics, test, &key);
    bool right, used = point.n == 65 && point.p[0] == 4;

    if (rc == FAPI_OK)
        rc = used ? provider()->ecdh(key, point.p + 1, point.p + 33, shared) : FAPI_JWE_DECRYPTION;
    if (!used)
        right = rc == FAPI_JWE_DECRYPTION;
    else if (is_valid(test))
        right = rc == FAPI_OK && want.n == 32 && memcmp(shared, want.p, 32) == 0;
    else
        right = rc == FAPI_JWE_DECRYPTION && all_zero(shared, sizeof shared);
    count_one(count, test, rc, right, used);
}

static void ecdh(void **state)
{
    (void)state;
    SLOW();
    JSON file = vectors("ecdh_secp256r1_ecpoint");
    const json_t *group, *test;
    tally count = {0, 0, 0, 0};
    size_t i, j;

    if (file == NULL)
        SKIP("the vectors of Wycheproof are not there");
    JSON own = read_json("vectors/crypto/encryption.json", t_file); /* a skip jumps over what would free it */
    CHECK(own != NULL);
    json_array_foreach(json_object_get(file, "testGroups"), i, group) {
        json_array_foreach(json_object_get(group, "tests"), j, test)
            ecdh_test(json_object_get(own, "publics"), test, &count);
    }
    CHECK(good("ecdh_secp256r1_ecpoint", &count, 350));
}

static int oaep_key(const json_t *object, fapix_secret_key **key)
{
    OCTETS n = hex_member(object, "modulus");
    OCTETS e = hex_member(object, "publicExponent");
    OCTETS d = hex_member(object, "privateExponent");
    OCTETS p = hex_member(object, "prime1");
    OCTETS q = hex_member(object, "prime2");
    OCTETS dp = hex_member(object, "exponent1");
    OCTETS dq = hex_member(object, "exponent2");
    OCTETS qi = hex_member(object, "coefficient");
    const fapix_key_parts parts = {.n = number_of(&n, 0), .e = number_of(&e, 0), .d = number_of(&d, 0), .p = number_of(&p, 0),
                                   .q = number_of(&q, 0), .dp = number_of(&dp, 0), .dq = number_of(&dq, 0), .qi = number_of(&qi, 0)};

    return provider()->secret_key_import(engine(), &parts, true, key);
}

static void oaep_test(const json_t *test, const fapix_secret_key *key, int alg, tally *count)
{
    OCTETS label = hex_member(test, "label");
    OCTETS plain = hex_member(test, "msg");
    OCTETS sealed = hex_member(test, "ct");
    uint8_t out[ROOM];
    size_t out_n;
    bool used = label.n == 0; /* RFC 7518 4.3: JWE has no label */
    int rc = provider()->oaep_open(key, alg, slice_of(sealed), out, &out_n);

    count_one(count, test, rc,
              used && is_valid(test) ? rc == FAPI_OK && fapix_slice_eq(fapix_slice_of(out, out_n), slice_of(plain))
                                     : rc == FAPI_JWE_DECRYPTION && out_n == 0 && all_zero(out, 1024), used);
}

static void oaep(void **state)
{
    (void)state;
    SLOW();
    static const char *const names[] = {"rsa_oaep_2048_sha1_mgf1sha1", "rsa_oaep_2048_sha256_mgf1sha256"};
    static const int algs[] = {FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ALG_RSA_OAEP_256};

    for (size_t n = 0; n < 2; n++) {
        JSON file = vectors(names[n]);
        const json_t *group, *test;
        tally count = {0, 0, 0, 0};
        size_t i, j;
        if (file == NULL)
            SKIP("the vectors of Wycheproof are not there");
        json_array_foreach(json_object_get(file, "testGroups"), i, group) {
            SECRET_KEY key = NULL;
            STATUS(FAPI_OK, oaep_key(json_object_get(group, "privateKey"), &key));
            json_array_foreach(json_object_get(group, "tests"), j, test)
                oaep_test(test, key, algs[n], &count);
        }
        CHECK(good(names[n], &count, 30));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(gcm),  cmocka_unit_test(cbc),  cmocka_unit_test(key_wrap),
                                       cmocka_unit_test(ecdh), cmocka_unit_test(oaep)};

    return t_main("crypto/test_wycheproof_jwe", tests, sizeof tests / sizeof tests[0]);
}
