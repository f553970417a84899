/* SPDX-License-Identifier: Apache-2.0 */
/* What a JWT spends by being used: its jti, within the kind of JWT and for whoever made it. */
#ifndef FAPIX_ONE_USE_H
#define FAPIX_ONE_USE_H

#include "base/verdict.h"

/* 1 to FAPI_MAX_JTI bytes that are not all white space. RFC 7519 sets no syntax for jti; a blank one is what a client sends
 * whose generator failed, and the public conformance suite refuses it too. */
bool fapix_jti_fits(fapix_slice jti);
/* time + by, no later than FAPI_MAX_TIME. */
int64_t fapix_time_later(int64_t time, int64_t by);
/* Put the one-use key into the verdict: SHA-256 over kind, owner and jti, each behind its length in four octets, so that neither two
 * kinds nor two owners can spend one another's. Returns FAPI_OK or FAPI_ERR_CRYPTO. */
int fapix_one_use(fapi_verdict *verdict, const char *kind, fapix_slice owner, fapix_slice jti, int64_t expiry);

#endif
