/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, nothing over U+10FFFF. */
#ifndef FAPIX_UTF8_H
#define FAPIX_UTF8_H

#include "base/slice.h"

/* Length of the multi-byte sequence (2 to 4) that starts at p, of which n bytes are there; 0 if it isn't a valid one. */
size_t fapix_utf8_sequence(const uint8_t *p, size_t n);
/* Write a code point that is not a surrogate and at most 0x10FFFF. Returns its length, 1 to 4. */
size_t fapix_utf8_encode(uint32_t code_point, uint8_t out[4]);

#endif
