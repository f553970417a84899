/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as Mbed TLS reads them. Certificates with keys that it does not know (Ed25519) it refuses. */
#include "crypto/mbedtls_key.h"

#include <mbedtls/x509_crt.h>

#include "crypto/certificate_content.h"

/* Extensions, critical ones too, are judged where the chain is: in TLS. */
static int any_extension(void *user, const mbedtls_x509_crt *crt, const mbedtls_x509_buf *oid, int critical,
                         const unsigned char *p, const unsigned char *end)
{
    (void)user;
    (void)crt;
    (void)oid;
    (void)critical;
    (void)p;
    (void)end;
    return 0;
}

static int read_subject(const mbedtls_x509_name *name, fapix_certificate_content *content)
{
    size_t rdn = 0;
    int rc = FAPI_OK;

    /* An empty subject is one element without anything. */
    for (; name != NULL && name->oid.p != NULL && rc == FAPI_OK; name = name->next) {
        rc = fapix_content_add_attribute(content, rdn, fapix_slice_of(name->oid.p, name->oid.len), name->val.tag,
                                         fapix_slice_of(name->val.p, name->val.len));
        rdn += !name->next_merged;
    }
    return rc;
}

static int read_alts(const mbedtls_x509_sequence *one, fapix_certificate_content *content)
{
    int rc = FAPI_OK;

    for (; one != NULL && one->buf.p != NULL && rc == FAPI_OK; one = one->next)
        rc = fapix_content_add_alt(content, one->buf.tag & MBEDTLS_ASN1_TAG_VALUE_MASK,
                                   fapix_slice_of(one->buf.p, one->buf.len));
    return rc;
}

static int read_rsa(mbedtls_rsa_context *rsa, fapix_certificate_content *content)
{
    uint8_t number[MBEDTLS_MPI_MAX_SIZE];
    size_t n = mbedtls_rsa_get_len(rsa);
    int rc = 0;

    if (n > sizeof number)
        return FAPI_OK;
    rc = mbedtls_rsa_export_raw(rsa, number, n, NULL, 0, NULL, 0, NULL, 0, NULL, 0);
    if (rc == 0 && !fapix_content_add_number(content, fapix_slice_of(number, n), &content->key.n))
        return FAPI_CERTIFICATE_NAMES;
    if (rc == 0)
        rc = mbedtls_rsa_export_raw(rsa, NULL, 0, NULL, 0, NULL, 0, NULL, 0, number, n);
    if (rc != 0)
        return fapix_mbedtls_status(rc, FAPI_CERTIFICATE_DER);
    if (!fapix_content_add_number(content, fapix_slice_of(number, n), &content->key.e))
        return FAPI_CERTIFICATE_NAMES;
    content->key.alg = FAPI_ALG_PS256;
    return FAPI_OK;
}

static int read_p256(const mbedtls_ecp_keypair *pair, fapix_certificate_content *content)
{
    uint8_t point[65];
    size_t n = 0;
    int rc = 0;

    if (pair->grp.id != MBEDTLS_ECP_DP_SECP256R1)
        return FAPI_OK;
    rc = mbedtls_ecp_point_write_binary(&pair->grp, &pair->Q, MBEDTLS_ECP_PF_UNCOMPRESSED, &n, point, sizeof point);
    if (rc != 0 || n != sizeof point)
        return fapix_mbedtls_status(rc, FAPI_CERTIFICATE_DER);
    if (!fapix_content_add_octets(content, fapix_slice_of(point + 1, 32), &content->key.x) ||
        !fapix_content_add_octets(content, fapix_slice_of(point + 33, 32), &content->key.y))
        return FAPI_CERTIFICATE_NAMES;
    content->key.alg = FAPI_ALG_ES256;
    return FAPI_OK;
}

static int read_key(const mbedtls_pk_context *pk, fapix_certificate_content *content)
{
    switch (mbedtls_pk_get_type(pk)) {
    case MBEDTLS_PK_RSA: return read_rsa(mbedtls_pk_rsa(*pk), content);
    case MBEDTLS_PK_ECKEY: return read_p256(mbedtls_pk_ec(*pk), content);
    default: return FAPI_OK;
    }
}

static int parse_status(int rc)
{
    int high = -(-rc & 0x7f80); /* of the module; the rest is the reason of the one below it */

    if (high == MBEDTLS_ERR_X509_ALLOC_FAILED || high == MBEDTLS_ERR_PK_ALLOC_FAILED ||
        (-rc & 0x7f) == -MBEDTLS_ERR_ASN1_ALLOC_FAILED)
        return FAPI_ERR_NOMEM;
    if (high == MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG || high == MBEDTLS_ERR_PK_UNKNOWN_PK_ALG ||
        high == MBEDTLS_ERR_PK_UNKNOWN_NAMED_CURVE || high == MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE)
        return FAPI_ERR_UNSUPPORTED;
    return fapix_mbedtls_status(rc, FAPI_CERTIFICATE_DER);
}

/* Mbed TLS calls an RSA key invalid if it only had no memory for it; a second look tells. */
static int parse(mbedtls_x509_crt *crt, fapix_slice der)
{
    int first = mbedtls_x509_crt_parse_der_with_ext_cb(crt, der.p, der.n, 1, any_extension, NULL), second = 0;

    if (first != MBEDTLS_ERR_PK_INVALID_PUBKEY)
        return first == 0 ? FAPI_OK : parse_status(first);
    mbedtls_x509_crt_free(crt);
    mbedtls_x509_crt_init(crt);
    second = mbedtls_x509_crt_parse_der_with_ext_cb(crt, der.p, der.n, 1, any_extension, NULL);
    return second == 0 ? FAPI_ERR_NOMEM : parse_status(second);
}

static bool may(const mbedtls_x509_crt *crt, unsigned usage)
{
    return mbedtls_x509_crt_check_key_usage(crt, usage) == 0;
}

static void read_usage(const mbedtls_x509_crt *crt, fapix_certificate_content *content)
{
    content->may_sign = may(crt, MBEDTLS_X509_KU_DIGITAL_SIGNATURE) || may(crt, MBEDTLS_X509_KU_NON_REPUDIATION);
    content->may_encrypt = may(crt, MBEDTLS_X509_KU_KEY_ENCIPHERMENT) || may(crt, MBEDTLS_X509_KU_KEY_AGREEMENT);
}

int fapix_mbedtls_certificate_read(fapix_slice der, fapix_certificate_content *content)
{
    mbedtls_x509_crt crt;
    int rc = FAPI_ERR_INTERNAL;

    content->attribute_count = content->alt_count = content->used = 0;
    content->key = (fapix_key_parts){0};
    mbedtls_x509_crt_init(&crt);
    rc = parse(&crt, der);
    /* It stops at the end of the certificate, whatever follows. */
    if (rc == FAPI_OK && crt.raw.len != der.n)
        rc = FAPI_CERTIFICATE_DER;
    if (rc == FAPI_OK)
        rc = read_subject(&crt.subject, content);
    if (rc == FAPI_OK)
        rc = read_alts(&crt.subject_alt_names, content);
    if (rc == FAPI_OK)
        rc = read_key(&crt.pk, content);
    if (rc == FAPI_OK)
        read_usage(&crt, content);
    mbedtls_x509_crt_free(&crt);
    return rc;
}
