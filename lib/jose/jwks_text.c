/* SPDX-License-Identifier: Apache-2.0 */
/* The document of a JWK set. It has other limits than a token, so that it is a document parser's and not the strict reader's. */
#include "jose/jwks_text.h"

int fapix_jwks_text_cap(fapix_slice text)
{
    size_t depth = 0, members = 0;
    bool quoted = false;
    if (text.n > FAPI_MAX_JWKS)
        return FAPI_JWKS_SIZE;
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.p[i];
        if (quoted) {
            if (c == '\\')
                i++;
            quoted = c != '"';
            continue;
        }
        quoted = c == '"';
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && depth > 0)
            depth--;
        if (c == '{' || c == '[' || c == ',')
            members++;
        if (depth > FAPI_MAX_JSON_DEPTH)
            return FAPI_JSON_DEPTH;
        if (members > FAPIX_JWKS_MEMBERS)
            return FAPI_JSON_MEMBERS;
    }
    return FAPI_OK;
}

static int status_of(const json_error_t *error)
{
    switch ((int)json_error_code(error)) {
    case json_error_out_of_memory:
        return FAPI_ERR_NOMEM;
    case json_error_duplicate_key:
        return FAPI_JSON_DUPLICATE;
    case json_error_invalid_utf8:
        return FAPI_JSON_UTF8;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return FAPI_JSON_NUL;
    case json_error_end_of_input_expected:
        return FAPI_JSON_TRAILING;
    case json_error_numeric_overflow:
        return FAPI_JSON_NUMBER;
    case json_error_stack_overflow:
        return FAPI_JSON_DEPTH;
    default:
        return FAPI_JSON_SYNTAX;
    }
}

int fapix_jwks_text_parse(fapix_slice text, json_t **root, const json_t **keys)
{
    json_error_t error;
    *root = NULL;
    *keys = NULL;
    int rc = fapix_jwks_text_cap(text);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7517-5-1 (unique names at every level) */
    *root = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, &error);
    if (*root == NULL)
        return status_of(&error);
    *keys = json_object_get(*root, "keys");
    if (!json_is_array(*keys))
        return FAPI_JWKS_FORM;
    return json_array_size(*keys) > FAPI_MAX_JWKS_KEYS ? FAPI_JWKS_SIZE : FAPI_OK;
}

static fapix_slice string_of(const json_t *value)
{
    return fapix_slice_of(json_string_value(value), json_string_length(value));
}

static void read_ops(fapix_jwk_fields *fields, const json_t *value)
{
    fapix_slice ops[FAPIX_JWK_OPS];
    size_t count = json_array_size(value); /* 0 if it is no array */
    bool strings = json_is_array(value) && count <= FAPIX_JWK_OPS;
    for (size_t i = 0; strings && i < count; i++) {
        const json_t *op = json_array_get(value, i);
        strings = json_is_string(op);
        if (strings)
            ops[i] = string_of(op);
    }
    fapix_jwk_fields_ops(fields, strings, ops, count);
}

void fapix_jwks_text_fields(fapix_jwk_fields *fields, json_t *entry)
{
    *fields = (fapix_jwk_fields){0};
    for (void *at = json_object_iter(entry); at != NULL; at = json_object_iter_next(entry, at)) {
        const json_t *value = json_object_iter_value(at);
        enum fapix_jwk_value type = json_is_string(value) ? FAPIX_JWK_STRING
                                    : json_is_true(value) ? FAPIX_JWK_TRUE
                                                          : FAPIX_JWK_OTHER;
        fapix_slice text = type == FAPIX_JWK_STRING ? string_of(value) : (fapix_slice){NULL, 0};
        if (fapix_jwk_fields_member(fields, fapix_slice_str(json_object_iter_key(at)), type, text))
            read_ops(fields, value);
    }
}
