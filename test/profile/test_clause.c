/* SPDX-License-Identifier: Apache-2.0 */
/* The clause of a refusal is that of the profile which asks for it, and of the status elsewhere. */
#include "profile/clause.h"
#include "test/harness.h"

static void clauses_of_profiles(void **state)
{
    static const struct {
        int profile, status;
        const char *clause; /* NULL: that of the status */
    } rows[] = {
        {FAPI_PROFILE_FAPI1_ADVANCED, FAPI_REQUEST_OBJECT_MISSING, "FAPI 1.0 Advanced 5.2.2 (1)"},
        {FAPI_PROFILE_UK_OPEN_BANKING, FAPI_REQUEST_OBJECT_MISSING, "FAPI 1.0 Advanced 5.2.2 (1)"},
        {FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_REQUEST_OBJECT_MISSING, "FAPI 2.0 MS 5.3.1 (1)"},
        {FAPI_PROFILE_BR_OPEN_FINANCE, FAPI_CLIENT_ASSERTION_ALG, "Open Finance Brasil 6.2 (1)"},
        {FAPI_PROFILE_FAPI2_SECURITY, FAPI_REQUEST_URI_MISSING, "FAPI 2.0 SP 5.3.2.2 (3)"},
        {FAPI_PROFILE_FAPI1_BASELINE, FAPI_CLIENT_ASSERTION_ALG, NULL}, /* ours: no text says which */
        {FAPI_PROFILE_FAPI2_SECURITY, FAPI_CLIENT_ASSERTION_EXPIRED, NULL},
        {FAPI_PROFILE_FAPI2_SECURITY, FAPI_OK, NULL},
        {FAPI_PROFILE_FAPI2_SECURITY, -1, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), rows[i].profile);
        const char *got = NULL;

        CHECK(policy != NULL);
        got = fapix_policy_clause(policy, rows[i].status);
        CHECK((got == NULL) == (rows[i].clause == NULL));
        CHECK(got == NULL || strcmp(got, rows[i].clause) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(clauses_of_profiles)};

    return t_main("profile/clause", tests, sizeof tests / sizeof tests[0]);
}
