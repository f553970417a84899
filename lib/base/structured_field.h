/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Structured field values, RFC 9651 (which replaces RFC 8941): dictionaries of items and inner lists, with parameters. Read without memory of
 * its own and within fixed bounds; written back in the one canonical form. Stricter than the RFC where a signature hangs on it: a key that
 * occurs twice is refused instead of the last one winning, and byte sequences are canonical base64. Display strings are not read.
 */
#ifndef FAPIX_STRUCTURED_FIELD_H
#define FAPIX_STRUCTURED_FIELD_H

#include "base/buffer.h"

#define FAPIX_SF_MEMBERS 32
#define FAPIX_SF_ITEMS 96
#define FAPIX_SF_PARAMETERS 192

enum fapix_sf_type {
    FAPIX_SF_INTEGER = 1, FAPIX_SF_DECIMAL, FAPIX_SF_STRING, FAPIX_SF_TOKEN, FAPIX_SF_BYTES, FAPIX_SF_BOOLEAN, FAPIX_SF_DATE
};

typedef struct fapix_sf_value {
    int type;
    fapix_slice text; /* STRING: what stands between the quotes, escapes as they came; TOKEN; BYTES: the base64 */
    int64_t number;   /* INTEGER, DATE, BOOLEAN (0 or 1); DECIMAL in thousandths */
} fapix_sf_value;

typedef struct fapix_sf_parameter {
    fapix_slice key;
    fapix_sf_value value;
} fapix_sf_parameter;

/* Where in fapix_sf.parameters they stand. */
typedef struct fapix_sf_span {
    uint16_t first, count;
} fapix_sf_span;

typedef struct fapix_sf_item {
    fapix_sf_value value;
    fapix_sf_span parameters;
} fapix_sf_item;

typedef struct fapix_sf_member {
    fapix_slice key;
    bool is_list;             /* an inner list, which has parameters of its own; else one item, with those of the item */
    fapix_sf_span items;      /* in fapix_sf.items */
    fapix_sf_span parameters; /* of the inner list */
} fapix_sf_member;

/* A dictionary; its slices view the text that was read. */
typedef struct fapix_sf {
    fapix_sf_member members[FAPIX_SF_MEMBERS];
    fapix_sf_item items[FAPIX_SF_ITEMS];
    fapix_sf_parameter parameters[FAPIX_SF_PARAMETERS];
    uint16_t member_count, item_count, parameter_count;
} fapix_sf;

/* False, and an empty dictionary, for anything else, for more than fits and for more than FAPI_MAX_HEADER_VALUE bytes. An empty text is an
 * empty dictionary. */
bool fapix_sf_read(fapix_sf *sf, fapix_slice text);
/* NULL if there is none. */
const fapix_sf_member *fapix_sf_find(const fapix_sf *sf, fapix_slice key);
const fapix_sf_value *fapix_sf_parameter_of(const fapix_sf *sf, fapix_sf_span parameters, const char *key);
/* A string or token equals this text, escapes resolved. False for other types. */
bool fapix_sf_text_is(const fapix_sf_value *value, fapix_slice text);
/* The text of a string, escapes resolved. False if it is no string or does not fit; *n is then 0. */
bool fapix_sf_text(const fapix_sf_value *value, char *out, size_t size, size_t *n);
/* The octets of a byte sequence. False if it is none or does not fit; *n is then 0. */
bool fapix_sf_bytes(const fapix_sf_value *value, uint8_t *out, size_t size, size_t *n);

/* The canonical text of a member without its key, of parameters, of a value. */
void fapix_sf_write_member(fapix_buffer *out, const fapix_sf *sf, const fapix_sf_member *member);
void fapix_sf_write_parameters(fapix_buffer *out, const fapix_sf *sf, fapix_sf_span parameters);
void fapix_sf_write_value(fapix_buffer *out, const fapix_sf_value *value);
/* Octets as a byte sequence. */
void fapix_sf_write_bytes(fapix_buffer *out, fapix_slice octets);
/* Text, printable ASCII, as a string. */
void fapix_sf_write_string(fapix_buffer *out, fapix_slice text);

#endif
