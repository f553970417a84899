/* SPDX-License-Identifier: Apache-2.0 */
/* Makes client assertions: private_key_jwt, RFC 7523 2.2 and OpenID Connect Core 9. */
#ifndef FAPIX_CLIENT_ASSERTION_MAKE_H
#define FAPIX_CLIENT_ASSERTION_MAKE_H

#include "base/buffer.h"
#include "jose/signer.h"

#define FAPIX_CLIENT_ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

typedef struct fapix_client_assertion_make_facts {
    fapix_slice client_id, issuer; /* the client; the server that it is for */
    int64_t now, lifetime;         /* lifetime: seconds */
} fapix_client_assertion_make_facts;

/* Append an assertion to out. FAPI_OK, _NOMEM, _RANDOM, _CRYPTO, FAPI_JWS_SIZE. */
int fapix_client_assertion_make(fapi_context *context, const fapi_signer *signer,
                                const fapix_client_assertion_make_facts *facts, fapix_buffer *out);

#endif
