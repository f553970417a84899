/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An authorization server, two registered clients, and the messages that they send it: each good one as its profile wants it, and then changed
 * in a member or a few. For the tests of the authorization server's role.
 */
#ifndef AS_SERVER_H
#define AS_SERVER_H

#include "test/oauth/table.h"

#define AS_ISSUER "https://as.example.com"
#define AS_PAR_URL "https://as.example.com/par"
#define AS_TOKEN_URL "https://as.example.com/token"
#define AS_TIME INT64_C(1800000000)
#define AS_CLIENT "client-1"
#define AS_OTHER_CLIENT "client-2"
#define AS_REDIRECT "https://client.example.com/callback"
#define AS_CODE "SplxlOBeZQQYbYS6WxSbIAbcdefghij0"
#define AS_REFRESH "8xLOxBtZp8ABCDEFGHIJKLMNOPQRSTUV"
#define AS_VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define AS_CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define AS_INTENT "{\"id_token\":{\"openbanking_intent_id\":{\"value\":\"urn:bank:intent:1\",\"essential\":true}}}" /* of the UK */
#define AS_MEMBERS 6

enum as_endpoint { AS_PAR, AS_AUTHORIZE, AS_TOKEN, AS_BACKCHANNEL, AS_INTROSPECT, AS_REVOKE, AS_ENDPOINTS };

/* How a message differs beyond its members; a sum. */
enum as_how {
    AS_NO_ASSERTION = 1,
    AS_NO_PROOF = 2,
    AS_PROOF = 4,               /* a proof where the good message has none: at the PAR endpoint */
    AS_NO_CERTIFICATE = 8,
    AS_TWO_PROOFS = 16,
    AS_FROM_OTHER = 32,         /* everything as the other client sends it, properly */
    AS_SIGNED_BY_OTHER = 64,    /* assertion and object say that they are of the first client, with the key of the other */
    AS_BY_VALUE = 128,          /* parameters as a form, also where a request object is wanted */
    AS_IN_OBJECT = 256,         /* in a request object, also where none is wanted */
    AS_OTHER_PROOF_KEY = 512,
    AS_DIRECT = 1024,           /* at the authorization endpoint: not pushed before */
    AS_NOT_FOUND = 2048,        /* the host found nothing under the code, request_uri, ... */
    AS_OTHER_CERTIFICATE = 4096,
    AS_FLIP_ASSERTION = 8192,   /* each octet of the signature XOR 0x5A */
    AS_FLIP_OBJECT = 16384
};

/* A change of the good message. Members left out change nothing. */
typedef struct as_change {
    int how;
    int assertion_alg, object_alg; /* FAPI_ALG_ of the key that signs; 0: that of the profile */
    const char *method, *content_type;
    t_member request[AS_MEMBERS];  /* parameters of the request, plain text, wherever they stand; value NULL takes one out */
    t_member form[AS_MEMBERS];     /* of the form around them, plain text */
    t_member assertion_header, assertion[AS_MEMBERS]; /* JSON */
    t_member object_header, object[AS_MEMBERS];       /* JSON: of what is no parameter, and of parameters that are no strings */
    t_member proof_header, proof[AS_MEMBERS];         /* JSON */
    const char *raw_assertion, *raw_object, *raw_proof; /* in place of the one that would be made */
} as_change;

typedef struct as_server {
    int profile, alg, auth_method; /* alg: what clients sign with here */
    int pushes, objects, dpop;     /* what good messages of the profile do */
    fapi_policy *policy;
    fapi_replay *replay;
    fapi_dpop_nonce *nonce;
    fapi_signer *signer, *other;   /* of the server; of the other client */
    fapi_as *as;
    fapi_client *client, *other_client;
    fapi_request *request;
    fapi_verdict *verdict;
    fapi_answer *answer;
    fapi_grant *grant[AS_ENDPOINTS]; /* what the host found: of AUTHORIZE a pushed request, of TOKEN a code */
    fapi_grant *refresh;
    char jkt[44], x5t[44], nonce_text[44];
    char kept[16384];              /* the parameters of the last good PAR, for the authorization endpoint */
    int starved;                   /* 1: no memory for the last message */
    int jti;                       /* the next one, so that no two messages have the same */
    int64_t now;                   /* when the check is made: AS_TIME at first; messages are made at AS_TIME whatever it says */
    const uint8_t *certificate;    /* of the connection: fixture_certificate at first */
    size_t certificate_n;
    int verified;                  /* whether its chain was verified: 1 at first */
} as_server;

/* A server of the profile whose first client authenticates by private_key_jwt (FAPI_AUTH_PRIVATE_KEY_JWT), tls_client_auth or
 * self_signed_tls_client_auth, with every published key registered; sealed. Returns a status. */
int as_server_new(as_server **server, int profile, int auth_method);
/* The same, unsealed, so that a test can add to it. */
int as_server_new_open(as_server **server, int profile, int auth_method);
/* Unsealed, with one control of the policy set. */
int as_server_new_set(as_server **server, int profile, int auth_method, int control, int64_t value);
void as_server_free(as_server *server);
T_AUTO(as_server)

/* Send a message to an endpoint: fill the request, find client and grant as a host would, check. NULL: the good message. The verdict is
 * server->verdict. A token request is one for a code, or for what form's grant_type says. */
int as_send(as_server *server, enum as_endpoint endpoint, const as_change *change);
/* The two halves of it, for those who change the request in between. */
int as_prepare(as_server *server, enum as_endpoint endpoint, const as_change *change);
int as_judge(as_server *server, enum as_endpoint endpoint, const as_change *change);
/* Register the first client anew: as it was, with these members changed (JSON; value NULL takes one out). */
int as_register(as_server *server, const t_member *members, size_t count);
/* The parts of a good message, changed, for those who want them alone. */
const char *as_assertion(as_server *server, const as_change *change);
const char *as_object(as_server *server, enum as_endpoint endpoint, const as_change *change);
const char *as_proof(as_server *server, enum as_endpoint endpoint, const as_change *change);

/* A row: what is sent, and what must come of it for each class of profiles that is named. */
typedef struct as_row {
    const char *name;          /* of the case, as "A4" */
    enum as_endpoint endpoint;
    const char *profiles;      /* any of '1' FAPI 1.0 Advanced, '2' FAPI 2.0 Security Profile, 'M' Message Signing, 'U' UK, 'C' CDR, 'B' Brazil,
                                  'O' Colombia, 'b' FAPI 1.0 Baseline */
    as_change change;
    int want;                  /* the status */
    int http;                  /* 0: not compared */
    const char *error;         /* OAuth error; NULL: not compared */
    const char *ids;           /* for t_claim_all */
} as_row;

/* Run rows, on one server for each profile. */
void as_run_rows(const as_row *rows, size_t count, const char *test);
#define AS_RUN(rows) as_run_rows(rows, sizeof(rows) / sizeof *(rows), __func__)

#endif
