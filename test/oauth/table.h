/* SPDX-License-Identifier: Apache-2.0 */
/* What the table-driven tests of proofs and tokens share: documents that differ from a good one in a member or two. */
#ifndef TABLE_H
#define TABLE_H

#include "test/harness.h"
#include "test/jose_make.h"

/* A member and the JSON text of its value. In a change: value NULL takes the member out; name NULL changes nothing. */
typedef struct t_member {
    const char *name, *value;
} t_member;

/* The object of these members (up to one without name), after some changes; a changed member that is new is added. The
 * text is static, one of eight used in turn. */
const char *t_object(const t_member *members, const t_member *changes, size_t count);
/* Claim several rows at once: each id with '+' (accepts), '-' (refuses) or '!' (attack) in front. Takes NULL. */
void t_claim_all(const char *ids, const char *test);
/* Name the row on failure: returns got. */
int t_row(size_t index, const char *what, int want, int got);

#endif
