/* SPDX-License-Identifier: Apache-2.0 */
/* A payment request, its answer, and signatures over whatever a test wants them to say: the base is written by the test, so that what the
 * library builds is held against a second opinion. */
#ifndef MESSAGE_SIGNATURE_FIXTURE_H
#define MESSAGE_SIGNATURE_FIXTURE_H

#include "test/oauth/table.h"

#define NOW INT64_C(1800000000)
#define URL "https://rs.example.com/payments?id=1"
#define BODY "{\"amount\":\"1.00\"}"
#define DIGEST "sha-256=:7NS+sH1InNyZm6fEDl2G0uQz48UkirCM82ioXJP7gEA=:"
#define RESPONSE_BODY "{\"status\":\"done\"}"
#define S(text) (text), (sizeof(text) - 1)
#define REQUEST FAPI_MESSAGE_REQUEST
#define RESPONSE FAPI_MESSAGE_RESPONSE

/* What FAPI wants of the request below, and the lines of it. */
#define COMPONENTS "(\"@method\" \"@target-uri\" \"authorization\" \"dpop\" \"content-digest\")"
#define LINES                                                                             \
    "\"@method\": POST\n\"@target-uri\": " URL "\n\"authorization\": DPoP token\n"        \
    "\"dpop\": proof\n\"content-digest\": " DIGEST "\n"
#define PARAMETERS ";created=1800000000;keyid=\"eddsa\";tag=\"fapi-2-request\""

/* An exchange with the published keys, and a verdict. */
int ms_ready(fapi_message_signature **exchange, fapi_verdict **verdict);
#define READY(exchange, verdict)                                              \
    AUTO(fapi_message_signature) exchange = NULL;                             \
    AUTO(fapi_verdict) verdict = NULL;                                        \
    do {                                                                      \
        int t_made = ms_ready(&exchange, &verdict);                           \
        if (!t_status(FAPI_OK, t_made, "ms_ready", __FILE__, __LINE__))       \
            return;                                                           \
    } while (0)

/* POST URL with Authorization, DPoP, Content-Type and BODY; without Content-Digest and signature. The answer 200 with RESPONSE_BODY. */
int ms_request(fapi_message_signature *exchange);
int ms_response(fapi_message_signature *exchange);
int ms_header(fapi_message_signature *exchange, int message, const char *name, const char *value);
/* A signature by a published key over these lines and the parameters, as the text of a byte sequence; "" when memory ran out. */
const char *ms_sign(enum t_key_name key, const char *lines, const char *parameters);
/* Add Signature-Input and Signature, with the label "a": list and parameters as they come, signed over lines. */
int ms_add(fapi_message_signature *exchange, int message, const char *list, const char *parameters, const char *lines);
/* Sign a message with a published key, and copy what comes out to the other side (NULL: none). */
int ms_sign_message(fapi_message_signature *exchange, int message, enum t_key_name key, fapi_message_signature *other);
int ms_copy(const fapi_message_signature *from, fapi_message_signature *to, int message);
int ms_check(fapi_message_signature *exchange, int message, int64_t now, fapi_verdict *verdict);

#endif
