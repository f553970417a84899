/* SPDX-License-Identifier: Apache-2.0 */
/* JARM: the response parameters as claims of a JWT. */
#ifndef FAPIX_RESPONSE_JWT_H
#define FAPIX_RESPONSE_JWT_H

#include "oauth/authorization_response.h"

typedef struct fapix_response_jwt_facts {
    fapix_slice issuer, client_id;
    int64_t exp;
} fapix_response_jwt_facts;

void fapix_response_jwt(const fapix_response *response, const fapix_response_jwt_facts *facts, fapix_buffer *out);

#endif
