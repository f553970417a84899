/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of the check of authorization responses. The judging is authorization_response_check.c. */
#include "oauth/authorization_response_check.h"

#include "crypto/provider.h"
#include "oauth/expected_response.h"

struct fapi_authorization_response {
    fapi_context *context;
    fapix_expected_response expected;
    bool iss_required, iss_announced;
    bool passed; /* the last check, which found what follows, in the form */
    fapix_authorization_response_found found;
};

/* See fapi.h. */
fapi_authorization_response *fapi_authorization_response_new(fapi_context *context)
{
    fapi_authorization_response *response = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    response = fapix_alloc(&held->memory, sizeof *response);
    if (response == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    response->context = held;
    fapix_expected_response_init(&response->expected, &held->memory);
    response->iss_required = response->iss_announced = true;
    return response;
}

/* See fapi.h. */
void fapi_authorization_response_free(fapi_authorization_response *response)
{
    fapi_context *context = NULL;

    if (response == NULL)
        return;
    context = response->context;
    fapix_expected_response_free(&response->expected);
    fapix_free(&context->memory, response, sizeof *response);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_authorization_response_set_issuer(fapi_authorization_response *response, const char *issuer, size_t issuer_len)
{
    return response == NULL ? FAPI_ERR_ARG : fapix_expected_response_set_issuer(&response->expected, issuer, issuer_len);
}

/* See fapi.h. */
int fapi_authorization_response_set_iss_required(fapi_authorization_response *response, int on)
{
    if (response == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    response->iss_required = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_authorization_response_set_iss_announced(fapi_authorization_response *response, int on)
{
    if (response == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    response->iss_announced = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_authorization_response_set_state(fapi_authorization_response *response, const char *state, size_t state_len)
{
    return response == NULL ? FAPI_ERR_ARG : fapix_expected_response_set_state(&response->expected, state, state_len);
}

/* See fapi.h. */
int fapi_authorization_response_insecure_set_no_state(fapi_authorization_response *response)
{
    if (response == NULL)
        return FAPI_ERR_ARG;
    fapix_expected_response_set_no_state(&response->expected);
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_authorization_response_set_response_type(fapi_authorization_response *response, int response_type)
{
    return response == NULL ? FAPI_ERR_ARG : fapix_expected_response_set_type(&response->expected, response_type);
}

static int check(fapi_authorization_response *response, fapix_slice text, fapi_verdict *verdict)
{
    fapix_expected_response *expected = &response->expected;
    const fapix_form_tail tail = {&expected->form, 0};
    const fapix_parameters parameters = fapix_parameters_of_tail(&tail);
    fapix_authorization_response_facts facts = fapix_expected_response_facts(expected);
    int rc = FAPI_ERR_INTERNAL;

    if (text.p == NULL && text.n > 0)
        return FAPI_ERR_ARG;
    if (!fapix_expected_response_is_set(expected))
        return FAPI_ERR_STATE;
    facts.iss = response->iss_required    ? FAPIX_ISS_REQUIRED
                : response->iss_announced ? FAPIX_ISS_OPTIONAL
                                          : FAPIX_ISS_UNANNOUNCED;
    rc = fapix_authorization_response_read(verdict, text, &expected->scratch, &expected->form);
    if (rc == FAPI_OK)
        rc = fapix_authorization_response_judge(verdict, &parameters, &facts, &response->found);
    return rc;
}

/* See fapi.h. */
int fapi_authorization_response_check(fapi_authorization_response *response, const char *parameters,
                                      size_t parameters_len, fapi_verdict *verdict)
{
    int rc = FAPI_ERR_ARG;

    if (response != NULL)
        response->passed = false;
    if (verdict == NULL)
        return rc;
    fapix_verdict_begin(verdict);
    if (response != NULL)
        rc = check(response, fapix_slice_of(parameters, parameters_len), verdict);
    rc = fapix_verdict_end(verdict, rc);
    if (response != NULL)
        response->passed = rc == FAPI_OK;
    return rc;
}

static int give(const fapi_authorization_response *response, fapix_slice found, const char **value, size_t *value_len)
{
    if (response == NULL || value == NULL || value_len == NULL)
        return FAPI_ERR_ARG;
    if (!response->passed)
        return FAPI_ERR_STATE;
    if (found.n == 0)
        return FAPI_ERR_NOT_FOUND;
    *value = (const char *)found.p;
    *value_len = found.n;
    return FAPI_OK;
}

static void clear(const char **value, size_t *value_len)
{
    if (value != NULL)
        *value = NULL;
    if (value_len != NULL)
        *value_len = 0;
}

/* See fapi.h. */
int fapi_authorization_response_code(const fapi_authorization_response *response, const char **code, size_t *code_len)
{
    clear(code, code_len);
    return give(response, response == NULL ? fapix_slice_of(NULL, 0) : response->found.code, code, code_len);
}

/* See fapi.h. */
int fapi_authorization_response_id_token(const fapi_authorization_response *response, const char **id_token,
                                         size_t *id_token_len)
{
    clear(id_token, id_token_len);
    return give(response, response == NULL ? fapix_slice_of(NULL, 0) : response->found.id_token, id_token, id_token_len);
}
