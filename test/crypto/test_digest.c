/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 as 43 characters, and what counts as one. */
#include "crypto/crypto_data.h"

#include "crypto/digest.h"

/* RFC 7636 B, RFC 9449 4.1 (ath) and the empty input. */
static void known(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
        {"Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"},
        {"", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"}};
    char out[FAPI_JKT_LENGTH + 1];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memset(out, 'x', sizeof out);
        STATUS(FAPI_OK, fapix_sha256_base64url(provider(), NULL, fapix_slice_str(rows[i][0]), out));
        CHECK(strcmp(out, rows[i][1]) == 0);
        CHECK(fapix_is_sha256_base64url(fapix_slice_str(out)));
    }
}

static int failing_sha256(fapix_engine *engine, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    (void)engine;
    (void)parts;
    (void)count;
    memset(out, 0x55, 32);
    return FAPI_ERR_CRYPTO;
}

static void failure(void **state)
{
    (void)state;
    fapix_provider broken = *provider();
    char out[FAPI_JKT_LENGTH + 1] = "something";

    broken.sha256 = failing_sha256;
    STATUS(FAPI_ERR_CRYPTO, fapix_sha256_base64url(&broken, NULL, fapix_slice_str("x"), out));
    CHECK(out[0] == '\0');
}

static void thumbprints(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c",       /* truncated */
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMA",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=",     /* padded */
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN",      /* a bit that no octet has */
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw/cM",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSst -cM",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c\n",
        "\"9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "13:D3:1E:96:1A:1A:D8:EC:2F:16:B1:0C:4C:98:2E:08:76:A8:78:AD:6D:F1:44:56:6E:E1:89:4A:CB:70:F9:C3",
        "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3",
        "2jmj7l5rSw0yVb_vlWAYkK_YBwk"};                      /* SHA-1 */
    char nul[FAPI_JKT_LENGTH] = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c";

    CHECK(fapix_is_sha256_base64url(fapix_slice_str("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")));
    ACCEPTS("RFC8705-3.1-1");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(!fapix_is_sha256_base64url(fapix_slice_str(bad[i])));
    CHECK(!fapix_is_sha256_base64url(fapix_slice_of(nul, sizeof nul)));
    CHECK(!fapix_is_sha256_base64url(fapix_slice_of(NULL, 0)));
    REFUSES("RFC8705-3.1-1");
    ATTACK("MTLS-01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known), cmocka_unit_test(failure),
                                       cmocka_unit_test(thumbprints)};

    return t_main("crypto/test_digest", tests, sizeof tests / sizeof tests[0]);
}
