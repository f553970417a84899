/* SPDX-License-Identifier: Apache-2.0 */
/* See rp_keys.h. */
#include "role/rp_keys.h"

static void ask(const fapix_rp_check *check)
{
    if (fapix_issuer_ask(check->rp->trust.issuer[0], check->now, fapix_rp_value(check->rp, FAPI_CONTROL_JWKS_COOLDOWN)))
        check->verdict->refresh_keys = 1;
}

int fapix_rp_keys_begin(const fapix_rp_check *check)
{
    /* a clock set back makes keys no older */
    int64_t age = check->now > check->keys.fetched_at ? check->now - check->keys.fetched_at : 0;

    if (age >= fapix_rp_value(check->rp, FAPI_CONTROL_JWKS_MAX_AGE)) {
        ask(check);
        fapix_warn(check->verdict, FAPI_WARN_KEYS_AGE);
    }
    return fapix_rule(check->verdict, FAPI_JWKS_STALE, age < fapix_rp_value(check->rp, FAPI_CONTROL_JWKS_STALE));
}

int fapix_rp_keys_end(const fapix_rp_check *check, int rc)
{
    if (rc == FAPI_KEY_UNKNOWN)
        ask(check); /* Spec: OIDCC-10.1.1-1 */
    return rc;
}

int fapix_rp_agreed(const fapi_rp *rp, int control, int registered)
{
    return registered == FAPIX_CLIENT_UNKNOWN ? 0 : (int)fapix_rp_value(rp, control) & registered;
}
