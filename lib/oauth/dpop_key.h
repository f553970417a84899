/* SPDX-License-Identifier: Apache-2.0 */
/* Header, key and signature of a DPoP proof. */
#ifndef FAPIX_DPOP_KEY_H
#define FAPIX_DPOP_KEY_H

#include "base/verdict.h"
#include "jose/jws.h"

/* Take the proof apart into verdict->proof and judge its form and header. */
int fapix_dpop_header(fapi_verdict *verdict, fapix_slice proof, int algs, fapix_jws *jws);
/* Import the key of the header and verify with it. Fills jkt of the verdict. */
int fapix_dpop_signature(fapi_verdict *verdict, const fapix_jws *jws);

#endif
