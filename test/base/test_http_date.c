/* SPDX-License-Identifier: Apache-2.0 */
/* Dates of HTTP and UUIDs. */
#include "base/http_date.h"
#include "test/harness.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int is_date(const char *text)
{
    return fapix_is_http_date(fapix_slice_str(text));
}

static void dates(void **state)
{
    static const char *const good[] = {
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Thu, 29 Feb 2024 23:59:60 GMT",
        "Tue, 29 Feb 2000 00:00:00 GMT", "Fri, 15 Jan 2027 08:00:00 GMT", "Thursday, 29-Feb-00 00:00:00 GMT", "Wed Nov 16 08:49:37 1994",
        "Sun, 31 Dec 2023 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 GMT",
    };
    static const char *const bad[] = {
        "", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 GMT ", "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun,  6 Nov 1994 08:49:37 GMT", "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "Wed, 29 Feb 2023 08:49:37 GMT",
        "Thu, 29 Feb 1900 08:49:37 GMT", "Fri, 31 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT", "Sunday, 32-Nov-94 08:49:37 GMT", "Sun Nov 06 08:49:37 94", "Sun Nov 6 08:49:37 1994", "2027-01-15T08:00:00Z",
        "Sun, 06 Nov 1994 +8:49:37 GMT", "Sun Nov  6 08:49:37 1994 GMT",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        CHECK(is_date(good[i]) || printf("%s\n", good[i]) == 0);
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(!is_date(bad[i]) || printf("%s\n", bad[i]) == 0);
}

static void seconds(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
        bool read;
    } rows[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777, true},
        {"Sun Nov  6 08:49:37 1994", 784111777, true},
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0, true},
        {"Wed, 31 Dec 1969 23:59:59 GMT", 0, true},
        {"Tue, 29 Feb 2000 00:00:00 GMT", 951782400, true},
        {"Wed, 01 Mar 2000 00:00:00 GMT", 951868800, true},
        {"Thu, 29 Feb 2024 23:59:60 GMT", 1709251200, true},
        {"Fri, 15 Jan 2027 08:00:00 GMT", 1800000000, true},
        {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799, true},
        {"Sunday, 06-Nov-94 08:49:37 GMT", 0, false}, /* of which century? */
        {"Mon, 06 Nov 1994 08:49:37 GMT", 0, false},
        {"784111777", 0, false},
        {"", 0, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t found = -1;

        CHECK(fapix_http_date(fapix_slice_str(rows[i].text), &found) == rows[i].read || printf("%s\n", rows[i].text) == 0);
        CHECK(found == rows[i].seconds || printf("%s: %lld\n", rows[i].text, (long long)found) == 0);
    }
}

static void uuids(void **state)
{
    static const char *const bad[] = {"", "c770aef3-6784-41f7-8e0e-ff5f97bddb3", "c770aef3-6784-41f7-8e0e-ff5f97bddb3a0",
                                      "c770aef3x6784-41f7-8e0e-ff5f97bddb3a", "g770aef3-6784-41f7-8e0e-ff5f97bddb3a",
                                      "{770aef3-6784-41f7-8e0e-ff5f97bddb3}", "c770aef36784-41f7-8e0e-ff5f97bddb3a-"};
    static const char *const other[] = {"c770aef3-6784-11f7-8e0e-ff5f97bddb3a", "c770aef3-6784-41f7-7e0e-ff5f97bddb3a",
                                        "c770aef3-6784-41f7-ce0e-ff5f97bddb3a"};

    (void)state;
    CHECK(fapix_is_uuid4(fapix_slice_str("c770aef3-6784-41f7-8e0e-ff5f97bddb3a")));
    CHECK(fapix_is_uuid4(fapix_slice_str("C770AEF3-6784-41F7-BE0E-FF5F97BDDB3A")));
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(!fapix_is_uuid(fapix_slice_str(bad[i])) && !fapix_is_uuid4(fapix_slice_str(bad[i])));
    for (size_t i = 0; i < COUNT(other); i++)
        CHECK(fapix_is_uuid(fapix_slice_str(other[i])) && !fapix_is_uuid4(fapix_slice_str(other[i])));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(dates), cmocka_unit_test(seconds), cmocka_unit_test(uuids)};

    return t_main("http_date", tests, COUNT(tests));
}
