/* SPDX-License-Identifier: Apache-2.0 */
/* The claims of JARM responses. */
#include "oauth/response_jwt.h"

#include "test/oauth/made_json.h"

static void test_claims(void **state)
{
    const fapix_response_jwt_facts facts = {.issuer = fapix_slice_str("https://as.example.com"),
                                            .client_id = fapix_slice_str("c\"1"), .exp = 1800000600};
    fapix_response response = {0};
    fapix_buffer out = made_buffer();
    json_t *made = NULL;
    int good = 0;
    (void)state;

    fapix_response_add(&response, "code", fapix_slice_str("12345"));
    fapix_response_add(&response, "state", fapix_slice_str("a\\b\"\n"));
    fapix_response_jwt(&response, &facts, &out);
    made = made_read(&out);
    good = json_object_size(made) == 5 && made_is(made, "code", "12345") && made_is(made, "state", "a\\b\"\n") &&
           made_is(made, "aud", "c\"1") && json_is_integer(json_object_get(made, "exp"));
    json_decref(made);
    CHECK(good);
    ACCEPTS("JARM-2.1-4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_claims)};

    return t_main("response_jwt", tests, 1);
}
