/* SPDX-License-Identifier: Apache-2.0 */
/* The handle of answers: parts, what spoils it, what it forgets. */
#include "role/answer_handle.h"

#include "test/role/as_answer_fixture.h"

static void test_parts(void **state)
{
    AUTO(fapi_answer) answer = fapi_answer_new(t_context());
    static char text[16385];
    (void)state;

    CHECK(answer != NULL);
    memset(text, 'a', sizeof text);
    for (int part = FAPI_PART_ERROR; part <= FAPI_PART_MEMBERS; part++) {
        STATUS(FAPI_OK, fapi_answer_set(answer, part, text, 16384));
        STATUS(FAPI_OK, fapi_answer_set(answer, part, text, 1));
        CHECK(fapix_answer_part(answer, part).n == 1);
    }
    CHECK(fapi_answer_set(answer, 0, "a", 1) == FAPI_ERR_ARG);
    fapi_answer_reset(answer);
    CHECK(fapix_answer_part(answer, FAPI_PART_CODE).p == NULL);
    STATUS(FAPI_ERR_ARG, fapi_answer_set(NULL, FAPI_PART_CODE, "a", 1));
    STATUS(FAPI_ERR_ARG, fapi_answer_set(answer, FAPI_PART_MEMBERS + 1, "a", 1));
    STATUS(FAPI_ERR_ARG, fapi_answer_set(answer, FAPI_PART_CODE, NULL, 1));
    STATUS(FAPI_ERR_RANGE, fapi_answer_set(answer, FAPI_PART_CODE, "", 0));
    STATUS(FAPI_ERR_RANGE, fapi_answer_set(answer, FAPI_PART_CODE, text, 16385));
    STATUS(FAPI_ERR_RANGE, fapi_answer_set_expires_in(answer, -1));
    STATUS(FAPI_ERR_RANGE, fapi_answer_set_expires_in(answer, 31536001));
    STATUS(FAPI_OK, fapi_answer_set_expires_in(answer, 31536000));
    STATUS(FAPI_ERR_ARG, fapi_answer_set_expires_in(NULL, 1));
    fapi_answer_reset(answer);
    CHECK(answer->expires_in == 0 && answer->status == FAPI_OK);
    fapi_answer_reset(NULL);
}

static void test_nothing_built(void **state)
{
    AUTO(fapi_answer) answer = fapi_answer_new(t_context());
    const char *a = "x", *b = "x";
    size_t n = 7;
    (void)state;

    CHECK(answer != NULL);
    CHECK(fapi_answer_kind(answer) == 0 && fapi_answer_http(answer) == 0 && fapi_answer_header_count(answer) == 0);
    STATUS(FAPI_ERR_STATE, fapi_answer_header(answer, 0, &a, &b, &n));
    CHECK(a == NULL && b == NULL && n == 0);
    STATUS(FAPI_ERR_STATE, fapi_answer_body(answer, &a, &n));
    CHECK(fapi_answer_kind(NULL) == 0 && fapi_answer_http(NULL) == 0 && fapi_answer_header_count(NULL) == 0);
    STATUS(FAPI_ERR_ARG, fapi_answer_header(NULL, 0, &a, &b, &n));
    STATUS(FAPI_ERR_ARG, fapi_answer_header(answer, 0, NULL, &b, &n));
    STATUS(FAPI_ERR_ARG, fapi_answer_header(answer, 0, &a, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_answer_header(answer, 0, &a, &b, NULL));
    STATUS(FAPI_ERR_ARG, fapi_answer_body(NULL, &a, &n));
    STATUS(FAPI_ERR_ARG, fapi_answer_body(answer, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_answer_body(answer, &a, NULL));
}

static int has(const uint8_t *octets, size_t n, const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i + length <= n; i++)
        if (memcmp(octets + i, text, length) == 0)
            return 1;
    return 0;
}

/* After a builder nothing of the host's lies about but parts and answer; after a reset nothing at all. */
static void test_forgets(void **state)
{
    static const char secret[] = "SECRETsecretSECRETsecret22";
    AUTO(as_answer_fixture) fx = NULL;
    fapi_answer *answer = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    answer = fx->answer;
    a_passed(fx, A_JKT, NULL);
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN_CLAIMS,
        "{\"sub\":\"SECRETsecretSECRETsecret22\",\"aud\":\"\\u0061\"}"));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_REFRESH_TOKEN, secret));
    STATUS(FAPI_OK, a_token(fx));
    CHECK(has(answer->body.p, answer->body.n, secret));
    CHECK(!has(answer->payload.p, answer->payload.capacity, secret) && !has((const uint8_t *)&answer->claims.scratch,
        16384, "SECRET"));
    CHECK(answer->access_token.n == 0 && !has(answer->access_token.p, answer->access_token.capacity, "eyJ"));
    fapi_answer_reset(answer);
    CHECK(!has(answer->body.p, answer->body.capacity, secret) && a_empty(fx));
    CHECK(!has(answer->part[FAPI_PART_REFRESH_TOKEN].p, answer->part[FAPI_PART_REFRESH_TOKEN].capacity, secret));
}

static int private_again(fapi_answer *answer)
{
    fapix_answer_forget(answer);
    return fapix_answer_private(answer, FAPI_ANSWER_JSON, 200);
}

/* The last door before a field: what could split it does not get out. */
static void test_fields(void **state)
{
    AUTO(fapi_answer) answer = fapi_answer_new(t_context());
    const char *name = NULL, *value = NULL;
    size_t n = 0;
    (void)state;

    CHECK(answer != NULL);
    STATUS(FAPI_OK, private_again(answer));
    CHECK(fapix_answer_field_add(answer, "X", fapix_slice_str("a\r\nb")) == FAPI_ERR_INTERNAL);
    STATUS(FAPI_OK, fapi_answer_header(answer, 1, &name, &value, &n));
    CHECK(strcmp(name, "Pragma") == 0 && n == 8);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_answer_header(answer, 2, &name, &value, &n));
    for (size_t i = 2; i < FAPIX_ANSWER_HEADERS; i++)
        STATUS(FAPI_OK, fapix_answer_field_add(answer, "X", fapix_slice_str("a")));
    CHECK(fapix_answer_field_add(answer, "X", fapix_slice_str("a")) == FAPI_ERR_INTERNAL);
    CHECK(fapix_answer_end(answer, FAPI_ERR_BUFFER) == FAPI_JWS_SIZE && fapi_answer_kind(answer) == 0);
}

/* Too much for a JWT is said by name, and leaves nothing. */
static void test_size(void **state)
{
    static char claims[16000];
    AUTO(as_answer_fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    a_passed(fx, A_JKT, NULL);
    (void)snprintf(claims, sizeof claims, "{\"sub\":\"a\",\"aud\":\"b\",\"x\":\"%015000d\"}", 0);
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN_CLAIMS, claims));
    STATUS(FAPI_JWS_SIZE, a_token(fx));
    CHECK(a_empty(fx));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),  cmocka_unit_test(test_nothing_built), cmocka_unit_test(test_forgets),
        cmocka_unit_test(test_fields), cmocka_unit_test(test_size),
    };

    return t_main("answer_handle", tests, A_MANY(tests));
}
