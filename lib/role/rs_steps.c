/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps of a resource request that do not depend on where the meaning of its token comes from: how it came, who may use it, what it
 * allows, and last the claim of the proof's one-use key: a message that fails anywhere must not burn an honest jti.
 */
#include "base/http.h"
#include "crypto/digest.h"
#include "oauth/dpop.h"
#include "oauth/mtls.h"
#include "role/answer.h"
#include "role/rs_check.h"
#include "role/rs_fields.h"
#include "role/transport.h"

static int step_transport(fapix_rs_check *c)
{
    fapix_verdict_about(c->verdict, FAPI_SUBJECT_REQUEST);
    return fapix_transport_judge(&c->rs->policy, c->request, c->verdict, &c->url);
}

/* Said by the host, or seen in a body that it handed over. */
static bool token_in_body(const fapi_request *request)
{
    return request->token_in_body ||
           (fapix_http_is_media_type(fapix_buffer_slice(&request->content_type.value), "application/x-www-form-urlencoded") &&
            fapix_http_query_has(fapix_buffer_slice(&request->body), "access_token"));
}

/* Spec: RFC6750-2-1  One place for the token, and that is the Authorization field. */
static int step_places(fapix_rs_check *c)
{
    const fapi_request *request = c->request;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: FAPI2SP-5.3.4-2, RFC6750-2.3-1, FAPI1BASE-6.2.1-3 */
    rc = fapix_rule(c->verdict, FAPI_TOKEN_IN_QUERY, !fapix_http_query_has(c->url.query, "access_token"));
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC6750-2.2-1 */
    rc = fapix_rule(c->verdict, FAPI_TOKEN_IN_BODY, !token_in_body(request));
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC9449-7.2-3, RFC9110-5.3-1 */
    rc = fapix_rule(c->verdict, FAPI_TOKEN_REPEATED, request->authorization.lines <= 1);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: FAPI2SP-5.3.4-1, FAPI1BASE-6.2.1-2 */
    return fapix_rule(c->verdict, FAPI_TOKEN_MISSING, request->authorization.lines == 1);
}

static int step_credentials(fapix_rs_check *c)
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

int fapix_rs_token_hash(fapix_rs_check *c)
{
    int rc = FAPI_OK;

    if (!c->hashed)
        rc = c->rs->context->provider->sha256(c->rs->context->engine, &c->token, 1, c->token_hash);
    c->hashed = rc == FAPI_OK;
    return rc;
}

/* Is the token bound, by a method that the profile lets in, and was it sent in the scheme that goes with it? */
static int step_binding(fapix_rs_check *c)
{
    int64_t methods = fapix_rs_check_value(c, FAPI_CONTROL_BINDING_METHODS);
    bool dpop = (methods & FAPI_BINDING_DPOP) != 0, mtls = (methods & FAPI_BINDING_MTLS) != 0;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: FAPI2SP-5.3.4-5, FAPI1ADV-8.2-1, RFC9449-6-1 */
    rc = fapix_rule(c->verdict, FAPI_CNF_MISSING,
                    c->cnf.present || fapix_rs_check_value(c, FAPI_CONTROL_BINDING_REQUIRED) == 0);
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

static int step_certificate(fapix_rs_check *c)
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

static int step_proof(fapix_rs_check *c)
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
    rc = fapix_rs_token_hash(c);
    if (rc != FAPI_OK)
        return rc;
    memset(&facts, 0, sizeof facts);
    facts.method = fapix_buffer_slice(&c->request->method);
    facts.url = &c->url;
    facts.token_hash = c->token_hash;
    facts.jkt = c->cnf.jkt;
    facts.algs = (int)fapix_rs_check_value(c, FAPI_CONTROL_ALGS);
    facts.now = c->now;
    facts.max_age = fapix_rs_check_value(c, FAPI_CONTROL_DPOP_MAX_AGE);
    facts.skew_ahead = fapix_rs_check_value(c, FAPI_CONTROL_SKEW_AHEAD);
    facts.nonce = c->rs->nonce;
    facts.nonce_required = fapix_rs_check_value(c, FAPI_CONTROL_DPOP_NONCE) != 0;
    facts.nonce_time = fapix_rs_check_value(c, FAPI_CONTROL_DPOP_NONCE_TIME) != 0;
    return fapix_dpop_judge(c->verdict, fapix_buffer_slice(&c->request->dpop.value), &facts);
}

/* After the binding: whoever cannot use the token need not learn what it would allow. */
static int step_scope(fapix_rs_check *c)
{
    fapix_slice scopes[FAPIX_MAX_SCOPES + 1];
    size_t count = 0;

    fapix_verdict_about(c->verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    for (; count < c->request->scope_count; count++)
        scopes[count] = fapix_request_scope(c->request, count);
    if (c->scope.n > 0)
        scopes[count++] = c->scope;
    /* Spec: FAPI2SP-5.3.4-4, FAPI1BASE-6.2.1-5, FAPI1ADV-6.2.1-1 */
    return fapix_access_token_scope(c->verdict, scopes, count);
}

static int step_interaction_id(fapix_rs_check *c)
{
    int64_t use = fapix_rs_check_value(c, FAPI_CONTROL_INTERACTION_ID);
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

static int step_fields(fapix_rs_check *c)
{
    return fapix_rs_fields(c->rs, c->request, c->verdict);
}

static int step_next_nonce(fapix_rs_check *c)
{
    return fapix_answer_next_nonce(c->rs, c->verdict, c->now);
}

/* Spec: RFC9449-11.1-2, FAPI2SP-6.2-1  Check, then claim: nothing after this step can refuse. */
static int step_claim(fapix_rs_check *c)
{
    fapi_verdict *verdict = c->verdict;
    int rc = FAPI_ERR_INTERNAL;

    if (!verdict->has_replay || fapix_rs_check_value(c, FAPI_CONTROL_REPLAY) == 0) {
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

static int in_turn(fapix_rs_check *c, int (*const *steps)(fapix_rs_check *), size_t count)
{
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i < count; i++)
        rc = steps[i](c);
    return rc;
}

int fapix_rs_credentials(fapix_rs_check *c)
{
    static int (*const steps[])(fapix_rs_check *) = {step_transport, step_places, step_credentials};

    return in_turn(c, steps, sizeof steps / sizeof *steps);
}

int fapix_rs_use(fapix_rs_check *c)
{
    static int (*const steps[])(fapix_rs_check *) = {
        step_binding, step_certificate, step_proof, step_scope, step_interaction_id, step_fields,
        step_next_nonce, step_claim,
    };

    return in_turn(c, steps, sizeof steps / sizeof *steps);
}
