/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict: what rules report, what may be read when, and what is forgotten. */
#include "base/verdict.h"
#include "test/harness.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* As a check leaves it whose message passed: claims in one of the spaces, and whatever else was proven. */
static int with_claims(fapi_verdict *verdict, const char *claims, int rc)
{
    fapix_jwt_space *space = &verdict->token;
    const size_t n = strlen(claims);
    int parsed = FAPI_ERR_INTERNAL;

    fapix_verdict_begin(verdict);
    memcpy(space->payload_text, claims, n);
    space->payload = fapix_slice_of(space->payload_text, n);
    parsed = fapix_json_parse(&space->claims, space->payload, space->payload_scratch);
    verdict->readable = space;
    verdict->has_jkt = verdict->has_x5t = verdict->has_replay = verdict->has_payload = true;
    memset(verdict->jkt, 'j', FAPI_JKT_LENGTH);
    memset(verdict->x5t, 'x', FAPI_JKT_LENGTH);
    memset(verdict->replay_key, 0x52, sizeof verdict->replay_key);
    verdict->replay_expiry = 1700000060;
    return parsed != FAPI_OK ? parsed : fapix_verdict_end(verdict, rc);
}

static bool is(const char *text, const char *wanted)
{
    return text != NULL && strcmp(text, wanted) == 0;
}

/* In the sweep a call that met NOMEM is made again; the buffer remembers its failure until then. */
static int add(fapix_buffer *buffer, const char *text)
{
    if (buffer->status == FAPI_ERR_NOMEM)
        buffer->status = FAPI_OK;
    return fapix_buffer_str(buffer, text);
}

/* ---- states ---- */

static void before_any_check(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());
    const char *text = "x";
    size_t n = 9;

    (void)state;
    CHECK(v != NULL);
    STATUS(FAPI_ERR_STATE, fapi_verdict_status(v));
    CHECK(is(fapi_verdict_name(v), "FAPI_ERR_STATE") && is(fapi_verdict_clause(v), ""));
    CHECK(fapi_verdict_text(v) != NULL && fapi_verdict_http(v) == 500);
    CHECK(fapi_verdict_subject(v) == FAPI_SUBJECT_NONE && is(fapi_verdict_expected(v), "") && is(fapi_verdict_actual(v), ""));
    STATUS(FAPI_ERR_STATE, fapi_verdict_claim_string(v, "sub", 3, &text, &n));
    CHECK(text == NULL && n == 0);
    STATUS(FAPI_ERR_STATE, fapi_verdict_www_authenticate(v, &text, &n));
    STATUS(FAPI_ERR_STATE, fapi_verdict_error_json(v, &text, &n));
    STATUS(FAPI_ERR_STATE, fapi_verdict_dpop_nonce(v, &text, &n));
    STATUS(FAPI_ERR_STATE, fapi_verdict_jkt(v, &text, &n));
    CHECK(fapi_verdict_trace_count(v) == 0 && fapi_verdict_warning_count(v) == 0 && fapi_verdict_refresh_keys(v) == 0);
    /* The working memory is made once: a check takes none. */
    CHECK(t_live() <= 4); /* context, handle, and the two texts of an answer */
}

static void null_is_refused(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());
    const char *text = "x";
    const uint8_t *bytes = NULL;
    size_t n = 9;
    int64_t i = 9;

    (void)state;
    CHECK(v != NULL);
    fapi_verdict_free(NULL);
    fapi_verdict_reset(NULL);
    STATUS(FAPI_ERR_ARG, fapi_verdict_status(NULL));
    CHECK(fapi_verdict_name(NULL) == NULL && fapi_verdict_clause(NULL) == NULL && fapi_verdict_text(NULL) == NULL);
    CHECK(fapi_verdict_expected(NULL) == NULL && fapi_verdict_actual(NULL) == NULL && fapi_verdict_subject(NULL) == 0);
    CHECK(fapi_verdict_http(NULL) == 0 && fapi_verdict_oauth_error(NULL) == NULL);
    CHECK(fapi_verdict_trace_count(NULL) == 0 && fapi_verdict_trace_status(NULL, 0) == -1);
    CHECK(fapi_verdict_trace_outcome(NULL, 0) == -1 && fapi_verdict_trace_subject(NULL, 0) == -1);
    CHECK(fapi_verdict_warning_count(NULL) == 0 && fapi_verdict_warning(NULL, 0) == -1 && fapi_verdict_refresh_keys(NULL) == 0);
    STATUS(FAPI_ERR_ARG, fapi_verdict_set_trace(NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_verdict_set_trace(v, 2));
    STATUS(FAPI_ERR_ARG, fapi_verdict_claim_string(NULL, "a", 1, &text, &n));
    CHECK(text == NULL && n == 0);
    STATUS(FAPI_OK, with_claims(v, "{\"a\":\"b\"}", FAPI_OK));
    STATUS(FAPI_ERR_ARG, fapi_verdict_claim_string(v, NULL, 1, &text, &n));
    STATUS(FAPI_ERR_ARG, fapi_verdict_claim_string(v, "a", 1, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_verdict_claim_string(v, "a", 1, &text, NULL));
    STATUS(FAPI_ERR_ARG, fapi_verdict_claim_integer(v, "a", 1, NULL));
    STATUS(FAPI_ERR_ARG, fapi_verdict_claim_integer(NULL, "a", 1, &i));
    CHECK(i == 0);
    STATUS(FAPI_ERR_ARG, fapi_verdict_claim_json(v, "a", 1, NULL, NULL));
    STATUS(FAPI_ERR_ARG, fapi_verdict_claims_json(NULL, &text, &n));
    STATUS(FAPI_ERR_ARG, fapi_verdict_payload(v, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_verdict_payload(NULL, &bytes, &n));
    STATUS(FAPI_ERR_ARG, fapi_verdict_jkt(v, &text, NULL));
    STATUS(FAPI_ERR_ARG, fapi_verdict_x5t_s256(NULL, &text, &n));
    STATUS(FAPI_ERR_ARG, fapi_verdict_replay_key(v, 0, &bytes, &n, NULL));
    STATUS(FAPI_ERR_ARG, fapi_verdict_www_authenticate(v, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_verdict_error_json(NULL, &text, &n));
    STATUS(FAPI_ERR_ARG, fapi_verdict_dpop_nonce(v, &text, NULL));
    /* NULL goes with length 0: the claim whose name is empty. */
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claim_string(v, NULL, 0, &text, &n));
}

static void subjects_have_names(void **state)
{
    (void)state;
    CHECK(is(fapi_subject_name(FAPI_SUBJECT_NONE), "none") && is(fapi_subject_name(FAPI_SUBJECT_JWT), "JWT"));
    CHECK(is(fapi_subject_name(FAPI_SUBJECT_ACCESS_TOKEN), "access token"));
    CHECK(is(fapi_subject_name(FAPI_SUBJECT_DPOP_PROOF), "DPoP proof"));
    CHECK(fapi_subject_name(-1) == NULL && fapi_subject_name(1000) == NULL);
}

/* ---- rules ---- */

static void the_first_refusal_wins(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());

    (void)state;
    CHECK(v != NULL);
    fapix_verdict_begin(v);
    fapix_verdict_about(v, FAPI_SUBJECT_ACCESS_TOKEN);
    STATUS(FAPI_OK, fapix_rule(v, FAPI_TOKEN_TYP, true));
    STATUS(FAPI_OK, fapix_rule_rc(v, FAPI_TOKEN_SIGNATURE, FAPI_OK));
    fapix_verdict_about(v, FAPI_SUBJECT_DPOP_PROOF);
    CHECK(fapix_rule(v, FAPI_DPOP_HTM, false) == FAPI_DPOP_HTM);
    fapix_verdict_about(v, FAPI_SUBJECT_CERTIFICATE);
    CHECK(fapix_rule_rc(v, FAPI_MTLS_THUMBPRINT, FAPI_CERTIFICATE_DER) == FAPI_CERTIFICATE_DER);
    CHECK(fapix_refuse(v, FAPI_TOKEN_AUD) == FAPI_TOKEN_AUD);
    STATUS(FAPI_DPOP_HTM, fapix_verdict_end(v, FAPI_ERR_NOMEM));
    STATUS(FAPI_DPOP_HTM, fapi_verdict_status(v));
    CHECK(is(fapi_verdict_name(v), "FAPI_DPOP_HTM") && fapi_verdict_subject(v) == FAPI_SUBJECT_DPOP_PROOF);
    CHECK(is(fapi_verdict_clause(v), fapi_status_clause(FAPI_DPOP_HTM)));
    CHECK(is(fapi_verdict_text(v), fapi_status_text(FAPI_DPOP_HTM)));
    /* A caller that loses the refusal on its way does not turn it into a pass. */
    fapix_verdict_begin(v);
    (void)fapix_rule(v, FAPI_TOKEN_AUD, false);
    STATUS(FAPI_TOKEN_AUD, fapix_verdict_end(v, FAPI_OK));
    /* Nor does a refusal without a reason. */
    fapix_verdict_begin(v);
    CHECK(fapix_rule(v, FAPI_OK, false) == FAPI_ERR_INTERNAL && fapix_verdict_end(v, FAPI_OK) == FAPI_ERR_INTERNAL);
    /* Without a refused rule the result of the check counts. */
    fapix_verdict_begin(v);
    fapix_verdict_about(v, FAPI_SUBJECT_REQUEST);
    CHECK(fapix_verdict_end(v, FAPI_ERR_CLOCK) == FAPI_ERR_CLOCK && fapi_verdict_subject(v) == FAPI_SUBJECT_REQUEST);
    fapix_verdict_begin(v);
    fapix_verdict_about(v, FAPI_SUBJECT_REQUEST);
    CHECK(fapix_verdict_end(v, FAPI_OK) == FAPI_OK && fapi_verdict_subject(v) == FAPI_SUBJECT_NONE);
}

static void the_trace_tells_every_rule(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());

    (void)state;
    CHECK(v != NULL);
    (void)fapix_rule(v, FAPI_TOKEN_TYP, true);
    CHECK(fapi_verdict_trace_count(v) == 0);
    STATUS(FAPI_OK, fapi_verdict_set_trace(v, 1));
    fapix_verdict_begin(v);
    fapix_verdict_about(v, FAPI_SUBJECT_JWT);
    (void)fapix_rule(v, FAPI_JWT_TYP, true);
    fapix_skip(v, FAPI_JWT_NBF);
    (void)fapix_rule_rc(v, FAPI_JWT_AUD, FAPI_JWT_CLAIM_TYPE);
    CHECK(fapi_verdict_trace_count(v) == 3);
    CHECK(fapi_verdict_trace_status(v, 0) == FAPI_JWT_TYP && fapi_verdict_trace_outcome(v, 0) == FAPI_OUTCOME_PASS);
    CHECK(fapi_verdict_trace_status(v, 1) == FAPI_JWT_NBF && fapi_verdict_trace_outcome(v, 1) == FAPI_OUTCOME_SKIP);
    CHECK(fapi_verdict_trace_status(v, 2) == FAPI_JWT_CLAIM_TYPE && fapi_verdict_trace_outcome(v, 2) == FAPI_OUTCOME_FAIL);
    CHECK(fapi_verdict_trace_subject(v, 2) == FAPI_SUBJECT_JWT);
    CHECK(fapi_verdict_trace_status(v, 3) == -1 && fapi_verdict_trace_outcome(v, SIZE_MAX) == -1);
    /* A full trace keeps its beginning, and the refusal. */
    fapi_verdict_reset(v);
    CHECK(fapi_verdict_trace_count(v) == 0);
    for (size_t i = 0; i < FAPIX_TRACE + 10; i++)
        (void)fapix_rule(v, i == 0 ? FAPI_JWT_ISS : FAPI_JWT_AUD, true);
    (void)fapix_rule(v, FAPI_JWT_EXPIRED, false);
    CHECK(fapi_verdict_trace_count(v) == FAPIX_TRACE && fapi_verdict_trace_status(v, 0) == FAPI_JWT_ISS);
    CHECK(fapi_verdict_trace_status(v, FAPIX_TRACE - 1) == FAPI_JWT_EXPIRED);
    CHECK(fapi_verdict_trace_outcome(v, FAPIX_TRACE - 1) == FAPI_OUTCOME_FAIL);
}

static void warnings_are_told_once(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());

    (void)state;
    CHECK(v != NULL);
    fapix_warn(v, FAPI_WARN_KEYS_AGE);
    fapix_warn(v, FAPI_WARN_HEADER_SPACE);
    fapix_warn(v, FAPI_WARN_KEYS_AGE);
    CHECK(fapi_verdict_warning_count(v) == 2 && fapi_verdict_warning(v, 0) == FAPI_WARN_KEYS_AGE);
    CHECK(fapi_verdict_warning(v, 1) == FAPI_WARN_HEADER_SPACE && fapi_verdict_warning(v, 2) == -1);
    for (int i = 0; i < 20; i++)
        fapix_warn(v, 910 + i);
    CHECK(fapi_verdict_warning_count(v) == COUNT(v->warnings));
    fapi_verdict_reset(v);
    CHECK(fapi_verdict_warning_count(v) == 0);
}

/* ---- details ---- */

static void details_are_escaped(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());
    static const char forged[] = "a\r\nERROR ok\x1B[2J\xE2\x80\xAE" "b\0c\x7F\\x41";

    (void)state;
    CHECK(v != NULL);
    fapix_verdict_begin(v);
    fapix_actual(v, fapix_slice_of(forged, sizeof forged - 1));
    CHECK(is(fapi_verdict_actual(v), "a\\x0D\\x0AERROR ok\\x1B[2J\\xE2\\x80\\xAEb\\x00c\\x7F\\x5Cx41"));
    ATTACK("MEM-09");
    fapix_expected(v, fapix_slice_str("%n%n%s%1000000d%%"));
    (void)fapix_refuse(v, FAPI_JWT_ISS);
    STATUS(FAPI_JWT_ISS, fapix_verdict_end(v, FAPI_JWT_ISS));
    CHECK(is(fapi_verdict_expected(v), "%n%n%s%1000000d%%"));
    ATTACK("MEM-08");
}

static void details_are_cut(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());
    char text[300], wanted[FAPIX_DETAIL];

    (void)state;
    CHECK(v != NULL);
    memset(text, 'y', sizeof text);
    fapix_actual(v, fapix_slice_of(text, 120));
    CHECK(strlen(fapi_verdict_actual(v)) == 120 && strchr(fapi_verdict_actual(v), '.') == NULL);
    fapix_actual(v, fapix_slice_of(text, 121));
    memset(wanted, 'y', 117);
    memcpy(wanted + 117, "...", 4);
    CHECK(is(fapi_verdict_actual(v), wanted));
    /* Never inside an escape. */
    for (size_t lead = 0; lead < 4; lead++) {
        const char *out = fapi_verdict_actual(v);
        size_t n = 0;

        memset(text, 0x01, sizeof text);
        memset(text, 'y', lead);
        fapix_actual(v, fapix_slice_of(text, sizeof text));
        n = strlen(out);
        CHECK(n <= 120 && n >= 116 && is(out + n - 3, "...") && (n - 3 - lead) % 4 == 0 && memcmp(out + n - 7, "\\x01", 4) == 0);
    }
    fapix_actual(v, fapix_slice_of(NULL, 0));
    CHECK(is(fapi_verdict_actual(v), ""));
}

static void numbers_in_details(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());

    (void)state;
    CHECK(v != NULL);
    fapix_expected_int(v, INT64_MIN);
    fapix_actual_int(v, INT64_MAX);
    CHECK(is(fapi_verdict_expected(v), "-9223372036854775808") && is(fapi_verdict_actual(v), "9223372036854775807"));
    fapix_expected_int(v, 0);
    fapix_actual_int(v, -7);
    CHECK(is(fapi_verdict_expected(v), "0") && is(fapi_verdict_actual(v), "-7"));
}

static void details_belong_to_the_first_refusal(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());

    (void)state;
    CHECK(v != NULL);
    /* Of a rule that held: dropped. */
    fapix_verdict_begin(v);
    fapix_expected(v, fapix_slice_str("GET"));
    (void)fapix_rule(v, FAPI_DPOP_HTM, true);
    CHECK(is(fapi_verdict_expected(v), ""));
    /* Before or just after the refusal: kept. Of later rules: not taken. */
    fapix_expected(v, fapix_slice_str("POST"));
    (void)fapix_rule(v, FAPI_DPOP_HTM, false);
    fapix_actual(v, fapix_slice_str("GET"));
    fapix_skip(v, FAPI_DPOP_NONCE);
    fapix_actual(v, fapix_slice_str("later"));
    (void)fapix_rule(v, FAPI_DPOP_HTU, false);
    fapix_expected(v, fapix_slice_str("later"));
    STATUS(FAPI_DPOP_HTM, fapix_verdict_end(v, FAPI_DPOP_HTM));
    CHECK(is(fapi_verdict_expected(v), "POST") && is(fapi_verdict_actual(v), "GET"));
    /* Of a message that passed: none. */
    fapix_verdict_begin(v);
    fapix_expected(v, fapix_slice_str("left over"));
    STATUS(FAPI_OK, fapix_verdict_end(v, FAPI_OK));
    CHECK(is(fapi_verdict_expected(v), "") && is(fapi_verdict_actual(v), ""));
}

/* ---- facts ---- */

#define CLAIMS "{\"sub\":\"al\\u0069ce\",\"exp\":1700000300,\"f\":1.5,\"aud\":[\"a\",\"b\"],\"n\":\"\",\"cnf\":{\"jkt\":\"k\"}}"

static void claims_of_a_message_that_passed(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());
    const char *text = NULL;
    const uint8_t *bytes = NULL;
    size_t n = 0;
    int64_t i = 0;

    (void)state;
    CHECK(v != NULL);
    STATUS(FAPI_OK, with_claims(v, CLAIMS "  ", FAPI_OK));
    STATUS(FAPI_OK, fapi_verdict_claim_string(v, "sub", 3, &text, &n));
    CHECK(n == 5 && memcmp(text, "alice", 5) == 0);
    STATUS(FAPI_OK, fapi_verdict_claim_string(v, "n", 1, &text, &n));
    CHECK(n == 0 && text != NULL);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claim_string(v, "exp", 3, &text, &n));
    CHECK(text == NULL && n == 0);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claim_string(v, "su", 2, &text, &n));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claim_string(v, "jkt", 3, &text, &n));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claim_string(v, "sub\0", 4, &text, &n));
    STATUS(FAPI_OK, fapi_verdict_claim_integer(v, "exp", 3, &i));
    CHECK(i == 1700000300);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claim_integer(v, "f", 1, &i));
    CHECK(i == 0);
    STATUS(FAPI_OK, fapi_verdict_claim_json(v, "aud", 3, &text, &n));
    CHECK(n == 9 && memcmp(text, "[\"a\",\"b\"]", n) == 0);
    STATUS(FAPI_OK, fapi_verdict_claim_json(v, "sub", 3, &text, &n));
    CHECK(n == 12 && memcmp(text, "\"al\\u0069ce\"", n) == 0);
    STATUS(FAPI_OK, fapi_verdict_claims_json(v, &text, &n));
    CHECK(n == strlen(CLAIMS) && memcmp(text, CLAIMS, n) == 0);
    STATUS(FAPI_OK, fapi_verdict_payload(v, &bytes, &n));
    CHECK(n == strlen(CLAIMS) + 2 && memcmp(bytes, CLAIMS, n - 2) == 0);
    STATUS(FAPI_OK, fapi_verdict_jkt(v, &text, &n));
    CHECK(n == FAPI_JKT_LENGTH && text[0] == 'j');
    STATUS(FAPI_OK, fapi_verdict_x5t_s256(v, &text, &n));
    CHECK(n == FAPI_JKT_LENGTH && text[0] == 'x');
    STATUS(FAPI_OK, fapi_verdict_replay_key(v, 0, &bytes, &n, &i));
    CHECK(n == 32 && bytes[31] == 0x52 && i == 1700000060);
}

static void facts_that_are_not_there(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());
    const char *text = NULL;
    const uint8_t *bytes = NULL;
    size_t n = 1;
    int64_t i = 1;

    (void)state;
    CHECK(v != NULL);
    fapix_verdict_begin(v);
    STATUS(FAPI_OK, fapix_verdict_end(v, FAPI_OK));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claim_string(v, "sub", 3, &text, &n));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claims_json(v, &text, &n));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_payload(v, &bytes, &n));
    STATUS(FAPI_OK, fapi_verdict_jkt(v, &text, &n));
    CHECK(n == 0 && is(text, ""));
    STATUS(FAPI_OK, fapi_verdict_x5t_s256(v, &text, &n));
    CHECK(n == 0);
    STATUS(FAPI_OK, fapi_verdict_replay_key(v, 0, &bytes, &n, &i));
    CHECK(n == 0 && bytes == NULL && i == 0);
    /* A payload that is no JSON has no claims. */
    v->readable = &v->token;
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claim_json(v, "sub", 3, &text, &n));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claims_json(v, &text, &n));
}

static bool nothing_to_read(const fapi_verdict *v)
{
    const char *text = "x";
    const uint8_t *bytes = NULL;
    size_t n = 1;
    int64_t i = 1;

    return fapi_verdict_claim_string(v, "sub", 3, &text, &n) == FAPI_ERR_STATE && text == NULL && n == 0 &&
           fapi_verdict_claim_integer(v, "exp", 3, &i) == FAPI_ERR_STATE && i == 0 &&
           fapi_verdict_claim_json(v, "aud", 3, &text, &n) == FAPI_ERR_STATE && text == NULL &&
           fapi_verdict_claims_json(v, &text, &n) == FAPI_ERR_STATE && text == NULL &&
           fapi_verdict_payload(v, &bytes, &n) == FAPI_ERR_STATE && bytes == NULL &&
           fapi_verdict_jkt(v, &text, &n) == FAPI_ERR_STATE && fapi_verdict_x5t_s256(v, &text, &n) == FAPI_ERR_STATE;
}

static void a_refusal_takes_the_facts_away(void **state)
{
    static const int refusals[] = {FAPI_ERR_NOMEM, FAPI_TOKEN_AUD, FAPI_REPLAY_SEEN, FAPI_REPLAY_UNAVAILABLE, FAPI_TLS_VERSION};
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());
    const uint8_t *key = NULL;
    size_t n = 0;
    int64_t i = 0;

    (void)state;
    CHECK(v != NULL);
    for (size_t r = 0; r < COUNT(refusals); r++) {
        CHECK(with_claims(v, CLAIMS, refusals[r]) == refusals[r]);
        CHECK(nothing_to_read(v) && v->readable == NULL && v->jkt[0] == '\0' && v->replay_key[0] == 0);
        CHECK(fapi_verdict_replay_key(v, 0, &key, &n, &i) == FAPI_ERR_STATE && key == NULL);
    }
    /* Another check, though it passes, does not bring them back. */
    STATUS(FAPI_OK, with_claims(v, CLAIMS, FAPI_OK));
    fapix_verdict_begin(v);
    STATUS(FAPI_OK, fapix_verdict_end(v, FAPI_OK));
    CHECK(fapi_verdict_claims_json(v, &(const char *){NULL}, &n) == FAPI_ERR_NOT_FOUND);
}

static void a_pending_claim_is_finished(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());
    const uint8_t *key = NULL;
    const char *text = NULL;
    size_t n = 0;
    int64_t i = 0;

    (void)state;
    CHECK(v != NULL);
    STATUS(FAPI_REPLAY_PENDING, with_claims(v, CLAIMS, FAPI_REPLAY_PENDING));
    CHECK(nothing_to_read(v));
    STATUS(FAPI_OK, fapi_verdict_replay_key(v, 0, &key, &n, &i));
    CHECK(n == 32 && key[0] == 0x52 && i == 1700000060);
    STATUS(FAPI_OK, fapix_verdict_end(v, FAPI_OK));
    STATUS(FAPI_OK, fapi_verdict_claim_string(v, "sub", 3, &text, &n));
    STATUS(FAPI_REPLAY_PENDING, with_claims(v, CLAIMS, FAPI_REPLAY_PENDING));
    CHECK(fapix_rule(v, FAPI_DPOP_REPLAYED, false) == FAPI_DPOP_REPLAYED);
    STATUS(FAPI_DPOP_REPLAYED, fapix_verdict_end(v, FAPI_OK));
    CHECK(nothing_to_read(v) && fapi_verdict_replay_key(v, 0, &key, &n, &i) == FAPI_ERR_STATE);
    /* Only a check that ended can be finished: one that reports "pending" does not pass by losing its status. */
    fapix_verdict_begin(v);
    (void)fapix_refuse(v, FAPI_REPLAY_PENDING);
    STATUS(FAPI_REPLAY_PENDING, fapix_verdict_end(v, FAPI_OK));
    fapix_verdict_begin(v);
    (void)fapix_refuse(v, FAPI_REPLAY_PENDING);
    STATUS(FAPI_ERR_CRYPTO, fapix_verdict_end(v, FAPI_ERR_CRYPTO));
}

static bool all_zero(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] != 0)
            return false;
    }
    return true;
}

static void what_was_read_is_wiped(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());

    (void)state;
    CHECK(v != NULL);
    STATUS(FAPI_OK, with_claims(v, CLAIMS, FAPI_OK));
    memset(v->proof.header_text, 'h', 50);
    memset(v->proof.header_scratch, 'h', 50);
    v->proof.header_raw = fapix_slice_of(v->proof.header_text, 50);
    STATUS(FAPI_OK, add(&v->www_authenticate, "DPoP"));
    STATUS(FAPI_OK, add(&v->error_json, "{}"));
    fapi_verdict_reset(v);
    STATUS(FAPI_ERR_STATE, fapi_verdict_status(v));
    CHECK(v->token.claims.count == 0 && v->token.payload.n == 0 && v->readable == NULL);
    CHECK(all_zero(v->token.payload_text, sizeof v->token.payload_text));
    CHECK(all_zero(v->token.payload_scratch, sizeof v->token.payload_scratch));
    CHECK(all_zero(v->proof.header_text, sizeof v->proof.header_text));
    CHECK(all_zero(v->proof.header_scratch, sizeof v->proof.header_scratch));
    CHECK(all_zero((const uint8_t *)v->jkt, sizeof v->jkt) && all_zero(v->replay_key, sizeof v->replay_key));
    CHECK(v->www_authenticate.n == 0 && all_zero(v->www_authenticate.p, 4) && all_zero(v->error_json.p, 2));
}

/* ---- the answer ---- */

static void the_answer_is_read(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(t_context());
    const char *text = NULL;
    size_t n = 9;

    (void)state;
    CHECK(v != NULL);
    /* A check of one message writes no answer: the status tells. */
    fapix_verdict_begin(v);
    STATUS(FAPI_DPOP_HTM, fapix_verdict_end(v, fapix_refuse(v, FAPI_DPOP_HTM)));
    CHECK(fapi_verdict_http(v) == fapi_status_http(FAPI_DPOP_HTM));
    CHECK(is(fapi_verdict_oauth_error(v), fapi_status_oauth_error(FAPI_DPOP_HTM)));
    STATUS(FAPI_OK, fapi_verdict_www_authenticate(v, &text, &n));
    CHECK(n == 0 && is(text, ""));
    STATUS(FAPI_OK, fapi_verdict_dpop_nonce(v, &text, &n));
    CHECK(n == 0 && is(text, ""));
    /* A role writes its own. */
    v->http = 418;
    v->error = "teapot";
    STATUS(FAPI_OK, add(&v->www_authenticate, "DPoP x"));
    STATUS(FAPI_OK, add(&v->error_json, "{\"error\":\"teapot\"}"));
    memcpy(v->nonce, "abc", 4);
    CHECK(fapi_verdict_http(v) == 418 && is(fapi_verdict_oauth_error(v), "teapot"));
    STATUS(FAPI_OK, fapi_verdict_www_authenticate(v, &text, &n));
    CHECK(n == 6 && memcmp(text, "DPoP x", 6) == 0);
    STATUS(FAPI_OK, fapi_verdict_error_json(v, &text, &n));
    CHECK(n == 18 && memcmp(text, "{\"error\":\"teapot\"}", 18) == 0);
    STATUS(FAPI_OK, fapi_verdict_dpop_nonce(v, &text, &n));
    CHECK(n == 3 && memcmp(text, "abc", 3) == 0);
    fapix_verdict_begin(v);
    STATUS(FAPI_OK, fapix_verdict_end(v, FAPI_OK));
    CHECK(fapi_verdict_http(v) == 200 && is(fapi_verdict_oauth_error(v), ""));
    STATUS(FAPI_OK, fapi_verdict_www_authenticate(v, &text, &n));
    CHECK(n == 0);
}

static void a_private_context_will_do(void **state)
{
    AUTO(fapi_verdict) v = fapi_verdict_new(NULL);

    (void)state;
    CHECK(v != NULL);
    STATUS(FAPI_OK, with_claims(v, CLAIMS, FAPI_OK));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_any_check),              cmocka_unit_test(null_is_refused),
        cmocka_unit_test(subjects_have_names),           cmocka_unit_test(the_first_refusal_wins),
        cmocka_unit_test(the_trace_tells_every_rule),    cmocka_unit_test(warnings_are_told_once),
        cmocka_unit_test(details_are_escaped),           cmocka_unit_test(details_are_cut),
        cmocka_unit_test(numbers_in_details),            cmocka_unit_test(details_belong_to_the_first_refusal),
        cmocka_unit_test(claims_of_a_message_that_passed), cmocka_unit_test(facts_that_are_not_there),
        cmocka_unit_test(a_refusal_takes_the_facts_away), cmocka_unit_test(a_pending_claim_is_finished),
        cmocka_unit_test(what_was_read_is_wiped),        cmocka_unit_test(the_answer_is_read),
        cmocka_unit_test(a_private_context_will_do),
    };
    return t_main("base/verdict", tests, sizeof tests / sizeof tests[0]);
}
