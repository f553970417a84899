/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The response handle: setters that copy. As with requests, only the fields that some rule reads are kept, and sizes and characters are
 * judged at the door.
 */
#include "role/response.h"

#include "base/http.h"
#include "crypto/provider.h"

#define MAX_INTERACTION_ID 256
#define MAX_JSON 65536 /* three tokens that are as long as any, and something beside them */

typedef void (*each_fn)(fapix_buffer *buffer);

static void each_buffer(fapi_response *response, each_fn each)
{
    fapix_buffer *const buffers[] = {&response->body, &response->content_type.value, &response->dpop_nonce.value,
                                     &response->interaction_id.value, &response->retry_after.value, &response->scratch};

    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        each(buffers[i]);
    for (size_t i = 0; i < FAPIX_RESPONSE_CHALLENGES; i++)
        each(&response->challenge[i]);
}

/* See fapi.h. */
fapi_response *fapi_response_new(fapi_context *context)
{
    fapi_context *own = fapix_context_use(context);
    fapi_response *response = NULL;
    const fapix_memory *memory = NULL;

    if (own == NULL)
        return NULL;
    memory = &own->memory;
    response = fapix_alloc(memory, sizeof *response);
    if (response == NULL) {
        fapix_context_unref(own);
        return NULL;
    }
    response->context = own;
    fapix_buffer_init(&response->body, memory, FAPI_MAX_RESPONSE);
    fapix_buffer_init(&response->scratch, memory, FAPI_MAX_RESPONSE);
    fapix_buffer_init(&response->content_type.value, memory, FAPI_MAX_HEADER_VALUE);
    fapix_buffer_init(&response->dpop_nonce.value, memory, FAPI_MAX_HEADER_VALUE);
    fapix_buffer_init(&response->interaction_id.value, memory, MAX_INTERACTION_ID);
    fapix_buffer_init(&response->retry_after.value, memory, FAPI_MAX_HEADER_VALUE);
    for (size_t i = 0; i < FAPIX_RESPONSE_CHALLENGES; i++)
        fapix_buffer_init(&response->challenge[i], memory, FAPI_MAX_HEADER_VALUE);
    return response;
}

/* See fapi.h. */
void fapi_response_free(fapi_response *response)
{
    fapi_context *context = NULL;

    if (response == NULL)
        return;
    context = response->context;
    each_buffer(response, fapix_buffer_free);
    fapix_wipe(&response->json, sizeof response->json);
    fapix_free(&context->memory, response, sizeof *response);
    fapix_context_unref(context);
}

/* See fapi.h. */
void fapi_response_reset(fapi_response *response)
{
    if (response == NULL)
        return;
    each_buffer(response, fapix_buffer_reset);
    response->content_type.lines = response->dpop_nonce.lines = response->interaction_id.lines = response->retry_after.lines = 0;
    response->status = FAPI_OK;
    response->starved = NULL;
    response->headers = response->challenges = 0;
    response->http = 0;
    response->has_body = false;
    response->json.count = 0;
}

static int spoil(fapi_response *response, int status)
{
    if (response->status == FAPI_OK)
        response->status = status;
    return status;
}

/* Copy, with the status that says what was too long. Without memory the call may be made again; until it was, no check takes the response
 * for whole. */
static int copy_to(fapi_response *response, fapix_buffer *buffer, fapix_slice bytes, int too_long)
{
    int rc = fapix_buffer_set(buffer, bytes);

    if (rc == FAPI_ERR_BUFFER)
        return spoil(response, too_long);
    if (rc != FAPI_OK && response->starved != NULL && response->starved != buffer)
        return spoil(response, rc);
    if (rc != FAPI_OK)
        response->starved = buffer;
    else if (response->starved == buffer)
        response->starved = NULL;
    return rc;
}

/* See fapi.h. */
int fapi_response_set_http(fapi_response *response, int http)
{
    if (response == NULL)
        return FAPI_ERR_ARG;
    if (http < 100 || http > 599)
        return spoil(response, FAPI_ERR_ARG);
    response->http = http;
    return FAPI_OK;
}

static fapix_field *field_of(fapi_response *response, fapix_slice name)
{
    if (fapix_slice_is_nocase(name, "content-type"))
        return &response->content_type;
    if (fapix_slice_is_nocase(name, "dpop-nonce"))
        return &response->dpop_nonce;
    if (fapix_slice_is_nocase(name, "x-fapi-interaction-id"))
        return &response->interaction_id;
    if (fapix_slice_is_nocase(name, "retry-after"))
        return &response->retry_after;
    return NULL;
}

static int keep_field(fapi_response *response, fapix_slice name, fapix_slice value)
{
    fapix_field *field = field_of(response, name);
    int rc = FAPI_OK;

    if (fapix_slice_is_nocase(name, "www-authenticate")) {
        if (response->challenges == FAPIX_RESPONSE_CHALLENGES)
            return spoil(response, FAPI_HTTP_FIELD_COUNT);
        rc = copy_to(response, &response->challenge[response->challenges], value, FAPI_HTTP_FIELD_SIZE);
        if (rc == FAPI_OK)
            response->challenges++;
    } else if (field != NULL) {
        if (field->lines == 0)
            rc = copy_to(response, &field->value, value, FAPI_HTTP_FIELD_SIZE);
        if (rc == FAPI_OK)
            field->lines++;
    }
    return rc;
}

/* See fapi.h. */
int fapi_response_add_header(fapi_response *response, const char *name, size_t name_len, const char *value,
                             size_t value_len)
{
    fapix_slice field_name = fapix_slice_of(name, name_len), bytes = fapix_slice_of(value, value_len);
    int rc = FAPI_ERR_INTERNAL;

    if (response == NULL)
        return FAPI_ERR_ARG;
    if ((name == NULL && name_len != 0) || (value == NULL && value_len != 0))
        return spoil(response, FAPI_ERR_ARG);
    if (response->headers == FAPI_MAX_HEADERS)
        return spoil(response, FAPI_HTTP_FIELD_COUNT);
    if (name_len > FAPI_MAX_HEADER_VALUE || !fapix_http_is_token(field_name))
        return spoil(response, FAPI_HTTP_FIELD_NAME);
    if (value_len > FAPI_MAX_HEADER_VALUE)
        return spoil(response, FAPI_HTTP_FIELD_SIZE);
    if (!fapix_http_is_field_value(bytes))
        return spoil(response, FAPI_HTTP_FIELD_VALUE);
    rc = keep_field(response, field_name, fapix_http_trimmed(bytes));
    if (rc == FAPI_OK)
        response->headers++;
    return rc;
}

/* See fapi.h. */
int fapi_response_set_body(fapi_response *response, const char *body, size_t body_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (response == NULL)
        return FAPI_ERR_ARG;
    if (body == NULL && body_len != 0)
        return spoil(response, FAPI_ERR_ARG);
    response->json.count = 0;
    rc = copy_to(response, &response->body, fapix_slice_of(body, body_len), FAPI_RESPONSE_SIZE);
    if (rc == FAPI_OK)
        response->has_body = true;
    return rc;
}

bool fapix_response_is(const fapi_response *response, const char *media_type)
{
    return response->content_type.lines == 1
        && fapix_http_is_media_type(fapix_buffer_slice(&response->content_type.value), media_type);
}

int fapix_response_json(fapi_response *response, const fapix_json **json)
{
    fapix_slice body = fapix_buffer_slice(&response->body);
    int rc = FAPI_ERR_INTERNAL;

    *json = NULL;
    if (!fapix_response_is(response, "application/json"))
        return FAPI_RESPONSE_CONTENT_TYPE;
    if (body.n > MAX_JSON)
        return FAPI_JSON_SIZE;
    rc = fapix_buffer_set(&response->scratch, body); /* as long as the text, for its escapes */
    if (rc == FAPI_OK)
        rc = fapix_json_parse_long(&response->json, body, response->scratch.p, MAX_JSON);
    if (rc == FAPI_OK)
        *json = &response->json;
    return rc;
}
