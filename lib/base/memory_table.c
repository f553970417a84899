/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory for big tables. A random read from hundreds of megabytes costs a miss of the TLB and a walk through page tables that miss the cache too;
 * with large pages it costs the read alone. Asking for them is a hint that may be ignored.
 */
#define _DEFAULT_SOURCE /* madvise */

#include "base/memory.h"

#define LARGE_PAGE ((uintptr_t)2 << 20)
#define WORTH_IT ((size_t)8 << 20)

#if defined(__linux__)
#include <sys/mman.h>

static void hint(void *pointer, size_t size)
{
    uintptr_t start = ((uintptr_t)pointer + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    uintptr_t end = ((uintptr_t)pointer + size) / LARGE_PAGE * LARGE_PAGE;

    if (start < end)
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
}
#else
static void hint(void *pointer, size_t size)
{
    (void)pointer;
    (void)size;
}
#endif

void *fapix_alloc_table(const fapix_memory *memory, size_t size)
{
    void *pointer = NULL;

    if (size < WORTH_IT)
        return fapix_alloc(memory, size);
    if (size > PTRDIFF_MAX)
        return NULL;
    pointer = memory->alloc_fn(memory->user, size);
    if (pointer != NULL) {
        hint(pointer, size); /* before the first touch, which decides the size of a page */
        memset(pointer, 0, size);
    }
    return pointer;
}
