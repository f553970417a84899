/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The judgement of a resource request whose token is a JWT, as a sequence of steps: how it came, what it is, who signed it, what it
 * says, and who may use it.
 */
#include "role/rs_check.h"

#include "crypto/digest.h"
#include "role/answer.h"

/* Common servers give a request 8 KiB for its header fields and answer 431 beyond; cookies and the rest want some of it too. */
#define HEADER_SPACE 6144

int fapix_rs_open(fapix_rs_check *c, bool agreed, int status, fapix_slice *jwt)
{
    fapix_jwe_facts facts = {c->rs->decrypter, c->rs->decrypter_count, (int)fapix_rs_check_value(c, FAPI_CONTROL_JWE_ALGS),
                             (int)fapix_rs_check_value(c, FAPI_CONTROL_JWE_ENCS)};
    /* Spec: RFC9068-4-2 */
    int rc = fapix_rule(c->verdict, status, !agreed || fapix_jwe_is(*jwt));

    if (rc != FAPI_OK || facts.decrypter_count == 0 || !fapix_jwe_is(*jwt))
        return rc;
    rc = fapix_jwe_open(c->verdict, *jwt, &facts); /* Spec: RFC9068-4-2, RFC9701-5-5 */
    *jwt = fapix_slice_of(c->verdict->nested, c->verdict->nested_n);
    return rc;
}

static int step_token(fapix_rs_check *c)
{
    fapix_slice jwt = c->token;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(c->verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    rc = fapix_rs_open(c, c->rs->tokens_encrypted, FAPI_TOKEN_PLAIN, &jwt);
    if (rc != FAPI_OK)
        return rc;
    return fapix_access_token_read(c->verdict, jwt, (int)fapix_rs_check_value(c, FAPI_CONTROL_ALGS),
                                   fapix_rs_check_value(c, FAPI_CONTROL_TOKEN_FORMAT) == FAPI_TOKEN_FORMAT_RFC9068, &c->jws,
                                   &c->claimed_issuer);
}

int fapix_rs_issuer(fapix_rs_check *c)
{
    int rc = FAPI_ERR_INTERNAL;

    c->issuer = fapix_trust_find(&c->rs->trust, c->claimed_issuer);
    rc = fapix_rule(c->verdict, FAPI_TOKEN_ISS, c->issuer != NULL); /* Spec: RFC9068-4-3 */
    if (rc != FAPI_OK)
        fapix_actual(c->verdict, c->claimed_issuer);
    return rc;
}

static int64_t age_of(const fapix_rs_check *c, const fapix_keys *keys)
{
    return c->now > keys->fetched_at ? c->now - keys->fetched_at : 0; /* a clock set back makes keys no older */
}

static void ask_for_keys(fapix_rs_check *c)
{
    if (fapix_issuer_ask(c->issuer, c->now, fapix_rs_check_value(c, FAPI_CONTROL_JWKS_COOLDOWN)))
        c->verdict->refresh_keys = 1;
}

static int judge_signature(fapix_rs_check *c, const fapix_keys *keys, int status)
{
    const fapix_key *key = NULL;
    bool strict = fapix_rs_check_value(c, FAPI_CONTROL_DUPLICATE_KID) == FAPI_DUPLICATE_KID_REFUSE;
    int rc = fapix_jwks_find(keys->jwks, c->jws.has_kid, c->jws.kid, c->jws.alg, strict, &key);

    if (rc == FAPI_KEY_UNKNOWN)
        ask_for_keys(c); /* Spec: OIDCC-10.1.1-1 */
    rc = fapix_rule_rc(c->verdict, FAPI_KEY_UNKNOWN, rc);
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_verify(c->rs->context->provider, &c->jws, key);
    if (rc == FAPI_JWS_SIGNATURE)
        rc = status;
    return fapix_rule_rc(c->verdict, status, rc); /* Spec: RFC9068-4-5, FAPI2MS-5.5.2-2 */
}

/* Only the keys of the issuer that the token names are tried, and only while they are fresh enough. */
int fapix_rs_signature(fapix_rs_check *c, int status)
{
    fapix_keys keys = fapix_issuer_keys(c->issuer); /* Spec: RFC8725-3.8-1 */
    int64_t age = age_of(c, &keys);
    bool known = false, cached = c->rs->cache != NULL && !c->introspected; /* the cache knows tokens */
    int rc = FAPI_ERR_INTERNAL;

    if (age >= fapix_rs_check_value(c, FAPI_CONTROL_JWKS_MAX_AGE)) {
        ask_for_keys(c);
        fapix_warn(c->verdict, FAPI_WARN_KEYS_AGE);
    }
    rc = fapix_rule(c->verdict, FAPI_JWKS_STALE, age < fapix_rs_check_value(c, FAPI_CONTROL_JWKS_STALE));
    if (rc != FAPI_OK)
        goto out;
    if (cached) {
        rc = fapix_rs_token_hash(c);
        if (rc != FAPI_OK)
            goto out;
        known = fapix_token_cache_has(c->rs->cache, c->token_hash, keys.generation);
    }
    rc = known ? fapix_rule(c->verdict, status, true) : judge_signature(c, &keys, status);
    if (rc == FAPI_OK && !known && cached)
        fapix_token_cache_add(c->rs->cache, c->token_hash, keys.generation);
out:
    fapi_jwks_free(keys.jwks);
    return rc;
}

static void token_facts(const fapix_rs_check *c, fapix_access_token_facts *facts)
{
    memset(facts, 0, sizeof *facts);
    facts->issuer = c->issuer == NULL ? fapix_slice_of(NULL, 0) : c->issuer->name;
    facts->audiences = c->rs->audience;
    facts->audience_count = c->rs->audience_count;
    facts->now = c->now;
    facts->skew_ahead = fapix_rs_check_value(c, FAPI_CONTROL_SKEW_AHEAD);
    facts->skew_behind = fapix_rs_check_value(c, FAPI_CONTROL_SKEW_BEHIND);
    facts->max_lifetime = fapix_rs_check_value(c, FAPI_CONTROL_TOKEN_MAX_LIFETIME);
    facts->min_lifetime = fapix_rs_check_value(c, FAPI_CONTROL_TOKEN_MIN_LIFETIME);
    facts->introspected = c->introspected;
    facts->rfc9068 = !facts->introspected &&
                     fapix_rs_check_value(c, FAPI_CONTROL_TOKEN_FORMAT) == FAPI_TOKEN_FORMAT_RFC9068;
    facts->scope_required = fapix_rs_check_value(c, FAPI_CONTROL_SCOPE_OF_TOKEN) != 0;
    facts->revoked = c->request->revoked;
}

int fapix_rs_claims(fapix_rs_check *c)
{
    fapix_access_token_facts facts;
    int rc = fapix_access_token_confirmation(c->verdict, &c->cnf);
    int64_t bearer = fapix_rs_check_value(c, FAPI_CONTROL_BEARER_MAX_LIFETIME);

    if (rc != FAPI_OK)
        return rc;
    token_facts(c, &facts);
    if (!c->cnf.present && bearer != 0 && (facts.max_lifetime == 0 || bearer < facts.max_lifetime))
        facts.max_lifetime = bearer;
    return fapix_access_token_claims(c->verdict, &facts); /* Spec: FAPI2SP-5.3.4-3, FAPI1BASE-6.2.1-4 */
}

static int run(fapix_rs_check *c)
{
    int rc = fapix_rs_credentials(c);

    if (rc == FAPI_OK)
        rc = step_token(c);
    if (rc == FAPI_OK)
        rc = fapix_rs_issuer(c);
    if (rc == FAPI_OK)
        rc = fapix_rs_signature(c, FAPI_TOKEN_SIGNATURE);
    if (rc == FAPI_OK)
        rc = fapix_rs_claims(c);
    return rc == FAPI_OK ? fapix_rs_use(c) : rc;
}

/* A failure to write the answer is a failure of the check: the host must not be left with half of one. */
static int finish(const fapi_rs *rs, fapi_verdict *verdict, int rc, const fapix_answer_facts *facts)
{
    int final = fapix_verdict_end(verdict, rc), written = FAPI_ERR_INTERNAL;

    written = fapix_answer_write(rs, verdict, facts);
    if (written == FAPI_OK)
        return final;
    verdict->status = FAPI_OK; /* let the failure take the place of what was found */
    final = fapix_verdict_end(verdict, written);
    verdict->http = 500;
    verdict->error = "server_error";
    return final;
}

int fapix_rs_perform(fapix_rs_check *c, int (*judge)(fapix_rs_check *c))
{
    const fapi_request *request = c->request;
    fapi_verdict *verdict = c->verdict;
    fapix_answer_facts facts = {false, request, c->scope, c->now};
    int rc = FAPI_ERR_INTERNAL;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    if (c->rs == NULL || request == NULL)
        return fapix_verdict_end(verdict, FAPI_ERR_ARG);
    if (!c->rs->sealed)
        return fapix_verdict_end(verdict, FAPI_ERR_STATE);
    verdict->now = c->now;
    rc = request->status; /* a setter that failed, and whose failure the host did not heed */
    if (rc == FAPI_OK && request->starved != NULL)
        rc = FAPI_ERR_NOMEM;
    if (rc == FAPI_OK && (!request->has_method || !request->has_url))
        rc = FAPI_ERR_STATE;
    if (rc == FAPI_OK && (c->now < 0 || c->now > FAPI_MAX_TIME))
        rc = FAPI_ERR_CLOCK;
    if (rc == FAPI_OK)
        rc = fapix_answer_interaction_id(c->rs, request, verdict);
    if (rc == FAPI_OK)
        rc = judge(c);
    if (request->authorization.value.n + request->dpop.value.n > HEADER_SPACE)
        fapix_warn(verdict, FAPI_WARN_HEADER_SPACE);
    if (rc == FAPI_OK || rc == FAPI_REPLAY_PENDING)
        verdict->readable = &verdict->token;
    facts.dpop_scheme = c->dpop_scheme;
    return finish(c->rs, verdict, rc, &facts);
}

/* See fapi.h. */
int fapi_rs_check(const fapi_rs *rs, const fapi_request *request, int64_t now, fapi_verdict *verdict)
{
    fapix_rs_check c;

    memset(&c, 0, offsetof(fapix_rs_check, jws));
    c.rs = rs;
    c.request = request;
    c.verdict = verdict;
    c.now = now;
    return fapix_rs_perform(&c, run);
}

/* See fapi.h. */
int fapi_rs_presented_token(const fapi_rs *rs, const fapi_request *request, int64_t now, fapi_verdict *verdict, const char **token,
                            size_t *token_len)
{
    fapix_rs_check c;
    int rc = FAPI_ERR_INTERNAL;

    if (token == NULL || token_len == NULL)
        return FAPI_ERR_ARG;
    *token = NULL;
    *token_len = 0;
    memset(&c, 0, offsetof(fapix_rs_check, jws));
    c.rs = rs;
    c.request = request;
    c.verdict = verdict;
    c.now = now;
    rc = fapix_rs_perform(&c, fapix_rs_credentials);
    if (rc != FAPI_OK)
        return rc;
    fapi_verdict_reset(verdict); /* what came the right way is not let in yet */
    *token = (const char *)c.token.p;
    *token_len = c.token.n;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rs_finish(const fapi_rs *rs, fapi_verdict *verdict, int outcome)
{
    fapix_answer_facts facts = {true, NULL, {NULL, 0}, 0};
    int rc = outcome;

    if (rs == NULL || verdict == NULL)
        return FAPI_ERR_ARG;
    if (!verdict->decided || verdict->status != FAPI_REPLAY_PENDING)
        return FAPI_ERR_STATE;
    if (rc == FAPI_REPLAY_SEEN)
        rc = FAPI_DPOP_REPLAYED;
    else if (rc != FAPI_OK && rc != FAPI_REPLAY_FULL)
        rc = FAPI_REPLAY_UNAVAILABLE; /* whatever the host's store said: not added means not accepted */
    facts.now = verdict->now;
    rc = fapix_rule_rc(verdict, FAPI_DPOP_REPLAYED, rc);
    return finish(rs, verdict, rc, &facts);
}
