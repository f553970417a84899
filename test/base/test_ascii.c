/* SPDX-License-Identifier: Apache-2.0 */
/* The table of classes, derived anew from the grammars. */
#include "test/harness.h"

#include "base/ascii.h"

static unsigned classes_of(int c)
{
    int digit = c >= '0' && c <= '9', alpha = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    int alnum = digit || alpha;
    unsigned classes = 0;

    classes |= digit ? FAPIX_ASCII_DIGIT : 0;
    classes |= alpha ? FAPIX_ASCII_ALPHA : 0;
    classes |= alnum || (c != 0 && strchr("-._~", c)) ? FAPIX_ASCII_UNRESERVED : 0;
    classes |= c != 0 && strchr("!$&'()*+,;=", c) ? FAPIX_ASCII_SUB_DELIM : 0;
    classes |= alnum || (c != 0 && strchr("!#$%&'*+-.^_`|~", c)) ? FAPIX_ASCII_TCHAR : 0;
    classes |= alnum || (c != 0 && strchr("-._~+/", c)) ? FAPIX_ASCII_TOKEN68 : 0;
    classes |= c == '\t' || (c >= 0x20 && c != 0x7f) ? FAPIX_ASCII_FIELD : 0;
    classes |= (classes & (FAPIX_ASCII_UNRESERVED | FAPIX_ASCII_SUB_DELIM)) != 0 ? FAPIX_ASCII_URI : 0;
    return classes;
}

static void test_table(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++)
        CHECK(fapix_ascii[c] == classes_of(c));
}

/* The fast forms agree with the table on every byte at every place around a block. */
static void test_fast_forms(void **state)
{
    uint8_t text[70];
    (void)state;

    for (size_t n = 60; n <= sizeof text; n++) {
        for (int c = 0; c < 256; c++) {
            for (size_t at = 0; at < n; at += at < 3 ? 1 : 9) {
                fapix_slice all = fapix_slice_of(text, n);

                memset(text, 'a', sizeof text);
                text[at] = (uint8_t)c;
                CHECK(fapix_ascii_span_field(all) == fapix_ascii_span(all, FAPIX_ASCII_FIELD));
                CHECK(fapix_ascii_span_token68(all) == fapix_ascii_span(all, FAPIX_ASCII_TOKEN68));
            }
        }
    }
}

/* A stranger at every place of texts of every length around the stride. */
static void test_span(void **state)
{
    uint8_t text[40];
    (void)state;

    for (size_t n = 0; n <= sizeof text; n++) {
        memset(text, 'a', sizeof text);
        CHECK(fapix_ascii_span(fapix_slice_of(text, n), FAPIX_ASCII_ALPHA) == n);
        for (size_t at = 0; at < n; at++) {
            text[at] = '1';
            CHECK(fapix_ascii_span(fapix_slice_of(text, n), FAPIX_ASCII_ALPHA) == at);
            CHECK(fapix_ascii_span(fapix_slice_of(text, n), FAPIX_ASCII_TCHAR) == n);
            text[at] = 'a';
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table), cmocka_unit_test(test_span),
                                       cmocka_unit_test(test_fast_forms)};

    return t_main("ascii", tests, sizeof tests / sizeof *tests);
}
