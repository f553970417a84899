/* SPDX-License-Identifier: Apache-2.0 */
/* The table as it prints, against test/golden/profiles.txt: a change of policy must show in a review. */
#include <stdbool.h>

#include "examples/profiles_text.h"
#include "test/harness.h"

static const char renew[] = "make examples && build/examples/default/profiles --all >test/golden/profiles.txt";

/* What profiles.c prints in one of its forms. The caller frees. */
static char *rendered(void (*print)(FILE *out), size_t *len)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, len);
    if (out == NULL)
        return NULL;
    print(out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* The first lines that differ, and what to do about it. */
static void tell(const char *want, const char *got)
{
    size_t line = 1, at = 0, from = 0;
    while (want[at] != '\0' && want[at] == got[at]) {
        if (want[at++] == '\n') {
            line++;
            from = at;
        }
    }
    printf("test/golden/profiles.txt:%zu differs\n- %.*s\n+ %.*s\n", line, (int)strcspn(want + from, "\n"), want + from,
           (int)strcspn(got + from, "\n"), got + from);
    printf("If the change is meant, renew the file and review it: %s\n", renew);
}

static void the_table_prints_as_it_was_reviewed(void **state)
{
    size_t want_n = 0, got_n = 0;
    char *want = t_file("golden/profiles.txt", &want_n);
    char *got = rendered(profiles_all, &got_n);
    bool same = want != NULL && got != NULL && want_n == got_n && memcmp(want, got, got_n) == 0;
    bool whole = got != NULL && strstr(got, " ? ") == NULL && strstr(got, "(null)") == NULL;

    (void)state;
    if (!same && got != NULL)
        tell(want == NULL ? "" : want, got);
    free(want);
    free(got);
    CHECK(same);
    CHECK(whole);
}

/* Each line of a markdown table has as many cells as its heading. */
static bool is_even(const char *text)
{
    size_t cells = 0;
    while (*text != '\0') {
        size_t n = strcspn(text, "\n"), bars = 0;
        for (size_t i = 0; i < n; i++)
            bars += text[i] == '|';
        if (bars != 0 && cells != 0 && bars != cells)
            return false;
        cells = bars;
        text += n + (text[n] == '\n');
    }
    return true;
}

static void the_forms_are_tables(void **state)
{
    static void (*const forms[])(FILE *) = {profiles_table, profiles_readme, profiles_all};

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        size_t n = 0;
        char *text = rendered(forms[i], &n);
        bool good = text != NULL && n > 1000 && is_even(text) && strstr(text, " ? ") == NULL;
        free(text);
        CHECK(good);
    }
    CHECK(!is_even("| a | b |\n| c |\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_prints_as_it_was_reviewed),
        cmocka_unit_test(the_forms_are_tables),
    };
    return t_main("profile/golden", tests, sizeof tests / sizeof tests[0]);
}
