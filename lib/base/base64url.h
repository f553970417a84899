/* SPDX-License-Identifier: Apache-2.0 */
/* base64url as RFC 7515 2 has it, canonical only: no padding, no white space, no non-zero trailing bits. */
#ifndef FAPIX_BASE64URL_H
#define FAPIX_BASE64URL_H

#include "base/slice.h"

/* Bytes that n characters decode to, and characters that n bytes encode to. */
size_t fapix_base64url_decoded(size_t n);
size_t fapix_base64url_encoded(size_t n);
/* out must hold fapix_base64url_decoded(text.n). Returns FAPI_OK or FAPI_BASE64URL_*. *out_n is 0 on failure. */
int fapix_base64url_decode(fapix_slice text, uint8_t *out, size_t *out_n);
/* out gets fapix_base64url_encoded(bytes.n) characters, no NUL. */
void fapix_base64url_encode(fapix_slice bytes, char *out);

#endif
