/* SPDX-License-Identifier: Apache-2.0 */
/* See tool.h. */
#include "tool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>
#include <sodium.h>

size_t allocations;

static void *count_alloc(void *user, size_t size)
{
    (void)user;
    allocations++;
    return malloc(size);
}

static void count_free(void *user, void *pointer, size_t size)
{
    (void)user;
    (void)size;
    free(pointer);
}

fapi_context *counting_context(void)
{
    return must_have(fapi_context_new_allocator(count_alloc, count_free, NULL));
}

void must(int rc, const char *what)
{
    if (rc == FAPI_OK)
        return;
    fprintf(stderr, "bench: %s: %s\n", what, fapi_status_name(rc));
    exit(1);
}

void *must_have(void *pointer)
{
    if (pointer == NULL)
        must(FAPI_ERR_NOMEM, "memory");
    return pointer;
}

double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

double median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, ascending);
    return values[n / 2];
}

text copy(const char *p, size_t n)
{
    text t = {must_have(malloc(n + 1)), n};

    memcpy(t.p, p, n);
    t.p[n] = '\0';
    return t;
}

text format(const char *format, ...)
{
    char room[20000];
    va_list arguments;
    int n = 0;

    va_start(arguments, format);
    n = vsnprintf(room, sizeof room, format, arguments);
    va_end(arguments);
    must(n < 0 || (size_t)n >= sizeof room ? FAPI_ERR_BUFFER : FAPI_OK, "a text");
    return copy(room, (size_t)n);
}

text sign(fapi_jws *jws, const fapi_signer *signer, const char *typ, const char *payload)
{
    const char *compact = NULL;
    size_t n = 0;

    must(fapi_jws_set_typ(jws, typ, strlen(typ)), "typ");
    must(fapi_jws_sign(jws, signer, (const uint8_t *)payload, strlen(payload), &compact, &n), "sign");
    return copy(compact, n);
}

text key_set(const fapi_signer *signer)
{
    const char *jwk = NULL;
    size_t n = 0;

    must(fapi_signer_public_jwk(signer, &jwk, &n), "public key");
    return format("{\"keys\":[%.*s]}", (int)n, jwk);
}

fapi_jwks *load_keys(fapi_context *context, const fapi_signer *signer)
{
    fapi_jwks *jwks = must_have(fapi_jwks_new(context));
    text set = key_set(signer);

    must(fapi_jwks_load(jwks, set.p, set.n), "key set");
    free(set.p);
    return jwks;
}

/* ---- the yardstick ---- */

typedef struct one {
    const char *message;
    size_t message_len, signature_len;
    uint8_t signature[512];
} one;

struct yardstick {
    raw *key;
    one *all;
};

static size_t decode(const char *value, uint8_t *out, size_t size)
{
    size_t n = 0;

    must(value != NULL && sodium_base642bin(out, size, value, strlen(value), NULL, &n, NULL,
                                            sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 ? FAPI_OK : FAPI_ERR_INTERNAL, "base64url");
    return n;
}

static raw *import(const fapi_signer *signer)
{
    const char *document = NULL;
    uint8_t a[1024], b[1024];
    size_t n = 0, a_len = 0, b_len = 0;
    json_t *jwk = NULL;
    int alg = 0;

    must(fapi_signer_public_jwk(signer, &document, &n), "public key");
    jwk = json_loadb(document, n, 0, NULL);
    alg = fapi_signer_alg(signer);
    a_len = decode(json_string_value(json_object_get(jwk, alg == FAPI_ALG_PS256 ? "n" : "x")), a, sizeof a);
    if (alg != FAPI_ALG_EDDSA)
        b_len = decode(json_string_value(json_object_get(jwk, alg == FAPI_ALG_PS256 ? "e" : "y")), b, sizeof b);
    json_decref(jwk);
    return raw_new(alg, a, a_len, b, b_len);
}

yardstick *yardstick_new(const fapi_signer *signer, const text *jws, size_t count)
{
    yardstick *y = must_have(calloc(1, sizeof *y));

    y->key = import(signer);
    y->all = must_have(calloc(count, sizeof *y->all));
    for (size_t i = 0; i < count; i++) {
        const char *dot = strrchr(jws[i].p, '.');

        y->all[i].message = jws[i].p;
        y->all[i].message_len = (size_t)(dot - jws[i].p);
        y->all[i].signature_len = decode(dot + 1, y->all[i].signature, sizeof y->all[i].signature);
    }
    return y;
}

void yardstick_free(yardstick *y)
{
    raw_free(y->key);
    free(y->all);
    free(y);
}

void yardstick_check(const yardstick *y, size_t i)
{
    const one *it = &y->all[i];

    if (raw_verify(y->key, (const uint8_t *)it->message, it->message_len, it->signature, it->signature_len) != 1)
        must(FAPI_ERR_CRYPTO, "raw verify");
}
