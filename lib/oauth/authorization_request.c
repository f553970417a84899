/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the parameters of an authorization request. The public handle is authorization_request_handle.c. */
#include "oauth/authorization_request.h"

#include "base/ascii.h"
#include "crypto/digest.h"
#include "oauth/authorization_details.h"
#include "oauth/resource.h"
#include "oauth/scope.h"

enum parameter {
    CLIENT_ID, RESPONSE_TYPE, RESPONSE_MODE, REDIRECT_URI, SCOPE, STATE, NONCE, CHALLENGE, CHALLENGE_METHOD, DPOP_JKT,
    PROMPT, MAX_AGE, ACR_VALUES, ID_TOKEN_HINT, CLAIMS, RESOURCE, DETAILS, PARAMETERS
};

static const fapix_parameter_kind KIND[PARAMETERS] = {
    [CLIENT_ID] = {"client_id", 0, false},
    [RESPONSE_TYPE] = {"response_type", 0, false},
    [RESPONSE_MODE] = {"response_mode", 0, false},
    [REDIRECT_URI] = {"redirect_uri", 0, false},
    [SCOPE] = {"scope", 0, false},
    [STATE] = {"state", 0, false},
    [NONCE] = {"nonce", 0, false},
    [CHALLENGE] = {"code_challenge", 0, false},
    [CHALLENGE_METHOD] = {"code_challenge_method", 0, false},
    [DPOP_JKT] = {"dpop_jkt", 0, false},
    [PROMPT] = {"prompt", 0, false},
    [MAX_AGE] = {"max_age", FAPIX_JSON_BIT(FAPIX_JSON_INTEGER) | FAPIX_JSON_BIT(FAPIX_JSON_STRING), false},
    [ACR_VALUES] = {"acr_values", 0, false},
    [ID_TOKEN_HINT] = {"id_token_hint", 0, false},
    [CLAIMS] = {"claims", FAPIX_JSON_BIT(FAPIX_JSON_OBJECT), false},
    [RESOURCE] = {"resource", FAPIX_JSON_BIT(FAPIX_JSON_ARRAY) | FAPIX_JSON_BIT(FAPIX_JSON_STRING), true},
    [DETAILS] = {"authorization_details", FAPIX_JSON_BIT(FAPIX_JSON_ARRAY), false},
};

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_parameters *parameters;
    const fapix_authorization_limits *limits;
    int response_type; /* one FAPI_RESPONSE_ */
    fapix_parameter found[PARAMETERS];
} judgement;

static fapix_slice given(const judgement *j, enum parameter which)
{
    return j->found[which].value;
}

static int rule_on(const judgement *j, int status, bool holds, enum parameter which)
{
    return fapix_rule_on(j->verdict, status, holds, fapix_slice_of(NULL, 0), given(j, which));
}

/* ----------------------------------------------------------------------------------------------- what comes back -- */

/* Spec: RFC6749-3.1.1-2 - the two words in either order, with one space */
int fapix_authorization_type(fapix_slice text)
{
    if (fapix_slice_is(text, "code"))
        return FAPI_RESPONSE_CODE;
    if (fapix_slice_is(text, "code id_token") || fapix_slice_is(text, "id_token code"))
        return FAPI_RESPONSE_CODE_ID_TOKEN;
    return 0;
}

static int judge_response_type(judgement *j)
{
    /* Spec: RFC6749-3.1.1-1 */
    int rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESPONSE_TYPE_MISSING, given(j, RESPONSE_TYPE).n > 0);

    if (rc != FAPI_OK)
        return rc;
    j->response_type = fapix_authorization_type(given(j, RESPONSE_TYPE));
    /* Spec: FAPI2SP-5.3.2.2-1, RFC9700-2.1.2-1, CDR-authflows-1, OBUK-flow-1, BROF-5.2.2-15,
     * BROF-5.2.2-20 */
    return rule_on(j, FAPI_AUTHORIZATION_RESPONSE_TYPE, (j->response_type & j->limits->response_types) != 0,
                   RESPONSE_TYPE);
}

enum mode { DEFAULT, QUERY, FRAGMENT, FORM_POST, JWT, QUERY_JWT, FRAGMENT_JWT, FORM_POST_JWT, UNKNOWN };

static enum mode mode_of(fapix_slice text)
{
    static const char *const names[] = {
        [DEFAULT] = "",  [QUERY] = "query",         [FRAGMENT] = "fragment",         [FORM_POST] = "form_post",
        [JWT] = "jwt",   [QUERY_JWT] = "query.jwt", [FRAGMENT_JWT] = "fragment.jwt", [FORM_POST_JWT] = "form_post.jwt",
    };
    int i = DEFAULT;

    while (i < UNKNOWN && !fapix_slice_is(text, names[i]))
        i++;
    return (enum mode)i;
}

int fapix_authorization_mode(fapix_slice response_mode, int response_type)
{
    const bool hybrid = response_type == FAPI_RESPONSE_CODE_ID_TOKEN;

    switch (mode_of(response_mode)) {
    case DEFAULT: /* Spec: OIDCC-3.3.2.5-1 */
        return hybrid ? FAPIX_MODE_FRAGMENT : FAPIX_MODE_QUERY;
    case QUERY:
        return FAPIX_MODE_QUERY;
    case FRAGMENT:
        return FAPIX_MODE_FRAGMENT;
    case FORM_POST:
        return FAPIX_MODE_FORM_POST;
    case JWT: /* Spec: JARM-2.3.4-1 */
        return hybrid ? FAPIX_MODE_FRAGMENT_JWT : FAPIX_MODE_QUERY_JWT;
    case QUERY_JWT:
        return FAPIX_MODE_QUERY_JWT;
    case FRAGMENT_JWT:
        return FAPIX_MODE_FRAGMENT_JWT;
    case FORM_POST_JWT:
        return FAPIX_MODE_FORM_POST_JWT;
    default:
        return 0;
    }
}

static int judge_response_mode(const judgement *j)
{
    enum mode mode = mode_of(given(j, RESPONSE_MODE));
    bool is_jwt = mode >= JWT && mode < UNKNOWN, in_query = mode == QUERY || mode == QUERY_JWT;
    bool jwt_needed = j->limits->jarm == FAPI_USE_REQUIRED ||
                      (j->limits->jarm == FAPI_USE_CONDITIONAL && j->response_type == FAPI_RESPONSE_CODE);
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: JARM-2.3-2, OIDCC-3.1.2.6-3 */
    rc = rule_on(j, FAPI_AUTHORIZATION_RESPONSE_MODE,
                 mode != UNKNOWN && (!is_jwt || j->limits->jarm != FAPI_USE_OFF), RESPONSE_MODE);
    if (rc == FAPI_OK)
        /* Spec: JARM-2.3.1-1 - whatever holds an ID token stays out of queries, which end up in logs */
        rc = rule_on(j, FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY, !in_query || j->response_type == FAPI_RESPONSE_CODE,
                     RESPONSE_MODE);
    if (rc == FAPI_OK)
        /* Spec: FAPI1ADV-5.2.2-2 */
        rc = rule_on(j, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, is_jwt || !jwt_needed, RESPONSE_MODE);
    return rc;
}

/* ---------------------------------------------------------------------------------------------------- the values -- */

static int judge_client_and_redirect(const judgement *j)
{
    int rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_CLIENT_ID_MISSING, given(j, CLIENT_ID).n > 0);

    if (rc == FAPI_OK)
        /* Spec: RFC6749-A-1 */
        rc = rule_on(j, FAPI_AUTHORIZATION_CLIENT_ID, fapix_ascii_is_printable(given(j, CLIENT_ID)) &&
                     (j->limits->client_id.n == 0 || fapix_slice_eq(given(j, CLIENT_ID), j->limits->client_id)),
                     CLIENT_ID);
    if (rc == FAPI_OK)
        /* Spec: FAPI2SP-5.3.2.2-6, FAPI1BASE-5.2.2-9 */
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_REDIRECT_URI_MISSING, given(j, REDIRECT_URI).n > 0);
    return rc;
}

static int judge_scope(const judgement *j)
{
    /* Spec: RFC6749-3.3-2 */
    int rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_SCOPE_MISSING,
                        given(j, SCOPE).n > 0 || !j->limits->scope_required);

    if (rc == FAPI_OK)
        /* Spec: RFC6749-3.3-1 */
        rc = rule_on(j, FAPI_AUTHORIZATION_SCOPE, given(j, SCOPE).n == 0 || fapix_scope_is_valid(given(j, SCOPE)),
                     SCOPE);
    if (rc == FAPI_OK)
        /* Spec: OIDCC-3.1.2.1-1 - without openid there is no ID token to send */
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_OPENID_MISSING,
                        j->response_type != FAPI_RESPONSE_CODE_ID_TOKEN ||
                            fapix_scope_has(given(j, SCOPE), fapix_slice_str("openid")));
    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_NOTHING_ASKED,
                        given(j, SCOPE).n > 0 || given(j, DETAILS).n > 0 || !j->limits->asks_required);
    return rc;
}

static int judge_nonce_and_state(const judgement *j)
{
    fapix_slice nonce = given(j, NONCE), state = given(j, STATE);
    bool openid = fapix_scope_has(given(j, SCOPE), fapix_slice_str("openid"));
    bool hybrid = j->response_type == FAPI_RESPONSE_CODE_ID_TOKEN;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: FAPI1BASE-5.2.2.2-1, OIDCC-3.3.2.1-1 - an empty one counts as absent: it would equal any other empty one */
    rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_NONCE_MISSING,
                    nonce.n > 0 || !(hybrid || (j->limits->nonce_or_state && openid)));
    if (rc == FAPI_OK)
        /* Spec: FAPI1BASE-5.2.2.3-1 */
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_STATE_MISSING,
                        state.n > 0 || openid || !j->limits->nonce_or_state);
    if (rc == FAPI_OK)
        /* Spec: FAPI2SP-5.3.2.2-14 - a longer one is refused, never cut */
        rc = fapix_rule_on_int(j->verdict, FAPI_AUTHORIZATION_NONCE, fapix_ascii_is_printable(nonce) &&
                               nonce.n <= (size_t)j->limits->nonce_max, j->limits->nonce_max, (int64_t)nonce.n);
    if (rc == FAPI_OK)
        /* Spec: RFC6749-A-1 */
        rc = fapix_rule_on_int(j->verdict, FAPI_AUTHORIZATION_STATE, fapix_ascii_is_printable(state) && state.n <= FAPIX_MAX_STATE,
                               FAPIX_MAX_STATE, (int64_t)state.n);
    return rc;
}

static int judge_keys(const judgement *j)
{
    fapix_slice challenge = given(j, CHALLENGE), method = given(j, CHALLENGE_METHOD);
    int rc = FAPI_OK;

    if (j->limits->pkce == FAPI_USE_REQUIRED || challenge.n > 0 || method.n > 0)
        /* Spec: FAPI1BASE-5.2.2-7, FAPI1ADV-5.2.2-18 */
        rc = fapix_rule_rc(j->verdict, FAPI_PKCE_CHALLENGE,
                           fapi_pkce_check_challenge((const char *)challenge.p, challenge.n, (const char *)method.p,
                                                     method.n));
    else
        fapix_skip(j->verdict, FAPI_PKCE_CHALLENGE);
    if (rc == FAPI_OK)
        rc = rule_on(j, FAPI_AUTHORIZATION_DPOP_JKT, given(j, DPOP_JKT).n == 0 ||
                     fapix_is_sha256_base64url(given(j, DPOP_JKT)), DPOP_JKT);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ OpenID Connect -- */

/* Words of printable ASCII with one space between them; *words: how many. */
static bool is_list(fapix_slice text, size_t *words)
{
    bool in_word = false;

    *words = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 0x20 || text.p[i] > 0x7e || (text.p[i] == ' ' && !in_word))
            return false;
        *words += text.p[i] != ' ' && !in_word;
        in_word = text.p[i] != ' ';
    }
    return in_word;
}

static int judge_prompt(const judgement *j)
{
    static const char *const known[] = {"none", "login", "consent", "select_account", "create"};
    fapix_slice rest = given(j, PROMPT);
    size_t words = 0, found = 0;
    bool fits = rest.n == 0 || is_list(rest, &words), none = fapix_scope_has(rest, fapix_slice_str("none"));

    for (size_t i = 0; fits && i < sizeof known / sizeof *known; i++)
        found += fapix_scope_has(rest, fapix_slice_str(known[i]));
    /* Spec: OIDCC-3.1.2.1-3 - and neither unknown words nor the same one twice */
    return rule_on(j, FAPI_AUTHORIZATION_PROMPT, fits && found == words && (!none || words == 1), PROMPT);
}

/* Seconds, to ten digits; leading zeros are another spelling that only some would take. */
static int judge_max_age(const judgement *j)
{
    fapix_slice text = given(j, MAX_AGE);
    bool fits = text.n <= 10 && (text.n < 2 || text.p[0] != '0');

    for (size_t i = 0; fits && i < text.n; i++)
        fits = text.p[i] >= '0' && text.p[i] <= '9';
    return rule_on(j, FAPI_AUTHORIZATION_MAX_AGE, fits, MAX_AGE);
}

static int judge_openid(const judgement *j)
{
    size_t words = 0;
    int rc = judge_prompt(j);

    if (rc == FAPI_OK)
        rc = judge_max_age(j);
    if (rc == FAPI_OK)
        rc = rule_on(j, FAPI_AUTHORIZATION_ACR_VALUES, given(j, ACR_VALUES).n == 0 ||
                     is_list(given(j, ACR_VALUES), &words), ACR_VALUES);
    if (rc == FAPI_OK)
        /* Spec: BROF-5.2.2-21 */
        rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_ID_TOKEN_HINT,
                        given(j, ID_TOKEN_HINT).n == 0 || !j->limits->id_token_hint_refused);
    return rc == FAPI_OK ? fapix_authorization_claims_judge(j->verdict, given(j, CLAIMS), &j->limits->claims) : rc;
}

/* -------------------------------------------------------------------------------------------- resources, details -- */

/* Spec: RFC8707-2-1, RFC8707-2.1-1 */
static int judge_resource(const judgement *j, fapix_slice resource)
{
    return fapix_rule_on(j->verdict, FAPI_AUTHORIZATION_RESOURCE, fapix_resource_is_valid(resource),
                         fapix_slice_of(NULL, 0), resource);
}

static int judge_resource_array(const judgement *j, fapix_slice text)
{
    const fapix_json *json = &j->verdict->proof.claims;
    const fapix_json_node *array = fapix_authorization_json(j->verdict, text);
    int rc = fapix_rule(j->verdict, FAPI_AUTHORIZATION_RESOURCE,
                        array != NULL && fapix_json_first(json, array) != NULL);

    if (rc != FAPI_OK)
        return rc;
    for (const fapix_json_node *at = fapix_json_first(json, array); rc == FAPI_OK && at != NULL;
         at = fapix_json_next(json, at))
        rc = judge_resource(j, at->type == FAPIX_JSON_STRING ? at->value : fapix_slice_of(NULL, 0));
    return rc;
}

static int judge_resources(const judgement *j)
{
    fapix_parameter one;
    int rc = FAPI_OK;

    for (size_t at = 0; rc == FAPI_OK && (at = j->parameters->next(j->parameters->source, at, &one)) != 0;) {
        if (!fapix_slice_is(one.name, "resource") || one.value.n == 0)
            continue;
        rc = one.type == FAPIX_JSON_ARRAY ? judge_resource_array(j, one.value) : judge_resource(j, one.value);
    }
    return rc;
}

int fapix_authorization_request_judge(fapi_verdict *verdict, const fapix_parameters *parameters,
                                      const fapix_authorization_limits *limits)
{
    judgement j = {.verdict = verdict, .parameters = parameters, .limits = limits};
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    rc = fapix_parameters_read(verdict, parameters, KIND, PARAMETERS, j.found);
    if (rc == FAPI_OK)
        /* Spec: RFC9126-2.1-3, OIDCC-3.1.2.2-1, FAPI1BASE-5.2.2.1-2 - the same rules at push time as for any other request */
        rc = judge_client_and_redirect(&j);
    if (rc == FAPI_OK)
        rc = judge_response_type(&j);
    if (rc == FAPI_OK)
        rc = judge_response_mode(&j);
    if (rc == FAPI_OK)
        rc = judge_scope(&j);
    if (rc == FAPI_OK)
        rc = judge_nonce_and_state(&j);
    if (rc == FAPI_OK)
        rc = judge_keys(&j);
    if (rc == FAPI_OK)
        /* Spec: FAPI1BASE-5.2.2.1-2, OIDCC-3.1.2.2-1 */
        rc = judge_openid(&j);
    if (rc == FAPI_OK)
        rc = judge_resources(&j);
    if (rc == FAPI_OK && given(&j, DETAILS).n > 0)
        rc = fapix_authorization_details_judge(verdict, given(&j, DETAILS), limits->details_types,
                                               limits->details_type_count);
    return rc;
}
