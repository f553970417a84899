/* SPDX-License-Identifier: Apache-2.0 */
/* Compact JWE: structure, header, key, content, and the JWS inside. Signatures are Ed25519, which costs microseconds. */
#include "harness.h"
#include "jose_make.h"
#include "jwe_make.h"

#include "base/base64url.h"

#define PAYLOAD "{\"iss\":\"joe\",\"n\":1}"
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define SIGNED_HEADER "{\"alg\":\"EdDSA\",\"kid\":\"eddsa\"}"

typedef struct fixture {
    fapi_jwks *jwks;
    fapi_verdict *verdict;
    fapi_decrypter *decrypter[2];
    fapi_jwe *jwe;
} fixture;

static void fixture_free(fixture *f)
{
    fapi_jwe_free(f->jwe);
    fapi_decrypter_free(f->decrypter[0]);
    fapi_decrypter_free(f->decrypter[1]);
    fapi_jwks_free(f->jwks);
    fapi_verdict_free(f->verdict);
    *f = (fixture){NULL, NULL, {NULL, NULL}, NULL};
}
#define FIXTURE(name) __attribute__((cleanup(fixture_free))) fixture name = {NULL, NULL, {NULL, NULL}, NULL}

static int add_key(fixture *f, size_t i, enum t_enc_key name)
{
    const char *jwk = t_enc_private_jwk(name);
    int rc = fapi_decrypter_new(t_context(), jwk, strlen(jwk), &f->decrypter[i]);
    return rc == FAPI_OK ? fapi_jwe_add_decrypter(f->jwe, f->decrypter[i]) : rc;
}

/* With the EC key, and the RSA key if it is named. */
static int set_up(fixture *f, int rsa)
{
    fixture_free(f);
    f->jwks = fapi_jwks_new(t_context());
    f->verdict = fapi_verdict_new(t_context());
    f->jwe = fapi_jwe_new(t_context());
    if (f->jwks == NULL || f->verdict == NULL || f->jwe == NULL)
        return FAPI_ERR_NOMEM;
    const char *set = t_format("{\"keys\":[%s]}", t_public_jwk(T_EDDSA));
    int rc = fapi_jwks_load(f->jwks, set, strlen(set));
    if (rc == FAPI_OK)
        rc = add_key(f, 0, T_ENC_EC);
    return rc == FAPI_OK && rsa >= 0 ? add_key(f, 1, (enum t_enc_key)rsa) : rc;
}

/* The status of the check, once it is sure that a refused message shows nothing, and leaves nothing. */
static int check_n(const fixture *f, const char *text, size_t n)
{
    const uint8_t *payload = NULL;
    size_t payload_n = 0;
    int rc = fapi_jwe_check(f->jwe, f->jwks, FAPI_ALG_EDDSA, text, n, f->verdict);
    bool readable = fapi_verdict_payload(f->verdict, &payload, &payload_n) == FAPI_OK;
    if (fapi_verdict_status(f->verdict) != rc || readable != (rc == FAPI_OK))
        return FAPI_ERR_INTERNAL;
    if (readable && (payload_n != strlen(PAYLOAD) || memcmp(payload, PAYLOAD, payload_n) != 0))
        return FAPI_ERR_INTERNAL;
    for (size_t i = 0; rc != FAPI_OK && i < sizeof f->verdict->nested; i++)
        if (f->verdict->nested[i] != 0)
            return FAPI_ERR_INTERNAL;
    return rc;
}

static int check(const fixture *f, const char *text)
{
    if (text[0] == '\0' && t_injected())
        return FAPI_ERR_NOMEM;
    return check_n(f, text, strlen(text));
}

static const char *inner(void)
{
    return t_sign(T_EDDSA, SIGNED_HEADER, PAYLOAD);
}

static const int algs[] = {FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ALG_RSA_OAEP_256, FAPI_JWE_ALG_ECDH_ES,
                           FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWE_ALG_ECDH_ES_A256KW};
static const int encs[] = {FAPI_JWE_ENC_A128GCM, FAPI_JWE_ENC_A256GCM, FAPI_JWE_ENC_A128CBC_HS256,
                           FAPI_JWE_ENC_A256CBC_HS512};

static int encrypt(fapi_jwe *jwe, int alg, int enc, const char *jws, const char **compact, size_t *n)
{
    AUTO(fapi_encrypter) to = NULL;
    enum t_enc_key name = alg == FAPI_JWE_ALG_RSA_OAEP       ? T_ENC_RSA
                          : alg == FAPI_JWE_ALG_RSA_OAEP_256 ? T_ENC_RSA_256
                                                             : T_ENC_EC;
    const char *jwk = t_enc_public_jwk(name);
    int rc = fapi_encrypter_new(t_context(), jwk, strlen(jwk), alg, enc, &to);
    return rc == FAPI_OK ? fapi_jwe_encrypt(jwe, to, jws, strlen(jws), compact, n) : rc;
}

/* ---- round trips ---- */

static void every_algorithm(void **state)
{
    (void)state;
    SLOW();
    for (size_t a = 0; a < COUNT(algs); a++) {
        FIXTURE(f);
        STATUS(FAPI_OK, set_up(&f, algs[a] == FAPI_JWE_ALG_RSA_OAEP_256 ? T_ENC_RSA_256 : T_ENC_RSA));
        for (size_t e = 0; e < COUNT(encs); e++) {
            const char *compact = NULL, *jws = inner();
            size_t n = 0;
            STATUS(FAPI_OK, encrypt(f.jwe, algs[a], encs[e], jws, &compact, &n));
            CHECK(n <= FAPI_MAX_JWT && fapix_jwe_is(fapix_slice_of(compact, n)));
            STATUS(FAPI_OK, check_n(&f, compact, n));
            STATUS(FAPI_OK, fapi_jwe_set_allowed(f.jwe, algs[a], encs[e]));
            STATUS(FAPI_OK, check_n(&f, compact, n));
            /* What is not allowed does not pass although it would decrypt. */
            STATUS(FAPI_OK, fapi_jwe_set_allowed(f.jwe, FAPIX_JWE_ALGS & ~algs[a], encs[e]));
            STATUS(FAPI_JWE_ALG, check_n(&f, compact, n));
            STATUS(FAPI_OK, fapi_jwe_set_allowed(f.jwe, algs[a], FAPIX_JWE_ENCS & ~encs[e]));
            STATUS(FAPI_JWE_ENC, check_n(&f, compact, n));
            STATUS(FAPI_OK, fapi_jwe_set_allowed(f.jwe, FAPIX_JWE_ALGS, FAPIX_JWE_ENCS));
        }
    }
    static const char *const ids[] = {"RFC7516-5.2-2", "RFC8725-3.1-1", "RFC8725-3.1-2", "RFC8725-3.2-1"};
    for (size_t i = 0; i < COUNT(ids); i++) {
        t_claim_row(FAPI_OK, ids[i], __func__);
        t_claim_row(FAPI_JWE_ALG, ids[i], __func__);
    }
}

/* The one that the sweep runs. */
static void one_round_trip(void **state)
{
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, -1));
    const char *compact = NULL, *jws = inner();
    size_t n = 0;
    CHECK(jws[0] != '\0');
    STATUS(FAPI_OK, encrypt(f.jwe, FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWE_ENC_A128CBC_HS256, jws, &compact, &n));
    STATUS(FAPI_OK, check_n(&f, compact, n));
    ACCEPTS("RFC7519-5.2-1");
    /* Two of the same are not the same. */
    const char *first = t_format("%.*s", (int)n, compact);
    STATUS(FAPI_OK, encrypt(f.jwe, FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWE_ENC_A128CBC_HS256, jws, &compact, &n));
    CHECK(strlen(first) != n || memcmp(first, compact, n) != 0);
}

static void published_examples(void **state)
{
    (void)state;
    /* RFC 7518 C: Alice and Bob, A128GCM. */
    static const uint8_t shared[32] = {158, 86,  217, 29, 129, 113, 53,  211, 114, 131, 66, 131, 191, 132, 38,  156,
                                       251, 49,  110, 163, 218, 128, 106, 72,  246, 218, 167, 121, 140, 254, 144, 196};
    const fapix_jwe_agreement agreement = {fapix_slice_str("A128GCM"), fapix_slice_str("Alice"), fapix_slice_str("Bob")};
    uint8_t out[16];
    char text[23] = "";
    STATUS(FAPI_OK, fapix_jwe_derive(t_context(), shared, &agreement, out, sizeof out));
    fapix_base64url_encode(fapix_slice_of(out, sizeof out), text);
    CHECK(strcmp(text, "VqqN6vgjbSBcIijNcacQGg") == 0);
    SLOW();
    /* RFC 7516 A.1 decrypts; that what it holds was never signed is what refuses it. */
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, T_ENC_RSA));
    STATUS(FAPI_JWE_PLAINTEXT, check(&f, t_rfc7516_a1()));
    for (int part = 1; part < 5; part++)
        STATUS(FAPI_JWE_DECRYPTION, check(&f, t_flip_jwe(t_rfc7516_a1(), part, 3)));
    ATTACK("JAR-02");
}

/* ---- header ---- */

#define GOOD "\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\"," T_EPK
#define X "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0"
#define Y "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"
#define EPK(members) "{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\",\"epk\":{" members "}}"
#define SYMMETRIC(alg) {"{\"alg\":\"" alg "\",\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_ALG_SYMMETRIC, "ALG-13"}
static void headers(void **state)
{
    (void)state;
    SLOW();
    static const struct {
        const char *header;
        int status;
        const char *ids;
    } rows[] = {
        {"{" GOOD "}", FAPI_OK, "RFC7516-4.1.2-1 RFC7516-4.1.3-1 RFC7516-5.2-5 RFC7516-7.1-1 RFC8725-3.2-2 RFC8725-3.6-1 RFC8725-3.10-1 "
                                "RFC8725-3.10-2 RFC7518-4.6.1.1-1 RFC8725-3.4-1 RFC7516-5.2-4 RFC7518-5.3-1"},
        {"{" GOOD ",\"kid\":\"ec\",\"cty\":\"JWT\",\"typ\":\"x\"}", FAPI_OK, "RFC7519-5.2-1"},
        {"{" GOOD ",\"cty\":\"jwt\"}", FAPI_OK, "RFC7519-5.2-1"},
        {"{" GOOD ",\"cty\":\"application/jwt\"}", FAPI_OK, ""},
        {"{" GOOD ",\"x-own\":{\"a\":1},\"x5t\":\"abc\"}", FAPI_OK, ""},
        {"{" GOOD ",\"iss\":\"joe\"}", FAPI_OK, "RFC7519-5.3-1"},
        {"{" GOOD ",\"iss\":\"jim\"}", FAPI_JWE_COPY, "RFC7519-5.3-1"},
        {"{" GOOD ",\"aud\":\"joe\"}", FAPI_JWE_COPY, "RFC7519-5.3-1"},
        {"{" GOOD ",\"iss\":\"jim\",\"sub\":1}", FAPI_JWE_COPY, ""},
        /* alg */
        {"{\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_ALG_MISSING, ""},
        {"{\"alg\":null,\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_ALG_MISSING, ""},
        {"{\"alg\":[\"ECDH-ES\"],\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_ALG_MISSING, ""},
        {"{\"alg\":\"RSA1_5\",\"enc\":\"A128GCM\"}", FAPI_JWE_ALG_RSA1_5, "JWE-05 RFC8725-3.2-2"},
        {"{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":2147483647,\"p2s\":\"AAAAAAAAAAA\"}", FAPI_JWE_ALG_PBES2, "JWE-03"},
        {"{\"alg\":\"PBES2-HS512+A256KW\",\"enc\":\"A128GCM\",\"p2c\":-1}", FAPI_JWE_ALG_PBES2, "JWE-03"},
        {"{\"alg\":\"PBES2-HS384+A192KW\",\"enc\":\"A128GCM\",\"p2c\":\"1000\",\"p2s\":\"\"}", FAPI_JWE_ALG_PBES2, "JWE-03"},
        SYMMETRIC("dir"), SYMMETRIC("A128KW"), SYMMETRIC("A192KW"), SYMMETRIC("A256KW"), SYMMETRIC("A128GCMKW"),
        SYMMETRIC("A192GCMKW"), SYMMETRIC("A256GCMKW"),
        {"{\"alg\":\"ECDH-1PU\",\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_ALG_ECDH_1PU, ""},
        {"{\"alg\":\"ECDH-1PU+A256KW\",\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_ALG_ECDH_1PU, ""},
        {"{\"alg\":\"ECDH-ES+A192KW\",\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_ALG, ""},
        {"{\"alg\":\"ecdh-es\",\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_ALG, "RFC8725-3.1-2"},
        {"{\"alg\":\"none\",\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_ALG, ""},
        {"{\"alg\":\"EdDSA\",\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_ALG, ""},
        {"{\"alg\":\"RSA-OAEP-512\",\"enc\":\"A128GCM\"}", FAPI_JWE_ALG, ""},
        /* enc, zip */
        {"{\"alg\":\"ECDH-ES\"," T_EPK "}", FAPI_JWE_ENC_MISSING, "RFC7516-4.1.2-1"},
        {"{\"alg\":\"ECDH-ES\",\"enc\":1," T_EPK "}", FAPI_JWE_ENC_MISSING, "RFC7516-4.1.2-1"},
        {"{\"alg\":\"ECDH-ES\",\"enc\":\"a128gcm\"," T_EPK "}", FAPI_JWE_ENC, "RFC7516-4.1.2-1 JWE-11"},
        {"{\"alg\":\"ECDH-ES\",\"enc\":\"A192GCM\"," T_EPK "}", FAPI_JWE_ENC, "JWE-11"},
        {"{\"alg\":\"ECDH-ES\",\"enc\":\"none\"," T_EPK "}", FAPI_JWE_ENC, "JWE-11"},
        {"{" GOOD ",\"zip\":\"DEF\"}", FAPI_JWE_ZIP, "JWE-01 JWE-12 RFC7516-4.1.3-1 RFC8725-3.6-1"},
        {"{" GOOD ",\"zip\":\"gzip\"}", FAPI_JWE_ZIP, "JWE-01 RFC7516-4.1.3-1"},
        {"{" GOOD ",\"zip\":null}", FAPI_JWE_ZIP, "JWE-01"},
        {"{" GOOD ",\"zip\":\"\"}", FAPI_JWE_ZIP, "JWE-01"},
        /* crit */
        {"{" GOOD ",\"crit\":[\"exp\"],\"exp\":1}", FAPI_JWE_CRIT, "JWE-09 RFC7516-5.2-5"},
        {"{" GOOD ",\"crit\":[\"b64\"],\"b64\":true}", FAPI_JWE_CRIT_FORM, "RFC7516-5.2-5"},
        {"{" GOOD ",\"crit\":[\"enc\"]}", FAPI_JWE_CRIT_FORM, "RFC7516-5.2-5"},
        {"{" GOOD ",\"crit\":[]}", FAPI_JWE_CRIT_FORM, "RFC7516-5.2-5"},
        {"{" GOOD ",\"crit\":\"exp\",\"exp\":1}", FAPI_JWE_CRIT_FORM, ""},
        {"{" GOOD ",\"crit\":[\"exp\"]}", FAPI_JWE_CRIT_FORM, ""},
        {"{" GOOD ",\"crit\":[\"exp\",\"exp\"],\"exp\":1}", FAPI_JWE_CRIT_FORM, ""},
        {"{" GOOD ",\"crit\":[1],\"1\":1}", FAPI_JWE_CRIT_FORM, ""},
        /* types */
        {"{" GOOD ",\"typ\":1}", FAPI_JWE_HEADER_TYPE, ""},
        {"{" GOOD ",\"cty\":null}", FAPI_JWE_HEADER_TYPE, ""},
        {"{" GOOD ",\"x5t\":1}", FAPI_JWE_HEADER_TYPE, ""},
        {"{" GOOD ",\"x5t#S256\":\"AAAA\"}", FAPI_JWE_HEADER_TYPE, ""},
        {"{" GOOD ",\"cty\":\"json\"}", FAPI_JWE_CTY, "RFC7519-5.2-1"},
        {"{" GOOD ",\"cty\":\"\"}", FAPI_JWE_CTY, "RFC7519-5.2-1"},
        /* keys */
        {"{" GOOD ",\"kid\":1}", FAPI_JWE_KID, "RFC8725-3.10-1"},
        {"{" GOOD ",\"kid\":\"EC\"}", FAPI_JWE_KEY, "RFC8725-3.10-1"},
        {"{" GOOD ",\"kid\":\"\"}", FAPI_JWE_KEY, ""},
        {"{" GOOD ",\"kid\":\"rsa\"}", FAPI_JWE_KEY, "RFC8725-3.1-3 JWE-08"},
        {"{" GOOD ",\"jku\":\"https://evil.example/\"}", FAPI_JWE_EMBEDDED_KEY, "KEY-02 RFC8725-3.10-2"},
        {"{" GOOD ",\"x5u\":\"https://evil.example/\"}", FAPI_JWE_EMBEDDED_KEY, "KEY-03"},
        {"{" GOOD ",\"x5c\":[]}", FAPI_JWE_EMBEDDED_KEY, "KEY-04"},
        {"{" GOOD ",\"jwk\":{}}", FAPI_JWE_EMBEDDED_KEY, "KEY-01"},
        /* epk */
        {"{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\"}", FAPI_JWE_EPK_MISSING, "JWE-04"},
        {"{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\",\"epk\":null}", FAPI_JWE_EPK, "JWE-04"},
        {"{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\",\"epk\":\"\"}", FAPI_JWE_EPK, "JWE-04"},
        {EPK("\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\",\"d\":\"" X "\""), FAPI_JWE_EPK_PRIVATE,
         "JWE-04 RFC7518-4.6.1.1-1"},
        {EPK("\"kty\":\"oct\",\"k\":\"AAAA\""), FAPI_JWE_EPK_PRIVATE, "JWE-04"},
        {EPK("\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" X "\",\"y\":\"" Y "\""), FAPI_JWE_EPK, "JWE-04"},
        {EPK("\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" X "\""), FAPI_JWE_EPK, "JWE-04"},
        {EPK("\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\""), FAPI_JWE_EPK, "JWE-04"},
        {EPK("\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":1"), FAPI_JWE_EPK, "JWE-04"},
        {EPK("\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "A\",\"y\":\"" Y "\""), FAPI_JWE_EPK, "JWE-04"},
        {EPK("\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" X "\""), FAPI_JWE_DECRYPTION, "JWE-04 RFC8725-3.4-1"},
        {EPK("\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"y\":"
             "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""), FAPI_JWE_DECRYPTION, "JWE-04 RFC8725-3.4-1"},
        /* of another algorithm */
        {"{" GOOD ",\"tag\":\"AAAA\"}", FAPI_JWE_PARAMETER, "JWE-10"},
        {"{" GOOD ",\"iv\":\"AAAA\"}", FAPI_JWE_PARAMETER, "JWE-10"},
        {"{" GOOD ",\"p2c\":1}", FAPI_JWE_PARAMETER, ""},
        {"{" GOOD ",\"b64\":true}", FAPI_JWE_PARAMETER, ""},
        {"{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_PARAMETER, ""},
        {"{" GOOD ",\"apu\":1}", FAPI_JWE_PARTY, ""},
        {"{" GOOD ",\"apv\":\"A\"}", FAPI_JWE_PARTY, ""},
        {"{" GOOD ",\"apv\":\"AA==\"}", FAPI_JWE_PARTY, ""},
        /* JSON */
        {"{" GOOD ",\"enc\":\"A256GCM\"}", FAPI_JSON_DUPLICATE, "RFC7516-5.2-5"},
        {"{" GOOD "}x", FAPI_JSON_TRAILING, "RFC7516-5.2-5"},
        {"[]", FAPI_JSON_NOT_OBJECT, "RFC7516-5.2-5"},
        {"{" GOOD ",\"a\":\"\xc3!\"}", FAPI_JSON_UTF8, "RFC7516-5.2-5"},
    };
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, T_ENC_RSA));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const t_jwe jwe = {rows[i].header, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, inner(), 0, NULL, NULL, NULL};
        const char *compact = t_make_jwe(&jwe);
        CHECK(compact[0] != '\0');
        if (!t_status(rows[i].status, check(&f, compact), rows[i].header, __FILE__, __LINE__))
            return;
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
}

/* ---- parties ---- */

static void parties(void **state)
{
    (void)state;
    SLOW();
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, -1));
    char longest[257];
    memset(longest, 'a', 256);
    longest[256] = '\0';
    const t_jwe rows[] = {
        {"{" GOOD ",\"apu\":\"QWxpY2U\",\"apv\":\"Qm9i\"}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, inner(), 0, "Alice", "Bob", NULL},
        {t_format("{%s,\"apu\":\"%s\"}", GOOD, t_base64url(longest, 256)), FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, inner(), 0,
         longest, "", NULL},
        /* the derivation took others than the header names */
        {"{" GOOD ",\"apu\":\"QWxpY2U\",\"apv\":\"Qm9i\"}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, inner(), 0, "Bob", "Alice", NULL},
        {"{" GOOD ",\"apu\":\"QWxpY2U\"}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, inner(), 0, "", "Alice", NULL},
        {"{" GOOD "}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, inner(), 0, "Alice", "", NULL},
        {t_format("{%s,\"apu\":\"%sAAAA\"}", GOOD, t_base64url(longest, 255)), FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, inner(), 0,
         longest, "", NULL},
    };
    const int want[] = {FAPI_OK, FAPI_OK, FAPI_JWE_DECRYPTION, FAPI_JWE_DECRYPTION, FAPI_JWE_DECRYPTION, FAPI_JWE_PARTY};
    for (size_t i = 0; i < COUNT(rows); i++)
        STATUS(want[i], check(&f, t_make_jwe(&rows[i])));
}

/* ---- structure and lengths ---- */

static void structures(void **state)
{
    (void)state;
    SLOW();
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, -1));
    const t_jwe jwe = {"{" GOOD "}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, inner(), 0, NULL, NULL, NULL};
    const char *good = t_make_jwe(&jwe);
    STATUS(FAPI_OK, check(&f, good));
    ACCEPTS("RFC7516-7.1-1");
    const struct {
        const char *text;
        int status;
        const char *ids;
    } rows[] = {
        {"", FAPI_JWE_STRUCTURE, "RFC7516-7.1-1"},
        {"....", FAPI_JSON_SYNTAX, ""},
        {t_format("%s.", good), FAPI_JWE_STRUCTURE, "RFC7516-7.1-1"},
        {t_format("%s.AAAA", good), FAPI_JWE_STRUCTURE, "RFC7516-7.1-1"},
        {strchr(good, '.') + 1, FAPI_JWE_STRUCTURE, "RFC7516-7.1-1"},
        {inner(), FAPI_JWE_STRUCTURE, "JWE-09"},
        {t_format("{\"protected\":\"%s\"}", good), FAPI_BASE64URL_CHARACTER, ""},
        {t_format(" %s", good), FAPI_BASE64URL_CHARACTER, "RFC7516-7.1-1"},
        {t_format("%s=", good), FAPI_BASE64URL_PADDING, ""},
        {t_replace_jwe_part(good, 2, "AAAAAAAAAAAAAAA="), FAPI_BASE64URL_PADDING, ""},
        {t_replace_jwe_part(good, 3, "AA+A"), FAPI_BASE64URL_CHARACTER, "RFC7516-7.1-1"},
        {t_replace_jwe_part(good, 4, "AAAAAAAAAAAAAAAAAAAAAB"), FAPI_BASE64URL_TRAILING_BITS, ""},
        /* ECDH-ES has no encrypted key */
        {t_replace_jwe_part(good, 1, "AAAA"), FAPI_JWE_DECRYPTION, "JWE-07 RFC7516-5.2-4 RFC7516-11.4-1"},
        {t_replace_jwe_part(good, 1, t_base64url(f.verdict->proof.payload_text, 1200)), FAPI_JWE_DECRYPTION, "JWE-10"},
        /* iv */
        {t_replace_jwe_part(good, 2, ""), FAPI_JWE_DECRYPTION, "JWE-02 RFC7518-5.3-1"},
        {t_replace_jwe_part(good, 2, "AAAAAAAAAAA"), FAPI_JWE_DECRYPTION, "JWE-02 RFC7518-5.3-1"},
        {t_replace_jwe_part(good, 2, "AAAAAAAAAAAAAAAAAAAAAA"), FAPI_JWE_DECRYPTION, "JWE-02 RFC7518-5.3-1"},
        {t_replace_jwe_part(good, 2, t_base64url(f.verdict->proof.payload_text, 8000)), FAPI_JWE_DECRYPTION, "JWE-10"},
        /* ciphertext */
        {t_replace_jwe_part(good, 3, ""), FAPI_JWE_DECRYPTION, ""},
        /* tag */
        {t_replace_jwe_part(good, 4, ""), FAPI_JWE_DECRYPTION, "JWE-02 RFC7518-5.3-1"},
        {t_replace_jwe_part(good, 4, "AAAAAA"), FAPI_JWE_DECRYPTION, "JWE-02 RFC7518-5.3-1"},
        {t_format("%.*s", (int)strlen(good) - 2, good), FAPI_JWE_DECRYPTION, "JWE-02 RFC7518-5.3-1"},
        {t_replace_jwe_part(good, 4, t_base64url(f.verdict->proof.payload_text, 32)), FAPI_JWE_DECRYPTION, "JWE-02 JWE-10"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!t_status(rows[i].status, check(&f, rows[i].text), rows[i].text, __FILE__, __LINE__))
            return;
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
    /* Sizes come first. */
    static char huge[400000];
    memset(huge, 'A', sizeof huge);
    memcpy(huge, "e30....", 7);
    STATUS(FAPI_JWE_SIZE, check_n(&f, huge, sizeof huge));
    ATTACK("JWE-01");
    STATUS(FAPI_JWE_SIZE, check_n(&f, huge, FAPI_MAX_JWT + 1));
    char padding[FAPI_MAX_JOSE_HEADER + 1];
    memset(padding, ' ', sizeof padding);
    STATUS(FAPI_JWE_SIZE, check(&f, t_replace_jwe_part(good, 0, t_base64url(padding, sizeof padding))));
}

/* Every octet of every part changed: one status, whatever it hits. */
static void every_octet(void **state)
{
    (void)state;
    SLOW();
    static const struct {
        int alg, enc;
        const char *header;
    } rows[] = {
        {FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A256GCM, "{\"alg\":\"ECDH-ES\",\"enc\":\"A256GCM\"," T_EPK "}"},
        {FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWE_ENC_A128CBC_HS256,
         "{\"alg\":\"ECDH-ES+A128KW\",\"enc\":\"A128CBC-HS256\"," T_EPK "}"},
        {FAPI_JWE_ALG_ECDH_ES_A256KW, FAPI_JWE_ENC_A256CBC_HS512,
         "{\"alg\":\"ECDH-ES+A256KW\",\"enc\":\"A256CBC-HS512\"," T_EPK "}"},
        {FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A128GCM, "{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\"}"},
    };
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, T_ENC_RSA));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const t_jwe jwe = {rows[i].header, rows[i].alg, rows[i].enc, inner(), 0, NULL, NULL, NULL};
        static char good[FAPI_MAX_JWT]; /* the texts of the helpers live only so long */
        snprintf(good, sizeof good, "%s", t_make_jwe(&jwe));
        STATUS(FAPI_OK, check(&f, good));
        for (int part = 1; part < 5; part++)
            /* RSA is slow: some octets only. */
            for (size_t octet = 0; octet < 300; octet += rows[i].alg == FAPI_JWE_ALG_RSA_OAEP ? 17 : 1) {
                const char *bad = t_flip_jwe(good, part, octet);
                if (bad[0] == '\0')
                    break;
                if (!t_status(FAPI_JWE_DECRYPTION, check(&f, bad), rows[i].header, __FILE__, __LINE__))
                    return;
            }
        /* Another text of the same header is another AAD. */
        const char *spaced = t_format("{ %s", rows[i].header + 1);
        STATUS(FAPI_JWE_DECRYPTION, check(&f, t_replace_jwe_part(good, 0, t_base64url(spaced, strlen(spaced)))));
        const t_jwe moved = {rows[i].header, rows[i].alg, rows[i].enc, inner(), 0, NULL, NULL, "e30"};
        STATUS(FAPI_JWE_DECRYPTION, check(&f, t_make_jwe(&moved)));
    }
    static const char *const ids[] = {"RFC7516-5.2-1", "RFC7516-11.5-1", "RFC7516-11.4-1", "RFC7516-5.2-6",
                                      "RFC7518-5.2.2.2-1"};
    for (size_t i = 0; i < COUNT(ids); i++) {
        t_claim_row(FAPI_OK, ids[i], __func__);
        t_claim_row(FAPI_JWE_DECRYPTION, ids[i], __func__);
    }
    ATTACK("JWE-06");
}

static void content_keys(void **state)
{
    (void)state;
    SLOW();
    static const struct {
        int alg, enc;
        const char *header;
        size_t cek_n;
        int status;
        const char *ids;
    } rows[] = {
        {FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A256GCM, "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}", 32, FAPI_OK, "RFC7516-5.2-3"},
        {FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A256GCM, "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}", 31, FAPI_JWE_DECRYPTION,
         "RFC7516-5.2-3 JWE-11"},
        {FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A128GCM, "{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\"}", 64, FAPI_JWE_DECRYPTION,
         "RFC7516-5.2-3 JWE-10"},
        {FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A128CBC_HS256, "{\"alg\":\"RSA-OAEP\",\"enc\":\"A128CBC-HS256\"}", 16,
         FAPI_JWE_DECRYPTION, "JWE-11"},
        {FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWE_ENC_A128GCM, "{\"alg\":\"ECDH-ES+A128KW\",\"enc\":\"A128GCM\"," T_EPK "}", 16, FAPI_OK,
         "RFC7516-5.2-3"},
        {FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWE_ENC_A128GCM, "{\"alg\":\"ECDH-ES+A128KW\",\"enc\":\"A128GCM\"," T_EPK "}", 32,
         FAPI_JWE_DECRYPTION, "RFC7516-5.2-3 JWE-11"},
        /* the header names another algorithm than was used */
        {FAPI_JWE_ALG_RSA_OAEP_256, FAPI_JWE_ENC_A256GCM, "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}", 32, FAPI_JWE_DECRYPTION,
         "JWE-08"},
        {FAPI_JWE_ALG_RSA_OAEP_256, FAPI_JWE_ENC_A256GCM, "{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\"}", 32, FAPI_JWE_KEY,
         "JWE-08 RFC8725-3.1-3"},
        {FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWE_ENC_A128GCM, "{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\"," T_EPK "}", 16,
         FAPI_JWE_DECRYPTION, "JWE-07 JWE-08"},
        {FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, "{\"alg\":\"ECDH-ES+A128KW\",\"enc\":\"A128GCM\"," T_EPK "}", 16,
         FAPI_JWE_DECRYPTION, "JWE-07 JWE-08"},
    };
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, T_ENC_RSA));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const t_jwe jwe = {rows[i].header, rows[i].alg, rows[i].enc, inner(), rows[i].cek_n, NULL, NULL, NULL};
        if (!t_status(rows[i].status, check(&f, t_make_jwe(&jwe)), rows[i].header, __FILE__, __LINE__))
            return;
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
    /* Another modulus length than that of the key. */
    const t_jwe jwe = {rows[0].header, rows[0].alg, rows[0].enc, inner(), 0, NULL, NULL, NULL};
    const char *good = t_make_jwe(&jwe);
    for (size_t n = 0; n < 300; n += 51)
        STATUS(FAPI_JWE_DECRYPTION, check(&f, t_replace_jwe_part(good, 1, t_base64url(f.verdict->proof.payload_text, n))));
    /* Numbers that no encryption gives: 0, 1, and more than the modulus. */
    uint8_t block[256] = {0};
    STATUS(FAPI_JWE_DECRYPTION, check(&f, t_replace_jwe_part(good, 1, t_base64url(block, sizeof block))));
    block[255] = 1;
    STATUS(FAPI_JWE_DECRYPTION, check(&f, t_replace_jwe_part(good, 1, t_base64url(block, sizeof block))));
    memset(block, 0xff, sizeof block);
    STATUS(FAPI_JWE_DECRYPTION, check(&f, t_replace_jwe_part(good, 1, t_base64url(block, sizeof block))));
    REFUSES("RFC7516-11.5-1");
    REFUSES("RFC7516-11.4-1");
}

/* ---- what is inside ---- */

static void contents(void **state)
{
    (void)state;
    SLOW();
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, -1));
    const t_jwe nested = {"{" GOOD "}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, inner(), 0, NULL, NULL, NULL};
    const char *other = t_sign(T_ES256, "{\"alg\":\"ES256\",\"kid\":\"es256\"}", PAYLOAD);
    const struct {
        const char *plaintext;
        int status;
        const char *ids;
    } rows[] = {
        {PAYLOAD, FAPI_JWE_PLAINTEXT, "JWE-09"},
        {"", FAPI_JWE_DECRYPTION, ""},
        {"a.b", FAPI_JWE_PLAINTEXT, ""},
        {"a.b.c.d", FAPI_JWE_PLAINTEXT, ""},
        {t_make_jwe(&nested), FAPI_JWE_IN_JWE, "STR-05"},
        {t_join("{\"alg\":\"none\"}", PAYLOAD, strlen(PAYLOAD), "", 0), FAPI_JWS_ALG_NONE, "JWE-09 JAR-02 JARM-04 STR-05"},
        {t_replace_part(inner(), 2, "AAAA"), FAPI_JWS_SIGNATURE_LENGTH, ""},
        {t_replace_part(inner(), 1, "e30"), FAPI_JWS_SIGNATURE, ""},
        {other, FAPI_JWS_ALG, ""},
        {t_sign(T_EDDSA, "{\"alg\":\"EdDSA\",\"kid\":\"other\"}", PAYLOAD), FAPI_KEY_UNKNOWN, ""},
        {"..", FAPI_JWS_STRUCTURE, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const t_jwe jwe = {"{" GOOD "}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, rows[i].plaintext, 0, NULL, NULL, NULL};
        if (!t_status(rows[i].status, check(&f, t_make_jwe(&jwe)), rows[i].plaintext, __FILE__, __LINE__))
            return;
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
    /* And a JWE where a JWS is expected. */
    const char *good = t_make_jwe(&nested);
    STATUS(FAPI_JWE_UNSUPPORTED, fapi_jws_check(f.jwks, FAPI_ALG_EDDSA, good, strlen(good), f.verdict));
    ATTACK("JWE-09");
    /* A copy in the header of claims that are none. */
    const t_jwe copy = {"{" GOOD ",\"iss\":\"joe\"}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, "a.bcd.e", 0, NULL, NULL, NULL};
    STATUS(FAPI_JWE_COPY, check(&f, t_make_jwe(&copy)));
}

/* ---- keys ---- */

static void two_keys(void **state)
{
    (void)state;
    SLOW();
    FIXTURE(f);
    AUTO(fapi_decrypter) fresh = NULL;
    STATUS(FAPI_OK, set_up(&f, -1));
    STATUS(FAPI_OK, fapi_decrypter_generate(t_context(), FAPI_JWE_ALG_ECDH_ES, &fresh));
    STATUS(FAPI_OK, fapi_jwe_add_decrypter(f.jwe, fresh));
    const t_jwe bare = {"{" GOOD "}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, inner(), 0, NULL, NULL, NULL};
    const t_jwe named = {"{" GOOD ",\"kid\":\"ec\"}", FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, inner(), 0, NULL, NULL, NULL};
    STATUS(FAPI_JWE_KEY_AMBIGUOUS, check(&f, t_make_jwe(&bare)));
    STATUS(FAPI_OK, check(&f, t_make_jwe(&named)));
    for (size_t i = 2; i < 8; i++)
        STATUS(FAPI_OK, fapi_jwe_add_decrypter(f.jwe, fresh));
    STATUS(FAPI_ERR_RANGE, fapi_jwe_add_decrypter(f.jwe, fresh));
}

/* A second message in one check, such as the ID token in a response: nothing of a longer first one outlives the verdict. */
static void two_messages(void **state)
{
    static char inner_long[3000];
    (void)state;
    FIXTURE(f);
    STATUS(FAPI_OK, set_up(&f, -1));
    memset(inner_long, 'a', sizeof inner_long - 1);
    inner_long[1] = inner_long[3] = '.';
    const char *const texts[] = {inner_long, "a.b.c"};
    const fapi_decrypter *const keys[] = {f.decrypter[0]};
    const fapix_jwe_facts facts = {keys, 1, FAPIX_JWE_ALGS, FAPIX_JWE_ENCS};
    fapix_verdict_begin(f.verdict);
    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *compact = NULL;
        size_t n = 0;
        STATUS(FAPI_OK, encrypt(f.jwe, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, texts[i], &compact, &n));
        STATUS(FAPI_OK, fapix_jwe_open(f.verdict, fapix_slice_of(compact, n), &facts));
        CHECK(f.verdict->nested_n == strlen(texts[i]));
    }
    fapi_verdict_reset(f.verdict);
    for (size_t i = 0; i < sizeof f.verdict->nested; i++)
        CHECK(f.verdict->nested[i] == 0);
}

static void arguments(void **state)
{
    (void)state;
    FIXTURE(f);
    const char *compact = "";
    size_t n = 1;
    AUTO(fapi_encrypter) to = NULL;
    STATUS(FAPI_OK, set_up(&f, -1));
    const char *jwk = t_enc_public_jwk(T_ENC_EC);
    STATUS(FAPI_OK, fapi_encrypter_new(t_context(), jwk, strlen(jwk), FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, &to));
    STATUS(FAPI_ERR_ARG, fapi_jwe_check(f.jwe, f.jwks, FAPI_ALG_EDDSA, "", 0, NULL));
    STATUS(FAPI_ERR_ARG, fapi_jwe_check(NULL, f.jwks, FAPI_ALG_EDDSA, "", 0, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_jwe_check(f.jwe, NULL, FAPI_ALG_EDDSA, "", 0, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_jwe_check(f.jwe, f.jwks, 0, "", 0, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_jwe_check(f.jwe, f.jwks, FAPI_ALG_EDDSA, NULL, 1, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_jwe_set_allowed(f.jwe, 0, 1));
    STATUS(FAPI_ERR_ARG, fapi_jwe_set_allowed(f.jwe, 1, 0));
    STATUS(FAPI_ERR_ARG, fapi_jwe_set_allowed(f.jwe, 32, 1));
    STATUS(FAPI_ERR_ARG, fapi_jwe_set_allowed(f.jwe, 1, 16));
    STATUS(FAPI_ERR_ARG, fapi_jwe_set_allowed(NULL, 1, 1));
    STATUS(FAPI_ERR_ARG, fapi_jwe_add_decrypter(f.jwe, NULL));
    STATUS(FAPI_ERR_ARG, fapi_jwe_add_decrypter(NULL, f.decrypter[0]));
    STATUS(FAPI_ERR_ARG, fapi_jwe_encrypt(f.jwe, to, "a.b.c", 5, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_jwe_encrypt(f.jwe, to, "a.b.c", 5, &compact, NULL));
    STATUS(FAPI_ERR_ARG, fapi_jwe_encrypt(f.jwe, NULL, "a.b.c", 5, &compact, &n));
    CHECK(compact == NULL && n == 0);
    STATUS(FAPI_ERR_ARG, fapi_jwe_encrypt(NULL, to, "a.b.c", 5, &compact, &n));
    STATUS(FAPI_ERR_ARG, fapi_jwe_encrypt(f.jwe, to, NULL, 5, &compact, &n));
    static const char *const no_jws[] = {"", "a", "a.b", "a.b.", ".b.c", "a.b.c.d", "a.b.c.d.e", "{\"v\":\"1.2.3\"}", "a.b c.d", "a.b.c="};
    for (size_t i = 0; i < COUNT(no_jws); i++)
        STATUS(FAPI_JWE_PLAINTEXT, fapi_jwe_encrypt(f.jwe, to, no_jws[i], strlen(no_jws[i]), &compact, &n));
    /* Without a key nothing can be opened, and without a loaded set nothing verified. */
    AUTO(fapi_jwe) bare = fapi_jwe_new(t_context());
    AUTO(fapi_jwks) empty = fapi_jwks_new(t_context());
    CHECK(bare != NULL && empty != NULL);
    STATUS(FAPI_ERR_STATE, fapi_jwe_check(bare, f.jwks, FAPI_ALG_EDDSA, "", 0, f.verdict));
    STATUS(FAPI_ERR_STATE, fapi_jwe_check(f.jwe, empty, FAPI_ALG_EDDSA, "", 0, f.verdict));
    fapi_jwe_free(NULL);
    /* The largest that fits, and one that does not. */
    SLOW();
    static char large[FAPI_MAX_JWT];
    memset(large, 'a', sizeof large);
    large[1] = large[3] = '.';
    STATUS(FAPI_OK, fapi_jwe_encrypt(f.jwe, to, large, 11900, &compact, &n));
    CHECK(n <= FAPI_MAX_JWT);
    STATUS(FAPI_JWE_SIZE, fapi_jwe_encrypt(f.jwe, to, large, 12200, &compact, &n));
    STATUS(FAPI_JWE_SIZE, fapi_jwe_encrypt(f.jwe, to, large, sizeof large, &compact, &n));
    CHECK(compact == NULL && n == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_algorithm), cmocka_unit_test(one_round_trip), cmocka_unit_test(published_examples),
        cmocka_unit_test(headers),         cmocka_unit_test(parties),        cmocka_unit_test(structures),
        cmocka_unit_test(every_octet),     cmocka_unit_test(content_keys),   cmocka_unit_test(contents),
        cmocka_unit_test(two_keys),        cmocka_unit_test(two_messages),   cmocka_unit_test(arguments),
    };
    return t_main("jwe", tests, COUNT(tests));
}
