/* SPDX-License-Identifier: Apache-2.0 */
/* Signed messages of Open Finance Brasil: what each rule takes and refuses, and that what is made is what is judged. */
#include "test/oauth/table.h"

#define NOW INT64_C(1800000000)
#define S(text) (text), (sizeof(text) - 1)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define B(status) FAPI_API_MESSAGE_##status
#define ENDPOINT "https://api.bank.example/open-banking/payments/v4/consents"
#define ORGANISATION "74e929d9-33b6-4d85-8ba7-c146c867a817"

static int ready(fapi_api_message **message, fapi_verdict **verdict)
{
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    const char *keys = t_format("{\"keys\":[%s,%s]}", t_public_jwk(T_PS256), t_public_jwk(T_EDDSA));
    int rc = FAPI_ERR_NOMEM;

    fapi_api_message_free(*message); /* of a first try */
    fapi_verdict_free(*verdict);
    *message = fapi_api_message_new(t_context());
    *verdict = fapi_verdict_new(t_context());
    if (*message == NULL || *verdict == NULL || jwks == NULL || keys[0] == '\0')
        return rc;
    rc = fapi_jwks_load(jwks, keys, strlen(keys));
    if (rc == FAPI_OK)
        rc = fapi_api_message_set_keys(*message, jwks);
    if (rc == FAPI_OK)
        rc = fapi_api_message_set_sender(*message, S(ORGANISATION));
    if (rc == FAPI_OK)
        rc = fapi_api_message_set_receiver(*message, S(ENDPOINT));
    return rc == FAPI_OK ? fapi_api_message_set_content_type(*message, S("application/jwt")) : rc;
}
#define READY(message, verdict)                                                      \
    AUTO(fapi_api_message) message = NULL;                                           \
    AUTO(fapi_verdict) verdict = NULL;                                               \
    STATUS(FAPI_OK, ready(&message, &verdict))

typedef struct row {
    const char *type;
    t_member header, claim;
    int status;
    const char *ids;
} row;

static const char *sign(const t_member *header, const t_member *claim)
{
    static const t_member headers[] = {{"alg", "\"PS256\""}, {"kid", "\"ps256\""}, {"typ", "\"JWT\""}, {NULL, NULL}};
    static const t_member claims[] = {{"iss", "\"" ORGANISATION "\""}, {"aud", "\"" ENDPOINT "\""}, {"iat", "1800000000"},
                                      {"jti", "\"c770aef3-6784-41f7-8e0e-ff5f97bddb3a\""}, {"data", "{\"x\":1}"}, {NULL, NULL}};

    return t_sign(T_PS256, t_object(headers, header, 1), t_object(claims, claim, 1));
}

#define JWT "application/jwt"
#define NO {NULL, NULL}

static void rules(void **state)
{
    static const row rows[] = {
        {JWT, NO, NO, FAPI_OK, "+BROF-6.1-3 +BROF-6.1-4 +BROF-6.1-5 +BROF-6.1-6 +BROF-6.1-8"},
        {"Application/JWT; charset=utf-8", NO, {"iat", "1800000060"}, FAPI_OK, NULL},
        {JWT, NO, {"iat", "1799999940"}, FAPI_OK, "+BROF-6.1-8"},
        {JWT, NO, {"aud", "[\"x\",\"" ENDPOINT "\"]"}, FAPI_OK, NULL},
        {"application/json", NO, NO, B(CONTENT_TYPE), "-BROF-6.1-4"},
        {"", NO, NO, B(CONTENT_TYPE), "-BROF-6.1-4"},
        {JWT, {"alg", "\"RS256\""}, NO, B(HEADER), "-BROF-6.1-5"},
        {JWT, {"alg", "\"EdDSA\""}, NO, B(HEADER), NULL},
        {JWT, {"alg", "\"none\""}, NO, B(HEADER), "!ALG-02"},
        {JWT, {"kid", NULL}, NO, B(HEADER), "-BROF-6.1-5"},
        {JWT, {"typ", NULL}, NO, B(HEADER), "-BROF-6.1-5"},
        {JWT, {"typ", "\"at+jwt\""}, NO, B(HEADER), NULL},
        {JWT, {"kid", "\"other\""}, NO, B(KEY), "-BROF-6.1-6"},
        {JWT, {"kid", "\"eddsa\""}, NO, B(KEY), NULL},
        {JWT, {"x5c", "[\"MIIB\"]"}, NO, FAPI_JWS_EMBEDDED_KEY, "-BROF-6.1-6"},
        {JWT, {"jku", "\"https://evil.example\""}, NO, FAPI_JWS_EMBEDDED_KEY, "-BROF-6.1-6"},
        {JWT, NO, {"aud", "\"https://api.bank.example/\""}, B(AUD), "-BROF-6.1-3"},
        {JWT, NO, {"aud", NULL}, B(AUD), "-BROF-6.1-3"},
        {JWT, NO, {"iss", "\"other\""}, B(ISS), "-BROF-6.1-3"},
        {JWT, NO, {"iss", NULL}, B(ISS), NULL},
        {JWT, NO, {"jti", "\"c770aef3-6784-11f7-8e0e-ff5f97bddb3a\""}, B(JTI), "-BROF-6.1-3"},
        {JWT, NO, {"jti", NULL}, B(JTI), NULL},
        {JWT, NO, {"iat", "1800000061"}, B(IAT), "-BROF-6.1-8"},
        {JWT, NO, {"iat", "1799999939"}, B(IAT), "-BROF-6.1-8"},
        {JWT, NO, {"iat", NULL}, B(IAT), NULL},
    };
    static const t_member same = NO;
    const char *jwt = NULL, *text = NULL;
    size_t n = 0;

    (void)state;
    READY(message, verdict);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int want = rows[i].status;

        jwt = sign(&rows[i].header, &rows[i].claim);
        CHECK(jwt[0] != '\0');
        STATUS(FAPI_OK, fapi_api_message_set_content_type(message, rows[i].type, strlen(rows[i].type)));
        STATUS(want, t_row(i, jwt, want, fapi_api_message_check(message, jwt, strlen(jwt), NOW, verdict)));
        STATUS(want == FAPI_OK ? FAPI_OK : FAPI_ERR_STATE, fapi_verdict_claim_json(verdict, S("data"), &text, &n));
        t_claim_all(rows[i].ids, __func__);
    }
    jwt = sign(&same, &same);
    CHECK(jwt[0] != '\0');
    jwt = t_replace_part(jwt, 1, t_base64url("{}", 2));
    CHECK(jwt[0] != '\0');
    STATUS(B(SIGNATURE), fapi_api_message_check(message, jwt, strlen(jwt), NOW, verdict));
    STATUS(FAPI_JWS_STRUCTURE, fapi_api_message_check(message, NULL, 0, NOW, verdict));
    STATUS(FAPI_ERR_CLOCK, fapi_api_message_check(message, S("x"), -1, verdict));
    STATUS(FAPI_ERR_ARG, fapi_api_message_check(NULL, S("x"), NOW, verdict));
}

/* The same jti of the same sender is one key, for a day; of another sender it is another. */
static void once(void **state)
{
    static const t_member same = NO, iss = {"iss", "\"other\""};
    const char *jwt = sign(&same, &same), *others = sign(&same, &iss);
    AUTO(fapi_replay) store = fapi_replay_new(t_context(), 64);
    const uint8_t *key = NULL;
    size_t n = 0;
    int64_t expiry = 0;

    (void)state;
    READY(message, verdict);
    CHECK(store != NULL && jwt[0] != '\0' && others[0] != '\0');
    STATUS(FAPI_OK, fapi_api_message_check(message, jwt, strlen(jwt), NOW, verdict));
    STATUS(FAPI_OK, fapi_verdict_replay_key(verdict, 0, &key, &n, &expiry));
    CHECK(n == 32 && expiry == NOW + 86400);
    STATUS(FAPI_OK, fapi_replay_add_if_absent(store, key, n, expiry, NOW));
    ACCEPTS("BROF-6.1-9");
    STATUS(FAPI_OK, fapi_api_message_check(message, jwt, strlen(jwt), NOW + 30, verdict));
    STATUS(FAPI_OK, fapi_verdict_replay_key(verdict, 0, &key, &n, &expiry));
    STATUS(FAPI_REPLAY_SEEN, fapi_replay_add_if_absent(store, key, n, expiry, NOW + 30));
    REFUSES("BROF-6.1-9");
    STATUS(FAPI_OK, fapi_api_message_set_sender(message, S("other")));
    STATUS(FAPI_OK, fapi_api_message_check(message, others, strlen(others), NOW, verdict));
    STATUS(FAPI_OK, fapi_verdict_replay_key(verdict, 0, &key, &n, &expiry));
    STATUS(FAPI_OK, fapi_replay_add_if_absent(store, key, n, expiry, NOW));
}

static void made(void **state)
{
    AUTO(fapi_signer) signer = NULL;
    AUTO(fapi_signer) other = NULL;
    const char *jwt = NULL, *first = t_private_jwk(T_PS256), *second = t_private_jwk(T_EDDSA), *text = NULL;
    size_t n = 0, text_n = 0;
    char id[37] = "";

    (void)state;
    READY(message, verdict);
    STATUS(FAPI_OK, fapi_signer_new(t_context(), first, strlen(first), &signer));
    STATUS(FAPI_OK, fapi_signer_new(t_context(), second, strlen(second), &other));
    STATUS(FAPI_ERR_STATE, fapi_api_message_jwt(message, &jwt, &n));
    for (int i = 0; i < 2; i++) {
        STATUS(FAPI_OK, fapi_api_message_make(message, S("{\"data\":{\"a\":[1]}}"), signer, NOW));
        STATUS(FAPI_OK, fapi_api_message_jwt(message, &jwt, &n));
        STATUS(FAPI_OK, fapi_api_message_check(message, jwt, n, NOW, verdict));
        STATUS(FAPI_OK, fapi_verdict_claim_json(verdict, S("data"), &text, &text_n));
        CHECK(text_n == 9 && memcmp(text, "{\"a\":[1]}", 9) == 0);
        STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, S("jti"), &text, &text_n));
        CHECK(text_n == 36 && memcmp(text, id, 36) != 0);
        memcpy(id, text, 36);
    }
    ACCEPTS("BROF-6.1-3"), ACCEPTS("BROF-6.1-5");
    STATUS(FAPI_ANSWER_CLAIM_RESERVED, fapi_api_message_make(message, S("{\"iat\":1}"), signer, NOW));
    STATUS(FAPI_ERR_STATE, fapi_api_message_jwt(message, &jwt, &n));
    STATUS(FAPI_JSON_NOT_OBJECT, fapi_api_message_make(message, S("[]"), signer, NOW));
    STATUS(B(HEADER), fapi_api_message_make(message, S("{}"), other, NOW));
    REFUSES("BROF-6.1-5");
    STATUS(FAPI_ERR_CLOCK, fapi_api_message_make(message, S("{}"), signer, -1));
    STATUS(FAPI_ERR_ARG, fapi_api_message_make(message, S("{}"), NULL, NOW));
    STATUS(FAPI_ERR_ARG, fapi_api_message_jwt(message, NULL, &n));
}

static void set_up(void **state)
{
    AUTO(fapi_api_message) message = fapi_api_message_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());

    (void)state;
    CHECK(message != NULL && verdict != NULL && jwks != NULL);
    STATUS(FAPI_ERR_STATE, fapi_api_message_check(message, S("x"), NOW, verdict));
    STATUS(FAPI_JWKS_EMPTY, fapi_api_message_set_keys(message, jwks));
    STATUS(FAPI_ERR_ARG, fapi_api_message_set_keys(message, NULL));
    STATUS(FAPI_ERR_ARG, fapi_api_message_set_sender(message, "a\0b", 3));
    STATUS(FAPI_ERR_ARG, fapi_api_message_set_receiver(message, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_api_message_set_content_type(message, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_api_message_set_content_type(NULL, S("x")));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(rules), cmocka_unit_test(once), cmocka_unit_test(made),
                                              cmocka_unit_test(set_up)};

    return t_main("api_message", tests, COUNT(tests));
}
