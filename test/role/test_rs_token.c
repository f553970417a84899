/* SPDX-License-Identifier: Apache-2.0 */
/* The token that a request brings, and the bodies in which it must not come. */
#include "test/role/fixture.h"

static int started(fixture **fx)
{
    int rc = fixture_new(fx, FAPI_PROFILE_FAPI2_SECURITY);

    return rc == FAPI_OK ? fapi_rs_seal((*fx)->rs) : rc;
}

static int presented(fixture *fx, const char **token, size_t *n)
{
    return fapi_rs_presented_token(fx->rs, fx->request, NOW, fx->verdict, token, n);
}

/* A token that is no JWT, without any proof: who may use it is asked later. */
static int request(fixture *fx, const char *authorization)
{
    int rc = FAPI_OK;

    fapi_request_reset(fx->request);
    rc = fapi_request_set_method(fx->request, "POST", 4);
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(fx->request, URL, strlen(URL));
    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(fx->request, 0x0304, 0x1301);
    if (rc == FAPI_OK && authorization != NULL)
        rc = fapi_request_add_header(fx->request, "Authorization", 13, authorization, strlen(authorization));
    return rc;
}

static void a_token(void **state)
{
    AUTO(fixture) fx = NULL;
    AUTO(fapi_answer) answer = NULL;
    const char *token = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, started(&fx));
    STATUS(FAPI_OK, request(fx, "DPoP opaque-1~/+=="));
    STATUS(FAPI_OK, presented(fx, &token, &n));
    CHECK(n == 13 && memcmp(token, "opaque-1~/+==", 13) == 0);
    ACCEPTS("RFC6750-2.1-1");
    /* that is no judgement that lets anybody in */
    CHECK(fapi_verdict_status(fx->verdict) == FAPI_ERR_STATE);
    answer = fapi_answer_new(t_context());
    if (answer == NULL)
        return;
    STATUS(FAPI_ERR_STATE, fapi_rs_answer(fx->rs, fx->verdict, answer));
}

static void refused(void **state)
{
    static const struct {
        const char *authorization;
        int want;
    } rows[] = {
        {NULL, FAPI_TOKEN_MISSING},       {"Basic eDp5", FAPI_TOKEN_SCHEME}, {"DPoP", FAPI_TOKEN_SYNTAX},
        {"DPoP a b", FAPI_TOKEN_SYNTAX}, {"Bearer a,b", FAPI_TOKEN_SYNTAX},
    };
    AUTO(fixture) fx = NULL;
    const char *token = "";
    size_t n = 1;

    (void)state;
    STATUS(FAPI_OK, started(&fx));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(FAPI_OK, request(fx, rows[i].authorization));
        STATUS(rows[i].want, presented(fx, &token, &n));
        CHECK(token == NULL && n == 0 && fapi_verdict_status(fx->verdict) == rows[i].want);
        CHECK(fapi_verdict_http(fx->verdict) >= 400);
    }
    REFUSES("RFC6750-2.1-1");
    fapi_request_reset(fx->request);
    STATUS(FAPI_ERR_STATE, presented(fx, &token, &n));
    STATUS(FAPI_OK, request(fx, "DPoP a"));
    STATUS(FAPI_ERR_ARG, fapi_rs_presented_token(NULL, fx->request, NOW, fx->verdict, &token, &n));
    STATUS(FAPI_ERR_ARG, fapi_rs_presented_token(fx->rs, NULL, NOW, fx->verdict, &token, &n));
    STATUS(FAPI_ERR_ARG, fapi_rs_presented_token(fx->rs, fx->request, NOW, NULL, &token, &n));
    STATUS(FAPI_ERR_ARG, fapi_rs_presented_token(fx->rs, fx->request, NOW, fx->verdict, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_rs_presented_token(fx->rs, fx->request, NOW, fx->verdict, &token, NULL));
    STATUS(FAPI_ERR_CLOCK, fapi_rs_presented_token(fx->rs, fx->request, -1, fx->verdict, &token, &n));
}

/* What stands in a form that the host handed over, it need not say. */
static void in_the_body(void **state)
{
    static const struct {
        const char *type, *body;
        int want;
    } rows[] = {
        {"application/x-www-form-urlencoded", "access_token=x", FAPI_TOKEN_IN_BODY},
        {"Application/X-WWW-Form-Urlencoded; charset=utf-8", "a=b&access%5Ftoken=x", FAPI_TOKEN_IN_BODY},
        {"application/x-www-form-urlencoded", "a=access_token", FAPI_OK},
        {"application/json", "access_token=x", FAPI_OK},
        {"application/x-www-form-urlencoded", "", FAPI_OK},
    };
    AUTO(fixture) fx = NULL;
    const char *token = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, started(&fx));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(FAPI_OK, request(fx, "DPoP a"));
        STATUS(FAPI_OK, fapi_request_add_header(fx->request, "Content-Type", 12, rows[i].type, strlen(rows[i].type)));
        if (rows[i].body[0] != '\0')
            STATUS(FAPI_OK, fapi_request_set_body(fx->request, rows[i].body, strlen(rows[i].body)));
        STATUS(rows[i].want, presented(fx, &token, &n));
    }
    ACCEPTS("RFC6750-2.2-1");
    REFUSES("RFC6750-2.2-1");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token), cmocka_unit_test(refused), cmocka_unit_test(in_the_body),
    };
    return t_main("rs_token", tests, sizeof tests / sizeof *tests);
}
