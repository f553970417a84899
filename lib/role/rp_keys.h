/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the server, for whatever it signs: how old they may be, and when fresh ones are asked for. */
#ifndef FAPIX_RP_KEYS_H
#define FAPIX_RP_KEYS_H

#include "role/relying_party.h"

/* Before they are used: not too old. Old ones are asked for anew. FAPI_OK or FAPI_JWKS_STALE. */
int fapix_rp_keys_begin(const fapix_rp_check *check);
/* After a JWT was judged: none of them fitted (FAPI_KEY_UNKNOWN), so fresh ones are asked for. Returns rc. */
int fapix_rp_keys_end(const fapix_rp_check *check, int rc);
/* Of JWE algorithms (control: FAPI_CONTROL_JWE_ALGS or _ENCS) what the client registered and the policy lets in; 0 for a registered one that
 * is not known here. */
int fapix_rp_agreed(const fapi_rp *rp, int control, int registered);

#endif
