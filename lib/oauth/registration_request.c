/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the JWT around a registration: that it is one, that the software of the statement in it signed it, and that it is meant for this
 * server, now, and once. A software statement alone is no secret: it is this JWT that shows whose registration it is. */
#include "oauth/registration_request.h"

#include "base/http_date.h"
#include "jose/jwks.h"
#include "jwt/claims.h"
#include "jwt/one_use.h"

enum claim { ISS, AUD, IAT, EXP, JTI, NBF, CLAIMS };

/* In the order in which the absence of one is told. Spec: OBUK-dcr-1, CDR-dcr-1 */
static const struct {
    const char *name;
    int missing; /* FAPI_OK: may be absent */
    enum { TEXT, DATE, AUDIENCE } type;
} CLAIM[CLAIMS] = {
    [ISS] = {"iss", FAPI_REGISTRATION_JWT_ISS_MISSING, TEXT}, [AUD] = {"aud", FAPI_REGISTRATION_JWT_AUD_MISSING, AUDIENCE},
    [IAT] = {"iat", FAPI_REGISTRATION_JWT_IAT_MISSING, DATE}, [EXP] = {"exp", FAPI_REGISTRATION_JWT_EXP_MISSING, DATE},
    [JTI] = {"jti", FAPI_REGISTRATION_JWT_JTI_MISSING, TEXT}, [NBF] = {"nbf", FAPI_OK, DATE},
};

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_registration_request_facts *facts;
    const fapix_json_node *claim[CLAIMS]; /* NULL: absent */
    int64_t date[CLAIMS];                 /* of the dates that are there */
} judgement;

/* Where a broken rule of every JWS has a name of its own for registrations, tell that one. */
static int restate_header(fapi_verdict *verdict, int rc)
{
    const fapix_json_node *typ = fapix_json_get(&verdict->token.header, "typ");

    if (rc == FAPI_JWS_ALG_MISSING || rc == FAPI_JWS_ALG_NONE || rc == FAPI_JWS_ALG)
        return fapix_restate(verdict, rc, FAPI_REGISTRATION_JWT_ALG);
    /* Spec: OBUK-dcr-3 */
    if (rc == FAPI_JWS_EMBEDDED_KEY)
        return fapix_restate(verdict, rc, FAPI_REGISTRATION_JWT_EMBEDDED_KEY);
    if (rc == FAPI_JWS_HEADER_TYPE && typ != NULL && typ->type != FAPIX_JSON_STRING)
        return fapix_restate(verdict, rc, FAPI_REGISTRATION_JWT_TYP);
    return rc;
}

int fapix_registration_request_read(fapi_verdict *verdict, fapix_slice jwt, int algs, fapix_jws *jws)
{
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REGISTRATION);
    rc = fapix_jws_read(verdict, &verdict->token, jwt, algs, 0, jws);
    if (rc != FAPI_OK)
        return restate_header(verdict, rc);
    rc = fapix_rule(verdict, FAPI_REGISTRATION_JWT_ALG, (jws->alg & algs) != 0);
    if (rc == FAPI_OK)
        /* Neither regime names a typ; what names another is a JWT that the client made for something else. */
        rc = fapix_rule_on(verdict, FAPI_REGISTRATION_JWT_TYP,
                           jws->typ.p == NULL || fapix_jws_typ_is(jws->typ, "JWT"), fapix_slice_str("JWT"), jws->typ);
    return rc;
}

static int judge_signature(const judgement *j, const fapix_jws *jws)
{
    fapi_verdict *verdict = j->verdict;
    const fapix_key *key = NULL;
    int rc = fapix_jwks_find(j->facts->jwks, jws->has_kid, jws->kid, jws->alg, j->facts->refuse_duplicate_kid, &key);

    rc = fapix_rule_on(verdict, FAPI_REGISTRATION_JWT_KEY, rc == FAPI_OK, fapix_slice_str("one key of the client"),
                       fapix_slice_str(rc == FAPI_OK ? "" : fapi_status_name(rc)));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_verify(verdict->context->provider, jws, key);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    /* Spec: OBUK-dcr-1, CDR-dcr-1 */
    return fapix_rule(verdict, FAPI_REGISTRATION_JWT_SIGNATURE, rc == FAPI_OK);
}

static bool type_fits(judgement *j, int i)
{
    const fapix_json_node *node = j->claim[i];
    int rc = FAPI_OK;

    if (CLAIM[i].type == DATE)
        return fapix_json_numeric_date(node, &j->date[i]) == FAPI_OK;
    if (CLAIM[i].type == TEXT)
        return node->type == FAPIX_JSON_STRING;
    rc = fapix_claim_audience(&j->verdict->token.claims, fapix_slice_of(NULL, 0));
    return rc == FAPI_OK || rc == FAPI_JWT_AUD;
}

static int judge_claims(judgement *j)
{
    for (int i = 0; i < CLAIMS; i++) {
        int rc = FAPI_OK;

        j->claim[i] = fapix_json_get(&j->verdict->token.claims, CLAIM[i].name);
        if (CLAIM[i].missing != FAPI_OK)
            rc = fapix_rule(j->verdict, CLAIM[i].missing, j->claim[i] != NULL);
        if (rc == FAPI_OK && j->claim[i] != NULL)
            rc = fapix_rule_on(j->verdict, FAPI_REGISTRATION_JWT_CLAIM_TYPE, type_fits(j, i),
                               fapix_slice_str(CLAIM[i].name), j->claim[i]->raw);
        if (rc != FAPI_OK)
            return rc;
    }
    return FAPI_OK;
}

static int judge_parties(const judgement *j)
{
    const fapix_registration_request_facts *facts = j->facts;
    int found = FAPI_JWT_AUD, rc = FAPI_ERR_INTERNAL;

    /* Spec: OBUK-dcr-1, CDR-dcr-1 */
    rc = fapix_rule_on(j->verdict, FAPI_REGISTRATION_JWT_ISS, fapix_slice_eq(j->claim[ISS]->value, facts->software_id),
                       facts->software_id, j->claim[ISS]->value);
    if (rc != FAPI_OK)
        return rc;
    for (size_t i = 0; found == FAPI_JWT_AUD && i < facts->audience_count; i++)
        found = fapix_claim_audience(&j->verdict->token.claims, facts->audiences[i]);
    /* Spec: OBUK-dcr-1, CDR-dcr-1 - octet for octet */
    return fapix_rule_on(j->verdict, FAPI_REGISTRATION_JWT_AUD, found == FAPI_OK,
                         facts->audience_count == 0 ? fapix_slice_of(NULL, 0) : facts->audiences[0],
                         j->claim[AUD]->raw);
}

static int judge_times(const judgement *j)
{
    const fapix_registration_request_facts *facts = j->facts;
    int64_t exp = j->date[EXP], iat = j->date[IAT], latest = facts->max_lifetime + facts->ahead;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: OBUK-dcr-2 */
    rc = fapix_rule_on_int(j->verdict, FAPI_REGISTRATION_JWT_EXPIRED,
                           !fapix_time_expired(exp, facts->now, facts->behind), facts->now - facts->behind, exp);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_REGISTRATION_JWT_LIFETIME,
                               !fapix_time_ahead(exp, facts->now, latest), facts->now + latest, exp);
    /* What ends before it begins was never valid, whatever the skew. */
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_REGISTRATION_JWT_LIFETIME, exp > iat, iat, exp);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_REGISTRATION_JWT_IAT_FUTURE,
                               !fapix_time_ahead(iat, facts->now, facts->ahead), facts->now + facts->ahead, iat);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_REGISTRATION_JWT_NBF,
                               j->claim[NBF] == NULL || !fapix_time_ahead(j->date[NBF], facts->now, facts->ahead),
                               facts->now + facts->ahead, j->date[NBF]);
    return rc;
}

static int judge_jti(const judgement *j)
{
    const fapix_registration_request_facts *facts = j->facts;
    fapix_slice jti = j->claim[JTI]->value;
    /* It passes for the last time just before exp + behind; the other skew is for nodes whose clocks differ. */
    int64_t expiry = fapix_time_later(fapix_time_later(j->date[EXP], facts->behind), facts->ahead);
    /* Spec: OBUK-dcr-2 */
    int rc = fapix_rule_on(j->verdict, FAPI_REGISTRATION_JWT_JTI,
                           fapix_jti_fits(jti) && (!facts->jti_uuid4 || fapix_is_uuid4(jti)),
                           fapix_slice_str(facts->jti_uuid4 ? "a UUID of version 4" : ""), jti);

    /* Spec: CDR-dcr-1 - by software and jti: no client can spend the jti of another */
    return rc != FAPI_OK ? rc : fapix_one_use(j->verdict, "registration", facts->software_id, jti, expiry);
}

int fapix_registration_request_judge(fapi_verdict *verdict, const fapix_jws *jws,
                                     const fapix_registration_request_facts *facts)
{
    judgement j = {.verdict = verdict, .facts = facts};
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REGISTRATION);
    rc = judge_signature(&j, jws);
    if (rc == FAPI_OK)
        rc = judge_claims(&j);
    if (rc == FAPI_OK)
        rc = judge_parties(&j);
    if (rc == FAPI_OK)
        rc = judge_times(&j);
    return rc == FAPI_OK ? judge_jti(&j) : rc;
}
