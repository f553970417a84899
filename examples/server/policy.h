/* SPDX-License-Identifier: Apache-2.0 */
/* The policy of a configuration, and what the library found in metadata. */
#ifndef SERVER_POLICY_H
#define SERVER_POLICY_H

#include <fapi.h>

#include "config.h"

/* Of the members profile, controls and dpop_nonce (off, offered, required); ends the program if the profile does not take them. */
fapi_policy *policy_of(config *c, fapi_context *context, int *nonces);
/* Every finding as a line on stderr. */
void policy_print(const char *file, const char *what, const fapi_findings *findings);

#endif
