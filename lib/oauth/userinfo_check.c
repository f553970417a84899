/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a userinfo response. Whatever else it says, it says it of the user of the ID token, or nothing of it is believed. */
#include "oauth/userinfo_check.h"

#include "jose/jwks.h"
#include "jwt/claims.h"

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
    fapix_verdict_clear_space(space);
    if (json.n > 0)
        memcpy(space->payload_text, json.p, json.n);
    space->payload = fapix_slice_of(space->payload_text, json.n);
    rc = fapix_json_parse(&space->claims, space->payload, space->payload_scratch);
    return rc == FAPI_OK ? judge_sub(&j) : fapix_refuse(verdict, rc);
}

/* --------------------------------------------------------------------------------------------------------- header -- */

/* Where a broken rule of every JWS has a name of its own for userinfo responses, tell that one. */
static int restate_header(const judgement *j, int rc)
{
    const fapix_json_node *typ = fapix_json_get(&j->verdict->token.header, "typ");

    if (rc == FAPI_JWE_UNSUPPORTED || rc == FAPI_JWS_JWE_HEADER)
        return fapix_restate(j->verdict, rc, FAPI_USERINFO_ENCRYPTED);
    if (rc == FAPI_JWS_ALG_MISSING || rc == FAPI_JWS_ALG_NONE || rc == FAPI_JWS_ALG)
        return fapix_restate(j->verdict, rc, FAPI_USERINFO_ALG);
    if (rc == FAPI_JWS_HEADER_TYPE && typ != NULL && typ->type != FAPIX_JSON_STRING)
        return fapix_restate(j->verdict, rc, FAPI_USERINFO_TYP);
    return rc;
}

static int open_jwe(const judgement *j, fapix_slice *jwt)
{
    int rc = FAPI_ERR_INTERNAL;

    if (j->facts->jwe == NULL)
        return FAPI_OK; /* the reader of the JWS refuses one of five parts */
    rc = fapix_rule(j->verdict, FAPI_USERINFO_NOT_ENCRYPTED, fapix_jwe_is(*jwt));
    if (rc == FAPI_OK)
        rc = fapix_jwe_open(j->verdict, *jwt, j->facts->jwe);
    if (rc == FAPI_OK)
        *jwt = fapix_slice_of(j->verdict->nested, j->verdict->nested_n);
    return rc;
}

static int judge_header(const judgement *j, fapix_slice jwt, fapix_jws *jws)
{
    const fapix_userinfo_facts *facts = j->facts;
    int rc = fapix_jws_read(j->verdict, &j->verdict->token, jwt, facts->algs, 0, jws);

    if (rc != FAPI_OK)
        return restate_header(j, rc);
    rc = fapix_rule(j->verdict, FAPI_USERINFO_ALG, (jws->alg & facts->algs) != 0);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(j->verdict, FAPI_USERINFO_ALG_REGISTERED,
                           facts->registered_alg == 0 || jws->alg == facts->registered_alg,
                           fapix_slice_str(facts->registered_alg == 0 ? "" : fapi_alg_name(facts->registered_alg)),
                           fapix_slice_str(fapi_alg_name(jws->alg)));
    if (rc == FAPI_OK)
        /* Spec: RFC8725-3.11-1 */
        rc = fapix_rule_on(j->verdict, FAPI_USERINFO_TYP, jws->typ.p == NULL || fapix_jws_typ_is(jws->typ, "JWT"),
                           fapix_slice_str("JWT"), jws->typ);
    return rc;
}

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

/* Spec: OIDCC-5.3.4-3 */
static int judge_signature(const judgement *j, const fapix_jws *jws)
{
    const fapix_userinfo_facts *facts = j->facts;
    const fapix_key *key = NULL;
    int rc = fapix_jwks_find(facts->jwks, jws->has_kid, jws->kid, jws->alg, facts->refuse_duplicate_kid, &key);

    rc = fapix_rule_rc(j->verdict, FAPI_KEY_UNKNOWN, rc);
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_verify(j->verdict->context->provider, jws, key);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    return fapix_rule(j->verdict, FAPI_USERINFO_SIGNATURE, rc == FAPI_OK);
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
    fapix_jws jws; /* a kilobyte that fapix_jws_read prepares as far as it is read */
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_USERINFO);
    rc = open_jwe(&j, &jwt);
    if (rc == FAPI_OK)
        rc = judge_header(&j, jwt, &jws);
    if (rc == FAPI_OK)
        rc = judge_issuer(&j);
    if (rc == FAPI_OK)
        rc = judge_signature(&j, &jws);
    for (size_t i = 0; rc == FAPI_OK && i < sizeof steps / sizeof *steps; i++)
        rc = steps[i](&j);
    return rc;
}
