/* SPDX-License-Identifier: Apache-2.0 */
/* The syntax of scope, RFC 6749 3.3: scope tokens separated by one space. */
#ifndef FAPIX_SCOPE_H
#define FAPIX_SCOPE_H

#include "base/slice.h"

/* scope-token *( SP scope-token ), scope-token = 1*( %x21 / %x23-5B / %x5D-7E ). */
bool fapix_scope_is_valid(fapix_slice scope);
/* One scope-token. */
bool fapix_scope_is_token(fapix_slice token);
/* Is this token one of those in a valid scope? Whole tokens, byte for byte. */
bool fapix_scope_has(fapix_slice scope, fapix_slice token);

#endif
