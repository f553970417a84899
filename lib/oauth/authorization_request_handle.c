/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of authorization requests: limits, set up once, then shared. The judging is
 * authorization_request.c. */
#include "oauth/authorization_request.h"
#include "oauth/parameters.h"

#include "crypto/provider.h"

#define MAX_TYPES 64
#define MAX_TYPE 256

struct fapi_authorization_request {
    fapi_context *context;
    fapix_authorization_limits limits;
    fapix_slice types[MAX_TYPES]; /* owned */
};

/* See fapi.h. */
fapi_authorization_request *fapi_authorization_request_new(fapi_context *context)
{
    fapi_authorization_request *request = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    request = fapix_alloc(&held->memory, sizeof *request);
    if (request == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    request->context = held;
    request->limits.response_types = FAPI_RESPONSE_CODE;
    request->limits.jarm = FAPI_USE_OPTIONAL;
    request->limits.pkce = FAPI_USE_REQUIRED;
    request->limits.nonce_max = 255;
    request->limits.details_types = request->types;
    return request;
}

/* See fapi.h. */
void fapi_authorization_request_free(fapi_authorization_request *request)
{
    fapi_context *context = NULL;

    if (request == NULL)
        return;
    context = request->context;
    for (size_t i = 0; i < request->limits.details_type_count; i++)
        fapix_free(&context->memory, (void *)(uintptr_t)request->types[i].p, request->types[i].n);
    fapix_free(&context->memory, request, sizeof *request);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_authorization_request_set_response(fapi_authorization_request *request, int types, int jarm)
{
    if (request == NULL || types <= 0 || (types & ~(FAPI_RESPONSE_CODE | FAPI_RESPONSE_CODE_ID_TOKEN)) != 0 ||
        jarm < FAPI_USE_OFF || jarm > FAPI_USE_REQUIRED)
        return FAPI_ERR_ARG;
    request->limits.response_types = types;
    request->limits.jarm = jarm;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_authorization_request_set_pkce_required(fapi_authorization_request *request, int on)
{
    if (request == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    request->limits.pkce = on == 1 ? FAPI_USE_REQUIRED : FAPI_USE_OPTIONAL;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_authorization_request_set_nonce_or_state(fapi_authorization_request *request, int on)
{
    if (request == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    request->limits.nonce_or_state = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_authorization_request_set_scope_required(fapi_authorization_request *request, int on)
{
    if (request == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    request->limits.scope_required = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_authorization_request_set_nonce_max(fapi_authorization_request *request, int64_t characters)
{
    if (request == NULL)
        return FAPI_ERR_ARG;
    /* Spec: FAPI2SP-5.3.2.2-14 - 64 must work */
    if (characters < 64 || characters > 1024)
        return FAPI_ERR_RANGE;
    request->limits.nonce_max = characters;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_authorization_request_add_details_type(fapi_authorization_request *request, const char *type, size_t type_len)
{
    size_t count = request == NULL ? 0 : request->limits.details_type_count;
    int rc = FAPI_ERR_INTERNAL;

    if (request == NULL || type == NULL || type_len == 0 || type_len > MAX_TYPE)
        return FAPI_ERR_ARG;
    if (count == MAX_TYPES)
        return FAPI_ERR_RANGE;
    rc = fapix_copy(&request->context->memory, fapix_slice_of(type, type_len), &request->types[count]);
    if (rc == FAPI_OK)
        request->limits.details_type_count++;
    return rc;
}

static int check(const fapi_authorization_request *request, const fapi_parameters *parameters, fapix_slice client_id,
                 fapi_verdict *verdict)
{
    fapix_authorization_limits limits;
    fapix_parameters view;
    int rc = request == NULL || (client_id.p == NULL && client_id.n > 0) ? FAPI_ERR_ARG
                                                                         : fapix_parameters_of(parameters, &view);

    if (rc != FAPI_OK)
        return rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_refuse(verdict, rc);
    limits = request->limits;
    limits.client_id = client_id;
    return fapix_authorization_request_judge(verdict, &view, &limits);
}

/* See fapi.h. */
int fapi_authorization_request_check(const fapi_authorization_request *request, const fapi_parameters *parameters,
                                     const char *client_id, size_t client_id_len, fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, check(request, parameters, fapix_slice_of(client_id, client_id_len), verdict));
}
