/* SPDX-License-Identifier: Apache-2.0 */
/* The metadata of a client as it is registered, written as one document. */
#ifndef FAPIX_REGISTRATION_METADATA_H
#define FAPIX_REGISTRATION_METADATA_H

#include "oauth/registration_statement.h"

/* A JSON string. text: UTF-8. */
void fapix_registration_put_string(fapix_buffer *out, fapix_slice text);
/* What was asked for, with the values of the statement in their places and defaults written out. Returns FAPI_OK, FAPI_ERR_NOMEM or
 * FAPI_ERR_BUFFER. */
int fapix_registration_put_metadata(fapix_buffer *out, const fapix_registration_terms *terms);

#endif
