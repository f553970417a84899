/* SPDX-License-Identifier: Apache-2.0 */
/* What thieves and forgers do to good requests. */
#ifndef ATTACKS_H
#define ATTACKS_H

#include "scene.h"

static void as_bearer(struct scene *scene, struct message *message)
{
    (void)scene;
    message->authorization = text(message, "Bearer %s", token_of(message));
    message->dpop = NULL;
}

static void without_proof(struct scene *scene, struct message *message)
{
    (void)scene;
    message->dpop = NULL;
}

static void replayed(struct scene *scene, struct message *message)
{
    (void)scene;
    message->sent_before = 1;
}

static void two_minutes_later(struct scene *scene, struct message *message)
{
    (void)scene;
    message->now += 120;
}

static void other_method(struct scene *scene, struct message *message)
{
    (void)scene;
    message->method = "DELETE";
}

static void other_url(struct scene *scene, struct message *message)
{
    (void)scene;
    message->url = "https://127.0.0.1:1/payments";
}

static void other_key(struct scene *scene, struct message *message)
{
    message->dpop = make_proof(scene, message, scene->thief, token_of(message));
}

static void other_tokens_proof(struct scene *scene, struct message *message)
{
    message->dpop = make_proof(scene, message, scene->own_client, scene->recording.dpop_token);
}

static void proof_of_token_request(struct scene *scene, struct message *message)
{
    message->method = "POST";
    message->dpop = scene->recording.token_proof;
}

static void two_proofs(struct scene *scene, struct message *message)
{
    message->second_dpop = make_proof(scene, message, scene->thief, token_of(message));
}

static void without_nonce(struct scene *scene, struct message *message)
{
    (void)scene;
    message->server = DEMANDS_NONCES;
}

/* A JWS with `from` replaced by `to` in its claims, and the old signature. */
static char *rewritten(struct message *message, const char *jws, const char *from, const char *to)
{
    const char *claims = strchr(jws, '.') + 1, *signature = strrchr(jws, '.');
    char decoded[4096], *found;
    size_t n;

    if (sodium_base642bin((unsigned char *)decoded, sizeof decoded - 1, claims, (size_t)(signature - claims), NULL, &n,
                          NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        die("a token is not what it was thought to be");
    decoded[n] = '\0';
    found = strstr(decoded, from);
    if (!found || strlen(from) != strlen(to))
        die("a token does not say what it was thought to say");
    memcpy(found, to, strlen(to));
    return text(message, "%.*s%s%s", (int)(claims - jws), jws, base64url(message, decoded, n), signature);
}

static void rewritten_token(struct scene *scene, struct message *message)
{
    (void)scene;
    message->authorization = text(message, "DPoP %s", rewritten(message, token_of(message), "\"alice\"", "\"admin\""));
}

static void rewritten_proof(struct scene *scene, struct message *message)
{
    (void)scene;
    message->url = "https://127.0.0.1:1/payments";
    message->dpop = rewritten(message, message->dpop, "/accounts\"", "/payments\"");
}

static void changed_signature(struct scene *scene, struct message *message)
{
    char *copy = text(message, "%s", message->authorization), *digit = strrchr(copy, '.') + 20;

    (void)scene;
    *digit = *digit == 'A' ? 'B' : 'A';
    message->authorization = copy;
}

/* The last character carries bits that no byte of the signature uses: decoders that ignore them take many spellings. */
static void other_spelling(struct scene *scene, struct message *message)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *copy = text(message, "%s", message->authorization), *last = copy + strlen(copy) - 1;

    (void)scene;
    *last = digits[(strchr(digits, *last) - digits) ^ 1];
    message->authorization = copy;
}

/* The claims of the token under another header; the part after it is up to the caller. */
static char *under_header(struct message *message, const char *header)
{
    const char *claims = strchr(token_of(message), '.') + 1;
    char *encoded = base64url(message, header, strlen(header));

    return text(message, "%s.%.*s", encoded, (int)(strrchr(claims, '.') - claims), claims);
}

static void alg_none(struct scene *scene, struct message *message)
{
    (void)scene;
    message->authorization = text(message, "DPoP %s.", under_header(message, "{\"alg\":\"none\",\"typ\":\"at+jwt\"}"));
}

/* The published key set is the secret of a MAC: works where the algorithm is taken from the token. */
static void alg_hs256(struct scene *scene, struct message *message)
{
    char *input = under_header(message, "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"as-es\"}");
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, (const unsigned char *)scene->recording.jwks, strlen(scene->recording.jwks));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)input, strlen(input));
    crypto_auth_hmacsha256_final(&state, mac);
    message->authorization = text(message, "DPoP %s.%s", input, base64url(message, mac, sizeof mac));
}

static void forge(struct scene *scene, struct message *message, const fapi_signer *key, int embed_jwk,
                  const char *issuer)
{
    const char *token = make_token(scene, message, key, embed_jwk, issuer, scene->thief);

    message->authorization = text(message, "DPoP %s", token);
    message->dpop = make_proof(scene, message, scene->thief, token);
}

static void forged_kid(struct scene *scene, struct message *message)
{
    forge(scene, message, scene->thief_issuer, 0, scene->recording.issuer);
}

static void forged_jwk(struct scene *scene, struct message *message)
{
    forge(scene, message, scene->thief_issuer, 1, scene->recording.issuer);
}

static void keys_of_other_issuer(struct scene *scene, struct message *message)
{
    forge(scene, message, scene->own_issuer, 0, scene->recording.issuer);
}

static void unknown_issuer(struct scene *scene, struct message *message)
{
    forge(scene, message, scene->thief_issuer, 0, "https://thief.example");
}

static void id_token(struct scene *scene, struct message *message)
{
    message->authorization = text(message, "Bearer %s", scene->recording.id_token);
    message->dpop = NULL;
}

static void in_query(struct scene *scene, struct message *message)
{
    (void)scene;
    message->url = text(message, "%s&access_token=%s", message->url, token_of(message));
    message->authorization = NULL;
}

static void other_api(struct scene *scene, struct message *message)
{
    (void)scene;
    message->server = OTHER_API;
}

static void missing_scope(struct scene *scene, struct message *message)
{
    (void)scene;
    message->scope = "payments";
}

static void revoked(struct scene *scene, struct message *message)
{
    (void)scene;
    message->revoked = 1;
}

static void an_hour_later(struct scene *scene, struct message *message)
{
    (void)scene;
    message->now += 3600;
}

static void other_certificate(struct scene *scene, struct message *message)
{
    message->certificate = scene->recording.other_certificate;
}

static void no_certificate(struct scene *scene, struct message *message)
{
    (void)scene;
    message->certificate = NULL;
}

static void certificate_bound_with_proof(struct scene *scene, struct message *message)
{
    const char *token = token_of(message);

    message->authorization = text(message, "DPoP %s", token);
    message->dpop = make_proof(scene, message, scene->thief, token);
    message->certificate = NULL;
}

typedef void (*step_fn)(struct scene *, struct message *);

/* What is tried, on which good request, and the status that it must be refused with. */
static const struct attack {
    const char *what;
    step_fn request, attack;
    int status;
} attacks[] = {
    {"stolen DPoP-bound token, sent as Bearer", dpop_request, as_bearer, FAPI_DPOP_BOUND_AS_BEARER},
    {"stolen DPoP-bound token without a proof", dpop_request, without_proof, FAPI_DPOP_MISSING},
    {"stolen token with the thief's own proof", dpop_request, other_key, FAPI_DPOP_JKT},
    {"whole request replayed", dpop_request, replayed, FAPI_DPOP_REPLAYED},
    {"whole request kept back for two minutes", dpop_request, two_minutes_later, FAPI_DPOP_IAT_OLD},
    {"proof used for another method", dpop_request, other_method, FAPI_DPOP_HTM},
    {"proof used for another URL", dpop_request, other_url, FAPI_DPOP_HTU},
    {"proof rewritten for another URL", dpop_request, rewritten_proof, FAPI_DPOP_SIGNATURE},
    {"proof of the token request used here", dpop_request, proof_of_token_request, FAPI_DPOP_HTU},
    {"proof that belongs to another token", own_request, other_tokens_proof, FAPI_DPOP_ATH},
    {"two DPoP fields", dpop_request, two_proofs, FAPI_DPOP_REPEATED},
    {"proof without the nonce that is demanded", dpop_request, without_nonce, FAPI_DPOP_NONCE_MISSING},
    {"token rewritten: alice is admin", dpop_request, rewritten_token, FAPI_TOKEN_SIGNATURE},
    {"signature with one changed character", dpop_request, changed_signature, FAPI_TOKEN_SIGNATURE},
    {"signature spelt differently, same bytes", dpop_request, other_spelling, FAPI_BASE64URL_TRAILING_BITS},
    {"alg none, signature removed", dpop_request, alg_none, FAPI_JWS_ALG_NONE},
    {"alg HS256, public keys as the secret", dpop_request, alg_hs256, FAPI_TOKEN_ALG},
    {"token signed by the thief, real key id", dpop_request, forged_kid, FAPI_TOKEN_SIGNATURE},
    {"token that brings the thief's key along", dpop_request, forged_jwk, FAPI_JWS_EMBEDDED_KEY},
    {"token signed with another issuer's key", dpop_request, keys_of_other_issuer, FAPI_KEY_UNKNOWN},
    {"token of an issuer nobody trusts", dpop_request, unknown_issuer, FAPI_TOKEN_ISS},
    {"ID token in place of the access token", dpop_request, id_token, FAPI_TOKEN_TYP},
    {"token in the query", dpop_request, in_query, FAPI_TOKEN_IN_QUERY},
    {"token taken to another API", dpop_request, other_api, FAPI_TOKEN_AUD},
    {"token without the scope for payments", dpop_request, missing_scope, FAPI_TOKEN_SCOPE_INSUFFICIENT},
    {"token that was revoked", dpop_request, revoked, FAPI_TOKEN_REVOKED},
    {"mTLS-bound token, an hour later", mtls_request, an_hour_later, FAPI_TOKEN_EXPIRED},
    {"mTLS-bound token, another certificate", mtls_request, other_certificate, FAPI_MTLS_THUMBPRINT},
    {"mTLS-bound token, no certificate", mtls_request, no_certificate, FAPI_MTLS_CERTIFICATE_MISSING},
    {"mTLS-bound token, a DPoP proof instead", mtls_request, certificate_bound_with_proof, FAPI_DPOP_TOKEN_UNBOUND},
};

#endif
