/* SPDX-License-Identifier: Apache-2.0 */
/* See trust.h. The list is fixed once the server is sealed; only the keys of an issuer change, under that issuer's lock, which is held for a few loads
 * and one reference count. */
#include "role/trust.h"

#include "base/uri.h"

static fapix_issuer *issuer_new(fapix_trust *trust, fapix_slice name)
{
    const fapix_memory *memory = &trust->context->memory;
    fapix_issuer *issuer = fapix_alloc(memory, sizeof *issuer);

    if (issuer == NULL)
        return NULL;
    if (fapix_copy(memory, name, &issuer->name) != FAPI_OK) {
        fapix_free(memory, issuer, sizeof *issuer);
        return NULL;
    }
    pthread_mutex_init(&issuer->lock, NULL); /* cannot fail for a default mutex on the systems we build for */
    issuer->asked_at = -1;
    return issuer;
}

int fapix_trust_add(fapix_trust *trust, fapix_slice issuer, fapi_jwks *jwks, int64_t fetched_at)
{
    fapix_issuer *added = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (trust->count == FAPIX_MAX_ISSUERS)
        return FAPI_ERR_RANGE;
    rc = fapix_uri_check_issuer(issuer);
    if (rc != FAPI_OK)
        return rc;
    if (fapix_trust_find(trust, issuer) != NULL)
        return FAPI_ERR_ARG;
    added = issuer_new(trust, issuer);
    if (added == NULL)
        return FAPI_ERR_NOMEM;
    added->jwks = fapix_jwks_ref(jwks);
    added->fetched_at = fetched_at;
    added->generation = atomic_fetch_add(&trust->generations, 1) + 1;
    trust->issuer[trust->count++] = added;
    return FAPI_OK;
}

int fapix_trust_replace(fapix_trust *trust, fapix_slice issuer, fapi_jwks *jwks, int64_t fetched_at)
{
    fapix_issuer *found = fapix_trust_find(trust, issuer);
    fapi_jwks *old = NULL;

    if (found == NULL)
        return FAPI_ERR_NOT_FOUND;
    pthread_mutex_lock(&found->lock);
    old = found->jwks;
    found->jwks = fapix_jwks_ref(jwks);
    found->fetched_at = fetched_at;
    found->generation = atomic_fetch_add(&trust->generations, 1) + 1;
    pthread_mutex_unlock(&found->lock);
    fapi_jwks_free(old);
    return FAPI_OK;
}

void fapix_trust_free(fapix_trust *trust)
{
    const fapix_memory *memory = &trust->context->memory;
    size_t i = 0;

    for (i = 0; i < trust->count; i++) {
        fapix_issuer *issuer = trust->issuer[i];

        fapi_jwks_free(issuer->jwks);
        pthread_mutex_destroy(&issuer->lock);
        fapix_free(memory, (void *)(uintptr_t)issuer->name.p, issuer->name.n);
        fapix_free(memory, (void *)(uintptr_t)issuer->client_id.p, issuer->client_id.n);
        fapix_free(memory, issuer, sizeof *issuer);
    }
    trust->count = 0;
}

fapix_issuer *fapix_trust_find(const fapix_trust *trust, fapix_slice issuer)
{
    size_t i = 0;

    for (i = 0; i < trust->count; i++)
        if (fapix_slice_eq(trust->issuer[i]->name, issuer))
            return trust->issuer[i];
    return NULL;
}

fapix_keys fapix_issuer_keys(fapix_issuer *issuer)
{
    fapix_keys keys = {NULL, 0, 0};

    pthread_mutex_lock(&issuer->lock);
    keys.jwks = fapix_jwks_ref(issuer->jwks);
    keys.fetched_at = issuer->fetched_at;
    keys.generation = issuer->generation;
    pthread_mutex_unlock(&issuer->lock);
    return keys;
}

bool fapix_issuer_ask(fapix_issuer *issuer, int64_t now, int64_t cooldown)
{
    bool may = false;

    pthread_mutex_lock(&issuer->lock);
    /* a clock that was set back must not silence the request for hours */
    may = issuer->asked_at < 0 || now < issuer->asked_at || now - issuer->asked_at >= cooldown;
    /* keys that were fetched a moment ago hold nothing that another fetch would bring */
    if (now >= issuer->fetched_at && now - issuer->fetched_at < cooldown)
        may = false;
    if (may)
        issuer->asked_at = now;
    pthread_mutex_unlock(&issuer->lock);
    return may;
}
