/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of token requests: limits that stay, and the facts of one request. The judging is
 * token_request.c. */
#include "crypto/digest.h"
#include "oauth/parameters.h"
#include "oauth/token_request.h"

#define MAX_TEXT 256
#define ALL_GRANTS (FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN | FAPI_GRANT_CLIENT_CREDENTIALS | \
                    FAPI_GRANT_CIBA)
#define ALL_BINDINGS (FAPI_BINDING_MTLS | FAPI_BINDING_DPOP)

typedef struct text {
    char p[MAX_TEXT];
    size_t n;
} text;

struct fapi_token_request {
    fapi_context *context;
    fapix_token_request_facts facts; /* without its slices */
    text method, client_id, jkt, x5t;
};

/* See fapi.h. */
fapi_token_request *fapi_token_request_new(fapi_context *context)
{
    fapi_token_request *request = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    request = fapix_alloc(&held->memory, sizeof *request);
    if (request == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    request->context = held;
    request->facts.grant_types = FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN;
    request->facts.code_lifetime = 60;
    request->facts.pkce_required = true;
    request->facts.binding_required = true;
    request->facts.binding_methods = ALL_BINDINGS;
    fapi_token_request_reset(request);
    return request;
}

/* See fapi.h. */
void fapi_token_request_reset(fapi_token_request *request)
{
    if (request == NULL)
        return;
    request->facts.client_type = request->facts.client_grant_types = request->facts.client_bound = 0;
    request->facts.rotates = false;
    request->method.n = request->client_id.n = request->jkt.n = request->x5t.n = 0;
}

/* See fapi.h. */
void fapi_token_request_free(fapi_token_request *request)
{
    fapi_context *context = NULL;

    if (request == NULL)
        return;
    context = request->context;
    fapix_free(&context->memory, request, sizeof *request);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_token_request_set_grant_types(fapi_token_request *request, int types)
{
    if (request == NULL || types <= 0 || (types & ~ALL_GRANTS) != 0)
        return FAPI_ERR_ARG;
    request->facts.grant_types = types;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_token_request_set_lifetimes(fapi_token_request *request, int64_t code, int64_t refresh_token)
{
    if (request == NULL)
        return FAPI_ERR_ARG;
    if (code < 1 || code > 600 || refresh_token < 0 || refresh_token > FAPI_MAX_TIME)
        return FAPI_ERR_RANGE;
    request->facts.code_lifetime = code;
    request->facts.refresh_lifetime = refresh_token;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_token_request_set_pkce_required(fapi_token_request *request, int on)
{
    if (request == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    request->facts.pkce_required = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_token_request_set_binding(fapi_token_request *request, int required, int methods)
{
    if (request == NULL || required < 0 || required > 1 || methods <= 0 || (methods & ~ALL_BINDINGS) != 0)
        return FAPI_ERR_ARG;
    request->facts.binding_required = required == 1;
    request->facts.binding_methods = methods;
    return FAPI_OK;
}

static int set(text *to, const char *value, size_t value_len)
{
    if ((value == NULL && value_len > 0) || value_len > MAX_TEXT)
        return FAPI_ERR_ARG;
    if (value_len > 0)
        memcpy(to->p, value, value_len);
    to->n = value_len;
    return FAPI_OK;
}

static int set_hash(text *to, const char *value, size_t value_len)
{
    if (value_len > 0 && (value == NULL || !fapix_is_sha256_base64url(fapix_slice_of(value, value_len))))
        return FAPI_ERR_ARG;
    return set(to, value, value_len);
}

/* See fapi.h. */
int fapi_token_request_set_method(fapi_token_request *request, const char *method, size_t method_len)
{
    return request == NULL ? FAPI_ERR_ARG : set(&request->method, method, method_len);
}

/* See fapi.h. */
int fapi_token_request_set_client(fapi_token_request *request, const char *client_id, size_t client_id_len, int type,
                                  int grant_types)
{
    if (request == NULL || (type != FAPI_CLIENT_PUBLIC && type != FAPI_CLIENT_CONFIDENTIAL) || grant_types < 0 ||
        (grant_types & ~ALL_GRANTS) != 0 || set(&request->client_id, client_id, client_id_len) != FAPI_OK)
        return FAPI_ERR_ARG;
    request->facts.client_type = type;
    request->facts.client_grant_types = grant_types;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_token_request_set_client_bound(fapi_token_request *request, int methods)
{
    if (request == NULL || methods < 0 || (methods & ~ALL_BINDINGS) != 0)
        return FAPI_ERR_ARG;
    request->facts.client_bound = methods;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_token_request_set_rotates(fapi_token_request *request, int on)
{
    if (request == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    request->facts.rotates = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_token_request_set_jkt(fapi_token_request *request, const char *jkt, size_t jkt_len)
{
    return request == NULL ? FAPI_ERR_ARG : set_hash(&request->jkt, jkt, jkt_len);
}

/* See fapi.h. */
int fapi_token_request_set_x5t_s256(fapi_token_request *request, const char *x5t, size_t x5t_len)
{
    return request == NULL ? FAPI_ERR_ARG : set_hash(&request->x5t, x5t, x5t_len);
}

static fapix_slice slice(const text *from)
{
    return fapix_slice_of(from->n > 0 ? from->p : NULL, from->n);
}

static int check(const fapi_token_request *request, const fapi_parameters *parameters, const fapi_grant *grant,
                 int64_t now, fapi_verdict *verdict)
{
    fapix_token_request_facts facts;
    fapix_parameters view;
    int rc = request == NULL ? FAPI_ERR_ARG : fapix_parameters_of(parameters, &view);

    if (rc != FAPI_OK)
        return rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_refuse(verdict, rc);
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    facts = request->facts;
    facts.method = slice(&request->method);
    facts.client_id = slice(&request->client_id);
    facts.jkt = slice(&request->jkt);
    facts.x5t = slice(&request->x5t);
    facts.grant = grant;
    facts.now = now;
    return fapix_token_request_judge(verdict, &view, &facts);
}

/* See fapi.h. */
int fapi_token_request_check(const fapi_token_request *request, const fapi_parameters *parameters,
                             const fapi_grant *grant, int64_t now, fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, check(request, parameters, grant, now, verdict));
}
