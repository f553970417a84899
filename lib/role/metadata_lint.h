/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy says of metadata, as the limits of the lint. */
#ifndef FAPIX_METADATA_LINT_H
#define FAPIX_METADATA_LINT_H

#include "oauth/metadata.h"
#include "profile/policy.h"

fapix_metadata_limits fapix_metadata_limits_of(const fapi_policy *policy);

#endif
