/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 7638: the hash of the members that make the key, in the one order and spelling. */
#include "base/base64url.h"
#include "jose/jwk.h"

/* Spec: RFC7638-3-1, RFC7638-3.3-1, RFC7638-3.2.1-1
 * The texts were found to be canonical base64url by the import (RFC 7638 7), so they need no JSON escaping, and
 * nothing else of the document takes part: private members, order, white space and further members make no
 * difference. */
int fapix_jwk_thumbprint_of(const fapi_context *context, const fapix_jwk_fields *fields,
                            char jkt[FAPI_JKT_LENGTH + 1])
{
#define LITERAL(text) fapix_slice_of(text, sizeof(text) - 1)
    fapix_slice ec[] = {LITERAL("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""), fields->x, LITERAL("\",\"y\":\""),
                        fields->y, LITERAL("\"}")};
    fapix_slice rsa[] = {LITERAL("{\"e\":\""), fields->e, LITERAL("\",\"kty\":\"RSA\",\"n\":\""), fields->n,
                         LITERAL("\"}")};
    fapix_slice okp[] = {LITERAL("{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\""), fields->x, LITERAL("\"}")};
#undef LITERAL
    const fapix_slice *parts = fapix_slice_is(fields->kty, "EC") ? ec : fapix_slice_is(fields->kty, "RSA") ? rsa : okp;
    uint8_t hash[32];
    jkt[0] = '\0';
    int rc = context->provider->sha256(context->engine, parts, parts == okp ? 3 : 5, hash);
    if (rc != FAPI_OK)
        return rc;
    fapix_base64url_encode(fapix_slice_of(hash, sizeof hash), jkt);
    jkt[FAPI_JKT_LENGTH] = '\0';
    return FAPI_OK;
}
