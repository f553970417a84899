/* SPDX-License-Identifier: Apache-2.0 */
/* Judges an ID token: what it is, that the issuer of this flow signed it, for whom and when; and only then what it says of the flow, which is
 * id_token_ties.c. */
#include "oauth/id_token_check.h"

#include "base/ascii.h"
#include "jwt/claims.h"
#include "jwt/received.h"

enum claim { ISS, SUB, AUD, AZP, EXP, NBF, IAT, CLAIMS };

typedef struct judgement {
    fapi_verdict *verdict;
    fapix_jwt_space *space;
    const fapix_id_token_check_facts *facts;
    const fapix_json_node *claim[CLAIMS]; /* NULL: absent */
    int64_t date[CLAIMS];                 /* of the dates that are there */
} judgement;

/* --------------------------------------------------------------------------------------------------------- header -- */

static const fapix_received_names broken = {
    /* Spec: OIDCC-3.1.3.7-1, FAPI1ADV-5.2.3.1-5 */
    .not_encrypted = FAPI_ID_TOKEN_NOT_ENCRYPTED,
    .encrypted = FAPI_ID_TOKEN_ENCRYPTED,
    /* Spec: OIDCC-3.1.3.7-8, FAPI1ADV-5.2.3.1-2 - HMAC too: no list can let it in */
    .alg = FAPI_ID_TOKEN_ALG,
    /* Spec: OIDCC-3.1.3.7-7 */
    .alg_registered = FAPI_ID_TOKEN_ALG_REGISTERED,
    /* Spec: RFC8725-3.11-1 - an ID token needs no typ */
    .typ = FAPI_ID_TOKEN_TYP,
    /* Spec: OIDCC-3.1.3.7-6, OIDCC-3.3.2.12-1, FAPI2MS-5.6.2-1 - whether it came over TLS from the server itself or not */
    .signature = FAPI_ID_TOKEN_SIGNATURE,
};

/* ---------------------------------------------------------------------------------------------- issuer, signature -- */

static int judge_types(judgement *j)
{
    static const char *const names[CLAIMS] = {"iss", "sub", "aud", "azp", "exp", "nbf", "iat"};
    const fapix_json *claims = &j->space->claims;
    const char *name = NULL;
    int rc = fapix_claims_types(claims, &name);

    for (int i = 0; i < CLAIMS; i++)
        j->claim[i] = fapix_json_get(claims, names[i]);
    if (rc == FAPI_OK && j->claim[AZP] != NULL && j->claim[AZP]->type != FAPIX_JSON_STRING) {
        name = "azp";
        rc = FAPI_ID_TOKEN_CLAIM_TYPE;
    }
    /* Spec: OIDCC-2-1 - a date in milliseconds is out of range, too */
    rc = fapix_rule_on(j->verdict, FAPI_ID_TOKEN_CLAIM_TYPE, rc == FAPI_OK, fapix_slice_str(name == NULL ? "" : name),
                       rc == FAPI_OK ? fapix_slice_of(NULL, 0) : fapix_json_get(claims, name)->raw);
    for (int i = EXP; rc == FAPI_OK && i <= IAT; i++)
        if (j->claim[i] != NULL)
            rc = fapix_json_numeric_date(j->claim[i], &j->date[i]);
    return rc;
}

/* Before any key is looked for: keys are those of the server that this flow went to, and nobody else's. Octet for octet, whatever URLs
 * would call equal. */
static int judge_issuer(const judgement *j)
{
    /* Spec: OIDCC-2-1 */
    int rc = fapix_rule(j->verdict, FAPI_ID_TOKEN_ISS_MISSING, j->claim[ISS] != NULL);

    if (rc != FAPI_OK)
        return rc;
    /* Spec: OIDCC-3.1.3.7-2, FAPI1ADV-8.3.3-1, FAPI1ADV-5.2.3.1-3 */
    return fapix_rule_on(j->verdict, FAPI_ID_TOKEN_ISS, fapix_slice_eq(j->claim[ISS]->value, j->facts->issuer), j->facts->issuer,
                         j->claim[ISS]->value);
}

/* --------------------------------------------------------------------------------------------------- kind, parties -- */

/* Nothing in the header need tell an ID token from other JWTs that the server signs for the same client with the same key; claims do: these
 * are of response JWTs, logout tokens, introspection responses, and of what clients sign, if both share a key set. Whatever else is there is
 * ignored, but an access token without a typ, which has both of the last two.
 * Spec: RFC8725-3.12-1, OIDCC-2-4 */
static int judge_kind(const judgement *j)
{
    static const char *const foreign[] = {"code", "error", "response", "events", "token_introspection", "htm", "htu", "response_type",
                                          "redirect_uri"};
    const fapix_json *claims = &j->space->claims;
    const char *found = NULL;

    for (size_t i = 0; found == NULL && i < sizeof foreign / sizeof *foreign; i++)
        if (fapix_json_get(claims, foreign[i]) != NULL)
            found = foreign[i];
    if (fapix_json_get(claims, "client_id") != NULL && fapix_json_get(claims, "scope") != NULL)
        found = "scope";
    return fapix_rule_on(j->verdict, FAPI_ID_TOKEN_KIND, found == NULL, fapix_slice_str("an ID token"),
                         fapix_slice_str(found == NULL ? "" : found));
}

/* Spec: OIDCC-2-1 - no details: it names a person */
static int judge_subject(const judgement *j)
{
    int rc = fapix_rule(j->verdict, FAPI_ID_TOKEN_SUB_MISSING, j->claim[SUB] != NULL);

    if (rc != FAPI_OK)
        return rc;
    return fapix_rule(j->verdict, FAPI_ID_TOKEN_SUB,
                      j->claim[SUB]->value.n <= FAPI_MAX_SUB && fapix_ascii_is_printable(j->claim[SUB]->value));
}

static bool is_trusted(const fapix_id_token_check_facts *facts, fapix_slice audience)
{
    bool trusted = fapix_slice_eq(audience, facts->client_id);

    for (size_t i = 0; !trusted && i < facts->audience_count; i++)
        trusted = fapix_slice_eq(audience, facts->audiences[i]);
    return trusted;
}

/* Who else is named could have asked for the token, and could use it here. *alone: nobody else is. */
static bool others_are_trusted(const judgement *j, bool *alone)
{
    const fapix_json_node *at = NULL;
    bool trusted = true;

    *alone = true;
    if (j->claim[AUD]->type == FAPIX_JSON_STRING)
        return true;
    for (at = fapix_json_first(&j->space->claims, j->claim[AUD]); at != NULL; at = fapix_json_next(&j->space->claims, at)) {
        *alone = *alone && fapix_slice_eq(at->value, j->facts->client_id);
        trusted = trusted && is_trusted(j->facts, at->value);
    }
    return trusted;
}

static int judge_audience(const judgement *j)
{
    const fapix_json_node *aud = j->claim[AUD], *azp = j->claim[AZP];
    fapix_slice client_id = j->facts->client_id;
    bool alone = false;
    int rc = fapix_rule(j->verdict, FAPI_ID_TOKEN_AUD_MISSING, aud != NULL);

    if (rc != FAPI_OK)
        return rc;
    /* Spec: OIDCC-3.1.3.7-3, FAPI1ADV-5.2.3.1-3 */
    rc = fapix_rule_on(j->verdict, FAPI_ID_TOKEN_AUD, fapix_claim_audience(&j->space->claims, client_id) == FAPI_OK, client_id, aud->raw);
    if (rc == FAPI_OK)
        /* Spec: OIDCC-3.1.3.7-3 */
        rc = fapix_rule_on(j->verdict, FAPI_ID_TOKEN_AUD_OTHER, others_are_trusted(j, &alone), client_id, aud->raw);
    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, FAPI_ID_TOKEN_AZP_MISSING, alone || azp != NULL);
    if (rc == FAPI_OK)
        /* Spec: OIDCC-3.1.3.7-5 */
        rc = fapix_rule_on(j->verdict, FAPI_ID_TOKEN_AZP, azp == NULL || fapix_slice_eq(azp->value, client_id), client_id,
                           azp == NULL ? fapix_slice_of(NULL, 0) : azp->value);
    return rc;
}

/* ---------------------------------------------------------------------------------------------------------- times -- */

static int judge_validity(const judgement *j)
{
    const fapix_id_token_check_facts *facts = j->facts;
    int64_t oldest = facts->now - facts->skew_behind, latest = facts->now + facts->skew_ahead;
    int rc = fapix_rule(j->verdict, FAPI_ID_TOKEN_EXP_MISSING, j->claim[EXP] != NULL);

    if (rc == FAPI_OK && facts->hint)
        fapix_skip(j->verdict, FAPI_ID_TOKEN_EXPIRED);
    else if (rc == FAPI_OK)
        /* Spec: OIDCC-3.1.3.7-9 */
        rc = fapix_rule_on_int(j->verdict, FAPI_ID_TOKEN_EXPIRED,
                               !fapix_time_expired(j->date[EXP], facts->now, facts->skew_behind), oldest, j->date[EXP]);
    if (rc == FAPI_OK && j->claim[NBF] != NULL)
        rc = fapix_rule_on_int(j->verdict, FAPI_ID_TOKEN_NBF, !fapix_time_ahead(j->date[NBF], facts->now, facts->skew_ahead), latest,
                               j->date[NBF]);
    return rc;
}

static int judge_issue(const judgement *j)
{
    const fapix_id_token_check_facts *facts = j->facts;
    /* Spec: OIDCC-2-1 */
    int rc = fapix_rule(j->verdict, FAPI_ID_TOKEN_IAT_MISSING, j->claim[IAT] != NULL);

    if (rc == FAPI_OK)
        /* Spec: OIDCC-3.1.3.7-10 */
        rc = fapix_rule_on_int(j->verdict, FAPI_ID_TOKEN_IAT_FUTURE, !fapix_time_ahead(j->date[IAT], facts->now, facts->skew_ahead),
                               facts->now + facts->skew_ahead, j->date[IAT]);
    if (rc == FAPI_OK)
        /* Spec: OIDCC-3.1.3.7-10 */
        rc = fapix_rule_on_int(j->verdict, FAPI_ID_TOKEN_IAT_OLD, !fapix_time_older(j->date[IAT], facts->now, facts->iat_age),
                               facts->now - facts->iat_age, j->date[IAT]);
    return rc;
}

int fapix_id_token_check_judge(fapi_verdict *verdict, fapix_jwt_space *space, fapix_slice token,
                               const fapix_id_token_check_facts *facts)
{
    static int (*const steps[])(const judgement *) = {judge_kind, judge_subject, judge_audience, judge_validity, judge_issue};
    judgement j = {.verdict = verdict, .space = space, .facts = facts};
    const fapix_received received = {verdict, space, &broken, facts->jwe, facts->algs, facts->registered_alg, facts->jwks,
                                     facts->refuse_duplicate_kid};
    fapix_jws jws; /* a kilobyte that fapix_jws_read prepares as far as it is read */
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_ID_TOKEN);
    rc = fapix_rule(verdict, FAPI_ID_TOKEN_MISSING, token.n > 0);
    if (rc == FAPI_OK)
        rc = fapix_received_open(&received, &token);
    if (rc == FAPI_OK)
        rc = fapix_received_header(&received, token, &jws);
    if (rc == FAPI_OK)
        rc = judge_types(&j);
    if (rc == FAPI_OK)
        rc = judge_issuer(&j);
    if (rc == FAPI_OK)
        rc = fapix_received_signature(&received, &jws);
    for (size_t i = 0; rc == FAPI_OK && i < sizeof steps / sizeof *steps; i++)
        rc = steps[i](&j);
    if (rc == FAPI_OK && !facts->hint)
        rc = fapix_id_token_ties_judge(verdict, &space->claims, jws.alg, facts);
    return rc;
}
