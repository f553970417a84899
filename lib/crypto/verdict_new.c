/* SPDX-License-Identifier: Apache-2.0 */
/* Birth and end of a verdict: it needs a context, which needs a provider. */
#include "base/verdict.h"
#include "crypto/provider.h"

/* The longest answers: a realm, the algorithms and every scope that a request can ask for; two static texts. */
#define MAX_CHALLENGE 8192
#define MAX_ERROR_JSON 512

/* See fapi.h. */
void fapi_verdict_free(fapi_verdict *verdict)
{
    fapi_context *context = NULL;

    if (verdict == NULL)
        return;
    context = verdict->context;
    fapix_verdict_begin(verdict);
    fapix_buffer_free(&verdict->www_authenticate);
    fapix_buffer_free(&verdict->error_json);
    fapix_free(&context->memory, verdict, sizeof *verdict);
    fapix_context_unref(context);
}

/* See fapi.h. */
fapi_verdict *fapi_verdict_new(fapi_context *context)
{
    fapi_context *own = fapix_context_use(context);
    fapi_verdict *verdict = NULL;

    if (own == NULL)
        return NULL;
    verdict = fapix_alloc(&own->memory, sizeof *verdict);
    if (verdict == NULL) {
        fapix_context_unref(own);
        return NULL;
    }
    verdict->context = own;
    fapix_buffer_init(&verdict->www_authenticate, &own->memory, MAX_CHALLENGE);
    fapix_buffer_init(&verdict->error_json, &own->memory, MAX_ERROR_JSON);
    /* Now and not with the first refusal: whoever is refused for want of memory is to get an answer that says so. */
    if (fapix_buffer_reserve(&verdict->www_authenticate) == FAPI_OK && fapix_buffer_reserve(&verdict->error_json) == FAPI_OK)
        return verdict;
    fapi_verdict_free(verdict);
    return NULL;
}

/* See fapi.h. */
void fapi_verdict_reset(fapi_verdict *verdict)
{
    if (verdict != NULL)
        fapix_verdict_begin(verdict);
}

/* See fapi.h. */
int fapi_verdict_set_trace(fapi_verdict *verdict, int on)
{
    if (verdict == NULL || (on != 0 && on != 1))
        return FAPI_ERR_ARG;
    verdict->tracing = on == 1;
    return FAPI_OK;
}
