/* SPDX-License-Identifier: Apache-2.0 */
/* What a client makes of an ID token: OpenID Connect Core 2, 3.1.3.7, 3.3.2.12, 12.2, CIBA Core 10.3.1, FAPI 1.0 Advanced 5.2.3.1; and what a
 * server makes of one that comes back to it as a hint. */
#ifndef FAPIX_ID_TOKEN_CHECK_H
#define FAPIX_ID_TOKEN_CHECK_H

#include "jose/jwe.h"
#include "jose/jws.h"

#define FAPIX_ID_TOKEN_MAX_AGE 86400 /* seconds since iat: a client reads an ID token when it comes, or never */

/* Texts are {NULL, 0} where there is none: no nonce was sent, no code came with the token, and so on. */
typedef struct fapix_id_token_check_facts {
    fapix_slice issuer, client_id;
    const fapix_slice *audiences; /* trusted beside the client */
    size_t audience_count;
    const fapi_jwks *jwks;        /* of the issuer */
    bool refuse_duplicate_kid;
    int registered_alg;           /* id_token_signed_response_alg; 0: none is registered, any of algs will do */
    int algs;
    const fapix_jwe_facts *jwe;   /* NULL: encryption was not agreed, so none may come; else nothing else may come */
    int64_t now, skew_ahead, skew_behind;
    int64_t iat_age;              /* seconds since iat, at most */
    bool hint;                    /* it came back to its issuer: whether it expired, and what it came with, is of no interest; none of the
                                   * following is read */
    bool front;                   /* it came through the browser beside code, so that it must have c_hash */
    bool detached;                /* and, where there is a state, s_hash */
    fapix_slice nonce;
    fapix_slice code, state, access_token, refresh_token, auth_req_id;
    int64_t max_age;              /* seconds since auth_time, which must then be there; -1: not asked for */
    fapix_slice acrs;             /* separated by spaces; one of them must be there */
    fapix_slice sub;              /* of the earlier ID token of the same authorization */
    bool refreshed;               /* by a refresh token: nonce may be absent, and auth_time is that of the first one or absent */
    int64_t auth_time;            /* of the first one; -1: it had none */
} fapix_id_token_check_facts;

/* Judge an ID token, in space: the verdict's token or, if it is not encrypted, proof. Returns FAPI_OK or the first broken rule. */
int fapix_id_token_check_judge(fapi_verdict *verdict, fapix_jwt_space *space, fapix_slice token,
                               const fapix_id_token_check_facts *facts);
/* The part of it that ties a token, whose claims have their types, to what was sent and to what it came with. alg: of its signature. */
int fapix_id_token_ties_judge(fapi_verdict *verdict, const fapix_json *claims, int alg, const fapix_id_token_check_facts *facts);

#endif
