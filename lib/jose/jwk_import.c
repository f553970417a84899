/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the members of a JWK and turns them into a key of the provider. Used for every key there is: alone, in a
 * set, in the header of a DPoP proof, to sign. */
#include "base/base64url.h"
#include "jose/alg.h"
#include "jose/jwk.h"

#define RSA_OCTETS FAPIX_JWK_RSA_OCTETS
#define EXPONENT_OCTETS (FAPIX_JWK_PUBLIC_OCTETS - RSA_OCTETS)
#define COORDINATE_OCTETS 32
#define COORDINATE_CHARACTERS 43

/* What kind of key this is, and for which algorithm. */
static int judge_kind(const fapix_jwk_fields *fields, bool rs256_default, int *alg)
{
    int fits = 0;
    /* Spec: RFC7517-4.1-1 */
    if (fapix_slice_is(fields->kty, "EC"))
        fits = FAPI_ALG_ES256;
    else if (fapix_slice_is(fields->kty, "OKP"))
        fits = FAPI_ALG_EDDSA;
    else if (fapix_slice_is(fields->kty, "RSA"))
        fits = FAPI_ALG_PS256 | FAPI_ALG_RS256;
    else
        return FAPI_JWK_KTY;
    /* Spec: RFC7518-3.4-2, FAPI2SP-5.4.1-3, FAPI1BASE-5.2.2-6, FAPI1BASE-5.2.4-3 (256 bits, no smaller curve has a row) */
    if (fits == FAPI_ALG_ES256 && !fapix_slice_is(fields->crv, "P-256"))
        return FAPI_JWK_CRV;
    /* Spec: RFC8037-3.2-1, RFC8037-3.1-1 */
    if (fits == FAPI_ALG_EDDSA && !fapix_slice_is(fields->crv, "Ed25519"))
        return FAPI_JWK_CRV;
    if (fields->alg.p == NULL)
        *alg = (fits & FAPI_ALG_PS256) == 0 ? fits : rs256_default ? FAPI_ALG_RS256 : FAPI_ALG_PS256;
    else
        *alg = fapix_alg_of(fields->alg);
    /* Spec: RFC8725-3.1-3, RFC8037-4-1 */
    return (*alg & fits) != 0 ? FAPI_OK : FAPI_JWK_ALG;
}

/* May a key with these members sign or verify? */
static int judge_purpose(const fapix_jwk_fields *fields, bool is_private)
{
    if (fields->bad_type)
        return FAPI_JWK_TYPE;
    /* Spec: RFC7517-4.2-1, FAPI2SP-6.8-1 */
    if (fields->use.p != NULL && !fapix_slice_is(fields->use, "sig"))
        return FAPI_JWK_USE;
    if (fields->kept_in && !is_private)
        return FAPI_JWK_KEY_OPS;
    /* Spec: RFC8725-3.10-1 */
    if (fields->kid.n > FAPI_MAX_KID)
        return FAPI_JWS_KID;
    if (!fields->has_key_ops)
        return FAPI_OK;
    if (fields->ops_form)
        return FAPI_JWK_KEY_OPS;
    /* Spec: RFC7517-4.3-4 */
    if (is_private ? !fields->ops_sign : !fields->ops_verify)
        return FAPI_JWK_KEY_OPS;
    /* Spec: RFC7517-4.3-2, RFC7517-4.3-3 (encryption beside signatures contradicts use, and is a second
     * purpose without it) */
    return fields->ops_other ? FAPI_JWK_KEY_OPS : FAPI_OK;
}

/* Base64urlUInt of at most max octets. */
static int decode_integer(fapix_slice text, size_t max, int too_long, uint8_t *out, fapix_slice *value)
{
    size_t n = 0;
    if (text.p == NULL)
        return FAPI_JWK_MEMBER;
    if (text.n > fapix_base64url_encoded(max))
        return too_long;
    /* Spec: RFC7518-2-1, RFC7638-7-1 */
    if (text.n == 0 || fapix_base64url_decode(text, out, &n) != FAPI_OK)
        return FAPI_JWK_ENCODING;
    if (n > 1 && out[0] == 0)
        return FAPI_JWK_ENCODING;
    *value = fapix_slice_of(out, n);
    return FAPI_OK;
}

/* Spec: RFC7518-6.2.1-1, RFC8037-2-1, RFC7518-6.2.2.1-1 */
static int decode_coordinate(fapix_slice text, uint8_t out[COORDINATE_OCTETS], fapix_slice *value)
{
    size_t n = 0;
    if (text.p == NULL)
        return FAPI_JWK_MEMBER;
    if (text.n != COORDINATE_CHARACTERS)
        return FAPI_JWK_COORDINATE;
    if (fapix_base64url_decode(text, out, &n) != FAPI_OK)
        return FAPI_JWK_ENCODING;
    *value = fapix_slice_of(out, n);
    return FAPI_OK;
}

int fapix_jwk_decode_public(const fapix_jwk_fields *fields, uint8_t store[FAPIX_JWK_PUBLIC_OCTETS],
                            fapix_key_parts *parts)
{
    if ((parts->alg & (FAPI_ALG_PS256 | FAPI_ALG_RS256)) != 0) {
        /* Spec: RFC7518-6.3.1-1 */
        int rc = decode_integer(fields->n, RSA_OCTETS, FAPI_JWK_RSA_SIZE, store, &parts->n);
        if (rc != FAPI_OK)
            return rc;
        return decode_integer(fields->e, EXPONENT_OCTETS, FAPI_JWK_RSA_EXPONENT, store + RSA_OCTETS, &parts->e);
    }
    int rc = decode_coordinate(fields->x, store, &parts->x);
    if (rc != FAPI_OK || parts->alg == FAPI_ALG_EDDSA)
        return rc;
    /* Spec: RFC7518-6.2.1-2 */
    return decode_coordinate(fields->y, store + COORDINATE_OCTETS, &parts->y);
}

int fapix_jwk_decode_private(const fapix_jwk_fields *fields, fapix_jwk_secrets *store, fapix_key_parts *parts)
{
    if ((parts->alg & (FAPI_ALG_PS256 | FAPI_ALG_RS256)) == 0)
        return decode_coordinate(fields->d, store->d, &parts->d);
    int rc = decode_integer(fields->d, RSA_OCTETS, FAPI_JWK_RSA_SIZE, store->d, &parts->d);
    if (rc == FAPI_OK)
        rc = decode_integer(fields->p, RSA_OCTETS, FAPI_JWK_RSA_SIZE, store->p, &parts->p);
    if (rc == FAPI_OK)
        rc = decode_integer(fields->q, RSA_OCTETS, FAPI_JWK_RSA_SIZE, store->q, &parts->q);
    if (rc == FAPI_OK)
        rc = decode_integer(fields->dp, RSA_OCTETS, FAPI_JWK_RSA_SIZE, store->dp, &parts->dp);
    if (rc == FAPI_OK)
        rc = decode_integer(fields->dq, RSA_OCTETS, FAPI_JWK_RSA_SIZE, store->dq, &parts->dq);
    if (rc == FAPI_OK)
        rc = decode_integer(fields->qi, RSA_OCTETS, FAPI_JWK_RSA_SIZE, store->qi, &parts->qi);
    return rc;
}

/* The rest of the judgement is the provider's: sizes, exponent, point on the curve, halves that fit. */
static int finish(fapi_context *context, const fapix_jwk_fields *fields, const fapix_key_parts *parts, bool is_private,
                  fapix_key **key, char jkt[FAPI_JKT_LENGTH + 1])
{
    const fapix_provider *provider = context->provider;
    /* Spec: RFC8725-3.4-1, RFC7518-3.3-1, FAPI2SP-5.4.1-2, FAPI1BASE-5.2.2-5, FAPI1BASE-5.2.4-2, RFC7518-6.3-1 */
    int rc = provider->key_import(context->engine, parts, is_private, key);
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jwk_thumbprint_of(context, fields, jkt);
    if (rc != FAPI_OK) {
        provider->key_free(*key);
        *key = NULL;
    }
    return rc;
}

int fapix_jwk_import(fapi_context *context, const fapix_jwk_fields *fields, bool rs256_default, fapix_key **key,
                     char jkt[FAPI_JKT_LENGTH + 1])
{
    uint8_t store[FAPIX_JWK_PUBLIC_OCTETS];
    fapix_key_parts parts = {0};
    *key = NULL;
    jkt[0] = '\0';
    /* Spec: RFC7515-4.1.3-1, RFC7517-9.2-1, RFC8037-2-2 */
    if (fields->has_symmetric)
        return FAPI_JWK_SYMMETRIC;
    if (fields->has_private)
        return FAPI_JWK_PRIVATE;
    int rc = judge_purpose(fields, false);
    if (rc == FAPI_OK)
        rc = judge_kind(fields, rs256_default, &parts.alg);
    if (rc == FAPI_OK)
        rc = fapix_jwk_decode_public(fields, store, &parts);
    return rc != FAPI_OK ? rc : finish(context, fields, &parts, false, key, jkt);
}

int fapix_jwk_import_private(fapi_context *context, const fapix_jwk_fields *fields, fapix_key **key,
                             char jkt[FAPI_JKT_LENGTH + 1])
{
    uint8_t store[FAPIX_JWK_PUBLIC_OCTETS];
    fapix_key_parts parts = {0};
    *key = NULL;
    jkt[0] = '\0';
    if (fields->has_symmetric)
        return FAPI_JWK_SYMMETRIC;
    if (fields->has_oth)
        return FAPI_JWK_RSA_MULTI_PRIME;
    int rc = judge_purpose(fields, true);
    if (rc == FAPI_OK)
        rc = judge_kind(fields, false, &parts.alg);
    if (rc == FAPI_OK)
        rc = fapix_jwk_decode_public(fields, store, &parts);
    if (rc != FAPI_OK)
        return rc;
    if (fields->d.p == NULL)
        return FAPI_JWK_NOT_PRIVATE;
    fapix_jwk_secrets *hidden = fapix_alloc(&context->memory, sizeof *hidden);
    if (hidden == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapix_jwk_decode_private(fields, hidden, &parts);
    if (rc == FAPI_OK)
        rc = finish(context, fields, &parts, true, key, jkt);
    fapix_wipe(hidden, sizeof *hidden);
    fapix_free(&context->memory, hidden, sizeof *hidden);
    return rc;
}
