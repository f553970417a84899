/* SPDX-License-Identifier: Apache-2.0 */
/* The replay store: one claim for each key, no live entry forgotten, room for all that was promised. */
#include <pthread.h>

#include "crypto/provider.h"
#include "store/replay.h"
#include "test/harness.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))
#define NOW INT64_C(1700000000)

static int add(fapi_replay *store, const char *key, int64_t expiry, int64_t now)
{
    return fapi_replay_add_if_absent(store, (const uint8_t *)key, strlen(key), expiry, now);
}

static int add_number(fapi_replay *store, uint64_t number, int64_t expiry, int64_t now)
{
    uint8_t key[32] = {0x5a};

    memcpy(key + 8, &number, sizeof number);
    return fapi_replay_add_if_absent(store, key, sizeof key, expiry, now);
}

static void a_key_is_claimed_once(void **state)
{
    AUTO(fapi_replay) store = fapi_replay_new(t_context(), 100);

    (void)state;
    CHECK(store != NULL);
    CHECK(add(store, "jkt jti", NOW + 60, NOW) == FAPI_OK);
    ACCEPTS("RFC9449-11.1-2");
    CHECK(add(store, "jkt jti", NOW + 60, NOW) == FAPI_REPLAY_SEEN);
    CHECK(add(store, "jkt jti", NOW + 900, NOW + 1) == FAPI_REPLAY_SEEN);
    CHECK(add(store, "jkt jti", NOW + 61, NOW + 59) == FAPI_REPLAY_SEEN);
    REFUSES("RFC9449-11.1-2");
    CHECK(fapi_replay_live(store, NOW + 59) == 1);
    CHECK(fapi_replay_live(store, NOW + 60) == 0);
    /* Its time is over, exactly when it was said to be; then it is a new key. */
    CHECK(add(store, "jkt jti", NOW + 120, NOW + 60) == FAPI_OK);
    CHECK(add(store, "jkt jti", NOW + 120, NOW + 119) == FAPI_REPLAY_SEEN);
    CHECK(add(store, "jkt jti 2", NOW + 120, NOW + 119) == FAPI_OK);
    CHECK(add(store, "jkt jt", NOW + 120, NOW + 119) == FAPI_OK);
    ATTACK("DPOP-11");
}

static void keys_of_every_length(void **state)
{
    AUTO(fapi_replay) store = fapi_replay_new(t_context(), 1000);
    uint8_t key[257] = {0};

    (void)state;
    CHECK(store != NULL);
    /* All zeros: only the length tells them apart. */
    for (size_t n = 1; n <= 256; n++)
        CHECK(fapi_replay_add_if_absent(store, key, n, NOW + 9, NOW) == FAPI_OK);
    for (size_t n = 1; n <= 256; n++)
        CHECK(fapi_replay_add_if_absent(store, key, n, NOW + 9, NOW) == FAPI_REPLAY_SEEN);
    CHECK(fapi_replay_live(store, NOW) == 256);
    /* Every bit counts. */
    for (size_t bit = 0; bit < 256; bit++) {
        key[bit / 8] = (uint8_t)(1u << bit % 8);
        CHECK(fapi_replay_add_if_absent(store, key, 32, NOW + 9, NOW) == FAPI_OK);
        key[bit / 8] = 0;
    }
    CHECK(fapi_replay_add_if_absent(store, key, 0, NOW + 9, NOW) == FAPI_ERR_ARG);
    CHECK(fapi_replay_add_if_absent(store, key, 257, NOW + 9, NOW) == FAPI_ERR_ARG);
    CHECK(fapi_replay_add_if_absent(store, key, SIZE_MAX, NOW + 9, NOW) == FAPI_ERR_ARG);
    CHECK(fapi_replay_add_if_absent(store, NULL, 32, NOW + 9, NOW) == FAPI_ERR_ARG);
    CHECK(fapi_replay_add_if_absent(NULL, key, 32, NOW + 9, NOW) == FAPI_ERR_ARG);
}

static void times(void **state)
{
    AUTO(fapi_replay) store = fapi_replay_new(t_context(), 10);
    static const struct {
        int64_t expiry, now;
    } bad[] = {
        {NOW, NOW}, {NOW - 1, NOW}, {0, 0}, {-1, -2}, {5, -1}, {FAPI_MAX_TIME + 1, NOW}, {INT64_MAX, NOW},
        {FAPI_MAX_TIME, FAPI_MAX_TIME}, {FAPI_MAX_TIME + 2, FAPI_MAX_TIME + 1}, {INT64_MIN, NOW}, {NOW, INT64_MIN},
    };

    (void)state;
    CHECK(store != NULL);
    for (size_t i = 0; i < MANY(bad); i++)
        CHECK(add(store, "k", bad[i].expiry, bad[i].now) == FAPI_ERR_CLOCK);
    CHECK(fapi_replay_live(store, 0) == 0);
    CHECK(add(store, "first", 1, 0) == FAPI_OK);
    CHECK(add(store, "first", 1, 0) == FAPI_REPLAY_SEEN);
    CHECK(add(store, "last", FAPI_MAX_TIME, 0) == FAPI_OK);
    CHECK(add(store, "last", FAPI_MAX_TIME, FAPI_MAX_TIME - 1) == FAPI_REPLAY_SEEN);
    CHECK(fapi_replay_live(store, FAPI_MAX_TIME - 1) == 1 && fapi_replay_live(store, FAPI_MAX_TIME) == 0);
    CHECK(fapi_replay_live(store, INT64_MAX) == 0 && fapi_replay_live(store, INT64_MIN) == 0);
}

/* One store: filled to its capacity, all remembered; then again when all of that is over. */
static int holds_what_it_promises(size_t capacity)
{
    fapi_replay *store = fapi_replay_new(t_context(), capacity);
    int good = store && fapi_replay_memory(store) <= 40 * capacity + 8192;

    for (int round = 0; good && round < 2; round++) {
        int64_t now = NOW + round * 100;

        for (size_t i = 0; good && i < capacity; i++)
            good = add_number(store, i, now + 100, now) == FAPI_OK;
        good = good && fapi_replay_live(store, now) == capacity;
        for (size_t i = 0; good && i < capacity; i++)
            good = add_number(store, i, now + 100, now + 99) == FAPI_REPLAY_SEEN;
    }
    fapi_replay_free(store);
    return good;
}

static void small_stores_hold_what_they_promise(void **state)
{
    (void)state;
    for (size_t capacity = 1; capacity < 200; capacity += 1 + capacity / 8)
        CHECK(holds_what_it_promises(capacity));
}

static void all_stores_hold_what_they_promise(void **state)
{
    static const struct {
        size_t capacity;
        int times;
    } rows[] = {{1, 200},   {10, 2000},  {16, 2000},  {100, 500}, {1000, 100},
                {8192, 5}, {16383, 3}, {16384, 3}, {100000, 1}};

    (void)state;
    SLOW();
    for (size_t i = 0; i < MANY(rows); i++) {
        for (int k = 0; k < rows[i].times; k++)
            CHECK(holds_what_it_promises(rows[i].capacity));
    }
}

/* Always full, always something new: each tick one entry expires and one comes. */
static void a_full_store_takes_what_expires(void **state)
{
    AUTO(fapi_replay) store = fapi_replay_new(t_context(), 1000);

    (void)state;
    SLOW();
    CHECK(store != NULL);
    for (uint64_t i = 0; i < 300000; i++) {
        int64_t now = NOW + (int64_t)i;

        CHECK(add_number(store, i, now + 1000, now) == FAPI_OK);
        CHECK(add_number(store, i - i % 1000 % (i + 1), now + 1000, now) == FAPI_REPLAY_SEEN);
    }
    CHECK(fapi_replay_live(store, NOW + 299999) == 1000);
}

static void a_flood_is_refused_and_makes_nothing_forgotten(void **state)
{
    AUTO(fapi_replay) store = fapi_replay_new(t_context(), 1000);
    size_t taken = 0, full = 0, seen = 0, memory = fapi_replay_memory(store), made;

    (void)state;
    SLOW();
    CHECK(store != NULL);
    made = t_allocations();
    for (uint64_t i = 0; i < 1000000; i++) {
        int rc = add_number(store, i, NOW + 60, NOW);

        taken += rc == FAPI_OK;
        full += rc == FAPI_REPLAY_FULL;
        if (i == 999)
            CHECK(taken == 1000);
    }
    CHECK(taken + full == 1000000 && taken >= 1000 && full > 900000);
    CHECK(fapi_replay_live(store, NOW) == taken);
    CHECK(t_allocations() == made && fapi_replay_memory(store) == memory);
    for (uint64_t i = 0; i < 1000; i++)
        seen += add_number(store, i, NOW + 60, NOW + 59) == FAPI_REPLAY_SEEN;
    CHECK(seen == 1000);
    /* Over: everything fits again. */
    CHECK(add_number(store, 999999, NOW + 120, NOW + 60) == FAPI_OK);
    CHECK(fapi_replay_live(store, NOW + 60) == 1);
    ATTACK("DPOP-12");
    ATTACK("DPOP-11");
    ATTACK("MEM-03");
}

typedef struct racer {
    fapi_replay *store;
    uint64_t keys;
    size_t won, lost, other;
} racer;

static void *race(void *argument)
{
    racer *r = argument;

    for (uint64_t i = 0; i < r->keys; i++) {
        int rc = add_number(r->store, i, NOW + 60, NOW);

        r->won += rc == FAPI_OK;
        r->lost += rc == FAPI_REPLAY_SEEN;
        r->other += rc != FAPI_OK && rc != FAPI_REPLAY_SEEN;
        if (i % 4096 == 0)
            (void)fapi_replay_live(r->store, NOW);
    }
    return NULL;
}

static void of_many_threads_one_wins(void **state)
{
    AUTO(fapi_replay) store = fapi_replay_new(t_context(), 20000);
    racer racers[4];
    pthread_t threads[4];
    size_t started = 0, won = 0, lost = 0;

    (void)state;
    SLOW();
    CHECK(store != NULL);
    for (; started < 4; started++) {
        racers[started] = (racer){store, 20000, 0, 0, 0};
        if (pthread_create(&threads[started], NULL, race, &racers[started]))
            break;
    }
    for (size_t i = 0; i < started; i++) {
        (void)pthread_join(threads[i], NULL);
        won += racers[i].won;
        lost += racers[i].lost;
    }
    CHECK(started == 4);
    CHECK(won == 20000 && lost == 60000);
    CHECK(fapi_replay_live(store, NOW) == 20000);
}

static void references_are_counted(void **state)
{
    fapi_replay *store = fapi_replay_new(t_context(), 10);
    int same, before, after;
    size_t live;

    (void)state;
    CHECK(store != NULL);
    live = t_live();
    same = fapix_replay_ref(store) == store;
    before = add(store, "k", NOW + 1, NOW);
    fapi_replay_free(store);
    after = add(store, "k", NOW + 1, NOW);
    same = same && t_live() == live;
    fapi_replay_free(store);
    CHECK(same && before == FAPI_OK && after == FAPI_REPLAY_SEEN);
    fapi_replay_free(NULL);
    CHECK(fapix_replay_ref(NULL) == NULL);
    CHECK(fapi_replay_memory(NULL) == 0 && fapi_replay_live(NULL, NOW) == 0);
    /* Without a context of the caller. */
    store = fapi_replay_new(NULL, 1);
    before = add(store, "k", NOW + 1, NOW);
    fapi_replay_free(store);
    CHECK(before == FAPI_OK);
}

static int no_random(uint8_t *out, size_t n)
{
    memset(out, 0, n);
    return FAPI_ERR_RANDOM;
}

static void what_cannot_be_made_is_null(void **state)
{
    fapi_context *context = t_context();
    const fapix_provider *real = context->provider;
    fapix_provider broken = *real;
    fapi_replay *store;

    (void)state;
    CHECK(fapi_replay_new(context, 0) == NULL);
    CHECK(fapi_replay_new(context, 1000000001) == NULL);
    CHECK(fapi_replay_new(context, SIZE_MAX) == NULL);
    /* With a secret that is not one, an attacker could choose where his entries go. */
    broken.random = no_random;
    context->provider = &broken;
    store = fapi_replay_new(context, 10);
    context->provider = real;
    CHECK(store == NULL);
    CHECK(t_live() == 0);
    ATTACK("MEM-02");
}

static uint64_t hash_is_key(const uint8_t secret[16], fapix_slice data)
{
    uint64_t hash = 0;

    (void)secret;
    memcpy(&hash, data.p, sizeof hash);
    return hash;
}

/* The hash whose spread form is this; see place_of in replay.c. */
static uint64_t hash_of_spread(uint64_t spread)
{
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t inverse = factor, hash;

    for (int i = 0; i < 6; i++)
        inverse *= 2 - factor * inverse;
    hash = spread * inverse;
    return hash ^ hash >> 32;
}

/* Hashes whose marks differ in one of the 42 bits are different keys, in whichever buckets they meet. */
static void marks_keep_all_their_bits(void **state)
{
    fapi_context *context = t_context();
    const fapix_provider *real = context->provider;
    fapix_provider bare = *real;
    size_t taken = 0, made = 0, again = 0;

    (void)state;
    SLOW();
    bare.keyed_hash = hash_is_key;
    context->provider = &bare;
    for (uint64_t base = 1; base <= 40; base++) {
        for (int bit = 22; bit < 64; bit++) {
            uint64_t one = base * UINT64_C(0xd6e8feb86659fd93), two = one ^ UINT64_C(1) << bit;
            uint64_t keys[2] = {hash_of_spread(one), hash_of_spread(two)};
            fapi_replay *store = fapi_replay_new(context, 1);

            for (size_t k = 0; store && k < 2; k++) {
                made++;
                taken += fapi_replay_add_if_absent(store, (uint8_t *)&keys[k], 8, NOW + 1, NOW) == FAPI_OK;
                again += fapi_replay_add_if_absent(store, (uint8_t *)&keys[k], 8, NOW + 1, NOW) == FAPI_REPLAY_SEEN;
            }
            fapi_replay_free(store);
        }
    }
    context->provider = real;
    CHECK(made == 40 * 42 * 2 && taken == made && again == made);
}

static size_t asked;

static void *refuse_big(void *user, size_t size)
{
    (void)user;
    asked = size > asked ? size : asked;
    return size > 1000000 ? NULL : malloc(size);
}

static void give_back(void *user, void *pointer, size_t size)
{
    (void)user;
    (void)size;
    free(pointer);
}

/* The size of the largest store is worked out without overflow, and an allocator that says no is believed. */
static void the_largest_store(void **state)
{
    AUTO(fapi_context) context = fapi_context_new_allocator(refuse_big, give_back, NULL);

    (void)state;
    CHECK(context != NULL);
    asked = 0;
    CHECK(fapi_replay_new(context, 1000000000) == NULL);
    CHECK(asked > (SIZE_MAX > 0xffffffffu ? (size_t)35 * 1000000000 : 0));
    CHECK(asked < (size_t)40 * 1000000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_claimed_once),
        cmocka_unit_test(keys_of_every_length),
        cmocka_unit_test(times),
        cmocka_unit_test(small_stores_hold_what_they_promise),
        cmocka_unit_test(all_stores_hold_what_they_promise),
        cmocka_unit_test(a_full_store_takes_what_expires),
        cmocka_unit_test(a_flood_is_refused_and_makes_nothing_forgotten),
        cmocka_unit_test(of_many_threads_one_wins),
        cmocka_unit_test(references_are_counted),
        cmocka_unit_test(what_cannot_be_made_is_null),
        cmocka_unit_test(marks_keep_all_their_bits),
        cmocka_unit_test(the_largest_store),
    };
    return t_main("store/replay", tests, sizeof tests / sizeof tests[0]);
}
