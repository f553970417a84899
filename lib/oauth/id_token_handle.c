/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of the check of ID tokens: server, client and flow, stated piece by piece. The judging is id_token_check.c. */
#include "base/ascii.h"
#include "base/buffer.h"
#include "base/uri.h"
#include "crypto/provider.h"
#include "jose/alg.h"
#include "jose/jwks.h"
#include "oauth/id_token_check.h"

#define MAX_DECRYPTERS 8
#define MAX_AUDIENCES 8
#define MAX_TEXT 2048

/* Texts that a host states. Those before FLOW hold for every token of a client, the others for one. */
enum text { ISSUER, CLIENT_ID, FLOW, NONCE = FLOW, CODE, STATE, ACCESS_TOKEN, REFRESH_TOKEN, AUTH_REQ_ID, ACR_VALUES, SUB, TEXTS };

static const size_t LIMIT[TEXTS] = {
    [ISSUER] = FAPI_MAX_URL, [CLIENT_ID] = FAPI_MAX_SUB,     [NONCE] = MAX_TEXT,             [CODE] = FAPI_MAX_JWT,
    [STATE] = MAX_TEXT,      [ACCESS_TOKEN] = FAPI_MAX_JWT,  [REFRESH_TOKEN] = FAPI_MAX_JWT, [AUTH_REQ_ID] = MAX_TEXT,
    [ACR_VALUES] = MAX_TEXT, [SUB] = FAPI_MAX_SUB,
};

struct fapi_id_token {
    fapi_context *context;
    fapix_buffer text[TEXTS];
    fapix_slice audiences[MAX_AUDIENCES]; /* owned */
    size_t audience_count;
    int registered_alg, algs;
    const fapi_decrypter *decrypter[MAX_DECRYPTERS]; /* borrowed */
    size_t decrypter_count;
    int jwe_algs, jwe_encs;
    int64_t ahead, behind, age;
    /* of the flow */
    bool no_nonce, front, refreshed;
    int64_t max_age, auth_time; /* -1: none */
};

/* See fapi.h. */
fapi_id_token *fapi_id_token_new(fapi_context *context)
{
    fapi_id_token *handle = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    handle = fapix_alloc(&held->memory, sizeof *handle);
    if (handle == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    handle->context = held;
    for (int i = 0; i < TEXTS; i++)
        fapix_buffer_init(&handle->text[i], &held->memory, LIMIT[i]);
    handle->algs = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA;
    handle->jwe_algs = FAPIX_JWE_ALGS;
    handle->jwe_encs = FAPIX_JWE_ENCS;
    handle->ahead = handle->behind = 10;
    handle->age = FAPIX_ID_TOKEN_MAX_AGE;
    handle->max_age = handle->auth_time = -1;
    return handle;
}

/* See fapi.h. */
void fapi_id_token_reset(fapi_id_token *handle)
{
    if (handle == NULL)
        return;
    for (int i = FLOW; i < TEXTS; i++)
        fapix_buffer_reset(&handle->text[i]);
    handle->no_nonce = handle->front = handle->refreshed = false;
    handle->max_age = handle->auth_time = -1;
}

/* See fapi.h. */
void fapi_id_token_free(fapi_id_token *handle)
{
    fapi_context *context = NULL;

    if (handle == NULL)
        return;
    context = handle->context;
    for (int i = 0; i < TEXTS; i++)
        fapix_buffer_free(&handle->text[i]);
    for (size_t i = 0; i < handle->audience_count; i++)
        fapix_free(&context->memory, (void *)(uintptr_t)handle->audiences[i].p, handle->audiences[i].n);
    fapix_free(&context->memory, handle, sizeof *handle);
    fapix_context_unref(context);
}

/* An empty text would be none at all: of what the host has not, it says nothing. */
static int set_text(fapi_id_token *handle, enum text which, const char *text, size_t text_len)
{
    if (handle == NULL || text == NULL || text_len == 0 || text_len > LIMIT[which])
        return FAPI_ERR_ARG;
    return fapix_buffer_set(&handle->text[which], fapix_slice_of(text, text_len));
}

/* ------------------------------------------------------------------------------------------------ server, client -- */

/* See fapi.h. */
int fapi_id_token_set_issuer(fapi_id_token *handle, const char *issuer, size_t issuer_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (handle == NULL || issuer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_uri_check_issuer(fapix_slice_of(issuer, issuer_len));
    return rc == FAPI_OK ? set_text(handle, ISSUER, issuer, issuer_len) : rc;
}

/* See fapi.h. */
int fapi_id_token_set_client(fapi_id_token *handle, const char *client_id, size_t client_id_len, int registered_alg)
{
    int rc = FAPI_ERR_INTERNAL;

    if (client_id == NULL || !fapix_ascii_is_printable(fapix_slice_of(client_id, client_id_len)))
        return FAPI_ERR_ARG;
    /* One algorithm or none. */
    if (registered_alg != 0 && fapi_alg_name(registered_alg) == NULL)
        return FAPI_ERR_ARG;
    rc = set_text(handle, CLIENT_ID, client_id, client_id_len);
    if (rc == FAPI_OK)
        handle->registered_alg = registered_alg;
    return rc;
}

/* See fapi.h. */
int fapi_id_token_add_audience(fapi_id_token *handle, const char *audience, size_t audience_len)
{
    fapix_slice copy = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (handle == NULL || audience == NULL || audience_len == 0 || audience_len > FAPI_MAX_URL)
        return FAPI_ERR_ARG;
    if (handle->audience_count == MAX_AUDIENCES)
        return FAPI_ERR_RANGE;
    rc = fapix_copy(&handle->context->memory, fapix_slice_of(audience, audience_len), &copy);
    if (rc == FAPI_OK)
        handle->audiences[handle->audience_count++] = copy;
    return rc;
}

/* See fapi.h. */
int fapi_id_token_set_algs(fapi_id_token *handle, int algs)
{
    if (handle == NULL || !fapix_algs_valid(algs))
        return FAPI_ERR_ARG;
    handle->algs = algs;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_id_token_add_decrypter(fapi_id_token *handle, const fapi_decrypter *decrypter)
{
    if (handle == NULL || decrypter == NULL)
        return FAPI_ERR_ARG;
    if (handle->decrypter_count == MAX_DECRYPTERS)
        return FAPI_ERR_RANGE;
    handle->decrypter[handle->decrypter_count++] = decrypter;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_id_token_set_jwe_algs(fapi_id_token *handle, int algs, int encs)
{
    if (handle == NULL || algs <= 0 || (algs & ~FAPIX_JWE_ALGS) != 0 || encs <= 0 || (encs & ~FAPIX_JWE_ENCS) != 0)
        return FAPI_ERR_ARG;
    handle->jwe_algs = algs;
    handle->jwe_encs = encs;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_id_token_set_window(fapi_id_token *handle, int64_t ahead, int64_t behind, int64_t age)
{
    if (handle == NULL)
        return FAPI_ERR_ARG;
    if (ahead < 0 || ahead > 60 || behind < 0 || behind > 60 || age < 60 || age > FAPIX_ID_TOKEN_MAX_AGE)
        return FAPI_ERR_RANGE;
    handle->ahead = ahead;
    handle->behind = behind;
    handle->age = age;
    return FAPI_OK;
}

/* ----------------------------------------------------------------------------------------------------------- flow -- */

/* See fapi.h. */
int fapi_id_token_set_nonce(fapi_id_token *handle, const char *nonce, size_t nonce_len)
{
    int rc = set_text(handle, NONCE, nonce, nonce_len);

    if (rc == FAPI_OK)
        handle->no_nonce = false;
    return rc;
}

/* See fapi.h. */
int fapi_id_token_insecure_set_no_nonce(fapi_id_token *handle)
{
    if (handle == NULL)
        return FAPI_ERR_ARG;
    fapix_buffer_reset(&handle->text[NONCE]);
    handle->no_nonce = true;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_id_token_set_front_channel(fapi_id_token *handle, const char *code, size_t code_len, const char *state, size_t state_len)
{
    int rc = FAPI_OK;

    if (handle == NULL || code == NULL || code_len == 0 || code_len > LIMIT[CODE] || (state == NULL && state_len > 0) ||
        state_len > LIMIT[STATE])
        return FAPI_ERR_ARG;
    if (state_len > 0)
        rc = set_text(handle, STATE, state, state_len);
    else
        fapix_buffer_reset(&handle->text[STATE]);
    if (rc == FAPI_OK)
        rc = set_text(handle, CODE, code, code_len);
    if (rc == FAPI_OK)
        handle->front = true;
    return rc;
}

/* See fapi.h. */
int fapi_id_token_set_access_token(fapi_id_token *handle, const char *token, size_t token_len)
{
    return set_text(handle, ACCESS_TOKEN, token, token_len);
}

/* See fapi.h. */
int fapi_id_token_set_refresh_token(fapi_id_token *handle, const char *token, size_t token_len)
{
    return set_text(handle, REFRESH_TOKEN, token, token_len);
}

/* See fapi.h. */
int fapi_id_token_set_auth_req_id(fapi_id_token *handle, const char *auth_req_id, size_t auth_req_id_len)
{
    return set_text(handle, AUTH_REQ_ID, auth_req_id, auth_req_id_len);
}

/* See fapi.h. */
int fapi_id_token_set_acr_values(fapi_id_token *handle, const char *acr_values, size_t acr_values_len)
{
    return set_text(handle, ACR_VALUES, acr_values, acr_values_len);
}

/* See fapi.h. */
int fapi_id_token_set_max_age(fapi_id_token *handle, int64_t seconds)
{
    if (handle == NULL)
        return FAPI_ERR_ARG;
    if (seconds < 0 || seconds > FAPI_MAX_TIME)
        return FAPI_ERR_RANGE;
    handle->max_age = seconds;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_id_token_set_earlier(fapi_id_token *handle, const char *sub, size_t sub_len, int refreshed, int64_t auth_time)
{
    int rc = FAPI_ERR_INTERNAL;

    if (handle == NULL || (refreshed != 0 && refreshed != 1))
        return FAPI_ERR_ARG;
    if (auth_time < -1 || auth_time > FAPI_MAX_TIME)
        return FAPI_ERR_RANGE;
    rc = set_text(handle, SUB, sub, sub_len);
    if (rc != FAPI_OK)
        return rc;
    handle->refreshed = refreshed == 1;
    handle->auth_time = auth_time;
    return FAPI_OK;
}

/* ---------------------------------------------------------------------------------------------------------- check -- */

static fapix_id_token_check_facts facts_of(const fapi_id_token *handle, const fapi_jwks *jwks, int64_t now)
{
    return (fapix_id_token_check_facts){
        .issuer = fapix_buffer_slice(&handle->text[ISSUER]),
        .client_id = fapix_buffer_slice(&handle->text[CLIENT_ID]),
        .audiences = handle->audiences,
        .audience_count = handle->audience_count,
        .jwks = jwks,
        .registered_alg = handle->registered_alg,
        .algs = handle->algs,
        .now = now,
        .skew_ahead = handle->ahead,
        .skew_behind = handle->behind,
        .iat_age = handle->age,
        .front = handle->front,
        .detached = true,
        .nonce = fapix_buffer_slice(&handle->text[NONCE]),
        .code = fapix_buffer_slice(&handle->text[CODE]),
        .state = fapix_buffer_slice(&handle->text[STATE]),
        .access_token = fapix_buffer_slice(&handle->text[ACCESS_TOKEN]),
        .refresh_token = fapix_buffer_slice(&handle->text[REFRESH_TOKEN]),
        .auth_req_id = fapix_buffer_slice(&handle->text[AUTH_REQ_ID]),
        .acrs = fapix_buffer_slice(&handle->text[ACR_VALUES]),
        .sub = fapix_buffer_slice(&handle->text[SUB]),
        .max_age = handle->max_age,
        .refreshed = handle->refreshed,
        .auth_time = handle->auth_time,
    };
}

static bool is_set(const fapi_id_token *handle)
{
    if (handle->text[ISSUER].n == 0 || handle->text[CLIENT_ID].n == 0)
        return false;
    /* Spec: OIDCC-3.3.2.12-2 - in the front channel there is no answer without a nonce */
    return handle->text[NONCE].n > 0 || (handle->no_nonce && !handle->front);
}

/* See fapi.h. */
int fapi_id_token_check(const fapi_id_token *handle, const fapi_jwks *jwks, const char *token, size_t token_len, int64_t now,
                        fapi_verdict *verdict)
{
    fapix_id_token_check_facts facts;
    fapix_jwe_facts jwe;
    int rc = FAPI_ERR_INTERNAL;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    if (handle == NULL || jwks == NULL || (token == NULL && token_len > 0))
        return fapix_verdict_end(verdict, FAPI_ERR_ARG);
    if (!is_set(handle) || !fapix_jwks_loaded(jwks))
        return fapix_verdict_end(verdict, FAPI_ERR_STATE);
    if (now < 0 || now > FAPI_MAX_TIME)
        return fapix_verdict_end(verdict, FAPI_ERR_CLOCK);
    facts = facts_of(handle, jwks, now);
    jwe = (fapix_jwe_facts){handle->decrypter, handle->decrypter_count, handle->jwe_algs, handle->jwe_encs};
    facts.jwe = handle->decrypter_count > 0 ? &jwe : NULL;
    rc = fapix_id_token_check_judge(verdict, &verdict->token, fapix_slice_of(token, token_len), &facts);
    if (rc == FAPI_OK)
        verdict->readable = &verdict->token;
    verdict->refresh_keys = rc == FAPI_KEY_UNKNOWN; /* Spec: OIDCC-10.1.1-1 */
    return fapix_verdict_end(verdict, rc);
}
