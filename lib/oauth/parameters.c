/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of the parameters of one request, as the host's form decoder gave them. */
#include "oauth/parameters.h"

#include "base/utf8.h"
#include "crypto/provider.h"

typedef struct entry {
    uint32_t name_at, name_n, value_at, value_n;
} entry;

struct fapi_parameters {
    fapi_context *context;
    int status; /* of the first setter that refused */
    size_t count, used;
    entry entry[FAPI_MAX_PARAMETERS];
    uint8_t text[FAPI_MAX_PARAMETER_TEXT];
};

/* See fapi.h. */
fapi_parameters *fapi_parameters_new(fapi_context *context)
{
    fapi_parameters *parameters = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    parameters = fapix_alloc(&held->memory, sizeof *parameters);
    if (parameters == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    parameters->context = held;
    return parameters;
}

/* See fapi.h. */
void fapi_parameters_reset(fapi_parameters *parameters)
{
    if (parameters == NULL)
        return;
    fapix_wipe(parameters->text, parameters->used);
    parameters->status = FAPI_OK;
    parameters->count = parameters->used = 0;
}

/* See fapi.h. */
void fapi_parameters_free(fapi_parameters *parameters)
{
    fapi_context *context = NULL;

    if (parameters == NULL)
        return;
    context = parameters->context;
    fapi_parameters_reset(parameters);
    fapix_free(&context->memory, parameters, sizeof *parameters);
    fapix_context_unref(context);
}

/* UTF-8 without NUL. */
static bool is_text(fapix_slice text)
{
    size_t i = 0;

    while (i < text.n) {
        size_t n = text.p[i] < 0x80 ? (size_t)(text.p[i] != 0) : fapix_utf8_sequence(text.p + i, text.n - i);

        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

static uint32_t keep(fapi_parameters *parameters, fapix_slice text)
{
    size_t at = parameters->used;

    if (text.n > 0)
        memcpy(parameters->text + at, text.p, text.n);
    parameters->used += text.n;
    return (uint32_t)at;
}

static int add(fapi_parameters *parameters, fapix_slice name, fapix_slice value)
{
    entry *at = NULL;

    if (parameters->count == FAPI_MAX_PARAMETERS)
        return FAPI_PARAMETER_COUNT;
    if (name.n > sizeof parameters->text || value.n > sizeof parameters->text ||
        name.n + value.n > sizeof parameters->text - parameters->used)
        return FAPI_PARAMETER_SIZE;
    if (name.n == 0 || !is_text(name) || !is_text(value))
        return FAPI_PARAMETER_TEXT;
    at = &parameters->entry[parameters->count++];
    at->name_n = (uint32_t)name.n;
    at->name_at = keep(parameters, name);
    at->value_n = (uint32_t)value.n;
    at->value_at = keep(parameters, value);
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_parameters_add(fapi_parameters *parameters, const char *name, size_t name_len, const char *value,
                        size_t value_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (parameters == NULL)
        return FAPI_ERR_ARG;
    if ((name == NULL && name_len > 0) || (value == NULL && value_len > 0))
        rc = FAPI_ERR_ARG;
    else
        rc = add(parameters, fapix_slice_of(name, name_len), fapix_slice_of(value, value_len));
    if (parameters->status == FAPI_OK)
        parameters->status = rc;
    return rc;
}

static size_t next(const void *source, size_t at, fapix_parameter *parameter)
{
    const fapi_parameters *parameters = source;
    const entry *found = NULL;

    if (at >= parameters->count)
        return 0;
    found = &parameters->entry[at];
    parameter->name = fapix_slice_of(parameters->text + found->name_at, found->name_n);
    parameter->value = fapix_slice_of(parameters->text + found->value_at, found->value_n);
    parameter->type = FAPIX_PARAMETER_TEXT;
    return at + 1;
}

int fapix_parameters_of(const fapi_parameters *parameters, fapix_parameters *view)
{
    if (parameters == NULL)
        return FAPI_ERR_ARG;
    *view = (fapix_parameters){parameters, next};
    return parameters->status;
}
