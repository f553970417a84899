/* SPDX-License-Identifier: Apache-2.0 */
/* Sends a response through the user's browser, in the way that the request asked for. */
#ifndef FAPIX_AS_FRONT_H
#define FAPIX_AS_FRONT_H

#include "oauth/authorization_response.h"
#include "role/answer_handle.h"

typedef struct fapix_front {
    const fapi_as *as;
    int mode; /* enum fapix_response_mode */
    fapix_recipient recipient; /* of a response JWT */
    fapix_slice redirect_uri, client_id;
    int64_t exp; /* of a response JWT */
} fapix_front;

bool fapix_front_is_jwt(int mode);
/* Write the whole answer; response is without iss. */
int fapix_front_send(const fapix_front *front, fapix_response *response, fapi_answer *answer);
/* A page for the user, who is not sent anywhere: what became of it, and why. Both static. */
int fapix_front_page(int http, const char *outcome, const char *text, fapi_answer *answer);

#endif
