/* SPDX-License-Identifier: Apache-2.0 */
/* Reads structured fields by the algorithms of RFC 9651 4.2: one pass, no way back, no recursion (an inner list holds items only). */
#include "base/structured_field.h"

#include "base/ascii.h"
#include "base/base64.h"

typedef struct cursor {
    fapix_slice text;
    size_t at;
    fapix_sf *sf;
} cursor;

static bool more(const cursor *c)
{
    return c->at < c->text.n;
}

static bool next_is(const cursor *c, uint8_t wanted)
{
    return more(c) && c->text.p[c->at] == wanted;
}

static bool take(cursor *c, uint8_t wanted)
{
    bool there = next_is(c, wanted);

    c->at += there;
    return there;
}

static void skip_spaces(cursor *c)
{
    while (take(c, ' '))
        continue;
}

static void skip_white(cursor *c)
{
    while (take(c, ' ') || take(c, '\t'))
        continue;
}

static bool is_class(uint8_t byte, int classes)
{
    return (fapix_ascii[byte] & classes) != 0;
}

static bool is_lower(uint8_t byte)
{
    return byte >= 'a' && byte <= 'z';
}

/* ------------------------------------------------------------------------------------------------------- values -- */

/* 4.2.3.3 */
static bool read_key(cursor *c, fapix_slice *key)
{
    size_t start = c->at;

    if (!more(c) || !(is_lower(c->text.p[start]) || c->text.p[start] == '*'))
        return false;
    while (more(c) && (is_lower(c->text.p[c->at]) || is_class(c->text.p[c->at], FAPIX_ASCII_DIGIT) ||
                       memchr("_-.*", c->text.p[c->at], 4) != NULL))
        c->at++;
    *key = fapix_slice_of(c->text.p + start, c->at - start);
    return true;
}

/* Up to `most` digits are put behind *number; how many there were. */
static size_t read_digits(cursor *c, size_t most, int64_t *number)
{
    size_t digits = 0;

    while (digits < most && more(c) && is_class(c->text.p[c->at], FAPIX_ASCII_DIGIT)) {
        *number = *number * 10 + (c->text.p[c->at++] - '0');
        digits++;
    }
    return digits;
}

/* 4.2.4: 15 digits, or 12 with one to three behind the point. */
static bool read_number(cursor *c, fapix_sf_value *value)
{
    bool negative = take(c, '-');
    size_t whole = read_digits(c, 15, &value->number), behind = 0;

    value->type = FAPIX_SF_INTEGER;
    if (whole == 0 || (more(c) && is_class(c->text.p[c->at], FAPIX_ASCII_DIGIT)))
        return false;
    if (take(c, '.')) {
        value->type = FAPIX_SF_DECIMAL;
        behind = read_digits(c, 3, &value->number);
        if (whole > 12 || behind == 0 || (more(c) && is_class(c->text.p[c->at], FAPIX_ASCII_DIGIT)))
            return false;
        for (; behind < 3; behind++)
            value->number *= 10;
    }
    if (negative)
        value->number = -value->number;
    return true;
}

/* 4.2.5: printable ASCII, of which only quote and backslash are escaped. */
static bool read_string(cursor *c, fapix_sf_value *value)
{
    size_t start = ++c->at;

    value->type = FAPIX_SF_STRING;
    for (; more(c) && c->text.p[c->at] != '"'; c->at++) {
        uint8_t byte = c->text.p[c->at];

        if (byte < 0x20 || byte > 0x7e)
            return false;
        if (byte == '\\') {
            c->at++;
            if (!next_is(c, '"') && !next_is(c, '\\'))
                return false;
        }
    }
    value->text = fapix_slice_of(c->text.p + start, c->at - start);
    return take(c, '"');
}

/* 4.2.6 */
static bool read_token(cursor *c, fapix_sf_value *value)
{
    size_t start = c->at;

    value->type = FAPIX_SF_TOKEN;
    while (more(c) && (is_class(c->text.p[c->at], FAPIX_ASCII_TCHAR) || next_is(c, ':') || next_is(c, '/')))
        c->at++;
    value->text = fapix_slice_of(c->text.p + start, c->at - start);
    return true;
}

/* 4.2.7, but canonical: one text for each run of octets. */
static bool read_bytes(cursor *c, fapix_sf_value *value)
{
    size_t start = ++c->at;

    value->type = FAPIX_SF_BYTES;
    while (more(c) && !next_is(c, ':'))
        c->at++;
    value->text = fapix_slice_of(c->text.p + start, c->at - start);
    return take(c, ':') && (value->text.n == 0 || fapix_base64_is(value->text));
}

static bool read_boolean(cursor *c, fapix_sf_value *value)
{
    c->at++;
    value->type = FAPIX_SF_BOOLEAN;
    value->number = next_is(c, '1');
    return take(c, '0') || take(c, '1');
}

/* 4.2.9 */
static bool read_date(cursor *c, fapix_sf_value *value)
{
    c->at++;
    if (!read_number(c, value) || value->type != FAPIX_SF_INTEGER)
        return false;
    value->type = FAPIX_SF_DATE;
    return true;
}

/* 4.2.3.1 */
static bool read_value(cursor *c, fapix_sf_value *value)
{
    uint8_t first = more(c) ? c->text.p[c->at] : 0;

    *value = (fapix_sf_value){0};
    if (first == '-' || is_class(first, FAPIX_ASCII_DIGIT))
        return read_number(c, value);
    if (first == '*' || is_class(first, FAPIX_ASCII_ALPHA))
        return read_token(c, value);
    switch (first) {
    case '"':
        return read_string(c, value);
    case ':':
        return read_bytes(c, value);
    case '?':
        return read_boolean(c, value);
    case '@':
        return read_date(c, value);
    default:
        return false;
    }
}

/* -------------------------------------------------------------------------------------------------- compositions -- */

/* 4.2.3.2, but a key that is there already is refused. */
static bool read_parameters(cursor *c, fapix_sf_span *span)
{
    fapix_sf *sf = c->sf;

    *span = (fapix_sf_span){.first = sf->parameter_count, .count = 0};
    while (take(c, ';')) {
        fapix_sf_parameter *parameter = &sf->parameters[sf->parameter_count];

        skip_spaces(c);
        if (sf->parameter_count == FAPIX_SF_PARAMETERS || !read_key(c, &parameter->key))
            return false;
        for (size_t i = 0; i < span->count; i++)
            if (fapix_slice_eq(sf->parameters[span->first + i].key, parameter->key))
                return false;
        parameter->value = (fapix_sf_value){.type = FAPIX_SF_BOOLEAN, .number = 1};
        if (take(c, '=') && !read_value(c, &parameter->value))
            return false;
        sf->parameter_count++;
        span->count++;
    }
    return true;
}

static bool read_item(cursor *c)
{
    fapix_sf_item *item = &c->sf->items[c->sf->item_count];

    if (c->sf->item_count == FAPIX_SF_ITEMS || !read_value(c, &item->value) || !read_parameters(c, &item->parameters))
        return false;
    c->sf->item_count++;
    return true;
}

/* 4.2.1.2 */
static bool read_inner_list(cursor *c, fapix_sf_member *member)
{
    c->at++;
    member->is_list = true;
    while (more(c)) {
        skip_spaces(c);
        if (take(c, ')'))
            return read_parameters(c, &member->parameters);
        if (!read_item(c) || !(next_is(c, ' ') || next_is(c, ')')))
            return false;
        member->items.count++;
    }
    return false;
}

/* What stands behind a key: a key alone is the item true. */
static bool read_member_value(cursor *c, fapix_sf_member *member)
{
    if (take(c, '=')) {
        if (next_is(c, '('))
            return read_inner_list(c, member);
        member->items.count = 1;
        return read_item(c);
    }
    if (c->sf->item_count == FAPIX_SF_ITEMS)
        return false;
    c->sf->items[c->sf->item_count].value = (fapix_sf_value){.type = FAPIX_SF_BOOLEAN, .number = 1};
    if (!read_parameters(c, &c->sf->items[c->sf->item_count].parameters))
        return false;
    member->items.count = 1;
    c->sf->item_count++;
    return true;
}

static bool read_member(cursor *c)
{
    fapix_sf *sf = c->sf;
    fapix_sf_member *member = &sf->members[sf->member_count];

    if (sf->member_count == FAPIX_SF_MEMBERS)
        return false;
    *member = (fapix_sf_member){.items.first = sf->item_count};
    if (!read_key(c, &member->key) || fapix_sf_find(sf, member->key) != NULL || !read_member_value(c, member))
        return false;
    sf->member_count++;
    return true;
}

/* 4.2.2 */
static bool read_dictionary(cursor *c)
{
    skip_spaces(c);
    while (more(c)) {
        if (!read_member(c))
            return false;
        skip_white(c);
        if (!more(c))
            return true;
        if (!take(c, ','))
            return false;
        skip_white(c);
        if (!more(c))
            return false;
    }
    return true;
}

/* Spec: RFC9651-4.2-1 */
bool fapix_sf_read(fapix_sf *sf, fapix_slice text)
{
    cursor c = {.text = text, .sf = sf};

    sf->member_count = sf->item_count = sf->parameter_count = 0;
    if (text.n <= FAPI_MAX_HEADER_VALUE && read_dictionary(&c))
        return true;
    sf->member_count = sf->item_count = sf->parameter_count = 0;
    return false;
}

/* ------------------------------------------------------------------------------------------------------- looking -- */

const fapix_sf_member *fapix_sf_find(const fapix_sf *sf, fapix_slice key)
{
    for (size_t i = 0; i < sf->member_count; i++)
        if (fapix_slice_eq(sf->members[i].key, key))
            return &sf->members[i];
    return NULL;
}

const fapix_sf_value *fapix_sf_parameter_of(const fapix_sf *sf, fapix_sf_span parameters, const char *key)
{
    for (size_t i = 0; i < parameters.count; i++)
        if (fapix_slice_is(sf->parameters[parameters.first + i].key, key))
            return &sf->parameters[parameters.first + i].value;
    return NULL;
}

bool fapix_sf_text_is(const fapix_sf_value *value, fapix_slice text)
{
    size_t at = 0, i = 0;

    if (value == NULL || (value->type != FAPIX_SF_STRING && value->type != FAPIX_SF_TOKEN))
        return false;
    for (; i < value->text.n && at < text.n; i++, at++) {
        i += value->type == FAPIX_SF_STRING && value->text.p[i] == '\\';
        if (value->text.p[i] != text.p[at])
            return false;
    }
    return i == value->text.n && at == text.n;
}

bool fapix_sf_text(const fapix_sf_value *value, char *out, size_t size, size_t *n)
{
    *n = 0;
    if (value == NULL || value->type != FAPIX_SF_STRING)
        return false;
    for (size_t i = 0; i < value->text.n; i++) {
        i += value->text.p[i] == '\\';
        if (*n == size) {
            *n = 0;
            return false;
        }
        out[(*n)++] = (char)value->text.p[i];
    }
    return true;
}

bool fapix_sf_bytes(const fapix_sf_value *value, uint8_t *out, size_t size, size_t *n)
{
    *n = 0;
    if (value == NULL || value->type != FAPIX_SF_BYTES || value->text.n / 4 * 3 > size)
        return false;
    return value->text.n == 0 || fapix_base64_decode(value->text, out, n);
}
