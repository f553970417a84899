/* SPDX-License-Identifier: Apache-2.0 */
/* The token response: what was granted, bound to what was proven. */
#include "oauth/access_token_make.h"
#include "oauth/id_token.h"
#include "oauth/scope.h"
#include "oauth/token_response.h"
#include "role/as_answer.h"

#define PARTS                                                                                                        \
    (FAPIX_PART_BIT(FAPI_PART_ACCESS_TOKEN) | FAPIX_PART_BIT(FAPI_PART_ACCESS_TOKEN_CLAIMS) |                        \
     FAPIX_PART_BIT(FAPI_PART_REFRESH_TOKEN) | FAPIX_PART_BIT(FAPI_PART_SCOPE) | FAPIX_PART_BIT(FAPI_PART_CODE) |    \
     FAPIX_PART_BIT(FAPI_PART_AUTHORIZATION_DETAILS) | FAPIX_PART_BIT(FAPI_PART_ID_TOKEN_CLAIMS) |                   \
     FAPIX_PART_BIT(FAPI_PART_NONCE) | FAPIX_PART_BIT(FAPI_PART_STATE) | FAPIX_PART_BIT(FAPI_PART_MEMBERS))
#define DEFAULT_LIFETIME 300

typedef struct builder {
    const fapix_token_order *order;
    const fapi_as *as;
    const fapi_client *client;
    const fapi_verdict *verdict;
    fapi_answer *answer;
    int64_t now;
    fapix_slice jkt, x5t; /* what the tokens are bound to */
    char jti[FAPIX_JTI_LENGTH + 1];
    fapix_token_response response;
} builder;

static fapix_slice part(const builder *b, int which)
{
    return b->order->part[which];
}

/* A way of binding that the policy does not know binds nothing. */
static int choose_binding(builder *b)
{
    const int64_t methods = fapix_as_value(b->as, FAPI_CONTROL_BINDING_METHODS);

    if (b->verdict->has_jkt && (methods & FAPI_BINDING_DPOP) != 0)
        b->jkt = fapix_slice_of(b->verdict->jkt, FAPI_JKT_LENGTH);
    if (b->verdict->has_x5t && (methods & FAPI_BINDING_MTLS) != 0)
        b->x5t = fapix_slice_of(b->verdict->x5t, FAPI_JKT_LENGTH);
    b->response.dpop = b->jkt.n > 0;
    /* Spec: FAPI2SP-5.3.2.1-4, RFC8705-3.4-1, RFC9700-2.2.1-1 */
    if (fapix_as_value(b->as, FAPI_CONTROL_BINDING_REQUIRED) != 0 && b->jkt.n == 0 && b->x5t.n == 0)
        return FAPI_ANSWER_UNBOUND;
    return FAPI_OK;
}

/* Spec: FAPI1BASE-5.2.2-21, BROF-5.2.2-13, CDR-token-1, RFC6750-5.2-1 */
static int choose_lifetime(builder *b)
{
    const int64_t least = fapix_as_value(b->as, FAPI_CONTROL_TOKEN_MIN_LIFETIME);
    const int64_t bearer = fapix_as_value(b->as, FAPI_CONTROL_BEARER_MAX_LIFETIME);
    int64_t most = fapix_as_value(b->as, FAPI_CONTROL_TOKEN_MAX_LIFETIME), lifetime = b->answer->expires_in;

    if (b->jkt.n == 0 && b->x5t.n == 0 && bearer > 0 && (most == 0 || bearer < most))
        most = bearer;
    if (lifetime == 0)
        lifetime = most > 0 ? most : least > DEFAULT_LIFETIME ? least : DEFAULT_LIFETIME;
    if (lifetime < least || (most > 0 && lifetime > most))
        return FAPI_ANSWER_LIFETIME;
    if (b->now > FAPI_MAX_TIME - lifetime)
        return FAPI_ERR_CLOCK;
    b->response.expires_in = lifetime;
    return FAPI_OK;
}

static int judge_scope(builder *b)
{
    b->response.scope = part(b, FAPI_PART_SCOPE);
    if (b->response.scope.n > 0)
        return fapix_scope_is_valid(b->response.scope) ? FAPI_OK : FAPI_ANSWER_SCOPE;
    if (fapix_as_value(b->as, FAPI_CONTROL_SCOPE_OF_TOKEN) != 0 && part(b, FAPI_PART_ACCESS_TOKEN_CLAIMS).n > 0)
        return FAPI_ANSWER_SCOPE_MISSING;
    return FAPI_OK;
}

static int judge_details(builder *b)
{
    const fapix_granted_details facts = {
        .types = b->as->details_type,
        .type_count = b->as->details_type_count,
        .json = &b->answer->claims.json,
        .scratch = b->answer->claims.scratch,
        .wrapped = &b->answer->details,
    };

    if (part(b, FAPI_PART_AUTHORIZATION_DETAILS).n == 0)
        return FAPI_OK;
    return fapix_granted_details_judge(&facts, part(b, FAPI_PART_AUTHORIZATION_DETAILS),
                                       &b->response.authorization_details);
}

/* What belongs to a user's grant, and what a user's grant must have. */
static int judge_grant(builder *b)
{
    const bool id_token = part(b, FAPI_PART_ID_TOKEN_CLAIMS).n > 0;
    const bool openid = b->response.scope.n > 0 && fapix_scope_has(b->response.scope, fapix_slice_str("openid"));

    b->response.refresh_token = part(b, FAPI_PART_REFRESH_TOKEN);
    if (b->verdict->grant_type == FAPI_GRANT_CLIENT_CREDENTIALS && (id_token || b->response.refresh_token.n > 0))
        return FAPI_ANSWER_GRANT;
    /* Spec: OIDCC-3.1.3.3-2 */
    if (b->verdict->grant_type == FAPI_GRANT_AUTHORIZATION_CODE && openid && !id_token)
        return FAPI_ANSWER_ID_TOKEN_MISSING;
    if (b->response.refresh_token.n == 0)
        return FAPI_OK;
    return fapix_secret_judge(b->response.refresh_token, FAPIX_SECRET_VISIBLE,
                              fapix_as_value(b->as, FAPI_CONTROL_SECRET_MIN_BITS));
}

/* Sign the payload, and keep the JWT where it outlives the next one. */
static int sign(const builder *b, const fapix_recipient *recipient, const char *typ, fapix_buffer *into, fapix_slice *jwt)
{
    fapix_slice signed_now = {NULL, 0};
    int rc = fapix_answer_sign(b->as, recipient, typ, b->answer, &signed_now);

    if (rc == FAPI_OK)
        rc = fapix_buffer_set(into, signed_now);
    if (rc == FAPI_OK)
        *jwt = fapix_buffer_slice(into);
    return rc;
}

static int make_access_token(builder *b)
{
    const fapix_recipient anyone = {0, false, NULL}; /* who reads it is no client */
    fapix_access_token_make_facts facts = {
        .issuer = b->as->issuer,
        .client_id = b->client->id,
        .scope = b->response.scope,
        .jkt = b->jkt,
        .x5t = b->x5t,
        .now = b->now,
        .exp = b->now + b->response.expires_in,
    };
    int rc = fapix_answer_read(&b->answer->claims, part(b, FAPI_PART_ACCESS_TOKEN_CLAIMS));

    fapix_buffer_reset(&b->answer->payload);
    if (rc == FAPI_OK)
        rc = fapix_random_jti(b->as->context->provider, b->jti);
    facts.jti = fapix_slice_str(b->jti);
    if (rc == FAPI_OK)
        rc = fapix_access_token_write(&b->answer->claims.json, &facts, &b->answer->payload);
    if (rc == FAPI_OK)
        /* Spec: RFC9068-2.1-1, RFC9068-2.1-2 */
        rc = sign(b, &anyone, "at+jwt", &b->answer->access_token, &b->response.access_token);
    return rc;
}

static int choose_access_token(builder *b)
{
    const fapix_slice opaque = part(b, FAPI_PART_ACCESS_TOKEN);
    const bool claims = part(b, FAPI_PART_ACCESS_TOKEN_CLAIMS).n > 0;

    if (opaque.n > 0 && claims)
        return FAPI_ANSWER_UNEXPECTED;
    if (claims)
        return make_access_token(b);
    if (opaque.n == 0)
        return FAPI_ANSWER_PART;
    b->response.access_token = opaque;
    return fapix_secret_judge(opaque, FAPIX_SECRET_TOKEN68, fapix_as_value(b->as, FAPI_CONTROL_SECRET_MIN_BITS));
}

static int make_id_token(builder *b)
{
    const fapix_recipient recipient = fapix_recipient_of(b->client, FAPIX_CLIENT_ALG_ID_TOKEN);
    const fapi_signer *signer = fapix_as_signer(b->as, recipient.alg);
    const fapix_id_token_facts facts = {
        .issuer = b->as->issuer,
        .client_id = b->client->id,
        .nonce = part(b, FAPI_PART_NONCE),
        .access_token = b->response.access_token,
        .code = part(b, FAPI_PART_CODE),
        .state = part(b, FAPI_PART_STATE),
        .now = b->now,
        .alg = fapi_signer_alg(signer),
        .needs_acr = fapix_as_value(b->as, FAPI_CONTROL_ACR) == FAPI_ACR_BRASIL,
    };
    int rc = signer == NULL ? FAPI_ANSWER_ALG : FAPI_OK;

    if (rc == FAPI_OK)
        rc = fapix_answer_read(&b->answer->claims, part(b, FAPI_PART_ID_TOKEN_CLAIMS));
    fapix_buffer_reset(&b->answer->payload);
    if (rc == FAPI_OK)
        rc = fapix_id_token_write(b->as->context, &b->answer->claims.json, &facts, &b->answer->payload);
    if (rc == FAPI_OK)
        rc = sign(b, &recipient, "JWT", &b->answer->id_token, &b->response.id_token);
    return rc;
}

/* NONCE, STATE and CODE are for an ID token only. */
static int choose_id_token(builder *b)
{
    if (part(b, FAPI_PART_ID_TOKEN_CLAIMS).n > 0)
        return make_id_token(b);
    return part(b, FAPI_PART_NONCE).n + part(b, FAPI_PART_STATE).n + part(b, FAPI_PART_CODE).n > 0 ? FAPI_ANSWER_UNEXPECTED
                                                                                                  : FAPI_OK;
}

static int write_body(builder *b)
{
    int rc = FAPI_OK;

    if (part(b, FAPI_PART_MEMBERS).n > 0) {
        rc = fapix_answer_read(&b->answer->claims, part(b, FAPI_PART_MEMBERS));
        b->response.more = &b->answer->claims.json;
    }
    if (rc == FAPI_OK)
        rc = fapix_token_response_write(&b->response, &b->answer->body);
    return rc == FAPI_OK ? fapix_answer_json_fields(b->answer, b->verdict, 200) : rc;
}

static int build(builder *b)
{
    int rc = choose_binding(b);

    if (rc == FAPI_OK)
        rc = choose_lifetime(b);
    if (rc == FAPI_OK)
        rc = judge_scope(b);
    if (rc == FAPI_OK)
        rc = judge_grant(b);
    if (rc == FAPI_OK)
        rc = judge_details(b);
    if (rc == FAPI_OK)
        rc = choose_access_token(b);
    if (rc == FAPI_OK)
        rc = choose_id_token(b);
    return rc == FAPI_OK ? write_body(b) : rc;
}

int fapix_as_token_build(const fapix_token_order *order, fapi_answer *answer, fapix_token_made *made)
{
    builder b = {.order = order, .as = order->as, .client = order->client, .verdict = order->verdict, .answer = answer,
                 .now = order->now};
    int rc = build(&b);

    *made = (fapix_token_made){.access_token = b.response.access_token, .jkt = b.jkt, .x5t = b.x5t,
                               .expires_at = b.now + b.response.expires_in};
    memcpy(made->jti, b.jti, sizeof made->jti);
    return rc;
}

/* See fapi.h. */
int fapi_as_answer_token(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, int64_t now,
                         fapi_answer *answer)
{
    fapix_token_order order = {.as = as, .client = client, .verdict = verdict, .now = now};
    fapix_token_made made;
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_answer_begin(answer, PARTS);
    if (as == NULL || client == NULL || verdict == NULL)
        rc = FAPI_ERR_ARG;
    else if (rc == FAPI_OK)
        rc = fapix_answer_judge(as, verdict, now);
    for (int i = 0; i < FAPIX_ANSWER_PARTS; i++)
        order.part[i] = fapix_answer_part(answer, i);
    if (rc == FAPI_OK)
        rc = fapix_as_token_build(&order, answer, &made);
    return fapix_answer_end(answer, rc);
}
