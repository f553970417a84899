/* SPDX-License-Identifier: Apache-2.0 */
/* Fields are judged at the door, so that no value can hold a line feed and pass for another line of what is signed. */
#include "oauth/http_message.h"

#include "base/http.h"

void fapix_http_message_init(fapix_http_message *message, const fapix_memory *memory)
{
    fapix_buffer_init(&message->text, memory, FAPIX_FIELD_TEXT);
}

void fapix_http_message_free(fapix_http_message *message)
{
    fapix_buffer_free(&message->text);
}

void fapix_http_message_reset(fapix_http_message *message)
{
    fapix_buffer_reset(&message->text);
    message->lines = 0;
    message->has_body = false;
    fapix_wipe(&message->digests, sizeof message->digests);
}

static int judge_line(const fapix_http_message *message, fapix_slice name, fapix_slice value)
{
    if (message->lines == FAPI_MAX_HEADERS)
        return FAPI_HTTP_FIELD_COUNT;
    if (name.n > FAPI_MAX_HEADER_VALUE || !fapix_http_is_token(name))
        return FAPI_HTTP_FIELD_NAME;
    if (value.n > FAPI_MAX_HEADER_VALUE)
        return FAPI_HTTP_FIELD_SIZE;
    return fapix_http_is_field_value(value) ? FAPI_OK : FAPI_HTTP_FIELD_VALUE;
}

int fapix_http_message_add(fapix_http_message *message, fapix_slice name, fapix_slice value)
{
    fapix_slice trimmed = fapix_http_trimmed(value);
    fapix_http_mark mark = fapix_http_message_mark(message);
    int rc = judge_line(message, name, value);

    if (rc != FAPI_OK)
        return rc;
    rc = fapix_buffer_add(&message->text, name);
    if (rc == FAPI_OK)
        rc = fapix_buffer_add(&message->text, trimmed);
    if (rc != FAPI_OK) {
        fapix_http_message_cut(message, mark);
        return rc == FAPI_ERR_BUFFER ? FAPI_HTTP_FIELD_SIZE : rc;
    }
    for (size_t i = mark.text; i < mark.text + name.n; i++)
        if (message->text.p[i] >= 'A' && message->text.p[i] <= 'Z')
            message->text.p[i] = (uint8_t)(message->text.p[i] | 0x20);
    message->line[message->lines++] = (fapix_field_line){(uint32_t)mark.text, (uint32_t)name.n,
                                                         (uint32_t)(mark.text + name.n), (uint32_t)trimmed.n};
    return FAPI_OK;
}

fapix_http_mark fapix_http_message_mark(const fapix_http_message *message)
{
    return (fapix_http_mark){message->lines, message->text.n};
}

void fapix_http_message_cut(fapix_http_message *message, fapix_http_mark mark)
{
    message->lines = mark.lines;
    message->text.n = mark.text;
    message->text.status = FAPI_OK;
}

size_t fapix_http_message_find(const fapix_http_message *message, fapix_slice name, size_t from)
{
    while (from < message->lines) {
        const fapix_field_line *line = &message->line[from];

        if (fapix_slice_eq(fapix_slice_of(message->text.p + line->name, line->name_n), name))
            break;
        from++;
    }
    return from;
}

bool fapix_http_message_has(const fapix_http_message *message, const char *name)
{
    return fapix_http_message_find(message, fapix_slice_str(name), 0) < message->lines;
}

fapix_slice fapix_http_message_value(const fapix_http_message *message, size_t index)
{
    return fapix_slice_of(message->text.p + message->line[index].value, message->line[index].value_n);
}

int fapix_http_message_join(const fapix_http_message *message, fapix_slice name, fapix_buffer *out)
{
    size_t i = fapix_http_message_find(message, name, 0);

    for (bool first = true; i < message->lines; i = fapix_http_message_find(message, name, i + 1), first = false) {
        if (!first)
            fapix_buffer_str(out, ", ");
        fapix_buffer_add(out, fapix_http_message_value(message, i));
    }
    return out->status;
}
