/* SPDX-License-Identifier: Apache-2.0 */
/*
 * authorization_details, with "a" and "b" as the known types. What is accepted is read again by jansson, and must then be what
 * RFC 9396 2 allows; the same text as resource must not pass for a URI with a fragment.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "oauth/authorization_details.h"
#include "oauth/resource.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fapi_verdict *verdict;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void hold_strings(const json_t *field)
{
    const json_t *one = NULL;
    size_t i = 0;

    must(field == NULL || json_is_array(field));
    json_array_foreach(field, i, one)
        must(json_is_string(one));
}

static void hold_details(const uint8_t *data, size_t size)
{
    json_t *array = json_loadb((const char *)data, size, 0, NULL);
    const json_t *one = NULL;
    size_t i = 0;

    must(json_is_array(array) && json_array_size(array) > 0);
    json_array_foreach(array, i, one) {
        const char *type = json_string_value(json_object_get(one, "type"));

        must(type != NULL && (strcmp(type, "a") == 0 || strcmp(type, "b") == 0));
        hold_strings(json_object_get(one, "locations"));
        hold_strings(json_object_get(one, "actions"));
        hold_strings(json_object_get(one, "datatypes"));
        hold_strings(json_object_get(one, "privileges"));
        must(json_object_get(one, "identifier") == NULL || json_is_string(json_object_get(one, "identifier")));
    }
    json_decref(array);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const fapix_slice types[] = {fapix_slice_str("a"), fapix_slice_str("b")};
    fapix_slice text = fapix_slice_of(size == 0 ? NULL : data, size);
    int rc = FAPI_OK;

    if (verdict == NULL)
        verdict = fapi_verdict_new(NULL);
    must(verdict != NULL);
    fapix_verdict_begin(verdict);
    rc = fapix_verdict_end(verdict, fapix_authorization_details_judge(verdict, text, types, 2));
    must(rc == FAPI_OK || rc == FAPI_DETAILS_FORM || rc == FAPI_DETAILS_TYPE_MISSING || rc == FAPI_DETAILS_TYPE ||
         rc == FAPI_DETAILS_FIELD);
    if (rc == FAPI_OK)
        hold_details(data, size);
    fapix_verdict_begin(verdict);
    must(fapix_authorization_details_judge(verdict, text, types, 0) != FAPI_OK);
    if (fapix_resource_is_valid(text))
        must(memchr(data, '#', size) == NULL && memchr(data, ':', size) != NULL && memchr(data, ' ', size) == NULL);
    return 0;
}
