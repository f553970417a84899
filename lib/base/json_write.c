/* SPDX-License-Identifier: Apache-2.0 */
/* Writes JSON, RFC 8259. Everything of a host's that goes out inside a string passes here. */
#include "base/json_write.h"

static void escape(fapix_buffer *out, uint8_t c)
{
    static const char hex[] = "0123456789abcdef";
    const char control[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15], '\0'};
    const char plain[] = {'\\', (char)c, '\0'};

    fapix_buffer_str(out, c < 0x20 ? control : plain);
}

void fapix_write_string(fapix_buffer *out, fapix_slice text)
{
    size_t start = 0;

    fapix_buffer_str(out, "\"");
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] >= 0x20 && text.p[i] != '"' && text.p[i] != '\\')
            continue;
        fapix_buffer_add(out, fapix_slice_of(text.p + start, i - start));
        escape(out, text.p[i]);
        start = i + 1;
    }
    if (text.n > start)
        fapix_buffer_add(out, fapix_slice_of(text.p + start, text.n - start));
    fapix_buffer_str(out, "\"");
}

void fapix_write_integer(fapix_buffer *out, int64_t value)
{
    char digits[21]; /* a sign and the 19 digits of 2^63 */
    size_t at = sizeof digits;
    /* The magnitude of INT64_MIN is no int64_t. */
    uint64_t rest = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        digits[--at] = '-';
    fapix_buffer_add(out, fapix_slice_of(digits + at, sizeof digits - at));
}

void fapix_write_name(fapix_buffer *out, fapix_slice name)
{
    if (out->n > 0 && out->p[out->n - 1] != '{')
        fapix_buffer_str(out, ",");
    fapix_write_string(out, name);
    fapix_buffer_str(out, ":");
}

void fapix_write_text_member(fapix_buffer *out, const char *name, fapix_slice text)
{
    fapix_write_name(out, fapix_slice_str(name));
    fapix_write_string(out, text);
}

void fapix_write_integer_member(fapix_buffer *out, const char *name, int64_t value)
{
    fapix_write_name(out, fapix_slice_str(name));
    fapix_write_integer(out, value);
}

void fapix_write_json_member(fapix_buffer *out, const char *name, fapix_slice json)
{
    fapix_write_name(out, fapix_slice_str(name));
    fapix_buffer_add(out, json);
}

void fapix_write_node(fapix_buffer *out, const fapix_json_node *node)
{
    fapix_write_name(out, node->name);
    fapix_buffer_add(out, node->raw);
}
