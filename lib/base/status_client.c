/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses of the client's own side, 1560 to 1619: responses and the flow. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    OPEN(FAPI_RESPONSE_SIZE, "ours", "the body of the response is too long"),
    OPEN(FAPI_RESPONSE_HTTP, "RFC 6749 5.1", "the response has an HTTP status that the message does not allow"),
    OPEN(FAPI_RESPONSE_CONTENT_TYPE, "RFC 6749 5.1", "the response has another media type"),
    SETUP(FAPI_FLOW_FORM, "ours", "the stored flow is not what was stored"),
    SETUP(FAPI_FLOW_RESERVED, "ours", "a parameter that the library makes itself"),
    SETUP(FAPI_FLOW_CLIENT_AUTH, "FAPI 2.0 SP 5.3.3.1 (2)",
          "the client is registered with an authentication method that the profile does not allow"),
    SETUP(FAPI_FLOW_SIGNER, "RFC 7591 2", "the client has no signing key of the algorithm that it registered"),
    SETUP(FAPI_FLOW_MTLS, "RFC 8705 2", "the client is registered with a method that needs its certificate, but calls are made without"),
    SETUP(FAPI_FLOW_BINDING, "FAPI 2.0 SP 5.3.3.1 (1)",
          "the client has neither a DPoP key nor a certificate that tokens could be bound to"),
    SETUP(FAPI_FLOW_ENDPOINT, "RFC 8414 2", "the server has no such endpoint"),
    SETUP(FAPI_FLOW_EXPIRED, "RFC 9126 2.2", "what the server gave for this step has expired"),
    SETUP(FAPI_FLOW_PUSH, "FAPI 2.0 SP 5.3.3.2 (2)", "the request must be pushed before the browser is sent"),
    SETUP(FAPI_FLOW_GRANT, "RFC 7591 2", "the client is not registered for this grant"),
    SETUP(FAPI_FLOW_SCOPE, "RFC 6749 3.3", "the scope is malformed or has no meaning for this grant"),
    SETUP(FAPI_FLOW_JSON, "RFC 9101 4", "a parameter of the request that is JSON is malformed"),
    SETUP(FAPI_FLOW_SIZE, "ours", "the message would be too long"),
    SETUP(FAPI_FLOW_DPOP_KEY, "RFC 9449 11.6", "the key of DPoP proofs signs something else as well"),
    SETUP(FAPI_FLOW_ENCRYPTER, "RFC 9101 6.1", "the request object must be encrypted, and no key of the server is there for it"),
};

const fapix_status_rows fapix_status_client = {rows, sizeof rows / sizeof *rows};
