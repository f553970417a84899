/* SPDX-License-Identifier: Apache-2.0 */
/* Writes structured fields in the canonical form of RFC 9651 4.1, of which there is one for each value: what a signature covers. */
#include "base/base64.h"
#include "base/json_write.h"
#include "base/structured_field.h"

void fapix_sf_write_string(fapix_buffer *out, fapix_slice text)
{
    fapix_buffer_str(out, "\"");
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\')
            fapix_buffer_str(out, "\\");
        fapix_buffer_add(out, fapix_slice_of(text.p + i, 1));
    }
    fapix_buffer_str(out, "\"");
}

void fapix_sf_write_bytes(fapix_buffer *out, fapix_slice octets)
{
    fapix_buffer_str(out, ":");
    for (size_t i = 0; i < octets.n; i += 3) {
        char group[4];

        fapix_base64_encode_group(fapix_slice_of(octets.p + i, octets.n - i < 3 ? octets.n - i : 3), group);
        fapix_buffer_add(out, fapix_slice_of(group, sizeof group));
    }
    fapix_buffer_str(out, ":");
}

/* 4.1.5: as many digits behind the point as it needs, at least one. */
static void write_decimal(fapix_buffer *out, int64_t thousandths)
{
    int64_t size = thousandths < 0 ? -thousandths : thousandths, rest = size % 1000;
    char digits[] = {'.', (char)('0' + rest / 100), (char)('0' + rest / 10 % 10), (char)('0' + rest % 10)};
    size_t n = rest % 10 != 0 ? 4 : rest % 100 != 0 ? 3 : 2;

    if (thousandths < 0)
        fapix_buffer_str(out, "-");
    fapix_write_integer(out, size / 1000);
    fapix_buffer_add(out, fapix_slice_of(digits, n));
}

static void write_between(fapix_buffer *out, const char *mark, fapix_slice text)
{
    fapix_buffer_str(out, mark);
    fapix_buffer_add(out, text);
    fapix_buffer_str(out, mark);
}

void fapix_sf_write_value(fapix_buffer *out, const fapix_sf_value *value)
{
    switch (value->type) {
    case FAPIX_SF_DATE:
        fapix_buffer_str(out, "@");
        fapix_write_integer(out, value->number);
        break;
    case FAPIX_SF_INTEGER:
        fapix_write_integer(out, value->number);
        break;
    case FAPIX_SF_DECIMAL:
        write_decimal(out, value->number);
        break;
    case FAPIX_SF_STRING:
        write_between(out, "\"", value->text);
        break;
    case FAPIX_SF_BYTES:
        write_between(out, ":", value->text);
        break;
    case FAPIX_SF_TOKEN:
        fapix_buffer_add(out, value->text);
        break;
    default:
        fapix_buffer_str(out, value->number != 0 ? "?1" : "?0");
        break;
    }
}

/* 4.1.1.2: the value true is not written. */
void fapix_sf_write_parameters(fapix_buffer *out, const fapix_sf *sf, fapix_sf_span parameters)
{
    for (size_t i = 0; i < parameters.count; i++) {
        const fapix_sf_parameter *parameter = &sf->parameters[parameters.first + i];

        fapix_buffer_str(out, ";");
        fapix_buffer_add(out, parameter->key);
        if (parameter->value.type == FAPIX_SF_BOOLEAN && parameter->value.number != 0)
            continue;
        fapix_buffer_str(out, "=");
        fapix_sf_write_value(out, &parameter->value);
    }
}

void fapix_sf_write_member(fapix_buffer *out, const fapix_sf *sf, const fapix_sf_member *member)
{
    if (member->is_list)
        fapix_buffer_str(out, "(");
    for (size_t i = 0; i < member->items.count; i++) {
        const fapix_sf_item *item = &sf->items[member->items.first + i];

        if (i > 0)
            fapix_buffer_str(out, " ");
        fapix_sf_write_value(out, &item->value);
        fapix_sf_write_parameters(out, sf, item->parameters);
    }
    if (member->is_list) {
        fapix_buffer_str(out, ")");
        fapix_sf_write_parameters(out, sf, member->parameters);
    }
}
