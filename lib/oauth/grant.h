/* SPDX-License-Identifier: Apache-2.0 */
/* What the host's database says of a pushed request, a code, a refresh token or a backchannel request. */
#ifndef FAPIX_GRANT_H
#define FAPIX_GRANT_H

#include "base/context.h"

enum fapix_grant_text {
    FAPIX_GRANT_VALUE, FAPIX_GRANT_CLIENT, FAPIX_GRANT_REDIRECT_URI, FAPIX_GRANT_CHALLENGE, FAPIX_GRANT_JKT,
    FAPIX_GRANT_X5T, FAPIX_GRANT_SCOPE, FAPIX_GRANT_PARAMETERS,
    FAPIX_GRANT_KEY,     /* what it is stored under */
    FAPIX_GRANT_FAMILY,  /* what all grants of one authorization share */
    FAPIX_GRANT_PARENT,  /* of a consent: the key of its pushed request */
    FAPIX_GRANT_HINT,    /* of a consent: sub of the request's id_token_hint */
    FAPIX_GRANT_USER,    /* a JSON object: sub, auth_time, acr, ... */
    FAPIX_GRANT_SUB,     /* of USER: follows it by itself */
    FAPIX_GRANT_DETAILS, /* authorization_details that were granted */
    FAPIX_GRANT_RESOURCE, /* aud of its tokens, a JSON array */
    FAPIX_GRANT_JTI,     /* of an access token that is a JWT */
    FAPIX_GRANT_JSON,    /* the text that fapi_grant_store gave last */
    FAPIX_GRANT_TEXTS
};

struct fapi_grant {
    fapi_context *context;
    int type;  /* exactly one FAPI_GRANT_, or 0: not known yet */
    int made_type; /* the type that the handle was made with */
    int state; /* FAPI_GRANT_STATE_ */
    bool used, push, rotates;
    int64_t issued_at, expires_at;  /* -1: not set */
    int64_t last_poll, interval;    /* -1: never polled */
    fapix_slice text[FAPIX_GRANT_TEXTS]; /* owned; {NULL, 0}: not set */
};

/* Set one of the texts, of whatever length; an empty one is forgotten. FAPI_OK or FAPI_ERR_NOMEM; of USER also FAPI_JSON_* and FAPI_GRANT_FORM
 * (no sub). */
int fapix_grant_put(fapi_grant *grant, int which, fapix_slice text);
/* The same with the text of another grant. */
int fapix_grant_copy(fapi_grant *to, const fapi_grant *from, int which);
/* The key, where it is not there yet, from the value; and the same without keeping it. FAPI_OK, FAPI_ERR_NOMEM, _CRYPTO, or _STATE (there is no value). */
int fapix_grant_make_key(fapi_grant *grant);
int fapix_grant_key_of(const fapi_grant *grant, char key[FAPI_JKT_LENGTH + 1]);
/* The family of one that a host made by setters, and that nothing came before: named like its key. */
int fapix_grant_make_family(fapi_grant *grant);
/* Is this what was issued? Where only its hash was stored: does it have that hash? True where there is neither, as the host then found the
 * row by a hash of its own. */
bool fapix_grant_is(const fapi_grant *grant, fapix_slice value);
/* Was it issued to this client? Nobody without a name owns anything. */
bool fapix_grant_belongs(const fapi_grant *grant, fapix_slice client_id);
/* Over at now: at its own expiry, or max_lifetime seconds after its issue, whichever comes first. A grant without
 * expiry and without limit never is. max_lifetime 0: no limit. */
bool fapix_grant_expired(const fapi_grant *grant, int64_t max_lifetime, int64_t now);

#endif
