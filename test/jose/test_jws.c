/* SPDX-License-Identifier: Apache-2.0 */
/* Compact JWS: structure, header, signature. Most tokens are signed with Ed25519, which costs microseconds. */
#include "harness.h"
#include "jose_make.h"

#include "jose/jws.h"

#define ALL (FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA | FAPI_ALG_RS256)
#define FAPI2 (FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA)
#define PAYLOAD "{\"iss\":\"joe\",\"n\":1}"
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

typedef struct fixture {
    fapi_jwks *jwks;
    fapi_verdict *verdict;
} fixture;

static void fixture_free(fixture *f)
{
    fapi_jwks_free(f->jwks);
    fapi_verdict_free(f->verdict);
}
#define FIXTURE(name) __attribute__((cleanup(fixture_free))) fixture name = {NULL, NULL}

static int set_up(fixture *f, const char *jwks)
{
    fixture_free(f);
    f->jwks = fapi_jwks_new(t_context());
    f->verdict = fapi_verdict_new(t_context());
    if (f->jwks == NULL || f->verdict == NULL)
        return FAPI_ERR_NOMEM;
    return fapi_jwks_load(f->jwks, jwks, strlen(jwks));
}

/* The status of the check, once it is sure that a refused message shows nothing. */
static int check_n(const fixture *f, int algs, const char *token, size_t n)
{
    const uint8_t *payload = NULL;
    size_t payload_n = 0;
    int rc = fapi_jws_check(f->jwks, algs, token, n, f->verdict);
    bool readable = fapi_verdict_payload(f->verdict, &payload, &payload_n) == FAPI_OK;
    if (fapi_verdict_status(f->verdict) != rc || readable != (rc == FAPI_OK))
        return FAPI_ERR_INTERNAL;
    return rc;
}

static int check(const fixture *f, int algs, const char *token)
{
    /* A token that could not be made for want of memory. */
    if (token[0] == '\0' && t_injected())
        return FAPI_ERR_NOMEM;
    return check_n(f, algs, token, strlen(token));
}

static void every_algorithm(void **state)
{
    (void)state;
    static const char *const headers[T_KEYS] = {"{\"alg\":\"EdDSA\",\"kid\":\"eddsa\"}", "{\"alg\":\"ES256\",\"kid\":\"es256\"}",
                                                "{\"alg\":\"PS256\",\"kid\":\"ps256\"}", "{\"alg\":\"RS256\",\"kid\":\"rs256\"}"};
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    for (enum t_key_name name = 0; name < T_KEYS; name++) {
        const char *token = t_sign(name, headers[name], PAYLOAD);
        CHECK(token[0] != '\0');
        STATUS(FAPI_OK, check(&f, ALL, token));
        STATUS(FAPI_OK, check(&f, t_alg(name), token));
        STATUS(FAPI_JWS_ALG, check(&f, ALL & ~t_alg(name), token));
        /* The same octets in the wrong place, or with one bit turned. */
        char *spoiled = (char *)(uintptr_t)token;
        size_t signature = strlen(token) - 20;
        spoiled[signature] = spoiled[signature] == 'A' ? 'B' : 'A';
        STATUS(FAPI_JWS_SIGNATURE, check(&f, ALL, spoiled));
    }
    static const char *const ids[] = {"RFC8725-3.1-1", "RFC8725-3.2-1", "FAPI2SP-5.4.1-1.2", "RFC8037-3.1-1", "RFC7515-10.6-1"};
    for (size_t i = 0; i < COUNT(ids); i++) {
        t_claim_row(FAPI_OK, ids[i], __func__);
        t_claim_row(FAPI_JWS_ALG, ids[i], __func__);
    }
    ACCEPTS("RFC8725-3.3-1");
    REFUSES("RFC8725-3.3-1");
    ACCEPTS("RFC7515-5.2-2");
    REFUSES("RFC7515-5.2-2"); /* signed well with an algorithm that is not allowed */
    ATTACK("ALG-06");
    ATTACK("ALG-07");
    ATTACK("ALG-09");
}

static void the_two_names_of_ed25519(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    const char *token = t_sign(T_EDDSA, "{\"alg\":\"Ed25519\",\"kid\":\"eddsa\"}", PAYLOAD);
    CHECK(token[0] != '\0');
    STATUS(FAPI_OK, check(&f, FAPI_ALG_EDDSA, token));
    ACCEPTS("FAPI2SP-5.4.1-1.2");
    token = t_sign(T_EDDSA, "{\"alg\":\"Ed448\",\"kid\":\"eddsa\"}", PAYLOAD);
    CHECK(token[0] != '\0');
    STATUS(FAPI_JWS_ALG, check(&f, ALL, token));
    ATTACK("ALG-10");
}

/* Headers, each signed with a key that would verify; {KID} stands in for the rest of a good header. */
#define GOOD "\"alg\":\"EdDSA\",\"kid\":\"eddsa\""
static void headers(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        int status;
        const char *ids;
    } rows[] = {
        {"{" GOOD "}", FAPI_OK, "RFC7515-4-1 RFC7515-4.1.1-1 RFC7515-5.2-1 RFC7515-2-1 RFC8725-3.1-2 RFC7515-10.12-1 RFC8725-3.7-1"},
        {"{" GOOD "}", FAPI_OK, "RFC8725-3.2-4 RFC7518-3.6-1 FAPI2SP-5.4.1-1.3 RFC7515-4.1.11-1 RFC7515-4.1.11-2 RFC7515-4.1.11-3"},
        {"{" GOOD "}", FAPI_OK, "RFC8725-3.6-1 RFC8725-3.2-2 RFC8725-3.10-2 RFC7515-10.3-1 FAPI2SP-5.4.2-2 FAPI1ADV-8.9-2 BROF-5.2.2.1-5 RFC7519-5.3-1 RFC8725-3.5-1 RFC7518-3.2-1"},
        {"{" GOOD "}", FAPI_OK, "RFC7518-3.6-2 RFC7518-3.2-2 RFC7518-4.6.1.1-1 RFC7515-4.1.6-1"},
        {" {\n\"kid\" : \"eddsa\" ,\t\"alg\":\"EdDSA\" }\r ", FAPI_OK, ""},
        {"{\"al\\u0067\":\"Ed\\u0044SA\",\"kid\":\"\\u0065ddsa\"}", FAPI_OK, "RFC7515-10.13-1"},
        {"{" GOOD ",\"x-own\":{\"a\":[1,null]},\"\xf0\x9f\x98\x80\":\"\xf0\x9f\x98\x80\"}", FAPI_OK, "RFC7515-4-2 RFC7515-10.13-1"},
        {"{" GOOD ",\"typ\":\"x\",\"cty\":\"text/plain\"}", FAPI_OK, "RFC7515-4.1.10-1 RFC7519-5.2-1 RFC8725-3.11-2"},
        {"{" GOOD ",\"x5t#S256\":\"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU\",\"x5t\":\"2jmj7l5rSw0yVb_vlWAYkK_YBwk\"}", FAPI_OK, ""},
        /* base64 of hexadecimal digits, as WSO2 writes it */
        {"{" GOOD ",\"x5t\":\"ZjU5ZjM2YzQxZDY0NmI5ZGIxZjM2YzQxZDY0NmI5ZGIxZjM2YzQxZA\"}", FAPI_OK, ""},
        {"{\"alg\":\"EdDSA\"}", FAPI_OK, "RFC7515-6-1"}, /* one key fits */
        /* alg */
        {"{\"kid\":\"eddsa\"}", FAPI_JWS_ALG_MISSING, "ALG-03 RFC7515-4.1.1-1"},
        {"{}", FAPI_JWS_ALG_MISSING, "ALG-03"},
        {"{\"alg\":null,\"kid\":\"eddsa\"}", FAPI_JWS_ALG_MISSING, "ALG-04 RFC7515-4.1.1-1"},
        {"{\"alg\":5,\"kid\":\"eddsa\"}", FAPI_JWS_ALG_MISSING, "ALG-04"},
        {"{\"alg\":[\"EdDSA\"],\"kid\":\"eddsa\"}", FAPI_JWS_ALG_MISSING, "ALG-04"},
        {"{\"alg\":\"eddsa\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-04 RFC7515-4.1.1-1 RFC8725-3.1-2"},
        {"{\"alg\":\"EdDSA \",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-04"},
        {"{\"alg\":\"EdDSA\\u0000none\",\"kid\":\"eddsa\"}", FAPI_JSON_NUL, "ALG-04"},
        {"{\"alg\":\"\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-04"},
        {"{\"alg\":\"none\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG_NONE, "ALG-02 RFC8725-3.2-4 RFC7518-3.6-1 FAPI2SP-5.4.1-1.3 RFC7518-3.6-2"},
        {"{\"alg\":\"None\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG_NONE, "ALG-02"},
        {"{\"alg\":\"NONE\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG_NONE, "ALG-02"},
        {"{\"alg\":\"nOnE\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG_NONE, "ALG-02"},
        {"{\"alg\":\"none \",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-02"},
        {"{\"alg\":\"RS512\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-06 ALG-09"},
        {"{\"alg\":\"HS256\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-09 RFC7518-3.2-1 RFC7518-3.2-2 RFC8725-3.5-1 RFC8725-3.2-1"},
        {"{\"alg\":\"HS512\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-08"},
        {"{\"alg\":\"ES256K\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-09"},
        {"{\"alg\":\"ES384\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-09"},
        {"{\"alg\":\"dir\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-13"},
        {"{\"alg\":\"A256GCMKW\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-13"},
        {"{\"alg\":\"RSA-OAEP\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "ALG-13"},
        {"{\"alg\":\"RSA1_5\",\"kid\":\"eddsa\"}", FAPI_JWS_ALG, "RFC8725-3.2-2"},
        /* crit and b64 */
        {"{" GOOD ",\"crit\":[\"x-unknown\"],\"x-unknown\":true}", FAPI_JWS_CRIT, "HDR-01 RFC7515-4-2 RFC7515-4.1.11-1 RFC7515-4.1.11-3"},
        {"{" GOOD ",\"crit\":[]}", FAPI_JWS_CRIT_FORM, "HDR-02 RFC7515-4.1.11-2"},
        {"{" GOOD ",\"crit\":\"exp\",\"exp\":1}", FAPI_JWS_CRIT_FORM, "HDR-03 RFC7515-4.1.11-2"},
        {"{" GOOD ",\"crit\":null}", FAPI_JWS_CRIT_FORM, "HDR-03"},
        {"{" GOOD ",\"crit\":1}", FAPI_JWS_CRIT_FORM, "HDR-03"},
        {"{" GOOD ",\"crit\":{}}", FAPI_JWS_CRIT_FORM, "HDR-03"},
        {"{" GOOD ",\"crit\":{\"a\":\"a\"},\"a\":1}", FAPI_JWS_CRIT_FORM, "HDR-03"},
        {"{" GOOD ",\"crit\":[1]}", FAPI_JWS_CRIT_FORM, "HDR-03"},
        {"{" GOOD ",\"crit\":[null]}", FAPI_JWS_CRIT_FORM, "HDR-03"},
        {"{" GOOD ",\"crit\":[\"x-absent\"]}", FAPI_JWS_CRIT_FORM, "HDR-04 RFC7515-4.1.11-2"},
        {"{" GOOD ",\"crit\":[\"alg\"]}", FAPI_JWS_CRIT_FORM, "HDR-05 RFC7515-4.1.11-2"},
        {"{" GOOD ",\"crit\":[\"kid\"]}", FAPI_JWS_CRIT_FORM, "HDR-05"},
        {"{" GOOD ",\"crit\":[\"b\",\"b\"],\"b\":1}", FAPI_JWS_CRIT_FORM, "HDR-05 RFC7515-4.1.11-2"},
        {"{" GOOD ",\"crit\":[\"b\",\"b\\u0062\"],\"b\":1,\"bb\":1}", FAPI_JWS_CRIT, "HDR-01"},
        {"{" GOOD ",\"crit\":[\"\"],\"\":1}", FAPI_JWS_CRIT, "HDR-01"},
        {"{" GOOD ",\"crit\":[\"b64\"]}", FAPI_JWS_CRIT_FORM, "HDR-04"},
        {"{" GOOD ",\"b64\":false}", FAPI_JWS_B64, "HDR-06"},
        {"{" GOOD ",\"b64\":true,\"crit\":[\"b64\"]}", FAPI_JWS_B64, "HDR-08"},
        {"{" GOOD ",\"b64\":false,\"crit\":[\"b64\"]}", FAPI_JWS_B64, "HDR-07 HDR-08"},
        {"{" GOOD ",\"b64\":null}", FAPI_JWS_B64, "HDR-06"},
        /* headers of encryption, nesting */
        {"{" GOOD ",\"zip\":\"DEF\"}", FAPI_JWS_JWE_HEADER, "HDR-09 RFC8725-3.6-1"},
        {"{" GOOD ",\"enc\":\"A256GCM\"}", FAPI_JWS_JWE_HEADER, "HDR-09 RFC8725-3.2-2"},
        {"{" GOOD ",\"epk\":{}}", FAPI_JWS_JWE_HEADER, "HDR-09 RFC7518-4.6.1.1-1 RFC8725-3.4-1"},
        {"{" GOOD ",\"apu\":\"\"}", FAPI_JWS_JWE_HEADER, "RFC7519-5.3-1"},
        {"{" GOOD ",\"p2c\":100000000}", FAPI_JWS_JWE_HEADER, ""},
        {"{" GOOD ",\"cty\":\"JWT\"}", FAPI_JWS_CTY, "HDR-09 RFC7519-5.2-1 RFC8725-3.11-2"},
        {"{" GOOD ",\"cty\":\"jwt\"}", FAPI_JWS_CTY, "HDR-09 RFC7515-4.1.10-1 RFC7519-5.2-1"},
        {"{" GOOD ",\"cty\":\"Application/JWT\"}", FAPI_JWS_CTY, "RFC7515-4.1.10-1"},
        /* types */
        {"{" GOOD ",\"typ\":1}", FAPI_JWS_HEADER_TYPE, "TYP-03"},
        {"{" GOOD ",\"typ\":null}", FAPI_JWS_HEADER_TYPE, "TYP-03"},
        {"{" GOOD ",\"typ\":[\"JWT\"]}", FAPI_JWS_HEADER_TYPE, "TYP-03"},
        {"{" GOOD ",\"cty\":1}", FAPI_JWS_HEADER_TYPE, "RFC7515-4.1.10-1"},
        {"{" GOOD ",\"x5t\":1}", FAPI_JWS_X5T, "KEY-09"},
        {"{" GOOD ",\"x5t#S256\":\"AAAA\"}", FAPI_JWS_X5T, "KEY-09"},
        {"{" GOOD ",\"x5t#S256\":\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\"}", FAPI_JWS_X5T, "KEY-09"},
        {"{\"alg\":\"EdDSA\",\"kid\":1}", FAPI_JWS_KID, "KEY-05 RFC7515-4.1.4-1 RFC8725-3.10-1"},
        {"{\"alg\":\"EdDSA\",\"kid\":[\"eddsa\"]}", FAPI_JWS_KID, "KEY-05"},
        {"{\"alg\":\"EdDSA\",\"kid\":null}", FAPI_JWS_KID, "KEY-05"},
        {"{\"alg\":\"EdDSA\",\"kid\":\"ed\\u0000dsa\"}", FAPI_JSON_NUL, "KEY-05"},
        /* keys and where to find them */
        {"{\"alg\":\"EdDSA\",\"kid\":\"\"}", FAPI_KEY_UNKNOWN, "KEY-05"},
        {"{\"alg\":\"EdDSA\",\"kid\":\"EDDSA\"}", FAPI_KEY_UNKNOWN, "RFC7515-4.1.4-1"},
        {"{\"alg\":\"EdDSA\",\"kid\":\"../../dev/null\"}", FAPI_KEY_UNKNOWN, "KEY-05"},
        {"{\"alg\":\"EdDSA\",\"kid\":\"' OR 1=1\"}", FAPI_KEY_UNKNOWN, "KEY-05 RFC8725-3.10-1"},
        {"{\"alg\":\"EdDSA\",\"kid\":\"es256\"}", FAPI_KEY_ALG, "ALG-12 RFC8725-3.1-3 RFC8037-4-1 RFC7515-6-1"},
        {"{\"alg\":\"ES256\",\"kid\":\"eddsa\"}", FAPI_KEY_ALG, "RFC8725-3.1-2 RFC7518-3.4-2"},
        {"{\"alg\":\"RS256\",\"kid\":\"ps256\"}", FAPI_KEY_ALG, "ALG-11 ALG-07"},
        {"{" GOOD ",\"jku\":\"https://evil.example/jwks\"}", FAPI_JWS_EMBEDDED_KEY, "KEY-02 RFC8725-3.10-2 FAPI2SP-5.4.2-2 FAPI1ADV-8.9-2 BROF-5.2.2.1-5"},
        {"{" GOOD ",\"jku\":\"http://169.254.169.254/\"}", FAPI_JWS_EMBEDDED_KEY, "KEY-02"},
        {"{" GOOD ",\"jku\":\"file:///etc/passwd\"}", FAPI_JWS_EMBEDDED_KEY, "KEY-02"},
        {"{" GOOD ",\"jku\":null}", FAPI_JWS_EMBEDDED_KEY, "KEY-02"},
        {"{" GOOD ",\"x5u\":\"https://evil.example/cert\"}", FAPI_JWS_EMBEDDED_KEY, "KEY-03 RFC8725-3.10-2"},
        {"{" GOOD ",\"x5c\":[\"MIIB\"]}", FAPI_JWS_EMBEDDED_KEY, "KEY-04 RFC7515-4.1.6-1 RFC7515-10.3-1"},
        {"{" GOOD ",\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}}",
         FAPI_JWS_EMBEDDED_KEY, "KEY-01 RFC7515-10.3-1 RFC7515-4.1.3-1"},
        {"{" GOOD ",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}", FAPI_JWS_EMBEDDED_KEY, "KEY-06 RFC7515-4.1.3-1"},
        {"{" GOOD ",\"jwk\":null}", FAPI_JWS_EMBEDDED_KEY, "KEY-01"},
        /* JSON */
        {"{" GOOD ",\"alg\":\"none\"}", FAPI_JSON_DUPLICATE, "RFC7515-4-1"},
        {"{" GOOD ",\"al\\u0067\":\"none\"}", FAPI_JSON_DUPLICATE, "RFC7515-4-1 RFC7515-10.13-1"},
        {"{" GOOD "}x", FAPI_JSON_TRAILING, "RFC7515-10.12-1"},
        {"{" GOOD "}{}", FAPI_JSON_TRAILING, "RFC7515-10.12-1"},
        {"{" GOOD ",}", FAPI_JSON_SYNTAX, "RFC7515-10.12-1"},
        {"[" "\"alg\"" "]", FAPI_JSON_NOT_OBJECT, "RFC7515-5.2-1"},
        {"\"EdDSA\"", FAPI_JSON_NOT_OBJECT, "RFC7515-5.2-1"},
        {"null", FAPI_JSON_NOT_OBJECT, ""},
        {"{" GOOD ",\"a\":\"\xc3!\"}", FAPI_JSON_UTF8, "RFC8725-3.7-1 RFC7515-5.2-1"},
        {"{" GOOD ",\"a\":\"\xed\xa0\x80\"}", FAPI_JSON_UTF8, "RFC7515-10.13-1"},
        {"\xef\xbb\xbf{" GOOD "}", FAPI_JSON_UTF8, "RFC8725-3.7-1"},
        {"{" GOOD ",\"a\":[[[[[[[[0]]]]]]]]}", FAPI_JSON_DEPTH, ""},
    };
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *token = t_sign(T_EDDSA, rows[i].header, PAYLOAD);
        CHECK(token[0] != '\0');
        if (!t_status(rows[i].status, check(&f, ALL, token), rows[i].header, __FILE__, __LINE__))
            return;
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
}

static void unsigned_tokens(void **state)
{
    (void)state;
    static const char *const names[] = {"none", "None", "NONE", "nOnE", "none "};
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *header = t_format("{\"alg\":\"%s\"}", names[i]);
        const char *token = t_join(header, PAYLOAD, strlen(PAYLOAD), "", 0);
        STATUS(i < 4 ? FAPI_JWS_ALG_NONE : FAPI_JWS_ALG, check(&f, ALL, token));
    }
    ATTACK("ALG-01");
    REFUSES("RFC7518-3.6-2");
    /* And a real algorithm without a signature. */
    const char *token = t_join("{" GOOD "}", PAYLOAD, strlen(PAYLOAD), "", 0);
    STATUS(FAPI_JWS_SIGNATURE_LENGTH, check(&f, ALL, token));
    ATTACK("SIG-03");
}

/* HMAC with whatever of the public key an attacker may guess that a verifier takes for a secret. */
static void forged_macs(void **state)
{
    (void)state;
    static const char *const algs[] = {"HS256", "hs256", "HS512", "RS256", "ES256", "EdDSA"};
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    const char *jwk = t_public_jwk(T_ES256);
    static const char pem[] = "-----BEGIN PUBLIC KEY-----\n"
                              "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n"
                              "6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"
                              "-----END PUBLIC KEY-----\n";
    const struct {
        const char *secret;
        size_t n;
    } secrets[] = {{jwk, strlen(jwk)}, {pem, sizeof pem - 1}, {"", 0}, {"secret", 6}, {"client", 6}, {"oct", 3}};
    for (size_t i = 0; i < COUNT(algs); i++) {
        for (size_t j = 0; j < COUNT(secrets); j++) {
            const char *header = t_format("{\"alg\":\"%s\",\"kid\":\"es256\"}", algs[i]);
            const char *token = t_forge(header, PAYLOAD, secrets[j].secret, secrets[j].n);
            CHECK(token[0] != '\0');
            int rc = check(&f, ALL, token);
            CHECK(rc == FAPI_JWS_ALG || rc == FAPI_KEY_ALG || rc == FAPI_JWS_SIGNATURE_LENGTH || rc == FAPI_ERR_NOMEM);
        }
    }
    ATTACK("ALG-05");
    ATTACK("ALG-05d");
    ATTACK("KEY-06");
    ATTACK("KEY-10");
    /* MACs cut short or extended are no better. */
    uint8_t mac[33] = {1};
    for (size_t n = 0; n <= sizeof mac; n += 11) {
        const char *token = t_join("{\"alg\":\"HS256\"}", PAYLOAD, strlen(PAYLOAD), mac, n);
        STATUS(FAPI_JWS_ALG, check(&f, ALL, token));
    }
    ATTACK("SIG-10");
}

static void structures(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    const char *good = t_sign(T_EDDSA, "{" GOOD "}", PAYLOAD);
    CHECK(good[0] != '\0');
    STATUS(FAPI_OK, check(&f, ALL, good));
    ACCEPTS("RFC7515-7.1-1");
    ACCEPTS("RFC7518-5.3-1");
    ACCEPTS("RFC7518-5.2.2.2-1");
    ACCEPTS("RFC7518-4.3-1");
    const int first = (int)(strchr(good, '.') - good);
    const int second = (int)(strrchr(good, '.') - good);
    const struct {
        const char *token;
        int status;
        const char *ids;
    } rows[] = {
        {"", FAPI_JWS_STRUCTURE, "STR-01"},
        {".", FAPI_JWS_STRUCTURE, "STR-01"},
        {"..", FAPI_JWS_STRUCTURE, "STR-01"},
        {"...", FAPI_JWS_STRUCTURE, "STR-01"},
        {"....", FAPI_JWE_UNSUPPORTED, "STR-01"},
        {".....", FAPI_JWS_STRUCTURE, "STR-01"},
        {"abc", FAPI_JWS_STRUCTURE, "STR-01"},
        {t_format("%.*s", second, good), FAPI_JWS_STRUCTURE, "STR-01 RFC7515-7.1-1"},
        {t_format("%s.", good), FAPI_JWS_STRUCTURE, "STR-01 RFC7515-7.1-1"},
        {t_format(".%s", good), FAPI_JWS_STRUCTURE, "STR-01"},
        {t_format("%s.AAAA.AAAA", good), FAPI_JWE_UNSUPPORTED, "STR-01 RFC7518-5.3-1 RFC7518-5.2.2.2-1 RFC7518-4.3-1"},
        {t_format("%s.a.b.c", good), FAPI_JWS_STRUCTURE, "STR-01"},
        {good + first, FAPI_JWS_STRUCTURE, "STR-01"},
        {t_format("Bearer %s", good), FAPI_BASE64URL_CHARACTER, "STR-02 RFC7515-2-1"},
        {t_format("DPoP %s", good), FAPI_BASE64URL_CHARACTER, "STR-02"},
        {t_format("\"%s\"", good), FAPI_BASE64URL_CHARACTER, "STR-02"},
        {t_format("%s,%s", good, good), FAPI_JWE_UNSUPPORTED, "STR-02"},
        {t_format(" %s", good), FAPI_BASE64URL_CHARACTER, "STR-02 RFC7515-2-1"},
        {t_format("%s\n", good), FAPI_BASE64URL_CHARACTER, "STR-02 RFC7515-2-1"},
        {t_format("%s==", good), FAPI_BASE64URL_PADDING, "SIG-12 RFC7515-2-1"},
        {t_replace_part(good, 0, t_format("%.*s=", first, good)), FAPI_BASE64URL_PADDING, "RFC7515-2-1"},
        {t_format("{\"payload\":\"%.*s\",\"protected\":\"%.*s\",\"signature\":\"%s\"}", second - first - 1, good + first + 1, first,
                  good, good + second + 1), FAPI_JWS_STRUCTURE, "STR-03 HDR-10 RFC7515-7.1-1"},
        {t_format("{\"payload\":\"%.*s\",\"signatures\":[{\"header\":{\"alg\":\"none\"},\"signature\":\"\"}]}", second - first - 1,
                  good + first + 1), FAPI_JWS_STRUCTURE, "STR-03 HDR-10"},
        {t_format("{\"unprotected\":{\"x\":\"a.b.c\"},\"p\":\"%.*s\"}", first, good), FAPI_BASE64URL_CHARACTER, "STR-03 HDR-10"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!t_status(rows[i].status, check(&f, ALL, rows[i].token), rows[i].ids, __FILE__, __LINE__))
            return;
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
    STATUS(FAPI_JWS_STRUCTURE, check_n(&f, ALL, NULL, 0));
}

static void sizes(void **state)
{
    (void)state;
    SLOW();
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    const size_t huge = 8 * 1024 * 1024;
    char *text = malloc(huge);
    CHECK(text != NULL);
    memset(text, '.', huge);
    int dots = check_n(&f, ALL, text, 1000000), few = check_n(&f, ALL, text, FAPI_MAX_JWT);
    memset(text, 'A', huge);
    text[4000000] = text[5000000] = '.';
    int long_token = check_n(&f, ALL, text, huge);
    free(text);
    STATUS(FAPI_JWS_SIZE, dots);
    STATUS(FAPI_JWS_STRUCTURE, few);
    STATUS(FAPI_JWS_SIZE, long_token);
    ATTACK("STR-01");
    /* A header of exactly the limit, and one octet more; the token's limit; a signature over its limit. */
    for (int over = 0; over < 2; over++) {
        size_t fill = FAPI_MAX_JOSE_HEADER + (size_t)over - strlen("{" GOOD ",\"a\":\"\"}");
        char filler[FAPI_MAX_JOSE_HEADER];
        memset(filler, 'f', fill);
        const char *token = t_sign(T_EDDSA, t_format("{" GOOD ",\"a\":\"%.*s\"}", (int)fill, filler), PAYLOAD);
        STATUS(over ? FAPI_JWS_SIZE : FAPI_OK, check(&f, ALL, token));
    }
    static char payload[FAPI_MAX_JWT];
    memset(payload, 'p', sizeof payload - 1);
    const size_t header_n = strlen("{" GOOD "}");
    const size_t room = FAPI_MAX_JWT - (header_n * 4 + 2) / 3 - 2 - 86;
    payload[room / 4 * 3] = '\0';
    const char *token = t_sign(T_EDDSA, "{" GOOD "}", payload);
    CHECK(strlen(token) <= FAPI_MAX_JWT && strlen(token) > FAPI_MAX_JWT - 4);
    STATUS(FAPI_OK, check(&f, ALL, token));
    payload[room / 4 * 3] = 'p';
    payload[room / 4 * 3 + 4] = '\0';
    STATUS(FAPI_JWS_SIZE, check(&f, ALL, t_sign(T_EDDSA, "{" GOOD "}", payload)));
    static const uint8_t signature[1025];
    STATUS(FAPI_JWS_SIGNATURE_LENGTH, check(&f, ALL, t_join("{" GOOD "}", "p", 1, signature, sizeof signature)));
    char kid[1024];
    memset(kid, 'k', sizeof kid);
    STATUS(FAPI_JWS_KID,
           check(&f, ALL, t_sign(T_EDDSA, t_format("{\"alg\":\"EdDSA\",\"kid\":\"%.*s\"}", FAPI_MAX_KID + 1, kid), PAYLOAD)));
    STATUS(FAPI_KEY_UNKNOWN,
           check(&f, ALL, t_sign(T_EDDSA, t_format("{\"alg\":\"EdDSA\",\"kid\":\"%.*s\"}", FAPI_MAX_KID, kid), PAYLOAD)));
    ATTACK("STR-04");
    ATTACK("KEY-05");
}

static void signatures(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    const char *es = "{\"alg\":\"ES256\",\"kid\":\"es256\"}", *ed = "{" GOOD "}", *ps = "{\"alg\":\"PS256\",\"kid\":\"ps256\"}";
    uint8_t octets[300];
    memset(octets, 0x01, sizeof octets);
    static const size_t wrong[] = {1, 63, 65, 66, 96, 128};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        STATUS(FAPI_JWS_SIGNATURE_LENGTH, check(&f, ALL, t_join(es, PAYLOAD, strlen(PAYLOAD), octets, wrong[i])));
        STATUS(FAPI_JWS_SIGNATURE_LENGTH, check(&f, ALL, t_join(ed, PAYLOAD, strlen(PAYLOAD), octets, wrong[i])));
        STATUS(FAPI_JWS_SIGNATURE_LENGTH, check(&f, ALL, t_join(ps, PAYLOAD, strlen(PAYLOAD), octets, wrong[i])));
    }
    REFUSES("RFC7518-3.4-1");
    REFUSES("RFC8037-3.1-1");
    REFUSES("RFC7518-3.5-1");
    ATTACK("SIG-03");
    /* The DER form of a good signature. */
    const char *good = t_sign(T_ES256, es, PAYLOAD);
    CHECK(good[0] != '\0');
    STATUS(FAPI_OK, check(&f, ALL, good));
    ACCEPTS("RFC7518-3.4-1");
    uint8_t der[72] = {0x30, 70, 0x02, 33, 0x00};
    der[37] = 0x02;
    der[38] = 33;
    memset(der + 5, 0x11, 32);
    memset(der + 40, 0x11, 32);
    STATUS(FAPI_JWS_SIGNATURE_LENGTH, check(&f, ALL, t_join(es, PAYLOAD, strlen(PAYLOAD), der, sizeof der)));
    ATTACK("SIG-02");
    /* Signatures of another token, or of other octets of the same length. */
    const char *one = t_sign(T_EDDSA, ed, PAYLOAD), *two = t_sign(T_EDDSA, ed, "{\"iss\":\"joe\",\"n\":2}");
    CHECK(one[0] != '\0' && two[0] != '\0');
    STATUS(FAPI_OK, check(&f, ALL, one));
    ACCEPTS("RFC7515-5.2-1");
    STATUS(FAPI_JWS_SIGNATURE, check(&f, ALL, t_replace_part(one, 2, strrchr(two, '.') + 1)));
    REFUSES("RFC7515-5.2-1");
    ATTACK("SIG-11");
    STATUS(FAPI_JWS_SIGNATURE, check(&f, ALL, t_join(es, PAYLOAD, strlen(PAYLOAD), octets, 64)));
    STATUS(FAPI_JWS_SIGNATURE, check(&f, ALL, t_join(ps, PAYLOAD, strlen(PAYLOAD), octets, 256)));
}

/* What is verified is what came: a header spelled otherwise, or with unused bits set, is another message. */
static void the_received_octets_are_verified(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    const char *one = t_sign(T_EDDSA, "{" GOOD "}", PAYLOAD);
    CHECK(one[0] != '\0');
    const char *spaced = "{ " GOOD "}";
    STATUS(FAPI_JWS_SIGNATURE, check(&f, ALL, t_replace_part(one, 0, t_base64url(spaced, strlen(spaced)))));
    /* 86 characters hold 64 octets and 4 bits that must be zero; the same for a header of 31 octets. */
    char *turned = (char *)(uintptr_t)t_format("%s", one);
    char *last = turned + strlen(turned) - 1;
    CHECK(*last == 'A' || *last == 'Q' || *last == 'g' || *last == 'w');
    *last = (char)(*last + 1);
    STATUS(FAPI_BASE64URL_TRAILING_BITS, check(&f, ALL, turned));
    ATTACK("SIG-12");
    const char *any = t_sign(T_EDDSA, "{" GOOD "}", "12"); /* 2 octets: 2 bits over */
    CHECK(any[0] != '\0');
    STATUS(FAPI_OK, check(&f, ALL, any));
    STATUS(FAPI_BASE64URL_TRAILING_BITS, check(&f, ALL, t_replace_part(any, 1, "MTJ")));
    REFUSES("RFC7515-2-1");
}

static void payloads_are_shown_as_they_are(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    static const char *const texts[] = {"", "x", "\xff\xfe", PAYLOAD, "eyJhbGciOiJub25lIn0.e30."};
    for (size_t i = 0; i < COUNT(texts); i++) {
        const uint8_t *payload = NULL;
        size_t n = 1;
        const char *token = t_sign(T_EDDSA, "{" GOOD "}", texts[i]);
        CHECK(token[0] != '\0');
        STATUS(FAPI_OK, check(&f, ALL, token));
        STATUS(FAPI_OK, fapi_verdict_payload(f.verdict, &payload, &n));
        CHECK(n == strlen(texts[i]) && memcmp(payload, texts[i], n) == 0);
    }
    STATUS(FAPI_JWS_STRUCTURE, check(&f, ALL, "x"));
    CHECK(fapi_verdict_subject(f.verdict) == FAPI_SUBJECT_JWS);
}

/* No text of ours holds what a signature ought to have been, or the token. */
static void refusals_do_not_leak(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    const char *one = t_sign(T_EDDSA, "{" GOOD "}", PAYLOAD), *two = t_sign(T_EDDSA, "{" GOOD "}", "{}");
    CHECK(one[0] != '\0' && two[0] != '\0');
    STATUS(FAPI_JWS_SIGNATURE, check(&f, ALL, t_replace_part(one, 2, strrchr(two, '.') + 1)));
    const char *details[] = {fapi_verdict_expected(f.verdict), fapi_verdict_actual(f.verdict), fapi_verdict_text(f.verdict)};
    for (size_t i = 0; i < COUNT(details); i++) {
        CHECK(strstr(details[i], strrchr(one, '.') + 1) == NULL);
        CHECK(strstr(details[i], strrchr(two, '.') + 1) == NULL);
    }
    ATTACK("SIG-13");
    /* What was readable of the last message is gone with the next, refused one. */
    const uint8_t *payload = NULL;
    size_t n = 0;
    STATUS(FAPI_OK, check(&f, ALL, one));
    STATUS(FAPI_JWS_STRUCTURE, check(&f, ALL, "x"));
    STATUS(FAPI_ERR_STATE, fapi_verdict_payload(f.verdict, &payload, &n));
    CHECK(payload == NULL && n == 0);
    ATTACK("CFG-03");
}

static void arguments(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    const char *token = t_sign(T_EDDSA, "{" GOOD "}", PAYLOAD);
    CHECK(token[0] != '\0');
    const size_t n = strlen(token);
    STATUS(FAPI_ERR_ARG, fapi_jws_check(NULL, ALL, token, n, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_jws_check(f.jwks, ALL, token, n, NULL));
    STATUS(FAPI_ERR_ARG, fapi_jws_check(f.jwks, ALL, NULL, n, f.verdict));
    ATTACK("CFG-02");
    STATUS(FAPI_ERR_ARG, fapi_jws_check(f.jwks, 0, token, n, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_jws_check(f.jwks, 16, token, n, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_jws_check(f.jwks, -1, token, n, f.verdict));
    ATTACK("CFG-01");
    AUTO(fapi_jwks) empty = fapi_jwks_new(t_context());
    CHECK(empty != NULL);
    STATUS(FAPI_ERR_STATE, fapi_jws_check(empty, ALL, token, n, f.verdict));
    /* A set without the algorithm of the message. */
    STATUS(FAPI_OK, set_up(&f, t_format("{\"keys\":[%s]}", t_public_jwk(T_ES256))));
    STATUS(FAPI_KEY_UNKNOWN, check(&f, ALL, token));
    STATUS(FAPI_KEY_UNKNOWN, check(&f, ALL, t_sign(T_EDDSA, "{\"alg\":\"EdDSA\"}", PAYLOAD)));
    REFUSES("RFC7515-6-1");
}

/* Keys that share a kid, and messages without one. */
static void ambiguous_keys(void **state)
{
    (void)state;
    FIXTURE(f);
    const char *ed = t_public_jwk(T_EDDSA), *es = t_public_jwk(T_ES256);
    STATUS(FAPI_OK, set_up(&f, t_format("{\"keys\":[%s,%s]}", ed, ed)));
    const char *token = t_sign(T_EDDSA, "{" GOOD "}", PAYLOAD), *nameless = t_sign(T_EDDSA, "{\"alg\":\"EdDSA\"}", PAYLOAD);
    CHECK(token[0] != '\0' && nameless[0] != '\0');
    STATUS(FAPI_KEY_AMBIGUOUS, check(&f, ALL, token));
    ATTACK("KEY-07");
    STATUS(FAPI_KEY_AMBIGUOUS, check(&f, ALL, nameless));
    ATTACK("KEY-08");
    /* One name for two kinds of key: told apart by the algorithm. */
    const char *shared = t_format("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"eddsa\",%s,%s]}", strstr(es, "\"x\":"), ed);
    STATUS(FAPI_OK, set_up(&f, shared));
    STATUS(FAPI_OK, check(&f, ALL, token));
    ACCEPTS("FAPI2SP-5.4.3-1");
}

static void trace(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    STATUS(FAPI_OK, fapi_verdict_set_trace(f.verdict, 1));
    const char *token = t_sign(T_EDDSA, "{" GOOD "}", PAYLOAD);
    CHECK(token[0] != '\0');
    STATUS(FAPI_OK, check(&f, FAPI2, token));
    static const int rules[] = {FAPI_JWS_SIZE, FAPI_JWS_STRUCTURE, FAPI_JWS_HEADER, FAPI_JWS_ALG_MISSING, FAPI_JWS_ALG_NONE,
                                FAPI_JWS_ALG, FAPI_JWS_B64, FAPI_JWS_JWE_HEADER, FAPI_JWS_KID, FAPI_JWS_EMBEDDED_KEY,
                                FAPI_JWS_SIGNATURE_LENGTH, FAPI_KEY_UNKNOWN, FAPI_JWS_SIGNATURE};
    for (size_t i = 0; i < COUNT(rules); i++) {
        bool seen = false;
        for (size_t j = 0; j < fapi_verdict_trace_count(f.verdict); j++)
            seen = seen || (fapi_verdict_trace_status(f.verdict, j) == rules[i] &&
                            fapi_verdict_trace_outcome(f.verdict, j) == FAPI_OUTCOME_PASS);
        CHECK(seen);
    }
    STATUS(FAPI_JWS_ALG, check(&f, FAPI2, t_sign(T_RS256, "{\"alg\":\"RS256\"}", PAYLOAD)));
    CHECK(strcmp(fapi_verdict_expected(f.verdict), "PS256 ES256 EdDSA") == 0);
    CHECK(strcmp(fapi_verdict_actual(f.verdict), "RS256") == 0);
    ATTACK("ALG-09");
}

/* The parts that only other layers use: the jwk header of a proof, and claims. */
static void reading_for_other_layers(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, t_public_jwks()));
    fapi_verdict *verdict = f.verdict;
    const char *token = t_sign(T_EDDSA, t_format("{\"alg\":\"EdDSA\",\"typ\":\"dpop+jwt\",\"jwk\":%s}", t_public_jwk(T_EDDSA)), PAYLOAD);
    CHECK(token[0] != '\0');
    fapix_jws jws;
    fapix_slice compact = fapix_slice_str(token);
    STATUS(FAPI_JWS_EMBEDDED_KEY, fapix_jws_read(verdict, &verdict->token, compact, ALL, 0, &jws));
    CHECK(jws.alg == 0 && jws.jwk == NULL && jws.signature_n == 0);
    fapix_verdict_begin(verdict);
    STATUS(FAPI_OK, fapix_jws_read(verdict, &verdict->proof, compact, ALL, FAPIX_JWS_ALLOW_JWK, &jws));
    CHECK(jws.alg == FAPI_ALG_EDDSA && !jws.has_kid && jws.jwk != NULL && fapix_jws_typ_is(jws.typ, "dpop+jwt"));
    CHECK(fapix_json_get(&verdict->proof.claims, "iss") != NULL);
    fapix_jwk_fields fields;
    fapix_key *key = NULL;
    char jkt[FAPI_JKT_LENGTH + 1];
    STATUS(FAPI_OK, fapix_jwk_fields_json(&fields, &verdict->proof.header, jws.jwk));
    STATUS(FAPI_OK, fapix_jwk_import(t_context(), &fields, false, &key, jkt));
    ACCEPTS("RFC7515-4.1.3-1");
    int rc = fapix_jws_verify(verdict->context->provider, &jws, key);
    jws.alg = FAPI_ALG_ES256;
    int other = fapix_jws_verify(verdict->context->provider, &jws, key);
    verdict->context->provider->key_free(key);
    STATUS(FAPI_OK, rc);
    STATUS(FAPI_KEY_ALG, other);
    STATUS(FAPI_JWK_TYPE, fapix_jwk_fields_json(&fields, &verdict->proof.header, NULL));
    /* Claims are a JSON object, whatever a bare JWS may hold. */
    static const struct {
        const char *payload;
        int status;
    } rows[] = {{"{}", FAPI_OK}, {"", FAPI_JSON_SYNTAX}, {"[]", FAPI_JSON_NOT_OBJECT}, {"{\"a\":1,\"a\":2}", FAPI_JSON_DUPLICATE}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        token = t_sign(T_EDDSA, "{" GOOD "}", rows[i].payload);
        CHECK(token[0] != '\0');
        fapix_verdict_begin(verdict);
        STATUS(rows[i].status, fapix_jws_read(verdict, &verdict->token, fapix_slice_str(token), ALL, 0, &jws));
    }
}

static void types_are_media_types(void **state)
{
    (void)state;
    static const struct {
        const char *typ, *wanted;
        bool same;
        const char *ids;
    } rows[] = {
        {"at+jwt", "at+jwt", true, "RFC7515-4.1.9-1"},
        {"AT+JWT", "at+jwt", true, "RFC7515-4.1.9-1"},
        {"application/at+jwt", "at+jwt", true, "RFC7515-4.1.9-1"},
        {"Application/AT+jwt", "at+jwt", true, "RFC7515-4.1.9-1"},
        {"at+jwt", "application/at+jwt", true, "RFC7515-4.1.9-1"},
        {"at+jwt ", "at+jwt", false, "TYP-02 RFC7515-4.1.9-1"},
        {"at+jwt;v=1", "at+jwt", false, "TYP-02"},
        {"JWT", "at+jwt", false, "TYP-02"},
        {"at+jw", "at+jwt", false, "TYP-02"},
        {"text/at+jwt", "at+jwt", false, "TYP-02"},
        {"application/application/at+jwt", "at+jwt", false, "TYP-02"},
        {"application/", "at+jwt", false, "TYP-02"},
        {"application/x/at+jwt", "x/at+jwt", false, "TYP-02"},
        {"", "at+jwt", false, "TYP-02"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        CHECK(fapix_jws_typ_is(fapix_slice_str(rows[i].typ), rows[i].wanted) == rows[i].same);
        t_claim_row(rows[i].same ? FAPI_OK : FAPI_JWT_TYP, rows[i].ids, __func__);
    }
    CHECK(!fapix_jws_typ_is((fapix_slice){NULL, 0}, "at+jwt"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_algorithm),
        cmocka_unit_test(the_two_names_of_ed25519),
        cmocka_unit_test(headers),
        cmocka_unit_test(unsigned_tokens),
        cmocka_unit_test(forged_macs),
        cmocka_unit_test(structures),
        cmocka_unit_test(sizes),
        cmocka_unit_test(signatures),
        cmocka_unit_test(the_received_octets_are_verified),
        cmocka_unit_test(payloads_are_shown_as_they_are),
        cmocka_unit_test(refusals_do_not_leak),
        cmocka_unit_test(arguments),
        cmocka_unit_test(ambiguous_keys),
        cmocka_unit_test(trace),
        cmocka_unit_test(reading_for_other_layers),
        cmocka_unit_test(types_are_media_types),
    };
    return t_main("jws", tests, sizeof tests / sizeof tests[0]);
}
