/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of one HTTP message, all of them and in order, with the digests of its content: what a signature may cover. */
#ifndef FAPIX_HTTP_MESSAGE_H
#define FAPIX_HTTP_MESSAGE_H

#include "base/buffer.h"

#define FAPIX_FIELD_TEXT 131072 /* bytes of all names and values */

typedef struct fapix_digests {
    uint8_t sha256[32], sha512[64];
} fapix_digests;

typedef struct fapix_field_line {
    uint32_t name, name_n, value, value_n; /* in text */
} fapix_field_line;

typedef struct fapix_http_message {
    fapix_buffer text; /* names in lower case, values without the white space around them */
    fapix_field_line line[FAPI_MAX_HEADERS];
    size_t lines;
    bool has_body;
    fapix_digests digests; /* of the body, if there is one */
} fapix_http_message;

/* How much of a message there was, to go back to. */
typedef struct fapix_http_mark {
    size_t lines, text;
} fapix_http_mark;

void fapix_http_message_init(fapix_http_message *message, const fapix_memory *memory);
void fapix_http_message_free(fapix_http_message *message);
void fapix_http_message_reset(fapix_http_message *message);
/* FAPI_OK, _NOMEM, FAPI_HTTP_FIELD_NAME, _VALUE, _SIZE, _COUNT; the message is as it was on a failure. */
int fapix_http_message_add(fapix_http_message *message, fapix_slice name, fapix_slice value);
fapix_http_mark fapix_http_message_mark(const fapix_http_message *message);
void fapix_http_message_cut(fapix_http_message *message, fapix_http_mark mark);
/* The index of the first line of this name (in lower case) at or behind `from`; message->lines if there is none. */
size_t fapix_http_message_find(const fapix_http_message *message, fapix_slice name, size_t from);
bool fapix_http_message_has(const fapix_http_message *message, const char *name);
fapix_slice fapix_http_message_value(const fapix_http_message *message, size_t index);
/* The values of all lines of this name, with ", " between them, RFC 9110 5.3. FAPI_OK, _NOMEM or _BUFFER. */
int fapix_http_message_join(const fapix_http_message *message, fapix_slice name, fapix_buffer *out);

#endif
