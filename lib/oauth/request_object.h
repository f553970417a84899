/* SPDX-License-Identifier: Apache-2.0 */
/* Request objects: RFC 9101, OpenID Connect Core 6 and the signed requests of CIBA, as FAPI narrows them. */
#ifndef FAPIX_REQUEST_OBJECT_H
#define FAPIX_REQUEST_OBJECT_H

#include "base/verdict.h"
#include "jose/jwe.h"
#include "jose/jws.h"

/* Claims that must be there; a sum of these. */
enum fapix_request_object_claims {
    FAPIX_REQUEST_OBJECT_ISS = 1,
    FAPIX_REQUEST_OBJECT_CLIENT_ID = 2,
    FAPIX_REQUEST_OBJECT_AUD = 4,
    FAPIX_REQUEST_OBJECT_EXP = 8,
    FAPIX_REQUEST_OBJECT_NBF = 16,
    FAPIX_REQUEST_OBJECT_IAT = 32,
    FAPIX_REQUEST_OBJECT_JTI = 64,
    /* FAPI 1.0 Advanced 5.2.2, FAPI 2.0 MS 5.3.1 with RFC 9101 5; CIBA 7.1.1 */
    FAPIX_REQUEST_OBJECT_AUTHORIZATION = 2 + 4 + 8 + 16,
    FAPIX_REQUEST_OBJECT_BACKCHANNEL = 1 + 4 + 8 + 16 + 32 + 64
};

typedef struct fapix_request_object_facts {
    /* the client, as it is registered, and as the request names it outside the object */
    fapix_slice client_id;
    const fapi_jwks *jwks;
    bool refuse_duplicate_kid; /* a kid that two keys of the set share is refused even if one of them alone would fit */
    int registered_alg;        /* request_object_signing_alg; 0: none is registered, any of algs will do */
    /* the server */
    int algs;
    fapix_jwe_facts jwe;          /* decrypter_count 0: encrypted objects are refused */
    bool encryption_required;
    const fapix_slice *audiences; /* one of them must be in aud */
    size_t audience_count;
    bool typ_required;            /* oauth-authz-req+jwt; else also JWT, or none */
    int required;                 /* enum fapix_request_object_claims */
    int64_t now, skew_ahead, skew_behind;
    int64_t max_age;              /* since nbf; 0: no rule */
    int64_t max_lifetime;         /* exp - nbf; 0: no rule */
} fapix_request_object_facts;

/* Judge a request object, in verdict->token. Fills replay_key and replay_expiry of the verdict if there is a jti.
 * Returns FAPI_OK or the first broken rule, reported to the verdict. */
int fapix_request_object_judge(fapi_verdict *verdict, fapix_slice object, const fapix_request_object_facts *facts);

/* What the public handle is set up for; of NULL, nothing. */
typedef struct fapix_request_object_setup {
    fapix_slice client_id;
    int registered_alg;
    bool backchannel;
} fapix_request_object_setup;
fapix_request_object_setup fapix_request_object_setup_of(const fapi_request_object *object);
/* Judge by what the public handle is set up for. Returns also FAPI_POLICY_EMPTY, FAPI_ERR_CLOCK. */
int fapix_request_object_judge_with(const fapi_request_object *object, fapix_slice request, int64_t now,
                                    fapi_verdict *verdict);

#endif
