/* SPDX-License-Identifier: Apache-2.0 */
/* What an authorization server grants of the scope and the resources that were asked for. */
#ifndef FAPIX_AS_SCOPE_H
#define FAPIX_AS_SCOPE_H

#include "base/buffer.h"
#include "role/authorization_server.h"

/* Appends those values of the requested scope (valid, or {NULL, 0}) that this client may be granted here, in the order of the request and
 * each once. Nothing asked for, nothing granted: such a server has no default scope. Returns the buffer's status. */
int fapix_as_granted_scope(const fapi_as *as, const fapi_client *client, fapix_slice requested, fapix_buffer *out);
/* Is this value, or resource, one of those that the server offers? Where it named none, any is. */
bool fapix_as_offers_scope(const fapi_as *as, fapix_slice value);
bool fapix_as_offers_resource(const fapi_as *as, fapix_slice resource);
/* Is one of the values of this valid scope offered? And offered to this client: if it registered a scope, it is one of that. */
bool fapix_as_offers_some(const fapi_as *as, fapix_slice scope);
bool fapix_as_grants_some(const fapi_as *as, const fapi_client *client, fapix_slice scope);
/* A value that says nothing about a client that has no user: openid, offline_access. */
bool fapix_as_needs_user(fapix_slice value);
/* The first value of a valid scope, {NULL, 0} if there is none left; *rest is what comes after it. */
fapix_slice fapix_as_next_scope(fapix_slice *rest);

#endif
