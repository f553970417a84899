/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is done with secrets takes no branch and no index that depends on them. That it is right shows everywhere; this shows only under
 * valgrind, which complains of each jump and address that depends on octets marked as undefined: test/tools/constant_time runs this program
 * there. Digests, MACs and issued values are marked where they come to be. What a comparison says at the end is no secret: so
 * sodium_memcmp, which the library compares with, is the real one with its answer marked as defined again. Any other way of comparing
 * (memcmp, ==) is caught, as the last test shows on purpose.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>

#include "crypto/crypto_data.h"

#include "base/base64url.h"
#include "crypto/content_cipher.h"
#include "oauth/grant.h"
#include "oauth/mtls.h"
#include "test/oauth/dpop_fixture.h"

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
#define RUNNING_ON_VALGRIND 0
#endif

/* ------------------------------------------------------------------------------------------------------- what marks -- */

static bool marking;              /* digests and MACs are secrets from now on */
static fapix_slice only;          /* or, if not empty, only the digest of this */
static size_t compared, marked;   /* how often: a test in which nothing was compared shows nothing */

int sodium_memcmp(const void *const a, const void *const b, size_t n);
int sodium_memcmp(const void *const a, const void *const b, size_t n)
{
    static int (*real)(const void *, const void *, size_t);
    int rc;

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "sodium_memcmp");
    if (real == NULL)
        abort();
    compared++;
    rc = real(a, b, n);
    VALGRIND_MAKE_MEM_DEFINED(&rc, sizeof rc);
    return rc;
}

static int marking_sha256(fapix_engine *own, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    int rc = fapix_provider_builtin.sha256(own, parts, count, out);

    if (rc == FAPI_OK && marking && (only.n == 0 || (count == 1 && fapix_slice_eq(only, parts[0])))) {
        VALGRIND_MAKE_MEM_UNDEFINED(out, 32);
        marked++;
    }
    return rc;
}

static int marking_hmac(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    int rc = fapix_provider_builtin.hmac_sha256(key, parts, count, out);

    if (rc == FAPI_OK && marking) {
        VALGRIND_MAKE_MEM_UNDEFINED(out, 32);
        marked++;
    }
    return rc;
}

const fapix_provider *fapix_provider_default(void)
{
    static fapix_provider table;

    table = fapix_provider_builtin;
    table.sha256 = marking_sha256;
    table.hmac_sha256 = marking_hmac;
    return &table;
}

static unsigned begin(void)
{
    compared = marked = 0;
    only = fapix_slice_of(NULL, 0);
    marking = true;
    return VALGRIND_COUNT_ERRORS;
}

/* At least so many comparisons, and no complaint. */
static int end(unsigned before, size_t at_least)
{
    marking = false;
    return compared >= at_least && VALGRIND_COUNT_ERRORS == before;
}

/* ------------------------------------------------------------------------------------------------------ primitives -- */

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

static void comparison(void **state)
{
    (void)state;
    uint8_t a[43], b[43];
    unsigned before = begin();

    for (int differs = 0; differs <= 1; differs++) {
        memset(a, 0x61, sizeof a);
        memset(b, 0x61, sizeof b);
        b[0] = (uint8_t)(b[0] ^ differs);
        VALGRIND_MAKE_MEM_UNDEFINED(a, sizeof a);
        VALGRIND_MAKE_MEM_UNDEFINED(b, sizeof b);
        bool equal = fapix_ct_eq(fapix_slice_of(a, sizeof a), fapix_slice_of(b, sizeof b));
        CHECK(equal == !differs);
    }
    CHECK(end(before, 2));
}

static void encoding(void **state)
{
    (void)state;
    uint8_t secret[48];
    char text[64]; /* 48 octets fill it */
    unsigned before = begin();

    for (size_t n = sizeof secret - 2; n <= sizeof secret; n++) {
        for (size_t i = 0; i < sizeof secret; i++)
            secret[i] = (uint8_t)(i * 83);
        VALGRIND_MAKE_MEM_UNDEFINED(secret, sizeof secret);
        fapix_base64url_encode(fapix_slice_of(secret, n), text);
    }
    VALGRIND_MAKE_MEM_DEFINED(text, sizeof text);
    CHECK(end(before, 0));
    CHECK(memcmp(text, "AFOm-Uyf8kWY6z6R5DeK3TCD1il8zyJ1yBtuwRRnug1gswZZrP9SpfhLnvFEl-o9", sizeof text) == 0);
}

/* Each last octet there is, with and without the octets before it that make it a padding. */
static void padding(void **state)
{
    (void)state;
    uint8_t block[FAPIX_AES_BLOCK];
    unsigned before = begin();

    for (unsigned last = 0; last < 256; last++) {
        for (unsigned wrong = 0; wrong <= FAPIX_AES_BLOCK; wrong++) {
            /* Octet wrong from the end differs; 0: none does. What lies before the padding is never looked at. */
            memset(block, (int)last, sizeof block);
            if (wrong > 1)
                block[FAPIX_AES_BLOCK - wrong] ^= 0x80;
            unsigned want = last < 1 || last > FAPIX_AES_BLOCK || (wrong > 1 && wrong <= last) ? 0 : last;
            VALGRIND_MAKE_MEM_UNDEFINED(block, sizeof block);
            unsigned got = fapix_padding_of(block);
            VALGRIND_MAKE_MEM_DEFINED(&got, sizeof got);
            CHECK(got == want);
        }
    }
    CHECK(end(before, 0));
}

/* ------------------------------------------------------------------------------------------------- content and keys -- */

/* AES that does nothing, and a MAC that is a secret. */
static int no_cbc(bool encrypt, fapix_slice key, const uint8_t iv[FAPIX_AES_BLOCK], fapix_slice in, uint8_t *out)
{
    (void)encrypt;
    (void)key;
    (void)iv;
    memcpy(out, in.p, in.n);
    return FAPI_OK;
}

static int secret_hmac(bool is_sha512, fapix_slice key, const fapix_slice *parts, size_t count, uint8_t *out)
{
    (void)key;
    (void)parts;
    (void)count;
    memset(out, 0x42, is_sha512 ? 64 : 32);
    VALGRIND_MAKE_MEM_UNDEFINED(out, is_sha512 ? 64 : 32);
    marked++;
    return FAPI_OK;
}

static void tag_of_content(void **state)
{
    (void)state;
    static const fapix_ciphers ciphers = {.cbc = no_cbc, .hmac = secret_hmac};
    uint8_t key[64] = {0}, content[32], tag[32], out[32];
    unsigned before = begin();
    size_t out_n;

    memset(content, 16, sizeof content);
    for (int i = 0; i < 2; i++) {
        int enc = i == 0 ? FAPI_JWE_ENC_A128CBC_HS256 : FAPI_JWE_ENC_A256CBC_HS512;
        size_t n = i == 0 ? 16 : 32;
        const fapix_aead aead = {enc, {key, 2 * n}, {key, 16}, {NULL, 0}};
        for (size_t wrong = 0; wrong <= n; wrong++) { /* at n: none is */
            memset(tag, 0x42, sizeof tag);
            if (wrong < n)
                tag[wrong] ^= 1;
            STATUS(wrong < n ? FAPI_JWE_DECRYPTION : FAPI_OK,
                   fapix_content_open(&ciphers, &aead, fapix_slice_of(content, sizeof content), fapix_slice_of(tag, n), out, &out_n));
        }
    }
    CHECK(end(before, 2 + 16 + 32) && marked >= 50);
}

/* ------------------------------------------------------------------------------------------------------- messages -- */

#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" /* RFC 7636 B */
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

static void pkce(void **state)
{
    (void)state;
    char challenge[] = CHALLENGE;
    unsigned before = begin();

    STATUS(FAPI_OK, fapi_pkce_check(S(VERIFIER), S(CHALLENGE)));
    for (size_t i = 0; i < sizeof challenge - 1; i += 7) {
        challenge[i] = challenge[i] == 'A' ? 'Q' : 'A';
        STATUS(FAPI_PKCE_MISMATCH, fapi_pkce_check(S(VERIFIER), challenge, sizeof challenge - 1));
        challenge[i] = CHALLENGE[i];
    }
    CHECK(end(before, 8) && marked >= 8);
}

static void nonce_of_dpop(void **state)
{
    (void)state;
    AUTO(fapi_dpop_nonce) nonce = NULL;
    char value[FAPI_JKT_LENGTH + 1], other[FAPI_JKT_LENGTH + 1];
    unsigned before = begin();

    marking = false; /* what is handed out is no secret */
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, 300, 2, &nonce));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW, value, sizeof value));
    marking = true;
    STATUS(FAPI_OK, fapi_dpop_nonce_check(nonce, value, FAPI_JKT_LENGTH, NOW));
    for (size_t i = 12; i < FAPI_JKT_LENGTH - 1; i += 5) {
        memcpy(other, value, sizeof other);
        other[i] = other[i] == 'A' ? 'B' : 'A';
        int rc = fapi_dpop_nonce_check(nonce, other, FAPI_JKT_LENGTH, NOW);
        CHECK(rc != FAPI_OK);
    }
    CHECK(end(before, 7) && marked >= 7);
}

static void value_of_grant(void **state)
{
    (void)state;
    fapi_grant *grant = fapi_grant_new(t_context(), FAPI_GRANT_AUTHORIZATION_CODE);
    char code[] = "SplxlOBeZQQYbYS6WxSbIA";
    const size_t n = sizeof code - 1;
    bool same = false, differs = false;
    unsigned before = begin();
    int rc = grant == NULL ? FAPI_ERR_NOMEM : fapi_grant_set_value(grant, code, n);

    if (rc == FAPI_OK) {
        fapix_slice issued = grant->text[FAPIX_GRANT_VALUE];
        VALGRIND_MAKE_MEM_UNDEFINED(issued.p, issued.n);
        same = fapix_grant_is(grant, fapix_slice_of(code, n));
        code[0] ^= 1;
        differs = !fapix_grant_is(grant, fapix_slice_of(code, n));
        VALGRIND_MAKE_MEM_DEFINED(issued.p, issued.n);
    }
    fapi_grant_free(grant);
    STATUS(FAPI_OK, rc);
    CHECK(same && differs && end(before, 2));
}

static void hash_of_token(void **state)
{
    (void)state;
    unsigned before;

    marking = false;
    READY(dpop, verdict);
    const char *good = dpop_proof(&dpop_nothing, &dpop_nothing);
    CHECK(good[0] != '\0');
    before = begin();
    only = fapix_slice_str(TOKEN); /* other digests are of what everybody sees */
    STATUS(FAPI_OK, fapi_dpop_set_access_token(dpop, S(TOKEN)));
    STATUS(FAPI_OK, dpop_try(dpop, good, NOW, verdict));
    const char *bad = dpop_with("ath", "\"" A43 "\"");
    CHECK(bad[0] != '\0');
    STATUS(FAPI_DPOP_ATH, dpop_try(dpop, bad, NOW, verdict));
    CHECK(end(before, 2) && marked >= 1);
}

static void thumbprint_of_certificate(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    OCTETS der = {NULL, 0};
    char stated[FAPI_JKT_LENGTH + 1];
    unsigned before;

    der.p = (uint8_t *)t_file("vectors/certificate/ec.der", &der.n);
    CHECK(der.p != NULL && verdict != NULL);
    marking = false;
    STATUS(FAPI_OK, fapi_mtls_thumbprint(der.p, der.n, stated, sizeof stated));
    before = begin();
    fapix_verdict_begin(verdict);
    STATUS(FAPI_OK, fapix_mtls_judge(verdict, slice_of(der), fapix_slice_of(NULL, 0), fapix_slice_of(stated, FAPI_JKT_LENGTH)));
    CHECK(end(before, 1) && marked >= 1);
}

/* -------------------------------------------------------------------------------------------------------- controls -- */

/* The mistake that all this looks for. */
static bool __attribute__((noinline)) leaks(const volatile uint8_t *a, const volatile uint8_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (a[i] != b[i])
            return false;
    }
    return true;
}

static char __attribute__((noinline)) looks_up(const volatile char *table, uint8_t secret)
{
    return table[secret];
}

/* Each of these must be caught; the tool that runs them also wants valgrind's exit code. */
static void controls(void **state)
{
    (void)state;
    uint8_t a[32] = {1}, b[32] = {1};
    char table[256] = {0};
    volatile size_t n = sizeof a; /* unknown to the compiler, which would compare 32 octets at a stroke */
    unsigned before = VALGRIND_COUNT_ERRORS, caught[3];

    VALGRIND_MAKE_MEM_UNDEFINED(a, sizeof a);
    bool equal = leaks(a, b, sizeof a);
    caught[0] = VALGRIND_COUNT_ERRORS;
    equal = fapix_slice_eq(fapix_slice_of(a, n), fapix_slice_of(b, n)) && equal;
    caught[1] = VALGRIND_COUNT_ERRORS;
    char found = looks_up(table, a[0]);
    caught[2] = VALGRIND_COUNT_ERRORS;
    VALGRIND_MAKE_MEM_DEFINED(&equal, sizeof equal);
    VALGRIND_MAKE_MEM_DEFINED(&found, sizeof found);
    CHECK(equal && found == 0);
    CHECK(caught[0] > before && caught[1] > caught[0] && caught[2] > caught[1]);
}

/* The last of the tests: all of them have passed, or the program fails anyway. */
static void all_of_it(void **state)
{
    (void)state;
    if (RUNNING_ON_VALGRIND)
        ATTACK("TMG-01");
}

int main(void)
{
    const struct CMUnitTest control[] = {cmocka_unit_test(controls)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equality),      cmocka_unit_test(comparison),    cmocka_unit_test(encoding),
        cmocka_unit_test(padding),       cmocka_unit_test(tag_of_content), cmocka_unit_test(pkce),
        cmocka_unit_test(nonce_of_dpop), cmocka_unit_test(value_of_grant), cmocka_unit_test(hash_of_token),
        cmocka_unit_test(thumbprint_of_certificate), cmocka_unit_test(all_of_it)};

#ifndef HAVE_MEMCHECK
    if (getenv("FAPI_TEST_CONTROL") != NULL) {
        puts("built without valgrind/memcheck.h");
        return 77;
    }
#endif
    if (getenv("FAPI_TEST_CONTROL") != NULL)
        return t_main("crypto/test_constant_time", control, 1);
    return t_main("crypto/test_constant_time", tests, sizeof tests / sizeof tests[0]);
}
