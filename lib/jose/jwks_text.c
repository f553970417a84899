/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cuts the document of a JWK set into pieces. The cutting understands strings and brackets and nothing else; each
 * piece is then judged by the strict reader. That is as strict as reading it whole: a cut is made at the brackets
 * of the keys array and at its commas, so that the document is JSON if and only if every piece is.
 */
#include "jose/jwks_text.h"

typedef struct walk {
    fapix_slice text;
    size_t at;
    size_t depth;
    bool quoted;
} walk;

/* Past one character, or two of them after a backslash. */
static void step(walk *cursor)
{
    uint8_t c = cursor->text.p[cursor->at++];
    if (cursor->quoted) {
        if (c == '\\')
            cursor->at++;
        cursor->quoted = c != '"';
        return;
    }
    cursor->quoted = c == '"';
    if (c == '{' || c == '[')
        cursor->depth++;
    else if ((c == '}' || c == ']') && cursor->depth > 0)
        cursor->depth--;
}

static size_t skip_space(fapix_slice text, size_t at)
{
    while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t' || text.p[at] == '\n' || text.p[at] == '\r'))
        at++;
    return at;
}

/* Where the array begins if "keys": [ stands here, else 0. A name spelled with escapes is not looked for. */
static size_t keys_begin(fapix_slice text, size_t at)
{
    static const char name[] = "\"keys\"";
    if (text.n - at < sizeof name - 1 || memcmp(text.p + at, name, sizeof name - 1) != 0)
        return 0;
    at = skip_space(text, at + sizeof name - 1);
    if (at == text.n || text.p[at] != ':')
        return 0;
    at = skip_space(text, at + 1);
    return at < text.n && text.p[at] == '[' ? at + 1 : 0;
}

/* The inside of the keys array: *begin 0 if there is none. */
static int find_keys(fapix_slice text, size_t *begin, size_t *end)
{
    walk cursor = {.text = text};
    *begin = *end = 0;
    while (cursor.at < text.n) {
        size_t at = cursor.at;
        if (*begin == 0 && cursor.depth == 1 && !cursor.quoted && text.p[at] == '"')
            *begin = keys_begin(text, at);
        step(&cursor);
        if (cursor.depth > FAPI_MAX_JSON_DEPTH)
            return FAPI_JSON_DEPTH;
        if (*begin != 0 && *end == 0 && at >= *begin && cursor.depth == 1) {
            if (text.p[at] != ']')
                return FAPI_JSON_SYNTAX;
            *end = at;
        }
    }
    return *begin == 0 || *end != 0 ? FAPI_OK : FAPI_JSON_SYNTAX;
}

/* The next entry, up to a comma between entries or the end; false when there is none left. */
static bool cut_entry(fapix_slice *rest, fapix_slice *entry)
{
    walk cursor = {.text = *rest};
    if (rest->p == NULL)
        return false;
    while (cursor.at < rest->n && (cursor.depth > 0 || cursor.quoted || rest->p[cursor.at] != ','))
        step(&cursor);
    /* A backslash at the end steps beyond it. */
    bool more = cursor.at < rest->n;
    *entry = fapix_slice_of(rest->p, more ? cursor.at : rest->n);
    *rest = more ? fapix_slice_of(rest->p + cursor.at + 1, rest->n - cursor.at - 1) : (fapix_slice){NULL, 0};
    return true;
}

void fapix_jwks_text_rewind(fapix_jwks_text *space)
{
    /* An array of white space has no entries; any other has one more than commas, some of them perhaps empty and so
     * refused. */
    bool blank = skip_space(space->entries, 0) == space->entries.n;
    space->rest = blank ? (fapix_slice){NULL, 0} : space->entries;
}

int fapix_jwks_text_open(fapix_jwks_text *space, fapix_slice text)
{
    size_t begin = 0, end = 0;
    fapix_json *frame = &space->entry.json;
    fapix_slice entry;
    space->entries = space->rest = (fapix_slice){NULL, 0};
    space->count = 0;
    if (text.n > FAPI_MAX_JWKS)
        return FAPI_JWKS_SIZE;
    int rc = find_keys(text, &begin, &end);
    if (rc != FAPI_OK)
        return rc;
    if (text.n - (end - begin) > sizeof space->frame)
        return FAPI_JSON_SIZE;
    if (begin > 0)
        memcpy(space->frame, text.p, begin);
    if (text.n > end)
        memcpy(space->frame + begin, text.p + end, text.n - end);
    /* Spec: RFC7517-5-1 (unique names) */
    rc = fapix_json_parse(frame, fapix_slice_of(space->frame, text.n - (end - begin)), space->entry.scratch);
    if (rc != FAPI_OK)
        return rc;
    const fapix_json_node *keys = fapix_json_get(frame, "keys");
    if (begin == 0 || keys == NULL || keys->type != FAPIX_JSON_ARRAY)
        return FAPI_JWKS_FORM;
    space->entries = fapix_slice_of(text.p + begin, end - begin);
    fapix_jwks_text_rewind(space);
    while (cut_entry(&space->rest, &entry))
        space->count++;
    fapix_jwks_text_rewind(space);
    return space->count <= FAPI_MAX_JWKS_KEYS ? FAPI_OK : FAPI_JWKS_SIZE;
}

int fapix_jwks_text_next(fapix_jwks_text *space, fapix_jwk_fields *fields)
{
    fapix_slice text;
    *fields = (fapix_jwk_fields){0};
    if (!cut_entry(&space->rest, &text))
        return FAPI_ERR_INTERNAL;
    int rc = fapix_json_parse(&space->entry.json, text, space->entry.scratch);
    if (rc != FAPI_OK)
        return rc == FAPI_JSON_NOT_OBJECT ? FAPI_JWKS_FORM : rc;
    return fapix_jwk_fields_json(fields, &space->entry.json, &space->entry.json.node[0]);
}
