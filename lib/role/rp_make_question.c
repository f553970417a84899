/* SPDX-License-Identifier: Apache-2.0 */
/* Questions and orders about tokens: introspection, RFC 7662 2.1 and RFC 9701 4, and revocation, RFC 7009 2.1. */
#include "role/rp_make.h"

/* The client is named where no assertion does it. */
static int send(fapix_rp_message *m, enum fapix_rp_endpoint endpoint, const char *accept)
{
    bool named = m->rp->client->auth_method == FAPI_AUTH_PRIVATE_KEY_JWT;
    int rc = named ? FAPI_OK : fapix_rp_add(m, "client_id", m->rp->client->id);

    if (rc == FAPI_OK)
        rc = fapix_rp_write_form(m);
    if (rc == FAPI_OK)
        rc = fapix_rp_authenticate(m);
    return rc == FAPI_OK ? fapix_rp_post(m, endpoint, accept) : rc;
}

/* Spec: RFC9701-4-1, FAPI2MS-5.5.2-1 */
static bool wants_jwt(const fapi_rp *rp)
{
    return fapix_rp_value(rp, FAPI_CONTROL_INTROSPECTION_SIGNED) == FAPI_USE_REQUIRED ||
           rp->client->alg[FAPIX_CLIENT_ALG_INTROSPECTION] != 0 ||
           rp->client->jwe_alg[FAPIX_CLIENT_ALG_INTROSPECTION] != 0; /* what is encrypted is signed first */
}

static int run_introspection(fapix_rp_message *m)
{
    int rc = fapix_rp_add(m, "token", m->text);

    return rc == FAPI_OK ? send(m, FAPIX_RP_INTROSPECTION,
                                wants_jwt(m->rp) ? "application/token-introspection+jwt" : "application/json")
                         : rc;
}

/* See fapi.h. */
int fapi_rp_make_introspection(const fapi_rp *rp, const char *token, size_t token_len, int64_t now, fapi_request *request)
{
    const fapix_rp_order order = {.rp = rp, .now = now, .request = request, .text = fapix_slice_of(token, token_len)};

    if (token == NULL || token_len == 0 || token_len > FAPI_MAX_JWT)
        return FAPI_ERR_ARG;
    return fapix_rp_make(&order, run_introspection);
}

/* With the refresh token goes what was issued from it, RFC 7009 2.1. */
static int run_revocation(fapix_rp_message *m)
{
    fapix_slice refresh = fapix_flow_text(m->flow, FAPIX_FLOW_REFRESH_TOKEN), access = fapix_flow_text(m->flow, FAPIX_FLOW_ACCESS_TOKEN);
    int rc = m->flow->step == FAPIX_FLOW_TOKENS && refresh.n + access.n > 0 ? FAPI_OK : FAPI_ERR_STATE;

    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "token", refresh.n > 0 ? refresh : access);
    if (rc == FAPI_OK)
        rc = fapix_rp_add(m, "token_type_hint", fapix_slice_str(refresh.n > 0 ? "refresh_token" : "access_token"));
    return rc == FAPI_OK ? send(m, FAPIX_RP_REVOCATION, "application/json") : rc;
}

/* See fapi.h. */
int fapi_rp_make_revocation(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request)
{
    const fapix_rp_order order = {.rp = rp, .flow = flow, .now = now, .request = request};

    return flow == NULL ? FAPI_ERR_ARG : fapix_rp_make(&order, run_revocation);
}
