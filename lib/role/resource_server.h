/* SPDX-License-Identifier: Apache-2.0 */
/* A resource server: a policy, the issuers it trusts, its own names, and the state it shares between requests. */
#ifndef FAPIX_RESOURCE_SERVER_H
#define FAPIX_RESOURCE_SERVER_H

#include "base/verdict.h"
#include "jose/jwe.h"
#include "profile/policy.h"
#include "role/request.h"
#include "role/token_cache.h"
#include "role/trust.h"

#define FAPIX_MAX_AUDIENCES 64
#define FAPIX_MAX_REALM 128
#define FAPIX_RS_MAX_DECRYPTERS 8
#define FAPIX_MAX_METADATA_URL 1024

struct fapi_rs {
    fapi_context *context;
    struct fapi_policy policy; /* a copy; its context is not used */
    bool sealed;
    fapix_trust trust;
    fapix_slice audience[FAPIX_MAX_AUDIENCES]; /* owned */
    size_t audience_count;
    char realm[FAPIX_MAX_REALM + 1];
    char metadata_url[FAPIX_MAX_METADATA_URL + 1]; /* "" for none */
    char algs[64]; /* for challenges, made when sealed */
    fapi_replay *replay; /* a reference, or NULL */
    bool replay_external;
    fapi_dpop_nonce *nonce; /* borrowed, or NULL */
    const fapi_decrypter *decrypter[FAPIX_RS_MAX_DECRYPTERS]; /* borrowed */
    size_t decrypter_count;
    bool tokens_encrypted, introspection_encrypted; /* as was agreed */
    size_t cache_tokens;
    fapix_token_cache *cache; /* made when sealed, or NULL */
};

/* The end of fapi_rs_seal: nothing of what the policy wants is missing. FAPI_OK or FAPI_ERR_NOMEM. */
int fapix_rs_ready(fapi_rs *rs);

/* The value of a control. */
static inline int64_t fapix_rs_value(const fapi_rs *rs, int control)
{
    return rs->policy.value[control];
}

#endif
