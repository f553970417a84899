/* SPDX-License-Identifier: Apache-2.0 */
/* One authorization as its client sees it: what was sent, hence what may come back, and what came. */
#ifndef FAPIX_FLOW_H
#define FAPIX_FLOW_H

#include "base/buffer.h"
#include "base/context.h"

#define FAPIX_FLOW_PARAMETERS 32
#define FAPIX_FLOW_NONCES 4 /* servers whose DPoP nonce is kept: the authorization server and three more */
#define FAPIX_FLOW_MAX 262144 /* bytes of a stored flow */

enum fapix_flow_step {
    FAPIX_FLOW_NEW,        /* parameters may be set */
    FAPIX_FLOW_PUSHING,    /* a pushed request was made */
    FAPIX_FLOW_PUSHED,     /* a request_uri came */
    FAPIX_FLOW_SENT,       /* the browser was sent to the authorization endpoint */
    FAPIX_FLOW_CODE,       /* a code came */
    FAPIX_FLOW_ASKING,     /* a token request was made; the code is spent */
    FAPIX_FLOW_TOKENS,     /* tokens came */
    FAPIX_FLOW_BACKCHANNEL, /* a backchannel request was made */
    FAPIX_FLOW_WAITING,    /* an auth_req_id came */
    FAPIX_FLOW_ENDED,      /* the server refused for good, or took its tokens back */
    FAPIX_FLOW_STEPS
};

/* Texts; each has a name in the stored document (flow.c). */
enum fapix_flow_text {
    FAPIX_FLOW_ISSUER, FAPIX_FLOW_CLIENT_ID, FAPIX_FLOW_REDIRECT_URI, FAPIX_FLOW_RESPONSE_TYPE, FAPIX_FLOW_RESPONSE_MODE,
    FAPIX_FLOW_ASKED_SCOPE, FAPIX_FLOW_ACR_VALUES, /* of the request, as it went out; ACR_VALUES also from claims */
    FAPIX_FLOW_STATE, FAPIX_FLOW_NONCE, FAPIX_FLOW_VERIFIER, FAPIX_FLOW_REQUEST_URI, FAPIX_FLOW_CODE_TEXT,
    FAPIX_FLOW_ACCESS_TOKEN, FAPIX_FLOW_TOKEN_TYPE, FAPIX_FLOW_REFRESH_TOKEN, FAPIX_FLOW_SCOPE, FAPIX_FLOW_ID_TOKEN,
    FAPIX_FLOW_SUB,
    FAPIX_FLOW_AUTH_REQ_ID, FAPIX_FLOW_NOTIFICATION_TOKEN,
    FAPIX_FLOW_TEXTS
};
/* Numbers; -1 if not known. */
enum fapix_flow_number {
    FAPIX_FLOW_MAX_AGE,      /* asked for */
    FAPIX_FLOW_REQUEST_URI_EXPIRES, /* pushed request_uri: exclusive */
    FAPIX_FLOW_TOKEN_EXPIRES, /* access token: exclusive */
    FAPIX_FLOW_AUTH_TIME,    /* of the first ID token */
    FAPIX_FLOW_AUTH_REQ_EXPIRES, FAPIX_FLOW_INTERVAL, FAPIX_FLOW_LAST_POLL,
    FAPIX_FLOW_GRANT,        /* FAPI_GRANT_ of the token request that was made last */
    FAPIX_FLOW_NUMBERS
};

typedef struct fapix_flow_parameter {
    fapix_buffer name, value;
} fapix_flow_parameter;

typedef struct fapix_flow_nonce {
    fapix_buffer origin, nonce; /* host[:port] in small letters, without the usual port */
} fapix_flow_nonce;

struct fapi_flow {
    fapi_context *context;
    enum fapix_flow_step step;
    fapix_buffer text[FAPIX_FLOW_TEXTS]; /* n 0: not known */
    int64_t number[FAPIX_FLOW_NUMBERS];
    fapix_flow_parameter parameter[FAPIX_FLOW_PARAMETERS]; /* of the authorization request, as the host set them */
    size_t parameter_count;
    fapix_flow_nonce nonce[FAPIX_FLOW_NONCES]; /* the oldest makes room */
    fapix_buffer stored; /* what fapi_flow_store lends */
};

static inline fapix_slice fapix_flow_text(const fapi_flow *flow, enum fapix_flow_text which)
{
    return fapix_buffer_slice(&flow->text[which]);
}
extern const char *const fapix_flow_names[FAPIX_FLOW_TEXTS];

/* FAPI_OK, _NOMEM or FAPI_ERR_BUFFER (too long); on failure the flow has what it had. Length 0 takes the text away. */
int fapix_flow_set(fapi_flow *flow, enum fapix_flow_text which, fapix_slice text);
/* Could a stored flow with this text be read again? */
bool fapix_flow_can_keep(fapix_slice text);
/* What the host set, {NULL, 0} if it did not; and set it: as fapi_flow_set_parameter, at any step. */
fapix_slice fapix_flow_parameter_value(const fapi_flow *flow, const char *name);
int fapix_flow_put_parameter(fapi_flow *flow, fapix_slice name, fapix_slice value);
/* The nonce that the server of this URL gave last, {NULL, 0} if none; and a new one from a DPoP-Nonce field. */
fapix_slice fapix_flow_nonce_for(const fapi_flow *flow, fapix_slice url);
int fapix_flow_keep_nonce(fapi_flow *flow, fapix_slice url, fapix_slice nonce);

#endif
