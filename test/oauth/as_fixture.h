/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the authorization server's messages share: requests that differ from a good one in a parameter or two. */
#ifndef AS_FIXTURE_H
#define AS_FIXTURE_H

#include "test/oauth/table.h"

#define AS_NOW INT64_C(1800000000)
#define MANY(a) (sizeof(a) / sizeof((a)[0]))
/* A C string, as the two arguments that functions take. */
#define S(text) (text), strlen(text)
/* SHA-256 values in base64url. */
#define HASH_A "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define HASH_B "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"

/* Fill the handle with name=value pairs separated by '&' (nothing is decoded), after the changes: name=value takes the place of
 * the value there or is added, -name takes it out, +name=value is added whatever is there. */
int as_parameters(fapi_parameters *parameters, const char *good, const char *changes);

#endif
