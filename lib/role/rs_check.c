/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The judgement of a resource request, as a sequence of steps: transport, where the token is, what it is, who signed it, what it says, who may
 * use it, what it allows, and last the claim of the proof's one-use key: a message that fails anywhere must not burn an honest jti.
 */
#include "base/http.h"
#include "crypto/digest.h"
#include "oauth/access_token.h"
#include "oauth/dpop.h"
#include "oauth/mtls.h"
#include "role/answer.h"
#include "role/resource_server.h"
#include "role/transport.h"

/* Common servers give a request 8 KiB for its header fields and answer 431 beyond; cookies and the rest want some of it too. */
#define HEADER_SPACE 6144

typedef struct check {
    const fapi_rs *rs;
    const fapi_request *request;
    fapi_verdict *verdict;
    int64_t now;
    fapix_uri url;
    bool dpop_scheme, hashed;
    fapix_slice token, claimed_issuer;
    uint8_t token_hash[32];
    fapix_jws jws;
    fapix_issuer *issuer;
    fapix_confirmation cnf;
} check;

static int64_t value_of(const check *c, int control)
{
    return fapix_rs_value(c->rs, control);
}

static int step_transport(check *c)
{
    fapix_verdict_about(c->verdict, FAPI_SUBJECT_REQUEST);
    return fapix_transport_judge(&c->rs->policy, c->request, c->verdict, &c->url);
}

/* Spec: RFC6750-2-1  One place for the token, and that is the Authorization field. */
static int step_places(check *c)
{
    const fapi_request *request = c->request;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: FAPI2SP-5.3.4-2, RFC6750-2.3-1, FAPI1BASE-6.2.1-3 */
    rc = fapix_rule(c->verdict, FAPI_TOKEN_IN_QUERY, !fapix_http_query_has(c->url.query, "access_token"));
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC6750-2.2-1 */
    rc = fapix_rule(c->verdict, FAPI_TOKEN_IN_BODY, !request->token_in_body);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC9449-7.2-3, RFC9110-5.3-1 */
    rc = fapix_rule(c->verdict, FAPI_TOKEN_REPEATED, request->authorization.lines <= 1);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: FAPI2SP-5.3.4-1, FAPI1BASE-6.2.1-2 */
    return fapix_rule(c->verdict, FAPI_TOKEN_MISSING, request->authorization.lines == 1);
}

static int step_credentials(check *c)
{
    fapix_slice scheme, value = fapix_buffer_slice(&c->request->authorization.value);
    /* Spec: RFC6750-2.1-1 */
    int rc = fapix_rule_rc(c->verdict, FAPI_TOKEN_SYNTAX, fapix_http_authorization(value, &scheme, &c->token));

    if (rc != FAPI_OK)
        return rc;
    c->dpop_scheme = fapix_slice_is_nocase(scheme, "DPoP"); /* Spec: RFC9110-11.1-1 */
    rc = fapix_rule(c->verdict, FAPI_TOKEN_SCHEME, c->dpop_scheme || fapix_slice_is_nocase(scheme, "Bearer"));
    if (rc != FAPI_OK) {
        fapix_actual(c->verdict, scheme);
        return rc;
    }
    /* Spec: RFC9449-7.1-1 */
    return fapix_rule(c->verdict, FAPI_TOKEN_SYNTAX, fapix_http_is_token68(c->token));
}

/* The JWS to judge: the token itself, or what a JWE holds. What the client proves is of the token as it came.
 * Spec: RFC9068-4-2 */
static int unwrap(const check *c, fapix_slice *token)
{
    const fapix_jwe_facts facts = {c->rs->decrypter, c->rs->decrypter_count, (int)value_of(c, FAPI_CONTROL_JWE_ALGS),
                                   (int)value_of(c, FAPI_CONTROL_JWE_ENCS)};
    int rc = FAPI_ERR_INTERNAL;

    *token = c->token;
    if (!fapix_jwe_is(c->token))
        return fapix_rule(c->verdict, FAPI_TOKEN_PLAIN, !c->rs->encryption_required);
    if (c->rs->decrypter_count == 0)
        return FAPI_OK; /* refused by its form */
    rc = fapix_jwe_open(c->verdict, c->token, &facts);
    *token = fapix_slice_of(c->verdict->nested, c->verdict->nested_n);
    return rc;
}

static int step_token(check *c)
{
    fapix_slice token;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(c->verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    rc = unwrap(c, &token);
    if (rc != FAPI_OK)
        return rc;
    return fapix_access_token_read(c->verdict, token, (int)value_of(c, FAPI_CONTROL_ALGS),
                                   value_of(c, FAPI_CONTROL_TOKEN_FORMAT) == FAPI_TOKEN_FORMAT_RFC9068, &c->jws,
                                   &c->claimed_issuer);
}

static int step_issuer(check *c)
{
    int rc = FAPI_ERR_INTERNAL;

    c->issuer = fapix_trust_find(&c->rs->trust, c->claimed_issuer);
    rc = fapix_rule(c->verdict, FAPI_TOKEN_ISS, c->issuer != NULL); /* Spec: RFC9068-4-3 */
    if (rc != FAPI_OK)
        fapix_actual(c->verdict, c->claimed_issuer);
    return rc;
}

static int token_hash(check *c)
{
    int rc = FAPI_OK;

    if (!c->hashed)
        rc = c->rs->context->provider->sha256(c->rs->context->engine, &c->token, 1, c->token_hash);
    c->hashed = rc == FAPI_OK;
    return rc;
}

static int64_t age_of(const check *c, const fapix_keys *keys)
{
    return c->now > keys->fetched_at ? c->now - keys->fetched_at : 0; /* a clock set back makes keys no older */
}

static void ask_for_keys(check *c)
{
    if (fapix_issuer_ask(c->issuer, c->now, value_of(c, FAPI_CONTROL_JWKS_COOLDOWN)))
        c->verdict->refresh_keys = 1;
}

static int judge_signature(check *c, const fapix_keys *keys)
{
    const fapix_key *key = NULL;
    bool strict = value_of(c, FAPI_CONTROL_DUPLICATE_KID) == FAPI_DUPLICATE_KID_REFUSE;
    int rc = fapix_jwks_find(keys->jwks, c->jws.has_kid, c->jws.kid, c->jws.alg, strict, &key);

    if (rc == FAPI_KEY_UNKNOWN)
        ask_for_keys(c); /* Spec: OIDCC-10.1.1-1 */
    rc = fapix_rule_rc(c->verdict, FAPI_KEY_UNKNOWN, rc);
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_verify(c->rs->context->provider, &c->jws, key);
    if (rc == FAPI_JWS_SIGNATURE)
        rc = FAPI_TOKEN_SIGNATURE;
    return fapix_rule_rc(c->verdict, FAPI_TOKEN_SIGNATURE, rc); /* Spec: RFC9068-4-5 */
}

/* Only the keys of the issuer that the token names are tried, and only while they are fresh enough. */
static int step_signature(check *c)
{
    fapix_keys keys = fapix_issuer_keys(c->issuer); /* Spec: RFC8725-3.8-1 */
    int64_t age = age_of(c, &keys);
    bool known = false;
    int rc = FAPI_ERR_INTERNAL;

    if (age >= value_of(c, FAPI_CONTROL_JWKS_MAX_AGE)) {
        ask_for_keys(c);
        fapix_warn(c->verdict, FAPI_WARN_KEYS_AGE);
    }
    rc = fapix_rule(c->verdict, FAPI_JWKS_STALE, age < value_of(c, FAPI_CONTROL_JWKS_STALE));
    if (rc != FAPI_OK)
        goto out;
    if (c->rs->cache != NULL) {
        rc = token_hash(c);
        if (rc != FAPI_OK)
            goto out;
        known = fapix_token_cache_has(c->rs->cache, c->token_hash, keys.generation);
    }
    rc = known ? fapix_rule(c->verdict, FAPI_TOKEN_SIGNATURE, true) : judge_signature(c, &keys);
    if (rc == FAPI_OK && !known && c->rs->cache != NULL)
        fapix_token_cache_add(c->rs->cache, c->token_hash, keys.generation);
out:
    fapi_jwks_free(keys.jwks);
    return rc;
}

static void token_facts(const check *c, fapix_access_token_facts *facts)
{
    memset(facts, 0, sizeof *facts);
    facts->issuer = c->issuer->name;
    facts->audiences = c->rs->audience;
    facts->audience_count = c->rs->audience_count;
    facts->now = c->now;
    facts->skew_ahead = value_of(c, FAPI_CONTROL_SKEW_AHEAD);
    facts->skew_behind = value_of(c, FAPI_CONTROL_SKEW_BEHIND);
    facts->max_lifetime = value_of(c, FAPI_CONTROL_TOKEN_MAX_LIFETIME);
    facts->min_lifetime = value_of(c, FAPI_CONTROL_TOKEN_MIN_LIFETIME);
    facts->rfc9068 = value_of(c, FAPI_CONTROL_TOKEN_FORMAT) == FAPI_TOKEN_FORMAT_RFC9068;
    facts->scope_required = value_of(c, FAPI_CONTROL_SCOPE_OF_TOKEN) != 0;
    facts->revoked = c->request->revoked;
}

static int step_claims(check *c)
{
    fapix_access_token_facts facts;
    int rc = fapix_access_token_confirmation(c->verdict, &c->cnf);
    int64_t bearer = value_of(c, FAPI_CONTROL_BEARER_MAX_LIFETIME);

    if (rc != FAPI_OK)
        return rc;
    token_facts(c, &facts);
    if (!c->cnf.present && bearer != 0 && (facts.max_lifetime == 0 || bearer < facts.max_lifetime))
        facts.max_lifetime = bearer;
    return fapix_access_token_claims(c->verdict, &facts); /* Spec: FAPI2SP-5.3.4-3, FAPI1BASE-6.2.1-4 */
}

/* Is the token bound, by a method that the profile lets in, and was it sent in the scheme that goes with it? */
static int step_binding(check *c)
{
    int64_t methods = value_of(c, FAPI_CONTROL_BINDING_METHODS);
    bool dpop = (methods & FAPI_BINDING_DPOP) != 0, mtls = (methods & FAPI_BINDING_MTLS) != 0;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: FAPI2SP-5.3.4-5, FAPI1ADV-8.2-1, RFC9449-6-1 */
    rc = fapix_rule(c->verdict, FAPI_CNF_MISSING,
                    c->cnf.present || value_of(c, FAPI_CONTROL_BINDING_REQUIRED) == 0);
    if (rc != FAPI_OK)
        return rc;
    /* Also beside a certificate: every confirmation must hold, and a server that does not do DPoP has neither the replay
     * store nor the nonces to judge a proof by. A certificate needs no more than the request. */
    if (c->cnf.has_jkt && !dpop)
        return fapix_refuse(c->verdict, FAPI_DPOP_NOT_ALLOWED);
    if (c->cnf.present && !c->cnf.has_jkt && !mtls)
        return fapix_refuse(c->verdict, FAPI_MTLS_NOT_ALLOWED);
    /* Spec: RFC9449-7.2-1 */
    rc = fapix_rule(c->verdict, FAPI_DPOP_BOUND_AS_BEARER, c->dpop_scheme || !c->cnf.has_jkt);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC9449-7.1-1 */
    return fapix_rule(c->verdict, FAPI_DPOP_TOKEN_UNBOUND, !c->dpop_scheme || c->cnf.has_jkt);
}

static int step_certificate(check *c)
{
    fapix_slice certificate = fapix_buffer_slice(&c->request->certificate);
    fapix_slice stated = fapix_slice_of(c->request->x5t, c->request->has_x5t ? FAPI_JKT_LENGTH : 0);

    if (!c->cnf.has_x5t) {
        fapix_skip(c->verdict, FAPI_MTLS_THUMBPRINT);
        return FAPI_OK;
    }
    fapix_verdict_about(c->verdict, FAPI_SUBJECT_CERTIFICATE);
    return fapix_mtls_judge(c->verdict, certificate, stated, c->cnf.x5t); /* Spec: RFC8705-3-2, FAPI1ADV-6.2.1-2 */
}

static int step_proof(check *c)
{
    fapix_dpop_facts facts;
    int rc = FAPI_ERR_INTERNAL;

    if (!c->cnf.has_jkt) {
        fapix_skip(c->verdict, FAPI_DPOP_SIGNATURE);
        return FAPI_OK;
    }
    fapix_verdict_about(c->verdict, FAPI_SUBJECT_DPOP_PROOF);
    /* Spec: RFC9449-7-1 */
    rc = fapix_rule(c->verdict, FAPI_DPOP_MISSING, c->request->dpop.lines != 0);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC9449-4.3-1 */
    rc = fapix_rule(c->verdict, FAPI_DPOP_REPEATED, c->request->dpop.lines == 1);
    if (rc != FAPI_OK)
        return rc;
    rc = token_hash(c);
    if (rc != FAPI_OK)
        return rc;
    memset(&facts, 0, sizeof facts);
    facts.method = fapix_buffer_slice(&c->request->method);
    facts.url = &c->url;
    facts.token_hash = c->token_hash;
    facts.jkt = c->cnf.jkt;
    facts.algs = (int)value_of(c, FAPI_CONTROL_ALGS);
    facts.now = c->now;
    facts.max_age = value_of(c, FAPI_CONTROL_DPOP_MAX_AGE);
    facts.skew_ahead = value_of(c, FAPI_CONTROL_SKEW_AHEAD);
    facts.nonce = c->rs->nonce;
    facts.nonce_required = value_of(c, FAPI_CONTROL_DPOP_NONCE) != 0;
    facts.nonce_time = value_of(c, FAPI_CONTROL_DPOP_NONCE_TIME) != 0;
    return fapix_dpop_judge(c->verdict, fapix_buffer_slice(&c->request->dpop.value), &facts);
}

/* After the binding: whoever cannot use the token need not learn what it would allow. */
static int step_scope(check *c)
{
    fapix_slice scopes[FAPIX_MAX_SCOPES];
    size_t i = 0;

    fapix_verdict_about(c->verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    for (i = 0; i < c->request->scope_count; i++)
        scopes[i] = fapix_request_scope(c->request, i);
    /* Spec: FAPI2SP-5.3.4-4, FAPI1BASE-6.2.1-5 */
    return fapix_access_token_scope(c->verdict, scopes, c->request->scope_count);
}

static int step_interaction_id(check *c)
{
    int64_t use = value_of(c, FAPI_CONTROL_INTERACTION_ID);
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(c->verdict, FAPI_SUBJECT_REQUEST);
    if (use != FAPI_INTERACTION_ID_REQUIRED) {
        fapix_skip(c->verdict, FAPI_INTERACTION_ID_MISSING);
        return FAPI_OK;
    }
    /* Spec: BROF-5.2.2-23 */
    rc = fapix_rule(c->verdict, FAPI_INTERACTION_ID_MISSING, c->request->interaction_id.lines != 0);
    if (rc != FAPI_OK)
        return rc;
    /* What was sent is echoed only if it is a UUID, so an echo is the proof that it was. */
    return fapix_rule(c->verdict, FAPI_INTERACTION_ID_FORM,
                      fapix_slice_is(fapix_buffer_slice(&c->request->interaction_id.value),
                                     c->verdict->interaction_id));
}

static int step_next_nonce(check *c)
{
    return fapix_answer_next_nonce(c->rs, c->verdict, c->now);
}

/* Spec: RFC9449-11.1-2, FAPI2SP-6.2-1  Check, then claim: nothing after this step can refuse. */
static int step_claim(check *c)
{
    fapi_verdict *verdict = c->verdict;
    int rc = FAPI_ERR_INTERNAL;

    if (!verdict->has_replay || value_of(c, FAPI_CONTROL_REPLAY) == 0) {
        fapix_skip(verdict, FAPI_DPOP_REPLAYED);
        return FAPI_OK;
    }
    fapix_verdict_about(verdict, FAPI_SUBJECT_DPOP_PROOF);
    if (c->rs->replay_external)
        return fapix_refuse(verdict, FAPI_REPLAY_PENDING);
    rc = fapi_replay_add_if_absent(c->rs->replay, verdict->replay_key, sizeof verdict->replay_key,
                                   verdict->replay_expiry, c->now);
    if (rc == FAPI_REPLAY_SEEN)
        rc = FAPI_DPOP_REPLAYED;
    return fapix_rule_rc(verdict, FAPI_DPOP_REPLAYED, rc);
}

static int run(check *c)
{
    static int (*const steps[])(check *) = {
        step_transport, step_places,  step_credentials, step_token, step_issuer, step_signature,      step_claims,
        step_binding,   step_certificate, step_proof,   step_scope, step_interaction_id, step_next_nonce, step_claim,
    };
    size_t i = 0;
    int rc = fapix_answer_interaction_id(c->rs, c->request, c->verdict);

    for (i = 0; rc == FAPI_OK && i < sizeof steps / sizeof *steps; i++)
        rc = steps[i](c);
    return rc;
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

/* See fapi.h. */
int fapi_rs_check(const fapi_rs *rs, const fapi_request *request, int64_t now, fapi_verdict *verdict)
{
    check c;
    fapix_answer_facts facts = {false, request, now};
    int rc = FAPI_ERR_INTERNAL;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    if (rs == NULL || request == NULL)
        return fapix_verdict_end(verdict, FAPI_ERR_ARG);
    if (!rs->sealed)
        return fapix_verdict_end(verdict, FAPI_ERR_STATE);
    memset(&c, 0, offsetof(check, jws));
    c.issuer = NULL;
    memset(&c.cnf, 0, sizeof c.cnf);
    c.rs = rs;
    c.request = request;
    c.verdict = verdict;
    c.now = verdict->now = now;
    rc = request->status; /* a setter that failed, and whose failure the host did not heed */
    if (rc == FAPI_OK && request->starved != NULL)
        rc = FAPI_ERR_NOMEM;
    if (rc == FAPI_OK && (!request->has_method || !request->has_url))
        rc = FAPI_ERR_STATE;
    if (rc == FAPI_OK && (now < 0 || now > FAPI_MAX_TIME))
        rc = FAPI_ERR_CLOCK;
    if (rc == FAPI_OK)
        rc = run(&c);
    if (request->authorization.value.n + request->dpop.value.n > HEADER_SPACE)
        fapix_warn(verdict, FAPI_WARN_HEADER_SPACE);
    if (rc == FAPI_OK || rc == FAPI_REPLAY_PENDING)
        verdict->readable = &verdict->token;
    facts.dpop_scheme = c.dpop_scheme;
    return finish(rs, verdict, rc, &facts);
}

/* See fapi.h. */
int fapi_rs_finish(const fapi_rs *rs, fapi_verdict *verdict, int outcome)
{
    fapix_answer_facts facts = {true, NULL, 0};
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
