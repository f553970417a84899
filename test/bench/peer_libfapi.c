/* SPDX-License-Identifier: Apache-2.0 */
/* See peer.h: libfapi itself, with the cryptographic library that it is linked with. */
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct state {
    const peer_inputs *in;
    fapi_context *context;
    fapi_verdict *verdict;
    fapi_jwks *jwks;
    fapi_jwt *jwt;
    fapi_dpop *dpop;
} state;

static void load_key(state *s, const char *jwk)
{
    size_t size = strlen(jwk) + 32;
    char *set = peer_must_have(malloc(size));

    snprintf(set, size, "{\"keys\":[%s]}", jwk);
    peer_must(fapi_jwks_load(s->jwks, set, strlen(set)), "key set");
    free(set);
}

static void close_state(void *opened)
{
    state *s = opened;

    fapi_dpop_free(s->dpop);
    fapi_jwt_free(s->jwt);
    fapi_jwks_free(s->jwks);
    fapi_verdict_free(s->verdict);
    fapi_context_free(s->context);
    free(s);
}

static void *open_state(const peer_inputs *in)
{
    state *s = peer_must_have(calloc(1, sizeof *s));

    s->in = in;
    s->context = peer_must_have(fapi_context_new());
    s->verdict = peer_must_have(fapi_verdict_new(s->context));
    s->jwks = peer_must_have(fapi_jwks_new(s->context));
    load_key(s, in->jwk);
    s->jwt = peer_must_have(fapi_jwt_new(s->context));
    peer_must(fapi_jwt_set_issuer(s->jwt, PEER_ISSUER, strlen(PEER_ISSUER)), "issuer");
    peer_must(fapi_jwt_set_audience(s->jwt, PEER_AUDIENCE, strlen(PEER_AUDIENCE)), "audience");
    peer_must(fapi_jwt_set_typ(s->jwt, "at+jwt", 6), "typ");
    peer_must(fapi_jwt_set_algs(s->jwt, in->alg), "algs");
    s->dpop = peer_must_have(fapi_dpop_new(s->context));
    peer_must(fapi_dpop_set_method(s->dpop, "GET", 3), "method");
    peer_must(fapi_dpop_set_url(s->dpop, PEER_URL, strlen(PEER_URL)), "url");
    return s;
}

static const char *version(void)
{
    return fapi_version();
}

static int check_token(void *opened, size_t i, const char *token, size_t token_len)
{
    const state *s = opened;

    (void)i;
    return fapi_jwt_check(s->jwt, s->jwks, token, token_len, s->in->now, s->verdict) == FAPI_OK;
}

static int check_proof(void *opened, size_t i, const char *proof, size_t proof_len)
{
    const state *s = opened;
    const peer_text *token = &s->in->jws[PEER_AT_JWT][i];

    return fapi_dpop_set_access_token(s->dpop, token->p, token->n) == FAPI_OK &&
           fapi_dpop_check(s->dpop, proof, proof_len, s->in->now, s->verdict) == FAPI_OK;
}

const peer peer_libfapi[] = {
    {"libfapi", "signature, header rules, alg, typ, iss, aud, exp, nbf, iat", version, PEER_AT_JWT, 1, open_state,
     check_token, close_state},
    {"libfapi", "RFC 9449 4.3, but for the replay of jti", version, PEER_DPOP, 0, open_state, check_proof, close_state},
    {.name = NULL},
};
