/* SPDX-License-Identifier: Apache-2.0 */
/* See one_use.h. Nodes that share a store must agree on every octet of this, so it is written once. */
#include "jwt/one_use.h"

#include "crypto/provider.h"

#define WORDS 3

bool fapix_jti_fits(fapix_slice jti)
{
    size_t blank = 0;

    while (blank < jti.n && (jti.p[blank] == ' ' || (jti.p[blank] >= '\t' && jti.p[blank] <= '\r')))
        blank++;
    return blank < jti.n && jti.n <= FAPI_MAX_JTI;
}

int64_t fapix_time_later(int64_t time, int64_t by)
{
    return by > FAPI_MAX_TIME - time ? FAPI_MAX_TIME : time + by;
}

static void put_length(uint8_t out[4], size_t n)
{
    for (size_t i = 0; i < 4; i++)
        out[i] = (uint8_t)(n >> (24 - 8 * i) & 0xff);
}

int fapix_one_use(fapi_verdict *verdict, const char *kind, fapix_slice owner, fapix_slice jti, int64_t expiry)
{
    fapix_slice words[WORDS] = {fapix_slice_str(kind), owner, jti}, parts[2 * WORDS];
    uint8_t lengths[WORDS][4];
    int rc = FAPI_ERR_INTERNAL;

    for (size_t i = 0; i < WORDS; i++) {
        put_length(lengths[i], words[i].n);
        parts[2 * i] = fapix_slice_of(lengths[i], sizeof lengths[i]);
        parts[2 * i + 1] = words[i];
    }
    rc = verdict->context->provider->sha256(verdict->context->engine, parts, 2 * WORDS, verdict->replay_key);
    if (rc != FAPI_OK)
        return rc;
    verdict->replay_expiry = expiry;
    verdict->has_replay = true;
    return FAPI_OK;
}
