/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One resource server, one replay store, one nonce source and one key set under several threads, while another swaps the keys and rotates the
 * nonce secret. Under ThreadSanitizer this shows that sharing is safe; anywhere it shows that each proof passes exactly once.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "test/role/fixture.h"

#define THREADS 4
#define PROOFS 40

typedef struct shared {
    fixture *fx;
    fapi_context *context;
    char proof[PROOFS][1024];
    size_t proof_len[PROOFS];
    atomic_int passed[PROOFS], odd, stop;
} shared;

static int judge(shared *s, fapi_request *request, fapi_verdict *verdict, int i)
{
    char value[4200];
    int n = snprintf(value, sizeof value, "DPoP %s", s->fx->token);
    int rc = FAPI_ERR_INTERNAL;

    fapi_request_reset(request);
    rc = fapi_request_set_method(request, S("GET"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(request, S(URL));
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(request, S("Authorization"), value, (size_t)n);
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(request, S("DPoP"), s->proof[i], s->proof_len[i]);
    return rc == FAPI_OK ? fapi_rs_check(s->fx->rs, request, NOW, verdict) : rc;
}

static void *work(void *user)
{
    shared *s = user;
    fapi_request *request = fapi_request_new(s->context);
    fapi_verdict *verdict = fapi_verdict_new(s->context);
    int i = 0, rc = FAPI_OK;

    for (i = 0; request != NULL && verdict != NULL && i < PROOFS; i++) {
        rc = judge(s, request, verdict, i);
        if (rc == FAPI_OK)
            atomic_fetch_add(&s->passed[i], 1);
        else if (rc != FAPI_DPOP_REPLAYED)
            atomic_store(&s->odd, rc);
    }
    fapi_verdict_free(verdict);
    fapi_request_free(request);
    return NULL;
}

static void *disturb(void *user)
{
    static const uint8_t secret[32] = {7};
    shared *s = user;

    while (!atomic_load(&s->stop)) {
        if (fapi_rs_replace_keys(s->fx->rs, S(ISSUER), s->fx->jwks, NOW) != FAPI_OK ||
            fapi_dpop_nonce_rotate(s->fx->nonce, secret, sizeof secret) != FAPI_OK)
            atomic_store(&s->odd, FAPI_ERR_INTERNAL);
    }
    return NULL;
}

static void run(shared *s)
{
    pthread_t worker[THREADS], other;
    int i = 0;

    CHECK(pthread_create(&other, NULL, disturb, s) == 0);
    for (i = 0; i < THREADS; i++)
        CHECK(pthread_create(&worker[i], NULL, work, s) == 0);
    for (i = 0; i < THREADS; i++)
        pthread_join(worker[i], NULL);
    atomic_store(&s->stop, 1);
    pthread_join(other, NULL);
}

static void test_shared_server(void **state)
{
    /* a context of its own: the harness counts on one thread */
    AUTO(fapi_context) context = fapi_context_new();
    AUTO(fixture) fx = NULL;
    static shared s;
    char override[48];
    int i = 0;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, 60, 2, &fx->nonce));
    STATUS(FAPI_OK, fapi_rs_set_dpop_nonce(fx->rs, fx->nonce));
    STATUS(FAPI_OK, fapi_rs_set_cache(fx->rs, 8));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    memset(&s, 0, sizeof s);
    s.fx = fx;
    s.context = context;
    for (i = 0; i < PROOFS; i++) {
        snprintf(override, sizeof override, "{\"jti\":\"thread-%d\"}", i);
        STATUS(FAPI_OK, fixture_proof(fx, override));
        memcpy(s.proof[i], fx->proof, fx->proof_len);
        s.proof_len[i] = fx->proof_len;
    }
    run(&s);
    CHECK(atomic_load(&s.odd) == 0);
    for (i = 0; i < PROOFS; i++)
        CHECK(atomic_load(&s.passed[i]) == 1);
    ATTACK("MEM-07");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shared_server)};

    return t_main("rs_threads", tests, sizeof tests / sizeof *tests);
}
