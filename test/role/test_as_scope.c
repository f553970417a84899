/* SPDX-License-Identifier: Apache-2.0 */
/* What is granted of a scope. */
#include "role/as_scope.h"
#include "test/role/as_answer_fixture.h"

static fapi_client anyone; /* its scope limits what it is granted */

static int granted(as_answer_fixture *fx, const char *requested, const char *want)
{
    fapix_buffer out;
    int rc = FAPI_ERR_INTERNAL, good = 0;

    fapix_buffer_init(&out, &fx->policy->context->memory, 1024);
    rc = fapix_as_granted_scope(&fx->as, &anyone, fapix_slice_of(requested, requested == NULL ? 0 : strlen(requested)), &out);
    good = fapix_slice_is(fapix_buffer_slice(&out), want);
    fapix_buffer_free(&out);
    return rc == FAPI_OK && !good ? FAPI_ERR_INTERNAL : rc;
}

static void test_offered(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    anyone.scope = fapix_slice_of(NULL, 0);
    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, granted(fx, "payments accounts", "payments accounts"));
    STATUS(FAPI_OK, granted(fx, "a b a c b", "a b c"));
    STATUS(FAPI_OK, granted(fx, NULL, ""));
    fx->as.scope[0] = fapix_slice_str("accounts");
    fx->as.scope[1] = fapix_slice_str("openid");
    fx->as.scope_count = 2;
    STATUS(FAPI_OK, granted(fx, "openid payments accounts openid", "openid accounts"));
    STATUS(FAPI_OK, granted(fx, "payments", ""));
    anyone.scope = fapix_slice_str("payments accounts");
    STATUS(FAPI_OK, granted(fx, "openid payments accounts", "accounts"));
    CHECK(fapix_as_grants_some(&fx->as, &anyone, fapix_slice_str("openid accounts")));
    CHECK(!fapix_as_grants_some(&fx->as, &anyone, fapix_slice_str("openid payments")));
    anyone.scope = fapix_slice_of(NULL, 0);
    STATUS(FAPI_OK, granted(fx, "account accounts2 Accounts", ""));
    STATUS(FAPI_OK, granted(fx, "", ""));
    fx->as.scope_count = 0; /* borrowed texts: the fixture must not free them */
}

static void test_appended(void **state)
{
    AUTO(as_answer_fixture) fx = NULL;
    fapix_buffer out;
    int rc = FAPI_ERR_INTERNAL, good = 0;
    (void)state;

    anyone.scope = fapix_slice_of(NULL, 0);
    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    fapix_buffer_init(&out, &fx->policy->context->memory, 1024);
    rc = fapix_buffer_str(&out, "a ");
    if (rc == FAPI_OK)
        rc = fapix_as_granted_scope(&fx->as, &anyone, fapix_slice_str("a b"), &out);
    good = fapix_slice_is(fapix_buffer_slice(&out), "a a b"); /* what stood there before is not of this scope */
    fapix_buffer_free(&out);
    STATUS(FAPI_OK, rc);
    CHECK(good);
}

static void test_next(void **state)
{
    fapix_slice rest = fapix_slice_str("a bc");
    (void)state;

    CHECK(fapix_slice_is(fapix_as_next_scope(&rest), "a"));
    CHECK(fapix_slice_is(fapix_as_next_scope(&rest), "bc"));
    CHECK(fapix_as_next_scope(&rest).n == 0 && rest.n == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_offered),
        cmocka_unit_test(test_appended),
        cmocka_unit_test(test_next),
    };

    return t_main("as_scope", tests, A_MANY(tests));
}
