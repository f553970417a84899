/* SPDX-License-Identifier: Apache-2.0 */
/* The role of the authorization server, backchannel requests, registration and answers: 1000 to 1299. See status_row.h. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    ROW(FAPI_CLIENT_UNKNOWN, 1, 401, "invalid_client", "RFC 6749 5.2", "no such client is registered"),
    SETUP(FAPI_CLIENT_METADATA, "RFC 7591 2", "a member of the client's metadata is missing or malformed"),
    ROW(FAPI_AUTHORIZATION_METHOD, 0, 405, "invalid_request", "RFC 6749 3.1",
        "an authorization request must use GET or POST"),
    ROW(FAPI_AUTHORIZATION_RESPONSE_TYPE_CLIENT, 0, 400, "unauthorized_client", "RFC 6749 4.1.2.1",
        "the client may not use this response_type"),
    REQUEST(FAPI_FORM_CONTENT_TYPE, "RFC 6749 3.2", "the body must be application/x-www-form-urlencoded"),
    REQUEST(FAPI_PAR_BESIDE_REQUEST, "RFC 9126 3",
            "a parameter beside a request object that does not authenticate the client"),
    REQUEST(FAPI_INTROSPECTION_METHOD, "RFC 7662 2.1", "an introspection request must use POST"),
    REQUEST(FAPI_INTROSPECTION_TOKEN, "RFC 7662 2.1", "token is missing"),

    ROW(FAPI_BACKCHANNEL_METHOD, 0, 405, "invalid_request", "CIBA Core 7.1", "a backchannel request must use POST"),

    SETUP(FAPI_ANSWER_PART, "RFC 6749 4.1.2", "a part of the answer is missing"),
    SETUP(FAPI_ANSWER_UNEXPECTED, "RFC 6749 4.1.2",
          "a part that this answer cannot hold, or two that exclude each other"),
    SETUP(FAPI_ANSWER_ERROR, "RFC 6749 4.1.2.1", "the error or its description has characters that must not be sent"),
    SETUP(FAPI_ANSWER_SECRET, "FAPI 2.0 SP 5.4.1 (4)", "a code, token or identifier is too short to be unguessable"),
    SETUP(FAPI_ANSWER_SECRET_TEXT, "RFC 6749 A", "a code, token or identifier holds a character that it must not"),
    SETUP(FAPI_ANSWER_UNBOUND, "FAPI 2.0 SP 5.3.2.1 (4)", "an access token must be bound to a key of the client"),
    SETUP(FAPI_ANSWER_LIFETIME, "RFC 6749 5.1", "what is issued lives longer or shorter than the policy lets it"),
    SETUP(FAPI_ANSWER_CLAIM_RESERVED, "RFC 9068 2.2", "a claim or member is given that the library writes itself"),
    SETUP(FAPI_ANSWER_CLAIM_MISSING, "RFC 9068 2.2", "a claim is missing that the token must have"),
    SETUP(FAPI_ANSWER_CLAIM, "RFC 9068 2.2", "a claim has the wrong type or value"),
    SETUP(FAPI_ANSWER_SCOPE, "RFC 6749 3.3", "the granted scope is malformed"),
    SETUP(FAPI_ANSWER_SCOPE_MISSING, "RFC 9068 2.2.3", "the policy wants a scope in each access token"),
    SETUP(FAPI_ANSWER_GRANT, "RFC 6749 4.4.3", "a grant without a user gives neither a refresh token nor an ID token"),
    SETUP(FAPI_ANSWER_ID_TOKEN_MISSING, "OpenID Connect Core 3.1.3.3",
          "openid was granted with a code, but there is no ID token"),
    SETUP(FAPI_ANSWER_PERSONAL, "FAPI 1.0 Advanced 5.2.2.1 (6)",
          "personal data in an ID token that passes the browser unencrypted"),
    SETUP(FAPI_ANSWER_ALG, "OpenID Connect Registration 2",
          "no signing key has the algorithm that the client registered"),
    SETUP(FAPI_ANSWER_ACTIVE, "RFC 7662 2.2", "a token that is not active must have no members"),
};

const fapix_status_rows fapix_status_server = {rows, sizeof rows / sizeof *rows};
