/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict handle: what was found, and the working memory for finding it. Rules report here, one line each. */
#ifndef FAPIX_VERDICT_H
#define FAPIX_VERDICT_H

#include "base/buffer.h"
#include "base/context.h"
#include "base/json.h"

#define FAPIX_DECODED (FAPI_MAX_JWT / 4 * 3)
#define FAPIX_TRACE 160
#define FAPIX_DETAIL 124
#define FAPIX_MAX_STATE 2048
#define FAPIX_MAX_CLIENT_ID 255
#define FAPIX_SERVER_ERROR 128
#define FAPIX_RECIPIENT 4096

/* Working memory for one JWT: decoded header and payload, scratch for unescaping, and their nodes. */
typedef struct fapix_jwt_space {
    uint8_t header_text[FAPI_MAX_JOSE_HEADER], header_scratch[FAPI_MAX_JOSE_HEADER];
    uint8_t payload_text[FAPIX_DECODED], payload_scratch[FAPIX_DECODED];
    fapix_slice header_raw, payload; /* what is in use of the texts */
    fapix_json header, claims;       /* count 0: not parsed */
} fapix_jwt_space;

typedef struct fapix_trace_entry {
    uint16_t status;
    uint8_t outcome, subject;
} fapix_trace_entry;

/* A one-use value of a message that is not the last one to be judged, such as the jti of a client assertion. */
typedef struct fapix_spent {
    uint8_t key[32];
    int64_t expiry;
    int seen, subject; /* the status if it was used before; what it is of */
} fapix_spent;
#define FAPIX_SPENT 3

/* How the response of the authorization endpoint travels. */
enum fapix_response_mode {
    FAPIX_MODE_QUERY = 1, FAPIX_MODE_FRAGMENT, FAPIX_MODE_FORM_POST,
    FAPIX_MODE_QUERY_JWT, FAPIX_MODE_FRAGMENT_JWT, FAPIX_MODE_FORM_POST_JWT
};

/* Where a refused authorization request may be answered: nothing stands here before its redirect URI was found to be the client's. */
typedef struct fapix_target {
    bool front;    /* the message came to the authorization endpoint, whose errors a user sees */
    bool backchannel; /* it came to the backchannel endpoint, which knows no invalid_request_object */
    bool redirect; /* what follows holds */
    int mode;      /* enum fapix_response_mode, never the default */
    int alg;       /* authorization_signed_response_alg of the client, 0 for none */
    uint8_t redirect_uri[FAPI_MAX_URL], state[FAPIX_MAX_STATE], client_id[FAPIX_MAX_CLIENT_ID];
    size_t redirect_uri_n, state_n, client_id_n;
    /* Where the client wants responses encrypted: to which key (a JWK with alg; length 0: one that nobody has), and how. */
    bool encrypts;
    int enc;
    uint8_t recipient[FAPIX_RECIPIENT];
    size_t recipient_n;
} fapix_target;

struct fapi_verdict {
    fapi_context *context;
    bool decided, tracing, details_closed;
    int status, subject, current_subject;
    char expected[FAPIX_DETAIL], actual[FAPIX_DETAIL]; /* NUL-terminated */
    size_t trace_count, warning_count;
    fapix_trace_entry trace[FAPIX_TRACE];
    int warnings[8];
    /* facts of a message that passed */
    fapix_jwt_space *readable; /* whose claims the public readers show; NULL: none */
    bool has_jkt, has_x5t, has_replay, has_payload;
    char jkt[FAPI_JKT_LENGTH + 1], x5t[FAPI_JKT_LENGTH + 1];
    uint8_t replay_key[32];
    fapix_spent spent[FAPIX_SPENT]; /* those of earlier messages, in the order in which they came */
    size_t spent_count;
    bool wants_jwt;   /* the request's Accept field asks for an introspection response that is a JWT */
    bool basic;       /* the client tried HTTP Basic, so a challenge names that scheme */
    int grant_type;   /* FAPI_GRANT_ of the token request, 0 if it is no such request */
    int checked;      /* enum fapi_endpoint of the check of an authorization server's endpoint, 0 if it was another check */
    int revoke;       /* enum fapi_revoke */
    int spent_as;     /* the status that the message would have met if its grant had been spent before; 0: none */
    bool pushed;      /* an authorization request whose parameters had been pushed */
    bool uses_nonces; /* the proof had a nonce, so its client gets the next one */
    fapix_target target;
    int64_t replay_expiry, now; /* now: of the check, for the one that completes it */
    int refresh_keys;
    /* the answer, written by the role layer */
    int http;
    const char *clause; /* of the policy's profile; NULL: that of the status */
    const char *error;
    fapix_buffer www_authenticate, error_json;
    char nonce[FAPI_JKT_LENGTH + 1]; /* "" for none */
    char interaction_id[37];         /* "" for none */
    fapix_jwt_space token, proof;
    uint8_t hint_sub[FAPI_MAX_SUB]; /* of an id_token_hint that passed */
    size_t hint_sub_n;              /* 0: none */
    /* the client's own side */
    int next; /* enum fapi_next */
    int64_t wait;
    char server_error[FAPIX_SERVER_ERROR]; /* "" for none; printable ASCII without quote and backslash */
    uint8_t nested[FAPIX_DECODED];         /* what a JWE held: a JWS, never looked at as anything else */
    size_t nested_n;
};

/* Start of a check: forget and wipe the last result. Also fapi_verdict_reset. */
void fapix_verdict_begin(fapi_verdict *verdict);
/* The one-use value of the message just judged joins those to be claimed at the end; seen: its status if it was used before.
 * A verdict has room for FAPIX_SPENT of them: assertion, request object and proof. */
int fapix_verdict_keep_spent(fapi_verdict *verdict, int seen);
/* Forget and wipe a message whose facts were taken from it, so that another one can be read into its space. */
void fapix_verdict_clear_space(fapix_jwt_space *space);
/* A JSON object that came as it is, not in a JWT, as the claims of a space. FAPI_OK or FAPI_JSON_* (_SIZE: more than FAPIX_DECODED
 * bytes), after which the space is empty. text must not lie in this space. */
int fapix_verdict_read_json(fapix_jwt_space *space, fapix_slice text);
/* What the rules that follow are about (enum fapi_subject). */
void fapix_verdict_about(fapi_verdict *verdict, int subject);
/* A rule was tried. Returns FAPI_OK if it holds, else its status, which becomes the verdict if it is the first. */
int fapix_rule(fapi_verdict *verdict, int status, bool holds);
/* A function that stands for one or several rules returned rc: FAPI_OK passes status, anything else fails with rc. */
int fapix_rule_rc(fapi_verdict *verdict, int status, int rc);
/* The rule does not apply to this message, or the host gave no fact for it. */
void fapix_skip(fapi_verdict *verdict, int status);
/* Refuse outright. Returns status. */
int fapix_refuse(fapi_verdict *verdict, int status);
/* The refusal just reported as one of the general statuses has a more telling name: call it `to`, in the verdict and in the
 * trace. Returns `to`; does nothing and returns `from` if the verdict does not stand on `from`. */
int fapix_restate(fapi_verdict *verdict, int from, int to);
/* Details of the refusal that is about to be, or was just, reported. Escaped and cut; never pass secrets. */
void fapix_expected(fapi_verdict *verdict, fapix_slice text);
void fapix_actual(fapi_verdict *verdict, fapix_slice text);
void fapix_expected_int(fapi_verdict *verdict, int64_t value);
void fapix_actual_int(fapi_verdict *verdict, int64_t value);
void fapix_warn(fapi_verdict *verdict, int status);
/* fapix_rule with details, which cost nothing while the rule holds. */
static inline int fapix_rule_on(fapi_verdict *verdict, int status, bool holds, fapix_slice expected, fapix_slice actual)
{
    if (!holds) {
        fapix_expected(verdict, expected);
        fapix_actual(verdict, actual);
    }
    return fapix_rule(verdict, status, holds);
}
static inline int fapix_rule_on_int(fapi_verdict *verdict, int status, bool holds, int64_t expected, int64_t actual)
{
    if (!holds) {
        fapix_expected_int(verdict, expected);
        fapix_actual_int(verdict, actual);
    }
    return fapix_rule(verdict, status, holds);
}
/* End of a check: sets decided and the final status (the first refusal wins over rc), and on anything but FAPI_OK takes the facts away
 * (replay key stays for FAPI_REPLAY_PENDING). Returns the final status. */
int fapix_verdict_end(fapi_verdict *verdict, int rc);

#endif
