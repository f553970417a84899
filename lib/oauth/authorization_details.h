/* SPDX-License-Identifier: Apache-2.0 */
/* Rich authorization requests, RFC 9396 2. */
#ifndef FAPIX_AUTHORIZATION_DETAILS_H
#define FAPIX_AUTHORIZATION_DETAILS_H

#include "base/verdict.h"

/* Judge the structure: a JSON array of objects, each of a known type, the common fields of the right JSON types. What
 * the fields of a type mean is for the host. Works in verdict->proof; on success verdict->proof.claims holds one
 * member, the array. types: the known ones; with none, every request is refused. */
int fapix_authorization_details_judge(fapi_verdict *verdict, fapix_slice text, const fapix_slice *types, size_t count);
/* In place of a list, one long: any type will do, as for the client that asks. */
extern const fapix_slice fapix_any_details_type[1];
/* JSON of any kind as the one member of an object in verdict->proof.claims; NULL if it is none. */
const fapix_json_node *fapix_authorization_json(fapi_verdict *verdict, fapix_slice text);

#endif
