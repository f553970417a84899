/* SPDX-License-Identifier: Apache-2.0 */
/* The metadata of an authorization server, as its policy and what was set make them. */
#ifndef FAPIX_AS_METADATA_H
#define FAPIX_AS_METADATA_H

#include "base/json.h"
#include "role/authorization_server.h"

/* Append the document to out: what the server says of itself, and then the members of more, which may be empty. */
void fapix_as_metadata_write(const fapi_as *as, const fapix_json *more, fapix_buffer *out);
/* Is this a member that the library decides, written or not? */
bool fapix_as_metadata_owns(fapix_slice name);

#endif
