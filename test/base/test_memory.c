/* SPDX-License-Identifier: Apache-2.0 */
/* Memory, slices and the references of a context. */
#include "base/context.h"
#include "base/memory.h"
#include "test/harness.h"

static void allocations_are_zeroed_and_bounded(void **state)
{
    const fapix_memory *memory = &t_context()->memory;
    size_t made = t_allocations();
    bool zero = true;
    uint8_t *p = NULL;

    (void)state;
    CHECK(fapix_alloc(memory, 0) == NULL);
    CHECK(fapix_alloc(memory, (size_t)PTRDIFF_MAX + 1) == NULL);
    CHECK(fapix_alloc(memory, SIZE_MAX) == NULL);
    CHECK(fapix_alloc_array(memory, 0, 8) == NULL);
    CHECK(fapix_alloc_array(memory, 8, 0) == NULL);
    CHECK(fapix_alloc_array(memory, SIZE_MAX / 2 + 2, 2) == NULL);
    CHECK(fapix_alloc_array(memory, (size_t)PTRDIFF_MAX / 8 + 1, 8) == NULL);
    CHECK(t_allocations() == made);
    p = fapix_alloc_array(memory, 100, 3);
    CHECK(p != NULL);
    for (size_t i = 0; i < 300; i++)
        zero = zero && p[i] == 0;
    fapix_free(memory, p, 300);
    fapix_free(memory, NULL, 300);
    CHECK(zero);
    CHECK(t_live() == 0);
}

static void copies_own_their_bytes(void **state)
{
    const fapix_memory *memory = &t_context()->memory;
    uint8_t bytes[4] = {1, 0, 2, 3};
    fapix_slice copy = fapix_slice_of(bytes, 4);
    bool same = false;

    (void)state;
    STATUS(FAPI_OK, fapix_copy(memory, fapix_slice_of(NULL, 0), &copy));
    CHECK(copy.p == NULL && copy.n == 0);
    STATUS(FAPI_OK, fapix_copy(memory, fapix_slice_of(bytes, 4), &copy));
    bytes[0] = 9;
    same = copy.n == 4 && copy.p != bytes && memcmp(copy.p, "\x01\x00\x02\x03", 4) == 0;
    fapix_free(memory, (void *)(uintptr_t)copy.p, copy.n);
    CHECK(same);
}

static void wiping_and_comparing(void **state)
{
    uint8_t secret[33];
    const char *a = "0123456789abcdef", *b = "0123456789abcdeF";
    fapix_slice none = fapix_slice_of(NULL, 0);

    (void)state;
    memset(secret, 0xEE, sizeof secret);
    fapix_wipe(secret, 32);
    fapix_wipe(NULL, 0);
    for (size_t i = 0; i < 32; i++)
        CHECK(secret[i] == 0);
    CHECK(secret[32] == 0xEE);
    CHECK(fapix_ct_eq(fapix_slice_str(a), fapix_slice_str("0123456789abcdef")));
    CHECK(!fapix_ct_eq(fapix_slice_str(a), fapix_slice_str(b)));
    CHECK(!fapix_ct_eq(fapix_slice_str(a), fapix_slice_of(a, 15)));
    CHECK(fapix_ct_eq(none, none) && !fapix_ct_eq(none, fapix_slice_of(a, 1)));
}

static void slices_compare_bytes(void **state)
{
    fapix_slice none = fapix_slice_of(NULL, 0);

    (void)state;
    CHECK(fapix_slice_eq(none, fapix_slice_str("")) && fapix_slice_is(none, ""));
    CHECK(!fapix_slice_is(fapix_slice_of("ab\0c", 4), "ab"));
    CHECK(fapix_slice_is_nocase(fapix_slice_str("DPoP"), "dpop"));
    CHECK(fapix_slice_is_nocase(fapix_slice_str("az[AZ"), "AZ[az"));
    CHECK(!fapix_slice_is_nocase(fapix_slice_str("dpo"), "dpop"));
    /* Bytes that differ in the bit of the case, but are no letters; and what some locales take for letters. */
    CHECK(!fapix_slice_is_nocase(fapix_slice_str("["), "{"));
    CHECK(!fapix_slice_is_nocase(fapix_slice_str("@"), "`"));
    CHECK(!fapix_slice_is_nocase(fapix_slice_str("\xC4"), "\xE4"));
    CHECK(!fapix_slice_eq_nocase(fapix_slice_str("K"), fapix_slice_str("\xE2\x84\xAA")));
}

static int engines_freed;

static void count_engine(struct fapix_engine *engine)
{
    (void)engine;
    engines_freed++;
}

static void a_context_goes_with_its_last_reference(void **state)
{
    const fapix_memory *memory = &t_context()->memory;
    fapi_context *context = fapix_alloc(memory, sizeof *context);
    int engine = 0, early = 0;
    size_t live = 0;

    (void)state;
    CHECK(context != NULL);
    live = t_live();
    engines_freed = 0;
    context->memory = *memory;
    atomic_init(&context->references, 1);
    context->engine = (struct fapix_engine *)&engine;
    context->engine_free = count_engine;
    engine = fapix_context_ref(context) == context;
    fapix_context_unref(context);
    early = engines_freed;
    fapix_context_unref(context);
    CHECK(engine == 1 && early == 0 && engines_freed == 1);
    CHECK(t_live() + 1 == live);
    CHECK(fapix_context_ref(NULL) == NULL);
    fapix_context_unref(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_zeroed_and_bounded),
        cmocka_unit_test(copies_own_their_bytes),
        cmocka_unit_test(wiping_and_comparing),
        cmocka_unit_test(slices_compare_bytes),
        cmocka_unit_test(a_context_goes_with_its_last_reference),
    };
    return t_main("base/memory", tests, sizeof tests / sizeof tests[0]);
}
