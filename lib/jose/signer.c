/* SPDX-License-Identifier: Apache-2.0 */
/* Private keys that sign: imported or made here, and the public half of each as a document. */
#include "jose/signer.h"

#include "base/json_write.h"
#include "jose/alg.h"
#include "jose/jwk_write.h"

#define DOCUMENT_CEILING (FAPI_MAX_KID * 6 + 2048) /* an 8192-bit modulus takes 1366 characters */
#define PARTS_OCTETS 2048

/* Move what is in the buffer to an owned slice and empty the buffer. */
static int keep(fapix_buffer *out, fapix_slice *kept)
{
    int rc = out->status;
    if (rc == FAPI_OK)
        rc = fapix_copy(out->memory, fapix_buffer_slice(out), kept);
    fapix_buffer_reset(out);
    return rc == FAPI_ERR_BUFFER ? FAPI_ERR_INTERNAL : rc;
}

/* Spec: RFC7517-4.3-3 (use, and no key_ops beside it) */
int fapix_signer_write_documents(fapi_signer *signer, const fapix_jwk_fields *fields)
{
    fapix_buffer out;
    fapix_buffer_init(&out, &signer->context->memory, DOCUMENT_CEILING);
    int rc = FAPI_OK;
    if (fields->has_kid) {
        fapix_write_string(&out, fields->kid);
        rc = keep(&out, &signer->kid_json);
    }
    if (rc == FAPI_OK) {
        fapix_jwk_write_key(&out, fields);
        fapix_buffer_str(&out, "}");
        rc = keep(&out, &signer->bare_jwk);
    }
    if (rc == FAPI_OK) {
        fapix_jwk_write_key(&out, fields);
        fapix_jwk_write_member(&out, "alg", fapix_slice_str(fapi_alg_name(signer->alg)));
        fapix_jwk_write_member(&out, "use", fapix_slice_str("sig"));
        if (fields->has_kid) {
            fapix_buffer_str(&out, ",\"kid\":");
            fapix_buffer_add(&out, signer->kid_json);
        }
        fapix_buffer_str(&out, "}");
        rc = keep(&out, &signer->document);
    }
    fapix_buffer_free(&out);
    return rc;
}

fapi_signer *fapix_signer_make(fapi_context *context)
{
    fapi_context *used = fapix_context_use(context);
    if (used == NULL)
        return NULL;
    fapi_signer *signer = fapix_alloc(&used->memory, sizeof *signer);
    if (signer == NULL) {
        fapix_context_unref(used);
        return NULL;
    }
    signer->context = used;
    return signer;
}

/* See fapi.h. */
int fapi_signer_new(fapi_context *context, const char *json, size_t json_len, fapi_signer **signer)
{
    if (signer == NULL)
        return FAPI_ERR_ARG;
    *signer = NULL;
    if (json == NULL)
        return FAPI_ERR_ARG;
    fapi_signer *made = fapix_signer_make(context);
    if (made == NULL)
        return FAPI_ERR_NOMEM;
    fapix_jwk_fields fields;
    fapix_jwk_text *text = NULL;
    int rc = fapix_jwk_text_read(&made->context->memory, fapix_slice_of(json, json_len), &text, &fields);
    if (rc == FAPI_OK)
        rc = fapix_jwk_import_private(made->context, &fields, &made->key, made->jkt);
    if (rc == FAPI_OK) {
        made->alg = made->context->provider->key_alg(made->key);
        rc = fapix_signer_write_documents(made, &fields);
    }
    fapix_jwk_text_free(&made->context->memory, text);
    if (rc == FAPI_OK)
        *signer = made;
    else
        fapi_signer_free(made);
    return rc;
}

/* The exported public half as the texts of a JWK; store takes them. */
static int fields_of(const fapi_signer *signer, fapix_jwk_fields *fields, fapix_buffer *store)
{
    uint8_t octets[1024 + 64];
    fapix_key_parts parts = {0};
    *fields = (fapix_jwk_fields){0};
    int rc = signer->context->provider->key_export(signer->key, false, octets, sizeof octets, &parts);
    if (rc != FAPI_OK)
        return rc;
    if ((signer->alg & (FAPI_ALG_PS256 | FAPI_ALG_RS256)) != 0)
        return fapix_jwk_fields_of(&parts, "RSA", NULL, store, fields);
    return signer->alg == FAPI_ALG_ES256 ? fapix_jwk_fields_of(&parts, "EC", "P-256", store, fields)
                                         : fapix_jwk_fields_of(&parts, "OKP", "Ed25519", store, fields);
}

static int generate(fapi_signer *signer, int alg)
{
    const fapix_provider *provider = signer->context->provider;
    fapix_jwk_fields fields;
    fapix_buffer store;
    fapix_buffer_init(&store, &signer->context->memory, PARTS_OCTETS);
    int rc = provider->key_generate(signer->context->engine, alg, &signer->key);
    if (rc == FAPI_OK) {
        signer->alg = alg;
        rc = fields_of(signer, &fields, &store);
    }
    if (rc == FAPI_OK)
        rc = fapix_jwk_thumbprint_of(signer->context, &fields, signer->jkt);
    if (rc == FAPI_OK) {
        /* A key made here has no name yet, and its thumbprint is one that nobody else's key has. */
        fields.has_kid = true;
        fields.kid = fapix_slice_str(signer->jkt);
        rc = fapix_signer_write_documents(signer, &fields);
    }
    fapix_buffer_free(&store);
    return rc;
}

/* See fapi.h. */
int fapi_signer_generate(fapi_context *context, int alg, fapi_signer **signer)
{
    if (signer == NULL)
        return FAPI_ERR_ARG;
    *signer = NULL;
    if (fapi_alg_name(alg) == NULL)
        return FAPI_ERR_ARG;
    fapi_signer *made = fapix_signer_make(context);
    if (made == NULL)
        return FAPI_ERR_NOMEM;
    int rc = generate(made, alg);
    if (rc == FAPI_OK)
        *signer = made;
    else
        fapi_signer_free(made);
    return rc;
}

static void drop(const fapix_memory *memory, fapix_slice text)
{
    fapix_free(memory, (void *)(uintptr_t)text.p, text.n);
}

/* See fapi.h. */
void fapi_signer_free(fapi_signer *signer)
{
    if (signer == NULL)
        return;
    fapi_context *context = signer->context;
    if (signer->key != NULL)
        context->provider->key_free(signer->key);
    drop(&context->memory, signer->kid_json);
    drop(&context->memory, signer->bare_jwk);
    drop(&context->memory, signer->document);
    fapix_wipe(signer, sizeof *signer);
    fapix_free(&context->memory, signer, sizeof *signer);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_signer_alg(const fapi_signer *signer)
{
    return signer == NULL ? 0 : signer->alg;
}

/* See fapi.h. */
int fapi_signer_public_jwk(const fapi_signer *signer, const char **json, size_t *json_len)
{
    if (json == NULL || json_len == NULL)
        return FAPI_ERR_ARG;
    *json = NULL;
    *json_len = 0;
    if (signer == NULL)
        return FAPI_ERR_ARG;
    *json = (const char *)signer->document.p;
    *json_len = signer->document.n;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_signer_thumbprint(const fapi_signer *signer, char *jkt, size_t jkt_size)
{
    if (jkt == NULL || jkt_size == 0)
        return FAPI_ERR_ARG;
    jkt[0] = '\0';
    if (signer == NULL)
        return FAPI_ERR_ARG;
    if (jkt_size < sizeof signer->jkt)
        return FAPI_ERR_BUFFER;
    memcpy(jkt, signer->jkt, sizeof signer->jkt);
    return FAPI_OK;
}
