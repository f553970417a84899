/* SPDX-License-Identifier: Apache-2.0 */
/* What a certificate says: subject, alternative names and key, as the cryptographic library reads them. */
#ifndef FAPIX_CERTIFICATE_CONTENT_H
#define FAPIX_CERTIFICATE_CONTENT_H

#include "crypto/provider.h"

#define FAPIX_MAX_ATTRIBUTES 32
#define FAPIX_MAX_ALT_NAMES 128

/* Types of strings that a name may hold, as their ASN.1 tags. */
enum fapix_string_tag {
    FAPIX_STRING_UTF8 = 12, FAPIX_STRING_PRINTABLE = 19, FAPIX_STRING_T61 = 20, FAPIX_STRING_IA5 = 22,
    FAPIX_STRING_UNIVERSAL = 28, FAPIX_STRING_BMP = 30
};
/* The choices of GeneralName, RFC 5280 4.2.1.6, that are kept. */
enum fapix_alt_kind { FAPIX_ALT_EMAIL = 1, FAPIX_ALT_DNS = 2, FAPIX_ALT_URI = 6, FAPIX_ALT_IP = 7 };

typedef struct fapix_attribute {
    size_t rdn;      /* from 0; attributes of one RDN stand together */
    fapix_slice oid; /* the octets of the OBJECT IDENTIFIER */
    int tag;         /* enum fapix_string_tag */
    fapix_slice value; /* as it stands in the certificate: of any octets, NUL too */
} fapix_attribute;

typedef struct fapix_alt_name {
    int kind; /* enum fapix_alt_kind */
    fapix_slice value;
} fapix_alt_name;

typedef struct fapix_certificate_content {
    size_t attribute_count, alt_count, used;
    fapix_attribute attributes[FAPIX_MAX_ATTRIBUTES]; /* of the subject, in the order of the certificate */
    fapix_alt_name alts[FAPIX_MAX_ALT_NAMES];
    bool may_sign, may_encrypt; /* its key usage, RFC 5280 4.2.1.3; both where it states none */
    fapix_key_parts key; /* alg: PS256 for any RSA key, ES256 (P-256), EDDSA (Ed25519); 0 for other keys */
    uint8_t store[FAPI_MAX_CERTIFICATE + 2048]; /* what the slices view */
} fapix_certificate_content;

/* For providers. FAPI_OK, FAPI_CERTIFICATE_DER (no such type of string) or FAPI_CERTIFICATE_NAMES (too many). */
int fapix_content_add_attribute(fapix_certificate_content *content, size_t rdn, fapix_slice oid, int tag,
                                fapix_slice value);
/* Other kinds than the four are passed over. */
int fapix_content_add_alt(fapix_certificate_content *content, int kind, fapix_slice value);
/* A copy of the octets without leading zeros; false if there is no room. */
bool fapix_content_add_number(fapix_certificate_content *content, fapix_slice number, fapix_slice *part);
/* The octets as they are. */
bool fapix_content_add_octets(fapix_certificate_content *content, fapix_slice octets, fapix_slice *part);

#endif
