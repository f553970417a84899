/* SPDX-License-Identifier: Apache-2.0 */
/*
 * X.509 certificates as bytes. A thumbprint is over the whole DER, so nothing inside has to be understood; but there
 * must be no two ways to say which bytes those are: one certificate, in the one form, and not a byte around it.
 */
#include "crypto/certificate.h"

/* The value of a base64 character plus 1; 0 for any other. */
static const uint8_t value_plus_one[256] = {
    ['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10,
    ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19,
    ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28,
    ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37,
    ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46,
    ['u'] = 47, ['v'] = 48, ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55,
    ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64
};

typedef struct base64_state {
    uint32_t bits;
    unsigned count, pads; /* characters of the group that is not yet complete */
    uint8_t *out;
    size_t out_n;
} base64_state;

static void emit(base64_state *state, unsigned octets)
{
    for (unsigned i = 0; i < octets; i++)
        state->out[state->out_n++] = (uint8_t)(state->bits >> (16 - 8 * i));
    state->bits = 0;
    state->count = 0;
}

/* The last group: the padding must be whole, and the bits that nobody needs zero. */
static bool finish(base64_state *state)
{
    unsigned count = state->count;
    uint32_t unused = count == 2 ? 0xF : 3;

    if (count + state->pads != 4 || state->pads > 2 || (state->bits & unused) != 0)
        return false;
    state->bits <<= 6 * state->pads;
    emit(state, count - 1);
    return true;
}

/* Whole groups at a time, as long as they are free of padding. Gives the number of characters that were taken. */
static size_t decode_groups(base64_state *state, const uint8_t *line, size_t n)
{
    size_t i = 0;

    for (; n - i >= 4; i += 4) {
        unsigned a = value_plus_one[line[i]], b = value_plus_one[line[i + 1]];
        unsigned c = value_plus_one[line[i + 2]], d = value_plus_one[line[i + 3]];
        if (a == 0 || b == 0 || c == 0 || d == 0)
            break;
        state->bits = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
        emit(state, 3);
    }
    return i;
}

static bool decode_character(base64_state *state, uint8_t character)
{
    unsigned value = value_plus_one[character];

    if (character == '=') {
        state->pads++;
        return true;
    }
    if (value == 0 || state->pads != 0)
        return false;
    state->bits = state->bits << 6 | (value - 1);
    if (++state->count == 4)
        emit(state, 3);
    return true;
}

static bool decode_line(base64_state *state, const uint8_t *line, size_t n)
{
    size_t i = 0;

    if (n == 0 || state->pads != 0)
        return false;
    while (i < n) {
        if (state->count == 0)
            i += decode_groups(state, line + i, n - i);
        if (i < n && !decode_character(state, line[i++]))
            return false;
    }
    return state->pads == 0 || finish(state);
}

static bool is_white(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static fapix_slice trim(fapix_slice text)
{
    while (text.n > 0 && is_white(text.p[0])) {
        text.p++;
        text.n--;
    }
    while (text.n > 0 && is_white(text.p[text.n - 1]))
        text.n--;
    return text;
}

/* Take one line off the text, without its LF or CRLF. False if no line end follows. */
static bool next_line(fapix_slice *text, fapix_slice *line)
{
    const uint8_t *end = text->n == 0 ? NULL : memchr(text->p, '\n', text->n);
    size_t n;

    if (end == NULL)
        return false;
    n = (size_t)(end - text->p);
    *line = fapix_slice_of(text->p, n);
    if (n > 0 && text->p[n - 1] == '\r')
        line->n--;
    *text = fapix_slice_of(text->p + n + 1, text->n - n - 1);
    return true;
}

/* RFC 7468, one block; lines may have any length, as base64 in PEM has had over the years. */
static int decode_pem(fapix_slice text, uint8_t *buffer, fapix_slice *der)
{
    base64_state state = {0, 0, 0, buffer, 0};
    fapix_slice line;

    text = trim(text);
    if (!next_line(&text, &line) || !fapix_slice_is(line, "-----BEGIN CERTIFICATE-----"))
        return FAPI_CERTIFICATE_PEM;
    while (next_line(&text, &line)) {
        if (!decode_line(&state, line.p, line.n))
            return FAPI_CERTIFICATE_PEM;
    }
    if (!fapix_slice_is(text, "-----END CERTIFICATE-----") || state.count != 0)
        return FAPI_CERTIFICATE_PEM;
    *der = fapix_slice_of(buffer, state.out_n);
    return FAPI_OK;
}

/* Take one element with this tag off the front: definite length, in the fewest octets. */
static bool take_element(fapix_slice *from, uint8_t tag, fapix_slice *content)
{
    size_t header = 2, length;

    if (from->n < 2 || from->p[0] != tag)
        return false;
    length = from->p[1];
    if (length > 0x7f) {
        size_t octets = length & 0x7f;
        if (octets == 0 || octets > 2 || from->n < 2 + octets || from->p[2] == 0)
            return false;
        length = octets == 1 ? from->p[2] : (size_t)from->p[2] << 8 | from->p[3];
        if (length < 0x80)
            return false;
        header += octets;
    }
    if (from->n - header < length)
        return false;
    *content = fapix_slice_of(from->p + header, length);
    *from = fapix_slice_of(from->p + header + length, from->n - header - length);
    return true;
}

/* RFC 5280 4.1: SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE, signature BIT STRING }. */
static bool is_certificate(fapix_slice der)
{
    fapix_slice certificate, part;

    return take_element(&der, 0x30, &certificate) && der.n == 0 &&
           take_element(&certificate, 0x30, &part) && part.n != 0 &&
           take_element(&certificate, 0x30, &part) && part.n != 0 &&
           take_element(&certificate, 0x03, &part) && part.n >= 2 && certificate.n == 0;
}

int fapix_certificate_der(fapix_slice certificate, uint8_t *buffer, fapix_slice *der)
{
    fapix_slice found = certificate;
    int rc;

    *der = fapix_slice_of(NULL, 0);
    if (certificate.n > FAPI_MAX_CERTIFICATE)
        return FAPI_CERTIFICATE_SIZE;
    if (certificate.n == 0)
        return FAPI_CERTIFICATE_DER;
    if (certificate.p[0] != 0x30 && (rc = decode_pem(certificate, buffer, &found)) != FAPI_OK)
        return rc;
    if (!is_certificate(found))
        return FAPI_CERTIFICATE_DER;
    *der = found;
    return FAPI_OK;
}
