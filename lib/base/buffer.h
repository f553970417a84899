/* SPDX-License-Identifier: Apache-2.0 */
/* A growing buffer with a ceiling: the only way that anything grows in this library. */
#ifndef FAPIX_BUFFER_H
#define FAPIX_BUFFER_H

#include "base/memory.h"

typedef struct fapix_buffer {
    const fapix_memory *memory;
    uint8_t *p;
    size_t n, capacity, ceiling;
    int status; /* the first failure of an append; later appends do nothing */
} fapix_buffer;

void fapix_buffer_init(fapix_buffer *buffer, const fapix_memory *memory, size_t ceiling);
/* Wipes what was written. */
void fapix_buffer_free(fapix_buffer *buffer);
/* Length and status to 0; memory is kept, what was written is wiped. */
void fapix_buffer_reset(fapix_buffer *buffer);
/* Take all the memory up to the ceiling now, so that no later append runs out of it. FAPI_OK or FAPI_ERR_NOMEM. */
int fapix_buffer_reserve(fapix_buffer *buffer);
/* Appends return FAPI_OK, FAPI_ERR_NOMEM or FAPI_ERR_BUFFER (ceiling), and leave the buffer as it was on failure.
 * A run of appends may be checked once, at the end, by buffer->status. */
int fapix_buffer_add(fapix_buffer *buffer, fapix_slice bytes);
/* The buffer holds exactly these bytes from now on; on failure it holds what it held before. */
int fapix_buffer_set(fapix_buffer *buffer, fapix_slice bytes);
int fapix_buffer_str(fapix_buffer *buffer, const char *text);
int fapix_buffer_base64url(fapix_buffer *buffer, fapix_slice bytes);
fapix_slice fapix_buffer_slice(const fapix_buffer *buffer);

#endif
