/* SPDX-License-Identifier: Apache-2.0 */
/* DPoP proofs, RFC 9449 4.3. */
#ifndef FAPIX_DPOP_H
#define FAPIX_DPOP_H

#include "base/uri.h"
#include "base/verdict.h"

typedef struct fapix_dpop_facts {
    fapix_slice method;
    const fapix_uri *url;        /* parsed request URL */
    const uint8_t *token_hash;   /* SHA-256 of the access token, 32 octets; NULL: no token, ath not demanded */
    fapix_slice jkt;             /* expected thumbprint, or {NULL, 0} */
    int algs;
    int64_t now, max_age, skew_ahead;
    fapi_dpop_nonce *nonce;      /* NULL: no nonces here */
    bool nonce_required;         /* a proof without nonce is refused; one with a nonce is judged whenever nonce is there */
    bool nonce_time;             /* a good nonce stands for iat */
} fapix_dpop_facts;

/* Judge a proof: all of 4.3, in verdict->proof. Fills jkt, replay_key and replay_expiry of the verdict. A jkt mismatch is
 * FAPI_DPOP_JKT. Returns FAPI_OK or the first broken rule, reported to the verdict. */
int fapix_dpop_judge(fapi_verdict *verdict, fapix_slice proof, const fapix_dpop_facts *facts);

#endif
