/* SPDX-License-Identifier: Apache-2.0 */
/* The context: allocator, provider, reference count. Made by fapi_context_new in lib/crypto, held by every handle. */
#ifndef FAPIX_CONTEXT_H
#define FAPIX_CONTEXT_H

#include <stdatomic.h>

#include "base/memory.h"

struct fapix_provider;
struct fapix_engine;

struct fapi_context {
    fapix_memory memory;
    atomic_int references;
    const struct fapix_provider *provider;
    struct fapix_engine *engine;
    void (*engine_free)(struct fapix_engine *engine);
};

fapi_context *fapix_context_ref(fapi_context *context);
void fapix_context_unref(fapi_context *context);

#endif
