/* SPDX-License-Identifier: Apache-2.0 */
/* The signature of an HTTP message by RFC 9421, judged and made as FAPI 2.0 HTTP Signatures wants it. */
#ifndef FAPIX_MESSAGE_SIGNATURE_H
#define FAPIX_MESSAGE_SIGNATURE_H

#include "base/verdict.h"
#include "oauth/signature_base.h"

#define FAPIX_MAX_TAG 64
#define FAPIX_MAX_REQUIRED 16

typedef struct fapix_signature_facts {
    const fapix_exchange *exchange;
    const fapi_jwks *jwks;
    int algs;
    fapix_slice tag;         /* of the message that is signed; empty: a message with one signature, whatever its tag */
    fapix_slice request_tag; /* of the request that a response answers */
    const fapix_slice *required; /* components beside those of FAPI */
    size_t required_count;
    bool any_coverage;       /* the required ones alone */
    bool unlinked;           /* a response need not cover its request */
    int64_t now, past, future;
} fapix_signature_facts;

/* Judge the signature of the response, if exchange->of_response, else of the request. On FAPI_OK space->keyid says who signed, and the verdict
 * has the one-use key of a nonce. FAPI_OK, _NOMEM, _CRYPTO, FAPI_SIGNATURE_*, FAPI_CONTENT_DIGEST_*. */
int fapix_message_signature_judge(fapi_verdict *verdict, const fapix_signature_facts *facts, fapix_signature_space *space);

/* The fields that sign a message. */
typedef struct fapix_signature_fields {
    fapix_buffer content_digest; /* empty: the message needs none, or has one */
    fapix_buffer signature_input, signature;
} fapix_signature_fields;

/* Sign: message is the one of facts->exchange that is signed, and gets the fields. jwks, past and future are not read. On a failure the message
 * is as it was. FAPI_OK, _NOMEM, _STATE (signed with this tag before), _RANDOM, _CRYPTO, FAPI_SIGNATURE_*, FAPI_CONTENT_DIGEST_*. */
int fapix_message_signature_make(const fapix_signature_facts *facts, const fapi_signer *signer, fapix_http_message *message,
                                 fapix_signature_space *space, fapix_signature_fields *fields);

#endif
