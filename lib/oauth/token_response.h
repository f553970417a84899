/* SPDX-License-Identifier: Apache-2.0 */
/* The successful answers of the back channel that are one JSON object: RFC 6749 5.1, RFC 9126 2.2, CIBA Core 7.3. */
#ifndef FAPIX_TOKEN_RESPONSE_H
#define FAPIX_TOKEN_RESPONSE_H

#include "base/json_write.h"

typedef struct fapix_token_response {
    fapix_slice access_token;
    bool dpop; /* token_type; else Bearer */
    int64_t expires_in;
    fapix_slice refresh_token, scope, id_token; /* {NULL, 0}: left out, as is what follows */
    fapix_slice authorization_details;          /* a JSON array that was judged */
    const fapix_json *more;                     /* further members, or NULL */
} fapix_token_response;

/* Returns FAPI_OK, FAPI_ANSWER_CLAIM_RESERVED (a further member that is written here), or the buffer's status. */
int fapix_token_response_write(const fapix_token_response *response, fapix_buffer *out);
/* What cannot be guessed: so many characters of at least `bits` bits, each of them of the class. A letter of base64url
 * brings six bits; whether they are random only the host knows. Returns FAPI_OK, FAPI_ANSWER_SECRET or
 * FAPI_ANSWER_SECRET_TEXT. */
enum fapix_secret_class {
    FAPIX_SECRET_VISIBLE, /* codes and refresh tokens, RFC 6749 A.11, A.17, without the blank */
    FAPIX_SECRET_TOKEN68, /* access tokens, RFC 6750 2.1 */
    FAPIX_SECRET_URL      /* CIBA Core 7.3: letters, digits and - . _ */
};
int fapix_secret_judge(fapix_slice secret, enum fapix_secret_class class, int64_t bits);
/* A JSON array of objects, each with a type that is among these: *array is its text. json and scratch hold the parsed
 * text, wrapped is used up. Returns FAPI_OK, FAPI_JSON_*, FAPI_DETAILS_*, or the buffer's status. */
typedef struct fapix_granted_details {
    const fapix_slice *types;
    size_t type_count;
    fapix_json *json;
    uint8_t *scratch;
    fapix_buffer *wrapped;
} fapix_granted_details;
int fapix_granted_details_judge(const fapix_granted_details *facts, fapix_slice text, fapix_slice *array);

#endif
