/* SPDX-License-Identifier: Apache-2.0 */
/* A client whose browser was sent to its server and comes back: under each profile, with each kind of response. */
#ifndef RP_RESPONSE_FIXTURE_H
#define RP_RESPONSE_FIXTURE_H

#include "role/relying_party.h"
#include "test/oauth/table.h"

#define NOW INT64_C(1800000000)
#define ISSUER "https://as.example"
#define CLIENT "client-1"
#define REDIRECT "https://client.example/cb"
#define STATE "af0ifjsldkj"
#define NONCE "n-0S6_WzA2Mj"
#define CODE "SplxlOBeZQQYbYS6WxSbIA"
#define ISS "iss=https%3A%2F%2Fas.example"
#define S(text) (text), (sizeof(text) - 1)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

typedef struct back {
    fapi_rp rp; /* as fapi_rp_seal leaves it */
    fapi_policy *policy;
    fapi_client *client;
    fapi_flow *flow;
    fapi_request *request;
    fapi_verdict *verdict;
    enum t_key_name key; /* of the server */
} back;

/* Under a profile, with a server that announces iss; the flow waits for a plain code in the query. */
int back_ready(int profile, enum t_key_name key, back *b);
void back_free(back *b);
#define BACK(b, profile, key)                                                                       \
    __attribute__((cleanup(back_free))) back b = {.policy = NULL};                                  \
    do {                                                                                            \
        if (!t_status(FAPI_OK, back_ready(profile, key, &b), "back_ready", __FILE__, __LINE__))     \
            return;                                                                                 \
    } while (0)
/* The client is registered with this member, too; NULL for none. */
int back_register(back *b, const t_member *change);
/* The flow waits anew, for what a request with these asked for; mode "" for none. */
int back_sent(back *b, const char *response_type, const char *mode);
int back_sent_to(back *b, const char *redirect_uri);

/* A response JWT and a front-channel ID token of the server, changed. Static, one of a few; "" without memory. */
const char *back_jarm(const back *b, const t_member *changes, size_t count);
const char *back_id_token(const back *b, const t_member *changes, size_t count);

/* GET of a URL; POST of a form to it; and what happens. */
int back_get(back *b, const char *url);
int back_post(back *b, const char *url, const char *body);
/* The same with a formatted URL or body; FAPI_ERR_NOMEM if one of the texts in it is "". */
int back_get_jwt(back *b, const char *before, const char *jwt);
int back_post_jwt(back *b, const char *before, const char *jwt);
/* 1 if the code CODE is in the flow, which is ready to use it, and 1 if the flow is still waiting without one. */
int back_has_code(const back *b);
int back_waits(const back *b);

#endif
