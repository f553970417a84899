/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of what writes JSON: a host's object, parsed, and what was written, read by another parser. */
#ifndef MADE_JSON_H
#define MADE_JSON_H

#include <jansson.h>

#include "base/context.h"
#include "base/json_write.h"
#include "test/harness.h"

/* The object, parsed by the library; static, the last one only. A text that is none fails as fapix_json_parse does. */
int made_parse(const char *text, const fapix_json **json);
/* An empty buffer of the test's context. */
fapix_buffer made_buffer(void);
/* What is in the buffer, which is freed; NULL if it is no JSON object or the buffer failed. */
json_t *made_read(fapix_buffer *out);
int made_is(const json_t *object, const char *name, const char *want);

#endif
