/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The comparison of secrets. That it tells right from wrong shows everywhere; that it takes no branch on what it
 * compares shows under valgrind, which complains of each jump that depends on octets marked as undefined.
 */
#include "crypto/crypto_data.h"

#if defined(__has_include)
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define HAVE_MEMCHECK 1
#endif
#endif
#ifndef HAVE_MEMCHECK
#define VALGRIND_MAKE_MEM_UNDEFINED(p, n) ((void)(p), (void)(n))
#define VALGRIND_MAKE_MEM_DEFINED(p, n) ((void)(p), (void)(n))
#define VALGRIND_COUNT_ERRORS 0u
#endif

static void equality(void **state)
{
    (void)state;
    uint8_t a[43], b[43];

    for (size_t n = 0; n <= sizeof a; n++) {
        memset(a, 0x61, sizeof a);
        memset(b, 0x61, sizeof b);
        CHECK(fapix_ct_eq(fapix_slice_of(a, n), fapix_slice_of(b, n)));
        CHECK(n == 0 || !fapix_ct_eq(fapix_slice_of(a, n), fapix_slice_of(b, n - 1)));
        for (size_t bit = 0; bit < n * 8; bit++) {
            b[bit / 8] ^= (uint8_t)(1u << bit % 8);
            CHECK(!fapix_ct_eq(fapix_slice_of(a, n), fapix_slice_of(b, n)));
            b[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
    }
    CHECK(fapix_ct_eq(fapix_slice_of(NULL, 0), fapix_slice_of(a, 0)));
}

static void no_branch_on_secrets(void **state)
{
    (void)state;
    uint8_t a[43], b[43];
    unsigned before = VALGRIND_COUNT_ERRORS;

    for (int differs = 0; differs <= 1; differs++) {
        memset(a, 0x61, sizeof a);
        memset(b, 0x61, sizeof b);
        b[0] = (uint8_t)(b[0] ^ differs);
        VALGRIND_MAKE_MEM_UNDEFINED(a, sizeof a);
        VALGRIND_MAKE_MEM_UNDEFINED(b, sizeof b);
        bool equal = fapix_ct_eq(fapix_slice_of(a, sizeof a), fapix_slice_of(b, sizeof b));
        VALGRIND_MAKE_MEM_DEFINED(&equal, sizeof equal); /* the outcome itself is no secret */
        VALGRIND_MAKE_MEM_DEFINED(a, sizeof a);
        VALGRIND_MAKE_MEM_DEFINED(b, sizeof b);
        CHECK(equal == !differs);
    }
    CHECK(VALGRIND_COUNT_ERRORS == before);
    ATTACK("TMG-01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(equality), cmocka_unit_test(no_branch_on_secrets)};

    return t_main("crypto/test_constant_time", tests, sizeof tests / sizeof tests[0]);
}
