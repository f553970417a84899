/* SPDX-License-Identifier: Apache-2.0 */
/* Mutual-TLS client authentication, for roles: as the public checks, within a check that has begun. */
#ifndef FAPIX_TLS_CLIENT_AUTH_H
#define FAPIX_TLS_CLIENT_AUTH_H

#include "base/verdict.h"

/* The certificate against the property that was set with fapi_tls_client_auth_set. Leaves x5t of the verdict alone. */
int fapix_tls_client_auth_judge(fapi_tls_client_auth *auth, int chain_verified, fapix_slice certificate,
                                fapi_verdict *verdict);
/* The certificate against x5c of a JWK set. */
int fapix_tls_client_auth_judge_self_signed(fapi_tls_client_auth *auth, fapix_slice jwks, fapix_slice certificate,
                                            fapi_verdict *verdict);

#endif
