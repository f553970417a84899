/* SPDX-License-Identifier: Apache-2.0 */
/* See message_signature_fixture.h. */
#include "test/oauth/message_signature_fixture.h"

#include "base/structured_field.h"
#include "jose/signer.h"

int ms_ready(fapi_message_signature **exchange, fapi_verdict **verdict)
{
    const char *keys = t_public_jwks();
    fapi_jwks *jwks = fapi_jwks_new(t_context());
    int rc = jwks == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(jwks, keys, strlen(keys));

    *exchange = fapi_message_signature_new(t_context());
    *verdict = fapi_verdict_new(t_context());
    if (*exchange == NULL || *verdict == NULL)
        rc = FAPI_ERR_NOMEM;
    if (rc == FAPI_OK)
        rc = fapi_message_signature_set_keys(*exchange, jwks);
    fapi_jwks_free(jwks);
    return rc;
}

/* What ran out of memory in the sweep is done again here, so that what is made of several calls is whole or was never begun. */
static int add(fapi_message_signature *exchange, int message, const char *name, const char *value, size_t n)
{
    int rc = fapi_message_signature_add_header(exchange, message, name, strlen(name), value, n);

    return rc == FAPI_ERR_NOMEM ? fapi_message_signature_add_header(exchange, message, name, strlen(name), value, n) : rc;
}

int ms_header(fapi_message_signature *exchange, int message, const char *name, const char *value)
{
    return add(exchange, message, name, value, strlen(value));
}

int ms_request(fapi_message_signature *exchange)
{
    static const char *const fields[][2] = {
        {"Host", "rs.example.com"}, {"Authorization", "DPoP token"}, {"DPoP", "proof"}, {"Content-Type", "application/json"}};
    int rc = fapi_message_signature_set_method(exchange, S("POST"));

    if (rc == FAPI_OK)
        rc = fapi_message_signature_set_url(exchange, S(URL));
    if (rc == FAPI_ERR_NOMEM)
        rc = fapi_message_signature_set_url(exchange, S(URL));
    for (size_t i = 0; rc == FAPI_OK && i < sizeof fields / sizeof *fields; i++)
        rc = ms_header(exchange, REQUEST, fields[i][0], fields[i][1]);
    return rc == FAPI_OK ? fapi_message_signature_set_body(exchange, REQUEST, (const uint8_t *)BODY, sizeof BODY - 1) : rc;
}

int ms_response(fapi_message_signature *exchange)
{
    int rc = fapi_message_signature_set_http(exchange, 200);

    if (rc == FAPI_OK)
        rc = ms_header(exchange, RESPONSE, "Content-Type", "application/json");
    if (rc == FAPI_OK)
        rc = fapi_message_signature_set_body(exchange, RESPONSE, (const uint8_t *)RESPONSE_BODY, sizeof RESPONSE_BODY - 1);
    return rc;
}

const char *ms_sign(enum t_key_name key, const char *lines, const char *parameters)
{
    const char *jwk = t_private_jwk(key), *base = t_format("%s\"@signature-params\": %s", lines, parameters), *text = "";
    uint8_t signature[FAPIX_MAX_SIGNATURE];
    fapi_context *context = t_context();
    fapi_signer *signer = NULL;
    fapix_buffer out;
    size_t n = 0;

    fapix_buffer_init(&out, &context->memory, 4096);
    if (fapi_signer_new(context, jwk, strlen(jwk), &signer) == FAPI_OK &&
        fapix_signer_sign(signer, fapix_slice_str(base), signature, &n) == FAPI_OK) {
        fapix_sf_write_bytes(&out, fapix_slice_of(signature, n));
        if (out.status == FAPI_OK)
            text = t_format("%.*s", (int)out.n, (const char *)out.p);
    }
    fapix_buffer_free(&out);
    fapi_signer_free(signer);
    return text;
}

int ms_add(fapi_message_signature *exchange, int message, const char *list, const char *parameters, const char *lines)
{
    const char *input = t_format("%s%s", list, parameters), *signature = ms_sign(T_EDDSA, lines, input);
    int rc = signature[0] == '\0' ? FAPI_ERR_NOMEM
                                  : ms_header(exchange, message, "Signature-Input", t_format("a=%s", input));

    return rc == FAPI_OK ? ms_header(exchange, message, "Signature", t_format("a=%s", signature)) : rc;
}

int ms_copy(const fapi_message_signature *from, fapi_message_signature *to, int message)
{
    const char *name = NULL, *value = NULL;
    size_t n = 0;
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && fapi_message_signature_header(from, i, &name, &value, &n) == FAPI_OK; i++)
        rc = add(to, message, name, value, n);
    return rc;
}

int ms_sign_message(fapi_message_signature *exchange, int message, enum t_key_name key, fapi_message_signature *other)
{
    const char *jwk = t_private_jwk(key);
    fapi_signer *signer = NULL;
    int rc = fapi_signer_new(t_context(), jwk, strlen(jwk), &signer);

    if (rc == FAPI_OK)
        rc = message == REQUEST ? fapi_message_signature_sign_request(exchange, signer, NOW)
                                : fapi_message_signature_sign_response(exchange, signer, NOW);
    if (rc == FAPI_OK && other != NULL)
        rc = ms_copy(exchange, other, message);
    fapi_signer_free(signer);
    return rc;
}

int ms_check(fapi_message_signature *exchange, int message, int64_t now, fapi_verdict *verdict)
{
    return message == REQUEST ? fapi_message_signature_check_request(exchange, now, verdict)
                              : fapi_message_signature_check_response(exchange, now, verdict);
}
