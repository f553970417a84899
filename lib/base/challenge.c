/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grammar is ambiguous until what follows a token is seen: after a comma stands either a parameter of the same challenge (a
 * token and "=") or the next challenge (a token and a blank, a comma or the end).
 */
#include "base/challenge.h"

#include "base/ascii.h"
#include "base/http.h"

static fapix_slice after(fapix_slice text, size_t n)
{
    return fapix_slice_of(text.p + n, text.n - n);
}

static fapix_slice skip_white(fapix_slice text)
{
    size_t n = 0;

    while (n < text.n && (text.p[n] == ' ' || text.p[n] == '\t'))
        n++;
    return after(text, n);
}

/* RFC 9110 5.6.1.2: empty elements of a list are ignored. */
static fapix_slice skip_commas(fapix_slice text)
{
    text = skip_white(text);
    while (text.n > 0 && text.p[0] == ',')
        text = skip_white(after(text, 1));
    return text;
}

static bool ends_element(fapix_slice text)
{
    return text.n == 0 || text.p[0] == ',';
}

static fapix_slice take_token(fapix_slice *text)
{
    fapix_slice token = fapix_slice_of(text->p, fapix_ascii_span(*text, FAPIX_ASCII_TCHAR));

    *text = after(*text, token.n);
    return token;
}

/* What may be escaped or stand for itself in a quoted string, RFC 9110 5.6.4. */
static bool quotable(uint8_t c)
{
    return (fapix_ascii[c] & FAPIX_ASCII_FIELD) != 0;
}

/* *text begins after the opening quote, and ends after the closing one. */
static bool take_quoted(fapix_slice *text, fapix_slice *value)
{
    size_t n = 0;

    while (n < text->n && text->p[n] != '"') {
        if (text->p[n] == '\\' && ++n == text->n)
            return false;
        if (!quotable(text->p[n++]))
            return false;
    }
    if (n == text->n)
        return false;
    *value = fapix_slice_of(text->p, n);
    *text = after(*text, n + 1);
    return true;
}

/* token BWS "=" BWS ( token / quoted-string ). False, and *rest as it was, if it is none. */
static bool take_parameter(fapix_slice *rest, fapix_challenge_parameter *parameter)
{
    fapix_slice text = *rest;

    memset(parameter, 0, sizeof *parameter);
    parameter->name = take_token(&text);
    text = skip_white(text);
    if (parameter->name.n == 0 || text.n == 0 || text.p[0] != '=')
        return false;
    text = skip_white(after(text, 1));
    parameter->quoted = text.n > 0 && text.p[0] == '"';
    if (parameter->quoted) {
        text = after(text, 1);
        if (!take_quoted(&text, &parameter->value))
            return false;
    } else {
        parameter->value = take_token(&text);
        if (parameter->value.n == 0)
            return false;
    }
    text = skip_white(text);
    if (!ends_element(text))
        return false;
    *rest = text;
    return true;
}

/* Does a parameter begin here? Else it is the next challenge, or nothing that could stand here. */
static bool looks_like_parameter(fapix_slice text)
{
    fapix_slice name = take_token(&text);

    text = skip_white(text);
    return name.n > 0 && text.n > 0 && text.p[0] == '=';
}

/* Spec: RFC9110-11.2-1 */
static bool is_repeated(const fapix_challenge *challenge, fapix_slice name)
{
    for (size_t i = 0; i < challenge->count; i++)
        if (fapix_slice_eq_nocase(challenge->parameter[i].name, name))
            return true;
    return false;
}

static int take_parameters(fapix_slice *text, fapix_challenge *challenge)
{
    fapix_challenge_parameter parameter;

    while (looks_like_parameter(*text)) {
        if (!take_parameter(text, &parameter) || challenge->count == FAPIX_CHALLENGE_PARAMETERS)
            return FAPI_CHALLENGE_SYNTAX;
        if (is_repeated(challenge, parameter.name))
            return FAPI_CHALLENGE_REPEATED;
        challenge->parameter[challenge->count++] = parameter;
        *text = skip_commas(*text);
    }
    return FAPI_OK;
}

static bool take_token68(fapix_slice *rest, fapix_slice *token68)
{
    fapix_slice text = *rest;
    size_t n = fapix_ascii_span(text, FAPIX_ASCII_TOKEN68);

    while (n < text.n && text.p[n] == '=')
        n++;
    *token68 = fapix_slice_of(text.p, n);
    text = skip_white(after(text, n));
    if (!fapix_http_is_token68(*token68) || !ends_element(text)) {
        *token68 = fapix_slice_of(NULL, 0);
        return false;
    }
    *rest = text;
    return true;
}

/* Spec: RFC9110-11.6.1-1 */
int fapix_challenge_next(fapix_slice *rest, fapix_challenge *challenge)
{
    fapix_slice text = skip_commas(*rest);
    int rc = FAPI_OK;

    challenge->scheme = challenge->token68 = fapix_slice_of(NULL, 0);
    challenge->count = 0;
    *rest = fapix_slice_of(NULL, 0);
    if (text.n == 0)
        return FAPI_ERR_NOT_FOUND;
    challenge->scheme = take_token(&text);
    if (challenge->scheme.n == 0)
        return FAPI_CHALLENGE_SYNTAX;
    if (!ends_element(text)) {
        if (text.p[0] != ' ' && text.p[0] != '\t')
            return FAPI_CHALLENGE_SYNTAX;
        text = skip_white(text);
        if (!ends_element(text) && !take_token68(&text, &challenge->token68)) {
            if (!looks_like_parameter(text))
                return FAPI_CHALLENGE_SYNTAX;
            rc = take_parameters(&text, challenge);
        }
    }
    if (rc == FAPI_OK)
        *rest = text;
    return rc;
}

bool fapix_challenge_get(const fapix_challenge *challenge, const char *name, uint8_t *out, size_t size, fapix_slice *value)
{
    const fapix_challenge_parameter *found = NULL;
    size_t n = 0;

    *value = fapix_slice_of(NULL, 0);
    for (size_t i = 0; i < challenge->count; i++)
        if (fapix_slice_is_nocase(challenge->parameter[i].name, name))
            found = &challenge->parameter[i];
    if (found == NULL)
        return false;
    for (size_t i = 0; i < found->value.n; i++) {
        if (found->quoted && found->value.p[i] == '\\')
            i++;
        if (n == size)
            return false;
        out[n++] = found->value.p[i];
    }
    *value = fapix_slice_of(out, n);
    return true;
}
