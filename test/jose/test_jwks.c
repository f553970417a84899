/* SPDX-License-Identifier: Apache-2.0 */
/* JWK sets: what loads, what is skipped, what refuses the whole, and which key is found. */
#include "harness.h"
#include "jose_make.h"

#include "jose/jwks.h"

#define X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define ED_X "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define EC(more) "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\"" more "}"
#define ED(more) "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X "\"" more "}"
#define SET(keys) "{\"keys\":[" keys "]}"

static int load(fapi_jwks **jwks, const char *json, size_t n)
{
    fapi_jwks_free(*jwks);
    *jwks = fapi_jwks_new(t_context());
    return *jwks == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(*jwks, json, n);
}

/* FAPI_OK only if the key that was found has the algorithm that was asked for. */
static int find(const fapi_jwks *jwks, const char *kid, int alg, bool refuse_duplicates)
{
    const fapix_key *key = NULL;
    fapix_slice name = kid == NULL ? (fapix_slice){NULL, 0} : fapix_slice_str(kid);
    int rc = fapix_jwks_find(jwks, kid != NULL, name, alg, refuse_duplicates, &key);
    if ((rc == FAPI_OK) != (key != NULL))
        return FAPI_ERR_INTERNAL;
    return rc == FAPI_OK && fapix_provider_default()->key_alg(key) != alg ? FAPI_ERR_INTERNAL : rc;
}

static void documents(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        int status;
        size_t keys, skipped;
        const char *ids;
    } rows[] = {
        {SET(ED("")), FAPI_OK, 1, 0, "RFC7517-5-1 RFC7517-9.2-1"},
        {"{\"a\":{},\"keys\":[" ED(",\"x5c\":[],\"nested\":{\"d\":1}") "],\"b\":1.5}", FAPI_OK, 1, 0, "RFC7517-5-1 RFC7517-4-1"},
        {SET("{\"kty\":\"AKP\",\"pub\":\"AA\"}," ED("") ",{\"kty\":\"EC\",\"crv\":\"secp256k1\"},{}"), FAPI_OK, 1, 3,
         "RFC7517-5-2"},
        {SET(EC(",\"use\":\"enc\"") "," EC(",\"key_ops\":[\"sign\"]") "," EC("")), FAPI_OK, 1, 2, "RFC7517-5-2"},
        {"{}", FAPI_JWKS_FORM, 0, 0, "JWKS-02 RFC7517-5-1"},
        {"[]", FAPI_JSON_NOT_OBJECT, 0, 0, "RFC7517-5-1"},
        {"[" ED("") "]", FAPI_JSON_NOT_OBJECT, 0, 0, ""},
        {ED(""), FAPI_JWKS_FORM, 0, 0, ""},
        {"{\"keys\":{}}", FAPI_JWKS_FORM, 0, 0, "JWKS-02 RFC7517-5-1"},
        {"{\"keys\":\"" X "\"}", FAPI_JWKS_FORM, 0, 0, "JWKS-02"},
        {"{\"Keys\":[]}", FAPI_JWKS_FORM, 0, 0, ""},
        {"{\"keys\":null}", FAPI_JWKS_FORM, 0, 0, "JWKS-02"},
        {SET("null"), FAPI_JWKS_FORM, 0, 0, "JWKS-02"},
        {SET(ED("") ",null"), FAPI_JWKS_FORM, 0, 0, "JWKS-02"},
        {SET(ED("") ",\"key\""), FAPI_JWKS_FORM, 0, 0, "JWKS-02"},
        {SET(""), FAPI_JWKS_EMPTY, 0, 0, "RFC7515-6-1"},
        {SET("{}"), FAPI_JWKS_EMPTY, 0, 0, "RFC7517-5-2"},
        {SET(EC(",\"use\":\"enc\"")), FAPI_JWKS_EMPTY, 0, 0, "JWK-07"},
        {SET(ED("") "," EC(",\"d\":\"AA\"")), FAPI_JWK_PRIVATE, 0, 0, "JWK-08 RFC7517-9.2-1"},
        {SET("{\"kty\":\"AKP\",\"priv\":\"AA\"}," ED("")), FAPI_JWK_PRIVATE, 0, 0, "JWK-08"},
        {SET(ED(",\"use\":\"enc\",\"d\":7")), FAPI_JWK_PRIVATE, 0, 0, "JWK-08"},
        {SET(ED("") ",{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"AAAA\"}"), FAPI_JWK_SYMMETRIC, 0, 0, "ALG-12 JWK-04 RFC7517-9.2-1"},
        {SET(ED(",\"k\":null")), FAPI_JWK_SYMMETRIC, 0, 0, "JWK-08"},
        {"{\"keys\":[],\"keys\":[" ED("") "]}", FAPI_JSON_DUPLICATE, 0, 0, "RFC7517-5-1"},
        {SET(ED(",\"x\":\"" ED_X "\"")), FAPI_JSON_DUPLICATE, 0, 0, "JWK-06"},
        {SET(ED(",\"\\u0078\":\"" ED_X "\"")), FAPI_JSON_DUPLICATE, 0, 0, "JWK-06"},
        {SET(ED("")) "x", FAPI_JSON_TRAILING, 0, 0, "JWK-06"},
        {SET(ED(",\"kid\":\"\\u0000\"")), FAPI_JSON_NUL, 0, 0, "KEY-05"},
        {SET(ED(",\"kid\":\"\xc3!\"")), FAPI_JSON_UTF8, 0, 0, ""},
        {SET(ED(",\"a\":1e400")), FAPI_JSON_NUMBER, 0, 0, ""},
        {SET(ED(",\"a\":01")), FAPI_JSON_SYNTAX, 0, 0, ""},
        {SET(ED("") ","), FAPI_JSON_SYNTAX, 0, 0, ""},
        {"", FAPI_JSON_SYNTAX, 0, 0, ""},
        {"<html><body>404</body></html>", FAPI_JSON_SYNTAX, 0, 0, "JWKS-02 JWKS-03"},
        {"{\"error\":\"not_found\"}", FAPI_JWKS_FORM, 0, 0, "JWKS-03"},
        {"{\"keys\":[],\"a\":[[[[[[[0]]]]]]]}", FAPI_JWKS_EMPTY, 0, 0, ""},
        {"{\"keys\":[],\"a\":[[[[[[[[0]]]]]]]]}", FAPI_JSON_DEPTH, 0, 0, "JWKS-02"},
        {" {\n\"x\" : \"keys\",\"y\":{\"keys\":[1]} , \"keys\" : [ " ED("") "\t,\r" EC(",\"a\":\"]},\\\"\"") " ] } ", FAPI_OK, 2, 0,
         "RFC7517-5-1"},
        {"{\"k\\u0065ys\":[" ED("") "]}", FAPI_JWKS_FORM, 0, 0, ""},
        {"{\"keys\":[" ED("") "],\"k\\u0065ys\":[]}", FAPI_JSON_DUPLICATE, 0, 0, "RFC7517-5-1"},
        {"{\"keys\":[" ED("") "}]", FAPI_JSON_SYNTAX, 0, 0, ""},
        {"{\"keys\":[" ED("") "}}", FAPI_JSON_SYNTAX, 0, 0, ""},
        {"{\"keys\":[" ED("") "]", FAPI_JSON_SYNTAX, 0, 0, ""},
        {"{\"keys\":[" ED(""), FAPI_JSON_SYNTAX, 0, 0, ""},
        {"{\"keys\":[" ED(",\"a\":[}]") "]}", FAPI_JSON_SYNTAX, 0, 0, ""},
        {SET("," ED("")), FAPI_JSON_SYNTAX, 0, 0, ""},
        {SET(ED("") " " ED("")), FAPI_JSON_TRAILING, 0, 0, ""},
        {SET(ED("") ",,"), FAPI_JSON_SYNTAX, 0, 0, ""},
        {SET("\"\\"), FAPI_JSON_SYNTAX, 0, 0, ""},
        {"{\"keys\":[]\"keys\":[" ED("") "]}", FAPI_JSON_SYNTAX, 0, 0, ""},
        {"{\"keys\":[],\"a\":\"[[[[[[[[[[[\\\"[\"}", FAPI_JWKS_EMPTY, 0, 0, ""},
    };
    AUTO(fapi_jwks) jwks = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!t_status(rows[i].status, load(&jwks, rows[i].json, strlen(rows[i].json)), rows[i].json, __FILE__, __LINE__))
            return;
        CHECK(fapi_jwks_count(jwks) == rows[i].keys);
        CHECK(fapi_jwks_skipped_count(jwks) == rows[i].skipped);
        CHECK(fapix_jwks_loaded(jwks) == (rows[i].status == FAPI_OK));
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
    static const char nul[] = SET(ED("")) "\0";
    CHECK(load(&jwks, nul, sizeof nul - 1) != FAPI_OK);
    ATTACK("JWK-06");
}

static void skipped_keys_say_why(void **state)
{
    (void)state;
    static const char json[] =
        SET(ED("") ",{}," EC(",\"use\":\"enc\"") "," EC(",\"alg\":\"ES384\"") "," ED(",\"kid\":1") ",{\"kty\":\"RSA\",\"n\":\"" X
                                                                                                   "\",\"e\":\"AQAB\"}");
    static const int why[] = {FAPI_JWK_KTY, FAPI_JWK_USE, FAPI_JWK_ALG, FAPI_JWK_TYPE, FAPI_JWK_RSA_SIZE};
    AUTO(fapi_jwks) jwks = NULL;
    STATUS(FAPI_OK, load(&jwks, json, sizeof json - 1));
    CHECK(fapi_jwks_count(jwks) == 1);
    CHECK(fapi_jwks_skipped_count(jwks) == 5);
    for (size_t i = 0; i < 5; i++)
        CHECK(fapi_jwks_skipped_status(jwks, i) == why[i]);
    CHECK(fapi_jwks_skipped_status(jwks, 5) == FAPI_ERR_NOT_FOUND);
    REFUSES("RFC7517-5-2");
    REFUSES("RFC7517-4.1-1");
    ATTACK("JWK-03");
}

static void lookup(void **state)
{
    (void)state;
    /* a: two kinds of key; b: twice the same kind; c: one usable, one not; and one without a name. */
    static const char json[] =
        SET(EC(",\"kid\":\"a\"") "," ED(",\"kid\":\"a\"") "," EC(",\"kid\":\"b\"") "," EC(",\"kid\":\"b\"") ","
            ED(",\"kid\":\"c\"") "," EC(",\"kid\":\"c\",\"use\":\"enc\"") "," EC(",\"kid\":\"\""));
    static const struct {
        const char *kid;
        int alg, status, strict; /* strict: with refuse_duplicate_kid */
        const char *ids;
    } rows[] = {
        {"a", FAPI_ALG_ES256, FAPI_OK, FAPI_KEY_AMBIGUOUS, "FAPI2SP-5.4.3-1 RFC7517-4.5-1 RFC7515-6-1 RFC7515-4.1.4-1 FAPI1ADV-8.11-1"},
        {"a", FAPI_ALG_EDDSA, FAPI_OK, FAPI_KEY_AMBIGUOUS, "FAPI2SP-5.4.3-1"},
        {"a", FAPI_ALG_PS256, FAPI_KEY_ALG, FAPI_KEY_AMBIGUOUS, "RFC7515-6-1 FAPI1ADV-8.11-1 ALG-11"},
        {"b", FAPI_ALG_ES256, FAPI_KEY_AMBIGUOUS, FAPI_KEY_AMBIGUOUS, "FAPI2SP-5.4.3-1 RFC7517-4.5-1 KEY-07"},
        {"c", FAPI_ALG_EDDSA, FAPI_OK, FAPI_KEY_AMBIGUOUS, "FAPI2SP-5.4.3-1"},
        {"c", FAPI_ALG_ES256, FAPI_KEY_ALG, FAPI_KEY_AMBIGUOUS, ""},
        {"", FAPI_ALG_ES256, FAPI_OK, FAPI_OK, ""},
        {"A", FAPI_ALG_ES256, FAPI_KEY_UNKNOWN, FAPI_KEY_UNKNOWN, "RFC7515-4.1.4-1 RFC7515-6-1"},
        {"a ", FAPI_ALG_ES256, FAPI_KEY_UNKNOWN, FAPI_KEY_UNKNOWN, "RFC7515-4.1.4-1"},
        {"../../dev/null", FAPI_ALG_ES256, FAPI_KEY_UNKNOWN, FAPI_KEY_UNKNOWN, "KEY-05"},
        {"' OR 1=1", FAPI_ALG_ES256, FAPI_KEY_UNKNOWN, FAPI_KEY_UNKNOWN, "KEY-05"},
        {"a|b", FAPI_ALG_ES256, FAPI_KEY_UNKNOWN, FAPI_KEY_UNKNOWN, "KEY-05"},
        {NULL, FAPI_ALG_ES256, FAPI_KEY_AMBIGUOUS, FAPI_KEY_AMBIGUOUS, "KEY-08"},
        {NULL, FAPI_ALG_EDDSA, FAPI_KEY_AMBIGUOUS, FAPI_KEY_AMBIGUOUS, "KEY-08"},
        {NULL, FAPI_ALG_PS256, FAPI_KEY_UNKNOWN, FAPI_KEY_UNKNOWN, ""},
    };
    AUTO(fapi_jwks) jwks = NULL;
    STATUS(FAPI_OK, load(&jwks, json, sizeof json - 1));
    CHECK(fapi_jwks_count(jwks) == 6);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        STATUS(rows[i].status, find(jwks, rows[i].kid, rows[i].alg, false));
        STATUS(rows[i].strict, find(jwks, rows[i].kid, rows[i].alg, true));
        t_claim_row(rows[i].status, rows[i].ids, __func__);
    }
    static const char single[] = SET(ED(",\"kid\":\"e\"") "," EC(""));
    STATUS(FAPI_OK, load(&jwks, single, sizeof single - 1));
    STATUS(FAPI_OK, find(jwks, NULL, FAPI_ALG_EDDSA, true));
    STATUS(FAPI_KEY_UNKNOWN, find(jwks, "", FAPI_ALG_ES256, false));
}

static void rsa_default(void **state)
{
    (void)state;
    /* The modulus of the published key, without alg. */
    const char *modulus = strstr(t_public_jwk(T_PS256), "\"n\":");
    const char *json = t_format(SET("{\"kty\":\"RSA\",%s"), modulus);
    AUTO(fapi_jwks) jwks = NULL;
    STATUS(FAPI_OK, load(&jwks, json, strlen(json)));
    STATUS(FAPI_OK, find(jwks, NULL, FAPI_ALG_PS256, false));
    STATUS(FAPI_KEY_UNKNOWN, find(jwks, NULL, FAPI_ALG_RS256, false));
    STATUS(FAPI_ERR_STATE, fapi_jwks_insecure_set_rs256_default(jwks, 1));
    fapi_jwks_free(jwks);
    jwks = fapi_jwks_new(t_context());
    CHECK(jwks != NULL);
    STATUS(FAPI_ERR_ARG, fapi_jwks_insecure_set_rs256_default(jwks, 2));
    STATUS(FAPI_OK, fapi_jwks_insecure_set_rs256_default(jwks, 1));
    STATUS(FAPI_OK, fapi_jwks_load(jwks, json, strlen(json)));
    STATUS(FAPI_OK, find(jwks, NULL, FAPI_ALG_RS256, false));
    STATUS(FAPI_KEY_UNKNOWN, find(jwks, NULL, FAPI_ALG_PS256, false));
}

static void loads_once_and_only_whole(void **state)
{
    (void)state;
    static const char good[] = SET(ED(",\"kid\":\"e\"")), bad[] = SET(ED(",\"kid\":\"old\"") ",{\"kty\":\"oct\"}");
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    CHECK(jwks != NULL);
    STATUS(FAPI_KEY_UNKNOWN, find(jwks, "e", FAPI_ALG_EDDSA, false));
    STATUS(FAPI_ERR_ARG, fapi_jwks_load(jwks, NULL, 0));
    STATUS(FAPI_JWK_SYMMETRIC, fapi_jwks_load(jwks, bad, sizeof bad - 1));
    STATUS(FAPI_KEY_UNKNOWN, find(jwks, "old", FAPI_ALG_EDDSA, false));
    STATUS(FAPI_OK, fapi_jwks_load(jwks, good, sizeof good - 1));
    STATUS(FAPI_OK, find(jwks, "e", FAPI_ALG_EDDSA, false));
    STATUS(FAPI_ERR_STATE, fapi_jwks_load(jwks, good, sizeof good - 1));
    CHECK(fapix_jwks_ref(jwks) == jwks);
    fapi_jwks_free(jwks);
    STATUS(FAPI_OK, find(jwks, "e", FAPI_ALG_EDDSA, false));
    CHECK(fapi_jwks_count(NULL) == 0 && fapi_jwks_skipped_count(NULL) == 0);
    CHECK(fapi_jwks_skipped_status(NULL, 0) == FAPI_ERR_ARG);
    STATUS(FAPI_ERR_ARG, fapi_jwks_load(NULL, good, sizeof good - 1));
    STATUS(FAPI_ERR_ARG, fapi_jwks_insecure_set_rs256_default(NULL, 1));
}

/* Memory that runs out leaves an empty set, which can be loaded later. */
static void can_be_loaded_after_memory_ran_out(void **state)
{
    (void)state;
    static const char json[] = SET(ED(",\"kid\":\"e\"") "," EC(",\"kid\":\"e\""));
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    CHECK(jwks != NULL);
    int rc = fapi_jwks_load(jwks, json, sizeof json - 1);
    if (rc == FAPI_ERR_NOMEM) {
        CHECK(!fapix_jwks_loaded(jwks) && fapi_jwks_count(jwks) == 0);
        rc = fapi_jwks_load(jwks, json, sizeof json - 1);
    }
    STATUS(FAPI_OK, rc);
    CHECK(fapi_jwks_count(jwks) == 2);
}

static char *repeat(const char *part, size_t count, size_t *n)
{
    size_t part_n = strlen(part);
    char *text = malloc(16 + count * (part_n + 1));
    if (text == NULL)
        return NULL;
    size_t at = (size_t)sprintf(text, "{\"keys\":[");
    for (size_t i = 0; i < count; i++) {
        memcpy(text + at, part, part_n);
        at += part_n;
        text[at++] = i + 1 < count ? ',' : ']';
    }
    text[at++] = '}';
    *n = at;
    return text;
}

static void caps(void **state)
{
    (void)state;
    SLOW();
    static const struct {
        const char *part;
        size_t count;
        int status;
    } rows[] = {
        {"{\"kty\":\"x\"}", 1000, FAPI_JWKS_EMPTY},   {"{\"kty\":\"x\"}", 1001, FAPI_JWKS_SIZE},
        {"{}", 100000, FAPI_JWKS_SIZE},               {"0", 100000, FAPI_JWKS_SIZE},
        {"{\"a\":0}", 30000, FAPI_JWKS_SIZE},         {ED(""), 1000000, FAPI_JWKS_SIZE},
    };
    AUTO(fapi_jwks) jwks = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t n = 0;
        char *json = repeat(rows[i].part, rows[i].count, &n);
        CHECK(json != NULL);
        int rc = load(&jwks, json, n);
        free(json);
        STATUS(rows[i].status, rc);
    }
    ATTACK("JWKS-02");
}

static void a_thousand_keys(void **state)
{
    (void)state;
    SLOW();
    char *json = malloc(FAPI_MAX_JWKS);
    CHECK(json != NULL);
    size_t at = (size_t)sprintf(json, "{\"keys\":[");
    for (size_t i = 0; i < 1000; i++)
        at += (size_t)sprintf(json + at, "%s" ED(",\"kid\":\"key-%zu\""), i == 0 ? "" : ",", i);
    at += (size_t)sprintf(json + at, "]}");
    AUTO(fapi_jwks) jwks = NULL;
    int rc = load(&jwks, json, at);
    free(json);
    STATUS(FAPI_OK, rc);
    CHECK(fapi_jwks_count(jwks) == 1000);
    char kid[32];
    for (size_t i = 0; i < 1000; i++) {
        sprintf(kid, "key-%zu", i);
        STATUS(FAPI_OK, find(jwks, kid, FAPI_ALG_EDDSA, true));
    }
    STATUS(FAPI_KEY_UNKNOWN, find(jwks, "key-1000", FAPI_ALG_EDDSA, true));
    STATUS(FAPI_KEY_AMBIGUOUS, find(jwks, NULL, FAPI_ALG_EDDSA, true));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents),
        cmocka_unit_test(skipped_keys_say_why),
        cmocka_unit_test(lookup),
        cmocka_unit_test(rsa_default),
        cmocka_unit_test(loads_once_and_only_whole),
        cmocka_unit_test(can_be_loaded_after_memory_ran_out),
        cmocka_unit_test(caps),
        cmocka_unit_test(a_thousand_keys),
    };
    return t_main("jwks", tests, sizeof tests / sizeof tests[0]);
}
