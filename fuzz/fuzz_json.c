/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The strict JSON reader against jansson: both accept the same texts and find the same tree in them. Where ours refuses more,
 * it must say so by the status of one of its own rules, and that rule is checked apart: size, depth, members, digits of a number,
 * no NUL.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fapi.h>
#include <jansson.h>

#include "base/json.h"
#include "base/json_number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            fprintf(stderr, "%s does not hold\n", #condition);     \
            abort();                                               \
        }                                                          \
    } while (0)

enum { PENDING_MAX = 1024 }; /* more than there are nodes */

typedef struct pair {
    const fapix_json_node *ours;
    json_t *theirs;
} pair;

/* Nodes still to be compared, or counted. */
static pair pending[PENDING_MAX];
static size_t pending_n;

static void later(const fapix_json_node *ours, json_t *theirs)
{
    HOLDS(pending_n < PENDING_MAX);
    pending[pending_n++] = (pair){ours, theirs};
}

static void inside(const fapix_json *json, fapix_slice view, const uint8_t *scratch)
{
    const uint8_t *const text = json->text.p;

    HOLDS(view.n == 0 || (view.p >= text && view.p + view.n <= text + json->text.n) ||
          (view.p >= scratch && view.p + view.n <= scratch + json->text.n));
}

static void same_children(const fapix_json *json, pair at)
{
    const fapix_json_node *node = fapix_json_first(json, at.ours);
    size_t n = 0;

    for (; node != NULL; node = fapix_json_next(json, node), n++) {
        json_t *theirs = NULL;

        if (at.ours->type == FAPIX_JSON_ARRAY) {
            HOLDS(node->name.p == NULL && node->name.n == 0);
            theirs = json_array_get(at.theirs, n);
        } else {
            char *name = malloc(node->name.n + 1);

            HOLDS(name != NULL && memchr(node->name.p, 0, node->name.n) == NULL);
            memcpy(name, node->name.p, node->name.n);
            name[node->name.n] = '\0';
            theirs = json_object_get(at.theirs, name);
            free(name);
            HOLDS(fapix_json_member(json, at.ours, node->name) == node);
        }
        HOLDS(theirs != NULL);
        later(node, theirs);
    }
    HOLDS(n == (at.ours->type == FAPIX_JSON_ARRAY ? json_array_size(at.theirs) : json_object_size(at.theirs)));
}

/* The date that a number says, against the double that jansson made of it. */
static void same_date(const fapix_json_node *node, json_t *theirs)
{
    const double number = json_number_value(theirs);
    double whole = 0;
    int64_t seconds = 1;
    const int rc = fapix_json_numeric_date(node, &seconds);

    if (node->raw.p[0] == '-' || number >= 253402300800.0 + 1) {
        HOLDS(rc == FAPI_JWT_NUMERIC_DATE && seconds == 0);
    } else if (number < 253402300799.0) {
        HOLDS(rc == FAPI_OK);
        whole = (double)(int64_t)number;
        /* A double may have been rounded up to the next whole second. */
        HOLDS((double)seconds == whole || (number <= whole && (double)seconds + 1 == whole));
    }
}

static void same_node(const fapix_json *json, pair at, const uint8_t *scratch)
{
    int64_t integer = 1;

    inside(json, at.ours->name, scratch);
    inside(json, at.ours->value, scratch);
    inside(json, at.ours->raw, json->text.p);
    switch (at.ours->type) {
    case FAPIX_JSON_OBJECT:
    case FAPIX_JSON_ARRAY:
        HOLDS(json_typeof(at.theirs) == (at.ours->type == FAPIX_JSON_ARRAY ? JSON_ARRAY : JSON_OBJECT));
        same_children(json, at);
        break;
    case FAPIX_JSON_STRING:
        HOLDS(json_is_string(at.theirs) && json_string_length(at.theirs) == at.ours->value.n);
        HOLDS(memcmp(json_string_value(at.theirs), at.ours->value.p, at.ours->value.n) == 0);
        break;
    case FAPIX_JSON_INTEGER:
        HOLDS(json_is_integer(at.theirs) && fapix_json_int64(at.ours, &integer) == FAPI_OK);
        HOLDS(integer == json_integer_value(at.theirs));
        same_date(at.ours, at.theirs);
        break;
    case FAPIX_JSON_REAL:
        HOLDS(json_is_real(at.theirs) && fapix_json_int64(at.ours, &integer) == FAPI_JSON_NUMBER);
        same_date(at.ours, at.theirs);
        break;
    default:
        HOLDS(json_typeof(at.theirs) == (at.ours->type == FAPIX_JSON_TRUE    ? JSON_TRUE
                                         : at.ours->type == FAPIX_JSON_FALSE ? JSON_FALSE
                                                                             : JSON_NULL));
        HOLDS(at.ours->type >= FAPIX_JSON_TRUE && at.ours->type <= FAPIX_JSON_NULL);
    }
}

static void same_tree(const fapix_json *json, json_t *theirs, const uint8_t *scratch)
{
    size_t seen = 0;

    pending_n = 0;
    later(&json->node[0], theirs);
    for (; pending_n > 0; seen++)
        same_node(json, pending[--pending_n], scratch);
    HOLDS(seen == json->count);
}

/* Members, elements and depth of what jansson read, each only as far as it matters. */
static void measure(json_t *root, size_t *members, size_t *depth)
{
    static struct { json_t *value; size_t depth; } stack[PENDING_MAX * 64];
    size_t n = 0;

    *members = *depth = 0;
    stack[n].value = root;
    stack[n++].depth = 1;
    while (n > 0) {
        json_t *const value = stack[--n].value, *child = NULL;
        const size_t level = stack[n].depth;
        const char *name = NULL;
        size_t i = 0;

        if (!json_is_object(value) && !json_is_array(value))
            continue;
        if (level > *depth)
            *depth = level;
        json_object_foreach(value, name, child) {
            HOLDS(n < sizeof stack / sizeof stack[0]);
            stack[n].value = child, stack[n++].depth = level + 1, ++*members;
        }
        json_array_foreach(value, i, child) {
            HOLDS(n < sizeof stack / sizeof stack[0]);
            stack[n].value = child, stack[n++].depth = level + 1, ++*members;
        }
    }
}

/* Is there a run of characters that could be a number longer than we take? */
static int long_number(const uint8_t *p, size_t n)
{
    size_t run = 0;

    for (size_t i = 0; i < n; i++) {
        run = p[i] != 0 && strchr("0123456789+-.eE", p[i]) != NULL ? run + 1 : 0;
        if (run > FAPIX_JSON_NUMBER_MAX)
            return 1;
    }
    return 0;
}

/* jansson took the text and we didn't: which of our own rules was it? */
static void own_rule(int rc, json_t *theirs, const uint8_t *data, size_t size)
{
    size_t members = 0, depth = 0;

    switch (rc) {
    case FAPI_JSON_SIZE:
        HOLDS(size > FAPI_MAX_JWT);
        return;
    case FAPI_JSON_NOT_OBJECT:
        HOLDS(!json_is_object(theirs));
        return;
    case FAPI_JSON_NUL:
        /* jansson 2.14 loses a NUL that follows a number or a word. */
        HOLDS(memchr(data, 0, size) != NULL);
        return;
    case FAPI_JSON_NUMBER:
        HOLDS(long_number(data, size));
        return;
    case FAPI_JSON_DEPTH:
        measure(theirs, &members, &depth);
        HOLDS(depth > FAPI_MAX_JSON_DEPTH);
        return;
    case FAPI_JSON_MEMBERS:
        measure(theirs, &members, &depth);
        HOLDS(members > FAPI_MAX_JSON_MEMBERS);
        return;
    default:
        fprintf(stderr, "only jansson takes it: %d\n", rc);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static fapix_json json;
    uint8_t *scratch = malloc(size + 1);
    json_error_t error;
    json_t *theirs = NULL;
    int rc = FAPI_ERR_INTERNAL;

    HOLDS(scratch != NULL);
    rc = fapix_json_parse(&json, fapix_slice_of(data, size), scratch);
    theirs = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, &error);
    if (rc == FAPI_OK) {
        HOLDS(theirs != NULL);
        same_tree(&json, theirs, scratch);
    } else {
        HOLDS(rc >= FAPI_JSON_SYNTAX && rc <= FAPI_JSON_SIZE && json.count == 0);
        if (theirs != NULL)
            own_rule(rc, theirs, data, size);
    }
    json_decref(theirs);
    free(scratch);
    return 0;
}
