/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a DPoP proof, in the order of RFC 9449 4.3, except that typ comes before the claims, since "this is an
 * access token" says more than "htm is missing", and that the nonce comes last: who can't sign a proof for this
 * request learns nothing of nonces. */
#include "oauth/dpop.h"

#include "base/base64url.h"
#include "jwt/claims.h"
#include "jwt/one_use.h"
#include "oauth/dpop_key.h"
#include "oauth/dpop_nonce.h"

enum claim { JTI, HTM, HTU, IAT, ATH, NONCE, NBF, EXP, CLAIMS };

static const struct {
    const char *name;
    bool required, date;
} CLAIM[CLAIMS] = {
    [JTI] = {"jti", true, false}, [HTM] = {"htm", true, false},  [HTU] = {"htu", true, false},
    [IAT] = {"iat", true, true},  [ATH] = {"ath", false, false}, [NONCE] = {"nonce", false, false},
    [NBF] = {"nbf", false, true}, [EXP] = {"exp", false, true},
};

enum nonce_state { NONCE_UNUSED, NONCE_ABSENT, NONCE_BAD, NONCE_GOOD };

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_dpop_facts *facts;
    const fapix_json_node *claim[CLAIMS]; /* NULL: absent */
    int64_t date[CLAIMS];                 /* of the dates that are there */
    enum nonce_state nonce;
} judgement;

static fapix_slice value_of(const fapix_json_node *node)
{
    return node == NULL ? fapix_slice_of(NULL, 0) : node->value;
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
            /* Spec: RFC9449-4.2-1 */
            return fapix_rule_on(j->verdict, FAPI_DPOP_CLAIM_TYPE, false, fapix_slice_str(CLAIM[i].name), node->raw);
    }
    return fapix_rule(j->verdict, FAPI_DPOP_CLAIM_TYPE, true);
}

static int judge_claims(judgement *j)
{
    fapi_verdict *verdict = j->verdict;
    int rc = FAPI_ERR_INTERNAL;

    for (int i = 0; i < CLAIMS; i++) {
        j->claim[i] = fapix_json_get(&verdict->proof.claims, CLAIM[i].name);
        if (j->claim[i] == NULL && CLAIM[i].required)
            /* Spec: RFC9449-4.3-3, RFC9449-4.2-1 */
            return fapix_rule_on(verdict, FAPI_DPOP_CLAIM_MISSING, false, fapix_slice_str(CLAIM[i].name),
                                 fapix_slice_of(NULL, 0));
    }
    rc = fapix_rule(verdict, FAPI_DPOP_CLAIM_MISSING, true);
    if (rc == FAPI_OK)
        rc = judge_claim_types(j);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC9449-11.1-2 - what a store must remember has a bounded size */
    return fapix_rule(verdict, FAPI_DPOP_JTI, fapix_jti_fits(j->claim[JTI]->value));
}

/* ------------------------------------------------------------------------------------------------------- request -- */

/* Scheme, host and path are what the rule compares. Query and fragment stay out of the detail: they may hold
 * secrets. */
static fapix_slice target_of(const fapix_uri *url)
{
    const uint8_t *end = url->host.p + url->host.n;

    if (url->has_port && url->port.p != NULL)
        end = url->port.p + url->port.n;
    if (url->path.n > 0)
        end = url->path.p + url->path.n;
    return fapix_slice_of(url->scheme.p, (size_t)(end - url->scheme.p));
}

static fapix_slice without_query(fapix_slice text)
{
    size_t n = 0;

    while (n < text.n && text.p[n] != '?' && text.p[n] != '#')
        n++;
    return fapix_slice_of(text.p, n);
}

static int judge_request(const judgement *j)
{
    fapi_verdict *verdict = j->verdict;
    fapix_slice htm = j->claim[HTM]->value, htu = j->claim[HTU]->value;
    fapix_uri uri = {0};
    bool same = false;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: RFC9449-4.3-8 - methods are case-sensitive, RFC 9110 9.1 */
    rc = fapix_rule_on(verdict, FAPI_DPOP_HTM, fapix_slice_eq(htm, j->facts->method), j->facts->method, htm);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC9449-4.3-9, RFC9449-4.3-N */
    same = fapix_uri_parse_https(&uri, htu) == FAPI_OK && fapix_uri_same_target(&uri, j->facts->url);
    return fapix_rule_on(verdict, FAPI_DPOP_HTU, same, target_of(j->facts->url), without_query(htu));
}

/* -------------------------------------------------------------------------------------------------- nonce, times -- */

/* RFC 9449 8.1: 1*NQCHAR. */
static bool nonce_fits(fapix_slice nonce)
{
    if (nonce.n == 0 || nonce.n > FAPI_MAX_NONCE)
        return false;
    for (size_t i = 0; i < nonce.n; i++) {
        if (nonce.p[i] < 0x21 || nonce.p[i] > 0x7e || nonce.p[i] == '"' || nonce.p[i] == '\\')
            return false;
    }
    return true;
}

/* Look at the nonce without a word yet: the time rules depend on it, its own rule comes last. */
static int look_at_nonce(judgement *j)
{
    const fapix_json_node *node = j->claim[NONCE];
    int rc = FAPI_ERR_INTERNAL;

    j->nonce = NONCE_UNUSED;
    if (j->facts->nonce == NULL)
        return FAPI_OK;
    j->nonce = node == NULL ? NONCE_ABSENT : NONCE_BAD;
    /* Spec: RFC9449-8.1-1 */
    if (node == NULL || !nonce_fits(node->value))
        return FAPI_OK;
    rc = fapi_dpop_nonce_check(j->facts->nonce, (const char *)node->value.p, node->value.n, j->facts->now);
    if (rc == FAPI_OK)
        j->nonce = NONCE_GOOD;
    return rc == FAPI_DPOP_NONCE ? FAPI_OK : rc;
}

/* Does the nonce stand for iat? A nonce that is bad, or missing though demanded, too: its own rule will refuse the
 * proof, and the client, whose clock may be the very reason for nonces, is told to take a fresh one instead of
 * being told that its clock is off. */
static bool nonce_decides_time(const judgement *j)
{
    return j->facts->nonce_time &&
           (j->nonce == NONCE_GOOD || j->nonce == NONCE_BAD || (j->nonce == NONCE_ABSENT && j->facts->nonce_required));
}

static int judge_iat(const judgement *j)
{
    const fapix_dpop_facts *facts = j->facts;
    int64_t iat = j->date[IAT];
    int rc = FAPI_ERR_INTERNAL;

    if (nonce_decides_time(j)) {
        /* Spec: RFC9449-11.1-3 */
        fapix_skip(j->verdict, FAPI_DPOP_IAT_OLD);
        fapix_skip(j->verdict, FAPI_DPOP_IAT_FUTURE);
        return FAPI_OK;
    }
    /* Spec: RFC9449-4.3-11, RFC9449-11.1-1 */
    rc = fapix_rule_on_int(j->verdict, FAPI_DPOP_IAT_OLD, !fapix_time_older(iat, facts->now, facts->max_age),
                           facts->now - facts->max_age, iat);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_DPOP_IAT_FUTURE, !fapix_time_ahead(iat, facts->now, facts->skew_ahead),
                               facts->now + facts->skew_ahead, iat);
    return rc;
}

/* A proof needs neither nbf nor exp, but one that names its limits is held to them. */
static int judge_limits(const judgement *j)
{
    const fapix_dpop_facts *facts = j->facts;
    bool begun = j->claim[NBF] == NULL || !fapix_time_ahead(j->date[NBF], facts->now, facts->skew_ahead);
    bool ended = j->claim[EXP] != NULL && fapix_time_expired(j->date[EXP], facts->now, facts->skew_ahead);
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: RFC9449-4.2-6 */
    rc = fapix_rule_on_int(j->verdict, FAPI_DPOP_NBF, begun, facts->now + facts->skew_ahead, j->date[NBF]);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_DPOP_EXPIRED, !ended, facts->now - facts->skew_ahead, j->date[EXP]);
    return rc;
}

static int judge_nonce(const judgement *j)
{
    fapi_verdict *verdict = j->verdict;
    int rc = FAPI_ERR_INTERNAL;

    if (j->nonce == NONCE_UNUSED || (j->nonce == NONCE_ABSENT && !j->facts->nonce_required)) {
        fapix_skip(verdict, FAPI_DPOP_NONCE_MISSING);
        fapix_skip(verdict, FAPI_DPOP_NONCE);
        return FAPI_OK;
    }
    /* Spec: RFC9449-11.3-1 */
    rc = fapix_rule(verdict, FAPI_DPOP_NONCE_MISSING, j->nonce != NONCE_ABSENT);
    if (rc == FAPI_OK)
        /* Spec: RFC9449-4.3-10 */
        rc = fapix_rule(verdict, FAPI_DPOP_NONCE, j->nonce == NONCE_GOOD);
    return rc;
}

/* ------------------------------------------------------------------------------------------------------- binding -- */

static int judge_ath(const judgement *j)
{
    fapi_verdict *verdict = j->verdict;
    const fapix_json_node *ath = j->claim[ATH];
    char want[FAPI_JKT_LENGTH];
    int rc = FAPI_ERR_INTERNAL;

    /* RFC 9449 is silent on a proof with ath where no token is. It was made for a resource request; letting it pass
     * at a token or PAR endpoint would widen its use, and the host that forgot to state the token would never be
     * told. So it is refused. */
    if (j->facts->token_hash == NULL)
        return fapix_rule_on(verdict, FAPI_DPOP_ATH, ath == NULL,
                             fapix_slice_str("no ath, as no access token was given"), value_of(ath));
    /* Spec: RFC9449-7-1 */
    rc = fapix_rule(verdict, FAPI_DPOP_ATH_MISSING, ath != NULL);
    if (rc != FAPI_OK)
        return rc;
    fapix_base64url_encode(fapix_slice_of(j->facts->token_hash, 32), want);
    /* Spec: RFC9449-4.3-12a */
    return fapix_rule(verdict, FAPI_DPOP_ATH, fapix_ct_eq(ath->value, fapix_slice_of(want, sizeof want)));
}

static int judge_jkt(const judgement *j)
{
    fapi_verdict *verdict = j->verdict;
    fapix_slice jkt = fapix_slice_of(verdict->jkt, FAPI_JKT_LENGTH);

    if (j->facts->jkt.n == 0) {
        fapix_skip(verdict, FAPI_DPOP_JKT);
        return FAPI_OK;
    }
    /* Spec: RFC9449-4.3-12b, RFC9449-6.1-1 */
    return fapix_rule_on(verdict, FAPI_DPOP_JKT, fapix_ct_eq(jkt, j->facts->jkt), j->facts->jkt, jkt);
}

/* -------------------------------------------------------------------------------------------------------- replay -- */

/* Until when could this proof pass once more? By its iat until iat + max_age, by its nonce as long as the nonce
 * lives, which is at most one whole window of nonces from now. The skew covers nodes whose clocks differ, the last
 * second that entries end before their expiry. */
static int64_t replay_expiry(const judgement *j)
{
    const fapix_dpop_facts *facts = j->facts;
    int64_t end = nonce_decides_time(j) ? fapix_time_later(facts->now, fapix_dpop_nonce_window(facts->nonce))
                                        : fapix_time_later(j->date[IAT], facts->max_age);

    return fapix_time_later(fapix_time_later(end, facts->skew_ahead), 1);
}

/* Spec: RFC9449-11.1-2 - by key and jti: stricter than by URI, and no client can spend the jti of another */
static int make_replay_key(const judgement *j)
{
    fapi_verdict *verdict = j->verdict;
    int rc = fapix_one_use(verdict, "dpop", fapix_slice_of(verdict->jkt, FAPI_JKT_LENGTH), j->claim[JTI]->value,
                           replay_expiry(j));

    verdict->has_jkt = rc == FAPI_OK;
    return rc;
}

int fapix_dpop_judge(fapi_verdict *verdict, fapix_slice proof, const fapix_dpop_facts *facts)
{
    judgement j = {.verdict = verdict, .facts = facts};
    fapix_jws jws; /* a kilobyte that fapix_jws_read prepares as far as it is read */
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_DPOP_PROOF);
    rc = fapix_dpop_header(verdict, proof, facts->algs, &jws);
    if (rc == FAPI_OK)
        rc = judge_claims(&j);
    if (rc == FAPI_OK)
        rc = fapix_dpop_signature(verdict, &jws);
    if (rc == FAPI_OK)
        rc = judge_request(&j);
    if (rc == FAPI_OK)
        rc = look_at_nonce(&j);
    if (rc == FAPI_OK)
        rc = judge_iat(&j);
    if (rc == FAPI_OK)
        rc = judge_limits(&j);
    if (rc == FAPI_OK)
        rc = judge_ath(&j);
    if (rc == FAPI_OK)
        rc = judge_jkt(&j);
    if (rc == FAPI_OK)
        rc = judge_nonce(&j);
    return rc == FAPI_OK ? make_replay_key(&j) : rc;
}
