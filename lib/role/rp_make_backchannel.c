/* SPDX-License-Identifier: Apache-2.0 */
/* The backchannel authentication request, CIBA Core 7.1.1: always one signed object, FAPI-CIBA 5.2.3. */
#include "base/form_write.h"
#include "crypto/random_text.h"
#include "oauth/authorization_details.h"
#include "oauth/backchannel_request.h"
#include "role/rp_make.h"

#define MESSAGE_MAX 1024   /* how much the server shows is its own business */
#define EXPIRY_MAX 31536000

static int delivery_of(const fapi_client *client)
{
    return client->delivery == FAPIX_CLIENT_POLL   ? FAPI_BACKCHANNEL_POLL
           : client->delivery == FAPIX_CLIENT_PING ? FAPI_BACKCHANNEL_PING
                                                   : 0; /* FAPI-CIBA knows no push */
}

/* The bearer token that a ping must bring back, CIBA Core 7.1. */
static int add_notification_token(fapix_rp_message *m)
{
    char secret[FAPIX_SECRET_LENGTH + 1];
    int rc = FAPI_OK;

    if (m->rp->client->delivery != FAPIX_CLIENT_PING)
        return FAPI_OK;
    if (fapix_flow_text(m->flow, FAPIX_FLOW_NOTIFICATION_TOKEN).n == 0) {
        rc = fapix_random_secret(m->rp->context->provider, secret);
        if (rc == FAPI_OK)
            rc = fapix_flow_set(m->flow, FAPIX_FLOW_NOTIFICATION_TOKEN, fapix_slice_str(secret));
        fapix_wipe(secret, sizeof secret);
    }
    return rc == FAPI_OK
               ? fapix_rp_add(m, "client_notification_token", fapix_flow_text(m->flow, FAPIX_FLOW_NOTIFICATION_TOKEN))
               : rc;
}

/* What is JSON in a request object must be one value of it, and is then looked at as such. */
static int judge_json(fapix_rp_message *m, fapi_verdict *verdict)
{
    static const char *const names[] = {"claims", "authorization_details", "request_context"};

    for (size_t i = 0; i < m->count; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            const fapix_json_node *node = NULL;

            if (!fapix_slice_is(m->parameter[i].name, names[k]))
                continue;
            node = fapix_authorization_json(verdict, m->parameter[i].value);
            if (node == NULL || node->type != (k == 1 ? FAPIX_JSON_ARRAY : FAPIX_JSON_OBJECT))
                return FAPI_FLOW_JSON;
            m->parameter[i].type = node->type;
        }
    return FAPI_OK;
}

static int judge(fapix_rp_message *m)
{
    const fapi_client *client = m->rp->client;
    fapix_backchannel_facts facts = {
        .signed_required = true,
        .hints = FAPI_HINT_LOGIN | FAPI_HINT_LOGIN_TOKEN | FAPI_HINT_ID_TOKEN,
        .delivery = FAPI_BACKCHANNEL_POLL | FAPI_BACKCHANNEL_PING,
        .message_max = MESSAGE_MAX,
        .expiry_max = EXPIRY_MAX,
        .details_types = client->details_limited ? client->details_type : fapix_any_details_type,
        .details_type_count = client->details_limited ? client->details_type_count : 1,
        .client_id = client->id,
        .client_type = client->auth_method == 0 ? FAPI_CLIENT_PUBLIC : FAPI_CLIENT_CONFIDENTIAL,
        .client_grant_types = client->grant_types,
        .client_delivery = delivery_of(client),
        .client_alg = client->alg[FAPIX_CLIENT_ALG_BACKCHANNEL],
        .client_user_code = client->user_code,
    };
    fapix_parameters parameters = fapix_rp_parameters(m);
    fapi_verdict *verdict = fapi_verdict_new(m->rp->context);
    int rc = verdict == NULL ? FAPI_ERR_NOMEM : judge_json(m, verdict);

    if (rc == FAPI_OK)
        rc = fapix_backchannel_judge(verdict, &parameters, &facts);
    fapi_verdict_free(verdict);
    return rc;
}

static int ask(fapix_rp_message *m)
{
    static const char *const none[] = {NULL};
    int rc = add_notification_token(m);

    if (rc == FAPI_OK)
        rc = fapix_rp_add_others(m, none);
    if (rc == FAPI_OK)
        rc = judge(m);
    if (rc == FAPI_OK)
        rc = fapix_flow_set(m->flow, FAPIX_FLOW_ASKED_SCOPE, fapix_flow_parameter_value(m->flow, "scope"));
    if (rc == FAPI_OK)
        rc = fapix_flow_set(m->flow, FAPIX_FLOW_ACR_VALUES, fapix_flow_parameter_value(m->flow, "acr_values"));
    return rc;
}

static int run(fapix_rp_message *m)
{
    bool named = m->rp->client->auth_method == FAPI_AUTH_PRIVATE_KEY_JWT;
    int alg = m->rp->client->alg[FAPIX_CLIENT_ALG_BACKCHANNEL];
    int rc = m->flow->step == FAPIX_FLOW_NEW || m->flow->step == FAPIX_FLOW_BACKCHANNEL ? FAPI_OK : FAPI_ERR_STATE;

    if (rc == FAPI_OK && alg <= 0) /* CIBA Core 4: signed requests are registered for */
        rc = FAPI_FLOW_SIGNER;
    if (rc == FAPI_OK)
        rc = ask(m);
    if (rc == FAPI_OK && !named)
        fapix_form_write(&m->form, fapix_slice_str("client_id"), m->rp->client->id);
    if (rc == FAPI_OK) /* Spec: FAPICIBA-5.2.3.1-1 */
        rc = fapix_rp_write_object(m, fapix_rp_signer(m->rp, alg), false);
    if (rc == FAPI_OK)
        rc = fapix_rp_authenticate(m);
    if (rc == FAPI_OK)
        rc = fapix_rp_post(m, FAPIX_RP_BACKCHANNEL, "application/json");
    m->next = FAPIX_FLOW_BACKCHANNEL;
    return rc;
}

/* See fapi.h. */
int fapi_rp_make_backchannel(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request)
{
    const fapix_rp_order order = {.rp = rp, .flow = flow, .now = now, .request = request};

    return flow == NULL ? FAPI_ERR_ARG : fapix_rp_make(&order, run);
}
