/* SPDX-License-Identifier: Apache-2.0 */
/* base64 as RFC 4648 4 has it, canonical only: whole groups, the padding there, unused bits zero, no white space. */
#ifndef FAPIX_BASE64_H
#define FAPIX_BASE64_H

#include "base/slice.h"

/* out must hold text.n / 4 * 3 bytes. False, and *out_n 0, for anything but the one encoding of at least one byte. */
bool fapix_base64_decode(fapix_slice text, uint8_t *out, size_t *out_n);
/* Would it decode? */
bool fapix_base64_is(fapix_slice text);
/* One to three octets as four characters. */
void fapix_base64_encode_group(fapix_slice octets, char out[4]);

#endif
