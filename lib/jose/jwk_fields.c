/* SPDX-License-Identifier: Apache-2.0 */
/* The members of a JWK, picked out of a parsed object. */
#include "jose/jwk.h"

#define OPS_LIMIT 16 /* more key_ops than this are refused: eight are defined */

enum kind { TEXT, KID, SECRET_TEXT, SECRET, SYMMETRIC, OPS, EXT };

typedef struct member {
    const char *name;
    size_t n;
    enum kind kind;
    size_t offset; /* of the slice, for TEXT, KID and SECRET_TEXT */
} member;

#define ROW(name, kind, field) {name, sizeof(name) - 1, kind, offsetof(fapix_jwk_fields, field)}
static const member members[] = {
    ROW("kty", TEXT, kty),       ROW("crv", TEXT, crv),       ROW("x", TEXT, x),           ROW("y", TEXT, y),
    ROW("n", TEXT, n),           ROW("e", TEXT, e),           ROW("alg", TEXT, alg),       ROW("use", TEXT, use),
    ROW("kid", KID, kid),        ROW("key_ops", OPS, kty),    ROW("k", SYMMETRIC, kty),    ROW("d", SECRET_TEXT, d),
    ROW("p", SECRET_TEXT, p),    ROW("q", SECRET_TEXT, q),    ROW("dp", SECRET_TEXT, dp),  ROW("dq", SECRET_TEXT, dq),
    ROW("qi", SECRET_TEXT, qi),  ROW("oth", SECRET, kty),     ROW("priv", SECRET, kty),    ROW("ext", EXT, kty),
};

static const member *find(fapix_slice name)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        if (members[i].n == name.n && memcmp(members[i].name, name.p, name.n) == 0)
            return &members[i];
    }
    return NULL;
}

static void take_text(fapix_jwk_fields *fields, const member *row, const fapix_json_node *node)
{
    if (node->type != FAPIX_JSON_STRING) {
        fields->bad_type = true;
        return;
    }
    /* A string that is there but empty must not look absent. */
    fapix_slice text = node->value.n > 0 ? node->value : fapix_slice_of("", 0);
    memcpy((char *)fields + row->offset, &text, sizeof text);
    if (row->kind == KID)
        fields->has_kid = true;
}

static void take_op(fapix_jwk_fields *fields, fapix_slice op)
{
    fields->ops_verify = fields->ops_verify || fapix_slice_is(op, "verify");
    fields->ops_sign = fields->ops_sign || fapix_slice_is(op, "sign");
    fields->ops_seal = fields->ops_seal || fapix_slice_is(op, "encrypt") || fapix_slice_is(op, "wrapKey");
    fields->ops_open = fields->ops_open || fapix_slice_is(op, "decrypt") || fapix_slice_is(op, "unwrapKey");
    fields->ops_derive = fields->ops_derive || fapix_slice_is(op, "deriveKey") || fapix_slice_is(op, "deriveBits");
    fields->ops_other = fields->ops_seal || fields->ops_open || fields->ops_derive;
}

/* Spec: RFC7517-4.3-1 */
static void take_ops(fapix_jwk_fields *fields, const fapix_json *json, const fapix_json_node *node)
{
    fapix_slice seen[OPS_LIMIT];
    size_t count = 0;
    bool formed = node->type == FAPIX_JSON_ARRAY;
    const fapix_json_node *op = formed ? fapix_json_first(json, node) : NULL;
    for (; op != NULL && formed; op = fapix_json_next(json, op)) {
        formed = op->type == FAPIX_JSON_STRING && count < OPS_LIMIT;
        for (size_t i = 0; i < count; i++)
            formed = formed && !fapix_slice_eq(seen[i], op->value);
        if (!formed)
            break;
        seen[count++] = op->value;
        take_op(fields, op->value);
    }
    fields->has_key_ops = true;
    fields->ops_form = !formed;
}

static void take(fapix_jwk_fields *fields, const fapix_json *json, const fapix_json_node *node)
{
    /* Spec: RFC7517-4-1 (unknown members are ignored) */
    const member *row = find(node->name);
    if (row == NULL)
        return;
    switch (row->kind) {
    case SECRET_TEXT:
        fields->has_private = true;
        take_text(fields, row, node);
        break;
    case SECRET:
        fields->has_private = true;
        fields->has_oth = fields->has_oth || row->n == 3;
        break;
    case SYMMETRIC:
        fields->has_symmetric = true;
        break;
    case EXT:
        fields->kept_in = node->type != FAPIX_JSON_TRUE;
        break;
    case OPS:
        take_ops(fields, json, node);
        break;
    case TEXT:
    case KID:
        take_text(fields, row, node);
        fields->has_symmetric = fields->has_symmetric || fapix_slice_is(fields->kty, "oct");
        break;
    }
}

int fapix_jwk_fields_json(fapix_jwk_fields *fields, const fapix_json *json, const fapix_json_node *node)
{
    *fields = (fapix_jwk_fields){0};
    if (node == NULL || node->type != FAPIX_JSON_OBJECT)
        return FAPI_JWK_TYPE;
    for (const fapix_json_node *at = fapix_json_first(json, node); at != NULL; at = fapix_json_next(json, at))
        take(fields, json, at);
    return FAPI_OK;
}

int fapix_jwk_text_read(const fapix_memory *memory, fapix_slice text, fapix_jwk_text **space, fapix_jwk_fields *fields)
{
    *fields = (fapix_jwk_fields){0};
    *space = NULL;
    if (text.n > sizeof (*space)->scratch)
        return FAPI_JSON_SIZE;
    *space = fapix_alloc(memory, sizeof **space);
    if (*space == NULL)
        return FAPI_ERR_NOMEM;
    int rc = fapix_json_parse(&(*space)->json, text, (*space)->scratch);
    return rc != FAPI_OK ? rc : fapix_jwk_fields_json(fields, &(*space)->json, &(*space)->json.node[0]);
}

void fapix_jwk_text_free(const fapix_memory *memory, fapix_jwk_text *space)
{
    if (space == NULL)
        return;
    fapix_wipe(space, sizeof *space);
    fapix_free(memory, space, sizeof *space);
}
