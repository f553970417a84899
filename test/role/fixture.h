/* SPDX-License-Identifier: Apache-2.0 */
/* An authorization server, a client and a resource server in one process, for the tests of the role layer. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "test/harness.h"

#define ISSUER "https://as.example.com"
#define AUDIENCE "https://api.example.com"
#define URL "https://api.example.com/accounts?page=2"
#define NOW INT64_C(1800000000)
#define S(text) (text), (sizeof(text) - 1)

typedef struct fixture {
    fapi_signer *as, *client, *stranger;
    fapi_jwks *jwks;
    fapi_replay *replay;
    fapi_dpop_nonce *nonce;
    fapi_policy *policy;
    fapi_rs *rs;
    fapi_request *request;
    fapi_verdict *verdict;
    fapi_jws *jws;
    char jkt[44], x5t[44], ath[44];
    char token[4096], proof[4096];
    size_t token_len, proof_len;
} fixture;

extern const uint8_t fixture_certificate[520];

/* Keys, key set, policy and an unsealed resource server with issuer, audience and replay store. Returns a status. */
int fixture_new(fixture **fx, int profile);
void fixture_free(fixture *fx);
T_AUTO(fixture)

/* Sign an access token bound to the client's key, with the members of override put in place (null takes one out). typ NULL:
 * at+jwt. Also computes ath. */
int fixture_token(fixture *fx, const char *typ, const char *override);
/* The same, signed by another key. */
int fixture_token_by(fixture *fx, const fapi_signer *signer, const char *typ, const char *override);
/* Sign a DPoP proof for a GET of URL with the current token. */
int fixture_proof(fixture *fx, const char *override);
int fixture_proof_by(fixture *fx, const fapi_signer *signer, const char *typ, const char *override);
/* Fill the request with method, URL, Authorization in the scheme, and the proof if it has one. */
int fixture_request(fixture *fx, const char *scheme);
int fixture_check(fixture *fx);
/* Is this text in the value that a reader lends? */
int fixture_challenge_has(const fixture *fx, const char *text);

#endif
