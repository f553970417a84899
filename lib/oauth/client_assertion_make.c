/* SPDX-License-Identifier: Apache-2.0 */
/* Makes client assertions. No typ: servers of today know none, or JWT. */
#include "oauth/client_assertion_make.h"

#include "base/json_write.h"
#include "crypto/random_text.h"
#include "jose/jws_sign.h"

int fapix_client_assertion_make(fapi_context *context, const fapi_signer *signer,
                                const fapix_client_assertion_make_facts *facts, fapix_buffer *out)
{
    fapix_buffer payload;
    char jti[FAPIX_JTI_LENGTH + 1];
    int64_t exp = facts->now > FAPI_MAX_TIME - facts->lifetime ? FAPI_MAX_TIME : facts->now + facts->lifetime;
    int rc = fapix_random_jti(context->provider, jti);

    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_init(&payload, &context->memory, FAPI_MAX_JWT);
    fapix_buffer_str(&payload, "{");
    fapix_write_text_member(&payload, "iss", facts->client_id);
    fapix_write_text_member(&payload, "sub", facts->client_id);
    /* Spec: FAPI2SP-5.3.3.1-5, RFC9126-2-3 - one string; who else were named could use the assertion elsewhere */
    fapix_write_text_member(&payload, "aud", facts->issuer);
    fapix_write_text_member(&payload, "jti", fapix_slice_str(jti));
    fapix_write_integer_member(&payload, "iat", facts->now);
    fapix_write_integer_member(&payload, "exp", exp);
    fapix_buffer_str(&payload, "}");
    rc = payload.status == FAPI_ERR_BUFFER ? FAPI_JWS_SIZE : payload.status;
    if (rc == FAPI_OK)
        rc = fapix_jws_write(context, signer, (fapix_jws_kind){NULL, false}, fapix_buffer_slice(&payload), out);
    fapix_buffer_free(&payload);
    return rc == FAPI_ERR_BUFFER ? FAPI_JWS_SIZE : rc;
}
