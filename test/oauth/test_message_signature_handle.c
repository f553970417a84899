/* SPDX-License-Identifier: Apache-2.0 */
/* The handle of signed messages: what its setters refuse and what they leave behind, and when it will not sign. */
#include "jose/signer.h"
#include "test/oauth/message_signature_fixture.h"

static int signer_of(enum t_key_name key, fapi_signer **signer)
{
    const char *jwk = t_private_jwk(key);

    return fapi_signer_new(t_context(), jwk, strlen(jwk), signer);
}

static void nothing_given(void **state)
{
    READY(exchange, verdict);
    AUTO(fapi_signer) signer = NULL;
    const char *name = "x", *value = "x";
    size_t n = 1;

    (void)state;
    STATUS(FAPI_OK, signer_of(T_EDDSA, &signer));
    fapi_message_signature_free(NULL);
    fapi_message_signature_reset(NULL);
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_method(NULL, S("GET")));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_url(NULL, S(URL)));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_http(NULL, 200));
    STATUS(FAPI_ERR_ARG, ms_header(NULL, REQUEST, "a", "b"));
    STATUS(FAPI_ERR_ARG, ms_header(exchange, 0, "a", "b"));
    STATUS(FAPI_ERR_ARG, ms_header(exchange, 3, "a", "b"));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_body(NULL, REQUEST, (const uint8_t *)"x", 1));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_body(exchange, 7, (const uint8_t *)"x", 1));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_keys(exchange, NULL));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_keys(NULL, NULL));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_check_request(exchange, NOW, NULL));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_check_response(exchange, NOW, NULL));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_check_request(NULL, NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_check_response(NULL, NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_sign_request(NULL, signer, NOW));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_sign_request(exchange, NULL, NOW));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_sign_response(exchange, NULL, NOW));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_keyid(NULL, &value, &n));
    CHECK(value == NULL && n == 0);
    STATUS(FAPI_ERR_ARG, fapi_message_signature_keyid(exchange, NULL, &n));
    STATUS(FAPI_OK, fapi_message_signature_keyid(exchange, &value, &n));
    CHECK(value == NULL && n == 0);
    STATUS(FAPI_ERR_ARG, fapi_message_signature_header(NULL, 0, &name, &value, &n));
    CHECK(name == NULL && value == NULL && n == 0);
    STATUS(FAPI_ERR_ARG, fapi_message_signature_header(exchange, 0, NULL, &value, &n));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_message_signature_header(exchange, 0, &name, &value, &n));
}

static void settings(void **state)
{
    READY(exchange, verdict);
    AUTO(fapi_jwks) empty = fapi_jwks_new(t_context());
    char name[4];

    (void)state;
    CHECK(empty != NULL);
    STATUS(FAPI_JWKS_EMPTY, fapi_message_signature_set_keys(exchange, empty));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_algs(exchange, 0));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_algs(exchange, 16));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_algs(NULL, FAPI_ALG_ES256));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_window(NULL, 60, 10));
    STATUS(FAPI_ERR_RANGE, fapi_message_signature_set_window(exchange, 0, 10));
    STATUS(FAPI_ERR_RANGE, fapi_message_signature_set_window(exchange, 3601, 10));
    STATUS(FAPI_ERR_RANGE, fapi_message_signature_set_window(exchange, 60, -1));
    STATUS(FAPI_ERR_RANGE, fapi_message_signature_set_window(exchange, 60, 61));
    STATUS(FAPI_OK, fapi_message_signature_set_window(exchange, 3600, 60));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_tag(exchange, REQUEST, "", 0));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_tag(exchange, REQUEST, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_tag(exchange, REQUEST, S("\n")));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_tag(exchange, 0, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_tag(
                             exchange, REQUEST, S("12345678901234567890123456789012345678901234567890123456789012345")));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_insecure_set_unlinked(NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_insecure_set_unlinked(exchange, 2));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_require(NULL, REQUEST, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_require(exchange, 0, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_require(exchange, REQUEST, S("")));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_require(exchange, REQUEST, S("Upper")));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_require(exchange, REQUEST, S("@status")));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_require(exchange, RESPONSE, S("@path")));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_require(exchange, REQUEST, S("@query-param")));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_require(exchange, REQUEST, S("two words")));
    for (int i = 0; i < 16; i++) {
        (void)snprintf(name, sizeof name, "x%d", i);
        STATUS(FAPI_OK, fapi_message_signature_require(exchange, REQUEST, name, strlen(name)));
        STATUS(FAPI_OK, fapi_message_signature_require(exchange, REQUEST, name, strlen(name))); /* once is enough */
    }
    STATUS(FAPI_ERR_RANGE, fapi_message_signature_require(exchange, REQUEST, S("x16")));
    STATUS(FAPI_OK, fapi_message_signature_require(exchange, RESPONSE, S("x16")));
}

/* What a setter refused cannot simply be missing. */
static void a_refused_fact_spoils(void **state)
{
    READY(exchange, verdict);
    AUTO(fapi_signer) signer = NULL;

    (void)state;
    STATUS(FAPI_OK, signer_of(T_EDDSA, &signer));
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_HTTP_FIELD_NAME, ms_header(exchange, REQUEST, "bad name", "x"));
    STATUS(FAPI_HTTP_FIELD_NAME, ms_header(exchange, REQUEST, "", "x"));
    STATUS(FAPI_HTTP_FIELD_NAME, fapi_message_signature_check_request(exchange, NOW, verdict));
    STATUS(FAPI_HTTP_FIELD_NAME, fapi_message_signature_sign_request(exchange, signer, NOW));
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_HTTP_METHOD, fapi_message_signature_set_method(exchange, S("GE T")));
    STATUS(FAPI_OK, fapi_message_signature_set_method(exchange, S("GET")));
    STATUS(FAPI_HTTP_METHOD, fapi_message_signature_sign_request(exchange, signer, NOW));
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_URI_NOT_HTTPS, fapi_message_signature_set_url(exchange, S("http://rs.example.com/")));
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_URI_FRAGMENT, fapi_message_signature_set_url(exchange, S("https://rs.example.com/#x")));
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_URI_USERINFO, fapi_message_signature_set_url(exchange, S("https://a@rs.example.com/")));
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_url(exchange, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_method(exchange, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_body(exchange, REQUEST, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_add_header(exchange, REQUEST, NULL, 1, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_http(exchange, 99));
    STATUS(FAPI_ERR_ARG, fapi_message_signature_set_http(exchange, 600));
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, fapi_message_signature_sign_request(exchange, signer, NOW));
}

static void too_many_and_too_long(void **state)
{
    SLOW();
    READY(exchange, verdict);
    char *value = malloc(FAPI_MAX_HEADER_VALUE + 1);
    int rc = FAPI_OK, lines = 0;

    (void)state;
    if (value != NULL)
        memset(value, 'x', FAPI_MAX_HEADER_VALUE + 1);
    for (; rc == FAPI_OK && lines < 300; lines++)
        rc = ms_header(exchange, REQUEST, "x", "y");
    CHECK(value != NULL && rc == FAPI_HTTP_FIELD_COUNT && lines == FAPI_MAX_HEADERS + 1);
    fapi_message_signature_reset(exchange);
    rc = fapi_message_signature_add_header(exchange, REQUEST, "x", 1, value, FAPI_MAX_HEADER_VALUE + 1);
    CHECK(rc == FAPI_HTTP_FIELD_SIZE);
    fapi_message_signature_reset(exchange);
    for (lines = 0, rc = FAPI_OK; rc == FAPI_OK && lines < 9; lines++)
        rc = fapi_message_signature_add_header(exchange, REQUEST, "x", 1, value, FAPI_MAX_HEADER_VALUE);
    free(value);
    CHECK(rc == FAPI_HTTP_FIELD_SIZE && lines == 8);
}

static void not_ready(void **state)
{
    READY(exchange, verdict);
    AUTO(fapi_message_signature) keyless = fapi_message_signature_new(t_context());
    AUTO(fapi_signer) signer = NULL;

    (void)state;
    CHECK(keyless != NULL);
    STATUS(FAPI_OK, signer_of(T_EDDSA, &signer));
    STATUS(FAPI_OK, ms_request(keyless));
    STATUS(FAPI_ERR_STATE, fapi_message_signature_check_request(keyless, NOW, verdict));
    STATUS(FAPI_ERR_STATE, fapi_message_signature_sign_response(keyless, signer, NOW)); /* no status */
    STATUS(FAPI_ERR_CLOCK, fapi_message_signature_sign_request(keyless, signer, -1));
    STATUS(FAPI_ERR_STATE, fapi_message_signature_check_request(exchange, NOW, verdict));
    STATUS(FAPI_OK, fapi_message_signature_set_method(exchange, S("GET")));
    STATUS(FAPI_ERR_STATE, fapi_message_signature_check_request(exchange, NOW, verdict));
    STATUS(FAPI_OK, fapi_message_signature_set_url(exchange, S(URL)));
    STATUS(FAPI_ERR_CLOCK, fapi_message_signature_check_request(exchange, FAPI_MAX_TIME + 1, verdict));
    STATUS(FAPI_ERR_STATE, fapi_message_signature_check_response(exchange, NOW, verdict));
    STATUS(FAPI_SIGNATURE_MISSING, fapi_message_signature_check_request(exchange, NOW, verdict));
    CHECK(fapi_verdict_http(verdict) == 401);
}

static void what_is_not_signed(void **state)
{
    READY(exchange, verdict);
    AUTO(fapi_signer) eddsa = NULL;
    AUTO(fapi_signer) nameless = NULL;
    AUTO(fapi_signer) odd = NULL;
    const char *name = NULL, *value = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, signer_of(T_EDDSA, &eddsa));
    STATUS(FAPI_OK, fapi_signer_new(t_context(), S("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\","
                                                   "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}"), &nameless));
    STATUS(FAPI_OK, fapi_signer_new(t_context(), S("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"\\u00e9\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\","
                                                   "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}"), &odd));
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_SIGNATURE_KEYID_MISSING, fapi_message_signature_sign_request(exchange, nameless, NOW));
    STATUS(FAPI_SIGNATURE_KEYID_MISSING, fapi_message_signature_sign_request(exchange, odd, NOW));
    STATUS(FAPI_OK, fapi_message_signature_set_algs(exchange, FAPI_ALG_ES256));
    STATUS(FAPI_SIGNATURE_ALG, fapi_message_signature_sign_request(exchange, eddsa, NOW));
    STATUS(FAPI_OK, fapi_message_signature_set_algs(exchange, FAPI_ALG_EDDSA));
    STATUS(FAPI_OK, fapi_message_signature_require(exchange, REQUEST, S("x-more")));
    STATUS(FAPI_SIGNATURE_COMPONENT_ABSENT, fapi_message_signature_sign_request(exchange, eddsa, NOW));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_message_signature_header(exchange, 0, &name, &value, &n));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "X-More", "y"));
    STATUS(FAPI_OK, fapi_message_signature_sign_request(exchange, eddsa, NOW));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
    STATUS(FAPI_ERR_STATE, fapi_message_signature_sign_request(exchange, eddsa, NOW)); /* twice */
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_OK, fapi_message_signature_set_method(exchange, S("GET")));
    STATUS(FAPI_OK, fapi_message_signature_set_url(exchange, S(URL)));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "X-More", "y"));
    STATUS(FAPI_SIGNATURE_COMPONENT_ABSENT, fapi_message_signature_sign_request(exchange, eddsa, NOW)); /* Authorization */
}

/* A kid with quote and backslash is a keyid of the same text. */
static void a_kid_with_escapes(void **state)
{
    READY(exchange, verdict);
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    AUTO(fapi_signer) signer = NULL;
    const char *keyid = NULL;
    size_t n = 0;
    static const char key[] = "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\\\"b\\\\c\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"";
    const char *set = t_format("{\"keys\":[{%s}]}", key);
    const char *own = t_format("{%s,\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}", key);

    (void)state;
    CHECK(jwks != NULL);
    STATUS(FAPI_OK, fapi_jwks_load(jwks, set, strlen(set)));
    STATUS(FAPI_OK, fapi_message_signature_set_keys(exchange, jwks));
    STATUS(FAPI_OK, fapi_signer_new(t_context(), own, strlen(own), &signer));
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, fapi_message_signature_sign_request(exchange, signer, NOW));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
    STATUS(FAPI_OK, fapi_message_signature_keyid(exchange, &keyid, &n));
    CHECK(n == 5 && memcmp(keyid, "a\"b\\c", 5) == 0);
}

static void signatures_of_others(void **state)
{
    READY(exchange, verdict);
    static const char *const inputs[] = {"fapi=()", "x=();tag=\"fapi-2-request\"", "x=()", "x=(", "x=1, "};
    static const int wanted[] = {FAPI_ERR_STATE, FAPI_ERR_STATE, FAPI_OK, FAPI_SIGNATURE_INPUT_FORM, FAPI_SIGNATURE_INPUT_FORM};
    AUTO(fapi_signer) signer = NULL;

    (void)state;
    STATUS(FAPI_OK, signer_of(T_EDDSA, &signer));
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        fapi_message_signature_reset(exchange);
        STATUS(FAPI_OK, ms_request(exchange));
        STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Signature-Input", inputs[i]));
        STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Signature", "x=:AAAA:"));
        STATUS(wanted[i], fapi_message_signature_sign_request(exchange, signer, NOW));
        if (wanted[i] == FAPI_OK)
            STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
    }
}

static void a_digest_that_is_there(void **state)
{
    READY(exchange, verdict);
    AUTO(fapi_signer) signer = NULL;
    const char *name = NULL, *value = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, signer_of(T_EDDSA, &signer));
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", "sha-512=:QqTiWfZsbe1cHDTxCmGL4sBq4N8kZSOUX/2yyTCTlAk=:"));
    STATUS(FAPI_CONTENT_DIGEST_MISMATCH, fapi_message_signature_sign_request(exchange, signer, NOW));
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", DIGEST));
    STATUS(FAPI_OK, fapi_message_signature_sign_request(exchange, signer, NOW));
    STATUS(FAPI_OK, fapi_message_signature_header(exchange, 1, &name, &value, &n));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_message_signature_header(exchange, 2, &name, &value, &n));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_message_signature_header(exchange, 3, &name, &value, &n));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
}

/* A host may want more than FAPI does, with tags of its own. */
static void more_is_required(void **state)
{
    READY(exchange, verdict);

    (void)state;
    STATUS(FAPI_OK, fapi_message_signature_set_tag(exchange, REQUEST, S("my \"tag\"")));
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_sign_message(exchange, REQUEST, T_EDDSA, NULL));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
    STATUS(FAPI_OK, fapi_message_signature_require(exchange, REQUEST, S("authorization")));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
    STATUS(FAPI_OK, fapi_message_signature_require(exchange, REQUEST, S("content-type")));
    STATUS(FAPI_SIGNATURE_REQUIRED, fapi_message_signature_check_request(exchange, NOW, verdict));
    CHECK(strcmp(fapi_verdict_expected(verdict), "content-type") == 0);
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_sign_message(exchange, REQUEST, T_EDDSA, NULL));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
    STATUS(FAPI_OK, fapi_message_signature_set_tag(exchange, REQUEST, S("another")));
    STATUS(FAPI_SIGNATURE_TAG, fapi_message_signature_check_request(exchange, NOW, verdict));
}

/* The rules that were tried, in their order, all of them passed or passed over. */
static void the_trace(void **state)
{
    READY(exchange, verdict);
    static const int order[] = {
        FAPI_SIGNATURE_MISSING, FAPI_SIGNATURE_INPUT_FORM, FAPI_SIGNATURE_TAG, FAPI_SIGNATURE_AMBIGUOUS, FAPI_SIGNATURE_FORM,
        FAPI_SIGNATURE_LABEL, FAPI_SIGNATURE_PARAMETER, FAPI_SIGNATURE_CREATED_MISSING, FAPI_SIGNATURE_KEYID_MISSING,
        FAPI_SIGNATURE_CREATED_FUTURE, FAPI_SIGNATURE_CREATED_OLD, FAPI_SIGNATURE_EXPIRED, FAPI_SIGNATURE_KEY, FAPI_SIGNATURE_ALG,
        FAPI_SIGNATURE_COMPONENT, FAPI_SIGNATURE_METHOD, FAPI_SIGNATURE_TARGET_URI, FAPI_SIGNATURE_AUTHORIZATION, FAPI_SIGNATURE_DPOP,
        FAPI_SIGNATURE_CONTENT_DIGEST, FAPI_CONTENT_DIGEST_MISSING, FAPI_CONTENT_DIGEST_MISMATCH, FAPI_SIGNATURE_COMPONENT_ABSENT,
        FAPI_SIGNATURE_INVALID,
    };

    (void)state;
    STATUS(FAPI_OK, fapi_verdict_set_trace(verdict, 1));
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_sign_message(exchange, REQUEST, T_EDDSA, NULL));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
    CHECK(fapi_verdict_trace_count(verdict) == sizeof order / sizeof *order);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        CHECK(fapi_verdict_trace_status(verdict, i) == order[i]);
        CHECK(fapi_verdict_trace_outcome(verdict, i) ==
              (order[i] == FAPI_SIGNATURE_EXPIRED ? FAPI_OUTCOME_SKIP : FAPI_OUTCOME_PASS));
        CHECK(fapi_verdict_trace_subject(verdict, i) == FAPI_SUBJECT_HTTP_SIGNATURE);
    }
    CHECK(strcmp(fapi_subject_name(FAPI_SUBJECT_HTTP_SIGNATURE), "HTTP signature") == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_given),        cmocka_unit_test(settings),
        cmocka_unit_test(a_refused_fact_spoils), cmocka_unit_test(too_many_and_too_long),
        cmocka_unit_test(not_ready),            cmocka_unit_test(what_is_not_signed),
        cmocka_unit_test(a_kid_with_escapes),   cmocka_unit_test(signatures_of_others),
        cmocka_unit_test(a_digest_that_is_there), cmocka_unit_test(more_is_required),
        cmocka_unit_test(the_trace),
    };

    return t_main("oauth/message_signature_handle", tests, sizeof tests / sizeof *tests);
}
