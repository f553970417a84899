/* SPDX-License-Identifier: Apache-2.0 */
#include "fapi.h"
#pragma GCC diagnostic ignored "-Wunused-parameter"

int fapi_as_check_revocation(const fapi_as *as, fapi_request *request, const fapi_client *client, const fapi_grant *found, int64_t now, fapi_verdict *verdict)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_check_userinfo(const fapi_as *as, const fapi_request *request, const fapi_grant *found, int64_t now, fapi_verdict *verdict)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_answer_revocation(const fapi_as *as, const fapi_verdict *verdict, fapi_answer *answer)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_answer_userinfo(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const char *claims, size_t claims_len, int64_t now, fapi_answer *answer)
{
    return FAPI_ERR_UNSUPPORTED;
}

