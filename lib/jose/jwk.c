/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of one public key. */
#include "jose/jwk.h"

/* See fapi.h. */
int fapi_jwk_new(fapi_context *context, const char *json, size_t json_len, fapi_jwk **jwk)
{
    if (jwk == NULL)
        return FAPI_ERR_ARG;
    *jwk = NULL;
    if (json == NULL)
        return FAPI_ERR_ARG;
    int rc = FAPI_ERR_NOMEM;
    fapix_jwk_fields fields;
    fapix_jwk_text *text = NULL;
    fapi_jwk *made = NULL;
    fapi_context *used = fapix_context_use(context);
    if (used == NULL)
        return FAPI_ERR_NOMEM;
    made = fapix_alloc(&used->memory, sizeof *made);
    if (made == NULL)
        goto out;
    made->context = fapix_context_ref(used);
    rc = fapix_jwk_text_read(&used->memory, fapix_slice_of(json, json_len), &text, &fields);
    if (rc == FAPI_OK)
        rc = fapix_jwk_import(used, &fields, false, &made->key, made->jkt);
    if (rc == FAPI_OK)
        rc = fapix_copy(&used->memory, fields.kid, &made->kid);
    if (rc != FAPI_OK)
        goto out;
    made->alg = used->provider->key_alg(made->key);
    *jwk = made;
    made = NULL;
    rc = FAPI_OK;
out:
    fapix_jwk_text_free(&used->memory, text);
    fapi_jwk_free(made);
    fapix_context_unref(used);
    return rc;
}

/* See fapi.h. */
void fapi_jwk_free(fapi_jwk *jwk)
{
    if (jwk == NULL)
        return;
    fapi_context *context = jwk->context;
    if (jwk->key != NULL)
        context->provider->key_free(jwk->key);
    fapix_free(&context->memory, (void *)(uintptr_t)jwk->kid.p, jwk->kid.n);
    fapix_free(&context->memory, jwk, sizeof *jwk);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_jwk_alg(const fapi_jwk *jwk)
{
    return jwk == NULL ? 0 : jwk->alg;
}

/* See fapi.h. */
int fapi_jwk_kid(const fapi_jwk *jwk, const char **kid, size_t *kid_len)
{
    if (kid == NULL || kid_len == NULL)
        return FAPI_ERR_ARG;
    *kid = NULL;
    *kid_len = 0;
    if (jwk == NULL)
        return FAPI_ERR_ARG;
    *kid = (const char *)jwk->kid.p;
    *kid_len = jwk->kid.n;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jwk_thumbprint(const fapi_jwk *jwk, char *jkt, size_t jkt_size)
{
    if (jkt == NULL || jkt_size == 0)
        return FAPI_ERR_ARG;
    jkt[0] = '\0';
    if (jwk == NULL)
        return FAPI_ERR_ARG;
    if (jkt_size < sizeof jwk->jkt)
        return FAPI_ERR_BUFFER;
    memcpy(jkt, jwk->jkt, sizeof jwk->jkt);
    return FAPI_OK;
}
