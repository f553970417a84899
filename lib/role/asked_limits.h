/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy asks of authorization requests: of the server that judges them and of the client that makes them. */
#ifndef FAPIX_ASKED_LIMITS_H
#define FAPIX_ASKED_LIMITS_H

#include "oauth/authorization_request.h"
#include "profile/policy.h"

/* All but client and types of authorization_details. pushed: the request is a pushed one. */
fapix_authorization_limits fapix_asked_limits(const fapi_policy *policy, bool pushed);

#endif
