/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sets of four entries; the set is chosen by the hash of the token, the victim by turns. Only tokens that verified get in, so an attacker without an
 * issuer's key can neither fill nor steer it. A mutex guards a stripe of sets: it is held for four comparisons.
 */
#include "role/token_cache.h"

#include <pthread.h>

#define WAYS 4
#define STRIPES 64

typedef struct entry {
    uint8_t hash[32];
    uint64_t generation; /* 0: empty */
} entry;

typedef struct set {
    entry way[WAYS];
} set;

struct fapix_token_cache {
    const fapix_memory *memory;
    size_t sets; /* a power of two */
    set *table;
    unsigned turn[STRIPES];
    pthread_mutex_t lock[STRIPES];
};

fapix_token_cache *fapix_token_cache_new(const fapix_memory *memory, size_t tokens)
{
    fapix_token_cache *cache = fapix_alloc(memory, sizeof *cache);
    size_t i = 0;

    if (cache == NULL)
        return NULL;
    cache->memory = memory;
    for (cache->sets = 1; cache->sets * WAYS < tokens;)
        cache->sets *= 2;
    cache->table = fapix_alloc_array(memory, cache->sets, sizeof *cache->table);
    if (cache->table == NULL) {
        fapix_free(memory, cache, sizeof *cache);
        return NULL;
    }
    for (i = 0; i < STRIPES; i++)
        pthread_mutex_init(&cache->lock[i], NULL); /* cannot fail for a default mutex on the systems we build for */
    return cache;
}

void fapix_token_cache_free(fapix_token_cache *cache)
{
    size_t i = 0;

    if (cache == NULL)
        return;
    for (i = 0; i < STRIPES; i++)
        pthread_mutex_destroy(&cache->lock[i]);
    fapix_wipe(cache->table, cache->sets * sizeof *cache->table);
    fapix_free(cache->memory, cache->table, cache->sets * sizeof *cache->table);
    fapix_free(cache->memory, cache, sizeof *cache);
}

static size_t set_of(const fapix_token_cache *cache, const uint8_t hash[32])
{
    uint64_t bits = 0;

    memcpy(&bits, hash, sizeof bits);
    return (size_t)(bits & (cache->sets - 1));
}

static entry *find(set *here, const uint8_t hash[32])
{
    size_t i = 0;

    for (i = 0; i < WAYS; i++)
        if (here->way[i].generation != 0 && memcmp(here->way[i].hash, hash, 32) == 0)
            return &here->way[i];
    return NULL;
}

bool fapix_token_cache_has(fapix_token_cache *cache, const uint8_t hash[32], uint64_t generation)
{
    size_t index = set_of(cache, hash), stripe = index % STRIPES;
    const entry *found = NULL;
    bool has = false;

    pthread_mutex_lock(&cache->lock[stripe]);
    found = find(&cache->table[index], hash);
    has = found != NULL && found->generation == generation;
    pthread_mutex_unlock(&cache->lock[stripe]);
    return has;
}

void fapix_token_cache_add(fapix_token_cache *cache, const uint8_t hash[32], uint64_t generation)
{
    size_t index = set_of(cache, hash), stripe = index % STRIPES, i = 0;
    entry *slot = NULL;

    pthread_mutex_lock(&cache->lock[stripe]);
    slot = find(&cache->table[index], hash);
    for (i = 0; slot == NULL && i < WAYS; i++)
        if (cache->table[index].way[i].generation == 0)
            slot = &cache->table[index].way[i];
    if (slot == NULL)
        slot = &cache->table[index].way[cache->turn[stripe]++ % WAYS];
    memcpy(slot->hash, hash, 32);
    slot->generation = generation;
    pthread_mutex_unlock(&cache->lock[stripe]);
}
