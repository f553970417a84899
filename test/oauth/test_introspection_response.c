/* SPDX-License-Identifier: Apache-2.0 */
/* Introspection responses. */
#include "oauth/introspection_response.h"

#include "test/oauth/made_json.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))

static void test_judge(void **state)
{
    static const struct {
        int status;
        bool active;
        const char *members;
    } rows[] = {
        {FAPI_OK, true, "{}"},
        {FAPI_OK, true, "{\"active\":true,\"exp\":101}"},
        {FAPI_OK, false, "{\"exp\":100}"},
        {FAPI_OK, true,
            "{\"cnf\":{\"x5t#S256\":\"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\"},\"token_type\":\"Bearer\"}"},
        {FAPI_OK, true, "{\"cnf\":{\"jkt\":\"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\"},\"token_type\":\"dpop\"}"},
        {FAPI_ANSWER_CLAIM, false,
            "{\"cnf\":{\"jkt\":\"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\"},\"token_type\":\"Bearer\"}"},
        {FAPI_ANSWER_CLAIM, false, "{\"cnf\":{\"jkt\":\"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN\"}}"},
        {FAPI_ANSWER_CLAIM, false, "{\"active\":1}"},
        {FAPI_ANSWER_CLAIM, false, "{\"sub\":1}"},
        {FAPI_ANSWER_CLAIM, false, "{\"nbf\":true}"},
        {FAPI_ANSWER_ACTIVE, false, "{\"active\":false}"},
    };
    (void)state;

    for (size_t i = 0; i < MANY(rows); i++) {
        const fapix_json *json = NULL;
        bool active = !rows[i].active;

        STATUS(FAPI_OK, made_parse(rows[i].members, &json));
        CHECK(fapix_introspection_judge(json, 100, &active) == rows[i].status);
        CHECK(active == rows[i].active);
    }
}

static void test_jwt(void **state)
{
    const fapix_json *json = NULL;
    fapix_buffer out = made_buffer();
    json_t *made = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, made_parse("{\"active\":true,\"sub\":\"a\",\"exp\":7}", &json));
    fapix_introspection_jwt(json, fapix_slice_str("iss"), fapix_slice_str("rs"), 5, &out);
    made = made_read(&out);
    good = json_object_size(made) == 4 && json_object_size(json_object_get(made, "token_introspection")) == 3 &&
           made_is(made, "aud", "rs") && json_object_get(made, "sub") == NULL && json_object_get(made, "exp") == NULL;
    json_decref(made);
    CHECK(good);
    out = made_buffer();
    fapix_introspection_write(NULL, &out);
    good = out.n == 16 && memcmp(out.p, "{\"active\":false}", 16) == 0;
    fapix_buffer_free(&out);
    CHECK(good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_judge), cmocka_unit_test(test_jwt)};

    return t_main("introspection_response", tests, MANY(tests));
}
