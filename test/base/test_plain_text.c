/* SPDX-License-Identifier: Apache-2.0 */
/* Text that a person compares: what is seen is what is there. */
#include "test/harness.h"

#include "base/plain_text.h"
#include "base/utf8.h"

static int plain(const char *text, size_t *characters)
{
    return fapix_plain_text(fapix_slice_of(text, strlen(text)), characters);
}

static void texts(void **state)
{
    static const struct {
        const char *text;
        int plain;
        size_t characters;
    } rows[] = {
        {"1234", 1, 4},
        {"W4SCT", 1, 5},
        {" a b ", 1, 5},
        {"\xC3\x9C" "berweisung 12,50\xC2\xA0\xE2\x82\xAC", 1, 19}, /* umlaut, no-break space, euro */
        {"\xE6\x94\xAF\xE6\x89\x95\xE3\x80\x80\xF0\x9F\x90\x9F", 1, 4}, /* ideographs, their space, a fish */
        {"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", 1, 4}, /* Hebrew has its own direction, which is no trick */
        {"e\xCC\x81", 1, 2}, /* an accent of its own */
        {"", 0, 0},
        {"   ", 0, 3},
        {"\xC2\xA0\xE3\x80\x80\xE2\xA0\x80", 0, 3},
        {"a\nb", 0, 1}, {"a\tb", 0, 1}, {"\x1b[2J", 0, 0}, {"a\x7f", 0, 1},
        {"a\xC2\x85", 0, 1},             /* U+0085 */
        {"a\xE2\x80\xAE" "b", 0, 1},     /* U+202E, right-to-left override */
        {"a\xE2\x81\xA6" "b", 0, 1},     /* U+2066, left-to-right isolate */
        {"a\xE2\x80\x8F", 0, 1},         /* U+200F, right-to-left mark */
        {"a\xE2\x80\x8B" "b", 0, 1},     /* U+200B, zero width space */
        {"\xEF\xBB\xBF" "a", 0, 0},      /* byte order mark */
        {"a\xE2\x80\xA8" "b", 0, 1},     /* U+2028, line separator */
        {"a\xC2\xAD" "b", 0, 1},         /* soft hyphen */
        {"\xE2\x9D\xA4\xEF\xB8\x8F", 0, 1}, /* a variation selector */
        {"a\xEE\x80\x80", 0, 1},         /* private use */
        {"a\xF3\xA0\x81\x81", 0, 1},     /* U+E0041, a tag */
        {"a\xEF\xBF\xBF", 0, 1},         /* U+FFFF */
        {"a\xF0\x9F\xBF\xBE", 0, 1},     /* U+1FFFE */
        {"a\xFF", 0, 1}, {"a\xC3", 0, 1}, {"\xED\xA0\x80", 0, 0}, {"\xC0\xAF", 0, 0}, /* not UTF-8 */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t characters = 99;
        int got = plain(rows[i].text, &characters);

        if (got != rows[i].plain || characters != rows[i].characters)
            print_error("row %zu: %d, %zu characters\n", i, got, characters);
        CHECK(got == rows[i].plain);
        CHECK(characters == rows[i].characters);
    }
}

/* Every code point by itself: those of the ranges and no other, against a count made from the ranges of Unicode. */
static void each_code_point(void **state)
{
    size_t refused = 0, bidi = 0;

    (void)state;
    for (uint32_t code_point = 1; code_point <= 0x10FFFF; code_point++) {
        uint8_t text[5] = {'a'};
        size_t characters = 0, n = 0;
        int good = 0;

        if (code_point >= 0xD800 && code_point <= 0xDFFF)
            continue;
        n = 1 + fapix_utf8_encode(code_point, text + 1);
        good = fapix_plain_text(fapix_slice_of(text, n), &characters);
        refused += !good;
        bidi += !good && ((code_point >= 0x202A && code_point <= 0x202E) ||
                          (code_point >= 0x2066 && code_point <= 0x2069));
        if (code_point < 0x80)
            CHECK(good == (code_point >= 0x20 && code_point < 0x7F));
        /* Letters of the planes in use are left alone. */
        if ((code_point >= 0xC0 && code_point <= 0x24F) || (code_point >= 0x4E00 && code_point <= 0x9FFF))
            CHECK(good);
        CHECK(code_point < 0xE0000 || !good);
    }
    CHECK(bidi == 9);
    CHECK(refused > 0x30000 + 6400 && refused < 0x30000 + 7000);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts), cmocka_unit_test(each_code_point)};

    (void)argc;
    return t_main(argv[0], tests, sizeof tests / sizeof *tests);
}
