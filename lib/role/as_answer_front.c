/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The response of the authorization endpoint. The parameters come back from the host after a user took their time, and
 * the check that let them in is long over: whose they are and where the answer goes is judged once more.
 */
#include "oauth/authorization_request.h"
#include "oauth/id_token.h"
#include "oauth/redirect_uri.h"
#include "oauth/token_response.h"
#include "role/as_front.h"

#define PARTS                                                                                                   \
    (FAPIX_PART_BIT(FAPI_PART_ERROR) | FAPIX_PART_BIT(FAPI_PART_ERROR_DESCRIPTION) | FAPIX_PART_BIT(FAPI_PART_CODE) | \
     FAPIX_PART_BIT(FAPI_PART_ID_TOKEN_CLAIMS))

enum parameter { CLIENT_ID, REDIRECT_URI, RESPONSE_TYPE, RESPONSE_MODE, STATE, NONCE, PARAMETERS };

typedef struct builder {
    const fapi_as *as;
    const fapi_client *client;
    fapi_answer *answer;
    int64_t now;
    fapix_slice parameter[PARAMETERS];
    bool max_age;
    int response_type;
    fapix_front front;
} builder;

/* ---- what was asked ---- */

static int read_parameters(builder *b, fapix_slice text)
{
    static const char *const names[PARAMETERS] = {"client_id", "redirect_uri", "response_type", "response_mode",
                                                  "state", "nonce"};
    const fapix_json *json = &b->answer->request.json;
    int rc = fapix_answer_read(&b->answer->request, text);

    if (rc != FAPI_OK)
        return rc;
    for (int i = 0; i < PARAMETERS; i++) {
        const fapix_json_node *node = fapix_json_get(json, names[i]);

        if (node != NULL && node->type != FAPIX_JSON_STRING)
            return FAPI_PARAMETER_TYPE;
        if (node != NULL)
            b->parameter[i] = node->value;
    }
    b->max_age = fapix_json_get(json, "max_age") != NULL;
    return FAPI_OK;
}

static int judge_client(const builder *b)
{
    if (b->parameter[CLIENT_ID].n == 0)
        return FAPI_AUTHORIZATION_CLIENT_ID_MISSING;
    return fapix_slice_eq(b->parameter[CLIENT_ID], b->client->id) ? FAPI_OK : FAPI_AUTHORIZATION_CLIENT_ID;
}

/* Spec: FAPI2SP-5.3.2.1-7, RFC6749-4.1.2.1-1, RFC9700-4.11.2-1 */
static int judge_redirect_uri(const builder *b)
{
    const fapix_slice uri = b->parameter[REDIRECT_URI];
    int allow = fapix_as_value(b->as, FAPI_CONTROL_REDIRECT_HTTP_LOOPBACK) != 0 ? FAPI_REDIRECT_URI_ALLOW_LOOPBACK : 0;
    int rc = uri.n == 0 ? FAPI_REDIRECT_URI_MISSING : FAPI_REDIRECT_URI_UNREGISTERED;

    for (size_t i = 0; rc == FAPI_REDIRECT_URI_UNREGISTERED && i < b->client->redirect_uri_count; i++) {
        const fapix_slice registered = b->client->redirect_uri[i];

        rc = fapi_redirect_uri_check((const char *)uri.p, uri.n, (const char *)registered.p, registered.n, allow);
    }
    /* One that was pushed need not be registered, RFC 9126 2.4; it must still be one that could be. */
    if (rc == FAPI_REDIRECT_URI_UNREGISTERED && fapix_as_value(b->as, FAPI_CONTROL_REDIRECT_UNREGISTERED) != 0 &&
        fapix_redirect_uri_rules(uri, allow) == FAPI_OK)
        rc = FAPI_OK;
    return rc;
}

/* Spec: FAPI2MS-5.4.1-1, JARM-2.3.4-1 */
static int judge_mode(builder *b)
{
    const int64_t jarm = fapix_as_value(b->as, FAPI_CONTROL_JARM);
    const bool hybrid = b->response_type == FAPI_RESPONSE_CODE_ID_TOKEN;
    const int mode = fapix_authorization_mode(b->parameter[RESPONSE_MODE], b->response_type);
    const bool jwt = fapix_front_is_jwt(mode), query = mode == FAPIX_MODE_QUERY || mode == FAPIX_MODE_QUERY_JWT;

    if (mode == 0 || (jwt && jarm == FAPI_USE_OFF))
        return FAPI_AUTHORIZATION_RESPONSE_MODE;
    if (hybrid && query)
        return FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY;
    if (!jwt && (jarm == FAPI_USE_REQUIRED || (jarm == FAPI_USE_CONDITIONAL && !hybrid)))
        return FAPI_AUTHORIZATION_RESPONSE_MODE_JWT;
    b->front.mode = mode;
    return FAPI_OK;
}

/* An unencodable state never comes from a check. */
static int judge_state(const builder *b)
{
    const fapix_slice state = b->parameter[STATE];

    for (size_t i = 0; i < state.n; i++)
        if (state.p[i] < 0x20 || state.p[i] > 0x7e)
            return FAPI_AUTHORIZATION_STATE;
    return state.n <= FAPIX_MAX_STATE ? FAPI_OK : FAPI_AUTHORIZATION_STATE;
}

static int judge_request(builder *b)
{
    const int64_t types = fapix_as_value(b->as, FAPI_CONTROL_RESPONSE_TYPES);
    int rc = judge_client(b);

    if (rc == FAPI_OK)
        rc = judge_redirect_uri(b);
    if (rc == FAPI_OK) {
        b->response_type = fapix_authorization_type(b->parameter[RESPONSE_TYPE]);
        rc = (b->response_type & types) != 0 ? FAPI_OK : FAPI_AUTHORIZATION_RESPONSE_TYPE;
    }
    if (rc == FAPI_OK)
        rc = judge_mode(b);
    if (rc == FAPI_OK)
        rc = judge_state(b);
    return rc;
}

/* ---- what is answered ---- */

/* Spec: JARM-2.1-2 */
static int choose_expiry(builder *b)
{
    const int64_t most = fapix_as_value(b->as, FAPI_CONTROL_JARM_LIFETIME);
    const int64_t lifetime = b->answer->expires_in == 0 ? most : b->answer->expires_in;

    if (lifetime > most)
        return FAPI_ANSWER_LIFETIME;
    if (b->now > FAPI_MAX_TIME - lifetime)
        return FAPI_ERR_CLOCK;
    b->front.exp = b->now + lifetime;
    return FAPI_OK;
}

static int add_error(const builder *b, fapix_response *response)
{
    const fapix_slice error = fapix_answer_part(b->answer, FAPI_PART_ERROR);
    const fapix_slice description = fapix_answer_part(b->answer, FAPI_PART_ERROR_DESCRIPTION);

    if (b->answer->part[FAPI_PART_CODE].n > 0 || b->answer->part[FAPI_PART_ID_TOKEN_CLAIMS].n > 0)
        return FAPI_ANSWER_UNEXPECTED;
    /* Spec: RFC6749-4.1.2.1-3 */
    if (!fapix_response_error_text(error) || (description.n > 0 && !fapix_response_error_text(description)))
        return FAPI_ANSWER_ERROR;
    fapix_response_add(response, "error", error);
    fapix_response_add(response, "error_description", description);
    return FAPI_OK;
}

static int make_id_token(const builder *b, fapix_slice code)
{
    const fapix_recipient recipient = fapix_recipient_of(b->client, FAPIX_CLIENT_ALG_ID_TOKEN);
    const fapi_signer *signer = fapix_as_signer(b->as, recipient.alg);
    const fapix_id_token_facts facts = {
        .issuer = b->as->issuer,
        .client_id = b->client->id,
        .nonce = b->parameter[NONCE],
        .code = code,
        .state = b->parameter[STATE],
        .now = b->now,
        .alg = fapi_signer_alg(signer),
        .needs_auth_time = b->max_age,
        .needs_acr = fapix_as_value(b->as, FAPI_CONTROL_ACR) == FAPI_ACR_BRASIL,
        .front = fapix_as_value(b->as, FAPI_CONTROL_DETACHED_SIGNATURE) != 0 && !fapix_answer_encrypts(b->as, &recipient),
    };
    fapix_slice jwt = {NULL, 0};
    int rc = signer == NULL ? FAPI_ANSWER_ALG : FAPI_OK;

    if (rc == FAPI_OK)
        rc = fapix_answer_read(&b->answer->claims, fapix_answer_part(b->answer, FAPI_PART_ID_TOKEN_CLAIMS));
    if (rc == FAPI_OK)
        rc = fapix_id_token_write(b->as->context, &b->answer->claims.json, &facts, &b->answer->payload);
    if (rc == FAPI_OK)
        rc = fapix_answer_sign(b->as, &recipient, "JWT", b->answer, &jwt);
    return rc == FAPI_OK ? fapix_buffer_set(&b->answer->id_token, jwt) : rc;
}

static int add_success(const builder *b, fapix_response *response)
{
    const fapix_slice code = fapix_answer_part(b->answer, FAPI_PART_CODE);
    const bool hybrid = b->response_type == FAPI_RESPONSE_CODE_ID_TOKEN;
    const bool claims = b->answer->part[FAPI_PART_ID_TOKEN_CLAIMS].n > 0;
    int rc = FAPI_ERR_INTERNAL;

    if (b->answer->part[FAPI_PART_ERROR_DESCRIPTION].n > 0 || (claims && !hybrid))
        return FAPI_ANSWER_UNEXPECTED;
    if (code.n == 0 || (hybrid && !claims))
        return FAPI_ANSWER_PART;
    rc = fapix_secret_judge(code, FAPIX_SECRET_VISIBLE, fapix_as_value(b->as, FAPI_CONTROL_SECRET_MIN_BITS));
    if (rc == FAPI_OK && hybrid)
        rc = make_id_token(b, code);
    fapix_response_add(response, "code", code);
    if (hybrid)
        fapix_response_add(response, "id_token", fapix_buffer_slice(&b->answer->id_token));
    return rc;
}

static int build(builder *b, fapix_slice parameters)
{
    fapix_response response = {0};
    int rc = read_parameters(b, parameters);

    if (rc == FAPI_OK)
        rc = judge_request(b);
    if (rc == FAPI_OK)
        rc = choose_expiry(b);
    if (rc == FAPI_OK)
        rc = b->answer->part[FAPI_PART_ERROR].n > 0 ? add_error(b, &response) : add_success(b, &response);
    if (rc != FAPI_OK)
        return rc;
    fapix_response_add(&response, "state", b->parameter[STATE]); /* Spec: RFC6749-4.1.2-4 - success and error alike */
    b->front.as = b->as;
    b->front.recipient = fapix_recipient_of(b->client, FAPIX_CLIENT_ALG_RESPONSE);
    b->front.redirect_uri = b->parameter[REDIRECT_URI];
    b->front.client_id = b->client->id;
    return fapix_front_send(&b->front, &response, b->answer);
}

/* See fapi.h. */
int fapi_as_answer_authorization(const fapi_as *as, const fapi_client *client, const char *parameters,
                                 size_t parameters_len, int64_t now, fapi_answer *answer)
{
    builder b = {.as = as, .client = client, .answer = answer, .now = now};
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_answer_begin(answer, PARTS);
    if (as == NULL || client == NULL || (parameters == NULL && parameters_len > 0))
        rc = FAPI_ERR_ARG;
    else if (rc == FAPI_OK && !as->sealed)
        rc = FAPI_ERR_STATE;
    else if (rc == FAPI_OK && (now < 0 || now > FAPI_MAX_TIME))
        rc = FAPI_ERR_CLOCK;
    if (rc == FAPI_OK)
        rc = build(&b, fapix_slice_of(parameters, parameters_len));
    return fapix_answer_end(answer, rc);
}
