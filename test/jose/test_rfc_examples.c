/* SPDX-License-Identifier: Apache-2.0 */
/* The examples that RFC 7515, 7638 and 8037 print, from test/vectors/rfc. The sweep leaves them out: it would make
 * jansson, which reads the files here, drop characters. */
#include "harness.h"
#include "jose_make.h"

#include <jansson.h>

#include "jose/alg.h"

static void json_free(json_t **value)
{
    json_decref(*value);
}
#define JSON __attribute__((cleanup(json_free))) json_t *

static json_t *vector(const char *name)
{
    size_t n = 0;
    char *text = t_file(t_format("vectors/rfc/%s.json", name), &n);
    json_t *value = text == NULL ? NULL : json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
    free(text);
    return value;
}

static const char *text_of(const json_t *value, const char *member)
{
    const char *text = json_string_value(json_object_get(value, member));
    return text == NULL ? "" : text;
}

/* A value as a JSON text that lives until 64 others were made. */
static const char *dump(const json_t *value)
{
    static char text[8192];
    size_t n = json_dumpb(value, text, sizeof text, JSON_COMPACT);
    return n > 0 && n <= sizeof text ? t_format("%.*s", (int)n, text) : "";
}

static int algs_of(const json_t *value)
{
    const json_t *algs = json_object_get(value, "algs");
    int sum = 0;
    for (size_t i = 0; i < json_array_size(algs); i++)
        sum |= fapix_alg_of(fapix_slice_str(json_string_value(json_array_get(algs, i))));
    return sum;
}

static void messages(void **state)
{
    (void)state;
    SLOW();
    static const struct {
        const char *file, *ids;
    } rows[] = {
        {"rfc7515-a1", "ALG-05 RFC7515-5.2-2"}, {"rfc7515-a2", "RFC7515-10.6-1"},
        {"rfc7515-a3", "RFC7515-5.2-1 RFC7518-3.4-1 RFC7518-3.4-2"}, {"rfc7515-a4", "ALG-09"},
        {"rfc7515-a5", "ALG-01 RFC7518-3.6-1"}, {"rfc7515-a7", "STR-03 RFC7515-7.1-1"}, {"rfc7515-e", "ALG-01"},
        {"rfc7515-e-es256", "HDR-01 RFC7515-4.1.11-1"}, {"rfc7515-f", "SIG-12"}, {"rfc8037-a4", "RFC8037-3.1-1"},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    CHECK(verdict != NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        JSON value = vector(rows[i].file);
        AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
        CHECK(value != NULL && jwks != NULL);
        const char *keys = t_format("{\"keys\":%s}", dump(json_object_get(value, "keys")));
        const char *jws = text_of(value, "jws"), *payload = text_of(value, "payload");
        int64_t want = -1;
        STATUS(FAPI_OK, fapi_constant(text_of(value, "status"), strlen(text_of(value, "status")), &want));
        STATUS(FAPI_OK, fapi_jwks_load(jwks, keys, strlen(keys)));
        int rc = fapi_jws_check(jwks, algs_of(value), jws, strlen(jws), verdict);
        if (!t_status((int)want, rc, rows[i].file, __FILE__, __LINE__))
            return;
        if (rc == FAPI_OK) {
            const uint8_t *shown = NULL;
            size_t n = 0;
            STATUS(FAPI_OK, fapi_verdict_payload(verdict, &shown, &n));
            CHECK(n == strlen(payload) && memcmp(shown, payload, n) == 0);
        }
        t_claim_row(rc, rows[i].ids, __func__);
    }
}

/* Our own signatures with the private keys of the examples. RS256 and Ed25519 leave no choice: they must be the
 * printed ones. */
static void signatures(void **state)
{
    (void)state;
    SLOW();
    static const char *const files[] = {"rfc7515-a2", "rfc7515-a3", "rfc8037-a4"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        JSON value = vector(files[i]);
        AUTO(fapi_signer) signer = NULL;
        AUTO(fapi_jws) jws = fapi_jws_new(t_context());
        CHECK(value != NULL && jws != NULL);
        const char *key = dump(json_object_get(value, "private")), *payload = text_of(value, "payload"), *compact = NULL;
        size_t n = 0;
        STATUS(FAPI_OK, fapi_signer_new(t_context(), key, strlen(key), &signer));
        STATUS(FAPI_OK, fapi_jws_sign(jws, signer, (const uint8_t *)payload, strlen(payload), &compact, &n));
        CHECK(fapi_signer_alg(signer) == algs_of(value));
        if (fapi_signer_alg(signer) != FAPI_ALG_ES256)
            CHECK(n == strlen(text_of(value, "jws")) && memcmp(compact, text_of(value, "jws"), n) == 0);
    }
}

static void thumbprints(void **state)
{
    (void)state;
    SLOW();
    static const char *const files[] = {"rfc7638-3.1", "rfc8037-a3"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        JSON value = vector(files[i]);
        AUTO(fapi_jwk) jwk = NULL;
        char jkt[FAPI_JKT_LENGTH + 1];
        CHECK(value != NULL);
        const char *key = dump(json_object_get(value, "jwk"));
        STATUS(FAPI_OK, fapi_jwk_new(t_context(), key, strlen(key), &jwk));
        STATUS(FAPI_OK, fapi_jwk_thumbprint(jwk, jkt, sizeof jkt));
        CHECK(strcmp(jkt, text_of(value, "thumbprint")) == 0);
        if (json_object_get(value, "private") == NULL)
            continue;
        AUTO(fapi_signer) signer = NULL;
        key = dump(json_object_get(value, "private"));
        STATUS(FAPI_OK, fapi_signer_new(t_context(), key, strlen(key), &signer));
        STATUS(FAPI_OK, fapi_signer_thumbprint(signer, jkt, sizeof jkt));
        CHECK(strcmp(jkt, text_of(value, "thumbprint")) == 0);
        ACCEPTS("RFC7638-3.2.1-1");
    }
    ACCEPTS("RFC7638-3-1");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages),
        cmocka_unit_test(signatures),
        cmocka_unit_test(thumbprints),
    };
    return t_main("rfc_examples", tests, sizeof tests / sizeof tests[0]);
}
