/* SPDX-License-Identifier: Apache-2.0 */
/* The handle of parameters: its limits, and that what did not fit spoils it. Reading is base/test_parameter's. */
#include "oauth/parameters.h"
#include "test/oauth/as_fixture.h"

static int status_of(const fapi_parameters *parameters)
{
    fapix_parameters view;

    return fapix_parameters_of(parameters, &view);
}

static void text(void **state)
{
    static const struct {
        const char *name, *value;
        size_t name_n, value_n;
        int want;
    } rows[] = {
        {"a", "b", 1, 1, FAPI_OK},
        {"a", NULL, 1, 0, FAPI_OK},
        {"\xc3\xa9", "\xf0\x9f\x98\x80", 2, 4, FAPI_OK},
        {"", "b", 0, 1, FAPI_PARAMETER_TEXT},
        {"a", "\0", 1, 1, FAPI_PARAMETER_TEXT},
        {"a\0", "b", 2, 1, FAPI_PARAMETER_TEXT},
        {"a", "\xff", 1, 1, FAPI_PARAMETER_TEXT},
        {"a", "\xc3", 1, 1, FAPI_PARAMETER_TEXT},
        {"a", "\xed\xa0\x80", 1, 3, FAPI_PARAMETER_TEXT},
        {NULL, "b", 1, 1, FAPI_ERR_ARG},
        {"a", NULL, 1, 1, FAPI_ERR_ARG},
    };

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        AUTO(fapi_parameters) parameters = fapi_parameters_new(t_context());

        CHECK(parameters != NULL);
        STATUS(rows[i].want, fapi_parameters_add(parameters, rows[i].name, rows[i].name_n, rows[i].value, rows[i].value_n));
        CHECK(status_of(parameters) == rows[i].want);
        /* The first refusal stays. */
        STATUS(FAPI_OK, fapi_parameters_add(parameters, "z", 1, "z", 1));
        CHECK(status_of(parameters) == rows[i].want);
        fapi_parameters_reset(parameters);
        CHECK(status_of(parameters) == FAPI_OK);
    }
}

static void limits(void **state)
{
    AUTO(fapi_parameters) parameters = fapi_parameters_new(t_context());
    static char big[FAPI_MAX_PARAMETER_TEXT];

    (void)state;
    CHECK(parameters != NULL);
    memset(big, 'a', sizeof big);
    for (int i = 0; i < FAPI_MAX_PARAMETERS; i++)
        STATUS(FAPI_OK, fapi_parameters_add(parameters, "a", 1, "b", 1));
    STATUS(FAPI_PARAMETER_COUNT, fapi_parameters_add(parameters, "a", 1, "b", 1));
    fapi_parameters_reset(parameters);
    STATUS(FAPI_OK, fapi_parameters_add(parameters, "a", 1, big, sizeof big - 1));
    STATUS(FAPI_PARAMETER_SIZE, fapi_parameters_add(parameters, "a", 1, NULL, 0));
    fapi_parameters_reset(parameters);
    STATUS(FAPI_PARAMETER_SIZE, fapi_parameters_add(parameters, "a", 1, big, sizeof big));
    STATUS(FAPI_PARAMETER_SIZE, fapi_parameters_add(parameters, "a", 1, big, SIZE_MAX));
    STATUS(FAPI_PARAMETER_SIZE, fapi_parameters_add(parameters, big, SIZE_MAX, big, 2));
    CHECK(status_of(NULL) == FAPI_ERR_ARG);
    STATUS(FAPI_ERR_ARG, fapi_parameters_add(NULL, "a", 1, "b", 1));
    fapi_parameters_reset(NULL);
    fapi_parameters_free(NULL);
}

/* The same rules over a form and over the members of a request object. */
static void reading(void **state)
{
    static const fapix_parameter_kind kinds[] = {
        {"s", 0, false}, {"n", FAPIX_JSON_BIT(FAPIX_JSON_INTEGER), false}, {"r", 0, true},
    };
    static const struct {
        const char *json;
        int want;
        const char *s, *n, *r;
    } rows[] = {
        {"{\"s\":\"a\\u0062\",\"n\":17,\"r\":\"x\",\"other\":{}}", FAPI_OK, "ab", "17", "x"},
        {"{}", FAPI_OK, "", "", ""},
        {"{\"s\":\"\"}", FAPI_OK, "", "", ""},
        {"{\"s\":1}", FAPI_PARAMETER_TYPE, "", "", ""},
        {"{\"s\":null}", FAPI_PARAMETER_TYPE, "", "", ""},
        {"{\"n\":\"17\"}", FAPI_PARAMETER_TYPE, "", "", ""},
        {"{\"n\":1.5}", FAPI_PARAMETER_TYPE, "", "", ""},
        {"{\"r\":[\"x\"]}", FAPI_PARAMETER_TYPE, "", "", ""},
    };
    static fapix_json json;
    static uint8_t scratch[256];

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        fapix_parameters view = fapix_parameters_of_json(&json);
        fapix_parameter found[3];

        CHECK(verdict != NULL);
        STATUS(FAPI_OK, fapix_json_parse(&json, fapix_slice_str(rows[i].json), scratch));
        fapix_verdict_begin(verdict);
        STATUS(rows[i].want, fapix_verdict_end(verdict, fapix_parameters_read(verdict, &view, kinds, 3, found)));
        if (rows[i].want == FAPI_OK)
            CHECK(fapix_slice_is(found[0].value, rows[i].s) && fapix_slice_is(found[1].value, rows[i].n) &&
                  fapix_slice_is(found[2].value, rows[i].r));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(text), cmocka_unit_test(limits), cmocka_unit_test(reading)};

    return t_main("oauth/parameters", tests, sizeof tests / sizeof tests[0]);
}
