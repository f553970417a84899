/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The judgement of a resource request whose token means nothing to the resource server: what it means says the issuer, in an introspection
 * response. All that goes for a JWT goes for it too: binding, scope, audience, times, and the claim of the proof.
 */
#include "base/http.h"
#include "oauth/introspection_response_check.h"
#include "role/rs_check.h"

#define JSON "application/json"
#define JWT "application/token-introspection+jwt"

static fapix_slice content_type(const fapix_rs_check *c)
{
    return fapix_buffer_slice(&c->response->content_type.value);
}

/* Not that the token is bad, but that nothing is known of it: the client may come again. */
static int step_response(fapix_rs_check *c)
{
    fapix_verdict_about(c->verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    return fapix_rule_on_int(c->verdict, FAPI_INTROSPECTION_RESPONSE_HTTP, c->response != NULL && c->response->http == 200, 200,
                             c->response == NULL ? 0 : c->response->http);
}

/* Who answered: the host says whom it asked. */
static int step_issuer(fapix_rs_check *c)
{
    c->issuer = fapix_trust_find(&c->rs->trust, c->claimed_issuer);
    return c->issuer == NULL ? fapix_refuse(c->verdict, FAPI_ERR_NOT_FOUND) : FAPI_OK;
}

static void jwt_facts(const fapix_rs_check *c, fapix_introspection_facts *facts)
{
    const fapix_issuer *issuer = c->issuer;
    bool named = issuer->client_id.n > 0;

    memset(facts, 0, sizeof *facts);
    facts->issuer = issuer->name;
    facts->callers = named ? &issuer->client_id : c->rs->audience;
    facts->caller_count = named ? 1 : c->rs->audience_count;
    facts->now = c->now;
    facts->skew_ahead = fapix_rs_check_value(c, FAPI_CONTROL_SKEW_AHEAD);
}

/* The signed form lies in verdict->proof, where the proof of the request comes later. */
static int judge_signed(fapix_rs_check *c)
{
    fapix_slice members = {NULL, 0};
    fapix_slice jwt = fapix_http_trimmed(fapix_buffer_slice(&c->response->body));
    fapix_introspection_facts facts;
    int rc = fapix_rs_open(c, c->rs->introspection_encrypted, FAPI_INTROSPECTION_RESPONSE_PLAIN, &jwt);

    if (rc == FAPI_OK)
        rc = fapix_introspection_jwt_read(c->verdict, jwt, (int)fapix_rs_check_value(c, FAPI_CONTROL_ALGS), &c->jws);
    if (rc == FAPI_OK)
        rc = fapix_rs_signature(c, FAPI_INTROSPECTION_RESPONSE_SIGNATURE); /* Spec: FAPI2MS-5.5.2-2 */
    if (rc == FAPI_OK) {
        jwt_facts(c, &facts);
        rc = fapix_introspection_jwt_judge(c->verdict, &facts, &members);
    }
    if (rc == FAPI_OK)
        rc = fapix_introspection_members(c->verdict, members);
    memset(&c->jws, 0, sizeof c->jws);
    fapix_verdict_clear_space(&c->verdict->proof);
    return rc;
}

static int step_members(fapix_rs_check *c)
{
    bool is_signed = fapix_http_is_media_type(content_type(c), JWT);
    bool wanted = fapix_rs_check_value(c, FAPI_CONTROL_INTROSPECTION_SIGNED) == FAPI_USE_REQUIRED;
    /* Spec: RFC9110-5.3-1 */
    int rc = fapix_rule_on(c->verdict, FAPI_INTROSPECTION_RESPONSE_CONTENT_TYPE,
                           c->response->content_type.lines == 1 &&
                               (is_signed || fapix_http_is_media_type(content_type(c), JSON)),
                           fapix_slice_str(wanted ? JWT : JSON " or " JWT), content_type(c));

    if (rc == FAPI_OK)
        /* Spec: FAPI2MS-5.5.2-2 - else whoever can change the answer takes the signature off */
        rc = fapix_rule(c->verdict, FAPI_INTROSPECTION_RESPONSE_UNSIGNED, is_signed || !wanted);
    if (rc == FAPI_OK) /* nor may the encryption be taken off with it */
        rc = fapix_rule(c->verdict, FAPI_INTROSPECTION_RESPONSE_PLAIN, is_signed || !c->rs->introspection_encrypted);
    if (rc != FAPI_OK)
        return rc;
    return is_signed ? judge_signed(c) : fapix_introspection_members(c->verdict, fapix_buffer_slice(&c->response->body));
}

static int run(fapix_rs_check *c)
{
    static int (*const steps[])(fapix_rs_check *) = {fapix_rs_credentials, step_issuer,     step_response,
                                                     step_members,         fapix_rs_claims, fapix_rs_use};
    int rc = c->response == NULL ? FAPI_OK : fapix_response_whole(c->response);

    for (size_t i = 0; rc == FAPI_OK && i < sizeof steps / sizeof *steps; i++)
        rc = steps[i](c);
    return rc;
}

/* See fapi.h. */
int fapi_rs_check_introspected(const fapi_rs *rs, const char *issuer, size_t issuer_len, const fapi_request *request,
                               const fapi_response *response, int64_t now, fapi_verdict *verdict)
{
    fapix_rs_check c;

    memset(&c, 0, offsetof(fapix_rs_check, jws));
    c.rs = issuer == NULL ? NULL : rs;
    c.request = request;
    c.response = response;
    c.introspected = true;
    c.claimed_issuer = fapix_slice_of(issuer, issuer_len);
    c.verdict = verdict;
    c.now = now;
    return fapix_rs_perform(&c, run);
}
