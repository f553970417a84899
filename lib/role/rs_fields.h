/* SPDX-License-Identifier: Apache-2.0 */
/* The fields that banking regimes add to requests to resources. */
#ifndef FAPIX_RS_FIELDS_H
#define FAPIX_RS_FIELDS_H

#include "role/resource_server.h"

/* By FAPI_CONTROL_REQUEST_FIELDS and FAPI_CONTROL_IDEMPOTENCY_LENGTH. Returns FAPI_OK or FAPI_HEADER_*, reported to verdict. */
int fapix_rs_fields(const fapi_rs *rs, const fapi_request *request, fapi_verdict *verdict);

#endif
