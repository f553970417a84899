/* SPDX-License-Identifier: Apache-2.0 */
/* The userinfo endpoint: a resource server inside the authorization server, whose tokens are rows of the host's. */
#ifndef FAPIX_AS_USERINFO_H
#define FAPIX_AS_USERINFO_H

#include "role/authorization_server.h"

/* Part of sealing: the resource server as which it judges, where there is such an endpoint. FAPI_OK or FAPI_ERR_NOMEM. */
int fapix_as_userinfo_seal(fapi_as *as);
/* fapi_as_finish of a verdict of this endpoint that is pending. */
int fapix_as_userinfo_finish(const fapi_as *as, fapi_verdict *verdict, int outcome, size_t seen);

static inline bool fapix_as_is_userinfo(const fapi_verdict *verdict)
{
    return verdict->checked == FAPI_ENDPOINT_USERINFO;
}

#endif
