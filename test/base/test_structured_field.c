/* SPDX-License-Identifier: Apache-2.0 */
/* Structured fields: what RFC 9651 reads and what it refuses, the canonical form, and the bounds. */
#include "base/base64.h"
#include "base/context.h"
#include "base/structured_field.h"
#include "test/harness.h"

/* The dictionary of this text, written canonically with ", " between members; NULL if it is none, "" when memory ran out. */
static const char *canonical(const char *text)
{
    static char room[2048];
    static fapix_sf sf;
    fapix_buffer out;
    size_t n = strlen(text);
    uint8_t *exact = malloc(n + 1); /* so that sanitizers see a step too far */
    bool read = false;

    fapix_buffer_init(&out, &t_context()->memory, sizeof room - 1);
    room[0] = '\0';
    if (exact == NULL)
        return room;
    memcpy(exact, text, n);
    read = fapix_sf_read(&sf, fapix_slice_of(exact, n));
    for (size_t i = 0; i < sf.member_count; i++) {
        fapix_buffer_str(&out, i > 0 ? ", " : "");
        fapix_buffer_add(&out, sf.members[i].key);
        fapix_buffer_str(&out, "=");
        fapix_sf_write_member(&out, &sf, &sf.members[i]);
    }
    if (out.status == FAPI_OK && out.n > 0)
        memcpy(room, out.p, out.n);
    room[out.status == FAPI_OK ? out.n : 0] = '\0';
    fapix_buffer_free(&out);
    free(exact);
    return read ? room : NULL;
}

typedef struct row {
    const char *text, *canonical; /* NULL: refused */
} row;

static void dictionaries(void **state)
{
    static const row rows[] = {
        {"", ""}, {"  ", ""}, {"a=1", "a=1"}, {" a=1 ", "a=1"}, {"a=1,b=2", "a=1, b=2"}, {"a=1 \t,\t b=2", "a=1, b=2"},
        {"a", "a=?1"}, {"a;x=1", "a=?1;x=1"}, {"a=?1", "a=?1"}, {"a=?0;b=?1;c=?0", "a=?0;b;c=?0"},
        {"a=001", "a=1"}, {"a=-0", "a=0"}, {"a=-17", "a=-17"}, {"a=999999999999999", "a=999999999999999"}, {"a=1.5", "a=1.5"},
        {"a=001.50", "a=1.5"}, {"a=-0.250", "a=-0.25"}, {"a=1.000", "a=1.0"}, {"a=123456789012.345", "a=123456789012.345"},
        {"a=\"x\"", "a=\"x\""}, {"a=\"\"", "a=\"\""}, {"a=\"\\\"\\\\\"", "a=\"\\\"\\\\\""}, {"a=tok", "a=tok"}, {"a=*t/o:k!", "a=*t/o:k!"},
        {"a=:AA==:", "a=:AA==:"}, {"a=::", "a=::"}, {"a=@17", "a=@17"}, {"a=@-17", "a=@-17"},
        {"*a_-.*9=1", "*a_-.*9=1"}, {"a=()", "a=()"}, {"a=(  )", "a=()"}, {"a=( 1  \"x\";y )", "a=(1 \"x\";y)"},
        {"a=(1 2);x;y=\"z\"", "a=(1 2);x;y=\"z\""}, {"a=1;  x=2", "a=1;x=2"}, {"a=(1;b=2 3);c=4, d=5;e", "a=(1;b=2 3);c=4, d=5;e"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *got = canonical(rows[i].text);

        CHECK(got != NULL);
        CHECK(strcmp(got, rows[i].canonical) == 0);
        /* Canonical text is its own canonical form. */
        if (strlen(rows[i].canonical) < 100) {
            char copy[128];

            strcpy(copy, got);
            got = canonical(copy);
            CHECK(got != NULL && strcmp(got, copy) == 0);
        }
    }
    ACCEPTS("RFC9651-4.2-1");
}

static void refusals(void **state)
{
    static const char *const rows[] = {
        ",", "a=1,", "a=1, ", ",a=1", "a=1 b=2", "a=1;;b", "a=", "=1", "A=1", "1=1", "a =1", "a= 1", "\ta=1", "a=1, a=2", "a=1;x;x", "a=1;x=1;x=2",
        "a=1;X", "a=1;", "a=1 ;x", "a=-", "a=--1", "a=+1", "a=1000000000000000", "a=1.", "a=.5", "a=1.2345", "a=1234567890123.1", "a=1e5",
        "a=\"", "a=\"x", "a=\"\\x\"", "a=\"\\\"", "a=\"\x7f\"", "a=\"\t\"", "a=\"\xc3\xa9\"", "a='x'", "a=:", "a=:AA==", "a=:AA:", "a=:A===:",
        "a=:AB==:", "a=:AA= :", "a=:-_==:", "a=?", "a=?2", "a=?true", "a=?11", "a=@", "a=@1.5", "a=@x", "a=%\"x\"", "a=(", "a=(1", "a=(1 2",
        "a=(1,2)", "a=(1\t2)", "a=((1))", "a=)", "a=(1)2", "a=(1)(2)", "a=(1);", "a=1)", "a=\"x\"y", "a=tok\"", "a=[1]", "a=1\n", "a=1\r\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (canonical(rows[i]) != NULL)
            printf("read: %s\n", rows[i]);
        CHECK(canonical(rows[i]) == NULL);
    }
    REFUSES("RFC9651-4.2-1");
}

/* One more than fits is refused as a whole. */
static void bounds(void **state)
{
    static fapix_sf sf;
    char text[4096];
    size_t n = 0;

    (void)state;
    for (int i = 0; i < FAPIX_SF_MEMBERS; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%sk%d", i > 0 ? "," : "", i);
    CHECK(fapix_sf_read(&sf, fapix_slice_of(text, n)) && sf.member_count == FAPIX_SF_MEMBERS);
    n += (size_t)snprintf(text + n, sizeof text - n, ",x");
    CHECK(!fapix_sf_read(&sf, fapix_slice_of(text, n)) && sf.member_count == 0 && sf.item_count == 0);

    n = (size_t)snprintf(text, sizeof text, "a=(");
    for (int i = 0; i < FAPIX_SF_ITEMS; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "1 ");
    text[n] = ')';
    CHECK(fapix_sf_read(&sf, fapix_slice_of(text, n + 1)) && sf.item_count == FAPIX_SF_ITEMS);
    n += (size_t)snprintf(text + n, sizeof text - n, "1)");
    CHECK(!fapix_sf_read(&sf, fapix_slice_of(text, n)));
    n = (size_t)snprintf(text, sizeof text, "a=(");
    for (int i = 0; i < FAPIX_SF_ITEMS; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "1 ");
    n += (size_t)snprintf(text + n, sizeof text - n, "),b");
    CHECK(!fapix_sf_read(&sf, fapix_slice_of(text, n)));

    n = (size_t)snprintf(text, sizeof text, "a");
    for (int i = 0; i < FAPIX_SF_PARAMETERS; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, ";p%d", i);
    CHECK(fapix_sf_read(&sf, fapix_slice_of(text, n)) && sf.parameter_count == FAPIX_SF_PARAMETERS);
    n += (size_t)snprintf(text + n, sizeof text - n, ";x");
    CHECK(!fapix_sf_read(&sf, fapix_slice_of(text, n)));
}

static void too_long(void **state)
{
    static fapix_sf sf;
    char *text = malloc(FAPI_MAX_HEADER_VALUE + 1);
    bool fits = false, longer = true;

    (void)state;
    if (text != NULL) {
        memset(text, 'a', FAPI_MAX_HEADER_VALUE + 1);
        fits = fapix_sf_read(&sf, fapix_slice_of(text, FAPI_MAX_HEADER_VALUE));
        longer = fapix_sf_read(&sf, fapix_slice_of(text, FAPI_MAX_HEADER_VALUE + 1));
    }
    free(text);
    CHECK(fits && !longer);
}

static void values_are_found(void **state)
{
    static fapix_sf sf;
    static const char text[] = "a=1;s=\"x\\\"y\\\\\";t=tok;b=:Zm9v:;n=-5, l=(1);p";
    const fapix_sf_member *a = NULL, *l = NULL;
    fapix_sf_span of_a;
    char out[8];
    uint8_t bytes[6];
    size_t n = 7;

    (void)state;
    CHECK(fapix_sf_read(&sf, fapix_slice_str(text)));
    a = fapix_sf_find(&sf, fapix_slice_str("a"));
    l = fapix_sf_find(&sf, fapix_slice_str("l"));
    CHECK(a != NULL && l != NULL && l->is_list && !a->is_list && fapix_sf_find(&sf, fapix_slice_str("x")) == NULL);
    of_a = sf.items[a->items.first].parameters;
    CHECK(fapix_sf_parameter_of(&sf, of_a, "x") == NULL && fapix_sf_parameter_of(&sf, of_a, "p") == NULL);
    CHECK(fapix_sf_parameter_of(&sf, l->parameters, "p")->number == 1);
    CHECK(fapix_sf_text_is(fapix_sf_parameter_of(&sf, of_a, "s"), fapix_slice_str("x\"y\\")));
    CHECK(!fapix_sf_text_is(fapix_sf_parameter_of(&sf, of_a, "s"), fapix_slice_str("x\"y")));
    CHECK(!fapix_sf_text_is(fapix_sf_parameter_of(&sf, of_a, "s"), fapix_slice_str("x\"y\\z")));
    CHECK(!fapix_sf_text_is(fapix_sf_parameter_of(&sf, of_a, "s"), fapix_slice_str("")));
    CHECK(fapix_sf_text_is(fapix_sf_parameter_of(&sf, of_a, "t"), fapix_slice_str("tok")));
    CHECK(!fapix_sf_text_is(fapix_sf_parameter_of(&sf, of_a, "n"), fapix_slice_str("-5")) && !fapix_sf_text_is(NULL, fapix_slice_str("")));
    CHECK(fapix_sf_text(fapix_sf_parameter_of(&sf, of_a, "s"), out, 4, &n) && n == 4 && memcmp(out, "x\"y\\", 4) == 0);
    CHECK(!fapix_sf_text(fapix_sf_parameter_of(&sf, of_a, "s"), out, 3, &n) && n == 0);
    CHECK(!fapix_sf_text(fapix_sf_parameter_of(&sf, of_a, "t"), out, 8, &n) && !fapix_sf_text(NULL, out, 8, &n));
    CHECK(fapix_sf_bytes(fapix_sf_parameter_of(&sf, of_a, "b"), bytes, 3, &n) && n == 3 && memcmp(bytes, "foo", 3) == 0);
    CHECK(!fapix_sf_bytes(fapix_sf_parameter_of(&sf, of_a, "b"), bytes, 2, &n) && n == 0);
    CHECK(!fapix_sf_bytes(fapix_sf_parameter_of(&sf, of_a, "s"), bytes, 6, &n) && !fapix_sf_bytes(NULL, bytes, 6, &n));
}

static void written(void **state)
{
    fapix_buffer out;
    bool same = false;

    (void)state;
    fapix_buffer_init(&out, &t_context()->memory, 256);
    fapix_sf_write_bytes(&out, fapix_slice_str(""));
    fapix_sf_write_bytes(&out, fapix_slice_str("f"));
    fapix_sf_write_bytes(&out, fapix_slice_str("fo"));
    fapix_sf_write_bytes(&out, fapix_slice_str("foo"));
    fapix_sf_write_bytes(&out, fapix_slice_str("foobar\xff"));
    fapix_sf_write_string(&out, fapix_slice_str("a\"b\\c"));
    same = fapix_slice_is(fapix_buffer_slice(&out), "::" ":Zg==:" ":Zm8=:" ":Zm9v:" ":Zm9vYmFy/w==:" "\"a\\\"b\\\\c\"");
    fapix_buffer_free(&out);
    CHECK(same);
}

static void base64_is_judged_as_it_is_decoded(void **state)
{
    static const char *const texts[] = {"", "Zg==", "Zh==", "Zg=", "Zm9v", "Zm9vZg==", "Zg==Zg==", "====", "Zm8=", "Zm9=", "Z-8="};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        uint8_t out[16];
        size_t n = 0;

        CHECK(fapix_base64_is(fapix_slice_str(texts[i])) == fapix_base64_decode(fapix_slice_str(texts[i]), out, &n));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dictionaries),     cmocka_unit_test(refusals), cmocka_unit_test(bounds),
        cmocka_unit_test(too_long),         cmocka_unit_test(values_are_found), cmocka_unit_test(written),
        cmocka_unit_test(base64_is_judged_as_it_is_decoded),
    };

    return t_main("base/structured_field", tests, sizeof tests / sizeof *tests);
}
