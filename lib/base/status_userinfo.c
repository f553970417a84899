/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses of userinfo responses, 1600 to 1619. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    OPEN(FAPI_USERINFO_NOT_SIGNED, "OpenID Connect Core 5.3.2", "the userinfo response is not signed, as was agreed"),
    OPEN(FAPI_USERINFO_NOT_ENCRYPTED, "OpenID Connect Core 5.3.2",
         "the userinfo response is not encrypted, as was agreed"),
    OPEN(FAPI_USERINFO_ENCRYPTED, "OpenID Connect Core 5.3.2",
         "the userinfo response is encrypted, which was not agreed"),
    OPEN(FAPI_USERINFO_ALG, "OpenID Connect Core 5.3.4", "the userinfo response is not signed as the policy allows"),
    OPEN(FAPI_USERINFO_ALG_REGISTERED, "OpenID Connect Registration 2",
         "the userinfo response has another alg than the registered one"),
    OPEN(FAPI_USERINFO_TYP, "RFC 8725 3.11",
         "the typ header is that of another kind of JWT than a userinfo response"),
    OPEN(FAPI_USERINFO_KIND, "RFC 8725 3.12", "a claim of another kind of JWT in the userinfo response"),
    OPEN(FAPI_USERINFO_CLAIM_TYPE, "OpenID Connect Core 5.3.2",
         "a claim of the userinfo response has the wrong type"),
    OPEN(FAPI_USERINFO_ISS_MISSING, "OpenID Connect Core 5.3.2", "a signed userinfo response has no issuer"),
    OPEN(FAPI_USERINFO_ISS, "OpenID Connect Core 5.3.2", "the userinfo response is from another issuer"),
    DISCREET(FAPI_USERINFO_SIGNATURE, "OpenID Connect Core 5.3.4",
         "the signature of the userinfo response does not verify"),
    OPEN(FAPI_USERINFO_AUD_MISSING, "OpenID Connect Core 5.3.2", "a signed userinfo response has no audience"),
    OPEN(FAPI_USERINFO_AUD, "OpenID Connect Core 5.3.2", "the userinfo response is for another client"),
    OPEN(FAPI_USERINFO_EXPIRED, "RFC 7519 4.1.4", "the userinfo response has expired"),
    OPEN(FAPI_USERINFO_NOT_YET, "RFC 7519 4.1.5", "the userinfo response is of the future"),
    OPEN(FAPI_USERINFO_SUB_MISSING, "OpenID Connect Core 5.3.2", "the userinfo response has no sub"),
    OPEN(FAPI_USERINFO_SUB, "OpenID Connect Core 5.3.2", "sub of the userinfo response is not that of the ID token"),
};

const fapix_status_rows fapix_status_userinfo = {rows, sizeof rows / sizeof *rows};
