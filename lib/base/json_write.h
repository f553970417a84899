/* SPDX-License-Identifier: Apache-2.0 */
/* Appends JSON to a buffer: what is written is an object for as long as the caller opens and closes it. Failures stay
 * in the buffer. */
#ifndef FAPIX_JSON_WRITE_H
#define FAPIX_JSON_WRITE_H

#include "base/buffer.h"
#include "base/json.h"

/* A string with its quotes; text is UTF-8. An integer. */
void fapix_write_string(fapix_buffer *out, fapix_slice text);
void fapix_write_integer(fapix_buffer *out, int64_t value);
/* The name of the next member and its colon, with a comma in front unless it is the first one after a brace. */
void fapix_write_name(fapix_buffer *out, fapix_slice name);
/* A whole member: with a string, an integer, or JSON text that was judged before. name: as above, a literal. */
void fapix_write_text_member(fapix_buffer *out, const char *name, fapix_slice text);
void fapix_write_integer_member(fapix_buffer *out, const char *name, int64_t value);
void fapix_write_json_member(fapix_buffer *out, const char *name, fapix_slice json);
/* A member that the strict reader has read, as it stood. */
void fapix_write_node(fapix_buffer *out, const fapix_json_node *node);

#endif
