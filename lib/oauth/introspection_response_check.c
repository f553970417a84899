/* SPDX-License-Identifier: Apache-2.0 */
/* Judges introspection responses: who made a signed one and for whom, and whether the token is active at all. */
#include "oauth/introspection_response_check.h"

#include "jwt/claims.h"

static fapix_slice raw_of(const fapix_json_node *node)
{
    return node == NULL ? fapix_slice_of(NULL, 0) : node->raw;
}

int fapix_introspection_jwt_read(fapi_verdict *verdict, fapix_slice compact, int algs, fapix_jws *jws)
{
    const fapix_json_node *typ = NULL;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    rc = fapix_jws_read(verdict, &verdict->proof, compact, algs, 0, jws);
    if (rc == FAPI_JWS_ALG)
        return fapix_restate(verdict, rc, FAPI_INTROSPECTION_RESPONSE_ALG);
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_rule(verdict, FAPI_INTROSPECTION_RESPONSE_ALG, (jws->alg & algs) != 0);
    if (rc != FAPI_OK)
        return rc;
    typ = fapix_json_get(&verdict->proof.header, "typ");
    /* Spec: RFC9701-5-1, RFC8725-3.11-1 - the same keys sign other kinds of JWT */
    return fapix_rule_on(verdict, FAPI_INTROSPECTION_RESPONSE_TYP,
                         typ != NULL && fapix_jws_typ_is(typ->value, "token-introspection+jwt"),
                         fapix_slice_str("token-introspection+jwt"), raw_of(typ));
}

static int judge_issuer(fapi_verdict *verdict, const fapix_introspection_facts *facts)
{
    const fapix_json_node *iss = fapix_json_get(&verdict->proof.claims, "iss");

    /* Spec: RFC9701-5-2 */
    return fapix_rule_on(verdict, FAPI_INTROSPECTION_RESPONSE_ISS,
                         iss != NULL && iss->type == FAPIX_JSON_STRING && fapix_slice_eq(iss->value, facts->issuer),
                         facts->issuer, raw_of(iss));
}

static int judge_audience(fapi_verdict *verdict, const fapix_introspection_facts *facts)
{
    bool found = false;

    for (size_t i = 0; !found && i < facts->caller_count; i++)
        found = fapix_claim_audience(&verdict->proof.claims, facts->callers[i]) == FAPI_OK;
    /* Spec: RFC9701-5-2 */
    return fapix_rule_on(verdict, FAPI_INTROSPECTION_RESPONSE_AUD, found,
                         facts->caller_count > 0 ? facts->callers[0] : fapix_slice_of(NULL, 0),
                         raw_of(fapix_json_get(&verdict->proof.claims, "aud")));
}

static int judge_time(fapi_verdict *verdict, const fapix_introspection_facts *facts)
{
    int64_t iat = 0;
    /* Spec: RFC9701-5-2 */
    int rc = fapix_rule(verdict, FAPI_INTROSPECTION_RESPONSE_IAT,
                        fapix_claim_date(&verdict->proof.claims, "iat", &iat) == FAPI_OK);

    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(verdict, FAPI_INTROSPECTION_RESPONSE_IAT_FUTURE,
                               !fapix_time_ahead(iat, facts->now, facts->skew_ahead), facts->now + facts->skew_ahead, iat);
    return rc;
}

int fapix_introspection_jwt_judge(fapi_verdict *verdict, const fapix_introspection_facts *facts, fapix_slice *members)
{
    const fapix_json *claims = &verdict->proof.claims;
    const fapix_json_node *object = fapix_json_get(claims, "token_introspection");
    int rc = judge_issuer(verdict, facts);

    *members = fapix_slice_of(NULL, 0);
    if (rc == FAPI_OK)
        rc = judge_audience(verdict, facts);
    if (rc == FAPI_OK)
        rc = judge_time(verdict, facts);
    if (rc == FAPI_OK)
        /* Spec: RFC9701-5-3 */
        rc = fapix_rule(verdict, FAPI_INTROSPECTION_RESPONSE_TOP_LEVEL,
                        fapix_json_get(claims, "sub") == NULL && fapix_json_get(claims, "exp") == NULL);
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_INTROSPECTION_RESPONSE_OBJECT,
                        object != NULL && object->type == FAPIX_JSON_OBJECT);
    if (rc == FAPI_OK)
        *members = object->raw;
    return rc;
}

/* Spec: RFC7662-2.2-5 - no fraction, as RFC 7519 would let it */
static int judge_dates(fapi_verdict *verdict)
{
    static const char *const dates[] = {"exp", "iat", "nbf"};

    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        const fapix_json_node *date = fapix_json_get(&verdict->token.claims, dates[i]);
        int64_t seconds = 0;
        int rc = fapix_rule_on(verdict, FAPI_TOKEN_CLAIM_TYPE, date == NULL || fapix_json_int64(date, &seconds) == FAPI_OK,
                               fapix_slice_str(dates[i]), raw_of(date));

        if (rc != FAPI_OK)
            return rc;
    }
    return FAPI_OK;
}

/* token_type DPoP and a key in cnf go together. A server that says the one without the other says nothing that can be relied on. */
static int judge_token_type(fapi_verdict *verdict)
{
    const fapix_json *members = &verdict->token.claims;
    const fapix_json_node *type = fapix_json_get(members, "token_type"), *cnf = fapix_json_get(members, "cnf");
    bool bound = fapix_json_member(members, cnf, fapix_slice_str("jkt")) != NULL, fits = type == NULL;

    if (!fits && type->type == FAPIX_JSON_STRING)
        /* Spec: RFC9449-6.2-1 */
        fits = fapix_slice_is_nocase(type->value, "DPoP") == bound;
    return fapix_rule_on(verdict, FAPI_INTROSPECTION_RESPONSE_TOKEN_TYPE, fits,
                         fapix_slice_str(bound ? "DPoP" : "another type than DPoP"), raw_of(type));
}

int fapix_introspection_members(fapi_verdict *verdict, fapix_slice members)
{
    const fapix_json_node *active = NULL;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    rc = fapix_verdict_read_json(&verdict->token, members);
    if (rc != FAPI_OK)
        return fapix_refuse(verdict, rc);
    active = fapix_json_get(&verdict->token.claims, "active");
    /* Spec: RFC7662-2.2-3 - the JSON value true, and nothing that a language would take for it */
    rc = fapix_rule_on(verdict, FAPI_INTROSPECTION_RESPONSE_ACTIVE,
                       active != NULL && (active->type == FAPIX_JSON_TRUE || active->type == FAPIX_JSON_FALSE),
                       fapix_slice_str("true or false"), raw_of(active));
    if (rc == FAPI_OK)
        /* Spec: RFC7662-2.2-3 */
        rc = fapix_rule(verdict, FAPI_INTROSPECTION_RESPONSE_INACTIVE, active->type == FAPIX_JSON_TRUE);
    if (rc == FAPI_OK)
        rc = judge_dates(verdict);
    if (rc == FAPI_OK)
        rc = judge_token_type(verdict);
    return rc;
}
