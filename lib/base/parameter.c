/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the parameters of a request through a view. */
#include "base/parameter.h"

static size_t next_of_json(const void *source, size_t at, fapix_parameter *parameter)
{
    const fapix_json *json = source;
    size_t index = json->count == 0 ? 0 : at == 0 ? json->node[0].child : json->node[at].next;

    if (index != 0) {
        const fapix_json_node *node = &json->node[index];

        *parameter = (fapix_parameter){node->name, node->value, node->type};
    }
    return index;
}

fapix_parameters fapix_parameters_of_json(const fapix_json *json)
{
    return (fapix_parameters){json, next_of_json};
}

static bool occurs_before(const fapix_parameters *parameters, size_t end, fapix_slice name)
{
    fapix_parameter earlier;

    for (size_t at = 0; (at = parameters->next(parameters->source, at, &earlier)) != 0 && at != end;) {
        if (fapix_slice_eq(earlier.name, name))
            return true;
    }
    return false;
}

static bool type_fits(const fapix_parameter *parameter, const fapix_parameter_kind *kind)
{
    int wanted = kind->json == 0 ? FAPIX_JSON_BIT(FAPIX_JSON_STRING) : kind->json;

    return parameter->type == FAPIX_PARAMETER_TEXT || (FAPIX_JSON_BIT(parameter->type) & wanted) != 0;
}

static size_t index_of(const fapix_parameter_kind *kinds, size_t count, fapix_slice name)
{
    size_t i = 0;

    while (i < count && !fapix_slice_is(name, kinds[i].name))
        i++;
    return i;
}

int fapix_parameters_read(fapi_verdict *verdict, const fapix_parameters *parameters, const fapix_parameter_kind *kinds,
                          size_t count, fapix_parameter *found)
{
    fapix_parameter one;
    int rc = FAPI_OK;

    memset(found, 0, count * sizeof *found);
    for (size_t at = 0; (at = parameters->next(parameters->source, at, &one)) != 0;) {
        size_t i = index_of(kinds, count, one.name);
        bool repeatable = i < count && kinds[i].repeated;

        /* Spec: RFC6749-3.1-1, RFC6749-3.2-2, RFC8707-2-3 - an empty one counts, as servers disagree on which of two is
         * meant; names of a JSON object are unique already */
        rc = fapix_rule_on(verdict, FAPI_PARAMETER_REPEATED,
                           repeatable || one.type != FAPIX_PARAMETER_TEXT || !occurs_before(parameters, at, one.name),
                           fapix_slice_of(NULL, 0), one.name);
        if (rc != FAPI_OK)
            return rc;
        if (i == count)
            continue;
        rc = fapix_rule_on(verdict, FAPI_PARAMETER_TYPE, type_fits(&one, &kinds[i]), fapix_slice_of(NULL, 0), one.name);
        if (rc != FAPI_OK)
            return rc;
        /* Spec: RFC6749-3.2-3 - what has no value is absent */
        if (found[i].value.n == 0)
            found[i] = one;
    }
    return FAPI_OK;
}
