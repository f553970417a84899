/* SPDX-License-Identifier: Apache-2.0 */
/* JSON strings: the end found, UTF-8 and control characters judged, escapes resolved. */
#ifndef FAPIX_JSON_STRING_H
#define FAPIX_JSON_STRING_H

#include "base/slice.h"

/* How many bytes from p, before end, stand for themselves: printable ASCII but quote and backslash. */
size_t fapix_json_plain(const uint8_t *p, const uint8_t *end);
/* Take one string from the front of text, which starts at its opening quote. *token is what it takes, quotes included; *value
 * views the text, or *scratch if there are escapes, which is then moved behind what was written (never more than token.n).
 * Returns FAPI_OK or FAPI_JSON_SYNTAX, _UTF8, _NUL. */
int fapix_json_string_scan(fapix_slice text, uint8_t **scratch, fapix_slice *token, fapix_slice *value);

#endif
