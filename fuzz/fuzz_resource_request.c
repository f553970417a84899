/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole resource request. The first byte chooses profile and settings, then come lines: method, URL, Authorization, DPoP, another field, TLS facts;
 * the rest is the certificate. Linked with a provider whose signature checks always succeed, so that what stands behind them is reached.
 */
#include <stdlib.h>
#include <string.h>

#include <fapi.h>

#define NOW INT64_C(1800000000)
#define S(text) (text), (sizeof(text) - 1)

static const char keys[] =
    "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"1\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"},"
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"2\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";

static fapi_context *context;
static fapi_jwks *jwks;
static fapi_dpop_nonce *nonce;
static fapi_request *request;
static fapi_verdict *verdict;
static fapi_answer *answer;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    static const uint8_t secret[32] = {1};

    if (context != NULL)
        return;
    context = fapi_context_new();
    jwks = fapi_jwks_new(context);
    must(fapi_jwks_load(jwks, S(keys)) == FAPI_OK);
    must(fapi_dpop_nonce_new(context, secret, sizeof secret, 60, 2, &nonce) == FAPI_OK);
    request = fapi_request_new(context);
    verdict = fapi_verdict_new(context);
    must(request != NULL && verdict != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
}

static fapi_rs *make_rs(uint8_t choice)
{
    fapi_policy *policy = fapi_policy_new(context, 1 + choice % 8);
    fapi_replay *replay = fapi_replay_new(context, 16);
    fapi_rs *rs = NULL;

    if ((choice & 8) != 0)
        must(fapi_policy_insecure_set(policy, FAPI_CONTROL_DPOP_NONCE, 1) == FAPI_OK);
    if ((choice & 16) != 0)
        must(fapi_policy_insecure_set(policy, FAPI_CONTROL_TOKEN_FORMAT, FAPI_TOKEN_FORMAT_JWT) == FAPI_OK);
    if ((choice & 32) != 0)
        must(fapi_policy_insecure_set(policy, FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_MTLS | FAPI_BINDING_DPOP) == FAPI_OK);
    rs = fapi_rs_new(policy);
    must(fapi_rs_add_issuer(rs, S("https://a.example"), jwks, NOW) == FAPI_OK);
    must(fapi_rs_add_audience(rs, S("https://b.example")) == FAPI_OK);
    must(fapi_rs_set_dpop_nonce(rs, nonce) == FAPI_OK);
    if ((choice & 64) != 0)
        must(fapi_rs_set_replay_external(rs, 1) == FAPI_OK);
    else
        must(fapi_rs_set_replay(rs, replay) == FAPI_OK);
    must(fapi_rs_set_cache(rs, (choice & 128) != 0 ? 4 : 0) == FAPI_OK);
    must(fapi_rs_seal(rs) == FAPI_OK);
    fapi_replay_free(replay);
    fapi_policy_free(policy);
    return rs;
}

static const char *line(const char **p, size_t *left, size_t *n)
{
    const char *start = *p, *end = *left == 0 ? NULL : memchr(*p, '\n', *left);

    *n = end == NULL ? *left : (size_t)(end - start);
    *p += *n + (end != NULL);
    *left -= *n + (end != NULL);
    return start;
}

static void fill(const char *p, size_t left)
{
    const char *text = NULL;
    size_t n = 0;

    fapi_request_reset(request);
    text = line(&p, &left, &n);
    (void)!fapi_request_set_method(request, text, n);
    text = line(&p, &left, &n);
    (void)!fapi_request_set_url(request, text, n);
    text = line(&p, &left, &n);
    if (n != 0)
        (void)!fapi_request_add_header(request, S("Authorization"), text, n);
    text = line(&p, &left, &n);
    if (n != 0)
        (void)!fapi_request_add_header(request, S("DPoP"), text, n);
    text = line(&p, &left, &n);
    if (n != 0)
        (void)!fapi_request_add_header(request, S("x-fapi-interaction-id"), text, n);
    text = line(&p, &left, &n);
    if (n >= 4)
        (void)!fapi_request_set_tls(request, (uint8_t)text[0] << 8 | (uint8_t)text[1], (uint8_t)text[2] << 8 | (uint8_t)text[3]);
    if (n > 4)
        (void)!fapi_request_require_scope(request, text + 4, n - 4);
    if (left != 0)
        (void)!fapi_request_set_certificate(request, (const uint8_t *)p, left);
}

/* What a verdict promises whatever came in. */
static void hold_to_promises(int rc)
{
    const char *text = NULL;
    const uint8_t *key = NULL;
    int64_t expiry = 0;
    size_t n = 0, i = 0;

    must(rc == fapi_verdict_status(verdict) && fapi_verdict_name(verdict) != NULL);
    must(rc < 100 || fapi_verdict_clause(verdict)[0] != '\0');
    must((rc == FAPI_OK) == (fapi_verdict_claims_json(verdict, &text, &n) == FAPI_OK));
    must((rc == FAPI_OK) == (fapi_verdict_http(verdict) == 200));
    must(fapi_verdict_www_authenticate(verdict, &text, &n) == FAPI_OK);
    for (i = 0; i < n; i++)
        must(text[i] >= 0x20 && text[i] <= 0x7E);
    if (rc == FAPI_REPLAY_PENDING)
        must(fapi_verdict_replay_key(verdict, 0, &key, &n, &expiry) == FAPI_OK && n == 32 && expiry > NOW);
    for (i = 0; fapi_verdict_expected(verdict)[i] != '\0'; i++)
        must(i < 121);
    for (i = 0; fapi_verdict_actual(verdict)[i] != '\0'; i++)
        must(i < 121 && fapi_verdict_actual(verdict)[i] >= 0x20 && fapi_verdict_actual(verdict)[i] <= 0x7E);
}

/* The answer as a whole says what the verdict says, in fields that cannot be split. */
static void hold_the_answer(const fapi_rs *rs, int rc)
{
    const char *name = NULL, *value = NULL;
    size_t n = 0;

    if (answer == NULL)
        answer = fapi_answer_new(NULL);
    must(answer != NULL);
    must(fapi_rs_answer(rs, verdict, answer) == (rc == FAPI_REPLAY_PENDING ? FAPI_ERR_STATE : FAPI_OK));
    must(fapi_answer_http(answer) == (rc == FAPI_REPLAY_PENDING ? 0 : fapi_verdict_http(verdict)));
    for (size_t i = 0; fapi_answer_header(answer, i, &name, &value, &n) == FAPI_OK; i++)
        for (size_t k = 0; k < n; k++)
            must(value[k] >= 0x20 && value[k] <= 0x7E);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fapi_rs *rs = NULL;
    int rc = 0;

    if (size == 0)
        return 0;
    set_up();
    rs = make_rs(data[0]);
    fill((const char *)data + 1, size - 1);
    rc = fapi_rs_check(rs, request, NOW, verdict);
    hold_to_promises(rc);
    hold_the_answer(rs, rc);
    if (rc == FAPI_REPLAY_PENDING)
        hold_to_promises(fapi_rs_finish(rs, verdict, FAPI_OK));
    else if (rc == FAPI_OK) /* the same again: a proof is spent, a bearer token is not */
        hold_to_promises(fapi_rs_check(rs, request, NOW, verdict));
    fapi_rs_free(rs);
    return 0;
}
