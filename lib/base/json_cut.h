/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cuts a JSON text that is too large for the strict reader into pieces for it. The cutting understands strings and
 * brackets and nothing else; as cuts are made at brackets and commas only, the text is JSON if and only if every piece
 * is.
 */
#ifndef FAPIX_JSON_CUT_H
#define FAPIX_JSON_CUT_H

#include "base/slice.h"

typedef struct fapix_json_walk {
    fapix_slice text;
    size_t at; /* a text that ends in a backslash is left one beyond its end */
    size_t depth;
    bool quoted;
} fapix_json_walk;

/* Past one character, or two of them after a backslash. */
void fapix_json_step(fapix_json_walk *walk);
/* The first place from at on that is not white space. */
size_t fapix_json_space(fapix_slice text, size_t at);
/* What stands between two brackets, as the rest to cut: {NULL, 0} if that is only white space. Any other text has
 * one entry more than commas, some of them perhaps empty, which the strict reader then refuses. */
fapix_slice fapix_json_entries(fapix_slice inside);
/* The next entry, up to a comma between entries or the end; false when there is none left. */
bool fapix_json_cut(fapix_slice *rest, fapix_slice *entry);

#endif
