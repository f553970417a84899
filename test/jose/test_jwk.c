/* SPDX-License-Identifier: Apache-2.0 */
/* One public key: every rule of its document with a key that keeps it and one that breaks it. */
#include "harness.h"
#include "jose_make.h"

#include "jose/jwk.h"

typedef struct row {
    const char *json;
    int status;
    const char *ids;
} row;

#define X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define Y_OFF "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4"
#define ZERO "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define ONES "__________________________________________8"
#define OCTETS31 "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ"
#define OCTETS33 "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
#define EC(more) "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\"" more "}"
#define POINT(x, y) "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" x "\",\"y\":\"" y "\"}"
#define ED_X "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define ED(x, more) "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" x "\"" more "}"

static int import(const char *json, size_t n)
{
    fapi_jwk *jwk = NULL;
    int rc = fapi_jwk_new(t_context(), json, n, &jwk);
    if ((rc == FAPI_OK) != (jwk != NULL))
        rc = FAPI_ERR_INTERNAL;
    fapi_jwk_free(jwk);
    return rc;
}

static void judge(const row *rows, size_t count, const char *test)
{
    for (size_t i = 0; i < count; i++) {
        if (!t_status(rows[i].status, import(rows[i].json, strlen(rows[i].json)), rows[i].json, __FILE__, __LINE__))
            return;
        t_claim_row(rows[i].status, rows[i].ids, test);
    }
}
#define JUDGE(rows) judge(rows, sizeof(rows) / sizeof((rows)[0]), __func__)

static void kinds(void **state)
{
    (void)state;
    static const row rows[] = {
        {EC(""), FAPI_OK, "RFC7517-4.1-1 RFC7518-6.2.1-1 RFC7518-6.2.1-2 FAPI2SP-5.4.1-3 RFC8725-3.4-1"},
        {ED(ED_X, ""), FAPI_OK, "RFC8037-2-1 RFC8037-2-2 RFC8037-3.2-1"},
        {EC(",\"unknown\":{\"a\":[1,null]},\"x5t\":7"), FAPI_OK, "RFC7517-4-1"},
        {"{}", FAPI_JWK_KTY, "RFC7517-4.1-1"},
        {"{\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\"}", FAPI_JWK_KTY, "RFC7517-4.1-1"},
        {"{\"kty\":\"ec\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\"}", FAPI_JWK_KTY, "RFC7517-4.1-1 JWK-01"},
        {"{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"AA\"}", FAPI_JWK_KTY, "JWK-09"},
        {"{\"kty\":\"\"}", FAPI_JWK_KTY, "JWK-09"},
        {"{\"kty\":\"EC\",\"crv\":\"p-256\",\"x\":\"" X "\",\"y\":\"" Y "\"}", FAPI_JWK_CRV, "JWK-01"},
        {"{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"" X "\",\"y\":\"" Y "\"}", FAPI_JWK_CRV, "JWK-09 ALG-10"},
        {"{\"kty\":\"EC\",\"crv\":\"P-192\",\"x\":\"" X "\",\"y\":\"" Y "\"}", FAPI_JWK_CRV, "JWK-09 FAPI2SP-5.4.1-3"},
        {"{\"kty\":\"EC\",\"crv\":\"P-384\",\"alg\":\"ES256\",\"x\":\"" X "\",\"y\":\"" Y "\"}", FAPI_JWK_CRV,
         "JWK-01 RFC7518-3.4-2"},
        {"{\"kty\":\"EC\",\"crv\":\"Ed25519\",\"x\":\"" X "\",\"y\":\"" Y "\"}", FAPI_JWK_CRV, "JWK-01"},
        {"{\"kty\":\"EC\",\"x\":\"" X "\",\"y\":\"" Y "\"}", FAPI_JWK_CRV, "RFC7518-6.2.1-2"},
        {"{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" ED_X "\"}", FAPI_JWK_CRV, "JWK-05 ALG-10 RFC8037-3.2-1"},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"alg\":\"EdDSA\",\"x\":\"" ED_X "\"}", FAPI_JWK_CRV, "ALG-10 RFC8037-3.1-1"},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"alg\":\"Ed25519\",\"x\":\"" ED_X "\"}", FAPI_JWK_CRV, "ALG-10"},
        {"{\"kty\":\"OKP\",\"crv\":\"P-256\",\"x\":\"" X "\"}", FAPI_JWK_CRV, ""},
        {"{\"kty\":\"OKP\",\"x\":\"" ED_X "\"}", FAPI_JWK_CRV, "RFC8037-2-1"},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}", FAPI_JWK_MEMBER, "RFC8037-2-1"},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\"}", FAPI_JWK_MEMBER, "RFC7518-6.2.1-2"},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"y\":\"" Y "\"}", FAPI_JWK_MEMBER, "RFC7518-6.2.1-2"},
        {"{\"kty\":\"RSA\",\"e\":\"AQAB\"}", FAPI_JWK_MEMBER, "RFC7518-6.3.1-1"},
    };
    JUDGE(rows);
}

static void points(void **state)
{
    (void)state;
    static const row rows[] = {
        {POINT(X, Y_OFF), FAPI_JWK_POINT, "JWK-01 RFC8725-3.4-1"},
        {POINT(Y, X), FAPI_JWK_POINT, "JWK-01"},
        {POINT(ZERO, ZERO), FAPI_JWK_POINT, "JWK-01"},
        {POINT(ONES, Y), FAPI_JWK_POINT, "JWK-01"},
        {POINT(OCTETS31, Y), FAPI_JWK_COORDINATE, "JWK-01 RFC7518-6.2.1-1"},
        {POINT(OCTETS33, Y), FAPI_JWK_COORDINATE, "JWK-01 RFC7518-6.2.1-1"},
        {POINT(X, OCTETS31), FAPI_JWK_COORDINATE, "JWK-01"},
        {POINT("", Y), FAPI_JWK_COORDINATE, "JWK-01"},
        {POINT(X "=", Y), FAPI_JWK_COORDINATE, "JWK-06 RFC7638-7-1"},
        {POINT("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVE+", Y), FAPI_JWK_ENCODING, "JWK-06"},
        {POINT("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEV", Y), FAPI_JWK_ENCODING, "RFC7638-7-1"},
        {POINT("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVE\\n", Y), FAPI_JWK_ENCODING, "JWK-06"},
        {ED(OCTETS31, ""), FAPI_JWK_COORDINATE, "JWK-05 RFC8037-2-1"},
        {ED(OCTETS33, ""), FAPI_JWK_COORDINATE, "JWK-05"},
        {ED("", ""), FAPI_JWK_COORDINATE, "JWK-05"},
        {ED("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ""), FAPI_JWK_POINT, "JWK-05"},
        {ED(ZERO, ""), FAPI_JWK_POINT, "JWK-05"},
    };
    JUDGE(rows);
}

static void purposes(void **state)
{
    (void)state;
    static const row rows[] = {
        {EC(",\"use\":\"sig\""), FAPI_OK, "RFC7517-4.2-1 FAPI2SP-6.8-1"},
        {EC(",\"key_ops\":[\"verify\"]"), FAPI_OK, "RFC7517-4.3-1 RFC7517-4.3-3 RFC7517-4.3-4"},
        {EC(",\"key_ops\":[\"sign\",\"verify\"],\"use\":\"sig\",\"ext\":true"), FAPI_OK, "RFC7517-4.3-2"},
        {EC(",\"key_ops\":[\"verify\",\"of somebody's own\"]"), FAPI_OK, "RFC7517-4.3-1"},
        {EC(",\"use\":\"enc\""), FAPI_JWK_USE, "JWK-07 RFC7517-4.2-1 FAPI2SP-6.8-1"},
        {EC(",\"use\":\"SIG\""), FAPI_JWK_USE, "JWK-07 RFC7517-4.2-1"},
        {EC(",\"use\":\"\""), FAPI_JWK_USE, "JWK-07"},
        {EC(",\"use\":[\"sig\"]"), FAPI_JWK_TYPE, "JWK-07"},
        {EC(",\"key_ops\":[\"sign\"]"), FAPI_JWK_KEY_OPS, "JWK-07 RFC7517-4.3-4"},
        {EC(",\"key_ops\":[]"), FAPI_JWK_KEY_OPS, "JWK-07 RFC7517-4.3-4"},
        {EC(",\"key_ops\":[\"Verify\"]"), FAPI_JWK_KEY_OPS, "JWK-07 RFC7517-4.3-1"},
        {EC(",\"key_ops\":\"verify\""), FAPI_JWK_KEY_OPS, "RFC7517-4.3-1"},
        {EC(",\"key_ops\":null"), FAPI_JWK_KEY_OPS, "RFC7517-4.3-1"},
        {EC(",\"key_ops\":[\"verify\",1]"), FAPI_JWK_KEY_OPS, "RFC7517-4.3-1"},
        {EC(",\"key_ops\":[\"verify\",\"verify\"]"), FAPI_JWK_KEY_OPS, "RFC7517-4.3-1"},
        {EC(",\"key_ops\":[\"verify\",\"a\",\"b\",\"a\"]"), FAPI_JWK_KEY_OPS, "RFC7517-4.3-1"},
        {EC(",\"key_ops\":[\"verify\",1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]"), FAPI_JWK_KEY_OPS, ""},
        {EC(",\"use\":\"sig\",\"key_ops\":[\"verify\",\"encrypt\"]"), FAPI_JWK_KEY_OPS, "JWK-07 RFC7517-4.3-2"},
        {EC(",\"use\":\"enc\",\"key_ops\":[\"verify\"]"), FAPI_JWK_USE, "JWK-07 RFC7517-4.3-2"},
        {EC(",\"key_ops\":[\"verify\",\"deriveKey\"]"), FAPI_JWK_KEY_OPS, "FAPI2SP-6.8-1 RFC7517-4.3-3"},
        {EC(",\"ext\":false"), FAPI_JWK_KEY_OPS, "JWK-07"},
    };
    JUDGE(rows);
}

static void algorithms(void **state)
{
    (void)state;
    static const row rows[] = {
        {EC(",\"alg\":\"ES256\""), FAPI_OK, "RFC7518-3.4-2 RFC8037-4-1 RFC8725-3.1-3"},
        {ED(ED_X, ",\"alg\":\"EdDSA\""), FAPI_OK, "RFC8037-3.1-1 RFC8037-4-1"},
        {ED(ED_X, ",\"alg\":\"Ed25519\""), FAPI_OK, "FAPI2SP-5.4.1-1.2"},
        {EC(",\"alg\":\"ES384\""), FAPI_JWK_ALG, "RFC7518-3.4-2"},
        {EC(",\"alg\":\"ES256K\""), FAPI_JWK_ALG, "ALG-10"},
        {EC(",\"alg\":\"es256\""), FAPI_JWK_ALG, "ALG-04"},
        {EC(",\"alg\":\"EdDSA\""), FAPI_JWK_ALG, "RFC8037-4-1"},
        {EC(",\"alg\":\"PS256\""), FAPI_JWK_ALG, "RFC8725-3.1-3"},
        {EC(",\"alg\":\"HS256\""), FAPI_JWK_ALG, "ALG-05"},
        {EC(",\"alg\":\"none\""), FAPI_JWK_ALG, "ALG-01"},
        {EC(",\"alg\":\"ECDH-ES\""), FAPI_JWK_ALG, "RFC8725-3.1-3"},
        {EC(",\"alg\":\"\""), FAPI_JWK_ALG, ""},
        {EC(",\"alg\":null"), FAPI_JWK_TYPE, ""},
        {ED(ED_X, ",\"alg\":\"ES256\""), FAPI_JWK_ALG, "RFC8037-4-1"},
        {ED(ED_X, ",\"alg\":\"Ed448\""), FAPI_JWK_ALG, "ALG-10"},
    };
    JUDGE(rows);
}

static void secrets_and_forms(void **state)
{
    (void)state;
    static const row rows[] = {
        {EC(",\"d\":\"AA\""), FAPI_JWK_PRIVATE, "JWK-08 RFC7517-9.2-1 RFC7515-4.1.3-1"},
        {EC(",\"d\":null"), FAPI_JWK_PRIVATE, "JWK-08"},
        {EC(",\"\\u0064\":\"AA\""), FAPI_JWK_PRIVATE, "JWK-08"},
        {EC(",\"p\":\"AA\""), FAPI_JWK_PRIVATE, "JWK-08"},
        {EC(",\"q\":\"AA\""), FAPI_JWK_PRIVATE, "JWK-08"},
        {EC(",\"dp\":\"AA\""), FAPI_JWK_PRIVATE, "JWK-08"},
        {EC(",\"dq\":\"AA\""), FAPI_JWK_PRIVATE, "JWK-08"},
        {EC(",\"qi\":\"AA\""), FAPI_JWK_PRIVATE, "JWK-08"},
        {EC(",\"oth\":[]"), FAPI_JWK_PRIVATE, "JWK-08 JWK-09"},
        {EC(",\"priv\":\"AA\""), FAPI_JWK_PRIVATE, "JWK-08"},
        {EC(",\"k\":\"AA\""), FAPI_JWK_SYMMETRIC, "JWK-08 RFC7515-4.1.3-1"},
        {ED(ED_X, ",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\""), FAPI_JWK_PRIVATE, "JWK-05 RFC8037-2-2"},
        {"{\"kty\":\"oct\",\"k\":\"\"}", FAPI_JWK_SYMMETRIC, "JWK-04"},
        {"{\"kty\":\"oct\",\"k\":\"AQEBAQEB\"}", FAPI_JWK_SYMMETRIC, "JWK-04"},
        {"{\"kty\":\"oct\",\"k\":\"" OCTETS31 "\",\"alg\":\"HS256\"}", FAPI_JWK_SYMMETRIC, "JWK-04"},
        {"{\"kty\":\"oct\"}", FAPI_JWK_SYMMETRIC, "JWK-04"},
        {EC(",\"x\":\"" X "\""), FAPI_JSON_DUPLICATE, "JWK-06 RFC7517-4-1"},
        {EC(",\"kty\":\"RSA\""), FAPI_JSON_DUPLICATE, "JWK-06"},
        {EC(",\"\\u006bty\":\"RSA\""), FAPI_JSON_DUPLICATE, "JWK-06"},
        {EC("") "x", FAPI_JSON_TRAILING, "JWK-06"},
        {"[" EC("") "]", FAPI_JSON_NOT_OBJECT, ""},
        {"", FAPI_JSON_SYNTAX, "CFG-04"},
        {"/etc/keys/public.pem", FAPI_JSON_SYNTAX, "CFG-04"},
        {"-----BEGIN PUBLIC KEY-----\n", FAPI_JSON_NOT_OBJECT, "CFG-04"},
        {"{\"kty\":{}}", FAPI_JWK_TYPE, ""},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":1,\"y\":\"" Y "\"}", FAPI_JWK_TYPE, ""},
        {EC(",\"kid\":1"), FAPI_JWK_TYPE, "KEY-05"},
    };
    JUDGE(rows);
    static const char junk[] = EC("") "\0junk";
    CHECK(import(junk, sizeof junk - 1) != FAPI_OK);
    ATTACK("JWK-06");
}

/* A public RSA key whose modulus has so many octets, with its first and last octet given. */
static const char *rsa(size_t octets, int first, int last, const char *e)
{
    uint8_t n[2049];
    memset(n, 0x5B, sizeof n);
    n[0] = (uint8_t)first;
    n[octets - 1] = (uint8_t)last;
    return t_format("{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}", t_base64url(n, octets), e);
}

static void rsa_sizes(void **state)
{
    (void)state;
    static const struct {
        size_t octets;
        int first, last;
        const char *e;
        int status;
        const char *ids;
    } rows[] = {
        {256, 0x80, 1, "AQAB", FAPI_OK, "RFC7518-6.3.1-1 RFC7518-2-1 RFC7518-6.3-1 FAPI2SP-5.4.1-2 RFC7518-3.3-1"},
        {1024, 0x80, 1, "AQAB", FAPI_OK, ""},
        {256, 0xC1, 1, "_____w", FAPI_OK, ""},
        {256, 0x7F, 1, "AQAB", FAPI_JWK_RSA_SIZE, "FAPI2SP-5.4.1-2 RFC7518-3.3-1 JWK-03"},
        {128, 0xC1, 1, "AQAB", FAPI_JWK_RSA_SIZE, "FAPI2SP-5.4.1-2 JWK-03"},
        {64, 0xC1, 1, "AQAB", FAPI_JWK_RSA_SIZE, "JWK-03"},
        {1025, 0x01, 1, "AQAB", FAPI_JWK_RSA_SIZE, "JWK-03"},
        {2048, 0xC1, 1, "AQAB", FAPI_JWK_RSA_SIZE, "JWK-03"},
        {256, 0xC1, 2, "AQAB", FAPI_JWK_RSA_MODULUS, "JWK-03"},
        {257, 0x00, 1, "AQAB", FAPI_JWK_ENCODING, "JWK-03 RFC7518-2-1 RFC7638-7-1"},
        {256, 0xC1, 1, "AQ", FAPI_JWK_RSA_EXPONENT, "JWK-02 RFC7518-6.3-1"},
        {256, 0xC1, 1, "AA", FAPI_JWK_ENCODING, "JWK-03"},
        {256, 0xC1, 1, "Aw", FAPI_JWK_RSA_EXPONENT, "JWK-03"},
        {256, 0xC1, 1, "AQAC", FAPI_JWK_RSA_EXPONENT, "JWK-03 RFC7518-6.3-1"},
        {256, 0xC1, 1, "__8", FAPI_JWK_RSA_EXPONENT, "JWK-03"},
        {256, 0xC1, 1, "AQAAAAE", FAPI_JWK_RSA_EXPONENT, "JWK-03"},
        {256, 0xC1, 1, "AQAAAAAAAAAB", FAPI_JWK_RSA_EXPONENT, "JWK-03"},
        {256, 0xC1, 1, "AAEAAQ", FAPI_JWK_ENCODING, "RFC7518-2-1 RFC7638-7-1"},
        {256, 0xC1, 1, "", FAPI_JWK_ENCODING, "RFC7518-6.3.1-1"},
        {256, 0xC1, 1, "AQAB=", FAPI_JWK_ENCODING, "JWK-06"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *json = rsa(rows[i].octets, rows[i].first, rows[i].last, rows[i].e);
        CHECK(json[0] != '\0');
        STATUS(rows[i].status, import(json, strlen(json)));
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
    const char *empty = "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"AQAB\"}";
    STATUS(FAPI_JWK_ENCODING, import(empty, strlen(empty)));
    ATTACK("JWK-03");
}

static void rsa_keys_are_ps256_unless_they_say_otherwise(void **state)
{
    (void)state;
    const char *plain = rsa(256, 0xC1, 1, "AQAB");
    AUTO(fapi_jwk) jwk = NULL;
    STATUS(FAPI_OK, fapi_jwk_new(t_context(), plain, strlen(plain), &jwk));
    CHECK(fapi_jwk_alg(jwk) == FAPI_ALG_PS256);
    AUTO(fapi_jwk) other = NULL;
    const char *rs256 = t_public_jwk(T_RS256);
    STATUS(FAPI_OK, fapi_jwk_new(t_context(), rs256, strlen(rs256), &other));
    CHECK(fapi_jwk_alg(other) == FAPI_ALG_RS256);
    static const char *const wrong[] = {"RS512", "PS512", "RSA-OAEP", "ES256", "HS256", "RSA1_5"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const char *json = t_format("%.*s,\"alg\":\"%s\"}", (int)strlen(plain) - 1, plain, wrong[i]);
        STATUS(FAPI_JWK_ALG, import(json, strlen(json)));
    }
}

static void readers(void **state)
{
    (void)state;
    AUTO(fapi_jwk) jwk = NULL;
    const char *json = EC(",\"kid\":\"a\\u0022\\u00e9\"");
    char jkt[FAPI_JKT_LENGTH + 1];
    const char *kid = NULL;
    size_t n = 0;
    STATUS(FAPI_OK, fapi_jwk_new(t_context(), json, strlen(json), &jwk));
    CHECK(fapi_jwk_alg(jwk) == FAPI_ALG_ES256);
    STATUS(FAPI_OK, fapi_jwk_kid(jwk, &kid, &n));
    CHECK(n == 4 && memcmp(kid, "a\"\xc3\xa9", 4) == 0);
    STATUS(FAPI_OK, fapi_jwk_thumbprint(jwk, jkt, sizeof jkt));
    CHECK(strlen(jkt) == FAPI_JKT_LENGTH);
    STATUS(FAPI_ERR_BUFFER, fapi_jwk_thumbprint(jwk, jkt, sizeof jkt - 1));
    CHECK(jkt[0] == '\0');
    STATUS(FAPI_ERR_ARG, fapi_jwk_thumbprint(jwk, NULL, sizeof jkt));
    STATUS(FAPI_ERR_ARG, fapi_jwk_thumbprint(NULL, jkt, sizeof jkt));
    STATUS(FAPI_ERR_ARG, fapi_jwk_kid(NULL, &kid, &n));
    CHECK(kid == NULL && n == 0);
    STATUS(FAPI_ERR_ARG, fapi_jwk_kid(jwk, NULL, &n));
    CHECK(fapi_jwk_alg(NULL) == 0);
    STATUS(FAPI_ERR_ARG, fapi_jwk_new(t_context(), json, strlen(json), NULL));
    AUTO(fapi_jwk) none = jwk;
    STATUS(FAPI_ERR_ARG, fapi_jwk_new(t_context(), NULL, 0, &none));
    CHECK(none == NULL);
}

static void a_kid_has_its_limit(void **state)
{
    (void)state;
    char kid[FAPI_MAX_KID + 2];
    memset(kid, 'k', sizeof kid);
    kid[FAPI_MAX_KID] = '\0';
    const char *json = t_format(EC(",\"kid\":\"%s\""), kid);
    STATUS(FAPI_OK, import(json, strlen(json)));
    ACCEPTS("RFC8725-3.10-1");
    kid[FAPI_MAX_KID] = 'k';
    kid[FAPI_MAX_KID + 1] = '\0';
    json = t_format(EC(",\"kid\":\"%s\""), kid);
    STATUS(FAPI_JWS_KID, import(json, strlen(json)));
    REFUSES("RFC8725-3.10-1");
    ATTACK("KEY-05");
    static char large[FAPI_MAX_JWT + 1];
    memset(large, ' ', sizeof large);
    memcpy(large, EC(""), sizeof EC("") - 1);
    STATUS(FAPI_OK, import(large, FAPI_MAX_JWT));
    STATUS(FAPI_JSON_SIZE, import(large, FAPI_MAX_JWT + 1));
}

/* The thumbprint is of the key, not of its document. */
static void thumbprints(void **state)
{
    (void)state;
    static const char *const spellings[] = {
        EC(""),
        EC(",\"kid\":\"k\",\"alg\":\"ES256\",\"use\":\"sig\",\"n\":\"AQAB\",\"extra\":[1]"),
        " { \"y\" : \"" Y "\" ,\n\"x\":\"" X "\",\t\"crv\":\"P-256\",\"kty\":\"EC\" } ",
        "{\"kt\\u0079\":\"E\\u0043\",\"crv\":\"P-25\\u0036\",\"x\":\"\\u0066" "83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"" Y "\"}",
    };
    char first[FAPI_JKT_LENGTH + 1] = "", jkt[FAPI_JKT_LENGTH + 1];
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        AUTO(fapi_jwk) jwk = NULL;
        STATUS(FAPI_OK, fapi_jwk_new(t_context(), spellings[i], strlen(spellings[i]), &jwk));
        STATUS(FAPI_OK, fapi_jwk_thumbprint(jwk, jkt, sizeof jkt));
        if (i == 0)
            memcpy(first, jkt, sizeof first);
        CHECK(strcmp(first, jkt) == 0);
    }
    ACCEPTS("RFC7638-3-1");
    ACCEPTS("RFC7638-3.3-1");
    ACCEPTS("RFC7638-7-1");
    /* A value with an octet that JSON has to escape is no base64url: it never gets a thumbprint. */
    const char *escaped = POINT("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVE\\\"", Y);
    STATUS(FAPI_JWK_ENCODING, import(escaped, strlen(escaped)));
    REFUSES("RFC7638-3.3-1");
    /* Another key, another thumbprint; and x alone, without a required member, gets none. */
    AUTO(fapi_jwk) other = NULL;
    const char *ed = ED(ED_X, "");
    STATUS(FAPI_OK, fapi_jwk_new(t_context(), ed, strlen(ed), &other));
    STATUS(FAPI_OK, fapi_jwk_thumbprint(other, jkt, sizeof jkt));
    CHECK(strcmp(first, jkt) != 0);
    const char *half = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\"}";
    STATUS(FAPI_JWK_MEMBER, import(half, strlen(half)));
    REFUSES("RFC7638-3-1");
    ATTACK("JWK-10");
}

static void a_key_may_outlive_its_context(void **state)
{
    (void)state;
    const char *json = ED(ED_X, "");
    AUTO(fapi_jwk) jwk = NULL;
    STATUS(FAPI_OK, fapi_jwk_new(NULL, json, strlen(json), &jwk));
    CHECK(fapi_jwk_alg(jwk) == FAPI_ALG_EDDSA);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds),
        cmocka_unit_test(points),
        cmocka_unit_test(purposes),
        cmocka_unit_test(algorithms),
        cmocka_unit_test(secrets_and_forms),
        cmocka_unit_test(rsa_sizes),
        cmocka_unit_test(rsa_keys_are_ps256_unless_they_say_otherwise),
        cmocka_unit_test(readers),
        cmocka_unit_test(a_kid_has_its_limit),
        cmocka_unit_test(thumbprints),
        cmocka_unit_test(a_key_may_outlive_its_context),
    };
    return t_main("jwk", tests, sizeof tests / sizeof tests[0]);
}
