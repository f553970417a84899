/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the claims of a JARM response. */
#include "oauth/response_jwt.h"

#include "base/json_write.h"

void fapix_response_jwt(const fapix_response *response, const fapix_response_jwt_facts *facts, fapix_buffer *out)
{
    fapix_buffer_str(out, "{");
    fapix_write_text_member(out, "iss", facts->issuer); /* Spec: JARM-2.1-1 */
    fapix_write_text_member(out, "aud", facts->client_id);
    fapix_write_integer_member(out, "exp", facts->exp);
    for (size_t i = 0; i < response->count; i++) /* Spec: JARM-2.1-4 - of those that a code flow has, all are strings */
        fapix_write_text_member(out, response->parameter[i].name, response->parameter[i].value);
    fapix_buffer_str(out, "}");
}
