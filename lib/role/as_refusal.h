/* SPDX-License-Identifier: Apache-2.0 */
/* How a refusal of the authorization server is answered: status, error, challenge, JSON and nonce, as the verdict carries them. */
#ifndef FAPIX_AS_REFUSAL_H
#define FAPIX_AS_REFUSAL_H

#include "role/authorization_server.h"

int fapix_as_refusal_write(const fapi_as *as, fapi_verdict *verdict, int64_t now);

#endif
