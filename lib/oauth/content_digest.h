/* SPDX-License-Identifier: Apache-2.0 */
/* Content-Digest, RFC 9530: what the content of a message hashes to. Also by itself it protects against accidents; signed, against more. */
#ifndef FAPIX_CONTENT_DIGEST_H
#define FAPIX_CONTENT_DIGEST_H

#include "base/structured_field.h"
#include "base/verdict.h"
#include "crypto/provider.h"
#include "oauth/http_message.h"

/* FAPI_OK or FAPI_ERR_CRYPTO. */
int fapix_content_digests(const fapi_context *context, fapix_slice content, fapix_digests *digests);
/* The value of the field that a message gets. */
void fapix_content_digest_write(fapix_buffer *out, const fapix_digests *digests);
/* Is the field value, whose text sf takes, right for the content? Every digest by an algorithm that is known must fit, and there must be one;
 * others are passed over. FAPI_OK, FAPI_CONTENT_DIGEST_FORM, _UNKNOWN or _MISMATCH. */
int fapix_content_digest_compare(fapix_sf *sf, fapix_slice value, const fapix_digests *digests);

#endif
