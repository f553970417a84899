/* SPDX-License-Identifier: Apache-2.0 */
/* A client in the middle of a flow, for the tests of what servers answer to it. */
#ifndef RP_ANSWER_FIXTURE_H
#define RP_ANSWER_FIXTURE_H

#include "role/client.h"
#include "role/relying_party.h"
#include "test/harness.h"

#define NOW INT64_C(1800000000)
#define ISSUER "https://as.example.com"
#define RESOURCE "https://api.example.com/accounts"
#define JSON "application/json"
#define S(text) (text), (sizeof(text) - 1)

typedef struct rp_world {
    fapi_policy *policy;
    fapi_signer *dpop;
    fapi_jwks *jwks;
    struct fapi_client client; /* these two are made by hand: their set-up is not what is tested */
    fapi_rp rp;
    fapi_flow *flow;
    fapi_response *response;
    fapi_request *request;
    fapi_verdict *verdict;
} rp_world;

/* A client under this profile, which binds its tokens with DPoP. Frees what *world held. */
int rp_world_new(rp_world **world, int profile);
void rp_world_free(rp_world *world);
T_AUTO(rp_world)

/* The flow has made a request of this grant: it has a code, a refresh token and an auth_req_id, and the scope "openid accounts". */
int rp_world_asking(rp_world *world, int grant);
/* Fill the response: type NULL for no Content-Type, nonce NULL for no DPoP-Nonce. */
int rp_world_answer(rp_world *world, int http, const char *type, const char *body, const char *nonce);
int rp_world_flow_is(const rp_world *world, enum fapix_flow_text which, const char *want);
/* Has the verdict this next step, this time to wait and this error of the server? */
int rp_world_next(const rp_world *world, int next, int64_t wait, const char *error);

#endif
