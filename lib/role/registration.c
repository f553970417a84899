/* SPDX-License-Identifier: Apache-2.0 */
/* Setting up a registration endpoint, stating a request, and reading what came of it. The check is registration_check.c. */
#include "role/registration.h"

#include "base/http.h"
#include "base/status.h"
#include "base/uri.h"
#include "jose/jwks.h"
#include "oauth/registration_metadata.h"
#include "oauth/scope.h"
#include "store/replay.h"

#define MAX_ROLE 64
#define MAX_SCOPE 2048
#define MAX_TOKEN 16384
/* What stands around the metadata in an answer: two URLs and two identifiers, escaped, and the names. */
#define MAX_RESPONSE (FAPIX_DOCUMENT_MAX + 2 * MAX_TOKEN + FAPI_MAX_URL + 2048)

static void init_buffers(fapi_registration *registration)
{
    const fapix_memory *memory = &registration->context->memory;

    fapix_buffer_init(&registration->body, memory, FAPIX_DOCUMENT_MAX);
    fapix_buffer_init(&registration->certificate, memory, FAPI_MAX_CERTIFICATE);
    fapix_buffer_init(&registration->token, memory, MAX_TOKEN);
    fapix_buffer_init(&registration->uri, memory, FAPI_MAX_URL);
    fapix_buffer_init(&registration->jwks_uri, memory, FAPI_MAX_URL);
    fapix_buffer_init(&registration->metadata, memory, FAPIX_DOCUMENT_MAX);
    fapix_buffer_init(&registration->response, memory, MAX_RESPONSE);
}

/* What a statement must be, the policy says. */
static int trust(fapi_registration *registration)
{
    fapi_software_statement *trusted = fapi_software_statement_new(registration->context);

    if (trusted == NULL)
        return FAPI_ERR_NOMEM;
    trusted->algs = (int)fapix_registration_value(registration, FAPI_CONTROL_ALGS);
    trusted->refuse_duplicate_kid =
        fapix_registration_value(registration, FAPI_CONTROL_DUPLICATE_KID) == FAPI_DUPLICATE_KID_REFUSE;
    trusted->ahead = fapix_registration_value(registration, FAPI_CONTROL_SKEW_AHEAD);
    trusted->behind = fapix_registration_value(registration, FAPI_CONTROL_SKEW_BEHIND);
    trusted->max_age = fapix_registration_value(registration, FAPI_CONTROL_STATEMENT_AGE);
    registration->trusted = trusted;
    return FAPI_OK;
}

/* See fapi.h. */
fapi_registration *fapi_registration_new(const fapi_policy *policy)
{
    fapi_registration *registration = NULL;

    if (policy == NULL)
        return NULL;
    registration = fapix_alloc(&policy->context->memory, sizeof *registration);
    if (registration == NULL)
        return NULL;
    registration->context = fapix_context_ref(policy->context);
    registration->policy = *policy;
    registration->policy.context = NULL;
    registration->limits = fapix_metadata_limits_of(policy);
    init_buffers(registration);
    if (trust(registration) != FAPI_OK) {
        fapi_registration_free(registration);
        return NULL;
    }
    return registration;
}

static void free_text(const fapi_registration *registration, fapix_slice text)
{
    fapix_free(&registration->context->memory, (void *)(uintptr_t)text.p, text.n);
}

/* See fapi.h. */
void fapi_registration_free(fapi_registration *registration)
{
    fapi_context *context = NULL;

    if (registration == NULL)
        return;
    context = registration->context;
    fapi_software_statement_free(registration->trusted);
    for (size_t i = 0; i < registration->role_count; i++) {
        free_text(registration, registration->roles[i].role);
        free_text(registration, registration->roles[i].scope);
    }
    fapi_replay_free(registration->replay);
    fapi_jwks_free(registration->keys);
    fapix_buffer_free(&registration->body);
    fapix_buffer_free(&registration->certificate);
    fapix_buffer_free(&registration->token);
    fapix_buffer_free(&registration->uri);
    fapix_buffer_free(&registration->jwks_uri);
    fapix_buffer_free(&registration->metadata);
    fapix_buffer_free(&registration->response);
    fapix_wipe(&registration->document, sizeof registration->document);
    fapix_free(&context->memory, registration, sizeof *registration);
    fapix_context_unref(context);
}

static void forget_keys(fapi_registration *registration)
{
    fapi_jwks_free(registration->keys);
    registration->keys = NULL;
}

/* See fapi.h. */
void fapi_registration_reset(fapi_registration *registration)
{
    if (registration == NULL)
        return;
    registration->status = registration->initial_token = FAPI_OK;
    registration->has_method = registration->is_post = registration->has_body = registration->chain_verified = false;
    registration->content_type_n = 0;
    registration->stage = FAPIX_REGISTRATION_NOTHING;
    forget_keys(registration);
    fapix_buffer_reset(&registration->body);
    fapix_buffer_reset(&registration->certificate);
    fapix_buffer_reset(&registration->token);
    fapix_buffer_reset(&registration->uri);
    fapix_buffer_reset(&registration->jwks_uri);
    fapix_buffer_reset(&registration->metadata);
    fapix_buffer_reset(&registration->response);
    fapix_wipe(&registration->document, sizeof registration->document);
}

/* ---------------------------------------------------------------------------------------------------- the server -- */

/* See fapi.h. */
int fapi_registration_add_directory(fapi_registration *registration, const char *issuer, size_t issuer_len,
                                    fapi_jwks *jwks)
{
    return registration == NULL ? FAPI_ERR_ARG
                                : fapi_software_statement_add_directory(registration->trusted, issuer, issuer_len, jwks);
}

/* See fapi.h. */
int fapi_registration_add_audience(fapi_registration *registration, const char *audience, size_t audience_len)
{
    return registration == NULL ? FAPI_ERR_ARG
                                : fapi_software_statement_add_audience(registration->trusted, audience, audience_len);
}

/* A new role at the end, or the one of that name. NULL: no room, or no memory; *rc says which. */
static fapix_role_scope *role_of(fapi_registration *registration, fapix_slice role, int *rc)
{
    fapix_slice copy = {NULL, 0};

    *rc = FAPI_OK;
    for (size_t i = 0; i < registration->role_count; i++) {
        if (fapix_slice_eq(registration->roles[i].role, role))
            return &registration->roles[i];
    }
    *rc = registration->role_count == FAPIX_MAX_ROLES ? FAPI_ERR_RANGE
                                                      : fapix_copy(&registration->context->memory, role, &copy);
    if (*rc != FAPI_OK)
        return NULL;
    registration->roles[registration->role_count] = (fapix_role_scope){.role = copy};
    return &registration->roles[registration->role_count++];
}

/* See fapi.h. */
int fapi_registration_add_role(fapi_registration *registration, const char *role, size_t role_len, const char *scope,
                               size_t scope_len)
{
    fapix_slice copy = {NULL, 0};
    fapix_role_scope *at = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (registration == NULL || role == NULL || role_len == 0 || role_len > MAX_ROLE || scope == NULL ||
        scope_len == 0 || scope_len > MAX_SCOPE)
        return FAPI_ERR_ARG;
    if (!fapix_scope_is_valid(fapix_slice_of(scope, scope_len)))
        return FAPI_AUTHORIZATION_SCOPE;
    rc = fapix_copy(&registration->context->memory, fapix_slice_of(scope, scope_len), &copy);
    if (rc != FAPI_OK)
        return rc;
    at = role_of(registration, fapix_slice_of(role, role_len), &rc);
    if (at == NULL) {
        free_text(registration, copy);
        return rc;
    }
    free_text(registration, at->scope);
    at->scope = copy;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_registration_set_replay(fapi_registration *registration, fapi_replay *replay)
{
    if (registration == NULL)
        return FAPI_ERR_ARG;
    if (replay != NULL)
        replay = fapix_replay_ref(replay);
    fapi_replay_free(registration->replay);
    registration->replay = replay;
    return FAPI_OK;
}

/* --------------------------------------------------------------------------------------------------- the request -- */

/* The first refusal stays, and so does nothing that an earlier request came to. */
static int noted(fapi_registration *registration, int rc)
{
    registration->stage = FAPIX_REGISTRATION_NOTHING;
    if (rc >= FAPI_BASE64URL_CHARACTER && registration->status == FAPI_OK)
        registration->status = rc;
    return rc;
}

/* See fapi.h. */
int fapi_registration_set_method(fapi_registration *registration, const char *method, size_t method_len)
{
    fapix_slice text = fapix_slice_of(method, method_len);

    if (registration == NULL || (method == NULL && method_len > 0))
        return FAPI_ERR_ARG;
    if (text.n == 0 || text.n > 64 || !fapix_http_is_token(text))
        return noted(registration, FAPI_HTTP_METHOD);
    registration->has_method = true;
    registration->is_post = fapix_slice_is(text, "POST");
    return noted(registration, FAPI_OK);
}

/* See fapi.h. */
int fapi_registration_set_content_type(fapi_registration *registration, const char *value, size_t value_len)
{
    fapix_slice text = fapix_slice_of(value, value_len);

    if (registration == NULL || (value == NULL && value_len > 0))
        return FAPI_ERR_ARG;
    if (text.n > sizeof registration->content_type)
        return noted(registration, FAPI_HTTP_FIELD_SIZE);
    if (text.n > 0 && !fapix_http_is_field_value(text))
        return noted(registration, FAPI_HTTP_FIELD_VALUE);
    registration->content_type_n = text.n;
    if (text.n > 0)
        memcpy(registration->content_type, text.p, text.n);
    return noted(registration, FAPI_OK);
}

/* See fapi.h. */
int fapi_registration_set_body(fapi_registration *registration, const char *body, size_t body_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (registration == NULL || (body == NULL && body_len > 0))
        return FAPI_ERR_ARG;
    if (body_len > FAPIX_DOCUMENT_MAX)
        return noted(registration, FAPI_JSON_SIZE);
    rc = fapix_buffer_set(&registration->body, fapix_slice_of(body, body_len));
    if (rc != FAPI_OK)
        return rc;
    registration->has_body = true;
    /* Keys belong to the statement of one body. */
    forget_keys(registration);
    return noted(registration, FAPI_OK);
}

/* See fapi.h. */
int fapi_registration_set_certificate(fapi_registration *registration, const uint8_t *certificate,
                                      size_t certificate_len, int chain_verified)
{
    int rc = FAPI_ERR_INTERNAL;

    if (registration == NULL || (certificate == NULL && certificate_len > 0) ||
        (chain_verified != 0 && chain_verified != 1))
        return FAPI_ERR_ARG;
    if (certificate_len > FAPI_MAX_CERTIFICATE)
        return noted(registration, FAPI_CERTIFICATE_SIZE);
    rc = fapix_buffer_set(&registration->certificate, fapix_slice_of(certificate, certificate_len));
    if (rc != FAPI_OK)
        return rc;
    registration->chain_verified = chain_verified == 1;
    return noted(registration, FAPI_OK);
}

/* See fapi.h. */
int fapi_registration_set_initial_token(fapi_registration *registration, int status)
{
    if (registration == NULL || fapix_status_row_of(status) == NULL)
        return FAPI_ERR_ARG;
    registration->initial_token = status;
    return noted(registration, FAPI_OK);
}

/* See fapi.h. */
int fapi_registration_set_keys(fapi_registration *registration, fapi_jwks *jwks)
{
    if (registration == NULL || jwks == NULL)
        return FAPI_ERR_ARG;
    if (!fapix_jwks_loaded(jwks))
        return FAPI_JWKS_EMPTY;
    jwks = fapix_jwks_ref(jwks);
    forget_keys(registration);
    registration->keys = jwks;
    return noted(registration, FAPI_OK);
}

static bool is_printable(const char *text, size_t n, size_t most)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] < 0x20 || text[i] > 0x7e)
            return false;
    }
    return n > 0 && n <= most;
}

/* See fapi.h. */
int fapi_registration_set_management(fapi_registration *registration, const char *token, size_t token_len,
                                     const char *uri, size_t uri_len)
{
    fapix_uri parsed;
    int rc = FAPI_ERR_INTERNAL;

    if (registration == NULL || token == NULL || uri == NULL || !is_printable(token, token_len, MAX_TOKEN))
        return FAPI_ERR_ARG;
    rc = fapix_uri_parse_https(&parsed, fapix_slice_of(uri, uri_len));
    if (rc == FAPI_OK)
        rc = fapix_buffer_set(&registration->token, fapix_slice_of(token, token_len));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_buffer_set(&registration->uri, fapix_slice_of(uri, uri_len));
    /* One without the other is no answer. */
    if (rc != FAPI_OK)
        fapix_buffer_reset(&registration->token);
    return rc;
}

/* ------------------------------------------------------------------------------------------------- what became of it -- */

static int lend(const fapix_buffer *buffer, bool there, const char **text, size_t *text_len)
{
    if (!there)
        return FAPI_ERR_STATE;
    *text = (const char *)buffer->p;
    *text_len = buffer->n;
    return FAPI_OK;
}

static int start(const void *handle, const char **text, size_t *text_len)
{
    if (text != NULL)
        *text = NULL;
    if (text_len != NULL)
        *text_len = 0;
    return handle == NULL || text == NULL || text_len == NULL ? FAPI_ERR_ARG : FAPI_OK;
}

/* See fapi.h. */
int fapi_registration_jwks_uri(const fapi_registration *registration, const char **uri, size_t *uri_len)
{
    int rc = start(registration, uri, uri_len);

    if (rc != FAPI_OK)
        return rc;
    return lend(&registration->jwks_uri, registration->stage == FAPIX_REGISTRATION_NEEDS_KEYS, uri, uri_len);
}

/* See fapi.h. */
int fapi_registration_metadata(const fapi_registration *registration, const char **json, size_t *json_len)
{
    int rc = start(registration, json, json_len);

    if (rc != FAPI_OK)
        return rc;
    return lend(&registration->metadata, registration->stage == FAPIX_REGISTRATION_PASSED, json, json_len);
}

static void put_number(fapix_buffer *out, int64_t value)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    fapix_buffer_add(out, fapix_slice_of(digits + at, sizeof digits - at));
}

/* Spec: RFC7591-3.2.1-1, RFC7591-3.2.1-2, RFC7591-3.2.1-3, RFC7591-3.2.1-5 - no secret is issued, so none can expire */
static int put_response(fapi_registration *registration, fapix_slice client_id, int64_t issued_at)
{
    fapix_buffer *out = &registration->response;
    fapix_slice metadata = fapix_buffer_slice(&registration->metadata);

    fapix_buffer_reset(out);
    fapix_buffer_str(out, "{\"client_id\":");
    fapix_registration_put_string(out, client_id);
    fapix_buffer_str(out, ",\"client_id_issued_at\":");
    put_number(out, issued_at);
    if (registration->token.n > 0) {
        fapix_buffer_str(out, ",\"registration_access_token\":");
        fapix_registration_put_string(out, fapix_buffer_slice(&registration->token));
        fapix_buffer_str(out, ",\"registration_client_uri\":");
        fapix_registration_put_string(out, fapix_buffer_slice(&registration->uri));
    }
    /* Behind the brace that opens them: the defaults that were written out leave no registration without a member. */
    fapix_buffer_str(out, ",");
    fapix_buffer_add(out, fapix_slice_of(metadata.p + 1, metadata.n - 1));
    return out->status;
}

/* See fapi.h. */
int fapi_registration_response_json(fapi_registration *registration, const char *client_id, size_t client_id_len,
                                    int64_t issued_at, const char **json, size_t *json_len)
{
    int rc = start(registration, json, json_len);

    if (rc != FAPI_OK || client_id == NULL || !is_printable(client_id, client_id_len, FAPI_MAX_SUB))
        return FAPI_ERR_ARG;
    if (registration->stage != FAPIX_REGISTRATION_PASSED)
        return FAPI_ERR_STATE;
    if (issued_at < 0 || issued_at > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    rc = put_response(registration, fapix_slice_of(client_id, client_id_len), issued_at);
    return rc != FAPI_OK ? rc : lend(&registration->response, true, json, json_len);
}
