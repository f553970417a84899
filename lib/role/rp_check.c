/* SPDX-License-Identifier: Apache-2.0 */
/* How the check of an answer begins and ends, whichever answer it is. */
#include "role/relying_party.h"

static int arguments(const fapix_rp_check *c)
{
    if (c->rp == NULL || c->flow == NULL || c->verdict == NULL || (c->response == NULL && c->request == NULL))
        return FAPI_ERR_ARG;
    if (!c->rp->sealed)
        return FAPI_ERR_STATE;
    return c->now < 0 || c->now > FAPI_MAX_TIME ? FAPI_ERR_CLOCK : FAPI_OK;
}

/* What a setter refused must not look as if it had never come. */
static int whole(const fapix_rp_check *c)
{
    int status = c->response != NULL ? c->response->status : c->request->status;
    bool starved = (c->response != NULL ? c->response->starved : c->request->starved) != NULL;

    if (status == FAPI_OK && starved)
        return FAPI_ERR_NOMEM;
    if (status == FAPI_OK && c->response != NULL && c->response->http == 0)
        return FAPI_ERR_STATE;
    return status;
}

bool fapix_rp_has_nonce(const fapi_response *response)
{
    const fapix_slice value = fapix_buffer_slice(&response->dpop_nonce.value);

    /* RFC 9449 8.1: 1*NQCHAR */
    if (response->dpop_nonce.lines != 1 || value.n == 0 || value.n > FAPI_MAX_NONCE)
        return false;
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] < 0x21 || value.p[i] > 0x7e || value.p[i] == '"' || value.p[i] == '\\')
            return false;
    return true;
}

/* Spec: RFC9449-8.2-1, RFC9449-4.2-5  whatever else the answer says, the nonce in it is the newest of its server. */
static int keep_nonce(const fapix_rp_check *c, fapix_slice url)
{
    if (c->response == NULL || url.n == 0 || !fapix_rp_has_nonce(c->response))
        return FAPI_OK;
    return fapix_flow_keep_nonce(c->flow, url, fapix_buffer_slice(&c->response->dpop_nonce.value));
}

static bool same_flow(const fapix_rp_check *c)
{
    return fapix_slice_eq(fapix_flow_text(c->flow, FAPIX_FLOW_ISSUER), c->rp->issuer)
        && fapix_slice_eq(fapix_flow_text(c->flow, FAPIX_FLOW_CLIENT_ID), c->rp->client->id);
}

/* Of these a fresher set of keys may make something else. */
static bool may_pass_by_other_keys(int rc)
{
    return rc == FAPI_KEY_UNKNOWN || rc == FAPI_JWKS_STALE || rc == FAPI_JARM_SIGNATURE || rc == FAPI_ID_TOKEN_SIGNATURE ||
           rc == FAPI_USERINFO_SIGNATURE;
}

int fapix_rp_perform_at(fapix_rp_check *c, enum fapix_rp_endpoint endpoint, int (*run)(fapix_rp_check *check))
{
    return fapix_rp_perform(c, c->rp == NULL ? fapix_slice_of(NULL, 0) : c->rp->endpoint[endpoint], run);
}

int fapix_rp_perform(fapix_rp_check *c, fapix_slice url, int (*run)(fapix_rp_check *check))
{
    int rc = FAPI_ERR_INTERNAL;

    if (c->verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(c->verdict);
    c->verdict->now = c->now;
    rc = arguments(c);
    if (rc == FAPI_OK)
        rc = whole(c);
    if (rc == FAPI_OK && !same_flow(c))
        rc = FAPI_ERR_STATE; /* a flow of another server or client: nothing in it is of use here */
    if (rc != FAPI_OK)
        return fapix_verdict_end(c->verdict, rc);
    c->keys = fapix_issuer_keys(c->rp->trust.issuer[0]);
    rc = keep_nonce(c, url);
    if (rc == FAPI_OK)
        rc = run(c);
    fapi_jwks_free(c->keys.jwks);
    c->keys.jwks = NULL;
    rc = fapix_verdict_end(c->verdict, rc);
    if (rc == FAPI_OK && c->verdict->next == FAPI_NEXT_STOP)
        c->verdict->next = FAPI_NEXT_GO_ON;
    if (may_pass_by_other_keys(rc) && c->verdict->refresh_keys != 0)
        c->verdict->next = FAPI_NEXT_REFRESH_KEYS;
    return rc;
}
