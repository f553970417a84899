/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens for a grant: what they may do and for whom, the answer that hands them out, and what is stored of them. */
#include "base/json_write.h"
#include "oauth/scope.h"
#include "role/as_answer.h"
#include "role/as_issue.h"
#include "role/as_scope.h"

#define NAMED (FAPIX_PART_BIT(FAPI_PART_ACCESS_TOKEN_CLAIMS) | FAPIX_PART_BIT(FAPI_PART_MEMBERS))
#define TEXT_MAX 16384

typedef struct issuer {
    const fapi_as *as;
    const fapi_client *client;
    const fapi_verdict *verdict;
    const fapi_grant *grant; /* NULL: the client on its own behalf */
    fapi_answer *answer;
    fapi_grant *access, *refresh; /* refresh NULL: none is wanted */
    int64_t now;
    fapix_buffer scope, audience, claims; /* of the access token; audience: a JSON array */
    size_t audiences;
    char token[FAPIX_SECRET_LENGTH + 1], renewed[FAPIX_SECRET_LENGTH + 1]; /* "": none */
    bool rotates;
    int64_t shared_until; /* -1: nothing says so */
    fapix_token_order order;
    fapix_token_made made;
} issuer;

static fapix_slice of_grant(const issuer *i, enum fapix_grant_text which)
{
    return i->grant == NULL ? fapix_slice_of(NULL, 0) : i->grant->text[which];
}

static bool on_own_behalf(const issuer *i)
{
    return i->verdict->grant_type == FAPI_GRANT_CLIENT_CREDENTIALS;
}

static bool granted(const issuer *i, const char *value)
{
    return fapix_scope_has(fapix_buffer_slice(&i->scope), fapix_slice_str(value));
}

static bool allowed(const fapi_grant *grant, int type)
{
    return grant->made_type == 0 || grant->made_type == type;
}

/* ---- what may be issued at all ---- */

static int judge_grant(const issuer *i)
{
    if (on_own_behalf(i))
        return i->grant == NULL ? FAPI_OK : FAPI_ERR_STATE;
    if (i->grant == NULL || i->grant->type != i->verdict->grant_type || i->grant->used)
        return FAPI_ERR_STATE;
    if (!fapix_grant_belongs(i->grant, i->client->id) || of_grant(i, FAPIX_GRANT_USER).n == 0)
        return FAPI_ERR_STATE;
    if (i->grant->type == FAPI_GRANT_CIBA && i->grant->state != FAPI_GRANT_STATE_APPROVED)
        return FAPI_ERR_STATE;
    /* Its old token would be spent and no new one there. */
    return i->grant->type == FAPI_GRANT_REFRESH_TOKEN && i->grant->rotates && i->refresh == NULL ? FAPI_ERR_ARG : FAPI_OK;
}

static int judge(const issuer *i)
{
    int rc = FAPI_ERR_INTERNAL;

    if (i->as == NULL || i->client == NULL || i->verdict == NULL || i->access == NULL || i->answer == NULL)
        return FAPI_ERR_ARG;
    if (i->access == i->refresh || i->grant == i->access || (i->grant != NULL && i->grant == i->refresh))
        return FAPI_ERR_ARG;
    rc = fapix_issue_judge(i->as, i->verdict, FAPI_ENDPOINT_TOKEN, i->now);
    if (rc != FAPI_OK)
        return rc;
    if (!allowed(i->access, FAPI_GRANT_ACCESS_TOKEN))
        return FAPI_ERR_STATE;
    if (i->refresh != NULL && !allowed(i->refresh, FAPI_GRANT_REFRESH_TOKEN))
        return FAPI_ERR_STATE;
    return judge_grant(i);
}

/* ---- scope and audience ---- */

static fapix_slice asked_scope(const issuer *i)
{
    const fapix_json_node *scope = fapix_json_get(&i->verdict->token.claims, "scope");

    return scope == NULL ? fapix_slice_of(NULL, 0) : scope->value;
}

/* What belongs to a user says nothing about a client that has none. */
static int add_own_scope(issuer *i, fapix_buffer *asked)
{
    fapix_slice rest = asked_scope(i);

    while (rest.n > 0) {
        const fapix_slice value = fapix_as_next_scope(&rest);

        if (fapix_slice_is(value, "openid") || fapix_slice_is(value, "offline_access"))
            continue;
        fapix_buffer_str(asked, asked->n == 0 ? "" : " ");
        fapix_buffer_add(asked, value);
    }
    return asked->status == FAPI_OK ? fapix_as_granted_scope(i->as, fapix_buffer_slice(asked), &i->scope) : asked->status;
}

static int choose_scope(issuer *i)
{
    fapix_slice asked = asked_scope(i);
    fapix_buffer own;
    int rc = FAPI_ERR_INTERNAL;

    if (on_own_behalf(i)) {
        fapix_buffer_init(&own, &i->as->context->memory, TEXT_MAX);
        rc = add_own_scope(i, &own);
        fapix_buffer_free(&own);
        return rc;
    }
    /* Spec: RFC6749-6-1 - the check has found it within what was granted */
    if (i->grant->type != FAPI_GRANT_REFRESH_TOKEN || asked.n == 0)
        asked = of_grant(i, FAPIX_GRANT_SCOPE);
    return fapix_as_granted_scope(i->as, asked, &i->scope);
}

static void add_audience(issuer *i, fapix_slice resource)
{
    if (!fapix_as_offers_resource(i->as, resource))
        return;
    fapix_buffer_str(&i->audience, i->audiences++ == 0 ? "[" : ",");
    fapix_write_string(&i->audience, resource);
}

static void add_audiences(issuer *i, const fapix_json *json)
{
    const fapix_json_node *list = fapix_json_get(json, "resource"), *one = NULL;

    for (one = list == NULL ? NULL : fapix_json_first(json, list); one != NULL; one = fapix_json_next(json, one))
        if (one->type == FAPIX_JSON_STRING)
            add_audience(i, one->value);
}

/* The strict reader takes objects only. */
static int add_granted_audiences(issuer *i)
{
    fapix_buffer wrapped;
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_init(&wrapped, &i->as->context->memory, TEXT_MAX);
    fapix_buffer_str(&wrapped, "{");
    fapix_write_json_member(&wrapped, "resource", of_grant(i, FAPIX_GRANT_RESOURCE));
    fapix_buffer_str(&wrapped, "}");
    rc = wrapped.status;
    if (rc == FAPI_OK)
        rc = fapix_answer_read(&i->answer->request, fapix_buffer_slice(&wrapped));
    if (rc == FAPI_OK)
        add_audiences(i, &i->answer->request.json);
    fapix_buffer_free(&wrapped);
    return rc;
}

/* Spec: RFC9068-3-1, RFC8707-2.2-1 - never more than was granted, whatever became of the server's resources since */
static int choose_audience(issuer *i)
{
    const bool chosen = fapix_json_get(&i->verdict->token.claims, "resource") != NULL;
    const bool limited = chosen || of_grant(i, FAPIX_GRANT_RESOURCE).n > 0;
    int rc = FAPI_OK;

    if (chosen)
        add_audiences(i, &i->verdict->token.claims);
    else if (limited)
        rc = add_granted_audiences(i);
    if (rc == FAPI_OK && limited && i->audiences == 0)
        return FAPI_TOKEN_REQUEST_RESOURCE;
    for (size_t k = 0; !limited && k < i->as->resource_count; k++)
        add_audience(i, i->as->resource[k]);
    if (!limited && i->as->resource_count == 0)
        add_audience(i, i->as->issuer); /* the only resource that it knows of is its own: userinfo */
    fapix_buffer_str(&i->audience, "]");
    return rc == FAPI_OK ? i->audience.status : rc;
}

/* ---- claims ---- */

/* How the user came in is told to resource servers, unless the host says it in its own way. Spec: RFC9068-2.2.1-1 */
static void add_user_claims(issuer *i, const fapix_json *user, const fapix_json *own)
{
    static const char *const told[] = {"acr", "amr", "auth_time"};

    for (size_t k = 0; k < sizeof told / sizeof *told; k++) {
        const fapix_json_node *claim = fapix_json_get(user, told[k]);

        if (claim != NULL && (own == NULL || fapix_json_get(own, told[k]) == NULL))
            fapix_write_node(&i->claims, claim);
    }
}

static int add_subject(issuer *i, const fapix_json *user)
{
    const fapix_json_node *sub = user == NULL ? NULL : fapix_json_get(user, "sub");

    if (user != NULL && (sub == NULL || sub->type != FAPIX_JSON_STRING))
        return FAPI_ANSWER_CLAIM_MISSING;
    if (sub != NULL)
        fapix_write_node(&i->claims, sub);
    else
        fapix_write_text_member(&i->claims, "sub", i->client->id); /* Spec: RFC9068-2.2-1 */
    return FAPI_OK;
}

static int write_claims(issuer *i, const fapix_json *user, const fapix_json *own)
{
    const fapix_json_node *claim = own == NULL ? NULL : fapix_json_first(own, &own->node[0]);
    const fapix_slice audience = fapix_buffer_slice(&i->audience);
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_str(&i->claims, "{");
    rc = add_subject(i, user);
    if (rc != FAPI_OK)
        return rc;
    /* One is written without the brackets. */
    fapix_write_json_member(&i->claims, "aud", i->audiences == 1 ? fapix_slice_of(audience.p + 1, audience.n - 2) : audience);
    if (of_grant(i, FAPIX_GRANT_DETAILS).n > 0)
        fapix_write_json_member(&i->claims, "authorization_details", of_grant(i, FAPIX_GRANT_DETAILS)); /* Spec: RFC9396-9.1-1 */
    if (user != NULL)
        add_user_claims(i, user, own);
    for (; claim != NULL; claim = fapix_json_next(own, claim)) {
        if (fapix_slice_is(claim->name, "sub") || fapix_slice_is(claim->name, "aud") ||
            fapix_slice_is(claim->name, "authorization_details"))
            return FAPI_ANSWER_CLAIM_RESERVED;
        fapix_write_node(&i->claims, claim);
    }
    fapix_buffer_str(&i->claims, "}");
    return i->claims.status;
}

static int make_claims(issuer *i)
{
    const fapix_slice user = of_grant(i, FAPIX_GRANT_USER), own = fapix_issue_said(i->answer, FAPI_PART_ACCESS_TOKEN_CLAIMS);
    int rc = FAPI_OK;

    if (user.n > 0)
        rc = fapix_answer_read(&i->answer->request, user);
    if (rc == FAPI_OK && own.n > 0)
        rc = fapix_answer_read(&i->answer->claims, own);
    if (rc == FAPI_OK)
        rc = write_claims(i, user.n > 0 ? &i->answer->request.json : NULL, own.n > 0 ? &i->answer->claims.json : NULL);
    i->order.part[FAPI_PART_ACCESS_TOKEN_CLAIMS] = fapix_buffer_slice(&i->claims);
    return rc;
}

static int make_opaque(issuer *i)
{
    int rc = fapix_issue_secret(i->as, i->token);

    i->order.part[FAPI_PART_ACCESS_TOKEN] = fapix_slice_str(i->token);
    return rc;
}

/* ---- the ID token ---- */

static fapix_slice text_of(const fapix_json *json, const char *name)
{
    const fapix_json_node *node = fapix_json_get(json, name);

    return node == NULL || node->type != FAPIX_JSON_STRING ? fapix_slice_of(NULL, 0) : node->value;
}

/* Spec: OIDCC-3.1.2.1-2 */
static int judge_auth_time(issuer *i)
{
    int rc = fapix_answer_read(&i->answer->claims, of_grant(i, FAPIX_GRANT_USER));

    if (rc != FAPI_OK || fapix_json_get(&i->answer->request.json, "max_age") == NULL)
        return rc;
    return fapix_json_get(&i->answer->claims.json, "auth_time") == NULL ? FAPI_ANSWER_CLAIM_MISSING : FAPI_OK;
}

/* Spec: OIDCC-3.1.3.3-2, OIDCC-12.2-1 - with a refresh none, which is allowed */
static int choose_id_token(issuer *i)
{
    const fapix_slice parameters = of_grant(i, FAPIX_GRANT_PARAMETERS);
    const fapix_json *asked = &i->answer->request.json;
    int rc = FAPI_OK;

    if (on_own_behalf(i) || i->grant->type == FAPI_GRANT_REFRESH_TOKEN || !granted(i, "openid"))
        return FAPI_OK;
    i->order.part[FAPI_PART_ID_TOKEN_CLAIMS] = of_grant(i, FAPIX_GRANT_USER);
    if (parameters.n == 0)
        return FAPI_OK;
    rc = fapix_answer_read(&i->answer->request, parameters); /* stays there until the answer is made */
    if (rc == FAPI_OK)
        rc = judge_auth_time(i);
    if (rc != FAPI_OK)
        return rc;
    i->order.part[FAPI_PART_NONCE] = text_of(asked, "nonce");
    if (fapix_as_value(i->as, FAPI_CONTROL_DETACHED_SIGNATURE) != 0)
        i->order.part[FAPI_PART_STATE] = text_of(asked, "state");
    return FAPI_OK;
}

/* ---- the refresh token ---- */

/* Spec: OIDCC-11-1 */
static bool offline(const issuer *i)
{
    const fapix_slice offline_access = fapix_slice_str("offline_access");
    const bool offered = i->as->scope_count > 0 && fapix_as_offers_scope(i->as, offline_access);

    return !offered || !granted(i, "openid") || granted(i, "offline_access");
}

/* Spec: RFC9700-2.2.2-1, FAPI2SP-5.3.2.1-9, BROF-5.2.2-17, CDR-token-3 - not of a client that proves itself, as that is all loss: an answer that
 * does not arrive locks it out */
static bool must_rotate(const issuer *i)
{
    return i->client->auth_method == 0 && !i->verdict->has_jkt && !i->verdict->has_x5t;
}

static bool gives_refresh(const issuer *i)
{
    const bool may_rotate = fapix_as_value(i->as, FAPI_CONTROL_REFRESH_ROTATION) <= FAPI_ROTATION_SWITCHABLE;

    if (i->refresh == NULL || on_own_behalf(i)) /* Spec: RFC6749-4.4.3-1 */
        return false;
    if (i->grant->type == FAPI_GRANT_REFRESH_TOKEN)
        return i->grant->rotates;
    if ((i->as->grant_types & i->client->grant_types & FAPI_GRANT_REFRESH_TOKEN) == 0)
        return false;
    return offline(i) && (may_rotate || !must_rotate(i));
}

/* Spec: CDR-token-3 - counted from the consent, which is as old as the code. What a refresh token is replaced by ends when it ended. */
static int find_sharing_end(issuer *i)
{
    const fapix_json *asked = &i->answer->request.json;
    const fapix_json_node *claims = NULL, *duration = NULL;
    int64_t seconds = 0;
    int rc = FAPI_OK;

    i->shared_until = i->grant->type == FAPI_GRANT_REFRESH_TOKEN ? i->grant->expires_at : -1;
    if (fapix_as_value(i->as, FAPI_CONTROL_SHARING_DURATION) == 0 || of_grant(i, FAPIX_GRANT_PARAMETERS).n == 0)
        return FAPI_OK;
    rc = fapix_answer_read(&i->answer->request, of_grant(i, FAPIX_GRANT_PARAMETERS));
    if (rc != FAPI_OK)
        return rc;
    claims = fapix_json_get(asked, "claims");
    duration = claims == NULL ? NULL : fapix_json_member(asked, claims, fapix_slice_str("sharing_duration"));
    if (duration == NULL || fapix_json_int64(duration, &seconds) != FAPI_OK || seconds < 0)
        return FAPI_OK;
    i->shared_until = i->grant->issued_at > FAPI_MAX_TIME - seconds || seconds > FAPI_MAX_TIME ? FAPI_MAX_TIME
                                                                                           : i->grant->issued_at + seconds;
    return FAPI_OK;
}

static int choose_refresh(issuer *i)
{
    int rc = FAPI_ERR_INTERNAL;

    if (!gives_refresh(i))
        return FAPI_OK;
    rc = find_sharing_end(i);
    if (rc != FAPI_OK || (i->shared_until >= 0 && i->shared_until <= i->now))
        return rc;
    i->rotates = i->grant->type == FAPI_GRANT_REFRESH_TOKEN || must_rotate(i);
    rc = fapix_issue_secret(i->as, i->renewed);
    i->order.part[FAPI_PART_REFRESH_TOKEN] = fapix_slice_str(i->renewed);
    return rc;
}

/* ---- what is stored ---- */

static int put_all(fapi_grant *to, const issuer *i)
{
    static const enum fapix_grant_text same[] = {FAPIX_GRANT_USER, FAPIX_GRANT_DETAILS};
    int rc = fapix_grant_put(to, FAPIX_GRANT_JKT, i->made.jkt);

    if (rc == FAPI_OK)
        rc = fapix_grant_put(to, FAPIX_GRANT_X5T, i->made.x5t);
    for (size_t k = 0; rc == FAPI_OK && k < sizeof same / sizeof *same; k++)
        rc = fapix_grant_put(to, same[k], of_grant(i, same[k]));
    return rc;
}

/* Of a grant that a host with tables of its own filled: as fapi_grant_family has it. */
static int find_family(const issuer *i, char made[FAPI_JKT_LENGTH + 1], fapix_slice *family)
{
    int rc = FAPI_OK;

    *family = of_grant(i, FAPIX_GRANT_FAMILY);
    if (i->grant == NULL || family->n > 0)
        return FAPI_OK;
    rc = fapix_grant_key_of(i->grant, made);
    *family = fapix_slice_of(made, rc == FAPI_OK ? FAPI_JKT_LENGTH : 0);
    return rc == FAPI_ERR_STATE ? FAPI_OK : rc; /* its value is not told: a family of its own */
}

static int store_access(const issuer *i)
{
    char family[FAPI_JKT_LENGTH + 1];
    fapix_issue issue = {.type = FAPI_GRANT_ACCESS_TOKEN, .value = i->made.access_token, .client = i->client->id, .now = i->now,
                         .lifetime = i->made.expires_at - i->now};
    int rc = find_family(i, family, &issue.family);

    if (rc == FAPI_OK)
        rc = fapix_issue_grant(i->as, &issue, i->access);
    if (rc == FAPI_OK)
        rc = put_all(i->access, i);
    if (rc == FAPI_OK)
        rc = fapix_grant_put(i->access, FAPIX_GRANT_SCOPE, fapix_buffer_slice(&i->scope));
    if (rc == FAPI_OK)
        rc = fapix_grant_put(i->access, FAPIX_GRANT_RESOURCE, fapix_buffer_slice(&i->audience));
    return rc == FAPI_OK ? fapix_grant_put(i->access, FAPIX_GRANT_JTI, fapix_slice_str(i->made.jti)) : rc;
}

/* Spec: RFC6749-6-3 - of scope and resources all that was granted, whatever this request took of it */
static int store_refresh(const issuer *i)
{
    const fapix_issue issue = {.type = FAPI_GRANT_REFRESH_TOKEN, .value = fapix_slice_str(i->renewed), .client = i->client->id,
                               .family = i->access->text[FAPIX_GRANT_FAMILY], .now = i->now,
                               .lifetime = i->shared_until < 0 ? 0 : i->shared_until - i->now};
    int rc = fapix_issue_grant(i->as, &issue, i->refresh);

    i->refresh->rotates = i->rotates;
    if (rc == FAPI_OK)
        rc = put_all(i->refresh, i);
    if (rc == FAPI_OK)
        rc = fapix_grant_copy(i->refresh, i->grant, FAPIX_GRANT_SCOPE);
    return rc == FAPI_OK ? fapix_grant_copy(i->refresh, i->grant, FAPIX_GRANT_RESOURCE) : rc;
}

/* ---- all of it ---- */

static int choose(issuer *i)
{
    int rc = choose_scope(i);

    if (rc == FAPI_OK)
        rc = choose_audience(i);
    if (rc == FAPI_OK)
        rc = i->as->opaque_tokens ? make_opaque(i) : make_claims(i);
    if (rc == FAPI_OK)
        rc = choose_id_token(i);
    if (rc == FAPI_OK)
        rc = choose_refresh(i);
    i->order.part[FAPI_PART_SCOPE] = fapix_buffer_slice(&i->scope);
    i->order.part[FAPI_PART_AUTHORIZATION_DETAILS] = of_grant(i, FAPIX_GRANT_DETAILS);
    i->order.part[FAPI_PART_MEMBERS] = fapix_issue_said(i->answer, FAPI_PART_MEMBERS);
    return rc;
}

static int issue(issuer *i)
{
    const fapix_memory *memory = &i->as->context->memory;
    int rc = FAPI_ERR_INTERNAL;

    i->order.as = i->as;
    i->order.client = i->client;
    i->order.verdict = i->verdict;
    i->order.now = i->now;
    fapix_buffer_init(&i->scope, memory, TEXT_MAX);
    fapix_buffer_init(&i->audience, memory, TEXT_MAX);
    fapix_buffer_init(&i->claims, memory, TEXT_MAX);
    rc = choose(i);
    if (rc == FAPI_OK)
        rc = fapix_as_token_build(&i->order, i->answer, &i->made);
    if (rc == FAPI_OK)
        rc = store_access(i);
    if (rc == FAPI_OK && i->renewed[0] != '\0')
        rc = store_refresh(i);
    fapix_buffer_free(&i->scope);
    fapix_buffer_free(&i->audience);
    fapix_buffer_free(&i->claims);
    fapix_wipe(i->token, sizeof i->token);
    fapix_wipe(i->renewed, sizeof i->renewed);
    return rc;
}

/* See fapi.h. */
int fapi_as_issue_token(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const fapi_grant *grant,
                        int64_t now, fapi_grant *access, fapi_grant *refresh, fapi_answer *answer)
{
    issuer i = {.as = as, .client = client, .verdict = verdict, .grant = grant, .answer = answer, .access = access,
                .refresh = refresh, .now = now};
    const int64_t lifetime = answer == NULL ? 0 : answer->expires_in;
    int rc = judge(&i);

    if (rc == FAPI_ERR_ARG) /* the same handle twice, perhaps the grant itself: nothing may be emptied */
        return rc;
    fapi_grant_reset(access);
    fapi_grant_reset(refresh);
    if (rc == FAPI_OK) {
        rc = fapix_issue_open(answer, NAMED);
        answer->expires_in = lifetime;
        if (rc == FAPI_OK)
            rc = issue(&i);
        rc = fapix_answer_end(answer, rc);
        rc = fapix_issue_close(answer, access, refresh, rc);
    } else {
        fapix_answer_forget(answer);
    }
    if (rc == FAPI_OK)
        answer->expires_in = 0;
    return rc;
}
