/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as OpenSSL reads them. */
#include "crypto/openssl_key.h"

#include <openssl/core_names.h>
#include <openssl/x509v3.h>

#include "crypto/certificate_content.h"

static fapix_slice octets_of(const ASN1_STRING *string)
{
    return fapix_slice_of(ASN1_STRING_get0_data(string), (size_t)ASN1_STRING_length(string));
}

static int read_subject(const X509 *x509, fapix_certificate_content *content)
{
    X509_NAME *name = X509_get_subject_name(x509);
    int rc = FAPI_OK;

    for (int i = 0; i < X509_NAME_entry_count(name) && rc == FAPI_OK; i++) {
        const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
        const ASN1_OBJECT *object = X509_NAME_ENTRY_get_object(entry);
        const ASN1_STRING *value = X509_NAME_ENTRY_get_data(entry);

        rc = fapix_content_add_attribute(content, (size_t)X509_NAME_ENTRY_set(entry),
                                         fapix_slice_of(OBJ_get0_data(object), OBJ_length(object)),
                                         ASN1_STRING_type(value), octets_of(value));
    }
    return rc;
}

static int read_alts(const X509 *x509, fapix_certificate_content *content)
{
    int found = 0, rc = FAPI_OK;
    GENERAL_NAMES *names = X509_get_ext_d2i(x509, NID_subject_alt_name, &found, NULL);

    /* -1: there is none. */
    if (names == NULL)
        return found == -1 ? FAPI_OK : FAPI_CERTIFICATE_DER;
    for (int i = 0; i < sk_GENERAL_NAME_num(names) && rc == FAPI_OK; i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        bool text = name->type == GEN_EMAIL || name->type == GEN_DNS || name->type == GEN_URI;

        if (text || name->type == GEN_IPADD)
            rc = fapix_content_add_alt(content, name->type, octets_of(text ? name->d.ia5 : name->d.ip));
    }
    GENERAL_NAMES_free(names);
    return rc;
}

static bool add_number(const EVP_PKEY *key, const char *name, fapix_certificate_content *content, fapix_slice *part)
{
    uint8_t *at = content->store + content->used;
    BIGNUM *number = NULL;
    bool done = EVP_PKEY_get_bn_param(key, name, &number) == 1 &&
                (size_t)BN_num_bytes(number) <= sizeof content->store - content->used;

    if (done) {
        *part = fapix_slice_of(at, (size_t)BN_bn2bin(number, at));
        content->used += part->n;
    }
    BN_free(number);
    return done;
}

static int read_p256(const EVP_PKEY *key, fapix_certificate_content *content)
{
    char group[32];
    uint8_t point[65];
    size_t n = 0;

    if (EVP_PKEY_get_group_name(key, group, sizeof group, &n) != 1 || strcmp(group, SN_X9_62_prime256v1) != 0)
        return FAPI_OK;
    if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &n) != 1 ||
        n != sizeof point || point[0] != 4)
        return FAPI_OK;
    if (!fapix_content_add_octets(content, fapix_slice_of(point + 1, 32), &content->key.x) ||
        !fapix_content_add_octets(content, fapix_slice_of(point + 33, 32), &content->key.y))
        return FAPI_CERTIFICATE_NAMES;
    content->key.alg = FAPI_ALG_ES256;
    return FAPI_OK;
}

static int read_key(const X509 *x509, fapix_certificate_content *content)
{
    const EVP_PKEY *key = X509_get0_pubkey(x509);
    uint8_t octets[32];
    size_t n = sizeof octets;

    if (key == NULL)
        return FAPI_OK;
    if (EVP_PKEY_is_a(key, "EC"))
        return read_p256(key, content);
    if (EVP_PKEY_is_a(key, "RSA") && add_number(key, OSSL_PKEY_PARAM_RSA_N, content, &content->key.n) &&
        add_number(key, OSSL_PKEY_PARAM_RSA_E, content, &content->key.e))
        content->key.alg = FAPI_ALG_PS256;
    if (EVP_PKEY_is_a(key, "ED25519") && EVP_PKEY_get_raw_public_key(key, octets, &n) == 1 &&
        fapix_content_add_octets(content, fapix_slice_of(octets, n), &content->key.x))
        content->key.alg = FAPI_ALG_EDDSA;
    return FAPI_OK;
}

static void read_usage(X509 *x509, fapix_certificate_content *content)
{
    uint32_t usage = X509_get_key_usage(x509); /* all bits where there is no such extension */

    content->may_sign = (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
    content->may_encrypt = (usage & (KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT)) != 0;
}

int fapix_openssl_certificate_read(fapix_slice der, fapix_certificate_content *content)
{
    unsigned long before = fapix_openssl_errors_begin();
    const unsigned char *at = der.p;
    X509 *x509 = NULL;
    int rc = FAPI_CERTIFICATE_DER;

    content->attribute_count = content->alt_count = content->used = 0;
    content->key = (fapix_key_parts){0};
    x509 = der.n > FAPI_MAX_CERTIFICATE ? NULL : d2i_X509(NULL, &at, (long)der.n);
    if (x509 != NULL && at == der.p + der.n)
        rc = read_subject(x509, content);
    if (rc == FAPI_OK)
        rc = read_alts(x509, content);
    if (rc == FAPI_OK)
        rc = read_key(x509, content);
    if (rc == FAPI_OK)
        read_usage(x509, content);
    X509_free(x509);
    return fapix_openssl_errors_end(before, rc);
}
