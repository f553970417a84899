/* SPDX-License-Identifier: Apache-2.0 */
/* Token responses, and what a host may have in them. */
#include "oauth/token_response.h"

#include "test/oauth/made_json.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))

static int write(const fapix_token_response *response, fapix_buffer *out)
{
    fapix_buffer_reset(out); /* of a first try that ran out of memory */
    return fapix_token_response_write(response, out);
}

static void test_members(void **state)
{
    fapix_token_response response = {.access_token = fapix_slice_str("a"), .expires_in = 5,
                                     .scope = fapix_slice_str("s\"t"), .id_token = fapix_slice_str("i")};
    fapix_buffer out = made_buffer();
    json_t *made = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, write(&response, &out));
    made = made_read(&out);
    good = json_object_size(made) == 5 && made_is(made, "token_type", "Bearer") && made_is(made, "scope", "s\"t") &&
           json_integer_value(json_object_get(made, "expires_in")) == 5 && made_is(made, "id_token", "i");
    json_decref(made);
    CHECK(good);
}

static void test_further_members(void **state)
{
    static const char *const taken[] = {"access_token", "token_type", "expires_in", "refresh_token", "scope",
                                        "authorization_details", "id_token", "error"};
    fapix_token_response response = {.access_token = fapix_slice_str("a"), .dpop = true, .expires_in = 5};
    fapix_buffer out = made_buffer();
    char text[64];
    (void)state;

    for (size_t i = 0; i < MANY(taken); i++) {
        (void)snprintf(text, sizeof text, "{\"%s\":\"x\"}", taken[i]);
        STATUS(FAPI_OK, made_parse(text, &response.more));
        CHECK(write(&response, &out) == FAPI_ANSWER_CLAIM_RESERVED && out.n == 0);
    }
    STATUS(FAPI_OK, made_parse("{\"grant_id\":\"g\"}", &response.more));
    STATUS(FAPI_OK, write(&response, &out));
    json_t *made = made_read(&out);
    int good = made_is(made, "grant_id", "g") && made_is(made, "token_type", "DPoP");
    json_decref(made);
    CHECK(good);
}

static void test_secrets(void **state)
{
    static const struct {
        int status;
        const char *secret;
        enum fapix_secret_class class;
        int64_t bits;
    } rows[] = {
        {FAPI_OK, "abcdefghijklmnopqrstuv", FAPIX_SECRET_VISIBLE, 128},
        {FAPI_ANSWER_SECRET, "abcdefghijklmnopqrstu", FAPIX_SECRET_VISIBLE, 128},
        {FAPI_ANSWER_SECRET, "", FAPIX_SECRET_URL, 128},
        {FAPI_OK, "!#$%&'()*+,-./:;<=>?@[", FAPIX_SECRET_VISIBLE, 128},
        {FAPI_ANSWER_SECRET_TEXT, "abcdefghijklm opqrstuv", FAPIX_SECRET_VISIBLE, 128},
        {FAPI_ANSWER_SECRET_TEXT, "abcdefghijklm\x7fopqrstuv", FAPIX_SECRET_VISIBLE, 128},
        {FAPI_OK, "abcdefghijklm._~+/stu==", FAPIX_SECRET_TOKEN68, 128},
        {FAPI_ANSWER_SECRET_TEXT, "abcdefghijklm=opqrstuv", FAPIX_SECRET_TOKEN68, 128},
        {FAPI_OK, "abcdefghijk-mnop.rst_v", FAPIX_SECRET_URL, 128},
        {FAPI_ANSWER_SECRET_TEXT, "abcdefghijk-mnop~rst_v", FAPIX_SECRET_URL, 128},
        {FAPI_ANSWER_SECRET, "abcdefghijklmnopqrstuvabcdefghijklmnopqrst", FAPIX_SECRET_URL, 256},
        {FAPI_OK, "abcdefghijklmnopqrstuvabcdefghijklmnopqrstu", FAPIX_SECRET_URL, 256},
    };
    (void)state;

    for (size_t i = 0; i < MANY(rows); i++)
        CHECK(fapix_secret_judge(fapix_slice_str(rows[i].secret), rows[i].class, rows[i].bits) == rows[i].status);
    ACCEPTS("FAPI2SP-5.4.1-4");
    ACCEPTS("RFC6749-10.10-1");
    REFUSES("FAPI2SP-5.4.1-4");
    REFUSES("RFC6749-10.10-1");
}

static void test_details(void **state)
{
    static const struct {
        int status;
        const char *text;
    } rows[] = {
        {FAPI_OK, "[]"},
        {FAPI_OK, "[{\"type\":\"b\"},{\"type\":\"a\",\"x\":[1]}]"},
        {FAPI_DETAILS_TYPE, "[{\"type\":\"a\"},{\"type\":\"c\"}]"},
        {FAPI_DETAILS_TYPE_MISSING, "[{\"type\":1}]"},
        {FAPI_DETAILS_FORM, "[7]"},
        {FAPI_DETAILS_FORM, "null"},
        {FAPI_DETAILS_FORM, "[],\"x\":1"},
        {FAPI_JSON_DUPLICATE, "[{\"type\":\"a\",\"type\":\"b\"}]"},
        {FAPI_JSON_SYNTAX, "["},
        {FAPI_JSON_SYNTAX, ""},
    };
    static fapix_json json;
    static uint8_t scratch[FAPI_MAX_JWT];
    static char large[FAPI_MAX_JWT + 1];
    const fapix_slice types[] = {fapix_slice_str("a"), fapix_slice_str("b")};
    fapix_buffer wrapped;
    fapix_slice array = {NULL, 0};
    fapix_granted_details facts = {.types = types, .type_count = 2, .json = &json, .scratch = scratch,
        .wrapped = &wrapped};
    (void)state;

    fapix_buffer_init(&wrapped, &t_context()->memory, FAPI_MAX_JWT);
    for (size_t i = 0; i < MANY(rows); i++) {
        int rc = fapix_granted_details_judge(&facts, fapix_slice_str(rows[i].text), &array);

        if (rc == FAPI_ERR_NOMEM) /* in the sweep */
            rc = fapix_granted_details_judge(&facts, fapix_slice_str(rows[i].text), &array);
        if (rc != rows[i].status || (rc == FAPI_OK) != fapix_slice_is(array, rows[i].text))
            fapix_buffer_free(&wrapped);
        CHECK(rc == rows[i].status);
        CHECK((rc == FAPI_OK) == (array.n > 0 && fapix_slice_is(array, rows[i].text)));
    }
    memset(large, ' ', sizeof large - 1);
    int rc = fapix_granted_details_judge(&facts, fapix_slice_of(large, FAPI_MAX_JWT), &array);
    fapix_buffer_free(&wrapped);
    CHECK(rc == FAPI_JSON_SIZE || rc == FAPI_ERR_NOMEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members), cmocka_unit_test(test_further_members), cmocka_unit_test(test_secrets),
        cmocka_unit_test(test_details),
    };

    return t_main("token_response", tests, MANY(tests));
}
