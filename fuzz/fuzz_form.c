/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form. What is read is written again, with every byte escaped, and read again: it must be the same. No name may be there
 * twice but `resource`, and no value may hold NUL or what is not UTF-8.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fapi.h>

#include "base/form.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            fprintf(stderr, "%s does not hold\n", #condition);     \
            abort();                                               \
        }                                                          \
    } while (0)

static const char *const RESOURCE[] = {"resource", NULL};
static char written[3 * FAPIX_FORM_MAX + 3 * FAPIX_FORM_PARAMETERS];

static size_t escape(size_t at, fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++)
        at += (size_t)snprintf(written + at, 4, "%%%02x", text.p[i]);
    return at;
}

static void hold_value(fapix_slice value)
{
    HOLDS((value.p == NULL) == (value.n == 0));
    for (size_t i = 0; i < value.n;) {
        size_t n = value.p[i] < 0x80 ? 1 : fapix_utf8_sequence(value.p + i, value.n - i);

        HOLDS(n > 0 && value.p[i] != 0);
        i += n;
    }
}

static void hold_unique(const fapix_form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        for (size_t k = i + 1; k < form->count; k++)
            HOLDS(!fapix_slice_eq(form->parameter[i].name, form->parameter[k].name) ||
                  fapix_slice_is(form->parameter[i].name, "resource"));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static fapix_form form, again;
    static uint8_t scratch[sizeof written];
    uint8_t *own = malloc(size == 0 ? 1 : size);
    size_t at = 0;
    int rc;

    HOLDS(own != NULL);
    rc = fapix_form_parse(&form, fapix_slice_of(data, size), own, RESOURCE);
    HOLDS(rc == FAPI_OK || (form.count == 0 && rc >= FAPI_FORM_SIZE && rc <= FAPI_FORM_REPEATED));
    hold_unique(&form);
    for (size_t i = 0; i < form.count; i++) {
        hold_value(form.parameter[i].value);
        at = escape(at, form.parameter[i].name);
        written[at++] = '=';
        at = escape(at, form.parameter[i].value);
        written[at++] = '&';
    }
    if (rc == FAPI_OK && at <= FAPIX_FORM_MAX) {
        HOLDS(fapix_form_parse(&again, fapix_slice_of(written, at), scratch, RESOURCE) == FAPI_OK);
        HOLDS(again.count == form.count);
        for (size_t i = 0; i < form.count; i++)
            HOLDS(fapix_slice_eq(again.parameter[i].name, form.parameter[i].name) &&
                  fapix_slice_eq(again.parameter[i].value, form.parameter[i].value));
    }
    free(own);
    return 0;
}
