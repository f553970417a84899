/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long other C libraries take over the same 1,024 access tokens and DPoP proofs, beside libfapi. Every figure is a
 * ratio to raw signature checks (raw.h) taken in turns with it; the median of the rounds is printed. Processor time is
 * measured, everything is done on one thread. A row is timed only after it has accepted what is good and refused what
 * is not.
 *
 * usage: bench_peers [rounds]      (default 5)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "peer.h"

#define MAX_ROUNDS 99
#define BLOCK 32 /* inputs in one turn; divides PEER_INPUTS */
#define MAX_ROWS 16
#define ALGS 3

static const int algs[ALGS] = {FAPI_ALG_ES256, FAPI_ALG_PS256, FAPI_ALG_EDDSA};

typedef enum result { UNSUPPORTED, REFUSES_GOOD, DOES_NOT_VERIFY, TIMED } result;

typedef struct row {
    const peer *peer;
    void *state;
    result result[ALGS];
    double ratio[MAX_ROUNDS], median[ALGS];
} row;

typedef struct table {
    row rows[MAX_ROWS];
    size_t n, key_bits[ALGS];
} table;

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static const peer_text *messages(const row *r, const peer_inputs *in)
{
    return in->jws[r->peer->kind];
}

/* ---- does it verify? ---- */

static int accepts(const row *r, size_t i, const char *jws, size_t jws_len)
{
    return r->peer->check(r->state, i, jws, jws_len) == 1;
}

/* One character of the part (0: header, 1: payload, 2: signature) is another. */
static int accepts_changed(const row *r, const peer_inputs *in, size_t i, int part)
{
    const peer_text *good = &messages(r, in)[i];
    char *bad = peer_must_have(malloc(good->n + 1)), *start = bad, *end = NULL;
    int ok = 0, k = 0;

    memcpy(bad, good->p, good->n + 1);
    for (k = 0; k < part; k++)
        start = strchr(start, '.') + 1;
    end = strchr(start, '.');
    if (end == NULL)
        end = bad + good->n;
    start += (end - start) / 2;
    *start = *start == 'A' ? 'B' : 'A';
    ok = accepts(r, i, bad, good->n);
    free(bad);
    return ok;
}

/* The signature is a good one, of another message: only a true check of it can tell. */
static int accepts_spliced(const row *r, const peer_inputs *in, size_t i, size_t other)
{
    const peer_text *a = &messages(r, in)[i], *b = &messages(r, in)[other];
    const char *dot = strrchr(a->p, '.'), *tail = strrchr(b->p, '.');
    size_t head = (size_t)(dot - a->p), n = head + strlen(tail);
    char *bad = peer_must_have(malloc(n + 1));
    int ok = 0;

    memcpy(bad, a->p, head);
    memcpy(bad + head, tail, n - head + 1);
    ok = accepts(r, i, bad, n);
    free(bad);
    return ok;
}

static int accepts_good(const row *r, const peer_inputs *in)
{
    size_t i = 0;

    for (i = 0; i < PEER_INPUTS; i++)
        if (!accepts(r, i, messages(r, in)[i].p, messages(r, in)[i].n))
            return 0;
    return 1;
}

static int refuses_bad(const row *r, const peer_inputs *in)
{
    const peer_text *wrong = in->wrong[r->peer->kind];
    size_t i = 0;
    int k = 0;

    for (i = 0; i < 16; i++) {
        for (k = 0; k < 3; k++)
            if (accepts_changed(r, in, i, k))
                return 0;
        if (accepts_spliced(r, in, i, i + 1))
            return 0;
    }
    for (k = 0; k < PEER_WRONG && r->peer->claims; k++)
        if (accepts(r, 0, wrong[k].p, wrong[k].n))
            return 0;
    return 1;
}

static result judge(const row *r, const peer_inputs *in)
{
    if (r->state == NULL)
        return UNSUPPORTED;
    if (!accepts_good(r, in))
        return REFUSES_GOOD;
    return refuses_bad(r, in) ? TIMED : DOES_NOT_VERIFY;
}

/* ---- how long does it take? ---- */

static double run_raw(const peer_inputs *in, size_t first)
{
    const peer_text *token = in->jws[PEER_AT_JWT];
    double start = seconds();
    size_t i = 0;

    for (i = first; i < first + BLOCK; i++)
        if (raw_verify(in->raw_key, (const uint8_t *)token[i].p, in->signed_len[i], in->signature[i],
                       in->signature_len[i]) != 1)
            peer_must(FAPI_ERR_CRYPTO, "raw check");
    return seconds() - start;
}

static double run_row(const row *r, const peer_inputs *in, size_t first)
{
    const peer_text *jws = messages(r, in);
    double start = seconds();
    size_t i = 0;

    for (i = first; i < first + BLOCK; i++)
        if (!accepts(r, i, jws[i].p, jws[i].n))
            peer_must(FAPI_ERR_INTERNAL, r->peer->name);
    return seconds() - start;
}

/* In short turns, so that both see the same moods of the machine. */
static double run_ratio(const row *r, const peer_inputs *in)
{
    double raw_time = 0, row_time = 0;
    size_t first = 0;

    for (first = 0; first < PEER_INPUTS; first += BLOCK) {
        raw_time += run_raw(in, first);
        row_time += run_row(r, in, first);
    }
    return row_time / raw_time;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, ascending);
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static void measure(table *t, int a, int64_t now, int rounds)
{
    peer_inputs *in = peer_inputs_new(algs[a], now);
    size_t i = 0;
    int round = 0;

    t->key_bits[a] = in->key_bits;
    for (i = 0; i < t->n; i++) {
        row *r = &t->rows[i];

        r->state = r->peer->open(in);
        r->result[a] = judge(r, in);
    }
    for (round = 0; round < rounds; round++)
        for (i = 0; i < t->n; i++)
            if (t->rows[i].result[a] == TIMED)
                t->rows[i].ratio[round] = run_ratio(&t->rows[i], in);
    for (i = 0; i < t->n; i++) {
        row *r = &t->rows[i];

        r->median[a] = median(r->ratio, rounds);
        if (r->state != NULL)
            r->peer->close(r->state);
    }
    peer_inputs_free(in);
}

/* ---- the table ---- */

static void add(table *t, const peer *rows)
{
    for (; rows->name != NULL && t->n < MAX_ROWS; rows++)
        t->rows[t->n++].peer = rows;
}

static void print_cell(const row *r, int a)
{
    static const char *const text[] = {"-", "refuses a good one", "does not verify"};

    if (r->result[a] == TIMED)
        printf(" %.2f |", r->median[a]);
    else
        printf(" %s |", text[r->result[a]]);
}

static void print_rows(const table *t, int proof)
{
    size_t i = 0;
    int a = 0;

    printf("\n| %s | checks | ES256 | PS256 | EdDSA |\n|---|---|---|---|---|\n", proof ? "DPoP proof" : "access token");
    for (i = 0; i < t->n; i++) {
        const row *r = &t->rows[i];

        if ((r->peer->kind == PEER_DPOP) != proof)
            continue;
        printf("| %s %s | %s |", r->peer->name, r->peer->version(), r->peer->checks);
        for (a = 0; a < ALGS; a++)
            print_cell(r, a);
        printf("\n");
    }
}

static void print_notes(const table *t, const char *provider, int rounds)
{
    printf("\nTime in raw signature checks: 1.00 is one bare check with a key that is ready, by %s\n"
           "(ES256, PS256) or %s (EdDSA). libfapi is linked with %s. %d distinct inputs;\n",
           raw_library(FAPI_ALG_ES256), raw_library(FAPI_ALG_EDDSA), provider, PEER_INPUTS);
    printf("keys of access tokens are read beforehand, DPoP proofs bring theirs; RSA keys of %zu bits; processor\n"
           "time, median of %d rounds. -: this version does not do the algorithm.\n",
           t->key_bits[1], rounds);
    if (t->n <= 2) /* libfapi alone */
        return;
    if (peer_libjwt[0].name != NULL)
        printf("libjwt is given the same tokens with typ \"JWT\" in place of \"at+jwt\".\n");
    if (peer_rhonabwy[0].name != NULL)
        printf("rhonabwy checks with GnuTLS; its figures too are ratios to the raw checks named here.\n");
}

int main(int argc, char **argv)
{
    static table t;
    int rounds = argc > 1 ? atoi(argv[1]) : 5, a = 0;
    fapi_context *context = peer_must_have(fapi_context_new());
    const char *provider = fapi_context_provider(context);
    int with_peers = strstr(provider, "openssl") != NULL;
    int64_t now = (int64_t)time(NULL);

    if (rounds < 1 || rounds > MAX_ROUNDS)
        rounds = 5;
    if (peer_cjose[0].name == NULL && peer_libjwt[0].name == NULL && peer_rhonabwy[0].name == NULL) {
        printf("No other library to time: cjose, libjwt (1 or 2) and rhonabwy are timed where their headers are.\n");
        fapi_context_free(context);
        return 0;
    }
    /* Mbed TLS is another yardstick, which says nothing of libraries on OpenSSL. */
    add(&t, peer_libfapi);
    if (with_peers) {
        add(&t, peer_cjose);
        add(&t, peer_libjwt);
        add(&t, peer_rhonabwy);
    } else {
        printf("Other libraries are timed by the program that is linked with libfapi-openssl.\n");
    }
    for (a = 0; a < ALGS; a++)
        measure(&t, a, now, rounds);
    print_rows(&t, 0);
    print_rows(&t, 1);
    print_notes(&t, provider, rounds);
    fapi_context_free(context);
    return 0;
}
