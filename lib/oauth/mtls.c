/* SPDX-License-Identifier: Apache-2.0 */
/* Certificate-bound access tokens: the thumbprint of a certificate, and its comparison with the token's. */
#include "oauth/mtls.h"

#include "crypto/certificate.h"
#include "crypto/digest.h"

/* The verdict's own buffer must hold whatever the longest PEM decodes to. */
_Static_assert(FAPI_MAX_CERTIFICATE / 4 * 3 <= FAPIX_DECODED, "no room for the DER of a PEM certificate");

/* Spec: RFC8705-3.1-1 */
static int thumbprint(const fapix_provider *provider, fapix_engine *engine, fapix_slice certificate, uint8_t *buffer,
                      char x5t[FAPI_JKT_LENGTH + 1])
{
    fapix_slice der = {NULL, 0};
    int rc = fapix_certificate_der(certificate, buffer, &der);

    return rc == FAPI_OK ? fapix_sha256_base64url(provider, engine, der, x5t) : rc;
}

/* What the connection proved: the thumbprint of its certificate, the one that stands for it, or both if they agree. */
int fapix_mtls_proven(fapi_verdict *verdict, fapix_slice certificate, fapix_slice stated, char found[FAPI_JKT_LENGTH + 1])
{
    int rc = FAPI_OK;

    memset(found, 0, FAPI_JKT_LENGTH + 1);
    if (stated.n > 0)
        rc = fapix_rule(verdict, FAPI_MTLS_THUMBPRINT, fapix_is_sha256_base64url(stated));
    if (rc == FAPI_OK && stated.n > 0)
        memcpy(found, stated.p, FAPI_JKT_LENGTH);
    if (rc != FAPI_OK || certificate.n == 0)
        return rc;
    rc = thumbprint(verdict->context->provider, verdict->context->engine, certificate, verdict->proof.payload_text,
                    found);
    if (rc != FAPI_OK)
        return rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_refuse(verdict, rc);
    return stated.n == 0 ? FAPI_OK
                         : fapix_rule(verdict, FAPI_MTLS_THUMBPRINT,
                                      fapix_ct_eq(fapix_slice_of(found, FAPI_JKT_LENGTH), stated));
}

int fapix_mtls_judge(fapi_verdict *verdict, fapix_slice certificate, fapix_slice stated, fapix_slice x5t)
{
    char found[FAPI_JKT_LENGTH + 1];
    fapix_slice text = fapix_slice_of(found, FAPI_JKT_LENGTH);
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_CERTIFICATE);
    /* Spec: RFC8705-3-2 */
    rc = fapix_rule(verdict, FAPI_MTLS_CERTIFICATE_MISSING, certificate.n > 0 || stated.n > 0);
    if (rc == FAPI_OK)
        rc = fapix_mtls_proven(verdict, certificate, stated, found);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC8705-3-2, RFC8705-6.2-1 - nothing else of the certificate counts: neither its dates nor who issued
     * it */
    rc = fapix_rule(verdict, FAPI_MTLS_THUMBPRINT, fapix_ct_eq(text, x5t));
    if (rc != FAPI_OK) {
        fapix_expected(verdict, x5t);
        fapix_actual(verdict, text);
        return rc;
    }
    memcpy(verdict->x5t, found, sizeof verdict->x5t);
    verdict->has_x5t = true;
    return FAPI_OK;
}

/* The one large frame of the library, in a leaf: without a handle there is no allocator to ask for the room. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wframe-larger-than="
/* See fapi.h. */
int fapi_mtls_thumbprint(const uint8_t *certificate, size_t certificate_len, char *x5t, size_t x5t_size)
{
    uint8_t buffer[FAPI_MAX_CERTIFICATE];
    char found[FAPI_JKT_LENGTH + 1];
    int rc = FAPI_ERR_INTERNAL;

    if (x5t == NULL)
        return FAPI_ERR_ARG;
    if (x5t_size > 0)
        memset(x5t, 0, x5t_size);
    if (certificate == NULL || certificate_len == 0)
        return FAPI_ERR_ARG;
    if (x5t_size < sizeof found)
        return FAPI_ERR_BUFFER;
    if (certificate_len > FAPI_MAX_CERTIFICATE)
        return FAPI_CERTIFICATE_SIZE;
    rc = thumbprint(fapix_provider_default(), NULL, fapix_slice_of(certificate, certificate_len), buffer, found);
    if (rc == FAPI_OK)
        memcpy(x5t, found, sizeof found);
    return rc;
}
#pragma GCC diagnostic pop
