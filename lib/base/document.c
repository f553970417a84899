/* SPDX-License-Identifier: Apache-2.0 */
/* See document.h. */
#include "base/document.h"

#include "base/json_cut.h"

/* Parse before + middle + after as a document of one member. */
static int parse_piece(fapix_document *document, const char *before, fapix_slice middle, const char *after)
{
    size_t before_n = strlen(before), after_n = strlen(after);

    document->json.count = 0;
    if (middle.n > sizeof document->piece - before_n - after_n)
        return FAPI_JSON_SIZE;
    memcpy(document->piece, before, before_n);
    if (middle.n > 0)
        memcpy(document->piece + before_n, middle.p, middle.n);
    memcpy(document->piece + before_n + middle.n, after, after_n);
    return fapix_json_parse(&document->json, fapix_slice_of(document->piece, before_n + middle.n + after_n),
                            document->scratch);
}

static const fapix_json_node *only_member(const fapix_document *document)
{
    return fapix_json_first(&document->json, &document->json.node[0]);
}

/* Where the value begins: after a string and a colon. 0 if that is not how the piece begins. */
static size_t value_begin(fapix_slice piece)
{
    fapix_json_walk walk = {.text = piece, .at = fapix_json_space(piece, 0)};

    if (walk.at == piece.n || piece.p[walk.at] != '"')
        return 0;
    do
        fapix_json_step(&walk);
    while (walk.at < piece.n && walk.quoted);
    if (walk.at >= piece.n)
        return 0;
    walk.at = fapix_json_space(piece, walk.at);
    return walk.at < piece.n && piece.p[walk.at] == ':' ? walk.at + 1 : 0;
}

/* The name of the only member of the last piece, kept; no other member may have it. */
static int keep_name(fapix_document *document, fapix_document_member *member)
{
    const fapix_json_node *node = only_member(document);

    if (node == NULL)
        return FAPI_JSON_SYNTAX;
    for (size_t i = 0; i < document->count; i++) {
        if (fapix_slice_eq(document->member[i].name, node->name))
            return FAPI_JSON_DUPLICATE;
    }
    if (node->name.n > sizeof document->names - document->names_n)
        return FAPI_JSON_SIZE;
    member->name = fapix_slice_of(document->names + document->names_n, node->name.n);
    if (node->name.n > 0)
        memcpy(document->names + document->names_n, node->name.p, node->name.n);
    document->names_n += node->name.n;
    return FAPI_OK;
}

static int judge_elements(fapix_document *document, const fapix_document_member *member)
{
    fapix_slice rest = fapix_document_elements(member), element;
    int rc = FAPI_OK;

    while (rc == FAPI_OK && fapix_json_cut(&rest, &element))
        rc = parse_piece(document, "{\"\":", element, "}");
    return rc;
}

/* The value ends where the piece ends, white space aside. */
static int judge_array(fapix_document *document, fapix_document_member *member)
{
    fapix_slice value = member->value;

    while (value.n > 0 && fapix_json_space(value, value.n - 1) == value.n)
        value.n--;
    if (value.n < 2 || value.p[value.n - 1] != ']')
        return FAPI_JSON_SYNTAX;
    member->type = FAPIX_JSON_ARRAY;
    member->value = fapix_slice_of(value.p + 1, value.n - 2);
    return judge_elements(document, member);
}

static int add_member(fapix_document *document, fapix_slice piece, const char *deferred)
{
    fapix_document_member *member = &document->member[document->count];
    size_t begin = value_begin(piece);
    int rc = FAPI_ERR_INTERNAL;

    if (document->count == FAPI_MAX_JSON_MEMBERS)
        return FAPI_JSON_MEMBERS;
    if (begin == 0) {
        rc = parse_piece(document, "{", piece, "}");
        return rc == FAPI_OK ? FAPI_JSON_SYNTAX : rc;
    }
    rc = parse_piece(document, "{", fapix_slice_of(piece.p, begin), "null}");
    if (rc == FAPI_OK)
        rc = keep_name(document, member);
    if (rc != FAPI_OK)
        return rc;
    begin = fapix_json_space(piece, begin);
    member->value = fapix_slice_of(piece.p + begin, piece.n - begin);
    member->type = FAPIX_JSON_OBJECT;
    if (deferred == NULL || !fapix_slice_is(member->name, deferred) || member->value.n == 0 ||
        member->value.p[0] != '{') {
        if (member->value.n > 0 && member->value.p[0] == '[') {
            rc = judge_array(document, member);
        } else {
            rc = parse_piece(document, "{\"\":", member->value, "}");
            member->type = rc == FAPI_OK ? only_member(document)->type : 0;
        }
    }
    document->count += rc == FAPI_OK;
    return rc;
}

/* What stands between the outer braces. */
static int find_inside(fapix_document *document, fapix_slice text, fapix_slice *inside)
{
    fapix_json_walk walk = {.text = text, .at = fapix_json_space(text, 0)};
    const size_t begin = walk.at;

    if (text.n > FAPIX_DOCUMENT_MAX)
        return FAPI_JSON_SIZE;
    if (begin == text.n || text.p[begin] != '{') {
        int rc = parse_piece(document, "", text, "");
        return rc == FAPI_OK ? FAPI_JSON_NOT_OBJECT : rc;
    }
    do {
        fapix_json_step(&walk);
        if (walk.depth > FAPI_MAX_JSON_DEPTH)
            return FAPI_JSON_DEPTH;
    } while (walk.at < text.n && walk.depth > 0);
    if (walk.depth > 0 || walk.at > text.n || text.p[walk.at - 1] != '}')
        return FAPI_JSON_SYNTAX;
    if (fapix_json_space(text, walk.at) != text.n)
        return FAPI_JSON_TRAILING;
    *inside = fapix_slice_of(text.p + begin + 1, walk.at - begin - 2);
    return FAPI_OK;
}

int fapix_document_open(fapix_document *document, fapix_slice text, const char *deferred)
{
    fapix_slice rest = {NULL, 0}, piece;
    int rc = FAPI_ERR_INTERNAL;

    document->count = document->names_n = 0;
    document->json.count = 0;
    rc = find_inside(document, text, &rest);
    rest = fapix_json_entries(rest);
    while (rc == FAPI_OK && fapix_json_cut(&rest, &piece))
        rc = add_member(document, piece, deferred);
    if (rc != FAPI_OK)
        document->count = 0;
    return rc;
}

const fapix_document_member *fapix_document_get(const fapix_document *document, const char *name)
{
    for (size_t i = 0; i < document->count; i++) {
        if (fapix_slice_is(document->member[i].name, name))
            return &document->member[i];
    }
    return NULL;
}

const fapix_json_node *fapix_document_value(fapix_document *document, const fapix_document_member *member)
{
    if (member == NULL || member->type == FAPIX_JSON_ARRAY ||
        parse_piece(document, "{\"\":", member->value, "}") != FAPI_OK)
        return NULL;
    return only_member(document);
}

fapix_slice fapix_document_elements(const fapix_document_member *member)
{
    if (member == NULL || member->type != FAPIX_JSON_ARRAY)
        return (fapix_slice){NULL, 0};
    return fapix_json_entries(member->value);
}

const fapix_json_node *fapix_document_next(fapix_document *document, fapix_slice *rest)
{
    fapix_slice element;

    if (!fapix_json_cut(rest, &element) || parse_piece(document, "{\"\":", element, "}") != FAPI_OK)
        return NULL;
    return only_member(document);
}
