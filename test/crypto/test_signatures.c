/* SPDX-License-Identifier: Apache-2.0 */
/* Which signatures verify: the vectors of test/vectors/crypto/crypto.json, the same through both providers. */
#include "crypto/crypto_data.h"

static int verify_row(const json_t *keys, const json_t *row)
{
    const char *name = json_string_value(json_object_get(row, "name"));
    int want = status_of(json_string_value(json_object_get(row, "expect")));
    OCTETS message = hex_member(row, "message");
    OCTETS signature = hex_member(row, "signature");
    KEY_DATA data;
    KEY key = NULL;

    key_data_read(&data, json_object_get(keys, json_string_value(json_object_get(row, "key"))));
    if (provider()->key_import(engine(), &data.parts, false, &key) != FAPI_OK)
        return 0;
    /* Twice: a context that is kept must not remember how the last one ended. */
    for (int turn = 0; turn < 2; turn++) {
        int got = provider()->verify(key, slice_of(message), slice_of(signature));
        if (got != want) {
            printf("%s: want %s, got %s\n", name, fapi_status_name(want), fapi_status_name(got));
            return 0;
        }
    }
    return 1;
}

static int verify_rows(const json_t *file, const char *attack)
{
    const json_t *row;
    int count = 0;
    size_t i;

    json_array_foreach(json_object_get(file, "signatures"), i, row) {
        if (strcmp(attack, json_string_value(json_object_get(row, "attack"))) != 0)
            continue;
        if (!verify_row(json_object_get(file, "keys"), row))
            return -1;
        count++;
    }
    return count;
}

static void ordinary(void **state)
{
    (void)state;
    SLOW();
    JSON file = read_json("vectors/crypto/crypto.json", t_file);

    CHECK(file != NULL);
    CHECK(verify_rows(file, "") > 10);
    ACCEPTS("RFC7518-3.4-1");
    ACCEPTS("RFC7518-3.5-1");
    ACCEPTS("RFC8037-3.1-1");
}

static void attacks_on_ecdsa(void **state)
{
    (void)state;
    SLOW();
    JSON file = read_json("vectors/crypto/crypto.json", t_file);

    CHECK(file != NULL);
    CHECK(verify_rows(file, "SIG-01") >= 49);
    ATTACK("SIG-01");
    CHECK(verify_rows(file, "SIG-02") == 2);
    ATTACK("SIG-02");
    CHECK(verify_rows(file, "SIG-03") >= 9);
    ATTACK("SIG-03");
    REFUSES("RFC7518-3.4-1");
    CHECK(verify_rows(file, "SIG-04") == 1);
    ATTACK("SIG-04");
}

static void attacks_on_rsa(void **state)
{
    (void)state;
    SLOW();
    JSON file = read_json("vectors/crypto/crypto.json", t_file);

    CHECK(file != NULL);
    CHECK(verify_rows(file, "SIG-05") >= 20);
    ATTACK("SIG-05");
    CHECK(verify_rows(file, "SIG-06") >= 14);
    ATTACK("SIG-06");
    REFUSES("RFC7518-3.5-1");
    CHECK(verify_rows(file, "SIG-09") >= 20);
    ATTACK("SIG-09");
}

static void attacks_on_eddsa(void **state)
{
    (void)state;
    SLOW();
    JSON file = read_json("vectors/crypto/crypto.json", t_file);

    CHECK(file != NULL);
    CHECK(verify_rows(file, "SIG-07") >= 20);
    ATTACK("SIG-07");
    REFUSES("RFC8037-3.1-1");
}

/* The same with OpenSSL's Ed25519, where there is one. */
static void eddsa_by_openssl(void **state)
{
    (void)state;
    SLOW();
    JSON file = read_json("vectors/crypto/crypto.json", t_file);
    const json_t *row;
    size_t i;

    CHECK(file != NULL);
    if (fapi_context_set_openssl_ed25519(t_context(), 1) == FAPI_ERR_UNSUPPORTED)
        return;
    json_array_foreach(json_object_get(file, "signatures"), i, row) {
        const char *name = json_string_value(json_object_get(row, "name"));
        /* Made by the key's owner on purpose, and valid by RFC 8032: libsodium is stricter than it has to be. */
        if (strcmp(name, "R neutral, y = 1") == 0)
            continue;
        if (strcmp(json_string_value(json_object_get(row, "key")), "eddsa") == 0)
            CHECK(verify_row(json_object_get(file, "keys"), row));
    }
}

/* One signature of each kind, for the sweep: no failing allocation makes a good one bad or a bad one good. */
static void one_of_each(void **state)
{
    const json_t *file = *state, *keys = json_object_get(file, "keys"), *row;
    size_t i;

    CHECK(file != NULL);
    json_array_foreach(json_object_get(file, "signatures"), i, row) {
        OCTETS message = hex_member(row, "message");
        OCTETS signature = hex_member(row, "signature");
        KEY_DATA data;
        KEY key = NULL;
        key_data_read(&data, json_object_get(keys, json_string_value(json_object_get(row, "key"))));
        STATUS(FAPI_OK, provider()->key_import(engine(), &data.parts, false, &key));
        STATUS(status_of(json_string_value(json_object_get(row, "expect"))),
               provider()->verify(key, slice_of(message), slice_of(signature)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary), cmocka_unit_test(attacks_on_ecdsa), cmocka_unit_test(attacks_on_rsa),
        cmocka_unit_test(attacks_on_eddsa), cmocka_unit_test(eddsa_by_openssl),
        cmocka_unit_test_setup_teardown(one_of_each, sweep_data_load, sweep_data_free)};

    return t_main("crypto/test_signatures", tests, sizeof tests / sizeof tests[0]);
}
