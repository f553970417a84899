/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much opening a nested JWT (encrypted, signed within) costs beyond one raw decryption and one raw signature check of the same library
 * (raw_jwe.h, raw.h) in the same round, over 1,024 distinct messages; and what it takes to refuse those that are too long, or garbled. The
 * median of the rounds is printed, with our own heap allocations for each operation.
 *
 * usage: bench_nested [rounds]      (default 7)
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "jwe_key.h"
#include "raw_jwe.h"
#include "tool.h"

#define HUGE_MESSAGE (400 * 1024)

typedef struct bench {
    fapi_context *context;
    int alg;
    fapi_signer *signer;
    fapi_jwks *jwks;
    fapi_decrypter *decrypter;
    fapi_encrypter *encrypter;
    fapi_jwe *jwe;
    fapi_verdict *verdict;
    raw_jwe *raw;
    yardstick *checks;
    text signed_jwt[INPUTS], nested[INPUTS];
    uint8_t sealed[INPUTS][RAW_MODULUS], point[INPUTS][65]; /* RSA: the encrypted key; ECDH-ES: the point of epk */
    text huge, garbled, longest;
} bench;

/* ---- the keys ---- */

static size_t unhex(const char *hex, uint8_t *out)
{
    size_t n = 0;

    must(sodium_hex2bin(out, strlen(hex) / 2, hex, strlen(hex), NULL, &n, NULL) == 0 ? FAPI_OK : FAPI_ERR_INTERNAL, "hex");
    return n;
}

static text member(const char *name, const char *hex)
{
    uint8_t octets[RAW_MODULUS];
    char encoded[RAW_MODULUS * 2];

    sodium_bin2base64(encoded, sizeof encoded, octets, unhex(hex, octets), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return format(",\"%s\":\"%s\"", name, encoded);
}

/* The raw one and ours are the same key. */
static void import_rsa(bench *b)
{
    text parts[] = {member("n", n_hex), member("d", d_hex),   member("p", p_hex),  member("q", q_hex),
                    member("dp", dp_hex), member("dq", dq_hex), member("qi", qi_hex)};
    text jwk = format("{\"kty\":\"RSA\",\"alg\":\"RSA-OAEP-256\",\"use\":\"enc\",\"kid\":\"rsa\",\"e\":\"AQAB\"%s%s%s%s%s%s%s}", parts[0].p,
                      parts[1].p, parts[2].p, parts[3].p, parts[4].p, parts[5].p, parts[6].p);

    must(fapi_decrypter_new(b->context, jwk.p, jwk.n, &b->decrypter), "decrypter");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        free(parts[i].p);
    free(jwk.p);
}

static void make_keys(bench *b)
{
    raw_rsa rsa = {.e = {1, 0, 1}};
    const char *jwk = NULL;
    size_t n = 0;

    (void)unhex(n_hex, rsa.n);
    (void)unhex(d_hex, rsa.d);
    (void)unhex(p_hex, rsa.p);
    (void)unhex(q_hex, rsa.q);
    b->raw = raw_jwe_new(&rsa);
    must(fapi_signer_generate(b->context, FAPI_ALG_ES256, &b->signer), "generate");
    b->jwks = load_keys(b->context, b->signer);
    if (b->alg == FAPI_JWE_ALG_RSA_OAEP_256)
        import_rsa(b);
    else
        must(fapi_decrypter_generate(b->context, b->alg, &b->decrypter), "decrypter");
    must(fapi_decrypter_public_jwk(b->decrypter, &jwk, &n), "public key");
    must(fapi_encrypter_new(b->context, jwk, n, b->alg, FAPI_JWE_ENC_A256GCM, &b->encrypter), "encrypter");
    b->jwe = must_have(fapi_jwe_new(b->context));
    must(fapi_jwe_add_decrypter(b->jwe, b->decrypter), "key");
    b->verdict = must_have(fapi_verdict_new(b->context));
}

/* ---- the messages ---- */

static size_t decode(const char *p, size_t length, uint8_t *out, size_t size)
{
    size_t n = 0;

    must(sodium_base642bin(out, size, p, length, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 ? FAPI_OK
                                                                                                                : FAPI_ERR_INTERNAL,
         "base64url");
    return n;
}

/* What the raw operation needs of it. */
static void take_apart(bench *b, size_t i)
{
    const char *jwe = b->nested[i].p, *key = strchr(jwe, '.') + 1;
    uint8_t header[1024];
    json_t *json = NULL, *epk = NULL;
    const char *x = NULL, *y = NULL;

    if (b->alg == FAPI_JWE_ALG_RSA_OAEP_256) {
        (void)decode(key, strcspn(key, "."), b->sealed[i], RAW_MODULUS);
        return;
    }
    json = json_loadb((const char *)header, decode(jwe, strcspn(jwe, "."), header, sizeof header), 0, NULL);
    epk = json_object_get(json, "epk");
    x = json_string_value(json_object_get(epk, "x"));
    y = json_string_value(json_object_get(epk, "y"));
    must(x != NULL && y != NULL ? FAPI_OK : FAPI_ERR_INTERNAL, "epk");
    b->point[i][0] = 4;
    (void)decode(x, strlen(x), b->point[i] + 1, 32);
    (void)decode(y, strlen(y), b->point[i] + 33, 32);
    json_decref(json);
}

static text encrypt(bench *b, const text *jwt)
{
    const char *compact = NULL;
    size_t n = 0;

    must(fapi_jwe_encrypt(b->jwe, b->encrypter, jwt->p, jwt->n, &compact, &n), "encrypt");
    return copy(compact, n);
}

static void garble(text *jwe)
{
    jwe->p[jwe->n - 8] = jwe->p[jwe->n - 8] == 'A' ? 'B' : 'A'; /* in the tag */
}

/* A good one that goes on for 400 KB; a good one but for its tag; and the same, as long as anything may be. */
static void make_bad(bench *b, fapi_jws *jws)
{
    char filler[8500];
    text claims, jwt;

    b->huge.p = must_have(malloc(HUGE_MESSAGE));
    b->huge.n = HUGE_MESSAGE;
    memset(b->huge.p, 'A', HUGE_MESSAGE);
    memcpy(b->huge.p, b->nested[0].p, b->nested[0].n);
    b->garbled = copy(b->nested[0].p, b->nested[0].n);
    garble(&b->garbled);
    memset(filler, 'a', sizeof filler - 1);
    filler[sizeof filler - 1] = '\0';
    claims = format("{\"iss\":\"https://as.example.com\",\"filler\":\"%s\"}", filler);
    jwt = sign(jws, b->signer, "JWT", claims.p);
    b->longest = encrypt(b, &jwt);
    garble(&b->longest);
    free(jwt.p);
    free(claims.p);
}

static void make_messages(bench *b)
{
    fapi_jws *jws = must_have(fapi_jws_new(b->context));

    for (size_t i = 0; i < INPUTS; i++) {
        text claims = format("{\"iss\":\"https://as.example.com\",\"sub\":\"user-%zu\",\"aud\":\"client\",\"iat\":%" PRId64 ",\"exp\":%" PRId64
                             ",\"auth_time\":%" PRId64 ",\"nonce\":\"n-0S6_WzA2Mj-%zu\",\"acr\":\"urn:openbanking:psd2:sca\",\"name\":\"Jane Doe\","
                             "\"email\":\"janedoe@example.com\",\"updated_at\":1311280970}", i, NOW - 1, NOW + 299, NOW - 20, i);

        b->signed_jwt[i] = sign(jws, b->signer, "JWT", claims.p);
        b->nested[i] = encrypt(b, &b->signed_jwt[i]);
        take_apart(b, i);
        free(claims.p);
    }
    b->checks = yardstick_new(b->signer, b->signed_jwt, INPUTS);
    make_bad(b, jws);
    fapi_jws_free(jws);
}

/* ---- the operations: seconds for each ---- */

static double run_raw(bench *b)
{
    static const uint8_t content[RAW_CONTENT], tag[16];
    double start = seconds();

    for (size_t i = 0; i < INPUTS; i++) {
        uint8_t out[1024];
        size_t n = 0;

        if (b->alg == FAPI_JWE_ALG_RSA_OAEP_256)
            must(raw_jwe_oaep_open(b->raw, b->sealed[i], out, &n) == 1 && n == 32 ? FAPI_OK : FAPI_ERR_CRYPTO, "raw decryption");
        else /* by another key, so that no tag fits: the work is the same */
            must(raw_jwe_agree_open(b->raw, b->point[i], content, tag) == 0 ? FAPI_OK : FAPI_ERR_CRYPTO, "raw agreement");
        yardstick_check(b->checks, i);
    }
    return (seconds() - start) / INPUTS;
}

static double run_nested(bench *b)
{
    double start = seconds();

    for (size_t i = 0; i < INPUTS; i++)
        must(fapi_jwe_check(b->jwe, b->jwks, FAPI_ALG_ES256, b->nested[i].p, b->nested[i].n, b->verdict), "nested JWT");
    return (seconds() - start) / INPUTS;
}

static double run_bad(bench *b, const text *jwe, int status)
{
    enum { TURNS = 64 };
    double start = seconds();

    for (int i = 0; i < TURNS; i++)
        if (fapi_jwe_check(b->jwe, b->jwks, FAPI_ALG_ES256, jwe->p, jwe->n, b->verdict) != status)
            must(FAPI_ERR_INTERNAL, "a bad one");
    return (seconds() - start) / TURNS;
}

/* ---- the table ---- */

enum { NESTED, HUGE_ONE, GARBLED, LONGEST, ROWS };

static void measure(bench *b, int rounds)
{
    double ratio[ROWS][MAX_ROUNDS], best[ROWS] = {1e9, 1e9, 1e9, 1e9}, best_raw = 1e9;
    size_t allocated = 0;

    for (int r = -1; r < rounds; r++) { /* round -1 warms up */
        double t[ROWS], by_raw = run_raw(b);

        allocations = 0;
        t[NESTED] = run_nested(b);
        allocated = allocations;
        t[HUGE_ONE] = run_bad(b, &b->huge, FAPI_JWE_SIZE);
        t[GARBLED] = run_bad(b, &b->garbled, FAPI_JWE_DECRYPTION);
        t[LONGEST] = run_bad(b, &b->longest, FAPI_JWE_DECRYPTION);
        best_raw = by_raw < best_raw ? by_raw : best_raw;
        for (int i = 0; i < ROWS && r >= 0; i++) {
            ratio[i][r] = t[i] / (i == NESTED ? by_raw : t[NESTED]);
            best[i] = t[i] < best[i] ? t[i] : best[i];
        }
    }
    printf("\n%s, %s: raw decryption and raw check %.2f us (%d inputs of %zu octets, median of %d rounds)\n\n",
           b->alg == FAPI_JWE_ALG_ECDH_ES ? "ECDH-ES" : "RSA-OAEP-256 (2048)", raw_library(FAPI_ALG_ES256), best_raw * 1e6, INPUTS,
           b->nested[0].n, rounds);
    printf("| operation | ratio | to | best us | allocations |\n|---|---|---|---|---|\n");
    printf("| nested JWT, A256GCM, ES256 | %.3f | raw decryption and raw check | %.2f | %.2f |\n", median(ratio[NESTED], rounds),
           best[NESTED] * 1e6, (double)allocated / INPUTS);
    printf("| refuse one of 400 KB | %.5f | a good one | %.2f | |\n", median(ratio[HUGE_ONE], rounds), best[HUGE_ONE] * 1e6);
    printf("| refuse one with a wrong tag | %.3f | a good one | %.2f | |\n", median(ratio[GARBLED], rounds), best[GARBLED] * 1e6);
    printf("| refuse one of %zu octets with a wrong tag | %.3f | a good one | %.2f | |\n", b->longest.n, median(ratio[LONGEST], rounds),
           best[LONGEST] * 1e6);
}

static void bench_alg(int alg, int rounds)
{
    bench *b = must_have(calloc(1, sizeof *b));

    b->context = counting_context();
    b->alg = alg;
    make_keys(b);
    make_messages(b);
    measure(b, rounds);
    for (size_t i = 0; i < INPUTS; i++) {
        free(b->signed_jwt[i].p);
        free(b->nested[i].p);
    }
    free(b->huge.p);
    free(b->garbled.p);
    free(b->longest.p);
    yardstick_free(b->checks);
    raw_jwe_free(b->raw);
    fapi_verdict_free(b->verdict);
    fapi_jwe_free(b->jwe);
    fapi_encrypter_free(b->encrypter);
    fapi_decrypter_free(b->decrypter);
    fapi_jwks_free(b->jwks);
    fapi_signer_free(b->signer);
    fapi_context_free(b->context);
    free(b);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 7;
    fapi_context *context = must_have(fapi_context_new());

    if (rounds < 1 || rounds > MAX_ROUNDS)
        rounds = 7;
    printf("libfapi %s, %s\n", fapi_version(), fapi_context_provider(context));
    fapi_context_free(context);
    bench_alg(FAPI_JWE_ALG_ECDH_ES, rounds);
    bench_alg(FAPI_JWE_ALG_RSA_OAEP_256, rounds);
    return 0;
}
