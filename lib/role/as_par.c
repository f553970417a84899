/* SPDX-License-Identifier: Apache-2.0 */
/* The endpoint of pushed authorization requests, RFC 9126. */
#include "oauth/par.h"

#include "oauth/request_object.h"
#include "role/as_request.h"

/* Spec: RFC9126-3-0  Beside a request object stands only what authenticates the client. */
static int judge_beside(fapix_as_check *check)
{
    static const char *const known[] = {"request", "client_id", "client_assertion", "client_assertion_type"};
    const fapix_form *form = check->form;
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i < form->count; i++) {
        size_t k = 0;

        while (k < sizeof known / sizeof *known && !fapix_slice_is(form->parameter[i].name, known[k]))
            k++;
        rc = fapix_rule_on(check->verdict, FAPI_PAR_BESIDE_REQUEST, k < sizeof known / sizeof *known,
                           fapix_slice_of(NULL, 0), form->parameter[i].name);
    }
    return rc;
}

/* The parameters that count, as those of verdict->token or of the form. */
static int judge_request(fapix_as_check *check, fapix_slice object, fapix_parameters *parameters)
{
    int rc = FAPI_ERR_INTERNAL;

    if (object.n == 0) {
        *parameters = fapix_as_parameters(check->form);
        return fapix_as_judge_unsigned(check);
    }
    rc = judge_beside(check);
    if (rc == FAPI_OK)
        /* Spec: RFC9101-10.2-d */
        rc = fapix_as_judge_object(check, object, FAPIX_REQUEST_OBJECT_AUTHORIZATION);
    /* Spec: RFC9101-5-3, RFC9101-6.3-1, FAPI1ADV-5.2.2-10 */
    *parameters = fapix_parameters_of_json(&check->verdict->token.claims);
    return rc;
}

static int bind(fapix_as_check *check, const fapix_parameters *parameters)
{
    fapix_slice proven = fapix_slice_of(check->jkt, check->jkt[0] == '\0' ? 0 : FAPI_JKT_LENGTH);

    if ((fapix_as_control(check, FAPI_CONTROL_BINDING_METHODS) & FAPI_BINDING_DPOP) == 0)
        return FAPI_OK;
    return fapix_par_bind(check->verdict, fapix_as_parameter(parameters, "dpop_jkt"), proven);
}

static int run(fapix_as_check *check)
{
    fapix_par_facts facts = {.method = fapix_buffer_slice(&check->request->method),
                             .content_type = fapix_buffer_slice(&check->request->content_type.value)};
    fapix_parameters parameters;
    fapix_slice object = {NULL, 0};
    int rc = fapix_par_form(check->verdict, &facts);

    if (rc == FAPI_OK)
        rc = fapix_as_read_form(check);
    if (rc == FAPI_OK)
        rc = fapix_as_authenticate(check);
    if (rc == FAPI_OK)
        rc = fapix_as_prove_keys(check);
    if (rc != FAPI_OK)
        return rc;
    facts.client_id = check->client->id;
    parameters = fapix_as_parameters(check->form);
    object = fapix_as_parameter(&parameters, "request");
    rc = fapix_par_judge(check->verdict, &parameters, &facts);
    if (rc == FAPI_OK)
        rc = judge_request(check, object, &parameters);
    if (rc == FAPI_OK)
        rc = fapix_as_judge_redirect(check, &parameters, true);
    if (rc == FAPI_OK)
        rc = fapix_as_judge_asked(check, &parameters, true);
    if (rc == FAPI_OK)
        rc = bind(check, &parameters);
    if (rc == FAPI_OK && object.n == 0)
        rc = fapix_as_keep_form(check);
    check->verdict->readable = &check->verdict->token;
    check->verdict->checked = FAPI_ENDPOINT_PAR;
    return rc == FAPI_OK ? fapix_as_claim(check) : rc;
}

/* See fapi.h. */
int fapi_as_check_par(const fapi_as *as, fapi_request *request, const fapi_client *client, int64_t now,
                      fapi_verdict *verdict)
{
    fapix_as_check check = {.as = as, .request = request, .client = client, .verdict = verdict, .now = now};

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    return fapix_as_perform(&check, run);
}
