/* SPDX-License-Identifier: Apache-2.0 */
/* Private keys that a host keeps: a device that signs well, and every way in which one can fail. */
#include "harness.h"
#include "jose_make.h"
#include "jose/signer.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))

enum fault { NONE, REFUSES_TO, SHORT, LONG, BEYOND, OTHER_MESSAGE, DER, ZEROS, FAULTS };

/* A device: a signer of the library behind the callback. */
typedef struct device {
    const fapi_signer *key;
    enum fault fault;
    int calls, alg;
    size_t room;
    uint8_t hash[32];
} device;

static int sign(void *user, int alg, const uint8_t *input, size_t input_len, const uint8_t *sha256, uint8_t *signature,
                size_t *signature_len)
{
    device *d = user;
    fapix_slice message = fapix_slice_of(input, d->fault == OTHER_MESSAGE ? input_len - 1 : input_len);
    size_t n = 0;

    d->calls++;
    d->alg = alg;
    d->room = *signature_len;
    memcpy(d->hash, sha256, 32);
    if (d->fault == REFUSES_TO)
        return -7;
    if (fapix_signer_sign(d->key, message, signature, &n) != FAPI_OK)
        return 1;
    *signature_len = d->fault == SHORT ? n - 1 : d->fault == LONG ? n + 1 : d->fault == BEYOND ? 1025 : n;
    if (d->fault == DER) /* r and s as a device of PKCS #11 would never, but a KMS does hand them out */
        memcpy(signature, "\x30\x3e\x02\x1d", 4);
    if (d->fault == ZEROS)
        memset(signature, 0, n);
    return 0;
}

static int make(enum t_key_name name, device *d, fapi_signer **key, fapi_signer **signer)
{
    const char *json = t_private_jwk(name), *public_key = t_public_jwk(name);
    int rc = FAPI_OK;

    if (*key == NULL)
        rc = fapi_signer_new(t_context(), json, strlen(json), key);
    d->key = *key;
    return rc == FAPI_OK ? fapi_signer_new_callback(t_context(), public_key, strlen(public_key), sign, d, signer) : rc;
}

static void signs_like_a_key_of_its_own(void **state)
{
    (void)state;
    SLOW(); /* and the device is the library too: what fails in there is its own affair */
    for (enum t_key_name name = 0; name < T_KEYS; name++) {
        AUTO(fapi_signer) key = NULL;
        AUTO(fapi_signer) signer = NULL;
        AUTO(fapi_jws) jws = NULL;
        AUTO(fapi_jwks) jwks = NULL;
        AUTO(fapi_verdict) verdict = NULL;
        device d = {0};
        const char *compact = NULL, *document = NULL, *other = NULL;
        char ours[44], theirs[44];
        size_t n = 0, other_n = 0;

        STATUS(FAPI_OK, make(name, &d, &key, &signer));
        CHECK(fapi_signer_alg(signer) == t_alg(name));
        STATUS(FAPI_OK, fapi_signer_public_jwk(signer, &document, &n));
        STATUS(FAPI_OK, fapi_signer_public_jwk(key, &other, &other_n));
        CHECK(n == other_n && memcmp(document, other, n) == 0);
        STATUS(FAPI_OK, fapi_signer_thumbprint(signer, ours, sizeof ours));
        STATUS(FAPI_OK, fapi_signer_thumbprint(key, theirs, sizeof theirs));
        CHECK(strcmp(ours, theirs) == 0);
        jws = fapi_jws_new(t_context());
        jwks = fapi_jwks_new(t_context());
        verdict = fapi_verdict_new(t_context());
        CHECK(jws != NULL && jwks != NULL && verdict != NULL);
        STATUS(FAPI_OK, fapi_jwks_load(jwks, t_public_jwks(), strlen(t_public_jwks())));
        d.calls = 0;
        STATUS(FAPI_OK, fapi_jws_sign(jws, signer, (const uint8_t *)"{}", 2, &compact, &n));
        CHECK(d.calls >= 1 && d.alg == t_alg(name) && d.room == 1024);
        STATUS(FAPI_OK, fapi_jws_check(jwks, t_alg(name), compact, n, verdict));
    }
}

/* The hash that the device gets is that of what it gets. */
static void gives_the_hash(void **state)
{
    AUTO(fapi_signer) key = NULL;
    AUTO(fapi_signer) signer = NULL;
    fapix_slice message = fapix_slice_str("abc");
    uint8_t signature[FAPIX_MAX_SIGNATURE];
    device d = {0};
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, make(T_EDDSA, &d, &key, &signer));
    STATUS(FAPI_OK, fapix_signer_sign(signer, message, signature, &n));
    CHECK(n == 64 && memcmp(d.hash, "\xba\x78\x16\xbf\x8f\x01\xcf\xea", 8) == 0); /* FIPS 180-2 B.1 */
}

static void a_bad_signature_never_leaves(void **state)
{
    static const uint8_t nothing[FAPIX_MAX_SIGNATURE];
    (void)state;
    SLOW();
    for (enum t_key_name name = T_EDDSA; name <= T_ES256; name++) {
        AUTO(fapi_signer) key = NULL;
        AUTO(fapi_signer) signer = NULL;
        AUTO(fapi_jws) jws = NULL;
        device d = {0};

        STATUS(FAPI_OK, make(name, &d, &key, &signer));
        jws = fapi_jws_new(t_context());
        CHECK(jws != NULL);
        for (d.fault = REFUSES_TO; d.fault < FAULTS; d.fault++) {
            uint8_t signature[FAPIX_MAX_SIGNATURE];
            const char *compact = "x";
            size_t n = 1;

            STATUS(FAPI_ERR_CRYPTO, fapix_signer_sign(signer, fapix_slice_str("message"), signature, &n));
            CHECK(n == 0 && memcmp(signature, nothing, sizeof nothing) == 0);
            STATUS(FAPI_ERR_CRYPTO, fapi_jws_sign(jws, signer, (const uint8_t *)"{}", 2, &compact, &n));
            CHECK(compact == NULL && n == 0);
        }
    }
}

/* A signature by another key of the same kind is well-formed, and of no use to anyone. */
static void another_key_is_noticed(void **state)
{
    AUTO(fapi_signer) key = NULL;
    AUTO(fapi_signer) signer = NULL;
    uint8_t signature[FAPIX_MAX_SIGNATURE];
    device d = {0};
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, fapi_signer_generate(t_context(), FAPI_ALG_EDDSA, &key));
    STATUS(FAPI_OK, make(T_EDDSA, &d, &key, &signer));
    STATUS(FAPI_ERR_CRYPTO, fapix_signer_sign(signer, fapix_slice_str("message"), signature, &n));
}

static void what_is_no_public_key(void **state)
{
    static const struct {
        int status;
        const char *json;
    } rows[] = {
        {FAPI_JSON_SYNTAX, "{"},
        {FAPI_JWK_KTY, "{}"},
        {FAPI_JWK_MEMBER, "{\"kty\":\"EC\",\"crv\":\"P-256\"}"},
        {FAPI_JWK_SYMMETRIC, "{\"kty\":\"oct\",\"k\":\"AA\"}"},
    };
    fapi_signer *signer = NULL;
    device d = {0};
    (void)state;

    for (size_t i = 0; i < MANY(rows); i++) {
        STATUS(rows[i].status,
               fapi_signer_new_callback(t_context(), rows[i].json, strlen(rows[i].json), sign, &d, &signer));
        CHECK(signer == NULL);
    }
    /* Who hands over the private key has misunderstood. */
    STATUS(FAPI_JWK_PRIVATE, fapi_signer_new_callback(t_context(), t_private_jwk(T_EDDSA),
        strlen(t_private_jwk(T_EDDSA)), sign,
                                                      &d, &signer));
    STATUS(FAPI_ERR_ARG, fapi_signer_new_callback(t_context(), NULL, 0, sign, &d, &signer));
    STATUS(FAPI_ERR_ARG, fapi_signer_new_callback(t_context(), t_public_jwk(T_EDDSA), strlen(t_public_jwk(T_EDDSA)),
        NULL, &d,
                                                  &signer));
    STATUS(FAPI_ERR_ARG, fapi_signer_new_callback(t_context(), "{}", 2, sign, &d, NULL));
    CHECK(signer == NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_like_a_key_of_its_own), cmocka_unit_test(gives_the_hash),
        cmocka_unit_test(a_bad_signature_never_leaves), cmocka_unit_test(another_key_is_noticed),
        cmocka_unit_test(what_is_no_public_key),
    };

    return t_main("signer_callback", tests, MANY(tests));
}
