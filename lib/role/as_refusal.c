/* SPDX-License-Identifier: Apache-2.0 */
/* See as_refusal.h. */
#include "role/as_refusal.h"

#include "base/status.h"

int fapix_as_refusal_write(const fapi_as *as, fapi_verdict *verdict, int64_t now)
{
    const fapix_status_row *row = fapix_status_row_of(verdict->status);

    (void)as;
    (void)now;
    verdict->http = row->http;
    verdict->error = row->error;
    return FAPI_OK;
}
