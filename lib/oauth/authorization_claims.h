/* SPDX-License-Identifier: Apache-2.0 */
/* The claims parameter: OpenID Connect Core 5.5, and what regimes put into it. */
#ifndef FAPIX_AUTHORIZATION_CLAIMS_H
#define FAPIX_AUTHORIZATION_CLAIMS_H

#include "base/verdict.h"

typedef struct fapix_claims_limits {
    bool intent;             /* openbanking_intent_id must be an essential claim of the ID token, with a value */
    bool sharing_duration;   /* sharing_duration, if it is there, is a number of seconds */
    const char *const *acrs; /* an essential acr must let one of these do */
    size_t acr_count;        /* 0: any will do */
    bool personal_refused;   /* an essential claim of the ID token must hold no personal data: the browser sees it, and nobody can encrypt it */
} fapix_claims_limits;

/* Judge the parameter; text.n 0: there is none. Works in verdict->proof. */
int fapix_authorization_claims_judge(fapi_verdict *verdict, fapix_slice text, const fapix_claims_limits *limits);

#endif
