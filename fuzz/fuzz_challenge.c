/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WWW-Authenticate. What is read lies within the field, obeys the classes of RFC 9110, and no parameter comes twice; written anew from
 * what was read, the field reads the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/challenge.h"
#include "base/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LONGEST 4096

static void must(int holds)
{
    if (!holds)
        abort();
}

static void hold_within(fapix_slice part, fapix_slice field)
{
    must(part.n == 0 || (part.p >= field.p && part.p + part.n <= field.p + field.n));
}

static void hold(const fapix_challenge *challenge, fapix_slice field)
{
    must(fapix_http_is_token(challenge->scheme));
    hold_within(challenge->scheme, field);
    must(challenge->token68.n == 0 || (challenge->count == 0 && fapix_http_is_token68(challenge->token68)));
    hold_within(challenge->token68, field);
    must(challenge->count <= FAPIX_CHALLENGE_PARAMETERS);
    for (size_t i = 0; i < challenge->count; i++) {
        const fapix_challenge_parameter *parameter = &challenge->parameter[i];

        hold_within(parameter->name, field);
        hold_within(parameter->value, field);
        must(fapix_http_is_token(parameter->name));
        must(parameter->quoted ? fapix_http_is_field_value(parameter->value) : fapix_http_is_token(parameter->value));
        for (size_t k = 0; k < i; k++)
            must(!fapix_slice_eq_nocase(challenge->parameter[k].name, parameter->name));
    }
}

static size_t add(char *out, size_t n, const void *text, size_t text_n)
{
    memcpy(out + n, text, text_n);
    return n + text_n;
}

static size_t write_again(const fapix_challenge *challenge, char *out, size_t n)
{
    n = add(out, n, challenge->scheme.p, challenge->scheme.n);
    n = add(out, n, " ", 1);
    if (challenge->token68.n > 0)
        n = add(out, n, challenge->token68.p, challenge->token68.n);
    for (size_t i = 0; i < challenge->count; i++) {
        const fapix_challenge_parameter *parameter = &challenge->parameter[i];

        n = add(out, n, i == 0 ? "" : ",", i == 0 ? 0 : 1);
        n = add(out, n, parameter->name.p, parameter->name.n);
        n = add(out, n, "=\"", parameter->quoted ? 2 : 1);
        if (parameter->value.n > 0)
            n = add(out, n, parameter->value.p, parameter->value.n);
        n = add(out, n, "\"", parameter->quoted ? 1 : 0);
    }
    return add(out, n, ",", 1);
}

static void hold_same(const fapix_challenge *a, const fapix_challenge *b)
{
    must(fapix_slice_eq(a->scheme, b->scheme) && fapix_slice_eq(a->token68, b->token68) && a->count == b->count);
    for (size_t i = 0; i < a->count; i++)
        must(fapix_slice_eq(a->parameter[i].name, b->parameter[i].name) &&
             fapix_slice_eq(a->parameter[i].value, b->parameter[i].value));
}

static void hold_texts(const fapix_challenge *challenge)
{
    uint8_t text[16];
    fapix_slice value = {NULL, 0};

    if (fapix_challenge_get(challenge, "error", text, sizeof text, &value))
        must(value.p == text && value.n <= sizeof text);
    else
        must(value.n == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char again[8 * LONGEST];
    fapix_slice field = {data, size}, rest = field, rest_again = {NULL, 0};
    fapix_challenge challenge, second;
    size_t n = 0, before = 0;
    int rc = FAPI_OK;

    if (size > LONGEST)
        return 0;
    for (;;) {
        before = rest.n;
        rc = fapix_challenge_next(&rest, &challenge);
        if (rc != FAPI_OK)
            break;
        must(rest.n < before);
        hold(&challenge, field);
        hold_texts(&challenge);
        n = write_again(&challenge, again, 0);
        rest_again = fapix_slice_of(again, n);
        must(fapix_challenge_next(&rest_again, &second) == FAPI_OK);
        hold_same(&challenge, &second);
        must(fapix_challenge_next(&rest_again, &second) == FAPI_ERR_NOT_FOUND);
    }
    must(rest.n == 0);
    must(rc == FAPI_ERR_NOT_FOUND || rc == FAPI_CHALLENGE_SYNTAX || rc == FAPI_CHALLENGE_REPEATED);
    return 0;
}
