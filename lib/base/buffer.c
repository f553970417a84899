/* SPDX-License-Identifier: Apache-2.0 */
/* A growing buffer with a ceiling. */
#include "base/buffer.h"

#include "base/base64url.h"

#define SMALLEST 256u

void fapix_buffer_init(fapix_buffer *buffer, const fapix_memory *memory, size_t ceiling)
{
    *buffer = (fapix_buffer){.memory = memory, .ceiling = ceiling};
}

void fapix_buffer_free(fapix_buffer *buffer)
{
    if (buffer->p == NULL)
        return;
    fapix_wipe(buffer->p, buffer->n);
    fapix_free(buffer->memory, buffer->p, buffer->capacity);
    fapix_buffer_init(buffer, buffer->memory, buffer->ceiling);
}

void fapix_buffer_reset(fapix_buffer *buffer)
{
    fapix_wipe(buffer->p, buffer->n);
    buffer->n = 0;
    buffer->status = FAPI_OK;
}

/* Make room for more bytes than are there; the ceiling is never passed, so no sum below can overflow. */
static int reserve(fapix_buffer *buffer, size_t more)
{
    size_t wanted = 0;
    uint8_t *p = NULL;

    if (more > buffer->ceiling - buffer->n)
        return FAPI_ERR_BUFFER;
    wanted = buffer->n + more;
    if (wanted <= buffer->capacity)
        return FAPI_OK;
    if (wanted < SMALLEST)
        wanted = SMALLEST;
    if (buffer->capacity > wanted / 2)
        wanted = buffer->capacity > buffer->ceiling / 2 ? buffer->ceiling : buffer->capacity * 2;
    if (wanted > buffer->ceiling)
        wanted = buffer->ceiling;
    p = fapix_alloc(buffer->memory, wanted);
    if (p == NULL)
        return FAPI_ERR_NOMEM;
    if (buffer->n > 0)
        memcpy(p, buffer->p, buffer->n);
    fapix_wipe(buffer->p, buffer->n);
    fapix_free(buffer->memory, buffer->p, buffer->capacity);
    buffer->p = p;
    buffer->capacity = wanted;
    return FAPI_OK;
}

int fapix_buffer_reserve(fapix_buffer *buffer)
{
    return reserve(buffer, buffer->ceiling - buffer->n);
}

int fapix_buffer_add(fapix_buffer *buffer, fapix_slice bytes)
{
    if (buffer->status != FAPI_OK || bytes.n == 0)
        return buffer->status;
    buffer->status = reserve(buffer, bytes.n);
    if (buffer->status != FAPI_OK)
        return buffer->status;
    memcpy(buffer->p + buffer->n, bytes.p, bytes.n);
    buffer->n += bytes.n;
    return FAPI_OK;
}

int fapix_buffer_set(fapix_buffer *buffer, fapix_slice bytes)
{
    size_t wanted = bytes.n < SMALLEST ? SMALLEST : bytes.n;
    uint8_t *p = NULL;

    if (bytes.n > buffer->ceiling)
        return FAPI_ERR_BUFFER;
    if (bytes.n > buffer->capacity) {
        if (wanted > buffer->ceiling)
            wanted = buffer->ceiling;
        p = fapix_alloc(buffer->memory, wanted);
        if (p == NULL)
            return FAPI_ERR_NOMEM;
        fapix_buffer_free(buffer); /* the old bytes go only now that the new ones are sure to fit */
        buffer->p = p;
        buffer->capacity = wanted;
    }
    fapix_buffer_reset(buffer);
    if (bytes.n > 0)
        memcpy(buffer->p, bytes.p, bytes.n);
    buffer->n = bytes.n;
    return FAPI_OK;
}

int fapix_buffer_str(fapix_buffer *buffer, const char *text)
{
    return fapix_buffer_add(buffer, fapix_slice_str(text));
}

int fapix_buffer_base64url(fapix_buffer *buffer, fapix_slice bytes)
{
    size_t characters = 0;

    if (buffer->status != FAPI_OK || bytes.n == 0)
        return buffer->status;
    /* Before the length is computed, so that an absurd one cannot overflow. */
    if (bytes.n > buffer->ceiling)
        return buffer->status = FAPI_ERR_BUFFER;
    characters = fapix_base64url_encoded(bytes.n);
    buffer->status = reserve(buffer, characters);
    if (buffer->status != FAPI_OK)
        return buffer->status;
    fapix_base64url_encode(bytes, (char *)buffer->p + buffer->n);
    buffer->n += characters;
    return FAPI_OK;
}

fapix_slice fapix_buffer_slice(const fapix_buffer *buffer)
{
    return fapix_slice_of(buffer->p, buffer->n);
}
