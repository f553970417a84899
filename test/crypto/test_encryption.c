/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The encryption half of the provider table: known answers of the standards, what is wrong by one octet, wrong lengths. What does
 * not open leaves nothing but zeros.
 */
#include "crypto/crypto_data.h"

enum { ROOM = 1024 };

typedef struct content_row {
    const char *name;
    int want;
    fapix_aead aead;
    octets key, iv, aad, plain, sealed, tag;
} content_row;

static void content_row_read(content_row *row, const json_t *json)
{
    row->name = json_string_value(json_object_get(json, "name"));
    row->want = status_of(json_string_value(json_object_get(json, "expect")));
    row->key = hex_member(json, "key");
    row->iv = hex_member(json, "iv");
    row->aad = hex_member(json, "aad");
    row->plain = hex_member(json, "plain");
    row->sealed = hex_member(json, "sealed");
    row->tag = hex_member(json, "tag");
    row->aead = (fapix_aead){jwe_enc_of(json_string_value(json_object_get(json, "enc"))), slice_of(row->key), slice_of(row->iv),
                             slice_of(row->aad)};
}

static void content_row_free(content_row *row)
{
    octets *const all[] = {&row->key, &row->iv, &row->aad, &row->plain, &row->sealed, &row->tag};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        drop_octets(all[i]);
}
#define CONTENT_ROW __attribute__((cleanup(content_row_free))) content_row

/* Open into exactly as much room as there may be. A refusal must leave zeros. want FAPI_OK: and give the row's plaintext. */
static int opens_as(const content_row *row, const fapix_aead *aead, fapix_slice sealed, fapix_slice tag, int want)
{
    uint8_t *out = malloc(sealed.n + (sealed.n == 0));
    size_t out_n = 99;
    int good;

    memset(out, 0xAA, sealed.n);
    int got = provider()->aead_open(aead, sealed, tag, out, &out_n);
    if (got == FAPI_OK)
        good = out_n == row->plain.n && memcmp(out, row->plain.p, out_n) == 0 &&
               all_zero(out + out_n, sealed.n - out_n);
    else
        good = out_n == 0 && all_zero(out, sealed.n);
    free(out);
    if (got != want || !good)
        printf("%s: want %s, got %s%s\n", row->name, fapi_status_name(want), fapi_status_name(got), good ? "" : ", wrong output");
    return got == want && good;
}

static int seals_as_given(const content_row *row)
{
    uint8_t *out = malloc(row->plain.n + 16), tag[32];
    size_t out_n = 99;
    int rc = provider()->aead_seal(&row->aead, slice_of(row->plain), out, &out_n, tag);
    int good = rc == FAPI_OK && fapix_slice_eq(fapix_slice_of(out, out_n), slice_of(row->sealed)) &&
               memcmp(tag, row->tag.p, row->tag.n) == 0 && all_zero(tag + row->tag.n, sizeof tag - row->tag.n);

    free(out);
    return good;
}

/* Every octet of each part changed in turn: never opens. Of a key for CBC only the half for the MAC: the MAC does not see the other one, and one
 * in 256 wrong keys finds a padding. */
static int no_octet_may_change(content_row *row)
{
    octets *const parts[] = {&row->key, &row->iv, &row->aad, &row->sealed, &row->tag};

    for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++) {
        size_t n = parts[part]->n;
        if (parts[part] == &row->key && row->aead.enc >= FAPI_JWE_ENC_A128CBC_HS256)
            n /= 2;
        for (size_t i = 0; i < n; i++) {
            parts[part]->p[i] ^= (uint8_t)(1u << i % 8);
            if (!opens_as(row, &row->aead, slice_of(row->sealed), slice_of(row->tag), FAPI_JWE_DECRYPTION))
                return 0;
            parts[part]->p[i] ^= (uint8_t)(1u << i % 8);
        }
    }
    return 1;
}

/* A shorter or longer key, IV or tag is no case of hostile content, but of a caller that did not look. */
static int wrong_lengths_are_refused(const content_row *row)
{
    uint8_t longer[80] = {0}, out[ROOM], tag[32];
    size_t out_n;
    static const size_t lengths[] = {0, 1, 4, 8, 11, 12, 13, 15, 16, 17, 24, 31, 32, 33, 48, 63, 64, 65};

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        fapix_aead key = row->aead, iv = row->aead;
        fapix_slice other = fapix_slice_of(longer, lengths[i]);
        key.key = other;
        iv.iv = other;
        if (other.n != row->key.n &&
            (!opens_as(row, &key, slice_of(row->sealed), slice_of(row->tag), FAPI_ERR_CRYPTO) ||
             provider()->aead_seal(&key, slice_of(row->plain), out, &out_n, tag) != FAPI_ERR_CRYPTO || out_n != 0))
            return 0;
        if (other.n != row->iv.n &&
            (!opens_as(row, &iv, slice_of(row->sealed), slice_of(row->tag), FAPI_ERR_CRYPTO) ||
             provider()->aead_seal(&iv, slice_of(row->plain), out, &out_n, tag) != FAPI_ERR_CRYPTO || out_n != 0))
            return 0;
        if (other.n != row->tag.n && !opens_as(row, &row->aead, slice_of(row->sealed), other, FAPI_ERR_CRYPTO))
            return 0;
    }
    return 1;
}

/* How many rows were as they must be, or -1. attack NULL: those that open, otherwise those that must not. */
static int content_rows(const json_t *file, const char *attack)
{
    const json_t *json;
    int count = 0;
    size_t i;

    json_array_foreach(json_object_get(file, "content"), i, json) {
        CONTENT_ROW row;
        content_row_read(&row, json);
        if (attack == NULL ? row.want != FAPI_OK
                           : row.want == FAPI_OK || strcmp(attack, json_string_value(json_object_get(json, "attack"))) != 0)
            continue;
        if (!opens_as(&row, &row.aead, slice_of(row.sealed), slice_of(row.tag), row.want))
            return -1;
        if (row.want == FAPI_OK && (!seals_as_given(&row) || !no_octet_may_change(&row) || !wrong_lengths_are_refused(&row)))
            return -1;
        count++;
    }
    return count;
}

static void content_that_opens(void **state)
{
    SLOW();
    CHECK(*state != NULL);
    CHECK(content_rows(*state, NULL) >= 24);
    ACCEPTS("RFC7518-5.2.2.2-1");
    REFUSES("RFC7518-5.2.2.2-1");
    ACCEPTS("RFC7518-5.3-1");
    REFUSES("RFC7518-5.3-1");
}

/* Bad padding under a good tag, and a tag over other octets than the standard's: one status, and nothing of the plaintext. */
static void content_that_does_not_open(void **state)
{
    SLOW();
    CHECK(*state != NULL);
    CHECK(content_rows(*state, "JWE-06") >= 40);
    CHECK(content_rows(*state, "") >= 8);
    ATTACK("JWE-06");
    ATTACK("TMG-03");
}

/* Not one of the enc values, or several. */
static void unknown_enc(void **state)
{
    (void)state;
    static const int bad[] = {0, -1, 3, 16, 32, FAPI_JWE_ENC_A128CBC_HS256 | FAPI_JWE_ENC_A128GCM};
    uint8_t octet[80] = {0}, out[ROOM], tag[32];
    size_t out_n = 9;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        for (size_t key_n = 0; key_n <= 64; key_n += 16) {
            fapix_aead aead = {bad[i], {octet, key_n}, {octet, 12}, {NULL, 0}};
            STATUS(FAPI_ERR_CRYPTO, provider()->aead_seal(&aead, fapix_slice_of(octet, 5), out, &out_n, tag));
            CHECK(out_n == 0);
            STATUS(FAPI_ERR_CRYPTO, provider()->aead_open(&aead, fapix_slice_of(octet, 16), fapix_slice_of(octet, key_n / 2), out,
                                                          &out_n));
            CHECK(out_n == 0);
        }
    }
}

/* One of each enc, small enough for the sweep. */
static void content_when_memory_fails(void **state)
{
    const json_t *json;
    int seen = 0;
    size_t i;

    CHECK(*state != NULL);
    json_array_foreach(json_object_get(*state, "content"), i, json) {
        CONTENT_ROW row;
        uint8_t out[ROOM], tag[32];
        size_t out_n;
        content_row_read(&row, json);
        if (row.want != FAPI_OK || (seen & row.aead.enc) != 0)
            continue;
        seen |= row.aead.enc;
        STATUS(FAPI_OK, provider()->aead_seal(&row.aead, slice_of(row.plain), out, &out_n, tag));
        CHECK(fapix_slice_eq(fapix_slice_of(out, out_n), slice_of(row.sealed)));
        STATUS(FAPI_OK, provider()->aead_open(&row.aead, slice_of(row.sealed), slice_of(row.tag), out, &out_n));
        CHECK(fapix_slice_eq(fapix_slice_of(out, out_n), slice_of(row.plain)));
        row.tag.p[0] ^= 1;
        STATUS(FAPI_JWE_DECRYPTION, provider()->aead_open(&row.aead, slice_of(row.sealed), slice_of(row.tag), out, &out_n));
    }
    CHECK(seen == 15);
}

static int unwraps_as(fapix_slice kek, fapix_slice wrapped, int want, fapix_slice plain)
{
    size_t room = wrapped.n < 8 ? 0 : wrapped.n - 8;
    uint8_t *out = malloc(room + (room == 0));
    bool touched = true, good;

    memset(out, 0xAA, room);
    int got = provider()->key_unwrap(kek, wrapped, out);
    /* Where the lengths alone are wrong, out is not even looked at. */
    for (size_t i = 0; i < room && i < 1; i++)
        touched = out[0] != 0xAA;
    if (got == FAPI_OK)
        good = fapix_slice_eq(fapix_slice_of(out, room), plain);
    else
        good = !touched || all_zero(out, room);
    free(out);
    return got == want && good;
}

static int wrap_row(const json_t *json)
{
    OCTETS kek = hex_member(json, "kek");
    OCTETS plain = hex_member(json, "plain");
    OCTETS wrapped = hex_member(json, "wrapped");
    int want = status_of(json_string_value(json_object_get(json, "expect")));
    uint8_t again[ROOM];

    if (!unwraps_as(slice_of(kek), slice_of(wrapped), want, slice_of(plain)))
        return 0;
    if (want != FAPI_OK)
        return 1;
    if (provider()->key_wrap(slice_of(kek), slice_of(plain), again) != FAPI_OK || memcmp(again, wrapped.p, wrapped.n) != 0)
        return 0;
    for (size_t i = 0; i < wrapped.n; i++) {
        wrapped.p[i] ^= 0x20;
        if (!unwraps_as(slice_of(kek), slice_of(wrapped), FAPI_JWE_DECRYPTION, slice_of(plain)))
            return 0;
        wrapped.p[i] ^= 0x20;
    }
    return 1;
}

static void key_wrap(void **state)
{
    const json_t *json;
    uint8_t octet[600] = {0}, out[ROOM];
    size_t i;

    CHECK(*state != NULL);
    CHECK(json_array_size(json_object_get(*state, "wraps")) >= 30);
    json_array_foreach(json_object_get(*state, "wraps"), i, json)
        CHECK(wrap_row(json));
    static const size_t bad[] = {0, 1, 8, 15, 17, 23, 25, 520};
    for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
        STATUS(FAPI_ERR_CRYPTO, provider()->key_wrap(fapix_slice_of(octet, 16), fapix_slice_of(octet, bad[i]), out));
    static const size_t bad_keys[] = {0, 8, 15, 17, 24, 31, 33, 64};
    for (i = 0; i < sizeof bad_keys / sizeof bad_keys[0]; i++)
        STATUS(FAPI_ERR_CRYPTO, provider()->key_wrap(fapix_slice_of(octet, bad_keys[i]), fapix_slice_of(octet, 16), out));
}

static int import_named(const json_t *file, const char *name, bool is_private, fapix_secret_key **key)
{
    KEY_DATA data;

    key_data_read(&data, json_object_get(json_object_get(file, "keys"), name));
    data.parts.alg = 0; /* is not read */
    if (!is_private)
        data.parts.d = data.parts.p = data.parts.q = data.parts.dp = data.parts.dq = data.parts.qi = fapix_slice_of(NULL, 0);
    return provider()->secret_key_import(engine(), &data.parts, is_private, key);
}

static int oaep_row(const json_t *json, const fapix_secret_key *key)
{
    OCTETS plain = hex_member(json, "plain");
    OCTETS sealed = hex_member(json, "sealed");
    int want = status_of(json_string_value(json_object_get(json, "expect")));
    int alg = jwe_alg_of(json_string_value(json_object_get(json, "alg")));
    uint8_t out[ROOM], again[ROOM];
    size_t out_n = 99, again_n = 99;

    memset(out, 0xAA, sizeof out);
    int got = provider()->oaep_open(key, alg, slice_of(sealed), out, &out_n);
    if (got != want)
        printf("%s: want %s, got %s\n", json_string_value(json_object_get(json, "name")), fapi_status_name(want),
               fapi_status_name(got));
    if (got != want || !fapix_slice_eq(fapix_slice_of(out, out_n), slice_of(plain)))
        return 0;
    if (want != FAPI_OK)
        return all_zero(out, sizeof out);
    /* A fresh one differs from the given one, and opens too. */
    return provider()->oaep_seal(key, alg, slice_of(plain), again, &again_n) == FAPI_OK && again_n == sealed.n &&
           memcmp(again, sealed.p, again_n) != 0 &&
           provider()->oaep_open(key, alg, fapix_slice_of(again, again_n), out, &out_n) == FAPI_OK &&
           fapix_slice_eq(fapix_slice_of(out, out_n), slice_of(plain));
}

static void oaep(void **state)
{
    SLOW();
    const json_t *json;
    SECRET_KEY key = NULL;
    size_t i;

    CHECK(*state != NULL);
    CHECK(json_array_size(json_object_get(*state, "oaep")) >= 50);
    STATUS(FAPI_OK, import_named(*state, "rfc7516", true, &key));
    ACCEPTS("RFC7518-4.3-1");
    json_array_foreach(json_object_get(*state, "oaep"), i, json)
        CHECK(oaep_row(json, key));
}

/* Each octet of the sealed key changed, and a message that is too long for the modulus. */
static void oaep_limits(void **state)
{
    SLOW();
    SECRET_KEY key = NULL;
    SECRET_KEY half = NULL;
    SECRET_KEY ec = NULL;
    uint8_t in[256] = {1}, sealed[ROOM], out[ROOM];
    size_t sealed_n, out_n;

    CHECK(*state != NULL);
    STATUS(FAPI_OK, import_named(*state, "rfc7516", true, &key));
    STATUS(FAPI_OK, import_named(*state, "rfc7516", false, &half));
    STATUS(FAPI_OK, import_named(*state, "rfc7518", true, &ec));
    STATUS(FAPI_ERR_CRYPTO, provider()->oaep_seal(key, FAPI_JWE_ALG_RSA_OAEP, fapix_slice_of(in, 256 - 41), sealed, &sealed_n));
    CHECK(sealed_n == 0 && all_zero(sealed, sizeof sealed));
    STATUS(FAPI_ERR_CRYPTO, provider()->oaep_seal(key, FAPI_JWE_ALG_RSA_OAEP_256, fapix_slice_of(in, 256 - 65), sealed, &sealed_n));
    CHECK(sealed_n == 0 && all_zero(sealed, sizeof sealed));
    /* The public half seals and does not open; other algorithms and other keys do neither. */
    STATUS(FAPI_OK, provider()->oaep_seal(half, FAPI_JWE_ALG_RSA_OAEP_256, fapix_slice_of(in, 32), sealed, &sealed_n));
    STATUS(FAPI_ERR_CRYPTO, provider()->oaep_open(half, FAPI_JWE_ALG_RSA_OAEP_256, fapix_slice_of(sealed, sealed_n), out, &out_n));
    CHECK(out_n == 0 && all_zero(out, sizeof out));
    STATUS(FAPI_ERR_CRYPTO, provider()->oaep_open(key, FAPI_JWE_ALG_ECDH_ES, fapix_slice_of(sealed, sealed_n), out, &out_n));
    STATUS(FAPI_ERR_CRYPTO, provider()->oaep_open(ec, FAPI_JWE_ALG_RSA_OAEP_256, fapix_slice_of(sealed, sealed_n), out, &out_n));
    STATUS(FAPI_ERR_CRYPTO, provider()->oaep_seal(ec, FAPI_JWE_ALG_RSA_OAEP_256, fapix_slice_of(in, 32), out, &out_n));
    STATUS(FAPI_OK, provider()->oaep_open(key, FAPI_JWE_ALG_RSA_OAEP_256, fapix_slice_of(sealed, sealed_n), out, &out_n));
    CHECK(fapix_slice_eq(fapix_slice_of(out, out_n), fapix_slice_of(in, 32)));
    for (size_t i = 0; i < sealed_n; i++) {
        sealed[i] ^= 1;
        STATUS(FAPI_JWE_DECRYPTION,
               provider()->oaep_open(key, FAPI_JWE_ALG_RSA_OAEP_256, fapix_slice_of(sealed, sealed_n), out, &out_n));
        CHECK(out_n == 0 && all_zero(out, sizeof out));
        sealed[i] ^= 1;
    }
}

/* One import, one way there and one back, for the sweep: memory that runs out is never a message that does not decrypt. */
static void oaep_when_memory_fails(void **state)
{
    SECRET_KEY key = NULL;
    uint8_t in[32] = {1}, sealed[ROOM], out[ROOM];
    size_t sealed_n, out_n;

    CHECK(*state != NULL);
    STATUS(FAPI_OK, import_named(*state, "rfc7516", true, &key));
    STATUS(FAPI_OK, provider()->oaep_seal(key, FAPI_JWE_ALG_RSA_OAEP, fapix_slice_of(in, sizeof in), sealed, &sealed_n));
    STATUS(FAPI_OK, provider()->oaep_open(key, FAPI_JWE_ALG_RSA_OAEP, fapix_slice_of(sealed, sealed_n), out, &out_n));
    CHECK(fapix_slice_eq(fapix_slice_of(out, out_n), fapix_slice_of(in, sizeof in)));
}

static int ecdh_row(const json_t *json, const fapix_secret_key *key)
{
    OCTETS x = hex_member(json, "x");
    OCTETS y = hex_member(json, "y");
    OCTETS shared = hex_member(json, "shared");
    int want = status_of(json_string_value(json_object_get(json, "expect")));
    uint8_t out[32];

    memset(out, 0xAA, sizeof out);
    int got = provider()->ecdh(key, x.p, y.p, out);
    if (got != want)
        printf("%s: want %s, got %s\n", json_string_value(json_object_get(json, "name")), fapi_status_name(want),
               fapi_status_name(got));
    return got == want && (want == FAPI_OK ? memcmp(out, shared.p, sizeof out) == 0 : all_zero(out, sizeof out));
}

static void ecdh(void **state)
{
    SLOW();
    const json_t *json;
    SECRET_KEY key = NULL;
    SECRET_KEY half = NULL;
    uint8_t x[32] = {0}, out[32];
    size_t i;

    CHECK(*state != NULL);
    CHECK(json_array_size(json_object_get(*state, "ecdh")) >= 16);
    STATUS(FAPI_OK, import_named(*state, "rfc7518", true, &key));
    json_array_foreach(json_object_get(*state, "ecdh"), i, json)
        CHECK(ecdh_row(json, key));
    STATUS(FAPI_OK, import_named(*state, "rfc7518", false, &half));
    STATUS(FAPI_ERR_CRYPTO, provider()->ecdh(half, x, x, out));
}

/* Both sides with fresh keys come to the same octets; for the sweep. */
static void ecdh_fresh(void **state)
{
    (void)state;
    SECRET_KEY a = NULL;
    SECRET_KEY b = NULL;
    uint8_t store_a[64], store_b[64], shared_a[32], shared_b[32];
    fapix_key_parts of_a, of_b;

    STATUS(FAPI_OK, provider()->secret_key_generate(engine(), FAPI_JWE_ALG_ECDH_ES, &a));
    STATUS(FAPI_OK, provider()->secret_key_generate(engine(), FAPI_JWE_ALG_ECDH_ES_A256KW, &b));
    STATUS(FAPI_OK, provider()->secret_key_export(a, false, store_a, sizeof store_a, &of_a));
    STATUS(FAPI_OK, provider()->secret_key_export(b, false, store_b, sizeof store_b, &of_b));
    CHECK(of_a.alg == 0 && of_a.d.n == 0 && of_a.x.n == 32 && of_a.y.n == 32);
    STATUS(FAPI_OK, provider()->ecdh(a, of_b.x.p, of_b.y.p, shared_a));
    STATUS(FAPI_OK, provider()->ecdh(b, of_a.x.p, of_a.y.p, shared_b));
    CHECK(memcmp(shared_a, shared_b, sizeof shared_a) == 0 && !all_zero(shared_a, sizeof shared_a));
}

/* Keys for encryption come in, or not, as keys for signing do. */
static void keys_by_the_same_rules(void **state)
{
    (void)state;
    SLOW();
    JSON file = read_json("vectors/crypto/crypto.json", t_file);
    const json_t *row;
    int count = 0, small = 0;
    size_t i;

    CHECK(file != NULL);
    json_array_foreach(json_object_get(file, "imports"), i, row) {
        int want = status_of(json_string_value(json_object_get(row, "expect")));
        KEY_DATA data;
        SECRET_KEY key = NULL;
        key_data_read(&data, row);
        if (data.parts.alg == FAPI_ALG_EDDSA || (fapix_slice_eq(data.parts.n, data.parts.e) && data.parts.x.n == 0) ||
            (data.parts.alg == FAPI_ALG_ES256 && data.parts.n.n + data.parts.e.n != 0) ||
            (data.parts.alg != FAPI_ALG_ES256 && data.parts.n.n + data.parts.e.n == 0))
            continue; /* of no kind without the name of an algorithm */
        data.parts.alg = 0;
        STATUS(want, provider()->secret_key_import(engine(), &data.parts, json_is_true(json_object_get(row, "private")), &key));
        CHECK((want == FAPI_OK) == (key != NULL));
        count++;
        small += want == FAPI_JWK_RSA_SIZE;
    }
    CHECK(count > 80 && small > 0);
    REFUSES("RFC7518-4.3-1");
}

static void key_life(void **state)
{
    SLOW();
    SECRET_KEY rsa = NULL;
    SECRET_KEY again = NULL;
    SECRET_KEY none = NULL;
    uint8_t store[8192], x[32] = {9};
    fapix_key_parts parts, both = {.x = {x, 32}};
    static const int bad[] = {0, -1, 3, 32, 64, INT32_MAX};

    CHECK(*state != NULL);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        STATUS(FAPI_ERR_ARG, provider()->secret_key_generate(engine(), bad[i], &none));
    STATUS(FAPI_JWK_COORDINATE, provider()->secret_key_import(engine(), &both, false, &none)); /* Ed25519 */
    CHECK(none == NULL);
    provider()->secret_key_free(NULL);
    STATUS(FAPI_OK, provider()->secret_key_generate(engine(), FAPI_JWE_ALG_RSA_OAEP_256, &rsa));
    STATUS(FAPI_OK, provider()->secret_key_export(rsa, true, store, sizeof store, &parts));
    CHECK(parts.alg == 0 && parts.n.n == 384 && parts.d.n != 0);
    STATUS(FAPI_OK, provider()->secret_key_import(engine(), &parts, true, &again));
    STATUS(FAPI_OK, import_named(*state, "rfc7516", false, &none));
    STATUS(FAPI_JWK_NOT_PRIVATE, provider()->secret_key_export(none, true, store, sizeof store, &parts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define WITH_DATA(test) cmocka_unit_test_setup_teardown(test, encryption_data_load, sweep_data_free)
        WITH_DATA(content_that_opens),
        WITH_DATA(content_that_does_not_open),
        cmocka_unit_test(unknown_enc),
        WITH_DATA(content_when_memory_fails),
        WITH_DATA(key_wrap),
        WITH_DATA(oaep),
        WITH_DATA(oaep_limits),
        WITH_DATA(oaep_when_memory_fails),
        WITH_DATA(ecdh),
        cmocka_unit_test(ecdh_fresh),
        cmocka_unit_test(keys_by_the_same_rules),
        WITH_DATA(key_life)};

    return t_main("crypto/test_encryption", tests, sizeof tests / sizeof tests[0]);
}
