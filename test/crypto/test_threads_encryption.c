/* SPDX-License-Identifier: Apache-2.0 */
/* One key that decrypts, used by several threads at once, while they bring in points of their own: for ThreadSanitizer and helgrind too. */
#include <pthread.h>

#include "crypto/crypto_data.h"

enum { THREADS = 4, TURNS = 12, ROOM = 1024 };

typedef struct shared {
    fapix_engine *engine;
    const fapix_provider *table;
    fapix_secret_key *rsa, *ec;
    octets sealed, plain, x, y, agreed;
    pthread_barrier_t start;
} shared;

typedef struct worker {
    shared *with;
    pthread_t thread;
    int wrong;
} worker;

static int one_turn(const shared *with)
{
    const fapix_provider *table = with->table;
    uint8_t out[ROOM], again[ROOM], agreed[32], tag[32];
    const fapix_aead aead = {FAPI_JWE_ENC_A256GCM, {agreed, 32}, {with->x.p, 12}, {with->y.p, 32}};
    size_t n = 0, again_n = 0;
    int wrong = 0;

    wrong += table->oaep_open(with->rsa, FAPI_JWE_ALG_RSA_OAEP, slice_of(with->sealed), out, &n) != FAPI_OK;
    wrong += !fapix_slice_eq(fapix_slice_of(out, n), slice_of(with->plain));
    wrong += table->oaep_seal(with->rsa, FAPI_JWE_ALG_RSA_OAEP, fapix_slice_of(out, n), again, &again_n) != FAPI_OK;
    wrong += table->ecdh(with->ec, with->x.p, with->y.p, agreed) != FAPI_OK;
    wrong += memcmp(agreed, with->agreed.p, sizeof agreed) != 0;
    wrong += table->aead_seal(&aead, fapix_slice_of(out, n), again, &again_n, tag) != FAPI_OK;
    wrong += table->aead_open(&aead, fapix_slice_of(again, again_n), fapix_slice_of(tag, 16), out, &n) != FAPI_OK;
    return wrong + !fapix_slice_eq(fapix_slice_of(out, n), slice_of(with->plain));
}

static void *work(void *user)
{
    worker *self = user;

    pthread_barrier_wait(&self->with->start);
    for (int turn = 0; turn < TURNS; turn++)
        self->wrong += one_turn(self->with);
    return NULL;
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

static int import(const shared *with, const json_t *file, const char *name, fapix_secret_key **key)
{
    KEY_DATA data;

    key_data_read(&data, json_object_get(json_object_get(file, "keys"), name));
    return with->table->secret_key_import(with->engine, &data.parts, true, key);
}

static void one_key_for_all(void **state)
{
    SLOW();
    static shared with;
    SECRET_KEY rsa = NULL;
    SECRET_KEY ec = NULL;

    CHECK(*state != NULL);
    const json_t *oaep = json_array_get(json_object_get(*state, "oaep"), 0), *ecdh = json_array_get(json_object_get(*state, "ecdh"), 0);
    with = (shared){.engine = engine(), .table = provider()};
    STATUS(FAPI_OK, import(&with, *state, "rfc7516", &rsa));
    STATUS(FAPI_OK, import(&with, *state, "rfc7518", &ec));
    OCTETS sealed = hex_member(oaep, "sealed");
    OCTETS plain = hex_member(oaep, "plain");
    OCTETS x = hex_member(ecdh, "x");
    OCTETS y = hex_member(ecdh, "y");
    OCTETS agreed = hex_member(ecdh, "shared");
    with.rsa = rsa;
    with.ec = ec;
    with.sealed = sealed;
    with.plain = plain;
    with.x = x;
    with.y = y;
    with.agreed = agreed;
    CHECK(run_threads(&with) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(one_key_for_all, encryption_data_load, sweep_data_free)};

    return t_main("crypto/test_threads_encryption", tests, sizeof tests / sizeof tests[0]);
}
