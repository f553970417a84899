/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a userinfo response. Whatever else it says, it says it of the user of the ID token, or nothing of it is believed. */
#include "oauth/userinfo_check.h"

#include "jwt/claims.h"
#include "jwt/received.h"

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_userinfo_facts *facts;
} judgement;

static const fapix_json_node *claim(const judgement *j, const char *name)
{
    return fapix_json_get(&j->verdict->token.claims, name);
}

/* ------------------------------------------------------------------------------------------------------------ sub -- */

/* No details: they name people. */
static int judge_sub(const judgement *j)
{
    const fapix_json_node *sub = claim(j, "sub");
    /* Spec: OIDCC-5.3.2-2 */
    int rc = fapix_rule(j->verdict, FAPI_USERINFO_SUB_MISSING, sub != NULL && sub->type == FAPIX_JSON_STRING && sub->value.n > 0);

    if (rc != FAPI_OK)
        return rc;
    /* Spec: OIDCC-5.3.2-1 */
    return fapix_rule(j->verdict, FAPI_USERINFO_SUB, fapix_ct_eq(sub->value, j->facts->sub));
}

int fapix_userinfo_judge_json(fapi_verdict *verdict, fapix_slice json, const fapix_userinfo_facts *facts)
{
    const judgement j = {verdict, facts};
    fapix_jwt_space *space = &verdict->token;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_USERINFO);
    rc = fapix_rule(verdict, FAPI_USERINFO_NOT_ENCRYPTED, facts->jwe == NULL);
    if (rc == FAPI_OK)
        /* Spec: OIDCC-5.3.4-3 */
        rc = fapix_rule(verdict, FAPI_USERINFO_NOT_SIGNED, facts->registered_alg == 0);
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_JSON_SIZE, json.n <= sizeof space->payload_text);
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_verdict_read_json(space, json);
    return rc == FAPI_OK ? judge_sub(&j) : fapix_refuse(verdict, rc);
}

/* --------------------------------------------------------------------------------------------------------- header -- */

static const fapix_received_names broken = {
    .not_encrypted = FAPI_USERINFO_NOT_ENCRYPTED,
    .encrypted = FAPI_USERINFO_ENCRYPTED,
    .alg = FAPI_USERINFO_ALG,
    .alg_registered = FAPI_USERINFO_ALG_REGISTERED,
    /* Spec: RFC8725-3.11-1 */
    .typ = FAPI_USERINFO_TYP,
    /* Spec: OIDCC-5.3.4-3 */
    .signature = FAPI_USERINFO_SIGNATURE,
};

/* ------------------------------------------------------------------------------------- issuer, signature, audience -- */

static int judge_issuer(const judgement *j)
{
    const fapix_json *claims = &j->verdict->token.claims;
    const fapix_json_node *iss = claim(j, "iss");
    const char *name = NULL;
    int rc = fapix_claims_types(claims, &name);

    rc = fapix_rule_on(j->verdict, FAPI_USERINFO_CLAIM_TYPE, rc == FAPI_OK, fapix_slice_str(name == NULL ? "" : name),
                       fapix_slice_of(NULL, 0));
    if (rc == FAPI_OK)
        /* Spec: OIDCC-5.3.2-3 */
        rc = fapix_rule(j->verdict, FAPI_USERINFO_ISS_MISSING, iss != NULL);
    if (rc == FAPI_OK)
        /* Spec: OIDCC-5.3.2-3 */
        rc = fapix_rule_on(j->verdict, FAPI_USERINFO_ISS, fapix_slice_eq(iss->value, j->facts->issuer), j->facts->issuer, iss->value);
    return rc;
}

/* Claims of ID tokens, response JWTs, logout tokens and introspection responses, which the same server signs for the same client.
 * Spec: RFC8725-3.12-1 */
static int judge_kind(const judgement *j)
{
    static const char *const foreign[] = {"nonce", "at_hash", "c_hash", "s_hash",        "code", "error",
                                          "events", "token_introspection", "response_type", "htm",  "htu"};

    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (claim(j, foreign[i]) != NULL)
            return fapix_rule_on(j->verdict, FAPI_USERINFO_KIND, false, fapix_slice_str("a userinfo response"),
                                 fapix_slice_str(foreign[i]));
    return fapix_rule(j->verdict, FAPI_USERINFO_KIND, true);
}

static int judge_audience(const judgement *j)
{
    const fapix_json_node *aud = claim(j, "aud");
    int rc = fapix_rule(j->verdict, FAPI_USERINFO_AUD_MISSING, aud != NULL);

    if (rc != FAPI_OK)
        return rc;
    /* Spec: OIDCC-5.3.2-3 */
    return fapix_rule_on(j->verdict, FAPI_USERINFO_AUD,
                         fapix_claim_audience(&j->verdict->token.claims, j->facts->client_id) == FAPI_OK, j->facts->client_id, aud->raw);
}

/* None of them need be there. */
static int judge_times(const judgement *j)
{
    const fapix_userinfo_facts *facts = j->facts;
    const fapix_json *claims = &j->verdict->token.claims;
    int64_t exp = 0, nbf = 0, iat = 0, latest = facts->now + facts->skew_ahead;
    bool ends = fapix_claim_date(claims, "exp", &exp) == FAPI_OK;
    int rc = fapix_rule_on_int(j->verdict, FAPI_USERINFO_EXPIRED, !ends || !fapix_time_expired(exp, facts->now, facts->skew_behind),
                               facts->now - facts->skew_behind, exp);

    if (rc == FAPI_OK && fapix_claim_date(claims, "nbf", &nbf) == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_USERINFO_NOT_YET, nbf <= latest, latest, nbf);
    if (rc == FAPI_OK && fapix_claim_date(claims, "iat", &iat) == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_USERINFO_NOT_YET, iat <= latest, latest, iat);
    return rc;
}

int fapix_userinfo_judge_jwt(fapi_verdict *verdict, fapix_slice jwt, const fapix_userinfo_facts *facts)
{
    static int (*const steps[])(const judgement *) = {judge_kind, judge_audience, judge_times, judge_sub};
    const judgement j = {verdict, facts};
    const fapix_received received = {verdict, &verdict->token, &broken, facts->jwe, facts->algs, facts->registered_alg, facts->jwks,
                                     facts->refuse_duplicate_kid};
    fapix_jws jws; /* a kilobyte that fapix_jws_read prepares as far as it is read */
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_USERINFO);
    rc = fapix_received_open(&received, &jwt);
    if (rc == FAPI_OK)
        rc = fapix_received_header(&received, jwt, &jws);
    if (rc == FAPI_OK)
        rc = judge_issuer(&j);
    if (rc == FAPI_OK)
        rc = fapix_received_signature(&received, &jws);
    for (size_t i = 0; rc == FAPI_OK && i < sizeof steps / sizeof *steps; i++)
        rc = steps[i](&j);
    return rc;
}
