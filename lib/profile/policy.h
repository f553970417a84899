/* SPDX-License-Identifier: Apache-2.0 */
/* A policy: the values of one column, with the host's overrides. */
#ifndef FAPIX_POLICY_H
#define FAPIX_POLICY_H

#include "base/context.h"

#define FAPIX_CONTROL_LIMIT 96 /* control numbers are below this */

struct fapi_policy {
    fapi_context *context;
    int profile;
    bool conforms;
    int64_t value[FAPIX_CONTROL_LIMIT]; /* by control number */
};

/* 0 for an unknown control: callers pass constants. */
int64_t fapix_policy_value(const fapi_policy *policy, int control);

#endif
