/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a client assertion: first that the request authenticates in this one way, then what the JWT is, then that the
 * client's key signed it, and only then what it says. */
#include "oauth/client_assertion.h"

#include "jose/jwks.h"
#include "jwt/claims.h"
#include "jwt/one_use.h"

#define TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define ALL_ALGS (FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA | FAPI_ALG_RS256)

enum claim { ISS, SUB, JTI, EXP, NBF, IAT, CLAIMS };

static const struct {
    const char *name;
    int missing; /* FAPI_OK: may be absent */
    bool date;
} CLAIM[CLAIMS] = {
    [ISS] = {"iss", FAPI_CLIENT_ASSERTION_ISS_MISSING, false}, [SUB] = {"sub", FAPI_CLIENT_ASSERTION_SUB_MISSING, false},
    [JTI] = {"jti", FAPI_CLIENT_ASSERTION_JTI_MISSING, false}, [EXP] = {"exp", FAPI_CLIENT_ASSERTION_EXP_MISSING, true},
    [NBF] = {"nbf", FAPI_OK, true},                            [IAT] = {"iat", FAPI_OK, true},
};

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_client_assertion_facts *facts;
    const fapix_json_node *claim[CLAIMS]; /* NULL: absent */
    int64_t date[CLAIMS];                 /* of the dates that are there */
} judgement;

/* ------------------------------------------------------------------------------------------------------- request -- */

static int judge_request(const judgement *j, fapix_slice assertion)
{
    fapix_slice type = j->facts->type;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: RFC7521-4.2-2 */
    rc = fapix_rule(j->verdict, FAPI_CLIENT_ASSERTION_MISSING, assertion.n > 0);
    if (rc == FAPI_OK)
        /* Spec: RFC7521-4.2.1-1 */
        rc = fapix_rule(j->verdict, FAPI_CLIENT_ASSERTION_NOT_ALONE, !j->facts->other_method);
    if (rc == FAPI_OK)
        /* Spec: RFC7521-4.2-2 */
        rc = fapix_rule(j->verdict, FAPI_CLIENT_ASSERTION_TYPE_MISSING, type.n > 0);
    if (rc == FAPI_OK)
        /* Spec: RFC7523-2.2-1 */
        rc = fapix_rule_on(j->verdict, FAPI_CLIENT_ASSERTION_TYPE, fapix_slice_is(type, TYPE), fapix_slice_str(TYPE),
                           type);
    return rc;
}

/* -------------------------------------------------------------------------------------------------------- header -- */

/* RFC 7523 names no typ, so that clients send none, or JWT; its revision has a name of its own. Whatever else is named is
 * another kind of JWT, which the client may well have signed with the same key. */
static bool typ_fits(fapix_slice typ)
{
    return typ.p == NULL || fapix_jws_typ_is(typ, "JWT") || fapix_jws_typ_is(typ, "client-authentication+jwt");
}

/* Where a broken rule of every JWS has a name of its own for assertions, tell that one. */
static int restate_header(fapi_verdict *verdict, int rc)
{
    const fapix_json_node *typ = fapix_json_get(&verdict->token.header, "typ");

    if (rc == FAPI_JWS_ALG_MISSING || rc == FAPI_JWS_ALG_NONE || rc == FAPI_JWS_ALG)
        return fapix_restate(verdict, rc, FAPI_CLIENT_ASSERTION_ALG);
    if (rc == FAPI_JWS_HEADER_TYPE && typ != NULL && typ->type != FAPIX_JSON_STRING)
        return fapix_restate(verdict, rc, FAPI_CLIENT_ASSERTION_TYP);
    return rc;
}

static int judge_header(fapi_verdict *verdict, fapix_slice assertion, int algs, fapix_jws *jws)
{
    /* Spec: RFC7523-3-10 - a JWT in every other respect too: form, header, and nothing twice */
    int rc = fapix_jws_read(verdict, &verdict->token, assertion, algs, 0, jws);

    if (rc != FAPI_OK)
        return restate_header(verdict, rc);
    /* Spec: FAPI1ADV-8.6-1, FAPI1ADV-8.6-2, FAPI1ADV-8.6-3, FAPI2SP-5.4.1-1.2 - which ones, the policy says */
    rc = fapix_rule(verdict, FAPI_CLIENT_ASSERTION_ALG, (jws->alg & algs) != 0);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC8725-3.11-1 */
    return fapix_rule_on(verdict, FAPI_CLIENT_ASSERTION_TYP, typ_fits(jws->typ),
                         fapix_slice_str("client-authentication+jwt"), jws->typ);
}

/* Where typ does not tell, claims do: a request object, signed by the same client for the same server, becomes an
 * assertion by a sub (RFC 9101 10.8), a DPoP proof by an audience, and either has what an assertion never needs. */
static int judge_kind(const judgement *j, const fapix_jws *jws)
{
    static const char *const foreign[] = {"response_type", "redirect_uri", "login_hint", "login_hint_token",
                                          "id_token_hint", "htm",          "htu",        "nonce",
                                          "at_hash",       "c_hash",       "s_hash",     "events",
                                          "token_introspection"};

    for (size_t i = 0; !fapix_jws_typ_is(jws->typ, "client-authentication+jwt") && i < sizeof foreign / sizeof *foreign;
         i++) {
        if (fapix_json_get(&j->verdict->token.claims, foreign[i]) != NULL)
            return fapix_rule_on(j->verdict, FAPI_CLIENT_ASSERTION_TYP, false, fapix_slice_str("a client assertion"),
                                 fapix_slice_str(foreign[i]));
    }
    return FAPI_OK;
}

/* -------------------------------------------------------------------------------------------------------- claims -- */

static int judge_claim_types(judgement *j)
{
    for (int i = 0; i < CLAIMS; i++) {
        const fapix_json_node *node = j->claim[i];
        bool fits = node == NULL;

        if (!fits && CLAIM[i].date)
            fits = fapix_json_numeric_date(node, &j->date[i]) == FAPI_OK;
        else if (!fits)
            fits = node->type == FAPIX_JSON_STRING;
        if (!fits)
            /* Spec: RFC7523-3-10 */
            return fapix_rule_on(j->verdict, FAPI_CLIENT_ASSERTION_CLAIM_TYPE, false, fapix_slice_str(CLAIM[i].name),
                                 node->raw);
    }
    return fapix_rule(j->verdict, FAPI_CLIENT_ASSERTION_CLAIM_TYPE, true);
}

static int judge_claims(judgement *j)
{
    const fapix_json *claims = &j->verdict->token.claims;
    int rc = FAPI_ERR_INTERNAL;

    for (int i = 0; i < CLAIMS; i++) {
        j->claim[i] = fapix_json_get(claims, CLAIM[i].name);
        /* Spec: OIDCC-9-1, CDR-clientauth-2 */
        rc = CLAIM[i].missing == FAPI_OK ? FAPI_OK : fapix_rule(j->verdict, CLAIM[i].missing, j->claim[i] != NULL);
        if (rc != FAPI_OK)
            return rc;
    }
    rc = fapix_rule(j->verdict, FAPI_CLIENT_ASSERTION_AUD_MISSING, fapix_json_get(claims, "aud") != NULL);
    if (rc == FAPI_OK)
        rc = judge_claim_types(j);
    if (rc != FAPI_OK)
        return rc;
    return fapix_rule(j->verdict, FAPI_CLIENT_ASSERTION_JTI, fapix_jti_fits(j->claim[JTI]->value));
}

/* ----------------------------------------------------------------------------------------------------- signature -- */

static int judge_signature(const judgement *j, const fapix_jws *jws)
{
    const fapix_client_assertion_facts *facts = j->facts;
    fapi_verdict *verdict = j->verdict;
    const fapix_key *key = NULL;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: OIDCR-2-1 */
    rc = fapix_rule_on(verdict, FAPI_CLIENT_ASSERTION_ALG_REGISTERED,
                       facts->registered_alg == 0 || jws->alg == facts->registered_alg,
                       fapix_slice_str(facts->registered_alg == 0 ? "" : fapi_alg_name(facts->registered_alg)),
                       fapix_slice_str(fapi_alg_name(jws->alg)));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jwks_find(facts->jwks, jws->has_kid, jws->kid, jws->alg, facts->refuse_duplicate_kid, &key);
    rc = fapix_rule_on(verdict, FAPI_CLIENT_ASSERTION_KEY, rc == FAPI_OK, fapix_slice_str("one key of the client"),
                       fapix_slice_str(rc == FAPI_OK ? "" : fapi_status_name(rc)));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_verify(verdict->context->provider, jws, key);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    /* Spec: RFC7523-3-9 */
    return fapix_rule(verdict, FAPI_CLIENT_ASSERTION_SIGNATURE, rc == FAPI_OK);
}

/* ------------------------------------------------------------------------------------------------------- parties -- */

static int judge_client(const judgement *j)
{
    const fapix_client_assertion_facts *facts = j->facts;
    fapix_slice iss = j->claim[ISS]->value, sub = j->claim[SUB]->value, form = facts->form_client_id;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: RFC7523-3-1, RFC7521-5.1-1 */
    rc = fapix_rule_on(j->verdict, FAPI_CLIENT_ASSERTION_ISS, fapix_slice_eq(iss, facts->client_id), facts->client_id,
                       iss);
    if (rc == FAPI_OK)
        /* Spec: RFC7523-3-2 */
        rc = fapix_rule_on(j->verdict, FAPI_CLIENT_ASSERTION_SUB, fapix_slice_eq(sub, facts->client_id),
                           facts->client_id, sub);
    if (rc == FAPI_OK)
        /* Spec: RFC7521-4.2-1, FAPI1BASE-5.2.2-19 */
        rc = fapix_rule_on(j->verdict, FAPI_CLIENT_ASSERTION_CLIENT_ID,
                           form.n == 0 || fapix_slice_eq(form, facts->client_id), facts->client_id, form);
    return rc;
}

/* Octet for octet, whatever URLs would call equal. */
static int judge_audience(const judgement *j)
{
    const fapix_client_assertion_facts *facts = j->facts;
    const fapix_json *claims = &j->verdict->token.claims;
    const fapix_json_node *aud = fapix_json_get(claims, "aud");
    int rc = FAPI_ERR_INTERNAL, found = FAPI_JWT_AUD;

    if (facts->issuer_string) {
        /* Spec: FAPI2SP-5.3.2.1-8 - who else is named could pass the assertion on, or could have asked for it */
        rc = fapix_rule_on(j->verdict, FAPI_CLIENT_ASSERTION_AUD_FORM, aud->type == FAPIX_JSON_STRING, facts->issuer,
                           aud->raw);
        if (rc != FAPI_OK)
            return rc;
        return fapix_rule_on(j->verdict, FAPI_CLIENT_ASSERTION_AUD, fapix_slice_eq(aud->value, facts->issuer),
                             facts->issuer, aud->value);
    }
    found = fapix_claim_audience(claims, facts->issuer);
    /* Spec: RFC9126-2-2, CIBA-7.1-6, CDR-clientauth-2 */
    for (size_t i = 0; found == FAPI_JWT_AUD && i < facts->endpoint_count; i++)
        found = fapix_claim_audience(claims, facts->endpoints[i]);
    if (found != FAPI_OK && found != FAPI_JWT_AUD)
        return fapix_rule_on(j->verdict, FAPI_CLIENT_ASSERTION_CLAIM_TYPE, false, fapix_slice_str("aud"), aud->raw);
    /* Spec: RFC7523-3-3, RFC7521-5.1-1 */
    return fapix_rule_on(j->verdict, FAPI_CLIENT_ASSERTION_AUD, found == FAPI_OK, facts->issuer, aud->raw);
}

/* --------------------------------------------------------------------------------------------------------- times -- */

static int judge_expiry(const judgement *j)
{
    const fapix_client_assertion_facts *facts = j->facts;
    int64_t exp = j->date[EXP], latest = facts->max_lifetime + facts->skew_ahead;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: RFC7523-3-4 */
    rc = fapix_rule_on_int(j->verdict, FAPI_CLIENT_ASSERTION_EXPIRED,
                           !fapix_time_expired(exp, facts->now, facts->skew_behind), facts->now - facts->skew_behind,
                           exp);
    if (rc == FAPI_OK)
        /* Spec: RFC7523-3-4 - a clock that is ahead takes nothing from the lifetime */
        rc = fapix_rule_on_int(j->verdict, FAPI_CLIENT_ASSERTION_LIFETIME, !fapix_time_ahead(exp, facts->now, latest),
                               facts->now + latest, exp);
    for (int i = NBF; rc == FAPI_OK && i <= IAT; i++) {
        /* What ends before it begins was never valid, whatever the skew. */
        if (j->claim[i] != NULL)
            rc = fapix_rule_on_int(j->verdict, FAPI_CLIENT_ASSERTION_LIFETIME, exp > j->date[i], j->date[i], exp);
    }
    return rc;
}

static int judge_beginning(const judgement *j)
{
    const fapix_client_assertion_facts *facts = j->facts;
    const fapix_json_node *nbf = j->claim[NBF], *iat = j->claim[IAT];
    int64_t latest = facts->now + facts->skew_ahead;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: RFC7523-3-5, FAPI2SP-5.3.2.1-13 */
    rc = fapix_rule_on_int(j->verdict, FAPI_CLIENT_ASSERTION_NBF,
                           nbf == NULL || !fapix_time_ahead(j->date[NBF], facts->now, facts->skew_ahead), latest,
                           j->date[NBF]);
    if (rc == FAPI_OK)
        /* Spec: FAPI2SP-5.3.2.1-13 */
        rc = fapix_rule_on_int(j->verdict, FAPI_CLIENT_ASSERTION_IAT_FUTURE,
                               iat == NULL || !fapix_time_ahead(j->date[IAT], facts->now, facts->skew_ahead), latest,
                               j->date[IAT]);
    if (rc != FAPI_OK)
        return rc;
    if (facts->max_age == 0) {
        fapix_skip(j->verdict, FAPI_CLIENT_ASSERTION_IAT_MISSING);
        fapix_skip(j->verdict, FAPI_CLIENT_ASSERTION_IAT_OLD);
        return FAPI_OK;
    }
    rc = fapix_rule(j->verdict, FAPI_CLIENT_ASSERTION_IAT_MISSING, iat != NULL);
    if (rc == FAPI_OK)
        /* Spec: RFC7523-3-6 */
        rc = fapix_rule_on_int(j->verdict, FAPI_CLIENT_ASSERTION_IAT_OLD,
                               !fapix_time_older(j->date[IAT], facts->now, facts->max_age),
                               facts->now - facts->max_age, j->date[IAT]);
    return rc;
}

/* -------------------------------------------------------------------------------------------------------- replay -- */

/* Spec: RFC7523-3-7, OIDCC-9-2 - by client and jti: no client can spend the jti of another */
static int make_replay_key(const judgement *j)
{
    const fapix_client_assertion_facts *facts = j->facts;
    /* It passes for the last time just before exp + skew_behind; the other skew is for nodes whose clocks differ. */
    int64_t expiry = fapix_time_later(fapix_time_later(j->date[EXP], facts->skew_behind), facts->skew_ahead);

    return fapix_one_use(j->verdict, "client_assertion", facts->client_id, j->claim[JTI]->value, expiry);
}

int fapix_client_assertion_judge(fapi_verdict *verdict, fapix_slice assertion,
                                 const fapix_client_assertion_facts *facts)
{
    judgement j = {.verdict = verdict, .facts = facts};
    fapix_jws jws; /* a kilobyte that fapix_jws_read prepares as far as it is read */
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_CLIENT_ASSERTION);
    rc = judge_request(&j, assertion);
    if (rc == FAPI_OK)
        rc = judge_header(verdict, assertion, facts->algs, &jws);
    if (rc == FAPI_OK)
        rc = judge_kind(&j, &jws);
    if (rc == FAPI_OK)
        rc = judge_claims(&j);
    if (rc == FAPI_OK)
        rc = judge_signature(&j, &jws);
    if (rc == FAPI_OK)
        rc = judge_client(&j);
    if (rc == FAPI_OK)
        rc = judge_audience(&j);
    if (rc == FAPI_OK)
        rc = judge_expiry(&j);
    if (rc == FAPI_OK)
        rc = judge_beginning(&j);
    return rc == FAPI_OK ? make_replay_key(&j) : rc;
}

int fapix_client_assertion_claimed(fapi_verdict *verdict, fapix_slice assertion, fapix_slice *client_id)
{
    const fapix_json_node *sub = NULL;
    fapix_jws jws;
    int rc = FAPI_ERR_INTERNAL;

    *client_id = fapix_slice_of(NULL, 0);
    fapix_verdict_about(verdict, FAPI_SUBJECT_CLIENT_ASSERTION);
    rc = fapix_rule(verdict, FAPI_CLIENT_ASSERTION_MISSING, assertion.n > 0);
    if (rc == FAPI_OK)
        rc = judge_header(verdict, assertion, ALL_ALGS, &jws);
    if (rc != FAPI_OK)
        return rc;
    sub = fapix_json_get(&verdict->token.claims, "sub");
    rc = fapix_rule(verdict, FAPI_CLIENT_ASSERTION_SUB_MISSING, sub != NULL);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(verdict, FAPI_CLIENT_ASSERTION_CLAIM_TYPE, sub->type == FAPIX_JSON_STRING,
                           fapix_slice_str("sub"), sub->raw);
    if (rc == FAPI_OK)
        /* What no client can be called is not worth a look into a database. */
        rc = fapix_rule(verdict, FAPI_CLIENT_ASSERTION_SUB, sub->value.n > 0 && sub->value.n <= FAPI_MAX_SUB);
    if (rc == FAPI_OK)
        *client_id = sub->value;
    return rc;
}
