/* SPDX-License-Identifier: Apache-2.0 */
/* The request handle: what it takes, what it refuses, and that a refused field spoils it. */
#include "role/request.h"
#include "test/role/fixture.h"

static void test_takes_fields(void **state)
{
    AUTO(fapi_request) request = fapi_request_new(t_context());
    (void)state;

    CHECK(request != NULL);
    STATUS(FAPI_OK, fapi_request_set_method(request, S("PATCH")));
    STATUS(FAPI_OK, fapi_request_set_url(request, S(URL)));
    STATUS(FAPI_OK, fapi_request_add_header(request, S("Authorization"), S("DPoP abc")));
    STATUS(FAPI_OK, fapi_request_add_header(request, S("X-Empty"), NULL, 0));
    STATUS(FAPI_OK, fapi_request_set_certificate(request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fapi_request_set_certificate_thumbprint(request, S("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0")));
    STATUS(FAPI_OK, fapi_request_set_tls(request, 0x0304, 0x1301));
    STATUS(FAPI_OK, fapi_request_require_scope(request, S("accounts")));
    STATUS(FAPI_OK, fapi_request_set_revoked(request, 0));
    STATUS(FAPI_OK, fapi_request_set_token_in_body(request, 0));
}

static void test_refuses_fields(void **state)
{
    static const struct {
        const char *name;
        size_t name_len;
        const char *value;
        size_t value_len;
        int want;
    } cases[] = {
        {S("A uthorization"), S("x"), FAPI_HTTP_FIELD_NAME},
        {S(""), S("x"), FAPI_HTTP_FIELD_NAME},
        {S("DPoP:"), S("x"), FAPI_HTTP_FIELD_NAME},
        {S("DPoP\0"), S("x"), FAPI_HTTP_FIELD_NAME},
        {S("DPoP"), S("a\r\nb"), FAPI_HTTP_FIELD_VALUE},
        {S("DPoP"), S("a\0b"), FAPI_HTTP_FIELD_VALUE},
        {S("X-Other"), S("a\nb"), FAPI_HTTP_FIELD_VALUE},
        {NULL, 1, S("x"), FAPI_ERR_ARG},
        {S("DPoP"), NULL, 1, FAPI_ERR_ARG},
    };
    AUTO(fapi_request) request = fapi_request_new(t_context());
    size_t i = 0;
    (void)state;

    CHECK(request != NULL);
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        STATUS(cases[i].want, fapi_request_add_header(request, cases[i].name, cases[i].name_len, cases[i].value,
                                                      cases[i].value_len));
    STATUS(FAPI_HTTP_METHOD, fapi_request_set_method(request, S("GE T")));
    STATUS(FAPI_HTTP_METHOD, fapi_request_set_method(request, S("")));
    STATUS(FAPI_ERR_ARG, fapi_request_set_method(request, NULL, 3));
    STATUS(FAPI_ERR_ARG, fapi_request_set_url(request, NULL, 3));
    STATUS(FAPI_ERR_ARG, fapi_request_set_certificate(request, NULL, 3));
    STATUS(FAPI_ERR_ARG, fapi_request_set_certificate(request, fixture_certificate, 0));
    STATUS(FAPI_ERR_ARG, fapi_request_set_certificate_thumbprint(request, NULL, 43));
    STATUS(FAPI_MTLS_THUMBPRINT, fapi_request_set_certificate_thumbprint(request, S("")));
    STATUS(FAPI_MTLS_THUMBPRINT, fapi_request_set_certificate_thumbprint(request, S("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0=")));
    STATUS(FAPI_ERR_ARG, fapi_request_set_tls(request, -1, 0));
    STATUS(FAPI_ERR_ARG, fapi_request_set_tls(request, 0x0303, 0x10000));
    STATUS(FAPI_ERR_ARG, fapi_request_require_scope(request, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_request_set_method(NULL, S("GET")));
    STATUS(FAPI_ERR_ARG, fapi_request_add_header(NULL, S("a"), S("b")));
    fapi_request_reset(NULL);
    fapi_request_free(NULL);
}

static void test_refuses_sizes(void **state)
{
    AUTO(fapi_request) request = fapi_request_new(t_context());
    static char big[FAPI_MAX_HEADER_VALUE + 2];
    size_t i = 0;
    (void)state;

    CHECK(request != NULL);
    memset(big, 'a', sizeof big);
    STATUS(FAPI_OK, fapi_request_add_header(request, S("DPoP"), big, FAPI_MAX_HEADER_VALUE));
    STATUS(FAPI_HTTP_FIELD_SIZE, fapi_request_add_header(request, S("DPoP"), big, FAPI_MAX_HEADER_VALUE + 1));
    STATUS(FAPI_HTTP_FIELD_SIZE, fapi_request_add_header(request, S("X-Other"), big, FAPI_MAX_HEADER_VALUE + 1));
    STATUS(FAPI_HTTP_FIELD_SIZE, fapi_request_add_header(request, S("X-Other"), big, SIZE_MAX));
    STATUS(FAPI_HTTP_FIELD_NAME, fapi_request_add_header(request, big, SIZE_MAX, S("x")));
    STATUS(FAPI_OK, fapi_request_set_url(request, big, FAPI_MAX_URL));
    STATUS(FAPI_URI_SIZE, fapi_request_set_url(request, big, FAPI_MAX_URL + 1));
    STATUS(FAPI_URI_SIZE, fapi_request_set_url(request, big, SIZE_MAX));
    STATUS(FAPI_CERTIFICATE_SIZE,
           fapi_request_set_certificate(request, (const uint8_t *)big, FAPI_MAX_CERTIFICATE + 1));
    STATUS(FAPI_HTTP_METHOD, fapi_request_set_method(request, big, 65));
    fapi_request_reset(request);
    for (i = 0; i < FAPI_MAX_HEADERS; i++)
        STATUS(FAPI_OK, fapi_request_add_header(request, S("X-Other"), S("y")));
    STATUS(FAPI_HTTP_FIELD_COUNT, fapi_request_add_header(request, S("X-Other"), S("y")));
    fapi_request_reset(request);
    for (i = 0; i < 32; i++)
        STATUS(FAPI_OK, fapi_request_require_scope(request, S("s")));
    STATUS(FAPI_ERR_RANGE, fapi_request_require_scope(request, S("s")));
    ATTACK("MEM-04");
}

/* A second DPoP field that was too long to keep must not leave a request with one. */
static void test_refused_field_spoils(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_HTTP_FIELD_VALUE, fapi_request_add_header(fx->request, S("DPoP"), S("a\r\nb")));
    STATUS(FAPI_HTTP_FIELD_VALUE, fixture_check(fx));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
}

/* Nor must a fact that was stated wrongly leave a request in which it was never stated. */
static void test_wrong_arguments_spoil(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    for (int i = 0; i < 6; i++) {
        STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
        STATUS(FAPI_ERR_ARG, i == 0   ? fapi_request_require_scope(fx->request, NULL, 0)
                             : i == 1 ? fapi_request_set_tls(fx->request, -1, 0)
                             : i == 2 ? fapi_request_set_certificate(fx->request, NULL, 0)
                             : i == 3 ? fapi_request_add_header(fx->request, S("DPoP"), NULL, 1)
                             : i == 4 ? fapi_request_set_url(fx->request, NULL, 1)
                                      : fapi_request_set_method(fx->request, NULL, 1));
        STATUS(FAPI_ERR_ARG, fixture_check(fx));
    }
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
}

static void *sparing_alloc(void *empty, size_t size)
{
    return *(int *)empty ? NULL : malloc(size);
}

static void sparing_free(void *empty, void *pointer, size_t size)
{
    (void)empty;
    (void)size;
    free(pointer);
}

/* What memory had no room for must not look as if it never came, unless the call is made again. */
static void test_starved_field_spoils(void **state)
{
    int empty = 0;
    AUTO(fixture) fx = NULL;
    AUTO(fapi_context) context = fapi_context_new_allocator(sparing_alloc, sparing_free, &empty);
    (void)state;

    SLOW();
    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    fapi_request_free(fx->request);
    fx->request = fapi_request_new(context);
    CHECK(fx->request != NULL);
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    empty = 1;
    STATUS(FAPI_ERR_NOMEM, fapi_request_add_header(fx->request, S("x-fapi-interaction-id"), S("1")));
    empty = 0;
    STATUS(FAPI_ERR_NOMEM, fixture_check(fx));
    CHECK(fapi_verdict_http(fx->verdict) == 500);
    STATUS(FAPI_OK, fapi_request_add_header(fx->request, S("x-fapi-interaction-id"), S("1")));
    STATUS(FAPI_OK, fixture_check(fx));

    /* Two fields starved: only a reset mends that. */
    fapi_request_free(fx->request);
    fx->request = fapi_request_new(context);
    CHECK(fx->request != NULL);
    STATUS(FAPI_OK, fixture_proof(fx, "{\"jti\":\"another\"}"));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    empty = 1;
    STATUS(FAPI_ERR_NOMEM, fapi_request_add_header(fx->request, S("x-fapi-interaction-id"), S("1")));
    STATUS(FAPI_ERR_NOMEM, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    empty = 0;
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fapi_request_add_header(fx->request, S("x-fapi-interaction-id"), S("1")));
    STATUS(FAPI_ERR_NOMEM, fixture_check(fx));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
}

static int lent(fapi_request *request, const char *name, const char *want)
{
    const char *value = NULL;
    size_t n = 0;
    int rc = fapi_request_parameter(request, name, strlen(name), &value, &n);

    if (rc == FAPI_OK && (n != strlen(want) || memcmp(value, want, n) != 0))
        rc = FAPI_ERR_INTERNAL;
    return rc;
}

static void test_parameters(void **state)
{
    AUTO(fapi_request) request = fapi_request_new(t_context());
    const char *value = NULL;
    size_t n = 0;

    (void)state;
    CHECK(request != NULL);
    STATUS(FAPI_OK, fapi_request_set_url(request, S("https://as.example.com/a?code=1&resource=x&resource=y&empty=#code=2")));
    STATUS(FAPI_OK, lent(request, "code", "1"));
    STATUS(FAPI_OK, lent(request, "resource", "x"));
    STATUS(FAPI_ERR_NOT_FOUND, lent(request, "empty", ""));
    STATUS(FAPI_ERR_NOT_FOUND, lent(request, "state", ""));
    STATUS(FAPI_ERR_ARG, fapi_request_parameter(request, NULL, 0, &value, &n));
    STATUS(FAPI_ERR_ARG, fapi_request_parameter(request, S("code"), NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_request_parameter(NULL, S("code"), &value, &n));
    /* A body takes the place of the query; the one set last counts. */
    STATUS(FAPI_OK, fapi_request_set_body(request, S("code=a%2Bb+c&x=1")));
    STATUS(FAPI_OK, lent(request, "code", "a+b c"));
    STATUS(FAPI_ERR_NOT_FOUND, lent(request, "resource", ""));
    STATUS(FAPI_OK, fapi_request_set_body(request, S("code=d")));
    STATUS(FAPI_OK, lent(request, "code", "d"));
    STATUS(FAPI_OK, fapi_request_set_body(request, S("code=d&code=e")));
    STATUS(FAPI_FORM_REPEATED, lent(request, "code", ""));
    fapi_request_reset(request);
    STATUS(FAPI_ERR_NOT_FOUND, lent(request, "code", ""));
    STATUS(FAPI_OK, fapi_request_set_url(request, S("https://as.example.com/a?code=%zz")));
    STATUS(FAPI_FORM_ESCAPE, lent(request, "code", ""));
    STATUS(FAPI_OK, fapi_request_set_url(request, S("https://as.example.com/a?code=7")));
    STATUS(FAPI_OK, lent(request, "code", "7"));
}

static void test_bodies(void **state)
{
    static char large[65537];
    AUTO(fapi_request) request = fapi_request_new(t_context());

    (void)state;
    CHECK(request != NULL);
    memset(large, 'a', sizeof large);
    STATUS(FAPI_OK, fapi_request_set_body(request, large, 65536));
    STATUS(FAPI_FORM_SIZE, fapi_request_set_body(request, large, 65537));
    CHECK(request->status == FAPI_FORM_SIZE);
    STATUS(FAPI_ERR_ARG, fapi_request_set_body(NULL, S("a")));
    STATUS(FAPI_ERR_ARG, fapi_request_set_body(request, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_request_set_certificate_verified(NULL, 1));
    fapi_request_reset(request);
    CHECK(request->status == FAPI_OK && request->body.n == 0);
    STATUS(FAPI_OK, fapi_request_set_certificate_verified(request, 1));
    CHECK(request->certificate_verified);
    STATUS(FAPI_OK, fapi_request_set_certificate_verified(request, 2)); /* nothing but 1 says so */
    CHECK(!request->certificate_verified);
}

/* What was set is lent again: fields that some rule reads, and the first line of each. */
static void test_readers(void **state)
{
    AUTO(fapi_request) request = fapi_request_new(t_context());
    const char *name = NULL, *value = NULL;
    size_t n = 0;

    (void)state;
    CHECK(request != NULL);
    STATUS(FAPI_ERR_STATE, fapi_request_method(request, &value, &n));
    STATUS(FAPI_ERR_STATE, fapi_request_url(request, &value, &n));
    STATUS(FAPI_OK, fapi_request_body(request, &value, &n));
    CHECK(n == 0 && fapi_request_header_count(request) == 0 && fapi_request_header_count(NULL) == 0);
    STATUS(FAPI_OK, fapi_request_set_method(request, "PUT", 3));
    STATUS(FAPI_OK, fapi_request_set_body(request, "a=b", 3));
    STATUS(FAPI_OK, fapi_request_add_header(request, "accept", 6, "text/x", 6));
    STATUS(FAPI_OK, fapi_request_add_header(request, "x-other", 7, "1", 1));
    STATUS(FAPI_OK, fapi_request_add_header(request, "DPOP", 4, "proof", 5));
    CHECK(fapi_request_header_count(request) == 2);
    STATUS(FAPI_OK, fapi_request_header(request, 0, &name, &value, &n));
    CHECK(strcmp(name, "DPoP") == 0 && n == 5 && memcmp(value, "proof", 5) == 0);
    STATUS(FAPI_OK, fapi_request_header(request, 1, &name, &value, &n));
    CHECK(strcmp(name, "Accept") == 0 && n == 6);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_request_header(request, 2, &name, &value, &n));
    CHECK(name == NULL && value == NULL && n == 0);
    STATUS(FAPI_ERR_ARG, fapi_request_header(request, 0, NULL, &value, &n));
    STATUS(FAPI_ERR_ARG, fapi_request_header(NULL, 0, &name, &value, &n));
    STATUS(FAPI_ERR_ARG, fapi_request_method(NULL, &value, &n));
    STATUS(FAPI_OK, fapi_request_method(request, &value, &n));
    CHECK(n == 3 && memcmp(value, "PUT", 3) == 0);
    STATUS(FAPI_OK, fapi_request_body(request, &value, &n));
    CHECK(n == 3 && memcmp(value, "a=b", 3) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readers),
        cmocka_unit_test(test_takes_fields),
        cmocka_unit_test(test_refuses_fields),
        cmocka_unit_test(test_refuses_sizes),
        cmocka_unit_test(test_refused_field_spoils),
        cmocka_unit_test(test_wrong_arguments_spoil),
        cmocka_unit_test(test_starved_field_spoils),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_bodies),
    };
    return t_main("request", tests, sizeof tests / sizeof *tests);
}
