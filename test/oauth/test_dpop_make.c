/* SPDX-License-Identifier: Apache-2.0 */
/* Proofs that are made: the same handle takes what it made, and nobody else's. */
#include "test/harness.h"

#define NOW INT64_C(1800000000)
#define URL "https://api.example.com/accounts?page=2#top"
#define S(text) (text), (sizeof(text) - 1)

static int make(fapi_dpop *dpop, const fapi_signer *signer, char *out, size_t size, size_t *n)
{
    const char *proof = NULL;
    int rc = fapi_dpop_make(dpop, signer, NOW, &proof, n);

    if (rc == FAPI_OK)
        snprintf(out, size, "%.*s", (int)*n, proof);
    return rc;
}

static void test_round(void **state)
{
    AUTO(fapi_dpop) dpop = fapi_dpop_new(t_context());
    AUTO(fapi_signer) signer = NULL;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    AUTO(fapi_dpop_nonce) nonces = NULL;
    char proof[4096], again[4096], nonce[44];
    const char *text = NULL;
    size_t n = 0, again_n = 0;

    (void)state;
    CHECK(dpop != NULL && verdict != NULL);
    STATUS(FAPI_OK, fapi_signer_generate(t_context(), FAPI_ALG_EDDSA, &signer));
    STATUS(FAPI_ERR_STATE, fapi_dpop_make(dpop, signer, NOW, &text, &n));
    STATUS(FAPI_OK, fapi_dpop_set_method(dpop, S("GET")));
    STATUS(FAPI_OK, fapi_dpop_set_url(dpop, S(URL)));
    STATUS(FAPI_OK, make(dpop, signer, proof, sizeof proof, &n));
    STATUS(FAPI_OK, make(dpop, signer, again, sizeof again, &again_n));
    CHECK(strcmp(proof, again) != 0);
    STATUS(FAPI_OK, fapi_dpop_check(dpop, proof, n, NOW, verdict));
    STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, S("htu"), &text, &n));
    CHECK(n == 32 && memcmp(text, "https://api.example.com/accounts", n) == 0);
    STATUS(FAPI_OK, fapi_dpop_set_access_token(dpop, S("token")));
    STATUS(FAPI_DPOP_ATH_MISSING, fapi_dpop_check(dpop, again, again_n, NOW, verdict));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, 60, 2, &nonces));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonces, NOW, nonce, sizeof nonce));
    STATUS(FAPI_OK, fapi_dpop_set_nonce(dpop, nonces));
    STATUS(FAPI_OK, make(dpop, signer, proof, sizeof proof, &n));
    STATUS(FAPI_DPOP_NONCE_MISSING, fapi_dpop_check(dpop, proof, n, NOW, verdict));
    STATUS(FAPI_OK, fapi_dpop_set_server_nonce(dpop, nonce, 43));
    STATUS(FAPI_OK, make(dpop, signer, proof, sizeof proof, &n));
    STATUS(FAPI_OK, fapi_dpop_check(dpop, proof, n, NOW, verdict));
}

static void test_arguments(void **state)
{
    AUTO(fapi_dpop) dpop = fapi_dpop_new(t_context());
    AUTO(fapi_signer) signer = NULL;
    const char *text = NULL;
    char large[FAPI_MAX_NONCE + 1];
    size_t n = 0;

    (void)state;
    CHECK(dpop != NULL);
    memset(large, 'x', sizeof large);
    STATUS(FAPI_OK, fapi_signer_generate(t_context(), FAPI_ALG_EDDSA, &signer));
    STATUS(FAPI_DPOP_NONCE, fapi_dpop_set_server_nonce(dpop, large, sizeof large));
    STATUS(FAPI_OK, fapi_dpop_set_server_nonce(dpop, large, sizeof large - 1));
    STATUS(FAPI_DPOP_NONCE, fapi_dpop_set_server_nonce(dpop, S("a b")));
    STATUS(FAPI_DPOP_NONCE, fapi_dpop_set_server_nonce(dpop, S("a\"b")));
    STATUS(FAPI_DPOP_NONCE, fapi_dpop_set_server_nonce(dpop, S("a\nb")));
    STATUS(FAPI_OK, fapi_dpop_set_server_nonce(dpop, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_dpop_set_server_nonce(NULL, S("a")));
    STATUS(FAPI_OK, fapi_dpop_set_method(dpop, S("GET")));
    STATUS(FAPI_OK, fapi_dpop_set_url(dpop, S(URL)));
    STATUS(FAPI_ERR_CLOCK, fapi_dpop_make(dpop, signer, -1, &text, &n));
    STATUS(FAPI_ERR_ARG, fapi_dpop_make(NULL, signer, NOW, &text, &n));
    STATUS(FAPI_ERR_ARG, fapi_dpop_make(dpop, NULL, NOW, &text, &n));
    STATUS(FAPI_ERR_ARG, fapi_dpop_make(dpop, signer, NOW, NULL, &n));
    CHECK(text == NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_round), cmocka_unit_test(test_arguments)};

    return t_main("dpop_make", tests, sizeof tests / sizeof *tests);
}
