/* SPDX-License-Identifier: Apache-2.0 */
/* The making of tokens, shared between its steps: what they may do and where, what they say, and who gets a refresh token. */
#ifndef FAPIX_AS_ISSUE_TOKEN_H
#define FAPIX_AS_ISSUE_TOKEN_H

#include "oauth/grant.h"
#include "oauth/scope.h"
#include "role/as_answer.h"
#include "role/as_issue.h"

typedef struct fapix_token_issuer {
    const fapi_as *as;
    const fapi_client *client;
    const fapi_verdict *verdict;
    const fapi_grant *grant; /* NULL: the client on its own behalf */
    fapi_answer *answer;
    fapi_grant *access, *refresh; /* refresh NULL: none is wanted */
    int64_t now;
    fapix_buffer scope, audience, claims; /* of the access token; audience: a JSON array */
    size_t audiences;
    char token[FAPIX_SECRET_LENGTH + 1], renewed[FAPIX_SECRET_LENGTH + 1]; /* "": none */
    bool rotates;
    int64_t shared_until; /* -1: nothing says so */
    fapix_token_order order;
    fapix_token_made made;
} fapix_token_issuer;

static inline fapix_slice fapix_of_grant(const fapix_token_issuer *i, enum fapix_grant_text which)
{
    return i->grant == NULL ? fapix_slice_of(NULL, 0) : i->grant->text[which];
}

static inline bool fapix_on_own_behalf(const fapix_token_issuer *i)
{
    return i->verdict->grant_type == FAPI_GRANT_CLIENT_CREDENTIALS;
}

static inline bool fapix_is_granted(const fapix_token_issuer *i, const char *value)
{
    return fapix_scope_has(fapix_buffer_slice(&i->scope), fapix_slice_str(value));
}

/* Steps, in this order. Each returns FAPI_OK or what ends the call.
 * Scope and audience of the access token: FAPI_TOKEN_REQUEST_RESOURCE where nothing is left of what was granted. */
int fapix_issue_scope(fapix_token_issuer *i);
int fapix_issue_audience(fapix_token_issuer *i);
/* The access token: its claims, or a value that means nothing. */
int fapix_issue_access(fapix_token_issuer *i);
/* What an ID token is to say, if one comes. Leaves the parameters of the authorization request in answer->request. */
int fapix_issue_id_token(fapix_token_issuer *i);
/* The value of a refresh token, if one comes, whether it will be replaced, and when it ends. */
int fapix_issue_refresh(fapix_token_issuer *i);

#endif
