/* SPDX-License-Identifier: Apache-2.0 */
/* Makes request objects: RFC 9101 4, as FAPI narrows it, and the signed requests of CIBA Core 7.1.1. */
#ifndef FAPIX_REQUEST_OBJECT_MAKE_H
#define FAPIX_REQUEST_OBJECT_MAKE_H

#include "base/parameter.h"
#include "jose/signer.h"

typedef struct fapix_request_object_make_facts {
    fapix_slice client_id, issuer; /* the client; the server that it is for */
    int64_t now, lifetime;         /* lifetime: seconds */
    const fapix_parameters *parameters; /* as texts; claims and the like are JSON that was judged before */
} fapix_request_object_make_facts;

/* Append an object to out. FAPI_OK, _NOMEM, _RANDOM, _CRYPTO, FAPI_JWS_SIZE. */
int fapix_request_object_make(fapi_context *context, const fapi_signer *signer,
                              const fapix_request_object_make_facts *facts, fapix_buffer *out);

#endif
