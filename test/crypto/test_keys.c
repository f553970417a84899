/* SPDX-License-Identifier: Apache-2.0 */
/* Which keys come in, in the same way through both providers: key_rules and the import of each. */
#include "crypto/crypto_data.h"

#include "crypto/key_rules.h"

/* Import one row and compare; a key that came in must give back what went in. */
static int import_row(const json_t *row)
{
    const char *name = json_string_value(json_object_get(row, "name"));
    bool is_private = json_is_true(json_object_get(row, "private"));
    int want = status_of(json_string_value(json_object_get(row, "expect")));
    uint8_t store[8192];
    fapix_key_parts back;
    KEY_DATA data;
    KEY key = NULL;

    key_data_read(&data, row);
    int got = provider()->key_import(engine(), &data.parts, is_private, &key);
    if (got != want || (got == FAPI_OK) != (key != NULL)) {
        printf("%s %s: want %s, got %s\n", json_string_value(json_object_get(row, "alg")), name, fapi_status_name(want),
               fapi_status_name(got));
        return 0;
    }
    if (key == NULL)
        return 1;
    if (provider()->key_export(key, is_private, store, sizeof store, &back) != FAPI_OK)
        return 0;
    return provider()->key_alg(key) == data.parts.alg && back.alg == data.parts.alg &&
           fapix_slice_eq(back.n, data.parts.n) && fapix_slice_eq(back.e, data.parts.e) &&
           fapix_slice_eq(back.x, data.parts.x) && fapix_slice_eq(back.y, data.parts.y) &&
           fapix_slice_eq(back.d, data.parts.d) && fapix_slice_eq(back.p, data.parts.p) &&
           fapix_slice_eq(back.q, data.parts.q) && fapix_slice_eq(back.dp, data.parts.dp) &&
           fapix_slice_eq(back.dq, data.parts.dq) && fapix_slice_eq(back.qi, data.parts.qi);
}

/* All rows with this expectation ("" for any), algorithm and attack; how many there were, or -1 if one is wrong. */
static int import_rows(const json_t *file, const char *attack)
{
    const json_t *rows = json_object_get(file, "imports"), *row;
    int count = 0;
    size_t i;

    json_array_foreach(rows, i, row) {
        if (strcmp(attack, json_string_value(json_object_get(row, "attack"))) != 0)
            continue;
        if (!import_row(row))
            return -1;
        count++;
    }
    return count;
}

static void keys_of_the_file(void **state)
{
    (void)state;
    SLOW();
    JSON file = read_json("vectors/crypto/crypto.json", t_file);
    CHECK(file != NULL);

    CHECK(import_rows(file, "") > 30);
    ACCEPTS("RFC7518-6.2.1-1");
    REFUSES("RFC7518-6.2.2.1-1");
    ACCEPTS("RFC7518-6.2.2.1-1");
    ACCEPTS("RFC7518-6.3-1");
    ACCEPTS("RFC7518-6.3.1-1");
    ACCEPTS("RFC7518-2-1");
    ACCEPTS("RFC8037-2-1");
    ACCEPTS("RFC8037-2-2");
    REFUSES("RFC8037-2-2");
    ACCEPTS("FAPI2SP-5.4.1-2");
    ACCEPTS("FAPI2SP-5.4.1-3");
    ACCEPTS("RFC7518-3.3-1");
    CHECK(import_rows(file, "JWK-01") > 15);
    ATTACK("JWK-01");
    REFUSES("RFC7518-6.2.1-1");
    REFUSES("FAPI2SP-5.4.1-3");
    CHECK(import_rows(file, "JWK-02") == 1);
    ATTACK("JWK-02");
    CHECK(import_rows(file, "JWK-03") > 30);
    ATTACK("JWK-03");
    REFUSES("RFC7518-6.3-1");
    REFUSES("RFC7518-6.3.1-1");
    REFUSES("RFC7518-2-1");
    REFUSES("FAPI2SP-5.4.1-2");
    REFUSES("RFC7518-3.3-1");
    CHECK(import_rows(file, "JWK-05") > 5);
    ATTACK("JWK-05");
    REFUSES("RFC8037-2-1");
    CHECK(import_rows(file, "SIG-08") > 40);
    ATTACK("SIG-08");
    CHECK(import_rows(file, "ALG-10") == 2);
    ATTACK("ALG-10");
}

/* One key of each kind, small enough for the sweep: no allocation may fail into an accepted or a half-made key. */
static void one_of_each(void **state)
{
    const json_t *file = *state;
    const json_t *row;
    size_t i;

    CHECK(file != NULL);
    json_array_foreach(json_object_get(file, "imports"), i, row) {
        KEY_DATA data;
        KEY key = NULL;
        key_data_read(&data, row);
        STATUS(status_of(json_string_value(json_object_get(row, "expect"))),
               provider()->key_import(engine(), &data.parts, json_is_true(json_object_get(row, "private")), &key));
    }
}

/* More keys at once than the engine keeps memory for. */
static void many_keys(void **state)
{
    (void)state;
    enum { MANY = 20 };
    fapix_key *key[MANY] = {NULL};
    int rc[MANY];

    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < MANY; i++)
            rc[i] = provider()->key_generate(engine(), FAPI_ALG_EDDSA, &key[i]);
        for (size_t i = 0; i < MANY; i++)
            provider()->key_free(key[i]);
        for (size_t i = 0; i < MANY; i++)
            STATUS(FAPI_OK, rc[i]);
    }
    CHECK(t_allocations() <= (size_t)MANY + MANY);
}

static void bad_algorithms(void **state)
{
    (void)state;
    static const int bad[] = {0, -1, 3, 16, 6, FAPI_ALG_ES256 | FAPI_ALG_EDDSA, INT32_MAX};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint8_t octet[32] = {9};
        fapix_key_parts parts = {.alg = bad[i], .x = {octet, sizeof octet}};
        KEY key = NULL;
        STATUS(FAPI_ERR_ARG, provider()->key_import(engine(), &parts, false, &key));
        STATUS(FAPI_ERR_ARG, provider()->key_generate(engine(), bad[i], &key));
        CHECK(key == NULL);
    }
}

/* No algorithm takes a symmetric key, and no document brings one in: empty, short, or as long as HS256 wants it. */
static void symmetric_keys(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "{\"kty\":\"oct\",\"k\":\"\"}", "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
        "{\"kty\":\"oct\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"oct\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"oct\",\"alg\":\"ES256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}"};

    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        AUTO(fapi_jwk) jwk = NULL;
        STATUS(FAPI_JWK_SYMMETRIC, fapi_jwk_new(t_context(), documents[i], strlen(documents[i]), &jwk));
        CHECK(jwk == NULL);
    }
    ATTACK("JWK-04");
}

static void bits(void **state)
{
    (void)state;
    static const uint8_t number[] = {1, 0, 0xFF};

    CHECK(fapix_bits(fapix_slice_of(NULL, 0)) == 0);
    CHECK(fapix_bits(fapix_slice_of(number, 1)) == 1);
    CHECK(fapix_bits(fapix_slice_of(number, 3)) == 17);
    CHECK(fapix_bits(fapix_slice_of(number + 2, 1)) == 8);
    CHECK(fapix_alg_is_known(FAPI_ALG_RS256) && !fapix_alg_is_known(FAPI_ALG_RS256 * 2));
    CHECK(fapix_alg_is_rsa(FAPI_ALG_PS256) && !fapix_alg_is_rsa(FAPI_ALG_ES256));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_the_file), cmocka_unit_test(many_keys), cmocka_unit_test(bad_algorithms),
        cmocka_unit_test(symmetric_keys), cmocka_unit_test(bits),
        cmocka_unit_test_setup_teardown(one_of_each, sweep_data_load, sweep_data_free)};

    return t_main("crypto/test_keys", tests, sizeof tests / sizeof tests[0]);
}
