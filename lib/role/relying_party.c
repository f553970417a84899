/* SPDX-License-Identifier: Apache-2.0 */
/* Setting up the client's own side. What it makes and checks is in rp_*.c. */
#include "role/relying_party.h"

#include "base/document.h"
#include "base/uri.h"
#include "crypto/provider.h"
#include "jose/alg.h"
#include "jose/signer.h"
#include "role/metadata_lint.h"
#include "role/rp_make.h"

/* Of the server's metadata. */
static const char *const endpoint_names[FAPIX_RP_ENDPOINTS] = {
    [FAPIX_RP_AUTHORIZATION] = "authorization_endpoint",
    [FAPIX_RP_PAR] = "pushed_authorization_request_endpoint",
    [FAPIX_RP_TOKEN] = "token_endpoint",
    [FAPIX_RP_USERINFO] = "userinfo_endpoint",
    [FAPIX_RP_INTROSPECTION] = "introspection_endpoint",
    [FAPIX_RP_REVOCATION] = "revocation_endpoint",
    [FAPIX_RP_BACKCHANNEL] = "backchannel_authentication_endpoint",
};

/* See fapi.h. */
fapi_rp *fapi_rp_new(const fapi_policy *policy)
{
    fapi_rp *rp = NULL;

    if (policy == NULL)
        return NULL;
    rp = fapix_alloc(&policy->context->memory, sizeof *rp);
    if (rp == NULL)
        return NULL;
    rp->context = fapix_context_ref(policy->context);
    rp->policy = *policy;
    rp->policy.context = NULL;
    rp->trust.context = rp->context;
    return rp;
}

static void forget(fapi_rp *rp, fapix_slice *text)
{
    fapix_free(&rp->context->memory, (void *)(uintptr_t)text->p, text->n);
    *text = fapix_slice_of(NULL, 0);
}

static void forget_server(fapi_rp *rp)
{
    forget(rp, &rp->issuer);
    forget(rp, &rp->metadata);
    for (size_t i = 0; i < FAPIX_RP_ENDPOINTS; i++) {
        forget(rp, &rp->plain[i]);
        forget(rp, &rp->alias[i]);
        rp->endpoint[i] = fapix_slice_of(NULL, 0);
    }
    rp->iss_parameter = false;
}

/* See fapi.h. */
void fapi_rp_free(fapi_rp *rp)
{
    fapi_context *context = NULL;

    if (rp == NULL)
        return;
    context = rp->context;
    forget_server(rp);
    fapi_jwks_free(rp->keys);
    fapix_trust_free(&rp->trust);
    fapix_free(&context->memory, rp, sizeof *rp);
    fapix_context_unref(context);
}

static int changeable(const fapi_rp *rp)
{
    if (rp == NULL)
        return FAPI_ERR_ARG;
    return rp->sealed ? FAPI_ERR_STATE : FAPI_OK;
}

/* See fapi.h. */
int fapi_rp_set_client(fapi_rp *rp, const fapi_client *client)
{
    int rc = changeable(rp);

    if (rc == FAPI_OK && client == NULL)
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK)
        rp->client = client;
    return rc;
}

/* ------------------------------------------------------------------------------------------------------- server -- */

/* An endpoint as the document has it. Spec: FAPI2SP-5.2.1-1 */
static int take_endpoint(fapi_rp *rp, const fapix_json_node *node, fapix_slice *into)
{
    fapix_uri uri = {0};

    if (node == NULL || node->type != FAPIX_JSON_STRING)
        return FAPI_OK;
    if (fapix_uri_parse_https(&uri, node->value) != FAPI_OK)
        return FAPI_OK; /* as if it were not there: whatever needs it cannot be made, and the lint has said why */
    return fapix_copy(&rp->context->memory, node->value, into);
}

static int take_endpoints(fapi_rp *rp, fapix_document *document)
{
    const fapix_document_member *aliases = fapix_document_get(document, "mtls_endpoint_aliases");
    const fapix_json_node *object = NULL;
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i < FAPIX_RP_ENDPOINTS; i++) {
        const fapix_document_member *member = fapix_document_get(document, endpoint_names[i]);

        if (member != NULL)
            rc = take_endpoint(rp, fapix_document_value(document, member), &rp->plain[i]);
    }
    object = rc == FAPI_OK && aliases != NULL ? fapix_document_value(document, aliases) : NULL;
    for (size_t i = 0; object != NULL && rc == FAPI_OK && i < FAPIX_RP_ENDPOINTS; i++)
        rc = take_endpoint(rp, fapix_json_member(&document->json, object, fapix_slice_str(endpoint_names[i])), &rp->alias[i]);
    return rc;
}

static void take_flags(fapi_rp *rp, fapix_document *document)
{
    const fapix_document_member *iss = fapix_document_get(document, "authorization_response_iss_parameter_supported");
    const fapix_json_node *node = iss == NULL ? NULL : fapix_document_value(document, iss);

    rp->iss_parameter = node != NULL && node->type == FAPIX_JSON_TRUE;
}

static int read_metadata(fapi_rp *rp, fapix_slice issuer, fapix_slice json)
{
    const fapix_memory *memory = &rp->context->memory;
    fapix_document *document = fapix_alloc(memory, sizeof *document);
    int rc = document == NULL ? FAPI_ERR_NOMEM : fapix_copy(memory, issuer, &rp->issuer);

    if (rc == FAPI_OK)
        rc = fapix_copy(memory, json, &rp->metadata);
    if (rc == FAPI_OK)
        rc = fapix_document_open(document, rp->metadata, NULL);
    if (rc == FAPI_OK)
        rc = take_endpoints(rp, document);
    if (rc == FAPI_OK)
        take_flags(rp, document);
    fapix_free(memory, document, sizeof *document);
    return rc;
}

/* See fapi.h. */
int fapi_rp_set_server(fapi_rp *rp, const char *issuer, size_t issuer_len, const char *json, size_t json_len,
                       fapi_findings *findings)
{
    fapi_policy policy;
    fapi_findings *own = NULL;
    int rc = changeable(rp);

    if (rc != FAPI_OK)
        return rc;
    if (issuer == NULL || issuer_len == 0 || json == NULL || json_len == 0)
        return FAPI_ERR_ARG;
    policy = rp->policy;
    policy.context = rp->context;
    if (findings == NULL) {
        own = fapi_findings_new(rp->context);
        if (own == NULL)
            return FAPI_ERR_NOMEM;
    }
    forget_server(rp);
    /* Spec: FAPI2SP-5.3.3.1-9, FAPI2SP-5.3.3.1-11, FAPI1BASE-5.2.3-11 */
    rc = fapi_metadata_check_server(&policy, issuer, issuer_len, json, json_len, findings == NULL ? own : findings);
    fapi_findings_free(own);
    if (rc == FAPI_OK)
        rc = read_metadata(rp, fapix_slice_of(issuer, issuer_len), fapix_slice_of(json, json_len));
    if (rc != FAPI_OK)
        forget_server(rp);
    return rc;
}

/* --------------------------------------------------------------------------------------------------------- keys -- */

static int keys_usable(const fapi_rp *rp, const fapi_jwks *jwks, int64_t fetched_at)
{
    if (rp == NULL || jwks == NULL)
        return FAPI_ERR_ARG;
    if (fetched_at < 0 || fetched_at > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    return fapix_jwks_loaded(jwks) ? FAPI_OK : FAPI_JWKS_EMPTY;
}

/* See fapi.h. */
int fapi_rp_set_keys(fapi_rp *rp, fapi_jwks *jwks, int64_t fetched_at)
{
    int rc = keys_usable(rp, jwks, fetched_at);

    if (rc == FAPI_OK)
        rc = changeable(rp);
    if (rc != FAPI_OK)
        return rc;
    fapi_jwks_free(rp->keys);
    rp->keys = fapix_jwks_ref(jwks);
    rp->keys_fetched_at = fetched_at;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rp_replace_keys(fapi_rp *rp, fapi_jwks *jwks, int64_t fetched_at)
{
    int rc = keys_usable(rp, jwks, fetched_at);

    if (rc == FAPI_OK && !rp->sealed)
        rc = FAPI_ERR_STATE;
    return rc == FAPI_OK ? fapix_trust_replace(&rp->trust, rp->issuer, jwks, fetched_at) : rc;
}

static int signer_usable(const fapi_rp *rp, const fapi_signer *signer)
{
    int rc = changeable(rp);

    if (rc != FAPI_OK)
        return rc;
    if (signer == NULL)
        return FAPI_ERR_ARG;
    return (fapi_signer_alg(signer) & fapix_rp_value(rp, FAPI_CONTROL_ALGS)) != 0 ? FAPI_OK : FAPI_POLICY_VALUE;
}

/* See fapi.h. */
int fapi_rp_add_signer(fapi_rp *rp, const fapi_signer *signer)
{
    int rc = signer_usable(rp, signer);

    if (rc == FAPI_OK && rp->signer_count == FAPIX_RP_MAX_SIGNERS)
        rc = FAPI_ERR_RANGE;
    if (rc == FAPI_OK)
        rp->signer[rp->signer_count++] = signer;
    return rc;
}

/* See fapi.h. */
int fapi_rp_set_dpop_signer(fapi_rp *rp, const fapi_signer *signer)
{
    int rc = signer_usable(rp, signer);

    if (rc == FAPI_OK)
        rp->dpop = signer;
    return rc;
}

/* See fapi.h. */
int fapi_rp_add_decrypter(fapi_rp *rp, const fapi_decrypter *decrypter)
{
    int rc = changeable(rp);

    if (rc == FAPI_OK && decrypter == NULL)
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK && rp->decrypter_count == FAPIX_RP_MAX_SIGNERS)
        rc = FAPI_ERR_RANGE;
    if (rc == FAPI_OK)
        rp->decrypter[rp->decrypter_count++] = decrypter;
    return rc;
}

/* See fapi.h. */
int fapi_rp_set_encrypter(fapi_rp *rp, const fapi_encrypter *encrypter)
{
    int rc = changeable(rp);

    if (rc != FAPI_OK)
        return rc;
    if (encrypter == NULL)
        return FAPI_ERR_ARG;
    if ((encrypter->alg & fapix_rp_value(rp, FAPI_CONTROL_JWE_ALGS)) == 0 || (encrypter->enc & fapix_rp_value(rp, FAPI_CONTROL_JWE_ENCS)) == 0)
        return FAPI_POLICY_VALUE;
    rp->encrypter = encrypter;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rp_set_mtls(fapi_rp *rp, int on)
{
    int rc = changeable(rp);

    if (rc == FAPI_OK)
        rp->mtls = on != 0;
    return rc;
}

/* --------------------------------------------------------------------------------------------------------- seal -- */

const fapi_signer *fapix_rp_signer(const fapi_rp *rp, int registered)
{
    for (size_t i = 0; i < rp->signer_count; i++)
        if (registered == 0 || fapi_signer_alg(rp->signer[i]) == registered)
            return rp->signer[i];
    return NULL;
}

/* Whatever would make every message fail is said now. */
static int judge_setup(const fapi_rp *rp)
{
    int64_t methods = fapix_rp_value(rp, FAPI_CONTROL_CLIENT_AUTH), bindings = fapix_rp_value(rp, FAPI_CONTROL_BINDING_METHODS);
    const fapi_client *client = rp->client;
    int auth = client->auth_method;

    /* Spec: FAPI2SP-5.3.3.1-2 */
    if (auth == FAPIX_CLIENT_UNKNOWN || (auth != 0 && (auth & methods) == 0))
        return FAPI_FLOW_CLIENT_AUTH;
    if (auth == 0 && (fapix_rp_value(rp, FAPI_CONTROL_CLIENT_TYPES) & FAPI_CLIENT_PUBLIC) == 0)
        return FAPI_FLOW_CLIENT_AUTH;
    if (auth == FAPI_AUTH_PRIVATE_KEY_JWT && fapix_rp_signer(rp, client->alg[FAPIX_CLIENT_ALG_ASSERTION]) == NULL)
        return FAPI_FLOW_SIGNER;
    if ((auth == FAPI_AUTH_TLS_CLIENT_AUTH || auth == FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH) && !rp->mtls)
        return FAPI_FLOW_MTLS;
    /* Spec: FAPI2SP-5.3.3.1-1, FAPI1ADV-5.2.3-1 - but who is registered for no grant, as a resource server that only asks what a token
     * means, gets no tokens */
    if (fapix_rp_value(rp, FAPI_CONTROL_BINDING_REQUIRED) != 0 && client->grant_types != 0
        && !(rp->dpop != NULL && (bindings & FAPI_BINDING_DPOP) != 0) && !(rp->mtls && (bindings & FAPI_BINDING_MTLS) != 0))
        return FAPI_FLOW_BINDING;
    if (((client->bound & FAPI_BINDING_DPOP) != 0 && rp->dpop == NULL) || ((client->bound & FAPI_BINDING_MTLS) != 0 && !rp->mtls))
        return FAPI_FLOW_BINDING;
    return rp->plain[FAPIX_RP_TOKEN].n == 0 ? FAPI_FLOW_ENDPOINT : FAPI_OK;
}

/* A signature is only as telling as its key has one purpose. */
static int judge_keys(const fapi_rp *rp)
{
    int object_alg = rp->client->alg[FAPIX_CLIENT_ALG_REQUEST_OBJECT];
    bool signs = fapix_rp_needs_object(rp) && (rp->client->grant_types & FAPI_GRANT_AUTHORIZATION_CODE) != 0;

    if (signs && fapix_rp_signer(rp, object_alg) == NULL)
        return FAPI_FLOW_SIGNER;
    for (size_t i = 0; rp->dpop != NULL && i < rp->signer_count; i++)
        if (memcmp(rp->dpop->jkt, rp->signer[i]->jkt, sizeof rp->dpop->jkt) == 0)
            return FAPI_FLOW_DPOP_KEY;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_rp_seal(fapi_rp *rp)
{
    int rc = changeable(rp);

    if (rc != FAPI_OK)
        return rc;
    if (rp->client == NULL || rp->issuer.n == 0)
        return FAPI_ERR_STATE;
    if (rp->keys == NULL)
        return FAPI_POLICY_EMPTY;
    rc = judge_setup(rp);
    if (rc == FAPI_OK)
        rc = judge_keys(rp);
    if (rc == FAPI_OK)
        rc = fapix_trust_add(&rp->trust, rp->issuer, rp->keys, rp->keys_fetched_at);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: FAPI2SP-5.2.2.1-3, FAPI2SP-5.3.3.1-7  the browser's endpoint has no alias. */
    for (size_t i = 0; i < FAPIX_RP_ENDPOINTS; i++)
        rp->endpoint[i] = rp->mtls && i != FAPIX_RP_AUTHORIZATION && rp->alias[i].n > 0 ? rp->alias[i] : rp->plain[i];
    rp->sealed = true;
    return FAPI_OK;
}
