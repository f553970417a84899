/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The request handle: setters that copy. Only the fields that some rule reads are kept. Sizes and characters are judged here, at the door;
 * what they mean is judged by the check.
 */
#include "role/request.h"

#include "base/http.h"
#include "crypto/digest.h"

#define MAX_METHOD 64
#define MAX_INTERACTION_ID 256

/* The buffers of a request, one after the other. */
typedef void (*each_fn)(fapix_buffer *buffer);

static void each_buffer(fapi_request *request, each_fn each)
{
    fapix_buffer *const buffers[] = {
        &request->method, &request->url, &request->certificate, &request->body, &request->authorization.value,
        &request->dpop.value, &request->interaction_id.value, &request->content_type.value, &request->accept.value,
        &request->body_form.scratch, &request->query_form.scratch, &request->auth_date.value,
        &request->customer_ip.value, &request->idempotency_key.value,
    };

    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        each(buffers[i]);
}

/* See fapi.h. */
fapi_request *fapi_request_new(fapi_context *context)
{
    fapi_context *own = fapix_context_use(context);
    fapi_request *request = NULL;
    const fapix_memory *memory = NULL;

    if (own == NULL)
        return NULL;
    memory = &own->memory;
    request = fapix_alloc(memory, sizeof *request);
    if (request == NULL) {
        fapix_context_unref(own);
        return NULL;
    }
    request->context = own;
    fapix_buffer_init(&request->method, memory, MAX_METHOD);
    fapix_buffer_init(&request->url, memory, FAPI_MAX_URL);
    fapix_buffer_init(&request->certificate, memory, FAPI_MAX_CERTIFICATE);
    fapix_buffer_init(&request->authorization.value, memory, FAPI_MAX_HEADER_VALUE);
    fapix_buffer_init(&request->dpop.value, memory, FAPI_MAX_HEADER_VALUE);
    fapix_buffer_init(&request->interaction_id.value, memory, MAX_INTERACTION_ID);
    fapix_buffer_init(&request->content_type.value, memory, FAPI_MAX_HEADER_VALUE);
    fapix_buffer_init(&request->accept.value, memory, FAPI_MAX_HEADER_VALUE);
    fapix_buffer_init(&request->auth_date.value, memory, FAPI_MAX_HEADER_VALUE);
    fapix_buffer_init(&request->customer_ip.value, memory, FAPI_MAX_HEADER_VALUE);
    fapix_buffer_init(&request->idempotency_key.value, memory, FAPI_MAX_HEADER_VALUE);
    fapix_buffer_init(&request->body, memory, FAPIX_FORM_MAX);
    fapix_buffer_init(&request->body_form.scratch, memory, FAPIX_FORM_MAX);
    fapix_buffer_init(&request->query_form.scratch, memory, FAPI_MAX_URL);
    return request;
}

/* See fapi.h. */
void fapi_request_free(fapi_request *request)
{
    fapi_context *context = NULL;

    if (request == NULL)
        return;
    context = request->context;
    each_buffer(request, fapix_buffer_free);
    fapi_tls_client_auth_free(request->tls_client_auth);
    fapix_free(&context->memory, request, sizeof *request);
    fapix_context_unref(context);
}

/* See fapi.h. */
void fapi_request_reset(fapi_request *request)
{
    if (request == NULL)
        return;
    each_buffer(request, fapix_buffer_reset);
    request->body_form.read = request->query_form.read = false;
    request->body_form.form.count = request->query_form.form.count = 0;
    request->content_type.lines = request->accept.lines = 0;
    request->auth_date.lines = request->customer_ip.lines = request->idempotency_key.lines = 0;
    request->idempotent = 0;
    request->status = FAPI_OK;
    request->starved = NULL;
    request->headers = request->scope_count = 0;
    request->authorization.lines = request->dpop.lines = request->interaction_id.lines = 0;
    request->has_method = request->has_url = request->has_certificate = request->has_tls = false;
    request->revoked = request->token_in_body = request->has_x5t = request->certificate_verified = false;
    request->tls_version = request->tls_cipher = 0;
}

/* A field that was refused must not turn into a field that was never sent: the check refuses a spoiled request. */
static int spoil(fapi_request *request, int status)
{
    if (request->status == FAPI_OK)
        request->status = status;
    return status;
}

/* Copy, with the status that says what was too long. */
static int copy_to(fapi_request *request, fapix_buffer *buffer, fapix_slice bytes, int too_long)
{
    int rc = fapix_buffer_set(buffer, bytes);

    if (rc == FAPI_ERR_BUFFER)
        return spoil(request, too_long);
    /* Without memory the call may be made again; until it was, no check takes the request for whole. */
    if (rc != FAPI_OK && request->starved != NULL && request->starved != buffer)
        return spoil(request, rc);
    if (rc != FAPI_OK)
        request->starved = buffer;
    else if (request->starved == buffer)
        request->starved = NULL;
    return rc;
}

/* See fapi.h. */
int fapi_request_set_method(fapi_request *request, const char *method, size_t method_len)
{
    fapix_slice bytes = fapix_slice_of(method, method_len);
    int rc = FAPI_ERR_INTERNAL;

    if (request == NULL)
        return FAPI_ERR_ARG;
    if (method == NULL && method_len != 0)
        return spoil(request, FAPI_ERR_ARG);
    if (!fapix_http_is_token(bytes))
        return spoil(request, FAPI_HTTP_METHOD);
    rc = copy_to(request, &request->method, bytes, FAPI_HTTP_METHOD);
    if (rc == FAPI_OK)
        request->has_method = true;
    return rc;
}

/* See fapi.h. */
int fapi_request_set_url(fapi_request *request, const char *url, size_t url_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (request == NULL)
        return FAPI_ERR_ARG;
    if (url == NULL && url_len != 0)
        return spoil(request, FAPI_ERR_ARG);
    rc = copy_to(request, &request->url, fapix_slice_of(url, url_len), FAPI_URI_SIZE);
    request->query_form.read = false;
    if (rc == FAPI_OK)
        request->has_url = true;
    return rc;
}

static fapix_field *field_of(fapi_request *request, fapix_slice name)
{
    if (fapix_slice_is_nocase(name, "authorization"))
        return &request->authorization;
    if (fapix_slice_is_nocase(name, "dpop"))
        return &request->dpop;
    if (fapix_slice_is_nocase(name, "x-fapi-interaction-id"))
        return &request->interaction_id;
    if (fapix_slice_is_nocase(name, "content-type"))
        return &request->content_type;
    if (fapix_slice_is_nocase(name, "accept"))
        return &request->accept;
    if (fapix_slice_is_nocase(name, "x-fapi-auth-date"))
        return &request->auth_date;
    if (fapix_slice_is_nocase(name, "x-fapi-customer-ip-address"))
        return &request->customer_ip;
    if (fapix_slice_is_nocase(name, "x-idempotency-key"))
        return &request->idempotency_key;
    return NULL;
}

/* See fapi.h. */
int fapi_request_add_header(fapi_request *request, const char *name, size_t name_len, const char *value,
                            size_t value_len)
{
    fapix_slice field_name = fapix_slice_of(name, name_len), bytes = fapix_slice_of(value, value_len);
    fapix_field *field = NULL;
    int rc = FAPI_OK;

    if (request == NULL)
        return FAPI_ERR_ARG;
    if ((name == NULL && name_len != 0) || (value == NULL && value_len != 0))
        return spoil(request, FAPI_ERR_ARG);
    if (request->headers == FAPI_MAX_HEADERS)
        return spoil(request, FAPI_HTTP_FIELD_COUNT);
    if (name_len > FAPI_MAX_HEADER_VALUE || !fapix_http_is_token(field_name))
        return spoil(request, FAPI_HTTP_FIELD_NAME);
    if (value_len > FAPI_MAX_HEADER_VALUE)
        return spoil(request, FAPI_HTTP_FIELD_SIZE);
    if (!fapix_http_is_field_value(bytes))
        return spoil(request, FAPI_HTTP_FIELD_VALUE);
    field = field_of(request, field_name);
    if (field != NULL && field->lines == 0)
        rc = copy_to(request, &field->value, fapix_http_trimmed(bytes), FAPI_HTTP_FIELD_SIZE);
    if (rc != FAPI_OK)
        return rc;
    if (field != NULL)
        field->lines++;
    request->headers++;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_set_certificate(fapi_request *request, const uint8_t *certificate, size_t certificate_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (request == NULL)
        return FAPI_ERR_ARG;
    if (certificate == NULL || certificate_len == 0)
        return spoil(request, FAPI_ERR_ARG);
    rc = copy_to(request, &request->certificate, fapix_slice_of(certificate, certificate_len), FAPI_CERTIFICATE_SIZE);
    if (rc == FAPI_OK)
        request->has_certificate = true;
    return rc;
}

/* See fapi.h. */
int fapi_request_set_certificate_thumbprint(fapi_request *request, const char *x5t, size_t x5t_len)
{
    if (request == NULL || x5t == NULL)
        return FAPI_ERR_ARG;
    if (!fapix_is_sha256_base64url(fapix_slice_of(x5t, x5t_len)))
        return spoil(request, FAPI_MTLS_THUMBPRINT);
    memcpy(request->x5t, x5t, FAPI_JKT_LENGTH);
    request->has_x5t = true;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_set_certificate_verified(fapi_request *request, int verified)
{
    if (request == NULL)
        return FAPI_ERR_ARG;
    request->certificate_verified = verified == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_set_body(fapi_request *request, const char *body, size_t body_len)
{
    if (request == NULL)
        return FAPI_ERR_ARG;
    if (body == NULL && body_len != 0)
        return spoil(request, FAPI_ERR_ARG);
    request->body_form.read = false;
    return copy_to(request, &request->body, fapix_slice_of(body, body_len), FAPI_FORM_SIZE);
}

/* See fapi.h. */
int fapi_request_set_tls(fapi_request *request, int version, int cipher)
{
    if (request == NULL)
        return FAPI_ERR_ARG;
    if (version < 0 || version > 0xFFFF || cipher < 0 || cipher > 0xFFFF)
        return spoil(request, FAPI_ERR_ARG);
    request->tls_version = version;
    request->tls_cipher = cipher;
    request->has_tls = true;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_require_scope(fapi_request *request, const char *scope, size_t scope_len)
{
    size_t used = 0;

    if (request == NULL)
        return FAPI_ERR_ARG;
    if (scope == NULL || scope_len == 0)
        return spoil(request, FAPI_ERR_ARG);
    used = request->scope_count == 0 ? 0 : request->scope_end[request->scope_count - 1];
    if (request->scope_count == FAPIX_MAX_SCOPES || scope_len > FAPIX_MAX_SCOPE_BYTES - used)
        return spoil(request, FAPI_ERR_RANGE);
    memcpy(request->scopes + used, scope, scope_len);
    request->scope_end[request->scope_count++] = used + scope_len;
    return FAPI_OK;
}

fapix_slice fapix_request_scope(const fapi_request *request, size_t index)
{
    size_t start = index == 0 ? 0 : request->scope_end[index - 1];

    return fapix_slice_of(request->scopes + start, request->scope_end[index] - start);
}

/* See fapi.h. */
int fapi_request_set_revoked(fapi_request *request, int revoked)
{
    if (request == NULL)
        return FAPI_ERR_ARG;
    request->revoked = revoked != 0;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_set_idempotent(fapi_request *request, int idempotent)
{
    if (request == NULL)
        return FAPI_ERR_ARG;
    request->idempotent = idempotent != 0 ? 1 : 2;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_set_token_in_body(fapi_request *request, int present)
{
    if (request == NULL)
        return FAPI_ERR_ARG;
    request->token_in_body = present != 0;
    return FAPI_OK;
}

/* Spec: RFC8707-2-3  resource is the one that may come several times. */
static int read_form(fapix_request_form *form, fapix_slice text)
{
    static const char *const repeatable[] = {"resource", NULL};
    int rc = FAPI_OK;

    if (form->read)
        return form->status;
    form->form.count = 0;
    rc = fapix_buffer_set(&form->scratch, text); /* as long as the text, which it takes the place of */
    if (rc == FAPI_OK && text.n > 0)
        rc = fapix_form_parse(&form->form, text, form->scratch.p, repeatable);
    if (rc == FAPI_ERR_BUFFER)
        rc = FAPI_FORM_SIZE;
    form->read = rc != FAPI_ERR_NOMEM;
    form->status = rc;
    return rc;
}

int fapix_request_body_form(fapi_request *request, const fapix_form **form)
{
    int rc = read_form(&request->body_form, fapix_buffer_slice(&request->body));

    *form = rc == FAPI_OK ? &request->body_form.form : NULL;
    return rc;
}

int fapix_request_query_form(fapi_request *request, const fapix_form **form)
{
    fapix_slice url = fapix_buffer_slice(&request->url), query = {NULL, 0};
    const uint8_t *mark = url.n == 0 ? NULL : memchr(url.p, '?', url.n), *hash = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (mark != NULL)
        query = fapix_slice_of(mark + 1, url.n - (size_t)(mark + 1 - url.p));
    hash = query.n == 0 ? NULL : memchr(query.p, '#', query.n);
    if (hash != NULL)
        query.n = (size_t)(hash - query.p);
    rc = read_form(&request->query_form, query);
    *form = rc == FAPI_OK ? &request->query_form.form : NULL;
    return rc;
}

static fapix_slice find_parameter(const fapix_form *form, fapix_slice name)
{
    for (size_t i = 0; i < form->count; i++)
        if (fapix_slice_eq(form->parameter[i].name, name))
            return form->parameter[i].value;
    return fapix_slice_of(NULL, 0);
}

/* See fapi.h. */
int fapi_request_parameter(fapi_request *request, const char *name, size_t name_len, const char **value,
                           size_t *value_len)
{
    const fapix_form *form = NULL;
    fapix_slice found = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (value != NULL)
        *value = NULL;
    if (value_len != NULL)
        *value_len = 0;
    if (request == NULL || name == NULL || name_len == 0 || value == NULL || value_len == NULL)
        return FAPI_ERR_ARG;
    rc = request->body.n > 0 ? fapix_request_body_form(request, &form) : fapix_request_query_form(request, &form);
    if (rc != FAPI_OK)
        return rc;
    found = find_parameter(form, fapix_slice_of(name, name_len));
    if (found.n == 0)
        return FAPI_ERR_NOT_FOUND;
    *value = (const char *)found.p;
    *value_len = found.n;
    return FAPI_OK;
}

int fapix_request_get(fapi_request *request, fapix_slice url, fapix_slice accept)
{
    int rc = fapi_request_set_method(request, "GET", 3);

    if (rc == FAPI_OK)
        rc = fapi_request_set_url(request, (const char *)url.p, url.n);
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(request, "Accept", 6, (const char *)accept.p, accept.n);
    return rc;
}
