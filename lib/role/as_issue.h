/* SPDX-License-Identifier: Apache-2.0 */
/* What the calls have in common that issue something: a fresh value, a grant that is stored under its hash, an answer that hands it out; and
 * nothing of either where one step fails. */
#ifndef FAPIX_AS_ISSUE_H
#define FAPIX_AS_ISSUE_H

#include "crypto/random_text.h"
#include "oauth/grant.h"
#include "role/answer_handle.h"

/* The server is sealed, now is a time, and the verdict passed the check of this endpoint (enum fapi_endpoint).
 * FAPI_OK, FAPI_ERR_STATE or FAPI_ERR_CLOCK. */
int fapix_issue_judge(const fapi_as *as, const fapi_verdict *verdict, int endpoint, int64_t now);

/* The request has prompt=none: its user must not be asked anything. */
bool fapix_issue_is_silent(const fapi_verdict *verdict);

/* Start of an answer: forget the last one, and put aside the parts of the host's that are named (the sum of FAPIX_PART_BIT), so that ours can
 * take their places; the others are dropped, and the lifetime, which the policy says. FAPI_OK, or what fapi_answer_set refused. */
int fapix_issue_open(fapi_answer *answer, uint32_t named);
/* What the host said, {NULL, 0} for nothing. */
fapix_slice fapix_issue_said(const fapi_answer *answer, int part);
/* Set a part for the builder; an empty one is left out. */
int fapix_issue_part(fapi_answer *answer, int part, fapix_slice text);
/* End: all parts are dropped, as the host is to find none in its next answer. Unless rc is FAPI_OK, the answer and both grants are empty,
 * and what the host said is back in its place, for another try. answer and grants may be NULL. Returns rc. */
int fapix_issue_close(fapi_answer *answer, fapi_grant *one, fapi_grant *other, int rc);

/* A fresh value: 256 bits in base64url, which pass for whatever FAPI_CONTROL_SECRET_MIN_BITS wants. FAPI_OK or FAPI_ERR_RANDOM. */
int fapix_issue_secret(const fapi_as *as, char out[FAPIX_SECRET_LENGTH + 1]);

typedef struct fapix_issue {
    int type;           /* exactly one FAPI_GRANT_ */
    fapix_slice value;  /* as it will be presented */
    fapix_slice client;
    fapix_slice family; /* of the grant that it comes from; {NULL, 0}: it is the first of one, whose name is then a random one */
    int64_t now;
    int64_t lifetime;   /* seconds; 0: no end */
} fapix_issue;
/* Empty the grant, then fill in type, value, key (SHA-256 of the value), client, family and times. Further texts: fapix_grant_put and
 * fapix_grant_copy. FAPI_OK, FAPI_ERR_NOMEM, _STATE (the handle was made for another type), _CLOCK, _RANDOM or _CRYPTO. */
int fapix_issue_grant(const fapi_as *as, const fapix_issue *issue, fapi_grant *grant);

#endif
