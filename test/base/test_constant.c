/* SPDX-License-Identifier: Apache-2.0 */
/* Constants by name: each one that the text of the header has, with its value, and nothing else. */
#include "test/base/header_text.h"
#include "test/harness.h"

static void every_constant_of_the_header(void **state)
{
    size_t count = 0, good = 0;
    header_constant *constants = header_constants(&count);

    (void)state;
    CHECK(constants != NULL);
    for (size_t i = 0; i < count; i++) {
        int64_t value = -1;
        int rc = fapi_constant(constants[i].name, strlen(constants[i].name), &value);

        if (rc == FAPI_OK && value == constants[i].value)
            good++;
        else
            printf("%s is not what the header says\n", constants[i].name);
    }
    free(constants);
    CHECK(count > 300);
    CHECK(good == count);
}

static void other_names_are_not_found(void **state)
{
    static const char *const unknown[] = {
        "", "FAPI_", "FAPI_VERSION", "fapi_max_jwt", "FAPI_MAX_JW", "FAPI_MAX_JWT ", "FAPI_DPOP_HT", "FAPI_DPOP_HTUX",
    };
    int64_t value = 7;

    (void)state;
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        value = 7;
        STATUS(FAPI_ERR_NOT_FOUND, fapi_constant(unknown[i], strlen(unknown[i]), &value));
        CHECK(value == 0);
    }
    STATUS(FAPI_ERR_NOT_FOUND, fapi_constant("FAPI_MAX_JWT\0", 13, &value));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_constant("FAPI_MAX_JWT", SIZE_MAX, &value));
    STATUS(FAPI_OK, fapi_constant("FAPI_MAX_JWT and more", 12, &value));
    CHECK(value == FAPI_MAX_JWT);
    STATUS(FAPI_ERR_ARG, fapi_constant(NULL, 0, &value));
    CHECK(value == 0);
    STATUS(FAPI_ERR_ARG, fapi_constant("FAPI_MAX_JWT", 12, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_constant_of_the_header),
        cmocka_unit_test(other_names_are_not_found),
    };
    return t_main("base/constant", tests, sizeof tests / sizeof tests[0]);
}
