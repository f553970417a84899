/* SPDX-License-Identifier: Apache-2.0 */
/* Where metadata are, and whether what came from there are metadata at all: RFC 8414 3, RFC 9728 3, OpenID Connect Discovery 4. */
#ifndef FAPIX_DISCOVERY_H
#define FAPIX_DISCOVERY_H

#include "base/document.h"

/* An answer to a request for metadata, as far as it counts. */
typedef struct fapix_discovery_answer {
    int http;
    size_t content_types; /* how many Content-Type lines there were */
    fapix_slice content_type, body;
} fapix_discovery_answer;

/* May this identifier be asked for metadata of this kind? FAPI_OK, FAPI_ERR_ARG (kind) or FAPI_URI_*. */
int fapix_discovery_identifier(int kind, fapix_slice identifier);
/* Is the answer a JSON object, and the metadata of whoever was asked? document is working memory. Returns FAPI_OK, FAPI_DISCOVERY_*,
 * FAPI_JSON_*, FAPI_METADATA_ISSUER_MISMATCH or FAPI_RESOURCE_METADATA_MISMATCH. */
int fapix_discovery_judge(int kind, fapix_slice identifier, const fapix_discovery_answer *answer, fapix_document *document);

#endif
