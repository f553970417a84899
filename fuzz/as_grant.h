/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the host found in its database, for the fuzz targets of the authorization server: the line `found` of an input, fields with a tab between
 * them, each a letter and its value.
 */
#ifndef FUZZ_AS_GRANT_H
#define FUZZ_AS_GRANT_H

#include "fuzz/as_world.h"

enum { GRANT_CODE, GRANT_REFRESH, GRANT_CIBA, GRANT_PUSHED, GRANT_ACCESS, GRANT_CONSENT, GRANT_CREDENTIALS, GRANT_TYPES };

/* What of the grant the oracles look at; texts as the input had them, empty where a setter refused them. */
typedef struct grant_facts_of {
    int type, state;
    bool there, used, push, rotates;
    fapix_slice value, client, redirect_uri, challenge, scope, jkt, x5t, user;
    int64_t issued, expires, last_poll;
} grant_facts_of;

extern grant_facts_of grant_facts;
extern fapi_grant *grant_found; /* the same as a handle */

void grant_find(fapix_slice line);

#endif
