/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar of Envoy's x-forwarded-client-cert, and nothing of what it carries. */
#ifndef FAPIX_XFCC_H
#define FAPIX_XFCC_H

#include <fapi.h>

#include "base/slice.h"

/* One element: what stands in it, views of the value, quotes taken off, escapes as they came. */
typedef struct fapix_xfcc {
    bool has_hash, has_cert, has_chain, has_subject;
    fapix_slice hash, cert, chain;
} fapix_xfcc;

/* The last element, which the nearest proxy wrote. All elements must be well-formed. single: there must be only one.
 * Returns FAPI_OK, FAPI_XFCC_SYNTAX, _KEY, _DUPLICATE or _ELEMENTS. */
int fapix_xfcc_read(fapix_slice value, bool single, fapix_xfcc *last);

#endif
