/* SPDX-License-Identifier: Apache-2.0 */
/* Judges JWK that are for encryption: the mirror of what jwk_import.c does for signatures. */
#include "jose/jwe_key.h"

#include "base/json_write.h"
#include "jose/jwk_write.h"

#define DOCUMENT_CEILING (FAPI_MAX_KID * 6 + 2048) /* an 8192-bit modulus takes 1366 characters */

int fapix_jwe_key_algs(const fapix_jwk_fields *fields)
{
    int fits = 0;
    if (fapix_slice_is(fields->kty, "RSA"))
        fits = FAPIX_JWE_ALGS_RSA;
    else if (fapix_slice_is(fields->kty, "EC"))
        fits = FAPIX_JWE_ALGS_EC;
    return fields->alg.p == NULL ? fits : fits & fapix_jwe_alg_of(fields->alg);
}

static int judge_kind(const fapix_jwk_fields *fields)
{
    bool rsa = fapix_slice_is(fields->kty, "RSA");
    /* Spec: RFC7517-4.1-1 */
    if (!rsa && !fapix_slice_is(fields->kty, "EC"))
        return FAPI_JWK_KTY;
    if (!rsa && !fapix_slice_is(fields->crv, "P-256"))
        return FAPI_JWK_CRV;
    /* Spec: RFC8725-3.1-3 */
    return fapix_jwe_key_algs(fields) != 0 ? FAPI_OK : FAPI_JWK_ALG;
}

/* Spec: RFC7517-4.3-4, RFC7517-4.3-2 - of a public EC key WebCrypto writes none at all */
static bool ops_fit(const fapix_jwk_fields *fields, bool is_private)
{
    if (!fields->has_key_ops)
        return true;
    if (fields->ops_form || fields->ops_sign || fields->ops_verify)
        return false;
    if (fapix_slice_is(fields->kty, "EC"))
        return fields->ops_derive || (!is_private && !fields->ops_other);
    return is_private ? fields->ops_open : fields->ops_seal;
}

static int judge_purpose(const fapix_jwk_fields *fields, bool is_private)
{
    if (fields->bad_type)
        return FAPI_JWK_TYPE;
    /* Spec: RFC7517-4.2-1 */
    if (fields->use.p != NULL && !fapix_slice_is(fields->use, "enc"))
        return FAPI_JWE_KEY_USE;
    if (fields->kept_in && !is_private)
        return FAPI_JWK_KEY_OPS;
    if (fields->kid.n > FAPI_MAX_KID)
        return FAPI_JWS_KID;
    return ops_fit(fields, is_private) ? FAPI_OK : FAPI_JWK_KEY_OPS;
}

static int import(fapi_context *context, const fapix_jwk_fields *fields, bool is_private, fapix_secret_key **key)
{
    uint8_t store[FAPIX_JWK_PUBLIC_OCTETS];
    fapix_key_parts parts = {.alg = fapix_slice_is(fields->kty, "RSA") ? FAPI_ALG_PS256 : FAPI_ALG_ES256};
    int rc = fapix_jwk_decode_public(fields, store, &parts);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7518-4.3-1, RFC8725-3.4-1 - sizes and points are judged there */
    if (!is_private)
        return context->provider->secret_key_import(context->engine, &parts, false, key);
    fapix_jwk_secrets *hidden = fapix_alloc(&context->memory, sizeof *hidden);
    if (hidden == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapix_jwk_decode_private(fields, hidden, &parts);
    if (rc == FAPI_OK)
        rc = context->provider->secret_key_import(context->engine, &parts, true, key);
    fapix_wipe(hidden, sizeof *hidden);
    fapix_free(&context->memory, hidden, sizeof *hidden);
    return rc;
}

int fapix_jwe_key_import(fapi_context *context, const fapix_jwk_fields *fields, bool is_private,
                         fapix_secret_key **key)
{
    *key = NULL;
    if (fields->has_symmetric)
        return FAPI_JWK_SYMMETRIC;
    if (fields->has_oth && is_private)
        return FAPI_JWK_RSA_MULTI_PRIME;
    if (fields->has_private && !is_private)
        return FAPI_JWK_PRIVATE;
    int rc = judge_purpose(fields, is_private);
    if (rc == FAPI_OK)
        rc = judge_kind(fields);
    if (rc == FAPI_OK && is_private && fields->d.p == NULL)
        rc = FAPI_JWK_NOT_PRIVATE;
    return rc == FAPI_OK ? import(context, fields, is_private, key) : rc;
}

int fapix_jwe_key_kid(fapi_context *context, const fapix_jwk_fields *fields, fapix_slice *kid_json)
{
    fapix_buffer out;
    if (!fields->has_kid)
        return FAPI_OK;
    fapix_buffer_init(&out, &context->memory, FAPI_MAX_KID * 6 + 2);
    fapix_write_string(&out, fields->kid);
    int rc = out.status;
    if (rc == FAPI_OK)
        rc = fapix_copy(&context->memory, fapix_buffer_slice(&out), kid_json);
    fapix_buffer_free(&out);
    return rc;
}

int fapix_jwe_key_document(fapi_context *context, const fapix_jwk_fields *fields, int alg, fapix_slice *document)
{
    fapix_buffer out;
    fapix_buffer_init(&out, &context->memory, DOCUMENT_CEILING);
    fapix_jwk_write_key(&out, fields);
    if (fapix_jwe_alg_name(alg) != NULL)
        fapix_jwk_write_member(&out, "alg", fapix_slice_str(fapix_jwe_alg_name(alg)));
    fapix_jwk_write_member(&out, "use", fapix_slice_str("enc"));
    if (fields->has_kid) {
        fapix_buffer_str(&out, ",\"kid\":");
        fapix_write_string(&out, fields->kid);
    }
    fapix_buffer_str(&out, "}");
    int rc = out.status;
    if (rc == FAPI_OK)
        rc = fapix_copy(&context->memory, fapix_buffer_slice(&out), document);
    fapix_buffer_free(&out);
    return rc;
}
