/* SPDX-License-Identifier: Apache-2.0 */
/* What is issued on the way to a code: the name of a pushed request, the code itself, or the client's being told that there is none. */
#include "base/json_write.h"
#include "oauth/authorization_request.h"
#include "oauth/id_token.h"
#include "oauth/scope.h"
#include "oauth/token_response.h"
#include "role/as_issue.h"
#include "role/as_issue_user.h"
#include "role/as_scope.h"

/* ---- a pushed request ---- */

static int push(const fapi_as *as, const fapi_verdict *verdict, int64_t now, fapi_grant *pushed, fapi_answer *answer)
{
    const fapix_json *claims = &verdict->token.claims;
    const fapix_json_node *client = fapix_json_get(claims, "client_id");
    char uri[FAPI_REQUEST_URI_LENGTH + 1];
    fapix_issue issue = {.type = FAPI_GRANT_PUSHED_REQUEST, .now = now,
                         .lifetime = fapix_as_value(as, FAPI_CONTROL_REQUEST_URI_MAX_LIFETIME)};
    int rc = fapi_par_request_uri(uri, sizeof uri);

    issue.value = fapix_slice_str(uri);
    issue.client = client == NULL ? fapix_slice_of(NULL, 0) : client->value;
    if (rc == FAPI_OK)
        rc = fapix_issue_grant(as, &issue, pushed);
    if (rc == FAPI_OK)
        rc = fapix_grant_put(pushed, FAPIX_GRANT_PARAMETERS, claims->node[0].raw);
    if (rc == FAPI_OK && verdict->has_jkt)
        rc = fapix_grant_put(pushed, FAPIX_GRANT_JKT, fapix_slice_of(verdict->jkt, FAPI_JKT_LENGTH));
    if (rc == FAPI_OK)
        rc = fapix_issue_part(answer, FAPI_PART_REQUEST_URI, issue.value);
    if (rc == FAPI_OK)
        rc = fapi_as_answer_par(as, verdict, answer);
    fapix_wipe(uri, sizeof uri);
    return rc;
}

/* See fapi.h. */
int fapi_as_issue_par(const fapi_as *as, const fapi_verdict *verdict, int64_t now, fapi_grant *pushed, fapi_answer *answer)
{
    int rc = FAPI_ERR_ARG;

    if (as == NULL || verdict == NULL || pushed == NULL || answer == NULL)
        return fapix_issue_close(answer, pushed, NULL, rc);
    rc = fapix_issue_open(answer, 0);
    if (rc == FAPI_OK)
        rc = fapix_issue_judge(as, verdict, FAPI_ENDPOINT_PAR, now);
    if (rc == FAPI_OK)
        rc = push(as, verdict, now, pushed, answer);
    return fapix_issue_close(answer, pushed, NULL, rc);
}

/* ---- a code ---- */

typedef struct maker {
    const fapi_as *as;
    const fapi_client *client;
    const fapi_verdict *verdict;
    const fapi_grant *consent;
    fapix_slice user;
    int64_t now;
    fapi_grant *code;
    fapi_answer *answer;
} maker;

/* The consent is what the check was given, and this client's. */
static int judge_consent(const maker *m)
{
    int rc = fapix_issue_judge(m->as, m->verdict, FAPI_ENDPOINT_CONSENT, m->now);

    if (rc != FAPI_OK)
        return rc;
    if (m->consent->type != FAPI_GRANT_CONSENT || m->consent->used || !fapix_grant_belongs(m->consent, m->client->id))
        return FAPI_ERR_STATE;
    return fapix_slice_eq(m->consent->text[FAPIX_GRANT_PARAMETERS], m->verdict->token.payload) ? FAPI_OK : FAPI_ERR_STATE;
}

/* Each value of the scope is among those that were offered to the user. */
static bool is_within(fapix_slice scope, fapix_slice offered)
{
    bool within = true;

    while (within && scope.n > 0)
        within = fapix_scope_has(offered, fapix_as_next_scope(&scope));
    return within;
}

static int grant_scope(const maker *m)
{
    const fapix_slice said = fapix_issue_said(m->answer, FAPI_PART_SCOPE);

    if (said.n == 0)
        return fapix_grant_copy(m->code, m->consent, FAPIX_GRANT_SCOPE);
    if (!fapix_scope_is_valid(said))
        return FAPI_ANSWER_SCOPE;
    /* Spec: RFC6749-3.3-3 */
    if (!is_within(said, m->consent->text[FAPIX_GRANT_SCOPE]))
        return FAPI_ANSWER_SCOPE_GROWS;
    return fapix_grant_put(m->code, FAPIX_GRANT_SCOPE, said);
}

static int grant_details(const maker *m)
{
    const fapix_granted_details facts = {
        .types = m->as->details_type,
        .type_count = m->as->details_type_count,
        .json = &m->answer->claims.json,
        .scratch = m->answer->claims.scratch,
        .wrapped = &m->answer->details,
    };
    const fapix_slice said = fapix_issue_said(m->answer, FAPI_PART_AUTHORIZATION_DETAILS);
    fapix_slice array = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (said.n == 0)
        return fapix_grant_copy(m->code, m->consent, FAPIX_GRANT_DETAILS);
    rc = fapix_granted_details_judge(&facts, said, &array);
    return rc == FAPI_OK ? fapix_grant_put(m->code, FAPIX_GRANT_DETAILS, array) : rc;
}

/* What cannot be an ID token would be found out when the code is already spent: one is written now, for nobody. */
static int judge_user(const maker *m)
{
    const fapix_recipient recipient = fapix_recipient_of(m->client, FAPIX_CLIENT_ALG_ID_TOKEN);
    const fapi_signer *signer = fapix_as_signer(m->as, recipient.alg);
    const fapix_id_token_facts facts = {
        .issuer = m->as->issuer,
        .client_id = m->client->id,
        .now = m->now,
        .alg = fapi_signer_alg(signer),
        .needs_auth_time = fapix_json_get(&m->verdict->token.claims, "max_age") != NULL,
        .needs_acr = fapix_as_value(m->as, FAPI_CONTROL_ACR) == FAPI_ACR_BRASIL,
    };
    const fapix_user_facts asked = {
        .asked = &m->verdict->token.claims,
        .user = &m->answer->claims.json,
        .hint = m->consent->text[FAPIX_GRANT_HINT],
        .came_at = m->consent->issued_at,
        .now = m->now,
    };
    int rc = fapix_answer_read(&m->answer->claims, m->user);

    if (rc == FAPI_OK)
        rc = fapix_claims_subject(&m->answer->claims.json); /* Spec: FAPI1BASE-5.2.2.1-6 */
    if (rc == FAPI_OK)
        rc = fapix_issue_judge_user(&asked);
    if (rc != FAPI_OK || !fapix_scope_has(m->code->text[FAPIX_GRANT_SCOPE], fapix_slice_str("openid")))
        return rc;
    if (signer == NULL)
        return FAPI_ANSWER_ALG;
    rc = fapix_id_token_write(m->as->context, &m->answer->claims.json, &facts, &m->answer->payload);
    fapix_buffer_reset(&m->answer->payload);
    return rc;
}

static bool is_personal(fapix_slice name)
{
    for (size_t i = 0; fapix_personal_claims[i] != NULL; i++)
        if (fapix_slice_is(name, fapix_personal_claims[i]))
            return true;
    return false;
}

/* Spec: FAPI1ADV-5.2.2.1-6 - the ID token that passes the browser says who came in and how, and no more of them: the one of the token
 * endpoint has the rest */
static int set_id_token(const maker *m)
{
    const fapix_json *user = &m->answer->claims.json;
    fapix_buffer *out = &m->answer->payload;
    int rc = fapix_answer_read(&m->answer->claims, m->user);

    fapix_buffer_reset(out);
    fapix_buffer_str(out, "{");
    for (const fapix_json_node *node = rc == FAPI_OK ? fapix_json_first(user, &user->node[0]) : NULL; node != NULL;
         node = fapix_json_next(user, node))
        if (!is_personal(node->name))
            fapix_write_node(out, node);
    fapix_buffer_str(out, "}");
    if (rc == FAPI_OK)
        rc = out->status;
    return rc == FAPI_OK ? fapix_issue_part(m->answer, FAPI_PART_ID_TOKEN_CLAIMS, fapix_buffer_slice(out)) : rc;
}

static int fill(const maker *m, fapix_slice value)
{
    static const int kept[] = {FAPIX_GRANT_REDIRECT_URI, FAPIX_GRANT_CHALLENGE, FAPIX_GRANT_JKT, FAPIX_GRANT_PARAMETERS,
                               FAPIX_GRANT_RESOURCE};
    const fapix_issue issue = {
        .type = FAPI_GRANT_AUTHORIZATION_CODE,
        .value = value,
        .client = m->consent->text[FAPIX_GRANT_CLIENT],
        .family = m->consent->text[FAPIX_GRANT_FAMILY],
        .now = m->now,
        .lifetime = fapix_as_value(m->as, FAPI_CONTROL_CODE_LIFETIME), /* Spec: FAPI2SP-5.3.2.1-11, RFC6749-4.1.2-2 */
    };
    int rc = fapix_issue_grant(m->as, &issue, m->code);

    for (size_t i = 0; rc == FAPI_OK && i < sizeof kept / sizeof *kept; i++)
        rc = fapix_grant_copy(m->code, m->consent, kept[i]);
    if (rc == FAPI_OK)
        rc = grant_scope(m);
    if (rc == FAPI_OK)
        rc = grant_details(m);
    if (rc == FAPI_OK)
        rc = judge_user(m);
    return rc == FAPI_OK ? fapix_grant_put(m->code, FAPIX_GRANT_USER, m->user) : rc;
}

static int send(const maker *m)
{
    const fapix_slice parameters = m->verdict->token.claims.node[0].raw;

    return fapi_as_answer_authorization(m->as, m->client, (const char *)parameters.p, parameters.n, m->now, m->answer);
}

static int make_code(const maker *m)
{
    const fapix_json_node *type = fapix_json_get(&m->verdict->token.claims, "response_type");
    char value[FAPIX_SECRET_LENGTH + 1];
    int rc = fapix_issue_secret(m->as, value);

    if (rc == FAPI_OK)
        rc = fill(m, fapix_slice_str(value));
    if (rc == FAPI_OK)
        rc = fapix_issue_part(m->answer, FAPI_PART_CODE, fapix_slice_str(value));
    if (rc == FAPI_OK && type != NULL && fapix_authorization_type(type->value) == FAPI_RESPONSE_CODE_ID_TOKEN)
        rc = set_id_token(m);
    fapix_wipe(value, sizeof value);
    return rc == FAPI_OK ? send(m) : rc;
}

/* For the denial that may follow, of the same consent. */
static int remember(const maker *m, int rc)
{
    if (rc != FAPI_OK && fapix_grant_key_of(m->consent, m->answer->failed_for) == FAPI_OK)
        m->answer->failed = rc;
    return rc;
}

static int failure_of(const fapi_grant *consent, const fapi_answer *answer)
{
    char key[FAPI_JKT_LENGTH + 1];

    if (consent == NULL || answer == NULL || fapix_grant_key_of(consent, key) != FAPI_OK)
        return FAPI_OK;
    return memcmp(key, answer->failed_for, sizeof key) == 0 ? answer->failed : FAPI_OK;
}

/* See fapi.h. */
int fapi_as_issue_code(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const fapi_grant *consent,
                       const char *user, size_t user_len, int64_t now, fapi_grant *code, fapi_answer *answer)
{
    const maker m = {as, client, verdict, consent, fapix_slice_of(user, user_len), now, code, answer};
    int rc = FAPI_ERR_ARG;

    if (as == NULL || client == NULL || verdict == NULL || consent == NULL || (user == NULL && user_len > 0) || code == NULL ||
        code == consent || answer == NULL)
        return fapix_issue_close(answer, code == consent ? NULL : code, NULL, rc);
    rc = fapix_issue_open(answer, FAPIX_PART_BIT(FAPI_PART_SCOPE) | FAPIX_PART_BIT(FAPI_PART_AUTHORIZATION_DETAILS));
    if (rc == FAPI_OK)
        rc = judge_consent(&m);
    if (rc == FAPI_OK)
        rc = make_code(&m);
    return remember(&m, fapix_issue_close(answer, code, NULL, rc));
}

/* ---- no code ---- */

/* Why there is no code: what the host says, or what kept it from being issued, or that nobody may be asked, or else that the user refused. */
static fapix_slice error_of(const maker *m, int failed)
{
    const fapix_slice said = fapix_issue_said(m->answer, FAPI_PART_ERROR);
    const int status = failed != FAPI_OK ? failed : fapix_issue_is_silent(m->verdict) ? FAPI_AUTHORIZATION_INTERACTION : FAPI_OK;

    if (said.n > 0)
        return said;
    /* Spec: OIDCC-3.1.2.1-5, OIDCC-3.1.2.2-6, OIDCC-5.5.1.1-1, RFC6749-4.1.2.1-2 */
    return fapix_slice_str(status == FAPI_OK ? "access_denied" : fapi_status_oauth_error(status));
}

static int deny(const maker *m, int failed)
{
    int rc = fapix_issue_part(m->answer, FAPI_PART_ERROR, error_of(m, failed));

    if (rc == FAPI_OK)
        rc = fapix_issue_part(m->answer, FAPI_PART_ERROR_DESCRIPTION, fapix_issue_said(m->answer, FAPI_PART_ERROR_DESCRIPTION));
    return rc == FAPI_OK ? send(m) : rc;
}

/* Before a user was asked there is no consent, and the request itself says where its answer goes. */
static int judge_denial(const maker *m)
{
    if (m->verdict->checked == FAPI_ENDPOINT_AUTHORIZATION)
        return fapix_issue_judge(m->as, m->verdict, FAPI_ENDPOINT_AUTHORIZATION, m->now);
    return m->consent == NULL ? FAPI_ERR_ARG : judge_consent(m);
}

/* See fapi.h. */
int fapi_as_issue_denial(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const fapi_grant *consent,
                         int64_t now, fapi_answer *answer)
{
    const maker m = {.as = as, .client = client, .verdict = verdict, .consent = consent, .now = now, .answer = answer};
    const int failed = failure_of(consent, answer);
    int rc = FAPI_ERR_ARG;

    if (as == NULL || client == NULL || verdict == NULL || answer == NULL)
        return fapix_issue_close(answer, NULL, NULL, rc);
    rc = fapix_issue_open(answer, FAPIX_PART_BIT(FAPI_PART_ERROR) | FAPIX_PART_BIT(FAPI_PART_ERROR_DESCRIPTION));
    if (rc == FAPI_OK)
        rc = judge_denial(&m);
    if (rc == FAPI_OK)
        rc = deny(&m, failed);
    rc = fapix_issue_close(answer, NULL, NULL, rc);
    if (rc != FAPI_OK)
        answer->failed = failed; /* for another try */
    return rc;
}
