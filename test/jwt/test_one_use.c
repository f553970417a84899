/* SPDX-License-Identifier: Apache-2.0 */
/* The one-use key: written out by hand once, and different in kind, owner and jti. */
#include "test/harness.h"

#include <sodium.h>

#include "jwt/one_use.h"

static void recipe(void **state)
{
    (void)state;
    static const uint8_t octets[] = {0, 0, 0, 4, 'd', 'p', 'o', 'p', 0, 0, 0, 2, 'a', 'b', 0, 0, 0, 1, 'c'};
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    uint8_t want[32], first[32];

    CHECK(verdict != NULL);
    crypto_hash_sha256(want, octets, sizeof octets);
    STATUS(FAPI_OK, fapix_one_use(verdict, "dpop", fapix_slice_str("ab"), fapix_slice_str("c"), 77));
    CHECK(memcmp(verdict->replay_key, want, 32) == 0);
    CHECK(verdict->has_replay && verdict->replay_expiry == 77);
    memcpy(first, verdict->replay_key, 32);
    STATUS(FAPI_OK, fapix_one_use(verdict, "dpop", fapix_slice_str("a"), fapix_slice_str("bc"), 77));
    CHECK(memcmp(verdict->replay_key, first, 32) != 0);
    STATUS(FAPI_OK, fapix_one_use(verdict, "jar", fapix_slice_str("ab"), fapix_slice_str("c"), 77));
    CHECK(memcmp(verdict->replay_key, first, 32) != 0);
}

static void form_and_time(void **state)
{
    (void)state;
    static uint8_t longest[FAPI_MAX_JTI + 1];

    memset(longest, 'j', sizeof longest);
    CHECK(fapix_jti_fits(fapix_slice_of(longest, FAPI_MAX_JTI)));
    CHECK(!fapix_jti_fits(fapix_slice_of(longest, FAPI_MAX_JTI + 1)));
    CHECK(fapix_jti_fits(fapix_slice_str(" x ")) && !fapix_jti_fits(fapix_slice_str("")));
    CHECK(!fapix_jti_fits(fapix_slice_str(" \t\r\n\v\f")));
    CHECK(fapix_time_later(5, 6) == 11 && fapix_time_later(FAPI_MAX_TIME, 1) == FAPI_MAX_TIME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(recipe), cmocka_unit_test(form_and_time)};

    return t_main("one_use", tests, sizeof tests / sizeof *tests);
}
