/* SPDX-License-Identifier: Apache-2.0 */
/* Setting up an authorization server. Its checks are in as_*.c. */
#include "role/authorization_server.h"

#include "base/buffer.h"
#include "base/uri.h"
#include "crypto/provider.h"
#include "jose/signer.h"
#include "role/as_userinfo.h"
#include "store/replay.h"

#define MAX_DETAILS_TYPE 256
#define ALL_GRANTS \
    (FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN | FAPI_GRANT_CLIENT_CREDENTIALS | FAPI_GRANT_CIBA)
#define JWKS_CEILING 65536
#define MESSAGE_MAX 64       /* as a handle of backchannel requests has it at first */
#define EXPIRY_MAX 31536000

/* See fapi.h. */
fapi_as *fapi_as_new(const fapi_policy *policy)
{
    fapi_as *as = NULL;

    if (policy == NULL)
        return NULL;
    as = fapix_alloc(&policy->context->memory, sizeof *as);
    if (as == NULL)
        return NULL;
    as->context = fapix_context_ref(policy->context);
    as->policy = *policy;
    as->policy.context = NULL;
    as->grant_types = FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN;
    as->client_auth = (int)fapix_as_value(as, FAPI_CONTROL_CLIENT_AUTH);
    as->backchannel = (fapix_backchannel_facts){
        .hints = FAPI_HINT_LOGIN | FAPI_HINT_LOGIN_TOKEN | FAPI_HINT_ID_TOKEN,
        .delivery = FAPI_BACKCHANNEL_POLL | FAPI_BACKCHANNEL_PING, /* Spec: FAPICIBA-5.2.2-3 */
        .message_max = MESSAGE_MAX,
        .expiry_max = EXPIRY_MAX,
    };
    return as;
}

static void forget(fapi_as *as, fapix_slice text)
{
    fapix_free(&as->context->memory, (void *)(uintptr_t)text.p, text.n);
}

/* See fapi.h. */
void fapi_as_free(fapi_as *as)
{
    fapi_context *context = NULL;
    size_t i = 0;

    if (as == NULL)
        return;
    context = as->context;
    forget(as, as->issuer);
    forget(as, as->jwks);
    for (i = 0; i <= FAPI_ENDPOINT_CONSENT; i++) {
        forget(as, as->url[i]);
        forget(as, as->mtls[i]);
    }
    for (i = 0; i < as->scope_count; i++)
        forget(as, as->scope[i]);
    for (i = 0; i < as->resource_count; i++)
        forget(as, as->resource[i]);
    for (i = 0; i < as->endpoint_count; i++)
        forget(as, as->endpoint[i]);
    for (i = 0; i < as->details_type_count; i++)
        forget(as, as->details_type[i]);
    fapi_jwks_free(as->own_keys);
    fapi_rs_free(as->userinfo);
    fapi_replay_free(as->replay);
    fapix_free(&context->memory, as, sizeof *as);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_as_set_issuer(fapi_as *as, const char *issuer, size_t issuer_len)
{
    fapix_slice copy = {NULL, 0};
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK && (issuer == NULL || issuer_len == 0))
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK)
        rc = fapix_uri_check_issuer(fapix_slice_of(issuer, issuer_len)); /* Spec: RFC9207-2-2, RFC8414-2-1 */
    if (rc == FAPI_OK)
        rc = fapix_copy(&as->context->memory, fapix_slice_of(issuer, issuer_len), &copy);
    if (rc != FAPI_OK)
        return rc;
    forget(as, as->issuer);
    as->issuer = copy;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_as_add_endpoint(fapi_as *as, const char *url, size_t url_len)
{
    fapix_uri parsed;
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK && (url == NULL || url_len == 0))
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK && as->endpoint_count == FAPIX_AS_MAX_ENDPOINTS)
        rc = FAPI_ERR_RANGE;
    if (rc == FAPI_OK)
        rc = fapix_uri_parse_https(&parsed, fapix_slice_of(url, url_len)); /* Spec: FAPI2SP-5.2.1-1 */
    if (rc == FAPI_OK)
        rc = fapix_copy(&as->context->memory, fapix_slice_of(url, url_len), &as->endpoint[as->endpoint_count]);
    if (rc == FAPI_OK)
        as->endpoint_count++;
    return rc;
}

/* Spec: OIDCC-10.1-1  With several keys each has a kid, and no other has the same, whatever it is for: all stand in one set. */
static bool kid_is_taken(const fapi_as *as, fapix_slice kid_json)
{
    bool taken = kid_json.n == 0;

    for (size_t i = 0; i < as->signer_count; i++)
        taken = taken || fapix_slice_eq(as->signer[i]->kid_json, kid_json);
    for (size_t i = 0; i < as->decrypter_count; i++)
        taken = taken || fapix_slice_eq(as->decrypter[i]->kid_json, kid_json);
    return taken;
}

/* See fapi.h. */
int fapi_as_add_signer(fapi_as *as, const fapi_signer *signer)
{
    int rc = fapix_as_changeable(as);

    if (rc != FAPI_OK)
        return rc;
    if (signer == NULL)
        return FAPI_ERR_ARG;
    if (as->signer_count == FAPIX_AS_MAX_SIGNERS)
        return FAPI_ERR_RANGE;
    if ((signer->alg & (int)fapix_as_value(as, FAPI_CONTROL_ALGS)) == 0)
        return FAPI_POLICY_VALUE;
    if (kid_is_taken(as, signer->kid_json))
        return FAPI_JWS_KID;
    as->signer[as->signer_count++] = signer;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_as_add_decrypter(fapi_as *as, const fapi_decrypter *decrypter)
{
    int rc = fapix_as_changeable(as);

    if (rc != FAPI_OK)
        return rc;
    if (decrypter == NULL)
        return FAPI_ERR_ARG;
    if (as->decrypter_count == FAPIX_AS_MAX_DECRYPTERS)
        return FAPI_ERR_RANGE;
    if ((decrypter->alg & (int)fapix_as_value(as, FAPI_CONTROL_JWE_ALGS)) == 0)
        return FAPI_POLICY_VALUE;
    if (kid_is_taken(as, decrypter->kid_json))
        return FAPI_JWS_KID;
    as->decrypter[as->decrypter_count++] = decrypter;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_as_set_replay(fapi_as *as, fapi_replay *replay)
{
    int rc = fapix_as_changeable(as);

    if (rc != FAPI_OK)
        return rc;
    if (replay == NULL)
        return FAPI_ERR_ARG;
    fapi_replay_free(as->replay);
    as->replay = fapix_replay_ref(replay);
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_as_set_replay_external(fapi_as *as, int on)
{
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK)
        as->replay_external = on == 1;
    return rc;
}

/* See fapi.h. */
int fapi_as_set_dpop_nonce(fapi_as *as, fapi_dpop_nonce *nonce)
{
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK)
        as->nonce = nonce;
    return rc;
}

/* See fapi.h. */
int fapi_as_set_grant_types(fapi_as *as, int types)
{
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK && (types <= 0 || (types & ~ALL_GRANTS) != 0))
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK)
        as->grant_types = types;
    return rc;
}

/* See fapi.h. */
int fapi_as_set_backchannel(fapi_as *as, const fapi_backchannel_request *limits)
{
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK && limits == NULL)
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK)
        as->backchannel = *fapix_backchannel_limits(limits);
    return rc;
}

/* See fapi.h. */
int fapi_as_add_details_type(fapi_as *as, const char *type, size_t type_len)
{
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK && (type == NULL || type_len == 0 || type_len > MAX_DETAILS_TYPE))
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK && as->details_type_count == FAPIX_AS_MAX_DETAILS)
        rc = FAPI_ERR_RANGE;
    if (rc == FAPI_OK)
        rc = fapix_copy(&as->context->memory, fapix_slice_of(type, type_len), &as->details_type[as->details_type_count]);
    if (rc == FAPI_OK)
        as->details_type_count++;
    return rc;
}

/* What a rule of the policy needs to be judged must be there. */
static bool is_complete(const fapi_as *as)
{
    bool dpop = (fapix_as_value(as, FAPI_CONTROL_BINDING_METHODS) & FAPI_BINDING_DPOP) != 0;

    if (as->issuer.n == 0)
        return false;
    if (fapix_as_value(as, FAPI_CONTROL_REPLAY) != 0 && as->replay == NULL && !as->replay_external)
        return false;
    return !(dpop && fapix_as_value(as, FAPI_CONTROL_DPOP_NONCE) != 0 && as->nonce == NULL);
}

static int write_jwks(fapi_as *as)
{
    fapix_buffer out;
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_init(&out, &as->context->memory, JWKS_CEILING);
    fapix_buffer_str(&out, "{\"keys\":[");
    for (size_t i = 0; i < as->signer_count; i++) {
        fapix_buffer_str(&out, i == 0 ? "" : ",");
        fapix_buffer_add(&out, as->signer[i]->document);
    }
    for (size_t i = 0; i < as->decrypter_count; i++) {
        fapix_buffer_str(&out, as->signer_count + i == 0 ? "" : ",");
        fapix_buffer_add(&out, as->decrypter[i]->document);
    }
    fapix_buffer_str(&out, "]}");
    rc = out.status;
    forget(as, as->jwks); /* of an earlier try */
    as->jwks = fapix_slice_of(NULL, 0);
    if (rc == FAPI_OK)
        rc = fapix_copy(&as->context->memory, fapix_buffer_slice(&out), &as->jwks);
    fapix_buffer_free(&out);
    return rc;
}

static int load_own_keys(fapi_as *as)
{
    int rc = FAPI_ERR_INTERNAL;

    if (as->signer_count == 0)
        return FAPI_OK;
    fapi_jwks_free(as->own_keys); /* of an earlier try */
    as->own_keys = fapi_jwks_new(as->context);
    if (as->own_keys == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapi_jwks_load(as->own_keys, (const char *)as->jwks.p, as->jwks.n);
    if (rc == FAPI_OK)
        return rc;
    fapi_jwks_free(as->own_keys);
    as->own_keys = NULL;
    return rc;
}

/* See fapi.h. */
int fapi_as_seal(fapi_as *as)
{
    int rc = fapix_as_changeable(as);

    if (rc == FAPI_OK && !is_complete(as))
        rc = FAPI_POLICY_EMPTY;
    if (rc == FAPI_OK)
        rc = write_jwks(as);
    if (rc == FAPI_OK)
        rc = load_own_keys(as);
    if (rc == FAPI_OK)
        rc = fapix_as_userinfo_seal(as);
    if (rc == FAPI_OK)
        as->sealed = true;
    return rc;
}

/* See fapi.h. */
int fapi_as_jwks(const fapi_as *as, const char **json, size_t *json_len)
{
    if (json != NULL)
        *json = NULL;
    if (json_len != NULL)
        *json_len = 0;
    if (as == NULL || json == NULL || json_len == NULL)
        return FAPI_ERR_ARG;
    if (!as->sealed)
        return FAPI_ERR_STATE;
    *json = (const char *)as->jwks.p;
    *json_len = as->jwks.n;
    return FAPI_OK;
}
