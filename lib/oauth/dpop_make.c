/* SPDX-License-Identifier: Apache-2.0 */
/* Makes DPoP proofs. */
#include "oauth/dpop_make.h"

#include "base/base64url.h"
#include "base/json_write.h"
#include "crypto/random_text.h"
#include "jose/jws_sign.h"

#define CEILING FAPI_MAX_JWT

/* Spec: RFC9449-4.2-1 - the URL without query and fragment */
static fapix_slice target_of(fapix_slice url)
{
    for (size_t i = 0; i < url.n; i++)
        if (url.p[i] == '?' || url.p[i] == '#')
            return fapix_slice_of(url.p, i);
    return url;
}

int fapix_dpop_make(fapi_context *context, const fapi_signer *signer, const fapix_dpop_make_facts *facts, fapix_buffer *out)
{
    fapix_buffer payload;
    char jti[FAPIX_JTI_LENGTH + 1], ath[FAPI_JKT_LENGTH];
    int rc = fapix_random_jti(context->provider, jti); /* Spec: RFC9449-4.2-3, RFC9449-7.3-1 */

    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_init(&payload, &context->memory, CEILING);
    fapix_buffer_str(&payload, "{");
    fapix_write_text_member(&payload, "jti", fapix_slice_str(jti));
    fapix_write_text_member(&payload, "htm", facts->method);
    fapix_write_text_member(&payload, "htu", target_of(facts->url));
    fapix_write_integer_member(&payload, "iat", facts->now);
    if (facts->token_hash != NULL) {
        fapix_base64url_encode(fapix_slice_of(facts->token_hash, 32), ath);
        fapix_write_text_member(&payload, "ath", fapix_slice_of(ath, sizeof ath)); /* Spec: RFC9449-4.2-4 */
    }
    if (facts->nonce.n > 0)
        fapix_write_text_member(&payload, "nonce", facts->nonce); /* Spec: RFC9449-4.2-5 */
    fapix_buffer_str(&payload, "}");
    rc = payload.status == FAPI_ERR_BUFFER ? FAPI_JWS_SIZE : payload.status;
    if (rc == FAPI_OK)
        rc = fapix_jws_write(context, signer, (fapix_jws_kind){"dpop+jwt", true}, fapix_buffer_slice(&payload), out);
    fapix_buffer_free(&payload);
    return rc == FAPI_ERR_BUFFER ? FAPI_JWS_SIZE : rc;
}
