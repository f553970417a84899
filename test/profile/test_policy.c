/* SPDX-License-Identifier: Apache-2.0 */
/* The policy: what a host may change in a profile, what it may not, and what becomes of one that does all the same. */
#include "profile/policy.h"
#include "profile/table.h"
#include "test/harness.h"

enum {
    BASELINE = FAPI_PROFILE_FAPI1_BASELINE,
    SECURITY = FAPI_PROFILE_FAPI2_SECURITY,
    SIGNING = FAPI_PROFILE_FAPI2_MESSAGE_SIGNING,
    CDR = FAPI_PROFILE_AU_CDR,
    BRASIL = FAPI_PROFILE_BR_OPEN_FINANCE,
    COLOMBIA = FAPI_PROFILE_CO_OPEN_FINANCE
};

static void a_new_policy_holds_its_column(void **state)
{
    (void)state;
    for (int profile = BASELINE; profile <= COLOMBIA; profile++) {
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), profile);
        CHECK(policy != NULL);
        CHECK(fapi_policy_profile(policy) == profile && fapi_policy_conforms(policy) == 1);
        for (size_t i = 0; i < fapi_control_count(); i++) {
            int64_t want = -1, got = -2;
            STATUS(FAPI_OK, fapi_profile_value(profile, fapi_control_at(i), &want));
            STATUS(FAPI_OK, fapi_policy_get(policy, fapi_control_at(i), &got));
            CHECK(want == got && fapix_policy_value(policy, fapi_control_at(i)) == want);
        }
        CHECK(fapix_policy_value(policy, -1) == 0 && fapix_policy_value(policy, 0) == 0);
        CHECK(fapix_policy_value(policy, 12) == 0 && fapix_policy_value(policy, FAPIX_CONTROL_LIMIT) == 0);
    }
}

/* One step each from a fresh policy. */
typedef struct step {
    int profile, control;
    int64_t value;
    int status; /* of fapi_policy_set */
} step;

static const step steps[] = {
    /* tightened */
    {SECURITY, FAPI_CONTROL_ALGS, FAPI_ALG_ES256, FAPI_OK},
    {SECURITY, FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_DPOP, FAPI_OK},
    {SECURITY, FAPI_CONTROL_DPOP_NONCE, 1, FAPI_OK},
    {SECURITY, FAPI_CONTROL_DPOP_MAX_AGE, 5, FAPI_OK},
    {SECURITY, FAPI_CONTROL_TOKEN_MAX_LIFETIME, 900, FAPI_OK},
    {SECURITY, FAPI_CONTROL_TLS_MIN_VERSION, 0x0304, FAPI_OK},
    {SECURITY, FAPI_CONTROL_SKEW_BEHIND, 0, FAPI_OK},
    {SECURITY, FAPI_CONTROL_EC_MIN_BITS, 255, FAPI_OK},
    {BASELINE, FAPI_CONTROL_BINDING_REQUIRED, 1, FAPI_OK},
    {BASELINE, FAPI_CONTROL_DUPLICATE_KID, FAPI_DUPLICATE_KID_REFUSE, FAPI_OK},
    {BRASIL, FAPI_CONTROL_TOKEN_MAX_LIFETIME, 300, FAPI_OK},
    /* a choice that the text leaves open */
    {SECURITY, FAPI_CONTROL_SKEW_AHEAD, 60, FAPI_OK},
    {SECURITY, FAPI_CONTROL_TOKEN_FORMAT, FAPI_TOKEN_FORMAT_JWT, FAPI_OK},
    {SECURITY, FAPI_CONTROL_REPLAY, 0, FAPI_OK},
    {SECURITY, FAPI_CONTROL_JWKS_COOLDOWN, 1, FAPI_OK},
    {SECURITY, FAPI_CONTROL_JWKS_COOLDOWN, 3600, FAPI_OK},
    {SECURITY, FAPI_CONTROL_DPOP_NONCE_TIME, 1, FAPI_OK},
    {BASELINE, FAPI_CONTROL_BEARER_MAX_LIFETIME, 0, FAPI_OK},
    {COLOMBIA, FAPI_CONTROL_BINDING_METHODS, 3, FAPI_OK},
    {COLOMBIA, FAPI_CONTROL_ALGS, 7, FAPI_OK},
    {BRASIL, FAPI_CONTROL_RESPONSE_TYPES, 3, FAPI_OK},
    {BASELINE, FAPI_CONTROL_ACR, FAPI_ACR_PSD2, FAPI_OK},
    /* weaker than the profile */
    {SECURITY, FAPI_CONTROL_ALGS, 15, FAPI_POLICY_LOOSENS},
    {SECURITY, FAPI_CONTROL_ALGS, FAPI_ALG_RS256, FAPI_POLICY_LOOSENS},
    {SECURITY, FAPI_CONTROL_BINDING_REQUIRED, 0, FAPI_POLICY_LOOSENS},
    {SECURITY, FAPI_CONTROL_SKEW_AHEAD, 61, FAPI_POLICY_LOOSENS},
    {SECURITY, FAPI_CONTROL_SKEW_AHEAD, 300, FAPI_POLICY_LOOSENS},
    {SECURITY, FAPI_CONTROL_SKEW_BEHIND, 61, FAPI_POLICY_LOOSENS},
    {SECURITY, FAPI_CONTROL_EC_MIN_BITS, 160, FAPI_POLICY_LOOSENS},
    {SECURITY, FAPI_CONTROL_PAR, FAPI_USE_CONDITIONAL, FAPI_POLICY_LOOSENS},
    {SECURITY, FAPI_CONTROL_CODE_LIFETIME, 61, FAPI_POLICY_LOOSENS},
    {SECURITY, FAPI_CONTROL_REQUEST_URI_MAX_LIFETIME, 600, FAPI_POLICY_LOOSENS},
    {SECURITY, FAPI_CONTROL_TLS12_CIPHERS, FAPI_CIPHERS_FAPI1_FOUR, FAPI_POLICY_LOOSENS},
    {COLOMBIA, FAPI_CONTROL_CLIENT_AUTH, 7, FAPI_POLICY_LOOSENS},
    {BRASIL, FAPI_CONTROL_ALGS, FAPI_ALG_ES256, FAPI_POLICY_LOOSENS},
    {BRASIL, FAPI_CONTROL_TOKEN_MAX_LIFETIME, 901, FAPI_POLICY_LOOSENS},
    {BRASIL, FAPI_CONTROL_TOKEN_MAX_LIFETIME, 0, FAPI_POLICY_LOOSENS},
    {BRASIL, FAPI_CONTROL_TOKEN_MIN_LIFETIME, 0, FAPI_POLICY_LOOSENS},
    {CDR, FAPI_CONTROL_ACR, FAPI_ACR_HOST, FAPI_POLICY_LOOSENS},
    {CDR, FAPI_CONTROL_DUPLICATE_KID, FAPI_DUPLICATE_KID_NARROW, FAPI_POLICY_LOOSENS},
    /* against what everyone must accept */
    {SECURITY, FAPI_CONTROL_SKEW_AHEAD, 9, FAPI_POLICY_OVERRIDES},
    {SECURITY, FAPI_CONTROL_SKEW_AHEAD, 0, FAPI_POLICY_OVERRIDES},
    {SECURITY, FAPI_CONTROL_DUPLICATE_KID, FAPI_DUPLICATE_KID_REFUSE, FAPI_POLICY_OVERRIDES},
    {SECURITY, FAPI_CONTROL_NONCE_MAX_LENGTH, 63, FAPI_POLICY_OVERRIDES},
    {BRASIL, FAPI_CONTROL_RESPONSE_TYPES, FAPI_RESPONSE_CODE, FAPI_POLICY_OVERRIDES},
    {CDR, FAPI_CONTROL_ASSERTION_AUD, FAPI_ASSERTION_AUD_ISSUER_STRING, FAPI_POLICY_OVERRIDES},
    {BASELINE, FAPI_CONTROL_INTERACTION_ID, FAPI_INTERACTION_ID_REQUIRED, FAPI_POLICY_OVERRIDES},
};

static void steps_within_the_profile_and_beyond(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), steps[i].profile);
        int64_t before = 0, after = 0;
        CHECK(policy != NULL);
        STATUS(FAPI_OK, fapi_policy_get(policy, steps[i].control, &before));
        STATUS(steps[i].status, fapi_policy_set(policy, steps[i].control, steps[i].value));
        STATUS(FAPI_OK, fapi_policy_get(policy, steps[i].control, &after));
        CHECK(after == (steps[i].status == FAPI_OK ? steps[i].value : before));
        CHECK(fapi_policy_conforms(policy) == 1);
        /* The same step, insecure: taken, and told for good. */
        STATUS(FAPI_OK, fapi_policy_insecure_set(policy, steps[i].control, steps[i].value));
        STATUS(FAPI_OK, fapi_policy_get(policy, steps[i].control, &after));
        CHECK(after == steps[i].value);
        CHECK(fapi_policy_conforms(policy) == (steps[i].status == FAPI_OK));
        STATUS(FAPI_OK, fapi_policy_set(policy, steps[i].control, before));
        CHECK(fapi_policy_conforms(policy) == (steps[i].status == FAPI_OK));
    }
}

static void a_fapi_2_policy_is_never_loosened(void **state)
{
    static const int profiles[] = {SECURITY, SIGNING, COLOMBIA};

    (void)state;
    for (size_t p = 0; p < sizeof profiles / sizeof profiles[0]; p++) {
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), profiles[p]);
        CHECK(policy != NULL);
        STATUS(FAPI_OK, fapi_policy_set(policy, FAPI_CONTROL_CODE_LIFETIME, 30));
        STATUS(FAPI_POLICY_LOOSENS, fapi_policy_set(policy, FAPI_CONTROL_BINDING_REQUIRED, 0));
        CHECK(fapi_policy_conforms(policy) == 1);
        STATUS(FAPI_OK, fapi_policy_insecure_set(policy, FAPI_CONTROL_BINDING_REQUIRED, 0));
        CHECK(fapi_policy_conforms(policy) == 0);
    }
    ACCEPTS("FAPI2SP-5.1.2-1");
    REFUSES("FAPI2SP-5.1.2-1");
}

static void message_signing_has_options_of_its_own_and_no_others(void **state)
{
    static const int options[] = {FAPI_CONTROL_REQUEST_OBJECT, FAPI_CONTROL_JARM, FAPI_CONTROL_INTROSPECTION_SIGNED};

    (void)state;
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), SIGNING);
        CHECK(policy != NULL);
        STATUS(FAPI_OK, fapi_policy_set(policy, options[i], FAPI_USE_OFF));
        for (size_t j = 0; j < sizeof options / sizeof options[0]; j++)
            CHECK(fapix_policy_value(policy, options[j]) == (i == j ? FAPI_USE_OFF : FAPI_USE_REQUIRED));
        CHECK(fapi_policy_conforms(policy) == 1);
    }
    ACCEPTS("FAPI2MS-5-1");
    for (size_t i = 0; i < fapi_control_count(); i++) {
        const fapix_row *row = fapix_row_of(fapi_control_at(i), NULL);
        const fapix_cell *base = fapix_cell_of(row, SECURITY);
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), SIGNING);
        int64_t weaker[] = {row->low, row->high};
        CHECK(policy != NULL);
        for (size_t j = 0; j < 2; j++) {
            if (fapix_row_legal(row, weaker[j]) == FAPI_OK &&
                fapix_row_conforms(row, base, weaker[j]) == FAPI_POLICY_LOOSENS)
                STATUS(FAPI_POLICY_LOOSENS, fapi_policy_set(policy, row->control, weaker[j]));
        }
    }
    REFUSES("FAPI2MS-5-1");
}

static void rs256_is_for_baseline_alone(void **state)
{
    (void)state;
    for (int profile = BASELINE; profile <= COLOMBIA; profile++) {
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), profile);
        int64_t algs = 0;
        CHECK(policy != NULL);
        STATUS(FAPI_OK, fapi_policy_get(policy, FAPI_CONTROL_ALGS, &algs));
        CHECK(((algs & FAPI_ALG_RS256) != 0) == (profile == BASELINE));
        STATUS(profile == BASELINE ? FAPI_OK : FAPI_POLICY_LOOSENS,
               fapi_policy_set(policy, FAPI_CONTROL_ALGS, FAPI_ALG_RS256));
        if (profile == BASELINE)
            ACCEPTS("RFC9068-2.1-3");
        else
            REFUSES("RFC9068-2.1-3");
    }
}

/* Not even the insecure setter takes these. */
static void what_is_no_value_is_refused(void **state)
{
    static const step cases[] = {
        {SECURITY, FAPI_CONTROL_SKEW_AHEAD, 301, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_SKEW_AHEAD, -1, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_SKEW_AHEAD, INT64_MIN, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_SKEW_AHEAD, INT64_MAX, FAPI_POLICY_VALUE},
        {BASELINE, FAPI_CONTROL_SKEW_BEHIND, 301, FAPI_POLICY_VALUE},
        {BASELINE, FAPI_CONTROL_SKEW_BEHIND, -1, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_ALGS, 16, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_ALGS, 17, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_ALGS, -1, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_ALGS, INT64_MIN, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_ALGS, 0, FAPI_POLICY_EMPTY},
        {BASELINE, FAPI_CONTROL_ALGS, 0, FAPI_POLICY_EMPTY},
        {SECURITY, FAPI_CONTROL_BINDING_METHODS, 0, FAPI_POLICY_EMPTY},
        {BASELINE, FAPI_CONTROL_CLIENT_AUTH, 0, FAPI_POLICY_EMPTY},
        {SECURITY, FAPI_CONTROL_RESPONSE_TYPES, 0, FAPI_POLICY_EMPTY},
        {SECURITY, FAPI_CONTROL_RSA_MIN_BITS, 2047, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_RSA_MIN_BITS, 3072, FAPI_POLICY_VALUE}, /* no check would read it */
        {BASELINE, FAPI_CONTROL_TLS_MIN_VERSION, 0x0302, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_BINDING_REQUIRED, 2, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_DPOP_MAX_AGE, 0, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_DPOP_MAX_AGE, 301, FAPI_POLICY_VALUE},
        /* ends that cross */
        {BRASIL, FAPI_CONTROL_TOKEN_MAX_LIFETIME, 299, FAPI_POLICY_VALUE},
        {BRASIL, FAPI_CONTROL_TOKEN_MIN_LIFETIME, 901, FAPI_POLICY_VALUE},
        {CDR, FAPI_CONTROL_REQUEST_URI_MAX_LIFETIME, 9, FAPI_POLICY_VALUE},
        {SECURITY, FAPI_CONTROL_REQUEST_URI_MIN_LIFETIME, 600, FAPI_POLICY_VALUE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), cases[i].profile);
        int64_t before = 0, after = 0;
        CHECK(policy != NULL);
        STATUS(FAPI_OK, fapi_policy_get(policy, cases[i].control, &before));
        STATUS(cases[i].status, fapi_policy_set(policy, cases[i].control, cases[i].value));
        STATUS(cases[i].status, fapi_policy_insecure_set(policy, cases[i].control, cases[i].value));
        STATUS(FAPI_OK, fapi_policy_get(policy, cases[i].control, &after));
        CHECK(after == before && fapi_policy_conforms(policy) == 1);
    }
    ATTACK("TIME-12");
    ATTACK("CFG-01");
}

static void misuse_is_told(void **state)
{
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), SECURITY);
    AUTO(fapi_policy) alone = NULL;
    int64_t value = 7;

    (void)state;
    CHECK(policy != NULL);
    CHECK(fapi_policy_new(t_context(), 0) == NULL && fapi_policy_new(t_context(), COLOMBIA + 1) == NULL);
    CHECK(fapi_policy_new(t_context(), INT32_MIN) == NULL && fapi_policy_new(NULL, -1) == NULL);
    STATUS(FAPI_ERR_ARG, fapi_policy_set(NULL, FAPI_CONTROL_ALGS, 1));
    STATUS(FAPI_ERR_ARG, fapi_policy_insecure_set(NULL, FAPI_CONTROL_ALGS, 1));
    STATUS(FAPI_ERR_ARG, fapi_policy_set(policy, 0, 1));
    STATUS(FAPI_ERR_ARG, fapi_policy_insecure_set(policy, FAPIX_CONTROL_LIMIT, 1));
    STATUS(FAPI_ERR_ARG, fapi_policy_get(NULL, FAPI_CONTROL_ALGS, &value));
    CHECK(value == 0);
    value = 7;
    STATUS(FAPI_ERR_ARG, fapi_policy_get(policy, 12, &value));
    CHECK(value == 0);
    STATUS(FAPI_ERR_ARG, fapi_policy_get(policy, FAPI_CONTROL_ALGS, NULL));
    CHECK(fapi_policy_profile(NULL) == 0 && fapi_policy_conforms(NULL) == 0);
    fapi_policy_free(NULL);
    /* A private context goes with the policy. */
    alone = fapi_policy_new(NULL, SECURITY);
    CHECK(alone != NULL && fapi_policy_profile(alone) == SECURITY);
}

static void *refuse(void *user, size_t size)
{
    int *left = user;
    return (*left)-- > 0 ? malloc(size) : NULL;
}

static void release(void *user, void *pointer, size_t size)
{
    (void)user;
    (void)size;
    free(pointer);
}

static void no_memory_no_policy(void **state)
{
    int left = 1000;
    AUTO(fapi_context) context = fapi_context_new_allocator(refuse, release, &left);

    (void)state;
    CHECK(context != NULL);
    left = 0;
    CHECK(fapi_policy_new(context, SECURITY) == NULL);
    left = 1;
    AUTO(fapi_policy) policy = fapi_policy_new(context, SECURITY);
    CHECK(policy != NULL && left == 0);
    /* Everything after it is done without memory. */
    STATUS(FAPI_OK, fapi_policy_set(policy, FAPI_CONTROL_DPOP_NONCE, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_policy_holds_its_column),
        cmocka_unit_test(steps_within_the_profile_and_beyond),
        cmocka_unit_test(a_fapi_2_policy_is_never_loosened),
        cmocka_unit_test(message_signing_has_options_of_its_own_and_no_others),
        cmocka_unit_test(rs256_is_for_baseline_alone),
        cmocka_unit_test(what_is_no_value_is_refused),
        cmocka_unit_test(misuse_is_told),
        cmocka_unit_test(no_memory_no_policy),
    };
    return t_main("profile/policy", tests, sizeof tests / sizeof tests[0]);
}
