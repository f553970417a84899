/* SPDX-License-Identifier: Apache-2.0 */
/* What an authorization server grants of the scope and the resources that were asked for. */
#ifndef FAPIX_AS_SCOPE_H
#define FAPIX_AS_SCOPE_H

#include "base/buffer.h"
#include "role/authorization_server.h"

/* Appends those values of the requested scope (valid, or {NULL, 0}) that the server offers, all of them if it named none (fapi_as_add_scope),
 * in the order of the request and each once. Nothing asked for, nothing granted: such a server has no default scope. Returns the buffer's
 * status. */
int fapix_as_granted_scope(const fapi_as *as, fapix_slice requested, fapix_buffer *out);
/* Is this value, or resource, one of those that the server offers? Where it named none, any is. */
bool fapix_as_offers_scope(const fapi_as *as, fapix_slice value);
bool fapix_as_offers_resource(const fapi_as *as, fapix_slice resource);
/* Is one of the values of this valid scope offered? */
bool fapix_as_offers_some(const fapi_as *as, fapix_slice scope);
/* The first value of a valid scope, {NULL, 0} if there is none left; *rest is what comes after it. */
fapix_slice fapix_as_next_scope(fapix_slice *rest);

#endif
