/* SPDX-License-Identifier: Apache-2.0 */
/* Introspection responses, RFC 7662 2.2 and RFC 9701 5. */
#ifndef FAPIX_INTROSPECTION_RESPONSE_H
#define FAPIX_INTROSPECTION_RESPONSE_H

#include "base/json_write.h"

/* Judge the members that the host has for a token. *active: whether it still lives; one that has ended since the host
 * looked does not. Returns FAPI_OK, FAPI_ANSWER_ACTIVE or FAPI_ANSWER_CLAIM. */
int fapix_introspection_judge(const fapix_json *members, int64_t now, bool *active);
/* The object that says it. members: NULL for a token that is not active. */
void fapix_introspection_write(const fapix_json *members, fapix_buffer *out);
/* The claims of the JWT that holds it, for this caller and nobody else. */
void fapix_introspection_jwt(const fapix_json *members, fapix_slice issuer, fapix_slice caller, int64_t now,
                             fapix_buffer *out);

#endif
