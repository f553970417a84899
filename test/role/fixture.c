/* SPDX-License-Identifier: Apache-2.0 */
/* See fixture.h. */
#include "test/role/fixture.h"

#include <jansson.h>
#include <sodium.h>

/* A DER SEQUENCE of three: all that a thumbprint asks of a certificate. */
const uint8_t fixture_certificate[520] = {0x30, 0x82, 0x02, 0x04, 0x30, 0x82, 0x01, 0xA0, [424] = 0x30, [425] = 0x0A,
                                          [436] = 0x03, [437] = 0x52};

static void hash43(const void *p, size_t n, char out[44])
{
    uint8_t hash[32];

    crypto_hash_sha256(hash, p, n);
    sodium_bin2base64(out, 44, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static int load_keys(fixture *fx)
{
    const char *jwk = NULL;
    char set[1024];
    size_t n = 0;
    int rc = fapi_signer_public_jwk(fx->as, &jwk, &n);

    if (rc != FAPI_OK)
        return rc;
    snprintf(set, sizeof set, "{\"keys\":[%.*s]}", (int)n, jwk);
    fx->jwks = fapi_jwks_new(t_context());
    return fx->jwks == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(fx->jwks, set, strlen(set));
}

static int make_handles(fixture *fx, int profile)
{
    fx->replay = fapi_replay_new(t_context(), 64);
    fx->policy = fapi_policy_new(t_context(), profile);
    fx->request = fapi_request_new(t_context());
    fx->verdict = fapi_verdict_new(t_context());
    fx->jws = fapi_jws_new(t_context());
    fx->rs = fapi_rs_new(fx->policy);
    if (fx->replay == NULL || fx->policy == NULL || fx->request == NULL || fx->verdict == NULL || fx->jws == NULL ||
        fx->rs == NULL)
        return FAPI_ERR_NOMEM;
    return FAPI_OK;
}

static int algs_of(int profile)
{
    int64_t algs = 0;

    if (fapi_profile_value(profile, FAPI_CONTROL_ALGS, &algs) != FAPI_OK || (algs & FAPI_ALG_EDDSA) != 0)
        return FAPI_ALG_EDDSA; /* the fastest to make keys for */
    return (algs & FAPI_ALG_ES256) != 0 ? FAPI_ALG_ES256 : FAPI_ALG_PS256;
}

static int set_up(fixture *fx, int profile)
{
    int alg = algs_of(profile), rc = fapi_signer_generate(t_context(), alg, &fx->as);

    if (rc == FAPI_OK)
        rc = fapi_signer_generate(t_context(), FAPI_ALG_EDDSA, &fx->client);
    if (rc == FAPI_OK)
        rc = fapi_signer_generate(t_context(), FAPI_ALG_EDDSA, &fx->stranger);
    if (rc == FAPI_OK)
        rc = fapi_signer_thumbprint(fx->client, fx->jkt, sizeof fx->jkt);
    if (rc == FAPI_OK)
        rc = load_keys(fx);
    if (rc == FAPI_OK)
        rc = make_handles(fx, profile);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_issuer(fx->rs, S(ISSUER), fx->jwks, NOW);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_audience(fx->rs, S(AUDIENCE));
    if (rc == FAPI_OK)
        rc = fapi_rs_set_replay(fx->rs, fx->replay);
    if (rc == FAPI_OK)
        rc = fapi_verdict_set_trace(fx->verdict, 1);
    hash43(fixture_certificate, sizeof fixture_certificate, fx->x5t);
    return rc;
}

int fixture_new(fixture **fx, int profile)
{
    int rc = FAPI_ERR_INTERNAL;

    *fx = calloc(1, sizeof **fx);
    if (*fx == NULL)
        return FAPI_ERR_NOMEM;
    rc = set_up(*fx, profile);
    if (rc != FAPI_OK) {
        fixture_free(*fx);
        *fx = NULL;
    }
    return rc;
}

void fixture_free(fixture *fx)
{
    if (fx == NULL)
        return;
    fapi_jws_free(fx->jws);
    fapi_verdict_free(fx->verdict);
    fapi_request_free(fx->request);
    fapi_rs_free(fx->rs);
    fapi_policy_free(fx->policy);
    fapi_dpop_nonce_free(fx->nonce);
    fapi_replay_free(fx->replay);
    fapi_jwks_free(fx->jwks);
    fapi_signer_free(fx->stranger);
    fapi_signer_free(fx->client);
    fapi_signer_free(fx->as);
    free(fx);
}

/* base with the members of override put in place; null takes a member out. The caller frees. NULL when memory ran out. */
static char *merge(const char *base, const char *override)
{
    json_t *object = json_loads(base, 0, NULL), *changes = override == NULL ? json_object() : json_loads(override, 0, NULL);
    const char *name = NULL;
    json_t *value = NULL;
    char *text = NULL;
    int rc = object == NULL || changes == NULL;

    if (rc == 0) {
        json_object_foreach(changes, name, value) {
            if (json_is_null(value))
                (void)json_object_del(object, name);
            else
                rc |= json_object_set(object, name, value);
        }
        if (rc == 0)
            text = json_dumps(object, JSON_COMPACT);
    }
    json_decref(object);
    json_decref(changes);
    return text;
}

static int sign(fixture *fx, const fapi_signer *signer, const char *typ, int embed, const char *base, const char *override,
                char out[4096], size_t *out_len)
{
    char *payload = merge(base, override);
    const char *compact = NULL;
    size_t n = 0;
    int rc = payload == NULL ? FAPI_ERR_NOMEM : fapi_jws_set_typ(fx->jws, typ, strlen(typ));

    if (rc == FAPI_OK)
        rc = fapi_jws_set_embed_jwk(fx->jws, embed);
    if (rc == FAPI_OK)
        rc = fapi_jws_sign(fx->jws, signer, (const uint8_t *)payload, strlen(payload), &compact, &n);
    if (rc == FAPI_OK && n >= 4096)
        rc = FAPI_ERR_BUFFER;
    if (rc == FAPI_OK) {
        memcpy(out, compact, n);
        out[n] = '\0';
        *out_len = n;
    }
    if (payload != NULL) {
        json_free_t release = NULL;

        json_get_alloc_funcs(NULL, &release);
        release(payload);
    }
    return rc;
}

int fixture_token_by(fixture *fx, const fapi_signer *signer, const char *typ, const char *override)
{
    char base[1024];
    int rc = FAPI_ERR_INTERNAL;

    snprintf(base, sizeof base,
             "{\"iss\":\"" ISSUER "\",\"sub\":\"alice\",\"aud\":\"" AUDIENCE "\",\"client_id\":\"client-1\",\"scope\":\"openid accounts\","
             "\"jti\":\"token-1\",\"iat\":%lld,\"exp\":%lld,\"cnf\":{\"jkt\":\"%s\"}}",
             (long long)(NOW - 5), (long long)(NOW + 295), fx->jkt);
    rc = sign(fx, signer, typ == NULL ? "at+jwt" : typ, 0, base, override, fx->token, &fx->token_len);
    if (rc == FAPI_OK)
        hash43(fx->token, fx->token_len, fx->ath);
    return rc;
}

int fixture_token(fixture *fx, const char *typ, const char *override)
{
    return fixture_token_by(fx, fx->as, typ, override);
}

int fixture_proof_by(fixture *fx, const fapi_signer *signer, const char *typ, const char *override)
{
    char base[512];

    snprintf(base, sizeof base,
             "{\"jti\":\"proof-1\",\"htm\":\"GET\",\"htu\":\"https://api.example.com/accounts\",\"iat\":%lld,\"ath\":\"%s\"}",
             (long long)(NOW - 1), fx->ath);
    return sign(fx, signer, typ == NULL ? "dpop+jwt" : typ, 1, base, override, fx->proof, &fx->proof_len);
}

int fixture_proof(fixture *fx, const char *override)
{
    return fixture_proof_by(fx, fx->client, NULL, override);
}

int fixture_request(fixture *fx, const char *scheme)
{
    char value[4200];
    int n = snprintf(value, sizeof value, "%s %s", scheme, fx->token);
    int rc = FAPI_ERR_INTERNAL;

    fapi_request_reset(fx->request);
    rc = fapi_request_set_method(fx->request, S("GET"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(fx->request, S(URL));
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(fx->request, S("Authorization"), value, (size_t)n);
    if (rc == FAPI_OK && fx->proof_len != 0)
        rc = fapi_request_add_header(fx->request, S("DPoP"), fx->proof, fx->proof_len);
    return rc;
}

int fixture_check(fixture *fx)
{
    return fapi_rs_check(fx->rs, fx->request, NOW, fx->verdict);
}

int fixture_challenge_has(const fixture *fx, const char *text)
{
    const char *value = NULL;
    char copy[4096];
    size_t n = 0;

    if (fapi_verdict_www_authenticate(fx->verdict, &value, &n) != FAPI_OK || n >= sizeof copy)
        return 0;
    memcpy(copy, value, n);
    copy[n] = '\0';
    return strstr(copy, text) != NULL;
}
