/* SPDX-License-Identifier: Apache-2.0 */
/* See expected_response.h. */
#include "oauth/expected_response.h"

#include "base/uri.h"
#include "base/verdict.h"

void fapix_expected_response_init(fapix_expected_response *expected, const fapix_memory *memory)
{
    expected->memory = memory;
    expected->response_type = FAPI_RESPONSE_CODE;
    fapix_buffer_init(&expected->scratch, memory, FAPIX_FORM_MAX);
}

static void drop(const fapix_expected_response *expected, fapix_slice text)
{
    fapix_wipe((void *)(uintptr_t)text.p, text.n);
    fapix_free(expected->memory, (void *)(uintptr_t)text.p, text.n);
}

void fapix_expected_response_free(fapix_expected_response *expected)
{
    drop(expected, expected->issuer);
    drop(expected, expected->state);
    fapix_buffer_free(&expected->scratch);
}

int fapix_expected_response_set_issuer(fapix_expected_response *expected, const char *issuer, size_t issuer_len)
{
    fapix_slice copy = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (issuer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_uri_check_issuer(fapix_slice_of(issuer, issuer_len));
    if (rc == FAPI_OK)
        rc = fapix_copy(expected->memory, fapix_slice_of(issuer, issuer_len), &copy);
    if (rc != FAPI_OK)
        return rc;
    drop(expected, expected->issuer);
    expected->issuer = copy;
    return FAPI_OK;
}

int fapix_expected_response_set_state(fapix_expected_response *expected, const char *state, size_t state_len)
{
    fapix_slice copy = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    /* An empty one would be no state at all, which has a call of its own. */
    if (state == NULL || state_len == 0 || state_len > FAPIX_MAX_STATE)
        return FAPI_ERR_ARG;
    rc = fapix_copy(expected->memory, fapix_slice_of(state, state_len), &copy);
    if (rc != FAPI_OK)
        return rc;
    drop(expected, expected->state);
    expected->state = copy;
    expected->no_state = false;
    return FAPI_OK;
}

void fapix_expected_response_set_no_state(fapix_expected_response *expected)
{
    drop(expected, expected->state);
    expected->state = fapix_slice_of(NULL, 0);
    expected->no_state = true;
}

int fapix_expected_response_set_type(fapix_expected_response *expected, int response_type)
{
    if (response_type != FAPI_RESPONSE_CODE && response_type != FAPI_RESPONSE_CODE_ID_TOKEN)
        return FAPI_ERR_ARG;
    expected->response_type = response_type;
    return FAPI_OK;
}

bool fapix_expected_response_is_set(const fapix_expected_response *expected)
{
    return expected->issuer.n > 0 && (expected->state.n > 0 || expected->no_state);
}

fapix_authorization_response_facts fapix_expected_response_facts(const fapix_expected_response *expected)
{
    return (fapix_authorization_response_facts){
        .issuer = expected->issuer,
        .iss = FAPIX_ISS_REQUIRED,
        .state = expected->state,
        .response_type = expected->response_type,
    };
}
