/* SPDX-License-Identifier: Apache-2.0 */
#include "fapi.h"
#pragma GCC diagnostic ignored "-Wunused-parameter"

int fapi_grant_store(fapi_grant *grant, const char **json, size_t *json_len)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_grant_load(fapi_grant *grant, const char *json, size_t json_len, int used)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_grant_key(fapi_grant *grant, const char **key, size_t *key_len)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_grant_family(const fapi_grant *grant, const char **family, size_t *family_len)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_grant_spends(fapi_grant *grant, size_t index, const char **key, size_t *key_len)
{
    return FAPI_ERR_UNSUPPORTED;
}

int64_t fapi_grant_keep_until(const fapi_grant *grant)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_grant_value(const fapi_grant *grant, const char *name, size_t name_len, const char **value, size_t *value_len)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_grant_type_of(const fapi_grant *grant)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_rs_answer(const fapi_rs *rs, const fapi_verdict *verdict, fapi_answer *answer)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_answer_metadata(const fapi_as *as, const char *more, size_t more_len, fapi_answer *answer)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_answer_jwks(const fapi_as *as, fapi_answer *answer)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_check_consent(const fapi_as *as, fapi_request *request, const fapi_grant *consent, int64_t now, fapi_verdict *verdict)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_stored_key(const fapi_as *as, fapi_request *request, int endpoint, char *key, size_t key_size)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_verdict_revoke(const fapi_verdict *verdict)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_spent(const fapi_as *as, fapi_verdict *verdict)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_issue_par(const fapi_as *as, const fapi_verdict *verdict, int64_t now, fapi_grant *pushed, fapi_answer *answer)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_issue_consent(const fapi_as *as, const fapi_verdict *verdict, const fapi_grant *pushed, int64_t now, fapi_grant *consent)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_issue_code(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const fapi_grant *consent, const char *user, size_t user_len, int64_t now, fapi_grant *code, fapi_answer *answer)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_issue_denial(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const fapi_grant *consent, int64_t now, fapi_answer *answer)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_issue_token(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const fapi_grant *grant, int64_t now, fapi_grant *access, fapi_grant *refresh, fapi_answer *answer)
{
    return FAPI_ERR_UNSUPPORTED;
}

int fapi_as_issue_introspection(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const fapi_grant *found, int64_t now, fapi_answer *answer)
{
    return FAPI_ERR_UNSUPPORTED;
}
