/* SPDX-License-Identifier: Apache-2.0 */
/* A client's own side beside the authorization server that it talks to (as_server.h): what it makes is judged there. */
#ifndef PARTY_FIXTURE_H
#define PARTY_FIXTURE_H

#include "test/role/as_server.h"

#define PARTY_AUTHORIZE_URL "https://as.example.com/authorize"
#define PARTY_RESOURCE_URL "https://api.example.com/accounts?page=2"

typedef struct party {
    as_server *server;
    fapi_client *client;  /* as the server registered it */
    fapi_signer *signer, *dpop;
    fapi_jwks *keys;      /* of the server */
    fapi_decrypter *decrypter; /* of the server, or NULL */
    fapi_encrypter *encrypter;
    fapi_rp *rp;
    fapi_flow *flow;
    fapi_request *request; /* what was made */
    int mtls;             /* the host makes calls with a certificate */
} party;

/* How a client is set up beyond its profile; a sum. */
enum party_how {
    PARTY_MTLS = 1,       /* bound by certificate, although the profile would let it use DPoP */
    PARTY_OPEN = 2,       /* not sealed */
    PARTY_ENCRYPT = 4     /* the server has a key to encrypt to, which takes long to make */
};

/* A client of the profile that authenticates so, with these changes of its registration (JSON; value NULL takes a member out), at a server whose
 * metadata are changed too. Returns a status. */
typedef struct party_setup {
    int profile, auth_method, how;
    t_member client[6], metadata[4];
    int control;          /* of the policy of both; 0: none */
    int64_t value;
} party_setup;
int party_new(party **made, const party_setup *setup);
void party_free(party *p);
T_AUTO(party)

/* Set a parameter of the flow. */
int party_set(party *p, const char *name, const char *value);
/* What the request that was made has: a parameter of body or query, decoded, or a header; "" if it has none. Static, one of a few in turn. */
const char *party_parameter(party *p, const char *name);
const char *party_field(party *p, const char *name);
/* Take a parameter out of the body. Returns a status. */
int party_drop(party *p, const char *name);
/* A claim of a JWT, as JSON text without spaces; "" if there is none. part 0: a header, 1: a claim. */
const char *party_claim(const char *jwt, int part, const char *name);
/* Hand the request to the server's endpoint as it is, over the connection that the client has. */
int party_judge(party *p, enum as_endpoint endpoint, const fapi_grant *grant);
/* What a browser would bring back, and a token response, put into the flow. */
int party_step(party *p, int step); /* enum fapix_flow_step, of this client's and server's flow */
int party_code(party *p, const char *code);
int party_tokens(party *p, const char *token, const char *type, const char *refresh);

#endif
