/* SPDX-License-Identifier: Apache-2.0 */
/* Writes application/x-www-form-urlencoded, for bodies and queries: RFC 6749 appendix B. */
#ifndef FAPIX_FORM_WRITE_H
#define FAPIX_FORM_WRITE_H

#include "base/buffer.h"

/* One more parameter, after an ampersand if out holds any; failures stay in the buffer. The name is as it is. */
void fapix_form_write(fapix_buffer *out, fapix_slice name, fapix_slice value);
/* The value alone, escaped. */
void fapix_form_escape(fapix_buffer *out, fapix_slice value);

#endif
