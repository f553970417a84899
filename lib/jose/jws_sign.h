/* SPDX-License-Identifier: Apache-2.0 */
/* What holders of a fapi_jws need beside its public functions. */
#ifndef FAPIX_JWS_SIGN_H
#define FAPIX_JWS_SIGN_H

#include "base/buffer.h"
#include "jose/signer.h"

/* Wipe the last JWS. */
void fapix_jws_forget(fapi_jws *jws);
/* Append a compact JWS to out, with this typ (NULL: none) and, if embed_jwk, the public key in place of its kid. FAPI_OK, _NOMEM, _RANDOM,
 * _CRYPTO, FAPI_JWS_SIZE, or FAPI_ERR_BUFFER (ceiling of out). */
typedef struct fapix_jws_kind {
    const char *typ;
    bool embed_jwk;
} fapix_jws_kind;
int fapix_jws_write(fapi_context *context, const fapi_signer *signer, fapix_jws_kind kind, fapix_slice payload,
                    fapix_buffer *out);

#endif
