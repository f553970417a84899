/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a software statement: first what the JWT is, then which directory issued it and that its key signed it, and only then what it
 * says. What its members mean for a registration is registration_statement.c. */
#include "oauth/software_statement.h"

#include "jose/jwks.h"
#include "jwt/claims.h"

enum date { EXP, NBF, IAT, DATES };

typedef struct judgement {
    fapi_verdict *verdict;
    fapix_jwt_space *space;
    const fapi_software_statement *trusted;
    const fapix_json_node *iss;
    const fapix_json_node *claim[DATES]; /* NULL: absent */
    int64_t date[DATES], now;
} judgement;

/* Where a broken rule of every JWS has a name of its own for statements, tell that one. */
static int restate_header(const judgement *j, int rc)
{
    const fapix_json_node *typ = fapix_json_get(&j->space->header, "typ");

    if (rc == FAPI_JWS_ALG_MISSING || rc == FAPI_JWS_ALG_NONE || rc == FAPI_JWS_ALG)
        return fapix_restate(j->verdict, rc, FAPI_STATEMENT_ALG);
    /* Spec: OBUK-dcr-3 */
    if (rc == FAPI_JWS_EMBEDDED_KEY)
        return fapix_restate(j->verdict, rc, FAPI_STATEMENT_EMBEDDED_KEY);
    if (rc == FAPI_JWS_HEADER_TYPE && typ != NULL && typ->type != FAPIX_JSON_STRING)
        return fapix_restate(j->verdict, rc, FAPI_STATEMENT_TYP);
    return rc;
}

static int judge_header(const judgement *j, fapix_slice jwt, fapix_jws *jws)
{
    int rc = fapix_rule(j->verdict, FAPI_STATEMENT_MISSING, jwt.n > 0);

    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_read(j->verdict, j->space, jwt, j->trusted->algs, 0, jws);
    if (rc != FAPI_OK)
        return restate_header(j, rc);
    /* Spec: BROFDCR-7.1-2 - which ones, the policy says */
    rc = fapix_rule(j->verdict, FAPI_STATEMENT_ALG, (jws->alg & j->trusted->algs) != 0);
    if (rc != FAPI_OK)
        return rc;
    /* RFC 7591 names no typ. Whatever else is named is another kind of JWT, which the directory may well have signed too. */
    return fapix_rule_on(j->verdict, FAPI_STATEMENT_TYP, jws->typ.p == NULL || fapix_jws_typ_is(jws->typ, "JWT"),
                         fapix_slice_str("JWT"), jws->typ);
}

/* The keys of whoever says to have issued it; nobody else's are tried. */
static int judge_issuer(judgement *j, const fapi_jwks **jwks)
{
    int rc = FAPI_ERR_INTERNAL;

    *jwks = NULL;
    j->iss = fapix_json_get(&j->space->claims, "iss");
    /* Spec: RFC7591-2.3-1 */
    rc = fapix_rule(j->verdict, FAPI_STATEMENT_ISS_MISSING, j->iss != NULL);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(j->verdict, FAPI_STATEMENT_CLAIM_TYPE, j->iss->type == FAPIX_JSON_STRING,
                           fapix_slice_str("iss"), j->iss->raw);
    if (rc != FAPI_OK)
        return rc;
    for (size_t i = 0; *jwks == NULL && i < j->trusted->directory_count; i++) {
        if (fapix_slice_eq(j->iss->value, j->trusted->directories[i].issuer))
            *jwks = j->trusted->directories[i].jwks;
    }
    /* Spec: RFC7591-2.3-1, OBUK-dcr-1 */
    return fapix_rule_on(j->verdict, FAPI_STATEMENT_ISSUER, *jwks != NULL, fapix_slice_str("a trusted directory"),
                         j->iss->value);
}

static int judge_signature(const judgement *j, const fapi_jwks *jwks, const fapix_jws *jws)
{
    const fapix_key *key = NULL;
    int rc = fapix_jwks_find(jwks, jws->has_kid, jws->kid, jws->alg, j->trusted->refuse_duplicate_kid, &key);

    rc = fapix_rule_on(j->verdict, FAPI_STATEMENT_KEY, rc == FAPI_OK, fapix_slice_str("one key of the directory"),
                       fapix_slice_str(rc == FAPI_OK ? "" : fapi_status_name(rc)));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_verify(j->verdict->context->provider, jws, key);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    /* Spec: RFC7591-2.3-1, BROFDCR-7.1-2 */
    return fapix_rule(j->verdict, FAPI_STATEMENT_SIGNATURE, rc == FAPI_OK);
}

static int judge_types(judgement *j)
{
    static const char *const names[DATES] = {"exp", "nbf", "iat"};

    for (int i = 0; i < DATES; i++) {
        const fapix_json_node *node = j->claim[i] = fapix_json_get(&j->space->claims, names[i]);

        if (node != NULL && fapix_json_numeric_date(node, &j->date[i]) != FAPI_OK)
            return fapix_rule_on(j->verdict, FAPI_STATEMENT_CLAIM_TYPE, false, node->name, node->raw);
    }
    return fapix_rule(j->verdict, FAPI_STATEMENT_CLAIM_TYPE, true);
}

/* Most directories write their statements for every server, and leave aud out. */
static int judge_audience(const judgement *j)
{
    const fapix_json_node *aud = fapix_json_get(&j->space->claims, "aud");
    int found = aud == NULL ? FAPI_OK : FAPI_JWT_AUD;

    for (size_t i = 0; found == FAPI_JWT_AUD && i < j->trusted->audience_count; i++)
        found = fapix_claim_audience(&j->space->claims, j->trusted->audiences[i]);
    if (found != FAPI_OK && found != FAPI_JWT_AUD)
        return fapix_rule_on(j->verdict, FAPI_STATEMENT_CLAIM_TYPE, false, aud->name, aud->raw);
    return fapix_rule_on(j->verdict, FAPI_STATEMENT_AUD, found == FAPI_OK, fapix_slice_str("this server"),
                         aud == NULL ? fapix_slice_of(NULL, 0) : aud->raw);
}

static int judge_times(const judgement *j)
{
    const fapi_software_statement *t = j->trusted;
    int rc = FAPI_ERR_INTERNAL;

    rc = fapix_rule_on_int(j->verdict, FAPI_STATEMENT_EXPIRED,
                           j->claim[EXP] == NULL || !fapix_time_expired(j->date[EXP], j->now, t->behind),
                           j->now - t->behind, j->date[EXP]);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_STATEMENT_NBF,
                               j->claim[NBF] == NULL || !fapix_time_ahead(j->date[NBF], j->now, t->ahead),
                               j->now + t->ahead, j->date[NBF]);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_STATEMENT_IAT_FUTURE,
                               j->claim[IAT] == NULL || !fapix_time_ahead(j->date[IAT], j->now, t->ahead),
                               j->now + t->ahead, j->date[IAT]);
    if (rc != FAPI_OK)
        return rc;
    if (t->max_age == 0) {
        fapix_skip(j->verdict, FAPI_STATEMENT_IAT_MISSING);
        fapix_skip(j->verdict, FAPI_STATEMENT_IAT_OLD);
        return FAPI_OK;
    }
    rc = fapix_rule(j->verdict, FAPI_STATEMENT_IAT_MISSING, j->claim[IAT] != NULL);
    if (rc == FAPI_OK)
        /* Spec: BROFDCR-7.1-3 */
        rc = fapix_rule_on_int(j->verdict, FAPI_STATEMENT_IAT_OLD,
                               !fapix_time_older(j->date[IAT], j->now, t->max_age), j->now - t->max_age, j->date[IAT]);
    return rc;
}

int fapix_software_statement_judge(fapi_verdict *verdict, fapix_jwt_space *space, fapix_slice jwt,
                                   const fapi_software_statement *trusted, int64_t now)
{
    judgement j = {.verdict = verdict, .space = space, .trusted = trusted, .now = now};
    const fapi_jwks *jwks = NULL;
    fapix_jws jws; /* a kilobyte that fapix_jws_read prepares as far as it is read */
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_SOFTWARE_STATEMENT);
    rc = judge_header(&j, jwt, &jws);
    if (rc == FAPI_OK)
        rc = judge_issuer(&j, &jwks);
    if (rc == FAPI_OK)
        rc = judge_signature(&j, jwks, &jws);
    if (rc == FAPI_OK)
        rc = judge_types(&j);
    if (rc == FAPI_OK)
        rc = judge_audience(&j);
    if (rc == FAPI_OK)
        rc = judge_times(&j);
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_STATEMENT_NESTED, fapix_json_get(&space->claims, "software_statement") == NULL);
    return rc;
}
