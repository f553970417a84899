/* SPDX-License-Identifier: Apache-2.0 */
/* Compares a registration with its software statement. Members of the statement that have the names of RFC 7591 simply win over the client's
 * (registration_metadata.c); those of the regimes, which begin with software_, are compared with what the client asks for. */
#include "oauth/registration_statement.h"

#include "oauth/scope.h"

static const fapix_slice nothing = {NULL, 0};

static fapix_slice text_of(const fapix_json *statement, const char *name)
{
    const fapix_json_node *node = fapix_json_get(statement, name);

    return node != NULL && node->type == FAPIX_JSON_STRING ? node->value : nothing;
}

fapix_slice fapix_registration_jwks_uri(const fapix_json *statement)
{
    /* RFC 7591 and CDR, Brazil, UK. */
    static const char *const names[] = {"jwks_uri", "software_jwks_uri", "software_jwks_endpoint"};
    fapix_slice uri = nothing;

    for (size_t i = 0; uri.n == 0 && i < sizeof names / sizeof names[0]; i++)
        uri = text_of(statement, names[i]);
    return uri;
}

/* ------------------------------------------------------------------------------------------------------ software -- */

static int judge_software_id(fapi_verdict *verdict, const fapix_registration_terms *terms)
{
    const fapix_document_member *member = fapix_document_get(terms->document, "software_id");
    const fapix_json_node *stated = fapix_json_get(terms->statement, "software_id"), *asked = NULL;
    bool same = true;

    if (member == NULL || stated == NULL)
        return FAPI_OK;
    asked = fapix_document_value(terms->document, member);
    same = asked != NULL && asked->type == FAPIX_JSON_STRING && stated->type == FAPIX_JSON_STRING &&
           fapix_slice_eq(asked->value, stated->value);
    /* Spec: OBUK-dcr-2 */
    return fapix_rule_on(verdict, FAPI_REGISTRATION_SOFTWARE_ID, same, stated->value,
                         asked == NULL ? nothing : asked->raw);
}

/* ----------------------------------------------------------------------------------------------------- redirects -- */

static bool lists(const fapix_json *statement, const fapix_json_node *list, fapix_slice text)
{
    const fapix_json_node *at = list->type == FAPIX_JSON_ARRAY ? fapix_json_first(statement, list) : NULL;

    for (; at != NULL; at = fapix_json_next(statement, at)) {
        if (at->type == FAPIX_JSON_STRING && fapix_slice_eq(at->value, text))
            return true;
    }
    return false;
}

/* In each list of the statement, of which there must be one: what no list names, nobody vouched for. */
static bool is_vouched_for(const fapix_json *statement, fapix_slice uri)
{
    const fapix_json_node *plain = fapix_json_get(statement, "redirect_uris");
    const fapix_json_node *prefixed = fapix_json_get(statement, "software_redirect_uris");

    return (plain != NULL || prefixed != NULL) && (plain == NULL || lists(statement, plain, uri)) &&
           (prefixed == NULL || lists(statement, prefixed, uri));
}

static int judge_redirects(fapi_verdict *verdict, const fapix_registration_terms *terms)
{
    const fapix_document_member *member = fapix_document_get(terms->document, "redirect_uris");
    fapix_slice rest = fapix_document_elements(member);
    const fapix_json_node *element = NULL;

    if (!terms->redirect_in_statement) {
        fapix_skip(verdict, FAPI_REGISTRATION_REDIRECT_STATEMENT);
        return FAPI_OK;
    }
    while ((element = fapix_document_next(terms->document, &rest)) != NULL) {
        /* Spec: BROFDCR-7.1-6, CDR-dcr-1, OBUK-dcr-1 - what is no string the lint refuses */
        if (element->type == FAPIX_JSON_STRING && !is_vouched_for(terms->statement, element->value))
            return fapix_rule_on(verdict, FAPI_REGISTRATION_REDIRECT_STATEMENT, false,
                                 fapix_slice_str("one of the software statement"), element->value);
    }
    return fapix_rule(verdict, FAPI_REGISTRATION_REDIRECT_STATEMENT, true);
}

/* ---------------------------------------------------------------------------------------------------------- keys -- */

static int judge_jwks_uri(fapi_verdict *verdict, const fapix_registration_terms *terms)
{
    static const char *const names[] = {"software_jwks_uri", "software_jwks_endpoint"};
    const fapix_document_member *member = fapix_document_get(terms->document, "jwks_uri");
    const fapix_json_node *asked = fapix_document_value(terms->document, member);

    for (size_t i = 0; asked != NULL && i < sizeof names / sizeof names[0]; i++) {
        const fapix_json_node *stated = fapix_json_get(terms->statement, names[i]);
        bool same = stated == NULL || (stated->type == FAPIX_JSON_STRING && asked->type == FAPIX_JSON_STRING &&
                                       fapix_slice_eq(stated->value, asked->value));
        /* Spec: BROFDCR-7.1-5 */
        int rc = fapix_rule_on(verdict, FAPI_REGISTRATION_JWKS_URI, same, stated == NULL ? nothing : stated->value,
                               asked->value);

        if (rc != FAPI_OK)
            return rc;
    }
    return FAPI_OK;
}

/* --------------------------------------------------------------------------------------------------------- scope -- */

static bool has_active(const fapix_json *statement, const fapix_json_node *roles, fapix_slice role)
{
    const fapix_json_node *at = roles->type == FAPIX_JSON_ARRAY ? fapix_json_first(statement, roles) : NULL;

    for (; at != NULL; at = fapix_json_next(statement, at)) {
        const fapix_json_node *name = fapix_json_member(statement, at, fapix_slice_str("role"));

        if (name != NULL && name->type == FAPIX_JSON_STRING && fapix_slice_eq(name->value, role) &&
            fapix_json_is_string(fapix_json_member(statement, at, fapix_slice_str("status")), "Active"))
            return true;
    }
    return false;
}

static bool has_role(const fapix_json *statement, fapix_slice role)
{
    const fapix_json_node *states = fapix_json_get(statement, "software_statement_roles");
    const fapix_json_node *names = fapix_json_get(statement, "software_roles");

    if (states != NULL)
        return has_active(statement, states, role);
    return names != NULL && ((names->type == FAPIX_JSON_STRING && fapix_slice_eq(names->value, role)) ||
                             lists(statement, names, role));
}

/* By a role before the first one that is not looked at. */
static bool allows(const fapix_registration_terms *terms, size_t roles, fapix_slice token)
{
    for (size_t i = 0; i < roles; i++) {
        if (fapix_scope_has(terms->roles[i].scope, token) && has_role(terms->statement, terms->roles[i].role))
            return true;
    }
    return false;
}

/* Cut the first value off a valid scope; false at its end. */
static bool next_value(fapix_slice *scope, fapix_slice *token)
{
    size_t n = 0;

    if (scope->n == 0)
        return false;
    while (n < scope->n && scope->p[n] != ' ')
        n++;
    *token = fapix_slice_of(scope->p, n);
    n += n < scope->n;
    *scope = fapix_slice_of(scope->p + n, scope->n - n);
    return true;
}

static int judge_scope(fapi_verdict *verdict, const fapix_registration_terms *terms)
{
    const fapix_json_node *scope = fapix_json_get(terms->statement, "scope");
    fapix_slice rest = nothing, token = nothing;

    if (scope == NULL)
        scope = fapix_document_value(terms->document, fapix_document_get(terms->document, "scope"));
    if (scope == NULL || terms->role_count == 0) {
        fapix_skip(verdict, FAPI_REGISTRATION_SCOPE);
        return FAPI_OK;
    }
    if (scope->type != FAPIX_JSON_STRING || !fapix_scope_is_valid(scope->value))
        return fapix_rule_on(verdict, FAPI_REGISTRATION_SCOPE, false, fapix_slice_str("scope values"), scope->raw);
    rest = scope->value;
    while (next_value(&rest, &token)) {
        /* Spec: BROFDCR-7.1-9 */
        if (!allows(terms, terms->role_count, token))
            return fapix_rule_on(verdict, FAPI_REGISTRATION_SCOPE, false, nothing, token);
    }
    return fapix_rule(verdict, FAPI_REGISTRATION_SCOPE, true);
}

void fapix_registration_put_scope(fapix_buffer *out, const fapix_registration_terms *terms)
{
    bool first = true;

    for (size_t i = 0; terms->statement != NULL && i < terms->role_count; i++) {
        fapix_slice rest = terms->roles[i].scope, token = nothing;

        if (!has_role(terms->statement, terms->roles[i].role))
            continue;
        while (next_value(&rest, &token)) {
            if (allows(terms, i, token))
                continue;
            fapix_buffer_str(out, first ? "" : " ");
            fapix_buffer_add(out, token);
            first = false;
        }
    }
}

int fapix_registration_compare(fapi_verdict *verdict, const fapix_registration_terms *terms)
{
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REGISTRATION);
    rc = judge_software_id(verdict, terms);
    if (rc == FAPI_OK)
        rc = judge_redirects(verdict, terms);
    if (rc == FAPI_OK)
        rc = judge_jwks_uri(verdict, terms);
    if (rc == FAPI_OK)
        rc = judge_scope(verdict, terms);
    return rc;
}
