/* SPDX-License-Identifier: Apache-2.0 */
/* Contexts: allocator, references, and that no secret outlives its key in our memory. */
#include "crypto/crypto_data.h"

#include "crypto/key_rules.h"

/* An arena that never reuses a block, so that what was left in one can be looked at afterwards. */
enum { ARENA = 1 << 16 };
typedef struct arena {
    _Alignas(max_align_t) uint8_t memory[ARENA];
    size_t used, live, fail_at, count;
} arena;

static void *arena_alloc(void *user, size_t size)
{
    arena *from = user;
    size_t rounded = (size + 15) / 16 * 16;

    if (++from->count == from->fail_at || rounded > sizeof from->memory - from->used)
        return NULL;
    from->used += rounded;
    from->live++;
    return from->memory + from->used - rounded;
}

static void arena_free(void *user, void *pointer, size_t size)
{
    (void)pointer;
    (void)size;
    ((arena *)user)->live--;
}

static bool arena_holds(const arena *from, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i + n <= from->used; i++) {
        if (memcmp(from->memory + i, bytes, n) == 0)
            return true;
    }
    return false;
}

static void arguments(void **state)
{
    (void)state;

    CHECK(fapi_context_new_allocator(NULL, arena_free, NULL) == NULL);
    CHECK(fapi_context_new_allocator(arena_alloc, NULL, NULL) == NULL);
    CHECK(fapi_context_provider(NULL) == NULL);
    fapi_context_free(NULL);
    const char *name = fapi_context_provider(t_context());
    CHECK(strcmp(name, "libsodium+mbedtls") == 0 || strcmp(name, "libsodium+openssl") == 0);
    CHECK(t_context()->provider == fapix_provider_default());
    CHECK(fapix_provider_default() == &fapix_provider_builtin);
}

static void references(void **state)
{
    (void)state;
    static arena memory;

    memset(&memory, 0, sizeof memory);
    fapi_context *context = fapi_context_new_allocator(arena_alloc, arena_free, &memory);
    CHECK(context != NULL);
    fapi_context *same = fapix_context_use(context);
    CHECK(same == context);
    fapi_context_free(context);
    CHECK(memory.live > 0);
    fapi_context_free(same);
    CHECK(memory.live == 0);
    fapi_context *own = fapix_context_use(NULL);
    CHECK(own != NULL && own != t_context());
    fapi_context_free(own);
}

/* No context comes of it when memory runs out anywhere on the way. */
static void no_memory(void **state)
{
    (void)state;
    static arena memory;
    fapi_context *context = NULL;

    for (size_t i = 1; context == NULL && i < 100; i++) {
        memset(&memory, 0, sizeof memory);
        memory.fail_at = i;
        context = fapi_context_new_allocator(arena_alloc, arena_free, &memory);
        CHECK(context != NULL || memory.live == 0);
    }
    CHECK(context != NULL);
    fapi_context_free(context);
    CHECK(memory.live == 0);
}

/* Secrets of a private key: as they are given, and in the other order of octets. */
static bool arena_holds_secret(const arena *memory, fapix_slice secret)
{
    uint8_t reversed[32];

    for (size_t i = 0; i < sizeof reversed; i++)
        reversed[i] = secret.p[secret.n - 1 - i];
    return arena_holds(memory, secret.p, 32) || arena_holds(memory, reversed, sizeof reversed);
}

static void secrets_are_wiped(void **state)
{
    (void)state;
    SLOW();
    static arena memory;
    JSON file = read_json("vectors/crypto/sweep.json", t_file);
    const json_t *row;
    bool was_seen = false;
    size_t i;

    memset(&memory, 0, sizeof memory);
    AUTO(fapi_context) context = fapi_context_new_allocator(arena_alloc, arena_free, &memory);
    CHECK(file != NULL && context != NULL);
    json_array_foreach(json_object_get(file, "imports"), i, row) {
        if (!json_is_true(json_object_get(row, "private")))
            continue;
        KEY_DATA data;
        fapix_key *key = NULL;
        key_data_read(&data, row);
        /* Good keys and keys that are refused late, when their secrets have been read. */
        (void)context->provider->key_import(context->engine, &data.parts, true, &key);
        was_seen |= arena_holds_secret(&memory, data.parts.d);
        context->provider->key_free(key);
        CHECK(!arena_holds_secret(&memory, data.parts.d));
        CHECK(data.parts.p.n == 0 || !arena_holds_secret(&memory, data.parts.p));
    }
    CHECK(was_seen); /* else the look into the arena proves nothing */
    ATTACK("MEM-05");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(arguments), cmocka_unit_test(references),
                                       cmocka_unit_test(no_memory), cmocka_unit_test(secrets_are_wiped)};

    return t_main("crypto/test_context", tests, sizeof tests / sizeof tests[0]);
}
