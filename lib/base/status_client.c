/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses of the client's own side, 1560 to 1619: responses and the flow. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    OPEN(FAPI_RESPONSE_SIZE, "ours", "the body of the response is too long"),
    OPEN(FAPI_RESPONSE_HTTP, "RFC 6749 5.1", "the response has an HTTP status that the message does not allow"),
    OPEN(FAPI_RESPONSE_CONTENT_TYPE, "RFC 6749 5.1", "the response has another media type"),
    SETUP(FAPI_FLOW_FORM, "ours", "the stored flow is not what was stored"),
    SETUP(FAPI_FLOW_RESERVED, "ours", "a parameter that the library makes itself"),
};

const fapix_status_rows fapix_status_client = {rows, sizeof rows / sizeof *rows};
