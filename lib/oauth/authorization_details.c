/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the structure of authorization_details. */
#include "oauth/authorization_details.h"

#define BEFORE "{\"_\":"

const fapix_json_node *fapix_authorization_json(fapi_verdict *verdict, fapix_slice text)
{
    fapix_jwt_space *space = &verdict->proof;
    const size_t before = sizeof BEFORE - 1;
    const fapix_json_node *only = NULL;

    space->claims.count = 0;
    if (text.n == 0 || text.n > sizeof space->payload_text - before - 1)
        return NULL;
    memcpy(space->payload_text, BEFORE, before);
    memcpy(space->payload_text + before, text.p, text.n);
    space->payload_text[before + text.n] = '}';
    space->payload = fapix_slice_of(space->payload_text, before + text.n + 1);
    if (fapix_json_parse(&space->claims, space->payload, space->payload_scratch) != FAPI_OK)
        return NULL;
    /* Text such as [],"a":1 must not become a second member. */
    only = fapix_json_first(&space->claims, &space->claims.node[0]);
    if (only == NULL || fapix_json_next(&space->claims, only) != NULL) {
        space->claims.count = 0;
        return NULL;
    }
    return only;
}

const fapix_slice fapix_any_details_type[1] = {{NULL, 0}}; /* known by its address */

static bool is_known(fapix_slice type, const fapix_slice *types, size_t count)
{
    if (types == fapix_any_details_type)
        return true;
    for (size_t i = 0; i < count; i++) {
        if (fapix_slice_eq(type, types[i]))
            return true;
    }
    return false;
}

static bool is_strings(const fapix_json *json, const fapix_json_node *node)
{
    if (node->type != FAPIX_JSON_ARRAY)
        return false;
    for (const fapix_json_node *at = fapix_json_first(json, node); at != NULL; at = fapix_json_next(json, at)) {
        if (at->type != FAPIX_JSON_STRING)
            return false;
    }
    return true;
}

/* RFC 9396 2.2 */
static int judge_common_fields(fapi_verdict *verdict, const fapix_json_node *object)
{
    static const char *const arrays[] = {"locations", "actions", "datatypes", "privileges"};
    const fapix_json *json = &verdict->proof.claims;
    const fapix_json_node *field = NULL;
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i < sizeof arrays / sizeof *arrays; i++) {
        field = fapix_json_member(json, object, fapix_slice_str(arrays[i]));
        /* Spec: RFC9396-2.2-1 */
        rc = fapix_rule_on(verdict, FAPI_DETAILS_FIELD, field == NULL || is_strings(json, field),
                           fapix_slice_str("an array of strings"), fapix_slice_str(arrays[i]));
    }
    if (rc != FAPI_OK)
        return rc;
    field = fapix_json_member(json, object, fapix_slice_str("identifier"));
    return fapix_rule_on(verdict, FAPI_DETAILS_FIELD, field == NULL || field->type == FAPIX_JSON_STRING,
                         fapix_slice_str("a string"), fapix_slice_str("identifier"));
}

int fapix_authorization_details_judge(fapi_verdict *verdict, fapix_slice text, const fapix_slice *types, size_t count)
{
    const fapix_json *json = &verdict->proof.claims;
    const fapix_json_node *array = fapix_authorization_json(verdict, text), *type = NULL;
    /* Spec: RFC9396-2-1 - an empty array asks for nothing, which is no request */
    int rc = fapix_rule(verdict, FAPI_DETAILS_FORM, array != NULL && array->type == FAPIX_JSON_ARRAY &&
                        fapix_json_first(json, array) != NULL);

    if (rc != FAPI_OK)
        return rc;
    for (const fapix_json_node *at = fapix_json_first(json, array); rc == FAPI_OK && at != NULL;
         at = fapix_json_next(json, at)) {
        rc = fapix_rule(verdict, FAPI_DETAILS_FORM, at->type == FAPIX_JSON_OBJECT);
        if (rc != FAPI_OK)
            return rc;
        type = fapix_json_member(json, at, fapix_slice_str("type"));
        rc = fapix_rule(verdict, FAPI_DETAILS_TYPE_MISSING, type != NULL && type->type == FAPIX_JSON_STRING &&
                        type->value.n > 0);
        if (rc == FAPI_OK)
            /* Spec: RFC9396-5-1 */
            rc = fapix_rule_on(verdict, FAPI_DETAILS_TYPE, is_known(type->value, types, count),
                               fapix_slice_of(NULL, 0), type->value);
        if (rc == FAPI_OK)
            rc = judge_common_fields(verdict, at);
    }
    return rc;
}
