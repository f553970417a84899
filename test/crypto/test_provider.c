/* SPDX-License-Identifier: Apache-2.0 */
/* The table of functions: known answers, round trips, export, and what a failure leaves behind. */
#include "crypto/crypto_data.h"

#include "crypto/sodium_primitives.h"

static bool is_hex(const uint8_t *bytes, size_t n, const char *hex)
{
    OCTETS want = hex_octets(hex);

    return want.n == n && memcmp(want.p, bytes, n) == 0;
}

/* FIPS 180-4 (examples of NIST), in one part and in several. */
static void sha256(void **state)
{
    (void)state;
    static const struct {
        const char *part[3], *hash;
    } rows[] = {
        {{"", "", ""}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {{"abc", "", ""}, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {{"a", "", "bc"}, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {{"abcdbcdecdefdefgefgh", "fghighijhijkijkljklmklmn", "lmnomnopnopq"},
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"}};
    uint8_t out[32];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fapix_slice parts[3];
        for (size_t part = 0; part < 3; part++)
            parts[part] = fapix_slice_str(rows[i].part[part]);
        STATUS(FAPI_OK, provider()->sha256(NULL, parts, 3, out));
        CHECK(is_hex(out, sizeof out, rows[i].hash));
    }
    STATUS(FAPI_OK, provider()->sha256(NULL, NULL, 0, out));
    CHECK(is_hex(out, sizeof out, rows[0].hash));
    fapix_slice nothing = {NULL, 0};
    STATUS(FAPI_OK, provider()->sha256(NULL, &nothing, 1, out));
    CHECK(is_hex(out, sizeof out, rows[0].hash));
}

/* RFC 4231 4.2 to 4.4 and 4.7, and an empty key. */
/* FIPS 180-2 C.1 */
static void sha512(void **state)
{
    static const uint8_t want[8] = {0xdd, 0xaf, 0x35, 0xa1, 0x93, 0x61, 0x7a, 0xba};
    uint8_t hash[64];
    (void)state;

    CHECK(provider()->sha512(fapix_slice_str("abc"), hash) == FAPI_OK && memcmp(hash, want, sizeof want) == 0);
    CHECK(provider()->sha512(fapix_slice_of(NULL, 0), hash) == FAPI_OK && hash[0] == 0xcf && hash[63] == 0x3e);
}

static void hmac_sha256(void **state)
{
    (void)state;
    char long_key[2 * 131 + 1];
    const struct {
        const char *key, *data, *mac;
    } rows[] = {
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {"0102030405060708090a0b0c0d0e0f10111213141516171819",
         "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
         "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
        {long_key, "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579"
                   "204669727374",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {"", "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"}};
    uint8_t out[32];

    memset(long_key, 'a', sizeof long_key);
    long_key[sizeof long_key - 1] = '\0';
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OCTETS key = hex_octets(rows[i].key);
        OCTETS data = hex_octets(rows[i].data);
        size_t half = data.n / 2;
        fapix_slice parts[] = {{data.p, half}, {NULL, 0}, {data.p + half, data.n - half}};
        STATUS(FAPI_OK, provider()->hmac_sha256(slice_of(key), parts, 3, out));
        CHECK(is_hex(out, sizeof out, rows[i].mac));
    }
    STATUS(FAPI_OK, provider()->hmac_sha256(fapix_slice_of(NULL, 0), NULL, 0, out));
    CHECK(is_hex(out, sizeof out, rows[4].mac));
}

/* The example of the SipHash paper, appendix A. */
static void keyed_hash(void **state)
{
    (void)state;
    uint8_t key[16], data[15];

    for (uint8_t i = 0; i < sizeof key; i++)
        key[i] = i;
    memcpy(data, key, sizeof data);
    uint64_t hash = provider()->keyed_hash(key, fapix_slice_of(data, sizeof data));
    CHECK(is_hex((const uint8_t *)&hash, sizeof hash, "e545be4961ca29a1")); /* the octets of the reference code */
    key[0] ^= 1;
    CHECK(provider()->keyed_hash(key, fapix_slice_of(data, sizeof data)) != hash);
    CHECK(provider()->keyed_hash(key, fapix_slice_of(NULL, 0)) != 0);
}

static void random_octets(void **state)
{
    (void)state;
    uint8_t a[64], b[64], guard[3] = {1, 2, 3};

    STATUS(FAPI_OK, provider()->random(a, sizeof a));
    STATUS(FAPI_OK, provider()->random(b, sizeof b));
    CHECK(memcmp(a, b, sizeof a) != 0);
    STATUS(FAPI_OK, provider()->random(guard + 1, 1));
    CHECK(guard[0] == 1 && guard[2] == 3);
    STATUS(FAPI_OK, provider()->random(guard, 0));
    CHECK(guard[0] == 1);
}

/* RFC 8032 7.1 test 2: a known seed gives a known signature. */
static void ed25519_known(void **state)
{
    (void)state;
    OCTETS seed = hex_octets("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    OCTETS point = hex_octets("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    fapix_key_parts parts = {.alg = FAPI_ALG_EDDSA, .x = slice_of(point), .d = slice_of(seed)};
    uint8_t message = 0x72, signature[FAPIX_MAX_SIGNATURE];
    size_t n = 0;

    for (int on = 0; on <= 1; on++) {
        if (fapi_context_set_openssl_ed25519(t_context(), on) != FAPI_OK)
            continue;
        KEY key = NULL;
        STATUS(FAPI_OK, provider()->key_import(engine(), &parts, true, &key));
        STATUS(FAPI_OK, provider()->sign(key, fapix_slice_of(&message, 1), signature, &n));
        CHECK(is_hex(signature, n, "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                   "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
        STATUS(FAPI_OK, provider()->verify(key, fapix_slice_of(&message, 1), fapix_slice_of(signature, n)));
        STATUS(FAPI_JWS_SIGNATURE, provider()->verify(key, fapix_slice_of(NULL, 0), fapix_slice_of(signature, n)));
        STATUS(FAPI_OK, provider()->sign(key, fapix_slice_of(NULL, 0), signature, &n));
        STATUS(FAPI_OK, provider()->verify(key, fapix_slice_of(NULL, 0), fapix_slice_of(signature, n)));
    }
}

/* RFC 6979 A.2.5: with Mbed TLS the nonce is the one of the RFC, so the signature is too. */
static void es256_known(void **state)
{
    (void)state;
    static const char published[] = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                                    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    OCTETS d = hex_octets("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    OCTETS x = hex_octets("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
    OCTETS y = hex_octets("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    OCTETS known = hex_octets(published);
    fapix_key_parts parts = {.alg = FAPI_ALG_ES256, .x = slice_of(x), .y = slice_of(y), .d = slice_of(d)};
    fapix_slice sample = fapix_slice_str("sample");
    uint8_t signature[FAPIX_MAX_SIGNATURE];
    size_t n = 0;
    KEY key = NULL;

    STATUS(FAPI_OK, provider()->key_import(engine(), &parts, true, &key));
    STATUS(FAPI_OK, provider()->verify(key, sample, slice_of(known)));
    STATUS(FAPI_OK, provider()->sign(key, sample, signature, &n));
    STATUS(FAPI_OK, provider()->verify(key, sample, fapix_slice_of(signature, n)));
    if (strcmp(provider()->name, "libsodium+mbedtls") == 0)
        CHECK(is_hex(signature, n, published));
}

/* Sign with a key, verify with its public half, and with nothing else than the message that was signed. */
static void round_trip(const fapix_key *key, int alg)
{
    static const uint8_t text[] = "eyJhbGciOiJub25lIn0.e30";
    fapix_slice message = fapix_slice_of(text, sizeof text - 1);
    uint8_t store[2048], signature[FAPIX_MAX_SIGNATURE];
    fapix_key_parts parts;
    size_t n = 0;
    KEY half = NULL;

    STATUS(FAPI_OK, provider()->key_export(key, false, store, sizeof store, &parts));
    STATUS(FAPI_OK, provider()->key_import(engine(), &parts, false, &half));
    STATUS(FAPI_OK, provider()->sign(key, message, signature, &n));
    STATUS(FAPI_OK, provider()->verify(half, message, fapix_slice_of(signature, n)));
    CHECK(provider()->key_alg(half) == alg && parts.d.n == 0 && parts.p.n == 0);
    message.n--;
    STATUS(FAPI_JWS_SIGNATURE, provider()->verify(half, message, fapix_slice_of(signature, n)));
}

static void generated_curve_keys(void **state)
{
    (void)state;
    static const int algs[] = {FAPI_ALG_ES256, FAPI_ALG_EDDSA};

    for (int on = 0; on <= 1; on++) {
        if (fapi_context_set_openssl_ed25519(t_context(), on) != FAPI_OK)
            continue;
        for (size_t i = 0; i < 2; i++) {
            KEY key = NULL;
            STATUS(FAPI_OK, provider()->key_generate(engine(), algs[i], &key));
            round_trip(key, algs[i]);
        }
    }
}

static void generated_rsa_keys(void **state)
{
    (void)state;
    SLOW();
    static const int algs[] = {FAPI_ALG_PS256, FAPI_ALG_RS256};
    uint8_t store[4096];
    fapix_key_parts parts;

    for (size_t i = 0; i < 2; i++) {
        KEY key = NULL;
        KEY again = NULL;
        STATUS(FAPI_OK, provider()->key_generate(engine(), algs[i], &key));
        round_trip(key, algs[i]);
        STATUS(FAPI_OK, provider()->key_export(key, true, store, sizeof store, &parts));
        CHECK(parts.n.n == 3072 / 8 && (parts.n.p[0] & 0x80) != 0);
        STATUS(FAPI_OK, provider()->key_import(engine(), &parts, true, &again));
        round_trip(again, algs[i]);
    }
}

/* Signing by imported keys of every kind, also with each allocation failing. */
static void imported_keys(void **state)
{
    const json_t *row;
    size_t i;

    json_array_foreach(json_object_get(*state, "imports"), i, row) {
        if (strcmp("private", json_string_value(json_object_get(row, "name"))) != 0)
            continue;
        KEY_DATA data;
        KEY key = NULL;
        key_data_read(&data, row);
        STATUS(FAPI_OK, provider()->key_import(engine(), &data.parts, true, &key));
        round_trip(key, data.parts.alg);
    }
}

/* A public key neither signs nor gives private parts; and a store that is too small gives nothing. */
static void refusals(void **state)
{
    static const uint8_t zeros[4096] = {0};
    uint8_t store[4096], signature[FAPIX_MAX_SIGNATURE];
    const json_t *row;
    size_t i, n = 7;

    json_array_foreach(json_object_get(*state, "imports"), i, row) {
        bool is_private = json_is_true(json_object_get(row, "private"));
        if (strcmp("FAPI_OK", json_string_value(json_object_get(row, "expect"))) != 0)
            continue;
        KEY_DATA data;
        KEY key = NULL;
        fapix_key_parts parts;
        key_data_read(&data, row);
        STATUS(FAPI_OK, provider()->key_import(engine(), &data.parts, is_private, &key));
        if (!is_private) {
            STATUS(FAPI_JWK_NOT_PRIVATE, provider()->sign(key, fapix_slice_str("x"), signature, &n));
            CHECK(n == 0);
            STATUS(FAPI_JWK_NOT_PRIVATE, provider()->key_export(key, true, store, sizeof store, &parts));
        }
        STATUS(FAPI_OK, provider()->key_export(key, is_private, store, sizeof store, &parts));
        size_t needed = 0;
        for (size_t member = 0; member < KEY_MEMBERS; member++)
            needed += data.member[member].n;
        memset(store, 0xA5, sizeof store);
        STATUS(FAPI_OK, provider()->key_export(key, is_private, store, needed, &parts));
        for (size_t less = 0; less < needed; less += needed / 16 + 1) {
            STATUS(FAPI_ERR_BUFFER, provider()->key_export(key, is_private, store, less, &parts));
            CHECK(parts.alg == 0 && parts.x.n == 0 && parts.n.n == 0 && parts.d.n == 0);
            CHECK(memcmp(store, zeros, less) == 0);
        }
    }
}

/* The setting counts for keys made after it; small-order keys are refused whoever does the work. */
static void openssl_ed25519(void **state)
{
    (void)state;
    uint8_t neutral[32] = {1};
    fapix_key_parts parts = {.alg = FAPI_ALG_EDDSA, .x = {neutral, sizeof neutral}};
    int rc = fapi_context_set_openssl_ed25519(t_context(), 1);
    KEY key = NULL;

    STATUS(strcmp(provider()->name, "libsodium+openssl") == 0 ? FAPI_OK : FAPI_ERR_UNSUPPORTED, rc);
    STATUS(FAPI_JWK_POINT, provider()->key_import(engine(), &parts, false, &key));
    STATUS(FAPI_OK, fapi_context_set_openssl_ed25519(t_context(), 0));
    STATUS(FAPI_JWK_POINT, provider()->key_import(engine(), &parts, false, &key));
    STATUS(FAPI_ERR_ARG, fapi_context_set_openssl_ed25519(t_context(), 2));
    STATUS(FAPI_ERR_ARG, fapi_context_set_openssl_ed25519(NULL, 1));
    if (rc == FAPI_OK)
        ATTACK("SIG-08");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256), cmocka_unit_test(sha512), cmocka_unit_test(hmac_sha256), cmocka_unit_test(keyed_hash),
        cmocka_unit_test(random_octets), cmocka_unit_test(ed25519_known), cmocka_unit_test(es256_known),
        cmocka_unit_test(generated_curve_keys), cmocka_unit_test(generated_rsa_keys),
        cmocka_unit_test_setup_teardown(imported_keys, sweep_data_load, sweep_data_free),
        cmocka_unit_test_setup_teardown(refusals, sweep_data_load, sweep_data_free), cmocka_unit_test(openssl_ed25519)};

    return t_main("crypto/test_provider", tests, sizeof tests / sizeof tests[0]);
}
