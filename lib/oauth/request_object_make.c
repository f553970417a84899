/* SPDX-License-Identifier: Apache-2.0 */
/* Makes request objects. No sub, so that none passes as a client assertion (RFC 9101 10.8). */
#include "oauth/request_object_make.h"

#include "base/json_write.h"
#include "crypto/random_text.h"
#include "jose/jws_sign.h"

/* Spec: RFC9101-4-5 - objects, arrays and numbers are such; everything else is a string */
static bool is_json(fapix_slice name)
{
    static const char *const json[] = {"claims", "authorization_details", "max_age", "requested_expiry", "request_context"};

    for (size_t i = 0; i < sizeof json / sizeof *json; i++)
        if (fapix_slice_is(name, json[i]))
            return true;
    return false;
}

/* Spec: FAPI2MS-5.3.2-1, FAPI1ADV-5.2.3-8, RFC9101-4-6 - all of them */
static void write_parameters(const fapix_parameters *parameters, fapix_buffer *out)
{
    fapix_parameter one;

    for (size_t at = 0; (at = parameters->next(parameters->source, at, &one)) != 0;) {
        fapix_write_name(out, one.name);
        if (is_json(one.name))
            fapix_buffer_add(out, one.value);
        else
            fapix_write_string(out, one.value);
    }
}

int fapix_request_object_make(fapi_context *context, const fapi_signer *signer,
                              const fapix_request_object_make_facts *facts, fapix_buffer *out)
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
    fapix_write_text_member(&payload, "aud", facts->issuer); /* Spec: FAPI2MS-5.3.2-2, FAPI1ADV-5.2.3-10 */
    fapix_write_text_member(&payload, "jti", fapix_slice_str(jti));
    fapix_write_integer_member(&payload, "iat", facts->now);
    fapix_write_integer_member(&payload, "nbf", facts->now); /* Spec: FAPI2MS-5.3.2-3, FAPI1ADV-5.2.3-14 */
    fapix_write_integer_member(&payload, "exp", exp);        /* Spec: FAPI2MS-5.3.2-4, FAPI1ADV-5.2.3-11 */
    write_parameters(facts->parameters, &payload);
    fapix_buffer_str(&payload, "}");
    rc = payload.status == FAPI_ERR_BUFFER ? FAPI_JWS_SIZE : payload.status;
    if (rc == FAPI_OK) /* Spec: FAPI2MS-5.3.2-5 */
        rc = fapix_jws_write(context, signer, (fapix_jws_kind){"oauth-authz-req+jwt", false}, fapix_buffer_slice(&payload), out);
    fapix_buffer_free(&payload);
    return rc == FAPI_ERR_BUFFER ? FAPI_JWS_SIZE : rc;
}
