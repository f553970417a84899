/* SPDX-License-Identifier: Apache-2.0 */
/* Makes DPoP proofs, RFC 9449 4.2. */
#ifndef FAPIX_DPOP_MAKE_H
#define FAPIX_DPOP_MAKE_H

#include "base/buffer.h"
#include "jose/signer.h"

typedef struct fapix_dpop_make_facts {
    fapix_slice method, url;   /* url: https; its query and fragment stay out of htu */
    const uint8_t *token_hash; /* SHA-256 of the access token that goes along, 32 octets; NULL: none */
    fapix_slice nonce;         /* that the server gave last; {NULL, 0}: none */
    int64_t now;
} fapix_dpop_make_facts;

/* Append a proof to out. FAPI_OK, _NOMEM, _RANDOM, _CRYPTO, FAPI_JWS_SIZE. */
int fapix_dpop_make(fapi_context *context, const fapi_signer *signer, const fapix_dpop_make_facts *facts, fapix_buffer *out);

#endif
