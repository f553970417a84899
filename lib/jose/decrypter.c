/* SPDX-License-Identifier: Apache-2.0 */
/* Private keys that decrypt: imported or made here, and the public half of each as a document. */
#include "jose/jwe_key.h"
#include "jose/jwk_write.h"

#define PARTS_OCTETS 2048

static fapi_decrypter *make(fapi_context *context)
{
    fapi_context *used = fapix_context_use(context);
    if (used == NULL)
        return NULL;
    fapi_decrypter *decrypter = fapix_alloc(&used->memory, sizeof *decrypter);
    if (decrypter == NULL) {
        fapix_context_unref(used);
        return NULL;
    }
    decrypter->context = used;
    return decrypter;
}

static int finish(fapi_decrypter *made, const fapix_jwk_fields *fields)
{
    made->has_kid = fields->has_kid;
    int rc = fapix_copy(&made->context->memory, fields->kid, &made->kid);
    if (rc == FAPI_OK)
        rc = fapix_jwe_key_kid(made->context, fields, &made->kid_json);
    return rc == FAPI_OK ? fapix_jwe_key_document(made->context, fields, made->alg, &made->document) : rc;
}

static int read_key(fapi_decrypter *made, fapix_slice json)
{
    fapix_jwk_fields fields;
    fapix_jwk_text *text = NULL;
    int rc = fapix_jwk_text_read(&made->context->memory, json, &text, &fields);
    if (rc == FAPI_OK)
        rc = fapix_jwe_key_import(made->context, &fields, true, &made->key);
    if (rc == FAPI_OK) {
        made->alg = fapix_jwe_key_algs(&fields);
        /* Spec: RFC8725-3.1-3 - the two of RSA differ in their hash, and one key must not serve both */
        rc = (made->alg & FAPIX_JWE_ALGS_RSA) == FAPIX_JWE_ALGS_RSA ? FAPI_JWK_ALG : finish(made, &fields);
    }
    fapix_jwk_text_free(&made->context->memory, text);
    return rc;
}

/* See fapi.h. */
int fapi_decrypter_new(fapi_context *context, const char *json, size_t json_len, fapi_decrypter **decrypter)
{
    if (decrypter == NULL)
        return FAPI_ERR_ARG;
    *decrypter = NULL;
    if (json == NULL)
        return FAPI_ERR_ARG;
    fapi_decrypter *made = make(context);
    if (made == NULL)
        return FAPI_ERR_NOMEM;
    int rc = read_key(made, fapix_slice_of(json, json_len));
    if (rc == FAPI_OK)
        *decrypter = made;
    else
        fapi_decrypter_free(made);
    return rc;
}

static int generate(fapi_decrypter *made, int alg)
{
    const fapix_provider *provider = made->context->provider;
    uint8_t octets[1024 + 64];
    char jkt[FAPI_JKT_LENGTH + 1];
    fapix_key_parts parts = {0};
    fapix_jwk_fields fields;
    fapix_buffer store;
    fapix_buffer_init(&store, &made->context->memory, PARTS_OCTETS);
    made->alg = alg;
    int rc = provider->secret_key_generate(made->context->engine, alg, &made->key);
    if (rc == FAPI_OK)
        rc = provider->secret_key_export(made->key, false, octets, sizeof octets, &parts);
    if (rc == FAPI_OK)
        rc = (alg & FAPIX_JWE_ALGS_RSA) != 0 ? fapix_jwk_fields_of(&parts, "RSA", NULL, &store, &fields)
                                             : fapix_jwk_fields_of(&parts, "EC", "P-256", &store, &fields);
    if (rc == FAPI_OK)
        rc = fapix_jwk_thumbprint_of(made->context, &fields, jkt);
    if (rc == FAPI_OK) {
        /* A key made here has no name yet, and its thumbprint is one that nobody else's key has. */
        fields.has_kid = true;
        fields.kid = fapix_slice_str(jkt);
        rc = finish(made, &fields);
    }
    fapix_buffer_free(&store);
    return rc;
}

/* See fapi.h. */
int fapi_decrypter_generate(fapi_context *context, int alg, fapi_decrypter **decrypter)
{
    if (decrypter == NULL)
        return FAPI_ERR_ARG;
    *decrypter = NULL;
    if (fapix_jwe_alg_name(alg) == NULL)
        return FAPI_ERR_ARG;
    fapi_decrypter *made = make(context);
    if (made == NULL)
        return FAPI_ERR_NOMEM;
    int rc = generate(made, alg);
    if (rc == FAPI_OK)
        *decrypter = made;
    else
        fapi_decrypter_free(made);
    return rc;
}

/* See fapi.h. */
void fapi_decrypter_free(fapi_decrypter *decrypter)
{
    if (decrypter == NULL)
        return;
    fapi_context *context = decrypter->context;
    if (decrypter->key != NULL)
        context->provider->secret_key_free(decrypter->key);
    fapix_free(&context->memory, (void *)(uintptr_t)decrypter->kid.p, decrypter->kid.n);
    fapix_free(&context->memory, (void *)(uintptr_t)decrypter->kid_json.p, decrypter->kid_json.n);
    fapix_free(&context->memory, (void *)(uintptr_t)decrypter->document.p, decrypter->document.n);
    fapix_wipe(decrypter, sizeof *decrypter);
    fapix_free(&context->memory, decrypter, sizeof *decrypter);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_decrypter_algs(const fapi_decrypter *decrypter)
{
    return decrypter == NULL ? 0 : decrypter->alg;
}

/* See fapi.h. */
int fapi_decrypter_public_jwk(const fapi_decrypter *decrypter, const char **json, size_t *json_len)
{
    if (json == NULL || json_len == NULL)
        return FAPI_ERR_ARG;
    *json = NULL;
    *json_len = 0;
    if (decrypter == NULL)
        return FAPI_ERR_ARG;
    *json = (const char *)decrypter->document.p;
    *json_len = decrypter->document.n;
    return FAPI_OK;
}
