/* SPDX-License-Identifier: Apache-2.0 */
/* A server that issues tokens, with a code, a refresh token and an auth_req_id of a user, and a resource server that takes what it issued. */
#ifndef ISSUE_FIXTURE_H
#define ISSUE_FIXTURE_H

#include <jansson.h>

#include "test/role/as_server.h"

#define I_API "https://api.example.com"
#define I_OTHER_API "https://payments.example.com"
#define I_SUB "248289761001"
#define I_USER "{\"sub\":\"" I_SUB "\",\"auth_time\":1799999900,\"acr\":\"urn:brasil:openbanking:loa2\",\"email\":\"a@example.com\"}"
#define I_REFRESH {"grant_type", "refresh_token"}
#define I_CREDENTIALS {"grant_type", "client_credentials"}
#define I_CIBA {"grant_type", "urn:openid:params:grant-type:ciba"}
#define I_AUTH_REQ_ID "1c266114-a1be-4252-8ad1-04986c5b9ac1"

typedef struct issued {
    as_server *server;
    fapi_grant *access, *refresh;
    fapi_rs *rs;
    char token[16384]; /* the access token of the last answer */
    int dpop;          /* its type */
} issued;

/* What is set up beyond the profile; a sum. */
enum issued_how {
    ISSUED_OPAQUE = 1,    /* access tokens */
    ISSUED_OFFLINE = 2,   /* offers offline_access */
    ISSUED_BARE = 4,      /* names neither scope values nor resources */
    ISSUED_TWO_APIS = 8,  /* two resources; the code is good for both */
    ISSUED_DETAILS = 32,  /* knows authorization_details of type account_information */
    ISSUED_SIGNED = 16    /* control of the policy: introspection responses are signed */
};

/* Returns a status. Frees what *made held. auth_method as as_server_new; 0: a public client. */
int issued_new(issued **made, int profile, int auth_method, int how);
void issued_free(issued *i);
T_AUTO(issued)

/* Send a token request and answer it from the grant that it was judged by. */
int issued_tokens(issued *i, const as_change *change);
/* Only the second half. */
int issued_answer(issued *i, const fapi_grant *grant);
/* The refresh token that was issued is the one that is found and sent next, loaded from its text as from a database. */
int issued_keep_refresh(issued *i, const char **value);
/* The answer as JSON, to be given back with json_decref; NULL if it is none. A member of it, a string, "" if it is not there. */
json_t *issued_body(const issued *i);
const char *issued_member(const issued *i, const char *name);
/* Claims of a JWT, to be given back. */
json_t *issued_claims(const char *jwt);
int issued_is(const json_t *object, const char *name, const char *want);
/* Is this what the grant knows by this name? */
int issued_knows(const fapi_grant *grant, const char *name, const char *want);
/* A request to the API with the access token; response NULL: as a JWT, else as introspected. */
int issued_call(issued *i, const fapi_response *response, const char *jti);

#endif
