/* SPDX-License-Identifier: Apache-2.0 */
/* The claims of access tokens that are made here. */
#include "oauth/access_token_make.h"

#include "test/oauth/made_json.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))
#define JKT "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"

static fapix_access_token_make_facts facts(void)
{
    return (fapix_access_token_make_facts){.issuer = fapix_slice_str("https://as.example.com"),
                                           .client_id = fapix_slice_str("client \"1\""), .jti = fapix_slice_str("j"),
                                           .now = 100, .exp = 400};
}

static int make(const char *claims, const fapix_access_token_make_facts *given, json_t **made)
{
    fapix_buffer out = made_buffer();
    const fapix_json *json = NULL;
    int rc = made_parse(claims, &json);

    *made = NULL;
    if (rc == FAPI_OK)
        rc = fapix_access_token_write(json, given, &out);
    if (rc == FAPI_OK)
        *made = made_read(&out);
    else
        fapix_buffer_free(&out);
    return rc;
}

static void test_claims(void **state)
{
    fapix_access_token_make_facts given = facts();
    json_t *made = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, make("{\"sub\":\"alice\",\"aud\":[\"a\",\"b\"],\"consent\":{\"id\":1}}", &given, &made));
    good = json_object_size(made) == 8 && made_is(made, "client_id", "client \"1\"") && json_object_get(made,
        "cnf") == NULL &&
           json_object_get(made, "scope") == NULL && json_integer_value(json_object_get(made, "exp")) == 400 &&
           json_integer_value(json_object_get(json_object_get(made, "consent"), "id")) == 1;
    json_decref(made);
    CHECK(good);
    given.jkt = fapix_slice_str(JKT);
    given.scope = fapix_slice_str("a b");
    STATUS(FAPI_OK, make("{\"sub\":\"alice\",\"aud\":\"a\"}", &given, &made));
    ACCEPTS("RFC6750-5.3-5");
    good = json_object_size(made) == 9 && made_is(json_object_get(made, "cnf"), "jkt", JKT) &&
           json_object_size(json_object_get(made, "cnf")) == 1 && made_is(made, "scope", "a b");
    json_decref(made);
    CHECK(good);
    ACCEPTS("RFC9068-2.2-1");
    STATUS(FAPI_OK, make("{\"sub\":\"a\",\"aud\":\"a\",\"auth_time\":99,\"acr\":\"x\",\"amr\":[\"mfa\"]}", &given,
        &made));
    good = json_integer_value(json_object_get(made, "auth_time")) == 99 && made_is(made, "acr", "x");
    json_decref(made);
    CHECK(good);
    ACCEPTS("RFC9068-2.2.1-1");
}

static void test_what_is_refused(void **state)
{
    static const struct {
        int status;
        const char *claims;
    } rows[] = {
        {FAPI_ANSWER_CLAIM_MISSING, "{\"aud\":\"a\"}"},
        {FAPI_ANSWER_CLAIM_MISSING, "{\"sub\":\"a\"}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"a\",\"aud\":\"\"}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"a\",\"aud\":[]}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"a\",\"aud\":[\"a\",1]}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"a\",\"aud\":{}}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":1,\"aud\":\"a\"}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"a\",\"aud\":\"a\",\"nbf\":\"x\"}"},
        {FAPI_ANSWER_CLAIM, "{\"sub\":\"a\",\"aud\":\"a\",\"auth_time\":-1}"},
    };
    static const char *const reserved[] = {"iss", "exp", "iat", "jti", "client_id", "scope", "cnf", "nonce", "at_hash",
        "code",
                                           "error", "events", "token_introspection"};
    fapix_access_token_make_facts given = facts();
    json_t *made = NULL;
    char text[128];
    (void)state;

    for (size_t i = 0; i < MANY(rows); i++)
        STATUS(rows[i].status, make(rows[i].claims, &given, &made));
    for (size_t i = 0; i < MANY(reserved); i++) {
        (void)snprintf(text, sizeof text, "{\"sub\":\"a\",\"aud\":\"a\",\"%s\":\"x\"}", reserved[i]);
        STATUS(FAPI_ANSWER_CLAIM_RESERVED, make(text, &given, &made));
    }
    REFUSES("RFC9068-2.2-1");
    REFUSES("RFC6750-5.3-5"); /* none without aud */
    REFUSES("RFC9068-2.2.1-1"); /* a time in words */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_claims), cmocka_unit_test(test_what_is_refused)};

    return t_main("access_token_make", tests, MANY(tests));
}
