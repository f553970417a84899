/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a token request against what the host stored of the grant. The public handle is token_request_handle.c. */
#include "oauth/token_request.h"

#include "base/ascii.h"
#include "oauth/scope.h"

enum parameter { GRANT_TYPE, CLIENT_ID, CODE, REDIRECT_URI, CODE_VERIFIER, REFRESH_TOKEN, SCOPE, AUTH_REQ_ID,
                 RESOURCE, PARAMETERS };

static const fapix_parameter_kind KIND[PARAMETERS] = {
    [GRANT_TYPE] = {"grant_type", 0, false},       [CLIENT_ID] = {"client_id", 0, false},
    [CODE] = {"code", 0, false},                   [REDIRECT_URI] = {"redirect_uri", 0, false},
    [CODE_VERIFIER] = {"code_verifier", 0, false}, [REFRESH_TOKEN] = {"refresh_token", 0, false},
    [SCOPE] = {"scope", 0, false},                 [AUTH_REQ_ID] = {"auth_req_id", 0, false},
    [RESOURCE] = {"resource", 0, true}, /* Spec: RFC8707-2-3 */
};

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_token_request_facts *facts;
    int type; /* FAPI_GRANT_ */
    fapix_parameter found[PARAMETERS];
} judgement;

static fapix_slice given(const judgement *j, enum parameter which)
{
    return j->found[which].value;
}

static int rule(const judgement *j, int status, bool holds)
{
    return fapix_rule(j->verdict, status, holds);
}

/* --------------------------------------------------------------------------------------------- who asks for what -- */

static int judge_client(const judgement *j)
{
    const fapix_token_request_facts *facts = j->facts;
    int rc = rule(j, FAPI_TOKEN_REQUEST_CLIENT, facts->client_id.n > 0);

    if (rc == FAPI_OK)
        /* Spec: FAPI1BASE-5.2.2-19 - the name beside the proof of it says the same or nothing */
        rc = fapix_rule_on(j->verdict, FAPI_TOKEN_REQUEST_CLIENT_ID, given(j, CLIENT_ID).n == 0 ||
                           fapix_slice_eq(given(j, CLIENT_ID), facts->client_id), facts->client_id,
                           given(j, CLIENT_ID));
    return rc;
}

/* Grants by their names. What has no type is never granted, whatever the limits say. */
static const struct {
    const char *name;
    int type;
} GRANT[] = {
    {"authorization_code", FAPI_GRANT_AUTHORIZATION_CODE}, {"refresh_token", FAPI_GRANT_REFRESH_TOKEN},
    {"client_credentials", FAPI_GRANT_CLIENT_CREDENTIALS}, {"urn:openid:params:grant-type:ciba", FAPI_GRANT_CIBA},
    {"password", 0}, {"implicit", 0},
};

static int judge_grant_type(judgement *j)
{
    const size_t count = sizeof GRANT / sizeof *GRANT;
    fapix_slice name = given(j, GRANT_TYPE);
    size_t i = 0;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: RFC6749-5.2-4 */
    rc = rule(j, FAPI_GRANT_TYPE_MISSING, name.n > 0);
    if (rc != FAPI_OK)
        return rc;
    while (i < count && !fapix_slice_is(name, GRANT[i].name))
        i++;
    /* Spec: FAPI2SP-5.3.2.1-2, RFC9700-2.4-1 */
    rc = rule(j, FAPI_GRANT_TYPE_FORBIDDEN, i == count || GRANT[i].type != 0);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC6749-5.2-2 */
    rc = rule(j, FAPI_GRANT_TYPE_UNSUPPORTED, i < count && (GRANT[i].type & j->facts->grant_types) != 0);
    if (rc != FAPI_OK)
        return rc;
    j->type = GRANT[i].type;
    /* Spec: RFC6749-5.2-3 */
    return rule(j, FAPI_GRANT_TYPE_CLIENT, (j->type & j->facts->client_grant_types) != 0);
}

/* ------------------------------------------------------------------------------------------ keys and their grant -- */

static int judge_key(const judgement *j, fapix_slice bound, fapix_slice proven, int missing, int other)
{
    int rc = FAPI_OK;

    if (bound.n == 0)
        return FAPI_OK;
    rc = rule(j, missing, proven.n > 0);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(j->verdict, other, fapix_ct_eq(bound, proven), bound, proven);
    return rc;
}

/* What the grant is bound to must be proven now, whatever the tokens will be bound to. */
static int judge_grant_keys(const judgement *j)
{
    const fapi_grant *grant = j->facts->grant;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: RFC9449-10-1, RFC9449-5-3, FAPI2SP-5.3.2.1-12 */
    rc = judge_key(j, grant->text[FAPIX_GRANT_JKT], j->facts->jkt, FAPI_GRANT_DPOP_MISSING, FAPI_GRANT_DPOP_KEY);
    if (rc == FAPI_OK)
        /* Spec: RFC8705-4-1 */
        rc = judge_key(j, grant->text[FAPIX_GRANT_X5T], j->facts->x5t, FAPI_GRANT_CERTIFICATE_MISSING,
                       FAPI_GRANT_CERTIFICATE);
    return rc;
}

static void keep(char to[FAPI_JKT_LENGTH + 1], bool *has, fapix_slice hash)
{
    memcpy(to, hash.p, FAPI_JKT_LENGTH);
    to[FAPI_JKT_LENGTH] = '\0';
    *has = true;
}

/* What the tokens will be bound to: the key of the proof if there is one, and the certificate if there is none, or if
 * the client is registered for it. A certificate that only authenticates a client need not be there when the token is
 * used. */
static int judge_binding(const judgement *j)
{
    const fapix_token_request_facts *facts = j->facts;
    bool proof = facts->jkt.n == FAPI_JKT_LENGTH && (facts->binding_methods & FAPI_BINDING_DPOP) != 0;
    bool certificate = facts->x5t.n == FAPI_JKT_LENGTH && (facts->binding_methods & FAPI_BINDING_MTLS) != 0;
    bool wants_certificate = (facts->client_bound & FAPI_BINDING_MTLS) != 0;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: RFC9449-5.2-1 */
    rc = rule(j, FAPI_GRANT_DPOP_MISSING, proof || (facts->client_bound & FAPI_BINDING_DPOP) == 0);
    if (rc == FAPI_OK)
        /* Spec: RFC8705-3.4-1 */
        rc = rule(j, FAPI_GRANT_CERTIFICATE_MISSING, certificate || !wants_certificate);
    if (rc == FAPI_OK)
        /* Spec: RFC9449-5-1, FAPI1ADV-5.2.2-5, FAPI1ADV-5.2.2-6, FAPI2SP-5.3.2.1-4, FAPI2SP-5.3.2.1-5, RFC9700-2.2.1-1 */
        rc = rule(j, FAPI_TOKEN_REQUEST_UNBOUND, proof || certificate || !facts->binding_required);
    if (rc != FAPI_OK)
        return rc;
    if (proof)
        keep(j->verdict->jkt, &j->verdict->has_jkt, facts->jkt);
    if (certificate && (!proof || wants_certificate))
        keep(j->verdict->x5t, &j->verdict->has_x5t, facts->x5t);
    return FAPI_OK;
}

/* ------------------------------------------------------------------------------------------------------ the code -- */

static int judge_redirect_uri(const judgement *j)
{
    fapix_slice stored = j->facts->grant->text[FAPIX_GRANT_REDIRECT_URI];
    /* Spec: RFC6749-4.1.3-1, OIDCC-3.1.3.2-1, FAPI1BASE-5.2.2.1-5 */
    int rc = rule(j, FAPI_CODE_REDIRECT_URI_MISSING, stored.n == 0 || given(j, REDIRECT_URI).n > 0);

    if (rc == FAPI_OK)
        rc = fapix_rule_on(j->verdict, FAPI_CODE_REDIRECT_URI, fapix_slice_eq(stored, given(j, REDIRECT_URI)), stored,
                           given(j, REDIRECT_URI));
    return rc;
}

static int judge_pkce(const judgement *j)
{
    fapix_slice verifier = given(j, CODE_VERIFIER), challenge = j->facts->grant->text[FAPIX_GRANT_CHALLENGE];

    if (verifier.n == 0 && challenge.n == 0 && !j->facts->pkce_required) {
        fapix_skip(j->verdict, FAPI_PKCE_MISMATCH);
        return FAPI_OK;
    }
    /* Spec: RFC7636-4.5-2, RFC7636-4.5-1, RFC9700-2.1.1-1, RFC9700-2.1.1-2 */
    return fapix_rule_rc(j->verdict, FAPI_PKCE_MISMATCH,
                         fapi_pkce_check((const char *)verifier.p, verifier.n, (const char *)challenge.p, challenge.n));
}

static bool is_found(const judgement *j, fapix_slice value)
{
    const fapi_grant *grant = j->facts->grant;

    return grant != NULL && grant->type == j->type && fapix_grant_is(grant, value);
}

static int judge_code(const judgement *j)
{
    const fapix_token_request_facts *facts = j->facts;
    const fapi_grant *grant = facts->grant;
    int rc = rule(j, FAPI_CODE_MISSING, given(j, CODE).n > 0);

    if (rc == FAPI_OK)
        rc = rule(j, FAPI_CODE_UNKNOWN, fapix_ascii_is_printable(given(j, CODE)) && is_found(j, given(j, CODE)));
    if (rc == FAPI_OK)
        /* Spec: RFC6749-4.1.3-2, RFC6749-4.1.2-1 - before the question of reuse: a stranger shall not get the owner's
         * tokens revoked */
        rc = rule(j, FAPI_CODE_CLIENT, fapix_grant_belongs(grant, facts->client_id));
    if (rc == FAPI_OK)
        /* Spec: FAPI2SP-5.3.2.2-9, FAPI1BASE-5.2.2-13, RFC9700-4.2.4-1, CDR-token-2 - before the question of age: a reused code is
         * news, however old it is */
        rc = rule(j, FAPI_CODE_REUSED, !grant->used);
    if (rc == FAPI_OK)
        /* Without its issue time nobody knows how old a code is. Spec: FAPI2SP-5.3.2.1-11, RFC6749-4.1.2-2 */
        rc = fapix_rule_on_int(j->verdict, FAPI_CODE_EXPIRED, grant->issued_at >= 0 &&
                               !fapix_grant_expired(grant, facts->code_lifetime, facts->now),
                               grant->issued_at + facts->code_lifetime, facts->now);
    if (rc == FAPI_OK)
        rc = judge_redirect_uri(j);
    if (rc == FAPI_OK)
        rc = judge_pkce(j);
    if (rc == FAPI_OK)
        rc = judge_grant_keys(j);
    return rc;
}

/* -------------------------------------------------------------------------------------------------- other grants -- */

static int judge_scope_syntax(const judgement *j)
{
    return rule(j, FAPI_TOKEN_REQUEST_SCOPE, given(j, SCOPE).n == 0 || fapix_scope_is_valid(given(j, SCOPE)));
}

/* Each scope value asked for is one of those that were granted. */
static bool scope_within(fapix_slice asked, fapix_slice granted)
{
    while (asked.n > 0) {
        const uint8_t *space = memchr(asked.p, ' ', asked.n);
        size_t n = space == NULL ? asked.n : (size_t)(space - asked.p);

        if (!fapix_scope_has(granted, fapix_slice_of(asked.p, n)))
            return false;
        asked = space == NULL ? fapix_slice_of(NULL, 0) : fapix_slice_of(space + 1, asked.n - n - 1);
    }
    return true;
}

static int judge_refresh_token(const judgement *j)
{
    const fapix_token_request_facts *facts = j->facts;
    const fapi_grant *grant = facts->grant;
    bool public_client = facts->client_type != FAPI_CLIENT_CONFIDENTIAL;
    int rc = rule(j, FAPI_REFRESH_MISSING, given(j, REFRESH_TOKEN).n > 0);

    if (rc == FAPI_OK)
        rc = rule(j, FAPI_REFRESH_UNKNOWN,
                  fapix_ascii_is_printable(given(j, REFRESH_TOKEN)) && is_found(j, given(j, REFRESH_TOKEN)));
    if (rc == FAPI_OK)
        /* Spec: RFC6749-6-1, OIDCC-12.1-1 */
        rc = rule(j, FAPI_REFRESH_CLIENT, fapix_grant_belongs(grant, facts->client_id));
    if (rc == FAPI_OK)
        /* Spec: RFC9700-4.14.2-1 - of a client whose tokens are replaced */
        rc = rule(j, FAPI_REFRESH_USED, !grant->used);
    if (rc == FAPI_OK)
        rc = rule(j, FAPI_REFRESH_EXPIRED, !fapix_grant_expired(grant, facts->refresh_lifetime, facts->now));
    if (rc == FAPI_OK)
        /* Spec: RFC9700-2.2.2-1 */
        rc = rule(j, FAPI_REFRESH_UNBOUND, !public_client || facts->rotates || grant->text[FAPIX_GRANT_JKT].n > 0 ||
                  grant->text[FAPIX_GRANT_X5T].n > 0);
    /* Spec: RFC9449-5-5 - a confidential client proves itself by its authentication, so its keys may change */
    if (rc == FAPI_OK && public_client)
        rc = judge_grant_keys(j);
    if (rc == FAPI_OK)
        rc = judge_scope_syntax(j);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(j->verdict, FAPI_TOKEN_REQUEST_SCOPE_GROWS, scope_within(given(j, SCOPE),
                           grant->text[FAPIX_GRANT_SCOPE]), grant->text[FAPIX_GRANT_SCOPE], given(j, SCOPE));
    return rc;
}

static int judge_client_credentials(const judgement *j)
{
    /* RFC 6749 4.4: nobody else may, as nothing but the client's authentication speaks for it. */
    int rc = rule(j, FAPI_GRANT_TYPE_CLIENT, j->facts->client_type == FAPI_CLIENT_CONFIDENTIAL);

    return rc == FAPI_OK ? judge_scope_syntax(j) : rc;
}

/* Spec: CIBA-11-1 - a user's answer is given at once, however impatiently the client asks for it */
static int judge_ciba_state(const judgement *j)
{
    const fapi_grant *grant = j->facts->grant;
    bool pending = grant->state == FAPI_GRANT_STATE_PENDING;
    bool fast = pending && grant->last_poll >= 0 && j->facts->now - grant->last_poll < grant->interval;
    int rc = rule(j, FAPI_CIBA_DENIED, grant->state != FAPI_GRANT_STATE_DENIED);

    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_CIBA_SLOW_DOWN, !fast, grant->interval,
                               j->facts->now - grant->last_poll);
    if (rc == FAPI_OK)
        rc = rule(j, FAPI_CIBA_PENDING, !pending);
    return rc;
}

static int judge_ciba(const judgement *j)
{
    const fapix_token_request_facts *facts = j->facts;
    const fapi_grant *grant = facts->grant;
    int rc = rule(j, FAPI_CIBA_ID_MISSING, given(j, AUTH_REQ_ID).n > 0);

    if (rc == FAPI_OK)
        /* Spec: CIBA-10.1-1 */
        rc = rule(j, FAPI_CIBA_ID_UNKNOWN, fapix_ascii_is_printable(given(j, AUTH_REQ_ID)) && is_found(j, given(j, AUTH_REQ_ID)));
    if (rc == FAPI_OK)
        rc = rule(j, FAPI_CIBA_ID_CLIENT, fapix_grant_belongs(grant, facts->client_id));
    if (rc == FAPI_OK)
        /* Spec: CIBA-11-3, CIBA-10-1 */
        rc = rule(j, FAPI_CIBA_PUSH, !grant->push);
    if (rc == FAPI_OK)
        rc = rule(j, FAPI_CIBA_ID_USED, !grant->used);
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_CIBA_EXPIRED, grant->expires_at >= 0 &&
                               !fapix_grant_expired(grant, 0, facts->now), grant->expires_at, facts->now);
    if (rc == FAPI_OK)
        rc = judge_ciba_state(j);
    if (rc == FAPI_OK)
        rc = judge_grant_keys(j);
    return rc;
}

int fapix_token_request_judge(fapi_verdict *verdict, const fapix_parameters *parameters,
                              const fapix_token_request_facts *facts)
{
    judgement j = {.verdict = verdict, .facts = facts};
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    /* Spec: RFC6749-3.2-1 */
    rc = fapix_rule_on(verdict, FAPI_TOKEN_REQUEST_METHOD, fapix_slice_is(facts->method, "POST"),
                       fapix_slice_str("POST"), facts->method);
    if (rc == FAPI_OK)
        rc = fapix_parameters_read(verdict, parameters, KIND, PARAMETERS, j.found);
    if (rc == FAPI_OK)
        rc = judge_client(&j);
    if (rc == FAPI_OK)
        rc = judge_grant_type(&j);
    if (rc != FAPI_OK)
        return rc;
    verdict->grant_type = j.type;
    if (j.type == FAPI_GRANT_AUTHORIZATION_CODE)
        rc = judge_code(&j);
    else if (j.type == FAPI_GRANT_REFRESH_TOKEN)
        rc = judge_refresh_token(&j);
    else if (j.type == FAPI_GRANT_CLIENT_CREDENTIALS)
        rc = judge_client_credentials(&j);
    else
        rc = judge_ciba(&j);
    return rc == FAPI_OK ? judge_binding(&j) : rc;
}
