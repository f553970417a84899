/* SPDX-License-Identifier: Apache-2.0 */
/* Contexts: an allocator and a provider's engine. They are made here, because base must not know any provider. */
#include "base/context.h"

#include <stdlib.h>

#include "crypto/provider.h"

static void *host_alloc(void *user, size_t size)
{
    (void)user;
    return malloc(size);
}

static void host_free(void *user, void *pointer, size_t size)
{
    (void)user;
    (void)size;
    free(pointer);
}

/* See fapi.h. */
fapi_context *fapi_context_new_allocator(fapi_alloc_fn alloc_fn, fapi_free_fn free_fn, void *user)
{
    fapix_memory memory = {alloc_fn, free_fn, user};
    fapi_context *context;

    if (alloc_fn == NULL || free_fn == NULL)
        return NULL;
    context = fapix_alloc(&memory, sizeof *context);
    if (context == NULL)
        return NULL;
    context->memory = memory;
    atomic_init(&context->references, 1);
    context->provider = fapix_provider_default();
    context->engine_free = context->provider->engine_free;
    if (context->provider->engine_new(&context->memory, &context->engine) != FAPI_OK) {
        fapix_free(&memory, context, sizeof *context);
        return NULL;
    }
    return context;
}

/* See fapi.h. */
fapi_context *fapi_context_new(void)
{
    return fapi_context_new_allocator(host_alloc, host_free, NULL);
}

/* See fapi.h. */
void fapi_context_free(fapi_context *context)
{
    fapix_context_unref(context);
}

/* See fapi.h. */
const char *fapi_context_provider(const fapi_context *context)
{
    return context == NULL ? NULL : context->provider->name;
}

/* See fapi.h. */
int fapi_context_set_openssl_ed25519(fapi_context *context, int on)
{
    if (context == NULL || (on != 0 && on != 1))
        return FAPI_ERR_ARG;
    return context->provider->engine_set_ed25519(context->engine, on);
}

fapi_context *fapix_context_use(fapi_context *context)
{
    return context == NULL ? fapi_context_new() : fapix_context_ref(context);
}
