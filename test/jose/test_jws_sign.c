/* SPDX-License-Identifier: Apache-2.0 */
/* Making compact JWS: what comes out passes our own check, and says no more than it must. */
#include "harness.h"
#include "jose_make.h"

#include "base/base64url.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define PAYLOAD "{\"iss\":\"joe\"}"

static int signer_of(enum t_key_name name, fapi_signer **signer)
{
    const char *json = t_private_jwk(name);
    return fapi_signer_new(t_context(), json, strlen(json), signer);
}

static int sign(fapi_jws *jws, const fapi_signer *signer, const char *payload, const char **compact, size_t *n)
{
    return fapi_jws_sign(jws, signer, (const uint8_t *)payload, strlen(payload), compact, n);
}

/* The decoded header, as static text. */
static const char *header_of(const char *compact, size_t n)
{
    static uint8_t header[FAPI_MAX_JOSE_HEADER + 1];
    const char *dot = memchr(compact, '.', n);
    size_t header_n = 0;
    if (dot == NULL || fapix_base64url_decode(fapix_slice_of(compact, (size_t)(dot - compact)), header, &header_n) != FAPI_OK)
        return "";
    header[header_n] = '\0';
    return (const char *)header;
}

static void what_is_signed_verifies(void **state)
{
    (void)state;
    AUTO(fapi_jws) jws = fapi_jws_new(t_context());
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    CHECK(jws != NULL && jwks != NULL && verdict != NULL);
    STATUS(FAPI_OK, fapi_jwks_load(jwks, t_public_jwks(), strlen(t_public_jwks())));
    for (enum t_key_name name = 0; name < T_KEYS; name++) {
        AUTO(fapi_signer) signer = NULL;
        const char *compact = NULL;
        size_t n = 0;
        STATUS(FAPI_OK, signer_of(name, &signer));
        STATUS(FAPI_OK, sign(jws, signer, PAYLOAD, &compact, &n));
        STATUS(FAPI_OK, fapi_jws_check(jwks, t_alg(name), compact, n, verdict));
        ACCEPTS("RFC7518-3.5-1");
    }
    ACCEPTS("RFC7515-4.1.1-1");
    ACCEPTS("FAPI2SP-5.4.1-1.3");
}

/* RFC 6979: two signatures of the same octets are the same. */
static void signatures_are_deterministic(void **state)
{
    (void)state;
    static const enum t_key_name names[] = {T_EDDSA, T_ES256};
    for (size_t i = 0; i < COUNT(names); i++) {
        AUTO(fapi_jws) jws = fapi_jws_new(t_context());
        AUTO(fapi_signer) signer = NULL;
        const char *compact = NULL;
        char first[512];
        size_t n = 0, first_n = 0;
        CHECK(jws != NULL);
        STATUS(FAPI_OK, signer_of(names[i], &signer));
        STATUS(FAPI_OK, sign(jws, signer, PAYLOAD, &compact, &n));
        CHECK(n < sizeof first);
        memcpy(first, compact, n);
        first_n = n;
        STATUS(FAPI_OK, sign(jws, signer, "{}", &compact, &n));
        CHECK(n != first_n || memcmp(first, compact, n) != 0);
        STATUS(FAPI_OK, sign(jws, signer, PAYLOAD, &compact, &n));
        if (names[i] == T_EDDSA || strstr(fapi_context_provider(t_context()), "mbedtls") != NULL)
            CHECK(n == first_n && memcmp(first, compact, n) == 0);
    }
}

static void headers(void **state)
{
    (void)state;
    static const struct {
        const char *typ;
        int embed;
        const char *header;
    } rows[] = {
        {"", 0, "{\"alg\":\"EdDSA\",\"kid\":\"eddsa\"}"},
        {"at+jwt", 0, "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"eddsa\"}"},
        {"application/at+jwt", 0, "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"eddsa\"}"},
        {"application/a/b", 0, "{\"alg\":\"EdDSA\",\"typ\":\"application/a/b\",\"kid\":\"eddsa\"}"},
        {"application/", 0, "{\"alg\":\"EdDSA\",\"typ\":\"application/\",\"kid\":\"eddsa\"}"},
        {"dpop+jwt", 1,
         "{\"alg\":\"EdDSA\",\"typ\":\"dpop+jwt\",\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
         "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}}"},
    };
    AUTO(fapi_jws) jws = fapi_jws_new(t_context());
    AUTO(fapi_signer) signer = NULL;
    CHECK(jws != NULL);
    STATUS(FAPI_OK, signer_of(T_EDDSA, &signer));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *compact = NULL;
        size_t n = 0;
        STATUS(FAPI_OK, fapi_jws_set_typ(jws, rows[i].typ, strlen(rows[i].typ)));
        STATUS(FAPI_OK, fapi_jws_set_embed_jwk(jws, rows[i].embed));
        STATUS(FAPI_OK, sign(jws, signer, PAYLOAD, &compact, &n));
        CHECK(strcmp(header_of(compact, n), rows[i].header) == 0);
    }
    ACCEPTS("RFC7515-4.1.9-2");
    REFUSES("RFC7515-4.1.9-2"); /* the prefix was given, and is not passed on */
    ACCEPTS("RFC7515-4.1.11-4");
    ACCEPTS("RFC7517-4.3-3");
}

static void settings_that_are_refused(void **state)
{
    (void)state;
    AUTO(fapi_jws) jws = fapi_jws_new(t_context());
    AUTO(fapi_signer) signer = NULL;
    CHECK(jws != NULL);
    STATUS(FAPI_OK, signer_of(T_EDDSA, &signer));
    STATUS(FAPI_OK, fapi_jws_set_typ(jws, "good", 4));
    /* A typ that closed its string could bring crit, or alg, with it. */
    static const char *const typs[] = {"a\",\"crit\":[]", "a\\", "a\nb", "\x7f", "\xc3\xa9", "a\tb"};
    for (size_t i = 0; i < COUNT(typs); i++)
        STATUS(FAPI_ERR_ARG, fapi_jws_set_typ(jws, typs[i], strlen(typs[i])));
    REFUSES("RFC7515-4.1.11-4");
    char typ[65];
    memset(typ, 't', sizeof typ);
    STATUS(FAPI_OK, fapi_jws_set_typ(jws, typ, 64));
    STATUS(FAPI_ERR_ARG, fapi_jws_set_typ(jws, typ, 65));
    STATUS(FAPI_ERR_ARG, fapi_jws_set_typ(jws, NULL, 1));
    STATUS(FAPI_OK, fapi_jws_set_typ(jws, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_jws_set_typ(NULL, "a", 1));
    STATUS(FAPI_ERR_ARG, fapi_jws_set_embed_jwk(jws, 2));
    STATUS(FAPI_ERR_ARG, fapi_jws_set_embed_jwk(NULL, 1));
    const char *compact = "x";
    size_t n = 1;
    STATUS(FAPI_ERR_ARG, fapi_jws_sign(jws, NULL, NULL, 0, &compact, &n));
    CHECK(compact == NULL && n == 0);
    STATUS(FAPI_ERR_ARG, fapi_jws_sign(NULL, signer, NULL, 0, &compact, &n));
    STATUS(FAPI_ERR_ARG, fapi_jws_sign(jws, signer, NULL, 1, &compact, &n));
    STATUS(FAPI_ERR_ARG, fapi_jws_sign(jws, signer, NULL, 0, NULL, &n));
    STATUS(FAPI_OK, fapi_jws_sign(jws, signer, NULL, 0, &compact, &n));
    CHECK(n > 0);
}

static void what_is_too_long_is_not_made(void **state)
{
    (void)state;
    static uint8_t payload[FAPI_MAX_JWT + 1];
    AUTO(fapi_jws) jws = fapi_jws_new(t_context());
    AUTO(fapi_signer) signer = NULL;
    const char *compact = NULL;
    size_t n = 0, most = 12000;
    CHECK(jws != NULL);
    STATUS(FAPI_OK, signer_of(T_EDDSA, &signer));
    STATUS(FAPI_OK, fapi_jws_sign(jws, signer, payload, most, &compact, &n));
    CHECK(n <= FAPI_MAX_JWT);
    most += (FAPI_MAX_JWT - n) / 4 * 3;
    STATUS(FAPI_OK, fapi_jws_sign(jws, signer, payload, most, &compact, &n));
    CHECK(n <= FAPI_MAX_JWT);
    STATUS(FAPI_JWS_SIZE, fapi_jws_sign(jws, signer, payload, most + 3, &compact, &n));
    CHECK(compact == NULL && n == 0);
    STATUS(FAPI_JWS_SIZE, fapi_jws_sign(jws, signer, payload, sizeof payload, &compact, &n));
    STATUS(FAPI_OK, fapi_jws_sign(jws, signer, payload, 1, &compact, &n));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_signed_verifies),   cmocka_unit_test(signatures_are_deterministic),
        cmocka_unit_test(headers),                   cmocka_unit_test(settings_that_are_refused),
        cmocka_unit_test(what_is_too_long_is_not_made),
    };
    return t_main("jws_sign", tests, sizeof tests / sizeof tests[0]);
}
