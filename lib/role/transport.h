/* SPDX-License-Identifier: Apache-2.0 */
/* The transport rules of a request: https, TLS version, cipher suite. */
#ifndef FAPIX_TRANSPORT_H
#define FAPIX_TRANSPORT_H

#include "base/uri.h"
#include "role/resource_server.h"

/* Parse the request's URL into url and judge the TLS facts that the host gave. */
int fapix_transport_judge(const fapi_policy *policy, const fapi_request *request, fapi_verdict *verdict, fapix_uri *url);

#endif
