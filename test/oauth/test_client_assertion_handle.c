/* SPDX-License-Identifier: Apache-2.0 */
/* The handle of the check of client assertions: what its setters take, what it keeps, and whose an assertion says it is. */
#include "test/oauth/client_assertion_fixture.h"

static void nothing_set(void **state)
{
    (void)state;
    AUTO(fapi_client_assertion) handle = fapi_client_assertion_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

    CHECK(handle != NULL && verdict != NULL);
    STATUS(FAPI_ERR_STATE, ca_try(handle, "a.b.c", NOW, verdict));
    CHECK(fapi_verdict_http(verdict) == 500 && fapi_verdict_status(verdict) == FAPI_ERR_STATE);
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_check(NULL, S("a.b.c"), NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_check(handle, S("a.b.c"), NOW, NULL));
    STATUS(FAPI_OK, fapi_client_assertion_set_issuer(handle, S(ISSUER)));
    STATUS(FAPI_ERR_STATE, ca_try(handle, "a.b.c", NOW, verdict));
    STATUS(FAPI_OK, ca_set_other_client(handle));
    STATUS(FAPI_CLIENT_ASSERTION_TYPE_MISSING, ca_try(handle, "a.b.c", NOW, verdict));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_check(handle, NULL, 1, NOW, verdict));
    fapi_client_assertion_free(NULL);
}

/* What a new handle demands is what FAPI 2 does. */
static void at_first(void **state)
{
    (void)state;
    AUTO(fapi_client_assertion) handle = fapi_client_assertion_new(NULL);
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());

    SLOW(); /* a private context has memory of its own */
    CHECK(handle != NULL && verdict != NULL && jwks != NULL);
    STATUS(FAPI_OK, fapi_jwks_load(jwks, t_public_jwks(), strlen(t_public_jwks())));
    STATUS(FAPI_OK, fapi_client_assertion_set_client(handle, S(CLIENT), jwks, 0));
    STATUS(FAPI_OK, fapi_client_assertion_set_issuer(handle, S(ISSUER)));
    STATUS(FAPI_OK, fapi_client_assertion_add_endpoint(handle, S(TOKEN_URL)));
    STATUS(FAPI_OK, fapi_client_assertion_set_type(handle, S(TYPE)));
    STATUS(FAPI_OK, ca_try(handle, ca_with(NULL, NULL), NOW, verdict));
    STATUS(FAPI_CLIENT_ASSERTION_AUD, ca_try(handle, ca_with("aud", "\"" TOKEN_URL "\""), NOW, verdict));
    STATUS(FAPI_CLIENT_ASSERTION_AUD_FORM, ca_try(handle, ca_with("aud", "[\"" ISSUER "\"]"), NOW, verdict));
    STATUS(FAPI_CLIENT_ASSERTION_NBF, ca_try(handle, ca_with("nbf", "1800000011"), NOW, verdict));
    STATUS(FAPI_CLIENT_ASSERTION_LIFETIME, ca_try(handle, ca_with("exp", "1800000311"), NOW, verdict));
    STATUS(FAPI_CLIENT_ASSERTION_ALG, ca_try(handle, ca_by(T_RS256, NULL, 0), NOW, verdict));
}

static void setters(void **state)
{
    (void)state;
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    AUTO(fapi_jwks) empty = fapi_jwks_new(t_context());
    char long_id[FAPI_MAX_SUB + 2];

    READY(FAPI1, h, verdict);
    CHECK(jwks != NULL && empty != NULL);
    memset(long_id, 'c', sizeof long_id);
    STATUS(FAPI_OK, fapi_jwks_load(jwks, t_public_jwks(), strlen(t_public_jwks())));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_client(NULL, S(CLIENT), jwks, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_client(h, NULL, 0, jwks, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_client(h, "", 0, jwks, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_client(h, S("a\nb"), jwks, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_client(h, S("\xc3\xa9"), jwks, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_client(h, long_id, FAPI_MAX_SUB + 1, jwks, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_client(h, S(CLIENT), NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_client(h, S(CLIENT), jwks, FAPI_ALG_ES256 | FAPI_ALG_PS256));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_client(h, S(CLIENT), jwks, -1));
    STATUS(FAPI_JWKS_EMPTY, fapi_client_assertion_set_client(h, S(CLIENT), empty, 0));
    STATUS(FAPI_URI_NOT_HTTPS, fapi_client_assertion_set_issuer(h, S("http://as.example.com")));
    STATUS(FAPI_URI_QUERY, fapi_client_assertion_set_issuer(h, S(ISSUER "?a=b")));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_issuer(h, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_add_endpoint(h, NULL, 0));
    STATUS(FAPI_URI_NOT_HTTPS, fapi_client_assertion_add_endpoint(h, S("http://as.example.com/token")));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_aud(h, 2));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_aud(h, -1));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_algs(h, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_algs(h, 16));
    STATUS(FAPI_ERR_RANGE, fapi_client_assertion_set_window(h, -1, 0));
    STATUS(FAPI_ERR_RANGE, fapi_client_assertion_set_window(h, 0, 61));
    STATUS(FAPI_ERR_RANGE, fapi_client_assertion_set_window(h, 0, -1));
    STATUS(FAPI_ERR_RANGE, fapi_client_assertion_set_lifetime(h, 0, 0));
    STATUS(FAPI_ERR_RANGE, fapi_client_assertion_set_lifetime(h, 3601, 0));
    STATUS(FAPI_ERR_RANGE, fapi_client_assertion_set_lifetime(h, 1, -1));
    STATUS(FAPI_ERR_RANGE, fapi_client_assertion_set_lifetime(h, 1, 3601));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_type(h, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_form_client_id(h, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_other_method(h, 2));
    /* none of it left a trace */
    STATUS(FAPI_OK, ca_try(h, ca_with("aud", "\"" TOKEN_URL "\""), NOW, verdict));
    for (int i = 2; i < 8; i++)
        STATUS(FAPI_OK, fapi_client_assertion_add_endpoint(h, S("https://as.example.com/more")));
    STATUS(FAPI_ERR_RANGE, fapi_client_assertion_add_endpoint(h, S("https://as.example.com/ninth")));
    STATUS(FAPI_OK, ca_try(h, ca_with("aud", "\"https://as.example.com/more\""), NOW, verdict));
    STATUS(FAPI_CLIENT_ASSERTION_AUD, ca_try(h, ca_with("aud", "\"https://as.example.com/ninth\""), NOW, verdict));
}

static void null_handles(void **state)
{
    (void)state;
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_issuer(NULL, S(ISSUER)));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_add_endpoint(NULL, S(TOKEN_URL)));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_aud(NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_algs(NULL, FAPI_ALG_ES256));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_window(NULL, 10, 10));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_lifetime(NULL, 300, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_type(NULL, S(TYPE)));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_form_client_id(NULL, S(CLIENT)));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_set_other_method(NULL, 0));
}

/* Names of the greatest length, and one more, which must not pass as what it begins with. */
static void longest_names(void **state)
{
    (void)state;
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    char id[FAPI_MAX_SUB + 2], jti[FAPI_MAX_JTI + 2];

    READY(FAPI2, handle, verdict);
    CHECK(jwks != NULL);
    memset(id, 'c', sizeof id);
    id[sizeof id - 1] = '\0';
    memset(jti, 'j', sizeof jti);
    jti[sizeof jti - 1] = '\0';
    STATUS(FAPI_OK, fapi_jwks_load(jwks, t_public_jwks(), strlen(t_public_jwks())));
    STATUS(FAPI_OK, fapi_client_assertion_set_client(handle, id, FAPI_MAX_SUB, jwks, 0));
    const char *name = t_format("\"%.255s\"", id), *longer = t_format("\"%s\"", id);
    const t_member fits[] = {{"iss", name}, {"sub", name}}, over[] = {{"iss", name}, {"sub", longer}};
    STATUS(FAPI_OK, fapi_client_assertion_set_form_client_id(handle, id, FAPI_MAX_SUB));
    STATUS(FAPI_OK, ca_try(handle, ca_by(T_EDDSA, fits, 2), NOW, verdict));
    STATUS(FAPI_CLIENT_ASSERTION_SUB, ca_try(handle, ca_by(T_EDDSA, over, 2), NOW, verdict));
    STATUS(FAPI_OK, fapi_client_assertion_set_form_client_id(handle, id, FAPI_MAX_SUB + 1));
    STATUS(FAPI_CLIENT_ASSERTION_CLIENT_ID, ca_try(handle, ca_by(T_EDDSA, fits, 2), NOW, verdict));
    STATUS(FAPI_OK, fapi_client_assertion_set_form_client_id(handle, NULL, 0));
    const t_member big[] = {{"iss", name}, {"sub", name}, {"jti", t_format("\"%s\"", jti)}};
    STATUS(FAPI_CLIENT_ASSERTION_JTI, ca_try(handle, ca_by(T_EDDSA, big, 3), NOW, verdict));
    const t_member biggest[] = {{"iss", name}, {"sub", name}, {"jti", t_format("\"%.256s\"", jti)}};
    STATUS(FAPI_OK, ca_try(handle, ca_by(T_EDDSA, biggest, 3), NOW, verdict));
}

/* The claims of what passed can be read, those of what did not cannot. The trace tells each rule. */
static void what_is_told(void **state)
{
    (void)state;
    const char *text = NULL;
    size_t n = 0, tried = 0;

    READY(FAPI2, handle, verdict);
    STATUS(FAPI_OK, fapi_verdict_set_trace(verdict, 1));
    STATUS(FAPI_OK, ca_try(handle, ca_with(NULL, NULL), NOW, verdict));
    STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, S("sub"), &text, &n));
    CHECK(n == strlen(CLIENT) && memcmp(text, CLIENT, n) == 0);
    for (size_t i = 0; i < fapi_verdict_trace_count(verdict); i++) {
        CHECK(fapi_verdict_trace_subject(verdict, i) == FAPI_SUBJECT_CLIENT_ASSERTION);
        tried += fapi_verdict_trace_status(verdict, i) == FAPI_CLIENT_ASSERTION_SIGNATURE;
    }
    CHECK(tried == 1 && strcmp(fapi_subject_name(FAPI_SUBJECT_CLIENT_ASSERTION), "client assertion") == 0);
    STATUS(FAPI_CLIENT_ASSERTION_AUD, ca_try(handle, ca_with("aud", "\"https://other.example\""), NOW, verdict));
    CHECK(strcmp(fapi_verdict_expected(verdict), ISSUER) == 0);
    CHECK(strcmp(fapi_verdict_actual(verdict), "https://other.example") == 0);
    CHECK(fapi_verdict_claim_string(verdict, S("sub"), &text, &n) == FAPI_ERR_STATE);
}

static int claimed(const char *assertion, fapi_verdict *verdict, const char **name, size_t *n)
{
    return assertion[0] == '\0' ? FAPI_ERR_NOMEM
                                : fapi_client_assertion_claimed(assertion, strlen(assertion), verdict, name, n);
}

static void claimed_client(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    static const struct {
        const char *sub;
        int status;
    } cases[] = {
        {"\"client-1\"", FAPI_OK}, {"\"\\u0063lient-1\"", FAPI_OK}, {NULL, FAPI_CLIENT_ASSERTION_SUB_MISSING},
        {"7", FAPI_CLIENT_ASSERTION_CLAIM_TYPE}, {"\"\"", FAPI_CLIENT_ASSERTION_SUB},
        {"\"client-1\",\"sub\":\"client-2\"", FAPI_JSON_DUPLICATE},
    };
    const char *name = "", *text = NULL;
    size_t n = 7;

    CHECK(verdict != NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        STATUS(cases[i].status, t_row(i, cases[i].sub, cases[i].status,
                                      claimed(ca_with("sub", cases[i].sub), verdict, &name, &n)));
        if (cases[i].status == FAPI_OK) {
            CHECK(n == strlen(CLIENT) && memcmp(name, CLIENT, n) == 0);
        } else {
            CHECK(n == 0 && name == NULL && fapi_verdict_http(verdict) == 401);
        }
        /* nothing of it can be taken for proven */
        CHECK(fapi_verdict_claim_string(verdict, S("sub"), &text, &n) == FAPI_ERR_STATE);
        CHECK(fapi_verdict_status(verdict) == (cases[i].status == FAPI_OK ? FAPI_ERR_STATE : cases[i].status));
        CHECK(fapi_verdict_http(verdict) != 200);
    }
    STATUS(FAPI_CLIENT_ASSERTION_TYP, claimed(t_sign(T_EDDSA, ca_header(T_EDDSA, &(t_member){"typ", "\"dpop+jwt\""}),
                                                     ca_claims(NULL, 0)), verdict, &name, &n));
    STATUS(FAPI_CLIENT_ASSERTION_ALG, claimed(t_forge("{\"alg\":\"HS256\"}", ca_claims(NULL, 0), "k", 1), verdict, &name, &n));
    STATUS(FAPI_CLIENT_ASSERTION_MISSING, fapi_client_assertion_claimed(NULL, 0, verdict, &name, &n));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_claimed(NULL, 1, verdict, &name, &n));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_claimed(S("a.b.c"), NULL, &name, &n));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_claimed(S("a.b.c"), verdict, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_client_assertion_claimed(S("a.b.c"), verdict, &name, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_set),
        cmocka_unit_test(at_first),
        cmocka_unit_test(setters),
        cmocka_unit_test(null_handles),
        cmocka_unit_test(longest_names),
        cmocka_unit_test(what_is_told),
        cmocka_unit_test(claimed_client),
    };

    return t_main("oauth/client_assertion_handle", tests, sizeof tests / sizeof *tests);
}
