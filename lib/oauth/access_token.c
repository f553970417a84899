/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a JWT access token: first what it is, from its form and header, then, once its signature is known to be
 * good, what it says. */
#include "oauth/access_token.h"

#include "jwt/claims.h"
#include "oauth/scope.h"

/* ---------------------------------------------------------------------------------------------------- what it is
 * -- */

/* No more than five are of interest: that is one too many for any form of JWT. */
static size_t count_dots(fapix_slice text)
{
    size_t dots = 0, i = 0;

    while (i < text.n && dots < 5) {
        const uint8_t *dot = memchr(text.p + i, '.', text.n - i);

        if (dot == NULL)
            break;
        dots++;
        i = (size_t)(dot - text.p) + 1;
    }
    return dots;
}

/* A typ that is there must be that of an access token: whatever else it names is another kind of JWT, which an
 * issuer may well have signed with the same key. Only profiles that do not ask for RFC 9068 take a token that names
 * no kind. */
static bool typ_fits(const fapix_json_node *typ, bool rfc9068)
{
    if (typ == NULL)
        return !rfc9068;
    /* Spec: RFC9068-4-1, RFC9701-8.1-1 */
    return fapix_jws_typ_is(typ->value, "at+jwt") || (!rfc9068 && fapix_jws_typ_is(typ->value, "JWT"));
}

int fapix_access_token_read(fapi_verdict *verdict, fapix_slice token, int algs, bool rfc9068, fapix_jws *jws,
                            fapix_slice *issuer)
{
    const fapix_json_node *typ = NULL, *iss = NULL;
    size_t dots = count_dots(token);
    int rc = FAPI_ERR_INTERNAL;

    *issuer = fapix_slice_of(NULL, 0);
    fapix_verdict_about(verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    rc = fapix_rule(verdict, FAPI_TOKEN_NOT_JWT, dots > 0);
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_TOKEN_ENCRYPTED, dots != 4);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC9068-2.1-1, RFC9068-4-5 - no token without a signature, nor with one that is not on the list */
    rc = fapix_jws_read(verdict, &verdict->token, token, algs, 0, jws);
    if (rc == FAPI_JWS_ALG)
        return fapix_restate(verdict, rc, FAPI_TOKEN_ALG);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC9068-2.1-3 - RS256, which RFC 9068 would have everyone support, is on the list only if the policy
     * put it there */
    rc = fapix_rule(verdict, FAPI_TOKEN_ALG, (jws->alg & algs) != 0);
    if (rc != FAPI_OK)
        return rc;
    typ = fapix_json_get(&verdict->token.header, "typ");
    rc = fapix_rule_on(verdict, FAPI_TOKEN_TYP, typ_fits(typ, rfc9068), fapix_slice_str("at+jwt"),
                       typ == NULL ? fapix_slice_of(NULL, 0) : typ->value);
    if (rc != FAPI_OK)
        return rc;
    iss = fapix_json_get(&verdict->token.claims, "iss");
    rc = fapix_rule(verdict, FAPI_TOKEN_ISS_MISSING, iss != NULL);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(verdict, FAPI_TOKEN_CLAIM_TYPE, iss->type == FAPIX_JSON_STRING, fapix_slice_str("iss"),
                           iss->raw);
    if (rc == FAPI_OK)
        *issuer = iss->value;
    return rc;
}

/* --------------------------------------------------------------------------------------------------- what it says
 * -- */

enum claim { EXP, NBF, IAT, SUB, CLIENT_ID, JTI, CLAIMS };

static const struct {
    const char *name;
    bool date;
} CLAIM[CLAIMS] = {
    [EXP] = {"exp", true},  [NBF] = {"nbf", true},              [IAT] = {"iat", true},
    [SUB] = {"sub", false}, [CLIENT_ID] = {"client_id", false}, [JTI] = {"jti", false},
};

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_access_token_facts *facts;
    const fapix_json_node *claim[CLAIMS]; /* NULL: absent */
    int64_t date[CLAIMS];                 /* of the dates that are there */
} judgement;

static int judge_types(judgement *j)
{
    const fapix_json *claims = &j->verdict->token.claims;

    for (int i = 0; i < CLAIMS; i++) {
        const fapix_json_node *node = fapix_json_get(claims, CLAIM[i].name);
        bool fits = node == NULL;

        j->claim[i] = node;
        if (!fits && CLAIM[i].date)
            fits = fapix_json_numeric_date(node, &j->date[i]) == FAPI_OK;
        else if (!fits)
            fits = node->type == FAPIX_JSON_STRING;
        if (!fits)
            /* Spec: RFC7519-2-1, RFC7519-4.1.6-1, RFC7519-2-2 */
            return fapix_rule_on(j->verdict, FAPI_TOKEN_CLAIM_TYPE, false, fapix_slice_str(CLAIM[i].name), node->raw);
    }
    return fapix_rule(j->verdict, FAPI_TOKEN_CLAIM_TYPE, true);
}

/* Where the typ header does not tell tokens from the rest, claims do: these stand in ID tokens, in logout and
 * security event tokens, in introspection responses, and in JARM responses, all signed by the same issuer, and in request
 * objects, which an issuer signs that is a client of others under the same name; and never in access tokens. */
static int judge_kind(const judgement *j)
{
    static const char *const foreign[] = {"nonce",  "at_hash",             "c_hash", "s_hash",       "events",
                                          "code",   "token_introspection", "error",  "response_type"};

    for (size_t i = 0; !j->facts->rfc9068 && !j->facts->introspected && i < sizeof foreign / sizeof *foreign; i++) {
        /* Spec: RFC8725-3.12-1, RFC9701-8.1-1 */
        if (fapix_json_get(&j->verdict->token.claims, foreign[i]) != NULL)
            return fapix_rule_on(j->verdict, FAPI_TOKEN_TYP, false, fapix_slice_str("an access token"),
                                 fapix_slice_str(foreign[i]));
    }
    return FAPI_OK;
}

static int judge_issuer(const judgement *j)
{
    const fapix_json_node *iss = fapix_json_get(&j->verdict->token.claims, "iss");
    bool same = iss == NULL ? j->facts->introspected
                            : iss->type == FAPIX_JSON_STRING && fapix_slice_eq(iss->value, j->facts->issuer);

    /* Spec: RFC9068-4-3, RFC7519-7.3-1 - byte for byte, whatever URLs would call equal */
    return fapix_rule_on(j->verdict, FAPI_TOKEN_ISS, same, j->facts->issuer,
                         iss == NULL ? fapix_slice_of(NULL, 0) : iss->value);
}

static int judge_audience(const judgement *j)
{
    const fapix_json *claims = &j->verdict->token.claims;
    const fapix_json_node *aud = fapix_json_get(claims, "aud");
    int rc = fapix_rule(j->verdict, FAPI_TOKEN_AUD_MISSING, aud != NULL || j->facts->introspected), found = FAPI_JWT_AUD;

    if (rc != FAPI_OK || aud == NULL)
        return rc; /* it is the issuer that knows for whom the token is, RFC 7662 4 */
    for (size_t i = 0; found == FAPI_JWT_AUD && i < j->facts->audience_count; i++)
        found = fapix_claim_audience(claims, j->facts->audiences[i]);
    if (found != FAPI_OK && found != FAPI_JWT_AUD)
        return fapix_rule_on(j->verdict, FAPI_TOKEN_CLAIM_TYPE, false, fapix_slice_str("aud"), aud->raw);
    /* Spec: RFC9068-4-4, RFC7519-4.1.3-1, RFC9700-2.3-1, RFC8725-3.9-1 */
    return fapix_rule_on(j->verdict, FAPI_TOKEN_AUD, found == FAPI_OK,
                         j->facts->audience_count > 0 ? j->facts->audiences[0] : fapix_slice_of(NULL, 0), aud->raw);
}

static int judge_times(const judgement *j)
{
    const fapix_access_token_facts *facts = j->facts;
    bool timed_from = (facts->rfc9068 || facts->max_lifetime > 0 || facts->min_lifetime > 0) && !facts->introspected;
    int rc = FAPI_ERR_INTERNAL;

    rc = fapix_rule(j->verdict, FAPI_TOKEN_EXP_MISSING, j->claim[EXP] != NULL || facts->introspected);
    if (rc == FAPI_OK)
        /* Spec: RFC9068-4-6, RFC7519-4.1.4-1, RFC7662-4-2 */
        rc = fapix_rule_on_int(j->verdict, FAPI_TOKEN_EXPIRED,
                               j->claim[EXP] == NULL || !fapix_time_expired(j->date[EXP], facts->now, facts->skew_behind),
                               facts->now - facts->skew_behind, j->date[EXP]);
    if (rc == FAPI_OK)
        /* Spec: RFC7519-4.1.5-1 */
        rc = fapix_rule_on_int(j->verdict, FAPI_TOKEN_NBF,
                               j->claim[NBF] == NULL || !fapix_time_ahead(j->date[NBF], facts->now, facts->skew_ahead),
                               facts->now + facts->skew_ahead, j->date[NBF]);
    if (rc == FAPI_OK)
        /* A lifetime that is limited but has no beginning could be any. */
        rc = fapix_rule(j->verdict, FAPI_TOKEN_IAT_MISSING, j->claim[IAT] != NULL || !timed_from);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_TOKEN_IAT_FUTURE,
                               j->claim[IAT] == NULL || !fapix_time_ahead(j->date[IAT], facts->now, facts->skew_ahead),
                               facts->now + facts->skew_ahead, j->date[IAT]);
    return rc;
}

/* Both dates lie in 0..FAPI_MAX_TIME, so the difference cannot overflow. */
static int judge_lifetime(const judgement *j)
{
    const fapix_access_token_facts *facts = j->facts;
    int64_t lifetime = j->date[EXP] - j->date[IAT];
    int rc = FAPI_ERR_INTERNAL;

    if (j->claim[IAT] == NULL || j->claim[EXP] == NULL) {
        fapix_skip(j->verdict, FAPI_TOKEN_LIFETIME);
        return FAPI_OK;
    }
    /* A token that ends before it begins is a defect of the issuer's, whatever the rule says of lifetimes. */
    rc = fapix_rule_on_int(j->verdict, FAPI_TOKEN_LIFETIME, lifetime >= 0 && lifetime >= facts->min_lifetime,
                           facts->min_lifetime, lifetime);
    if (rc == FAPI_OK && facts->max_lifetime > 0)
        rc = fapix_rule_on_int(j->verdict, FAPI_TOKEN_LIFETIME, lifetime <= facts->max_lifetime,
                               facts->max_lifetime, lifetime);
    return rc;
}

/* A name of someone or something: there if it is required, not empty, not longer than what a database column would
 * take. */
static int judge_name(const judgement *j, enum claim claim, int status, size_t longest)
{
    const fapix_json_node *node = j->claim[claim];
    bool fits = node == NULL ? !j->facts->rfc9068 : node->value.n > 0 && node->value.n <= longest;

    return fapix_rule_on(j->verdict, status, fits, fapix_slice_str(CLAIM[claim].name),
                         node == NULL ? fapix_slice_of(NULL, 0) : node->value);
}

/* Spec: RFC9068-2.2-1 - the claims that are not about time or place */
static int judge_names(const judgement *j)
{
    int rc = judge_name(j, SUB, FAPI_TOKEN_SUB, FAPI_MAX_SUB);

    if (rc == FAPI_OK)
        rc = judge_name(j, CLIENT_ID, FAPI_TOKEN_CLIENT_ID, FAPI_MAX_SUB);
    if (rc == FAPI_OK)
        /* Spec: RFC7519-4.1.7-1 */
        rc = judge_name(j, JTI, FAPI_TOKEN_JTI, FAPI_MAX_JTI);
    return rc;
}

static int judge_scope_form(const judgement *j)
{
    const fapix_json_node *scope = fapix_json_get(&j->verdict->token.claims, "scope");

    if (scope == NULL)
        /* Spec: RFC9068-2.2.3-1 */
        return fapix_rule_on(j->verdict, FAPI_TOKEN_SCOPE, !j->facts->scope_required, fapix_slice_str("scope"),
                             fapix_slice_of(NULL, 0));
    return fapix_rule_on(j->verdict, FAPI_TOKEN_SCOPE,
                         scope->type == FAPIX_JSON_STRING && fapix_scope_is_valid(scope->value),
                         fapix_slice_str("a string of scope tokens separated by one space"), scope->raw);
}

/* Every element an object with a type: what the resource then makes of it is its own business, but it must be able
 * to read it. */
static bool details_fit(const fapix_json *claims, const fapix_json_node *details)
{
    const fapix_json_node *at = NULL;

    if (details->type != FAPIX_JSON_ARRAY)
        return false;
    for (at = fapix_json_first(claims, details); at != NULL; at = fapix_json_next(claims, at)) {
        const fapix_json_node *type = fapix_json_member(claims, at, fapix_slice_str("type"));

        if (type == NULL || type->type != FAPIX_JSON_STRING || type->value.n == 0)
            return false;
    }
    return true;
}

static int judge_details(const judgement *j)
{
    const fapix_json *claims = &j->verdict->token.claims;
    const fapix_json_node *details = fapix_json_get(claims, "authorization_details");

    /* Spec: RFC9396-9.1-1 */
    return fapix_rule_on(j->verdict, FAPI_TOKEN_CLAIM_TYPE, details == NULL || details_fit(claims, details),
                         fapix_slice_str("authorization_details"),
                         details == NULL ? fapix_slice_of(NULL, 0) : details->raw);
}

int fapix_access_token_claims(fapi_verdict *verdict, const fapix_access_token_facts *facts)
{
    judgement j = {.verdict = verdict, .facts = facts};
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    rc = judge_types(&j);
    if (rc == FAPI_OK)
        rc = judge_kind(&j);
    if (rc == FAPI_OK)
        rc = judge_issuer(&j);
    if (rc == FAPI_OK)
        rc = judge_audience(&j);
    if (rc == FAPI_OK)
        rc = judge_times(&j);
    if (rc == FAPI_OK)
        rc = judge_lifetime(&j);
    if (rc == FAPI_OK)
        rc = judge_names(&j);
    if (rc == FAPI_OK)
        rc = judge_scope_form(&j);
    if (rc == FAPI_OK)
        rc = judge_details(&j);
    if (rc == FAPI_OK)
        /* Spec: FAPI2SP-5.3.4-3, FAPI1BASE-6.2.1-4, BROF-7.2.2-2 */
        rc = fapix_rule(verdict, FAPI_TOKEN_REVOKED, !facts->revoked);
    return rc;
}

int fapix_access_token_scope(fapi_verdict *verdict, const fapix_slice *scopes, size_t count)
{
    const fapix_json_node *scope = fapix_json_get(&verdict->token.claims, "scope");
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    for (size_t i = 0; i < count; i++) {
        bool granted = scope != NULL && scope->type == FAPIX_JSON_STRING && fapix_scope_has(scope->value, scopes[i]);

        rc = fapix_rule_on(verdict, FAPI_TOKEN_SCOPE_INSUFFICIENT, granted, scopes[i],
                           scope == NULL ? fapix_slice_of(NULL, 0) : scope->value);
        if (rc != FAPI_OK)
            return rc;
    }
    if (count == 0)
        fapix_skip(verdict, FAPI_TOKEN_SCOPE_INSUFFICIENT);
    return FAPI_OK;
}
