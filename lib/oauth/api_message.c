/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed messages of the APIs of Open Finance Brasil: the body of a request or a response is a JWT of its sender. It is no OAuth message,
 * and typ does not tell it from others, so the keys of the sender, aud and iss must.
 */
#include "base/http.h"
#include "base/http_date.h"
#include "base/json_write.h"
#include "base/verdict.h"
#include "jose/jwks.h"
#include "jose/jws.h"
#include "jose/jws_sign.h"
#include "jwt/claims.h"
#include "jwt/one_use.h"

#define WINDOW 60
#define KEPT 86400
#define MAX_NAME 2048

struct fapi_api_message {
    fapi_context *context;
    fapi_jwks *jwks; /* held, or NULL */
    fapi_jws *jws;   /* made when it is first needed, or NULL */
    char sender[MAX_NAME], receiver[MAX_NAME]; /* NUL-terminated; "": not set */
    bool is_jwt;     /* what the content type said */
    fapix_slice made; /* in jws; {NULL, 0}: none */
    fapix_buffer payload;
    fapix_json json;
    uint8_t scratch[FAPI_MAX_JWT];
};

/* See fapi.h. */
fapi_api_message *fapi_api_message_new(fapi_context *context)
{
    fapi_context *held = fapix_context_use(context);
    fapi_api_message *message = held == NULL ? NULL : fapix_alloc(&held->memory, sizeof *message);

    if (message == NULL) {
        if (held != NULL)
            fapix_context_unref(held);
        return NULL;
    }
    message->context = held;
    fapix_buffer_init(&message->payload, &held->memory, FAPI_MAX_JWT);
    return message;
}

/* See fapi.h. */
void fapi_api_message_free(fapi_api_message *message)
{
    fapi_context *context = NULL;

    if (message == NULL)
        return;
    context = message->context;
    fapix_buffer_free(&message->payload);
    fapi_jws_free(message->jws);
    fapi_jwks_free(message->jwks);
    fapix_wipe(message->scratch, sizeof message->scratch);
    fapix_free(&context->memory, message, sizeof *message);
    fapix_context_unref(context);
}

static int set_text(char to[MAX_NAME], const char *text, size_t n)
{
    if (text == NULL || n == 0 || n >= MAX_NAME || memchr(text, '\0', n) != NULL)
        return FAPI_ERR_ARG;
    memcpy(to, text, n);
    to[n] = '\0';
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_api_message_set_sender(fapi_api_message *message, const char *organisation, size_t organisation_len)
{
    return message == NULL ? FAPI_ERR_ARG : set_text(message->sender, organisation, organisation_len);
}

/* See fapi.h. */
int fapi_api_message_set_receiver(fapi_api_message *message, const char *audience, size_t audience_len)
{
    return message == NULL ? FAPI_ERR_ARG : set_text(message->receiver, audience, audience_len);
}

/* See fapi.h. */
int fapi_api_message_set_keys(fapi_api_message *message, fapi_jwks *jwks)
{
    if (message == NULL || jwks == NULL)
        return FAPI_ERR_ARG;
    if (!fapix_jwks_loaded(jwks))
        return FAPI_JWKS_EMPTY;
    jwks = fapix_jwks_ref(jwks);
    fapi_jwks_free(message->jwks);
    message->jwks = jwks;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_api_message_set_content_type(fapi_api_message *message, const char *type, size_t type_len)
{
    fapix_slice media = fapix_slice_of(type, type_len);
    const uint8_t *semicolon = type_len == 0 || type == NULL ? NULL : memchr(media.p, ';', media.n);

    if (message == NULL || (type == NULL && type_len > 0))
        return FAPI_ERR_ARG;
    if (semicolon != NULL)
        media.n = (size_t)(semicolon - media.p);
    message->is_jwt = fapix_slice_is_nocase(fapix_http_trimmed(media), "application/jwt");
    return FAPI_OK;
}

/* ---- check ---- */

/* Spec: BROF-6.1-5 */
static int judge_header(const fapi_api_message *message, fapi_verdict *verdict, fapix_slice jwt, fapix_jws *jws)
{
    /* Spec: BROF-6.1-4 */
    int rc = fapix_rule(verdict, FAPI_API_MESSAGE_CONTENT_TYPE, message->is_jwt);

    if (rc == FAPI_OK)
        rc = fapix_jws_read(verdict, &verdict->token, jwt, FAPI_ALG_PS256, 0, jws);
    if (rc == FAPI_JWS_ALG_MISSING || rc == FAPI_JWS_ALG_NONE || rc == FAPI_JWS_ALG)
        return fapix_restate(verdict, rc, FAPI_API_MESSAGE_HEADER);
    if (rc != FAPI_OK)
        return rc;
    return fapix_rule(verdict, FAPI_API_MESSAGE_HEADER,
                      jws->has_kid && jws->kid.n > 0 && fapix_jws_typ_is(jws->typ, "JWT"));
}

/* Spec: BROF-6.1-6 - and no others: a key or a location in the header was refused before */
static int judge_signature(const fapi_api_message *message, fapi_verdict *verdict, const fapix_jws *jws)
{
    const fapix_key *key = NULL;
    int rc = fapix_jwks_find(message->jwks, true, jws->kid, jws->alg, false, &key);

    rc = fapix_rule_on(verdict, FAPI_API_MESSAGE_KEY, rc == FAPI_OK, fapix_slice_str("one key of the sender"),
                       fapix_slice_str(rc == FAPI_OK ? "" : fapi_status_name(rc)));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_verify(verdict->context->provider, jws, key);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    return fapix_rule(verdict, FAPI_API_MESSAGE_SIGNATURE, rc == FAPI_OK);
}

/* Spec: BROF-6.1-3 */
static int judge_claims(const fapi_api_message *message, fapi_verdict *verdict, int64_t now)
{
    const fapix_json *claims = &verdict->token.claims;
    fapix_slice iss = {NULL, 0}, jti = {NULL, 0};
    int64_t iat = 0;
    int rc = FAPI_ERR_INTERNAL;

    rc = fapix_rule_on(verdict, FAPI_API_MESSAGE_AUD,
                       fapix_claim_audience(claims, fapix_slice_str(message->receiver)) == FAPI_OK,
                       fapix_slice_str(message->receiver), fapix_slice_str(""));
    if (rc == FAPI_OK)
        rc = fapix_rule_on(verdict, FAPI_API_MESSAGE_ISS,
                           fapix_claim_string(claims, "iss", &iss) == FAPI_OK && fapix_slice_is(iss, message->sender),
                           fapix_slice_str(message->sender), iss);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(verdict, FAPI_API_MESSAGE_JTI,
                           fapix_claim_string(claims, "jti", &jti) == FAPI_OK && fapix_is_uuid4(jti),
                           fapix_slice_str("a UUID of version 4"), jti);
    /* Spec: BROF-6.1-8 */
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(verdict, FAPI_API_MESSAGE_IAT,
                               fapix_claim_date(claims, "iat", &iat) == FAPI_OK && !fapix_time_ahead(iat, now, WINDOW) &&
                                   !fapix_time_older(iat, now, WINDOW), now, iat);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: BROF-6.1-9 */
    return fapix_one_use(verdict, "api message", iss, jti, fapix_time_later(now, KEPT));
}

static int judge(const fapi_api_message *message, fapi_verdict *verdict, fapix_slice jwt, int64_t now)
{
    fapix_jws jws;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_JWT);
    rc = judge_header(message, verdict, jwt, &jws);
    if (rc == FAPI_OK)
        rc = judge_signature(message, verdict, &jws);
    return rc == FAPI_OK ? judge_claims(message, verdict, now) : rc;
}

/* See fapi.h. */
int fapi_api_message_check(fapi_api_message *message, const char *jwt, size_t jwt_len, int64_t now, fapi_verdict *verdict)
{
    int rc = FAPI_ERR_INTERNAL;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    if (message == NULL || (jwt == NULL && jwt_len > 0))
        return fapix_verdict_end(verdict, FAPI_ERR_ARG);
    if (now < 0 || now > FAPI_MAX_TIME)
        return fapix_verdict_end(verdict, FAPI_ERR_CLOCK);
    if (message->jwks == NULL || message->sender[0] == '\0' || message->receiver[0] == '\0')
        return fapix_verdict_end(verdict, FAPI_ERR_STATE);
    rc = judge(message, verdict, fapix_slice_of(jwt, jwt_len), now);
    if (rc == FAPI_OK)
        verdict->readable = &verdict->token;
    return fapix_verdict_end(verdict, rc);
}

/* ---- make ---- */

static bool is_ours(fapix_slice name)
{
    return fapix_slice_is(name, "iss") || fapix_slice_is(name, "aud") || fapix_slice_is(name, "jti") ||
           fapix_slice_is(name, "iat");
}

/* Spec: BROF-6.1-3 */
static int write_payload(fapi_api_message *message, fapix_slice json, int64_t now)
{
    fapix_buffer *out = &message->payload;
    char id[FAPIX_UUID + 1];
    uint8_t octets[16];
    int rc = fapix_json_parse(&message->json, json, message->scratch);

    if (rc == FAPI_OK)
        rc = message->context->provider->random(octets, sizeof octets);
    if (rc != FAPI_OK)
        return rc;
    fapix_write_uuid4(octets, id);
    fapix_buffer_reset(out);
    fapix_buffer_str(out, "{");
    fapix_write_text_member(out, "iss", fapix_slice_str(message->sender));
    fapix_write_text_member(out, "aud", fapix_slice_str(message->receiver));
    fapix_write_text_member(out, "jti", fapix_slice_str(id));
    fapix_write_integer_member(out, "iat", now);
    for (const fapix_json_node *at = fapix_json_first(&message->json, &message->json.node[0]); at != NULL;
         at = fapix_json_next(&message->json, at)) {
        if (is_ours(at->name))
            return FAPI_ANSWER_CLAIM_RESERVED;
        fapix_write_node(out, at);
    }
    fapix_buffer_str(out, "}");
    return out->status == FAPI_ERR_BUFFER ? FAPI_JWS_SIZE : out->status;
}

static int sign(fapi_api_message *message, const fapi_signer *signer, const char **jwt, size_t *jwt_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (message->jws == NULL)
        message->jws = fapi_jws_new(message->context);
    if (message->jws == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapi_jws_set_typ(message->jws, "JWT", 3);
    return rc == FAPI_OK ? fapi_jws_sign(message->jws, signer, message->payload.p, message->payload.n, jwt, jwt_len) : rc;
}

/* See fapi.h. */
int fapi_api_message_make(fapi_api_message *message, const char *json, size_t json_len, const fapi_signer *signer, int64_t now)
{
    const char *jwt = NULL;
    size_t n = 0;
    int rc = FAPI_ERR_INTERNAL;

    if (message == NULL || signer == NULL || (json == NULL && json_len > 0))
        return FAPI_ERR_ARG;
    message->made = fapix_slice_of(NULL, 0);
    if (message->jws != NULL)
        fapix_jws_forget(message->jws);
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    if (message->sender[0] == '\0' || message->receiver[0] == '\0')
        return FAPI_ERR_STATE;
    /* Spec: BROF-6.1-5 */
    if (signer->alg != FAPI_ALG_PS256 || signer->kid_json.n == 0)
        return FAPI_API_MESSAGE_HEADER;
    rc = write_payload(message, fapix_slice_of(json, json_len), now);
    if (rc == FAPI_OK)
        rc = sign(message, signer, &jwt, &n);
    if (rc == FAPI_OK)
        message->made = fapix_slice_of(jwt, n);
    return rc;
}

/* See fapi.h. */
int fapi_api_message_jwt(const fapi_api_message *message, const char **jwt, size_t *jwt_len)
{
    if (jwt != NULL)
        *jwt = NULL;
    if (jwt_len != NULL)
        *jwt_len = 0;
    if (message == NULL || jwt == NULL || jwt_len == NULL)
        return FAPI_ERR_ARG;
    if (message->made.n == 0)
        return FAPI_ERR_STATE;
    *jwt = (const char *)message->made.p;
    *jwt_len = message->made.n;
    return FAPI_OK;
}
