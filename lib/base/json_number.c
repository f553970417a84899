/* SPDX-License-Identifier: Apache-2.0 */
/* JSON numbers in integer arithmetic. */
#include "base/json_number.h"

#include <fapi.h>

#define EXPONENT_CAP 100000 /* beyond this an exponent says no more than "out of range" or "zero" */
#define DOUBLE_EXPONENT 309 /* the largest finite double has so many digits before the point */

/* The first digits of 2^1024 - 2^970: from there on, rounding to nearest leaves the doubles. More digits follow, not all of
 * them zero, so that a number of at most 64 digits is never equal to it. */
static const char overflow_digits[] = "1797693134862315807937289714053034150799341327100378269361737789";

/* A number as decimal digits and the place of the point: 0.d1d2d3... * 10^point, leading zeros stripped. */
typedef struct decimal {
    uint8_t digit[FAPIX_JSON_NUMBER_MAX];
    size_t count; /* 0: the number is zero */
    int point;
    bool negative;
} decimal;

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_at(fapix_slice text, size_t at)
{
    size_t n = 0;

    while (at + n < text.n && is_digit(text.p[at + n]))
        n++;
    return n;
}

static bool char_at(fapix_slice text, size_t at, char c)
{
    return at < text.n && text.p[at] == (uint8_t)c;
}

/* Length of the number at the front of text, by the grammar of RFC 8259 6; 0 if there is none. */
static size_t number_length(fapix_slice text, bool *integer)
{
    size_t at = char_at(text, 0, '-') ? 1 : 0, n = digits_at(text, at);

    *integer = true;
    if (n == 0 || (n > 1 && text.p[at] == '0'))
        return 0;
    at += n;
    if (char_at(text, at, '.')) {
        *integer = false;
        n = digits_at(text, at + 1);
        if (n == 0)
            return 0;
        at += 1 + n;
    }
    if (char_at(text, at, 'e') || char_at(text, at, 'E')) {
        *integer = false;
        at++;
        if (char_at(text, at, '+') || char_at(text, at, '-'))
            at++;
        n = digits_at(text, at);
        if (n == 0)
            return 0;
        at += n;
    }
    return at;
}

/* The exponent that starts behind its "e". */
static int read_exponent(fapix_slice token, size_t at)
{
    const bool negative = char_at(token, at, '-');
    int value = 0;

    if (negative || char_at(token, at, '+'))
        at++;
    for (; at < token.n; at++) {
        value = value * 10 + (token.p[at] - '0');
        if (value > EXPONENT_CAP)
            value = EXPONENT_CAP;
    }
    return negative ? -value : value;
}

static void read_decimal(fapix_slice token, decimal *number)
{
    bool fraction = false;
    size_t at = char_at(token, 0, '-') ? 1 : 0;

    number->negative = at == 1;
    number->count = 0;
    number->point = 0;
    for (; at < token.n && (is_digit(token.p[at]) || token.p[at] == '.'); at++) {
        if (token.p[at] == '.') {
            fraction = true;
            continue;
        }
        if (number->count > 0 || token.p[at] != '0') {
            number->digit[number->count++] = token.p[at];
            number->point += !fraction;
        } else {
            number->point -= fraction;
        }
    }
    if (at < token.n)
        number->point += read_exponent(token, at + 1);
}

static bool fits_double(const decimal *number)
{
    if (number->count == 0 || number->point < DOUBLE_EXPONENT)
        return true;
    return number->point == DOUBLE_EXPONENT && memcmp(number->digit, overflow_digits, number->count) <= 0;
}

int fapix_json_number_int64(fapix_slice token, int64_t *value)
{
    const bool negative = char_at(token, 0, '-');
    const uint64_t limit = (uint64_t)INT64_MAX + negative;
    uint64_t magnitude = 0;

    *value = 0;
    for (size_t at = negative; at < token.n; at++) {
        const uint64_t digit = (uint64_t)token.p[at] - '0';

        if (!is_digit(token.p[at]) || magnitude > (limit - digit) / 10)
            return FAPI_JSON_NUMBER;
        magnitude = magnitude * 10 + digit;
    }
    /* Through the complement: the smallest int64_t has no positive counterpart. */
    *value = !negative ? (int64_t)magnitude : magnitude == 0 ? 0 : -(int64_t)(magnitude - 1) - 1;
    return FAPI_OK;
}

int fapix_json_number_floor(fapix_slice token, int64_t limit, int64_t *value)
{
    decimal number;
    int64_t whole = 0;

    *value = 0;
    read_decimal(token, &number);
    if (number.negative)
        return FAPI_JSON_NUMBER;
    /* Digits before the point, and zeros up to it. Ends soon: the first digit isn't zero. */
    for (int i = 0; i < number.point && number.count > 0; i++) {
        const int64_t digit = (size_t)i < number.count ? number.digit[i] - '0' : 0;

        if (whole > (limit - digit) / 10)
            return FAPI_JSON_NUMBER;
        whole = whole * 10 + digit;
    }
    *value = whole;
    return FAPI_OK;
}

int fapix_json_number_scan(fapix_slice text, fapix_slice *token, bool *integer)
{
    const size_t n = number_length(text, integer);
    decimal number;
    int64_t value = 0;

    *token = fapix_slice_of(text.p, n);
    if (n == 0)
        return FAPI_JSON_SYNTAX;
    if (n > FAPIX_JSON_NUMBER_MAX)
        return FAPI_JSON_NUMBER;
    if (*integer)
        return n <= 18 ? FAPI_OK : fapix_json_number_int64(*token, &value);
    read_decimal(*token, &number);
    return fits_double(&number) ? FAPI_OK : FAPI_JSON_NUMBER;
}
