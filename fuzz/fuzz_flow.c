/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stored flow. Nothing of a refused one stays; what was loaded is stored again as a text that loads as the same flow; and no parameter that
 * the library makes itself comes in by this door.
 */
#include <stdlib.h>
#include <string.h>

#include "role/flow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fapi_context *context;
static fapi_flow *flow, *again;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void must_be_empty(fapi_flow *refused)
{
    static const char empty[] = "{\"libfapi_flow\":1,\"step\":0}";
    const char *json = NULL;
    size_t n = 0;

    must(fapi_flow_store(refused, &json, &n) == FAPI_OK);
    must(n == sizeof empty - 1 && memcmp(json, empty, n) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char nothing[1];
    const char *text = size == 0 ? nothing : (const char *)data, *first = NULL, *second = NULL;
    size_t first_n = 0, second_n = 0;

    if (context == NULL) {
        context = fapi_context_new();
        flow = fapi_flow_new(context);
        again = fapi_flow_new(context);
        must(flow != NULL && again != NULL);
    }
    if (fapi_flow_load(flow, text, size) != FAPI_OK) {
        must_be_empty(flow);
        return 0;
    }
    must(flow->step < FAPIX_FLOW_STEPS && flow->parameter_count <= FAPIX_FLOW_PARAMETERS);
    must(fapix_flow_parameter_value(flow, "state").n == 0 && fapix_flow_parameter_value(flow, "client_id").n == 0);
    must(fapi_flow_expires_at(flow) >= 0 && fapi_flow_expires_at(flow) <= FAPI_MAX_TIME);
    must(fapi_flow_store(flow, &first, &first_n) == FAPI_OK);
    must(fapi_flow_load(again, first, first_n) == FAPI_OK);
    must(fapi_flow_store(again, &second, &second_n) == FAPI_OK);
    must(first_n == second_n && memcmp(first, second, first_n) == 0);
    return 0;
}
