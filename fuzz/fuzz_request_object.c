/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request object. The first byte chooses what the server asks for; then comes the object, either as it is or as the texts
 * of header and payload with a line feed between them, encoded here so that the fuzzer need not learn base64url. Keys and
 * signatures are all good (fake_provider.c). What is accepted is read again by jansson, and must then be what the rules
 * allow.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/base64url.h"
#include "oauth/request_object.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)
#define AHEAD 10
#define LIMIT 3600
#define CLIENT "c"
#define ISSUER "https://a.example"
enum { AS_IT_IS = 1, TYP_REQUIRED = 2, BACKCHANNEL = 4, REGISTERED = 8, NOTHING_REQUIRED = 16 };
static const char KEYS[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"1\","
                           "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";

static fapi_verdict *verdict;
static fapi_jwks *jwks;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    fapi_context *context = fapi_context_new();

    verdict = fapi_verdict_new(context);
    jwks = fapi_jwks_new(context);
    must(verdict != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    must(jwks != NULL && fapi_jwks_load(jwks, KEYS, sizeof KEYS - 1) == FAPI_OK);
}

/* header LF payload -> compact, with a signature of 64 octets. */
static fapix_slice encode(fapix_slice input, char *out)
{
    static const uint8_t signature[64] = {0};
    const uint8_t *feed = input.n == 0 ? NULL : memchr(input.p, '\n', input.n);
    fapix_slice header = {input.p, feed == NULL ? input.n : (size_t)(feed - input.p)};
    fapix_slice payload = {feed == NULL ? NULL : feed + 1, feed == NULL ? 0 : input.n - header.n - 1};
    size_t at = 0;

    fapix_base64url_encode(header, out);
    at = fapix_base64url_encoded(header.n);
    out[at++] = '.';
    fapix_base64url_encode(payload, out + at);
    at += fapix_base64url_encoded(payload.n);
    out[at++] = '.';
    fapix_base64url_encode(fapix_slice_of(signature, sizeof signature), out + at);
    return fapix_slice_of(out, at + fapix_base64url_encoded(sizeof signature));
}

static int required_of(int use)
{
    if ((use & NOTHING_REQUIRED) != 0)
        return 0;
    return (use & BACKCHANNEL) != 0 ? FAPIX_REQUEST_OBJECT_BACKCHANNEL : FAPIX_REQUEST_OBJECT_AUTHORIZATION;
}

static void hold_header(int use)
{
    json_t *header = json_loadb((const char *)verdict->token.header_text, verdict->token.header_raw.n, 0, NULL);
    const char *typ = json_string_value(json_object_get(header, "typ"));
    const char *alg = json_string_value(json_object_get(header, "alg"));
    bool own = typ != NULL &&
               (strcasecmp(typ, "oauth-authz-req+jwt") == 0 || strcasecmp(typ, "application/oauth-authz-req+jwt") == 0);
    bool plain = typ == NULL || strcasecmp(typ, "JWT") == 0 || strcasecmp(typ, "application/jwt") == 0;

    must(own || (plain && (use & TYP_REQUIRED) == 0));
    must(typ != NULL || json_object_get(header, "typ") == NULL);
    must(alg != NULL && (strcmp(alg, "EdDSA") == 0 || strcmp(alg, "Ed25519") == 0));
    must(json_object_get(header, "jwk") == NULL && json_object_get(header, "x5c") == NULL);
    must(json_object_get(header, "crit") == NULL && json_object_get(header, "enc") == NULL);
    json_decref(header);
}

static int64_t date_of(const json_t *claims, const char *name)
{
    const json_t *value = json_object_get(claims, name);

    must(json_is_number(value) && json_number_value(value) >= 0 && json_number_value(value) < (double)FAPI_MAX_TIME + 1);
    return (int64_t)json_number_value(value);
}

static void hold_aud(const json_t *aud)
{
    size_t i = 0;
    const json_t *one = NULL;
    bool found = json_is_string(aud) && strcmp(json_string_value(aud), ISSUER) == 0;

    if (json_is_array(aud)) {
        json_array_foreach(aud, i, one)
        {
            must(json_is_string(one));
            found = found || strcmp(json_string_value(one), ISSUER) == 0;
        }
    }
    must(found);
}

static void hold_client(const json_t *claims)
{
    const char *iss = json_string_value(json_object_get(claims, "iss"));
    const char *client_id = json_string_value(json_object_get(claims, "client_id"));
    const char *sub = json_string_value(json_object_get(claims, "sub"));

    must(iss == NULL ? json_object_get(claims, "iss") == NULL : strcmp(iss, CLIENT) == 0);
    must(client_id == NULL ? json_object_get(claims, "client_id") == NULL : strcmp(client_id, CLIENT) == 0);
    must(sub == NULL ? json_object_get(claims, "sub") == NULL : strcmp(sub, CLIENT) != 0);
}

static void hold_claims(int use)
{
    static const char *const names[] = {"iss", "client_id", "aud", "exp", "nbf", "iat", "jti"};
    static const char *const texts[] = {"jti", "scope", "redirect_uri", "state", "nonce", "login_hint"};
    json_t *claims = json_loadb((const char *)verdict->token.payload_text, verdict->token.payload.n, 0, NULL);
    int required = required_of(use);

    must(json_object_get(claims, "request") == NULL && json_object_get(claims, "request_uri") == NULL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        must((required & 1 << i) == 0 || json_object_get(claims, names[i]) != NULL);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        must(json_object_get(claims, texts[i]) == NULL || json_is_string(json_object_get(claims, texts[i])));
    must(json_object_get(claims, "max_age") == NULL || json_is_integer(json_object_get(claims, "max_age")));
    hold_client(claims);
    if (json_object_get(claims, "aud") != NULL)
        hold_aud(json_object_get(claims, "aud"));
    if (json_object_get(claims, "exp") != NULL)
        must(date_of(claims, "exp") > NOW);
    if (json_object_get(claims, "nbf") != NULL)
        must(date_of(claims, "nbf") <= NOW + AHEAD && date_of(claims, "nbf") >= NOW - LIMIT);
    if (json_object_get(claims, "iat") != NULL)
        must(date_of(claims, "iat") <= NOW + AHEAD);
    if (json_object_get(claims, "exp") != NULL && json_object_get(claims, "nbf") != NULL) {
        int64_t lifetime = date_of(claims, "exp") - date_of(claims, "nbf");

        must(lifetime > 0 && lifetime <= LIMIT);
    }
    must(verdict->has_replay == (json_object_get(claims, "jti") != NULL));
    must(!verdict->has_replay || verdict->replay_expiry > NOW);
    json_decref(claims);
}

static int judge(fapix_slice object, int use)
{
    static const fapix_slice audiences[] = {{(const uint8_t *)ISSUER, sizeof ISSUER - 1}};
    const fapix_request_object_facts facts = {
        .client_id = fapix_slice_str(CLIENT),
        .jwks = jwks,
        .registered_alg = (use & REGISTERED) != 0 ? FAPI_ALG_EDDSA : 0,
        .algs = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA,
        .audiences = audiences,
        .audience_count = 1,
        .typ_required = (use & TYP_REQUIRED) != 0,
        .required = required_of(use),
        .now = NOW,
        .skew_ahead = AHEAD,
        .max_age = LIMIT,
        .max_lifetime = LIMIT,
    };

    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, fapix_request_object_judge(verdict, object, &facts));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char compact[3 * FAPI_MAX_JWT];
    fapix_slice object;
    int use = 0, rc = FAPI_OK;

    if (verdict == NULL)
        set_up();
    if (size == 0 || size > FAPI_MAX_JWT + 64)
        return 0;
    use = data[0];
    object = fapix_slice_of(data + 1, size - 1);
    if ((use & AS_IT_IS) == 0)
        object = encode(object, compact);
    rc = judge(object, use);
    must(fapi_status_name(rc) != NULL && fapi_verdict_status(verdict) == rc && fapi_verdict_trace_count(verdict) > 0);
    if (rc == FAPI_OK) {
        hold_header(use);
        hold_claims(use);
    } else {
        must(fapi_verdict_subject(verdict) == FAPI_SUBJECT_REQUEST_OBJECT && fapi_verdict_clause(verdict)[0] != '\0');
        must(!verdict->has_replay && verdict->replay_expiry == 0);
    }
    return 0;
}
