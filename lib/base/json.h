/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A strict JSON reader for headers and claims: RFC 8259, unique names at every level (escapes resolved), UTF-8 only, no NUL,
 * bounded depth and size, no allocation. The result is a flat table of nodes that view the text, or, for strings with
 * escapes, the caller's scratch.
 */
#ifndef FAPIX_JSON_H
#define FAPIX_JSON_H

#include <fapi.h>

#include "base/slice.h"

enum fapix_json_type {
    FAPIX_JSON_OBJECT = 1, FAPIX_JSON_ARRAY, FAPIX_JSON_STRING, FAPIX_JSON_INTEGER, FAPIX_JSON_REAL, FAPIX_JSON_TRUE,
    FAPIX_JSON_FALSE, FAPIX_JSON_NULL
};

typedef struct fapix_json_node {
    fapix_slice name;  /* unescaped; {NULL, 0} for array elements and the root */
    fapix_slice value; /* strings unescaped, without quotes; everything else as it stands in the text */
    fapix_slice raw;   /* the value as it stands in the text, quotes included */
    uint16_t next;     /* index of the next sibling, 0 for the last */
    uint16_t child;    /* index of the first child, 0 for none */
    uint8_t type;
} fapix_json_node;

typedef struct fapix_json {
    fapix_slice text;
    uint16_t count; /* nodes in use; 0: nothing parsed */
    fapix_json_node node[FAPI_MAX_JSON_MEMBERS + 1]; /* node[0] is the root */
} fapix_json;

/* Parse one JSON text whose top level is an object, at most FAPI_MAX_JWT bytes. scratch: at least text.n bytes, apart from the
 * text, must live as long as the nodes.
 * Returns FAPI_OK or FAPI_JSON_*; on failure json->count is 0. */
int fapix_json_parse(fapix_json *json, fapix_slice text, uint8_t *scratch);
/* The same, of a text of at most this many bytes. */
int fapix_json_parse_long(fapix_json *json, fapix_slice text, uint8_t *scratch, size_t longest);
/* Top-level member by name, or NULL. */
const fapix_json_node *fapix_json_get(const fapix_json *json, const char *name);
/* Member of any object node, or NULL (also if parent is not an object). */
const fapix_json_node *fapix_json_member(const fapix_json *json, const fapix_json_node *parent, fapix_slice name);
/* First child and next sibling, or NULL. */
const fapix_json_node *fapix_json_first(const fapix_json *json, const fapix_json_node *parent);
const fapix_json_node *fapix_json_next(const fapix_json *json, const fapix_json_node *node);
bool fapix_json_is_string(const fapix_json_node *node, const char *text);
/* Integers in the range of int64_t; FAPI_JSON_NUMBER for anything else (also 1.0 and 1e3). */
int fapix_json_int64(const fapix_json_node *node, int64_t *value);
/* RFC 7519 2 NumericDate: a JSON number, perhaps with fraction or exponent, floored, in 0..FAPI_MAX_TIME.
 * FAPI_JWT_NUMERIC_DATE for anything else. */
int fapix_json_numeric_date(const fapix_json_node *node, int64_t *seconds);
/* A span of time: a positive integer, at most FAPI_MAX_TIME; *seconds is -1 for anything else, and for NULL. */
bool fapix_json_seconds(const fapix_json_node *node, int64_t *seconds);

#endif
