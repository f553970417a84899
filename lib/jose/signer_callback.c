/* SPDX-License-Identifier: Apache-2.0 */
/* A private key that the host keeps, in an HSM or a KMS. What comes back from there is verified like a stranger's
 * signature: a fault in a device can give its private key away, and a wrong mechanism gives tokens that nobody can
 * use. */
#include "jose/signer.h"

/* See fapi.h. */
int fapi_signer_new_callback(fapi_context *context, const char *json, size_t json_len, fapi_sign_fn sign_fn, void *user,
                             fapi_signer **signer)
{
    fapix_jwk_fields fields;
    fapix_jwk_text *text = NULL;
    fapi_signer *made = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (signer == NULL)
        return FAPI_ERR_ARG;
    *signer = NULL;
    if (json == NULL || sign_fn == NULL)
        return FAPI_ERR_ARG;
    made = fapix_signer_make(context);
    if (made == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapix_jwk_text_read(&made->context->memory, fapix_slice_of(json, json_len), &text, &fields);
    if (rc == FAPI_OK)
        rc = fapix_jwk_import(made->context, &fields, false, &made->key, made->jkt);
    if (rc == FAPI_OK) {
        made->alg = made->context->provider->key_alg(made->key);
        made->sign_fn = sign_fn;
        made->user = user;
        rc = fapix_signer_write_documents(made, &fields);
    }
    fapix_jwk_text_free(&made->context->memory, text);
    if (rc == FAPI_OK)
        *signer = made;
    else
        fapi_signer_free(made);
    return rc;
}

/* Does it say that it signed, with a signature that holds? */
static int ask_host(const fapi_signer *signer, fapix_slice message, uint8_t *signature, size_t *signature_n)
{
    const fapix_provider *provider = signer->context->provider;
    uint8_t hash[32];
    size_t n = FAPIX_MAX_SIGNATURE;
    int rc = provider->sha256(signer->context->engine, &message, 1, hash);

    if (rc != FAPI_OK)
        return rc;
    if (signer->sign_fn(signer->user, signer->alg, message.p, message.n, hash, signature, &n) != 0)
        return FAPI_ERR_CRYPTO;
    if (n > FAPIX_MAX_SIGNATURE)
        return FAPI_ERR_CRYPTO;
    rc = provider->verify(signer->key, message, fapix_slice_of(signature, n));
    if (rc == FAPI_OK)
        *signature_n = n;
    return rc == FAPI_JWS_SIGNATURE || rc == FAPI_JWS_SIGNATURE_LENGTH ? FAPI_ERR_CRYPTO : rc;
}

int fapix_signer_sign(const fapi_signer *signer, fapix_slice message, uint8_t signature[FAPIX_MAX_SIGNATURE],
                      size_t *signature_n)
{
    int rc = FAPI_ERR_INTERNAL;

    *signature_n = 0;
    if (signer->sign_fn == NULL)
        return signer->context->provider->sign(signer->key, message, signature, signature_n);
    memset(signature, 0, FAPIX_MAX_SIGNATURE);
    rc = ask_host(signer, message, signature, signature_n);
    if (rc != FAPI_OK)
        fapix_wipe(signature, FAPIX_MAX_SIGNATURE);
    return rc;
}
