/* SPDX-License-Identifier: Apache-2.0 */
/* Text of others that a person is to read and compare: what is seen must be what is there. */
#ifndef FAPIX_PLAIN_TEXT_H
#define FAPIX_PLAIN_TEXT_H

#include "base/slice.h"

/* UTF-8, at least one character that leaves ink, and none that is a control, invisible, for private use, or changes the
 * order or the look of its neighbours. *characters: how many code points there are, as far as the text was read. */
bool fapix_plain_text(fapix_slice text, size_t *characters);

#endif
