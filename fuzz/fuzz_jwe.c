/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A compact JWE, with keys that the fake provider takes (fake_provider.c): what is sealed there lies open, a tag of A5 octets is good, and
 * so is every signature inside. The first octet says how the rest becomes a message: as it is, or as the texts of header and
 * plaintext with a line feed between them, sealed as an algorithm has it. What is accepted is read again by jansson, and must then be
 * what RFC 7516 and the rules of this library allow.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/base64url.h"
#include "jose/jwe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define X "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define MODULUS 256
enum { AS_IT_IS, RSA, AGREED, WRAPPED, FEW = 8 }; /* FEW: one alg and one enc are allowed */

static const char ec[] = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\",\"x\":\"" X "\",\"y\":\"" X "\",\"d\":\"" X "\"}";
static const char ec_public[] = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\",\"x\":\"" X "\",\"y\":\"" X "\"}";
static fapi_jwks *jwks;
static fapi_jwe *jwe, *few;
static fapi_encrypter *to;
static fapi_verdict *verdict;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    static const char keys[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" X "\"}]}";
    static fapi_decrypter *key[2];
    fapi_context *context = fapi_context_new();

    verdict = fapi_verdict_new(context);
    jwks = fapi_jwks_new(context);
    jwe = fapi_jwe_new(context);
    few = fapi_jwe_new(context);
    must(verdict != NULL && jwks != NULL && jwe != NULL && few != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    must(fapi_jwks_load(jwks, keys, sizeof keys - 1) == FAPI_OK);
    must(fapi_decrypter_new(context, ec, sizeof ec - 1, &key[0]) == FAPI_OK);
    must(fapi_decrypter_generate(context, FAPI_JWE_ALG_RSA_OAEP, &key[1]) == FAPI_OK);
    must(fapi_encrypter_new(context, ec_public, sizeof ec_public - 1, FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWE_ENC_A128CBC_HS256, &to) ==
         FAPI_OK);
    for (size_t i = 0; i < 2; i++)
        must(fapi_jwe_add_decrypter(jwe, key[i]) == FAPI_OK && fapi_jwe_add_decrypter(few, key[i]) == FAPI_OK);
    must(fapi_jwe_set_allowed(few, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A256GCM) == FAPI_OK);
}

/* ---- making ---- */

static size_t add(char *out, size_t at, const void *p, size_t n, bool dot)
{
    if (dot)
        out[at++] = '.';
    fapix_base64url_encode(fapix_slice_of(p, n), out + at);
    return at + fapix_base64url_encoded(n);
}

static bool holds(fapix_slice text, const char *word)
{
    for (size_t n = strlen(word), i = 0; i + n <= text.n; i++)
        if (memcmp(text.p + i, word, n) == 0)
            return true;
    return false;
}

/* header LF plaintext -> compact. The octets of lengths that the header leads to are right for the enc that it names first. */
static size_t seal(int how, fapix_slice input, char *out)
{
    const uint8_t *feed = input.n == 0 ? NULL : memchr(input.p, '\n', input.n);
    const size_t header_n = feed == NULL ? input.n : (size_t)(feed - input.p);
    fapix_slice plaintext = {feed == NULL ? input.p : feed + 1, feed == NULL ? 0 : input.n - header_n - 1};
    const bool cbc = holds(fapix_slice_of(input.p, header_n), "CBC");
    const bool large = holds(fapix_slice_of(input.p, header_n), "\"A256");
    const size_t cek_n = (large ? 32U : 16U) * (cbc ? 2U : 1U);
    static uint8_t key[MODULUS], octets[FAPI_MAX_JWT + 32], fives[32];
    size_t at = 0, n = plaintext.n, pad = cbc ? 16 - plaintext.n % 16 : 0;

    memset(key, how == WRAPPED ? 0xA6 : 0, sizeof key);
    memset(fives, 0xA5, sizeof fives);
    if (how == RSA)
        key[MODULUS - cek_n - 1] = 1;
    if (n > 0)
        memcpy(octets, plaintext.p, n);
    memset(octets + n, (int)pad, pad);
    at = add(out, 0, input.p, header_n, false);
    at = add(out, at, key, how == RSA ? MODULUS : how == WRAPPED ? cek_n + 8 : 0, true);
    at = add(out, at, fives, cbc ? 16 : 12, true);
    at = add(out, at, octets, n + pad, true);
    return add(out, at, fives, cbc && large ? 32 : 16, true);
}

/* ---- judging ---- */

static bool is_one_of(const char *name, const char *const *names)
{
    for (; name != NULL && *names != NULL; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* What must be true of a header that passed. */
static void examine(const char *text, size_t n, bool is_few)
{
    static const char *const algs[] = {"RSA-OAEP", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", NULL};
    static const char *const encs[] = {"A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512", NULL};
    static const char *const never[] = {"zip", "crit", "jwk", "jku", "x5u", "x5c", "p2s", "p2c", "iv", "tag", "b64", NULL};
    static uint8_t header[FAPI_MAX_JOSE_HEADER];
    const char *dot = memchr(text, '.', n), *alg = NULL, *enc = NULL, *cty = NULL;
    size_t header_n = 0, dots = 0;

    for (size_t i = 0; i < n; i++)
        dots += text[i] == '.';
    must(dots == 4 && n <= FAPI_MAX_JWT);
    must(fapix_base64url_decode(fapix_slice_of(text, (size_t)(dot - text)), header, &header_n) == FAPI_OK);
    json_t *json = json_loadb((const char *)header, header_n, JSON_REJECT_DUPLICATES, NULL);
    must(json_is_object(json));
    alg = json_string_value(json_object_get(json, "alg"));
    enc = json_string_value(json_object_get(json, "enc"));
    cty = json_string_value(json_object_get(json, "cty"));
    must(is_one_of(alg, algs) && is_one_of(enc, encs));
    must(!is_few || (strcmp(alg, "RSA-OAEP") == 0 && strcmp(enc, "A256GCM") == 0));
    must(json_object_get(json, "cty") == NULL ||
         (cty != NULL && (strcasecmp(cty, "JWT") == 0 || strcasecmp(cty, "application/jwt") == 0)));
    for (size_t i = 0; never[i] != NULL; i++)
        must(json_object_get(json, never[i]) == NULL);
    must((json_object_get(json, "epk") != NULL) == (strcmp(alg, "RSA-OAEP") != 0));
    must(json_object_get(json_object_get(json, "epk"), "d") == NULL);
    json_decref(json);
}

static void judge(const uint8_t *data, size_t size, bool is_few)
{
    const uint8_t *payload = NULL;
    size_t n = 0, left = 0;
    int rc = fapi_jwe_check(is_few ? few : jwe, jwks, FAPI_ALG_EDDSA, (const char *)data, size, verdict);

    must(fapi_status_name(rc) != NULL && fapi_verdict_status(verdict) == rc);
    must((fapi_verdict_payload(verdict, &payload, &n) == FAPI_OK) == (rc == FAPI_OK));
    /* Of what was refused nothing is left. */
    for (size_t i = 0; rc != FAPI_OK && i < sizeof verdict->nested; i++)
        left |= verdict->nested[i];
    must(left == 0 && (rc == FAPI_OK || verdict->nested_n == 0));
    if (rc == FAPI_OK)
        examine((const char *)data, size, is_few);
}

/* Whatever is encrypted here is opened here. */
static void go_round(fapix_slice text)
{
    const char *compact = NULL;
    size_t n = 0;
    int rc = fapi_jwe_encrypt(jwe, to, (const char *)text.p, text.n, &compact, &n);

    must(rc == FAPI_OK || rc == FAPI_JWE_PLAINTEXT || rc == FAPI_JWE_SIZE);
    must((rc == FAPI_OK) == (compact != NULL) && n <= FAPI_MAX_JWT);
    if (rc != FAPI_OK)
        return;
    rc = fapi_jwe_check(jwe, jwks, FAPI_ALG_EDDSA, compact, n, verdict);
    must(rc == FAPI_OK || rc < FAPI_JWE_DECRYPTION || rc > FAPI_JWE_KEY_USE);
    must(rc != FAPI_JWE_UNSUPPORTED && rc != FAPI_JWS_STRUCTURE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[4 * FAPI_MAX_JWT];
    size_t n = 0;

    if (verdict == NULL)
        set_up();
    if (size == 0 || size > FAPI_MAX_JWT)
        return 0;
    const int how = data[0] & 3;
    const bool is_few = (data[0] & FEW) != 0;
    fapix_slice rest = fapix_slice_of(data + 1, size - 1);

    if (how == AS_IT_IS) {
        judge(rest.p, rest.n, is_few);
        go_round(rest);
        return 0;
    }
    n = seal(how, rest, text);
    /* Exactly as long as it is, so that a read beyond its end is seen. */
    uint8_t *exact = malloc(n);
    must(exact != NULL);
    memcpy(exact, text, n);
    judge(exact, n, is_few);
    free(exact);
    return 0;
}
