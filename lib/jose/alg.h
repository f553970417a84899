/* SPDX-License-Identifier: Apache-2.0 */
/* JOSE algorithm names. */
#ifndef FAPIX_ALG_H
#define FAPIX_ALG_H

#include <fapi.h>

#include "base/slice.h"

/* The FAPI_ALG_ of a JOSE name, compared byte for byte; 0 for names that are not ours. */
int fapix_alg_of(fapix_slice name);
/* Adds the names of the algorithms to out, separated by one space, PS256 ES256 EdDSA RS256 in this order; out holds
 * 64. */
void fapix_alg_list(int algs, char out[64]);
/* One or more of enum fapi_alg, and nothing else? */
bool fapix_algs_valid(int algs);

#endif
