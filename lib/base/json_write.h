/* SPDX-License-Identifier: Apache-2.0 */
/* JSON written into a buffer. */
#ifndef FAPIX_JSON_WRITE_H
#define FAPIX_JSON_WRITE_H

#include "base/buffer.h"

/* A string with its quotes; text is UTF-8. */
void fapix_json_write_string(fapix_buffer *out, fapix_slice text);

#endif
