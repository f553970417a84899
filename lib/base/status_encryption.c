/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses of JWE, 1300 to 1339. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    DISCREET(FAPI_JWE_DECRYPTION, "RFC 7516 5.2, 11.5", "the message does not decrypt"),
    OPEN(FAPI_JWE_STRUCTURE, "RFC 7516 7.1", "not a compact JWE of five parts"),
    OPEN(FAPI_JWE_SIZE, "ours", "the JWE is too long"),
    OPEN(FAPI_JWE_HEADER, "RFC 7516 5.2", "the header of the JWE is malformed; in traces only, see FAPI_JSON_"),
    OPEN(FAPI_JWE_ALG_MISSING, "RFC 7516 4.1.1", "the alg header of the JWE is missing or not a string"),
    OPEN(FAPI_JWE_ALG, "RFC 7516 5.2, RFC 8725 3.1", "the key encryption algorithm is not allowed here"),
    OPEN(FAPI_JWE_ALG_RSA1_5, "RFC 8725 3.2", "RSA1_5 is never allowed"),
    OPEN(FAPI_JWE_ALG_PBES2, "RFC 8725 3.5", "encryption with a password is never allowed"),
    OPEN(FAPI_JWE_ALG_SYMMETRIC, "RFC 8725 3.1", "encryption with a shared key is never allowed"),
    OPEN(FAPI_JWE_ALG_ECDH_1PU, "RFC 8725 3.1",
         "encryption is never taken for authentication, so ECDH-1PU is not allowed"),
    OPEN(FAPI_JWE_ENC_MISSING, "RFC 7516 4.1.2", "the enc header is missing or not a string"),
    OPEN(FAPI_JWE_ENC, "RFC 7516 4.1.2, 5.2", "the content encryption algorithm is not allowed here"),
    OPEN(FAPI_JWE_ZIP, "RFC 7516 4.1.3, RFC 8725 3.6", "compressed content is never allowed"),
    OPEN(FAPI_JWE_CRIT, "RFC 7516 5.2", "a critical header of the JWE is not understood"),
    OPEN(FAPI_JWE_CRIT_FORM, "RFC 7516 4.1.13", "the crit header of the JWE is malformed"),
    OPEN(FAPI_JWE_HEADER_TYPE, "RFC 7516 4.1", "a header of the JWE has the wrong JSON type or form"),
    OPEN(FAPI_JWE_CTY, "RFC 7519 5.2", "the cty of an encrypted JWT must be JWT"),
    OPEN(FAPI_JWE_KID, "RFC 7516 4.1.6", "the kid of the JWE is malformed or too long"),
    OPEN(FAPI_JWE_EMBEDDED_KEY, "RFC 8725 3.10", "keys and key locations in the header of a JWE are not used"),
    OPEN(FAPI_JWE_EPK_MISSING, "RFC 7518 4.6.1.1", "the epk header is missing"),
    OPEN(FAPI_JWE_EPK, "RFC 7518 4.6.1.1", "epk is not a P-256 key"),
    OPEN(FAPI_JWE_EPK_PRIVATE, "RFC 7518 4.6.1.1", "epk must have public members only"),
    OPEN(FAPI_JWE_PARTY, "RFC 7518 4.6.1.2", "apu or apv is not base64url or too long"),
    OPEN(FAPI_JWE_PARAMETER, "RFC 7518 4.1", "the JWE has a header of another algorithm"),
    DISCREET(FAPI_JWE_KEY, "RFC 7516 5.2", "no key for this JWE"),
    DISCREET(FAPI_JWE_KEY_AMBIGUOUS, "RFC 7516 5.2", "more than one key for this JWE"),
    OPEN(FAPI_JWE_PLAINTEXT, "RFC 7519 11.2, RFC 8725 3.3", "what is encrypted must be a signed JWT"),
    OPEN(FAPI_JWE_IN_JWE, "RFC 8725 3.3", "a JWE inside a JWE is not allowed"),
    OPEN(FAPI_JWE_COPY, "RFC 7519 5.3", "iss, sub or aud in the header of a JWE differs from the claim inside"),
    OPEN(FAPI_JWE_KEY_USE, "RFC 7517 4.2", "the use of the key is not encryption"),
    OBJECT(FAPI_REQUEST_OBJECT_PLAIN, "Open Finance Brasil 5.2.2 (1), 5.2.3 (3)",
           "the request object must be encrypted"),
    SETUP(FAPI_ANSWER_ENCRYPTION, "JARM 3, RFC 9701 6", "the client wants the answer encrypted in a way that it cannot be"),
    REQUEST(FAPI_AUTHORIZATION_PERSONAL, "FAPI 1.0 Advanced 5.2.2.1 (6)",
            "personal data is essential in an ID token that the browser sees and nobody can encrypt"),
};

const fapix_status_rows fapix_status_encryption = {rows, sizeof rows / sizeof *rows};
