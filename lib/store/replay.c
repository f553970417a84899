/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The in-memory replay store. A claim belongs to one shard and there to one of two buckets of six slots, chosen by a
 * hash under a secret of this store, so that nobody can aim at a bucket; it goes to the emptier one. What that buys:
 * with 176 entries in 100 buckets the share of full ones is 2e-13 (the fluid limit of two choices, ds_i/dt =
 * s_(i-1)^2 - s_i^2), and only a claim that meets two of them is lost, once in 1e25. A bucket is one line of the cache,
 * so a claim costs two misses at once. Slots are told apart by 42 further bits of the hash: an honest claim is taken
 * for a replay once in 1e12, a replay for an honest claim never.
 */
#include "store/replay.h"

#include <pthread.h>

#include "crypto/provider.h"

#if defined(__GNUC__) || defined(__clang__)
#define PREFETCH(address) __builtin_prefetch((address), 1)
#else
#define PREFETCH(address) ((void)(address))
#endif

#define SLOTS 6
#define PER_100_BUCKETS 176
#define EXPIRY_BITS 38 /* enough for FAPI_MAX_TIME */
#define MAX_CAPACITY 1000000000u
#define MAX_SHARDS 256u
#define MIN_PER_SHARD 8192u /* with fewer, the allowance for uneven shards would cost more than 40 bytes an entry */
#define MAX_KEY 256

/* A slot is 80 bits: the expiry, and above it the mark, whose low 16 bits are in tail. It is free once its expiry has
 * come, so zeroed memory is an empty table. */
typedef struct bucket {
    uint64_t word[SLOTS];
    uint16_t tail[SLOTS];
    uint32_t unused;
} bucket;

/* Locks of neighbours must not share a line, nor the pair of lines that is fetched together. */
typedef union shard_lock {
    pthread_mutex_t mutex;
    uint8_t line[128];
} shard_lock;

struct fapi_replay {
    fapi_context *context;
    atomic_int references;
    uint8_t secret[16];
    size_t shards, per_shard; /* a power of two; buckets of each */
    size_t locks_made, table_size;
    shard_lock *locks;
    void *table;
    bucket *buckets; /* in table, aligned */
};

typedef struct place {
    size_t shard;
    bucket *choice[2];
    uint64_t mark; /* 42 bits */
} place;

/* At least sqrt(n). */
static size_t root(size_t n)
{
    size_t r = 1;

    while (r * r < n)
        r++;
    return r;
}

/* Shards for the host's threads, and buckets so that each shard holds eight standard deviations more than its share at
 * the load that two choices bear. In small stores that allowance makes up for what the limit of large numbers hides. */
static void set_shape(fapi_replay *replay, size_t capacity)
{
    size_t share;

    replay->shards = 1;
    while (replay->shards < MAX_SHARDS && capacity / (replay->shards * 2) >= MIN_PER_SHARD)
        replay->shards *= 2;
    share = (capacity + replay->shards - 1) / replay->shards;
    replay->per_shard = (share + 8 * root(share)) * 100 / PER_100_BUCKETS + 2;
}

static int make_locks(fapi_replay *replay)
{
    const fapix_memory *memory = &replay->context->memory;

    replay->locks = fapix_alloc_array(memory, replay->shards, sizeof(shard_lock));
    if (!replay->locks)
        return FAPI_ERR_NOMEM;
    for (; replay->locks_made < replay->shards; replay->locks_made++) {
        if (pthread_mutex_init(&replay->locks[replay->locks_made].mutex, NULL))
            return FAPI_ERR_NOMEM;
    }
    return FAPI_OK;
}

static int make_table(fapi_replay *replay)
{
    size_t count = replay->shards * replay->per_shard + 1; /* one more to align */
    uintptr_t address;

    if (count > PTRDIFF_MAX / sizeof(bucket))
        return FAPI_ERR_NOMEM;
    replay->table_size = count * sizeof(bucket);
    replay->table = fapix_alloc_table(&replay->context->memory, replay->table_size);
    if (!replay->table)
        return FAPI_ERR_NOMEM;
    address = (uintptr_t)replay->table;
    replay->buckets = (bucket *)(void *)((uint8_t *)replay->table + (sizeof(bucket) - address % sizeof(bucket)) %
                                                                        sizeof(bucket));
    return FAPI_OK;
}

static void destroy(fapi_replay *replay)
{
    fapi_context *context = replay->context;

    for (size_t i = 0; i < replay->locks_made; i++)
        (void)pthread_mutex_destroy(&replay->locks[i].mutex);
    fapix_free(&context->memory, replay->locks, replay->shards * sizeof(shard_lock));
    fapix_free(&context->memory, replay->table, replay->table_size);
    fapix_wipe(replay->secret, sizeof replay->secret);
    fapix_free(&context->memory, replay, sizeof *replay);
    fapix_context_unref(context);
}

/* See fapi.h. */
fapi_replay *fapi_replay_new(fapi_context *context, size_t capacity)
{
    fapi_context *own = NULL;
    fapi_replay *replay = NULL;

    if (capacity == 0 || capacity > MAX_CAPACITY)
        return NULL;
    own = fapix_context_use(context);
    if (!own)
        return NULL;
    replay = fapix_alloc(&own->memory, sizeof *replay);
    if (!replay) {
        fapix_context_unref(own);
        return NULL;
    }
    replay->context = own;
    atomic_init(&replay->references, 1);
    set_shape(replay, capacity);
    if (own->provider->random(replay->secret, sizeof replay->secret) != FAPI_OK || make_locks(replay) != FAPI_OK ||
        make_table(replay) != FAPI_OK) {
        destroy(replay);
        return NULL;
    }
    return replay;
}

fapi_replay *fapix_replay_ref(fapi_replay *replay)
{
    if (replay)
        (void)atomic_fetch_add_explicit(&replay->references, 1, memory_order_relaxed);
    return replay;
}

/* See fapi.h. */
void fapi_replay_free(fapi_replay *replay)
{
    if (replay && atomic_fetch_sub_explicit(&replay->references, 1, memory_order_acq_rel) == 1)
        destroy(replay);
}

/* A number below n, which is below 2^32, from 32 random bits. */
static size_t scaled(uint64_t bits, size_t n)
{
    return (size_t)(((bits & 0xffffffffu) * n) >> 32);
}

/* Everything comes from one hash. The factor, 2^64 divided by the golden ratio, spreads it anew, so that keys that
 * share a bucket differ in their marks as much as any others. */
static place place_of(const fapi_replay *replay, fapix_slice key)
{
    uint64_t hash = replay->context->provider->keyed_hash(replay->secret, key);
    uint64_t mixed = (hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    size_t first = scaled(hash, replay->per_shard), second = scaled(hash >> 32, replay->per_shard - 1);
    place found = {0};
    bucket *shard;

    found.mark = mixed >> 22;
    found.shard = (size_t)(mixed >> 14) & (replay->shards - 1);
    shard = replay->buckets + found.shard * replay->per_shard;
    /* Never the same bucket twice. */
    second += second >= first;
    found.choice[0] = shard + first;
    found.choice[1] = shard + second;
    return found;
}

static int64_t expiry_in(uint64_t word)
{
    return (int64_t)(word & ((UINT64_C(1) << EXPIRY_BITS) - 1));
}

/* Live slots of a bucket; *free_slot is one that is not, if any; *seen is set if the mark is there and lives. Without
 * branches: which slots live is random, so that guesses at it would cost more than the work. */
static unsigned look(const bucket *b, uint64_t mark, int64_t now, size_t *free_slot, unsigned *seen)
{
    unsigned live = 0, found = 0;
    size_t slot = 0;

    for (size_t i = 0; i < SLOTS; i++) {
        uint64_t word = b->word[i];
        unsigned lives = expiry_in(word) > now;
        unsigned differs = (word >> EXPIRY_BITS != mark >> 16) | (b->tail[i] != (uint16_t)mark);

        live += lives;
        found |= lives & ~differs;
        slot = lives ? slot : i;
    }
    *free_slot = slot;
    *seen |= found;
    return live;
}

/* Under the lock of the shard: both buckets are searched before either is written. */
static int claim(const place *p, int64_t expiry, int64_t now)
{
    size_t slot[2] = {0, 0};
    unsigned live[2], seen = 0;
    size_t to;

    live[0] = look(p->choice[0], p->mark, now, &slot[0], &seen);
    live[1] = look(p->choice[1], p->mark, now, &slot[1], &seen);
    /* Spec: RFC9449-11.1-2 */
    if (seen)
        return FAPI_REPLAY_SEEN;
    to = live[1] < live[0];
    if (live[to] == SLOTS)
        return FAPI_REPLAY_FULL;
    p->choice[to]->word[slot[to]] = (p->mark >> 16) << EXPIRY_BITS | (uint64_t)expiry;
    p->choice[to]->tail[slot[to]] = (uint16_t)p->mark;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_replay_add_if_absent(fapi_replay *replay, const uint8_t *key, size_t key_len, int64_t expiry, int64_t now)
{
    pthread_mutex_t *mutex;
    place p;
    int rc;

    if (!replay || !key || key_len == 0 || key_len > MAX_KEY)
        return FAPI_ERR_ARG;
    /* An entry that is dead on arrival would be remembered by nobody: to say that it was added would be a lie. */
    if (now < 0 || now > FAPI_MAX_TIME || expiry <= now || expiry > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    p = place_of(replay, fapix_slice_of(key, key_len));
    /* Two lines that are almost never in the cache: fetch them together, and while the lock is being taken. */
    PREFETCH(p.choice[0]);
    PREFETCH(p.choice[1]);
    mutex = &replay->locks[p.shard].mutex;
    if (pthread_mutex_lock(mutex))
        return FAPI_ERR_INTERNAL;
    rc = claim(&p, expiry, now);
    if (pthread_mutex_unlock(mutex))
        return FAPI_ERR_INTERNAL;
    return rc;
}

/* See fapi.h. */
size_t fapi_replay_memory(const fapi_replay *replay)
{
    return replay ? sizeof *replay + replay->shards * sizeof(shard_lock) + replay->table_size : 0;
}

/* See fapi.h. */
size_t fapi_replay_live(fapi_replay *replay, int64_t now)
{
    size_t live = 0;

    /* Before the beginning of time even free slots would look alive. */
    if (!replay || now < 0)
        return 0;
    for (size_t s = 0; s < replay->shards; s++) {
        const bucket *shard = replay->buckets + s * replay->per_shard;

        if (pthread_mutex_lock(&replay->locks[s].mutex))
            continue;
        for (size_t i = 0; i < replay->per_shard * SLOTS; i++)
            live += expiry_in(shard[i / SLOTS].word[i % SLOTS]) > now;
        (void)pthread_mutex_unlock(&replay->locks[s].mutex);
    }
    return live;
}
