/* SPDX-License-Identifier: Apache-2.0 */
/* What is written is read back by another parser as it was. */
#include "base/json_write.h"

#include <jansson.h>

#include "base/context.h"
#include "test/harness.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))

static void start(fapix_buffer *out, size_t ceiling)
{
    fapix_buffer_init(out, &t_context()->memory, ceiling);
}

static int same(const fapix_buffer *out, const char *want)
{
    return out->status == FAPI_OK && out->n == strlen(want) && memcmp(out->p, want, out->n) == 0;
}

static void test_strings(void **state)
{
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"", "\"\""},
        {"plain", "\"plain\""},
        {"a\"b\\c", "\"a\\\"b\\\\c\""},
        {"\"", "\"\\\"\""},
        {"\n\r\t\x01\x1f", "\"\\u000a\\u000d\\u0009\\u0001\\u001f\""},
        {"caf\xc3\xa9 \x7f </script>", "\"caf\xc3\xa9 \x7f </script>\""},
    };
    (void)state;

    for (size_t i = 0; i < MANY(rows); i++) {
        fapix_buffer out;
        json_t *read = NULL;
        int good = 0;

        start(&out, 1024);
        fapix_write_string(&out, fapix_slice_str(rows[i].text));
        good = same(&out, rows[i].written);
        read = out.n == 0 ? NULL : json_loadb((const char *)out.p, out.n, JSON_DECODE_ANY, NULL);
        good = good && json_string_value(read) != NULL && strcmp(json_string_value(read), rows[i].text) == 0;
        json_decref(read);
        fapix_buffer_free(&out);
        CHECK(good);
    }
}

static void test_integers(void **state)
{
    static const struct {
        int64_t value;
        const char *written;
    } rows[] = {
        {0, "0"}, {7, "7"}, {-1, "-1"}, {1800000000, "1800000000"}, {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };
    (void)state;

    for (size_t i = 0; i < MANY(rows); i++) {
        fapix_buffer out;
        int good = 0;

        start(&out, 1024);
        fapix_write_integer(&out, rows[i].value);
        good = same(&out, rows[i].written);
        fapix_buffer_free(&out);
        CHECK(good);
    }
}

static void test_members(void **state)
{
    static fapix_json json;
    static uint8_t scratch[256];
    const fapix_slice host = fapix_slice_str("{\"q\\\"\": [1, {\"x\":null}] }");
    fapix_buffer out;
    int good = 0;
    (void)state;

    start(&out, 1024);
    CHECK(fapix_json_parse(&json, host, scratch) == FAPI_OK);
    fapix_buffer_str(&out, "{");
    fapix_write_text_member(&out, "a", fapix_slice_str("{"));
    fapix_write_integer_member(&out, "b", -2);
    fapix_write_name(&out, fapix_slice_str("c"));
    fapix_buffer_str(&out, "{");
    fapix_write_json_member(&out, "d", fapix_slice_str("[true]"));
    fapix_buffer_str(&out, "}");
    fapix_write_node(&out, fapix_json_first(&json, &json.node[0]));
    fapix_buffer_str(&out, "}");
    good = same(&out, "{\"a\":\"{\",\"b\":-2,\"c\":{\"d\":[true]},\"q\\\"\":[1, {\"x\":null}]}");
    fapix_buffer_free(&out);
    CHECK(good);
}

static void test_ceiling(void **state)
{
    fapix_buffer out;
    (void)state;

    start(&out, 8);
    fapix_write_text_member(&out, "name", fapix_slice_str("value"));
    CHECK(out.status != FAPI_OK && out.n <= 8);
    fapix_buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_ceiling),
    };

    return t_main("json_write", tests, MANY(tests));
}
