/* SPDX-License-Identifier: Apache-2.0 */
/* The allocator of a context; wiping and constant-time comparison come from libsodium. */
#include "base/memory.h"

#include <sodium.h>

void *fapix_alloc(const fapix_memory *memory, size_t size)
{
    void *pointer = NULL;

    if (size == 0 || size > PTRDIFF_MAX)
        return NULL;
    pointer = memory->alloc_fn(memory->user, size);
    if (pointer != NULL)
        memset(pointer, 0, size);
    return pointer;
}

void *fapix_alloc_array(const fapix_memory *memory, size_t count, size_t size)
{
    if (size == 0 || count > PTRDIFF_MAX / size)
        return NULL;
    return fapix_alloc(memory, count * size);
}

void fapix_free(const fapix_memory *memory, void *pointer, size_t size)
{
    if (pointer != NULL)
        memory->free_fn(memory->user, pointer, size);
}

int fapix_copy(const fapix_memory *memory, fapix_slice from, fapix_slice *copy)
{
    uint8_t *bytes = NULL;

    *copy = fapix_slice_of(NULL, 0);
    if (from.n == 0)
        return FAPI_OK;
    bytes = fapix_alloc(memory, from.n);
    if (bytes == NULL)
        return FAPI_ERR_NOMEM;
    memcpy(bytes, from.p, from.n);
    *copy = fapix_slice_of(bytes, from.n);
    return FAPI_OK;
}

void fapix_wipe(void *pointer, size_t size)
{
    if (size > 0)
        sodium_memzero(pointer, size);
}

bool fapix_ct_eq(fapix_slice a, fapix_slice b)
{
    return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}
