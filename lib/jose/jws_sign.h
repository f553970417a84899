/* SPDX-License-Identifier: Apache-2.0 */
/* What holders of a fapi_jws need beside its public functions. */
#ifndef FAPIX_JWS_SIGN_H
#define FAPIX_JWS_SIGN_H

#include "jose/signer.h"

/* Wipe the last JWS. */
void fapix_jws_forget(fapi_jws *jws);

#endif
