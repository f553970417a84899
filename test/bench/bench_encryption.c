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
#include "raw_jwe.h"

enum { MAX_ROUNDS = 99, TURNS = 50 };

/* The key of RFC 7516 A.1. */
static const char n_hex[] =
    "a1a8542285b0d0ad2eb0a36e391e87e3091fe280545c74f146f81be3c13e055bf191e0cd8db0b885ef2b516709a1999db3687b33bd2298"
    "4561454e5d8c8357b6a9655c8e0316a708d438234fd2dec0d0fc316d8aadfdd2a6c93f664a059e295a906ca04f0a59dee7ac1fe3c50013"
    "48518a4e88dd7976c411920af4bc487137dda2d9ab1b39e9d265ec9ac7388aef6530c6bacaa04c6fea4739b705d3ab887e40284b3a59f4"
    "fe6b546707ec45a312b4fb3a992e97ae0c67c5b5a1a237faeb7b6e110b9e182f8508c7eb6b7e82f649c3146ccab0d6bb2d92b6763620c8"
    "3dc947f301ff8354256fd3a8e42dc0761bc5ebe8240ae6f8be52b68c23cc6cbefdbaba1b";
static const char d_hex[] =
    "90b76d223e866c392cfc0a42493610b5e95c36db652a23b23f332b5c7788fb293517bfa4a43c58e3e598e4d595e4a9ed6847974b58fcd8"
    "4dfbe71c6158c1d7caf8d879c3d3f5fa7047f33d815f27f47ae1d9a9d3a530fddc3b7adb2a56df20ec2730674e7ad8bb58b05918012ab1"
    "18638eaa01922b036c40c279b65fbb86475860864a83a7456a8f791b482cf55f27c2b3afcb7a1070b711c8ca1f118a9cb8d29db89a8380"
    "6e0c55c37af14ffbe5b775157b858edc99093b396951ff8a4d52363ed826f9d011c5312d13e89dfb8389af487e2be545b375529dd55323"
    "39d2c5fcab8fc20b2fa306fd4bfc600bbb5482d207794e5b4f39fb8a84dc3ce0ad38e0c9";
static const char p_hex[] =
    "d6be765e4e3a73e2ec7c1e4fe38da9edab5d3d4af1412cb89ad8bfb592373207f612e1556d4a0306f69143e496c646e49a81332fb257ae"
    "84818d2acadd821081874c8320043d33e35effe1236ff579348f5597f32f495f7cd9f4dc85ea585e4c0c5ba85181348736f6be1ae537fa"
    "caadb7c323051b4eb8e38227916f00ba0a5d";
static const char q_hex[] =
    "c0b6f7e71ee1990599b1626607fbe57bcee2860675f52f2504444e2c8b191b86b26557bd1e2f600d508e06650375a0d855348dc7ff05cb"
    "0d5861af571ab1a70dec34d09dbc71152878107f8ca235a266b43abbf54fd697216c4ac1de20bf114898e5abdd044bf4a10147393645ab"
    "540679836494c801fc13b3483af14647bed7";
static const char dp_hex[] =
    "64af98c04edd894874a91d6d47bc3c587b68943c77319fce4e8c2216f81f790dd28ab7ac5e39bd819e4a2e1317be8faecfe2942560f14b"
    "9a4543f3347af768d5d2a24538d5c3fc78372ab25cf3399d42cf91ca54f36eeb9e96730092a976158082aad718a0040901f45ede2d6b39"
    "e39ddff3569026659abad163cc04c7ca72e1";
static const char dq_hex[] =
    "0ead207e02750dd1465e22ef404667b8a10dd14526b09071923c9d7378f865874188c440cbceb1d2f1c28f2c1c325618838ca80b86196b"
    "d84d55cb23a80dc57a22f5f6b93c83a427dbd4edd1c8fcaaac85a73f6f3430547c202225578448e8c90d93d81dd1d8f2fd5bfa8f99d97e"
    "6dbcbc7e4c27a47fba31c9e28352a2968e2b";
static const char qi_hex[] =
    "5483293186cf7f8edd4f5c3fcc35177cf8a6b127a09cc380d734da5fb68693ff2ead8e91f3e656d45c54ec09560322d6c9baaaeadd7a54"
    "577b850774cba7e550ae1294ec9d07ad60c1a9ceb1718e00ebfcd9c1ead04dde2f81ebb59914b8abe73eb327b1450595f51dc9b573c728"
    "f3f4917f5f2698d786ab74b4a37f82ff14d6";

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
