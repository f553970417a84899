/* SPDX-License-Identifier: Apache-2.0 */
/* What a server that issues grants itself says: rows of grants, consent, revocation. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    USE(FAPI_GRANT_FORM, "the text is not a grant as it was stored, or not the whole of it"),

    ROW(FAPI_REVOCATION_METHOD, 0, 405, "invalid_request", "RFC 7009 2.1", "a revocation request must use POST"),
    REQUEST(FAPI_REVOCATION_TOKEN, "RFC 7009 2.1", "the token that is to be revoked is missing"),
    GRANT(FAPI_REVOCATION_CLIENT, "RFC 7009 2.1", "the token that is to be revoked was issued to another client"),

    ROW(FAPI_USERINFO_METHOD, 0, 405, "invalid_request", "OpenID Connect Core 5.3",
        "a userinfo request must use GET or POST"),
    TOKEN(FAPI_USERINFO_TOKEN_UNKNOWN, "OpenID Connect Core 5.3.3", "the access token is none that this server knows"),
    TOKEN(FAPI_USERINFO_TOKEN_USER, "OpenID Connect Core 5.3.1", "the access token was not issued for a user"),

    OPEN(FAPI_REVOCATION_LATER, "RFC 7009 2.2.1", "the server could not revoke the token now, which is still good"),
};

const fapix_status_rows fapix_status_service = {rows, sizeof rows / sizeof *rows};
