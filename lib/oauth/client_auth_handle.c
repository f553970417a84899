/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of client authentication: body, URL and connection of a request, and how its client registered. The
 * judging is client_auth.c. */
#include "base/status.h"
#include "base/uri.h"
#include "crypto/provider.h"
#include "oauth/client_auth.h"

#define ALL_AUTH (FAPI_AUTH_PRIVATE_KEY_JWT | FAPI_AUTH_TLS_CLIENT_AUTH | FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH)

/* One text of parameters, and what was read from it. */
typedef struct parameters {
    fapix_form form;
    uint8_t *text, *scratch; /* owned, n bytes each */
    size_t n;
    int rc; /* of reading it */
} parameters;

struct fapi_client_auth {
    fapi_context *context;
    parameters body, query;
    bool authorization, certificate, public_allowed;
    int registered, allowed;
};

/* See fapi.h. */
fapi_client_auth *fapi_client_auth_new(fapi_context *context)
{
    fapi_client_auth *handle = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    handle = fapix_alloc(&held->memory, sizeof *handle);
    if (handle == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    handle->context = held;
    handle->allowed = ALL_AUTH;
    return handle;
}

/* Both may hold secrets. */
static void free_parameters(const fapi_client_auth *handle, parameters *old)
{
    if (old->text != NULL)
        fapix_wipe(old->text, old->n);
    if (old->scratch != NULL)
        fapix_wipe(old->scratch, old->n);
    fapix_free(&handle->context->memory, old->text, old->n);
    fapix_free(&handle->context->memory, old->scratch, old->n);
    old->text = old->scratch = NULL;
    old->n = old->form.count = 0;
    old->rc = FAPI_OK;
}

/* See fapi.h. */
void fapi_client_auth_free(fapi_client_auth *handle)
{
    fapi_context *context = NULL;

    if (handle == NULL)
        return;
    context = handle->context;
    free_parameters(handle, &handle->body);
    free_parameters(handle, &handle->query);
    fapix_free(&context->memory, handle, sizeof *handle);
    fapix_context_unref(context);
}

static int read_parameters(const fapi_client_auth *handle, parameters *to, fapix_slice text)
{
    /* RFC 8707 2 */
    static const char *const repeatable[] = {"resource", NULL};
    const fapix_memory *memory = &handle->context->memory;
    uint8_t *copy = NULL, *scratch = NULL;

    if (text.n > FAPIX_FORM_MAX) {
        free_parameters(handle, to);
        return to->rc = FAPI_FORM_SIZE;
    }
    if (text.n > 0) {
        copy = fapix_alloc(memory, text.n);
        scratch = fapix_alloc(memory, text.n);
        if (copy == NULL || scratch == NULL) {
            fapix_free(memory, copy, text.n);
            fapix_free(memory, scratch, text.n);
            return FAPI_ERR_NOMEM;
        }
        memcpy(copy, text.p, text.n);
    }
    free_parameters(handle, to);
    to->text = copy;
    to->scratch = scratch;
    to->n = text.n;
    if (text.n > 0)
        to->rc = fapix_form_parse(&to->form, fapix_slice_of(copy, text.n), scratch, repeatable);
    return to->rc;
}

/* See fapi.h. */
int fapi_client_auth_set_body(fapi_client_auth *handle, const char *body, size_t body_len)
{
    if (handle == NULL || (body == NULL && body_len > 0))
        return FAPI_ERR_ARG;
    return read_parameters(handle, &handle->body, fapix_slice_of(body, body_len));
}

/* See fapi.h. */
int fapi_client_auth_set_query(fapi_client_auth *handle, const char *query, size_t query_len)
{
    if (handle == NULL || (query == NULL && query_len > 0))
        return FAPI_ERR_ARG;
    return read_parameters(handle, &handle->query, fapix_slice_of(query, query_len));
}

/* See fapi.h. */
int fapi_client_auth_set_connection(fapi_client_auth *handle, int authorization, int certificate)
{
    if (handle == NULL || (authorization & ~1) != 0 || (certificate & ~1) != 0)
        return FAPI_ERR_ARG;
    handle->authorization = authorization == 1;
    handle->certificate = certificate == 1;
    return FAPI_OK;
}

static bool is_one_method(int method)
{
    return method == FAPI_AUTH_PRIVATE_KEY_JWT || method == FAPI_AUTH_TLS_CLIENT_AUTH ||
           method == FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH;
}

/* See fapi.h. */
int fapi_client_auth_set_registered(fapi_client_auth *handle, int method)
{
    if (handle == NULL || (method != 0 && !is_one_method(method)))
        return FAPI_ERR_ARG;
    handle->registered = method;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_auth_set_allowed(fapi_client_auth *handle, int methods, int public_clients)
{
    if (handle == NULL || methods <= 0 || (methods & ~ALL_AUTH) != 0 || (public_clients & ~1) != 0)
        return FAPI_ERR_ARG;
    handle->allowed = methods;
    handle->public_allowed = public_clients == 1;
    return FAPI_OK;
}

static int check(const fapi_client_auth *handle, fapi_verdict *verdict)
{
    const fapix_client_auth_facts facts = {
        .form = &handle->body.form,
        .query = &handle->query.form,
        .authorization = handle->authorization,
        .certificate = handle->certificate,
        .registered = handle->registered,
        .allowed = handle->allowed,
        .public_allowed = handle->public_allowed,
    };

    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    if (handle->body.rc != FAPI_OK)
        return fapix_refuse(verdict, handle->body.rc);
    if (handle->query.rc != FAPI_OK)
        return fapix_refuse(verdict, handle->query.rc);
    return fapix_client_auth_judge(verdict, &facts);
}

/* See fapi.h. */
int fapi_client_auth_check(const fapi_client_auth *handle, fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, handle == NULL ? FAPI_ERR_ARG : check(handle, verdict));
}

/* See fapi.h. */
int fapi_client_auth_get(const fapi_client_auth *handle, const char *name, size_t name_len, const char **value,
                         size_t *value_len)
{
    fapix_slice wanted = fapix_slice_of(name, name_len);

    if (value != NULL)
        *value = NULL;
    if (value_len != NULL)
        *value_len = 0;
    if (handle == NULL || value == NULL || value_len == NULL || (name == NULL && name_len > 0))
        return FAPI_ERR_ARG;
    if (handle->body.rc != FAPI_OK)
        return handle->body.rc;
    for (size_t i = 0; i < handle->body.form.count; i++) {
        const fapix_form_parameter *p = &handle->body.form.parameter[i];

        if (fapix_slice_eq(p->name, wanted) && p->value.n > 0) {
            *value = (const char *)p->value.p;
            *value_len = p->value.n;
            return FAPI_OK;
        }
    }
    return FAPI_ERR_NOT_FOUND;
}
