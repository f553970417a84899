/* SPDX-License-Identifier: Apache-2.0 */
/* Judges token responses. Members that nobody here knows are ignored; those that are known must be what they are said to be. */
#include "oauth/token_response_check.h"

#include "base/ascii.h"
#include "base/http.h"
#include "oauth/scope.h"

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_json *document;
    const fapix_token_response_facts *facts;
    fapix_token_response_found found;
} judgement;

static fapix_slice raw_of(const fapix_json_node *node)
{
    return node == NULL ? fapix_slice_of(NULL, 0) : node->raw;
}

static bool is_text(const fapix_json_node *node)
{
    return node != NULL && node->type == FAPIX_JSON_STRING && node->value.n > 0 && node->value.n <= FAPI_MAX_JWT;
}

/* Spec: RFC6749-5.1-3 - what is not asked for here is ignored */
static int judge_access_token(judgement *j)
{
    const fapix_json_node *error = fapix_json_get(j->document, "error");
    const fapix_json_node *token = fapix_json_get(j->document, "access_token");
    int rc = fapix_rule(j->verdict, FAPI_TOKEN_RESPONSE_ERROR, error == NULL);

    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, FAPI_TOKEN_RESPONSE_ACCESS_TOKEN_MISSING, token != NULL);
    if (rc == FAPI_OK)
        /* A line end in it would be a second field of the request that carries it. The token itself is no detail of a log. */
        rc = fapix_rule(j->verdict, FAPI_TOKEN_RESPONSE_ACCESS_TOKEN, is_text(token) && fapix_http_is_token68(token->value));
    if (rc == FAPI_OK)
        j->found.access_token = token->value;
    return rc;
}

static int judge_type(judgement *j)
{
    const char *wanted = j->facts->dpop ? "DPoP" : "Bearer";
    const fapix_json_node *type = fapix_json_get(j->document, "token_type");
    int rc = fapix_rule(j->verdict, FAPI_TOKEN_RESPONSE_TYPE_MISSING, type != NULL);

    if (rc == FAPI_OK)
        /* Spec: RFC6749-5.1-2, RFC9449-5-4 */
        rc = fapix_rule_on(j->verdict, FAPI_TOKEN_RESPONSE_TYPE,
                           type->type == FAPIX_JSON_STRING && fapix_slice_is_nocase(type->value, wanted),
                           fapix_slice_str(wanted), raw_of(type));
    if (rc == FAPI_OK)
        j->found.token_type = fapix_slice_str(wanted);
    return rc;
}

static int judge_lifetime(judgement *j)
{
    const fapix_json_node *node = fapix_json_get(j->document, "expires_in");

    return fapix_rule_on(j->verdict, FAPI_TOKEN_RESPONSE_EXPIRES_IN,
                         node == NULL || fapix_json_seconds(node, &j->found.expires_in),
                         fapix_slice_str("a positive integer"), raw_of(node));
}

/* Is each token of the one scope in the other? Both are well formed. */
static bool within(fapix_slice scope, fapix_slice asked)
{
    while (scope.n > 0) {
        const uint8_t *blank = memchr(scope.p, ' ', scope.n);
        size_t n = blank == NULL ? scope.n : (size_t)(blank - scope.p), step = blank == NULL ? n : n + 1;

        if (!fapix_scope_has(asked, fapix_slice_of(scope.p, n)))
            return false;
        scope = fapix_slice_of(scope.p + step, scope.n - step);
    }
    return true;
}

static int judge_scope(judgement *j)
{
    const fapix_json_node *scope = fapix_json_get(j->document, "scope");
    int rc = FAPI_ERR_INTERNAL;

    j->found.scope = j->facts->scope; /* RFC 6749 5.1: left out where it is what was asked for */
    if (scope == NULL) {
        fapix_skip(j->verdict, FAPI_TOKEN_RESPONSE_SCOPE);
        return FAPI_OK;
    }
    rc = fapix_rule_on(j->verdict, FAPI_TOKEN_RESPONSE_SCOPE, is_text(scope) && fapix_scope_is_valid(scope->value),
                       fapix_slice_str("scope tokens separated by one space"), raw_of(scope));
    if (rc != FAPI_OK)
        return rc;
    /* Spec: FAPI1BASE-5.2.3-10 - more than was asked for shows that somebody else asked */
    rc = fapix_rule_on(j->verdict, FAPI_TOKEN_RESPONSE_SCOPE_GROWN,
                       j->facts->scope_may_grow || within(scope->value, j->facts->scope), j->facts->scope, scope->value);
    if (rc == FAPI_OK)
        j->found.scope = scope->value;
    return rc;
}

static int judge_further_tokens(judgement *j)
{
    const fapix_json_node *refresh = fapix_json_get(j->document, "refresh_token");
    const fapix_json_node *id_token = fapix_json_get(j->document, "id_token");
    /* Spec: RFC6749-A-1 */
    int rc = fapix_rule(j->verdict, FAPI_TOKEN_RESPONSE_REFRESH_TOKEN,
                        refresh == NULL || (is_text(refresh) && fapix_ascii_is_printable(refresh->value)));

    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, FAPI_TOKEN_RESPONSE_ID_TOKEN, id_token == NULL || is_text(id_token));
    if (rc == FAPI_OK)
        /* Spec: OIDCC-3.1.3.3-2 */
        rc = fapix_rule(j->verdict, FAPI_TOKEN_RESPONSE_ID_TOKEN_MISSING, id_token != NULL || !j->facts->id_token_required);
    if (rc == FAPI_OK && refresh != NULL)
        j->found.refresh_token = refresh->value;
    if (rc == FAPI_OK && id_token != NULL)
        j->found.id_token = id_token->value;
    return rc;
}

static bool details_fit(const fapix_json *document, const fapix_json_node *details)
{
    const fapix_json_node *at = NULL;

    if (details->type != FAPIX_JSON_ARRAY)
        return false;
    for (at = fapix_json_first(document, details); at != NULL; at = fapix_json_next(document, at)) {
        const fapix_json_node *type = fapix_json_member(document, at, fapix_slice_str("type"));

        if (type == NULL || type->type != FAPIX_JSON_STRING || type->value.n == 0)
            return false;
    }
    return true;
}

static int judge_details(judgement *j)
{
    const fapix_json_node *details = fapix_json_get(j->document, "authorization_details");

    /* no details: they are of a user's accounts and payments */
    return fapix_rule(j->verdict, FAPI_TOKEN_RESPONSE_DETAILS, details == NULL || details_fit(j->document, details));
}

int fapix_token_response_judge(fapi_verdict *verdict, const fapix_json *document, const fapix_token_response_facts *facts,
                               fapix_token_response_found *found)
{
    static int (*const steps[])(judgement *) = {judge_access_token, judge_type,           judge_lifetime,
                                                judge_scope,        judge_further_tokens, judge_details};
    judgement j = {.verdict = verdict, .document = document, .facts = facts};
    int rc = FAPI_OK;

    memset(found, 0, sizeof *found);
    j.found.expires_in = found->expires_in = -1;
    for (size_t i = 0; rc == FAPI_OK && i < sizeof steps / sizeof *steps; i++)
        rc = steps[i](&j);
    if (rc == FAPI_OK)
        *found = j.found;
    return rc;
}
