/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of DPoP: the request that a proof must fit, stated piece by piece. The judging is dpop.c, the making dpop_make.c. */
#include "base/ascii.h"
#include "base/http.h"
#include "crypto/digest.h"
#include "oauth/dpop.h"
#include "oauth/dpop_make.h"

#define MAX_METHOD 64 /* the longest registered method has 17 letters */
#define ALL_ALGS (FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA | FAPI_ALG_RS256)

struct fapi_dpop {
    fapi_context *context;
    char method[MAX_METHOD];
    size_t method_n; /* 0: not set */
    fapix_slice url_text; /* owned; {NULL, 0}: not set */
    fapix_uri url;
    bool has_token;
    uint8_t token_hash[32];
    char jkt[FAPI_JKT_LENGTH];
    size_t jkt_n;
    int algs;
    int64_t past, future;
    fapi_dpop_nonce *nonce;
    char server_nonce[FAPI_MAX_NONCE];
    size_t server_nonce_n;
    fapix_buffer made;
};

/* See fapi.h. */
fapi_dpop *fapi_dpop_new(fapi_context *context)
{
    fapi_dpop *dpop = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    dpop = fapix_alloc(&held->memory, sizeof *dpop);
    if (dpop == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    dpop->context = held;
    dpop->algs = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA;
    dpop->past = 60;
    dpop->future = 10;
    fapix_buffer_init(&dpop->made, &held->memory, FAPI_MAX_JWT);
    return dpop;
}

static void free_url(fapi_dpop *dpop)
{
    fapix_free(&dpop->context->memory, (void *)(uintptr_t)dpop->url_text.p, dpop->url_text.n);
}

/* See fapi.h. */
void fapi_dpop_free(fapi_dpop *dpop)
{
    fapi_context *context = NULL;

    if (dpop == NULL)
        return;
    context = dpop->context;
    free_url(dpop);
    fapix_buffer_free(&dpop->made);
    fapix_wipe(dpop, sizeof *dpop);
    fapix_free(&context->memory, dpop, sizeof *dpop);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_dpop_set_method(fapi_dpop *dpop, const char *method, size_t method_len)
{
    if (dpop == NULL || method == NULL)
        return FAPI_ERR_ARG;
    if (method_len > MAX_METHOD || !fapix_http_is_token(fapix_slice_of(method, method_len)))
        return FAPI_HTTP_METHOD;
    memcpy(dpop->method, method, method_len);
    dpop->method_n = method_len;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_dpop_set_url(fapi_dpop *dpop, const char *url, size_t url_len)
{
    fapix_uri parsed = {0};
    fapix_slice copy = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (dpop == NULL || url == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_uri_parse_https(&parsed, fapix_slice_of(url, url_len));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_copy(&dpop->context->memory, fapix_slice_of(url, url_len), &copy);
    if (rc != FAPI_OK)
        return rc;
    free_url(dpop);
    dpop->url_text = copy;
    /* The parts must view the copy. Parsing it cannot fail: the same bytes have just been parsed. */
    return fapix_uri_parse_https(&dpop->url, copy);
}

/* See fapi.h. */
int fapi_dpop_set_access_token(fapi_dpop *dpop, const char *token, size_t token_len)
{
    fapix_slice bytes = fapix_slice_of(token, token_len);
    uint8_t hash[32];

    if (dpop == NULL || (token == NULL && token_len > 0) || token_len > FAPI_MAX_HEADER_VALUE)
        return FAPI_ERR_ARG;
    if (token_len > 0 && dpop->context->provider->sha256(dpop->context->engine, &bytes, 1, hash) != FAPI_OK)
        return FAPI_ERR_CRYPTO;
    if (token_len > 0)
        memcpy(dpop->token_hash, hash, sizeof hash);
    dpop->has_token = token_len > 0;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_dpop_set_jkt(fapi_dpop *dpop, const char *jkt, size_t jkt_len)
{
    if (dpop == NULL || (jkt == NULL && jkt_len > 0))
        return FAPI_ERR_ARG;
    /* Spec: RFC9449-6.1-1 - what cannot be a thumbprint would fit no key */
    if (jkt_len > 0 && !fapix_is_sha256_base64url(fapix_slice_of(jkt, jkt_len)))
        return FAPI_DPOP_JKT;
    if (jkt_len > 0)
        memcpy(dpop->jkt, jkt, jkt_len);
    dpop->jkt_n = jkt_len;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_dpop_set_algs(fapi_dpop *dpop, int algs)
{
    if (dpop == NULL || algs <= 0 || (algs & ~ALL_ALGS) != 0)
        return FAPI_ERR_ARG;
    dpop->algs = algs;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_dpop_set_window(fapi_dpop *dpop, int64_t past, int64_t future)
{
    if (dpop == NULL)
        return FAPI_ERR_ARG;
    if (past < 1 || past > 3600 || future < 0 || future > 60)
        return FAPI_ERR_RANGE;
    dpop->past = past;
    dpop->future = future;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_dpop_set_nonce(fapi_dpop *dpop, fapi_dpop_nonce *nonce)
{
    if (dpop == NULL)
        return FAPI_ERR_ARG;
    dpop->nonce = nonce;
    return FAPI_OK;
}

static int check(const fapi_dpop *dpop, fapix_slice proof, int64_t now, fapi_verdict *verdict)
{
    fapix_dpop_facts facts = {
        .method = fapix_slice_of(dpop->method, dpop->method_n),
        .url = &dpop->url,
        .token_hash = dpop->has_token ? dpop->token_hash : NULL,
        .jkt = fapix_slice_of(dpop->jkt_n > 0 ? dpop->jkt : NULL, dpop->jkt_n),
        .algs = dpop->algs,
        .now = now,
        .max_age = dpop->past,
        .skew_ahead = dpop->future,
        .nonce = dpop->nonce,
        .nonce_required = dpop->nonce != NULL,
    };
    int rc = FAPI_ERR_INTERNAL;

    if (proof.p == NULL && proof.n > 0)
        return FAPI_ERR_ARG;
    if (dpop->method_n == 0 || dpop->url_text.n == 0)
        return FAPI_ERR_STATE;
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    fapix_verdict_about(verdict, FAPI_SUBJECT_DPOP_PROOF);
    rc = fapix_rule(verdict, FAPI_DPOP_MISSING, proof.n > 0);
    if (rc == FAPI_OK)
        rc = fapix_dpop_judge(verdict, proof, &facts);
    if (rc == FAPI_OK)
        verdict->readable = &verdict->proof;
    return rc;
}

/* See fapi.h. */
int fapi_dpop_check(const fapi_dpop *dpop, const char *proof, size_t proof_len, int64_t now, fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, dpop == NULL ? FAPI_ERR_ARG
                                                   : check(dpop, fapix_slice_of(proof, proof_len), now, verdict));
}

/* ------------------------------------------------------------------------------------------------------- making -- */

/* See fapi.h. */
int fapi_dpop_set_server_nonce(fapi_dpop *dpop, const char *nonce, size_t nonce_len)
{
    fapix_slice text = fapix_slice_of(nonce, nonce_len);

    if (dpop == NULL || (nonce == NULL && nonce_len > 0))
        return FAPI_ERR_ARG;
    if (nonce_len > sizeof dpop->server_nonce || !fapix_ascii_is_printable(text))
        return FAPI_DPOP_NONCE;
    for (size_t i = 0; i < nonce_len; i++)
        if (nonce[i] == ' ' || nonce[i] == '"' || nonce[i] == '\\')
            return FAPI_DPOP_NONCE;
    if (nonce_len > 0)
        memcpy(dpop->server_nonce, nonce, nonce_len);
    dpop->server_nonce_n = nonce_len;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_dpop_make(fapi_dpop *dpop, const fapi_signer *signer, int64_t now, const char **proof, size_t *proof_len)
{
    fapix_dpop_make_facts facts = {.now = now};
    int rc = FAPI_ERR_INTERNAL;

    if (proof != NULL)
        *proof = NULL;
    if (proof_len != NULL)
        *proof_len = 0;
    if (dpop == NULL || signer == NULL || proof == NULL || proof_len == NULL)
        return FAPI_ERR_ARG;
    if (dpop->method_n == 0 || dpop->url_text.n == 0)
        return FAPI_ERR_STATE;
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    facts.method = fapix_slice_of(dpop->method, dpop->method_n);
    facts.url = dpop->url_text;
    facts.token_hash = dpop->has_token ? dpop->token_hash : NULL;
    facts.nonce = fapix_slice_of(dpop->server_nonce, dpop->server_nonce_n);
    fapix_buffer_reset(&dpop->made);
    rc = fapix_dpop_make(dpop->context, signer, &facts, &dpop->made);
    if (rc != FAPI_OK)
        return rc;
    *proof = (const char *)dpop->made.p;
    *proof_len = dpop->made.n;
    return FAPI_OK;
}
