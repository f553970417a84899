/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the table of controls: rows by number, cells by profile, values against their limits. */
#include "profile/table.h"

static const fapix_group *const groups[] = {
    &fapix_controls_keys,     &fapix_controls_clients, &fapix_controls_request,
    &fapix_controls_response, &fapix_controls_tokens,  &fapix_controls_transport,
};
static const size_t group_count = sizeof groups / sizeof groups[0];

typedef struct column {
    const char *name;
    int base;
} column;

static const column columns[FAPIX_COLUMNS] = {
    [FAPIX_F1B] = {"FAPI 1.0 Baseline", 0},
    [FAPIX_F1A] = {"FAPI 1.0 Advanced", FAPIX_F1B},
    [FAPIX_F2S] = {"FAPI 2.0 Security Profile", 0},
    /* Spec: FAPI2MS-5-1 */
    [FAPIX_F2M] = {"FAPI 2.0 Message Signing", FAPIX_F2S},
    [FAPIX_UK] = {"UK Open Banking", FAPIX_F1A},
    [FAPIX_AU] = {"Australia CDR", FAPIX_F1A},
    [FAPIX_BR] = {"Open Finance Brasil", FAPIX_F1A},
    [FAPIX_CO] = {"Colombia Open Finance", FAPIX_F2S},
};

static const column *column_of(int profile)
{
    return profile > 0 && profile < FAPIX_COLUMNS ? &columns[profile] : NULL;
}

const fapix_row *fapix_row_of(int control, const char **group)
{
    for (size_t g = 0; g < group_count; g++) {
        for (size_t i = 0; i < groups[g]->count; i++) {
            if (groups[g]->rows[i].control != control)
                continue;
            if (group != NULL)
                *group = groups[g]->name;
            return &groups[g]->rows[i];
        }
    }
    return NULL;
}

const fapix_cell *fapix_cell_of(const fapix_row *row, int profile)
{
    const column *at = column_of(profile);
    while (at != NULL && row->cell[profile].clause == NULL) {
        profile = at->base;
        at = column_of(profile);
    }
    return at == NULL ? NULL : &row->cell[profile];
}

int64_t fapix_loosest(const fapix_row *row, const fapix_cell *cell)
{
    if (cell->loosest != FAPIX_OPEN)
        return cell->loosest;
    if (row->direction == FAPIX_LOWER_NONE)
        return 0;
    return row->direction == FAPIX_HIGHER || row->direction == FAPIX_NEUTRAL ? row->low : row->high;
}

int64_t fapix_strictest(const fapix_row *row, const fapix_cell *cell)
{
    if (cell->strictest != FAPIX_OPEN)
        return cell->strictest;
    switch (row->direction) {
    case FAPIX_SUBSET:
        return 0;
    case FAPIX_LOWER:
        return row->low;
    case FAPIX_LOWER_NONE:
        return row->low > 1 ? row->low : 1; /* 0 is the other end */
    default:
        return row->high;
    }
}

int fapix_row_legal(const fapix_row *row, int64_t value)
{
    if (row->direction != FAPIX_SUBSET)
        return value >= row->low && value <= row->high ? FAPI_OK : FAPI_POLICY_VALUE;
    if (value < 0 || (value & ~row->high) != 0)
        return FAPI_POLICY_VALUE;
    /* Where something must be allowed, an empty list is a mistake; it never means "everything". */
    return value < row->low ? FAPI_POLICY_EMPTY : FAPI_OK;
}

/* Larger is stricter. */
static int64_t rank(int direction, int64_t value)
{
    if (direction == FAPIX_LOWER_NONE && value == 0)
        return INT64_MIN;
    return direction == FAPIX_LOWER || direction == FAPIX_LOWER_NONE ? -value : value;
}

int fapix_row_conforms(const fapix_row *row, const fapix_cell *cell, int64_t value)
{
    int64_t loosest = fapix_loosest(row, cell), strictest = fapix_strictest(row, cell);
    bool loosens, overrides;
    if (row->direction == FAPIX_SUBSET) {
        loosens = (value & ~loosest) != 0;
        overrides = (strictest & ~value) != 0;
    } else {
        loosens = rank(row->direction, value) < rank(row->direction, loosest);
        overrides = rank(row->direction, value) > rank(row->direction, strictest);
    }
    /* Spec: FAPI2SP-5.1.2-1 */
    if (loosens)
        return FAPI_POLICY_LOOSENS;
    return overrides ? FAPI_POLICY_OVERRIDES : FAPI_OK;
}

/* See fapi.h. */
size_t fapi_control_count(void)
{
    size_t count = 0;
    for (size_t g = 0; g < group_count; g++)
        count += groups[g]->count;
    return count;
}

/* See fapi.h. */
int fapi_control_at(size_t index)
{
    for (size_t g = 0; g < group_count; g++) {
        if (index < groups[g]->count)
            return groups[g]->rows[index].control;
        index -= groups[g]->count;
    }
    return -1;
}

/* See fapi.h. */
const char *fapi_control_name(int control)
{
    const fapix_row *row = fapix_row_of(control, NULL);
    return row == NULL ? NULL : row->name;
}

/* See fapi.h. */
const char *fapi_control_group(int control)
{
    const char *group = NULL;
    (void)fapix_row_of(control, &group);
    return group;
}

/* See fapi.h. */
const char *fapi_control_unit(int control)
{
    const fapix_row *row = fapix_row_of(control, NULL);
    return row == NULL ? NULL : row->unit;
}

/* See fapi.h. */
const char *fapi_control_threat(int control)
{
    const fapix_row *row = fapix_row_of(control, NULL);
    return row == NULL ? NULL : row->threat;
}

/* See fapi.h. */
const char *fapi_control_enforcer(int control)
{
    const fapix_row *row = fapix_row_of(control, NULL);
    return row == NULL ? NULL : row->enforcer;
}

/* See fapi.h. */
int fapi_control_enforced(int control)
{
    const fapix_row *row = fapix_row_of(control, NULL);
    return row != NULL && row->read;
}

/* See fapi.h. */
const char *fapi_profile_name(int profile)
{
    const column *at = column_of(profile);
    return at == NULL ? NULL : at->name;
}

/* See fapi.h. */
int fapi_profile_base(int profile)
{
    const column *at = column_of(profile);
    return at == NULL ? 0 : at->base;
}

static int find(int profile, int control, const fapix_row **row, const fapix_cell **cell)
{
    if (column_of(profile) == NULL)
        return FAPI_ERR_ARG;
    *row = fapix_row_of(control, NULL);
    if (*row == NULL)
        return FAPI_ERR_NOT_FOUND;
    *cell = fapix_cell_of(*row, profile);
    return *cell == NULL ? FAPI_ERR_INTERNAL : FAPI_OK;
}

/* See fapi.h. */
int fapi_profile_value(int profile, int control, int64_t *value)
{
    const fapix_row *row = NULL;
    const fapix_cell *cell = NULL;
    if (value == NULL)
        return FAPI_ERR_ARG;
    *value = 0;
    int rc = find(profile, control, &row, &cell);
    if (rc == FAPI_OK)
        *value = cell->value;
    return rc;
}

/* See fapi.h. */
int fapi_profile_range(int profile, int control, int64_t *loosest, int64_t *strictest)
{
    const fapix_row *row = NULL;
    const fapix_cell *cell = NULL;
    if (loosest == NULL || strictest == NULL)
        return FAPI_ERR_ARG;
    *loosest = *strictest = 0;
    int rc = find(profile, control, &row, &cell);
    if (rc == FAPI_OK) {
        *loosest = fapix_loosest(row, cell);
        *strictest = fapix_strictest(row, cell);
    }
    return rc;
}

/* See fapi.h. */
const char *fapi_profile_clause(int profile, int control)
{
    const fapix_row *row = NULL;
    const fapix_cell *cell = NULL;
    return find(profile, control, &row, &cell) == FAPI_OK ? cell->clause : NULL;
}
