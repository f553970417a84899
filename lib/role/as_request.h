/* SPDX-License-Identifier: Apache-2.0 */
/* What a pushed request and a request at the authorization endpoint have in common: the request object, and what is asked for. */
#ifndef FAPIX_AS_REQUEST_H
#define FAPIX_AS_REQUEST_H

#include "role/as_check.h"

/* Judge a request object of the client; its claims are then those of verdict->token. required: enum fapix_request_object_claims. */
int fapix_as_judge_object(fapix_as_check *check, fapix_slice object, int required);
/* A request without a request object: may it be? */
int fapix_as_judge_unsigned(fapix_as_check *check);
/* Whether the redirect URI is the client's. From then on a refusal at the authorization endpoint may be told to the client. */
int fapix_as_judge_redirect(fapix_as_check *check, const fapix_parameters *parameters, bool pushed);
/* The types that authorization_details of this client may have, at most FAPIX_AS_MAX_DETAILS; how many. */
size_t fapix_as_details_types(const fapix_as_check *check, fapix_slice *types);
/* Everything else that the parameters ask for. */
int fapix_as_judge_asked(fapix_as_check *check, const fapix_parameters *parameters, bool pushed);
/* The id_token_hint of a request, {NULL, 0} for none: one that this server issued to this client, whose sub is then in the verdict. */
int fapix_as_judge_hint(fapix_as_check *check, fapix_slice hint);
/* Write the parameters of the form, but those that authenticate the client, as the JSON object that a request object would be, into
 * verdict->token. */
int fapix_as_keep_form(fapix_as_check *check);
/* Read parameters that were kept so into verdict->token. */
int fapix_as_recall(fapi_verdict *verdict, fapix_slice json);

#endif
