/* SPDX-License-Identifier: Apache-2.0 */
/* What the demonstration is made of: a recording, servers that judge it, and requests on their way to them. */
#ifndef SCENE_H
#define SCENE_H

#include <stdarg.h>
#include <time.h>

#include <fapi.h>
#include <sodium.h>

#include "recording.h"

#define OWN_ISSUER "https://own-issuer.example"
#define PROOF_URL "https://127.0.0.1:1/accounts"

/* The resource servers that the messages are sent to. */
enum server { OURS, OTHER_API, DEMANDS_NONCES, SERVERS };

/* A request on its way. Texts point into the recording or into `space`. */
struct message {
    const char *method, *url, *authorization, *dpop, *second_dpop, *certificate, *scope;
    int64_t now;
    enum server server;
    int revoked, sent_before;
    size_t used;
    char space[65536];
};

/* Everything that one recording is judged with. */
struct scene {
    struct recording recording;
    int64_t now;
    fapi_context *context;
    fapi_jwks *keys, *own_keys;
    fapi_dpop_nonce *nonce;
    fapi_replay *replay[SERVERS];
    fapi_rs *server[SERVERS];
    fapi_request *request;
    fapi_verdict *verdict;
    fapi_signer *own_issuer, *own_client; /* an honest issuer and client in this process */
    fapi_signer *thief, *thief_issuer;
    fapi_jws *jws;
};

/* The example key of RFC 8037 A.1, whose private half everybody knows, under the key id of the real server. */
#define THIEF_KEY                                                                                      \
    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"as-ed\","                                          \
    "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","                                           \
    "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"

static void die(const char *what)
{
    fprintf(stderr, "demo: %s\n", what);
    exit(2);
}

static void need(int status, const char *what)
{
    if (status == FAPI_OK)
        return;
    fprintf(stderr, "demo: %s: %s, %s\n", what, fapi_status_name(status), fapi_status_text(status));
    exit(2);
}

/* -------------------------------------------------------------------------------------- texts, tokens and proofs -- */

/* Text in the message's own space. */
__attribute__((format(printf, 2, 3))) static char *text(struct message *message, const char *format, ...)
{
    char *start = message->space + message->used;
    size_t left = sizeof message->space - message->used;
    va_list arguments;
    int n;

    va_start(arguments, format);
    n = vsnprintf(start, left, format, arguments);
    va_end(arguments);
    if (n < 0 || (size_t)n >= left)
        die("a message is too long");
    message->used += (size_t)n + 1;
    return start;
}

static char *base64url(struct message *message, const void *bytes, size_t n)
{
    char *out = message->space + message->used;
    size_t size = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);

    if (size > sizeof message->space - message->used)
        die("a message is too long");
    sodium_bin2base64(out, size, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    message->used += size;
    return out;
}

static const char *sign(struct scene *scene, struct message *message, const fapi_signer *signer, const char *typ,
                        int embed_jwk, const char *claims)
{
    const char *compact;
    size_t n;

    need(fapi_jws_set_typ(scene->jws, typ, strlen(typ)), "typ");
    need(fapi_jws_set_embed_jwk(scene->jws, embed_jwk), "jwk");
    need(fapi_jws_sign(scene->jws, signer, (const uint8_t *)claims, strlen(claims), &compact, &n), "signature");
    return text(message, "%.*s", (int)n, compact);
}

/* An access token for alice, bound to the key of a client. */
static const char *make_token(struct scene *scene, struct message *message, const fapi_signer *issuer_key,
                              int embed_jwk, const char *issuer, const fapi_signer *client)
{
    char jkt[FAPI_JKT_LENGTH + 1];

    need(fapi_signer_thumbprint(client, jkt, sizeof jkt), "thumbprint");
    return sign(scene, message, issuer_key, "at+jwt", embed_jwk,
                text(message,
                     "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"alice\",\"client_id\":\"c\",\"jti\":\"token\","
                     "\"scope\":\"accounts\",\"iat\":%lld,\"exp\":%lld,\"cnf\":{\"jkt\":\"%s\"}}",
                     issuer, RECORDING_AUDIENCE, (long long)scene->now, (long long)scene->now + 300, jkt));
}

/* A proof for the recorded request, with the hash of a token. */
static const char *make_proof(struct scene *scene, struct message *message, const fapi_signer *client,
                              const char *token)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    const char *ath;

    crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
    ath = base64url(message, hash, sizeof hash);
    return sign(scene, message, client, "dpop+jwt", 1,
                text(message, "{\"jti\":\"proof\",\"htm\":\"GET\",\"htu\":\"%s\",\"iat\":%lld,\"ath\":\"%s\"}",
                     PROOF_URL, (long long)scene->now, ath));
}

/* The access token of a message. */
static const char *token_of(const struct message *message)
{
    return strchr(message->authorization, ' ') + 1;
}

/* ------------------------------------------------------------------------------------------------- good requests -- */

static void dpop_request(struct scene *scene, struct message *message)
{
    const struct recorded_request *recorded = &scene->recording.dpop;

    message->method = recorded->method;
    message->url = recorded->url;
    message->authorization = recorded->authorization;
    message->dpop = recorded->dpop;
}

static void mtls_request(struct scene *scene, struct message *message)
{
    const struct recorded_request *recorded = &scene->recording.mtls;

    message->method = recorded->method;
    message->url = recorded->url;
    message->authorization = recorded->authorization;
    message->certificate = scene->recording.client_certificate;
}

/* Made in this process, so that attacks can hold the client's key. */
static void own_request(struct scene *scene, struct message *message)
{
    const char *token = make_token(scene, message, scene->own_issuer, 0, OWN_ISSUER, scene->own_client);

    dpop_request(scene, message);
    message->authorization = text(message, "DPoP %s", token);
    message->dpop = make_proof(scene, message, scene->own_client, token);
}

/* -------------------------------------------------------------------------------------------------------- scenes -- */

static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    char *bytes = file ? malloc(FAPI_MAX_JWKS + 1) : NULL;

    if (bytes) {
        *len = fread(bytes, 1, FAPI_MAX_JWKS, file);
        bytes[*len] = '\0';
    }
    if (file)
        fclose(file);
    return bytes;
}

static fapi_rs *make_server(struct scene *scene, enum server which)
{
    const char *audience = which == OTHER_API ? "https://other.example.com" : RECORDING_AUDIENCE;
    fapi_policy *policy = fapi_policy_new(scene->context, FAPI_PROFILE_FAPI2_SECURITY);
    fapi_rs *rs = NULL;

    if (which == DEMANDS_NONCES)
        need(fapi_policy_set(policy, FAPI_CONTROL_DPOP_NONCE, 1), "policy");
    rs = fapi_rs_new(policy);
    scene->replay[which] = fapi_replay_new(scene->context, 1000);
    need(fapi_rs_add_issuer(rs, scene->recording.issuer, strlen(scene->recording.issuer), scene->keys, scene->now),
         "issuer");
    need(fapi_rs_add_issuer(rs, OWN_ISSUER, strlen(OWN_ISSUER), scene->own_keys, scene->now), "issuer");
    need(fapi_rs_add_audience(rs, audience, strlen(audience)), "audience");
    need(fapi_rs_set_replay(rs, scene->replay[which]), "replay store");
    if (which == DEMANDS_NONCES)
        need(fapi_rs_set_dpop_nonce(rs, scene->nonce), "nonces");
    need(fapi_rs_seal(rs), "resource server");
    fapi_policy_free(policy);
    return rs;
}

static void open_scene(struct scene *scene, const char *folder, int live)
{
    char own_set[1024];
    const char *own_key;
    size_t n;

    memset(scene, 0, sizeof *scene);
    if (!recording_load(&scene->recording, folder, read_file)) {
        fprintf(stderr, "demo: %s holds no whole recording\n", folder);
        exit(2);
    }
    scene->now = live ? (int64_t)time(NULL) : scene->recording.now;
    scene->context = fapi_context_new();
    scene->request = fapi_request_new(scene->context);
    scene->verdict = fapi_verdict_new(scene->context);
    scene->jws = fapi_jws_new(scene->context);
    scene->keys = fapi_jwks_new(scene->context);
    scene->own_keys = fapi_jwks_new(scene->context);
    need(fapi_verdict_set_trace(scene->verdict, 1), "trace");
    need(fapi_jwks_load(scene->keys, scene->recording.jwks, strlen(scene->recording.jwks)), "key set");
    need(fapi_signer_generate(scene->context, FAPI_ALG_EDDSA, &scene->own_issuer), "key");
    need(fapi_signer_generate(scene->context, FAPI_ALG_EDDSA, &scene->own_client), "key");
    need(fapi_signer_generate(scene->context, FAPI_ALG_ES256, &scene->thief), "key");
    need(fapi_signer_new(scene->context, THIEF_KEY, strlen(THIEF_KEY), &scene->thief_issuer), "key");
    need(fapi_signer_public_jwk(scene->own_issuer, &own_key, &n), "key");
    n = (size_t)snprintf(own_set, sizeof own_set, "{\"keys\":[%.*s]}", (int)n, own_key);
    need(fapi_jwks_load(scene->own_keys, own_set, n), "key set");
    need(fapi_dpop_nonce_new(scene->context, NULL, 0, 60, 2, &scene->nonce), "nonces");
    for (enum server which = OURS; which < SERVERS; which++)
        scene->server[which] = make_server(scene, which);
}

static void close_scene(struct scene *scene)
{
    for (enum server which = OURS; which < SERVERS; which++) {
        fapi_rs_free(scene->server[which]);
        fapi_replay_free(scene->replay[which]);
    }
    fapi_dpop_nonce_free(scene->nonce);
    fapi_signer_free(scene->own_issuer);
    fapi_signer_free(scene->own_client);
    fapi_signer_free(scene->thief);
    fapi_signer_free(scene->thief_issuer);
    fapi_jwks_free(scene->own_keys);
    fapi_jwks_free(scene->keys);
    fapi_jws_free(scene->jws);
    fapi_verdict_free(scene->verdict);
    fapi_request_free(scene->request);
    fapi_context_free(scene->context);
    recording_free(&scene->recording);
}

static void forget(struct scene *scene)
{
    for (enum server which = OURS; which < SERVERS; which++) {
        fapi_rs_free(scene->server[which]);
        fapi_replay_free(scene->replay[which]);
        scene->server[which] = make_server(scene, which);
    }
}

/* Send the message to servers that have seen nothing yet. The verdict says the rest. */
static int judge(struct scene *scene, const struct message *message)
{
    fapi_request *request = scene->request;

    forget(scene);
    fapi_request_reset(request);
    need(fapi_request_set_method(request, message->method, strlen(message->method)), "method");
    need(fapi_request_set_url(request, message->url, strlen(message->url)), "URL");
    if (message->authorization)
        need(fapi_request_add_header(request, "Authorization", 13, message->authorization,
                                     strlen(message->authorization)), "Authorization");
    if (message->dpop)
        need(fapi_request_add_header(request, "DPoP", 4, message->dpop, strlen(message->dpop)), "DPoP");
    if (message->second_dpop)
        need(fapi_request_add_header(request, "DPoP", 4, message->second_dpop, strlen(message->second_dpop)), "DPoP");
    if (message->certificate)
        need(fapi_request_set_certificate(request, (const uint8_t *)message->certificate,
                                          strlen(message->certificate)), "certificate");
    if (message->scope)
        need(fapi_request_require_scope(request, message->scope, strlen(message->scope)), "scope");
    need(fapi_request_set_revoked(request, message->revoked), "revoked");
    if (message->sent_before)
        need(fapi_rs_check(scene->server[message->server], request, message->now, scene->verdict), "the first time");
    return fapi_rs_check(scene->server[message->server], request, message->now, scene->verdict);
}

#endif
