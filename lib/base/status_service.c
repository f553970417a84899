/* SPDX-License-Identifier: Apache-2.0 */
/* What a server that issues grants itself says: rows of grants, consent, revocation. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    USE(FAPI_GRANT_FORM, "the text is not a grant as it was stored, or not the whole of it"),
};

const fapix_status_rows fapix_status_service = {rows, sizeof rows / sizeof *rows};
