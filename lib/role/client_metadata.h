/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a client's metadata. What a profile says of it is judged elsewhere, with each message; here a member that is
 * used has the type that its document gives it, or there is no client.
 */
#ifndef FAPIX_CLIENT_METADATA_H
#define FAPIX_CLIENT_METADATA_H

#include "base/document.h"
#include "role/client.h"

/* One reading: the document, the client that it becomes, and a place as large as the documents for what is kept. */
typedef struct fapix_client_reading {
    fapix_document *document;
    fapi_client *client;
    uint8_t *text;
    size_t text_n, used;
} fapix_client_reading;

/* Fill the client, whose slices then view reading->text. fetched: the document of jwks_uri. Returns FAPI_OK,
 * FAPI_CLIENT_METADATA, FAPI_REGISTRATION_KEYS, or what fapi_jwks_load fails with. */
int fapix_client_take(fapix_client_reading *reading, fapix_slice fetched);

#endif
