/* SPDX-License-Identifier: Apache-2.0 */
/* JSON numbers: syntax and range while parsing, exact values afterwards. Integer arithmetic only: no strtod, no locale. */
#ifndef FAPIX_JSON_NUMBER_H
#define FAPIX_JSON_NUMBER_H

#include "base/slice.h"

#define FAPIX_JSON_NUMBER_MAX 64 /* characters of a number; the longest that a double needs has 24 */

/* Take one number from the front of text. *token is what it takes, *integer is false if it has a fraction or an exponent.
 * Returns FAPI_OK, FAPI_JSON_SYNTAX, or FAPI_JSON_NUMBER: too long, an integer outside int64_t, or a real that no double
 * holds. */
int fapix_json_number_scan(fapix_slice text, fapix_slice *token, bool *integer);
/* The value of a token that was scanned. FAPI_JSON_NUMBER if it isn't an integer in the range of int64_t. */
int fapix_json_number_int64(fapix_slice token, int64_t *value);
/* The same, floored, for 0 to limit and tokens without a minus sign. FAPI_JSON_NUMBER for anything else. */
int fapix_json_number_floor(fapix_slice token, int64_t limit, int64_t *value);

#endif
