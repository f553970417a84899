/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a backchannel authentication request. The public handle is backchannel_request_handle.c. */
#include "oauth/backchannel_request.h"

#include "base/ascii.h"
#include "base/http.h"
#include "base/plain_text.h"
#include "oauth/authorization_details.h"
#include "oauth/scope.h"

#define TOKEN_MIN 22 /* characters of base64url that hold 128 bits */
#define TOKEN_MAX 1024

enum parameter {
    CLIENT_ID, SCOPE, NOTIFICATION_TOKEN, ACR_VALUES, LOGIN_HINT_TOKEN, ID_TOKEN_HINT, LOGIN_HINT, BINDING_MESSAGE,
    USER_CODE, REQUESTED_EXPIRY, REQUEST_CONTEXT, DETAILS, PARAMETERS
};

/* Spec: CIBA-7.1.1-4 */
static const fapix_parameter_kind KIND[PARAMETERS] = {
    [CLIENT_ID] = {"client_id", 0, false},
    [SCOPE] = {"scope", 0, false},
    [NOTIFICATION_TOKEN] = {"client_notification_token", 0, false},
    [ACR_VALUES] = {"acr_values", 0, false},
    [LOGIN_HINT_TOKEN] = {"login_hint_token", 0, false},
    [ID_TOKEN_HINT] = {"id_token_hint", 0, false},
    [LOGIN_HINT] = {"login_hint", 0, false},
    [BINDING_MESSAGE] = {"binding_message", 0, false},
    [USER_CODE] = {"user_code", 0, false},
    [REQUESTED_EXPIRY] = {"requested_expiry", FAPIX_JSON_BIT(FAPIX_JSON_INTEGER) | FAPIX_JSON_BIT(FAPIX_JSON_STRING),
                          false},
    [REQUEST_CONTEXT] = {"request_context", FAPIX_JSON_BIT(FAPIX_JSON_OBJECT), false},
    [DETAILS] = {"authorization_details", FAPIX_JSON_BIT(FAPIX_JSON_ARRAY), false},
};

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_backchannel_facts *facts;
    fapix_parameter found[PARAMETERS];
} judgement;

static const fapix_slice nothing = {NULL, 0};

static fapix_slice given(const judgement *j, enum parameter which)
{
    return j->found[which].value;
}

static int rule_on(const judgement *j, int status, bool holds, enum parameter which)
{
    return fapix_rule_on(j->verdict, status, holds, nothing, given(j, which));
}

/* ------------------------------------------------------------------------------------------------ how it travels -- */

/* Spec: CIBA-7.1.1-2 - what nobody signed is not taken, and not silently dropped either */
static int judge_beside(fapi_verdict *verdict, const fapix_parameters *form)
{
    static const char *const known[] = {"request", "client_id", "client_assertion", "client_assertion_type",
                                        "client_secret"};
    fapix_parameter one;
    int rc = FAPI_OK;

    for (size_t at = 0; rc == FAPI_OK && (at = form->next(form->source, at, &one)) != 0;) {
        size_t k = 0;

        while (k < sizeof known / sizeof *known && !fapix_slice_is(one.name, known[k]))
            k++;
        rc = fapix_rule_on(verdict, FAPI_BACKCHANNEL_BESIDE, k < sizeof known / sizeof *known, nothing, one.name);
    }
    return rc;
}

static int judge_client_id(fapi_verdict *verdict, fapix_slice id, const fapix_backchannel_facts *facts)
{
    return fapix_rule_on(verdict, FAPI_BACKCHANNEL_CLIENT_ID,
                         id.n == 0 || facts->client_id.n == 0 || fapix_slice_eq(id, facts->client_id),
                         facts->client_id, id);
}

int fapix_backchannel_judge_form(fapi_verdict *verdict, const fapix_parameters *form,
                                 const fapix_backchannel_facts *facts, fapix_slice *object)
{
    static const fapix_parameter_kind kinds[] = {{"request", 0, false}, {"client_id", 0, false}};
    fapix_parameter found[2], *request = &found[0];
    int rc = FAPI_ERR_INTERNAL;

    *object = nothing;
    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    rc = fapix_parameters_read(verdict, form, kinds, 2, found);
    if (rc == FAPI_OK)
        rc = judge_client_id(verdict, found[1].value, facts);
    if (rc == FAPI_OK)
        /* Spec: FAPICIBA-5.2.2-6 */
        rc = fapix_rule(verdict, FAPI_BACKCHANNEL_UNSIGNED, request->value.n > 0 || !facts->signed_required);
    if (rc != FAPI_OK || request->value.n == 0)
        return rc;
    /* Spec: CIBA-4-5 - under which algorithm is judged with the object */
    rc = fapix_rule(verdict, FAPI_BACKCHANNEL_SIGNING_ALG, facts->client_alg > 0);
    if (rc == FAPI_OK)
        rc = judge_beside(verdict, form);
    if (rc == FAPI_OK)
        *object = request->value;
    return rc;
}

/* ---------------------------------------------------------------------------------------------------- the client -- */

static int judge_client(const judgement *j)
{
    const fapix_backchannel_facts *facts = j->facts;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: FAPICIBA-5.2.2-1 */
    rc = fapix_rule(j->verdict, FAPI_BACKCHANNEL_PUBLIC, facts->client_type == FAPI_CLIENT_CONFIDENTIAL);
    if (rc == FAPI_OK)
        /* Spec: CIBA-4-4 */
        rc = fapix_rule(j->verdict, FAPI_BACKCHANNEL_CLIENT, (facts->client_grant_types & FAPI_GRANT_CIBA) != 0);
    if (rc == FAPI_OK)
        /* Spec: FAPICIBA-5.2.2-3, CIBA-4-2 */
        rc = fapix_rule(j->verdict, FAPI_BACKCHANNEL_DELIVERY, (facts->client_delivery & facts->delivery) != 0);
    return rc == FAPI_OK ? judge_client_id(j->verdict, given(j, CLIENT_ID), facts) : rc;
}

/* The bearer token of the notification, never shown. A client that polls gets none: what it sends is ignored. */
static int judge_notification_token(const judgement *j)
{
    fapix_slice token = given(j, NOTIFICATION_TOKEN);
    int rc = FAPI_ERR_INTERNAL;

    if (j->facts->client_delivery == FAPI_BACKCHANNEL_POLL) {
        fapix_skip(j->verdict, FAPI_BACKCHANNEL_TOKEN_MISSING);
        fapix_skip(j->verdict, FAPI_BACKCHANNEL_TOKEN);
        return FAPI_OK;
    }
    /* Spec: CIBA-7.1-3 */
    rc = fapix_rule(j->verdict, FAPI_BACKCHANNEL_TOKEN_MISSING, token.n > 0);
    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, FAPI_BACKCHANNEL_TOKEN, token.n <= TOKEN_MAX && fapix_http_is_token68(token) &&
                        fapix_ascii_span_token68(token) >= TOKEN_MIN);
    return rc;
}

/* --------------------------------------------------------------------------------------------- what is asked for -- */

/* Spec: CIBA-7.1-5 */
static int judge_scope(const judgement *j)
{
    fapix_slice scope = given(j, SCOPE);
    int rc = fapix_rule(j->verdict, FAPI_BACKCHANNEL_SCOPE_MISSING, scope.n > 0);

    if (rc == FAPI_OK)
        rc = rule_on(j, FAPI_BACKCHANNEL_SCOPE, fapix_scope_is_valid(scope), SCOPE);
    if (rc == FAPI_OK)
        rc = rule_on(j, FAPI_BACKCHANNEL_SCOPE_OPENID, fapix_scope_has(scope, fapix_slice_str("openid")), SCOPE);
    return rc;
}

/* Hints name people: none is shown. */
static int judge_hint(const judgement *j)
{
    static const struct {
        enum parameter which;
        int kind;
    } kinds[] = {{LOGIN_HINT, FAPI_HINT_LOGIN}, {LOGIN_HINT_TOKEN, FAPI_HINT_LOGIN_TOKEN},
                 {ID_TOKEN_HINT, FAPI_HINT_ID_TOKEN}};
    fapix_slice name = nothing;
    int kind = 0, count = 0, rc = FAPI_ERR_INTERNAL;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (given(j, kinds[i].which).n == 0)
            continue;
        count++;
        kind = kinds[i].kind;
        name = fapix_slice_str(KIND[kinds[i].which].name);
    }
    /* Spec: CIBA-7.1-2 */
    rc = fapix_rule(j->verdict, FAPI_BACKCHANNEL_HINT_MISSING, count > 0);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_BACKCHANNEL_HINTS, count == 1, 1, count);
    if (rc == FAPI_OK)
        /* Spec: OBUK-ciba-1 */
        rc = fapix_rule_on(j->verdict, FAPI_BACKCHANNEL_HINT_KIND, (kind & j->facts->hints) != 0, nothing, name);
    return rc;
}

/* Spec: FAPICIBA-5.2.2-2 - the user compares it on two screens, so that what is there must be what is seen */
static int judge_binding_message(const judgement *j)
{
    fapix_slice message = given(j, BINDING_MESSAGE);
    size_t characters = 0;
    bool plain = fapix_plain_text(message, &characters);
    int rc = fapix_rule(j->verdict, FAPI_BACKCHANNEL_MESSAGE_MISSING, message.n > 0 || !j->facts->message_required);

    if (rc != FAPI_OK || message.n == 0)
        return rc;
    rc = rule_on(j, FAPI_BACKCHANNEL_MESSAGE, plain, BINDING_MESSAGE);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_BACKCHANNEL_MESSAGE_SIZE, characters <= (size_t)j->facts->message_max,
                               j->facts->message_max, (int64_t)characters);
    return rc;
}

/* Seconds, to ten digits, at least 1 and at most max; leading zeros are another spelling that only some would take. */
static bool is_expiry(fapix_slice text, int64_t max)
{
    int64_t value = 0;

    if (text.n > 10 || text.p[0] == '0')
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        value = value * 10 + (text.p[i] - '0');
    }
    return value <= max;
}

/* Words of visible ASCII with one space between them. */
static bool is_list(fapix_slice text)
{
    bool in_word = false;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 0x20 || text.p[i] > 0x7e || (text.p[i] == ' ' && !in_word))
            return false;
        in_word = text.p[i] != ' ';
    }
    return in_word;
}

static int judge_values(const judgement *j)
{
    fapix_slice expiry = given(j, REQUESTED_EXPIRY), acr = given(j, ACR_VALUES);
    /* Spec: CIBA-7.1-4 */
    int rc = rule_on(j, FAPI_BACKCHANNEL_EXPIRY, expiry.n == 0 || is_expiry(expiry, j->facts->expiry_max),
                     REQUESTED_EXPIRY);

    if (rc == FAPI_OK)
        rc = rule_on(j, FAPI_BACKCHANNEL_ACR_VALUES, acr.n == 0 || is_list(acr), ACR_VALUES);
    return rc;
}

/* Spec: FAPICIBA-5.2.2-10 - in a form it would be text that nobody signed */
static int judge_context(const judgement *j)
{
    fapix_slice context = given(j, REQUEST_CONTEXT);
    int rc = fapix_rule(j->verdict, FAPI_BACKCHANNEL_CONTEXT_MISSING, context.n > 0 || !j->facts->context_required);

    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, FAPI_BACKCHANNEL_CONTEXT,
                        context.n == 0 || j->found[REQUEST_CONTEXT].type == FAPIX_JSON_OBJECT);
    return rc;
}

/* Spec: CIBA-7.1.2-1 - where either side does without, it is a parameter like any other that is not known */
static int judge_user_code(const judgement *j)
{
    if (!j->facts->user_code_required || !j->facts->client_user_code) {
        fapix_skip(j->verdict, FAPI_BACKCHANNEL_USER_CODE_MISSING);
        return FAPI_OK;
    }
    return fapix_rule(j->verdict, FAPI_BACKCHANNEL_USER_CODE_MISSING, given(j, USER_CODE).n > 0);
}

int fapix_backchannel_judge(fapi_verdict *verdict, const fapix_parameters *parameters,
                            const fapix_backchannel_facts *facts)
{
    judgement j = {.verdict = verdict, .facts = facts};
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    /* Spec: CIBA-7.2-2 */
    rc = fapix_parameters_read(verdict, parameters, KIND, PARAMETERS, j.found);
    if (rc == FAPI_OK)
        rc = judge_client(&j);
    if (rc == FAPI_OK)
        rc = judge_scope(&j);
    if (rc == FAPI_OK)
        rc = judge_hint(&j);
    if (rc == FAPI_OK)
        rc = judge_notification_token(&j);
    if (rc == FAPI_OK)
        rc = judge_binding_message(&j);
    if (rc == FAPI_OK)
        rc = judge_values(&j);
    if (rc == FAPI_OK)
        rc = judge_context(&j);
    if (rc == FAPI_OK && given(&j, DETAILS).n > 0)
        rc = fapix_authorization_details_judge(verdict, given(&j, DETAILS), facts->details_types,
                                               facts->details_type_count);
    return rc == FAPI_OK ? judge_user_code(&j) : rc;
}

/* Spec: CIBA-13-1 */
const char *fapix_backchannel_error(int status)
{
    const char *error = fapi_status_oauth_error(status);
    bool of_object = fapix_slice_is(fapix_slice_str(error), "invalid_request_object");

    return of_object || (status != FAPI_OK && error[0] == '\0') ? "invalid_request" : error;
}
