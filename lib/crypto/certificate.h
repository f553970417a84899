/* SPDX-License-Identifier: Apache-2.0 */
/* X.509 certificates as bytes: one DER certificate, bare or in PEM. */
#ifndef FAPIX_CERTIFICATE_H
#define FAPIX_CERTIFICATE_H

#include "crypto/provider.h"

/* The DER of a certificate that comes as DER or as PEM (one block, white space around it allowed, nothing else). The
 * outer structure must be exactly one DER SEQUENCE without a byte after it. buffer: FAPI_MAX_CERTIFICATE bytes for
 * decoding PEM. Returns FAPI_OK or FAPI_CERTIFICATE_*. */
int fapix_certificate_der(fapix_slice certificate, uint8_t *buffer, fapix_slice *der);

#endif
