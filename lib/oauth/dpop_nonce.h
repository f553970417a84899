/* SPDX-License-Identifier: Apache-2.0 */
/* Server nonces; see fapi.h. */
#ifndef FAPIX_DPOP_NONCE_H
#define FAPIX_DPOP_NONCE_H

#include <fapi.h>

/* The longest time in seconds that a nonce is good for: how long a proof that passed by its nonce can pass again. */
int64_t fapix_dpop_nonce_window(const fapi_dpop_nonce *nonce);

#endif
