/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and the engine are shared by threads: run under ThreadSanitizer, this is the proof. */
#include <pthread.h>

#include "crypto/crypto_data.h"

enum { THREADS = 4, KINDS = 4 };
static const int algs[KINDS] = {FAPI_ALG_PS256, FAPI_ALG_ES256, FAPI_ALG_EDDSA, FAPI_ALG_RS256};
/* Enough that threads overlap, few enough for Mbed TLS, where an ES256 takes a millisecond, under a sanitizer. */
static const int turns[KINDS] = {60, 20, 60, 60};

typedef struct shared {
    fapi_context *context;
    fapix_key *public_key[KINDS], *private_key[KINDS];
    uint8_t good[KINDS][FAPIX_MAX_SIGNATURE];
    size_t good_n[KINDS];
    fapix_key_parts parts[KINDS]; /* of the public halves */
    uint8_t store[KINDS][2048];
    pthread_barrier_t start;
} shared;

typedef struct worker {
    shared *with;
    pthread_t thread;
    int wrong;
} worker;

static const fapix_slice message = {(const uint8_t *)"header.payload", 14};

static int one_turn(const shared *with, size_t kind, int turn)
{
    const fapix_provider *table = with->context->provider;
    uint8_t bad[FAPIX_MAX_SIGNATURE], signature[FAPIX_MAX_SIGNATURE];
    fapix_slice good = {with->good[kind], with->good_n[kind]};
    fapix_key *fresh = NULL;
    size_t n = 0;
    int wrong = 0;

    memcpy(bad, good.p, good.n);
    bad[good.n / 2] ^= 1;
    wrong += table->verify(with->public_key[kind], message, good) != FAPI_OK;
    wrong += table->verify(with->public_key[kind], message, fapix_slice_of(bad, good.n)) != FAPI_JWS_SIGNATURE;
    if (turn % 10 == 0) { /* what a DPoP proof and a signer do at the same time */
        wrong += table->key_import(with->context->engine, &with->parts[kind], false, &fresh) != FAPI_OK;
        wrong += fresh == NULL || table->verify(fresh, message, good) != FAPI_OK;
        table->key_free(fresh);
    }
    if (turn % 20 == 1) {
        wrong += table->sign(with->private_key[kind], message, signature, &n) != FAPI_OK;
        wrong += table->verify(with->public_key[kind], message, fapix_slice_of(signature, n)) != FAPI_OK;
    }
    return wrong;
}

static void *work(void *user)
{
    worker *self = user;

    pthread_barrier_wait(&self->with->start);
    for (size_t kind = 0; kind < KINDS; kind++) {
        for (int turn = 0; turn < turns[kind]; turn++)
            self->wrong += one_turn(self->with, kind, turn);
    }
    return NULL;
}

static int prepare(shared *with, const json_t *file)
{
    const fapix_provider *table = with->context->provider;
    const json_t *row;
    size_t i;

    for (size_t kind = 0; kind < KINDS; kind++) {
        json_array_foreach(json_object_get(file, "imports"), i, row) {
            KEY_DATA data;
            key_data_read(&data, row);
            /* The two kinds of RSA share a key. */
            bool fits = data.parts.alg == (algs[kind] == FAPI_ALG_RS256 ? FAPI_ALG_PS256 : algs[kind]);
            if (!fits || strcmp("private", json_string_value(json_object_get(row, "name"))) != 0)
                continue;
            data.parts.alg = algs[kind];
            if (table->key_import(with->context->engine, &data.parts, true, &with->private_key[kind]) != FAPI_OK)
                return 0;
        }
        if (with->private_key[kind] == NULL ||
            table->key_export(with->private_key[kind], false, with->store[kind], sizeof with->store[kind],
                              &with->parts[kind]) != FAPI_OK ||
            table->key_import(with->context->engine, &with->parts[kind], false, &with->public_key[kind]) != FAPI_OK ||
            table->sign(with->private_key[kind], message, with->good[kind], &with->good_n[kind]) != FAPI_OK)
            return 0;
    }
    return 1;
}

static int run_threads(shared *with)
{
    worker workers[THREADS];
    int wrong = 0;

    pthread_barrier_init(&with->start, NULL, THREADS);
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (worker){.with = with};
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            abort();
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        wrong += workers[i].wrong;
    }
    pthread_barrier_destroy(&with->start);
    return wrong;
}

static void all_kinds(bool by_openssl)
{
    static shared with;
    JSON file = read_json("vectors/crypto/sweep.json", t_file);

    memset(&with, 0, sizeof with);
    with.context = t_context();
    CHECK(file != NULL);
    if (by_openssl && fapi_context_set_openssl_ed25519(with.context, 1) != FAPI_OK)
        return;
    int ready = prepare(&with, file);
    int wrong = ready ? run_threads(&with) : 0;
    for (size_t kind = 0; kind < KINDS; kind++) {
        provider()->key_free(with.public_key[kind]);
        provider()->key_free(with.private_key[kind]);
    }
    CHECK(ready && wrong == 0);
}

static void shared_keys(void **state)
{
    (void)state;
    SLOW();
    all_kinds(false);
    ATTACK("MEM-07");
}

static void shared_keys_by_openssl(void **state)
{
    (void)state;
    SLOW();
    all_kinds(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shared_keys), cmocka_unit_test(shared_keys_by_openssl)};

    return t_main("crypto/test_threads", tests, sizeof tests / sizeof tests[0]);
}
