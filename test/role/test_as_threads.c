/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One authorization server, one client, one replay store and one nonce source under several threads. Under ThreadSanitizer this shows that
 * sharing is safe; anywhere it shows that each pushed request passes exactly once.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "role/request.h"
#include "test/role/as_server.h"

#define THREADS 4
#define PUSHES 24
#define S(text) (text), (sizeof(text) - 1)

typedef struct shared {
    as_server *server;
    fapi_context *context;
    char form[PUSHES][8192], proof[PUSHES][2048];
    size_t form_len[PUSHES], proof_len[PUSHES];
    atomic_int passed[PUSHES], odd;
} shared;

static int push(shared *s, fapi_request *request, fapi_verdict *verdict, int i)
{
    int rc = FAPI_ERR_INTERNAL;

    fapi_request_reset(request);
    rc = fapi_request_set_method(request, S("POST"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(request, S(AS_PAR_URL));
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(request, S("Content-Type"), S("application/x-www-form-urlencoded"));
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(request, S("DPoP"), s->proof[i], s->proof_len[i]);
    if (rc == FAPI_OK)
        rc = fapi_request_set_body(request, s->form[i], s->form_len[i]);
    return rc == FAPI_OK ? fapi_as_check_par(s->server->as, request, s->server->client, AS_TIME, verdict) : rc;
}

static void *work(void *user)
{
    shared *s = user;
    fapi_request *request = fapi_request_new(s->context);
    fapi_verdict *verdict = fapi_verdict_new(s->context);

    for (int i = 0; request != NULL && verdict != NULL && i < PUSHES; i++) {
        int rc = push(s, request, verdict, i);

        if (rc == FAPI_OK)
            atomic_fetch_add(&s->passed[i], 1);
        else if (rc != FAPI_CLIENT_ASSERTION_REPLAYED)
            atomic_store(&s->odd, rc);
    }
    fapi_verdict_free(verdict);
    fapi_request_free(request);
    return NULL;
}

static int prepare(shared *s)
{
    for (int i = 0; i < PUSHES; i++) {
        fapix_slice body, proof;
        int rc = as_prepare(s->server, AS_PAR, &(as_change){.how = AS_PROOF});

        if (rc != FAPI_OK)
            return rc;
        body = fapix_buffer_slice(&s->server->request->body);
        proof = fapix_buffer_slice(&s->server->request->dpop.value);
        if (body.n > sizeof s->form[i] || proof.n > sizeof s->proof[i])
            return FAPI_ERR_BUFFER;
        memcpy(s->form[i], body.p, body.n);
        memcpy(s->proof[i], proof.p, proof.n);
        s->form_len[i] = body.n;
        s->proof_len[i] = proof.n;
    }
    return FAPI_OK;
}

static void shared_server(void **state)
{
    /* a context of its own: the harness counts on one thread */
    AUTO(fapi_context) context = fapi_context_new();
    AUTO(as_server) server = NULL;
    pthread_t worker[THREADS];
    static shared s;

    (void)state;
    SLOW();
    memset(&s, 0, sizeof s);
    STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, 60, 2, &server->nonce));
    STATUS(FAPI_OK, fapi_as_set_dpop_nonce(server->as, server->nonce));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    s.server = server;
    s.context = context;
    STATUS(FAPI_OK, prepare(&s));
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&worker[i], NULL, work, &s) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(worker[i], NULL);
    CHECK(atomic_load(&s.odd) == 0);
    for (int i = 0; i < PUSHES; i++)
        CHECK(atomic_load(&s.passed[i]) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shared_server)};

    return t_main("role/as_threads", tests, sizeof tests / sizeof *tests);
}
