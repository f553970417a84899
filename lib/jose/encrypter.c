/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys to encrypt to: a JWK, or the fitting one of a recipient's set. */
#include "base/base64url.h"
#include "jose/jwe_key.h"
#include "jose/jwks_text.h"

static fapi_encrypter *make(fapi_context *context, int alg, int enc)
{
    fapi_context *used = fapix_context_use(context);
    if (used == NULL)
        return NULL;
    fapi_encrypter *encrypter = fapix_alloc(&used->memory, sizeof *encrypter);
    if (encrypter == NULL) {
        fapix_context_unref(used);
        return NULL;
    }
    encrypter->context = used;
    encrypter->alg = alg;
    encrypter->enc = enc;
    return encrypter;
}

/* Make of an empty encrypter one to this key. */
static int take(fapi_encrypter *made, const fapix_jwk_fields *fields)
{
    size_t n = 0;
    int rc = fapix_jwe_key_import(made->context, fields, false, &made->key);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC8725-3.1-3 */
    if ((fapix_jwe_key_algs(fields) & made->alg) == 0)
        return FAPI_JWK_ALG;
    if ((made->alg & FAPIX_JWE_ALGS_EC) != 0) {
        rc = fapix_base64url_decode(fields->x, made->x, &n);
        if (rc == FAPI_OK)
            rc = fapix_base64url_decode(fields->y, made->y, &n);
    }
    if (rc == FAPI_OK)
        rc = fapix_jwe_key_kid(made->context, fields, &made->kid_json);
    return rc == FAPI_OK ? fapix_jwe_key_document(made->context, fields, made->alg, &made->document) : rc;
}

/* alg 0: the one that the JWK names. */
static int make_of(fapi_context *context, fapix_slice json, int alg, int enc, fapi_encrypter **encrypter)
{
    fapix_jwk_fields fields;
    fapix_jwk_text *text = NULL;
    fapi_encrypter *made = make(context, alg, enc);
    if (made == NULL)
        return FAPI_ERR_NOMEM;
    int rc = fapix_jwk_text_read(&made->context->memory, json, &text, &fields);
    if (rc == FAPI_OK && alg == 0)
        made->alg = fapix_jwe_alg_of(fields.alg);
    if (rc == FAPI_OK)
        rc = take(made, &fields);
    fapix_jwk_text_free(&made->context->memory, text);
    if (rc == FAPI_OK)
        *encrypter = made;
    else
        fapi_encrypter_free(made);
    return rc;
}

int fapix_encrypter_from_document(fapi_context *context, fapix_slice document, int enc, fapi_encrypter **encrypter)
{
    *encrypter = NULL;
    return make_of(context, document, 0, enc, encrypter);
}

/* See fapi.h. */
int fapi_encrypter_new(fapi_context *context, const char *json, size_t json_len, int alg, int enc,
                       fapi_encrypter **encrypter)
{
    if (encrypter == NULL)
        return FAPI_ERR_ARG;
    *encrypter = NULL;
    if (json == NULL || fapix_jwe_alg_name(alg) == NULL || fapix_jwe_enc_name(enc) == NULL)
        return FAPI_ERR_ARG;
    return make_of(context, fapix_slice_of(json, json_len), alg, enc, encrypter);
}

/* A key without use and alg may be one for signatures: it is none to encrypt to. */
static bool is_meant(const fapix_jwk_fields *fields, int alg)
{
    bool use = fapix_slice_is(fields->use, "enc"), named = fields->alg.p != NULL;
    return (use || named) && (fapix_jwe_key_algs(fields) & alg) != 0;
}

/* The first key that fits and stands the import. Others may be broken or for something else. */
static int search(fapi_encrypter *made, fapix_jwks_text *text)
{
    fapix_jwk_fields fields;
    for (size_t i = 0; i < text->count; i++) {
        int rc = fapix_jwks_text_next(text, &fields);
        if (rc != FAPI_OK)
            return rc;
        if (!is_meant(&fields, made->alg))
            continue;
        rc = take(made, &fields);
        /* Spec: RFC7517-5-2 */
        if (rc == FAPI_OK || rc < FAPI_BASE64URL_CHARACTER)
            return rc;
    }
    return FAPI_JWE_KEY;
}

int fapix_encrypter_from_set(fapi_context *context, fapix_slice jwks, int alg, int enc, fapi_encrypter **encrypter)
{
    *encrypter = NULL;
    fapi_encrypter *made = make(context, alg, enc);
    if (made == NULL)
        return FAPI_ERR_NOMEM;
    const fapix_memory *memory = &made->context->memory;
    fapix_jwks_text *text = fapix_alloc(memory, sizeof *text);
    int rc = text == NULL ? FAPI_ERR_NOMEM : fapix_jwks_text_open(text, jwks);
    if (rc == FAPI_OK)
        rc = search(made, text);
    if (text != NULL)
        fapix_wipe(text, sizeof *text);
    fapix_free(memory, text, sizeof *text);
    if (rc == FAPI_OK)
        *encrypter = made;
    else
        fapi_encrypter_free(made);
    return rc;
}

/* See fapi.h. */
int fapi_encrypter_new_from_set(fapi_context *context, const char *jwks, size_t jwks_len, int alg, int enc,
                                fapi_encrypter **encrypter)
{
    if (encrypter == NULL)
        return FAPI_ERR_ARG;
    *encrypter = NULL;
    if (jwks == NULL || fapix_jwe_alg_name(alg) == NULL || fapix_jwe_enc_name(enc) == NULL)
        return FAPI_ERR_ARG;
    return fapix_encrypter_from_set(context, fapix_slice_of(jwks, jwks_len), alg, enc, encrypter);
}

/* See fapi.h. */
void fapi_encrypter_free(fapi_encrypter *encrypter)
{
    if (encrypter == NULL)
        return;
    fapi_context *context = encrypter->context;
    if (encrypter->key != NULL)
        context->provider->secret_key_free(encrypter->key);
    fapix_free(&context->memory, (void *)(uintptr_t)encrypter->kid_json.p, encrypter->kid_json.n);
    fapix_free(&context->memory, (void *)(uintptr_t)encrypter->document.p, encrypter->document.n);
    fapix_free(&context->memory, encrypter, sizeof *encrypter);
    fapix_context_unref(context);
}
