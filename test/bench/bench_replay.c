/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The replay store when it is full: memory for each live entry, time of a new claim, and what a second thread adds.
 *
 *     bench_replay [entries] [claims]      10,000,000 live entries and 2,000,000 timed claims at first
 *
 * The store is filled to its capacity. From then on time moves on by one tick for each claim and one old entry expires
 * with it, so that every timed claim is a new one that meets a full store. A claim waits once for memory that no cache
 * holds; "probe" says what such a wait costs on this machine at this hour, so that the claim can be seen in proportion.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <fapi.h>

#define NOW INT64_C(1700000000)
#define ROUNDS 5

typedef struct job {
    fapi_replay *store;
    uint64_t entries, first, step, count, refused;
} job;

static double seconds(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* 32 bytes as the library makes them, told apart by the number alone: the store hashes them itself. */
static void key_of(uint64_t number, uint8_t key[32])
{
    memset(key, 0x5a, 32);
    memcpy(key, &number, sizeof number);
}

static int claim(fapi_replay *store, uint64_t number, uint64_t entries)
{
    uint8_t key[32];
    /* The first generation is made at NOW; number n + entries comes when number n expires. */
    int64_t now = number < entries ? NOW : NOW + 1 + (int64_t)(number - entries);

    key_of(number, key);
    return fapi_replay_add_if_absent(store, key, sizeof key, NOW + 1 + (int64_t)number, now);
}

static void *run(void *argument)
{
    job *j = argument;

    for (uint64_t i = 0; i < j->count; i++)
        j->refused += claim(j->store, j->first + i * j->step, j->entries) != FAPI_OK;
    return NULL;
}

/* Nanoseconds for each claim by the wall clock, whichever thread made it. */
static double timed(fapi_replay *store, uint64_t entries, uint64_t *next, uint64_t claims, int threads,
                    uint64_t *refused)
{
    uint64_t each = claims / (uint64_t)threads;
    job jobs[2];
    pthread_t other;
    double start;

    for (int t = 0; t < threads; t++)
        jobs[t] = (job){store, entries, *next + (uint64_t)t, (uint64_t)threads, each, 0};
    *next += each * (uint64_t)threads;
    start = seconds();
    if (threads == 2 && pthread_create(&other, NULL, run, &jobs[1])) {
        fprintf(stderr, "bench_replay: no second thread\n");
        exit(1);
    }
    (void)run(&jobs[0]);
    if (threads == 2)
        (void)pthread_join(other, NULL);
    start = (seconds() - start) * 1e9 / (double)(each * (uint64_t)threads);
    for (int t = 0; t < threads; t++)
        *refused += jobs[t].refused;
    return start;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* Nanoseconds for one read somewhere in so many bytes, each place depending on what was read before. */
static double probe(size_t size, uint64_t reads)
{
    uint8_t *bytes = malloc(size);
    uint64_t place = 88172645463325252u;
    double start;

    if (!bytes)
        return 0;
    memset(bytes, 1, size);
    start = seconds();
    for (uint64_t i = 0; i < reads; i++) {
        place = place * UINT64_C(6364136223846793005) + 1442695040888963407u;
        place += bytes[(place >> 16) % size];
    }
    start = (seconds() - start) * 1e9 / (double)reads;
    /* Used, so that it is not optimised away. */
    bytes[0] = (uint8_t)place;
    start += bytes[0] == 1 ? 1e-9 : 0;
    free(bytes);
    return start;
}

int main(int argc, char **argv)
{
    uint64_t entries = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000000;
    uint64_t claims = argc > 2 ? strtoull(argv[2], NULL, 10) : 2000000;
    uint64_t next = 0, refused = 0;
    double one = 1e9, two = 1e9, wait = 1e9, fill;
    fapi_replay *store = fapi_replay_new(NULL, (size_t)entries);

    if (!store || claims < 2) {
        fprintf(stderr, "bench_replay: no store of %" PRIu64 " entries\n", entries);
        return 1;
    }
    fill = timed(store, entries, &next, entries, 1, &refused);
    printf("entries %" PRIu64 ", live %zu, refused %" PRIu64 "\n", entries, fapi_replay_live(store, NOW), refused);
    printf("memory  %.2f bytes for each live entry\n", (double)fapi_replay_memory(store) / (double)entries);
    printf("fill    %.0f ns a claim, empty to full\n", fill);
    for (int round = 0; round < ROUNDS; round++) {
        one = smaller(one, timed(store, entries, &next, claims, 1, &refused));
        two = smaller(two, timed(store, entries, &next, claims, 2, &refused));
        wait = smaller(wait, probe(fapi_replay_memory(store), claims / 2));
    }
    printf("claim   %.0f ns when full, one thread, best of %d\n", one, ROUNDS);
    printf("probe   %.0f ns for one read at random from as much memory\n", wait);
    printf("threads %.2f times as many claims with two as with one; refused %" PRIu64 "\n", one / two, refused);
    fapi_replay_free(store);
    return refused == 0 ? 0 : 1;
}
