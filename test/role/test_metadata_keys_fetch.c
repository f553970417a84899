/* SPDX-License-Identifier: Apache-2.0 */
/* Where the key set of a server is, and whether what came from there is one. */
#include "role/response.h"
#include "test/harness.h"

#define S(text) (text), (sizeof(text) - 1)
#define KEY "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"

static int url_is(const fapi_request *request, const char *want)
{
    const char *url = NULL, *method = NULL;
    size_t n = 0, m = 0;

    return fapi_request_url(request, &url, &n) == FAPI_OK && n == strlen(want) && memcmp(url, want, n) == 0 &&
           fapi_request_method(request, &method, &m) == FAPI_OK && m == 3 && memcmp(method, "GET", 3) == 0;
}

static void test_request(void **state)
{
    static const struct {
        const char *json;
        int status;
    } rows[] = {
        {"{\"issuer\":\"https://as.example\"}", FAPI_METADATA_MISSING},
        {"{\"jwks_uri\":7}", FAPI_METADATA_TYPE},
        {"{\"jwks_uri\":[\"https://as.example/jwks\"]}", FAPI_METADATA_TYPE},
        {"{\"jwks_uri\":\"http://as.example/jwks\"}", FAPI_METADATA_URL},
        {"{\"jwks_uri\":\"https://as.example/jwks#x\"}", FAPI_METADATA_URL},
        {"{\"jwks_uri\":\"\"}", FAPI_METADATA_URL},
        {"{\"jwks_uri\":\"https://as.example/jwks\",\"jwks_uri\":\"https://x.example/jwks\"}", FAPI_JSON_DUPLICATE},
        {"[]", FAPI_JSON_NOT_OBJECT},
        {"", FAPI_JSON_SYNTAX},
    };
    fapi_context *context = t_context();
    AUTO(fapi_request) request = fapi_request_new(context);
    const char *url = NULL;
    size_t n = 0;
    (void)state;

    CHECK(request != NULL);
    STATUS(FAPI_OK, fapi_metadata_make_keys_request(S("{\"jwks_uri\":\"https:\\/\\/as.example/jwks?v=1\"}"), request));
    CHECK(url_is(request, "https://as.example/jwks?v=1") && fapi_request_header_count(request) == 1);
    ACCEPTS("RFC8414-2-3");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(rows[i].status, fapi_metadata_make_keys_request(rows[i].json, strlen(rows[i].json), request));
        STATUS(FAPI_ERR_STATE, fapi_request_url(request, &url, &n)); /* and nothing is left to be sent */
    }
    REFUSES("RFC8414-2-3");
    STATUS(FAPI_ERR_ARG, fapi_metadata_make_keys_request(NULL, 0, request));
    STATUS(FAPI_ERR_ARG, fapi_metadata_make_keys_request(S("{}"), NULL));
}

static int answer(fapi_response *response, int http, const char *body)
{
    int rc = FAPI_OK;

    fapi_response_reset(response);
    rc = fapi_response_set_http(response, http);
    return rc == FAPI_OK && body[0] != '\0' ? fapi_response_set_body(response, body, strlen(body)) : rc;
}

static void test_response(void **state)
{
    static const struct {
        int http;
        const char *body;
        int status;
    } rows[] = {
        {404, "{\"keys\":[" KEY "]}", FAPI_RESPONSE_HTTP},
        {302, "", FAPI_RESPONSE_HTTP},
        {200, "", FAPI_JSON_SYNTAX},
        {200, "{\"keys\":[]}", FAPI_JWKS_EMPTY},
        {200, "{\"issuer\":\"https://as.example\"}", FAPI_JWKS_FORM},
    };
    fapi_context *context = t_context();
    AUTO(fapi_response) response = fapi_response_new(context);
    (void)state;

    CHECK(response != NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        AUTO(fapi_jwks) keys = fapi_jwks_new(context);

        CHECK(keys != NULL);
        STATUS(FAPI_OK, answer(response, rows[i].http, rows[i].body));
        STATUS(rows[i].status, fapi_metadata_check_keys_response(response, keys));
        CHECK(fapi_jwks_count(keys) == 0);
    }
    AUTO(fapi_jwks) keys = fapi_jwks_new(context);
    CHECK(keys != NULL);
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_keys_response(NULL, keys));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_keys_response(response, NULL));
    fapi_response_reset(response);
    STATUS(FAPI_ERR_STATE, fapi_metadata_check_keys_response(response, keys));
    STATUS(FAPI_OK, answer(response, 200, "{\"keys\":[" KEY "]}"));
    STATUS(FAPI_OK, fapi_metadata_check_keys_response(response, keys));
    CHECK(fapi_jwks_count(keys) == 1);
    STATUS(FAPI_ERR_STATE, fapi_metadata_check_keys_response(response, keys)); /* a set is loaded once */
    response->status = FAPI_RESPONSE_SIZE;
    STATUS(FAPI_RESPONSE_SIZE, fapi_metadata_check_keys_response(response, keys));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request),
        cmocka_unit_test(test_response),
    };

    return t_main("metadata_keys_fetch", tests, sizeof tests / sizeof *tests);
}
