/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a request object: first what the JWT is, then that the client's key signed it, and only then what it says.
 * What the parameters in it ask for is the business of the authorization request. */
#include "oauth/request_object.h"

#include "jose/jwks.h"
#include "jwt/claims.h"
#include "jwt/one_use.h"
#include "oauth/request_object_types.h"

#define TYP "oauth-authz-req+jwt"

enum claim { ISS, CLIENT_ID, AUD, EXP, NBF, IAT, JTI, SUB, CLAIMS };

/* In the order in which the absence of one is told. */
static const struct {
    const char *name;
    int missing;
    enum { TEXT, DATE, AUDIENCE } type;
} CLAIM[CLAIMS] = {
    [ISS] = {"iss", FAPI_REQUEST_OBJECT_ISS_MISSING, TEXT},
    [CLIENT_ID] = {"client_id", FAPI_REQUEST_OBJECT_CLIENT_ID_MISSING, TEXT},
    [AUD] = {"aud", FAPI_REQUEST_OBJECT_AUD_MISSING, AUDIENCE},
    [EXP] = {"exp", FAPI_REQUEST_OBJECT_EXP_MISSING, DATE},
    [NBF] = {"nbf", FAPI_REQUEST_OBJECT_NBF_MISSING, DATE},
    [IAT] = {"iat", FAPI_REQUEST_OBJECT_IAT_MISSING, DATE},
    [JTI] = {"jti", FAPI_REQUEST_OBJECT_JTI_MISSING, TEXT},
    [SUB] = {"sub", FAPI_OK, TEXT}, /* never demanded */
};

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_request_object_facts *facts;
    const fapix_json_node *claim[CLAIMS]; /* NULL: absent */
    int64_t date[CLAIMS];                 /* of the dates that are there */
} judgement;

/* -------------------------------------------------------------------------------------------------------- header -- */

/* RFC 9101 10.8 leaves typ to new profiles, so that clients send none, or JWT. Whatever else is named is another kind
 * of JWT, which the client may well have signed with the same key. */
static bool typ_fits(fapix_slice typ, bool required)
{
    /* Spec: FAPI2MS-5.3.1-5, RFC9101-10.8-2 */
    return fapix_jws_typ_is(typ, TYP) || (!required && (typ.p == NULL || fapix_jws_typ_is(typ, "JWT")));
}

/* Where a broken rule of every JWS has a name of its own for request objects, tell that one. */
static int restate_header(fapi_verdict *verdict, int rc)
{
    const fapix_json_node *typ = fapix_json_get(&verdict->token.header, "typ");

    /* Spec: OIDCC-6.3.1-1, CIBA-7.1.1-3, FAPICIBA-7.10.1-1 - no key is here to open it, and anybody could have made it */
    if (rc == FAPI_JWE_UNSUPPORTED || rc == FAPI_JWS_JWE_HEADER)
        return fapix_restate(verdict, rc, FAPI_REQUEST_OBJECT_ENCRYPTED);
    /* Spec: RFC9101-4-2, RFC9101-10.1-1, RFC9101-10.2-1 */
    if (rc == FAPI_JWS_ALG_MISSING || rc == FAPI_JWS_ALG_NONE || rc == FAPI_JWS_ALG)
        return fapix_restate(verdict, rc, FAPI_REQUEST_OBJECT_ALG);
    if (rc == FAPI_JWS_HEADER_TYPE && typ != NULL && typ->type != FAPIX_JSON_STRING)
        return fapix_restate(verdict, rc, FAPI_REQUEST_OBJECT_TYP);
    return rc;
}

/* The JWS to judge: the object itself, or what a JWE holds. Encrypted alone it would be from nobody: the JWS in it is judged like any other.
 * Spec: RFC9101-4-2, RFC9101-10.2-1 */
static int unwrap(const judgement *j, fapix_slice *object)
{
    int rc = FAPI_ERR_INTERNAL;

    if (!fapix_jwe_is(*object))
        /* Spec: BROF-5.2.3-3 */
        return fapix_rule(j->verdict, FAPI_REQUEST_OBJECT_PLAIN, !j->facts->encryption_required);
    if (j->facts->jwe.decrypter_count == 0)
        return FAPI_OK; /* refused by its form */
    /* Spec: RFC9126-3-1, RFC9101-6.1-1 */
    rc = fapix_jwe_open(j->verdict, *object, &j->facts->jwe);
    *object = fapix_slice_of(j->verdict->nested, j->verdict->nested_n);
    return rc;
}

static int judge_header(const judgement *j, fapix_slice object, fapix_jws *jws)
{
    const fapix_request_object_facts *facts = j->facts;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: FAPI1ADV-5.2.2-1, FAPI2MS-5.3.1-1, FAPICIBA-5.2.2-6 */
    rc = fapix_rule(j->verdict, FAPI_REQUEST_OBJECT_MISSING, object.n > 0);
    if (rc == FAPI_OK)
        rc = unwrap(j, &object);
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_read(j->verdict, &j->verdict->token, object, facts->algs, 0, jws);
    if (rc != FAPI_OK)
        return restate_header(j->verdict, rc);
    /* Spec: FAPICIBA-7.10-1, BROF-6.2-1 */
    rc = fapix_rule(j->verdict, FAPI_REQUEST_OBJECT_ALG, (jws->alg & facts->algs) != 0);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(j->verdict, FAPI_REQUEST_OBJECT_TYP, typ_fits(jws->typ, facts->typ_required),
                           fapix_slice_str(TYP), jws->typ);
    return rc;
}

/* Where typ does not tell, claims do: these are of DPoP proofs, ID tokens, logout tokens, introspection responses and
 * JARM responses. A client assertion is known by its sub. */
static int judge_kind(const judgement *j, const fapix_jws *jws)
{
    static const char *const foreign[] = {"htm", "htu", "at_hash", "c_hash", "s_hash", "events", "token_introspection",
                                          "code"};

    for (size_t i = 0; !fapix_jws_typ_is(jws->typ, TYP) && i < sizeof foreign / sizeof *foreign; i++) {
        if (fapix_json_get(&j->verdict->token.claims, foreign[i]) != NULL)
            return fapix_rule_on(j->verdict, FAPI_REQUEST_OBJECT_TYP, false, fapix_slice_str("a request object"),
                                 fapix_slice_str(foreign[i]));
    }
    return FAPI_OK;
}

/* ----------------------------------------------------------------------------------------------------- signature -- */

static int judge_signature(const judgement *j, const fapix_jws *jws)
{
    const fapix_request_object_facts *facts = j->facts;
    fapi_verdict *verdict = j->verdict;
    const fapix_key *key = NULL;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: OIDCC-6.3.2-1, OIDCR-2-2, CIBA-4-5 */
    rc = fapix_rule_on(verdict, FAPI_REQUEST_OBJECT_ALG_REGISTERED,
                       facts->registered_alg == 0 || jws->alg == facts->registered_alg,
                       fapix_slice_str(facts->registered_alg == 0 ? "" : fapi_alg_name(facts->registered_alg)),
                       fapix_slice_str(fapi_alg_name(jws->alg)));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jwks_find(facts->jwks, jws->has_kid, jws->kid, jws->alg, facts->refuse_duplicate_kid, &key);
    /* Spec: RFC9101-6.2-1 */
    rc = fapix_rule_on(verdict, FAPI_REQUEST_OBJECT_KEY, rc == FAPI_OK, fapix_slice_str("one key of the client"),
                       fapix_slice_str(rc == FAPI_OK ? "" : fapi_status_name(rc)));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_verify(verdict->context->provider, jws, key);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    /* Spec: RFC9101-6.2-1, RFC9126-3-2, RFC9101-10.2-1 */
    return fapix_rule(verdict, FAPI_REQUEST_OBJECT_SIGNATURE, rc == FAPI_OK);
}

/* --------------------------------------------------------------------------------------------------------- types -- */

static int refuse_type(const judgement *j, const fapix_json_node *node)
{
    return fapix_rule_on(j->verdict, FAPI_REQUEST_OBJECT_CLAIM_TYPE, false, node->name, node->raw);
}

static bool registered_fits(judgement *j, int i)
{
    const fapix_json_node *node = j->claim[i];

    switch (CLAIM[i].type) {
    case DATE:
        return fapix_json_numeric_date(node, &j->date[i]) == FAPI_OK;
    case AUDIENCE: {
        int rc = fapix_claim_audience(&j->verdict->token.claims, fapix_slice_of(NULL, 0));

        return rc == FAPI_OK || rc == FAPI_JWT_AUD;
    }
    default:
        return node->type == FAPIX_JSON_STRING;
    }
}

static int judge_types(judgement *j)
{
    const fapix_json *claims = &j->verdict->token.claims;
    const fapix_json_node *at = fapix_json_first(claims, &claims->node[0]);

    for (int i = 0; i < CLAIMS; i++) {
        if (j->claim[i] != NULL && !registered_fits(j, i))
            return refuse_type(j, j->claim[i]);
    }
    /* Spec: RFC9101-4-5, CIBA-7.1.1-4 */
    for (; at != NULL; at = fapix_json_next(claims, at)) {
        if (!fapix_request_object_type_fits(claims, at))
            return refuse_type(j, at);
    }
    return fapix_rule(j->verdict, FAPI_REQUEST_OBJECT_CLAIM_TYPE, true);
}

/* -------------------------------------------------------------------------------------------------------- claims -- */

static int judge_presence(judgement *j)
{
    const fapix_json *claims = &j->verdict->token.claims;
    int rc = FAPI_OK;

    /* Spec: RFC9101-4-1, OIDCC-6.1-1 */
    rc = fapix_rule(j->verdict, FAPI_REQUEST_OBJECT_NESTED,
                    fapix_json_get(claims, "request") == NULL && fapix_json_get(claims, "request_uri") == NULL);
    for (int i = 0; rc == FAPI_OK && i < CLAIMS; i++) {
        j->claim[i] = fapix_json_get(claims, CLAIM[i].name);
        /* Spec: FAPI1ADV-5.2.2-13, FAPI1ADV-5.2.2-17, FAPI2MS-5.3.1-3, FAPI2MS-5.3.1-4, CIBA-7.1.1-1 */
        if (CLAIM[i].missing != FAPI_OK && (j->facts->required & 1 << i) != 0)
            rc = fapix_rule(j->verdict, CLAIM[i].missing, j->claim[i] != NULL);
    }
    return rc;
}

static bool is_client(const judgement *j, enum claim i)
{
    return fapix_slice_eq(j->claim[i]->value, j->facts->client_id);
}

static int judge_parties(const judgement *j)
{
    const fapix_request_object_facts *facts = j->facts;
    const fapix_json_node *const *claim = j->claim;
    int rc = FAPI_OK, found = FAPI_JWT_AUD;

    if (claim[ISS] != NULL)
        /* Spec: RFC9101-4-3 */
        rc = fapix_rule_on(j->verdict, FAPI_REQUEST_OBJECT_ISS, is_client(j, ISS), facts->client_id, claim[ISS]->value);
    if (rc == FAPI_OK && claim[CLIENT_ID] != NULL)
        /* Spec: RFC9101-5-2, RFC9126-3-3 */
        rc = fapix_rule_on(j->verdict, FAPI_REQUEST_OBJECT_CLIENT_ID, is_client(j, CLIENT_ID), facts->client_id,
                           claim[CLIENT_ID]->value);
    if (rc == FAPI_OK)
        /* Spec: RFC9101-10.8-1 */
        rc = fapix_rule(j->verdict, FAPI_REQUEST_OBJECT_SUB, claim[SUB] == NULL || !is_client(j, SUB));
    if (rc != FAPI_OK || claim[AUD] == NULL)
        return rc;
    for (size_t i = 0; found == FAPI_JWT_AUD && i < facts->audience_count; i++)
        found = fapix_claim_audience(&j->verdict->token.claims, facts->audiences[i]);
    /* Spec: FAPI1ADV-5.2.2-15, FAPI2MS-5.3.1-2, RFC9101-4-3 - octet for octet, whatever URLs would call equal */
    return fapix_rule_on(j->verdict, FAPI_REQUEST_OBJECT_AUD, found == FAPI_OK,
                         facts->audience_count > 0 ? facts->audiences[0] : fapix_slice_of(NULL, 0), claim[AUD]->raw);
}

static int judge_times(const judgement *j)
{
    const fapix_request_object_facts *facts = j->facts;
    int64_t exp = j->date[EXP], nbf = j->date[NBF], latest = facts->now + facts->skew_ahead;
    bool ends = j->claim[EXP] != NULL, begins = j->claim[NBF] != NULL;
    int rc = FAPI_OK;

    if (ends)
        rc = fapix_rule_on_int(j->verdict, FAPI_REQUEST_OBJECT_EXPIRED,
                               !fapix_time_expired(exp, facts->now, facts->skew_behind),
                               facts->now - facts->skew_behind, exp);
    if (rc == FAPI_OK && begins)
        rc = fapix_rule_on_int(j->verdict, FAPI_REQUEST_OBJECT_NBF,
                               !fapix_time_ahead(nbf, facts->now, facts->skew_ahead), latest, nbf);
    if (rc == FAPI_OK && begins && facts->max_age > 0)
        /* Spec: FAPI1ADV-5.2.2-17, FAPI2MS-5.3.1-3 */
        rc = fapix_rule_on_int(j->verdict, FAPI_REQUEST_OBJECT_OLD, !fapix_time_older(nbf, facts->now, facts->max_age),
                               facts->now - facts->max_age, nbf);
    if (rc == FAPI_OK && begins && ends)
        rc = fapix_rule_on_int(j->verdict, FAPI_REQUEST_OBJECT_LIFETIME, exp > nbf, nbf, exp);
    if (rc == FAPI_OK && begins && ends && facts->max_lifetime > 0)
        /* Spec: FAPI1ADV-5.2.2-13, FAPI2MS-5.3.1-4, FAPICIBA-5.2.2-9, CDR-reqobj-3, BRCIBA-5.2.2-12 */
        rc = fapix_rule_on_int(j->verdict, FAPI_REQUEST_OBJECT_LIFETIME, exp - nbf <= facts->max_lifetime,
                               facts->max_lifetime, exp - nbf);
    if (rc == FAPI_OK && j->claim[IAT] != NULL)
        rc = fapix_rule_on_int(j->verdict, FAPI_REQUEST_OBJECT_IAT_FUTURE,
                               !fapix_time_ahead(j->date[IAT], facts->now, facts->skew_ahead), latest, j->date[IAT]);
    return rc;
}

/* -------------------------------------------------------------------------------------------------------- replay -- */

/* By client and jti, so that no client can spend the jti of another. As long as the object could pass once more, plus
 * what clocks of nodes may differ; one without end could for ever. */
static int make_replay_key(const judgement *j)
{
    const fapix_request_object_facts *facts = j->facts;
    const fapix_json_node *jti = j->claim[JTI];
    int64_t expiry = FAPI_MAX_TIME;
    int rc = FAPI_ERR_INTERNAL;

    if (jti == NULL) {
        fapix_skip(j->verdict, FAPI_REQUEST_OBJECT_JTI);
        return FAPI_OK;
    }
    rc = fapix_rule(j->verdict, FAPI_REQUEST_OBJECT_JTI, fapix_jti_fits(jti->value));
    if (rc != FAPI_OK)
        return rc;
    if (j->claim[EXP] != NULL)
        expiry = fapix_time_later(j->date[EXP], facts->skew_behind + facts->skew_ahead + 1);
    return fapix_one_use(j->verdict, "jar", facts->client_id, jti->value, expiry);
}

int fapix_request_object_judge(fapi_verdict *verdict, fapix_slice object, const fapix_request_object_facts *facts)
{
    judgement j = {.verdict = verdict, .facts = facts};
    fapix_jws jws; /* a kilobyte that fapix_jws_read prepares as far as it is read */
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST_OBJECT);
    rc = judge_header(&j, object, &jws);
    if (rc == FAPI_OK)
        rc = judge_signature(&j, &jws);
    if (rc == FAPI_OK)
        rc = judge_kind(&j, &jws);
    if (rc == FAPI_OK)
        rc = judge_presence(&j);
    if (rc == FAPI_OK)
        rc = judge_types(&j);
    if (rc == FAPI_OK)
        rc = judge_parties(&j);
    if (rc == FAPI_OK)
        rc = judge_times(&j);
    return rc == FAPI_OK ? make_replay_key(&j) : rc;
}
