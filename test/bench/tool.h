/* SPDX-License-Identifier: Apache-2.0 */
/* What the benchmarks of the client's side and of encryption share. */
#ifndef TOOL_H
#define TOOL_H

#include <stddef.h>
#include <stdint.h>

#include <fapi.h>

#include "raw.h"

#define INPUTS 1024
#define NOW INT64_C(1800000000)
#define MAX_ROUNDS 99

typedef struct text {
    char *p;
    size_t n;
} text;

/* The library's own allocations since it was last set to 0; the cryptographic library's are not counted. */
extern size_t allocations;

/* A context that counts. Ends the program on failure, as all below. */
fapi_context *counting_context(void);
void must(int rc, const char *what);
void *must_have(void *pointer);
double seconds(void);
double median(double *values, int n); /* sorts them */
text copy(const char *p, size_t n);
text format(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A compact JWS; jws may have a typ set. */
text sign(fapi_jws *jws, const fapi_signer *signer, const char *typ, const char *payload);
/* {"keys":[...]} of the signer's public key, and a key set of it. */
text key_set(const fapi_signer *signer);
fapi_jwks *load_keys(fapi_context *context, const fapi_signer *signer);

/* The yardstick for these compact JWS, which all are by one key. */
typedef struct yardstick yardstick;

yardstick *yardstick_new(const fapi_signer *signer, const text *jws, size_t count);
void yardstick_free(yardstick *y);
/* Checks the JWS at this place by the cryptographic library alone. */
void yardstick_check(const yardstick *y, size_t i);

#endif
