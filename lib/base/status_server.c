/* SPDX-License-Identifier: Apache-2.0 */
/* The role of the authorization server, backchannel requests, registration and answers: 1000 to 1299. See status_row.h. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    ROW(FAPI_CLIENT_UNKNOWN, 1, 401, "invalid_client", "RFC 6749 5.2", "no such client is registered"),
    SETUP(FAPI_CLIENT_METADATA, "RFC 7591 2", "a member of the client's metadata is missing or malformed"),
    REQUEST(FAPI_AUTHORIZATION_METHOD, "RFC 6749 3.1", "an authorization request must use GET or POST"),
    ROW(FAPI_AUTHORIZATION_RESPONSE_TYPE_CLIENT, 0, 400, "unauthorized_client", "RFC 6749 4.1.2.1",
        "the client may not use this response_type"),
    REQUEST(FAPI_FORM_CONTENT_TYPE, "RFC 6749 3.2", "the body must be application/x-www-form-urlencoded"),
    REQUEST(FAPI_PAR_BESIDE_REQUEST, "RFC 9126 3",
            "a parameter beside a request object that does not authenticate the client"),
    REQUEST(FAPI_INTROSPECTION_METHOD, "RFC 7662 2.1", "an introspection request must use POST"),
    REQUEST(FAPI_INTROSPECTION_TOKEN, "RFC 7662 2.1", "token is missing"),

    REQUEST(FAPI_BACKCHANNEL_METHOD, "CIBA Core 7.1", "a backchannel request must use POST"),

    SETUP(FAPI_ANSWER_PART, "RFC 6749 4.1.2", "a part of the answer is missing"),
};

const fapix_status_rows fapix_status_server = {rows, sizeof rows / sizeof *rows};
