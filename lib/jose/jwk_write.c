/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys written as JWK. */
#include "jose/jwk_write.h"

#include "base/base64url.h"

void fapix_jwk_write_member(fapix_buffer *out, const char *name, fapix_slice text)
{
    fapix_buffer_str(out, out->n == 0 ? "{\"" : ",\"");
    fapix_buffer_str(out, name);
    fapix_buffer_str(out, "\":\"");
    fapix_buffer_add(out, text);
    fapix_buffer_str(out, "\"");
}

void fapix_jwk_write_key(fapix_buffer *out, const fapix_jwk_fields *fields)
{
    fapix_jwk_write_member(out, "kty", fields->kty);
    if (fapix_slice_is(fields->kty, "RSA")) {
        fapix_jwk_write_member(out, "n", fields->n);
        fapix_jwk_write_member(out, "e", fields->e);
        return;
    }
    fapix_jwk_write_member(out, "crv", fields->crv);
    fapix_jwk_write_member(out, "x", fields->x);
    if (fapix_slice_is(fields->kty, "EC"))
        fapix_jwk_write_member(out, "y", fields->y);
}

int fapix_jwk_fields_of(const fapix_key_parts *parts, const char *kty, const char *crv, fapix_buffer *store,
                        fapix_jwk_fields *fields)
{
    const bool rsa = crv == NULL;
    const fapix_slice first = rsa ? parts->n : parts->x, second = rsa ? parts->e : parts->y;
    const size_t first_n = fapix_base64url_encoded(first.n), second_n = fapix_base64url_encoded(second.n);
    *fields = (fapix_jwk_fields){0};
    fapix_buffer_base64url(store, first);
    int rc = fapix_buffer_base64url(store, second);
    if (rc != FAPI_OK)
        return rc;
    fields->kty = fapix_slice_str(kty);
    if (!rsa)
        fields->crv = fapix_slice_str(crv);
    *(rsa ? &fields->n : &fields->x) = fapix_slice_of(store->p, first_n);
    *(rsa ? &fields->e : &fields->y) = fapix_slice_of(store->p + first_n, second_n);
    return FAPI_OK;
}
