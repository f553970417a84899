/* SPDX-License-Identifier: Apache-2.0 */
/* See as_request.h. The rules are those of the documents in lib/oauth; here stands which limits the policy, the server and the client set them. */
#include "role/as_request.h"

#include "base/ascii.h"
#include "base/json_write.h"
#include "oauth/redirect_uri.h"
#include "oauth/request_object.h"
#include "role/answer_handle.h"
#include "role/as_scope.h"
#include "role/asked_limits.h"

/* Where it is only for requests that no client authenticated, it is for those at the authorization endpoint. */
static bool encryption_required(const fapix_as_check *check)
{
    int64_t use = fapix_as_control(check, FAPI_CONTROL_REQUEST_OBJECT_ENCRYPTION);

    return use == FAPI_USE_REQUIRED || (use == FAPI_USE_CONDITIONAL && check->front);
}

int fapix_as_judge_object(fapix_as_check *check, fapix_slice object, int required)
{
    bool backchannel = required == FAPIX_REQUEST_OBJECT_BACKCHANNEL;
    fapix_request_object_facts facts = {
        .client_id = check->client->id,
        .jwks = check->client->jwks,
        .refuse_duplicate_kid = fapix_as_control(check, FAPI_CONTROL_DUPLICATE_KID) == FAPI_DUPLICATE_KID_REFUSE,
        .registered_alg = check->client->alg[backchannel ? FAPIX_CLIENT_ALG_BACKCHANNEL : FAPIX_CLIENT_ALG_REQUEST_OBJECT],
        .algs = (int)fapix_as_control(check, FAPI_CONTROL_ALGS),
        /* Spec: BROF-6.2.1-1, CIBA-7.1.1-3 - a backchannel request is never encrypted, whatever keys are here */
        .jwe = {check->as->decrypter, backchannel ? 0 : check->as->decrypter_count, (int)fapix_as_control(check, FAPI_CONTROL_JWE_ALGS),
                (int)fapix_as_control(check, FAPI_CONTROL_JWE_ENCS)},
        .encryption_required = !backchannel && encryption_required(check),
        .audiences = &check->as->issuer,
        .audience_count = 1,
        .typ_required = fapix_as_control(check, FAPI_CONTROL_REQUEST_OBJECT_TYP) != 0,
        .required = required,
        .now = check->now,
        .skew_ahead = fapix_as_control(check, FAPI_CONTROL_SKEW_AHEAD),
        .skew_behind = fapix_as_control(check, FAPI_CONTROL_SKEW_BEHIND),
        .max_age = fapix_as_control(check, FAPI_CONTROL_REQUEST_OBJECT_AGE),
        .max_lifetime = fapix_as_control(check, FAPI_CONTROL_REQUEST_OBJECT_LIFETIME),
    };
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(check->verdict, FAPI_SUBJECT_REQUEST_OBJECT);
    rc = fapix_rule(check->verdict, FAPI_REQUEST_OBJECT_KEY, facts.jwks != NULL);
    if (rc == FAPI_OK)
        rc = fapix_rule(check->verdict, FAPI_REQUEST_OBJECT_ALG_REGISTERED, facts.registered_alg != FAPIX_CLIENT_UNKNOWN);
    if (rc == FAPI_OK)
        rc = fapix_request_object_judge(check->verdict, object, &facts);
    return rc == FAPI_OK ? fapix_verdict_keep_spent(check->verdict, FAPI_REQUEST_OBJECT_REPLAYED) : rc;
}

/* Spec: RFC9101-10.5-1, FAPI2MS-5.3.1-1, FAPI1ADV-5.2.2-1 */
int fapix_as_judge_unsigned(fapix_as_check *check)
{
    bool required = fapix_as_control(check, FAPI_CONTROL_REQUEST_OBJECT) == FAPI_USE_REQUIRED ||
                    check->client->request_object_required;

    return fapix_rule(check->verdict, FAPI_REQUEST_OBJECT_MISSING, !required);
}

/* -------------------------------------------------------------------------------------------------- redirect URI -- */

static void keep(uint8_t *to, size_t *n, size_t room, fapix_slice from)
{
    *n = from.n <= room ? from.n : 0;
    if (*n > 0)
        memcpy(to, from.p, *n);
}

/* Where the policy has responses signed, the refusal of a request that asked for another mode is signed too.
 * Spec: FAPI2MS-5.4.1-1 */
static int mode_of(const fapix_as_check *check, const fapix_parameters *parameters)
{
    int type = fapix_authorization_type(fapix_as_parameter(parameters, "response_type"));
    int mode = fapix_authorization_mode(fapix_as_parameter(parameters, "response_mode"), type);
    int64_t jarm = fapix_as_control(check, FAPI_CONTROL_JARM);
    bool hybrid = type == FAPI_RESPONSE_CODE_ID_TOKEN;
    bool signed_needed = jarm == FAPI_USE_REQUIRED || (jarm == FAPI_USE_CONDITIONAL && type == FAPI_RESPONSE_CODE);

    if (mode == 0)
        mode = hybrid ? FAPIX_MODE_FRAGMENT : FAPIX_MODE_QUERY;
    if (mode >= FAPIX_MODE_QUERY_JWT && jarm == FAPI_USE_OFF)
        mode -= FAPIX_MODE_QUERY_JWT - FAPIX_MODE_QUERY;
    if (mode < FAPIX_MODE_QUERY_JWT && signed_needed)
        mode += FAPIX_MODE_QUERY_JWT - FAPIX_MODE_QUERY;
    if (hybrid && mode == FAPIX_MODE_QUERY)
        return FAPIX_MODE_FRAGMENT;
    return hybrid && mode == FAPIX_MODE_QUERY_JWT ? FAPIX_MODE_FRAGMENT_JWT : mode;
}

/* Spec: RFC6749-4.1.2.1-1, FAPI2SP-5.3.2.1-7, OIDCC-3.1.2.6-1, RFC9700-4.11.2-1  Before this nothing is told to anybody but the user. */
static void open_target(fapix_as_check *check, const fapix_parameters *parameters)
{
    fapix_target *target = &check->verdict->target;
    fapix_slice state = fapix_as_parameter(parameters, "state");
    const fapi_encrypter *to = check->client->encrypter[FAPIX_CLIENT_ALG_RESPONSE];

    if (!target->front)
        return;
    target->mode = mode_of(check, parameters);
    target->alg = check->client->alg[FAPIX_CLIENT_ALG_RESPONSE];
    target->encrypts = check->client->jwe_alg[FAPIX_CLIENT_ALG_RESPONSE] != 0;
    target->enc = check->client->jwe_enc[FAPIX_CLIENT_ALG_RESPONSE];
    target->recipient_n = 0;
    if (to != NULL)
        keep(target->recipient, &target->recipient_n, sizeof target->recipient, to->document);
    keep(target->redirect_uri, &target->redirect_uri_n, sizeof target->redirect_uri, fapix_as_parameter(parameters, "redirect_uri"));
    keep(target->client_id, &target->client_id_n, sizeof target->client_id, check->client->id);
    /* Spec: OIDCC-3.1.2.6-2  A state that cannot go back whole does not go back at all. */
    keep(target->state, &target->state_n, sizeof target->state, fapix_ascii_is_printable(state) ? state : fapix_slice_of(NULL, 0));
    target->redirect = true;
}

int fapix_as_judge_redirect(fapix_as_check *check, const fapix_parameters *parameters, bool pushed)
{
    bool loopback = fapix_as_control(check, FAPI_CONTROL_REDIRECT_HTTP_LOOPBACK) != 0;
    fapix_redirect_uri_facts facts = {
        .uri = fapix_as_parameter(parameters, "redirect_uri"),
        .registered = check->client->redirect_uri,
        .registered_count = check->client->redirect_uri_count,
        .allow = loopback ? FAPI_REDIRECT_URI_ALLOW_LOOPBACK : 0,
        .pushed = pushed,
        .unregistered = fapix_as_control(check, FAPI_CONTROL_REDIRECT_UNREGISTERED) != 0,
    };
    int rc = fapix_redirect_uri_judge(check->verdict, &facts);

    if (rc == FAPI_OK)
        open_target(check, parameters);
    return rc;
}

/* ---------------------------------------------------------------------------------------------- what is asked for -- */

/* Spec: RFC9396-10-1  The types that the server knows and, if the client registered some, those of them. */
size_t fapix_as_details_types(const fapix_as_check *check, fapix_slice *types)
{
    const fapi_client *client = check->client;
    size_t count = 0;

    for (size_t i = 0; i < check->as->details_type_count; i++) {
        bool registered = !client->details_limited;

        for (size_t k = 0; !registered && k < client->details_type_count; k++)
            registered = fapix_slice_eq(check->as->details_type[i], client->details_type[k]);
        if (registered)
            types[count++] = check->as->details_type[i];
    }
    return count;
}

/* The ID token of this response passes the browser, and cannot be encrypted. */
static bool shows_personal(const fapix_as_check *check, int type)
{
    const fapix_recipient recipient = fapix_recipient_of(check->client, FAPIX_CLIENT_ALG_ID_TOKEN);

    return type == FAPI_RESPONSE_CODE_ID_TOKEN && fapix_as_control(check, FAPI_CONTROL_DETACHED_SIGNATURE) != 0 &&
           !fapix_answer_encrypts(check->as, &recipient);
}

/* The one resource of which nothing here is, {NULL, 0} if there is none. In a request object several are an array. */
static fapix_slice foreign_resource(const fapix_as_check *check, const fapix_parameters *parameters)
{
    const fapix_json *json = &check->verdict->token.claims;
    fapix_parameter one;

    for (size_t at = 0; (at = parameters->next(parameters->source, at, &one)) != 0;) {
        const fapix_json_node *node = NULL;

        if (!fapix_slice_is(one.name, "resource") || one.value.n == 0)
            continue;
        if (one.type != FAPIX_JSON_ARRAY && !fapix_as_offers_resource(check->as, one.value))
            return one.value;
        if (one.type == FAPIX_JSON_ARRAY)
            node = fapix_json_first(json, fapix_json_get(json, "resource"));
        for (; node != NULL; node = fapix_json_next(json, node))
            if (!fapix_as_offers_resource(check->as, node->value))
                return node->value;
    }
    return fapix_slice_of(NULL, 0);
}

/* What this server was told that it has. A part of the scope is granted without the rest; of the resources each one must be here, as tokens
 * for others would be of no use. */
static int judge_offer(fapix_as_check *check, const fapix_parameters *parameters)
{
    const fapix_slice scope = fapix_as_parameter(parameters, "scope");
    const fapix_slice foreign = foreign_resource(check, parameters);
    const bool enough = scope.n == 0 || fapix_as_parameter(parameters, "authorization_details").n > 0;
    /* Spec: RFC6749-3.3-2 */
    int rc = fapix_rule_on(check->verdict, FAPI_AUTHORIZATION_SCOPE_UNKNOWN, enough || fapix_as_offers_some(check->as, scope),
                           fapix_slice_of(NULL, 0), scope);

    if (rc == FAPI_OK)
        /* Spec: RFC7591-2-7 */
        rc = fapix_rule_on(check->verdict, FAPI_AUTHORIZATION_SCOPE_CLIENT,
                           enough || fapix_as_grants_some(check->as, check->client, scope), check->client->scope, scope);
    if (rc == FAPI_OK)
        /* Spec: RFC8707-2.1-1 */
        rc = fapix_rule_on(check->verdict, FAPI_AUTHORIZATION_RESOURCE_UNKNOWN, foreign.n == 0, fapix_slice_of(NULL, 0), foreign);
    return rc;
}

int fapix_as_judge_asked(fapix_as_check *check, const fapix_parameters *parameters, bool pushed)
{
    fapix_slice types[FAPIX_AS_MAX_DETAILS];
    fapix_authorization_limits limits = fapix_asked_limits(&check->as->policy, pushed);
    int rc = FAPI_ERR_INTERNAL;
    int type = fapix_authorization_type(fapix_as_parameter(parameters, "response_type"));

    limits.client_id = check->client->id;
    limits.claims.personal_refused = shows_personal(check, type);
    limits.details_types = types;
    limits.details_type_count = fapix_as_details_types(check, types);
    rc = fapix_authorization_request_judge(check->verdict, parameters, &limits);
    if (rc == FAPI_OK)
        /* Spec: RFC6749-4.1.2.1-2 */
        rc = fapix_rule_on(check->verdict, FAPI_AUTHORIZATION_RESPONSE_TYPE_CLIENT, (check->client->response_types & type) != 0,
                           fapix_slice_str("a registered response_type"), fapix_as_parameter(parameters, "response_type"));
    if (rc == FAPI_OK)
        rc = judge_offer(check, parameters);
    if (rc == FAPI_OK)
        rc = fapix_as_judge_hint(check, fapix_as_parameter(parameters, "id_token_hint"));
    return rc;
}

/* --------------------------------------------------------------------------------------------------- parameters -- */

/* Of the client's authentication, and what carries a request instead of being one. */
static bool is_outer(fapix_slice name)
{
    static const char *const outer[] = {"client_assertion", "client_assertion_type", "client_secret", "request", "request_uri"};

    for (size_t i = 0; i < sizeof outer / sizeof *outer; i++)
        if (fapix_slice_is(name, outer[i]))
            return true;
    return false;
}

/* In a form these are JSON texts; they were judged as such. */
static bool is_json(fapix_slice name)
{
    return fapix_slice_is(name, "authorization_details") || fapix_slice_is(name, "claims");
}

static void add_member(fapix_buffer *out, const fapix_form *form, size_t index)
{
    fapix_slice name = form->parameter[index].name, value = form->parameter[index].value;
    size_t at = 0, count = 0;

    fapix_buffer_str(out, out->n == 1 ? "" : ",");
    fapix_write_string(out, name);
    fapix_buffer_str(out, ":");
    if (is_json(name)) {
        fapix_buffer_add(out, value);
        return;
    }
    if (!fapix_slice_is(name, "resource")) {
        fapix_write_string(out, value);
        return;
    }
    fapix_buffer_str(out, "[");
    while (fapix_form_each(form, "resource", &at, &value)) {
        fapix_buffer_str(out, count++ == 0 ? "" : ",");
        fapix_write_string(out, value);
    }
    fapix_buffer_str(out, "]");
}

static bool came_before(const fapix_form *form, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (fapix_slice_eq(form->parameter[i].name, form->parameter[index].name))
            return true;
    return false;
}

static int parse(fapi_verdict *verdict, size_t n)
{
    fapix_jwt_space *space = &verdict->token;

    space->payload = fapix_slice_of(space->payload_text, n);
    return fapix_json_parse(&space->claims, space->payload, space->payload_scratch);
}

int fapix_as_keep_form(fapix_as_check *check)
{
    fapi_verdict *verdict = check->verdict;
    fapix_buffer out = {.p = verdict->token.payload_text, .capacity = FAPIX_DECODED, .ceiling = FAPIX_DECODED};
    const fapix_form *form = check->form;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_clear_space(&verdict->token);
    fapix_buffer_str(&out, "{");
    for (size_t i = 0; i < form->count; i++)
        if (form->parameter[i].value.n > 0 && !is_outer(form->parameter[i].name) && !came_before(form, i))
            add_member(&out, form, i);
    fapix_buffer_str(&out, "}");
    verdict->token.payload = fapix_slice_of(verdict->token.payload_text, out.n);
    rc = fapix_rule(verdict, FAPI_PARAMETER_SIZE, out.status == FAPI_OK);
    return rc == FAPI_OK ? fapix_rule_rc(verdict, FAPI_PARAMETER_SIZE, parse(verdict, out.n)) : rc;
}

int fapix_as_recall(fapi_verdict *verdict, fapix_slice json)
{
    fapix_verdict_clear_space(&verdict->token);
    if (json.n == 0 || json.n > FAPIX_DECODED)
        return FAPI_JSON_SIZE;
    memcpy(verdict->token.payload_text, json.p, json.n);
    return parse(verdict, json.n);
}
