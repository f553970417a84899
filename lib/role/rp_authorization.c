/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a client does when the browser comes back: is the flow waiting for it, did it come to the redirect URI and in the way that was asked for, is it
 * from the server, to this request; and only then is the code taken, once. The rules of a response are those of lib/oauth; here stands what the
 * flow, the server and the policy make of them.
 */
#include "oauth/authorization_request.h"
#include "oauth/jarm_check.h"
#include "oauth/par.h"
#include "role/rp_answer.h"
#include "role/rp_keys.h"

typedef struct arrival {
    fapix_rp_check *check;
    int response_type, mode; /* of the request: FAPI_RESPONSE_, enum fapix_response_mode */
    fapix_slice query, fragment; /* of the URL; query without what is the redirect URI's own */
    fapix_slice text;        /* that holds the parameters; of a URL, its whole query */
    size_t own;              /* how many at the start are the redirect URI's own */
    fapix_authorization_response_found found;
} arrival;

static bool is_jwt(const arrival *a)
{
    return a->mode >= FAPIX_MODE_QUERY_JWT;
}

/* How it travels, signed or not. */
static int carrier(const arrival *a)
{
    return is_jwt(a) ? a->mode - (FAPIX_MODE_QUERY_JWT - FAPIX_MODE_QUERY) : a->mode;
}

/* ----------------------------------------------------------------------------------------------------------- flow -- */

/* A flow waits for one response, and for none once that one came: a code is taken once, an old response never.
 * Spec: FAPI2SP-6.4-2, RFC9700-4.4.2-1 */
static int judge_flow(arrival *a)
{
    const fapi_flow *flow = a->check->flow;
    const fapi_request *request = a->check->request;

    if (flow->step != FAPIX_FLOW_SENT || fapix_flow_text(flow, FAPIX_FLOW_STATE).n == 0)
        return FAPI_ERR_STATE;
    if (!request->has_method || !request->has_url)
        return FAPI_ERR_STATE;
    a->response_type = fapix_authorization_type(fapix_flow_text(flow, FAPIX_FLOW_RESPONSE_TYPE));
    a->mode = fapix_authorization_mode(fapix_flow_text(flow, FAPIX_FLOW_RESPONSE_MODE), a->response_type);
    if (a->response_type == 0 || a->mode == 0)
        return FAPI_ERR_STATE;
    return FAPI_OK;
}

/* The request was to ask for what the policy demands; what was not asked for protects nobody. */
static int judge_policy(arrival *a)
{
    int64_t jarm = fapix_rp_value(a->check->rp, FAPI_CONTROL_JARM);
    bool wanted = jarm == FAPI_USE_REQUIRED || (jarm == FAPI_USE_CONDITIONAL && a->response_type == FAPI_RESPONSE_CODE);

    /* Spec: FAPI2MS-5.4.2-2, FAPI1ADV-5.2.3.2-1 */
    return fapix_rule(a->check->verdict, FAPI_AUTHORIZATION_RESPONSE_UNSIGNED, !wanted || is_jwt(a));
}

/* ---------------------------------------------------------------------------------------------------- where it came -- */

static bool starts_with(fapix_slice text, fapix_slice start)
{
    return start.n > 0 && text.n >= start.n && memcmp(text.p, start.p, start.n) == 0;
}

/* Cut text before the first such byte; what follows it is returned, {NULL, 0} if it is not there. */
static fapix_slice cut(fapix_slice *text, char mark)
{
    const uint8_t *at = text->n == 0 ? NULL : memchr(text->p, mark, text->n);
    fapix_slice rest = {NULL, 0};

    if (at != NULL) {
        rest = fapix_slice_of(at + 1, text->n - (size_t)(at + 1 - text->p));
        text->n = (size_t)(at - text->p);
    }
    return rest;
}

static size_t count_parameters(fapix_slice query)
{
    size_t count = 0;

    while (query.n > 0) {
        fapix_slice rest = cut(&query, '&');

        count += query.n > 0;
        query = rest;
    }
    return count;
}

/* The URL is the redirect URI, and only parameters come after it: not another path, host or port that begins in the same way. */
static int judge_place(arrival *a)
{
    fapix_slice url = fapix_buffer_slice(&a->check->request->url);
    fapix_slice redirect_uri = fapix_flow_text(a->check->flow, FAPIX_FLOW_REDIRECT_URI), own = redirect_uri;
    bool fits = false, has_query = redirect_uri.n > 0 && memchr(redirect_uri.p, '?', redirect_uri.n) != NULL;

    a->fragment = cut(&url, '#');
    fits = starts_with(url, redirect_uri);
    if (fits) {
        const uint8_t last = redirect_uri.p[redirect_uri.n - 1];
        const bool open = has_query && (last == '?' || last == '&');

        a->query = fapix_slice_of(url.p + redirect_uri.n, url.n - redirect_uri.n);
        if (a->query.n > 0 && !open) {
            fits = a->query.p[0] == (has_query ? '&' : '?');
            a->query = fapix_slice_of(a->query.p + 1, a->query.n - 1);
        }
    }
    a->text = cut(&url, '?');
    (void)cut(&url, '&'); /* the details below are no place for what may be a code */
    a->own = count_parameters(cut(&own, '?'));
    /* Spec: RFC8252-8.10-2, FAPI1BASE-5.2.3-4, RFC9700-2.1-4 */
    return fapix_rule_on(a->check->verdict, FAPI_AUTHORIZATION_RESPONSE_REDIRECT_URI, fits, redirect_uri, url);
}

/* The body of a POST. */
static int take_body(arrival *a)
{
    const fapi_request *request = a->check->request;
    fapix_slice type = fapix_buffer_slice(&request->content_type.value);

    a->text = fapix_buffer_slice(&request->body);
    a->own = 0;
    return fapix_rule_on(a->check->verdict, FAPI_FORM_CONTENT_TYPE, request->content_type.lines == 1 && fapix_par_is_form(type),
                         fapix_slice_str("application/x-www-form-urlencoded"), type);
}

/* In the way that was asked for, and in no other beside it. What stands in the fragment of a query response is nobody's: servers put
 * something there so that an older fragment is not carried on (RFC 9700 4.1.3).
 * Spec: JARM-2.3-1 */
static int judge_mode(arrival *a)
{
    const fapi_request *request = a->check->request;
    fapix_slice method = fapix_buffer_slice(&request->method);
    bool posted = fapix_slice_is(method, "POST"), body = request->body.n > 0, fits = false;
    int rc = FAPI_ERR_INTERNAL;

    switch (carrier(a)) {
    case FAPIX_MODE_QUERY:
        fits = fapix_slice_is(method, "GET") && !body;
        break;
    case FAPIX_MODE_FORM_POST:
        fits = posted && a->query.n == 0 && a->fragment.n == 0;
        break;
    default: /* what the page's script posted, or, where a native application is given it, the URL itself */
        fits = a->query.n == 0 && body == (a->fragment.n == 0) && body == posted;
        break;
    }
    rc = fapix_rule(a->check->verdict, FAPI_AUTHORIZATION_RESPONSE_PLACE, fits);
    if (rc != FAPI_OK || carrier(a) == FAPIX_MODE_QUERY)
        return rc;
    if (body || carrier(a) == FAPIX_MODE_FORM_POST)
        return take_body(a);
    a->text = a->fragment;
    a->own = 0;
    return FAPI_OK;
}

/* ------------------------------------------------------------------------------------------------------- response -- */

static int iss_use(const arrival *a)
{
    const fapi_rp *rp = a->check->rp;
    int64_t wanted = fapix_rp_value(rp, FAPI_CONTROL_RESPONSE_ISS);
    bool in_token = wanted == FAPI_ISS_IN_TOKEN && a->response_type == FAPI_RESPONSE_CODE_ID_TOKEN;

    /* Spec: RFC9207-2.4-2, FAPI2SP-5.3.3.2-5 */
    if (rp->iss_parameter || wanted == FAPI_ISS_REQUIRED || (wanted == FAPI_ISS_IN_TOKEN && !in_token))
        return FAPIX_ISS_REQUIRED;
    return FAPIX_ISS_UNANNOUNCED;
}

static fapix_authorization_response_facts facts_of(const arrival *a)
{
    return (fapix_authorization_response_facts){
        .issuer = a->check->rp->issuer,
        .iss = iss_use(a),
        .state = fapix_flow_text(a->check->flow, FAPIX_FLOW_STATE),
        .response_type = a->response_type,
    };
}

static int judge_jwt(arrival *a, const fapix_parameters *parameters)
{
    const fapi_rp *rp = a->check->rp;
    const fapi_client *client = rp->client;
    const fapix_jwe_facts jwe = {
        .decrypters = rp->decrypter,
        .decrypter_count = rp->decrypter_count,
        .algs = fapix_rp_agreed(rp, FAPI_CONTROL_JWE_ALGS, client->jwe_alg[FAPIX_CLIENT_ALG_RESPONSE]),
        .encs = fapix_rp_agreed(rp, FAPI_CONTROL_JWE_ENCS, client->jwe_enc[FAPIX_CLIENT_ALG_RESPONSE]),
    };
    const fapix_jarm_facts facts = {
        .response = facts_of(a),
        .client_id = client->id,
        .jwks = a->check->keys.jwks,
        .refuse_duplicate_kid = fapix_rp_value(rp, FAPI_CONTROL_DUPLICATE_KID) == FAPI_DUPLICATE_KID_REFUSE,
        .registered_alg = client->alg[FAPIX_CLIENT_ALG_RESPONSE],
        .algs = (int)fapix_rp_value(rp, FAPI_CONTROL_ALGS),
        .jwe = client->jwe_alg[FAPIX_CLIENT_ALG_RESPONSE] != 0 ? &jwe : NULL,
        .now = a->check->now,
        .skew_ahead = fapix_rp_value(rp, FAPI_CONTROL_SKEW_AHEAD),
        .skew_behind = fapix_rp_value(rp, FAPI_CONTROL_SKEW_BEHIND),
        .max_lifetime = fapix_rp_value(rp, FAPI_CONTROL_JARM_LIFETIME),
    };
    fapi_verdict *verdict = a->check->verdict;
    fapix_slice jwt = {NULL, 0};
    int rc = fapix_jarm_parameter(verdict, parameters, &jwt);

    if (rc == FAPI_OK)
        rc = fapix_rp_keys_begin(a->check);
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_JARM_ALG_REGISTERED, facts.registered_alg != FAPIX_CLIENT_UNKNOWN);
    if (rc == FAPI_OK)
        rc = fapix_jarm_judge(verdict, jwt, &facts, &a->found);
    return fapix_rp_keys_end(a->check, rc);
}

static int judge_response(arrival *a)
{
    /* The body's place, as the parameters stand in one text, wherever it came from; whoever asks for the body's is given them anew. */
    fapix_request_form *room = &a->check->request->body_form;
    const fapix_form_tail tail = {&room->form, a->own};
    const fapix_parameters parameters = fapix_parameters_of_tail(&tail);
    const fapix_authorization_response_facts facts = facts_of(a);
    int rc = FAPI_ERR_INTERNAL;

    room->read = false;
    rc = fapix_authorization_response_read(a->check->verdict, a->text, &room->scratch, &room->form);
    if (rc != FAPI_OK)
        return rc;
    if (is_jwt(a))
        return judge_jwt(a, &parameters);
    return fapix_authorization_response_judge(a->check->verdict, &parameters, &facts, &a->found);
}

/* The ID token of a hybrid response vouches for all of it: issuer, client, nonce, code and state. Its issuer is that of the flow, as is iss.
 * Spec: FAPI1ADV-5.2.3.1-3, FAPI1ADV-8.3.3-1, RFC9207-2.4-4 */
static int judge_id_token(arrival *a)
{
    fapi_verdict *verdict = a->check->verdict;
    fapix_buffer *keep = &a->check->request->body_form.scratch;
    fapix_rp_id_token with = {.front = true};
    size_t code_n = a->found.code.n;
    int rc = FAPI_OK;

    if (a->response_type != FAPI_RESPONSE_CODE_ID_TOKEN)
        return FAPI_OK;
    if (is_jwt(a)) {
        /* Both view the space that the ID token is about to be read into. The form is not needed any longer. */
        rc = fapix_buffer_set(keep, a->found.code);
        if (rc == FAPI_OK)
            rc = fapix_buffer_add(keep, a->found.id_token);
        if (rc != FAPI_OK)
            return rc;
        a->found.code = fapix_slice_of(keep->p, code_n);
        a->found.id_token = fapix_slice_of(keep->p + code_n, keep->n - code_n);
        fapix_verdict_clear_space(&verdict->token);
    }
    with.code = a->found.code;
    return fapix_rp_judge_id_token(a->check, a->found.id_token, &with);
}

int fapix_rp_keep_code(fapix_rp_check *check, fapix_slice code, bool hybrid)
{
    const fapix_json *claims = &check->verdict->token.claims;
    fapix_flow_changes changes = {.count = 0};
    int64_t when = -1;
    int rc = FAPI_ERR_INTERNAL;

    fapix_flow_change(&changes, FAPIX_FLOW_CODE_TEXT, code);
    if (hybrid)
        fapix_flow_change(&changes, FAPIX_FLOW_SUB, fapix_json_get(claims, "sub")->value);
    rc = fapix_flow_apply(check->flow, &changes);
    if (rc == FAPI_OK && hybrid && fapix_json_numeric_date(fapix_json_get(claims, "auth_time"), &when) == FAPI_OK)
        check->flow->number[FAPIX_FLOW_AUTH_TIME] = when;
    return rc;
}

static int run(fapix_rp_check *check)
{
    static int (*const steps[])(arrival *) = {judge_flow, judge_policy,   judge_place,
                                              judge_mode, judge_response, judge_id_token};
    arrival a = {.check = check};
    fapi_flow *flow = check->flow;
    int rc = FAPI_OK;

    fapix_verdict_about(check->verdict, FAPI_SUBJECT_AUTHORIZATION_RESPONSE);
    for (size_t i = 0; rc == FAPI_OK && i < sizeof steps / sizeof *steps; i++)
        rc = steps[i](&a);
    if (rc == FAPI_OK)
        rc = fapix_rp_keep_code(check, a.found.code, a.response_type == FAPI_RESPONSE_CODE_ID_TOKEN);
    if (rc == FAPI_OK) {
        flow->step = FAPIX_FLOW_CODE;
        check->verdict->next = FAPI_NEXT_GO_ON;
        if (is_jwt(&a) || a.response_type == FAPI_RESPONSE_CODE_ID_TOKEN)
            check->verdict->readable = &check->verdict->token;
    } else if (rc == FAPI_AUTHORIZATION_RESPONSE_ERROR) {
        flow->step = FAPIX_FLOW_ENDED;
        check->verdict->next = FAPI_NEXT_SHOW;
    }
    return rc;
}

/* See fapi.h. */
int fapi_rp_check_authorization(const fapi_rp *rp, fapi_flow *flow, fapi_request *request, int64_t now,
                                fapi_verdict *verdict)
{
    fapix_rp_check check = {.rp = rp, .flow = flow, .request = request, .now = now, .verdict = verdict};

    return fapix_rp_perform(&check, fapix_slice_of(NULL, 0), run);
}
