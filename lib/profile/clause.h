/* SPDX-License-Identifier: Apache-2.0 */
/* Which clause of the policy's profile a broken rule goes back to, where the profile is what asks for it. */
#ifndef FAPIX_CLAUSE_H
#define FAPIX_CLAUSE_H

#include "profile/policy.h"

/* NULL where the clause of the status says as much: no control of a profile decides the rule, or its value is ours. Static text. */
const char *fapix_policy_clause(const fapi_policy *policy, int status);

#endif
