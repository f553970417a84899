/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the providers share: keys and signatures from JSON, and keys that free themselves. */
#ifndef CRYPTO_DATA_H
#define CRYPTO_DATA_H

#include "harness.h"

#include <jansson.h>

#include "crypto/provider.h"

/* The table and the engine of the test's context. */
const fapix_provider *provider(void);
fapix_engine *engine(void);

/* Octets from hex, in memory of their own, so that a sanitizer sees a step too far. {NULL, 0} if absent. */
typedef struct octets {
    uint8_t *p;
    size_t n;
} octets;
octets hex_octets(const char *hex);
octets hex_member(const json_t *object, const char *name);
fapix_slice slice_of(octets bytes);

enum { KEY_MEMBERS = 10 };
typedef struct key_data {
    fapix_key_parts parts;
    octets member[KEY_MEMBERS];
} key_data;
/* Members n e x y d p q dp dq qi in hex, and alg by its name. */
void key_data_read(key_data *data, const json_t *object);
void key_data_free(key_data *data);

int alg_of(const char *name);
/* The value of a status by its name; -1 for none. */
int status_of(const char *name);
json_t *read_json(const char *path, char *(*reader)(const char *, size_t *));

/* FAPI_JWE_ALG_ and FAPI_JWE_ENC_ by name; 0 for none. */
int jwe_alg_of(const char *name);
int jwe_enc_of(const char *name);
/* An INTEGER's content (perhaps a sign octet, perhaps too few octets) as a number of width octets, or without leading zeros (0). */
fapix_slice number_of(octets *bytes, size_t width);
bool all_zero(const uint8_t *p, size_t n);

/* Setup and teardown of a test whose *state is sweep.json: read before allocations fail, as jansson 2.14 cuts a string
 * short, or aborts, when its buffer cannot grow. */
int sweep_data_load(void **state);
int sweep_data_free(void **state);
int encryption_data_load(void **state); /* the same with encryption.json */

/* Variables that clean up after themselves when a test is left. */
void drop_key(fapix_key **key);
void drop_octets(octets *bytes);
void drop_json(json_t **json);
void drop_secret_key(fapix_secret_key **key);
#define SECRET_KEY __attribute__((cleanup(drop_secret_key))) fapix_secret_key *
#define KEY __attribute__((cleanup(drop_key))) fapix_key *
#define OCTETS __attribute__((cleanup(drop_octets))) octets
#define JSON __attribute__((cleanup(drop_json))) json_t *
#define KEY_DATA __attribute__((cleanup(key_data_free))) key_data

#endif
