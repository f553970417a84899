/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A DPoP proof. The first byte chooses what the request is; then comes the proof, either as it is or as the texts of
 * header and payload with a line feed between them, encoded here so that the fuzzer need not learn base64url. Keys and
 * signatures are all good (fake_provider.c). What is accepted is read again by jansson, and must then be what RFC 9449
 * 4.3 allows.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/base64url.h"
#include "oauth/dpop.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)
#define MAX_AGE 60
#define AHEAD 10
#define ATH "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8" /* of the octets 0 to 31 */
enum { AS_IT_IS = 1, WITH_TOKEN = 2, WITH_NONCE = 4, NONCE_REQUIRED = 8, NONCE_TIME = 16 };
static const int ALGS = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA;

static fapi_verdict *verdict;
static fapi_dpop_nonce *nonce;
static fapix_uri url;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    static const uint8_t secret[32] = {1};
    fapi_context *context = fapi_context_new();

    verdict = fapi_verdict_new(context);
    must(verdict != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    must(fapi_dpop_nonce_new(context, secret, sizeof secret, 60, 2, &nonce) == FAPI_OK);
    must(fapix_uri_parse_https(&url, fapix_slice_str("https://a.example/b?c")) == FAPI_OK);
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

static void hold_header(void)
{
    static const char *const secrets[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    json_t *header = json_loadb((const char *)verdict->proof.header_text, verdict->proof.header_raw.n, 0, NULL);
    const char *typ = json_string_value(json_object_get(header, "typ"));
    const char *alg = json_string_value(json_object_get(header, "alg"));
    const json_t *jwk = json_object_get(header, "jwk");

    must(typ != NULL && (strcasecmp(typ, "dpop+jwt") == 0 || strcasecmp(typ, "application/dpop+jwt") == 0));
    must(alg != NULL && strcmp(alg, "none") != 0 && alg[0] != 'H' && strcmp(alg, "RS256") != 0);
    must(json_is_object(jwk));
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        must(json_object_get(jwk, secrets[i]) == NULL);
    must(json_object_get(header, "jku") == NULL && json_object_get(header, "x5u") == NULL);
    must(json_object_get(header, "x5c") == NULL && json_object_get(header, "crit") == NULL);
    json_decref(header);
}

/* No user information and no space: '@' may stand in what RFC 9449 4.3 leaves out of the comparison, the query and the fragment. */
static void hold_htu(const char *htu)
{
    must(htu != NULL && strncasecmp(htu, "https://a.", 10) == 0);
    must(memchr(htu, '@', strcspn(htu, "?#")) == NULL && strchr(htu, ' ') == NULL);
}

static void hold_claims(int use)
{
    json_t *claims = json_loadb((const char *)verdict->proof.payload_text, verdict->proof.payload.n, 0, NULL);
    const char *jti = json_string_value(json_object_get(claims, "jti"));
    const char *htm = json_string_value(json_object_get(claims, "htm"));
    const char *htu = json_string_value(json_object_get(claims, "htu"));
    const char *ath = json_string_value(json_object_get(claims, "ath"));
    const char *proof_nonce = json_string_value(json_object_get(claims, "nonce"));
    const json_t *iat = json_object_get(claims, "iat");
    bool by_nonce = (use & WITH_NONCE) != 0 && (use & NONCE_TIME) != 0 && proof_nonce != NULL;

    must(jti != NULL && jti[0] != '\0' && strlen(jti) <= FAPI_MAX_JTI);
    must(htm != NULL && strcmp(htm, "GET") == 0);
    hold_htu(htu);
    must(json_is_number(iat));
    if (!by_nonce) {
        double time = json_number_value(iat);

        must(time >= (double)(NOW - MAX_AGE) && time < (double)(NOW + AHEAD + 1));
    }
    must((use & WITH_TOKEN) != 0 ? ath != NULL && strcmp(ath, ATH) == 0 : json_object_get(claims, "ath") == NULL);
    if ((use & WITH_NONCE) != 0 && proof_nonce != NULL)
        must(fapi_dpop_nonce_check(nonce, proof_nonce, strlen(proof_nonce), NOW) == FAPI_OK);
    if ((use & WITH_NONCE) != 0 && (use & NONCE_REQUIRED) != 0)
        must(proof_nonce != NULL);
    json_decref(claims);
}

static int judge(fapix_slice proof, int use)
{
    static uint8_t hash[32];
    fapix_dpop_facts facts = {
        .method = fapix_slice_str("GET"),
        .url = &url,
        .token_hash = (use & WITH_TOKEN) != 0 ? hash : NULL,
        .algs = ALGS,
        .now = NOW,
        .max_age = MAX_AGE,
        .skew_ahead = AHEAD,
        .nonce = (use & WITH_NONCE) != 0 ? nonce : NULL,
        .nonce_required = (use & NONCE_REQUIRED) != 0,
        .nonce_time = (use & NONCE_TIME) != 0,
    };

    for (int i = 0; i < 32; i++)
        hash[i] = (uint8_t)i;
    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, fapix_dpop_judge(verdict, proof, &facts));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char compact[3 * FAPI_MAX_JWT];
    fapix_slice proof;
    int use = 0, rc = FAPI_OK;

    if (verdict == NULL)
        set_up();
    if (size == 0 || size > FAPI_MAX_JWT + 64)
        return 0;
    use = data[0];
    proof = fapix_slice_of(data + 1, size - 1);
    if ((use & AS_IT_IS) == 0)
        proof = encode(proof, compact);
    rc = judge(proof, use);
    must(fapi_status_name(rc) != NULL && fapi_verdict_status(verdict) == rc && fapi_verdict_trace_count(verdict) > 0);
    must(verdict->has_jkt == (rc == FAPI_OK) && verdict->has_replay == (rc == FAPI_OK));
    if (rc == FAPI_OK) {
        hold_header();
        hold_claims(use);
        must(verdict->replay_expiry > NOW);
    } else {
        must(fapi_verdict_subject(verdict) == FAPI_SUBJECT_DPOP_PROOF && fapi_verdict_clause(verdict)[0] != '\0');
        must(verdict->replay_expiry == 0 && verdict->jkt[0] == '\0');
    }
    return 0;
}
