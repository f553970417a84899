/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON types of request parameters in a request object, RFC 9101 4. */
#ifndef FAPIX_REQUEST_OBJECT_TYPES_H
#define FAPIX_REQUEST_OBJECT_TYPES_H

#include "base/json.h"

/* Does this top-level member, if it is a parameter that is known here, have its type? What is not known fits. */
bool fapix_request_object_type_fits(const fapix_json *claims, const fapix_json_node *node);

#endif
