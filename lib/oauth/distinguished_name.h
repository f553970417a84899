/* SPDX-License-Identifier: Apache-2.0 */
/* Distinguished names: from RFC 4514 text or from a certificate, to types and UTF-8 values that can be compared. */
#ifndef FAPIX_DISTINGUISHED_NAME_H
#define FAPIX_DISTINGUISHED_NAME_H

#include "crypto/certificate_content.h"

#define FAPIX_MAX_DN 2048 /* bytes of the text */
#define FAPIX_MAX_OID 32  /* octets of a type */

typedef struct fapix_dn_attribute {
    size_t rdn;
    uint8_t oid[FAPIX_MAX_OID];
    size_t oid_n;
    fapix_slice value; /* UTF-8 without NUL */
} fapix_dn_attribute;

typedef struct fapix_dn {
    size_t rdns, count, used;
    fapix_dn_attribute attributes[FAPIX_MAX_ATTRIBUTES];
    uint8_t store[2 * FAPIX_MAX_DN];
} fapix_dn;

/* RFC 4514 3, at least one RDN; types by number or short name; blanks around separators are taken, as OpenSSL writes them.
 * False for anything else. */
bool fapix_dn_parse(fapix_dn *dn, fapix_slice text);
/* The subject of a certificate. False if it is empty, too long, or holds a value that is no text. */
bool fapix_dn_of_certificate(fapix_dn *dn, const fapix_certificate_content *content);
/* The same RDNs in the same order, or all in the reverse order; attributes within an RDN in any order.
 * distinguishedNameMatch, RFC 4517 4.2.15: letters of ASCII without case, blanks at the ends and repeated ones not counted. */
bool fapix_dn_same(const fapix_dn *a, const fapix_dn *b);

#endif
