/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a response JWT: what it is, that the server of this flow issued it, that it signed it, when and for whom; and only then the
 * parameters in it. */
#include "oauth/jarm_check.h"

#include "jwt/claims.h"
#include "jwt/received.h"

#define MAX_AGE 86400 /* seconds since iat: a response is read at once or never, so that an old one is a replay or a broken clock */

enum date { EXP, NBF, IAT, DATES };

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_jarm_facts *facts;
    const fapix_json_node *claim[DATES]; /* NULL: absent */
    int64_t date[DATES];
} judgement;

/* ------------------------------------------------------------------------------------------------------ parameter -- */

int fapix_jarm_parameter(fapi_verdict *verdict, const fapix_parameters *parameters, fapix_slice *jwt)
{
    fapix_parameter one;
    fapix_slice beside = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    *jwt = fapix_slice_of(NULL, 0);
    fapix_verdict_about(verdict, FAPI_SUBJECT_AUTHORIZATION_RESPONSE);
    for (size_t at = 0; (at = parameters->next(parameters->source, at, &one)) != 0;) {
        if (fapix_slice_is(one.name, "response"))
            *jwt = one.value;
        else
            beside = one.name;
    }
    /* Spec: FAPI2MS-5.4.2-2 - also of an error: unsigned, anybody can have made it */
    rc = fapix_rule(verdict, FAPI_JARM_MISSING, jwt->n > 0);
    if (rc == FAPI_OK)
        /* Spec: JARM-2.3-1 - whoever reads the one that is not signed has not checked the other */
        rc = fapix_rule_on(verdict, FAPI_JARM_NOT_ALONE, beside.p == NULL, fapix_slice_str("response alone"), beside);
    return rc;
}

/* --------------------------------------------------------------------------------------------------------- header -- */

static const fapix_received_names broken = {
    /* Spec: JARM-2.4-1 */
    .not_encrypted = FAPI_JARM_NOT_ENCRYPTED,
    .encrypted = FAPI_JARM_ENCRYPTED,
    /* Spec: JARM-2.4-5 */
    .alg = FAPI_JARM_ALG,
    /* Spec: JARM-3-1 */
    .alg_registered = FAPI_JARM_ALG_REGISTERED,
    /* Spec: RFC8725-3.11-1 - JARM names no typ */
    .typ = FAPI_JARM_TYP,
    /* Spec: JARM-2.4-5 */
    .signature = FAPI_JARM_SIGNATURE,
};

/* ---------------------------------------------------------------------------------------------- issuer, signature -- */

static int judge_types(judgement *j)
{
    static const char *const names[DATES] = {"exp", "nbf", "iat"};
    const fapix_json *claims = &j->verdict->token.claims;
    const char *name = NULL;
    int rc = fapix_claims_types(claims, &name);

    /* Spec: JARM-2.1-4 - a date in milliseconds is out of range, too */
    rc = fapix_rule_on(j->verdict, FAPI_JARM_CLAIM_TYPE, rc == FAPI_OK, fapix_slice_str(name == NULL ? "" : name),
                       rc == FAPI_OK ? fapix_slice_of(NULL, 0) : fapix_json_get(claims, name)->raw);
    for (int i = 0; rc == FAPI_OK && i < DATES; i++) {
        j->claim[i] = fapix_json_get(claims, names[i]);
        if (j->claim[i] != NULL)
            rc = fapix_json_numeric_date(j->claim[i], &j->date[i]);
    }
    return rc;
}

/* Before any key is looked for: keys are those of the server that this flow went to, and nobody else's.
 * Spec: JARM-5.1-1 */
static int judge_issuer(const judgement *j)
{
    const fapix_json_node *iss = fapix_json_get(&j->verdict->token.claims, "iss");
    fapix_slice issuer = j->facts->response.issuer;
    int rc = fapix_rule(j->verdict, FAPI_JARM_ISS_MISSING, iss != NULL);

    if (rc != FAPI_OK)
        return rc;
    /* Spec: JARM-2.4-2, FAPI1ADV-8.3.3-1, RFC9700-4.4.2-1, RFC9700-2.1-4 - octet for octet, whatever URLs would call equal */
    return fapix_rule_on(j->verdict, FAPI_JARM_ISS, fapix_slice_eq(iss->value, issuer), issuer, iss->value);
}

/* ------------------------------------------------------------------------------------------------ kind, for whom -- */

/* Nothing in the header tells a response from other JWTs that the server signs for the same client with the same key; claims do: these are of
 * ID tokens, access tokens, logout tokens, introspection responses, and of what clients sign, if both share a key set.
 * Spec: RFC8725-3.12-1 */
static int judge_kind(const judgement *j)
{
    static const char *const foreign[] = {"sub",    "nonce",  "at_hash", "c_hash",    "s_hash",        "auth_time",    "azp", "events",
                                          "cnf",    "client_id", "htm",  "htu",       "response_type", "redirect_uri",
                                          "token_introspection"};
    const fapix_json *claims = &j->verdict->token.claims;

    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        if (fapix_json_get(claims, foreign[i]) != NULL)
            return fapix_rule_on(j->verdict, FAPI_JARM_KIND, false, fapix_slice_str("an authorization response"),
                                 fapix_slice_str(foreign[i]));
    }
    return fapix_rule(j->verdict, FAPI_JARM_KIND, true);
}

/* A response has one reader: whoever stands beside it in aud could have been sent the same one. */
static bool is_alone(const fapix_json *claims, const fapix_json_node *aud)
{
    const fapix_json_node *first = fapix_json_first(claims, aud);

    return aud->type == FAPIX_JSON_STRING || (first != NULL && fapix_json_next(claims, first) == NULL);
}

static int judge_audience(const judgement *j)
{
    const fapix_json *claims = &j->verdict->token.claims;
    const fapix_json_node *aud = fapix_json_get(claims, "aud");
    fapix_slice client_id = j->facts->client_id;
    int rc = fapix_rule(j->verdict, FAPI_JARM_AUD_MISSING, aud != NULL);

    if (rc != FAPI_OK)
        return rc;
    /* Spec: JARM-2.4-3 */
    return fapix_rule_on(j->verdict, FAPI_JARM_AUD, fapix_claim_audience(claims, client_id) == FAPI_OK && is_alone(claims, aud),
                         client_id, aud->raw);
}

/* ---------------------------------------------------------------------------------------------------------- times -- */

static int judge_expiry(const judgement *j)
{
    const fapix_jarm_facts *facts = j->facts;
    int64_t latest = facts->now + facts->skew_ahead + facts->max_lifetime;
    /* Spec: JARM-2.4-4 */
    int rc = fapix_rule(j->verdict, FAPI_JARM_EXP_MISSING, j->claim[EXP] != NULL);

    if (rc == FAPI_OK)
        /* Spec: JARM-2.4-4 */
        rc = fapix_rule_on_int(j->verdict, FAPI_JARM_EXPIRED,
                               !fapix_time_expired(j->date[EXP], facts->now, facts->skew_behind),
                               facts->now - facts->skew_behind, j->date[EXP]);
    if (rc == FAPI_OK)
        /* Spec: JARM-2.1-2 */
        rc = fapix_rule_on_int(j->verdict, FAPI_JARM_LIFETIME, j->date[EXP] <= latest, latest, j->date[EXP]);
    return rc;
}

static int judge_beginning(const judgement *j)
{
    const fapix_jarm_facts *facts = j->facts;
    int64_t latest = facts->now + facts->skew_ahead;
    int rc = FAPI_OK;

    if (j->claim[NBF] != NULL)
        rc = fapix_rule_on_int(j->verdict, FAPI_JARM_NBF, j->date[NBF] <= latest, latest, j->date[NBF]);
    if (rc != FAPI_OK || j->claim[IAT] == NULL)
        return rc;
    rc = fapix_rule_on_int(j->verdict, FAPI_JARM_IAT_FUTURE, j->date[IAT] <= latest, latest, j->date[IAT]);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_JARM_IAT_OLD, !fapix_time_older(j->date[IAT], facts->now, MAX_AGE),
                               facts->now - MAX_AGE, j->date[IAT]);
    return rc;
}

/* ----------------------------------------------------------------------------------------------------- parameters -- */

static int judge_parameters(const judgement *j, fapix_authorization_response_found *found)
{
    const fapix_parameters claims = fapix_parameters_of_json(&j->verdict->token.claims);
    fapix_authorization_response_facts facts = j->facts->response;
    int rc = FAPI_ERR_INTERNAL;

    facts.iss = FAPIX_ISS_JUDGED;
    rc = fapix_authorization_response_judge(j->verdict, &claims, &facts, found);
    return rc == FAPI_PARAMETER_TYPE ? fapix_restate(j->verdict, rc, FAPI_JARM_CLAIM_TYPE) : rc;
}

int fapix_jarm_judge(fapi_verdict *verdict, fapix_slice jwt, const fapix_jarm_facts *facts,
                     fapix_authorization_response_found *found)
{
    judgement j = {.verdict = verdict, .facts = facts};
    const fapix_received received = {verdict, &verdict->token, &broken, facts->jwe, facts->algs, facts->registered_alg, facts->jwks,
                                     facts->refuse_duplicate_kid};
    fapix_jws jws; /* a kilobyte that fapix_jws_read prepares as far as it is read */
    int rc = FAPI_ERR_INTERNAL;

    memset(found, 0, sizeof *found);
    fapix_verdict_about(verdict, FAPI_SUBJECT_AUTHORIZATION_RESPONSE);
    rc = fapix_received_open(&received, &jwt);
    if (rc == FAPI_OK)
        rc = fapix_received_header(&received, jwt, &jws);
    if (rc == FAPI_OK)
        rc = judge_types(&j);
    if (rc == FAPI_OK)
        rc = judge_issuer(&j);
    if (rc == FAPI_OK)
        rc = fapix_received_signature(&received, &jws);
    if (rc == FAPI_OK)
        rc = judge_kind(&j);
    if (rc == FAPI_OK)
        rc = judge_audience(&j);
    if (rc == FAPI_OK)
        rc = judge_expiry(&j);
    if (rc == FAPI_OK)
        rc = judge_beginning(&j);
    /* Spec: JARM-2.4-6, FAPI2MS-5.4.2-2, FAPI1ADV-5.2.3.2-1 - the parameters last */
    return rc == FAPI_OK ? judge_parameters(&j, found) : rc;
}
