/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A flow as a JSON object, and back. Texts and numbers stand under names of their own, parameters under "parameter:" and nonces under
 * "nonce:" with theirs. What store wrote is read as strictly as anybody's text: a session store may mix things up.
 */
#include "base/document.h"
#include "base/json_write.h"
#include "oauth/scope.h"
#include "role/flow.h"

#define VERSION 1
#define PARAMETER "parameter:"
#define NONCE "nonce:"
#define MAX_NAME 400

static const char *const number_names[FAPIX_FLOW_NUMBERS] = {
    [FAPIX_FLOW_MAX_AGE] = "max_age",
    [FAPIX_FLOW_REQUEST_URI_EXPIRES] = "request_uri_expires",
    [FAPIX_FLOW_TOKEN_EXPIRES] = "expires_at",
    [FAPIX_FLOW_AUTH_TIME] = "auth_time",
    [FAPIX_FLOW_AUTH_REQ_EXPIRES] = "auth_req_expires",
    [FAPIX_FLOW_INTERVAL] = "interval",
    [FAPIX_FLOW_LAST_POLL] = "last_poll",
    [FAPIX_FLOW_GRANT] = "grant",
};

/* -------------------------------------------------------------------------------------------------------- store -- */

/* A member whose name is a prefix and a name of somebody else's. */
static void write_named(fapix_buffer *out, const char *prefix, fapix_slice name, fapix_slice value)
{
    char text[MAX_NAME];
    size_t n = strlen(prefix);

    memcpy(text, prefix, n);
    memcpy(text + n, name.p, name.n);
    fapix_write_name(out, fapix_slice_of(text, n + name.n));
    fapix_write_string(out, value);
}

/* See fapi.h. */
int fapi_flow_store(fapi_flow *flow, const char **json, size_t *json_len)
{
    fapix_buffer *out = NULL;

    if (json != NULL)
        *json = NULL;
    if (json_len != NULL)
        *json_len = 0;
    if (flow == NULL || json == NULL || json_len == NULL)
        return FAPI_ERR_ARG;
    out = &flow->stored;
    fapix_buffer_reset(out);
    fapix_buffer_str(out, "{");
    fapix_write_integer_member(out, "libfapi_flow", VERSION);
    fapix_write_integer_member(out, "step", (int64_t)flow->step);
    for (size_t i = 0; i < FAPIX_FLOW_TEXTS; i++)
        if (flow->text[i].n > 0)
            fapix_write_text_member(out, fapix_flow_names[i], fapix_buffer_slice(&flow->text[i]));
    for (size_t i = 0; i < FAPIX_FLOW_NUMBERS; i++)
        if (flow->number[i] >= 0)
            fapix_write_integer_member(out, number_names[i], flow->number[i]);
    for (size_t i = 0; i < flow->parameter_count; i++)
        write_named(out, PARAMETER, fapix_buffer_slice(&flow->parameter[i].name), fapix_buffer_slice(&flow->parameter[i].value));
    for (size_t i = 0; i < FAPIX_FLOW_NONCES; i++)
        if (flow->nonce[i].nonce.n > 0)
            write_named(out, NONCE, fapix_buffer_slice(&flow->nonce[i].origin), fapix_buffer_slice(&flow->nonce[i].nonce));
    fapix_buffer_str(out, "}");
    if (out->status != FAPI_OK)
        return out->status == FAPI_ERR_BUFFER ? FAPI_ERR_RANGE : out->status;
    *json = (const char *)out->p;
    *json_len = out->n;
    return FAPI_OK;
}

/* --------------------------------------------------------------------------------------------------------- load -- */

static int take_text(fapi_flow *flow, fapix_slice name, const fapix_json_node *node)
{
    if (node->type != FAPIX_JSON_STRING || node->value.n == 0)
        return FAPI_FLOW_FORM;
    for (size_t i = 0; i < FAPIX_FLOW_TEXTS; i++)
        if (fapix_slice_is(name, fapix_flow_names[i]))
            return fapix_flow_set(flow, (enum fapix_flow_text)i, node->value);
    return FAPI_FLOW_FORM;
}

static int take_number(fapi_flow *flow, fapix_slice name, const fapix_json_node *node)
{
    int64_t value = -1;

    if (fapix_json_int64(node, &value) != FAPI_OK || value < 0 || value > FAPI_MAX_TIME)
        return FAPI_FLOW_FORM;
    if (fapix_slice_is(name, "libfapi_flow"))
        return value == VERSION ? FAPI_OK : FAPI_FLOW_FORM;
    if (fapix_slice_is(name, "step")) {
        if (value >= FAPIX_FLOW_STEPS)
            return FAPI_FLOW_FORM;
        flow->step = (enum fapix_flow_step)value;
        return FAPI_OK;
    }
    for (size_t i = 0; i < FAPIX_FLOW_NUMBERS; i++)
        if (fapix_slice_is(name, number_names[i])) {
            flow->number[i] = value;
            return FAPI_OK;
        }
    return FAPI_FLOW_FORM;
}

static bool has_prefix(fapix_slice *name, const char *prefix)
{
    size_t n = strlen(prefix);

    if (name->n <= n || memcmp(name->p, prefix, n) != 0)
        return false;
    *name = fapix_slice_of(name->p + n, name->n - n);
    return true;
}

static int take_nonce(fapi_flow *flow, fapix_slice origin, const fapix_json_node *node)
{
    size_t i = 0;
    int rc = FAPI_ERR_INTERNAL;

    while (i < FAPIX_FLOW_NONCES && flow->nonce[i].origin.n > 0)
        i++;
    if (i == FAPIX_FLOW_NONCES || node->type != FAPIX_JSON_STRING || node->value.n == 0)
        return FAPI_FLOW_FORM;
    rc = fapix_buffer_set(&flow->nonce[i].origin, origin);
    return rc == FAPI_OK ? fapix_buffer_set(&flow->nonce[i].nonce, node->value) : rc;
}

static int take(fapi_flow *flow, fapix_slice name, const fapix_json_node *node)
{
    if (node == NULL)
        return FAPI_FLOW_FORM;
    if (has_prefix(&name, PARAMETER)) {
        if (node->type != FAPIX_JSON_STRING || node->value.n == 0)
            return FAPI_FLOW_FORM;
        return fapix_flow_put_parameter(flow, name, node->value);
    }
    if (has_prefix(&name, NONCE))
        return take_nonce(flow, name, node);
    return node->type == FAPIX_JSON_STRING ? take_text(flow, name, node) : take_number(flow, name, node);
}

static bool has(const fapi_flow *flow, enum fapix_flow_text which)
{
    return flow->text[which].n > 0;
}

/* All that the answer to the request will be compared with. */
static bool can_judge(const fapi_flow *flow)
{
    bool openid = fapix_scope_has(fapix_flow_text(flow, FAPIX_FLOW_ASKED_SCOPE), fapix_slice_str("openid"));

    return has(flow, FAPIX_FLOW_REDIRECT_URI) && has(flow, FAPIX_FLOW_RESPONSE_TYPE) && has(flow, FAPIX_FLOW_STATE) &&
           has(flow, FAPIX_FLOW_VERIFIER) && (has(flow, FAPIX_FLOW_NONCE) || !openid);
}

static bool can_ask(const fapi_flow *flow)
{
    switch (flow->number[FAPIX_FLOW_GRANT]) {
    case FAPI_GRANT_AUTHORIZATION_CODE:
        return can_judge(flow) && has(flow, FAPIX_FLOW_CODE_TEXT);
    case FAPI_GRANT_REFRESH_TOKEN:
        return has(flow, FAPIX_FLOW_REFRESH_TOKEN);
    case FAPI_GRANT_CLIENT_CREDENTIALS:
        return true;
    case FAPI_GRANT_CIBA:
        return has(flow, FAPIX_FLOW_AUTH_REQ_ID);
    default:
        return false;
    }
}

/* What is needed at this step is there: no check is left out because a store lost what it compares with. */
static bool is_whole(const fapi_flow *flow)
{
    if (flow->step == FAPIX_FLOW_NEW)
        return true;
    if (!has(flow, FAPIX_FLOW_ISSUER) || !has(flow, FAPIX_FLOW_CLIENT_ID))
        return false;
    switch (flow->step) {
    case FAPIX_FLOW_PUSHING:
    case FAPIX_FLOW_SENT:
        return can_judge(flow);
    case FAPIX_FLOW_PUSHED:
        return can_judge(flow) && has(flow, FAPIX_FLOW_REQUEST_URI);
    case FAPIX_FLOW_CODE:
        return can_judge(flow) && has(flow, FAPIX_FLOW_CODE_TEXT);
    case FAPIX_FLOW_ASKING:
        return can_ask(flow);
    case FAPIX_FLOW_TOKENS:
        return has(flow, FAPIX_FLOW_ACCESS_TOKEN) && has(flow, FAPIX_FLOW_TOKEN_TYPE);
    case FAPIX_FLOW_WAITING:
        return has(flow, FAPIX_FLOW_AUTH_REQ_ID);
    default:
        return true;
    }
}

static int read_document(fapi_flow *flow, fapix_document *document, fapix_slice text)
{
    int rc = fapix_document_open(document, text, NULL);

    if (rc == FAPI_OK && (fapix_document_get(document, "libfapi_flow") == NULL || fapix_document_get(document, "step") == NULL))
        rc = FAPI_FLOW_FORM;
    for (size_t i = 0; rc == FAPI_OK && i < document->count; i++) {
        const fapix_document_member *member = &document->member[i];

        rc = member->type == FAPIX_JSON_ARRAY ? FAPI_FLOW_FORM : take(flow, member->name, fapix_document_value(document, member));
    }
    if (rc == FAPI_OK && !is_whole(flow))
        rc = FAPI_FLOW_FORM;
    return rc == FAPI_ERR_BUFFER || rc == FAPI_ERR_RANGE || rc == FAPI_ERR_ARG || rc == FAPI_FLOW_RESERVED ? FAPI_FLOW_FORM : rc;
}

/* See fapi.h. */
int fapi_flow_load(fapi_flow *flow, const char *json, size_t json_len)
{
    const fapix_memory *memory = NULL;
    fapix_document *document = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (flow == NULL || json == NULL)
        return FAPI_ERR_ARG;
    fapi_flow_reset(flow);
    memory = &flow->context->memory;
    document = fapix_alloc(memory, sizeof *document);
    if (document == NULL)
        return FAPI_ERR_NOMEM;
    rc = read_document(flow, document, fapix_slice_of(json, json_len));
    fapix_wipe(document, sizeof *document);
    fapix_free(memory, document, sizeof *document);
    if (rc != FAPI_OK)
        fapi_flow_reset(flow);
    return rc;
}
