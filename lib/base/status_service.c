/* SPDX-License-Identifier: Apache-2.0 */
/* What a server that issues grants itself says: rows of grants, consent, revocation. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    USE(FAPI_GRANT_FORM, "the text is not a grant as it was stored, or not the whole of it"),
    ROW(FAPI_TOKEN_REQUEST_RESOURCE, 0, 400, "invalid_target", "RFC 8707 2.2", "the resource is not one that was granted"),
    ROW(FAPI_TOKEN_REQUEST_SCOPE_UNKNOWN, 0, 400, "invalid_scope", "RFC 6749 3.3",
        "nothing of the scope that was asked for is offered here"),
};

const fapix_status_rows fapix_status_service = {rows, sizeof rows / sizeof *rows};
