/* SPDX-License-Identifier: Apache-2.0 */
/* Private keys: what can be imported, and what the public half looks like. */
#include "harness.h"
#include "jose_make.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static int import(const char *json)
{
    fapi_signer *signer = NULL;
    int rc = fapi_signer_new(t_context(), json, strlen(json), &signer);
    if ((rc == FAPI_OK) != (signer != NULL))
        rc = FAPI_ERR_INTERNAL;
    fapi_signer_free(signer);
    return rc;
}

/* The public document is a public key with the same algorithm, name and thumbprint. */
static int same_key(const fapi_signer *signer, const char *kid)
{
    const char *json = NULL, *name = NULL;
    size_t n = 0, name_n = 0;
    char ours[FAPI_JKT_LENGTH + 1], theirs[FAPI_JKT_LENGTH + 1];
    fapi_jwk *jwk = NULL;
    int rc = fapi_signer_public_jwk(signer, &json, &n);
    if (rc == FAPI_OK)
        rc = fapi_jwk_new(t_context(), json, n, &jwk);
    if (rc == FAPI_OK)
        rc = fapi_jwk_thumbprint(jwk, theirs, sizeof theirs);
    if (rc == FAPI_OK)
        rc = fapi_signer_thumbprint(signer, ours, sizeof ours);
    if (rc == FAPI_OK)
        rc = fapi_jwk_kid(jwk, &name, &name_n);
    if (rc == FAPI_OK && (strcmp(ours, theirs) != 0 || fapi_jwk_alg(jwk) != fapi_signer_alg(signer)))
        rc = FAPI_JWK_MISMATCH;
    if (rc == FAPI_OK && kid == NULL)
        kid = ours;
    if (rc == FAPI_OK && (strlen(kid) != name_n || (name_n > 0 && memcmp(kid, name, name_n) != 0)))
        rc = FAPI_JWS_KID;
    fapi_jwk_free(jwk);
    return rc;
}

static void published_keys(void **state)
{
    (void)state;
    static const char *const kids[T_KEYS] = {"eddsa", "es256", "ps256", "rs256"};
    for (enum t_key_name name = 0; name < T_KEYS; name++) {
        AUTO(fapi_signer) signer = NULL;
        const char *json = t_private_jwk(name), *document = NULL;
        size_t n = 0;
        STATUS(FAPI_OK, fapi_signer_new(t_context(), json, strlen(json), &signer));
        CHECK(fapi_signer_alg(signer) == t_alg(name));
        STATUS(FAPI_OK, same_key(signer, kids[name]));
        STATUS(FAPI_OK, fapi_signer_public_jwk(signer, &document, &n));
        for (size_t i = 0; i + 4 < n; i++)
            CHECK(memcmp(document + i, "\"d\":", 4) != 0 && memcmp(document + i, "\"p\":", 4) != 0);
        CHECK(n > 12 && strstr(t_format("%.*s", (int)n, document), "\"use\":\"sig\"") != NULL);
    }
    ACCEPTS("RFC7638-3.2.1-1");
    ACCEPTS("RFC7518-6.2.2.1-1");
    ACCEPTS("RFC7517-9.2-1");
    ACCEPTS("RFC7517-4.3-3");
}

static void made_here(void **state)
{
    (void)state;
    static const int algs[] = {FAPI_ALG_EDDSA, FAPI_ALG_ES256};
    char first[FAPI_JKT_LENGTH + 1] = "", jkt[FAPI_JKT_LENGTH + 1];
    for (size_t i = 0; i < COUNT(algs) * 2; i++) {
        AUTO(fapi_signer) signer = NULL;
        STATUS(FAPI_OK, fapi_signer_generate(t_context(), algs[i / 2], &signer));
        CHECK(fapi_signer_alg(signer) == algs[i / 2]);
        STATUS(FAPI_OK, same_key(signer, NULL));
        STATUS(FAPI_OK, fapi_signer_thumbprint(signer, jkt, sizeof jkt));
        CHECK(strcmp(first, jkt) != 0);
        memcpy(first, jkt, sizeof first);
    }
    AUTO(fapi_signer) none = NULL;
    STATUS(FAPI_ERR_ARG, fapi_signer_generate(t_context(), 0, &none));
    STATUS(FAPI_ERR_ARG, fapi_signer_generate(t_context(), 3, &none));
    STATUS(FAPI_ERR_ARG, fapi_signer_generate(t_context(), 16, &none));
    STATUS(FAPI_ERR_ARG, fapi_signer_generate(t_context(), FAPI_ALG_ES256, NULL));
    CHECK(none == NULL);
}

static void rsa_made_here(void **state)
{
    (void)state;
    SLOW();
    AUTO(fapi_signer) signer = NULL;
    STATUS(FAPI_OK, fapi_signer_generate(t_context(), FAPI_ALG_PS256, &signer));
    CHECK(fapi_signer_alg(signer) == FAPI_ALG_PS256);
    STATUS(FAPI_OK, same_key(signer, NULL));
}

/* What is written is the same key: read back, it signs as the same one, and its own document is the same again. */
static int written_and_read(const fapi_signer *signer)
{
    static char json[10240], again[10240];
    size_t n = 0, again_n = 0;
    char ours[FAPI_JKT_LENGTH + 1], theirs[FAPI_JKT_LENGTH + 1];
    fapi_signer *back = NULL;
    int rc = fapi_signer_private_jwk(signer, json, sizeof json, &n);
    if (rc == FAPI_OK)
        rc = fapi_signer_new(t_context(), json, n, &back);
    if (rc == FAPI_OK)
        rc = fapi_signer_private_jwk(back, again, sizeof again, &again_n);
    if (rc == FAPI_OK)
        rc = fapi_signer_thumbprint(signer, ours, sizeof ours);
    if (rc == FAPI_OK)
        rc = fapi_signer_thumbprint(back, theirs, sizeof theirs);
    if (rc == FAPI_OK && (json[n] != '\0' || n != again_n || memcmp(json, again, n) != 0 || strcmp(ours, theirs) != 0
                          || fapi_signer_alg(back) != fapi_signer_alg(signer)))
        rc = FAPI_JWK_MISMATCH;
    fapi_signer_free(back);
    return rc;
}

static void private_documents(void **state)
{
    (void)state;
    for (enum t_key_name name = 0; name < T_KEYS; name++) {
        AUTO(fapi_signer) signer = NULL;
        const char *json = t_private_jwk(name);
        char out[10240];
        size_t n = 1;
        STATUS(FAPI_OK, fapi_signer_new(t_context(), json, strlen(json), &signer));
        STATUS(FAPI_OK, written_and_read(signer));
        STATUS(FAPI_OK, fapi_signer_private_jwk(signer, out, sizeof out, &n));
        const size_t whole = n;
        STATUS(FAPI_ERR_BUFFER, fapi_signer_private_jwk(signer, out, whole, &n));
        CHECK(n == 0 && out[0] == '\0');
        STATUS(FAPI_OK, fapi_signer_private_jwk(signer, out, whole + 1, &n));
        STATUS(FAPI_ERR_ARG, fapi_signer_private_jwk(signer, NULL, sizeof out, &n));
        STATUS(FAPI_ERR_ARG, fapi_signer_private_jwk(signer, out, 0, &n));
        STATUS(FAPI_ERR_ARG, fapi_signer_private_jwk(signer, out, sizeof out, NULL));
    }
    char out[16];
    size_t n = 1;
    STATUS(FAPI_ERR_ARG, fapi_signer_private_jwk(NULL, out, sizeof out, &n));
    CHECK(n == 0);
    AUTO(fapi_signer) made = NULL;
    STATUS(FAPI_OK, fapi_signer_generate(t_context(), FAPI_ALG_ES256, &made));
    STATUS(FAPI_OK, written_and_read(made));
}

static int refuses_to_sign(void *user, int alg, const uint8_t *input, size_t input_len, const uint8_t *sha256,
                           uint8_t *signature, size_t *signature_len)
{
    (void)user, (void)alg, (void)input, (void)input_len, (void)sha256, (void)signature, (void)signature_len;
    return 1;
}

static void private_key_elsewhere(void **state)
{
    (void)state;
    AUTO(fapi_signer) here = NULL;
    AUTO(fapi_signer) signer = NULL;
    const char *json = t_private_jwk(0), *document = NULL;
    char out[10240];
    size_t n = 0;
    STATUS(FAPI_OK, fapi_signer_new(t_context(), json, strlen(json), &here));
    STATUS(FAPI_OK, fapi_signer_public_jwk(here, &document, &n));
    STATUS(FAPI_OK, fapi_signer_new_callback(t_context(), document, n, refuses_to_sign, NULL, &signer));
    STATUS(FAPI_JWK_NOT_PRIVATE, fapi_signer_private_jwk(signer, out, sizeof out, &n));
    CHECK(n == 0 && out[0] == '\0');
}

#define X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define D "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
#define EC(d, more) "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\",\"d\":\"" d "\"" more "}"
#define ED(d) "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"d\":\"" d "\"}"
static void documents(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        int status;
        const char *ids;
    } rows[] = {
        {EC(D, ""), FAPI_OK, "RFC7518-6.2.2.1-1"},
        {EC(D, ",\"key_ops\":[\"sign\"],\"use\":\"sig\",\"ext\":false"), FAPI_OK, ""},
        {EC(D, ",\"key_ops\":[\"verify\"]"), FAPI_JWK_KEY_OPS, "JWK-07"},
        {EC(D, ",\"key_ops\":[\"sign\",\"deriveKey\"]"), FAPI_JWK_KEY_OPS, "FAPI2SP-6.8-1"},
        {EC(D, ",\"use\":\"enc\""), FAPI_JWK_USE, "FAPI2SP-6.8-1"},
        {EC(D, ",\"alg\":\"PS256\""), FAPI_JWK_ALG, ""},
        {EC("mpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI", ""), FAPI_JWK_MISMATCH, "RFC7638-3.2.1-1"},
        {EC("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9L", ""), FAPI_JWK_COORDINATE, "RFC7518-6.2.2.1-1"},
        {EC("", ""), FAPI_JWK_COORDINATE, "RFC7518-6.2.2.1-1"},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\"}", FAPI_JWK_NOT_PRIVATE, ""},
        {ED("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2E"), FAPI_JWK_MISMATCH, "RFC7638-3.2.1-1"},
        {"{\"kty\":\"oct\",\"k\":\"AAAA\"}", FAPI_JWK_SYMMETRIC, "JWK-04"},
        {"{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQAB\",\"d\":\"AQ\",\"oth\":[]}", FAPI_JWK_RSA_MULTI_PRIME, "JWK-09"},
        {"{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQAB\",\"d\":\"AQ\"}", FAPI_JWK_MEMBER, ""},
        {"{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQAB\",\"d\":\"AAE\"}", FAPI_JWK_ENCODING, "RFC7518-2-1"},
        {"{\"kty\":\"EC\",\"d\":1}", FAPI_JWK_TYPE, ""},
        {"{}", FAPI_JWK_KTY, ""},
        {"x", FAPI_JSON_SYNTAX, "CFG-04"},
        {"/etc/keys/private.pem", FAPI_JSON_SYNTAX, "CFG-04"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(rows[i].status, import(rows[i].json));
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
}

static void a_name_is_escaped(void **state)
{
    (void)state;
    AUTO(fapi_signer) signer = NULL;
    const char *json = EC(D, ",\"kid\":\"\\\"\\\\\\n\\u001f/\\u00e9\"");
    STATUS(FAPI_OK, fapi_signer_new(t_context(), json, strlen(json), &signer));
    STATUS(FAPI_OK, same_key(signer, "\"\\\n\x1f/\xc3\xa9"));
    AUTO(fapi_signer) nameless = NULL;
    json = EC(D, "");
    STATUS(FAPI_OK, fapi_signer_new(t_context(), json, strlen(json), &nameless));
    STATUS(FAPI_OK, same_key(nameless, ""));
}

static void arguments(void **state)
{
    (void)state;
    AUTO(fapi_signer) signer = NULL;
    const char *json = EC(D, ""), *text = NULL;
    size_t n = 0;
    char jkt[FAPI_JKT_LENGTH + 1];
    STATUS(FAPI_OK, fapi_signer_new(NULL, json, strlen(json), &signer));
    STATUS(FAPI_ERR_BUFFER, fapi_signer_thumbprint(signer, jkt, FAPI_JKT_LENGTH));
    CHECK(jkt[0] == '\0');
    STATUS(FAPI_ERR_ARG, fapi_signer_thumbprint(NULL, jkt, sizeof jkt));
    STATUS(FAPI_ERR_ARG, fapi_signer_thumbprint(signer, NULL, 44));
    STATUS(FAPI_ERR_ARG, fapi_signer_public_jwk(NULL, &text, &n));
    CHECK(text == NULL && n == 0);
    STATUS(FAPI_ERR_ARG, fapi_signer_public_jwk(signer, NULL, &n));
    CHECK(fapi_signer_alg(NULL) == 0);
    fapi_signer *none = signer;
    STATUS(FAPI_ERR_ARG, fapi_signer_new(t_context(), NULL, 0, &none));
    CHECK(none == NULL);
    STATUS(FAPI_ERR_ARG, fapi_signer_new(t_context(), json, strlen(json), NULL));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_keys), cmocka_unit_test(made_here), cmocka_unit_test(private_documents),
        cmocka_unit_test(private_key_elsewhere), cmocka_unit_test(rsa_made_here), cmocka_unit_test(documents),
        cmocka_unit_test(a_name_is_escaped), cmocka_unit_test(arguments),
    };
    return t_main("signer", tests, sizeof tests / sizeof tests[0]);
}
