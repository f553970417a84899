/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A strict reader of application/x-www-form-urlencoded, for bodies and for the queries of requests: RFC 6749 3.1, 3.2
 * and appendix B. No parameter occurs twice but those that may, names are what RFC 6749 8.2 lets them be, values are UTF-8
 * without NUL. No allocation: the caller's scratch holds what was decoded.
 */
#ifndef FAPIX_FORM_H
#define FAPIX_FORM_H

#include <fapi.h>

#include "base/slice.h"

#define FAPIX_FORM_MAX 65536
#define FAPIX_FORM_PARAMETERS 128

typedef struct fapix_form_parameter {
    fapix_slice name, value; /* decoded, in the scratch; value {NULL, 0} if it is empty */
} fapix_form_parameter;

typedef struct fapix_form {
    size_t count;
    fapix_form_parameter parameter[FAPIX_FORM_PARAMETERS];
} fapix_form;

/* Read the whole text. scratch: at least text.n bytes, apart from the text, must live as long as the form; it may hold
 * secrets afterwards. repeatable: names that may occur more than once, ended by NULL; NULL for none.
 * Returns FAPI_OK or FAPI_FORM_*; on failure form->count is 0. */
int fapix_form_parse(fapix_form *form, fapix_slice text, uint8_t *scratch, const char *const *repeatable);
/* The value of a parameter; {NULL, 0} if it is absent or empty, which is the same (RFC 6749 3.1). The first one if it
 * may be repeated. */
fapix_slice fapix_form_get(const fapix_form *form, const char *name);
/* One value after the other of a parameter that may be repeated; *at starts at 0. False after the last. */
bool fapix_form_each(const fapix_form *form, const char *name, size_t *at, fapix_slice *value);

#endif
