/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cuts the document of a JWK set into pieces, at the brackets of the keys array and at its commas. Each piece is then
 * judged by the strict reader, which is as strict as reading it whole; see base/json_cut.h.
 */
#include "jose/jwks_text.h"

#include "base/json_cut.h"

/* Where the array begins if "keys": [ stands here, else 0. A name spelled with escapes is not looked for. */
static size_t keys_begin(fapix_slice text, size_t at)
{
    static const char name[] = "\"keys\"";
    if (text.n - at < sizeof name - 1 || memcmp(text.p + at, name, sizeof name - 1) != 0)
        return 0;
    at = fapix_json_space(text, at + sizeof name - 1);
    if (at == text.n || text.p[at] != ':')
        return 0;
    at = fapix_json_space(text, at + 1);
    return at < text.n && text.p[at] == '[' ? at + 1 : 0;
}

/* The inside of the keys array: *begin 0 if there is none. */
static int find_keys(fapix_slice text, size_t *begin, size_t *end)
{
    fapix_json_walk cursor = {.text = text};
    *begin = *end = 0;
    while (cursor.at < text.n) {
        size_t at = cursor.at;
        if (*begin == 0 && cursor.depth == 1 && !cursor.quoted && text.p[at] == '"')
            *begin = keys_begin(text, at);
        fapix_json_step(&cursor);
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

void fapix_jwks_text_rewind(fapix_jwks_text *space)
{
    space->rest = fapix_json_entries(space->entries);
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
    while (fapix_json_cut(&space->rest, &entry))
        space->count++;
    fapix_jwks_text_rewind(space);
    return space->count <= FAPI_MAX_JWKS_KEYS ? FAPI_OK : FAPI_JWKS_SIZE;
}

int fapix_jwks_text_next(fapix_jwks_text *space, fapix_jwk_fields *fields)
{
    fapix_slice text;
    *fields = (fapix_jwk_fields){0};
    if (!fapix_json_cut(&space->rest, &text))
        return FAPI_ERR_INTERNAL;
    int rc = fapix_json_parse(&space->entry.json, text, space->entry.scratch);
    if (rc != FAPI_OK)
        return rc == FAPI_JSON_NOT_OBJECT ? FAPI_JWKS_FORM : rc;
    return fapix_jwk_fields_json(fields, &space->entry.json, &space->entry.json.node[0]);
}
