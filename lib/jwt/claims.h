/* SPDX-License-Identifier: Apache-2.0 */
/* Registered claims, RFC 7519 4.1: read with their types, times judged with a stated skew. */
#ifndef FAPIX_CLAIMS_H
#define FAPIX_CLAIMS_H

#include "base/json.h"

/* Getters return FAPI_OK, FAPI_JWT_CLAIM_MISSING, FAPI_JWT_CLAIM_TYPE (also for an empty string) or, for dates,
 * FAPI_JWT_NUMERIC_DATE. */
int fapix_claim_string(const fapix_json *claims, const char *name, fapix_slice *value);
int fapix_claim_date(const fapix_json *claims, const char *name, int64_t *seconds);
/* aud: a string or a non-empty array of non-empty strings. Is wanted one of them? FAPI_JWT_AUD if not. */
int fapix_claim_audience(const fapix_json *claims, fapix_slice wanted);
/* Every registered claim that is there has its type: iss sub jti strings, aud, exp nbf iat dates. FAPI_OK,
 * FAPI_JWT_CLAIM_TYPE or FAPI_JWT_NUMERIC_DATE; *name tells which. */
int fapix_claims_types(const fapix_json *claims, const char **name);

/* Time rules; all sums saturate. */
bool fapix_time_expired(int64_t exp, int64_t now, int64_t skew);   /* now >= exp + skew */
bool fapix_time_ahead(int64_t t, int64_t now, int64_t skew);       /* t > now + skew: nbf and iat */
bool fapix_time_older(int64_t t, int64_t now, int64_t age);        /* t < now - age */

#endif
