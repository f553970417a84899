/* SPDX-License-Identifier: Apache-2.0 */
/* Reference counting of the context. */
#include "base/context.h"

fapi_context *fapix_context_ref(fapi_context *context)
{
    if (context != NULL)
        (void)atomic_fetch_add_explicit(&context->references, 1, memory_order_relaxed);
    return context;
}

void fapix_context_unref(fapi_context *context)
{
    fapix_memory memory;

    /* Release and acquire: what other holders did with the context happens before it goes. */
    if (context == NULL || atomic_fetch_sub_explicit(&context->references, 1, memory_order_acq_rel) != 1)
        return;
    memory = context->memory;
    if (context->engine != NULL && context->engine_free != NULL)
        context->engine_free(context->engine);
    fapix_free(&memory, context, sizeof *context);
}
