/* SPDX-License-Identifier: Apache-2.0 */
#include "test/oauth/as_fixture.h"

typedef struct pair {
    const char *name, *value;
    size_t name_n, value_n;
    char sign; /* '-', '+' or 0 */
} pair;

/* The pair at *at, which is moved behind it; 0 at the end. */
static int take(const char **at, pair *one)
{
    size_t n = *at == NULL ? 0 : strcspn(*at, "&");
    const char *equals = NULL;

    if (n == 0)
        return 0;
    one->sign = **at == '-' || **at == '+' ? **at : 0;
    one->name = *at + (one->sign != 0);
    n -= one->sign != 0;
    equals = memchr(one->name, '=', n);
    one->name_n = equals == NULL ? n : (size_t)(equals - one->name);
    one->value = equals == NULL ? NULL : equals + 1;
    one->value_n = equals == NULL ? 0 : n - one->name_n - 1;
    *at = one->name + n + (one->name[n] == '&');
    return 1;
}

static int same_name(const pair *a, const pair *b)
{
    return a->name_n == b->name_n && memcmp(a->name, b->name, a->name_n) == 0;
}

static int find(const char *in, const pair *wanted, pair *found)
{
    while (take(&in, found)) {
        if (found->sign != '+' && same_name(found, wanted))
            return 1;
    }
    return 0;
}

static int add(fapi_parameters *parameters, const pair *one)
{
    return fapi_parameters_add(parameters, one->name, one->name_n, one->value, one->value_n);
}

int as_parameters(fapi_parameters *parameters, const char *good, const char *changes)
{
    const char *at = good;
    pair one, change;
    int rc = FAPI_OK;

    fapi_parameters_reset(parameters);
    while (rc == FAPI_OK && take(&at, &one)) {
        int changed = find(changes, &one, &change);

        if (!changed || change.sign != '-')
            rc = add(parameters, changed ? &change : &one);
    }
    for (at = changes; rc == FAPI_OK && take(&at, &change);) {
        pair there;

        if (change.sign == '+' || (change.sign == 0 && !find(good, &change, &there)))
            rc = add(parameters, &change);
    }
    return rc;
}
