/* SPDX-License-Identifier: Apache-2.0 */
/* x-jws-signature: what each rule takes and refuses, and that what is made is what is judged. */
#include "base/base64url.h"
#include "jose/jwks.h"
#include "jose/jws.h"
#include "test/oauth/table.h"

#define NOW INT64_C(1800000000)
#define S(text) (text), (sizeof(text) - 1)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define B(status) FAPI_BODY_SIGNATURE_##status
#define OB "http://openbanking.org.uk/"
#define CRIT "[\"" OB "tan\",\"" OB "iat\",\"" OB "iss\"]"
#define ISSUER "CN=0014H00001lFE7dQAG, OU=1, O=OpenBanking, C=GB"
#define BODY "{\"Data\": {\"Amount\":\"1.00\"}}\n"

static int ready(fapi_body_signature **one, fapi_verdict **verdict)
{
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    const char *keys = t_format("{\"keys\":[%s,%s]}", t_public_jwk(T_PS256), t_public_jwk(T_EDDSA));
    int rc = FAPI_ERR_NOMEM;

    fapi_body_signature_free(*one); /* of a first try */
    fapi_verdict_free(*verdict);
    *one = fapi_body_signature_new(t_context());
    *verdict = fapi_verdict_new(t_context());
    if (*one == NULL || *verdict == NULL || jwks == NULL || keys[0] == '\0')
        return rc;
    rc = fapi_jwks_load(jwks, keys, strlen(keys));
    if (rc == FAPI_OK)
        rc = fapi_body_signature_set_keys(*one, jwks);
    if (rc == FAPI_OK)
        rc = fapi_body_signature_set_issuer(*one, S(ISSUER));
    if (rc == FAPI_OK)
        rc = fapi_body_signature_set_trust_anchor(*one, S("openbanking.org.uk"));
    return rc == FAPI_OK ? fapi_body_signature_set_body(*one, (const uint8_t *)BODY, sizeof BODY - 1) : rc;
}
#define READY(one, verdict)                                                          \
    AUTO(fapi_body_signature) one = NULL;                                            \
    AUTO(fapi_verdict) verdict = NULL;                                               \
    STATUS(FAPI_OK, ready(&one, &verdict))

typedef struct row {
    const char *type; /* NULL: application/json */
    t_member change[2];
    int status;
    const char *ids;
} row;

/* Signed as an ordinary JWS, and the payload taken out. */
static const char *make(const t_member *change, const char *body)
{
    static const t_member header[] = {{"alg", "\"PS256\""}, {"kid", "\"ps256\""}, {OB "iat", "1799999999"},
                                      {OB "iss", "\"" ISSUER "\""}, {OB "tan", "\"openbanking.org.uk\""}, {"crit", CRIT}, {NULL, NULL}};

    return t_replace_part(t_sign(T_PS256, t_object(header, change, 2), body), 1, "");
}

static void rules(void **state)
{
    static const row rows[] = {
        {NULL, {{NULL, NULL}}, FAPI_OK, "+OBUK-jws-1 +OBUK-jws-2 +OBUK-jws-3 +OBUK-jws-4 +OBUK-jws-5 +OBUK-jws-6"},
        {NULL, {{"typ", "\"JOSE\""}, {"cty", "\"json\""}}, FAPI_OK, "+OBUK-jws-2"},
        {NULL, {{"cty", "\"application/json\""}, {OB "iat", "1800000010"}}, FAPI_OK, NULL},
        {NULL, {{OB "iss", "\"C=GB,O=OpenBanking,OU=1,CN=0014H00001lFE7dQAG\""}}, FAPI_OK, NULL},
        {"text/xml", {{"cty", "\"text/xml\""}}, FAPI_OK, NULL},
        {"text/xml", {{NULL, NULL}}, B(TYPE), "-OBUK-jws-2"},
        {"text/xml", {{"cty", "\"json\""}}, B(TYPE), NULL},
        {NULL, {{"alg", "\"RS256\""}}, B(ALG), "-OBUK-jws-2"},
        {NULL, {{"alg", "\"none\""}}, B(ALG), "!ALG-02"},
        {NULL, {{"alg", NULL}}, B(ALG), NULL},
        {NULL, {{"kid", NULL}}, B(KID), "-OBUK-jws-2"},
        {NULL, {{"kid", "\"other\""}}, B(KID), "-OBUK-jws-2"},
        {NULL, {{"kid", "\"eddsa\""}}, B(KID), NULL},
        {NULL, {{"kid", "7"}}, B(KID), NULL},
        {NULL, {{"typ", "\"JWT\""}}, B(TYPE), "-OBUK-jws-2"},
        {NULL, {{"typ", "7"}}, B(TYPE), NULL},
        {NULL, {{"cty", "\"text/xml\""}}, B(TYPE), "-OBUK-jws-2"},
        {NULL, {{"b64", "false"}}, B(B64), "-OBUK-jws-4"},
        {NULL, {{"b64", "true"}}, B(B64), NULL},
        {NULL, {{"crit", NULL}}, B(CRIT), "-OBUK-jws-3"},
        {NULL, {{"crit", "[]"}}, B(CRIT), "!HDR-02"},
        {NULL, {{"crit", "\"" OB "tan\""}}, B(CRIT), NULL},
        {NULL, {{"crit", "[\"" OB "tan\",\"" OB "iat\"]"}}, B(CRIT), "-OBUK-jws-3"},
        {NULL, {{"crit", "[\"" OB "tan\",\"" OB "iat\",\"" OB "iat\"]"}}, B(CRIT), "!HDR-05"},
        {NULL, {{"crit", "[\"" OB "tan\",\"" OB "iat\",\"" OB "iss\",\"b64\"]"}}, B(CRIT), "-OBUK-jws-3"},
        {NULL, {{"crit", "[\"" OB "tan\",\"" OB "iat\",\"kid\"]"}}, B(CRIT), NULL},
        {NULL, {{OB "iat", "1800000011"}}, B(IAT), "-OBUK-jws-3"},
        {NULL, {{OB "iat", "\"1799999999\""}}, B(IAT), "-OBUK-jws-3"},
        {NULL, {{OB "iat", NULL}}, B(IAT), "-OBUK-jws-3"},
        {NULL, {{OB "iss", "\"CN=other\""}}, B(ISS), "-OBUK-jws-3"},
        {NULL, {{OB "iss", NULL}}, B(ISS), "-OBUK-jws-3"},
        {NULL, {{OB "tan", "\"evil.example\""}}, B(TAN), "-OBUK-jws-3"},
        {NULL, {{OB "tan", NULL}}, B(TAN), "-OBUK-jws-3"},
        {NULL, {{"x5u", "\"https://evil.example\""}}, B(MEMBER), "-OBUK-jws-6"},
        {NULL, {{"jwk", "{}"}}, B(MEMBER), "-OBUK-jws-6"},
        {NULL, {{OB "more", "1"}}, B(MEMBER), "-OBUK-jws-6"},
    };

    (void)state;
    READY(one, verdict);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *value = make(rows[i].change, BODY), *type = rows[i].type == NULL ? "application/json" : rows[i].type;
        int want = rows[i].status;

        CHECK(value[0] != '\0');
        STATUS(FAPI_OK, fapi_body_signature_set_media_type(one, type, strlen(type)));
        STATUS(want, t_row(i, value, want, fapi_body_signature_check(one, value, strlen(value), NOW, verdict)));
        CHECK(want == FAPI_OK || fapi_verdict_http(verdict) == 400);
        t_claim_all(rows[i].ids, __func__);
    }
}

static void forms(void **state)
{
    static const t_member same[2] = {{NULL, NULL}};
    const char *value = make(same, BODY), *other = make(same, BODY " "), *whole = NULL;
    size_t n = strlen(value);
    static const struct {
        const char *value;
        int status;
    } bad[] = {{"", B(MISSING)}, {".", B(FORM)}, {"..", B(FORM)}, {"e30..", B(FORM)}, {"e30.e30.AA", B(FORM)}, {"..AA", B(FORM)},
               {"e30", B(FORM)}, {"e30...AA", B(FORM)}, {"e30..AA.", B(FORM)}, {"e30=..AA", FAPI_BASE64URL_PADDING},
               {"W10..AA", FAPI_JSON_NOT_OBJECT}, {"e30..A", FAPI_BASE64URL_LENGTH}, {"e30..AA", B(ALG)}};

    (void)state;
    READY(one, verdict);
    CHECK(value[0] != '\0' && other[0] != '\0');
    for (size_t i = 0; i < COUNT(bad); i++)
        STATUS(bad[i].status, t_row(i, bad[i].value, bad[i].status,
                                    fapi_body_signature_check(one, bad[i].value, strlen(bad[i].value), NOW, verdict)));
    REFUSES("OBUK-jws-5");
    whole = t_replace_part(value, 1, t_base64url(BODY, sizeof BODY - 1));
    CHECK(whole[0] != '\0');
    STATUS(B(FORM), fapi_body_signature_check(one, whole, strlen(whole), NOW, verdict));
    REFUSES("OBUK-jws-1");
    STATUS(B(INVALID), fapi_body_signature_check(one, other, strlen(other), NOW, verdict));
    REFUSES("OBUK-jws-5");
    /* Octet for octet: the same JSON with other white space is another body. */
    STATUS(FAPI_OK, fapi_body_signature_set_body(one, (const uint8_t *)BODY, sizeof BODY - 2));
    STATUS(B(INVALID), fapi_body_signature_check(one, value, n, NOW, verdict));
    REFUSES("OBUK-jws-1");
    STATUS(FAPI_ERR_ARG, fapi_body_signature_check(NULL, value, n, NOW, verdict));
    STATUS(FAPI_ERR_CLOCK, fapi_body_signature_check(one, value, n, -1, verdict));
    STATUS(FAPI_ERR_ARG, fapi_body_signature_check(one, NULL, 1, NOW, verdict));
}

/* Is the value's signature one over its header, a dot and these octets? */
static int verifies(const char *value, size_t n, const char *payload)
{
    AUTO(fapi_jwk) jwk = NULL;
    const char *text = t_public_jwk(T_PS256), *second = memchr(value, '.', n);
    const char *input = second == NULL ? "" : t_format("%.*s.%s", (int)(second - value), value, payload);
    fapix_jws jws = {.alg = FAPI_ALG_PS256};

    if (input[0] == '\0' || fapi_jwk_new(t_context(), text, strlen(text), &jwk) != FAPI_OK)
        return t_injected();
    jws.signing_input = fapix_slice_str(input);
    if (fapix_base64url_decode(fapix_slice_of(second + 2, n - (size_t)(second + 2 - value)), jws.signature, &jws.signature_n) != FAPI_OK)
        return 0;
    return fapix_jws_verify(fapix_provider_default(), &jws, jwk->key) == FAPI_OK;
}

static void made(void **state)
{
    AUTO(fapi_signer) signer = NULL;
    AUTO(fapi_signer) other = NULL;
    const char *value = NULL, *text = t_private_jwk(T_PS256), *second = t_private_jwk(T_EDDSA);
    size_t n = 0;

    (void)state;
    READY(one, verdict);
    STATUS(FAPI_OK, fapi_signer_new(t_context(), text, strlen(text), &signer));
    STATUS(FAPI_OK, fapi_signer_new(t_context(), second, strlen(second), &other));
    STATUS(FAPI_OK, fapi_body_signature_make(one, signer, NOW, &value, &n));
    CHECK(verifies(value, n, t_base64url(BODY, sizeof BODY - 1)));
    STATUS(FAPI_OK, fapi_body_signature_check(one, value, n, NOW, verdict));
    ACCEPTS("OBUK-jws-1");
    /* Up to 3.1.3. */
    STATUS(FAPI_OK, fapi_body_signature_set_b64_false(one, 1));
    STATUS(B(B64), fapi_body_signature_check(one, value, n, NOW, verdict));
    REFUSES("OBUK-jws-4");
    STATUS(FAPI_OK, fapi_body_signature_make(one, signer, NOW, &value, &n));
    CHECK(verifies(value, n, BODY));
    STATUS(FAPI_OK, fapi_body_signature_check(one, value, n, NOW, verdict));
    ACCEPTS("OBUK-jws-4");
    STATUS(FAPI_OK, fapi_body_signature_set_b64_false(one, 0));
    STATUS(B(B64), fapi_body_signature_check(one, value, n, NOW, verdict));
    REFUSES("OBUK-jws-4");
    STATUS(B(ALG), fapi_body_signature_make(one, other, NOW, &value, &n));
    CHECK(value == NULL && n == 0);
    STATUS(FAPI_ERR_CLOCK, fapi_body_signature_make(one, signer, -1, &value, &n));
    STATUS(FAPI_ERR_ARG, fapi_body_signature_make(one, NULL, NOW, &value, &n));
    STATUS(FAPI_ERR_ARG, fapi_body_signature_make(one, signer, NOW, NULL, &n));
}

static void set_up(void **state)
{
    AUTO(fapi_body_signature) one = fapi_body_signature_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    static uint8_t large[FAPI_MAX_SIGNED_BODY + 1];

    (void)state;
    CHECK(one != NULL && verdict != NULL && jwks != NULL);
    STATUS(FAPI_ERR_STATE, fapi_body_signature_check(one, S("e30..AA"), NOW, verdict));
    STATUS(FAPI_JWKS_EMPTY, fapi_body_signature_set_keys(one, jwks));
    STATUS(FAPI_ERR_ARG, fapi_body_signature_set_keys(one, NULL));
    STATUS(FAPI_ERR_ARG, fapi_body_signature_set_issuer(one, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_body_signature_set_issuer(one, "a\0b", 3));
    STATUS(FAPI_ERR_ARG, fapi_body_signature_set_trust_anchor(NULL, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_body_signature_set_b64_false(one, 2));
    STATUS(FAPI_ERR_ARG, fapi_body_signature_set_media_type(one, (const char *)large, 128));
    STATUS(FAPI_ERR_RANGE, fapi_body_signature_set_body(one, large, sizeof large));
    STATUS(FAPI_OK, fapi_body_signature_set_body(one, NULL, 0));
    STATUS(FAPI_ERR_STATE, fapi_body_signature_check(one, S("e30..AA"), NOW, verdict));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(rules), cmocka_unit_test(forms), cmocka_unit_test(made),
                                              cmocka_unit_test(set_up)};

    return t_main("body_signature", tests, COUNT(tests));
}
