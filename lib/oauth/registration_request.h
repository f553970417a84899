/* SPDX-License-Identifier: Apache-2.0 */
/* A registration request that the client signed, as UK Open Banking and Australia CDR have it: a JWT whose claims are the metadata. */
#ifndef FAPIX_REGISTRATION_REQUEST_H
#define FAPIX_REGISTRATION_REQUEST_H

#include "base/verdict.h"
#include "jose/jws.h"

typedef struct fapix_registration_request_facts {
    const fapi_jwks *jwks; /* of the client, found through its software statement */
    bool refuse_duplicate_kid;
    const fapix_slice *audiences;
    size_t audience_count;
    fapix_slice software_id; /* of the software statement */
    bool jti_uuid4;
    int64_t now, ahead, behind;
    int64_t max_lifetime; /* from now to exp, beside ahead */
} fapix_registration_request_facts;

/* The first step: form and header, in verdict->token. Nothing that the claims say is proven by it. */
int fapix_registration_request_read(fapi_verdict *verdict, fapix_slice jwt, int algs, fapix_jws *jws);
/* The second: signature, parties, times and jti. Fills replay_key and replay_expiry of the verdict. Both return FAPI_OK or the first
 * broken rule, reported to the verdict. */
int fapix_registration_request_judge(fapi_verdict *verdict, const fapix_jws *jws,
                                     const fapix_registration_request_facts *facts);

#endif
