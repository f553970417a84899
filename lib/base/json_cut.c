/* SPDX-License-Identifier: Apache-2.0 */
/* See json_cut.h. */
#include "base/json_cut.h"

void fapix_json_step(fapix_json_walk *walk)
{
    uint8_t c = walk->text.p[walk->at++];

    if (walk->quoted) {
        if (c == '\\')
            walk->at++;
        walk->quoted = c != '"';
        return;
    }
    walk->quoted = c == '"';
    if (c == '{' || c == '[')
        walk->depth++;
    else if ((c == '}' || c == ']') && walk->depth > 0)
        walk->depth--;
}

size_t fapix_json_space(fapix_slice text, size_t at)
{
    while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t' || text.p[at] == '\n' || text.p[at] == '\r'))
        at++;
    return at;
}

fapix_slice fapix_json_entries(fapix_slice inside)
{
    return fapix_json_space(inside, 0) == inside.n ? (fapix_slice){NULL, 0} : inside;
}

bool fapix_json_cut(fapix_slice *rest, fapix_slice *entry)
{
    fapix_json_walk walk = {.text = *rest};
    bool more = false;

    if (rest->p == NULL)
        return false;
    while (walk.at < rest->n && (walk.depth > 0 || walk.quoted || rest->p[walk.at] != ','))
        fapix_json_step(&walk);
    more = walk.at < rest->n;
    *entry = fapix_slice_of(rest->p, more ? walk.at : rest->n);
    *rest = more ? fapix_slice_of(rest->p + walk.at + 1, rest->n - walk.at - 1) : (fapix_slice){NULL, 0};
    return true;
}
