/* SPDX-License-Identifier: Apache-2.0 */
/* The encodings in which TLS terminators hand over a client certificate: from the value of a field to DER or a hash. */
#ifndef FAPIX_CERTIFICATE_FORMAT_H
#define FAPIX_CERTIFICATE_FORMAT_H

#include "crypto/certificate.h"

typedef struct fapix_found_certificate {
    fapix_slice der; /* of the client's certificate, in leaf; empty if only its hash is known */
    bool has_hash;
    uint8_t hash[32]; /* as the value states it */
    size_t count;     /* certificates in the value, the client's included */
    uint8_t text[FAPI_MAX_HEADER_VALUE], leaf[FAPI_MAX_CERTIFICATE], other[FAPI_MAX_CERTIFICATE]; /* working memory */
} fapix_found_certificate;

typedef struct fapix_certificate_format {
    int format; /* enum fapi_certificate_format */
    bool xfcc_single, xfcc_hash_alone;
} fapix_certificate_format;

/* value: not empty, at most FAPI_MAX_HEADER_VALUE bytes. Returns FAPI_OK, FAPI_CERTIFICATE_*, FAPI_CLIENT_CERTIFICATE_*
 * or FAPI_XFCC_*. */
int fapix_certificate_format_read(const fapix_certificate_format *format, fapix_slice value,
                                  fapix_found_certificate *found);
/* The Client-Cert-Chain of RFC 9440: adds to found->count. */
int fapix_certificate_format_read_chain(fapix_slice value, fapix_found_certificate *found);

#endif
