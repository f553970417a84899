/* SPDX-License-Identifier: Apache-2.0 */
/* The claims of ID tokens, and the hashes in them. */
#include "oauth/id_token.h"

#include <jansson.h>

#include "test/harness.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))
#define NOW INT64_C(1800000000)

static fapix_json json;
static uint8_t scratch[4096];

/* The claims, or NULL; *rc: what was returned. */
static json_t *write(const char *claims, const fapix_id_token_facts *facts, int *rc)
{
    fapix_buffer out;
    json_t *read = NULL;

    fapix_buffer_init(&out, &t_context()->memory, 8192);
    *rc = fapix_json_parse(&json, fapix_slice_str(claims), scratch);
    if (*rc == FAPI_OK)
        *rc = fapix_id_token_write(t_context(), &json, facts, &out);
    if (*rc == FAPI_OK)
        read = json_loadb((const char *)out.p, out.n, JSON_REJECT_DUPLICATES, NULL);
    fapix_buffer_free(&out);
    return read;
}

static int status_of(const char *claims, const fapix_id_token_facts *facts)
{
    int rc = FAPI_ERR_INTERNAL;

    json_decref(write(claims, facts, &rc));
    return rc;
}

static fapix_id_token_facts plain(void)
{
    return (fapix_id_token_facts){.issuer = fapix_slice_str("https://as.example.com"),
                                  .client_id = fapix_slice_str("client-1"), .now = NOW, .alg = FAPI_ALG_ES256};
}

static void test_hash(void **state)
{
    /* OpenID Connect Core A.4, A.6: at_hash and c_hash of the examples. */
    static const char token[] = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y",
        code[] = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
    char hash[44];
    (void)state;

    STATUS(FAPI_OK, fapi_id_token_hash(FAPI_ALG_PS256, token, strlen(token), hash, sizeof hash));
    CHECK(strcmp(hash, "77QmUPtjPfzWtF2AnpK9RQ") == 0);
    STATUS(FAPI_OK, fapi_id_token_hash(FAPI_ALG_ES256, code, strlen(code), hash, 23));
    CHECK(strcmp(hash, "LDktKdoQak3Pk0cnXxCltA") == 0);
    ACCEPTS("FAPI1ADV-5.1.1-shash");
    /* SHA-512, as a published implementation has it for Ed25519: left half of the hash of "abc", FIPS 180-2 C.1. */
    STATUS(FAPI_OK, fapi_id_token_hash(FAPI_ALG_EDDSA, "abc", 3, hash, sizeof hash));
    CHECK(strcmp(hash, "3a81oZNherrMQXNJriBBMRLm-k6JqX6iCp7u5ktV05o") == 0);
    STATUS(FAPI_ERR_BUFFER, fapi_id_token_hash(FAPI_ALG_EDDSA, "abc", 3, hash, 43));
    STATUS(FAPI_ERR_BUFFER, fapi_id_token_hash(FAPI_ALG_RS256, "abc", 3, hash, 22));
    CHECK(hash[0] == '\0');
    STATUS(FAPI_ERR_ARG, fapi_id_token_hash(FAPI_ALG_PS256 | FAPI_ALG_ES256, "abc", 3, hash, sizeof hash));
    STATUS(FAPI_ERR_ARG, fapi_id_token_hash(FAPI_ALG_PS256, NULL, 3, hash, sizeof hash));
    STATUS(FAPI_ERR_ARG, fapi_id_token_hash(FAPI_ALG_PS256, "", 0, hash, sizeof hash));
    STATUS(FAPI_ERR_ARG, fapi_id_token_hash(FAPI_ALG_PS256, "a", FAPI_MAX_JWT + 1, hash, sizeof hash));
    STATUS(FAPI_ERR_ARG, fapi_id_token_hash(FAPI_ALG_PS256, "a", 1, NULL, sizeof hash));
    STATUS(FAPI_OK, fapi_id_token_hash(FAPI_ALG_PS256, "abd", 3, hash, sizeof hash));
    CHECK(strcmp(hash, "ungWv48Bz-pBQUDeXa4iIw") != 0); /* that of abc */
    REFUSES("FAPI1ADV-5.1.1-shash");
}

static void test_what_is_there(void **state)
{
    fapix_id_token_facts facts = plain();
    json_t *claims = NULL;
    int rc = FAPI_OK, good = 0;
    (void)state;

    claims = write("{\"sub\":\"alice\",\"amr\":[\"mca\"],\"auth_time\":1799999999}", &facts, &rc);
    good = json_object_size(claims) == 7 && json_object_get(claims, "nonce") == NULL &&
           json_integer_value(json_object_get(claims, "exp")) == NOW + 300 && json_is_array(json_object_get(claims,
               "amr"));
    json_decref(claims);
    STATUS(FAPI_OK, rc);
    CHECK(good);
}

static void test_what_is_refused(void **state)
{
    static const struct {
        int status;
        const char *claims;
    } rows[] = {
        {FAPI_ANSWER_CLAIM_MISSING, "{}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"\"}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":null}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"caf\xc3\xa9\"}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"a\",\"exp\":1800000000}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"a\",\"exp\":\"1900000000\"}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"a\",\"auth_time\":\"now\"}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"a\",\"acr\":\"\"}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"a\",\"acr\":[\"x\"]}"},
        {FAPI_ANSWER_CLAIM_RESERVED, "{\"sub\":\"a\",\"aud\":\"client-2\"}"},
        {FAPI_ANSWER_CLAIM_RESERVED, "{\"sub\":\"a\",\"azp\":\"client-2\"}"},
        {FAPI_ANSWER_CLAIM_RESERVED, "{\"sub\":\"a\",\"iat\":1}"},
        {FAPI_ANSWER_CLAIM_RESERVED, "{\"sub\":\"a\",\"at_hash\":\"x\"}"},
        {FAPI_OK, "{\"sub\":\"a\",\"exp\":1800000001,\"email\":\"a@example.com\"}"},
    };
    fapix_id_token_facts facts = plain();
    char text[400];
    (void)state;

    for (size_t i = 0; i < MANY(rows); i++)
        STATUS(rows[i].status, status_of(rows[i].claims, &facts));
    (void)snprintf(text, sizeof text, "{\"sub\":\"%0255d\"}", 0);
    STATUS(FAPI_OK, status_of(text, &facts));
    (void)snprintf(text, sizeof text, "{\"sub\":\"%0256d\"}", 0);
    STATUS(FAPI_ANSWER_CLAIM, status_of(text, &facts));
}

static void test_what_a_request_wants(void **state)
{
    fapix_id_token_facts facts = plain();
    (void)state;

    facts.needs_auth_time = facts.needs_acr = true;
    STATUS(FAPI_ANSWER_CLAIM_MISSING, status_of("{\"sub\":\"a\",\"acr\":\"x\"}", &facts));
    STATUS(FAPI_ANSWER_CLAIM_MISSING, status_of("{\"sub\":\"a\",\"auth_time\":1}", &facts));
    STATUS(FAPI_OK, status_of("{\"sub\":\"a\",\"auth_time\":1,\"acr\":\"x\"}", &facts));
    facts.front = true;
    STATUS(FAPI_ANSWER_PERSONAL, status_of("{\"sub\":\"a\",\"auth_time\":1,\"acr\":\"x\",\"cnpj\":[\"1\"]}", &facts));
    STATUS(FAPI_ANSWER_PERSONAL, status_of("{\"sub\":\"a\",\"auth_time\":1,\"acr\":\"x\",\"name\":\"A\"}", &facts));
    facts.now = FAPI_MAX_TIME - 299;
    STATUS(FAPI_ERR_CLOCK, status_of("{\"sub\":\"a\",\"auth_time\":1,\"acr\":\"x\"}", &facts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash), cmocka_unit_test(test_what_is_there), cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_what_a_request_wants),
    };

    return t_main("id_token", tests, MANY(tests));
}
