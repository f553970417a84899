/* SPDX-License-Identifier: Apache-2.0 */
/* Setting up a resource server. The check itself is in rs_check.c. */
#include "role/resource_server.h"

#include "base/uri.h"
#include "crypto/provider.h"
#include "jose/alg.h"
#include "store/replay.h"

#define MAX_AUDIENCE 2048
#define MAX_CACHE 1048576

/* See fapi.h. */
fapi_rs *fapi_rs_new(const fapi_policy *policy)
{
    fapi_rs *rs = NULL;

    if (policy == NULL)
        return NULL;
    rs = fapix_alloc(&policy->context->memory, sizeof *rs);
    if (rs == NULL)
        return NULL;
    rs->context = fapix_context_ref(policy->context);
    rs->policy = *policy;
    rs->policy.context = NULL;
    rs->trust.context = rs->context;
    memcpy(rs->realm, "fapi", sizeof "fapi");
    return rs;
}

/* See fapi.h. */
void fapi_rs_free(fapi_rs *rs)
{
    fapi_context *context = NULL;
    size_t i = 0;

    if (rs == NULL)
        return;
    context = rs->context;
    fapix_trust_free(&rs->trust);
    for (i = 0; i < rs->audience_count; i++)
        fapix_free(&context->memory, (void *)(uintptr_t)rs->audience[i].p, rs->audience[i].n);
    fapi_replay_free(rs->replay);
    fapix_token_cache_free(rs->cache);
    fapix_free(&context->memory, rs, sizeof *rs);
    fapix_context_unref(context);
}

static bool is_time(int64_t t)
{
    return t >= 0 && t <= FAPI_MAX_TIME;
}

/* What adding and replacing keys have in common. */
static int keys_usable(const char *issuer, size_t issuer_len, const fapi_jwks *jwks, int64_t fetched_at)
{
    if (issuer == NULL || issuer_len == 0 || jwks == NULL)
        return FAPI_ERR_ARG;
    if (!is_time(fetched_at))
        return FAPI_ERR_CLOCK;
    return fapix_jwks_loaded(jwks) ? FAPI_OK : FAPI_JWKS_EMPTY;
}

/* See fapi.h. */
int fapi_rs_add_issuer(fapi_rs *rs, const char *issuer, size_t issuer_len, fapi_jwks *jwks, int64_t fetched_at)
{
    int rc = keys_usable(issuer, issuer_len, jwks, fetched_at);

    if (rs == NULL)
        return FAPI_ERR_ARG;
    if (rc == FAPI_OK && rs->sealed)
        return FAPI_ERR_STATE;
    return rc == FAPI_OK ? fapix_trust_add(&rs->trust, fapix_slice_of(issuer, issuer_len), jwks, fetched_at) : rc;
}

/* See fapi.h. */
int fapi_rs_replace_keys(fapi_rs *rs, const char *issuer, size_t issuer_len, fapi_jwks *jwks, int64_t fetched_at)
{
    int rc = keys_usable(issuer, issuer_len, jwks, fetched_at);

    if (rs == NULL)
        return FAPI_ERR_ARG;
    if (rc == FAPI_OK && !rs->sealed)
        return FAPI_ERR_STATE;
    return rc == FAPI_OK ? fapix_trust_replace(&rs->trust, fapix_slice_of(issuer, issuer_len), jwks, fetched_at) : rc;
}

/* See fapi.h. */
int fapi_rs_set_client_id(fapi_rs *rs, const char *issuer, size_t issuer_len, const char *client_id, size_t client_id_len)
{
    fapix_issuer *found = NULL;
    fapix_slice copy = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (rs == NULL || issuer == NULL || client_id == NULL || client_id_len == 0 || client_id_len > FAPI_MAX_SUB)
        return FAPI_ERR_ARG;
    if (rs->sealed)
        return FAPI_ERR_STATE;
    found = fapix_trust_find(&rs->trust, fapix_slice_of(issuer, issuer_len));
    if (found == NULL)
        return FAPI_ERR_NOT_FOUND;
    rc = fapix_copy(&rs->context->memory, fapix_slice_of(client_id, client_id_len), &copy);
    if (rc != FAPI_OK)
        return rc;
    fapix_free(&rs->context->memory, (void *)(uintptr_t)found->client_id.p, found->client_id.n);
    found->client_id = copy;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rs_add_audience(fapi_rs *rs, const char *audience, size_t audience_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (rs == NULL || audience == NULL || audience_len == 0)
        return FAPI_ERR_ARG;
    if (rs->sealed)
        return FAPI_ERR_STATE;
    if (rs->audience_count == FAPIX_MAX_AUDIENCES || audience_len > MAX_AUDIENCE)
        return FAPI_ERR_RANGE;
    rc = fapix_copy(&rs->context->memory, fapix_slice_of(audience, audience_len), &rs->audience[rs->audience_count]);
    if (rc == FAPI_OK)
        rs->audience_count++;
    return rc;
}

/* See fapi.h. */
int fapi_rs_set_realm(fapi_rs *rs, const char *realm, size_t realm_len)
{
    size_t i = 0;

    if (rs == NULL || realm == NULL || realm_len == 0)
        return FAPI_ERR_ARG;
    if (rs->sealed)
        return FAPI_ERR_STATE;
    if (realm_len > FAPIX_MAX_REALM)
        return FAPI_ERR_RANGE;
    for (i = 0; i < realm_len; i++)
        if (realm[i] < 0x20 || realm[i] > 0x7E || realm[i] == '"' || realm[i] == '\\')
            return FAPI_ERR_RANGE;
    memcpy(rs->realm, realm, realm_len);
    rs->realm[realm_len] = '\0';
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rs_set_resource_metadata(fapi_rs *rs, const char *url, size_t url_len)
{
    fapix_uri uri;
    int rc = FAPI_ERR_INTERNAL;

    if (rs == NULL || url == NULL || url_len == 0)
        return FAPI_ERR_ARG;
    if (rs->sealed)
        return FAPI_ERR_STATE;
    if (url_len > FAPIX_MAX_METADATA_URL)
        return FAPI_ERR_RANGE;
    rc = fapix_uri_parse_https(&uri, fapix_slice_of(url, url_len));
    if (rc == FAPI_OK && uri.has_fragment)
        rc = FAPI_URI_FRAGMENT;
    if (rc != FAPI_OK)
        return rc;
    memcpy(rs->metadata_url, url, url_len);
    rs->metadata_url[url_len] = '\0';
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rs_set_replay(fapi_rs *rs, fapi_replay *replay)
{
    fapi_replay *old = NULL;

    if (rs == NULL || replay == NULL)
        return FAPI_ERR_ARG;
    if (rs->sealed)
        return FAPI_ERR_STATE;
    old = rs->replay;
    rs->replay = fapix_replay_ref(replay);
    rs->replay_external = false;
    fapi_replay_free(old);
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rs_set_replay_external(fapi_rs *rs, int on)
{
    if (rs == NULL)
        return FAPI_ERR_ARG;
    if (rs->sealed)
        return FAPI_ERR_STATE;
    rs->replay_external = on != 0;
    if (rs->replay_external) {
        fapi_replay_free(rs->replay);
        rs->replay = NULL;
    }
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rs_set_dpop_nonce(fapi_rs *rs, fapi_dpop_nonce *nonce)
{
    if (rs == NULL)
        return FAPI_ERR_ARG;
    if (rs->sealed)
        return FAPI_ERR_STATE;
    rs->nonce = nonce;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rs_add_decrypter(fapi_rs *rs, const fapi_decrypter *decrypter)
{
    if (rs == NULL || decrypter == NULL)
        return FAPI_ERR_ARG;
    if (rs->sealed)
        return FAPI_ERR_STATE;
    if (rs->decrypter_count == FAPIX_RS_MAX_DECRYPTERS)
        return FAPI_ERR_RANGE;
    if ((decrypter->alg & fapix_rs_value(rs, FAPI_CONTROL_JWE_ALGS)) == 0)
        return FAPI_POLICY_VALUE;
    rs->decrypter[rs->decrypter_count++] = decrypter;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rs_set_encryption(fapi_rs *rs, int tokens, int introspection)
{
    if (rs == NULL || (tokens & ~1) != 0 || (introspection & ~1) != 0)
        return FAPI_ERR_ARG;
    if (rs->sealed)
        return FAPI_ERR_STATE;
    rs->tokens_encrypted = tokens != 0;
    rs->introspection_encrypted = introspection != 0;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rs_set_cache(fapi_rs *rs, size_t tokens)
{
    if (rs == NULL)
        return FAPI_ERR_ARG;
    if (rs->sealed)
        return FAPI_ERR_STATE;
    if (tokens > MAX_CACHE)
        return FAPI_ERR_RANGE;
    rs->cache_tokens = tokens;
    return FAPI_OK;
}

/* An empty allow-list allows nothing, and a rule that the policy wants must have what it needs to be judged. */
static bool is_complete(const fapi_rs *rs)
{
    bool dpop = (fapix_rs_value(rs, FAPI_CONTROL_BINDING_METHODS) & FAPI_BINDING_DPOP) != 0;

    if (rs->trust.count == 0 || rs->audience_count == 0 || fapix_rs_value(rs, FAPI_CONTROL_ALGS) == 0)
        return false;
    if (dpop && fapix_rs_value(rs, FAPI_CONTROL_REPLAY) != 0 && rs->replay == NULL && !rs->replay_external)
        return false;
    if ((rs->tokens_encrypted || rs->introspection_encrypted) && rs->decrypter_count == 0)
        return false;
    return !(dpop && fapix_rs_value(rs, FAPI_CONTROL_DPOP_NONCE) != 0 && rs->nonce == NULL);
}

/* See fapi.h. */
int fapi_rs_seal(fapi_rs *rs)
{
    if (rs == NULL)
        return FAPI_ERR_ARG;
    if (rs->sealed)
        return FAPI_ERR_STATE;
    return is_complete(rs) ? fapix_rs_ready(rs) : FAPI_POLICY_EMPTY;
}

int fapix_rs_ready(fapi_rs *rs)
{
    if (rs->cache_tokens != 0) {
        rs->cache = fapix_token_cache_new(&rs->context->memory, rs->cache_tokens);
        if (rs->cache == NULL)
            return FAPI_ERR_NOMEM;
    }
    fapix_alg_list((int)fapix_rs_value(rs, FAPI_CONTROL_ALGS), rs->algs);
    rs->sealed = true;
    return FAPI_OK;
}
