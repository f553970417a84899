/* SPDX-License-Identifier: Apache-2.0 */
/* See jwk_certificate.h. */
#include "jose/jwk_certificate.h"

#include "base/base64.h"
#include "base/base64url.h"
#include "crypto/certificate.h"

static bool decode(const fapix_json_node *one, uint8_t *buffer, fapix_slice *der)
{
    size_t n = 0;

    return one->type == FAPIX_JSON_STRING && one->value.n / 4 * 3 <= FAPI_MAX_CERTIFICATE &&
           fapix_base64_decode(one->value, buffer, &n) && buffer[0] == 0x30 &&
           fapix_certificate_der(fapix_slice_of(buffer, n), NULL, der) == FAPI_OK;
}

/* Spec: RFC7517-4.7-1 */
bool fapix_jwk_x5c_first(const fapix_json *json, const fapix_json_node *x5c, uint8_t *buffer, fapix_slice *der)
{
    const fapix_json_node *first = fapix_json_first(json, x5c), *at = NULL;

    *der = fapix_slice_of(NULL, 0);
    if (x5c->type != FAPIX_JSON_ARRAY || first == NULL)
        return false;
    /* The first one last: it is the one that stays in the buffer. */
    for (at = fapix_json_next(json, first); at != NULL; at = fapix_json_next(json, at)) {
        if (!decode(at, buffer, der))
            return false;
    }
    return decode(first, buffer, der);
}

static bool same_number(fapix_slice text, fapix_slice octets)
{
    uint8_t decoded[1040];
    size_t n = 0;

    return octets.n > 0 && fapix_base64url_decoded(text.n) <= sizeof decoded &&
           fapix_base64url_decode(text, decoded, &n) == FAPI_OK && fapix_slice_eq(fapix_slice_of(decoded, n), octets);
}

bool fapix_jwk_is_key(const fapix_jwk_fields *fields, const fapix_key_parts *key)
{
    if (fapix_slice_is(fields->kty, "RSA"))
        return key->alg == FAPI_ALG_PS256 && same_number(fields->n, key->n) && same_number(fields->e, key->e);
    if (fapix_slice_is(fields->kty, "EC"))
        return key->alg == FAPI_ALG_ES256 && fapix_slice_is(fields->crv, "P-256") && same_number(fields->x, key->x) &&
               same_number(fields->y, key->y);
    return fapix_slice_is(fields->kty, "OKP") && key->alg == FAPI_ALG_EDDSA && fapix_slice_is(fields->crv, "Ed25519") &&
           same_number(fields->x, key->x);
}
