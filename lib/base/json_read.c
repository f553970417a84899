/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the nodes of a parsed text. */
#include "base/json.h"
#include "base/json_number.h"

const fapix_json_node *fapix_json_first(const fapix_json *json, const fapix_json_node *parent)
{
    return parent == NULL || parent->child == 0 ? NULL : &json->node[parent->child];
}

const fapix_json_node *fapix_json_next(const fapix_json *json, const fapix_json_node *node)
{
    return node == NULL || node->next == 0 ? NULL : &json->node[node->next];
}

const fapix_json_node *fapix_json_member(const fapix_json *json, const fapix_json_node *parent, fapix_slice name)
{
    const fapix_json_node *node = NULL;

    if (json->count == 0 || parent == NULL || parent->type != FAPIX_JSON_OBJECT)
        return NULL;
    /* Spec: RFC7519-7.3-1 */
    for (node = fapix_json_first(json, parent); node != NULL; node = fapix_json_next(json, node)) {
        if (fapix_slice_eq(node->name, name))
            return node;
    }
    return NULL;
}

const fapix_json_node *fapix_json_get(const fapix_json *json, const char *name)
{
    return fapix_json_member(json, &json->node[0], fapix_slice_str(name));
}

bool fapix_json_is_string(const fapix_json_node *node, const char *text)
{
    return node != NULL && node->type == FAPIX_JSON_STRING && fapix_slice_is(node->value, text);
}

int fapix_json_int64(const fapix_json_node *node, int64_t *value)
{
    *value = 0;
    if (node == NULL || node->type != FAPIX_JSON_INTEGER)
        return FAPI_JSON_NUMBER;
    return fapix_json_number_int64(node->value, value);
}

bool fapix_json_seconds(const fapix_json_node *node, int64_t *seconds)
{
    if (node != NULL && fapix_json_int64(node, seconds) == FAPI_OK && *seconds > 0 && *seconds <= FAPI_MAX_TIME)
        return true;
    *seconds = -1;
    return false;
}

int fapix_json_numeric_date(const fapix_json_node *node, int64_t *seconds)
{
    *seconds = 0;
    /* Spec: RFC7519-2-1 */
    if (node == NULL || (node->type != FAPIX_JSON_INTEGER && node->type != FAPIX_JSON_REAL))
        return FAPI_JWT_NUMERIC_DATE;
    /* Whatever has a minus sign is refused, -0 too: no clock writes it. */
    if (fapix_json_number_floor(node->value, FAPI_MAX_TIME, seconds) != FAPI_OK)
        return FAPI_JWT_NUMERIC_DATE;
    return FAPI_OK;
}
