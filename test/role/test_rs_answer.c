/* SPDX-License-Identifier: Apache-2.0 */
/* The answer of a resource server as one whole: field for field what the verdict says, whatever came of the check. */
#include "test/role/fixture.h"

#define JSON "application/json"

static const char *field(const fapi_answer *answer, const char *name)
{
    static char text[4][512];
    static size_t turn;
    char *out = text[turn++ % 4];
    const char *got = NULL, *value = NULL;
    size_t n = 0, lines = 0;

    out[0] = '\0';
    for (size_t i = 0; fapi_answer_header(answer, i, &got, &value, &n) == FAPI_OK; i++)
        if (strcmp(got, name) == 0 && lines++ == 0)
            snprintf(out, sizeof text[0], "%.*s", (int)n, value);
    return lines > 1 ? "twice" : out;
}

typedef int (*reader)(const fapi_verdict *verdict, const char **text, size_t *n);

/* Is the field what the verdict says, and there only if it says anything? */
static int field_is_of(const fapi_answer *answer, const char *name, const fapi_verdict *verdict, reader read)
{
    const char *text = NULL;
    size_t n = 0;

    return read(verdict, &text, &n) == FAPI_OK && strlen(field(answer, name)) == n && memcmp(field(answer, name), text, n) == 0;
}

static int is_whole(const fapi_answer *answer, const fapi_verdict *verdict)
{
    const char *body = NULL, *json = NULL;
    size_t body_n = 1, json_n = 0;
    int rc = fapi_answer_body(answer, &body, &body_n);

    if (rc == FAPI_OK)
        rc = fapi_verdict_error_json(verdict, &json, &json_n);
    return rc == FAPI_OK && body_n == json_n && memcmp(body, json, json_n) == 0 &&
           fapi_answer_kind(answer) == FAPI_ANSWER_JSON && fapi_answer_http(answer) == fapi_verdict_http(verdict) &&
           strcmp(field(answer, "Content-Type"), json_n > 0 ? JSON : "") == 0 &&
           strcmp(field(answer, "Cache-Control"), "no-store") == 0 &&
           field_is_of(answer, "WWW-Authenticate", verdict, fapi_verdict_www_authenticate) &&
           field_is_of(answer, "DPoP-Nonce", verdict, fapi_verdict_dpop_nonce) &&
           field_is_of(answer, "x-fapi-interaction-id", verdict, fapi_verdict_interaction_id);
}

static int nothing_built(const fapi_answer *answer)
{
    return fapi_answer_kind(answer) == 0 && fapi_answer_http(answer) == 0 && fapi_answer_header_count(answer) == 0;
}

static int start(fixture **fx, int profile, int external)
{
    int rc = FAPI_ERR_INTERNAL;

    fixture_free(*fx); /* of a first try that ran out of memory */
    rc = fixture_new(fx, profile);
    if (rc == FAPI_OK && external)
        rc = fapi_rs_set_replay_external((*fx)->rs, 1);
    return rc == FAPI_OK ? fapi_rs_seal((*fx)->rs) : rc;
}

static int send_good(fixture *fx)
{
    int rc = fixture_token(fx, NULL, NULL);

    if (rc == FAPI_OK)
        rc = fixture_proof(fx, NULL);
    return rc == FAPI_OK ? fixture_request(fx, "DPoP") : rc;
}

static int send_bare(fixture *fx)
{
    int rc = FAPI_OK;

    fapi_request_reset(fx->request);
    rc = fapi_request_set_method(fx->request, S("GET"));
    return rc == FAPI_OK ? fapi_request_set_url(fx->request, S(URL)) : rc;
}

static void of_what_passed(void **state)
{
    AUTO(fixture) fx = NULL;
    AUTO(fapi_answer) answer = fapi_answer_new(t_context());
    const char *body = "x";
    size_t n = 7;

    (void)state;
    CHECK(answer != NULL);
    STATUS(FAPI_OK, start(&fx, FAPI_PROFILE_FAPI2_SECURITY, 0));
    STATUS(FAPI_OK, send_good(fx));
    STATUS(FAPI_OK, fixture_check(fx));
    STATUS(FAPI_OK, fapi_rs_answer(fx->rs, fx->verdict, answer));
    CHECK(fapi_answer_http(answer) == 200 && is_whole(answer, fx->verdict));
    STATUS(FAPI_OK, fapi_answer_body(answer, &body, &n));
    CHECK(n == 0);
    CHECK(strcmp(field(answer, "WWW-Authenticate"), "") == 0 && strcmp(field(answer, "Content-Type"), "") == 0);
}

static void of_what_was_refused(void **state)
{
    AUTO(fixture) fx = NULL;
    AUTO(fapi_answer) answer = fapi_answer_new(t_context());

    (void)state;
    CHECK(answer != NULL);
    STATUS(FAPI_OK, start(&fx, FAPI_PROFILE_FAPI2_SECURITY, 0));
    /* No credentials: each scheme that would do, and nothing else. */
    STATUS(FAPI_OK, send_bare(fx));
    STATUS(FAPI_TOKEN_MISSING, fixture_check(fx));
    STATUS(FAPI_OK, fapi_rs_answer(fx->rs, fx->verdict, answer));
    CHECK(fapi_answer_http(answer) == 401 && is_whole(answer, fx->verdict));
    CHECK(strcmp(field(answer, "WWW-Authenticate"), "Bearer realm=\"fapi\", DPoP realm=\"fapi\", algs=\"PS256 ES256 EdDSA\"") == 0);
    /* A scope that the token has not. */
    STATUS(FAPI_OK, send_good(fx));
    STATUS(FAPI_OK, fapi_request_require_scope(fx->request, S("payments")));
    STATUS(FAPI_TOKEN_SCOPE_INSUFFICIENT, fixture_check(fx));
    STATUS(FAPI_OK, fapi_rs_answer(fx->rs, fx->verdict, answer));
    CHECK(fapi_answer_http(answer) == 403 && is_whole(answer, fx->verdict));
    CHECK(strstr(field(answer, "WWW-Authenticate"), "scope=\"payments\"") != NULL && strcmp(field(answer, "Retry-After"), "") == 0);
    /* A check that could not be made. */
    fapi_request_reset(fx->request);
    STATUS(FAPI_ERR_STATE, fixture_check(fx));
    STATUS(FAPI_OK, fapi_rs_answer(fx->rs, fx->verdict, answer));
    CHECK(fapi_answer_http(answer) == 500 && is_whole(answer, fx->verdict));
}

/* Who must use nonces finds the next one in the refusal, and no cache keeps it. */
static void with_a_nonce(void **state)
{
    AUTO(fixture) fx = NULL;
    AUTO(fapi_answer) answer = fapi_answer_new(t_context());
    char nonce[64], claims[96];

    (void)state;
    CHECK(answer != NULL);
    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_policy_set(fx->policy, FAPI_CONTROL_DPOP_NONCE, 1));
    fapi_rs_free(fx->rs);
    fx->rs = fapi_rs_new(fx->policy);
    CHECK(fx->rs != NULL);
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, 60, 2, &fx->nonce));
    STATUS(FAPI_OK, fapi_rs_set_dpop_nonce(fx->rs, fx->nonce));
    STATUS(FAPI_OK, fapi_rs_add_issuer(fx->rs, S(ISSUER), fx->jwks, NOW));
    STATUS(FAPI_OK, fapi_rs_add_audience(fx->rs, S(AUDIENCE)));
    STATUS(FAPI_OK, fapi_rs_set_replay(fx->rs, fx->replay));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, send_good(fx));
    STATUS(FAPI_DPOP_NONCE_MISSING, fixture_check(fx));
    STATUS(FAPI_OK, fapi_rs_answer(fx->rs, fx->verdict, answer));
    CHECK(fapi_answer_http(answer) == 401 && is_whole(answer, fx->verdict));
    CHECK(strstr(field(answer, "WWW-Authenticate"), "error=\"use_dpop_nonce\"") != NULL);
    snprintf(nonce, sizeof nonce, "%s", field(answer, "DPoP-Nonce"));
    CHECK(nonce[0] != '\0' && strcmp(field(answer, "Cache-Control"), "no-store") == 0);
    ACCEPTS("RFC9449-8.2-2");
    snprintf(claims, sizeof claims, "{\"nonce\":\"%s\"}", nonce);
    STATUS(FAPI_OK, fixture_proof(fx, claims));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
    STATUS(FAPI_OK, fapi_rs_answer(fx->rs, fx->verdict, answer));
    CHECK(fapi_answer_http(answer) == 200 && is_whole(answer, fx->verdict)); /* again no-store: nothing of it is kept */
    REFUSES("RFC9449-8.2-2");
}

static void with_an_interaction_id(void **state)
{
    AUTO(fixture) fx = NULL;
    AUTO(fapi_answer) answer = fapi_answer_new(t_context());
    const char *id = "c770aef3-6784-41f7-8e0e-ff5f97bddb3a";

    (void)state;
    CHECK(answer != NULL);
    STATUS(FAPI_OK, start(&fx, FAPI_PROFILE_FAPI1_ADVANCED, 0));
    STATUS(FAPI_OK, send_bare(fx));
    STATUS(FAPI_OK, fapi_request_add_header(fx->request, S("x-fapi-interaction-id"), id, strlen(id)));
    STATUS(FAPI_TOKEN_MISSING, fixture_check(fx));
    STATUS(FAPI_OK, fapi_rs_answer(fx->rs, fx->verdict, answer));
    CHECK(strcmp(field(answer, "x-fapi-interaction-id"), id) == 0 && is_whole(answer, fx->verdict));
}

/* With a store of the host: no answer while it is asked, and then that of the outcome. */
static void after_the_store_of_the_host(void **state)
{
    static const struct {
        int said, want, http;
    } outcomes[] = {
        {FAPI_OK, FAPI_OK, 200},
        {FAPI_REPLAY_SEEN, FAPI_DPOP_REPLAYED, 401},
        {FAPI_REPLAY_FULL, FAPI_REPLAY_FULL, 503},
        {FAPI_REPLAY_UNAVAILABLE, FAPI_REPLAY_UNAVAILABLE, 503},
    };
    AUTO(fixture) fx = NULL;
    AUTO(fapi_answer) answer = fapi_answer_new(t_context());

    (void)state;
    CHECK(answer != NULL);
    STATUS(FAPI_OK, start(&fx, FAPI_PROFILE_FAPI2_SECURITY, 1));
    STATUS(FAPI_OK, send_good(fx));
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        STATUS(FAPI_REPLAY_PENDING, fixture_check(fx));
        STATUS(FAPI_ERR_STATE, fapi_rs_answer(fx->rs, fx->verdict, answer));
        CHECK(nothing_built(answer));
        STATUS(outcomes[i].want, fapi_rs_finish(fx->rs, fx->verdict, outcomes[i].said));
        STATUS(FAPI_OK, fapi_rs_answer(fx->rs, fx->verdict, answer));
        CHECK(fapi_answer_http(answer) == outcomes[i].http && is_whole(answer, fx->verdict));
        CHECK((strcmp(field(answer, "Retry-After"), "5") == 0) == (outcomes[i].http == 503));
    }
}

static void misuse(void **state)
{
    AUTO(fixture) fx = NULL;
    AUTO(fapi_answer) answer = fapi_answer_new(t_context());
    AUTO(fapi_verdict) other = fapi_verdict_new(t_context());

    (void)state;
    CHECK(answer != NULL && other != NULL);
    STATUS(FAPI_OK, start(&fx, FAPI_PROFILE_FAPI2_SECURITY, 0));
    STATUS(FAPI_ERR_STATE, fapi_rs_answer(fx->rs, fx->verdict, answer)); /* nothing was checked */
    STATUS(FAPI_OK, send_good(fx));
    STATUS(FAPI_OK, fixture_check(fx));
    STATUS(FAPI_OK, fapi_answer_set(answer, FAPI_PART_SCOPE, S("accounts"))); /* not looked at */
    STATUS(FAPI_OK, fapi_rs_answer(fx->rs, fx->verdict, answer));
    CHECK(!nothing_built(answer));
    STATUS(FAPI_ERR_ARG, fapi_rs_answer(NULL, fx->verdict, answer));
    CHECK(nothing_built(answer)); /* the one before is gone too */
    STATUS(FAPI_ERR_ARG, fapi_rs_answer(fx->rs, NULL, answer));
    STATUS(FAPI_ERR_ARG, fapi_rs_answer(fx->rs, fx->verdict, NULL));
    fapi_rs_free(fx->rs);
    fx->rs = fapi_rs_new(fx->policy); /* one that is not sealed */
    CHECK(fx->rs != NULL);
    STATUS(FAPI_ERR_STATE, fapi_rs_answer(fx->rs, fx->verdict, answer));
    CHECK(fapi_rs_check(fx->rs, fx->request, NOW, other) == FAPI_ERR_STATE);
    STATUS(FAPI_ERR_STATE, fapi_rs_answer(fx->rs, other, answer));
    CHECK(nothing_built(answer));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_what_passed), cmocka_unit_test(of_what_was_refused), cmocka_unit_test(with_a_nonce),
        cmocka_unit_test(with_an_interaction_id), cmocka_unit_test(after_the_store_of_the_host), cmocka_unit_test(misuse),
    };
    return t_main("role/rs_answer", tests, sizeof tests / sizeof tests[0]);
}
