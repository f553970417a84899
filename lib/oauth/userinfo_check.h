/* SPDX-License-Identifier: Apache-2.0 */
/* What a client makes of a userinfo response: OpenID Connect Core 5.3.2, 5.3.4. */
#ifndef FAPIX_USERINFO_CHECK_H
#define FAPIX_USERINFO_CHECK_H

#include "jose/jwe.h"
#include "jose/jws.h"

typedef struct fapix_userinfo_facts {
    fapix_slice issuer, client_id;
    const fapi_jwks *jwks;      /* of the issuer */
    bool refuse_duplicate_kid;
    int registered_alg;         /* userinfo_signed_response_alg; 0: none is registered, any of algs will do */
    int algs;
    const fapix_jwe_facts *jwe; /* NULL: encryption was not agreed, so none may come; else nothing else may come */
    int64_t now, skew_ahead, skew_behind;
    fapix_slice sub;            /* of the ID token */
} fapix_userinfo_facts;

/* Judge a response that is a JWT, or a JSON object, in verdict->token. Returns FAPI_OK or the first broken rule. */
int fapix_userinfo_judge_jwt(fapi_verdict *verdict, fapix_slice jwt, const fapix_userinfo_facts *facts);
int fapix_userinfo_judge_json(fapi_verdict *verdict, fapix_slice json, const fapix_userinfo_facts *facts);

#endif
