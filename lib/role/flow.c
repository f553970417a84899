/* SPDX-License-Identifier: Apache-2.0 */
/* The flow handle: what the host sets and reads, and what the role keeps in it. */
#include "role/flow.h"

#include "base/ascii.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "crypto/provider.h"

#define MAX_NAME 64
#define MAX_VALUE 8192
#define MAX_TEXT 16000
#define MAX_ORIGIN 300

/* What fapi_flow_value knows, and the names of the stored document. */
const char *const fapix_flow_names[FAPIX_FLOW_TEXTS] = {
    [FAPIX_FLOW_ISSUER] = "issuer",
    [FAPIX_FLOW_CLIENT_ID] = "client_id",
    [FAPIX_FLOW_REDIRECT_URI] = "redirect_uri",
    [FAPIX_FLOW_RESPONSE_TYPE] = "response_type",
    [FAPIX_FLOW_RESPONSE_MODE] = "response_mode",
    [FAPIX_FLOW_ASKED_SCOPE] = "asked_scope",
    [FAPIX_FLOW_ACR_VALUES] = "acr_values",
    [FAPIX_FLOW_STATE] = "state",
    [FAPIX_FLOW_NONCE] = "nonce",
    [FAPIX_FLOW_VERIFIER] = "code_verifier",
    [FAPIX_FLOW_REQUEST_URI] = "request_uri",
    [FAPIX_FLOW_CODE_TEXT] = "code",
    [FAPIX_FLOW_ACCESS_TOKEN] = "access_token",
    [FAPIX_FLOW_TOKEN_TYPE] = "token_type",
    [FAPIX_FLOW_REFRESH_TOKEN] = "refresh_token",
    [FAPIX_FLOW_SCOPE] = "scope",
    [FAPIX_FLOW_ID_TOKEN] = "id_token",
    [FAPIX_FLOW_SUB] = "sub",
    [FAPIX_FLOW_AUTH_REQ_ID] = "auth_req_id",
    [FAPIX_FLOW_NOTIFICATION_TOKEN] = "client_notification_token",
};

typedef void (*each_fn)(fapix_buffer *buffer);

static void each_buffer(fapi_flow *flow, each_fn each)
{
    for (size_t i = 0; i < FAPIX_FLOW_TEXTS; i++)
        each(&flow->text[i]);
    for (size_t i = 0; i < FAPIX_FLOW_PARAMETERS; i++) {
        each(&flow->parameter[i].name);
        each(&flow->parameter[i].value);
    }
    for (size_t i = 0; i < FAPIX_FLOW_NONCES; i++) {
        each(&flow->nonce[i].origin);
        each(&flow->nonce[i].nonce);
    }
    each(&flow->stored);
}

static void forget(fapi_flow *flow)
{
    flow->step = FAPIX_FLOW_NEW;
    flow->parameter_count = 0;
    for (size_t i = 0; i < FAPIX_FLOW_NUMBERS; i++)
        flow->number[i] = -1;
}

/* See fapi.h. */
fapi_flow *fapi_flow_new(fapi_context *context)
{
    fapi_context *own = fapix_context_use(context);
    fapi_flow *flow = NULL;
    const fapix_memory *memory = NULL;

    if (own == NULL)
        return NULL;
    memory = &own->memory;
    flow = fapix_alloc(memory, sizeof *flow);
    if (flow == NULL) {
        fapix_context_unref(own);
        return NULL;
    }
    flow->context = own;
    for (size_t i = 0; i < FAPIX_FLOW_TEXTS; i++)
        fapix_buffer_init(&flow->text[i], memory, MAX_TEXT);
    for (size_t i = 0; i < FAPIX_FLOW_PARAMETERS; i++) {
        fapix_buffer_init(&flow->parameter[i].name, memory, MAX_NAME);
        fapix_buffer_init(&flow->parameter[i].value, memory, MAX_VALUE);
    }
    for (size_t i = 0; i < FAPIX_FLOW_NONCES; i++) {
        fapix_buffer_init(&flow->nonce[i].origin, memory, MAX_ORIGIN);
        fapix_buffer_init(&flow->nonce[i].nonce, memory, FAPI_MAX_NONCE);
    }
    fapix_buffer_init(&flow->stored, memory, FAPIX_FLOW_MAX);
    forget(flow);
    return flow;
}

/* See fapi.h. */
void fapi_flow_free(fapi_flow *flow)
{
    fapi_context *context = NULL;

    if (flow == NULL)
        return;
    context = flow->context;
    each_buffer(flow, fapix_buffer_free);
    fapix_free(&context->memory, flow, sizeof *flow);
    fapix_context_unref(context);
}

/* See fapi.h. */
void fapi_flow_reset(fapi_flow *flow)
{
    if (flow == NULL)
        return;
    each_buffer(flow, fapix_buffer_reset);
    forget(flow);
}

/* ---------------------------------------------------------------------------------------------------- parameters -- */

/* Parameters of an authorization or backchannel request that this library writes itself. */
static bool is_reserved(fapix_slice name)
{
    static const char *const reserved[] = {
        "client_id", "state", "nonce", "code_challenge", "code_challenge_method", "dpop_jkt", "request", "request_uri",
        "client_assertion", "client_assertion_type", "client_secret", "client_notification_token", "iss", "aud", "exp", "nbf",
        "iat", "jti", "sub", "grant_type", "code", "code_verifier", "refresh_token", "auth_req_id", "access_token",
        "token", "token_type_hint",
    };

    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (fapix_slice_is(name, reserved[i]))
            return true;
    return false;
}

/* RFC 6749 A.1 and 8.2: ALPHA, DIGIT, "-", "." and "_". */
static bool is_name(fapix_slice name)
{
    return name.n > 0 && name.n <= MAX_NAME && fapix_ascii_span(name, FAPIX_ASCII_UNRESERVED) == name.n &&
           memchr(name.p, '~', name.n) == NULL;
}

/* UTF-8 without NUL. */
static bool is_text(fapix_slice text)
{
    for (size_t i = 0; i < text.n;) {
        size_t n = text.p[i] < 0x80 ? text.p[i] != 0 : fapix_utf8_sequence(text.p + i, text.n - i);

        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

/* Bytes of the text as a JSON string. The strict reader takes a document in pieces of a certain size: what could not be read again is not
 * taken in. */
static size_t written(fapix_slice text)
{
    size_t n = 2;

    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] < 0x20 ? 6 : text.p[i] == '"' || text.p[i] == '\\' ? 2 : 1;
    return n;
}

/* All parameters fit into the stored document beside what servers may add. */
static bool has_room(const fapi_flow *flow, size_t at, fapix_slice value)
{
    size_t sum = written(value);

    for (size_t i = 0; i < flow->parameter_count; i++)
        sum += i == at ? 0 : written(fapix_buffer_slice(&flow->parameter[i].value));
    return written(value) <= MAX_TEXT && sum <= FAPI_MAX_PARAMETER_TEXT;
}

static size_t place_of(const fapi_flow *flow, fapix_slice name)
{
    size_t i = 0;

    while (i < flow->parameter_count && !fapix_slice_eq(fapix_buffer_slice(&flow->parameter[i].name), name))
        i++;
    return i;
}

fapix_slice fapix_flow_parameter_value(const fapi_flow *flow, const char *name)
{
    size_t i = place_of(flow, fapix_slice_str(name));

    return i < flow->parameter_count ? fapix_buffer_slice(&flow->parameter[i].value) : fapix_slice_of(NULL, 0);
}

/* The last one takes the place of the one that goes. */
static void take_away(fapi_flow *flow, size_t i)
{
    fapix_flow_parameter gone = flow->parameter[i];

    flow->parameter[i] = flow->parameter[--flow->parameter_count];
    flow->parameter[flow->parameter_count] = gone;
    fapix_buffer_reset(&flow->parameter[flow->parameter_count].name);
    fapix_buffer_reset(&flow->parameter[flow->parameter_count].value);
}

int fapix_flow_put_parameter(fapi_flow *flow, fapix_slice name, fapix_slice value)
{
    size_t i = place_of(flow, name);
    bool is_new = i == flow->parameter_count;
    int rc = FAPI_ERR_INTERNAL;

    if (!is_name(name) || !is_text(value))
        return FAPI_ERR_ARG;
    if (is_reserved(name))
        return FAPI_FLOW_RESERVED;
    if (value.n == 0) {
        if (!is_new)
            take_away(flow, i);
        return FAPI_OK;
    }
    if (i == FAPIX_FLOW_PARAMETERS || value.n > MAX_VALUE || !has_room(flow, i, value))
        return FAPI_ERR_RANGE;
    rc = fapix_buffer_set(&flow->parameter[i].name, name);
    if (rc == FAPI_OK)
        rc = fapix_buffer_set(&flow->parameter[i].value, value);
    if (rc == FAPI_OK && is_new)
        flow->parameter_count++;
    return rc == FAPI_ERR_BUFFER ? FAPI_ERR_RANGE : rc;
}

/* See fapi.h. */
int fapi_flow_set_parameter(fapi_flow *flow, const char *name, size_t name_len, const char *value, size_t value_len)
{
    if (flow == NULL || name == NULL || (value == NULL && value_len != 0))
        return FAPI_ERR_ARG;
    if (flow->step != FAPIX_FLOW_NEW)
        return FAPI_ERR_STATE;
    return fapix_flow_put_parameter(flow, fapix_slice_of(name, name_len), fapix_slice_of(value, value_len));
}

/* --------------------------------------------------------------------------------------------------------- texts -- */

bool fapix_flow_can_keep(fapix_slice text)
{
    return written(text) <= MAX_TEXT;
}

int fapix_flow_set(fapi_flow *flow, enum fapix_flow_text which, fapix_slice text)
{
    if (!fapix_flow_can_keep(text))
        return FAPI_ERR_BUFFER;
    if (text.n > 0)
        return fapix_buffer_set(&flow->text[which], text);
    fapix_buffer_reset(&flow->text[which]);
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_flow_value(const fapi_flow *flow, const char *name, size_t name_len, const char **value, size_t *value_len)
{
    if (value != NULL)
        *value = NULL;
    if (value_len != NULL)
        *value_len = 0;
    if (flow == NULL || name == NULL || value == NULL || value_len == NULL)
        return FAPI_ERR_ARG;
    for (size_t i = 0; i < FAPIX_FLOW_TEXTS; i++) {
        if (flow->text[i].n == 0 || !fapix_slice_eq(fapix_slice_str(fapix_flow_names[i]), fapix_slice_of(name, name_len)))
            continue;
        *value = (const char *)flow->text[i].p;
        *value_len = flow->text[i].n;
        return FAPI_OK;
    }
    return FAPI_ERR_NOT_FOUND;
}

/* See fapi.h. */
int64_t fapi_flow_expires_at(const fapi_flow *flow)
{
    return flow == NULL || flow->number[FAPIX_FLOW_TOKEN_EXPIRES] < 0 ? 0 : flow->number[FAPIX_FLOW_TOKEN_EXPIRES];
}

/* -------------------------------------------------------------------------------------------------------- nonces -- */

static char lower(uint8_t c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Scheme, host in small letters, and port if it is not the usual one: what a nonce belongs to. RFC 9449 8.2. Spec: RFC9449-8.2-1 */
static bool origin_of(fapix_slice url, char *out, size_t size, fapix_slice *origin)
{
    fapix_uri uri = {0};
    size_t n = 0;
    bool has_port = false;

    if (fapix_uri_parse_https(&uri, url) != FAPI_OK)
        return false;
    has_port = uri.has_port && uri.port.n > 0 && !fapix_slice_is(uri.port, "443");
    if (uri.host.n + uri.port.n + 1 > size)
        return false;
    for (; n < uri.host.n; n++)
        out[n] = lower(uri.host.p[n]);
    if (has_port) {
        out[n++] = ':';
        memcpy(out + n, uri.port.p, uri.port.n);
        n += uri.port.n;
    }
    *origin = fapix_slice_of(out, n);
    return true;
}

static size_t nonce_place(const fapi_flow *flow, fapix_slice origin)
{
    size_t i = 0;

    while (i < FAPIX_FLOW_NONCES && !fapix_slice_eq(fapix_buffer_slice(&flow->nonce[i].origin), origin))
        i++;
    return i;
}

fapix_slice fapix_flow_nonce_for(const fapi_flow *flow, fapix_slice url)
{
    char text[MAX_ORIGIN];
    fapix_slice origin = {NULL, 0};
    size_t i = 0;

    if (!origin_of(url, text, sizeof text, &origin))
        return fapix_slice_of(NULL, 0);
    i = nonce_place(flow, origin);
    return i < FAPIX_FLOW_NONCES ? fapix_buffer_slice(&flow->nonce[i].nonce) : fapix_slice_of(NULL, 0);
}

/* A new one with its origin, or nothing at all: half of it could not be read from a stored flow. */
static int add_nonce(fapi_flow *flow, fapix_slice origin, fapix_slice nonce)
{
    fapix_flow_nonce added;
    size_t i = 0;
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_init(&added.origin, &flow->context->memory, MAX_ORIGIN);
    fapix_buffer_init(&added.nonce, &flow->context->memory, FAPI_MAX_NONCE);
    rc = fapix_buffer_set(&added.origin, origin);
    if (rc == FAPI_OK)
        rc = fapix_buffer_set(&added.nonce, nonce);
    if (rc != FAPI_OK) {
        fapix_buffer_free(&added.origin);
        fapix_buffer_free(&added.nonce);
        return rc;
    }
    while (i < FAPIX_FLOW_NONCES - 1 && flow->nonce[i].origin.n > 0)
        i++;
    if (flow->nonce[i].origin.n > 0) { /* the oldest makes room */
        fapix_flow_nonce oldest = flow->nonce[0];

        memmove(&flow->nonce[0], &flow->nonce[1], (FAPIX_FLOW_NONCES - 1) * sizeof flow->nonce[0]);
        flow->nonce[i] = oldest;
    }
    fapix_buffer_free(&flow->nonce[i].origin);
    fapix_buffer_free(&flow->nonce[i].nonce);
    flow->nonce[i] = added;
    return FAPI_OK;
}

int fapix_flow_keep_nonce(fapi_flow *flow, fapix_slice url, fapix_slice nonce)
{
    char text[MAX_ORIGIN];
    fapix_slice origin = {NULL, 0};
    size_t i = 0;

    if (!origin_of(url, text, sizeof text, &origin))
        return FAPI_ERR_ARG;
    i = nonce_place(flow, origin);
    return i < FAPIX_FLOW_NONCES ? fapix_buffer_set(&flow->nonce[i].nonce, nonce) : add_nonce(flow, origin, nonce);
}
