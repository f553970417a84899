/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the metadata lint share: documents that every profile accepts without a finding, and rows that change them. */
#ifndef METADATA_FIXTURE_H
#define METADATA_FIXTURE_H

#include "test/oauth/table.h"

extern const t_member t_server_metadata[], t_client_metadata[];

/* With these changes the profile has `more` findings beside this one, which stands for the first SHALL if it is one. status
 * FAPI_OK: no finding at all. */
typedef struct t_lint_row {
    int profile;
    t_member change[6];
    int status, level;
    const char *member;
    size_t more;
    const char *ids;
} t_lint_row;

/* Does what was found fit the row? Prints what was found if not. */
int t_lint_fits(const fapi_findings *findings, const t_lint_row *row, int rc);
/* The index of a finding, or count. */
size_t t_lint_find(const fapi_findings *findings, int status, const char *member);

#endif
