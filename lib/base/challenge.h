/* SPDX-License-Identifier: Apache-2.0 */
/* WWW-Authenticate, RFC 9110 11.6.1: a list of challenges, each a scheme with a token68 or with parameters. */
#ifndef FAPIX_CHALLENGE_H
#define FAPIX_CHALLENGE_H

#include <fapi.h>

#include "base/slice.h"

#define FAPIX_CHALLENGE_PARAMETERS 16

typedef struct fapix_challenge_parameter {
    fapix_slice name, value; /* of a quoted string what is between the quotes, escapes still there */
    bool quoted;
} fapix_challenge_parameter;

typedef struct fapix_challenge {
    fapix_slice scheme, token68; /* token68 {NULL, 0}: none */
    fapix_challenge_parameter parameter[FAPIX_CHALLENGE_PARAMETERS];
    size_t count;
} fapix_challenge;

/* Take the first challenge off a field value. FAPI_OK; FAPI_ERR_NOT_FOUND: there is none any more; FAPI_CHALLENGE_SYNTAX (also
 * more parameters than there is room for) or FAPI_CHALLENGE_REPEATED, after which the rest of the field means nothing. */
int fapix_challenge_next(fapix_slice *rest, fapix_challenge *challenge);
/* A parameter by name, whatever its case: its text, escapes resolved, is written to out. False if it is not there or longer
 * than size. */
bool fapix_challenge_get(const fapix_challenge *challenge, const char *name, uint8_t *out, size_t size, fapix_slice *value);

#endif
