/* SPDX-License-Identifier: Apache-2.0 */
/* The bounded buffer. */
#include "base/buffer.h"
#include "base/context.h"
#include "test/harness.h"

static void drop(fapix_buffer *buffer)
{
    fapix_buffer_free(buffer);
}
#define BUFFER(name, ceiling)                                            \
    fapix_buffer name __attribute__((cleanup(drop)));                    \
    fapix_buffer_init(&name, &t_context()->memory, (ceiling))

/* In the sweep a call that met NOMEM is made again: on a buffer that is as it was, but for the failure that it remembers. */
static int add(fapix_buffer *buffer, fapix_slice bytes)
{
    if (buffer->status == FAPI_ERR_NOMEM)
        buffer->status = FAPI_OK;
    return fapix_buffer_add(buffer, bytes);
}

static int str(fapix_buffer *buffer, const char *text)
{
    return add(buffer, fapix_slice_str(text));
}

static void grows_up_to_its_ceiling(void **state)
{
    uint8_t block[100];
    BUFFER(b, 1000);

    (void)state;
    CHECK(b.p == NULL && b.capacity == 0);
    for (size_t i = 0; i < 10; i++) {
        memset(block, (int)i, sizeof block);
        STATUS(FAPI_OK, add(&b, fapix_slice_of(block, sizeof block)));
        CHECK(b.capacity >= b.n && b.capacity <= 1000);
    }
    CHECK(b.n == 1000);
    for (size_t i = 0; i < 1000; i++)
        CHECK(b.p[i] == i / 100);
    STATUS(FAPI_OK, add(&b, fapix_slice_of(NULL, 0)));
    STATUS(FAPI_ERR_BUFFER, fapix_buffer_str(&b, "x"));
    CHECK(fapix_buffer_slice(&b).n == 1000 && fapix_buffer_slice(&b).p == b.p);
}

static void the_first_failure_stays(void **state)
{
    BUFFER(b, 8);

    (void)state;
    STATUS(FAPI_OK, str(&b, "1234"));
    STATUS(FAPI_ERR_BUFFER, fapix_buffer_str(&b, "56789"));
    CHECK(b.status == FAPI_ERR_BUFFER && fapix_slice_is(fapix_buffer_slice(&b), "1234"));
    STATUS(FAPI_ERR_BUFFER, fapix_buffer_str(&b, "5"));
    STATUS(FAPI_ERR_BUFFER, fapix_buffer_base64url(&b, fapix_slice_str("5")));
    STATUS(FAPI_ERR_BUFFER, fapix_buffer_str(&b, ""));
    CHECK(fapix_slice_is(fapix_buffer_slice(&b), "1234"));
    fapix_buffer_reset(&b);
    CHECK(b.n == 0 && b.status == FAPI_OK && memcmp(b.p, "\0\0\0\0", 4) == 0);
    STATUS(FAPI_OK, str(&b, "12345678"));
}

static void absurd_lengths_touch_nothing(void **state)
{
    BUFFER(b, 100);

    (void)state;
    STATUS(FAPI_ERR_BUFFER, fapix_buffer_add(&b, fapix_slice_of("x", SIZE_MAX)));
    fapix_buffer_reset(&b);
    STATUS(FAPI_OK, str(&b, "x"));
    STATUS(FAPI_ERR_BUFFER, fapix_buffer_add(&b, fapix_slice_of("x", SIZE_MAX)));
    fapix_buffer_reset(&b);
    STATUS(FAPI_ERR_BUFFER, fapix_buffer_base64url(&b, fapix_slice_of("x", SIZE_MAX)));
    fapix_buffer_reset(&b);
    /* So long that the length of its encoding, computed without care, comes out as 2. */
    STATUS(FAPI_ERR_BUFFER, fapix_buffer_base64url(&b, fapix_slice_of("x", SIZE_MAX / 4 * 3 + 4)));
    CHECK(b.n == 0);
}

static void encodes_in_place(void **state)
{
    BUFFER(b, 12);

    (void)state;
    STATUS(FAPI_OK, str(&b, "."));
    STATUS(FAPI_OK, fapix_buffer_base64url(&b, fapix_slice_str("foob")));
    STATUS(FAPI_OK, fapix_buffer_base64url(&b, fapix_slice_of(NULL, 0)));
    STATUS(FAPI_OK, str(&b, "."));
    CHECK(fapix_slice_is(fapix_buffer_slice(&b), ".Zm9vYg.") && b.capacity <= 12);
    STATUS(FAPI_ERR_BUFFER, fapix_buffer_base64url(&b, fapix_slice_str("foob")));
    CHECK(fapix_slice_is(fapix_buffer_slice(&b), ".Zm9vYg."));
}

/* Lets a number of allocations through. */
static void *rationed(void *user, size_t size)
{
    int *left = user;

    return (*left)-- > 0 ? malloc(size) : NULL;
}

static void release(void *user, void *pointer, size_t size)
{
    (void)user;
    (void)size;
    free(pointer);
}

static void no_memory_leaves_it_as_it_was(void **state)
{
    char big[300];
    int left = 1;
    const fapix_memory memory = {rationed, release, &left};
    fapix_buffer b __attribute__((cleanup(drop)));

    (void)state;
    memset(big, 'b', sizeof big);
    fapix_buffer_init(&b, &memory, 1000);
    STATUS(FAPI_OK, fapix_buffer_str(&b, "kept"));
    CHECK(fapix_buffer_add(&b, fapix_slice_of(big, sizeof big)) == FAPI_ERR_NOMEM);
    CHECK(b.status == FAPI_ERR_NOMEM && fapix_slice_is(fapix_buffer_slice(&b), "kept"));
    fapix_buffer_reset(&b);
    left = 1;
    STATUS(FAPI_OK, fapix_buffer_add(&b, fapix_slice_of(big, sizeof big)));
    CHECK(b.n == sizeof big);
}

static void freeing_twice_is_harmless(void **state)
{
    BUFFER(b, 10);

    (void)state;
    STATUS(FAPI_OK, str(&b, "x"));
    fapix_buffer_free(&b);
    fapix_buffer_free(&b);
    CHECK(b.p == NULL && b.n == 0 && b.capacity == 0 && b.ceiling == 10);
    STATUS(FAPI_OK, str(&b, "0123456789"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_up_to_its_ceiling), cmocka_unit_test(the_first_failure_stays),
        cmocka_unit_test(absurd_lengths_touch_nothing), cmocka_unit_test(encodes_in_place),
        cmocka_unit_test(no_memory_leaves_it_as_it_was), cmocka_unit_test(freeing_twice_is_harmless),
    };
    return t_main("base/buffer", tests, sizeof tests / sizeof tests[0]);
}
