/* SPDX-License-Identifier: Apache-2.0 */
/* The syntax of scope, RFC 6749 3.3, byte by byte. */
#include "oauth/scope.h"
#include "test/harness.h"

static void characters(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        const uint8_t byte = (uint8_t)c;
        const bool allowed = c == 0x21 || (c >= 0x23 && c <= 0x5b) || (c >= 0x5d && c <= 0x7e);

        CHECK(fapix_scope_is_token(fapix_slice_of(&byte, 1)) == allowed);
        CHECK(fapix_scope_is_valid(fapix_slice_of(&byte, 1)) == allowed);
    }
}

static void separators(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "a b", "a b c", "aa bb"};
    static const char *const bad[] = {"", " ", " a", "a ", "a  b", "a b ", "a\tb", "a\nb", "a \"b", "\\"};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(fapix_scope_is_valid(fapix_slice_str(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!fapix_scope_is_valid(fapix_slice_str(bad[i])));
    CHECK(!fapix_scope_is_valid(fapix_slice_of("a\0b", 3)));
    CHECK(!fapix_scope_is_token(fapix_slice_str("a b")) && !fapix_scope_is_token(fapix_slice_str("")));
}

static void membership(void **state)
{
    (void)state;
    const fapix_slice scope = fapix_slice_str("accounts payments:write x");

    CHECK(fapix_scope_has(scope, fapix_slice_str("accounts")) && fapix_scope_has(scope, fapix_slice_str("x")));
    CHECK(fapix_scope_has(scope, fapix_slice_str("payments:write")));
    ACCEPTS("OIDCC-14-1");
    CHECK(!fapix_scope_has(scope, fapix_slice_str("payments")) && !fapix_scope_has(scope, fapix_slice_str("account")));
    CHECK(!fapix_scope_has(scope, fapix_slice_str("X")));
    REFUSES("OIDCC-14-1");
    CHECK(!fapix_scope_has(scope, fapix_slice_str("accounts payments:write")));
    CHECK(!fapix_scope_has(scope, fapix_slice_str("")) && !fapix_scope_has(fapix_slice_str(""), fapix_slice_str("a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters),
        cmocka_unit_test(separators),
        cmocka_unit_test(membership),
    };

    return t_main("oauth/scope", tests, sizeof tests / sizeof *tests);
}
