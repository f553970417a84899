/* SPDX-License-Identifier: Apache-2.0 */
/* Resource indicators, RFC 8707 2. */
#ifndef FAPIX_RESOURCE_H
#define FAPIX_RESOURCE_H

#include "base/slice.h"

/* An absolute URI (RFC 3986 4.3: scheme and something after it) without fragment. */
bool fapix_resource_is_valid(fapix_slice resource);

#endif
