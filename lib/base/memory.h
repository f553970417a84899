/* SPDX-License-Identifier: Apache-2.0 */
/* The allocator of a context, and what must be done to memory that held secrets. */
#ifndef FAPIX_MEMORY_H
#define FAPIX_MEMORY_H

#include <fapi.h>

#include "base/slice.h"

typedef struct fapix_memory {
    fapi_alloc_fn alloc_fn;
    fapi_free_fn free_fn;
    void *user;
} fapix_memory;

/* Zeroed memory, or NULL. size 0 and sizes over PTRDIFF_MAX give NULL. */
void *fapix_alloc(const fapix_memory *memory, size_t size);
/* The same for count * size, with the product checked. */
void *fapix_alloc_array(const fapix_memory *memory, size_t count, size_t size);
/* Zeroed memory for one big table that is read all over the place: in large pages where the system has them. Freed with
 * fapix_free. */
void *fapix_alloc_table(const fapix_memory *memory, size_t size);
/* Takes NULL. size is what was asked for. Does not wipe. */
void fapix_free(const fapix_memory *memory, void *pointer, size_t size);
/* A copy of the bytes; *copy is {NULL, 0} for an empty slice. Freed with fapix_free(memory, (void *)copy.p, copy.n). */
int fapix_copy(const fapix_memory *memory, fapix_slice from, fapix_slice *copy);
/* Overwrite in a way that the compiler keeps. */
void fapix_wipe(void *pointer, size_t size);
/* Equality in constant time for equal lengths; different lengths are unequal at once. */
bool fapix_ct_eq(fapix_slice a, fapix_slice b);

#endif
