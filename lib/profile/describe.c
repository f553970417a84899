/* SPDX-License-Identifier: Apache-2.0 */
/* Values of controls in words. */
#include "profile/table.h"

typedef struct line {
    char *text;
    size_t size, n;
    bool full;
} line;

static void add(line *out, const char *words)
{
    size_t n = strlen(words);
    if (out->full || n >= out->size - out->n) {
        out->full = true;
        return;
    }
    memcpy(out->text + out->n, words, n + 1);
    out->n += n;
}

/* Of 0 and more. */
static void add_number(line *out, int64_t value)
{
    char digits[20];
    size_t at = sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    add(out, digits + at);
}

static void add_flags(line *out, const fapix_row *row, int64_t value)
{
    const char *between = "";
    if (value == 0)
        add(out, "none");
    for (int bit = 0; (row->high >> bit) != 0; bit++) {
        if ((value >> bit & 1) == 0)
            continue;
        add(out, between);
        add(out, row->words[bit]);
        between = " ";
    }
}

static void add_amount(line *out, const fapix_row *row, int64_t value)
{
    bool least = row->direction == FAPIX_HIGHER;
    if (value == 0 && (least || row->direction == FAPIX_LOWER_NONE)) {
        add(out, "no rule");
        return;
    }
    if (row->direction != FAPIX_NEUTRAL)
        add(out, least ? "at least " : "at most ");
    add_number(out, value);
    add(out, " ");
    add(out, strcmp(row->unit, "seconds") == 0 ? "s" : row->unit);
}

/* See fapi.h. */
int fapi_control_describe(int control, int64_t value, char *text, size_t text_size)
{
    const fapix_row *row = fapix_row_of(control, NULL);
    if (text == NULL || text_size == 0)
        return FAPI_ERR_ARG;
    text[0] = '\0';
    if (row == NULL)
        return FAPI_ERR_ARG;
    /* The strictest set of flags that must stay may be none, also where none is not a policy. */
    if (fapix_row_legal(row, value) == FAPI_POLICY_VALUE)
        return FAPI_ERR_ARG;
    line out = {text, text_size, 0, false};
    if (row->direction == FAPIX_SUBSET)
        add_flags(&out, row, value);
    else if (row->words != NULL)
        add(&out, row->words[value - row->low]);
    else
        add_amount(&out, row, value);
    if (out.full) {
        text[0] = '\0';
        return FAPI_ERR_BUFFER;
    }
    return FAPI_OK;
}
