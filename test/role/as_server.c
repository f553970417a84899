/* SPDX-License-Identifier: Apache-2.0 */
/* See as_server.h. */
#include "test/role/as_server.h"

#include <sodium.h>

#include "base/base64url.h"
#include "jose/signer.h"
#include "oauth/grant.h"
#include "test/role/fixture.h"

#define CLIENT_NAME(server, change) ((change)->how & AS_FROM_OTHER ? AS_OTHER_CLIENT : AS_CLIENT)

static const as_change NOTHING;
static const struct {
    enum t_key_name key;
    int alg;
} KEYS[] = {{T_EDDSA, FAPI_ALG_EDDSA}, {T_ES256, FAPI_ALG_ES256}, {T_PS256, FAPI_ALG_PS256}, {T_RS256, FAPI_ALG_RS256}};

static const char *const URLS[AS_ENDPOINTS] = {
    AS_PAR_URL, "https://as.example.com/authorize", AS_TOKEN_URL, "https://as.example.com/backchannel",
    "https://as.example.com/introspect", "https://as.example.com/revoke",
};

/* The texts of jose_make come one of a few in turn; a message needs more of them at once. */
__attribute__((format(printf, 1, 2))) static const char *small(const char *format, ...)
{
    static char texts[128][4096];
    static size_t turn;
    char *text = texts[turn++ % 128];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof texts[0], format, arguments);
    va_end(arguments);
    return text;
}

static const char *large(const char *text)
{
    static char texts[8][65536];
    static size_t turn;
    char *copy = texts[turn++ % 8];

    snprintf(copy, sizeof texts[0], "%s", text);
    return copy;
}

static int64_t control(const as_server *server, int name)
{
    int64_t value = 0;

    return fapi_policy_get(server->policy, name, &value) == FAPI_OK ? value : 0;
}

/* ------------------------------------------------------------------------------------------------------- clients -- */

static const char *method_name(int auth_method)
{
    return auth_method == FAPI_AUTH_TLS_CLIENT_AUTH               ? "tls_client_auth"
           : auth_method == FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH ? "self_signed_tls_client_auth"
           : auth_method == 0                                     ? "none"
                                                                  : "private_key_jwt";
}

static int make_client(as_server *server, const char *id, const char *jwks, const t_member *changes, size_t count,
                       fapi_client **client)
{
    bool tls = (server->auth_method & FAPI_AUTH_TLS_CLIENT_AUTH) != 0;
    const t_member members[] = {
        {"client_id", small("\"%s\"", id)},
        {"token_endpoint_auth_method", small("\"%s\"", method_name(server->auth_method))},
        {"redirect_uris", "[\"" AS_REDIRECT "\",\"" AS_REDIRECT "?dummy1=lorem&dummy2=ipsum\"]"},
        {"grant_types", "[\"authorization_code\",\"refresh_token\",\"client_credentials\",\"urn:openid:params:grant-type:ciba\"]"},
        {"response_types", "[\"code\",\"code id_token\"]"},
        {"backchannel_token_delivery_mode", "\"poll\""},
        {"backchannel_authentication_request_signing_alg", small("\"%s\"", fapi_alg_name(server->alg))},
        {"jwks", jwks},
        {tls ? "tls_client_auth_subject_dn" : NULL, "\"CN=client.example.com,O=Example\""},
        {NULL, NULL},
    };
    const char *json = t_object(members, changes, count);

    return jwks[0] == '\0' ? FAPI_ERR_NOMEM : fapi_client_new(t_context(), json, strlen(json), NULL, 0, client);
}

int as_register(as_server *server, const t_member *members, size_t count)
{
    fapi_client_free(server->client);
    server->client = NULL;
    return make_client(server, AS_CLIENT, t_public_jwks(), members, count, &server->client);
}

/* RSA keys are read: to make one takes longer than a test. */
static int make_signer(int alg, const char *path, fapi_signer **signer)
{
    size_t n = 0;
    char *json = alg == FAPI_ALG_PS256 ? t_file(path, &n) : NULL;
    int rc = json != NULL ? fapi_signer_new(t_context(), json, n, signer) : fapi_signer_generate(t_context(), alg, signer);

    free(json);
    return rc;
}

static int make_clients(as_server *server)
{
    const char *jwk = NULL;
    size_t n = 0;
    int rc = make_client(server, AS_CLIENT, t_public_jwks(), NULL, 0, &server->client);

    if (rc == FAPI_OK)
        rc = make_signer(server->alg, "vectors/role/other.json", &server->other);
    if (rc == FAPI_OK)
        rc = fapi_signer_public_jwk(server->other, &jwk, &n);
    if (rc == FAPI_OK)
        rc = make_client(server, AS_OTHER_CLIENT, t_format("{\"keys\":[%.*s]}", (int)n, jwk), NULL, 0,
                         &server->other_client);
    return rc;
}

/* -------------------------------------------------------------------------------------------------------- server -- */

static int make_grants(as_server *server)
{
    static const int type[AS_ENDPOINTS] = {[AS_AUTHORIZE] = FAPI_GRANT_PUSHED_REQUEST, [AS_TOKEN] = FAPI_GRANT_AUTHORIZATION_CODE,
                                           [AS_BACKCHANNEL] = FAPI_GRANT_CIBA};
    int rc = FAPI_OK;

    for (int i = 0; i < AS_ENDPOINTS; i++) {
        if (type[i] == 0)
            continue;
        server->grant[i] = fapi_grant_new(t_context(), type[i]);
        if (server->grant[i] == NULL)
            return FAPI_ERR_NOMEM;
    }
    server->refresh = fapi_grant_new(t_context(), FAPI_GRANT_REFRESH_TOKEN);
    if (server->refresh == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapi_grant_set_client(server->grant[AS_TOKEN], S(AS_CLIENT));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_value(server->grant[AS_TOKEN], S(AS_CODE));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_redirect_uri(server->grant[AS_TOKEN], S(AS_REDIRECT));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_challenge(server->grant[AS_TOKEN], S(AS_CHALLENGE));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_scope(server->grant[AS_TOKEN], S("openid accounts"));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_times(server->grant[AS_TOKEN], AS_TIME - 5, AS_TIME + 55);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_client(server->refresh, S(AS_CLIENT));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_value(server->refresh, S(AS_REFRESH));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_scope(server->refresh, S("openid accounts"));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_times(server->refresh, AS_TIME - 86400, AS_TIME + 86400);
    return rc;
}

static int make_handles(as_server *server, int set, int64_t value)
{
    int rc = FAPI_OK;

    server->policy = fapi_policy_new(t_context(), server->profile);
    server->replay = fapi_replay_new(t_context(), 2048);
    server->request = fapi_request_new(t_context());
    server->verdict = fapi_verdict_new(t_context());
    server->answer = fapi_answer_new(t_context());
    if (server->policy == NULL || server->replay == NULL || server->request == NULL || server->verdict == NULL ||
        server->answer == NULL)
        return FAPI_ERR_NOMEM;
    if (set != 0)
        rc = fapi_policy_set(server->policy, set, value);
    if (rc != FAPI_OK)
        return rc;
    server->as = fapi_as_new(server->policy);
    return server->as == NULL ? FAPI_ERR_NOMEM : make_grants(server);
}

static void learn(as_server *server)
{
    int64_t algs = control(server, FAPI_CONTROL_ALGS), jwts = control(server, FAPI_CONTROL_REQUEST_OBJECT);

    server->alg = (algs & FAPI_ALG_EDDSA) != 0 ? FAPI_ALG_EDDSA : (algs & FAPI_ALG_ES256) != 0 ? FAPI_ALG_ES256 : FAPI_ALG_PS256;
    server->pushes = control(server, FAPI_CONTROL_PAR) != FAPI_USE_OFF;
    server->objects = jwts == FAPI_USE_REQUIRED;
    server->dpop = (control(server, FAPI_CONTROL_BINDING_METHODS) & FAPI_BINDING_DPOP) != 0;
}

static void hash43(const void *p, size_t n, char out[44])
{
    uint8_t hash[32];

    crypto_hash_sha256(hash, p, n);
    sodium_bin2base64(out, 44, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static int set_up(as_server *server, int set, int64_t value)
{
    fapi_jwk *key = NULL;
    int rc = make_handles(server, set, value);

    if (rc != FAPI_OK)
        return rc;
    learn(server);
    rc = make_clients(server);
    if (rc == FAPI_OK)
        rc = fapi_jwk_new(t_context(), t_public_jwk(T_EDDSA), strlen(t_public_jwk(T_EDDSA)), &key);
    if (rc == FAPI_OK)
        rc = fapi_jwk_thumbprint(key, server->jkt, sizeof server->jkt);
    fapi_jwk_free(key);
    hash43(fixture_certificate, sizeof fixture_certificate, server->x5t);
    if (rc == FAPI_OK)
        rc = make_signer(server->alg, "vectors/role/server.json", &server->signer);
    if (rc == FAPI_OK)
        rc = fapi_as_set_issuer(server->as, S(AS_ISSUER));
    if (rc == FAPI_OK)
        rc = fapi_as_add_endpoint(server->as, S(AS_TOKEN_URL));
    if (rc == FAPI_OK)
        rc = fapi_as_add_endpoint(server->as, S(AS_PAR_URL));
    if (rc == FAPI_OK)
        rc = fapi_as_add_signer(server->as, server->signer);
    if (rc == FAPI_OK)
        rc = fapi_as_set_replay(server->as, server->replay);
    if (rc == FAPI_OK)
        rc = fapi_as_set_grant_types(server->as, FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN |
                                     FAPI_GRANT_CLIENT_CREDENTIALS | FAPI_GRANT_CIBA);
    return rc == FAPI_OK ? fapi_verdict_set_trace(server->verdict, 1) : rc;
}

int as_server_new_set(as_server **server, int profile, int auth_method, int control, int64_t value)
{
    int rc = FAPI_ERR_INTERNAL;

    *server = calloc(1, sizeof **server);
    if (*server == NULL)
        return FAPI_ERR_NOMEM;
    (*server)->profile = profile;
    (*server)->auth_method = auth_method;
    (*server)->now = AS_TIME;
    (*server)->certificate = fixture_certificate;
    (*server)->certificate_n = sizeof fixture_certificate;
    (*server)->verified = 1;
    rc = set_up(*server, control, value);
    if (rc != FAPI_OK) {
        as_server_free(*server);
        *server = NULL;
    }
    return rc;
}

int as_server_new_open(as_server **server, int profile, int auth_method)
{
    return as_server_new_set(server, profile, auth_method, 0, 0);
}

int as_server_new(as_server **server, int profile, int auth_method)
{
    int rc = as_server_new_open(server, profile, auth_method);

    if (rc == FAPI_OK)
        rc = fapi_as_seal((*server)->as);
    if (rc != FAPI_OK) {
        as_server_free(*server);
        *server = NULL;
    }
    return rc;
}

void as_server_free(as_server *server)
{
    if (server == NULL)
        return;
    fapi_as_free(server->as);
    fapi_client_free(server->client);
    fapi_client_free(server->other_client);
    for (int i = 0; i < AS_ENDPOINTS; i++)
        fapi_grant_free(server->grant[i]);
    fapi_grant_free(server->refresh);
    fapi_answer_free(server->answer);
    fapi_verdict_free(server->verdict);
    fapi_request_free(server->request);
    fapi_signer_free(server->signer);
    fapi_signer_free(server->other);
    fapi_dpop_nonce_free(server->nonce);
    fapi_replay_free(server->replay);
    fapi_policy_free(server->policy);
    free(server);
}

/* ------------------------------------------------------------------------------------------------------ messages -- */

/* In the sweep no memory for the message is no memory for the call that sends it. */
static const char *signed_or_starved(as_server *server, const char *jws)
{
    if (jws[0] == '\0')
        server->starved = 1;
    return jws;
}

static const char *sign(as_server *server, int alg, int other, const char *header, const char *claims)
{
    if (other)
        return signed_or_starved(server, t_make_jws(fapix_provider_default(), server->other->key, header, claims, (size_t)-1));
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        if (KEYS[i].alg == alg)
            return signed_or_starved(server, t_sign(KEYS[i].key, header, claims));
    return "";
}

static const char *header_of(as_server *server, int alg, int other, const t_member *change)
{
    static const char *const kids[] = {"\"eddsa\"", "\"es256\"", "\"ps256\"", "\"rs256\""};
    const char *kid = "";

    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        if (KEYS[i].alg == alg)
            kid = kids[i];
    if (other)
        kid = small("\"%s\"", server->other->jkt);
    const t_member members[] = {{"alg", small("\"%s\"", fapi_alg_name(alg))}, {"kid", kid}, {NULL, NULL}};

    return t_object(members, change, 1);
}

static const char *flipped(const char *jws)
{
    const char *dot = strrchr(jws, '.');
    uint8_t signature[1024];
    size_t n = 0;

    if (dot == NULL || sodium_base642bin(signature, sizeof signature, dot + 1, strlen(dot + 1), NULL, &n, NULL,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return "";
    for (size_t i = 0; i < n; i++)
        signature[i] ^= 0x5A;
    return t_replace_part(jws, 2, t_base64url(signature, n));
}

const char *as_assertion(as_server *server, const as_change *change)
{
    bool from_other = (change->how & AS_FROM_OTHER) != 0, by_other = from_other || (change->how & AS_SIGNED_BY_OTHER) != 0;
    int alg = change->assertion_alg != 0 ? change->assertion_alg : server->alg;
    const char *name = small("\"%s\"", from_other ? AS_OTHER_CLIENT : AS_CLIENT);
    const t_member members[] = {
        {"iss", name}, {"sub", name}, {"aud", "\"" AS_ISSUER "\""}, {"jti", small("\"a%d\"", server->jti++)},
        {"iat", "1800000000"}, {"nbf", "1800000000"}, {"exp", "1800000060"}, {NULL, NULL},
    };
    const char *jws = sign(server, alg, by_other, header_of(server, alg, from_other, &change->assertion_header),
                           t_object(members, change->assertion, AS_MEMBERS));

    return large((change->how & AS_FLIP_ASSERTION) != 0 ? flipped(jws) : jws);
}

const char *as_proof(as_server *server, enum as_endpoint endpoint, const as_change *change)
{
    bool other = (change->how & AS_OTHER_PROOF_KEY) != 0;
    const t_member header[] = {{"typ", "\"dpop+jwt\""}, {"alg", other ? "\"ES256\"" : "\"EdDSA\""},
                               {"jwk", t_public_jwk(other ? T_ES256 : T_EDDSA)}, {NULL, NULL}};
    const t_member claims[] = {
        {"jti", small("\"p%d\"", server->jti++)}, {"htm", "\"POST\""}, {"htu", small("\"%s\"", URLS[endpoint])},
        {"iat", "1800000000"}, {NULL, NULL},
    };

    return large(signed_or_starved(server, t_sign(other ? T_ES256 : T_EDDSA, t_object(header, &change->proof_header, 1),
                                                  t_object(claims, change->proof, AS_MEMBERS))));
}

/* --------------------------------------------------------------------------------------------------- parameters -- */

/* The good authorization request of the profile: plain text. */
static size_t good_request(const as_server *server, const as_change *change, t_member *out)
{
    int64_t types = control(server, FAPI_CONTROL_RESPONSE_TYPES), jarm = control(server, FAPI_CONTROL_JARM);
    bool code = (types & FAPI_RESPONSE_CODE) != 0;
    size_t n = 0;

    out[n++] = (t_member){"client_id", CLIENT_NAME(server, change)};
    out[n++] = (t_member){"response_type", code ? "code" : "code id_token"};
    if (code && (jarm == FAPI_USE_REQUIRED || jarm == FAPI_USE_CONDITIONAL))
        out[n++] = (t_member){"response_mode", "jwt"};
    out[n++] = (t_member){"redirect_uri", AS_REDIRECT};
    out[n++] = (t_member){"scope", "openid accounts"};
    out[n++] = (t_member){"state", "af0ifjsldkj"};
    out[n++] = (t_member){"nonce", "n-0S6_WzA2Mj"};
    out[n++] = (t_member){"code_challenge", AS_CHALLENGE};
    out[n++] = (t_member){"code_challenge_method", "S256"};
    return n;
}

/* Apply changes to plain members: replace, take out, add. */
static size_t changed(t_member *members, size_t n, const t_member *changes)
{
    for (size_t i = 0; i < AS_MEMBERS && changes[i].name != NULL; i++) {
        size_t k = 0;

        while (k < n && strcmp(members[k].name, changes[i].name) != 0)
            k++;
        if (changes[i].value == NULL && k < n) {
            memmove(members + k, members + k + 1, (n - k - 1) * sizeof *members);
            n--;
        } else if (changes[i].value != NULL) {
            members[k] = changes[i];
            n += k == n;
        }
    }
    return n;
}

const char *as_object(as_server *server, enum as_endpoint endpoint, const as_change *change)
{
    bool from_other = (change->how & AS_FROM_OTHER) != 0, by_other = from_other || (change->how & AS_SIGNED_BY_OTHER) != 0;
    int alg = change->object_alg != 0 ? change->object_alg : server->alg;
    t_member members[40], plain[24];
    size_t count = 0, n = 0;
    const char *jws = NULL;

    if (endpoint == AS_BACKCHANNEL) {
        plain[n++] = (t_member){"scope", "openid accounts"};
        plain[n++] = (t_member){"login_hint", "user@example.com"};
        plain[n++] = (t_member){"binding_message", "1234"};
    } else {
        n = good_request(server, change, plain);
    }
    n = changed(plain, n, change->request);
    members[count++] = (t_member){"iss", small("\"%s\"", CLIENT_NAME(server, change))};
    members[count++] = (t_member){"aud", "\"" AS_ISSUER "\""};
    members[count++] = (t_member){"nbf", "1800000000"};
    members[count++] = (t_member){"exp", "1800000300"};
    members[count++] = (t_member){"iat", "1800000000"};
    members[count++] = (t_member){"jti", small("\"o%d\"", server->jti++)};
    if (endpoint != AS_BACKCHANNEL && control(server, FAPI_CONTROL_INTENT_ID) != 0)
        members[count++] = (t_member){"claims", AS_INTENT};
    for (size_t i = 0; i < n; i++)
        members[count++] = (t_member){plain[i].name, small("\"%s\"", plain[i].value)};
    members[count] = (t_member){NULL, NULL};
    jws = sign(server, alg, by_other, header_of(server, alg, from_other, &change->object_header),
               t_object(members, change->object, AS_MEMBERS));
    return large((change->how & AS_FLIP_OBJECT) != 0 ? flipped(jws) : jws);
}

static void encode(char *out, size_t size, const char *text)
{
    size_t at = strlen(out);

    for (; *text != '\0' && at + 4 < size; text++) {
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", *text) != NULL)
            out[at++] = *text;
        else
            at += (size_t)snprintf(out + at, size - at, "%%%02X", (unsigned char)*text);
    }
    out[at] = '\0';
}

static const char *form_of(const t_member *members, size_t n)
{
    static char form[65536];

    form[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            strcat(form, "&");
        encode(form, sizeof form, members[i].name);
        strcat(form, "=");
        encode(form, sizeof form, members[i].value);
    }
    return form;
}

static const char *grant_type_of(const as_change *change)
{
    for (size_t i = 0; i < AS_MEMBERS && change->form[i].name != NULL; i++)
        if (strcmp(change->form[i].name, "grant_type") == 0)
            return change->form[i].value == NULL ? "" : change->form[i].value;
    return "authorization_code";
}

static size_t token_members(const as_change *change, t_member *out)
{
    const char *type = grant_type_of(change);
    size_t n = 0;

    out[n++] = (t_member){"grant_type", "authorization_code"};
    if (strcmp(type, "authorization_code") == 0) {
        out[n++] = (t_member){"code", AS_CODE};
        out[n++] = (t_member){"redirect_uri", AS_REDIRECT};
        out[n++] = (t_member){"code_verifier", AS_VERIFIER};
    } else if (strcmp(type, "refresh_token") == 0) {
        out[n++] = (t_member){"refresh_token", AS_REFRESH};
    }
    return n;
}

static int uses_object(const as_server *server, enum as_endpoint endpoint, const as_change *change)
{
    if (endpoint == AS_BACKCHANNEL)
        return (change->how & AS_BY_VALUE) == 0;
    if (endpoint != AS_PAR && !(endpoint == AS_AUTHORIZE && ((change->how & AS_DIRECT) != 0 || !server->pushes)))
        return 0;
    return (change->how & AS_IN_OBJECT) != 0 || (server->objects && (change->how & AS_BY_VALUE) == 0);
}

static size_t outer_members(as_server *server, enum as_endpoint endpoint, const as_change *change, t_member *out)
{
    bool assertion = server->auth_method == FAPI_AUTH_PRIVATE_KEY_JWT && (change->how & AS_NO_ASSERTION) == 0;
    bool object = uses_object(server, endpoint, change) || change->raw_object != NULL, front = endpoint == AS_AUTHORIZE;
    bool direct = front && ((change->how & AS_DIRECT) != 0 || !server->pushes);
    size_t n = 0;

    if (endpoint == AS_TOKEN)
        n = token_members(change, out);
    else if (endpoint == AS_INTROSPECT || endpoint == AS_REVOKE)
        out[n++] = (t_member){"token", "abcdefghijklmnopqrstuvwxyz"};
    else if ((endpoint == AS_PAR || direct) && !object)
        n = changed(out, good_request(server, change, out), change->request);
    else if (endpoint == AS_BACKCHANNEL && !object) {
        out[n++] = (t_member){"scope", "openid accounts"};
        out[n++] = (t_member){"login_hint", "user@example.com"};
        n = changed(out, n, change->request);
    }
    if (object || endpoint == AS_TOKEN || endpoint >= AS_BACKCHANNEL || (front && !direct))
        out[n++] = (t_member){"client_id", CLIENT_NAME(server, change)};
    if (object)
        out[n++] = (t_member){"request", change->raw_object != NULL ? change->raw_object : as_object(server, endpoint, change)};
    if (front && !direct)
        out[n++] = (t_member){"request_uri", "urn:ietf:params:oauth:request_uri:" AS_CHALLENGE};
    if (!front && (assertion || change->raw_assertion != NULL)) {
        out[n++] = (t_member){"client_assertion", change->raw_assertion != NULL ? change->raw_assertion : as_assertion(server, change)};
        out[n++] = (t_member){"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"};
    }
    return changed(out, n, change->form);
}

/* ------------------------------------------------------------------------------------------------------- sending -- */

static int add_keys(as_server *server, enum as_endpoint endpoint, const as_change *change)
{
    bool proof = change->raw_proof != NULL || (change->how & (AS_PROOF | AS_TWO_PROOFS)) != 0 ||
                 (endpoint == AS_TOKEN && server->dpop && (change->how & AS_NO_PROOF) == 0);
    bool certificate = endpoint != AS_AUTHORIZE && (change->how & AS_NO_CERTIFICATE) == 0 &&
                       (server->auth_method != FAPI_AUTH_PRIVATE_KEY_JWT || !server->dpop);
    int rc = FAPI_OK;

    for (int i = 0; rc == FAPI_OK && proof && i < ((change->how & AS_TWO_PROOFS) != 0 ? 2 : 1); i++) {
        const char *text = change->raw_proof != NULL ? change->raw_proof : as_proof(server, endpoint, change);

        rc = fapi_request_add_header(server->request, S("DPoP"), text, strlen(text));
    }
    if (rc == FAPI_OK && certificate)
        rc = fapi_request_set_certificate(server->request, server->certificate, server->certificate_n);
    return rc == FAPI_OK ? fapi_request_set_certificate_verified(server->request, server->verified) : rc;
}

static int fill(as_server *server, enum as_endpoint endpoint, const as_change *change)
{
    const char *method = change->method != NULL ? change->method : endpoint == AS_AUTHORIZE ? "GET" : "POST";
    const char *type = change->content_type != NULL ? change->content_type : "application/x-www-form-urlencoded";
    t_member members[40];
    const char *form = form_of(members, outer_members(server, endpoint, change, members));
    const char *url = URLS[endpoint];
    static char with_query[65536];
    int rc = FAPI_ERR_INTERNAL;

    if (endpoint == AS_AUTHORIZE && strcmp(method, "GET") == 0) {
        snprintf(with_query, sizeof with_query, "%s?%s", URLS[endpoint], form);
        url = with_query;
    }
    fapi_request_reset(server->request);
    rc = fapi_request_set_method(server->request, method, strlen(method));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(server->request, url, strlen(url));
    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(server->request, 0x0304, 0x1301);
    if (rc == FAPI_OK && url == URLS[endpoint])
        rc = fapi_request_add_header(server->request, S("Content-Type"), type, strlen(type));
    if (rc == FAPI_OK && url == URLS[endpoint])
        rc = fapi_request_set_body(server->request, form, strlen(form));
    return rc == FAPI_OK ? add_keys(server, endpoint, change) : rc;
}

/* The host's look-up by the name that the request gives. */
static int find_client(as_server *server, const fapi_client **client)
{
    const char *id = NULL;
    size_t n = 0;
    int rc = fapi_as_claimed_client(server->as, server->request, server->verdict, &id, &n);

    *client = NULL;
    if (rc == FAPI_ERR_NOMEM)
        return rc;
    if (rc == FAPI_OK && n == strlen(AS_CLIENT) && memcmp(id, AS_CLIENT, n) == 0)
        *client = server->client;
    else if (rc == FAPI_OK && n == strlen(AS_OTHER_CLIENT) && memcmp(id, AS_OTHER_CLIENT, n) == 0)
        *client = server->other_client;
    return FAPI_OK;
}

static const fapi_grant *find_grant(const as_server *server, enum as_endpoint endpoint, const as_change *change)
{
    const char *type = grant_type_of(change);

    if ((change->how & AS_NOT_FOUND) != 0)
        return NULL;
    if (endpoint != AS_TOKEN || strcmp(type, "authorization_code") == 0)
        return server->grant[endpoint];
    if (strcmp(type, "refresh_token") == 0)
        return server->refresh;
    return strcmp(type, "urn:openid:params:grant-type:ciba") == 0 ? server->grant[AS_BACKCHANNEL] : NULL;
}

/* The pushed request that the authorization endpoint finds: what a good PAR leaves in the database. */
static int push_first(as_server *server)
{
    fapi_grant *pushed = server->grant[AS_AUTHORIZE];
    const char *json = NULL;
    size_t n = 0;
    int rc = FAPI_OK;

    if (server->kept[0] != '\0' || !server->pushes)
        return FAPI_OK;
    rc = as_send(server, AS_PAR, NULL);
    if (rc == FAPI_OK)
        rc = fapi_verdict_claims_json(server->verdict, &json, &n);
    if (rc != FAPI_OK)
        return rc;
    snprintf(server->kept, sizeof server->kept, "%.*s", (int)n, json);
    rc = fapi_grant_set_parameters(pushed, server->kept, n);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_client(pushed, S(AS_CLIENT));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_value(pushed, S("urn:ietf:params:oauth:request_uri:" AS_CHALLENGE));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_times(pushed, AS_TIME - 5, AS_TIME + 60);
    if (rc != FAPI_OK)
        server->kept[0] = '\0'; /* again from the beginning */
    return rc;
}

int as_prepare(as_server *server, enum as_endpoint endpoint, const as_change *change)
{
    int rc = FAPI_OK;

    change = change == NULL ? &NOTHING : change;
    if (endpoint == AS_AUTHORIZE && (change->how & AS_DIRECT) == 0)
        rc = push_first(server);
    server->starved = 0;
    if (rc == FAPI_OK)
        rc = fill(server, endpoint, change);
    return server->starved ? FAPI_ERR_NOMEM : rc;
}

int as_judge(as_server *server, enum as_endpoint endpoint, const as_change *change)
{
    const fapi_client *client = NULL;
    const fapi_grant *grant = find_grant(server, endpoint, change == NULL ? &NOTHING : change);
    int rc = find_client(server, &client);

    if (rc != FAPI_OK)
        return rc;
    switch (endpoint) {
    case AS_PAR:
        return fapi_as_check_par(server->as, server->request, client, server->now, server->verdict);
    case AS_AUTHORIZE:
        return fapi_as_check_authorization(server->as, server->request, client, grant, server->now, server->verdict);
    case AS_TOKEN:
        return fapi_as_check_token(server->as, server->request, client, grant, server->now, server->verdict);
    case AS_BACKCHANNEL:
        return fapi_as_check_backchannel(server->as, server->request, client, server->now, server->verdict);
    case AS_INTROSPECT:
        return fapi_as_check_introspection(server->as, server->request, client, server->now, server->verdict);
    default:
        return fapi_as_check_client(server->as, server->request, client, server->now, server->verdict);
    }
}

int as_send(as_server *server, enum as_endpoint endpoint, const as_change *change)
{
    int rc = as_prepare(server, endpoint, change);

    return rc == FAPI_OK ? as_judge(server, endpoint, change) : rc;
}

/* ---------------------------------------------------------------------------------------------------------- rows -- */

static int profile_of(char letter)
{
    static const struct {
        char letter;
        int profile;
    } known[] = {{'b', FAPI_PROFILE_FAPI1_BASELINE}, {'1', FAPI_PROFILE_FAPI1_ADVANCED}, {'2', FAPI_PROFILE_FAPI2_SECURITY},
                 {'M', FAPI_PROFILE_FAPI2_MESSAGE_SIGNING}, {'U', FAPI_PROFILE_UK_OPEN_BANKING}, {'C', FAPI_PROFILE_AU_CDR},
                 {'B', FAPI_PROFILE_BR_OPEN_FINANCE}, {'O', FAPI_PROFILE_CO_OPEN_FINANCE}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].letter == letter)
            return known[i].profile;
    return 0;
}

static int fits(const as_server *server, const as_row *row, int got)
{
    if (got != row->want || fapi_verdict_status(server->verdict) != got)
        return 0;
    if (row->http != 0 && fapi_verdict_http(server->verdict) != row->http)
        return 0;
    return row->error == NULL || strcmp(fapi_verdict_oauth_error(server->verdict), row->error) == 0;
}

static int run_row(const as_row *row, char letter, as_server **kept)
{
    const as_server *server = NULL;
    int rc = FAPI_OK, ok = 0;

    if (*kept == NULL)
        rc = as_server_new(kept, profile_of(letter), FAPI_AUTH_PRIVATE_KEY_JWT);
    server = *kept;
    if (rc == FAPI_OK)
        rc = as_send(*kept, row->endpoint, &row->change);
    ok = server != NULL && fits(server, row, rc);
    if (!ok && !t_injected())
        print_error("%s under '%c': %s (%d, %s, \"%s\"), want %s\n", row->name, letter, fapi_status_name(rc),
                    server == NULL ? 0 : fapi_verdict_http(server->verdict),
                    server == NULL ? "" : fapi_verdict_oauth_error(server->verdict),
                    server == NULL ? "" : fapi_verdict_actual(server->verdict), fapi_status_name(row->want));
    return ok;
}

/* Keys are made anew for each server, which takes long with RSA: so the rows of a table share one for each profile. */
typedef struct servers {
    as_server *of[128]; /* by letter */
} servers;

static void drop_servers(servers *all)
{
    for (size_t i = 0; i < sizeof all->of / sizeof *all->of; i++)
        as_server_free(all->of[i]);
}

void as_run_rows(const as_row *rows, size_t count, const char *test)
{
    __attribute__((cleanup(drop_servers))) servers all = {{NULL}};

    for (size_t i = 0; i < count; i++) {
        for (const char *letter = rows[i].profiles; *letter != '\0'; letter++)
            CHECK(run_row(&rows[i], *letter, &all.of[(unsigned char)*letter & 127]));
        t_claim_all(rows[i].ids, test);
    }
}
