/* SPDX-License-Identifier: Apache-2.0 */
/* Certificate-bound access tokens, RFC 8705 3. */
#ifndef FAPIX_MTLS_H
#define FAPIX_MTLS_H

#include "base/verdict.h"
#include "crypto/provider.h"

/* The certificate of the connection (DER or PEM), or its thumbprint if no more is known, or both ({NULL, 0}: none), against
 * cnf.x5t#S256. Fills x5t of the verdict. Uses verdict->proof.payload_text for decoding PEM. */
int fapix_mtls_judge(fapi_verdict *verdict, fapix_slice certificate, fapix_slice stated, fapix_slice x5t);

/* The thumbprint of the certificate of the connection, or the one that was stated, or "" if there is neither. Reports what is wrong
 * with them. Uses the same memory. */
int fapix_mtls_proven(fapi_verdict *verdict, fapix_slice certificate, fapix_slice stated, char found[FAPI_JKT_LENGTH + 1]);

#endif
