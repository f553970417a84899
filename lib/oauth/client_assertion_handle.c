/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of the check of client assertions: client, server and request, stated piece by piece. The judging is
 * client_assertion.c. */
#include "base/status.h"
#include "base/uri.h"
#include "crypto/provider.h"
#include "jose/alg.h"
#include "jose/jwks.h"
#include "oauth/client_assertion.h"

#define MAX_TYPE 128    /* the one that passes has 54 characters */
#define MAX_ENDPOINTS 8 /* token, PAR, backchannel, introspection, revocation, and aliases for mTLS */

struct fapi_client_assertion {
    fapi_context *context;
    char client_id[FAPI_MAX_SUB];
    size_t client_id_n; /* 0: not set */
    fapi_jwks *jwks;    /* held; NULL: not set */
    int registered_alg, algs;
    fapix_slice issuer; /* owned; {NULL, 0}: not set */
    fapix_slice endpoints[MAX_ENDPOINTS]; /* owned */
    size_t endpoint_count;
    bool issuer_string;
    int64_t ahead, behind, max_lifetime, max_age;
    /* One octet more than what could pass is kept, so that what was cut cannot pass. */
    char type[MAX_TYPE + 1], form_client_id[FAPI_MAX_SUB + 1];
    size_t type_n, form_client_id_n;
    bool other_method;
};

/* See fapi.h. */
fapi_client_assertion *fapi_client_assertion_new(fapi_context *context)
{
    fapi_client_assertion *handle = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    handle = fapix_alloc(&held->memory, sizeof *handle);
    if (handle == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    handle->context = held;
    handle->algs = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA;
    handle->issuer_string = true;
    handle->ahead = handle->behind = 10;
    handle->max_lifetime = 300;
    return handle;
}

static void free_text(const fapi_client_assertion *handle, fapix_slice text)
{
    fapix_free(&handle->context->memory, (void *)(uintptr_t)text.p, text.n);
}

/* See fapi.h. */
void fapi_client_assertion_free(fapi_client_assertion *handle)
{
    fapi_context *context = NULL;

    if (handle == NULL)
        return;
    context = handle->context;
    free_text(handle, handle->issuer);
    for (size_t i = 0; i < handle->endpoint_count; i++)
        free_text(handle, handle->endpoints[i]);
    fapi_jwks_free(handle->jwks);
    fapix_free(&context->memory, handle, sizeof *handle);
    fapix_context_unref(context);
}

/* RFC 6749 A.1: *VSCHAR. */
static bool is_client_id(fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 0x20 || text.p[i] > 0x7e)
            return false;
    }
    return text.n > 0 && text.n <= FAPI_MAX_SUB;
}

/* See fapi.h. */
int fapi_client_assertion_set_client(fapi_client_assertion *handle, const char *client_id, size_t client_id_len,
                                     fapi_jwks *jwks, int registered_alg)
{
    if (handle == NULL || client_id == NULL || jwks == NULL || !is_client_id(fapix_slice_of(client_id, client_id_len)))
        return FAPI_ERR_ARG;
    /* One algorithm or none. */
    if (registered_alg != 0 && fapi_alg_name(registered_alg) == NULL)
        return FAPI_ERR_ARG;
    if (!fapix_jwks_loaded(jwks))
        return FAPI_JWKS_EMPTY;
    jwks = fapix_jwks_ref(jwks);
    fapi_jwks_free(handle->jwks);
    handle->jwks = jwks;
    memcpy(handle->client_id, client_id, client_id_len);
    handle->client_id_n = client_id_len;
    handle->registered_alg = registered_alg;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_assertion_set_issuer(fapi_client_assertion *handle, const char *issuer, size_t issuer_len)
{
    fapix_slice copy = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (handle == NULL || issuer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_uri_check_issuer(fapix_slice_of(issuer, issuer_len));
    if (rc == FAPI_OK)
        rc = fapix_copy(&handle->context->memory, fapix_slice_of(issuer, issuer_len), &copy);
    if (rc != FAPI_OK)
        return rc;
    free_text(handle, handle->issuer);
    handle->issuer = copy;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_assertion_add_endpoint(fapi_client_assertion *handle, const char *url, size_t url_len)
{
    fapix_slice copy = {NULL, 0};
    fapix_uri parsed = {0};
    int rc = FAPI_ERR_INTERNAL;

    if (handle == NULL || url == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_uri_parse_https(&parsed, fapix_slice_of(url, url_len));
    if (rc == FAPI_OK && handle->endpoint_count == MAX_ENDPOINTS)
        rc = FAPI_ERR_RANGE;
    if (rc == FAPI_OK)
        rc = fapix_copy(&handle->context->memory, fapix_slice_of(url, url_len), &copy);
    if (rc != FAPI_OK)
        return rc;
    handle->endpoints[handle->endpoint_count++] = copy;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_assertion_set_aud(fapi_client_assertion *handle, int choice)
{
    if (handle == NULL || (choice != FAPI_ASSERTION_AUD_ANY_ENDPOINT && choice != FAPI_ASSERTION_AUD_ISSUER_STRING))
        return FAPI_ERR_ARG;
    handle->issuer_string = choice == FAPI_ASSERTION_AUD_ISSUER_STRING;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_assertion_set_algs(fapi_client_assertion *handle, int algs)
{
    if (handle == NULL || !fapix_algs_valid(algs))
        return FAPI_ERR_ARG;
    handle->algs = algs;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_assertion_set_window(fapi_client_assertion *handle, int64_t ahead, int64_t behind)
{
    if (handle == NULL)
        return FAPI_ERR_ARG;
    /* Spec: FAPI2SP-5.3.2.1-13 - nobody can ask for more than 60 s */
    if (ahead < 0 || ahead > 60 || behind < 0 || behind > 60)
        return FAPI_ERR_RANGE;
    handle->ahead = ahead;
    handle->behind = behind;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_assertion_set_lifetime(fapi_client_assertion *handle, int64_t lifetime, int64_t age)
{
    if (handle == NULL)
        return FAPI_ERR_ARG;
    if (lifetime < 1 || lifetime > 3600 || age < 0 || age > 3600)
        return FAPI_ERR_RANGE;
    handle->max_lifetime = lifetime;
    handle->max_age = age;
    return FAPI_OK;
}

/* Texts of the request are judged by the check, not here: what does not fit is cut, and cannot pass. */
static int keep(char *room, size_t size, size_t *n, fapix_slice text)
{
    if (text.p == NULL && text.n > 0)
        return FAPI_ERR_ARG;
    *n = text.n < size ? text.n : size;
    if (*n > 0)
        memcpy(room, text.p, *n);
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_assertion_set_type(fapi_client_assertion *handle, const char *type, size_t type_len)
{
    if (handle == NULL)
        return FAPI_ERR_ARG;
    return keep(handle->type, sizeof handle->type, &handle->type_n, fapix_slice_of(type, type_len));
}

/* See fapi.h. */
int fapi_client_assertion_set_form_client_id(fapi_client_assertion *handle, const char *client_id, size_t client_id_len)
{
    if (handle == NULL)
        return FAPI_ERR_ARG;
    return keep(handle->form_client_id, sizeof handle->form_client_id, &handle->form_client_id_n,
                fapix_slice_of(client_id, client_id_len));
}

/* See fapi.h. */
int fapi_client_assertion_set_other_method(fapi_client_assertion *handle, int used)
{
    if (handle == NULL || (used != 0 && used != 1))
        return FAPI_ERR_ARG;
    handle->other_method = used == 1;
    return FAPI_OK;
}

static int check(const fapi_client_assertion *handle, fapix_slice assertion, int64_t now, fapi_verdict *verdict)
{
    fapix_client_assertion_facts facts = {
        .client_id = fapix_slice_of(handle->client_id, handle->client_id_n),
        .jwks = handle->jwks,
        .registered_alg = handle->registered_alg,
        .algs = handle->algs,
        .issuer = handle->issuer,
        .endpoints = handle->endpoints,
        .endpoint_count = handle->endpoint_count,
        .issuer_string = handle->issuer_string,
        .now = now,
        .skew_ahead = handle->ahead,
        .skew_behind = handle->behind,
        .max_lifetime = handle->max_lifetime,
        .max_age = handle->max_age,
        .type = fapix_slice_of(handle->type, handle->type_n),
        .form_client_id = fapix_slice_of(handle->form_client_id, handle->form_client_id_n),
        .other_method = handle->other_method,
    };
    int rc = FAPI_ERR_INTERNAL;

    if (assertion.p == NULL && assertion.n > 0)
        return FAPI_ERR_ARG;
    if (handle->client_id_n == 0 || handle->issuer.n == 0)
        return FAPI_ERR_STATE;
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    rc = fapix_client_assertion_judge(verdict, assertion, &facts);
    if (rc == FAPI_OK)
        verdict->readable = &verdict->token;
    return rc;
}

/* Statuses that leave the answer to the kind of message are answered as what this one is.
 * Spec: RFC7523-3.2-1 */
static int answered(fapi_verdict *verdict, int rc)
{
    const fapix_status_row *row = NULL;

    rc = fapix_verdict_end(verdict, rc);
    row = fapix_status_row_of(rc);
    if (row != NULL && row->http == 0) {
        verdict->http = 401;
        verdict->error = "invalid_client";
    }
    return rc;
}

/* See fapi.h. */
int fapi_client_assertion_check(const fapi_client_assertion *handle, const char *assertion, size_t assertion_len,
                                int64_t now, fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    return answered(verdict, handle == NULL ? FAPI_ERR_ARG
                                            : check(handle, fapix_slice_of(assertion, assertion_len), now, verdict));
}

/* See fapi.h. */
int fapi_client_assertion_claimed(const char *assertion, size_t assertion_len, fapi_verdict *verdict,
                                  const char **client_id, size_t *client_id_len)
{
    fapix_slice claimed = {NULL, 0};
    int rc = FAPI_ERR_ARG;

    if (client_id != NULL)
        *client_id = NULL;
    if (client_id_len != NULL)
        *client_id_len = 0;
    if (verdict == NULL)
        return rc;
    fapix_verdict_begin(verdict);
    if (client_id != NULL && client_id_len != NULL && (assertion != NULL || assertion_len == 0))
        rc = fapix_client_assertion_claimed(verdict, fapix_slice_of(assertion, assertion_len), &claimed);
    rc = answered(verdict, rc);
    if (rc == FAPI_OK) {
        /* Whoever reads the verdict must not take this for a check that passed. */
        verdict->decided = false;
        *client_id = (const char *)claimed.p;
        *client_id_len = claimed.n;
    }
    return rc;
}
