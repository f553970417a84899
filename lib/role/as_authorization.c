/* SPDX-License-Identifier: Apache-2.0 */
/* The authorization endpoint: what a user's browser brings, which anybody may have written. */
#include "oauth/par.h"

#include "oauth/request_object.h"
#include "role/as_request.h"

/* OpenID Connect Core 3.1.2.1: parameters come in the query of a GET or in the form of a POST. */
static int read_parameters(fapix_as_check *check)
{
    fapix_slice method = fapix_buffer_slice(&check->request->method);
    bool post = fapix_slice_is(method, "POST");
    int rc = fapix_rule_on(check->verdict, FAPI_AUTHORIZATION_METHOD, post || fapix_slice_is(method, "GET"),
                           fapix_slice_str("GET"), method);

    if (rc != FAPI_OK)
        return rc;
    if (post)
        return fapix_as_read_form(check);
    rc = fapix_request_query_form(check->request, &check->form);
    return rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_rule_rc(check->verdict, FAPI_FORM_SYNTAX, rc);
}

/* Who it says it is from is all that can be known: the client does not authenticate here. */
static int judge_client(fapix_as_check *check)
{
    fapix_slice named = fapix_form_get(check->form, "client_id");
    /* Spec: RFC9101-5-2 */
    int rc = fapix_rule(check->verdict, FAPI_AUTHORIZATION_CLIENT_ID_MISSING, named.n > 0);

    if (rc == FAPI_OK)
        rc = fapix_rule_on(check->verdict, FAPI_AUTHORIZATION_CLIENT_ID,
                           check->client != NULL && fapix_slice_eq(named, check->client->id), fapix_slice_of(NULL, 0), named);
    return rc;
}

/* PAR "or an encrypted request object": whether this one is encrypted is judged with it. Where nobody could open it, there is no other way
 * than PAR. */
static bool must_be_pushed(const fapix_as_check *check, const fapix_parameters *outer)
{
    int64_t par = fapix_as_control(check, FAPI_CONTROL_PAR);
    bool encrypts = fapix_as_control(check, FAPI_CONTROL_REQUEST_OBJECT_ENCRYPTION) >= FAPI_USE_CONDITIONAL &&
                    check->as->decrypter_count > 0 && fapix_as_parameter(outer, "request").n > 0;

    return par == FAPI_USE_REQUIRED || (par == FAPI_USE_CONDITIONAL && !encrypts) || check->client->par_required;
}

static int judge_reference(fapix_as_check *check, const fapix_parameters *outer)
{
    fapix_par_reference facts = {
        .pushed = check->grant,
        .now = check->now,
        .max_lifetime = fapix_as_control(check, FAPI_CONTROL_REQUEST_URI_MAX_LIFETIME),
        .required = must_be_pushed(check, outer),
        .one_time = fapix_as_control(check, FAPI_CONTROL_REQUEST_URI_ONE_TIME) != 0,
    };

    /* Spec: CDR-reqobj-2, CDR-authflows-2, BROF-5.2.2-1 */
    return fapix_par_refer(check->verdict, outer, &facts);
}

/* The parameters that count: those that were pushed, those of the request object, or those in the request itself. */
static int find_parameters(fapix_as_check *check, const fapix_parameters *outer, fapix_parameters *inner, bool *pushed)
{
    fapix_slice object = fapix_as_parameter(outer, "request");
    int rc = judge_reference(check, outer);

    *pushed = fapix_as_parameter(outer, "request_uri").n > 0;
    *inner = *outer;
    if (rc != FAPI_OK)
        return rc;
    if (*pushed)
        rc = fapix_rule_rc(check->verdict, FAPI_REQUEST_URI_UNKNOWN,
                           fapix_as_recall(check->verdict, check->grant->text[FAPIX_GRANT_PARAMETERS]));
    else if (object.n > 0)
        rc = fapix_as_judge_object(check, object, FAPIX_REQUEST_OBJECT_AUTHORIZATION);
    else
        return fapix_as_judge_unsigned(check);
    /* Spec: RFC9101-5-3, RFC9101-6.3-1, FAPI1ADV-5.2.2-10, OIDCC-6.3.3-1 - what stands beside it is read by nobody */
    *inner = fapix_parameters_of_json(&check->verdict->token.claims);
    return rc;
}

static int run(fapix_as_check *check)
{
    fapix_parameters outer, inner;
    bool pushed = false;
    int rc = read_parameters(check);

    if (rc == FAPI_OK)
        rc = judge_client(check);
    if (rc != FAPI_OK)
        return rc;
    outer = fapix_as_parameters(check->form);
    rc = find_parameters(check, &outer, &inner, &pushed);
    /* Spec: RFC9126-4-4 - judged when it was pushed, and again now: the client may have been changed in between */
    if (rc == FAPI_OK)
        rc = fapix_as_judge_redirect(check, &inner, pushed);
    if (rc == FAPI_OK)
        rc = fapix_as_judge_asked(check, &inner, pushed);
    if (rc == FAPI_OK && inner.source == outer.source)
        rc = fapix_as_keep_form(check);
    check->verdict->readable = &check->verdict->token;
    check->verdict->checked = FAPI_ENDPOINT_AUTHORIZATION;
    check->verdict->pushed = pushed;
    check->verdict->spent_as = pushed ? FAPI_REQUEST_URI_USED : FAPI_OK;
    return rc == FAPI_OK ? fapix_as_claim(check) : rc;
}

/* See fapi.h. */
int fapi_as_check_authorization(const fapi_as *as, fapi_request *request, const fapi_client *client,
                                const fapi_grant *pushed, int64_t now, fapi_verdict *verdict)
{
    fapix_as_check check = {.as = as, .request = request, .client = client, .verdict = verdict, .grant = pushed,
                            .now = now, .front = true};

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    return fapix_as_perform(&check, run);
}
