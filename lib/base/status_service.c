/* SPDX-License-Identifier: Apache-2.0 */
/* What a server that issues grants itself says: rows of grants, consent, revocation. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    SETUP(FAPI_GRANT_FORM, "ours", "the text is not a grant as it was stored, or not the whole of it"),
    ROW(FAPI_CONSENT_METHOD, 0, 405, "invalid_request", "RFC 9110 9.2.1", "what a user answered must come by POST"),
    REQUEST(FAPI_CONSENT_MISSING, "RFC 6749 10.12", "the ticket of the page is missing"),
    REQUEST(FAPI_CONSENT_UNKNOWN, "RFC 6749 10.12", "no page was made with this ticket"),
    REQUEST(FAPI_CONSENT_USED, "RFC 9126 4", "the request was answered before"),
    REQUEST(FAPI_CONSENT_EXPIRED, "RFC 9126 4", "the page was open for too long"),
    ROW(FAPI_AUTHORIZATION_SCOPE_UNKNOWN, 0, 400, "invalid_scope", "RFC 6749 4.1.2.1",
        "no value of the requested scope is offered here"),
    ROW(FAPI_AUTHORIZATION_RESOURCE_UNKNOWN, 0, 400, "invalid_target", "RFC 8707 2",
        "the resource that is asked for is not one of this server"),
    SETUP(FAPI_ANSWER_SCOPE_GROWS, "RFC 6749 3.3", "more scope is granted than was asked for"),
    ROW(FAPI_ANSWER_AUTH_TIME, 0, 400, "login_required", "OpenID Connect Core 3.1.2.1", "the user logged in longer ago than the request lets it"),
    ROW(FAPI_TOKEN_REQUEST_RESOURCE, 0, 400, "invalid_target", "RFC 8707 2.2", "the resource is not one that was granted"),
    ROW(FAPI_TOKEN_REQUEST_SCOPE_UNKNOWN, 0, 400, "invalid_scope", "RFC 6749 3.3",
        "nothing of the scope that was asked for is offered here"),

    ROW(FAPI_REVOCATION_METHOD, 0, 405, "invalid_request", "RFC 7009 2.1", "a revocation request must use POST"),
    REQUEST(FAPI_REVOCATION_TOKEN, "RFC 7009 2.1", "the token that is to be revoked is missing"),
    GRANT(FAPI_REVOCATION_CLIENT, "RFC 7009 2.1", "the token that is to be revoked was issued to another client"),

    ROW(FAPI_USERINFO_METHOD, 0, 405, "invalid_request", "OpenID Connect Core 5.3",
        "a userinfo request must use GET or POST"),
    TOKEN(FAPI_USERINFO_TOKEN_UNKNOWN, "OpenID Connect Core 5.3.3", "the access token is none that this server knows"),
    TOKEN(FAPI_USERINFO_TOKEN_USER, "OpenID Connect Core 5.3.1", "the access token was not issued for a user"),

    OPEN(FAPI_REVOCATION_LATER, "RFC 7009 2.2.1", "the server could not revoke the token now, which is still good"),

    LATER(FAPI_STORE_UNAVAILABLE, "RFC 6749 4.1.2.1", "the database of the server does not answer"),
    ROW(FAPI_AUTHORIZATION_INTERACTION, 0, 400, "interaction_required", "OpenID Connect Core 3.1.2.1",
        "the user would have to be asked, and the request forbids it"),

    ROW(FAPI_ANSWER_SUBJECT, 0, 400, "login_required", "OpenID Connect Core 3.1.2.2",
        "the user is not the one whom the request names"),
    ROW(FAPI_ANSWER_ACR, 0, 400, "unmet_authentication_requirements", "OpenID Connect Core 5.5.1.1",
        "the user did not log in in a way that the request makes essential"),
    ROW(FAPI_AUTHORIZATION_SCOPE_CLIENT, 0, 400, "invalid_scope", "RFC 7591 2",
        "the client registered no value of the requested scope"),
    ROW(FAPI_TOKEN_REQUEST_SCOPE_CLIENT, 0, 400, "invalid_scope", "RFC 7591 2",
        "the client registered nothing of the scope that it asks for"),
};

const fapix_status_rows fapix_status_service = {rows, sizeof rows / sizeof *rows};
