/* SPDX-License-Identifier: Apache-2.0 */
/* An authorization server and a client made by hand, and readers of the answers that are built for them. */
#ifndef AS_ANSWER_FIXTURE_H
#define AS_ANSWER_FIXTURE_H

#include <jansson.h>

#include "base/verdict.h"
#include "role/authorization_server.h"
#include "test/harness.h"
#include "test/jose_make.h"

#define A_ISSUER "https://as.example.com"
#define A_CLIENT "client-1"
#define A_REDIRECT "https://client.example.org/cb"
#define A_NOW INT64_C(1800000000)
#define A_JKT "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
#define A_X5T "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define A_CODE "SplxlOBeZQQYbYS6WxSbIA"
#define A_MANY(a) (sizeof(a) / sizeof((a)[0]))

typedef struct as_answer_fixture {
    fapi_policy *policy;
    fapi_signer *signer;
    fapi_jwks *jwks; /* all of the published keys */
    fapi_verdict *verdict; /* what is answered */
    fapi_verdict *checked; /* of what was made */
    fapi_answer *answer;
    struct fapi_as as;
    struct fapi_client client;
} as_answer_fixture;

/* A sealed server of a profile with one signing key, EdDSA or, where that is not allowed, ES256 or PS256. Returns a
 * status. */
int as_answer_fixture_new(as_answer_fixture **fx, int profile);
void as_answer_fixture_free(as_answer_fixture *fx);
T_AUTO(as_answer_fixture)

/* The verdict passed: bound to a key, to a certificate, to both or to neither. */
void a_passed(as_answer_fixture *fx, const char *jkt, const char *x5t);
/* The verdict is of a refusal: about a subject, at the front channel or not. */
void a_refused(as_answer_fixture *fx, int status, int subject, bool front);
/* Where a refusal of the front channel may go. */
void a_target(as_answer_fixture *fx, int mode, const char *redirect_uri, const char *state);
int a_set(as_answer_fixture *fx, int part, const char *text);
/* Builders with this fixture's server and client. */
int a_refusal(as_answer_fixture *fx);
int a_authorization(as_answer_fixture *fx, const char *parameters);
int a_token(as_answer_fixture *fx);
/* Forget parts and answer, then set a part. */
int a_again(as_answer_fixture *fx, int part, const char *text);

/* Readers; texts are static, one of a few used in turn, "" if there is no such thing. How many fields of this name. */
const char *a_header(const as_answer_fixture *fx, const char *name);
size_t a_headers(const as_answer_fixture *fx, const char *name);
const char *a_body(const as_answer_fixture *fx);
/* Nothing is built. */
int a_empty(const as_answer_fixture *fx);
/* The body as JSON, to be given back with json_decref; NULL if it is none. */
json_t *a_json(const as_answer_fixture *fx);
/* Is this member a string, or an integer, of that value? */
int a_is(const json_t *object, const char *name, const char *want);
int a_is_integer(const json_t *object, const char *name, int64_t want);
/* The parameter of a URL after a separator ('?' or '#'), decoded; NULL if it is not there exactly once. */
const char *a_parameter(const char *url, char separator, const char *name);
/* The claims of a JWT that the server's key signed, with this typ in its header; NULL else. */
json_t *a_claims(as_answer_fixture *fx, const char *jwt, const char *typ);

#endif
