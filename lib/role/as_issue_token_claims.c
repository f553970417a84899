/* SPDX-License-Identifier: Apache-2.0 */
/* See as_issue_token.h: scope and audience, and what a JWT says beside them. */
#include "base/json_write.h"
#include "role/as_issue_token.h"
#include "role/as_scope.h"

#define TEXT_MAX 16384

/* ---- scope and audience ---- */

static fapix_slice asked_scope(const fapix_token_issuer *i)
{
    const fapix_json_node *scope = fapix_json_get(&i->verdict->token.claims, "scope");

    return scope == NULL ? fapix_slice_of(NULL, 0) : scope->value;
}

/* What belongs to a user says nothing about a client that has none. */
static int add_own_scope(fapix_token_issuer *i, fapix_buffer *asked)
{
    fapix_slice rest = asked_scope(i);

    while (rest.n > 0) {
        const fapix_slice value = fapix_as_next_scope(&rest);

        if (fapix_as_needs_user(value))
            continue;
        fapix_buffer_str(asked, asked->n == 0 ? "" : " ");
        fapix_buffer_add(asked, value);
    }
    return asked->status == FAPI_OK ? fapix_as_granted_scope(i->as, i->client, fapix_buffer_slice(asked), &i->scope) : asked->status;
}

int fapix_issue_scope(fapix_token_issuer *i)
{
    fapix_slice asked = asked_scope(i);
    fapix_buffer own;
    int rc = FAPI_ERR_INTERNAL;

    if (fapix_on_own_behalf(i)) {
        fapix_buffer_init(&own, &i->as->context->memory, TEXT_MAX);
        rc = add_own_scope(i, &own);
        fapix_buffer_free(&own);
        return rc;
    }
    /* Spec: RFC6749-6-1 - the check has found it within what was granted */
    if (i->grant->type != FAPI_GRANT_REFRESH_TOKEN || asked.n == 0)
        asked = fapix_of_grant(i, FAPIX_GRANT_SCOPE);
    return fapix_as_granted_scope(i->as, i->client, asked, &i->scope);
}

static void add_audience(fapix_token_issuer *i, fapix_slice resource)
{
    if (!fapix_as_offers_resource(i->as, resource))
        return;
    fapix_buffer_str(&i->audience, i->audiences++ == 0 ? "[" : ",");
    fapix_write_string(&i->audience, resource);
}

static void add_audiences(fapix_token_issuer *i, const fapix_json *json)
{
    const fapix_json_node *list = fapix_json_get(json, "resource"), *one = NULL;

    for (one = list == NULL ? NULL : fapix_json_first(json, list); one != NULL; one = fapix_json_next(json, one))
        if (one->type == FAPIX_JSON_STRING)
            add_audience(i, one->value);
}

/* The strict reader takes objects only. */
static int add_granted_audiences(fapix_token_issuer *i)
{
    fapix_buffer wrapped;
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_init(&wrapped, &i->as->context->memory, TEXT_MAX);
    fapix_buffer_str(&wrapped, "{");
    fapix_write_json_member(&wrapped, "resource", fapix_of_grant(i, FAPIX_GRANT_RESOURCE));
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
int fapix_issue_audience(fapix_token_issuer *i)
{
    const bool chosen = fapix_json_get(&i->verdict->token.claims, "resource") != NULL;
    const bool limited = chosen || fapix_of_grant(i, FAPIX_GRANT_RESOURCE).n > 0;
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
static void add_user_claims(fapix_token_issuer *i, const fapix_json *user, const fapix_json *own)
{
    static const char *const told[] = {"acr", "amr", "auth_time"};

    for (size_t k = 0; k < sizeof told / sizeof *told; k++) {
        const fapix_json_node *claim = fapix_json_get(user, told[k]);

        if (claim != NULL && (own == NULL || fapix_json_get(own, told[k]) == NULL))
            fapix_write_node(&i->claims, claim);
    }
}

static int add_subject(fapix_token_issuer *i, const fapix_json *user)
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

static int write_claims(fapix_token_issuer *i, const fapix_json *user, const fapix_json *own)
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
    if (fapix_of_grant(i, FAPIX_GRANT_DETAILS).n > 0)
        fapix_write_json_member(&i->claims, "authorization_details", fapix_of_grant(i, FAPIX_GRANT_DETAILS)); /* Spec: RFC9396-9.1-1 */
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

static int make_claims(fapix_token_issuer *i)
{
    const fapix_slice user = fapix_of_grant(i, FAPIX_GRANT_USER), own = fapix_issue_said(i->answer, FAPI_PART_ACCESS_TOKEN_CLAIMS);
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

static int make_opaque(fapix_token_issuer *i)
{
    int rc = fapix_issue_secret(i->as, i->token);

    i->order.part[FAPI_PART_ACCESS_TOKEN] = fapix_slice_str(i->token);
    return rc;
}

int fapix_issue_access(fapix_token_issuer *i)
{
    return i->as->opaque_tokens ? make_opaque(i) : make_claims(i);
}
