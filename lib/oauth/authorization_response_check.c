/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judges an authorization response: first whose answer it is and to which request, and only then what it says. An error is judged as a code is,
 * as whoever can make a browser open a URL can make an error, too.
 */
#include "oauth/authorization_response_check.h"

#include "base/ascii.h"
#include "oauth/server_error.h"

#define MAX_CODE 4096

enum parameter { CODE, ERROR, DESCRIPTION, STATE, ISS, ID_TOKEN, ACCESS_TOKEN, REFRESH_TOKEN, RESPONSE, PARAMETERS };

/* Spec: RFC6749-4.1.2-5, JARM-2.1-3 - whatever is not here is ignored, but may not come twice either */
static const fapix_parameter_kind KIND[PARAMETERS] = {
    [CODE] = {"code", 0, false},         [ERROR] = {"error", 0, false},
    [DESCRIPTION] = {"error_description", 0, false},
    [STATE] = {"state", 0, false},       [ISS] = {"iss", 0, false},
    [ID_TOKEN] = {"id_token", 0, false}, [ACCESS_TOKEN] = {"access_token", 0, false},
    [REFRESH_TOKEN] = {"refresh_token", 0, false}, [RESPONSE] = {"response", 0, false},
};

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_authorization_response_facts *facts;
    fapix_parameter parameter[PARAMETERS]; /* value of length 0: absent */
} judgement;

static bool has(const judgement *j, enum parameter i)
{
    return j->parameter[i].value.n > 0;
}

static int read_parameters(judgement *j, const fapix_parameters *parameters)
{
    int rc = fapix_parameters_read(j->verdict, parameters, KIND, PARAMETERS, j->parameter);

    /* Spec: RFC9207-4-1 - servers, libraries and frameworks disagree on which of two is meant */
    return rc == FAPI_PARAMETER_REPEATED ? fapix_restate(j->verdict, rc, FAPI_AUTHORIZATION_RESPONSE_REPEATED) : rc;
}

/* ------------------------------------------------------------------------------------------------- whose, to what -- */

static int judge_issuer(const judgement *j)
{
    const fapix_authorization_response_facts *facts = j->facts;
    fapix_slice iss = j->parameter[ISS].value;
    int rc = FAPI_OK;

    if (facts->iss == FAPIX_ISS_JUDGED)
        return FAPI_OK;
    if (facts->iss == FAPIX_ISS_REQUIRED)
        /* Spec: RFC9207-2.4-2, FAPI2SP-5.3.3.2-5 */
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_ISS_MISSING, has(j, ISS));
    if (rc != FAPI_OK || !has(j, ISS))
        return rc;
    /* Spec: RFC9207-2.4-1, RFC9207-2.4-5, RFC9700-4.4.2-1, RFC9700-2.1-4 - octet for octet, whatever URLs would call equal */
    rc = fapix_rule_on(j->verdict, FAPI_AUTHORIZATION_RESPONSE_ISS, fapix_slice_eq(iss, facts->issuer), facts->issuer, iss);
    if (rc == FAPI_OK)
        /* Spec: RFC9207-2.4-3 */
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_ISS_UNANNOUNCED, facts->iss != FAPIX_ISS_UNANNOUNCED);
    return rc;
}

/* An expected value of length 0 never equals one that came: a session that lost its state lets nothing pass as "no state". */
static int judge_state(const judgement *j)
{
    fapix_slice expected = j->facts->state, state = j->parameter[STATE].value;
    int rc = FAPI_OK;

    if (expected.n > 0)
        /* Spec: RFC6749-10.12-1, FAPI1BASE-5.2.3-6, RFC9700-2.1-3 */
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_STATE_MISSING, state.n > 0);
    if (rc == FAPI_OK)
        /* Spec: RFC6749-10.12-1, FAPI1BASE-5.2.3-6, RFC9700-2.1-3 - no details: either value is a secret of a session */
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_STATE, fapix_ct_eq(expected, state));
    return rc;
}

/* ----------------------------------------------------------------------------------------------------------- what -- */

/* The server's own refusal. What it says of the reason goes to the log, escaped and cut. */
static int judge_error(const judgement *j)
{
    fapix_slice error = j->parameter[ERROR].value, why = has(j, DESCRIPTION) ? j->parameter[DESCRIPTION].value : error;
    fapi_verdict *verdict = j->verdict;
    int rc = FAPI_ERR_INTERNAL;

    rc = fapix_rule_on(verdict, FAPI_AUTHORIZATION_RESPONSE_ERROR_TEXT, fapix_server_error_keep(verdict, error),
                       fapix_slice_str("an error code"), error);
    if (rc != FAPI_OK)
        return rc;
    return fapix_rule_on(verdict, FAPI_AUTHORIZATION_RESPONSE_ERROR, false, fapix_slice_str("a code"), why);
}

/* What the browser carries, its history and the Referer field carry too. */
static int judge_tokens(const judgement *j)
{
    bool asked = j->facts->response_type == FAPI_RESPONSE_CODE_ID_TOKEN;
    /* Spec: RFC9700-2.1.2-1 */
    int rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_TOKEN, !has(j, ACCESS_TOKEN) && !has(j, REFRESH_TOKEN));

    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_ID_TOKEN, asked || !has(j, ID_TOKEN));
    if (rc == FAPI_OK && asked)
        /* Spec: FAPI1ADV-5.2.3.1-3 - without one, nothing protects the response */
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_ID_TOKEN_MISSING, has(j, ID_TOKEN));
    return rc;
}

static int judge_content(const judgement *j)
{
    fapix_slice code = j->parameter[CODE].value;
    int rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_PLACE, !has(j, RESPONSE));

    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_BOTH, !(has(j, CODE) && has(j, ERROR)));
    if (rc == FAPI_OK && has(j, ERROR))
        return judge_error(j);
    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_EMPTY, code.n > 0);
    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_CODE, code.n <= MAX_CODE && fapix_ascii_is_printable(code));
    return rc == FAPI_OK ? judge_tokens(j) : rc;
}

int fapix_authorization_response_judge(fapi_verdict *verdict, const fapix_parameters *parameters,
                                       const fapix_authorization_response_facts *facts,
                                       fapix_authorization_response_found *found)
{
    judgement j = {.verdict = verdict, .facts = facts};
    int rc = FAPI_ERR_INTERNAL;

    memset(found, 0, sizeof *found);
    fapix_verdict_about(verdict, FAPI_SUBJECT_AUTHORIZATION_RESPONSE);
    rc = read_parameters(&j, parameters);
    if (rc == FAPI_OK)
        rc = judge_issuer(&j);
    if (rc == FAPI_OK)
        rc = judge_state(&j);
    if (rc == FAPI_OK)
        rc = judge_content(&j);
    if (rc == FAPI_OK) {
        found->code = j.parameter[CODE].value;
        found->id_token = j.parameter[ID_TOKEN].value;
    }
    return rc;
}

/* -------------------------------------------------------------------------------------------------------- reading -- */

static size_t next_of_tail(const void *source, size_t at, fapix_parameter *parameter)
{
    const fapix_form_tail *tail = source;
    size_t index = at == 0 ? tail->first : at;

    if (index >= tail->form->count)
        return 0;
    *parameter = (fapix_parameter){tail->form->parameter[index].name, tail->form->parameter[index].value,
                                   FAPIX_PARAMETER_TEXT};
    return index + 1;
}

fapix_parameters fapix_parameters_of_tail(const fapix_form_tail *tail)
{
    return (fapix_parameters){tail, next_of_tail};
}

int fapix_authorization_response_read(fapi_verdict *verdict, fapix_slice text, fapix_buffer *scratch, fapix_form *form)
{
    int rc = fapix_buffer_set(scratch, text); /* as long as the text, which it takes the place of */

    fapix_verdict_about(verdict, FAPI_SUBJECT_AUTHORIZATION_RESPONSE);
    form->count = 0;
    if (rc == FAPI_ERR_NOMEM)
        return rc;
    if (rc == FAPI_OK && text.n > 0)
        rc = fapix_form_parse(form, text, scratch->p, NULL);
    if (rc == FAPI_ERR_BUFFER)
        rc = FAPI_FORM_SIZE;
    /* Spec: RFC9207-4-1 */
    return fapix_rule_rc(verdict, FAPI_FORM_SYNTAX, rc == FAPI_FORM_REPEATED ? FAPI_AUTHORIZATION_RESPONSE_REPEATED : rc);
}
