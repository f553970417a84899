/* SPDX-License-Identifier: Apache-2.0 */
/* See peer.h: keys, tokens and proofs, made with libfapi, and the public key in the forms that the libraries read. */
#include "peer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#define RSA_CLIENT_KEYS 8 /* they take long to make */
#define RSA_MAX 512

void peer_must(int rc, const char *what)
{
    if (rc == FAPI_OK)
        return;
    fprintf(stderr, "bench_peers: %s: %s\n", what, fapi_status_name(rc));
    exit(1);
}

void *peer_must_have(void *pointer)
{
    if (pointer == NULL)
        peer_must(FAPI_ERR_NOMEM, "memory");
    return pointer;
}

static void expect(int ok, const char *what)
{
    peer_must(ok ? FAPI_OK : FAPI_ERR_INTERNAL, what);
}

static peer_text sign(fapi_jws *jws, const fapi_signer *signer, const char *typ, const char *payload)
{
    peer_text made = {NULL, 0};
    const char *compact = NULL;

    peer_must(fapi_jws_set_typ(jws, typ, strlen(typ)), "typ");
    peer_must(fapi_jws_set_embed_jwk(jws, strcmp(typ, "dpop+jwt") == 0), "jwk");
    peer_must(fapi_jws_sign(jws, signer, (const uint8_t *)payload, strlen(payload), &compact, &made.n), "sign");
    made.p = peer_must_have(malloc(made.n + 1));
    memcpy(made.p, compact, made.n);
    made.p[made.n] = '\0';
    return made;
}

/* wrong: index of what is wrong, -1 for nothing. */
static void make_token(peer_inputs *in, fapi_jws *jws, const fapi_signer *as, size_t i, const char *jkt, int wrong)
{
    char payload[1024];
    peer_text *at_jwt = wrong < 0 ? &in->jws[PEER_AT_JWT][i] : &in->wrong[PEER_AT_JWT][wrong];
    peer_text *jwt = wrong < 0 ? &in->jws[PEER_JWT][i] : &in->wrong[PEER_JWT][wrong];

    snprintf(payload, sizeof payload,
             "{\"iss\":\"%s\",\"sub\":\"user-%zu\",\"aud\":\"%s\",\"client_id\":\"client-%zu\","
             "\"scope\":\"openid accounts\",\"jti\":\"Yk3Jv8QkN7cXrW1m%08zu\",\"iat\":%" PRId64 ",\"exp\":%" PRId64 ","
             "\"cnf\":{\"jkt\":\"%s\"}}",
             wrong == 0 ? "https://as.example.net" : PEER_ISSUER, i,
             wrong == 1 ? "https://api.example.net" : PEER_AUDIENCE, i, i, in->now - 7200,
             in->now + (wrong == 2 ? -3600 : 3600), jkt);
    *at_jwt = sign(jws, as, "at+jwt", payload);
    *jwt = sign(jws, as, "JWT", payload);
}

static void make_proof(peer_inputs *in, fapi_jws *jws, const fapi_signer *client, size_t i)
{
    const peer_text *token = &in->jws[PEER_AT_JWT][i];
    char payload[512], ath[FAPI_JKT_LENGTH + 1];
    uint8_t hash[32];

    crypto_hash_sha256(hash, (const uint8_t *)token->p, token->n);
    sodium_bin2base64(ath, sizeof ath, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    snprintf(payload, sizeof payload,
             "{\"jti\":\"a8Zk1nq0Wc%08zu\",\"htm\":\"GET\",\"htu\":\"" PEER_URL "\",\"iat\":%" PRId64 ","
             "\"ath\":\"%s\"}",
             i, in->now - 1, ath);
    in->jws[PEER_DPOP][i] = sign(jws, client, "dpop+jwt", payload);
}

static void make_messages(peer_inputs *in, fapi_context *context, const fapi_signer *as)
{
    fapi_jws *jws = peer_must_have(fapi_jws_new(context));
    fapi_signer *client[RSA_CLIENT_KEYS] = {NULL};
    char jkt[FAPI_JKT_LENGTH + 1];
    size_t i = 0;
    int wrong = 0;

    for (i = 0; i < PEER_INPUTS; i++) {
        fapi_signer **key = &client[i % RSA_CLIENT_KEYS];

        if (*key != NULL && in->alg != FAPI_ALG_PS256) {
            fapi_signer_free(*key);
            *key = NULL;
        }
        if (*key == NULL)
            peer_must(fapi_signer_generate(context, in->alg, key), "generate");
        peer_must(fapi_signer_thumbprint(*key, jkt, sizeof jkt), "thumbprint");
        make_token(in, jws, as, i, jkt, -1);
        make_proof(in, jws, *key, i);
    }
    for (wrong = 0; wrong < PEER_WRONG; wrong++)
        make_token(in, jws, as, PEER_INPUTS, jkt, wrong);
    for (i = 0; i < RSA_CLIENT_KEYS; i++)
        fapi_signer_free(client[i]);
    fapi_jws_free(jws);
}

static size_t decode(const char *text, uint8_t *out, size_t size)
{
    size_t n = 0;

    expect(text != NULL && sodium_base642bin(out, size, text, strlen(text), NULL, &n, NULL,
                                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0, "base64url");
    return n;
}

/* A DER header whose length takes two bytes: an RSA key of 2048 bits or more needs no other. */
static size_t der_head(uint8_t *out, uint8_t tag, size_t n)
{
    out[0] = tag;
    out[1] = 0x82;
    out[2] = (uint8_t)(n >> 8);
    out[3] = (uint8_t)n;
    return 4;
}

static size_t make_rsa_der(uint8_t *out, const uint8_t *n, size_t n_len, const uint8_t *e, size_t e_len)
{
    static const uint8_t algorithm[] = {0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86,
                                        0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00};
    size_t integers = 5 + n_len + 2 + e_len, at = 0; /* the zero before n keeps it positive */

    expect(n_len >= 256 && n_len <= RSA_MAX && e_len == 3 && n[0] >= 0x80, "an RSA key with e = 65537");
    at += der_head(out, 0x30, sizeof algorithm + 4 + 1 + 4 + integers);
    memcpy(out + at, algorithm, sizeof algorithm);
    at += sizeof algorithm;
    at += der_head(out + at, 0x03, 1 + 4 + integers);
    out[at++] = 0; /* no unused bits */
    at += der_head(out + at, 0x30, integers);
    at += der_head(out + at, 0x02, 1 + n_len);
    out[at++] = 0;
    memcpy(out + at, n, n_len);
    at += n_len;
    out[at++] = 0x02;
    out[at++] = (uint8_t)e_len;
    memcpy(out + at, e, e_len);
    return at + e_len;
}

/* The SubjectPublicKeyInfo of a P-256 or an Ed25519 key is a fixed text before the key. */
static size_t make_ec_der(uint8_t *out, int alg, const uint8_t *x, const uint8_t *y)
{
    static const uint8_t p256[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06,
                                   0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};
    static const uint8_t ed25519[] = {0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00};
    size_t n = alg == FAPI_ALG_ES256 ? sizeof p256 : sizeof ed25519;

    memcpy(out, alg == FAPI_ALG_ES256 ? p256 : ed25519, n);
    memcpy(out + n, x, 32);
    if (alg == FAPI_ALG_EDDSA)
        return n + 32;
    memcpy(out + n + 32, y, 32);
    return n + 64;
}

static char *make_pem(const uint8_t *der, size_t der_len)
{
    char base64[2 * (RSA_MAX + 64)], *pem = peer_must_have(malloc(2048));
    size_t at = 0, used = 0;

    sodium_bin2base64(base64, sizeof base64, der, der_len, sodium_base64_VARIANT_ORIGINAL);
    used = (size_t)snprintf(pem, 2048, "-----BEGIN PUBLIC KEY-----\n");
    for (at = 0; at < strlen(base64); at += 64)
        used += (size_t)snprintf(pem + used, 2048 - used, "%.64s\n", base64 + at);
    snprintf(pem + used, 2048 - used, "-----END PUBLIC KEY-----\n");
    return pem;
}

static void make_key_forms(peer_inputs *in, const char *jwk_text, size_t jwk_len)
{
    json_t *jwk = json_loadb(jwk_text, jwk_len, 0, NULL);
    int is_rsa = in->alg == FAPI_ALG_PS256;
    uint8_t a[RSA_MAX], b[32] = {0}, der[RSA_MAX + 64];
    size_t a_len = 0, b_len = 0, der_len = 0;

    a_len = decode(json_string_value(json_object_get(jwk, is_rsa ? "n" : "x")), a, sizeof a);
    if (in->alg != FAPI_ALG_EDDSA)
        b_len = decode(json_string_value(json_object_get(jwk, is_rsa ? "e" : "y")), b, sizeof b);
    json_decref(jwk);
    in->raw_key = raw_new(in->alg, a, a_len, b, b_len);
    der_len = is_rsa ? make_rsa_der(der, a, a_len, b, b_len) : make_ec_der(der, in->alg, a, b);
    in->pem = make_pem(der, der_len);
    in->key_bits = a_len * 8;
    in->jwk = peer_must_have(calloc(1, jwk_len + 1));
    memcpy(in->jwk, jwk_text, jwk_len);
}

peer_inputs *peer_inputs_new(int alg, int64_t now)
{
    peer_inputs *in = peer_must_have(calloc(1, sizeof *in));
    fapi_context *context = peer_must_have(fapi_context_new());
    fapi_signer *as = NULL;
    const char *jwk = NULL;
    size_t jwk_len = 0, i = 0;

    in->alg = alg;
    in->now = now;
    peer_must(fapi_signer_generate(context, alg, &as), "generate");
    make_messages(in, context, as);
    peer_must(fapi_signer_public_jwk(as, &jwk, &jwk_len), "public key");
    make_key_forms(in, jwk, jwk_len);
    for (i = 0; i < PEER_INPUTS; i++) {
        const char *token = in->jws[PEER_AT_JWT][i].p, *dot = strrchr(token, '.');

        in->signed_len[i] = (size_t)(dot - token);
        in->signature_len[i] = decode(dot + 1, in->signature[i], sizeof in->signature[i]);
    }
    fapi_signer_free(as);
    fapi_context_free(context);
    return in;
}

void peer_inputs_free(peer_inputs *in)
{
    size_t i = 0;
    int kind = 0;

    for (kind = 0; kind < PEER_KINDS; kind++) {
        for (i = 0; i < PEER_INPUTS; i++)
            free(in->jws[kind][i].p);
        for (i = 0; i < PEER_WRONG; i++)
            free(in->wrong[kind][i].p);
    }
    raw_free(in->raw_key);
    free(in->jwk);
    free(in->pem);
    free(in);
}
