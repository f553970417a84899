/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table: a row for each control, a column for each profile. The rows live in controls_<group>.c, one file for each
 * group, as constants. A cell that a profile leaves empty says what the profile beneath it says, so a regime holds only
 * what it changes. A new regime is a new column here and its cells there, and no code.
 */
#ifndef FAPIX_TABLE_H
#define FAPIX_TABLE_H

#include <fapi.h>

#include "base/slice.h"

/* Short names for the columns, and their number. */
enum fapix_column {
    FAPIX_F1B = FAPI_PROFILE_FAPI1_BASELINE,
    FAPIX_F1A = FAPI_PROFILE_FAPI1_ADVANCED,
    FAPIX_F2S = FAPI_PROFILE_FAPI2_SECURITY,
    FAPIX_F2M = FAPI_PROFILE_FAPI2_MESSAGE_SIGNING,
    FAPIX_UK = FAPI_PROFILE_UK_OPEN_BANKING,
    FAPIX_AU = FAPI_PROFILE_AU_CDR,
    FAPIX_BR = FAPI_PROFILE_BR_OPEN_FINANCE,
    FAPIX_CO = FAPI_PROFILE_CO_OPEN_FINANCE,
    FAPIX_COLUMNS = FAPI_PROFILE_CO_OPEN_FINANCE + 1
};

/* In a cell: no limit on this side but the legal one. */
#define FAPIX_OPEN (-1)

/* What makes a value stricter. */
enum fapix_direction {
    FAPIX_LOWER = 1,      /* a smaller number */
    FAPIX_LOWER_NONE = 2, /* a smaller number, but 0 is no rule at all and so the loosest */
    FAPIX_HIGHER = 3,     /* a larger number, a later choice */
    FAPIX_SUBSET = 4,     /* fewer flags */
    FAPIX_NEUTRAL = 5     /* nothing: values differ, but none is weaker */
};

/*
 * value: what a new policy holds. loosest, strictest: what fapi_policy_set takes, both included; of flags, those that
 * may be set and those that must stay set. Value and loosest are the same where the text demands something; they differ
 * where it leaves a choice and a stricter value is the better start. strictest is there for what a profile obliges
 * everyone to accept.
 */
typedef struct fapix_cell {
    int64_t value, loosest, strictest;
    const char *clause; /* NULL: the cell of the profile beneath */
} fapix_cell;

typedef struct fapix_row {
    int control;
    const char *name, *unit, *threat, *enforcer;
    int direction;
    int64_t low, high;        /* what is a value of this control at all; of flags, high is all of them */
    bool read;                /* some check of this version reads it */
    const char *const *words; /* for choices, switches and versions from low on; for flags by bit; NULL for numbers */
    fapix_cell cell[FAPIX_COLUMNS];
} fapix_row;

typedef struct fapix_group {
    const char *name;
    const fapix_row *rows;
    size_t count;
} fapix_group;

extern const fapix_group fapix_controls_keys, fapix_controls_clients, fapix_controls_request, fapix_controls_response,
    fapix_controls_tokens, fapix_controls_transport;

/* NULL for an unknown control. *group may be NULL. */
const fapix_row *fapix_row_of(int control, const char **group);
/* The cell that holds for a profile, its own or inherited; NULL for an unknown profile. */
const fapix_cell *fapix_cell_of(const fapix_row *row, int profile);
/* The limits of a cell, with FAPIX_OPEN resolved. */
int64_t fapix_loosest(const fapix_row *row, const fapix_cell *cell);
int64_t fapix_strictest(const fapix_row *row, const fapix_cell *cell);
/* FAPI_OK, FAPI_POLICY_EMPTY or FAPI_POLICY_VALUE: is it a value of this control at all? */
int fapix_row_legal(const fapix_row *row, int64_t value);
/* FAPI_OK, FAPI_POLICY_LOOSENS or FAPI_POLICY_OVERRIDES: is a legal value within what the cell allows? */
int fapix_row_conforms(const fapix_row *row, const fapix_cell *cell, int64_t value);

#endif
