/* SPDX-License-Identifier: Apache-2.0 */
/* See peer.h: cjose, on OpenSSL. It stops at the JWS; a second row adds the claims by jansson, which it depends on. */
#include "peer.h"

#ifdef HAVE_CJOSE

#include <stdlib.h>
#include <string.h>

#include <cjose/cjose.h>
#include <jansson.h>

typedef struct state {
    cjose_jwk_t *jwk;
    int64_t now;
} state;

static const char *version(void)
{
    return CJOSE_VERSION;
}

static void close_state(void *opened)
{
    state *s = opened;

    cjose_jwk_release(s->jwk);
    free(s);
}

static void *open_key(const peer_inputs *in)
{
    cjose_err err;
    cjose_jwk_t *jwk = cjose_jwk_import(in->jwk, strlen(in->jwk), &err);
    state *s = NULL;

    if (jwk == NULL)
        return NULL;
    s = peer_must_have(malloc(sizeof *s));
    s->jwk = jwk;
    s->now = in->now;
    return s;
}

static int check_signature(void *opened, size_t i, const char *jws, size_t jws_len)
{
    const state *s = opened;
    cjose_err err;
    cjose_jws_t *imported = cjose_jws_import(jws, jws_len, &err);
    int ok = imported != NULL && cjose_jws_verify(imported, s->jwk, &err);

    (void)i;
    cjose_jws_release(imported);
    return ok;
}

static int claims_fit(const state *s, const uint8_t *payload, size_t payload_len)
{
    json_t *claims = json_loadb((const char *)payload, payload_len, JSON_REJECT_DUPLICATES, NULL);
    const char *iss = json_string_value(json_object_get(claims, "iss"));
    const char *aud = json_string_value(json_object_get(claims, "aud"));
    int ok = iss != NULL && strcmp(iss, PEER_ISSUER) == 0 && aud != NULL && strcmp(aud, PEER_AUDIENCE) == 0 &&
             json_integer_value(json_object_get(claims, "exp")) > s->now;

    json_decref(claims);
    return ok;
}

static int check_claims(void *opened, size_t i, const char *jws, size_t jws_len)
{
    const state *s = opened;
    cjose_err err;
    cjose_jws_t *imported = cjose_jws_import(jws, jws_len, &err);
    uint8_t *payload = NULL;
    size_t payload_len = 0;
    int ok = imported != NULL && cjose_jws_verify(imported, s->jwk, &err) &&
             cjose_jws_get_plaintext(imported, &payload, &payload_len, &err) && claims_fit(s, payload, payload_len);

    (void)i;
    cjose_jws_release(imported);
    return ok;
}

/* The key of a proof is in its header. */
static int check_embedded(void *opened, size_t i, const char *jws, size_t jws_len)
{
    cjose_err err;
    cjose_jws_t *imported = cjose_jws_import(jws, jws_len, &err);
    char *json = imported != NULL ? cjose_header_get_raw(cjose_jws_get_protected(imported), "jwk", &err) : NULL;
    cjose_jwk_t *jwk = json != NULL ? cjose_jwk_import(json, strlen(json), &err) : NULL;
    int ok = jwk != NULL && cjose_jws_verify(imported, jwk, &err);

    (void)opened;
    (void)i;
    if (jwk != NULL)
        cjose_jwk_release(jwk);
    free(json);
    cjose_jws_release(imported);
    return ok;
}

const peer peer_cjose[] = {
    {"cjose", "signature only", version, PEER_AT_JWT, 0, open_key, check_signature, close_state},
    {"cjose", "signature; with jansson iss, aud, exp", version, PEER_AT_JWT, 1, open_key, check_claims, close_state},
    {"cjose", "signature only", version, PEER_DPOP, 0, open_key, check_embedded, close_state},
    {.name = NULL},
};

#else

const peer peer_cjose[] = {{.name = NULL}};

#endif
