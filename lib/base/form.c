/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forms, read strictly. Servers differ in what they make of a parameter that comes twice, of name[] and of a semicolon;
 * whoever may choose the reading that a check did not see has got around the check. So all of that is refused.
 */
#include "base/form.h"

#include "base/ascii.h"
#include "base/uri.h"
#include "base/utf8.h"

/* Up to this byte or the end; it and what comes before it is cut from rest. *found: was it there? */
static fapix_slice take_until(fapix_slice *rest, char stop, bool *found)
{
    const uint8_t *at = rest->n == 0 ? NULL : memchr(rest->p, stop, rest->n);
    fapix_slice taken = *rest;

    *found = at != NULL;
    if (at == NULL) {
        *rest = fapix_slice_of(NULL, 0);
        return taken;
    }
    taken.n = (size_t)(at - taken.p);
    *rest = fapix_slice_of(at + 1, rest->n - taken.n - 1);
    return taken;
}

/* What encoders escape but hand-written requests do not, such as the colon of a URL, may stand for itself. White space,
 * controls and bytes beyond ASCII may not, and neither may the semicolon, at which some servers split. */
static bool stands_for_itself(uint8_t c)
{
    return c > 0x20 && c < 0x7f && c != ';';
}

/* Decode into *scratch, which is moved behind it. */
static int decode(fapix_slice text, uint8_t **scratch, fapix_slice *out)
{
    uint8_t *start = *scratch, *end = start;
    size_t i = 0;

    while (i < text.n) {
        int c = text.p[i];

        if (c == '%')
            c = fapix_uri_character(text, &i);
        else if (stands_for_itself((uint8_t)c))
            c = text.p[i++] == '+' ? ' ' : c;
        else
            return FAPI_FORM_SYNTAX;
        if (c < 0)
            return FAPI_FORM_ESCAPE;
        *end = (uint8_t)c; /* an escape that stays one is 256 and the byte */
        if (*end++ == 0)
            return FAPI_FORM_NUL;
    }
    *scratch = end;
    *out = fapix_slice_of(end > start ? start : NULL, (size_t)(end - start));
    return FAPI_OK;
}

/* RFC 6749 8.2: "-" / "." / "_" / DIGIT / ALPHA */
static bool is_name(fapix_slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        uint8_t c = name.p[i];

        if ((fapix_ascii[c] & (FAPIX_ASCII_ALPHA | FAPIX_ASCII_DIGIT)) == 0 && c != '-' && c != '.' && c != '_')
            return false;
    }
    return name.n > 0;
}

static bool is_utf8(fapix_slice text)
{
    size_t i = 0;

    while (i < text.n) {
        size_t n = text.p[i] < 0x80 ? 1 : fapix_utf8_sequence(text.p + i, text.n - i);

        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

static bool may_repeat(fapix_slice name, const char *const *repeatable)
{
    for (; repeatable != NULL && *repeatable != NULL; repeatable++) {
        if (fapix_slice_is(name, *repeatable))
            return true;
    }
    return false;
}

/* An empty one counts as well: with a= before a=b servers disagree on what a is. */
static bool is_there(const fapix_form *form, fapix_slice name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (fapix_slice_eq(form->parameter[i].name, name))
            return true;
    }
    return false;
}

static int add(fapix_form *form, fapix_slice pair, uint8_t **scratch, const char *const *repeatable)
{
    fapix_form_parameter found;
    bool has_value = false;
    fapix_slice name = take_until(&pair, '=', &has_value);
    int rc = decode(name, scratch, &found.name);

    if (rc == FAPI_OK)
        rc = decode(pair, scratch, &found.value);
    if (rc != FAPI_OK)
        return rc;
    if (!is_name(found.name))
        return FAPI_FORM_NAME;
    if (!is_utf8(found.value))
        return FAPI_FORM_UTF8;
    if (form->count == FAPIX_FORM_PARAMETERS)
        return FAPI_FORM_COUNT;
    /* Spec: RFC6749-3.1-1, RFC6749-3.2-2, RFC8707-2-3 */
    if (!may_repeat(found.name, repeatable) && is_there(form, found.name))
        return FAPI_FORM_REPEATED;
    form->parameter[form->count++] = found;
    return FAPI_OK;
}

int fapix_form_parse(fapix_form *form, fapix_slice text, uint8_t *scratch, const char *const *repeatable)
{
    int rc = text.n <= FAPIX_FORM_MAX ? FAPI_OK : FAPI_FORM_SIZE;

    form->count = 0;
    while (rc == FAPI_OK && text.n > 0) {
        bool more = false;
        fapix_slice pair = take_until(&text, '&', &more);

        /* Nobody reads a parameter out of && or a trailing &. */
        if (pair.n > 0)
            rc = add(form, pair, &scratch, repeatable);
    }
    if (rc != FAPI_OK)
        form->count = 0;
    return rc;
}

/* Spec: RFC6749-3.2-3 */
bool fapix_form_each(const fapix_form *form, const char *name, size_t *at, fapix_slice *value)
{
    *value = fapix_slice_of(NULL, 0);
    while (*at < form->count) {
        const fapix_form_parameter *parameter = &form->parameter[(*at)++];

        if (parameter->value.n > 0 && fapix_slice_is(parameter->name, name)) {
            *value = parameter->value;
            return true;
        }
    }
    return false;
}

fapix_slice fapix_form_get(const fapix_form *form, const char *name)
{
    fapix_slice value;
    size_t at = 0;

    (void)fapix_form_each(form, name, &at, &value);
    return value;
}
