/* SPDX-License-Identifier: Apache-2.0 */
/* The parser: one loop and a stack of open objects and arrays, so that no input can make the machine's own stack grow. */
#include "base/json.h"

#include "base/json_number.h"
#include "base/json_string.h"

/* An object or array whose end has not come yet. */
typedef struct frame {
    uint16_t node, last; /* last: its latest child, 0 for none */
    uint64_t names;      /* one bit for each hash of a name that is there: a clear bit means a new name */
} frame;

typedef struct parser {
    const uint8_t *p, *end;
    uint8_t *scratch;
    fapix_json *json;
    size_t depth;
    frame open[FAPI_MAX_JSON_DEPTH];
    uint32_t hash[FAPI_MAX_JSON_MEMBERS + 1]; /* of the name of each node */
} parser;

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_space(parser *r)
{
    while (r->p < r->end && is_space(*r->p))
        r->p++;
}

/* No rule of the grammar takes the byte that stands here. */
static int unexpected(const parser *r)
{
    return r->p < r->end && *r->p == 0 ? FAPI_JSON_NUL : FAPI_JSON_SYNTAX;
}

static bool take(parser *r, uint8_t c)
{
    if (r->p == r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

static fapix_slice rest(const parser *r)
{
    return fapix_slice_of(r->p, (size_t)(r->end - r->p));
}

/* Most names and values need no second look. */
static int take_string(parser *r, fapix_slice *raw, fapix_slice *value)
{
    const uint8_t *const start = r->p + 1;
    const size_t n = fapix_json_plain(start, r->end);
    int rc = FAPI_ERR_INTERNAL;

    if (start + n < r->end && start[n] == '"') {
        *value = fapix_slice_of(start, n);
        *raw = fapix_slice_of(r->p, n + 2);
    } else {
        rc = fapix_json_string_scan(rest(r), &r->scratch, raw, value);
        if (rc != FAPI_OK)
            return rc;
    }
    r->p += raw->n;
    return FAPI_OK;
}

/* Cheap and aimed at honest names only: what an attacker gains by collisions is bounded by the number of members. */
static uint32_t hash_of(fapix_slice name)
{
    uint64_t h = name.n;

    for (size_t i = 0; i < name.n; i++)
        h = (h ^ name.p[i]) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(h >> 32);
}

static bool is_duplicate(parser *r, frame *object, fapix_slice name, uint32_t hash)
{
    const fapix_json_node *const nodes = r->json->node;
    const uint64_t bit = UINT64_C(1) << (hash >> 26);

    if ((object->names & bit) == 0) {
        object->names |= bit;
        return false;
    }
    for (uint16_t i = nodes[object->node].child; i != 0; i = nodes[i].next) {
        if (r->hash[i] == hash && fapix_slice_eq(nodes[i].name, name))
            return true;
    }
    return false;
}

/* The name of a member and its colon. */
static int take_name(parser *r, frame *object, uint16_t index)
{
    fapix_slice raw, *const name = &r->json->node[index].name;
    int rc = FAPI_ERR_INTERNAL;

    if (r->p == r->end || *r->p != '"')
        return unexpected(r);
    rc = take_string(r, &raw, name);
    if (rc != FAPI_OK)
        return rc;
    r->hash[index] = hash_of(*name);
    /* Spec: RFC7515-4-1, RFC7519-4-1 */
    if (is_duplicate(r, object, *name, r->hash[index]))
        return FAPI_JSON_DUPLICATE;
    skip_space(r);
    if (!take(r, ':'))
        return unexpected(r);
    skip_space(r);
    return FAPI_OK;
}

static int take_word(parser *r, fapix_json_node *node, const char *word, uint8_t type)
{
    const size_t n = strlen(word);

    if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
        return FAPI_JSON_SYNTAX;
    node->type = type;
    node->value = node->raw = fapix_slice_of(r->p, n);
    r->p += n;
    return FAPI_OK;
}

static int take_number(parser *r, fapix_json_node *node)
{
    bool integer = false;
    int rc = fapix_json_number_scan(rest(r), &node->raw, &integer);

    if (rc != FAPI_OK)
        return rc;
    node->type = integer ? FAPIX_JSON_INTEGER : FAPIX_JSON_REAL;
    node->value = node->raw;
    r->p += node->raw.n;
    return FAPI_OK;
}

/* The start of an object or array; its extent is known when it closes. */
static int open_container(parser *r, uint16_t index)
{
    fapix_json_node *const node = &r->json->node[index];

    if (r->depth == FAPI_MAX_JSON_DEPTH)
        return FAPI_JSON_DEPTH;
    node->type = *r->p == '{' ? FAPIX_JSON_OBJECT : FAPIX_JSON_ARRAY;
    node->raw = fapix_slice_of(r->p, 0);
    r->open[r->depth++] = (frame){.node = index};
    r->p++;
    return FAPI_OK;
}

static void close_container(parser *r)
{
    fapix_json_node *const node = &r->json->node[r->open[--r->depth].node];

    r->p++;
    node->raw.n = (size_t)(r->p - node->raw.p);
    node->value = node->raw;
}

static int take_value(parser *r, uint16_t index)
{
    fapix_json_node *const node = &r->json->node[index];

    if (r->p == r->end)
        return FAPI_JSON_SYNTAX;
    switch (*r->p) {
    case '"':
        node->type = FAPIX_JSON_STRING;
        return take_string(r, &node->raw, &node->value);
    case '{':
    case '[':
        return open_container(r, index);
    case 't':
        return take_word(r, node, "true", FAPIX_JSON_TRUE);
    case 'f':
        return take_word(r, node, "false", FAPIX_JSON_FALSE);
    case 'n':
        return take_word(r, node, "null", FAPIX_JSON_NULL);
    case 0:
        return FAPI_JSON_NUL;
    default:
        return take_number(r, node);
    }
}

/* One member or element of the innermost open container, linked behind the last. */
static int take_child(parser *r, frame *parent)
{
    fapix_json *const json = r->json;
    const uint16_t index = json->count;
    int rc = FAPI_OK;

    if (index > FAPI_MAX_JSON_MEMBERS)
        return FAPI_JSON_MEMBERS;
    json->node[index] = (fapix_json_node){.type = 0};
    json->count++;
    if (json->node[parent->node].type == FAPIX_JSON_OBJECT)
        rc = take_name(r, parent, index);
    if (rc != FAPI_OK)
        return rc;
    if (parent->last == 0)
        json->node[parent->node].child = index;
    else
        json->node[parent->last].next = index;
    parent->last = index;
    return take_value(r, index);
}

/* From the root's bracket to the one that closes it. */
static int take_tree(parser *r)
{
    int rc = open_container(r, 0);

    while (rc == FAPI_OK && r->depth > 0) {
        frame *const top = &r->open[r->depth - 1];
        const uint8_t closing = r->json->node[top->node].type == FAPIX_JSON_OBJECT ? '}' : ']';

        skip_space(r);
        if (r->p < r->end && *r->p == closing) {
            close_container(r);
            continue;
        }
        if (top->last != 0) {
            if (!take(r, ','))
                return unexpected(r);
            skip_space(r);
        }
        rc = take_child(r, top);
    }
    return rc;
}

/* Why is the first byte that is not white space no opening brace? */
static int not_an_object(const parser *r)
{
    if (r->p == r->end)
        return FAPI_JSON_SYNTAX;
    /* A byte order mark (RFC 8259 8.1 forbids it), or UTF-16 behind one. */
    if (*r->p >= 0x80)
        return FAPI_JSON_UTF8;
    if (*r->p != 0 && strchr("[\"-0123456789tfn", *r->p) != NULL)
        return FAPI_JSON_NOT_OBJECT;
    return unexpected(r);
}

static int parse(parser *r)
{
    int rc = FAPI_ERR_INTERNAL;

    skip_space(r);
    /* Spec: RFC7519-7.2-1 */
    if (r->p == r->end || *r->p != '{')
        return not_an_object(r);
    rc = take_tree(r);
    if (rc != FAPI_OK)
        return rc;
    skip_space(r);
    /* Spec: RFC7515-10.12-1 */
    if (r->p < r->end)
        return *r->p == 0 ? FAPI_JSON_NUL : FAPI_JSON_TRAILING;
    return FAPI_OK;
}

int fapix_json_parse(fapix_json *json, fapix_slice text, uint8_t *scratch)
{
    return fapix_json_parse_long(json, text, scratch, FAPI_MAX_JWT);
}

int fapix_json_parse_long(fapix_json *json, fapix_slice text, uint8_t *scratch, size_t longest)
{
    parser r; /* not cleared as a whole: each hash is written before it is read */
    int rc = FAPI_ERR_INTERNAL;

    json->text = text;
    json->count = 0;
    if (text.n > longest)
        return FAPI_JSON_SIZE;
    if (text.n == 0)
        return FAPI_JSON_SYNTAX;
    r.p = text.p;
    r.end = text.p + text.n;
    r.scratch = scratch;
    r.json = json;
    r.depth = 0;
    json->node[0] = (fapix_json_node){.type = 0};
    json->count = 1;
    rc = parse(&r);
    if (rc != FAPI_OK)
        json->count = 0;
    return rc;
}
