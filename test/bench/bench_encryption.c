/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much the provider table costs beyond the private operations of a JWE. Every figure is a ratio to the same operation of the same library
 * (raw_jwe.h) in the same round; the median of the rounds is printed.
 *
 * usage: bench_encryption [rounds]      (default 9)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <fapi.h>

#include "crypto/provider.h"
#include "jwe_key.h"
#include "raw_jwe.h"

enum { MAX_ROUNDS = 99, TURNS = 50 };

typedef struct bench {
    fapi_context *context;
    fapix_secret_key *rsa, *ec;
    raw_jwe *raw;
    uint8_t sealed[1024], point[65], content[RAW_CONTENT], tag[16];
} bench;

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "bench_encryption: %s\n", what);
    exit(1);
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static fapix_slice unhex(const char *hex, uint8_t *out)
{
    size_t n = strlen(hex) / 2;

    for (size_t i = 0; i < n; i++) {
        const char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
        out[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    return fapix_slice_of(out, n);
}

static void prepare(bench *b)
{
    static raw_rsa rsa = {.e = {1, 0, 1}};
    static uint8_t crt[3][RAW_MODULUS / 2], cek[32] = {7}, store[64];
    const fapix_provider *table;
    fapix_key_parts of_peer, parts = {.n = unhex(n_hex, rsa.n), .e = {rsa.e, 3}, .d = unhex(d_hex, rsa.d), .p = unhex(p_hex, rsa.p),
                                      .q = unhex(q_hex, rsa.q), .dp = unhex(dp_hex, crt[0]), .dq = unhex(dq_hex, crt[1]),
                                      .qi = unhex(qi_hex, crt[2])};
    fapix_secret_key *peer = NULL;
    size_t n = 0;

    b->context = fapi_context_new();
    must(b->context != NULL, "memory");
    table = b->context->provider;
    must(table->secret_key_import(b->context->engine, &parts, true, &b->rsa) == FAPI_OK, "the RSA key");
    must(table->secret_key_generate(b->context->engine, FAPI_JWE_ALG_ECDH_ES, &b->ec) == FAPI_OK &&
         table->secret_key_generate(b->context->engine, FAPI_JWE_ALG_ECDH_ES, &peer) == FAPI_OK &&
         table->secret_key_export(peer, false, store, sizeof store, &of_peer) == FAPI_OK, "the EC keys");
    must(table->oaep_seal(b->rsa, FAPI_JWE_ALG_RSA_OAEP_256, fapix_slice_of(cek, sizeof cek), b->sealed, &n) == FAPI_OK, "to seal");
    b->point[0] = 4;
    memcpy(b->point + 1, of_peer.x.p, 32);
    memcpy(b->point + 33, of_peer.y.p, 32);
    table->secret_key_free(peer);
    b->raw = raw_jwe_new(&rsa);
}

/* Both sides do the work for a tag that does not fit: which costs what a good one does. */
static double agree(bench *b, bool by_raw)
{
    const fapix_provider *table = b->context->provider;
    static const uint8_t iv[12];
    uint8_t shared[32], out[RAW_CONTENT];
    const fapix_aead aead = {FAPI_JWE_ENC_A256GCM, {shared, 32}, {iv, 12}, {NULL, 0}};
    double start = seconds();
    size_t n;

    for (int i = 0; i < TURNS; i++) {
        if (by_raw)
            must(!raw_jwe_agree_open(b->raw, b->point, b->content, b->tag), "a tag of zeros fits");
        else
            must(table->ecdh(b->ec, b->point + 1, b->point + 33, shared) == FAPI_OK &&
                 table->aead_open(&aead, fapix_slice_of(b->content, RAW_CONTENT), fapix_slice_of(b->tag, 16), out, &n) ==
                     FAPI_JWE_DECRYPTION, "to agree");
    }
    return seconds() - start;
}

static double oaep(bench *b, bool by_raw)
{
    const fapix_provider *table = b->context->provider;
    uint8_t out[1024];
    double start = seconds();
    size_t n;

    for (int i = 0; i < TURNS; i++) {
        must(by_raw ? raw_jwe_oaep_open(b->raw, b->sealed, out, &n)
                    : table->oaep_open(b->rsa, FAPI_JWE_ALG_RSA_OAEP_256, fapix_slice_of(b->sealed, RAW_MODULUS), out, &n) == FAPI_OK,
             "to open");
        must(n == 32 && out[0] == 7, "what was opened");
    }
    return seconds() - start;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static void measure(bench *b, const char *name, double (*run)(bench *b, bool by_raw), int rounds)
{
    double ratio[MAX_ROUNDS], best_raw = 1e9, best = 1e9;

    for (int r = -1; r < rounds; r++) { /* round -1 warms up */
        double raw = run(b, true), own = run(b, false);
        if (r < 0)
            continue;
        ratio[r] = own / raw;
        best_raw = raw < best_raw ? raw : best_raw;
        best = own < best ? own : best;
    }
    qsort(ratio, (size_t)rounds, sizeof *ratio, ascending);
    printf("| %s | %.3f | %.2f | %.2f |\n", name, ratio[rounds / 2], best_raw / TURNS * 1e6, best / TURNS * 1e6);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 9;
    static bench b;

    if (rounds < 1 || rounds > MAX_ROUNDS)
        rounds = 9;
    prepare(&b);
    printf("libfapi %s, %s\n\n| operation | ratio to the raw one | raw us | us |\n|---|---|---|---|\n", fapi_version(),
           fapi_context_provider(b.context));
    measure(&b, "RSA-OAEP-256, 2048 bits: open", oaep, rounds);
    measure(&b, "ECDH on P-256 with a fresh point, A256GCM of 1024 octets: open", agree, rounds);
    raw_jwe_free(b.raw);
    b.context->provider->secret_key_free(b.rsa);
    b.context->provider->secret_key_free(b.ec);
    fapi_context_free(b.context);
    return 0;
}
