/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of signed messages: an exchange, stated piece by piece, and the rules of whoever judges or signs it. The judging is
 * message_signature.c, the signing message_signature_make.c. */
#include "base/http.h"
#include "base/status.h"
#include "jose/alg.h"
#include "jose/jwks.h"
#include "oauth/content_digest.h"
#include "oauth/message_signature.h"

#define MAX_METHOD 64
#define MAX_COMPONENT 64
#define MAX_FIELD_VALUE 8192 /* of what is made here; a signature of 1024 octets takes 1368 characters */
#define MESSAGES 2

/* What a kind of message must be like, and the message itself. */
typedef struct side {
    char tag[FAPIX_MAX_TAG];
    size_t tag_n;
    char required[FAPIX_MAX_REQUIRED][MAX_COMPONENT];
    size_t required_n[FAPIX_MAX_REQUIRED], required_count;
    fapix_http_message message;
} side;

/* Setters, to know which one ran out of memory. */
enum setter { NOBODY, SET_URL, ADD_REQUEST_HEADER, ADD_RESPONSE_HEADER };

struct fapi_message_signature {
    fapi_context *context;
    fapi_jwks *jwks; /* held; NULL: not set */
    int algs, http;  /* http 0: not set */
    int64_t past, future;
    bool unlinked, has_url, signed_here;
    int status;  /* the first setter that refused its value */
    int starved; /* the setter that ran out of memory and was not called again since */
    size_t starved_n; /* bytes of what it was given */
    char method[MAX_METHOD];
    size_t method_n; /* 0: not set */
    fapix_buffer url;
    fapix_uri uri; /* views url */
    side sides[MESSAGES];
    fapix_signature_space space;
    fapix_signature_fields fields;
};

static void set_default_tag(side *of, const char *tag)
{
    of->tag_n = strlen(tag);
    memcpy(of->tag, tag, of->tag_n);
}

/* See fapi.h. */
fapi_message_signature *fapi_message_signature_new(fapi_context *context)
{
    fapi_message_signature *handle = NULL;
    fapi_context *held = fapix_context_use(context);
    const fapix_memory *memory = NULL;

    if (held == NULL)
        return NULL;
    memory = &held->memory;
    handle = fapix_alloc(memory, sizeof *handle);
    if (handle == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    handle->context = held;
    handle->algs = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA;
    handle->past = 60;
    handle->future = 10;
    set_default_tag(&handle->sides[0], "fapi-2-request");
    set_default_tag(&handle->sides[1], "fapi-2-response");
    fapix_buffer_init(&handle->url, memory, FAPI_MAX_URL);
    for (size_t i = 0; i < MESSAGES; i++)
        fapix_http_message_init(&handle->sides[i].message, memory);
    fapix_signature_space_init(&handle->space, memory);
    fapix_buffer_init(&handle->fields.content_digest, memory, MAX_FIELD_VALUE);
    fapix_buffer_init(&handle->fields.signature_input, memory, MAX_FIELD_VALUE);
    fapix_buffer_init(&handle->fields.signature, memory, MAX_FIELD_VALUE);
    return handle;
}

/* See fapi.h. */
void fapi_message_signature_free(fapi_message_signature *handle)
{
    fapi_context *context = NULL;

    if (handle == NULL)
        return;
    context = handle->context;
    fapi_jwks_free(handle->jwks);
    fapix_buffer_free(&handle->url);
    for (size_t i = 0; i < MESSAGES; i++)
        fapix_http_message_free(&handle->sides[i].message);
    fapix_signature_space_free(&handle->space);
    fapix_buffer_free(&handle->fields.content_digest);
    fapix_buffer_free(&handle->fields.signature_input);
    fapix_buffer_free(&handle->fields.signature);
    fapix_free(&context->memory, handle, sizeof *handle);
    fapix_context_unref(context);
}

/* The result of the last call. */
static void forget_result(fapi_message_signature *handle)
{
    fapix_signature_space_reset(&handle->space);
    fapix_buffer_reset(&handle->fields.content_digest);
    fapix_buffer_reset(&handle->fields.signature_input);
    fapix_buffer_reset(&handle->fields.signature);
    handle->signed_here = false;
}

/* See fapi.h. */
void fapi_message_signature_reset(fapi_message_signature *handle)
{
    if (handle == NULL)
        return;
    forget_result(handle);
    fapix_buffer_reset(&handle->url);
    for (size_t i = 0; i < MESSAGES; i++)
        fapix_http_message_reset(&handle->sides[i].message);
    handle->method_n = 0;
    handle->has_url = false;
    handle->http = 0;
    handle->status = FAPI_OK;
    handle->starved = NOBODY;
}

/* A fact that was refused must not turn into one that was never there. */
static int spoil(fapi_message_signature *handle, int status)
{
    if (handle->status == FAPI_OK)
        handle->status = status;
    return status;
}

/* Without memory the call may be made again; until it was, nothing is judged and nothing signed. n: bytes that the setter was given, so that
 * another field does not pass for the one that is missing. */
static int settle(fapi_message_signature *handle, int setter, size_t n, int rc)
{
    bool again = handle->starved == setter && handle->starved_n == n;

    if (handle->starved != NOBODY && !again)
        (void)spoil(handle, FAPI_ERR_NOMEM);
    if (rc == FAPI_OK && again)
        handle->starved = NOBODY;
    if (rc == FAPI_OK)
        return rc;
    if (rc != FAPI_ERR_NOMEM)
        return spoil(handle, rc);
    handle->starved = setter;
    handle->starved_n = n;
    return rc;
}

static side *side_of(fapi_message_signature *handle, int message)
{
    if (handle == NULL || (message != FAPI_MESSAGE_REQUEST && message != FAPI_MESSAGE_RESPONSE))
        return NULL;
    return &handle->sides[message - FAPI_MESSAGE_REQUEST];
}

/* ----------------------------------------------------------------------------------------------------- messages -- */

/* See fapi.h. */
int fapi_message_signature_set_method(fapi_message_signature *handle, const char *method, size_t method_len)
{
    if (handle == NULL)
        return FAPI_ERR_ARG;
    if (method == NULL && method_len != 0)
        return spoil(handle, FAPI_ERR_ARG);
    if (method_len > MAX_METHOD || !fapix_http_is_token(fapix_slice_of(method, method_len)))
        return spoil(handle, FAPI_HTTP_METHOD);
    memcpy(handle->method, method, method_len);
    handle->method_n = method_len;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_message_signature_set_url(fapi_message_signature *handle, const char *url, size_t url_len)
{
    fapix_uri uri = {0};
    int rc = FAPI_ERR_INTERNAL;

    if (handle == NULL)
        return FAPI_ERR_ARG;
    if (url == NULL)
        return spoil(handle, FAPI_ERR_ARG);
    rc = fapix_uri_parse_https(&uri, fapix_slice_of(url, url_len));
    if (rc == FAPI_OK && uri.has_fragment)
        rc = FAPI_URI_FRAGMENT;
    if (rc == FAPI_OK)
        rc = fapix_buffer_set(&handle->url, fapix_slice_of(url, url_len));
    if (rc == FAPI_OK)
        rc = fapix_uri_parse_https(&handle->uri, fapix_buffer_slice(&handle->url));
    if (rc == FAPI_OK)
        handle->has_url = true;
    return settle(handle, SET_URL, url_len, rc);
}

/* See fapi.h. */
int fapi_message_signature_set_http(fapi_message_signature *handle, int http)
{
    if (handle == NULL)
        return FAPI_ERR_ARG;
    if (http < 100 || http > 599)
        return spoil(handle, FAPI_ERR_ARG);
    handle->http = http;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_message_signature_add_header(fapi_message_signature *handle, int message, const char *name, size_t name_len,
                                      const char *value, size_t value_len)
{
    side *of = side_of(handle, message);

    if (of == NULL)
        return FAPI_ERR_ARG;
    if ((name == NULL && name_len != 0) || (value == NULL && value_len != 0))
        return spoil(handle, FAPI_ERR_ARG);
    return settle(handle, message == FAPI_MESSAGE_REQUEST ? ADD_REQUEST_HEADER : ADD_RESPONSE_HEADER,
                  name_len + value_len,
                  fapix_http_message_add(&of->message, fapix_slice_of(name, name_len), fapix_slice_of(value, value_len)));
}

/* See fapi.h. */
int fapi_message_signature_set_body(fapi_message_signature *handle, int message, const uint8_t *body, size_t body_len)
{
    side *of = side_of(handle, message);
    int rc = FAPI_ERR_INTERNAL;

    if (of == NULL)
        return FAPI_ERR_ARG;
    if (body == NULL && body_len != 0)
        return spoil(handle, FAPI_ERR_ARG);
    rc = fapix_content_digests(handle->context, fapix_slice_of(body, body_len), &of->message.digests);
    if (rc != FAPI_OK)
        return spoil(handle, rc);
    of->message.has_body = body_len > 0;
    return FAPI_OK;
}

/* -------------------------------------------------------------------------------------------------------- rules -- */

/* See fapi.h. */
int fapi_message_signature_set_keys(fapi_message_signature *handle, fapi_jwks *jwks)
{
    if (handle == NULL || jwks == NULL)
        return FAPI_ERR_ARG;
    if (!fapix_jwks_loaded(jwks))
        return FAPI_JWKS_EMPTY;
    jwks = fapix_jwks_ref(jwks);
    fapi_jwks_free(handle->jwks);
    handle->jwks = jwks;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_message_signature_set_algs(fapi_message_signature *handle, int algs)
{
    if (handle == NULL || !fapix_algs_valid(algs))
        return FAPI_ERR_ARG;
    handle->algs = algs;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_message_signature_set_window(fapi_message_signature *handle, int64_t past, int64_t future)
{
    if (handle == NULL)
        return FAPI_ERR_ARG;
    if (past < 1 || past > 3600 || future < 0 || future > 60)
        return FAPI_ERR_RANGE;
    handle->past = past;
    handle->future = future;
    return FAPI_OK;
}

static bool is_printable(fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < 0x20 || text.p[i] > 0x7e)
            return false;
    return text.n > 0;
}

/* See fapi.h. */
int fapi_message_signature_set_tag(fapi_message_signature *handle, int message, const char *tag, size_t tag_len)
{
    side *of = side_of(handle, message);

    if (of == NULL || tag == NULL || tag_len > FAPIX_MAX_TAG || !is_printable(fapix_slice_of(tag, tag_len)))
        return FAPI_ERR_ARG;
    memcpy(of->tag, tag, tag_len);
    of->tag_n = tag_len;
    return FAPI_OK;
}

static bool is_component(fapix_slice name, int message)
{
    static const char *const derived[] = {"@authority", "@scheme", "@path", "@query", "@request-target"};
    bool known = false;

    for (size_t i = 0; i < sizeof derived / sizeof *derived; i++)
        known = known || (message == FAPI_MESSAGE_REQUEST && fapix_slice_is(name, derived[i]));
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] >= 'A' && name.p[i] <= 'Z')
            return false;
    return known || fapix_http_is_token(name);
}

/* See fapi.h. */
int fapi_message_signature_require(fapi_message_signature *handle, int message, const char *component, size_t component_len)
{
    side *of = side_of(handle, message);
    fapix_slice name = fapix_slice_of(component, component_len);

    if (of == NULL || component == NULL || component_len > MAX_COMPONENT || !is_component(name, message))
        return FAPI_ERR_ARG;
    for (size_t i = 0; i < of->required_count; i++)
        if (fapix_slice_eq(fapix_slice_of(of->required[i], of->required_n[i]), name))
            return FAPI_OK;
    if (of->required_count == FAPIX_MAX_REQUIRED)
        return FAPI_ERR_RANGE;
    memcpy(of->required[of->required_count], component, component_len);
    of->required_n[of->required_count++] = component_len;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_message_signature_insecure_set_unlinked(fapi_message_signature *handle, int on)
{
    if (handle == NULL || (on != 0 && on != 1))
        return FAPI_ERR_ARG;
    handle->unlinked = on == 1;
    return FAPI_OK;
}

/* --------------------------------------------------------------------------------------------- checks and signing -- */

/* What the judge and the maker are told; the slices of required live in the caller's memory. */
static void state(const fapi_message_signature *handle, int message, int64_t now, fapix_exchange *exchange,
                  fapix_slice required[FAPIX_MAX_REQUIRED], fapix_signature_facts *facts)
{
    const side *of = &handle->sides[message - FAPI_MESSAGE_REQUEST], *request = &handle->sides[0];

    *exchange = (fapix_exchange){
        .method = fapix_slice_of(handle->method, handle->method_n),
        .url = fapix_buffer_slice(&handle->url),
        .uri = handle->uri,
        .request = &request->message,
        .response = &handle->sides[1].message,
        .http = handle->http,
        .of_response = message == FAPI_MESSAGE_RESPONSE,
    };
    for (size_t i = 0; i < of->required_count; i++)
        required[i] = fapix_slice_of(of->required[i], of->required_n[i]);
    *facts = (fapix_signature_facts){
        .exchange = exchange,
        .jwks = handle->jwks,
        .algs = handle->algs,
        .tag = fapix_slice_of(of->tag, of->tag_n),
        .request_tag = fapix_slice_of(request->tag, request->tag_n),
        .required = required,
        .required_count = of->required_count,
        .unlinked = handle->unlinked,
        .now = now,
        .past = handle->past,
        .future = handle->future,
    };
}

static int readiness(const fapi_message_signature *handle, int message, int64_t now)
{
    if (handle->status != FAPI_OK)
        return handle->status;
    if (handle->starved != NOBODY)
        return FAPI_ERR_NOMEM;
    if (handle->method_n == 0 || !handle->has_url || (message == FAPI_MESSAGE_RESPONSE && handle->http == 0))
        return FAPI_ERR_STATE;
    return now < 0 || now > FAPI_MAX_TIME ? FAPI_ERR_CLOCK : FAPI_OK;
}

static int check(fapi_message_signature *handle, int message, int64_t now, fapi_verdict *verdict)
{
    fapix_slice required[FAPIX_MAX_REQUIRED];
    fapix_signature_facts facts;
    fapix_exchange exchange;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_HTTP_SIGNATURE);
    if (handle == NULL)
        return FAPI_ERR_ARG;
    forget_result(handle);
    rc = readiness(handle, message, now);
    if (rc == FAPI_OK && handle->jwks == NULL)
        rc = FAPI_ERR_STATE;
    if (rc != FAPI_OK)
        return rc;
    state(handle, message, now, &exchange, required, &facts);
    rc = fapix_message_signature_judge(verdict, &facts, &handle->space);
    if (rc != FAPI_OK)
        handle->space.keyid_n = 0;
    return rc;
}

/* See fapi.h. */
int fapi_message_signature_check_request(fapi_message_signature *handle, int64_t now, fapi_verdict *verdict)
{
    const fapix_status_row *row = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    rc = fapix_verdict_end(verdict, check(handle, FAPI_MESSAGE_REQUEST, now, verdict));
    row = fapix_status_row_of(rc);
    /* Spec: FAPI2HS-5.3.1.2-3 - it names no error beside the status */
    if (row != NULL && row->http == 0)
        verdict->http = 401;
    return rc;
}

/* See fapi.h. */
int fapi_message_signature_check_response(fapi_message_signature *handle, int64_t now, fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, check(handle, FAPI_MESSAGE_RESPONSE, now, verdict));
}

/* See fapi.h. */
int fapi_message_signature_keyid(const fapi_message_signature *handle, const char **keyid, size_t *keyid_len)
{
    if (keyid != NULL)
        *keyid = NULL;
    if (keyid_len != NULL)
        *keyid_len = 0;
    if (handle == NULL || keyid == NULL || keyid_len == NULL)
        return FAPI_ERR_ARG;
    if (handle->space.keyid_n > 0)
        *keyid = handle->space.keyid;
    *keyid_len = handle->space.keyid_n;
    return FAPI_OK;
}

static int sign(fapi_message_signature *handle, int message, const fapi_signer *signer, int64_t now)
{
    fapix_slice required[FAPIX_MAX_REQUIRED];
    fapix_signature_facts facts;
    fapix_exchange exchange;
    int rc = FAPI_ERR_INTERNAL;

    if (handle == NULL || signer == NULL)
        return FAPI_ERR_ARG;
    forget_result(handle);
    rc = readiness(handle, message, now);
    if (rc != FAPI_OK)
        return rc;
    state(handle, message, now, &exchange, required, &facts);
    rc = fapix_message_signature_make(&facts, signer, &handle->sides[message - FAPI_MESSAGE_REQUEST].message, &handle->space,
                                      &handle->fields);
    if (rc != FAPI_OK)
        forget_result(handle);
    handle->signed_here = rc == FAPI_OK;
    return rc == FAPI_ERR_BUFFER ? FAPI_SIGNATURE_SIZE : rc;
}

/* See fapi.h. */
int fapi_message_signature_sign_request(fapi_message_signature *handle, const fapi_signer *signer, int64_t now)
{
    return sign(handle, FAPI_MESSAGE_REQUEST, signer, now);
}

/* See fapi.h. */
int fapi_message_signature_sign_response(fapi_message_signature *handle, const fapi_signer *signer, int64_t now)
{
    return sign(handle, FAPI_MESSAGE_RESPONSE, signer, now);
}

/* See fapi.h. */
int fapi_message_signature_header(const fapi_message_signature *handle, size_t index, const char **name, const char **value,
                                  size_t *value_len)
{
    static const char *const names[] = {"Signature-Input", "Signature", "Content-Digest"};

    if (name != NULL)
        *name = NULL;
    if (value != NULL)
        *value = NULL;
    if (value_len != NULL)
        *value_len = 0;
    if (handle == NULL || name == NULL || value == NULL || value_len == NULL)
        return FAPI_ERR_ARG;
    const fapix_buffer *const values[] = {&handle->fields.signature_input, &handle->fields.signature,
                                          &handle->fields.content_digest};
    if (!handle->signed_here || index >= sizeof names / sizeof *names || values[index]->n == 0)
        return FAPI_ERR_NOT_FOUND;
    *name = names[index];
    *value = (const char *)values[index]->p;
    *value_len = values[index]->n;
    return FAPI_OK;
}
