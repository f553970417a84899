/* SPDX-License-Identifier: Apache-2.0 */
/* The role of the authorization server, backchannel requests, registration and answers: 1000 to 1299. See status_row.h. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    CLIENT(FAPI_CLIENT_UNKNOWN, "RFC 6749 5.2", "no such client is registered"),
    SETUP(FAPI_CLIENT_METADATA, "RFC 7591 2", "a member of the client's metadata is missing or malformed"),
    REQUEST(FAPI_AUTHORIZATION_METHOD, "RFC 6749 3.1", "an authorization request must use GET or POST"),
    ROW(FAPI_AUTHORIZATION_RESPONSE_TYPE_CLIENT, 0, 400, "unauthorized_client", "RFC 6749 4.1.2.1",
        "the client may not use this response_type"),
    REQUEST(FAPI_AUTHORIZATION_DPOP, "RFC 9449 10.1", "a DPoP proof does not belong into a request of the user's browser"),

    REQUEST(FAPI_BACKCHANNEL_METHOD, "CIBA Core 7.1", "a backchannel request must use POST"),

    SETUP(FAPI_ANSWER_PART, "RFC 6749 4.1.2", "a part of the answer is missing"),
};

const fapix_status_rows fapix_status_server = {rows, sizeof rows / sizeof *rows};
